#!/usr/bin/env bash
# Puts files into the draft of a release, and publishes it: `scripts/release/publish.sh TAG FOLDER`. It becomes the latest only where no
# published release has a higher version; if nothing were said, GitHub would take what is published last. GITHUB_REPOSITORY is the
# runner's; GH_TOKEN writes contents.
set -euo pipefail
tag=${1:?} folder=${2:?}
gh release upload "$tag" "$folder"/* --repo "$GITHUB_REPOSITORY" --clobber
published=$(gh api --paginate "repos/$GITHUB_REPOSITORY/releases?per_page=100" --jq '.[] | select((.draft or .prerelease) | not) | .tag_name')
finals=$(grep -E '^v[0-9]+\.[0-9]+\.[0-9]+$' <<<"$published"$'\n'"$tag" || [ "$?" = 1 ])
latest=false
if [ "$(sort -V <<<"$finals" | tail -n 1)" = "$tag" ]; then latest=true; fi
gh release edit "$tag" --repo "$GITHUB_REPOSITORY" --draft=false --latest="$latest"
