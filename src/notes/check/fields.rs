//! Lines to fill in: `- Date: 2026-03-02`, `**Timeline**: May`, or a heading of the field's name.

mod again;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use self::again::Seen;
use super::Context;
use super::found::{Findings, quote};
use super::lines::{Line, LineKind};
use super::order::To;
use super::place::alike;
use super::wanted::{Known, named_by};
use crate::markdown::{fold, without_emoji};
use crate::notes::rules::{Presence, SectionRule};
use crate::notes::template::{Field, PartKind};
use crate::verdict::Value;

crate::messages! {
    MISSING = "notes-field-missing": "the line {field} is missing"
        => "add it {where} {after}: {line}";
    MISNAMED = "notes-field-misnamed": "the line {field} is called {wanted} in the template"
        => "change its name to {wanted}";
    EMPTY = "notes-field-empty": "nothing is filled in at {field}"
        => "write what belongs there";
    TWICE = "notes-field-twice": "the line {field} is there more than once, first in line {line}"
        => "put both into one";
    ORDER = "notes-field-order": "the line {field} is not where the template has it"
        => "move it, with what belongs to it, {where} {after}";
    FORBIDDEN = "notes-field-forbidden": "the line {field} does not belong in these notes: {why}"
        => "take it out";
}

/// A field as it stands in notes.
#[derive(Debug)]
pub(super) struct Filled<'t> {
    /// Which.
    pub(super) field: &'t Field,
    /// The line on which it stands.
    pub(super) line: usize,
    /// What follows its name there.
    pub(super) value: String,
    /// The lines after it that belong to it.
    pub(super) rest: Range<usize>,
}

/// The rule of the policy that is about a field.
pub(super) fn rule<'r>(field: &Field, rules: &'r [SectionRule]) -> Option<&'r SectionRule> {
    rules.iter().find(|rule| named_by(&field.key, rule))
}

/// Whether notes must fill it in. What the policy says of it counts before the template's "(if any)".
pub(super) fn is_required(field: &Field, rules: &[SectionRule]) -> bool {
    match rule(field, rules).and_then(|rule| rule.presence.as_ref()) {
        Some(presence) => *presence == Presence::Required,
        None => field.optional.is_none(),
    }
}

/// Whether a key is a field's.
pub(super) fn is_named(field: &Field, key: &str) -> bool {
    let key = squashed(key);
    key == squashed(&field.key) || bare(&key) == bare(&squashed(&field.key))
}

/// The fields of a section among its lines, in the order of the lines.
pub(super) fn find<'t>(known: &Known<'t>, context: &Context<'_>, lines: &[&Line]) -> Vec<Filled<'t>> {
    let mut by_key: HashMap<String, &'t Field> = HashMap::new();
    for field in known.fields() {
        let aliases = rule(field, &context.rules.sections).into_iter().flat_map(|rule| &rule.aliases);
        for key in [&field.key].into_iter().chain(aliases) {
            let key = squashed(key);
            by_key.entry(bare(&key).to_owned()).or_insert(field);
            by_key.entry(key).or_insert(field);
        }
    }
    let mut filled: Vec<Filled<'t>> = Vec::new();
    if by_key.is_empty() {
        return filled;
    }
    // Names have some room for other spaces and marks. Folding every sentence up to its colon is work for nothing.
    let longest = 2 * by_key.keys().map(String::len).max().unwrap_or_default() + 40;
    for (number, line) in lines.iter().enumerate() {
        let Some((field, value)) = named(line, longest)
            .find_map(|(key, value)| Some((*by_key.get(&key).or_else(|| by_key.get(bare(&key)))?, value)))
        else {
            continue;
        };
        if let Some(last) = filled.last_mut() {
            last.rest.end = number;
        }
        filled.push(Filled { field, line: number, value: value.to_owned(), rest: number + 1..lines.len() });
    }
    filled
}

