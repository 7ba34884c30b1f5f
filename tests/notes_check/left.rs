//! What is left of a template: of each place of the guides' templates in each way in which people leave it, all other places
//! filled in; and a table of left-overs, and of content that looks like one.
#![expect(
    clippy::string_slice,
    reason = "it cuts the project's own templates at places that were found in them"
)]

use std::ops::Range;

use holdpoint::notes::source::TemplateSource;
use holdpoint::notes::template::{Part, PartKind, Pattern, Wants};
use holdpoint::notes::{Rules, Template};

use super::{GUIDES, found, guide, package, printed};

/// A place to fill in.
struct Place {
    at: Range<usize>,
    written: String,
    wants: Wants,
    /// Whether nothing may stand there: the line is optional, or other things stand in the section.
    may_be_empty: bool,
}

fn places(template: &Template) -> Vec<Place> {
    let mut places = Vec::new();
    for section in template.sections() {
        if let Some(heading) = &section.heading {
            pattern(&heading.pattern, &mut places);
        }
        let many = section.parts.len() > 1;
        parts(template, &section.parts, many, &mut places);
    }
    places.sort_by_key(|place| place.at.start);
    places
}

fn pattern(pattern: &Pattern, places: &mut Vec<Place>) {
    for slot in pattern.slots() {
        let written = slot.written.clone();
        places.push(Place { at: slot.at.clone(), written, wants: slot.wants, may_be_empty: false });
    }
}

fn parts(template: &Template, of: &[Part], many: bool, places: &mut Vec<Place>) {
    for part in of {
        match &part.kind {
            PartKind::Prompt(_) => {
                let written = template.text.whole()[part.at.clone()].to_owned();
                let at = part.at.clone();
                places.push(Place { at, written, wants: Wants::Anything, may_be_empty: many });
            }
            PartKind::Item { pattern: item, nested, .. } => {
                pattern(item, places);
                parts(template, nested, false, places);
            }
            PartKind::Field(field) => {
                let may_be_empty = field.optional.is_some();
                let first = places.len();
                if field.value.pieces.is_empty() {
                    let (end, wants) = (part.at.end, field.wants());
                    places.push(Place { at: end..end, written: String::new(), wants, may_be_empty });
                }
                pattern(&field.value, places);
                places[first..].iter_mut().for_each(|place| place.may_be_empty = may_be_empty);
                parts(template, &field.nested, false, places);
            }
            PartKind::Fixed(text) | PartKind::Code(text) => pattern(text, places),
            PartKind::Table { rows, .. } => rows.iter().flatten().for_each(|cell| pattern(cell, places)),
            PartKind::Default(_) | PartKind::Guidance(_) | PartKind::Mark(_) => {}
        }
    }
}

/// What people write there.
fn answer(place: &Place) -> String {
    let written = place.written.to_lowercase();
    let answer = match place.wants {
        Wants::Version => "1.4.0",
        Wants::Date => "2026-03-02",
        Wants::Previous => "1.3.0",
        _ if written.contains("version") => "2.0",
        _ if written.contains("date") => "2026-09-01",
        _ if written.contains("time") => "5 minutes",
        _ if written.contains("link") => "[The page](https://example.com/shop)",
        _ => "The cart keeps its items",
    };
    answer.to_owned()
}

/// The template with these texts in its places, and the line of the one in question.
fn notes(template: &Template, places: &[Place], which: usize, text: &str) -> (String, u64) {
    let whole = template.text.whole();
    let range = template.text.range();
    let (mut notes, mut from, mut line) = (String::new(), range.start, 0);
    for (number, place) in places.iter().enumerate() {
        notes.push_str(&whole[from..place.at.start]);
        if place.written.is_empty() && !whole[..place.at.start].ends_with(':') {
            notes.push(':');
        }
        let own = if number == which { text.to_owned() } else { answer(place) };
        if place.written.is_empty() && !own.is_empty() {
            notes.push(' ');
        }
        if number == which {
            line = notes.matches('\n').count() as u64 + 1;
        }
        notes.push_str(&own);
        from = place.at.end;
    }
    notes.push_str(&whole[from..range.end]);
    let above = notes.len() - notes.trim_start().len();
    let lines = notes[..above].matches('\n').count() as u64;
    (notes.trim_start().to_owned(), line.saturating_sub(lines))
}

