//! Headings of notes against the places that the template has in them.

use super::{Case, found};
use holdpoint::notes::source::TemplateSource;
use holdpoint::notes::{Rules, Template};

/// The findings of notes: code, line, and the text underlined.
fn told(template: &str, notes: &str) -> Vec<String> {
    let template = Template::read(&TemplateSource::Inline(template.to_owned()), template).unwrap();
    let findings = found(Some(&template), &Rules::default(), notes);
    let underlined = |finding: &holdpoint::verdict::Finding| {
        let spot = finding.spot.as_ref().unwrap();
        let from = usize::try_from(spot.column).unwrap() - 1;
        let text: String = spot.text.chars().skip(from).take(usize::try_from(spot.length).unwrap()).collect();
        format!("{} {} {text}", finding.message.code, spot.line)
    };
    findings.iter().map(underlined).collect()
}

const TITLE: &str = "# Release [Number] - [Date]\n\n[What is new]\n";

#[test]
fn titles_are_filled_in() {
    for (title, wanted) in [
        ("# Release TBD - TBD", &["notes-heading-open 1 TBD", "notes-heading-open 1 TBD"][..]),
        ("# Release 1.4.0 - YYYY-MM-DD", &["notes-heading-open 1 YYYY-MM-DD"]),
        ("# Release X.Y.Z - 2026-03-02", &["notes-heading-open 1 X.Y.Z"]),
        ("# Release vX.Y.Z - 2026-03-02", &["notes-heading-open 1 vX.Y.Z"]),
        ("# Release 1.4.0 - TODO", &["notes-heading-open 1 TODO"]),
        ("# Release 1.4.0 - {{date}}", &["notes-placeholder 1 {{date}}"]),
        ("# Release {{version}} - 2026-03-02", &["notes-heading-open 1 {{version}}"]),
        ("# Release ${VERSION} - 2026-03-02", &["notes-heading-open 1 ${VERSION}"]),
        ("# Release <version> - 2026-03-02", &["notes-heading-open 1 <version>"]),
        ("# Release NNNN - 2026-03-02", &["notes-heading-open 1 NNNN"]),
        ("# Release XXX - 2026-03-02", &["notes-heading-open 1 XXX"]),
        ("# Release ... - 2026-03-02", &["notes-heading-open 1 ..."]),
        ("# Release 1.4.0 - ____", &["notes-heading-open 1 ____"]),
        ("# Release `TBD` - 2026-03-02", &["notes-heading-open 1 TBD"]),
        ("# Release **TBD** - 2026-03-02", &["notes-heading-open 1 TBD"]),
        ("# Release Number - Date", &["notes-placeholder 1 Number", "notes-placeholder 1 Date"]),
        ("# Release number - 2026-03-02", &["notes-placeholder 1 number"]),
        ("# Release 1.4.0 - 2026-03-__", &["notes-heading-open 1 2026-03-__"]),
        ("# Release 1.4.0 - 2026-MM-DD", &["notes-heading-open 1 2026-MM-DD"]),
        ("# Release 1.4.X - 2026-03-02", &["notes-heading-open 1 1.4.X"]),
        ("# Release 1.4.0 - [Date", &["notes-placeholder 1 [Date"]),
        ("# Release 1.4.0 - Date]", &["notes-placeholder 1 Date]"]),
        ("# Release 1.4.0 - <Date>", &["notes-placeholder 1 <Date>"]),
        ("# Release 1.4.0 - (Date)", &["notes-placeholder 1 (Date)"]),
        ("# Release 1.4.0 (Date)", &["notes-placeholder 1 (Date)"]),
        ("# Release 1.4.0 - [TBD", &["notes-heading-open 1 TBD"]),
        ("# Release 1.4.0 - soon", &["notes-heading-no-day 1 soon"]),
        ("# Release 1.4.0 - N/A", &["notes-heading-no-day 1 N/A"]),
        ("# Release 1.4.0 - 1.4.0", &["notes-heading-no-day 1 1.4.0"]),
        ("# Release 1.4.0 - 2026-02-30", &["notes-heading-no-day 1 2026-02-30"]),
        ("# Release 1.4.0 (soon)", &["notes-heading-no-day 1 1.4.0 (soon)"]),
        ("# Release N/A - 2026-03-02", &["notes-heading-open 1 N/A"]),
        ("# Release to be announced - 2026-03-02", &["notes-heading-open 1 to be announced"]),
        ("Release TBD - 2026-03-02\n===", &["notes-heading-open 1 TBD"]),
        ("# Release 1.4.0 - [Date] #", &["notes-placeholder 1 [Date]"]),
        // What is filled in.
        ("# Release 1.4.0 - 2026-03-02", &[]),
        ("# Release 1.4.0 – 2 March 2026", &[]),
        ("# Release 1.4.0 (2026-03-02)", &[]),
        ("# Release Falcon (2026-03-02)", &[]),
        ("# Release Falcon - March 2026", &[]),
        ("# Release 1.4.0 - 2. März 2026", &[]),
        ("# Release 1.4.0 - 02.03.2026", &[]),
        ("# Release 1.4.0 - 02.03.26", &[]),
        ("# Release 1.4.0 - 2026年3月2日", &[]),
        ("# Release v1.4.0-rc.1 - 2026/03/02", &[]),
        ("# Release [1.4.0](https://example.com/1) - 2026-03-02", &[]),
        ("# Release [1.4.0] - [2026-03-02]", &[]),
        ("# 🚀 Release `1.4.0` - 2026-03-02", &[]),
        ("# Release \"Number Nine\" - 2026-03-02", &[]),
        ("# Release Windows XP - 2026-03-02", &[]),
        ("# Release 2026.03 - 2026-03-02", &[]),
        ("# Release 1.4.x - 2026-03-02", &[]),
        ("Release 1.4.0 - 2026-03-02\n===", &[]),
    ] {
        assert_eq!(told(TITLE, &format!("{title}\n\nFaster.\n")), wanted, "{title}");
    }
}

