#!/usr/bin/env bash
# planted: shellcheck: SC2154
set -euo pipefail
version=$1
echo "$verison"
