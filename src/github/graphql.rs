//! GraphQL over the one client.
//!
//! GitHub answers most failures with status 200, `errors`, and data with nulls in it. So [`query`] returns the data
//! together with the errors, and whoever reads a field asks [`Partial::error_at`] before taking a null for an absence.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use super::client::{Answer, Ask, Client, Payload, decode};
use super::failure::{Failure, FailureKind, plain};
use super::older::Refusal;

/// What a query brought: the data, and what GitHub could not or would not read of it.
#[derive(Debug)]
pub struct Partial<T> {
    /// The data; `None` only beside at least one error.
    pub data: Option<T>,
    /// The errors, in GitHub's order.
    pub errors: Vec<GraphqlError>,
    pub(super) refusals: Vec<Refusal>,
    name: String,
    /// Request and answer, for whoever reads of a part that is missing.
    pub source: String,
}

/// One entry of `errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphqlError {
    /// GitHub's word for it, such as `FORBIDDEN` or `NOT_FOUND`.
    pub kind: Option<String>,
    /// Where in the data; empty when it concerns the whole query.
    pub path: Vec<PathItem>,
    /// GitHub's sentence.
    pub message: String,
    /// The organization wants a single sign-on that this token has not been through.
    pub saml_failure: bool,
}

/// One step of a path into the data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum PathItem {
    /// The entry of a list.
    Index(u64),
    /// A field, by the name it has in the answer.
    Field(String),
}

/// Sends a query. It is tried again as a `GET` is: never hand a mutation to this function.
///
/// # Errors
/// Any [`Failure`] of transport; a rate limit, also when it comes with status 200; `TooHeavy` when GitHub ran out of
/// time or resources; `UnexpectedShape` when data does not fit `T`; `Empty` without data and errors.
pub async fn query<T: DeserializeOwned>(
    client: &Client,
    document: &str,
    variables: Value,
) -> Result<Partial<T>, Failure> {
    let ask = ask(client, document, &variables, true);
    client.ask(&ask, |answer| read(&answer)).await
}

/// Sends a mutation, exactly once.
///
/// # Errors
/// As [`query`]; and any error in the answer is a failure, because half a write is none.
pub async fn mutate<T: DeserializeOwned>(
    client: &Client,
    document: &str,
    variables: Value,
) -> Result<T, Failure> {
    let ask = ask(client, document, &variables, false);
    client.ask(&ask, |answer| read(&answer)?.whole_of(&answer)).await
}

/// Sends a mutation, exactly once. Beside the write its document may read: what of that is missing leaves the write done,
/// if the data proves it.
///
/// # Errors
/// As [`query`]; and when `done` does not hold of the data.
pub(super) async fn mutate_partly(
    client: &Client,
    document: &str,
    variables: Value,
    done: impl Fn(&Value) -> bool,
) -> Result<Partial<Value>, Failure> {
    let ask = ask(client, document, &variables, false);
    client
        .ask(&ask, |answer| {
            let partial = read::<Value>(&answer)?;
            if partial.data.as_ref().is_some_and(&done) {
                return Ok(partial);
            }
            if partial.errors.is_empty() {
                return Err(answer.failed(FailureKind::UnexpectedShape { field: "data".to_owned() }, ""));
            }
            Err(answer.failed(refusal(&partial.errors), &sentences(&partial.errors)))
        })
        .await
}

impl<T> Partial<T> {
    /// The first error that concerns the data at `path`, list positions left out: one at the path itself, above it,
    /// or inside it. An error without a path concerns everything.
    #[must_use]
    pub fn error_at(&self, path: &[&str]) -> Option<&GraphqlError> {
        self.errors.iter().find(|error| error.concerns(path))
    }

    /// The data, for callers to whom a part is of no use.
    ///
    /// # Errors
    /// When there is any error, or no data.
    pub fn whole(self) -> Result<T, Failure> {
        match self.data {
            Some(data) if self.errors.is_empty() => Ok(data),
            _ => Err(Failure::new(&self.name, false, refusal(&self.errors), &sentences(&self.errors))),
        }
    }

    fn whole_of(self, answer: &Answer) -> Result<T, Failure> {
        match self.data {
            Some(data) if self.errors.is_empty() => Ok(data),
            _ => Err(answer.failed(refusal(&self.errors), &sentences(&self.errors))),
        }
    }
}

impl GraphqlError {
    fn concerns(&self, path: &[&str]) -> bool {
        let fields = self.path.iter().filter_map(|item| match item {
            PathItem::Field(name) => Some(name.as_str()),
            PathItem::Index(_) => None,
        });
        // `zip` ends with the shorter, so either may be the beginning of the other.
        fields.zip(path).all(|(field, name)| field == *name)
    }
}

impl fmt::Display for GraphqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.message, 300))?;
        if self.saml_failure {
            f.write_str(" (the organization wants single sign-on for this token)")?;
        }
        Ok(())
    }
}

fn ask(client: &Client, document: &str, variables: &Value, reading: bool) -> Ask {
    let word = if reading { "query" } else { "mutation" };
    Ask {
        method: http::Method::POST,
        path: client.endpoints().graphql_path().to_owned(),
        body: Some(Payload::json(json!({"query": document, "variables": variables}).to_string())),
        name: format!("{word} {}", operation_name(document, word)),
        reading,
    }
}

