//! From the event and the first facts to the candidate: which commit, which version, which range.
//!
//! The version is looked for in a fixed order: the argument, which the event's tag or the release pull request's branch
//! must not contradict; that tag or branch; the tracking issue, if the event or an argument names one; a version tag that
//! the commit carries already; the open tracking issues; the open milestones; what was computed. Several at one level are never guessed
//! between.

mod branch;
mod error;
mod group;
mod package;
mod rules;
#[cfg(test)]
mod tests;
mod version;

use semver::Version;

use crate::evidence::needs::{Base, FilePlace, Head, Line};
use crate::evidence::release::{Milestone, Trigger};
use crate::evidence::{Ask, Fact, Issue, List, Oid, Opening, PullRequest};
use crate::paths::Glob;
use crate::version::core;
pub use branch::{branch_of_commit, branches_of_commit};
pub use error::{NoCandidate, Nothing};
pub use group::MergeGroup;
pub use package::{find_package, named_package};
pub use rules::{OwnType, PullRequestRule, PullRequests, Rules};
pub use version::of_branch as version_of_branch;

/// What an event gives to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A release.
    Release(Box<Candidate>),
    /// One pull request, before it is merged.
    PullRequest {
        /// Its number.
        number: u64,
        /// Its head.
        head: Oid,
    },
    /// Several, which a merge queue is about to merge.
    MergeGroup(MergeGroup),
    /// Nothing: the run says why and ends well.
    Nothing(Nothing),
}

/// A release before its range was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its version.
    pub version: Version,
    /// Its tag.
    pub tag: String,
    /// The commit that is judged, and would be tagged.
    pub commit: Oid,
    /// What was asked for, to be read again at the end.
    pub head: Head,
    /// The branch that it is cut from; the first allowed one where the event names none.
    pub branch: String,
    /// The branches one of which must contain the commit; none for a release pull request that is not merged.
    pub lines: Vec<Line>,
    /// The tags that may be the previous release, best first.
    pub bases: Vec<Base>,
    /// Where the range begins if none of them is an ancestor.
    pub since: Option<Oid>,
    /// The milestones that are named like the version. More than one is a reason to stop.
    pub milestones: Vec<Milestone>,
    /// Where the tag points already, if it exists.
    pub tagged: Option<Oid>,
    /// The release pull request, if that is what is judged.
    pub on_pull_request: Option<u64>,
    /// The package that is released, where a policy has packages.
    pub package: Option<String>,
}

impl Candidate {
    /// A text of the policy with `{version}` and `{tag}` filled in, and `{package}` where one is released.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        // In one go: a tag may have the word `{version}` in it.
        self.filled(text, |value| value.to_owned())
    }

    /// A place of the policy with its placeholders filled in. In a glob they stand for themselves alone.
    #[must_use]
    pub fn place(&self, place: &FilePlace) -> FilePlace {
        match place {
            FilePlace::Path(path) => FilePlace::Path(self.fill(path)),
            FilePlace::Glob(glob) => FilePlace::Glob(self.filled(glob, Glob::escape)),
        }
    }

    fn filled(&self, text: &str, write: impl Fn(&str) -> String) -> String {
        let version = self.version.to_string();
        let (mut out, mut rest) = (String::new(), text);
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let package = self.package.as_ref().map(|package| ("{package}", package));
            let values = [("{version}", &version), ("{tag}", &self.tag)];
            let here = values
                .into_iter()
                .chain(package)
                .find_map(|(name, value)| Some((from.strip_prefix(name)?, value)));
            if let Some((after, value)) = here {
                out.push_str(&write(value));
                rest = after;
            } else {
                out.push('{');
                rest = from.strip_prefix('{').unwrap_or_default();
            }
        }
        out + rest
    }
}

/// The facts that the search rests upon.
#[derive(Debug, Clone, Copy)]
pub struct Clues<'a> {
    /// What was asked.
    pub ask: &'a Ask,
    /// What the first request showed.
    pub opening: &'a Opening,
    /// The event's pull request, if it has one.
    pub pull_request: Option<&'a PullRequest>,
    /// The issues that may be the tracking issue, where they were read.
    pub issues: &'a Fact<List<Issue>>,
}

/// Finds what a phase that holds a merge judges: the event's pull request or merge group, if it goes into a branch from
/// which releases are cut.
///
/// # Errors
/// The event has none, or it could not be read.
pub fn find_pull_request(rules: &Rules, clues: Clues<'_>) -> Result<Found, NoCandidate> {
    let number = match &clues.ask.trigger {
        Trigger::MergeGroup { head, reference, branch } => {
            return group::find(rules, clues, head, reference, branch);
        }
        Trigger::PullRequest { number, .. } | Trigger::PullRequestComment { number } => *number,
        _ => return Err(NoCandidate::NotAPullRequest),
    };
    let pull = clues.pull_request.ok_or(NoCandidate::PullRequestUnreadable(number))?;
    if !rules.allows(&pull.base) {
        return Ok(Found::Nothing(Nothing::NotAReleaseBranch(pull.base.clone())));
    }
    let head = asked_head(clues, pull);
    agrees(clues, &head)?;
    Ok(Found::PullRequest { number, head })
}

