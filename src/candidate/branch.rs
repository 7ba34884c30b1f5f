//! On which branch a commit lies that somebody names in a terminal: its id says nothing of that, and the branch decides which
//! versions it may get.

use super::{Clues, NoCandidate, Rules};
use crate::evidence::needs::Line;
use crate::evidence::release::{Relation, Trigger};
use crate::evidence::{List, Oid};

/// The commit and the branches that it may lie on, where that has to be found out: releases are cut from several, and the
/// commit is not the tip of the default branch, where a run without a working copy would be.
#[must_use]
pub fn branches_of_commit(rules: &Rules, clues: Clues<'_>) -> Option<(Oid, Vec<Line>)> {
    let Trigger::Terminal { branch, .. } = &clues.ask.trigger else { return None };
    let commit = clues.ask.commit.clone()?;
    let default = &clues.opening.repository;
    let at_default = branch.as_ref().is_none_or(|branch| *branch == default.default_branch);
    let lines = rules.lines(&default.default_branch);
    let only_default = lines.iter().all(|line| *line == Line::Branch(default.default_branch.clone()));
    let is_known = only_default || at_default && commit == default.default_commit;
    (!is_known).then_some((commit, lines))
}

/// The branch of a commit, by how these lie to it: the one that is checked out, the default branch, or the only one.
/// `None`: not all branches are known, and those that are do not tell.
///
/// # Errors
/// It lies on none from which releases are cut, or on several and nothing says which is meant.
pub fn branch_of_commit(
    rules: &Rules,
    clues: Clues<'_>,
    commit: &Oid,
    lines: &List<Relation>,
) -> Result<Option<String>, NoCandidate> {
    let Trigger::Terminal { branch: checked_out, .. } = &clues.ask.trigger else { return Ok(None) };
    let on = lines.seen().iter().filter(|line| line.ahead == 0);
    let named = on.filter_map(|line| line.reference.strip_prefix("refs/heads/"));
    let on: Vec<&str> = named.filter(|branch| rules.allows(branch)).collect();
    let default = clues.opening.repository.default_branch.as_str();
    let preferred = checked_out.as_deref().into_iter().chain([default]).find(|branch| on.contains(branch));
    match (preferred, on.as_slice()) {
        (Some(branch), _) => Ok(Some(branch.to_owned())),
        _ if lines.whole().is_err() => Ok(None),
        (None, [one]) => Ok(Some((*one).to_owned())),
        (None, []) => {
            let allowed = rules.branch_patterns();
            Err(NoCandidate::OnNoBranch { commit: commit.clone(), allowed })
        }
        (None, several) => {
            let branches = several.iter().map(|branch| (*branch).to_owned()).collect();
            Err(NoCandidate::OnSeveralBranches { commit: commit.clone(), branches })
        }
    }
}
