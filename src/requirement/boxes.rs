//! Finding one box of the tracking issue: by its section and its text, which must be the policy's own.
//!
//! A box that is not there is not an open box: somebody may have taken it out or reworded it. So it is told apart,
//! with the place where it was found instead, or the text that comes nearest.

use super::{Context, tracking_issue};
use crate::evidence::Issue;
use crate::markdown::{self, Section, Task, normalise, same_heading, within};
use crate::verdict::{Finding, Message, Value};
use crate::yaml::{Node, Problems};

crate::messages! {
    OPEN = "box-open": "{box} is not ticked in line {line} of {issue}"
        => "tick it once it is done";
    ONLY_LOOKS_TICKED = "box-only-looks-ticked":
        "{box} is not ticked in line {line} of {issue}; the box inside its text makes it look as if it were"
        => "take the box out of the text, here and in the policy, then tick the one at its beginning";
    TWICE = "box-twice": "{issue} has the box {box} {count} times in {section}, in the lines {lines}"
        => "leave one of these boxes in {issue} and remove the others";
    ABSENT = "box-absent": "{issue} has no box {box} in {section}"
        => "add a box with the text {box} to {issue}, in {section}, and tick it once it is done";
    REWORDED = "box-reworded": "{issue} has no box {box} in {section}; the nearest is {near} in line {line}"
        => "give the box in line {line} of {issue} the text {box}, or correct the text in the policy";
    ELSEWHERE = "box-elsewhere": "{issue} has the box {box} in {found}, line {line}, and not in {section}"
        => "move the box from line {line} of {issue} to {section}, or correct the section in the policy";
    QUOTED = "box-quoted": "{issue} has the box {box} only in a quotation, line {line}, where nobody can tick it"
        => "write the box {box} into {issue} outside of the quotation";
    STRUCK = "box-struck": "{issue} has the box {box} in line {line}, but its text is struck through"
        => "take the strike-through away and tick the box once it is done, or take the requirement out of the policy";
    NO_SECTION = "section-absent": "{issue} has no section {section}, so it does not have the boxes {boxes}"
        => "add the heading {section} to {issue}, with the boxes {boxes} under it";
    SECTION_REWORDED = "section-reworded":
        "{issue} has no section {section}, so it does not have the boxes {boxes}; the nearest heading is {near}"
        => "give the heading {near} of {issue} the text {section}, or correct the section in the policy";
}

/// Whether a finding says that the tracking issue lacks a box, or has it otherwise than the policy.
pub(super) fn is_lack(message: &Message) -> bool {
    let lacks = [&ABSENT, &REWORDED, &ELSEWHERE, &QUOTED, &STRUCK, &NO_SECTION, &SECTION_REWORDED];
    lacks.iter().any(|lack| lack.code == message.code)
}

/// How alike two texts must be for one to be offered in place of the other: the share of pairs of neighbouring
/// letters that they have in common. It takes time in proportion to their length.
const ALIKE: f64 = 0.6;

/// A part of the tracking issue: what stands under some headings, or all of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Place {
    headings: Vec<String>,
    keys: Vec<String>,
}

impl Place {
    /// Reads a `section:`; without one, it is the sections of the groups around the requirement.
    pub(super) fn read(node: Option<&Node>, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let headings: Vec<String> = match node {
            None => context.section.to_vec(),
            Some(node) => node.texts("`section`", problems)?.into_iter().map(|(text, _)| text).collect(),
        };
        let keys: Vec<String> = headings.iter().map(|heading| normalise(heading)).collect();
        if let Some(node) = node
            && keys.iter().any(String::is_empty)
        {
            unmatchable("`section`", node, problems);
            return None;
        }
        Some(Self { headings, keys })
    }

    /// Their keys.
    pub(super) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Whether what stands under these headings belongs to it.
    pub(super) fn holds(&self, path: &[String]) -> bool {
        within(path, &self.keys)
    }

    /// Its headings as written, outermost first.
    pub(super) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// At the end of a clause: nothing, or where in the tracking issue.
    pub(super) fn says(&self) -> String {
        if self.headings.is_empty() {
            String::new()
        } else {
            format!(", under “{}”", self.headings.join(" › "))
        }
    }

