//! What a waiver excuses, finding by finding, and the tree folded anew.

use std::cell::OnceCell;

use jiff::Timestamp;

use crate::evidence::origin::Contributor;
use crate::evidence::{Login, PullRequest};
use crate::release::{Case, Subject};
use crate::requirement::standing::OpenBoxes;
use crate::verdict::{Finding, Node, Outcome, Part, Speaks, Value};
use crate::waiver::{self, Age};

use super::Given;

/// Why a finding is not excused. The names are those of what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Left {
    /// The waiver is of other things.
    NotMeant,
    /// It is younger than the waiver, or nobody knows.
    Aged(Age, Vec<String>),
    /// GitHub does not show since when it is so.
    NotDated(Vec<String>),
    /// It could not be read.
    Unread(Vec<String>),
    /// Whoever gave the waiver is an author of these.
    ByAuthor(Vec<String>),
    /// Whoever gave the waiver may be an author of these.
    AuthorsUnknown(Vec<String>),
    /// It stands under `not`.
    UnderNot,
}

pub(super) struct Scene<'s, 'a> {
    pub(super) case: &'s Case<'a>,
    pub(super) solo: bool,
    /// Read where a waiver needs it.
    pub(super) boxes: &'s OnceCell<OpenBoxes>,
}

impl Scene<'_, '_> {
    /// Whether one of the waivers excuses a finding; each notes what it excuses, and why it does not.
    pub(super) fn excuse(&self, kind: &str, finding: &Finding, waivers: &mut [&mut Given]) -> bool {
        let mut excused = false;
        for given in waivers {
            match self.one(kind, finding, given) {
                Ok(()) => {
                    excused = true;
                    given.excused.push(waived(finding));
                }
                Err(left) => given.left.push(left),
            }
        }
        excused
    }

    fn one(&self, kind: &str, finding: &Finding, given: &Given) -> Result<(), Left> {
        let subjects = finding.subjects();
        let is_named = !given.named.is_empty();
        let shown = || shown(finding).into_iter().map(str::to_owned).collect();
        if !waiver::means(&given.named, subjects) {
            return Err(Left::NotMeant);
        }
        if finding.outcome == Outcome::Unknown {
            return Err(Left::Unread(shown()));
        }
        if !self.solo
            && let Some(by) = &given.verdict.by
        {
            let pulls = self.pull_requests(finding);
            let of = |is: Option<bool>| -> Vec<String> {
                let is = |pull: &&&PullRequest| self.is_author(by, pull) == is;
                pulls.iter().filter(is).map(|pull| format!("#{}", pull.number)).collect()
            };
            for (left, theirs) in
                [(Left::ByAuthor as fn(_) -> _, of(Some(true))), (Left::AuthorsUnknown, of(None))]
            {
                if !theirs.is_empty() {
                    return Err(left(theirs));
                }
            }
        }
        let since = finding.about.as_ref().and_then(|about| about.since);
        // Issues come and go without any commit. One that is named was there to be named, whatever list it was in.
        let since = match (kind, is_named) {
            ("issues", true) => self.opened(finding),
            ("issues", false) if since.is_none() => return Err(Left::NotDated(shown())),
            _ => since,
        };
        match self.age(kind, finding, since, given) {
            Age::Older => Ok(()),
            age => Err(Left::Aged(age, shown())),
        }
    }

    /// When all the issues that a finding is about were there.
    fn opened(&self, finding: &Finding) -> Option<Timestamp> {
        let evidence = self.case.evidence;
        let of_labels = evidence.label_issues.iter().filter_map(|one| one.open.value()).flatten();
        let of_milestone = evidence.milestone_issues.value();
        let listed = of_labels.chain(of_milestone.map(|one| &one.issues)).flat_map(|list| list.seen());
        let listed: Vec<_> = listed.collect();
        let opened = |subject: &String| {
            let number: u64 = subject.strip_prefix('#')?.parse().ok()?;
            listed.iter().find(|issue| issue.number == number).map(|issue| issue.created_at)
        };
        finding.subjects().iter().map(opened).collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    fn age(&self, kind: &str, finding: &Finding, known: Option<Timestamp>, given: &Given) -> Age {
        let shown = || {
            finding
                .fact("box")
                .and_then(|_| self.boxes.get_or_init(|| OpenBoxes::of(self.case)).since(finding))
        };
        // What notes lack can come with an edit of the notes, and with what is merged without one.
        let two_ways = kind == "release-notes";
        match known.or_else(shown) {
            Some(since) if since > given.at => return Age::Younger,
            Some(_) if !two_ways => return Age::Older,
            None if two_ways => return Age::Unknown,
            _ => {}
        }
        // What stands at the commit in another way than when it came says when. A run that does not could be any age.
        if kind == "checks" && finding.about.is_some() && finding.fact("origin").is_some() {
            return Age::Unknown;
        }
        let evidence = self.case.evidence;
        let (commit, merged) = match self.case.subject {
            Subject::Release(candidate) => {
                let makes = |pull: &&PullRequest| pull.merge_commit.as_ref() == Some(&candidate.commit);
                let made_by = evidence.pull_requests.iter().find(makes);
                (&candidate.commit, made_by.and_then(|pull| pull.merged_at))
            }
            Subject::PullRequest(number) => match evidence.pull_request(number) {
                Some(pull) => (self.case.merge_head(pull), None),
                None => return Age::Unknown,
            },
        };
        waiver::of_commit(commit, &evidence.arrivals, merged, given.at)
    }

    /// The pull requests that a finding is about; before a merge it is always about the judged one.
    fn pull_requests(&self, finding: &Finding) -> Vec<&PullRequest> {
        let named = finding.subjects().iter().filter_map(|one| one.strip_prefix('#')?.parse().ok());
        let told = finding.facts.iter().flat_map(|(_, value)| match value {
            Value::Thread { number, .. } => vec![*number],
            Value::Threads(numbers) => numbers.clone(),
            _ => Vec::new(),
        });
        let judged = match self.case.subject {
            Subject::PullRequest(number) => Some(number),
            Subject::Release(_) => None,
        };
        let mut numbers: Vec<u64> = named.chain(told).chain(judged).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.case.evidence.pull_request(number)).collect()
    }

