//! Verdicts to try the renderers on.

pub(super) mod consents;

use std::ops::Range;

use jiff::Timestamp;

use super::{PolicySource, Report, Usage};
use crate::evidence::release::{Milestone, PolicyText, Repository};
use crate::evidence::{Access, Fact, Login, Oid, ProposedPolicy, Reason, TeamName, Unknown};
use crate::verdict::{
    Decision, Finding, Judged, JudgedPullRequest, Message, Node, Outcome, Part, RequirementVerdict, Severity,
    Spot, Value, Verdict, Who,
};

pub(super) const FEW_APPROVALS: Message = Message {
    code: "few-approvals",
    says: "{pull} has {count} of {wanted} approvals",
    todo: "approve it on its page, under “Files changed”",
};
pub(super) const APPROVED: Message =
    Message { code: "approved", says: "all {count} pull requests are approved", todo: "" };
pub(super) const NOT_TICKED: Message =
    Message { code: "not-ticked", says: "the box {box} in {issue} is not ticked", todo: "{who} can tick it" };
pub(super) const CHECK_RUNS: Message =
    Message { code: "check-runs", says: "the check {check} is still running", todo: "wait until it ends" };
pub(super) const TYPE_IS_NOT: Message =
    Message { code: "type-is-not", says: "the release is {type}, not {wanted}", todo: "" };
pub(super) const REVERTED: Message =
    Message { code: "reverted", says: "{pull} is reverted by {commit}", todo: "" };
pub(super) const WAIVED: Message =
    Message { code: "waived", says: "{by} goes without it until {until}: {reason}", todo: "" };

pub(super) const POLICY: &str = "version: 1
phases:
  pre-release:
    holds: tag
    requirements:
      - id: scope-merged
        title: All pull requests merged
      - id: docs
        title: Documentation published
      - id: ci
        title: Passing CI
";

pub(super) struct Sample {
    pub(super) verdict: Verdict,
    pub(super) repository: Repository,
    pub(super) policy: PolicyText,
    pub(super) proposed: Fact<Option<ProposedPolicy>>,
}

impl Sample {
    pub(super) fn report(&self) -> Report<'_> {
        Report {
            verdict: &self.verdict,
            repository: &self.repository,
            policy: PolicySource::Repository(&self.policy),
            proposed: &self.proposed,
            replay: None,
            run_url: Some("https://github.com/octoacme/shop/actions/runs/7"),
            usage: Some(Usage { requests: 5, points: 4 }),
        }
    }

    /// With these requirements, of which the decision follows.
    pub(super) fn of(requirements: Vec<RequirementVerdict>) -> Self {
        let open =
            requirements.iter().any(|one| one.severity == Severity::Holding && !one.outcome.lets_pass());
        let proven = requirements.iter().any(|one| one.outcome == Outcome::Met);
        let decision = if proven && !open { Decision::Go } else { Decision::NoGo };
        Self {
            verdict: Verdict {
                decision,
                subject: release(),
                phase: "pre-release".into(),
                standing: vec![met("candidate", "The candidate is what was asked for")],
                requirements,
                waivers: Vec::new(),
                answers: Vec::new(),
                solo: false,
                notes: Vec::new(),
                now: at("2026-11-21T09:33:00Z"),
            },
            repository: Repository {
                name: "octoacme/shop".into(),
                url: "https://github.com/octoacme/shop".into(),
                private: false,
                default_branch: "main".into(),
                default_commit: oid('a'),
            },
            policy: PolicyText {
                branch: "main".into(),
                commit: oid('a'),
                path: "release.yml".into(),
                blob: oid('b'),
                text: POLICY.into(),
            },
            proposed: Fact::NotCollected,
        }
    }
}

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

pub(super) fn oid(digit: char) -> Oid {
    Oid::new(digit.to_string().repeat(40))
}

pub(super) fn place(text: &str) -> Range<usize> {
    let start = POLICY.find(text).expect("the policy has it");
    start..start + text.len()
}

pub(super) fn pull(number: u64, title: &str) -> Value {
    let url = format!("https://github.com/octoacme/shop/pull/{number}");
    Value::Thread { number, title: title.into(), url }
}

pub(super) fn requirement(id: &str, title: &str, tree: Node) -> RequirementVerdict {
    RequirementVerdict {
        phase: "pre-release".into(),
        group: Vec::new(),
        id: id.into(),
        title: title.into(),
        severity: Severity::Holding,
        outcome: tree.outcome,
        condition: None,
        tree: Some(tree),
        hint: None,
        at: 0..0,
    }
}

pub(super) fn met(id: &str, title: &str) -> RequirementVerdict {
    let finding = Finding::met(&APPROVED).with("count", 21_u64);
    requirement(id, title, Node::leaf("pull-requests", vec![finding]))
}

