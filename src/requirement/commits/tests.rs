use proptest::prelude::*;

use super::subject::{Fault, Mark, conventional, takes_back};
use crate::evidence::release::{Commit, Signature};
use crate::evidence::{Fact, List, Login, Reason, Unknown};
use crate::requirement::fixture::{Fixture, commit, oid};
use crate::requirement::told::told;
use crate::verdict::Outcome;

fn saying(number: u64, message: &str) -> Commit {
    Commit { message: message.to_owned(), ..commit(number) }
}

fn merge(number: u64) -> Commit {
    Commit { parents: vec![oid("a"), oid("b")], ..saying(number, "Merge branch 'main'") }
}

fn signature(state: &str, by_github: bool) -> Fact<Option<Signature>> {
    Fact::Known(Some(Signature {
        verified: state == "VALID",
        state: state.to_owned(),
        by_github: Fact::Known(by_github),
    }))
}

fn unread<T>(reason: Reason) -> Fact<T> {
    Fact::Unknown(Unknown::new(reason))
}

/// A release of these commits.
fn release(commits: Vec<Commit>) -> Fixture {
    let mut fixture = Fixture::release();
    if let Fact::Known(range) = &mut fixture.evidence.range {
        range.commits = List::all(commits);
    }
    fixture
}

/// Pull request 15 with these commits, the last of which is its head.
fn change(mut commits: Vec<Commit>) -> Fixture {
    let mut fixture = Fixture::merge();
    if let Some(last) = commits.last_mut() {
        last.oid = oid("p15");
    }
    for commit in &mut commits {
        commit.pull_requests = Fact::Known(vec![15]);
    }
    fixture.evidence.own_commits = Fact::Known(List::all(commits));
    fixture
}

fn codes(fixture: &Fixture, yaml: &str) -> Vec<String> {
    let lines = told(&fixture.findings(yaml));
    lines.iter().filter_map(|line| Some(line.split(':').next()?.to_owned())).collect()
}

const CONVENTIONAL: &str = "{commits: {conventional: true}}";
const UNFINISHED: &str = "{commits: {forbid: unfinished}}";
const SIGNED: &str = "{commits: {signed: true}}";

#[test]
fn subjects_follow_the_grammar_or_not() {
    for (message, wanted) in [
        ("feat: gift cards", Ok(("feat", "gift cards"))),
        ("feat(cart): gift cards (#14)", Ok(("feat", "gift cards (#14)"))),
        ("feat(cart)!: gift cards", Ok(("feat", "gift cards"))),
        ("feat!: gift cards\r\n\r\nBREAKING CHANGE: yes", Ok(("feat", "gift cards"))),
        ("FEAT: x", Ok(("FEAT", "x"))),
        ("build-ci: x", Ok(("build-ci", "x"))),
        ("fix(api/v2, web): a: b", Ok(("fix", "a: b"))),
        ("änderung: ü", Ok(("änderung", "ü"))),
        ("feat:  two spaces\n \nmore", Ok(("feat", "two spaces"))),
        ("", Err(Fault::NoType)),
        ("Gift cards", Err(Fault::NoType)),
        ("Gift cards: more", Err(Fault::NoType)),
        (": x", Err(Fault::NoType)),
        (" feat: x", Err(Fault::NoType)),
        ("!: x", Err(Fault::NoType)),
        ("feat!!: x", Err(Fault::NoType)),
        ("feat(a)(b): x", Err(Fault::NoType)),
        ("feat : x", Err(Fault::SpaceBeforeColon)),
        ("feat(a) : x", Err(Fault::SpaceBeforeColon)),
        ("feat! : x", Err(Fault::SpaceBeforeColon)),
        ("feat(): x", Err(Fault::NoScope)),
        ("feat( ): x", Err(Fault::NoScope)),
        ("feat(a: x", Err(Fault::OpenScope)),
        ("feat(a(b)): x", Err(Fault::OpenScope)),
        ("feat:x", Err(Fault::NoSpace)),
        ("feat:\tx", Err(Fault::NoSpace)),
        ("feat: ", Err(Fault::NoDescription)),
        ("feat:", Err(Fault::NoDescription)),
        ("feat: x\nmore", Err(Fault::NoBlankLine)),
    ] {
        let found = conventional(message).map(|subject| (subject.kind, subject.description));
        assert_eq!(found, wanted, "{message}");
    }
}

#[test]
fn reverts_are_known_by_both_of_their_lines() {
    for (message, is) in [
        ("Revert \"feat: x\"\n\nThis reverts commit 1f0c2d3e4b.", true),
        ("Revert \"feat: x (#14)\" (#15)\n\nReverts octoacme/shop#14", true),
        ("Reapply \"x\"\n\nThis reverts commit 1f0c2d3e4b.", true),
        ("Revert \"feat: x\"", false),
        ("Revert \"feat: x\"\n\nThis reverts commit soon.", false),
        ("Search\n\nThis reverts commit 1f0c2d3e4b.", false),
        ("Revert \"x\"\n\nReverts all of it", false),
    ] {
        assert_eq!(takes_back(message), is, "{message}");
    }
}

