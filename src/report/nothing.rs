//! Why a run judged nothing, in plain text.

use super::sentence::{Format, Writer, joined};
use crate::candidate::{NoCandidate, Nothing};
use crate::evaluate::NoPhase;
use crate::evidence::{Oid, Unknown};

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
        Nothing::Deleted(reference) => format!("{} was deleted", writer.code(reference)),
    };
    format!("Nothing to judge: {why}.")
}

/// Why there is no candidate, and how to name one. The first line says what is wrong, the others what to do.
#[must_use]
pub fn no_candidate(no_candidate: &NoCandidate) -> String {
    let writer = writer();
    let (why, todo) = match no_candidate {
        NoCandidate::NotAPullRequest => (
            "this phase holds merges, and there is no pull request to judge".to_owned(),
            vec![
                "run it on the event `pull_request_target`, or name another phase with `--phase`".to_owned(),
            ],
        ),
        NoCandidate::PullRequestUnreadable(number) => (
            format!("pull request #{number} could not be read"),
            vec!["check that it exists, and that the token has `pull-requests: read`".to_owned()],
        ),
        NoCandidate::OtherCommit { named, found } => other_commit(&writer, named, found),
        NoCandidate::IssueAuthorCannotWrite(number) => stranger(*number),
        NoCandidate::BranchNotAllowed { branch, allowed } => (
            format!("the policy cuts no releases from the branch {}", writer.code(branch)),
            vec![format!(
                "releases are cut from {}: name one of these, or add the branch to `branches:` in the policy",
                writer.list(allowed, |pattern| writer.code(pattern))
            )],
        ),
        NoCandidate::OtherVersion { named, found } => (
            format!("`--version` says {named}, and the event's tag or release branch says {found}"),
            vec![format!("leave `--version` out, or run the gate where {named} is released")],
        ),
        NoCandidate::NotAVersion(text) => (
            format!("{} is not a version that fits the policy's `tag:` pattern", writer.code(text)),
            vec!["write it like `1.4.0`, or like the release's tag".to_owned()],
        ),
        NoCandidate::Ambiguous(versions) => {
            let each: Vec<String> = versions.iter().map(|version| format!("`--version {version}`")).collect();
            let todo = format!("choose one: {}", joined(&each, "or"));
            ("several versions could be meant, and nothing says which".to_owned(), vec![todo])
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

fn other_commit(writer: &Writer<'_>, named: &Oid, found: &Oid) -> (String, Vec<String>) {
    let (named, found) = (writer.commit(named), writer.commit(found));
    (
        format!("the commit {named} was named, and the tag or pull request is about {found}"),
        vec!["leave out the commit, or name the one that is meant on its branch".to_owned()],
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

/// A step summary for a run without a verdict: a heading of our own words, and the text as it is.
#[must_use]
pub fn plain_summary(title: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("## {title}\n\n{fence}text\n{text}\n{fence}\n")
}
