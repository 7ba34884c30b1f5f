//! What a place to fill in asks for, and whether what stands there is still only that.
//!
//! A prompt without its brackets is a prompt, and so is one with another word in it. What people write may well have words
//! of the prompt in it; it is theirs as soon as it says something that the prompt does not.

use super::content::is_none;
use super::lines::OPAQUE;
use crate::markdown::{fold, is_unfinished, is_waiting, tells};

/// What a place to fill in asks for.
#[derive(Debug)]
pub(super) struct Prompt {
    /// As the template has it.
    pub(super) written: String,
    /// Its words, see [`words()`].
    words: Vec<String>,
    /// What it offers to choose from, each as a whole: `Yes/No` of `[Yes/No, details if yes]`.
    choices: Vec<Vec<String>>,
    /// Its first bracket.
    bracket: Option<char>,
    /// It is the name of a field without a prompt: people may write its words beside others.
    is_name: bool,
}

/// What of a prompt is left where something should stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing stands there.
    Nothing,
    /// Its own words.
    Same,
    /// Nearly its own words, some of them, or something in its brackets.
    Edited,
    /// `TBD` and the like.
    Waiting,
}

/// Words that say what kind of thing is to be written. A text that has one of them from the prompt, and besides hardly
/// anything else, is still a prompt.
const KINDS: [&str; 36] = [
    "brief",
    "date",
    "describe",
    "description",
    "detail",
    "details",
    "enter",
    "estimate",
    "example",
    "explain",
    "explanation",
    "highlight",
    "id",
    "include",
    "insert",
    "link",
    "list",
    "mention",
    "name",
    "number",
    "outline",
    "overview",
    "placeholder",
    "provide",
    "rate",
    "reason",
    "result",
    "scope",
    "short",
    "step",
    "summarise",
    "summarize",
    "summary",
    "title",
    "url",
    "write",
];

/// Those of them that are no answer either, even alone.
const EMPTY_KINDS: [&str; 19] = [
    "duration",
    "estimate",
    "reason",
    "brief",
    "describe",
    "description",
    "detail",
    "example",
    "explain",
    "explanation",
    "link",
    "list",
    "name",
    "overview",
    "placeholder",
    "provide",
    "summary",
    "title",
    "url",
];

/// Words that order.
const ORDERS: [&str; 13] = [
    "describe",
    "enter",
    "explain",
    "highlight",
    "include",
    "insert",
    "list",
    "mention",
    "outline",
    "provide",
    "summarise",
    "summarize",
    "write",
];

/// Words that ask: whoever puts something in their place has answered.
const ASKING: [&str; 10] =
    ["what", "who", "whom", "whose", "which", "how", "when", "where", "why", "whether"];

/// Words that answer.
const ANSWERS: [&str; 22] = [
    "no", "not", "none", "never", "nothing", "nobody", "all", "every", "each", "only", "zero", "one", "two",
    "three", "four", "five", "six", "seven", "eight", "nine", "ten", "both",
];

impl Prompt {
    /// Of a place as it is written in the template.
    pub(super) fn of(written: &str) -> Self {
        let written = written.trim();
        let plain = written.trim_matches(|c: char| "[]<>{}$*_ ".contains(c));
        let clauses = plain
            .split([',', ';', '(', ')'])
            .filter(|clause| clause.contains(['/', '|', '☐']) || clause.contains("[ ]"));
        let choices = clauses.map(words).filter(|words| words.len() > 1).collect();
        let bracket = written.chars().next().filter(|c| matches!(c, '[' | '<' | '{'));
        Self { written: written.to_owned(), words: words(plain), choices, bracket, is_name: false }
    }

    /// Of a field that has no prompt.
    pub(super) fn name(name: &str) -> Self {
        Self { is_name: true, bracket: None, choices: Vec::new(), ..Self::of(name) }
    }

    /// Of two places beside each other.
    pub(super) fn join(&mut self, other: &Self) {
        self.written = format!("{} {}", self.written, other.written);
        self.words.extend(other.words.iter().cloned());
        self.choices.extend(other.choices.iter().cloned());
    }

