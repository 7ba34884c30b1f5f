//! What happened to a pull request, as far as its own requirements ask: force-pushes, labels that were taken off, and
//! milestones. It is read from its newest end.

use serde_json::{Value, json};

use super::reply::Node;
use super::trouble;
use crate::evidence::needs::PullRequestNeeds;
use crate::evidence::pull_request::{Milestoned, RemovedLabel};
use crate::evidence::{Fact, List, PullRequest, Reason, Unknown};

/// Whether anything of it is needed.
pub(super) fn is_needed(needs: PullRequestNeeds) -> bool {
    needs.reviews || needs.removed_labels || needs.milestoned
}

/// The kinds of event to ask for.
pub(super) fn types(needs: PullRequestNeeds) -> Value {
    let pushes = needs.reviews.then_some("HEAD_REF_FORCE_PUSHED_EVENT");
    let labels = needs.removed_labels.then_some("UNLABELED_EVENT");
    let mut types: Vec<&str> = pushes.into_iter().chain(labels).collect();
    if needs.milestoned {
        types.extend(["MILESTONED_EVENT", "DEMILESTONED_EVENT"]);
    }
    json!(types)
}

/// A page of it, with the newest page read first.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    force_pushes: Vec<jiff::Timestamp>,
    removed_labels: Vec<RemovedLabel>,
    milestoned: Vec<Milestoned>,
    /// How many events GitHub counts and does not show, on this page and before it.
    missing: u64,
    before: Option<String>,
}

impl Timeline {
    /// Holds a further page against what was read before it: `asked` is where it was to end.
    ///
    /// # Errors
    /// When it is a page of another state of the timeline.
    fn follows(
        self,
        asked: &str,
        pull_request: &PullRequest,
        needs: PullRequestNeeds,
    ) -> Result<Self, Unknown> {
        fn open<T>(fact: &Fact<List<T>>, needed: bool) -> Option<u64> {
            let list = fact.value().filter(|_| needed)?;
            Some(list.total().saturating_sub(list.seen().len() as u64))
        }
        let open = open(&pull_request.force_pushes, needs.reviews)
            .or_else(|| open(&pull_request.removed_labels, needs.removed_labels))
            .or_else(|| open(&pull_request.milestoned, needs.milestoned));
        let shown = self.force_pushes.len() + self.removed_labels.len() + self.milestoned.len();
        if open != Some(shown as u64 + self.missing) || self.before.as_deref() == Some(asked) {
            let detail = "it changed while it was read";
            return Err(Unknown::new(Reason::Incomplete).detail(detail));
        }
        Ok(self)
    }

    /// Decodes the fragment `Timeline`.
    ///
    /// # Errors
    /// When an event could not be read, or is of a kind that nobody asked for.
    pub(super) fn read(node: Node<'_>) -> Result<Self, Unknown> {
        let connection = node.field("timelineItems")?;
        let items = connection.items("nodes")?;
        let count = connection.number("filteredCount")?;
        let mut timeline = Self { missing: count.saturating_sub(items.len() as u64), ..Self::default() };
        let page = connection.field("pageInfo")?;
        if page.flag("hasPreviousPage")? {
            timeline.missing = timeline.missing.max(1);
            timeline.before = page.maybe_text("startCursor")?.filter(|_| !items.is_empty());
        }
        for item in items {
            let put_in = item.is("MilestonedEvent");
            if item.is("HeadRefForcePushedEvent") {
                timeline.force_pushes.push(item.time("createdAt")?);
            } else if item.is("UnlabeledEvent") {
                let name = item.field("label")?.text("name")?;
                let event = RemovedLabel { name, by: item.login("actor")?, at: item.time("createdAt")? };
                timeline.removed_labels.push(event);
            } else if put_in || item.is("DemilestonedEvent") {
                let title = item.text("milestoneTitle")?;
                timeline.milestoned.push(Milestoned { at: item.time("createdAt")?, title, put_in });
            } else {
                // Nothing else was asked for, so this may be any of them.
                return Err(trouble::malformed("timelineItems"));
            }
        }
        Ok(timeline)
    }
}

/// Puts a page of the timeline, the newest or the one that ends where `asked` says, before what is already there. Where
/// the page before it ends.
pub(super) fn fill(
    pull_request: &mut PullRequest,
    needs: PullRequestNeeds,
    asked: Option<&str>,
    page: Result<Timeline, Unknown>,
) -> Option<String> {
    fn prepend<T: Clone>(fact: &mut Fact<List<T>>, needed: bool, earlier: Result<(Vec<T>, u64), &Unknown>) {
        match earlier {
            _ if !needed => {}
            Ok((earlier, missing)) => {
                let items: Vec<T> = earlier.into_iter().chain(fact.seen().iter().cloned()).collect();
                let total = items.len() as u64 + missing;
                *fact = Fact::Known(List::new(items, total));
            }
            Err(why) => *fact = Fact::Unknown(why.clone()),
        }
    }
    let page = match asked {
        Some(asked) => page.and_then(|page| page.follows(asked, pull_request, needs)),
        None => page,
    };
    match page {
        Ok(Timeline { force_pushes, removed_labels, milestoned, missing, before }) => {
            prepend(&mut pull_request.force_pushes, needs.reviews, Ok((force_pushes, missing)));
            prepend(&mut pull_request.removed_labels, needs.removed_labels, Ok((removed_labels, missing)));
            prepend(&mut pull_request.milestoned, needs.milestoned, Ok((milestoned, missing)));
            before
        }
        Err(why) => {
            prepend(&mut pull_request.force_pushes, needs.reviews, Err(&why));
            prepend(&mut pull_request.removed_labels, needs.removed_labels, Err(&why));
            prepend(&mut pull_request.milestoned, needs.milestoned, Err(&why));
            None
        }
    }
}
