//! A release with people who consent to it, to be changed deed by deed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::{Asked, judge};
use crate::candidate::PullRequestRule;
use crate::evidence::discussion::{Comment, Deed, Discussion, Edit, Event, Label, Revision};
use crate::evidence::origin::{Arrivals, Authorship, Contributor, Push};
use crate::evidence::pull_request::{Review, ReviewState};
use crate::evidence::{Actor, ActorKind, Fact, List, Login, Reason, Team, TeamName, Unknown};
use crate::markdown::tasks;
use crate::release::Role;
use crate::requirement::boxes::Wanted;
use crate::requirement::fixture::{Fixture, at, oid, person};
use crate::sign_off::{Demand, Fresh, Signers, Way};
use crate::verdict::{Finding, Outcome};

/// v1.4.0 with pull requests 14 (merged at 08:00) and 15 (at 08:30); tracking issue 40; it is 10:00.
///
/// mona, devon-k by a team, and release-bot[bot] are QA engineers; lena-h and mona developers; maya-r release manager, as lena-h
/// would be if authors were not excluded.
pub(super) struct World {
    pub(super) fixture: Fixture,
    pub(super) demand: Demand,
    pub(super) count: u64,
    pub(super) comments: Vec<Comment>,
    pub(super) events: Vec<Event>,
    pub(super) labels: Vec<Label>,
    pub(super) assignees: Vec<Login>,
    pub(super) revisions: Vec<Revision>,
    pub(super) pushes: Vec<Push>,
    /// How many of each list GitHub says there are beyond those that were read.
    pub(super) missing: Missing,
    /// Nothing of the discussions was read.
    pub(super) unread: bool,
}

/// How many items were not read.
#[derive(Default)]
pub(super) struct Missing {
    pub(super) comments: u64,
    pub(super) events: u64,
    pub(super) labels: u64,
    pub(super) revisions: u64,
    pub(super) pushes: u64,
}

/// The box that is asked for.
pub(super) const BOX: &str = "Tests have passed";

pub(super) fn team(slug: &str) -> TeamName {
    TeamName { organization: "octoacme".into(), slug: slug.into() }
}

pub(super) fn logins(names: &[&str]) -> Vec<Login> {
    names.iter().map(|name| Login::new(*name)).collect()
}

fn roles() -> BTreeMap<String, Role> {
    let role = |users: &[&str]| Role { users: logins(users), ..Role::default() };
    [
        ("qa-engineer", Role { teams: vec![team("qa")], ..role(&["mona", "release-bot[bot]"]) }),
        ("developer", role(&["lena-h", "mona"])),
        ("release-manager", Role { authors_excluded: true, ..role(&["maya-r", "lena-h"]) }),
        ("stakeholder", role(&["hubot"])),
    ]
    .into_iter()
    .map(|(name, role)| (name.to_owned(), role))
    .collect()
}

impl World {
    pub(super) fn new() -> Self {
        let mut fixture = Fixture::release();
        fixture.roles = roles();
        fixture.pull(15).merged_at = Some(at("08:30"));
        fixture.pull(15).reviews = Fact::Known(List::all(Vec::new()));
        fixture.evidence.opening.repository.private = false;
        fixture.evidence.teams = vec![Team {
            name: team("qa"),
            members: Fact::Known(List::all(logins(&["devon-k"]))),
            secret: false,
        }];
        let mut world = Self {
            fixture,
            demand: demand(&["qa-engineer"]),
            count: 1,
            comments: Vec::new(),
            events: Vec::new(),
            labels: Vec::new(),
            assignees: Vec::new(),
            revisions: Vec::new(),
            pushes: vec![push("08:30", "m14", "m15"), push("08:00", "m13", "m14")],
            missing: Missing::default(),
            unread: false,
        };
        world.author("m14", "lena-h");
        world.author("m15", "lena-h");
        world.text("07:00", "maya-r", &format!("- [ ] {BOX}\n"));
        world
    }

    /// Release pull request 15, merged as the judged commit.
    pub(super) fn on_pull_request(&mut self) {
        self.fixture.rules.pull_request = Some(PullRequestRule::Label("release".into()));
        self.fixture.evidence.release_pull_requests = Fact::Known(List::all(vec![15]));
    }

    fn author(&mut self, commit: &str, login: &str) {
        let people = vec![Contributor::Account(Login::new(login)), Contributor::GitHub];
        self.add_author(commit, people);
    }

    pub(super) fn add_author(&mut self, commit: &str, people: Vec<Contributor>) {
        let mut all = self.fixture.evidence.authors.seen().to_vec();
        all.retain(|one| one.commit != oid(commit));
        all.push(Authorship { commit: oid(commit), people: List::all(people) });
        self.fixture.evidence.authors = Fact::Known(List::all(all));
    }

    pub(super) fn by(&mut self, by: Option<Actor>, time: &str, body: &str) -> &mut Comment {
        self.comments.push(Comment {
            url: format!(
                "https://github.com/octoacme/shop/issues/40#issuecomment-{}",
                self.comments.len() + 1
            ),
            author: by,
            own: false,
            at: at(time),
            body: body.into(),
            edits: List::all(Vec::new()),
        });
        self.comments.last_mut().unwrap()
    }

    pub(super) fn comment(&mut self, by: &str, time: &str, body: &str) -> &mut Comment {
        self.by(person(by), time, body)
    }

    /// A comment that somebody edited.
    pub(super) fn edited(&mut self, by: &str, time: &str, body: &str, editor: &str, edited: &str) {
        let edit = Edit { at: at(edited), by: person(editor) };
        self.comment(by, time, body).edits = List::all(vec![edit]);
    }

