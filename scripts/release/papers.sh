#!/usr/bin/env bash
# What goes with the binaries: the licences of all that is linked into them, and for each target the list of it (SBOM, CycloneDX
# 1.5): `scripts/release/papers.sh FOLDER`. Installs its tools, which takes some ten minutes; needs the dependencies' sources.
set -euo pipefail
folder=${1:?}
cd "$(dirname "$0")/../.."
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
tools=$PWD/target/tools
export PATH=$tools/bin:$PATH

command -v cargo-about >/dev/null || cargo install --locked --root "$tools" cargo-about@0.9.3 --features cli
command -v cargo-cyclonedx >/dev/null || cargo install --locked --root "$tools" cargo-cyclonedx@0.5.9
cargo fetch --locked
cargo about generate --offline --fail --config scripts/release/about.toml --output-file "$folder/THIRD-PARTY.txt" scripts/release/about.hbs

# Without the time, a serial number made by chance and the folder of this machine: the same commit gives the same file.
export SOURCE_DATE_EPOCH=0
while read -r target _; do
    cargo cyclonedx --format json --spec-version 1.5 --target "$target" --override-filename "holdpoint-$target.cdx"
    list=$(<"holdpoint-$target.cdx.json")
    echo "${list//"path+file://$PWD"/path+file:///src}" >"$folder/holdpoint-$target.cdx.json"
    rm "holdpoint-$target.cdx.json"
done <scripts/release/targets.txt
