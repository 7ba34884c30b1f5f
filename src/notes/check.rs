//! Notes against template, rules and facts.
//!
//! | module | judges |
//! | --- | --- |
//! | `sections` | whether sections are there, where they belong, and no others |
//! | `unmarked` | lines that were meant for headings |
//! | `content` | what stands in a section: something, "None", enough, what the policy asks |
//! | `fields` | lines to fill in |
//! | `headings` | what stands in the places of headings |
//! | `left`, `copies` | what is left of the template: places, prompts, guidance |
//! | `marks` | marks for machines |
//! | `places` | what stands in each place to fill in |
//! | `form` | a line with places, and what stands in them |
//! | `waiting` | what waits to be written, whatever the template has |
//! | `prompt` | what a place asks for, and whether a text is still only that |
//! | `fixed` | text, code and tables that notes keep |
//! | `order` | texts and lines to fill in, in the template's order |
//! | `links` | references without a target, and the length |
//! | [`facts`] | what notes say of the release |
//!
//! Before that, `tree` makes chapters of the notes, `wanted` sections of template and rules, and `place` finds which is which;
//! `shape` compares text with places to fill in, `lines` is what people see, `within` where things stand in one, `trailer` which of them end notes, `found` collects.

mod content;
mod copies;
pub mod facts;
mod fields;
mod fixed;
mod form;
mod found;
mod headings;
mod left;
mod lines;
mod links;
mod marks;
mod order;
mod place;
mod places;
mod prompt;
mod sections;
mod shape;
mod trailer;
mod tree;
mod unmarked;
mod waiting;
mod wanted;
mod within;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use self::found::Findings;
use self::lines::{Line, LineKind};
use self::place::{Placed, Role};
use self::tree::Tree;
use self::wanted::Wanted;
use super::{Facts, Rules, Template, Text};
use crate::markdown::{BlockKind, Outline};
use crate::verdict::{Finding, Message, Value};

/// The lists of the messages of the check of the structure.
pub(crate) const ALL: &[&[&Message]] = &[
    content::MESSAGES,
    sections::MESSAGES,
    unmarked::MESSAGES,
    fields::MESSAGES,
    headings::MESSAGES,
    left::MESSAGES,
    marks::MESSAGES,
    places::MESSAGES,
    fixed::MESSAGES,
    order::MESSAGES,
    links::MESSAGES,
    found::MESSAGES,
];

/// Every message of the check of the structure.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    ALL.iter().copied().flatten().copied()
}

/// What a check of notes found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What is wrong or could not be read, in the order of the text. Each has its spot.
    pub findings: Vec<Finding>,
}

/// Checks notes. It takes time in proportion to their length.
#[must_use]
pub fn check(notes: &Text, template: Option<&Template>, rules: &Rules, facts: &Facts) -> Checked {
    let outline = notes.outline();
    if let Some(fenced) = unmarked::fenced(notes, &outline, template, rules) {
        return Checked { findings: fenced.into_findings(notes) };
    }
    let tree = Tree::of(&outline);
    let lines: Vec<Line> =
        (0..outline.blocks.len()).flat_map(|block| lines::lines(&outline, block, notes.whole())).collect();
    let read = facts::Read { notes, outline: &outline, tree: &tree, lines: &lines };
    let mut findings = structure(read, template, rules);
    let of_facts = facts::judge(read, template, rules, facts);
    headings::join(&mut findings, of_facts);
    findings.sort_by_key(|finding| finding.spot.as_ref().map(|spot| (spot.line, spot.column)));
    Checked { findings }
}

/// Notes with all that their judges look at.
struct Context<'a> {
    notes: &'a Text,
    outline: &'a Outline,
    template: Option<&'a Template>,
    rules: &'a Rules,
    tree: &'a Tree,
    wanted: &'a Wanted<'a>,
    placed: &'a Placed<'a>,
    lines: &'a [Line],
    /// Of each block the chapter whose content it is, as far as it is a section's.
    owners: &'a [usize],
    /// The blocks by their keys, once somebody asks.
    by_key: OnceCell<HashMap<String, Vec<usize>>>,
}

