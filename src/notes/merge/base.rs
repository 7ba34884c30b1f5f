//! What was drafted last: kept in the notes themselves, in a comment that nobody sees.
//!
//! GitHub takes 125,000 characters of notes, and a second copy of them would take half. So the comment holds of each line
//! a digest, which tells whether people have changed it, and the pull requests that it names.

use std::collections::BTreeSet;
use std::fmt;

use ring::digest;

use super::line::lines;

/// What the comment begins with.
const NAME: &str = "holdpoint-notes-base";

/// The form of what follows.
const VERSION: &str = "1";

/// The digits of a line's digest, six bits each.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How many of them a digest has.
const LENGTH: usize = 8;

/// What stands for a blank line.
const BLANK: &str = ".";

/// What was drafted last, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base {
    /// Its lines.
    pub(super) lines: Vec<BaseLine>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BaseLine {
    /// The digest of its key.
    pub(super) digest: u64,
    /// The pull requests that it names.
    pub(super) cites: Vec<u64>,
}

/// The digest of a line's key: 48 bits of its SHA-256, none for a blank line.
pub(super) fn digest_of(key: &str) -> u64 {
    if key.is_empty() {
        return 0;
    }
    let digest = digest::digest(&digest::SHA256, key.as_bytes());
    digest.as_ref().iter().take(6).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl Base {
    /// What is kept of a draft.
    #[must_use]
    pub fn of(draft: &str) -> Self {
        let keep =
            |line: &super::line::Line<'_>| BaseLine { digest: digest_of(line.key()), cites: line.cites() };
        Self { lines: lines(draft).iter().map(keep).collect() }
    }

    /// Without these pull requests: they did not get into the notes, so that nobody can have taken them out.
    #[must_use]
    pub(super) fn without(mut self, numbers: &BTreeSet<u64>) -> Self {
        for line in &mut self.lines {
            line.cites.retain(|number| !numbers.contains(number));
        }
        self
    }

    /// The pull requests that were in the draft.
    pub(super) fn cites(&self) -> BTreeSet<u64> {
        self.lines.iter().flat_map(|line| &line.cites).copied().collect()
    }

    fn written(&self) -> String {
        let mut written = String::new();
        for line in &self.lines {
            if !written.is_empty() {
                written.push(' ');
            }
            if line.digest == 0 {
                written.push_str(BLANK);
            } else {
                for place in (0..LENGTH).rev() {
                    let digit = (line.digest >> (6 * place)) & 63;
                    let digit = usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit));
                    written.extend(digit.map(|digit| char::from(*digit)));
                }
            }
            for (index, number) in line.cites.iter().enumerate() {
                written.push_str(if index == 0 { ":" } else { "," });
                written.push_str(&number.to_string());
            }
        }
        written
    }

    fn read(written: &str) -> Option<Self> {
        let lines = written.split_ascii_whitespace().map(|word| {
            let (digest, cites) = word.split_once(':').unwrap_or((word, ""));
            let numbers = cites.split(',').filter(|number| !number.is_empty()).map(str::parse);
            Some(BaseLine { digest: read_digest(digest)?, cites: numbers.collect::<Result<_, _>>().ok()? })
        });
        Some(Self { lines: lines.collect::<Option<_>>()? })
    }
}

fn read_digest(written: &str) -> Option<u64> {
    if written == BLANK {
        return Some(0);
    }
    if written.len() != LENGTH {
        return None;
    }
    written.bytes().try_fold(0, |number: u64, byte| {
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        Some(number << 6 | u64::try_from(digit).ok()?)
    })
}

/// The mark of what was drafted last is not what was written: somebody changed it, or there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Altered;

impl fmt::Display for Altered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the mark at the end of the notes, by which a new draft tells what people wrote, was altered",
        )
    }
}

impl std::error::Error for Altered {}

