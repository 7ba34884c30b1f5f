//! `holdpoint bump --tag`: the tag only after a go, once, with all that belongs to it.

use serde_json::{Value, json};

use crate::bump::story::{Story, bump};
use crate::fake::{Fake, is_write};
use crate::run::Run;

pub(crate) fn policy(more: &str, requirement: &str) -> String {
    format!(
        "version: 1
release:
  tracking-issue: {{label: release}}
  floating-tags: [major, minor]
{more}phases:
  pre-release:
    holds: tag
    requirements:
      - {{id: merged, title: All merged, require: {requirement}}}
"
    )
}

pub(crate) const MERGED: &str =
    "{pull-requests: {merged: all, direct-push: allow, outside-milestone: allow}}";

pub(crate) fn cut(fake: &Fake, more: &[&str]) -> Run {
    let arguments = ["bump", "--tag", "--repo", "octoacme/shop", "--version", "1.4.0"];
    Run::new(&[&arguments[..], more].concat()).github(fake)
}

fn writes(fake: &Fake) -> Vec<String> {
    let of = |request: &Value| {
        format!("{} {}", request["method"].as_str().unwrap(), request["path"].as_str().unwrap())
    };
    fake.log().iter().filter(|request| is_write(request)).map(of).collect()
}

pub(crate) fn tag(fake: &Fake, name: &str) -> Option<(String, String)> {
    let all = fake.rest("/git/matching-refs/tags/");
    let all = all.as_array().unwrap().iter();
    let mut named = all.filter(|one| one["ref"] == format!("refs/tags/{name}"));
    let object = &named.next()?["object"];
    let sha = object["sha"].as_str().unwrap().to_owned();
    if object["type"] == "commit" {
        return Some((sha, String::new()));
    }
    let tag = fake.rest(&format!("/git/tags/{sha}"));
    Some((tag["object"]["sha"].as_str().unwrap().to_owned(), tag["message"].as_str().unwrap().to_owned()))
}

#[test]
fn a_no_go_leaves_nothing_written() {
    let fake = Fake::shop(&policy("", "{pull-requests: {merged: all, approvals: 9, direct-push: allow}}"));
    cut(&fake, &[]).go().ended(1).says(&["NO-GO"]);
    assert_eq!(writes(&fake), [""; 0]);
    assert_eq!(tag(&fake, "v1.4.0"), None);
}

#[test]
fn a_go_cuts_the_tag_once_and_says_why_in_it() {
    let fake = Fake::shop(&policy("  publish: true\n", MERGED));
    cut(&fake, &[]).go().ended(0).says(&["GO", "its release is published"]);
    let (commit, message) = tag(&fake, "v1.4.0").unwrap();
    assert_eq!(commit, fake.tip("main"));
    assert!(message.starts_with("v1.4.0\n"), "{message}");
    for line in [
        "Holdpoint-Decision: go (pre-release) at ",
        "Holdpoint-Policy: release.yml of main at ",
        "Holdpoint-Evidence: sha256:",
    ] {
        assert!(message.contains(line), "{message}");
    }
    for floating in ["v1", "v1.4"] {
        assert_eq!(tag(&fake, floating).unwrap().0, commit, "{floating}");
    }
    let releases = fake.rest("/releases?per_page=100");
    let ours: Vec<&Value> =
        releases.as_array().unwrap().iter().filter(|one| one["tag_name"] == "v1.4.0").collect();
    let [release] = ours.as_slice() else { panic!("{ours:?}") };
    assert_eq!(release["draft"], false);
    let names: Vec<&str> =
        release["assets"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["holdpoint-verdict.json", "holdpoint-policy.yml", "holdpoint-evidence.json"]);
    fake.clear_log();
    cut(&fake, &[]).go().ended(0).says(&["resumes"]);
    assert_eq!(writes(&fake), [""; 0], "run again, nothing is left to be done");
}

