//! Long lists: both ends at once, and what lies between them page by page.

use std::collections::HashSet;
use std::hash::Hash;

use super::reply::Node;
use crate::evidence::{List, Reason, Unknown};

/// Some of the items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window<T> {
    /// The items, in GitHub's order.
    pub(super) items: Vec<T>,
    /// How many the whole list has.
    pub(super) total: u64,
    /// Where the next page begins, if there is one.
    pub(super) next: Option<String>,
}

impl<T> Window<T> {
    /// Reads a connection.
    ///
    /// # Errors
    /// When it, or an item of it, could not be read. A null that nothing explains is left out: the window is then short.
    pub(super) fn read<'a>(
        connection: Node<'a>,
        item: impl Fn(Node<'a>) -> Result<T, Unknown>,
    ) -> Result<Self, Unknown> {
        let items = connection.items("nodes")?.into_iter().map(item).collect::<Result<_, _>>()?;
        Ok(Self { items, total: connection.number("totalCount")?, next: next_page(connection)? })
    }

    /// Reads a page of a timeline, which counts what is left from this page on: `before` is how many items lie before it.
    ///
    /// # Errors
    /// As [`Window::read`].
    pub(super) fn read_timeline<'a>(
        connection: Node<'a>,
        before: u64,
        item: impl Fn(Node<'a>) -> Result<T, Unknown>,
    ) -> Result<Self, Unknown> {
        let items = connection.items("nodes")?.into_iter().map(item).collect::<Result<_, _>>()?;
        let total = before.saturating_add(connection.number("filteredCount")?);
        Ok(Self { items, total, next: next_page(connection)? })
    }

    /// Holds a further page against what was read before it: `after` is where it was to begin, `total` what the list had.
    ///
    /// # Errors
    /// When it is a page of another state of the list: there is a gap between the two, or something twice.
    pub(super) fn follows(&self, after: &str, total: u64) -> Result<(), Unknown> {
        let changed = |detail: String| Err(Unknown::new(Reason::Incomplete).detail(detail));
        if self.total != total {
            return changed(format!("it changed while it was read: {total} entries, then {}", self.total));
        }
        if self.next.as_deref() == Some(after) {
            return changed("a page that was read already came in the place of the next".to_owned());
        }
        Ok(())
    }

    /// The window as a list, which is whole only if the window is.
    pub(super) fn into_list(self) -> List<T> {
        List::new(self.items, self.total)
    }

    /// The same with other items.
    pub(super) fn map<U>(self, change: impl FnMut(T) -> U) -> Window<U> {
        Window { items: self.items.into_iter().map(change).collect(), total: self.total, next: self.next }
    }
}

/// Where the page after this one begins.
fn next_page(connection: Node<'_>) -> Result<Option<String>, Unknown> {
    let page = connection.field("pageInfo")?;
    if page.flag("hasNextPage")? { page.maybe_text("endCursor") } else { Ok(None) }
}

/// Both ends of a list as one, with the pages between them read as long as any is missing. The keys tell which items
/// both ends have. The list comes out short when GitHub shows fewer items than it says there are.
///
/// # Errors
/// The first page that could not be read, or that does not go on where the one before it ended.
pub(super) async fn join<T, K: Hash + Eq>(
    first: Window<T>,
    last: Window<T>,
    key: impl Fn(&T) -> K,
    page: impl AsyncFn(String) -> Result<Window<T>, Unknown>,
) -> Result<List<T>, Unknown> {
    let mut joined = Joined::new(first, last, key);
    while let Some(after) = joined.missing_after() {
        let page = page(after.clone()).await?;
        joined.add(&after, page)?;
    }
    Ok(joined.into_list())
}

/// Two windows that grow together.
pub(super) struct Joined<T, K, F> {
    items: Vec<T>,
    tail: Vec<T>,
    seen: HashSet<K>,
    ends: HashSet<K>,
    total: u64,
    next: Option<String>,
    key: F,
}

impl<T, K: Hash + Eq, F: Fn(&T) -> K> Joined<T, K, F> {
    pub(super) fn new(first: Window<T>, last: Window<T>, key: F) -> Self {
        let mut joined = Self {
            items: Vec::new(),
            ends: last.items.iter().map(&key).collect(),
            tail: last.items,
            seen: HashSet::new(),
            total: 0,
            next: None,
            key,
        };
        joined.total = first.total;
        joined.take(first);
        joined
    }

    /// Where to go on reading, while items are missing between the two ends.
    pub(super) fn missing_after(&self) -> Option<String> {
        let both = self.seen.union(&self.ends).count() as u64;
        if both < self.total { self.next.clone() } else { None }
    }

    /// Adds the page that begins `after` the last. One that brings nothing new is the last.
    ///
    /// # Errors
    /// When the list has changed since.
    pub(super) fn add(&mut self, after: &str, page: Window<T>) -> Result<(), Unknown> {
        page.follows(after, self.total)?;
        // What follows an item of the last window belongs to the last window, too.
        let at_end = page.items.iter().map(|item| self.ends.contains(&(self.key)(item)));
        let at_end: Vec<bool> = at_end.collect();
        if at_end.windows(2).any(|pair| pair == [true, false]) {
            let detail = "it changed while it was read: there are entries that were not there before";
            return Err(Unknown::new(Reason::Incomplete).detail(detail));
        }
        self.take(page);
        Ok(())
    }

