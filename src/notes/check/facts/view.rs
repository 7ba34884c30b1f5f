//! Notes as the questions ask for them that facts raise: their fields, what they point to.
//!
//! Their blocks, chapters and lines are those that the rest of the check looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::pointers::{Pointer, Target, pointers};
use crate::evidence::notes::{PointsTo, There};
use crate::evidence::{Fact, Reason, Unknown};
use crate::markdown::{Block, BlockKind, Outline, RunKind, fold, is_placeholder};
use crate::notes::check::lines::{Line, LineKind};
use crate::notes::check::tree::{Chapter, Tree};
use crate::notes::{Facts, Rules, Template, Text};
use crate::verdict::{Finding, Who};

/// A longer text before a colon is a sentence, and no name.
const LONGEST_NAME: usize = 100;

/// A finding, and the bytes at which it is.
pub(super) type Told = (Finding, Range<usize>);

/// Notes as they were read for the check.
#[derive(Clone, Copy)]
pub(in crate::notes::check) struct Read<'a> {
    pub(in crate::notes::check) notes: &'a Text,
    pub(in crate::notes::check) outline: &'a Outline,
    pub(in crate::notes::check) tree: &'a Tree,
    pub(in crate::notes::check) lines: &'a [Line],
}

/// Notes, and all that they are compared with.
pub(super) struct View<'a> {
    pub(super) notes: &'a Text,
    pub(super) outline: &'a Outline,
    pub(super) template: Option<&'a Template>,
    pub(super) rules: &'a Rules,
    pub(super) facts: &'a Facts,
    tree: &'a Tree,
    /// Their lines to fill in.
    pub(super) fields: Vec<Field<'a>>,
    /// The pull requests of the release of which they need not speak.
    pub(super) no_news: BTreeSet<u64>,
    /// What they point to in their repository; nothing where that is not known.
    pub(super) pointers: Vec<Pointer>,
    /// What is there, as far as it was looked up.
    pointed: BTreeMap<&'a PointsTo, &'a Fact<There>>,
}

/// A line of the form `Name: value`, or a row of a table with two cells.
pub(super) struct Field<'a> {
    pub(super) key: String,
    /// The bytes of the value, or of what is nested under the name.
    pub(super) at: Range<usize>,
    value: &'a str,
    nested: &'a [Line],
}

impl<'a> Field<'a> {
    fn of(lines: &'a [Line], index: usize, outline: &Outline) -> Option<Self> {
        let line = lines.get(index)?;
        let block = outline.blocks.get(line.block).filter(|block| !block.quoted)?;
        let (name, value) = match line.kind {
            LineKind::Text | LineKind::Item => split(&line.shown)?,
            LineKind::Row => line.shown.split_once('\t').filter(|(_, value)| !value.contains('\t'))?,
            LineKind::Heading | LineKind::Code | LineKind::Html => return None,
        };
        let name = name.trim().trim_end_matches([':', '：']).trim_end();
        if name.chars().count() > LONGEST_NAME || !name.contains(char::is_alphanumeric) {
            return None;
        }
        let value = value.trim();
        let nested = if value.is_empty() { nested(lines, index, block) } else { &[] };
        let at = match (nested.first(), nested.last()) {
            (Some(first), Some(last)) => first.at.start..last.at.end.max(first.at.start),
            _ => place(line),
        };
        Some(Self { key: fold(name), at, value, nested })
    }

    /// What it says, as people see it, a line for each line.
    pub(super) fn text(&self) -> String {
        let nested = self.nested.iter().map(|line| line.shown.trim());
        let lines = [self.value].into_iter().chain(nested).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A line at the colon that can separate a name from a value: white space follows it, or nothing. `https://…` and `12:30`
/// have none.
fn split(shown: &str) -> Option<(&str, &str)> {
    let separates = |(at, colon): &(usize, &str)| {
        let after = shown.get(at + colon.len()..).and_then(|rest| rest.chars().next());
        *colon != ":" || after.is_none_or(char::is_whitespace)
    };
    let (at, colon) = shown.match_indices([':', '：']).find(separates)?;
    Some((shown.get(..at)?, shown.get(at + colon.len()..)?))
}

/// The bytes of what stands behind the name.
fn place(line: &Line) -> Range<usize> {
    let split = match line.kind {
        LineKind::Row => line.prose.split_once('\t'),
        _ => split(&line.prose),
    };
    match split.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()) {
        Some(value) => {
            let end = line.prose.trim_end().len();
            line.source(end - value.len()..end)
        }
        None => line.at.end..line.at.end,
    }
}

/// The lines in an item after its own, if that is the last one of its text.
fn nested<'a>(lines: &'a [Line], index: usize, block: &Block) -> &'a [Line] {
    let BlockKind::Item { item, .. } = &block.kind else { return &[] };
    let after = lines.get(index + 1..).unwrap_or_default();
    let goes_on = lines.get(index).map(|line| line.block) == after.first().map(|next| next.block);
    let number = if goes_on { 0 } else { after.iter().take_while(|line| line.at.start < item.end).count() };
    after.get(..number).unwrap_or_default()
}

impl<'a> View<'a> {
    pub(super) fn new(
        read: Read<'a>,
        template: Option<&'a Template>,
        rules: &'a Rules,
        facts: &'a Facts,
    ) -> Self {
        let Read { notes, outline, tree, lines } = read;
        let fields = (0..lines.len()).filter_map(|index| Field::of(lines, index, outline)).collect();
        let pointers = facts
            .repository
            .as_ref()
            .map(|repository| pointers(notes, outline, repository))
            .unwrap_or_default();
        let pointed = facts.pointed.iter().map(|pointed| (&pointed.to, &pointed.is)).collect();
        let no_news = facts.no_news();
        Self { notes, outline, template, rules, facts, tree, fields, no_news, pointers, pointed }
    }

    /// The chapters with their numbers, in order.
    pub(super) fn chapters(&self) -> impl Iterator<Item = (usize, &'a Chapter)> {
        self.tree.headed()
    }

    /// The heading of the first chapter.
    pub(super) fn title(&self) -> Option<&'a Block> {
        self.tree.get(1).and_then(|chapter| self.heading(chapter))
    }

    pub(super) fn heading(&self, chapter: &Chapter) -> Option<&'a Block> {
        chapter.heading.and_then(|at| self.outline.blocks.get(at))
    }

    /// The keys of the headings above a chapter, outermost first.
    pub(super) fn above(&self, chapter: usize) -> Vec<String> {
        let above = self.tree.above(chapter).filter(|above| *above != 0);
        let mut keys: Vec<String> =
            above.filter_map(|above| self.tree.get(above)).map(|above| above.key.clone()).collect();
        keys.reverse();
        keys
    }

    /// The bytes of a chapter, with its heading and the chapters in it.
    pub(super) fn whole(&self, chapter: &Chapter) -> Range<usize> {
        let start = self.heading(chapter).map_or(self.notes.range().start, |block| block.at.start);
        let end = self.outline.blocks.get(chapter.end).map_or(self.notes.range().end, |block| block.at.start);
        start..end.max(start)
    }

    /// The finding at these bytes, for those who can edit the notes.
    pub(super) fn at(&self, finding: Finding, at: Range<usize>) -> Told {
        (finding.who([Who::Writers]), at)
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
    if is_none(&fold(shown)) {
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