fn sum(written: &str) -> String {
    let digest = digest::digest(&digest::SHA256, written.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The notes with the mark of what was drafted last at their end. [`detach`] gives both back.
#[must_use]
pub fn attach(base: &Base, text: &str) -> String {
    let written = base.written();
    let mark = format!("<!-- {NAME} {VERSION} {} {written} -->", sum(&written));
    // A lone return at the end is not to become part of a line end.
    let end = if text.ends_with('\r') { "\r\n" } else { super::line_end(text) };
    if text.ends_with('\n') || text.is_empty() {
        format!("{text}{end}{mark}{end}")
    } else {
        format!("{text}{end}{end}{mark}")
    }
}

/// The notes without their mark, and what was drafted last: nothing where there is no mark. A mark is a line of its own,
/// of the whole form; whatever else mentions its name is somebody's text and stays.
///
/// # Errors
/// The second part is [`Altered`] if the mark is not as it was written.
pub fn detach(text: &str) -> (String, Result<Option<Base>, Altered>) {
    let mut kept = String::new();
    let (mut marks, mut stray) = (Vec::new(), false);
    let mut place = Place::default();
    let mut rest = text;
    for line in text.split_inclusive('\n') {
        rest = rest.get(line.len()..).unwrap_or_default();
        let Some(mark) = Mark::of(line.trim_end()) else {
            stray |= place.may_hold_mark() && begins_mark(line);
            place.pass(line);
            kept.push_str(line);
            continue;
        };
        marks.push(mark.read());
        if rest.trim().is_empty() {
            // What `attach` put in front: one line end, or two where the text has none of its own.
            for _ in 0..if line.ends_with('\n') { 1 } else { 2 } {
                let shorter =
                    kept.strip_suffix('\n').map(|kept| kept.strip_suffix('\r').unwrap_or(kept).len());
                kept.truncate(shorter.unwrap_or(kept.len()));
            }
        }
    }
    let found = match (marks.pop(), marks.is_empty()) {
        (None, _) if stray => Err(Altered),
        (None, _) => Ok(None),
        (Some(base), true) => base.map(Some).ok_or(Altered),
        (Some(_), false) => Err(Altered),
    };
    (kept, found)
}

/// A line that has the form of the mark.
struct Mark<'t> {
    version: &'t str,
    digest: &'t str,
    written: &'t str,
}

impl<'t> Mark<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let inner =
            line.strip_prefix("<!-- ")?.strip_prefix(NAME)?.strip_prefix(' ')?.strip_suffix(" -->")?;
        let (version, rest) = inner.split_once(' ')?;
        let (digest, written) = rest.split_once(' ')?;
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let numbered = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        let summed = digest.len() == 64 && digest.bytes().all(hex);
        // What another version writes is its own affair, within one comment.
        let worded = if version == VERSION { Base::read(written).is_some() } else { !written.contains("--") };
        (numbered && summed && worded).then_some(Self { version, digest, written })
    }

    /// What it says, if it is as it was written.
    fn read(&self) -> Option<Base> {
        (self.version == VERSION && self.digest == sum(self.written)).then(|| Base::read(self.written))?
    }
}

/// Whether a comment begins with the line that was the mark, by its name, before somebody changed it.
fn begins_mark(line: &str) -> bool {
    let rest = line.strip_prefix("<!-- ").and_then(|line| line.strip_prefix(NAME));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Where a line stands, as far as it matters for a mark.
#[derive(Debug, Default)]
struct Place<'t> {
    /// What the code around it is fenced with.
    fence: Option<&'t str>,
    /// It goes on with a paragraph.
    in_text: bool,
}

impl<'t> Place<'t> {
    fn may_hold_mark(&self) -> bool {
        self.fence.is_none() && !self.in_text
    }

    fn pass(&mut self, line: &'t str) {
        let trimmed = line.trim();
        let first = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
        let after = first.map_or(trimmed, |c| trimmed.trim_start_matches(c));
        let fence = trimmed.get(..trimmed.len() - after.len()).unwrap_or_default();
        match self.fence {
            Some(open) if fence.starts_with(open) && after.is_empty() => self.fence = None,
            Some(_) => {}
            None if fence.len() >= 3 && !(first == Some('`') && after.contains('`')) => {
                self.fence = Some(fence);
            }
            None => {
                self.in_text = !trimmed.is_empty() && !trimmed.starts_with('#');
                return;
            }
        }
        self.in_text = false;
    }
}

/// Whether a comment, by what stands in it, is the mark of what was drafted last.
#[must_use]
pub fn is_mark(comment: &str) -> bool {
    let comment = comment.trim();
    let inner = comment.strip_prefix("<!--").unwrap_or(comment).trim_start();
    inner.strip_prefix(NAME).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}
