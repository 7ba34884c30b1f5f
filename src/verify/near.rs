//! The tags that a name was probably meant to be.

use std::cmp::Reverse;

/// So many are named.
const NAMED: usize = 3;
/// Names longer than this are not compared: comparing is quadratic.
const LONGEST: usize = 128;

/// The tags whose names are nearest to this one, nearest first; of equally near ones those that come last by name.
#[must_use]
pub fn nearest<'a>(tag: &str, tags: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    if tag.chars().count() > LONGEST {
        return Vec::new();
    }
    let short = tags.into_iter().filter(|known| known.chars().count() <= LONGEST);
    let mut all: Vec<(usize, Reverse<&str>)> =
        short.map(|known| (strsim::osa_distance(tag, known), Reverse(known))).collect();
    all.sort();
    all.into_iter().take(NAMED).map(|(_, Reverse(known))| known.to_owned()).collect()
}
