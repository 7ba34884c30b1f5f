//! Which teams of CODEOWNERS decide: about the pull requests that their owners must approve, and who holds a role that owners
//! hold.
//!
//! A file may name dozens of teams, and each costs a request, so only those are read whose approval can matter.

use std::collections::BTreeSet;

use super::repository::RepositoryName;
use crate::evidence::needs::{Head, Reading, Subject};
use crate::evidence::release::ChangedFile;
use crate::evidence::{Evidence, Fact, List, TeamName};
use crate::paths::{CodeOwners, Owner};

/// The teams that own files of what is judged by its owners, without those that the policy names
/// itself. Where the files are not known these are all teams of the file. Empty where no owner is asked for, or the file
/// is not known.
///
/// Teams of other organizations are left out: a team has rights to repositories of its own organization only, so that
/// GitHub never asks it for a review.
pub(super) fn teams(
    repository: &RepositoryName,
    reading: &Reading,
    evidence: &Evidence,
) -> BTreeSet<TeamName> {
    let Some(Some(text)) = evidence.codeowners.value() else { return BTreeSet::new() };
    let (owners, _) = CodeOwners::parse(text);
    let pulls = judged(reading, evidence).into_iter().map(|number| evidence.pull_request(number));
    let lists = pulls.map(|pull| pull.map(|pull| &pull.files)).chain(of_release(reading, evidence));
    let paths = lists.map(|files| paths(files?)).collect::<Option<Vec<_>>>();
    let paths: Option<BTreeSet<&str>> = paths.map(|each| each.into_iter().flatten().collect());
    let rules: Vec<_> = match paths {
        Some(paths) => paths.into_iter().filter_map(|path| owners.rule(path)).collect(),
        None => owners.rules().iter().collect(),
    };
    let mut teams: BTreeSet<TeamName> = BTreeSet::new();
    for owner in rules.into_iter().flat_map(|rule| &rule.owners) {
        let Owner::Team { org, slug } = owner else { continue };
        let team = TeamName { organization: org.clone(), slug: slug.clone() };
        let is_known = reading.needs.teams.iter().chain(&teams).any(|known| known.is(&team));
        if repository.is_owned_by(org) && !is_known {
            teams.insert(team);
        }
    }
    teams
}

/// The pull requests whose files the owners must approve.
fn judged(reading: &Reading, evidence: &Evidence) -> Vec<u64> {
    match &reading.subject {
        Subject::PullRequest { number, .. } => vec![*number],
        Subject::MergeGroup { numbers, .. } => numbers.clone(),
        Subject::Release(release) => match release.head {
            Head::PullRequest(number) => vec![number],
            Head::Reference(_) | Head::Commit => evidence.release_pull_requests.seen().to_vec(),
        },
    }
}

/// The files of a release, where owners hold a role: those that differ from the previous release, and those of its pull
/// requests. Of which pull requests no files were asked for, those are not the release's.
fn of_release<'e>(
    reading: &Reading,
    evidence: &'e Evidence,
) -> impl Iterator<Item = Option<&'e Fact<List<ChangedFile>>>> {
    let wanted = reading.needs.owning_teams && reading.subject.release().is_some();
    let net = wanted.then(|| evidence.range.value().map(|range| &range.files));
    let pulls = evidence.pull_requests.iter().filter(move |_| wanted).map(|pull| &pull.files);
    net.into_iter().chain(pulls.filter(|files| **files != Fact::NotCollected).map(Some))
}

/// All paths of a list of files, the old ones of moved files among them.
fn paths(files: &Fact<List<ChangedFile>>) -> Option<Vec<&str>> {
    let files = files.whole().ok()?;
    Some(
        files
            .iter()
            .flat_map(|file| [Some(file.path.as_str()), file.previous.as_deref()])
            .flatten()
            .collect(),
    )
}

#[cfg(test)]
mod tests;
