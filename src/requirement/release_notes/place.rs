//! The notes where they are kept, or the finding that says why there are none.

use std::ops::Range;

use jiff::Timestamp;
use semver::Version;

use crate::candidate::Candidate;
use crate::evidence::artifact::Release;
use crate::evidence::{Reason, Unknown};
use crate::markdown::{find as find_sections, normalise, sections};
use crate::notes::changelog::{self, Entry};
use crate::notes::{Source, Text};
use crate::release::Case;
use crate::requirement::judged_file::{JudgedFiles, code};
use crate::requirement::{release_pull_request, tracking_issue};
use crate::verdict::{Finding, Outcome, Value, Who};
use crate::version::TagPattern;
use crate::yaml::nearest;

crate::messages! {
    NO_RELEASE = "notes-no-release": "there is neither a release nor a draft for {tag}, and so there are no notes"
        => "draft a release for the tag {tag} and write its notes; `holdpoint notes draft` makes a start";
    NO_RELEASE_SEEN = "notes-no-release-seen":
        "no release for {tag} is shown; a draft would be shown only to a token with {right}, and whether this is one is not known"
        => "draft a release for the tag {tag} and write its notes; if there is one, give the gate's job {right} under `permissions:`";
    SEVERAL_RELEASES = "notes-several-releases":
        "{release} is one of {count} releases and drafts for {tag}, and which notes are meant is not known"
        => "delete all of them but the one that is meant";
    NO_VERSION = "notes-not-in-changelog": "{path} has no section for {version}"
        => "add a section headed {heading} to {path}, and have the commit judged that has it";
    NO_VERSION_BUT = "notes-not-in-changelog-but": "{path} has no section for {version}; its topmost one is {first}"
        => "add a section headed {heading} to {path}, and have the commit judged that has it";
    UNRELEASED = "notes-unreleased": "{path} has what is in {version} under {first}, which is no release"
        => "head the section {heading}, and have the commit judged that has it";
    TWICE = "notes-twice-in-changelog": "{path} has {count} sections for {version}"
        => "make one section of them";
    NO_SECTION = "notes-no-section": "{thread} has no section {section}, in which the notes are kept"
        => "add a heading {section} to {thread}, and write the notes under it";
    NO_SECTION_BUT = "notes-no-section-but":
        "{thread} has no section {section}, in which the notes are kept; the nearest is {near}"
        => "call the heading {section}, or correct the section under `notes:` in the policy";
    SECTIONS_TWICE = "notes-section-twice-kept": "{thread} has the section {section} {count} times"
        => "leave one section {section} in {thread}, and write the notes under it";
}

/// So many releases of one tag are named.
const NAMED: usize = 5;

/// Notes that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Their text.
    pub(crate) text: Text,
    /// Where they are a section of a changelog, the same with its heading.
    pub(crate) headed: Option<Text>,
    /// What is wrong with where they are.
    pub(crate) remark: Option<Finding>,
}

impl Found {
    fn plain(text: Text) -> Self {
        Self { text, headed: None, remark: None }
    }
}

/// Finds the notes.
///
/// # Errors
/// Findings that say why there are none: unmet, or unknown where they may be there unseen.
pub(crate) fn find(source: &Source, case: &Case<'_>) -> Result<Found, Vec<Finding>> {
    let Some(candidate) = case.candidate() else {
        return Err(vec![Finding::unreadable("the release notes", Unknown::new(Reason::NotCollected))]);
    };
    match source {
        Source::Release => of_release(case, candidate),
        Source::File(path) => file(case, &candidate.fill(path)).map(Found::plain).map_err(|one| vec![one]),
        Source::Changelog(path) => {
            in_changelog(case, candidate, &candidate.fill(path)).map_err(|one| vec![one])
        }
        Source::TrackingIssue(keys) => {
            let issue = tracking_issue::find(case).map_err(|one| vec![one])?;
            let text = Text::new(format!("#{}", issue.number), issue.body.clone()).at_url(issue.url.clone());
            section(text, keys, &issue.into()).map(Found::plain).map_err(|one| vec![one])
        }
        Source::PullRequest(keys) => {
            let pull = release_pull_request::find(case).map_err(|one| vec![one])?;
            let unread = |why| Finding::unreadable("the text of the release pull request", why);
            let body = pull.body.known().map_err(|why| vec![unread(why)])?;
            let text = Text::new(format!("#{}", pull.number), body.clone()).at_url(pull.url.clone());
            section(text, keys, &pull.into()).map(Found::plain).map_err(|one| vec![one])
        }
    }
}

