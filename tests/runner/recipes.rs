//! The workflows of `docs/workflows`, taken from their pages and run: each job with a token that has its `permissions:` and
//! nothing else. What is declared must be used, and what is used declared. The table of the index is made here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use holdpoint::yaml::{Kind, Node, Problems, parse};
use serde_json::{Map, Value, json};

use crate::expression;
use crate::fake::Fake;
use crate::files;
use crate::step::{Step, folder};

const INDEX: &str = "docs/workflows/README.md";

/// A job of a page, and what is tried with it.
struct Try {
    page: &'static str,
    /// Which workflow of the page, counted from 0.
    workflow: usize,
    job: &'static str,
    event: &'static str,
    payload: &'static str,
    expected: &'static str,
}

/// What is tried with each job that runs holdpoint. The decision is `none` where a command has none to make.
const TRIES: &[Try] = &[
    Try::new("dispatch", 0, "gate", "workflow_dispatch", "go"),
    Try::new("dispatch", 0, "release", "workflow_dispatch", "go"),
    Try::new("release-pull-request", 0, "propose", "push", "none"),
    Try::new("release-pull-request", 0, "release", "push", "go").on("push.release"),
    Try::new("tag-push", 0, "gate", "push", "go").on("push.tag"),
    Try::new("nightly", 0, "verdict", "schedule", "go"),
    Try::new("sign-offs", 0, "verdict", "issue_comment", "go").on("issue_comment.sign"),
    Try::new("merge-queue", 0, "gate", "pull_request_target", "go").on("pull_request.opened"),
    Try::new("merge-queue", 0, "gate", "merge_group", "go").on("merge_group.checks_requested"),
    Try::new("deployment", 0, "gate", "workflow_dispatch", "go"),
    Try::new("deployment", 0, "deploy", "workflow_dispatch", "go"),
    Try::new("forks", 0, "gate", "pull_request_target", "go").on("pull_request.opened"),
    Try::new("forks", 1, "gate", "workflow_run", "go").on("workflow_run.completed"),
    Try::new("organization", 0, "gate", "workflow_dispatch", "go"),
    Try::new("monorepo", 0, "release", "workflow_dispatch", "go"),
    Try::new("terminal", 0, "gate", "workflow_dispatch", "go"),
    Try::new("enterprise", 0, "gate", "workflow_dispatch", "go"),
    Try::new(FRONT, 1, "gate", "workflow_dispatch", "go"),
];

/// The README of the repository, which has a policy and a workflow of its own.
const FRONT: &str = "../../README";

impl Try {
    const fn new(
        page: &'static str,
        workflow: usize,
        job: &'static str,
        event: &'static str,
        expected: &'static str,
    ) -> Self {
        Self { page, workflow, job, event, payload: event, expected }
    }