    pub(super) fn sign(&mut self, by: &str, time: &str) {
        self.comment(by, time, "/holdpoint sign qa-engineer");
    }

    pub(super) fn event(&mut self, by: &str, time: &str, deed: Deed) {
        self.events.push(Event { at: at(time), by: person(by), deed });
    }

    pub(super) fn deleted(&mut self, by: &str, time: &str, author: Option<&str>) {
        self.event(by, time, Deed::CommentDeleted { author: author.map(Login::new) });
    }

    /// Puts on the label that is asked for.
    pub(super) fn label(&mut self, by: &str, time: &str) {
        self.demand.ways = vec![Way::Label];
        self.demand.label = Some("qa: done".into());
        self.labels = vec![Label { name: "QA: done".into(), changed_at: Some(at("06:00")) }];
        self.event(by, time, Deed::Labeled("qa: done".into()));
    }

    pub(super) fn text(&mut self, time: &str, by: &str, body: &str) {
        self.revisions.push(Revision { at: at(time), by: person(by), text: Some(body.into()) });
        let mut issues = self.fixture.evidence.tracking_issues.seen().to_vec();
        issues[0].body = body.into();
        self.fixture.evidence.tracking_issues = Fact::Known(List::all(issues));
    }

    pub(super) fn tick(&mut self, by: &str, time: &str) {
        self.text(time, by, &format!("- [x] {BOX}\n"));
    }

    pub(super) fn review(&mut self, by: &str, state: ReviewState, time: &str, commit: &str) {
        self.on_pull_request();
        let mut reviews = self.fixture.pull(15).reviews.seen().to_vec();
        reviews.push(Review {
            author: person(by),
            state,
            submitted_at: Some(at(time)),
            commit: Some(oid(commit)),
            can_write: true,
        });
        self.fixture.pull(15).reviews = Fact::Known(List::all(reviews));
    }

    /// Puts what was done into the evidence.
    pub(super) fn settle(&mut self) {
        let evidence = &mut self.fixture.evidence;
        let merge = self.fixture.candidate.is_none();
        let number = if merge { 15 } else { 40 };
        let list = |len: usize, missing: u64| len as u64 + missing;
        let discussion = Discussion {
            number,
            url: format!("https://github.com/octoacme/shop/issues/{number}"),
            comments: short(&self.comments, list(self.comments.len(), self.missing.comments)),
            events: short(&self.events, list(self.events.len(), self.missing.events)),
            labels: short(&self.labels, list(self.labels.len(), self.missing.labels)),
            assignees: Fact::Known(List::all(self.assignees.clone())),
            revisions: short(&self.revisions, list(self.revisions.len(), self.missing.revisions)),
        };
        let empty = Discussion {
            number: 15,
            url: "https://github.com/octoacme/shop/pull/15".into(),
            comments: Fact::Known(List::all(Vec::new())),
            events: Fact::Known(List::all(Vec::new())),
            labels: Fact::Known(List::all(Vec::new())),
            assignees: Fact::NotCollected,
            revisions: Fact::NotCollected,
        };
        evidence.discussions = if merge { vec![discussion] } else { vec![discussion, empty] };
        if self.unread {
            evidence.discussions.clear();
        }
        evidence.arrivals = Fact::Known(Arrivals {
            commit: oid(if merge { "p15" } else { "m15" }),
            reference: "refs/heads/main".into(),
            pushes: short(&self.pushes, list(self.pushes.len(), self.missing.pushes)),
            suites: Fact::Known(List::all(vec![at("08:31")])),
        });
    }

    pub(super) fn findings(&mut self) -> Vec<Finding> {
        self.settle();
        self.judge()
    }

    /// Judges the evidence as it is.
    pub(super) fn judge(&self) -> Vec<Finding> {
        let case = self.fixture.case();
        let issue = self.fixture.evidence.tracking_issues.seen().first();
        let boxes = issue.map(|issue| tasks(&issue.body)).unwrap_or_default();
        let wanted = Wanted { text: BOX.into(), key: crate::markdown::normalise(BOX) };
        let task = boxes.iter().find(|task| task.key.starts_with(&wanted.key));
        let task = issue.zip(task).map(|(issue, task)| (issue, task, &wanted));
        let asked = Asked { id: "tests", task: task.filter(|_| self.fixture.candidate.is_some()) };
        judge(&case, &self.demand, self.count, &asked)
    }

    pub(super) fn outcome(&mut self) -> Outcome {
        Outcome::all(self.findings().iter().map(|finding| finding.outcome))
    }
}

fn short<T: Clone>(items: &[T], total: u64) -> Fact<List<T>> {
    Fact::Known(List::new(items.to_vec(), total))
}

pub(super) fn push(time: &str, before: &str, after: &str) -> Push {
    push_at(at(time), before, after)
}

pub(super) fn push_at(at: Timestamp, before: &str, after: &str) -> Push {
    Push { at, before: Some(oid(before)), after: Some(oid(after)) }
}

pub(super) fn demand(by: &[&str]) -> Demand {
    Demand {
        by: Signers::All(by.iter().map(|role| (*role).to_owned()).collect()),
        verified_by: None,
        separate: Vec::new(),
        ways: vec![Way::Comment, Way::Checkbox, Way::Review],
        label: None,
        fresh: Fresh::Commit,
        witnessed_by: None,
    }
}

pub(super) fn app(login: &str) -> Option<Actor> {
    Some(Actor { login: Login::new(login), kind: ActorKind::Bot })
}

pub(super) fn forbidden() -> Unknown {
    Unknown::new(Reason::Forbidden)
}
