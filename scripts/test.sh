#!/usr/bin/env bash
# Every test: format, lints, unit, property, snapshot and binary tests, the fake GitHub, the contract with GitHub's
# published schema, and the container's image. Installs what it needs. Ends with the tests by level; fails when any of it failed.
set -euo pipefail
cd "$(dirname "$0")/.."

log=target/test-log
mkdir -p "$log"
rm -f "$log"/*
failed=()

# Runs one step to its end, keeps what it prints, and goes on when it fails, so that one run shows everything.
step() {
    local name=$1 started=$SECONDS
    shift
    echo "== $name"
    if ! "$@" 2>&1 | tee "$log/$name.log"; then failed+=("$name"); fi
    echo "== $name took $((SECONDS - started)) s"
}

install() {
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        local as_root=()
        [ "$(id -u)" = 0 ] || as_root=(sudo -n)
        if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true; then
            echo "Node.js (20 or newer) and npm are needed for tests/github" >&2
            return 1
        fi
        "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -qq -y --no-install-recommends nodejs npm >/dev/null
    fi
    tests/github/install.sh
}

# A snapshot or a generated file that differs is a failure here, never written anew.
export INSTA_UPDATE=no
unset UPDATE

step install install
step format cargo fmt --check
step lint scripts/lint.sh
step clippy cargo clippy --locked --all-targets --quiet -- --deny warnings
# Not nextest: it runs each test in a process of its own, and the fake GitHub would be started for each.
step cargo cargo test --locked --no-fail-fast
step fake node --test --test-reporter=tap tests/github/test/*.test.mjs
step release node --test --test-reporter=tap tests/setup/*.test.mjs tests/release/*.test.mjs tests/lint/*.test.mjs
step contract node tests/github/contract.mjs target/graphql
step image scripts/image.sh --quick --test

if [ "${#failed[@]}" -gt 0 ]; then echo "failed: ${failed[*]}"; fi
node scripts/levels.mjs "$log"
[ "${#failed[@]}" -eq 0 ]
