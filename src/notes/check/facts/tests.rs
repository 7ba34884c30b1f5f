use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::evidence::notes::{Pointed, There};
use crate::evidence::{Fact, Reason, Unknown};
use crate::notes::check::lines::{Line, lines};
use crate::notes::check::tree::Tree;
use crate::notes::facts::Change;
use crate::notes::rules::{Cites, Labels, Presence, Purpose, SectionRule};
use crate::notes::template::{Field, Heading, Part, PartKind, Pattern, Piece, Section, Slot, Wants};
use crate::verdict::Outcome;

fn change(number: u64, title: &str) -> Change {
    Change {
        number,
        title: title.to_owned(),
        url: format!("https://github.com/octo/acme/pull/{number}"),
        author: Some(("mona".to_owned(), false)),
        body: None,
        labels: Vec::new(),
        closes: Vec::new(),
        messages: Vec::new(),
    }
}

fn repository() -> Repository {
    Repository { name: "octo/acme".to_owned(), url: "https://github.com/octo/acme".to_owned() }
}

fn facts() -> Facts {
    Facts {
        version: Some("1.4.0".parse().unwrap()),
        tag: Some("v1.4.0".to_owned()),
        previous_tag: Some("v1.3.0".to_owned()),
        days: Some((date(2026, 11, 20), date(2026, 11, 22))),
        repository: Some(repository()),
        types: vec!["minor".to_owned()],
        ..Facts::default()
    }
}

fn with_pulls(pulls: Vec<Change>) -> Facts {
    Facts { pull_requests: Some(Ok(pulls)), ..facts() }
}

fn rules() -> Rules {
    Rules {
        labels: Labels {
            breaking: vec!["breaking".to_owned()],
            security: vec!["security".to_owned()],
            excluded: vec!["skip-notes".to_owned()],
        },
        ..Rules::default()
    }
}

fn citing() -> Rules {
    Rules { cites: Some(Cites::All), ..rules() }
}

fn judged(notes: &Text, template: Option<&Template>, rules: &Rules, facts: &Facts) -> Vec<Finding> {
    let outline = notes.outline();
    let tree = Tree::of(&outline);
    let lines: Vec<Line> =
        (0..outline.blocks.len()).flat_map(|block| lines(&outline, block, notes.whole())).collect();
    judge(Read { notes, outline: &outline, tree: &tree, lines: &lines }, template, rules, facts)
}

/// Code, line and underlined text of each finding.
fn found_in(notes: &Text, template: Option<&Template>, rules: &Rules, facts: &Facts) -> Vec<String> {
    let findings = judged(notes, template, rules, facts);
    let told = findings.iter().map(|finding| {
        let spot = finding.spot.as_ref().unwrap();
        let from = usize::try_from(spot.column).unwrap() - 1;
        let marked: String =
            spot.text.chars().skip(from).take(usize::try_from(spot.length).unwrap()).collect();
        format!("{}@{} {marked}", finding.message.code, spot.line).trim().to_owned()
    });
    told.collect()
}

fn found(notes: &str, rules: &Rules, facts: &Facts) -> Vec<String> {
    found_in(&Text::new("notes.md", notes), None, rules, facts)
}

fn slot(written: &str, wants: Wants) -> Piece {
    Piece::Slot(Slot { written: written.to_owned(), at: 0..0, wants })
}

fn words(words: &str) -> Piece {
    Piece::Words(words.to_owned())
}

fn template(title: Vec<Piece>, parts: Vec<PartKind>) -> Template {
    let section = Section {
        heading: Some(Heading { level: 1, pattern: Pattern { pieces: title }, at: 0..0 }),
        parts: parts.into_iter().map(|kind| Part { kind, at: 0..0 }).collect(),
        ..Section::default()
    };
    let root = Section { sections: vec![section], ..Section::default() };
    Template { text: Text::new("template.md", ""), root, passed_over: Vec::new(), under: 0 }
}

fn field(name: &str) -> PartKind {
    PartKind::Field(Field {
        name: name.to_owned(),
        key: crate::markdown::normalise(name),
        colon: true,
        item: true,
        optional: None,
        or_state: None,
        value: Pattern::default(),
        nested: Vec::new(),
    })
}

