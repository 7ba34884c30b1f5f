//! What is answered to people who wrote to the gate in vain: a line that is nearly a command, and a name that there is
//! none of.

use std::collections::{BTreeMap, BTreeSet};

use super::hold::told;
use super::places::places;
use crate::release::Case;
use crate::sign_off::Said;
use crate::sign_off::command::{Command, Mistake, VERBS, commands};
use crate::verdict::{Finding, Message, Value};
use crate::yaml::nearest;

crate::messages! {
    WORD = "command-word": "{by} wrote {text} on {at} ({comment}), which is no command: commands begin with {word}"
        => "comment {line}";
    MAIL = "command-in-quoted-mail":
        "{by} wrote {text} on {at} ({comment}), below the header of another mail, so that nobody knows whose words it is"
        => "comment {line} on the page itself";
    NO_VERB = "command-without-verb": "{by} wrote {text} on {at} ({comment}), which says nothing more"
        => "say what it is to do: {verbs}";
    VERB = "command-unknown": "{by} wrote {text} on {at} ({comment}): there is no command {verb}"
        => "the commands are {verbs}";
    VERB_NEAR = "command-misspelt": "{by} wrote {text} on {at} ({comment}): there is no command {verb}"
        => "comment {line}, if {near} is meant";
    NO_NAME = "command-without-name": "{by} wrote {text} on {at} ({comment}), which names no role and no requirement"
        => "comment {line}";
    TOO_MUCH = "command-with-more": "{by} wrote {text} on {at} ({comment}), and what {more} is to say there is not known"
        => "comment {line}";
    NO_REASON = "command-without-reason": "{by} wrote {text} on {at} ({comment}), which gives no reason"
        => "give it after a colon: {line}";
    NO_DATE = "waiver-without-date": "{by} wrote {text} on {at} ({comment}), which does not say until when"
        => "comment {line}";
    DATE = "waiver-date-unreadable": "{by} wrote {text} on {at} ({comment}), and {date} is no day"
        => "write the year, the month and the day, all of them in digits: {line}";
    QUOTE = "command-quote-open": "{by} wrote {text} on {at} ({comment}), in which a quotation mark has no partner"
        => "comment {line}";
    NO_PERSON = "witness-of-nobody": "{by} wrote {text} on {at} ({comment}), which does not say, in quotation marks, whose consent it is"
        => "comment {line}";
    NO_LINK = "witness-without-link": "{by} wrote {text} on {at} ({comment}), in which no link shows the consent"
        => "give a link that begins with {scheme}: {line}";
    VERSION = "release-as-no-version": "{by} wrote {text} on {at} ({comment}), and {version} is no version"
        => "comment {line}";
    UNKNOWN_NAME = "name-unknown": "{by} wrote {text} on {at} ({comment}): the policy has no role and no requirement {name}"
        => "look up its name in the policy";
    UNKNOWN_NAME_NEAR = "name-misspelt": "{by} wrote {text} on {at} ({comment}): the policy has no role and no requirement {name}"
        => "comment the same with {near}, if that is meant";
    UNKNOWN_ID = "id-unknown": "{by} wrote {text} on {at} ({comment}): the policy has no requirement {name}"
        => "look up its id in the policy";
    UNKNOWN_ID_NEAR = "id-misspelt": "{by} wrote {text} on {at} ({comment}): the policy has no requirement {name}"
        => "comment the same with {near}, if that is meant";
    NOT_ASKED = "role-not-asked": "{by} signed as {name} on {at} ({comment}), which nothing in {phase} asks for";
    NO_SIGN_OFF = "requirement-without-sign-off":
        "{by} signed {name} on {at} ({comment}), which asks for no sign-off: it is shown by other evidence";
}

/// What people may name.
pub struct Names<'a> {
    /// The judged phase.
    pub phase: &'a str,
    /// All requirements of the policy, each with whether it asks for a sign-off.
    pub requirements: BTreeMap<&'a str, bool>,
    /// The roles for whose sign-off the judged phase asks, those of the phases among it that it includes.
    pub asked: BTreeSet<&'a str>,
}

