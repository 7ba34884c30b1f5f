//! Two tokens: which request carries which, and that neither ever shows.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::{Ran, Run};
use crate::whole::{judge_release, release};

/// A workflow's own token, as GitHub writes one.
const TOKEN: &str = "ghs_0workflow0own0token";
/// The token of an App that may read teams and settings of the repository.
const ORG_TOKEN: &str = "ghs_0organization0token";

/// Where the alerts of secret scanning are.
const SECRETS: &str = "/repos/octoacme/shop/secret-scanning/alerts?state=open&hide_secret=true&per_page=100";
/// Asked for where the first list is empty.
const SECRETS_AGAIN: &str =
    "/repos/octoacme/shop/secret-scanning/alerts?state=open&hide_secret=true&direction=asc&per_page=100";

/// The release that lacks nothing, with both tokens.
fn world() -> Fake {
    let fake = release();
    let read_write = json!({
        "contents": "write", "issues": "write", "pull_requests": "write", "checks": "write", "statuses": "read",
        "actions": "read", "security_events": "read", "vulnerability_alerts": "read",
    });
    fake.patch(json!({"tokens": {
        TOKEN: {"login": "github-actions[bot]", "app": "github-actions", "permissions": read_write},
        ORG_TOKEN: {"login": "roles[bot]", "app": "roles", "permissions": {
            "members": "read", "administration": "read", "contents": "read", "secret_scanning_alerts": "read",
        }},
    }}));
    fake
}

fn judge(fake: &Fake, org_token: &str, arguments: &[&str]) -> Run {
    judge_release(fake, arguments).env("GITHUB_TOKEN", TOKEN).env("HOLDPOINT_ORG_TOKEN", org_token)
}

/// How many requests each token made, by operation or path.
fn requests(fake: &Fake) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for request in fake.log() {
        let text = |name: &str| request[name].as_str().map(ToOwned::to_owned);
        let what = text("operation").or_else(|| text("path")).unwrap();
        *counts.entry((text("token").unwrap(), what)).or_default() += 1;
    }
    fake.clear_log();
    counts
}

#[test]
fn the_second_token_reads_only_what_the_first_cannot() {
    let fake = world();
    judge(&fake, "", &[]).go().ended(1).says(&[
        "pass as `org-token` the token of a GitHub App that has `Members: read`",
        "pass as `org-token` the token of a GitHub App that has `Secret scanning alerts: read`",
    ]);
    let alone = requests(&fake);
    judge(&fake, ORG_TOKEN, &[]).go().ended(0);
    let mut both = requests(&fake);
    let of_second: Vec<_> = both.extract_if(.., |(token, _), _| token == ORG_TOKEN).collect();
    let of_second: Vec<(&str, usize)> =
        of_second.iter().map(|((_, what), count)| (what.as_str(), *count)).collect();
    assert_eq!(of_second, [(SECRETS_AGAIN, 1), (SECRETS, 1), ("Protection", 1), ("Team", 3)]);
    let of_organization =
        |(_, what): &(String, String)| what == "Team" || what == SECRETS || what == SECRETS_AGAIN;
    let rest: BTreeMap<_, _> = alone.into_iter().filter(|(key, _)| !of_organization(key)).collect();
    assert_eq!(both, rest, "the first token reads the same, but no team and no secret");
}

#[test]
fn a_second_token_that_is_empty_or_the_first_is_none() {
    let fake = world();
    judge(&fake, "", &[]).go().ended(1);
    let alone = requests(&fake);
    for none in [" ", TOKEN, " ghs_0workflow0own0token\n"] {
        judge(&fake, none, &[]).go().ended(1);
        assert_eq!(requests(&fake), alone, "{none:?}");
    }
    judge(&fake, "two words", &[]).go().ended(2).says(&["org-token: the token holds a character"]);
}

#[test]
fn a_workflow_passes_both_as_inputs() {
    let fake = world();
    let payload = json!({"ref": "refs/heads/main", "inputs": null}).to_string();
    let tip = fake.tip("main");
    let variables = [
        ("INPUT_TOKEN", TOKEN),
        ("INPUT_ORG-TOKEN", ORG_TOKEN),
        ("INPUT_PHASE", "pre-release"),
        ("INPUT_VERSION", "1.4.0"),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", &tip),
    ];
    Run::action(&fake, "workflow_dispatch", &payload, &variables).go().ended(0);
    let by_second = requests(&fake).into_keys().filter(|(token, _)| token == ORG_TOKEN);
    let what: Vec<String> = by_second.map(|(_, what)| what).collect();
    assert_eq!(what, [SECRETS_AGAIN, SECRETS, "Protection", "Team"], "it reads, and writes nothing");
}

