//! `pull-requests`: what holds for every pull request of the release.

mod approvals;
mod labels;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Leaf, PerType};
use crate::candidate::PullRequests as Belonging;
use crate::evidence::needs::{Needs, PullRequestNeeds};
use crate::evidence::{PullRequest, Unknown};
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message, Outcome, Value};
use crate::yaml::{Fields, Node, Problems};

use labels::LabelRules;

/// Asks something of every pull request of the release. In a phase that holds a merge: of the one that is to
/// be merged.
///
/// The pull requests of a release are those that brought in the commits since the previous release. With
/// `release: {pull-requests: milestone}`, `merged` looks at those of the milestone too. What a pull request
/// lacks is named one by one, with who can supply it. A release without any pull request never meets this:
/// nothing was looked at. A pull request that a later one reverts is judged like the others.
///
/// It proves what GitHub shows when the gate runs. It does not prove that the checks passed: that is
/// `checks`.
///
/// Needs `pull-requests: read` and `contents: read` under `permissions:`, and `issues: read` for
/// `linked-issues`. Up to 200 pull requests cost no further request; each 100 more cost one.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, extend("minProperties" = 1))]
pub struct PullRequests {
    /// `all`: every one is merged. Open ones in the milestone hold; ones that were closed without a merge are
    /// left out. The release pull request is not counted while the gate judges it. Not in a phase that holds
    /// a merge.
    #[schemars(default, with = "Merged")]
    merged: Option<Merged>,
    /// How many people must have approved each one, from 1 to 100; by type `{major: 2, otherwise: 1}`.
    ///
    /// An approval counts if it is the latest opinion of a person who can write to the repository and is not
    /// the pull request's author, if it was given to the newest commit, and if the branch was not
    /// force-pushed since. A request for changes by somebody who can write holds until they approve or it is
    /// dismissed. An approval may be given after the merge too.
    #[schemars(default, with = "PerType")]
    approvals: Option<PerType>,
    /// `complete`: every task box in its description is ticked. Boxes in quotes do not count. A description
    /// without boxes leaves nothing open, which the report says.
    #[schemars(default, with = "Tasks")]
    tasks: Option<Tasks>,
    /// `resolved`: no review thread is left open.
    #[schemars(default, with = "Threads")]
    threads: Option<Threads>,
    /// Which labels it has.
    #[schemars(default, with = "LabelRules")]
    labels: Option<LabelRules>,
    /// `closed`: every issue that it says it closes is closed, in this repository or another. A pull request
    /// without such issues leaves nothing open, which the report says. Not in a phase that holds a merge,
    /// because issues are closed by the merge.
    #[schemars(default, with = "LinkedIssues")]
    linked_issues: Option<LinkedIssues>,
    /// `allow`: a release may have pull requests that its milestone does not have. Without it each of them
    /// holds. They are judged like the others. Not in a phase that holds a merge.
    #[schemars(default, with = "Allow")]
    outside_milestone: Option<Allow>,
    /// `allow`: a release may have commits that no pull request brought in. Without it each of them holds.
    /// Not in a phase that holds a merge.
    #[schemars(default, with = "Allow")]
    direct_push: Option<Allow>,
}

/// Which of them must be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Merged {
    /// Every one.
    All,
}

/// How the boxes must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Tasks {
    /// All are ticked.
    Complete,
}

/// How the review threads must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Threads {
    /// All are resolved.
    Resolved,
}

/// How the linked issues must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum LinkedIssues {
    /// All are closed.
    Closed,
}

/// What is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Allow {
    /// Let it in.
    Allow,
}

/// What the policy lets into a release that rule 3 would hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allowances {
    /// Pull requests in the range that the milestone does not have.
    pub outside_milestone: bool,
    /// Commits that no pull request brought in.
    pub direct_push: bool,
}

impl Allowances {
    /// What either lets in.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            outside_milestone: self.outside_milestone || other.outside_milestone,
            direct_push: self.direct_push || other.direct_push,
        }
    }
}

