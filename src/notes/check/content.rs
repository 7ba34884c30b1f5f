//! What stands in a section: something, "None", enough, and what the policy asks of it.

use std::ops::Range;

use super::Context;
use super::fields::Filled;
use super::found::{Findings, quote};
use super::lines::{Line, LineKind};
use super::wanted::Known;
use crate::markdown::{Block, BlockKind, fold};
use crate::notes::rules::{Presence, SectionRule};
use crate::notes::template::{Heading, PartKind};
use crate::verdict::Value;

crate::messages! {
    NOTHING = "notes-empty": "the notes are empty"
        => "write them";
    EMPTY = "notes-section-empty": "nothing stands in the section {section}"
        => "{deed}";
    NONE_BESIDE = "notes-none-beside-content": "{section} says {none} beside real content"
        => "take {none} out, or the content";
    NONE_REFUSED = "notes-none-refused": "{section} says nothing but {none}"
        => "write what belongs there. Where there may be nothing to say, the template says `or state \"None\"` or the policy allows it";
    FEW = "notes-items-few": "{section} has {count}; the policy asks for at least {least}"
        => "list what is missing";
    MATCH = "notes-no-match": "nothing in {section} matches {pattern}, as the policy asks"
        => "write it so that it does";
    MATCH_NOT = "notes-match": "{section} has {text}, which matches {pattern}: the policy refuses that"
        => "take it out";
    CITE = "notes-item-cites-nothing": "an item of {section} names neither a pull request nor an issue"
        => "add its number or a link";
}

/// Words that say that there is nothing to say.
const NONE: [&str; 20] = [
    "none",
    "n/a",
    "na",
    "n.a",
    "not applicable",
    "nothing",
    "nothing to report",
    "nothing in this release",
    "none known",
    "none reported",
    "none planned",
    "none required",
    "none needed",
    "none this time",
    "none at this time",
    "none at the moment",
    "none in this release",
    "none for this release",
    "none identified",
    "no",
];

/// Whether a line says that there is nothing to say.
pub(super) fn is_none(shown: &str, or_state: Option<&str>) -> bool {
    const LONGEST: usize = 80;
    if shown.len() > LONGEST {
        return false;
    }
    let key = fold(shown);
    let key = key.trim_matches(|c: char| !c.is_alphanumeric());
    NONE.contains(&key)
        || or_state.is_some_and(|word| {
            fold(word).trim_matches(|c: char| !c.is_alphanumeric()) == key && !key.is_empty()
        })
}

/// What stands in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing, which was told.
    Nothing,
    /// That there is nothing to say.
    None,
    /// Something, or nothing where nothing has to be.
    Something,
}

/// A section of the notes, with what was found in it already.
pub(super) struct Body<'a, 't> {
    /// What it is.
    pub(super) known: &'a Known<'t>,
    /// Its chapter.
    pub(super) number: usize,
    /// Its name, for people.
    pub(super) name: Value,
    /// Its heading.
    pub(super) at: Range<usize>,
    /// What stands in it.
    pub(super) lines: &'a [&'a Line],
    /// Its fields.
    pub(super) filled: &'a [Filled<'t>],
    /// The blocks that are text of the template.
    pub(super) fixed: &'a [usize],
    /// Whether lines that end notes belong into it.
    pub(super) trailers: bool,
}

impl Body<'_, '_> {
    /// The lines that people wrote, with their numbers: no text of the template, and no line of a field that nobody
    /// filled in.
    fn content(&self) -> Vec<(usize, &Line)> {
        let lines = self.lines.iter().copied().enumerate().filter(|(number, line)| {
            let field = self.filled.binary_search_by_key(number, |filled| filled.line);
            let field = field.ok().and_then(|field| self.filled.get(field));
            line.is_content()
                && (self.trailers || !super::trailer::is_trailer(line))
                && self.fixed.binary_search(&line.block).is_err()
                && field.is_none_or(|field| !field.value.trim().is_empty())
        });
        lines.collect()
    }

    /// Where the lines are that people wrote.
    pub(super) fn places(&self) -> Vec<Range<usize>> {
        self.content().into_iter().map(|(_, line)| line.at.clone()).collect()
    }

