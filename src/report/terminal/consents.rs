//! Sign-offs, holds, waivers and answers: what people are asked for, before all else.

use super::{BOLD, DIM, FEW, FINDINGS, NOTES, PLAIN, Screen, of, url};
use crate::report::consents::{self, Missing, Told};
use crate::report::{outline, words};
use crate::verdict::{Finding, Outcome, WaiverVerdict};

impl<'r> Screen<'r> {
    /// What people said and did: what holds the phase first.
    pub(super) fn consents(&mut self) {
        self.nothing_proven();
        self.held();
        self.missing_sign_offs();
        let verdict = self.report.verdict;
        self.told("Consents in doubt", &consents::doubtful(verdict), Outcome::Unknown);
        self.told(
            "Consents that do not count",
            &consents::ignored_beside_hold(verdict),
            Outcome::NotApplicable,
        );
        self.answers();
        self.waivers();
        if verdict.solo {
            self.page.blank();
            self.page.line(0, &[(PLAIN, words::SOLO)]);
        }
    }

    /// Who signed what. Nobody is asked for anything here, so it stands below what is missing.
    pub(super) fn signed(&mut self) {
        self.told("Signed", &consents::given(self.report.verdict), Outcome::Met);
    }

    fn title(&mut self, title: &str) {
        self.page.blank();
        self.page.line(0, &[(BOLD, title)]);
    }

    fn held(&mut self) {
        let Some(hold) = consents::held(self.report.verdict) else { return };
        self.page.blank();
        self.page.line(0, &[(of(hold.outcome).effects(anstyle::Effects::BOLD), words::held(hold.outcome))]);
        let (entries, hidden) = outline::cut(&outline::lacks(hold), FINDINGS);
        self.entries(&entries);
        self.and_more(hidden);
    }

    fn missing_sign_offs(&mut self) {
        let missing = consents::missing(self.report.verdict);
        if missing.is_empty() {
            return;
        }
        self.title(&format!("Missing sign-offs: {}", missing.len()));
        for one in &missing {
            self.missing_sign_off(one);
        }
    }

    fn missing_sign_off(&mut self, missing: &Missing<'r>) {
        let writer = self.writer;
        let what = consents::titles(&writer, &missing.requirements(), FINDINGS);
        let need = words::need(missing.need());
        let role = writer.text(missing.role);
        let outcome = missing.outcome();
        let (mark, what) = (format!("{} ", super::mark(outcome)), format!("  for {what}"));
        self.page.line(0, &[(of(outcome), &mark), (BOLD, &role), (PLAIN, &what), (DIM, need)]);
        let holders = missing.holders(&writer);
        self.page.line(4, &[(DIM, "by "), (PLAIN, &holders)]);
        for detail in missing.details(&writer).iter().take(FINDINGS) {
            self.page.line(4, &[(PLAIN, detail)]);
        }
        self.ways(missing);
    }

    /// How to give a sign-off.
    pub(super) fn ways(&mut self, missing: &Missing<'r>) {
        let writer = self.writer;
        let ways = missing.ways();
        for (index, way) in ways.iter().take(FINDINGS).enumerate() {
            let or = if index == 0 { "-> " } else { "or " };
            let page = way.page(&writer).map(|page| format!("  {}", writer.text(page)));
            let says = missing.says(way, &writer, FINDINGS);
            self.page.line(4, &[(BOLD, or), (PLAIN, &says), (DIM, &page.unwrap_or_default())]);
        }
        self.and_more(ways.len().saturating_sub(FINDINGS));
    }

    fn told(&mut self, title: &str, told: &[Told<'r>], outcome: Outcome) {
        if told.is_empty() {
            return;
        }
        self.title(&format!("{title}: {}", told.len()));
        for one in told.iter().take(NOTES) {
            let says = self.writer.says(one.finding);
            let titles = consents::given_to(&self.writer, one, &says, FEW);
            let page = url(one.finding, self.writer, &self.report.verdict.subject);
            let page = page.map(|url| format!("  {}", self.writer.text(url))).unwrap_or_default();
            let mark = format!("{} ", super::mark(outcome));
            self.page.line(0, &[(of(outcome), &mark), (PLAIN, &says), (DIM, &titles), (DIM, &page)]);
            self.todo(one.finding);
        }
        self.and_more(told.len().saturating_sub(NOTES));
    }

    fn todo(&mut self, finding: &Finding) {
        if let Some(todo) = self.writer.todo(finding) {
            self.page.line(4, &[(BOLD, "-> "), (PLAIN, &todo)]);
        }
    }

    fn answers(&mut self) {
        let verdict = self.report.verdict;
        if verdict.answers.is_empty() {
            return;
        }
        self.title(&format!("Comments that were not understood: {}", verdict.answers.len()));
        for answer in verdict.answers.iter().take(NOTES) {
            let page = url(answer, self.writer, &verdict.subject);
            let page = page.map(|url| format!("  {}", self.writer.text(url))).unwrap_or_default();
            self.page.line(0, &[(PLAIN, &self.writer.says(answer)), (DIM, &page)]);
            self.todo(answer);
        }
        self.and_more(verdict.answers.len().saturating_sub(NOTES));
    }

    /// Waivers that were given, what goes without being met by one, and those that are refused.
    fn waivers(&mut self) {
        let verdict = self.report.verdict;
        let (accepted, refused): (Vec<_>, Vec<_>) = verdict.waivers.iter().partition(|one| one.accepted);
        let by_other_means = words::waived_otherwise(verdict);
        if !accepted.is_empty() || !by_other_means.is_empty() {
            self.title(&format!("Waived: {}", accepted.len() + by_other_means.len()));
            accepted.iter().for_each(|one| self.waiver(one));
            for alike in outline::alike(&by_other_means) {
                self.requirements(&alike, FINDINGS);
            }
        }
        if !refused.is_empty() {
            self.title(&format!("Waivers that do not count: {}", refused.len()));
            refused.iter().take(NOTES).for_each(|one| self.waiver(one));
            self.and_more(refused.len().saturating_sub(NOTES));
        }
    }

    fn waiver(&mut self, waiver: &WaiverVerdict) {
        let outcome = if waiver.accepted { Outcome::Waived } else { Outcome::Unmet };
        let mark = format!("{} ", super::mark(outcome));
        let requirement = self.writer.code(&waiver.requirement);
        let said = words::waiver(&self.writer, waiver);
        let page = waiver.url.as_ref().map(|url| format!("  {}", self.writer.text(url))).unwrap_or_default();
        self.page.line(0, &[(of(outcome), &mark), (BOLD, &requirement), (PLAIN, &said), (DIM, &page)]);
        for finding in waiver.findings.iter().take(FINDINGS) {
            self.page.line(4, &[(PLAIN, &self.writer.says(finding))]);
            if !waiver.accepted {
                self.todo(finding);
            }
        }
        self.and_more(waiver.findings.len().saturating_sub(FINDINGS));
    }

    pub(super) fn and_more(&mut self, hidden: usize) {
        if hidden > 0 {
            self.page.line(4, &[(DIM, &format!("and {hidden} more (see --format json)"))]);
        }
    }
}