/// Finds the release that an event, or the arguments, ask to judge.
///
/// # Errors
/// There is no candidate, or several and nothing says which.
pub fn find_release(rules: &Rules, clues: Clues<'_>) -> Result<Found, NoCandidate> {
    let place = match place(rules, clues)? {
        Ok(place) => place,
        Err(nothing) => return Ok(Found::Nothing(nothing)),
    };
    let version = match version::find(rules, clues, &place)? {
        Ok(version) => version,
        Err(nothing) => return Ok(Found::Nothing(nothing)),
    };
    let candidate = at_place(rules, clues, place, version)?;
    is_of_line(&candidate)?;
    is_new(rules, clues, &candidate)?;
    Ok(Found::Release(Box::new(candidate)))
}

/// A maintenance branch gives versions of its line alone, whoever names another. What has its tag already is completed; and
/// of a commit that may be on several branches nobody knows for which line it is.
fn is_of_line(candidate: &Candidate) -> Result<(), NoCandidate> {
    let Candidate { version, branch, lines, tagged, commit, .. } = candidate;
    let is_certain = lines.iter().all(|line| *line == Line::Branch(branch.clone()));
    let line = crate::bump::Line::of_branch(branch).filter(|line| is_certain && !line.holds(version));
    match line {
        Some(line) if tagged.as_ref() != Some(commit) => {
            Err(NoCandidate::OffLine { version: version.clone(), branch: branch.clone(), line })
        }
        _ => Ok(()),
    }
}

/// Build metadata makes no other version: beside `1.5.0` there is no `1.5.0+7`. One that has its very tag is completed.
fn is_new(rules: &Rules, clues: Clues<'_>, candidate: &Candidate) -> Result<(), NoCandidate> {
    let tags = clues.opening.tags.seen();
    if tags.iter().any(|known| known.name == candidate.tag) {
        return Ok(());
    }
    let same = |known: Version| known.cmp_precedence(&candidate.version).is_eq();
    match tags.iter().find(|known| rules.tag.version(&known.name).is_some_and(same)) {
        Some(known) => {
            Err(NoCandidate::Exists { version: candidate.version.clone(), tag: known.name.clone() })
        }
        None => Ok(()),
    }
}

/// Finds what would be released by an event, or the arguments, before its version is known: a candidate that stands
/// behind every version that its branch may get, so that all releases before it count. A pull request is none: it is about
/// the branch that it goes into, at this commit.
///
/// # Errors
/// There is nothing that could be released.
pub fn find_unversioned(
    rules: &Rules,
    clues: Clues<'_>,
    base: Option<(&str, &Oid)>,
) -> Result<Found, NoCandidate> {
    let place = match base {
        Some((branch, _)) if !rules.allows(branch) => Err(Nothing::NotAReleaseBranch(branch.to_owned())),
        Some((branch, commit)) => Ok(on_branch(branch, commit.clone())),
        None => place(rules, clues)?,
    };
    let place = match place {
        Ok(place) => place,
        Err(nothing) => return Ok(Found::Nothing(nothing)),
    };
    clues.opening.tags.whole().map_err(NoCandidate::TagsUnreadable)?;
    let version = crate::bump::Line::of_branch(&place.branch).map_or_else(
        || Version::new(u64::MAX, 0, 0),
        |line| match line.minor {
            Some(minor) => Version::new(line.major, minor, u64::MAX),
            None => Version::new(line.major, u64::MAX, 0),
        },
    );
    Ok(Found::Release(Box::new(at_place(rules, clues, place, version)?)))
}

fn at_place(
    rules: &Rules,
    clues: Clues<'_>,
    place: Place,
    version: Version,
) -> Result<Candidate, NoCandidate> {
    let tag = rules.tag.tag(&version);
    let tags = clues.opening.tags.seen();
    Ok(Candidate {
        tagged: tags.iter().find(|known| known.name == tag).and_then(|known| known.commit.clone()),
        bases: bases(rules, clues, &version),
        since: since(rules, clues)?,
        milestones: milestones(rules, clues, &version),
        version,
        tag,
        commit: place.commit,
        head: place.head,
        branch: place.branch,
        lines: place.lines,
        on_pull_request: place.pull_request,
        package: rules.package.as_ref().map(|package| package.name.clone()),
    })
}

