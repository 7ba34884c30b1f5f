//! What was said and done on issues and pull requests, and the states of an issue's text: what sign-offs are found in.
//!
//! Both ends of each list come with the document that shows the issue or pull request; what lies between them is read
//! page by page, the lists side by side. A list that changed while it was read is unknown, and one of which GitHub shows
//! less than it counts stays short.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::json;

use super::client::Client;
use super::comments::is_ours;
use super::document::with_fields;
use super::reply::{Node, Reply, read};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use super::width::Width;
use super::window::{Joined, Window, join};
use crate::evidence::discussion::{Comment, Deed, Edit, Event, Label, Revision};
use crate::evidence::needs::ConsentNeeds;
use crate::evidence::{Discussion, Fact, List, Login, Reason, Unknown};

const COMMENTS_PAGE: &str = include_str!("queries/comments_page.graphql");
const EVENTS_PAGE: &str = include_str!("queries/events_page.graphql");
const REVISIONS_PAGE: &str = include_str!("queries/revisions_page.graphql");
const COMMENT_EDITS: &str = include_str!("queries/comment_edits.graphql");
const DISCUSSIONS: &str = include_str!("queries/discussions.graphql");

/// So many discussions in one document are still answered in time.
pub(super) const AT_A_TIME: usize = 10;
/// GitHub takes so many ids at once.
const IDS_AT_A_TIME: usize = 100;

/// Both ends of a list.
type Ends<T> = Result<(Window<T>, Window<T>), Unknown>;

/// A discussion as a document showed it, before its further pages are read.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) number: u64,
    url: String,
    comments: Ends<Said>,
    events: Ends<Done>,
    labels: Fact<List<Label>>,
    assignees: Fact<List<Login>>,
    /// `None`: not asked for.
    text: Option<Result<Text, Unknown>>,
}

/// A comment, and what is needed to read on.
#[derive(Debug, Clone)]
struct Said {
    id: String,
    comment: Comment,
    /// Somebody edited it, and who did is not read yet.
    edited: bool,
}

/// An event by its id.
#[derive(Debug, Clone)]
struct Done {
    id: String,
    event: Event,
}

/// The states of a text, newest first.
#[derive(Debug, Clone)]
struct Text {
    first: Window<Kept>,
    last: Window<Kept>,
    /// The text as it is, as its author's: all that there is of a text that was never edited.
    now: Revision,
    edited: bool,
    /// Whether the oldest state is the text as first written.
    has_first: bool,
}

/// A state by its id.
#[derive(Debug, Clone)]
struct Kept {
    id: String,
    revision: Revision,
}

impl Draft {
    /// Decodes the fragments `IssueDiscussion` and `IssueRevisions`.
    ///
    /// # Errors
    /// When the issue itself could not be read.
    pub(super) fn of_issue(node: Node<'_>, needs: ConsentNeeds) -> Result<Self, Unknown> {
        let mut draft = Self::not_read(node)?;
        if needs.discussions {
            draft.read(node);
        }
        draft.text = needs.revisions.then(|| text(node));
        Ok(draft)
    }

    /// Decodes the fragment `PullRequestDiscussion`.
    ///
    /// # Errors
    /// When the pull request itself could not be read.
    pub(super) fn of_pull_request(node: Node<'_>) -> Result<Self, Unknown> {
        let mut draft = Self::not_read(node)?;
        draft.read(node);
        Ok(draft)
    }

    fn not_read(node: Node<'_>) -> Result<Self, Unknown> {
        let why = Unknown::new(Reason::NotCollected);
        Ok(Self {
            number: node.number("number")?,
            url: node.text("url")?,
            comments: Err(why.clone()),
            events: Err(why),
            labels: Fact::NotCollected,
            assignees: Fact::NotCollected,
            text: None,
        })
    }

    fn read(&mut self, node: Node<'_>) {
        let comments = |name| Window::read(node.field(name)?, said);
        let events = |name| Window::read_timeline(node.field(name)?, 0, done);
        self.comments = comments("firstComments").and_then(|first| Ok((first, comments("lastComments")?)));
        self.events = events("firstEvents").and_then(|first| Ok((first, events("lastEvents")?)));
        self.labels = list(node, "datedLabels", label).into();
        self.assignees = list(node, "assignees", |user| Ok(Login::new(user.text("login")?))).into();
    }

    /// One of which nothing is known, and why.
    pub(super) fn failed(number: u64, url: String, why: &Unknown) -> Self {
        let unknown = || Fact::Unknown(why.clone());
        Self {
            number,
            url,
            comments: Err(why.clone()),
            events: Err(why.clone()),
            labels: Fact::Unknown(why.clone()),
            assignees: unknown(),
            text: None,
        }
    }
}

fn list<'a, T>(
    node: Node<'a>,
    name: &'a str,
    item: impl Fn(Node<'a>) -> Result<T, Unknown>,
) -> Result<List<T>, Unknown> {
    let connection = node.field(name)?;
    let items = connection.items("nodes")?.into_iter().map(item).collect::<Result<_, _>>()?;
    Ok(List::new(items, connection.number("totalCount")?))
}

