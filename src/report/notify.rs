//! The short comments that call people who have something to sign, each once for each release.
//!
//! Only the first word of such a comment calls somebody; everything else in it is made harmless as in every report.

use std::collections::BTreeMap;

use super::Report;
use super::sentence::{Format, Writer, joined};
use super::words;
use crate::markdown::escape::{comment_payload, truncate};
use crate::verdict::{Decision, Judged, MissingSignOff, RequirementVerdict, Speaks, Who};

/// A comment that calls a person, or a team as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What it is known by: release and person.
    pub key: String,
    /// Its text.
    pub text: String,
}

/// How many things to sign one comment lists.
const LISTED: usize = 10;
/// The most of a title, in characters: these comments are short.
const TITLE: usize = 80;

/// Whom a verdict calls, and with what, people before teams. `page` is the number of the issue or pull request that is
/// commented on: people are called where they can sign. `report_url` is the page of the comment with the whole verdict.
#[must_use]
pub fn calls(report: &Report<'_>, page: u64, report_url: Option<&str>) -> Vec<Call> {
    // A replay is never published, and a go asks nobody for anything.
    if report.replay.is_some() || report.verdict.decision == Decision::Go {
        return Vec::new();
    }
    let writer = Writer::new(Format::Markdown, &report.repository.url);
    let mut wanted: BTreeMap<Whom, Vec<Item<'_>>> = BTreeMap::new();
    for requirement in report.verdict.holding() {
        for (missing, who) in missing(requirement) {
            if missing.on.as_ref().is_some_and(|(number, _)| *number != page) {
                continue;
            }
            for whom in who.iter().flat_map(named) {
                let items = wanted.entry(whom).or_default();
                let item = Item { requirement, missing };
                if !items.contains(&item) {
                    items.push(item);
                }
            }
        }
    }
    let release = release(&report.verdict.subject);
    let call = |(whom, items): (Whom, Vec<Item<'_>>)| Call {
        key: format!("notify {} {}", comment_payload(&release), comment_payload(&whom.name().to_lowercase())),
        text: text(&writer, &report.verdict.subject, &whom, &items, report_url),
    };
    wanted.into_iter().map(call).collect()
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whom {
    Person(String),
    Team(String),
}

impl Whom {
    fn name(&self) -> &str {
        match self {
            Self::Person(name) | Self::Team(name) => name,
        }
    }
}

/// Something to sign.
#[derive(PartialEq)]
struct Item<'v> {
    requirement: &'v RequirementVerdict,
    missing: &'v MissingSignOff,
}

/// The sign-offs that a requirement lacks, each with those who can give it.
fn missing(requirement: &RequirementVerdict) -> Vec<(&MissingSignOff, &[Who])> {
    let leaves = requirement.tree.as_ref().map(|tree| tree.leaves()).unwrap_or_default();
    let findings = leaves.into_iter().flat_map(|leaf| &leaf.findings);
    let speaking = findings.filter_map(|finding| match &finding.speaks {
        Speaks::Missing(missing) => Some((&**missing, finding.who.as_slice())),
        _ => None,
    });
    speaking.collect()
}

/// The people and teams of a role. Apps are not called, and neither is what cannot be a login.
fn named(who: &Who) -> Vec<Whom> {
    let word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let Who::Role { people, teams, .. } = who else { return Vec::new() };
    let people = people.iter().map(|login| login.as_str()).filter(|login| word(login));
    let teams = teams.iter().filter(|team| word(&team.organization) && word(&team.slug));
    let people = people.map(|login| Whom::Person(login.to_lowercase()));
    people.chain(teams.map(|team| Whom::Team(team.to_string().to_lowercase()))).collect()
}

/// What nobody is called for twice.
fn release(judged: &Judged) -> String {
    match judged {
        Judged::Release { version, package: Some(package), .. } => format!("{package} {version}"),
        Judged::Release { version, .. } => version.clone(),
        Judged::PullRequest { number, .. } => format!("#{number}"),
        Judged::MergeGroup { commit, .. } => commit.to_string(),
    }
}

fn text(
    writer: &Writer<'_>,
    judged: &Judged,
    whom: &Whom,
    items: &[Item<'_>],
    report_url: Option<&str>,
) -> String {
    let subject = words::subject(writer, judged);
    let whose = match whom {
        Whom::Person(_) => "your sign-off",
        Whom::Team(_) => "the sign-off of one of you",
    };
    let mut text = format!("@{}, {subject} waits for {whose}:\n\n", whom.name());
    for item in items.iter().take(LISTED) {
        text.push_str(&format!("- {}\n", line(writer, item)));
    }
    if items.len() > LISTED {
        text.push_str(&format!("- and {} more\n", items.len() - LISTED));
    }
    let report = report_url.map_or_else(
        || "The gate's other comment here".to_owned(),
        |url| writer.link("The gate's other comment here", url),
    );
    text.push_str(&format!("\n{report} shows how it stands now. You are called once for each release.\n"));
    text
}

/// What to sign, as what, and how.
fn line(writer: &Writer<'_>, item: &Item<'_>) -> String {
    let MissingSignOff { role, line, on, tick, ticked, label, review } = item.missing;
    let title = writer.text(&truncate(&item.requirement.title, TITLE));
    let mut ways = Vec::new();
    if let Some(line) = line {
        let place = on
            .as_ref()
            .map_or_else(|| "here".to_owned(), |(number, url)| format!("on {}", writer.thread(*number, url)));
        ways.push(format!("comment {} {place}", writer.code(line)));
    }
    if let Some((text, url)) = tick {
        let (un, again) = if *ticked { ("un", " and tick it again") } else { ("", "") };
        let shown = writer.link(&truncate(text, TITLE), url);
        ways.push(format!("{un}tick {shown}{again} (if you can edit it)"));
    }
    if let Some(label) = label {
        ways.push(format!("put on the label {}", writer.code(label)));
    }
    if let Some((number, url)) = review {
        ways.push(format!("approve {}", writer.thread(*number, url)));
    }
    let ways = if ways.is_empty() { String::new() } else { format!(": {}", joined(&ways, "or")) };
    format!("{title}, as {}{ways}", writer.code(role))
}

#[cfg(test)]
mod tests;
