use serde_json::{Value, json};

use super::*;
use crate::github::FailureKind;
use crate::github::comments::{OwnComment, OwnThread};
use crate::github::loopback::{Loopback, answer};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + second).unwrap()
}

fn url(id: u64) -> String {
    format!("https://github.com/octoacme/shop/issues/40#issuecomment-{id}")
}

fn comment(id: u64, body: &str) -> OwnComment {
    let node = format!("C{id}");
    OwnComment { id, node, url: url(id), body: body.to_owned(), untouched: true, past: Vec::new() }
}

fn thread(comments: Vec<OwnComment>) -> OwnComments {
    Ok(OwnThread { node: "I40".to_owned(), comments })
}

fn text(comments: OwnComments) -> CommentText {
    CommentText { target: 40, key: "release".to_owned(), at: at(9), body: "Go.".to_owned(), comments }
}

/// The body of the comment that is asked for.
fn go() -> String {
    sticky::body("release", at(9), "Go.")
}

fn json_answer(value: &Value) -> Vec<u8> {
    answer("200 OK", "", value.to_string().as_bytes())
}

/// A comment as GitHub shows it, with the texts that it had, newest first.
fn node(id: u64, body: &str, past: &[&str]) -> Value {
    let us = json!({"login": "github-actions"});
    let edits: Vec<Value> = past.iter().map(|text| json!({"diff": text, "editor": us})).collect();
    let edited = if past.is_empty() { Value::Null } else { json!("2026-03-02T10:00:00Z") };
    json!({
        "id": format!("C{id}"), "fullDatabaseId": id.to_string(), "url": url(id), "body": body,
        "viewerDidAuthor": true, "author": us, "lastEditedAt": edited,
        "editor": if past.is_empty() { Value::Null } else { us }, "userContentEdits": {"nodes": edits},
    })
}

fn added(id: u64, body: &str, beside: &[Value]) -> Vec<u8> {
    let own = node(id, body, &[]);
    let all: Vec<Value> = beside.iter().cloned().chain([own.clone()]).collect();
    json_answer(
        &json!({"data": {"addComment": {"commentEdge": {"node": own}, "subject": {"comments": {"nodes": all}}}}}),
    )
}

fn updated(id: u64, body: &str, past: &[&str]) -> Vec<u8> {
    let all: Vec<&str> = [body].iter().chain(past).copied().collect();
    json_answer(&json!({"data": {"updateIssueComment": {"issueComment": node(id, body, &all)}}}))
}

fn deleted() -> Vec<u8> {
    json_answer(&json!({"data": {"deleteIssueComment": {"clientMutationId": null}}}))
}

fn refused(kind: &str) -> Vec<u8> {
    let error = json!({"type": kind, "path": ["x"], "message": "Resource not accessible by integration"});
    json_answer(&json!({"data": {"addComment": null}, "errors": [error]}))
}

/// An answer to the query for comments.
fn comments(nodes: Value) -> Vec<u8> {
    let total = nodes.as_array().unwrap().len();
    let page =
        json!({"totalCount": total, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes});
    let target = json!({"id": "I40", "firstComments": page, "lastComments": page});
    json_answer(&json!({"data": {"repository": {"target": target}}}))
}

/// What was asked of GitHub: operation, comment or issue, and text.
fn asked(request: &str) -> String {
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let document = body["query"].as_str().unwrap();
    let line = document.lines().find(|line| !line.starts_with('#')).unwrap();
    let name = line.split(['(', '{']).next().unwrap().trim();
    let part = |key: &str| body["variables"][key].as_str().map(|text| format!(" {text}")).unwrap_or_default();
    format!("{name}{}{}{}", part("subject"), part("comment"), part("body"))
}

async fn written(answers: Vec<Vec<u8>>, comments: OwnComments) -> (Published, Vec<String>) {
    let server = Loopback::saying(answers);
    let published = publish(&server.client(), "octoacme/shop", Some(text(comments)), None).await;
    (published, server.heard().iter().map(|request| asked(request)).collect())
}

#[tokio::test]
async fn the_first_comment_is_created() {
    let (published, heard) =
        written(vec![added(7, &go(), &[])], thread(vec![comment(3, "Something else")])).await;
    assert_eq!(published.comment, Some(Written::Created(url(7))));
    assert_eq!(heard, [format!("mutation AddComment I40 {}", go())]);
}

#[tokio::test]
async fn what_is_there_twice_is_there_once_afterwards() {
    let ours = vec![comment(9, "<!-- holdpoint:release -->\nB"), comment(5, "<!-- holdpoint:release -->\nA")];
    let answers = vec![updated(5, &go(), &["<!-- holdpoint:release -->\nA"]), deleted()];
    let (published, heard) = written(answers, thread(ours)).await;
    assert_eq!(published.comment, Some(Written::Updated(url(5))));
    assert_eq!(published.duplicates, [Written::Deleted(url(9))]);
    assert_eq!(
        heard,
        [format!("mutation UpdateComment C5 {}", go()), "mutation DeleteComment C9".to_owned()]
    );
}