    /// What a rule is put to: what people wrote in the section and in those in it; if that is nothing, the template's text
    /// as it stands there.
    fn said<'l>(&'l self, context: &'l Context<'_>, content: &[(usize, &'l Line)]) -> Vec<Says<'l>> {
        let inner = context.tree.get(self.number).map_or(0..0, |chapter| chapter.blocks.end..chapter.end);
        let from = context.lines.partition_point(|line| line.block < inner.start);
        let inner = context.lines.iter().skip(from).take_while(|line| line.block < inner.end);
        let inner =
            inner.filter(|line| line.is_content() && context.owners.get(line.block) != Some(&self.number));
        let mut lines: Vec<&Line> = content.iter().map(|(_, line)| *line).chain(inner).collect();
        if lines.is_empty() {
            let fixed = self.lines.iter().copied();
            lines.extend(fixed.filter(|line| line.is_content() && self.fixed.contains(&line.block)));
        }
        lines.into_iter().map(|line| Says { text: line.shown.as_str(), line }).collect()
    }

    /// Which lines belong to its fields.
    fn in_fields(&self) -> Vec<bool> {
        let mut inside = vec![false; self.lines.len()];
        for filled in self.filled {
            for flag in inside.get_mut(filled.line..filled.rest.end).into_iter().flatten() {
                *flag = true;
            }
        }
        inside
    }

    /// Whether people have to write something in it, its fields apart.
    fn needs_content(&self) -> bool {
        let Some(section) = self.known.section else { return self.known.rule.is_some() };
        if section.heading.as_ref().is_some_and(Heading::is_open_ended) {
            return false;
        }
        let asks = |kind: &PartKind| {
            use PartKind::{Default, Item, Prompt, Table};
            matches!(kind, Prompt(_) | Default(_) | Item { .. } | Table { .. })
                || matches!(kind, PartKind::Code(code) if code.has_slot())
        };
        let keeps = |kind: &PartKind| {
            use PartKind::{Code, Field, Fixed, Mark};
            matches!(kind, Field(_) | Fixed(_) | Mark(_) | Code(_))
        };
        let parts = || section.parts.iter().map(|part| &part.kind);
        parts().any(asks)
            || (self.known.children.is_empty() && section.heading.is_some() && !parts().any(keeps))
    }

    /// Whether there is nothing in it but what should be: then its fields are not told one by one.
    pub(super) fn is_bare(&self) -> bool {
        self.filled.is_empty()
            && self.content().is_empty()
            && self.known.section.is_some_and(|section| section.heading.is_some())
    }
}

/// Looks at what stands in a section.
pub(super) fn judge(context: &Context<'_>, body: &Body<'_, '_>, findings: &mut Findings) -> Said {
    let known = body.known;
    let content = body.content();
    let has_fields = known.fields().any(|field| super::fields::is_required(field, &context.rules.sections));
    if content.is_empty() {
        let told = body.needs_content() || (has_fields && body.is_bare());
        if told {
            empty(body, findings);
        }
        let said = body.said(context, &content);
        if let Some(rule) = asking(known).filter(|_| !told || !said.is_empty()) {
            ruled(context, rule, &body.name, &body.at, &said, false, findings);
        }
        return if told { Said::Nothing } else { Said::Something };
    }
    let in_fields = body.in_fields();
    let says_none = |line: &Line| line.depth <= 1 && is_none(&line.shown, known.or_state());
    let own = content.iter().filter(|(number, _)| !in_fields.get(*number).copied().unwrap_or_default());
    let none: Vec<&Line> = own.map(|(_, line)| *line).filter(|line| says_none(line)).collect();
    if let Some(line) = none.first() {
        let facts = [("section", body.name.clone()), ("none", quote(&line.shown))];
        if none.len() < content.len() {
            findings.add(&NONE_BESIDE, line.at.clone(), facts);
        } else if !known.may_be_none() {
            findings.add(&NONE_REFUSED, line.at.clone(), facts);
        }
    }
    let nothing = !none.is_empty() && none.len() == content.len();
    if let Some(rule) = asking(known) {
        let said = body.said(context, &content);
        let nothing = nothing && said.len() == content.len();
        ruled(context, rule, &body.name, &body.at, &said, nothing, findings);
    }
    if nothing { Said::None } else { Said::Something }
}

/// Nothing stands in a section.
fn empty(body: &Body<'_, '_>, findings: &mut Findings) {
    let known = body.known;
    let deed = match (known.may_be_none(), !known.is_required()) {
        (_, true) => "write what belongs there, or take the section out",
        (true, false) => "write what belongs there, or “None”",
        (false, false) => "write what belongs there",
    };
    let facts = [("section", body.name.clone()), ("deed", Value::Words(deed))];
    findings.add(&EMPTY, body.at.clone(), facts);
}

/// The rule of a section, if it asks anything of what stands there.
fn asking<'t>(known: &Known<'t>) -> Option<&'t SectionRule> {
    known.rule.filter(|rule| {
        let asks =
            rule.least > 0 || rule.items_cite || !rule.matches.is_empty() || !rule.matches_not.is_empty();
        asks && !matches!(rule.presence, Some(Presence::Forbidden(_)))
    })
}

/// What a line says to a rule; of a field's own line what follows its name.
struct Says<'a> {
    text: &'a str,
    line: &'a Line,
}

