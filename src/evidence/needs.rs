//! What to read: what the requirements of a policy declare, and that put to one candidate.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::artifact::Run;
use super::people::TeamName;
use super::release::Oid;

/// What the requirements of a phase, and their conditions, have to know. Each declares its own; the sum is read.
///
/// The range of commits is not among them: it is always read (rule 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact, needed or not")]
pub struct Needs {
    /// Of every pull request of the release, or of the one that is judged.
    pub pull_requests: PullRequestNeeds,
    /// The files that differ between the previous release and the candidate.
    pub net_files: bool,
    /// The checks at the candidate's commit.
    pub checks: bool,
    /// The checks at the head of the pull request that brought the candidate's commit in.
    pub head_checks: bool,
    /// What branch protection and rulesets require.
    pub required_checks: bool,
    /// The tracking issue.
    pub tracking_issue: bool,
    /// The release pull request, with its reviews and files.
    pub release_pull_request: bool,
    /// The repository's labels, to tell a label that nobody uses from one that does not exist.
    pub labels: bool,
    /// CODEOWNERS, at the policy's commit.
    pub codeowners: bool,
    /// Members of the teams that by CODEOWNERS own anything that is judged.
    pub owning_teams: bool,
    /// Members of teams.
    pub teams: BTreeSet<TeamName>,
    /// Security alerts.
    pub alerts: AlertNeeds,
    /// The labels whose open issues are looked at.
    pub label_issues: BTreeSet<String>,
    /// The issues of the release's milestone.
    pub milestone_issues: bool,
    /// The workflow runs at the candidate's commit whose artifacts are looked at.
    pub artifacts: BTreeSet<RunsOf>,
    /// The releases of the tag, with their assets.
    pub releases: bool,
    /// Files of which it must be known whether they are there.
    pub files: BTreeSet<FilePlace>,
    /// Files whose text must be known.
    pub texts: BTreeSet<FilePlace>,
    /// The commits of the pull request that is judged by itself, or of each of a merge group. Those of a release are its
    /// range.
    pub own_commits: bool,
    /// The signatures of the commits, those of the range or the pull request's own.
    pub signatures: bool,
    /// What sign-offs, waivers and holds are found in.
    pub consents: ConsentNeeds,
    /// What release notes are checked by.
    pub notes: NotesNeeds,
}

impl Needs {
    /// Adds what another requirement needs.
    pub fn merge(&mut self, other: Self) {
        self.pull_requests.merge(other.pull_requests);
        self.net_files |= other.net_files;
        self.checks |= other.checks;
        self.head_checks |= other.head_checks;
        self.required_checks |= other.required_checks;
        self.tracking_issue |= other.tracking_issue;
        self.release_pull_request |= other.release_pull_request;
        self.labels |= other.labels;
        self.codeowners |= other.codeowners;
        self.owning_teams |= other.owning_teams;
        self.teams.extend(other.teams);
        self.alerts.merge(other.alerts);
        self.label_issues.extend(other.label_issues);
        self.milestone_issues |= other.milestone_issues;
        self.artifacts.extend(other.artifacts);
        self.releases |= other.releases;
        self.files.extend(other.files);
        self.texts.extend(other.texts);
        self.own_commits |= other.own_commits;
        self.signatures |= other.signatures;
        self.consents.merge(other.consents);
        self.notes.merge(other.notes);
    }
}

/// What to read of release notes and of what they are checked by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotesNeeds {
    /// Whether anything looks at the notes: then the policy adds what its `notes:` needs.
    pub asked: bool,
    /// Whether it is asked when they were changed last.
    pub age: bool,
    /// The texts of the releases of the tag, drafts among them.
    pub releases: bool,
    /// The notes of the release before.
    pub previous: bool,
    /// The file of which it must be known since when it is as it is in the judged commit; its placeholders are filled in in
    /// a [`Reading`]. When the commit arrived is read with it.
    pub history_of: Option<String>,
    /// Files of the policy's commit: templates.
    pub templates: BTreeSet<String>,
}

impl NotesNeeds {
    /// Adds what another requirement needs.
    pub fn merge(&mut self, other: Self) {
        self.asked |= other.asked;
        self.age |= other.age;
        self.releases |= other.releases;
        self.previous |= other.previous;
        self.history_of = self.history_of.take().or(other.history_of);
        self.templates.extend(other.templates);
    }
}

