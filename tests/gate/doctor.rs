//! What surrounds the gate: the shop with each kind of token, and with each fault planted by itself.

use serde_json::{Value, json};

use crate::fake::{Fake, is_write};
use crate::run::{Ran, Run};

const POLICY: &str = r#"version: 1

release:
  tag: "v{version}"
  branches: [main, "release/*"]
  pull-requests: milestone
  since: v1.3.1
  tracking-issue: {label: release}
  floating-tags: [major]

roles:
  release-manager: {teams: [octoacme/release-managers]}
  technical-writer: {users: [mona, hubot-docs]}

phases:
  pull-request:
    holds: merge
    requirements:
      - {id: labelled, title: One label, require: {labels: {one-of: [feature, fix, security, chore]}}}
  pre-release:
    holds: tag
    requirements:
      - {id: merged, title: All merged, require: {pull-requests: {merged: all, approvals: 1}}}
      - id: ci
        title: Passing CI
        require: {all: [{checks: {required: true, app: github-actions}}, {alerts: {secret-scanning: any}}]}
      - {id: agreed, title: The window is agreed, require: {sign-off: release-manager}}
      - group: Documentation
        by: technical-writer
        requirements:
          - {id: docs-published, title: Documentation published by Technical Writer, require: {checkbox: {}}}
      - group: Deployment
        requirements:
          - {id: rollback, title: Rollback plan written, require: {checkbox: {}}}
          - {id: migration, title: Data migrated, when: {type: major}, require: {checkbox: {}}}
"#;

const TOKEN: &str = "ghs_0doctor0workflow000";
const ORG_TOKEN: &str = "ghs_0doctor0organization";
const RELEASER: &str = "ghs_0doctor0releaser000";

/// The shop with nothing to complain of: its rules are those of docs/security.md.
fn well() -> Fake {
    let fake = Fake::shop(POLICY);
    let of_workflow = json!({
        "contents": "write", "issues": "write", "pull_requests": "write", "checks": "write", "statuses": "read", "actions": "read",
    });
    let shop = json!({
        "immutableReleases": true,
        "tagRules": [
            {"pattern": "v*", "name": "Tags of versions", "creation": true, "update": true, "deletion": true, "bypass": [{"app": "releaser"}]},
            {"pattern": "v*.*.*", "name": "Tags stay", "update": true, "deletion": true},
        ],
        "rules": [
            {"pattern": "main", "kind": "protection", "checks": [{"context": "build", "app": "github-actions"}], "approvals": 1},
            {"pattern": "main", "kind": "ruleset", "name": "statuses", "checks": ["coverage"]},
            {"pattern": "main", "kind": "ruleset", "name": "gate", "checks": [{"context": "holdpoint / pull-request", "app": "gate"}]},
        ],
    });
    fake.patch(json!([
        {"repositories": {"octoacme/shop": shop}},
        {"tokens": {
            TOKEN: {"login": "github-actions[bot]", "app": "github-actions", "permissions": of_workflow},
            ORG_TOKEN: {"login": "roles[bot]", "permissions": {
                "members": "read", "administration": "read", "contents": "read", "secret_scanning_alerts": "read",
            }},
            RELEASER: {"login": "releaser[bot]"},
        }},
    ]));
    fake
}

fn run(fake: &Fake, token: &str, arguments: &[&str]) -> Run {
    let all = [&["doctor", "--repo", "octoacme/shop"], arguments].concat();
    Run::new(&all).github(fake).env("GITHUB_TOKEN", token)
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err))
}

