//! `approvals`: approving reviews of the release pull request, by the people whose approval is asked for.

use std::collections::BTreeMap;

use super::reviews::{Weighed, WhyIgnored, weigh};
use super::{Context, Leaf, PerType, joined, release_pull_request, texts};
use crate::evidence::needs::Needs;
use crate::evidence::{Login, PullRequest, TeamName, Unknown};
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message, Outcome, Value, Who};
use crate::yaml::{Fields, Node, Problems};

mod approvers;
mod owners;

use approvers::Approvers;

crate::messages! {
    APPROVED = "approved": "{pull} has {count} of {needed} approvals that count: {people}";
    TOO_FEW = "too-few-approvals": "{pull} has {count} of {needed} approvals that count"
        => "approve it, on its page under *Files changed*, *Review changes*";
    CHANGES_REQUESTED = "changes-requested": "{by} asks for changes to {pull}"
        => "settle what {by} asks for on {pull}; then {by} approves it, or somebody dismisses the review";
    IGNORED = "approval-ignored": "the approval of {pull} by {by} does not count: {reason}";
    IGNORED_BUT_CAN_BE_GIVEN_AGAIN = "approval-stale": "the approval of {pull} by {by} does not count: {reason}"
        => "look at the newest state of {pull} and approve it again";
    TEAM_UNREADABLE = "team-unreadable": "who is in the team {team} could not be read: {why}"
        => "{why:remedy}";
}

/// Approving reviews of the release pull request, or of the pull request that is to be merged in a phase that holds a
/// merge.
///
/// Use it when a release is carried by a pull request and certain people have to approve it. An approval counts if it
/// is its author's latest opinion, was given to the newest commit, after the last force-push, by a person who can write
/// to the repository and did not open the pull request. A standing request for changes by anybody who can write
/// holds. Every approval that does not count is named with the reason while some are missing.
///
/// It proves that these people approved this very commit. For the reviews of the pull requests of a release use
/// `pull-requests`.
///
/// Permissions: `pull-requests: read`. Members of teams cannot be read with a workflow's own token: they need a token
/// of the organization with `Members: read`. Costs one request for each team, with `codeowners` also for each team that
/// owns one of the changed files, and those only after everything else was read.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Approvals {
    /// How many people must have approved. Left out, it is one.
    #[schemars(default = "one")]
    count: PerType,
    /// Whose approvals count. Left out, everybody's who can write to the repository.
    #[schemars(default)]
    from: Approvers,
    /// Whether, besides, each changed file that has owners in CODEOWNERS must be approved by one of them. CODEOWNERS is
    /// read where the policy is. Files without owners are not looked at, but at least one file must have some. An
    /// owner who is named by an e-mail address cannot be recognised.
    #[schemars(default, extend("const" = true), transform = texts::without_default)]
    codeowners: bool,
    #[schemars(skip)]
    holds_merge: bool,
}

fn one() -> PerType {
    PerType::Same(1)
}

impl Leaf for Approvals {
    const NAME: &'static str = "approvals";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] =
        &joined::<{ MESSAGES.len() + owners::MESSAGES.len() + release_pull_request::MESSAGES.len() }>(&[
            MESSAGES,
            owners::MESSAGES,
            release_pull_request::MESSAGES,
        ]);
    const EXAMPLE: &'static str = "\
approvals: {count: 2, from: {users: [mona], teams: [octoacme/release-managers]}}
---
approvals: {codeowners: true}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`approvals`", problems)?;
        let count = match fields.get("count") {
            None => Some(one()),
            Some(node) => PerType::read(node, "`count`", context, problems),
        };
        let from = match fields.get("from") {
            None => Some(Approvers::default()),
            Some(node) => Approvers::read(node, context, problems),
        };
        let codeowners = match fields.get("codeowners") {
            None => Some(false),
            Some(node) => {
                let wanted = node.boolean("`codeowners`", problems);
                if wanted == Some(false) {
                    problems
                        .error(
                            "no-effect",
                            node.at.clone(),
                            "without `codeowners: true` owners are not asked for",
                        )
                        .help("leave it out");
                }
                wanted
            }
        };
        fields.finish(problems);
        let holds_merge = context.holds_merge;
        let approvals = Self { count: count?, from: from?, codeowners: codeowners?, holds_merge };
        (problems.len() == before).then_some(approvals)
    }

    fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        let mut needs = Needs {
            release_pull_request: !self.holds_merge,
            codeowners: self.codeowners,
            teams: self.from.teams(roles).cloned().collect(),
            ..Needs::default()
        };
        needs.pull_requests.reviews = self.holds_merge;
        needs.pull_requests.files = self.holds_merge && self.codeowners;
        needs
    }

    fn roles(&self) -> Vec<&str> {
        self.from.roles.iter().map(String::as_str).collect()
    }

    fn says(&self) -> String {
        let pull = if self.holds_merge { "the pull request" } else { "the release pull request" };
        let owners = if self.codeowners {
            ", and each changed file that has code owners was approved by one of them"
        } else {
            ""
        };
        format!("{pull} has approvals by this many people: {}{}{owners}", self.count.says(), self.from.says())
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let pull = match release_pull_request::find(case) {
            Ok(pull) => pull,
            Err(finding) => return vec![finding],
        };
        let weighed = match weigh(pull) {
            Ok(weighed) => weighed,
            Err(why) => {
                return vec![Finding::unreadable("the reviews of the pull request", why).with("pull", pull)];
            }
        };
        let mut findings = requests(pull, &weighed);
        findings.extend(self.counted(case, pull, &weighed));
        if self.codeowners {
            findings.extend(owners::judge(case, pull, &weighed.counting));
        }
        let number = format!("#{}", pull.number);
        findings.into_iter().map(|finding| finding.about(number.clone())).collect()
    }
}