#[test]
fn the_title_is_of_this_release() {
    let table: [(&str, &[&str]); 17] = [
        ("# Release 1.4.0 - 2026-11-21\n", &[]),
        ("# OctoAcme v1.4\n\nUpgrade from 1.3 as usual.\n", &[]),
        ("## [1.4.0] - 21/11/2026\n", &[]),
        ("# Aurora\n", &[]),
        ("## What's new\n\n### 2.0 API\n", &[]),
        ("# From 1.3.0 to 1.4.0\n", &[]),
        ("# Release 1.4.0 (11/20/2026)\n", &[]),
        ("Release 1.4.0\n=============\n", &[]),
        ("# Release 1.3.0 - 2026-11-21\n", &["notes-version-other@1 1.3.0"]),
        ("## v1.3.0\n", &["notes-version-other@1 v1.3.0"]),
        ("# Release 1.4.0-rc.1\n", &["notes-version-other@1 1.4.0-rc.1"]),
        ("# Release 1.4.0 - 2026-08-01\n", &["notes-date-other@1 2026-08-01"]),
        ("# Release 1.4.0 - August 1st, 2026\n", &["notes-date-other@1 August 1st, 2026"]),
        ("# Release 1.3.0 - 1 Aug 2026\n", &["notes-version-other@1 1.3.0", "notes-date-other@1 1 Aug 2026"]),
        (
            "- Version: 1.3.0\n- Date: 2026-08-01\n",
            &["notes-version-other@1 1.3.0", "notes-date-other@2 2026-08-01"],
        ),
        ("## Known issues\n\n- Version: 1.2 only\n", &[]),
        ("```\n# Release 1.3.0\n```\n", &[]),
    ];
    for (notes, expected) in table {
        assert_eq!(found(notes, &rules(), &facts()), expected, "{notes}");
    }
}

#[test]
fn either_reading_of_a_day_will_do() {
    let days = |facts: Facts| Facts { days: Some((date(2026, 2, 2), date(2026, 2, 4))), ..facts };
    for good in ["03/02/2026", "02/03/2026"] {
        let notes = format!("# Release 1.4.0 - {good}\n");
        assert_eq!(found(&notes, &rules(), &days(facts())), Vec::<String>::new());
    }
    assert_eq!(found("# Release 1.4.0 - 05/06/2026\n", &rules(), &days(facts())).len(), 1);
}

#[test]
fn what_the_template_asks_for_is_there() {
    let form = template(
        vec![words("Release "), slot("[Version]", Wants::Version), words(" - "), slot("[Date]", Wants::Date)],
        vec![field("Release name / number"), field("Release date"), field("Previous version")],
    );
    let judged = |notes: &str| found_in(&Text::new("notes.md", notes), Some(&form), &rules(), &facts());
    assert_eq!(judged("# Release 1.4.0 - 2026-11-21\n\n- Previous version: v1.3.0\n"), Vec::<String>::new());
    assert_eq!(
        judged("# Release soon\n"),
        ["notes-version-missing@1 # Release soon", "notes-date-missing@1 # Release soon"]
    );
    assert_eq!(
        judged(
            "# Release 1.4.0 - 2026-11-21\n\n- Release name / number: Aurora\n- Release date: when ready\n\
             - Previous version: 1.2.0\n"
        ),
        ["notes-date-missing@4 when ready", "notes-previous-other@5 1.2.0"]
    );
    assert_eq!(
        judged("# Release 1.4.0 - 2026-11-21\n\n- Release name / number: 1.3.0\n- Release date: TBD\n"),
        ["notes-version-other@3 1.3.0"]
    );
}

#[test]
fn the_comparison_is_of_this_release() {
    let table: [(&str, &[&str]); 7] = [
        ("**Full Changelog**: https://github.com/octo/acme/compare/v1.3.0...v1.4.0\n", &[]),
        ("See [older](https://github.com/octo/acme/compare/v1.1.0...v1.2.0).\n", &[]),
        ("Full changelog: https://github.com/octo/other/compare/v1.1.0...v1.2.0\n", &[]),
        (
            "**Full Changelog**: https://github.com/octo/acme/compare/v1.2.0...v1.3.0\n",
            &["notes-compare-other@1 https://github.com/octo/acme/compare/v1.2.0...v1.3.0"],
        ),
        (
            "All of it: [here](https://github.com/octo/acme/compare/v1.2.0...v1.4.0)\n",
            &["notes-compare-other@1 [here](https://github.com/octo/acme/compare/v1.2.0...v1.4.0)"],
        ),
        ("## [1.4.0]\n\n[1.4.0]: https://github.com/octo/acme/compare/v1.3.0...v1.4.0\n", &[]),
        (
            "## [1.4.0]\n\n[1.4.0]: https://github.com/octo/acme/compare/v1.3.0...main\n",
            &["notes-compare-other@1 [1.4.0]"],
        ),
    ];
    let facts = || Facts { pointed: there(&[], &["v1.1.0", "v1.2.0"]), ..facts() };
    for (notes, expected) in table {
        assert_eq!(found(notes, &rules(), &facts()), expected, "{notes}");
    }
}

