//! Pull requests that change the policy: they are judged by the one in force, and told what theirs would ask for.

use serde_json::json;

use crate::fake::Fake;
use crate::run::Run;

const POLICY: &str = r#"version: 1
phases:
  before-merge:
    holds: merge
    requirements:
      - {id: kind, title: One kind of change, require: {labels: {one-of: [feature, fix]}}}
"#;

/// The comment on pull request 38, after it was judged with this file at its head.
fn comment(path: &str, text: &serde_json::Value, code: i32) -> String {
    let fake = Fake::shop(POLICY);
    fake.patch(
        json!({"do": "push", "branch": "search", "by": "lina-p", "message": "Change", "files": {path: text}}),
    );
    judge(&fake).go().ended(code);
    let comments = fake.comments(38);
    comments.into_iter().map(|(_, body)| body).find(|body| body.contains("Holdpoint")).unwrap()
}

fn judge(fake: &Fake) -> Run {
    crate::whole::on_pull_request(fake, "gate", &[])
}

#[test]
fn a_pull_request_does_not_change_its_own_gate() {
    let laxer = POLICY.replace("[feature, fix]", "[feature, fix, anything]");
    let told = comment("release.yml", &json!(laxer), 0);
    assert!(told.contains("One kind of change"), "{told}");
    assert!(told.contains("“feature” and “fix”\n+") && told.contains("+      must:"), "{told}");
    let stricter = POLICY.replace("[feature, fix]", "[chore]");
    assert!(
        comment("release.yml", &json!(stricter), 0).contains("**Policy:** this pull request changes what")
    );
}

#[test]
fn a_policy_that_would_stop_the_gate_is_named_before_it_is_merged() {
    let broken = comment("release.yml", &json!("version: 1\nphases: {}\n"), 0);
    assert!(
        broken.contains("nothing could be judged by it") && broken.contains("error[no-phases]"),
        "{broken}"
    );
    let gone = comment("release.yml", &json!(null), 0);
    assert!(gone.contains("takes `release.yml` out"), "{gone}");
}

#[test]
fn a_file_that_would_come_before_the_policy_in_force_is_found() {
    let fake = Fake::shop("changelog: {categories: []}\n");
    let here = json!({"do": "push", "branch": "main", "by": "maya-r", "message": "Policy", "files": {".github/release.yml": POLICY}});
    let there = json!({"do": "push", "branch": "search", "by": "lina-p", "message": "Own", "files": {"release.yml": POLICY.replace("fix", "chore")}});
    fake.patch(json!([here, there]));
    judge(&fake).go().ended(0).says(&["policy: this pull request changes what `release.yml` asks for"]);
}

#[test]
fn a_branch_that_is_only_behind_changes_nothing() {
    let fake = Fake::shop(POLICY);
    let newer = POLICY.replace("[feature, fix]", "[feature, fix, chore]");
    fake.patch(json!({"do": "push", "branch": "main", "by": "maya-r", "message": "Policy", "files": {"release.yml": newer}}));
    let ran = judge(&fake).go().ended(0);
    assert!(!ran.out.contains("policy: "), "{}", ran.out);
}

#[test]
fn what_could_not_be_read_of_it_is_said_and_holds_nothing() {
    let fake = Fake::shop(POLICY);
    let place = ["repository", "pullRequest", "proposed"];
    fake.faults(json!([{"match": {"operation": "Opening"}, "effect": {"graphql_error": {"path": place, "type": "FORBIDDEN"}}}]));
    judge(&fake)
        .go()
        .ended(0)
        .says(&["policy: whether this pull request changes the policy could not be read"]);
}
