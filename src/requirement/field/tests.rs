use proptest::prelude::*;

use super::*;
use crate::evidence::{Fact, List};
use crate::requirement::Kind;
use crate::requirement::fixture::Fixture;
use crate::verdict::{Outcome, Who};

fn finding(body: &str, field: &str) -> Finding {
    let mut findings = Fixture::release().body(body).findings(&format!("field: {field}"));
    assert_eq!(findings.len(), 1, "{body:?}");
    findings.remove(0)
}

fn told(body: &str, field: &str) -> (&'static str, Outcome) {
    let finding = finding(body, field);
    (finding.message.code, finding.outcome)
}

#[test]
fn an_answer_has_the_shape_that_is_asked_for() {
    for (is, value, wanted) in [
        ("login", "@mona", "field-names-people"),
        ("login", "@mona (until noon), @hubot", "field-names-people"),
        ("login", "[Mona](https://github.com/mona)", "field-names-people"),
        ("login", "https://github.com/mona/", "field-names-people"),
        ("login", "mona", "field-wrong"),
        ("login", "mona@example.com", "field-wrong"),
        ("login", "@octoacme/devops", "field-wrong"),
        ("login", "`@mona`", "field-wrong"),
        ("login", "https://github.com/octoacme/shop", "field-wrong"),
        ("login", "https://example.com/mona", "field-wrong"),
        ("login", "https://github.com.example.com/mona", "field-wrong"),
        ("login", "@username", "field-placeholder"),
        ("login", "see @username", "field-wrong"),
        ("link", "https://example.com/dash", "field-filled-in"),
        ("link", "[Dashboard](http://example.com)", "field-filled-in"),
        ("link", "<https://example.com>", "field-filled-in"),
        ("link", "example.com/dash", "field-wrong"),
        ("link", "www.example.com", "field-wrong"),
        ("link", "[Dashboard](javascript:alert)", "field-wrong"),
        ("link", "[Dashboard](./dash.md)", "field-wrong"),
        ("link", "https://...", "field-placeholder"),
        ("date", "2026-03-04", "field-filled-in"),
        ("date", "**2026-03-04**", "field-filled-in"),
        ("date", "2026-02-30", "field-wrong"),
        ("date", "20260304", "field-wrong"),
        ("date", "2026-03-04T10:00", "field-wrong"),
        ("date", "04.03.2026", "field-wrong"),
        ("date", "Wednesday", "field-wrong"),
        ("date", "YYYY-MM-DD", "field-placeholder"),
        ("version", "1.4.0", "field-filled-in"),
        ("version", "v1.4.0-rc.1", "field-filled-in"),
        ("version", "1.4", "field-wrong"),
        ("version", "vX.Y.Z", "field-placeholder"),
        ("text", "Tuesday evening", "field-filled-in"),
        ("text", "Nobody", "field-filled-in"),
        ("text", "N/A", "field-wrong"),
        ("text", "*none*", "field-wrong"),
        ("text", "0", "field-filled-in"),
        ("text", "TBD", "field-placeholder"),
        ("text", "[time estimate]", "field-placeholder"),
        ("text", "~~Tuesday~~", "field-struck"),
        ("text", "~~Tuesday~~ Wednesday", "field-filled-in"),
        ("text", "", "field-empty"),
        ("text", "<!-- who? -->", "field-placeholder"),
    ] {
        let body = format!("Intro\n\n- **Owner:** {value}\n");
        let (code, outcome) = told(&body, &format!("{{name: owner, is: {is}}}"));
        assert_eq!(code, wanted, "{is} {value:?}");
        let met = matches!(wanted, "field-filled-in" | "field-names-people");
        assert_eq!(outcome, if met { Outcome::Met } else { Outcome::Unmet }, "{is} {value:?}");
    }
}

#[test]
fn a_field_is_found_in_every_form() {
    for body in [
        "Owner: @mona",
        "- Owner: @mona",
        "- [ ] **Owner**: @mona",
        "* Owner:\n  - @mona",
        "| Item | Value |\n|---|---|\n| Owner | @mona |",
        "### Owner\n\n@mona",
        "> Owner: @hubot\n\nOwner: @mona",
    ] {
        let finding = finding(body, "{name: Owner, is: login}");
        assert_eq!(finding.fact("people"), Some(&Value::People(vec![Login::new("mona")])), "{body}");
    }
}

#[test]
fn other_answers_can_be_allowed() {
    let field = "{name: Owner, is: login, allow: [N/A, none]}";
    assert_eq!(told("Owner: n/a.", field), ("field-allowed", Outcome::Met));
    assert_eq!(told("Owner: **None**", field), ("field-allowed", Outcome::Met));
    assert_eq!(told("Owner: not yet", field), ("field-wrong", Outcome::Unmet));
    assert_eq!(told("Owner:", field), ("field-empty", Outcome::Unmet));
    assert_eq!(told("Owner: TBD", field), ("field-placeholder", Outcome::Unmet));
    assert_eq!(told("Owner: @mona", field), ("field-names-people", Outcome::Met));
    assert_eq!(told("Owner: TBD", "{name: Owner, allow: [TBD]}"), ("field-allowed", Outcome::Met));
}