#[tokio::test]
async fn what_cannot_be_deleted_does_not_go_on_showing_another_verdict() {
    let ours = vec![comment(5, "<!-- holdpoint:release -->\nA"), comment(9, "<!-- holdpoint:release -->\nB")];
    let answers = vec![updated(5, &go(), &[]), refused("FORBIDDEN"), updated(9, &go(), &[])];
    let (published, heard) = written(answers, thread(ours)).await;
    assert_eq!(published.comment, Some(Written::Updated(url(5))));
    assert!(matches!(published.duplicates.as_slice(), [Written::Refused(_)]), "{published:?}");
    assert_eq!(heard[2], format!("mutation UpdateComment C9 {}", go()));
}

#[tokio::test]
async fn the_same_text_is_not_written_again_whenever_it_was_judged() {
    for body in ["<!-- holdpoint:release -->\r\nGo.\r\n".to_owned(), sticky::body("release", at(1), "Go.")] {
        let (published, heard) = written(vec![], thread(vec![comment(5, &body)])).await;
        assert_eq!(published.comment, Some(Written::Unchanged(url(5))));
        assert_eq!(heard, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_newer_verdict_is_left_alone_and_an_overwritten_one_put_back() {
    let newer = sticky::body("release", at(10), "No-go.");
    let (published, heard) = written(vec![], thread(vec![comment(5, &newer)])).await;
    assert_eq!(published.comment, Some(Written::Newer(url(5))));
    assert_eq!(heard, Vec::<String>::new());

    let old = sticky::body("release", at(1), "Old.");
    let answers = vec![updated(5, &go(), &[&newer, &old]), updated(5, &newer, &[&go(), &newer, &old])];
    let (published, heard) = written(answers, thread(vec![comment(5, &old)])).await;
    assert_eq!(published.comment, Some(Written::Newer(url(5))));
    assert_eq!(heard[1], format!("mutation UpdateComment C5 {newer}"));
}

#[tokio::test]
async fn two_that_were_written_at_once_become_one() {
    let older = sticky::body("release", at(1), "Old.");
    let answers = vec![added(9, &go(), &[node(7, &older, &[])]), updated(7, &go(), &[&older]), deleted()];
    let (published, heard) = written(answers, thread(vec![])).await;
    assert_eq!(published.comment, Some(Written::Updated(url(7))));
    assert_eq!(published.duplicates, [Written::Deleted(url(9))]);
    assert_eq!(heard.len(), 3);
}

#[tokio::test]
async fn a_comment_that_is_gone_meanwhile_is_written_anew() {
    let old = sticky::body("release", at(1), "Old.");
    let answers = vec![refused("NOT_FOUND"), comments(json!([])), added(8, &go(), &[])];
    let (published, heard) = written(answers, thread(vec![comment(5, &old)])).await;
    assert_eq!(published.comment, Some(Written::Created(url(8))));
    assert_eq!(heard.len(), 3);
}

#[tokio::test]
async fn a_write_whose_look_afterwards_could_not_be_read_is_done() {
    let node = json!({"id": "C7", "url": url(7), "fullDatabaseId": null});
    let error = json!({"type": "FORBIDDEN", "path": ["addComment", "subject"], "message": "no"});
    let answer = json_answer(
        &json!({"data": {"addComment": {"commentEdge": {"node": node}, "subject": null}}, "errors": [error]}),
    );
    let (published, heard) = written(vec![answer], thread(vec![])).await;
    assert_eq!(published.comment, Some(Written::Created(url(7))));
    assert_eq!(heard.len(), 1);
}

#[tokio::test]
async fn nothing_is_written_where_our_comments_are_not_known() {
    let failure = Failure::new("query Closing", false, FailureKind::Forbidden, "no");
    let (published, heard) = written(vec![], Err(failure.clone())).await;
    assert_eq!(published.comment, Some(Written::Refused(failure)));
    assert_eq!(heard, Vec::<String>::new());
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_nothing_is_sent_twice() {
    let found = json!([node(77, &go(), &[])]);
    let (published, heard) = written(vec![Vec::new(), comments(found.clone())], thread(vec![])).await;
    assert_eq!(published.comment, Some(Written::Created(url(77))));
    assert_eq!(heard.iter().filter(|one| one.starts_with("mutation")).count(), 1);

    let mut pasted = found;
    pasted[0]["viewerDidAuthor"] = json!(false);
    for nodes in [json!([]), pasted] {
        let (published, heard) = written(vec![Vec::new(), comments(nodes)], thread(vec![])).await;
        assert!(matches!(published.comment, Some(Written::Refused(_))), "{published:?}");
        assert_eq!(heard.iter().filter(|one| one.starts_with("mutation")).count(), 1);
    }
}

#[tokio::test]
async fn a_refusal_is_not_looked_up() {
    let (published, heard) = written(vec![refused("FORBIDDEN")], thread(vec![])).await;
    assert!(matches!(published.comment, Some(Written::Refused(_))));
    assert_eq!(heard.len(), 1);
}

fn notice(name: &str) -> Notice {
    Notice { key: format!("notify 1.4.0 {name}"), body: format!("@{name}, sign.") }
}

#[tokio::test]
async fn nobody_is_called_twice_and_ten_at_most_by_one_run() {
    let told = OwnThread {
        node: "I40".to_owned(),
        comments: vec![comment(3, "<!-- holdpoint:notify 1.4.0 mona -->\n@mona, sign.")],
    };
    let server =
        Loopback::saying(vec![added(4, "<!-- holdpoint:notify 1.4.0 lina-p -->\n@lina-p, sign.", &[])]);
    let notified = notify(&server.client(), &told, vec![notice("mona"), notice("lina-p")]).await;
    assert_eq!((notified.written, notified.waiting), (1, 0), "{notified:?}");
    let body = "<!-- holdpoint:notify 1.4.0 lina-p -->\n@lina-p, sign.";
    assert_eq!(
        server.heard().iter().map(|one| asked(one)).collect::<Vec<_>>(),
        [format!("mutation AddComment I40 {body}")]
    );
}

#[tokio::test]
async fn of_two_calls_at_once_the_later_goes() {
    let body = "<!-- holdpoint:notify 1.4.0 mona -->\n@mona, sign.";
    let server = Loopback::saying(vec![added(9, body, &[node(8, body, &[])]), deleted()]);
    let notified = notify(&server.client(), &OwnThread::default(), vec![notice("mona")]).await;
    assert!(notified.failure.is_none(), "{notified:?}");
    assert_eq!(asked(&server.heard()[1]), "mutation DeleteComment C9");
}

#[tokio::test]
async fn more_than_ten_wait_for_the_next_run_and_a_refusal_ends_it() {
    let names: Vec<String> = (0..13).map(|number| format!("person-{number}")).collect();
    let notices = |names: &[String]| names.iter().map(|name| notice(name)).collect::<Vec<_>>();
    let answers = names.iter().map(|name| {
        let Notice { key, body } = notice(name);
        added(50, &format!("<!-- holdpoint:{key} -->\n{body}"), &[])
    });
    let server = Loopback::saying(answers.collect());
    let notified = notify(&server.client(), &OwnThread::default(), notices(&names)).await;
    assert_eq!((notified.written, notified.waiting), (10, 3), "{notified:?}");

    let server = Loopback::saying(vec![refused("FORBIDDEN"); 13]);
    let notified = notify(&server.client(), &OwnThread::default(), notices(&names)).await;
    assert_eq!((notified.written, notified.waiting, server.heard().len()), (0, 13, 1));
    assert!(notified.failure.is_some());
}

fn page(url: &str) -> Vec<u8> {
    answer("201 Created", "", json!({"html_url": url}).to_string().as_bytes())
}

#[tokio::test]
async fn a_check_run_is_created_or_found() {
    let text = CheckRunText {
        name: "holdpoint / release".to_owned(),
        commit: Oid::new("00000000000000000000000000000000000000a1"),
        external_id: "holdpoint:release".to_owned(),
        conclusion: Conclusion::Failure,
        title: "No-go".to_owned(),
        summary: "Two things are missing.".to_owned(),
        details_url: None,
    };
    let run = |conclusion: &str| {
        let output = json!({"title": "No-go", "summary": "Two things are missing."});
        let run = json!({"html_url": "https://x/run", "external_id": "holdpoint:release", "conclusion": conclusion, "output": output});
        answer("200 OK", "", json!({"total_count": 1, "check_runs": [run]}).to_string().as_bytes())
    };
    for (answers, created) in [
        (vec![page("https://x/run")], true),
        (vec![Vec::new(), run("failure")], true),
        (vec![Vec::new(), run("success")], false),
    ] {
        let server = Loopback::saying(answers);
        let published = publish(&server.client(), "octoacme/shop", None, Some(text.clone())).await;
        assert_eq!(matches!(published.check_run, Some(Written::Created(_))), created, "{published:?}");
        assert_eq!(server.heard().iter().filter(|request| request.starts_with("POST")).count(), 1);
    }
}
