use proptest::prelude::*;

use super::*;
use crate::evidence::fact::Reason;
use crate::evidence::pull_request::{LinkedIssue, PullRequestState, ReviewState, Thread};
use crate::evidence::{Actor, ActorKind, Fact, List, Login};
use crate::requirement::fixture::{Fixture, at, commit, pull, review};
use crate::requirement::told::told;
use crate::verdict::Outcome;

const ALL: &str = "pull-requests: {merged: all, approvals: 1, tasks: complete, threads: resolved, \
                   linked-issues: closed, labels: {one-of: [feature, bug], none-of: hold}}";

/// The lines of one leaf.
fn judged(fixture: &Fixture, keys: &str) -> Vec<String> {
    told(&fixture.findings(&format!("pull-requests: {{{keys}}}")))
}

/// The fixture's release after a change.
fn release(change: impl FnOnce(&mut Fixture)) -> Fixture {
    let mut fixture = Fixture::release();
    change(&mut fixture);
    fixture
}

fn list<T>(items: Vec<T>) -> Fact<List<T>> {
    Fact::Known(List::all(items))
}

fn forbidden<T>() -> Fact<T> {
    Fact::Unknown(Unknown::new(Reason::Forbidden))
}

fn thread(resolved: bool) -> Thread {
    Thread { resolved, outdated: false }
}

fn linked(number: u64, repository: &str, closed: bool) -> LinkedIssue {
    let url = format!("https://github.com/{repository}/issues/{number}");
    LinkedIssue { number, repository: repository.into(), url, closed }
}

#[test]
fn a_good_release_says_what_proves_it() {
    let fixture = release(|it| {
        it.pull(14).body = Fact::Known("- [x] done\n- [X] this too\n> - [ ] quoted".into());
        it.pull(14).threads = list(vec![thread(true)]);
        it.pull(15).linked_issues = list(vec![linked(3, "octoacme/shop", true)]);
    });
    assert_eq!(
        told(&fixture.findings(ALL)),
        [
            "met merged: 2 pull requests merged",
            "met approved: 2 pull requests, each with 1 or more approvals that count",
            "met tasks-done: 2 boxes in the descriptions of 1 pull request, all ticked",
            "met no-boxes: there are no boxes in the description of #15, so none is open",
            "met threads-resolved: 2 pull requests, with 1 review threads, all resolved",
            "met issues-closed: 2 pull requests, with 1 linked issues, all closed",
            "met labelled: 2 pull requests, each with one of the labels `feature` `bug`",
            "met labelled: 2 pull requests, each with none of the labels `hold`",
        ]
    );
    assert_eq!(fixture.judge(ALL).outcome, Outcome::Met);
}

#[test]
fn open_pull_requests_of_the_milestone_are_named() {
    let fixture = release(|it| {
        it.pull(15).state = PullRequestState::Open;
        it.evidence.pull_requests.push(PullRequest {
            state: PullRequestState::Open,
            draft: true,
            labels: list(vec![]),
            ..pull(16)
        });
        it.evidence.pull_requests.push(PullRequest { state: PullRequestState::Closed, ..pull(17) });
        it.evidence.milestone = list(vec![14, 15, 16, 17]);
    });
    assert_eq!(
        judged(&fixture, "merged: all"),
        [
            "unmet not-merged: #15 is still open \
             => merge it, or take it out of the milestone [writers]",
            "unmet not-merged: #16 is still a draft \
             => mark it as ready for review and merge it, or take it out of the milestone [writers]",
        ]
    );
    // Labels are only for show: without them the pull request is named all the same.
    let unread = release(|it| {
        it.pull(15).state = PullRequestState::Open;
        it.pull(15).labels = forbidden();
    });
    assert!(judged(&unread, "merged: all")[0].starts_with("unmet not-merged: #15"));
}

#[test]
fn the_release_pull_request_itself_cannot_be_merged_yet() {
    let mut fixture = release(|it| {
        it.pull(15).state = PullRequestState::Open;
        it.candidate.as_mut().unwrap().on_pull_request = Some(15);
    });
    assert_eq!(judged(&fixture, "merged: all"), ["met merged: 1 pull request merged"]);
    // With nothing but itself, nothing was proven.
    let Fact::Known(range) = &mut fixture.evidence.range else { unreachable!() };
    range.commits = List::all(vec![commit(15)]);
    fixture.pull(14).state = PullRequestState::Closed;
    assert!(judged(&fixture, "merged: all")[0].starts_with("unmet (absent) no-pull-requests"));
}

