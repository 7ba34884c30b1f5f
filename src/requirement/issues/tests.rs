use proptest::prelude::*;

use super::*;
use crate::evidence::issue::ListedIssue;
use crate::evidence::{Fact, LabelIssues, List, MilestoneIssues, Reason, Unknown};
use crate::requirement::fixture::{Fixture, at};
use crate::requirement::told::told;
use crate::verdict::{Outcome, Value};

fn issue(number: u64, open: bool, labels: &[&str], milestone: Option<u64>) -> ListedIssue {
    ListedIssue {
        number,
        title: format!("Issue {number}"),
        url: format!("https://github.com/octoacme/shop/issues/{number}"),
        created_at: at("07:00"),
        sorted_at: Fact::Known(None),
        open,
        dropped: false,
        labels: names(labels),
        milestone,
    }
}

fn names(labels: &[&str]) -> Fact<List<String>> {
    Fact::Known(List::all(labels.iter().map(ToString::to_string).collect()))
}

/// v1.4.0, with these issues. The repository has the labels feature, bug, hold, release, blocker, critical.
fn with(issues: &[ListedIssue]) -> Fixture {
    let mut fixture = Fixture::release();
    let all = ["feature", "bug", "hold", "release", "blocker", "critical"];
    fixture.evidence.labels = names(&all);
    let of = |label: &str| {
        let has = |issue: &&ListedIssue| issue.labels.seen().iter().any(|one| one == label);
        let open = issues.iter().filter(|issue| issue.open).filter(has).cloned().collect();
        LabelIssues { label: label.into(), open: Fact::Known(Some(List::all(open))) }
    };
    fixture.evidence.label_issues = all.iter().map(|label| of(label)).collect();
    let in_milestone = issues.iter().filter(|issue| issue.milestone == Some(4)).cloned().collect();
    fixture.evidence.milestone_issues =
        Fact::Known(MilestoneIssues { milestone: 4, issues: List::all(in_milestone) });
    fixture
}

fn codes(fixture: &Fixture, yaml: &str) -> Vec<&'static str> {
    fixture.findings(&format!("issues: {yaml}")).iter().map(|finding| finding.message.code).collect()
}

const BLOCKERS: &str = "{none-open: {any-of: [blocker, hold]}}";
const BOTH: &str = "{none-open: {all-of: [bug, critical]}}";
const MILESTONE: &str = "{all-closed: {in: milestone}}";

#[test]
fn open_issues_with_the_labels_hold() {
    let open = |labels: &[&str]| [issue(1, true, labels, None)];
    for (issues, yaml, wanted) in [
        (&[][..], BLOCKERS, &["none-open"][..]),
        (&open(&["bug"]), BLOCKERS, &["none-open"]),
        (&[issue(1, false, &["blocker"], None)], BLOCKERS, &["none-open"]),
        (&open(&["blocker"]), BLOCKERS, &["issue-open"]),
        (&open(&["blocker", "hold"]), BLOCKERS, &["issue-open"]),
        (
            &[issue(1, true, &["blocker"], None), issue(2, true, &["hold"], None)],
            BLOCKERS,
            &["issue-open", "issue-open"],
        ),
        (&open(&["bug"]), BOTH, &["none-open"]),
        (&open(&["critical"]), BOTH, &["none-open"]),
        (&open(&["bug", "critical"]), BOTH, &["issue-open"]),
        (&open(&["bug", "Critical"]), BOTH, &["issue-open"]),
        (
            &open(&["blocker", "bug"]),
            "{none-open: {any-of: [blocker], except: [bug]}}",
            &["none-open", "issues-excepted"],
        ),
        (&open(&["blocker"]), "{none-open: {any-of: [blocker], in: milestone}}", &["none-open"]),
        (
            &[issue(1, true, &["blocker"], Some(4))],
            "{none-open: {any-of: [blocker], in: milestone}}",
            &["issue-open"],
        ),
        (
            &[issue(1, true, &["blocker"], Some(5))],
            "{none-open: {any-of: [blocker], in: milestone}}",
            &["none-open"],
        ),
        // The tracking issue is issue 40.
        (&[issue(40, true, &["blocker"], None)], BLOCKERS, &["none-open", "tracking-issue-left-out"]),
    ] {
        assert_eq!(codes(&with(issues), yaml), wanted, "{issues:?} {yaml}");
    }
}