/// What to read of who consented, to what and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact, needed or not")]
pub struct ConsentNeeds {
    /// Comments, labels and their events, of the tracking issue, the release pull request, or the pull request that is
    /// judged, as far as these are needed at all.
    pub discussions: bool,
    /// The states of the tracking issue's text.
    pub revisions: bool,
    /// When the judged commit came to be where it is.
    pub arrivals: bool,
    /// Whose work the judged commits are.
    pub authors: bool,
}

impl ConsentNeeds {
    /// Adds what another requirement needs.
    pub fn merge(&mut self, other: Self) {
        self.discussions |= other.discussions;
        self.revisions |= other.revisions;
        self.arrivals |= other.arrivals;
        self.authors |= other.authors;
    }
}

/// Which security alerts to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlertNeeds {
    /// Those of code scanning, with its analyses.
    pub code_scanning: bool,
    /// Those of Dependabot.
    pub dependabot: bool,
    /// Those of secret scanning.
    pub secret_scanning: bool,
}

impl AlertNeeds {
    /// Adds what another requirement needs.
    pub fn merge(&mut self, other: Self) {
        self.code_scanning |= other.code_scanning;
        self.dependabot |= other.dependabot;
        self.secret_scanning |= other.secret_scanning;
    }
}

/// Runs of one workflow, of which the newest decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunsOf {
    /// The path of the workflow file.
    pub workflow: String,
    /// The events that may have started them.
    pub events: BTreeSet<String>,
}

impl RunsOf {
    /// Whether a run is one of them: on a commit of the repository itself, `owner/name`, and not of a fork.
    #[must_use]
    pub fn have(&self, run: &Run, repository: &str) -> bool {
        let own = run.head_repository.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(repository));
        own && run.workflow == self.workflow && self.events.contains(&run.event)
    }

    /// The one that decides: whose newest attempt began last.
    #[must_use]
    pub fn newest<'a>(&self, runs: &'a [Run], repository: &str) -> Option<&'a Run> {
        runs.iter().filter(|run| self.have(run, repository)).max_by_key(|run| (run.started_at, run.id))
    }
}

/// Where a file is looked for. What the policy wrote; in a [`Reading`] its placeholders are filled in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FilePlace {
    /// At this path.
    Path(String),
    /// Wherever this glob fits.
    Glob(String),
}

/// What to read of a pull request besides its number, title, state and commits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one selection of a query, on or off")]
pub struct PullRequestNeeds {
    /// Its text.
    pub body: bool,
    /// Its labels.
    pub labels: bool,
    /// Labels that were taken off.
    pub removed_labels: bool,
    /// Its reviews and force-pushes.
    pub reviews: bool,
    /// Its review threads.
    pub threads: bool,
    /// The issues that it closes.
    pub linked_issues: bool,
    /// Its files.
    pub files: bool,
    /// When it was put into milestones and taken out of them.
    pub milestoned: bool,
}

impl PullRequestNeeds {
    /// Adds what another requirement needs.
    pub fn merge(&mut self, other: Self) {
        self.body |= other.body;
        self.labels |= other.labels;
        self.removed_labels |= other.removed_labels;
        self.reviews |= other.reviews;
        self.threads |= other.threads;
        self.linked_issues |= other.linked_issues;
        self.files |= other.files;
        self.milestoned |= other.milestoned;
    }
}

/// What to read for one candidate: the needs of its phase, and where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What the requirements need.
    pub needs: Needs,
    /// The candidate.
    pub subject: Subject,
    /// How to find the tracking issue, if the policy names a way.
    pub tracking_issue: Option<IssueQuery>,
    /// How to find the release pull request, if the policy names a way.
    pub release_pull_request: Option<PullRequestQuery>,
}

/// What is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A release.
    Release(ReleaseReading),
    /// One pull request, before it is merged.
    PullRequest {
        /// Its number.
        number: u64,
        /// The head that is judged.
        head: Oid,
        /// The branch that it goes into.
        base: String,
    },
    /// The pull requests of a merge group.
    MergeGroup {
        /// Their numbers.
        numbers: Vec<u64>,
        /// The commit that the queue made of them, which is judged.
        head: Oid,
        /// The queue's branch at that commit, as a whole ref.
        reference: String,
        /// The branch that they go into.
        base: String,
    },
}

