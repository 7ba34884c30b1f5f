#!/usr/bin/env bash
# Whether the archive of a target holds exactly this binary, as it was built again from the commit: `scripts/release/same-binary.sh
# ARCHIVE BINARY`. Names where they differ first.
set -euo pipefail
archive=${1:?} binary=${2:?}
inside=$(mktemp)
trap 'rm -f "$inside"' EXIT
tar -xzOf "$archive" holdpoint >"$inside"
if ! cmp "$inside" "$binary"; then
    echo "same-binary: $archive was not built from this commit, or the build is not the same everywhere" >&2
    exit 1
fi
echo "same-binary: $(basename "$archive") holds what this commit builds"
