//! Sign-offs, waivers, and who can supply what, in the document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{Finding, Thread, Who};
use super::fill::{finding, whos};
use crate::report::consents::{self, Missing, Need, Told, Way};
use crate::report::sentence::Writer;
use crate::report::who::{self, Whom};
use crate::verdict::{RequirementVerdict, Verdict, WaiverVerdict};

/// Who consented, who has yet to, and what does not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SignOffs {
    /// The roles whose sign-off holds the phase, each once.
    pub missing: Vec<MissingSignOff>,
    /// Consents that count.
    pub given: Vec<Consent>,
    /// Consents that do not count.
    pub ignored: Vec<Consent>,
    /// Consents of which nobody knows whether they count.
    pub doubtful: Vec<Consent>,
}

/// A sign-off that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MissingSignOff {
    /// The role.
    pub role: String,
    /// The ids of the requirements that ask for it.
    pub requirements: Vec<String>,
    /// Whether nothing else would do in its place, and its requirements surely apply.
    pub needed: bool,
    /// Who can give it.
    pub who: Vec<Who>,
    /// How it is given; one way is enough for each requirement that takes it.
    pub ways: Vec<SignOffWay>,
}

/// A way to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "way", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum SignOffWay {
    /// A comment.
    Comment {
        /// The line to type.
        line: String,
        /// The lines that sign a part of it, where `line` signs several things.
        singly: Vec<String>,
        /// The issue or pull request.
        on: Option<Thread>,
    },
    /// Boxes of the tracking issue, ticked.
    Checkbox {
        /// Their texts.
        boxes: Vec<String>,
        /// Whether they are ticked already, in a way that does not count: then they are unticked first.
        ticked: bool,
        /// The page that they are on.
        url: String,
    },
    /// A label, put on.
    Label {
        /// The label.
        name: String,
        /// The issue or pull request.
        on: Option<Thread>,
    },
    /// An approving review.
    Review {
        /// The pull request.
        pull_request: Thread,
    },
}

/// A consent, whether it counts or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Consent {
    /// The ids of the requirements that it was given to.
    pub requirements: Vec<String>,
    /// What was found.
    pub finding: Finding,
}

/// A waiver, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Waiver {
    /// The requirement's id, as it was written.
    pub requirement: String,
    /// What of it, as written; empty: what was found when it was given.
    pub subjects: Vec<String>,
    /// The login of who gave it; none for a deleted account.
    pub by: Option<String>,
    /// The role in which they may.
    pub role: Option<String>,
    /// The day on which it was given (RFC 3339).
    pub given: String,
    /// Its last day (RFC 3339).
    pub until: String,
    /// Why.
    pub reason: String,
    /// Whether the reason is kept out of the audit line.
    pub private: bool,
    /// The page of the comment that it was given in; none: the policy records it.
    pub url: Option<String>,
    /// Whether it counts.
    pub accepted: bool,
    /// What it excuses, or why it does not count.
    pub findings: Vec<Finding>,
}

/// Somebody who can supply something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Supplier {
    /// What kind of people these are.
    pub kind: SupplierKind,
    /// The login, the team as `organization/slug`, or the role.
    pub name: Option<String>,
    /// The sign-offs that they can give.
    pub sign_offs: Vec<MissingSignOff>,
    /// What else they can do.
    pub todos: Vec<Todo>,
}

/// The kinds of people who can supply something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SupplierKind {
    /// The person of this login.
    Person,
    /// Anybody in this team.
    Team,
    /// Anybody who holds this role of the policy.
    Role,
    /// Anybody who can write to the repository.
    Writers,
    /// The same, but not the person of this login.
    WritersExcept,
    /// An administrator of the repository.
    Admins,
    /// Whoever maintains the workflow that runs the gate.
    WorkflowAuthors,
    /// Nobody is named.
    Somebody,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Todo {
    /// The id of the requirement that it is for.
    pub requirement: String,
    /// The stable name of what was found.
    pub code: String,
    /// What was found.
    pub message: String,
    /// What to do, if the finding says it.
    pub todo: Option<String>,
}

