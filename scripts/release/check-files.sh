#!/usr/bin/env bash
# Whether a folder is the release that setup/pinned.txt pins: `scripts/release/check-files.sh FOLDER`. SHA256SUMS has the pinned
# digest, names exactly the files of this version, and each is what it says.
set -euo pipefail
folder=${1:?}
root=$(cd "$(dirname "$0")/../.." && pwd)
version=$(sed -n 's/^version=//p' "$root/setup/pinned.txt")
sums=$(sed -n 's/^sums=//p' "$root/setup/pinned.txt")
cd "$folder"

found=$("$root/scripts/release/digest.sh" SHA256SUMS)
if ! [[ $sums =~ ^[0-9a-f]{64}$ ]] || [ "$found" != "$sums" ]; then
    echo "check-files: SHA256SUMS is $found, and setup/pinned.txt pins $sums" >&2
    exit 1
fi
wanted=$(while read -r target _; do printf '%s\n' "holdpoint-$version-$target."{cdx.json,tar.gz}; done <"$root/scripts/release/targets.txt" | LC_ALL=C sort)
named=$(awk '{ print $2 }' SHA256SUMS | LC_ALL=C sort)
there=$(find . -mindepth 1 ! -name SHA256SUMS | sed 's|^\./||' | LC_ALL=C sort)
if [ "$wanted" != "$named" ] || [ "$wanted" != "$there" ]; then
    printf 'check-files: the files of %s are\n%s\nSHA256SUMS names\n%s\nand there are\n%s\n' "$version" "$wanted" "$named" "$there" >&2
    exit 1
fi
sha256sum --check --strict --quiet SHA256SUMS
echo "check-files: $(wc -l <SHA256SUMS) files of $version, as pinned"
