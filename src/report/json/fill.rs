//! From the verdict to the document.

use super::consents::{SignOffs, Supplier, Waiver};
use super::document::{
    Commit, Counts, Decision, Document, Fact, Finding, Kind, Outcome, Part, Policy, Requirement, Severity,
    Subject, Thread, Usage, VERSION, Who, WhoKind,
};
use super::spot::Spot;
use crate::evidence::Access;
use crate::report::problems::line_column;
use crate::report::proposal::proposal;
use crate::report::sentence::{Format, Writer};
use crate::report::{PolicySource, Report, words};
use crate::verdict;

impl Document {
    pub(in crate::report) fn of(report: &Report<'_>) -> Self {
        let (verdict, policy) = (report.verdict, report.policy);
        let writer = Writer::new(Format::Plain, &report.repository.url);
        let requirements = |all: &[verdict::RequirementVerdict]| {
            all.iter().map(|one| requirement(&writer, policy.text(), one)).collect()
        };
        let count = |outcome| verdict.count(outcome);
        Self {
            version: VERSION,
            decision: match verdict.decision {
                verdict::Decision::Go => Decision::Go,
                verdict::Decision::NoGo => Decision::NoGo,
            },
            replay: report.replay.map(|taken| taken.to_string()),
            repository: report.repository.name.clone(),
            subject: subject(&verdict.subject),
            phase: verdict.phase.clone(),
            counts: Counts {
                met: count(verdict::Outcome::Met),
                unmet: count(verdict::Outcome::Unmet),
                pending: count(verdict::Outcome::Pending),
                unknown: count(verdict::Outcome::Unknown),
                waived: count(verdict::Outcome::Waived),
                not_applicable: count(verdict::Outcome::NotApplicable),
            },
            gate: requirements(&verdict.standing),
            requirements: requirements(&verdict.requirements),
            sign_offs: SignOffs::of(&writer, verdict),
            waivers: verdict.waivers.iter().map(|one| Waiver::of(&writer, one)).collect(),
            answers: verdict.answers.iter().map(|answer| finding(&writer, answer)).collect(),
            solo: verdict.solo,
            people: Supplier::all(&writer, verdict),
            notes: verdict.notes.iter().map(|note| finding(&writer, note)).collect(),
            policy: source(&policy),
            proposed_policy: proposal(report)
                .map(|made| made.document(report.proposed.value().and_then(Option::as_ref))),
            judged_at: verdict.now.to_string(),
            run_url: report.run_url.map(str::to_owned),
            usage: report.usage.map(|usage| Usage { requests: usage.requests, points: usage.points }),
            cut: None,
        }
    }
}

fn source(policy: &PolicySource<'_>) -> Policy {
    let read = match policy {
        PolicySource::Repository(read) => Some(read),
        PolicySource::File { .. } => None,
    };
    Policy {
        path: policy.path().to_owned(),
        branch: read.map(|read| read.branch.clone()),
        commit: read.map(|read| read.commit.to_string()),
        blob: read.map(|read| read.blob.to_string()),
    }
}

fn outcome(outcome: verdict::Outcome) -> Outcome {
    match outcome {
        verdict::Outcome::Met => Outcome::Met,
        verdict::Outcome::Unmet => Outcome::Unmet,
        verdict::Outcome::Pending => Outcome::Pending,
        verdict::Outcome::Unknown => Outcome::Unknown,
        verdict::Outcome::Waived => Outcome::Waived,
        verdict::Outcome::NotApplicable => Outcome::NotApplicable,
    }
}

fn subject(judged: &verdict::Judged) -> Subject {
    match judged.clone() {
        verdict::Judged::Release {
            version,
            tag,
            kind,
            commit,
            branch,
            previous,
            commits,
            pull_requests,
            milestone,
            tracking_issue,
            resumes,
            on_pull_request,
            package,
        } => Subject::Release {
            version,
            tag,
            release_type: kind,
            commit: commit.to_string(),
            branch,
            previous,
            commits,
            pull_requests,
            milestone: milestone.map(|one| Thread {
                number: one.number,
                title: Some(one.title),
                url: one.url,
            }),
            tracking_issue: tracking_issue.map(|(number, url)| Thread { number, title: None, url }),
            release_pull_request: on_pull_request,
            package,
            resumes,
        },
        verdict::Judged::PullRequest { number, title, url, head } => {
            Subject::PullRequest { number, title, url, commit: head.to_string() }
        }
        verdict::Judged::MergeGroup { commit, branch, pull_requests } => {
            let thread = |one: verdict::JudgedPullRequest| Thread {
                number: one.number,
                title: Some(one.title),
                url: one.url,
            };
            let pull_requests = pull_requests.into_iter().map(thread).collect();
            Subject::MergeGroup { commit: commit.to_string(), branch, pull_requests }
        }
    }
}

