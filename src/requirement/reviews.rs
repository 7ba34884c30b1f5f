//! Which reviews of a pull request count, and why the others do not.
//!
//! The rules are stricter than GitHub's own, because an approval here is a proof:
//! - Each person's latest opinion counts. A later comment takes nothing back; a later dismissal does, and does not
//!   bring an earlier opinion back.
//! - An approval counts if it was given to the pull request's head, after the last force-push, by a person who can
//!   write to the repository and did not open the pull request. GitHub can move an approval to another commit when
//!   a force-push changes no line, hence both the commit and the time.
//! - A request for changes stands until whoever made it approves or it is dismissed, whatever was pushed since, if
//!   its maker can write.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::evidence::pull_request::{Review, ReviewState};
use crate::evidence::{ActorKind, Login, PullRequest, Unknown};

/// The reviews of a pull request, sorted out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Weighed {
    /// Who approved in a way that counts, each once, by login.
    pub(super) counting: Vec<Login>,
    /// Approvals that do not count, one for each person.
    pub(super) ignored: Vec<Ignored>,
    /// Who asks for changes and can write, each once. A deleted account is called `ghost`, as GitHub shows it.
    pub(super) standing_requests: Vec<Login>,
}

/// An approval that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ignored {
    /// Whose it is; `None` for a deleted account.
    pub(super) login: Option<Login>,
    /// Why it does not count.
    pub(super) why: WhyIgnored,
}

/// Why an approval does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WhyIgnored {
    /// Its author's account is gone.
    DeletedAccount,
    /// It is by whoever opened the pull request.
    OwnPullRequest,
    /// It is by an app or another account that is no person.
    NotAPerson,
    /// Its author cannot write to the repository.
    CannotWrite,
    /// Somebody dismissed it.
    Dismissed,
    /// It was followed by a review of a kind that is newer than this program.
    NewerState,
    /// It was given to a commit that is not the head.
    OtherCommit,
    /// It was given before the last force-push, or nobody knows when.
    BeforeForcePush,
}

impl WhyIgnored {
    /// The reason, as it stands after "does not count: ".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::DeletedAccount => "the account is deleted",
            Self::OwnPullRequest => "it is their own pull request",
            Self::NotAPerson => "the account is not a person's",
            Self::CannotWrite => "they cannot write to the repository",
            Self::Dismissed => "it was dismissed",
            Self::NewerState => "a review of an unknown kind followed it",
            Self::OtherCommit => "it was given before the newest commit",
            Self::BeforeForcePush => "the branch was force-pushed after it",
        }
    }

    /// Whether the same person can approve again so that it counts.
    pub(super) fn can_approve_again(self) -> bool {
        matches!(self, Self::Dismissed | Self::NewerState | Self::OtherCommit | Self::BeforeForcePush)
    }
}

/// Sorts out the reviews of a pull request.
///
/// # Errors
/// The reviews or the force-pushes are not known to the last one: then nothing can be said of any of them.
pub(super) fn weigh(pull: &PullRequest) -> Result<Weighed, Unknown> {
    let reviews = pull.reviews.whole()?;
    let last_force_push = pull.force_pushes.whole()?.iter().max().copied();
    let mut weighed = Weighed::default();
    // An app may be called like a person, and must not speak for them.
    let mut opinions: BTreeMap<(&Login, u8), Vec<&Review>> = BTreeMap::new();
    for review in reviews {
        match &review.author {
            Some(author) => opinions.entry((&author.login, author.kind as u8)).or_default().push(review),
            None => weighed.add(None, judge(pull, last_force_push, review), review),
        }
    }
    for ((login, _), mut given) in opinions {
        given.retain(|review| review.state != ReviewState::Commented);
        given.sort_by_key(|review| order(review));
        let Some(latest) = given.last() else { continue };
        weighed.add(Some(login), judge(pull, last_force_push, latest), latest);
        // What a newer kind of review takes back is not known: it must not hide a request for changes.
        let opinion = given.iter().rev().find(|review| review.state != ReviewState::Other);
        if let Some(opinion) = opinion
            && latest.state == ReviewState::Other
            && opinion.state == ReviewState::ChangesRequested
        {
            weighed.add(Some(login), None, opinion);
        }
    }
    Ok(weighed)
}

impl Weighed {
    fn add(&mut self, login: Option<&Login>, why: Option<WhyIgnored>, review: &Review) {
        match (review.state, login, why) {
            (ReviewState::ChangesRequested, login, _) if review.can_write => {
                self.standing_requests.push(login.cloned().unwrap_or_else(|| Login::new("ghost")));
            }
            (ReviewState::ChangesRequested | ReviewState::Commented, _, _) => {}
            (_, Some(login), None) => self.counting.push(login.clone()),
            (_, login, why) => {
                let why = why.unwrap_or(WhyIgnored::DeletedAccount);
                self.ignored.push(Ignored { login: login.cloned(), why });
            }
        }
    }
}

/// Why a review does not count as an approval. `None`: it counts.
fn judge(pull: &PullRequest, last_force_push: Option<Timestamp>, review: &Review) -> Option<WhyIgnored> {
    let Some(author) = &review.author else { return Some(WhyIgnored::DeletedAccount) };
    let own = pull.author.as_ref().is_some_and(|opener| opener.login == author.login);
    let after_force_push = match (last_force_push, review.submitted_at) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(push), Some(submitted)) => submitted > push,
    };
    if own {
        Some(WhyIgnored::OwnPullRequest)
    } else if author.kind != ActorKind::User {
        Some(WhyIgnored::NotAPerson)
    } else if !review.can_write {
        Some(WhyIgnored::CannotWrite)
    } else if review.state == ReviewState::Dismissed {
        Some(WhyIgnored::Dismissed)
    } else if review.state != ReviewState::Approved {
        Some(WhyIgnored::NewerState)
    } else if review.commit.as_ref() != Some(&pull.head) {
        Some(WhyIgnored::OtherCommit)
    } else if !after_force_push {
        Some(WhyIgnored::BeforeForcePush)
    } else {
        None
    }
}

/// The order of one person's reviews. Where time does not decide, an approval comes first, so that it cannot
/// outdo a request for changes that may be newer.
fn order(review: &Review) -> (bool, Option<Timestamp>, bool) {
    let approves = review.state == ReviewState::Approved;
    let last = review.submitted_at.is_none() && !approves;
    (last, review.submitted_at, !approves)
}

#[cfg(test)]
mod tests;
