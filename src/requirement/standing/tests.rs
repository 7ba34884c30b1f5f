use proptest::prelude::*;

use super::*;
use crate::evidence::needs::Line;
use crate::evidence::release::Tag;
use crate::evidence::{Fact, List};
use crate::paths::Glob;
use crate::requirement::fixture::{Fixture, oid};
use crate::requirement::told::told;
use crate::verdict::Outcome;

/// The findings and the notes after a change of the fixture's release.
fn release(change: impl FnOnce(&mut Fixture)) -> (Vec<String>, Vec<String>) {
    let mut fixture = Fixture::release();
    change(&mut fixture);
    let (findings, notes) = judge(&fixture.case());
    (told(&findings), told(&notes))
}

/// The findings before the merge of pull request 15, which is at `p15`.
fn before_merge(change: impl FnOnce(&mut Fixture)) -> (Vec<String>, Vec<String>) {
    let mut fixture = Fixture::merge();
    closing(&mut fixture).head = Fact::Known(Some(oid("p15")));
    closing(&mut fixture).lines = Fact::NotCollected;
    change(&mut fixture);
    let (findings, notes) = judge(&fixture.case());
    (told(&findings), told(&notes))
}

fn closing(fixture: &mut Fixture) -> &mut Closing {
    match &mut fixture.evidence.closing {
        Fact::Known(closing) => closing,
        _ => panic!("the fixture has a last look"),
    }
}

#[test]
fn a_branch_that_was_named_is_the_only_one_that_is_spoken_of() {
    let (findings, _) = release(|it| {
        it.rules.branches = vec![Glob::parse("main").unwrap(), Glob::parse("release/*").unwrap()];
        closing(it).lines = Fact::Known(List::all(vec![line("main", 1, 0)]));
    });
    let off = "unmet off-branch: m15 is on none of the branches from which releases are cut: `main` =>";
    assert!(findings.iter().any(|finding| finding.starts_with(off)), "{findings:#?}");
}

#[test]
fn a_branchs_own_policy_speaks_for_that_branch_alone() {
    let of = |policy: &str, head: &str, lines: Vec<Relation>| {
        let (findings, _) = release(|it| {
            it.rules.branches = vec![Glob::parse("main").unwrap(), Glob::parse("release/*").unwrap()];
            it.evidence.opening.policy.branch = policy.into();
            it.candidate.as_mut().unwrap().head = Head::Reference(head.into());
            closing(it).lines = Fact::Known(List::all(lines));
        });
        findings.iter().any(|finding| finding.starts_with("unmet policy-of-another-branch"))
    };
    let both = || vec![line("main", 0, 0), line("release/1.3", 0, 0)];
    assert!(!of("main", "refs/heads/main", both()));
    assert!(!of("main", "refs/heads/release/1.3", both()));
    assert!(!of("release/1.3", "refs/heads/release/1.3", both()));
    assert!(of("release/1.3", "refs/heads/main", both()), "a branch that was named is not another");
    assert!(!of("release/1.3", "refs/tags/v1.4.0", both()));
    assert!(of("release/1.3", "refs/tags/v1.4.0", vec![line("main", 0, 0), line("release/1.3", 1, 0)]));
    let pull = |base: &str| {
        let (findings, _) = before_merge(|it| {
            it.evidence.opening.policy.branch = "release/1.3".into();
            it.pull(15).base = base.into();
        });
        findings.iter().any(|finding| finding.starts_with("unmet policy-of-another-branch"))
    };
    assert!(pull("main") && !pull("release/1.3"));
}

fn line(branch: &str, ahead: u64, behind: u64) -> Relation {
    Relation { reference: format!("refs/heads/{branch}"), commit: oid("tip"), ahead, behind }
}

fn lines(fixture: &mut Fixture, lines: Vec<Relation>) {
    closing(fixture).lines = Fact::Known(List::all(lines));
}

fn forbidden<T>() -> Fact<T> {
    Fact::Unknown(Unknown::new(Reason::Forbidden))
}

