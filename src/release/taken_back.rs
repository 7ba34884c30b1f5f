//! Which changes a release takes back again, as far as its commits prove it: such a pair asks for no version.
//!
//! Only the messages of commits count, which nobody can change after the merge; titles and descriptions of pull requests their
//! authors can edit at any time. What is not certain counts as a change that is there: a version that is too high is a
//! nuisance, and one that is too low breaks those who trust it.

use std::collections::{BTreeMap, BTreeSet};

use crate::bump::What;
use crate::evidence::release::Commit;
use crate::evidence::{PullRequest, Unknown};

/// A change: a pull request with its commits, or a commit that none brought in.
#[derive(Debug, Default)]
struct Unit<'a> {
    /// Its commits that are no merges, oldest first.
    commits: Vec<&'a Commit>,
    /// The commit that merged it, with two parents.
    merge: Option<&'a str>,
    /// The place of its newest commit in the range.
    at: usize,
}

/// The changes of a range that were taken back, and those that took them back. `repository` is `owner/name`; `breaking` are
/// the pull requests that people labelled as a major change: they count, like those that say so in a footer.
pub(super) fn taken_back(
    commits: &[Commit],
    pulls: &[PullRequest],
    repository: &str,
    breaking: &BTreeSet<u64>,
) -> Result<BTreeSet<What>, Unknown> {
    let units = units(commits, pulls)?;
    let mut newest: Vec<&What> = units.keys().collect();
    newest.sort_by_key(|what| std::cmp::Reverse(units.get(what).map(|unit| unit.at)));
    let mut gone = BTreeSet::new();
    for what in newest {
        let Some(unit) = units.get(what).filter(|_| !gone.contains(what)) else { continue };
        let left = units.iter().filter(|(other, _)| !gone.contains(*other)).map(|(_, other)| other);
        if is_doubtful(what, unit, left, repository) {
            continue;
        }
        if matches!(what, What::PullRequest(number) if breaking.contains(number)) {
            continue;
        }
        // What reverts a revert brings the first one back: the newest comes first.
        if let Some(of) = takes_back(unit, &units, repository).filter(|of| !gone.contains(*of)) {
            let of = of.clone();
            gone.extend([what.clone(), of]);
        }
    }
    Ok(gone)
}

fn units<'a>(commits: &'a [Commit], pulls: &'a [PullRequest]) -> Result<BTreeMap<What, Unit<'a>>, Unknown> {
    let merges: BTreeMap<&str, u64> =
        pulls.iter().filter_map(|pull| Some((pull.merge_commit.as_ref()?.as_str(), pull.number))).collect();
    let mut units: BTreeMap<What, Unit<'a>> = BTreeMap::new();
    for (at, commit) in commits.iter().enumerate() {
        let oid = commit.oid.as_str();
        let is_merge = commit.parents.len() > 1;
        let number = merges.get(oid).copied().or(commit.pull_requests.known()?.first().copied());
        let what = match number {
            Some(number) => What::PullRequest(number),
            // It is what it merges, and that is there by itself.
            None if is_merge => continue,
            None => What::Commit(oid.to_owned()),
        };
        let unit = units.entry(what).or_default();
        unit.at = at;
        if !is_merge {
            unit.commits.push(commit);
        } else if merges.contains_key(oid) {
            unit.merge = Some(oid);
        }
    }
    Ok(units)
}

/// Whether something newer says, in whatever way, that it takes this back.
fn is_doubtful<'u, 'a: 'u>(
    what: &What,
    unit: &Unit<'_>,
    left: impl Iterator<Item = &'u Unit<'a>>,
    repository: &str,
) -> bool {
    let has =
        |id: &str| unit.merge == Some(id) || unit.commits.iter().any(|commit| commit.oid.as_str() == id);
    let speaks_of_it = |line: &str| {
        let number = reverted_number(line, repository);
        reverted_id(line).is_some_and(has) || number.is_some_and(|number| *what == What::PullRequest(number))
    };
    let newer = left.filter(|other| other.at > unit.at).flat_map(|other| &other.commits);
    newer.flat_map(|commit| commit.message.lines()).any(speaks_of_it)
}