#[test]
fn titles_of_repeated_sections_are_filled_in() {
    let template =
        "# Notes\n\n### [Highlight title]\n\n[What it is]\n\n### Upgrade from v[Old version]\n\n[How]\n";
    for (heading, wanted) in [
        ("TBD", &["notes-heading-open 3 TBD"][..]),
        ("Highlight title", &["notes-placeholder 3 Highlight title"]),
        ("highlight Title:", &["notes-placeholder 3 highlight Title:"]),
        ("[Highlight title", &["notes-placeholder 3 [Highlight title"]),
        ("[TBD]", &["notes-heading-open 3 [TBD]"]),
        ("{{title}}", &["notes-heading-open 3 {{title}}"]),
        ("[Highlight title]", &["notes-placeholder 3 [Highlight title]"]),
        ("Faster checkout", &[]),
        ("The highlight title is set in bold", &[]),
        ("Dates are shown day by day", &[]),
        ("[Faster checkout](https://example.com)", &[]),
    ] {
        let notes =
            format!("# Notes\n\n### {heading}\n\nIt is fast.\n\n### Upgrade from v1.3.0\n\nRun it.\n");
        assert_eq!(told(template, &notes), wanted, "{heading}");
        let notes = format!(
            "# Notes\n\n### One\n\nIt is fast.\n\n### {heading}\n\nIt is fast.\n\n### Upgrade from v1.3.0\n\nRun it.\n"
        );
        let wanted: Vec<String> = wanted.iter().map(|told| told.replace(" 3 ", " 7 ")).collect();
        assert_eq!(told(template, &notes), wanted, "{heading}");
    }
}

#[test]
fn headings_of_content_wait_like_other_lines() {
    let template = "# Notes\n\n## Highlights\n\n[What is new]\n";
    for (heading, wanted) in [
        ("### TBD", &["notes-not-written 5 TBD"][..]),
        ("### [Title]", &["notes-not-written 5 [Title]"]),
        ("TODO\n---", &["notes-section-empty 3 Highlights", "notes-section-unknown 5 TODO"]),
        ("### To do", &[]),
        ("### Faster", &[]),
        ("### Dates are YYYY-MM-DD", &[]),
    ] {
        let notes = format!("# Notes\n\n## Highlights\n\n{heading}\n\nIt is fast.\n");
        assert_eq!(told(template, &notes), wanted, "{heading}");
    }
}

#[test]
fn a_title_without_a_template_is_looked_at_too() {
    let found = |notes: &str| {
        let case = Case { notes: format!("{notes}\n\nFaster.\n"), ..Case::default() };
        case.findings().iter().map(|finding| finding.message.code).collect::<Vec<_>>()
    };
    for title in [
        "# Release X.Y.Z - 2026-03-02",
        "# Release 1.4.0 - YYYY-MM-DD",
        "# Release TBD",
        "# {{version}} release",
    ] {
        assert_eq!(found(title), ["notes-not-written"], "{title}");
    }
    for title in ["# Release 1.4.0", "# Dates as YYYY-MM-DD", "# Release [Web] 1.4.0"] {
        assert_eq!(found(title), [] as [&str; 0], "{title}");
    }
}

