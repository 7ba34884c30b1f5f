//! How much one document asks for: as much as GitHub allows, and less where it finds that too much.

use std::cell::Cell;

use super::client::Client;
use super::document::document;
use super::failure::Failure;
use super::reply::{Reply, Variables, read};

/// GitHub allows so many items to a page.
const WIDEST: u64 = 100;
/// With fewer than this it is not the size that is too much.
const NARROWEST: u64 = 10;

/// The size of the windows of a document, `$window`. It never grows again: what was too much once would be so again.
pub(super) struct Width(Cell<u64>);

impl Width {
    pub(super) fn new() -> Self {
        Self(Cell::new(WIDEST))
    }

    /// Sends a query, with smaller windows as long as GitHub finds it too heavy.
    ///
    /// # Errors
    /// Those of [`read`].
    pub(super) async fn read(
        &self,
        client: &Client,
        operation: &str,
        variables: Variables,
    ) -> Result<Reply, Failure> {
        self.read_document(client, &document(operation), variables).await
    }

    /// The same for a document that is put together already.
    pub(super) async fn read_document(
        &self,
        client: &Client,
        document: &str,
        mut variables: Variables,
    ) -> Result<Reply, Failure> {
        loop {
            let window = self.0.get();
            variables.insert("window".to_owned(), window.into());
            match read(client, document, variables.clone()).await {
                Err(failure) if failure.is_too_heavy() && window > NARROWEST => {
                    // Another request may have made it smaller in the meantime.
                    self.0.set(self.0.get().min((window / 2).max(NARROWEST)));
                }
                result => return result,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::github::FailureKind;
    use crate::github::loopback::{Loopback, answer};

    const QUERY: &str = "query Q($window: Int!) { x }";

    fn json_answer(body: &Value) -> Vec<u8> {
        answer("200 OK", "", body.to_string().as_bytes())
    }

    fn too_heavy() -> Vec<u8> {
        let error = json!({"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits exceeded."});
        json_answer(&json!({"data": {"x": null}, "errors": [error]}))
    }

    fn windows(server: &Loopback) -> Vec<u64> {
        let window = |request: &String| {
            let (_, body) = request.split_once("\r\n\r\n").unwrap();
            serde_json::from_str::<Value>(body).unwrap()["variables"]["window"].as_u64().unwrap()
        };
        server.heard().iter().map(window).collect()
    }

    #[tokio::test]
    async fn halves_down_to_ten_and_then_gives_up() {
        let server = Loopback::saying(vec![too_heavy(); 9]);
        let read = Width::new().read_document(&server.client(), QUERY, Variables::new()).await;
        assert_eq!(read.err().unwrap().kind(), &FailureKind::TooHeavy);
        assert_eq!(windows(&server), [100, 50, 25, 12, 10]);
    }

    #[tokio::test]
    async fn what_was_narrow_enough_once_is_asked_for_at_once() {
        let fine = json_answer(&json!({"data": {"x": 1}}));
        let server = Loopback::saying(vec![too_heavy(), fine.clone(), fine]);
        let (width, client) = (Width::new(), server.client());
        for _ in 0..2 {
            width.read_document(&client, QUERY, Variables::new()).await.unwrap();
        }
        assert_eq!(windows(&server), [100, 50, 50]);
    }

    #[tokio::test]
    async fn a_gateway_that_gives_up_is_asked_for_less() {
        let page = answer("504 Gateway Timeout", "", b"<html></html>");
        let fine = json_answer(&json!({"data": {"x": 1}}));
        // Each width is tried twice: it may have been an accident.
        let server = Loopback::saying(vec![page.clone(), page, fine]);
        Width::new().read_document(&server.client(), QUERY, Variables::new()).await.unwrap();
        assert_eq!(windows(&server), [100, 100, 50]);
    }
}