crate::messages! {
    NONE = "no-pull-requests": "there is no pull request to look at"
        => "see that the release has at least one pull request; commits that were pushed directly are none";
    NO_MILESTONE = "milestone-not-known":
        "which pull requests belong to the release is not known, because not exactly one milestone is named {version}"
        => "name one milestone {version}, and put the release's pull requests into it";
    PART_UNREADABLE = "part-unreadable": "{what} of {pulls} could not be read: {why}" => "{why:remedy}";
    REVERTED = "reverted": "{pull} is reverted by {commit}; it is judged like the others";
    ALLOWS = "allows": "the policy lets in {what}; the release has {count} {noun}";

    MERGED = "merged": "{count} {noun} merged";
    NOT_MERGED = "not-merged": "{pull} is still {state}"
        => "{deed}, or take it out of the milestone";

    APPROVED = "approved": "{count} {noun}, each with {needed} or more approvals that count";
    TOO_FEW = "too-few-approvals": "{pull} has {counting} of {needed} approvals"
        => "approve its newest commit, on its page under *Files changed*, *Review changes*";
    IGNORED = "approval-ignored": "the approval of {person} on {pull} does not count: {reason}"
        => "{deed}";
    STALE = "approval-stale":
        "the approval of {person} on {pull} does not count: it was given to {given}, and the head is {head}"
        => "look at the newest commit, and approve again";
    FORCE_PUSHED = "approval-before-force-push":
        "the approval of {person} on {pull} does not count: the branch was force-pushed after it, at {time}"
        => "look at the newest commit, and approve again";
    CHANGES_REQUESTED = "changes-requested": "{people} asked for changes on {pull}"
        => "settle them and approve, or have somebody who can write dismiss the review";

    TASKS_DONE = "tasks-done": "{boxes} boxes in the descriptions of {count} {noun}, all ticked";
    NO_BOXES = "no-boxes": "there are no boxes in the description of {pulls}, so none is open";
    TASKS_OPEN = "tasks-open": "not ticked: {open} of {boxes} boxes in the description of {pull}, namely {tasks}"
        => "tick each box in the description once it is done";

    THREADS_RESOLVED = "threads-resolved": "{count} {noun}, with {threads} review threads, all resolved";
    THREADS_OPEN = "threads-open": "not resolved: {open} of {threads} review threads of {pull}"
        => "settle each, and press *Resolve conversation*";

    ISSUES_CLOSED = "issues-closed": "{count} {noun}, with {issues} linked issues, all closed";
    ISSUE_OPEN = "issue-open": "{pull} says that it closes {issue}, which is open"
        => "close {issue} once it is done, or take the link out of the pull request";

    LABELLED = "labelled": "{count} {noun}, each with {rule} the labels {labels}";
    NO_LABEL = "label-missing": "{pull} has none of the labels {labels}" => "give it one of them: {labels}";
    SEVERAL_LABELS = "several-labels": "{pull} has {found}, and may have only one of {labels}"
        => "leave one of the labels {found}, and take the others off";
    FORBIDDEN_LABEL = "label-forbidden": "{pull} is labelled {found}"
        => "settle what that stands for, then take it off";
    NO_SUCH_LABEL = "no-such-label": "the repository has no label that fits {label}"
        => "create the label, or correct its name in the policy";
}

