use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::evidence::release::Tag;
use crate::evidence::{Fact, List, Oid};
use crate::requirement::fixture::{Fixture, commit, oid, pull};
use crate::requirement::told::told;
use crate::verdict::Outcome;

const NOTHING: Allowances = Allowances { outside_milestone: false, direct_push: false };
const BOTH: Allowances = Allowances { outside_milestone: true, direct_push: true };

fn release(change: impl FnOnce(&mut Fixture)) -> Fixture {
    let mut fixture = Fixture::release();
    change(&mut fixture);
    fixture
}

fn judged(change: impl FnOnce(&mut Fixture), allowances: Allowances) -> Vec<String> {
    told(&judge(&release(change).case(), allowances))
}

fn outcome(fixture: &Fixture, allowances: Allowances) -> Outcome {
    Outcome::all(judge(&fixture.case(), allowances).iter().map(|finding| finding.outcome))
}

/// Replaces the commits of the range.
fn commits(fixture: &mut Fixture, commits: Vec<Commit>) {
    let Fact::Known(range) = &mut fixture.evidence.range else { panic!("the fixture has a range") };
    range.commits = List::all(commits);
}

fn direct(number: u64) -> Commit {
    let message = format!("Push {number}\n\nin haste");
    Commit { pull_requests: Fact::Known(vec![]), message, ..commit(number) }
}

fn forbidden<T>() -> Fact<T> {
    Fact::Unknown(Unknown::new(Reason::Forbidden))
}

const FINE: &str = "met accounted-for: 2 commits and 2 pull requests since `v1.3.1`, all accounted for";
const DIRECT_15: &str = "unmet direct-push: no pull request brought in m15, `Push 15`, by @lena-h \
    => if it was merged moments ago, run the gate again; else release from a commit before it, or write \
    `direct-push: allow` under `pull-requests:` in the policy [writers]";

#[test]
fn a_later_release_inside_is_named() {
    let with = |name: &str, on: &str| {
        let tag = Tag { name: name.into(), commit: Some(oid(on)) };
        judged(
            |it| {
                let tags = it.evidence.opening.tags.seen().iter().cloned().chain([tag]).collect();
                it.evidence.opening.tags = Fact::Known(List::all(tags));
            },
            NOTHING,
        )
    };
    for (name, on) in [("v1.5.0", "m14"), ("v2.0.0", "m15")] {
        let wanted = format!(
            "unmet later-release-inside: the release has `{name}` in it, on {on}, and that is a later version than \
             `1.4.0` => release from a commit before `{name}`, or name a version that follows it [writers]"
        );
        assert_eq!(with(name, on), [wanted]);
    }
    for (name, on) in
        [("v1.5.0", "m13"), ("v1.5.0", "elsewhere"), ("v1.5.0-rc.1", "m14"), ("v1.4.0", "m15"), ("v1", "m15")]
    {
        assert_eq!(with(name, on), [FINE], "{name} on {on}");
    }
}

#[test]
fn a_release_that_is_accounted_for_says_so() {
    assert_eq!(judged(|_| {}, NOTHING), [FINE]);
    assert_eq!(judged(|_| {}, BOTH), [FINE], "nothing had to be allowed");
    let one = judged(
        |it| {
            commits(it, vec![commit(15)]);
            it.evidence.milestone = Fact::Known(List::all(vec![15]));
        },
        NOTHING,
    );
    assert_eq!(one, ["met accounted-for: 1 commit and 1 pull request since `v1.3.1`, all accounted for"]);
    assert!(judge(&Fixture::merge().case(), NOTHING).is_empty(), "one pull request has no scope");
}

#[test]
fn where_the_release_begins_is_named() {
    let without_tag = |since: Option<Oid>| {
        judged(
            |it| {
                let candidate = it.candidate.as_mut().unwrap();
                candidate.bases.clear();
                candidate.since.clone_from(&since);
                let Fact::Known(range) = &mut it.evidence.range else { panic!("the fixture has a range") };
                range.base = since;
            },
            NOTHING,
        )
    };
    let fine =
        |since| format!("met accounted-for: 2 commits and 2 pull requests since {since}, all accounted for");
    assert_eq!(without_tag(None), [fine("the first commit")]);
    assert_eq!(without_tag(Some(oid("m13"))), [fine("m13")]);
}

