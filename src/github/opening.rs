//! The first request: all that must be known before the candidate is.

use jiff::Timestamp;
use serde_json::json;

use super::client::Client;
use super::failure::{Failure, FailureKind};
use super::pull_request::{head, labels};
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::text_file::text_file;
use super::width::Width;
use super::window::{Window, join};
use crate::evidence::release::{
    MergeQueue, Milestone, PolicyText, ProposedPolicy, QueueEntry, Repository, Tag, Trigger,
};
use crate::evidence::{Ask, Fact, List, Login, Oid, Opening, PullRequest, Unknown};

const OPENING: &str = include_str!("queries/opening.graphql");
const TAGS: &str = include_str!("queries/tags.graphql");

/// Where a policy may be, in the order in which it is looked for.
const POLICY_PATHS: [&str; 2] = ["release.yml", ".github/release.yml"];

/// What to look for in the first request, besides what every gate needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpeningWish {
    /// The policy's path, instead of the usual two.
    pub policy_path: Option<String>,
    /// A branch whose policy is to be read besides the default branch's, without `refs/heads/`.
    pub policy_branch: Option<String>,
    /// The version that was asked for: closed milestones whose title has it are read, too.
    pub version: Option<String>,
}

/// What the first request showed. Which of the files is the policy is not judged here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRead {
    /// GitHub's clock when the answer was sent.
    pub at: Timestamp,
    /// Whose token it is.
    pub viewer: Option<Login>,
    /// The repository.
    pub repository: Repository,
    /// The files of the default branch that may be the policy, in the order of the lookup. All are of one commit.
    pub policies: Vec<PolicyText>,
    /// The same of the branch that was wished for; `None` if there is no such branch or none was wished for.
    pub branch_policies: Option<Vec<PolicyText>>,
    /// All tags.
    pub tags: Fact<List<Tag>>,
    /// The open milestones, and those closed ones whose title has the version.
    pub milestones: Fact<List<Milestone>>,
    /// The pull request of the event, with its labels and nothing more; not collected for other events.
    pub pull_request: Fact<PullRequest>,
    /// The files that may be the policy at the head of that pull request, each with its text if it is there.
    pub proposed: Fact<Vec<ProposedPolicy>>,
    /// The merge queue of the event's branch, up to 100 entries; not collected for other events.
    pub merge_queue: Fact<Option<MergeQueue>>,
}

impl OpeningRead {
    /// What goes into the evidence, once the policy is chosen.
    #[must_use]
    pub fn into_opening(self, policy: PolicyText) -> Opening {
        let Self { at, viewer, repository, tags, milestones, merge_queue, .. } = self;
        Opening { at, viewer, repository, policy, tags, milestones, merge_queue }
    }
}

/// Sends the first request.
///
/// # Errors
/// Any failure; and when the repository, its default branch, or a file that may be the policy could not be read.
pub async fn open(client: &Client, ask: &Ask, wish: &OpeningWish) -> Result<OpeningRead, Failure> {
    let repository = RepositoryName::parse(&ask.repository)?;
    let (path, other) = match &wish.policy_path {
        Some(path) => (path.as_str(), None),
        None => (POLICY_PATHS[0], Some(POLICY_PATHS[1])),
    };
    let number = match ask.trigger {
        Trigger::PullRequest { number, .. } | Trigger::PullRequestComment { number } => Some(number),
        _ => None,
    };
    let queue = match &ask.trigger {
        Trigger::MergeGroup { branch, .. } => Some(branch.as_str()),
        _ => None,
    };
    let variables = json!({
        "path": path, "otherPath": other.unwrap_or_default(), "bothPaths": other.is_some(),
        "policyRef": format!("refs/heads/{}", wish.policy_branch.as_deref().unwrap_or_default()),
        "elsewhere": wish.policy_branch.is_some(),
        "version": wish.version.as_deref().unwrap_or_default(), "closedMilestones": wish.version.is_some(),
        "pullRequest": number.unwrap_or_default(), "onPullRequest": number.is_some(),
        "queueBranch": queue.unwrap_or_default(), "onMergeGroup": queue.is_some(),
        "queueRef": format!("refs/heads/{}", queue.unwrap_or_default()),
    });
    let reply = Width::new().read(client, OPENING, repository.variables(variables)).await?;
    let at = client.github_time();
    let paths: Vec<&str> = [Some(path), other].into_iter().flatten().collect();
    let mut opening = opening(&reply, at, &paths, wish, number.is_some()).map_err(|why| unreadable(&why))?;
    opening.tags = tags(client, &repository, &reply).await.into();
    if queue.is_some() {
        opening.merge_queue = merge_queue(&reply).into();
    }
    Ok(opening)
}