    /// Whether somebody opened a pull request or made one of its commits. `None`: nobody can tell, as for an author to whom
    /// no account belongs.
    fn is_author(&self, who: &Login, pull: &PullRequest) -> Option<bool> {
        if pull.author.as_ref().is_some_and(|author| author.login == *who) {
            return Some(true);
        }
        let evidence = self.case.evidence;
        let commits = match self.case.subject {
            Subject::Release(_) => self.case.commits(),
            Subject::PullRequest(_) => evidence.own_commits.whole(),
        };
        let mut unsure = commits.is_err();
        let range = evidence.range.value().map(|range| range.commits.seen()).unwrap_or_default();
        for commit in range.iter().chain(evidence.own_commits.seen()) {
            match commit.pull_requests.known() {
                Ok(numbers) if !numbers.contains(&pull.number) => continue,
                Ok(_) => {}
                Err(_) => unsure = true,
            }
            let authors = evidence.authors.seen().iter().find(|one| one.commit == commit.oid);
            let people = authors.map(|one| one.people.seen()).unwrap_or_default();
            if people.contains(&Contributor::Account(who.clone())) {
                return Some(true);
            }
            let nameless = |one: &Contributor| matches!(one, Contributor::Unattributed(_));
            let whole = authors.is_some_and(|one| one.people.whole().is_ok());
            unsure |= !whole || people.is_empty() || people.iter().any(nameless);
        }
        (!unsure).then_some(false)
    }
}

/// What a finding is about, as far as its own sentence says so: on a public repository the numbers of alerts are not told
/// (rule 11).
pub(super) fn shown(finding: &Finding) -> Vec<&str> {
    let says = |subject: &str| {
        finding.facts.iter().any(|(_, value)| match value {
            Value::Text(text) | Value::Code(text) => text == subject,
            Value::Link { text, .. } => {
                let number = waiver::alert_number(subject);
                text == subject || text.split(' ').next_back().is_some_and(|last| number == Some(last))
            }
            Value::Codes(names) => names.iter().any(|name| name == subject),
            Value::Thread { number, .. } => subject.strip_prefix('#') == Some(&number.to_string()),
            Value::Threads(numbers) => {
                numbers.iter().any(|number| subject.strip_prefix('#') == Some(&number.to_string()))
            }
            _ => false,
        })
    };
    finding.subjects().iter().map(String::as_str).filter(|subject| says(subject)).collect()
}

/// The finding when it is excused: nothing is waited for any more.
fn waived(finding: &Finding) -> Finding {
    Finding { outcome: Outcome::Waived, absent: false, to_come: false, ..finding.clone() }
}

/// The tree as it stands with what is excused. What is under `not` is left as it is.
pub(super) fn fold(node: &Node, excused: &mut impl FnMut(&str, &Finding) -> bool) -> Node {
    let folded = match node.what {
        Part::Not => return node.clone(),
        Part::Leaf(kind) => leaf(node, kind, excused),
        Part::All | Part::Any => {
            Node::of(node.what, node.children.iter().map(|child| fold(child, excused)).collect())
        }
    };
    if folded.findings == node.findings && folded.children == node.children {
        return node.clone();
    }
    // What passes only because something is excused says so, whatever else is met in it.
    let by_waiver = folded.outcome.lets_pass() && !node.outcome.lets_pass();
    Node { outcome: if by_waiver { Outcome::Waived } else { folded.outcome }, ..folded }
}

fn leaf(node: &Node, kind: &'static str, excused: &mut impl FnMut(&str, &Finding) -> bool) -> Node {
    // A consent that does not count stands as all the rest does, and so decides nothing.
    let follows = |finding: &Finding| {
        matches!(finding.speaks, Speaks::IgnoredConsent | Speaks::DoubtfulConsent)
            && finding.outcome == node.outcome
            && finding.outcome != Outcome::Unknown
    };
    let all_follow = node.findings.iter().all(follows);
    let mut findings = Vec::new();
    let mut deciding = Vec::new();
    for finding in &node.findings {
        if follows(finding) && !all_follow {
            findings.push(finding.clone());
            continue;
        }
        let lacks = matches!(finding.outcome, Outcome::Unmet | Outcome::Pending | Outcome::Unknown);
        let finding = if lacks && excused(kind, finding) && finding.outcome != Outcome::Unknown {
            waived(finding)
        } else {
            finding.clone()
        };
        deciding.push(finding.outcome);
        findings.push(finding);
    }
    let outcome = Outcome::all(deciding);
    if !all_follow {
        findings.iter_mut().filter(|finding| follows(finding)).for_each(|finding| finding.outcome = outcome);
    }
    let by_waiver = outcome.lets_pass() && !node.outcome.lets_pass();
    let outcome = if by_waiver { Outcome::Waived } else { outcome };
    Node { outcome, findings, ..Node::leaf(kind, Vec::new()) }
}

/// Whether a part under `not` keeps it from passing.
pub(super) fn rests_on_not(node: &Node) -> bool {
    match node.what {
        Part::Not => !node.outcome.lets_pass(),
        _ => node.children.iter().any(rests_on_not),
    }
}