#[test]
fn an_empty_range_is_nothing_to_release() {
    let lines = judged(|it| commits(it, vec![]), BOTH);
    assert_eq!(
        lines[0],
        "unmet nothing-to-release: there is nothing to release since `v1.3.1` \
         => name another commit or another version [writers]"
    );
    assert_eq!(lines.len(), 3, "and what the milestone has is not in it: {lines:#?}");
}

#[test]
fn what_could_not_be_read_of_the_range_holds_and_is_named() {
    for (change, wanted) in [
        ((|it| it.evidence.opening.tags = forbidden()) as fn(&mut Fixture), "the list of tags"),
        (|it| it.evidence.opening.tags = Fact::Known(List::new(vec![], 1)), "the list of tags"),
        (|it| it.evidence.bases = Fact::NotCollected, "how the earlier releases lie to the commit"),
        (|it| it.evidence.range = Fact::NotCollected, "the list of the release's commits"),
        (
            |it| {
                let Fact::Known(range) = &mut it.evidence.range else { panic!("the fixture has a range") };
                range.commits = List::new(vec![commit(14), commit(15)], 250);
            },
            "the list of the release's commits",
        ),
        (|it| it.candidate.as_mut().unwrap().commit = oid("other"), "the list of the release's commits"),
        (|it| it.evidence.milestone = Fact::NotCollected, "the list of the milestone's pull requests"),
        (
            |it| it.evidence.milestone = Fact::Known(List::new(vec![14, 15], 16)),
            "the list of the milestone's pull requests",
        ),
        (|it| it.evidence.opening.milestones = forbidden(), "the list of milestones"),
    ] {
        let lines = judged(change, BOTH);
        assert!(
            lines[0].starts_with(&format!("unknown unreadable: {wanted} could not be read")),
            "{lines:#?}"
        );
        assert_eq!(lines.len(), 1);
    }
    // A missing milestone is named even where the range is not known.
    let both = judged(
        |it| {
            it.evidence.range = forbidden();
            it.candidate.as_mut().unwrap().milestones.clear();
        },
        NOTHING,
    );
    assert!(both[1].starts_with("unmet no-milestone"), "{both:#?}");
}

#[test]
fn commits_without_a_pull_request_are_named_one_by_one() {
    let change = |it: &mut Fixture| {
        let unknown = Commit { author: None, ..direct(16) };
        commits(it, vec![commit(14), commit(15), direct(15), unknown]);
    };
    let lines = judged(change, NOTHING);
    assert_eq!(lines[0], DIRECT_15);
    assert!(lines[1].starts_with(
        "unmet direct-push: no pull request brought in m16, `Push 16`, by an author whom GitHub does not know"
    ));
    assert_eq!(lines.len(), 2);
    assert_eq!(
        judged(change, Allowances { direct_push: true, ..NOTHING }),
        [
            "met accounted-for: 4 commits and 2 pull requests since `v1.3.1`, all accounted for",
            "met direct-push-allowed: commits that no pull request brought in, as the policy allows: 2",
        ]
    );
}

#[test]
fn a_commit_whose_pull_request_is_not_known_holds() {
    let change = |it: &mut Fixture| {
        commits(it, vec![commit(14), Commit { pull_requests: forbidden(), ..commit(15) }]);
    };
    for allowances in [NOTHING, BOTH] {
        assert_eq!(
            judged(change, allowances),
            [
                "unknown commit-unreadable: which pull request brought in m15 could not be read: Forbidden => (remedy)"
            ],
            "nothing is said of #15, which may be in it"
        );
    }
    let unread = |number| Commit { pull_requests: forbidden(), ..commit(number) };
    let other = Commit { pull_requests: Fact::Unknown(Unknown::new(Reason::Incomplete)), ..commit(16) };
    assert_eq!(
        judged(|it| commits(it, vec![unread(14), unread(15), other]), NOTHING),
        [
            "unknown commits-unreadable: which pull requests brought in 2 commits, such as m14, could not be read: \
             Forbidden => (remedy)",
            "unknown commit-unreadable: which pull request brought in m16 could not be read: Incomplete => (remedy)",
        ],
        "said once for each reason"
    );
}

