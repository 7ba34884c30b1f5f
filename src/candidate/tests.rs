use proptest::prelude::*;

use super::{
    Candidate, Clues, Found, NoCandidate, Nothing, OwnType, PullRequestRule, PullRequests, Rules,
    find_pull_request, find_release,
};
use crate::evidence::Login;
use crate::evidence::fact::{Reason, Unknown};
use crate::evidence::issue::Permission;
use crate::evidence::needs::{Head, Line};
use crate::evidence::release::{Milestone, Tag, Trigger};
use crate::evidence::{Ask, Fact, Issue, List, Oid, Opening, PullRequest};
use crate::paths::Glob;
use crate::requirement::fixture::{Fixture, issue, oid, pull};
use crate::version::{ReleaseType, TagPattern};

/// All that a search rests upon. Every field may be changed before [`World::find`].
struct World {
    rules: Rules,
    ask: Ask,
    opening: Opening,
    pull_request: Option<PullRequest>,
    issues: Fact<List<Issue>>,
}

/// A push of `m15` to main, with nothing that names a version: tags v1.3.1 (on `m13`), v1.3.0, v1.2.0, v1.4.0-rc.1.
fn world(change: impl FnOnce(&mut World)) -> World {
    let fixture = Fixture::release();
    let mut world = World {
        rules: Rules { tracking_issue: None, ..fixture.rules },
        ask: Ask { version: None, ..fixture.evidence.ask },
        opening: fixture.evidence.opening,
        pull_request: None,
        issues: Fact::NotCollected,
    };
    world.opening.milestones = list(Vec::new());
    world.opening.tags =
        list(["v1.2.0", "v1.3.1", "v1.3.0", "v1.4.0-rc.1", "nightly"].map(|name| tag(name, name)).to_vec());
    change(&mut world);
    world
}

type Change = fn(&mut World);

impl World {
    fn found(&self) -> Result<Found, NoCandidate> {
        let Self { rules, ask, opening, pull_request, issues } = self;
        find_release(rules, Clues { ask, opening, pull_request: pull_request.as_ref(), issues })
    }

    fn candidate(&self) -> Candidate {
        match self.found() {
            Ok(Found::Release(candidate)) => *candidate,
            other => panic!("no candidate: {other:?}"),
        }
    }

    fn version(&self) -> String {
        self.candidate().version.to_string()
    }

    fn before_merge(&self) -> Result<Found, NoCandidate> {
        let Self { rules, ask, opening, pull_request, issues } = self;
        find_pull_request(rules, Clues { ask, opening, pull_request: pull_request.as_ref(), issues })
    }

    fn with_issues(&mut self, issues: Vec<Issue>) {
        self.rules.tracking_issue = Some("Release".into());
        self.issues = list(issues);
    }
}

fn list<T>(items: Vec<T>) -> Fact<List<T>> {
    Fact::Known(List::all(items))
}

fn lost<T>() -> Fact<T> {
    Fact::Unknown(unknown())
}

fn unknown() -> Unknown {
    Unknown::new(Reason::ServerTrouble)
}

fn tag(name: &str, on: &str) -> Tag {
    Tag { name: name.into(), commit: Some(oid(on)) }
}

fn milestone(title: &str, open: bool) -> Milestone {
    Milestone { number: 4, title: title.into(), open, url: String::new() }
}

fn titled(number: u64, title: &str) -> Issue {
    Issue { number, title: title.into(), author_permission: Fact::NotCollected, ..issue("") }
}

fn globs(patterns: &[&str]) -> Vec<Glob> {
    patterns.iter().map(|pattern| Glob::parse(pattern).unwrap()).collect()
}

fn nothing(found: Result<Found, NoCandidate>) -> Nothing {
    match found {
        Ok(Found::Nothing(nothing)) => nothing,
        other => panic!("something: {other:?}"),
    }
}

fn branch(name: &str) -> Vec<Line> {
    vec![Line::Branch(name.into())]
}