    const fn on(mut self, payload: &'static str) -> Self {
        self.payload = payload;
        self
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The blocks of YAML of a page.
fn blocks(page: &str) -> Vec<String> {
    let text = read(&root().join("docs/workflows").join(format!("{page}.md")));
    text.split("```yaml\n").skip(1).map(|rest| format!("{}\n", rest.split_once("\n```").unwrap().0)).collect()
}

fn value(text: &str) -> Value {
    let mut problems = Problems::new();
    let node = parse(text, &mut problems);
    assert!(problems.into_vec().is_empty(), "{text}");
    plain(&node.unwrap())
}

/// A tree without places. Only what the pages use: mappings, lists, and texts, numbers among these.
fn plain(node: &Node) -> Value {
    match &node.kind {
        Kind::Map(pairs) => Value::Object(
            pairs.iter().map(|(name, value)| (name.as_str().unwrap().to_owned(), plain(value))).collect(),
        ),
        Kind::List(items) => Value::Array(items.iter().map(plain).collect()),
        _ => node.as_str().map_or(Value::Null, |text| json!(text)),
    }
}

/// The shop with everything that the policy of the index asks for, and pull request 38 alone in the merge queue.
fn shop(page: &str) -> Fake {
    let mut policy = blocks(if page == FRONT { FRONT } else { "README" }).remove(0);
    if page == "monorepo" {
        // The policy of docs/monorepos.md is about another repository.
        policy = policy.replace(
            "  bump:\n",
            "  packages:\n    web: {paths: [\"web/**\", \"api/**\", \"docs/**\", \".github/**\"], tag: \"v{version}\"}\n    mobile: {paths: [\"mobile/**\"], tag: \"mobile-v{version}\"}\n  bump:\n",
        );
    }
    let fake = Fake::shop(&policy);
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    fake.patch(json!({"do": "comment", "number": 40, "body": "/holdpoint sign qa-engineer", "by": "maya-r"}));
    let queue = "gh-readonly-queue/main/pr-38-m5";
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"g1": {
            "message": "Search by name (#38)", "author": "lina-p", "date": "2026-03-01T12:00:00Z", "parents": ["m5"],
            "files": {"web/search.js": "export const search = () => [];\n"},
        }},
        "branches": {queue: "g1"},
        "mergeQueues": {"main": [{"number": 38, "head": "g1", "base": "m5"}]},
    }}}));
    match page {
        "tag-push" => fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "m5"})),
        // What the next version is put into.
        "release-pull-request" => fake.patch(json!({"do": "push", "branch": "main", "by": "maya-r",
            "files": {"package.json": "{\"version\": \"1.3.1\"}\n"}, "message": "Name the version", "commit": "m6"})),
        _ => {}
    }
    if page == "release-pull-request" {
        fake.patch(json!([
            {"repositories": {"octoacme/shop": {
                "checks": [{"name": "build", "commit": "m6", "startedAt": "2026-03-02T12:00:00Z", "completedAt": "2026-03-02T12:01:00Z"}],
                "pulls": [{"number": 39, "title": "Name the version", "author": "devon-k", "createdAt": "2026-03-02T09:00:00Z",
                    "head": "name", "mergeCommit": "m6", "mergedAt": "2026-03-02T12:00:00Z", "mergedBy": "maya-r",
                    "milestone": "v1.4.0", "labels": ["chore"],
                    "reviews": [{"id": 2_600_000_009_u64, "author": "maya-r", "state": "approved", "createdAt": "2026-03-02T10:00:00Z"}]}],
            }}},
            {"do": "comment", "number": 40, "body": "/holdpoint sign qa-engineer", "by": "maya-r"},
        ]));
    }
    fake
}

fn payload(fake: &Fake, name: &str) -> Value {
    let tip = fake.tip("main");
    let labels = json!([{"name": "release"}]);
    match name {
        "push.release" => json!({"ref": "refs/heads/main", "after": tip, "deleted": false,
            "head_commit": {"id": tip, "message": "Release v1.4.0 (#41)"}}),
        "push" => json!({"ref": "refs/heads/main", "after": tip, "deleted": false,
            "head_commit": {"id": tip, "message": "Name the version"}}),
        "issue_comment.sign" => json!({"action": "created", "issue": {"number": 40, "labels": labels},
            "comment": {"id": 3_100_000_009_u64, "body": "/holdpoint sign qa-engineer", "user": {"login": "maya-r", "type": "User"}}}),
        "workflow_dispatch" => {
            json!({"ref": "refs/heads/main", "inputs": {"version": "1.4.0", "package": "web"}})
        }
        _ => {
            let text = read(&root().join(format!("tests/gate/events/{name}.json")));
            // There it is a commit behind the tip; here it is the release.
            let mut value: Value = serde_json::from_str(&text.replace("@older", "@main")).unwrap();
            fill(fake, &mut value);
            value
        }
    }
}

/// The tips of branches in the places of `@BRANCH`.
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

/// How a step ended: its exit code, its outputs, and what it printed.
type Ended = (i32, BTreeMap<String, String>, String);

/// A step of a job that runs holdpoint, by `uses:` or by `run:`. Nothing for other steps.
fn step(fake: &Fake, one: &Try, step: &Value, payload: &Value, contexts: &Value) -> Option<Ended> {
    let uses = step["uses"].as_str().unwrap_or_default();
    if uses.starts_with("holdpoint/holdpoint@") {
        let mut ready = Step::new(fake, one.event, &payload.to_string()).token("recipe");
        if one.payload == "push.tag" {
            ready = ready.env("GITHUB_REF", "refs/tags/v1.4.0").env("GITHUB_REF_TYPE", "tag");
        }
        for (name, text) in step["with"].as_object().into_iter().flatten() {
            ready = ready.with(name, &expression::expand(text.as_str().unwrap(), contexts));
        }
        let went = ready.go();
        assert!(went.runner.is_empty(), "{}: {:?}", one.page, went.runner);
        return Some((went.code, went.outputs, went.raw));
    }
    let run = step["run"].as_str()?;
    run.contains("holdpoint").then(|| in_shell(fake, one, step, run, contexts))
}

