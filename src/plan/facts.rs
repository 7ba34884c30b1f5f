//! What is known of the release that is planned.

use jiff::Timestamp;

use crate::candidate::{Candidate, Found};
use crate::condition::Foreseen;
use crate::evaluate;
use crate::evidence::release::Milestone;
use crate::evidence::{Evidence, Unknown};
use crate::policy::{Phase, Policy};
use crate::release::{Case, NoIssue, Subject};
use crate::sign_off::Record;
use crate::version::{self, ReleaseType, Version};

/// A release before it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its version.
    pub version: Version,
    /// Its tag.
    pub tag: String,
    /// The package that is released, where the policy has packages.
    pub package: Option<String>,
    /// Its type and branch, as far as they are known.
    pub foreseen: Foreseen,
    /// The tag of the release before.
    pub previous: Option<String>,
    /// The page of the repository; `None`: it is planned without looking at GitHub.
    pub repository: Option<String>,
    /// Its milestone.
    pub milestone: Option<Milestone>,
    /// Its tracking issue.
    pub tracking: Tracking,
}

/// The tracking issue of a release, before it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tracking {
    /// It is there: number and page.
    Here(u64, String),
    /// There is none.
    Missing,
    /// There are several, by number.
    Several(Vec<u64>),
    /// The one that was named is about another version: its number.
    OfAnother(u64),
    /// The policy does not say how it is found.
    NotConfigured,
    /// It could not be read.
    Unread(Unknown),
    /// Nobody looked for it.
    NotLookedFor,
}

impl Tracking {
    fn of(case: &Case<'_>) -> Self {
        match case.fitting_issue() {
            Ok(issue) => Self::Here(issue.number, issue.url.clone()),
            Err(NoIssue::NotConfigured) => Self::NotConfigured,
            Err(NoIssue::NotFound { .. }) => Self::Missing,
            Err(NoIssue::Several(issues)) => Self::Several(issues.iter().map(|one| one.number).collect()),
            Err(NoIssue::OtherVersion(issue)) => Self::OfAnother(issue.number),
            Err(NoIssue::AuthorCannotWrite(issue)) => Self::Here(issue.number, issue.url.clone()),
            Err(NoIssue::Unknown(why)) => Self::Unread(why),
        }
    }
}

impl Facts {
    /// Of a version, with nothing else known: its type is what its own numbers say.
    #[must_use]
    pub fn offline(policy: &Policy, version: Version) -> Self {
        let kind = version::release_type(None, &version).ok();
        Self {
            tag: policy.rules.tag.tag(&version),
            package: policy.rules.package.as_ref().map(|package| package.name.clone()),
            foreseen: Foreseen {
                types: kind.map(|kind| vec![kind.as_str().to_owned()]),
                perhaps: perhaps(policy, kind),
                branch: None,
            },
            previous: None,
            repository: None,
            milestone: None,
            tracking: Tracking::NotLookedFor,
            version,
        }
    }

    /// Of the release that the evidence is of. `None`: there is none.
    #[must_use]
    pub fn of(policy: &Policy, phase: &Phase, evidence: &Evidence, now: Timestamp) -> Option<Self> {
        let pull = evidence.pull_requests.first();
        let found =
            evaluate::find(policy, phase, &evidence.ask, &evidence.opening, pull, &evidence.tracking_issues);
        let Ok(Found::Release(candidate)) = found else { return None };
        let candidate: &Candidate = &candidate;
        let rules = policy.rules_in(&evidence.opening.repository.default_branch);
        let record = Record::of(evidence, policy.consents);
        let subject = Subject::Release(candidate);
        let case = Case {
            subject,
            evidence,
            rules: &rules,
            roles: &policy.roles,
            record: &record,
            notes: None,
            now,
        };
        let kind = case.semver_type().ok();
        let all = case.types().ok();
        let foreseen = Foreseen {
            perhaps: if all.is_some() { Vec::new() } else { perhaps(policy, kind) },
            types: all.or_else(|| kind.map(|kind| vec![kind.as_str().to_owned()])),
            branch: match case.branches().as_deref() {
                Ok([one]) => Some((*one).to_owned()),
                _ => None,
            },
        };
        Some(Self {
            version: candidate.version.clone(),
            tag: candidate.tag.clone(),
            package: candidate.package.clone(),
            foreseen,
            previous: case.previous().ok().flatten().map(|base| base.tag.clone()),
            repository: Some(evidence.opening.repository.url.clone()),
            milestone: candidate.milestones.first().cloned(),
            tracking: Tracking::of(&case),
        })
    }

    /// A path of the policy with its placeholders filled in.
    pub(super) fn fill(&self, path: &str) -> String {
        let package = self.package.as_deref().unwrap_or("{package}");
        path.replace("{version}", &self.version.to_string())
            .replace("{tag}", &self.tag)
            .replace("{package}", package)
    }

    /// The title of the tracking issue, which names the version, and the package where its tag does not.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.package {
            Some(package) if !self.tag.contains(package.as_str()) => {
                format!("Release {package} {}", self.tag)
            }
            _ => format!("Release {}", self.tag),
        }
    }
}

/// The team's own types that a release of this type may be.
fn perhaps(policy: &Policy, kind: Option<ReleaseType>) -> Vec<String> {
    let own = policy.rules.types.iter().filter(|(_, own)| kind.is_none_or(|kind| own.is == kind));
    own.map(|(name, _)| name.clone()).collect()
}
