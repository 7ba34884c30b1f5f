//! A new draft into notes that people have changed.
//!
//! A merge knows three texts: what was drafted last ([`Base`]), what people made of it, and the new draft. It goes line by
//! line. A line that people wrote, changed or moved is theirs: it stays, where it is and as it is. A line that they left
//! alone follows the draft. Where both changed the same place, people's text stays; an entry that names a pull request
//! which is nowhere in the notes goes to the end of the list that the draft has it in, and what has no place is told.
//!
//! Limits: a merge knows text, not meaning. A pull request counts as named wherever its number stands.

mod base;
mod line;
mod rescue;
mod weave;

use std::collections::BTreeSet;

pub use base::{Altered, Base, attach, detach, is_mark};
use line::{Line, lines};

/// What became of a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The notes with what is new in the draft and all that people wrote.
    pub text: String,
    /// Pieces of the new draft that could not go in, because people changed the very place.
    pub left_out: Vec<String>,
    /// What to keep as drafted last.
    pub base: Base,
}

/// What was known of the draft before, when notes were drafted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The notes are new.
    Nothing,
    /// Their mark says what was drafted.
    Known,
    /// They have no mark: everything counts as people's.
    Missing,
    /// Their mark was altered: everything counts as people's.
    Altered,
}

/// Notes, drafted again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regenerated {
    /// The notes, with the mark for the next time.
    pub text: String,
    /// Pieces of the new draft that could not go in, because people changed the very place.
    pub left_out: Vec<String>,
    /// What was known of the draft before.
    pub before: Before,
}

/// Puts a new draft into notes as they stand where they are kept, their mark included; an empty text is none. Once it
/// is written, doing the same again changes nothing.
#[must_use]
pub fn regenerate(current: &str, draft: &str) -> Regenerated {
    let (people, base) = detach(current);
    let before = match &base {
        _ if people.trim().is_empty() => Before::Nothing,
        Ok(Some(_)) => Before::Known,
        Ok(None) => Before::Missing,
        Err(Altered) => Before::Altered,
    };
    if before == Before::Missing && is_apart(&people, draft) {
        let end = line_end(&people);
        let text = format!("{}{end}{end}{}", people.trim_end(), draft.replace('\n', end));
        return Regenerated { text: attach(&Base::of(draft), &text), left_out: Vec::new(), before };
    }
    let merged = merge_onto(base.ok().flatten().as_ref(), &people, draft);
    Regenerated { text: attach(&merged.base, &merged.text), left_out: merged.left_out, before }
}

/// Merges what the draft gained since `base` into what people made of it. Without a base everything counts as theirs.
#[must_use]
pub fn merge(base: Option<&str>, people: &str, draft: &str) -> Merged {
    merge_onto(base.map(Base::of).as_ref(), people, draft)
}

/// Merges like [`merge()`], with what was kept of the draft before.
#[must_use]
pub fn merge_onto(base: Option<&Base>, people: &str, draft: &str) -> Merged {
    if people.trim().is_empty() && base.is_none() {
        return Merged { text: draft.to_owned(), left_out: Vec::new(), base: Base::of(draft) };
    }
    let drafted = lines(draft);
    let seen = base.map(Base::cites).unwrap_or_default();
    let woven = match base {
        Some(base) => weave::weave(base, &lines(people), &drafted),
        None => weave::Woven::untouched(&lines(people)),
    };
    let end = line_end(if people.contains('\n') { people } else { draft });
    let first = people.strip_prefix('\u{feff}').map_or("", |_| "\u{feff}");
    let joined = format!("{first}{}", woven.join(end, people.is_empty() || people.ends_with('\n')));
    let rescued = rescue::rescue(&joined, &drafted, draft, &seen, end);
    let mut left_out = woven.left_out;
    left_out.extend(rescued.left_out);
    left_out.retain(|piece| !piece.trim().is_empty());
    let unseen: BTreeSet<u64> = rescued.unseen;
    Merged { text: rescued.text, left_out, base: Base::of(draft).without(&unseen) }
}

/// Whether what people wrote has nothing of a draft, neither a line nor a pull request: then the draft goes below it.
fn is_apart(people: &str, draft: &str) -> bool {
    let theirs = lines(people);
    let cited: BTreeSet<u64> = theirs.iter().flat_map(Line::cites).collect();
    let keys: BTreeSet<&str> = theirs.iter().filter(|line| !line.is_blank()).map(Line::key).collect();
    let known = |line: &Line<'_>| {
        keys.contains(line.key()) || line.cites().iter().any(|number| cited.contains(number))
    };
    !lines(draft).iter().filter(|line| !line.is_blank()).any(known)
}

/// How most lines of a text end.
fn line_end(text: &str) -> &'static str {
    let all = text.matches('\n').count();
    if text.matches("\r\n").count() * 2 > all { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests;
