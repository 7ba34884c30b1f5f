//! What the gate demands of every release: all that is in it is accounted for (rule 3).
//!
//! The range of commits is compared with the pull requests and, where the policy goes by milestone, with the
//! milestone. Whether an open pull request of the milestone holds the release is for the policy to say
//! (`pull-requests: {merged: all}`): nothing of it is in the release, so there is nothing to account for.

use super::Allowances;
use crate::candidate::{Candidate, PullRequests};
use crate::evidence::pull_request::PullRequestState;
use crate::evidence::release::{Commit, Milestone, Range};
use crate::evidence::{Reason, Unknown};
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    ACCOUNTED = "accounted-for": "{commits} {commit_noun} and {pulls} {pull_noun} since {since}, all accounted for";
    EMPTY = "nothing-to-release": "there is nothing to release since {since}"
        => "name another commit or another version";
    LATER_INSIDE = "later-release-inside":
        "the release has {tag} in it, on {commit}, and that is a later version than {version}"
        => "release from a commit before {tag}, or name a version that follows it";
    DIRECT = "direct-push": "no pull request brought in {commit}, {headline}, by {author}"
        => "if it was merged moments ago, run the gate again; else release from a commit before it, or write `direct-push: allow` under `pull-requests:` in the policy";
    DIRECT_ALLOWED = "direct-push-allowed": "commits that no pull request brought in, as the policy allows: {count}";
    COMMIT_UNREADABLE = "commit-unreadable": "which pull request brought in {commit} could not be read: {why}"
        => "{why:remedy}";
    COMMITS_UNREADABLE = "commits-unreadable":
        "which pull requests brought in {count} commits, such as {commit}, could not be read: {why}"
        => "{why:remedy}";
    NO_MILESTONE = "no-milestone": "no milestone is named {version}"
        => "create the milestone {version}, or reopen it if it is closed, and put the release's pull requests into it";
    MILESTONES = "several-milestones": "several milestones are named {version}: {milestones}"
        => "keep one of them";
    OUTSIDE = "outside-milestone": "{pull} is in the release, and not in the milestone {milestone}"
        => "put {pull} into the milestone, or write `outside-milestone: allow` under `pull-requests:` in the policy";
    OUTSIDE_ALLOWED = "outside-milestone-allowed":
        "in the release and not in the milestone, as the policy allows: {pulls}";
    NOT_CONTAINED = "not-in-release":
        "{pull} is in the milestone {milestone} and merged into {base}, and is not among the commits since {since}"
        => "take {pull} out of the milestone, or bring it onto {branch} and release from there";
    PULL_UNREADABLE = "pull-request-unreadable": "{pull}, which the milestone {milestone} has, could not be read: {why}"
        => "{why:remedy}";
}

/// Judges the set of commits and pull requests of a release. In a phase that holds a merge there is none.
#[must_use]
pub fn judge(case: &Case<'_>, allowances: Allowances) -> Vec<Finding> {
    let Some(candidate) = case.candidate() else { return Vec::new() };
    let range = match range(case) {
        Ok(range) => range,
        Err(finding) => {
            let mut findings = vec![*finding];
            findings.extend(milestone(case, candidate).err());
            return findings;
        }
    };
    let mut scope = Scope {
        case,
        candidate,
        allowances,
        commits: range.commits.seen(),
        own: own(case, range),
        since: since(case, range),
        findings: Vec::new(),
    };
    if scope.own.is_empty() {
        let empty = package::empty(case).unwrap_or_else(|| Finding::unmet(&EMPTY));
        scope.findings.push(empty.with("since", scope.since.clone()).who([Who::Writers]));
    }
    scope.findings.extend(package::unread(case, range));
    scope.judge_order();
    scope.judge_commits();
    if case.rules.pull_requests == PullRequests::Milestone {
        scope.judge_milestone();
    }
    scope.finish()
}

/// The whole range, or what of it could not be read.
fn range<'a>(case: &Case<'a>) -> Result<&'a Range, Box<Finding>> {
    let unreadable = |what| move |why| Box::new(Finding::unreadable(what, why));
    case.evidence.opening.tags.whole().map_err(unreadable("the list of tags"))?;
    case.previous().map_err(unreadable("how the earlier releases lie to the commit"))?;
    case.range().map_err(unreadable("the list of the release's commits"))
}

