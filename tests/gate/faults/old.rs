//! Whatever goes wrong with a request: never a go by mistake, never a panic, never without an end.
//!
//! Each fault is tried on each request that the gate makes for a release, and for a change, that lacks nothing. One that
//! stays is a no-go, or nothing that can be judged; one that passes is got over.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;
use crate::whole::{change, group, judge_change, judge_group, judge_release, piles, release};

/// What is judged, how, and the requests that are made for it.
struct Scene {
    name: &'static str,
    world: fn() -> Fake,
    judge: fn(&Fake, &[&str]) -> Run,
    requests: &'static [Request],
}

impl Scene {
    /// More places in the answer of a document that is the same for every scene.
    fn places(&self, operation: &str) -> Vec<Vec<&'static str>> {
        let all: &[&[&str]] = match (self.name, operation) {
            ("group", "Opening") => &[
                &["repository", "queueTip"],
                &["repository", "queueTip", "target"],
                &["repository", "mergeQueue"],
                &["repository", "mergeQueue", "entries"],
                &["repository", "mergeQueue", "entries", "nodes"],
                &["repository", "mergeQueue", "entries", "nodes", "0"],
                &["repository", "mergeQueue", "entries", "nodes", "0", "headCommit"],
                &["repository", "mergeQueue", "entries", "nodes", "1", "baseCommit"],
                &["repository", "mergeQueue", "entries", "nodes", "0", "pullRequest"],
            ],
            ("group", "Closing") => &[&["repository", "reference"], &["repository", "reference", "target"]],
            _ => &[],
        };
        all.iter().map(|place| place.to_vec()).collect()
    }
}

