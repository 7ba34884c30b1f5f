//! What all sources of security alerts share, and the two that are short: secret scanning over REST, and Dependabot out of
//! the document of evidence.
//!
//! GitHub answers 403 or 404 both where a feature is off and where a right is missing, and only its words tell which.
//! Neither is ever read as "no alerts".

use jiff::Timestamp;
use serde::Deserialize;

use super::client::Client;
use super::failure::{Failure, FailureKind};
use super::page::{read_all, read_uncounted};
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::trouble;
use super::window::{Window, join};
use crate::evidence::alert::{AlertSeverity, Alerts, DependabotAlert, Feature, SecretAlert};
use crate::evidence::{Access, Fact, List, Reason, Unknown};

/// More open alerts than this at one place are not read.
pub(super) const MOST: usize = 1_000;

/// Where alerts come from, as far as refusals differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    CodeScanning,
    Dependabot,
    SecretScanning,
}

impl Source {
    /// How GitHub's sentences name the feature, or what it is sold in.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::CodeScanning => &["code scanning", "advanced security", "code security"],
            Self::Dependabot => &["dependabot", "vulnerability alerts"],
            Self::SecretScanning => &["secret scanning", "advanced security", "secret protection"],
        }
    }

    /// The right that reading takes (GitHub's document "Permissions required for GitHub Apps").
    fn access(self) -> Access {
        match self {
            Self::CodeScanning => Access::Workflow("security-events: read".to_owned()),
            Self::Dependabot => Access::Workflow("vulnerability-alerts: read".to_owned()),
            Self::SecretScanning => Access::App("Secret scanning alerts: read".to_owned()),
        }
    }

    /// Whether GitHub's words say that the feature is not to be had. Words of another kind prove nothing.
    fn state<T>(self, said: &str) -> Option<Feature<T>> {
        const OFF: [&str; 4] = ["must be enabled", "not enabled", "is disabled", "are disabled"];
        let words = said.to_lowercase();
        let names_it = self.names().iter().any(|name| words.contains(name));
        if !names_it || words.contains("not accessible") {
            return None;
        }
        let said = said.to_owned();
        if words.contains("archived") {
            return Some(Feature::Archived { said });
        }
        OFF.iter().any(|off| words.contains(off)).then_some(Feature::Off { said })
    }

    /// What a refusal of REST means.
    pub(super) fn refused<T>(self, failure: &Failure) -> Result<Feature<T>, Unknown> {
        match failure.kind() {
            FailureKind::Forbidden | FailureKind::NotFound | FailureKind::Gone => {
                self.state(failure.message()).ok_or_else(|| {
                    // The repository is there, so even a 404 says that this token may not look.
                    Unknown::new(Reason::Forbidden).detail(failure.message()).access(self.access())
                })
            }
            _ => Err(trouble::of_failure(failure)),
        }
    }
}

/// A severity in the words of code scanning and of Dependabot.
pub(super) fn severity(word: &str) -> AlertSeverity {
    match word.to_ascii_lowercase().as_str() {
        "low" => AlertSeverity::Low,
        "medium" | "moderate" => AlertSeverity::Medium,
        "high" => AlertSeverity::High,
        "critical" => AlertSeverity::Critical,
        _ => AlertSeverity::Unrated,
    }
}

#[derive(Debug, Deserialize)]
struct RawSecretAlert {
    number: u64,
    created_at: Timestamp,
    secret_type_display_name: Option<String>,
}

