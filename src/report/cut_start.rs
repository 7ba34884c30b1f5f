//! Why the cutting of a tag did not begin.

use super::sentence::{Format, Writer, joined};
use crate::evidence::{Login, Unknown};
use crate::verdict::{Judged, Verdict};
use crate::version::{Version, core};

fn writer() -> Writer<'static> {
    Writer::new(Format::Plain, "https://github.com")
}

/// Why whoever started it may not; `why`: nobody can tell.
#[must_use]
pub fn may_not_start(role: &str, login: Option<&Login>, why: Option<&Unknown>) -> String {
    let writer = writer();
    let role = writer.code(role);
    let who = login.map_or_else(|| "whoever started this".to_owned(), |login| writer.person(login));
    match why {
        Some(why) => format!(
            "it is a go, and nothing was cut: whether {who} is {role}, who may start this, could not be read: {}\n  -> {}",
            writer.reason(why),
            writer.remedy(why)
        ),
        None => format!(
            "it is a go, and nothing was cut: {who} is not {role}, who alone may start this (`by` under `release:` in the policy)\n  \
             -> let somebody who is {role} start it"
        ),
    }
}

/// Why there is no telling which version of a commit is to be cut.
#[must_use]
pub fn cut_undecided(prerelease: &Version, tag: &str) -> String {
    let last = core(prerelease);
    format!(
        "the commit carries the prerelease {}, and nothing says whether it is to become the final release\n  \
         -> to release it as {last}, name that: `--version {last}`\n  \
         -> to complete the prerelease, name it: `--version {prerelease}`",
        writer().code(tag)
    )
}

/// Why there is no telling which phase the tag needs.
#[must_use]
pub fn no_phase_of_tag(asked: Option<&str>, of_tag: &[&str]) -> String {
    let writer = writer();
    let names: Vec<String> = of_tag.iter().map(|name| format!("`--phase {name}`")).collect();
    match (asked, of_tag) {
        (_, []) => "no phase of the policy holds the tag\n  -> write `holds: tag` in the phase that a release has to pass before its \
                    tag is cut"
            .to_owned(),
        (Some(asked), _) => format!(
            "the policy has no phase {} that holds the tag\n  -> name one that does: {}",
            writer.code(asked),
            joined(&names, "or")
        ),
        (None, _) => {
            format!("several phases hold the tag, and nothing says which is meant\n  -> name it: {}", joined(&names, "or"))
        }
    }
}

/// That a tag which is there stays, whatever the gate says now.
#[must_use]
pub fn cut_left_alone(verdict: &Verdict) -> Option<String> {
    let Judged::Release { tag, resumes: true, .. } = &verdict.subject else { return None };
    Some(format!(
        "The tag {} is on this commit already and was not touched; what is missing behind it was not completed, because it is a \
         no-go now.",
        writer().code(tag)
    ))
}

/// Why a release is not cut from a pull request.
#[must_use]
pub fn cut_unmerged(number: u64) -> String {
    format!(
        "it is a go, and nothing was cut: #{number} is not merged, and what is tagged has to be on a branch of releases\n  -> merge \
         it, then run this on that branch"
    )
}
