//! What holds for all notes and templates.

use holdpoint::notes::source::TemplateSource;
use holdpoint::notes::{Facts, Rules, Template, Text, check};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::{select, subsequence};

use super::{facts, found, rules};

/// Pieces that notes and templates are made of, in any order and number.
const PIECES: [&str; 48] = [
    "# Release [Number] - [Date]\n",
    "## Summary\n",
    "### Summary\n",
    "Summary\n---\n",
    "## Fixes\n",
    "## \n",
    "#\n",
    "- ",
    "- [ ] ",
    "* a\n",
    "  - b\n",
    "1. ",
    "> ",
    "> ## quoted\n",
    "```\n",
    "~~~md\n",
    "    code\n",
    "| a | b |\n| - | - |\n",
    "| 1 |\n",
    "<!-- ",
    "-->",
    "<!-- mark:end -->\n",
    "<details>\n",
    "</details>\n",
    "<x>",
    "[",
    "]",
    "][",
    "[x][y]",
    "[x]: y\n",
    "(z)",
    "{{x}}",
    "${x}",
    "vX.Y.Z",
    "TBD",
    "None\n",
    "Date:",
    "**Date**: ",
    "\n",
    "\n\n",
    "\r\n",
    "\u{feff}",
    "é",
    "e\u{301}",
    "\u{FF33}",
    "`",
    "\\",
    "---\n",
];

fn soup() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(PIECES.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

/// A section of a template, and one way to fill it in.
#[derive(Debug, Clone)]
struct Shape {
    title: &'static str,
    template: &'static str,
    notes: &'static str,
    required: bool,
}

const TITLES: [&str; 8] = [
    "Summary",
    "New features",
    "Bug fixes",
    "Deprecations",
    "Known issues",
    "Security",
    "Testing",
    "Credits",
];

/// What a section's template can be, with notes for it.
const FILLED: [(&str, &str, bool); 9] = [
    ("[What happened here]", "Checkout is twice as fast.", true),
    (
        "- [Feature]: [Description of the feature]",
        "- Cart: keeps its items (#12)\n- Search\n  - faster",
        true,
    ),
    ("- Date:\n- Owner:", "- Date: 2026-03-02\n- Owner: @mona", true),
    ("**Time**: [estimate]\n**Risk**: [low/high]", "**Time**: 5 minutes\n**Risk**: low", true),
    ("[List them, or state \"None\"]", "None.", true),
    ("[List them, if any]", "- One\n\n### Web\n\n- Two", false),
    (
        "| name | version |\n| --- | --- |\n| [name] | [version] |",
        "| Name | Version |\n| - | - |\n| web | 1.4.0 |",
        true,
    ),
    ("<!-- Two sentences -->", "Faster.\n\n> Quoted.", true),
    (
        "[Overview]\n\nThe support desk answers within [number] days.",
        "Fine.\n\nThe support desk answers within 5 days.",
        true,
    ),
];

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let titles = subsequence(TITLES.to_vec(), 1..=TITLES.len());
    titles.prop_flat_map(|titles| {
        let parts = proptest::collection::vec(select(FILLED.to_vec()), titles.len());
        (Just(titles), parts).prop_map(|(titles, parts)| {
            let shape = |(title, (template, notes, required))| Shape { title, template, notes, required };
            titles.into_iter().zip(parts).map(shape).collect()
        })
    })
}

fn template_of(shapes: &[Shape]) -> Template {
    let sections: String =
        shapes.iter().map(|shape| format!("## {}\n\n{}\n\n", shape.title, shape.template)).collect();
    let text = format!("# Release [Number] - [Date]\n\n{sections}");
    Template::read(&TemplateSource::Inline(text.clone()), &text).unwrap()
}

fn notes_of<'s>(shapes: impl IntoIterator<Item = &'s Shape>) -> String {
    let sections: String =
        shapes.into_iter().map(|shape| format!("## {}\n\n{}\n\n", shape.title, shape.notes)).collect();
    format!("# Release 1.4.0 - 2026-03-02\n\n{sections}")
}

