//! One client for all requests to one GitHub with one token.
//!
//! Octocrab carries the requests on our own HTTP client (HTTP/2, gzip, TLS roots linked in). Its own retry, error
//! mapping and `graphql()` are not used: they repeat writes and lose what a gate must know. Reading is tried again in
//! `retry`; a write is sent once, whatever happens. Made for a runtime with one thread.

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use http::{Method, Request};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use jiff::Timestamp;
use octocrab::{OctoBody, Octocrab};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::endpoints::Endpoints;
use super::failure::{Failure, FailureKind, root_cause};
use super::older::{Fitted, Refusal, Unasked};
use super::proxy::Proxy;
use super::retry;
use super::token::{Hidden, Token};
use crate::evidence::settings::TokenKind;

mod answer;
mod carrier;
mod download;
mod route;

pub use answer::Answer;

/// How many redirects of one request are followed.
const MOST_REDIRECTS: usize = 5;

/// What a client needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where GitHub is.
    pub endpoints: Endpoints,
    /// The token; without one only public things can be read, and few.
    pub token: Option<Token>,
    /// Certificates to trust beside the well-known ones, in PEM: the content of the file that `SSL_CERT_FILE` names.
    pub certificates: Option<Vec<u8>>,
    /// The proxy on the way, if there is one.
    pub proxy: Option<Proxy>,
    /// How long all requests together may take, pauses included.
    pub timeout: Duration,
}

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupError {
    /// The extra certificates are not PEM, hold no certificate, or one that cannot be used.
    Certificates(String),
    /// The TLS library refused its settings.
    Tls(String),
    /// Called outside an asynchronous runtime.
    NoRuntime,
}

/// What the requests cost so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Requests sent, repeated ones and redirects included.
    pub requests: u64,
    /// GraphQL points, as far as the documents asked for their cost.
    pub points: u64,
}

/// Sends requests. See [`Client::send`] for what it promises.
pub struct Client {
    crab: Octocrab,
    endpoints: Endpoints,
    /// What failures call the token.
    token: &'static str,
    kind: TokenKind,
    hidden: Hidden,
    deadline: Instant,
    limits: Limits,
    requests: AtomicU64,
    points: AtomicU64,
    clock: AtomicI64,
    proxy: Option<Proxy>,
    certificates: Option<Vec<u8>>,
    server: Mutex<Server>,
}

/// What the answers told about the server.
#[derive(Default)]
struct Server {
    unasked: Unasked,
    version: Option<String>,
}

/// The bounds of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) body: usize,
    pub(super) request: Duration,
    pub(super) first_pause: Duration,
}

/// What is asked for where nothing else is.
const JSON: &str = "application/vnd.github+json";

const LIMITS: Limits =
    Limits { body: 32 << 20, request: Duration::from_secs(30), first_pause: Duration::from_millis(250) };

/// One request, before it is sent.
pub(super) struct Ask {
    pub(super) method: Method,
    /// With the base path of the endpoints already in front; a whole address where it goes to the host for uploads.
    pub(super) path: String,
    pub(super) body: Option<Payload>,
    /// How a failure names it.
    pub(super) name: String,
    /// It changes nothing, so it may be sent again.
    pub(super) reading: bool,
}

/// What is sent.
pub(super) struct Payload {
    content_type: HeaderValue,
    bytes: Bytes,
}

impl Payload {
    pub(super) fn json(text: String) -> Self {
        Self { content_type: HeaderValue::from_static("application/json"), bytes: text.into() }
    }
}

