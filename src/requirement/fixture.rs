//! Worlds for the tests of kinds: a release of `octoacme/shop` as evidence, to be changed field by field.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Context, Handed, Kind, Setting};
use crate::candidate::{Candidate, PullRequests, Rules};
use crate::evidence::issue::Permission;
use crate::evidence::needs::{Base, Head, Line};
use crate::evidence::pull_request::{PullRequestState, Review, ReviewState};
use crate::evidence::release::{
    Closing, Commit, Milestone, Opening, PolicyText, Range, Relation, Repository, Tag, Trigger,
};
use crate::evidence::{Actor, ActorKind, Ask, Evidence, Fact, Issue, List, Login, Oid, PullRequest};
use crate::release::{Case, Role, Subject};
use crate::sign_off::{self, Record};
use crate::verdict::{Finding, Node};
use crate::version::TagPattern;
use crate::yaml::Problems;

/// A moment of the fixture's day, 2026-03-02.
pub(crate) fn at(time: &str) -> Timestamp {
    format!("2026-03-02T{time}:00Z").parse().unwrap()
}

/// A commit by a short name.
pub(crate) fn oid(name: &str) -> Oid {
    let hex: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    Oid::new(format!("{hex:0<40}"))
}

/// A person.
pub(crate) fn person(login: &str) -> Option<Actor> {
    Some(Actor { login: Login::new(login), kind: ActorKind::User })
}

/// A review of a pull request's head.
pub(crate) fn review(login: &str, state: ReviewState, time: &str, commit: &str) -> Review {
    Review {
        author: person(login),
        state,
        submitted_at: Some(at(time)),
        commit: Some(oid(commit)),
        can_write: true,
    }
}

/// A merged pull request `number`, squashed into commit `m{number}`, from head `p{number}`, by lena-h, approved by
/// maya-r, labelled `feature`, in milestone 4, with nothing else known to be there.
pub(crate) fn pull(number: u64) -> PullRequest {
    PullRequest {
        number,
        title: format!("Change {number}"),
        url: format!("https://github.com/octoacme/shop/pull/{number}"),
        state: PullRequestState::Merged,
        draft: false,
        author: person("lena-h"),
        base: "main".into(),
        head_branch: format!("change-{number}"),
        head: oid(&format!("p{number}")),
        from_fork: false,
        merge_commit: Some(oid(&format!("m{number}"))),
        merged_at: Some(at("08:00")),
        milestone: Some(4),
        body: Fact::Known("Done.".into()),
        labels: Fact::Known(List::all(vec!["feature".into()])),
        removed_labels: Fact::Known(List::all(Vec::new())),
        reviews: Fact::Known(List::all(vec![review(
            "maya-r",
            ReviewState::Approved,
            "07:00",
            &format!("p{number}"),
        )])),
        force_pushes: Fact::Known(List::all(Vec::new())),
        threads: Fact::Known(List::all(Vec::new())),
        linked_issues: Fact::Known(List::all(Vec::new())),
        milestoned: Fact::NotCollected,
        body_changed_at: Fact::NotCollected,
        files: Fact::Known(List::all(Vec::new())),
    }
}

/// The commit that merged pull request `number`.
pub(crate) fn commit(number: u64) -> Commit {
    Commit {
        oid: oid(&format!("m{number}")),
        message: format!("Change {number} (#{number})"),
        parents: vec![oid(&format!("m{}", number - 1))],
        author: Some(Login::new("lena-h")),
        url: format!("https://github.com/octoacme/shop/commit/m{number}"),
        pull_requests: Fact::Known(vec![number]),
        signature: Fact::NotCollected,
    }
}

/// A role that names these people.
pub(crate) fn role(users: &[&str]) -> Role {
    Role { users: users.iter().map(|login| Login::new(*login)).collect(), ..Role::default() }
}

