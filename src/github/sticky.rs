//! Which write comes next, so that one comment shows the newest verdict, whatever other runs of the gate do meanwhile.
//!
//! GitHub writes unconditionally, so nobody can write only if nothing has changed. Instead each comment holds, unseen,
//! the time by which was judged, and whoever has written looks at what came of it: the answer to a new text shows the
//! texts that it has put out of sight, the answer to a new comment shows those beside it. Whatever was newer is put back,
//! and what is there twice goes. Each run puts right only what its own write did wrong, and does not end before it is; so
//! the last of them leaves the newest verdict.
//!
//! What this cannot see: a run that found its own verdict on display writes nothing, and leaves no trace for a slower run
//! with an older verdict. A `concurrency` group of the workflow keeps such runs apart (docs/events.md).

use jiff::Timestamp;

use super::comments::{OwnComment, marker};

/// A text to be there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wish {
    /// The whole text: marker, time and the rest.
    pub(super) body: String,
    /// The time by which was judged.
    pub(super) at: Timestamp,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Write a comment with this text.
    Create(String),
    /// Give this one of them another text.
    Update(usize, String),
    /// Delete this one of them: another one, which stays, says what it should.
    Delete(usize),
    /// Nothing: they are as they should be.
    Done,
}

/// How far a run is.
#[derive(Debug, Clone, Default, Hash)]
pub(super) struct Progress {
    /// It has written something.
    pub(super) written: bool,
    /// Comments that could not be deleted.
    pub(super) undeletable: Vec<u64>,
}

/// The body of a comment with this key, judged at that time.
pub(super) fn body(key: &str, at: Timestamp, text: &str) -> String {
    format!("{}\n{STAMP}{at}{END}\n{text}", marker(key))
}

const STAMP: &str = "<!-- judged ";
const END: &str = " -->";

fn stamp(body: &str) -> Option<Timestamp> {
    body.lines().nth(1)?.trim_end().strip_prefix(STAMP)?.strip_suffix(END)?.parse().ok()
}

/// Whether two bodies say the same; when it was judged is not part of it. GitHub may store other line ends than were sent,
/// and no white space at the end.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        let stamped = stamp(text).is_some();
        let lines = text.trim_end().lines().enumerate().filter(|(index, _)| !(stamped && *index == 1));
        lines.map(|(_, line)| line.trim_end().to_owned()).collect()
    };
    lines(one) == lines(other)
}

/// The next step. `ours` are our comments with the marker, oldest first; `clock` is the latest time that GitHub showed: a
/// later time in a comment is not one by which was judged.
pub(super) fn next(ours: &[OwnComment], wish: &Wish, clock: Option<Timestamp>, progress: &Progress) -> Step {
    let Some(oldest) = ours.first() else {
        // Somebody deleted what was written. It is not written again before the next verdict.
        return if progress.written { Step::Done } else { Step::Create(wish.body.clone()) };
    };
    let newest = newest(ours, wish, clock, progress.written);
    let differs = |comment: &OwnComment| !same_text(&comment.body, newest);
    if differs(oldest) {
        return Step::Update(0, newest.to_owned());
    }
    for (index, younger) in ours.iter().enumerate().skip(1) {
        if !progress.undeletable.contains(&younger.id) {
            return Step::Delete(index);
        }
        if differs(younger) {
            return Step::Update(index, newest.to_owned());
        }
    }
    Step::Done
}

/// The newest verdict of all that are known. Of two of the same second the one that was written last stays.
fn newest<'a>(ours: &'a [OwnComment], wish: &'a Wish, clock: Option<Timestamp>, written: bool) -> &'a str {
    let judged = |body: &'a str| {
        let at = stamp(body)?;
        clock.is_none_or(|clock| at <= clock).then_some((at, body))
    };
    // What somebody else wrote into a comment of ours is no verdict.
    let shown = ours.iter().filter(|comment| comment.untouched).filter_map(|comment| judged(&comment.body));
    let past = ours.iter().flat_map(|comment| &comment.past).filter_map(|body| judged(body));
    let mut best = (wish.at, wish.body.as_str());
    for (index, other) in shown.chain(past).enumerate() {
        let first_shown = index == 0 && written;
        if other.0 > best.0 || (other.0 == best.0 && first_shown) {
            best = other;
        }
    }
    best.1
}

#[cfg(test)]
mod tests;