/// A request: the operation of a document, or the path of a REST request.
#[derive(Debug, Clone, Copy)]
enum Request {
    Query(&'static str),
    Rest(&'static str),
}

use Request::{Query, Rest};

const SCENES: [Scene; 4] = [
    Scene {
        name: "release",
        world: release,
        judge: judge_release,
        requests: &[
            Query("Opening"),
            Query("Range"),
            Query("Evidence"),
            Query("LabelsPage"),
            Query("Team"),
            Query("Closing"),
            Rest("/repos/*/compare/*"),
            Rest("/repos/*/permission"),
            Query("Trees"),
            Rest("/repos/*/code-scanning/analyses"),
            Rest("/repos/*/code-scanning/alerts"),
            Rest("/repos/*/secret-scanning/alerts"),
            Rest("/repos/*/actions/runs"),
            Rest("/repos/*/artifacts"),
            Rest("/repos/*/assets"),
        ],
    },
    Scene {
        name: "change",
        world: change,
        judge: judge_change,
        requests: &[Query("Opening"), Query("Evidence"), Query("Team"), Query("Closing")],
    },
    Scene {
        name: "piles",
        world: piles,
        judge: judge_release,
        requests: &[Query("LabelIssuesPage"), Query("MilestoneIssuesPage"), Query("ReleasesPage")],
    },
    Scene {
        name: "group",
        world: group,
        judge: judge_group,
        requests: &[
            Query("Opening"),
            Query("Evidence"),
            Query("PullRequests"),
            Query("Team"),
            Query("Closing"),
        ],
    },
];

/// Faults of any request. The second says whether it is over when it is tried again.
fn anywhere() -> Vec<(Value, bool)> {
    vec![
        (json!({"html": true}), true),
        (json!({"html": 503}), true),
        (json!({"drop": true}), true),
        (json!({"truncate": true}), true),
        (json!({"secondary_rate_limit": {"retry_after": 1}}), true),
        (json!({"primary_rate_limit": {"reset_in": 0}}), true),
        (json!({"status": 500}), false),
        (json!({"status": 404, "body": {"message": "Not Found"}}), false),
        (json!({"status": 401, "body": {"message": "Bad credentials"}}), false),
        (json!({"malformed": true}), false),
        (json!({"denied": true}), false),
        (json!({"delay": 60_000}), false),
        (json!({"empty_page": true}), false),
    ]
}

/// Faults inside the answer of a document: each place is once null without a word, and once with an error.
fn places(scene: &str, operation: &str) -> Vec<Vec<&'static str>> {
    let all: &[&[&str]] = match operation {
        "Evidence" if scene == "release" => &[
            &["repository"],
            &["repository", "checked"],
            &["repository", "policyCommit"],
            &["labelsOf"],
            &["labelsOf", "label0"],
            &["labelsOf", "label0", "issues"],
            &["milestoneOf"],
            &["milestoneOf", "milestone"],
            &["milestoneOf", "milestone", "firstIssues"],
            &["milestoneOf", "milestone", "lastIssues", "nodes"],
            &["releasesOf"],
            &["releasesOf", "firstReleases"],
            &["releasesOf", "lastReleases", "nodes"],
        ],
        "Opening" => &[
            &["repository"],
            &["repository", "defaultBranchRef"],
            &["repository", "defaultBranchRef", "target"],
            &["repository", "firstTags"],
            &["repository", "lastTags"],
            &["repository", "milestones"],
        ],
        "Range" => &[
            &["repository"],
            &["repository", "base0"],
            &["repository", "base0", "compare", "headTarget"],
            &["repository", "base0", "compare", "firstCommits"],
            &["repository", "base0", "compare", "lastCommits", "nodes"],
            &["repository", "base0", "compare", "firstCommits", "pageInfo"],
        ],
        "Evidence" => &[&["repository"], &["repository", "checked"], &["repository", "policyCommit"]],
        "Trees" => &[&["repository"], &["repository", "commit0"], &["repository", "commit1"]],
        "LabelsPage" => &[&["repository"], &["repository", "repositoryLabels"]],
        "PullRequests" => &[
            &["repository"],
            &["repository", "number38"],
            &["repository", "number39", "labels"],
            &["repository", "number39", "reviews", "nodes"],
        ],
        "Team" => &[&["organization"], &["organization", "team"], &["organization", "team", "members"]],
        "Closing" => &[&["repository"]],
        "LabelIssuesPage" => &[&["repository"], &["repository", "label"], &["repository", "label", "issues"]],
        "MilestoneIssuesPage" => {
            &[&["repository"], &["repository", "milestone"], &["repository", "milestone", "issues"]]
        }
        "ReleasesPage" => &[&["repository"], &["repository", "releases"]],
        other => panic!("where can {other} fail?"),
    };
    all.iter().map(|place| place.to_vec()).collect()
}

/// Faults that do no harm: scene, request, what of the effect tells it, and why.
const HARMLESS: &[(&str, &str, &str, &str)] = &[
    ("release", "/repos/*/permission", "empty_page", "it is no list"),
    ("release", "Trees", "empty_page", "there is no list in it"),
    (
        "release",
        "/repos/*/secret-scanning/alerts",
        "empty_page",
        "it is empty, and GitHub counts secrets nowhere",
    ),
    (
        "change",
        "Opening",
        "empty_page",
        "tags and milestones are for releases, and the labels are read again",
    ),
    ("change", "Opening", "Tags", "they are for releases"),
    ("change", "Opening", "milestones", "they are for releases"),
    ("change", "Closing", "empty_page", "the only list in it is our own comments"),
    (
        "change",
        "Evidence",
        "checked\"],\"type\":\"FORBIDDEN",
        "the checks are read again without their workflows",
    ),
];

/// The same for a merge group, whose queue is in the opening.
const HARMLESS_FOR_GROUPS: &[(&str, &str, &str, &str)] = &[
    ("group", "Opening", "Tags", "they are for releases"),
    ("group", "Opening", "milestones", "they are for releases"),
    ("group", "Closing", "empty_page", "there is no list in it"),
    (
        "group",
        "Evidence",
        "checked\"],\"type\":\"FORBIDDEN",
        "the checks are read again without their workflows",
    ),
];

struct Case<'a> {
    scene: &'a Scene,
    request: Request,
    effect: Value,
    /// Only the first time.
    once: bool,
    /// For what is tried again until the time is up: little, but enough to come to the last request of all.
    timeout: &'static str,
    codes: &'static [i32],
}

