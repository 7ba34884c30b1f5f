//! What stands in the places of headings: something that somebody wrote, and a day where the template asks for one.

use std::ops::Range;

use super::Context;
use super::content::is_none;
use super::facts::day_in;
use super::found::{Findings, quote};
use super::left;
use super::lines::Line;
use super::place::Role;
use super::prompt::{Left, Prompt};
use super::shape::Fit;
use super::wanted::Known;
use crate::markdown::{fold, is_waiting};
use crate::notes::template::{Filling, Heading, Open, Shown, Slot, Wants, inner};
use crate::verdict::{Finding, Value};

crate::messages! {
    SHORT = "notes-heading-short": "the heading {found} does not fill in all of {expected}"
        => "write it as the template has it, with something in each place";
    OPEN = "notes-heading-open": "{text} waits to be written: the template has {slot} here in the heading"
        => "write there what belongs in its place";
    NO_DAY = "notes-heading-no-day": "{text} is no day: the template has {slot} here in the heading"
        => "write the day of the release there, with its year first, such as 2026-03-02";
}

/// Whether a block is a heading that [`judge`] looks at.
pub(super) fn is_judged(context: &Context<'_>, block: usize) -> bool {
    let number = context.tree.chapters.partition_point(|chapter| chapter.heading.is_none_or(|at| at < block));
    context.tree.get(number).is_some_and(|chapter| chapter.heading == Some(block))
        && with_places(context, number).is_some()
}

/// The section that a chapter is, if its heading has places to fill in.
fn with_places<'a>(context: &'a Context<'_>, number: usize) -> Option<&'a Known<'a>> {
    let known = context.placed.section(number).filter(|section| *section != 0);
    known.and_then(|section| context.wanted.get(section)).filter(|known| known.is_open())
}

/// Looks at all headings that have places to fill in, and at a title that the template does not have.
pub(super) fn judge(context: &Context<'_>, findings: &mut Findings) {
    for (number, chapter) in context.tree.headed() {
        let Some(block) = chapter.heading.and_then(|at| context.outline.blocks.get(at)) else { continue };
        let shown = || Shown::of(block, &context.outline.links, context.notes.whole());
        if let Some(known) = with_places(context, number) {
            let short = known.fit(&chapter.key) == Some(Fit::Short);
            let heading = known.section.and_then(|section| section.heading.as_ref());
            let under = heading.is_some_and(Heading::is_open_ended) && !chapter.blocks.is_empty();
            if !filled(known, &shown(), short, findings) && short && !under {
                let expected = Value::Code(known.title.clone());
                let facts = [("found", Value::Code(chapter.title.clone())), ("expected", expected)];
                findings.add(&SHORT, chapter.at(context.outline), facts);
            }
        } else if number == 1 && context.placed.section(number).is_none_or(|section| section == 0) {
            title(context, chapter.title.as_str(), &shown(), findings);
        }
    }
}

/// A title that the template does not speak of: of a release it has a version, and no place for one.
fn title(context: &Context<'_>, title: &str, shown: &Shown, findings: &mut Findings) {
    let key = fold(title);
    let of_release =
        ["release", "version", "v"].iter().any(|word| key.split([' ', '.']).any(|own| own == *word));
    if !of_release || (context.template.is_some() && context.placed.section(1).is_none()) {
        return;
    }
    for Open { text, at } in shown.open() {
        if !text.starts_with(['[', '<']) && !is_waiting(title) {
            left::unwritten(&text, at, findings);
        }
    }
}

/// Puts the findings of the facts to those of the headings: where a place waits to be filled in, it is not told that no
/// version and no day are there, too; where the facts know the day, they tell that there is none.
pub(super) fn join(findings: &mut Vec<Finding>, of_facts: Vec<Finding>) {
    let line = |finding: &Finding| finding.spot.as_ref().map(|spot| spot.line);
    let lines = |findings: &[Finding], codes: &[&str]| -> Vec<Option<u64>> {
        findings.iter().filter(|finding| codes.contains(&finding.message.code)).map(line).collect()
    };
    let days = lines(&of_facts, &["notes-date-missing", "notes-date-other"]);
    findings.retain(|finding| finding.message.code != NO_DAY.code || !days.contains(&line(finding)));
    let open = lines(findings, &["notes-placeholder", "notes-not-written", OPEN.code]);
    let told = |finding: &Finding| {
        matches!(finding.message.code, "notes-version-missing" | "notes-date-missing")
            && open.contains(&line(finding))
    };
    findings.extend(of_facts.into_iter().filter(|finding| !told(finding)));
}

