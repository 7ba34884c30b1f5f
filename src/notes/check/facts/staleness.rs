//! Whether anybody wrote these notes for this release: not those of the release before, not a machine's list alone.

use std::ops::Range;

use super::dates::days_in;
use super::identity;
use super::versions::versions_in;
use super::view::{Says, Told, View, said};
use super::{AS_BEFORE, ONLY_GENERATED};
use crate::evidence::Unknown;
use crate::markdown::{Block, BlockKind, Outline, fold, normalise, outline, references_in, without_emoji};
use crate::notes::rules::{Presence, SectionRule};
use crate::notes::template::{PartKind, Section, Wants};
use crate::verdict::{Finding, Value};

pub(super) fn judge(view: &View<'_>) -> Vec<Told> {
    as_before(view).into_iter().chain(only_generated(view)).collect()
}

fn as_before(view: &View<'_>) -> Option<Told> {
    let unreadable = |why: &Unknown| {
        let start = view.notes.range().start;
        let finding = Finding::unreadable("the notes of the release before", why.clone());
        Some((finding, start..start))
    };
    let released = view.facts.previous_notes.as_ref().map(|text| {
        let tag = view.facts.previous_tag.clone().unwrap_or_default();
        text.as_ref().map(|text| (tag, text))
    });
    let kept = view.facts.kept_before.as_ref();
    let kept = kept.map(|kept| kept.as_ref().map(|(tag, text)| (tag.clone(), text)));
    let mut unread = None;
    for before in [released, kept].into_iter().flatten() {
        match before {
            Ok((previous, text)) if is_same(view.outline, text) => {
                let finding = Finding::unmet(&AS_BEFORE).with("previous", Value::Code(previous));
                return Some(view.at(finding, first(view)));
            }
            Ok(_) => {}
            Err(why) => unread = unread.or(Some(why)),
        }
    }
    unread.and_then(unreadable)
}

/// Whether notes say what a text from before says. A title alone says nothing that could be the same; and it may be that
/// only one of both has it, as a file has one and the text of a release none.
fn is_same(now: &Outline, before: &str) -> bool {
    let before = outline(before);
    let says = now.blocks.iter().any(said_something) && before.blocks.iter().any(said_something);
    says && essence(now).eq(essence(&before))
}

/// What a text says, without its title and what changes by itself from release to release: its versions and its days.
fn essence(outline: &Outline) -> impl Iterator<Item = String> + '_ {
    let title = outline.blocks.iter().position(|block| said(block) != Says::Nothing || is_heading(block));
    let title = title.filter(|first| outline.blocks.get(*first).is_some_and(is_title));
    let said = |block: &&Block| is_heading(block) || said(block) != Says::Nothing;
    outline.blocks.iter().skip(title.map_or(0, |title| title + 1)).filter(said).map(|block| {
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

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

/// Whether a heading is that of the whole notes: it names a version, or nothing stands above it in level.
fn is_title(block: &Block) -> bool {
    block.kind == BlockKind::Heading(1) || (is_heading(block) && !versions_in(&block.shown()).is_empty())
}

fn said_something(block: &Block) -> bool {
    said(block) == Says::Something
}

fn only_generated(view: &View<'_>) -> Option<Told> {
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
    let asks = |rule: &SectionRule| {
        rule.presence == Some(Presence::Required) || rule.least > 0 || !rule.matches.is_empty()
    };
    let is_list = |rule: &SectionRule| rule.path.last().is_some_and(|key| is_list_of_changes(key));
    view.rules.sections.iter().any(|rule| asks(rule) && !is_list(rule))
}

/// Whether a section of this name has what a machine can list.
fn is_list_of_changes(key: &str) -> bool {
    const LISTS: [&str; 12] = [
        "what's changed",
        "whats changed",
        "changes",
        "changelog",
        "change log",
        "full changelog",
        "all changes",
        "commits",
        "pull requests",
        "merged pull requests",
        "new contributors",
        "contributors",
    ];
    LISTS.contains(&without_emoji(key))
}

/// Whether a template asks for more than a machine's list of changes: version, day and comparison are facts, and a line
/// may itself have the form of such a list.
fn asks_for_words(section: &Section) -> bool {
    let of_facts = |key: &str| identity::is_of_facts(key) || is_list_of_changes(key);
    let asks = |kind: &PartKind| match kind {
        PartKind::Prompt(prompt) => !asks_for_list(prompt),
        PartKind::Field(field) => !of_facts(&field.key),
        PartKind::Table { .. } => true,
        PartKind::Fixed(pattern) => {
            pattern.slots().any(|slot| slot.wants == Wants::Anything)
                && !of_facts(&normalise(pattern.words().split(':').next().unwrap_or_default()))
        }
        _ => false,
    };
    section.parts.iter().any(|part| asks(&part.kind)) || section.sections.iter().any(asks_for_words)
}

/// Whether a prompt asks for what a machine lists: `[generated list of merged pull requests]`.
fn asks_for_list(prompt: &str) -> bool {
    let folded = fold(prompt);
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    let machine = words.any(|word| matches!(word, "generated" | "autogenerated" | "automatically"));
    machine || folded.contains("list of pull requests") || folded.contains("list of merged pull requests")
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
