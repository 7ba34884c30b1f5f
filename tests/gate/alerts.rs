//! Security alerts: what is read for them, what the report says, and what it must not say.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::reading::judge_pull_request;
use crate::run::{Ran, Run};

const ALL: &str = "{code-scanning: high, dependabot: high, secret-scanning: any}";
const OFF_ALLOWED: &str = "{code-scanning: {at-least: high, off: allow}, \
    dependabot: {at-least: high, off: allow}, secret-scanning: {off: allow}}";

fn policy(alerts: &str) -> String {
    format!(
        "version: 1\nrelease: {{pull-request: {{label: the-release}}}}\nphases:\n  pre-release:\n    holds: tag\n    \
         requirements:\n      - {{id: alerts, title: No grave alerts, require: {{alerts: {alerts}}}}}\n"
    )
}

/// v1.4.0 of the shop, analysed at the tip of main.
fn shop(alerts: &str) -> Fake {
    let fake = Fake::shop(&policy(alerts));
    put(&fake, json!({"analyses": [{"commit": "m5", "createdAt": "2026-02-27T10:10:00Z"}]}));
    fake
}

fn put(fake: &Fake, part: Value) {
    fake.patch(json!({"repositories": {"octoacme/shop": part}}));
}

fn judge(fake: &Fake, arguments: &[&str]) -> Run {
    Run::check(fake, &[&["--phase", "pre-release", "--version", "1.4.0"], arguments].concat())
}

fn paths(fake: &Fake) -> Vec<String> {
    fake.log().iter().map(|request| request["path"].as_str().unwrap().to_owned()).collect()
}

/// Everything off, as GitHub says it.
fn off() -> Value {
    json!({"security": {"codeScanning": "no-advanced-security", "dependabot": "disabled", "secretScanning": "disabled"}})
}

#[test]
fn a_missing_right_and_a_switched_off_feature_are_unknown_each_in_its_words() {
    let fake = shop(ALL);
    judge(&fake, &[]).go().ended(0);
    judge(&fake, &[]).env("GITHUB_TOKEN", "workflow").go().ended(1).says(&[
        "unknown",
        "add `security-events: read` to the job's `permissions:`",
        "add `vulnerability-alerts: read` to the job's `permissions:`",
        "a GitHub App that has `Secret scanning alerts: read`",
    ]);
    put(&fake, off());
    judge(&fake, &[]).go().ended(1).says(&[
        "unknown",
        "Advanced Security must be enabled",
        "Dependabot is switched off in the repository",
        "Secret scanning is disabled",
        "`off: allow`",
    ]);
}

#[test]
fn what_is_off_may_be_allowed_and_a_missing_right_never() {
    let fake = shop(OFF_ALLOWED);
    put(&fake, off());
    let switched_off = ["code scanning", "Dependabot", "secret scanning"]
        .map(|source| format!("{source} is switched off in the repository, which the policy allows"));
    let switched_off = switched_off.each_ref().map(String::as_str);
    for format in ["text", "markdown", "json"] {
        let ran = judge(&fake, &["--format", format]).go().ended(0);
        let one_line = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        for source in switched_off {
            assert!(one_line.contains(source), "{format}: {}", ran.out);
        }
    }
    judge(&fake, &[]).env("GITHUB_TOKEN", "workflow").go().ended(1).says(&["security-events: read"]);
    put(&fake, json!({"security": {"codeScanning": "never-analysed"}}));
    judge(&fake, &[]).go().ended(1).says(&["code scanning has never analysed"]);
    put(&fake, json!({"security": {"codeScanning": "enabled"}, "archived": true}));
    judge(&fake, &[]).go().ended(1).says(&["archived repository"]);
}

/// One alert of each source, with words that must stay with those who may see alerts.
fn alerts() -> Value {
    json!({
        "codeAlerts": [{"number": 7, "rule": "js/sql-injection", "severity": "error", "path": "api/orders.js"}],
        "dependabotAlerts": [{"number": 8, "package": "tar-stream", "severity": "critical"}],
        "secretAlerts": [{"number": 9, "type": "slack_api_token", "displayName": "Slack API Token", "secret": "xoxb-hush"}],
    })
}

const TELLTALE: [&str; 6] = [
    "sql-injection",
    "api/orders.js",
    "tar-stream",
    "Slack",
    "security/code-scanning/7",
    "security/dependabot/8",
];

/// All that a run leaves: what it prints, what it comments, and the evidence that it keeps.
fn leaves(fake: &Fake) -> (Ran, String) {
    let run = judge(fake, &["--tracking-issue", "40", "--comment", "--save-evidence", "evidence.json"]);
    let file = run.file("evidence.json");
    let ran = run.go();
    let evidence = std::fs::read_to_string(file).unwrap();
    let comments: String = fake.comments(40).into_iter().map(|(_, body)| body).collect();
    let all = format!("{}{}{evidence}{comments}", ran.out, ran.err);
    (ran, all)
}

#[test]
fn a_private_report_names_alerts_and_a_public_one_counts_them() {
    let fake = shop(ALL);
    put(&fake, alerts());
    let (ran, all) = leaves(&fake);
    ran.ended(1).says(&["code scanning alert 7", "Dependabot alert 8", "secret scanning alert 9"]);
    for word in TELLTALE {
        assert!(all.contains(word), "{word}: {all}");
    }
    assert!(!all.contains("hush"));
    put(&fake, json!({"private": false}));
    fake.patch(json!({"do": "deleteComment", "number": 40, "comment": "last", "by": "maya-r"}));
    let (ran, all) = leaves(&fake);
    ran.ended(1).says(&[
        "Dependabot alerts of severity high or above are open on `main`: 1",
        "security/secret-scanning",
    ]);
    for word in TELLTALE.iter().chain(&["hush"]) {
        assert!(!all.contains(word), "{word}: {all}");
    }
    for path in paths(&fake).iter().filter(|path| path.contains("secret-scanning")) {
        assert!(path.contains("hide_secret=true"), "{path}");
    }
}

