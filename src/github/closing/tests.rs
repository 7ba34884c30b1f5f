use serde_json::{Value, json};

use super::*;
use crate::evidence::Reason;
use crate::github::loopback::{Loopback, answer};

const A: &str = "00000000000000000000000000000000000000a1";
const B: &str = "00000000000000000000000000000000000000b2";

fn look(lines: &[Line], head: Head, commit: &Oid) -> (Vec<Line>, Head, Oid) {
    (lines.to_vec(), head, commit.clone())
}

fn branch(prefix: &str, name: &str, oid: &str, compare: Value) -> Value {
    json!({"prefix": prefix, "name": name, "target": {"oid": oid}, "compare": compare})
}

fn compared(head: &str, ahead: u64, behind: u64) -> Value {
    json!({"aheadBy": ahead, "behindBy": behind, "headTarget": {"oid": head}})
}

/// The head and the lines that this answer shows.
async fn seen(
    (lines, head, commit): (Vec<Line>, Head, Oid),
    repository: Value,
    more: Vec<Vec<u8>>,
) -> (Result<Option<Oid>, Unknown>, Result<List<Relation>, Unknown>) {
    let look =
        Look { commit: &commit, head, tag: None, lines: Some(&lines), head_checks: Vec::new(), target: None };
    let reply = Reply::new(json!({"repository": repository}), &[]);
    let server = Loopback::saying(more);
    let shop = RepositoryName::parse("octoacme/shop").unwrap();
    let relations = lines_of(&lines, &commit, &server.client(), &shop, &reply).await;
    (head_now(&look.head, &reply).known().cloned(), relations)
}

#[tokio::test]
async fn sees_where_the_ref_points_now() {
    let main = || Head::Reference("refs/heads/main".to_owned());
    for (reference, head, expected) in [
        (json!({"target": {"__typename": "Commit", "oid": B}}), main(), Ok(Some(Oid::new(B)))),
        (
            json!({"target": {"__typename": "Tag", "oid": A, "target": {"__typename": "Commit", "oid": B}}}),
            main(),
            Ok(Some(Oid::new(B))),
        ),
        (json!(null), main(), Ok(None)),
    ] {
        let (head, _) = seen(look(&[], head, &Oid::new(A)), json!({"reference": reference}), vec![]).await;
        assert_eq!(head, expected);
    }
    let number = look(&[], Head::PullRequest(33), &Oid::new(A));
    let (head, _) = seen(number.clone(), json!({"pullRequest": {"headRefOid": B}}), vec![]).await;
    assert_eq!(head, Ok(Some(Oid::new(B))));
    let (head, _) = seen(number, json!({"pullRequest": null}), vec![]).await;
    assert_eq!(head.unwrap_err().reason, Reason::NotFound);
}

#[tokio::test]
async fn sees_how_the_branches_lie() {
    let lines = [
        Line::Branch("main".to_owned()),
        Line::Under("release/1".to_owned()),
        Line::Branch("gone".to_owned()),
    ];
    let wanted = look(&lines, Head::Reference(String::new()), &Oid::new(A));
    // Under a folder GitHub may leave the folder out of the name; `query` finds more than beginnings.
    let under = json!({"totalCount": 2, "nodes": [
        branch("refs/heads/release/", "1.4", B, compared(A, 0, 2)),
        branch("refs/heads/", "release/0.1", B, compared(A, 0, 0)),
    ]});
    let repository = json!({
        "line0": branch("refs/heads/", "main", A, compared(A, 0, 0)), "folder1": under, "line2": null,
    });
    let (_, relations) = seen(wanted, repository, vec![]).await;
    let relations = relations.unwrap();
    let names: Vec<_> =
        relations.whole().unwrap().iter().map(|one| (one.reference.as_str(), one.behind)).collect();
    assert_eq!(names, [("refs/heads/main", 0), ("refs/heads/release/1.4", 2)]);
}

#[tokio::test]
async fn branches_that_are_not_shown_leave_the_list_short() {
    let wanted = look(&[Line::Under("release/".to_owned())], Head::Reference(String::new()), &Oid::new(A));
    let (_, short) = seen(wanted.clone(), json!({"folder0": {"totalCount": 3, "nodes": []}}), vec![]).await;
    assert_eq!(short.unwrap().whole().unwrap_err().detail, "0 of 3");
    let (_, refused) = seen(wanted, json!({"folder0": null}), vec![]).await;
    assert_eq!(refused.unwrap_err().reason, Reason::NotFound);
}

#[tokio::test]
async fn rest_compares_what_graphql_does_not() {
    let wanted = look(&[Line::Branch("main".to_owned())], Head::Reference(String::new()), &Oid::new(A));
    for compare in [json!(null), compared(B, 5, 5)] {
        let comparison = json!({"ahead_by": 1, "behind_by": 4, "total_commits": 1, "commits": []});
        let rest = answer("200 OK", "", comparison.to_string().as_bytes());
        let repository = json!({"line0": branch("refs/heads/", "main", B, compare)});
        let (_, relations) = seen(wanted.clone(), repository, vec![rest]).await;
        let relations = relations.unwrap();
        assert_eq!((relations.seen()[0].ahead, relations.seen()[0].behind), (1, 4));
    }
}

#[tokio::test]
async fn a_last_look_that_failed_is_unknown() {
    let server = Loopback::saying(vec![answer(
        "403 Forbidden",
        "",
        br#"{"message":"Resource not accessible by integration"}"#,
    )]);
    let commit = Oid::new(A);
    let head = Head::Reference("refs/heads/main".to_owned());
    let look = Look {
        commit: &commit,
        head,
        tag: None,
        lines: Some(&[]),
        head_checks: Vec::new(),
        target: Some(40),
    };
    let shop = RepositoryName::parse("octoacme/shop").unwrap();
    let seen = look.look(&server.client(), &shop).await;
    assert_eq!(seen.closing.known().unwrap_err().reason, Reason::Forbidden);
    assert!(seen.comments.is_err());
}

#[test]
fn folders_are_cut_at_the_last_slash() {
    assert_eq!(folder("release/"), ("release/", ""));
    assert_eq!(folder("release/1."), ("release/", "1."));
    assert_eq!(folder("hotfix-"), ("", "hotfix-"));
}
