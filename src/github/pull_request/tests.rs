use serde_json::{Value, json};

use super::*;
use crate::evidence::Reason;
use crate::github::{GraphqlError, PathItem};

/// Everything is needed.
pub(in crate::github) const ALL: PullRequestNeeds = PullRequestNeeds {
    body: true,
    labels: true,
    removed_labels: true,
    reviews: true,
    threads: true,
    linked_issues: true,
    milestoned: true,
    files: true,
};

fn connection(nodes: Value) -> Value {
    let total = nodes.as_array().map_or(1, Vec::len);
    json!({"totalCount": total, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes})
}

/// A merged pull request as GitHub shows it; `changes` replaces fields.
pub(in crate::github) fn shown(number: u64, changes: Value) -> Value {
    let mut value = json!({
        "id": format!("PR_{number}"), "number": number, "title": "Add gift cards",
        "url": format!("https://github.com/octoacme/shop/pull/{number}"), "state": "MERGED", "isDraft": false,
        "author": {"__typename": "User", "login": "mona"}, "baseRefName": "main", "headRefName": "gift-cards",
        "headRefOid": format!("{number:040x}"), "isCrossRepository": false,
        "baseRepository": {"nameWithOwner": "octoacme/shop"},
        "mergeCommit": {"oid": format!("{:040x}", number + 0xf00)}, "mergedAt": "2026-02-03T10:12:00Z",
        "milestone": null, "body": "Closes #8.",
        "labels": connection(json!([{"name": "feature"}])),
        "timelineItems": {
            "filteredCount": 2, "pageInfo": {"hasPreviousPage": false, "startCursor": null},
            "nodes": [
                {"__typename": "HeadRefForcePushedEvent", "createdAt": "2026-02-02T09:00:00Z"},
                {"__typename": "UnlabeledEvent", "createdAt": "2026-02-02T10:00:00Z", "actor": {"login": "hubot"}, "label": {"name": "hold"}},
            ],
        },
        "reviews": connection(json!([{
            "state": "APPROVED", "submittedAt": "2026-02-03T04:12:00Z", "author": {"__typename": "User", "login": "maya-r"},
            "commit": {"oid": format!("{number:040x}")}, "authorCanPushToRepository": true,
        }])),
        "reviewThreads": connection(json!([{"isResolved": true, "isOutdated": false}])),
        "closingIssuesReferences": connection(json!([{
            "number": 8, "url": "https://github.com/octoacme/shop/issues/8", "closed": true,
            "repository": {"nameWithOwner": "octoacme/shop"},
        }])),
        "files": connection(json!([{"path": "src/gift.rs", "changeType": "MODIFIED"}])),
    });
    for (name, change) in changes.as_object().unwrap() {
        value[name] = change.clone();
    }
    value
}

fn decoded(changes: Value) -> Draft {
    let reply = Reply::new(shown(14, changes), &[]);
    pull_request(reply.root(), ALL).unwrap()
}

#[test]
fn reads_all_that_is_needed() {
    let Draft { pull_request, more, .. } = decoded(json!({}));
    assert_eq!(pull_request.body, Fact::Known("Closes #8.".to_owned()));
    assert_eq!(pull_request.labels.whole().unwrap(), ["feature"]);
    assert_eq!(pull_request.removed_labels.whole().unwrap()[0].name, "hold");
    assert_eq!(pull_request.force_pushes.whole().unwrap().len(), 1);
    let review = &pull_request.reviews.whole().unwrap()[0];
    assert_eq!((review.state, review.can_write), (ReviewState::Approved, true));
    assert!(pull_request.threads.whole().unwrap()[0].resolved);
    assert!(pull_request.linked_issues.whole().unwrap()[0].closed);
    assert_eq!(pull_request.files.whole().unwrap()[0].path, "src/gift.rs");
    assert_eq!(more, More::default());
}

#[test]
fn what_nobody_needs_is_not_collected() {
    let reply = Reply::new(shown(14, json!({})), &[]);
    let draft = pull_request(reply.root(), PullRequestNeeds { labels: true, ..Default::default() }).unwrap();
    assert!(draft.pull_request.labels.value().is_some());
    assert_eq!(draft.pull_request.reviews, Fact::NotCollected);
    assert_eq!(draft.pull_request.force_pushes, Fact::NotCollected);
    assert_eq!(draft.pull_request.files, Fact::NotCollected);
}

#[test]
fn a_list_that_is_null_is_unknown() {
    let pull_request =
        decoded(json!({"labels": null, "files": null, "closingIssuesReferences": null})).pull_request;
    assert_eq!(pull_request.labels.whole().unwrap_err().reason, Reason::NotFound);
    assert_eq!(pull_request.files.whole().unwrap_err().reason, Reason::NotFound);
    assert_eq!(pull_request.linked_issues.whole().unwrap_err().reason, Reason::NotFound);
}