fn requirement(writer: &Writer<'_>, policy: &str, one: &verdict::RequirementVerdict) -> Requirement {
    Requirement {
        id: one.id.clone(),
        title: one.title.clone(),
        phase: one.phase.clone(),
        group: one.group.clone(),
        severity: match one.severity {
            verdict::Severity::Holding => Severity::Holding,
            verdict::Severity::Advisory => Severity::Advisory,
        },
        outcome: outcome(one.outcome),
        line: (!one.at.is_empty()).then(|| line_column(policy, one.at.start).0),
        hint: one.hint.clone(),
        condition: one.condition.as_ref().map(|node| part(writer, node)),
        tree: one.tree.as_ref().map(|node| part(writer, node)),
    }
}

fn part(writer: &Writer<'_>, node: &verdict::Node) -> Part {
    let (kind, name) = match node.what {
        verdict::Part::All => (Kind::All, None),
        verdict::Part::Any => (Kind::Any, None),
        verdict::Part::Not => (Kind::Not, None),
        verdict::Part::Leaf(name) => (Kind::Leaf, Some(name.to_owned())),
    };
    Part {
        outcome: outcome(node.outcome),
        kind,
        name,
        findings: node.findings.iter().map(|one| finding(writer, one)).collect(),
        parts: node.children.iter().map(|child| part(writer, child)).collect(),
    }
}

pub(super) fn finding(writer: &Writer<'_>, one: &verdict::Finding) -> Finding {
    let facts = one.facts.iter().map(|(name, value)| ((*name).to_owned(), fact(value)));
    Finding {
        outcome: outcome(one.outcome),
        code: one.message.code.to_owned(),
        message: writer.says(one),
        todo: writer.todo(one),
        who: whos(&one.who),
        facts: facts.collect(),
        spot: one.spot.as_deref().map(Spot::of),
    }
}

/// Everybody who is named, the holders of a role behind it.
pub(super) fn whos<'a>(all: impl IntoIterator<Item = &'a verdict::Who>) -> Vec<Who> {
    let mut each: Vec<Who> = Vec::new();
    for one in all.into_iter().flat_map(who) {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

fn who(who: &verdict::Who) -> Vec<Who> {
    let one = |kind, name| Who { kind, name };
    let person = |login: &crate::evidence::Login| one(WhoKind::Person, Some(login.to_string()));
    let team = |team: &crate::evidence::TeamName| one(WhoKind::Team, Some(team.to_string()));
    vec![match who {
        verdict::Who::Role { name, people, teams } => {
            let role = one(WhoKind::Role, Some(name.clone()));
            return [role]
                .into_iter()
                .chain(people.iter().map(person))
                .chain(teams.iter().map(team))
                .collect();
        }
        verdict::Who::Person(login) => person(login),
        verdict::Who::Team(name) => team(name),
        verdict::Who::Writers => one(WhoKind::Writers, None),
        verdict::Who::WritersExcept(login) => one(WhoKind::WritersExcept, Some(login.to_string())),
        verdict::Who::Editors(author) => one(WhoKind::Editors, author.as_ref().map(ToString::to_string)),
        verdict::Who::Admins => one(WhoKind::Admins, None),
        verdict::Who::WorkflowAuthors => one(WhoKind::WorkflowAuthors, None),
        verdict::Who::Machine(check) => one(WhoKind::Machine, Some(check.clone())),
    }]
}

fn fact(value: &verdict::Value) -> Fact {
    let logins = |logins: &[crate::evidence::Login]| logins.iter().map(ToString::to_string).collect();
    match value.clone() {
        verdict::Value::Words(words) => Fact::Text(words.to_owned()),
        verdict::Value::Text(text) | verdict::Value::Code(text) => Fact::Text(text),
        verdict::Value::Codes(names) => Fact::Names(names),
        verdict::Value::Number(number) | verdict::Value::Count { number, .. } => Fact::Number(number),
        verdict::Value::Person(login) => Fact::Person(login.to_string()),
        verdict::Value::People(people) => Fact::People(logins(&people)),
        verdict::Value::Thread { number, title, url } => {
            Fact::Thread(Thread { number, title: Some(title), url })
        }
        verdict::Value::Threads(numbers) => Fact::Threads(numbers),
        verdict::Value::Commit { oid, url } => Fact::Commit(Commit { id: oid.to_string(), url }),
        verdict::Value::Link { text, url } => Fact::Link { text, url },
        verdict::Value::Page { words, url } => Fact::Link { text: words.to_owned(), url },
        verdict::Value::Time(time) => Fact::Time(time.to_string()),
        verdict::Value::Unknown(why) => Fact::Unknown {
            reason: words::reason_code(why.reason).to_owned(),
            access: why
                .access
                .into_iter()
                .map(|access| match access {
                    Access::Workflow(right)
                    | Access::App(right)
                    | Access::FineGrained(right)
                    | Access::NotFineGrained(right) => right,
                })
                .collect(),
            detail: why.detail,
        },
    }
}
