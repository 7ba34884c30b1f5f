#!/usr/bin/env bash
# What a run of .github/workflows/release.yml does, from what the checked-out commit says: `scripts/release/plan.sh EVENT BRANCH`.
# Prints outputs of a step: `step` is `build`, `publish` or `none`; `version`; `branch`, the release branch; `run`, the run
# that built what is published; `commit`, what that run built; `first`, `true` where there is no release before, else `false`;
# `previous`, the release before, and `previous-sums`, the digest of its SHA256SUMS.
#
# A commit on a release branch whose setup/pinned.txt names the version of Cargo.toml is a release to be published. Any other
# commit can be built, when somebody asks for it.
set -euo pipefail
event=${1:?} branch=${2:?}

version=$(sed -nE '/^\[package\]/,/^\[/ s/^version = "([^"]+)"$/\1/p' Cargo.toml)
if ! [[ $version =~ ^((0|[1-9][0-9]*)\.(0|[1-9][0-9]*))\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$ ]]; then
    echo "Cargo.toml states no version like 0.2.0: $version" >&2
    exit 1
fi
release_branch=release/${BASH_REMATCH[1]}
if [ "$branch" != main ] && [ "$branch" != "$release_branch" ]; then
    echo "version $version is released from $release_branch, and prepared on main or there, and not on $branch" >&2
    exit 1
fi

refuse() {
    echo "$1" >&2
    exit 1
}
# What a file of pins says of a key, from the standard input.
says() { sed -n "s/^$1=//p"; }

pinned='' run='' commit='' step=none
if [ -f setup/pinned.txt ]; then
    pinned=$(says version <setup/pinned.txt)
    run=$(says run <setup/pinned.txt)
    commit=$(says commit <setup/pinned.txt)
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
    [[ $commit =~ ^[0-9a-f]{40}$ ]] || refuse "setup/pinned.txt names no commit that $version was built from"
    scripts/pin-image.sh --check >&2
    step=publish
elif [ "$event" = workflow_dispatch ]; then
    step=build run='' commit=''
else
    run='' commit=''
fi

# The release before: the last final one among the ancestors of this commit, and where there is none, the last of any kind. None
# at all there may be only where the repository has no release: an answer of git that is short or missing must not pass for that,
# nor a clone whose tags were not fetched. So all tags must be those of the repository that it was cloned from.
first=false previous='' sums=''
if [ "$step" != none ]; then
    shallow=$(git rev-parse --is-shallow-repository)
    [ "$shallow" = false ] || refuse "this clone is shallow: the releases before cannot be read from it"
    there=$(git ls-remote --tags --refs origin) || refuse "the tags of the repository could not be read from origin"
    there=$(tr '\t' ' ' <<<"$there" | LC_ALL=C sort)
    here=$(git for-each-ref --format='%(objectname) %(refname)' refs/tags | LC_ALL=C sort)
    if [ "$here" != "$there" ]; then
        differ=$(LC_ALL=C comm -3 <(echo "$here") <(echo "$there") | sed -E 's|^.*refs/tags/||' | sed '/./!d' | LC_ALL=C sort -u | head -n 5)
        refuse "the tags of this clone are not those of the repository (${differ//$'\n'/, }): fetch all of them, as \`fetch-depth: 0\` does, then run it again"
    fi
    all=$(git tag --list 'v[0-9]*')
    before=$(git -c versionsort.suffix=- tag --list 'v[0-9]*' --merged HEAD --sort=-v:refname)
    others=$(grep -vxF "v$version" <<<"$all" || [ "$?" = 1 ])
    releases=$(grep -E '^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$' <<<"$before" || [ "$?" = 1 ])
    releases=$(grep -vxF "v$version" <<<"$releases" || [ "$?" = 1 ])
    finals=$(grep -v -- - <<<"$releases" || [ "$?" = 1 ])
    if [ -n "$finals" ]; then previous=${finals%%$'\n'*}; else previous=${releases%%$'\n'*}; fi
    if [ -n "$previous" ]; then
        sums=$(git show "$previous:setup/pinned.txt" | says sums) || sums=''
        [[ $sums =~ ^[0-9a-f]{64}$ ]] || refuse "setup/pinned.txt of $previous, the release before, pins no SHA256SUMS"
    elif [ -n "${others//$'\n'/}" ]; then
        refuse "no release is among the ancestors of this commit, and the repository has ${others//$'\n'/, }: the pull request back to main was not merged with a merge commit. Merge the tag of the last release, then build anew"
    else
        first=true
    fi
    if [ "$step" = publish ] && { [ "$(says previous <setup/pinned.txt)" != "${previous#v}" ] || [ "$(says previous-sums <setup/pinned.txt)" != "$sums" ]; }; then
        refuse "setup/pinned.txt does not pin the release before, ${previous:-of which there is none}, as that pins itself: build anew"
    fi
fi
printf 'step=%s\nversion=%s\nbranch=%s\nrun=%s\ncommit=%s\nfirst=%s\nprevious=%s\nprevious-sums=%s\n' \
    "$step" "$version" "$release_branch" "$run" "$commit" "$first" "${previous#v}" "$sums"
