//! Whose work is judged: authors, co-authors and committers of its commits, and who opened its pull requests.

use std::collections::BTreeSet;

use super::{Doubt, Unsure, short};
use crate::evidence::fact::Reason;
use crate::evidence::origin::Contributor;
use crate::evidence::{Login, Oid, Unknown};
use crate::release::Case;

/// The people whose work is judged, and why there may be others.
pub(super) struct Authors {
    people: BTreeSet<Login>,
    others: Option<Doubt>,
}

impl Authors {
    /// Reads them. What is seen of a list that is not whole still excludes.
    pub(super) fn read(case: &Case<'_>) -> Self {
        let mut people = BTreeSet::new();
        let mut others = None;
        match case.pull_requests() {
            Ok(pulls) => {
                let openers = pulls.iter().filter_map(|pull| pull.author.as_ref());
                people.extend(openers.map(|author| author.login.clone()));
            }
            Err(why) => others = Some(Doubt { about: Unsure::Authors, why }),
        }
        for commit in case.evidence.authors.seen() {
            for contributor in commit.people.seen() {
                match contributor {
                    Contributor::Account(login) => {
                        people.insert(login.clone());
                    }
                    // It commits what people merge and edit on its pages, in their name.
                    Contributor::GitHub => {}
                    Contributor::Unattributed(name) => {
                        let why = short(Reason::Ambiguous, name.clone());
                        others = Some(Doubt { about: Unsure::Unattributed(name.clone()), why });
                    }
                }
            }
        }
        if let Err(why) = all_known(case) {
            others = Some(Doubt { about: Unsure::Authors, why });
        }
        Self { people, others }
    }

    /// Whether it is their work.
    pub(super) fn have(&self, login: &Login) -> Result<bool, Doubt> {
        if self.people.contains(login) {
            return Ok(true);
        }
        self.others.clone().map_or(Ok(false), Err)
    }
}

/// Whether the authors of every commit that is judged were read.
fn all_known(case: &Case<'_>) -> Result<(), Unknown> {
    let authors = case.evidence.authors.whole()?;
    let known: BTreeSet<&Oid> = authors.iter().map(|one| &one.commit).collect();
    for one in authors {
        // A commit has an author: none at all is a list that was cut.
        if one.people.whole()?.is_empty() {
            return Err(short(Reason::Incomplete, one.commit.short()));
        }
    }
    let wanted: Vec<&Oid> = match case.candidate() {
        Some(_) => case.commits()?.iter().map(|commit| &commit.oid).collect(),
        None => case.event_pull_request().map(|pull| &pull.head).into_iter().collect(),
    };
    match wanted.into_iter().find(|oid| !known.contains(oid)) {
        Some(missing) => Err(short(Reason::Incomplete, missing.short())),
        None => Ok(()),
    }
}