#[test]
fn the_issues_of_the_milestone_must_be_closed() {
    let closed = |number| issue(number, false, &[], Some(4));
    for (issues, yaml, wanted) in [
        (&[closed(1), closed(2)][..], MILESTONE, &["all-closed"][..]),
        (&[closed(1), issue(2, true, &[], Some(4))], MILESTONE, &["milestone-issue-open"]),
        (&[closed(1), issue(2, true, &[], Some(5))], MILESTONE, &["all-closed"]),
        (&[ListedIssue { dropped: true, ..closed(1) }], MILESTONE, &["all-closed"]),
        (&[], MILESTONE, &["no-issues"]),
        (&[issue(40, true, &["release"], Some(4))], MILESTONE, &["no-issues", "tracking-issue-left-out"]),
        (&[closed(1), issue(40, true, &[], Some(4))], MILESTONE, &["all-closed", "tracking-issue-left-out"]),
        (
            &[closed(1), issue(2, true, &["hold"], Some(4))],
            "{all-closed: {in: milestone, except: [hold]}}",
            &["all-closed", "issues-excepted"],
        ),
        (
            &[issue(2, true, &["hold"], Some(4))],
            "{all-closed: {in: milestone, except: [hold]}}",
            &["no-issues", "issues-excepted"],
        ),
        (
            &[closed(1), issue(2, true, &["bug"], Some(4))],
            "{all-closed: {in: milestone, any-of: [bug]}}",
            &["milestone-issue-open"],
        ),
        (
            &[closed(1), issue(2, true, &["bug"], Some(4))],
            "{all-closed: {in: milestone, any-of: [hold]}}",
            &["no-issues"],
        ),
        (
            &[issue(2, true, &["blocker"], Some(4))],
            "{none-open: {any-of: [blocker]}, all-closed: {in: milestone}}",
            &["issue-open", "milestone-issue-open"],
        ),
    ] {
        assert_eq!(codes(&with(issues), yaml), wanted, "{issues:?} {yaml}");
    }
    let nothing = with(&[]);
    assert_eq!(nothing.judge(&format!("issues: {MILESTONE}")).outcome, Outcome::Unmet);
    assert_eq!(nothing.judge(&format!("not: {{issues: {MILESTONE}}}")).outcome, Outcome::Unknown);
}

#[test]
fn a_label_that_the_repository_lacks_is_never_met() {
    let missing = |label: &str| LabelIssues { label: label.into(), open: Fact::Known(None) };
    let mut fixture = with(&[issue(1, false, &[], Some(4))]);
    fixture.evidence.label_issues.extend([missing("blokcer"), missing("urgent")]);
    for (yaml, wanted) in [
        ("{none-open: {any-of: [blokcer]}}", "no-such-label-but"),
        ("{none-open: {any-of: [urgent]}}", "no-such-label"),
        ("{none-open: {any-of: [blocker, urgent]}}", "no-such-label"),
        ("{none-open: {all-of: [bug, urgent]}}", "no-such-label"),
        ("{none-open: {all-of: [urgent, bug]}}", "no-such-label"),
        ("{none-open: {any-of: [blocker], except: [urgent]}}", "no-such-label"),
        ("{all-closed: {in: milestone, any-of: [urgent]}}", "no-such-label"),
        ("{all-closed: {in: milestone, except: [urgent]}}", "no-such-label"),
    ] {
        assert_eq!(codes(&fixture, yaml), [wanted], "{yaml}");
        assert_eq!(fixture.judge(&format!("issues: {yaml}")).outcome, Outcome::Unknown, "{yaml}");
        assert_eq!(fixture.judge(&format!("not: {{issues: {yaml}}}")).outcome, Outcome::Unknown, "{yaml}");
    }
    let findings = fixture.findings("issues: {none-open: {any-of: [blokcer]}}");
    assert_eq!(findings[0].fact("near"), Some(&Value::Code("blocker".into())));
    // What is there is named all the same.
    let mut fixture = with(&[issue(1, true, &["blocker"], None)]);
    fixture.evidence.label_issues.push(missing("urgent"));
    assert_eq!(codes(&fixture, "{none-open: {any-of: [blocker, urgent]}}"), ["no-such-label", "issue-open"]);
    // A label that is in the list but was not shown by its name.
    let mut fixture = with(&[]);
    fixture.evidence.label_issues = vec![missing("blocker")];
    assert_eq!(codes(&fixture, "{none-open: {any-of: [blocker]}}"), ["unreadable"]);
}