#[test]
fn a_push_of_a_branch_is_its_tip_or_the_commit_that_is_named() {
    let pushed = |change: fn(&mut World)| {
        world(|it| {
            it.ask.version = Some("1.4.0".into());
            it.ask.trigger = Trigger::PushBranch { branch: "main".into(), commit: oid("m15") };
            change(it);
        })
    };
    let candidate = pushed(|_| {}).candidate();
    assert_eq!((candidate.commit, candidate.branch.as_str()), (oid("m15"), "main"));
    assert_eq!(candidate.head, Head::Reference("refs/heads/main".into()));
    assert_eq!((candidate.lines, candidate.tag.as_str()), (branch("main"), "v1.4.0"));
    assert_eq!(pushed(|it| it.ask.commit = Some(oid("m14"))).candidate().commit, oid("m14"));
    let feature = pushed(|it| {
        it.ask.trigger = Trigger::PushBranch { branch: "feature".into(), commit: oid("x") };
    });
    assert_eq!(nothing(feature.found()), Nothing::NotAReleaseBranch("feature".into()));
}

#[test]
fn a_push_of_a_tag_is_its_commit_and_its_version() {
    let pushed = |tag: &str| {
        let trigger = Trigger::PushTag { tag: tag.into() };
        world(|it| {
            it.ask.trigger = trigger;
            it.rules.branches = globs(&["main", "release/*", "re\\*lease"]);
        })
    };
    let candidate = pushed("v1.3.1").candidate();
    assert_eq!((candidate.version.to_string().as_str(), &candidate.commit), ("1.3.1", &oid("v1.3.1")));
    assert_eq!(candidate.head, Head::Reference("refs/tags/v1.3.1".into()));
    let under = |name: &str| Line::Under(name.into());
    assert_eq!(candidate.lines, [Line::Branch("main".into()), under("release/"), under("re")]);
    assert_eq!(candidate.tagged, Some(oid("v1.3.1")));
    assert_eq!(nothing(pushed("nightly").found()), Nothing::NotAVersionTag("nightly".into()));
    assert_eq!(pushed("v9.9.9").found(), Err(NoCandidate::TagGone("v9.9.9".into())));
    let mut of_a_tree = pushed("v2.0.0");
    of_a_tree.opening.tags = list(vec![Tag { name: "v2.0.0".into(), commit: None }]);
    assert_eq!(of_a_tree.found(), Err(NoCandidate::TagGone("v2.0.0".into())));
    let mut unread = pushed("v1.3.1");
    unread.opening.tags = lost();
    assert_eq!(unread.found(), Err(NoCandidate::TagsUnreadable(unknown())));
    let mut other = pushed("v1.3.1");
    other.ask.commit = Some(oid("m15"));
    let differs = NoCandidate::OtherCommit { named: oid("m15"), found: oid("v1.3.1") };
    assert_eq!(other.found(), Err(differs));
    let mut promoted = pushed("v1.4.0-rc.1");
    promoted.ask.version = Some("v1.4.0".into());
    assert_eq!(promoted.version(), "1.4.0", "a prerelease's commit is released as the final version");
    for (tag, named) in [("v1.3.1", "1.4.0"), ("v1.4.0-rc.1", "1.5.0"), ("v1.4.0-rc.1", "1.4.0-rc.2")] {
        let mut other = pushed(tag);
        other.ask.version = Some(named.into());
        assert!(matches!(other.found(), Err(NoCandidate::OtherVersion { .. })), "{tag} is not {named}");
    }
    let mut nightly = pushed("nightly");
    nightly.ask.version = Some("1.4.0".into());
    assert_eq!(nightly.version(), "1.4.0", "a tag that names none contradicts none");
}

#[test]
fn a_tag_without_the_default_branch_counts_for_the_first_that_is_named() {
    let on = |branches: &[&str]| {
        let branches = globs(branches);
        world(|it| {
            it.ask.trigger = Trigger::PushTag { tag: "v1.3.1".into() };
            it.rules.branches = branches;
        })
        .candidate()
        .branch
    };
    assert_eq!(on(&["release/*", "stable"]), "stable");
    assert_eq!(on(&["release/*"]), "main", "nothing is named: the default branch stands in");
    assert_eq!(on(&["stable", "m*"]), "main");
}

