//! `labels`: which labels a pull request or the tracking issue has.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Context, Leaf, joined, release_pull_request, texts, tracking_issue};
use crate::evidence::needs::Needs;
use crate::evidence::pull_request::RemovedLabel;
use crate::evidence::{Fact, List};
use crate::paths::LabelPattern;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message, Value, Who};
use crate::yaml::{Fields, Node, Problems, nearest};

crate::messages! {
    HAS = "has-labels": "{item} is labelled {labels}";
    FREE = "free-of-labels": "{item} has none of the labels {labels}";
    MISSING = "label-missing": "{item} does not have the label {label}"
        => "add the label {label} to {item}";
    TAKEN_OFF = "label-taken-off": "{item} does not have the label {label}: {by} took off {removed} at {at}"
        => "add the label {label} to {item} again, unless it was right to take it off";
    NONE_OF = "none-of-the-labels": "{item} has none of the labels {labels}"
        => "add one of {labels} to {item}";
    SEVERAL_OF = "several-of-the-labels": "{item} has {count} of the labels of which it may have one: {labels}"
        => "take all but one of {labels} off {item}";
    FORBIDDEN = "label-forbidden": "{item} has the label {label}, with which this may not go on"
        => "settle what the label {label} stands for, then take it off {item}";
    NO_SUCH_LABEL = "no-such-label": "the repository has no label {label}"
        => "create the label {label}, or correct its name in the policy";
    NO_SUCH_LABEL_BUT = "no-such-label-but": "the repository has no label {label}; its nearest is {near}"
        => "write {near} in the policy if that is meant, or create the label {label}";
}

/// Labels that a pull request or the tracking issue must have, or must not have.
///
/// Use it to make every change say what kind of change it is before it is merged, and to let anybody stop a release
/// with a label such as `hold`. It proves that the label is there now, not who put it there: anybody with triage
/// rights can. For the labels of every pull request of a release use `pull-requests`.
///
/// Names compare without regard to case. A name with `*`, `?`, `[` or `{` is a glob: `area/*`, `kind: *`. A label that
/// the repository does not have, and a glob that fits none of its labels, leave the requirement unknown: a slip in
/// a name must not look like a label that nobody put on.
///
/// Permissions: `pull-requests: read`, and `issues: read` for the tracking issue. Costs no request of its own.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["required"] },
    { "required": ["one-of"] },
    { "required": ["exactly-one-of"] },
    { "required": ["forbidden"] },
]))]
pub struct Labels {
    /// Whose labels. Left out, it is the pull request in a phase that holds a merge, and the tracking issue in
    /// any other phase.
    #[schemars(default)]
    on: On,
    /// All of these must be there; for a glob, at least one label that fits it.
    #[schemars(default, schema_with = "texts::texts")]
    required: Vec<LabelPattern>,
    /// At least one of these must be there.
    #[schemars(default, schema_with = "texts::texts")]
    one_of: Vec<LabelPattern>,
    /// One of these must be there, and no second one.
    #[schemars(default, schema_with = "texts::texts")]
    exactly_one_of: Vec<LabelPattern>,
    /// None of these may be there.
    #[schemars(default, schema_with = "texts::texts")]
    forbidden: Vec<LabelPattern>,
}

/// Whose labels are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "LabelsOn", rename_all = "kebab-case")]
enum On {
    /// The pull request that is to be merged. Only in a phase that holds a merge.
    PullRequest,
    /// The pull request that carries the release.
    ReleasePullRequest,
    /// The issue that tracks the release.
    #[default]
    TrackingIssue,
}

