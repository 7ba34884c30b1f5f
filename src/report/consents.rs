//! What a verdict says of sign-offs: by role those that are missing, and the consents that do not count or are in doubt.
//!
//! A role that lacks in several requirements stands once, because one comment is enough for all of them.

use super::outline;
use super::sentence::{Writer, joined};
use super::words;
use crate::verdict::{
    Finding, MissingSignOff, Node, Outcome, Part, RequirementVerdict, Severity, Speaks, Value, Verdict, Who,
};

/// The gate's own demand that nobody holds the phase.
const HOLD: &str = "hold";

/// How much a sign-off is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// Nothing can stand in for it.
    Yes,
    /// It is one of several ways, of which one is enough.
    OneOfSeveral,
    /// It is not known whether its requirement applies.
    IfItApplies,
}

/// A role whose sign-off is missing.
#[derive(Debug, Clone)]
pub(super) struct Missing<'a> {
    /// The role.
    pub(super) role: &'a str,
    /// Where it is missing, in the order of the policy.
    pub(super) asks: Vec<Ask<'a>>,
}

/// One sign-off that is missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) requirement: &'a RequirementVerdict,
    pub(super) finding: &'a Finding,
    pub(super) sign_off: &'a MissingSignOff,
    pub(super) need: Need,
}

/// A consent, and the requirements that it was given to.
#[derive(Debug, Clone)]
pub(super) struct Told<'a> {
    pub(super) finding: &'a Finding,
    pub(super) of: Vec<&'a RequirementVerdict>,
}

/// A way to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way<'a> {
    /// This line in a comment.
    Comment { line: &'a str, on: Option<(u64, &'a str)> },
    /// This box.
    Tick { text: &'a str, page: &'a str, on: Option<(u64, &'a str)> },
    /// This label.
    Label { name: &'a str, on: Option<(u64, &'a str)> },
    /// An approving review of this pull request.
    Review { number: u64, page: &'a str },
}

/// The demand that nobody holds the phase, where somebody does or may.
pub(super) fn held(verdict: &Verdict) -> Option<&RequirementVerdict> {
    verdict.standing.iter().find(|one| is_hold(one) && !one.outcome.lets_pass())
}

/// Whether a requirement is the gate's own demand that nobody holds the phase.
pub(super) fn is_hold(requirement: &RequirementVerdict) -> bool {
    requirement.id == HOLD && requirement.at.is_empty()
}

/// The roles whose sign-off holds the phase, in the order of the policy.
pub(super) fn missing(verdict: &Verdict) -> Vec<Missing<'_>> {
    let mut roles: Vec<Missing<'_>> = Vec::new();
    for requirement in verdict.holding() {
        for ask in asks(requirement) {
            match roles.iter_mut().find(|known| known.role == ask.sign_off.role) {
                Some(known) => known.asks.push(ask),
                None => roles.push(Missing { role: &ask.sign_off.role, asks: vec![ask] }),
            }
        }
    }
    roles
}

/// The sign-offs that a requirement lacks.
pub(super) fn asks(requirement: &RequirementVerdict) -> Vec<Ask<'_>> {
    let applies = requirement.condition.as_ref().is_none_or(|condition| condition.outcome == Outcome::Met);
    let need = if applies { Need::Yes } else { Need::IfItApplies };
    let mut asks = Vec::new();
    if let Some(tree) = &requirement.tree {
        lacking(tree, need, &mut |finding, need| {
            if let Speaks::Missing(sign_off) = &finding.speaks {
                asks.push(Ask { requirement, finding, sign_off, need });
            }
        });
    }
    asks
}

/// The findings of what does not pass; under `not` there is nothing that anybody could sign.
fn lacking<'a>(node: &'a Node, need: Need, tell: &mut impl FnMut(&'a Finding, Need)) {
    if node.outcome.lets_pass() {
        return;
    }
    match node.what {
        Part::Leaf(_) => {
            let lacks = node.findings.iter().filter(|finding| !finding.outcome.lets_pass());
            lacks.for_each(|finding| tell(finding, need));
        }
        Part::Not => {}
        Part::All | Part::Any => {
            let choice = node.what == Part::Any && node.children.len() > 1;
            let need = if choice { need.max(Need::OneOfSeveral) } else { need };
            node.children.iter().for_each(|child| lacking(child, need, tell));
        }
    }
}

