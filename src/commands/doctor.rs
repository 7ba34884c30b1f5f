//! `holdpoint doctor`: what would keep the gate from working, or let it be walked around. Nothing is written.

use super::ask::{self, Asked};
use super::connect::{self, Connected};
use super::{Exit, Refusal, Screen, Surroundings, live, publish, verify};
use crate::cli::{Check, Doctor, Format};
use crate::doctor::{self, Event, Examined, Found, Severity, Tracked, Unrecorded};
use crate::evaluate::{Evaluation, evaluate};
use crate::evidence::needs::IssueQuery;
use crate::evidence::release::PolicyText;
use crate::evidence::{Ask, Fact, Issue, Opening};
use crate::github::{self, Clients, OpeningRead, OpeningWish, SettingsWish};
use crate::policy::Policy;
use crate::report::{self, DoctorReport, Listed, Usage, problems};
use crate::verdict::{Judged, Verdict};

/// So many tracking issues are compared with the policy, the newest first.
const MOST_ISSUES: usize = 5;

/// Reads, examines, says, exits.
pub(super) fn run(arguments: &Doctor, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(look(arguments, around, screen))
}

async fn look(arguments: &Doctor, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let gate = arguments.gate();
    let started = started(&gate, around)?;
    let asked = ask::of_repository(&gate, around)?;
    let connected = connect::connect(&gate, around)?;
    screen.progress("reading the policy");
    let wish = OpeningWish { policy_path: arguments.policy.clone(), ..OpeningWish::default() };
    let read = github::open(&connected.repository, &asked, &wish).await;
    let read = read.map_err(|failure| live::unopened(failure, &asked.repository))?;
    let text = live::choose_policy(&gate, &read)?;
    let policy = Policy::read(&text.text);
    let clients = connected.clients();
    let found = examine(arguments, &started, &read, &text, policy, clients, &asked, screen).await?;
    screen.done();
    let usage = usage(arguments, &connected);
    let report = DoctorReport { repository: &read.repository, policy: &text, found: &found, usage };
    match arguments.format {
        Format::Text => screen.say(&report::doctor_terminal(&report, screen.width, screen.colour)),
        Format::Markdown => screen.say(&report::doctor_markdown(&report)),
        Format::Json => screen.data(&report::doctor_json(&report)),
    }
    let clean = !found.iter().any(|one| one.severity == Severity::Error);
    if around.context.in_actions {
        publish::outputs_of_notes(&around.context, clean, &report::doctor_markdown(&report));
    }
    Ok(if clean { Exit::Well } else { Exit::NoGo })
}

/// The event of this run, with its name.
enum Started {
    InTerminal,
    Unjudged(String),
    Judged(String, Option<Box<Ask>>),
}

fn started(gate: &Check, around: &Surroundings) -> Result<Started, Refusal> {
    let Some(name) = around.context.event_name.clone().filter(|_| around.context.in_actions) else {
        return Ok(Started::InTerminal);
    };
    match ask::ask(gate, around) {
        Ok(Asked::Judge(asked)) => Ok(Started::Judged(name, Some(asked))),
        Ok(Asked::Nothing(_)) => Ok(Started::Judged(name, None)),
        Err(Refusal(why)) if [&name, "release of a draft"].map(report::unjudged_event).contains(&why) => {
            Ok(Started::Unjudged(name))
        }
        Err(refusal) => Err(refusal),
    }
}

#[expect(clippy::too_many_arguments, reason = "each was read for it, and nothing else takes them together")]
async fn examine(
    arguments: &Doctor,
    started: &Started,
    read: &OpeningRead,
    text: &PolicyText,
    policy: Result<Policy, Vec<crate::yaml::Problem>>,
    clients: Clients<'_>,
    asked: &Ask,
    screen: &Screen,
) -> anyhow::Result<Vec<Found>> {
    let (policy, refused) = match policy {
        Ok(policy) => (Some(policy), None),
        Err(found) => (None, Some(found)),
    };
    let policy = policy.as_ref();
    let needs = policy.iter().flat_map(|policy| policy.phases.iter().map(|phase| policy.needs(&phase.name)));
    let needed: std::collections::BTreeSet<_> = needs.flat_map(|needs| report::rights(&needs)).collect();
    let wish = SettingsWish {
        repository: read.repository.name.clone(),
        branches: doctor::looked_at(policy, &read.repository.default_branch),
        people: policy.map(doctor::named_people).unwrap_or_default(),
        teams: policy.map(doctor::named_teams).unwrap_or_default(),
        rights: needed.clone(),
    };
    screen.progress("reading rights, rulesets, branches and people");
    let settings = github::settings(clients, &wish).await;
    let settings = settings.map_err(|failure| live::unopened(failure, &read.repository.name))?;
    let opening = read.clone().into_opening(text.clone());
    let issues = match policy {
        Some(policy) => issues(policy, &opening, clients).await,
        None => Fact::NotCollected,
    };
    let tracked = match &issues {
        Fact::Known(issues) => Fact::Known(tracked(arguments, issues, policy, clients, asked, screen).await),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
        Fact::NotCollected => Fact::NotCollected,
    };
    let listed = match policy.filter(|_| arguments.tags) {
        Some(policy) => Some(version_tags(policy, clients, &read.repository.name).await?),
        None => None,
    };
    let unrecorded = listed.as_ref().zip(policy).map(|(listed, policy)| {
        let judged = |tag: &str| !before(policy, tag);
        let without = listed.iter().filter(|one| one.go.is_none()).map(|one| one.tag.as_str());
        Unrecorded { all: listed.len(), tags: without.filter(|tag| judged(tag)).collect() }
    });
    let second = read.policies.iter().find(|one| one.path != text.path);
    let second = second.filter(|one| !Policy::is_notes_configuration(&one.text)).map(|one| one.path.as_str());
    let mut found = doctor::examine(&Examined {
        repository: &read.repository,
        policy,
        path: &text.path,
        second,
        needed,
        event: event(started, arguments),
        settings: &settings,
        tags: read.tags.clone().map(|tags| tags.seen().iter().map(|tag| tag.name.clone()).collect()),
        issues: tracked,
        unrecorded,
    });
    if let Some(refused) = refused {
        let file = format!("{} on {} ({})", text.path, text.branch, text.commit.short());
        let shown = problems::render(&refused, &text.text, &file, false);
        found.insert(0, doctor::problems(&text.path, refused.len(), shown));
    }
    Ok(found)
}

