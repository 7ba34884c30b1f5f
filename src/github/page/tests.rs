use serde::Deserialize;

use super::{Page, next_link, read_all};
use crate::github::FailureKind;
use crate::github::loopback::{Loopback, answer};

#[derive(Deserialize)]
struct Runs {
    total_count: usize,
    check_runs: Vec<u32>,
}

impl Page for Runs {
    type Item = u32;

    fn total(&self) -> Option<usize> {
        Some(self.total_count)
    }

    fn into_items(self) -> Vec<u32> {
        self.check_runs
    }
}

/// A page whose `Link` names the next one.
fn page(next: &str, body: &str) -> Vec<u8> {
    answer("200 OK", &format!("link: <{next}>; rel=\"next\", </x?page=9>; rel=\"last\""), body.as_bytes())
}

fn last(body: &str) -> Vec<u8> {
    answer("200 OK", "link: </x?page=1>; rel=\"first\"", body.as_bytes())
}

#[tokio::test]
async fn reads_every_page() {
    let server = Loopback::saying(vec![
        page("/repositories/1/labels?per_page=100&page=2", "[1,2]"),
        page("/repositories/1/labels?per_page=100&page=3", "[3]"),
        last("[4]"),
    ]);
    let items = read_all::<Vec<u32>>(&server.client(), "/repos/o/r/labels?sort=name", 1000).await.unwrap();
    assert_eq!(items, [1, 2, 3, 4]);
    let asked: Vec<String> =
        server.heard().iter().map(|request| request.lines().next().unwrap_or_default().to_owned()).collect();
    assert_eq!(
        asked,
        [
            "GET /repos/o/r/labels?sort=name&per_page=100 HTTP/1.1",
            "GET /repositories/1/labels?per_page=100&page=2 HTTP/1.1",
            "GET /repositories/1/labels?per_page=100&page=3 HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn an_empty_list_is_a_list() {
    let server = Loopback::saying(vec![last("[]")]);
    assert!(read_all::<Vec<u32>>(&server.client(), "/x", 0).await.unwrap().is_empty());
    assert!(server.heard()[0].starts_with("GET /x?per_page=100 "));
}

#[tokio::test]
async fn notices_a_list_that_is_too_short_or_too_long() {
    let all = |cap, pages: Vec<Vec<u8>>| async move {
        let server = Loopback::saying(pages);
        read_all::<Runs>(&server.client(), "/x", cap).await.map_err(|failure| failure.kind().clone())
    };
    let whole = r#"{"total_count":2,"check_runs":[1,2]}"#;
    assert_eq!(all(2, vec![last(whole)]).await, Ok(vec![1, 2]));
    assert_eq!(all(1, vec![last(whole)]).await, Err(FailureKind::LongList { cap: 1 }));
    assert_eq!(all(2, vec![page("/x?page=2", whole)]).await, Err(FailureKind::LongList { cap: 2 }));
    let short = r#"{"total_count":3,"check_runs":[1,2]}"#;
    assert_eq!(all(9, vec![last(short)]).await, Err(FailureKind::ShortList { got: 2, total: 3 }));
    // Entries have come or gone meanwhile, so that one of them may be on no page.
    for (first, second) in [
        (short, r#"{"total_count":4,"check_runs":[3]}"#),
        (short, r#"{"total_count":2,"check_runs":[3]}"#),
        (short, short),
    ] {
        assert_eq!(all(9, vec![page("/y", first), last(second)]).await, Err(FailureKind::ChangedList));
    }
}

#[tokio::test]
async fn half_a_list_is_a_failure() {
    let server = Loopback::saying(vec![page("/x?page=2", "[1]"), answer("403 Forbidden", "", b"{}")]);
    let failure = read_all::<Vec<u32>>(&server.client(), "/x", 9).await.unwrap_err();
    assert_eq!((failure.kind(), failure.asked()), (&FailureKind::Forbidden, "GET /x?page=2"));
}

#[tokio::test]
async fn follows_no_link_to_another_host_or_in_a_circle() {
    let foreign = Loopback::saying(vec![last("[2]")]);
    for next in [format!("{}/x", foreign.url), "/x?per_page=100".to_owned()] {
        let server = Loopback::saying(vec![page(&next, "[1]"), last("[2]")]);
        let failure = read_all::<Vec<u32>>(&server.client(), "/x", 9).await.unwrap_err();
        assert_eq!((failure.kind(), server.heard().len()), (&FailureKind::Redirected, 1), "{next}");
    }
    assert_eq!(foreign.heard().len(), 0);
}

#[test]
fn finds_the_next_link() {
    for (header, next) in [
        (r#"<https://h/x?page=2>; rel="next", <https://h/x?page=9>; rel="last""#, Some("https://h/x?page=2")),
        (r#"<https://h/a,b>; rel="prev", <https://h/c>; title="x"; rel=next"#, Some("https://h/c")),
        (r#"<https://h/c>; rel="first next""#, Some("https://h/c")),
        (r#"<https://h/c>; REL="Next""#, Some("https://h/c")),
        (r#"<https://h/c>; rel="last""#, None),
        (r#"<https://h/c>; rel="nextish""#, None),
        ("<https://h/c", None),
        ("", None),
    ] {
        assert_eq!(next_link(header), next, "{header}");
    }
}