/// A line of `run:`, with the program where the setup action puts it.
fn in_shell(fake: &Fake, one: &Try, step: &Value, run: &str, contexts: &Value) -> Ended {
    assert!(!run.contains("${{"), "{run}");
    let place = folder();
    let program = Path::new(env!("CARGO_BIN_EXE_holdpoint")).parent().unwrap();
    let output = place.join("output");
    std::fs::write(&output, "").unwrap();
    std::fs::write(place.join("event.json"), "{}").unwrap();
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", run]).current_dir(&place).env_clear();
    command.env("PATH", std::env::join_paths([program, Path::new("/usr/bin"), Path::new("/bin")]).unwrap());
    for (name, text) in [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_API_URL", fake.url()),
        ("GITHUB_GRAPHQL_URL", &format!("{}/graphql", fake.url())),
        ("GITHUB_EVENT_NAME", one.event),
        ("GITHUB_EVENT_PATH", place.join("event.json").to_str().unwrap()),
        ("GITHUB_OUTPUT", output.to_str().unwrap()),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_REPOSITORY", "octoacme/shop"),
        ("GITHUB_RUN_ID", "4242"),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_SHA", &fake.tip("main")),
    ] {
        command.env(name, text);
    }
    for (name, text) in step["env"].as_object().into_iter().flatten() {
        if name != "SSL_CERT_FILE" {
            command.env(name, expression::expand(text.as_str().unwrap(), contexts));
        }
    }
    let output_of = command.output().unwrap();
    let text = [output_of.stdout, output_of.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output_of.status.code().unwrap(), files::pairs(&read(&output)).unwrap(), text)
}

/// The `permissions:` of a job as the tokens of the fake have them.
fn declared(job: &Value) -> BTreeMap<String, String> {
    let rights = job["permissions"].as_object().expect("each job has its permissions");
    rights.iter().map(|(name, level)| (name.replace('-', "_"), level.as_str().unwrap().to_owned())).collect()
}

/// Whether these rights suffice for a need as the fake says it: `;` between alternatives, `,` between what is needed together.
fn suffices(rights: &BTreeMap<String, String>, needs: &str) -> bool {
    let level =
        |name: &str| ["read", "write", "admin"].iter().position(|one| *one == name).map_or(0, |at| at + 1);
    needs.split("; ").any(|alternative| {
        alternative.split(',').all(|need| {
            let (name, wanted) = need.split_once('=').unwrap();
            name == "metadata" || level(rights.get(name).map_or("none", String::as_str)) >= level(wanted)
        })
    })
}

/// What is wrong with the rights of a job, by all that its tries needed.
fn unfit(rights: &BTreeMap<String, String>, needs: &[(String, bool)]) -> Vec<String> {
    let mut wrong: Vec<String> = needs
        .iter()
        .filter(|(needs, granted)| !granted || !suffices(rights, needs))
        .map(|(needs, _)| format!("used and not declared: {needs}"))
        .collect();
    for (name, level) in rights {
        let mut fewer = rights.clone();
        if level == "write" {
            fewer.insert(name.clone(), "read".to_owned());
        } else {
            fewer.remove(name);
        }
        if needs.iter().all(|(needs, _)| suffices(&fewer, needs)) {
            wrong.push(format!("declared and not used: {name}: {level}"));
        }
    }
    wrong
}