    /// Its name in sentences: "in {section}".
    pub(super) fn name(&self) -> Value {
        if self.headings.is_empty() {
            return Value::Words("its text");
        }
        Value::Text(self.headings.join(" › "))
    }
}

/// The text of a box as the policy writes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Wanted {
    /// As written.
    pub(super) text: String,
    /// As matched.
    pub(super) key: String,
}

impl Wanted {
    /// Takes a text from a policy. `None`: nothing of it would be seen on a page, which was reported.
    pub(super) fn new(text: String, what: &str, node: &Node, problems: &mut Problems) -> Option<Self> {
        let key = normalise(&text);
        if key.is_empty() {
            unmatchable(what, node, problems);
            return None;
        }
        Some(Self { text, key })
    }

    /// As a fact.
    pub(super) fn value(&self) -> Value {
        Value::Text(self.text.clone())
    }
}

fn unmatchable(what: &str, node: &Node, problems: &mut Problems) {
    problems
        .error("nothing-to-match", node.at.clone(), format!("{what} shows nothing on a page"))
        .help("write the words that people read in the tracking issue");
}

/// What boxes a body has, and under which headings.
pub(super) struct Sheet<'a> {
    issue: &'a Issue,
    tasks: Vec<Task>,
    sections: Vec<Section>,
}

impl<'a> Sheet<'a> {
    /// Reads the tracking issue.
    pub(super) fn of(issue: &'a Issue) -> Self {
        Self { issue, tasks: markdown::tasks(&issue.body), sections: markdown::sections(&issue.body) }
    }

    /// The boxes of a place that GitHub draws, in their order.
    pub(super) fn boxes(&self, place: &Place) -> Vec<&Task> {
        self.tasks.iter().filter(|task| !task.quoted && place.holds(&task.section)).collect()
    }

    /// Whether the place is there, with boxes or without.
    pub(super) fn has(&self, place: &Place) -> bool {
        place.keys.is_empty() || self.sections.iter().any(|section| place.holds(&section.path))
    }

