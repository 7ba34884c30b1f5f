#!/usr/bin/env bash
# Writes setup/pinned.txt: `scripts/release/pin-setup.sh VERSION DIGEST RUN COMMIT [PREVIOUS PREVIOUS_DIGEST]`. DIGEST is that of the
# release's SHA256SUMS, RUN the id of the run that built it, COMMIT what it built; PREVIOUS is the release before, where there is
# one, and its digest. For the release branch; setup/install.sh, scripts/release/plan.sh and check-files.sh read it.
set -euo pipefail
cd "$(dirname "$0")/../.."
version='^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$' digest='^[0-9a-f]{64}$'
if { [ "$#" != 4 ] && [ "$#" != 6 ]; } || ! [[ $1 =~ $version && $2 =~ $digest && $3 =~ ^[0-9]+$ && $4 =~ ^[0-9a-f]{40}$ ]] ||
    { [ "$#" = 6 ] && ! [[ $5 =~ $version && $6 =~ $digest && $5 != "$1" ]]; }; then
    echo "usage: scripts/release/pin-setup.sh VERSION DIGEST RUN COMMIT [PREVIOUS PREVIOUS_DIGEST], such as 0.2.0, 64 digits of 0-9 and a-f, a number, 40 digits, and 0.1.0 with its 64 digits" >&2
    exit 2
fi
printf 'version=%s\nsums=%s\nrun=%s\ncommit=%s\n' "$1" "$2" "$3" "$4" >setup/pinned.txt
if [ "$#" = 6 ]; then printf 'previous=%s\nprevious-sums=%s\n' "$5" "$6" >>setup/pinned.txt; fi