#[test]
fn a_release_without_pull_requests_proves_nothing() {
    let fixture = release(|it| {
        let Fact::Known(range) = &mut it.evidence.range else { unreachable!() };
        let direct = |number| crate::evidence::release::Commit {
            pull_requests: Fact::Known(vec![]),
            ..commit(number)
        };
        range.commits = List::all(vec![direct(14), direct(15)]);
        it.evidence.milestone = list(vec![]);
    });
    for keys in ["merged: all", "approvals: 1", "tasks: complete", "direct-push: allow"] {
        assert!(judged(&fixture, keys)[0].starts_with("unmet (absent) no-pull-requests"), "{keys}");
        let not = format!("not: {{pull-requests: {{{keys}}}}}");
        assert_eq!(fixture.judge(&not).outcome, Outcome::Unknown, "{keys}");
    }
}

#[test]
fn which_pull_requests_there_are_must_be_known() {
    let unknown = |change: fn(&mut Fixture)| judged(&release(change), "merged: all");
    assert_eq!(
        unknown(|it| it.evidence.range = forbidden()),
        ["unknown unreadable: the list of pull requests could not be read: Forbidden => (remedy)"]
    );
    for change in [
        (|it| it.evidence.bases = Fact::NotCollected) as fn(&mut Fixture),
        |it| it.evidence.opening.tags = forbidden(),
        |it| it.evidence.pull_requests.clear(),
        |it| it.evidence.pull_requests.truncate(1),
    ] {
        assert!(unknown(change)[0].starts_with("unknown unreadable: the list of pull requests"));
    }
    for change in [(|it| it.evidence.milestone = Fact::NotCollected) as fn(&mut Fixture), |it| {
        it.evidence.milestone = Fact::Known(List::new(vec![14, 15], 3))
    }] {
        assert!(
            unknown(change)[0].starts_with("unknown unreadable: the list of the milestone's pull requests")
        );
    }
    let no_milestone = |it: &mut Fixture| it.candidate.as_mut().unwrap().milestones.clear();
    assert!(unknown(no_milestone)[0].starts_with("unknown milestone-not-known: which pull requests belong"));
    let unread = |it: &mut Fixture| {
        it.candidate.as_mut().unwrap().milestones.clear();
        it.evidence.opening.milestones = Fact::Known(List::new(Vec::new(), 1));
    };
    assert!(unknown(unread)[0].starts_with("unknown unreadable: the list of milestones could not be read"));
    // Without milestones, the commits alone say what belongs to the release.
    let by_commits = release(|it| {
        it.rules.pull_requests = Belonging::SinceLastTag;
        it.candidate.as_mut().unwrap().milestones.clear();
        it.evidence.milestone = Fact::NotCollected;
    });
    assert_eq!(judged(&by_commits, "merged: all"), ["met merged: 2 pull requests merged"]);
}

#[test]
fn approvals_that_do_not_count_are_listed_with_the_reason() {
    let fixture = release(|it| {
        let approval = |login, commit| review(login, ReviewState::Approved, "07:00", commit);
        let bot = Some(Actor { login: Login::new("hubot"), kind: ActorKind::Bot });
        it.pull(15).reviews = list(vec![
            approval("lena-h", "p15"),
            approval("mona", "old"),
            crate::evidence::pull_request::Review { author: bot, ..approval("hubot", "p15") },
            crate::evidence::pull_request::Review { author: None, ..approval("x", "p15") },
            crate::evidence::pull_request::Review { can_write: false, ..approval("passer-by", "p15") },
            review("sam", ReviewState::Dismissed, "07:00", "p15"),
        ]);
    });
    let other = "[writers but @lena-h]";
    let ignored = |name: &str, why: &str| {
        format!(
            "unmet approval-ignored: the approval of {name} on #15 does not count: {why} => have another person approve {other}"
        )
    };
    let mut lines = judged(&fixture, "approvals: 1");
    assert_eq!(
        lines.remove(0),
        format!(
            "unmet too-few-approvals: #15 has 0 of 1 approvals => approve its newest commit, on its page \
                 under *Files changed*, *Review changes* {other}"
        )
    );
    let mut wanted = vec![
        ignored("@lena-h", "it is their own pull request"),
        "unmet approval-stale: the approval of @mona on #15 does not count: it was given to old, and the head is p15 \
         => look at the newest commit, and approve again [@mona]"
            .into(),
        ignored("@hubot", "the account is not a person's"),
        ignored("a deleted account", "the account is deleted"),
        ignored("@passer-by", "they cannot write to the repository"),
        "unmet approval-ignored: the approval of @sam on #15 does not count: it was dismissed => approve again [@sam]"
            .into(),
    ];
    lines.sort();
    wanted.sort();
    assert_eq!(lines, wanted);
}

