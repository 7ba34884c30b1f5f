//! What is said of a plan besides its text.

use super::harmless::one_line;
use super::sentence::joined;
use super::words;
use crate::plan::{Lost, Tracking};

/// The longest text of the policy that is shown on a line, in characters.
const LONGEST: usize = 200;

/// That something of the policy cannot be found in any tracking issue, and what to do.
#[must_use]
pub fn plan_lost(lost: &Lost) -> String {
    let found = match lost.found {
        0 => "is not found in the plan".to_owned(),
        count => format!("is found {count} times in the plan"),
    };
    format!(
        "`{}` of the requirement `{}` {found}, so that no release could be a go\n  -> give it another text or another section \
         in the policy",
        one_line(&lost.text, LONGEST),
        lost.id
    )
}

/// Why there is no tracking issue to write, and what to do.
#[must_use]
pub fn plan_no_issue(tracking: &Tracking, tag: &str) -> String {
    let numbers = |numbers: &[u64]| {
        let all: Vec<String> = numbers.iter().map(|number| format!("#{number}")).collect();
        joined(&all, "and")
    };
    match tracking {
        Tracking::Here(number, _) => format!("#{number} is the tracking issue of {tag}"),
        Tracking::Missing => {
            format!("there is no tracking issue of {tag}\n  -> let it be opened: `holdpoint plan --create`")
        }
        Tracking::Several(all) => format!(
            "several issues track {tag}: {}\n  -> close all of them but one, or name the one that counts with --tracking-issue",
            numbers(all)
        ),
        Tracking::OfAnother(number) => format!(
            "#{number} is about another version than {tag}\n  -> name the issue of {tag} with --tracking-issue, or leave that out"
        ),
        Tracking::NotConfigured | Tracking::NotLookedFor => {
            "the policy does not say which issue tracks a release\n  -> write \
             `release: {tracking-issue: {label: NAME}}` into it, or name the issue with --tracking-issue"
                .to_owned()
        }
        Tracking::Unread(why) => format!(
            "whether there is a tracking issue of {tag} could not be read: {} {}\n  -> let the token read issues: `issues: read` \
             among the job's `permissions:`",
            words::reason(why.reason),
            one_line(&why.detail, LONGEST)
        ),
    }
}

/// What became of the tracking issue's text.
#[must_use]
pub fn plan_written(number: u64, url: &str, changed: bool) -> String {
    let has = if changed { "has what is new" } else { "had everything already" };
    format!("#{number} {has}: {url}")
}

/// That GitHub did not show what a write replaced.
#[must_use]
pub fn plan_unseen(url: &str) -> String {
    format!(
        "warning: GitHub did not show what was replaced\n  -> see in the edit history that nothing of others is missing: {url}"
    )
}

/// That boxes were put back as somebody had made them while the text was written.
#[must_use]
pub fn plan_put_back(boxes: &[String]) -> String {
    let boxes: Vec<String> = boxes.iter().map(|text| format!("“{}”", one_line(text, LONGEST))).collect();
    format!(
        "warning: somebody changed boxes while the issue was written, and they were put back as they had been made: {}\n  -> where \
         a role has to tick, let it untick and tick again: the history shows this account instead",
        joined(&boxes, "and")
    )
}

/// That an app does not open a tracking issue.
#[must_use]
pub fn plan_by_app(title: &str, label: &str) -> String {
    format!(
        "this token is an app's, and no gate takes an issue that an app opened for a tracking issue: GitHub does not say whether \
         an app can write\n  -> run it in a terminal: `GITHUB_TOKEN=$(gh auth token) holdpoint plan --create`, or open an issue \
         titled “{}” with the label `{}` by hand, then run `holdpoint plan --update`",
        one_line(title, LONGEST),
        one_line(label, LONGEST)
    )
}
