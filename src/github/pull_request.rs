//! Pull requests: decoding, and reading on where a list of one did not fit into a page.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::client::Client;
use super::document::document;
use super::reply::{Node, Reply, Variables, read};
use super::repository::RepositoryName;
use super::timeline::{self, Timeline};
use super::together::together;
use super::window::Window;
use super::{files, trouble};
use crate::evidence::needs::PullRequestNeeds;
use crate::evidence::pull_request::{LinkedIssue, PullRequestState, Review, ReviewState, Thread};
use crate::evidence::release::{Change, ChangedFile};
use crate::evidence::{Fact, List, PullRequest, Unknown};

const MORE: &str = include_str!("queries/pull_request_more.graphql");

/// A pull request as a document showed it, and what is still to be read of it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) pull_request: PullRequest,
    /// The repository that it goes into: forks share commits, and so show each other's pull requests.
    pub(super) repository: Option<String>,
    id: String,
    more: More,
}

/// Where the lists go on. `None`: there is nothing more to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct More {
    timeline: Option<String>,
    reviews: Option<String>,
    threads: Option<String>,
    issues: Option<String>,
    /// The files must be read over REST: there are renamed ones, or more than a page.
    files: bool,
}

impl Draft {
    /// Whether it was merged, and into this repository.
    pub(super) fn is_merged_into(&self, repository: &RepositoryName) -> bool {
        self.pull_request.state == PullRequestState::Merged
            && self.repository.as_deref().is_some_and(|name| repository.is(name))
    }
}

/// The switches of the fragment `PullRequest`, added to the variables of a document.
pub(super) fn switches(needs: PullRequestNeeds, mut variables: Variables) -> Variables {
    let timeline = timeline::types(needs);
    for (name, value) in [
        ("prBody", json!(needs.body)),
        ("prLabels", json!(needs.labels)),
        ("prTimeline", json!(timeline::is_needed(needs))),
        ("timeline", timeline),
        ("prReviews", json!(needs.reviews)),
        ("prThreads", json!(needs.threads)),
        ("prIssues", json!(needs.linked_issues)),
        ("prFiles", json!(needs.files)),
    ] {
        variables.insert(name.to_owned(), value);
    }
    variables
}

/// Decodes the fragment `PullRequestHead`; what goes beyond it is not collected.
///
/// # Errors
/// When a part of it could not be read: a pull request without its number or base is of no use.
pub(super) fn head(node: Node<'_>) -> Result<Draft, Unknown> {
    let state = match node.text("state")?.as_str() {
        "OPEN" => PullRequestState::Open,
        "MERGED" => PullRequestState::Merged,
        "CLOSED" => PullRequestState::Closed,
        _ => return Err(trouble::malformed("state")),
    };
    let repository = node.maybe("baseRepository")?.map(|place| place.text("nameWithOwner")).transpose()?;
    let pull_request = PullRequest {
        number: node.number("number")?,
        title: node.text("title")?,
        url: node.text("url")?,
        state,
        draft: node.flag("isDraft")?,
        author: node.actor("author")?,
        base: node.text("baseRefName")?,
        head_branch: node.text("headRefName")?,
        head: node.oid("headRefOid")?,
        from_fork: node.flag("isCrossRepository")?,
        merge_commit: node.maybe("mergeCommit")?.map(|commit| commit.oid("oid")).transpose()?,
        merged_at: node.maybe_time("mergedAt")?,
        milestone: node.maybe("milestone")?.map(|milestone| milestone.number("number")).transpose()?,
        body: Fact::NotCollected,
        labels: Fact::NotCollected,
        removed_labels: Fact::NotCollected,
        reviews: Fact::NotCollected,
        force_pushes: Fact::NotCollected,
        threads: Fact::NotCollected,
        linked_issues: Fact::NotCollected,
        milestoned: Fact::NotCollected,
        body_changed_at: Fact::NotCollected,
        files: Fact::NotCollected,
    };
    Ok(Draft { pull_request, repository, id: node.text("id")?, more: More::default() })
}

/// When the text was edited last or, if nobody did, written.
fn changed_at(node: Node<'_>) -> Result<Timestamp, Unknown> {
    Ok(match node.maybe_time("lastEditedAt")? {
        Some(at) => at,
        None => node.time("createdAt")?,
    })
}

