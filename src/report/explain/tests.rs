use std::collections::BTreeSet;

use super::{explain, rights};
use crate::evidence::Access;
use crate::evidence::needs::{AlertNeeds, Needs};
use crate::policy::Policy;

#[test]
fn what_the_policy_says_cannot_spoil_a_terminal() {
    let text = r#"
version: 1
phases:
  tag:
    holds: tag
    requirements:
      - {id: ci, title: "\e[31mred\u202e\n::error::x", require: {checks: {names: ["a\rb"]}}, hint: "\a##[group]"}
"#;
    let said = explain(&Policy::read(text).unwrap());
    assert!(said.contains("  - ␛[31mred"), "{said}");
    assert!(!said.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{said}");
    assert!(!said.contains("##["), "{said}");
    assert!(!said.lines().any(|line| line.trim_start().starts_with("::")), "{said}");
}

#[test]
fn each_need_has_its_rights() {
    let lines = |needs: &Needs| -> Vec<String> {
        let line = |access: Access| match access {
            Access::Workflow(line) => line,
            Access::App(right) => format!("App: {right}"),
            other => panic!("{other:?}"),
        };
        rights(needs).into_iter().map(line).collect()
    };
    let always = ["contents: read", "issues: read", "pull-requests: read"];
    assert_eq!(lines(&Needs::default()), always);
    let checks = Needs { head_checks: true, ..Needs::default() };
    assert_eq!(
        lines(&checks),
        [
            "actions: read",
            "checks: read",
            "contents: read",
            "issues: read",
            "pull-requests: read",
            "statuses: read"
        ]
    );
    let required = lines(&Needs { required_checks: true, ..Needs::default() });
    assert_eq!(required.last().unwrap(), "App: Administration: read and Contents: read");
    let build = crate::evidence::needs::RunsOf { workflow: "build.yml".into(), events: BTreeSet::new() };
    let artifacts = lines(&Needs { artifacts: [build].into(), ..Needs::default() });
    assert_eq!(artifacts, ["actions: read", "contents: read", "issues: read", "pull-requests: read"]);
    let drafts = lines(&Needs { releases: true, ..Needs::default() });
    assert_eq!(drafts, ["contents: write", "issues: read", "pull-requests: read"]);
    let team = crate::evidence::TeamName { organization: "octoacme".into(), slug: "devops".into() };
    let team = lines(&Needs { teams: [team].into(), ..Needs::default() });
    assert_eq!(team.last().unwrap(), "App: Members: read");
    let every = AlertNeeds { code_scanning: true, dependabot: true, secret_scanning: true };
    let alerts = lines(&Needs { alerts: every, ..Needs::default() });
    assert_eq!(
        alerts.iter().filter(|line| !always.contains(&line.as_str())).collect::<Vec<_>>(),
        ["security-events: read", "vulnerability-alerts: read", "App: Secret scanning alerts: read"]
    );
}
