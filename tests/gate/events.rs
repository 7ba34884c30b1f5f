//! Every event, as docs/events.md says: the table there is read and tried. The payloads in `events/` are short and are held
//! against GitHub's published webhooks by `tests/github/test/events.test.mjs`.

use std::collections::BTreeMap;

use holdpoint::report::UNJUDGED_EVENTS;
use serde_json::{Map, Value, json};

use crate::check::POLICY;
use crate::fake::Fake;
use crate::run::{Ran, Run};

const DOCS: &str = include_str!("../../docs/events.md");

/// The queue's branch at the merge group of pull request 38 alone.
const GROUP: &str = "gh-readonly-queue/main/pr-38-m5";

/// A payload of `events/`, with the tips of branches in the places of `@BRANCH`.
fn payload(fake: &Fake, name: &str) -> String {
    let path = format!("{}/tests/gate/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut value: Value = serde_json::from_str(&text).unwrap();
    fill(fake, &mut value);
    value.to_string()
}

fn fill(fake: &Fake, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(branch) = text.strip_prefix('@') {
                *text = fake.tip(branch);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(fake, item)),
        Value::Object(map) => map.values_mut().for_each(|item| fill(fake, item)),
        _ => {}
    }
}

/// v1.4.0 of the shop, ready; pull request 38 in the merge queue of main, alone; and a branch `older`, one commit behind main.
fn shop() -> Fake {
    shop_by(POLICY)
}

fn shop_by(policy: &str) -> Fake {
    let fake = Fake::shop(policy);
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"g1": {
            "message": "Search by name (#38)", "author": "lina-p", "date": "2026-03-01T12:00:00Z", "parents": ["m5"],
            "files": {"web/search.js": "export const search = () => [];\n"},
        }},
        "branches": {"older": "m4", GROUP: "g1"},
        "mergeQueues": {"main": [{"number": 38, "head": "g1", "base": "m5"}]},
    }}}));
    fake
}

/// The gate in a workflow. `GITHUB_SHA` is a commit that is on no branch of releases, unless the variables say otherwise.
fn run(fake: &Fake, event: &str, name: &str, variables: &[(&str, &str)]) -> Ran {
    let sha = fake.tip("search");
    let all = [&[("GITHUB_SHA", sha.as_str()), ("GITHUB_REF", "refs/heads/main")], variables].concat();
    let arguments = ["check", "--comment", "--check-run", "--format", "json"];
    Run::action(fake, event, &payload(fake, name), &all).with(&arguments).go()
}

fn document(ran: &Ran) -> Value {
    let (_, text) = ran.out.split_once("{\n").unwrap_or_else(|| panic!("{}{}", ran.out, ran.err));
    let text = format!("{{{text}");
    let mut documents = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    documents.next().unwrap().unwrap()
}

/// The rows of the first table behind a text.
fn rows(after: &str) -> Vec<Vec<&'static str>> {
    let rest = DOCS.split_once(after).unwrap().1;
    let table =
        rest.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    table.skip(2).map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// An event, its payload, and what the runner sets for it.
type Started = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// The events that a row of the table names, each with its payload and what the runner sets for it.
fn events(cell: &str) -> Vec<Started> {
    let one = |name: &str| -> Started {
        match name {
            "`pull_request`" => ("pull_request", "pull_request.opened", &[]),
            "`pull_request_target`" => ("pull_request_target", "pull_request.opened", &[]),
            "`pull_request_review`" => ("pull_request_review", "pull_request_review.submitted", &[]),
            "`pull_request_review_comment`" => {
                ("pull_request_review_comment", "pull_request_review_comment.created", &[])
            }
            "`issue_comment` on a pull request" => ("issue_comment", "issue_comment.created.pull", &[]),
            "`merge_group`" => ("merge_group", "merge_group.checks_requested", &[]),
            "`issue_comment` on an issue" => ("issue_comment", "issue_comment.created", &[]),
            "`issues`" => ("issues", "issues.edited", &[]),
            "`push` of a tag" => ("push", "push.tag", &[]),
            "`push` of a branch" => ("push", "push", &[]),
            "`release`" => ("release", "release.published", &[]),
            "`workflow_dispatch` on a branch" => ("workflow_dispatch", "workflow_dispatch", &[]),
            "`workflow_dispatch` on a tag" => {
                ("workflow_dispatch", "workflow_dispatch", &[("GITHUB_REF", "refs/tags/v1.4.0")])
            }
            "`schedule`" => ("schedule", "schedule", &[]),
            "`repository_dispatch`" => ("repository_dispatch", "repository_dispatch", &[]),
            "`workflow_run`" => ("workflow_run", "workflow_run.completed", &[]),
            "`check_suite`" => ("check_suite", "check_suite.completed", &[]),
            "`check_run`" => ("check_run", "check_run.completed", &[]),
            "`status`" => ("status", "status", &[]),
            "`deployment_status`" => ("deployment_status", "deployment_status.created", &[]),
            "`deployment`" => ("deployment", "deployment.created", &[("GITHUB_REF", "")]),
            other => panic!("docs/events.md names {other}, and nobody tries it"),
        }
    };
    cell.split(", ").map(one).collect()
}

