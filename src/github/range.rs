//! The commits of the release: from the previous tag, or from where the policy says, to the candidate.
//!
//! One document shows how the first five tags lie to the candidate and both ends of the commits since the first of them.
//! When GitHub finds that too much, smaller windows are asked for, and what lies between them is read by pages.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::client::Client;
use super::commits::{Shown, commit, signature};
use super::compare::Distance;
use super::opening::peeled;
use super::pull_request::switches;
use super::reply::{Node, Reply, Variables};
use super::repository::RepositoryName;
use super::width::Width;
use super::window::{Joined, Window};
use super::{compare, trouble};
use crate::evidence::needs::{Base, PullRequestNeeds, ReleaseReading};
use crate::evidence::{Fact, List, Oid, Reason, Relation, Unknown};

const RANGE: &str = include_str!("queries/range.graphql");
const RANGE_PAGE: &str = include_str!("queries/range_page.graphql");
const HISTORY: &str = include_str!("queries/history.graphql");

/// How many commits are read at most. A longer range stays incomplete.
const MOST_COMMITS: usize = 5_000;
/// How many tags one document compares with the candidate.
const BASES: usize = 5;

/// What was found out about the range.
pub(super) struct Found {
    /// How the tags lie to the candidate, as far as was asked.
    pub(super) bases: Fact<Vec<Relation>>,
    /// Where the range begins and its commits, oldest first.
    pub(super) commits: Result<(Option<Oid>, List<Shown>), Unknown>,
}

/// Reads one release's range.
pub(super) struct RangeReader<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    head: &'a Oid,
    needs: PullRequestNeeds,
    signatures: bool,
    width: Width,
}

/// A tag that was compared with the candidate.
struct Compared {
    relation: Relation,
    commits: Commits,
}

/// The commits since a tag, as far as its comparison showed them.
enum Commits {
    /// Nobody asked for them.
    NotAsked,
    /// GraphQL would not compare with the candidate.
    NotCompared,
    /// Both ends of the list, or why they could not be read.
    Ends(Result<Box<[Window<Shown>; 2]>, Unknown>),
}

impl<'a> RangeReader<'a> {
    pub(super) fn new(
        client: &'a Client,
        repository: &'a RepositoryName,
        head: &'a Oid,
        needs: PullRequestNeeds,
        signatures: bool,
    ) -> Self {
        Self { client, repository, head, needs, signatures, width: Width::new() }
    }

    /// Finds where the range begins and reads its commits.
    pub(super) async fn find(&self, release: &ReleaseReading) -> Found {
        let mut relations: Vec<Relation> = Vec::new();
        for (batch, bases) in release.bases.chunks(BASES).enumerate() {
            let compared = match self.compare(bases, batch == 0).await {
                Ok(compared) => compared,
                Err(why) => return Found { bases: Fact::Unknown(why.clone()), commits: Err(why) },
            };
            relations.extend(compared.iter().map(|one| one.relation.clone()));
            if let Some(base) = compared.into_iter().find(|one| one.relation.behind == 0) {
                let from = base.relation.commit.clone();
                let commits = self.since_tag(base).await.map(|list| (Some(from), list));
                return Found { bases: Fact::Known(relations), commits };
            }
        }
        let commits = match &release.since {
            Some(since) => self.since_commit(since).await.map(|list| (Some(since.clone()), list)),
            None => self.history().await.map(|list| (None, list)),
        };
        Found { bases: Fact::Known(relations), commits }
    }

