//! The result tree: one outcome per requirement, and the decision.
//!
//! Outcomes, codes and facts; sentences are made of them in `report`. A [`Message`] is the pattern of a sentence:
//! it stands beside the judgement that uses it, so that a kind of requirement is one file, and is filled in, with
//! every value escaped, by the renderer alone.

mod consent;
mod package;
mod spot;

use std::ops::Range;

use jiff::Timestamp;
use serde::Serialize;

use crate::evidence::release::Milestone;
use crate::evidence::{Login, Oid, TeamName, Unknown};

pub use consent::{MissingSignOff, Speaks, WaiverVerdict};
pub use spot::Spot;

/// How a requirement, or a part of one, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    /// Its condition rules it out, or somebody who may has said that it does not apply.
    NotApplicable,
}

impl Outcome {
    /// Whether a phase may go on with it.
    #[must_use]
    pub fn lets_pass(self) -> bool {
        matches!(self, Self::Met | Self::Waived | Self::NotApplicable)
    }

    /// All of them: one unmet is unmet; otherwise unknown outranks pending; nothing at all proves nothing. What does
    /// not apply decides nothing beside others.
    pub fn all(outcomes: impl IntoIterator<Item = Self>) -> Self {
        let order = [Self::Unmet, Self::Unknown, Self::Pending, Self::Met, Self::Waived, Self::NotApplicable];
        Self::fold(outcomes, &order)
    }

    /// Any of them: one met is met; otherwise what could still become met outranks what is unmet. What does not apply
    /// is never the one that is met: the others decide.
    pub fn any(outcomes: impl IntoIterator<Item = Self>) -> Self {
        let order = [Self::Met, Self::Waived, Self::Unknown, Self::Pending, Self::Unmet, Self::NotApplicable];
        Self::fold(outcomes, &order)
    }

    /// The contrary. What is not known stays so, and so does what is pending; of what does not apply nobody knows
    /// whether its contrary holds.
    #[must_use]
    pub fn contrary(self) -> Self {
        match self {
            Self::Met => Self::Unmet,
            Self::Unmet => Self::Met,
            Self::NotApplicable => Self::Unknown,
            other => other,
        }
    }

    /// The first of `order` that occurs; unknown where nothing does, because nothing was proven.
    fn fold(outcomes: impl IntoIterator<Item = Self>, order: &[Self]) -> Self {
        let seen: Vec<Self> = outcomes.into_iter().collect();
        order.iter().copied().find(|outcome| seen.contains(outcome)).unwrap_or(Self::Unknown)
    }
}

/// What the gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Every applicable holding requirement is met or waived, and at least one was.
    Go,
    /// Anything else.
    NoGo,
}

/// Whether a requirement holds the release or only reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The phase waits for it.
    #[default]
    Holding,
    /// It is reported and holds nothing: for roll-outs.
    Advisory,
}

/// The pattern of a sentence, with `{names}` of the facts that fill it.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// Stable name of the finding, kebab-case, unique in its kind.
    pub code: &'static str,
    /// What was found.
    pub says: &'static str,
    /// What to do about it; empty where there is nothing to do.
    pub todo: &'static str,
}

/// Declares the messages of a kind and the list of them all.
#[macro_export]
macro_rules! messages {
    ($($name:ident = $code:literal: $says:literal $(=> $todo:literal)?;)*) => {
        $(const $name: $crate::verdict::Message =
            $crate::verdict::Message { code: $code, says: $says, todo: concat!("" $(, $todo)?) };)*
        /// Every message that this file can give, for the docs.
        pub(crate) const MESSAGES: &[&$crate::verdict::Message] = &[$(&$name),*];
    };
}

/// One thing that was found: a proof, a lack, or something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it does to its requirement.
    pub outcome: Outcome,
    /// Its code and the pattern of its sentences.
    pub message: &'static Message,
    /// The facts by name.
    pub facts: Vec<(&'static str, Value)>,
    /// Who can put it right.
    pub who: Vec<Who>,
    /// Unmet because there is nothing to look at (no such box, no such check): `not` does not make that met.
    pub absent: bool,
    /// Absent, and a machine may still bring it: a check that no workflow has made yet.
    pub to_come: bool,
    /// What it is to a reader who looks for sign-offs.
    pub speaks: Speaks,
    /// What a waiver has to know of it, if it can.
    pub about: Option<Box<About>>,
    /// Where in a text it is.
    pub spot: Option<Box<Spot>>,
}

