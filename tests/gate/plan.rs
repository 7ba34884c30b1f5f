//! `holdpoint plan`: printed, opened once, and brought up to date whatever people do meanwhile.

use std::thread;

use serde_json::{Value, json};

use crate::check::POLICY;
use crate::fake::{Fake, is_write};
use crate::run::Run;

const OCTOACME: &str = include_str!("../../examples/octoacme/release.yml");

/// The policy after somebody worked at it: a box more, and one less.
const GAINED: [(&str, &str); 1] = [(
    "          - id: rollback-plan\n            title: Rollback plan written\n",
    "          - id: told\n            title: Support told\n            require: {checkbox: {}}\n          - id: rollback\n            \
     title: Way back written\n",
)];

fn shop(policy: &str) -> Fake {
    let fake = Fake::shop(policy);
    fake.patch(json!({"tokens": {"maya": {"login": "maya-r"}, "mona": {"login": "mona"}}}));
    fake
}

fn plan(fake: &Fake, more: &[&str]) -> Run {
    let arguments = ["plan", "--repo", "octoacme/shop", "--version", "1.4.0"];
    Run::new(&arguments).with(more).github(fake).env("GITHUB_TOKEN", "maya")
}

fn body(fake: &Fake, number: u64) -> String {
    fake.rest(&format!("/issues/{number}"))["body"].as_str().unwrap().to_owned()
}

fn edited(body: &str) -> Value {
    json!({"do": "edit", "number": 40, "body": body, "by": "mona"})
}

/// The open issues with the label: numbers.
fn open(fake: &Fake) -> Vec<u64> {
    let all = fake.rest("/issues?state=open&labels=release&per_page=100");
    let all = all.as_array().unwrap().iter().filter(|one| one.get("pull_request").is_none());
    all.map(|one| one["number"].as_u64().unwrap()).collect()
}

