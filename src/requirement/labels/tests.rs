use super::*;
use crate::evidence::fact::Reason;
use crate::evidence::{Issue, Login, Unknown};
use crate::requirement::Kind;
use crate::requirement::fixture::{Fixture, at, issue};
use crate::verdict::Outcome;

/// Open pull request 15 with these labels, in a repository with the labels feature, bug, hold, release, area/ui.
fn pull_with(labels: &[&str]) -> Fixture {
    let mut fixture = Fixture::merge();
    fixture.pull(15).labels = list(labels);
    fixture.evidence.labels = list(&["feature", "bug", "hold", "release", "area/ui"]);
    fixture
}

fn list(labels: &[&str]) -> Fact<List<String>> {
    Fact::Known(List::all(labels.iter().map(ToString::to_string).collect()))
}

fn codes_of(fixture: &Fixture, yaml: &str) -> Vec<&'static str> {
    fixture.findings(yaml).iter().map(|finding| finding.message.code).collect()
}

#[test]
fn labels_are_demanded_and_forbidden() {
    for (labels, yaml, wanted) in [
        (&["feature"][..], "{one-of: [feature, bug]}", &["has-labels"][..]),
        (&["Feature"], "{required: feature}", &["has-labels"]),
        (&["feature"], "{required: FEATURE}", &["has-labels"]),
        (&["feature", "bug"], "{one-of: [feature, bug]}", &["has-labels"]),
        (&["feature", "bug"], "{exactly-one-of: [feature, bug]}", &["several-of-the-labels"]),
        (&["feature", "hold"], "{exactly-one-of: [feature, bug]}", &["has-labels"]),
        (&[], "{exactly-one-of: [feature, bug]}", &["none-of-the-labels"]),
        (&[], "{one-of: [feature, bug]}", &["none-of-the-labels"]),
        (&[], "{one-of: [feature]}", &["label-missing"]),
        (&["feature"], "{required: [feature, bug, release]}", &["label-missing", "label-missing"]),
        (&["feature"], "{required: [feature], forbidden: [hold]}", &["has-labels", "free-of-labels"]),
        (&[], "{forbidden: [hold]}", &["free-of-labels"]),
        (&["HOLD"], "{forbidden: [hold]}", &["label-forbidden"]),
        (&["hold", "bug"], "{forbidden: [hold, bug]}", &["label-forbidden", "label-forbidden"]),
        (&["hold"], "{required: [bug], forbidden: [hold]}", &["label-missing", "label-forbidden"]),
        (&["area/ui"], "{required: [\"area/*\"]}", &["has-labels"]),
        (&["bug"], "{required: [\"area/*\"]}", &["label-missing"]),
        (&["Area/UI"], "{forbidden: [\"AREA/*\"]}", &["label-forbidden"]),
        (&["area/ui", "area/db"], "{exactly-one-of: [\"area/*\"]}", &["several-of-the-labels"]),
    ] {
        assert_eq!(codes_of(&pull_with(labels), &format!("labels: {yaml}")), wanted, "{labels:?} {yaml}");
    }
}

#[test]
fn a_label_that_the_repository_lacks_is_never_met() {
    for yaml in [
        "{required: [urgent]}",
        "{one-of: [feature, urgent]}",
        "{exactly-one-of: [feature, urgent]}",
        "{forbidden: [urgent]}",
        "{forbidden: [\"urgent/*\"]}",
        "{required: [feature], forbidden: [\"urgent/*\"]}",
    ] {
        let fixture = pull_with(&["feature"]);
        let node = fixture.judge(&format!("labels: {yaml}"));
        assert_eq!(node.outcome, Outcome::Unknown, "{yaml}");
        assert_eq!(fixture.judge(&format!("not: {{labels: {yaml}}}")).outcome, Outcome::Unknown, "{yaml}");
        assert!(node.findings.iter().any(|finding| finding.message.code == "no-such-label"), "{yaml}");
    }
    let findings = pull_with(&[]).findings("labels: {required: [featur]}");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].message.code, "no-such-label-but");
    assert_eq!(findings[0].fact("near"), Some(&Value::Code("feature".into())));
}

#[test]
fn a_label_that_is_not_there_is_met_under_not() {
    let fixture = pull_with(&["feature"]);
    assert_eq!(fixture.judge("not: {labels: {required: [hold]}}").outcome, Outcome::Met);
}

#[test]
fn who_took_a_label_off_is_named() {
    let mut fixture = pull_with(&[]);
    let removed = |name: &str, by: Option<&str>, time: &str| RemovedLabel {
        name: name.into(),
        by: by.map(Login::new),
        at: at(time),
    };
    fixture.pull(15).removed_labels = Fact::Known(List::all(vec![
        removed("feature", Some("maya-r"), "07:00"),
        removed("Feature", Some("hubot"), "07:30"),
        removed("bug", None, "07:40"),
    ]));
    let findings = fixture.findings("labels: {required: [feature, bug, hold]}");
    let seen: Vec<_> = findings.iter().map(|one| (one.message.code, one.fact("by").cloned())).collect();
    assert_eq!(
        seen,
        [
            ("label-taken-off", Some(Value::Person(Login::new("hubot")))),
            ("label-taken-off", Some(Value::Words("a deleted account"))),
            ("label-missing", None),
        ]
    );
    assert!(findings.iter().all(|finding| finding.who == [Who::Writers]));
}

