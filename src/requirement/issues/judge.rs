//! From the issues of labels and of the milestone to findings.

use jiff::Timestamp;

use super::{
    ALL_CLOSED, AllClosed, EXCEPTED, Filter, Issues, MILESTONE_OPEN, MORE_OPEN, NO_ISSUES, NO_MILESTONE,
    NO_SUCH_LABEL, NO_SUCH_LABEL_BUT, NONE_OPEN, NoneOpen, OPEN, TRACKING_ISSUE,
};
use crate::evidence::issue::ListedIssue;
use crate::evidence::release::Milestone;
use crate::evidence::{Reason, Unknown};
use crate::release::{Case, NoIssue};
use crate::verdict::{Finding, Value, Who};
use crate::yaml::nearest;

/// So many open issues are named with title and link, and so many more by number.
const NAMED: usize = 10;
const NUMBERED: usize = 50;

pub(super) fn judge(asked: &Issues, case: &Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(none_open) = &asked.none_open {
        findings.extend(judge_none_open(none_open, case));
    }
    if let Some(all_closed) = &asked.all_closed {
        findings.extend(judge_all_closed(all_closed, case));
    }
    findings.dedup();
    findings
}

fn judge_none_open(asked: &NoneOpen, case: &Case<'_>) -> Vec<Finding> {
    let filter = asked.filter();
    let mut findings = unknown_labels(filter, case);
    let milestone = match asked.r#in.map(|_| milestone(case)).transpose() {
        Ok(milestone) => milestone,
        Err(finding) => {
            findings.push(finding);
            return findings;
        }
    };
    let mut sorted = Sorted::new(filter, case);
    for label in asked.read_of() {
        match open_issues(label, case) {
            Ok(issues) => issues
                .iter()
                .filter(|issue| milestone.is_none_or(|milestone| issue.milestone == Some(milestone.number)))
                .for_each(|issue| sorted.add(issue, Some(label))),
            // That there is no such label is said above.
            Err(NoOpen::NoLabel) => {}
            Err(NoOpen::Unknown(why)) => {
                findings.push(Finding::unreadable("the list of the open issues of a label", why));
            }
        }
    }
    let proven = findings.is_empty();
    findings.extend(sorted.open(|issue| {
        let carried = issue.labels.seen().iter().filter(|label| is_among(label, filter.wanted()));
        let mut labels: Vec<String> = carried.cloned().collect();
        if labels.is_empty() {
            labels = filter.wanted().to_vec();
        }
        Finding::unmet(&OPEN).with("issue", thread(issue)).with("labels", Value::Codes(labels))
    }));
    if proven && sorted.nothing_open() {
        let rule = match (filter.wanted().len(), filter.all_of.is_empty()) {
            (1, _) => "the label",
            (_, true) => "one of the labels",
            (_, false) => "all of the labels",
        };
        let place = if milestone.is_some() { " in the release's milestone" } else { "" };
        findings.push(
            Finding::met(&NONE_OPEN)
                .with("rule", Value::Words(rule))
                .with("labels", Value::Codes(filter.wanted().to_vec()))
                .with("place", Value::Words(place)),
        );
    }
    findings.extend(sorted.left_out());
    findings
}

fn judge_all_closed(asked: &AllClosed, case: &Case<'_>) -> Vec<Finding> {
    let filter = asked.filter();
    let mut findings = unknown_labels(filter, case);
    let milestone = match milestone(case) {
        Ok(milestone) => milestone,
        Err(finding) => {
            findings.push(finding);
            return findings;
        }
    };
    let link = || Value::Link { text: milestone.title.clone(), url: milestone.url.clone() };
    let mut sorted = Sorted::new(filter, case);
    let read = case.evidence.milestone_issues.known();
    match read.and_then(|read| match read.milestone == milestone.number {
        true => Ok(read),
        false => Err(Unknown::new(Reason::NotCollected)),
    }) {
        Ok(read) => {
            let whole = read.issues.whole();
            findings.extend(whole.err().map(|why| Finding::unreadable(LIST, why)));
            read.issues.seen().iter().for_each(|issue| sorted.add(issue, None));
        }
        Err(why) => findings.push(Finding::unreadable(LIST, why)),
    }
    let proven = findings.is_empty();
    findings.extend(sorted.open(|issue| {
        Finding::unmet(&MILESTONE_OPEN).with("issue", thread(issue)).with("milestone", link())
    }));
    if proven && sorted.nothing_open() {
        findings.push(sorted.all_closed().with("milestone", link()));
    }
    findings.extend(sorted.left_out());
    findings
}

const LIST: &str = "the list of the milestone's issues";