/// What a waiver has to know of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// What it is about, as a waiver names it: `#33`, `dependabot#7`, the name of a check. Empty: nothing of the
    /// kind.
    pub subjects: Vec<String>,
    /// Since when it has been so, as far as GitHub shows.
    pub since: Option<Timestamp>,
}

impl Finding {
    /// A finding without facts yet.
    #[must_use]
    pub fn new(outcome: Outcome, message: &'static Message) -> Self {
        Self {
            outcome,
            message,
            facts: Vec::new(),
            who: Vec::new(),
            absent: false,
            to_come: false,
            speaks: Speaks::Else,
            about: None,
            spot: None,
        }
    }

    /// Something that proves its requirement.
    #[must_use]
    pub fn met(message: &'static Message) -> Self {
        Self::new(Outcome::Met, message)
    }

    /// Something that is missing.
    #[must_use]
    pub fn unmet(message: &'static Message) -> Self {
        Self::new(Outcome::Unmet, message)
    }

    /// Something that should be there to be looked at, and is not: no such box, no such check.
    #[must_use]
    pub fn absent(message: &'static Message) -> Self {
        Self { absent: true, ..Self::new(Outcome::Unmet, message) }
    }

    /// Something that should be there and is not, and that a machine may still bring.
    #[must_use]
    pub fn to_come(message: &'static Message) -> Self {
        Self { to_come: true, ..Self::absent(message) }
    }

    /// Something that waits for a machine.
    #[must_use]
    pub fn pending(message: &'static Message) -> Self {
        Self::new(Outcome::Pending, message)
    }

    /// Whether a machine may change it without anybody's doing. What the workflow's author has to set right first, lest
    /// the gate wait for itself, is not.
    #[must_use]
    pub fn awaits_machine(&self) -> bool {
        let pending = self.outcome == Outcome::Pending && !self.who.contains(&Who::WorkflowAuthors);
        pending || self.to_come
    }

    /// Something that could not be read, where a kind has its own words for it.
    #[must_use]
    pub fn unknown(message: &'static Message) -> Self {
        Self::new(Outcome::Unknown, message)
    }

    /// Something that could not be read: `what` names it ("the checks of the release commit").
    #[must_use]
    pub fn unreadable(what: &'static str, why: Unknown) -> Self {
        Self::unknown(&UNREADABLE).with("what", Value::Words(what)).with("why", Value::Unknown(why))
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.facts.push((name, value.into()));
        self
    }

    /// Adds somebody who can put it right.
    #[must_use]
    pub fn who(mut self, who: impl IntoIterator<Item = Who>) -> Self {
        self.who.extend(who);
        self
    }

    /// Says what it is to a reader who looks for sign-offs.
    #[must_use]
    pub fn speaks(mut self, speaks: Speaks) -> Self {
        self.speaks = speaks;
        self
    }

    /// Says what it is about, as a waiver names it.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.about.get_or_insert_default().subjects.push(subject.into());
        self
    }

    /// Says since when it has been so.
    #[must_use]
    pub fn since(mut self, since: Option<Timestamp>) -> Self {
        self.about.get_or_insert_default().since = since;
        self
    }

    /// Says where in a text it is.
    #[must_use]
    pub fn at(mut self, spot: Spot) -> Self {
        self.spot = Some(Box::new(spot));
        self
    }

    /// What it is about, as a waiver names it.
    #[must_use]
    pub fn subjects(&self) -> &[String] {
        self.about.as_ref().map_or(&[], |about| &about.subjects)
    }

    /// The fact of this name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&Value> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

/// What every kind says of a fact that could not be read. The renderer adds the remedy that `why` holds.
pub const UNREADABLE: Message =
    Message { code: "unreadable", says: "{what} could not be read: {why}", todo: "{why:remedy}" };

