use super::*;
use crate::evidence::discussion::{Comment, Discussion, Revision};
use crate::evidence::needs::ConsentNeeds;
use crate::evidence::{Fact, List};
use crate::release::Named;
use crate::requirement::fixture::{Fixture, at, person, role};
use crate::requirement::{Handed, Kind};
use crate::sign_off::Signers;

/// A release with some roles, and what was written on its tracking issue.
fn fixture(comments: &[(&str, &str)]) -> Fixture {
    let mut fixture = Fixture::release();
    let roles = [
        ("qa-engineer", role(&["mona", "lena-h"])),
        ("developer", role(&["devon-k", "lena-h"])),
        ("release-manager", role(&["maya-r", "mona"])),
        ("product-manager", role(&["priya-s"])),
        ("external-stakeholder", Role::default()),
    ];
    fixture.roles.extend(roles.map(|(name, role)| (name.to_owned(), role)));
    fixture.setting.release_pull_request = true;
    let comment = |(by, body): &(&str, &str)| Comment {
        url: "https://github.com/octoacme/shop/issues/40#issuecomment-1".into(),
        author: person(by),
        own: false,
        at: at("09:00"),
        body: (*body).into(),
        edits: List::all(Vec::new()),
    };
    fixture.evidence.discussions.push(Discussion {
        number: 40,
        url: "https://github.com/octoacme/shop/issues/40".into(),
        comments: Fact::Known(List::all(comments.iter().map(comment).collect())),
        events: Fact::Known(List::all(Vec::new())),
        labels: Fact::Known(List::all(Vec::new())),
        assignees: Fact::Known(List::all(Vec::new())),
        revisions: Fact::Known(List::all(Vec::new())),
    });
    fixture
}

/// The tracking issue's text, which nobody has edited.
fn with_body(mut fixture: Fixture, body: &str) -> Fixture {
    fixture = fixture.body(body);
    fixture.evidence.discussions[0].revisions = Fact::Known(List::all(vec![Revision {
        at: at("08:00"),
        by: person("maya-r"),
        text: Some(body.into()),
    }]));
    fixture
}

#[test]
fn examples_are_read() {
    for example in SignOff::EXAMPLE.split("---\n") {
        let tree = fixture(&[]).read(example).unwrap_or_else(|found| panic!("{example}: {found:?}"));
        assert!(matches!(tree.leaves().as_slice(), [Kind::SignOff(_)]));
    }
}

