//! The short comment of its own that tells somebody of a sign-off that waits for them: an edited comment tells nobody.

use super::Report;
use super::consents::{self, Missing, Need};
use super::sentence::{Format, Writer};
use super::who::{Whom, shares};
use super::words;
use crate::evidence::Login;

/// The most sign-offs that one of them names.
const SIGN_OFFS: usize = 5;

/// What is said to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Who is told.
    pub login: Login,
    /// Markdown that mentions them, and nobody else.
    pub body: String,
}

/// A notice for each person who is known to hold a role whose sign-off is missing. Teams are not told, and nobody is
/// where something else would do as well.
#[must_use]
pub fn notices(report: &Report<'_>) -> Vec<Notice> {
    let writer = Writer::new(Format::Markdown, &report.repository.url);
    let all = shares(report.verdict).into_iter();
    all.filter_map(|share| {
        let Whom::Person(login) = share.whom else { return None };
        let needed: Vec<&Missing<'_>> =
            share.sign_offs.iter().filter(|one| one.need() == Need::Yes).collect();
        let known = !needed.is_empty() && is_login(login.as_str());
        known.then(|| Notice { login: login.clone(), body: body(report, &writer, login, &needed) })
    })
    .collect()
}

fn body(report: &Report<'_>, writer: &Writer<'_>, login: &Login, missing: &[&Missing<'_>]) -> String {
    let subject = words::subject(writer, &report.verdict.subject);
    let phase = writer.text(&report.verdict.phase);
    let mut body = format!("@{login}, {subject} ({phase}) waits for your sign-off:\n\n");
    for one in missing.iter().take(SIGN_OFFS) {
        let what = consents::titles(writer, &one.requirements(), 3);
        let way = one.ways().first().map(|way| format!(": {}", way.says(writer))).unwrap_or_default();
        body.push_str(&format!("- {}, for {what}{way}\n", writer.code(one.role)));
    }
    if missing.len() > SIGN_OFFS {
        body.push_str(&format!("- and {} more\n", missing.len() - SIGN_OFFS));
    }
    body
}

/// Whether GitHub could have given somebody this login: nothing else is ever put behind an `@`.
fn is_login(login: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&login.len()) && login.bytes().all(fits) && !login.starts_with('-')
}