#[test]
fn a_dispatch_is_on_a_branch_or_a_tag() {
    let on = |reference: &str| {
        let trigger = Trigger::Dispatch { reference: reference.into(), commit: oid("m15") };
        world(|it| it.ask.trigger = trigger)
    };
    let mut on_branch = on("refs/heads/main");
    on_branch.ask.version = Some("1.4.0".into());
    assert_eq!(on_branch.candidate().commit, oid("m15"));
    on_branch.ask.commit = Some(oid("m14"));
    assert_eq!(on_branch.candidate().commit, oid("m14"));
    assert_eq!(on("refs/tags/v1.3.1").version(), "1.3.1");
    assert_eq!(on("refs/tags/nightly").found(), Err(NoCandidate::NotAVersion("nightly".into())));
    let allowed = vec!["main".to_owned()];
    assert_eq!(
        on("refs/heads/feature").found(),
        Err(NoCandidate::BranchNotAllowed { branch: "feature".into(), allowed })
    );
}

#[test]
fn a_terminal_is_where_it_stands_or_the_default_branch() {
    let in_a = |head: Option<&str>, branch: Option<&str>| {
        let trigger = Trigger::Terminal { head: head.map(oid), branch: branch.map(str::to_owned) };
        world(|it| {
            it.ask.version = Some("1.4.0".into());
            it.ask.trigger = trigger;
            it.opening.repository.default_commit = oid("tip");
        })
    };
    assert_eq!(in_a(None, None).candidate().commit, oid("tip"));
    assert_eq!(in_a(Some("here"), Some("main")).candidate().commit, oid("here"));
    let mut named = in_a(Some("here"), None);
    named.ask.commit = Some(oid("named"));
    assert_eq!(named.candidate().commit, oid("named"));
    assert!(matches!(in_a(Some("here"), Some("wip")).found(), Err(NoCandidate::BranchNotAllowed { .. })));
}

#[test]
fn a_tracking_issue_is_the_default_branch_and_its_own_version() {
    let event = |change: fn(&mut World)| {
        world(|it| {
            it.ask.trigger = Trigger::Issue { number: 40 };
            it.opening.repository.default_commit = oid("tip");
            it.with_issues(vec![titled(40, "Release v1.4.0"), titled(41, "Release v2.0.0")]);
            change(it);
        })
    };
    let candidate = event(|_| {}).candidate();
    assert_eq!((candidate.version.to_string().as_str(), candidate.commit), ("1.4.0", oid("tip")));
    let carried = event(|it| it.opening.tags = list(vec![tag("v1.3.1", "tip")]));
    assert_eq!(carried.version(), "1.4.0", "the event's issue comes before the tag of the last release");
    let unnamed = event(|it| it.issues = list(vec![titled(40, "The spring release"), titled(41, "v2.0.0")]));
    assert_eq!(unnamed.found(), Err(NoCandidate::NoVersion), "other issues are not the event's");
    for (what, change) in [
        ("another issue", (|it| it.ask.trigger = Trigger::Issue { number: 7 }) as fn(&mut World)),
        ("no label", |it| it.issues = list(vec![Issue { labels: list(Vec::new()), ..titled(40, "v1.4.0") }])),
        ("closed", |it| it.issues = list(vec![Issue { open: false, ..titled(40, "v1.4.0") }])),
        ("the policy has none", |it| it.rules.tracking_issue = None),
    ] {
        let world = event(change);
        let Trigger::Issue { number } = world.ask.trigger else { panic!() };
        assert_eq!(nothing(world.found()), Nothing::NotTheTrackingIssue(number), "{what}");
    }
    for (what, change) in [
        ("unread", (|it| it.issues = lost()) as fn(&mut World)),
        ("half-read", |it| it.issues = Fact::Known(List::new(vec![titled(41, "v2.0.0")], 101))),
        ("not collected", |it| it.issues = Fact::NotCollected),
        ("labels unread", |it| it.issues = list(vec![Issue { labels: lost(), ..titled(40, "v1.4.0") }])),
    ] {
        assert!(matches!(event(change).found(), Err(NoCandidate::IssuesUnreadable(_))), "{what}");
    }
    let elsewhere = event(|it| it.rules.branches = globs(&["release/*"]));
    assert!(matches!(elsewhere.found(), Err(NoCandidate::BranchNotAllowed { .. })));
}

