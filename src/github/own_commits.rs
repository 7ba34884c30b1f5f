//! The commits of a pull request's branch: what it is made of, and what a release pull request will bring in while it is
//! not merged. For a merge group, those of each of its pull requests: what the queue made of them is not merged either.
//!
//! GitHub connects commits with pull requests that were merged. A release that is judged at the head of its pull request
//! has commits that no merge explains yet; the pull request's own list does.

use std::collections::HashSet;

use serde_json::json;

use super::client::Client;
use super::commits::{Shown, facts, signature};
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::together::together;
use super::width::Width;
use super::window::{Window, join};
use crate::evidence::needs::Reading;
use crate::evidence::release::Commit;
use crate::evidence::{Fact, List, Oid, PullRequest, Reason, Unknown};

const OWN_COMMITS_PAGE: &str = include_str!("queries/own_commits_page.graphql");

/// GitHub lists so many commits of a pull request and no more (REST: "List commits on a pull request").
const MOST: usize = 250;

/// The heads that are judged, each with the commits of its pull request.
pub(super) type Heads = Result<Vec<(Oid, Fact<List<Own>>)>, Unknown>;

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

/// The ids of the commits of the pull request whose head is judged.
///
/// # Errors
/// When not all are shown.
pub(super) fn oids(head: &Oid, own: &Fact<List<Own>>) -> Result<Vec<Oid>, Unknown> {
    let listed: HashSet<&Oid> = own.seen().iter().map(|own| &own.oid).collect();
    whole(own, &listed, head)?;
    Ok(own.seen().iter().map(|own| own.oid.clone()).collect())
}

/// Reads a page of the commits of a pull request's branch: the first, or the one that begins `after` another.
///
/// # Errors
/// When it could not be read.
pub(super) async fn page(
    client: &Client,
    repository: &RepositoryName,
    width: &Width,
    number: u64,
    after: Option<String>,
    (with_facts, with_signature): (bool, bool),
) -> Result<Window<Own>, Unknown> {
    let variables = repository.variables(json!({
        "pullRequest": number, "after": after, "ownFacts": with_facts, "signatures": with_signature,
    }));
    let reply = Reply::or_failed(width.read(client, OWN_COMMITS_PAGE, variables).await);
    let commits = reply.root().field("repository")?.field("pullRequest")?.field("commits")?;
    Window::read(commits, |item| Own::read(item.field("commit")?, with_facts, with_signature))
}

/// Reads the commits of each pull request of a merge group, if they are needed.
pub(super) async fn of_group(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    numbers: &[u64],
) -> Vec<(u64, Fact<List<Own>>)> {
    let facts = reading.needs.own_commits;
    if !facts && !reading.needs.consents.authors {
        return Vec::new();
    }
    let width = &Width::new();
    let asked = (facts, facts && reading.needs.signatures);
    let all = async |number| {
        let first = page(client, repository, width, number, None, asked).await?;
        let last = Window { items: Vec::new(), total: first.total, next: None };
        let next = async |after| page(client, repository, width, number, Some(after), asked).await;
        join(first, last, |own: &Own| own.oid.clone(), next).await
    };
    together(numbers.iter().map(|number| async move { (*number, all(*number).await.into()) })).await
}

/// The heads of the pull requests of a merge group, each with the commits that are listed of it.
///
/// # Errors
/// When a pull request was not read.
pub(super) fn heads(own: &[(u64, Fact<List<Own>>)], pull_requests: &[PullRequest]) -> Heads {
    let head = |(number, own): &(u64, Fact<List<Own>>)| {
        let pull = pull_requests.iter().find(|pull| pull.number == *number);
        let pull = pull.ok_or_else(|| not_read(*number))?;
        Ok((pull.head.clone(), own.clone()))
    };
    own.iter().map(head).collect()
}

fn not_read(number: u64) -> Unknown {
    Unknown::new(Reason::NotCollected).detail(format!("#{number} of the merge group"))
}

/// The commits of all pull requests of a merge group, each with the numbers of those whose it is; unknown if one of the
/// lists is.
pub(super) fn judged_group(
    own: Vec<(u64, Fact<List<Own>>)>,
    pull_requests: &[PullRequest],
) -> Fact<List<Commit>> {
    if own.is_empty() {
        return Fact::NotCollected;
    }
    let mut commits: Vec<Commit> = Vec::new();
    for (number, own) in own {
        let Some(pull) = pull_requests.iter().find(|pull| pull.number == number) else {
            return Fact::Unknown(not_read(number));
        };
        let theirs = match judged(number, &pull.head, own) {
            Fact::Known(theirs) => theirs,
            Fact::Unknown(why) => return Fact::Unknown(why),
            Fact::NotCollected => return Fact::NotCollected,
        };
        for commit in theirs.seen() {
            match commits.iter_mut().find(|known| known.oid == commit.oid) {
                Some(Commit { pull_requests: Fact::Known(numbers), .. }) => numbers.push(number),
                _ => commits.push(commit.clone()),
            }
        }
    }
    Fact::Known(List::all(commits))
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
    use super::super::pull_request::{pull_request, tests::shown as shown_pull_request};
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

    #[test]
    fn of_a_merge_group_every_list_counts() {
        let facts = |number: u64| {
            let node = shown(number, &[number - 1], 0, json!([]));
            facts(Reply::new(node, &[]).root()).unwrap()
        };
        let read = |numbers: &[u64]| {
            let own = |number: &u64| Own { oid: oid(*number), facts: Some(facts(*number)) };
            Fact::Known(List::all(numbers.iter().map(own).collect()))
        };
        let pull = |number: u64, head: u64| {
            let node = shown_pull_request(number, json!({"headRefOid": oid(head)}));
            pull_request(Reply::new(node, &[]).root(), PullRequestNeeds::default()).unwrap().pull_request
        };
        let judged = |second: Fact<List<Own>>, pulls: &[PullRequest]| {
            let own = vec![(14, read(&[2, 3])), (15, second)];
            let commits =
                judged_group(own, pulls).whole().map(<[Commit]>::to_vec).map_err(|why| why.reason)?;
            let told = |commit: Commit| (commit.oid, commit.pull_requests.value().cloned().unwrap());
            Ok::<_, Reason>(commits.into_iter().map(told).collect::<Vec<_>>())
        };
        let pulls = [pull(14, 3), pull(15, 4)];
        // The second goes on from the first.
        assert_eq!(
            judged(read(&[3, 4]), &pulls),
            Ok(vec![(oid(2), vec![14]), (oid(3), vec![14, 15]), (oid(4), vec![15])])
        );
        assert_eq!(judged(read(&[3]), &pulls), Err(Reason::Incomplete), "without its head");
        assert_eq!(judged(Fact::Unknown(Unknown::new(Reason::TimedOut)), &pulls), Err(Reason::TimedOut));
        assert_eq!(judged(read(&[3, 4]), &pulls[..1]), Err(Reason::NotCollected));
        assert_eq!(judged_group(Vec::new(), &pulls), Fact::NotCollected);
    }
}