    /// How up to five tags lie to the candidate.
    async fn compare(&self, bases: &[Base], commits: bool) -> Result<Vec<Compared>, Unknown> {
        let reply = self.send(RANGE, self.bases_variables(bases, commits)).await;
        let repository = reply.root().field("repository")?;
        let mut compared = Vec::new();
        for (base, name) in bases.iter().zip(["base0", "base1", "base2", "base3", "base4"]) {
            let node = repository.maybe(name)?.ok_or_else(|| gone(base))?;
            let commit = peeled(node.field("target")?)?.unwrap_or_else(|| base.commit.clone());
            let shown = compare::shown(node, self.head)?;
            let since = match shown {
                None => Commits::NotCompared,
                Some(_) if commits && name == "base0" => Commits::Ends(self.ends(node.field("compare")?)),
                Some(_) => Commits::NotAsked,
            };
            let distance = match shown {
                Some(distance) => Some(distance),
                None => compare::distance(self.client, self.repository, &commit, self.head).await?,
            };
            // What shares no history is no ancestor. GitHub does not count how far it is away.
            let Distance { ahead, behind } = distance.unwrap_or(Distance { ahead: 1, behind: 1 });
            let relation = Relation { reference: reference(base), commit, ahead, behind };
            compared.push(Compared { relation, commits: since });
        }
        Ok(compared)
    }

    fn ends(&self, comparison: Node<'_>) -> Result<Box<[Window<Shown>; 2]>, Unknown> {
        let end = |name| Window::read(comparison.field(name)?, |node| self.commit(node));
        Ok(Box::new([end("firstCommits")?, end("lastCommits")?]))
    }

    fn commit(&self, node: Node<'_>) -> Result<Shown, Unknown> {
        let mut shown = commit(node, self.needs, self.repository)?;
        if self.signatures {
            shown.commit.signature = signature(node).into();
        }
        Ok(shown)
    }

    /// The commits since a tag that is an ancestor. Its ends are read now if they were not yet.
    async fn since_tag(&self, base: Compared) -> Result<List<Shown>, Unknown> {
        let Compared { relation, mut commits } = base;
        if matches!(commits, Commits::NotAsked) {
            let tag = relation.reference.trim_start_matches("refs/tags/").to_owned();
            let again = self.compare(&[Base { tag, commit: relation.commit.clone() }], true).await?;
            // A tag that has moved meanwhile is none of ours any more.
            let again = again.into_iter().find(|again| again.relation.commit == relation.commit);
            commits = again.map_or(Commits::NotCompared, |again| again.commits);
        }
        let Commits::Ends(ends) = commits else { return self.since_commit(&relation.commit).await };
        let [first, last] = *ends?;
        read_on(first, last, async |after| self.page(&relation.reference, &after).await).await
    }

    async fn page(&self, base: &str, after: &str) -> Result<Window<Shown>, Unknown> {
        let reply = self.ask(RANGE_PAGE, json!({"head": self.head, "base": base, "after": after})).await;
        let node = reply.root().field("repository")?.field("base")?;
        // First, because it says why there is none.
        let comparison = node.field("compare")?;
        compare::shown(node, self.head)?.ok_or_else(|| trouble::malformed("headTarget"))?;
        Window::read(comparison.field("commits")?, |node| self.commit(node))
    }

    async fn since_commit(&self, since: &Oid) -> Result<List<Shown>, Unknown> {
        let commits = compare::commits(self.client, self.repository, since, self.head, MOST_COMMITS).await?;
        let commits = commits.map(|mut shown| {
            if !self.signatures {
                shown.commit.signature = Fact::NotCollected;
            }
            shown
        });
        Ok(oldest_first(commits.into_list()))
    }

    /// All commits that the candidate contains.
    async fn history(&self) -> Result<List<Shown>, Unknown> {
        let first = self.history_page(None).await?;
        let last = Window { items: Vec::new(), total: first.total, next: None };
        read_on(first, last, async |after| self.history_page(Some(&after)).await).await
    }

    async fn history_page(&self, after: Option<&str>) -> Result<Window<Shown>, Unknown> {
        let reply = self.ask(HISTORY, json!({"head": self.head, "after": after})).await;
        let history = reply.root().field("repository")?.field("object")?.field("history")?;
        Window::read(history, |node| self.commit(node))
    }

