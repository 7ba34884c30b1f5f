//! REST lists, read to their end or not at all.
//!
//! GitHub names the next page in the `Link` header, and by another path than the first (`/repositories/{id}/…`). Only
//! pages on the same origin are followed.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::client::{Answer, Ask, Client};
use super::failure::{Failure, FailureKind};

/// One page of a list as GitHub sends it: a bare list, or an object with the list and its total in it.
pub trait Page: DeserializeOwned {
    /// What the list holds.
    type Item;

    /// How many entries all pages have together, if the page says.
    fn total(&self) -> Option<usize>;

    /// The entries of this page.
    fn into_items(self) -> Vec<Self::Item>;
}

impl<T: DeserializeOwned> Page for Vec<T> {
    type Item = T;

    fn total(&self) -> Option<usize> {
        None
    }

    fn into_items(self) -> Vec<T> {
        self
    }
}

/// How many entries a page has.
const PER_PAGE: usize = 100;

/// Reads the list at `path`, 100 entries a page, one page after the other.
///
/// # Errors
/// Any [`Failure`] of a page; `LongList` when there are more than `cap` entries; `ShortList` when there are fewer than
/// the announced total; `ChangedList` when a page is of another state of the list than the one before; `Redirected` when
/// the next page is at another host, or one that was read before.
pub async fn read_all<P: Page>(client: &Client, path: &str, cap: usize) -> Result<Vec<P::Item>, Failure> {
    let mark = if path.contains('?') { '&' } else { '?' };
    let first = format!("{path}{mark}per_page=100");
    let mut ask = reading(format!("GET {first}"), client.endpoints().rest_path(&first));
    let mut items = Vec::new();
    let mut seen = Vec::new();
    let mut bodies: Vec<bytes::Bytes> = Vec::new();
    let mut first_total = None;
    loop {
        let (page, next, body) =
            client.ask(&ask, |answer| Ok((answer.decode::<P>()?, next_of(&answer), answer.body))).await?;
        let total = page.total();
        if *first_total.get_or_insert(total) != total || bodies.contains(&body) {
            return Err(client.failure(&ask, FailureKind::ChangedList, ""));
        }
        bodies.push(body);
        let shown = items.len();
        items.extend(page.into_items());
        // The page before said that there are more. Nothing else counts some of the lists.
        if bodies.len() > 1 && items.len() == shown {
            return Err(client.failure(&ask, FailureKind::ChangedList, ""));
        }
        let more = next.is_some();
        if items.len() > cap || more && items.len() == cap {
            return Err(client.failure(&ask, FailureKind::LongList { cap }, ""));
        }
        let Some(next) = next else {
            return match total {
                Some(total) if items.len() < total => {
                    Err(client.failure(&ask, FailureKind::ShortList { got: items.len(), total }, ""))
                }
                _ => Ok(items),
            };
        };
        seen.push(ask.path.clone());
        match client.endpoints().path_here(&next).filter(|path| !seen.contains(path)) {
            Some(path) => ask = reading(format!("GET {path}"), path),
            None => return Err(client.failure(&ask, FailureKind::Redirected, &next)),
        }
    }
}

/// The same for a list that GitHub counts nowhere. If it has more than a page it is read from its other end, too: what
/// fell between two pages, because the list changed meanwhile, is then missing in one of the two only.
///
/// # Errors
/// As [`read_all`]; `ChangedList` also when the two differ.
pub(super) async fn read_uncounted<T: DeserializeOwned>(
    client: &Client,
    path: &str,
    cap: usize,
    number: impl Fn(&T) -> u64,
) -> Result<Vec<T>, Failure>
where
    Vec<T>: Page<Item = T>,
{
    let items = read_all::<Vec<T>>(client, path, cap).await?;
    if items.len() > PER_PAGE {
        let path = format!("{path}&direction=asc");
        let again = read_all::<Vec<T>>(client, &path, cap).await?;
        let numbers = |items: &[T]| items.iter().map(&number).collect::<BTreeSet<u64>>();
        if numbers(&items) != numbers(&again) {
            let ask = reading(format!("GET {path}"), client.endpoints().rest_path(&path));
            return Err(client.failure(&ask, FailureKind::ChangedList, ""));
        }
    }
    Ok(items)
}

/// Reads a list that has cursors and no end in sight: 100 entries a page, until there is `enough`, or for so many pages.
/// Whether there was enough.
///
/// # Errors
/// Any [`Failure`] of a page; `ChangedList` when a page came again, or empty although it was announced; `Redirected` when
/// the next page is at another host.
pub(super) async fn read_until<T: DeserializeOwned>(
    client: &Client,
    path: &str,
    pages: usize,
    enough: impl Fn(&[T]) -> bool,
) -> Result<(Vec<T>, bool), Failure> {
    let mark = if path.contains('?') { '&' } else { '?' };
    let first = format!("{path}{mark}per_page={PER_PAGE}");
    let mut ask = reading(format!("GET {first}"), client.endpoints().rest_path(&first));
    let mut items: Vec<T> = Vec::new();
    let mut bodies: Vec<bytes::Bytes> = Vec::new();
    loop {
        let (page, next, body) = client
            .ask(&ask, |answer| Ok((answer.decode::<Vec<T>>()?, next_of(&answer), answer.body)))
            .await?;
        if bodies.contains(&body) || !bodies.is_empty() && page.is_empty() {
            return Err(client.failure(&ask, FailureKind::ChangedList, ""));
        }
        bodies.push(body);
        items.extend(page);
        if enough(&items) {
            return Ok((items, true));
        }
        let Some(next) = next.filter(|_| bodies.len() < pages) else { return Ok((items, false)) };
        match client.endpoints().path_here(&next) {
            Some(path) => ask = reading(format!("GET {path}"), path),
            None => return Err(client.failure(&ask, FailureKind::Redirected, &next)),
        }
    }
}

fn next_of(answer: &Answer) -> Option<String> {
    let links = answer.headers.get_all(http::header::LINK).iter().filter_map(|link| link.to_str().ok());
    links.filter_map(next_link).next().map(ToOwned::to_owned)
}

fn reading(name: String, path: String) -> Ask {
    Ask { method: http::Method::GET, path, body: None, name, reading: true }
}

/// The address with `rel="next"` in a `Link` header (RFC 8288).
fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (address, after) = after.split_once('>')?;
        let parameters = after.split_once('<').map_or(after, |(parameters, _)| parameters);
        let is_next = parameters.split([';', ',']).any(|parameter| {
            parameter.trim().split_once('=').is_some_and(|(name, value)| {
                let relations = value.trim().trim_matches('"');
                name.trim().eq_ignore_ascii_case("rel")
                    && relations
                        .split_ascii_whitespace()
                        .any(|relation| relation.eq_ignore_ascii_case("next"))
            })
        });
        if is_next {
            return Some(address);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests;