    /// What of it is left in a text.
    pub(super) fn left(&self, text: &str) -> Option<Left> {
        let text = text.trim();
        if !text.chars().any(tells) {
            return Some(if text.is_empty() || !is_waiting(text) { Left::Nothing } else { Left::Waiting });
        }
        if self.bracket.is_some() && is_half_bracketed(text) {
            return Some(Left::Edited);
        }
        let number = || self.words.iter().any(|word| matches!(word.as_str(), "number" | "count" | "amount"));
        if matches!(text, "X" | "N") && number() {
            return Some(Left::Waiting);
        }
        // What is much longer than the prompt says something of its own.
        if text.len() > 2 * self.written.len() + 60 || is_none(text, None) {
            return None;
        }
        let found = words(text);
        if !self.words.is_empty() && !found.is_empty() {
            let example = found.starts_with(&["e".to_owned(), "g".to_owned()])
                || found.starts_with(&["for".to_owned(), "example".to_owned()]);
            if found == self.words
                || self.choices.contains(&found)
                || (example && self.words.ends_with(&found))
            {
                return Some(Left::Same);
            }
            if !self.is_name && (self.is_near(&found) || self.is_part(&found)) {
                return Some(Left::Edited);
            }
        }
        if self.bracket == Some('[') && is_bracketed(text) {
            return Some(Left::Edited);
        }
        let soon = text.trim_end_matches(['.', '!']).eq_ignore_ascii_case("soon");
        (soon || is_waiting(text) || is_unfinished(text)).then_some(Left::Waiting)
    }

    /// Whether all of it, or all but a word, is there, and hardly anything else.
    fn is_near(&self, found: &[String]) -> bool {
        let wanted = &self.words;
        let room = ((wanted.len() + 2) / 4).max(1);
        if wanted.len() < 3 || found.len() > wanted.len() + room || found.len() + room < wanted.len() {
            return false;
        }
        let mut gone = wanted.clone();
        let mut added = Vec::new();
        for word in found {
            match gone.iter().position(|other| other == word) {
                Some(at) => {
                    gone.remove(at);
                }
                None => added.push(word),
            }
        }
        // An order is one whatever its numbers are.
        let ordered = found.first() == wanted.first()
            && found.first().is_some_and(|first| ORDERS.contains(&first.as_str()));
        let answers = |word: &&String| {
            (!ordered && ANSWERS.contains(&word.as_str()))
                || word.chars().any(|c| c.is_numeric() || c == OPAQUE)
        };
        let kept = || wanted.iter().filter(|word| !gone.contains(word));
        gone.len() <= room
            && added.len() <= room
            && !added.iter().any(answers)
            && !gone.iter().any(|word| {
                ASKING.contains(&word.as_str()) && (wanted.len() < 6 || wanted.first() == Some(word))
            })
            && (wanted.len() > 4 || kept().any(|word| KINDS.contains(&word.as_str())))
    }

    /// Whether it is some of its words, and one of them says what to write and not what is.
    fn is_part(&self, found: &[String]) -> bool {
        let mut rest = self.words.iter();
        found.iter().all(|word| rest.any(|other| other == word))
            && found.iter().any(|word| EMPTY_KINDS.contains(&word.as_str()))
    }
}

/// The words of a text as they are compared: without articles and without the end of a plural.
pub(super) fn words(text: &str) -> Vec<String> {
    const PASSED: [&str; 6] = ["a", "an", "the", "your", "here", "please"];
    let key = fold(text);
    let inside = |c: char| tells(c) || matches!(c, '\'' | '-');
    let words = key
        .split(|c: char| !inside(c))
        .map(|word| word.trim_matches(['\'', '-']))
        .filter(|word| !word.is_empty());
    let words = words.filter(|word| !PASSED.contains(word)).map(|word| match word.strip_suffix('s') {
        Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_owned(),
        _ => word.to_owned(),
    });
    words.collect()
}

