#!/usr/bin/env bash
# The SHA-256 of a file, alone on a line: `scripts/release/digest.sh FILE`.
set -euo pipefail
if command -v sha256sum >/dev/null; then sum=$(sha256sum <"${1:?}"); else sum=$(shasum -a 256 <"${1:?}"); fi
echo "${sum%% *}"