impl Subject {
    /// The commit that is judged.
    #[must_use]
    pub fn commit(&self) -> &Oid {
        match self {
            Self::Release(release) => &release.commit,
            Self::PullRequest { head, .. } | Self::MergeGroup { head, .. } => head,
        }
    }

    /// What was asked for, to be looked at again.
    #[must_use]
    pub fn head(&self) -> Head {
        match self {
            Self::Release(release) => release.head.clone(),
            Self::PullRequest { number, .. } => Head::PullRequest(*number),
            Self::MergeGroup { reference, .. } => Head::Reference(reference.clone()),
        }
    }

    /// The release, if one is judged.
    #[must_use]
    pub fn release(&self) -> Option<&ReleaseReading> {
        match self {
            Self::Release(release) => Some(release),
            Self::PullRequest { .. } | Self::MergeGroup { .. } => None,
        }
    }
}

/// Where to look for the facts of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseReading {
    /// The tag that would be cut; whether it exists is looked at again at the end.
    pub tag: String,
    /// The commit that is judged.
    pub commit: Oid,
    /// What was asked for; read again at the end.
    pub head: Head,
    /// The branches that the commit may be released from.
    pub lines: Vec<Line>,
    /// The tags that may be the previous release, best first. The first that is an ancestor is the base.
    pub bases: Vec<Base>,
    /// Where the range begins if no tag is an ancestor; `None`: with the first commit.
    pub since: Option<Oid>,
    /// The release's milestone, whose pull requests are the release's.
    pub milestone: Option<u64>,
    /// The milestone whose issues are looked at, if any is.
    pub milestone_of_issues: Option<u64>,
    /// The branch whose required checks count.
    pub branch: String,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Head {
    /// A branch or a tag, as a whole ref.
    Reference(String),
    /// The head of a pull request.
    PullRequest(u64),
    /// A commit, of which no ref is known that led to it.
    Commit,
}

/// Branches from which a release may be cut.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// This branch.
    Branch(String),
    /// The branches whose names begin so, e.g. `release/`.
    Under(String),
}

/// A tag that may be the previous release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Base {
    /// The tag's name.
    pub tag: String,
    /// Its commit.
    pub commit: Oid,
}

/// How the tracking issue is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueQuery {
    /// It was named.
    Number(u64),
    /// The open issues with this label.
    Label(String),
}

/// How the release pull request is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PullRequestQuery {
    /// Open and merged pull requests with this label, newest first.
    Label(String),
    /// Open and merged pull requests from this branch, newest first.
    Branch(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Fact;
    use crate::evidence::check::CheckResult;

    #[test]
    fn the_run_that_began_last_decides() {
        let run = |id: u64, hour: &str| Run {
            id,
            workflow: ".github/workflows/build.yml".into(),
            number: id,
            url: String::new(),
            event: "push".into(),
            head_repository: Some("octoacme/shop".into()),
            started_at: format!("2026-03-02T{hour}:00:00Z").parse().unwrap(),
            result: CheckResult::Success,
            artifacts: Fact::NotCollected,
        };
        let wanted =
            RunsOf { workflow: ".github/workflows/build.yml".into(), events: ["push".to_owned()].into() };
        let newest = |runs: &[Run]| wanted.newest(runs, "OctoAcme/Shop").map(|run| run.id);
        assert_eq!(newest(&[]), None);
        assert_eq!(newest(&[run(2, "09"), run(1, "09")]), Some(2));
        assert_eq!(newest(&[run(2, "09"), run(1, "10")]), Some(1), "an older run that was started anew");
        for other in [
            Run { head_repository: Some("mona/shop".into()), ..run(3, "11") },
            Run { head_repository: None, ..run(3, "11") },
            Run { event: "pull_request".into(), ..run(3, "11") },
            Run { workflow: ".github/workflows/ci.yml".into(), ..run(3, "11") },
        ] {
            assert_eq!(newest(&[run(1, "10"), other]), Some(1));
        }
    }
}
