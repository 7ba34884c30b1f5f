//! What each person can supply, as Markdown.

use super::{Document, WHOLE};
use crate::report::consents;
use crate::report::who::{self, Share};
use crate::report::{Report, words};

/// Who can supply what, as a page.
#[must_use]
pub fn who_markdown(report: &Report<'_>) -> String {
    let mut document = Document::new(report, WHOLE);
    document.heading();
    document.overview();
    let shares = who::shares(report.verdict);
    if shares.is_empty() {
        document.block(who::nothing(report.verdict));
    }
    for share in &shares {
        document.share(share);
    }
    document.finish()
}

impl<'r> Document<'r> {
    fn share(&mut self, share: &Share<'r>) {
        self.block(&format!("### {}", share.whom.says(&self.writer)));
        for missing in &share.sign_offs {
            let writer = self.writer;
            let what = consents::titles(&writer, &missing.requirements(), self.detail.sign_off);
            let need = words::need_alone(missing.need());
            self.bullet(0, &format!("sign as **{}** for {what}{need}", writer.text(missing.role)));
            self.ways(missing);
        }
        for todo in share.todos.iter().take(self.detail.findings) {
            let title = todo.title(&self.writer);
            self.bullet(0, &format!("{title}: {}", self.writer.says(todo.finding)));
            if let Some(deed) = todo.deed(&self.writer) {
                self.bullet(1, &format!("→ {deed}"));
            }
        }
        self.and_more(share.todos.len().saturating_sub(self.detail.findings));
        self.end_list();
        self.say_what_was_cut();
    }
}
