//! What a step prints, as the runner reads it: workflow commands from both streams (`ActionCommand`, `ActionCommandManager`).

use std::collections::BTreeMap;

/// The commands that do something. All else is text.
const LIVE: [&str; 15] = [
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

/// An annotation's message is cut at this many UTF-16 units.
const MESSAGE_LIMIT: usize = 4_096;

/// The runner keeps this many annotations of a level.
const PER_LEVEL: usize = 10;

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    /// In small letters.
    pub(crate) name: String,
    /// Its properties.
    pub(crate) properties: BTreeMap<String, String>,
    /// What stands behind it.
    pub(crate) data: String,
}

/// What came of a log.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Each command that was obeyed, in order.
    pub(crate) commands: Vec<Command>,
    /// The annotations that are shown: `error`, `warning`, `notice`.
    pub(crate) annotations: Vec<Command>,
    /// How many are in the log only.
    pub(crate) beyond: usize,
    /// The log as people see it: without what is masked.
    pub(crate) shown: String,
}

/// Reads a log. These values are masked from the start.
pub(crate) fn read(text: &str, secrets: &[&str]) -> Read {
    let mut out = Read::default();
    let mut masks: Vec<String> = secrets.iter().map(ToString::to_string).collect();
    let mut stopped: Option<String> = None;
    for line in text.split('\n') {
        // Whoever stopped the commands starts them with the word that was agreed on.
        let resumes = |token: &String| line.trim() == format!("::{token}::");
        if stopped.as_ref().is_some_and(resumes) {
            stopped = None;
        } else if stopped.is_none()
            && let Some(command) = current(line).or_else(|| legacy(line))
        {
            match command.name.as_str() {
                "add-mask" => masks.extend(command.data.lines().map(ToOwned::to_owned)),
                "stop-commands" => stopped = Some(command.data.clone()),
                "error" | "warning" | "notice" => annotate(&mut out, &command),
                _ => {}
            }
            out.commands.push(command);
        }
        let mut line = line.to_owned();
        for mask in masks.iter().filter(|mask| !mask.is_empty()) {
            line = line.replace(mask, "***");
        }
        out.shown += &line;
        out.shown.push('\n');
    }
    out
}

fn annotate(out: &mut Read, command: &Command) {
    if out.annotations.iter().filter(|one| one.name == command.name).count() >= PER_LEVEL {
        out.beyond += 1;
        return;
    }
    let mut command = command.clone();
    let units: Vec<u16> = command.data.encode_utf16().take(MESSAGE_LIMIT).collect();
    command.data = String::from_utf16_lossy(&units);
    // A column without a line, or over several lines, is not kept.
    let of = |name: &str| command.properties.get(name);
    if of("line").is_none() || of("endLine").is_some_and(|end| Some(end) != of("line")) {
        command.properties.retain(|name, _| name != "col" && name != "endColumn");
    }
    out.annotations.push(command);
}

/// `::name key=value,key=value::data`, with white space before it.
fn current(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let codes = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
    let of_properties = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    parsed(head, data, ',', &codes, &of_properties)
}

/// `##[name key=value;key=value]data`, at any place in a line.
fn legacy(line: &str) -> Option<Command> {
    let (head, data) = line.split_once("##[")?.1.split_once(']')?;
    let codes = [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]")];
    parsed(head, data, ';', &codes, &codes)
}

type Codes<'a> = [(&'a str, &'a str)];

fn parsed(head: &str, data: &str, between: char, codes: &Codes, of_properties: &Codes) -> Option<Command> {
    let plain = |text: &str, codes: &Codes| {
        codes.iter().fold(text.to_owned(), |text, (code, is)| text.replace(code, is))
    };
    let (name, rest) = head.split_once(' ').unwrap_or((head, ""));
    let name = name.to_lowercase();
    let properties = rest.trim().split(between).filter_map(|one| one.split_once('='));
    LIVE.contains(&name.as_str()).then(|| Command {
        name,
        properties: properties.map(|(key, value)| (key.to_owned(), plain(value, of_properties))).collect(),
        data: plain(data, codes),
    })
}

#[cfg(test)]
fn names(text: &str) -> Vec<(String, String)> {
    read(text, &[]).commands.into_iter().map(|one| (one.name, one.data)).collect()
}

#[test]
fn commands_of_both_grammars_are_found_and_text_is_not() {
    let text = "  ::Error file=a%2Cb,line=3::no%0Ago%253A\nsay ::error::no\ntitle ##[set-output name=x]go\n::nonsense::x\n##[end";
    let found = names(text);
    let found: Vec<(&str, &str)> = found.iter().map(|(name, data)| (name.as_str(), data.as_str())).collect();
    assert_eq!(found, [("error", "no\ngo%3A"), ("set-output", "go")]);
    let read = read(text, &[]);
    assert_eq!(read.annotations[0].properties["file"], "a,b");
}

#[test]
fn stopped_commands_are_text() {
    let text = "::stop-commands::w\n::error::no\n##[error]no\n::w::\n::error::yes";
    assert_eq!(names(text).last().unwrap(), &("error".to_owned(), "yes".to_owned()));
    assert_eq!(names(text).len(), 2);
}

#[test]
fn masks_hold_from_where_they_are_told() {
    let read = read("one\n::add-mask::one\nsay one and two", &["two"]);
    assert_eq!(read.shown, "one\n::add-mask::***\nsay *** and ***\n");
}

#[test]
fn annotations_have_limits() {
    let read = read(&format!("{}::warning::{}", "::error::x\n".repeat(12), "é".repeat(5000)), &[]);
    assert_eq!((read.annotations.len(), read.beyond), (11, 2));
    assert_eq!(read.annotations[10].data.chars().count(), MESSAGE_LIMIT);
}
