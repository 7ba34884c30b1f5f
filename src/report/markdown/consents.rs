//! Sign-offs, holds, waivers and answers: what people are asked for, before all else.

use super::{Document, Show, THE_REST};
use crate::report::consents::{self, Missing, Told};
use crate::report::{outline, words};
use crate::verdict::{Finding, Outcome, RequirementVerdict, WaiverVerdict};

/// So many consents that do not count are shown unfolded.
const UNFOLDED: usize = 5;

impl<'r> Document<'r> {
    /// What people said and did: what holds the phase first.
    pub(in crate::report) fn consents(&mut self) {
        self.nothing_open();
        self.held();
        self.missing_sign_offs();
        self.doubtful();
        if outline::untold_holding(self.report.verdict).is_empty() {
            self.run_again();
        }
        self.ignored();
        self.answers();
        self.waivers();
        if self.report.verdict.solo {
            self.block(words::SOLO);
        }
    }

    fn held(&mut self) {
        let Some(hold) = consents::held(self.report.verdict) else { return };
        self.block(&format!("### {}", words::held(hold.outcome)));
        let (entries, hidden) = outline::cut(&outline::lacks(hold), self.detail.findings.max(1));
        self.entries_at(0, &entries);
        self.and_more(hidden);
        self.end_list();
    }

    fn missing_sign_offs(&mut self) {
        let missing = consents::missing(self.report.verdict);
        if missing.is_empty() {
            return;
        }
        self.block(&format!("### Missing sign-offs: {}", missing.len()));
        for role in missing.iter().take(self.detail.holding) {
            self.missing_sign_off(role);
        }
        self.and_more(missing.len().saturating_sub(self.detail.holding));
        self.end_list();
        self.say_what_was_cut();
    }

    fn missing_sign_off(&mut self, missing: &Missing<'_>) {
        let most = self.detail.sign_off;
        let writer = self.writer;
        let what = consents::titles(&writer, &missing.requirements(), most);
        let role = writer.text(missing.role);
        let holders = missing.holders(&writer);
        let mark = super::mark(missing.outcome());
        self.bullet(0, &format!("{mark} **{role}** ({holders}) for {what}{}", words::need(missing.need())));
        for detail in missing.details(&writer).iter().take(most) {
            self.bullet(1, detail);
        }
        self.ways(missing);
    }

    /// How to give a sign-off.
    pub(super) fn ways(&mut self, missing: &Missing<'_>) {
        let most = self.detail.sign_off;
        let ways = missing.ways();
        for (index, way) in ways.iter().take(most).enumerate() {
            let or = if index == 0 { "" } else { "or " };
            self.bullet(1, &format!("→ {or}{}", missing.says(way, &self.writer, most)));
        }
        if ways.len() > most {
            self.bullet(1, &format!("and {} more", words::number((ways.len() - most) as u64, "way", "ways")));
            self.cut = true;
        }
    }

    fn doubtful(&mut self) {
        let doubtful = consents::doubtful(self.report.verdict);
        if doubtful.is_empty() {
            return;
        }
        self.block(&format!("### Consents in doubt: {}", doubtful.len()));
        self.told("❔ ", &doubtful, self.detail.findings.max(1));
        self.end_list();
        self.say_what_was_cut();
    }

    fn ignored(&mut self) {
        let ignored = consents::ignored_beside_hold(self.report.verdict);
        if ignored.is_empty() {
            return;
        }
        let title = format!("Consents that do not count: {}", ignored.len());
        if self.detail.ignored == 0 {
            return self.block(&format!("{title}. Left out here: {THE_REST}."));
        }
        let folded = ignored.len() > UNFOLDED;
        if folded {
            self.open(&words::number(
                ignored.len() as u64,
                "consent that does not count",
                "consents that do not count",
            ));
        } else {
            self.block(&format!("### {title}"));
        }
        self.told("", &ignored, self.detail.ignored);
        if folded {
            self.close()
        } else {
            self.end_list()
        }
        self.say_what_was_cut();
    }

    fn told(&mut self, mark: &str, told: &[Told<'r>], most: usize) {
        for one in told.iter().take(most) {
            let said = self.writer.says(one.finding);
            let of = consents::given_to(&self.writer, one, &said, self.detail.sign_off.min(3));
            self.bullet(0, &format!("{mark}{said}{of}"));
            self.todo(one.finding);
        }
        self.and_more(told.len().saturating_sub(most));
    }

    fn todo(&mut self, finding: &Finding) {
        if let Some(todo) = self.writer.todo(finding) {
            self.bullet(1, &format!("→ {todo}"));
        }
    }

    fn answers(&mut self) {
        let answers = &self.report.verdict.answers;
        if answers.is_empty() {
            return;
        }
        self.block(&format!("### Comments that were not understood: {}", answers.len()));
        let most = self.detail.ignored.max(1);
        for answer in answers.iter().take(most) {
            self.bullet(0, &self.writer.says(answer));
            self.todo(answer);
        }
        self.and_more(answers.len().saturating_sub(most));
        self.end_list();
        self.say_what_was_cut();
    }

    /// Waivers that were given, what goes without being met by one, and those that are refused.
    fn waivers(&mut self) {
        let verdict = self.report.verdict;
        let (accepted, refused): (Vec<_>, Vec<_>) = verdict.waivers.iter().partition(|one| one.accepted);
        let by_other_means = words::waived_otherwise(verdict);
        if !accepted.is_empty() || !by_other_means.is_empty() {
            self.block(&format!("### Waived: {}", accepted.len() + by_other_means.len()));
            self.waived(&accepted, &by_other_means);
            self.end_list();
        }
        if !refused.is_empty() {
            self.block(&format!("### Waivers that do not count: {}", refused.len()));
            let most = self.detail.ignored.max(1);
            for waiver in refused.iter().take(most) {
                self.waiver(waiver);
            }
            self.and_more(refused.len().saturating_sub(most));
            self.end_list();
            self.say_what_was_cut();
        }
    }

    fn waived(&mut self, accepted: &[&'r WaiverVerdict], others: &[&'r RequirementVerdict]) {
        if self.detail.waived == Show::Count {
            return;
        }
        for waiver in accepted {
            self.waiver(waiver);
        }
        for requirement in others {
            self.proven(requirement, self.detail.waived);
        }
    }

    fn waiver(&mut self, waiver: &'r WaiverVerdict) {
        let mark = super::mark(if waiver.accepted { Outcome::Waived } else { Outcome::Unmet });
        let requirement = self.writer.code(&waiver.requirement);
        let said = if waiver.accepted && self.detail.waived == Show::Titles {
            format!(" until {}", waiver.until)
        } else {
            words::waiver(&self.writer, waiver)
        };
        self.bullet(0, &format!("{mark} {requirement}{said}"));
        let most = if self.detail.waived == Show::Whole { self.detail.findings } else { 1 };
        for finding in waiver.findings.iter().take(most) {
            self.bullet(1, &self.writer.says(finding));
            if !waiver.accepted
                && let Some(todo) = self.writer.todo(finding)
            {
                self.bullet(2, &format!("→ {todo}"));
            }
        }
        self.and_more_at(1, waiver.findings.len().saturating_sub(most));
    }

    pub(super) fn and_more(&mut self, hidden: usize) {
        self.and_more_at(0, hidden);
    }

    fn and_more_at(&mut self, depth: usize, hidden: usize) {
        if hidden > 0 {
            self.bullet(depth, &format!("and {hidden} more"));
            self.cut = true;
        }
    }
}