/// The branch whose tip a cell of the table means here.
fn tip_of(cell: &str) -> &'static str {
    match cell {
        "the pull request's head in the event, never `GITHUB_SHA`" | "the pull request's head, read live" => {
            "search"
        }
        "the commit that the queue made, in the event" => GROUP,
        "with the tracking issue: the tip of the default branch, read live" => "main",
        "the commit at the end of the tag, read live" => "main",
        "the pushed tip, in the event"
        | "`GITHUB_SHA`"
        | "the commit in the event, which must be on a branch of releases" => "older",
        other => panic!("what is {other}?"),
    }
}

fn phase_of(cell: &str) -> &'static str {
    match cell {
        "the one that holds merges" => "pull-request",
        "the one of the release" => "pre-release",
        "the one that holds a deployment; if none does, the one of the release" => "rollout",
        other => panic!("which phase is {other}?"),
    }
}

/// The issues and pull requests on which holdpoint has commented.
fn commented(fake: &Fake) -> Vec<u64> {
    let has =
        |number: &u64| fake.comments(*number).iter().any(|(_, body)| body.starts_with("<!-- holdpoint:"));
    [38, 40].into_iter().filter(has).collect()
}

#[test]
fn each_row_of_the_table_is_true() {
    let mut tried = 0;
    for row in rows("by its own.") {
        let [names, commit, phase, comment] = row.as_slice() else { panic!("{row:?}") };
        if *names == "none: in a terminal" {
            continue;
        }
        for (event, name, variables) in events(names) {
            // With a second phase of the release where the event may choose between them.
            let rollout = if event == "deployment" { ROLLOUT } else { "" };
            let fake = shop_by(&format!("{POLICY}{rollout}"));
            if names.contains("tag") {
                fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "main", "by": "mona"}));
            }
            let older = fake.tip("older");
            let sha =
                if *commit == "`GITHUB_SHA`" { vec![("GITHUB_SHA", older.as_str())] } else { Vec::new() };
            let ran = run(&fake, event, name, &[variables, &sha].concat());
            let told = format!("{event}: {}{}", ran.out, ran.err);
            assert!(matches!(ran.code, Some(0 | 1)), "{told}");
            let judged = document(&ran);
            let wanted = fake.tip(tip_of(commit));
            assert_eq!(judged["subject"]["commit"], wanted, "{told}");
            assert_eq!(judged["phase"], phase_of(phase), "{told}");
            let target: &[u64] = match *comment {
                "on the pull request" => &[38],
                "on the tracking issue" => &[40],
                "none" => &[],
                other => panic!("where is {other}?"),
            };
            assert_eq!(commented(&fake), target, "{told}");
            for branch in ["main", "older", "search", GROUP] {
                let tip = fake.tip(branch);
                let ours = |run: &Value| run["name"].as_str().unwrap().starts_with("holdpoint / ");
                assert_eq!(
                    fake.check_runs(&tip).iter().any(ours),
                    tip == wanted,
                    "check run on {branch}: {told}"
                );
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 21);
}

const ROLLOUT: &str = "
  rollout:
    holds: deployment
    requirements:
      - {id: owner, title: Rollback owner, require: {field: {is: text}}}
";

