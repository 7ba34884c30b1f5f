//! Each thing of a tag taken away or changed, one at a time.

use serde_json::{Value as Json, json};

use super::digest::blob;
use super::{File, Named, Recorded, Standing, is_absent, nearest, sha256, standing, verify};
use crate::bump::cut::{Reference, Release};
use crate::evaluate::{Evaluation, evaluate};
use crate::evidence::{Evidence, Oid};
use crate::policy::{Holds, Policy};
use crate::requirement::fixture::Fixture;
use crate::verdict::{Decision, Judged, Outcome, Verdict};

const POLICY: &str = r#"
version: 1
release: {pull-requests: milestone, tracking-issue: {label: release}}
phases:
  tag:
    holds: tag
    requirements:
      - {id: approved, title: Approved, require: {pull-requests: {merged: all, approvals: 1}}}
      - {id: changelog, title: Changelog, require: {checkbox: {}}}
"#;

fn evidence() -> Evidence {
    let mut evidence = Fixture::release().body("- [x] Changelog\n").evidence;
    evidence.opening.policy.text = POLICY.to_owned();
    evidence.opening.policy.blob = blob(POLICY.as_bytes(), &Oid::new("0".repeat(40)));
    evidence
}

fn kept() -> String {
    serde_json::to_string(&evidence()).unwrap()
}

fn judged(evidence: &Evidence) -> Verdict {
    let policy = Policy::read(&evidence.opening.policy.text).unwrap();
    let phase = policy.phases.iter().find(|phase| phase.holds == Holds::Tag).unwrap();
    match evaluate(&policy, phase, evidence, evidence.read_at()).unwrap() {
        Evaluation::Judged(verdict) => *verdict,
        Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
    }
}

/// The attached verdict, as far as it is read.
fn claim(verdict: &Verdict) -> Json {
    let all = |list: &[crate::verdict::RequirementVerdict]| -> Vec<Json> {
        let one = |one: &crate::verdict::RequirementVerdict| json!({"id": one.id, "phase": one.phase, "outcome": one.outcome, "more": 1});
        list.iter().map(one).collect()
    };
    json!({
        "version": 1, "decision": verdict.decision, "phase": verdict.phase, "judged-at": verdict.now,
        "gate": all(&verdict.standing), "requirements": all(&verdict.requirements),
    })
}

fn message(evidence: &Evidence, verdict: &Verdict, text: &str) -> String {
    let policy = &evidence.opening.policy;
    let Judged::Release { commit, .. } = &verdict.subject else { panic!("{verdict:?}") };
    format!(
        "v1.4.0\n\nHoldpoint-Decision: go (x) at 2020-01-01T00:00:00Z quoted\n\nHoldpoint-Decision: go ({}) at {}\nHoldpoint-Commit: {commit}\nHoldpoint-Policy: {} of {} at {}, blob {}\nHoldpoint-Evidence: sha256:{}\n",
        verdict.phase,
        verdict.now,
        policy.path,
        policy.branch,
        policy.commit,
        policy.blob,
        sha256(text.as_bytes())
    )
}

/// A tag as a cut leaves it.
fn cut() -> Recorded {
    let evidence = evidence();
    let verdict = judged(&evidence);
    assert_eq!(verdict.decision, Decision::Go);
    let Judged::Release { tag, commit, .. } = &verdict.subject else { panic!("{verdict:?}") };
    Recorded {
        repository: evidence.opening.repository.name.clone(),
        tag: tag.clone(),
        reference: Some(Reference {
            object: Oid::new("7".repeat(40)),
            commit: Some(commit.clone()),
            message: Some(message(&evidence, &verdict, &kept())),
        }),
        release: Some(Release {
            id: 1,
            url: "https://github.com/octoacme/shop/releases/1".to_owned(),
            by: None,
            draft: false,
            title: tag.clone(),
            body: String::new(),
            prerelease: false,
            immutable: true,
            assets: Vec::new(),
            upload_url: String::new(),
        }),
        evidence: File::Read(kept().into_bytes()),
        policy: File::Read(evidence.opening.policy.text.into_bytes()),
        verdict: File::Read(claim(&verdict).to_string().into_bytes()),
        named_policy: File::Absent,
        near: Vec::new(),
    }
}

fn codes(recorded: &Recorded) -> Vec<&'static str> {
    let found = verify(recorded);
    found.iter().filter(|one| one.outcome != Outcome::Met).map(|one| one.message.code).collect()
}

#[test]
fn what_was_cut_is_the_same() {
    let found = verify(&cut());
    let codes: Vec<&str> = found.iter().map(|one| one.message.code).collect();
    assert_eq!(codes, ["tag", "go-named", "release", "bound", "policy", "same", "at-judged"]);
    assert_eq!(standing(&found), Standing::Same);
}