#[test]
fn marks_are_whole_words_at_the_beginning() {
    for (mark, subject, is) in [
        ("fixup!", "fixup! Round totals", true),
        ("fixup!", "Fixup!x", true),
        ("fixup!", "fixup the totals", false),
        ("WIP", "WIP", true),
        ("WIP", "wip: search", true),
        ("WIP", "[WIP] search", true),
        ("WIP", "(wip) search", true),
        ("WIP", "feat(web): WIP search", true),
        ("WIP", "feat: [wip] search", true),
        ("WIP", "Wipe the cache", false),
        ("WIP", "WIP2", false),
        ("WIP", "no WIP", false),
        ("WIP", "", false),
        ("[skip]", "[Skip] it", true),
        ("tmp", "tmp\n\nmore", true),
        ("tmp", "x\n\ntmp", false),
    ] {
        assert_eq!(Mark::parse(mark).unwrap().is_on(subject), is, "{mark} on {subject}");
    }
}

#[test]
fn every_commit_of_the_release_is_signed_or_named() {
    let signed = |number, fact| Commit { signature: fact, ..commit(number) };
    let all = release(vec![signed(14, signature("VALID", true)), signed(15, signature("VALID", false))]);
    assert_eq!(
        told(&all.findings(SIGNED)),
        ["met signed: 2 commits with a signature that GitHub verified, 1 of them with GitHub's own"]
    );
    let some = release(vec![
        signed(10, Fact::Known(None)),
        Commit { author: None, ..signed(11, signature("UNKNOWN_KEY", false)) },
        signed(12, signature("OCSP_PENDING", false)),
        signed(13, unread(Reason::Forbidden)),
        signed(14, unread(Reason::Forbidden)),
        signed(15, Fact::NotCollected),
    ]);
    assert_eq!(
        told(&some.findings(SIGNED)),
        [
            "unmet (absent) unsigned: m10, `Change 10 (#10)`, by @lena-h, is not signed => release from a commit before it, or let it pass once with `severity: advisory`; to keep such commits out, require this in a phase that holds merges [writers]",
            "unmet signature-not-verified: the signature of m11, `Change 11 (#11)`, by an author whom GitHub does not know, is not verified: GitHub does not know the key => add the public key to the account of its owner on GitHub [writers]",
            "unknown signature-not-checked: whether the signature of m12, `Change 12 (#12)`, by @lena-h, is good, GitHub cannot say now => run the gate again in a few minutes",
            "unknown signature-unreadable: the signatures of 2 commits, m13 among them, could not be read: Forbidden => (remedy)",
            "unknown signature-unreadable: the signatures of 1 commit, m15 among them, could not be read: NotCollected => (remedy)",
        ]
    );
    // A word and a flag that do not agree are no proof.
    for (verified, state) in [(true, "UNKNOWN_KEY"), (false, "VALID"), (true, "NEW_WORD")] {
        let odd = Signature { verified, state: state.to_owned(), by_github: Fact::Known(false) };
        let fixture = release(vec![signed(14, Fact::Known(Some(odd)))]);
        assert_eq!(fixture.judge(SIGNED).outcome, Outcome::Unmet, "{verified} {state}");
    }
    assert_eq!(
        release(vec![signed(14, Fact::Known(None))]).judge("{not: {commits: {signed: true}}}").outcome,
        Outcome::Unknown
    );
}

#[test]
fn every_state_of_a_signature_has_its_words() {
    for state in [
        "BAD_CERT",
        "BAD_EMAIL",
        "EXPIRED_KEY",
        "INVALID",
        "MALFORMED_SIG",
        "NOT_SIGNING_KEY",
        "NO_USER",
        "OCSP_REVOKED",
        "UNKNOWN_KEY",
        "UNKNOWN_SIG_TYPE",
        "UNVERIFIED_EMAIL",
        "UNSIGNED",
    ] {
        let fixture = release(vec![Commit { signature: signature(state, false), ..commit(14) }]);
        assert_eq!(codes(&fixture, SIGNED), ["unmet signature-not-verified"], "{state}");
    }
    for state in ["GPGVERIFY_ERROR", "GPGVERIFY_UNAVAILABLE", "OCSP_ERROR", "OCSP_PENDING"] {
        let fixture = release(vec![Commit { signature: signature(state, false), ..commit(14) }]);
        assert_eq!(codes(&fixture, SIGNED), ["unknown signature-not-checked"], "{state}");
    }
}