pub(super) fn not_ticked(text: &str) -> Finding {
    Finding::unmet(&NOT_TICKED)
        .with("box", Value::Text(text.into()))
        .with(
            "issue",
            Value::Thread {
                number: 40,
                title: "Release v1.4.0".into(),
                url: "https://github.com/octoacme/shop/issues/40".into(),
            },
        )
        .who([
            Who::Person(Login::new("mona")),
            Who::Team(TeamName { organization: "octoacme".into(), slug: "docs".into() }),
        ])
}

pub(super) fn few_approvals(number: u64, title: &str) -> Finding {
    Finding::unmet(&FEW_APPROVALS)
        .with("pull", pull(number, title))
        .with("count", 0_u64)
        .with("wanted", 1_u64)
        .who([Who::WritersExcept(Login::new("hubot"))])
}

/// One requirement of each kind of trouble.
pub(super) fn no_go() -> Sample {
    let running = Finding::pending(&CHECK_RUNS)
        .with("check", Value::Code("build (linux)".into()))
        .who([Who::Machine("build (linux)".into())]);
    let forbidden = Unknown::new(Reason::Forbidden)
        .access(Access::Workflow("checks: read".into()))
        .detail("Resource not accessible by integration");
    let unread = Finding::unreadable("the checks of the release commit", forbidden);
    let waiver = Finding::new(Outcome::Waived, &WAIVED)
        .with("by", Value::Person(Login::new("mona")))
        .with("until", Value::Time(at("2026-11-28T00:00:00Z")))
        .with("reason", Value::Text("the scanner is down".into()));
    let notes = Node::leaf("checkbox", vec![not_ticked("Notes read")]);
    let mut advisory = requirement("box-notes", "Notes read by a second person", notes);
    advisory.severity = Severity::Advisory;
    let mut sample = Sample::of(vec![
        requirement("ci", "Passing CI", Node::leaf("checks", vec![running])),
        requirement("scan", "Passing scans", Node::leaf("checks", vec![unread])),
        scope(),
        docs(),
        met("labelled", "Every change says what it is"),
        requirement("alerts", "No open alerts", Node::leaf("alerts", vec![waiver])),
        advisory,
        ruled_out(),
    ]);
    let commit =
        Value::Commit { oid: oid('c'), url: Some("https://github.com/octoacme/shop/commit/ccc".into()) };
    sample.verdict.notes =
        vec![Finding::met(&REVERTED).with("pull", pull(13, "Try a new font")).with("commit", commit)];
    sample
}

pub(super) fn scope() -> RequirementVerdict {
    let mut other = few_approvals(15, "Remember the basket");
    other.who = vec![Who::Writers];
    let findings = vec![few_approvals(12, "Fix the cart"), few_approvals(14, "Add search"), other];
    let mut scope =
        requirement("scope-merged", "All pull requests merged", Node::leaf("pull-requests", findings));
    scope.at = place("id: scope-merged");
    scope
}

/// One of two things, of which one must not be.
fn docs() -> RequirementVerdict {
    let approved = Node::leaf("labels", vec![Finding::met(&APPROVED).with("count", 3_u64)]);
    let parts = vec![
        Node::leaf("checkbox", vec![not_ticked("Documentation published")]),
        Node::of(Part::Not, vec![approved]),
    ];
    let mut docs = requirement("docs", "Documentation published", Node::of(Part::Any, parts));
    docs.group = vec!["Documentation readiness".into()];
    docs.hint = Some("See the handbook, chapter 4".into());
    docs.at = place("id: docs\n        title: Documentation published");
    docs
}

pub(super) fn ruled_out() -> RequirementVerdict {
    let other_type = Finding::unmet(&TYPE_IS_NOT)
        .with("type", Value::Codes(vec!["minor".into()]))
        .with("wanted", Value::Codes(vec!["major".into()]));
    RequirementVerdict {
        outcome: Outcome::NotApplicable,
        condition: Some(Node::leaf("type", vec![other_type])),
        tree: None,
        ..requirement("migration-guide", "Migration guide created", Node::leaf("file", Vec::new()))
    }
}

pub(super) fn go() -> Sample {
    Sample::of(vec![met("ci", "Passing CI"), met("labelled", "Every change says what it is")])
}

fn release() -> Judged {
    Judged::Release {
        version: "1.4.0".into(),
        tag: "v1.4.0".into(),
        kind: Some("minor".into()),
        commit: oid('a'),
        branch: "main".into(),
        previous: Some("v1.3.1".into()),
        commits: Some(23),
        pull_requests: Some(21),
        milestone: Some(Milestone {
            number: 3,
            title: "v1.4.0".into(),
            open: true,
            url: "https://github.com/octoacme/shop/milestone/3".into(),
        }),
        tracking_issue: Some((40, "https://github.com/octoacme/shop/issues/40".into())),
        resumes: false,
        on_pull_request: None,
        package: None,
    }
}

