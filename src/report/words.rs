//! The fixed words: outcomes, reasons, remedies, people, times, counts.

use jiff::Timestamp;

use super::PolicySource;
use super::consents::Need;
use super::outline;
use super::sentence::{Writer, joined};
use crate::evidence::{Access, Oid, Reason, Unknown};
use crate::verdict::{
    Decision, Finding, Judged, Outcome, RequirementVerdict, Speaks, Verdict, WaiverVerdict, Who,
};

/// Stands for `{who}` where a finding names nobody.
pub(super) const NOBODY_NAMED: &str = "somebody who may";

/// Said where a leaf has no finding at all.
pub(super) const NO_FINDING: &str = "nothing was found that proves it";

/// Said of a go.
pub(super) const ALL_MET: &str = "Every holding requirement that applies is met or waived.";

/// Said of a no-go in which nothing is missing.
pub(super) const NOTHING_PROVEN: &str =
    "No holding requirement of the policy was met, and where nothing was proven there is no go.";
/// What to do then.
pub(super) const NOTHING_PROVEN_TODO: &str =
    "let at least one holding requirement apply: see below what rules the others out";

/// Said behind everything that is missing.
pub(super) const RUN_AGAIN: &str = "When this is put right, run the gate again.";

/// Said of requirements that lack the same.
pub(super) fn same_reason(count: usize) -> String {
    let all = if count == 2 { "both".to_owned() } else { format!("all {count}") };
    format!("{all} for the same reason:")
}

/// An outcome as people read it.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::Unmet => "unmet",
        Outcome::Pending => "pending",
        Outcome::Unknown => "unknown",
        Outcome::Waived => "waived",
        Outcome::NotApplicable => "not applicable",
    }
}

/// A decision as people read it.
pub(super) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Go => "go",
        Decision::NoGo => "no-go",
    }
}

/// Every outcome that requirements which hold have, with their number: `2 unmet, 7 met`. The worst come first.
pub(super) fn counts(verdict: &Verdict) -> String {
    let counts = SHOWN.iter().filter_map(|one| match verdict.count(*one) {
        0 => None,
        count => Some(format!("{count} {}", outcome(*one))),
    });
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() { "no requirements".to_owned() } else { counts.join(", ") }
}

/// The outcomes in the order in which they are shown.
pub(super) const SHOWN: [Outcome; 6] = [
    Outcome::Unmet,
    Outcome::Unknown,
    Outcome::Pending,
    Outcome::Waived,
    Outcome::Met,
    Outcome::NotApplicable,
];

/// `1 commit`, `2 commits`.
pub(super) fn number(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// A moment, to the minute.
pub(super) fn time(time: Timestamp) -> String {
    format!("{} UTC", time.strftime("%Y-%m-%d %H:%M"))
}

/// What was judged, in a few words: `v1.4.0` or `#12`.
pub(super) fn subject(writer: &Writer<'_>, judged: &Judged) -> String {
    match judged {
        // A tag that does not say of which package it is, is said with its name.
        Judged::Release { tag, package: Some(name), .. } if !tag.contains(name.as_str()) => {
            format!("{} of {}", writer.text(tag), writer.text(name))
        }
        Judged::Release { tag, .. } => writer.text(tag),
        Judged::PullRequest { number, url, .. } => writer.thread(*number, url),
        Judged::MergeGroup { pull_requests, .. } => {
            let each: Vec<String> =
                pull_requests.iter().map(|one| writer.thread(one.number, &one.url)).collect();
            format!("the merge group of {}", joined(&each, "and"))
        }
    }
}

/// What a report names at its head: the tracking issue, or the judged pull request, with its page.
pub(super) fn known(judged: &Judged) -> Option<(u64, &str)> {
    match judged {
        Judged::Release { tracking_issue, .. } => {
            tracking_issue.as_ref().map(|(number, url)| (*number, url.as_str()))
        }
        Judged::PullRequest { number, url, .. } => Some((*number, url)),
        Judged::MergeGroup { .. } => None,
    }
}

/// Why something is not known: completes "… could not be read:".
pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NotCollected => "it is not in the evidence",
        Reason::BadToken => "GitHub does not accept the token",
        Reason::Forbidden => "the token may not read it",
        Reason::NotFound => "GitHub does not find it, or does not show it to this token",
        Reason::SwitchedOff => "the feature is switched off in the repository",
        Reason::Incomplete => "the list came back incomplete",
        Reason::Capped => "GitHub shows only a part of the list",
        Reason::RateLimited => "GitHub's limit of requests is used up",
        Reason::ServerTrouble => "GitHub is in trouble or could not be reached",
        Reason::TimedOut => "GitHub did not answer in time",
        Reason::Malformed => "GitHub's answer is not what its schema promises",
        Reason::Ambiguous => "several things fit, and nothing says which is meant",
        Reason::Unsupported => "this GitHub does not have it",
    }
}

