//! Why a run judged nothing, in plain text.

use super::sentence::{Format, Writer, joined};
use crate::candidate::{NoCandidate, Nothing};
use crate::evaluate::NoPhase;
use crate::evidence::{Oid, Unknown};
use crate::yaml::nearest;

/// Why an event gives nothing to judge. One line; the run ends well.
#[must_use]
pub fn nothing(nothing: &Nothing) -> String {
    let writer = writer();
    let why = match nothing {
        Nothing::NotAReleaseBranch(branch) => {
            format!("the policy cuts no releases from the branch {}", writer.code(branch))
        }
        Nothing::NotAVersionTag(tag) => {
            format!("the tag {} is not a version that fits the policy's `tag:` pattern", writer.code(tag))
        }
        Nothing::NotTheTrackingIssue(number) => format!("#{number} is not the tracking issue of a release"),
        Nothing::NotTheReleasePullRequest(number) => {
            format!("#{number} is not the release pull request, and this phase judges no other")
        }
        Nothing::OwnComment => "the comment is holdpoint's own".to_owned(),
        Nothing::OwnCheck => "the check is holdpoint's own".to_owned(),
        Nothing::ReleaseWithdrawn(tag) => {
            format!("the release {} was deleted, or is no longer published", writer.code(tag))
        }
        Nothing::Deleted(reference) => format!("{} was deleted", writer.code(reference)),
        Nothing::NothingNew(Some(tag)) => {
            format!("nothing names a version, and no change since {} asks for one", writer.code(tag))
        }
        Nothing::NothingNew(None) => "nothing names a version, and no change asks for one".to_owned(),
    };
    format!("Nothing to judge: {why}.")
}

/// Why there is no candidate, and how to name one. The first line says what is wrong, the others what to do.
#[must_use]
pub fn no_candidate(no_candidate: &NoCandidate) -> String {
    let writer = writer();
    let (why, todo) = match no_candidate {
        NoCandidate::NotAPullRequest => not_a_pull_request(),
        NoCandidate::MergeGroupNotHeld => group_not_held(),
        NoCandidate::MergeQueueUnreadable(why) => unreadable(&writer, "the merge queue", why),
        NoCandidate::MergeGroupGone { head, branch } => group_gone(&writer, head, branch),
        NoCandidate::PullRequestUnreadable(number) => (
            format!("pull request #{number} could not be read"),
            vec!["check that it exists, and that the token has `pull-requests: read`".to_owned()],
        ),
        NoCandidate::OtherCommit { named, found } => other_commit(&writer, named, found),
        NoCandidate::IssueAuthorCannotWrite(number) => stranger(*number),
        NoCandidate::BranchNotAllowed { .. } | NoCandidate::OffLine { .. } => {
            not_its_branch(&writer, no_candidate)
        }
        NoCandidate::OnNoBranch { commit, allowed } => on_no_branch(&writer, commit, allowed),
        NoCandidate::OnSeveralBranches { commit, branches } => on_several(&writer, commit, branches),
        NoCandidate::OtherVersion { .. } | NoCandidate::NotAVersion(_) | NoCandidate::Exists { .. } => {
            not_that_version(&writer, no_candidate)
        }
        NoCandidate::SeveralReleased { commit, tags } => several_released(&writer, commit, tags),
        NoCandidate::Ambiguous(versions) => {
            let each: Vec<String> = versions.iter().map(|version| format!("`--version {version}`")).collect();
            let todo = format!("choose one: {}", joined(&each, "or"));
            ("several versions could be meant, and nothing says which".to_owned(), vec![todo])
        }
        NoCandidate::WhichPackage(_) | NoCandidate::UnknownPackage { .. } | NoCandidate::NoPackages(_) => {
            no_package(&writer, no_candidate)
        }
        NoCandidate::NoVersion => (
            "nothing names the version to judge".to_owned(),
            vec![
                "name it, as in `--version 1.4.0`".to_owned(),
                "or open a milestone or a tracking issue, as the policy has it, with the version in its title"
                    .to_owned(),
            ],
        ),
        NoCandidate::TagGone(tag) => (
            format!("the tag {} is not there, or is not a commit's", writer.code(tag)),
            vec!["push it again, or name a version and a commit".to_owned()],
        ),
        NoCandidate::SinceNotFound(since) => (
            format!("`since: {}` in the policy names neither a tag nor a commit", writer.text(since)),
            vec!["write a tag that exists, or a whole commit id".to_owned()],
        ),
        NoCandidate::TagsUnreadable(why) => unreadable(&writer, "the tags", why),
        NoCandidate::MilestonesUnreadable(why) => unreadable(&writer, "the milestones", why),
        NoCandidate::IssuesUnreadable(why) => unreadable(&writer, "the issues", why),
    };
    let todo: String = todo.iter().map(|line| format!("\n  -> {line}")).collect();
    format!("{why}{todo}")
}