/// Looks at the fields of a section. `end`: where one that is missing belongs, if none is there.
pub(super) fn judge(
    context: &Context<'_>,
    known: &Known<'_>,
    lines: &[&Line],
    filled: &[Filled<'_>],
    end: &Range<usize>,
    findings: &mut Findings,
) {
    let mut strange: Vec<(&Line, String)> = Vec::new();
    let mut after = match known.title.is_empty() {
        true => (end.clone(), To::Begin, Value::Words("the beginning of the notes")),
        false => (end.clone(), To::Under, Value::Words("the heading")),
    };
    let mut lines_of: HashMap<&str, Vec<&Filled<'_>>> = HashMap::new();
    for one in filled {
        lines_of.entry(&one.field.key).or_default().push(one);
    }
    let mut judged: HashSet<&str> = HashSet::new();
    for field in known.fields().filter(|field| judged.insert(&field.key)) {
        let presence = rule(field, &context.rules.sections).and_then(|rule| rule.presence.as_ref());
        let required = is_required(field, &context.rules.sections);
        let there = lines_of.get(field.key.as_str()).map(Vec::as_slice).unwrap_or_default();
        if there.is_empty() {
            if required {
                if strange.is_empty() {
                    strange = unknown(lines, filled);
                }
                missing(field, &after, &mut strange, findings);
            }
            continue;
        }
        for one in there {
            let Some(line) = lines.get(one.line) else { continue };
            after = (end_of(line, lines, one), To::After, Value::Code(field.name.clone()));
            let name = Value::Code(field.name.clone());
            if let Some(Presence::Forbidden(why)) = presence {
                findings.add(&FORBIDDEN, line.at.clone(), [("field", name), ("why", quote(why))]);
            } else if !has_value(one, lines) && required {
                findings.add(&EMPTY, line.at.clone(), [("field", name)]);
            } else if has_value(one, lines) && !super::content::is_none(&one.value, None) {
                let deeper = lines.iter().skip(one.line + 1).take_while(|other| other.depth > line.depth);
                let to = one.rest.end.max(one.line + 1 + deeper.count());
                let under = lines.get(one.line + 1..to).unwrap_or_default();
                let after = (after.0.clone(), To::Below, after.2.clone());
                nested(context, field, &after, under, findings);
            }
        }
    }
    let fields: Vec<&Field> = known.fields().collect();
    let seen: Vec<Seen<'_>> = filled
        .iter()
        .filter(|one| lines.get(one.line).is_some_and(|line| is_named_so(line, &one.value)))
        .map(|one| Seen { field: one.field, line: one.line })
        .collect();
    again::judge(context.notes, &fields, &seen, lines, !known.title.is_empty(), findings);
}

/// Whether a mark behind the name says that a line is a field, and not a sentence with the same words.
fn is_named_so(line: &Line, value: &str) -> bool {
    let name = line.shown.strip_suffix(value).unwrap_or_default().trim_end_matches(' ');
    name.ends_with([':', '\u{FF1A}', '\t'])
}

/// Whether the lines to fill in under a field stand once, and in the template's order.
fn arranged(context: &Context<'_>, field: &Field, under: &[&Line], findings: &mut Findings) {
    let fields: Vec<&Field> = field
        .nested
        .iter()
        .filter_map(|part| match &part.kind {
            PartKind::Field(inner) => Some(inner),
            _ => None,
        })
        .collect();
    if fields.is_empty() {
        return;
    }
    let keys: Vec<(&Field, Vec<String>)> =
        fields.iter().map(|field| (*field, keys(field, &context.rules.sections))).collect();
    let longest = longest(keys.iter().flat_map(|(_, keys)| keys));
    let seen = under.iter().enumerate().filter_map(|(number, line)| {
        let (field, value) = named(line, longest).find_map(|(key, value)| {
            let own =
                keys.iter().find(|(_, keys)| keys.iter().any(|own| *own == key || bare(own) == bare(&key)));
            Some((own?.0, value))
        })?;
        is_named_so(line, value).then_some(Seen { field, line: number })
    });
    let seen: Vec<Seen<'_>> = seen.collect();
    again::judge(context.notes, &fields, &seen, under, true, findings);
    if context.rules.free_order {
        return;
    }
    let mut row: Vec<usize> = Vec::new();
    let mut at: HashMap<usize, usize> = HashMap::new();
    for one in seen {
        let Some(place) = fields.iter().position(|field| std::ptr::eq(*field, one.field)) else { continue };
        if at.insert(place, one.line).is_none() {
            row.push(place);
        }
    }
    for place in super::sections::out_of_order(&row) {
        let Some(line) = at.get(&place).and_then(|line| under.get(*line)) else { continue };
        let name = |place: usize| fields.get(place).map(|field| Value::Code(field.name.clone()));
        let (to, after) = match place.checked_sub(1).and_then(name) {
            Some(before) => (To::After, before),
            None => (To::Under, Value::Code(field.name.clone())),
        };
        let own = ("field", name(place).unwrap_or(Value::Words("of the template")));
        findings.add(&ORDER, line.at.clone(), [own, ("where", to.towards()), ("after", after)]);
    }
}

/// Tells that a line stands elsewhere than in the template.
pub(super) fn misplaced(
    name: &str,
    at: Range<usize>,
    [to, after]: [(&'static str, Value); 2],
    findings: &mut Findings,
) {
    findings.add(&ORDER, at, [("field", Value::Code(name.to_owned())), to, after]);
}

/// The names that a field has, as keys.
fn keys(field: &Field, rules: &[SectionRule]) -> Vec<String> {
    let aliases = rule(field, rules).into_iter().flat_map(|rule| &rule.aliases);
    [&field.key].into_iter().chain(aliases).map(|key| squashed(key)).collect()
}

/// How long a name may be: it has some room for other spaces and marks.
fn longest<'k>(keys: impl Iterator<Item = &'k String>) -> usize {
    2 * keys.map(String::len).max().unwrap_or_default() + 40
}

/// Looks at the lines to fill in under a field. `under`: what stands there in the notes.
fn nested(
    context: &Context<'_>,
    field: &Field,
    after: &(Range<usize>, To, Value),
    under: &[&Line],
    findings: &mut Findings,
) {
    arranged(context, field, under, findings);
    for part in &field.nested {
        let PartKind::Field(inner) = &part.kind else { continue };
        if !is_required(inner, &context.rules.sections) {
            continue;
        }
        let keys = keys(inner, &context.rules.sections);
        let longest = longest(keys.iter());
        let is_it = |key: &str| keys.iter().any(|own| own == key || bare(own) == bare(key));
        let found = under.iter().enumerate().find_map(|(number, line)| {
            let (_, value) = named(line, longest).find(|(key, _)| is_it(key))?;
            Some((number, *line, value))
        });
        let Some((number, line, value)) = found else {
            missing(inner, after, &mut Vec::new(), findings);
            continue;
        };
        let deeper = under.iter().skip(number + 1).take_while(|other| other.depth > line.depth).count();
        let own = under.get(number + 1..number + 1 + deeper).unwrap_or_default();
        let name = Value::Code(inner.name.clone());
        if value.trim().is_empty() && !own.iter().any(|line| line.is_content()) {
            findings.add(&EMPTY, line.at.clone(), [("field", name)]);
        } else if !super::content::is_none(value, None) {
            let last = own.last().map_or(line, |last| last);
            nested(context, inner, &(last.at.end..last.at.end, To::Below, name), own, findings);
        }
    }
}

fn missing(
    field: &Field,
    after: &(Range<usize>, To, Value),
    strange: &mut Vec<(&Line, String)>,
    findings: &mut Findings,
) {
    let near = alike(&squashed(&field.key), strange.iter().map(|(_, key)| key.as_str()));
    let at = near.and_then(|near| strange.iter().position(|(_, key)| *key == near));
    if let Some(at) = at {
        let (line, _) = strange.remove(at);
        let name = line.shown.split_once([':', '：']).map_or(line.shown.as_str(), |(name, _)| name);
        let facts = [("field", quote(name)), ("wanted", Value::Code(field.name.clone()))];
        findings.add(&MISNAMED, line.at.clone(), facts);
        return;
    }
    let item = if field.item { "- " } else { "" };
    let line = Value::Code(format!("{item}{}: …", field.name));
    let field = ("field", Value::Code(field.name.clone()));
    let facts = [field, ("where", after.1.at()), ("after", after.2.clone()), ("line", line)];
    findings.add(&MISSING, after.0.clone(), facts);
}

/// Lines that look like fields and are none: one may be a missing field under a wrong name.
fn unknown<'l>(lines: &[&'l Line], filled: &[Filled<'_>]) -> Vec<(&'l Line, String)> {
    const COMPARED: usize = 50;
    let own: Vec<usize> = filled.iter().map(|filled| filled.line).collect();
    let lines = lines
        .iter()
        .copied()
        .enumerate()
        .filter(|(number, line)| line.depth < 2 && own.binary_search(number).is_err());
    let named = lines.filter_map(|(_, line)| {
        let (name, _) = line.shown.split_once(':')?;
        (name.len() < 60).then(|| (line, squashed(&fold(name))))
    });
    named.take(COMPARED).collect()
}

/// Whether anything stands in a field.
pub(super) fn has_value(filled: &Filled<'_>, lines: &[&Line]) -> bool {
    let rest = lines.get(filled.rest.clone()).unwrap_or_default();
    !filled.value.trim().is_empty() || rest.iter().any(|line| line.is_content())
}

/// The place right after a field: after what is nested in it, or after all that follows where it has no value of its own.
fn end_of(line: &Line, lines: &[&Line], filled: &Filled<'_>) -> Range<usize> {
    let rest = lines.get(filled.rest.clone()).unwrap_or_default();
    let under = rest.iter().take_while(|other| other.depth > line.depth || filled.value.trim().is_empty());
    let last = under.last().map_or(line, |last| last);
    last.at.end..last.at.end
}

/// The names that a line may begin with, each as a key with what follows it.
fn named(line: &Line, longest: usize) -> impl Iterator<Item = (String, &str)> {
    let shown = line.shown.as_str();
    let is_line = matches!(line.kind, LineKind::Text | LineKind::Item | LineKind::Heading | LineKind::Row);
    let begin = shown.get(..shown.floor_char_boundary(longest)).unwrap_or(shown);
    let cut = move |mark: &'static str| {
        let at = begin.find(mark)?;
        Some((shown.get(..at)?, shown.get(at + mark.len()..)?))
    };
    let cuts = [":", "\u{FF1A}", " - ", " \u{2013} ", " \u{2014} ", "\t"].into_iter().filter_map(cut);
    let whole = (shown.len() <= longest).then_some((shown, ""));
    let parts = cuts.chain(whole).filter(move |_| is_line);
    parts.map(|(name, value)| (squashed(&fold(name)), value))
}

/// A key without an emoji in front and without spaces around slashes.
pub(super) fn squashed(key: &str) -> String {
    without_emoji(key).replace(" /", "/").replace("/ ", "/")
}

/// A key without what stands in parentheses at its end.
pub(super) fn bare(key: &str) -> &str {
    let Some(inner) = key.strip_suffix(')') else { return key };
    match inner.rfind('(') {
        Some(at) if at > 0 => inner.get(..at).unwrap_or(inner).trim_end(),
        _ => key,
    }
}