#[test]
fn a_comment_on_the_release_pull_request_is_its_newest_head() {
    let event = |change: fn(&mut World)| {
        world(|it| {
            it.ask.trigger = Trigger::PullRequestComment { number: 20 };
            it.ask.version = Some("1.4.0".into());
            it.pull_request = Some(PullRequest { head_branch: "release/v1.4.0".into(), ..pull(20) });
            it.rules.pull_request = Some(PullRequestRule::Label("Feature".into()));
            change(it);
        })
    };
    let candidate = event(|_| {}).candidate();
    assert_eq!((candidate.commit, candidate.on_pull_request), (oid("p20"), Some(20)));
    assert_eq!((candidate.head, candidate.lines), (Head::PullRequest(20), Vec::new()));
    let pushed = event(|it| it.ask.trigger = Trigger::PullRequest { number: 20, head: oid("old") });
    assert_eq!(pushed.candidate().commit, oid("old"), "what the event was about is judged, and found stale");
    let not_it = Nothing::NotTheReleasePullRequest(20);
    for (what, change) in [
        ("no rule", (|it| it.rules.pull_request = None) as fn(&mut World)),
        ("another label", |it| it.rules.pull_request = Some(PullRequestRule::Label("release".into()))),
        ("another branch", |it| it.rules.pull_request = Some(PullRequestRule::Branch("release".into()))),
        ("no version in the branch", |it| {
            it.rules.pull_request = Some(PullRequestRule::Branch("release/{version}".into()));
        }),
        ("from a fork", |it| it.pull_request.as_mut().unwrap().from_fork = true),
    ] {
        assert_eq!(nothing(event(change).found()), not_it, "{what}");
    }
    let base = event(|it| it.pull_request.as_mut().unwrap().base = "wip".into());
    assert_eq!(nothing(base.found()), Nothing::NotAReleaseBranch("wip".into()));
    for (what, change) in [
        ("not there", (|it| it.pull_request = None) as fn(&mut World)),
        ("labels unread", |it| it.pull_request.as_mut().unwrap().labels = lost()),
        ("labels half-read", |it| {
            it.pull_request.as_mut().unwrap().labels = Fact::Known(List::new(vec!["a".into()], 101));
        }),
    ] {
        assert_eq!(event(change).found(), Err(NoCandidate::PullRequestUnreadable(20)), "{what}");
    }
    let other = event(|it| it.ask.commit = Some(oid("m15")));
    assert!(matches!(other.found(), Err(NoCandidate::OtherCommit { .. })));
}

#[test]
fn the_release_pull_requests_branch_says_the_version() {
    let world = world(|it| {
        it.ask.trigger = Trigger::PullRequest { number: 20, head: oid("p20") };
        it.pull_request = Some(PullRequest { head_branch: "release/v1.4.0-rc.2".into(), ..pull(20) });
        it.rules.pull_request = Some(PullRequestRule::Branch("release/v{version}".into()));
        it.opening.milestones = list(vec![milestone("v1.5.0", true)]);
        it.opening.tags = list(vec![tag("v1.3.1", "p20")]);
    });
    assert_eq!(world.version(), "1.4.0-rc.2");
    let mut other = world;
    other.ask.version = Some("1.4.0".into());
    assert!(matches!(other.found(), Err(NoCandidate::OtherVersion { .. })));
}