fn on_tag(fixture: &mut Fixture) {
    let candidate = fixture.candidate.as_mut().unwrap();
    candidate.head = Head::Reference("refs/tags/v1.4.0".into());
    candidate.tagged = Some(oid("m15"));
    candidate.lines = vec![Line::Branch("main".into()), Line::Under("release/".into())];
    fixture.rules.branches = vec![Glob::parse("main").unwrap(), Glob::parse("release/*").unwrap()];
}

fn on_pull_request(fixture: &mut Fixture) {
    let candidate = fixture.candidate.as_mut().unwrap();
    candidate.head = Head::PullRequest(15);
    candidate.on_pull_request = Some(15);
    candidate.commit = oid("p15");
    candidate.lines = Vec::new();
    fixture.pull(15).state = PullRequestState::Open;
    closing(fixture).head = Fact::Known(Some(oid("p15")));
    lines(fixture, Vec::new());
}

const NONE: [&str; 0] = [];

#[test]
fn a_branch_may_grow() {
    let on_main = "met on-branch: m15 is on `main`";
    let (findings, notes) = release(|_| {});
    assert_eq!(findings, [on_main]);
    assert_eq!(notes, NONE);
    let (findings, notes) = release(|it| {
        closing(it).head = Fact::Known(Some(oid("m17")));
        lines(it, vec![line("main", 0, 2)]);
    });
    assert_eq!(findings, [on_main]);
    assert_eq!(
        notes,
        [
            "met branch-grown: commits by which `main` has grown since m15, and which are not part of this release: 2"
        ]
    );
}

#[test]
fn a_commit_that_is_off_its_branch_does_not_stand() {
    let off = "unmet off-branch: m15 is on none of the branches from which releases are cut: `main` => release from \
               a commit that is on one of `main`; if the branch was force-pushed, find out why [writers]";
    for branches in [
        vec![line("main", 1, 0)],
        vec![line("main", 2, 7)],
        vec![],
        // It is on a branch, but releases are not cut from that one.
        vec![line("topic", 0, 0)],
        vec![Relation { reference: "refs/tags/main".into(), ..line("main", 0, 0) }],
    ] {
        assert_eq!(release(|it| lines(it, branches.clone())).0, [off], "{branches:?}");
    }
    let (findings, _) = release(|it| closing(it).head = Fact::Known(None));
    assert_eq!(
        findings,
        [
            "unmet ref-gone: `refs/heads/main`, which the gate was asked to judge, is gone \
             => push it again, or run the gate for another branch or tag [writers]",
            "met on-branch: m15 is on `main`",
        ]
    );
}

#[test]
fn a_tag_stays_where_it_was() {
    let resumes = "met resumes: the tag `v1.4.0` is on m15 already; this resumes its release";
    let (findings, notes) = release(|it| {
        on_tag(it);
        closing(it).tag = Fact::Known(Some(oid("m15")));
        lines(it, vec![line("main", 1, 4), line("release/1.4", 0, 0)]);
    });
    assert_eq!(
        findings,
        ["met at-tag: the tag `v1.4.0` still points at m15", "met on-branch: m15 is on `release/1.4`"]
    );
    assert_eq!(notes, [resumes]);
    let (findings, _) = release(|it| {
        on_tag(it);
        closing(it).head = Fact::Known(Some(oid("m16")));
    });
    assert_eq!(
        findings[0],
        "unmet tag-moved: the tag `v1.4.0` was moved while the gate was reading: m15 was judged, and it points at m16 \
         => find out who moved the tag and why, then run the gate again [writers]"
    );
    let (findings, _) = release(|it| {
        on_tag(it);
        closing(it).head = Fact::Known(None);
    });
    assert!(findings[0].starts_with("unmet ref-gone: `refs/tags/v1.4.0`"), "{findings:?}");
    // A tag may be on any branch that the policy allows, and must be on one.
    let (findings, _) = release(|it| {
        on_tag(it);
        lines(it, vec![line("main", 1, 0), line("release/1.4/x", 0, 0)]);
    });
    assert!(findings[1].starts_with(
        "unmet off-branch: m15 is on none of the branches from which releases are cut: `main` `release/*`"
    ));
}

