use proptest::prelude::*;

use super::*;
use crate::evidence::{Fact, List, Login};
use crate::requirement::Kind;
use crate::requirement::fixture::Fixture;
use crate::verdict::{Outcome, Value, Who};

fn findings(body: &str, list: &str) -> Vec<Finding> {
    Fixture::release().body(body).findings(&format!("checklist: {list}"))
}

fn codes(body: &str, list: &str) -> Vec<&'static str> {
    findings(body, list).iter().map(|finding| finding.message.code).collect()
}

fn outcome(body: &str, list: &str) -> Outcome {
    Fixture::release().body(body).judge(&format!("checklist: {list}")).outcome
}

#[test]
fn every_box_that_the_policy_names_must_be_there_and_ticked() {
    let list = "{section: QA, items: [Unit tests, Load test]}";
    for (body, wanted) in [
        ("# QA\n- [x] Unit tests\n- [x] Load test", &["checklist-complete"][..]),
        ("# QA\n## More\n- [x] unit **tests**\n- [X] Load test.", &["checklist-complete"]),
        ("# QA\n- [ ] Unit tests\n- [ ] Load test", &["box-open", "box-open"]),
        ("# QA\n- [x] Unit tests", &["box-absent"]),
        ("# QA\n- [x] Unit tests\n- [x] Load testing", &["box-reworded"]),
        ("# QA\n- [x] Unit tests\n- [ ] Load testing", &["box-reworded"]),
        ("# QA\n- [x] Unit tests\n- [x] ~~Load test~~", &["box-struck"]),
        ("# QA\n- [x] Unit tests\n- [x] Load test\n- [x] Load test", &["box-twice"]),
        ("# QA\n- [x] Unit tests\n# Later\n- [x] Load test", &["box-elsewhere"]),
        ("# QA\n- [x] Unit tests\n> - [x] Load test", &["box-quoted"]),
        ("# QA\nnothing yet", &["no-boxes"]),
        ("# QA\n> - [x] Unit tests\n> - [x] Load test", &["box-quoted", "box-quoted"]),
        ("", &["section-absent"]),
        ("# Q&A\n- [x] Unit tests", &["box-elsewhere", "section-absent"]),
    ] {
        assert_eq!(codes(body, list), wanted, "{body:?}");
        let met = wanted == ["checklist-complete"];
        assert_eq!(outcome(body, list) == Outcome::Met, met, "{body:?}");
    }
}

#[test]
fn boxes_that_the_policy_does_not_name_must_be_ticked_unless_it_says_otherwise() {
    let open = "# QA\n- [x] Unit tests\n- [ ] Something else\n# Later\n- [ ] Another";
    let ticked = "# QA\n- [x] Unit tests\n- [x] Something else";
    let struck = "# QA\n- [x] Unit tests\n- [ ] ~~Something else~~";
    for (body, extra, wanted) in [
        (open, "must-be-ticked", &["extra-box-open"][..]),
        (ticked, "must-be-ticked", &["checklist-complete"]),
        (struck, "must-be-ticked", &["extra-box-open"]),
        (open, "allow", &["checklist-complete"]),
        (ticked, "allow", &["checklist-complete"]),
        (open, "refuse", &["extra-box"]),
        (ticked, "refuse", &["extra-box"]),
    ] {
        let list = format!("{{section: QA, items: [Unit tests], extra: {extra}}}");
        assert_eq!(codes(body, &list), wanted, "{extra}: {body}");
    }
    assert_eq!(codes(open, "{section: QA, items: [Unit tests]}"), ["extra-box-open"], "the default");
    assert_eq!(codes(open, "{items: [Unit tests]}"), ["extra-box-open", "extra-box-open"], "the whole text");
    let complete = &findings(ticked, "{section: QA, items: [Unit tests]}")[0];
    assert_eq!(complete.fact("count"), Some(&Value::Number(2)));
    assert!(complete.who.is_empty());
}

