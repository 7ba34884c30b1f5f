//! `holdpoint verify`: a tag that was cut is what was judged, and whatever is done to it afterwards is found.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::check::{POLICY, ready, ready_with};
use crate::fake::{Fake, is_write};
use crate::run::{Ran, Run};

fn verify(fake: &Fake, arguments: &[&str]) -> Ran {
    Run::new(&["verify", "--repo", "octoacme/shop"]).github(fake).with(arguments).go()
}

fn bump(fake: &Fake) -> Ran {
    let arguments =
        ["bump", "--repo", "octoacme/shop", "--tag", "--phase", "pre-release", "--version", "1.4.0"];
    Run::new(&arguments).github(fake).go()
}

/// The shop with v1.4.0 cut by the binary.
fn cut() -> Fake {
    let fake = ready();
    bump(&fake).ended(0);
    fake.clear_log();
    fake
}

/// The release of v1.4.0.
fn release(fake: &Fake) -> Value {
    let all = fake.rest("/releases?per_page=100");
    all.as_array().unwrap().iter().find(|one| one["tag_name"] == "v1.4.0").unwrap().clone()
}

fn asset(fake: &Fake, name: &str) -> u64 {
    let release = release(fake);
    let all = release["assets"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap()["id"].as_u64().unwrap()
}

fn drop_asset(fake: &Fake, name: &str) {
    let (release, id) = (release(fake)["id"].clone(), asset(fake, name));
    fake.patch(json!({"do": "deleteAsset", "release": release, "id": id}));
}

/// What is in a file of the release.
fn content(fake: &Fake, name: &str) -> String {
    let url = format!("{}/_storage/{}", fake.url(), asset(fake, name));
    minreq::get(url).send().unwrap().as_str().unwrap().to_owned()
}

/// Puts other bytes in the place of a file, as whoever may write can.
fn replace(fake: &Fake, name: &str, text: &str) {
    drop_asset(fake, name);
    let facts = json!({"name": name, "size": text.len(), "content": STANDARD.encode(text), "digest": null});
    fake.patch(json!({"do": "attach", "release": release(fake)["id"], "facts": facts, "by": "mona"}));
}

/// Ids and times are other ones in each world.
fn told(text: &str) -> String {
    let mut shown = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\n']) {
        if character.is_ascii_hexdigit() {
            word.push(character);
            continue;
        }
        let is_id = word.len() >= 7 && word.bytes().any(|byte| byte.is_ascii_digit());
        shown.push_str(if is_id { "ID" } else { &word });
        word.clear();
        shown.push(character);
    }
    shown.trim_end().to_owned()
}