#[test]
fn a_tag_that_exists_elsewhere_is_not_cut_again() {
    let (findings, notes) = release(|it| it.candidate.as_mut().unwrap().tagged = Some(oid("m9")));
    assert_eq!(
        findings[1],
        "unmet tag-taken: the tag `v1.4.0` exists already, on m9 and not on m15 \
         => choose another version; a tag that people may have fetched is not moved [writers]"
    );
    assert_eq!(notes, NONE);
    let (findings, _) = release(|it| closing(it).tag = Fact::Known(Some(oid("m9"))));
    assert!(
        findings[1].starts_with("unmet tag-taken: the tag `v1.4.0` exists already, on m9"),
        "cut meanwhile"
    );
    for unread in [Fact::NotCollected, forbidden()] {
        let (findings, _) = release(|it| closing(it).tag = unread.clone());
        assert!(
            findings[1].starts_with("unknown unreadable: whether the release's tag exists"),
            "{findings:?}"
        );
    }
    let (findings, _) = release(|it| {
        let tag = Tag { name: "v1.4.0".into(), commit: None };
        it.evidence.opening.tags = Fact::Known(List::all(vec![tag]));
    });
    assert_eq!(
        findings[1],
        "unknown tag-odd: the tag `v1.4.0` exists already, and which commit it points at could not be read \
         => look what `v1.4.0` points at, or choose another version [writers]"
    );
}

#[test]
fn a_release_pull_request_must_not_be_pushed_to() {
    let (findings, _) = release(on_pull_request);
    assert_eq!(findings, ["met at-head: p15 is still the head of #15"]);
    let (findings, _) = release(|it| {
        on_pull_request(it);
        closing(it).head = Fact::Known(Some(oid("p16")));
    });
    assert_eq!(
        findings,
        ["unmet pushed-to: #15 was pushed to: p15 was judged, and its head is p16 \
          => run the gate again for the newest commit [writers]"]
    );
    let (findings, _) = release(|it| {
        on_pull_request(it);
        it.evidence.pull_requests.clear();
    });
    assert!(findings[0].starts_with("unknown unreadable: the pull request before the gate"), "{findings:?}");
}

#[test]
fn a_pull_request_before_its_merge_stands_at_its_head() {
    let (findings, notes) = before_merge(|_| {});
    assert_eq!(findings, ["met at-head: p15 is still the head of #15"]);
    assert_eq!(notes, NONE);
    let pushed = "unmet pushed-to: #15 was pushed to: ";
    let (findings, _) = before_merge(|it| closing(it).head = Fact::Known(Some(oid("p16"))));
    assert!(findings[0].starts_with(&format!("{pushed}p15 was judged, and its head is p16")), "{findings:?}");
    // The event is of an earlier head than the one that was read.
    let (findings, _) = before_merge(|it| {
        it.evidence.ask.trigger = Trigger::PullRequest { number: 15, head: oid("p1") };
    });
    assert!(findings[0].starts_with(&format!("{pushed}p1 was judged, and its head is p15")), "{findings:?}");
    // It was pushed to and back again while it was read: the evidence is of another head.
    let (findings, _) = before_merge(|it| {
        it.evidence.ask.trigger = Trigger::PullRequest { number: 15, head: oid("p15") };
        it.pull(15).head = oid("p2");
    });
    assert!(findings[0].starts_with(&format!("{pushed}p15 was judged, and its head is p2")), "{findings:?}");
    let (findings, _) = before_merge(|it| closing(it).head = Fact::Known(None));
    assert!(findings[0].starts_with("unmet ref-gone: #15"), "{findings:?}");
}