/// Without the repository and its policy there is nothing to judge.
fn unreadable(why: &Unknown) -> Failure {
    let kind = match why.reason {
        crate::evidence::Reason::Forbidden => FailureKind::Forbidden,
        crate::evidence::Reason::NotFound => FailureKind::NotFound,
        _ => FailureKind::Refused,
    };
    // The detail names the request.
    Failure::new("", false, kind, &why.detail)
}

fn opening(
    reply: &Reply,
    at: Option<Timestamp>,
    paths: &[&str],
    wish: &OpeningWish,
    on_pull_request: bool,
) -> Result<OpeningRead, Unknown> {
    let at = at.ok_or_else(|| super::trouble::malformed("Date"))?;
    let node = reply.root().field("repository")?;
    let default = node.field("defaultBranchRef")?;
    let repository = Repository {
        name: node.text("nameWithOwner")?,
        url: node.text("url")?,
        private: node.flag("isPrivate")?,
        default_branch: default.text("name")?,
        default_commit: default.field("target")?.oid("oid")?,
    };
    let branch = match &wish.policy_branch {
        Some(_) => node.maybe("policyRef")?,
        None => None,
    };
    Ok(OpeningRead {
        at,
        // A token of an installation may have no viewer; nothing depends on it.
        viewer: reply.root().login("viewer").unwrap_or_default(),
        policies: policies(default, &repository.default_branch, paths)?,
        branch_policies: branch
            .map(|branch| policies(branch, wish.policy_branch.as_deref().unwrap_or_default(), paths))
            .transpose()?,
        repository,
        tags: Fact::NotCollected,
        milestones: milestones(node, wish.version.is_some()).into(),
        pull_request: if on_pull_request { pull_request(node).into() } else { Fact::NotCollected },
        proposed: if on_pull_request { proposed(node, paths).into() } else { Fact::NotCollected },
        merge_queue: Fact::NotCollected,
    })
}

/// The files of the pull request's head that may be the policy.
fn proposed(node: Node<'_>, paths: &[&str]) -> Result<Vec<ProposedPolicy>, Unknown> {
    let pull = node.field("pullRequest")?;
    let last = pull.field("proposed")?.items("nodes")?.into_iter().next_back();
    let commit = last.ok_or_else(|| super::trouble::malformed("commits"))?.field("commit")?;
    if commit.oid("oid")? != pull.oid("headRefOid")? {
        return Err(super::trouble::malformed("headRefOid"));
    }
    let file = |(path, field): (&&str, &'static str)| {
        let text = text_file(commit, field)?.map(|file| file.text);
        Ok(ProposedPolicy { path: (*path).to_owned(), text })
    };
    paths.iter().zip(["policy", "otherPolicy"]).map(file).collect()
}

