//! What is shown of a requirement's tree: the findings that matter, under the words that join them.

use super::consents;
use super::sentence::Writer;
use super::words;
use crate::verdict::{Finding, Node, Outcome, Part, RequirementVerdict, Severity, Speaks, Value, Verdict};

/// One line of an outline, with how deep it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry<'a> {
    pub(super) depth: usize,
    pub(super) what: What<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum What<'a> {
    /// Our own words about what follows.
    Words(&'static str),
    /// A finding.
    Found(&'a Finding),
}

/// What holds the phase: somebody's hold, then what is unmet, then unknown, then pending; within each in the order of
/// the policy.
pub(super) fn holding(verdict: &Verdict) -> Vec<&RequirementVerdict> {
    let mut holding = worst_first(verdict.holding().collect());
    holding.sort_by_key(|one| !consents::is_hold(one));
    holding
}

/// Requirements that stand alike and lack the same stand together, where the first of them stands.
pub(super) fn alike<'a>(requirements: &[&'a RequirementVerdict]) -> Vec<Vec<&'a RequirementVerdict>> {
    type Key<'a> = (Outcome, &'a Option<String>, Vec<Entry<'a>>);
    let mut groups: Vec<(Key<'a>, Vec<&RequirementVerdict>)> = Vec::new();
    for one in requirements {
        let key = (one.outcome, &one.hint, untold(one));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(*one),
            None => groups.push((key, vec![*one])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What holds the phase and is not told where the missing sign-offs are.
pub(super) fn untold_holding(verdict: &Verdict) -> Vec<&RequirementVerdict> {
    holding(verdict).into_iter().filter(|one| !consents::is_told(one)).collect()
}

/// What would hold it, if it were not advisory.
pub(super) fn advisory(verdict: &Verdict) -> Vec<&RequirementVerdict> {
    let open = |one: &&RequirementVerdict| one.severity == Severity::Advisory && !one.outcome.lets_pass();
    worst_first(verdict.all().filter(open).collect())
}

/// Everything of an outcome, whether it holds or only reports.
pub(super) fn of_outcome(verdict: &Verdict, outcome: Outcome) -> Vec<&RequirementVerdict> {
    verdict.all().filter(|one| one.outcome == outcome).collect()
}

fn worst_first(mut requirements: Vec<&RequirementVerdict>) -> Vec<&RequirementVerdict> {
    requirements.sort_by_key(|one| rank(one.outcome));
    requirements
}

fn rank(outcome: Outcome) -> usize {
    words::SHOWN.iter().position(|shown| *shown == outcome).unwrap_or(words::SHOWN.len())
}

/// Why a requirement does not pass.
pub(super) fn lacks(requirement: &RequirementVerdict) -> Vec<Entry<'_>> {
    let mut outline = Outline::default();
    match requirement.condition.as_ref().filter(|condition| condition.outcome != Outcome::Met) {
        None => outline.lacks_of(requirement.tree.as_ref(), 0),
        Some(condition) => {
            outline.words(0, "it is not known whether this applies:");
            outline.doubts(condition);
            match requirement.tree.as_ref() {
                Some(tree) if tree.outcome.lets_pass() => outline.words(0, "if it applies, it is met"),
                tree => {
                    outline.words(0, "if it applies:");
                    outline.lacks_of(tree, 1);
                }
            }
        }
    }
    outline.entries
}

/// Why a requirement does not pass, without what is told where the missing sign-offs are. Of alternatives all are told.
pub(super) fn untold(requirement: &RequirementVerdict) -> Vec<Entry<'_>> {
    let all = lacks(requirement);
    let holds = requirement.severity == Severity::Holding;
    let is_untold = |entry: &&Entry<'_>| match entry.what {
        What::Words(_) => true,
        What::Found(finding) => match finding.speaks {
            Speaks::IgnoredConsent => false,
            Speaks::Missing(_) | Speaks::DoubtfulConsent => !holds || entry.depth > 0,
            Speaks::Else | Speaks::Consent => true,
        },
    };
    let untold: Vec<Entry<'_>> = all.iter().filter(is_untold).copied().collect();
    if untold.is_empty() { all } else { untold }
}