#[test]
fn each_place_is_told_where_it_is() {
    let both = "# Notes\n\n- See `vX.Y.Z` and `vX.Y.Z`, [x y] and `[x y]`\n- {{z}}, {{z}}, ${z}, vX.Y.Z vX.Y.Z\n\n```\na\nrun X.Y.Z [a b] X.Y.Z\n```\n\n| A | B |\n|--|--|\n| [q r] | `{{z}}` [q r] |\n";
    assert_eq!(
        places(both, both),
        [
            "3:8 vX.Y.Z",
            "3:21 vX.Y.Z",
            "3:30 [x y]",
            "3:41 [x y]",
            "4:3 {{z}}",
            "4:10 {{z}}",
            "4:17 ${z}",
            "4:23 vX.Y.Z",
            "4:30 vX.Y.Z",
            "8:5 X.Y.Z",
            "8:17 X.Y.Z",
            "13:3 [q r]",
            "13:12 {{z}}",
            "13:19 [q r]",
        ]
    );
}

/// Line, column and text of what is still as in the template.
fn places(template: &str, notes: &str) -> Vec<String> {
    let template = Template::read(&TemplateSource::Inline(template.to_owned()), template).unwrap();
    let findings = found(Some(&template), &Rules::default(), notes);
    let place = |finding: &holdpoint::verdict::Finding| {
        let spot = finding.spot.as_ref().unwrap();
        let from = usize::try_from(spot.column).unwrap() - 1;
        let text: String = spot.text.chars().skip(from).take(usize::try_from(spot.length).unwrap()).collect();
        format!("{}:{} {text}", spot.line, spot.column)
    };
    findings.iter().filter(|finding| finding.message.code == "notes-placeholder").map(place).collect()
}

#[test]
fn headings_are_the_same_as_people_see_them() {
    for (template, notes) in [
        ("Größe", "GRÖSSE"),
        ("GRÖSSE", "Größe"),
        ("Größe", "Gro\u{308}ße"),
        ("Sınırlar", "SINIRLAR"),
        ("İyileştirmeler", "İYİLEŞTİRMELER"),
        ("Αλλαγες", "ΑΛΛΑΓΕΣ"),
        ("Изменения", "ИЗМЕНЕНИЯ"),
        ("Known issues", "Known\u{a0}issues"),
        ("Known issues", "Known\u{200b} issues"),
        ("Known issues", "Ｋｎｏｗｎ ｉｓｓｕｅｓ"),
        ("⚠️ Breaking", "⚠ Breaking"),
        ("ℹ️ Info", "Info"),
        ("Info", "👩‍💻 Info"),
    ] {
        let (template, notes) = (format!("## {template}\n\n[x y]\n"), format!("## {notes}\n\nYes.\n"));
        assert_eq!(told(&template, &notes), [] as [&str; 0], "{notes}");
    }
    for (template, notes) in [("Ship a", "Ship \u{430}"), ("Größe", "Grosse"), ("Fixes", "F\u{456}xes")] {
        let (template, notes) = (format!("## {template}\n\n[x y]\n"), format!("## {notes}\n\nYes.\n"));
        assert_eq!(told(&template, &notes).len(), 1, "{notes}");
    }
}

#[test]
fn defaults_are_kept_or_replaced() {
    let template = "## Breaking\n\nNone\n\n## Info\n\n- Migration: None\n- Owner: [name]\n";
    for (notes, wanted) in [
        ("## Breaking\n\nNone\n\n## Info\n\n- Migration: None\n- Owner: mona\n", &[][..]),
        ("## Breaking\n\n- The API moved\n\n## Info\n\n- Migration: run it\n- Owner: mona\n", &[]),
        ("## Breaking\n\nN/A\n\n## Info\n\n- Migration: n/a\n- Owner: mona\n", &[]),
        ("## Breaking\n\n## Info\n\n- Migration: None\n- Owner: mona\n", &["notes-section-empty 1 Breaking"]),
        (
            "## Breaking\n\nNone\n\n- The API moved\n\n## Info\n\n- Migration: None\n- Owner: mona\n",
            &["notes-none-beside-content 3 None"],
        ),
    ] {
        assert_eq!(told(template, notes), wanted, "{notes}");
    }
}

#[test]
fn what_templates_say_in_other_ways_is_found_if_it_is_left() {
    for line in [
        "_Say it in your own words._",
        "(Describe it)",
        "Please describe the change.",
        "One or two sentences.",
        "What changed and why",
        "- for new features.",
        "- Step one",
        "Breaking: yes / no",
        "- Impact: low | medium | high",
        "Thanks to @contributor1",
        "Fixes # (issue)",
        "\\[what\\] it is",
    ] {
        let template = format!("# Notes\n\n## One\n\n{line}\n");
        let told = told(&template, &template);
        assert!(told.len() == 1 && told[0].starts_with("notes-"), "{line}: {told:?}");
    }
}