impl On {
    const WORDS: [(&'static str, Self); 3] = [
        ("pull-request", Self::PullRequest),
        ("release-pull-request", Self::ReleasePullRequest),
        ("tracking-issue", Self::TrackingIssue),
    ];

    fn read(node: Option<&Node>, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let Some(node) = node else {
            return Some(if context.holds_merge { Self::PullRequest } else { Self::TrackingIssue });
        };
        let word = node.one_of("`on`", &Self::WORDS.map(|(word, _)| word), problems)?;
        let on = Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, on)| *on)?;
        if context.holds_merge != (on == Self::PullRequest) {
            let (message, help) = if context.holds_merge {
                ("a phase that holds merges judges one pull request by itself", "leave out `on`")
            } else {
                (
                    "only a phase that holds merges judges one pull request by itself",
                    "write `on: release-pull-request`, or use `pull-requests` for those of the release",
                )
            };
            problems.error("wrong-phase", node.at.clone(), message).help(help);
            return None;
        }
        Some(on)
    }
}

/// Whether everything that `one` fits, `other` fits too, as far as that is plain to see.
fn is_in(one: &LabelPattern, other: &LabelPattern) -> bool {
    one.is_same(other) || (one.is_name() && other.matches(one.as_str()))
}

impl Leaf for Labels {
    const NAME: &'static str = "labels";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] = &joined::<
        { MESSAGES.len() + tracking_issue::MESSAGES.len() + release_pull_request::MESSAGES.len() },
    >(&[
        MESSAGES,
        tracking_issue::MESSAGES,
        release_pull_request::MESSAGES,
    ]);
    const EXAMPLE: &'static str = "\
labels: {one-of: [breaking-change, feature, fix, security, chore]}
---
labels: {exactly-one-of: [\"kind: *\"], forbidden: [hold, \"do-not-*\"]}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`labels`", problems)?;
        let on = On::read(fields.get("on"), context, problems);
        let mut list = |key: &'static str, problems: &mut Problems| match fields.get(key) {
            None => Some(Vec::new()),
            Some(node) => {
                texts::read_each(node, &format!("`{key}`"), problems, LabelPattern::is_same, |text| {
                    LabelPattern::parse(&text)
                })
            }
        };
        let required = list("required", problems);
        let one_of = list("one-of", problems);
        let exactly_one_of = list("exactly-one-of", problems);
        let forbidden = list("forbidden", problems);
        fields.finish(problems);
        let (on, required, one_of, exactly_one_of, forbidden) =
            (on?, required?, one_of?, exactly_one_of?, forbidden?);
        let labels = Self { on, required, one_of, exactly_one_of, forbidden };
        if labels.patterns().next().is_none() && problems.len() == before {
            problems
                .error("nothing-asked", node.at.clone(), "`labels` asks for nothing")
                .help("give it `required`, `one-of`, `exactly-one-of` or `forbidden` with names of labels");
        }
        labels.refuse_what_cannot_be(&node.at, problems);
        (problems.len() == before).then_some(labels)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        let mut needs = Needs { labels: true, ..Needs::default() };
        match self.on {
            On::PullRequest => {
                needs.pull_requests.labels = true;
                needs.pull_requests.removed_labels = true;
            }
            On::ReleasePullRequest => {
                needs.release_pull_request = true;
                needs.pull_requests.labels = true;
            }
            On::TrackingIssue => needs.tracking_issue = true,
        }
        needs
    }

    fn says(&self) -> String {
        let names = |list: &[LabelPattern]| texts::quoted(list.iter().map(|one| one.as_str()), "and");
        let rules = [
            (&self.required, "all of"),
            (&self.one_of, "at least one of"),
            (&self.exactly_one_of, "exactly one of"),
            (&self.forbidden, "none of"),
        ];
        let rules = rules.into_iter().filter(|(list, _)| !list.is_empty());
        let rules: Vec<String> =
            rules.map(|(list, rule)| format!("{rule} the labels {}", names(list))).collect();
        let on = match self.on {
            On::PullRequest => "the pull request",
            On::ReleasePullRequest => "the release pull request",
            On::TrackingIssue => "the tracking issue",
        };
        format!("{on} has {}", rules.join("; "))
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let item = match Item::find(self.on, case) {
            Ok(item) => item,
            Err(finding) => return vec![finding],
        };
        let doubts = self.doubts(case, &item);
        let doubted: Vec<&LabelPattern> = doubts.iter().filter_map(|(pattern, _)| *pattern).collect();
        let mut findings = match item.labels.whole() {
            Ok(labels) => self.demanded(&item, labels, &doubted),
            Err(why) => vec![Finding::unreadable(item.what, why)],
        };
        findings.extend(self.unwanted(&item, doubts.is_empty()));
        findings.extend(doubts.into_iter().map(|(_, finding)| finding));
        findings
    }
}