fn changed(policy: &str) -> String {
    GAINED.iter().fold(policy.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn what_is_printed_is_what_the_gate_reads() {
    for policy in [POLICY, OCTOACME] {
        let fake = shop(policy);
        let ran = plan(&fake, &[]).go().ended(0).says(&["(minor), after v1.3.1", "/compare/v1.3.1"]);
        assert!(!fake.log().iter().any(is_write));
        fake.patch(edited(&ran.out));
        let verdict =
            Run::check(&fake, &["--phase", "pre-release", "--version", "1.4.0", "--format", "json"]).go();
        for code in [
            "box-absent",
            "box-twice",
            "box-elsewhere",
            "box-reworded",
            "section-absent",
            "field-absent",
            "field-twice",
            "field-renamed",
        ] {
            assert!(!verdict.out.contains(code), "{code}\n{}", verdict.out);
        }
        assert!(
            verdict.out.contains("box-open") && verdict.out.contains("field-placeholder"),
            "{}",
            verdict.out
        );
        fake.patch(edited(&ran.out.replace("- [ ] ", "- [x] ")));
        let verdict =
            Run::check(&fake, &["--phase", "pre-release", "--version", "1.4.0", "--format", "json"]).go();
        assert!(!verdict.out.contains("box-open"), "{}", verdict.out);
    }
}

#[test]
fn an_issue_is_opened_once_and_found_by_the_gate() {
    let fake = shop(POLICY);
    plan(&fake, &["--create"]).go().ended(0).says(&["#40 is the tracking issue already"]);
    fake.patch(json!({"do": "close", "number": 40, "by": "maya-r"}));
    plan(&fake, &["--update"])
        .go()
        .ended(2)
        .says(&["there is no tracking issue of v1.4.0", "holdpoint plan --create"]);
    plan(&fake, &["--create", "--dry-run"])
        .go()
        .ended(0)
        .says(&["would open “Release v1.4.0”", "- [ ] Tested on staging"]);
    assert!(!fake.log().iter().any(is_write));
    plan(&fake, &["--create"]).go().ended(0).says(&["is the tracking issue: http"]);
    let [number] = open(&fake)[..] else { panic!("{:?}", open(&fake)) };
    let issue = fake.rest(&format!("/issues/{number}"));
    assert_eq!(
        (issue["title"].as_str(), issue["milestone"]["title"].as_str()),
        (Some("Release v1.4.0"), Some("v1.4.0"))
    );
    plan(&fake, &["--create"]).go().ended(0).says(&[&format!("#{number} is the tracking issue already")]);
    plan(&fake, &["--update"]).go().ended(0).says(&["had everything already"]);
    Run::check(&fake, &["--phase", "pre-release", "--version", "1.4.0"])
        .go()
        .ended(1)
        .says(&["Tested on staging"]);
}

#[test]
fn an_app_opens_none_and_updates_all_the_same() {
    let fake = shop(&changed(POLICY));
    let as_app = |more: &[&str]| plan(&fake, more).env("GITHUB_TOKEN", "gate");
    as_app(&["--update"]).go().ended(0).says(&["#40 has what is new"]);
    fake.patch(json!({"do": "close", "number": 40, "by": "maya-r"}));
    as_app(&["--create"]).go().ended(2).says(&["this token is an app's", "gh auth token"]);
    assert_eq!(open(&fake), [0; 0]);
    plan(&fake, &["--update", "--tracking-issue", "40"]).env("GITHUB_TOKEN", "read-only").go().ended(2);
}

#[test]
fn what_people_did_stays_when_the_policy_changes() {
    let fake = shop(POLICY);
    let made = plan(&fake, &[]).go().ended(0).out;
    let people = made
        .replace("- [ ] Tested on staging", "- [x] Tested on staging")
        .replace("- [ ] Rollback plan written", "- [x] Rollback plan written")
        .replace("- [ ] Documentation published by", "- [x] Documentation is published by")
        .replace("### Deployment\n", "### Deployment\n\nOn Tuesday, at noon.\n");
    fake.patch(edited(&people));
    let fake_with = |policy: &str| {
        fake.patch(json!({"do": "push", "branch": "main", "files": {"release.yml": policy}, "message": "Change the policy", "by": "maya-r"}));
    };
    fake_with(&changed(POLICY));
    plan(&fake, &["--update", "--dry-run"]).go().ended(0).says(&["+ - [ ] Support told"]);
    assert_eq!(body(&fake, 40), people);
    plan(&fake, &["--update"]).go().ended(0).says(&["#40 has what is new: http"]);
    let now = body(&fake, 40);
    for kept in [
        "- [x] Tested on staging",
        "- [x] ~~Rollback plan written~~",
        "no longer asks for this",
        "- [x] Documentation is published",
        "- [ ] Documentation published by",
        "On Tuesday, at noon.",
        "- [ ] Support told",
        "- [ ] Way back written",
    ] {
        assert!(now.contains(kept), "{kept}\n{now}");
    }
    plan(&fake, &["--update"]).go().ended(0).says(&["had everything already"]);
    assert_eq!(body(&fake, 40), now);
}

#[test]
fn what_somebody_saves_at_the_same_moment_is_taken_up() {
    let fake = shop(&changed(POLICY));
    let made = plan(&fake, &[]).go().ended(0).out;
    let before = made.replace("- [ ] Support told", "- [ ] Our own box");
    fake.patch(edited(&before));
    let theirs = before.replace("- [ ] Tested on staging", "- [x] Tested on staging") + "\nTold everybody.\n";
    for effect in [json!({"effect": {}}), json!({"effect": {"drop": true}, "executed": true})] {
        fake.patch(edited(&before));
        let mut rule =
            json!({"match": {"operation": "UpdateIssueText"}, "nth": 1, "before": edited(&theirs)});
        rule.as_object_mut().unwrap().extend(effect.as_object().unwrap().clone());
        fake.faults(json!([rule]));
        plan(&fake, &["--update"])
            .go()
            .ended(0)
            .says(&["put back as they had been made: “Tested on staging”"]);
        assert!(fake.last_fault_met());
        let now = body(&fake, 40);
        for kept in ["- [x] Tested on staging", "Told everybody.", "- [ ] Support told", "- [ ] Our own box"]
        {
            assert!(now.contains(kept), "{kept}\n{now}");
        }
        fake.faults(json!([]));
    }
    // What comes before the last look is read, and nothing has to be put back.
    fake.patch(edited(&before));
    fake.faults(json!([{"match": {"operation": "Body"}, "nth": 2, "before": edited(&theirs), "effect": {}}]));
    plan(&fake, &["--update"]).go().ended(0).does_not_say(&["put back"]);
    assert!(body(&fake, 40).contains("- [x] Tested on staging"));
}

#[test]
fn what_github_refuses_is_told_with_the_right() {
    let fake = shop(&changed(POLICY));
    let faults = |rules: Value| fake.faults(rules);
    let update = json!({"operation": "UpdateIssueText"});
    faults(json!([{"match": update, "effect": {"denied": true}}]));
    plan(&fake, &["--update"]).go().ended(2).says(&["#40 could not be written", "issues: write"]);
    let before = body(&fake, 40);
    faults(json!([{"match": update, "effect": {"status": 502}}]));
    plan(&fake, &["--update"]).go().ended(2).says(&["#40 could not be written"]);
    assert_eq!(body(&fake, 40), before);
    faults(json!([{"match": update, "nth": 1, "effect": {"drop": true}, "executed": true}]));
    plan(&fake, &["--update"]).go().ended(0).says(&["#40 has what is new"]);
    faults(json!([]));
    fake.patch(json!({"do": "close", "number": 40, "by": "maya-r"}));
    let post = json!({"method": "POST", "path": "/repos/*/*/issues"});
    faults(json!([{"match": post, "effect": {"status": 500}}]));
    plan(&fake, &["--create"]).go().ended(2).says(&["could not be opened"]);
    faults(json!([{"match": post, "nth": 1, "effect": {"drop": true}, "executed": true}]));
    plan(&fake, &["--create"]).go().ended(0).says(&["is the tracking issue: http"]);
    assert_eq!(open(&fake).len(), 1);
}

/// `HOLDPOINT_RACES=50` lets so many races be run.
#[test]
fn of_several_that_are_opened_at_once_one_stays() {
    let races: usize = std::env::var("HOLDPOINT_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let fake = shop(POLICY);
    for race in 0..races {
        for number in open(&fake) {
            fake.patch(json!({"do": "close", "number": number, "by": "maya-r"}));
        }
        thread::scope(|scope| {
            for token in ["maya", "mona", "maya"] {
                let run = plan(&fake, &["--create"]).env("GITHUB_TOKEN", token);
                scope.spawn(move || run.go().ended(0));
            }
        });
        assert_eq!(open(&fake).len(), 1, "race {race}");
        let [number] = open(&fake)[..] else { unreachable!() };
        let made = body(&fake, number);
        fake.patch(json!({"do": "edit", "number": number, "body": made.replace("- [ ] Tested on staging", "- [ ] Ours"), "by": "mona"}));
        thread::scope(|scope| {
            for token in ["maya", "mona"] {
                let run = plan(&fake, &["--update"]).env("GITHUB_TOKEN", token);
                scope.spawn(move || run.go().ended(0));
            }
            let ticks =
                json!({"do": "tick", "number": number, "text": "Rollback plan written", "by": "mona"});
            fake.patch(ticks);
        });
        let now = body(&fake, number);
        assert!(
            now.contains("- [x] Rollback plan written") && now.contains("- [ ] Ours"),
            "race {race}\n{now}"
        );
        assert_eq!(now.matches("] Tested on staging").count(), 1, "race {race}\n{now}");
    }
}