/// A fact in a finding. All text in it is untrusted but [`Value::Words`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Our own words.
    Words(&'static str),
    /// Text that somebody typed: titles, answers.
    Text(String),
    /// A name that is shown as code: a check, a label, a branch, a path.
    Code(String),
    /// Several such names.
    Codes(Vec<String>),
    /// A count.
    Number(u64),
    /// A count with what is counted: `1 commit`, `2 commits`.
    Count {
        /// How many.
        number: u64,
        /// What one of them is called.
        one: &'static str,
        /// What several are called.
        many: &'static str,
    },
    /// A person.
    Person(Login),
    /// Several people.
    People(Vec<Login>),
    /// A pull request or an issue.
    Thread {
        /// Its number.
        number: u64,
        /// Its title.
        title: String,
        /// Its page.
        url: String,
    },
    /// Several of them, by number.
    Threads(Vec<u64>),
    /// A commit.
    Commit {
        /// Its id.
        oid: Oid,
        /// Its page, if known.
        url: Option<String>,
    },
    /// A page, with the name under which it is shown.
    Link {
        /// The name.
        text: String,
        /// The address.
        url: String,
    },
    /// A page, under words of our own: `comment`.
    Page {
        /// The words.
        words: &'static str,
        /// The address. Untrusted text.
        url: String,
    },
    /// A moment.
    Time(Timestamp),
    /// Why something is not known.
    Unknown(Unknown),
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<&crate::evidence::PullRequest> for Value {
    fn from(pull: &crate::evidence::PullRequest) -> Self {
        Self::Thread { number: pull.number, title: pull.title.clone(), url: pull.url.clone() }
    }
}

impl From<&crate::evidence::Issue> for Value {
    fn from(issue: &crate::evidence::Issue) -> Self {
        Self::Thread { number: issue.number, title: issue.title.clone(), url: issue.url.clone() }
    }
}

impl From<&crate::evidence::release::Commit> for Value {
    fn from(commit: &crate::evidence::release::Commit) -> Self {
        Self::Commit { oid: commit.oid.clone(), url: Some(commit.url.clone()) }
    }
}

/// Somebody, or something, that can put a finding right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// This person.
    Person(Login),
    /// Anybody in this team.
    Team(TeamName),
    /// Anybody who holds this role of the policy, as far as is known.
    Role {
        /// The role's name.
        name: String,
        /// Its holders by login.
        people: Vec<Login>,
        /// Its teams.
        teams: Vec<TeamName>,
    },
    /// Anybody who can write to the repository.
    Writers,
    /// Anybody who can write to the repository, but not this person.
    WritersExcept(Login),
    /// The issue's author and anybody who can write: only they can tick boxes and edit the text.
    Editors(Option<Login>),
    /// An administrator of the repository.
    Admins,
    /// Whoever maintains the workflow that runs the gate.
    WorkflowAuthors,
    /// A machine: this check has to finish.
    Machine(String),
}

/// A part of a requirement with all its parts; nothing is left out once an outcome is clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// How it stands.
    pub outcome: Outcome,
    /// What it is.
    pub what: Part,
    /// What was found; only leaves have findings.
    pub findings: Vec<Finding>,
    /// Its parts; only `all`, `any` and `not` have some.
    pub children: Vec<Node>,
}

/// The parts of a `require` or `when` tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Every part must hold.
    All,
    /// One part must hold.
    Any,
    /// The part must not hold.
    Not,
    /// A kind of evidence, or of condition, by its name in the policy.
    Leaf(&'static str),
}

impl Node {
    /// A leaf stands as all its findings together do. Without a finding it proves nothing, hence is unknown.
    #[must_use]
    pub fn leaf(kind: &'static str, findings: Vec<Finding>) -> Self {
        let outcome = Outcome::all(findings.iter().map(|finding| finding.outcome));
        Self { outcome, what: Part::Leaf(kind), findings, children: Vec::new() }
    }

    /// `all`, `any` or `not` of parts. `not` has one part.
    #[must_use]
    pub fn of(what: Part, children: Vec<Self>) -> Self {
        let outcomes = children.iter().map(|child| child.outcome);
        let outcome = match what {
            Part::Any => Outcome::any(outcomes),
            Part::Not if children.iter().any(Self::rests_on_absence) => Outcome::Unknown,
            Part::Not if children.iter().any(Self::has_what_does_not_apply) => Outcome::Unknown,
            Part::Not => Outcome::all(outcomes).contrary(),
            Part::All | Part::Leaf(_) => Outcome::all(outcomes),
        };
        Self { outcome, what, findings: Vec::new(), children }
    }

    /// Whether it is unmet only because something to look at is not there.
    fn rests_on_absence(&self) -> bool {
        self.outcome == Outcome::Unmet
            && self.leaves().iter().any(|leaf| leaf.findings.iter().any(|finding| finding.absent))
    }

    /// Whether a leaf of it does not apply: its contrary is not proven by what the others show.
    fn has_what_does_not_apply(&self) -> bool {
        self.leaves().iter().any(|leaf| leaf.outcome == Outcome::NotApplicable)
    }

    /// How it would stand if every machine that it waits for ended as is best for it.
    #[must_use]
    pub fn at_best(&self) -> Outcome {
        self.supposing(true)
    }

