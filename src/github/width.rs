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