fn there(numbers: &[(u64, There)], tags: &[&str]) -> Vec<Pointed> {
    let numbers = numbers.iter().map(|(number, there)| (PointsTo::Number(*number), *there));
    let tags = tags.iter().map(|tag| (PointsTo::Tag((*tag).to_owned()), There::Something));
    numbers.chain(tags).map(|(to, is)| Pointed { to, is: Fact::Known(is) }).collect()
}

#[test]
fn every_pull_request_is_cited() {
    let pulls = || {
        let closing = Change { closes: vec![3], ..change(13, "Close") };
        let skipped = Change { labels: vec!["Skip-Notes".to_owned()], ..change(14, "Skip") };
        with_pulls(vec![change(12, "Add"), closing, skipped])
    };
    let table: [(&str, &[&str]); 10] = [
        ("- Add (#12)\n- Close #13\n", &[]),
        ("- Add GH-12, octo/acme#3\n", &[]),
        ("- Add octo/ACME#12\n- https://github.com/octo/acme/issues/3\n", &[]),
        ("- [Add](https://github.com/octo/acme/pull/12/files), [it][x]\n\n[x]: ../../issues/3\n", &[]),
        (
            "<details>\n<p>Add #12</p>\n<a href=\"https://github.com/octo/acme/pull/13\">this</a>\n</details>\n",
            &[],
        ),
        ("- Add #12\n", &["notes-uncited@1"]),
        ("- Add `#12`\n- #13\n", &["notes-uncited@2"]),
        ("- Add other/acme#12, #13\n", &["notes-uncited@1"]),
        ("- Add [#12](https://example.com/12), #13\n", &["notes-uncited@1"]),
        ("- #13\n\n```\n#12\n```\n", &["notes-uncited@5"]),
    ];
    for (notes, expected) in table {
        assert_eq!(found(notes, &citing(), &pulls()), expected, "{notes}");
    }
    let labelled = Rules { cites: Some(Cites::Labelled(vec!["feature".to_owned()])), ..rules() };
    assert_eq!(found("Nothing.\n", &labelled, &pulls()), Vec::<String>::new());
    let feature = || Change { labels: vec!["Feature".to_owned()], ..change(15, "Feature") };
    assert_eq!(found("Nothing.\n", &labelled, &with_pulls(vec![feature()])), ["notes-uncited@1"]);
    assert_eq!(found("Nothing.\n", &rules(), &pulls()), Vec::<String>::new());
}

#[test]
fn a_missing_pull_request_is_named() {
    let notes = Text::new("notes.md", "Nothing.\n");
    let findings = judged(&notes, None, &citing(), &with_pulls(vec![change(12, "Add")]));
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(finding.fact("pull"), Some(&cites::thread(&change(12, "Add"))));
    assert_eq!(finding.subjects(), ["#12"]);
    assert!(!finding.who.is_empty());
}

#[test]
fn templates_say_whether_items_carry_numbers() {
    let asked = |item: &str| {
        let text = Text::new("template.md", item);
        let kind = PartKind::Item { pattern: Pattern::default(), ordered: false, nested: Vec::new() };
        let root = Section { parts: vec![Part { kind, at: 0..item.len() }], ..Section::default() };
        let template = Template { text, root, passed_over: Vec::new(), under: 0 };
        !found_in(
            &Text::new("n", "Nothing.\n"),
            Some(&template),
            &rules(),
            &with_pulls(vec![change(12, "Add")]),
        )
        .is_empty()
    };
    for carrying in
        ["- [Title] (#123)", "- [What] (#NNNN)", "- [x] in #[number]", "- [What] ([PR](url))", "- GH-1"]
    {
        assert!(asked(carrying), "{carrying}");
    }
    for other in [
        "- **[Feature]**: [Description]",
        "- [Description, tracking issue link]",
        "- C# support",
        "- [Guide](docs/x.md#y)",
    ] {
        assert!(!asked(other), "{other}");
    }
}

