#!/usr/bin/env bash
# The files of a release: `scripts/release/files.sh VERSION BINARIES PAPERS OUT`. An archive for each target with the binary and
# the licences, its SBOM beside it, and SHA256SUMS over all. The same binaries and papers give the same bytes.
set -euo pipefail
version=${1:?} binaries=$(cd "${2:?}" && pwd) papers=$(cd "${3:?}" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! [[ $version =~ ^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$ ]]; then
    echo "files: no version like 0.2.0: $version" >&2
    exit 2
fi
mkdir -p "${4:?}"
out=$(cd "$4" && pwd)
if [ -n "$(ls -A "$out")" ]; then
    echo "files: $4 is not empty" >&2
    exit 1
fi
content=$(mktemp -d)
trap 'rm -rf "$content"' EXIT

while read -r target _ _ program; do
    rm -rf "${content:?}"/*
    install -m 0755 "$binaries/holdpoint-$target" "$content/$program"
    install -m 0644 "$root/LICENSE-APACHE" "$root/LICENSE-MIT" "$papers/THIRD-PARTY.txt" "$content/"
    tar --create --mtime=@0 --owner=0 --group=0 --numeric-owner --format=ustar --directory "$content" \
        "$program" LICENSE-APACHE LICENSE-MIT THIRD-PARTY.txt | gzip --no-name --best >"$out/holdpoint-$version-$target.tar.gz"
    install -m 0644 "$papers/holdpoint-$target.cdx.json" "$out/holdpoint-$version-$target.cdx.json"
done <"$root/scripts/release/targets.txt"
(cd "$out" && LC_ALL=C sha256sum holdpoint-* >SHA256SUMS)
