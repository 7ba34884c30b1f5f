//! `holdpoint init` on repositories of all kinds: what it writes has no problems, and the very next `check` is a verdict.

mod first_day;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::fake::Fake;
use crate::run::{Ran, Run};

/// A repository with one commit, which has these files, and nothing else.
pub(crate) fn world(files: &Value) -> Value {
    json!({
        "clock": "2026-03-02T08:00:00Z",
        "tokens": {
            "gate": {"login": "holdpoint[bot]"},
            "maya": {"login": "maya-r"},
            "workflow": {"login": "github-actions[bot]", "permissions": {
                "contents": "write", "issues": "write", "pull_requests": "write", "checks": "write", "statuses": "read", "actions": "read",
            }},
        },
        "users": {"maya-r": {}, "mona": {}, "holdpoint[bot]": {}},
        "orgs": {"octoacme": {"members": {"maya-r": "admin", "mona": "member"}}},
        "repositories": {"octoacme/shop": {
            "id": 4711, "private": true, "defaultBranch": "main",
            "collaborators": {"maya-r": "admin", "mona": "write"},
            "commits": {"m1": {"message": "Begin", "author": "maya-r", "date": "2026-02-27T09:00:00Z", "parents": [], "files": files}},
            "branches": {"main": "m1"},
        }},
    })
}

fn empty() -> Fake {
    Fake::made(&world(&json!({"README.md": "# Shop\n"})))
}

/// A team that changed its mind about everything: two shapes of tags, two templates, two changelogs, two guides.
fn conflicting() -> Fake {
    let mut world = world(&json!({
        "README.md": "# Shop\n",
        "CHANGELOG.md": "# Changes\n\n## 2.0.0\n\n- Carts are saved (#34)\n",
        "docs/CHANGES.md": "## 1.9.0\n\n- Rounding\n",
        "docs/release-notes-template.md": "## Summary\n\n[What it is for]\n\n## Changes\n\n- [What changed]\n",
        "docs/process/release-notes-template.md": "## Overview\n\n[What it is for]\n",
        "RELEASING.md": "# Releasing\n\n## Before\n\n- [ ] Notes read\n- [ ] Prices compared (if they changed)\n\n## Rollback\n\n- [ ] Tell support\n",
        "docs/release-guide.md": "# Guide\n\n## Preparation\n\n- [ ] One\n- [ ] Two\n- [ ] Three\n\n## After the deployment\n\n- [ ] Smoke test\n",
        ".github/workflows/ci.yml": "name: CI\non: push\n",
        ".github/workflows/publish.yml": "on:\n  push:\n    tags: ['v*']\n",
        ".github/CODEOWNERS": "* @octoacme/shop @mona\n",
        ".github/release.yml": "changelog:\n  categories: []\n",
    }));
    let shop = &mut world["repositories"]["octoacme/shop"];
    let commit = |day: u32, parent: &str| {
        let files = json!({"web/cart.js": format!("{day}\n")});
        json!({"message": "Change", "author": "mona", "date": format!("2026-02-{day}T10:00:00Z"), "parents": [parent], "files": files})
    };
    shop["commits"]["c27"] = commit(27, "m1");
    shop["commits"]["c28"] = commit(28, "c27");
    shop["branches"] = json!({"main": "c28", "release/1.9": "m1", "hotfix/2.0.1": "c27"});
    shop["tags"] = json!({"release-1.8.0": "m1", "release-1.9.0": "m1", "v2.0.0": "c27", "v2": "c27"});
    shop["labels"] = json!(["Type: Bug", "kind/feature", "release", "release-blocker", "do not merge"]);
    shop["milestones"] = json!([
        {"number": 1, "title": "2.1.0", "createdAt": "2026-02-01T09:00:00Z", "creator": "maya-r"},
        {"number": 2, "title": "3.0.0", "createdAt": "2026-02-01T09:00:00Z", "creator": "maya-r"},
    ]);
    shop["checks"] = json!([
        {"name": "build", "commit": "c28", "startedAt": "2026-02-28T09:00:10Z", "completedAt": "2026-02-28T09:03:00Z"},
        {"name": "say \"hi\" # ${{ x }}", "commit": "c28", "startedAt": "2026-02-28T09:00:10Z", "completedAt": "2026-02-28T09:03:00Z"},
    ]);
    Fake::made(&world)
}