impl Leaf for PullRequests {
    const NAME: &'static str = "pull-requests";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] = MESSAGES;
    const EXAMPLE: &'static str = "pull-requests: {merged: all, approvals: 1, tasks: complete}
---
pull-requests:
  approvals: {major: 2, otherwise: 1}
  threads: resolved
  linked-issues: closed
  labels:
    exactly-one-of: [feature, fix, chore]
    none-of: [\"do-not-*\"]
---
pull-requests: {merged: all, outside-milestone: allow, direct-push: allow}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`pull-requests`", problems)?;
        for key in ["merged", "linked-issues", "outside-milestone", "direct-push"] {
            if let Some(at) = fields.key(key).filter(|_| context.holds_merge) {
                problems.error("release-wide", at.at.clone(), format!("`{key}` speaks of a whole release")).help(
                    "a phase that holds merges judges one pull request before its merge; move this to a release phase",
                );
            }
        }
        let read = Self {
            merged: word(&mut fields, "merged", "all", Merged::All, problems),
            approvals: fields
                .get("approvals")
                .and_then(|node| PerType::read(node, "`approvals`", context, problems)),
            tasks: word(&mut fields, "tasks", "complete", Tasks::Complete, problems),
            threads: word(&mut fields, "threads", "resolved", Threads::Resolved, problems),
            labels: fields.get("labels").and_then(|node| LabelRules::read(node, problems)),
            linked_issues: word(&mut fields, "linked-issues", "closed", LinkedIssues::Closed, problems),
            outside_milestone: word(&mut fields, "outside-milestone", "allow", Allow::Allow, problems),
            direct_push: word(&mut fields, "direct-push", "allow", Allow::Allow, problems),
        };
        if fields.keys().next().is_none() {
            problems
                .error("asks-nothing", node.at.clone(), "`pull-requests` asks nothing of the pull requests")
                .help("say what must hold, e.g. `{merged: all, approvals: 1}`");
        }
        fields.finish(problems);
        (problems.len() == before).then_some(read)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        let pull_requests = PullRequestNeeds {
            body: self.tasks.is_some(),
            labels: self.labels.is_some(),
            reviews: self.approvals.is_some(),
            threads: self.threads.is_some(),
            linked_issues: self.linked_issues.is_some(),
            ..PullRequestNeeds::default()
        };
        Needs { pull_requests, labels: self.labels.is_some(), ..Needs::default() }
    }

    fn says(&self) -> String {
        let approvals = self
            .approvals
            .as_ref()
            .map(|number| format!("is approved by this many people: {}", number.says()));
        let labels = self.labels.as_ref().map(LabelRules::says);
        let rules = [
            self.merged.map(|Merged::All| "is merged".to_owned()),
            approvals,
            self.tasks.map(|Tasks::Complete| "has every box of its description ticked".to_owned()),
            self.threads.map(|Threads::Resolved| "has no open review thread".to_owned()),
            labels,
            self.linked_issues.map(|LinkedIssues::Closed| "closes only issues that are closed".to_owned()),
        ];
        let rules: Vec<String> = rules.into_iter().flatten().collect();
        let allows = [
            self.outside_milestone.map(|Allow::Allow| "pull requests outside of the milestone are let in"),
            self.direct_push.map(|Allow::Allow| "commits without a pull request are let in"),
        ];
        let every =
            if rules.is_empty() { None } else { Some(format!("every pull request {}", rules.join("; "))) };
        let allows = allows.into_iter().flatten().map(str::to_owned);
        every.into_iter().chain(allows).collect::<Vec<_>>().join("; ")
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = self.labels.as_ref().map_or_else(Vec::new, |labels| labels.unknown_names(case));
        match pull_requests(case) {
            Ok(pulls) if pulls.is_empty() => findings.push(Finding::absent(&NONE)),
            Ok(pulls) => findings.extend(self.judge_all(case, &pulls)),
            Err(finding) => findings.push(*finding),
        }
        findings
    }
}

impl PullRequests {
    /// What it lets into a release that rule 3 would hold.
    pub(super) fn allowances(&self) -> Allowances {
        Allowances {
            outside_milestone: self.outside_milestone.is_some(),
            direct_push: self.direct_push.is_some(),
        }
    }

    fn judge_all(&self, case: &Case<'_>, pulls: &[&PullRequest]) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.merged.is_some() {
            match case.planned() {
                Ok(planned) => findings.extend(state::merged(case, &planned)),
                Err(why) => {
                    findings.push(Finding::unreadable("the list of the milestone's pull requests", why))
                }
            }
        }
        if let Some(needed) = &self.approvals {
            findings.extend(approvals::judge(needed, case, pulls));
        }
        if self.tasks.is_some() {
            findings.extend(state::tasks(pulls));
        }
        if self.threads.is_some() {
            findings.extend(state::threads(pulls));
        }
        if self.linked_issues.is_some() {
            findings.extend(state::linked_issues(case, pulls));
        }
        if let Some(labels) = &self.labels {
            findings.extend(labels.judge(pulls));
        }
        if findings.is_empty() {
            findings.extend(self.allowed(pulls.len()));
        }
        findings.extend(reverted(case, &findings));
        findings.into_iter().map(|finding| named(finding, case)).collect()
    }

    /// What a leaf says that asks nothing and only lets something in.
    fn allowed(&self, count: usize) -> Vec<Finding> {
        let outside = self.outside_milestone.map(|_| "pull requests that the milestone does not have");
        let direct = self.direct_push.map(|_| "commits that no pull request brought in");
        let say = |what| counted(Finding::met(&ALLOWS), count).with("what", Value::Words(what));
        outside.into_iter().chain(direct).map(say).collect()
    }
}

