//! Going through the boxes of a checklist.

use super::super::boxes::{Place, Sheet, Wanted};
use super::super::demand::{Consent, beside, is_settled};
use super::{
    COMPLETE, Checklist, EXTRA_OPEN, EXTRA_REFUSED, Extra, Item, MUST_STAY_OPEN, NO_BOXES, NONE_TICKED,
    OPTIONAL, SEVERAL_TICKED,
};
use crate::evidence::Issue;
use crate::markdown::Task;
use crate::release::Case;
use crate::verdict::{Finding, Outcome, Value};

/// Judges a checklist. Every lack is named, one finding each.
pub(super) fn judge(list: &Checklist, case: &Case<'_>, issue: &Issue, sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(sheet, &list.place);
    if let Some(consent) = &list.consent {
        let asking = Asking::of(consent, case, issue);
        if asking.is_not_applicable() {
            return asking.without_boxes;
        }
        judgement.asking = Some(asking);
    }
    if judgement.boxes.is_empty() {
        return judgement.nothing_but_consent(list);
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

/// Whose consent the boxes need.
struct Asking<'s> {
    consent: &'s Consent,
    case: &'s Case<'s>,
    issue: &'s Issue,
    /// What was found of it without looking at any box.
    without_boxes: Vec<Finding>,
    /// Whether a box was looked at.
    looked: bool,
}

impl<'s> Asking<'s> {
    fn of(consent: &'s Consent, case: &'s Case<'s>, issue: &'s Issue) -> Self {
        Self { consent, case, issue, without_boxes: consent.judge(case, None), looked: false }
    }

    /// Whether consent came in a way that speaks of all boxes.
    fn is_settled(&self) -> bool {
        is_settled(&self.without_boxes)
    }

    fn is_not_applicable(&self) -> bool {
        let all = |finding: &Finding| finding.outcome == Outcome::NotApplicable;
        !self.without_boxes.is_empty() && self.without_boxes.iter().all(all)
    }
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
    asking: Option<Asking<'s>>,
    consents: Vec<Finding>,
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
            asking: None,
            consents: Vec::new(),
        }
    }

    /// Without a box nothing can be ticked. That is no matter where only boxes are missing to which somebody consented.
    fn nothing_but_consent(self, list: &Checklist) -> Vec<Finding> {
        let lacks = without_boxes(list, self.sheet);
        let Some(asking) = self.asking else { return lacks };
        let only_items = list.exactly_one_of.is_empty() && list.none_of.is_empty();
        if asking.is_settled() && only_items {
            return asking.without_boxes;
        }
        [lacks, asking.without_boxes].concat()
    }

    /// Whether somebody consented to all boxes at once.
    fn is_consented(&self) -> bool {
        self.asking.as_ref().is_some_and(Asking::is_settled)
    }

    /// A box that must be ticked is there.
    fn must_be_ticked(&mut self, wanted: &Wanted, task: &Task) {
        let found = match &mut self.asking {
            None if task.ticked => Vec::new(),
            None => vec![self.sheet.open(wanted, task)],
            Some(asking) if asking.is_settled() => Vec::new(),
            Some(asking) => {
                asking.looked = true;
                asking.consent.judge(asking.case, Some((asking.issue, task, wanted)))
            }
        };
        let settled = found.is_empty() || is_settled(&found);
        self.proven += usize::from(settled);
        if self.asking.is_none() {
            self.lacks.extend(found);
            return;
        }
        for finding in found {
            if !self.consents.contains(&finding) {
                self.consents.push(finding);
            }
        }
        if !settled && task.also_shows_box && !task.ticked {
            self.lacks.push(self.sheet.open(wanted, task));
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
        let lacks = self.lacks.len();
        match self.find(wanted) {
            Some(task) => self.must_be_ticked(wanted, task),
            // Somebody consented to all that the policy names, so that a box for it need not be there.
            None if self.is_consented() => self.lacks.truncate(lacks),
            None => {}
        }
    }

    fn group(&mut self, group: &[Wanted]) {
        let lacks = self.lacks.len();
        let mut ticked = Vec::new();
        for wanted in group {
            match self.find(wanted) {
                Some(task) if task.ticked => ticked.push((wanted, task)),
                Some(task) => self.refuse_doubtful(wanted, task),
                None => {}
            }
        }
        let finding = match ticked.len() {
            1 if self.lacks.len() == lacks => {
                self.proven += group.len() - 1;
                for (wanted, task) in ticked {
                    self.must_be_ticked(wanted, task);
                }
                return;
            }
            1 => return,
            0 => {
                let boxes = group.iter().map(|wanted| wanted.text.clone()).collect();
                Finding::unmet(&NONE_TICKED).with("boxes", Value::Codes(boxes))
            }
            _ => {
                let boxes = ticked.iter().map(|(wanted, _)| wanted.text.clone()).collect();
                Finding::unmet(&SEVERAL_TICKED).with("ticked", Value::Codes(boxes))
            }
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
        let unnamed: Vec<&Task> =
            self.boxes.iter().copied().filter(|task| !self.accounted.contains(&task.at.start)).collect();
        for task in unnamed {
            let message = match rule {
                Extra::Allow => continue,
                Extra::MustBeTicked if task.ticked => {
                    let wanted = Wanted { text: task.text.clone(), key: task.key.clone() };
                    self.must_be_ticked(&wanted, task);
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
        let missing = !is_settled(&self.consents) && !self.consents.is_empty();
        if let Some(asking) = self.asking {
            if asking.is_settled() {
                findings.extend(asking.without_boxes);
                return findings;
            }
            // Nothing in the list is there to be ticked, or none of it is: what is missing is said once.
            let consents = if asking.looked { self.consents } else { asking.without_boxes };
            match findings.iter().position(|finding| finding.outcome == Outcome::Unknown) {
                Some(at) => {
                    let unknown = findings.remove(at);
                    findings.extend(beside(unknown, consents));
                }
                None => findings.extend(consents),
            }
            if missing || !asking.looked {
                return findings;
            }
        }
        let lacks = findings.iter().any(|finding| !finding.outcome.lets_pass());
        if !lacks && self.proven > 0 {
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
