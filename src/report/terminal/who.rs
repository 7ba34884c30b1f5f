//! What each person can supply, for a terminal.

use super::{BOLD, DIM, FINDINGS, PLAIN, Screen, url};
use crate::report::consents::{self, Missing};
use crate::report::who::{self, Share};
use crate::report::{Report, words};

/// Who can supply what, for a terminal of so many columns. With `colour` it holds ANSI styles; nothing else in it does.
#[must_use]
pub fn who_terminal(report: &Report<'_>, width: usize, colour: bool) -> String {
    let mut screen = Screen::new(report, width, colour);
    screen.headline();
    let shares = who::shares(report.verdict);
    if shares.is_empty() {
        screen.page.blank();
        screen.page.line(0, &[(PLAIN, who::nothing(report.verdict))]);
    }
    for share in &shares {
        screen.page.blank();
        screen.share(share);
    }
    screen.page.blank();
    screen.decision();
    screen.page.finish()
}

impl<'r> Screen<'r> {
    fn share(&mut self, share: &Share<'r>) {
        let name = share.whom.says(&self.writer);
        self.page.line(0, &[(BOLD, &name)]);
        for missing in &share.sign_offs {
            self.signing(missing);
        }
        for todo in share.todos.iter().take(FINDINGS) {
            let page = url(todo.finding, self.writer, &self.report.verdict.subject);
            let page = page.map(|url| format!("  {}", self.writer.text(url))).unwrap_or_default();
            let title = format!("{}: ", todo.title(&self.writer));
            let says = self.writer.says(todo.finding);
            self.page.line(2, &[(DIM, &title), (PLAIN, &says), (DIM, &page)]);
            if let Some(deed) = todo.deed(&self.writer) {
                self.page.line(4, &[(BOLD, "-> "), (PLAIN, &deed)]);
            }
        }
        self.and_more(share.todos.len().saturating_sub(FINDINGS));
    }

    fn signing(&mut self, missing: &Missing<'r>) {
        let writer = self.writer;
        let what = consents::titles(&writer, &missing.requirements(), FINDINGS);
        let need = words::need_alone(missing.need());
        let role = writer.text(missing.role);
        self.page
            .line(2, &[(PLAIN, "sign as "), (BOLD, &role), (PLAIN, &format!(" for {what}")), (DIM, need)]);
        self.ways(missing);
    }
}