/// Of a branch from which this is not released.
fn not_its_branch(writer: &Writer<'_>, no_candidate: &NoCandidate) -> (String, Vec<String>) {
    match no_candidate {
        NoCandidate::BranchNotAllowed { branch, allowed } => (
            format!("the policy cuts no releases from the branch {}", writer.code(branch)),
            vec![format!(
                "releases are cut from {}: name one of these, or add the branch to `branches:` in the policy",
                writer.list(allowed, |pattern| writer.code(pattern))
            )],
        ),
        NoCandidate::OffLine { version, branch, line } => (
            format!("{version} is not released from {}, which is for {line}", writer.code(branch)),
            vec![format!("name a version of {line}, or release {version} from a branch that is for it")],
        ),
        _ => Default::default(),
    }
}

/// Of a version that is named and cannot be released.
fn not_that_version(writer: &Writer<'_>, no_candidate: &NoCandidate) -> (String, Vec<String>) {
    match no_candidate {
        NoCandidate::OtherVersion { named, found } => (
            format!("`--version` says {named}, and the event's tag or release branch says {found}"),
            vec![format!("leave `--version` out, or run the gate where {named} is released")],
        ),
        NoCandidate::NotAVersion(text) => (
            format!("{} is not a version that fits the policy's `tag:` pattern", writer.code(text)),
            vec!["write it like `1.4.0`, or like the release's tag".to_owned()],
        ),
        NoCandidate::Exists { version, tag } => (
            format!(
                "{version} exists already as {}: build metadata makes no other version",
                writer.code(tag)
            ),
            vec!["name a higher version, or the one that is there to complete its release".to_owned()],
        ),
        _ => Default::default(),
    }
}

fn on_no_branch(writer: &Writer<'_>, commit: &Oid, allowed: &[String]) -> (String, Vec<String>) {
    let allowed = writer.list(allowed, |pattern| writer.code(pattern));
    (
        format!("the commit {} is on no branch from which the policy cuts releases", writer.commit(commit)),
        vec![format!(
            "releases are cut from {allowed}: merge the commit into one of these, or add its branch to `branches:` in the policy"
        )],
    )
}

fn on_several(writer: &Writer<'_>, commit: &Oid, branches: &[String]) -> (String, Vec<String>) {
    let branches = writer.list(branches, |branch| writer.code(branch));
    (
        format!(
            "the commit {} is on several branches from which releases are cut, and nothing says which is meant: {branches}",
            writer.commit(commit)
        ),
        vec!["check out the one that is meant, and run it there".to_owned()],
    )
}

fn several_released(writer: &Writer<'_>, commit: &Oid, tags: &[String]) -> (String, Vec<String>) {
    let todo = "decide which version it is; delete the other tag, with its draft if it has one (`git push origin :refs/tags/TAG`), and run \
                this again with `--version`";
    (
        format!(
            "{} has the tags of several versions ({}), and one commit is one release",
            writer.commit(commit),
            writer.list(tags, |tag| writer.code(tag))
        ),
        vec![todo.to_owned()],
    )
}

