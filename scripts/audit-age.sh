#!/usr/bin/env bash
# How far Cargo.lock lies behind what Cargo.toml allows: `scripts/audit-age.sh MOST`. Lists the packages that an update would
# change, and ends with 1 where there are more than MOST. Changes nothing.
set -euo pipefail
most=${1:?}
cd "$(dirname "$0")/.."
behind=$(cargo update --dry-run --color never 2>&1 | grep -E '^ +Updating [a-z0-9_-]+ v' || true)
count=$(grep -c . <<<"$behind" || true)
printf '%s\n%s packages are behind; %s may be\n' "$behind" "$count" "$most"
[ "$count" -le "$most" ]
