//! What the plan says of each line, and of itself.

use super::Facts;
use super::outline::Around;
use super::safe::words;
use crate::condition::Condition;
use crate::markdown::{escape, is_placeholder};
use crate::notes::Source;
use crate::policy::{Holds, Phase, Policy, Requirement};
use crate::requirement::entries::{Asked, Sort};
use crate::requirement::{Entry, Must, Tree};
use crate::sign_off::{Signers, Way};
use crate::verdict::Severity;

/// What a phase holds.
pub(super) fn phase(phase: &Phase) -> String {
    match phase.holds {
        Holds::Merge => "Before each merge.",
        Holds::Tag => "Before the tag is cut.",
        Holds::Deployment => "Before the release is deployed.",
        Holds::Close => "Before the release is closed.",
    }
    .to_owned()
}

/// What stands where the release notes will stand.
pub(super) fn notes() -> String {
    "<!-- The release notes stand here; `holdpoint notes draft --write` drafts them. -->".to_owned()
}

/// Why a requirement is not asked of this release.
pub(super) fn ruled_out(requirement: &Requirement, facts: &Facts) -> String {
    let when = requirement.when.as_ref().map(Condition::says).unwrap_or_default();
    let types = facts.foreseen.types.as_deref().unwrap_or_default();
    let kind = types.iter().map(|name| escape::code(name)).collect::<Vec<_>>().join(", ");
    let branch = facts.foreseen.branch.as_ref().map(|branch| format!("from {}", escape::code(branch)));
    let is = [Some(kind).filter(|kind| !kind.is_empty()), branch];
    let is = is.into_iter().flatten().collect::<Vec<_>>().join(" ");
    format!("not asked of this release, which is {is}; it counts if {}", words(&when))
}

/// That nobody knows yet whether a requirement applies.
pub(super) fn undecided(when: &Condition) -> String {
    format!("counts if {}", words(&when.says()))
}

pub(super) fn severity(severity: Severity) -> Option<String> {
    (severity == Severity::Advisory).then(|| "advisory, it holds nothing".to_owned())
}

/// How a requirement is met that has neither box nor field.
pub(super) fn without_box(requirement: &Requirement, facts: &Facts) -> String {
    let asked: Vec<Asked<'_>> =
        requirement.require.leaves().into_iter().filter_map(|leaf| leaf.asked()).collect();
    if asked.is_empty() {
        return "the gate sees it by itself".to_owned();
    }
    asked.iter().map(|asked| signed(asked, facts)).collect::<Vec<_>>().join("; ")
}

/// What is said of a box or field.
pub(super) fn entry(entry: &Entry<'_>, around: Around, facts: &Facts) -> Option<String> {
    match entry.sort {
        Sort::Box { .. } if around.not => Some("must stay open, ticked it holds the release".to_owned()),
        Sort::Box { must: Must::StayOpen, .. } => {
            Some("must stay open, ticked it holds the release".to_owned())
        }
        Sort::Box { must: Must::MayBeOpen, .. } => Some("may stay open".to_owned()),
        Sort::Box { must: Must::BeTheOne(_), .. } => {
            Some("one of several, of which exactly one is ticked".to_owned())
        }
        Sort::Box { consent: Some(asked), .. } => Some(signed(&asked, facts)),
        Sort::Box { consent: None, .. } => None,
        Sort::Field { is, allow } => {
            let allow: Vec<String> = allow.iter().map(|one| format!("“{}”", words(one))).collect();
            let or = if allow.is_empty() { String::new() } else { format!(", or {}", allow.join(" or ")) };
            Some(format!("{}{or}", words(is)))
        }
    }
}

