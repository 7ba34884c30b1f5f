//! What is before the gate: the candidate, and what the evidence says belongs to it.
//!
//! Requirements and conditions ask a [`Case`]; it answers from evidence alone, and says so where evidence is short.

mod changes;
mod package;
mod taken_back;

use std::collections::BTreeMap;

use jiff::Timestamp;
use semver::Version;

use crate::candidate::{Candidate, PullRequests, Rules};
use crate::evidence::fact::{Reason, Unknown};
use crate::evidence::issue::Permission;
use crate::evidence::needs::{Base, Head};
use crate::evidence::pull_request::PullRequestState;
use crate::evidence::release::{Commit, Range, Trigger};
use crate::evidence::{Evidence, Fact, Issue, Login, Oid, PullRequest, TeamName};
use crate::notes::Prepared;
use crate::sign_off::Record;
use crate::version::{ReleaseType, core};

/// One release, or one pull request, with all that is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What is judged.
    pub subject: Subject<'a>,
    /// What was read.
    pub evidence: &'a Evidence,
    /// What the policy says of releases.
    pub rules: &'a Rules,
    /// The policy's roles: who they name.
    pub roles: &'a BTreeMap<String, Role>,
    /// What people said to the gate, and what the policy says of that.
    pub record: &'a Record<'a>,
    /// The release notes with what they are checked by, where the policy speaks of them and a release is judged.
    pub notes: Option<&'a Prepared>,
    /// The time by which is judged.
    pub now: Timestamp,
}

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A release.
    Release(&'a Candidate),
    /// One pull request, before it is merged.
    PullRequest(u64),
}

/// A named set of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    /// People by login.
    pub users: Vec<Login>,
    /// Teams, with their child teams.
    pub teams: Vec<TeamName>,
    /// The owners, by CODEOWNERS, of the files that change.
    pub codeowners: bool,
    /// Where each release says which of them it is.
    pub named: Option<Named>,
    /// Whether whoever is named need not be among the users and teams.
    pub anybody: bool,
    /// Whether the authors of the work may not act in it.
    pub authors_excluded: bool,
}

/// Where a release says who holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// In the field of the tracking issue with this label.
    Field(String),
    /// The people to whom the tracking issue is assigned.
    Assignees,
}