/// Judges something else than a release: 1 for a pull request, 2 for a merge group.
pub(super) fn judge_other(sample: &mut Sample, which: usize, text: &str) {
    let (title, url) = (text.to_owned(), text.to_owned());
    match which {
        1 => sample.verdict.subject = Judged::PullRequest { number: 12, title, url, head: oid('a') },
        2 => {
            let pull_requests = vec![JudgedPullRequest { number: 12, title, url }];
            let branch = text.to_owned();
            sample.verdict.subject = Judged::MergeGroup { commit: oid('a'), branch, pull_requests };
        }
        _ => {}
    }
}

pub(super) const ANYTHING: Message = Message {
    code: "anything",
    says: "{words} {text} {code} {codes} {number} {person} {people} {thread} {threads} {commit} {link} {time} {why} {boxes} {page}",
    todo: "{who}: do it with {text}; {why:remedy}",
};

/// A finding with every kind of value and of people, all of them saying `text`.
pub(super) fn anything(outcome: Outcome, text: &str) -> Finding {
    let owned = || text.to_owned();
    let login = || Login::new(text);
    let team = TeamName { organization: owned(), slug: owned() };
    let unknown = Unknown::new(Reason::NotFound)
        .access(Access::Workflow("checks: read".into()))
        .access(Access::App("Members: read".into()))
        .detail(text);
    Finding::new(outcome, &ANYTHING)
        .with("words", Value::Words("our own words"))
        .with("text", Value::Text(owned()))
        .with("code", Value::Code(owned()))
        .with("codes", Value::Codes(vec![owned(), owned()]))
        .with("number", 7_u64)
        .with("boxes", Value::Count { number: 1, one: "box", many: "boxes" })
        .with("person", Value::Person(login()))
        .with("people", Value::People(vec![login(), login()]))
        .with("thread", Value::Thread { number: 12, title: owned(), url: owned() })
        .with("threads", Value::Threads(vec![1, 2]))
        .with("commit", Value::Commit { oid: Oid::new(text), url: Some(owned()) })
        .with("link", Value::Link { text: owned(), url: format!("https://github.com/{text}") })
        .with("page", Value::Page { words: "our own words", url: owned() })
        .with("time", Value::Time(at("2026-11-28T00:00:00Z")))
        .with("why", Value::Unknown(unknown))
        .who([
            Who::Person(login()),
            Who::Team(team.clone()),
            Who::Role { name: owned(), people: vec![login(), login()], teams: vec![team] },
            Who::Writers,
            Who::WritersExcept(login()),
            Who::Editors(Some(login())),
            Who::Admins,
            Who::WorkflowAuthors,
            Who::Machine(owned()),
        ])
        .at(Spot {
            name: owned(),
            path: Some(owned()),
            url: Some(owned()),
            line: 3,
            column: 1,
            length: 4,
            text: owned(),
        })
}

/// A verdict in which everything that anybody could have typed says `text`.
pub(super) fn all_saying(text: &str) -> Sample {
    let owned = || text.to_owned();
    let leaf = |outcome| Node::leaf("anything", vec![anything(outcome, text)]);
    let mut requirements = Vec::new();
    for (outcome, severity) in [
        (Outcome::Unmet, Severity::Holding),
        (Outcome::Unknown, Severity::Advisory),
        (Outcome::Pending, Severity::Holding),
        (Outcome::Met, Severity::Holding),
        (Outcome::Waived, Severity::Advisory),
    ] {
        let tree = match outcome {
            Outcome::Unmet => {
                Node::of(Part::Any, vec![leaf(outcome), Node::of(Part::All, vec![leaf(outcome)])])
            }
            _ => leaf(outcome),
        };
        let mut one = requirement(text, text, tree);
        one.severity = severity;
        one.hint = Some(owned());
        one.group = vec![owned(), owned()];
        one.phase = format!("{text} before");
        one.at = place("id: scope-merged");
        requirements.push(one);
    }
    requirements.push(RequirementVerdict {
        outcome: Outcome::NotApplicable,
        condition: Some(leaf(Outcome::Unmet)),
        tree: None,
        ..requirement(text, text, leaf(Outcome::Unmet))
    });
    let mut sample = Sample::of(requirements);
    sample.verdict.notes = vec![anything(Outcome::Met, text)];
    consents::saying(&mut sample.verdict, text);
    sample.verdict.phase = owned();
    sample.policy.branch = owned();
    sample.policy.path = owned();
    sample.repository.name = owned();
    sample.verdict.subject = Judged::Release {
        version: owned(),
        tag: owned(),
        kind: Some(owned()),
        commit: Oid::new(text),
        branch: owned(),
        previous: Some(owned()),
        commits: Some(1),
        pull_requests: Some(1),
        milestone: Some(Milestone { number: 3, title: owned(), open: true, url: owned() }),
        tracking_issue: Some((40, owned())),
        resumes: true,
        on_pull_request: None,
        package: Some(owned()),
    };
    sample
}