fn consent(yaml: &str, fixture: &Fixture) -> Box<Consent> {
    let tree = fixture.read(yaml).unwrap_or_else(|found| panic!("{yaml}: {found:?}"));
    match tree.leaves().as_slice() {
        [Kind::SignOff(SignOff(asked))] => asked.consent.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_ways_are_those_of_the_place() {
    use Way::{Checkbox, Comment, Label, Review};
    let released = fixture(&[]);
    let mut issue_only = fixture(&[]);
    issue_only.setting.release_pull_request = false;
    let mut merge = fixture(&[]);
    merge.candidate = None;
    let every = [Comment, Checkbox, Review, Label];
    for (fixture, yaml, wanted) in [
        (&released, "sign-off: qa-engineer", &[Comment, Checkbox, Review][..]),
        (&released, "sign-off: {by: qa-engineer, label: signed}", &[Comment, Checkbox, Review, Label]),
        (&released, "sign-off: {by: qa-engineer, via: review}", &[Review]),
        (&issue_only, "sign-off: qa-engineer", &[Comment, Checkbox]),
        (&merge, "sign-off: qa-engineer", &[Comment, Review]),
        (&merge, "sign-off: {by: qa-engineer, via: [label, comment], label: signed}", &[Label, Comment]),
    ] {
        let consent = consent(yaml, fixture);
        assert_eq!(every.map(|way| consent.takes(way)), every.map(|way| wanted.contains(&way)), "{yaml}");
    }
}

#[test]
fn what_is_handed_down_is_taken_where_nothing_else_is_said() {
    let mut fixture = fixture(&[]);
    fixture.by = Some(Handed::new(Signers::Any(vec!["developer".into(), "qa-engineer".into()])));
    let tree = fixture.read("sign-off: release-manager").unwrap();
    assert_eq!(tree.leaves()[0].roles(), ["release-manager"]);
    assert!(!fixture.by.as_ref().unwrap().is_taken());
    for yaml in ["sign-off: {}", "checkbox: {}", "checklist: {items: [a]}"] {
        fixture.by = Some(Handed::new(Signers::Any(vec!["developer".into(), "qa-engineer".into()])));
        let tree = fixture.read(yaml).unwrap();
        assert_eq!(tree.leaves()[0].roles(), ["developer", "qa-engineer"], "{yaml}");
        assert!(fixture.by.as_ref().unwrap().is_taken());
    }
}

#[test]
fn only_what_can_matter_is_read() {
    let mut fixture = fixture(&[]);
    let team = crate::evidence::TeamName { organization: "octoacme".into(), slug: "qa".into() };
    let with = |change: fn(&mut Role)| {
        let mut role = role(&["mona"]);
        change(&mut role);
        role
    };
    fixture.roles.insert("team".into(), Role { teams: vec![team.clone()], ..Role::default() });
    fixture.roles.insert("owner".into(), with(|role| role.codeowners = true));
    fixture.roles.insert("others".into(), with(|role| role.authors_excluded = true));
    fixture.roles.insert("assigned".into(), with(|role| role.named = Some(Named::Assignees)));
    fixture.setting.milestone = true;
    let needs = |fixture: &Fixture, yaml: &str| fixture.read(yaml).unwrap().needs(&fixture.roles);
    let consents = |discussions, revisions, arrivals, authors| ConsentNeeds {
        discussions,
        revisions,
        arrivals,
        authors,
    };
    let whole = needs(&fixture, "sign-off: qa-engineer");
    assert_eq!(whole.consents, consents(true, true, true, false));
    assert!(whole.tracking_issue && whole.release_pull_request && !whole.pull_requests.reviews);
    let boxes = needs(&fixture, "checkbox: {by: qa-engineer, via: checkbox, fresh: any}");
    assert_eq!(boxes.consents, consents(true, true, false, false));
    assert!(!boxes.release_pull_request, "nothing on it is looked at");
    let comment = needs(&fixture, "sign-off: {by: others, via: comment, fresh: 7 days}");
    assert_eq!(comment.consents, consents(true, false, false, true));
    assert!(!comment.own_commits);
    assert_eq!(needs(&fixture, "sign-off: team").teams, [team].into());
    let owner = needs(&fixture, "sign-off: owner");
    assert!(owner.codeowners && owner.net_files && owner.pull_requests.files);
    assert!(needs(&fixture, "sign-off: assigned").consents.discussions);
    assert!(needs(&fixture, "sign-off: {by: qa-engineer, fresh: scope}").pull_requests.milestoned);
    assert!(!whole.pull_requests.milestoned);
    fixture.setting.solo = true;
    assert!(!needs(&fixture, "sign-off: others").consents.authors, "everybody may");
    fixture.setting.solo = false;
    fixture.candidate = None;
    let merge = needs(&fixture, "sign-off: others");
    assert_eq!(merge.consents, consents(true, false, true, true));
    assert!(merge.own_commits && merge.pull_requests.reviews && !merge.tracking_issue);
    assert!(!merge.release_pull_request && !needs(&fixture, "sign-off: owner").net_files);
    let without = fixture_without_by();
    assert_eq!(needs(&without, "checkbox: {}").consents, ConsentNeeds::default());
    assert_eq!(needs(&without, "checklist: {items: [a]}").consents, ConsentNeeds::default());
}

fn fixture_without_by() -> Fixture {
    Fixture::release()
}

#[test]
fn what_does_not_go_together_is_refused() {
    for (yaml, wanted) in [
        ("sign-off: {}", "missing-key"),
        ("sign-off: [qa-engineer, qa-engineer]", "named-twice"),
        ("sign-off: {by: {any: [qa-engineer, developer], all: [qa-engineer]}}", "unknown-key"),
        ("sign-off: {by: []}", "empty-list"),
        ("sign-off: {by: qa-engineer, via: [comment, comment]}", "named-twice"),
        ("sign-off: {by: qa-engineer, via: []}", "empty-list"),
        ("sign-off: {by: qa-engineer, via: label}", "missing-key"),
        ("sign-off: {by: qa-engineer, via: comment, label: x}", "no-effect"),
        ("sign-off: {by: qa-engineer, count: 0}", "out-of-range"),
        ("sign-off: {by: qa-engineer, count: 3}", "impossible"),
        ("sign-off: {by: external-stakeholder}", "nobody"),
        ("sign-off: {by: external-stakeholder, witnessed-by: external-stakeholder}", "nobody"),
        ("sign-off: {by: product-manager, verified-by: product-manager}", "impossible"),
        ("sign-off: {by: qa-engineer, fresh: notes}", "missing-key"),
        ("sign-off: {by: qa-engineer, fresh: never}", "not-a-duration"),
        ("sign-off: {by: qa-engineer, fresh: -2 days}", "not-a-duration"),
        ("sign-off: {by: qa-engineer, fresh: 1 year}", "not-a-duration"),
        ("sign-off: {by: qa-engineer, text: \"<!-- -->\"}", "nothing-to-match"),
        ("checkbox: {by: qa-engineer, via: [comment, label], label: x}", "contradiction"),
        ("checkbox: {label: x}", "no-effect"),
    ] {
        let found = fixture(&[]).read(yaml).unwrap_err();
        assert_eq!(found.len(), 1, "{yaml}: {found:?}");
        assert!(found[0].starts_with(&format!("{wanted}: ")), "{yaml}: {found:?}");
    }
    for time in ["7 days", "7d", "36 hours", "1 week", "PT1H"] {
        let yaml = format!("sign-off: {{by: qa-engineer, fresh: {time}}}");
        fixture(&[]).read(&yaml).unwrap_or_else(|found| panic!("{time}: {found:?}"));
    }
}

#[test]
fn one_who_does_both_is_no_second_person() {
    let mut fixture = fixture(&[]);
    fixture.roles.insert("tester".into(), role(&["lena-h"]));
    for (yaml, possible) in [
        ("{by: tester, verified-by: qa-engineer}", true),
        ("{by: qa-engineer, verified-by: tester}", true),
        ("{by: tester, verified-by: tester}", false),
        ("{by: [qa-engineer, tester], verified-by: tester}", false),
        ("{by: {any: [qa-engineer, tester]}, verified-by: tester}", true),
        ("{by: [qa-engineer, tester], separate: [qa-engineer, tester]}", true),
        ("{by: [qa-engineer, developer], count: 2, separate: [qa-engineer, developer]}", false),
    ] {
        assert_eq!(fixture.read(&format!("sign-off: {yaml}")).is_ok(), possible, "{yaml}");
    }
    fixture.setting.solo = true;
    fixture.read("sign-off: {by: tester, verified-by: tester}").unwrap();
}

#[test]
fn a_comment_stands_in_for_a_box_that_is_not_there() {
    let sign = "/holdpoint sign qa-engineer";
    for (comments, require, outcome) in [
        (&[("mona", sign)][..], "checkbox: {by: qa-engineer, fresh: any}", Outcome::Met),
        (&[("devon-k", sign)], "checkbox: {by: qa-engineer, fresh: any}", Outcome::Unmet),
        (&[], "checkbox: {by: qa-engineer, fresh: any}", Outcome::Unmet),
        (&[("mona", sign)], "sign-off: {by: qa-engineer, fresh: any}", Outcome::Met),
        (&[], "sign-off: {by: qa-engineer, fresh: any}", Outcome::Unmet),
        (&[("mona", sign)], "checklist: {items: [a, b], by: qa-engineer, fresh: any}", Outcome::Met),
        (&[], "checklist: {items: [a, b], by: qa-engineer, fresh: any}", Outcome::Unmet),
        (&[("mona", sign)], "checklist: {none-of: [c], by: qa-engineer, fresh: any}", Outcome::Unmet),
    ] {
        let node = with_body(fixture(comments), "").judge(require);
        assert_eq!(node.outcome, outcome, "{require} {comments:?}: {node:#?}");
    }
}

#[test]
fn a_box_that_is_not_there_is_named_beside_the_missing_consent() {
    let codes = |require: &str, body: &str| -> Vec<&str> {
        let findings = with_body(fixture(&[]), body).findings(require);
        findings.iter().map(|finding| finding.message.code).collect()
    };
    assert!(codes("checkbox: {by: qa-engineer, fresh: any}", "").contains(&"box-absent"));
    assert!(
        !codes("sign-off: {by: qa-engineer, fresh: any}", "").contains(&"box-absent"),
        "one of several ways"
    );
    assert!(codes("sign-off: {by: qa-engineer, via: checkbox, fresh: any}", "").contains(&"box-absent"));
    let twice = "- [x] Changelog is complete\n- [ ] Changelog is complete";
    for require in ["checkbox: {by: qa-engineer, fresh: any}", "sign-off: {by: qa-engineer, fresh: any}"] {
        assert!(codes(require, twice).contains(&"box-twice"));
        let outcome = with_body(fixture(&[]), twice).judge(require).outcome;
        assert_eq!(outcome, Outcome::Unknown, "{require}: either may be the one");
    }
}

#[test]
fn what_must_stay_open_holds_whoever_signs() {
    let sign = [("mona", "/holdpoint sign qa-engineer")];
    let list =
        "checklist: {items: [a], exactly-one-of: [[pass, fail]], none-of: [c], by: qa-engineer, fresh: any}";
    for (body, outcome) in [
        ("- [ ] a\n- [x] pass\n- [ ] fail\n- [ ] c", Outcome::Met),
        ("- [x] pass\n- [ ] fail\n- [ ] c", Outcome::Met),
        ("- [ ] a\n- [ ] pass\n- [ ] fail\n- [ ] c", Outcome::Unmet),
        ("- [ ] a\n- [x] pass\n- [x] fail\n- [ ] c", Outcome::Unmet),
        ("- [ ] a\n- [x] pass\n- [ ] fail\n- [x] c", Outcome::Unmet),
        ("- [ ] a\n- [x] pass\n- [ ] fail", Outcome::Unmet),
        ("- [ ] a\n- [x] pass\n- [ ] fail\n- [ ] c\n- [ ] More", Outcome::Unmet),
        ("", Outcome::Unmet),
    ] {
        let node = with_body(fixture(&sign), body).judge(list);
        assert_eq!(node.outcome, outcome, "{body:?}: {node:#?}");
    }
}

#[test]
fn it_is_said_in_plain_words() {
    let fixture = fixture(&[]);
    let says = |yaml: &str| fixture.read(yaml).unwrap().leaves()[0].says();
    insta::assert_snapshot!(
        [
            says("sign-off: qa-engineer"),
            says("sign-off: {by: {any: [qa-engineer, developer]}, count: 2, via: [comment, review], fresh: 1 day}"),
            says("sign-off: {by: [developer, qa-engineer], separate: [developer, qa-engineer], fresh: 36 hours}"),
            says("sign-off: {by: external-stakeholder, witnessed-by: product-manager, fresh: any}"),
            says("checkbox: {by: developer, verified-by: qa-engineer, section: QA, label: qa, fresh: scope}"),
        ]
        .join("\n"),
        @r"
    there is the consent of the role qa-engineer, by a comment, its box or an approving review, given to the commit that is judged; its box is “Changelog is complete”
    there is the consent of the role qa-engineer or the role developer (people in each: 2), by a comment or an approving review, given within the last day
    there is the consent of the role developer and the role qa-engineer, by a comment, its box or an approving review, with different people as developer and qa-engineer, given within the last 36 hours; its box is “Changelog is complete”
    there is the consent of the role external-stakeholder, by a comment, its box or an approving review, or as the role product-manager witnessed it, given at any time; its box is “Changelog is complete”
    the box “Changelog is complete” of the tracking issue, under “QA”, has the consent of the role developer, by a comment, its box or the label “qa”, verified by somebody else in the role qa-engineer, given to all that is in the release
    "
    );
    assert_eq!(crate::requirement::Setting::default().fresh, None, "the commit");
}
