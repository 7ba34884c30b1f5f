//! The commits of a pull request's branch: what it is made of, and what a release pull request will bring in while it is
//! not merged.
//!
//! GitHub connects commits with pull requests that were merged. A release that is judged at the head of its pull request
//! has commits that no merge explains yet; the pull request's own list does.

use std::collections::HashSet;

use super::commits::{Shown, facts, signature};
use super::reply::Node;
use crate::evidence::release::Commit;
use crate::evidence::{Fact, List, Oid, Reason, Unknown};

/// GitHub lists so many commits of a pull request and no more (REST: "List commits on a pull request").
const MOST: usize = 250;

/// A commit of a pull request's branch.
#[derive(Debug, Clone)]
pub(super) struct Own {
    pub(super) oid: Oid,
    /// What it says of itself, where that was asked for.
    pub(super) facts: Option<Commit>,
}

impl Own {
    /// Decodes a commit of the fragment `OwnCommits`, as far as it was asked for.
    ///
    /// # Errors
    /// When a part of it could not be read; a signature that could not be read is an unknown fact instead.
    pub(super) fn read(node: Node<'_>, with_facts: bool, with_signature: bool) -> Result<Self, Unknown> {
        let mut own = Self { oid: node.oid("oid")?, facts: None };
        if with_facts {
            let mut commit = facts(node)?;
            if with_signature {
                commit.signature = signature(node).into();
            }
            own.facts = Some(commit);
        }
        Ok(own)
    }
}

/// The commits of the pull request whose head is judged, if all are shown.
pub(super) fn judged(number: u64, head: &Oid, own: Fact<List<Own>>) -> Fact<List<Commit>> {
    if matches!(own, Fact::NotCollected) {
        return Fact::NotCollected;
    }
    let listed: HashSet<&Oid> = own.seen().iter().map(|own| &own.oid).collect();
    if let Err(why) = whole(&own, &listed, head) {
        return Fact::Unknown(why);
    }
    let with_number = |own: Own| {
        let commit = own.facts.ok_or_else(|| Unknown::new(Reason::NotCollected))?;
        Ok(Commit { pull_requests: Fact::Known(vec![number]), ..commit })
    };
    let commits = own.seen().iter().cloned().map(with_number).collect::<Result<Vec<_>, Unknown>>();
    commits.map(List::all).into()
}

/// Puts the pull request's number to those commits that are its own. A commit that nothing explains is unknown unless
/// the whole list was read: it could be on the part that is not shown.
pub(super) fn connect(commits: &mut [Shown], number: u64, head: &Oid, own: &Fact<List<Own>>) {
    let listed: HashSet<&Oid> = own.seen().iter().map(|own| &own.oid).collect();
    let whole = whole(own, &listed, head);
    for commit in commits.iter_mut().map(|shown| &mut shown.commit) {
        let Fact::Known(numbers) = &mut commit.pull_requests else { continue };
        if listed.contains(&commit.oid) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        } else if let Err(why) = whole.as_ref().map_err(Clone::clone)
            && numbers.is_empty()
        {
            commit.pull_requests = Fact::Unknown(why);
        }
    }
}

/// Whether a commit that is not listed is none of the pull request's.
fn whole(own: &Fact<List<Own>>, listed: &HashSet<&Oid>, head: &Oid) -> Result<(), Unknown> {
    let shown = own.whole()?.len();
    if shown >= MOST {
        let detail = format!("GitHub lists the first {MOST} commits of a pull request");
        return Err(Unknown::new(Reason::Capped).detail(detail));
    }
    if !listed.contains(head) {
        let detail = format!("the pull request's commits are listed without {}", head.short());
        return Err(Unknown::new(Reason::Incomplete).detail(detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::commits::{commit, tests::shown};
    use super::super::reply::Reply;
    use super::super::repository::RepositoryName;
    use super::*;
    use crate::evidence::needs::PullRequestNeeds;

    fn oid(number: u64) -> Oid {
        Oid::new(format!("{number:040x}"))
    }

    /// The pull requests of commits 2 (of #14), 3 (pushed), 4 (not known) and 5 (pushed), the candidate, after #16 came
    /// with this list.
    fn connected(own: &Fact<List<Own>>) -> Vec<Result<Vec<u64>, Reason>> {
        let shop = RepositoryName::parse("octoacme/shop").unwrap();
        let read = |(number, pull_requests): (u64, Fact<Vec<u64>>)| {
            let node = shown(number, &[number - 1], 0, json!([]));
            let mut shown = commit(Reply::new(node, &[]).root(), PullRequestNeeds::default(), &shop).unwrap();
            shown.commit.pull_requests = pull_requests;
            shown
        };
        let refused = Fact::Unknown(Unknown::new(Reason::Forbidden));
        let facts = [Fact::Known(vec![14]), Fact::Known(vec![]), refused, Fact::Known(vec![])];
        let mut commits: Vec<Shown> = (2..).zip(facts).map(read).collect();
        connect(&mut commits, 16, &oid(5), own);
        let told = |shown: Shown| shown.commit.pull_requests.known().cloned().map_err(|why| why.reason);
        commits.into_iter().map(told).collect()
    }

    fn own(number: u64) -> Own {
        Own { oid: oid(number), facts: None }
    }

    fn listed(numbers: impl IntoIterator<Item = u64>) -> Fact<List<Own>> {
        Fact::Known(List::all(numbers.into_iter().map(own).collect()))
    }

    #[test]
    fn its_own_commits_are_connected_and_others_stay_pushed() {
        let forbidden = Err(Reason::Forbidden);
        assert_eq!(connected(&listed([4, 5])), [Ok(vec![14]), Ok(vec![]), forbidden.clone(), Ok(vec![16])]);
        assert_eq!(connected(&listed([2, 3, 5])), [Ok(vec![14, 16]), Ok(vec![16]), forbidden, Ok(vec![16])]);
    }

    #[test]
    fn a_list_that_is_not_whole_proves_no_push() {
        let long = listed(std::iter::once(5).chain(100..349));
        for (own, reason, candidate) in [
            (Fact::Unknown(Unknown::new(Reason::TimedOut)), Reason::TimedOut, Err(Reason::TimedOut)),
            (Fact::NotCollected, Reason::NotCollected, Err(Reason::NotCollected)),
            (Fact::Known(List::new(vec![own(5)], 3)), Reason::Incomplete, Ok(vec![16])),
            (long, Reason::Capped, Ok(vec![16])),
            // A list of another head, or none at all.
            (listed([4]), Reason::Incomplete, Err(Reason::Incomplete)),
            (listed([]), Reason::Incomplete, Err(Reason::Incomplete)),
        ] {
            assert_eq!(
                connected(&own),
                [Ok(vec![14]), Err(reason), Err(Reason::Forbidden), candidate],
                "{own:?}"
            );
        }
    }
}
