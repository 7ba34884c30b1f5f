//! The matcher behind globs and CODEOWNERS: a path as a list of segments, a pattern as what fits them.

/// What fits one or several characters of one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// This character.
    Char(char),
    /// Any one character.
    AnyChar,
    /// Any run of characters, also none.
    AnyRun,
    /// One character within (or, when `negated`, outside of) these inclusive ranges.
    Class { negated: bool, ranges: Vec<(char, char)> },
}

impl Token {
    fn fits(&self, c: char) -> bool {
        match self {
            Self::Char(own) => *own == c,
            Self::AnyChar => true,
            Self::AnyRun => false,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
        }
    }
}

/// What fits one or several segments of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// One segment.
    Name(Vec<Token>),
    /// Any number of whole segments, also none.
    AnyDepth,
}

impl Segment {
    /// One segment, whatever its name.
    pub(super) fn any_name() -> Self {
        Self::Name(vec![Token::AnyRun])
    }

    fn fits(&self, name: &[char]) -> bool {
        match self {
            Self::AnyDepth => false,
            Self::Name(tokens) => {
                fits_whole(tokens, name, |token| *token == Token::AnyRun, |token, c| token.fits(*c))
            }
        }
    }
}

/// A path, cut once so that many patterns can be held against it.
pub(super) struct Subject(Vec<Vec<char>>);

impl Subject {
    pub(super) fn new(path: &str) -> Self {
        Self(path.split('/').map(|name| name.chars().collect()).collect())
    }

    /// Whether the pattern fits the whole path.
    pub(super) fn fits(&self, pattern: &[Segment]) -> bool {
        fits_whole(pattern, &self.0, |part| *part == Segment::AnyDepth, |part, name| part.fits(name))
    }
}

/// Whether the pattern fits the whole subject, where some parts (`is_run`) stand for any number of elements.
///
/// Only the last run met is ever widened: a wider earlier one would leave less to fit and gain nothing. That
/// keeps the work at the product of the two lengths.
fn fits_whole<P, S>(
    mut pattern: &[P],
    mut subject: &[S],
    is_run: impl Fn(&P) -> bool,
    fits: impl Fn(&P, &S) -> bool,
) -> bool {
    // What follows the last run, and the subject that is left when the run takes nothing more.
    let mut last_run: Option<(&[P], &[S])> = None;
    loop {
        match (pattern.split_first(), subject.split_first()) {
            (Some((part, after)), _) if is_run(part) => {
                pattern = after;
                last_run = Some((after, subject));
            }
            (Some((part, after)), Some((element, others))) if fits(part, element) => {
                pattern = after;
                subject = others;
            }
            (None, None) => return true,
            _ => {
                let Some((after, [_, others @ ..])) = last_run else {
                    return false;
                };
                pattern = after;
                subject = others;
                last_run = Some((after, others));
            }
        }
    }
}