/// The one milestone of the release.
fn milestone<'a>(case: &Case<'a>) -> Result<&'a Milestone, Finding> {
    if let Err(why) = case.evidence.opening.milestones.whole() {
        return Err(Finding::unreadable("the list of milestones", why));
    }
    let candidate = case.candidate();
    match candidate.map(|candidate| candidate.milestones.as_slice()) {
        Some([one]) => Ok(one),
        _ => {
            let tag = candidate.map_or_else(String::new, |candidate| candidate.tag.clone());
            Err(Finding::unknown(&NO_MILESTONE).with("version", Value::Code(tag)).who([Who::Writers]))
        }
    }
}

/// Why there are no open issues of a label to look at.
enum NoOpen {
    NoLabel,
    Unknown(Unknown),
}

fn open_issues<'a>(label: &str, case: &Case<'a>) -> Result<&'a [ListedIssue], NoOpen> {
    let read = case.evidence.label_issues.iter().find(|one| one.label == label);
    let read = read.ok_or_else(|| NoOpen::Unknown(Unknown::new(Reason::NotCollected)))?;
    match read.open.known() {
        Ok(Some(list)) => list.whole().map_err(NoOpen::Unknown),
        // The label was created, or renamed, while the gate was reading.
        Ok(None) if case.has_label(label).unwrap_or(false) => {
            Err(NoOpen::Unknown(Unknown::new(Reason::NotFound).detail(label)))
        }
        Ok(None) => Err(NoOpen::NoLabel),
        Err(why) => Err(NoOpen::Unknown(why)),
    }
}

/// The labels of which nobody knows that the repository has them.
fn unknown_labels(filter: Filter<'_>, case: &Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in filter.names() {
        let shown = case.evidence.label_issues.iter().filter(|one| one.label == *name);
        if shown.filter_map(|one| one.open.value()).any(Option::is_some) {
            continue;
        }
        match case.evidence.labels.whole() {
            Ok(known) if is_among(name, known) => {}
            Ok(known) => findings.push(no_such_label(name, known)),
            Err(why) => {
                findings.push(Finding::unreadable("the list of the repository's labels", why));
                break;
            }
        }
    }
    findings
}

fn no_such_label(name: &str, known: &[String]) -> Finding {
    let near = nearest(name, known.iter().map(String::as_str));
    let message = if near.is_some() { &NO_SUCH_LABEL_BUT } else { &NO_SUCH_LABEL };
    let finding = Finding::unknown(message).with("label", Value::Code(name.to_owned())).who([Who::Writers]);
    match near {
        Some(near) => finding.with("near", Value::Code(near.to_owned())),
        None => finding,
    }
}

fn is_among(name: &str, names: &[String]) -> bool {
    names.iter().any(|one| one.to_lowercase() == name.to_lowercase())
}

fn thread(issue: &ListedIssue) -> Value {
    Value::Thread { number: issue.number, title: issue.title.clone(), url: issue.url.clone() }
}

/// The issues that are meant, by how they stand.
struct Sorted<'a> {
    filter: Filter<'a>,
    /// The number of the tracking issue, if there is one; or why that is not known.
    tracking: Result<Option<u64>, Unknown>,
    open: Vec<&'a ListedIssue>,
    closed: Vec<&'a ListedIssue>,
    excepted: Vec<&'a ListedIssue>,
    tracks: Option<&'a ListedIssue>,
    /// There are open issues of which it is not known whether they are meant.
    doubtful: Option<Unknown>,
}

impl<'a> Sorted<'a> {
    fn new(filter: Filter<'a>, case: &Case<'_>) -> Self {
        let tracking = match case.tracking_issue() {
            Ok(issue) => Ok(Some(issue.number)),
            Err(NoIssue::Unknown(why)) => Err(why),
            Err(_) => Ok(None),
        };
        let (open, closed, excepted) = Default::default();
        Self { filter, tracking, open, closed, excepted, tracks: None, doubtful: None }
    }

    /// Puts an issue where it belongs. `of`: the label of whose list it is, so that it has that in any case.
    fn add(&mut self, issue: &'a ListedIssue, of: Option<&str>) {
        if self.open.iter().chain(&self.excepted).any(|known| known.number == issue.number) {
            return;
        }
        let has = |name: &String| {
            let of_it = of.is_some_and(|of| of.to_lowercase() == name.to_lowercase());
            if of_it || is_among(name, issue.labels.seen()) {
                return Ok(true);
            }
            issue.labels.whole().map(|_| false)
        };
        let meant = match self.filter {
            Filter { any_of: [], all_of: [], .. } => Ok(true),
            Filter { any_of: [], all_of, .. } => every(all_of, has),
            Filter { any_of, .. } => any(any_of, has),
        };
        match (meant, any(self.filter.except, has)) {
            (Ok(false), _) => {}
            _ if self.tracking == Ok(Some(issue.number)) => self.tracks = Some(issue),
            (_, Ok(true)) => self.excepted.extend(issue.open.then_some(issue)),
            (Ok(true), Ok(false)) if issue.open => self.open.push(issue),
            (Ok(true), Ok(false)) => self.closed.push(issue),
            (Err(why), _) | (_, Err(why)) if issue.open => self.doubtful = Some(why),
            _ => {}
        }
    }

