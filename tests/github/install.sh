#!/bin/sh
# Installs what the fake GitHub needs, exactly as locked. Does nothing when that is already there; safe to run twice at once.
set -eu
cd "$(dirname "$0")"
stamp=node_modules/.installed-lock
if cmp -s package-lock.json "$stamp"; then exit 0; fi
exec 9>.install.lock
flock 9
if cmp -s package-lock.json "$stamp"; then exit 0; fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
cp package-lock.json "$stamp"
