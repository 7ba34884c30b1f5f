//! Who wrote the pull requests of a release.

use jiff::Timestamp;

use crate::evidence::pull_request::PullRequestState;
use crate::evidence::{Evidence, Login, Reason, Unknown};
use crate::notes::Facts;

/// A person, with the first pull request of theirs that was merged in the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The account's name.
    pub login: Login,
    /// The number of the pull request.
    pub number: u64,
    /// When it was merged.
    pub merged_at: Timestamp,
}

/// The people of a release, by login, without machines and deleted accounts.
///
/// # Errors
/// When the pull requests are not known, or not when one of them was merged.
pub fn authors(facts: &Facts, evidence: &Evidence) -> Result<Vec<Author>, Unknown> {
    let unread = || Unknown::new(Reason::NotCollected);
    let changes = facts.pull_requests.clone().ok_or_else(unread)??;
    let mut authors: Vec<Author> = Vec::new();
    for change in changes {
        let Some((login, false)) = &change.author else { continue };
        let pull =
            evidence.pull_requests.iter().find(|pull| pull.number == change.number).ok_or_else(unread)?;
        if pull.state != PullRequestState::Merged {
            continue;
        }
        let lacking = || Unknown::new(Reason::Malformed).detail(format!("when #{} was merged", pull.number));
        let merged_at = pull.merged_at.ok_or_else(lacking)?;
        authors.push(Author { login: Login::new(login.clone()), number: change.number, merged_at });
    }
    authors.sort_by(|one, other| {
        one.login.cmp(&other.login).then((one.merged_at, one.number).cmp(&(other.merged_at, other.number)))
    });
    authors.dedup_by(|next, first| next.login == first.login);
    Ok(authors)
}