/// The number of the issue or pull request whose text the notes are kept in; `None`: they are kept elsewhere.
pub(crate) fn number(source: &Source, case: &Case<'_>) -> Option<Result<u64, Finding>> {
    match source {
        Source::TrackingIssue(_) => Some(tracking_issue::find(case).map(|issue| issue.number)),
        Source::PullRequest(_) => Some(release_pull_request::find(case).map(|pull| pull.number)),
        Source::Release | Source::File(_) | Source::Changelog(_) => None,
    }
}

/// The one release for the tag, draft or published.
pub(super) fn release<'a>(case: &Case<'a>, candidate: &Candidate) -> Result<&'a Release, Vec<Finding>> {
    let unread = |why| vec![Finding::unreadable("the list of releases", why)];
    let read = case.evidence.releases.known().map_err(unread)?;
    if read.tag != candidate.tag {
        return Err(unread(Unknown::new(Reason::NotCollected)));
    }
    let tag = |finding: Finding| finding.with("tag", Value::Code(candidate.tag.clone())).who([Who::Writers]);
    match read.releases.whole().map_err(unread)? {
        [one] => Ok(one),
        [] if read.drafts_shown => Err(vec![tag(Finding::absent(&NO_RELEASE))]),
        [] => {
            let right = Value::Code("contents: write".to_owned());
            let finding = tag(Finding::unknown(&NO_RELEASE_SEEN).with("right", right));
            Err(vec![finding.who([Who::WorkflowAuthors])])
        }
        several => {
            let one_of = |one: &Release| {
                let release = Value::Link { text: candidate.tag.clone(), url: one.url.clone() };
                tag(Finding::unknown(&SEVERAL_RELEASES).with("release", release).with("count", several.len()))
            };
            Err(several.iter().take(NAMED).map(one_of).collect())
        }
    }
}

fn of_release(case: &Case<'_>, candidate: &Candidate) -> Result<Found, Vec<Finding>> {
    let release = release(case, candidate)?;
    let unread = |why| vec![Finding::unreadable("the text of the release", why)];
    let notes = release.notes.known().map_err(unread)?;
    let kind = if release.draft { "draft release" } else { "release" };
    let text = Text::new(format!("{kind} {}", candidate.tag), notes.body.clone());
    Ok(Found::plain(text.at_url(release.url.clone())))
}

/// A file of the judged commit.
fn file(case: &Case<'_>, path: &str) -> Result<Text, Finding> {
    let files = JudgedFiles::new(case)?;
    let entry = files.entry(path).map_err(|finding| *finding)?;
    let text = files.text(path, entry).map_err(|finding| *finding)?;
    let commit = case.candidate().map(|candidate| candidate.commit.as_str()).unwrap_or_default();
    let url = format!("{}/blob/{commit}/{path}", case.evidence.opening.repository.url);
    Ok(Text::new(path, text).at_path(path).at_url(url))
}

fn in_changelog(case: &Case<'_>, candidate: &Candidate, path: &str) -> Result<Found, Finding> {
    let whole = file(case, path)?;
    of_version(whole, path, &candidate.version, &case.rules.tag, case.now)
}