#[test]
fn the_milestone_must_be_there_and_one() {
    let none = judged(|it| it.candidate.as_mut().unwrap().milestones.clear(), BOTH);
    assert_eq!(
        none,
        [
            "unmet no-milestone: no milestone is named `1.4.0` => create the milestone `1.4.0`, or reopen it if it is closed, and put the release's \
          pull requests into it [writers]"
        ]
    );
    let two = judged(
        |it| {
            let milestones = &mut it.candidate.as_mut().unwrap().milestones;
            let other = Milestone { number: 5, title: "1.4.0".into(), ..milestones[0].clone() };
            milestones.push(other);
        },
        BOTH,
    );
    assert_eq!(
        two,
        [
            "unknown several-milestones: several milestones are named `1.4.0`: `v1.4.0` `1.4.0` => keep one of them [writers]"
        ]
    );
}

#[test]
fn pull_requests_outside_the_milestone_are_named() {
    let change = |it: &mut Fixture| {
        it.evidence.milestone = Fact::Known(List::all(vec![14]));
        commits(it, vec![commit(14), commit(15), commit(15)]);
    };
    assert_eq!(
        judged(change, Allowances { direct_push: true, ..NOTHING }),
        [
            "unmet outside-milestone: #15 is in the release, and not in the milestone v1.4.0 => put #15 into the \
          milestone, or write `outside-milestone: allow` under `pull-requests:` in the policy [writers]"
        ]
    );
    assert_eq!(
        judged(change, Allowances { outside_milestone: true, ..NOTHING }),
        [
            "met accounted-for: 3 commits and 2 pull requests since `v1.3.1`, all accounted for",
            "met outside-milestone-allowed: in the release and not in the milestone, as the policy allows: #15",
        ]
    );
    // The pull request itself was not read: it is named by its number.
    let unread = |it: &mut Fixture| {
        change(it);
        it.evidence.pull_requests.clear();
        it.evidence.pull_requests.push(pull(14));
    };
    assert!(judged(unread, NOTHING)[0].starts_with("unmet outside-milestone: #15"));
}

#[test]
fn merged_pull_requests_of_the_milestone_that_are_elsewhere_hold_always() {
    let change = |it: &mut Fixture| {
        it.evidence.milestone = Fact::Known(List::all(vec![14, 15, 16, 17, 18]));
        let elsewhere = crate::evidence::PullRequest { base: "release/1.3".into(), ..pull(16) };
        let open = crate::evidence::PullRequest { state: PullRequestState::Open, ..pull(17) };
        let closed = crate::evidence::PullRequest { state: PullRequestState::Closed, ..pull(18) };
        it.evidence.pull_requests.extend([elsewhere, open, closed]);
    };
    assert_eq!(
        judged(change, BOTH),
        [
            "unmet not-in-release: #16 is in the milestone v1.4.0 and merged into `release/1.3`, and is not among the \
          commits since `v1.3.1` => take #16 out of the milestone, or bring it onto `main` and release from there \
          [writers]"
        ]
    );
    let unread = |it: &mut Fixture| it.evidence.milestone = Fact::Known(List::all(vec![14, 15, 16]));
    assert_eq!(
        judged(unread, BOTH),
        [
            "unknown pull-request-unreadable: #16, which the milestone v1.4.0 has, could not be read: NotCollected \
          => (remedy)"
        ]
    );
}

#[test]
fn without_milestones_the_commits_are_all() {
    let by_commits = |it: &mut Fixture| {
        it.rules.pull_requests = PullRequests::SinceLastTag;
        it.candidate.as_mut().unwrap().milestones.clear();
        it.evidence.milestone = Fact::NotCollected;
        it.evidence.opening.milestones = Fact::NotCollected;
    };
    assert_eq!(judged(by_commits, NOTHING), [FINE]);
    let with_direct = |it: &mut Fixture| {
        by_commits(it);
        commits(it, vec![commit(14), direct(15)]);
    };
    assert_eq!(judged(with_direct, NOTHING), [DIRECT_15]);
}

