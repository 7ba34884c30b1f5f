//! Where sign-offs, waivers and holds are found: which discussions are read, and what says to what they were given.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use super::client::Client;
use super::discussion::{self, Draft, complete};
use super::own_commits::{self, Heads};
use super::reply::{Node, Reply, Variables};
use super::repository::RepositoryName;
use super::{arrivals, authors, head_arrivals};
use crate::evidence::needs::{IssueQuery, Reading, Subject};
use crate::evidence::origin::Push;
use crate::evidence::{Arrivals, Discussion, Evidence, Fact, List, Oid, PullRequest, Reason, Unknown};

/// The switches of the document of evidence.
pub(super) fn switches(reading: &Reading, mut variables: Variables) -> Variables {
    let needs = reading.needs.consents;
    let own = matches!(reading.subject, Subject::PullRequest { .. });
    for (name, value) in [
        ("discussions", needs.discussions),
        ("ownDiscussion", needs.discussions && own),
        ("revisions", needs.revisions),
        ("suites", needs.arrivals),
    ] {
        variables.insert(name.to_owned(), json!(value));
    }
    variables
}

/// What the document of evidence shows of it.
pub(super) struct Shown {
    /// Those of the tracking issues, and of the pull request that is judged.
    discussions: Vec<Discussion>,
    /// Those of what may be the release pull request.
    of_release: Vec<Draft>,
    suites: Fact<List<Timestamp>>,
}

impl Shown {
    pub(super) fn nothing() -> Self {
        Self { discussions: Vec::new(), of_release: Vec::new(), suites: Fact::NotCollected }
    }

    /// Takes it out of the document, and reads on where a list goes on.
    pub(super) async fn read(
        client: &Client,
        repository: &RepositoryName,
        reading: &Reading,
        reply: &Reply,
    ) -> Self {
        let needs = reading.needs.consents;
        let mut drafts = Vec::new();
        if needs.discussions || needs.revisions {
            drafts
                .extend(issues(reading, reply).iter().filter_map(|node| Draft::of_issue(*node, needs).ok()));
        }
        let mut of_release = Vec::new();
        if needs.discussions {
            if let Subject::PullRequest { number, .. } = reading.subject {
                drafts.push(own(client, repository, reply, number));
            }
            of_release = release_pull_requests(reading, reply);
        }
        Self {
            discussions: complete(client, repository, drafts).await,
            of_release,
            suites: if needs.arrivals { arrivals::suites(reply, "suitesAt") } else { Fact::NotCollected },
        }
    }
}

/// The issues that may be the tracking issue.
fn issues<'a>(reading: &Reading, reply: &'a Reply) -> Vec<Node<'a>> {
    let query = reading.tracking_issue.as_ref().filter(|_| reading.needs.tracking_issue);
    let read = || match query {
        Some(IssueQuery::Number(_)) => Ok(vec![reply.root().field("repository")?.field("issue")?]),
        Some(IssueQuery::Label(_)) => reply.root().field("issuesOf")?.field("issues")?.items("nodes"),
        None => Ok(Vec::new()),
    };
    let read: Result<_, Unknown> = read();
    // That they could not be read is said where the issues themselves are.
    read.unwrap_or_default()
}

fn own(client: &Client, repository: &RepositoryName, reply: &Reply, number: u64) -> Draft {
    let node = reply.root().field("repository").and_then(|node| node.field("pullRequest"));
    let page = || repository.pull_request_page(client.endpoints().server(), number);
    let failed = |why: Unknown| Draft::failed(number, page(), &why);
    node.and_then(Draft::of_pull_request).unwrap_or_else(failed)
}

fn release_pull_requests(reading: &Reading, reply: &Reply) -> Vec<Draft> {
    if reading.release_pull_request.is_none() || !reading.needs.release_pull_request {
        return Vec::new();
    }
    let of = |name| -> Result<Vec<Draft>, Unknown> {
        let nodes = reply.root().field("pullRequestsOf")?.field(name)?.items("nodes")?;
        nodes.into_iter().map(Draft::of_pull_request).collect()
    };
    ["openReleasePullRequests", "mergedReleasePullRequests"]
        .into_iter()
        .flat_map(|name| of(name).unwrap_or_default())
        .collect()
}

/// What does not wait for the document of evidence.
pub(super) struct Early {
    /// The branch, as a whole ref, and its pushes.
    pushes: Option<(String, Fact<List<Push>>)>,
    of_group: Vec<Discussion>,
}

/// Reads the pushes of the branch, and the discussions of a merge group. `event` is the pull request that the first
/// request showed.
pub(super) async fn early(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    event: &[PullRequest],
) -> Early {
    let needs = reading.needs.consents;
    let pushes = async {
        if !needs.arrivals {
            return None;
        }
        match &reading.subject {
            Subject::Release(release) => {
                let base = release.bases.first().map(|base| &base.commit).or(release.since.as_ref());
                Some(of_branch(client, repository, format!("refs/heads/{}", release.branch), base).await)
            }
            Subject::PullRequest { number, .. } => {
                let pull = event.iter().find(|pull| pull.number == *number)?;
                Some(head_arrivals::pushes_of(client, repository, pull).await)
            }
            Subject::MergeGroup { reference, .. } => {
                Some(of_branch(client, repository, reference.clone(), None).await)
            }
        }
    };
    let of_group = async {
        match &reading.subject {
            Subject::MergeGroup { numbers, .. } if needs.discussions => {
                let numbers = numbers.iter().copied().collect();
                let drafts = discussion::of_pull_requests(client, repository, &numbers).await;
                complete(client, repository, drafts).await
            }
            _ => Vec::new(),
        }
    };
    let (pushes, of_group) = tokio::join!(pushes, of_group);
    Early { pushes, of_group }
}

