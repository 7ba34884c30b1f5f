//! Changes that a release takes back again: neither they nor what takes them back have a place in a draft.

use std::collections::{BTreeMap, BTreeSet};

use crate::notes::facts::Change;

/// The numbers of the pull requests that were reverted, and of those that reverted them, the newest first: what reverts a
/// revert brings the first one back. Told by GitHub's own title and text of a revert, and both must be of the release.
pub(super) fn reverted(changes: &[Change]) -> BTreeSet<u64> {
    let changes: BTreeMap<u64, &Change> = changes.iter().map(|change| (change.number, change)).collect();
    let mut gone = BTreeSet::new();
    let mut titles: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for change in changes.values() {
        titles.entry(own_title(change)).or_default().push(change.number);
    }
    for (number, change) in
        changes.iter().rev().filter(|(_, change)| own_title(change).starts_with("Revert "))
    {
        let before = |other: &u64| other < number && changes.contains_key(other);
        let by_text = change.body.as_deref().and_then(reverts).filter(before);
        let by_title = || {
            let title = own_title(change).strip_prefix("Revert \"")?.strip_suffix('"')?;
            let title = without_number(title);
            titles.get(title)?.iter().rev().copied().find(before)
        };
        let Some(other) = by_text.or_else(by_title).filter(|other| !gone.contains(other)) else { continue };
        if !gone.contains(number) {
            gone.extend([*number, other]);
        }
    }
    gone
}

/// The pull request that the text of a revert names, as GitHub writes it: `Reverts octoacme/shop#12`.
fn reverts(body: &str) -> Option<u64> {
    let line = body.lines().find_map(|line| line.trim().strip_prefix("Reverts "))?;
    let digits: String = line.split_once('#')?.1.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The title without the number of its own that squash merges put behind it.
pub(super) fn own_title(change: &Change) -> &str {
    let title = change.title.trim();
    title.strip_suffix(&format!("(#{})", change.number)).map_or(title, str::trim_end)
}

fn without_number(title: &str) -> &str {
    let cut = title.trim().strip_suffix(')').and_then(|title| title.rsplit_once(" (#"));
    cut.filter(|(_, digits)| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .map_or(title, |(title, _)| title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(number: u64, title: &str, body: Option<&str>) -> Change {
        Change {
            number,
            title: title.into(),
            url: String::new(),
            author: None,
            body: body.map(str::to_owned),
            labels: Vec::new(),
            closes: Vec::new(),
            messages: Vec::new(),
        }
    }

    #[test]
    fn what_was_taken_back_goes_with_what_took_it_back() {
        let told = |changes: &[Change]| reverted(changes).into_iter().collect::<Vec<_>>();
        let add = change(1, "Add carts (#1)", None);
        let back = change(2, "Revert \"Add carts (#1)\"", None);
        let again = change(3, "Revert \"Revert \"Add carts (#1)\" (#2)\"", None);
        assert_eq!(told(&[add.clone(), back.clone()]), [1, 2]);
        assert_eq!(told(&[add.clone(), back.clone(), again]), [2, 3]);
        // What is not of this release was in one before: its revert is news.
        assert_eq!(told(std::slice::from_ref(&back)), [0; 0]);
        assert_eq!(told(&[add.clone(), change(2, "Revert carts", Some("Reverts octoacme/shop#1"))]), [1, 2]);
        assert_eq!(
            told(&[add, change(2, "Carts revert the basket", Some("Reverts octoacme/shop#1"))]),
            [0; 0]
        );
    }
}