/// What is answered, oldest first. What its author has since written as it should be is not spoken of.
#[must_use]
pub fn answers(case: &Case<'_>, names: &Names<'_>) -> Vec<Finding> {
    let places = places(case);
    let said: Vec<&Said<'_>> = places.said(case).collect();
    let mut answers = Vec::new();
    for (at, one) in said.iter().enumerate() {
        // Where the account is deleted, there is nobody to answer.
        if one.comment.author.is_none() {
            continue;
        }
        match &one.line.command {
            Err(mistake) => {
                let later = said.get(at + 1..).unwrap_or_default();
                if !later.iter().any(|other| repairs(other, one)) {
                    answers.push(of_mistake(mistake, one));
                }
            }
            Ok(command) => answers.extend(of_names(command, one, case, names)),
        }
    }
    answers
}

/// The command that a line is meant to be, if it says so at all: its second word, as it is or misspelt.
#[must_use]
pub(crate) fn meant(text: &str) -> Option<&'static str> {
    let verb = text.split_whitespace().nth(1)?;
    let verb = verb.split([':', '.', '!']).next().unwrap_or_default();
    nearest(verb, VERBS)
}

fn repairs(later: &Said<'_>, mistake: &Said<'_>) -> bool {
    let author = |said: &Said<'_>| said.comment.author.as_ref().map(|author| author.login.clone());
    let verb = later.line.command.as_ref().ok().map(verb);
    verb.is_some()
        && verb == meant(&mistake.line.text)
        && author(later) == author(mistake)
        && is_about(later, &mistake.line.text)
}

/// Whether a command names what a line was to name, if that named anything: who signs something else has not said it
/// as it should be.
fn is_about(later: &Said<'_>, text: &str) -> bool {
    let word = text.split_whitespace().nth(2).map(|word| word.trim_end_matches([':', ',', '.', '!']));
    let Some(word) = word.filter(|word| !word.is_empty()) else { return true };
    let names: Vec<&str> = match later.line.command.as_ref() {
        Ok(Command::Sign { names, .. } | Command::Revoke { names }) => {
            names.iter().map(String::as_str).collect()
        }
        Ok(Command::NotApplicable { id, .. } | Command::Waive { id, .. }) => vec![id],
        _ => return true,
    };
    names.contains(&word) || nearest(word, names).is_some()
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Sign { .. } => "sign",
        Command::Revoke { .. } => "revoke",
        Command::NotApplicable { .. } => "not-applicable",
        Command::Waive { .. } => "waive",
        Command::Hold { .. } => "hold",
        Command::Lift => "lift",
        Command::ReleaseAs { .. } => "release-as",
    }
}

/// The form of a command.
fn form(verb: Option<&str>) -> &'static str {
    match verb {
        Some("revoke") => "/holdpoint revoke ROLE-OR-ID",
        Some("not-applicable") => "/holdpoint not-applicable ID: reason",
        Some("waive") => "/holdpoint waive ID until YYYY-MM-DD: reason",
        Some("hold") => "/holdpoint hold: reason",
        Some("lift") => "/holdpoint lift",
        Some("release-as") => "/holdpoint release-as VERSION",
        _ => "/holdpoint sign ROLE-OR-ID",
    }
}

/// The same line with the command that is probably meant, if that makes it one.
fn corrected(text: &str, near: &str) -> Option<String> {
    let (word, rest) = text.trim().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let end = rest.find(|end: char| end.is_whitespace() || [':', '.', '!'].contains(&end));
    let line = format!("{word} {near}{}", rest.split_at_checked(end.unwrap_or(rest.len()))?.1);
    commands(&line).iter().all(|one| one.command.is_ok()).then_some(line)
}

const WITNESSED: &str = "/holdpoint sign ROLE for \"Name, Company\": LINK";