#[test]
fn subjects_of_a_release_are_conventional_or_named() {
    let revert = "Revert \"x\"\n\nThis reverts commit 1f0c2d3e4b.";
    let good = release(vec![saying(13, "feat: x (#13)"), saying(14, revert), merge(15)]);
    assert_eq!(
        told(&good.findings(CONVENTIONAL)),
        [
            "met conventional: 1 commit with a subject as Conventional Commits asks; left out: 1 merges and 1 reverts"
        ]
    );
    let bad = release(vec![saying(13, "Search"), saying(14, "docs: guide"), saying(15, "Fix: y")]);
    assert_eq!(
        told(&bad.findings("{commits: {conventional: true, types: [feat, fix]}}")),
        [
            "unmet not-conventional: m13, `Search`, by @lena-h, is no conventional commit: it does not begin with a type and a colon, as `feat: ` does => release from a commit before it, or let it pass once with `severity: advisory`; to keep such commits out, require this in a phase that holds merges [writers]",
            "unmet type-not-allowed: m14, `docs: guide`, by @lena-h, has the type `docs`, which is none of `feat` `fix` => release from a commit before it, or let it pass once with `severity: advisory`; to keep such commits out, require this in a phase that holds merges [writers]",
        ]
    );
    assert_eq!(
        codes(&release(vec![merge(14), saying(15, revert)]), CONVENTIONAL),
        ["unmet (absent) only-merges"]
    );
    assert_eq!(codes(&release(vec![merge(14)]), UNFINISHED), ["unmet (absent) only-merges"]);
}

#[test]
fn many_bad_commits_are_counted() {
    let fixture = release((1..=33).map(|number| saying(number, "WIP")).collect());
    let lines = told(&fixture.findings(UNFINISHED));
    assert_eq!(lines.len(), 21);
    assert!(
        lines[20].starts_with("unmet more-commits: so it is with 13 more commits: `6d32310` `6d32320`"),
        "{}",
        lines[20]
    );
}

#[test]
fn before_a_merge_the_commits_of_the_pull_request_count() {
    let fixture = change(vec![saying(1, "feat: x"), saying(2, "fixup! feat: x")]);
    assert_eq!(
        told(&fixture.findings(UNFINISHED)),
        [
            "unmet marked: p15, `fixup! feat: x`, by @lena-h, is marked `fixup!` => bring it together with the commit that it belongs to, with `git rebase --interactive --autosquash`, or finish it and give it another subject; then push the branch again [@lena-h]"
        ]
    );
    assert_eq!(codes(&change(vec![saying(1, "feat: x")]), UNFINISHED), ["met no-mark"]);
    let mut moved = change(vec![saying(1, "feat: x")]);
    moved.pull(15).head = oid("p16");
    assert_eq!(moved.judge(UNFINISHED).outcome, Outcome::Unknown, "another head");
    assert_eq!(codes(&change(vec![]), UNFINISHED), ["unknown unreadable"]);
    assert_eq!(codes(&release(vec![]), UNFINISHED), ["unmet (absent) no-commits"]);
}

#[test]
fn of_a_merge_group_each_pull_request_has_its_own_commits() {
    let mut fixture = change(vec![saying(1, "feat: x"), saying(2, "fixup! feat: x"), saying(3, "feat: y")]);
    let owners = |fixture: &mut Fixture, owners: [Fact<Vec<u64>>; 3]| {
        let Fact::Known(own) = &fixture.evidence.own_commits else { panic!("not collected") };
        let commits = own.seen().iter().cloned().zip(owners);
        let commits = commits.map(|(commit, pull_requests)| Commit { pull_requests, ..commit }).collect();
        fixture.evidence.own_commits = Fact::Known(List::all(commits));
    };
    let of = |numbers: &[u64]| Fact::Known(numbers.to_vec());
    for (whose, codes_of) in [
        ([of(&[15]), of(&[16]), of(&[15])], "met no-mark"),
        ([of(&[15]), of(&[15, 16]), of(&[15])], "unmet marked"),
        ([of(&[15]), of(&[15]), of(&[16])], "unknown unreadable"),
        ([of(&[15]), unread(Reason::NotCollected), of(&[15])], "unknown unreadable"),
    ] {
        owners(&mut fixture, whose);
        assert_eq!(codes(&fixture, UNFINISHED), [codes_of]);
    }
}