/// Where a release is cut: commit, ref, branch.
struct Place {
    commit: Oid,
    head: Head,
    branch: String,
    lines: Vec<Line>,
    /// The tag that the event names.
    tag: Option<String>,
    /// The version that the name of the release pull request's branch says.
    version: Option<Version>,
    pull_request: Option<u64>,
}

fn place(rules: &Rules, clues: Clues<'_>) -> Result<Result<Place, Nothing>, NoCandidate> {
    let default = &clues.opening.repository;
    let named = clues.ask.commit.clone();
    let found = match &clues.ask.trigger {
        Trigger::PushTag { tag } => at_tag(rules, clues, tag)?,
        Trigger::PushBranch { branch, commit } => {
            if !rules.allows(branch) {
                return Ok(Err(Nothing::NotAReleaseBranch(branch.clone())));
            }
            on_branch(branch, named.unwrap_or_else(|| commit.clone()))
        }
        Trigger::Dispatch { reference, commit } => match reference.strip_prefix("refs/tags/") {
            Some(tag) => at_tag(rules, clues, tag)?,
            None => {
                let branch = reference.strip_prefix("refs/heads/").unwrap_or(reference);
                allowed(rules, branch)?;
                on_branch(branch, named.unwrap_or_else(|| commit.clone()))
            }
        },
        Trigger::Terminal { head, branch } => {
            let branch = branch.as_deref().unwrap_or(&default.default_branch);
            allowed(rules, branch)?;
            on_branch(
                branch,
                named.or_else(|| head.clone()).unwrap_or_else(|| default.default_commit.clone()),
            )
        }
        Trigger::Issue { number } => {
            if !version::is_tracking_issue(rules, clues, *number)? {
                return Ok(Err(Nothing::NotTheTrackingIssue(*number)));
            }
            allowed(rules, &default.default_branch)?;
            on_branch(&default.default_branch, named.unwrap_or_else(|| default.default_commit.clone()))
        }
        Trigger::PullRequest { number, .. } | Trigger::PullRequestComment { number } => {
            let pull = clues.pull_request.ok_or(NoCandidate::PullRequestUnreadable(*number))?;
            return on_pull_request(rules, clues, pull);
        }
        Trigger::MergeGroup { .. } => return Err(NoCandidate::MergeGroupNotHeld),
        Trigger::Commit { app: Some(app), .. } if is_own(app, clues.opening) => {
            return Ok(Err(Nothing::OwnCheck));
        }
        Trigger::Commit { commit, .. } | Trigger::Deployment { commit } => at_commit(rules, clues, commit)?,
    };
    Ok(Ok(found))
}

fn on_branch(branch: &str, commit: Oid) -> Place {
    Place {
        commit,
        head: Head::Reference(format!("refs/heads/{branch}")),
        branch: branch.to_owned(),
        lines: vec![Line::Branch(branch.to_owned())],
        tag: None,
        version: None,
        pull_request: None,
    }
}

/// The app in whose name workflows run. What it does starts no workflow, so nothing that it did can go in a circle.
const WORKFLOWS_APP: &str = "github-actions";

/// Whether the app is the one in whose name the gate runs. What its checks come to is the gate's own doing, and the
/// check run of a verdict on it would bring the next such event.
fn is_own(app: &str, opening: &Opening) -> bool {
    let viewer = opening.viewer.as_ref().and_then(|viewer| viewer.as_str().strip_suffix("[bot]"));
    viewer.is_some_and(|viewer| viewer != WORKFLOWS_APP && viewer.eq_ignore_ascii_case(app))
}

/// A commit of which only its id is known may lie on any branch from which releases are cut.
fn at_commit(rules: &Rules, clues: Clues<'_>, commit: &Oid) -> Result<Place, NoCandidate> {
    agrees(clues, commit)?;
    let default = &clues.opening.repository.default_branch;
    Ok(Place {
        commit: commit.clone(),
        head: Head::Commit,
        branch: usual_branch(rules, default),
        lines: rules.lines(default),
        tag: None,
        version: None,
        pull_request: None,
    })
}

/// The branch whose rules count where a commit may be on several: the default branch, if it is allowed.
fn usual_branch(rules: &Rules, default: &str) -> String {
    let first = || rules.first_branch().unwrap_or_else(|| default.to_owned());
    if rules.allows(default) { default.to_owned() } else { first() }
}

/// A tag's commit may lie on any branch from which releases are cut.
fn at_tag(rules: &Rules, clues: Clues<'_>, tag: &str) -> Result<Place, NoCandidate> {
    let tags = clues.opening.tags.whole().map_err(NoCandidate::TagsUnreadable)?;
    let commit = tags.iter().find(|known| known.name == tag).and_then(|known| known.commit.clone());
    let commit = commit.ok_or_else(|| NoCandidate::TagGone(tag.to_owned()))?;
    agrees(clues, &commit)?;
    let default = &clues.opening.repository.default_branch;
    Ok(Place {
        commit,
        head: Head::Reference(format!("refs/tags/{tag}")),
        branch: usual_branch(rules, default),
        lines: rules.lines(default),
        tag: Some(tag.to_owned()),
        version: None,
        pull_request: None,
    })
}