#[test]
fn what_is_cited_belongs_to_the_release() {
    let facts = |numbers: &[(u64, There)]| Facts {
        pointed: there(numbers, &[]),
        ..with_pulls(vec![Change { closes: vec![3], ..change(12, "Add") }])
    };
    let known = [(7, There::PullRequest), (8, There::Issue), (9, There::Nothing)];
    assert_eq!(found("- #12, #3\n- Known: #8\n", &citing(), &facts(&known)), Vec::<String>::new());
    assert_eq!(
        found("- #12\n- #7 and again #7\n- see #9\n", &citing(), &facts(&known)),
        ["notes-cited-other@2 #7", "notes-cited-nowhere@3 #9"]
    );
    assert_eq!(found("- #12 #10\n", &citing(), &facts(&known)), ["unreadable@1 #10"]);
    let none = Rules { cites: Some(Cites::None), ..rules() };
    assert_eq!(found("- #7 #9\n", &none, &facts(&known)), ["notes-cited-nowhere@1 #9"]);
    assert_eq!(
        found("- [#12](https://github.com/octo/acme/pull/3) #12\n", &citing(), &facts(&known)),
        ["notes-link-other@1 [#12](https://github.com/octo/acme/pull/3)"]
    );
    assert_eq!(found("- &amp; \\# #7\n", &rules(), &facts(&known)), ["notes-cited-other@1 #7"]);
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let unknown = || Unknown::new(Reason::Forbidden);
    let facts =
        Facts { pull_requests: Some(Err(unknown())), previous_notes: Some(Err(unknown())), ..facts() };
    let notes =
        Text::new("notes.md", "[x](docs/x.md) [y](https://github.com/octo/acme/releases/tag/v0.9.0)\n");
    let findings = judged(&notes, None, &rules(), &facts);
    assert_eq!(findings.len(), 4);
    assert!(findings.iter().all(|finding| finding.outcome == Outcome::Unknown && finding.spot.is_some()));
}

#[test]
fn what_breaks_is_told() {
    let labelled = || Change { labels: vec!["Breaking".to_owned()], ..change(12, "Add") };
    let by_title = || change(12, "feat(api)!: drop v1");
    let by_message =
        || Change { messages: vec!["fix: x\n\nBREAKING CHANGE: y".to_owned()], ..change(12, "x") };
    for pull in [labelled(), by_title(), by_message()] {
        let facts = with_pulls(vec![pull]);
        let table: [(&str, &[&str]); 13] = [
            ("## Breaking changes\n\n- The API v1 is gone (#12)\n", &[]),
            ("## ⚠️ BREAKING CHANGES\n\n### API\n\nGone: #12\n", &[]),
            ("- Breaking changes:\n  - v1 is gone (#12)\n", &[]),
            ("- Breaking changes: v1 is gone, #12\n", &[]),
            ("## Changes\n\n- **Breaking**: v1 is gone (#12)\n", &[]),
            ("## Changes\n\n- v1 is gone (#12)\n", &["notes-breaking-missing@3"]),
            ("#12\n\n## Breaking changes\n\nNone\n", &["notes-breaking-none@3 ## Breaking changes"]),
            ("#12\n\n## Breaking changes\n\n[List any]\n", &["notes-breaking-none@3 ## Breaking changes"]),
            ("#12\n\n## No breaking changes\n", &["notes-breaking-none@3 ## No breaking changes"]),
            ("#12\n\n## Breaking changes\n", &["notes-breaking-none@3 ## Breaking changes"]),
            ("#12\n\n## Non-breaking changes\n\n- x\n", &["notes-breaking-missing@5"]),
            (
                "#12\n\n## Breaking changes\n\n- v1 is gone\n",
                &["notes-breaking-uncited@3 ## Breaking changes"],
            ),
            (
                "#12\n\n## Breaking changes\n\n### Migration steps\n\n1. Move\n",
                &["notes-breaking-none@3 ## Breaking changes"],
            ),
        ];
        for (notes, expected) in table {
            assert_eq!(found(notes, &citing(), &facts), expected, "{notes}");
        }
        assert_eq!(found("## Breaking changes\n\n- v1 is gone\n", &rules(), &facts), Vec::<String>::new());
    }
    assert_eq!(found("#12\n", &citing(), &with_pulls(vec![change(12, "feat: add!")])), Vec::<String>::new());
}