/// Ways to leave a place: what it is called, and what stands there then.
fn leavings(place: &Place) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("TBD", "TBD".to_owned()),
        ("to be done", "to be done".to_owned()),
        ("dots", "...".to_owned()),
        ("question marks", "???".to_owned()),
        ("crosses", "XXX".to_owned()),
        ("an order", "Insert text here".to_owned()),
    ];
    if !place.may_be_empty {
        all.push(("nothing", String::new()));
    }
    if place.written.is_empty() {
        return all;
    }
    let inner = place.written.trim_matches(['[', ']']);
    all.push(("kept", place.written.clone()));
    all.push(("without brackets", inner.to_owned()));
    all.push(("in capitals", inner.to_uppercase()));
    all.push(("with an article", format!("the {inner}")));
    all.push(("in braces", format!("{{{inner}}}")));
    all.push(("in double braces", format!("{{{{{inner}}}}}")));
    all.push(("in bold", format!("**{inner}**")));
    all.push(("never closed", format!("[{inner}")));
    let own = answer(place);
    if !own.starts_with('[') {
        all.push(("answered and never closed", format!("[{own}")));
    }
    let words: Vec<&str> = inner.split_whitespace().collect();
    // Of a few words one may be all that the answer keeps.
    let changed = match words.len() {
        0..=2 => 0..0,
        3..=4 => words.len() - 1..words.len(),
        _ => 0..words.len(),
    };
    for number in changed.step_by(3) {
        let mut other = words.clone();
        other[number] = "thing";
        all.push(("one word changed", other.join(" ")));
        other.remove(number);
        all.push(("one word gone", other.join(" ")));
    }
    all
}

/// What could be an answer: it has neither a question of the prompt in it nor a word for what kind of thing it asks for.
const COULD_BE_MEANT: [&str; 4] = [
    "Any special deployment thing",
    "Any special deployment",
    "thing users can provide feedback or report issues",
    "users can provide feedback or report issues",
];

#[test]
fn no_place_of_the_guides_templates_is_left_unseen() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (name, _) in GUIDES {
        let template = guide(name);
        let places = places(&template);
        let (filled, _) = notes(&template, &places, usize::MAX, "");
        let findings = found(Some(&template), &Rules::default(), &filled);
        assert!(findings.is_empty(), "{name}:\n{}\n{filled}", printed(&findings));
        for (number, place) in places.iter().enumerate() {
            for (how, left) in leavings(place) {
                tried += 1;
                let (text, line) = notes(&template, &places, number, &left);
                let findings = found(Some(&template), &Rules::default(), &text);
                let there = |at: u64| at == line || how == "nothing";
                let seen = findings.iter().any(|finding| there(finding.spot.as_ref().unwrap().line));
                if !seen && !COULD_BE_MEANT.contains(&left.as_str()) {
                    wrong.push(format!("{name}, line {line}: {} as {left:?} ({how})", place.written));
                }
                if findings.len() > 1 && how != "nothing" && !left.starts_with('[') {
                    wrong.push(format!("{name}, {how}: told more than once\n{}", printed(&findings)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 500, "{tried}");
}

#[test]
fn left_overs_are_told_from_content_that_looks_like_them() {
    let table = std::fs::read_to_string(package().join("tests/notes/left.txt")).unwrap();
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [wanted, template, notes] = line.splitn(3, " || ").collect::<Vec<_>>()[..] else {
            panic!("no case: {line}")
        };
        let title = if template.starts_with('#') { "" } else { "## Part\n" };
        let text = |text: &str| format!("{title}{}\n", text.replace("\\n", "\n").replace("\\|", "|"));
        let template = text(template);
        let template = Template::read(&TemplateSource::Inline(template.clone()), &template).unwrap();
        let findings = found(Some(&template), &Rules::default(), &text(notes));
        if findings.is_empty() != (wanted == "fine") {
            wrong.push(format!("{line}\n{}", printed(&findings)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
