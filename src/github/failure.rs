//! What went wrong when GitHub was asked, as a sentence for the person who must act.
//!
//! A failure keeps what a gate needs and octocrab's errors lose: the status, GitHub's own words, the permissions that
//! would have done, the request's id and how long to wait. It never holds a token, and it never formats an octocrab
//! error with `{:?}`, because that resolves a backtrace and takes tens of milliseconds.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

/// How long a text of GitHub's may be in a message, in characters.
const LONGEST_MESSAGE: usize = 300;
/// How many problems of one answer are shown.
const MOST_PROBLEMS: usize = 10;

/// One request that did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(Box<Details>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    asked: String,
    /// The address that it was sent to: of the API for REST, whose path stands in `asked`, or of GraphQL.
    place: Option<String>,
    writing: bool,
    /// What the token is called that it was asked with.
    token: &'static str,
    kind: FailureKind,
    message: String,
    status: Option<u16>,
    accepted_permissions: Option<String>,
    request_id: Option<String>,
    wait: Option<Duration>,
    until: Option<Timestamp>,
    /// A look afterwards did not show the write.
    not_seen: bool,
}

/// The kinds of failure that callers tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// 401: the token is wrong, expired or revoked.
    Unauthorized,
    /// 403: the token may not do this, or the feature is off; GitHub's message says which.
    Forbidden,
    /// 404: it is not there, or not shown to this token.
    NotFound,
    /// 410: switched off or deleted.
    Gone,
    /// 409.
    Conflict,
    /// 422: GitHub understood what was sent and refuses it.
    Unprocessable(Vec<Problem>),
    /// The hourly limit is used up until then, by GitHub's clock.
    RateLimited {
        /// When the limit is renewed, if GitHub said.
        until: Option<Timestamp>,
    },
    /// Too much in too short a time.
    SecondaryLimit,
    /// A GraphQL query that asks for more than GitHub works out in one go: ask for a smaller window.
    TooHeavy,
    /// 5xx.
    ServerTrouble,
    /// GitHub could not be reached, or the connection broke before an answer began.
    Transport,
    /// One request took too long.
    Timeout,
    /// The time for all requests together is used up.
    OutOfTime,
    /// The answer is larger than we take.
    BodyTooLarge,
    /// The answer broke off.
    Truncated,
    /// The answer is not JSON.
    NotJson,
    /// The answer is JSON of another shape than GitHub documents.
    UnexpectedShape {
        /// The odd field, such as `data.repository.issue.title`; empty for the whole answer.
        field: String,
    },
    /// A GraphQL answer without data and without errors.
    Empty,
    /// A redirect that is not followed: to another host, or of a write.
    Redirected,
    /// A list that ended before the number of entries that GitHub had announced.
    ShortList {
        /// How many entries came.
        got: usize,
        /// How many there are, by GitHub's count.
        total: usize,
    },
    /// A page of a list that shows another state of it than the page before.
    ChangedList,
    /// A list with more entries than the caller takes.
    LongList {
        /// How many entries the caller takes.
        cap: usize,
    },
    /// Any other refusal.
    Refused,
}

/// One entry of the `errors` of a 422.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// The kind of thing, such as `Release`.
    pub resource: Option<String>,
    /// The field, such as `tag_name`.
    pub field: Option<String>,
    /// The code, such as `already_exists`.
    pub code: Option<String>,
    /// GitHub's words; the only part when GitHub sent a bare string.
    pub message: Option<String>,
}

impl Failure {
    /// A failure of the request `asked`; `writing` if it would have changed something.
    pub(super) fn new(asked: &str, writing: bool, kind: FailureKind, message: &str) -> Self {
        Self(Box::new(Details {
            asked: plain(asked, LONGEST_MESSAGE),
            place: None,
            writing,
            token: "token",
            kind,
            message: plain(message, LONGEST_MESSAGE),
            status: None,
            accepted_permissions: None,
            request_id: None,
            wait: None,
            until: None,
            not_seen: false,
        }))
    }

    /// Says which token it was asked with, where that is not the usual one.
    pub(super) fn asked_with(mut self, token: &'static str) -> Self {
        self.0.token = token;
        self
    }

    /// Adds where the request was sent to.
    pub(super) fn at(mut self, place: &str) -> Self {
        self.0.place = Some(plain(place, LONGEST_MESSAGE));
        self
    }

    /// Adds until when GitHub asks to wait, by its own clock.
    pub(super) fn waiting_until(mut self, until: Option<Timestamp>) -> Self {
        self.0.until = until;
        self
    }

    /// Adds what the head of the answer said.
    pub(super) fn answered(
        mut self,
        status: u16,
        accepted_permissions: Option<&str>,
        request_id: Option<&str>,
        wait: Option<Duration>,
    ) -> Self {
        let details = &mut *self.0;
        details.status = Some(status);
        details.accepted_permissions = accepted_permissions.map(|text| plain(text, LONGEST_MESSAGE));
        details.request_id = request_id.map(|text| plain(text, 80));
        details.wait = wait;
        self
    }