#[test]
fn before_a_merge_the_events_pull_request_is_judged() {
    let event = |trigger: Trigger| {
        world(|it| {
            it.ask.trigger = trigger;
            it.pull_request = Some(pull(20));
        })
    };
    let at = |head: &str| Ok(Found::PullRequest { number: 20, head: oid(head) });
    assert_eq!(event(Trigger::PullRequest { number: 20, head: oid("old") }).before_merge(), at("old"));
    let comment = || event(Trigger::PullRequestComment { number: 20 });
    assert_eq!(comment().before_merge(), at("p20"));
    let mut gone = comment();
    gone.pull_request = None;
    assert_eq!(gone.before_merge(), Err(NoCandidate::PullRequestUnreadable(20)));
    let mut other = comment();
    other.ask.commit = Some(oid("m15"));
    assert!(matches!(other.before_merge(), Err(NoCandidate::OtherCommit { .. })));
    assert_eq!(world(|_| {}).before_merge(), Err(NoCandidate::NotAPullRequest));
}

#[test]
fn before_a_merge_the_base_is_a_branch_of_releases() {
    for trigger in [
        Trigger::PullRequest { number: 20, head: oid("p20") },
        Trigger::PullRequestComment { number: 20 },
        Trigger::MergeGroup { head: oid("g1"), reference: "refs/heads/q".into(), branch: "wip".into() },
    ] {
        let other = world(|it| {
            it.ask.trigger = trigger;
            it.pull_request = Some(PullRequest { base: "wip".into(), ..pull(20) });
        });
        assert_eq!(nothing(other.before_merge()), Nothing::NotAReleaseBranch("wip".into()));
    }
}

#[test]
fn a_commit_alone_may_be_on_any_branch_of_releases() {
    let event = |trigger: Trigger| {
        world(|it| {
            it.ask.trigger = trigger;
            it.ask.version = Some("1.4.0".into());
            it.rules.branches = globs(&["main", "release/*"]);
            it.opening.viewer = Some(Login::new("gate[bot]"));
        })
    };
    let suite = |app: Option<&str>| Trigger::Commit { commit: oid("m14"), app: app.map(str::to_owned) };
    for trigger in [suite(None), suite(Some("builder")), Trigger::Deployment { commit: oid("m14") }] {
        let found = event(trigger).candidate();
        assert_eq!((found.commit, found.head, found.branch.as_str()), (oid("m14"), Head::Commit, "main"));
        assert_eq!(found.lines, [Line::Branch("main".into()), Line::Under("release/".into())]);
    }
    assert_eq!(nothing(event(suite(Some("Gate"))).found()), Nothing::OwnCheck);
    let mut workflows = event(suite(Some("github-actions")));
    workflows.opening.viewer = Some(Login::new("github-actions[bot]"));
    assert_eq!(workflows.candidate().commit, oid("m14"), "what workflows do starts no workflow");
    let mut person = event(suite(Some("mona")));
    person.opening.viewer = Some(Login::new("mona"));
    assert_eq!(person.candidate().commit, oid("m14"), "an app is not a person of the same name");
    let mut other = event(suite(None));
    other.ask.commit = Some(oid("m15"));
    assert!(matches!(other.found(), Err(NoCandidate::OtherCommit { .. })));
    assert_eq!(event(suite(None)).before_merge(), Err(NoCandidate::NotAPullRequest));
}

