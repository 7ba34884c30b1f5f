//! What a verdict says of sign-offs: by role those that are missing, and the consents that do not count or are in doubt.
//!
//! A role that lacks in several requirements stands once, because one comment is enough for all of them.

use std::borrow::Cow;

use super::outline;
use super::sentence::{Writer, joined};
use super::words;
use crate::verdict::{
    Finding, MissingSignOff, Node, Outcome, Part, RequirementVerdict, Severity, Speaks, Value, Verdict, Who,
};

/// The gate's own demand that nobody holds the phase.
const HOLD: &str = "hold";

/// The code of a missing sign-off where one of several roles is enough.
const ANY: &str = "sign-off-of-any-missing";

/// How much a sign-off is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// Nothing can stand in for it.
    Yes,
    /// Another role would do as well.
    AnotherRole,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way<'a> {
    /// This line in a comment, or each of `singly`, where not all of it is to be signed.
    Comment { line: Cow<'a, str>, singly: Vec<&'a str>, on: Option<(u64, &'a str)> },
    /// These boxes, by whoever can edit the text that they are in. Those that are ticked already are unticked first.
    Tick { texts: Vec<&'a str>, ticked: bool, page: &'a str, on: Option<(u64, &'a str)> },
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
                let another = finding.message.code == ANY;
                let need = if another { need.max(Need::AnotherRole) } else { need };
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
    told(verdict, |finding| finding.speaks == Speaks::DoubtfulConsent)
}

/// Consents that do not count.
pub(super) fn ignored(verdict: &Verdict) -> Vec<Told<'_>> {
    told(verdict, |finding| finding.speaks == Speaks::IgnoredConsent)
}

/// Those of them that are not told with a hold against which they were said in vain.
pub(super) fn ignored_beside_hold(verdict: &Verdict) -> Vec<Told<'_>> {
    let mut ignored = ignored(verdict);
    ignored.retain(|one| !one.of.iter().all(|of| is_hold(of) && !of.outcome.lets_pass()));
    ignored
}

/// Consents that count.
pub(super) fn given(verdict: &Verdict) -> Vec<Told<'_>> {
    told(verdict, |finding| finding.speaks == Speaks::Consent)
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
            holds |= matches!(finding.speaks, Speaks::Missing(_) | Speaks::DoubtfulConsent);
            !matches!(finding.speaks, Speaks::Else | Speaks::Consent)
        }
    });
    open && consents && holds
}

impl<'a> Missing<'a> {
    /// How to give it: a comment first, which needs no right to edit. Lines and boxes of one page stand together.
    pub(super) fn ways(&self) -> Vec<Way<'a>> {
        let mut all: Vec<Way<'a>> = Vec::new();
        for way in self.asks.iter().flat_map(|ask| ways(ask.sign_off)) {
            if !all.iter_mut().any(|known| known.takes_in(&way, self.role)) {
                all.push(way);
            }
        }
        all.sort_by_key(Way::rank);
        all
    }

    /// What to do in one of these ways. Where that is not for all that the role has to sign, it says for what.
    pub(super) fn says(&self, way: &Way<'_>, writer: &Writer<'_>, most: usize) -> String {
        let has = |ask: &&Ask<'a>| ways(ask.sign_off).iter().any(|own| own.rank() == way.rank());
        let says = way.says(writer, most);
        // Boxes name what they are for.
        if matches!(way, Way::Tick { .. }) || self.asks.iter().all(|ask| has(&ask)) {
            return says;
        }
        let mut of: Vec<&RequirementVerdict> = Vec::new();
        for ask in self.asks.iter().filter(has) {
            if !of.iter().any(|known| std::ptr::eq(*known, ask.requirement)) {
                of.push(ask.requirement);
            }
        }
        format!("{says}, for {}", titles(writer, &of, most))
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

    /// What cannot be seen from role and requirement: how many are missing, who has signed already, that it is in doubt.
    pub(super) fn details(&self, writer: &Writer<'_>) -> Vec<String> {
        let mut details: Vec<String> = Vec::new();
        for ask in self.asks.iter().filter(|ask| !is_plain(ask.finding)) {
            let says = writer.says(ask.finding);
            if !details.contains(&says) {
                details.push(says);
            }
        }
        details
    }

    /// Unknown, where nothing of it is certain.
    pub(super) fn outcome(&self) -> Outcome {
        let unknown = self.asks.iter().all(|ask| ask.finding.outcome == Outcome::Unknown);
        if unknown { Outcome::Unknown } else { Outcome::Unmet }
    }

    /// How much it is needed, where it is needed most.
    pub(super) fn need(&self) -> Need {
        self.asks.iter().map(|ask| ask.need).min().unwrap_or(Need::Yes)
    }
}

/// Who can give a sign-off, and how, in one line.
pub(super) fn how(writer: &Writer<'_>, finding: &Finding, sign_off: &MissingSignOff) -> String {
    let ways: Vec<String> = ways(sign_off).iter().map(|way| way.says(writer, 1)).collect();
    if ways.is_empty() {
        return writer.todo(finding).unwrap_or_default();
    }
    format!("{}: {}", writer.who(&finding.who), ways.join(", or "))
}