#[test]
fn a_closed_pull_request_does_not_stand_and_a_merged_one_does() {
    let (findings, _) = before_merge(|it| it.pull(15).state = PullRequestState::Closed);
    assert_eq!(
        findings[1],
        "unmet pull-request-closed: #15 was closed without a merge => reopen it, or leave it [writers]"
    );
    let (findings, notes) = before_merge(|it| it.pull(15).state = PullRequestState::Merged);
    assert_eq!(findings, ["met at-head: p15 is still the head of #15"]);
    assert_eq!(notes, ["met merged-already: #15 is merged already; this verdict comes after the fact"]);
}

#[test]
fn each_fact_that_is_taken_away_is_missed() {
    let unread = |change: fn(&mut Fixture)| release(change).0;
    for (change, wanted) in [
        (
            (|it| it.evidence.closing = Fact::NotCollected) as fn(&mut Fixture),
            "whether the candidate is still",
        ),
        (|it| it.evidence.closing = forbidden(), "whether the candidate is still"),
        (|it| closing(it).head = forbidden(), "where the branch or tag points now"),
        (|it| closing(it).lines = Fact::NotCollected, "whether the commit is on a branch of releases"),
        (
            |it| closing(it).lines = Fact::Known(List::new(vec![line("main", 3, 0)], 2)),
            "whether the commit is on a branch of releases",
        ),
    ] {
        let findings = unread(change);
        assert!(findings[0].starts_with(&format!("unknown unreadable: {wanted}")), "{findings:?}");
    }
    // One branch that has it is enough, however many were not read.
    let (findings, _) = release(|it| closing(it).lines = Fact::Known(List::new(vec![line("main", 0, 0)], 2)));
    assert_eq!(findings, ["met on-branch: m15 is on `main`"]);
    let (findings, _) = before_merge(|it| closing(it).head = Fact::NotCollected);
    assert!(findings[0].starts_with("unknown unreadable: the pull request's newest commit"), "{findings:?}");
    let (findings, _) = before_merge(|it| it.evidence.pull_requests.clear());
    assert!(findings[0].starts_with("unknown unreadable: the pull request before the gate"), "{findings:?}");
    let (findings, _) = before_merge(|it| it.evidence.closing = Fact::NotCollected);
    assert!(findings[0].starts_with("unknown unreadable: whether the candidate is still"), "{findings:?}");
}

proptest! {
    #[test]
    fn taking_evidence_away_never_makes_it_stand(
        kind in 0_u8..4,
        head in prop::sample::select(vec![None, Some("m15"), Some("p15"), Some("other")]),
        ahead in 0_u64..2,
        tagged in prop::sample::select(vec![None, Some("m15"), Some("p15"), Some("other")]),
        takes in prop::collection::vec(0_u8..5, 1..3),
    ) {
        let mut fixture = if kind == 3 { Fixture::merge() } else { Fixture::release() };
        match kind {
            0 | 3 => {}
            1 => on_tag(&mut fixture),
            _ => on_pull_request(&mut fixture),
        }
        closing(&mut fixture).head = Fact::Known(head.map(oid));
        lines(&mut fixture, vec![line("main", ahead, 0)]);
        if let Some(candidate) = &mut fixture.candidate {
            candidate.tagged = tagged.map(oid);
        }
        let outcome = |fixture: &Fixture| {
            Outcome::all(judge(&fixture.case()).0.iter().map(|finding| finding.outcome))
        };
        let before = outcome(&fixture);
        for which in takes {
            match which {
                0 => fixture.evidence.closing = Fact::NotCollected,
                1 if fixture.evidence.closing.value().is_some() => closing(&mut fixture).head = forbidden(),
                2 if fixture.evidence.closing.value().is_some() => closing(&mut fixture).lines = forbidden(),
                3 => fixture.evidence.pull_requests.clear(),
                _ => fixture.evidence.opening.tags = forbidden(),
            }
        }
        let after = outcome(&fixture);
        prop_assert!(after != Outcome::Met || before == Outcome::Met, "{before:?} to {after:?}");
    }
}
