use serde_json::{Value, json};

use super::*;
use crate::evidence::needs::Needs;
use crate::evidence::release::{PolicyText, Repository, Trigger};
use crate::evidence::{Ask, Oid, Opening, Reason};
use crate::github::pull_request::tests::{ALL, shown};
use crate::github::reply::Reply;

pub(in crate::github) const HEAD: &str = "00000000000000000000000000000000000000a1";

fn draft(number: u64, changes: Value, needs: PullRequestNeeds) -> Draft {
    pull_request::pull_request(Reply::new(shown(number, changes), &[]).root(), needs).unwrap()
}

fn labelled(number: u64, label: &str) -> Draft {
    let labels = json!({"totalCount": 1, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": [{"name": label}]});
    draft(number, json!({"labels": labels}), ALL)
}

fn reading(query: PullRequestQuery) -> Reading {
    let oid = Oid::new(HEAD);
    Reading {
        needs: Needs { release_pull_request: true, ..Needs::default() },
        subject: Subject::Release(ReleaseReading {
            tag: "v1.4.0".to_owned(),
            commit: oid,
            head: crate::evidence::needs::Head::Reference("refs/heads/main".to_owned()),
            lines: Vec::new(),
            bases: Vec::new(),
            since: None,
            milestone: None,
            milestone_of_issues: None,
            branch: "main".to_owned(),
        }),
        tracking_issue: None,
        release_pull_request: Some(query),
    }
}

pub(in crate::github) fn evidence(range: Fact<release::Range>) -> Evidence {
    let oid = Oid::new(HEAD);
    let ask = Ask {
        repository: "octoacme/shop".to_owned(),
        trigger: Trigger::Terminal { head: None, branch: None },
        version: None,
        commit: None,
        tracking_issue: None,
        own_job: None,
        computed: None,
        package: None,
    };
    let opening = Opening {
        at: jiff::Timestamp::UNIX_EPOCH,
        viewer: None,
        repository: Repository {
            name: "octoacme/shop".to_owned(),
            url: "https://github.com/octoacme/shop".to_owned(),
            private: true,
            default_branch: "main".to_owned(),
            default_commit: oid.clone(),
        },
        policy: PolicyText {
            branch: "main".to_owned(),
            commit: oid.clone(),
            path: "release.yml".to_owned(),
            blob: oid,
            text: String::new(),
        },
        tags: Fact::NotCollected,
        merge_queue: Fact::NotCollected,
        milestones: Fact::NotCollected,
    };
    Evidence { range, ..Evidence::opened(ask, opening) }
}

pub(in crate::github) fn known_range() -> Fact<release::Range> {
    let (commits, files) = (List::all(Vec::new()), Fact::NotCollected);
    Fact::Known(release::Range { base: None, head: Oid::new(HEAD), commits, files })
}

/// The numbers found among an open #33, #14 and #15 of the range, and #9 of an earlier release.
fn found(
    query: PullRequestQuery,
    range: Fact<release::Range>,
    open: List<Draft>,
) -> Result<Vec<u64>, Reason> {
    let mut of_range = PullRequests::default();
    of_range.add(labelled(14, "Release").pull_request);
    of_range.add(labelled(15, "feature").pull_request);
    let needed = Needed {
        open_release: Fact::Known(open),
        merged_release: Fact::Known(List::all(vec![labelled(14, "release"), labelled(9, "release")])),
        ..Needed::nothing()
    };
    let (numbers, _) = release_pull_requests(&reading(query), &evidence(range), &of_range, &needed);
    numbers.whole().map(<[u64]>::to_vec).map_err(|why| why.reason)
}

fn open() -> Draft {
    draft(33, json!({"state": "OPEN"}), ALL)
}

#[test]
fn a_release_pull_request_is_open_or_of_the_range() {
    let label = || PullRequestQuery::Label("release".to_owned());
    assert_eq!(found(label(), known_range(), List::all(vec![open()])), Ok(vec![33, 14]));
    let branch = PullRequestQuery::Branch("gift-cards".to_owned());
    assert_eq!(found(branch, known_range(), List::all(vec![])), Ok(vec![14, 15]));
    assert_eq!(found(label(), known_range(), List::new(vec![open()], 2)), Err(Reason::Incomplete));
    let unknown = Fact::Unknown(Unknown::new(Reason::TimedOut));
    assert_eq!(found(label(), unknown, List::all(vec![open()])), Err(Reason::TimedOut));
}

#[test]
fn a_label_that_could_not_be_read_leaves_the_release_pull_request_unknown() {
    let query = PullRequestQuery::Label("release".to_owned());
    let one = draft(14, json!({"labels": null}), ALL).pull_request;
    assert!(fits(&one, &query).is_err());
    let by_branch = PullRequestQuery::Branch("gift-cards".to_owned());
    assert_eq!(fits(&one, &by_branch), Ok(true));
}

#[test]
fn what_two_documents_show_comes_together() {
    let labels = PullRequestNeeds { labels: true, ..PullRequestNeeds::default() };
    let mut all = PullRequests::default();
    all.add(draft(14, json!({}), labels).pull_request);
    all.add(draft(14, json!({"labels": null}), ALL).pull_request);
    let one = &all.0[&14];
    assert_eq!(one.labels.whole().unwrap(), ["feature"]);
    assert_eq!(one.reviews.whole().unwrap().len(), 1);
}

#[test]
fn a_pull_request_that_could_not_be_read_whole_says_why() {
    let header =
        draft(33, json!({}), PullRequestNeeds { labels: true, ..PullRequestNeeds::default() }).pull_request;
    let mut all = PullRequests::default();
    all.not_read(std::slice::from_ref(&header), &Fact::Unknown(Unknown::new(Reason::RateLimited)), ALL);
    all.add(header);
    let one = &all.0[&33];
    assert_eq!(one.reviews.known().unwrap_err().reason, Reason::RateLimited);
    assert_eq!(one.labels.known().unwrap_err().reason, Reason::RateLimited);
}