/// That something else will do.
pub(super) fn choice(tree: &Tree, entries: &[(Entry<'_>, Around)], facts: &Facts) -> Option<String> {
    let Tree::Any(parts) = tree else { return None };
    if parts.len() < 2 {
        return None;
    }
    let field = entries.iter().find(|(entry, _)| matches!(entry.sort, Sort::Field { .. }));
    let other = match field {
        Some((entry, _)) if entries.len() > 1 => format!("or fill in “{}”", words(entry.text())),
        _ => "one of several ways is enough".to_owned(),
    };
    let signed = tree.leaves().into_iter().filter(|leaf| leaf.entries().is_empty());
    let signed =
        signed.filter_map(|leaf| leaf.asked()).map(|asked| format!("; or {}", self::signed(&asked, facts)));
    Some(format!("{other}{}", signed.collect::<String>()))
}

/// What is to be written into a field: a prompt, which is no answer.
pub(super) fn prompt(notes: &[String]) -> String {
    let prompts = [format!("[{}]", notes.join("; ")), "[an answer]".to_owned()];
    prompts.into_iter().find(|prompt| is_placeholder(prompt)).unwrap_or_default()
}

/// Who is named in a field.
pub(super) fn named(role: &str) -> String {
    format!("who is {} for this release, as {}", words(role), words("@login"))
}

/// Whose consent it is, and how it is given.
fn signed(asked: &Asked<'_>, facts: &Facts) -> String {
    let demand = asked.demand;
    let roles = demand.by.roles();
    let takes = |way| demand.ways.contains(&way);
    let word = if matches!(demand.by, Signers::All(_)) { "and" } else { "or" };
    let mut said = format!("for {}", joined(roles.iter().map(|role| escape::code(role)), word));
    let count = facts.foreseen.types.as_deref().and_then(|types| asked.count.of_types(types));
    match count {
        Some(1) => {}
        Some(count) => said.push_str(&format!(", {count} people{}", each(roles))),
        None => said.push_str(&format!(", people{} {}", each(roles), words(&asked.count.says()))),
    }
    let mut ways = Vec::new();
    if takes(Way::Checkbox) {
        ways.push("tick it".to_owned());
    }
    if takes(Way::Comment) {
        let lines = roles.iter().map(|role| line(role));
        ways.push(format!("comment {}", joined(lines, "or")));
    }
    if takes(Way::Review) {
        ways.push("approve the release pull request".to_owned());
    }
    if let Some(label) = demand.label.as_ref().filter(|_| takes(Way::Label)) {
        ways.push(format!("put the label {} on", escape::code(label)));
    }
    said.push_str(&format!(" — {}", joined(ways.into_iter(), "or")));
    if let Some(role) = &demand.verified_by {
        let code = escape::code(role);
        said.push_str(&format!("; then somebody else, of {code}, comments {}", line(role)));
    }
    if !demand.separate.is_empty() {
        let roles = demand.separate.iter().map(|role| escape::code(role));
        said.push_str(&format!("; different people as {}", joined(roles, "and")));
    }
    if let Some(witness) = &demand.witnessed_by {
        let lines = roles
            .iter()
            .map(|role| escape::code(&format!("/holdpoint sign {role} for \"Name, Company\": https://…")));
        said.push_str(&format!(
            "; or {} writes down who agreed, with a link, {}",
            escape::code(witness),
            joined(lines, "or")
        ));
    }
    said
}

fn each(roles: &[String]) -> &'static str {
    if roles.len() > 1 { " in each" } else { "" }
}

fn line(role: &str) -> String {
    escape::code(&format!("/holdpoint sign {role}"))
}

fn joined(texts: impl Iterator<Item = String>, last: &str) -> String {
    let texts: Vec<String> = texts.collect();
    match texts.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
        None => String::new(),
    }
}

/// What stands above everything: which release it is, where to look, how to go about it.
pub(super) fn head(policy: &Policy, facts: &Facts) -> String {
    let kind = facts.foreseen.types.as_deref().unwrap_or_default();
    let kind = kind.iter().map(|name| words(name)).collect::<Vec<_>>().join(", ");
    let kind = if kind.is_empty() { String::new() } else { format!(" ({kind})") };
    let of = facts.package.as_ref().map(|name| format!(" of {}", escape::code(name))).unwrap_or_default();
    let after = facts.previous.as_ref().map(|tag| format!(", after {}", words(tag))).unwrap_or_default();
    let mut lines = vec![format!(
        "This is the plan of **{}**{of}{kind}{after}.{}",
        words(&facts.tag),
        links(policy, facts)
    )];
    lines.push(String::new());
    lines.push(
        "A box counts with the text that it has here. Tick it once it is done; where a role stands below it, somebody who \
         holds that role ticks it, or comments the line that stands there on this issue. Whatever you add stays when the plan \
         is updated."
            .to_owned(),
    );
    lines.join("\n")
}

fn links(policy: &Policy, facts: &Facts) -> String {
    let mut links = Vec::new();
    if let Some(milestone) = &facts.milestone {
        links.push(format!("the milestone {}", escape::link(&milestone.title, &milestone.url)));
    }
    let page = |path: &str| facts.repository.as_ref().map(|url| format!("{url}/{path}"));
    let linked = |text: &str, path: &str| match page(path) {
        Some(url) => escape::link(text, &url),
        None => escape::inline(text),
    };
    match policy.notes.as_ref().map(|notes| &notes.source) {
        Some(Source::Release) => links.push(format!("the {}", linked("release notes", "releases"))),
        Some(Source::File(path) | Source::Changelog(path)) => {
            let path = facts.fill(path);
            let branch = facts.foreseen.branch.as_deref().unwrap_or("HEAD");
            links.push(format!("the {}", linked("release notes", &format!("blob/{branch}/{path}"))));
        }
        Some(Source::PullRequest(_)) => {
            links.push("the release notes, in the release pull request".to_owned());
        }
        Some(Source::TrackingIssue(_)) => links.push("the release notes, below".to_owned()),
        None => {}
    }
    if let Some(previous) = &facts.previous {
        let branch = facts.foreseen.branch.as_deref().unwrap_or("HEAD");
        links.push(linked("what changed", &format!("compare/{previous}...{branch}")));
    }
    if links.is_empty() { String::new() } else { format!(" See {}.", joined(links.into_iter(), "and")) }
}

/// Said of what the policy does not ask for any more.
pub(super) fn gone() -> String {
    "the policy no longer asks for this".to_owned()
}
