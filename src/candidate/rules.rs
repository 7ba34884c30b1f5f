//! What a policy says of releases: the `release:` section, valid.

use std::collections::BTreeMap;

use crate::bump::{self, Cutting, Package};
use crate::evidence::needs::Line;
use crate::paths::Glob;
use crate::version::{ReleaseType, TagPattern};
use crate::version_files::VersionFile;

/// The `release:` section of a policy.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The shape of a release's tag.
    pub tag: TagPattern,
    /// The branches from which releases are cut; empty: the default branch. Those of own types come on top.
    pub branches: Vec<Glob>,
    /// Which pull requests belong to a release.
    pub pull_requests: PullRequests,
    /// A version's tag before which nothing is judged, or a whole commit id from which the first release counts.
    pub since: Option<String>,
    /// The label by which the tracking issue is found.
    pub tracking_issue: Option<String>,
    /// How the release pull request is found.
    pub pull_request: Option<PullRequestRule>,
    /// The team's own release types by name.
    pub types: BTreeMap<String, OwnType>,
    /// How versions are raised; `None`: the policy does not say, and no gate computes them.
    pub bump: Option<bump::Rules>,
    /// How tags are cut.
    pub cutting: Cutting,
    /// The files that the release pull request puts the version into; empty: the well-known ones at the root.
    pub version_files: Vec<VersionFile>,
    /// The packages that are released each by itself; none: the repository is released as a whole.
    pub packages: Vec<Package>,
    /// The one of them that is released: its tags and versions are those of these rules.
    pub package: Option<Package>,
    /// The repository's default branch, for a policy that names no branches.
    pub default_branch: String,
}

/// Which pull requests belong to a release. The range is read and compared either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "WhichPullRequests", rename_all = "kebab-case")]
pub enum PullRequests {
    /// Those of the milestone that is named like the version.
    Milestone,
    /// Those that brought the range's commits in.
    SinceLastTag,
}

/// How the release pull request is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PullRequestRule {
    /// By a label.
    Label(String),
    /// By the branch that it comes from; `{version}` stands for the release's version.
    Branch(String),
}

/// A release type of the team's own.
#[derive(Debug, Clone)]
pub struct OwnType {
    /// The semver type that it is one of.
    pub is: ReleaseType,
    /// The branches that make a release of that type this one. Releases may be cut from them.
    pub branches: Vec<Glob>,
}

impl Rules {
    /// Whether releases are cut from a branch: one that the policy lists, or one of the team's own types.
    #[must_use]
    pub fn allows(&self, branch: &str) -> bool {
        let listed = if self.branches.is_empty() {
            branch == self.default_branch
        } else {
            self.branches.iter().any(|glob| glob.matches(branch))
        };
        listed || self.own_branches().any(|glob| glob.matches(branch))
    }

    /// The patterns of those branches, as the policy writes them.
    #[must_use]
    pub fn branch_patterns(&self) -> Vec<String> {
        let mut patterns: Vec<String> = self.branches.iter().map(ToString::to_string).collect();
        if patterns.is_empty() {
            patterns.push(self.default_branch.clone());
        }
        for own in self.own_branches() {
            if !patterns.iter().any(|pattern| pattern == own.as_str()) {
                patterns.push(own.to_string());
            }
        }
        patterns
    }

    /// All patterns of those branches; none where the default branch is the only one, whose name a policy does not
    /// know.
    #[must_use]
    pub fn all_branches(&self) -> Vec<Glob> {
        if self.branches.is_empty() {
            return Vec::new();
        }
        self.branches.iter().chain(self.own_branches()).cloned().collect()
    }

    /// The branches of the team's own types. A hotfix is released from its branch, or it would not be one.
    fn own_branches(&self) -> impl Iterator<Item = &Glob> {
        self.types.values().flat_map(|own| &own.branches)
    }

    /// The first branch that is named without a wildcard.
    #[must_use]
    pub fn first_branch(&self) -> Option<String> {
        self.branch_patterns().into_iter().find(|pattern| !has_wildcard(pattern))
    }

    /// Where to look for the branch that contains a tagged commit: the default branch first, if it is allowed.
    #[must_use]
    pub fn lines(&self, default_branch: &str) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.allows(default_branch) {
            lines.push(Line::Branch(default_branch.to_owned()));
        }
        for pattern in self.branch_patterns() {
            let line = match pattern.find(WILDCARDS) {
                None => Line::Branch(pattern),
                Some(at) => Line::Under(pattern.get(..at).unwrap_or_default().to_owned()),
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }
}

/// What ends the part of a pattern that means itself; a backslash takes the meaning from the next character.
const WILDCARDS: [char; 5] = ['*', '?', '[', '{', '\\'];

fn has_wildcard(pattern: &str) -> bool {
    pattern.contains(WILDCARDS)
}