type Deed = fn(&mut Recorded);

fn message_of(recorded: &mut Recorded) -> &mut Option<String> {
    &mut recorded.reference.as_mut().unwrap().message
}

fn change_claim(recorded: &mut Recorded, change: impl FnOnce(&mut Json)) {
    let File::Read(bytes) = &recorded.verdict else { panic!("{recorded:?}") };
    let mut claim: Json = serde_json::from_slice(bytes).unwrap();
    change(&mut claim);
    recorded.verdict = File::Read(claim.to_string().into_bytes());
}

/// Puts other evidence there, and has the tag's message name it.
fn change_evidence(recorded: &mut Recorded, change: impl FnOnce(&mut Evidence)) {
    let mut evidence = evidence();
    let verdict = judged(&evidence);
    change(&mut evidence);
    let text = serde_json::to_string(&evidence).unwrap();
    *message_of(recorded) = Some(message(&evidence, &verdict, &text));
    recorded.policy = File::Read(evidence.opening.policy.text.clone().into_bytes());
    recorded.evidence = File::Read(text.into_bytes());
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn whatever_is_changed_is_found() {
    use Standing::{Different, Unrecorded, Untold};
    let cases: &[(Deed, &[&str], Standing)] = &[
        (|tag| tag.reference = None, &["no-tag"], Different),
        (|tag| tag.reference.as_mut().unwrap().commit = None, &["no-commit"], Different),
        (|tag| *message_of(tag) = None, &["lightweight"], Unrecorded),
        (|tag| *message_of(tag) = Some("By hand\n".into()), &["no-go-named"], Unrecorded),
        (|tag| tag.release = None, &["no-release"], Untold),
        (|tag| tag.evidence = File::Absent, &["not-attached"], Different),
        (|tag| tag.evidence = File::Unread("x".into()), &["not-read"], Untold),
        (|tag| tag.policy = File::Absent, &["not-attached"], Different),
        (|tag| tag.policy = File::Unread("x".into()), &["not-read"], Untold),
        (|tag| tag.verdict = File::Absent, &["not-attached"], Different),
        (|tag| tag.verdict = File::Unread("x".into()), &["not-read"], Untold),
        (|tag| tag.verdict = File::Read(b"{}".to_vec()), &["damaged"], Different),
        (|tag| tag.evidence = File::Read(b"{}".to_vec()), &["damaged", "other-evidence"], Different),
        (
            |tag| tag.evidence = File::Read(format!("{} ", kept()).into_bytes()),
            &["other-evidence"],
            Different,
        ),
        (|tag| tag.policy = File::Read(b"version: 1\n".to_vec()), &["other-policy"], Different),
        (
            |tag| change_evidence(tag, |kept| kept.opening.policy.text.push_str("# other\n")),
            &["other-blob", "other-blob"],
            Different,
        ),
        (|tag| tag.repository = "mona/shop".into(), &["other-repository"], Untold),
        (
            |tag| tag.reference.as_mut().unwrap().commit = Some(Oid::new("9".repeat(40))),
            &["other-commit", "elsewhere"],
            Different,
        ),
        (|tag| tag.tag = "v9.9.9".into(), &["other-name", "other-tag"], Different),
        (|tag| change_claim(tag, |claim| claim["decision"] = "no-go".into()), &["differs"], Different),
        (
            |tag| change_claim(tag, |claim| claim["requirements"][0]["outcome"] = "waived".into()),
            &["differs"],
            Different,
        ),
        (
            |tag| change_claim(tag, |claim| drop(claim["gate"].as_array_mut().unwrap().pop())),
            &["differs"],
            Different,
        ),
        (
            |tag| {
                change_claim(tag, |claim| {
                    let more = json!({"id": "more", "phase": "x", "outcome": "met"});
                    claim["requirements"].as_array_mut().unwrap().push(more);
                });
            },
            &["differs"],
            Different,
        ),
        (|tag| change_claim(tag, |claim| claim["version"] = 2.into()), &["damaged"], Different),
        (|tag| change_claim(tag, |claim| claim["phase"] = "other".into()), &["other-phase"], Different),
        (
            |tag| change_claim(tag, |claim| claim["judged-at"] = "2020-01-01T00:00:00Z".into()),
            &["other-time"],
            Different,
        ),
    ];
    for (at, (deed, expected, stands)) in cases.iter().enumerate() {
        let mut recorded = cut();
        deed(&mut recorded);
        assert_eq!(codes(&recorded), *expected, "case {at}");
        assert_eq!(standing(&verify(&recorded)), *stands, "case {at}");
    }
}

/// What a policy without attachments leaves: that it is so is known, and nothing is said to differ.
#[test]
fn what_is_not_kept_is_not_said_to_differ() {
    let bare = |policy: &str| {
        let mut recorded = cut();
        let mut evidence = evidence();
        let verdict = judged(&evidence);
        evidence.opening.policy.text = policy.to_owned();
        evidence.opening.policy.blob = blob(policy.as_bytes(), &evidence.opening.policy.blob);
        *message_of(&mut recorded) = Some(message(&evidence, &verdict, &kept()));
        (recorded.evidence, recorded.policy, recorded.verdict) = (File::Absent, File::Absent, File::Absent);
        recorded.named_policy = File::Read(policy.as_bytes().to_vec());
        recorded
    };
    let text = evidence().opening.policy.text;
    let without = text.replacen("release: {", "release: {attach: false, ", 1);
    assert_ne!(text, without);
    assert_eq!(codes(&bare(&without)), ["not-kept"]);
    assert_eq!(standing(&verify(&bare(&without))), Standing::Untold);
    // The policy wants it attached; or it is not the one that the message names; or it could not be read.
    let mut other = bare(&without);
    other.named_policy = File::Read(format!("{without}# other\n").into_bytes());
    let mut unread = bare(&without);
    unread.named_policy = File::Unread("x".into());
    for recorded in [bare(&text), other, unread] {
        assert_eq!(standing(&verify(&recorded)), Standing::Different);
    }
    let mut hidden = bare(&without);
    hidden.release = None;
    assert_eq!(codes(&hidden), ["none-shown", "not-kept"]);
    let mut copied = bare(&without);
    copied.tag = "v1.4.1".into();
    assert_eq!(codes(&copied), ["other-name", "not-kept"]);
    assert_eq!(standing(&verify(&copied)), Standing::Different);
    let mut moved = bare(&without);
    moved.reference.as_mut().unwrap().commit = Some(Oid::new("e".repeat(40)));
    assert_eq!(codes(&moved), ["other-commit", "not-kept"]);
    // Messages of early versions name no commit.
    let text = message_of(&mut moved).take().unwrap();
    *message_of(&mut moved) = Some(text.replace("Holdpoint-Commit", "X"));
    assert_eq!(codes(&moved), ["not-kept"]);
}

#[test]
fn a_tag_that_is_not_there_is_named_with_its_neighbours() {
    let near = nearest("v1.4", ["v1.3.1", "v1.4.0", "v1.4.10", "nightly", "v1.4.1"]);
    assert_eq!(near, ["v1.4.1", "v1.4.0", "v1.4.10"]);
    assert_eq!(nearest("nope", []), [""; 0]);
    let recorded = Recorded { reference: None, near, ..cut() };
    assert_eq!(codes(&recorded), ["no-such-tag"]);
    assert!(is_absent(&verify(&recorded)) && !is_absent(&verify(&cut())));
}

#[test]
fn evidence_that_is_no_go_is_never_the_same() {
    let mut recorded = cut();
    change_evidence(&mut recorded, |kept| kept.tracking_issues = crate::evidence::Fact::NotCollected);
    let found = verify(&recorded);
    assert!(found.iter().any(|one| one.message.code == "no-go"), "{found:#?}");
    assert_eq!(standing(&found), Standing::Different);
}

#[test]
fn a_message_is_read_from_its_end() {
    let digest = "ab".repeat(32);
    let whole = format!(
        "v1\n\nHoldpoint-Evidence: sha256:{}\nHoldpoint-Decision: go (pre (x) at y) at 2026-03-04T10:00:00Z\nHoldpoint-Evidence: sha256:{digest}\n",
        "0".repeat(64)
    );
    let named = Named::read(&whole).unwrap();
    assert_eq!((named.phase.as_str(), named.evidence.as_str()), ("pre (x) at y", digest.as_str()));
    assert_eq!(named.policy, None);
    for (from, to) in [("Decision: go", "Decision: no-go"), (digest.as_str(), "abc"), ("10:00:00Z", "soon")] {
        assert_eq!(Named::read(&whole.replace(from, to)), None, "{to}");
    }
}

/// `printf hello | git hash-object --stdin`, and the same with `--object-format=sha256`.
#[test]
fn blobs_have_the_ids_of_git() {
    let like = |digits: usize| blob(b"hello", &Oid::new("0".repeat(digits))).to_string();
    assert_eq!(like(40), "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");
    assert_eq!(like(64).len(), 64);
}