#[test]
fn a_dry_run_says_every_write_and_needs_no_right_to_one() {
    let fake = Fake::shop(&policy("", MERGED));
    let rights = json!({"contents": "read", "issues": "read", "pull_requests": "read", "checks": "read"});
    fake.patch(json!({"tokens": {"reader": {"login": "mona", "permissions": rights}}}));
    let ran = cut(&fake, &["--dry-run"]).env("GITHUB_TOKEN", "reader").go().ended(0);
    ran.says(&["GO", "nothing was written", "git/tags", "git/refs", "holdpoint-evidence.json", "updateRefs"]);
    assert_eq!(writes(&fake), [""; 0]);
}

#[test]
fn who_may_start_it_is_for_the_policy_to_say() {
    let by = "  by: captain\nroles: {captain: {users: [mona]}}\n";
    let fake = Fake::shop(&policy(by, MERGED));
    let rights = json!({"contents": "write", "issues": "write", "pull_requests": "read", "checks": "read"});
    for (name, login) in [("hers", "mona"), ("others", "lena-h")] {
        fake.patch(json!({"tokens": {name: {"login": login, "permissions": rights}}}));
    }
    cut(&fake, &[])
        .env("GITHUB_TOKEN", "others")
        .go()
        .ended(2)
        .says(&["lena-h is not `captain`", "nothing was cut"]);
    assert_eq!(writes(&fake), [""; 0]);
    // Anybody can say what a runner says.
    cut(&fake, &[])
        .env("GITHUB_TOKEN", "others")
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_ACTOR", "mona")
        .env("GITHUB_TRIGGERING_ACTOR", "mona")
        .go()
        .ended(2)
        .says(&["lena-h is not `captain`", "nothing was cut"]);
    assert_eq!(writes(&fake), [""; 0]);
    cut(&fake, &[]).env("GITHUB_TOKEN", "hers").go().ended(0);
}

/// `bump` computes the final version there, and a run that was begun would be completed: only people know which is meant.
#[test]
fn a_commit_that_carries_a_prerelease_alone_is_asked_about() {
    let story = || {
        let mut story = Story::new();
        story.pull(41, "feat: save the cart", &[]);
        story.tag("v1.5.0-rc.1");
        story.told(&policy("", MERGED))
    };
    let fake = story();
    bump(&fake, &["--tag"]).ended(2).says(&["v1.5.0-rc.1", "--version 1.5.0`", "--version 1.5.0-rc.1`"]);
    assert_eq!(writes(&fake), [""; 0]);
    bump(&fake, &["--tag", "--version", "1.5.0-rc.1", "--dry-run"]).ended(0).says(&["resumes"]);
    bump(&fake, &["--tag", "--version", "1.5.0", "--dry-run"]).ended(0).says(&["v1.5.0"]);
    bump(&fake, &["--tag", "--pre", "rc", "--dry-run"]).ended(0).says(&["resumes"]);
}

/// The same command again completes what an earlier run left, with what it asked for.
#[test]
fn a_prerelease_and_a_build_are_resumed() {
    for (asked, suffix) in [(["--pre", "rc"], "-rc.1"), (["--build", "7"], "+7")] {
        let fake = Fake::shop(&policy("", MERGED));
        let run = || {
            Run::new(&[&["bump", "--tag", "--repo", "octoacme/shop"][..], &asked].concat()).github(&fake).go()
        };
        let refused =
            json!({"match": {"method": "POST", "path": "/repos/*/*/releases"}, "effect": {"status": 403}});
        fake.faults(json!([refused]));
        run().ended(1);
        assert!(fake.last_fault_met());
        let ours = |releases: &Value| {
            let all = releases.as_array().unwrap().iter();
            all.filter(|one| one["tag_name"].as_str().unwrap().ends_with(suffix)).count()
        };
        assert_eq!(ours(&fake.rest("/releases?per_page=100")), 0);
        fake.faults(json!([]));
        run().ended(0).says(&["GO", "resumes"]);
        assert_eq!(ours(&fake.rest("/releases?per_page=100")), 1, "{suffix}");
    }
}

#[test]
fn what_is_there_stays_when_the_gate_says_no_later() {
    let fake = Fake::shop(&policy("", MERGED));
    cut(&fake, &[]).go().ended(0);
    let before = tag(&fake, "v1.4.0");
    let stricter = policy("", "{pull-requests: {merged: all, approvals: 9, direct-push: allow}}");
    let second = Fake::shop(&stricter);
    second.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "main", "by": "mona"}));
    cut(&second, &[]).go().ended(1).says(&["NO-GO", "was not touched"]);
    assert!(before.is_some());
    assert_eq!(writes(&second), [""; 0]);
}