/// The notes of another tag in the file that is kept for it, or in its section of the changelog, at the judged commit.
/// `None`: there are none, or notes are kept elsewhere.
pub(crate) fn kept_for(source: &Source, case: &Case<'_>, tag: &str) -> Option<Result<String, Unknown>> {
    let candidate = case.candidate()?;
    let version = case.rules.tag.version(tag)?;
    let path = match source {
        Source::File(path) => {
            Candidate { version: version.clone(), tag: tag.to_owned(), ..candidate.clone() }.fill(path)
        }
        Source::Changelog(path) => candidate.fill(path),
        Source::Release | Source::TrackingIssue(_) | Source::PullRequest(_) => return None,
    };
    let whole = match file(case, &path) {
        Ok(whole) => whole.whole().to_owned(),
        Err(finding) if finding.outcome == Outcome::Unknown => {
            let why = finding.facts.into_iter().find_map(|(_, fact)| match fact {
                Value::Unknown(why) => Some(why),
                _ => None,
            });
            return Some(Err(why.unwrap_or(Unknown::new(Reason::NotCollected))));
        }
        Err(_) => return None,
    };
    match source {
        // One file for all versions has nobody else's notes.
        Source::File(written) => (path != candidate.fill(written)).then_some(Ok(whole)),
        _ => match changelog::find(&whole, &version, &case.rules.tag) {
            Entry::Version(place) => whole.get(place.content).map(|text| Ok(text.to_owned())),
            _ => None,
        },
    }
}

/// The section of a version in a changelog.
///
/// # Errors
/// A finding: it has none, or several.
pub(crate) fn of_version(
    whole: Text,
    path: &str,
    version: &Version,
    tag: &TagPattern,
    now: Timestamp,
) -> Result<Found, Finding> {
    let heading = format!("## [{version}] - {}", now.strftime("%Y-%m-%d"));
    let of = |finding: Finding| {
        let finding = finding.with("path", code(path)).who([Who::Writers]);
        let version = Value::Code(version.to_string());
        finding.with("version", version).with("heading", Value::Code(heading.clone()))
    };
    let shown = |at: &Range<usize>| {
        let heading = whole.whole().get(at.clone()).unwrap_or_default();
        Value::Text(heading.trim().trim_start_matches('#').trim().to_owned())
    };
    match changelog::find(whole.whole(), version, tag) {
        Entry::Version(place) => {
            let text = whole.clone().part(place.content.clone());
            Ok(Found { text, headed: Some(whole.part(place.whole())), remark: None })
        }
        Entry::Unreleased(place) => {
            let remark = of(Finding::unmet(&UNRELEASED)).with("first", shown(&place.heading));
            let remark = remark.at(whole.spot(place.heading.clone()));
            let text = whole.clone().part(place.content.clone());
            Ok(Found { text, headed: Some(whole.part(place.whole())), remark: Some(remark) })
        }
        Entry::Twice(places) => {
            let again = places.get(1).map(|place| place.heading.clone()).unwrap_or_default();
            Err(of(Finding::unknown(&TWICE)).with("count", places.len()).at(whole.spot(again)))
        }
        Entry::Nothing(None) => Err(of(Finding::absent(&NO_VERSION)).at(whole.spot(0..0))),
        Entry::Nothing(Some(first)) => {
            let finding = of(Finding::absent(&NO_VERSION_BUT)).with("first", Value::Text(first));
            Err(finding.at(whole.spot(0..0)))
        }
    }
}

/// A section of a text, or all of it.
fn section(text: Text, keys: &[String], thread: &Value) -> Result<Text, Finding> {
    let Some(own) = keys.last() else { return Ok(text) };
    let all = sections(text.whole());
    let of = |finding: Finding| {
        let finding = finding.with("thread", thread.clone()).with("section", Value::Text(keys.join(" / ")));
        finding.who([Who::Writers])
    };
    match find_sections(&all, keys).as_slice() {
        [one] => {
            let content = one.content.clone();
            Ok(text.part(content))
        }
        [] => {
            let near = nearest(own, all.iter().map(|section| section.key.as_str()));
            let near = near.and_then(|near| all.iter().find(|section| normalise(&section.text) == near));
            let finding = match near {
                Some(near) => of(Finding::absent(&NO_SECTION_BUT))
                    .with("near", Value::Text(near.text.clone()))
                    .at(text.spot(near.heading.clone())),
                None => of(Finding::absent(&NO_SECTION)),
            };
            Err(finding)
        }
        several => {
            let again = several.get(1).map(|section| section.heading.clone()).unwrap_or_default();
            Err(of(Finding::unknown(&SECTIONS_TWICE)).with("count", several.len()).at(text.spot(again)))
        }
    }
}