/// `holdpoint init` into a folder of its own.
pub(crate) fn init(fake: &Fake, token: &str, more: &[&str]) -> (Ran, PathBuf) {
    let run =
        Run::new(&["init", "--repo", "octoacme/shop"]).with(more).github(fake).env("GITHUB_TOKEN", token);
    let folder = run.file("");
    (run.go(), folder)
}

/// All files of a folder, by their paths in it.
pub(crate) fn files(folder: &Path) -> Map<String, Value> {
    fn walk(folder: &Path, top: &Path, found: &mut Map<String, Value>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, top, found);
            } else {
                let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
                found.insert(name, json!(std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Map::new();
    walk(folder, folder, &mut found);
    found
}

/// Brings the files onto main by a pull request that somebody else approves.
pub(crate) fn adopt(fake: &Fake, files: &Map<String, Value>, number: u64) {
    fake.patch(json!([
        {"do": "push", "branch": "add-gate", "from": "main", "files": files, "message": "Add the release gate", "by": "maya-r"},
        {"do": "open", "title": "Add the release gate", "head": "add-gate", "base": "main", "by": "maya-r"},
        {"do": "review", "number": number, "state": "approved", "by": "mona"},
        {"do": "merge", "number": number, "method": "squash", "by": "maya-r"},
    ]));
}

/// The commands that init told to run next, with `holdpoint` left out.
fn next(ran: &Ran) -> Vec<Vec<String>> {
    let lines = ran.out.lines().filter_map(|line| line.strip_prefix("       holdpoint "));
    let parts = lines.flat_map(|line| line.split(" && holdpoint "));
    parts.map(|line| line.split(' ').map(str::to_owned).collect()).collect()
}

/// What was written lints, is explained, and judged as init says: a verdict, by the workflow's own token too.
fn judged(fake: &Fake, ran: &Ran, folder: &Path, number: u64) -> String {
    let written = files(folder);
    for told in next(ran).iter().filter(|told| told[0] == "policy") {
        let file = told.last().unwrap();
        let run = Run::new(&told.iter().map(String::as_str).collect::<Vec<_>>());
        std::fs::create_dir_all(run.file(file).parent().unwrap()).unwrap();
        std::fs::write(run.file(file), written[file].as_str().unwrap()).unwrap();
        run.go().ended(0);
    }
    for (path, text) in written.iter().filter(|(path, _)| path.contains("notes-template")) {
        let run = Run::new(&["notes", "template", "--explain", "template.md"]);
        std::fs::write(run.file("template.md"), text.as_str().unwrap()).unwrap();
        run.go().ended(0);
        assert!(path.ends_with(".md"));
    }
    adopt(fake, &written, number);
    let check = next(ran).into_iter().find(|told| told[0] == "check").unwrap();
    let mut said = String::new();
    for token in ["gate", "workflow"] {
        let arguments: Vec<&str> =
            check.iter().map(String::as_str).chain(["--repo", "octoacme/shop"]).collect();
        let verdict = Run::new(&arguments).github(fake).env("GITHUB_TOKEN", token).go().ended(1);
        assert!(!verdict.out.contains("could not be read"), "{token}\n{}", verdict.out);
        said = verdict.out;
    }
    said
}

#[test]
fn an_empty_repository_gets_a_gate_that_says_no_go() {
    let fake = empty();
    let (ran, folder) = init(&fake, "maya", &["--into", "."]);
    let ran = ran.ended(0).says(&["none that names a version", "gh label create release", "release.yml"]);
    assert_eq!(
        files(&folder).keys().map(String::as_str).collect::<Vec<_>>(),
        [
            ".github/ISSUE_TEMPLATE/release.yml",
            ".github/workflows/holdpoint.yml",
            "docs/release-notes-template.md",
            "release.yml"
        ]
    );
    let said = judged(&fake, &ran, &folder, 1);
    assert!(said.contains("NO-GO  octoacme/shop v0.1.0"), "{said}");
    assert!(
        said.contains("open an issue titled “Release v0.1.0”") || said.contains("Release v0.1.0"),
        "{said}"
    );
    assert!(
        fake.log().iter().all(
            |request| request["method"] == "GET" || request["path"].as_str().unwrap().contains("graphql")
        )
    );
}

#[test]
fn conflicting_habits_are_told_with_what_was_chosen() {
    let fake = conflicting();
    let (ran, folder) = init(&fake, "gate", &["--into", "."]);
    let ran = ran.ended(0).says(&[
        "1 tag like `v2.0.0`; also like `release-1.9.0`",
        "3 boxes in `docs/release-guide.md`",
        "`CHANGELOG.md`",
        "GitHub's configuration of generated notes, and stays",
        "holdpoint check --version 2.1.0",
    ]);
    let written = files(&folder);
    assert!(!written.contains_key("docs/release-notes-template.md"));
    let policy = written["release.yml"].as_str().unwrap();
    for line in [
        "tag: \"v{version}\"",
        "There are also 2 tags like `release-1.9.0`",
        "floating-tags: [major]",
        "branches: [main, \"release/*\", \"hotfix/*\"]",
        "There is also `docs/CHANGES.md`",
        "There is also `docs/process/release-notes-template.md`",
        "There is also `RELEASING.md` (2 boxes)",
        "#   after-release:",
    ] {
        assert!(policy.contains(line), "{line}\n{policy}");
    }
    let workflow = written[".github/workflows/holdpoint.yml"].as_str().unwrap();
    assert!(workflow.contains("`.github/workflows/publish.yml` starts when a tag is pushed"), "{workflow}");
    judged(&fake, &ran, &folder, 1);
}

#[test]
fn the_example_world_is_judged_by_what_was_written() {
    // Something else is where a policy would be.
    let fake = Fake::shop("version: 1\nrequires: [milestone]\n");
    let (ran, folder) = init(&fake, "gate", &["--into", "."]);
    let ran = ran.ended(0).says(&[
        "release.yml is no policy that a gate can read, and stays",
        "4 boxes in the open issue #40, `Release v1.4.0`",
    ]);
    assert!(!folder.join("release.yml").exists());
    let said = judged(&fake, &ran, &folder, 41);
    assert!(said.contains("policy `.github/holdpoint.yml` on `main`"), "{said}");
}

#[test]
fn nothing_is_written_over() {
    let fake = empty();
    let (ran, folder) = init(&fake, "maya", &["--into", "."]);
    ran.ended(0);
    let before = files(&folder);
    let again = |more: &[&str]| {
        let run = Run::new(&["init", "--repo", "octoacme/shop", "--into", folder.to_str().unwrap()]);
        run.with(more).github(&fake).go().ended(0)
    };
    again(&[]).says(&["Written\n  nothing", "There already, and left as it is"]);
    assert_eq!(files(&folder), before);
    again(&["--beside"]).says(&["release.yml.proposed"]);
    let beside = files(&folder);
    assert_eq!(beside.len(), 2 * before.len());
    assert!(before.iter().all(|(path, text)| beside[path] == *text));
    // What is there is not written over beside it either.
    let run = Run::new(&["init", "--repo", "octoacme/shop", "--into", folder.to_str().unwrap(), "--beside"]);
    run.github(&fake).go().ended(2).says(&["release.yml.proposed cannot be written"]);
}

#[test]
fn a_policy_that_is_there_is_left_in_charge() {
    let fake = Fake::shop(crate::check::POLICY);
    let (ran, folder) = init(&fake, "gate", &["--into", "."]);
    ran.ended(0).says(&["release.yml is a policy already, so nothing was written"]);
    assert!(files(&folder).is_empty());
    let (ran, folder) = init(&fake, "gate", &["--into", ".", "--policy", ".github/second.yml"]);
    ran.ended(0).says(&["holdpoint check --policy .github/second.yml"]);
    assert!(folder.join(".github/second.yml").exists() && !folder.join("release.yml").exists());
}

#[test]
fn a_dry_run_prints_and_writes_nothing() {
    let (ran, folder) = init(&empty(), "maya", &["--dry-run"]);
    ran.ended(0).says(&[
        "==> release.yml (the policy)",
        "==> .github/workflows/holdpoint.yml",
        "since: \"",
        "Nothing was written.",
    ]);
    assert!(files(&folder).is_empty());
}

#[test]
fn where_nothing_can_be_written_it_says_so_before_it_looks() {
    let fake = empty();
    init(&fake, "maya", &[]).0.ended(2).says(&["no git work tree", "--dry-run"]);
    init(&fake, "maya", &["--into", "nowhere"]).0.ended(2).says(&["there is no folder nowhere"]);
    init(&fake, "maya", &["--dry-run", "--policy", "../release.yml"]).0.ended(2).says(&["--policy: "]);
    assert_eq!(fake.log().iter().filter(|request| request["operation"] == "Habits").count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let fake = empty();
    let run = Run::new(&["init", "--repo", "octoacme/shop", "--into", "."]).github(&fake);
    let elsewhere = run.file("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink("elsewhere", run.file(".github")).unwrap();
    run.go().ended(2).says(&["is a link"]);
    assert!(files(&elsewhere).is_empty());
}

#[test]
fn a_work_tree_of_another_repository_is_refused() {
    let fake = empty();
    let git = |folder: &Path, arguments: &[&str]| {
        let done = std::process::Command::new("git").args(arguments).current_dir(folder).output().unwrap();
        assert!(done.status.success());
    };
    for (origin, code, says) in
        [("octoacme/api", 2, "this work tree is a clone of octoacme/api"), ("octoacme/shop", 0, "Written")]
    {
        let run = Run::new(&["init", "--repo", "octoacme/shop"]).github(&fake);
        let folder = run.file("");
        git(&folder, &["init", "-q"]);
        git(&folder, &["remote", "add", "origin", &format!("https://github.com/{origin}.git")]);
        run.go().ended(code).says(&[says]);
        assert_eq!(folder.join("release.yml").exists(), code == 0);
    }
}

/// Whatever a token is not shown, the rest is proposed, and what was not seen is told with the right that shows it.
#[test]
fn what_a_token_is_not_shown_is_told() {
    let all = ["contents", "pull_requests", "issues", "checks", "statuses", "actions"];
    for (lacking, says) in [
        ("pull_requests", "merged pull requests: "),
        ("issues", "issues: "),
        ("checks", "checks: "),
        ("statuses", "checks: "),
    ] {
        let fake = conflicting();
        let rights: Map<String, Value> = all
            .iter()
            .filter(|right| **right != lacking)
            .map(|right| ((*right).to_owned(), json!("read")))
            .collect();
        fake.patch(json!({"tokens": {"some": {"login": "github-actions[bot]", "permissions": rights}}}));
        let (ran, folder) = init(&fake, "some", &["--into", "."]);
        let line = format!("`{}: read`", lacking.replace('_', "-"));
        ran.ended(0).says(&["Not seen", says, &line]);
        lints(&folder);
    }
}

fn lints(folder: &Path) {
    // Where it could not be told what is at the place of a policy, it is elsewhere.
    let places = ["release.yml", ".github/holdpoint.yml"].map(|path| folder.join(path));
    let written = places.iter().find(|path| path.exists()).unwrap();
    let run = Run::new(&["policy", "lint", "release.yml"]);
    std::fs::copy(written, run.file("release.yml")).unwrap();
    run.go().ended(0);
}

#[test]
fn whatever_goes_wrong_the_rest_is_written() {
    for (matching, effect, says) in [
        (
            json!({"path": "*/git/trees/*"}),
            json!({"status": 404, "body": {"message": "Not Found"}}),
            "the list of files: ",
        ),
        (json!({"path": "*/git/trees/*"}), json!({"denied": true}), "the list of files: "),
        (json!({"operation": "Checks"}), json!({"status": 403, "body": {"message": "no"}}), "checks: "),
        (json!({"operation": "Files"}), json!({"denied": true}), "the texts of some files: "),
        (json!({"operation": "HabitsTeams"}), json!({"status": 403, "body": {"message": "no"}}), "teams: "),
    ] {
        let fake = conflicting();
        fake.faults(json!([{"match": matching, "effect": effect}]));
        let (ran, folder) = init(&fake, "gate", &["--into", ".", "--timeout", "20s"]);
        ran.ended(0).says(&["Not seen", says]);
        assert!(fake.last_fault_met(), "{says}");
        lints(&folder);
    }
    let fake = conflicting();
    let tree = json!({"sha": "a".repeat(40), "url": "https://api.github.com/x", "truncated": true, "tree": [
        {"path": "README.md", "mode": "100644", "type": "blob", "sha": "b".repeat(40), "size": 1, "url": "https://api.github.com/y"},
    ]});
    fake.faults(json!([{"match": {"path": "*/git/trees/*"}, "effect": {"status": 200, "body": tree}}]));
    let (ran, folder) = init(&fake, "gate", &["--into", "."]);
    // The usual places are looked at all the same.
    ran.ended(0).says(&[
        "the list of files: GitHub lists the first",
        "2 boxes in `RELEASING.md`",
        "`CHANGELOG.md`",
    ]);
    lints(&folder);
    let gone = Fake::made(&world(&json!({"README.md": "# Shop\n"})));
    gone.faults(json!([{"match": {"operation": "Habits"}, "effect": {"denied": true}}]));
    init(&gone, "maya", &["--dry-run"]).0.ended(2);
}
