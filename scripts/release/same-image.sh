#!/usr/bin/env bash
# Whether an image holds exactly this binary for an architecture, holds nothing else, and starts it with nothing set:
# `scripts/release/same-image.sh IMAGE amd64|arm64 BINARY`. IMAGE is as skopeo takes it, such as
# docker://ghcr.io/holdpoint/holdpoint@sha256:…, or oci:FOLDER.
set -euo pipefail
image=${1:?} arch=${2:?} binary=${3:?}
command -v skopeo >/dev/null || "$(dirname "$0")/../packages.sh" skopeo >&2

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
skopeo --override-os linux --override-arch "$arch" copy --quiet "$image" "dir:$folder/image"
refuse() {
    echo "same-image: $image for linux/$arch $1" >&2
    exit 1
}
# What the manifest names is there under its digest, which skopeo has checked.
named() { jq --raw-output "$1.digest | ltrimstr(\"sha256:\")" "$folder/image/manifest.json"; }
[ "$(jq '.layers | length' "$folder/image/manifest.json")" = 1 ] || refuse "has not one layer"
layer=$folder/image/$(named '.layers[0]') config=$folder/image/$(named .config)
found=$(tar --list --verbose --numeric-owner --file "$layer")
[[ $found =~ ^-rwxr-xr-x\ 0/0\ [^$'\n']*\ holdpoint$ ]] || refuse "holds other than one program: $found"
started=$(jq --compact-output '[.os, .architecture, (.config | del(.Labels) | with_entries(select(.value != null and .value != "")))]' "$config")
path='"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],'
wanted="[\"linux\",\"$arch\",{\"Entrypoint\":[\"/holdpoint\"]}]"
[ "${started/"$path"/}" = "$wanted" ] || refuse "is started as $started, and not as $wanted"
tar --extract --to-stdout --file "$layer" holdpoint >"$folder/holdpoint"
cmp "$folder/holdpoint" "$binary" >&2 || refuse "does not hold what this commit builds"
echo "same-image: $image holds what this commit builds for linux/$arch"
