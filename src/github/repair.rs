//! Which pull request brought a commit in, where GitHub does not say (yet).
//!
//! GitHub's list of a commit's pull requests lags behind a merge, and it is not always asked for. A number in a message
//! only says where to look: what counts is that the pull request's own record names a commit of the range as the one that
//! merged it. The other commits of a merge follow from the shape of the history.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::batch::{Numbered, OwnCommit, by_number, of_commits};
use super::client::Client;
use super::commits::Shown;
use super::pull_request::Draft;
use super::repository::RepositoryName;
use crate::evidence::needs::PullRequestNeeds;
use crate::evidence::{Fact, Oid, PullRequest, Unknown};

/// The commits of the range and their pull requests, while the two are brought together.
pub(super) struct Range {
    pub(super) commits: Vec<Shown>,
    pub(super) drafts: BTreeMap<u64, Draft>,
}

impl Range {
    /// Takes the pull requests that came with the commits.
    pub(super) fn new(commits: Vec<Shown>) -> Self {
        let mut range = Self { commits, drafts: BTreeMap::new() };
        for shown in &mut range.commits {
            for draft in std::mem::take(&mut shown.drafts) {
                range.drafts.entry(draft.pull_request.number).or_insert(draft);
            }
        }
        range
    }

    /// Reads what is missing, and repairs what GitHub did not connect. `elsewhere` are pull requests that were read for
    /// other reasons: one of them may be what a commit lacks.
    pub(super) async fn connect(
        &mut self,
        client: &Client,
        repository: &RepositoryName,
        needs: PullRequestNeeds,
        elsewhere: &[PullRequest],
    ) {
        self.read_unread(client, repository).await;
        let hints = self.hints(elsewhere);
        let named: BTreeSet<u64> = hints.values().flatten().copied().collect();
        let mut read = by_number(client, repository, needs, &named, true).await;
        self.adopt(repository, &hints, &mut read);
        let known = self.commits.iter().filter_map(|shown| shown.commit.pull_requests.value()).flatten();
        let missing: BTreeSet<u64> =
            known.copied().filter(|number| !self.drafts.contains_key(number)).collect();
        let read = by_number(client, repository, needs, &missing, false).await;
        self.take_missing(repository, read);
    }

    /// Reads the pull requests of commits that have several, or were read without.
    async fn read_unread(&mut self, client: &Client, repository: &RepositoryName) {
        let oids: Vec<Oid> =
            self.commits.iter().filter(|shown| shown.unread).map(|shown| shown.commit.oid.clone()).collect();
        let mut read = of_commits(client, repository, &oids).await;
        for shown in self.commits.iter_mut().filter(|shown| shown.unread) {
            if let Some(drafts) = read.remove(&shown.commit.oid) {
                let numbers =
                    |drafts: Vec<Draft>| drafts.iter().map(|draft| draft.pull_request.number).collect();
                shown.commit.pull_requests = drafts.map(numbers).into();
            }
        }
    }

    /// For each commit without a pull request, the numbers that may be it.
    fn hints(&self, elsewhere: &[PullRequest]) -> BTreeMap<Oid, BTreeSet<u64>> {
        let mut hints: BTreeMap<Oid, BTreeSet<u64>> = BTreeMap::new();
        let alone: HashSet<&Oid> = self.alone().map(|shown| &shown.commit.oid).collect();
        for oid in &alone {
            let merged_by_it = elsewhere.iter().filter(|one| one.merge_commit.as_ref() == Some(oid));
            hints.entry((*oid).clone()).or_default().extend(merged_by_it.map(|one| one.number));
        }
        for shown in self.alone() {
            hints.entry(shown.commit.oid.clone()).or_default().extend(number_in(&shown.commit.message));
        }
        // The last commit of a rebased pull request may be connected while those before it are not.
        for shown in &self.commits {
            let [parent] = shown.commit.parents.as_slice() else { continue };
            let Some(numbers) = shown.commit.pull_requests.value().filter(|_| alone.contains(parent)) else {
                continue;
            };
            let merged = numbers.iter().filter(|number| {
                let draft = self.drafts.get(number);
                draft.is_some_and(|draft| draft.pull_request.merge_commit.as_ref() == Some(&shown.commit.oid))
            });
            hints.entry(parent.clone()).or_default().extend(merged);
        }
        hints
    }

    fn alone(&self) -> impl Iterator<Item = &Shown> {
        self.commits.iter().filter(|shown| shown.commit.pull_requests.value().is_some_and(Vec::is_empty))
    }