async fn of_branch(
    client: &Client,
    repository: &RepositoryName,
    reference: String,
    base: Option<&Oid>,
) -> (String, Fact<List<Push>>) {
    let pushes = arrivals::pushes(client, repository, &reference, base).await;
    (reference, pushes)
}

/// Puts all of it into the evidence, in which everything else is. `own` are the commits of the pull
/// requests that are judged.
pub(super) async fn put(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    evidence: &mut Evidence,
    (early, shown): (Early, Shown),
    own: Heads,
) {
    let Shown { discussions, of_release, suites } = shown;
    let pushes = async { arrivals_of(client, repository, reading, evidence, early.pushes, suites).await };
    let authors = async {
        if !reading.needs.consents.authors {
            return Fact::NotCollected;
        }
        authors::of_commits(client, repository, commits(reading, evidence, own)).await
    };
    let release = of_release_pull_requests(client, repository, reading, evidence, of_release);
    let heads = async {
        match &reading.subject {
            Subject::MergeGroup { numbers, .. } if reading.needs.consents.arrivals => {
                let pulls: Vec<_> = numbers.iter().filter_map(|one| evidence.pull_request(*one)).collect();
                head_arrivals::of_heads(client, repository, &pulls).await
            }
            _ => Vec::new(),
        }
    };
    let (arrivals, authors, release, heads) = tokio::join!(pushes, authors, release, heads);
    let mut all = discussions;
    for one in early.of_group.into_iter().chain(release) {
        if all.iter().all(|known| known.number != one.number) {
            all.push(one);
        }
    }
    (evidence.discussions, evidence.authors) = (all, authors);
    (evidence.arrivals, evidence.head_arrivals) = (arrivals, heads);
}

/// Those of the pull requests that are, in the end, what may be the release pull request.
async fn of_release_pull_requests(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    evidence: &Evidence,
    shown: Vec<Draft>,
) -> Vec<Discussion> {
    if !reading.needs.consents.discussions {
        return Vec::new();
    }
    let wanted: BTreeSet<u64> = evidence.release_pull_requests.seen().iter().copied().collect();
    let mut drafts: Vec<Draft> = shown.into_iter().filter(|draft| wanted.contains(&draft.number)).collect();
    let missing: BTreeSet<u64> =
        wanted.into_iter().filter(|number| drafts.iter().all(|draft| draft.number != *number)).collect();
    drafts.extend(discussion::of_pull_requests(client, repository, &missing).await);
    complete(client, repository, drafts).await
}

async fn arrivals_of(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    evidence: &Evidence,
    early: Option<(String, Fact<List<Push>>)>,
    suites: Fact<List<Timestamp>>,
) -> Fact<Arrivals> {
    if !reading.needs.consents.arrivals {
        return Fact::NotCollected;
    }
    let read = match (early, &reading.subject) {
        (Some(read), Subject::Release(_)) => to_the_base(client, repository, evidence, read).await,
        (Some(read), _) => read,
        // The pull request was not shown before.
        (None, Subject::PullRequest { number, .. }) => match evidence.pull_request(*number) {
            Some(pull) => head_arrivals::pushes_of(client, repository, pull).await,
            None => {
                let detail = format!("the branch of #{number} is not known");
                return Fact::Unknown(Unknown::new(Reason::NotFound).detail(detail));
            }
        },
        (None, _) => return Fact::NotCollected,
    };
    let (reference, pushes) = read;
    Fact::Known(Arrivals { commit: reading.subject.commit().clone(), reference, pushes, suites })
}

/// The pushes were read to where the range begins in all likelihood; if it begins elsewhere they are read again.
async fn to_the_base(
    client: &Client,
    repository: &RepositoryName,
    evidence: &Evidence,
    (reference, pushes): (String, Fact<List<Push>>),
) -> (String, Fact<List<Push>>) {
    let base = evidence.range.value().and_then(|range| range.base.clone());
    match &pushes {
        Fact::Known(list) if list.whole().is_ok() && !arrivals::reaches(list, base.as_ref()) => {
            of_branch(client, repository, reference, base.as_ref()).await
        }
        _ => (reference, pushes),
    }
}

/// The commits that are judged.
fn commits(reading: &Reading, evidence: &Evidence, own: Heads) -> Result<Vec<Oid>, Unknown> {
    match &reading.subject {
        Subject::Release(_) => {
            let range = evidence.range.known()?;
            Ok(range.commits.whole()?.iter().map(|commit| commit.oid.clone()).collect())
        }
        Subject::PullRequest { .. } | Subject::MergeGroup { .. } => {
            let mut all: Vec<Oid> = Vec::new();
            for (head, list) in own? {
                all.extend(own_commits::oids(&head, &list)?);
            }
            if all.is_empty() {
                return Err(Unknown::new(Reason::Incomplete).detail("no commit of it is listed"));
            }
            let mut seen = BTreeSet::new();
            all.retain(|oid| seen.insert(oid.clone()));
            Ok(all)
        }
    }
}
