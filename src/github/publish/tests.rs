use serde_json::{Value, json};

use super::*;
use crate::github::FailureKind;
use crate::github::loopback::{Loopback, answer};

fn comment(id: u64, body: &str) -> OwnComment {
    OwnComment {
        id,
        url: format!("https://github.com/octoacme/shop/issues/40#issuecomment-{id}"),
        body: body.to_owned(),
    }
}

fn text(comments: OwnComments) -> CommentText {
    CommentText { target: 40, key: "release".to_owned(), body: "Go.".to_owned(), comments }
}

fn page(url: &str) -> Vec<u8> {
    answer("201 Created", "", json!({"html_url": url}).to_string().as_bytes())
}

/// An answer to the query for comments.
fn comments(nodes: Value) -> Vec<u8> {
    let total = nodes.as_array().unwrap().len();
    let page =
        json!({"totalCount": total, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes});
    let target = json!({"__typename": "Issue", "firstComments": page, "lastComments": page});
    answer("200 OK", "", json!({"data": {"repository": {"target": target}}}).to_string().as_bytes())
}

async fn written(answers: Vec<Vec<u8>>, comments: OwnComments) -> (Published, Vec<String>) {
    let server = Loopback::saying(answers);
    let published = publish(&server.client(), "octoacme/shop", Some(text(comments)), None).await;
    let heard = server.heard();
    (
        published,
        heard.into_iter().map(|request| request.lines().next().unwrap_or_default().to_owned()).collect(),
    )
}

#[tokio::test]
async fn the_first_comment_is_created() {
    let (published, heard) = written(vec![page("https://x/1")], Ok(vec![comment(3, "Something else")])).await;
    assert_eq!(published.comment, Some(Written::Created("https://x/1".to_owned())));
    assert_eq!(heard, ["POST /repos/octoacme/shop/issues/40/comments HTTP/1.1"]);
}

#[tokio::test]
async fn none_of_ours_goes_on_showing_another_verdict() {
    let ours = vec![comment(9, "<!-- holdpoint:release -->\nB"), comment(5, "<!-- holdpoint:release -->\nA")];
    let (published, heard) = written(vec![page("https://x/5"), page("https://x/9")], Ok(ours)).await;
    assert_eq!(published.comment, Some(Written::Updated("https://x/5".to_owned())));
    assert_eq!(published.duplicates, [Written::Updated("https://x/9".to_owned())]);
    let patched = |id: u64| format!("PATCH /repos/octoacme/shop/issues/comments/{id} HTTP/1.1");
    assert_eq!(heard, [patched(5), patched(9)]);
}

#[tokio::test]
async fn the_same_text_is_not_written_again() {
    let (published, heard) =
        written(vec![], Ok(vec![comment(5, "<!-- holdpoint:release -->\r\nGo.\r\n")])).await;
    assert!(matches!(published.comment, Some(Written::Unchanged(_))));
    assert_eq!(heard, Vec::<String>::new());
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
    let found = json!([{
        "fullDatabaseId": "77", "url": "https://x/77", "body": "<!-- holdpoint:release -->\nGo.", "viewerDidAuthor": true,
        "author": {"login": "github-actions"},
    }]);
    let (published, heard) = written(vec![Vec::new(), comments(found.clone())], Ok(vec![])).await;
    assert_eq!(published.comment, Some(Written::Created("https://x/77".to_owned())));
    assert_eq!(heard.iter().filter(|line| line.starts_with("POST /repos")).count(), 1);

    let mut pasted = found;
    pasted[0]["viewerDidAuthor"] = json!(false);
    for nodes in [json!([]), pasted] {
        let (published, heard) = written(vec![Vec::new(), comments(nodes)], Ok(vec![])).await;
        assert!(matches!(published.comment, Some(Written::Refused(_))), "{published:?}");
        assert_eq!(heard.iter().filter(|line| line.starts_with("POST /repos")).count(), 1);
    }
}

#[tokio::test]
async fn a_refusal_is_not_looked_up() {
    let refused = answer("403 Forbidden", "", br#"{"message":"Resource not accessible by integration"}"#);
    let (published, heard) = written(vec![refused], Ok(vec![])).await;
    assert!(matches!(published.comment, Some(Written::Refused(_))));
    assert_eq!(heard.len(), 1);
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