    /// Takes those pull requests whose record names a commit of the range, and gives the commits to them that the shape
    /// of the history shows to be theirs.
    fn adopt(
        &mut self,
        repository: &RepositoryName,
        hints: &BTreeMap<Oid, BTreeSet<u64>>,
        read: &mut BTreeMap<u64, Result<Option<Numbered>, Unknown>>,
    ) {
        let mut owned: Vec<(u64, Vec<OwnCommit>)> = Vec::new();
        for (number, one) in read.iter() {
            let Ok(Some(Numbered { draft, own })) = one else { continue };
            let merge = draft.pull_request.merge_commit.as_ref().filter(|_| draft.is_merged_into(repository));
            if merge.is_some_and(|merge| self.commits.iter().any(|shown| shown.commit.oid == *merge)) {
                self.drafts.entry(*number).or_insert_with(|| draft.clone());
                owned.push((*number, own.clone()));
            }
        }
        let graph = Graph::new(&self.commits);
        let mut found: HashMap<Oid, u64> = HashMap::new();
        for (number, draft) in &self.drafts {
            let Some(merge) = &draft.pull_request.merge_commit else { continue };
            let own = owned.iter().find(|(owner, _)| owner == number).map_or(&[][..], |(_, own)| own);
            for oid in graph.brought_in_by(merge, own) {
                found.entry(oid).or_insert(*number);
            }
        }
        for shown in &mut self.commits {
            let commit = &mut shown.commit;
            if !commit.pull_requests.value().is_some_and(Vec::is_empty) {
                continue;
            }
            if let Some(number) = found.get(&commit.oid) {
                commit.pull_requests = Fact::Known(vec![*number]);
            } else if let Some(why) = hints.get(&commit.oid).and_then(|numbers| trouble_with(numbers, read)) {
                commit.pull_requests = Fact::Unknown(why);
            }
        }
    }

    /// Takes the pull requests that commits have and that were not read yet. Without its record a pull request is of no
    /// use: what it could have shown is unknown of the commit.
    fn take_missing(
        &mut self,
        repository: &RepositoryName,
        read: BTreeMap<u64, Result<Option<Numbered>, Unknown>>,
    ) {
        let mut unread: BTreeMap<u64, Unknown> = BTreeMap::new();
        for (number, one) in read {
            match one {
                Ok(Some(Numbered { draft, .. })) if draft.is_merged_into(repository) => {
                    self.drafts.insert(number, draft);
                }
                Ok(_) => {
                    unread.insert(number, super::trouble::of_null("pullRequest"));
                }
                Err(why) => {
                    unread.insert(number, why);
                }
            }
        }
        for shown in &mut self.commits {
            let numbers = shown.commit.pull_requests.value();
            let why = numbers.and_then(|numbers| numbers.iter().find_map(|number| unread.get(number)));
            if let Some(why) = why.cloned() {
                shown.commit.pull_requests = Fact::Unknown(why);
            }
        }
    }
}

/// Why the commit that hinted at these numbers cannot be called a direct push.
fn trouble_with(
    numbers: &BTreeSet<u64>,
    read: &BTreeMap<u64, Result<Option<Numbered>, Unknown>>,
) -> Option<Unknown> {
    numbers.iter().find_map(|number| read.get(number)?.as_ref().err().cloned())
}

/// The number that GitHub writes into the first line of a merge: `… (#14)` or `Merge pull request #14 from …`.
fn number_in(message: &str) -> Option<u64> {
    let headline = message.lines().next()?.trim_end();
    let digits = match headline.strip_prefix("Merge pull request #") {
        Some(rest) => rest.split(' ').next()?,
        None => headline.strip_suffix(')')?.rsplit_once("(#")?.1,
    };
    let short = digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| short && *number > 0)
}

/// The history of the range.
struct Graph<'a>(HashMap<&'a Oid, &'a Shown>);

impl<'a> Graph<'a> {
    fn new(commits: &'a [Shown]) -> Self {
        Self(commits.iter().map(|shown| (&shown.commit.oid, shown)).collect())
    }

    /// The commits of the range that came in with the pull request that `merge` merged: those that only the merge's
    /// other parents have, or those before it that repeat the pull request's `own` one by one, or it alone.
    fn brought_in_by(&self, merge: &Oid, own: &[OwnCommit]) -> Vec<Oid> {
        let Some(merged) = self.0.get(merge) else { return Vec::new() };
        let mut oids = vec![merge.clone()];
        match merged.commit.parents.as_slice() {
            [first, others @ ..] if !others.is_empty() => {
                let before = self.reachable(std::slice::from_ref(first));
                oids.extend(self.reachable(others).difference(&before).map(|oid| (*oid).clone()));
            }
            _ => oids.extend(self.rebased(merged, own)),
        }
        oids
    }

    fn reachable(&self, from: &[Oid]) -> HashSet<&'a Oid> {
        let mut reached = HashSet::new();
        let mut next: Vec<&Oid> = from.iter().collect();
        while let Some(oid) = next.pop() {
            if let Some((oid, shown)) = self.0.get_key_value(oid)
                && reached.insert(*oid)
            {
                next.extend(&shown.commit.parents);
            }
        }
        reached
    }

    /// The commits before the last of a rebased pull request: each must have the message and the author's time of the
    /// pull request's own commit at its place. Rebasing keeps both and changes only ids and committers.
    fn rebased(&self, last: &'a Shown, own: &[OwnCommit]) -> Vec<Oid> {
        let mut oids = Vec::new();
        let mut at = Some(last);
        for own in own.iter().rev() {
            let Some(shown) = at else { return Vec::new() };
            let [parent] = shown.commit.parents.as_slice() else { return Vec::new() };
            if shown.commit.message != own.message || shown.authored != own.authored {
                return Vec::new();
            }
            oids.push(shown.commit.oid.clone());
            at = self.0.get(parent).copied();
        }
        oids
    }
}

#[cfg(test)]
mod tests;