fn structure(read: facts::Read<'_>, template: Option<&Template>, rules: &Rules) -> Vec<Finding> {
    let facts::Read { notes, outline, tree, lines } = read;
    let mut findings = Findings::default();
    if !lines.iter().any(|line| line.is_content() || line.kind == LineKind::Heading) {
        content::nothing(&mut findings);
        return findings.into_findings(notes);
    }
    let wanted = Wanted::of(template, rules);
    let placed = Placed::of(notes, outline, tree, &wanted);
    let owners = owners(tree, &placed, outline.blocks.len());
    let context = Context {
        notes,
        outline,
        template,
        rules,
        tree,
        wanted: &wanted,
        placed: &placed,
        lines,
        owners: &owners,
        by_key: OnceCell::new(),
    };
    let none = context.bodies(&mut findings);
    sections::judge(&context, &none, &mut findings);
    let whole = template.map_or("", |template| template.text.whole());
    let gaps = left::Gaps::of(whole, wanted.sections.iter().map(|known| known.section));
    headings::judge(&context, &mut findings);
    left::judge(&context, &gaps, &mut findings);
    marks::judge(&context, &mut findings);
    links::judge(&context, &mut findings);
    findings.into_findings(notes)
}

/// Of each block the chapter whose content it is. What stands under a heading that only divides a section is the
/// section's; what stands before the first heading, and under a title of all, is that of the first chapter.
fn owners(tree: &Tree, placed: &Placed<'_>, blocks: usize) -> Vec<usize> {
    let mut owners = vec![0; blocks];
    let mut by_chapter = vec![0; tree.chapters.len()];
    for (number, chapter) in tree.chapters.iter().enumerate() {
        let owner = match placed.roles.get(number) {
            Some(Role::Content | Role::Field(_)) => {
                by_chapter.get(chapter.parent).copied().unwrap_or_default()
            }
            Some(Role::Section(0)) => 0,
            _ => number,
        };
        if let Some(own) = by_chapter.get_mut(number) {
            *own = owner;
        }
        let from = chapter.heading.unwrap_or(chapter.blocks.start);
        for block in owners.get_mut(from..chapter.blocks.end).into_iter().flatten() {
            *block = owner;
        }
    }
    owners
}