#[test]
fn a_check_that_another_app_imitates_is_told_by_the_second_token() {
    let fake = world();
    fake.patch(json!({"repositories": {"octoacme/shop": {"rules": [
        {"pattern": "main", "checks": [{"context": "build", "app": "github-actions"}, {"context": "handbook", "app": "readthedocs"}], "approvals": 1},
    ]}}}));
    fake.patch(json!({"do": "check", "commit": "m5", "name": "handbook", "conclusion": "success"}));
    // Without the right only names are seen, and any app's check of that name will do.
    judge(&fake, "", &[]).go().ended(1).does_not_say(&["handbook"]);
    judge(&fake, ORG_TOKEN, &[]).go().ended(1).says(&["handbook"]);
}

#[test]
fn a_second_token_that_cannot_do_it_is_named() {
    let fake = world();
    fake.patch(json!({"tokens": {ORG_TOKEN: {"permissions": {"members": null}}}}));
    judge(&fake, ORG_TOKEN, &[]).go().ended(1).says(&["`org-token`", "`Members: read`"]);
    judge(&fake, "ghs_0nobody0knows0this0", &[])
        .go()
        .ended(1)
        .says(&["GitHub does not accept the token (the org-token, Bad"]);
    fake.patch(json!({"tokens": {ORG_TOKEN: {"permissions": {"members": "read"}}}}));
    judge(&fake, ORG_TOKEN, &[]).go().ended(0);
    // The names that the first token sees may not be all that is required.
    fake.faults(json!([{"match": {"operation": "Protection"}, "effect": {"html": true}}]));
    judge(&fake, ORG_TOKEN, &[]).go().ended(1).says(&["query Protection"]);
}

/// Answers that throw both tokens back.
fn echoes() -> Vec<Value> {
    let both = format!("{TOKEN} and {ORG_TOKEN}");
    vec![
        json!({"status": 403, "body": {"message": both, "errors": [both, {"field": both}]}, "headers": {"x-accepted-github-permissions": both, "x-github-request-id": both}}),
        json!({"status": 404, "body": {"message": both}}),
        json!({"status": 401, "body": {"message": both}}),
        json!({"status": 302, "body": {}, "headers": {"location": format!("https://example.com/{TOKEN}?{ORG_TOKEN}")}}),
        json!({"status": 200, "body": both}),
        json!({"status": 200, "body": {"data": null, "errors": [{"type": "FORBIDDEN", "path": ["repository"], "message": both}]}}),
        json!({"status": 200, "body": {"data": both, both.clone(): both}}),
        json!({"status": 200, "body": {"message": both}}),
        json!({"status": 422, "body": {"message": both, "errors": both}}),
    ]
}

#[test]
fn neither_token_ever_shows() {
    let tip = world().tip("main");
    let variables = [
        ("INPUT_TOKEN", TOKEN),
        ("INPUT_ORG-TOKEN", ORG_TOKEN),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", &tip),
        ("RUNNER_DEBUG", "1"),
    ];
    let payload = json!({"ref": "refs/heads/main"}).to_string();
    let wanted = [
        json!({"operation": "Opening"}),
        json!({"operation": "Evidence"}),
        json!({"operation": "Range"}),
        json!({"operation": "Team"}),
        json!({"operation": "Protection"}),
        json!({"operation": "Closing"}),
        json!({"method": "GET", "path": "/repos/*/compare/*"}),
        json!({"method": "POST", "path": "/repos/*/check-runs"}),
        json!({"operation": "AddComment"}),
    ];
    for wanted in wanted {
        let fake = world();
        for effect in echoes() {
            fake.faults(json!([{"match": wanted, "effect": effect}]));
            let run = Run::action(&fake, "workflow_dispatch", &payload, &variables);
            let run = run.with(&["check", "--phase", "pre-release", "--version", "1.4.0", "--comment=true"]);
            let run = run.with(&["--check-run=true", "--save-evidence", "evidence.json", "--verbose"]);
            let files = ["output", "summary", "evidence.json"].map(|name| run.file(name));
            let ran = run.go();
            assert!(fake.last_fault_met(), "{wanted}: {}{}", ran.out, ran.err);
            let mut shown = format!("{}{}", ran.out, ran.err);
            for file in files {
                shown.push_str(&std::fs::read_to_string(file).unwrap_or_default());
            }
            fake.faults(json!([]));
            for number in [37, 40] {
                shown.extend(fake.comments(number).into_iter().map(|(_, body)| body));
            }
            for secret in [TOKEN, ORG_TOKEN] {
                assert!(!shown.contains(secret), "{wanted} {effect}:\n{shown}");
            }
        }
    }
}

