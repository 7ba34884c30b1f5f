//! Where people speak to the gate: the tracking issue and the release pull request of a release, or the pull request
//! that is judged.

use super::super::holders::{Holders, Standing};
use super::super::{release_pull_request, tracking_issue};
use crate::evidence::discussion::Discussion;
use crate::evidence::{Actor, Fact, List, Reason, Unknown};
use crate::release::{Case, NoPullRequest, Subject};
use crate::sign_off::Said;
use crate::verdict::Finding;

/// What was read of these places.
pub struct Places<'a> {
    /// Those that are known.
    pub discussions: Vec<&'a Discussion>,
    /// Why others are not known, or not whole.
    pub unread: Vec<Finding>,
}

/// A place: its number, or why it is not known; and the names of its comments and its events.
type Place = (Result<u64, Finding>, &'static str, &'static str);

/// Where people speak of what is judged.
#[must_use]
pub fn places<'a>(case: &Case<'a>) -> Places<'a> {
    let mut places = Places { discussions: Vec::new(), unread: Vec::new() };
    for (number, comments, events) in named(case) {
        let number = match number {
            Ok(number) => number,
            Err(finding) => {
                places.unread.push(finding);
                continue;
            }
        };
        let Some(discussion) = case.evidence.discussion(number) else {
            let why = Unknown::new(Reason::NotCollected).detail(format!("#{number}"));
            places.unread.push(Finding::unreadable(comments, why));
            continue;
        };
        places.unread.extend(unread(&discussion.comments, comments));
        places.unread.extend(unread(&discussion.events, events));
        places.discussions.push(discussion);
    }
    places
}

fn unread<T>(list: &Fact<List<T>>, name: &'static str) -> Option<Finding> {
    list.whole().err().map(|why| Finding::unreadable(name, why))
}

fn named(case: &Case<'_>) -> Vec<Place> {
    const OF_ISSUE: (&str, &str) =
        ("the comments of the tracking issue", "what became of comments of the tracking issue");
    const OF_CARRIER: (&str, &str) =
        ("the comments of the release pull request", "what became of comments of the release pull request");
    const OF_JUDGED: (&str, &str) =
        ("the comments of the pull request", "what became of comments of the pull request");
    if let Subject::PullRequest(number) = case.subject {
        return vec![(Ok(number), OF_JUDGED.0, OF_JUDGED.1)];
    }
    let mut named = Vec::new();
    if case.rules.tracking_issue.is_some() || case.evidence.ask.tracking_issue.is_some() {
        let number = tracking_issue::find(case).map(|issue| issue.number);
        named.push((number, OF_ISSUE.0, OF_ISSUE.1));
    }
    if case.rules.pull_request.is_some() {
        let number = match case.release_pull_request() {
            // What people say there counts before it is merged, too.
            Err(NoPullRequest::NotMerged(pull)) => Ok(pull.number),
            _ => release_pull_request::find(case).map(|pull| pull.number),
        };
        named.push((number, OF_CARRIER.0, OF_CARRIER.1));
    }
    named
}

impl<'a> Places<'a> {
    /// Whether the policy names any.
    #[must_use]
    pub fn any(&self) -> bool {
        !self.discussions.is_empty() || !self.unread.is_empty()
    }

    /// What was said in them, oldest first.
    pub fn said<'c>(&'c self, case: &'c Case<'a>) -> impl Iterator<Item = &'a Said<'a>> + 'c {
        let here = |said: &&Said<'_>| self.discussions.iter().any(|one| one.number == said.discussion.number);
        case.record.said().filter(here)
    }
}

/// Whether somebody holds one of several roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// They hold this one.
    Of(String),
    /// They hold none.
    OfNone,
    /// Nobody can tell.
    Unknown(Unknown),
}

/// Whether somebody holds one of these roles: the first that they hold.
#[must_use]
pub fn holder<'r>(case: &Case<'_>, roles: impl IntoIterator<Item = &'r str>, actor: &Actor) -> Holder {
    // CODEOWNERS and authors are read once for all roles.
    let holders = Holders::of(case);
    let mut unread = None;
    for role in roles {
        match holders.standing(role, actor) {
            Standing::Yes => return Holder::Of(role.to_owned()),
            Standing::No(_) => {}
            Standing::Unsure(doubt) => unread = Some(doubt.why),
        }
    }
    unread.map_or(Holder::OfNone, Holder::Unknown)
}
