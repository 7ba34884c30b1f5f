//! A GitHub with an older schema refuses a whole document for one field that it does not know. What depends on the field
//! is then unknown, with the version that it takes; all else is read, and nothing is let through by mistake.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::fields::{Field, LACKS, SCENES, Scene};
use crate::long::one_way;
use crate::run::{Ran, Run};
use crate::whole::{change, group, judge_change, judge_group, judge_release, release};

const MOST_REQUESTS: usize = 44;

type Judge = fn(&Fake, &[&str]) -> Run;

/// Judges on a GitHub that does not know this. It must end soon, whatever it comes to.
fn judged(fake: &Fake, judge: Judge, what: &Value) -> Ran {
    fake.clear_log();
    fake.never_heard_of(what);
    let ran = judge(fake, &["--timeout", "30s"]).go();
    fake.restore_fields();
    assert!(matches!(ran.code, Some(0..=2)), "{what}: {}{}", ran.out, ran.err);
    assert!(fake.log().len() <= MOST_REQUESTS, "{what}: {} requests", fake.log().len());
    ran
}

fn named((kind, name): &Field) -> Value {
    json!({"type": kind, "field": name})
}

/// Two at a time.
fn each<T: Sync>(items: &[T], act: impl Fn(&T) + Sync) {
    thread::scope(|scope| {
        for half in items.chunks(items.len().div_ceil(2).max(1)) {
            scope.spawn(|| half.iter().for_each(&act));
        }
    });
}

/// Whether a field says who edited a comment. Of these edits evidence keeps whether they were read, and not why not: the
/// report says that they were not, and to sign again.
fn is_of_edits((kind, name): &Field) -> bool {
    let fields = ["IssueComment.includesCreatedEdit", "IssueComment.userContentEdits", "Query.nodes"];
    fields.contains(&format!("{kind}.{name}").as_str())
}