#[test]
fn what_it_does_not_judge_is_refused_with_the_sentence_of_the_docs() {
    let listed = rows("## Events that it does not judge");
    let known: Vec<Vec<String>> = UNJUDGED_EVENTS
        .iter()
        .map(|(name, why, instead)| vec![format!("`{name}`"), (*why).to_owned(), (*instead).to_owned()])
        .collect();
    assert_eq!(listed, known);
    let fake = shop();
    let payloads = BTreeMap::from([
        ("workflow_call", ("workflow_call", "schedule")),
        ("create", ("create", "create")),
        ("milestone", ("milestone", "milestone.closed")),
        ("label", ("label", "label.created")),
        ("release of a draft", ("release", "release.created.draft")),
    ]);
    for (name, why, instead) in UNJUDGED_EVENTS {
        let (event, payload) = payloads[name];
        run(&fake, event, payload, &[]).ended(2).says(&[why, instead]);
    }
    run(&fake, "gollum", "schedule", &[]).ended(2).says(&["`gollum`", "docs/events.md"]);
}

#[test]
fn what_is_over_or_the_gates_own_is_nothing_to_judge() {
    let fake = shop();
    fake.patch(json!({"tokens": {"builder": {"login": "builder[bot]"}}}));
    let own = r#"{"check_run": {"head_sha": "0000000000000000000000000000000000000001", "external_id": "holdpoint:pre-release"}}"#;
    for (event, payload, says) in [
        ("merge_group", payload(&fake, "merge_group.destroyed"), "was deleted"),
        ("release", payload(&fake, "release.deleted"), "no longer published"),
        ("delete", payload(&fake, "delete"), "was deleted"),
        ("check_run", own.to_owned(), "holdpoint's own"),
        ("check_suite", payload(&fake, "check_suite.completed"), "holdpoint's own"),
    ] {
        let variables = [("INPUT_TOKEN", "builder"), ("INPUT_PHASE", "pre-release")];
        let ran = Run::action(&fake, event, &payload, &variables);
        let output = ran.file("output");
        let ran = ran.go().ended(0).says(&["Nothing to judge", says]);
        let outputs = std::fs::read_to_string(output).unwrap();
        assert!(outputs.contains("\nnone\n"), "{event}: {outputs}{}", ran.err);
    }
    assert!(commented(&fake).is_empty());
}

#[test]
fn a_base_from_which_no_releases_are_cut_is_nothing_to_judge() {
    let fake = shop();
    let patch = json!({"branches": {"wip": "m5"}, "pulls": [{"number": 38, "base": "wip"}]});
    fake.patch(json!({"repositories": {"octoacme/shop": patch}}));
    for (event, name) in [
        ("pull_request", "pull_request.opened"),
        ("pull_request_review", "pull_request_review.submitted"),
        ("issue_comment", "issue_comment.created.pull"),
    ] {
        run(&fake, event, name, &[]).ended(0).says(&["Nothing to judge", "`wip`"]);
    }
    let group = payload(&fake, "merge_group.checks_requested").replace("refs/heads/main", "refs/heads/wip");
    Run::action(&fake, "merge_group", &group, &[]).go().ended(0).says(&["Nothing to judge", "`wip`"]);
    assert!(fake.check_runs(&fake.tip("search")).iter().all(|run| run["name"] == "build"));
}

#[test]
fn a_go_for_a_pull_request_says_that_it_is_none_for_its_merge() {
    let fake = shop();
    let ran =
        Run::action(&fake, "pull_request_review", &payload(&fake, "pull_request_review.submitted"), &[]);
    ran.go().ended(0).says(&["GO", "not for the commit that its merge makes"]);
    let comments = fake.comments(38);
    assert!(
        comments.iter().any(|(_, body)| body.contains("not for the commit that its merge makes")),
        "{comments:?}"
    );
    fake.patch(json!({"do": "unlabel", "number": 38, "name": "feature", "by": "mona"}));
    let ran =
        Run::action(&fake, "pull_request_review", &payload(&fake, "pull_request_review.submitted"), &[]);
    ran.go().ended(1).does_not_say(&["that its merge makes"]);
}