/// Places in the document of evidence that are there for a release only.
const OF_A_RELEASE: [&[&str]; 4] = [
    &["repository", "hasVulnerabilityAlertsEnabled"],
    &["repository", "firstVulnerabilityAlerts"],
    &["repository", "lastVulnerabilityAlerts"],
    &["repository", "firstVulnerabilityAlerts", "nodes"],
];

fn cases(scene: &Scene) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for request in scene.requests {
        let (Query(name) | Rest(name)) = *request;
        let mut add = |effect: Value, once: bool, passes: bool| {
            let text = effect.to_string();
            let harmless = HARMLESS.iter().chain(HARMLESS_FOR_GROUPS).any(|(scene_name, at, what, _)| {
                *scene_name == scene.name && *at == name && text.contains(what)
            });
            let codes: &[i32] = if once || harmless { &[0] } else { &[1, 2] };
            let timeout = match effect.get("delay") {
                Some(_) => "12s",
                None if passes && !once => "6s",
                None => "30s",
            };
            cases.push(Case { scene, request: *request, effect, once, timeout, codes });
        };
        for (effect, passes) in anywhere() {
            add(effect.clone(), false, passes);
            if passes {
                add(effect, true, passes);
            }
        }
        if let Query(name) = request {
            let mut places = places(scene.name, name);
            places.extend(scene.places(name));
            if scene.name == "release" && *name == "Evidence" {
                places.extend(OF_A_RELEASE.map(<[_]>::to_vec));
            }
            for place in places {
                add(json!({"null_node": place}), false, false);
                for kind in ["FORBIDDEN", "NOT_FOUND", "SERVICE_UNAVAILABLE"] {
                    add(json!({"graphql_error": {"path": place, "type": kind}}), false, false);
                }
            }
        }
    }
    cases
}

/// What is wrong with how a case ended, if anything is.
fn tried(fake: &Fake, case: &Case<'_>) -> Option<String> {
    let wanted = match case.request {
        Query(operation) => json!({"operation": operation}),
        Rest(path) => json!({"method": "GET", "path": path}),
    };
    let mut rule = json!({"match": wanted, "effect": case.effect});
    if case.once {
        rule["nth"] = json!(1);
    }
    fake.faults(json!([rule]));
    let began = Instant::now();
    let ran = (case.scene.judge)(fake, &["--timeout", case.timeout]).go();
    let took = began.elapsed();
    let once = if case.once { " once" } else { "" };
    let told = format!(
        "{}: {:?} {}{once}: {:?} after {took:?}",
        case.scene.name, case.request, case.effect, ran.code
    );
    let ended = ran.code.is_some_and(|code| case.codes.contains(&code));
    let fine = ended && took < Duration::from_secs(60) && fake.faults_met() && !ran.err.contains("panicked");
    (!fine).then(|| format!("{told}\n{}{}", ran.out, ran.err))
}

#[test]
fn no_fault_lets_anything_through() {
    let wrong: Mutex<Vec<String>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for scene in &SCENES {
            let cases = Arc::new(Mutex::new(cases(scene)));
            // Most of the time is spent in pauses, so many can wait together.
            for _ in 0..4 {
                let (cases, wrong) = (Arc::clone(&cases), &wrong);
                scope.spawn(move || {
                    let fake = (scene.world)();
                    loop {
                        let Some(case) = cases.lock().unwrap().pop() else { return };
                        let found = tried(&fake, &case);
                        wrong.lock().unwrap().extend(found);
                    }
                });
            }
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}