#[test]
fn a_list_that_is_not_whole_proves_nothing() {
    let good = || Commit { pull_requests: Fact::Known(vec![15]), ..saying(15, "feat: x") };
    for own in [
        Fact::NotCollected,
        unread(Reason::Capped),
        Fact::Known(List::new(vec![Commit { oid: oid("p15"), ..good() }], 2)),
    ] {
        let mut fixture = change(vec![good()]);
        fixture.evidence.own_commits = own;
        for yaml in [UNFINISHED, CONVENTIONAL, SIGNED] {
            assert_eq!(fixture.judge(yaml).outcome, Outcome::Unknown);
        }
    }
    let mut fixture = release(vec![good()]);
    if let Fact::Known(range) = &mut fixture.evidence.range {
        range.commits = List::new(vec![good()], 2);
    }
    assert_eq!(fixture.judge(CONVENTIONAL).outcome, Outcome::Unknown);
    fixture.evidence.range = Fact::NotCollected;
    assert_eq!(fixture.judge(CONVENTIONAL).outcome, Outcome::Unknown);
}

#[test]
fn needs_what_it_looks_at() {
    let needs = |fixture: &Fixture, yaml: &str| {
        let needs = fixture.read(yaml).unwrap().needs(&fixture.roles);
        (needs.own_commits, needs.signatures)
    };
    assert_eq!(needs(&Fixture::release(), CONVENTIONAL), (false, false));
    assert_eq!(needs(&Fixture::release(), SIGNED), (false, true));
    assert_eq!(needs(&Fixture::merge(), UNFINISHED), (true, false));
    assert_eq!(needs(&Fixture::merge(), SIGNED), (true, true));
}

#[test]
fn what_cannot_be_is_refused() {
    let table: &[(&str, &[&str])] = &[
        ("{}", &["nothing-asked"]),
        ("{signed: false}", &["no-effect"]),
        ("{conventional: false}", &["no-effect"]),
        ("{signed: yes}", &["wrong-type"]),
        ("{types: [feat]}", &["no-effect"]),
        ("{conventional: true, types: [feat, Feat]}", &["named-twice"]),
        ("{conventional: true, types: [\"feat:\"]}", &["bad-text"]),
        ("{conventional: true, types: []}", &["empty-list"]),
        ("{forbid: []}", &["empty-list"]),
        ("{forbid: [wip, WIP]}", &["named-twice"]),
        ("{forbid: [unfinished, wip]}", &["no-effect"]),
        ("{forbid: \" x\"}", &["bad-text"]),
        ("{forbidden: x}", &["unknown-key"]),
        ("true", &["wrong-type"]),
    ];
    for (yaml, codes) in table {
        let problems = Fixture::release().read(&format!("{{commits: {yaml}}}")).unwrap_err();
        let found: Vec<&str> = problems.iter().filter_map(|one| one.split(':').next()).collect();
        assert_eq!(found, *codes, "{yaml}: {problems:?}");
    }
}

proptest! {
    #[test]
    fn no_message_makes_it_panic(message in "(\\PC|\n|\r){0,40}", mark in "\\PC{1,6}") {
        let _ = conventional(&message);
        let _ = takes_back(&message);
        if let Ok(mark) = Mark::parse(&mark) {
            let bracket = mark.as_str().starts_with(['[', '(', '{']);
            let is_on = mark.is_on(&(mark.as_str().to_owned() + " x"));
            prop_assert!(bracket || is_on);
            let _ = mark.is_on(&message);
        }
    }

    #[test]
    fn what_is_put_together_is_taken_apart(kind in "[a-zA-Z-]{1,8}", scope in "(\\([a-z/ ]{0,3}[a-z]\\))?", bang in "!?", text in "[a-z(#][a-z0-9 :()!#]{0,20}[a-z)]") {
        let message = format!("{kind}{scope}{bang}: {text}");
        let found = conventional(&message);
        prop_assert_eq!(found.map(|subject| (subject.kind.to_owned(), subject.description.to_owned())), Ok((kind, text)));
    }

    /// Taking evidence away never turns a lack into a proof.
    #[test]
    fn less_evidence_proves_no_more(which in 0..3_usize, bad in any::<bool>()) {
        let yaml = [UNFINISHED, CONVENTIONAL, SIGNED][which];
        let subject = if bad { "WIP" } else { "feat: x" };
        let full = Commit { signature: if bad { Fact::Known(None) } else { signature("VALID", false) }, ..saying(15, subject) };
        let outcome = release(vec![full.clone()]).judge(yaml).outcome;
        prop_assert_eq!(outcome == Outcome::Met, !bad);
        for signature in [Fact::NotCollected, unread(Reason::TimedOut)] {
            let less = release(vec![Commit { signature, ..full.clone() }]).judge(yaml).outcome;
            prop_assert!(outcome == Outcome::Met || less != Outcome::Met);
            prop_assert!(which != 2 || less == Outcome::Unknown);
        }
    }
}

#[test]
fn authors_put_right_what_is_not_merged() {
    let commit = || Commit { author: Some(Login::new("hubot")), ..saying(14, "WIP") };
    assert!(told(&release(vec![commit()]).findings(UNFINISHED))[0].ends_with("[writers]"));
    assert!(told(&change(vec![commit()]).findings(UNFINISHED))[0].ends_with("[@hubot]"));
}