/// Release pull request 16 is before the gate, with the commit `m16` of its own.
fn on_release_pull_request(fixture: &mut Fixture, milestone: &[u64]) {
    let candidate = fixture.candidate.as_mut().unwrap();
    candidate.on_pull_request = Some(16);
    candidate.commit = oid("m16");
    fixture.evidence.pull_requests.push(pull(16));
    fixture.evidence.milestone = Fact::Known(List::all(milestone.to_vec()));
    let Fact::Known(range) = &mut fixture.evidence.range else { panic!("the fixture has a range") };
    range.head = oid("m16");
    range.commits = List::all(vec![commit(14), direct(15), commit(16)]);
}

#[test]
fn the_release_pull_request_is_accounted_for_like_the_others() {
    assert_eq!(judged(|it| on_release_pull_request(it, &[14, 16]), NOTHING), [DIRECT_15]);
    let outside =
        judged(|it| on_release_pull_request(it, &[14]), Allowances { direct_push: true, ..NOTHING });
    assert!(outside[1].starts_with("unmet outside-milestone: #16 is in the release"), "{outside:#?}");
    assert_eq!(outside.len(), 2);
}

proptest! {
    /// Whatever is taken away, and whatever is in the range: a scope that was not met does not become so.
    #[test]
    fn taking_evidence_away_never_makes_the_scope_met(
        members in prop::collection::btree_set(14_u64..19, 0..5),
        range in prop::collection::vec((14_u64..19, any::<bool>()), 0..5),
        outside_milestone in any::<bool>(),
        direct_push in any::<bool>(),
        takes in prop::collection::vec(0_u8..7, 1..4),
    ) {
        let allowances = Allowances { outside_milestone, direct_push };
        let mut fixture = release(|it| {
            it.evidence.pull_requests = (14..19).map(pull).collect();
            it.evidence.milestone = Fact::Known(List::all(members.into_iter().collect()));
            commits(it, range.iter().map(|(number, by)| if *by { commit(*number) } else { direct(*number) }).collect());
        });
        let before = outcome(&fixture, allowances);
        for which in takes {
            match which {
                0 => fixture.evidence.opening.tags = forbidden(),
                1 => fixture.evidence.bases = Fact::NotCollected,
                2 => fixture.evidence.milestone = Fact::NotCollected,
                3 => fixture.evidence.opening.milestones = forbidden(),
                4 => fixture.evidence.pull_requests.clear(),
                5 => {
                    if let Fact::Known(range) = &mut fixture.evidence.range
                        && let [first, ..] = range.commits.seen()
                    {
                        let mut all = range.commits.seen().to_vec();
                        all[0] = Commit { pull_requests: forbidden(), ..first.clone() };
                        range.commits = List::all(all);
                    }
                }
                _ => fixture.evidence.range = Fact::NotCollected,
            }
        }
        let after = outcome(&fixture, allowances);
        prop_assert!(after != Outcome::Met || before == Outcome::Met, "{before:?} to {after:?}");
    }

    /// Met means: the same pull requests on both sides, and every commit has one, but for what is allowed.
    #[test]
    fn a_scope_is_met_exactly_when_both_sides_agree(
        members in prop::collection::btree_set(14_u64..17, 0..4),
        range in prop::collection::vec((14_u64..17, any::<bool>()), 0..5),
        outside_milestone in any::<bool>(),
        direct_push in any::<bool>(),
    ) {
        let contained: BTreeSet<u64> = range.iter().filter(|(_, by)| *by).map(|(number, _)| *number).collect();
        let no_direct = range.iter().all(|(_, by)| *by);
        let fixture = release(|it| {
            it.evidence.pull_requests = (14..17).map(pull).collect();
            it.evidence.milestone = Fact::Known(List::all(members.iter().copied().collect()));
            commits(it, range.iter().map(|(number, by)| if *by { commit(*number) } else { direct(*number) }).collect());
        });
        let wanted = !range.is_empty()
            && members.is_subset(&contained)
            && (outside_milestone || contained.is_subset(&members))
            && (direct_push || no_direct);
        let found = outcome(&fixture, Allowances { outside_milestone, direct_push });
        prop_assert_eq!(found == Outcome::Met, wanted);
    }
}
