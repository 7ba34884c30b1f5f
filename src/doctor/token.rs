//! What kind of token reads, and whether it may read what the policy needs.

use std::collections::BTreeSet;

use super::{Examined, Found, Rated, Severity};
use crate::evidence::settings::{Token, TokenKind};
use crate::evidence::{Access, Fact, Reason, Unknown};
use crate::policy::{Holds, Policy};
use crate::verdict::Value;

crate::messages! {
    KIND = "token-kind": "the token is {kind}, and it is {owner} that asks: {can}";
    JOB_LACKS = "workflow-token-lacks-rights": "the policy needs to read more than the workflow's token may: {rights}"
        => "write the lines below into the job that runs the gate; naming one line sets all that are not named to none";
    APP_LACKS = "app-lacks-rights": "the policy needs to read more than the App's token may: {rights}"
        => "add {permissions} to the App's permissions, let an owner approve that, and ask for them where the token is made";
    PERSON_LACKS = "personal-token-lacks-rights": "the policy needs to read more than the personal token may: {rights}"
        => "give a fine-grained token {permissions}, or a classic one the scopes `repo` and `read:org`; or let the gate run in a workflow with its own token";
    NO_CHECKS = "personal-token-reads-no-checks":
        "the policy asks for checks, and there is no permission by which a fine-grained personal token may read them"
        => "use a workflow's own token with `checks: read` and `statuses: read`, a GitHub App's or a classic personal one";
    NEEDS_APP = "needs-an-app": "the policy needs {rights}, which no workflow's own token can have, and none of the tokens has it"
        => "make a GitHub App with it, install it, let its token be made in the gate's job, and pass it as `org-token`, as below";
    POSTS_NO_CHECK = "personal-token-posts-no-check":
        "only a GitHub App may post check runs: with a person's token there is no check of the gate that a ruleset could require"
        => "run the gate in a workflow with its own token or an App's, or say `check-run: false`";
    WRITES = "rights-to-write": "what a token may write GitHub does not tell before it is tried: the gate writes {what} and needs {rights} for all of its work"
        => "see that the job that runs the gate has all of the lines below";
}

pub(super) const RATED: &[Rated] = &[
    (&KIND, Severity::Note),
    (&JOB_LACKS, Severity::Error),
    (&APP_LACKS, Severity::Error),
    (&PERSON_LACKS, Severity::Error),
    (&NO_CHECKS, Severity::Error),
    (&NEEDS_APP, Severity::Error),
    (&POSTS_NO_CHECK, Severity::Warning),
    (&WRITES, Severity::Note),
];

/// What a token is, from its first letters and from whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Workflow,
    App,
    AppForPerson,
    Classic,
    FineGrained,
    Person,
    Untold,
}

impl Kind {
    fn of(token: &Token) -> Self {
        let viewer = token.viewer.as_ref().map(|viewer| viewer.as_str().to_ascii_lowercase());
        let viewer = viewer.as_deref();
        let is_actions = viewer.is_some_and(|name| matches!(name, "github-actions" | "github-actions[bot]"));
        let is_bot = viewer.is_some_and(|name| name.ends_with("[bot]"));
        match token.kind {
            TokenKind::Installation | TokenKind::Untold if is_actions => Self::Workflow,
            TokenKind::Installation => Self::App,
            TokenKind::AppForPerson => Self::AppForPerson,
            TokenKind::Classic => Self::Classic,
            TokenKind::FineGrained => Self::FineGrained,
            TokenKind::OAuth => Self::Person,
            TokenKind::Untold if is_bot => Self::App,
            TokenKind::Untold if token.scopes.is_some() => Self::Classic,
            TokenKind::Untold if viewer.is_some() => Self::Person,
            TokenKind::Untold => Self::Untold,
        }
    }