#[test]
fn a_tag_on_another_commit_is_a_no_go_and_stays() {
    let fake = Fake::shop(&policy("", MERGED));
    fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "v1.3.1", "by": "mona"}));
    let before = tag(&fake, "v1.4.0");
    cut(&fake, &[]).go().ended(1).says(&["exists already"]);
    assert_eq!(tag(&fake, "v1.4.0"), before);
    assert_eq!(writes(&fake), [""; 0]);
}

/// What changes between the two looks is judged once more.
#[test]
fn what_changes_before_the_first_write_is_judged_once_more() {
    let fake = Fake::shop(&policy("", MERGED));
    let moved = json!({"do": "tag", "name": "v1.4.0", "commit": "v1.3.1", "by": "lena-h"});
    fake.faults(json!([{"match": {"operation": "Opening"}, "nth": 2, "before": moved}]));
    cut(&fake, &[]).go().ended(1).says(&["It was a go a moment ago", "exists already"]);
    assert_eq!(writes(&fake), [""; 0]);
}

#[test]
fn a_dry_run_says_the_comment_and_the_check_run_too() {
    let fake = Fake::shop(&policy("", MERGED));
    let dry = ["--dry-run", "--comment", "--check-run"];
    let ran = cut(&fake, &dry).go().ended(0);
    println!("{}", ran.err);
    ran.says(&[
        "write the comment on #40 (`POST graphql addComment`)",
        "publish the check run `holdpoint / pre-release` on ",
        "(`POST check-runs`)",
    ]);
    assert_eq!(writes(&fake), [""; 0]);
    // What it says is what is done.
    cut(&fake, &["--comment", "--check-run"]).go().ended(0);
    let written = |what: &str| fake.log().iter().any(|one| one["operation"] == what || one["path"] == what);
    assert!(written("AddComment") && written("/repos/octoacme/shop/check-runs"), "{:?}", fake.log());
    cut(&fake, &dry).go().ended(0).says(&["edit the comment on #40"]);
    cut(&fake, &["--dry-run"]).go().ended(0).does_not_say(&["comment on #40", "check run"]);
    let refused = Fake::shop(&policy("", "{pull-requests: {merged: all, approvals: 9, direct-push: allow}}"));
    let ran = cut(&refused, &dry).go().ended(1);
    ran.says(&["nothing would be cut; this would be done:", "write the comment on #40"]);
    assert_eq!(writes(&refused), [""; 0]);
}

/// The document that a run printed, which has to fit its schema.
fn document(ran: &crate::run::Ran) -> Value {
    use std::io::Write;
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut node = std::process::Command::new("node")
        .args(["tests/schema/fits.mjs", "schemas/verdict.schema.json"])
        .current_dir(root)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    node.stdin.take().unwrap().write_all(ran.out.as_bytes()).unwrap();
    assert!(node.wait().unwrap().success(), "{}", ran.out);
    document
}