#[test]
fn the_policy_says_which_section_it_is() {
    let rule = SectionRule {
        path: vec!["impact".to_owned()],
        title: "Impact".to_owned(),
        aliases: vec!["effects".to_owned()],
        presence: None,
        least: 0,
        may_be_none: None,
        matches: Vec::new(),
        matches_not: Vec::new(),
        items_cite: false,
        is: Some(Purpose::Breaking),
    };
    let rules = Rules { sections: vec![rule], ..rules() };
    let facts = with_pulls(vec![change(12, "feat!: x")]);
    assert_eq!(found("## Impact\n\nv1 is gone\n", &rules, &facts), Vec::<String>::new());
    assert_eq!(found("## Effects\n\nv1 is gone\n", &rules, &facts), Vec::<String>::new());
    assert_eq!(found("## Effects\n\nNone\n", &rules, &facts), ["notes-breaking-none@1 ## Effects"]);
}

#[test]
fn a_major_release_says_how_to_migrate() {
    let major = |pulls| Facts { types: vec!["major".to_owned()], ..with_pulls(pulls) };
    let broken = || major(vec![change(12, "feat!: x")]);
    let start = "## Breaking changes\n\n- v1 is gone\n\n";
    let judged = |rest: &str, facts: &Facts| found(&format!("{start}{rest}"), &rules(), facts);
    assert_eq!(judged("### Migration steps\n\n1. Move\n", &broken()), Vec::<String>::new());
    assert_eq!(judged("## How to upgrade\n\nMove.\n", &broken()), Vec::<String>::new());
    assert_eq!(judged("- Migration steps (if any): move\n", &broken()), Vec::<String>::new());
    assert_eq!(judged("", &broken()), ["notes-migration-missing@3"]);
    assert_eq!(
        judged("### Migration steps\n\nNone\n", &broken()),
        ["notes-migration-none@5 ### Migration steps"]
    );
    assert_eq!(judged("", &major(Vec::new())), ["notes-migration-missing@3"]);
    assert_eq!(found("All good.\n", &rules(), &major(Vec::new())), Vec::<String>::new());
    assert_eq!(judged("", &with_pulls(vec![change(12, "feat!: x")])), Vec::<String>::new());
}

#[test]
fn security_has_its_section() {
    let facts = with_pulls(vec![Change { labels: vec!["security".to_owned()], ..change(12, "Add") }]);
    let judged = |notes: &str| found(notes, &rules(), &facts);
    assert_eq!(judged("## Security Updates\n\n- A hole is closed\n"), Vec::<String>::new());
    assert_eq!(judged("## Security Updates\n\nNone\n"), ["notes-security-none@1 ## Security Updates"]);
    assert_eq!(judged("Text\n"), ["notes-security-missing@1"]);
    assert_eq!(judged("# Security release 1.4.0\n\nText\n"), ["notes-security-missing@3"]);
}

#[test]
fn links_lead_somewhere() {
    let path = |at: &str, path: &str| PointsTo::Path { at: at.to_owned(), path: path.to_owned() };
    let sha = "a".repeat(40);
    let pointed = |is: There| {
        let all = [
            path(JUDGED, "docs/x y.md"),
            path("main", "docs/z.md"),
            path("v1.4.0", "docs/z.md"),
            path(&sha, "docs/z.md"),
            path("v1.2.0", "docs/z.md"),
            PointsTo::Tag("v0.9.0".to_owned()),
            PointsTo::Tag("v0.8.0".to_owned()),
        ];
        all.into_iter().map(|to| Pointed { to, is: Fact::Known(is) }).collect::<Vec<_>>()
    };
    let table = [
        ("[x](docs/x%20y.md#part)", "notes-path-nowhere"),
        ("[x](/docs/x%20y.md)", "notes-path-nowhere"),
        ("![x](./docs/x%20y.md)", "notes-path-nowhere"),
        ("https://github.com/octo/acme/blob/main/docs/z.md?plain=1", "notes-path-nowhere"),
        (&format!("https://github.com/Octo/Acme/blob/{sha}/docs/z.md"), "notes-path-nowhere"),
        ("[x](https://www.github.com/octo/acme/releases/tag/v0.9.0)", "notes-tag-nowhere"),
        ("[x](https://github.com/octo/acme/compare/v0.8.0...v0.9.0)", "notes-tag-nowhere"),
    ];
    for (notes, code) in table {
        let judged = |is| found(notes, &rules(), &Facts { pointed: pointed(is), ..facts() });
        assert_eq!(judged(There::Something), Vec::<String>::new(), "{notes}");
        assert_eq!(judged(There::Nothing), [format!("{code}@1 {notes}")], "{notes}");
    }
    for fine in [
        "[x](https://github.com/octo/acme/releases/tag/v1.4.0)",
        "[x](https://github.com/octo/acme/compare/v1.3.0...v1.4.0)",
        "[x](https://github.com/octo/acme/wiki)",
        "[x](https://github.com/octo/acme/tree/main)",
        "[x](https://example.com/octo/acme/blob/main/none.md)",
        "[x](#part) [y](mailto:mona@example.com)",
        "`[x](docs/none.md)`",
    ] {
        assert_eq!(found(fine, &rules(), &facts()), Vec::<String>::new(), "{fine}");
    }
    // The tag of this release is made once the gate says go: until then its files are those of the judged commit.
    let at_tag = "https://github.com/octo/acme/blob/v1.4.0/docs/x%20y.md";
    let one = |to: PointsTo, is: There| Pointed { to, is: Fact::Known(is) };
    let mut looked = vec![
        one(path("v1.4.0", "docs/x y.md"), There::Nothing),
        one(path(JUDGED, "docs/x y.md"), There::Something),
    ];
    looked.push(one(path("v1.4.0/docs", "x y.md"), There::Nothing));
    assert_eq!(found(at_tag, &rules(), &Facts { pointed: looked, ..facts() }), Vec::<String>::new());
}