#[test]
fn a_tag_that_was_cut_is_what_was_judged() {
    let fake = cut();
    let ran = verify(&fake, &["v1.4.0", "-v"]).ended(0);
    insta::assert_snapshot!(told(&ran.out), @"
    `v1.4.0` of `octoacme/shop`: SAME: what was judged, and a go again

      ✓ `v1.4.0` is a tag, at `ID`
      ✓ its message records a go of `pre-release`, judged at 2026-03-02 12:00 UTC
      ✓ its release is a draft, whose files anybody who may write can replace
      ✓ the attached evidence is the one that the tag's message names, by its SHA-256
        `ID`
      ✓ the attached policy is the one of the evidence: `release.yml` of `main` at `ID`, blob
        `ID`
      ✓ judged again by that policy, as of 2026-03-02 12:00 UTC, it is a go again: 8 outcomes as in the
        attached verdict
      ✓ the commit that was judged is the one that `v1.4.0` is at, as version `1.4.0`

    This is a replay: nothing was written to GitHub.
    It took 9 requests and 1 point.
    ");
    ran.says(&["SAME", "✓", "is a go again"]).does_not_say(&["✗", "?"]);
    let log = fake.log();
    assert!(!log.iter().any(is_write), "{log:?}");
    println!("{}", told(&verify(&fake, &["v1.4.0", "--format", "markdown"]).ended(0).out));
    let document: Value =
        serde_json::from_str(&verify(&fake, &["refs/tags/v1.4.0", "--format", "json"]).ended(0).out).unwrap();
    assert_eq!(document["result"], "same");
}

#[test]
fn a_tag_that_was_moved_is_found() {
    let fake = cut();
    fake.patch(json!({"do": "move", "ref": "refs/tags/v1.4.0", "to": "m1"}));
    let ran = verify(&fake, &["v1.4.0"]).ended(1);
    println!("{}", told(&ran.out));
    ran.says(&["lightweight", "was judged, and `v1.4.0` is at"]);
}

/// What is changed, how, and what is said of it.
type Case = (&'static str, fn(&Fake), &'static [&'static str]);

#[test]
fn whatever_is_done_to_the_files_is_found() {
    let cases: [Case; 6] = [
        ("holdpoint-evidence.json", |fake| drop_asset(fake, "holdpoint-evidence.json"), &["is not attached"]),
        (
            "holdpoint-evidence.json",
            |fake| replace(fake, "holdpoint-evidence.json", "{}"),
            &["cannot be understood", "its SHA-256 is"],
        ),
        (
            "evidence of somebody",
            |fake| {
                let text = content(fake, "holdpoint-evidence.json").replace("Rollback plan", "Rollback Plan");
                replace(fake, "holdpoint-evidence.json", &text);
            },
            &["somebody replaced it"],
        ),
        (
            "holdpoint-policy.yml",
            |fake| replace(fake, "holdpoint-policy.yml", "version: 1\n"),
            &["the attached policy is not the text that the evidence has"],
        ),
        (
            "holdpoint-verdict.json",
            |fake| {
                let mut verdict: Value =
                    serde_json::from_str(&content(fake, "holdpoint-verdict.json")).unwrap();
                verdict["requirements"][0]["outcome"] = json!("waived");
                replace(fake, "holdpoint-verdict.json", &verdict.to_string());
            },
            &["was `waived` in the attached verdict, and is `met`"],
        ),
        ("holdpoint-verdict.json", |fake| drop_asset(fake, "holdpoint-verdict.json"), &["is not attached"]),
    ];
    for (what, deed, said) in cases {
        let fake = cut();
        deed(&fake);
        let ran = verify(&fake, &["v1.4.0"]);
        println!("--- {what}\n{}", told(&ran.out));
        ran.ended(1).says(&["DIFFERENT", "✗"]).says(said);
    }
}

#[test]
fn a_tag_without_a_recorded_go_is_named() {
    let fake = cut();
    fake.patch(json!({"do": "tag", "name": "v1.3.9", "commit": "m1", "message": "By hand"}));
    verify(&fake, &["v1.3.9"]).ended(1).says(&["NO RECORDED GO", "its message names none"]);
    verify(&fake, &["v1.3.1"]).ended(1).says(&["NO RECORDED GO"]);
    verify(&fake, &["v9.9.9"]).ended(1).says(&["there is no tag `v9.9.9`"]);
    fake.clear_log();
    let ran = verify(&fake, &["--all", "-v"]).ended(1);
    println!("{}", told(&ran.out));
    ran.says(&["v1.3.9", "has a message that names no go", "`v1.4.0`", "names a go of `pre-release`"]);
    assert!(fake.log().len() <= 2, "{:?}", fake.log());
}

#[test]
fn evidence_of_a_later_run_is_no_tampering() {
    let fake = cut();
    drop_asset(&fake, "holdpoint-evidence.json");
    drop_asset(&fake, "holdpoint-verdict.json");
    bump(&fake).ended(0);
    let ran = verify(&fake, &["v1.4.0"]);
    println!("{}", told(&ran.out));
    ran.ended(2).says(&["UNTOLD", "of a later run"]).does_not_say(&["✗"]);
}

#[test]
fn what_cannot_be_read_is_not_taken_for_absent() {
    let fake = cut();
    fake.faults(
        json!([{"match": {"path": "/repos/octoacme/shop/releases/assets/*"}, "effect": {"denied": true}}]),
    );
    verify(&fake, &["v1.4.0", "--timeout", "5s"]).ended(2).says(&["could not be read"]);
    fake.faults(json!([]));
    // Drafts are shown to those who may write.
    let read_only = Run::new(&["verify", "v1.4.0", "--repo", "octoacme/shop"]).github(&fake);
    read_only.env("GITHUB_TOKEN", "read-only").go().ended(2).says(&["no release of `v1.4.0` is shown"]);
}

/// A policy that keeps no evidence beside the release: what can be told is told, and nothing is said to differ.
#[test]
fn a_cut_without_attachments_is_not_different() {
    let policy = POLICY.replacen("release:\n", "release:\n  attach: false\n", 1);
    assert_ne!(policy, POLICY);
    let fake = ready_with(&policy);
    bump(&fake).ended(0);
    fake.clear_log();
    let ran = verify(&fake, &["v1.4.0"]).ended(2);
    println!("{}", told(&ran.out));
    ran.says(&[
        "UNTOLD",
        "its message records a go of",
        "are in one tag object",
        "the policy that its message names is in the repository",
        "no evidence is attached, because that policy says `attach: false`",
    ])
    .does_not_say(&["✗", "DIFFERENT"]);
    assert!(!fake.log().iter().any(is_write));
}

/// Somebody puts the message of a tag that was cut into another one, at another commit.
#[test]
fn a_copied_message_is_the_message_of_another_tag() {
    let fake = ready_with(&POLICY.replacen("release:\n", "release:\n  attach: false\n", 1));
    bump(&fake).ended(0);
    let object = fake.rest("/git/ref/tags/v1.4.0")["object"]["sha"].as_str().unwrap().to_owned();
    let message = fake.rest(&format!("/git/tags/{object}"))["message"].clone();
    let commit = format!("\nHoldpoint-Commit: {}\n", fake.tip("main"));
    assert!(message.as_str().unwrap().contains(&commit), "{message}");
    fake.patch(json!({"do": "tag", "name": "v1.4.1", "commit": "m1", "by": "mona", "message": message}));
    let ran = verify(&fake, &["v1.4.1"]).ended(1);
    println!("{}", told(&ran.out));
    ran.says(&[
        "the message is that of `v1.4.0`, and this tag is `v1.4.1`",
        "the message names the commit",
        "no release of `v1.4.1` is shown",
    ]);
    let listed = verify(&fake, &["--all", "--format", "json"]).ended(1);
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    let tags = listed["tags"].as_array().unwrap().iter();
    let recorded: Vec<&str> =
        tags.filter(|one| one["recorded"] == true).map(|one| one["tag"].as_str().unwrap()).collect();
    assert_eq!(recorded, ["v1.4.0"], "{listed}");
}

#[test]
fn a_name_that_is_no_tag_is_answered_with_the_nearest() {
    let fake = cut();
    let ran = verify(&fake, &["v1.4"]).ended(1);
    println!("{}", ran.out);
    ran.says(&["NO SUCH TAG", "there is no tag `nope`".replace("nope", "v1.4").as_str(), "`v1.4.0`"]);
    verify(&fake, &["nope"]).ended(1).says(&["the nearest names are"]);
}

/// The tags of packages are version tags as well.
#[test]
fn all_tags_are_those_of_all_packages() {
    let policy = "version: 1
release:
  packages:
    web: {paths: [\"web/**\"], latest: true}
    api: {paths: [\"api/**\"], tag: \"api-v{version}\"}
phases:
  pre-release:
    holds: tag
    requirements:
      - {id: merged, title: All merged, require: {pull-requests: {merged: all}}}
";
    let fake = Fake::shop(policy);
    for name in ["web/v2.0.0", "api-v1.0.0", "other/v1.0.0"] {
        fake.patch(json!({"do": "tag", "name": name, "commit": "main", "by": "mona"}));
    }
    let ran = verify(&fake, &["--all"]).ended(1);
    println!("{}", told(&ran.out));
    ran.says(&["`web/v2.0.0`", "`api-v1.0.0`", "`v1.3.1`"]).does_not_say(&["other/v1.0.0", "`v1`"]);
}