/// A key with one possible word.
fn word<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    word: &'static str,
    means: T,
    problems: &mut Problems,
) -> Option<T> {
    let node = fields.get(key)?;
    node.one_of(&format!("`{key}`"), &[word], problems).map(|_| means)
}

/// The pull requests that are judged, or the finding that says why they are not known.
fn pull_requests<'a>(case: &Case<'a>) -> Result<Vec<&'a PullRequest>, Box<Finding>> {
    if let Some(candidate) = case.candidate()
        && case.rules.pull_requests == Belonging::Milestone
        && candidate.milestones.len() != 1
    {
        if let Err(why) = case.evidence.opening.milestones.whole() {
            return Err(Box::new(Finding::unreadable("the list of milestones", why)));
        }
        let version = Value::Code(candidate.version.to_string());
        return Err(Box::new(Finding::unknown(&NO_MILESTONE).with("version", version)));
    }
    case.pull_requests().map_err(|why| Box::new(Finding::unreadable("the list of pull requests", why)))
}

/// Adds how many pull requests were judged.
fn counted(finding: Finding, count: usize) -> Finding {
    let noun = if count == 1 { "pull request" } else { "pull requests" };
    finding.with("count", count).with("noun", Value::Words(noun))
}

/// Names the pull request that a finding is about. It has been in the release since it was merged.
fn named(finding: Finding, case: &Case<'_>) -> Finding {
    let Some(Value::Thread { number, .. }) = finding.fact("pull") else { return finding };
    let number = *number;
    let merged = case.evidence.pull_request(number).and_then(|pull| pull.merged_at);
    finding.about(format!("#{number}")).since(merged)
}

/// What could not be read of single pull requests, those with the same trouble together.
fn unreadable(what: &'static str, troubles: Vec<(u64, Unknown)>) -> Vec<Finding> {
    let mut groups: Vec<(Unknown, Vec<u64>)> = Vec::new();
    for (number, why) in troubles {
        match groups.iter_mut().find(|(known, _)| *known == why) {
            Some((_, numbers)) => numbers.push(number),
            None => groups.push((why, vec![number])),
        }
    }
    let say = |(why, numbers)| {
        Finding::unknown(&PART_UNREADABLE)
            .with("what", Value::Words(what))
            .with("pulls", Value::Threads(numbers))
            .with("why", Value::Unknown(why))
    };
    groups.into_iter().map(say).collect()
}

/// The pull requests of the release that a later commit of it takes back; they are judged like the others.
#[must_use]
pub fn reverted_notes(case: &Case<'_>) -> Vec<Finding> {
    let say = |(number, commit)| {
        let pull = case.evidence.pull_request(number)?;
        Some(Finding::met(&REVERTED).with("pull", pull).with("commit", commit))
    };
    case.reverted().into_iter().filter_map(say).collect()
}

/// Whoever reads of a lack should see if the pull request was taken back since.
fn reverted(case: &Case<'_>, findings: &[Finding]) -> Vec<Finding> {
    let number = |finding: &Finding| match finding.fact("pull") {
        Some(Value::Thread { number, .. }) => Some(*number),
        _ => None,
    };
    let lacking: Vec<u64> =
        findings.iter().filter(|finding| finding.outcome != Outcome::Met).filter_map(number).collect();
    let mut notes = reverted_notes(case);
    notes.retain(|note| number(note).is_some_and(|number| lacking.contains(&number)));
    notes
}