/// The gate's own comments are no evidence (rule 8), so nothing of their text is kept.
fn said(node: Node<'_>) -> Result<Said, Unknown> {
    let body = node.text("body")?;
    // Where the token is a person's, they write comments of their own as well.
    let own = node.flag("viewerDidAuthor")? && is_ours(&body);
    let edited = !own && node.maybe_time("lastEditedAt")?.is_some();
    Ok(Said {
        id: node.text("id")?,
        comment: Comment {
            url: node.text("url")?,
            author: node.actor("author")?,
            own,
            at: node.time("createdAt")?,
            body: if own { String::new() } else { body },
            // Of an edited comment this says that there are edits, and that they are not read.
            edits: List::new(Vec::new(), u64::from(edited)),
        },
        edited,
    })
}

fn done(node: Node<'_>) -> Result<Done, Unknown> {
    let label = || node.field("label")?.text("name");
    let deed = if node.is("LabeledEvent") {
        Deed::Labeled(label()?)
    } else if node.is("UnlabeledEvent") {
        Deed::Unlabeled(label()?)
    } else if node.is("CommentDeletedEvent") {
        Deed::CommentDeleted { author: node.login("deletedCommentAuthor")? }
    } else {
        // Nothing else was asked for, so this may be any of them.
        return Err(trouble::malformed("timelineItems"));
    };
    let event = Event { at: node.time("createdAt")?, by: node.actor("actor")?, deed };
    Ok(Done { id: node.text("id")?, event })
}

fn label(node: Node<'_>) -> Result<Label, Unknown> {
    Ok(Label { name: node.text("name")?, changed_at: node.maybe_time("updatedAt")? })
}

fn text(node: Node<'_>) -> Result<Text, Unknown> {
    let window = |name| Window::read(node.field(name)?, kept);
    let created: Timestamp = node.time("createdAt")?;
    Ok(Text {
        first: window("firstRevisions")?,
        last: window("lastRevisions")?,
        now: Revision { at: created, by: node.actor("author")?, text: Some(node.text("body")?) },
        edited: node.maybe_time("lastEditedAt")?.is_some(),
        has_first: node.flag("includesCreatedEdit")?,
    })
}

fn kept(node: Node<'_>) -> Result<Kept, Unknown> {
    let revision =
        Revision { at: node.time("editedAt")?, by: node.actor("editor")?, text: node.maybe_text("diff")? };
    Ok(Kept { id: node.text("id")?, revision })
}

/// Reads the further pages of all of them.
pub(super) async fn complete(
    client: &Client,
    repository: &RepositoryName,
    drafts: impl IntoIterator<Item = Draft>,
) -> Vec<Discussion> {
    let one = |draft: Draft| async move {
        let width = Width::new();
        let pages = Pages { client, repository, width: &width, number: draft.number };
        pages.complete(draft).await
    };
    together(drafts.into_iter().map(one)).await
}

/// Where the missing pages of one discussion come from.
#[derive(Clone, Copy)]
struct Pages<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    width: &'a Width,
    number: u64,
}

impl Pages<'_> {
    async fn complete(self, draft: Draft) -> Discussion {
        let Draft { number, url, comments, events, labels, assignees, text } = draft;
        let (comments, events, revisions) =
            tokio::join!(self.comments(comments), self.events(events), self.revisions(text));
        Discussion { number, url, comments, events, labels, assignees, revisions }
    }

    async fn page(self, document: &str, after: &str) -> Reply {
        let variables = self.repository.variables(json!({"number": self.number, "after": after}));
        Reply::or_failed(self.width.read(self.client, document, variables).await)
    }

    async fn comments(self, ends: Ends<Said>) -> Fact<List<Comment>> {
        let read = async {
            let (first, last) = ends?;
            let next = async |after: String| {
                let reply = self.page(COMMENTS_PAGE, &after).await;
                Window::read(discussed(&reply)?.field("comments")?, said)
            };
            let list = join(first, last, |one: &Said| one.id.clone(), next).await?;
            let ids = list.seen().iter().filter(|one| one.edited).map(|one| one.id.clone()).collect();
            let mut edits = comment_edits(self.client, ids).await;
            let comment = |one: &Said| {
                let edits = edits.remove(&one.id).unwrap_or_else(|| one.comment.edits.clone());
                Comment { edits, ..one.comment.clone() }
            };
            let mut comments: Vec<Comment> = list.seen().iter().map(comment).collect();
            comments.sort_by_key(|comment| comment.at);
            Ok(List::new(comments, list.total()))
        };
        collected(read.await)
    }

    async fn events(self, ends: Ends<Done>) -> Fact<List<Event>> {
        let read = async {
            let (first, last) = ends?;
            let mut joined = Joined::new(first, last, |one: &Done| one.id.clone());
            while let Some(after) = joined.missing_after() {
                let reply = self.page(EVENTS_PAGE, &after).await;
                let page = discussed(&reply)?.field("timelineItems")?;
                joined.add(&after, Window::read_timeline(page, joined.len() as u64, done)?)?;
            }
            let list = joined.into_list();
            let mut events: Vec<Event> = list.seen().iter().map(|one| one.event.clone()).collect();
            events.sort_by_key(|event| event.at);
            Ok(List::new(events, list.total()))
        };
        collected(read.await)
    }

    async fn revisions(self, text: Option<Result<Text, Unknown>>) -> Fact<List<Revision>> {
        let Some(text) = text else { return Fact::NotCollected };
        let read = async {
            let Text { first, last, now, edited, has_first } = text?;
            let next = async |after: String| {
                let reply = self.page(REVISIONS_PAGE, &after).await;
                let issue = reply.root().field("repository")?.field("issue")?;
                Window::read(issue.field("userContentEdits")?, kept)
            };
            let list = join(first, last, |one: &Kept| one.id.clone(), next).await?;
            let states = list.seen().iter().rev().map(|one| one.revision.clone());
            match (list.total(), edited) {
                (0, false) => Ok(List::all(vec![now])),
                (0, true) => {
                    let detail = "it was edited, and none of its edits is shown";
                    Err(Unknown::new(Reason::Incomplete).detail(detail))
                }
                (total, _) if has_first => Ok(List::new(states.collect(), total)),
                // It is older than GitHub's record of edits.
                (total, _) => {
                    let unseen = Revision { text: None, ..now };
                    Ok(List::new(std::iter::once(unseen).chain(states).collect(), total + 1))
                }
            }
        };
        read.await.into()
    }
}

