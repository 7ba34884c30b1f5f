//! Which version is meant.

use semver::Version;

use super::{Clues, NoCandidate, Nothing, Place, Rules};
use crate::bump::Line;
use crate::evidence::issue::Permission;
use crate::evidence::release::Trigger;
use crate::evidence::{Fact, Issue};
use crate::version::parse_loose;

const PLACEHOLDER: &str = "{version}";

/// Looks for the version, level by level. Several at one level are never guessed between.
pub(super) fn find(
    rules: &Rules,
    clues: Clues<'_>,
    place: &Place,
) -> Result<Result<Version, Nothing>, NoCandidate> {
    if let Some(text) = &clues.ask.version {
        let named = of_title(rules, text).ok_or_else(|| NoCandidate::NotAVersion(text.clone()))?;
        let of_tag = place.tag.as_deref().and_then(|tag| rules.tag.version(tag));
        let of_tag = of_tag.filter(|found| !is_promoted(found, &named));
        return match of_tag.or_else(|| place.version.clone()) {
            Some(found) if found != named => Err(NoCandidate::OtherVersion { named, found }),
            _ => Ok(Ok(named)),
        };
    }
    if let Some(tag) = &place.tag {
        return match (rules.tag.version(tag), &clues.ask.trigger) {
            (Some(version), _) => Ok(Ok(version)),
            (None, Trigger::PushTag { .. }) => Ok(Err(Nothing::NotAVersionTag(tag.clone()))),
            (None, _) => Err(NoCandidate::NotAVersion(tag.clone())),
        };
    }
    if let Some(version) = &place.version {
        return Ok(Ok(version.clone()));
    }
    let named = named_issue(clues);
    for level in 0..5 {
        let versions = match level {
            0 if named.is_some() => of_issues(rules, clues)?,
            1 => carried(rules, clues, place)?,
            2 if named.is_none() => of_line(of_issues(rules, clues)?, place),
            3 => of_milestones(rules, clues, place)?,
            4 => clues.ask.computed.iter().filter_map(|text| of_title(rules, text)).collect(),
            _ => Vec::new(),
        };
        match versions.as_slice() {
            [] => {}
            [one] => return Ok(Ok(one.clone())),
            several if level == 1 && several.iter().filter(|one| one.pre.is_empty()).count() > 1 => {
                let finals = several.iter().filter(|one| one.pre.is_empty());
                let tags = finals.map(|one| rules.tag.tag(one)).collect();
                return Err(NoCandidate::SeveralReleased { commit: place.commit.clone(), tags });
            }
            _ => return Err(NoCandidate::Ambiguous(versions)),
        }
    }
    Err(NoCandidate::NoVersion)
}

/// Whether the one is a prerelease of the other: its commit may be released as the final version.
fn is_promoted(prerelease: &Version, last: &Version) -> bool {
    let triple = |version: &Version| (version.major, version.minor, version.patch);
    !prerelease.pre.is_empty() && last.pre.is_empty() && triple(prerelease) == triple(last)
}