/// The open alerts of secret scanning, without the secrets: they are neither asked for nor kept.
pub(super) async fn secret_scanning(
    client: &Client,
    repository: &RepositoryName,
) -> Fact<Feature<List<SecretAlert>>> {
    let path = format!("{}?state=open&hide_secret=true", repository.path(&["secret-scanning", "alerts"]));
    let number = |raw: &RawSecretAlert| raw.number;
    // An empty list is asked for again, the other way round: nothing else shows that a page was lost.
    let mut read = read_uncounted(client, &path, MOST, number).await;
    if matches!(&read, Ok(raw) if raw.is_empty()) {
        read = read_all::<Vec<_>>(client, &format!("{path}&direction=asc"), MOST).await;
        if matches!(&read, Ok(raw) if !raw.is_empty()) {
            let detail = "the list came empty, and then with entries";
            return Fact::Unknown(Unknown::new(Reason::Incomplete).detail(detail));
        }
    }
    let alert = |raw: RawSecretAlert| {
        let about = raw.secret_type_display_name.unwrap_or_else(|| "a secret".to_owned());
        SecretAlert { number: raw.number, created_at: raw.created_at, about: Some(about) }
    };
    match read {
        Ok(raw) => Ok(Feature::On(List::all(raw.into_iter().map(alert).collect()))),
        Err(failure) => Source::SecretScanning.refused(&failure),
    }
    .into()
}

/// Dependabot's alerts out of the document of evidence, page by page where one window does not hold them.
pub(super) async fn dependabot(
    reply: &Reply,
    page: impl AsyncFn(String) -> Result<Reply, Failure>,
) -> Fact<Feature<List<DependabotAlert>>> {
    let read = async {
        let node = reply.root().field("repository")?;
        let first = Window::read(node.field("firstVulnerabilityAlerts")?, dependabot_alert)?;
        let last = Window::read(node.field("lastVulnerabilityAlerts")?, dependabot_alert)?;
        let list = join(
            first,
            last,
            |alert| alert.number,
            async |after| {
                let reply = Reply::or_failed(page(after).await);
                let page = reply.root().field("repository")?.field("vulnerabilityAlerts")?;
                Window::read(page, dependabot_alert)
            },
        )
        .await?;
        if node.flag("hasVulnerabilityAlertsEnabled")? {
            return Ok(Feature::On(list));
        }
        // That it is off counts only if the token may look: to others GitHub may say so of anything.
        let said = "Dependabot alerts are disabled for this repository.".to_owned();
        list.whole().map(|_| Feature::Off { said })
    };
    let read: Result<_, Unknown> = read.await;
    match read {
        Err(why) if matches!(why.reason, Reason::Forbidden | Reason::NotFound) => {
            let refused = || Unknown { access: vec![Source::Dependabot.access()], ..why.clone() };
            Source::Dependabot.state(&why.detail).ok_or_else(refused)
        }
        read => read,
    }
    .into()
}

fn dependabot_alert(node: Node<'_>) -> Result<DependabotAlert, Unknown> {
    let about = |one: Node<'_>| {
        let package = one.field("package")?.text("name")?;
        Ok(format!("{package} in {}", node.text("vulnerableManifestPath")?))
    };
    let vulnerability = node.maybe("securityVulnerability")?;
    Ok(DependabotAlert {
        number: node.number("number")?,
        created_at: node.time("createdAt")?,
        severity: match vulnerability {
            Some(one) => severity(&one.text("severity")?),
            None => AlertSeverity::Unrated,
        },
        development: node.maybe_text("dependencyScope")?.as_deref() == Some("DEVELOPMENT"),
        about: vulnerability.map(about).transpose()?,
    })
}

/// Takes out what alerts are about: on a public repository they are for few, and evidence can be saved (rule 11).
pub(super) fn hide_subjects(alerts: &mut Alerts) {
    fn of<T: Clone>(fact: &mut Fact<Feature<List<T>>>, hide: impl Fn(&mut T)) {
        if let Fact::Known(Feature::On(list)) = fact {
            let mut items = list.seen().to_vec();
            items.iter_mut().for_each(hide);
            *list = List::new(items, list.total());
        }
    }
    if let Fact::Known(scanning) = &mut alerts.code_scanning {
        scanning.refs.iter_mut().for_each(|scanned| of(&mut scanned.alerts, |alert| alert.about = None));
    }
    of(&mut alerts.dependabot, |alert| alert.about = None);
    of(&mut alerts.secret_scanning, |alert| alert.about = None);
}

#[cfg(test)]
pub(super) mod tests;