/// All tags of versions, with what they record.
async fn version_tags(
    policy: &Policy,
    clients: Clients<'_>,
    repository: &str,
) -> anyhow::Result<Vec<Listed>> {
    let all = github::recorded_tags(clients.repository, repository).await;
    Ok(verify::listed(all.map_err(|failure| live::unopened(failure, repository))?.tags, policy))
}

fn event<'a>(started: &'a Started, arguments: &'a Doctor) -> Event<'a> {
    match started {
        Started::InTerminal => Event::None,
        Started::Unjudged(name) => Event::Unjudged { name },
        Started::Judged(name, asked) => Event::Judged {
            name,
            trigger: asked.as_ref().map(|asked| &asked.trigger),
            phase: arguments.phase.as_deref(),
        },
    }
}

/// Whether a tag is of a version before that from which the policy counts.
fn before(policy: &Policy, tag: &str) -> bool {
    let rules = &policy.rules;
    let of = |tag: &str| rules.tag.version(tag);
    match (rules.since.as_deref().and_then(of), of(tag)) {
        (Some(since), Some(version)) => version <= since,
        _ => false,
    }
}

/// The open issues that may track a release.
async fn issues(policy: &Policy, opening: &Opening, clients: Clients<'_>) -> Fact<Vec<Issue>> {
    let Some(label) = policy.rules.tracking_issue.clone() else { return Fact::NotCollected };
    if !policy.phases.iter().any(|phase| policy.needs(&phase.name).tracking_issue) {
        return Fact::NotCollected;
    }
    let found = github::find_issues(clients.repository, opening, &IssueQuery::Label(label)).await;
    match found.whole() {
        Ok(issues) => Fact::Known(issues.iter().filter(|issue| issue.open).cloned().collect()),
        Err(why) => Fact::Unknown(why),
    }
}

/// Each of them with what the policy makes of it.
async fn tracked<'a>(
    arguments: &Doctor,
    issues: &'a [Issue],
    policy: Option<&Policy>,
    clients: Clients<'_>,
    asked: &Ask,
    screen: &Screen,
) -> Vec<Tracked<'a>> {
    let mut tracked = Vec::new();
    for issue in issues.iter().take(MOST_ISSUES) {
        let mut verdicts = Ok(Vec::new());
        for phase in policy.map(doctor::phases_of_boxes).unwrap_or_default() {
            let verdict = boxes(arguments, issue, phase, clients, asked, screen).await;
            match (verdict, &mut verdicts) {
                (Ok(verdict), Ok(all)) => all.extend(verdict),
                // The first line says what is wrong; the others what to do about a gate.
                (Err(why), _) => {
                    verdicts = Err(why.to_string().lines().next().unwrap_or_default().to_owned())
                }
                (Ok(_), Err(_)) => {}
            }
        }
        tracked.push(Tracked { issue, verdicts });
    }
    tracked
}

/// The verdict on the release that an issue tracks, as far as its boxes go.
async fn boxes(
    arguments: &Doctor,
    issue: &Issue,
    phase: &str,
    clients: Clients<'_>,
    asked: &Ask,
    screen: &Screen,
) -> anyhow::Result<Option<Verdict>> {
    let gate =
        Check { phase: Some(phase.to_owned()), tracking_issue: Some(issue.number), ..arguments.gate() };
    let asked = Ask { tracking_issue: Some(issue.number), ..asked.clone() };
    let read = match live::read_for(&live::Aim::Boxes, &gate, asked, clients, screen).await? {
        live::Outcome::Read(read) => read,
        live::Outcome::Nothing(nothing) => return Err(Refusal(report::nothing(&nothing)).into()),
    };
    let phase = read.policy.phase(&read.phase).ok_or_else(|| Refusal("the phase is gone".into()))?;
    let evaluation = evaluate(&read.policy, phase, &read.evidence, read.evidence.opening.at);
    match evaluation.map_err(|none| Refusal(report::no_candidate(&none)))? {
        Evaluation::Judged(verdict) => match &verdict.subject {
            Judged::Release { tracking_issue: None, .. } => Err(Refusal(
                "it names no version that is to be released next, or its author cannot write".to_owned(),
            )
            .into()),
            _ => Ok(Some(*verdict)),
        },
        Evaluation::Nothing(_) => Ok(None),
    }
}

fn usage(arguments: &Doctor, connected: &Connected) -> Option<Usage> {
    let usage = connected.usage();
    arguments.verbose.then_some(Usage { requests: usage.requests, points: usage.points })
}
