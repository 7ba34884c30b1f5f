//! Problems of a YAML text, collected rather than thrown.

use std::ops::Range;

/// One thing that is wrong with a YAML text, at its place.
///
/// The texts may quote what the file says, shortened but not escaped: who shows them escapes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem, in kebab-case. Stable: people search for it.
    pub code: &'static str,
    /// The offending bytes of the text.
    pub at: Range<usize>,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// Other places that belong to it, each with a label.
    pub also: Vec<(Range<usize>, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem without other places and without help.
    pub fn new(code: &'static str, at: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, at, message: message.into(), also: Vec::new(), help: None }
    }

    /// Says what to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Points at another place that belongs to it.
    pub fn also(&mut self, at: Range<usize>, label: impl Into<String>) -> &mut Self {
        self.also.push((at, label.into()));
        self
    }

    /// By place, then by code and text: the order in which problems are shown.
    fn order(&self) -> (usize, usize, &'static str, &str) {
        (self.at.start, self.at.end, self.code, &self.message)
    }
}

/// Where problems are collected while a text is read.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// No problems yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.list.push(problem);
    }

    /// Adds a problem and hands it back, so that help and other places can follow.
    pub fn error(
        &mut self,
        code: &'static str,
        at: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Problem {
        let last = self.list.len();
        self.list.push(Problem::new(code, at, message));
        #[expect(clippy::indexing_slicing, reason = "the element was pushed in the line above")]
        &mut self.list[last]
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether a problem of this kind was reported.
    pub fn has(&self, code: &str) -> bool {
        self.list.iter().any(|problem| problem.code == code)
    }

    /// How many were reported so far, repeated ones included. Compare before and after to see whether a step
    /// reported anything.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The problems sorted by their place, each of them once.
    pub fn into_vec(mut self) -> Vec<Problem> {
        self.list.sort_by(|one, other| one.order().cmp(&other.order()));
        self.list.dedup_by(|later, earlier| later.order() == earlier.order());
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::Problems;

    #[test]
    fn problems_come_sorted_by_place_and_once() {
        let mut problems = Problems::new();
        problems.error("b", 5..6, "later");
        problems.error("a", 1..2, "twice").help("first help stays");
        problems.error("a", 1..2, "twice");
        problems.error("a", 1..2, "another text");
        assert_eq!(problems.len(), 4);
        let list = problems.into_vec();
        let seen: Vec<_> = list.iter().map(|p| (p.at.start, p.message.as_str())).collect();
        assert_eq!(seen, [(1, "another text"), (1, "twice"), (5, "later")]);
        assert_eq!(list[1].help.as_deref(), Some("first help stays"));
    }
}