fn no_package(writer: &Writer<'_>, none: &NoCandidate) -> (String, Vec<String>) {
    match none {
        NoCandidate::UnknownPackage { asked, known } => {
            let near = nearest(asked, known.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean `--package {near}`?"));
            let todo = near.into_iter().chain([choose_package(known)]).collect();
            (format!("the policy has no package {}", writer.code(asked)), todo)
        }
        NoCandidate::NoPackages(asked) => (
            format!("the package {} was named, and the policy has no packages", writer.code(asked)),
            vec!["leave out `--package`, or write `packages:` under `release:` in the policy".to_owned()],
        ),
        NoCandidate::WhichPackage(packages) => (
            "the policy has several packages, and nothing says which is meant".to_owned(),
            vec![choose_package(packages)],
        ),
        _ => Default::default(),
    }
}

fn choose_package(packages: &[String]) -> String {
    let each: Vec<String> = packages.iter().map(|name| format!("`--package {name}`")).collect();
    format!("choose one: {}", joined(&each, "or"))
}

fn other_commit(writer: &Writer<'_>, named: &Oid, found: &Oid) -> (String, Vec<String>) {
    let (named, found) = (writer.commit(named), writer.commit(found));
    (
        format!("the commit {named} was named, and the event is about {found}"),
        vec!["leave out the commit, or name the one that is meant on its branch".to_owned()],
    )
}

fn not_a_pull_request() -> (String, Vec<String>) {
    (
        "this phase holds merges, and there is no pull request to judge".to_owned(),
        vec![
            "run it on the event `pull_request_target` or `merge_group`, or name another phase with `--phase`"
                .to_owned(),
        ],
    )
}

fn group_not_held() -> (String, Vec<String>) {
    (
        "the event is of a merge queue, and this phase holds no merges".to_owned(),
        vec![
            "name a phase that has `holds: merge` with `--phase`, or take `merge_group` out of the workflow's `on:`"
                .to_owned(),
        ],
    )
}

fn group_gone(writer: &Writer<'_>, head: &Oid, branch: &str) -> (String, Vec<String>) {
    let (head, branch) = (writer.commit(head), writer.code(branch));
    (
        format!("the merge queue of {branch} does not show which pull requests are in the merge group {head}"),
        vec![
            "if it was merged or has left the queue, there is nothing to do: the queue starts the gate again for what it \
             makes next"
                .to_owned(),
            "else run the gate again in a minute, when the queue has settled".to_owned(),
        ],
    )
}

fn stranger(number: u64) -> (String, Vec<String>) {
    (
        format!("only issue #{number} names a version, and its author cannot write to the repository"),
        vec![
            "have somebody who can write open the tracking issue, or name the version with `--version`"
                .to_owned(),
        ],
    )
}

/// Why the pull request of the event could not be read, and what would help.
#[must_use]
pub fn no_pull_request(number: u64, why: &Unknown) -> String {
    let writer = writer();
    format!("pull request #{number} could not be read: {}\n  -> {}", writer.reason(why), writer.remedy(why))
}

fn unreadable(writer: &Writer<'_>, what: &str, why: &Unknown) -> (String, Vec<String>) {
    (format!("{what} could not be read: {}", writer.reason(why)), vec![writer.remedy(why)])
}

fn writer() -> Writer<'static> {
    Writer::new(Format::Plain, "")
}

/// Why there is no telling which phase is meant, and how to name one.
#[must_use]
pub fn no_phase(no_phase: &NoPhase) -> String {
    let writer = writer();
    let (why, known) = match no_phase {
        NoPhase::Unknown { asked, known } => {
            (format!("the policy has no phase {}", writer.code(asked)), known)
        }
        NoPhase::Several(known) => {
            ("the policy has several phases, and nothing says which".to_owned(), known)
        }
    };
    let each: Vec<String> = known.iter().map(|name| format!("`--phase {}`", writer.text(name))).collect();
    format!("{why}\n  -> choose one: {}", joined(&each, "or"))
}

/// Events that do not say what to judge: name, why, and where to run the gate instead. docs/events.md has the same list.
pub const UNJUDGED_EVENTS: &[(&str, &str, &str)] = &[
    (
        "workflow_call",
        "a called workflow runs on the event of its caller, so the runner never says `workflow_call`",
        "leave GITHUB_EVENT_NAME as the runner sets it: the gate judges the caller's event",
    ),
    ("create", "a new branch or tag is also a `push`, whose event says more", "run the gate on `push`"),
    (
        "milestone",
        "a milestone may name a version, and says nothing of a commit",
        "run the gate on `schedule` or `workflow_dispatch`, which find the version by the open milestone",
    ),
    (
        "label",
        "it is about a label of the repository, and not about what has the label",
        "run the gate on `pull_request_target` or `issues` with `types: [labeled, unlabeled]`",
    ),
    (
        "release of a draft",
        "a draft need not have its tag yet, so there may be no commit to judge",
        "run the gate on `release` with `types: [published]`, or before that on `workflow_dispatch`",
    ),
];

/// Why an event cannot be judged, and what to do instead.
#[must_use]
pub fn unjudged_event(name: &str) -> String {
    let known = UNJUDGED_EVENTS.iter().find(|(known, ..)| *known == name);
    let name = writer().code(name);
    match known {
        Some((_, why, instead)) => {
            format!("the event {name} does not say what to judge: {why}\n  -> {instead}")
        }
        None => format!(
            "the event {name} does not say what to judge\n  -> run the gate on `push`, `pull_request_target`, \
             `merge_group`, `issues`, `schedule` or `workflow_dispatch`; docs/events.md lists all that it can judge"
        ),
    }
}

/// A step summary for a run without a verdict: a heading of our own words, and the text as it is.
#[must_use]
pub fn plain_summary(title: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("## {title}\n\n{fence}text\n{text}\n{fence}\n")
}