#[test]
fn a_force_push_takes_earlier_approvals_with_it() {
    let pushed = |time: &'static str| {
        judged(&release(|it| it.pull(14).force_pushes = list(vec![at("06:00"), at(time)])), "approvals: 1")
    };
    assert_eq!(pushed("06:30"), ["met approved: 2 pull requests, each with 1 or more approvals that count"]);
    assert_eq!(
        pushed("07:30")[1],
        "unmet approval-before-force-push: the approval of @maya-r on #14 does not count: the branch was \
         force-pushed after it, at 07:30 => look at the newest commit, and approve again [@maya-r]"
    );
}

#[test]
fn a_request_for_changes_holds_however_many_approve() {
    let with = |later: ReviewState| {
        let fixture = release(|it| {
            it.pull(14).reviews = list(vec![
                review("maya-r", ReviewState::Approved, "07:00", "p14"),
                review("mona", ReviewState::ChangesRequested, "06:00", "old"),
                review("mona", later, "07:30", "p14"),
            ]);
        });
        judged(&fixture, "approvals: 1")
    };
    let request = "unmet changes-requested: @mona asked for changes on #14 => settle them and approve, or have \
                   somebody who can write dismiss the review [@mona]";
    assert_eq!(with(ReviewState::Commented), [request]);
    assert!(with(ReviewState::Approved)[0].starts_with("met approved"));
    assert!(with(ReviewState::Dismissed)[0].starts_with("met approved"));
}

#[test]
fn the_number_of_approvals_may_depend_on_the_type() {
    let mut fixture = Fixture::release();
    let keys = "approvals: {minor: 2, otherwise: 1}";
    assert!(judged(&fixture, keys)[0].starts_with("unmet too-few-approvals: #14 has 1 of 2"));
    assert!(judged(&fixture, "approvals: {major: 2, otherwise: 1}")[0].starts_with("met approved"));
    let before_merge = Fixture::merge().read(&format!("pull-requests: {{{keys}}}")).unwrap_err();
    assert!(
        before_merge[0].starts_with("release-wide: before a merge there is no release"),
        "{before_merge:?}"
    );
    // A version below the previous one has no type; requests for changes are named all the same.
    fixture.candidate.as_mut().unwrap().version = "1.3.0".parse().unwrap();
    fixture.pull(15).reviews = list(vec![review("mona", ReviewState::ChangesRequested, "07:00", "p15")]);
    let lines = judged(&fixture, keys);
    assert!(lines[0].starts_with("unknown unreadable: the type of the release could not be read: Ambiguous"));
    assert!(lines[1].starts_with("unmet changes-requested: @mona asked for changes on #15"));
    assert_eq!(lines.len(), 2);
}

#[test]
fn open_boxes_threads_and_issues_are_named() {
    let fixture = release(|it| {
        it.pull(14).body = Fact::Known("- [ ] tests\n- [x] docs\n- [ ] ~~later~~".into());
        it.pull(15).author = None;
        it.pull(15).threads = list(vec![thread(true), thread(false), thread(false)]);
        it.pull(15).linked_issues = list(vec![
            linked(3, "OctoAcme/Shop", false),
            linked(4, "octoacme/web", false),
            linked(5, "a/b", true),
        ]);
    });
    assert_eq!(
        judged(&fixture, "tasks: complete, threads: resolved, linked-issues: closed"),
        [
            "unmet tasks-open: not ticked: 2 of 3 boxes in the description of #14, namely `tests` `later` \
             => tick each box in the description once it is done [writers and @lena-h]",
            "unmet threads-open: not resolved: 2 of 3 review threads of #15 \
             => settle each, and press *Resolve conversation* [Editors(None)]",
            "unmet issue-open: #15 says that it closes #3, which is open \
             => close #3 once it is done, or take the link out of the pull request [writers]",
            "unmet issue-open: #15 says that it closes octoacme/web#4, which is open \
             => close octoacme/web#4 once it is done, or take the link out of the pull request [writers]",
        ]
    );
}