#[test]
fn a_refused_list_names_the_right() {
    let path = [PathItem::Field("closingIssuesReferences".to_owned())];
    let refusal = GraphqlError {
        kind: Some("FORBIDDEN".to_owned()),
        path: path.to_vec(),
        message: "Resource not accessible by integration".to_owned(),
        saml_failure: false,
    };
    let reply = Reply::new(shown(14, json!({"closingIssuesReferences": null})), &[refusal]);
    let why = pull_request(reply.root(), ALL).unwrap().pull_request.linked_issues.whole().unwrap_err();
    assert_eq!(why.reason, Reason::Forbidden);
    assert_eq!(why.access, [crate::evidence::Access::Workflow("issues: read".to_owned())]);
}

#[test]
fn an_empty_page_of_a_list_that_has_items_is_not_whole() {
    let empty = json!({"totalCount": 3, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": []});
    let events =
        json!({"filteredCount": 1, "pageInfo": {"hasPreviousPage": false, "startCursor": null}, "nodes": []});
    let changes = json!({"reviews": empty, "files": empty, "timelineItems": events});
    let Draft { pull_request, more, .. } = decoded(changes);
    assert_eq!(pull_request.reviews.whole().unwrap_err().reason, Reason::Incomplete);
    assert_eq!(pull_request.files.whole().unwrap_err().reason, Reason::Incomplete);
    assert_eq!(pull_request.force_pushes.whole().unwrap_err().reason, Reason::Incomplete);
    assert_eq!(pull_request.removed_labels.whole().unwrap_err().reason, Reason::Incomplete);
    assert_eq!(more, More::default());
}

#[test]
fn long_lists_and_renamed_files_are_to_be_read_on() {
    let long = |nodes: Value| json!({"totalCount": 200, "pageInfo": {"hasNextPage": true, "endCursor": "c"}, "nodes": nodes});
    let events = json!({"filteredCount": 120, "pageInfo": {"hasPreviousPage": true, "startCursor": "s"}, "nodes": [
        {"__typename": "HeadRefForcePushedEvent", "createdAt": "2026-02-02T09:00:00Z"},
    ]});
    let renamed = connection(json!([{"path": "src/new.rs", "changeType": "RENAMED"}]));
    let changes = json!({"reviewThreads": long(json!([])), "timelineItems": events, "files": renamed});
    let more = decoded(changes).more;
    assert_eq!(more.threads.as_deref(), Some("c"));
    assert_eq!(more.timeline.as_deref(), Some("s"));
    assert!(more.files);
}

#[test]
fn a_page_completes_its_list() {
    let first = json!({"totalCount": 2, "pageInfo": {"hasNextPage": true, "endCursor": "c"}, "nodes": [{"isResolved": true, "isOutdated": false}]});
    let events = json!({"filteredCount": 2, "pageInfo": {"hasPreviousPage": true, "startCursor": "s"}, "nodes": [
        {"__typename": "HeadRefForcePushedEvent", "createdAt": "2026-02-02T09:00:00Z"},
    ]});
    let Draft { mut pull_request, more, .. } =
        decoded(json!({"reviewThreads": first, "timelineItems": events}));
    assert!(pull_request.threads.whole().is_err());
    let page = json!({"node": {
        "reviewThreads": {"totalCount": 2, "pageInfo": {"hasNextPage": false, "endCursor": "d"}, "nodes": [{"isResolved": false, "isOutdated": false}]},
        "timelineItems": {"filteredCount": 1, "pageInfo": {"hasPreviousPage": false, "startCursor": "s"}, "nodes": [
            {"__typename": "HeadRefForcePushedEvent", "createdAt": "2026-02-01T09:00:00Z"},
        ]},
    }});
    let more = read_on(&Reply::new(page, &[]), &mut pull_request, ALL, &more);
    assert_eq!(more, More::default());
    assert_eq!(pull_request.threads.whole().unwrap().len(), 2);
    let pushes = pull_request.force_pushes.whole().unwrap();
    assert!(pushes[0] < pushes[1], "oldest first");
    // A page that could not be read leaves nothing to rely upon.
    let failed = Reply::failed(Unknown::new(Reason::ServerTrouble));
    let asked = More { threads: Some("d".to_owned()), ..More::default() };
    assert_eq!(read_on(&failed, &mut pull_request, ALL, &asked), More::default());
    assert_eq!(pull_request.threads.whole().unwrap_err().reason, Reason::ServerTrouble);
}

#[test]
fn deleted_accounts_and_states_of_the_future_are_read() {
    let review = connection(json!([{
        "state": "BLESSED", "submittedAt": null, "author": null, "commit": null, "authorCanPushToRepository": false,
    }]));
    let pull_request = decoded(json!({"author": null, "reviews": review})).pull_request;
    assert_eq!(pull_request.author, None);
    assert_eq!(pull_request.reviews.whole().unwrap()[0].state, ReviewState::Other);
}

#[test]
fn only_this_repositorys_merged_ones_count() {
    let shop = RepositoryName::parse("octoacme/shop").unwrap();
    assert!(decoded(json!({})).is_merged_into(&shop));
    for change in [
        json!({"state": "OPEN"}),
        json!({"state": "CLOSED"}),
        json!({"baseRepository": {"nameWithOwner": "mona/shop"}}),
        json!({"baseRepository": null}),
    ] {
        assert!(!decoded(change.clone()).is_merged_into(&shop), "{change}");
    }
}
