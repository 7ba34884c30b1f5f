//! Boxes that a write of notes must not touch: a tick is somebody's sign-off, and the history shows who wrote it.

use crate::markdown::{Task, tasks};

/// A box, by what counts of it.
type Seen = (bool, Vec<String>, String);

fn seen(task: &Task) -> Seen {
    (task.ticked, task.section.to_vec(), task.text.clone())
}

/// What stands at the boxes that only one of two texts has, or that differ in them.
pub(in crate::github) fn differing(one: &str, other: &str) -> Vec<String> {
    let all = |text: &str| tasks(text).iter().map(seen).collect();
    unlike(all(one), all(other))
}

/// What stands at the boxes in the lines that two texts share at their beginning and at their end, as far as they are not
/// the same boxes in both: what was put in between can change what is around it.
pub(super) fn changed_around(one: &str, other: &str) -> Vec<String> {
    let lines = |text: &'_ str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let (before, after) = (lines(one), lines(other));
    let first = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let most = before.len().min(after.len()) - first;
    let same_ends = before.iter().rev().zip(after.iter().rev()).take(most);
    let last = same_ends.take_while(|(one, other)| one == other).count();
    let around = |text: &str, length: usize| {
        let outside = |task: &&Task| task.line <= first || task.line > length - last;
        let boxes = tasks(text);
        boxes.iter().filter(outside).map(|task| (task.ticked, Vec::new(), task.text.clone())).collect()
    };
    unlike(around(one, before.len()), around(other, after.len()))
}

fn unlike(one: Vec<Seen>, mut other: Vec<Seen>) -> Vec<String> {
    let mut found = Vec::new();
    for task in one {
        match other.iter().position(|same| *same == task) {
            Some(at) => drop(other.remove(at)),
            None => found.push(task.2),
        }
    }
    found.extend(other.into_iter().map(|task| task.2));
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A\n- [ ] one\n\n## Notes\nold\n\n## B\n- [x] two\n- [ ] two\n";

    #[test]
    fn a_tick_is_told_and_other_text_is_not() {
        assert_eq!(differing(TEXT, &TEXT.replace("old", "new")), [""; 0]);
        assert_eq!(differing(TEXT, &TEXT.replace("[ ] one", "[x] one")), ["one"]);
        assert_eq!(differing(TEXT, &TEXT.replace("- [ ] two\n", "")), ["two"]);
    }

    #[test]
    fn notes_that_swallow_the_boxes_below_are_told() {
        assert_eq!(changed_around(TEXT, &TEXT.replace("old", "- [ ] new\n- [x] two\n")), [""; 0]);
        assert_eq!(changed_around(TEXT, &TEXT.replace("old", "```\nopen")), ["two"]);
        assert_eq!(changed_around(TEXT, TEXT), [""; 0]);
    }
}