/// What proves that a requirement is met, or that somebody waived it. A consent that does not count proves nothing.
pub(super) fn proofs(requirement: &RequirementVerdict) -> Vec<&Finding> {
    let mut proofs = findings(requirement.tree.as_ref(), Outcome::lets_pass);
    proofs.retain(|one| !matches!(one.speaks, Speaks::IgnoredConsent | Speaks::DoubtfulConsent));
    proofs
}

/// What rules a requirement out: its condition, or somebody who may say so.
pub(super) fn ruled_out(requirement: &RequirementVerdict) -> Vec<&Finding> {
    let condition = requirement.condition.as_ref();
    if condition.is_none_or(|condition| condition.outcome == Outcome::Met) {
        return proofs(requirement);
    }
    let unmet = findings(condition, |outcome| outcome == Outcome::Unmet);
    // Under a `not`, what rules it out is met.
    if unmet.is_empty() { findings(condition, |_| true) } else { unmet }
}

/// What is wrong in texts, at its place: of what holds, then of what only reports, each once.
pub(super) fn in_texts(verdict: &Verdict) -> Vec<(Severity, &Finding)> {
    let mut found: Vec<(Severity, &Finding)> = Vec::new();
    for requirement in holding(verdict).into_iter().chain(advisory(verdict)) {
        for entry in lacks(requirement) {
            let What::Found(finding) = entry.what else { continue };
            if finding.spot.is_some() && !found.iter().any(|(_, known)| *known == finding) {
                found.push((requirement.severity, finding));
            }
        }
    }
    found
}

/// Whether an entry is told with the text that it is in.
pub(super) fn is_in_text(entry: &Entry<'_>) -> bool {
    matches!(entry.what, What::Found(finding) if finding.spot.is_some())
}

fn findings(tree: Option<&Node>, wanted: impl Fn(Outcome) -> bool) -> Vec<&Finding> {
    let leaves = tree.map(Node::leaves).unwrap_or_default();
    let all = leaves.into_iter().flat_map(|leaf| &leaf.findings);
    all.filter(|finding| wanted(finding.outcome)).collect()
}

/// The first `longest` findings of an outline, and how many are left out.
pub(super) fn cut<'a>(entries: &[Entry<'a>], longest: usize) -> (Vec<Entry<'a>>, usize) {
    let mut room = longest;
    let mut hidden = 0;
    let mut kept: Vec<Entry<'a>> = Vec::new();
    for entry in entries {
        match entry.what {
            What::Found(_) if room == 0 => hidden += 1,
            What::Found(_) => {
                room -= 1;
                kept.push(*entry);
            }
            What::Words(_) if hidden == 0 => kept.push(*entry),
            What::Words(_) => {}
        }
    }
    // Words that announced what was left out announce nothing now.
    while hidden > 0 && matches!(kept.last(), Some(Entry { what: What::Words(_), .. })) {
        kept.pop();
    }
    (kept, hidden)
}

/// What to do about each entry.
pub(super) fn todos(writer: &Writer<'_>, entries: &[Entry<'_>]) -> Vec<Option<String>> {
    let todo = |entry: &Entry<'_>| match entry.what {
        What::Words(_) => None,
        What::Found(finding) => writer.todo(finding),
    };
    entries.iter().map(todo).collect()
}

/// The pull requests and issues that an entry tells of.
pub(super) fn told<'a>(entry: &Entry<'a>) -> impl Iterator<Item = u64> + use<'a> {
    let facts = match entry.what {
        What::Words(_) => &[],
        What::Found(finding) => finding.facts.as_slice(),
    };
    facts.iter().filter_map(|(_, value)| match value {
        Value::Thread { number, .. } => Some(*number),
        _ => None,
    })
}

