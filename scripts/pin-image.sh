#!/usr/bin/env bash
# Makes action.yml run a published image: `scripts/pin-image.sh sha256:DIGEST`. For the commit that a release's tag is on;
# on main the image is made of the repository. `scripts/pin-image.sh --check` prints the image, and ends with 1 where
# action.yml names none by its digest.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=ghcr.io/holdpoint/holdpoint
digest='^sha256:[0-9a-f]{64}$'

if [ "$#" = 1 ] && [ "$1" = --check ]; then
    image=$(sed -n 's/^  image: //p' action.yml)
    if [[ $image == "docker://$repository@"* && ${image#*@} =~ $digest ]]; then
        echo "$image"
        exit 0
    fi
    echo "action.yml runs \`$image\`, which is no image with its digest: scripts/pin-image.sh sha256:DIGEST" >&2
    exit 1
fi
if [ "$#" != 1 ] || ! [[ $1 =~ $digest ]]; then
    echo "usage: scripts/pin-image.sh sha256:DIGEST, as the registry says it of the pushed index: 64 digits of 0-9 and a-f" >&2
    exit 2
fi
if [ "$(grep -c '^  image: ' action.yml)" != 1 ]; then
    echo "action.yml has not one line \`  image:\`" >&2
    exit 1
fi
# With the comment above it, which tells of main.
awk -v image="docker://$repository@$1" '
    /^runs:/ { runs = 1 }
    runs && /^  #/ { next }
    runs && /^  image: / {
        print "  # The image of this release, by its digest: what runs is what was built and attested."
        print "  image: " image
        next
    }
    { print }
' action.yml >action.yml.new
mv action.yml.new action.yml
scripts/pin-image.sh --check
