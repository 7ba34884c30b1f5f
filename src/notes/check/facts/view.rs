//! Notes laid out for the questions that facts ask: their title, their sections, their fields, what they point to.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pointers::{Pointer, Target, pointers};
use crate::evidence::notes::{PointsTo, There};
use crate::evidence::{Fact, Reason, Unknown};
use crate::markdown::{Block, BlockKind, Field, Outline, RunKind, fields, is_placeholder, normalise};
use crate::notes::{Facts, Rules, Template, Text};
use crate::verdict::{Finding, Who};

/// Notes, and all that they are compared with.
pub(super) struct View<'a> {
    pub(super) notes: &'a Text,
    pub(super) outline: &'a Outline,
    pub(super) template: Option<&'a Template>,
    pub(super) rules: &'a Rules,
    pub(super) facts: &'a Facts,
    /// Their sections, in order.
    pub(super) parts: Vec<Part>,
    /// Their fields, those that are sections left out.
    pub(super) fields: Vec<Field>,
    /// What they point to in their repository; nothing where that is not known.
    pub(super) pointers: Vec<Pointer>,
    /// What is there, as far as it was looked up.
    pointed: BTreeMap<&'a PointsTo, &'a Fact<There>>,
}

/// A section: a heading and what stands under it.
#[derive(Debug)]
pub(super) struct Part {
    /// The index of the heading among the blocks.
    pub(super) heading: usize,
    /// The keys of the headings above it and its own, outermost first.
    pub(super) path: Vec<String>,
    /// The blocks under it until the next heading of the same or a higher level.
    pub(super) blocks: Range<usize>,
    /// Its bytes, with its heading.
    pub(super) at: Range<usize>,
}

impl Part {
    pub(super) fn key(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

impl<'a> View<'a> {
    pub(super) fn new(
        notes: &'a Text,
        outline: &'a Outline,
        template: Option<&'a Template>,
        rules: &'a Rules,
        facts: &'a Facts,
    ) -> Self {
        let within = notes.range();
        let parts = parts(outline, within.end);
        let heads = |field: &Field| {
            let part = parts.partition_point(|part| part.at.start < field.at.start).checked_sub(1);
            part.and_then(|part| parts.get(part)).is_some_and(|part| part.key() == field.key)
        };
        let fields = fields(notes.whole())
            .into_iter()
            .filter(|field| within.contains(&field.at.start) || field.at.start == within.end)
            .filter(|field| !heads(field))
            .collect();
        let pointers = facts
            .repository
            .as_ref()
            .map(|repository| pointers(notes, outline, repository))
            .unwrap_or_default();
        let pointed = facts.pointed.iter().map(|pointed| (&pointed.to, &pointed.is)).collect();
        Self { notes, outline, template, rules, facts, parts, fields, pointers, pointed }
    }

    pub(super) fn block(&self, index: usize) -> Option<&'a Block> {
        self.outline.blocks.get(index)
    }

    /// The finding at these bytes, for those who can edit the notes.
    pub(super) fn at(&self, finding: Finding, at: Range<usize>) -> Finding {
        finding.who([Who::Writers]).at(self.notes.spot(at))
    }

    /// The end of what people see: where something that is missing can be added.
    pub(super) fn end(&self) -> Range<usize> {
        let start = self.notes.range().start;
        let last = self.outline.blocks.iter().rev().find(|block| block.kind != BlockKind::Comment);
        let seen = last.and_then(|block| self.notes.whole().get(start..block.at.end)).unwrap_or_default();
        let end = start + seen.trim_end().len();
        end..end
    }

    /// The bytes of a piece of a block, or all of it where markup stands between.
    pub(super) fn locate(&self, within: &Range<usize>, piece: &str) -> Range<usize> {
        let source = self.notes.whole().get(within.clone()).unwrap_or_default();
        match source.find(piece).filter(|_| !piece.is_empty()) {
            Some(from) => within.start + from..within.start + from + piece.len(),
            None => within.start..within.start + source.trim_end().len(),
        }
    }

    /// What is at a place to which notes point.
    pub(super) fn there(&self, to: &PointsTo) -> Result<There, Unknown> {
        match self.pointed.get(to) {
            Some(is) => is.known().copied(),
            None => Err(Unknown::new(Reason::NotCollected)),
        }
    }

    /// The numbers of the issues and pull requests that are cited in these bytes.
    pub(super) fn cited_in<'s>(&'s self, at: &'s Range<usize>) -> impl Iterator<Item = u64> + 's {
        let first = self.pointers.partition_point(|pointer| pointer.at.start < at.start);
        let after = self.pointers.get(first..).unwrap_or_default();
        after.iter().take_while(|pointer| pointer.at.start < at.end).filter_map(|pointer| match pointer.to {
            Target::Number(number) => Some(number),
            _ => None,
        })
    }
}

fn parts(outline: &Outline, end: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // The sections that are still open, with their levels: at most one for each level.
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (index, block) in outline.blocks.iter().enumerate() {
        let BlockKind::Heading(level) = block.kind else { continue };
        open.retain(|(other, part)| {
            if *other < level {
                return true;
            }
            if let Some(part) = parts.get_mut(*part) {
                part.blocks.end = index;
                part.at.end = block.at.start;
            }
            false
        });
        let above = open.last().and_then(|(_, part)| parts.get(*part));
        let mut path = above.map(|part| part.path.clone()).unwrap_or_default();
        path.push(block.key());
        open.push((level, parts.len()));
        parts.push(Part {
            heading: index,
            path,
            blocks: index + 1..outline.blocks.len(),
            at: block.at.start..end.max(block.at.start),
        });
    }
    parts
}

/// What a place for something says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    /// Nothing, or a prompt.
    Nothing,
    /// That there is none.
    None,
    /// Something.
    Something,
}