/// The one older change that all commits of this one take back as a whole.
fn takes_back<'u>(
    unit: &Unit<'_>,
    units: &'u BTreeMap<What, Unit<'_>>,
    repository: &str,
) -> Option<&'u What> {
    let mut of = None;
    for commit in &unit.commits {
        let named = named(&commit.message, unit.at, units, repository)?;
        if of.is_some_and(|known| known != named) {
            return None;
        }
        of = Some(named);
    }
    of
}

/// The change that a message takes back, in the words of Git, of GitHub's button and of conventional commits.
fn named<'u>(
    message: &str,
    at: usize,
    units: &'u BTreeMap<What, Unit<'_>>,
    repository: &str,
) -> Option<&'u What> {
    let breaks = |line: &str| line.starts_with("BREAKING CHANGE") || line.starts_with("BREAKING-CHANGE");
    let title = title_taken_back(message.lines().next()?)?;
    if message.lines().any(breaks) {
        return None;
    }
    let older = |what: &&What| units.get(*what).is_some_and(|unit| unit.at < at);
    let ids: Vec<&str> = message.lines().filter_map(reverted_id).collect();
    if let [id] = ids.as_slice() {
        return units.iter().find(|(_, unit)| unit.is_whole(id)).map(|(what, _)| what).filter(older);
    }
    if !ids.is_empty() {
        return None;
    }
    let said = message.lines().find_map(|line| reverted_number(line, repository));
    // What is brought in again takes back what took it back, whatever the number in its title is of.
    let again = brings_back(message);
    let number = said.or_else(|| number_behind(title).filter(|_| !again));
    if let Some(number) = number {
        return units.get_key_value(&What::PullRequest(number)).map(|(what, _)| what).filter(older);
    }
    let same = |unit: &Unit<'_>| match unit.commits.as_slice() {
        [one] if again => {
            !brings_back(&one.message) && one.message.lines().next().and_then(title_taken_back) == Some(title)
        }
        [one] => one.message.lines().next().is_some_and(|line| without_number(line) == title),
        _ => false,
    };
    let mut fitting = units.iter().filter(|(_, unit)| same(unit)).map(|(what, _)| what).filter(older);
    fitting.next().filter(|_| fitting.next().is_none())
}

impl Unit<'_> {
    /// Whether this commit is all of it: the merge, or its only one.
    fn is_whole(&self, id: &str) -> bool {
        let only = matches!(self.commits.as_slice(), [one] if one.oid.as_str() == id);
        only || self.merge == Some(id)
    }
}

/// `X` of `Revert "X"`, `Reapply "X"` (Git 2.43), `revert: X` and `revert(scope): X`. A squash merge puts a number of its own
/// behind the mark.
fn title_taken_back(line: &str) -> Option<&str> {
    let after = |word: &str| {
        let opens = line.get(..word.len()).is_some_and(|opens| opens.eq_ignore_ascii_case(word));
        line.get(word.len()..).filter(|_| opens)
    };
    if let Some(quoted) = after("Revert \"").or_else(|| after("Reapply \"")) {
        return quoted.rsplit_once('"').map(|(title, _)| title);
    }
    let rest = after("revert")?;
    let rest = match rest.strip_prefix('(') {
        Some(scope) => scope.split_once(')')?.1,
        None => rest,
    };
    rest.strip_prefix(": ").map(|title| without_number(title.trim()))
}

/// Whether a message says in Git's words (2.43) that what was taken back is there again.
fn brings_back(message: &str) -> bool {
    message.starts_with("Reapply \"")
}

/// The id in a line that begins `This reverts commit …`.
fn reverted_id(line: &str) -> Option<&str> {
    line.strip_prefix("This reverts commit ")?
        .get(..40)
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The number in a line `Reverts #12` or `Reverts octoacme/shop#12`, if it is of this repository.
fn reverted_number(line: &str, repository: &str) -> Option<u64> {
    let (name, number) = line.strip_prefix("Reverts ")?.trim_end_matches('.').split_once('#')?;
    if !name.is_empty() && !name.eq_ignore_ascii_case(repository) {
        return None;
    }
    number.trim().parse().ok()
}

fn number_behind(title: &str) -> Option<u64> {
    title.trim().strip_suffix(')')?.rsplit_once(" (#")?.1.parse().ok()
}

fn without_number(title: &str) -> &str {
    let cut = title.trim().strip_suffix(')').and_then(|title| title.rsplit_once(" (#"));
    cut.filter(|(_, digits)| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(title.trim(), |(title, _)| title)
}

#[cfg(test)]
mod tests;
