//! Cutting a tag: what is there in the end, wherever a run is ended, whatever answer gets lost, and whoever else cuts it.
//!
//! These drive the library: whether there may be a tag at all is decided elsewhere.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use holdpoint::bump::Level;
use holdpoint::bump::cut::{Asset, Bar, Cut, Done, Note, Refusal, ReleaseWish, Step, Stopped, plan};
use holdpoint::evidence::Oid;
use holdpoint::github::{Client, Endpoints, Settings, Token, cut, look};
use holdpoint::version::TagPattern;
use serde_json::{Value, json};

mod contested;

use crate::check::POLICY;
use crate::fake::Fake;

const REPOSITORY: &str = "octoacme/shop";
/// How long a cut may take where that is not what is tried.
const TIME: Duration = Duration::from_secs(120);

fn shop() -> Fake {
    Fake::shop(POLICY)
}

fn wish(fake: &Fake) -> Cut {
    wish_at("1.4.0", Oid::new(fake.tip("main")))
}

/// Whether the long loops are asked for: `.ci/full cuts`.
fn is_long() -> bool {
    std::env::var("HOLDPOINT_CUTS").is_ok_and(|value| value == "all")
}

/// So many races: few in the usual suite, and `long` in the long one.
fn races(few: usize, long: usize) -> usize {
    if is_long() { long } else { few }
}

/// What the loops cut: the one release of a repository, and in the long ones that of a package, which has tags of its own and
/// is not the repository's latest.
fn shapes() -> Vec<fn(&Fake) -> Cut> {
    if is_long() { vec![wish, wish_of_package] } else { vec![wish] }
}

fn wish_of_package(fake: &Fake) -> Cut {
    Cut {
        tag: "api/v1.4.0".to_owned(),
        release: ReleaseWish { title: "api/v1.4.0".to_owned(), ..wish(fake).release },
        pattern: TagPattern::parse("api/v{version}").unwrap(),
        latest: false,
        ..wish(fake)
    }
}

fn wish_at(version: &str, commit: Oid) -> Cut {
    let file = |name: &str| Asset {
        name: name.to_owned(),
        content_type: "application/json".to_owned(),
        bytes: format!("{{\"of\": \"{name}\"}}").into_bytes(),
    };
    Cut {
        tag: format!("v{version}"),
        version: version.parse().unwrap(),
        commit,
        message: format!("v{version}\n\nSigned by mona.\n"),
        tagger: None,
        release: ReleaseWish {
            title: format!("v{version}"),
            body: Some("Carts are kept.".to_owned()),
            prerelease: false,
            publish: true,
        },
        assets: ["verdict.json", "evidence.json", "release.yml"].map(file).to_vec(),
        floating: vec![Level::Major, Level::Minor],
        pattern: TagPattern::parse("v{version}").unwrap(),
        latest: true,
    }
}

fn client(fake: &Fake, token: &str) -> Client {
    Client::new(Settings {
        endpoints: Endpoints::new(Some(fake.url()), None, None).unwrap(),
        token: Some(Token::new(token).unwrap()),
        certificates: None,
        proxy: None,
        timeout: Duration::from_secs(120),
    })
    .unwrap()
}

fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn go(fake: &Fake, wish: &Cut) -> Done {
    go_with(fake, wish, "gate")
}

fn go_with(fake: &Fake, wish: &Cut, token: &str) -> Done {
    wait_for(async { cut(&client(fake, token), REPOSITORY, wish, TIME).await })
}

fn planned(fake: &Fake, wish: &Cut, token: &str) -> Vec<Step> {
    let there = wait_for(async { look(&client(fake, token), REPOSITORY, wish).await }).unwrap();
    plan(wish, &there).unwrap().steps
}

/// Each ref below `refs/tags/`, with what it names.
fn tags(fake: &Fake) -> BTreeMap<String, (String, String)> {
    let refs = fake.rest("/git/matching-refs/tags/");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = refs.as_array().unwrap().iter();
    all.map(|one| {
        (
            text(&one["ref"]).replace("refs/tags/", ""),
            (text(&one["object"]["type"]), text(&one["object"]["sha"])),
        )
    })
    .collect()
}