#[test]
fn the_document_says_what_became_of_the_cut() {
    let fake = Fake::shop(&policy("  publish: true\n", MERGED));
    let json = ["--format", "json"];
    let planned = document(&cut(&fake, &[&json[..], &["--dry-run", "--check-run"]].concat()).go().ended(0));
    let steps = |document: &Value| -> Vec<String> {
        let all = document["cut"]["steps"].as_array().unwrap().iter();
        all.map(|one| one["step"].as_str().unwrap().to_owned()).collect()
    };
    let mut all = vec!["make-tag-object", "make-ref", "make-draft", "attach", "attach", "attach"];
    all.extend(["move-floating-tag", "move-floating-tag", "publish"]);
    assert_eq!(steps(&planned), [&all[..], &["check-run"]].concat());
    assert_eq!((&planned["cut"]["dry-run"], &planned["cut"]["tagged"]), (&json!(true), &json!(false)));
    let done = document(&cut(&fake, &json).go().ended(0));
    assert_eq!(steps(&done), all);
    let cut_of = &done["cut"];
    let (commit, release) = (fake.tip("main"), &cut_of["release"]);
    assert_eq!((&cut_of["tag"], &cut_of["commit"]), (&json!("v1.4.0"), &json!(commit)));
    for yes in ["tagged", "released", "complete"] {
        assert_eq!(cut_of[yes], true, "{yes}");
    }
    let object = fake.rest("/git/ref/tags/v1.4.0")["object"]["sha"].clone();
    assert_eq!((&cut_of["tag-object"], &cut_of["steps"][0]["object"]), (&object, &object));
    let there = fake.rest("/releases/latest");
    assert_eq!(
        (&release["id"], &release["url"], &cut_of["latest"]),
        (&there["id"], &there["html_url"], &json!("v1.4.0"))
    );
    assert_eq!((&cut_of["steps"][2]["release"], &cut_of["steps"][8]["latest"]), (&there["id"], &json!(true)));
    assert_eq!(release["assets"].as_array().unwrap().len(), 3);
    // `v1` was at v1.3.1, and `v1.4` was not there.
    let moved = &cut_of["steps"][6];
    assert_eq!((&moved["tag"], &moved["to"]), (&json!("v1"), &json!(commit)));
    assert!(moved["from"].is_string() && cut_of["steps"][7]["from"].is_null(), "{cut_of}");
    assert_eq!(
        cut_of["floating"],
        json!([{"tag": "v1", "commit": commit}, {"tag": "v1.4", "commit": commit}])
    );
    // A refusal is in it as well, and what failed.
    let other = Fake::shop(&policy("", MERGED));
    other.faults(json!([other_version()]));
    let refused = document(&cut(&other, &json).go().ended(1));
    assert_eq!(refused["cut"]["refusal"]["code"], "also-released");
    assert_eq!(refused["cut"]["released"], false);
    let no_go = Fake::shop(&policy("", "{pull-requests: {merged: all, approvals: 9, direct-push: allow}}"));
    assert!(document(&cut(&no_go, &json).go().ended(1))["cut"].is_null());
}

#[test]
fn the_outputs_carry_the_cut() {
    let fake = Fake::shop(&policy("  publish: true\n", MERGED));
    let (reference, sha) = ("refs/heads/main", fake.tip("main"));
    let run =
        Run::action(&fake, "workflow_dispatch", "{}", &[("GITHUB_REF", reference), ("GITHUB_SHA", &sha)])
            .env("INPUT_TOKEN", "gate")
            .with(&["bump", "--tag", "--version", "1.4.0"]);
    let file = run.file("output");
    run.go().ended(0);
    let text = std::fs::read_to_string(file).unwrap();
    let output = |name: &str| {
        let (_, rest) = text.split_once(&format!("\n{name}<<")).unwrap_or_else(|| panic!("{name}: {text}"));
        rest.split('\n').nth(1).unwrap().to_owned()
    };
    let cut: Value = serde_json::from_str(&output("cut")).unwrap();
    assert_eq!((output("released").as_str(), &cut["released"]), ("true", &json!(true)));
    assert_eq!(output("release-url"), fake.rest("/releases/latest")["html_url"].as_str().unwrap());
}

/// Somebody tags the commit with another version once it is judged.
fn other_version() -> Value {
    let tag = json!({"do": "tag", "name": "v1.5.0", "commit": "main", "by": "mona"});
    json!({"match": {"operation": "Cut"}, "nth": 1, "before": tag})
}

/// Two versions of one commit: refused before anything is written, in words. What is there before the run is for the gate.
#[test]
fn a_commit_is_released_once() {
    let fake = Fake::shop(&policy("", MERGED));
    fake.faults(json!([other_version()]));
    let ran = cut(&fake, &[]).go().ended(1);
    println!("{}", ran.err);
    ran.says(&["is released as `v1.5.0` already", "`v1.4.0` was not made"]);
    assert_eq!(writes(&fake), [""; 0]);
    assert_eq!(tag(&fake, "v1.4.0"), None);
}

