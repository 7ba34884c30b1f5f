#!/usr/bin/env bash
# Measures the release binary beside two rivals on the tests' GitHub: `bench/run.sh [--write] [--parts consents,bump] [--sizes 10,50] [--runs 5]`.
# Prints tables; with --write they go into docs/speed.md. Needs Node.js 20 with npm, curl, jq and xargs. HOLDPOINT names a
# binary to measure instead of building one.
set -euo pipefail
cd "$(dirname "$0")/.."
tests/github/install.sh >/dev/null
if ! cmp -s bench/package-lock.json bench/node_modules/.installed-lock; then
    npm ci --prefix bench --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    cp bench/package-lock.json bench/node_modules/.installed-lock
fi
if [ -z "${HOLDPOINT:-}" ]; then
    cargo build --release --locked
    HOLDPOINT=target/release/holdpoint
fi
exec node bench/bench.mjs --binary "$HOLDPOINT" "$@"