impl Labels {
    fn patterns(&self) -> impl Iterator<Item = &LabelPattern> {
        self.required.iter().chain(&self.one_of).chain(&self.exactly_one_of).chain(&self.forbidden)
    }

    /// Reports demands that contradict each other, and those that another makes useless.
    fn refuse_what_cannot_be(&self, at: &Range<usize>, problems: &mut Problems) {
        let mut refuse = |code: &'static str, message: String, help: &str| {
            problems.error(code, at.clone(), message).help(help);
        };
        let lists = [
            ("required", &self.required),
            ("one-of", &self.one_of),
            ("exactly-one-of", &self.exactly_one_of),
        ];
        for (name, wanted) in lists {
            for pattern in wanted {
                if let Some(by) = self.forbidden.iter().find(|by| is_in(pattern, by)) {
                    let message = format!("`{}` is in `{name}`, and `{}` forbids it", pattern, by);
                    refuse("contradiction", message, "take it out of one of the two lists");
                }
            }
        }
        for pattern in &self.required {
            if let Some(of) = self.one_of.iter().find(|of| is_in(pattern, of)) {
                let message = format!("`one-of` always holds: `{}` of it is required", of);
                refuse("no-effect", message, "leave out one of the two");
            }
        }
        let exact = |pattern: &&LabelPattern| {
            pattern.is_name() && self.exactly_one_of.iter().any(|of| is_in(pattern, of))
        };
        let required: Vec<&str> =
            self.required.iter().filter(exact).map(|pattern| pattern.as_str()).collect();
        if required.len() > 1 {
            let message = format!(
                "`{}` are required, and `exactly-one-of` allows only one of them",
                required.join("`, `")
            );
            refuse("contradiction", message, "take them out of one of the two lists");
        }
    }

    /// Patterns of which nobody knows that they fit a label of the repository.
    fn doubts<'s>(&'s self, case: &Case<'_>, item: &Item<'_>) -> Vec<(Option<&'s LabelPattern>, Finding)> {
        let there = item.labels.seen();
        let mut doubts: Vec<(Option<&LabelPattern>, Finding)> = Vec::new();
        for pattern in self.patterns() {
            if there.iter().any(|label| pattern.matches(label)) {
                continue;
            }
            match case.evidence.labels.whole() {
                Ok(known) if known.iter().any(|label| pattern.matches(label)) => {}
                Ok(known) => {
                    let near = nearest(pattern.as_str(), known.iter().map(String::as_str));
                    let message = if near.is_some() { &NO_SUCH_LABEL_BUT } else { &NO_SUCH_LABEL };
                    let mut finding =
                        Finding::unknown(message).with("label", code(pattern.as_str())).who([Who::Writers]);
                    if let Some(near) = near {
                        finding = finding.with("near", code(near));
                    }
                    doubts.push((Some(pattern), finding));
                }
                Err(why) => {
                    doubts.push((None, Finding::unreadable("the list of the repository's labels", why)));
                    break;
                }
            }
        }
        doubts
    }

    fn demanded(&self, item: &Item<'_>, labels: &[String], doubted: &[&LabelPattern]) -> Vec<Finding> {
        let fitting = |patterns: &[LabelPattern]| -> Vec<String> {
            let fits = |label: &&String| patterns.iter().any(|pattern| pattern.matches(label));
            labels.iter().filter(fits).cloned().collect()
        };
        let mut lacks = Vec::new();
        for pattern in &self.required {
            let there = labels.iter().any(|label| pattern.matches(label));
            if !there && !doubted.contains(&pattern) {
                lacks.push(item.lacks(pattern));
            }
        }
        for patterns in [&self.one_of, &self.exactly_one_of] {
            if !patterns.is_empty() && fitting(patterns).is_empty() {
                let finding = match patterns.as_slice() {
                    [one] => item.lacks(one),
                    several => item.finding(Finding::unmet(&NONE_OF)).with("labels", codes(several)),
                };
                lacks.push(finding);
            }
        }
        let of = fitting(&self.exactly_one_of);
        if of.len() > 1 {
            let finding = item.finding(Finding::unmet(&SEVERAL_OF)).with("count", of.len());
            lacks.push(finding.with("labels", Value::Codes(of)));
        }
        let wanted = [self.required.as_slice(), &self.one_of, &self.exactly_one_of].concat();
        let there = fitting(&wanted);
        if lacks.is_empty() && !there.is_empty() {
            return vec![item.finding(Finding::met(&HAS)).with("labels", Value::Codes(there))];
        }
        lacks
    }

    fn unwanted(&self, item: &Item<'_>, certain: bool) -> Vec<Finding> {
        let fits = |label: &&String| self.forbidden.iter().any(|pattern| pattern.matches(label));
        let there = item.labels.seen().iter().filter(fits);
        let mut findings: Vec<Finding> =
            there.map(|label| item.finding(Finding::unmet(&FORBIDDEN)).with("label", code(label))).collect();
        let whole = item.labels.whole().is_ok();
        if findings.is_empty() && !self.forbidden.is_empty() && certain && whole {
            findings.push(item.finding(Finding::met(&FREE)).with("labels", codes(&self.forbidden)));
        }
        findings
    }
}