#[test]
fn each_fact_that_is_not_known_holds() {
    const YAML: &str =
        "issues: {none-open: {any-of: [blocker], except: [bug]}, all-closed: {in: milestone, except: [bug]}}";
    let world = || {
        let mut world = with(&[issue(1, false, &[], Some(4)), issue(2, true, &["blocker", "bug"], Some(4))]);
        world.evidence.label_issues.retain(|one| one.label == "blocker");
        world
    };
    assert_eq!(world().judge(YAML).outcome, Outcome::Met);
    let changes: [fn(&mut Fixture); 14] = [
        |f| f.evidence.opening.milestones = Fact::Unknown(Unknown::new(Reason::Forbidden)),
        |f| f.evidence.label_issues.clear(),
        |f| f.evidence.label_issues.iter_mut().for_each(|one| one.open = Fact::NotCollected),
        |f| f.evidence.label_issues.iter_mut().for_each(|one| one.open = Fact::Known(None)),
        |f| {
            f.evidence
                .label_issues
                .iter_mut()
                .for_each(|one| one.open = Fact::Known(Some(List::new(vec![], 1))))
        },
        |f| f.evidence.labels = Fact::NotCollected,
        |f| f.evidence.labels = Fact::Known(List::new(vec!["bug".into()], 2)),
        |f| f.evidence.labels = Fact::Known(List::all(vec!["blocker".into()])),
        |f| f.evidence.milestone_issues = Fact::NotCollected,
        |f| f.evidence.milestone_issues = Fact::Unknown(Unknown::new(Reason::Forbidden)),
        |f| milestone_issues(f).milestone = 5,
        |f| milestone_issues(f).issues = List::new(vec![issue(1, false, &[], Some(4))], 2),
        |f| {
            milestone_issues(f).issues =
                List::all(vec![unread_labels(2, true), issue(1, false, &[], Some(4))])
        },
        |f| f.candidate.as_mut().unwrap().milestones.clear(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut fixture = world();
        change(&mut fixture);
        assert_eq!(fixture.judge(YAML).outcome, Outcome::Unknown, "change {index}");
        assert_eq!(fixture.judge(&format!("not: {{{YAML}}}")).outcome, Outcome::Unknown, "change {index}");
    }
}

fn milestone_issues(fixture: &mut Fixture) -> &mut MilestoneIssues {
    match &mut fixture.evidence.milestone_issues {
        Fact::Known(known) => known,
        _ => panic!("they are known"),
    }
}

fn unread_labels(number: u64, open: bool) -> ListedIssue {
    ListedIssue { labels: Fact::Known(List::new(vec![], 1)), ..issue(number, open, &[], Some(4)) }
}

#[test]
fn two_milestones_of_one_name_are_no_milestone() {
    let mut fixture = with(&[issue(1, false, &[], Some(4))]);
    let milestones = &mut fixture.candidate.as_mut().unwrap().milestones;
    milestones.push(milestones[0].clone());
    assert_eq!(codes(&fixture, MILESTONE), ["milestone-not-known"]);
    assert_eq!(codes(&fixture, "{none-open: {any-of: [blocker], in: milestone}}"), ["milestone-not-known"]);
}

/// If it is not known which issue is the tracking issue, the only open one may be it.
#[test]
fn an_unknown_tracking_issue_is_not_left_out_and_does_not_turn_the_outcome() {
    let mut fixture = with(&[issue(40, true, &["blocker"], Some(4))]);
    fixture.evidence.tracking_issues = Fact::Unknown(Unknown::new(Reason::TimedOut));
    assert_eq!(codes(&fixture, BLOCKERS), ["unreadable"]);
    let mut fixture = with(&[issue(40, false, &[], Some(4))]);
    fixture.evidence.tracking_issues = Fact::Unknown(Unknown::new(Reason::TimedOut));
    assert_eq!(codes(&fixture, MILESTONE), ["unreadable"]);
    let mut fixture = with(&[issue(40, true, &["blocker"], None), issue(41, true, &["hold"], None)]);
    fixture.evidence.tracking_issues = Fact::Unknown(Unknown::new(Reason::TimedOut));
    assert_eq!(codes(&fixture, BLOCKERS), ["issue-open", "issue-open"]);
}

#[test]
fn before_a_merge_the_whole_repository_counts() {
    let mut fixture = with(&[issue(40, true, &["blocker"], None)]);
    fixture.candidate = None;
    assert_eq!(codes(&fixture, BLOCKERS), ["issue-open"]);
    for yaml in [
        "{all-closed: {in: milestone}}",
        "{none-open: {any-of: [blocker], in: milestone}}",
        "{none-open: {any-of: [blocker]}, all-closed: {in: milestone}}",
    ] {
        let problems = fixture.read(&format!("issues: {yaml}")).unwrap_err();
        assert!(problems.iter().any(|one| one.starts_with("release-wide")), "{yaml}: {problems:?}");
    }
    let needs = fixture.read(&format!("issues: {BLOCKERS}")).unwrap().needs(&BTreeMap::new());
    assert!(!needs.tracking_issue);
}

#[test]
fn many_open_issues_are_named_up_to_a_bound() {
    let issues: Vec<ListedIssue> =
        (101..=175).map(|number| issue(number, true, &["blocker"], None)).collect();
    let findings = with(&issues).findings("issues: {none-open: {any-of: [blocker]}}");
    assert_eq!(findings.len(), 11);
    assert_eq!(findings[10].fact("count"), Some(&Value::Number(65)));
    let Some(Value::Threads(numbers)) = findings[10].fact("issues") else { panic!("no numbers") };
    assert_eq!((numbers.first(), numbers.len()), (Some(&111), 50));
}

#[test]
fn it_declares_what_it_needs() {
    let needs =
        |yaml: &str| Fixture::release().read(&format!("issues: {yaml}")).unwrap().needs(&BTreeMap::new());
    let blockers = needs(BLOCKERS);
    assert_eq!(blockers.label_issues, ["blocker".to_owned(), "hold".to_owned()].into());
    assert!(blockers.labels && blockers.tracking_issue && !blockers.milestone_issues);
    assert_eq!(needs(BOTH).label_issues, ["bug".to_owned()].into());
    let milestone = needs(MILESTONE);
    assert!(milestone.milestone_issues && !milestone.labels && milestone.label_issues.is_empty());
    assert!(needs("{all-closed: {in: milestone, except: [later]}}").labels);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (yaml, wanted) in [
        ("{}", "nothing-asked"),
        ("[blocker]", "wrong-type"),
        ("{none-open: {}}", "nothing-asked"),
        ("{none-open: {in: milestone}}", "nothing-asked"),
        ("{none-open: {except: [later]}}", "nothing-asked"),
        ("{none-open: [blocker]}", "wrong-type"),
        ("{none-open: {labels: [blocker]}}", "unknown-key"),
        ("{none-open: {any-of: []}}", "empty-list"),
        ("{none-open: {any-of: [bug, Bug]}}", "named-twice"),
        ("{none-open: {any-of: [bug], all-of: [hold, blocker]}}", "contradiction"),
        ("{none-open: {all-of: [bug]}}", "no-effect"),
        ("{none-open: {any-of: [bug], except: [BUG]}}", "contradiction"),
        ("{none-open: {any-of: [bug], in: release}}", "not-one-of"),
        ("{none-open: {any-of: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]}}", "bad-text"),
        ("{all-closed: {}}", "missing-key"),
        ("{all-closed: milestone}", "wrong-type"),
        ("{all-closed: {in: milestone, any-of: [bug], all-of: [hold, blocker]}}", "contradiction"),
        ("{open: none}", "unknown-key"),
    ] {
        let problems = Fixture::release().read(&format!("issues: {yaml}")).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|one| one.split(':').next().unwrap_or_default()).collect();
        assert_eq!(codes, [wanted], "{yaml}: {problems:?}");
    }
}

