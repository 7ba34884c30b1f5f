//! The last look (rule 3): where does what was asked for point now, and is the candidate still on its branches?

use serde_json::json;

use super::checks;
use super::client::Client;
use super::comments::{OwnComments, OwnThread, own_comments};
use super::compare::{self, Distance};
use super::document::{literal, with_fields};
use super::failure::Failure;
use super::issue::author_permissions;
use super::opening::peeled;
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::trouble;
use super::width::Width;
use crate::evidence::issue::Permission;
use crate::evidence::needs::{Head, Line, Reading};
use crate::evidence::{Closing, Evidence, Fact, HeadChecks, List, Oid, Relation, Unknown};

const CLOSING: &str = include_str!("queries/closing.graphql");
/// Checks of a commit that no document can ask for otherwise.
const CHECKS: &str = include_str!("queries/checks.graphql");
/// How many branches of one beginning are looked at; more leave the list incomplete.
const BRANCHES: u64 = 100;

/// Looks again at what was asked for, once everything else is read, and puts that into the evidence. With it come the
/// checks of the pull request that brought the candidate in, what the authors of tracking issues may do, and our own
/// comments under `target`, an issue or pull request.
pub async fn close(
    client: &Client,
    reading: &Reading,
    evidence: &mut Evidence,
    target: Option<u64>,
) -> OwnComments {
    let repository = RepositoryName::parse(&evidence.opening.repository.name)?;
    let look = Look::new(reading, evidence, target);
    let issues = evidence.tracking_issues.seen();
    let others = look.head_checks.get(1..).unwrap_or_default();
    let (seen, permissions, other_checks) = tokio::join!(
        look.look(client, &repository),
        author_permissions(client, &repository, issues),
        checks_of(client, &repository, others),
    );
    evidence.closing = seen.closing;
    evidence.head_checks = seen.head_checks.into_iter().chain(other_checks).collect();
    put_permissions(evidence, permissions);
    seen.comments
}

fn put_permissions(evidence: &mut Evidence, permissions: Vec<Fact<Permission>>) {
    if let Fact::Known(issues) = &evidence.tracking_issues {
        let mut all = issues.seen().to_vec();
        for (issue, permission) in all.iter_mut().zip(permissions) {
            issue.author_permission = permission;
        }
        evidence.tracking_issues = Fact::Known(List::new(all, issues.total()));
    }
}

/// How branches from which releases are cut lie to a commit. Those that are not there are left out.
pub async fn lines_to(
    client: &Client,
    repository: &str,
    commit: &Oid,
    lines: &[Line],
) -> Fact<List<Relation>> {
    let repository = match RepositoryName::parse(repository) {
        Ok(repository) => repository,
        Err(failure) => return Fact::Unknown(trouble::of_failure(&failure)),
    };
    let (head_checks, head) = (Vec::new(), Head::Commit);
    let look = Look { commit, head, tag: None, lines: Some(lines), head_checks, target: None };
    match look.look(client, &repository).await.closing {
        Fact::Known(closing) => closing.lines,
        Fact::Unknown(why) => Fact::Unknown(why),
        Fact::NotCollected => Fact::NotCollected,
    }
}

/// What to look at.
struct Look<'a> {
    commit: &'a Oid,
    head: Head,
    /// The tag that would be cut; none for a pull request.
    tag: Option<&'a str>,
    /// The branches that the candidate may be released from; a pull request is released from none.
    lines: Option<&'a [Line]>,
    /// The heads whose checks are to be read, with the numbers of their pull requests.
    head_checks: Vec<(u64, Oid)>,
    target: Option<u64>,
}

/// What was seen.
struct Seen {
    closing: Fact<Closing>,
    head_checks: Option<HeadChecks>,
    comments: OwnComments,
}

impl<'a> Look<'a> {
    fn new(reading: &'a Reading, evidence: &Evidence, target: Option<u64>) -> Self {
        let head_checks = if reading.needs.head_checks { heads(evidence) } else { Vec::new() };
        let subject = &reading.subject;
        let release = subject.release();
        Self {
            commit: subject.commit(),
            head: subject.head(),
            tag: release.map(|release| release.tag.as_str()),
            lines: release.map(|release| release.lines.as_slice()),
            head_checks,
            target,
        }
    }

