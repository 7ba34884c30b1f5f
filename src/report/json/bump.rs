//! A computed version for programs: a versioned document of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::armoured;
use super::document::Usage;
use crate::bump::{Because, Contribution, Level, Nothing, Outcome, Refusal, Tagged, What};
use crate::report::bump::{BumpReport, BumpsReport, because, headline};

/// The version of the document's shape.
const VERSION: u32 = 1;

/// What `holdpoint bump` computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BumpDocument {
    /// The version of this document's shape.
    pub version: u32,
    /// `owner/name` of the repository.
    pub repository: String,
    /// The package that would be released; null where the policy has none.
    pub package: Option<String>,
    /// The branch that would be released.
    pub branch: String,
    /// The commit that would be released.
    pub commit: String,
    /// How it ended.
    pub outcome: BumpOutcome,
    /// The same in a sentence.
    pub message: String,
    /// The next version, without the tag's prefix; null if there is none.
    pub next: Option<String>,
    /// Its tag.
    pub tag: Option<String>,
    /// By how much it is raised: major, minor or patch; null for the first version, and if there is none.
    pub raised: Option<String>,
    /// The greatest that any change asks for; null if none does.
    pub asked: Option<String>,
    /// The last final release, if there is one.
    pub previous: Option<BumpTag>,
    /// The newest prerelease since then, if there is one.
    pub prerelease: Option<BumpTag>,
    /// The versions of the branch, as `1.4.x`, where its name says them.
    pub line: Option<String>,
    /// How many commits came since the last final release.
    pub commits: u64,
    /// What each change asks for, in the order of the release.
    pub changes: Vec<BumpChange>,
    /// Versions that may be named instead, where the version exists already.
    pub free: Vec<String>,
    /// The role of which somebody has to confirm the version; null if nobody has to.
    pub confirmed_by: Option<String>,
    /// The version that a tag, a tracking issue, a milestone or an argument names; null if none does.
    pub named: Option<String>,
    /// The pull request of which is shown what its merge would release; null otherwise.
    pub preview: Option<u64>,
    /// What reading GitHub took, if that was asked for.
    pub usage: Option<Usage>,
}

/// What `holdpoint bump` computed of several packages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BumpsDocument {
    /// The version of this document's shape.
    pub version: u32,
    /// The packages, each as it would be by itself; of a pull request, those that it affects.
    pub packages: Vec<BumpDocument>,
    /// The packages that the pull request does not affect.
    pub unaffected: Vec<String>,
    /// The pull request of which is shown what its merge would release; null otherwise.
    pub preview: Option<u64>,
}

/// How the computing of a version ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BumpOutcome {
    /// There is a version.
    Version,
    /// There is nothing to release.
    Nothing,
    /// Changes that no rule fits stand in the way.
    Unlabelled,
    /// There is no such version.
    Refused,
}

/// A tag and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BumpTag {
    /// The tag.
    pub tag: String,
    /// The version in it.
    pub version: String,
    /// Its commit.
    pub commit: String,
}

/// What one change asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BumpChange {
    /// The number of the pull request; null for a commit that none brought in.
    pub pull_request: Option<u64>,
    /// The commit that no pull request brought in; null for a pull request.
    pub commit: Option<String>,
    /// Its title, as it was typed. Untrusted.
    pub title: String,
    /// Its page.
    pub url: String,
    /// major, minor or patch; null: nothing.
    pub asks: Option<String>,
    /// By which rule: label, type, breaking, path, otherwise, unlabelled, reverted or carries.
    pub rule: String,
    /// What fitted the rule: the label, the type, the path, the mark; null where there is none.
    pub by: Option<String>,
    /// The same in words.
    pub because: String,
}

impl BumpDocument {
    fn of(report: &BumpReport<'_>) -> Self {
        let computed = report.computed;
        let (outcome, raised, free) = match &computed.outcome {
            Outcome::Version(next) => (BumpOutcome::Version, next.raised_by, Vec::new()),
            Outcome::Nothing(Nothing::Unchanged(_) | Nothing::NotAsked) => {
                (BumpOutcome::Nothing, None, Vec::new())
            }
            Outcome::Unlabelled => (BumpOutcome::Unlabelled, None, Vec::new()),
            Outcome::Refused(Refusal::Taken { free, .. }) => {
                (BumpOutcome::Refused, None, free.iter().map(ToString::to_string).collect())
            }
            Outcome::Refused(_) => (BumpOutcome::Refused, None, Vec::new()),
        };
        let word = |level: Level| level.as_str().to_owned();
        Self {
            version: VERSION,
            repository: report.repository.name.clone(),
            package: report.package.map(str::to_owned),
            branch: computed.branch.clone(),
            commit: computed.commit.to_string(),
            outcome,
            message: headline(report),
            next: computed.version().map(ToString::to_string),
            tag: computed.version().map(|version| report.tag.tag(version)),
            raised: raised.map(word),
            asked: computed.level.map(word),
            previous: computed.last.as_ref().map(tag),
            prerelease: computed.prerelease.as_ref().map(tag),
            line: computed.line.map(|line| line.to_string()),
            commits: computed.commits,
            changes: computed.contributions.iter().map(|one| change(report, one)).collect(),
            free,
            confirmed_by: computed.confirmed_by.clone(),
            named: report.named.map(ToString::to_string),
            preview: report.preview,
            usage: report.usage.map(|usage| Usage { requests: usage.requests, points: usage.points }),
        }
    }
}

fn tag(tagged: &Tagged) -> BumpTag {
    BumpTag {
        tag: tagged.tag.clone(),
        version: tagged.version.to_string(),
        commit: tagged.commit.to_string(),
    }
}

fn change(report: &BumpReport<'_>, one: &Contribution) -> BumpChange {
    let (rule, by) = match &one.because {
        Because::Label(label) => ("label", Some(label.clone())),
        Because::Type(kind) => ("type", Some(kind.clone())),
        Because::Breaking(mark) => ("breaking", Some((*mark).to_owned())),
        Because::Path(path) => ("path", Some(path.clone())),
        Because::Otherwise => ("otherwise", None),
        Because::Unlabelled => ("unlabelled", None),
        Because::Reverted => ("reverted", None),
        Because::Carries => ("carries", None),
    };
    let (pull_request, commit) = match &one.what {
        What::PullRequest(number) => (Some(*number), None),
        What::Commit(oid) => (None, Some(oid.clone())),
    };
    BumpChange {
        pull_request,
        commit,
        title: one.title.clone(),
        url: one.url.clone(),
        asks: one.level.map(|level| level.as_str().to_owned()),
        rule: rule.to_owned(),
        by,
        because: because(report, one),
    }
}

/// The document, indented, with an empty last line.
#[must_use]
pub fn bump_json(report: &BumpReport<'_>) -> String {
    let text = serde_json::to_string_pretty(&BumpDocument::of(report)).unwrap_or_default();
    format!("{}\n", armoured(&text))
}

/// The document's JSON Schema.
#[must_use]
pub fn bump_json_schema() -> Value {
    schemars::schema_for!(BumpDocument).to_value()
}

/// The document of several packages, indented, with an empty last line.
#[must_use]
pub fn bumps_json(report: &BumpsReport<'_>) -> String {
    let document = BumpsDocument {
        version: VERSION,
        packages: report.packages.iter().map(BumpDocument::of).collect(),
        unaffected: report.unaffected.to_vec(),
        preview: report.preview,
    };
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{}\n", armoured(&text))
}

/// Its JSON Schema.
#[must_use]
pub fn bumps_json_schema() -> Value {
    schemars::schema_for!(BumpsDocument).to_value()
}