#[test]
fn the_examples_are_valid() {
    for example in Issues::EXAMPLE.split("---\n") {
        Fixture::release().read(example).unwrap_or_else(|problems| panic!("{example}: {problems:?}"));
    }
}

#[test]
fn it_tells_what_stands_in_the_way() {
    let fixture = with(&[
        issue(1, true, &["blocker"], None),
        issue(2, true, &["bug"], Some(4)),
        ListedIssue { dropped: true, ..issue(3, false, &[], Some(4)) },
        issue(40, true, &["release"], Some(4)),
    ]);
    let yaml = "issues: {none-open: {any-of: [blocker, hold]}, all-closed: {in: milestone}}";
    insta::assert_snapshot!(told(&fixture.findings(yaml)).join("\n"), @"
    unmet issue-open: #1 is open, and is labelled `blocker` => settle #1 and close it, or take the label off if it does not belong there [writers]
    unmet milestone-issue-open: #2 of the milestone v1.4.0 is open => finish #2 and close it, or move it to another milestone [writers]
    met tracking-issue-left-out: #40 is left out: it is the tracking issue, which stays open until the release is done
    ");
    let yaml = "issues: {none-open: {all-of: [bug, critical]}, all-closed: {in: milestone, except: [bug]}}";
    insta::assert_snapshot!(told(&fixture.findings(yaml)).join("\n"), @"
    met none-open: no open issue has all of the labels `bug` `critical`
    met all-closed: 1 issue of the milestone v1.4.0, all closed (1 as not planned or as a duplicate)
    met tracking-issue-left-out: #40 is left out: it is the tracking issue, which stays open until the release is done
    met issues-excepted: open, and let in for one of the labels `bug`: #2
    ");
}

/// Nothing that is taken from the evidence makes a requirement met that was not.
#[derive(Debug, Clone)]
enum Loss {
    Labels,
    LabelList,
    LabelIssues(usize),
    ShortLabelIssues(usize),
    Milestone,
    ShortMilestone,
    Tracking,
    LabelsOfIssues,
}

fn lose(fixture: &mut Fixture, loss: &Loss) {
    let gone = || Unknown::new(Reason::TimedOut);
    let evidence = &mut fixture.evidence;
    match loss {
        Loss::Labels => evidence.labels = Fact::Unknown(gone()),
        Loss::LabelList => evidence.label_issues.clear(),
        Loss::LabelIssues(at) => {
            evidence
                .label_issues
                .iter_mut()
                .skip(*at)
                .take(1)
                .for_each(|one| one.open = Fact::Unknown(gone()));
        }
        Loss::ShortLabelIssues(at) => {
            for one in evidence.label_issues.iter_mut().skip(*at).take(1) {
                if let Fact::Known(Some(list)) = &one.open {
                    one.open = Fact::Known(Some(List::new(Vec::new(), list.total())));
                }
            }
        }
        Loss::Milestone => evidence.milestone_issues = Fact::NotCollected,
        Loss::ShortMilestone => {
            let read = milestone_issues(fixture);
            let rest = read.issues.seen().iter().skip(1).cloned().collect();
            read.issues = List::new(rest, read.issues.total());
        }
        Loss::Tracking => evidence.tracking_issues = Fact::NotCollected,
        Loss::LabelsOfIssues => {
            for one in &mut evidence.label_issues {
                if let Fact::Known(Some(list)) = &one.open {
                    let blind = list
                        .seen()
                        .iter()
                        .cloned()
                        .map(|one| ListedIssue { labels: Fact::Unknown(gone()), ..one });
                    one.open = Fact::Known(Some(List::new(blind.collect(), list.total())));
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn taking_evidence_away_never_meets_anything(
        issues in prop::collection::vec((1_u64..5, any::<bool>(), prop::sample::subsequence(vec!["bug", "blocker", "hold", "critical"], 0..4), prop::option::of(4_u64..6)), 0..4),
        loss in prop_oneof![
            Just(Loss::Labels), Just(Loss::LabelList), (0_usize..6).prop_map(Loss::LabelIssues),
            (0_usize..6).prop_map(Loss::ShortLabelIssues), Just(Loss::Milestone), Just(Loss::ShortMilestone),
            Just(Loss::Tracking), Just(Loss::LabelsOfIssues),
        ],
        yaml in prop::sample::select(vec![
            BLOCKERS, BOTH, MILESTONE, "{none-open: {any-of: [blocker], except: [bug]}}",
            "{all-closed: {in: milestone, except: [hold]}}", "{none-open: {any-of: [hold], in: milestone}}",
        ]),
        negated: bool,
    ) {
        let mut numbers = std::collections::BTreeSet::new();
        let issues: Vec<ListedIssue> = issues
            .into_iter()
            .filter(|(number, ..)| numbers.insert(*number))
            .map(|(number, open, labels, milestone)| issue(number + 37, open, &labels, milestone))
            .collect();
        let yaml = if negated { format!("not: {{issues: {yaml}}}") } else { format!("issues: {yaml}") };
        let mut fixture = with(&issues);
        let before = fixture.judge(&yaml).outcome;
        lose(&mut fixture, &loss);
        let after = fixture.judge(&yaml).outcome;
        prop_assert!(after != Outcome::Met || before == Outcome::Met, "{before:?} became {after:?}");
    }
}
