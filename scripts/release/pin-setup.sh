#!/usr/bin/env bash
# Writes setup/pinned.txt: `scripts/release/pin-setup.sh VERSION DIGEST RUN`. DIGEST is that of the release's SHA256SUMS, RUN the
# id of the run that built it. For the release branch; setup/install.sh and scripts/release/plan.sh read it.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "$#" != 3 ] || ! [[ $1 =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || ! [[ $2 =~ ^[0-9a-f]{64}$ ]] || ! [[ $3 =~ ^[0-9]+$ ]]; then
    echo "usage: scripts/release/pin-setup.sh VERSION DIGEST RUN, such as 0.2.0, 64 digits of 0-9 and a-f, and a number" >&2
    exit 2
fi
printf 'version=%s\nsums=%s\nrun=%s\n' "$1" "$2" "$3" >setup/pinned.txt