#[test]
fn what_is_ready_is_a_go_or_says_what_is_not_known() {
    let scenes =
        [Scene { world: release, judge: judge_release }, Scene { world: change, judge: judge_change }];
    let silent = Mutex::new(Vec::new());
    let scenes: Vec<_> = scenes.iter().enumerate().collect();
    each(&scenes, |(row, scene)| {
        let fake = (scene.world)();
        // Every GraphQL server knows `__typename`.
        let fields = scene.fields().into_iter().filter(|(_, name)| name != "__typename");
        for (_, field) in fields.enumerate().filter(|(column, _)| one_way(*row, *column, 0)) {
            let ran = judged(&fake, scene.judge, &named(&field));
            let said =
                if is_of_edits(&field) { "not all edits of the comment were read" } else { "does not know" };
            if ran.code != Some(0) && !one_line(&ran).contains(said) {
                silent.lock().unwrap().push(format!("{field:?}: {}{}", ran.out, ran.err));
            }
        }
    });
    let silent = silent.into_inner().unwrap();
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

fn one_line(ran: &Ran) -> String {
    format!("{}{}", ran.out, ran.err).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_lacks_something_is_never_let_through() {
    // Each field where it is first asked for. Those of a release and of a change are tried where they show what is wrong.
    let mut seen: BTreeSet<Field> = BTreeSet::new();
    for (world, judge) in [(release as fn() -> Fake, judge_release as Judge), (change, judge_change)] {
        seen.extend(Scene { world, judge }.fields());
    }
    let before = seen.len();
    let worlds: Vec<(&Scene, Vec<Field>)> = SCENES
        .iter()
        .map(|scene| (scene, scene.fields().into_iter().filter(|field| seen.insert(field.clone())).collect()))
        .collect();
    assert!(before > 150 && seen.len() > 190 && seen.len() > before, "{before}, {}", seen.len());
    each(&worlds, |(scene, fields)| {
        let fake = (scene.world)();
        for field in fields {
            let ran = judged(&fake, scene.judge, &named(field));
            assert!(matches!(ran.code, Some(1 | 2)), "{field:?}: {}", ran.out);
        }
    });
}

#[test]
fn what_is_wrong_stays_wrong_when_a_field_is_not_known() {
    let fields = Scene { world: LACKS[0].world, judge: LACKS[0].judge }.fields();
    let lacks: Vec<_> = LACKS.iter().enumerate().collect();
    each(&lacks, |(row, lack)| {
        let fake = (lack.world)();
        fake.patch(serde_json::from_str(lack.deeds).unwrap());
        let shown_by = fields.iter().filter(|field| lack.is_shown_by(field));
        for (_, field) in shown_by.enumerate().filter(|(column, _)| one_way(*row, *column, 1)) {
            let ran = judged(&fake, lack.judge, &named(field));
            assert!(matches!(ran.code, Some(1 | 2)), "{} and without {field:?}: {}", lack.deeds, ran.out);
        }
    });
}

#[test]
fn an_argument_or_a_type_that_is_not_known_is_no_wider_question() {
    for what in [
        json!({"type": "PullRequest", "field": "timelineItems", "argument": "itemTypes"}),
        json!({"type": "Repository", "field": "pullRequests", "argument": "labels"}),
        json!({"type": "Repository", "field": "milestones", "argument": "states"}),
        json!({"type": "Team", "field": "members", "argument": "membership"}),
        json!({"type": "Repository", "field": "issues", "argument": "labels"}),
        json!({"type": "RequiredStatusChecksParameters"}),
        json!({"type": "HeadRefForcePushedEvent"}),
        json!({"type": "CheckRun"}),
        json!({"type": "StatusContext"}),
        json!({"type": "Commit"}),
        json!({"type": "Blob"}),
    ] {
        let ran = judged(&release(), judge_release, &what);
        assert!(one_line(&ran).contains("does not know"), "{what}: {}{}", ran.out, ran.err);
        assert!(matches!(ran.code, Some(1 | 2)), "{what}: {}", ran.out);
    }
}

#[test]
fn only_what_needs_the_field_is_unknown() {
    let fake = release();
    fake.patch(json!({"version": "3.8.2"}));
    for ((kind, name), titles) in [
        (("Ref", "rules"), &["Required checks (`required`)"][..]),
        (("Repository", "vulnerabilityAlerts"), &["No grave alerts (`alerts`)"]),
        (("Repository", "hasVulnerabilityAlertsEnabled"), &["No grave alerts (`alerts`)"]),
        (("Repository", "label"), &["No open blocker (`blockers`)"]),
        (("Label", "issues"), &["No open blocker (`blockers`)"]),
        (("Issue", "stateReason"), &["No open blocker (`blockers`)"]),
        (
            ("Repository", "releases"),
            &["Build artifacts generated (`artifacts`)", "The notes are written (`noted`)"],
        ),
        (("Release", "releaseAssets"), &["Build artifacts generated (`artifacts`)"]),
        (("TreeEntry", "mode"), &["The files are in order (`files`)", "The version is one (`numbers`)"]),
        (("Commit", "signature"), &["Commits are signed (`commits`)"]),
    ] {
        let ran = judged(&fake, judge_release, &json!({"type": kind, "field": name}));
        let said = one_line(&ran);
        assert_eq!(ran.code, Some(1), "{kind}.{name}: {}", ran.out);
        let counted = format!("{} unknown · 2 waived · {} met", titles.len(), 29 - titles.len());
        assert!(said.contains(&counted), "{kind}.{name}: {}", ran.out);
        for title in titles {
            assert!(said.contains(&format!("? unknown {title}")), "{kind}.{name}: {}", ran.out);
        }
        let lacks = format!("Enterprise Server 3.8.2 does not know {kind}.{name}, which takes");
        assert!(said.contains(&lacks), "{kind}.{name}: {}", ran.out);
        assert!(
            said.contains("-> update this GitHub, or take the requirement out of the policy"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn a_merge_queue_that_is_not_known_holds_its_group() {
    let fake = group();
    fake.patch(json!({"version": "3.9.2"}));
    let ran = judged(&fake, judge_group, &json!({"type": "Repository", "field": "mergeQueue"}));
    let lacks =
        "Enterprise Server 3.9.2 does not know Repository.mergeQueue, which takes a version after 3.9";
    assert!(one_line(&ran).contains(lacks), "{}{}", ran.out, ran.err);
    assert!(matches!(ran.code, Some(1 | 2)), "{}{}", ran.out, ran.err);
}

#[test]
fn each_document_is_refused_at_most_once() {
    let fake = release();
    fake.clear_log();
    judge_release(&fake, &[]).go().ended(0);
    let usual = fake.log().len();
    judged(&fake, judge_release, &json!({"type": "WorkflowRun", "field": "file"}));
    let more = fake.log().len() - usual;
    assert!(more <= 3, "{more} more requests than {usual}");
}