    async fn look(&self, client: &Client, repository: &RepositoryName) -> Seen {
        let read = self.read(client, repository).await;
        // The time of this very answer: taken before anything else is read.
        let at = client.github_time();
        let (reply, closing) = match (read, at) {
            (Ok(reply), Some(at)) => {
                let head = head_now(&self.head, &reply);
                let lines = match self.lines {
                    Some(lines) => lines_of(lines, self.commit, client, repository, &reply).await.into(),
                    None => Fact::NotCollected,
                };
                let tag = match self.tag {
                    Some(_) => points_at(&reply, "tag").into(),
                    None => Fact::NotCollected,
                };
                (reply, Fact::Known(Closing { at, tag, head, lines }))
            }
            (Ok(reply), None) => (reply, Fact::Unknown(trouble::malformed("Date"))),
            (Err(failure), _) => {
                let why = trouble::of_failure(&failure);
                (Reply::failed(why.clone()), Fact::Unknown(why))
            }
        };
        let head_checks = match self.head_checks.first() {
            Some((number, head)) => {
                let checks = checks::at(client, repository, head, &reply).await;
                Some(HeadChecks { pull_request: *number, checks })
            }
            None => None,
        };
        let comments = match self.target {
            Some(target) => own_comments(client, repository, target, &reply).await,
            None => Ok(OwnThread::default()),
        };
        Seen { closing, head_checks, comments }
    }

    async fn read(&self, client: &Client, repository: &RepositoryName) -> Result<Reply, Failure> {
        let (reference, number) = asked(&self.head);
        let checked = self.head_checks.first().map_or(self.commit, |(_, head)| head);
        let variables = repository.variables(json!({
            "commit": self.commit,
            "reference": reference.unwrap_or_default(), "byReference": reference.is_some(),
            "tag": format!("refs/tags/{}", self.tag.unwrap_or_default()), "release": self.tag.is_some(),
            "pullRequest": number.unwrap_or_default(), "byPullRequest": number.is_some(),
            "target": self.target.unwrap_or_default(), "comments": self.target.is_some(),
            "checked": checked, "checks": !self.head_checks.is_empty(), "workflows": true,
        }));
        let document = document_for(self.lines.unwrap_or_default());
        Width::new().read_document(client, &document, variables).await
    }
}

/// What was asked for, as the documents name it: a ref, or the number of a pull request.
pub(super) fn asked(head: &Head) -> (Option<&str>, Option<u64>) {
    match head {
        Head::Reference(reference) => (Some(reference.as_str()), None),
        Head::PullRequest(number) => (None, Some(*number)),
        Head::Commit => (None, None),
    }
}

/// Where that points now.
pub(super) fn head_now(head: &Head, reply: &Reply) -> Fact<Option<Oid>> {
    match head {
        Head::Reference(_) => points_at(reply, "reference").into(),
        Head::PullRequest(_) => pull_request_head(reply).map(Some).into(),
        Head::Commit => Fact::NotCollected,
    }
}

fn pull_request_head(reply: &Reply) -> Result<Oid, Unknown> {
    reply.root().field("repository")?.field("pullRequest")?.oid("headRefOid")
}

/// The commit that a ref of the document points at; `None`: there is no such ref.
pub(super) fn points_at(reply: &Reply, name: &str) -> Result<Option<Oid>, Unknown> {
    match reply.root().field("repository")?.maybe(name)? {
        Some(reference) => peeled(reference.field("target")?),
        None => Ok(None),
    }
}

/// The document of the last look: one field for each branch that the candidate may be released from.
pub(super) fn document_for(lines: &[Line]) -> String {
    let field = |(index, line): (usize, &Line)| match line {
        Line::Branch(name) => {
            let reference = literal(&format!("refs/heads/{name}"));
            format!("line{index}: ref(qualifiedName: {reference}) {{ ...Line }}")
        }
        Line::Under(beginning) => {
            let (folder, rest) = folder(beginning);
            let (folder, rest) = (literal(&format!("refs/heads/{folder}")), literal(rest));
            format!(
                "folder{index}: refs(refPrefix: {folder}, query: {rest}, first: {BRANCHES}) \
                 {{ totalCount nodes {{ ...Line }} }}"
            )
        }
    };
    let fields: Vec<String> = lines.iter().enumerate().map(field).collect();
    with_fields(CLOSING, &fields.join("\n    "))
}

