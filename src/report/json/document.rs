//! The shape of the document. A change that a reader could stumble over makes [`VERSION`] grow.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::consents::{SignOffs, Supplier, Waiver};
use super::cut::CutDocument;
use super::spot::Spot;

/// The version of the document's shape.
pub const VERSION: u32 = 1;

/// A verdict of holdpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Document {
    /// The version of this document's shape: 1.
    pub version: u32,
    /// What the gate says.
    pub decision: Decision,
    /// In a replay, when the evidence was taken (RFC 3339); nothing was published then.
    pub replay: Option<String>,
    /// `owner/name`.
    pub repository: String,
    /// What was judged.
    pub subject: Subject,
    /// The phase that was asked for.
    pub phase: String,
    /// How many requirements that hold the phase stand how.
    pub counts: Counts,
    /// What the gate itself demands of every candidate.
    pub gate: Vec<Requirement>,
    /// The policy's requirements, in its order; those of earlier phases first.
    pub requirements: Vec<Requirement>,
    /// Who consented, who has yet to, and what does not count.
    pub sign_offs: SignOffs,
    /// The waivers that were given, those that do not count among them.
    pub waivers: Vec<Waiver>,
    /// What is answered to people who wrote to the gate in vain.
    pub answers: Vec<Finding>,
    /// Whether the policy lets people sign for work of their own.
    pub solo: bool,
    /// Who can supply now what holds the phase.
    pub people: Vec<Supplier>,
    /// Things worth knowing that hold nothing.
    pub notes: Vec<Finding>,
    /// The policy that was applied.
    pub policy: Policy,
    /// What the pull request that was judged makes of the policy; nothing, if it leaves it as it is.
    pub proposed_policy: Option<ProposedPolicy>,
    /// The time by which was judged (RFC 3339).
    pub judged_at: String,
    /// The page of the workflow run.
    pub run_url: Option<String>,
    /// What reading GitHub took.
    pub usage: Option<Usage>,
    /// What became of the cutting of the tag; null but after `bump --tag` of a go.
    pub cut: Option<CutDocument>,
}

/// What the gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Every holding requirement that applies is met or waived, and at least one was.
    Go,
    /// Anything else.
    NoGo,
}

/// How a requirement, or a part of one, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds, and something proves it.
    Met,
    /// It does not hold.
    Unmet,
    /// It waits for a machine.
    Pending,
    /// It could not be read.
    Unknown,
    /// Somebody who may has decided to go without it.
    Waived,
    /// Its condition rules it out.
    NotApplicable,
}

/// Whether a requirement holds the phase or only reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The phase waits for it.
    Holding,
    /// It holds nothing.
    Advisory,
}

/// What was judged.
#[expect(clippy::large_enum_variant, reason = "there is one in a document")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Subject {
    /// A release.
    Release {
        /// Its version, without the tag's prefix.
        version: String,
        /// Its tag.
        tag: String,
        /// Its type, if known: `major`, `minor`, `patch`, `prerelease`, or the team's own.
        #[serde(rename = "type")]
        release_type: Option<String>,
        /// Its commit's whole id.
        commit: String,
        /// The branch that it is cut from; empty if that is not known.
        branch: String,
        /// The previous release's tag, if there is one and it is known.
        previous: Option<String>,
        /// How many commits it has, if known.
        commits: Option<u64>,
        /// How many pull requests it has, if known.
        pull_requests: Option<u64>,
        /// Its milestone.
        milestone: Option<Thread>,
        /// Its tracking issue.
        tracking_issue: Option<Thread>,
        /// The number of the release pull request, if that is what was judged.
        release_pull_request: Option<u64>,
        /// The package that is released; null where the policy has none.
        package: Option<String>,
        /// Whether the tag is on the commit already.
        resumes: bool,
    },
    /// One pull request, before it is merged.
    PullRequest {
        /// Its number.
        number: u64,
        /// Its title.
        title: String,
        /// Its page.
        url: String,
        /// The head that was judged: a commit's whole id.
        commit: String,
    },
    /// Several pull requests, which a merge queue is about to merge.
    MergeGroup {
        /// The whole id of the commit that the queue made of them.
        commit: String,
        /// The branch that they go into.
        branch: String,
        /// The pull requests, in the order of the queue.
        pull_requests: Vec<Thread>,
    },
}

/// How many requirements that hold the phase stand how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "each is an outcome")]
pub struct Counts {
    pub met: usize,
    pub unmet: usize,
    pub pending: usize,
    pub unknown: usize,
    pub waived: usize,
    pub not_applicable: usize,
}