fn codes(template: Option<&Template>, notes: &str) -> Vec<(&'static str, u64, String)> {
    let findings = found(template, &Rules::default(), notes);
    findings
        .iter()
        .map(|finding| {
            let spot = finding.spot.as_ref().unwrap();
            (finding.message.code, spot.line, spot.text.clone())
        })
        .collect()
}

proptest! {
    #[test]
    fn any_notes_and_template_are_checked_and_every_place_is_in_the_notes(notes in soup(), template in soup()) {
        let template = Template::read(&TemplateSource::Inline(template.clone()), &template).ok();
        for finding in found(template.as_ref(), &Rules::default(), &notes) {
            let spot = finding.spot.as_ref().unwrap();
            let line = notes.split('\n').nth(spot.line as usize - 1);
            let mark = if spot.line == 1 { "\u{feff}" } else { "" };
            let line = line.map(|line| line.strip_prefix(mark).unwrap_or(line).trim_end_matches('\r'));
            prop_assert!(line.is_some(), "{spot:?}");
            let length = line.unwrap_or_default().chars().count() as u64;
            prop_assert!(spot.column <= length + 1, "{spot:?}");
            prop_assert!(spot.length <= (length + 1).saturating_sub(spot.column).max(1), "{spot:?}");
        }
    }

    #[test]
    fn notes_that_fill_in_a_template_pass(shapes in shapes()) {
        let template = template_of(&shapes);
        prop_assert_eq!(codes(Some(&template), &notes_of(&shapes)), []);
        let needed = shapes.iter().filter(|shape| shape.required);
        prop_assert_eq!(codes(Some(&template), &notes_of(needed)), []);
    }

    #[test]
    fn a_required_section_that_is_gone_is_named(shapes in shapes(), which in any::<proptest::sample::Index>()) {
        let template = template_of(&shapes);
        let gone = which.index(shapes.len());
        let rest = shapes.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, shape)| shape);
        let found = codes(Some(&template), &notes_of(rest));
        let wanted = usize::from(shapes[gone].required);
        prop_assert_eq!(found.len(), wanted);
        prop_assert!(found.iter().all(|(code, _, _)| *code == "notes-section-missing"));
    }

    #[test]
    fn taking_a_section_away_never_leaves_less_to_find_than_that(shapes in shapes(), gone in any::<proptest::sample::Index>(), left in any::<proptest::sample::Index>()) {
        // One section is still as in the template; another one goes.
        let template = template_of(&shapes);
        let (gone, left) = (gone.index(shapes.len()), left.index(shapes.len()));
        let mut some = shapes.clone();
        some[left].notes = some[left].template;
        let before = codes(Some(&template), &notes_of(&some)).len();
        let rest = some.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, shape)| shape);
        let after = codes(Some(&template), &notes_of(rest)).len();
        if gone != left && shapes[gone].required {
            prop_assert_eq!(after, before + 1);
        }
        prop_assert!(after > 0 || !shapes[gone].required);
    }

    #[test]
    fn what_is_left_of_a_template_is_found(shapes in shapes(), left in any::<proptest::sample::Index>()) {
        let template = template_of(&shapes);
        let mut some = shapes.clone();
        let left = left.index(shapes.len());
        some[left].notes = some[left].template;
        prop_assert!(!codes(Some(&template), &notes_of(&some)).is_empty(), "{:?}", some[left]);
    }

    #[test]
    fn line_ends_and_a_mark_in_front_change_nothing(shapes in shapes(), left in any::<proptest::sample::Index>(), mark in prop_oneof![Just(""), Just("\u{feff}")]) {
        let template = template_of(&shapes);
        let mut some = shapes.clone();
        let left = left.index(shapes.len());
        some[left].notes = some[left].template;
        let notes = notes_of(&some);
        let other = format!("{mark}{}", notes.replace('\n', "\r\n"));
        prop_assert_eq!(codes(Some(&template), &notes), codes(Some(&template), &other));
    }
}