impl SignOffs {
    pub(super) fn of(writer: &Writer<'_>, verdict: &Verdict) -> Self {
        let each = |told: Vec<Told<'_>>| {
            told.iter()
                .map(|one| Consent { requirements: ids(&one.of), finding: finding(writer, one.finding) })
                .collect()
        };
        Self {
            missing: consents::missing(verdict).iter().map(missing).collect(),
            given: each(consents::given(verdict)),
            ignored: each(consents::ignored(verdict)),
            doubtful: each(consents::doubtful(verdict)),
        }
    }
}

fn ids(requirements: &[&RequirementVerdict]) -> Vec<String> {
    requirements.iter().map(|one| one.id.clone()).collect()
}

fn missing(one: &Missing<'_>) -> MissingSignOff {
    MissingSignOff {
        role: one.role.to_owned(),
        requirements: ids(&one.requirements()),
        needed: one.need() == Need::Yes,
        who: whos(one.who()),
        ways: one.ways().iter().map(way).collect(),
    }
}

fn way(way: &Way<'_>) -> SignOffWay {
    let thread = |(number, url): (u64, &str)| Thread { number, title: None, url: url.to_owned() };
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match way.clone() {
        Way::Comment { line, singly, on } => {
            let part: Vec<&str> = singly.into_iter().filter(|one| *one != line).collect();
            SignOffWay::Comment { singly: owned(&part), line: line.into_owned(), on: on.map(thread) }
        }
        Way::Tick { texts, ticked, page, .. } => {
            SignOffWay::Checkbox { boxes: owned(&texts), ticked, url: page.to_owned() }
        }
        Way::Label { name, on } => SignOffWay::Label { name: name.to_owned(), on: on.map(thread) },
        Way::Review { number, page } => SignOffWay::Review { pull_request: thread((number, page)) },
    }
}

impl Waiver {
    pub(super) fn of(writer: &Writer<'_>, one: &WaiverVerdict) -> Self {
        let WaiverVerdict { requirement, subjects, by, role, given, until, .. } = one.clone();
        Self {
            requirement,
            subjects,
            by: by.map(|login| login.to_string()),
            role,
            given: given.to_string(),
            until: until.to_string(),
            reason: one.reason.clone(),
            private: one.private,
            url: one.url.clone(),
            accepted: one.accepted,
            findings: one.findings.iter().map(|found| finding(writer, found)).collect(),
        }
    }
}

impl Supplier {
    pub(super) fn all(writer: &Writer<'_>, verdict: &Verdict) -> Vec<Self> {
        let shares = who::shares(verdict);
        let each = shares.iter().map(|share| {
            let (kind, name) = match share.whom {
                Whom::Person(login) => (SupplierKind::Person, Some(login.to_string())),
                Whom::Team(team) => (SupplierKind::Team, Some(team.to_string())),
                Whom::Role(name) => (SupplierKind::Role, Some(name.to_owned())),
                Whom::Writers => (SupplierKind::Writers, None),
                Whom::WritersExcept(login) => (SupplierKind::WritersExcept, Some(login.to_string())),
                Whom::Admins => (SupplierKind::Admins, None),
                Whom::WorkflowAuthors => (SupplierKind::WorkflowAuthors, None),
                Whom::Somebody => (SupplierKind::Somebody, None),
            };
            let todo = |one: &who::Todo<'_>| Todo {
                requirement: one.requirement.id.clone(),
                code: one.finding.message.code.to_owned(),
                message: writer.says(one.finding),
                todo: one.deed(writer),
            };
            let todos = share.todos.iter().map(todo).collect();
            Self { kind, name, sign_offs: share.sign_offs.iter().map(missing).collect(), todos }
        });
        each.collect()
    }
}