#[test]
fn each_fact_that_is_not_known_holds() {
    let yaml = "labels: {one-of: [feature, bug], forbidden: [hold]}";
    assert_eq!(pull_with(&["feature"]).judge(yaml).outcome, Outcome::Met);
    let changes: [fn(&mut Fixture); 6] = [
        |f| f.pull(15).labels = Fact::NotCollected,
        |f| f.pull(15).labels = Fact::Unknown(Unknown::new(Reason::Forbidden)),
        |f| f.pull(15).labels = Fact::Known(List::new(vec!["feature".into()], 2)),
        |f| f.evidence.labels = Fact::NotCollected,
        |f| f.evidence.labels = Fact::Known(List::new(vec!["feature".into()], 200)),
        |f| f.evidence.pull_requests.clear(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut fixture = pull_with(&["feature"]);
        change(&mut fixture);
        assert_eq!(fixture.judge(yaml).outcome, Outcome::Unknown, "change {index}");
    }
    let mut fixture = pull_with(&[]);
    fixture.pull(15).labels = Fact::Known(List::new(vec!["hold".into()], 200));
    assert_eq!(codes_of(&fixture, yaml), ["unreadable", "label-forbidden"]);
}

#[test]
fn it_looks_at_the_right_item() {
    let mut fixture = Fixture::release();
    fixture.evidence.tracking_issues =
        Fact::Known(List::all(vec![Issue { labels: list(&["release", "bug"]), ..issue("") }]));
    fixture.pull(14).labels = list(&["feature"]);
    assert_eq!(codes_of(&fixture, "labels: {required: bug}"), ["has-labels"]);
    assert_eq!(codes_of(&fixture, "labels: {on: tracking-issue, required: bug}"), ["has-labels"]);
    let on_pull = "labels: {on: release-pull-request, required: feature}";
    assert_eq!(codes_of(&fixture, on_pull), ["no-way-to-the-release-pull-request"]);
    if let Some(candidate) = &mut fixture.candidate {
        candidate.on_pull_request = Some(14);
    }
    assert_eq!(codes_of(&fixture, on_pull), ["has-labels"]);
    fixture.evidence.tracking_issues = Fact::Known(List::all(Vec::new()));
    assert_eq!(codes_of(&fixture, "labels: {required: bug}"), ["no-tracking-issue"]);
}

#[test]
fn it_declares_what_it_needs() {
    let needs = |fixture: &Fixture, yaml: &str| fixture.read(yaml).unwrap().needs(&BTreeMap::new());
    let merge = needs(&Fixture::merge(), "labels: {required: bug}");
    assert!(merge.labels && merge.pull_requests.labels && merge.pull_requests.removed_labels);
    assert!(!merge.tracking_issue && !merge.release_pull_request);
    let issue = needs(&Fixture::release(), "labels: {required: bug}");
    assert!(issue.labels && issue.tracking_issue && !issue.pull_requests.labels);
    let release = needs(&Fixture::release(), "labels: {on: release-pull-request, required: bug}");
    assert!(release.labels && release.release_pull_request && release.pull_requests.labels);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let release = Fixture::release();
    for (yaml, wanted) in [
        ("labels: {}", "nothing-asked"),
        ("labels: {on: tracking-issue}", "nothing-asked"),
        ("labels: [bug]", "wrong-type"),
        ("labels: {required: []}", "empty-list"),
        ("labels: {required: [bug, Bug]}", "named-twice"),
        ("labels: {requires: [bug]}", "unknown-key"),
        ("labels: {required: [\"a**\"]}", "bad-text"),
        ("labels: {required: [bug], forbidden: [Bug]}", "contradiction"),
        ("labels: {one-of: [bug, feature], forbidden: [\"b*\"]}", "contradiction"),
        ("labels: {required: [bug, feature], exactly-one-of: [bug, feature]}", "contradiction"),
        ("labels: {required: [bug], one-of: [bug, feature]}", "no-effect"),
        ("labels: {required: [bug], on: pull-request}", "wrong-phase"),
        ("labels: {required: [bug], on: pull-requests}", "not-one-of"),
    ] {
        let problems = release.read(yaml).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|one| one.split(':').next().unwrap_or_default()).collect();
        assert_eq!(codes, [wanted], "{yaml}: {problems:?}");
    }
    for on in ["tracking-issue", "release-pull-request"] {
        let problems = Fixture::merge().read(&format!("labels: {{required: [bug], on: {on}}}")).unwrap_err();
        assert!(problems[0].starts_with("wrong-phase"), "{problems:?}");
    }
    assert!(Fixture::merge().read("labels: {required: [bug], on: pull-request}").is_ok());
}

#[test]
fn the_examples_are_valid_in_every_phase() {
    for example in Labels::EXAMPLE.split("---\n") {
        for fixture in [Fixture::merge(), Fixture::release()] {
            let tree = fixture.read(example).unwrap_or_else(|problems| panic!("{example}: {problems:?}"));
            assert!(matches!(tree.leaves().as_slice(), [Kind::Labels(_)]));
        }
    }
}