/// A release pull request is judged at its head; it lies on no branch until it is merged.
fn on_pull_request(
    rules: &Rules,
    clues: Clues<'_>,
    pull: &PullRequest,
) -> Result<Result<Place, Nothing>, NoCandidate> {
    let not_it = Ok(Err(Nothing::NotTheReleasePullRequest(pull.number)));
    if pull.from_fork {
        return not_it;
    }
    let version = match &rules.pull_request {
        // Of several packages, it must say of which it is.
        Some(PullRequestRule::Label(label))
            if is_labelled(pull, label)?
                && (rules.package.is_none() || !rules.versions_in(&pull.title).is_empty()) =>
        {
            None
        }
        Some(PullRequestRule::Branch(pattern)) => match version::of_branch(pattern, &pull.head_branch) {
            Some(version) => version,
            None => return not_it,
        },
        _ => return not_it,
    };
    if !rules.allows(&pull.base) {
        return Ok(Err(Nothing::NotAReleaseBranch(pull.base.clone())));
    }
    let commit = asked_head(clues, pull);
    agrees(clues, &commit)?;
    Ok(Ok(Place {
        commit,
        head: Head::PullRequest(pull.number),
        branch: pull.base.clone(),
        lines: Vec::new(),
        tag: None,
        version,
        pull_request: Some(pull.number),
    }))
}

/// A label that was not seen is missing only if all were seen.
fn is_labelled(pull: &PullRequest, label: &str) -> Result<bool, NoCandidate> {
    let label = label.to_lowercase();
    if pull.labels.seen().iter().any(|known| known.to_lowercase() == label) {
        return Ok(true);
    }
    pull.labels.whole().map(|_| false).map_err(|_| NoCandidate::PullRequestUnreadable(pull.number))
}

/// The head that the event speaks of. A comment speaks of none, so it is the newest.
fn asked_head(clues: Clues<'_>, pull: &PullRequest) -> Oid {
    match &clues.ask.trigger {
        Trigger::PullRequest { head, .. } => head.clone(),
        _ => pull.head.clone(),
    }
}

/// A commit that was named must be the one that the event's tag, pull request or commit is.
fn agrees(clues: Clues<'_>, commit: &Oid) -> Result<(), NoCandidate> {
    match &clues.ask.commit {
        Some(named) if named != commit => {
            Err(NoCandidate::OtherCommit { named: named.clone(), found: commit.clone() })
        }
        _ => Ok(()),
    }
}

fn allowed(rules: &Rules, branch: &str) -> Result<(), NoCandidate> {
    if rules.allows(branch) {
        return Ok(());
    }
    Err(NoCandidate::BranchNotAllowed { branch: branch.to_owned(), allowed: rules.branch_patterns() })
}

fn milestones(rules: &Rules, clues: Clues<'_>, version: &Version) -> Vec<Milestone> {
    let named = |version: &Version| -> Vec<Milestone> {
        let all = clues.opening.milestones.seen().iter();
        all.filter(|one| version::of_milestone(rules, &one.title).as_ref() == Some(version))
            .cloned()
            .collect()
    };
    let exact = named(version);
    if exact.is_empty() && !version.pre.is_empty() { named(&core(version)) } else { exact }
}

/// The earlier releases' tags, best first. What lies before `since` is not judged; where that is a commit, nobody can
/// say which tags lie before it.
fn bases(rules: &Rules, clues: Clues<'_>, version: &Version) -> Vec<Base> {
    let floor = rules.since.as_deref().and_then(|since| rules.tag.version(since));
    let tags = clues.opening.tags.seen().iter().filter_map(|tag| {
        let known = rules.tag.version(&tag.name)?;
        let kept = floor.as_ref().is_none_or(|floor| known >= *floor);
        kept.then(|| Some((Base { tag: tag.name.clone(), commit: tag.commit.clone()? }, known))).flatten()
    });
    crate::version::predecessors(tags, version).into_iter().map(|(base, _)| base).collect()
}

fn since(rules: &Rules, clues: Clues<'_>) -> Result<Option<Oid>, NoCandidate> {
    let Some(since) = &rules.since else { return Ok(None) };
    let tag = clues.opening.tags.seen().iter().find(|tag| tag.name == *since);
    match tag.and_then(|tag| tag.commit.clone()) {
        Some(commit) => Ok(Some(commit)),
        None if Oid::looks_like(since) => Ok(Some(Oid::new(since))),
        None => {
            clues.opening.tags.whole().map_err(NoCandidate::TagsUnreadable)?;
            Err(NoCandidate::SinceNotFound(since.clone()))
        }
    }
}