/// Since when the release counts.
fn since(case: &Case<'_>, range: &Range) -> Value {
    match (case.previous(), &range.base) {
        (Ok(Some(base)), _) => Value::Code(base.tag.clone()),
        (_, Some(oid)) => Value::Commit { oid: oid.clone(), url: None },
        (_, None) => Value::Words("the first commit"),
    }
}

/// The one milestone of the release, or why there is none.
fn milestone<'a>(case: &Case<'a>, candidate: &'a Candidate) -> Result<Option<&'a Milestone>, Finding> {
    if case.rules.pull_requests != PullRequests::Milestone {
        return Ok(None);
    }
    let version = Value::Code(candidate.version.to_string());
    if let Err(why) = case.evidence.opening.milestones.whole() {
        return Err(Finding::unreadable("the list of milestones", why));
    }
    match candidate.milestones.as_slice() {
        [] => Err(Finding::unmet(&NO_MILESTONE).with("version", version).who([Who::Writers])),
        [one] => Ok(Some(one)),
        several => {
            let titles = several.iter().map(|one| one.title.clone()).collect();
            let finding = Finding::unknown(&MILESTONES).with("version", version);
            Err(finding.with("milestones", Value::Codes(titles)).who([Who::Writers]))
        }
    }
}

/// The commits that have to be accounted for. Of a package those that belong to it, and all where that cannot be told.
fn own<'a>(case: &Case<'a>, range: &'a Range) -> Vec<&'a Commit> {
    case.own_commits().unwrap_or_else(|_| range.commits.seen().iter().collect())
}

struct Scope<'a> {
    case: &'a Case<'a>,
    candidate: &'a Candidate,
    allowances: Allowances,
    /// All of the range.
    commits: &'a [Commit],
    /// Those of the release.
    own: Vec<&'a Commit>,
    since: Value,
    findings: Vec<Finding>,
}

impl<'a> Scope<'a> {
    /// No final release that is already in it is later than it: a maintenance release that was asked for on the wrong
    /// branch would bring out all that came since. Tags before the range are lower, or they would be the previous one.
    fn judge_order(&mut self) {
        let version = &self.candidate.version;
        for tag in self.case.evidence.opening.tags.seen() {
            let later = self
                .case
                .rules
                .tag
                .version(&tag.name)
                .is_some_and(|known| known.pre.is_empty() && known.cmp_precedence(version).is_gt());
            let commit = self.commits.iter().find(|commit| Some(&commit.oid) == tag.commit.as_ref());
            let Some(commit) = commit.filter(|_| later) else { continue };
            let finding = Finding::unmet(&LATER_INSIDE)
                .with("tag", Value::Code(tag.name.clone()))
                .with("commit", commit)
                .with("version", Value::Code(version.to_string()));
            self.findings.push(finding.who([Who::Writers]));
        }
    }