/// Looks at what the fields of a section say.
pub(super) fn judge_fields(context: &Context<'_>, body: &Body<'_, '_>, findings: &mut Findings) {
    for filled in body.filled {
        let Some(line) = body.lines.get(filled.line) else { continue };
        let rest = body.lines.get(filled.rest.clone()).unwrap_or_default();
        let rest: Vec<&Line> = rest.iter().copied().filter(|line| line.is_content()).collect();
        let name = Value::Code(filled.field.name.clone());
        let or_state = filled.field.or_state.as_ref().map(|phrase| phrase.says.as_str());
        let none = is_none(&filled.value, or_state);
        let nested = || rest.iter().filter(|other| other.depth > line.depth);
        let under = nested().next().is_some();
        let none_under = nested().find(|line| is_none(&line.shown, or_state));
        let rule = super::fields::rule(filled.field, &context.rules.sections);
        let facts = || [("section", name.clone()), ("none", quote(&filled.value))];
        if none && under {
            findings.add(&NONE_BESIDE, line.at.clone(), facts());
        } else if let Some(one) = none_under.filter(|_| nested().nth(1).is_some()) {
            let facts = [("section", name.clone()), ("none", quote(&one.shown))];
            findings.add(&NONE_BESIDE, one.at.clone(), facts);
        } else if none && rule.is_some_and(|rule| rule.may_be_none == Some(false)) {
            findings.add(&NONE_REFUSED, line.at.clone(), facts());
        }
        let mut said = vec![Says { text: &filled.value, line }];
        said.extend(rest.iter().map(|line| Says { text: line.shown.as_str(), line }));
        said.retain(|said| !said.text.trim().is_empty());
        if let Some(rule) = rule.filter(|_| !said.is_empty()) {
            ruled(context, rule, &name, &line.at, &said, none && !under, findings);
        }
    }
}

/// What the policy asks of a section or a field that says something.
fn ruled(
    context: &Context<'_>,
    rule: &SectionRule,
    name: &Value,
    at: &Range<usize>,
    said: &[Says<'_>],
    nothing: bool,
    findings: &mut Findings,
) {
    let blocks = &context.outline.blocks;
    let top = said.iter().filter(|said| said.line.kind == LineKind::Item).map(|said| said.line.depth).min();
    let items: Vec<&Block> = said
        .iter()
        .filter(|said| said.line.kind == LineKind::Item && Some(said.line.depth) == top)
        .filter_map(|said| blocks.get(said.line.block))
        .collect();
    let rows = said.iter().filter(|said| said.line.kind == LineKind::Row).count();
    let number = if nothing { 0 } else { (items.len() + rows) as u64 };
    // Where there may not be nothing, that is told.
    if number < rule.least && !nothing {
        let count = Value::Count { number, one: "item", many: "items" };
        let facts = [("section", name.clone()), ("count", count), ("least", Value::Number(rule.least))];
        findings.add(&FEW, at.clone(), facts);
    }
    if rule.items_cite && !nothing {
        for item in items.iter().filter(|item| !cites(context, item)) {
            findings.add(&CITE, super::tree::shown_at(item), [("section", name.clone())]);
        }
    }
    let mut text = String::new();
    let mut begins = Vec::new();
    for one in said {
        begins.push(text.len());
        text.push_str(one.text);
        text.push('\n');
    }
    for pattern in rule.matches.iter().filter(|pattern| !nothing && !pattern.is_match(&text)) {
        let pattern = Value::Code(pattern.as_str().to_owned());
        findings.add(&MATCH, at.clone(), [("section", name.clone()), ("pattern", pattern)]);
    }
    for pattern in &rule.matches_not {
        let Some(found) = pattern.find(&text) else { continue };
        let number = begins.partition_point(|begin| *begin <= found.start()).saturating_sub(1);
        let place = said.get(number).map_or(at.clone(), |said| said.line.at.clone());
        let facts = [
            ("section", name.clone()),
            ("text", quote(found.as_str())),
            ("pattern", Value::Code(pattern.as_str().to_owned())),
        ];
        findings.add(&MATCH_NOT, place, facts);
    }
}

/// Whether an item, or what is nested in it, names a pull request or an issue.
fn cites(context: &Context<'_>, block: &Block) -> bool {
    let BlockKind::Item { item, .. } = &block.kind else { return true };
    let links = &context.outline.links;
    let first = links.partition_point(|link| link.at.start < item.start);
    let linked =
        links.iter().skip(first).take_while(|link| link.at.start < item.end).any(|link| is_thread(&link.to));
    let lines = context.lines.partition_point(|line| line.at.start < item.start);
    let inside = context.lines.iter().skip(lines).take_while(|line| line.at.start < item.end);
    linked || inside.into_iter().any(|line| has_number(&line.prose) || is_thread(&line.prose))
}

/// Whether an address is that of a pull request or an issue.
fn is_thread(address: &str) -> bool {
    ["/pull/", "/issues/", "/discussions/"].iter().any(|part| {
        address.split_once(part).is_some_and(|(_, after)| after.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether `#12` or `GH-12` stands in a text.
fn has_number(text: &str) -> bool {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    text.match_indices('#')
        .any(|(at, _)| digit(at + 1) && !text.get(..at).is_some_and(|before| before.ends_with('&')))
        || text.match_indices("GH-").any(|(at, _)| digit(at + 3))
}

/// The notes are empty.
pub(super) fn nothing(findings: &mut Findings) {
    findings.add(&NOTHING, 0..0, []);
}