/// Why there is no tracking issue to look at.
#[derive(Debug, Clone)]
pub enum NoIssue<'a> {
    /// The policy names no way to find one.
    NotConfigured,
    /// No open issue with the label names the version.
    NotFound {
        /// The label, where it is found by one.
        label: Option<&'a str>,
    },
    /// Several do.
    Several(Vec<&'a Issue>),
    /// The one that was named is about other versions.
    OtherVersion(&'a Issue),
    /// Its author cannot write to the repository, so anybody could have opened it.
    AuthorCannotWrite(&'a Issue),
    /// It could not be read.
    Unknown(Unknown),
}

/// Why there is no release pull request to look at.
#[derive(Debug, Clone)]
pub enum NoPullRequest<'a> {
    /// The policy names no way to find one.
    NotConfigured,
    /// None fits.
    NotFound,
    /// Several fit, by number.
    Several(Vec<u64>),
    /// The only one is open, so the judged commit is without it.
    NotMerged(&'a PullRequest),
    /// It could not be read.
    Unknown(Unknown),
}

impl<'a> Case<'a> {
    /// The candidate, if a release is judged.
    #[must_use]
    pub fn candidate(&self) -> Option<&'a Candidate> {
        match self.subject {
            Subject::Release(candidate) => Some(candidate),
            Subject::PullRequest(_) => None,
        }
    }

    /// The previous release: the best tag that is an ancestor of the candidate. `None`: there is none.
    pub fn previous(&self) -> Result<Option<&'a Base>, Unknown> {
        let Some(candidate) = self.candidate() else { return Ok(None) };
        self.evidence.opening.tags.whole()?;
        if candidate.bases.is_empty() {
            return Ok(None);
        }
        let relations = self.evidence.bases.known()?;
        for base in &candidate.bases {
            let reference = format!("refs/tags/{}", base.tag);
            let relation =
                relations.iter().find(|one| one.reference == reference && one.commit == base.commit);
            match relation {
                Some(relation) if relation.behind == 0 => return Ok(Some(base)),
                Some(_) => {}
                None => return Err(Unknown::new(Reason::NotCollected).detail(base.tag.clone())),
            }
        }
        Ok(None)
    }

    /// The release's type by semver.
    pub fn semver_type(&self) -> Result<ReleaseType, Unknown> {
        let Some(candidate) = self.candidate() else { return Err(Unknown::new(Reason::NotCollected)) };
        let previous: Option<Version> = self.previous()?.and_then(|base| self.rules.tag.version(&base.tag));
        crate::version::release_type(previous.as_ref(), &candidate.version)
            .map_err(|_| Unknown::new(Reason::Ambiguous))
    }

    /// All names of the release's type: semver's, then the team's own.
    pub fn types(&self) -> Result<Vec<String>, Unknown> {
        let kind = self.semver_type()?;
        let mut names = vec![kind.as_str().to_owned()];
        for (name, own) in self.rules.types.iter().filter(|(_, own)| own.is == kind) {
            if self.is_on(|branch| own.branches.iter().any(|glob| glob.matches(branch)))? {
                names.push(name.clone());
            }
        }
        Ok(names)
    }

    /// The branch whose rules count: the one that the release is cut from, or that the pull request goes into. For a tag
    /// or a commit alone it is the first from which releases are cut; where it is in truth, say [`Case::branches`].
    #[must_use]
    pub fn branch(&self) -> String {
        match self.subject {
            Subject::Release(candidate) => candidate.branch.clone(),
            Subject::PullRequest(number) => {
                self.evidence.pull_request(number).map(|pull| pull.base.clone()).unwrap_or_default()
            }
        }
    }

    /// The branch that the release is cut from, or that the pull request goes into.
    ///
    /// Of a tag, or a commit alone, nobody says which branch it is of: it is every branch of releases that has it.
    pub fn branches(&self) -> Result<Vec<&'a str>, Unknown> {
        let candidate = match self.subject {
            Subject::Release(candidate) => candidate,
            Subject::PullRequest(number) => {
                let pull = self.evidence.pull_request(number);
                let pull = pull.ok_or_else(|| Unknown::new(Reason::NotCollected))?;
                return Ok(vec![&pull.base]);
            }
        };
        let named = match &candidate.head {
            Head::Reference(name) => !name.starts_with("refs/tags/"),
            Head::PullRequest(_) => true,
            Head::Commit => false,
        };
        if named {
            return Ok(vec![&candidate.branch]);
        }
        let lines = self.evidence.closing.known()?.lines.whole()?;
        let branches = lines.iter().filter(|line| line.ahead == 0);
        let branches = branches.filter_map(|line| line.reference.strip_prefix("refs/heads/"));
        let branches: Vec<&str> = branches.filter(|branch| self.rules.allows(branch)).collect();
        if branches.is_empty() { Err(Unknown::new(Reason::NotFound)) } else { Ok(branches) }
    }

    /// Whether the branch is one of those that are meant. Where it may be one of several, they must agree.
    pub fn is_on(&self, meant: impl Fn(&str) -> bool) -> Result<bool, Unknown> {
        let branches = self.branches()?;
        match branches.iter().filter(|branch| meant(branch)).count() {
            0 => Ok(false),
            all if all == branches.len() => Ok(true),
            _ => Err(Unknown::new(Reason::Ambiguous).detail(branches.join(", "))),
        }
    }

    /// The range, if it is the candidate's and whole: from the previous release, or where adoption begins.
    pub fn range(&self) -> Result<&'a Range, Unknown> {
        let candidate = self.candidate().ok_or_else(|| Unknown::new(Reason::NotCollected))?;
        let range = self.evidence.range.known()?;
        let base = self.previous()?.map(|base| base.commit.clone()).or_else(|| candidate.since.clone());
        if range.head != candidate.commit || range.base != base {
            return Err(Unknown::new(Reason::NotCollected));
        }
        range.commits.whole()?;
        Ok(range)
    }

    /// The commits of the range, oldest first. Where a package is released, not all of them are the release's own.
    pub fn commits(&self) -> Result<&'a [Commit], Unknown> {
        self.range()?.commits.whole()
    }

    /// The numbers of the pull requests that brought the release's commits in, in that order.
    pub fn contained(&self) -> Result<Vec<u64>, Unknown> {
        Ok(self.parted()?.own)
    }

    /// The pull requests that are judged: the one before the gate, or those that brought in the release's commits.
    pub fn pull_requests(&self) -> Result<Vec<&'a PullRequest>, Unknown> {
        let numbers = match self.subject {
            Subject::PullRequest(number) => vec![number],
            Subject::Release(_) => self.contained()?,
        };
        self.by_number(&numbers)
    }

    /// The pull requests that are planned for the release: those in it and, where the policy goes by milestone, the
    /// open and merged ones of the milestone. What is not in the release is known by its head only.
    pub fn planned(&self) -> Result<Vec<&'a PullRequest>, Unknown> {
        let mut pulls = self.pull_requests()?;
        if self.candidate().is_some() && self.rules.pull_requests == PullRequests::Milestone {
            let others = self.by_number(self.evidence.milestone.whole()?)?;
            let contained = self.of_range()?;
            let planned = |pull: &&PullRequest| {
                pull.state != PullRequestState::Closed && !contained.contains(&pull.number)
            };
            pulls.extend(others.into_iter().filter(planned));
        }
        Ok(pulls)
    }

    fn by_number(&self, numbers: &[u64]) -> Result<Vec<&'a PullRequest>, Unknown> {
        let missing = |number| Unknown::new(Reason::NotCollected).detail(format!("#{number}"));
        let pull = |number: &u64| self.evidence.pull_request(*number).ok_or_else(|| missing(*number));
        numbers.iter().map(pull).collect()
    }

    /// The commit whose checks and files count before a merge: the one that a merge queue made of the pull request, or its
    /// head.
    pub fn merge_head(&self, pull: &'a PullRequest) -> &'a Oid {
        match &self.evidence.ask.trigger {
            Trigger::MergeGroup { head, .. } => head,
            _ => &pull.head,
        }
    }

    /// Whether it is before the gate as a part of a merge group.
    #[must_use]
    pub fn is_queued(&self) -> bool {
        matches!(self.evidence.ask.trigger, Trigger::MergeGroup { .. })
    }

    /// The pull request before the gate: the judged one, or the release pull request of the event.
    #[must_use]
    pub fn event_pull_request(&self) -> Option<&'a PullRequest> {
        let number = match self.subject {
            Subject::PullRequest(number) => Some(number),
            Subject::Release(candidate) => candidate.on_pull_request,
        };
        number.and_then(|number| self.evidence.pull_request(number))
    }

    /// The paths that the judged change touches, old names among them: the net difference of the release and the
    /// files of its pull requests; of a package, what differs of its own files. Those that were read, in alphabetical order,
    /// and whether they are all.
    pub fn paths(&self) -> (Vec<&'a str>, Result<(), Unknown>) {
        let mut lists = Vec::new();
        let mut all = Ok(());
        if self.candidate().is_some() {
            match self.range() {
                Ok(range) => lists.push((&range.files, self.package())),
                Err(why) => all = Err(why),
            }
        }
        match self.pull_requests() {
            Ok(pulls) => lists.extend(pulls.into_iter().map(|pull| (&pull.files, None))),
            Err(why) => all = all.and(Err(why)),
        }
        let mut paths: Vec<&str> = Vec::new();
        for (list, package) in lists {
            all = all.and(list.whole().map(|_| ()));
            for file in list.seen().iter().filter(|file| package.is_none_or(|package| package.touches(file)))
            {
                paths.push(&file.path);
                paths.extend(file.previous.as_deref());
            }
        }
        paths.sort_unstable();
        paths.dedup();
        (paths, all)
    }

    /// The tracking issue, opened by somebody who can write.
    pub fn tracking_issue(&self) -> Result<&'a Issue, NoIssue<'a>> {
        let issue = self.fitting_issue()?;
        match issue.author_permission.known() {
            Ok(permission) if *permission >= Permission::Write => Ok(issue),
            Ok(_) => Err(NoIssue::AuthorCannotWrite(issue)),
            Err(why) => Err(NoIssue::Unknown(why)),
        }
    }

    /// The one issue that fits the release, whoever opened it.
    pub fn fitting_issue(&self) -> Result<&'a Issue, NoIssue<'a>> {
        let candidate = self.candidate().ok_or(NoIssue::NotConfigured)?;
        let named = self.evidence.ask.tracking_issue;
        let label = self.rules.tracking_issue.as_deref();
        if named.is_none() && label.is_none() {
            return Err(NoIssue::NotConfigured);
        }
        let issues = self.evidence.tracking_issues.whole().map_err(NoIssue::Unknown)?;
        let fitting: Vec<&Issue> = match named {
            Some(number) => issues.iter().filter(|issue| issue.number == number).collect(),
            None => {
                let of = |version: &Version| {
                    let mut fitting = Vec::new();
                    for issue in issues {
                        if self.tracks(issue, label, version).map_err(NoIssue::Unknown)? {
                            fitting.push(issue);
                        }
                    }
                    Ok(fitting)
                };
                let version = &candidate.version;
                match of(version)? {
                    none if none.is_empty() && !version.pre.is_empty() => of(&core(version))?,
                    exact => exact,
                }
            }
        };
        match fitting.as_slice() {
            [] => Err(NoIssue::NotFound { label: if named.is_some() { None } else { label } }),
            [issue] if named.is_some() && self.is_of_another_version(issue, &candidate.version) => {
                Err(NoIssue::OtherVersion(issue))
            }
            [issue] => Ok(issue),
            several => Err(NoIssue::Several(several.to_vec())),
        }
    }

    /// An issue that is named by its number need not have a version in its title, but not another one.
    fn is_of_another_version(&self, issue: &Issue, version: &Version) -> bool {
        let versions = self.rules.versions_in(&issue.title);
        !versions.is_empty() && !versions.contains(version) && !versions.contains(&core(version))
    }

    /// An issue whose labels could not be read may be a second one that fits.
    fn tracks(&self, issue: &Issue, label: Option<&str>, version: &Version) -> Result<bool, Unknown> {
        let Some(label) = label.map(str::to_lowercase) else { return Ok(false) };
        if !issue.open || !self.rules.versions_in(&issue.title).contains(version) {
            return Ok(false);
        }
        if issue.labels.seen().iter().any(|known| known.to_lowercase() == label) {
            return Ok(true);
        }
        issue.labels.whole().map(|_| false)
    }

    /// The release pull request: the one before the gate, or the one that the policy's rule finds.
    pub fn release_pull_request(&self) -> Result<&'a PullRequest, NoPullRequest<'a>> {
        if let Some(pull) = self.event_pull_request() {
            return Ok(pull);
        }
        if self.rules.pull_request.is_none() {
            return Err(NoPullRequest::NotConfigured);
        }
        let numbers = self.evidence.release_pull_requests.whole().map_err(NoPullRequest::Unknown)?;
        let contained = self.of_range().map_err(NoPullRequest::Unknown)?;
        let pulls = self.by_number(numbers).map_err(NoPullRequest::Unknown)?;
        let fitting: Vec<&PullRequest> = pulls
            .into_iter()
            .filter(|pull| pull.state == PullRequestState::Open || contained.contains(&pull.number))
            .filter(|pull| !pull.from_fork)
            .collect();
        match fitting.as_slice() {
            [] => Err(NoPullRequest::NotFound),
            [one] if contained.contains(&one.number) => Ok(one),
            [one] => Err(NoPullRequest::NotMerged(one)),
            several => Err(NoPullRequest::Several(several.iter().map(|pull| pull.number).collect())),
        }
    }

    /// The pull requests of the release that a later commit of it reverts: number, and the commit that reverts it.
    ///
    /// Git writes `This reverts commit <id>.`, GitHub's button also `Reverts #<number>`. Both are text that anybody
    /// can type, so this is only ever shown, never a reason to leave a pull request out.
    #[must_use]
    pub fn reverted(&self) -> Vec<(u64, &'a Commit)> {
        let Ok(commits) = self.commits() else { return Vec::new() };
        let mut reverted = Vec::new();
        for commit in commits {
            for pull in &self.evidence.pull_requests {
                let by_commit = pull
                    .merge_commit
                    .as_ref()
                    .is_some_and(|oid| commit.message.contains(&format!("This reverts commit {oid}")));
                let by_number = commit.message.lines().any(|line| {
                    line.trim_end_matches('.').strip_prefix("Reverts ").is_some_and(|rest| {
                        let name = &self.evidence.opening.repository.name;
                        rest == format!("#{}", pull.number) || rest == format!("{name}#{}", pull.number)
                    })
                });
                if by_commit || by_number {
                    reverted.push((pull.number, commit));
                }
            }
        }
        reverted
    }

    /// Whether the repository has a label of this name.
    pub fn has_label(&self, name: &str) -> Result<bool, Unknown> {
        let labels = self.evidence.labels.whole()?;
        Ok(labels.iter().any(|known| known.to_lowercase() == name.to_lowercase()))
    }

    /// The people of a team.
    pub fn team(&self, name: &TeamName) -> Result<&'a [Login], Unknown> {
        let found = self.evidence.teams.iter().find(|team| team.name.is(name));
        found.map_or(&Fact::NotCollected, |team| &team.members).whole()
    }
}
