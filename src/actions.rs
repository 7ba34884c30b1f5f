//! What the GitHub Actions runner gives to a container action and takes from it: inputs, variables, outputs,
//! workflow commands.
//!
//! Nothing here reads the environment or writes anywhere: the environment is handed in as a map, and what
//! is to be written comes back as text. The rules are those of the runner itself (`actions/runner` 2.336)
//! and of its toolkit. The event's payload is read elsewhere.

use std::collections::BTreeMap;
use std::fmt;

mod event;
mod inputs;

pub use event::{BadPayload, CHECK_RUN_MARK, COMMENT_MARK, Event};
pub use inputs::Inputs;

/// A step summary that is longer than this many bytes is not shown at all.
pub const SUMMARY_LIMIT: usize = 1_048_576;

/// The runner cuts an annotation's message at this many UTF-16 units, in the log too.
pub const MESSAGE_LIMIT: usize = 4_096;

/// The runner shows this many annotations of a level for a step; the others are in the log only.
pub const ANNOTATIONS_PER_LEVEL: usize = 10;

/// Inserted into text so that no workflow command is left in it.
const BREAK: char = '\u{200B}';

/// The variables of the runner that matter here. A variable that is absent or empty is `None`.
///
/// There is no token: the runner does not put it into the environment, an input carries it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Whether this is a workflow run at all.
    pub in_actions: bool,
    /// The name of the event, such as `pull_request`.
    pub event_name: Option<String>,
    /// The file that holds the event's payload.
    pub event_path: Option<String>,
    /// `owner/name`.
    pub repository: Option<String>,
    /// What this is depends on the event: never judge it without looking at the payload.
    pub sha: Option<String>,
    /// The full ref of the event.
    pub git_ref: Option<String>,
    /// The REST address, also of an Enterprise Server.
    pub api_url: Option<String>,
    /// The GraphQL address.
    pub graphql_url: Option<String>,
    /// The address that people visit.
    pub server_url: Option<String>,
    /// The run, the same for all its attempts. Beyond 32 bits.
    pub run_id: Option<u64>,
    /// The id of the job in its workflow file.
    pub job: Option<String>,
    /// Path and ref of the workflow file: `owner/name/.github/workflows/x.yml@refs/heads/main`.
    pub workflow_ref: Option<String>,
    /// The file that takes outputs.
    pub output_path: Option<String>,
    /// The file that takes the step summary.
    pub summary_path: Option<String>,
}

impl Context {
    /// Reads the variables from an environment.
    #[must_use]
    pub fn read(env: &BTreeMap<String, String>) -> Self {
        let text =
            |name: &str| env.get(name).map(|value| value.trim()).filter(|v| !v.is_empty()).map(str::to_owned);
        let number = |name: &str| env.get(name).and_then(|value| value.trim().parse().ok());
        Self {
            in_actions: text("GITHUB_ACTIONS").as_deref() == Some("true"),
            event_name: text("GITHUB_EVENT_NAME"),
            event_path: text("GITHUB_EVENT_PATH"),
            repository: text("GITHUB_REPOSITORY"),
            sha: text("GITHUB_SHA"),
            git_ref: text("GITHUB_REF"),
            api_url: text("GITHUB_API_URL"),
            graphql_url: text("GITHUB_GRAPHQL_URL"),
            server_url: text("GITHUB_SERVER_URL"),
            run_id: number("GITHUB_RUN_ID"),
            job: text("GITHUB_JOB"),
            workflow_ref: text("GITHUB_WORKFLOW_REF"),
            output_path: text("GITHUB_OUTPUT"),
            summary_path: text("GITHUB_STEP_SUMMARY"),
        }
    }

    /// The address of this run for people.
    #[must_use]
    pub fn run_url(&self) -> Option<String> {
        let (server, repository) = (self.server_url.as_deref()?, self.repository.as_deref()?);
        Some(format!("{}/{repository}/actions/runs/{}", server.trim_end_matches('/'), self.run_id?))
    }
}

/// Why an output could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputError {
    /// The name is empty or holds something else than letters, digits, `_`, `-` and `.`.
    Name(String),
    /// The delimiter is empty or holds white space or `=`, or the name or the value contains it.
    Delimiter,
}

impl std::error::Error for OutputError {}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "`{}` cannot be the name of an output", name.escape_debug()),
            Self::Delimiter => f.write_str("the delimiter cannot enclose this output"),
        }
    }
}

