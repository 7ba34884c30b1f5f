//! Release notes: read where they are kept, and checked by themselves and by the gate.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::{Ran, Run};

const POLICY: &str = "\
version: 1
release:
  tag: \"v{version}\"
  pull-requests: milestone
  tracking-issue: {label: release}
notes: {from: draft-release, template: docs/release-notes-template.md}
phases:
  pre-release:
    holds: tag
    requirements:
      - {id: notes, title: The notes are finished, require: {release-notes: {}}}
";

const TEMPLATE: &str = "# Release [version]\n\n## Summary\n\n[What is new, for customers]\n\n## Changes\n\n- [Change] (#[number])\n";

const LEFT: &str = "# Release 1.4.0\n\n## Summary\n\n[What is new, for customers]\n\n## Changes\n\n- Faster cart (#34)\n- Totals (#35)\n- Guide (#36)\n- Carries the release (#37)\n";

fn written() -> String {
    LEFT.replace("[What is new, for customers]", "The shop has a search.")
}

/// v1.4.0 of the shop with these notes in a draft, and their template.
fn shop(policy: &str, notes: &str) -> Fake {
    let fake = Fake::shop(policy);
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"m1": {"files": {"docs/release-notes-template.md": TEMPLATE}}},
        "releases": [
            {"tag": "v1.3.1", "name": "v1.3.1", "id": 61, "body": "# Release 1.3.1\n", "createdAt": "2026-01-12T09:00:00Z"},
            {"tag": "v1.4.0", "name": "v1.4.0", "id": 62, "body": notes, "draft": true, "createdAt": "2026-03-01T09:00:00Z"},
        ],
    }}}));
    fake
}

fn check(fake: &Fake, arguments: &[&str]) -> Run {
    Run::new(&["notes", "check", "--repo", "octoacme/shop", "--version", "1.4.0"])
        .github(fake)
        .with(arguments)
}

fn write(fake: &Fake, notes: &str) {
    fake.patch(json!({"do": "updateRelease", "id": 62, "facts": {"body": notes}}));
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", ran.out, ran.err))
}

fn operations(fake: &Fake) -> Vec<String> {
    let name =
        |one: &Value| one["operation"].as_str().or(one["path"].as_str()).unwrap_or_default().to_owned();
    let mut names: Vec<String> = fake.log().iter().map(name).collect();
    names.sort();
    names
}