/// Notes of about a megabyte, of every form that judges look at.
fn large(bytes: usize) -> Vec<(&'static str, String)> {
    let lines = |line: &str| {
        format!("# Release 1.4.0 - 2026-03-02\n\n## Summary\n\n{}", line.repeat(bytes / line.len()))
    };
    vec![
        (
            "items that cite",
            lines(
                "- Keeps the cart when the connection is lost, as **asked for** in [the issue](https://github.com/octo-org/shop/issues/12) (#34)\n",
            ),
        ),
        (
            "prose",
            lines(
                "Checkout is twice as fast, and the cart keeps its items when the connection is lost for a while.\n\n",
            ),
        ),
        ("placeholders", lines("- [What is new] TBD\n")),
        ("fields", lines("- Date: 2026-03-02\n")),
        ("headings", lines("## Summary\nFast.\n\n")),
        ("strange headings", lines("## Sumary\nFast.\n\n")),
        ("brackets", lines("[[[[[[[[[[")),
        ("references", lines("[a][b] ")),
        ("comments", lines("<!-- a -->\n\n")),
        ("tables", format!("## Summary\n\n| a | b |\n| - | - |\n{}", "| TBD | b |\n".repeat(bytes / 12))),
        ("nested items", lines("- - - - a\n")),
        ("one line", lines("TBD [What is new] ")),
        ("numbers on a line", lines("see #1234567 and ")),
        ("numbers", {
            let line = |number: usize| format!("- Fixed in #{}\n", 100_000 + number);
            (0..bytes / 18).map(line).collect::<String>()
        }),
        ("versions", lines("- Version: 1.3.0\n")),
        ("code", lines("```\nTBD\n```\n")),
        ("quotes", lines("> - Date: TBD\n")),
        ("generated", lines("* Add a cart by @mona in https://github.com/octo-org/shop/pull/34\n")),
    ]
}

/// What is known of a release with some of everything.
const KNOWN: &str = "version 1.4.0
type major
tag v1.4.0
previous v1.3.0
days 2026-03-01 2026-03-03
repository octo-org/shop
pull 34 [breaking] Drop the old cart
pull 35 [security] Close a hole
number 12 issue
number 1234567 nothing
before # Release 1.3.0\\n\\nOld.
";

/// `cargo test --release --test notes_check megabyte -- --ignored --nocapture` prints how long a check of large notes takes.
#[test]
#[ignore = "a measurement: run it in release, by itself"]
fn a_megabyte_of_text_is_checked_within_a_tenth_of_a_second() {
    let text = "# Release [Number] - [Date]\n\n<!-- notes:start -->\n## Summary\n\n[What is new]\n\n- Date:\n- Owner (if any):\n\nThe support desk answers.\n\n## Fixes\n\n- [What works again]\n";
    let template = Template::read(&TemplateSource::Inline(text.to_owned()), text).unwrap();
    let known = facts(KNOWN);
    let rules = rules("labels: {breaking: breaking, security: security}\ncites: all\n", true);
    let took = |notes: &str, facts: &Facts| {
        let text = Text::new("notes.md", notes);
        let start = std::time::Instant::now();
        let number = check(&text, Some(&template), &rules, facts).findings.len();
        (start.elapsed(), number)
    };
    let mut slow = Vec::new();
    for ((name, half), (_, whole)) in large(500_000).into_iter().zip(large(1_000_000)) {
        let (alone, _) = took(&whole, &Facts::default());
        let ((first, _), (second, number)) = (took(&half, &known), took(&whole, &known));
        println!(
            "{name:20} 1 MB alone {alone:>10.1?}   with facts 0.5 MB {first:>10.1?}   1 MB {second:>10.1?}   {number} findings"
        );
        // Many short lines take longer than text as people write it, but no form takes more than its share.
        let usual = matches!(name, "prose" | "items that cite");
        if (usual && second.as_millis() > 100) || second > 3 * first {
            slow.push(name);
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}