fn of_mistake(mistake: &Mistake, said: &Said<'_>) -> Finding {
    let near = meant(&said.line.text);
    let code = |text: &str| Value::Code(text.to_owned());
    let verbs = || Value::Codes(VERBS.iter().map(|verb| (*verb).to_owned()).collect());
    let new = |message| said_in(Finding::unmet(message), said);
    let formed = |message| new(message).with("line", code(form(near)));
    match mistake {
        Mistake::Word => formed(&WORD).with("word", code("/holdpoint")),
        Mistake::Mail => formed(&MAIL),
        Mistake::NoVerb => new(&NO_VERB).with("verbs", verbs()),
        Mistake::Verb(verb) => match near {
            Some(near) => {
                let line = corrected(&said.line.text, near).unwrap_or_else(|| form(Some(near)).to_owned());
                let finding = new(&VERB_NEAR).with("line", code(&line));
                finding.with("verb", code(verb)).with("near", code(near))
            }
            None => new(&VERB).with("verb", code(verb)).with("verbs", verbs()),
        },
        Mistake::NoName => formed(&NO_NAME),
        Mistake::TooMuch(more) => formed(&TOO_MUCH).with("more", code(more)),
        Mistake::NoReason => formed(&NO_REASON),
        Mistake::NoDate => formed(&NO_DATE),
        Mistake::Date(date) => formed(&DATE).with("date", code(date)),
        Mistake::Quote if near == Some("sign") => new(&QUOTE).with("line", code(WITNESSED)),
        Mistake::Quote => formed(&QUOTE),
        Mistake::NoPerson => new(&NO_PERSON).with("line", code(WITNESSED)),
        Mistake::NoLink => new(&NO_LINK).with("line", code(WITNESSED)).with("scheme", code("https://")),
        Mistake::Version(version) => formed(&VERSION).with("version", code(version)),
    }
}

fn said_in(finding: Finding, said: &Said<'_>) -> Finding {
    told(finding, said).with("text", Value::Code(said.line.text.clone()))
}

/// What is wrong with the names in a command. A waiver's is told with the waiver.
fn of_names(command: &Command, said: &Said<'_>, case: &Case<'_>, names: &Names<'_>) -> Vec<Finding> {
    let (written, signs): (Vec<&String>, bool) = match command {
        Command::Sign { names, .. } => (names.iter().collect(), true),
        Command::Revoke { names } => (names.iter().collect(), false),
        Command::NotApplicable { id, .. } => (vec![id], false),
        Command::Waive { .. } | Command::Hold { .. } | Command::Lift | Command::ReleaseAs { .. } => {
            return Vec::new();
        }
    };
    let only_ids = matches!(command, Command::NotApplicable { .. });
    let roles = || case.roles.keys().map(String::as_str).filter(|_| !only_ids);
    let answer = |name: &String| {
        let name = name.as_str();
        let is_role = !only_ids && case.roles.contains_key(name);
        let tell =
            |message| Some(said_in(Finding::unmet(message), said).with("name", Value::Code(name.into())));
        match names.requirements.get(name) {
            Some(_) if is_role => None,
            Some(asks) if *asks || !signs => None,
            Some(_) => tell(&NO_SIGN_OFF),
            None if !is_role => {
                let known = roles().chain(names.requirements.keys().copied());
                let messages = match only_ids {
                    true => (&UNKNOWN_ID, &UNKNOWN_ID_NEAR),
                    false => (&UNKNOWN_NAME, &UNKNOWN_NAME_NEAR),
                };
                unknown(said, name, known, messages)
            }
            None if signs && !names.asked.contains(name) => {
                tell(&NOT_ASKED).map(|finding| finding.with("phase", Value::Code(names.phase.to_owned())))
            }
            None => None,
        }
    };
    written.into_iter().filter_map(answer).collect()
}

fn unknown<'n>(
    said: &Said<'_>,
    name: &str,
    known: impl Iterator<Item = &'n str>,
    (far, near): (&'static Message, &'static Message),
) -> Option<Finding> {
    let tell = |message| said_in(Finding::unmet(message), said).with("name", Value::Code(name.to_owned()));
    Some(match nearest_name(name, known) {
        Some(other) => tell(near).with("near", Value::Code(other.to_owned())),
        None => tell(far),
    })
}

/// The name that is probably meant, if one is close enough.
#[must_use]
pub fn nearest_name<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    nearest(name, known)
}

#[cfg(test)]
mod tests;