/// Runs one try, which must come to this decision. What was needed of the token.
fn attempt(one: &Try, expected: &str) -> Vec<(String, bool)> {
    let workflow = value(&blocks(one.page)[one.workflow]);
    let job = &workflow["jobs"][one.job];
    let fake = shop(one.page);
    if expected == "no-go" {
        fake.patch(json!([
            {"do": "untick", "number": 40, "text": "Rollback plan written", "by": "devon-k"},
            {"do": "unlabel", "number": 38, "name": "feature", "by": "lina-p"},
        ]));
    }
    fake.patch(json!({"tokens": {"recipe": {"login": "github-actions[bot]", "permissions": declared(job)}}}));
    let payload = payload(&fake, one.payload);
    let mut steps = Map::new();
    let contexts = |steps: &Map<String, Value>| {
        json!({
            "github": {"token": "recipe", "event": payload, "repository": "octoacme/shop"},
            "inputs": payload["inputs"],
            "needs": {"gate": {"outputs": {"decision": "go"}}},
            "steps": steps,
        })
    };
    if let Some(condition) = job["if"].as_str() {
        assert!(expression::holds(condition, &contexts(&steps)), "{} {}: `if` is false", one.page, one.job);
    }
    let mut decision = String::new();
    for each in job["steps"].as_array().unwrap() {
        if each["if"].as_str().is_some_and(|condition| !expression::holds(condition, &contexts(&steps))) {
            continue;
        }
        let Some((code, outputs, log)) = step(&fake, one, each, &payload, &contexts(&steps)) else {
            continue;
        };
        let failed = i32::from(expected == "no-go");
        assert_eq!(code, failed, "{} {} on {}:\n{log}", one.page, one.job, one.event);
        decision = outputs.get("decision").cloned().unwrap_or_default();
        assert_eq!(decision, expected, "{} {} on {}:\n{log}", one.page, one.job, one.event);
        if let Some(id) = each["id"].as_str() {
            steps.insert(id.to_owned(), json!({"outputs": outputs}));
        }
    }
    assert!(!decision.is_empty(), "{} {}: no step runs holdpoint", one.page, one.job);
    for (name, text) in job["outputs"].as_object().into_iter().flatten() {
        let text = expression::expand(text.as_str().unwrap(), &contexts(&steps));
        assert!(!text.is_empty(), "{} {}: the output `{name}` is empty", one.page, one.job);
    }
    fake.rights("recipe")
}

