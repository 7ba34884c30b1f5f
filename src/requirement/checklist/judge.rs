//! Going through the boxes of a checklist.

use super::super::boxes::{Place, Sheet, Wanted};
use super::{
    COMPLETE, Checklist, EXTRA_OPEN, EXTRA_REFUSED, Extra, Item, MUST_STAY_OPEN, NO_BOXES, NONE_TICKED,
    OPTIONAL, SEVERAL_TICKED,
};
use crate::markdown::Task;
use crate::verdict::{Finding, Value};

/// Judges a checklist. Every lack is named, one finding each.
pub(super) fn judge(list: &Checklist, sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(sheet, &list.place);
    if judgement.boxes.is_empty() {
        return without_boxes(list, sheet);
    }
    for item in &list.items {
        judgement.item(item);
    }
    for group in &list.exactly_one_of {
        judgement.group(group);
    }
    for wanted in &list.none_of {
        judgement.must_stay_open(wanted);
    }
    judgement.extra(list.extra);
    judgement.conclude()
}

/// The place has no box: where its boxes are instead, if they are anywhere, and that it has none.
fn without_boxes(list: &Checklist, sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut nowhere: Vec<&Wanted> = Vec::new();
    for wanted in list.demanded() {
        match sheet.find(wanted, &list.place) {
            Err(lack) if lack.is_elsewhere => findings.push(lack.finding),
            _ => nowhere.push(wanted),
        }
    }
    if !nowhere.is_empty() && !sheet.has(&list.place) {
        findings.push(sheet.no_section(&list.place, &nowhere));
    } else if !nowhere.is_empty() {
        let boxes = nowhere.iter().map(|wanted| wanted.text.clone()).collect();
        let finding = sheet.about(Finding::absent(&NO_BOXES)).with("section", list.place.name());
        findings.push(finding.with("boxes", Value::Codes(boxes)));
    }
    findings
}

/// What is found while the boxes of a place are gone through.
struct Judgement<'s> {
    sheet: &'s Sheet<'s>,
    place: &'s Place,
    boxes: Vec<&'s Task>,
    /// Where boxes that the policy names begin, or that were reported in place of one.
    accounted: Vec<usize>,
    proven: usize,
    optional: Vec<String>,
    lacks: Vec<Finding>,
}

impl<'s> Judgement<'s> {
    fn of(sheet: &'s Sheet<'s>, place: &'s Place) -> Self {
        let boxes = sheet.boxes(place);
        Self {
            sheet,
            place,
            boxes,
            accounted: Vec::new(),
            proven: 0,
            optional: Vec::new(),
            lacks: Vec::new(),
        }
    }

    /// The box, if it is there once. All boxes with its text are accounted for.
    fn find(&mut self, wanted: &Wanted) -> Option<&'s Task> {
        let same = self.boxes.iter().filter(|task| task.key == wanted.key);
        self.accounted.extend(same.map(|task| task.at.start));
        match self.sheet.find(wanted, self.place) {
            Ok(task) => Some(task),
            Err(lack) => {
                self.accounted.extend(lack.instead.map(|task| task.at.start));
                self.lacks.push(lack.finding);
                None
            }
        }
    }

    fn item(&mut self, item: &Item) {
        let wanted = item.wanted();
        if item.is_optional() {
            let mut same = self.boxes.iter().filter(|task| task.key == wanted.key).peekable();
            if same.peek().is_none() || same.any(|task| !task.ticked) {
                self.optional.push(wanted.text.clone());
            }
            let same = self.boxes.iter().filter(|task| task.key == wanted.key);
            self.accounted.extend(same.map(|task| task.at.start));
            return;
        }
        match self.find(wanted) {
            None => {}
            Some(task) if task.ticked => self.proven += 1,
            Some(task) => self.lacks.push(self.sheet.open(wanted, task)),
        }
    }

    fn group(&mut self, group: &[Wanted]) {
        let lacks = self.lacks.len();
        let mut ticked = Vec::new();
        for wanted in group {
            match self.find(wanted) {
                Some(task) if task.ticked => ticked.push(wanted.text.clone()),
                Some(task) => self.refuse_doubtful(wanted, task),
                None => {}
            }
        }
        let finding = match ticked.len() {
            1 if self.lacks.len() == lacks => {
                self.proven += group.len();
                return;
            }
            1 => return,
            0 => {
                let boxes = group.iter().map(|wanted| wanted.text.clone()).collect();
                Finding::unmet(&NONE_TICKED).with("boxes", Value::Codes(boxes))
            }
            _ => Finding::unmet(&SEVERAL_TICKED).with("ticked", Value::Codes(ticked)),
        };
        self.lacks.push(self.sheet.about(finding).with("section", self.place.name()));
    }

    fn must_stay_open(&mut self, wanted: &Wanted) {
        let Some(task) = self.find(wanted) else { return };
        if task.ticked {
            let finding = Finding::unmet(&MUST_STAY_OPEN);
            self.lacks.push(self.sheet.finding(finding, wanted).with("line", task.line));
        } else if task.also_shows_box {
            self.refuse_doubtful(wanted, task);
        } else {
            self.proven += 1;
        }
    }

    /// A box that is open and looks ticked on the page must not count as open.
    fn refuse_doubtful(&mut self, wanted: &Wanted, task: &Task) {
        if task.also_shows_box {
            self.lacks.push(self.sheet.open(wanted, task));
        }
    }

    fn extra(&mut self, rule: Extra) {
        let unnamed = self.boxes.iter().filter(|task| !self.accounted.contains(&task.at.start));
        for task in unnamed {
            let message = match rule {
                Extra::Allow => continue,
                Extra::MustBeTicked if task.ticked => {
                    self.proven += 1;
                    continue;
                }
                Extra::MustBeTicked => &EXTRA_OPEN,
                Extra::Refuse => &EXTRA_REFUSED,
            };
            // What looks ticked on the page is not certain to be open.
            let finding =
                if task.also_shows_box { Finding::absent(message) } else { Finding::unmet(message) };
            let finding = self.sheet.about(finding).with("line", task.line);
            self.lacks.push(finding.with("box", Value::Text(task.text.clone())));
        }
    }

    fn conclude(self) -> Vec<Finding> {
        let mut findings = self.lacks;
        if findings.is_empty() && self.proven > 0 {
            let finding = self.sheet.about(Finding::met(&COMPLETE)).with("section", self.place.name());
            findings.push(finding.with("count", self.proven));
        }
        if !findings.is_empty() && !self.optional.is_empty() {
            let finding = self.sheet.about(Finding::met(&OPTIONAL)).with("section", self.place.name());
            findings.push(finding.with("boxes", Value::Codes(self.optional)));
        }
        findings
    }
}
