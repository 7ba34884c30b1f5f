#!/usr/bin/env bash
# What a run of .github/workflows/release.yml does, from what the checked-out commit says: `scripts/release/plan.sh EVENT BRANCH`.
# Prints outputs of a step: `step` is `build`, `publish` or `none`; `version`; `branch`, the release branch; `run`, the run
# that built what is published; `previous`, the release before, if there is one.
#
# A commit on a release branch whose setup/pinned.txt names the version of Cargo.toml is a release to be published. Any other
# commit can be built, when somebody asks for it.
set -euo pipefail
event=${1:?} branch=${2:?}

version=$(sed -nE '/^\[package\]/,/^\[/ s/^version = "([^"]+)"$/\1/p' Cargo.toml)
if ! [[ $version =~ ^([0-9]+\.[0-9]+)\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
    echo "Cargo.toml states no version like 0.2.0: $version" >&2
    exit 1
fi
release_branch=release/${BASH_REMATCH[1]}
if [ "$branch" != main ] && [ "$branch" != "$release_branch" ]; then
    echo "version $version is released from $release_branch, and prepared on main or there, and not on $branch" >&2
    exit 1
fi

pinned='' run='' step=none
if [ -f setup/pinned.txt ]; then
    pinned=$(sed -n 's/^version=//p' setup/pinned.txt)
    run=$(sed -n 's/^run=//p' setup/pinned.txt)
fi
if [ "$pinned" = "$version" ]; then
    if [ "$branch" != "$release_branch" ]; then
        echo "setup/pinned.txt of $version stands on $branch, and belongs on $release_branch alone" >&2
        exit 1
    fi
    if ! [[ $run =~ ^[0-9]+$ ]]; then
        echo "setup/pinned.txt names no run that built $version" >&2
        exit 1
    fi
    scripts/pin-image.sh --check >&2
    step=publish
elif [ "$event" = workflow_dispatch ]; then
    step=build run=''
fi

# A final release before this commit, the highest.
previous=$(git tag --list 'v[0-9]*' --merged HEAD --sort=-v:refname | grep -E '^v[0-9]+\.[0-9]+\.[0-9]+$' | grep -vx "v$version" | head -n 1 || true)
printf 'step=%s\nversion=%s\nbranch=%s\nrun=%s\nprevious=%s\n' "$step" "$version" "$release_branch" "$run" "${previous#v}"
