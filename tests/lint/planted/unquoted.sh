#!/usr/bin/env bash
# planted: shellcheck: SC2086
set -euo pipefail
rm -r $1