#[test]
fn labels_are_compared_without_case_and_by_pattern() {
    let with = |labels: &[&str], rules: &str| {
        let mut fixture = Fixture::merge();
        let all = ["feature", "bug", "hold", "Area/UI", "area/api"];
        fixture.evidence.labels = list(all.map(String::from).to_vec());
        fixture.pull(15).labels = list(labels.iter().map(|label| (*label).to_owned()).collect());
        judged(&fixture, &format!("labels: {{{rules}}}"))
    };
    for (labels, rules, wanted) in [
        (
            &["Feature"][..],
            "one-of: [feature, bug]",
            "met labelled: 1 pull request, each with one of the labels",
        ),
        (&["feature", "bug"], "one-of: [feature, bug]", "met labelled"),
        (
            &["hold"],
            "one-of: [feature, bug]",
            "unmet label-missing: #15 has none of the labels `feature` `bug`",
        ),
        (&[], "one-of: feature", "unmet label-missing"),
        (&["bug"], "exactly-one-of: [feature, bug]", "met labelled"),
        (&[], "exactly-one-of: [feature, bug]", "unmet label-missing"),
        (
            &["feature", "hold", "bug"],
            "exactly-one-of: [feature, bug]",
            "unmet several-labels: #15 has `feature` `bug`, and may have only one of `feature` `bug`",
        ),
        (&["area/ui"], "one-of: ['AREA/*']", "met labelled"),
        (&["area/ui", "area/api"], "exactly-one-of: ['area/*']", "unmet several-labels"),
        (&["HOLD"], "none-of: ['ho*']", "unmet label-forbidden: #15 is labelled `HOLD`"),
        (&["bug"], "none-of: [hold]", "met labelled: 1 pull request, each with none of the labels `hold`"),
    ] {
        let lines = with(labels, rules);
        assert!(lines[0].starts_with(wanted), "{labels:?} {rules}: {lines:#?}");
        assert_eq!(lines.len(), 1, "{labels:?} {rules}: {lines:#?}");
    }
}

#[test]
fn a_label_that_the_repository_lacks_is_never_a_go() {
    for (rules, gone) in [
        ("none-of: [hodl]", "`hodl`"),
        ("none-of: ['stop-*']", "`stop-*`"),
        ("one-of: [feature, featuer]", "`featuer`"),
        ("exactly-one-of: [feature, featuer]", "`featuer`"),
    ] {
        let lines = judged(&Fixture::release(), &format!("labels: {{{rules}}}"));
        let wanted = format!(
            "unknown (absent) no-such-label: the repository has no label that fits {gone} => create the label, or \
             correct its name in the policy [writers]"
        );
        assert_eq!(lines[0], wanted);
    }
    // Under `not`, a misspelt label must not look like one that somebody took off.
    let not = "not: {pull-requests: {labels: {one-of: [hodl]}}}";
    assert_eq!(Fixture::release().judge(not).outcome, Outcome::Unknown);
    let mut unread = Fixture::release();
    unread.evidence.labels = forbidden();
    assert_eq!(unread.judge("not: {pull-requests: {labels: {one-of: [hold]}}}").outcome, Outcome::Unknown);
}