/// What would make it known.
pub(super) fn remedy(writer: &Writer<'_>, why: &Unknown) -> String {
    let general = match why.reason {
        Reason::NotCollected => {
            "collect the evidence again with this policy and this version: `holdpoint check --save-evidence FILE`"
        }
        Reason::BadToken => "give the gate a token that is neither mistyped nor expired nor revoked",
        Reason::Forbidden if why.access.is_empty() => {
            "let the token read it: see the job's `permissions:`, or the rights of the app or person whose token it is"
        }
        Reason::Forbidden => "",
        Reason::NotFound => "check that it exists and is spelled so",
        Reason::SwitchedOff => {
            "switch the feature on in the repository's settings, or take the requirement out of the policy"
        }
        Reason::Incomplete => "run the gate again",
        Reason::Capped => "judge a smaller change, or ask for this in another way in the policy",
        Reason::RateLimited => {
            "run the gate again when the limit is renewed, within the hour, or let it wait for that with `--timeout 1h`"
        }
        Reason::ServerTrouble | Reason::TimedOut => "run the gate again in a few minutes",
        Reason::Malformed => "run the gate again; if it stays so, report it to the makers of holdpoint",
        Reason::Ambiguous => "leave only one that fits, or name the one that is meant",
        Reason::Unsupported => "update this GitHub, or take the requirement out of the policy",
    };
    let Some(access) = access(writer, &why.access) else { return general.to_owned() };
    if general.is_empty() { access } else { format!("{general}; if that is so, {access}") }
}

/// How to get these rights. `None`: rights are not the trouble.
fn access(writer: &Writer<'_>, rights: &[Access]) -> Option<String> {
    let of = |pick: fn(&Access) -> Option<&String>| {
        let picked = rights.iter().filter_map(pick).flat_map(|rights| rights.split(" and "));
        let each: Vec<String> = picked.map(|right| writer.code(right)).collect();
        (!each.is_empty()).then(|| joined(&each, "and"))
    };
    let deeds = [
        of(|right| if let Access::Workflow(line) = right { Some(line) } else { None })
            .map(|lines| format!("add {lines} to the job's `permissions:`")),
        of(|right| if let Access::FineGrained(right) = right { Some(right) } else { None })
            .map(|rights| format!("give the personal token {rights}")),
        of(|right| if let Access::NotFineGrained(line) = right { Some(line) } else { None }).map(|lines| {
            format!(
                "use a workflow's own token with {lines}, a GitHub App's or a classic personal one, because \
                 fine-grained personal tokens cannot read this"
            )
        }),
        of(|right| if let Access::App(right) = right { Some(right) } else { None }).map(|rights| {
            format!(
                "pass as `org-token` the token of a GitHub App that has {rights}, which no workflow's own token \
                 can have"
            )
        }),
    ];
    let deeds: Vec<String> = deeds.into_iter().flatten().collect();
    (!deeds.is_empty()).then(|| deeds.join(", and "))
}

/// Somebody, or something, that can put a finding right.
pub(super) fn who(writer: &Writer<'_>, who: &Who) -> String {
    const WRITERS: &str = "anyone with write access";
    match who {
        Who::Person(login) => writer.person(login),
        Who::Team(team) => format!("anyone in the team {}", writer.code(&team.to_string())),
        Who::Role { name, people, teams } => {
            let people = people.iter().map(|login| writer.person(login));
            let teams = teams.iter().map(|team| format!("the team {}", writer.code(&team.to_string())));
            let holders: Vec<String> = people.chain(teams).collect();
            let role = writer.code(name);
            if holders.is_empty() {
                format!("a holder of the role {role}")
            } else {
                format!("{} (role {role})", joined(&holders, "or"))
            }
        }
        Who::Writers | Who::Editors(None) => WRITERS.to_owned(),
        Who::WritersExcept(login) => format!("anyone but {} with write access", writer.person(login)),
        Who::Editors(Some(author)) => format!("{} or {WRITERS}", writer.person(author)),
        Who::Admins => "an administrator of the repository".to_owned(),
        Who::WorkflowAuthors => "whoever maintains the workflow that runs the gate".to_owned(),
        Who::Machine(check) => format!("the check {}", writer.code(check)),
    }
}