/// The commit that a tag is on.
fn commit_of(fake: &Fake, tag: &str) -> Option<String> {
    let (kind, sha) = tags(fake).remove(tag)?;
    if kind == "commit" {
        return Some(sha);
    }
    Some(fake.rest(&format!("/git/tags/{sha}"))["object"]["sha"].as_str().unwrap().to_owned())
}

fn releases(fake: &Fake, tag: &str) -> Vec<Value> {
    let all = fake.rest("/releases?per_page=100");
    all.as_array().unwrap().iter().filter(|one| one["tag_name"] == tag).cloned().collect()
}

/// What is there in the end, in one line.
fn state(fake: &Fake, tag: &str) -> String {
    let at =
        |tag: &str| commit_of(fake, tag).map_or("-".to_owned(), |commit| commit.get(..7).unwrap().to_owned());
    let releases = releases(fake, tag).iter().map(of_release).collect::<Vec<_>>().join(" | ");
    // A package's is not made the latest, and where there is no other, none is.
    let may_be = |one: &Value| one["draft"] == false && !one["tag_name"].as_str().unwrap().contains('/');
    let latest = fake.rest("/releases?per_page=100").as_array().unwrap().iter().any(may_be);
    let latest = if latest {
        fake.rest("/releases/latest")["tag_name"].as_str().unwrap().to_owned()
    } else {
        "-".into()
    };
    let line = tag.strip_suffix("1.4.0").unwrap_or(tag);
    let (major, minor) = (format!("{line}1"), format!("{line}1.4"));
    format!("{tag} {}, {major} {}, {minor} {}, latest {latest}: {releases}", at(tag), at(&major), at(&minor))
}

