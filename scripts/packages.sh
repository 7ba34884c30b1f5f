#!/usr/bin/env bash
# Installs packages of Debian or Ubuntu: `scripts/packages.sh NAME...`. Ends with 3 where there is no apt-get, or no root
# without a password, and says so; with another code where the installation failed twice.
set -euo pipefail

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "without apt-get and root nothing can be installed here; needed: $*" >&2
    exit 3
fi
# Once more, because other installs may run beside this one.
for attempt in 1 2; do
    "${as_root[@]}" apt-get update -qq
    if "${as_root[@]}" apt-get install -qq -y --no-install-recommends "$@" >/dev/null; then exit 0; fi
    echo "apt-get install failed (attempt $attempt of 2)" >&2
done
exit 1
