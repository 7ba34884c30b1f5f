//! What trouble with a request means for the facts that it was to bring.
//!
//! The one place where a failure, an error of GraphQL or a null becomes an [`Unknown`], with the exact line under
//! `permissions:` that would have helped.

use super::{Failure, FailureKind, GraphqlError, PathItem};
use crate::evidence::{Access, Reason, Unknown};

/// What a failed request leaves unknown.
pub(super) fn of_failure(failure: &Failure) -> Unknown {
    let reason = match failure.kind() {
        FailureKind::Unauthorized => Reason::BadToken,
        FailureKind::Forbidden => Reason::Forbidden,
        FailureKind::NotFound | FailureKind::Redirected => Reason::NotFound,
        FailureKind::Gone => Reason::SwitchedOff,
        FailureKind::RateLimited { .. } | FailureKind::SecondaryLimit => Reason::RateLimited,
        FailureKind::TooHeavy | FailureKind::Timeout | FailureKind::OutOfTime => Reason::TimedOut,
        FailureKind::BodyTooLarge | FailureKind::LongList { .. } => Reason::Capped,
        FailureKind::ShortList { .. } | FailureKind::ChangedList => Reason::Incomplete,
        FailureKind::NotJson | FailureKind::UnexpectedShape { .. } | FailureKind::Empty => Reason::Malformed,
        FailureKind::ServerTrouble
        | FailureKind::Transport
        | FailureKind::Truncated
        | FailureKind::Conflict
        | FailureKind::Unprocessable(_)
        | FailureKind::Refused => Reason::ServerTrouble,
    };
    let mut unknown = Unknown::new(reason).detail(failure.detail());
    if matches!(reason, Reason::Forbidden | Reason::NotFound) {
        unknown.access = accepted(failure.accepted_permissions().unwrap_or_default());
    }
    unknown
}

/// What an error in a GraphQL answer leaves unknown.
pub(super) fn of_error(error: &GraphqlError) -> Unknown {
    let kind = error.kind.as_deref().unwrap_or_default();
    let reason = match kind {
        _ if error.saml_failure => Reason::Forbidden,
        "FORBIDDEN" | "INSUFFICIENT_SCOPES" => Reason::Forbidden,
        "NOT_FOUND" => Reason::NotFound,
        "undefinedField" | "undefinedType" | "argumentNotAccepted" => Reason::Unsupported,
        _ => Reason::ServerTrouble,
    };
    let mut unknown = Unknown::new(reason).detail(error.to_string());
    if matches!(reason, Reason::Forbidden | Reason::NotFound) {
        unknown.access = error
            .path
            .iter()
            .rev()
            .find_map(|item| match item {
                PathItem::Field(name) => Some(access(name)).filter(|access| !access.is_empty()),
                PathItem::Index(_) => None,
            })
            .unwrap_or_default();
        if error.message.contains("personal access token") {
            unknown.access = of_personal_token(unknown.access);
        }
    }
    unknown
}

/// The same rights for a fine-grained personal token, which GitHub's refusal names as the one that asks.
fn of_personal_token(rights: Vec<Access>) -> Vec<Access> {
    // Source: GitHub's document "Permissions required for fine-grained personal access tokens", which has no checks. What
    // needs them needs another token, with all that goes with it.
    let checks = rights.contains(&Access::Workflow("checks: read".to_owned()));
    let name = |line: &str| match line.split(':').next().unwrap_or_default() {
        "actions" => Some("Actions: read"),
        "contents" => Some("Contents: read"),
        "issues" => Some("Issues: read"),
        "pull-requests" => Some("Pull requests: read"),
        "statuses" => Some("Commit statuses: read"),
        _ => None,
    };
    let of = |access| match access {
        Access::Workflow(line) if checks => Access::NotFineGrained(line),
        Access::Workflow(line) => match name(&line) {
            Some(name) => Access::FineGrained(name.to_owned()),
            None => Access::Workflow(line),
        },
        other => other,
    };
    rights.into_iter().map(of).collect()
}

