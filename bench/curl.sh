#!/usr/bin/env bash
# What a team's own script does with REST: one request for each thing, ten pull requests at a time. It asks for what
# bench/release.yml asks for, and looks less closely. `curl.sh` judges v2.0.0; `curl.sh pull N` reads one pull request.
set -euo pipefail

repository="$GITHUB_API_URL/repos/octoacme/shop"
curl=(curl --silent --show-error --fail --user-agent release-script
    --header "Authorization: Bearer $GITHUB_TOKEN" --header "Accept: application/vnd.github+json")

get() { "${curl[@]}" "$repository/$1"; }

send() { "${curl[@]}" --header "Content-Type: application/json" --data @- "$repository/$1" >"$folder/sent"; }

# Every page of a list, as one JSON list: `pages PATH FILTER`.
pages() {
    local page=1 items
    while :; do
        items=$(get "$1&per_page=100&page=$page" | jq --compact-output "$2")
        printf '%s\n' "$items"
        if [ "$(jq length <<<"$items")" -lt 100 ]; then break; fi
        page=$((page + 1))
    done | jq --slurp --compact-output add
}

if [ "${1:-}" = pull ]; then
    get "pulls/$2" >"$folder/pull-$2.json"
    get "pulls/$2/reviews?per_page=100" >"$folder/reviews-$2.json"
    exit
fi

folder=$(mktemp -d)
export folder
trap 'rm -rf "$folder"' EXIT

get "contents/release.yml" >"$folder/policy.json"
milestone=$(pages "milestones?state=open" . | jq '.[] | select(.title == "v2.0.0") | .number')
commit=$(get "git/ref/heads/main" | jq --raw-output .object.sha)
base=$(get "git/matching-refs/tags/v1.3" | jq --raw-output '.[-1].object.sha')
pages "compare/$base...$commit?" .commits >"$folder/range.json"
issue=$(pages "issues?state=open&labels=release" . | jq '.[] | select(.title | contains("2.0.0")) | .number')
get "issues/$issue" | jq --raw-output .body >"$folder/issue.md"
pages "issues/$issue/comments?" . >"$folder/comments.json"
pages "issues?milestone=$milestone&state=all" . >"$folder/items.json"
pages "commits/$commit/check-runs?" .check_runs >"$folder/checks.json"
get "commits/$commit/status" >"$folder/status.json"
jq '.[] | select(.pull_request) | .number' "$folder/items.json" | xargs -P 10 -I{} "$0" pull {}

lacks=()
for name in build "unit tests"; do
    passed=$(jq --arg name "$name" '[.[] | select(.name == $name and .conclusion == "success")] | length' "$folder/checks.json")
    if [ "$passed" -eq 0 ]; then lacks+=("$name has not passed"); fi
done
grep -q '^- \[x\] Rollback plan written' "$folder/issue.md" || lacks+=("Rollback plan written is open")
unmerged=$(jq --slurp '[.[] | select(.merged | not)] | length' "$folder"/pull-*.json)
unlabelled=$(jq --slurp '[.[] | select(.labels | length == 0)] | length' "$folder"/pull-*.json)
unfinished=$(jq --slurp '[.[] | select(.body // "" | contains("- [ ]"))] | length' "$folder"/pull-*.json)
unapproved=$(jq --slurp '[.[] | select(any(.[]; .state == "APPROVED") | not)] | length' "$folder"/reviews-*.json)
for count in "$unmerged unmerged" "$unlabelled unlabelled" "$unfinished unfinished" "$unapproved unapproved"; do
    if [ "${count%% *}" -gt 0 ]; then lacks+=("$count"); fi
done

decision=go
if [ "${#lacks[@]}" -gt 0 ]; then decision=no-go; fi
conclusion=$([ $decision = go ] && echo success || echo failure)
jq --null-input --arg body "$decision: ${lacks[*]:-}" '{$body}' | send "issues/$issue/comments"
jq --null-input --arg sha "$commit" --arg conclusion "$conclusion" '{name: "gate", head_sha: $sha, $conclusion}' | send check-runs
echo "$decision ${lacks[*]:-}"
[ $decision = go ]
