//! What the parser could not read, in words for people who write policies, not parsers.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use super::problem::Problems;
use super::tree::MAX_DEPTH;

/// Reports the error at which the parser stopped, having understood the text up to `read`. There is never a
/// second one.
pub(super) fn report(error: &ScanError, text: &str, read: usize, problems: &mut Problems) {
    let offset = text.floor_char_boundary(error.marker().byte_offset().unwrap_or(text.len()));
    let at = character_at(text, offset);
    let lines = if is_about_tabs(error.kind()) { usize::MAX } else { 1 };
    if let Some(tab) = indenting_tab(text, offset, lines) {
        report_tab(tab, problems);
        return;
    }
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => {
            problems.error(
                "too-deep",
                at,
                format!("more than {MAX_DEPTH} lists and mappings inside one another"),
            );
        }
        ErrorKind::DirectiveDisallowed => {
            problems
                .error("directive", at, "directives are not part of this language")
                .help("leave this line out; a text that begins with `%` needs quotes");
        }
        ErrorKind::UndeclaredTagHandle => {
            problems
                .error("tag", at, "tags are not part of this language")
                .help("leave it out; a text that begins with `!` needs quotes");
        }
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => {
            unclosed_quote(text, read, at, problems);
        }
        kind => {
            let (message, help) = words(kind);
            let problem = problems.error("syntax", at, message);
            if let Some(help) = help {
                problem.help(help);
            }
        }
    }
}

/// Reports a tab that stands where only spaces may.
pub(super) fn report_tab(at: usize, problems: &mut Problems) {
    problems.error("tab-indentation", at..at + 1, "a tab is used as indentation").help("use spaces");
}

/// The parser stops where a quoted text can no longer go on; the mistake is where it begins.
fn unclosed_quote(text: &str, read: usize, stop: Range<usize>, problems: &mut Problems) {
    let message = "the text that this quote opens is not closed, or its next line is not indented";
    match opening_quote(text.get(read..stop.start).unwrap_or_default()) {
        Some(quote) => {
            let problem = problems.error("syntax", read + quote..read + quote + 1, message);
            if !stop.is_empty() {
                problem.also(stop, "this does not belong to it");
            }
        }
        None => {
            problems.error("syntax", stop, "a quoted text is not closed, or its next line is not indented");
        }
    }
}

/// The first quote that can open a text: outside of comments, and not in the middle of a word.
fn opening_quote(text: &str) -> Option<usize> {
    let mut comment = false;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let separate = before.is_whitespace() || matches!(before, '[' | '{' | ',' | ':');
        match character {
            '\n' | '\r' => comment = false,
            '#' if before.is_whitespace() => comment = true,
            '"' | '\'' if separate && !comment => return Some(at),
            _ => {}
        }
        before = character;
    }
    None
}

fn character_at(text: &str, offset: usize) -> Range<usize> {
    match text.get(offset..).and_then(|rest| rest.chars().next()) {
        Some(character) if !matches!(character, '\n' | '\r') => offset..offset + character.len_utf8(),
        _ => offset..offset,
    }
}

fn is_about_tabs(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
            | ErrorKind::InvalidBlockEntryWhitespace
            | ErrorKind::InvalidMappingValueWhitespace
    )
}

/// The first tab in the indentation of the line of `offset` or of so many lines from there: the parser may name
/// the start of the value that runs into it. Blank lines may have tabs.
fn indenting_tab(text: &str, offset: usize, lines: usize) -> Option<usize> {
    let start = text.get(..offset)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let mut from = start;
    for line in text.get(start..)?.split_inclusive(['\n', '\r']).take(lines) {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line.get(..indentation).and_then(|blank| blank.find('\t'));
        if let Some(tab) = tab
            && !line.trim().is_empty()
        {
            return Some(from + tab);
        }
        from += line.len();
    }
    None
}

const QUOTES: &str = "put the text in quotes if the sign belongs to it";
const INDENTATION: &str = "compare its indentation with the lines above";
const OPEN: &str = "look for a `[`, `{` or quote above that is still open";