/// What a null leaves unknown that no error explains: GitHub answers so for a missing right, too.
pub(super) fn of_null(field: &str) -> Unknown {
    let mut unknown = Unknown::new(Reason::NotFound).detail(format!("`{field}` is null"));
    unknown.access = access(field);
    unknown
}

/// What is there must be known before it is written over: what is not is a failure.
pub(super) fn unread(what: &str, why: &Unknown) -> Failure {
    let kind = match why.reason {
        Reason::BadToken => FailureKind::Unauthorized,
        Reason::Forbidden => FailureKind::Forbidden,
        Reason::NotFound => FailureKind::NotFound,
        Reason::TimedOut => FailureKind::Timeout,
        Reason::ServerTrouble => FailureKind::ServerTrouble,
        _ => FailureKind::Refused,
    };
    Failure::new(what, false, kind, &why.detail)
}

/// What this GitHub does not know, in words.
pub(super) fn unsupported(detail: String) -> Unknown {
    Unknown::new(Reason::Unsupported).detail(detail)
}

/// An answer that is not what GitHub's schema promises.
pub(super) fn malformed(field: &str) -> Unknown {
    Unknown::new(Reason::Malformed).detail(format!("`{field}`"))
}

/// The right that reading a field takes, by the name that it has in our documents (GitHub's document "Permissions
/// required for GitHub Apps"; what is not listed needs the right of the field above it).
fn access(field: &str) -> Vec<Access> {
    let lines: &[&str] = match field.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "statusCheckRollup" => &["checks: read", "statuses: read"],
        "checkSuites" => &["checks: read"],
        "commitStatus" => &["statuses: read"],
        "workflowRun" => &["actions: read"],
        "issue"
        | "issues"
        | "closingIssuesReferences"
        | "milestone"
        | "milestones"
        | "closedMilestones"
        | "firstLabels"
        | "lastLabels"
        | "repositoryLabels"
        | "label"
        | "firstIssues"
        | "lastIssues"
        | "milestoneOf"
        | "labelsOf"
        | "issuesOf"
        | "milestonesOf" => &["issues: read"],
        "target" | "discussed" => &["issues: read", "pull-requests: read"],
        "pullRequest"
        | "associatedPullRequests"
        | "firstPullRequests"
        | "lastPullRequests"
        | "pullRequests"
        | "openReleasePullRequests"
        | "mergedReleasePullRequests"
        | "mergeQueue"
        | "number" => &["pull-requests: read"],
        "defaultBranchRef" | "policyRef" | "firstTags" | "lastTags" | "tags" | "base" | "compare"
        | "object" | "filesAt" | "file" | "checked" | "policyCommit" | "reference" | "branch" | "rules"
        | "line" | "folder" | "branches" | "history" | "commit" | "suitesAt" | "queueTip"
        | "firstReleases" | "lastReleases" | "releases" | "releaseAssets" | "releasesOf" => {
            &["contents: read"]
        }
        "branchProtectionRule" | "branchProtectionRules" => return vec![Access::to_branch_protection()],
        "firstVulnerabilityAlerts" | "lastVulnerabilityAlerts" | "vulnerabilityAlerts" => {
            &["vulnerability-alerts: read"]
        }
        "team" | "teams" | "organization" | "members" => {
            return vec![Access::App("Members: read".to_owned())];
        }
        _ => &[],
    };
    lines.iter().map(|line| Access::Workflow((*line).to_owned())).collect()
}

/// The keys of `permissions:` in a workflow (GitHub's document "Controlling permissions for `GITHUB_TOKEN`").
const KEYS: [&str; 11] = [
    "actions",
    "attestations",
    "checks",
    "contents",
    "deployments",
    "discussions",
    "issues",
    "pull-requests",
    "security-events",
    "statuses",
    "vulnerability-alerts",
];