/// What is planned for the final version carries its candidates; what is planned for a candidate goes first.
#[test]
fn the_issue_and_the_milestone_of_a_version_carry_its_prereleases() {
    let requires = "{checkbox: {}}";
    let by_issue = policy("  bump: {}\n", requires);
    let plan = |titles: &[&str]| {
        let mut story = Story::new();
        story.pull(41, "feat: save the cart", &[]);
        for (number, title) in (50u64..).zip(titles) {
            story.issue(number, title, "release");
        }
        story
    };
    let rc = ["--tag", "--pre", "rc", "--dry-run"];
    let none = ["no open issue", "names"];
    bump(&plan(&["Release 1.6.0"]).told(&by_issue), &rc)
        .says(&["v1.6.0-rc.1", "#50"])
        .does_not_say(&none[..1]);
    let two = plan(&["Release 1.6.0", "Release 1.6.0-rc.1"]).told(&by_issue);
    let exact = ["--tag", "--version", "1.6.0-rc.1", "--dry-run"];
    bump(&two, &exact).says(&["#51"]).does_not_say(&["#50", none[0]]);
    let by_milestone =
        policy("  pull-requests: milestone\n", MERGED).replace("  tracking-issue: {label: release}\n", "");
    let mut story = Story::new();
    story.pull(41, "feat: save the cart", &[]);
    let fake = story.told(&by_milestone);
    let milestone =
        json!({"number": 9, "title": "v1.6.0", "createdAt": "2026-01-01T00:00:00Z", "creator": "maya-r"});
    fake.patch(json!({"repositories": {"octoacme/shop": {"milestones": [milestone]}}}));
    bump(&fake, &rc).says(&["v1.6.0-rc.1"]).does_not_say(&["no milestone"]);
}

/// After two runs at once for two versions: each later run says what to do.
#[test]
fn a_commit_with_two_final_tags_has_a_way_out() {
    let mut story = Story::new();
    story.pull(41, "feat: save the cart", &[]);
    story.tag("v1.5.0");
    story.tag("v1.6.0");
    let fake = story.told(&policy("", MERGED));
    let todo =
        ["has the tags of several versions (`v1.5.0` and `v1.6.0`)", "delete the other tag", "`--version`"];
    for more in [&[][..], &["--tag"]] {
        bump(&fake, more).ended(2).says(&todo);
    }
    for version in ["1.5.0", "1.6.0", "2.0.0"] {
        bump(&fake, &["--tag", "--version", version]).ended(1).says(&todo);
    }
    assert_eq!(writes(&fake), [""; 0]);
}

/// Build metadata makes no other version, on whatever commit.
#[test]
fn a_version_is_released_once_whatever_its_build_metadata() {
    let fake = Fake::shop(&policy("  publish: true\n", MERGED));
    cut(&fake, &[]).go().ended(0);
    fake.clear_log();
    for more in [&["--version", "1.4.0+b1"][..], &["--version", "1.4.0", "--build", "b1"]] {
        bump(&fake, &[&["--tag"], more].concat()).does_not_say(&["made the tag"]);
    }
    let ran = bump(&fake, &["--tag", "--version", "1.4.0+b1"]).ended(2);
    ran.says(&["1.4.0+b1 exists already as `v1.4.0`", "build metadata makes no other version"]);
    assert_eq!(writes(&fake), [""; 0]);
    assert_eq!(fake.rest("/releases/latest")["tag_name"], "v1.4.0");
    let fake = Fake::shop(&policy("", MERGED));
    for _ in 0..2 {
        bump(&fake, &["--tag", "--version", "1.4.0", "--build", "7"]).ended(0).says(&["v1.4.0+7"]);
    }
    bump(&fake, &["--tag", "--version", "1.4.0", "--build", "8"])
        .says(&["v1.4.0+7"])
        .does_not_say(&["made the tag"]);
}

/// Where the policy asks for no notes, what a person wrote into the draft goes out, and the run says so.
#[test]
fn words_that_nobody_judged_are_named() {
    let draft = |body: &str| json!({"do": "release", "facts": {"tag": "v1.4.0", "body": body, "draft": true}, "by": "mona"});
    for (body, said) in [("Mine.", "nobody judged the notes"), ("", "has no notes, the policy asks for none")]
    {
        let fake = Fake::shop(&policy("  publish: true\n", MERGED));
        fake.patch(draft(body));
        cut(&fake, &["--dry-run"]).go().ended(0).says(&[said, "mona", "/releases/"]);
        let ran = cut(&fake, &[]).go().ended(0);
        println!("{}", ran.err);
        ran.says(&["warning: ", said, "mona", "/releases/", "`release-notes`"]);
    }
}

