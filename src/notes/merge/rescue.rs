//! Entries that name a pull request which is nowhere in the notes: to the end of the list that the draft has them in.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{Line, entry_end, lines};
use crate::markdown::{Block, BlockKind, Outline, normalise, outline, same_heading, without_emoji};

/// What came of it.
#[derive(Debug)]
pub(super) struct Rescued {
    /// The notes.
    pub(super) text: String,
    /// The entries for which there is no list.
    pub(super) left_out: Vec<String>,
    /// The pull requests that they name.
    pub(super) unseen: BTreeSet<u64>,
}

/// What an entry stands in: sections, outermost first, and the entry above it that it is nested in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Home {
    path: Vec<String>,
    under: Option<String>,
}

/// Puts the entries of the draft in that name something which is neither in the notes nor `seen` before.
pub(super) fn rescue(
    text: &str,
    drafted: &[Line<'_>],
    draft: &str,
    seen: &BTreeSet<u64>,
    end: &str,
) -> Rescued {
    let there: BTreeSet<u64> = lines(text).iter().flat_map(Line::cites).collect();
    let is_new = |number: &u64| !there.contains(number) && !seen.contains(number);
    let mut homeless: Vec<(Vec<u64>, &[Line<'_>])> = Vec::new();
    let mut places: Option<Places<'_>> = None;
    let mut homes: Option<Places<'_>> = None;
    let mut known: BTreeMap<Home, Option<(usize, bool)>> = BTreeMap::new();
    let mut added: BTreeMap<usize, Added<'_>> = BTreeMap::new();
    let mut at = 0;
    while let Some(line) = drafted.get(at) {
        let cites = line.cites();
        if !line.is_entry() || !cites.iter().any(is_new) {
            at += 1;
            continue;
        }
        let to = entry_end(drafted, at);
        let entry = drafted.get(at..to).unwrap_or_default();
        let home = homes.get_or_insert_with(|| Places::of(draft)).home(at);
        let places = places.get_or_insert_with(|| Places::of(text));
        match *known.entry(home).or_insert_with_key(|home| places.end_of(home)) {
            Some((place, beside)) => {
                added.entry(place).or_insert_with(|| Added { beside, lines: Vec::new() }).lines.extend(entry);
            }
            None => homeless.push((cites.into_iter().filter(is_new).collect(), entry)),
        }
        at = to;
    }
    let text = if added.is_empty() { text.to_owned() } else { put(text, &added, end) };
    // What another entry has brought in is not missing.
    let there: BTreeSet<u64> = lines(&text).iter().flat_map(Line::cites).collect();
    homeless.retain(|(numbers, _)| numbers.iter().any(|number| !there.contains(number)));
    let left = homeless.iter().flat_map(|(_, entry)| entry.iter());
    let left_out = left.map(|line| line.key().to_owned()).collect();
    let unseen = homeless.iter().flat_map(|(numbers, _)| numbers).copied();
    let unseen = unseen.filter(|number| !there.contains(number)).collect();
    Rescued { text, left_out, unseen }
}

/// What goes in at one place.
struct Added<'t> {
    /// Whether it goes on with a list; otherwise blank lines set it apart.
    beside: bool,
    lines: Vec<&'t Line<'t>>,
}

fn put(text: &str, added: &BTreeMap<usize, Added<'_>>, end: &str) -> String {
    let mark = text.strip_prefix('\u{feff}').map_or("", |_| "\u{feff}");
    let old = lines(text);
    let ends = text.ends_with('\n') || old.is_empty();
    let mut all: Vec<(&str, &str)> = Vec::new();
    for at in 0..=old.len() {
        if let Some(new) = added.get(&at) {
            let apart = |all: &mut Vec<(&str, &str)>| {
                if !new.beside && all.last().is_some_and(|(says, _)| !says.trim().is_empty()) {
                    all.push(("", ""));
                }
            };
            apart(&mut all);
            all.extend(new.lines.iter().map(|line| (line.says, "")));
            if old.get(at).is_some_and(|line| !line.is_blank()) {
                apart(&mut all);
            }
        }
        all.extend(old.get(at).map(|line| (line.says, line.end)));
    }
    let mut text = mark.to_owned();
    let last = all.len().saturating_sub(1);
    for (index, (says, own)) in all.into_iter().enumerate() {
        text.push_str(says);
        let own = if own.is_empty() { end } else { own };
        text.push_str(if index < last || ends { own } else { "" });
    }
    text
}

/// A text with its sections and entries.
struct Places<'t> {
    lines: Vec<Line<'t>>,
    /// The byte at which each line begins.
    starts: Vec<usize>,
    outline: Outline,
    /// The sections: the index of the heading's block, and the keys of it and of those above it.
    sections: Vec<(Option<usize>, Vec<String>)>,
    /// Those with a heading of each key, emoji left out.
    named: BTreeMap<String, Vec<usize>>,
    /// The blocks of each section.
    blocks: BTreeMap<Option<usize>, Vec<usize>>,
    /// The byte at which the last entry of each section with a name ends.
    fields: BTreeMap<(Option<usize>, String), usize>,
    /// The entry that each line is nested in.
    above: Vec<Option<usize>>,
}

/// Of more sections with the same heading only the first ones are told apart by the headings above them.
const ALIKE: usize = 64;

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Self {
        let outline = outline(text);
        let lines = lines(text);
        let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut next = mark;
        let starts = lines
            .iter()
            .map(|line| {
                let start = next;
                next += line.says.len() + line.end.len();
                start
            })
            .collect();
        let mut sections = vec![(None, Vec::new())];
        let mut open: Vec<(u8, String)> = Vec::new();
        let mut blocks: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (index, block) in outline.blocks.iter().enumerate() {
            if let BlockKind::Heading(level) = block.kind {
                open.retain(|(above, _)| *above < level);
                open.push((level, block.key()));
                sections.push((Some(index), open.iter().map(|(_, key)| key.clone()).collect()));
            } else {
                blocks.entry(block.heading).or_default().push(index);
            }
        }
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, (_, path)) in sections.iter().enumerate() {
            if let Some(key) = path.last() {
                named.entry(without_emoji(key).to_owned()).or_default().push(index);
            }
        }
        let above = nesting(&lines);
        let fields = BTreeMap::new();
        let mut places = Self { lines, starts, outline, sections, named, blocks, fields, above };
        places.fields = places.fields();
        places
    }

    fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// What an entry on a line stands in.
    fn home(&self, line: usize) -> Home {
        let byte = self.starts.get(line).copied().unwrap_or_default();
        let begins = |index: Option<usize>| {
            index.and_then(|index| self.outline.blocks.get(index)).map_or(0, |block| block.at.start)
        };
        let behind =
            self.sections.partition_point(|(heading, _)| heading.is_none() || begins(*heading) <= byte);
        let section = behind.checked_sub(1).and_then(|at| self.sections.get(at));
        let under = self.above.get(line).copied().flatten().and_then(|above| self.lines.get(above));
        Home {
            path: section.map(|(_, path)| path.clone()).unwrap_or_default(),
            under: under.map(|above| field(above.says)),
        }
    }

    /// The line behind the last entry of a home, and whether there is a list to go on with.
    fn end_of(&self, home: &Home) -> Option<(usize, bool)> {
        let section = self.section(&home.path)?;
        let blocks = self.blocks.get(&section).map(Vec::as_slice).unwrap_or_default();
        let blocks = blocks.iter().filter_map(|index| self.outline.blocks.get(*index));
        if let Some(under) = &home.under {
            let end = self.fields.get(&(section, under.clone()))?;
            return Some((self.behind(*end), true));
        }
        let list = |block: &&Block| {
            block.depth == 1 && !block.quoted && matches!(block.kind, BlockKind::Item { ordered: false, .. })
        };
        if let Some(Block { kind: BlockKind::Item { item, .. }, .. }) = blocks.clone().rev().find(list) {
            return Some((self.behind(item.end), true));
        }
        let visible = |block: &&Block| block.kind != BlockKind::FrontMatter;
        let end = blocks.filter(visible).map(|block| block.at.end).max();
        let heading = section.and_then(|index| self.outline.blocks.get(index)).map(|block| block.at.end);
        Some((end.or(heading).map_or(0, |byte| self.behind(byte)), false))
    }

    fn fields(&self) -> BTreeMap<(Option<usize>, String), usize> {
        let mut fields = BTreeMap::new();
        for block in &self.outline.blocks {
            let BlockKind::Item { item, .. } = &block.kind else { continue };
            if let Some(line) = self.lines.get(self.line_of(block.at.start)) {
                fields.insert((block.heading, field(line.says)), item.end);
            }
        }
        fields
    }

    /// The line behind the last one with text before this byte.
    fn behind(&self, byte: usize) -> usize {
        let line = self.line_of(byte.saturating_sub(1));
        let upto = self.lines.get(..=line).unwrap_or_default();
        upto.iter().rposition(|line| !line.is_blank()).map_or(0, |at| at + 1)
    }

    /// The section that is meant: of those with its heading the one that shares most of the headings above.
    fn section(&self, path: &[String]) -> Option<Option<usize>> {
        let Some(key) = path.last() else { return Some(None) };
        let shared = |other: &[String]| {
            let pairs = other.iter().rev().zip(path.iter().rev());
            pairs.take_while(|(one, other)| same_heading(one, other)).count()
        };
        let alike = self.named.get(without_emoji(key))?;
        // Of several that are alike the first: `max_by_key` takes the last.
        let alike = alike.iter().take(ALIKE).rev().filter_map(|index| self.sections.get(*index));
        alike.max_by_key(|(_, other)| shared(other)).map(|(heading, _)| *heading)
    }
}

/// The line that each line is nested in: the nearest above it that is less indented, in the same section.
fn nesting(lines: &[Line<'_>]) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let above = lines.iter().enumerate().map(|(at, line)| {
        if line.is_blank() {
            return None;
        }
        let indent = line.indent();
        if line.is_heading() || (indent == 0 && !line.is_entry()) {
            open.clear();
            return None;
        }
        while open.last().is_some_and(|(above, _)| *above >= indent) {
            open.pop();
        }
        let above = open.last().map(|(_, above)| *above);
        open.push((indent, at));
        above
    });
    above.collect()
}

/// The name of a line to fill in: what stands before its colon.
fn field(says: &str) -> String {
    let text = says.trim_start().trim_start_matches(['-', '*', '+', ' ', '\t']);
    normalise(text.split_once(':').map_or(text, |(name, _)| name).trim_matches('*'))
}
