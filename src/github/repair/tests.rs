use serde_json::{Value, json};

use super::*;
use crate::evidence::Reason;
use crate::github::commits::{commit, tests::shown};
use crate::github::pull_request::{pull_request, tests::shown as shown_pull_request};
use crate::github::reply::Reply;

fn shop() -> RepositoryName {
    RepositoryName::parse("octoacme/shop").unwrap()
}

fn oid(number: u64) -> Oid {
    Oid::new(format!("{number:040x}"))
}

/// Commits with their parents and messages, none of them connected.
fn range(commits: &[(u64, &[u64], &str)]) -> Range {
    let read = |(oid, parents, message): &(u64, &[u64], &str)| {
        let mut node = shown(*oid, parents, 0, json!([]));
        node["message"] = json!(message);
        commit(Reply::new(node, &[]).root(), PullRequestNeeds::default(), &shop()).unwrap()
    };
    Range::new(commits.iter().map(read).collect())
}

fn draft(number: u64, merge: u64, changes: Value) -> Draft {
    let mut node = shown_pull_request(number, changes);
    node["mergeCommit"] = json!({"oid": oid(merge)});
    pull_request(Reply::new(node, &[]).root(), PullRequestNeeds::default()).unwrap()
}

fn numbered(number: u64, merge: u64, own: &[&str]) -> (u64, Result<Option<Numbered>, Unknown>) {
    let authored = "2026-02-02T14:12:00Z".parse().unwrap();
    let own = own.iter().map(|message| OwnCommit { message: (*message).to_owned(), authored }).collect();
    (number, Ok(Some(Numbered { draft: draft(number, merge, json!({})), own })))
}

/// The numbers of each commit after those pull requests were read.
fn adopted(
    mut range: Range,
    read: impl IntoIterator<Item = (u64, Result<Option<Numbered>, Unknown>)>,
) -> Vec<Result<Vec<u64>, Reason>> {
    let hints = range.hints(&[]);
    range.adopt(&shop(), &hints, &mut read.into_iter().collect());
    let numbers = |shown: &Shown| shown.commit.pull_requests.known().cloned().map_err(|why| why.reason);
    range.commits.iter().map(numbers).collect()
}

#[test]
fn finds_the_number_that_github_writes() {
    for (message, number) in [
        ("Add gift cards (#14)", Some(14)),
        ("Revert \"Add gift cards (#14)\" (#15)\n\nThis reverts (#14).", Some(15)),
        ("Merge pull request #16 from mona/gift-cards\n\nAdd gift cards", Some(16)),
        ("Add gift cards, see #14", None),
        ("Add gift cards\n\n(#14)", None),
        ("Add (#14) gift cards", None),
        ("Add gift cards (#0)", None),
        ("Add gift cards (#99999999999999999999)", None),
        ("Add gift cards (#1x)", None),
        ("", None),
    ] {
        assert_eq!(number_in(message), number, "{message}");
    }
}

#[test]
fn a_squashed_one_is_confirmed_by_its_merge_commit() {
    let commits = || range(&[(2, &[1], "Add gift cards (#14)"), (3, &[2], "Fix a typo")]);
    assert_eq!(adopted(commits(), [numbered(14, 2, &["x"])]), [Ok(vec![14]), Ok(vec![])]);
    // The message alone proves nothing.
    assert_eq!(adopted(commits(), [numbered(14, 9, &["x"])]), [Ok(vec![]), Ok(vec![])]);
    assert_eq!(adopted(commits(), [(14, Ok(None))]), [Ok(vec![]), Ok(vec![])]);
    for change in [json!({"state": "CLOSED"}), json!({"baseRepository": {"nameWithOwner": "mona/shop"}})] {
        let one = Numbered { draft: draft(14, 2, change), own: Vec::new() };
        assert_eq!(adopted(commits(), [(14, Ok(Some(one)))]), [Ok(vec![]), Ok(vec![])]);
    }
}