/// What was read for the gate.
fn evidence(fake: &Fake) -> Value {
    let run = Run::check(fake, &["--version", "1.4.0", "--save-evidence", "evidence.json"]);
    let file = run.file("evidence.json");
    run.go();
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn a_draft_is_checked_and_once_it_is_written_nothing_is_found() {
    let fake = shop(POLICY, LEFT);
    let found = check(&fake, &[]).go().ended(1);
    found.says(&["draft release v1.4.0:5:1", "[What is new, for customers]", "^^^^", "1 finding in"]);
    Run::check(&fake, &["--version", "1.4.0"]).go().ended(1).says(&["[What is new, for customers]"]);
    write(&fake, &written());
    fake.clear_log();
    check(&fake, &["--verbose"]).go().ended(0).says(&["No finding in", "It took 4 requests"]);
    assert_eq!(operations(&fake), ["Closing", "Evidence", "Opening", "Range"]);
    Run::check(&fake, &["--version", "1.4.0"]).go().ended(0);
}

#[test]
fn a_pull_request_that_is_merged_meanwhile_is_missed_by_name() {
    let fake = shop(POLICY, &written());
    check(&fake, &[]).go().ended(0);
    fake.patch(json!([
        {"do": "milestone", "number": 38, "title": "v1.4.0", "by": "lina-p"},
        {"do": "merge", "number": 38, "by": "lina-p"},
    ]));
    check(&fake, &[]).go().ended(1).says(&["#38"]);
}

#[test]
fn a_document_says_where_and_what() {
    let fake = shop(POLICY, LEFT);
    let found = document(&check(&fake, &["--format", "json"]).go().ended(1));
    assert_eq!(found["release"], json!({"version": "1.4.0", "tag": "v1.4.0"}));
    assert_eq!(found["template"], "docs/release-notes-template.md");
    let spot = &found["findings"][0]["spot"];
    assert_eq!((&spot["line"], &spot["text"]), (&json!(5), &json!("[What is new, for customers]")));
    assert_eq!(spot["path"], Value::Null);
}

#[test]
fn a_file_is_checked_in_the_place_of_the_draft() {
    let fake = shop(POLICY, LEFT);
    let run = check(&fake, &["notes.md"]);
    std::fs::write(run.file("notes.md"), written().replace("1.4.0", "1.3.1")).unwrap();
    run.go().ended(1).says(&["notes.md:1:", "1.3.1"]).does_not_say(&["What is new"]);
    let run = check(&fake, &["notes.md", "--template", "own.md"]);
    std::fs::write(run.file("notes.md"), written()).unwrap();
    std::fs::write(run.file("own.md"), format!("{TEMPLATE}\n## Thanks\n\n[Whom to thank]\n")).unwrap();
    run.go().ended(1).says(&["Thanks", "The template is `own.md`"]);
}

#[test]
fn without_github_the_form_is_checked_and_nothing_else() {
    let offline = |arguments: &[&str], notes: &str| {
        let run = Run::new(&["notes", "check", "notes.md"]).with(arguments);
        std::fs::write(run.file("notes.md"), notes).unwrap();
        std::fs::write(run.file("guide.md"), format!("# Guide\n\n## Notes\n\n```markdown\n{TEMPLATE}```\n"))
            .unwrap();
        std::fs::write(
            run.file("policy.yml"),
            POLICY.replace("docs/release-notes-template.md", "guide.md#notes"),
        )
        .unwrap();
        run.go()
    };
    for arguments in [&["--template", "guide.md#notes"][..], &["--policy", "policy.yml"]] {
        let found = offline(arguments, LEFT).ended(1);
        found.says(&["notes.md:5:1", "The facts of the release were not checked"]);
        offline(arguments, &written()).ended(0);
    }
    let other = ["--template", "guide.md#notes", "--version", "1.5.0"];
    offline(&other, &written()).ended(1).says(&["1.4.0", "only the version was checked"]);
    offline(&["--template", "none.md"], LEFT).ended(2).says(&["none.md cannot be read"]);
    offline(&[], LEFT).ended(2).says(&["nothing says which repository"]);
}

#[test]
fn a_draft_of_a_public_repository_is_not_told_in_a_log() {
    let fake = shop(POLICY, &LEFT.replace("Faster cart (#34)", "Secret plan (#34) [here](docs/plan.md)"));
    fake.patch(json!({"repositories": {"octoacme/shop": {"private": false}}}));
    check(&fake, &[]).go().ended(1).says(&["Secret plan"]);
    let variables = [("INPUT_COMMAND", "notes check"), ("INPUT_VERSION", "1.4.0")];
    let payload = "{}";
    let dispatch = [("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", &fake.tip("main"))];
    let variables: Vec<(&str, &str)> = variables.into_iter().chain(dispatch).collect();
    let run = Run::action(&fake, "workflow_dispatch", payload, &variables);
    let (output, summary) = (run.file("output"), run.file("summary"));
    run.go().ended(1).says(&["::error"]).does_not_say(&["Secret plan", "plan.md"]);
    assert!(std::fs::read_to_string(output).unwrap().contains("no-go"));
    assert!(!std::fs::read_to_string(summary).unwrap().contains("plan.md"));
}

#[test]
fn who_may_not_write_is_told_that_drafts_are_not_shown() {
    let fake = shop(POLICY, &written());
    let run = check(&fake, &[]).env("GITHUB_TOKEN", "read-only");
    run.go().ended(1).says(&["contents: write"]);
}

#[test]
fn an_older_release_is_read_by_its_id() {
    let fake = shop(POLICY, LEFT);
    let newer = |n: u64| json!({"tag": format!("x{n}"), "name": format!("x{n}"), "createdAt": "2026-03-02T09:00:00Z"});
    let newer: Vec<Value> = (0..5).map(newer).collect();
    fake.patch(json!({"repositories": {"octoacme/shop": {"releases": newer}}}));
    fake.clear_log();
    check(&fake, &[]).go().ended(1).says(&["[What is new, for customers]"]);
    assert!(operations(&fake).iter().any(|name| name.ends_with("/releases/62")), "{:?}", operations(&fake));
}

#[test]
fn what_notes_point_to_is_looked_up_at_once() {
    let links = "\nSee [the guide](docs/guide.md), [the plan](docs/plan.md),\n[before](https://github.com/octoacme/shop/releases/tag/v1.3.1), \
                 [never](https://github.com/octoacme/shop/releases/tag/v0.9.9) and #40, #999.\n";
    let fake = shop(POLICY, &format!("{}{links}", written()));
    fake.clear_log();
    let found = check(&fake, &[]).go().ended(1);
    found.says(&["docs/plan.md", "v0.9.9"]);
    assert_eq!(operations(&fake), ["Closing", "Evidence", "Opening", "Pointed", "Range"]);
    let evidence = evidence(&fake);
    let pointed = evidence["pointed"].as_array().unwrap();
    let is = |to: Value| {
        let found = pointed.iter().find(|one| one["to"] == to);
        found.unwrap_or_else(|| panic!("{to}: {pointed:?}"))["is"]["known"].clone()
    };
    assert_eq!(is(json!({"path": {"at": "", "path": "docs/guide.md"}})), "something");
    assert_eq!(is(json!({"path": {"at": "", "path": "docs/plan.md"}})), "nothing");
    assert_eq!(is(json!({"tag": "v1.3.1"})), "something");
    assert_eq!(is(json!({"tag": "v0.9.9"})), "nothing");
    assert_eq!(is(json!({"number": 40})), "issue");
    assert_eq!(is(json!({"number": 999})), "nothing");
}

#[test]
fn notes_like_those_before_are_found() {
    let fake = shop(POLICY, &written());
    fake.patch(json!({"do": "updateRelease", "id": 61, "facts": {"body": written()}}));
    check(&fake, &[]).go().ended(1).says(&["the release before"]);
    let known = evidence(&fake)["previous-notes"]["known"].clone();
    assert_eq!(known, json!({"tag": "v1.3.1", "text": written()}));
}

#[test]
fn the_previous_release_is_the_one_that_the_range_begins_with() {
    let fake = shop(POLICY, &written());
    // A tag that is no ancestor of what is released, and better than the one that is.
    fake.patch(json!([
        {"do": "push", "branch": "release/1.3", "from": "m1", "files": {"x": "1"}, "message": "Hot", "by": "mona"},
        {"do": "tag", "name": "v1.3.9", "commit": "release/1.3"},
        {"repositories": {"octoacme/shop": {"releases": [{"tag": "v1.3.9", "name": "v1.3.9", "id": 63, "body": "other"}]}}},
    ]));
    let known = evidence(&fake)["previous-notes"]["known"].clone();
    assert_eq!(known, json!({"tag": "v1.3.1", "text": "# Release 1.3.1\n"}));
}

const IN_A_FILE: &str = "\
version: 1
release:
  tag: \"v{version}\"
  pull-requests: milestone
notes: {from: {file: \"docs/releases/{version}.md\"}}
roles:
  docs: {users: [mona]}
phases:
  pre-release:
    holds: tag
    requirements:
      - id: notes
        title: The notes are finished
        require: {all: [{release-notes: {}}, {sign-off: {by: docs, via: [comment], fresh: notes}}]}
";

#[test]
fn a_file_is_as_it_is_since_a_push() {
    let fake = shop(IN_A_FILE, "");
    let push = |files: Value, at: &str| json!({"do": "push", "branch": "main", "files": files, "message": "Change", "by": "mona", "at": at});
    let path = "docs/releases/1.4.0.md";
    let since = |fake: &Fake| evidence(fake)["notes-since"]["known"].clone();
    fake.patch(json!([
        push(json!({path: "# First"}), "2026-03-02T13:00:00Z"),
        push(json!({"other": "1"}), "2026-03-02T14:00:00Z"),
    ]));
    assert_eq!(since(&fake), "2026-03-02T13:00:00Z");
    // What was there once before counts from when it came back.
    fake.patch(json!([
        push(json!({path: "# Second"}), "2026-03-02T15:00:00Z"),
        push(json!({path: "# First"}), "2026-03-02T16:00:00Z"),
        push(json!({"other": "2"}), "2026-03-02T17:00:00Z"),
    ]));
    assert_eq!(since(&fake), "2026-03-02T16:00:00Z");
}
