//! Since when a box of the tracking issue is not ticked, as the history of its text shows.

use jiff::Timestamp;

use crate::evidence::discussion::Revision;
use crate::markdown::{normalise, tasks};
use crate::release::Case;
use crate::verdict::{Finding, Value};

/// The ticked boxes of the tracking issue in each state of its text, oldest first; each state is read once.
pub struct OpenBoxes {
    states: Vec<(Timestamp, Option<Vec<String>>)>,
}

impl OpenBoxes {
    /// What the history shows, if all of it was read and its end is the text as it is.
    #[must_use]
    pub fn of(case: &Case<'_>) -> Self {
        let none = Self { states: Vec::new() };
        let Ok(issue) = case.tracking_issue() else { return none };
        let revisions = case.evidence.discussion(issue.number).map(|one| one.revisions.whole());
        let Some(Ok(revisions)) = revisions else { return none };
        let is_current = |last: &Revision| {
            last.text
                .as_ref()
                .is_none_or(|text| text.replace("\r\n", "\n") == issue.body.replace("\r\n", "\n"))
        };
        if !revisions.last().is_some_and(is_current) {
            return none;
        }
        let ticked = |text: &String| {
            let ticked = tasks(text).into_iter().filter(|task| task.ticked && !task.quoted && !task.struck);
            ticked.map(|task| task.key).collect()
        };
        Self { states: revisions.iter().map(|one| (one.at, one.text.as_ref().map(ticked))).collect() }
    }

    /// Since when the box of a finding has not been ticked, or has not been there. A state that is not shown may have had
    /// it ticked.
    #[must_use]
    pub fn since(&self, finding: &Finding) -> Option<Timestamp> {
        let Some(Value::Text(text)) = finding.fact("box") else { return None };
        let key = normalise(text);
        let open = |boxes: &Option<Vec<String>>| boxes.as_ref().is_some_and(|ticked| !ticked.contains(&key));
        let run = self.states.iter().rev().take_while(|(_, boxes)| open(boxes));
        run.last().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Fact, List};
    use crate::requirement::fixture::{Fixture, at, person};
    use crate::requirement::standing::speech::discussion;

    fn since(states: &[Option<&str>], body: &str) -> Option<Timestamp> {
        let mut fixture = Fixture::release().body(body);
        let revision = |(hour, text): (usize, &Option<&str>)| Revision {
            at: at(&format!("0{hour}:00")),
            by: person("mona"),
            text: text.map(str::to_owned),
        };
        let mut spoken = discussion(40, Vec::new(), Vec::new());
        spoken.revisions = Fact::Known(List::all(states.iter().enumerate().map(revision).collect()));
        fixture.evidence.discussions = vec![spoken];
        const OPEN: crate::verdict::Message = crate::verdict::Message { code: "open", says: "", todo: "" };
        let finding = Finding::unmet(&OPEN).with("box", Value::Text("Docs".into()));
        OpenBoxes::of(&fixture.case()).since(&finding)
    }

    #[test]
    fn the_last_edit_that_took_the_tick_away_counts() {
        let (open, ticked, without) = (Some("- [ ] Docs\n"), Some("- [x] Docs\n"), Some("Nothing\n"));
        for (states, body, wanted) in [
            (vec![open], "- [ ] Docs\n", Some("00:00")),
            (vec![ticked, open], "- [ ] Docs\n", Some("01:00")),
            (vec![open, ticked, open], "- [ ] Docs\n", Some("02:00")),
            (vec![ticked, without, open], "- [ ] Docs\n", Some("01:00")),
            (vec![ticked, without], "Nothing\n", Some("01:00")),
            (vec![open, None, open], "- [ ] Docs\r\n", Some("02:00")),
            (vec![open, ticked], "- [x] Docs\n", None),
            (vec![open], "another text", None),
            (vec![], "- [ ] Docs\n", None),
        ] {
            assert_eq!(since(&states, body), wanted.map(at), "{states:?}");
        }
    }
}