fn of_release(release: &Value) -> String {
    let mut files: Vec<&str> =
        release["assets"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    files.sort_unstable();
    let draft = if release["draft"] == true { "draft" } else { "published" };
    format!("{draft} with {}", files.join(" "))
}

fn whole(commit: &str) -> String {
    let at = commit.get(..7).unwrap();
    format!(
        "v1.4.0 {at}, v1 {at}, v1.4 {at}, latest v1.4.0: published with evidence.json release.yml verdict.json"
    )
}

/// The writes of a run, as rules that find them again: method, path, operation, and how many alike came before.
pub(crate) fn writes(fake: &Fake) -> Vec<Value> {
    let mut alike: BTreeMap<String, u64> = BTreeMap::new();
    let log = fake.log();
    let all = log
        .iter()
        .filter(|one| one["method"] != "GET")
        .filter(|one| one["operation"].is_null() || one["operation"] == "MoveTag");
    all.map(|one| {
        let path = one["path"].as_str().unwrap().split('?').next().unwrap();
        let mut rule = json!({"method": one["method"], "path": path});
        if !one["operation"].is_null() {
            rule["operation"] = one["operation"].clone();
        }
        let nth = alike.entry(rule.to_string()).or_default();
        *nth += 1;
        json!({"match": rule, "nth": *nth})
    })
    .collect()
}

#[test]
fn a_tag_is_cut_with_all_that_belongs_to_it_and_only_once() {
    let fake = shop();
    let wish = wish(&fake);
    let steps = planned(&fake, &wish, "read-only");
    assert_eq!(tags(&fake).len(), 3, "a plan writes nothing");
    fake.clear_log();
    let done = go(&fake, &wish);
    assert!(done.is_whole() && done.tagged && done.published, "{done:?}");
    assert_eq!(done.notes, []);
    let kinds = |steps: &[Step]| steps.iter().map(std::mem::discriminant).collect::<Vec<_>>();
    assert_eq!(kinds(&done.steps), kinds(&steps), "what was planned was done");
    assert_eq!(state(&fake, "v1.4.0"), whole(wish.commit.as_str()));
    let requests = fake.log().iter().filter(|one| one["token"] == "gate").count();
    println!("{} steps, {} requests", done.steps.len(), done.requests);
    assert!(done.requests <= 20 && requests >= 18, "{}", done.requests);
    let (kind, sha) = tags(&fake).remove("v1.4.0").unwrap();
    assert_eq!(kind, "tag");
    assert_eq!(fake.rest(&format!("/git/tags/{sha}"))["message"], "v1.4.0\n\nSigned by mona.\n");
    fake.clear_log();
    let again = go(&fake, &wish);
    assert!(again.is_whole() && again.steps.is_empty() && again.requests <= 2, "{again:?}");
    assert_eq!(writes(&fake), [] as [Value; 0]);
}

#[test]
fn a_draft_of_peoples_is_used_and_their_words_stay() {
    let fake = shop();
    let draft = |body: &str| json!({"do": "release", "facts": {"tag": "v1.4.0", "body": body, "draft": true}, "by": "mona"});
    fake.patch(draft("Carts are kept."));
    assert!(go(&fake, &wish(&fake)).is_whole());
    assert_eq!(releases(&fake, "v1.4.0").len(), 1);
    let fake = shop();
    fake.patch(draft("Mine."));
    let done = go(&fake, &wish(&fake));
    assert!(matches!(done.notes.as_slice(), [Note::DraftNotes { .. }]), "{done:?}");
    assert!(!done.published && releases(&fake, "v1.4.0")[0]["body"] == "Mine.");
    let fake = shop();
    fake.patch(draft("Mine."));
    fake.patch(draft("Yours."));
    let done = go(&fake, &wish(&fake));
    assert!(matches!(done.stopped, Some(Stopped::Refused(Refusal::SeveralDrafts { .. }))), "{done:?}");
    assert_eq!(commit_of(&fake, "v1.4.0"), None, "refused before the ref was made");
}

#[test]
fn a_tag_elsewhere_stays_where_it_is() {
    let fake = shop();
    fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "m1"}));
    fake.clear_log();
    let done = go(&fake, &wish(&fake));
    assert!(matches!(done.stopped, Some(Stopped::Refused(Refusal::Elsewhere { .. }))), "{done:?}");
    assert_eq!(writes(&fake), [] as [Value; 0]);
}

#[test]
fn a_backport_moves_its_own_line_only_and_is_not_the_latest() {
    let fake = shop();
    assert!(go(&fake, &wish_at("1.5.0", Oid::new(fake.tip("search")))).is_whole());
    let done = go(&fake, &wish(&fake));
    assert!(done.is_whole(), "{done:?}");
    let kept = |note: &Note| matches!(note, Note::Stays { tag, .. } if tag == "v1");
    assert!(
        done.notes.iter().any(kept) && done.notes.contains(&Note::NotLatest { latest: "v1.5.0".to_owned() })
    );
    assert_eq!(fake.rest("/releases/latest")["tag_name"], "v1.5.0");
    let rc = go(&fake, &wish_at("1.6.0-rc.1", Oid::new(fake.tip("main"))));
    assert!(rc.is_whole() && fake.rest("/releases/latest")["tag_name"] == "v1.5.0", "{rc:?}");
}

/// A run is ended after each of its writes was done and before the answer came.
#[test]
fn ended_after_any_write_the_next_run_completes_it() {
    for shape in shapes() {
        ended_after_any_write(shape);
    }
}

/// A cut that nothing disturbs: its writes, and what is there in the end.
fn undisturbed(shape: fn(&Fake) -> Cut) -> (Vec<Value>, String) {
    let fake = shop();
    let wish = shape(&fake);
    assert!(go(&fake, &wish).is_whole());
    let all = writes(&fake);
    assert_eq!(all.len(), 9, "{all:?}");
    (all, state(&fake, &wish.tag))
}

