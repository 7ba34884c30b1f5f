//! Commands that people write in comments, one per line.
//!
//! | line | says |
//! | --- | --- |
//! | `/holdpoint sign NAME …` | I consent, in these roles or to these requirements |
//! | `/holdpoint sign NAME for "Name, Company": LINK` | somebody without an account consents, and the link shows it |
//! | `/holdpoint revoke [NAME …]` | I take my consent back; without a name, all of it |
//! | `/holdpoint not-applicable ID: reason` | this requirement does not apply to this release |
//! | `/holdpoint waive ID [SUBJECT …] until 2026-03-09: reason` | the release may go without this |
//! | `/holdpoint hold: reason` | the release must not go on |
//! | `/holdpoint lift` | my hold is over, or one that I may lift |
//! | `/holdpoint release-as 2.0.0` | the release has this version |
//!
//! A line that begins like one of these and is none is a [`Mistake`], so that nobody believes to have signed.

use jiff::civil::Date;

use crate::markdown;

mod mail;

/// The word that every command begins with.
const WORD: &str = "/holdpoint";

/// What can follow it.
pub const VERBS: [&str; 7] = ["sign", "revoke", "not-applicable", "waive", "hold", "lift", "release-as"];

/// A command as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Consent.
    Sign {
        /// Roles or ids of requirements.
        names: Vec<String>,
        /// Whose consent it is, if not the author's own.
        witnessed: Option<Witnessed>,
    },
    /// Consent is taken back.
    Revoke {
        /// Roles or ids of requirements; empty: all.
        names: Vec<String>,
    },
    /// A requirement does not apply.
    NotApplicable {
        /// The requirement.
        id: String,
        /// Why. Untrusted text.
        reason: String,
    },
    /// The release may go without something.
    Waive {
        /// The requirement.
        id: String,
        /// What of it: `#33`, `dependabot#7`, the name of a check. Empty: what is found when it is given.
        subjects: Vec<String>,
        /// The last day on which it holds.
        until: Date,
        /// Why. Untrusted text.
        reason: String,
    },
    /// The phase is held.
    Hold {
        /// Why. Untrusted text.
        reason: String,
    },
    /// A hold is over.
    Lift,
    /// The version of the release.
    ReleaseAs {
        /// As written.
        version: String,
    },
}

/// The consent of somebody who has no account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// Who consented: name and organization, as written. Untrusted text.
    pub whom: String,
    /// Where it can be seen. Untrusted text that begins with `https://`.
    pub link: String,
}

/// Why a line that begins like a command is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// The word itself is misspelt.
    Word,
    /// It stands below the header of another mail, so that nobody knows whose words it is.
    Mail,
    /// Nothing follows the word.
    NoVerb,
    /// The verb is none.
    Verb(String),
    /// No role and no requirement is named.
    NoName,
    /// More than the command takes.
    TooMuch(String),
    /// The reason is missing: a colon and some words.
    NoReason,
    /// `until` and a day are missing.
    NoDate,
    /// The day is none: it is to be written `2026-03-09`.
    Date(String),
    /// A quotation mark without its partner.
    Quote,
    /// A witnessed consent names no person, in quotation marks.
    NoPerson,
    /// A witnessed consent has no link that begins with `https://`.
    NoLink,
    /// No version, or one that is no semantic version.
    Version(String),
}

/// A line that is a command or was meant to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As people see it. Untrusted text.
    pub text: String,
    /// Its line in the comment, counted from 1.
    pub number: usize,
    /// What it says.
    pub command: Result<Command, Mistake>,
}

/// The commands in a comment, and what was meant to be one, in their order.
#[must_use]
pub fn commands(body: &str) -> Vec<Line> {
    let lines = markdown::lines(body).into_iter();
    let mail = mail::quoted_from(body).unwrap_or(usize::MAX);
    lines
        .filter_map(|line| {
            let command = read(&line)?;
            let command = if line.line >= mail { Err(Mistake::Mail) } else { command };
            Some(Line { text: line.text, number: line.line, command })
        })
        .collect()
}

/// `None`: the line is not about us.
fn read(line: &markdown::Line) -> Option<Result<Command, Mistake>> {
    let (word, rest) = split_word(&line.text);
    if !word.eq_ignore_ascii_case(WORD) {
        // `/holdpoint:` and `/holdpiont` are slips; `/hold` is a command of other tools. What cannot be seen, or looks
        // like a slash, comes with what is pasted.
        let seen: String = word.chars().filter(|c| !is_invisible(*c)).collect();
        let name = seen.strip_prefix(['/', '\u{2044}', '\u{2215}', '\u{29F8}', '\u{FF0F}', '\\'])?;
        let near = strsim::osa_distance(&name.to_lowercase(), WORD.trim_start_matches('/')) <= 2;
        return near.then_some(Err(Mistake::Word));
    }
    let (verb, rest) = split_verb(rest);
    Some(match verb.to_lowercase().as_str() {
        "" => Err(Mistake::NoVerb),
        "sign" => sign(rest, &line.links),
        "revoke" if rest.trim().eq_ignore_ascii_case("all") => Ok(Command::Revoke { names: Vec::new() }),
        "revoke" => names(rest).map(|names| Command::Revoke { names }),
        "not-applicable" => not_applicable(rest),
        "waive" => waive(rest),
        "hold" => reason(rest).map(|reason| Command::Hold { reason }),
        "lift" if rest.trim_matches([' ', '\t', '.', '!']).is_empty() => Ok(Command::Lift),
        "lift" => Err(Mistake::TooMuch(rest.trim().to_owned())),
        "release-as" => version(rest),
        _ => Err(Mistake::Verb(verb.to_owned())),
    })
}

