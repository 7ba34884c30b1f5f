//! Which package is meant, where a policy has several: the one that is named; else that of the event's tag, of the release
//! pull request, of the tracking issues, of the open milestones. Several at one level are never guessed between.

use semver::Version;

use super::{Clues, NoCandidate, Nothing, PullRequestRule, Rules};
use crate::bump::{Package, named};
use crate::evidence::release::Trigger;
use crate::evidence::{Fact, PullRequest};
use crate::version::{find_in, parse_loose};

/// The package that is meant.
///
/// # Errors
/// None is, or several are, or the one that is named is not there.
pub fn find_package<'r>(
    rules: &'r Rules,
    clues: Clues<'_>,
) -> Result<Result<&'r Package, Nothing>, NoCandidate> {
    let packages = &rules.packages;
    if let Some(name) = &clues.ask.package {
        return named_package(rules, name).map(Ok);
    }
    let tag = match &clues.ask.trigger {
        Trigger::PushTag { tag } => Some(tag.as_str()),
        Trigger::Dispatch { reference, .. } => reference.strip_prefix("refs/tags/"),
        _ => None,
    };
    let of_tag = |tag: &str| packages.iter().find(|package| package.tag.version(tag).is_some());
    if let Some(tag) = tag {
        return match (of_tag(tag), &clues.ask.trigger) {
            (Some(package), _) => Ok(Ok(package)),
            (None, Trigger::PushTag { .. }) => Ok(Err(Nothing::NotAVersionTag(tag.to_owned()))),
            (None, _) => Err(NoCandidate::NotAVersion(tag.to_owned())),
        };
    }
    let version = clues.ask.version.as_deref().map(str::trim);
    if let Some(package) = version.and_then(of_tag) {
        return Ok(Ok(package));
    }
    if let [package] = packages.as_slice() {
        return Ok(Ok(package));
    }
    if let Some(pull) = clues.pull_request {
        let carried: Vec<&Package> = packages.iter().filter(|one| carries(rules, one, pull)).collect();
        if let [package] = carried.as_slice() {
            return Ok(Ok(package));
        }
    }
    let version = version.and_then(parse_loose);
    for titles in [of_issues(clues)?, of_milestones(clues)?] {
        let mut found: Vec<&Package> = Vec::new();
        for (package, its) in titles.iter().flat_map(|title| named(packages, title)) {
            let fits = version.as_ref().is_none_or(|version| *version == its);
            if fits && !found.contains(&package) {
                found.push(package);
            }
        }
        match found.as_slice() {
            [] => {}
            [package] => return Ok(Ok(package)),
            several => return Err(NoCandidate::WhichPackage(names(several.iter().copied()))),
        }
    }
    Err(NoCandidate::WhichPackage(names(packages)))
}

/// The package of this name.
///
/// # Errors
/// There is none.
pub fn named_package<'r>(rules: &'r Rules, name: &str) -> Result<&'r Package, NoCandidate> {
    if rules.packages.is_empty() {
        return Err(NoCandidate::NoPackages(name.to_owned()));
    }
    rules
        .packages
        .iter()
        .find(|package| package.name == name)
        .ok_or_else(|| NoCandidate::UnknownPackage { asked: name.to_owned(), known: names(&rules.packages) })
}

fn names<'p>(packages: impl IntoIterator<Item = &'p Package>) -> Vec<String> {
    packages.into_iter().map(|package| package.name.clone()).collect()
}

/// Whether a pull request may carry a release of this package: it comes from its branch, or its title names it.
fn carries(rules: &Rules, package: &Package, pull: &PullRequest) -> bool {
    match &rules.pull_request {
        Some(PullRequestRule::Branch(pattern)) => {
            let pattern = of_package(pattern, &package.name);
            super::version::of_branch(&pattern, &pull.head_branch).is_some()
        }
        Some(PullRequestRule::Label(_)) => {
            named(&rules.packages, &pull.title).iter().any(|(one, _)| one.name == package.name)
        }
        None => false,
    }
}

/// A text of the policy with the package's name filled in.
fn of_package(text: &str, package: &str) -> String {
    text.replace("{package}", package)
}

/// The titles of the open tracking issues, or of the one that is named.
fn of_issues(clues: Clues<'_>) -> Result<Vec<String>, NoCandidate> {
    let number = match clues.ask.trigger {
        Trigger::Issue { number } => Some(number),
        _ => clues.ask.tracking_issue,
    };
    if matches!(clues.issues, Fact::NotCollected) {
        return Ok(Vec::new());
    }
    let issues = clues.issues.whole().map_err(NoCandidate::IssuesUnreadable)?;
    let meant = issues.iter().filter(|issue| number.map_or(issue.open, |number| number == issue.number));
    Ok(meant.map(|issue| issue.title.clone()).collect())
}

fn of_milestones(clues: Clues<'_>) -> Result<Vec<String>, NoCandidate> {
    let milestones = clues.opening.milestones.whole().map_err(NoCandidate::MilestonesUnreadable)?;
    Ok(milestones.iter().filter(|one| one.open).map(|one| one.title.clone()).collect())
}

impl Rules {
    /// The rules of one of its packages.
    #[must_use]
    pub fn of(&self, package: &Package) -> Self {
        let mut rules = self.clone();
        rules.tag = package.tag.clone();
        rules.bump.clone_from(&package.bump);
        if package.since.is_some() {
            rules.since.clone_from(&package.since);
        }
        rules.cutting.floating.clone_from(&package.floating);
        rules.cutting.latest = package.latest;
        if let Some(PullRequestRule::Branch(pattern)) = &mut rules.pull_request {
            *pattern = of_package(pattern, &package.name);
        }
        rules.package = Some(package.clone());
        rules
    }

    /// The versions of a release that a text names: where packages are released, those of this package, by its tag or its
    /// name.
    #[must_use]
    pub fn versions_in(&self, text: &str) -> Vec<Version> {
        let Some(package) = &self.package else { return find_in(text, &self.tag) };
        let mut found: Vec<Version> = Vec::new();
        for (one, version) in named(&self.packages, text) {
            if one.name == package.name && !found.contains(&version) {
                found.push(version);
            }
        }
        found
    }
}
