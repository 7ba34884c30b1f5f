//! What a pull request makes of the policy, in plain words: the difference of what both policies ask for, or the
//! problems of the new one. It is told, and never judged by (rule 4).

use similar::{ChangeTag, TextDiff};

use super::harmless::one_line;
use super::sentence::Writer;
use super::{Report, explain, json, problems};
use crate::evidence::{Fact, ProposedPolicy, Unknown};
use crate::policy::Policy;

/// How many lines of a difference or of problems are shown to people; programs get them all.
pub(super) const SHOWN: usize = 60;
/// How many lines stand around a difference, to tell what it belongs to.
const AROUND: usize = 2;
/// The longest line, in characters.
const LONGEST: usize = 400;
/// Between two parts of a difference.
const GAP: &str = "@@";

/// What becomes of the policy once the pull request is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proposal {
    /// It asks for something else: the difference, line by line, each with its sign.
    Differs(Vec<String>),
    /// It is written otherwise and asks for the same.
    Same,
    /// It has problems, so that nothing could be judged by it: how many, and the lines that show them.
    Broken(usize, Vec<String>),
    /// There is none any more.
    Removed,
    /// That could not be read.
    Unread(Unknown),
}

/// What the pull request of the event makes of the policy; `None`: nothing, or there is no pull request.
pub(super) fn proposal(report: &Report<'_>) -> Option<Proposal> {
    let proposed = match report.proposed {
        Fact::NotCollected | Fact::Known(None) => return None,
        Fact::Unknown(why) => return Some(Proposal::Unread(why.clone())),
        Fact::Known(Some(proposed)) => proposed,
    };
    let Some(text) = &proposed.text else { return Some(Proposal::Removed) };
    Some(match Policy::read(text) {
        Err(found) => {
            Proposal::Broken(found.len(), lines(&problems::render(&found, text, &proposed.path, false)))
        }
        Ok(new) => {
            let old = Policy::read(report.policy.text()).map(|old| explain(&old)).unwrap_or_default();
            match difference(&old, &explain(&new)) {
                lines if lines.is_empty() => Proposal::Same,
                lines => Proposal::Differs(lines),
            }
        }
    })
}

fn lines(text: &str) -> Vec<String> {
    text.trim_end().lines().map(|line| one_line(line, LONGEST)).collect()
}

fn difference(old: &str, new: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(old, new);
    let mut shown = Vec::new();
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            shown.push(GAP.to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = format!("{sign}{}", change.value().trim_end());
            shown.push(one_line(line.trim_end(), LONGEST));
        }
    }
    shown
}

impl Proposal {
    /// One sentence without its full stop.
    pub(super) fn says(&self, writer: &Writer<'_>, report: &Report<'_>) -> String {
        let proposed = report.proposed.value().and_then(Option::as_ref);
        let path = writer.code(proposed.map_or(report.policy.path(), |one| &one.path));
        let judged = "it is judged by the policy in force, not by its own";
        match self {
            Self::Differs(_) => format!("this pull request changes what {path} asks for; {judged}"),
            Self::Same => {
                format!("this pull request writes {path} otherwise, and it still asks for the same")
            }
            Self::Broken(1, _) => {
                format!(
                    "with this pull request {path} has a problem, and once merged nothing could be judged by it"
                )
            }
            Self::Broken(count, _) => format!(
                "with this pull request {path} has {count} problems, and once merged nothing could be judged by it"
            ),
            Self::Removed => {
                format!("this pull request takes {path} out, and once merged nothing could be judged")
            }
            Self::Unread(unknown) => {
                format!(
                    "whether this pull request changes the policy could not be read: {}",
                    writer.reason(unknown)
                )
            }
        }
    }

    /// The lines to show below that: those that fit, and how many more there are.
    pub(super) fn shown(&self) -> (&[String], usize) {
        let all = match self {
            Self::Differs(lines) | Self::Broken(_, lines) => lines.as_slice(),
            Self::Same | Self::Removed | Self::Unread(_) => &[],
        };
        let shown = all.get(..SHOWN).unwrap_or(all);
        (shown, all.len() - shown.len())
    }

    /// The language of these lines.
    pub(super) fn language(&self) -> &'static str {
        match self {
            Self::Differs(_) => "diff",
            _ => "text",
        }
    }

    /// For programs, with all lines.
    pub(super) fn document(self, proposed: Option<&ProposedPolicy>) -> json::ProposedPolicy {
        let (state, lines, why) = match self {
            Self::Differs(lines) => (json::Proposed::Differs, lines, None),
            Self::Same => (json::Proposed::Same, Vec::new(), None),
            Self::Broken(_, lines) => (json::Proposed::Broken, lines, None),
            Self::Removed => (json::Proposed::Removed, Vec::new(), None),
            Self::Unread(why) => (json::Proposed::Unread, Vec::new(), Some(why.detail)),
        };
        json::ProposedPolicy { path: proposed.map(|one| one.path.clone()), state, lines, why }
    }
}

#[cfg(test)]
mod tests;