/// Whether the next entry stands beside this one and has the same thing to do, so that it need be said only once.
pub(super) fn goes_on(entries: &[Entry<'_>], todos: &[Option<String>], index: usize) -> bool {
    let depth = |index: usize| entries.get(index).map(|entry| entry.depth);
    depth(index) == depth(index + 1) && todos.get(index) == todos.get(index + 1)
}

#[derive(Default)]
struct Outline<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Outline<'a> {
    fn words(&mut self, depth: usize, words: &'static str) {
        self.entries.push(Entry { depth, what: What::Words(words) });
    }

    fn lacks_of(&mut self, tree: Option<&'a Node>, depth: usize) {
        match tree {
            Some(tree) => self.walk(tree, depth, false),
            None => self.words(depth, words::NO_FINDING),
        }
    }

    /// What is not known of a condition.
    fn doubts(&mut self, condition: &'a Node) {
        let before = self.entries.len();
        let open = |outcome| matches!(outcome, Outcome::Unknown | Outcome::Pending);
        for leaf in condition.leaves() {
            if open(leaf.outcome) && leaf.findings.is_empty() {
                self.words(1, words::NO_FINDING);
            }
            self.found(1, leaf.findings.iter().filter(|finding| open(finding.outcome)));
        }
        if self.entries.len() == before {
            self.walk(condition, 1, true);
        }
    }

    fn found(&mut self, depth: usize, findings: impl Iterator<Item = &'a Finding>) {
        let mut findings: Vec<&Finding> = findings.collect();
        findings.sort_by_key(|finding| rank(finding.outcome));
        // One comment signs all boxes of a list; each of them lacks it.
        let mut lines: Vec<&Finding> = Vec::new();
        findings.retain(|one| {
            let again = lines.iter().any(|known| is_one_line(known, one));
            lines.push(one);
            !again
        });
        self.entries.extend(findings.into_iter().map(|one| Entry { depth, what: What::Found(one) }));
    }

    /// The parts that do not pass; with `whole` all parts, for what must not hold.
    fn walk(&mut self, node: &'a Node, depth: usize, whole: bool) {
        let shown = |outcome: Outcome| whole || !outcome.lets_pass();
        if node.findings.is_empty() && node.children.is_empty() {
            self.words(depth, words::NO_FINDING);
            return;
        }
        match node.what {
            Part::Leaf(_) => {
                self.found(depth, node.findings.iter().filter(|finding| shown(finding.outcome)));
            }
            Part::Any if node.children.len() > 1 => {
                let words = self.entries.len();
                self.words(depth, if whole { "any of these:" } else { "one of these is needed:" });
                let mut told: Vec<Vec<Entry<'_>>> = Vec::new();
                for child in &node.children {
                    let before = self.entries.len();
                    self.alternative(child, depth + 1, whole);
                    let new = self.entries.split_off(before);
                    if !told.contains(&new) {
                        told.push(new);
                    }
                }
                // Alternatives that all lack the same leave no choice.
                if told.len() == 1 {
                    self.entries.truncate(words);
                    told.iter_mut().flatten().for_each(|entry| entry.depth -= 1);
                }
                self.entries.extend(told.into_iter().flatten());
            }
            Part::All | Part::Any => {
                for child in node.children.iter().filter(|child| shown(child.outcome)) {
                    self.walk(child, depth, whole);
                }
            }
            Part::Not => {
                let nothing_to_see = node.outcome == Outcome::Unknown
                    && node.children.iter().all(|child| child.outcome == Outcome::Unmet);
                let words = if nothing_to_see {
                    "this must not hold, but there is nothing to look at that could prove it:"
                } else {
                    "this must not hold:"
                };
                self.words(depth, words);
                for child in &node.children {
                    self.walk(child, depth + 1, true);
                }
            }
        }
    }

    /// One of several: what belongs together must look so.
    fn alternative(&mut self, node: &'a Node, depth: usize, whole: bool) {
        let before = self.entries.len();
        self.walk(node, depth, whole);
        // A consent that does not count is told elsewhere.
        let is_shown = |entry: &&Entry<'_>| !matches!(entry.what, What::Found(one) if one.speaks == Speaks::IgnoredConsent);
        let top =
            self.entries.iter().skip(before).filter(is_shown).filter(|entry| entry.depth == depth).count();
        if top > 1 {
            for entry in self.entries.iter_mut().skip(before) {
                entry.depth += 1;
            }
            self.entries.insert(before, Entry { depth, what: What::Words("all of these:") });
        }
    }
}

/// Whether two missing sign-offs are one to whoever reads of them: the same sentence, and the same line to write.
fn is_one_line(one: &Finding, other: &Finding) -> bool {
    let (Speaks::Missing(this), Speaks::Missing(that)) = (&one.speaks, &other.speaks) else { return false };
    let same =
        ["role", "roles", "count", "needed", "witness"].iter().all(|fact| one.fact(fact) == other.fact(fact));
    one.message == other.message && this.line.is_some() && this.line == that.line && same
}

#[cfg(test)]
mod tests;
