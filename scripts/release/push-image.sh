#!/usr/bin/env bash
# Builds the image for both platforms from dist/, puts it into DESTINATION, and prints the digest of the index, alone on the last
# line: `scripts/release/push-image.sh DESTINATION`, such as docker://ghcr.io/holdpoint/holdpoint:0.2.0, or oci:FOLDER. Who pushes must
# have logged in (`buildah login`). The builder is the one of the tests.
set -euo pipefail
destination=${1:?}
cd "$(dirname "$0")/../.."
command -v buildah >/dev/null || scripts/packages.sh buildah >&2

list=localhost/holdpoint:release-$$
digest=$(mktemp)
trap 'rm -f "$digest"; buildah manifest rm "$list" >/dev/null 2>&1 || true' EXIT
# One after the other: of two at once, whichever is done first comes first in the index, and its digest is another each time.
for platform in linux/amd64 linux/arm64; do
    buildah bud --isolation chroot --timestamp 0 --platform "$platform" --manifest "$list" . >&2
done
buildah manifest push --all --digestfile "$digest" "$list" "$destination" >&2
found=$(<"$digest")
if ! [[ $found =~ ^sha256:[0-9a-f]{64}$ ]]; then
    echo "push-image: no digest of what was pushed: $found" >&2
    exit 1
fi
echo "$found"
