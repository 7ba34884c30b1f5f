//! What is open, of any source; and sources that are switched off or cannot be read.

use jiff::Timestamp;

use super::{Off, Threshold};
use crate::evidence::alert::{AlertSeverity, CodeAlert, DependabotAlert, Feature, SecretAlert};
use crate::evidence::{Fact, List};
use crate::release::Case;
use crate::verdict::{Finding, Node, RequirementVerdict, Value, Who};

crate::messages! {
    NONE = "no-open-alert": "no {source} alert {threshold} is open on {place}";
    NONE_BUT_LESSER = "only-lesser-alerts": "no {source} alert {threshold} is open on {place}; below that are open: {count} ({list})";
    ALERT = "open-alert": "{alert} is open on {place} ({severity}): {about}"
        => "fix what it warns of, or dismiss {alert} with a reason";
    SECRET = "open-secret": "{alert} is open: {about}"
        => "revoke the secret, then close {alert} with a reason";
    MORE = "more-open-alerts": "further {source} alerts {threshold} are open on {place}: {count} ({list})"
        => "look through {list}, and fix or dismiss them";
    SOME = "open-alerts": "{source} alerts {threshold} are open on {place}: {count} ({list})"
        => "look through {list}: fix what they warn of, or dismiss them with a reason";
    SECRETS = "open-secrets": "secret scanning alerts are open: {count} ({list})"
        => "look through {list}: revoke the secrets, then close the alerts with a reason";
    MORE_SECRETS = "more-open-secrets": "further secret scanning alerts are open: {count} ({list})"
        => "look through {list}: revoke the secrets, then close the alerts with a reason";
    OFF = "switched-off": "{source} is switched off in the repository: {said}"
        => "switch {source} on in the repository's settings, or write `off: allow` for it in the policy if releases are to go without";
    OFF_ALLOWED = "switched-off-allowed": "{source} is switched off in the repository, which the policy allows: nothing was looked at";
    ARCHIVED = "archived": "GitHub shows no alerts of {source} for an archived repository: {said}"
        => "unarchive the repository, on its settings page";
}

/// So many alerts are named one by one; the others are counted.
const NAMED: usize = 10;

/// One source of alerts, as reports name it.
#[derive(Debug, Clone)]
pub(super) struct Source<'a> {
    /// As it stands before "alert", and by itself.
    name: &'static str,
    /// What could not be read.
    what: &'static str,
    /// Where its alerts are.
    place: Value,
    /// Its list, below the repository's page, and its name in those of its alerts.
    page: &'static str,
    repository: &'a str,
    /// Whether alerts may be named: only the reports of a private repository stay with those who may see them.
    named: bool,
    who: Who,
}

/// An open alert of any source.
pub(super) struct Item<'e> {
    number: u64,
    created_at: Timestamp,
    /// None: it is a secret, and holds always.
    severity: Option<AlertSeverity>,
    about: Option<&'e str>,
}

impl<'e> From<&'e CodeAlert> for Item<'e> {
    fn from(alert: &'e CodeAlert) -> Self {
        Self {
            number: alert.number,
            created_at: alert.created_at,
            severity: Some(alert.severity),
            about: alert.about.as_deref(),
        }
    }
}

impl<'e> From<&'e DependabotAlert> for Item<'e> {
    fn from(alert: &'e DependabotAlert) -> Self {
        Self {
            number: alert.number,
            created_at: alert.created_at,
            severity: Some(alert.severity),
            about: alert.about.as_deref(),
        }
    }
}

impl<'e> From<&'e SecretAlert> for Item<'e> {
    fn from(alert: &'e SecretAlert) -> Self {
        Self {
            number: alert.number,
            created_at: alert.created_at,
            severity: None,
            about: alert.about.as_deref(),
        }
    }
}

impl<'a> Source<'a> {
    /// Code scanning at a ref.
    pub(super) fn code_scanning(case: &Case<'a>, reference: &str) -> Self {
        let place = Value::Code(short(reference).to_owned());
        Self::new(case, "code scanning", "the alerts of code scanning", place, "code-scanning", Who::Writers)
    }

    pub(super) fn dependabot(case: &Case<'a>) -> Self {
        let place = Value::Code(case.evidence.opening.repository.default_branch.clone());
        Self::new(case, "Dependabot", "the alerts of Dependabot", place, "dependabot", Who::Writers)
    }

    pub(super) fn secret_scanning(case: &Case<'a>) -> Self {
        let what = "the alerts of secret scanning";
        let place = Value::Words("any branch");
        Self::new(case, "secret scanning", what, place, "secret-scanning", Who::Admins)
    }

    fn new(
        case: &Case<'a>,
        name: &'static str,
        what: &'static str,
        place: Value,
        page: &'static str,
        who: Who,
    ) -> Self {
        let repository = &case.evidence.opening.repository;
        Self { name, what, place, page, repository: &repository.url, named: repository.private, who }
    }

    /// Judges the source by what is open, if that is known.
    pub(super) fn judge<T>(
        &self,
        fact: &Fact<Feature<List<T>>>,
        off: Option<Off>,
        open: impl FnOnce(&[T]) -> Vec<Finding>,
    ) -> Vec<Finding> {
        let list = match self.on(fact, off) {
            Ok(list) => list,
            Err(finding) => return vec![finding],
        };
        match list.whole() {
            Ok(items) => open(items),
            Err(why) => vec![Finding::unreadable(self.what, why)],
        }
    }