    /// The same, of a write that GitHub does not show afterwards.
    pub(super) fn not_seen(mut self) -> Self {
        self.0.not_seen = true;
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> &FailureKind {
        &self.0.kind
    }

    /// What was asked: `GET /repos/octoacme/shop`, or `query TrackingIssue`.
    #[must_use]
    pub fn asked(&self) -> &str {
        &self.0.asked
    }

    /// GitHub's own words, or the system's for a broken connection; may be empty.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The permissions that would do, as GitHub lists them in `X-Accepted-GitHub-Permissions`: all between two
    /// semicolons are needed, the semicolon means "or".
    #[must_use]
    pub fn accepted_permissions(&self) -> Option<&str> {
        self.0.accepted_permissions.as_deref()
    }

    /// GitHub's id of the request, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long GitHub asks to wait before the next try.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        self.0.wait
    }

    /// Whether a smaller window of the same GraphQL query may succeed.
    #[must_use]
    pub fn is_too_heavy(&self) -> bool {
        let query = self.0.asked.starts_with("query");
        matches!(self.0.kind, FailureKind::TooHeavy)
            || query && matches!(self.0.kind, FailureKind::BodyTooLarge | FailureKind::Timeout)
            || query && matches!(self.0.status, Some(502 | 504))
    }

    /// Whether a write may have been done although no good answer came: look before doing it again.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        self.0.writing
            && match self.0.kind {
                FailureKind::ServerTrouble
                | FailureKind::Transport
                | FailureKind::Timeout
                | FailureKind::BodyTooLarge
                | FailureKind::Truncated
                | FailureKind::NotJson
                | FailureKind::UnexpectedShape { .. }
                | FailureKind::TooHeavy
                | FailureKind::Empty => true,
                FailureKind::Unauthorized
                | FailureKind::Forbidden
                | FailureKind::NotFound
                | FailureKind::Gone
                | FailureKind::Conflict
                | FailureKind::Unprocessable(_)
                | FailureKind::RateLimited { .. }
                | FailureKind::SecondaryLimit
                | FailureKind::OutOfTime
                | FailureKind::Redirected
                | FailureKind::ShortList { .. }
                | FailureKind::ChangedList
                | FailureKind::LongList { .. }
                | FailureKind::Refused => false,
            }
    }

    /// What to do about the server's certificate, if that is the trouble. The words looked for are those of rustls.
    fn certificate_deed(&self) -> Option<&'static str> {
        let said = self.0.message.as_str();
        if self.0.kind != FailureKind::Transport || !said.contains("peer certificate") {
            return None;
        }
        Some(if said.contains("expired") {
            "the server's certificate has expired: let it be renewed, or set this machine's clock right"
        } else if said.contains("not valid for") || said.contains("NotValidForName") {
            "the server's certificate is for another name: ask for GitHub by that name in `GITHUB_API_URL`"
        } else {
            "name the issuer of the server's certificate in `SSL_CERT_FILE`, if you trust it"
        })
    }

    /// Whether the message itself says what is to be done about a way to GitHub that is barred.
    #[must_use]
    pub fn names_a_deed(&self) -> bool {
        self.certificate_deed().is_some()
            || self.0.kind == FailureKind::Transport && self.0.message.contains("the proxy ")
    }

    /// Request and answer: `status 502 from GET https://api.github.com/repos/octoacme/shop`. Empty if nothing was asked.
    /// Without the request's id, so that the same trouble reads the same in the next run: a comment that says nothing new
    /// is not written again.
    #[must_use]
    pub fn source(&self) -> String {
        let details = &*self.0;
        if details.asked.is_empty() {
            return String::new();
        }
        let asked = match (&details.place, details.asked.split_once(" /")) {
            (Some(place), Some((method, path))) => format!("{method} {place}/{path}"),
            (Some(place), None) => format!("{} at {place}", details.asked),
            (None, _) => details.asked.clone(),
        };
        let status = details.status.map(|status| format!("status {status} from ")).unwrap_or_default();
        format!("{status}{}", short_ids(&asked))
    }

    /// What the failure says beyond its [`Reason`](crate::evidence::Reason): GitHub's words, until when to wait, and
    /// where they come from.
    #[must_use]
    pub fn detail(&self) -> String {
        let details = &*self.0;
        let fixed = match &details.kind {
            // Of two tokens, which one it was.
            FailureKind::Unauthorized if details.token != "token" => format!("the {}", details.token),
            FailureKind::Unauthorized
            | FailureKind::Forbidden
            | FailureKind::NotFound
            | FailureKind::Gone
            | FailureKind::ServerTrouble
            | FailureKind::Transport
            | FailureKind::Timeout => String::new(),
            FailureKind::RateLimited { until } => {
                until.map(|until| format!("until {until}")).unwrap_or_default()
            }
            FailureKind::SecondaryLimit => {
                details.until.map(|until| format!("it asks to wait until {until}")).unwrap_or_default()
            }
            _ => self.sentence(),
        };
        let message = details.message.trim_end_matches('.').to_owned();
        let parts = [fixed, message, self.source()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn sentence(&self) -> String {
        let token = self.0.token;
        let fixed = match &self.0.kind {
            FailureKind::Unauthorized => {
                return format!("GitHub refused the {token}: it is wrong, expired or revoked");
            }
            FailureKind::Forbidden => return format!("the {token} may not do this"),
            FailureKind::NotFound => {
                return format!("GitHub does not have this, or does not show it to this {token}");
            }
            FailureKind::Gone => "this is switched off or was deleted",
            FailureKind::Conflict => "GitHub sees a conflict with something else",
            FailureKind::Unprocessable(_) => "GitHub refused what was sent",
            FailureKind::RateLimited { until: None } => {
                return format!("the {token}'s requests of this hour are used up");
            }
            FailureKind::RateLimited { until: Some(until) } => {
                return format!("the {token}'s requests of this hour are used up until {until}");
            }
            FailureKind::SecondaryLimit => match self.0.until {
                Some(until) => {
                    return format!("GitHub asks for fewer requests at a time, and to wait until {until}");
                }
                None => "GitHub asks for fewer requests at a time; try again in a few minutes",
            },
            FailureKind::TooHeavy => "the question was too large for GitHub",
            FailureKind::ServerTrouble => "GitHub has trouble of its own; try again later",
            FailureKind::Transport => "GitHub could not be reached",
            FailureKind::Timeout => "GitHub did not answer in time",
            FailureKind::OutOfTime => "the time that `--timeout` allows is used up",
            FailureKind::BodyTooLarge => "the answer was too large to be taken",
            FailureKind::Truncated => "the answer broke off",
            FailureKind::NotJson => "the answer was not JSON; is this the address of a GitHub API?",
            FailureKind::UnexpectedShape { field } if field.is_empty() => {
                "the answer had an unexpected shape"
            }
            FailureKind::UnexpectedShape { field } => {
                return format!("the answer had an unexpected shape at `{}`", plain(field, 120));
            }
            FailureKind::Empty => "the answer held neither data nor errors",
            FailureKind::Redirected => "GitHub says that this has moved, and the new place was not followed",
            FailureKind::ShortList { got, total } => {
                return format!("the list ended after {got} of {total} entries");
            }
            FailureKind::ChangedList => "the list changed while it was read",
            FailureKind::LongList { cap } => {
                return format!("the list has more than the {cap} entries that are read");
            }
            FailureKind::Refused => "GitHub refused the request",
        };
        fixed.to_owned()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &*self.0;
        f.write_str(&self.sentence())?;
        if !details.message.is_empty() {
            write!(f, ": {}", details.message)?;
        }
        if let FailureKind::Unprocessable(problems) = &details.kind {
            for (at, problem) in problems.iter().take(MOST_PROBLEMS).enumerate() {
                write!(f, "{} {}", if at == 0 && details.message.is_empty() { ":" } else { ";" }, problem)?;
            }
        }
        if let Some(permissions) = details.accepted_permissions.as_deref().filter(|text| !text.is_empty())
            && matches!(details.kind, FailureKind::Forbidden | FailureKind::NotFound)
        {
            write!(
                f,
                "; this would do: `{}`",
                permissions.replace(';', "` or `").replace("` or ` ", "` or `")
            )?;
        }
        if let Some(deed) = self.certificate_deed() {
            write!(f, "; {deed}")?;
        }
        if self.may_have_happened() {
            f.write_str(if details.not_seen {
                "; a look afterwards did not show it, and it was not sent again"
            } else {
                "; it may have been done all the same, and it was not sent again"
            })?;
        }
        let source = self.source();
        let id = details.request_id.as_ref().map(|id| format!(", request {id}")).unwrap_or_default();
        if source.is_empty() { Ok(()) } else { write!(f, " ({source}{id})") }
    }
}

impl Error for Failure {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |text: &str| plain(text, LONGEST_MESSAGE);
        if let Some(message) = self.message.as_deref().filter(|text| !text.is_empty()) {
            return f.write_str(&show(message));
        }
        let place: Vec<String> =
            [&self.resource, &self.field].into_iter().flatten().map(|text| show(text)).collect();
        let code = self.code.as_deref().map_or_else(|| "is not accepted".to_owned(), show);
        if place.is_empty() { f.write_str(&code) } else { write!(f, "{}: {code}", place.join(".")) }
    }
}

/// The innermost cause of an error: the outer ones only say that a request failed, the inner one "Connection refused".
pub(super) fn root_cause(error: &dyn Error) -> String {
    let mut cause = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let text = error.to_string();
        if !text.is_empty() {
            cause = text;
        }
        next = error.source();
    }
    cause
}

/// The text with the ids of commits as short as people write them; GitHub takes them so.
fn short_ids(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(at);
        let length = from.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(from.len());
        let (word, after) = from.split_at(length);
        out.push_str(before);
        out.push_str(if length == 40 { word.get(..7).unwrap_or(word) } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// One line without characters that steer a terminal or turn the reading direction, at most `longest` characters.
pub(super) fn plain(text: &str, longest: usize) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    let words: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !steers(*c)).collect();
    let line = words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let mut cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests;