/// A message that is never empty, and what may help.
fn words(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::MappingValueNotAllowed => (
            "a `:` is not possible here",
            Some(
                "check the indentation and the space after the `:` before it; a text with `: ` in it needs quotes",
            ),
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "this key has no `:`",
            Some("write `key: value`, or indent the line if it belongs to the text above"),
        ),
        ErrorKind::InvalidColonPlacement | ErrorKind::FlowMappingValueAdjacentCollection => {
            ("a `:` is not possible here", Some(OPEN))
        }
        ErrorKind::MappingKeyNotAllowed => ("a key is not possible here", Some(INDENTATION)),
        ErrorKind::ExpectedBlockMappingKey => ("a key was expected here", Some(INDENTATION)),
        ErrorKind::ExpectedBlockSequenceEntry => ("a `- ` was expected here", Some(INDENTATION)),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            ("a list with `-` is not possible here", Some("begin the list on a line of its own"))
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidBlockScalarIndent => ("this line is indented wrongly", Some(INDENTATION)),
        ErrorKind::ExpectedFlowMappingSeparator => ("a `,` or `}` was expected here", Some(OPEN)),
        ErrorKind::ExpectedFlowSequenceSeparator => ("a `,` or `]` was expected here", Some(OPEN)),
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEof
        | ErrorKind::ExpectedNodeContent
        | ErrorKind::UnexpectedEndOfPlainScalar => ("a value is missing here", Some(OPEN)),
        ErrorKind::MisplacedFlowCollectionEnd => ("this bracket closes nothing", Some(QUOTES)),
        ErrorKind::UnclosedQuotedScalar => ("a quoted text is not closed", Some(OPEN)),
        other => return in_texts(other),
    };
    (message.to_owned(), help)
}

/// What goes wrong inside of texts, quoted or not.
fn in_texts(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "there is something after the closing quote",
            Some("put the whole text in quotes, and write a quote in it twice or as `\\\"`"),
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => (
            "an escape in this text stands for no character",
            Some("write `\\\\` for a backslash, or use single quotes"),
        ),
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => (
            "a text after `|` or `>` begins on the next line",
            Some("put the text in quotes if it begins with this sign"),
        ),
        ErrorKind::ExpectedDocumentStart => ("nothing more was expected here", Some(QUOTES)),
        ErrorKind::MissingAnchorOrAliasName => ("a text cannot begin with this sign", Some(QUOTES)),
        ErrorKind::CommentNotSeparated => ("a space is missing before this `#`", Some(QUOTES)),
        ErrorKind::CommentInterceptedScalar => ("a comment interrupts a text of several lines", None),
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => ("a text cannot begin with this", Some(QUOTES)),
        ErrorKind::TabInPlainScalar | ErrorKind::TabNotAllowed => {
            ("a tab is not possible here", Some("use spaces"))
        }
        other => return less_common(other),
    };
    (message.to_owned(), help)
}

fn less_common(kind: &ErrorKind) -> (String, Option<&'static str>) {
    match kind {
        ErrorKind::UnexpectedCharacter { character: '`' } => {
            ("a text cannot begin with a backquote".to_owned(), Some(QUOTES))
        }
        ErrorKind::UnexpectedCharacter { character } => {
            (format!("a text cannot begin with `{character}`"), Some(QUOTES))
        }
        ErrorKind::UnclosedFlowCollection { open } => (format!("a `{open}` is not closed"), Some(OPEN)),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("a `{open}` is closed by `{close}`"), None)
        }
        other => {
            let text = other.to_string();
            let text = if text.trim().is_empty() { "unreadable from here on".to_owned() } else { text };
            (format!("this is not YAML: {text}"), None)
        }
    }
}

#[cfg(test)]
mod tests {
    use granit_parser::{ErrorKind, Marker, ScanError};

    use super::{less_common, report, words};
    use crate::yaml::Problems;

    #[test]
    fn no_error_has_an_empty_text() {
        for kind in [
            ErrorKind::MappingValueNotAllowed,
            ErrorKind::UnexpectedCharacter { character: '@' },
            ErrorKind::InvalidTagEscape,
            ErrorKind::Custom(String::new()),
            ErrorKind::Custom("  ".to_owned()),
        ] {
            assert!(words(&kind).0.trim_end().len() > "this is not YAML:".len(), "{kind:?}");
        }
        assert_eq!(
            less_common(&ErrorKind::Custom(String::new())).0,
            "this is not YAML: unreadable from here on"
        );
    }

    #[test]
    fn a_place_outside_of_the_text_or_inside_a_character_is_moved_into_it() {
        for (offset, at) in [(Some(1), 0..2), (Some(99), 3..3), (None, 3..3), (Some(2), 2..3)] {
            let mark = Marker::new(0, 1, 0).with_byte_offset(offset);
            let mut problems = Problems::new();
            report(&ScanError::new(mark, "x"), "éx", 0, &mut problems);
            assert_eq!(problems.into_vec()[0].at, at, "{offset:?}");
        }
    }
}
