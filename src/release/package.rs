//! What of a range belongs to the package that is released.
//!
//! A pull request belongs to it by its files, old names among them; where they are not known, it does. Which files a commit
//! without a pull request changed cannot be told from a range: it belongs to every package that it may have changed.

use std::collections::BTreeSet;

use super::Case;
use super::changes::paths;
use crate::bump::Package;
use crate::evidence::Unknown;
use crate::evidence::release::Commit;

/// The pull requests of a range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parted {
    /// Those of the release.
    pub own: Vec<u64>,
    /// Those that change nothing of the package.
    pub others: Vec<u64>,
}

impl<'a> Case<'a> {
    /// The package that is released, where the policy has packages.
    #[must_use]
    pub fn package(&self) -> Option<&'a Package> {
        self.rules.package.as_ref().filter(|_| self.candidate().is_some())
    }

    /// The numbers of all pull requests of the range, in the order of their commits.
    pub fn of_range(&self) -> Result<Vec<u64>, Unknown> {
        let mut all = Vec::new();
        for commit in self.commits()? {
            for number in commit.pull_requests.known()? {
                if !all.contains(number) {
                    all.push(*number);
                }
            }
        }
        Ok(all)
    }

    /// The same, by whether they belong to the release.
    pub fn parted(&self) -> Result<Parted, Unknown> {
        let all = self.of_range()?;
        let Some(package) = self.package() else { return Ok(Parted { own: all, others: Vec::new() }) };
        let belongs = |number: &u64| {
            self.evidence.pull_request(*number).is_none_or(|pull| package.may_have(&pull.files))
        };
        let (own, others): (Vec<u64>, Vec<u64>) = all.iter().partition(|number| belongs(number));
        // Files of the package changed, or may have, and none of these says so: then any of them may have done it.
        if !others.is_empty() && self.direct()?.is_empty() && self.is_unsaid(package, &all) {
            return Ok(Parted { own: all, others: Vec::new() });
        }
        Ok(Parted { own, others })
    }

    /// The commits of the release, oldest first: all of the range or, where a package is released, those that belong to it.
    pub fn own_commits(&self) -> Result<Vec<&'a Commit>, Unknown> {
        let commits = self.commits()?;
        let Some(package) = self.package() else { return Ok(commits.iter().collect()) };
        let own = self.parted()?.own;
        let direct = !own.is_empty() || package.may_have(&self.range()?.files);
        let mut found = Vec::new();
        for commit in commits {
            let numbers = commit.pull_requests.known()?;
            if numbers.iter().any(|number| own.contains(number)) || (numbers.is_empty() && direct) {
                found.push(commit);
            }
        }
        Ok(found)
    }

    /// The commits of the range that no pull request brought in.
    pub(super) fn direct(&self) -> Result<Vec<&'a Commit>, Unknown> {
        let mut direct = Vec::new();
        for commit in self.commits()? {
            if commit.pull_requests.known()?.is_empty() {
                direct.push(commit);
            }
        }
        Ok(direct)
    }

    /// The files of the range that none of its pull requests changes: some direct commit does.
    pub(super) fn unaccounted(&self) -> Result<Vec<String>, Unknown> {
        let mut accounted = BTreeSet::new();
        for pull in self.by_number(&self.of_range()?)? {
            accounted.extend(paths(&pull.files)?);
        }
        let all = paths(&self.range()?.files)?;
        Ok(all.into_iter().filter(|path| !accounted.contains(path)).collect())
    }

    /// Whether the range changes, or may change, a file of the package that none of these pull requests says to change.
    fn is_unsaid(&self, package: &Package, numbers: &[u64]) -> bool {
        let Ok(net) = self.range().and_then(|range| paths(&range.files)) else { return true };
        let pulls = numbers.iter().filter_map(|number| self.evidence.pull_request(*number));
        let said: BTreeSet<&str> = pulls
            .flat_map(|pull| pull.files.seen())
            .flat_map(|file| [Some(&file.path), file.previous.as_ref()])
            .flatten()
            .map(String::as_str)
            .collect();
        net.iter().any(|path| package.has(path) && !said.contains(path.as_str()))
    }

    /// Whether a file of the package is among those; what could not be read may be.
    pub(super) fn unaccounted_may_have(&self, package: &Package) -> bool {
        self.unaccounted().map_or(true, |files| files.iter().any(|path| package.has(path)))
    }
}

#[cfg(test)]
mod tests;
