//! The event that started a workflow run, from `GITHUB_EVENT_NAME` and the payload file.
//!
//! Only what says *what* is to be judged is taken: everything else is read live, because a re-run keeps the payload
//! of the first run.

use serde::Deserialize;

/// An event that the gate can judge, or its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// `push`, of a branch or a tag.
    Push {
        /// The whole ref.
        reference: String,
        /// Where it points now: a commit, or the object of an annotated tag.
        after: String,
        /// The ref was deleted.
        deleted: bool,
    },
    /// `pull_request` and `pull_request_target`.
    PullRequest {
        /// Its number.
        number: u64,
        /// Its head.
        head: String,
    },
    /// `workflow_dispatch`.
    Dispatch,
    /// `issues`.
    Issue {
        /// Its number.
        number: u64,
    },
    /// `issue_comment`.
    Comment {
        /// The number of the issue or pull request.
        number: u64,
        /// Whether that is a pull request.
        on_pull_request: bool,
        /// Whether the gate, or another copy of it, wrote the comment: an app's, with the gate's mark.
        own: bool,
    },
    /// An event that cannot be judged.
    Other(String),
}

/// The payload is not what GitHub documents for this event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPayload {
    /// The event's name.
    pub event: String,
    /// What is wrong with the payload.
    pub detail: String,
}

impl std::fmt::Display for BadPayload {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the payload of the event `{}` cannot be read: {}", self.event, self.detail)
    }
}

impl std::error::Error for BadPayload {}

/// How the gate's own comments begin, whatever their key.
pub const COMMENT_MARK: &str = "<!-- holdpoint:";

#[derive(Deserialize)]
struct Push {
    #[serde(rename = "ref")]
    reference: String,
    after: String,
    #[serde(default)]
    deleted: bool,
}

#[derive(Deserialize)]
struct PullRequestEvent {
    pull_request: PullRequest,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
    head: Head,
}

#[derive(Deserialize)]
struct Head {
    sha: String,
}

#[derive(Deserialize)]
struct IssueEvent {
    issue: Issue,
    comment: Option<Comment>,
}

#[derive(Deserialize)]
struct Issue {
    number: u64,
    pull_request: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Comment {
    body: Option<String>,
    user: Option<User>,
}

#[derive(Deserialize)]
struct User {
    #[serde(rename = "type")]
    kind: String,
}

impl Event {
    /// Reads an event.
    ///
    /// # Errors
    /// The payload lacks what GitHub documents for the event.
    pub fn read(name: &str, payload: &str) -> Result<Self, BadPayload> {
        let event = match name {
            "push" => {
                let push: Push = decode(name, payload)?;
                Self::Push { reference: push.reference, after: push.after, deleted: push.deleted }
            }
            "pull_request" | "pull_request_target" => {
                let event: PullRequestEvent = decode(name, payload)?;
                Self::PullRequest { number: event.pull_request.number, head: event.pull_request.head.sha }
            }
            "workflow_dispatch" => Self::Dispatch,
            "issues" => Self::Issue { number: decode::<IssueEvent>(name, payload)?.issue.number },
            "issue_comment" => {
                let event: IssueEvent = decode(name, payload)?;
                Self::Comment {
                    number: event.issue.number,
                    on_pull_request: event.issue.pull_request.is_some(),
                    own: event.comment.is_some_and(|comment| comment.is_own()),
                }
            }
            other => Self::Other(other.to_owned()),
        };
        Ok(event)
    }
}

impl Comment {
    fn is_own(&self) -> bool {
        let by_app = self.user.as_ref().is_some_and(|user| user.kind == "Bot");
        by_app && self.body.as_deref().is_some_and(|body| body.starts_with(COMMENT_MARK))
    }
}

fn decode<'de, T: Deserialize<'de>>(event: &str, payload: &'de str) -> Result<T, BadPayload> {
    let reader = &mut serde_json::Deserializer::from_str(payload);
    serde_path_to_error::deserialize(reader)
        .map_err(|error| BadPayload { event: event.to_owned(), detail: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_gives_what_it_is_about() {
        let read = |name, payload| Event::read(name, payload).unwrap();
        assert_eq!(
            read("push", r#"{"ref":"refs/tags/v1.4.0","before":"0","after":"abc","deleted":false}"#),
            Event::Push { reference: "refs/tags/v1.4.0".into(), after: "abc".into(), deleted: false }
        );
        for name in ["pull_request", "pull_request_target"] {
            assert_eq!(
                read(name, r#"{"action":"opened","pull_request":{"number":7,"head":{"sha":"abc"}}}"#),
                Event::PullRequest { number: 7, head: "abc".into() }
            );
        }
        assert_eq!(read("workflow_dispatch", "{}"), Event::Dispatch);
        assert_eq!(read("issues", r#"{"issue":{"number":40}}"#), Event::Issue { number: 40 });
        assert_eq!(read("schedule", "not even JSON"), Event::Other("schedule".into()));
    }

    #[test]
    fn a_comment_of_the_gate_itself_is_known() {
        let comment = |kind: &str, body: &str| {
            let payload = format!(
                r#"{{"issue":{{"number":40,"pull_request":{{}}}},"comment":{{"body":"{body}","user":{{"type":"{kind}"}}}}}}"#
            );
            Event::read("issue_comment", &payload).unwrap()
        };
        let event = |own| Event::Comment { number: 40, on_pull_request: true, own };
        assert_eq!(comment("Bot", "<!-- holdpoint:pre-release -->"), event(true));
        assert_eq!(
            comment("User", "<!-- holdpoint:pre-release -->"),
            event(false),
            "anybody can paste a mark"
        );
        assert_eq!(comment("Bot", "hello"), event(false));
    }

    #[test]
    fn a_payload_that_is_short_of_something_is_named() {
        let error = Event::read("pull_request", r#"{"pull_request":{"number":7,"head":{}}}"#).unwrap_err();
        assert!(error.to_string().contains("pull_request.head"), "{error}");
        assert!(Event::read("push", "<html>").is_err());
        assert!(Event::read("issues", "").is_err());
    }
}
