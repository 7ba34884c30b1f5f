//! What notes say of the release, against what is known of it.
//!
//! What is not known of the release is said to be unknown and never passed over. What nobody asked to compare, because
//! the notes are checked without GitHub, is not compared.

mod cites;
mod dates;
mod identity;
mod pointed;
mod pointers;
mod purposes;
mod staleness;
mod versions;
mod view;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::found::with_spots;
use crate::evidence::notes::PointsTo;
use crate::notes::facts::Repository;
use crate::notes::{Facts, Rules, Template, Text};
use crate::verdict::{Finding, Message};

pub use pointers::JUDGED;

pub(super) use identity::is_comparison;
use pointers::{Target, pointers as pointers_of};
pub(super) use view::Read;
use view::View;

/// Whether a text names a day.
pub(super) fn day_in(text: &str) -> bool {
    !dates::days_in(text).is_empty()
}

crate::messages! {
    VERSION_OTHER = "notes-version-other": "the notes are for {written}, and this release is {version}"
        => "make sure that these are the notes of this release, and write {version} here";
    VERSION_MISSING = "notes-version-missing": "the template asks for the version here, and no version can be read"
        => "write {version} here";
    DATE_OTHER = "notes-date-other": "the notes are dated {written}, and this release is from {from} to {to}"
        => "write the day of this release, with its year first";
    DATE_MISSING = "notes-date-missing": "the template asks for the day of the release here, and no day can be read"
        => "write the day of this release with its year first; it is from {from} to {to}";
    PREVIOUS_OTHER = "notes-previous-other": "the notes name {written} as the release before, and that is {previous}"
        => "write {previous} here";
    COMPARE_OTHER = "notes-compare-other": "the comparison is of {written}, and this release is {range}"
        => "link {url} here";
    UNCITED = "notes-uncited": "{pull} is in this release, and the notes do not cite it"
        => "cite {pull} in the notes, or an issue that it closes; if it is nothing for the notes, give it {label}";
    CITED_NOWHERE = "notes-cited-nowhere": "{number} is cited, and the repository has no such issue or pull request"
        => "correct the number {number}, or take it out";
    CITED_OTHER = "notes-cited-other": "{number} is cited, and that pull request is not in this release"
        => "take {number} out of the notes, or correct the number";
    LINK_OTHER = "notes-link-other": "the link says {written} and leads to {number}"
        => "make the text and the address of the link name the same";
    BREAKING_MISSING = "notes-breaking-missing": "{pull} is a breaking change, by {by}, and the notes have no section for breaking changes"
        => "add a section for breaking changes and say in it what {pull} breaks";
    BREAKING_NONE = "notes-breaking-none": "{pull} is a breaking change, by {by}, and the notes say nothing of one here"
        => "say here what {pull} breaks";
    BREAKING_UNCITED = "notes-breaking-uncited": "{pull} is a breaking change, by {by}, and is not cited among the breaking changes"
        => "say among the breaking changes what {pull} breaks, and cite it there";
    MIGRATION_MISSING = "notes-migration-missing": "this is a major release with breaking changes, and the notes have no section that says how to migrate"
        => "add a section with the steps of the migration";
    MIGRATION_NONE = "notes-migration-none": "this is a major release with breaking changes, and the section that says how to migrate says nothing"
        => "write the steps of the migration here";
    SECURITY_MISSING = "notes-security-missing": "{pull} concerns security, by its label, and the notes have no section for that"
        => "add a section for security and say in it as much of {pull} as may be known";
    SECURITY_NONE = "notes-security-none": "{pull} concerns security, by its label, and the notes say nothing of it here"
        => "say here as much of {pull} as may be known";
    PATH_NOWHERE = "notes-path-nowhere": "the link leads to {path}, and there is no such file or folder at {at}"
        => "correct the link, or take it out";
    TAG_NOWHERE = "notes-tag-nowhere": "the link leads to the tag {tag}, and there is no such tag"
        => "correct the link, or take it out";
    AS_BEFORE = "notes-as-before": "these are the notes of the release before, {previous}"
        => "write what changes with this release";
    ONLY_GENERATED = "notes-only-generated": "the notes are a list that a machine made of the pull requests, and nothing else"
        => "write what the template and the policy ask for besides the list";
}

/// Every message that the facts can give.
#[must_use]
pub fn messages() -> &'static [&'static Message] {
    MESSAGES
}

/// What of the notes does not agree with the facts.
pub(super) fn judge(
    read: Read<'_>,
    template: Option<&Template>,
    rules: &Rules,
    facts: &Facts,
) -> Vec<Finding> {
    let view = View::new(read, template, rules, facts);
    let mut findings = identity::judge(&view);
    findings.extend(cites::judge(&view));
    findings.extend(purposes::judge(&view));
    findings.extend(pointed::judge(&view));
    findings.extend(staleness::judge(&view));
    with_spots(findings, read.notes)
}

/// What has to be looked up before notes can be judged: numbers that are not `known` to belong to the release, files
/// and tags. A file to which a link leads without naming a branch, tag or commit is one of the judged commit, [`JUDGED`];
/// a file at a tag is looked for there, too, because the tag of this release may not be there yet.
#[must_use]
pub fn points_to(text: &Text, repository: &Repository, known: &BTreeSet<u64>) -> BTreeSet<PointsTo> {
    let mut wanted = BTreeSet::new();
    for pointer in pointers_of(text, &text.outline(), repository) {
        match pointer.to {
            Target::Number(number) if known.contains(&number) => {}
            Target::Number(number) => {
                wanted.insert(PointsTo::Number(number));
            }
            Target::Path(readings) => wanted.extend(pointed::lookups(&readings)),
            Target::Tag(tag) => {
                wanted.insert(PointsTo::Tag(tag));
            }
            Target::Compare(base, head) => {
                let tags = [base, head].into_iter().filter(|name| pointed::may_be_tag(name));
                wanted.extend(tags.map(PointsTo::Tag));
            }
        }
    }
    wanted
}