/// Ids of a severity, in order.
fn ids(document: &Value, severity: &str) -> Vec<String> {
    let findings = document["findings"].as_array().unwrap().iter();
    let of = findings.filter(|one| one["severity"] == severity);
    of.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn finding(document: &Value, id: &str) -> Value {
    let found = document["findings"].as_array().unwrap().iter().find(|one| one["id"] == id);
    found.unwrap_or_else(|| panic!("no {id} in {document:#}")).clone()
}

#[test]
fn where_all_is_well_it_says_so_and_writes_nothing() {
    let fake = well();
    let ran = run(&fake, RELEASER, &["--tags", "-v"]).go().ended(0);
    ran.says(&["0 errors, 0 warnings", "note token-kind", "Nothing was written to GitHub."])
        .does_not_say(&["is not recorded", "✗"]);
    assert!(!fake.log().iter().any(is_write), "{:?}", fake.log());
    // The settings take no second look, whatever the policy names.
    assert!(fake.log().len() <= 22, "{}", fake.log().len());
}

/// A fault, how it is planted, its finding, and what its remedy says.
type Fault = (&'static str, fn(&Fake), &'static str);

fn shop(fake: &Fake, facts: Value) {
    fake.patch(json!({"repositories": {"octoacme/shop": facts}}));
}

fn policy(fake: &Fake, change: impl FnOnce(&str) -> String) {
    let changed = change(POLICY);
    assert_ne!(changed, POLICY);
    shop(fake, json!({"commits": {"m1": {"files": {"release.yml": changed}}}}));
}

const FAULTS: &[Fault] = &[
    (
        "policy-has-problems",
        |fake| policy(fake, |text| text.replace("holds: tag", "holds: tags")),
        "holdpoint policy lint",
    ),
    (
        "policy-in-githubs-file",
        |fake| {
            let files = json!({"release.yml": null, ".github/release.yml": POLICY});
            shop(fake, json!({"commits": {"m1": {"files": files}}}));
        },
        "git mv .github/release.yml release.yml",
    ),
    (
        "second-policy",
        |fake| shop(fake, json!({"commits": {"m1": {"files": {".github/release.yml": POLICY}}}})),
        "take one of them out",
    ),
    (
        "releases-can-change",
        |fake| shop(fake, json!({"immutableReleases": false})),
        "gh api --method PUT repos/octoacme/shop/immutable-releases",
    ),
    (
        "tags-unprotected",
        |fake| {
            versions(
                fake,
                json!({"pattern": "v*", "name": "Tags of versions", "creation": false, "bypass": [{"app": "releaser"}]}),
            )
        },
        "gh api --method POST repos/octoacme/shop/rulesets --input tags.json",
    ),
    (
        "tags-unprotected",
        |fake| {
            versions(fake, json!({"pattern": "v*", "name": "Tags of versions", "enforcement": "evaluate"}))
        },
        "gh api --method POST repos/octoacme/shop/rulesets --input tags.json",
    ),
    (
        "nobody-may-tag",
        |fake| versions(fake, json!({"pattern": "v*", "name": "Tags of versions", "bypass": []})),
        "add your release App to its “Bypass list”, at `https://github.com/octoacme/shop/settings/rules/",
    ),
    (
        "people-may-tag",
        |fake| {
            versions(
                fake,
                json!({"pattern": "v*", "name": "Tags of versions", "bypass": [{"role": "admin"}, {"app": "releaser"}]}),
            )
        },
        "leave your release App alone",
    ),
    (
        "tags-by-another-app",
        |fake| {
            versions(
                fake,
                json!({"pattern": "v*", "name": "Tags of versions", "bypass": [{"app": "tagger"}]}),
            )
        },
        "that App's token in the input `token`",
    ),
    (
        "tag-name-refused",
        |fake| {
            let shape = json!({"operator": "starts_with", "pattern": "release-", "negate": false});
            shop(fake, json!({"tagRules": [{"pattern": "v*.*.*", "name": "Tags stay", "shape": shape}]}));
        },
        "change that rule, at `https://github.com/octoacme/shop/settings/rules/",
    ),
    (
        "floating-tag-held",
        |fake| shop(fake, json!({"tagRules": [{"pattern": "v1", "name": "First", "update": true}]})),
        "take `floating-tags` out of the policy",
    ),
    (
        "gate-check-not-required",
        |fake| shop(fake, json!({"rules": [{"pattern": "main", "name": "gate", "$delete": true}]})),
        "--input merges.json",
    ),
    ("gate-check-unbound", |fake| gate_check(fake, json!(["holdpoint / pull-request"])), "`integration_id`"),
    (
        "gate-check-of-any-workflow",
        |fake| {
            gate_check(fake, json!([{"context": "holdpoint / pull-request", "app": "github-actions"}]));
        },
        "an App whose key only the gate's workflow has",
    ),
    (
        "gate-check-without-phase",
        |fake| {
            gate_check(
                fake,
                json!([{"context": "holdpoint / pull-request", "app": "gate"}, {"context": "holdpoint / merge", "app": "gate"}]),
            );
        },
        "require `holdpoint / pull-request` instead",
    ),
    (
        "required-check-never-ran",
        |fake| required(fake, json!([{"context": "speed"}])),
        "let a workflow or an App post it",
    ),
    (
        "required-check-by-another-app",
        |fake| required(fake, json!([{"context": "build", "app": "jenkins"}])),
        "choose the App that posts it",
    ),
    (
        "required-check-not-on-branch",
        |fake| {
            fake.patch(json!({"do": "check", "commit": "f1", "name": "size"}));
            required(fake, json!(["size"]));
        },
        "let its workflow run on `push` to `main`",
    ),
    ("no-such-person", |fake| fake.patch(json!({"nobody": ["hubot-docs"]})), "correct the login"),
    (
        "team-without-members",
        |fake| {
            policy(fake, |text| {
                text.replace("technical-writer: {users", "technical-writer: {teams: [octoacme/empty], users")
            });
            fake.patch(json!({"orgs": {"octoacme": {"teams": {"empty": {"members": []}}}}}));
        },
        "add somebody to the team",
    ),
    (
        "role-nobody-holds",
        |fake| fake.patch(json!({"nobody": ["hubot-docs", "mona"]})),
        "name people or teams",
    ),
    (
        "role-of-one-person",
        |fake| {
            policy(fake, |text| text.replace("release-managers]}", "release-managers], author: excluded}"));
        },
        "name somebody else, too",
    ),
    (
        "role-cannot-write",
        |fake| {
            let by_box = "require: {checkbox: {via: [checkbox]}}";
            policy(fake, |text| text.replacen("require: {checkbox: {}}", by_box, 1));
            shop(fake, json!({"collaborators": {"mona": "read", "hubot-docs": "read"}}));
        },
        "give one of them write access",
    ),
    (
        "issue-lacks-boxes",
        |fake| {
            let deed = json!({"do": "replace", "number": 40, "from": "- [ ] Rollback plan written", "to": "- [ ] Plan B", "by": "maya-r"});
            fake.patch(deed);
        },
        "write the lines below into its text",
    ),
    (
        "no-tracking-issue-open",
        |fake| fake.patch(json!({"do": "close", "number": 40, "by": "maya-r"})),
        "open the tracking issue",
    ),
    (
        "issue-not-examined",
        |fake| {
            fake.patch(json!([{"do": "rename", "number": 40, "title": "The next release", "by": "maya-r"}, {"do": "edit", "number": 40, "body": "Soon", "by": "maya-r"}, {"do": "milestone", "number": 40, "title": null, "by": "maya-r"}, {"repositories": {"octoacme/shop": {"milestones": [{"number": 5, "title": "v1.5.0"}]}}}]))
        },
        "close the issue",
    ),
    (
        "tracking-issue-unsaid",
        |fake| policy(fake, |text| text.replace("  tracking-issue: {label: release}\n", "")),
        "tracking-issue: {label: release}",
    ),
    (
        "tag-without-go",
        |fake| fake.patch(json!({"do": "tag", "name": "v1.3.2", "commit": "m2", "message": "By hand"})),
        "holdpoint verify v1.3.2",
    ),
];

/// Another ruleset for tags of versions, in the place of the one that is there.
fn versions(fake: &Fake, rule: Value) {
    let name = "Tags of versions";
    shop(fake, json!({"tagRules": [{"pattern": "v*", "name": name, "$delete": true}]}));
    let mut all = json!({"pattern": "v*", "name": name, "creation": true, "update": true, "deletion": true});
    for (key, value) in rule.as_object().unwrap() {
        all[key] = value.clone();
    }
    shop(fake, json!({"tagRules": [all]}));
}

/// What the ruleset of the gate's check asks for.
fn gate_check(fake: &Fake, checks: Value) {
    shop(fake, json!({"rules": [{"pattern": "main", "name": "gate", "checks": checks}]}));
}

/// What the ruleset of other checks asks for.
fn required(fake: &Fake, checks: Value) {
    shop(fake, json!({"rules": [{"pattern": "main", "name": "statuses", "checks": checks}]}));
}

#[test]
fn each_fault_that_is_planted_is_found_with_its_remedy() {
    let mut wrong = Vec::new();
    for (id, plant, remedy) in FAULTS {
        let fake = well();
        plant(&fake);
        let ran = run(&fake, RELEASER, &["--tags", "--format", "json"]).go();
        let document = document(&ran);
        let errors = ids(&document, "error");
        let warnings = ids(&document, "warning");
        let all = [errors.clone(), warnings.clone(), ids(&document, "note")].concat();
        if !all.iter().any(|one| one == id) {
            wrong.push(format!("{id}: not found among {all:?}"));
            continue;
        }
        let one = finding(&document, id);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (todo, lines) = (text(&one["finding"]["todo"]), text(&one["lines"]["text"]));
        println!("{id}: {}\n    -> {todo}\n{lines}", text(&one["finding"]["message"]));
        if !todo.contains(remedy) {
            wrong.push(format!("{id}: no `{remedy}` in {todo}"));
        }
        if ran.code != Some(i32::from(!errors.is_empty())) || ran.out.contains("is not recorded") {
            wrong.push(format!("{id}: {:?} with {errors:?}: {}", ran.code, ran.out));
        }
        // One fault, and what follows from it.
        let beside: Vec<_> = [errors, warnings].concat().into_iter().filter(|other| other != id).collect();
        let follows = FOLLOWING.iter().find(|(of, _)| of == id).map_or(&[][..], |(_, others)| others);
        if beside != follows {
            wrong.push(format!("{id}: beside it {beside:?}"));
        }
        assert!(!fake.log().iter().any(is_write), "{id}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What follows from a fault.
const FOLLOWING: &[(&str, &[&str])] = &[
    ("role-nobody-holds", &["no-such-person", "no-such-person"]),
    ("nobody-may-tag", &["floating-tag-held"]),
];

#[test]
fn what_each_kind_of_token_is_told() {
    let fake = well();
    let reads = json!({
        "contents": "read", "issues": "read", "pull_requests": "read", "statuses": "read", "actions": "read", "administration": "read",
        "members": "read", "secret_scanning_alerts": "read",
    });
    fake.patch(json!({"tokens": {
        "ghs_0doctor0few00000000": {"login": "github-actions[bot]", "app": "github-actions", "permissions": {"contents": "read"}},
        "ghp_0doctor0classic00000": {"login": "maya-r", "scopes": ["repo", "read:org"]},
        "github_pat_0doctor0fine0": {"login": "maya-r", "fineGrained": true, "permissions": reads},
        "ghs_0doctor0app00000000": {"login": "gate[bot]", "app": "gate", "permissions": reads},
    }}));
    let cases: [(&str, &str, &[&str], &[&str]); 6] = [
        (
            TOKEN,
            "a workflow's own",
            &["needs-an-app", "team-unreadable"],
            &["required-apps-unseen", "unreadable", "unreadable"],
        ),
        (
            "ghs_0doctor0few00000000",
            "a workflow's own",
            &["workflow-token-lacks-rights", "needs-an-app", "team-unreadable"],
            &["required-apps-unseen", "unreadable", "unreadable", "unreadable"],
        ),
        (RELEASER, "of a GitHub App", &[], &[]),
        ("ghs_0doctor0app00000000", "of a GitHub App", &["app-lacks-rights"], &["unreadable"]),
        ("ghp_0doctor0classic00000", "a classic personal one", &[], &["personal-token-posts-no-check"]),
        (
            "github_pat_0doctor0fine0",
            "a fine-grained personal one",
            &["personal-token-reads-no-checks"],
            &["personal-token-posts-no-check", "unreadable", "unreadable"],
        ),
    ];
    let mut wrong = Vec::new();
    for (token, kind, errors, warnings) in cases {
        let ran = run(&fake, token, &["--format", "json"]).go();
        let document = document(&ran);
        println!("{token}: {:?} {:?}", ids(&document, "error"), ids(&document, "warning"));
        let told = finding(&document, "token-kind");
        assert!(told["finding"]["message"].as_str().unwrap().contains(kind), "{told}");
        let mut found = ids(&document, "warning");
        found.sort();
        if ids(&document, "error") != errors || found != warnings {
            wrong.push(format!("{token}: {:?} {found:?}", ids(&document, "error")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_second_token_sees_what_the_first_is_not_shown() {
    let fake = well();
    let ran = run(&fake, TOKEN, &["--format", "json"]).env("HOLDPOINT_ORG_TOKEN", ORG_TOKEN).go().ended(0);
    let document = document(&ran);
    assert_eq!(ids(&document, "error"), Vec::<String>::new());
    // Who may go past a ruleset is shown to those alone who may change it.
    let unread = finding(&document, "unreadable");
    assert!(unread["finding"]["message"].as_str().unwrap().contains("past a ruleset"), "{unread}");
    let by_second: Vec<String> = fake
        .log()
        .iter()
        .filter(|one| one["token"] == ORG_TOKEN)
        .map(|one| one["operation"].as_str().or(one["path"].as_str()).unwrap().to_owned())
        .collect();
    let mut by_second: Vec<&str> = by_second.iter().map(String::as_str).collect();
    by_second.sort_unstable();
    by_second.dedup();
    assert_eq!(
        by_second,
        [
            "/repos/octoacme/shop/immutable-releases",
            "/repos/octoacme/shop/secret-scanning/alerts?per_page=1&hide_secret=true",
            "Administration",
            "Protection",
            "Team",
        ]
    );
}

#[test]
fn a_right_that_is_missing_is_named_and_no_other() {
    let fake = well();
    let all = [
        ("issues", "issues: read"),
        ("pull_requests", "pull-requests: read"),
        ("checks", "checks: read"),
        ("statuses", "statuses: read"),
        ("actions", "actions: read"),
    ];
    let mut wrong = Vec::new();
    for (withheld, line) in all {
        let mut rights = json!({
            "contents": "read", "issues": "read", "pull_requests": "read", "checks": "read", "statuses": "read", "actions": "read",
        });
        rights[withheld] = json!("none");
        let token = format!("ghs_0doctor0no0{withheld}00000");
        fake.patch(json!({"tokens": {token.clone(): {"login": "github-actions[bot]", "app": "github-actions", "permissions": rights}}}));
        let document = document(&run(&fake, &token, &["--format", "json"]).go().ended(1));
        let one = finding(&document, "workflow-token-lacks-rights");
        if one["finding"]["facts"]["rights"]["value"] != json!([line]) {
            wrong.push(format!("{line}: {}", one["finding"]["facts"]["rights"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_permissions_to_write_down_are_whole() {
    let fake = well();
    let ran = run(&fake, "read-only", &["--format", "json"]).go().ended(1);
    let lines = finding(&document(&ran), "workflow-token-lacks-rights")["lines"]["text"].clone();
    assert_eq!(
        lines.as_str().unwrap(),
        "permissions:\n  actions: read\n  checks: write\n  contents: read\n  issues: write\n  pull-requests: write\n  statuses: read\n"
    );
}

#[test]
fn the_event_of_a_run_is_held_against_the_phases() {
    let fake = well();
    let tip = fake.tip("main");
    let inputs = [
        ("INPUT_COMMAND", "doctor"),
        ("INPUT_TOKEN", RELEASER),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", &tip),
    ];
    let dispatch = json!({"ref": "refs/heads/main", "inputs": null}).to_string();
    let ran = Run::action(&fake, "workflow_dispatch", &dispatch, &inputs).go().ended(0);
    ran.does_not_say(&["event-"]);
    Run::action(&fake, "fork", "{}", &inputs).go().ended(1).says(&["event-unjudged", "`fork`"]);
    policy(&fake, |text| {
        text.replace("  pre-release:\n", "  early:\n    holds: tag\n    requirements:\n      - {id: x, title: X, require: {pull-requests: {merged: all}}}\n  pre-release:\n")
    });
    let ran = Run::action(&fake, "workflow_dispatch", &dispatch, &inputs).go().ended(1);
    ran.says(&["phase-unsaid", "`phase: early`"]);
    let named = [&inputs[..], &[("INPUT_PHASE", "pre-release")]].concat();
    Run::action(&fake, "workflow_dispatch", &dispatch, &named).go().ended(0).does_not_say(&["phase-unsaid"]);
}

#[test]
fn a_run_of_the_action_leaves_outputs_and_a_summary() {
    let fake = well();
    shop(&fake, json!({"immutableReleases": false}));
    let tip = fake.tip("main");
    let inputs = [
        ("INPUT_COMMAND", "doctor"),
        ("INPUT_TOKEN", RELEASER),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", &tip),
    ];
    let run =
        Run::action(&fake, "workflow_dispatch", &json!({"ref": "refs/heads/main"}).to_string(), &inputs);
    let (output, summary) = (run.file("output"), run.file("summary"));
    run.go().ended(0);
    assert!(std::fs::read_to_string(output).unwrap().contains("decision"));
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(summary.contains("- **warning** `releases-can-change`"), "{summary}");
}

#[test]
fn where_there_is_nothing_to_examine_it_ends_with_2() {
    let fake = Fake::shop("changelog: {}\n");
    run(&fake, RELEASER, &[]).env("GITHUB_TOKEN", "gate").go().ended(2).says(&["there is no policy"]);
    run(&fake, "outsider", &[]).go().ended(2).says(&["GitHub has no repository"]);
    run(&fake, "nobody-knows-this", &[]).go().ended(2).says(&["GitHub refused the token"]);
}

#[test]
fn what_github_does_not_answer_is_unreadable_and_nothing_more() {
    for operation in ["Rulesets", "BranchSettings", "Rights", "Administration", "Team"] {
        let fake = well();
        fake.faults(json!([{"match": {"operation": operation}, "effect": {"status": 500, "body": {"message": "no"}}}]));
        let ran = run(&fake, RELEASER, &["--format", "json"]).go();
        let document = document(&ran);
        let found: Vec<String> =
            ["error", "warning"].iter().flat_map(|severity| ids(&document, severity)).collect();
        println!("{operation}: {found:?}");
        let fits = |id: &String| ["unreadable", "team-unreadable"].contains(&id.as_str());
        assert!(
            found.iter().all(fits) && (!found.is_empty() || operation == "Administration"),
            "{operation}: {found:?}"
        );
    }
}

#[test]
fn a_newcomer_reads_this() {
    let fake = well();
    shop(&fake, json!({"tagRules": [{"pattern": "v*", "name": "Tags of versions", "creation": false}]}));
    fake.patch(json!({"nobody": ["hubot-docs"]}));
    let ran = run(&fake, RELEASER, &[]).go().ended(1);
    let tip = fake.tip("main");
    let short = tip.get(..7).unwrap();
    insta::assert_snapshot!(ran.out.replace(short, "COMMIT"), @r#"
    `octoacme/shop`: 1 error, 1 warning, 5 notes
    The policy is `release.yml` of `main` at `COMMIT`.

    error tags-unprotected
      no ruleset keeps anybody who can write from pushing a tag such as `v1.3.2`: a release can be made
        without the gate
      -> let an administrator allow such tags to your release App alone: write the lines below to
        `tags.json`, with the App's id in the place of `123456`, and run `gh api --method POST
        repos/octoacme/shop/rulesets --input tags.json`

           {
             "name": "Tags of versions are made by the release App",
             "target": "tag",
             "enforcement": "active",
             "conditions": {"ref_name": {"include": ["refs/tags/v*"], "exclude": []}},
             "rules": [{"type": "creation"}, {"type": "update"}, {"type": "deletion"}],
             "bypass_actors": [{"actor_id": 123456, "actor_type": "Integration", "bypass_mode": "always"}]
           }

    warning no-such-person
      the role `technical-writer` names hubot-docs, and no account is called so
      -> correct the login in the policy, or take it out

    note immutable-releases
      releases cannot be changed once they are published: files and tag stay, and the name of a tag is
        used up even if its release is deleted
      -> attach all files to the draft, before it is published

    note floating-tag-without-release
      the policy moves `v1` with each release, and a published release of such a tag could never be
        moved again
      -> publish no release for it; the tag alone is enough

    note token-kind
      the token is of a GitHub App, and it is releaser[bot] that asks: it may do what the App was given
        and its owner approved, where it is installed

    note rights-to-write
      what a token may write GitHub does not tell before it is tried: the gate writes a comment and a
        check run and needs `checks: write`, `issues: write` and `pull-requests: write` for all of its
        work
      -> see that the job that runs the gate has all of the lines below

           permissions:
             actions: read
             checks: write
             contents: read
             issues: write
             pull-requests: write
             statuses: read

    note event-not-examined
      this is no run of a workflow, so that nothing is known of the events on which the gate runs
      -> run it once in the gate's workflow: `command: doctor`

    Nothing was written to GitHub.
    "#);
}