impl Client {
    /// A client; nothing is sent yet. The time allowed begins now.
    ///
    /// # Errors
    /// When the certificates cannot be used, or outside a Tokio runtime.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        let Settings { endpoints, token, certificates, proxy, timeout } = settings;
        tokio::runtime::Handle::try_current().map_err(|_| SetupError::NoRuntime)?;
        let crab = carrier::build(&endpoints, token.as_ref(), certificates.as_deref(), proxy.as_ref())?;
        Ok(Self {
            crab,
            endpoints,
            token: token.as_ref().map_or("token", Token::name),
            kind: token.as_ref().map_or(TokenKind::Untold, Token::kind),
            hidden: token.into_iter().fold(Hidden::default(), Hidden::with),
            deadline: after(timeout),
            limits: LIMITS,
            requests: AtomicU64::new(0),
            points: AtomicU64::new(0),
            clock: AtomicI64::new(i64::MIN),
            proxy,
            certificates,
            server: Mutex::new(Server::default()),
        })
    }

    /// The same client, which strikes out this token, too: one that another client carries.
    #[must_use]
    pub fn hiding(mut self, token: Token) -> Self {
        self.hidden = self.hidden.with(token);
        self
    }

    /// The same client with other bounds.
    #[cfg(test)]
    pub(super) fn with_limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }

    /// Lets the time allowed begin anew: for the next round of waiting, or for the writes after the reading.
    pub fn allow(&mut self, timeout: Duration) {
        self.deadline = after(timeout);
    }

    /// How much of that time is left.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Where this client's GitHub is.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// What the first letters of its token say.
    pub(super) fn token_kind(&self) -> TokenKind {
        self.kind
    }

    /// What it cost so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Usage { requests: self.requests.load(Ordering::Relaxed), points: self.points.load(Ordering::Relaxed) }
    }

    /// The document as this GitHub knows it.
    pub(super) fn fitted(&self, document: &str) -> Fitted {
        self.server().unasked.fit(document)
    }

    /// Remembers what GitHub does not know of a document.
    pub(super) fn learn(&self, text: &str, refusals: &[Refusal]) {
        self.server().unasked.learn(text, refusals);
    }

    /// The version of an Enterprise Server, as its answers say.
    pub(super) fn enterprise_version(&self) -> Option<String> {
        self.server().version.clone()
    }

    fn server(&self) -> std::sync::MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the points of a GraphQL answer, from its `rateLimit { cost }`.
    pub fn count_points(&self, points: u64) {
        self.points.fetch_add(points, Ordering::Relaxed);
    }

    /// The latest time that GitHub's clock showed in an answer, to the second; `None` before the first answer.
    #[must_use]
    pub fn github_time(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.clock.load(Ordering::Relaxed)).ok()
    }

    /// Reads a REST path such as `/repos/octoacme/shop`. Build it with [`path`] when parts come from elsewhere.
    ///
    /// # Errors
    /// Any [`Failure`]; a status other than 2xx is one.
    pub async fn get(&self, path: &str) -> Result<Answer, Failure> {
        self.send(Method::GET, path, None).await
    }

    /// Sends one REST request and returns a 2xx answer.
    ///
    /// `GET` follows redirects on this origin and is tried again after a broken connection, 502, 503, 504 and rate
    /// limits, as long as the time allowed lasts. Anything else is sent exactly once. The token goes to this origin
    /// only. At most 32 MiB are taken, after decompression, and one request takes at most 30 seconds.
    ///
    /// # Errors
    /// Any [`Failure`]; a status other than 2xx is one.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer, Failure> {
        let ask = Ask {
            name: format!("{method} {path}"),
            reading: method == Method::GET || method == Method::HEAD,
            path: self.endpoints.rest_path(path),
            body: body.map(|body| Payload::json(body.to_string())),
            method,
        };
        self.ask(&ask, Ok).await
    }

    /// Sends a file to where `upload_url` of a release says, once. The token goes along only if that is the host for
    /// uploads that belongs to these endpoints, and the place is that release's.
    ///
    /// # Errors
    /// `Redirected` if it is not; else as [`Client::send`].
    pub(super) async fn upload(
        &self,
        upload_url: &str,
        release: u64,
        name: &str,
        content_type: &str,
        bytes: Bytes,
    ) -> Result<Answer, Failure> {
        let address = upload_url.split('{').next().unwrap_or_default();
        // One part of a path is encoded as a value of a query is.
        let query = format!("name={}", path(&[name]).split_off(1));
        let named = format!("POST /releases/{release}/assets?{query}");
        let ours = |address: &String| address.ends_with(&format!("/releases/{release}/assets"));
        let Some(address) = self.endpoints.upload_address(address).filter(ours) else {
            return Err(Failure::new(&named, true, FailureKind::Redirected, address).asked_with(self.token));
        };
        let octets = HeaderValue::from_static("application/octet-stream");
        let content_type = HeaderValue::try_from(content_type).unwrap_or(octets);
        let ask = Ask {
            name: named,
            reading: false,
            path: format!("{address}?{query}"),
            body: Some(Payload { content_type, bytes }),
            method: Method::POST,
        };
        self.ask(&ask, Ok).await
    }

    /// Sends `ask` and reads its answer, again and again while that is safe and of use. `read` may find in the body
    /// that the request failed: GraphQL reports its limits there.
    pub(super) async fn ask<R>(
        &self,
        ask: &Ask,
        read: impl Fn(Answer) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let mut tries = 0;
        loop {
            tries += 1;
            let failure = match self.follow(ask).await.and_then(&read) {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match retry::pause(&failure, ask.reading, tries, self.limits.first_pause) {
                Some(pause) if pause < self.left() => tokio::time::sleep(pause).await,
                _ => return Err(failure),
            }
        }
    }

    /// The failure of `ask`, without the token whatever the text holds.
    pub(super) fn failure(&self, ask: &Ask, kind: FailureKind, message: &str) -> Failure {
        let clean = |text: &str| self.hidden.strike_out(text);
        let failure = Failure::new(&clean(&ask.name), !ask.reading, kind, &clean(message));
        failure.asked_with(self.token).at(&self.place(ask))
    }

    /// Where a request goes, for whoever reads of its failure.
    fn place(&self, ask: &Ask) -> String {
        let origin =
            if ask.path.starts_with('/') { self.endpoints.origin().to_string() } else { String::new() };
        let origin = origin.trim_end_matches('/');
        // REST is named by its path, before which an Enterprise Server has one of its own.
        let named = ask.name.split_once(" /").and_then(|(_, path)| ask.path.strip_suffix(path));
        format!("{origin}{}", named.map_or(ask.path.as_str(), |before| before.trim_end_matches('/')))
    }

    /// Sends `ask`, and for a `GET` goes where GitHub points as long as that is the same origin.
    async fn follow(&self, ask: &Ask) -> Result<Answer, Failure> {
        let mut moved: Option<String> = None;
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.once(ask, moved.as_deref().unwrap_or(&ask.path)).await?;
            if answer.status.is_success() {
                return Ok(answer);
            }
            if let (407, Some(proxy)) = (answer.status.as_u16(), &self.proxy) {
                return Err(answer.failed(FailureKind::Transport, &route::refusal(proxy)));
            }
            if !matches!(answer.status.as_u16(), 301 | 302 | 307 | 308) {
                return Err(answer.failure());
            }
            let place = answer.header(LOCATION.as_str()).unwrap_or_default().to_owned();
            match self.endpoints.path_here(&place).filter(|_| ask.method == Method::GET) {
                Some(path) => moved = Some(path),
                None => return Err(answer.failed(FailureKind::Redirected, &place)),
            }
        }
        Err(self.failure(ask, FailureKind::Redirected, "from place to place without end"))
    }

    /// Sends one request, once.
    async fn once(&self, ask: &Ask, path: &str) -> Result<Answer, Failure> {
        self.timed(ask, self.exchange(ask, path)).await
    }

    /// One exchange, as long as it may take.
    async fn timed(
        &self,
        ask: &Ask,
        exchange: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        let left = self.left();
        if left.is_zero() {
            return Err(self.failure(ask, FailureKind::OutOfTime, ""));
        }
        let patience = self.limits.request.min(left);
        self.requests.fetch_add(1, Ordering::Relaxed);
        match tokio::time::timeout(patience, exchange).await {
            Ok(answer) => answer,
            // A write that was under way when the time ran out may have been done; only a read is just out of time.
            Err(_) if ask.reading && patience == left => Err(self.failure(ask, FailureKind::OutOfTime, "")),
            Err(_) => Err(self.failure(ask, FailureKind::Timeout, "")),
        }
    }

    async fn exchange(&self, ask: &Ask, path: &str) -> Result<Answer, Failure> {
        self.exchange_by(&self.crab, JSON, ask, path).await
    }

    /// Sends a request by this carrier, and asks for this form of answer.
    async fn exchange_by(
        &self,
        crab: &Octocrab,
        accept: &'static str,
        ask: &Ask,
        path: &str,
    ) -> Result<Answer, Failure> {
        let mut request = Request::builder().method(ask.method.clone()).uri(path);
        request = request.header(ACCEPT, HeaderValue::from_static(accept));
        let body = match &ask.body {
            Some(payload) => {
                request = request.header(CONTENT_TYPE, payload.content_type.clone());
                OctoBody::from(payload.bytes.clone())
            }
            None => OctoBody::empty(),
        };
        let request = request
            .body(body)
            .map_err(|error| self.failure(ask, FailureKind::Refused, &error.to_string()))?;
        let broken = |error: octocrab::Error| self.failure(ask, FailureKind::Transport, &root_cause(&error));
        let (mut head, body) = crab.send(request).await.map_err(broken)?.into_parts();
        self.hidden.strike_out_of_headers(&mut head.headers);
        let now = self.note_time(&head.headers);
        if let Some(version) = head.headers.get("x-github-enterprise-version") {
            self.server().version = version.to_str().ok().map(ToOwned::to_owned);
        }
        let answer = |body| Answer {
            status: head.status,
            headers: head.headers.clone(),
            body: self.hidden.strike_out_of_body(body),
            name: self.failure(ask, FailureKind::Refused, "").asked().to_owned(),
            place: self.place(ask),
            writing: !ask.reading,
            hidden: self.hidden.clone(),
            token: self.token,
            now,
        };
        match Limited::new(body, self.limits.body).collect().await {
            Ok(body) => Ok(answer(body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(answer(Bytes::new()).failed(FailureKind::BodyTooLarge, ""))
            }
            Err(error) => Err(answer(Bytes::new()).failed(FailureKind::Truncated, &root_cause(&*error))),
        }
    }

    /// GitHub's time of an answer; our own where it does not say.
    fn note_time(&self, headers: &HeaderMap) -> Timestamp {
        let Some(date) = answer::date(headers) else {
            return self.github_time().unwrap_or_else(Timestamp::now);
        };
        self.clock.fetch_max(date.as_second(), Ordering::Relaxed);
        date
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoints", &self.endpoints)
            .field("usage", &self.usage())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificates(why) => write!(f, "the certificates of SSL_CERT_FILE cannot be used: {why}"),
            Self::Tls(why) => write!(f, "TLS cannot be set up: {why}"),
            Self::NoRuntime => f.write_str("the client must be made inside a Tokio runtime"),
        }
    }
}

impl std::error::Error for SetupError {}

/// A REST path from its parts, each percent-encoded: `path(&["repos", owner, name, "branches", "release/1.x"])`.
/// GitHub wants a slash inside a part as `%2F`.
#[must_use]
pub fn path(parts: &[&str]) -> String {
    let mut path = String::new();
    for part in parts {
        path.push('/');
        for byte in part.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                path.push(char::from(byte));
            } else {
                path.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    path
}

/// The instant that long from now; a time beyond the clock's reach is a century.
fn after(timeout: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(timeout).unwrap_or_else(|| now + Duration::from_secs(3_155_760_000))
}

/// Reads JSON and says which field was odd.
pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, (FailureKind, String)> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = match error.path().to_string() {
            whole if whole == "." => String::new(),
            field => field,
        };
        let inner = error.into_inner();
        let kind = match inner.classify() {
            serde_json::error::Category::Data => FailureKind::UnexpectedShape { field },
            serde_json::error::Category::Eof if !body.is_empty() => FailureKind::Truncated,
            _ => FailureKind::NotJson,
        };
        (kind, inner.to_string())
    })?;
    json.end().map_err(|error| (FailureKind::NotJson, error.to_string()))?;
    Ok(value)
}

#[cfg(test)]
mod tests;
