//! What is read while the gate waits: the checks, and whether the candidate is still what was asked for.
//!
//! One request and one point up to 200 checks, one more for each further 100 and for the checks of each head of a pull
//! request. What is seen here decides nothing but whether everything is read once more.

use serde_json::json;

use super::checks;
use super::client::Client;
use super::closing::{asked, checks_of, head_now, heads, points_at};
use super::failure::{Failure, FailureKind};
use super::reply::Reply;
use super::repository::RepositoryName;
use super::width::Width;
use crate::evidence::needs::{Head, Needs, Reading};
use crate::evidence::{Evidence, Fact, Oid};

const WATCH: &str = include_str!("queries/watch.graphql");

/// Whether [`watch`] reads all that these needs ask for. What it does not read can only be seen by reading everything.
#[must_use]
pub fn can_watch(needs: &Needs) -> bool {
    // What a branch requires is no machine's doing: it is read with everything else.
    let others = Needs { checks: false, head_checks: false, required_checks: false, ..needs.clone() };
    others == Needs::default()
}

/// Reads the checks that `needs` asks for anew, and where what was asked for points now, and puts them into `evidence`,
/// which holds all that was read for `reading`.
///
/// # Errors
/// When the request failed; then the evidence is as it was. What the answer leaves unknown is unknown in the evidence.
pub async fn watch(
    client: &Client,
    reading: &Reading,
    needs: &Needs,
    evidence: &mut Evidence,
) -> Result<(), Failure> {
    let repository = RepositoryName::parse(&evidence.opening.repository.name)?;
    let place = Place::of(reading);
    let heads = if needs.head_checks { heads(evidence) } else { Vec::new() };
    let (reply, head_checks) =
        tokio::join!(place.read(client, &repository, needs), checks_of(client, &repository, &heads));
    let reply = reply?;
    let Some(at) = client.github_time() else {
        return Err(Failure::new("query Watch", false, FailureKind::Empty, "the answer has no date"));
    };
    if let Fact::Known(closing) = &mut evidence.closing {
        closing.at = at;
        closing.head = head_now(&place.head, &reply);
        if place.tag.is_some() {
            closing.tag = points_at(&reply, "tag").into();
        }
    }
    if needs.checks {
        evidence.checks = checks::at(client, &repository, place.commit, &reply).await;
    }
    if needs.head_checks {
        evidence.head_checks = head_checks;
    }
    Ok(())
}

/// The candidate, and what was asked for.
struct Place<'a> {
    commit: &'a Oid,
    head: Head,
    tag: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn of(reading: &'a Reading) -> Self {
        let subject = &reading.subject;
        let tag = subject.release().map(|release| release.tag.as_str());
        Self { commit: subject.commit(), head: subject.head(), tag }
    }

    async fn read(
        &self,
        client: &Client,
        repository: &RepositoryName,
        needs: &Needs,
    ) -> Result<Reply, Failure> {
        let (reference, number) = asked(&self.head);
        let variables = repository.variables(json!({
            "reference": reference.unwrap_or_default(), "byReference": reference.is_some(),
            "tag": format!("refs/tags/{}", self.tag.unwrap_or_default()), "release": self.tag.is_some(),
            "pullRequest": number.unwrap_or_default(), "byPullRequest": number.is_some(),
            "checked": self.commit, "checks": needs.checks, "workflows": true,
        }));
        Width::new().read(client, WATCH, variables).await
    }
}