#[test]
fn a_field_that_is_not_there_once_is_not_filled_in() {
    let field = "{name: Release date, is: date, section: Plan}";
    for (body, code, outcome, absent) in [
        ("# Plan\nRelease date: 2026-03-04", "field-filled-in", Outcome::Met, false),
        ("# Plan\n## When\nRelease date: 2026-03-04", "field-filled-in", Outcome::Met, false),
        (
            "# Plan\nRelease date: 2026-03-04\n\nRelease date: 2026-03-04",
            "field-twice",
            Outcome::Unknown,
            false,
        ),
        (
            "# Plan\nRelease date: 2026-03-04\n# More\nRelease date: TBD",
            "field-filled-in",
            Outcome::Met,
            false,
        ),
        ("# More\nRelease date: 2026-03-04", "field-elsewhere", Outcome::Unmet, true),
        ("# Plan\nDate of release: 2026-03-04", "field-renamed", Outcome::Unmet, true),
        ("# Plan\nBy: @mona", "field-absent", Outcome::Unmet, true),
        ("# Plan\n> Release date: 2026-03-04", "field-absent", Outcome::Unmet, true),
        ("", "field-absent", Outcome::Unmet, true),
    ] {
        let finding = finding(body, field);
        let seen = (finding.message.code, finding.outcome, finding.absent);
        assert_eq!(seen, (code, outcome, absent), "{body:?}");
        let wanted =
            if outcome == Outcome::Met { vec![] } else { vec![Who::Editors(Some(Login::new("maya-r")))] };
        assert_eq!(finding.who, wanted, "{body:?}");
    }
}

#[test]
fn the_title_is_the_name_and_the_group_the_section() {
    let mut fixture =
        Fixture::release().body("# Ops\nOn-call engineer: @mona\n# More\nOn-call engineer: TBD");
    fixture.title = "On-call engineer".into();
    fixture.section = vec!["Ops".into()];
    assert_eq!(fixture.judge("field: {is: login}").outcome, Outcome::Met);
    assert_eq!(fixture.judge("field: {}").outcome, Outcome::Met);
    assert_eq!(fixture.judge("field: {section: More}").outcome, Outcome::Unmet);
}

#[test]
fn without_a_tracking_issue_it_is_never_met() {
    let mut fixture = Fixture::release().body("Owner: @mona");
    let yaml = "field: {name: Owner}";
    assert_eq!(fixture.judge(yaml).outcome, Outcome::Met);
    fixture.evidence.tracking_issues = Fact::NotCollected;
    assert_eq!(fixture.judge(yaml).outcome, Outcome::Unknown);
    fixture.evidence.tracking_issues = Fact::Known(List::all(Vec::new()));
    assert_eq!(fixture.judge(&format!("not: {{{yaml}}}")).outcome, Outcome::Unknown);
    assert!(fixture.read(yaml).unwrap().needs(&BTreeMap::new()).tracking_issue);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (field, wanted) in [
        ("Owner", "wrong-type"),
        ("{is: person}", "not-one-of"),
        ("{name: \"\"}", "empty-text"),
        ("{name: \"<!-- a -->\"}", "nothing-to-match"),
        ("{is: login, allow: []}", "empty-list"),
        ("{is: login, allow: [N/A, n/a]}", "named-twice"),
        ("{is: login, allow: [\"<!-- a -->\"]}", "bad-text"),
        ("{allow: [Nobody]}", "no-effect"),
        ("{value: x}", "unknown-key"),
    ] {
        let problems = Fixture::release().read(&format!("field: {field}")).unwrap_err();
        assert_eq!(problems.len(), 1, "{field}: {problems:?}");
        assert!(problems[0].starts_with(wanted), "{field}: {problems:?}");
    }
    for example in Field::EXAMPLE.split("---\n") {
        assert!(matches!(Fixture::release().read(example).unwrap().leaves().as_slice(), [Kind::Field(_)]));
    }
}

#[test]
fn the_schema_offers_no_default_that_may_not_be_written() {
    let schema = serde_json::to_string(&schemars::schema_for!(Field)).unwrap();
    assert!(!schema.contains("default"), "{schema}");
}

proptest! {
    #[test]
    fn a_date_is_a_day_and_nothing_else(text in "[0-9T:Z./-]{0,12}|20[0-9]{2}-[0-3][0-9]-[0-3][0-9]") {
        let (_, outcome) = told(&format!("Due: {text}"), "{name: Due, is: date}");
        if outcome == Outcome::Met {
            let date: jiff::civil::Date = text.parse().unwrap();
            prop_assert_eq!(date.to_string(), text);
        }
    }
}
