//! What GitHub shows to few is not shown to many: a draft release is seen by those alone who may write, and reports of a public
//! repository are seen by everybody.
//!
//! What a finding quotes of such notes is left out: their lines, and every text that is none of the template's, which
//! everybody may read as well. A text is the template's only as a whole: a heading, a line, a name, a place to fill in.

mod words;

use self::words::Words;
use super::place::release;
use crate::notes::{Prepared, Source};
use crate::release::Case;
use crate::verdict::{Finding, Spot, Value};

crate::messages! {
    HIDDEN = "notes-hidden": "{code} in line {line} of {notes}, which only those who may write to the repository are shown"
        => "run `holdpoint notes check`, which shows it to you, and see what it means under {code} in the documentation";
}

/// Findings as everybody may see them who sees the repository.
pub(crate) fn hide(case: &Case<'_>, prepared: &Prepared, findings: Vec<Finding>) -> Vec<Finding> {
    match Hidden::of(case, prepared) {
        Some(hidden) => findings.into_iter().map(|one| hidden.shown(one)).collect(),
        None => findings,
    }
}

/// Notes that not everybody may see.
struct Hidden<'a> {
    /// What everybody may read.
    template: Words,
    /// The pull requests of the release.
    pulls: Vec<u64>,
    url: &'a str,
}

impl<'a> Hidden<'a> {
    /// Whether the notes are such: a draft in a repository that everybody may see.
    fn of(case: &Case<'a>, prepared: &'a Prepared) -> Option<Self> {
        let candidate = case.candidate()?;
        if prepared.source != Source::Release || case.evidence.opening.repository.private {
            return None;
        }
        let release = release(case, candidate).ok().filter(|release| release.draft)?;
        let template = prepared.template.as_ref().ok().and_then(Option::as_ref);
        let changes = prepared.facts.pull_requests.as_ref().and_then(|changes| changes.as_ref().ok());
        let pulls = changes.into_iter().flatten().map(|change| change.number).collect();
        let template = template.map(Words::of).unwrap_or_default();
        Some(Self { template, pulls, url: &release.url })
    }

    /// A finding as everybody may see it.
    fn shown(&self, mut finding: Finding) -> Finding {
        let Some(spot) = finding.spot.take() else { return finding };
        if spot.path.is_some() || spot.url.as_deref() != Some(self.url) {
            return Finding { spot: Some(spot), ..finding };
        }
        let code = finding.message.code;
        if let Some(about) = &mut finding.about {
            let all = about.subjects.len();
            about.subjects.retain(|subject| subject == code || self.is_known(subject));
            // A waiver names all that a finding is about: what is hidden is named by its line.
            if about.subjects.len() < all {
                about.subjects.push(format!("line {}", spot.line));
            }
        }
        // Labels are the policy's own words.
        if finding.facts.iter().all(|(name, value)| *name == "label" || self.is_public(value)) {
            let spot = Spot { text: String::new(), column: 1, length: 1, ..*spot };
            return Finding { spot: Some(Box::new(spot)), ..finding };
        }
        let notes = Value::Link { text: spot.name.clone(), url: self.url.to_owned() };
        let facts =
            vec![("code", Value::Code(code.to_owned())), ("line", spot.line.into()), ("notes", notes)];
        Finding { message: &HIDDEN, facts, spot: None, ..finding }
    }

    fn is_known(&self, subject: &str) -> bool {
        let number = subject.strip_prefix('#').and_then(|number| number.parse().ok());
        number.is_some_and(|number| self.pulls.contains(&number)) || self.template.has(subject)
    }

    /// Whether a fact tells nothing of the notes that the template does not tell.
    fn is_public(&self, value: &Value) -> bool {
        let known = |text: &String| self.template.has(text);
        match value {
            Value::Text(text) | Value::Code(text) => known(text),
            Value::Codes(texts) => texts.iter().all(known),
            Value::Threads(numbers) => numbers.iter().all(|number| self.pulls.contains(number)),
            Value::Link { .. } | Value::Page { .. } | Value::Person(_) | Value::People(_) => false,
            Value::Words(_)
            | Value::Number(_)
            | Value::Count { .. }
            | Value::Thread { .. }
            | Value::Commit { .. }
            | Value::Time(_)
            | Value::Unknown(_) => true,
        }
    }
}