fn requests(pull: &PullRequest, weighed: &Weighed) -> Vec<Finding> {
    let request = |by: &Login| {
        Finding::unmet(&CHANGES_REQUESTED)
            .with("pull", pull)
            .with("by", Value::Person(by.clone()))
            .who([Who::Person(by.clone())])
    };
    weighed.standing_requests.iter().map(request).collect()
}

impl Approvals {
    fn counted(&self, case: &Case<'_>, pull: &PullRequest, weighed: &Weighed) -> Vec<Finding> {
        let needed = match self.count.number(case) {
            Ok(needed) => needed,
            Err(why) => return vec![Finding::unreadable("the type of the release", why)],
        };
        let reaches = |people: usize| people as u64 >= needed;
        let (named, unread) = self.from.people(case);
        let is_named = |login: &&Login| self.from.is_anybody() || named.contains(login);
        let (people, others): (Vec<&Login>, Vec<&Login>) = weighed.counting.iter().partition(is_named);
        let tell =
            |finding: Finding| finding.with("pull", pull).with("count", people.len()).with("needed", needed);
        if reaches(people.len()) {
            let people = Value::People(people.iter().copied().cloned().collect());
            return vec![tell(Finding::met(&APPROVED)).with("people", people)];
        }
        let mut findings: Vec<Finding> = unread.iter().map(unreadable_team).collect();
        // As long as others who approved could be in a team that could not be read, nothing is decided.
        let decided = unread.is_empty() || !reaches(weighed.counting.len());
        if decided {
            let who = self.from.who(case.roles, pull, &people);
            findings.push(tell(Finding::unmet(&TOO_FEW)).who(who));
        }
        let outcome = if decided { Outcome::Unmet } else { Outcome::Unknown };
        findings.extend(ignored(pull, weighed, outcome));
        let why = if unread.is_empty() {
            "they are not among those whose approval is asked for"
        } else {
            "it is not known whether they are in a team whose approval is asked for"
        };
        findings.extend(others.into_iter().map(|by| does_not_count(&IGNORED, outcome, pull, Some(by), why)));
        findings
    }
}

fn unreadable_team((team, why): &(TeamName, Unknown)) -> Finding {
    Finding::unknown(&TEAM_UNREADABLE)
        .with("team", Value::Code(team.to_string()))
        .with("why", Value::Unknown(why.clone()))
}

/// The approvals that do not count. They take the outcome of what they explain: by themselves they decide nothing.
fn ignored(pull: &PullRequest, weighed: &Weighed, outcome: Outcome) -> Vec<Finding> {
    let tell = |why: WhyIgnored, login: Option<&Login>| {
        let again = why.can_approve_again();
        let message = if again { &IGNORED_BUT_CAN_BE_GIVEN_AGAIN } else { &IGNORED };
        let finding = does_not_count(message, outcome, pull, login, why.words());
        finding.who(login.filter(|_| again).map(|login| Who::Person(login.clone())))
    };
    weighed.ignored.iter().map(|one| tell(one.why, one.login.as_ref())).collect()
}

fn does_not_count(
    message: &'static Message,
    outcome: Outcome,
    pull: &PullRequest,
    by: Option<&Login>,
    reason: &'static str,
) -> Finding {
    let by = by.map_or(Value::Words("a deleted account"), |by| Value::Person(by.clone()));
    Finding::new(outcome, message).with("pull", pull).with("by", by).with("reason", Value::Words(reason))
}

#[cfg(test)]
mod tests;