#[test]
fn the_alerts_of_an_older_analysis_prove_nothing() {
    let fake = shop(ALL);
    put(
        &fake,
        json!({"commits": {"m6": {"message": "More", "author": "mona", "date": "2026-02-28T10:00:00Z",
        "parents": ["m5"], "files": {"more.txt": "more"}}}}),
    );
    put(&fake, json!({"analyses": [{"commit": "m4", "createdAt": "2026-02-20T10:10:00Z"}]}));
    judge(&fake, &[]).go().ended(0);
    put(&fake, json!({"analyses": [{"commit": "m6", "createdAt": "2026-02-28T10:10:00Z"}]}));
    judge(&fake, &[]).go().ended(1).says(&["`CodeQL /language:javascript` analysed", "since"]);
    let fake = Fake::shop(&policy(ALL));
    put(&fake, json!({"analyses": [{"commit": "m4", "createdAt": "2026-02-20T10:10:00Z"}]}));
    judge(&fake, &[]).go().ended(1).says(&["there is no analysis of"]);
}

#[test]
fn the_pull_request_that_was_merged_vouches_for_the_same_files() {
    let fake = Fake::shop(&policy("{code-scanning: high}"));
    let commit = |files: Value| {
        json!({"commits": {"tried": {"message": "Merge", "author": "devon-k",
        "date": "2026-02-27T09:00:00Z", "parents": ["m4"], "files": files}}})
    };
    let pinned = json!({".github/workflows/ci.yml": "name: CI\non: push\nenv: {IMAGE: pinned}\n"});
    put(&fake, commit(pinned));
    let analyses = json!({"analyses": [
        {"commit": "m4", "createdAt": "2026-02-20T10:10:00Z"},
        {"commit": "tried", "ref": "refs/pull/37/merge", "createdAt": "2026-02-27T09:10:00Z"},
    ]});
    put(&fake, analyses);
    judge(&fake, &[]).go().ended(0);
    // What runs for a fork's pull request its author writes, and it may upload whatever analysis it likes.
    put(&fake, json!({"pulls": [{"number": 37, "headRepository": "lina-p/shop"}]}));
    judge(&fake, &[]).go().ended(1).says(&["there is no analysis of"]);
    put(&fake, json!({"pulls": [{"number": 37, "headRepository": "octoacme/shop"}]}));
    // What is open on the branch is open in the commit, too.
    put(&fake, json!({"codeAlerts": [{"number": 7, "rule": "js/eval", "severity": "error"}]}));
    judge(&fake, &[]).go().ended(1).says(&["code scanning alert 7"]);
    put(&fake, json!({"codeAlerts": [{"number": 7, "$delete": true}]}));
    put(&fake, commit(json!({"other.txt": "other"})));
    judge(&fake, &[]).go().ended(1).says(&["there is no analysis of"]);
}

#[test]
fn a_tag_is_looked_at_where_it_was_analysed() {
    let fake = Fake::shop(&policy("{code-scanning: high}"));
    put(&fake, json!({"tags": {"v1.4.0": "m5"}}));
    let payload = r#"{"ref":"refs/tags/v1.4.0","after":"0000000000000000000000000000000000000001"}"#;
    let push = || Run::action(&fake, "push", payload, &[("INPUT_TOKEN", "gate")]);
    push().with(&["check"]).go().ended(1).says(&["has never analysed `v1.4.0`"]);
    put(
        &fake,
        json!({"analyses": [{"commit": "m5", "ref": "refs/tags/v1.4.0", "createdAt": "2026-02-27T10:10:00Z"}]}),
    );
    push().with(&["check"]).go().ended(0);
}

#[test]
fn a_release_pull_request_is_looked_at_by_its_own_refs() {
    let fake = Fake::shop(&policy("{code-scanning: high}"));
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"labels": [{"name": "the-release"}]}}},
        {"do": "label", "number": 38, "name": "the-release", "by": "lina-p"},
        {"do": "milestone", "number": 38, "title": "v1.4.0", "by": "lina-p"},
    ]));
    judge_pull_request(&fake, &[])
        .go()
        .ended(1)
        .says(&["has never analysed `search`", "`refs/pull/38/merge`"]);
    put(
        &fake,
        json!({"analyses": [{"commit": "f1", "ref": "refs/pull/38/head", "createdAt": "2026-03-01T10:10:00Z"}]}),
    );
    judge_pull_request(&fake, &[]).go().ended(0);
}

#[test]
fn dependabot_costs_no_request_and_code_scanning_no_round() {
    let requests = |alerts: &str| {
        let fake = shop(alerts);
        judge(&fake, &[]).go().ended(0);
        fake.log()
    };
    let none = requests("{dependabot: high}").len();
    assert_eq!(requests("{dependabot: high, code-scanning: high, secret-scanning: any}").len(), none + 4);
    let paths: Vec<String> =
        requests("{dependabot: high}").iter().map(|one| one["path"].as_str().unwrap().to_owned()).collect();
    assert!(paths.iter().all(|path| path == "/graphql"), "{paths:?}");
}