/// What happens while the gate reads, and what is said then.
fn meanwhile(fake: &Fake, deeds: Value, event: &str, name: &str, says: &[&str]) {
    let payload = payload(fake, name);
    let rule = json!({"match": {"operation": "Closing"}, "before": deeds});
    fake.faults(json!([rule]));
    let variables =
        [("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", &fake.tip("main")), ("INPUT_VERSION", "1.4.0")];
    let ran = Run::action(fake, event, &payload, &variables).go().ended(1).says(says);
    assert!(fake.last_fault_met(), "{event}: {}", ran.out);
}

#[test]
fn what_was_asked_for_moves_while_the_gate_reads() {
    let push =
        json!({"do": "push", "branch": "search", "files": {"x": "y"}, "message": "more", "by": "lina-p"});
    for (event, name) in [
        ("pull_request_review", "pull_request_review.submitted"),
        ("pull_request_review_comment", "pull_request_review_comment.created"),
    ] {
        meanwhile(&shop(), push.clone(), event, name, &["was pushed to"]);
    }
    let fake = shop();
    fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "main", "by": "mona"}));
    let moved = json!({"do": "move", "ref": "refs/tags/v1.4.0", "to": "m4"});
    meanwhile(&fake, moved, "release", "release.published", &["the tag `v1.4.0` was moved"]);
    let rewound = json!({"do": "move", "ref": "refs/heads/main", "to": "m3"});
    for (event, name) in [
        ("workflow_run", "workflow_run.completed"),
        ("check_suite", "check_suite.completed"),
        ("check_run", "check_run.completed"),
        ("status", "status"),
        ("deployment", "deployment.created"),
        ("deployment_status", "deployment_status.created"),
        ("schedule", "schedule"),
        ("repository_dispatch", "repository_dispatch"),
    ] {
        meanwhile(
            &shop(),
            rewound.clone(),
            event,
            name,
            &["is on none of the branches from which releases are cut"],
        );
    }
    let group = |to: Value| json!({"do": "move", "ref": format!("refs/heads/{GROUP}"), "to": to});
    let name = "merge_group.checks_requested";
    meanwhile(&shop(), group(json!("m4")), "merge_group", name, &["made its merge group anew"]);
    meanwhile(&shop(), group(Value::Null), "merge_group", name, &["or took it apart"]);
}

#[test]
fn a_rerun_keeps_the_old_payload_and_the_rest_is_read_live() {
    let fake = shop();
    let review = payload(&fake, "pull_request_review.submitted");
    fake.patch(
        json!({"do": "push", "branch": "search", "files": {"x": "y"}, "message": "more", "by": "lina-p"}),
    );
    Run::action(&fake, "pull_request_review", &review, &[]).go().ended(1).says(&["was pushed to"]);
    let group = payload(&fake, "merge_group.checks_requested");
    fake.patch(json!({"repositories": {"octoacme/shop": {"mergeQueues": {"main": [{"number": 38, "$delete": true}]}}}}));
    let ran = Run::action(&fake, "merge_group", &group, &[]).go().ended(2);
    ran.says(&["the merge queue of `main` does not show", "there is nothing to do"]);
}

#[test]
fn of_a_run_of_a_fork_nothing_but_its_commit_counts() {
    let fake = shop();
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"evil": {"message": "v1.4.0", "author": "eve-out", "parents": ["m5"], "files": {"x": "y"}}},
        "branches": {"kept": "evil"},
    }}}));
    fake.patch(json!([
        {"do": "check", "commit": "evil", "name": "build"},
        {"do": "check", "commit": "evil", "name": "unit tests"},
    ]));
    let run = json!({"action": "completed", "workflow_run": {
        "head_sha": fake.tip("kept"), "head_branch": "main", "event": "push", "conclusion": "success",
        "head_repository": {"full_name": "eve-out/shop"}, "pull_requests": [{"number": 37}], "path": ".github/workflows/ci.yml",
    }});
    let ran = Run::action(&fake, "workflow_run", &run.to_string(), &[]).go().ended(1);
    ran.says(&["is on none of the branches from which releases are cut"]);
    let nowhere = json!({"workflow_run": {"head_sha": "00000000000000000000000000000000deadbeef", "head_branch": "main"}});
    let ran = Run::action(&fake, "workflow_run", &nowhere.to_string(), &[]).go();
    assert!(matches!(ran.code, Some(1 | 2)), "{}{}", ran.out, ran.err);
}

