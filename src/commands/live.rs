//! Reading GitHub for one verdict: policy, candidate, evidence, and the last look.

mod policy;

use std::borrow::Cow;

pub(super) use policy::{POLICY_PLACES, choose_policy};
use policy::{proposed_policy, refused_policy};

use super::{Refusal, Screen};
use crate::bump::Package;
use crate::candidate::{Clues, Found, NoCandidate, Nothing};
use crate::cli::Check;
use crate::doctor;
use crate::evaluate::{self, choose_phase};
use crate::evidence::needs::{Needs, Reading};
use crate::evidence::release::Trigger;
use crate::evidence::{Ask, Evidence, Fact, PullRequest, Reason, Unknown};
use crate::github::{self, Client, Clients, Failure, FailureKind, OpeningWish, OwnComments};
use crate::notes::{Source, Text};
use crate::policy::{Holds, Notes, Phase, Policy};
use crate::report;
use crate::version::parse_loose;

/// What was read, and what it was read for.
pub(super) struct Live {
    pub(super) policy: Policy,
    pub(super) phase: String,
    pub(super) evidence: Evidence,
    /// What was asked of GitHub.
    pub(super) reading: Reading,
    /// Where the verdict is commented on: the number of a pull request or issue, and its comments.
    pub(super) target: Option<(u64, OwnComments)>,
}

impl Live {
    /// The last look once more, at the evidence as it is.
    pub(super) async fn look_again(&mut self, client: &Client) {
        let number = self.target.as_ref().map(|(number, _)| *number);
        let comments = github::close(client, &self.reading, &mut self.evidence, number).await;
        self.target = number.map(|number| (number, comments));
    }
}

/// The end of reading: all of it, or nothing to judge.
pub(super) enum Outcome {
    Read(Box<Live>),
    Nothing(Nothing),
}

/// What is read for.
#[derive(Debug, Clone)]
pub(super) enum Aim {
    /// A verdict on the phase that arguments and event mean.
    Verdict,
    /// The notes of a release. With a text of one's own nothing is read where the policy says that they are kept; with a
    /// template of one's own none is read of the repository.
    Notes { text: Option<Box<Text>>, own_template: bool },
    /// A draft of the notes of a release: what they are made of, and not what is there.
    Draft,
    /// A draft for the changelog, also where the policy says nothing of notes, or keeps them elsewhere.
    Changelog,
    /// The next version of a branch.
    Bump,
    /// A verdict on the phase that holds the tag, to be cut after a go.
    Tag,
    /// The tracking issue of a release.
    Plan,
    /// Whether the tracking issue has the boxes that the policy asks for, and nothing else of it.
    Boxes,
}

/// Where GitHub keeps the categories of its generated notes.
pub(super) const CATEGORIES: [&str; 2] = [".github/release.yml", ".github/release.yaml"];

impl Aim {
    /// The policy as it counts, and the phase in which the release is looked for.
    fn choose(&self, policy: &mut Policy, arguments: &Check, ask: &Ask) -> Result<Phase, Refusal> {
        let (text, own_template) = match self {
            Self::Verdict | Self::Boxes => {
                let phase = choose_phase(policy, arguments.phase.as_deref(), &ask.trigger);
                return phase.cloned().map_err(|none| Refusal(report::no_phase(&none)));
            }
            Self::Notes { text, own_template } => (text.is_some(), *own_template),
            Self::Draft => (false, false),
            Self::Changelog => {
                let kept = policy.notes.take().filter(|notes| matches!(notes.source, Source::Changelog(_)));
                policy.notes = Some(kept.unwrap_or_else(Notes::of_facts));
                (false, false)
            }
            Self::Tag => return phase_of_tag(policy, arguments.phase.as_deref()),
            Self::Bump | Self::Plan => {
                let phase = evaluate::notes::phase(policy);
                return phase.ok_or_else(|| Refusal("the policy has no phase".into()));
            }
        };
        match &mut policy.notes {
            Some(notes) if own_template => notes.templates.clear(),
            Some(_) => {}
            none if text => {
                *none = Some(Notes { extra_sections: !own_template, ..Notes::of_facts() });
            }
            _ => {
                return Err(Refusal(
                    "the policy does not say where the release notes are\n  -> write `notes: {from: draft-release, template: \
                     PATH}` at its top, or name a file: `holdpoint notes check FILE`"
                        .into(),
                ));
            }
        }
        evaluate::notes::phase(policy).ok_or_else(|| Refusal("the policy has no phase".into()))
    }