#[test]
fn half_read_lists_hold_and_what_was_seen_is_named() {
    let fixture = release(|it| {
        it.pull(14).labels = Fact::Known(List::new(vec!["hold".into()], 2));
        it.pull(14).threads = Fact::Known(List::new(vec![thread(false)], 2));
        it.pull(15).threads = Fact::Known(List::new(vec![thread(true)], 2));
        it.pull(15).reviews = Fact::Known(List::new(vec![], 2));
    });
    let keys = "approvals: 1, threads: resolved, labels: {one-of: [feature], none-of: [hold]}";
    let lines = judged(&fixture, keys);
    let short: Vec<&str> = lines.iter().map(|line| line.split(" => ").next().unwrap()).collect();
    assert_eq!(
        short,
        [
            "unknown part-unreadable: the reviews of #15 could not be read: Incomplete 0 of 2",
            "unmet threads-open: not resolved: 1 of 1 review threads of #14",
            "unknown part-unreadable: the review threads of #14 #15 could not be read: Incomplete 1 of 2",
            "unmet label-forbidden: #14 is labelled `hold`",
            "unknown part-unreadable: the labels of #14 could not be read: Incomplete 1 of 2",
        ]
    );
}

#[test]
fn each_fact_that_is_taken_away_is_missed() {
    for (keys, take) in [
        ("approvals: 1", (|pull| pull.reviews = Fact::NotCollected) as fn(&mut PullRequest)),
        ("approvals: 1", |pull| pull.force_pushes = forbidden()),
        ("tasks: complete", |pull| pull.body = Fact::NotCollected),
        ("threads: resolved", |pull| pull.threads = Fact::NotCollected),
        ("labels: {none-of: hold}", |pull| pull.labels = Fact::NotCollected),
        ("linked-issues: closed", |pull| pull.linked_issues = forbidden()),
    ] {
        let yaml = format!("pull-requests: {{{keys}}}");
        assert_eq!(Fixture::release().judge(&yaml).outcome, Outcome::Met, "{keys}");
        let fixture = release(|it| it.evidence.pull_requests.iter_mut().for_each(take));
        assert_eq!(fixture.judge(&yaml).outcome, Outcome::Unknown, "{keys}");
        assert_eq!(fixture.findings(&yaml).len(), 1, "one finding for the same trouble: {keys}");
    }
}

#[test]
fn what_is_needed_is_asked_for() {
    let needs = |keys: &str| {
        let tree = Fixture::release().read(&format!("pull-requests: {{{keys}}}")).unwrap();
        tree.needs(&BTreeMap::new())
    };
    let pulls = |change: fn(&mut PullRequestNeeds)| {
        let mut needs = Needs::default();
        change(&mut needs.pull_requests);
        needs
    };
    assert_eq!(needs("merged: all"), Needs::default());
    assert_eq!(needs("approvals: 1"), pulls(|it| it.reviews = true));
    assert_eq!(needs("tasks: complete"), pulls(|it| it.body = true));
    assert_eq!(needs("threads: resolved"), pulls(|it| it.threads = true));
    assert_eq!(needs("linked-issues: closed"), pulls(|it| it.linked_issues = true));
    assert_eq!(needs("labels: {none-of: hold}"), Needs { labels: true, ..pulls(|it| it.labels = true) });
    assert_eq!(needs("direct-push: allow"), Needs::default());
}

#[test]
fn a_reverted_pull_request_is_judged_and_marked() {
    let fixture = release(|it| {
        it.pull(14).threads = list(vec![thread(false)]);
        let Fact::Known(range) = &mut it.evidence.range else { unreachable!() };
        let reverting = crate::evidence::release::Commit {
            message: "Revert \"Change 14\"\n\nReverts octoacme/shop#14".into(),
            ..commit(15)
        };
        range.commits = List::all(vec![commit(14), reverting]);
    });
    assert_eq!(
        judged(&fixture, "merged: all, threads: resolved")[1..],
        [
            "unmet threads-open: not resolved: 1 of 1 review threads of #14 \
             => settle each, and press *Resolve conversation* [writers and @lena-h]",
            "met reverted: #14 is reverted by m15; it is judged like the others",
        ]
    );
    assert_eq!(judged(&fixture, "merged: all").len(), 1, "nothing is lacking, so nothing is marked");
}

#[test]
fn a_leaf_may_only_let_in() {
    let yaml = "pull-requests: {outside-milestone: allow, direct-push: allow}";
    let fixture = Fixture::release();
    assert_eq!(
        told(&fixture.findings(yaml)),
        [
            "met allows: the policy lets in pull requests that the milestone does not have; the release has 2 pull requests",
            "met allows: the policy lets in commits that no pull request brought in; the release has 2 pull requests",
        ]
    );
    let allowances = |yaml: &str| fixture.read(yaml).unwrap().leaves()[0].allowances();
    assert_eq!(allowances(yaml), Allowances { outside_milestone: true, direct_push: true });
    let direct = Allowances { outside_milestone: false, direct_push: true };
    assert_eq!(allowances("pull-requests: {merged: all, direct-push: allow}"), direct);
    assert_eq!(allowances("pull-requests: {merged: all}"), Allowances::default());
}