#[test]
fn the_version_is_looked_for_level_by_level() {
    // Every level names another version; each line takes the level of the line before away.
    let full = || {
        world(|it| {
            it.ask.version = Some("v1.1.0".into());
            it.opening.tags = list(vec![tag("v1.2.0", "m15")]);
            it.with_issues(vec![titled(40, "Release v1.3.0"), titled(41, "No version")]);
            it.opening.milestones = list(vec![milestone(" v1.4.0 ", true), milestone("v9.0.0", false)]);
        })
    };
    let take: [(&str, Change); 5] = [
        ("1.1.0", |_| {}),
        ("1.2.0", |it| it.ask.version = None),
        ("1.3.0", |it| it.opening.tags = list(Vec::new())),
        ("1.4.0", |it| it.issues = list(Vec::new())),
        ("", |it| it.opening.milestones = list(vec![milestone("Later", true)])),
    ];
    let mut world = full();
    for (wanted, change) in take {
        change(&mut world);
        match wanted {
            "" => assert_eq!(world.found(), Err(NoCandidate::NoVersion)),
            _ => assert_eq!(world.version(), wanted),
        }
    }
    let mut since_last_tag = full();
    since_last_tag.ask.version = None;
    since_last_tag.opening.tags = list(Vec::new());
    since_last_tag.issues = list(Vec::new());
    since_last_tag.rules.pull_requests = PullRequests::SinceLastTag;
    assert_eq!(
        since_last_tag.version(),
        "1.4.0",
        "a milestone names the version however pull requests belong"
    );
    let mut named = full();
    named.ask.version = None;
    named.ask.tracking_issue = Some(40);
    assert_eq!(named.version(), "1.3.0", "an issue that is named comes before the commit's tag");
}

#[test]
fn several_versions_at_one_level_are_never_guessed_between() {
    let versions =
        |list: &[&str]| NoCandidate::Ambiguous(list.iter().map(|version| version.parse().unwrap()).collect());
    let tags = world(|it| it.opening.tags = list(vec![tag("v1.4.0", "m15"), tag("v1.4.0-rc.1", "m15")]));
    assert_eq!(tags.found(), Err(versions(&["1.4.0-rc.1", "1.4.0"])));
    let issues =
        world(|it| it.with_issues(vec![titled(40, "v1.5.0"), titled(41, "v1.4.0"), titled(42, "1.4.0")]));
    assert_eq!(issues.found(), Err(versions(&["1.4.0", "1.5.0"])));
    let one_issue = world(|it| it.with_issues(vec![titled(40, "v1.4.0, then v1.5.0")]));
    assert_eq!(one_issue.found(), Err(versions(&["1.4.0", "1.5.0"])));
    let milestones = world(|it| {
        it.opening.milestones = list(vec![milestone("v1.5.0", true), milestone("1.4.0", true)]);
    });
    assert_eq!(milestones.found(), Err(versions(&["1.4.0", "1.5.0"])));
    let same = world(|it| {
        it.opening.milestones = list(vec![milestone("v1.4.0", true), milestone("1.4.0", true)]);
    });
    assert_eq!(
        same.candidate().milestones.len(),
        2,
        "both are named like it: the scope is for others to judge"
    );
}

#[test]
fn an_issue_by_somebody_who_cannot_write_names_no_version() {
    let by = |permission: Fact<Permission>, number: u64, title: &str| Issue {
        author_permission: permission,
        ..titled(number, title)
    };
    let stranger = || by(Fact::Known(Permission::Read), 40, "Release v9.9.9");
    let alone = world(|it| {
        it.with_issues(vec![stranger()]);
        it.opening.milestones = list(vec![milestone("v1.4.0", true)]);
    });
    assert_eq!(alone.found(), Err(NoCandidate::IssueAuthorCannotWrite(40)));
    let beside = world(|it| {
        it.with_issues(vec![stranger(), by(Fact::Known(Permission::Write), 41, "Release v1.4.0")])
    });
    assert_eq!(beside.version(), "1.4.0");
    let silent = world(|it| {
        it.with_issues(vec![by(Fact::Known(Permission::None), 40, "Please release soon")]);
        it.opening.milestones = list(vec![milestone("v1.4.0", true)]);
    });
    assert_eq!(silent.version(), "1.4.0", "an issue without a version is none of the versions'");
    let unread = world(|it| it.with_issues(vec![by(lost(), 40, "Release v1.4.0")]));
    assert_eq!(unread.found(), Err(NoCandidate::IssuesUnreadable(unknown())));
}

