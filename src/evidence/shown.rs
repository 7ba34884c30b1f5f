//! Evidence as everybody may see it who sees the repository (rule 11).

use std::collections::BTreeSet;

use super::{Actor, Evidence, Fact, List, Login};

impl Evidence {
    /// The same without what GitHub shows to few. Of the teams that an organization hides those people stay who did
    /// something that is seen here; a verdict on what they did stays the same. Of a private repository all stays: whoever may
    /// read what is attached to its releases may read the repository.
    #[must_use]
    pub fn for_everybody(&self) -> Self {
        let mut shown = self.clone();
        if self.opening.repository.private {
            return shown;
        }
        let seen = self.people();
        for team in shown.teams.iter_mut().filter(|team| team.secret) {
            if let Fact::Known(members) = &team.members {
                let kept: Vec<Login> =
                    members.seen().iter().filter(|member| seen.contains(*member)).cloned().collect();
                let missing = members.total().saturating_sub(members.seen().len() as u64);
                let total = kept.len() as u64 + missing;
                team.members = Fact::Known(List::new(kept, total));
            }
        }
        shown
    }

    /// Everybody who did something on the pages that were read.
    fn people(&self) -> BTreeSet<Login> {
        let mut people = BTreeSet::new();
        let mut saw = |actor: Option<&Actor>| people.extend(actor.map(|actor| actor.login.clone()));
        for pull in &self.pull_requests {
            saw(pull.author.as_ref());
            let reviews = pull.reviews.value().map(List::seen).unwrap_or_default();
            reviews.iter().for_each(|review| saw(review.author.as_ref()));
        }
        for discussion in &self.discussions {
            for comment in discussion.comments.value().map(List::seen).unwrap_or_default() {
                saw(comment.author.as_ref());
                comment.edits.seen().iter().for_each(|edit| saw(edit.by.as_ref()));
            }
            let events = discussion.events.value().map(List::seen).unwrap_or_default();
            events.iter().for_each(|event| saw(event.by.as_ref()));
            let revisions = discussion.revisions.value().map(List::seen).unwrap_or_default();
            revisions.iter().for_each(|revision| saw(revision.by.as_ref()));
        }
        people
    }
}