/// Decodes the fragment `PullRequest`, as far as the needs go.
///
/// # Errors
/// As [`head`]; a list that could not be read is an unknown fact instead.
pub(super) fn pull_request(node: Node<'_>, needs: PullRequestNeeds) -> Result<Draft, Unknown> {
    let mut draft = head(node)?;
    let Draft { pull_request, more, .. } = &mut draft;
    if needs.body {
        pull_request.body = node.text("body").into();
        pull_request.body_changed_at = changed_at(node).into();
    }
    if needs.labels {
        pull_request.labels = labels(node);
    }
    if needs.reviews {
        more.reviews = fill(&mut pull_request.reviews, window(node, "reviews", review));
    }
    if needs.threads {
        more.threads = fill(&mut pull_request.threads, window(node, "reviewThreads", thread));
    }
    if needs.linked_issues {
        let issues = window(node, "closingIssuesReferences", linked_issue);
        more.issues = fill(&mut pull_request.linked_issues, issues);
    }
    if needs.files {
        let (fact, over_rest) = shown_files(node);
        (pull_request.files, more.files) = (fact, over_rest);
    }
    if timeline::is_needed(needs) {
        more.timeline = timeline::fill(pull_request, needs, None, Timeline::read(node));
    }
    Ok(draft)
}

/// A pull request of which only the head is known, with the reason for all that is needed beyond it.
pub(super) fn unread(mut pull_request: PullRequest, needs: PullRequestNeeds, why: &Unknown) -> PullRequest {
    fn put<T>(fact: &mut Fact<T>, needed: bool, why: &Unknown) {
        if needed {
            *fact = Fact::Unknown(why.clone());
        }
    }
    put(&mut pull_request.body, needs.body, why);
    put(&mut pull_request.body_changed_at, needs.body, why);
    put(&mut pull_request.labels, needs.labels, why);
    put(&mut pull_request.removed_labels, needs.removed_labels, why);
    put(&mut pull_request.reviews, needs.reviews, why);
    put(&mut pull_request.force_pushes, needs.reviews, why);
    put(&mut pull_request.threads, needs.threads, why);
    put(&mut pull_request.linked_issues, needs.linked_issues, why);
    put(&mut pull_request.files, needs.files, why);
    put(&mut pull_request.milestoned, needs.milestoned, why);
    pull_request
}

/// The names of the labels of a pull request or an issue.
pub(super) fn labels(node: Node<'_>) -> Fact<List<String>> {
    window(node, "labels", |label| label.text("name")).map(Window::into_list).into()
}

/// Reads the missing parts of all of them.
pub(super) async fn complete(
    client: &Client,
    repository: &RepositoryName,
    needs: PullRequestNeeds,
    drafts: impl IntoIterator<Item = Draft>,
) -> Vec<PullRequest> {
    together(drafts.into_iter().map(|draft| complete_one(client, repository, needs, draft))).await
}

async fn complete_one(
    client: &Client,
    repository: &RepositoryName,
    needs: PullRequestNeeds,
    draft: Draft,
) -> PullRequest {
    let Draft { mut pull_request, id, mut more, .. } = draft;
    if std::mem::take(&mut more.files) {
        let total = pull_request.files.value().map(List::total);
        pull_request.files = files::of_pull_request(client, repository, pull_request.number, total).await;
    }
    while more != More::default() {
        let variables = more_variables(&id, &more, needs);
        let reply = Reply::or_failed(read(client, &document(MORE), variables).await);
        more = read_on(&reply, &mut pull_request, needs, &more);
    }
    pull_request
}

fn more_variables(id: &str, more: &More, needs: PullRequestNeeds) -> Variables {
    let variables = json!({
        "id": id,
        "moreTimeline": more.timeline.is_some(), "timelineBefore": more.timeline, "timeline": timeline::types(needs),
        "moreReviews": more.reviews.is_some(), "reviewsAfter": more.reviews,
        "moreThreads": more.threads.is_some(), "threadsAfter": more.threads,
        "moreIssues": more.issues.is_some(), "issuesAfter": more.issues,
    });
    match variables {
        Value::Object(variables) => variables,
        _ => Variables::new(),
    }
}