#[test]
fn optional_boxes_are_shown_and_hold_nothing() {
    let list = "{section: QA, items: [Unit tests, {text: Load test, optional: true}, {text: Smoke}]}";
    for (body, wanted) in [
        ("- [x] Unit tests\n- [x] Smoke\n- [x] Load test", &["checklist-complete"][..]),
        ("- [x] Unit tests\n- [x] Smoke\n- [ ] Load test", &["checklist-complete", "optional-boxes"]),
        ("- [x] Unit tests\n- [x] Smoke\n- [ ] ~~Load test~~", &["checklist-complete", "optional-boxes"]),
        ("- [x] Unit tests\n- [x] Smoke", &["checklist-complete", "optional-boxes"]),
        ("- [x] Unit tests\n- [ ] Smoke", &["box-open", "optional-boxes"]),
        ("- [x] Load test", &["box-absent", "box-absent"]),
    ] {
        assert_eq!(codes(&format!("# QA\n{body}"), list), wanted, "{body:?}");
    }
}

#[test]
fn exactly_one_of_a_group_is_ticked() {
    let list = "{exactly-one-of: [[Pass, Fail], [\"Go?\", \"No-go?\", Later]]}";
    let body =
        |pass, fail, go| format!("- [{pass}] Pass\n- [{fail}] Fail\n- [{go}] Go?\n- [ ] No-go?\n- [ ] Later");
    assert_eq!(codes(&body('x', ' ', 'x'), list), ["checklist-complete"]);
    assert_eq!(codes(&body(' ', 'x', 'x'), list), ["checklist-complete"]);
    assert_eq!(codes(&body('x', 'x', 'x'), list), ["several-ticked"]);
    assert_eq!(codes(&body(' ', ' ', ' '), list), ["none-ticked", "none-ticked"]);
    // One ticked of a group of which another is gone proves nothing: that one might have been ticked.
    assert_eq!(codes("- [x] Pass\n- [x] Go?\n- [ ] No-go?\n- [ ] Later", list), ["box-absent"]);
    let doubtful = "{exactly-one-of: [[Pass, \"Fail [x] hard\"]]}";
    assert_eq!(codes("- [x] Pass\n- [ ] Fail [x] hard", doubtful), ["box-only-looks-ticked"]);
}

#[test]
fn reasons_against_a_release_must_be_there_and_open() {
    let list = "{section: Rollback, none-of: [Broken, Slow]}";
    let told = |body: &str| codes(&format!("# Rollback\n{body}"), list);
    assert_eq!(told("- [ ] Broken\n- [ ] Slow"), ["checklist-complete"]);
    assert_eq!(told("- [x] Broken\n- [ ] Slow"), ["ticked-against-release"]);
    assert_eq!(told("- [ ] Broken"), ["box-absent"]);
    assert_eq!(told("- [ ] Broken\n- [ ] Broken\n- [ ] Slow"), ["box-twice"]);
    assert_eq!(codes("- [ ] Broken [x]", "{none-of: \"Broken [x]\"}"), ["box-only-looks-ticked"]);
}

#[test]
fn nothing_rests_on_absence() {
    let under_not = |body: &str, list: &str| {
        Fixture::release().body(body).judge(&format!("not: {{checklist: {list}}}")).outcome
    };
    assert_eq!(under_not("- [ ] Broken", "{items: [Broken]}"), Outcome::Met);
    for body in ["", "- [ ] Slow", "> - [ ] Broken", "- [x] Broken\n- [ ] x [x] y"] {
        assert_eq!(under_not(body, "{items: [Broken]}"), Outcome::Unknown, "{body:?}");
    }
    assert_eq!(under_not("", "{none-of: [Broken]}"), Outcome::Unknown);
}

#[test]
fn without_a_tracking_issue_it_is_never_met() {
    let mut fixture = Fixture::release().body("- [x] Unit tests");
    let yaml = "checklist: {items: [Unit tests]}";
    assert_eq!(fixture.judge(yaml).outcome, Outcome::Met);
    fixture.evidence.tracking_issues = Fact::NotCollected;
    assert_eq!(fixture.judge(yaml).outcome, Outcome::Unknown);
    fixture.evidence.tracking_issues = Fact::Known(List::all(Vec::new()));
    assert_eq!(fixture.judge(yaml).outcome, Outcome::Unmet);
    assert!(fixture.read(yaml).unwrap().needs(&BTreeMap::new()).tracking_issue);
}