#[test]
fn what_could_not_be_read_is_never_passed_over() {
    for (what, change, wanted) in [
        (
            "tags",
            (|it| it.opening.tags = Fact::Known(List::new(vec![tag("v1.3.1", "x")], 3))) as fn(&mut World),
            "TagsUnreadable",
        ),
        (
            "issues",
            |it| (it.rules.tracking_issue, it.issues) = (Some("release".into()), lost()),
            "IssuesUnreadable",
        ),
        ("milestones", |it| it.opening.milestones = lost(), "MilestonesUnreadable"),
    ] {
        let mut world = world(|it| it.opening.milestones = list(vec![milestone("v1.4.0", true)]));
        change(&mut world);
        assert!(format!("{:?}", world.found()).contains(wanted), "{what}: {:?}", world.found());
    }
}

#[test]
fn a_version_may_be_written_like_a_tag_or_plainly() {
    let asked = |text: &str, pattern: &str| {
        let (version, tag) = (Some(text.to_owned()), TagPattern::parse(pattern).unwrap());
        world(|it| (it.ask.version, it.rules.tag) = (version, tag)).found()
    };
    for (text, pattern, tag) in [
        ("1.4.0", "v{version}", "v1.4.0"),
        (" v1.4.0-rc.1 ", "{version}", "1.4.0-rc.1"),
        ("app/v1.4.0", "app/v{version}", "app/v1.4.0"),
    ] {
        let Ok(Found::Release(candidate)) = asked(text, pattern) else { panic!("{text}") };
        assert_eq!(candidate.tag, tag, "{text}");
    }
    for text in ["1.4", "latest", "web/v1.4.0", ""] {
        assert_eq!(asked(text, "app/v{version}"), Err(NoCandidate::NotAVersion(text.into())));
    }
}

#[test]
fn earlier_releases_come_best_first_and_not_from_before_adoption() {
    let bases = |version: &str, since: Option<&str>| {
        let (version, since) = (Some(version.to_owned()), since.map(str::to_owned));
        let found = world(|it| (it.ask.version, it.rules.since) = (version, since)).candidate();
        found.bases.into_iter().map(|base| base.tag).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(bases("1.4.0", None), "v1.3.1 v1.3.0 v1.2.0");
    assert_eq!(bases("1.4.0-rc.2", None), "v1.4.0-rc.1 v1.3.1 v1.3.0 v1.2.0");
    assert_eq!(bases("1.3.1", None), "v1.3.0 v1.2.0", "a release resumed is not its own previous");
    assert_eq!(bases("1.2.1", None), "v1.2.0", "a maintenance release");
    assert_eq!(bases("1.4.0", Some("v1.3.0")), "v1.3.1 v1.3.0");
    assert_eq!(bases("1.0.0", None), "");
    assert_eq!(bases("1.4.0", Some(oid("start").as_str())), "v1.3.1 v1.3.0 v1.2.0");
}

#[test]
fn adoption_begins_at_a_tag_or_a_commit() {
    let since = |since: &str, change: fn(&mut World)| {
        let since = Some(since.to_owned());
        let mut world = world(|it| (it.ask.version, it.rules.since) = (Some("1.4.0".into()), since));
        change(&mut world);
        world.found().map(|found| match found {
            Found::Release(candidate) => candidate.since,
            _ => panic!("no release"),
        })
    };
    assert_eq!(since("v1.3.0", |_| {}), Ok(Some(oid("v1.3.0"))));
    assert_eq!(since(oid("start").as_str(), |_| {}), Ok(Some(oid("start"))));
    assert_eq!(since("v1.0.0", |_| {}), Err(NoCandidate::SinceNotFound("v1.0.0".into())));
    assert_eq!(
        since("v1.0.0", |it| it.opening.tags = lost()),
        Err(NoCandidate::TagsUnreadable(unknown())),
        "a tag that was not read may be there"
    );
}

#[test]
fn a_hotfix_is_released_from_its_own_branch() {
    let hotfix = |name: &str| {
        let branch = name.to_owned();
        world(|it| {
            it.ask.version = Some("1.3.2".into());
            it.ask.trigger = Trigger::PushBranch { branch, commit: oid("fix") };
            let own = OwnType { is: ReleaseType::Patch, branches: globs(&["hotfix/*"]) };
            it.rules.types = [("hotfix".to_owned(), own)].into();
        })
    };
    assert_eq!(hotfix("hotfix/1.3.2").candidate().lines, branch("hotfix/1.3.2"));
    assert_eq!(hotfix("main").candidate().branch, "main", "the default branch stays allowed");
    assert!(matches!(nothing(hotfix("fix").found()), Nothing::NotAReleaseBranch(_)));
    assert_eq!(hotfix("main").rules.branch_patterns(), ["main", "hotfix/*"]);
    assert!(
        hotfix("main").rules.all_branches().is_empty(),
        "the default branch's name is not known to a policy"
    );
}

#[test]
fn milestones_and_an_existing_tag_belong_to_the_version() {
    let found = world(|it| {
        it.ask.version = Some("1.3.1".into());
        it.opening.milestones =
            list(vec![milestone("v1.3.1", false), milestone("1.3.1", true), milestone("v1.4.0", true)]);
    })
    .candidate();
    assert_eq!(found.milestones.len(), 2, "closed ones too: a release may be resumed");
    assert_eq!((found.tagged, found.commit), (Some(oid("v1.3.1")), oid("m15")));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "main",
            "v1.4.0",
            "1.4.0-rc.1",
            "refs/tags/v1.3.1",
            "refs/heads/main",
            "",
            "release/v1.4.0"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ]
}