    /// The one box with this text, or the finding that says why there is none.
    pub(super) fn find(&self, wanted: &Wanted, place: &Place) -> Result<&Task, Lack<'_>> {
        let same: Vec<&Task> = self.tasks.iter().filter(|task| task.key == wanted.key).collect();
        let here = fitting(&self.tasks, &wanted.key, &place.keys);
        match here.as_slice() {
            [one] => Ok(one),
            [] => Err(self.absent(wanted, place, &same)),
            several => Err(Lack::of(self.twice(wanted, place, several))),
        }
    }

    fn twice(&self, wanted: &Wanted, place: &Place, several: &[&Task]) -> Finding {
        let lines: Vec<String> = several.iter().map(|task| task.line.to_string()).collect();
        self.finding(Finding::unknown(&TWICE), wanted)
            .with("section", place.name())
            .with("count", several.len())
            .with("lines", Value::Text(lines.join(", ")))
    }

    /// Why there is no such box: the best explanation of several.
    fn absent(&self, wanted: &Wanted, place: &Place, same: &[&Task]) -> Lack<'_> {
        let position = |fits: &dyn Fn(&Task) -> bool| {
            let found = same.iter().find(|task| fits(task)).map(|task| task.at.start);
            found.and_then(|at| self.tasks.iter().find(|task| task.at.start == at))
        };
        let struck = position(&|task| task.struck && !task.quoted && place.holds(&task.section));
        let elsewhere = position(&|task| !task.quoted && !place.holds(&task.section));
        let quoted = position(&|task| task.quoted);
        let tell = |message: &'static Message, instead: Option<&Task>| {
            let finding = self.finding(Finding::absent(message), wanted).with("section", place.name());
            match instead {
                Some(task) => finding.with("line", task.line),
                None => finding,
            }
        };
        if let Some(task) = struck {
            return Lack { instead: struck, ..Lack::of(tell(&STRUCK, Some(task))) };
        }
        if let Some(task) = elsewhere {
            let finding = tell(&ELSEWHERE, Some(task)).with("found", self.heading_of(task));
            return Lack { is_elsewhere: true, ..Lack::of(finding) };
        }
        if let Some(task) = quoted {
            return Lack { is_elsewhere: true, ..Lack::of(tell(&QUOTED, Some(task))) };
        }
        if !self.has(place) {
            return Lack::of(self.no_section(place, &[wanted]));
        }
        match nearest(&wanted.key, self.boxes(place), |task| &task.key) {
            Some(task) => {
                let finding = tell(&REWORDED, Some(task)).with("near", Value::Text(task.text.clone()));
                Lack { instead: Some(task), ..Lack::of(finding) }
            }
            None => Lack::of(tell(&ABSENT, None)),
        }
    }

    /// The section is not there at all, and none of the boxes that it should have.
    pub(super) fn no_section(&self, place: &Place, wanted: &[&Wanted]) -> Finding {
        let own = place.keys.last().map_or("", String::as_str);
        // The same heading at another level has the right text: renaming it would not help.
        let others = self.sections.iter().filter(|section| !same_heading(&section.key, own));
        let near = nearest(own, others.collect(), |section| &section.key);
        let message = if near.is_some() { &SECTION_REWORDED } else { &NO_SECTION };
        let boxes = wanted.iter().map(|wanted| wanted.text.clone()).collect();
        let finding = self
            .about(Finding::absent(message))
            .with("section", place.name())
            .with("boxes", Value::Codes(boxes));
        match near {
            Some(section) => finding.with("near", Value::Text(section.text.clone())),
            None => finding,
        }
    }

    /// That a box which must be ticked is not.
    pub(super) fn open(&self, wanted: &Wanted, task: &Task) -> Finding {
        let finding = if task.also_shows_box {
            // GitHub's page shows it ticked, so nothing may rest on its being open.
            Finding::absent(&ONLY_LOOKS_TICKED)
        } else {
            Finding::unmet(&OPEN)
        };
        self.finding(finding, wanted).with("line", task.line)
    }

    /// Completes a finding about a box.
    pub(super) fn finding(&self, finding: Finding, wanted: &Wanted) -> Finding {
        self.about(finding).with("box", wanted.value()).about(wanted.text.clone())
    }

    /// Completes a finding about the issue. Proofs need nobody to put them right.
    pub(super) fn about(&self, finding: Finding) -> Finding {
        let proof = finding.outcome.lets_pass();
        finding.with("issue", self.issue).who((!proof).then(|| tracking_issue::editors(self.issue)))
    }

    fn heading_of(&self, task: &Task) -> Value {
        let above = self.sections.iter().rfind(|section| section.line < task.line);
        above.map_or(Value::Words("no section"), |section| Value::Text(section.text.clone()))
    }
}

/// Why a box is not there.
pub(super) struct Lack<'s> {
    /// What is said of it.
    pub(super) finding: Finding,
    /// The box of the same place that was probably meant.
    pub(super) instead: Option<&'s Task>,
    /// Whether it was found outside of the place, or where nobody can tick it.
    pub(super) is_elsewhere: bool,
}

impl Lack<'_> {
    fn of(finding: Finding) -> Self {
        Self { finding, instead: None, is_elsewhere: false }
    }
}

/// The boxes with this key under headings with these keys that can be meant.
pub(super) fn fitting<'t>(tasks: &'t [Task], key: &str, under: &[String]) -> Vec<&'t Task> {
    let fits = |task: &&Task| task.key == key && !task.quoted && !task.struck && within(&task.section, under);
    tasks.iter().filter(fits).collect()
}

/// What comes nearest to a key, if anything is alike enough. The first of two wins.
pub(super) fn nearest<'t, T>(key: &str, from: Vec<&'t T>, key_of: impl Fn(&T) -> &str) -> Option<&'t T> {
    let mut best = None;
    let mut least = ALIKE;
    for one in from {
        let alike = strsim::sorensen_dice(key, key_of(one));
        if alike > least {
            least = alike;
            best = Some(one);
        }
    }
    best
}