/// What was not asked for is not collected; nothing else ends so.
fn collected<T>(read: Result<List<T>, Unknown>) -> Fact<List<T>> {
    match read {
        Err(why) if why.reason == Reason::NotCollected => Fact::NotCollected,
        read => read.into(),
    }
}

fn discussed(reply: &Reply) -> Result<Node<'_>, Unknown> {
    reply.root().field("repository")?.field("discussed")
}

/// Who edited each of these comments, oldest edit first. One that could not be read is missing.
async fn comment_edits(client: &Client, ids: Vec<String>) -> BTreeMap<String, List<Edit>> {
    let batches = ids.chunks(IDS_AT_A_TIME).map(|batch| async move {
        let variables = match json!({"ids": batch}) {
            serde_json::Value::Object(variables) => variables,
            _ => return Vec::new(),
        };
        let reply = Reply::or_failed(read(client, COMMENT_EDITS, variables).await);
        let nodes = reply.root().places("nodes").unwrap_or_default();
        nodes.into_iter().filter_map(|node| edits_of(node).ok()).collect::<Vec<_>>()
    });
    together(batches).await.into_iter().flatten().collect()
}

/// The edits of one comment without its making.
fn edits_of(node: Node<'_>) -> Result<(String, List<Edit>), Unknown> {
    let edit = |node: Node<'_>| Ok(Edit { at: node.time("editedAt")?, by: node.actor("editor")? });
    let newest_first = list(node, "userContentEdits", edit)?;
    let made = node.flag("includesCreatedEdit")?;
    let whole = newest_first.whole().is_ok();
    let mut edits: Vec<Edit> = newest_first.seen().iter().rev().cloned().collect();
    if made && whole && !edits.is_empty() {
        edits.remove(0);
    }
    let shown = edits.len() as u64;
    // It was edited: if no edit is shown there is one that is not.
    let least = if whole { shown.max(1) } else { shown + 1 };
    let total = newest_first.total().saturating_sub(u64::from(made)).max(least);
    Ok((node.text("id")?, List::new(edits, total)))
}

/// The discussions of these pull requests. One that could not be read is unknown.
pub(super) async fn of_pull_requests(
    client: &Client,
    repository: &RepositoryName,
    numbers: &BTreeSet<u64>,
) -> Vec<Draft> {
    let numbers: Vec<u64> = numbers.iter().copied().collect();
    let width = &Width::new();
    let batches = numbers.chunks(AT_A_TIME).map(|batch| async move {
        let document = document_for(batch);
        let variables = repository.variables(json!({}));
        let reply = Reply::or_failed(width.read_document(client, &document, variables).await);
        let of = |number: &u64| {
            let alias = format!("number{number}");
            let node = reply.root().field("repository").and_then(|node| node.maybe(&alias));
            let node = node.and_then(|node| node.ok_or_else(|| trouble::of_null("pullRequest")));
            let page = || repository.pull_request_page(client.endpoints().server(), *number);
            let failed = |why: Unknown| Draft::failed(*number, page(), &why);
            node.and_then(Draft::of_pull_request).unwrap_or_else(failed)
        };
        batch.iter().map(of).collect::<Vec<_>>()
    });
    together(batches).await.into_iter().flatten().collect()
}

/// The document that asks for the discussions of these pull requests.
pub(super) fn document_for(numbers: &[u64]) -> String {
    let field =
        |number| format!("number{number}: pullRequest(number: {number}) {{ ...DiscussedPullRequest }}");
    let fields: Vec<String> = numbers.iter().map(field).collect();
    with_fields(DISCUSSIONS, &fields.join("\n    "))
}