/// Characters of no width, which a line can have before or in a word unseen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.find(char::is_whitespace).map_or((text, ""), |at| text.split_at(at))
}

/// The verb ends at white space, at a full stop, or before the colon of `hold: reason`.
fn split_verb(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.find(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '!'))
        .map_or((text, ""), |at| text.split_at(at))
}

fn sign(rest: &str, links: &[String]) -> Result<Command, Mistake> {
    let (named, witnessed) = match rest.split_once(" for ") {
        Some((named, whom)) => (named, Some(witnessed(whom, links)?)),
        None => (rest, None),
    };
    let names = names(named)?;
    if names.is_empty() {
        return Err(Mistake::NoName);
    }
    Ok(Command::Sign { names, witnessed })
}

/// Roles and ids, with white space or commas between them.
fn names(rest: &str) -> Result<Vec<String>, Mistake> {
    let names: Vec<String> = rest
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|name| name.trim_end_matches(['.', '!', ';']))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    match names.iter().find(|name| !is_name(name)) {
        Some(other) => Err(Mistake::TooMuch(other.clone())),
        None => Ok(names),
    }
}

/// Whether it could be a role or an id: letters, digits, hyphens; and dots, as ids of repeated requirements may have.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn witnessed(text: &str, links: &[String]) -> Result<Witnessed, Mistake> {
    let (whom, rest) = quoted(text.trim_start()).ok_or(Mistake::NoPerson)??;
    if whom.trim().is_empty() {
        return Err(Mistake::NoPerson);
    }
    let bare = rest.trim_start().strip_prefix(':').map(str::trim).unwrap_or_default();
    let written = links.first().map_or(bare, String::as_str);
    let link = written.split_whitespace().next().unwrap_or_default();
    if !link.starts_with("https://") || link.len() <= "https://".len() {
        return Err(Mistake::NoLink);
    }
    Ok(Witnessed { whom: whom.trim().to_owned(), link: link.to_owned() })
}

/// The text in the quotation marks that `text` begins with, and what follows them. `None`: it begins with none.
fn quoted(text: &str) -> Option<Result<(&str, &str), Mistake>> {
    let mut chars = text.chars();
    let close: &[char] = match chars.next()? {
        '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' => &['"', '\u{201C}', '\u{201D}'],
        _ => return None,
    };
    let inner = chars.as_str();
    Some(inner.find(close).map_or(Err(Mistake::Quote), |at| {
        let (inside, rest) = inner.split_at(at);
        let mut rest = rest.chars();
        rest.next();
        Ok((inside, rest.as_str()))
    }))
}

fn not_applicable(rest: &str) -> Result<Command, Mistake> {
    let (id, after) = rest.split_once(':').ok_or(Mistake::NoReason)?;
    let id = one_name(id)?;
    Ok(Command::NotApplicable { id, reason: words(after)? })
}

fn one_name(text: &str) -> Result<String, Mistake> {
    let mut named = text.split_whitespace();
    let name = named.next().ok_or(Mistake::NoName)?;
    match named.next() {
        None if is_name(name) => Ok(name.to_owned()),
        None => Err(Mistake::TooMuch(name.to_owned())),
        Some(more) => Err(Mistake::TooMuch(more.to_owned())),
    }
}

/// `: some words`.
fn reason(rest: &str) -> Result<String, Mistake> {
    words(rest.trim_start().strip_prefix(':').ok_or(Mistake::NoReason)?)
}

fn words(text: &str) -> Result<String, Mistake> {
    let text = text.trim();
    let says_something = text.chars().any(char::is_alphanumeric);
    if says_something { Ok(text.to_owned()) } else { Err(Mistake::NoReason) }
}

fn waive(rest: &str) -> Result<Command, Mistake> {
    let (id, mut rest) = split_word(rest);
    let id = one_name(id)?;
    let mut subjects = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            return Err(Mistake::NoDate);
        }
        if let Some(inside) = quoted(rest) {
            let (subject, after) = inside?;
            subjects.push(subject.trim().to_owned());
            rest = after;
            continue;
        }
        let (word, after) = split_word(rest);
        if word.eq_ignore_ascii_case("until") {
            let (until, reason) = until(after)?;
            return Ok(Command::Waive { id, subjects, until, reason });
        }
        subjects.extend(word.split(',').filter(|one| !one.is_empty()).map(str::to_owned));
        rest = after;
    }
}

fn until(text: &str) -> Result<(Date, String), Mistake> {
    let (day, after) = text.split_once(':').unwrap_or((text, ""));
    let day = day.trim();
    if day.is_empty() {
        return Err(Mistake::NoDate);
    }
    // Only the form that cannot be misread: nobody knows what 03/04/2026 is.
    let shaped = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = day.parse().ok().filter(|_| shaped).ok_or_else(|| Mistake::Date(day.to_owned()))?;
    Ok((date, words(after)?))
}

fn version(rest: &str) -> Result<Command, Mistake> {
    let written = rest.trim();
    let digits = written.strip_prefix(['v', 'V']).unwrap_or(written);
    match semver::Version::parse(digits) {
        Ok(version) => Ok(Command::ReleaseAs { version: version.to_string() }),
        Err(_) => Err(Mistake::Version(written.to_owned())),
    }
}

#[cfg(test)]
mod tests;