/// The same, one by one, to stand among others.
pub(super) fn whos(writer: &Writer<'_>, one: &Who) -> Vec<String> {
    match one {
        Who::Role { people, teams, .. } if !people.is_empty() || !teams.is_empty() => holders(writer, one),
        other => vec![who(writer, other)],
    }
}

/// The people of one of whom a sign-off is awaited, where its role is named beside them.
pub(super) fn holders(writer: &Writer<'_>, one: &Who) -> Vec<String> {
    match one {
        Who::Role { people, teams, .. } => {
            let people = people.iter().map(|login| writer.person(login));
            people
                .chain(teams.iter().map(|team| format!("the team {}", writer.code(&team.to_string()))))
                .collect()
        }
        Who::Machine(_) => Vec::new(),
        other => vec![who(writer, other)],
    }
}

/// Said where the policy lets the author of the work sign.
pub(super) const SOLO: &str =
    "This policy lets people sign for work of their own (`solo: true`): a consent here may be the author's.";

/// What stands above a hold.
pub(super) fn held(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unknown => "It is not known whether the release is on hold",
        _ => "On hold",
    }
}

/// How much a sign-off is needed, if something else may do.
pub(super) fn need(need: Need) -> &'static str {
    match need {
        Need::Yes => "",
        Need::AnotherRole => "; another role would do as well",
        Need::OneOfSeveral => "; one way of several, the others are below",
        Need::IfItApplies => "; only if this applies, see below",
    }
}

/// The same where nothing else is shown.
pub(super) fn need_alone(need: Need) -> &'static str {
    match need {
        Need::Yes => "",
        Need::AnotherRole => " (another role would do as well)",
        Need::OneOfSeveral => " (one way of several)",
        Need::IfItApplies => " (only if this applies)",
    }
}

/// What is waived, and not by one of the waivers that were accepted.
pub(super) fn waived_otherwise(verdict: &Verdict) -> Vec<&RequirementVerdict> {
    let mut waived = outline::of_outcome(verdict, Outcome::Waived);
    waived
        .retain(|one| !verdict.waivers.iter().any(|waiver| waiver.accepted && waiver.requirement == one.id));
    waived
}

/// A waiver: what, who gave it, as what, until when, why, and where.
pub(super) fn waiver(writer: &Writer<'_>, waiver: &WaiverVerdict) -> String {
    let what = if waiver.subjects.is_empty() {
        String::new()
    } else {
        format!(" for {}", writer.list(&waiver.subjects, |subject| writer.code(subject)))
    };
    let by = waiver.by.as_ref().map_or_else(|| "a deleted account".to_owned(), |login| writer.person(login));
    let role = waiver.role.as_ref().map(|role| format!(" as {}", writer.code(role))).unwrap_or_default();
    let place = match &waiver.url {
        Some(url) => writer.link("in a comment", url),
        None => "in the policy".to_owned(),
    };
    let (given, until) = (waiver.given, waiver.until);
    let reason = writer.text(&waiver.reason);
    format!("{what}, by {by}{role} on {given} {place}, until {until}: “{reason}”")
}

/// The commit that was judged.
pub(super) fn commit(judged: &Judged) -> &Oid {
    match judged {
        Judged::Release { commit, .. } => commit,
        Judged::PullRequest { head, .. } => head,
        Judged::MergeGroup { commit, .. } => commit,
    }
}

/// What a go for a pull request does not say. `None` where there is nothing to add.
pub(super) fn not_its_merge(verdict: &Verdict) -> Option<&'static str> {
    let before_merge = matches!(verdict.subject, Judged::PullRequest { .. });
    (before_merge && verdict.decision == Decision::Go).then_some(
        "This is a go for this head of the pull request, not for the commit that its merge makes: that one is judged with \
         its release.",
    )
}