/// The version that the title of a milestone is. Where there are packages, it is the one that names this one.
pub(super) fn of_milestone(rules: &Rules, title: &str) -> Option<Version> {
    if rules.package.is_none() {
        return of_title(rules, title);
    }
    match rules.versions_in(title).as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The version that a title is, or one as somebody typed it.
pub(super) fn of_title(rules: &Rules, title: &str) -> Option<Version> {
    let title = title.trim();
    rules.tag.version(title).or_else(|| parse_loose(title))
}

/// Whether a branch has the shape of `release/v{version}`, and if so the version in it. Without the placeholder,
/// whether it is that branch.
#[must_use]
pub fn of_branch(pattern: &str, branch: &str) -> Option<Option<Version>> {
    match pattern.split_once(PLACEHOLDER) {
        Some((before, after)) => {
            let version = branch.strip_prefix(before)?.strip_suffix(after)?;
            Version::parse(version).ok().map(Some)
        }
        None => (pattern == branch).then_some(None),
    }
}

/// Whether the event's issue is a tracking issue.
pub(super) fn is_tracking_issue(rules: &Rules, clues: Clues<'_>, number: u64) -> Result<bool, NoCandidate> {
    if rules.tracking_issue.is_none() && clues.ask.tracking_issue.is_none() {
        return Ok(false);
    }
    if let Some(issue) = clues.issues.seen().iter().find(|issue| issue.number == number) {
        return tracks(rules, clues, issue);
    }
    clues.issues.whole().map(|_| false).map_err(NoCandidate::IssuesUnreadable)
}

/// The issue that the event or an argument names.
fn named_issue(clues: Clues<'_>) -> Option<u64> {
    match clues.ask.trigger {
        Trigger::Issue { number } => Some(number),
        _ => clues.ask.tracking_issue,
    }
}

/// One that an argument names is a tracking issue; others are if they are open and have the label.
fn tracks(rules: &Rules, clues: Clues<'_>, issue: &Issue) -> Result<bool, NoCandidate> {
    if clues.ask.tracking_issue.is_some() {
        return Ok(clues.ask.tracking_issue == Some(issue.number));
    }
    let label = rules.tracking_issue.as_deref().unwrap_or_default().to_lowercase();
    if !issue.open || issue.labels.seen().iter().any(|known| known.to_lowercase() == label) {
        return Ok(issue.open);
    }
    issue.labels.whole().map(|_| false).map_err(NoCandidate::IssuesUnreadable)
}

/// The versions that the tracking issues name: the one that is named, or all of them.
///
/// Whether an author can write to the repository is read late, together with much else. Until it is known, the issue
/// counts; the verdict is made when it is.
fn of_issues(rules: &Rules, clues: Clues<'_>) -> Result<Vec<Version>, NoCandidate> {
    if matches!(clues.issues, Fact::NotCollected) && named_issue(clues).is_none() {
        return Ok(Vec::new());
    }
    let issues = clues.issues.whole().map_err(NoCandidate::IssuesUnreadable)?;
    let named = named_issue(clues);
    let wanted = issues.iter().filter(|issue| named.is_none_or(|number| number == issue.number));
    let (mut versions, mut stranger) = (Vec::new(), None);
    for issue in wanted {
        let found = if tracks(rules, clues, issue)? { rules.versions_in(&issue.title) } else { Vec::new() };
        match &issue.author_permission {
            _ if found.is_empty() => {}
            Fact::Known(permission) if *permission < Permission::Write => stranger = Some(issue.number),
            Fact::Unknown(why) => return Err(NoCandidate::IssuesUnreadable(why.clone())),
            Fact::Known(_) | Fact::NotCollected => versions.extend(found),
        }
    }
    match stranger {
        Some(number) if versions.is_empty() => Err(NoCandidate::IssueAuthorCannotWrite(number)),
        _ => Ok(unique(versions)),
    }
}

/// The versions of the tags that the commit carries already.
fn carried(rules: &Rules, clues: Clues<'_>, place: &Place) -> Result<Vec<Version>, NoCandidate> {
    let tags = clues.opening.tags.whole().map_err(NoCandidate::TagsUnreadable)?;
    let here = tags.iter().filter(|tag| tag.commit.as_ref() == Some(&place.commit));
    Ok(unique(here.filter_map(|tag| rules.tag.version(&tag.name)).collect()))
}

/// The versions of the open milestones. Those of other lines are not meant on a maintenance branch.
fn of_milestones(rules: &Rules, clues: Clues<'_>, place: &Place) -> Result<Vec<Version>, NoCandidate> {
    let milestones = clues.opening.milestones.whole().map_err(NoCandidate::MilestonesUnreadable)?;
    let open = milestones.iter().filter(|milestone| milestone.open);
    let versions = open.filter_map(|one| of_milestone(rules, &one.title)).collect();
    Ok(unique(of_line(versions, place)))
}

fn of_line(mut versions: Vec<Version>, place: &Place) -> Vec<Version> {
    if let Some(line) = Line::of_branch(&place.branch) {
        versions.retain(|version| line.holds(version));
    }
    versions
}

fn unique(mut versions: Vec<Version>) -> Vec<Version> {
    versions.sort();
    versions.dedup();
    versions
}