/// Whether a bracket of the prompt was left open, or its end was left.
fn is_half_bracketed(text: &str) -> bool {
    let opens = |c: char| {
        text.starts_with(c) && text.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic()))
    };
    // `[0, 1)` is an interval.
    let interval =
        || text.contains([',', ')']) && text.get(1..).is_some_and(|rest| rest.starts_with(char::is_numeric));
    (text.starts_with('[') && !text.contains(']') && !interval())
        || (opens('{') && !text.contains('}'))
        || (text.starts_with("{{") && !text.contains("}}"))
        || (opens('<') && !text.contains('>'))
        || (text.ends_with(']') && !text.contains('['))
        || (text.ends_with("}}") && !text.contains("{{"))
}

/// Whether all of a text stands in square brackets. A number in them is content.
pub(super) fn is_bracketed(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| {
        !inner.contains(['[', ']', OPAQUE])
            && !inner.chars().any(char::is_numeric)
            && inner.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
            && !inner.eq_ignore_ascii_case("unreleased")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_prompt_is_told_from_what_people_wrote() {
        use Left::{Edited, Nothing, Same, Waiting};
        let bug = "[description of bug]";
        let testing = "[Brief summary of testing done for this release]";
        let table: &[(&str, &str, Option<Left>)] = &[
            (bug, "description of bug", Some(Same)),
            (bug, "the Description of Bugs.", Some(Same)),
            (bug, "{description of bug}", Some(Same)),
            (bug, "description", Some(Edited)),
            (bug, "{description}", Some(Edited)),
            (bug, "description of error", Some(Edited)),
            (bug, "description of the new bug", Some(Edited)),
            (bug, "[login fails", Some(Edited)),
            (bug, "[login fails]", Some(Edited)),
            (bug, "login fails]", Some(Edited)),
            (bug, "", Some(Nothing)),
            (bug, "()", Some(Waiting)),
            (bug, "...", Some(Waiting)),
            (bug, "XXX", Some(Waiting)),
            (bug, "TBD", Some(Waiting)),
            (bug, "<path>", Some(Waiting)),
            (bug, "login fails", None),
            (bug, "the description of a bug in the list was cut", None),
            (bug, "[0, 1) was taken for [0, 1]", None),
            (bug, "list[index] fails", None),
            (bug, "the cart fails...", None),
            (testing, "Brief summary of testing done for this version", Some(Edited)),
            (testing, "summary of testing done for this release", Some(Edited)),
            (testing, "All tests of this release were done", None),
            ("[Yes/No, details if yes]", "Yes/No", Some(Same)),
            ("[Yes/No, details if yes]", "yes / no", Some(Same)),
            ("[Yes/No, details if yes]", "Yes, details", Some(Edited)),
            ("[Yes/No, details if yes]", "Yes", None),
            ("[Yes/No, details if yes]", "No", None),
            ("[Slack channel, email, or forum]", "email", None),
            ("[Slack channel, email, or forum]", "#shop", None),
            ("e.g. @mona", "e.g. @mona", Some(Same)),
            ("[reviewer, e.g. @mona]", "e.g. @mona", Some(Same)),
            ("[reviewer, e.g. @mona]", "@mona", None),
            ("[date]", "date", Some(Same)),
            ("[date]", "2026-03-XX", Some(Waiting)),
            ("[date]", "2026-03-02", None),
            ("[What works again]", "Search works again", None),
            ("[Any breaking changes in the API]", "No breaking changes in the API", None),
            ("[percent of tests passed]", "100 % of tests passed", None),
            ("[results if applicable]", "Results: 98 of 100", None),
            ("[Feature Name]", "Feature flags", None),
            ("[None]", "None", None),
            ("YYYY-MM-DD", "2026-03-02", None),
        ];
        for (written, text, wanted) in table {
            assert_eq!(Prompt::of(written).left(text), *wanted, "{written} and {text:?}");
        }
        assert_eq!(Prompt::name("Known issues").left("known issues"), Some(Same));
        assert_eq!(Prompt::name("Known issues").left("The known issues are gone"), None);
    }
}