#[test]
fn one_pull_request_is_judged_before_its_merge() {
    let mut fixture = Fixture::merge();
    fixture.pull(14).threads = list(vec![thread(false)]);
    assert_eq!(
        judged(&fixture, "approvals: 1, threads: resolved"),
        [
            "met approved: 1 pull request, each with 1 or more approvals that count",
            "met threads-resolved: 1 pull request, with 0 review threads, all resolved",
        ]
    );
    for key in ["merged: all", "linked-issues: closed", "outside-milestone: allow", "direct-push: allow"] {
        let problems = fixture.read(&format!("pull-requests: {{approvals: 1, {key}}}")).unwrap_err();
        let name = key.split(':').next().unwrap();
        assert_eq!(problems, [format!("release-wide: `{name}` speaks of a whole release")]);
    }
    fixture.evidence.pull_requests.clear();
    assert!(judged(&fixture, "approvals: 1")[0].starts_with("unknown unreadable: the list of pull requests"));
}

#[test]
fn what_is_wrong_in_the_policy_is_told() {
    for (yaml, wanted) in [
        ("{}", "asks-nothing: `pull-requests` asks nothing of the pull requests"),
        ("all", "wrong-type: `pull-requests` must be a mapping, found the text `all`"),
        ("{merged: every}", "not-one-of: `merged` must be `all`, found `every`"),
        ("{merged: }", "empty-text: `merged` must be a text, found nothing"),
        ("{aprovals: 1}", "unknown-key: `pull-requests` has no key `aprovals`"),
        ("{approvals: 0}", "out-of-range: `approvals` must be a whole number from 1 to 100, found 0"),
        ("{approvals: {major: 2}}", "missing-key: `approvals` by type needs the key `otherwise`"),
        ("{tasks: done}", "not-one-of: `tasks` must be `complete`, found `done`"),
        ("{threads: [resolved]}", "wrong-type: `threads` must be a text, found a list"),
        ("{linked-issues: open}", "not-one-of: `linked-issues` must be `closed`, found `open`"),
        ("{direct-push: deny}", "not-one-of: `direct-push` must be `allow`, found `deny`"),
        ("{labels: {}}", "asks-nothing: `labels` asks nothing of the labels"),
        ("{labels: {any-of: [a]}}", "unknown-key: `labels` has no key `any-of`"),
        ("{labels: {one-of: []}}", "empty-list: `one-of` must name at least one"),
        ("{labels: {one-of: [a, A]}}", "named-twice: `one-of` names the label `A` twice"),
        (
            "{labels: {one-of: [a], none-of: [A]}}",
            "contradiction: the label `a` is both asked for and forbidden",
        ),
        ("{labels: {none-of: '[x'}}", r"bad-glob: `[` is not closed; for the character itself write `\[`"),
    ] {
        let problems = Fixture::release().read(&format!("pull-requests: {yaml}")).unwrap_err();
        assert_eq!(problems, [wanted], "{yaml}");
    }
}

#[test]
fn names_of_labels_need_not_be_globs() {
    let mut fixture = Fixture::merge();
    let odd = ["kind/", "a//b", "./x", r"[bug]", "!stop", "/start"];
    fixture.evidence.labels = list(odd.map(String::from).to_vec());
    for (label, written) in [("kind/", "kind/"), ("a//b", "a//b"), ("[bug]", r"\[bug\]"), ("!stop", "!stop")]
    {
        fixture.pull(15).labels = list(vec![label.to_owned()]);
        let lines = judged(&fixture, &format!("labels: {{one-of: ['{written}']}}"));
        assert!(lines[0].starts_with("met labelled"), "{label}: {lines:?}");
    }
}

#[test]
fn the_examples_are_valid() {
    for example in PullRequests::EXAMPLE.split("---\n") {
        Fixture::release().read(example).unwrap_or_else(|problems| panic!("{example}: {problems:?}"));
    }
}

