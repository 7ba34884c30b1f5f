//! When the judged commit came to be where it is: the pushes of a branch, over REST, and the check suites of the commit.
//!
//! GitHub shows the pushes newest first and counts them nowhere. That the list has no gap is seen from the entries: each
//! begins where the one before it ended.

use jiff::Timestamp;
use serde::Deserialize;

use super::client::Client;
use super::code_scanning::encoded;
use super::page::read_until;
use super::reply::Reply;
use super::repository::RepositoryName;
use super::trouble;
use crate::evidence::origin::Push;
use crate::evidence::{Fact, List, Oid, Unknown};

/// A release with more pushes than these pages hold is not followed to its beginning.
const MOST_PAGES: usize = 10;

#[derive(Debug, Deserialize)]
struct Activity {
    timestamp: Timestamp,
    #[serde(rename = "ref")]
    reference: String,
    before: String,
    after: String,
}

impl Activity {
    /// Whether the list need not go back any further: the branch began here, or was at the base.
    fn is_enough(&self, base: Option<&Oid>) -> bool {
        let here = |oid: Option<Oid>| oid.is_some() && oid.as_ref() == base;
        tip(&self.before).is_none() || here(tip(&self.before)) || here(tip(&self.after))
    }
}

/// A branch's tip; GitHub writes zeros where there is none.
fn tip(oid: &str) -> Option<Oid> {
    let none = oid.bytes().all(|byte| byte == b'0');
    (!none).then(|| Oid::new(oid))
}

/// The pushes of a branch, a whole ref, back to where it was at `base`, or to its beginning.
pub(super) async fn pushes(
    client: &Client,
    repository: &RepositoryName,
    reference: &str,
    base: Option<&Oid>,
) -> Fact<List<Push>> {
    let path = format!("{}?ref={}", repository.path(&["activity"]), encoded(reference));
    let of_branch = |one: &&Activity| one.reference == reference;
    let enough = |seen: &[Activity]| seen.iter().filter(of_branch).any(|one| one.is_enough(base));
    match read_until::<Activity>(client, &path, MOST_PAGES, enough).await {
        Ok((activities, reached)) => {
            let pushes = activities.iter().filter(of_branch).map(|one| Push {
                at: one.timestamp,
                before: tip(&one.before),
                after: tip(&one.after),
            });
            Fact::Known(without_gaps(pushes.collect(), reached))
        }
        Err(failure) => Fact::Unknown(trouble::of_failure(&failure)),
    }
}

/// The list, which is whole only if it reached its end and each entry goes on from the one before it.
fn without_gaps(pushes: Vec<Push>, reached: bool) -> List<Push> {
    let follow = |pair: &[Push]| match pair {
        [newer, older] => newer.before == older.after && newer.at >= older.at,
        _ => true,
    };
    let whole = reached && pushes.windows(2).all(follow);
    let total = pushes.len() as u64 + u64::from(!whole);
    List::new(pushes, total)
}

/// Whether the list goes back to where the branch was at `base`, or to the branch's beginning.
pub(super) fn reaches(pushes: &List<Push>, base: Option<&Oid>) -> bool {
    let at_base = |oid: &Option<Oid>| oid.is_some() && oid.as_ref() == base;
    pushes.seen().iter().any(|one| one.before.is_none() || at_base(&one.before) || at_base(&one.after))
}

/// When the check suites of a commit were made, which is under this name in `repository`.
pub(super) fn suites(reply: &Reply, alias: &str) -> Fact<List<Timestamp>> {
    let read = || {
        let suites = reply.root().field("repository")?.field(alias)?.field("checkSuites")?;
        let times = suites.items("nodes")?.into_iter().map(|suite| suite.time("createdAt"));
        Ok(List::new(times.collect::<Result<_, Unknown>>()?, suites.number("totalCount")?))
    };
    Fact::from(read())
}
