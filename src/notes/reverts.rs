//! Changes that a release takes back again: notes need not speak of them, nor of what takes them back.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Change, Revert};

/// The numbers of the pull requests that were reverted, and of those that reverted them, the newest first: what reverts a
/// revert brings the first one back. Commits tell it by the commit that they revert; titles, texts and messages in the
/// words of Git, of GitHub's button and of conventional commits. Both must be of the release.
pub(super) fn reverted(changes: &[Change], by_commit: &[Revert]) -> BTreeSet<u64> {
    let changes: BTreeMap<u64, &Change> = changes.iter().map(|change| (change.number, change)).collect();
    let mut titles: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for change in changes.values() {
        titles.entry(own_title(change)).or_default().push(change.number);
    }
    // What was reverted without a pull request leaves nobody to say so.
    let alone = by_commit.iter().filter(|revert| revert.by.is_none()).map(|revert| revert.of);
    let mut gone: BTreeSet<u64> = alone.filter(|number| changes.contains_key(number)).collect();
    for (number, change) in changes.iter().rev() {
        let before = |other: &u64| other < number && changes.contains_key(other);
        let by_commit = || by_commit.iter().find(|revert| revert.by == Some(*number)).map(|revert| revert.of);
        let by_text = || texts(change).find_map(named);
        let by_title = || {
            let title = titles_taken_back(change).next()?;
            let number = number_behind(title).filter(before);
            number.or_else(|| titles.get(without_number(title))?.iter().rev().copied().find(before))
        };
        let is_revert = titles_taken_back(change).next().is_some();
        let told = if is_revert || opens_with_revert(own_title(change)) {
            by_commit().or_else(by_text).or_else(by_title)
        } else {
            None
        };
        let Some(other) = told.filter(before).filter(|other| !gone.contains(other)) else { continue };
        if !gone.contains(number) {
            gone.extend([*number, other]);
        }
    }
    gone
}

fn opens_with_revert(title: &str) -> bool {
    title.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("revert"))
        && !title.get(6..).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// What a change says besides its title.
fn texts(change: &Change) -> impl Iterator<Item = &str> {
    change.body.as_deref().into_iter().chain(change.messages.iter().map(String::as_str))
}

/// The titles of what a change reverts, by its own title and by the first lines of its commits: `Revert "…"`, `revert: …`.
fn titles_taken_back(change: &Change) -> impl Iterator<Item = &str> {
    let messages = change.messages.iter().filter_map(|message| message.lines().next());
    [own_title(change)].into_iter().chain(messages).filter_map(title_taken_back)
}

fn title_taken_back(title: &str) -> Option<&str> {
    if !opens_with_revert(title) {
        return None;
    }
    let rest = title.get(6..)?;
    if let Some(quoted) = rest.strip_prefix(" \"") {
        // A squash merge puts a number of its own behind the mark.
        return quoted.rsplit_once('"').map(|(title, _)| title);
    }
    let rest = match rest.strip_prefix('(') {
        Some(scope) => scope.split_once(')')?.1,
        None => rest,
    };
    rest.strip_prefix(": ").map(str::trim)
}

/// The pull request that the text of a revert names, as GitHub writes it: `Reverts octoacme/shop#12`.
fn named(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("Reverts "))?;
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

/// The number that a squash merge put behind a title.
fn number_behind(title: &str) -> Option<u64> {
    title.trim().strip_suffix(')')?.rsplit_once(" (#")?.1.parse().ok()
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
        let told = |changes: &[Change]| reverted(changes, &[]).into_iter().collect::<Vec<_>>();
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

    #[test]
    fn commits_and_conventional_titles_tell_it_too() {
        let told = |changes: &[Change], by: &[Revert]| reverted(changes, by).into_iter().collect::<Vec<_>>();
        let add = change(1, "feat: add carts (#1)", None);
        for title in
            ["revert: feat: add carts", "revert(cart): feat: add carts (#1)", "Revert \"feat: x (#1)\" (#2)"]
        {
            assert_eq!(told(&[add.clone(), change(2, title, None)], &[]), [1, 2], "{title}");
        }
        let said =
            |title: &str, message: &str| Change { messages: vec![message.into()], ..change(2, title, None) };
        assert_eq!(told(&[add.clone(), said("Take carts back", "Revert \"feat: add carts\"")], &[]), [1, 2]);
        assert_eq!(told(&[add.clone(), said("Revert carts", "x\n\nReverts octoacme/shop#1")], &[]), [1, 2]);
        assert_eq!(told(&[add.clone(), said("Say how to revert", "Reverts octoacme/shop#1")], &[]), [0; 0]);
        let plain = change(2, "Revert carts", None);
        assert_eq!(told(&[add.clone(), plain.clone()], &[]), [0; 0]);
        assert_eq!(told(&[add.clone(), plain], &[Revert { by: Some(2), of: 1 }]), [1, 2]);
        assert_eq!(told(std::slice::from_ref(&add), &[Revert { by: None, of: 1 }]), [1]);
        assert_eq!(told(&[add], &[Revert { by: None, of: 9 }]), [0; 0]);
        let words = change(2, "Reverted totals are shown", Some("Reverts octoacme/shop#1"));
        assert_eq!(told(&[change(1, "Add carts", None), words], &[]), [0; 0]);
    }
}