#[test]
fn what_has_to_be_looked_up() {
    let notes = Text::new("docs/releases/1.4.0.md", "#12 #13 `#14` other/acme#15 [x](../x.md) [p](../../../../pull/16)\nhttps://github.com/octo/acme/blob/v1.4.0/a/b/c.md [t](https://github.com/octo/acme/releases/tag/app/v1.2.0)\n")
        .at_path("docs/releases/1.4.0.md");
    let wanted = points_to(&notes, &repository(), &BTreeSet::from([12]));
    let path = |at: &str, path: &str| PointsTo::Path { at: at.to_owned(), path: path.to_owned() };
    let expected = BTreeSet::from([
        PointsTo::Number(13),
        PointsTo::Number(16),
        path(JUDGED, "docs/x.md"),
        path("v1.4.0", "a/b/c.md"),
        path("v1.4.0/a", "b/c.md"),
        path("v1.4.0/a/b", "c.md"),
        path(JUDGED, "a/b/c.md"),
        path(JUDGED, "b/c.md"),
        path(JUDGED, "c.md"),
        PointsTo::Tag("app/v1.2.0".to_owned()),
    ]);
    assert_eq!(wanted, expected);
}

#[test]
fn notes_of_the_release_before_are_seen() {
    let before = "# Release 1.3.0 - 2026-08-01\n\n## Fixes\n\n- Fixed the login\n";
    let facts = Facts { previous_notes: Some(Ok(before.to_owned())), ..facts() };
    let same =
        before.replace("1.3.0", "1.4.0").replace("2026-08-01", "2026-11-21").replace("- Fixed", "*  fixed");
    assert_eq!(found(&same, &rules(), &facts), ["notes-as-before@1 # Release 1.4.0 - 2026-11-21"]);
    assert_eq!(found(&same.replace("login", "logout"), &rules(), &facts), Vec::<String>::new());
    assert_eq!(found("# Release 1.4.0\n", &rules(), &facts), Vec::<String>::new());
}

#[test]
fn only_a_machines_list() {
    let rule = |presence| SectionRule {
        path: vec!["summary".to_owned()],
        title: "Summary".to_owned(),
        aliases: Vec::new(),
        presence,
        least: 0,
        may_be_none: None,
        matches: Vec::new(),
        matches_not: Vec::new(),
        items_cite: false,
        is: None,
    };
    let asking = Rules { sections: vec![rule(Some(Presence::Required))], ..rules() };
    let github = "<!-- Release notes generated using configuration in .github/release.yml at main -->\n\n## What's Changed\n### Features\n* Add a thing by @mona in https://github.com/octo/acme/pull/12\n* Bump x by @dependabot[bot] in #13\n\n## New Contributors\n* @mona made their first contribution in https://github.com/octo/acme/pull/12\n\n**Full Changelog**: https://github.com/octo/acme/compare/v1.3.0...v1.4.0\n";
    let drafter = "## Changes\n\n- Add a thing @mona (#12)\n";
    let conventional = "### Bug Fixes\n\n* **api:** add ([#12](https://github.com/octo/acme/pull/12)) ([abc1234](https://github.com/octo/acme/commit/abc1234))\n";
    for generated in [github, drafter, conventional] {
        let codes = found(generated, &asking, &facts());
        assert!(codes.iter().any(|code| code.starts_with("notes-only-generated@1")), "{generated} {codes:?}");
        assert_eq!(found(generated, &rules(), &facts()), Vec::<String>::new(), "{generated}");
        let written = format!("Logins are faster now.\n\n{generated}");
        assert_eq!(found(&written, &asking, &facts()), Vec::<String>::new(), "{generated}");
    }
    assert_eq!(found("- Fixed the login (#12)\n", &asking, &facts()), Vec::<String>::new());
    let prompt = template(vec![words("Summary")], vec![PartKind::Prompt("[Overview]".to_owned())]);
    let codes = found_in(&Text::new("n", drafter), Some(&prompt), &rules(), &facts());
    assert_eq!(codes, ["notes-only-generated@1 ## Changes"]);
}