/// The first of the alternatives of `X-Accepted-GitHub-Permissions`, e.g. `pull_requests=write,contents=read; …`.
fn accepted(header: &str) -> Vec<Access> {
    let first = header.split(';').next().unwrap_or_default();
    first
        .split(',')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key != "metadata")
        .map(|(key, level)| {
            let key = key.replace('_', "-");
            if KEYS.contains(&key.as_str()) {
                return Access::Workflow(format!("{key}: {level}"));
            }
            let mut letters = key.replace('-', " ").chars().collect::<Vec<_>>();
            if let Some(letter) = letters.first_mut() {
                *letter = letter.to_ascii_uppercase();
            }
            Access::App(format!("{}: {level}", letters.into_iter().collect::<String>()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: &str, path: &[&str]) -> GraphqlError {
        let path = path.iter().map(|name| PathItem::Field((*name).to_owned())).collect();
        GraphqlError { kind: Some(kind.to_owned()), path, message: "no".to_owned(), saml_failure: false }
    }

    fn workflow(line: &str) -> Access {
        Access::Workflow(line.to_owned())
    }

    #[test]
    fn names_the_line_that_was_missing() {
        for (path, lines) in [
            (&["repository", "checked", "statusCheckRollup"][..], &["checks: read", "statuses: read"][..]),
            (
                &["repository", "checked", "statusCheckRollup", "firstContexts", "nodes"],
                &["checks: read", "statuses: read"],
            ),
            (
                &["repository", "base0", "compare", "firstCommits", "nodes", "associatedPullRequests"],
                &["pull-requests: read"],
            ),
            (&["repository", "number12"], &["pull-requests: read"]),
            (&["repository", "pullRequest", "closingIssuesReferences"], &["issues: read"]),
            (&["repository", "pullRequest", "labels"], &["pull-requests: read"]),
            (&["repository", "issue", "labels"], &["issues: read"]),
            (&["repository", "base2", "compare"], &["contents: read"]),
            (&["repository"], &[]),
        ] {
            let unknown = of_error(&error("FORBIDDEN", path));
            assert_eq!(unknown.reason, Reason::Forbidden);
            assert_eq!(
                unknown.access,
                lines.iter().map(|line| workflow(line)).collect::<Vec<_>>(),
                "{path:?}"
            );
        }
        let team = of_error(&error("FORBIDDEN", &["organization", "team"]));
        assert_eq!(team.access, [Access::App("Members: read".to_owned())]);
    }

    #[test]
    fn a_personal_token_has_other_names_for_its_rights() {
        let refused = |path: &[&str]| {
            let message = "Resource not accessible by personal access token".to_owned();
            of_error(&GraphqlError { message, ..error("FORBIDDEN", path) }).access
        };
        assert_eq!(
            refused(&["repository", "checked", "statusCheckRollup"]),
            [
                Access::NotFineGrained("checks: read".to_owned()),
                Access::NotFineGrained("statuses: read".to_owned())
            ]
        );
        assert_eq!(
            refused(&["repository", "pullRequest"]),
            [Access::FineGrained("Pull requests: read".to_owned())]
        );
        assert_eq!(refused(&["organization", "team"]), [Access::App("Members: read".to_owned())]);
    }

    #[test]
    fn an_error_that_is_no_refusal_names_no_right() {
        let unknown = of_error(&error("INTERNAL", &["repository", "pullRequest"]));
        assert_eq!((unknown.reason, unknown.access), (Reason::ServerTrouble, vec![]));
        assert_eq!(of_error(&error("undefinedField", &["query", "x"])).reason, Reason::Unsupported);
    }

    #[test]
    fn reads_the_rights_of_a_rest_refusal() {
        assert_eq!(
            accepted("pull_requests=write,contents=read; issues=write"),
            [workflow("pull-requests: write"), workflow("contents: read")]
        );
        assert_eq!(accepted("administration=read"), [Access::App("Administration: read".to_owned())]);
        assert_eq!(accepted("metadata=read"), []);
    }
}