    fn nothing_open(&self) -> bool {
        self.open.is_empty() && self.doubtful.is_none()
    }

    /// A finding for each open issue, up to a bound, and one for the others.
    fn open(&self, say: impl Fn(&ListedIssue) -> Finding) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(why) = &self.doubtful {
            findings.push(Finding::unreadable("the list of an open issue's labels", why.clone()));
        }
        if let (Err(why), [_]) = (&self.tracking, self.open.as_slice()) {
            // The only open one may be the tracking issue.
            findings.push(Finding::unreadable(
                "the tracking issue, which may be the one that is open,",
                why.clone(),
            ));
            return findings;
        }
        findings.extend(
            self.open.iter().take(NAMED).map(|issue| named(say(issue).who([Who::Writers]), &[issue])),
        );
        let others = self.open.get(NAMED..).unwrap_or_default();
        if !others.is_empty() {
            let more = Finding::unmet(&MORE_OPEN).with("count", others.len()).who([Who::Writers]);
            findings.push(named(more, others).with("issues", numbers(others)));
        }
        findings
    }

    /// What is said where nothing is open: closed ones prove it, and none at all proves nothing.
    fn all_closed(&self) -> Finding {
        if let (Err(why), [_]) = (&self.tracking, self.closed.as_slice()) {
            // The only closed one may be the tracking issue, and then there is none to look at.
            return Finding::unreadable("the tracking issue, which may be the only one,", why.clone());
        }
        let with = match self.filter.wanted() {
            [] => "",
            _ => " with the labels that are asked for",
        };
        let count = self.closed.len();
        let dropped = self.closed.iter().filter(|issue| issue.dropped).count();
        let finding = match count {
            0 => Finding::absent(&NO_ISSUES).who([Who::Writers]),
            _ => Finding::met(&ALL_CLOSED)
                .with("count", count)
                .with("noun", Value::Words(if count == 1 { "issue" } else { "issues" }))
                .with("dropped", dropped),
        };
        finding.with("with", Value::Words(with))
    }

    /// What was looked at and does not count.
    fn left_out(&self) -> Vec<Finding> {
        let tracks = self.tracks.map(|issue| Finding::met(&TRACKING_ISSUE).with("issue", thread(issue)));
        let mut findings: Vec<Finding> = tracks.into_iter().collect();
        if !self.excepted.is_empty() {
            let finding = Finding::met(&EXCEPTED).with("issues", numbers(&self.excepted));
            findings.push(finding.with("labels", Value::Codes(self.filter.except.to_vec())));
        }
        findings
    }
}

/// Names issues for waivers. It has been so since all of them stood where they do: since then nothing has put one into the
/// list.
fn named(finding: Finding, issues: &[&ListedIssue]) -> Finding {
    let finding = issues.iter().fold(finding, |finding, issue| finding.about(format!("#{}", issue.number)));
    let since: Option<Vec<Timestamp>> = issues.iter().map(|issue| since(issue)).collect();
    finding.since(since.and_then(|times| times.into_iter().max()))
}

fn since(issue: &ListedIssue) -> Option<Timestamp> {
    let sorted = issue.sorted_at.value()?;
    Some(sorted.map_or(issue.created_at, |at| at.max(issue.created_at)))
}

fn numbers(issues: &[&ListedIssue]) -> Value {
    Value::Threads(issues.iter().take(NUMBERED).map(|issue| issue.number).collect())
}

/// Whether one holds: known once one does.
fn any(names: &[String], has: impl Fn(&String) -> Result<bool, Unknown>) -> Result<bool, Unknown> {
    let answers: Vec<_> = names.iter().map(has).collect();
    if answers.contains(&Ok(true)) { Ok(true) } else { answers.into_iter().try_fold(false, |_, one| one) }
}

/// Whether all hold: known once one does not.
fn every(names: &[String], has: impl Fn(&String) -> Result<bool, Unknown>) -> Result<bool, Unknown> {
    let answers: Vec<_> = names.iter().map(has).collect();
    if answers.contains(&Ok(false)) { Ok(false) } else { answers.into_iter().try_fold(true, |_, one| one) }
}