/// The name after `query` or `mutation`; documents of ours always have one.
fn operation_name<'a>(document: &'a str, word: &str) -> &'a str {
    let lines = document.lines().filter(|line| !line.trim_start().starts_with('#'));
    let rest =
        lines.filter_map(|line| line.trim_start().strip_prefix(word)).find(|rest| rest.starts_with(' '));
    let name = rest.unwrap_or_default().trim_start();
    name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: Option<T>,
    errors: Option<Vec<RawError>>,
    message: Option<String>,
}

#[derive(Deserialize)]
struct RawError {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    path: Option<Vec<PathItem>>,
    message: Option<String>,
    extensions: Option<Extensions>,
    locations: Option<Vec<Location>>,
}

/// Where in the document, from 1.
#[derive(Deserialize)]
struct Location {
    line: usize,
    column: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    code: Option<String>,
    type_name: Option<String>,
    argument_name: Option<String>,
    variable_name: Option<String>,
    #[serde(rename = "saml_failure")]
    saml_failure: Option<bool>,
}

impl RawError {
    /// What GitHub does not know of the document; it has no data then.
    fn refusal(&self) -> Option<Refusal> {
        let more = self.extensions.as_ref()?;
        let at = self.locations.as_deref().and_then(<[Location]>::first);
        Some(Refusal {
            code: more.code.clone()?,
            type_name: more.type_name.clone(),
            argument: more.argument_name.clone(),
            variable: more.variable_name.clone(),
            at: at.map(|at| (at.line, at.column)),
        })
    }
}

impl From<RawError> for GraphqlError {
    fn from(raw: RawError) -> Self {
        let (code, saml) = raw.extensions.map_or((None, None), |more| (more.code, more.saml_failure));
        Self {
            kind: raw.kind.or(raw.code).or(code),
            path: raw.path.unwrap_or_default(),
            message: raw.message.unwrap_or_default(),
            saml_failure: saml.unwrap_or(false),
        }
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<Partial<T>, Failure> {
    let envelope: Envelope<T> = decode(&answer.body).map_err(|(kind, why)| {
        // The errors explain odd data better than the data does.
        let errors = match decode::<Envelope<IgnoredAny>>(&answer.body) {
            Ok(envelope) => errors_of(envelope.errors),
            Err(_) => Vec::new(),
        };
        let why = if errors.is_empty() { why } else { format!("{why}; GitHub said: {}", sentences(&errors)) };
        limit(answer, &errors).unwrap_or_else(|| answer.failed(kind, &why))
    })?;
    let raw = envelope.errors.iter().flatten();
    let refusals =
        if envelope.data.is_none() { raw.filter_map(RawError::refusal).collect() } else { Vec::new() };
    let errors = errors_of(envelope.errors);
    if let Some(failure) = limit(answer, &errors) {
        return Err(failure);
    }
    if envelope.data.is_none() && errors.is_empty() {
        return Err(answer.failed(FailureKind::Empty, &envelope.message.unwrap_or_default()));
    }
    let source = answer.failed(FailureKind::Refused, "").source();
    Ok(Partial { data: envelope.data, errors, refusals, name: answer.name().to_owned(), source })
}

fn errors_of(errors: Option<Vec<RawError>>) -> Vec<GraphqlError> {
    errors.unwrap_or_default().into_iter().map(GraphqlError::from).collect()
}

/// An error that makes the whole answer worthless: a limit was met, so what is missing is not only what it names.
fn limit(answer: &Answer, errors: &[GraphqlError]) -> Option<Failure> {
    errors.iter().find_map(|error| {
        let kind = error.kind.as_deref().unwrap_or_default().to_ascii_uppercase();
        let said = error.message.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let met = if says(&["secondary rate limit"]) {
            FailureKind::SecondaryLimit
        } else if kind.starts_with("RATE_LIMIT") || kind == "GRAPHQL_RATE_LIMIT" || says(&["api rate limit"])
        {
            FailureKind::RateLimited { until: answer.limit_reset() }
        } else if matches!(kind.as_str(), "MAX_NODE_LIMIT_EXCEEDED" | "RESOURCE_LIMITS_EXCEEDED")
            || says(&["resource limit", "node limit"])
            || error.path.is_empty()
                && says(&["something went wrong", "timeout", "timed out", "respond to your request in time"])
        {
            FailureKind::TooHeavy
        } else {
            return None;
        };
        Some(answer.failed(met, &error.message))
    })
}

/// What the first error means as a failure.
fn refusal(errors: &[GraphqlError]) -> FailureKind {
    match errors.first().and_then(|error| error.kind.as_deref()) {
        Some("FORBIDDEN" | "INSUFFICIENT_SCOPES") => FailureKind::Forbidden,
        Some("NOT_FOUND") => FailureKind::NotFound,
        Some("UNPROCESSABLE") => FailureKind::Unprocessable(Vec::new()),
        _ => FailureKind::Refused,
    }
}

fn sentences(errors: &[GraphqlError]) -> String {
    errors.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