    fn reading(&self, policy: &Policy, phase: &Phase, found: &Found, evidence: &Evidence) -> Option<Reading> {
        match (self, &policy.notes) {
            (Self::Verdict, _) => evaluate::reading(policy, phase, found, evidence),
            (Self::Boxes, _) => {
                evaluate::reading_for(policy, doctor::needs_of_boxes(policy, &phase.name), found, evidence)
            }
            (Self::Tag, _) => {
                let mut needs = policy.needs(&phase.name);
                needs.merge(evaluate::bump::needs_of_starter(policy));
                evaluate::reading_for(policy, needs, found, evidence)
            }
            (Self::Plan, _) => {
                let needs = Needs { tracking_issue: true, ..Needs::default() };
                evaluate::reading_for(policy, needs, found, evidence)
            }
            (Self::Notes { text, .. }, Some(notes)) => {
                let needs = if text.is_some() { notes.needs_beside_the_text() } else { notes.needs() };
                let asks_for_issue = needs.tracking_issue;
                let mut reading = evaluate::reading_for(policy, needs, found, evidence)?;
                // The gate reads it for every release; notes only where they are kept in it.
                reading.needs.tracking_issue = asks_for_issue;
                Some(reading)
            }
            (Self::Draft | Self::Changelog, Some(notes)) => {
                let mut needs = notes.needs_beside_the_text();
                needs.pull_requests.body = true;
                needs.pull_requests.linked_issues = true;
                needs.notes.templates.extend(CATEGORIES.map(str::to_owned));
                match notes.source {
                    Source::TrackingIssue(_) => needs.tracking_issue = true,
                    Source::PullRequest(_) => needs.release_pull_request = true,
                    Source::Release | Source::File(_) | Source::Changelog(_) => {}
                }
                evaluate::reading_for(policy, needs, found, evidence)
            }
            (Self::Notes { .. } | Self::Draft | Self::Changelog, None) | (Self::Bump, _) => None,
        }
    }

    /// Whether notes are checked, and by which text, where that is not the one that the policy names.
    fn notes(&self, reading: &Reading) -> Option<Option<&Text>> {
        match self {
            Self::Verdict | Self::Tag => reading.needs.notes.asked.then_some(None),
            Self::Draft | Self::Changelog | Self::Boxes | Self::Bump | Self::Plan => None,
            Self::Notes { text, .. } => Some(text.as_deref()),
        }
    }
}

/// The phase that holds the tag.
fn phase_of_tag(policy: &Policy, asked: Option<&str>) -> Result<Phase, Refusal> {
    let of_tag: Vec<&Phase> = policy.phases.iter().filter(|phase| phase.holds == Holds::Tag).collect();
    let names = || of_tag.iter().map(|phase| phase.name.as_str()).collect::<Vec<_>>();
    let chosen = match asked {
        Some(name) => of_tag.iter().find(|phase| phase.name == name).copied(),
        None => match of_tag.as_slice() {
            [one] => Some(*one),
            _ => None,
        },
    };
    chosen.cloned().ok_or_else(|| Refusal(report::no_phase_of_tag(asked, &names())))
}

/// What the first requests showed, before it is known what is judged.
pub(super) struct Begun {
    pub(super) policy: Policy,
    pub(super) phase: Phase,
    pub(super) evidence: Evidence,
    /// Why not all of the event's pull request could be read.
    unread: Option<Unknown>,
}

/// Reads policy, tags and milestones, and the tracking issue where it has to be known first.
pub(super) async fn begin(
    aim: &Aim,
    arguments: &Check,
    ask: Ask,
    client: &Client,
    screen: &Screen,
) -> anyhow::Result<Begun> {
    screen.progress("reading policy, tags and milestones");
    let wish = OpeningWish {
        policy_path: arguments.policy.clone(),
        policy_branch: arguments.policy_ref.clone(),
        version: named_version(&ask),
    };
    let read =
        github::open(client, &ask, &wish).await.map_err(|failure| unopened(failure, &ask.repository))?;
    let text = choose_policy(arguments, &read)?;
    let mut policy = Policy::read(&text.text).map_err(|found| refused_policy(&found, &text, screen))?;
    let phase = aim.choose(&mut policy, arguments, &ask)?;
    let header = read.pull_request.clone();
    let proposed = proposed_policy(arguments, client, &read, &text).await;
    let mut evidence = Evidence::opened(ask, read.into_opening(text));
    evidence.proposed_policy = proposed;
    let unread = keep_pull_request(header, &mut evidence);
    if evaluate::needs_issue_first(&policy, &phase, &evidence.ask)
        && let Some(query) = evaluate::issue_query(&policy, &evidence.ask)
    {
        screen.progress("looking for the tracking issue");
        evidence.tracking_issues = github::find_issues(client, &evidence.opening, &query).await;
    }
    let mut begun = Begun { policy, phase, evidence, unread };
    begun.find_branch(client, screen).await?;
    // Of all packages there is a next version, and no text needs to say which is meant.
    if !matches!(aim, Aim::Bump) || begun.evidence.ask.package.is_some() {
        begun.choose_package()?;
    }
    Ok(begun)
}