#[test]
fn the_time_of_a_run_bounds_its_writes() {
    let fake = Fake::shop(&policy("", MERGED));
    fake.faults(
        json!([{"match": {"method": "POST", "path": "/repos/*/*/git/refs"}, "effect": {"delay": 13_000}}]),
    );
    let ran = cut(&fake, &["--timeout", "12s"]).go().ended(1);
    println!("{}", ran.err);
    ran.says(&[
        "made the tag `v1.4.0`",
        "the time that `--timeout` allows is used up",
        "missing: make the draft release `v1.4.0`",
        "run it again",
    ]);
    assert_eq!(writes(&fake), ["POST /repos/octoacme/shop/git/tags", "POST /repos/octoacme/shop/git/refs"]);
    fake.faults(json!([]));
    cut(&fake, &[]).go().ended(0);
}

/// What GitHub forbids, as whoever runs it for the first time reads it: what was not done, GitHub's words, and the deed.
#[test]
fn what_forbids_a_cut_is_said_with_what_to_do() {
    let with = |facts: Value| {
        let fake = Fake::shop(&policy("  publish: true\n", MERGED));
        let rights = json!({"contents": "read", "issues": "read", "pull_requests": "read", "checks": "read"});
        fake.patch(json!({"tokens": {"reader": {"login": "mona", "permissions": rights}}}));
        fake.patch(json!({"repositories": {"octoacme/shop": facts}}));
        fake
    };
    let cases: [(Value, &str, &[&str]); 4] = [
        (
            json!({"tagRules": [{"pattern": "v*.*.*", "creation": true}]}),
            "gate",
            &[
                "`v1.4.0` is not cut",
                "could not make the tag `v1.4.0`",
                "a ruleset restricts who makes tags",
                "bypass",
            ],
        ),
        (
            json!({"archived": true}),
            "gate",
            &["`v1.4.0` is not cut", "the repository is archived", "unarchive it"],
        ),
        (
            json!({"immutableReleases": true, "burntTags": ["v1.4.0"]}),
            "gate",
            &["an immutable release had this tag", "release the next version"],
        ),
        (json!({}), "reader", &["`v1.4.0` is not cut", "permissions: {contents: write}"]),
    ];
    for (facts, token, said) in cases {
        let fake = with(facts);
        let ran = cut(&fake, &[]).env("GITHUB_TOKEN", token).go().ended(1);
        println!("{}\n", ran.err);
        ran.says(said);
        assert!(
            !fake
                .rest("/releases?per_page=100")
                .as_array()
                .unwrap()
                .iter()
                .any(|one| { one["tag_name"] == "v1.4.0" && one["draft"] == false })
        );
    }
    // A protected branch is nothing to a tag.
    let fake =
        with(json!({"rules": [{"pattern": "main", "kind": "ruleset", "name": "main", "approvals": 1}]}));
    cut(&fake, &[]).go().ended(0).says(&["its release is published"]);
    // Immutable releases take their files before they are published.
    let fake = with(json!({"immutableReleases": true}));
    cut(&fake, &[]).go().ended(0).says(&["its release is published"]).does_not_say(&["warning: the release"]);
    // The commit changes a workflow, and the workflow's own token never may.
    let fake = Fake::shop(&policy("  branches: [main, \"release/*\"]\n", MERGED));
    fake.patch(json!({"do": "push", "branch": "release/1.4", "from": "main", "files": {".github/workflows/ci.yml": "name: Other\n"}, "message": "Other"}));
    let tip = fake.tip("release/1.4");
    let ran = Run::new(&["bump", "--tag", "--repo", "octoacme/shop", "--version", "1.4.0", "--commit", &tip])
        .github(&fake)
        .env("GITHUB_TOKEN", "workflow")
        .go()
        .ended(1);
    println!("{}{}", ran.out, ran.err);
    ran.says(&["on `release/1.4`", "`v1.4.0` is not cut", "`workflows: write`", "GitHub App"]);
}