#[test]
fn without_facts_nothing_is_compared() {
    let notes = "# Release 0.1 - 1999-01-01\n\n#12 [x](none.md)\n";
    assert_eq!(found(notes, &citing(), &Facts::default()), Vec::<String>::new());
}

proptest! {
    /// Whatever the text, every finding is in it, and what was asked for is what would be looked at.
    #[test]
    fn any_notes_are_judged(notes in "(?s)([#@a-z0-9/:. \\n\\[\\]()<>&;`*_%-]|https://github.com/octo/acme/|pull/|blob/|ü|Breaking|None|\\r\\n){0,60}") {
        let text = Text::new("notes.md", notes.clone());
        let facts = with_pulls(vec![change(12, "feat!: x")]);
        let lines = notes.split('\n').count() as u64;
        for finding in judged(&text, None, &citing(), &facts) {
            let spot = finding.spot.unwrap();
            prop_assert!((1..=lines).contains(&spot.line));
            prop_assert!(spot.column as usize <= spot.text.chars().count() + 1);
        }
        let wanted = points_to(&text, &repository(), &BTreeSet::from([12]));
        let pointed = wanted.into_iter().map(|to| Pointed { to, is: Fact::Known(There::Something) }).collect();
        let facts = Facts { pointed, ..facts };
        let unknown = judged(&text, None, &citing(), &facts)
            .iter()
            .any(|finding| finding.outcome == Outcome::Unknown);
        prop_assert!(!unknown, "something is looked at that nobody looked up");
    }

    /// Citing one more pull request takes its finding away and brings no other.
    #[test]
    fn a_citation_helps(numbers in proptest::collection::btree_set(1_u64..500, 1..20), form in 0_usize..4) {
        let facts = with_pulls(numbers.iter().map(|number| change(*number, "Add")).collect());
        let mut notes = "Changes:\n".to_owned();
        for (done, number) in numbers.iter().enumerate() {
            prop_assert_eq!(found(&notes, &citing(), &facts).len(), numbers.len() - done);
            notes.push_str(&match form {
                0 => format!("- x (#{number})\n"),
                1 => format!("- x GH-{number}\n"),
                2 => format!("- x octo/acme#{number}\n"),
                _ => format!("- x <https://github.com/octo/acme/pull/{number}>\n"),
            });
        }
        prop_assert_eq!(found(&notes, &citing(), &facts), Vec::<String>::new());
    }
}

#[test]
fn what_was_taken_back_is_asked_of_nobody() {
    let labelled =
        |number, title: &str, label: &str| Change { labels: vec![label.to_owned()], ..change(number, title) };
    let pulls = vec![
        labelled(12, "Drop the old API", "breaking"),
        labelled(13, "Close a hole", "security"),
        change(14, "Revert \"Drop the old API\""),
        change(15, "Revert \"Close a hole (#13)\""),
        change(16, "Add carts"),
    ];
    let facts = Facts { taken_back: BTreeSet::from([12, 13, 14, 15]), ..with_pulls(pulls.clone()) };
    assert_eq!(found("# Release 1.4.0\n\n- Carts (#16)\n", &citing(), &facts), [""; 0]);
    // Cited all the same, they are still of the release.
    let told = "# Release 1.4.0\n\n- Carts (#16)\n- Back and forth (#12, #14)\n";
    assert_eq!(found(told, &citing(), &facts), [""; 0]);
    // A revert that was reverted brings it back.
    let mut again = pulls;
    again.push(change(17, "Revert \"Revert \"Drop the old API\"\""));
    let facts = Facts { taken_back: BTreeSet::from([13, 14, 15, 17]), ..with_pulls(again) };
    let findings = found("# Release 1.4.0\n\n- Carts (#16)\n", &citing(), &facts);
    assert_eq!(findings, ["notes-uncited@3", "notes-breaking-missing@3"]);
}

