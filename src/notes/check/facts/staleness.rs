//! Whether anybody wrote these notes for this release: not those of the release before, not a machine's list alone.

use std::ops::Range;

use super::dates::days_in;
use super::versions::versions_in;
use super::view::{Says, View, said};
use super::{AS_BEFORE, ONLY_GENERATED};
use crate::markdown::{Block, BlockKind, Outline, outline, references_in};
use crate::notes::rules::Presence;
use crate::notes::template::{PartKind, Piece, Section};
use crate::verdict::{Finding, Value};

pub(super) fn judge(view: &View<'_>) -> Vec<Finding> {
    as_before(view).into_iter().chain(only_generated(view)).collect()
}

fn as_before(view: &View<'_>) -> Option<Finding> {
    let start = view.notes.range().start;
    let before = match view.facts.previous_notes.as_ref()? {
        Ok(text) => text,
        Err(why) => {
            let finding = Finding::unreadable("the notes of the release before", why.clone());
            return Some(finding.at(view.notes.spot(start..start)));
        }
    };
    let before = outline(before);
    // A title alone says nothing that could be the same.
    let says = view.outline.blocks.iter().any(said_something) && before.blocks.iter().any(said_something);
    if !says || !essence(view.outline).eq(essence(&before)) {
        return None;
    }
    let previous = view.facts.previous_tag.clone().unwrap_or_default();
    let finding = Finding::unmet(&AS_BEFORE).with("previous", Value::Code(previous));
    Some(view.at(finding, first(view)))
}

/// What a text says, without what changes by itself from release to release: its versions and its days.
fn essence(outline: &Outline) -> impl Iterator<Item = String> + '_ {
    let said = |block: &&Block| matches!(block.kind, BlockKind::Heading(_)) || said(block) != Says::Nothing;
    outline.blocks.iter().filter(said).map(|block| {
        let key = block.key();
        let versions = versions_in(&key).into_iter().map(|named| named.at);
        let mut out: Vec<Range<usize>> =
            versions.chain(days_in(&key).into_iter().map(|day| day.at)).collect();
        out.sort_by_key(|at| at.start);
        let mut rest = String::with_capacity(key.len());
        let mut from = 0;
        for at in out {
            rest.push_str(key.get(from..at.start).unwrap_or_default());
            from = from.max(at.end);
        }
        rest.push_str(key.get(from..).unwrap_or_default());
        rest
    })
}

fn said_something(block: &Block) -> bool {
    said(block) == Says::Something
}

fn only_generated(view: &View<'_>) -> Option<Finding> {
    let asks = view.template.is_some_and(|template| asks_for_words(&template.root)) || rules_ask(view);
    let mut content = view.outline.blocks.iter().filter(|block| said_something(block)).peekable();
    content.peek()?;
    let mut items = 0_usize;
    let all = content.all(|block| {
        let generated = is_generated(block);
        items += usize::from(generated && matches!(block.kind, BlockKind::Item { .. }));
        generated
    });
    (asks && all && items > 0).then(|| view.at(Finding::unmet(&ONLY_GENERATED), first(view)))
}

/// The first line of the notes.
fn first(view: &View<'_>) -> Range<usize> {
    let from = view.notes.range().start;
    let skipped = view.notes.as_str().len() - view.notes.as_str().trim_start().len();
    let at = from + skipped;
    let line = view.notes.whole().get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    at..at + line.trim_end().len()
}

fn rules_ask(view: &View<'_>) -> bool {
    view.rules
        .sections
        .iter()
        .any(|rule| rule.presence == Some(Presence::Required) || rule.least > 0 || !rule.matches.is_empty())
}

/// Whether a template asks for more than a list of changes.
fn asks_for_words(section: &Section) -> bool {
    let asks = |kind: &PartKind| match kind {
        PartKind::Prompt(_) | PartKind::Field(_) | PartKind::Table { .. } => true,
        PartKind::Fixed(pattern) => pattern.pieces.iter().any(|piece| matches!(piece, Piece::Slot(_))),
        _ => false,
    };
    section.parts.iter().any(|part| asks(&part.kind)) || section.sections.iter().any(asks_for_words)
}

/// Whether a block is of the kind that GitHub's generated notes, release-drafter and tools for conventional commits make:
/// `title by @mona in <address>`, `title @mona (#12)`, `title ([abc1234](…))`, `@mona made their first contribution in …`,
/// "Full Changelog".
fn is_generated(block: &Block) -> bool {
    let shown = block.shown();
    let shown = shown.trim();
    match block.kind {
        BlockKind::Item { .. } => {
            let last = shown.rsplit(' ').next().unwrap_or_default();
            let leads = last.contains("://") || !references_in(last).is_empty();
            let by = shown.rsplit_once(" by @").and_then(|(_, rest)| rest.split_once(" in "));
            let welcome = shown.starts_with('@') && shown.contains(" made their first contribution in ");
            let drafter = shown.rsplit_once(" @").and_then(|(_, rest)| rest.split_once(' '));
            let drafter = drafter.is_some_and(|(_, rest)| rest.starts_with("(#") && rest.ends_with(')'));
            (leads && (by.is_some_and(|(_, rest)| !rest.contains(' ')) || welcome))
                || drafter
                || ends_in_commit(last)
        }
        BlockKind::Paragraph => {
            let lower = shown.to_lowercase();
            lower.starts_with("full changelog") || lower.starts_with("contributors")
        }
        _ => false,
    }
}

/// `(abc1234)` at the end, the short id of a commit.
fn ends_in_commit(last: &str) -> bool {
    let id = last.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    id.is_some_and(|id| (7..=40).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit()))
}