/// Consents of which nobody knows whether they count, and with that the requirement.
pub(super) fn doubtful(verdict: &Verdict) -> Vec<Told<'_>> {
    told(verdict, is_doubtful)
}

/// Consents that do not count.
pub(super) fn ignored(verdict: &Verdict) -> Vec<Told<'_>> {
    told(verdict, |finding| finding.speaks == Speaks::IgnoredConsent && !is_doubtful(finding))
}

/// Consents that count.
pub(super) fn given(verdict: &Verdict) -> Vec<Told<'_>> {
    told(verdict, |finding| finding.speaks == Speaks::Consent)
}

/// What could settle a doubt is said with it; a consent that does not count needs nothing but its reason.
pub(super) fn is_doubtful(finding: &Finding) -> bool {
    let way_out = !finding.message.todo.is_empty();
    finding.speaks == Speaks::IgnoredConsent && finding.outcome == Outcome::Unknown && way_out
}

/// Each once, whatever it was given to, and however that stands.
fn told(verdict: &Verdict, wanted: impl Fn(&Finding) -> bool) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    for requirement in verdict.all() {
        let leaves = requirement.tree.as_ref().map(Node::leaves).unwrap_or_default();
        for finding in leaves.into_iter().flat_map(|leaf| &leaf.findings).filter(|one| wanted(one)) {
            let same = |known: &&mut Told<'_>| {
                known.finding.message == finding.message && known.finding.facts == finding.facts
            };
            match told.iter_mut().find(same) {
                Some(known) if known.of.last().is_some_and(|last| std::ptr::eq(*last, requirement)) => {}
                Some(known) => known.of.push(requirement),
                None => told.push(Told { finding, of: vec![requirement] }),
            }
        }
    }
    told
}

/// Whether all that a requirement lacks is told where the missing and the doubtful consents are.
pub(super) fn is_told(requirement: &RequirementVerdict) -> bool {
    if is_hold(requirement) {
        return true;
    }
    let open = requirement.severity == Severity::Holding && !requirement.outcome.lets_pass();
    let lacks = outline::lacks(requirement);
    let mut holds = false;
    let consents = lacks.iter().all(|entry| match entry.what {
        outline::What::Words(_) => false,
        outline::What::Found(finding) => {
            holds |= matches!(finding.speaks, Speaks::Missing(_)) || is_doubtful(finding);
            matches!(finding.speaks, Speaks::Missing(_) | Speaks::IgnoredConsent)
        }
    });
    open && consents && holds
}

impl<'a> Missing<'a> {
    /// How to give it: a comment first, which needs no right to edit.
    pub(super) fn ways(&self) -> Vec<Way<'a>> {
        let mut all: Vec<(u8, Way<'a>)> = Vec::new();
        for (rank, way) in self.asks.iter().flat_map(|ask| ways(ask.sign_off)) {
            if !all.iter().any(|(_, known)| *known == way) {
                all.push((rank, way));
            }
        }
        all.sort_by_key(|(rank, _)| *rank);
        all.into_iter().map(|(_, way)| way).collect()
    }

    /// Who can give it.
    pub(super) fn who(&self) -> Vec<&'a Who> {
        let mut who: Vec<&Who> = Vec::new();
        for one in self.asks.iter().flat_map(|ask| &ask.finding.who) {
            if !who.contains(&one) {
                who.push(one);
            }
        }
        who
    }

    /// Who can give it, in words; the role is named beside them.
    pub(super) fn holders(&self, writer: &Writer<'_>) -> String {
        let mut each: Vec<String> = Vec::new();
        for one in self.who().into_iter().flat_map(|who| words::holders(writer, who)) {
            if !each.contains(&one) {
                each.push(one);
            }
        }
        if each.is_empty() { "nobody is known who holds this role".to_owned() } else { joined(&each, "or") }
    }

    /// The requirements that ask for it.
    pub(super) fn requirements(&self) -> Vec<&'a RequirementVerdict> {
        let mut all: Vec<&RequirementVerdict> = Vec::new();
        for ask in &self.asks {
            if !all.iter().any(|known| std::ptr::eq(*known, ask.requirement)) {
                all.push(ask.requirement);
            }
        }
        all
    }

    /// What cannot be seen from role and requirement: how many are missing, who has signed already.
    pub(super) fn details(&self, writer: &Writer<'_>) -> Vec<String> {
        let tells = |value: &Value| {
            !matches!(
                value,
                Value::Code(_) | Value::Thread { .. } | Value::Text(_) | Value::Words(_) | Value::Link { .. }
            )
        };
        let mut details: Vec<String> = Vec::new();
        for ask in self.asks.iter().filter(|ask| ask.finding.facts.iter().any(|(_, value)| tells(value))) {
            let says = writer.says(ask.finding);
            if !details.contains(&says) {
                details.push(says);
            }
        }
        details
    }

    /// How much it is needed, where it is needed most.
    pub(super) fn need(&self) -> Need {
        self.asks.iter().map(|ask| ask.need).min().unwrap_or(Need::Yes)
    }
}