    async fn ask(&self, operation: &str, own: Value) -> Reply {
        self.send(operation, self.repository.variables(own)).await
    }

    async fn send(&self, operation: &str, variables: Variables) -> Reply {
        let mut variables = switches(self.needs, variables);
        variables.insert("signatures".to_owned(), json!(self.signatures));
        Reply::or_failed(self.width.read(self.client, operation, variables).await)
    }

    fn bases_variables(&self, bases: &[Base], commits: bool) -> Variables {
        let mut variables = self.repository.variables(json!({"head": self.head, "commits": commits}));
        for index in 0..BASES {
            let base = bases.get(index);
            variables.insert(format!("base{index}"), json!(base.map(reference).unwrap_or_default()));
            // The first is always there: without any, nothing is compared.
            if index > 0 {
                variables.insert(format!("use{index}"), json!(base.is_some()));
            }
        }
        variables
    }
}

/// Reads what lies between the two ends. What is past the most that are read leaves the list short, which nothing takes
/// for whole.
///
/// # Errors
/// The first page that could not be read, or that shows another state of the list.
async fn read_on(
    first: Window<Shown>,
    last: Window<Shown>,
    page: impl AsyncFn(String) -> Result<Window<Shown>, Unknown>,
) -> Result<List<Shown>, Unknown> {
    let mut joined = Joined::new(first, last, |shown: &Shown| shown.commit.oid.clone());
    while let Some(after) = joined.missing_after().filter(|_| joined.len() < MOST_COMMITS) {
        let page = page(after.clone()).await?;
        joined.add(&after, page)?;
    }
    Ok(oldest_first(joined.into_list()))
}

/// A tag that the first request showed is not there any more.
fn gone(base: &Base) -> Unknown {
    let detail = format!("the tag `{}` was there when the gate began, and is not any more", base.tag);
    Unknown::new(Reason::Incomplete).detail(detail)
}

fn reference(base: &Base) -> String {
    format!("refs/tags/{}", base.tag)
}

/// GitHub lists a comparison oldest first and a history newest first; parents come before their children here.
fn oldest_first(list: List<Shown>) -> List<Shown> {
    let total = list.total();
    let mut items = list.seen().to_vec();
    let mut seen: HashSet<&Oid> = HashSet::new();
    let (mut forward, mut backward) = (0, 0);
    for shown in &items {
        forward += shown.commit.parents.iter().filter(|parent| seen.contains(parent)).count();
        seen.insert(&shown.commit.oid);
    }
    seen.clear();
    for shown in items.iter().rev() {
        backward += shown.commit.parents.iter().filter(|parent| seen.contains(parent)).count();
        seen.insert(&shown.commit.oid);
    }
    if backward > forward {
        items.reverse();
    }
    List::new(items, total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::commits::tests::shown;

    fn commits(list: &[(u64, &[u64])]) -> List<Shown> {
        let shop = RepositoryName::parse("octoacme/shop").unwrap();
        let read = |(oid, parents): &(u64, &[u64])| {
            let reply = Reply::new(shown(*oid, parents, 0, json!([])), &[]);
            commit(reply.root(), PullRequestNeeds::default(), &shop).unwrap()
        };
        List::all(list.iter().map(read).collect())
    }

    fn order(list: &List<Shown>) -> Vec<String> {
        list.seen().iter().map(|shown| shown.commit.oid.as_str().trim_start_matches('0').to_owned()).collect()
    }

    #[test]
    fn commits_come_oldest_first() {
        assert_eq!(order(&oldest_first(commits(&[(3, &[2]), (2, &[1]), (1, &[])]))), ["1", "2", "3"]);
        assert_eq!(order(&oldest_first(commits(&[(1, &[]), (2, &[1]), (3, &[2])]))), ["1", "2", "3"]);
        assert_eq!(order(&oldest_first(commits(&[(7, &[])]))), ["7"]);
    }
}