/// What a block says.
pub(super) fn said(block: &Block) -> Says {
    match &block.kind {
        BlockKind::Heading(_)
        | BlockKind::Comment
        | BlockKind::Rule
        | BlockKind::FrontMatter
        | BlockKind::Head => Says::Nothing,
        BlockKind::Code { .. } => {
            said_by(&block.runs.iter().map(|run| run.text.as_str()).collect::<String>())
        }
        BlockKind::Html => said_by(&without_tags(block)),
        BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Row => said_by(&block.shown()),
    }
}

/// What a text says.
pub(super) fn said_by(shown: &str) -> Says {
    let key = normalise(shown);
    if is_none(&key) {
        Says::None
    } else if is_placeholder(shown) {
        Says::Nothing
    } else {
        Says::Something
    }
}

/// The text of HTML without its tags.
fn without_tags(block: &Block) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for run in block.runs.iter().filter(|run| run.kind == RunKind::Html) {
        for c in run.text.chars() {
            in_tag = in_tag || c == '<';
            if !in_tag {
                text.push(c);
            }
            in_tag = in_tag && c != '>';
        }
    }
    text.trim().to_owned()
}

/// Whether a key says that there is nothing of the kind: "None", "N/A", "No breaking changes in this release".
pub(super) fn is_none(key: &str) -> bool {
    const ALONE: [&str; 8] = ["none", "no", "n/a", "na", "nil", "nothing", "not applicable", "not any"];
    const NO: [&str; 15] = [
        "breaking",
        "migration",
        "migrations",
        "security",
        "action",
        "actions",
        "change",
        "changes",
        "upgrade",
        "steps",
        "issues",
        "fixes",
        "updates",
        "incompatible",
        "vulnerabilities",
    ];
    let key = key.trim_matches(|c: char| !c.is_alphanumeric());
    if ALONE.contains(&key) {
        return true;
    }
    let words: Vec<&str> = key.split(' ').collect();
    let short = words.len() <= 8 && !key.contains([':', '\n', ';', ',']) && !key.contains(" but ");
    match words.as_slice() {
        ["none" | "nothing", next, ..] => short && *next != "of",
        ["no", "known" | "user-facing" | "manual" | "further" | "other", next, ..] | ["no", next, ..] => {
            short && NO.contains(next)
        }
        ["there", "are" | "is", "no" | "none", ..] => short,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_said_in_many_ways() {
        for none in [
            "None",
            "none.",
            "*None*",
            "N/A",
            "No breaking changes",
            "No breaking changes in this release.",
            "No known security issues",
            "None for this release",
            "There are no breaking changes",
            "No migration steps required",
            "Nothing to do",
        ] {
            assert_eq!(said_by(none), Says::None, "{none}");
        }
        for something in [
            "No longer supports Node 16",
            "No migration: reinstall",
            "None of the old keys works",
            "Notable: the API moved",
            "Nonetheless, restart",
        ] {
            assert_eq!(said_by(something), Says::Something, "{something}");
        }
        assert_eq!(said_by("TBD"), Says::Nothing);
        assert_eq!(said_by("[List any]"), Says::Nothing);
    }
}