/// Adds a page to each list that was asked for, and says where they go on.
fn read_on(reply: &Reply, pull_request: &mut PullRequest, needs: PullRequestNeeds, asked: &More) -> More {
    let failed;
    let node = match reply.root().field("node") {
        Ok(node) => node,
        Err(why) => {
            failed = Reply::failed(why);
            failed.root()
        }
    };
    let mut more = More::default();
    if asked.reviews.is_some() {
        more.reviews = extend(&mut pull_request.reviews, &asked.reviews, window(node, "reviews", review));
    }
    if asked.threads.is_some() {
        more.threads =
            extend(&mut pull_request.threads, &asked.threads, window(node, "reviewThreads", thread));
    }
    if asked.issues.is_some() {
        let issues = window(node, "closingIssuesReferences", linked_issue);
        more.issues = extend(&mut pull_request.linked_issues, &asked.issues, issues);
    }
    if asked.timeline.is_some() {
        more.timeline = timeline::fill(pull_request, needs, asked.timeline.as_deref(), Timeline::read(node));
    }
    more
}

fn window<'a, T>(
    node: Node<'a>,
    name: &'a str,
    item: impl Fn(Node<'a>) -> Result<T, Unknown>,
) -> Result<Window<T>, Unknown> {
    Window::read(node.field(name)?, item)
}

/// Puts the first page of a list into a fact. Where the list goes on.
fn fill<T>(fact: &mut Fact<List<T>>, page: Result<Window<T>, Unknown>) -> Option<String> {
    let next = page.as_ref().ok().and_then(|page| page.next.clone());
    *fact = page.map(Window::into_list).into();
    next
}

/// Adds a page to a list, which was to begin after this place. A page without items is the last, whatever it says of a
/// next one.
fn extend<T: Clone>(
    fact: &mut Fact<List<T>>,
    after: &Option<String>,
    page: Result<Window<T>, Unknown>,
) -> Option<String> {
    let total = fact.value().map_or(0, List::total);
    let page = page.and_then(|page| {
        page.follows(after.as_deref().unwrap_or_default(), total)?;
        Ok(page)
    });
    match page {
        Ok(page) => {
            let next = page.next.clone().filter(|_| !page.items.is_empty());
            let items = fact.seen().iter().cloned().chain(page.items).collect();
            *fact = Fact::Known(List::new(items, page.total));
            next
        }
        Err(why) => {
            *fact = Fact::Unknown(why);
            None
        }
    }
}

fn review(node: Node<'_>) -> Result<Review, Unknown> {
    Ok(Review {
        author: node.actor("author")?,
        state: match node.text("state")?.as_str() {
            "APPROVED" => ReviewState::Approved,
            "CHANGES_REQUESTED" => ReviewState::ChangesRequested,
            "COMMENTED" => ReviewState::Commented,
            "DISMISSED" => ReviewState::Dismissed,
            _ => ReviewState::Other,
        },
        submitted_at: node.maybe_time("submittedAt")?,
        commit: node.maybe("commit")?.map(|commit| commit.oid("oid")).transpose()?,
        can_write: node.flag("authorCanPushToRepository")?,
    })
}

fn thread(node: Node<'_>) -> Result<Thread, Unknown> {
    Ok(Thread { resolved: node.flag("isResolved")?, outdated: node.flag("isOutdated")? })
}

fn linked_issue(node: Node<'_>) -> Result<LinkedIssue, Unknown> {
    Ok(LinkedIssue {
        number: node.number("number")?,
        repository: node.field("repository")?.text("nameWithOwner")?,
        url: node.text("url")?,
        closed: node.flag("closed")?,
    })
}

/// The files, and whether they must be read over REST: GraphQL does not say what a renamed file was called before.
fn shown_files(node: Node<'_>) -> (Fact<List<ChangedFile>>, bool) {
    match window(node, "files", changed_file) {
        Ok(shown) => {
            let renamed = shown.items.iter().any(|file| file.change == Change::Renamed);
            let over_rest = renamed || shown.next.is_some();
            (Fact::Known(shown.into_list()), over_rest)
        }
        Err(why) => (Fact::Unknown(why), false),
    }
}

fn changed_file(node: Node<'_>) -> Result<ChangedFile, Unknown> {
    let change = match node.text("changeType")?.as_str() {
        "ADDED" => Change::Added,
        "MODIFIED" | "CHANGED" => Change::Modified,
        "DELETED" => Change::Removed,
        "RENAMED" => Change::Renamed,
        "COPIED" => Change::Copied,
        _ => Change::Other,
    };
    Ok(ChangedFile { path: node.text("path")?, previous: None, change })
}

#[cfg(test)]
pub(super) mod tests;