/// A whole world. Every field may be changed before [`Fixture::judge`].
pub(crate) struct Fixture {
    pub(crate) evidence: Evidence,
    pub(crate) rules: Rules,
    pub(crate) candidate: Option<Candidate>,
    pub(crate) pull_request: u64,
    pub(crate) roles: BTreeMap<String, Role>,
    pub(crate) title: String,
    pub(crate) section: Vec<String>,
    pub(crate) types: BTreeSet<String>,
    pub(crate) consents: sign_off::Rules,
    pub(crate) by: Option<Handed>,
    pub(crate) setting: Setting,
}

impl Fixture {
    /// v1.4.0 after v1.3.1: pull requests 14 and 15, milestone 4, tracking issue 40, commit `m15` on main.
    pub(crate) fn release() -> Self {
        let base = Base { tag: "v1.3.1".into(), commit: oid("m13") };
        let candidate = Candidate {
            version: "1.4.0".parse().unwrap(),
            tag: "v1.4.0".into(),
            commit: oid("m15"),
            head: Head::Reference("refs/heads/main".into()),
            branch: "main".into(),
            lines: vec![Line::Branch("main".into())],
            bases: vec![base],
            since: None,
            milestones: vec![milestone()],
            tagged: None,
            on_pull_request: None,
            package: None,
        };
        let mut evidence = Evidence::opened(ask(), opening());
        evidence.bases = Fact::Known(vec![Relation {
            reference: "refs/tags/v1.3.1".into(),
            commit: oid("m13"),
            ahead: 2,
            behind: 0,
        }]);
        evidence.range = Fact::Known(Range {
            base: Some(oid("m13")),
            head: oid("m15"),
            commits: List::all(vec![commit(14), commit(15)]),
            files: Fact::Known(List::all(Vec::new())),
        });
        evidence.pull_requests = vec![pull(14), pull(15)];
        evidence.milestone = Fact::Known(List::all(vec![14, 15]));
        evidence.release_pull_requests = Fact::Known(List::all(Vec::new()));
        evidence.tracking_issues = Fact::Known(List::all(vec![issue("")]));
        evidence.labels =
            Fact::Known(List::all(["feature", "bug", "hold", "release"].map(String::from).to_vec()));
        evidence.closing = Fact::Known(Closing {
            tag: Fact::Known(None),
            at: at("10:00"),
            head: Fact::Known(Some(oid("m15"))),
            lines: Fact::Known(List::all(vec![Relation {
                reference: "refs/heads/main".into(),
                commit: oid("m15"),
                ahead: 0,
                behind: 0,
            }])),
        });
        Self {
            evidence,
            rules: rules(),
            candidate: Some(candidate),
            pull_request: 15,
            roles: BTreeMap::new(),
            title: "Changelog is complete".into(),
            section: Vec::new(),
            types: BTreeSet::new(),
            consents: sign_off::Rules::default(),
            by: None,
            setting: Setting::default(),
        }
    }

    /// Open pull request 15 before its merge.
    pub(crate) fn merge() -> Self {
        let mut fixture = Self::release();
        fixture.candidate = None;
        fixture.pull(15).state = PullRequestState::Open;
        fixture.pull(15).merge_commit = None;
        fixture.pull(15).merged_at = None;
        fixture
    }

    /// The pull request of this number, to change it.
    pub(crate) fn pull(&mut self, number: u64) -> &mut PullRequest {
        self.evidence.pull_requests.iter_mut().find(|pull| pull.number == number).unwrap()
    }

    /// Gives the tracking issue a text.
    pub(crate) fn body(mut self, body: &str) -> Self {
        self.evidence.tracking_issues = Fact::Known(List::all(vec![issue(body)]));
        self
    }

