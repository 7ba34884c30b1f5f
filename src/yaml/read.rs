//! Reading single values and lists. `None` always means "already reported".

use std::ops::{Range, RangeInclusive};

use super::nearest::nearest;
use super::problem::Problems;
use super::tree::{Kind, Node};

/// How much of a text is quoted in a message, in characters.
const QUOTED: usize = 60;

impl Node {
    /// The text of a scalar; nothing is reported. `None` for lists, mappings and aliases.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of a key of a mapping; nothing is reported.
    pub fn value(&self, key: &str) -> Option<&Self> {
        match &self.kind {
            Kind::Map(pairs) => {
                pairs.iter().find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Whether it says "nothing": a value left out, `~` or `null` without quotes (YAML 1.2.2 §10.3.2).
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// What it is, for messages: "a list", "the text `x`", "the number 3", "nothing".
    pub fn describe(&self) -> String {
        match &self.kind {
            Kind::List(items) if items.is_empty() => "an empty list".to_owned(),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(pairs) if pairs.is_empty() => "an empty mapping".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
            Kind::Alias => "an alias".to_owned(),
            Kind::Scalar { .. } if self.is_null() => "nothing".to_owned(),
            Kind::Scalar { text, plain: true } if is_number(text) => {
                format!("the number {}", shortened(text))
            }
            Kind::Scalar { text, plain: true } if text == "true" || text == "false" => text.clone(),
            Kind::Scalar { text, .. } if text.is_empty() => "an empty text".to_owned(),
            Kind::Scalar { .. } => format!("the text {}", self.quoted()),
        }
    }

    /// The text of a scalar in backquotes, shortened.
    pub(super) fn quoted(&self) -> String {
        format!("`{}`", shortened(self.as_str().unwrap_or_default()))
    }

    /// `{version}` without quotes is a mapping with a key and no value, and `[x]` a list.
    fn needs_quotes(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::Map(pairs) if pairs.iter().all(|(_, value)| value.is_null()) => {
                Some("a text that begins with `{` needs quotes")
            }
            Kind::List(items) if items.len() == 1 => Some("a text that begins with `[` needs quotes"),
            _ => None,
        }
    }

    /// Any scalar as a text: `1.10` is "1.10" and `true` is "true".
    ///
    /// Nothing and blank texts are a problem `empty-text`, lists and mappings `wrong-type`.
    pub fn text(&self, what: &str, problems: &mut Problems) -> Option<String> {
        let Some(text) = self.as_str() else {
            let help = self.needs_quotes();
            if let (Some(problem), Some(help)) = (self.wrong_type(what, "a text", problems), help) {
                problem.help(help);
            }
            return None;
        };
        if self.is_null() || text.trim().is_empty() {
            let problem = problems.error(
                "empty-text",
                self.at.clone(),
                format!("{what} must be a text, found nothing"),
            );
            if !text.is_empty() && self.is_null() {
                problem.help(format!("a text `{text}` needs quotes"));
            }
            return None;
        }
        Some(text.to_owned())
    }

    /// Only `true` and `false` without quotes; anything else is a problem `wrong-type`.
    pub fn boolean(&self, what: &str, problems: &mut Problems) -> Option<bool> {
        match &self.kind {
            Kind::Scalar { text, plain: true } if text == "true" => return Some(true),
            Kind::Scalar { text, plain: true } if text == "false" => return Some(false),
            _ => {}
        }
        let meant = match self.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes" | "on" | "y") => Some("write `true`, without quotes"),
            Some("false" | "no" | "off" | "n") => Some("write `false`, without quotes"),
            _ => None,
        };
        if let Some(problem) = self.wrong_type(what, "true or false", problems)
            && let Some(meant) = meant
        {
            problem.help(meant);
        }
        None
    }

    /// A whole number in decimal digits, without quotes, sign or leading zero.
    ///
    /// Other values are a problem `wrong-type`; numbers outside of `range` a problem `out-of-range`.
    pub fn integer(&self, what: &str, range: RangeInclusive<u64>, problems: &mut Problems) -> Option<u64> {
        let (least, most) = (range.start(), range.end());
        let wanted = match *most {
            u64::MAX => format!("a whole number from {least}"),
            _ if least == most => format!("the number {least}"),
            _ => format!("a whole number from {least} to {most}"),
        };
        let digits = match &self.kind {
            Kind::Scalar { text, plain: true } => text.strip_prefix('-').unwrap_or(text),
            _ => "",
        };
        let written_plainly = digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.is_empty()
            && (digits == "0" || !digits.starts_with('0'));
        if !written_plainly {
            let quoted = matches!(&self.kind, Kind::Scalar { text, plain: false } if is_number(text));
            if let Some(problem) = self.wrong_type(what, &wanted, problems)
                && quoted
            {
                problem.help("leave out the quotes");
            }
            return None;
        }
        let number = self.as_str().and_then(|text| text.parse().ok()).filter(|number| range.contains(number));
        if number.is_none() {
            problems.error(
                "out-of-range",
                self.at.clone(),
                format!("{what} must be {wanted}, found {}", shortened(self.as_str().unwrap_or_default())),
            );
        }
        number
    }

    /// One of the given words. Another text is a problem `not-one-of`, with a suggestion.
    pub fn one_of<'w>(&self, what: &str, words: &[&'w str], problems: &mut Problems) -> Option<&'w str> {
        let text = self.text(what, problems)?;
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Some(word);
        }
        let expected = match words {
            [one] => format!("`{one}`"),
            _ => format!("one of {}", listed(words)),
        };
        let problem = problems.error(
            "not-one-of",
            self.at.clone(),
            format!("{what} must be {expected}, found {}", self.quoted()),
        );
        if let Some(word) = nearest(&text, words.iter().copied()) {
            problem.help(format!("did you mean `{word}`?"));
        }
        None
    }

    /// The items of a list, which may be empty. Anything else is a problem `wrong-type`.
    pub fn items(&self, what: &str, problems: &mut Problems) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => {
                self.wrong_type(what, "a list", problems);
                None
            }
        }
    }

    /// A list of texts, or a single text, each with its place. At least one: an empty list is a problem
    /// `empty-list`, because a list that names nothing must not pass for one that allows nothing or everything.
    ///
    /// Every bad item is reported; one is enough for `None`.
    pub fn texts(&self, what: &str, problems: &mut Problems) -> Option<Vec<(String, Range<usize>)>> {
        match &self.kind {
            Kind::Scalar { .. } => Some(vec![(self.text(what, problems)?, self.at.clone())]),
            Kind::List(items) if items.is_empty() => {
                problems.error("empty-list", self.at.clone(), format!("{what} must name at least one"));
                None
            }
            Kind::List(items) => {
                let item = format!("each item of {what}");
                let texts: Vec<_> =
                    items.iter().map(|node| Some((node.text(&item, problems)?, node.at.clone()))).collect();
                texts.into_iter().collect()
            }
            Kind::Map(_) | Kind::Alias => {
                self.wrong_type(what, "a list of texts", problems);
                None
            }
        }
    }

    /// The entries of a mapping with free keys (roles, phases), in the order of the text: name, key, value.
    ///
    /// Anything but a mapping is a problem `wrong-type`. For known keys use [`Fields`](super::Fields).
    pub fn entries(&self, what: &str, problems: &mut Problems) -> Option<Vec<(&str, &Node, &Node)>> {
        match &self.kind {
            Kind::Map(pairs) => {
                Some(pairs.iter().filter_map(|(key, value)| Some((key.as_str()?, key, value))).collect())
            }
            _ => {
                self.wrong_type(what, "a mapping", problems);
                None
            }
        }
    }

    /// Reports `wrong-type`, for readers of shapes of their own: "`what` must be `wanted`, found a list". The
    /// problem comes back for help to be added; `None` for an alias, which was reported before.
    pub fn wrong_type<'p>(
        &self,
        what: &str,
        wanted: &str,
        problems: &'p mut Problems,
    ) -> Option<&'p mut super::Problem> {
        if self.kind == Kind::Alias {
            return None;
        }
        let message = format!("{what} must be {wanted}, found {}", self.describe());
        Some(problems.error("wrong-type", self.at.clone(), message))
    }
}

/// Whether a plain text would be taken for a number by most readers of YAML.
fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E' | b'_'))
        && text.replace('_', "").parse::<f64>().is_ok()
}

/// A text of the file on one line and short enough to be quoted in a message.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String =
        text.chars().take(QUOTED).map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }).collect();
    if text.chars().nth(QUOTED).is_some() {
        short.push('…');
    }
    short
}

/// "`a`, `b`, `c`".
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests;