/// How one requirement stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Requirement {
    /// Its stable id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The phase that it belongs to.
    pub phase: String,
    /// Its groups, outermost first.
    pub group: Vec<String>,
    /// Whether it holds the phase.
    pub severity: Severity,
    /// How it stands.
    pub outcome: Outcome,
    /// The line of the policy that states it, from 1; none for what the gate itself demands.
    pub line: Option<usize>,
    /// What the policy tells people to do.
    pub hint: Option<String>,
    /// Its condition as judged: `met` means that it applies.
    pub condition: Option<Part>,
    /// The requirement as judged; none where the condition rules it out.
    pub tree: Option<Part>,
}

/// A part of a requirement, or of a condition, with all its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Part {
    /// How it stands.
    pub outcome: Outcome,
    /// What it is.
    pub kind: Kind,
    /// Of a leaf: the kind of evidence or condition, by its name in the policy.
    pub name: Option<String>,
    /// Of a leaf: what was found.
    pub findings: Vec<Finding>,
    /// Of `all`, `any` and `not`: the parts.
    pub parts: Vec<Part>,
}

/// The kinds of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Every part must hold.
    All,
    /// One part must hold.
    Any,
    /// The part must not hold.
    Not,
    /// Evidence or a condition.
    Leaf,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Finding {
    /// What it does to its requirement.
    pub outcome: Outcome,
    /// Its stable code.
    pub code: String,
    /// What was found, as one line of plain text.
    pub message: String,
    /// What to do and who can, as one line of plain text.
    pub todo: Option<String>,
    /// Who can put it right: one of them is enough.
    pub who: Vec<Who>,
    /// The facts by name, as GitHub has them.
    pub facts: BTreeMap<String, Fact>,
    /// Where in a text it is, for what is found in one.
    pub spot: Option<Spot>,
}

/// Somebody, or something, that can put a finding right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Who {
    /// What kind of people these are.
    pub kind: WhoKind,
    /// The login, the team as `organization/slug`, or the check.
    pub name: Option<String>,
}

/// The kinds of people and machines that can put something right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WhoKind {
    /// The person of this login.
    Person,
    /// Anybody in this team.
    Team,
    /// Anybody who holds this role of the policy; its people and teams follow it, as far as they are known.
    Role,
    /// Anybody who can write to the repository.
    Writers,
    /// The same, but not the person of this login.
    WritersExcept,
    /// Anybody who can write to the repository, and the author, if named.
    Editors,
    /// An administrator of the repository.
    Admins,
    /// Whoever maintains the workflow that runs the gate.
    WorkflowAuthors,
    /// The check of this name.
    Machine,
}

/// A fact of a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fact {
    /// Words of holdpoint's own, text that somebody typed, or a name.
    Text(String),
    /// Several names.
    Names(Vec<String>),
    /// A count.
    Number(u64),
    /// A login.
    Person(String),
    /// Several logins.
    People(Vec<String>),
    /// A pull request or an issue.
    Thread(Thread),
    /// Several of them, by number.
    Threads(Vec<u64>),
    /// A commit.
    Commit(Commit),
    /// A page.
    Link {
        /// The name under which it is shown.
        text: String,
        /// Its address.
        url: String,
    },
    /// A moment (RFC 3339).
    Time(String),
    /// Why something is not known.
    Unknown {
        /// The kind of trouble, by a stable name.
        reason: String,
        /// The rights of which one would have helped, e.g. `checks: read`.
        access: Vec<String>,
        /// GitHub's own words.
        detail: String,
    },
}

/// A pull request, an issue or a milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Thread {
    /// Its number.
    pub number: u64,
    /// Its title, if known.
    pub title: Option<String>,
    /// Its page.
    pub url: String,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Commit {
    /// Its whole id.
    pub id: String,
    /// Its page, if known.
    pub url: Option<String>,
}

/// The policy that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Policy {
    /// The file's path.
    pub path: String,
    /// The branch that it was read from. In a replay by a policy in a file, none of the three is there.
    pub branch: Option<String>,
    /// The commit of that branch.
    pub commit: Option<String>,
    /// The file's blob id.
    pub blob: Option<String>,
}

/// What the policy would be once the pull request is merged. It is never judged by before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProposedPolicy {
    /// The file's path; nothing, if it could not be read.
    pub path: Option<String>,
    /// How it compares with the policy that was applied.
    pub state: Proposed,
    /// The difference of what both ask for, in plain words, each line with its sign; or the problems of the new one.
    pub lines: Vec<String>,
    /// Why it could not be read.
    pub why: Option<String>,
}

/// How a proposed policy compares with the one that was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Proposed {
    /// It asks for something else.
    Differs,
    /// It is written otherwise and asks for the same.
    Same,
    /// It has problems, so that nothing could be judged by it.
    Broken,
    /// There would be none any more.
    Removed,
    /// That could not be read.
    Unread,
}

/// What reading GitHub took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Usage {
    /// HTTP requests.
    pub requests: u64,
    /// Points of the hourly allowance for GraphQL.
    pub points: u64,
}
