use super::*;
use crate::evidence::{Fact, List, Login};
use crate::requirement::Kind;
use crate::requirement::fixture::Fixture;
use crate::verdict::{Outcome, Value, Who};

/// What is said of "Changelog is complete" in section Docs of a body: code, outcome, whether absence is the reason.
fn told(body: &str) -> (&'static str, Outcome, bool) {
    let finding = finding(body, "checkbox: {section: Docs}");
    (finding.message.code, finding.outcome, finding.absent)
}

fn finding(body: &str, yaml: &str) -> Finding {
    let mut findings = Fixture::release().body(body).findings(yaml);
    assert_eq!(findings.len(), 1, "{body:?}");
    findings.remove(0)
}

#[test]
fn a_box_is_ticked_only_if_it_is_this_very_box() {
    use Outcome::{Met, Unknown, Unmet};
    for (body, code, outcome, absent) in [
        ("# Docs\n- [x] Changelog is complete", "box-ticked", Met, false),
        ("# Docs\n- [X] **changelog** is\u{a0}complete.", "box-ticked", Met, false),
        ("# :memo: Docs\n## More\n1. [x] Changelog is complete <!-- id -->", "box-ticked", Met, false),
        ("# Docs\n- [x] Changelog is complete\n- [ ] ~~Changelog is complete~~", "box-ticked", Met, false),
        ("# Docs\n- [x] Changelog is complete\n> - [ ] Changelog is complete", "box-ticked", Met, false),
        ("# Docs\n- [x] Changelog is complete\n# QA\n- [ ] Changelog is complete", "box-ticked", Met, false),
        ("# Docs\n- [ ] Changelog is complete", "box-open", Unmet, false),
        ("# Docs\n- [ ] Changelog is complete\n# QA\n- [x] Changelog is complete", "box-open", Unmet, false),
        ("# Docs\n- [x] Changelog is complete\n- [x] changelog is complete", "box-twice", Unknown, false),
        ("# Docs\n- [x] Changelog is complete\n- [ ] Changelog is complete", "box-twice", Unknown, false),
        (
            "# Docs\n- [x] Changelog is complete\n# Docs\n- [x] Changelog is complete",
            "box-twice",
            Unknown,
            false,
        ),
        ("# Docs\n- [x] ~~Changelog is complete~~", "box-struck", Unmet, true),
        ("# QA\n- [x] Changelog is complete", "box-elsewhere", Unmet, true),
        ("- [x] Changelog is complete\n# Docs", "box-elsewhere", Unmet, true),
        ("# Docs\n> - [x] Changelog is complete", "box-quoted", Unmet, true),
        ("# Docs\n- [x] The changelog is complete", "box-reworded", Unmet, true),
        ("# Docs\n- [x] Smoke tests pass", "box-absent", Unmet, true),
        ("# Docs\n- Changelog is complete", "box-absent", Unmet, true),
        ("# Docs\n```\n- [x] Changelog is complete\n```", "box-absent", Unmet, true),
        ("# Docs\n<!--\n- [x] Changelog is complete\n-->", "box-absent", Unmet, true),
        ("# Dcos\n- [x] Smoke tests pass", "section-absent", Unmet, true),
        ("# The docs\n- [x] Smoke tests pass", "section-reworded", Unmet, true),
        ("", "section-absent", Unmet, true),
    ] {
        assert_eq!(told(body), (code, outcome, absent), "{body:?}");
    }
}

#[test]
fn a_second_box_in_the_text_is_named_and_does_not_count() {
    let yaml = "checkbox: {text: \"verify [x] flags\"}";
    let open = finding("- [ ] verify [x] flags", yaml);
    assert_eq!(
        (open.message.code, open.outcome, open.absent),
        ("box-only-looks-ticked", Outcome::Unmet, true)
    );
    let ticked = finding("- [x] verify [x] flags", yaml);
    assert_eq!((ticked.message.code, ticked.outcome), ("box-ticked-with-another", Outcome::Met));
}

#[test]
fn an_open_box_is_met_under_not_and_an_absent_one_is_not() {
    let under_not = |body: &str| Fixture::release().body(body).judge("not: {checkbox: {}}").outcome;
    assert_eq!(under_not("- [ ] Changelog is complete"), Outcome::Met);
    assert_eq!(under_not("- [x] Changelog is complete"), Outcome::Unmet);
    assert_eq!(under_not("nothing"), Outcome::Unknown);
    assert_eq!(under_not("- [x] ~~Changelog is complete~~"), Outcome::Unknown);
    assert_eq!(under_not("- [x] Changelog is complete\n- [x] Changelog is complete"), Outcome::Unknown);
}