/// The table of the index, each job once.
#[test]
#[ignore = "needs the image"]
fn rights_are_declared_and_used() {
    let (mut table, mut wrong) = (String::new(), Vec::new());
    table.push_str(
        "| page | job | tried on | decision | rights declared, and used |\n| --- | --- | --- | --- | --- |\n",
    );
    let mut done: Vec<(&str, usize, &str)> = Vec::new();
    for one in TRIES {
        let place = (one.page, one.workflow, one.job);
        if done.contains(&place) {
            continue;
        }
        done.push(place);
        let tries: Vec<&Try> =
            TRIES.iter().filter(|other| (other.page, other.workflow, other.job) == place).collect();
        let mut needs = Vec::new();
        for each in &tries {
            needs.extend(attempt(each, each.expected));
            // One that cannot say no is no gate. What its rights are used for is counted here, too.
            if each.expected == "go" {
                needs.extend(attempt(each, "no-go"));
            }
        }
        let workflow = value(&blocks(one.page)[one.workflow]);
        let rights = declared(&workflow["jobs"][one.job]);
        wrong.extend(
            unfit(&rights, &needs).into_iter().map(|what| format!("{} {}: {what}", one.page, one.job)),
        );
        if one.page == FRONT {
            continue;
        }
        let events: Vec<String> = tries.iter().map(|each| format!("`{}`", each.event)).collect();
        let rights: Vec<String> =
            rights.iter().map(|(name, level)| format!("`{}: {level}`", name.replace('_', "-"))).collect();
        let (name, text) = (workflow["name"].as_str().unwrap(), rights.join(", "));
        writeln!(
            table,
            "| [{name}]({}.md) | `{}` | {} | `{}` | {text} |",
            one.page,
            one.job,
            events.join(", "),
            one.expected
        )
        .unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    hold(&table);
}

/// The part of the index that is made must say this; with `UPDATE=1` it is given it.
fn hold(table: &str) {
    let whole = read(&root().join(INDEX));
    let (open, close) = ("<!-- made: rights -->\n", "<!-- end -->");
    let (before, rest) = whole.split_once(open).unwrap();
    let (found, after) = rest.split_once(close).unwrap();
    if std::env::var("UPDATE").as_deref() == Ok("1") {
        std::fs::write(root().join(INDEX), format!("{before}{open}{table}{close}{after}")).unwrap();
    } else {
        assert!(found == table, "{INDEX} is stale: run `UPDATE=1 scripts/image.sh --quick --test`\n{table}");
    }
}

/// Each job that runs holdpoint is tried, and each page is one of the index.
#[test]
fn every_recipe_is_tried() {
    let mut pages: Vec<String> = std::fs::read_dir(root().join("docs/workflows"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().trim_end_matches(".md").to_owned())
        .filter(|page| page != "README")
        .collect();
    pages.sort();
    let index = read(&root().join(INDEX));
    for page in &pages {
        assert!(index.contains(&format!("]({page}.md) | ")), "{INDEX} has no row for {page}");
        for (at, block) in blocks(page).iter().enumerate().filter(|(_, block)| block.contains("\njobs:\n")) {
            for (name, job) in value(block)["jobs"].as_object().unwrap() {
                let text = job["steps"].to_string();
                if text.contains("holdpoint/holdpoint@") || text.contains("run\":\"holdpoint") {
                    let tried = |one: &Try| one.page == page && one.workflow == at && one.job == name;
                    assert!(TRIES.iter().any(tried), "{page}: the job `{name}` is not tried");
                }
            }
        }
    }
}

/// Every whole workflow of the pages, with its page.
fn workflows() -> Vec<(&'static str, Value)> {
    let mut pages: Vec<&str> = TRIES.iter().map(|one| one.page).collect();
    pages.dedup();
    let whole = |page| {
        blocks(page)
            .into_iter()
            .filter(|block| block.contains("\njobs:\n"))
            .map(move |block| (page, value(&block)))
    };
    pages.into_iter().flat_map(whole).collect()
}

/// What follows a job of the gate follows a go, and a tag that was cut, and nothing else.
#[test]
fn nothing_follows_but_a_go() {
    let mut seen = 0;
    for (page, workflow) in workflows() {
        for (name, job) in workflow["jobs"].as_object().unwrap() {
            let Some(before) = job["needs"].as_str() else { continue };
            let follows = |decision: &str, released: &str| {
                let outputs = json!({"decision": decision, "released": released});
                let contexts = json!({"needs": {before: {"outputs": outputs}}});
                expression::holds(job["if"].as_str().unwrap(), &contexts)
            };
            assert!(follows("go", "true"), "{page}: {name}");
            for other in ["no-go", "none", ""] {
                assert!(!follows(other, "false") && !follows(other, ""), "{page}: {name} after `{other}`");
            }
            seen += 1;
        }
    }
    assert!(seen >= 5, "{seen}");
}

/// A step whose failure does not fail its job is followed by one that does, where nothing could be judged.
#[test]
fn what_could_not_be_judged_is_red() {
    let mut seen = 0;
    for (page, workflow) in workflows() {
        for job in workflow["jobs"].as_object().unwrap().values() {
            let steps = job["steps"].as_array().map_or(&[][..], Vec::as_slice);
            for (at, step) in
                steps.iter().enumerate().filter(|(_, step)| !step["continue-on-error"].is_null())
            {
                let id = step["id"].as_str().unwrap_or_else(|| panic!("{page}: the step has no id"));
                let fails = |outputs: Value| {
                    let contexts = json!({"steps": {id: {"outputs": outputs}}});
                    steps[at + 1..].iter().any(|next| {
                        next["run"] == "exit 1"
                            && next["if"]
                                .as_str()
                                .is_some_and(|condition| expression::holds(condition, &contexts))
                    })
                };
                assert!(
                    fails(json!({"decision": "no-go", "error": "GitHub could not be reached"})),
                    "{page}"
                );
                // The program was ended before it could say anything.
                assert!(fails(json!({})), "{page}");
                for decision in ["go", "no-go", "none"] {
                    assert!(!fails(json!({"decision": decision, "error": ""})), "{page}");
                }
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 2);
}

/// A fork may call its branch `main`. Its runs judge nothing, nor do they take the place of one that waits.
#[test]
fn builds_of_forks_start_nothing() {
    let workflow = value(&blocks("forks")[1]);
    let condition = workflow["jobs"]["gate"]["if"].as_str().unwrap();
    let group = workflow["concurrency"]["group"].as_str().unwrap();
    for (event, judges) in [("push", true), ("pull_request", false), ("pull_request_target", false)] {
        let run = json!({"event": event, "head_branch": "main"});
        let contexts = json!({"github": {"event": {"workflow_run": run}, "run_id": "4242"}});
        assert_eq!(expression::holds(condition, &contexts), judges, "{event}");
        assert_eq!(
            expression::expand(group, &contexts),
            if judges { "gate-after-ci" } else { "4242" },
            "{event}"
        );
    }
}

/// A caller must allow what the called workflow asks for: no more, no less.
#[test]
fn a_caller_allows_what_is_called() {
    let pages = blocks("organization");
    let [called, caller] = [&pages[0], &pages[1]].map(|text| value(text)["jobs"]["gate"].clone());
    assert_eq!(declared(&called), declared(&caller));
}

/// Comments of other issues, and other comments, cost no run; nor do they take the place of one that waits.
#[test]
fn other_comments_start_nothing() {
    let workflow = value(&blocks("sign-offs")[0]);
    let condition = workflow["jobs"]["verdict"]["if"].as_str().unwrap();
    let group = workflow["concurrency"]["group"].as_str().unwrap();
    let holds = |action: &str, label: &str, body: &str| {
        let event =
            json!({"action": action, "issue": {"labels": [{"name": label}]}, "comment": {"body": body}});
        let contexts = json!({"github": {"event": event, "run_id": "4242"}});
        let runs = expression::holds(condition, &contexts);
        assert_eq!(expression::expand(group, &contexts), if runs { "holdpoint-release" } else { "4242" });
        runs
    };
    assert!(holds("created", "release", "/holdpoint sign qa-engineer"));
    assert!(holds("deleted", "release", "/holdpoint sign qa-engineer"));
    assert!(holds("edited", "release", "I take it back"));
    assert!(!holds("created", "release", "Nice"));
    assert!(!holds("created", "bug", "/holdpoint sign qa-engineer"));
}

/// A release pull request that was merged in any of the three ways, and nothing else, starts the job that cuts.
#[test]
fn other_merges_release_nothing() {
    let workflow = value(&blocks("release-pull-request")[0]);
    let job = |name: &str| workflow["jobs"][name]["if"].as_str().unwrap();
    let group = workflow["concurrency"]["group"].as_str().unwrap();
    for (message, releases) in [
        ("Release v1.4.0 (#41)\n\nHoldpoint-Release: v1.4.0", true),
        ("Release v1.4.0\n\nHoldpoint-Release: v1.4.0", true),
        ("Merge pull request #41 from octoacme/holdpoint/release\n\nRelease v1.4.0", true),
        ("Revert \"Release v1.4.0 (#41)\" (#42)", false),
        (
            "Merge pull request #42 from octoacme/revert-41-holdpoint/release\n\nRevert \"Release v1.4.0\"",
            false,
        ),
        ("Say what /holdpoint/release is for", false),
        ("Mend what the Release v1.3.0 broke (#43)", false),
        ("Merge pull request #44 from octoacme/search\n\nRelease valves by name", false),
        // The page says so.
        ("Release valves by name (#44)", true),
    ] {
        let contexts = json!({"github": {"event": {"head_commit": {"message": message}}}});
        assert_eq!(expression::holds(job("release"), &contexts), releases, "{message}");
        assert_eq!(expression::holds(job("propose"), &contexts), !releases, "{message}");
        let expected = if releases { "release" } else { "release-pull-request" };
        assert_eq!(expression::expand(group, &contexts), expected, "{message}");
    }
}

#[test]
fn rights_are_compared() {
    let rights = |all: &[(&str, &str)]| {
        all.iter().map(|(name, level)| ((*name).to_owned(), (*level).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let needs = |all: &[&str]| all.iter().map(|one| ((*one).to_owned(), true)).collect::<Vec<_>>();
    let fits = rights(&[("issues", "write"), ("checks", "read")]);
    assert_eq!(unfit(&fits, &needs(&["issues=write; pull_requests=write", "checks=read"])), [""; 0]);
    assert_eq!(
        unfit(&fits, &needs(&["issues=read", "checks=read"])),
        ["declared and not used: issues: write"]
    );
    assert_eq!(unfit(&fits, &needs(&["issues=write"])), ["declared and not used: checks: read"]);
    let refused = [
        ("statuses=read".to_owned(), false),
        ("issues=write".to_owned(), true),
        ("checks=read".to_owned(), true),
    ];
    assert_eq!(unfit(&fits, &refused), ["used and not declared: statuses=read"]);
}
