//! Where something stands in a line of notes: in its words, in its code, in the text of its links.

use std::ops::Range;

use super::Context;
use super::lines::Line;
use crate::markdown::RunKind;

/// Of `{{x}}` and `${x}`, of which the innermost brackets are at these bytes, all of it.
pub(super) fn with_braces(source: &str, at: Range<usize>) -> Range<usize> {
    let mut at = at;
    while source.get(..at.start).is_some_and(|before| before.ends_with('{'))
        && source.get(at.end..).is_some_and(|after| after.starts_with('}'))
    {
        at = at.start - 1..at.end + 1;
    }
    let opens = source.get(at.clone()).is_some_and(|own| own.starts_with('{'));
    let dollar = opens && source.get(..at.start).is_some_and(|before| before.ends_with('$'));
    at.start - usize::from(dollar)..at.end
}

/// The code of a line and the text of its links, with their bytes.
pub(super) fn opaque<'l>(
    context: &'l Context<'_>,
    line: &'l Line,
) -> impl Iterator<Item = (&'l str, Range<usize>)> {
    let runs = context.outline.blocks.get(line.block).map_or(&[][..], |block| block.runs.as_slice());
    let first = runs.partition_point(|run| run.at.start < line.at.start);
    let own = runs.iter().skip(first).take_while(|run| run.at.start < line.at.end);
    own.filter(|run| run.kind == RunKind::Code || run.link.is_some())
        .map(|run| (context.notes.whole().get(run.at.clone()).unwrap_or_default(), run.at.clone()))
}

/// Where a word stands by itself.
pub(super) fn find_words(text: &str, word: &str) -> impl Iterator<Item = usize> {
    let whole = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.into_iter().chain(after).any(char::is_alphanumeric)
    };
    text.match_indices(word).map(|(at, _)| at).filter(move |at| whole(*at))
}