#[test]
fn codes_are_unique() {
    let mut codes: Vec<&str> = MESSAGES.iter().map(|message| message.code).collect();
    codes.extend(crate::requirement::own_messages().iter().map(|message| message.code));
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

#[test]
fn the_schema_says_what_is_read() {
    let schema = schemars::schema_for!(PullRequests).to_value();
    assert_eq!(schema["properties"]["merged"]["$ref"], "#/$defs/Merged");
    assert_eq!(schema["$defs"]["Merged"]["oneOf"][0]["const"], "all");
    assert_eq!(schema["$defs"]["LabelRules"]["properties"]["none-of"]["anyOf"][1]["minItems"], 1);
    let keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    let wanted = [
        "merged",
        "approvals",
        "tasks",
        "threads",
        "labels",
        "linked-issues",
        "outside-milestone",
        "direct-push",
    ];
    assert!(wanted.iter().all(|key| keys.iter().any(|known| known == key)), "{keys:?}");
    assert_eq!(keys.len(), wanted.len());
    assert_eq!(schema["minProperties"], 1);
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema.get("required").is_none(), "{schema:#}");
    assert!(!schema.to_string().contains("null"), "{schema:#}");
}

/// One way to take evidence away.
fn take(fixture: &mut Fixture, which: u8, number: u64) {
    let pull = |fixture: &mut Fixture, take: fn(&mut PullRequest)| take(fixture.pull(number));
    match which {
        0 => pull(fixture, |pull| pull.reviews = Fact::NotCollected),
        1 => pull(fixture, |pull| pull.force_pushes = forbidden()),
        2 => pull(fixture, |pull| pull.body = forbidden()),
        3 => pull(fixture, |pull| pull.threads = Fact::NotCollected),
        4 => pull(fixture, |pull| pull.labels = Fact::NotCollected),
        5 => pull(fixture, |pull| pull.linked_issues = Fact::NotCollected),
        6 => pull(fixture, |pull| pull.labels = Fact::Known(List::new(pull.labels.seen().to_vec(), 9))),
        7 => fixture.evidence.labels = forbidden(),
        8 => fixture.evidence.milestone = Fact::NotCollected,
        9 => fixture.evidence.range = Fact::NotCollected,
        _ => fixture.evidence.pull_requests.retain(|pull| pull.number != number),
    }
}

/// One way to make a pull request lack something.
fn spoil(fixture: &mut Fixture, which: u8, number: u64) {
    let pull = fixture.pull(number);
    match which {
        0 => pull.reviews = list(vec![]),
        1 => pull.force_pushes = list(vec![at("09:00")]),
        2 => pull.body = Fact::Known("- [ ] open".into()),
        3 => pull.threads = list(vec![thread(false)]),
        4 => pull.labels = list(vec!["hold".into()]),
        5 => pull.linked_issues = list(vec![linked(3, "a/b", false)]),
        _ => {}
    }
}

proptest! {
    #[test]
    fn taking_evidence_away_never_makes_anything_met(
        spoilt in prop::collection::vec((0_u8..7, 14_u64..16), 0..3),
        taken in prop::collection::vec((0_u8..10, 14_u64..16), 1..4),
        gone in prop::option::of(14_u64..16),
        key in prop::sample::select(vec![
            "merged: all", "approvals: 1", "tasks: complete", "threads: resolved", "linked-issues: closed",
            "labels: {one-of: feature}", "labels: {exactly-one-of: [feature, bug]}", "labels: {none-of: hold}",
            "labels: {one-of: [hodl]}",
        ]),
        negated in any::<bool>(),
    ) {
        let leaf = format!("pull-requests: {{{key}}}");
        let yaml = if negated { format!("not: {{{leaf}}}") } else { leaf };
        let mut fixture = Fixture::release();
        for (which, number) in spoilt {
            spoil(&mut fixture, which, number);
        }
        let before = fixture.judge(&yaml).outcome;
        for (which, number) in taken {
            take(&mut fixture, which, number);
        }
        if let Some(number) = gone {
            take(&mut fixture, 10, number);
        }
        let after = fixture.judge(&yaml).outcome;
        prop_assert!(after != Outcome::Met || before == Outcome::Met, "{yaml}: {before:?} to {after:?}");
    }
}
