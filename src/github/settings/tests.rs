use serde_json::{Value, json};

use super::{branches, rulesets};
use crate::evidence::check::RequiredCheck;
use crate::evidence::settings::{Bypass, Rule, Target};
use crate::evidence::{Access, Reason};
use crate::github::reply::Reply;

fn ruleset(change: impl FnOnce(&mut Value)) -> Reply {
    let nobody = json!({"deployKey": false, "enterpriseOwner": false, "organizationAdmin": false, "repositoryRoleName": null, "actor": null});
    let with = |field: &str, value: Value| {
        let mut actor = nobody.clone();
        actor[field] = value;
        actor
    };
    let actors = [
        with("actor", json!({"__typename": "App", "databaseId": 7, "slug": "releaser"})),
        with("actor", json!({"__typename": "Team", "combinedSlug": "octoacme/devops"})),
        with("repositoryRoleName", json!("admin")),
        with("organizationAdmin", json!(true)),
        with("enterpriseOwner", json!(true)),
        with("deployKey", json!(true)),
        nobody.clone(),
    ];
    let rules = json!([
        {"type": "CREATION", "parameters": null}, {"type": "UPDATE", "parameters": null}, {"type": "DELETION", "parameters": null},
        {"type": "NON_FAST_FORWARD", "parameters": null}, {"type": "REQUIRED_SIGNATURES", "parameters": null},
        {"type": "TAG_NAME_PATTERN", "parameters": {"__typename": "TagNamePatternParameters", "operator": "starts_with", "pattern": "v", "negate": false}},
        {"type": "REQUIRED_STATUS_CHECKS", "parameters": {"__typename": "RequiredStatusChecksParameters", "requiredStatusChecks": [{"context": "build", "integrationId": null}]}},
    ]);
    let mut node = json!({
        "databaseId": 5, "name": "Versions", "enforcement": "ACTIVE", "target": "TAG",
        "conditions": {"refName": {"include": ["refs/tags/v*"], "exclude": ["refs/tags/v0*"]}},
        "bypassActors": {"totalCount": 7, "nodes": actors}, "rules": {"totalCount": 7, "nodes": rules},
    });
    change(&mut node);
    Reply::new(json!({"repository": {"rulesets": {"totalCount": 1, "nodes": [node]}}}), &[])
}

#[test]
fn a_ruleset_is_read_with_all_that_is_in_it() {
    let all = rulesets::of_reply(&ruleset(|_| ())).unwrap();
    let [one] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((one.id, one.target, one.enforced), (Some(5), Target::Tag, true));
    assert_eq!(one.include.as_deref(), Some(["refs/tags/v*".to_owned()].as_slice()));
    assert_eq!(one.exclude, ["refs/tags/v0*"]);
    let others = |name: &str| Bypass::Others(name.to_owned());
    assert_eq!(
        one.bypass.value().unwrap().as_slice(),
        [
            Bypass::App { id: 7, slug: "releaser".to_owned() },
            others("the team octoacme/devops"),
            others("everybody with the role admin"),
            others("owners of the organization"),
            others("owners of the enterprise"),
            others("deploy keys"),
            others("somebody whom GitHub does not name"),
        ]
    );
    let shape = Rule::TagName { operator: "starts_with".to_owned(), pattern: "v".to_owned(), negate: false };
    assert_eq!(
        one.rules,
        [
            Rule::Creation,
            Rule::Update,
            Rule::Deletion,
            Rule::NonFastForward,
            Rule::Other("REQUIRED_SIGNATURES".to_owned()),
            shape,
            Rule::RequiredChecks(vec![RequiredCheck { name: "build".to_owned(), app: None }]),
        ]
    );
}

#[test]
fn a_trial_is_not_enforced_and_a_ruleset_without_names_holds_for_all() {
    let all = rulesets::of_reply(&ruleset(|node| {
        node["enforcement"] = json!("EVALUATE");
        node["target"] = json!("PUSH");
        node["conditions"]["refName"] = Value::Null;
    }))
    .unwrap();
    assert_eq!((all[0].enforced, all[0].target, all[0].include.as_ref()), (false, Target::Other, None));
}

#[test]
fn what_is_not_shown_is_not_taken_for_absent() {
    let all = rulesets::of_reply(&ruleset(|node| node["bypassActors"] = Value::Null)).unwrap();
    let why = all[0].bypass.known().unwrap_err();
    assert_eq!(
        (why.reason, why.access),
        (Reason::Forbidden, vec![Access::App("Administration: write".to_owned())])
    );
    let short = rulesets::of_reply(&ruleset(|node| node["rules"]["totalCount"] = json!(8)));
    assert_eq!(short.unwrap_err().reason, Reason::Incomplete);
    let odd = rulesets::of_reply(&ruleset(|node| node["rules"]["nodes"][6]["parameters"] = Value::Null));
    assert!(odd.is_err());
    let short = rulesets::of_reply(&ruleset(|node| node["bypassActors"]["totalCount"] = json!(8)));
    assert_eq!(short.unwrap()[0].bypass.known().unwrap_err().reason, Reason::Incomplete);
    for nothing in [json!({"repository": null}), json!({"repository": {"rulesets": null}})] {
        assert!(rulesets::of_reply(&Reply::new(nothing, &[])).is_err());
    }
}

#[test]
fn checks_are_seen_with_their_apps_and_a_short_list_proves_nothing() {
    let rollup = |total: u64| {
        let run =
            json!({"__typename": "CheckRun", "name": "build", "checkSuite": {"app": {"databaseId": 15368}}});
        let status = json!({"__typename": "StatusContext", "context": "coverage"});
        json!({"statusCheckRollup": {"contexts": {"totalCount": total, "nodes": [run, status]}}})
    };
    let reply = |total: u64| {
        let history = json!({"nodes": [{"statusCheckRollup": null}, rollup(total)]});
        let pulls = json!({"nodes": [{"commits": {"nodes": [{"commit": rollup(total)}]}}]});
        let branch = json!({"target": {"__typename": "Commit", "history": history}});
        Reply::new(json!({"repository": {"branch": branch}, "pullRequestsOf": {"pullRequests": pulls}}), &[])
    };
    let expected = [("build".to_owned(), Some(15368)), ("coverage".to_owned(), None)].into();
    assert_eq!(branches::on_branch(&reply(2)).unwrap(), expected);
    assert_eq!(branches::on_pull_requests(&reply(2)).unwrap(), expected);
    assert_eq!(branches::on_branch(&reply(3)).unwrap_err().reason, Reason::Incomplete);
    assert_eq!(branches::on_pull_requests(&reply(3)).unwrap_err().reason, Reason::Incomplete);
}