impl Begun {
    /// The branch of a commit that was named in a terminal takes the place of the one that is checked out.
    async fn find_branch(&mut self, client: &Client, screen: &Screen) -> Result<(), Refusal> {
        let Some((commit, lines)) = evaluate::bump::branches_of_commit(&self.policy, &self.evidence) else {
            return Ok(());
        };
        screen.progress("looking for the branch of the commit");
        let found = github::lines_to(client, &self.evidence.ask.repository, &commit, &lines).await;
        // What could not be read holds the verdict later: the last look asks for it again.
        let Fact::Known(found) = found else { return Ok(()) };
        let branch = evaluate::bump::branch_of_commit(&self.policy, &self.evidence, &commit, &found);
        if let Some(found) = branch.map_err(|none| self.refusal(&none))?
            && let Trigger::Terminal { branch, .. } = &mut self.evidence.ask.trigger
        {
            *branch = Some(found);
        }
        Ok(())
    }

    /// Of several packages the one that is meant: its rules are the policy's from here on. Where that cannot be told, whoever
    /// looks for the candidate is told so.
    fn choose_package(&mut self) -> Result<(), Refusal> {
        let Evidence { ask, opening, tracking_issues: issues, .. } = &self.evidence;
        let clues = Clues { ask, opening, pull_request: self.evidence.pull_requests.first(), issues };
        match evaluate::packages::in_force(&self.policy, &self.phase, clues) {
            Ok(Ok(Cow::Owned(policy))) => self.policy = policy,
            Err(none) if ask.package.is_some() => return Err(self.refusal(&none)),
            _ => {}
        }
        Ok(())
    }

    /// The same for one of the policy's packages.
    pub(super) fn of_package(&self, package: &Package) -> Self {
        let mut evidence = self.evidence.clone();
        evidence.ask.package = Some(package.name.clone());
        let (phase, unread) = (self.phase.clone(), self.unread.clone());
        Self { policy: self.policy.of_package(package), phase, evidence, unread }
    }

    /// What is judged.
    pub(super) fn find(&self) -> Result<Found, NoCandidate> {
        let event_pull = self.evidence.pull_requests.first();
        let Evidence { ask, opening, tracking_issues, .. } = &self.evidence;
        evaluate::find(&self.policy, &self.phase, ask, opening, event_pull, tracking_issues)
    }

    /// Why nothing is judged, for who must act.
    pub(super) fn refusal(&self, none: &NoCandidate) -> Refusal {
        Refusal(not_found(none, self.unread.as_ref()))
    }
}

/// Reads all that is needed for this aim, in as few rounds as can be.
pub(super) async fn read_for(
    aim: &Aim,
    arguments: &Check,
    ask: Ask,
    clients: Clients<'_>,
    screen: &Screen,
) -> anyhow::Result<Outcome> {
    let mut begun = begin(aim, arguments, ask, clients.repository, screen).await?;
    let found = match begun.find() {
        Err(NoCandidate::NoVersion) if begun.policy.rules.bump.is_some() => {
            begun = match super::computed::name(begun, clients, screen).await? {
                Ok(begun) => begun,
                Err(nothing) => return Ok(Outcome::Nothing(nothing)),
            };
            begun.find()
        }
        found => found,
    };
    let found = found.map_err(|none| begun.refusal(&none))?;
    finish(aim, begun, found, clients, screen).await
}

/// Reads what is left, once it is known what is judged.
pub(super) async fn finish(
    aim: &Aim,
    begun: Begun,
    found: Found,
    clients: Clients<'_>,
    screen: &Screen,
) -> anyhow::Result<Outcome> {
    let client = clients.repository;
    let Begun { policy, phase, mut evidence, .. } = begun;
    if let Found::Nothing(nothing) = found {
        return Ok(Outcome::Nothing(nothing));
    }
    let Some(reading) = aim.reading(&policy, &phase, &found, &evidence) else {
        anyhow::bail!("there is a candidate and nothing to read for it");
    };
    screen.progress("reading the evidence");
    github::collect(clients, &reading, &mut evidence).await;
    if let Some(own) = aim.notes(&reading) {
        look_up(client, &policy, &phase, &mut evidence, own).await;
    }
    screen.progress("looking once more at what was asked for");
    let target = comment_target(aim, &evidence, &found, &policy);
    let comments = github::close(client, &reading, &mut evidence, target).await;
    screen.done();
    let target = target.map(|number| (number, comments));
    Ok(Outcome::Read(Box::new(Live { policy, phase: phase.name, evidence, reading, target })))
}