/// An entry for the file that takes outputs, in the form that allows any value. The delimiter must be one
/// that nobody who writes values can guess: whoever knows it can end the value and begin outputs of their own.
///
/// # Errors
/// If the name is no name, or if the delimiter occurs in name or value or is unfit to be one.
pub fn output_entry(name: &str, value: &str, delimiter: &str) -> Result<String, OutputError> {
    let named = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if name.is_empty() || !name.bytes().all(named) {
        return Err(OutputError::Name(name.to_owned()));
    }
    let unfit = delimiter.is_empty() || !delimiter.bytes().all(named);
    if unfit || value.contains(delimiter) || name.contains(delimiter) {
        return Err(OutputError::Delimiter);
    }
    Ok(format!("{name}<<{delimiter}\n{value}\n{delimiter}\n"))
}

/// A workflow command on a line of its own: `::name key=value,key=value::data`. Properties with an empty
/// value are left out.
#[must_use]
pub fn command(name: &str, properties: &[(&str, &str)], data: &str) -> String {
    let mut line = format!("::{name}");
    let mut separator = ' ';
    for (key, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
        line.push(separator);
        line.push_str(&format!("{key}={}", escape_property(value)));
        separator = ',';
    }
    line.push_str(&format!("::{}\n", escape_data(data)));
    line
}

fn escape_data(data: &str) -> String {
    data.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(value: &str) -> String {
    escape_data(value).replace(':', "%3A").replace(',', "%2C")
}

/// How grave an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Shown red.
    Error,
    /// Shown yellow.
    Warning,
    /// Shown grey.
    Notice,
}

impl Level {
    /// The name of the level's workflow command.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// The place in a file that an annotation is about. Lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The path in the repository.
    pub file: String,
    /// The first line.
    pub line: Option<usize>,
    /// The last line, if it is not the first.
    pub end_line: Option<usize>,
    /// The first column. Without a line, or where the lines differ, the runner drops columns.
    pub column: Option<usize>,
    /// The last column.
    pub end_column: Option<usize>,
}

/// A message that GitHub shows with the run, and beside the code when it has a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// How grave it is.
    pub level: Level,
    /// Where it is about, if anywhere.
    pub place: Option<Place>,
    /// A few words in front of the message; may be empty.
    pub title: String,
    /// The message. May have several lines; what is longer than [`MESSAGE_LIMIT`] is cut.
    pub message: String,
}

/// The workflow command that shows an annotation.
#[must_use]
pub fn annotation(annotation: &Annotation) -> String {
    let none = Place::default();
    let place = annotation.place.as_ref().unwrap_or(&none);
    let number = |number: Option<usize>| number.map(|n| n.to_string()).unwrap_or_default();
    let one_line = place.line.is_some() && place.end_line.is_none_or(|end| Some(end) == place.line);
    let column = |column: Option<usize>| number(column.filter(|_| one_line));
    let end_line = place.end_line.filter(|_| place.line.is_some());
    let properties = [
        ("file", place.file.as_str()),
        ("line", &number(place.line)),
        ("endLine", &number(end_line)),
        ("col", &column(place.column)),
        ("endColumn", &column(place.end_column)),
        ("title", annotation.title.as_str()),
    ];
    command(annotation.level.command(), &properties, &cut_message(&annotation.message))
}

/// Cuts by UTF-16 units, which are what the runner counts.
fn cut_message(message: &str) -> String {
    if message.encode_utf16().count() <= MESSAGE_LIMIT {
        return message.to_owned();
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < MESSAGE_LIMIT
    };
    let mut cut: String = message.chars().take_while(fits).collect();
    cut.push('…');
    cut
}

/// The annotations of a step, kept within what the runner shows: of each level the tenth says how many more
/// there are when there are more than ten.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    all: Vec<Annotation>,
}

impl Annotations {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, annotation: Annotation) {
        self.all.push(annotation);
    }

    /// The workflow commands, errors first, otherwise in the order in which they were added.
    #[must_use]
    pub fn commands(&self) -> String {
        [Level::Error, Level::Warning, Level::Notice].into_iter().map(|level| self.of_level(level)).collect()
    }

    fn of_level(&self, level: Level) -> String {
        let all: Vec<&Annotation> = self.all.iter().filter(|one| one.level == level).collect();
        let shown = if all.len() > ANNOTATIONS_PER_LEVEL { ANNOTATIONS_PER_LEVEL - 1 } else { all.len() };
        let mut commands: String = all.iter().take(shown).map(|one| annotation(one)).collect();
        if shown < all.len() {
            let message = format!("and {} more, see the summary of this run", all.len() - shown);
            commands.push_str(&command(level.command(), &[], &message));
        }
        commands
    }
}

/// Text that the runner finds no command in, whoever wrote it: for everything printed to standard output or
/// standard error in a workflow run. The runner reads `::` at the beginning of a line and the older `##[`
/// anywhere in one, on both streams. To be applied to finished text: two pieces may join to a command.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if (c == ':' && safe.ends_with(':')) || (c == '[' && safe.ends_with("##")) {
            safe.push(BREAK);
        }
        safe.push(c);
    }
    safe
}

#[cfg(test)]
mod tests;