    /// Its name, and what it can.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Workflow => (
                "a workflow's own",
                "it may do what `permissions:` of the job names, in this repository, and is shown neither teams nor what administrators see",
            ),
            Self::App => (
                "of a GitHub App",
                "it may do what the App was given and its owner approved, where it is installed",
            ),
            Self::AppForPerson => (
                "of a GitHub App that acts for a person",
                "it may do what both of them may, and posts no check runs",
            ),
            Self::Classic => (
                "a classic personal one",
                "it acts as its owner in every repository, and posts no check runs",
            ),
            Self::FineGrained => (
                "a fine-grained personal one",
                "it may do what was chosen for it, and neither reads nor posts checks",
            ),
            Self::Person => ("a person's", "it may do what they may, and posts no check runs"),
            Self::Untold => ("of a kind that it does not show", "what it may do shows when it is tried"),
        }
    }

    fn is_of_person(self) -> bool {
        matches!(self, Self::AppForPerson | Self::Classic | Self::FineGrained | Self::Person)
    }
}

pub(super) fn look(examined: &Examined<'_>) -> Vec<Found> {
    let settings = examined.settings;
    let kind = Kind::of(&settings.token);
    let mut found = vec![told(&settings.token, kind)];
    let mut lacking: Vec<String> = Vec::new();
    let mut of_app: Vec<String> = Vec::new();
    let mut no_checks = false;
    for right in &examined.needed {
        let Some(why) = withheld(examined, right) else { continue };
        if !matches!(why.reason, Reason::Forbidden | Reason::NotFound) {
            found.push(Found::unread("whether the token has a right", &why).code("right", name(right)));
            continue;
        }
        no_checks |= why.access.iter().any(|one| matches!(one, Access::NotFineGrained(_)));
        match right {
            Access::Workflow(line) => lacking.push(line.clone()),
            // Branches tell what is unknown without it: where nothing is required, nothing is.
            right if *right == Access::to_branch_protection() => {}
            right if matches!(kind, Kind::Workflow | Kind::Untold) => of_app.push(name(right).to_owned()),
            right => lacking.push(name(right).to_owned()),
        }
    }
    if no_checks {
        found.push(Found::new(&NO_CHECKS));
        lacking.retain(|line| !matches!(line.as_str(), "checks: read" | "statuses: read" | "actions: read"));
    }
    if !lacking.is_empty() {
        found.push(lacks(examined, kind, &lacking));
    }
    if !of_app.is_empty() {
        found.push(needs_app(&of_app));
    }
    if let Some(policy) = examined.policy {
        found.push(writes(examined, policy, kind));
    }
    found
}

fn told(token: &Token, kind: Kind) -> Found {
    let (what, can) = kind.words();
    let found = Found::new(&KIND).with("kind", Value::Words(what)).with("can", Value::Words(can));
    match &token.viewer {
        Some(viewer) => found.with("owner", Value::Person(viewer.clone())),
        None => found.with("owner", Value::Words("nobody whom GitHub names")),
    }
}

/// Why a needed right is not there. What was not tried is not held against the token.
fn withheld(examined: &Examined<'_>, right: &Access) -> Option<Unknown> {
    if *right == members() {
        return None;
    }
    match examined.settings.rights.get(right)? {
        Fact::Unknown(why) => Some(why.clone()),
        Fact::Known(()) | Fact::NotCollected => None,
    }
}

/// The right to see who is in a team; the teams themselves show whether it is there.
fn members() -> Access {
    Access::App("Members: read".to_owned())
}

fn name(right: &Access) -> &str {
    match right {
        Access::Workflow(name)
        | Access::App(name)
        | Access::FineGrained(name)
        | Access::NotFineGrained(name) => name,
    }
}

fn lacks(examined: &Examined<'_>, kind: Kind, lines: &[String]) -> Found {
    let message = match kind {
        Kind::Workflow | Kind::Untold => &JOB_LACKS,
        Kind::App => &APP_LACKS,
        _ => &PERSON_LACKS,
    };
    let found = Found::new(message).with("rights", Value::Codes(lines.to_vec()));
    let found = found.with("permissions", Value::Codes(lines.iter().map(|line| permission(line)).collect()));
    match kind {
        Kind::Workflow | Kind::Untold => found.block("yaml", permissions(examined)),
        _ => found,
    }
}

