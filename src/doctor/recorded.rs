//! Version tags that record no go.

use super::{Found, Rated, Severity};
use crate::verdict::Value;

crate::messages! {
    WITHOUT = "tag-without-go": "of {all}, {count} record no go: {tags}"
        => "if one was released without the gate, find out how; {command} says what is recorded in a tag";
}

pub(super) const RATED: &[Rated] = &[(&WITHOUT, Severity::Warning)];

/// Version tags that record no go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrecorded<'a> {
    /// How many version tags there are.
    pub all: usize,
    /// Those of them that record no go, the newest first. Those before the policy's `since:` are left out.
    pub tags: Vec<&'a str>,
}

pub(super) fn look(unrecorded: Option<&Unrecorded<'_>>) -> Option<Found> {
    let Unrecorded { all, tags } = unrecorded?;
    let first = tags.first()?;
    let all = Value::Count { number: *all as u64, one: "version tag", many: "version tags" };
    let found = Found::new(&WITHOUT).with("all", all).with("count", tags.len());
    let names = tags.iter().map(|tag| (*tag).to_owned()).collect();
    Some(found.with("tags", Value::Codes(names)).code("command", format!("holdpoint verify {first}")))
}
