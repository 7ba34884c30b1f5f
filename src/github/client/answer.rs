//! One answer of GitHub, and what a refusal in it means.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::decode;
use crate::github::failure::{Failure, FailureKind, Problem};
use crate::github::token::Hidden;

/// A 2xx answer.
#[derive(Debug)]
pub struct Answer {
    /// The status; 202 means that GitHub has not done it yet.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
    pub(super) name: String,
    pub(super) place: String,
    pub(super) writing: bool,
    pub(super) hidden: Hidden,
    pub(super) token: &'static str,
    pub(super) now: Timestamp,
}

impl Answer {
    /// The body as a value of ours.
    ///
    /// # Errors
    /// When it is not JSON, broke off, or has another shape; the failure names the odd field.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        decode(&self.body).map_err(|(kind, why)| self.failed(kind, &why))
    }

    /// A header as text; `None` if it is absent or not ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How failures name the request.
    pub(in crate::github) fn name(&self) -> &str {
        &self.name
    }

    /// A failure that this answer shows.
    pub(in crate::github) fn failed(&self, kind: FailureKind, message: &str) -> Failure {
        let message = self.clean(message);
        let wait = self.wait();
        let until = wait.and_then(|wait| self.now.checked_add(wait).ok());
        Failure::new(&self.name, self.writing, kind, &message)
            .answered(
                self.status.as_u16(),
                self.header("x-accepted-github-permissions"),
                self.header("x-github-request-id"),
                wait,
            )
            .asked_with(self.token)
            .at(&self.place)
            .waiting_until(until)
    }

    /// When the hourly limit is renewed.
    pub(in crate::github) fn limit_reset(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.header("x-ratelimit-reset")?.trim().parse().ok()?).ok()
    }

    /// What a status other than 2xx means. GitHub's documents: "Troubleshooting the REST API", "Rate limits".
    pub(super) fn failure(&self) -> Failure {
        let (said, problems) = match decode::<ErrorBody>(&self.body) {
            Ok(ErrorBody { message: said, errors }) => (said.unwrap_or_default(), problems(errors)),
            // A page for people is no message; a line of text may be one.
            Err(_) => (self.line().unwrap_or_default(), Vec::new()),
        };
        let lower = said.to_ascii_lowercase();
        let kind = match self.status.as_u16() {
            401 => FailureKind::Unauthorized,
            status @ (403 | 429) => self.refusal(status, &lower),
            404 => FailureKind::NotFound,
            409 => FailureKind::Conflict,
            410 => FailureKind::Gone,
            422 => FailureKind::Unprocessable(
                problems.into_iter().map(|problem| self.clean_problem(problem)).collect(),
            ),
            500.. => FailureKind::ServerTrouble,
            _ => FailureKind::Refused,
        };
        self.failed(kind, &said)
    }

    /// 403 and 429 say three things: no right, too many this hour, too many at once.
    fn refusal(&self, status: u16, said: &str) -> FailureKind {
        let none_left = self.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
        if said.contains("secondary rate limit") || said.contains("abuse detection") {
            FailureKind::SecondaryLimit
        } else if said.contains("not accessible") {
            FailureKind::Forbidden
        } else if none_left || said.contains("api rate limit") {
            FailureKind::RateLimited { until: self.limit_reset() }
        } else if status == 429 || self.header("retry-after").is_some() {
            FailureKind::SecondaryLimit
        } else {
            FailureKind::Forbidden
        }
    }

    /// How long to wait: `retry-after`, or until the limit is renewed if nothing is left of it.
    fn wait(&self) -> Option<Duration> {
        if let Some(text) = self.header("retry-after") {
            let seconds = text.trim().parse::<u64>().ok();
            return seconds.map(Duration::from_secs).or_else(|| Some(until(self.now, http_date(text)?)));
        }
        let none_left = self.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
        // A second more, because the header has whole seconds.
        none_left
            .then(|| self.limit_reset())
            .flatten()
            .map(|reset| until(self.now, reset) + Duration::from_secs(1))
    }

    /// The body, if it is a short line of text.
    fn line(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.body).ok()?.trim();
        let is_line = text.len() < 500 && !text.starts_with(['<', '{', '[']);
        is_line.then(|| text.to_owned())
    }

    fn clean(&self, text: &str) -> String {
        self.hidden.strike_out(text)
    }

    fn clean_problem(&self, problem: Problem) -> Problem {
        let clean = |text: Option<String>| text.map(|text| self.clean(&text));
        Problem {
            resource: clean(problem.resource),
            field: clean(problem.field),
            code: clean(problem.code),
            message: clean(problem.message),
        }
    }
}

/// The time of the `Date` header.
pub(super) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    http_date(headers.get(http::header::DATE)?.to_str().ok()?)
}

/// The form of dates in headers (RFC 9110, section 5.6.7), which is close to that of mails.
fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|time| time.timestamp())
}

fn until(now: Timestamp, then: Timestamp) -> Duration {
    Duration::from_secs(u64::try_from(then.as_second().saturating_sub(now.as_second())).unwrap_or(0))
}

/// GitHub's error body. `errors` comes as a list of objects, a list of strings, or one string.
#[derive(Deserialize)]
struct ErrorBody {
    message: Option<String>,
    errors: Option<Errors>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Errors {
    One(String),
    Many(Vec<ErrorEntry>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ErrorEntry {
    Text(String),
    Parts { resource: Option<String>, field: Option<String>, code: Option<String>, message: Option<String> },
    Other(IgnoredAny),
}

fn problems(errors: Option<Errors>) -> Vec<Problem> {
    let said = |message| Problem { message: Some(message), ..Problem::default() };
    match errors {
        None | Some(Errors::Other(_)) => Vec::new(),
        Some(Errors::One(message)) => vec![said(message)],
        Some(Errors::Many(entries)) => entries
            .into_iter()
            .map(|entry| match entry {
                ErrorEntry::Text(message) => said(message),
                ErrorEntry::Parts { resource, field, code, message } => {
                    Problem { resource, field, code, message }
                }
                ErrorEntry::Other(_) => Problem::default(),
            })
            .collect(),
    }
}