/// Who can give a sign-off, and how, in one line.
pub(super) fn how(writer: &Writer<'_>, finding: &Finding, sign_off: &MissingSignOff) -> String {
    let ways: Vec<String> = ways(sign_off).iter().map(|(_, way)| way.says(writer)).collect();
    if ways.is_empty() {
        return writer.todo(finding).unwrap_or_default();
    }
    format!("{}: {}", writer.who(&finding.who), ways.join(", or "))
}

/// The ways of one sign-off, with the order in which they are offered.
fn ways(sign_off: &MissingSignOff) -> Vec<(u8, Way<'_>)> {
    let on = sign_off.on.as_ref().map(|(number, page)| (*number, page.as_str()));
    let line = sign_off.line.as_deref().map(|line| (0, Way::Comment { line, on }));
    let tick = sign_off.tick.as_ref().map(|(text, page)| (1, Way::Tick { text, page, on }));
    let label = sign_off.label.as_deref().map(|name| (2, Way::Label { name, on }));
    let review = sign_off.review.as_ref().map(|(number, page)| (3, Way::Review { number: *number, page }));
    [line, tick, label, review].into_iter().flatten().collect()
}

impl Way<'_> {
    /// In words: what to do.
    pub(super) fn says(&self, writer: &Writer<'_>) -> String {
        let thread = |on: &Option<(u64, &str)>| {
            on.map(|(number, page)| writer.thread(number, page))
                .unwrap_or_else(|| "its issue or pull request".to_owned())
        };
        match self {
            Self::Comment { line, on } => format!("comment {} on {}", writer.code(line), thread(on)),
            Self::Tick { text, page, on } => {
                let place = match on {
                    Some((number, known)) if known == page => writer.thread(*number, page),
                    _ => writer.link("its issue", page),
                };
                format!("tick the box “{}” in {place}", writer.text(text))
            }
            Self::Label { name, on } => format!("put the label {} on {}", writer.code(name), thread(on)),
            Self::Review { number, page } => {
                format!("approve {}", writer.thread(*number, page))
            }
        }
    }

    /// The page on which it is done, where the reader does not know it.
    pub(super) fn page(&self, writer: &Writer<'_>) -> Option<&str> {
        let unknown = |(number, page)| (!writer.knows(number)).then_some(page);
        match *self {
            Self::Comment { on, .. } | Self::Label { on, .. } => on.and_then(unknown),
            Self::Tick { on, page, .. } => match on {
                Some((number, known)) if known == page => unknown((number, page)),
                _ => Some(page),
            },
            Self::Review { number, page } => unknown((number, page)),
        }
    }
}

/// Titles of requirements, each in quotation marks; the first of them, and how many more there are.
pub(super) fn titles(writer: &Writer<'_>, requirements: &[&RequirementVerdict], most: usize) -> String {
    let mut all: Vec<String> = Vec::new();
    for one in requirements {
        let title = format!("“{}”", words::title(writer, one));
        if !all.contains(&title) {
            all.push(title);
        }
    }
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    match (all.is_empty(), more) {
        (true, more) => words::number(more as u64, "requirement", "requirements"),
        (false, 0) => joined(&all, "and"),
        (false, more) => format!("{} and {more} more", all.join(", ")),
    }
}

#[cfg(test)]
mod tests;