    fn take(&mut self, page: Window<T>) {
        let before = self.items.len();
        for item in page.items {
            if self.seen.insert((self.key)(&item)) {
                self.items.push(item);
            }
        }
        self.next = page.next.filter(|_| self.items.len() > before);
    }

    /// How many items were read from the beginning on.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn into_list(mut self) -> List<T> {
        for item in self.tail {
            if self.seen.insert((self.key)(&item)) {
                self.items.push(item);
            }
        }
        List::new(self.items, self.total)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::reply::Reply;
    use super::*;

    fn window(items: impl IntoIterator<Item = u64>, total: u64, next: Option<&str>) -> Window<u64> {
        Window { items: items.into_iter().collect(), total, next: next.map(ToOwned::to_owned) }
    }

    /// Joins, with the pages that the list has between its ends.
    async fn joined(first: Window<u64>, last: Window<u64>, pages: &[Window<u64>]) -> List<u64> {
        tried(first, last, pages).await.unwrap()
    }

    async fn tried(
        first: Window<u64>,
        last: Window<u64>,
        pages: &[Window<u64>],
    ) -> Result<List<u64>, Unknown> {
        let pages = std::cell::RefCell::new(pages.iter());
        join(first, last, |item| *item, async |_| Ok(pages.borrow_mut().next().unwrap().clone())).await
    }

    #[tokio::test]
    async fn a_list_that_changes_while_it_is_read_is_not_whole() {
        let ends = || (window(1..=2, 8, Some("c2")), window(7..=8, 8, None));
        let whole = [window(3..=4, 8, Some("c4")), window(5..=6, 8, Some("c6"))];
        assert_eq!(tried(ends().0, ends().1, &whole).await.unwrap().whole().unwrap().len(), 8);
        for (pages, why) in [
            // Entry 2 went: the pages behind it moved up, and 5 is on none of them.
            (vec![window(3..=4, 8, Some("c4")), window(6..=7, 7, Some("c7"))], "8 entries, then 7"),
            // The same, and a new one came at the end.
            (vec![window(3..=4, 8, Some("c4")), window(6..=9, 8, None)], "were not there before"),
            (vec![window(1..=2, 8, Some("c2"))], "was read already"),
            (vec![window(3..=4, 8, Some("c4")), window(3..=4, 8, Some("c4"))], "was read already"),
        ] {
            let failed = tried(ends().0, ends().1, &pages).await.unwrap_err();
            assert_eq!(failed.reason, Reason::Incomplete);
            assert!(failed.detail.contains(why), "{}", failed.detail);
        }
    }

    #[tokio::test]
    async fn both_ends_make_a_whole() {
        let short = joined(window(1..=3, 3, None), window(1..=3, 3, None), &[]).await;
        assert_eq!(short.whole().unwrap(), [1, 2, 3]);
        let overlap = joined(window(1..=3, 5, Some("c3")), window(3..=5, 5, None), &[]).await;
        assert_eq!(overlap.whole().unwrap(), [1, 2, 3, 4, 5]);
        let between =
            joined(window(1..=2, 6, Some("c2")), window(5..=6, 6, None), &[window(3..=4, 6, Some("c4"))])
                .await;
        assert_eq!(between.whole().unwrap(), [1, 2, 3, 4, 5, 6]);
    }

    #[tokio::test]
    async fn what_github_does_not_show_leaves_the_list_short() {
        let empty = joined(window([], 4, None), window([], 4, None), &[]).await;
        assert_eq!((empty.seen().len(), empty.total()), (0, 4));
        // A page with nothing new ends the reading: it would never end otherwise.
        let stuck =
            joined(window(1..=2, 9, Some("c")), window(8..=9, 9, None), &[window(1..=2, 9, Some("d"))]).await;
        assert_eq!(stuck.whole().unwrap_err().detail, "4 of 9");
    }

    fn connection(nodes: Value) -> Value {
        json!({"totalCount": 2, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes})
    }

    #[test]
    fn a_null_list_or_item_is_no_absence() {
        let read = |nodes: Value| {
            let reply = Reply::new(connection(nodes), &[]);
            Window::read(reply.root(), |node| node.number("n"))
                .map(|window| window.into_list().whole().map(<[u64]>::to_vec))
        };
        assert_eq!(read(json!(null)).unwrap_err().reason, Reason::NotFound);
        assert_eq!(read(json!([{"n": 1}, null])).unwrap().unwrap_err().reason, Reason::Incomplete);
        assert_eq!(read(json!([])).unwrap().unwrap_err().detail, "0 of 2");
        assert_eq!(read(json!([{"n": 1}, {"n": 2}])).unwrap().unwrap(), [1, 2]);
    }
}
