use serde_json::{Value, json};

use super::*;
use crate::evidence::Reason;
use crate::github::pull_request::tests::shown;

const A: &str = "00000000000000000000000000000000000000a1";
const B: &str = "00000000000000000000000000000000000000b2";

fn file(text: &str) -> Value {
    json!({"object": {"__typename": "Blob", "oid": B, "isBinary": false, "isTruncated": false, "text": text}})
}

fn milestone(number: u64, state: &str) -> Value {
    json!({"number": number, "title": "v1.4.0", "state": state, "url": "https://github.com/octoacme/shop/milestone/4"})
}

fn data(changes: Value) -> Value {
    let mut value = json!({
        "nameWithOwner": "octoacme/shop", "url": "https://github.com/octoacme/shop", "isPrivate": true,
        "defaultBranchRef": {"name": "main", "target": {
            "__typename": "Commit", "oid": A, "policy": null, "otherPolicy": file("version: 1"),
        }},
        "policyRef": null,
        "milestones": {"totalCount": 1, "nodes": [milestone(4, "OPEN")]},
        "closedMilestones": {"totalCount": 1, "nodes": [milestone(3, "CLOSED")]},
        "pullRequest": shown(33, json!({"state": "OPEN", "mergeCommit": null, "mergedAt": null})),
    });
    for (name, change) in changes.as_object().unwrap() {
        value[name] = change.clone();
    }
    json!({"viewer": {"login": "github-actions[bot]"}, "repository": value})
}

fn read_with(changes: Value, wish: &OpeningWish) -> Result<OpeningRead, Unknown> {
    opening(&Reply::new(data(changes), &[]), Some(Timestamp::UNIX_EPOCH), &POLICY_PATHS, wish, true)
}

#[test]
fn reads_the_policy_where_it_is() {
    let read = read_with(json!({}), &OpeningWish::default()).unwrap();
    let [policy] = read.policies.as_slice() else { panic!("{:?}", read.policies) };
    assert_eq!((policy.path.as_str(), policy.branch.as_str()), (".github/release.yml", "main"));
    assert_eq!((policy.commit.as_str(), policy.blob.as_str()), (A, B));
    assert_eq!(read.branch_policies, None);
    assert_eq!(read.milestones.whole().unwrap().len(), 1);
    assert_eq!(read.pull_request.value().unwrap().labels.whole().unwrap(), ["feature"]);
    assert_eq!(read.pull_request.value().unwrap().reviews, Fact::NotCollected);
}

#[test]
fn closed_milestones_are_read_for_a_version() {
    let wish = OpeningWish { version: Some("1.4.0".to_owned()), ..OpeningWish::default() };
    let milestones = read_with(json!({}), &wish).unwrap().milestones;
    assert_eq!(milestones.whole().unwrap().iter().map(|one| one.open).collect::<Vec<_>>(), [true, false]);
    let short = json!({"milestones": {"totalCount": 2, "nodes": [milestone(4, "OPEN")]}});
    assert!(read_with(short, &wish).unwrap().milestones.whole().is_err());
    let refused = read_with(json!({"milestones": null}), &wish).unwrap().milestones;
    assert_eq!(refused.whole().unwrap_err().reason, Reason::NotFound);
}

#[test]
fn a_branch_may_have_a_policy_of_its_own() {
    let wish = OpeningWish { policy_branch: Some("release/1.4".to_owned()), ..OpeningWish::default() };
    assert_eq!(read_with(json!({}), &wish).unwrap().branch_policies, None);
    let branch = json!({"policyRef": {"name": "release/1.4", "target": {
        "__typename": "Commit", "oid": B, "policy": file("version: 1"), "otherPolicy": null,
    }}});
    let policies = read_with(branch, &wish).unwrap().branch_policies.unwrap();
    assert_eq!((policies[0].branch.as_str(), policies[0].commit.as_str()), ("release/1.4", B));
}

#[test]
fn a_policy_that_cannot_be_read_whole_is_a_failure() {
    let mut cut = file("version: 1");
    cut["object"]["isTruncated"] = json!(true);
    let target = json!({"__typename": "Commit", "oid": A, "policy": cut, "otherPolicy": file("version: 1")});
    let branch = json!({"defaultBranchRef": {"name": "main", "target": target}});
    let why = read_with(branch, &OpeningWish::default()).unwrap_err();
    assert_eq!(why.detail, "`release.yml` of `main`: the file is too large to be shown whole");
    assert!(read_with(json!({"defaultBranchRef": null}), &OpeningWish::default()).is_err());
}

#[test]
fn tags_are_followed_to_their_commits() {
    let commit = json!({"__typename": "Commit", "oid": A});
    let tag = |target: &Value| json!({"__typename": "Tag", "oid": B, "target": target});
    let once = tag(&commit);
    let thrice = tag(&tag(&once));
    let too_often = tag(&tag(&tag(&json!({"__typename": "Tag", "oid": B}))));
    for (target, expected) in [
        (commit.clone(), Some(A)),
        (once.clone(), Some(A)),
        (thrice, Some(A)),
        (too_often, None),
        (json!({"__typename": "Tree", "oid": B}), None),
    ] {
        let reply = Reply::new(target, &[]);
        assert_eq!(peeled(reply.root()).unwrap().as_ref().map(Oid::as_str), expected);
    }
}
