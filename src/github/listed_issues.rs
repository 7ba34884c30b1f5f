//! The issues that a label or a milestone has.
//!
//! A label is asked for by its name, and its issues as the label's own list: `issues(labels:)` of a repository takes a
//! name that is no label for one that no issue has, and would show nothing where something is wrong.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use super::client::Client;
use super::document::literal;
use super::pull_request::labels;
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use super::width::Width;
use super::window::{Window, join};
use crate::evidence::issue::ListedIssue;
use crate::evidence::{Fact, LabelIssues, List, MilestoneIssues, Reason, Unknown};

const LABEL_PAGE: &str = include_str!("queries/label_issues_page.graphql");
const MILESTONE_PAGE: &str = include_str!("queries/milestone_issues_page.graphql");

/// Where the further pages come from.
#[derive(Clone, Copy)]
pub(super) struct Pages<'a> {
    pub(super) client: &'a Client,
    pub(super) repository: &'a RepositoryName,
    pub(super) width: &'a Width,
    /// Whether it matters when an issue came into its list: only a waiver asks.
    pub(super) sorted: bool,
}

/// The part of a document that asks for the open issues of each label; nothing for none.
pub(super) fn fields(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return String::new();
    }
    let field = |(index, name): (usize, &String)| {
        let name = literal(name);
        format!(
            "label{index}: label(name: {name}) {{ name issues(first: $window, states: [OPEN]) {{ ...ListedIssues }} }}"
        )
    };
    let fields: Vec<String> = names.iter().enumerate().map(field).collect();
    format!("labelsOf: repository(owner: $owner, name: $name) {{\n    {}\n  }}", fields.join("\n    "))
}

/// What that part of the answer says.
pub(super) async fn of_labels(pages: Pages<'_>, reply: &Reply, names: &BTreeSet<String>) -> Vec<LabelIssues> {
    together(names.iter().enumerate().map(|(index, name)| async move {
        let open = of_label(pages, reply, &format!("label{index}"), name).await.into();
        LabelIssues { label: name.clone(), open }
    }))
    .await
}

async fn of_label(
    pages: Pages<'_>,
    reply: &Reply,
    alias: &str,
    name: &str,
) -> Result<Option<List<ListedIssue>>, Unknown> {
    let Some(label) = reply.root().field("labelsOf")?.maybe(alias)? else { return Ok(None) };
    if label.text("name")?.to_lowercase() != name.to_lowercase() {
        return Err(trouble::malformed("label"));
    }
    let first = Window::read(label.field("issues")?, |node| issue(node, pages.sorted))?;
    let last = Window { items: Vec::new(), total: first.total, next: None };
    let list = join(first, last, number, async |after| {
        let variables =
            pages.repository.variables(json!({"label": name, "after": after, "sorted": pages.sorted}));
        let reply = Reply::or_failed(pages.width.read(pages.client, LABEL_PAGE, variables).await);
        Window::read(reply.root().field("repository")?.field("label")?.field("issues")?, |node| {
            issue(node, pages.sorted)
        })
    });
    list.await.map(Some)
}

/// The issues of the milestone, under the name `milestone` in `milestoneOf`.
pub(super) async fn of_milestone(
    pages: Pages<'_>,
    reply: &Reply,
    milestone: u64,
) -> Result<MilestoneIssues, Unknown> {
    let node = reply.root().field("milestoneOf")?.field("milestone")?;
    if node.number("number")? != milestone {
        return Err(trouble::malformed("milestone"));
    }
    let first = Window::read(node.field("firstIssues")?, |node| issue(node, pages.sorted))?;
    let last = Window::read(node.field("lastIssues")?, |node| issue(node, pages.sorted))?;
    let issues = join(first, last, number, async |after| {
        let variables = pages
            .repository
            .variables(json!({"milestone": milestone, "after": after, "sorted": pages.sorted}));
        let reply = Reply::or_failed(pages.width.read(pages.client, MILESTONE_PAGE, variables).await);
        Window::read(reply.root().field("repository")?.field("milestone")?.field("issues")?, |node| {
            issue(node, pages.sorted)
        })
    });
    Ok(MilestoneIssues { milestone, issues: issues.await? })
}

fn number(issue: &ListedIssue) -> u64 {
    issue.number
}

fn issue(node: Node<'_>, is_sorted: bool) -> Result<ListedIssue, Unknown> {
    let reason = node.maybe_text("stateReason")?;
    Ok(ListedIssue {
        number: node.number("number")?,
        title: node.text("title")?,
        url: node.text("url")?,
        created_at: node.time("createdAt")?,
        sorted_at: if is_sorted { sorted(node).into() } else { Fact::NotCollected },
        // A state that is newer than this program does not close anything.
        open: node.text("state")? != "CLOSED",
        dropped: matches!(reason.as_deref(), Some("NOT_PLANNED" | "DUPLICATE")),
        labels: labels(node),
        milestone: node.maybe("milestone")?.map(|milestone| milestone.number("number")).transpose()?,
    })
}

/// When it was last put into a list that it may stand in.
fn sorted(node: Node<'_>) -> Result<Option<Timestamp>, Unknown> {
    let events = node.field("timelineItems")?;
    match (events.number("filteredCount")?, events.items("nodes")?.as_slice()) {
        (0, []) => Ok(None),
        (_, [event]) => event.time("createdAt").map(Some),
        _ => Err(Unknown::new(Reason::Incomplete)),
    }
}