/// Tokens as people give them: what each is, and how the fake has it.
fn kinds() -> Vec<(&'static str, &'static str, Value)> {
    let read_only = json!({"contents": "read"});
    let all = json!({
        "contents": "write", "issues": "read", "pull_requests": "read", "checks": "read", "statuses": "read",
        "actions": "read", "security_events": "read", "vulnerability_alerts": "read",
    });
    let mut with_organization = all.clone();
    with_organization["members"] = json!("read");
    with_organization["administration"] = json!("read");
    with_organization["secret_scanning_alerts"] = json!("read");
    let app = |permissions: &Value| json!({"login": "github-actions[bot]", "app": "github-actions", "permissions": permissions});
    vec![
        (
            "A workflow's own, with every line of `permissions:` that is named above",
            "ghs_0kind0workflow0000",
            app(&all),
        ),
        (
            "A GitHub App's, with Members, Administration and Secret scanning alerts, too",
            "ghs_0kind0app000000000",
            app(&with_organization),
        ),
        ("A workflow's own, with `contents: read` alone", "ghs_0kind0read0only000", app(&read_only)),
        (
            "A fine-grained personal one, with everything that there is for it",
            "github_pat_0fine0grained",
            json!({"login": "maya-r", "fineGrained": true, "permissions": with_organization}),
        ),
        ("An outsider's", "ghp_0kind0outsider0000", json!({"login": "eve-out", "repositories": []})),
    ]
}

/// What a run could not read, and what it says to do: each pair once.
fn unread(ran: &Ran) -> Vec<(String, String)> {
    let Ok(report) = serde_json::from_str::<Value>(&ran.out) else {
        let (what, todo) = ran.err.trim().trim_start_matches("holdpoint: ").split_once("\n  -> ").unwrap();
        return vec![(without_origin(what), todo.to_owned())];
    };
    let mut found = Vec::new();
    collect(&report, &mut found);
    found.dedup();
    let mut once: Vec<(String, String)> = Vec::new();
    found.into_iter().for_each(|one| {
        if !once.contains(&one) {
            once.push(one)
        }
    });
    once
}

/// GitHub's words without the request that they answered, which is another each time.
fn without_origin(text: &str) -> String {
    let mut parts = text.split(", status ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts
        .fold(first, |whole, part| whole + part.find(')').and_then(|end| part.get(end..)).unwrap_or_default())
}

/// Findings with an unknown fact, wherever they stand in the report.
fn collect(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            let unknown = |facts: &Value| {
                facts.as_object().is_some_and(|facts| facts.values().any(|fact| fact["type"] == "unknown"))
            };
            let untold = fields.get("facts").is_some_and(unknown)
                || (fields.get("outcome") == Some(&json!("unknown"))
                    && fields.get("todo").is_some_and(Value::is_string));
            if let (Some(message), true) = (fields.get("message"), untold) {
                let text = |value: &Value| without_origin(value.as_str().unwrap_or_default());
                found.push((text(message), fields.get("todo").map(text).unwrap_or_default()));
            }
            fields.values().for_each(|field| collect(field, found));
        }
        _ => {}
    }
}

#[test]
fn what_each_kind_of_token_cannot_see_is_said_with_the_remedy() {
    let fake = release();
    let mut page = String::new();
    for (what, token, rights) in kinds() {
        fake.patch(json!({"tokens": {token: rights}}));
        let ran = judge_release(&fake, &["--format", "json"]).env("GITHUB_TOKEN", token).go();
        let says = match ran.code {
            Some(0) => "go".to_owned(),
            Some(1) => "no-go".to_owned(),
            _ => "nothing could be judged".to_owned(),
        };
        page.push_str(&format!("**{what}**: {says}.\n"));
        let unread = unread(&ran);
        assert_eq!(unread.is_empty(), ran.code == Some(0), "{what}: {}{}", ran.out, ran.err);
        for (what, todo) in unread {
            assert!(!todo.is_empty(), "{what}");
            page.push_str(&format!("\n- {what}  \n  -> {todo}"));
        }
        page.push_str("\n\n");
    }
    hold_part("docs/tokens.md", "seen", &page);
}

/// A part of a page, between `<!-- made: NAME -->` and `<!-- end -->`, must have this text; with `UPDATE=1` it is given it.
pub(crate) fn hold_part(path: &str, name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let whole = std::fs::read_to_string(&file).unwrap();
    let (open, close) = (format!("<!-- made: {name} -->\n"), "<!-- end -->");
    let (before, rest) = whole.split_once(&open).unwrap_or_else(|| panic!("{path} lacks {open}"));
    let (_, after) = rest.split_once(close).unwrap();
    let fresh = format!("{before}{open}{text}{close}{after}");
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        std::fs::write(file, fresh).unwrap();
    } else {
        assert!(
            whole == fresh,
            "{path} is stale: run `UPDATE=1 cargo test --test gate` and look at the difference"
        );
    }
}
