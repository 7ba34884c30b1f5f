#!/usr/bin/env bash
# From start to verdict: the container's binary on the tests' GitHub, beside curl and Node.js with one request each:
# `bench/start.sh [--write] [--runs 20]`. Prints a table; with --write it goes into docs/speed.md. Needs Node.js 20, curl and
# openssl. HOLDPOINT names a binary to measure instead of building the one that ships.
set -euo pipefail
cd "$(dirname "$0")/.."
tests/github/install.sh >/dev/null
if [ -z "${HOLDPOINT:-}" ]; then
    scripts/build-dist.sh
    HOLDPOINT=dist/linux/$([ "$(uname -m)" = aarch64 ] && echo arm64 || echo amd64)/holdpoint
fi
certificates=$(mktemp -d)
trap 'rm -r "$certificates"' EXIT
key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
at=$certificates
printf 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n' >"$at/extensions"
{
    openssl req -x509 "${key[@]}" -days 30 -subj /CN=bench -keyout "$at/ca.key" -out "$at/ca.pem" &&
        openssl req -new "${key[@]}" -subj /CN=localhost -keyout "$at/key.pem" -out "$at/request.pem" &&
        openssl x509 -req -in "$at/request.pem" -CA "$at/ca.pem" -CAkey "$at/ca.key" -CAcreateserial -days 30 \
            -extfile "$at/extensions" -out "$at/cert.pem"
} 2>"$at/log" || { cat "$at/log" >&2 && exit 1; }
node bench/start.mjs --binary "$HOLDPOINT" --certificates "$certificates" "$@"