#[test]
fn a_commit_that_is_on_a_branch_of_releases_can_be_a_go() {
    let fake = shop();
    let payload = json!({"workflow_run": {"head_sha": fake.tip("main"), "head_branch": "other"}}).to_string();
    Run::action(&fake, "workflow_run", &payload, &[]).go().ended(0).says(&["GO", "v1.4.0"]);
    let other = fake.tip("older");
    let ran = Run::action(&fake, "workflow_run", &payload, &[("INPUT_COMMIT", &other)]).go().ended(2);
    ran.says(&["was named, and the event is about"]);
    Run::action(&fake, "workflow_run", &payload, &[("INPUT_PHASE", "pull-request")])
        .go()
        .ended(2)
        .says(&["there is no pull request to judge"]);
}

/// The rights that an example in the docs gives, named as GitHub's API names them.
fn rights(heading: &str) -> Map<String, Value> {
    let section = DOCS.split_once(heading).unwrap().1;
    let line = section.lines().find_map(|line| line.strip_prefix("permissions: {")).unwrap();
    let pairs = line.trim_end_matches('}').split(", ").map(|pair| pair.split_once(": ").unwrap());
    pairs.map(|(name, right)| (name.replace('-', "_"), right.into())).collect()
}

#[test]
fn the_rights_of_the_examples_are_enough() {
    for (heading, event, name) in [
        ("## Pull requests", "pull_request_target", "pull_request.opened"),
        ("## Pull requests", "pull_request_review", "pull_request_review.submitted"),
        ("## Merge queues", "merge_group", "merge_group.checks_requested"),
        ("## After another workflow", "workflow_run", "workflow_run.completed"),
        ("## At a fixed time", "schedule", "schedule"),
        ("## At a fixed time", "repository_dispatch", "repository_dispatch"),
    ] {
        let fake = shop();
        let token = json!({"login": "github-actions[bot]", "permissions": rights(heading)});
        fake.patch(json!([
            {"tokens": {"example": token}},
            {"do": "move", "ref": "refs/heads/older", "to": "main"},
        ]));
        let tip = fake.tip("main");
        let variables =
            [("INPUT_TOKEN", "example"), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", tip.as_str())];
        let ran = Run::action(&fake, event, &payload(&fake, name), &variables).go();
        ran.ended(0).does_not_say(&["warning", "could not be read"]);
    }
}

#[test]
fn a_review_of_a_forks_pull_request_has_a_token_that_only_reads() {
    let fake = shop();
    fake.patch(json!({"tokens": {"fork": {"login": "github-actions[bot]", "permissions":
        {"contents": "read", "pull_requests": "read", "issues": "read", "checks": "read", "statuses": "read"}}}}));
    let review = payload(&fake, "pull_request_review.submitted");
    let ran = Run::action(&fake, "pull_request_review", &review, &[("INPUT_TOKEN", "fork")]).go();
    ran.ended(0).says(&["GO", "warning: the verdict stands"]);
    assert!(commented(&fake).is_empty());
}

#[test]
fn a_payload_that_is_no_payload_is_refused_with_a_sentence() {
    let fake = shop();
    let run = |event: &str, payload: &str| Run::action(&fake, event, payload, &[]).go().ended(2);
    run("merge_group", "{}").says(&["the payload of the event `merge_group` cannot be read", "action"]);
    run("workflow_run", r#"{"workflow_run":{"head_sha":"main"}}"#)
        .says(&["head_sha", "not a whole commit id"]);
    run("pull_request", r#"{"pull_request":{"number":"38","head":{"sha":"x"}}}"#)
        .says(&["pull_request.number"]);
    run("deployment", "\u{0}").says(&["`deployment`"]);
    run("status", &format!("{{\"x\":\"{}\"}}", "y".repeat(26 << 20))).says(&["GitHub sends none above"]);
    Run::action(&fake, "status", "{}", &[("GITHUB_EVENT_PATH", "/nowhere/event.json")])
        .go()
        .ended(2)
        .says(&["/nowhere/event.json cannot be read"]);
}