/// What has the labels.
struct Item<'a> {
    what: &'static str,
    value: Value,
    labels: &'a Fact<List<String>>,
    removed: &'a [RemovedLabel],
}

impl<'a> Item<'a> {
    fn find(on: On, case: &Case<'a>) -> Result<Self, Finding> {
        let (what, pull) = match on {
            On::TrackingIssue => {
                let issue = tracking_issue::find(case)?;
                let what = "the labels of the tracking issue";
                return Ok(Self { what, value: issue.into(), labels: &issue.labels, removed: &[] });
            }
            On::PullRequest => ("the labels of the pull request", release_pull_request::judged(case)?),
            On::ReleasePullRequest => {
                ("the labels of the release pull request", release_pull_request::find(case)?)
            }
        };
        Ok(Self { what, value: pull.into(), labels: &pull.labels, removed: pull.removed_labels.seen() })
    }

    /// Completes a finding about the item. Proofs need nobody to put them right.
    fn finding(&self, finding: Finding) -> Finding {
        let proof = finding.outcome.lets_pass();
        let finding = match self.value {
            Value::Thread { number, .. } => finding.about(format!("#{number}")),
            _ => finding,
        };
        finding.with("item", self.value.clone()).who((!proof).then_some(Who::Writers))
    }

    fn lacks(&self, pattern: &LabelPattern) -> Finding {
        let removed = self.removed.iter().rev().find(|removed| pattern.matches(&removed.name));
        let Some(removed) = removed else {
            return self.finding(Finding::unmet(&MISSING)).with("label", code(pattern.as_str()));
        };
        let by =
            removed.by.as_ref().map_or(Value::Words("a deleted account"), |by| Value::Person(by.clone()));
        self.finding(Finding::unmet(&TAKEN_OFF))
            .with("label", code(pattern.as_str()))
            .with("removed", code(&removed.name))
            .with("by", by)
            .with("at", Value::Time(removed.at))
            .since(Some(removed.at))
    }
}

fn code(label: &str) -> Value {
    Value::Code(label.to_owned())
}

fn codes(patterns: &[LabelPattern]) -> Value {
    Value::Codes(patterns.iter().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests;
