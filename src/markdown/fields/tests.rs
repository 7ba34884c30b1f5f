use proptest::prelude::*;

use super::super::is_placeholder;
use super::*;

fn pairs(body: &str) -> Vec<(String, String)> {
    fields(body).into_iter().map(|field| (field.key, field.value)).collect()
}

#[test]
fn every_way_to_write_a_label() {
    let table = [
        ("Date: 2026-05-05", "2026-05-05"),
        ("- Date: 2026-05-05", "2026-05-05"),
        ("* Date: 2026-05-05", "2026-05-05"),
        ("1. Date: 2026-05-05", "2026-05-05"),
        ("**Date:** 2026-05-05", "2026-05-05"),
        ("**Date**: 2026-05-05", "2026-05-05"),
        ("- **Date:** 2026-05-05", "2026-05-05"),
        ("__Date:__ 2026-05-05", "2026-05-05"),
        ("***Date:*** 2026-05-05", "2026-05-05"),
        ("**Date: 2026-05-05**", "2026-05-05"),
        ("- [ ] Date: 2026-05-05", "2026-05-05"),
        ("- [x] **Date**: 2026-05-05", "2026-05-05"),
        ("- Date:", ""),
        ("**Date:**", ""),
        ("**Date**:", ""),
        ("Date:\u{a0}now", "now"),
        ("Date：2026", "2026"),
        ("| Field | Value |\n|---|---|\n| Date | 2026-05-05 |", "2026-05-05"),
        ("| Field | Value |\n|---|---|\n| **Date:** | |", ""),
        ("### Date\n\n2026-05-05", "2026-05-05"),
        ("### Date\n\n_No response_\n\n### ", "_No response_"),
        ("Date: **today**", "**today**"),
        ("Date: [a](https://x.org) <!-- c -->", "[a](https://x.org) <!-- c -->"),
        ("Date: 12:30: now", "12:30: now"),
        ("Date: a &amp; b", "a &amp; b"),
        ("- Date:\n  today", ""),
        ("- Date:\r\n- b", ""),
    ];
    for (body, value) in table {
        let found = pairs(body);
        assert!(found.contains(&("date".to_owned(), value.to_owned())), "{body:?} gave {found:?}");
    }
}

#[test]
fn what_is_no_label() {
    for body in [
        "https://example.com/a",
        "at 12:30",
        "`Date: x`",
        "[Date: x](https://example.com)",
        "> Date: x",
        "> - Date: x",
        "```\nDate: x\n```",
        "<!-- Date: x -->",
        "<div>\nDate: x\n</div>",
        "Date&colon; x",
        ": x",
        "| Date | x |\n|---|---|",
        "| a | b | c |\n|---|---|---|\n| Date | x | y |",
        "## Date\n\nx",
    ] {
        assert_eq!(pairs(body), [], "{body:?}");
    }
}

#[test]
fn a_value_says_what_it_points_to() {
    let body = "# Release\n## Sign-off\nOwner: @mona with @octoacme/devops, see [log](https://x.org/1) and https://x.org/2.\n\
        [Who](https://x.org/label): `@nobody`\n";
    let fields = fields(body);
    assert_eq!(fields[0].section[..], ["release".to_owned(), "sign-off".to_owned()]);
    assert_eq!(fields[0].mentions, ["mona", "octoacme/devops"]);
    assert_eq!(fields[0].links, ["https://x.org/1", "https://x.org/2"]);
    assert_eq!(fields[0].text, "@mona with @octoacme/devops, see log and https://x.org/2.");
    assert_eq!((fields[1].name.as_str(), fields[1].line), ("Who", 4));
    assert_eq!((fields[1].links.len(), fields[1].mentions.len()), (0, 0));
    assert_eq!(body.get(fields[1].at.clone()), Some("`@nobody`"));
}

#[test]
fn the_release_notes_template_of_a_guide() {
    let body = "## Release Notes Template\n- Release name / number: v1.4.0\n- Date:\n- Notable changes:\n  - faster\n  - see #12\n\
        - Known issues:\n  - [ ] a box\n- Customer impact (prepared by Account Executive)\n";
    assert_eq!(
        pairs(body),
        [
            ("release name / number".to_owned(), "v1.4.0".to_owned()),
            ("date".to_owned(), String::new()),
            ("notable changes".to_owned(), "- faster\n  - see #12".to_owned()),
            ("known issues".to_owned(), String::new()),
        ]
    );
    assert_eq!(fields(body)[2].text, "faster\nsee #12");
}

#[test]
fn an_issue_form_is_read() {
    let body = "### Version\n\n1.4.0\n\n### Plan\n\nFirst.\n\nThen https://x.org\n\n### Approver\n\n_No response_\n\n### Log\n\n```shell\nok\n```\n";
    let fields = fields(body);
    let seen: Vec<_> =
        fields.iter().map(|f| (f.key.as_str(), f.text.as_str(), is_placeholder(&f.value))).collect();
    assert_eq!(
        seen,
        [
            ("version", "1.4.0", false),
            ("plan", "First.\nThen https://x.org", false),
            ("approver", "No response", true),
            ("log", "", false)
        ]
    );
    assert_eq!(fields[1].links, ["https://x.org"]);
}

proptest! {
    #[test]
    fn any_text_is_read(body in any::<String>()) {
        for field in fields(&body) {
            prop_assert_eq!(body.get(field.at), Some(field.value.as_str()));
        }
        let _ = is_placeholder(&body);
        let _ = super::super::normalise(&body);
        let _ = super::super::sections(&body);
    }

    #[test]
    fn any_markup_is_read(pieces in prop::collection::vec(prop::sample::select(vec![
        "a: ", "**", "b", ":", "\n", "- ", "[", "](u)", "`", "~~", "\u{a0}", "&amp;", "|", "\n|-|-|\n", "### ", "> ", "é", "<!--", "-->", "\\", "  ", "：",
    ]), 0..40)) {
        let body = pieces.concat();
        for field in fields(&body) {
            prop_assert_eq!(body.get(field.at), Some(field.value.as_str()));
        }
        for section in super::super::sections(&body) {
            prop_assert!(body.get(section.heading).is_some() && body.get(section.content).is_some() && body.get(section.own).is_some());
        }
    }

    #[test]
    fn a_plain_value_is_read_back(name in "[A-Za-z][a-z]{0,10}", value in "[a-z0-9.]{1,20}", bold in any::<bool>()) {
        let body = if bold { format!("**{name}:** {value}") } else { format!("- {name}: {value}") };
        prop_assert_eq!(pairs(&body), [(name.to_lowercase(), value)]);
    }
}