/// Looks up what the notes point to, if they point to anything that is not known yet.
async fn look_up(
    client: &Client,
    policy: &Policy,
    phase: &Phase,
    evidence: &mut Evidence,
    own: Option<&Text>,
) {
    let prepared = evaluate::notes::of(policy, phase, evidence, evidence.opening.at);
    let Some((candidate, mut prepared)) = prepared else { return };
    if let Some(own) = own {
        prepared.text = Ok(own.clone());
    }
    let wanted = evaluate::notes::points_to(&prepared);
    if !wanted.is_empty() {
        let repository = &evidence.opening.repository.name;
        evidence.pointed = github::look_up(client, repository, &wanted, &candidate.commit).await;
    }
}

/// Keeps the event's pull request, or says why not all of it could be read.
fn keep_pull_request(header: Fact<PullRequest>, evidence: &mut Evidence) -> Option<Unknown> {
    match header {
        Fact::Known(pull) => {
            let labels = pull.labels.whole().err();
            evidence.pull_requests.push(pull);
            labels
        }
        Fact::Unknown(why) => Some(why),
        Fact::NotCollected => None,
    }
}

/// Why there is no candidate; `unread` is why the event's pull request could not be read.
fn not_found(none: &NoCandidate, unread: Option<&Unknown>) -> String {
    let text = report::no_candidate(none);
    match (none, unread) {
        // That it is not there, and may be hidden, is what the general sentence says.
        (NoCandidate::PullRequestUnreadable(number), Some(why)) if why.reason != Reason::NotFound => {
            report::no_pull_request(*number, why)
        }
        (NoCandidate::PullRequestUnreadable(_), Some(why)) => {
            format!("{text}\n  (it was asked for: {})", why.detail)
        }
        _ => text,
    }
}

/// The version that arguments or event name, as far as can be told before the policy's tag pattern is known.
fn named_version(ask: &Ask) -> Option<String> {
    let tag = match &ask.trigger {
        Trigger::PushTag { tag } => Some(tag.as_str()),
        Trigger::Dispatch { reference, .. } => reference.strip_prefix("refs/tags/"),
        _ => None,
    };
    let in_tag = |tag: &str| {
        let digits = tag.match_indices(|c: char| c.is_ascii_digit());
        let mut versions = digits.filter_map(|(at, _)| parse_loose(tag.get(at..)?));
        versions.next().map(|version| version.to_string())
    };
    ask.version.clone().or_else(|| tag.and_then(in_tag))
}

/// Why GitHub could not be read at all, for who must act.
pub(super) fn unopened(failure: Failure, repository: &str) -> anyhow::Error {
    let todo = match failure.kind() {
        FailureKind::NotFound => {
            return Refusal(format!(
                "GitHub has no repository `{repository}` with a commit, or does not show it to this token: {}\n  \
                 -> check its name, and that the token may read it",
                failure.detail()
            ))
            .into();
        }
        _ if failure.names_a_deed() => return Refusal(failure.to_string()).into(),
        FailureKind::Unauthorized => "make a new token, and set it as GITHUB_TOKEN",
        FailureKind::Forbidden => {
            "let the token read the repository: `contents: read` among the job's `permissions:`"
        }
        FailureKind::RateLimited { .. } | FailureKind::SecondaryLimit => {
            "run the gate again after that, or let it wait for that with `--timeout 1h`"
        }
        FailureKind::Refused => "see that the policy is there as a text, then run the gate again",
        FailureKind::Transport | FailureKind::Timeout | FailureKind::OutOfTime => {
            "check the network and whether GitHub is up, then run the gate again"
        }
        _ => {
            "run the gate again in a few minutes; if it stays so, check that GITHUB_API_URL is the address of a GitHub API"
        }
    };
    Refusal(format!("{failure}\n  -> {todo}")).into()
}

/// The event's pull request, or the release's tracking issue (docs/events.md).
fn comment_target(aim: &Aim, evidence: &Evidence, found: &Found, policy: &Policy) -> Option<u64> {
    if !matches!(aim, Aim::Verdict | Aim::Tag) {
        return None;
    }
    match (&evidence.ask.trigger, found) {
        (Trigger::PullRequest { number, .. } | Trigger::PullRequestComment { number }, _) => Some(*number),
        (_, Found::Release(candidate)) => evaluate::fitting_issue(policy, candidate, evidence),
        _ => None,
    }
}