fn ended_after_any_write(shape: fn(&Fake) -> Cut) {
    let (all, good) = undisturbed(shape);
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for rule in &all {
        let fake = shop();
        let wish = shape(&fake);
        fake.faults(json!([{"match": rule["match"], "nth": rule["nth"], "effect": {"delay": 3_000}}]));
        wait_for(async {
            let client = client(&fake, "gate");
            let met = async {
                while !fake.last_fault_met() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            tokio::select! {
                done = cut(&client, REPOSITORY, &wish, TIME) => panic!("it was not ended: {rule} {done:?}"),
                () = met => {}
            }
        });
        fake.faults(json!([]));
        let between = state(&fake, &wish.tag);
        let done = go(&fake, &wish);
        assert!(done.is_whole(), "{rule} {done:?}");
        assert_eq!(state(&fake, &wish.tag), good, "ended at {between}");
        *ends.entry(state(&fake, &wish.tag)).or_default() += 1;
    }
    println!("ended after each of {} writes: {ends:#?}", all.len());
}

/// Each write in turn is done and answered 502; then refused with 502 without being done; then all of them at once.
#[test]
fn whatever_answer_gets_lost_the_same_run_completes_it() {
    for shape in shapes() {
        any_answer_gets_lost(shape);
    }
}

fn any_answer_gets_lost(shape: fn(&Fake) -> Cut) {
    let (all, good) = undisturbed(shape);
    let good = good.as_str();
    thread::scope(|scope| {
        for executed in [true, false] {
            for rule in &all {
                scope.spawn(move || {
                    let fake = shop();
                    let wish = shape(&fake);
                    let effect = json!({"status": 502});
                    let rule = json!({"match": rule["match"], "nth": rule["nth"], "effect": effect, "executed": executed});
                    fake.faults(json!([rule]));
                    let done = go(&fake, &wish);
                    assert!(fake.last_fault_met());
                    assert!(done.is_whole(), "{rule} {done:?}");
                    assert_eq!(state(&fake, &wish.tag), good, "{rule}");
                });
            }
        }
    });
    println!(
        "each of {} writes answered 502, done and not done: {} runs ended with {good}",
        all.len(),
        2 * all.len()
    );
    let fake = shop();
    let lost = |rule: Value| json!({"match": rule, "effect": {"status": 502}, "executed": true});
    let rules = [
        json!({"method": "PATCH"}),
        json!({"method": "DELETE"}),
        json!({"method": "POST", "path": "/repos/*"}),
        json!({"operation": "MoveTag"}),
    ];
    fake.faults(rules.into_iter().map(lost).collect());
    let done = go(&fake, &shape(&fake));
    let Some(Stopped::Failed(trouble)) = &done.stopped else { panic!("{done:?}") };
    assert!(matches!((&trouble.step, trouble.bar), (Step::MakeTag { .. }, Bar::Lost)), "{trouble:?}");
    let tag = shape(&fake).tag;
    assert_eq!(commit_of(&fake, &tag), None, "the name of a tag object that nobody answered is not known");
}

fn race(shape: fn(&Fake) -> Cut, times: usize) {
    let (_, good) = undisturbed(shape);
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..times {
        let fake = shop();
        let wish = shape(&fake);
        let runs: Vec<Done> = thread::scope(|scope| {
            let runs = [(); 2].map(|()| scope.spawn(|| go(&fake, &wish)));
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let whole = runs.iter().filter(|done| done.is_whole()).count();
        let end = state(&fake, &wish.tag).replace(wish.commit.short(), "at the commit");
        assert!(runs.iter().all(|done| done.tagged), "{runs:?}");
        *ends.entry(format!("{whole} of 2 runs saw all done; {end}")).or_default() += 1;
        assert_eq!(state(&fake, &wish.tag), good, "{runs:#?}");
    }
    println!("{times} races of two runs: {ends:#?}");
}

#[test]
fn two_runs_at_once_leave_one_tag_and_one_release() {
    for shape in shapes() {
        race(shape, races(4, 50));
    }
}

#[test]
fn two_runs_for_different_commits_leave_the_tag_at_one_of_them() {
    let fake = shop();
    let wishes = ["main", "search"].map(|branch| wish_at("1.4.0", Oid::new(fake.tip(branch))));
    let runs: Vec<Done> = thread::scope(|scope| {
        let runs = wishes.each_ref().map(|wish| scope.spawn(|| go(&fake, wish)));
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let refused = |done: &&Done| matches!(done.stopped, Some(Stopped::Refused(Refusal::Elsewhere { .. })));
    assert_eq!(runs.iter().filter(refused).count(), 1, "{runs:#?}");
    assert_eq!(releases(&fake, "v1.4.0").len(), 1);
}

#[test]
fn what_forbids_a_tag_is_told_apart() {
    let shop_with = |facts: Value| {
        let fake = shop();
        fake.patch(json!({"repositories": {"octoacme/shop": facts}}));
        fake
    };
    let stopped_by = |done: &Done| match &done.stopped {
        Some(Stopped::Failed(trouble)) => trouble.bar,
        other => panic!("{other:?} {done:?}"),
    };
    let fake = shop_with(json!({"tagRules": [{"pattern": "v*.*.*", "creation": true}]}));
    assert_eq!(stopped_by(&go(&fake, &wish(&fake))), Bar::Ruleset);
    let fake = shop_with(json!({"archived": true}));
    let done = go(&fake, &wish(&fake));
    assert_eq!(done.stopped, Some(Stopped::Refused(Refusal::Archived)));
    let fake = shop();
    assert_eq!(stopped_by(&go_with(&fake, &wish(&fake), "read-only")), Bar::Contents);
    fake.patch(json!({"do": "push", "branch": "side", "from": "main", "files": {".github/workflows/ci.yml": "name: Other\n"}, "message": "Other"}));
    let side = wish_at("1.4.0", Oid::new(fake.tip("side")));
    assert_eq!(stopped_by(&go_with(&fake, &side, "workflow")), Bar::Workflows);
    let fake = shop_with(json!({"immutableReleases": true, "burntTags": ["v1.4.0"]}));
    assert_eq!(stopped_by(&go(&fake, &wish(&fake))), Bar::BurntName);
    // A ruleset for floating tags does not keep the release back.
    let fake = shop_with(json!({"tagRules": [{"pattern": "v1", "update": true}]}));
    let done = go(&fake, &wish(&fake));
    assert!(done.published && done.troubles.len() == 1 && done.troubles[0].bar == Bar::Ruleset, "{done:?}");
}

#[test]
fn files_that_cannot_be_attached_keep_the_release_a_draft_unless_the_server_takes_none() {
    let upload = |effect: Value| json!([{"match": {"method": "POST", "path": "*/assets"}, "nth": 2, "effect": effect}]);
    let fake = shop();
    fake.faults(json!([{"match": {"method": "POST", "path": "*/assets"}, "effect": {"status": 501}}]));
    let done = go(&fake, &wish(&fake));
    assert!(done.is_whole() && done.published && done.troubles[0].bar == Bar::NoUploads, "{done:?}");
    let fake = shop();
    fake.faults(upload(json!({"denied": true})));
    let done = go(&fake, &wish(&fake));
    assert!(!done.published && done.troubles.len() == 1 && done.tagged, "{done:?}");
    let draft = releases(&fake, "v1.4.0").remove(0);
    assert_eq!(of_release(&draft), "draft with release.yml verdict.json");
    assert_eq!(commit_of(&fake, "v1").as_deref(), Some(fake.tip("main").as_str()), "the rest is done");
    assert!(go(&fake, &wish(&fake)).published, "and the next run completes it");
    // One that arrived in part is sent again.
    let fake = shop();
    let part = json!({"tag": "v1.4.0", "body": "Carts are kept.", "draft": true, "id": 77, "assets": [{"name": "verdict.json", "state": "open", "size": 0}]});
    fake.patch(json!({"repositories": {"octoacme/shop": {"releases": [part]}}}));
    assert!(go(&fake, &wish(&fake)).is_whole());
    assert_eq!(state(&fake, "v1.4.0"), whole(&fake.tip("main")));
}