#[test]
fn a_number_that_could_not_be_read_leaves_the_commit_unknown() {
    let commits = range(&[(2, &[1], "Add gift cards (#14)"), (3, &[2], "Fix a typo")]);
    let failed = (14, Err(Unknown::new(Reason::RateLimited)));
    assert_eq!(adopted(commits, [failed]), [Err(Reason::RateLimited), Ok(vec![])]);
}

#[test]
fn a_merge_brings_in_what_only_its_branch_has() {
    // 2 is pushed to main; 5 and 6 are the branch, into which main was merged at 6; 7 merges it.
    let commits = range(&[
        (2, &[1], "Fix a typo"),
        (5, &[1], "Add gift cards"),
        (6, &[5, 2], "Merge main"),
        (7, &[2, 6], "Merge pull request #14 from mona/gift-cards"),
    ]);
    let numbers = adopted(commits, [numbered(14, 7, &[])]);
    assert_eq!(numbers, [Ok(vec![]), Ok(vec![14]), Ok(vec![14]), Ok(vec![14])]);
}

#[test]
fn a_rebase_brings_in_the_commits_that_repeat_its_own() {
    let commits =
        || range(&[(2, &[1], "Fix a typo"), (3, &[2], "One"), (4, &[3], "Two"), (5, &[4], "Three (#14)")]);
    let whole = adopted(commits(), [numbered(14, 5, &["One", "Two", "Three (#14)"])]);
    assert_eq!(whole, [Ok(vec![]), Ok(vec![14]), Ok(vec![14]), Ok(vec![14])]);
    // A squashed one: its message is its own, and nothing before it belongs to it.
    let squashed = adopted(commits(), [numbered(14, 5, &["One", "Two", "Three"])]);
    assert_eq!(squashed, [Ok(vec![]), Ok(vec![]), Ok(vec![]), Ok(vec![14])]);
    // More commits than the range has before it.
    let longer = adopted(commits(), [numbered(14, 5, &["Zero", "Fix a typo", "One", "Two", "Three (#14)"])]);
    assert_eq!(longer, [Ok(vec![]), Ok(vec![]), Ok(vec![]), Ok(vec![14])]);
}

#[test]
fn the_last_of_a_rebase_points_to_those_before_it() {
    let mut commits = range(&[(2, &[1], "One"), (3, &[2], "Two")]);
    commits.drafts.insert(14, draft(14, 3, json!({})));
    commits.commits[1].commit.pull_requests = Fact::Known(vec![14]);
    assert_eq!(commits.hints(&[])[&oid(2)], BTreeSet::from([14]));
    assert_eq!(adopted(commits, [numbered(14, 3, &["One", "Two"])]), [Ok(vec![14]), Ok(vec![14])]);
}

#[test]
fn a_pull_request_read_elsewhere_is_a_hint() {
    let commits = range(&[(2, &[1], "Gift cards")]);
    let elsewhere = [draft(14, 2, json!({})).pull_request, draft(15, 9, json!({})).pull_request];
    assert_eq!(commits.hints(&elsewhere)[&oid(2)], BTreeSet::from([14]));
}

#[test]
fn a_pull_request_without_its_record_leaves_the_commit_unknown() {
    let mut commits = range(&[(2, &[1], "One"), (3, &[2], "Two"), (4, &[3], "Three")]);
    for (index, number) in [(0, 14), (1, 15), (2, 16)] {
        commits.commits[index].commit.pull_requests = Fact::Known(vec![number]);
    }
    let failed = (16, Err(Unknown::new(Reason::TimedOut)));
    commits.take_missing(&shop(), BTreeMap::from([numbered(14, 2, &[]), (15, Ok(None)), failed]));
    let reasons: Vec<_> = commits
        .commits
        .iter()
        .map(|shown| shown.commit.pull_requests.known().err().map(|why| why.reason))
        .collect();
    assert_eq!(reasons, [None, Some(Reason::NotFound), Some(Reason::TimedOut)]);
    assert!(commits.drafts.contains_key(&14));
}