#[test]
fn findings_say_where_and_who() {
    let near = finding("# Docs\n\n- [x] The changelog is complete", "checkbox: {section: Docs}");
    assert_eq!(near.fact("near"), Some(&Value::Text("The changelog is complete".into())));
    assert_eq!(near.fact("line"), Some(&Value::Number(3)));
    assert_eq!(near.fact("section"), Some(&Value::Text("Docs".into())));
    assert_eq!(near.who, [Who::Editors(Some(Login::new("maya-r")))]);
    let elsewhere = finding("# Docs\n# QA\n- [x] Changelog is complete", "checkbox: {section: [Docs]}");
    assert_eq!(elsewhere.fact("found"), Some(&Value::Text("QA".into())));
    let twice = finding("- [x] Changelog is complete\n- [x] Changelog is complete", "checkbox: {}");
    assert_eq!(twice.fact("lines"), Some(&Value::Text("1, 2".into())));
    assert_eq!(twice.fact("section"), Some(&Value::Words("its text")));
    let reworded = finding("# The docs", "checkbox: {section: Docs}");
    assert_eq!(reworded.fact("near"), Some(&Value::Text("The docs".into())));
    assert!(finding("- [x] Changelog is complete", "checkbox: {}").who.is_empty());
}

#[test]
fn groups_hand_down_sections_and_a_requirement_may_name_its_own() {
    let mut fixture =
        Fixture::release().body("# Docs\n## API\n- [x] Changelog is complete\n# QA\n- [ ] Tested");
    fixture.section = vec!["Docs".into(), "API".into()];
    assert_eq!(fixture.judge("checkbox: {}").outcome, Outcome::Met);
    fixture.section = vec!["QA".into()];
    assert_eq!(fixture.judge("checkbox: {}").outcome, Outcome::Unmet);
    assert_eq!(fixture.judge("checkbox: {section: [Docs, API]}").outcome, Outcome::Met);
    assert_eq!(fixture.judge("checkbox: {section: [API, Docs]}").outcome, Outcome::Unmet);
    assert_eq!(fixture.judge("checkbox: {text: tested}").outcome, Outcome::Unmet);
}

#[test]
fn without_a_tracking_issue_it_is_never_met() {
    let mut fixture = Fixture::release().body("- [x] Changelog is complete");
    assert_eq!(fixture.judge("checkbox: {}").outcome, Outcome::Met);
    fixture.evidence.tracking_issues = Fact::NotCollected;
    assert_eq!(fixture.judge("checkbox: {}").outcome, Outcome::Unknown);
    assert_eq!(fixture.judge("not: {checkbox: {}}").outcome, Outcome::Unknown);
    fixture.evidence.tracking_issues = Fact::Known(List::all(Vec::new()));
    assert_eq!(fixture.judge("checkbox: {}").outcome, Outcome::Unmet);
    assert_eq!(fixture.judge("not: {checkbox: {}}").outcome, Outcome::Unknown);
    assert!(fixture.read("checkbox: {}").unwrap().needs(&BTreeMap::new()).tracking_issue);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (yaml, wanted) in [
        ("checkbox: changelog", "wrong-type"),
        ("checkbox: {text: \"\"}", "empty-text"),
        ("checkbox: {text: \"<!-- x -->\"}", "nothing-to-match"),
        ("checkbox: {section: \"**\\u200b**\"}", "nothing-to-match"),
        ("checkbox: {section: []}", "empty-list"),
        ("checkbox: {title: x}", "unknown-key"),
    ] {
        let problems = Fixture::release().read(yaml).unwrap_err();
        assert_eq!(problems.len(), 1, "{yaml}: {problems:?}");
        assert!(problems[0].starts_with(wanted), "{yaml}: {problems:?}");
    }
    assert!(Fixture::merge().read("checkbox: {}").unwrap_err()[0].starts_with("release-wide"));
    let mut fixture = Fixture::release();
    for role in ["devops-engineer", "qa-engineer"] {
        fixture.roles.insert(role.into(), crate::requirement::fixture::role(&["mona", "devon-k"]));
    }
    for example in Checkbox::EXAMPLE.split("---\n") {
        assert!(matches!(fixture.read(example).unwrap().leaves().as_slice(), [Kind::Checkbox(_)]));
    }
}