    fn supposing(&self, met: bool) -> Outcome {
        let under = |met: bool| self.children.iter().map(move |child| child.supposing(met));
        let supposed = |finding: &Finding| match (finding.awaits_machine(), met) {
            (false, _) => finding.outcome,
            (true, true) => Outcome::Met,
            (true, false) => Outcome::Unmet,
        };
        match self.what {
            Part::Leaf(_) => Outcome::all(self.findings.iter().map(supposed)),
            Part::All => Outcome::all(under(met)),
            Part::Any => Outcome::any(under(met)),
            Part::Not if self.outcome == Outcome::Unknown => Outcome::Unknown,
            Part::Not => Outcome::all(under(!met)).contrary(),
        }
    }

    /// All leaves, in the policy's order.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Self> {
        match self.what {
            Part::Leaf(_) => vec![self],
            _ => self.children.iter().flat_map(Self::leaves).collect(),
        }
    }
}

/// How one requirement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementVerdict {
    /// The phase that it belongs to.
    pub phase: String,
    /// Its groups, outermost first.
    pub group: Vec<String>,
    /// Its stable id.
    pub id: String,
    /// Its title, as people read it.
    pub title: String,
    /// Whether it holds the phase.
    pub severity: Severity,
    /// How it stands.
    pub outcome: Outcome,
    /// The condition that it has, as judged: met means that the requirement applies.
    pub condition: Option<Node>,
    /// The requirement as judged; `None` where the condition rules it out.
    pub tree: Option<Node>,
    /// What the policy tells people to do.
    pub hint: Option<String>,
    /// Where the policy states it, in bytes of the policy's text.
    pub at: Range<usize>,
}

/// The whole verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Go or no-go.
    pub decision: Decision,
    /// What was judged.
    pub subject: Judged,
    /// The phase that was asked for.
    pub phase: String,
    /// What the gate itself demands: the candidate still stands, the range is known and accounted for (rule 3).
    pub standing: Vec<RequirementVerdict>,
    /// The policy's requirements, in its order; those of earlier phases first.
    pub requirements: Vec<RequirementVerdict>,
    /// The waivers that were given, those that are refused among them.
    pub waivers: Vec<WaiverVerdict>,
    /// What is answered to people who wrote to the gate in vain: a misspelt command, a role that there is none of.
    pub answers: Vec<Finding>,
    /// Whether the policy lets the author of the work sign: a small team says so, and every report prints it.
    pub solo: bool,
    /// Things worth knowing that hold nothing: a branch that grew, a pull request that was reverted.
    pub notes: Vec<Finding>,
    /// The time by which was judged.
    pub now: Timestamp,
}

impl Verdict {
    /// Everything that was judged, the gate's own demands first.
    pub fn all(&self) -> impl Iterator<Item = &RequirementVerdict> {
        self.standing.iter().chain(&self.requirements)
    }

    /// What holds the phase, in the order in which it was judged.
    pub fn holding(&self) -> impl Iterator<Item = &RequirementVerdict> {
        self.all().filter(|item| item.severity == Severity::Holding && !item.outcome.lets_pass())
    }

    /// How many requirements that hold have this outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.all().filter(|item| item.severity == Severity::Holding && item.outcome == outcome).count()
    }
}

/// What was judged, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one of it per verdict")]
pub enum Judged {
    /// A release.
    Release {
        /// Its version, without the tag's prefix.
        version: String,
        /// Its tag.
        tag: String,
        /// Its type: `major`, `minor`, `patch`, `prerelease`, or the team's own; `None` if unknown.
        kind: Option<String>,
        /// Its commit.
        commit: Oid,
        /// The branch that it is cut from; empty where none was named and none is known to have its commit.
        branch: String,
        /// The previous release's tag.
        previous: Option<String>,
        /// How many commits it has, if known.
        commits: Option<u64>,
        /// How many pull requests it has, if known.
        pull_requests: Option<u64>,
        /// Its milestone.
        milestone: Option<Milestone>,
        /// Its tracking issue: number and page.
        tracking_issue: Option<(u64, String)>,
        /// Whether the tag is on this commit already.
        resumes: bool,
        /// The release pull request, if that is what was judged.
        on_pull_request: Option<u64>,
        /// The package that is released, where the policy has packages.
        package: Option<String>,
    },
    /// One pull request, before it is merged.
    PullRequest {
        /// Its number.
        number: u64,
        /// Its title.
        title: String,
        /// Its page.
        url: String,
        /// The head that was judged.
        head: Oid,
    },
    /// Several, which a merge queue is about to merge.
    MergeGroup {
        /// The commit that the queue made of them.
        commit: Oid,
        /// The branch that they go into.
        branch: String,
        /// The pull requests, in the order of the queue.
        pull_requests: Vec<JudgedPullRequest>,
    },
}

/// A pull request of a merge group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedPullRequest {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
}