/// Looks at what stands in the places of a heading; whether something was found.
fn filled(known: &Known<'_>, shown: &Shown, short: bool, findings: &mut Findings) -> bool {
    let Some(heading) = known.section.and_then(|section| section.heading.as_ref()) else { return false };
    let before = findings.count();
    let fillings = shown.fillings(&heading.pattern);
    let slots: Vec<&Slot> = heading.pattern.slots().collect();
    let mut told: Vec<Range<usize>> = Vec::new();
    for Open { text, at } in shown.open() {
        let own = fillings.iter().find(|filling| filling.at.start < at.end && at.start < filling.at.end);
        let slots = own.map_or(&slots, |own| &own.slots);
        unwritten(&text, at.clone(), slots, findings);
        told.push(at);
    }
    for filling in &fillings {
        if !told.iter().any(|at| at.start < filling.at.end && filling.at.start < at.end) {
            one(filling, shown, short, findings);
        }
    }
    findings.count() > before
}

/// Something waits for people: the template's own words, or others.
fn unwritten(text: &str, at: Range<usize>, slots: &[&Slot], findings: &mut Findings) {
    let same = slots.iter().find(|slot| fold(inner(&slot.written)) == fold(inner(text)));
    match same {
        Some(slot) => left::still(&slot.written, at, findings),
        None => findings.add(&OPEN, at, [("text", quote(text)), ("slot", places(slots))]),
    }
}

fn places(slots: &[&Slot]) -> Value {
    let written: Vec<&str> = slots.iter().map(|slot| slot.written.as_str()).collect();
    Value::Code(written.join(" "))
}

/// Looks at what stands in one place, or in several that nothing parts.
fn one(filling: &Filling<'_>, shown: &Shown, short: bool, findings: &mut Findings) {
    let text = filling.text.as_str();
    if !text.chars().any(char::is_alphanumeric) {
        return;
    }
    if let Some((slot, part)) = prompt_words(filling) {
        return left::still(&slot.written, shown.part(filling, part), findings);
    }
    let wants = |wants: Wants| filling.slots.iter().any(|slot| slot.wants == wants);
    let number = wants(Wants::Version) || wants(Wants::Date) || wants(Wants::Previous);
    let half = || text.split_whitespace().find(|word| number && is_half_written(word));
    let edited = || match filling.slots.as_slice() {
        [slot] => matches!(Prompt::of(&slot.written).left(text), Some(Left::Same | Left::Edited)),
        _ => false,
    };
    if is_waiting(text) || edited() {
        findings.add(&OPEN, filling.at.clone(), [("text", quote(text)), ("slot", places(&filling.slots))]);
    } else if let Some(word) = half() {
        let facts = [("text", quote(word)), ("slot", places(&filling.slots))];
        findings.add(&OPEN, shown.part(filling, word), facts);
    } else if !short && wants(Wants::Date) && !has_day(text, filling.slots.len() > 1) {
        findings.add(&NO_DAY, filling.at.clone(), [("text", quote(text)), ("slot", places(&filling.slots))]);
    } else if number && filling.slots.len() == 1 && is_none(text, None) {
        findings.add(&OPEN, filling.at.clone(), [("text", quote(text)), ("slot", places(&filling.slots))]);
    }
}

/// The words of a prompt that stand in its place without their brackets, or with others: `Date`, `Name` for
/// `[Name/Number]`, `[Date`.
fn prompt_words<'f, 'p>(filling: &'f Filling<'p>) -> Option<(&'p Slot, &'f str)> {
    let text = filling.text.as_str();
    for slot in &filling.slots {
        let words = inner(&slot.written);
        if !words.chars().any(char::is_alphabetic) {
            continue;
        }
        let key = fold(words);
        let is_it = |part: &str| {
            let part = fold(inner(part));
            !part.is_empty() && (part == key || alternatives(&key).any(|word| word == part))
        };
        if is_it(text) {
            return Some((slot, text));
        }
        if filling.slots.len() < 2 {
            continue;
        }
        // Nothing parts the places: a prompt's words stand between marks, or at one end.
        let marks =
            |c: char| matches!(c, '(' | ')' | '[' | ']' | ',' | ':' | '|' | '\u{2013}' | '\u{2014}' | '·');
        let count = words.split_whitespace().count();
        let ends = [cut(text, count), cut_last(text, count)];
        let parts = text.split(marks).chain(text.split(" - ")).map(str::trim);
        if let Some(part) = parts.chain(ends.into_iter().flatten()).find(|part| is_it(part)) {
            return Some((slot, part));
        }
    }
    None
}