    /// Every commit came in with a pull request, or is to come in with the release pull request before the gate.
    fn judge_commits(&mut self) {
        let mut allowed = 0_u64;
        let mut unread: Vec<(Unknown, Vec<&Commit>)> = Vec::new();
        for &commit in &self.own {
            match commit.pull_requests.known() {
                Err(why) => match unread.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, commits)) => commits.push(commit),
                    None => unread.push((why, vec![commit])),
                },
                Ok(numbers) if !numbers.is_empty() => {}
                Ok(_) if self.allowances.direct_push => allowed += 1,
                Ok(_) => self.findings.push(direct(commit)),
            }
        }
        self.findings.extend(unread.into_iter().filter_map(|(why, commits)| {
            let message = if commits.len() == 1 { &COMMIT_UNREADABLE } else { &COMMITS_UNREADABLE };
            let finding = Finding::unknown(message).with("count", commits.len());
            Some(finding.with("commit", *commits.first()?).with("why", Value::Unknown(why)))
        }));
        if allowed > 0 {
            self.findings.push(Finding::met(&DIRECT_ALLOWED).with("count", allowed));
        }
    }

    /// The range and the milestone have the same pull requests.
    fn judge_milestone(&mut self) {
        let milestone = match milestone(self.case, self.candidate) {
            Ok(Some(milestone)) => milestone,
            Ok(None) => return,
            Err(finding) => return self.findings.push(finding),
        };
        let planned = match self.case.evidence.milestone.whole() {
            Ok(planned) => planned,
            Err(why) => {
                let what = "the list of the milestone's pull requests";
                return self.findings.push(Finding::unreadable(what, why));
            }
        };
        let title = Value::Link { text: milestone.title.clone(), url: milestone.url.clone() };
        let contained = self.contained();
        let outside: Vec<u64> =
            contained.iter().copied().filter(|number| !planned.contains(number)).collect();
        // What is in the range is there, also where it changes nothing of the package.
        let contained = numbers(self.commits.iter());
        if self.allowances.outside_milestone {
            if !outside.is_empty() {
                self.findings.push(Finding::met(&OUTSIDE_ALLOWED).with("pulls", Value::Threads(outside)));
            }
        } else {
            let named = outside.into_iter().map(|number| {
                let finding = Finding::unmet(&OUTSIDE).with("pull", self.thread(number));
                finding.with("milestone", title.clone()).who([Who::Writers])
            });
            self.findings.extend(named.collect::<Vec<_>>());
        }
        let missing = planned.iter().filter(|number| !contained.contains(number));
        let named = missing.filter_map(|number| self.not_contained(*number, &title));
        self.findings.extend(named.collect::<Vec<_>>());
    }

    /// A pull request of the milestone that brought none of the commits in.
    fn not_contained(&self, number: u64, milestone: &Value) -> Option<Finding> {
        let Some(pull) = self.case.evidence.pull_request(number) else {
            let why = Unknown::new(Reason::NotCollected);
            let finding = Finding::unknown(&PULL_UNREADABLE).with("pull", Value::Threads(vec![number]));
            return Some(finding.with("milestone", milestone.clone()).with("why", Value::Unknown(why)));
        };
        // Where it is not known which pull requests brought the commits in, that is the finding, not this.
        let known = self.commits.iter().all(|commit| commit.pull_requests.known().is_ok());
        if pull.state != PullRequestState::Merged || !known {
            return None;
        }
        let finding = Finding::unmet(&NOT_CONTAINED)
            .with("pull", pull)
            .with("milestone", milestone.clone())
            .with("base", Value::Code(pull.base.clone()))
            .with("branch", Value::Code(self.candidate.branch.clone()))
            .with("since", self.since.clone());
        Some(finding.who([Who::Writers]))
    }

    /// The pull requests that are known to have brought commits in, in the commits' order.
    fn contained(&self) -> Vec<u64> {
        let mut numbers = numbers(self.own.iter().copied());
        // A commit may have come with pull requests of which one alone is the release's.
        if let (Some(_), Ok(parted)) = (self.case.package(), self.case.parted()) {
            numbers.retain(|number| !parted.others.contains(number));
        }
        numbers
    }

    fn finish(mut self) -> Vec<Finding> {
        if self.findings.iter().all(|finding| finding.outcome.lets_pass()) {
            let (commits, pulls) = (self.own.len(), self.contained().len());
            let noun = |count, one, more| Value::Words(if count == 1 { one } else { more });
            let finding = Finding::met(&ACCOUNTED)
                .with("commits", commits)
                .with("commit_noun", noun(commits, "commit", "commits"))
                .with("pulls", pulls)
                .with("pull_noun", noun(pulls, "pull request", "pull requests"))
                .with("since", self.since);
            self.findings.insert(0, finding);
        }
        self.findings
    }

    fn thread(&self, number: u64) -> Value {
        let pull = self.case.evidence.pull_request(number);
        pull.map_or_else(|| Value::Threads(vec![number]), Value::from)
    }
}

/// The pull requests that are known to have brought these commits in, in their order.
fn numbers<'c>(commits: impl Iterator<Item = &'c Commit>) -> Vec<u64> {
    let mut numbers = Vec::new();
    for number in commits.filter_map(|commit| commit.pull_requests.value()).flatten() {
        if !numbers.contains(number) {
            numbers.push(*number);
        }
    }
    numbers
}

fn direct(commit: &Commit) -> Finding {
    let author = commit.author.clone();
    Finding::unmet(&DIRECT)
        .with("commit", commit)
        .with("headline", headline(commit))
        .with("author", author.map_or(Value::Words("an author whom GitHub does not know"), Value::Person))
        .who([Who::Writers])
}

fn headline(commit: &Commit) -> Value {
    Value::Text(commit.message.lines().next().unwrap_or_default().to_owned())
}

mod package;
#[cfg(test)]
mod tests;

pub use package::not_of_package;

/// All that the parts of this file can say besides.
pub(super) const PARTS: [&[&crate::verdict::Message]; 1] = [package::MESSAGES];