/// Where what was judged comes from: commit, branch, what has happened since the last release.
pub(super) fn origin(writer: &Writer<'_>, judged: &Judged) -> String {
    let (commit, branch, previous, commits, pull_requests, resumes) = match judged {
        Judged::PullRequest { head, .. } => return format!("commit {}", writer.commit(head)),
        Judged::MergeGroup { commit, branch, .. } => {
            let (commit, branch) = (writer.commit(commit), writer.code(branch));
            return format!("commit {commit}, which the merge queue made to be merged into {branch}");
        }
        Judged::Release { commit, branch, previous, commits, pull_requests, resumes, .. } => {
            (commit, branch, previous, commits, pull_requests, *resumes)
        }
    };
    let mut origin = format!("commit {}", writer.commit(commit));
    if !branch.is_empty() {
        origin.push_str(&format!(" on {}", writer.code(branch)));
    }
    let counts = [
        commits.map(|count| number(count, "commit", "commits")),
        pull_requests.map(|count| number(count, "pull request", "pull requests")),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    if let Some(tag) = previous {
        origin.push_str(&format!(", since {}", writer.code(tag)));
    }
    if !counts.is_empty() {
        origin.push_str(&format!(": {}", counts.join(", ")));
    }
    if resumes {
        origin.push_str("; the tag is on this commit already");
    }
    origin
}

/// A requirement's title; its id, where it has none.
pub(super) fn title(writer: &Writer<'_>, requirement: &RequirementVerdict) -> String {
    let title = writer.text(&requirement.title);
    if title.trim().is_empty() { writer.text(&requirement.id) } else { title }
}

/// A requirement's groups and title.
pub(super) fn path(writer: &Writer<'_>, requirement: &RequirementVerdict) -> String {
    let groups = requirement.group.iter().map(|group| writer.text(group));
    groups.chain([title(writer, requirement)]).collect::<Vec<_>>().join(" › ")
}

/// A requirement's id, its groups, and its phase if that is not the one that was asked for.
pub(super) fn place(writer: &Writer<'_>, requirement: &RequirementVerdict, asked: &str) -> String {
    let mut place = format!(" ({})", writer.code(&requirement.id));
    if !requirement.group.is_empty() {
        let groups: Vec<String> = requirement.group.iter().map(|group| writer.text(group)).collect();
        place.push_str(&format!(" in {}", groups.join(" › ")));
    }
    if requirement.phase != asked {
        place.push_str(&format!(", phase {}", writer.text(&requirement.phase)));
    }
    place
}

/// What of its condition rules a requirement out.
pub(super) fn ruled_out(writer: &Writer<'_>, requirement: &RequirementVerdict) -> String {
    sentences(writer, &outline::ruled_out(requirement))
}

/// Several findings in one line.
pub(super) fn sentences(writer: &Writer<'_>, findings: &[&Finding]) -> String {
    const FEW: usize = 3;
    const CONSENTS: usize = 10;
    // Who signed, when and how is what people look for.
    let consents = findings.iter().filter(|finding| finding.speaks == Speaks::Consent).take(CONSENTS);
    let others = findings.iter().filter(|finding| finding.speaks != Speaks::Consent).take(FEW);
    let shown: Vec<String> = consents.chain(others).map(|finding| writer.says(finding)).collect();
    let more = findings.len() - shown.len();
    // Who ticked several boxes of a list has signed once.
    let mut all: Vec<String> = Vec::new();
    for says in shown {
        if !all.contains(&says) {
            all.push(says);
        }
    }
    if more > 0 {
        all.push(format!("and {}", number(more as u64, "more finding", "more findings")));
    }
    if all.is_empty() { NO_FINDING.to_owned() } else { all.join("; ") }
}

/// Which policy was applied (rule 4): file, ref, blob.
pub(super) fn policy(writer: &Writer<'_>, policy: &PolicySource<'_>) -> String {
    match policy {
        PolicySource::Repository(policy) => {
            let (path, branch) = (writer.code(&policy.path), writer.code(&policy.branch));
            format!("policy {path} on {branch}, blob {}", writer.code(policy.blob.as_str()))
        }
        PolicySource::File { path, .. } => {
            format!("policy {}, a file of this machine and not the repository's", writer.code(path))
        }
    }
}

/// The stable name of a reason, for machines.
pub(super) fn reason_code(reason: Reason) -> &'static str {
    match reason {
        Reason::NotCollected => "not-collected",
        Reason::BadToken => "bad-token",
        Reason::Forbidden => "forbidden",
        Reason::NotFound => "not-found",
        Reason::SwitchedOff => "switched-off",
        Reason::Incomplete => "incomplete",
        Reason::Capped => "capped",
        Reason::RateLimited => "rate-limited",
        Reason::ServerTrouble => "server-trouble",
        Reason::TimedOut => "timed-out",
        Reason::Malformed => "malformed",
        Reason::Ambiguous => "ambiguous",
        Reason::Unsupported => "unsupported",
    }
}