#[cfg(test)]
mod tests {
    use super::Outcome::{Met, NotApplicable, Pending, Unknown, Unmet, Waived};
    use super::*;

    #[test]
    fn three_valued_logic() {
        assert_eq!(Outcome::all([]), Unknown, "nothing was proven");
        assert_eq!(Outcome::any([]), Unknown);
        for (outcomes, all, any) in [
            (vec![Met, Met], Met, Met),
            (vec![Met, Unmet], Unmet, Met),
            (vec![Unmet, Unknown], Unmet, Unknown),
            (vec![Pending, Unknown], Unknown, Unknown),
            (vec![Pending, Met], Pending, Met),
            (vec![Waived, Met], Met, Met),
            (vec![Unmet, Pending], Unmet, Pending),
            (vec![NotApplicable], NotApplicable, NotApplicable),
            (vec![NotApplicable, NotApplicable], NotApplicable, NotApplicable),
            (vec![Met, NotApplicable], Met, Met),
            (vec![NotApplicable, Waived], Waived, Waived),
            (vec![NotApplicable, Unmet], Unmet, Unmet),
            (vec![NotApplicable, Pending], Pending, Pending),
            (vec![NotApplicable, Unknown], Unknown, Unknown),
        ] {
            assert_eq!(Outcome::all(outcomes.clone()), all, "all {outcomes:?}");
            assert_eq!(Outcome::any(outcomes.clone()), any, "any {outcomes:?}");
        }
        assert_eq!(Unknown.contrary(), Unknown);
        assert_eq!(Pending.contrary(), Pending);
        assert_eq!(Unmet.contrary(), Met);
        assert_eq!(NotApplicable.contrary(), Unknown);
    }

    #[test]
    fn what_does_not_apply_proves_nothing_under_not() {
        const SAID: Message = Message { code: "said", says: "", todo: "" };
        let leaf = |outcome| Node::leaf("sign-off", vec![Finding::new(outcome, &SAID)]);
        let not = |node| Node::of(Part::Not, vec![node]).outcome;
        assert_eq!(leaf(NotApplicable).outcome, NotApplicable);
        assert_eq!(not(leaf(NotApplicable)), Unknown);
        let any = || Node::of(Part::Any, vec![leaf(NotApplicable), leaf(Unmet)]);
        assert_eq!(any().outcome, Unmet);
        assert_eq!(not(any()), Unknown, "nobody knows whether the first would have held");
        assert_eq!(not(leaf(Unmet)), Met);
    }

    #[test]
    fn a_leaf_without_findings_proves_nothing() {
        assert_eq!(Node::leaf("checks", Vec::new()).outcome, Unknown);
        assert_eq!(Node::of(Part::Not, vec![Node::leaf("checkbox", Vec::new())]).outcome, Unknown);
        const GONE: Message = Message { code: "gone", says: "", todo: "" };
        let absent = Node::leaf("checkbox", vec![Finding::absent(&GONE)]);
        assert_eq!(absent.outcome, Unmet);
        assert_eq!(Node::of(Part::Not, vec![absent]).outcome, Unknown, "an absent box under `not`");
    }

    #[test]
    fn at_best_every_machine_ends_as_it_should() {
        const SAID: Message = Message { code: "said", says: "", todo: "" };
        let leaf = |finding: Finding| Node::leaf("checks", vec![finding]);
        let pending = || leaf(Finding::pending(&SAID));
        let to_come = || leaf(Finding::to_come(&SAID));
        let unmet = || leaf(Finding::unmet(&SAID));
        let own = || leaf(Finding::pending(&SAID).who([Who::WorkflowAuthors]));
        for (node, now, at_best) in [
            (pending(), Pending, Met),
            (to_come(), Unmet, Met),
            (unmet(), Unmet, Unmet),
            (own(), Pending, Pending),
            (leaf(Finding::unknown(&SAID)), Unknown, Unknown),
            (leaf(Finding::absent(&SAID)), Unmet, Unmet),
            (Node::leaf("checks", Vec::new()), Unknown, Unknown),
            (Node::of(Part::All, vec![pending(), unmet()]), Unmet, Unmet),
            (Node::of(Part::Any, vec![pending(), unmet()]), Pending, Met),
            (Node::of(Part::Not, vec![pending()]), Pending, Met),
            (Node::of(Part::Not, vec![unmet()]), Met, Met),
            (Node::of(Part::Not, vec![to_come()]), Unknown, Unknown),
        ] {
            assert_eq!((node.outcome, node.at_best()), (now, at_best), "{node:?}");
        }
    }
}