fn trigger() -> impl Strategy<Value = Trigger> {
    (0..10_u8, text(), 0..50_u64, any::<bool>()).prop_map(|(kind, text, number, some)| {
        let commit: Oid = oid("m15");
        match kind {
            0 => Trigger::Terminal { head: some.then(|| commit.clone()), branch: some.then_some(text) },
            1 => Trigger::PushBranch { branch: text, commit },
            2 => Trigger::PushTag { tag: text },
            3 => Trigger::PullRequest { number, head: commit },
            4 => Trigger::Dispatch { reference: text, commit },
            5 => Trigger::Issue { number },
            6 => Trigger::MergeGroup { head: commit, reference: text.clone(), branch: text },
            7 => Trigger::Commit { commit, app: some.then_some(text) },
            8 => Trigger::Deployment { commit },
            _ => Trigger::PullRequestComment { number },
        }
    })
}

proptest! {
    /// Whatever is asked, the search ends; a candidate is of the version that was asked for, and its tag names it.
    #[test]
    fn any_ask_is_answered(
        trigger in trigger(),
        version in prop::option::of(text()),
        (pattern, titles, tags) in (text(), prop::collection::vec(text(), 0..3), prop::collection::vec(text(), 0..3)),
        (commit, issue, reads) in (any::<bool>(), prop::option::of(39..42_u64), any::<[bool; 3]>()),
    ) {
        let world = world(|it| {
            it.ask.trigger = trigger;
            it.ask.version = version;
            it.ask.commit = commit.then(|| oid("m14"));
            it.ask.tracking_issue = issue;
            if let Ok(tag) = TagPattern::parse(&pattern) {
                it.rules.tag = tag;
            }
            it.rules.since = tags.first().cloned();
            it.rules.pull_request = titles.first().map(|title| PullRequestRule::Branch(title.clone()));
            it.pull_request = reads[0].then(|| PullRequest { head_branch: pattern.clone(), ..pull(7) });
            it.with_issues(titles.iter().enumerate().map(|(at, title)| titled(40 + at as u64, title)).collect());
            it.opening.milestones = list(titles.iter().map(|title| milestone(title, true)).collect());
            let tags = tags.iter().map(|name| tag(name, "m15")).collect();
            it.opening.tags = if reads[1] { list(tags) } else { lost() };
            if !reads[2] {
                it.issues = lost();
            }
        });
        let _ = world.before_merge();
        if let Ok(Found::Release(candidate)) = world.found() {
            prop_assert_eq!(world.rules.tag.version(&candidate.tag), Some(candidate.version.clone()));
            if let Some(asked) = &world.ask.version {
                prop_assert_eq!(super::version::of_title(&world.rules, asked), Some(candidate.version));
            }
        }
    }
}