#[test]
fn what_carries_the_release_is_no_news() {
    let facts = Facts {
        carried_by: BTreeSet::from([18]),
        ..with_pulls(vec![change(16, "Add carts"), change(18, "Release 1.4.0")])
    };
    assert_eq!(found("# Release 1.4.0\n\n- Carts (#16)\n", &citing(), &facts), [""; 0]);
}

#[test]
fn notes_kept_beside_these_are_compared_too() {
    let before = "# Release 1.3.0 \"Calm\"\n\nCarts are kept since 2026-10-01.\n";
    let kept =
        |text: &str| Facts { kept_before: Some(Ok(("v1.3.0".to_owned(), text.to_owned()))), ..facts() };
    let now = "# Release 1.4.0 \"Bold\"\n\nCarts are kept since 2026-11-21.\n";
    assert_eq!(found(now, &rules(), &kept(before)), ["notes-as-before@1 # Release 1.4.0 \"Bold\""]);
    assert_eq!(found(now, &rules(), &kept("Carts are kept since 2026-10-01.\n")).len(), 1);
    assert_eq!(found(now, &rules(), &kept("# Release 1.3.0\n\nOrders are kept.\n")), [""; 0]);
    assert_eq!(found(now, &rules(), &kept("# Release 1.3.0\n")), [""; 0]);
    let unknown = Facts { kept_before: Some(Err(Unknown::new(Reason::Forbidden))), ..facts() };
    assert_eq!(found(now, &rules(), &unknown), ["unreadable@1 #"]);
}

#[test]
fn a_template_that_is_a_generated_list_gets_one() {
    let list = "## What's Changed\n\n* Add carts by @mona in https://github.com/octo/acme/pull/16\n\n## New Contributors\n\n* @mona made their first contribution in https://github.com/octo/acme/pull/16\n\n**Full Changelog**: https://github.com/octo/acme/compare/v1.3.0...v1.4.0\n";
    let by = |template: &str| {
        let source = crate::notes::source::TemplateSource::Inline(template.to_owned());
        let template = Template::read(&source, template).unwrap();
        let found = found_in(&Text::new("notes.md", list), Some(&template), &rules(), &facts());
        found.iter().any(|one| one.starts_with("notes-only-generated"))
    };
    for same in [
        "## What's Changed\n\n* [title] by @[author] in [link]\n\n## New Contributors\n\n* @[author] made their first contribution in [link]\n\n**Full Changelog**: [compare link]\n",
        "## What's Changed\n\n- [Title] (#NNN)\n\n**Full Changelog**: vX.Y.Z...vX.Y.Z\n",
        "# Release vX.Y.Z\n\n- Date: YYYY-MM-DD\n\n## What's Changed\n\n[Automatically generated list of pull requests]\n",
    ] {
        assert!(!by(same), "{same}");
    }
    for more in [
        "## Summary\n\n[What this release brings]\n\n## What's Changed\n\n- [Title] (#NNN)\n",
        "## What's Changed\n\n- [Title] (#NNN)\n\n- Known issues:\n",
    ] {
        assert!(by(more), "{more}");
    }
}

#[test]
fn lines_to_fill_in_are_read_as_the_check_reads_them() {
    let template = "- Version: [version]\n- Released on: [date]\n";
    let source = crate::notes::source::TemplateSource::Inline(template.to_owned());
    let template = Template::read(&source, template).unwrap();
    let of = |notes: &str| found_in(&Text::new("notes.md", notes), Some(&template), &rules(), &facts());
    assert_eq!(of("- Version: 1.3.0\n- Released on: 2026-11-21\n"), ["notes-version-other@1 1.3.0"]);
    assert_eq!(
        of("- **Version**: `1.3.0`\n- **Released on:** 2026-11-21\n"),
        ["notes-version-other@1 1.3.0"]
    );
    assert_eq!(
        of("- Version:\n  - 1.3.0\n- Released on: 1 May 2026\n"),
        ["notes-version-other@2 1.3.0", "notes-date-other@3 1 May 2026"]
    );
    assert_eq!(
        of("| Version | 1.4.0 |\n| - | - |\n| Version | 1.3.0 |\n| Released on | 2026-11-21 |\n"),
        ["notes-version-other@3 1.3.0"]
    );
    assert_eq!(of("> Version: 1.3.0\n\nVersion: 1.4.0\nReleased on: 2026-11-21\n"), [""; 0]);
}