    /// What the feature shows, or the finding that it shows nothing.
    pub(super) fn on<'f, T>(&self, fact: &'f Fact<Feature<T>>, off: Option<Off>) -> Result<&'f T, Finding> {
        let said = |said: &String| Value::Text(said.clone());
        match fact.known() {
            Ok(Feature::On(shown)) => Ok(shown),
            Ok(Feature::Off { .. }) if off == Some(Off::Allow) => {
                Err(Finding::met(&OFF_ALLOWED).with("source", Value::Words(self.name)))
            }
            Ok(Feature::Off { said: words }) => Err(Finding::unknown(&OFF)
                .with("source", Value::Words(self.name))
                .with("said", said(words))
                .who([Who::Admins])),
            Ok(Feature::Archived { said: words }) => Err(Finding::unknown(&ARCHIVED)
                .with("source", Value::Words(self.name))
                .with("said", said(words))
                .who([Who::Admins])),
            Err(why) => Err(Finding::unreadable(self.what, why)),
        }
    }

    /// The alerts that hold, or that none does. Without a threshold each of them holds.
    pub(super) fn open<'e>(
        &self,
        items: impl Iterator<Item = Item<'e>>,
        threshold: Option<Threshold>,
    ) -> Vec<Finding> {
        let counts = |item: &Item<'_>| match (item.severity, threshold) {
            (Some(severity), Some(threshold)) => threshold.counts(severity),
            _ => true,
        };
        let (mut grave, lesser): (Vec<Item<'_>>, Vec<Item<'_>>) = items.partition(counts);
        grave.sort_by_key(|item| (std::cmp::Reverse(item.severity), item.number));
        let words = Value::Words(threshold.map_or("of any kind", Threshold::words));
        let list = || Value::Link { text: format!("{} alerts", self.name), url: self.page(None) };
        let about = |finding: Finding, count: usize| {
            finding
                .with("source", Value::Words(self.name))
                .with("threshold", words.clone())
                .with("place", self.place.clone())
                .with("count", count)
                .with("list", list())
        };
        let lacks = |message, count| about(Finding::unmet(message), count).who([self.who.clone()]);
        let (some, more) = if threshold.is_some() { (&SOME, &MORE) } else { (&SECRETS, &MORE_SECRETS) };
        match (grave.len(), lesser.len()) {
            (0, 0) => vec![about(Finding::met(&NONE), 0)],
            (0, lesser) => vec![about(Finding::met(&NONE_BUT_LESSER), lesser)],
            (count, _) if !self.named => vec![self.each(lacks(some, count), &grave)],
            (count, _) => {
                let mut findings: Vec<Finding> =
                    grave.iter().take(NAMED).map(|item| self.named(item)).collect();
                if count > NAMED {
                    let others = grave.get(NAMED..).unwrap_or_default();
                    findings.push(self.each(lacks(more, count - NAMED), others));
                }
                findings
            }
        }
    }

    fn named(&self, item: &Item<'_>) -> Finding {
        let alert = Value::Link {
            text: format!("{} alert {}", self.name, item.number),
            url: self.page(Some(item.number)),
        };
        let about =
            item.about.map_or(Value::Words("its page says what it is"), |about| Value::Code(about.into()));
        let finding = match item.severity {
            Some(severity) => Finding::unmet(&ALERT)
                .with("place", self.place.clone())
                .with("severity", Value::Words(severity_words(severity))),
            None => Finding::unmet(&SECRET),
        };
        let finding = finding.about(self.subject(item)).since(Some(item.created_at));
        finding.with("alert", alert).with("about", about).who([self.who.clone()])
    }

    /// Each of several alerts, as a waiver names them. The youngest says since when it is so.
    fn each(&self, finding: Finding, items: &[Item<'_>]) -> Finding {
        let finding = items.iter().fold(finding, |finding, item| finding.about(self.subject(item)));
        finding.since(items.iter().map(|item| item.created_at).max())
    }

    /// An alert as a waiver names it: each source counts from one.
    fn subject(&self, item: &Item<'_>) -> String {
        format!("{}#{}", self.page, item.number)
    }

    /// The page of the alerts, or of one of them.
    fn page(&self, number: Option<u64>) -> String {
        let number = number.map(|number| format!("/{number}")).unwrap_or_default();
        format!("{}/security/{}{number}", self.repository, self.page)
    }
}

fn severity_words(severity: AlertSeverity) -> &'static str {
    match severity {
        AlertSeverity::Low => "low",
        AlertSeverity::Medium => "medium",
        AlertSeverity::High => "high",
        AlertSeverity::Critical => "critical",
        AlertSeverity::Unrated => "without a severity, which counts as the gravest",
    }
}

/// A ref as people name it: a branch or tag by its name, a pull request's refs whole.
pub(super) fn short(reference: &str) -> &str {
    let name = reference.strip_prefix("refs/heads/").or_else(|| reference.strip_prefix("refs/tags/"));
    name.unwrap_or(reference)
}

/// What a release goes without because the policy allows it: said in every report, also where the requirement is met.
pub(crate) fn switched_off_notes(requirements: &[RequirementVerdict]) -> Vec<Finding> {
    let leaves = requirements.iter().filter_map(|one| one.tree.as_ref()).flat_map(Node::leaves);
    let mut notes: Vec<Finding> = Vec::new();
    for finding in leaves.flat_map(|leaf| &leaf.findings) {
        if finding.message.code == OFF_ALLOWED.code && !notes.contains(finding) {
            notes.push(finding.clone());
        }
    }
    notes
}