/// How the branches lie to the candidate. Those that are not there are left out.
async fn lines_of(
    lines: &[Line],
    commit: &Oid,
    client: &Client,
    repository: &RepositoryName,
    reply: &Reply,
) -> Result<List<Relation>, Unknown> {
    let node = reply.root().field("repository")?;
    let names: Vec<String> = lines.iter().enumerate().map(|(index, line)| alias(index, line)).collect();
    let mut branches: Vec<Node<'_>> = Vec::new();
    let mut missing = 0;
    for (line, name) in lines.iter().zip(&names) {
        match line {
            Line::Branch(_) => branches.extend(node.maybe(name)?),
            Line::Under(beginning) => {
                let refs = node.field(name)?;
                let shown = refs.items("nodes")?;
                missing += refs.number("totalCount")?.saturating_sub(shown.len() as u64);
                let begins = format!("refs/heads/{beginning}");
                for branch in shown {
                    if branch_name(branch)?.starts_with(&begins) {
                        branches.push(branch);
                    }
                }
            }
        }
    }
    let mut relations: Vec<Relation> = Vec::new();
    for branch in branches {
        let Some(relation) = relation(branch, commit, client, repository).await? else { continue };
        if !relations.iter().any(|one| one.reference == relation.reference) {
            relations.push(relation);
        }
    }
    let total = relations.len() as u64 + missing;
    Ok(List::new(relations, total))
}

/// How a branch lies to the candidate; `None` if they share no history.
async fn relation(
    branch: Node<'_>,
    candidate: &Oid,
    client: &Client,
    repository: &RepositoryName,
) -> Result<Option<Relation>, Unknown> {
    let reference = branch_name(branch)?;
    let commit = branch.field("target")?.oid("oid")?;
    let distance = match compare::shown(branch, candidate)? {
        Some(distance) => Some(distance),
        None => compare::distance(client, repository, &commit, candidate).await?,
    };
    Ok(distance.map(|Distance { ahead, behind }| Relation { reference, commit, ahead, behind }))
}

fn alias(index: usize, line: &Line) -> String {
    match line {
        Line::Branch(_) => format!("line{index}"),
        Line::Under(_) => format!("folder{index}"),
    }
}

/// GitHub lists refs below a folder, and finds the rest of a name anywhere in it.
fn folder(beginning: &str) -> (&str, &str) {
    match beginning.rfind('/') {
        Some(at) => beginning.split_at(at + 1),
        None => ("", beginning),
    }
}

/// The whole ref. A name below a folder may come without the folder, which the prefix has then.
fn branch_name(branch: Node<'_>) -> Result<String, Unknown> {
    Ok(format!("{}{}", branch.text("prefix")?, branch.text("name")?))
}

/// The heads of the pull requests that brought the candidate in: those whose merge made this very commit.
pub(super) fn heads(evidence: &Evidence) -> Vec<(u64, Oid)> {
    let Some(range) = evidence.range.value() else { return Vec::new() };
    evidence
        .pull_requests
        .iter()
        .filter(|one| one.merge_commit.as_ref() == Some(&range.head))
        .map(|one| (one.number, one.head.clone()))
        .collect()
}

pub(super) async fn checks_of(
    client: &Client,
    repository: &RepositoryName,
    heads: &[(u64, Oid)],
) -> Vec<HeadChecks> {
    let mut all = Vec::new();
    for (number, head) in heads {
        let variables = json!({"commit": head, "workflows": true, "page": false, "after": null});
        let variables = repository.variables(variables);
        let reply = Reply::or_failed(Width::new().read(client, CHECKS, variables).await);
        let checks = checks::at(client, repository, head, &reply).await;
        all.push(HeadChecks { pull_request: *number, checks });
    }
    all
}

#[cfg(test)]
mod tests;