/// `name/number`: either.
fn alternatives(key: &str) -> impl Iterator<Item = &str> {
    let parts = key.split(['/', '|', ',']).flat_map(|part| part.split(" or "));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// The first words of a text.
fn cut(text: &str, count: usize) -> Option<&str> {
    let end =
        text.match_indices(char::is_whitespace).nth(count.checked_sub(1)?).map_or(text.len(), |(at, _)| at);
    text.get(..end)
}

/// The last words of a text.
fn cut_last(text: &str, count: usize) -> Option<&str> {
    let start = text
        .rmatch_indices(char::is_whitespace)
        .nth(count.checked_sub(1)?)
        .map_or(0, |(at, found)| at + found.len());
    text.get(start..)
}

/// `2026-03-__`, `2026-MM-DD`, `1.4.X`: some parts of a number are there, and others wait.
fn is_half_written(word: &str) -> bool {
    let word = word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | '"' | '`' | '*'));
    let bare = word.trim_start_matches(['v', 'V']);
    let mut parts = 0;
    let mut open = false;
    for part in bare.split(['.', '-', '/', ':']) {
        parts += 1;
        let first = part.chars().next().unwrap_or_default();
        let same = part.chars().all(|c| c == first);
        let waits = same && matches!(first, 'X' | 'Y' | 'Z' | 'N' | 'M' | 'D' | 'H' | '_' | '?' | '#' | '*');
        if !waits && !part.chars().all(|c| c.is_ascii_digit()) {
            return false;
        }
        open |= waits;
    }
    parts > 1 && open
}

/// Whether a text names a day, or something that people may have meant for one: digits that are no version. Where a
/// version stands there, too, its digits do not count.
fn has_day(text: &str, with_version: bool) -> bool {
    if day_in(text) {
        return true;
    }
    let digits = |word: &&str| word.chars().any(|c| c.is_numeric() || matches!(c, '年' | '月' | '日'));
    let mut words = text.split_whitespace().filter(digits);
    let mut words: Vec<&str> = if with_version { words.skip(1).collect() } else { words.by_ref().collect() };
    words.retain(|word| !is_version(word) && !is_impossible(word));
    !words.is_empty()
}

/// `v2`, `1.4.0`, `1.4.0-rc.1`: what no day is written like.
fn is_version(word: &str) -> bool {
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    let bare = word.trim_start_matches(['v', 'V']);
    let core = bare.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    let all = numbers.iter().all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let is_short_day =
        |numbers: &[&str]| matches!(numbers, [_, _, year] if year.len() == 2 || year.len() == 4);
    all && (bare.len() < word.len() || (numbers.len() > 2 && !is_short_day(&numbers)))
}

/// `2026-02-30`: written like a day that there is not.
fn is_impossible(word: &str) -> bool {
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    let parts: Vec<&str> = word.split('-').collect();
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day] if year.len() == 4 && !month.is_empty() && !day.is_empty())
        && parts.iter().all(digits)
}

/// Whether a heading without places to fill in waits to be written. Of one that nobody knows it is told that it has to go.
pub(super) fn waits(context: &Context<'_>, line: &Line) -> bool {
    let number =
        context.tree.chapters.partition_point(|chapter| chapter.heading.is_none_or(|at| at < line.block));
    let of_template = context.placed.section(number).is_some_and(|section| section != 0);
    let strange = context.placed.roles.get(number) == Some(&Role::Strange) && context.is_strange(number);
    if of_template || strange {
        return false;
    }
    // "To do" and "Placeholder" may be what a part is about.
    let about = matches!(fold(&line.shown).as_str(), "to do" | "to-do" | "placeholder" | "placeholders");
    !about && is_waiting(&line.prose)
}