/// The files of a branch that may be the policy.
fn policies(branch: Node<'_>, name: &str, paths: &[&str]) -> Result<Vec<PolicyText>, Unknown> {
    let commit = branch.field("target")?;
    let mut policies = Vec::new();
    for (path, field) in paths.iter().zip(["policy", "otherPolicy"]) {
        let file = text_file(commit, field).map_err(|why| {
            let detail = format!("`{path}` of `{name}`: {}", why.detail);
            why.detail(detail)
        })?;
        if let Some(file) = file {
            policies.push(PolicyText {
                branch: name.to_owned(),
                commit: commit.oid("oid")?,
                path: (*path).to_owned(),
                blob: file.blob,
                text: file.text,
            });
        }
    }
    Ok(policies)
}

fn milestones(node: Node<'_>, with_closed: bool) -> Result<List<Milestone>, Unknown> {
    let mut milestones = Vec::new();
    let mut total = 0;
    for name in ["milestones", "closedMilestones"].into_iter().take(1 + usize::from(with_closed)) {
        let connection = node.field(name)?;
        total += connection.number("totalCount")?;
        for item in connection.items("nodes")? {
            milestones.push(Milestone {
                number: item.number("number")?,
                title: item.text("title")?,
                open: item.text("state")? == "OPEN",
                url: item.text("url")?,
            });
        }
    }
    Ok(List::new(milestones, total))
}

fn pull_request(node: Node<'_>) -> Result<PullRequest, Unknown> {
    let node = node.field("pullRequest")?;
    let mut pull_request = head(node)?.pull_request;
    pull_request.labels = labels(node);
    Ok(pull_request)
}

/// What is in the merge queue, and where the branch is that it merges into. `None`: there is no queue, or no branch.
fn merge_queue(reply: &Reply) -> Result<Option<MergeQueue>, Unknown> {
    let node = reply.root().field("repository")?;
    let (Some(queue), Some(branch)) = (node.maybe("mergeQueue")?, node.maybe("queueTip")?) else {
        return Ok(None);
    };
    let commit = |entry: Node<'_>, name| entry.maybe(name)?.map(|commit| commit.oid("oid")).transpose();
    let connection = queue.field("entries")?;
    let mut entries = Vec::new();
    for entry in connection.items("nodes")? {
        let pull_request = entry.field("pullRequest")?;
        entries.push(QueueEntry {
            pull_request: pull_request.number("number")?,
            pull_request_head: pull_request.oid("headRefOid")?,
            head: commit(entry, "headCommit")?,
            base: commit(entry, "baseCommit")?,
        });
    }
    let entries = List::new(entries, connection.number("totalCount")?);
    Ok(Some(MergeQueue { tip: branch.field("target")?.oid("oid")?, entries }))
}

/// All tags, those between the two ends page by page.
async fn tags(client: &Client, repository: &RepositoryName, reply: &Reply) -> Result<List<Tag>, Unknown> {
    let node = reply.root().field("repository")?;
    let first = Window::read(node.field("firstTags")?, tag)?;
    let last = Window::read(node.field("lastTags")?, tag)?;
    let width = Width::new();
    join(
        first,
        last,
        |tag| tag.name.clone(),
        async |after| {
            let variables = repository.variables(json!({"after": after}));
            let reply = Reply::or_failed(width.read(client, TAGS, variables).await);
            Window::read(reply.root().field("repository")?.field("tags")?, tag)
        },
    )
    .await
}

pub(super) fn tag(node: Node<'_>) -> Result<Tag, Unknown> {
    let commit = node.maybe("target")?.map(peeled).transpose()?.flatten();
    Ok(Tag { name: node.text("name")?, commit })
}

/// The commit at the end of the fragment `Peeled`; `None` if there is none, or the chain of tags is longer.
pub(super) fn peeled(target: Node<'_>) -> Result<Option<Oid>, Unknown> {
    let mut at = target;
    // As deep as the fragment goes.
    for _ in 0..3 {
        if at.text("__typename")? != "Tag" {
            break;
        }
        at = at.field("target")?;
    }
    if at.text("__typename")? == "Commit" { at.oid("oid").map(Some) } else { Ok(None) }
}

#[cfg(test)]
mod tests;
