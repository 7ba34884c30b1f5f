//! What is taken from each event's payload, and no more. Names and shapes are those of GitHub's published webhooks.

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny};

use super::{BadPayload, CHECK_RUN_MARK, COMMENT_MARK, Event};

/// The most characters that are told of what is wrong.
const LONGEST_DETAIL: usize = 300;

/// Reads a payload.
pub(super) fn decode<'de, T: Deserialize<'de>>(event: &str, payload: &'de str) -> Result<T, BadPayload> {
    let reader = &mut serde_json::Deserializer::from_str(payload);
    serde_path_to_error::deserialize(reader).map_err(|error| {
        // What stands in the place of a number may be a text of any length.
        let mut detail: String = error.to_string();
        if let Some((cut, _)) = detail.char_indices().nth(LONGEST_DETAIL) {
            detail.truncate(cut);
            detail.push('…');
        }
        BadPayload { event: event.to_owned(), detail }
    })
}

/// A whole commit id.
struct Sha(String);

impl<'de> Deserialize<'de> for Sha {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        if matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self(text));
        }
        Err(D::Error::custom("it is not a whole commit id"))
    }
}

/// The number of an issue or pull request, as GraphQL can take it.
struct Number(u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        match u64::deserialize(reader)? {
            number @ 1..=0x7fff_ffff => Ok(Self(number)),
            _ => Err(D::Error::custom("it is not the number of an issue or pull request")),
        }
    }
}

/// A name of a ref, which is never empty.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        match String::deserialize(reader)? {
            text if text.is_empty() => Err(D::Error::custom("it is empty")),
            text => Ok(Self(text)),
        }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct Push {
    #[serde(rename = "ref")]
    reference: Name,
    after: Sha,
    #[serde(default)]
    deleted: bool,
}

impl Push {
    pub(super) fn event(self) -> Event {
        Event::Push { reference: self.reference.0, after: self.after.0, deleted: self.deleted }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct PullRequestEvent {
    pull_request: PullRequest,
}

#[derive(serde::Deserialize)]
struct PullRequest {
    number: Number,
    head: Head,
}

#[derive(serde::Deserialize)]
struct Head {
    sha: Sha,
}

impl PullRequestEvent {
    pub(super) fn event(self) -> Event {
        let PullRequest { number, head } = self.pull_request;
        Event::PullRequest { number: number.0, head: head.sha.0 }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct MergeGroupEvent {
    action: String,
    merge_group: MergeGroup,
}

#[derive(serde::Deserialize)]
struct MergeGroup {
    head_sha: Sha,
    head_ref: Name,
    base_ref: Name,
}

impl MergeGroupEvent {
    pub(super) fn event(self) -> Event {
        let MergeGroup { head_sha, head_ref, base_ref } = self.merge_group;
        Event::MergeGroup {
            head: head_sha.0,
            reference: head_ref.0,
            base: base_ref.0,
            destroyed: self.action == "destroyed",
        }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct ReleaseEvent {
    action: String,
    release: Release,
}

#[derive(serde::Deserialize)]
struct Release {
    tag_name: Name,
    draft: bool,
}

impl ReleaseEvent {
    pub(super) fn event(self) -> Event {
        Event::Release {
            tag: self.release.tag_name.0,
            draft: self.release.draft,
            withdrawn: matches!(self.action.as_str(), "deleted" | "unpublished"),
        }
    }
}

/// The first run may be of a fork's pull request, and then all of this is typed by a stranger but the commit.
#[derive(serde::Deserialize)]
pub(super) struct WorkflowRunEvent {
    workflow_run: Checked,
}

#[derive(serde::Deserialize)]
struct Checked {
    head_sha: Sha,
}

impl WorkflowRunEvent {
    pub(super) fn event(self) -> Event {
        Event::Commit { commit: self.workflow_run.head_sha.0, app: None, own: false }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct CheckSuiteEvent {
    check_suite: CheckSuite,
}

#[derive(serde::Deserialize)]
struct CheckSuite {
    head_sha: Sha,
    app: Option<App>,
}

#[derive(serde::Deserialize)]
struct App {
    slug: Option<String>,
}

impl CheckSuiteEvent {
    pub(super) fn event(self) -> Event {
        let CheckSuite { head_sha, app } = self.check_suite;
        Event::Commit { commit: head_sha.0, app: app.and_then(|app| app.slug), own: false }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct CheckRunEvent {
    check_run: CheckRun,
}

#[derive(serde::Deserialize)]
struct CheckRun {
    head_sha: Sha,
    external_id: Option<String>,
}

impl CheckRunEvent {
    pub(super) fn event(self) -> Event {
        let own = self.check_run.external_id.is_some_and(|id| id.starts_with(CHECK_RUN_MARK));
        Event::Commit { commit: self.check_run.head_sha.0, app: None, own }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct StatusEvent {
    sha: Sha,
}

impl StatusEvent {
    pub(super) fn event(self) -> Event {
        Event::Commit { commit: self.sha.0, app: None, own: false }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct DeploymentEvent {
    deployment: Deployment,
}

#[derive(serde::Deserialize)]
struct Deployment {
    sha: Sha,
}

impl DeploymentEvent {
    pub(super) fn commit(self) -> String {
        self.deployment.sha.0
    }
}

#[derive(serde::Deserialize)]
pub(super) struct DeleteEvent {
    #[serde(rename = "ref")]
    reference: Name,
}

impl DeleteEvent {
    pub(super) fn event(self) -> Event {
        Event::Deleted { reference: self.reference.0 }
    }
}

#[derive(serde::Deserialize)]
pub(super) struct IssueEvent {
    issue: Issue,
    comment: Option<Comment>,
    /// Who did it.
    sender: Option<User>,
}

#[derive(serde::Deserialize)]
struct Issue {
    number: Number,
    pull_request: Option<IgnoredAny>,
}

#[derive(serde::Deserialize)]
struct Comment {
    body: Option<String>,
    user: Option<User>,
}

#[derive(serde::Deserialize)]
struct User {
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl IssueEvent {
    pub(super) fn issue_event(self) -> Event {
        Event::Issue { number: self.issue.number.0 }
    }

    pub(super) fn comment_event(self) -> Event {
        Event::Comment {
            number: self.issue.number.0,
            on_pull_request: self.issue.pull_request.is_some(),
            own: self.comment.is_some_and(|comment| comment.is_own())
                // A person who edits or deletes the gate's comment is not the gate.
                && self.sender.is_none_or(|sender| sender.kind.as_deref() != Some("User")),
        }
    }
}

impl Comment {
    fn is_own(&self) -> bool {
        let by_app = self.user.as_ref().and_then(|user| user.kind.as_deref()) == Some("Bot");
        by_app && self.body.as_deref().is_some_and(|body| body.starts_with(COMMENT_MARK))
    }
}