/// The ways of one sign-off.
fn ways(sign_off: &MissingSignOff) -> Vec<Way<'_>> {
    let on = sign_off.on.as_ref().map(|(number, page)| (*number, page.as_str()));
    let line = sign_off.line.as_deref();
    let line = line.map(|line| Way::Comment { line: Cow::Borrowed(line), singly: vec![line], on });
    let tick = sign_off.tick.as_ref();
    let tick =
        tick.map(|(text, page)| Way::Tick { texts: vec![text.as_str()], ticked: sign_off.ticked, page, on });
    let label = sign_off.label.as_deref().map(|name| Way::Label { name, on });
    let review = sign_off.review.as_ref().map(|(number, page)| Way::Review { number: *number, page });
    [line, tick, label, review].into_iter().flatten().collect()
}

/// Whether a missing sign-off says no more than that it is missing.
fn is_plain(finding: &Finding) -> bool {
    const PLAIN: [&str; 5] =
        ["sign-off-missing", "tick-missing", "tick-missing-anew", "review-missing", "label-missing"];
    let of_one = match finding.fact("needed") {
        Some(Value::Number(needed)) => *needed <= 1,
        _ => true,
    };
    of_one && PLAIN.contains(&finding.message.code)
}

impl<'a> Way<'a> {
    fn rank(&self) -> usize {
        match self {
            Self::Comment { .. } => 0,
            Self::Tick { .. } => 1,
            Self::Label { .. } => 2,
            Self::Review { .. } => 3,
        }
    }

    /// Takes another way in that can be said together with it. One line for the role signs all that its other lines sign.
    fn takes_in(&mut self, other: &Way<'a>, role: &str) -> bool {
        match (self, other) {
            (Self::Comment { line, singly, on }, Way::Comment { line: another, singly: more, on: place })
                if on == place =>
            {
                if line != another {
                    *line = Cow::Owned(format!("/holdpoint sign {role}"));
                }
                more.iter().for_each(|one| add(singly, one));
                true
            }
            (
                Self::Tick { texts, page, ticked, .. },
                Way::Tick { texts: more, page: place, ticked: again, .. },
            ) if page == place && ticked == again => {
                more.iter().for_each(|text| add(texts, text));
                true
            }
            (known, way) => known == way,
        }
    }

    /// In words: what to do.
    pub(super) fn says(&self, writer: &Writer<'_>, most: usize) -> String {
        let thread = |on: &Option<(u64, &str)>| {
            on.map(|(number, page)| writer.thread(number, page))
                .unwrap_or_else(|| "its issue or pull request".to_owned())
        };
        match self {
            Self::Comment { line, singly, on } => {
                let mut says = format!("comment {} on {}", writer.code(line), thread(on));
                let others: Vec<&str> = singly.iter().copied().filter(|one| one != line).collect();
                if !others.is_empty() {
                    let others = listed(&others, most, "or", |one| writer.code(one));
                    says.push_str(&format!("; for a part of it {others}"));
                }
                says
            }
            Self::Tick { texts, ticked, page, on } => {
                let place = match on {
                    Some((number, known)) if known == page => writer.thread(*number, page),
                    _ => writer.link("its issue", page),
                };
                let (boxes, them) = if texts.len() == 1 { ("box", "it") } else { ("boxes", "them") };
                let texts = listed(texts, most, "and", |text| format!("“{}”", writer.text(text)));
                if *ticked {
                    format!("if you can edit {place}, untick the {boxes} {texts} there and tick {them} again")
                } else {
                    format!("if you can edit {place}, tick the {boxes} {texts} there")
                }
            }
            Self::Label { name, on } => format!("put the label {} on {}", writer.code(name), thread(on)),
            Self::Review { number, page } => {
                format!("approve {}", writer.thread(*number, page))
            }
        }
    }

    /// The page on which it is done, where the reader does not know it.
    pub(super) fn page(&self, writer: &Writer<'_>) -> Option<&'a str> {
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

fn add<'a>(all: &mut Vec<&'a str>, one: &'a str) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// The first few of a list, and how many more there are.
fn listed(all: &[&str], most: usize, last: &str, each: impl Fn(&str) -> String) -> String {
    let shown: Vec<String> = all.iter().take(most.max(1)).map(|one| each(one)).collect();
    match all.len() - shown.len() {
        0 => joined(&shown, last),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What a consent was given to, where its own sentence does not name it.
pub(super) fn given_to(writer: &Writer<'_>, told: &Told<'_>, says: &str, most: usize) -> String {
    let named = |one: &RequirementVerdict| says.contains(&format!("“{}”", words::title(writer, one)));
    let unnamed = |one: &&RequirementVerdict| !is_hold(one) && !named(one);
    let of: Vec<&RequirementVerdict> = told.of.iter().copied().filter(unnamed).collect();
    if of.is_empty() { String::new() } else { format!(" (for {})", titles(writer, &of, most)) }
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