    /// What a requirement sees.
    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            subject: self
                .candidate
                .as_ref()
                .map_or(Subject::PullRequest(self.pull_request), Subject::Release),
            evidence: &self.evidence,
            rules: &self.rules,
            roles: &self.roles,
            // The record borrows the evidence, as the case does; a test may leak it.
            record: Box::leak(Box::new(Record::of(&self.evidence, self.consents))),
            notes: None,
            now: at("10:00"),
        }
    }

    /// Reads a `require:` value, e.g. `{checkbox: {}}`; the problems as `code: message`.
    pub(crate) fn read(&self, yaml: &str) -> Result<super::Tree, Vec<String>> {
        let mut problems = Problems::new();
        let node = crate::yaml::parse(yaml, &mut problems);
        let context = Context {
            id: "it",
            title: &self.title,
            by: self.by.as_ref(),
            setting: self.setting,
            section: &self.section,
            holds_merge: self.candidate.is_none(),
            beside_notes: false,
            roles: &self.roles,
            types: &self.types,
        };
        let tree = node.and_then(|node| super::Tree::read(&node, &context, &mut problems));
        let problems = problems.into_vec();
        match tree {
            Some(tree) if problems.is_empty() => Ok(tree),
            _ => Err(problems.iter().map(|one| format!("{}: {}", one.code, one.message)).collect()),
        }
    }

    /// Judges a `require:` value.
    pub(crate) fn judge(&self, yaml: &str) -> Node {
        self.read(yaml).unwrap_or_else(|problems| panic!("{yaml}: {problems:#?}")).judge(&self.case())
    }

    /// Judges one leaf: its findings.
    pub(crate) fn findings(&self, yaml: &str) -> Vec<Finding> {
        let tree = self.read(yaml).unwrap_or_else(|problems| panic!("{yaml}: {problems:#?}"));
        let findings: Vec<Finding> =
            tree.leaves().iter().flat_map(|leaf: &&Kind| leaf.judge(&self.case())).collect();
        findings.iter().for_each(has_its_facts);
        findings
    }
}

/// Every name in braces in a finding's sentences is a fact that it has.
pub(crate) fn has_its_facts(finding: &Finding) {
    let patterns = [finding.message.says, finding.message.todo];
    for part in patterns.iter().flat_map(|pattern| pattern.split('{').skip(1)) {
        let name = part.split(['}', ':']).next().unwrap_or_default();
        let known = name == "who" || finding.fact(name).is_some();
        assert!(known, "{}: no fact {name}", finding.message.code);
    }
}

fn rules() -> Rules {
    Rules {
        tag: TagPattern::parse("v{version}").unwrap(),
        branches: Vec::new(),
        pull_requests: PullRequests::Milestone,
        since: None,
        tracking_issue: Some("release".into()),
        pull_request: None,
        types: BTreeMap::new(),
        bump: None,
        packages: Vec::new(),
        package: None,
        cutting: crate::bump::Cutting::default(),
        version_files: Vec::new(),
        default_branch: "main".into(),
    }
}

fn milestone() -> Milestone {
    Milestone {
        number: 4,
        title: "v1.4.0".into(),
        open: true,
        url: "https://github.com/octoacme/shop/milestone/4".into(),
    }
}

fn ask() -> Ask {
    Ask {
        repository: "octoacme/shop".into(),
        trigger: Trigger::PushBranch { branch: "main".into(), commit: oid("m15") },
        version: Some("1.4.0".into()),
        commit: None,
        tracking_issue: None,
        own_job: None,
        computed: None,
        package: None,
    }
}

fn opening() -> Opening {
    Opening {
        at: at("09:59"),
        viewer: Some(Login::new("github-actions")),
        repository: Repository {
            name: "octoacme/shop".into(),
            url: "https://github.com/octoacme/shop".into(),
            private: true,
            default_branch: "main".into(),
            default_commit: oid("m15"),
        },
        policy: PolicyText {
            branch: "main".into(),
            commit: oid("m15"),
            path: "release.yml".into(),
            blob: oid("blob"),
            text: String::new(),
        },
        tags: Fact::Known(List::all(vec![Tag { name: "v1.3.1".into(), commit: Some(oid("m13")) }])),
        merge_queue: Fact::NotCollected,
        milestones: Fact::Known(List::all(vec![milestone()])),
    }
}

/// Tracking issue 40 with this text.
pub(crate) fn issue(body: &str) -> Issue {
    Issue {
        number: 40,
        title: "Release v1.4.0".into(),
        url: "https://github.com/octoacme/shop/issues/40".into(),
        open: true,
        body: body.into(),
        author: person("maya-r"),
        author_permission: Fact::Known(Permission::Admin),
        labels: Fact::Known(List::all(vec!["release".into()])),
        milestone: Some(4),
    }
}
