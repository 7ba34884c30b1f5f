#!/usr/bin/env bash
# Whether each file of a folder, and the image that action.yml names by its digest, was built by the release workflow of this
# repository, from the commit that setup/pinned.txt names, on main or on the release branch of its version, by a machine of
# GitHub: `scripts/release/attested.sh FOLDER`. GITHUB_REPOSITORY is the runner's; GH_TOKEN reads attestations.
set -euo pipefail
folder=${1:?}
root=$(cd "$(dirname "$0")/../.." && pwd)
version=$(sed -n 's/^version=//p' "$root/setup/pinned.txt")
commit=$(sed -n 's/^commit=//p' "$root/setup/pinned.txt")
if ! [[ $commit =~ ^[0-9a-f]{40}$ && $version =~ ^([0-9]+\.[0-9]+)\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
    echo "attested: setup/pinned.txt names no version and the commit that it was built from" >&2
    exit 1
fi
image=$("$root/scripts/pin-image.sh" --check)
branches=(main "release/${BASH_REMATCH[1]}")

verified() {
    local branch
    for branch in "${branches[@]}"; do
        if gh attestation verify "$1" --repo "$GITHUB_REPOSITORY" --signer-workflow "$GITHUB_REPOSITORY/.github/workflows/release.yml" \
            --source-ref "refs/heads/$branch" --source-digest "$commit" --deny-self-hosted-runners; then return 0; fi
    done
    return 1
}

refuse() {
    echo "attested: $1 has no attestation of $commit, from ${branches[0]} or ${branches[1]}" >&2
    exit 1
}

count=0
for file in "$folder"/*; do
    if [ ! -f "$file" ] || ! verified "$file"; then refuse "$file"; fi
    count=$((count + 1))
done
verified "oci://${image#docker://}" || refuse "the image ${image#docker://}"
echo "attested: $count files of $commit, and the image ${image##*@}"