impl Context<'_> {
    /// Looks at what stands in each section; which sections say that there is nothing to say.
    fn bodies(&self, findings: &mut Findings) -> Vec<bool> {
        let mut none = vec![false; self.wanted.sections.len()];
        let mut blocks: Vec<Vec<usize>> = vec![Vec::new(); self.tree.chapters.len()];
        for (block, owner) in self.owners.iter().enumerate() {
            blocks.get_mut(*owner).into_iter().for_each(|blocks| blocks.push(block));
        }
        let mut lines: Vec<Vec<&Line>> = vec![Vec::new(); self.tree.chapters.len()];
        for line in self.lines {
            let owner = self.owners.get(line.block).copied().unwrap_or_default();
            // The heading of the chapter itself is none of its lines.
            let own = self.tree.get(owner).and_then(|chapter| chapter.heading) == Some(line.block);
            let title = owner == 0
                && self.placed.roles.get(1) == Some(&Role::Section(0))
                && self.tree.get(1).and_then(|chapter| chapter.heading) == Some(line.block);
            if !own && !title {
                lines.get_mut(owner).into_iter().for_each(|lines| lines.push(line));
            }
        }
        for (chapter, (lines, blocks)) in lines.iter().zip(&blocks).enumerate() {
            let Some(section) = self.placed.section(chapter) else { continue };
            let Some(known) = self.wanted.get(section) else { continue };
            // What is there again has to go to the first, and is judged there.
            let again = matches!(self.placed.roles.get(chapter), Some(Role::Twice(_)));
            if again || known.forbidden().is_some() || (section == 0 && chapter != 0) {
                continue;
            }
            let says_none = self.body(chapter, known, lines, blocks, findings);
            if let Some(none) = none.get_mut(section) {
                *none |= says_none;
            }
        }
        none
    }

    fn body(
        &self,
        number: usize,
        known: &wanted::Known<'_>,
        lines: &[&Line],
        blocks: &[usize],
        findings: &mut Findings,
    ) -> bool {
        let chapter = self.tree.get(number);
        let at = chapter.map(|chapter| chapter.at(self.outline)).unwrap_or_default();
        let name = match chapter.map(|chapter| chapter.title.as_str()) {
            Some(title) if number != 0 => Value::Code(title.to_owned()),
            _ => Value::Words("the beginning of the notes"),
        };
        let filled = fields::find(known, self, lines);
        let fixed = fixed::find(self, known, lines, &filled);
        let key = chapter.map(|chapter| chapter.key.as_str()).unwrap_or_default();
        let trailers = trailer::belongs(key, known.section);
        let body =
            content::Body { known, number, name, at, lines, filled: &filled, fixed: &fixed.blocks, trailers };
        let said = content::judge(self, &body, findings);
        content::judge_fields(self, &body, findings);
        if said == content::Said::None {
            return true;
        }
        let end = self.end_of_own(number);
        if !body.is_bare() {
            fields::judge(self, known, lines, &filled, &end, findings);
        }
        // Where nothing stands at all, and that is told, the template's texts are not told one by one.
        if said != content::Said::Nothing || lines.iter().any(|line| line.is_content()) {
            fixed::judge(self, known, &fixed, blocks, &end, findings);
            let content = body.places();
            order::judge(self, known, lines, &filled, fixed.found, &content, findings);
        }
        false
    }

    /// Whether the headings of notes may have other levels than those of the template, if all do alike: one of both stands
    /// under headings that the other does not have.
    fn may_be_shifted(&self) -> bool {
        let is_part = self.notes.range() != (0..self.notes.whole().len());
        is_part || self.template.is_some_and(|template| template.under > 0)
    }

    /// Whether a chapter is one that nobody knows, and that nobody allows. Those in it are not told again.
    fn is_strange(&self, number: usize) -> bool {
        let parent = self.tree.get(number).and_then(|chapter| self.placed.roles.get(chapter.parent));
        self.wanted.names_any && !self.rules.extra_sections && parent != Some(&Role::Strange)
    }

    /// The blocks of the notes by the keys of what they show.
    fn blocks_by_key(&self) -> &HashMap<String, Vec<usize>> {
        self.by_key.get_or_init(|| {
            let mut by: HashMap<String, Vec<usize>> = HashMap::new();
            for (number, block) in self.outline.blocks.iter().enumerate() {
                if !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Comment) {
                    by.entry(block.key()).or_default().push(number);
                }
            }
            by
        })
    }

    /// The section that a block stands in.
    fn section_of_block(&self, block: usize) -> Option<usize> {
        self.placed.section(*self.owners.get(block)?)
    }

    /// The place right after these blocks, white space not counted; before them if there are none.
    fn after(&self, blocks: Range<usize>) -> Range<usize> {
        let last = self.outline.blocks.get(blocks).and_then(<[_]>::last);
        let end = last.map_or(self.notes.range().start, |block| block.at.end);
        let end = self.notes.whole().get(..end).map_or(end, |text| text.trim_end().len());
        end..end
    }

    /// The end of a chapter with all that stands in it.
    fn end_of(&self, chapter: usize) -> Range<usize> {
        let chapter = self.tree.get(chapter);
        self.after(chapter.map_or(0..0, |chapter| chapter.heading.unwrap_or(0)..chapter.end))
    }

    /// The end of what stands in a chapter before the first one in it.
    fn end_of_own(&self, chapter: usize) -> Range<usize> {
        let chapter = self.tree.get(chapter);
        self.after(chapter.map_or(0..0, |chapter| chapter.heading.unwrap_or(0)..chapter.blocks.end))
    }

    /// The end of the notes.
    fn end(&self) -> Range<usize> {
        self.after(0..self.outline.blocks.len())
    }
}
