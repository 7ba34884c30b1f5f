#!/usr/bin/env bash
# planted: none
set -euo pipefail
echo "${1:-nothing}"