/// A line of `permissions:` as GitHub calls it where Apps and fine-grained tokens are given their rights (its document
/// "Permissions required for GitHub Apps").
fn permission(line: &str) -> String {
    let (key, level) = line.split_once(": ").unwrap_or((line, "read"));
    let name = match key {
        "security-events" => "Code scanning alerts",
        "vulnerability-alerts" => "Dependabot alerts",
        "statuses" => "Commit statuses",
        "pull-requests" => "Pull requests",
        "actions" => "Actions",
        "checks" => "Checks",
        "contents" => "Contents",
        "issues" => "Issues",
        other => other,
    };
    format!("{name}: {level}")
}

fn needs_app(rights: &[String]) -> Found {
    let asked: Vec<String> = rights
        .iter()
        .filter_map(|right| right.split_once(": "))
        .map(|(name, level)| format!("    permission-{}: {level}\n", name.to_lowercase().replace(' ', "-")))
        .collect();
    Found::new(&NEEDS_APP)
        .with("rights", Value::Codes(rights.to_vec()))
        .block("yaml", org_token(&asked.concat()))
}

/// The steps that make an App's token and pass it on.
pub(super) fn org_token(permissions: &str) -> String {
    format!(
        "- id: app
  uses: actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1 # v3.2.0
  with:
    app-id: ${{{{ vars.GATE_APP_ID }}}}
    private-key: ${{{{ secrets.GATE_APP_KEY }}}}
{permissions}- uses: holdpoint/holdpoint@v{}
  with:
    org-token: ${{{{ steps.app.outputs.token }}}}
",
        env!("CARGO_PKG_VERSION")
    )
}

/// What the gate writes, and takes to write it.
fn writes(examined: &Examined<'_>, policy: &Policy, kind: Kind) -> Found {
    if kind.is_of_person() {
        return Found::new(&POSTS_NO_CHECK);
    }
    // Drafts are shown to those alone who may write, and whether one may, nothing else shows.
    let drafts = examined.needed.contains(&Access::Workflow("contents: write".to_owned()));
    let lines = to_write(policy).into_iter().chain(drafts.then_some("contents: write"));
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    let found = Found::new(&WRITES).with("what", Value::Words("a comment and a check run"));
    found.with("rights", Value::Codes(lines)).block("yaml", permissions(examined))
}

/// A comment goes onto the pull request, or onto the tracking issue.
fn to_write(policy: &Policy) -> Vec<&'static str> {
    let merges = policy.phases.iter().any(|phase| phase.holds == Holds::Merge);
    let releases = policy.phases.iter().any(|phase| phase.holds != Holds::Merge);
    let mut lines = vec!["checks: write"];
    lines.extend(releases.then_some("issues: write"));
    lines.extend(merges.then_some("pull-requests: write"));
    lines
}

/// The whole block of a job that judges all phases.
fn permissions(examined: &Examined<'_>) -> String {
    let mut lines: BTreeSet<(&str, &str)> = BTreeSet::new();
    let needed = examined.needed.iter().filter_map(|right| match right {
        Access::Workflow(line) => Some(line.as_str()),
        _ => None,
    });
    let written = examined.policy.map(to_write).unwrap_or_default();
    for line in needed.chain(written) {
        if let Some((key, level)) = line.split_once(": ") {
            lines.insert((key, level));
        }
    }
    let weaker = |key: &str, level: &str| level == "read" && lines.contains(&(key, "write"));
    let kept = lines.iter().filter(|(key, level)| !weaker(key, level));
    let each: String = kept.map(|(key, level)| format!("  {key}: {level}\n")).collect();
    format!("permissions:\n{each}")
}
