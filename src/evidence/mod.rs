//! What was read from GitHub, as plain data.
//!
//! Nothing here reads, judges or prints. Evidence can be saved and read back; what was damaged or written by
//! another version is refused, so no field has a default.

pub mod alert;
pub mod artifact;
pub mod check;
pub mod discussion;
pub mod fact;
pub mod file;
pub mod habits;
pub mod issue;
pub mod needs;
pub mod notes;
pub mod origin;
pub mod people;
pub mod pull_request;
pub mod release;
mod saved;
pub mod settings;
mod shown;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use alert::Alerts;
pub use artifact::{Releases, WorkflowRuns};
pub use check::{Checks, HeadChecks, RequiredChecks};
pub use discussion::Discussion;
pub use fact::{Access, Fact, List, Reason, Unknown};
pub use file::Files;
pub use issue::{Issue, LabelIssues, MilestoneIssues};
pub use notes::{Pointed, PolicyFile, PreviousNotes};
pub use origin::{Arrivals, Authorship};
pub use people::{Actor, ActorKind, Login, Team, TeamName};
pub use pull_request::PullRequest;
pub use release::{Ask, Closing, Oid, Opening, ProposedPolicy, Range, Relation};

/// The version of the saved form. It grows whenever a field is added, removed or changes its meaning.
pub const FORMAT: u32 = 1;

/// All that was read for one verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Evidence {
    /// [`FORMAT`] when it was saved.
    pub format: u32,
    /// What the gate was asked to judge.
    pub ask: Ask,
    /// What the first request showed.
    pub opening: Opening,
    /// How the tags that may be the previous release lie to the candidate, best first.
    pub bases: Fact<Vec<Relation>>,
    /// The commits of the release.
    pub range: Fact<Range>,
    /// The pull requests of the range, of the milestone, and the one of the event, by number.
    pub pull_requests: Vec<PullRequest>,
    /// The numbers of the milestone's pull requests.
    pub milestone: Fact<List<u64>>,
    /// The numbers of the pull requests that may be the release pull request.
    pub release_pull_requests: Fact<List<u64>>,
    /// The issues that may be the tracking issue.
    pub tracking_issues: Fact<List<Issue>>,
    /// The checks at the candidate's commit.
    pub checks: Fact<Checks>,
    /// The checks at the heads of pull requests.
    pub head_checks: Vec<HeadChecks>,
    /// What the release's branch requires.
    pub required_checks: Fact<RequiredChecks>,
    /// The repository's labels.
    pub labels: Fact<List<String>>,
    /// The text of CODEOWNERS at the policy's commit; `None` inside: there is none.
    pub codeowners: Fact<Option<String>>,
    /// The teams that roles and approvals name.
    pub teams: Vec<Team>,
    /// Security alerts.
    pub alerts: Alerts,
    /// What the pull request of the event makes of the policy; `None` inside: it leaves it as it is.
    pub proposed_policy: Fact<Option<ProposedPolicy>>,
    /// The open issues of each label that the policy asks about.
    pub label_issues: Vec<LabelIssues>,
    /// The issues of the release's milestone.
    pub milestone_issues: Fact<MilestoneIssues>,
    /// The workflow runs at the candidate's commit.
    pub workflow_runs: Fact<WorkflowRuns>,
    /// The releases of the candidate's tag.
    pub releases: Fact<Releases>,
    /// The templates of release notes, at the policy's commit.
    pub templates: Vec<PolicyFile>,
    /// The notes of the release before; `None` inside: no tag is the previous release.
    pub previous_notes: Fact<Option<PreviousNotes>>,
    /// Since when the file that holds the notes is, at the tip of the branch, as it is in the judged commit: a later push may
    /// have left it so, an earlier one had another. Dates of commits say nothing of it.
    pub notes_since: Fact<Timestamp>,
    /// What the notes point to.
    pub pointed: Vec<Pointed>,
    /// What was looked for among the files of the candidate's commit.
    pub files: Fact<Files>,
    /// The commits of the judged pull request, oldest first, or of each of a merge group, with the numbers of those whose
    /// they are. Not collected for a release, which has its range.
    pub own_commits: Fact<List<release::Commit>>,
    /// What was said and done on the tracking issues, and on the pull requests that are judged or carry the release.
    pub discussions: Vec<Discussion>,
    /// When the judged commit came to be where it is.
    pub arrivals: Fact<Arrivals>,
    /// The same of the head of each pull request of a merge group: people consent to these, not to what the queue makes of
    /// them.
    pub head_arrivals: Vec<Arrivals>,
    /// Whose work the judged commits are.
    pub authors: Fact<List<Authorship>>,
    /// Whether the candidate is still what was asked for.
    pub closing: Fact<Closing>,
}

impl Evidence {
    /// Evidence of which nothing but the first request has been read.
    #[must_use]
    pub fn opened(ask: Ask, opening: Opening) -> Self {
        Self {
            format: FORMAT,
            ask,
            opening,
            bases: Fact::NotCollected,
            range: Fact::NotCollected,
            pull_requests: Vec::new(),
            milestone: Fact::NotCollected,
            release_pull_requests: Fact::NotCollected,
            tracking_issues: Fact::NotCollected,
            checks: Fact::NotCollected,
            head_checks: Vec::new(),
            required_checks: Fact::NotCollected,
            labels: Fact::NotCollected,
            codeowners: Fact::NotCollected,
            teams: Vec::new(),
            alerts: Alerts {
                code_scanning: Fact::NotCollected,
                dependabot: Fact::NotCollected,
                secret_scanning: Fact::NotCollected,
            },
            proposed_policy: Fact::NotCollected,
            label_issues: Vec::new(),
            milestone_issues: Fact::NotCollected,
            workflow_runs: Fact::NotCollected,
            releases: Fact::NotCollected,
            templates: Vec::new(),
            previous_notes: Fact::NotCollected,
            notes_since: Fact::NotCollected,
            pointed: Vec::new(),
            files: Fact::NotCollected,
            own_commits: Fact::NotCollected,
            discussions: Vec::new(),
            arrivals: Fact::NotCollected,
            head_arrivals: Vec::new(),
            authors: Fact::NotCollected,
            closing: Fact::NotCollected,
        }
    }

    /// When this commit came to be where it is: the judged one, or the head of a pull request of a merge group.
    ///
    /// # Errors
    ///
    /// If it was not read.
    pub fn arrivals_of(&self, commit: &Oid) -> Result<&Arrivals, Unknown> {
        let of_head = self.head_arrivals.iter().find(|one| one.commit == *commit);
        let own = || self.arrivals.known().map(|one| (one.commit == *commit).then_some(one));
        match of_head {
            Some(found) => Ok(found),
            None => own()?.ok_or_else(|| Unknown::new(Reason::NotCollected)),
        }
    }

    /// The record of the issue or pull request of this number, if anything of it was read.
    #[must_use]
    pub fn discussion(&self, number: u64) -> Option<&Discussion> {
        self.discussions.iter().find(|discussion| discussion.number == number)
    }

    /// The pull request of this number, if anything of it was read.
    #[must_use]
    pub fn pull_request(&self, number: u64) -> Option<&PullRequest> {
        self.pull_requests.iter().find(|pull_request| pull_request.number == number)
    }
}