#[test]
fn who_can_tick_is_named() {
    for finding in findings("- [ ] Unit tests\n- [ ] More", "{items: [Unit tests, Load]}") {
        assert_eq!(finding.who, [Who::Editors(Some(Login::new("maya-r")))], "{}", finding.message.code);
    }
}

#[test]
fn the_section_of_the_group_is_the_default() {
    let mut fixture = Fixture::release().body("# QA\n- [x] Unit tests\n# Ops\n- [ ] Other");
    fixture.section = vec!["QA".into()];
    assert_eq!(fixture.judge("checklist: {items: [Unit tests]}").outcome, Outcome::Met);
    assert_eq!(fixture.judge("checklist: {section: Ops, items: [Unit tests]}").outcome, Outcome::Unmet);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (list, wanted) in [
        ("{}", &["nothing-asked"][..]),
        ("[a]", &["wrong-type"]),
        ("{items: []}", &["empty-list"]),
        ("{items: a}", &["wrong-type"]),
        ("{items: [a, \"A.\"]}", &["named-twice"]),
        ("{items: [a], none-of: [a]}", &["named-twice"]),
        ("{items: [{text: a, optional: true}]}", &["nothing-asked"]),
        ("{items: [{optional: true}, b]}", &["missing-key"]),
        ("{items: [{text: a, optional: maybe}]}", &["wrong-type"]),
        ("{items: [{text: a, required: true}]}", &["unknown-key"]),
        ("{items: [\"<!-- a -->\"]}", &["nothing-to-match"]),
        ("{exactly-one-of: [a, b]}", &["wrong-type", "wrong-type"]),
        ("{exactly-one-of: [[a]]}", &["too-few"]),
        ("{exactly-one-of: []}", &["empty-list"]),
        ("{exactly-one-of: [[a, b]], items: [b]}", &["named-twice"]),
        ("{none-of: []}", &["empty-list"]),
        ("{items: [a], extra: yes}", &["not-one-of"]),
        ("{items: [a], template: x.md}", &["unknown-key"]),
    ] {
        let problems = Fixture::release().read(&format!("checklist: {list}")).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|one| one.split(':').next().unwrap_or_default()).collect();
        assert_eq!(codes, wanted, "{list}: {problems:?}");
    }
    let mut fixture = Fixture::release();
    for role in ["devops-engineer", "qa-engineer"] {
        fixture.roles.insert(role.into(), crate::requirement::fixture::role(&["mona", "devon-k"]));
    }
    for example in Checklist::EXAMPLE.split("---\n") {
        assert!(matches!(fixture.read(example).unwrap().leaves().as_slice(), [Kind::Checklist(_)]));
    }
}

proptest! {
    #[test]
    fn a_list_that_is_not_complete_stays_so_when_a_tick_is_taken_away(
        lines in prop::collection::vec((prop::sample::select(vec!["One", "Two", "Three", "~~One~~", "# QA", "> Two"]),
            any::<bool>()), 0..8),
        without in 0_usize..8,
    ) {
        let body = |skip: Option<usize>| {
            let write = |(at, (text, ticked)): (usize, &(&str, bool))| {
                let mark = if *ticked && skip != Some(at) { 'x' } else { ' ' };
                match text.split_once(' ') {
                    Some((">", rest)) => format!("> - [{mark}] {rest}\n"),
                    Some(_) => format!("{text}\n"),
                    None => format!("- [{mark}] {text}\n"),
                }
            };
            lines.iter().enumerate().map(write).collect::<String>()
        };
        let list = "{section: QA, items: [One, Two]}";
        let (whole, less) = (outcome(&body(None), list), outcome(&body(Some(without)), list));
        prop_assert!(whole == Outcome::Met || less != Outcome::Met, "{}", body(None));
        if whole == Outcome::Met {
            let ticks = body(None).matches("- [x] One").count() + body(None).matches("- [x] Two").count();
            prop_assert!(ticks >= 2);
        }
    }
}
