//! Code scanning, over REST: what was analysed at a ref, and what is open there.
//!
//! An alert is open at a ref by the newest analysis there, so the two belong together. Where none is of the judged
//! commit, the trees of what was analysed tell whether it has the same files.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::alerts::{MOST, Source, severity};
use super::client::{self, Client};
use super::document::{literal, with_fields};
use super::failure::{Failure, FailureKind};
use super::page::read_uncounted;
use super::reply::{Reply, read};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use crate::evidence::alert::{
    AlertSeverity, Analysis, CodeAlert, CodeScanning, CommitTree, Feature, ScannedRef,
};
use crate::evidence::needs::{Head, ReleaseReading};
use crate::evidence::{Fact, List, Oid, PullRequest, Range, Reason, Unknown};

const TREES: &str = include_str!("queries/trees.graphql");
/// So many commits to a document.
const TREES_AT_A_TIME: usize = 100;

/// The refs at which the release's commit may have been analysed, the best first. An analysis of a pull request is of
/// its merge with the base, or of its head; on the head's own branch it is of the whole branch.
pub(super) fn refs(release: &ReleaseReading, pull_requests: &[PullRequest]) -> Vec<String> {
    let branch = format!("refs/heads/{}", release.branch);
    match &release.head {
        Head::Reference(reference) if *reference == branch => vec![branch],
        Head::Commit => vec![branch],
        Head::Reference(reference) => vec![reference.clone(), branch],
        Head::PullRequest(number) => {
            let pull = pull_requests.iter().find(|one| one.number == *number && !one.from_fork);
            let own = pull.map(|one| format!("refs/heads/{}", one.head_branch));
            own.into_iter().chain(of_pull_request(*number)).chain([branch]).collect()
        }
    }
}

fn of_pull_request(number: u64) -> [String; 2] {
    ["merge", "head"].map(|end| format!("refs/pull/{number}/{end}"))
}

/// Reads code scanning at these refs.
pub(super) async fn code_scanning(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
    refs: Vec<String>,
) -> CodeScanning {
    let scanned = |reference| scanned_ref(client, repository, commit, reference);
    let refs: Vec<ScannedRef> = together(refs.into_iter().map(scanned)).await;
    let mut scanning = CodeScanning { commit: commit.clone(), refs, trees: Fact::NotCollected };
    scanning.trees = trees(client, repository, &scanning).await;
    scanning
}

/// Where the branch's own analyses are not all of the commit: those of the pull request whose merge made the commit,
/// because its head may have had the very same files. Not of one from a fork: its runs may upload analyses, too, and what
/// those runs do its author writes, who need not have a right here.
pub(super) async fn add_pull_requests(
    client: &Client,
    repository: &RepositoryName,
    scanning: &mut CodeScanning,
    range: &Fact<Range>,
    pull_requests: &[PullRequest],
) {
    let settled = scanning.refs.iter().any(|one| is_of(one, &scanning.commit));
    if settled || range.value().is_none_or(|range| range.head != scanning.commit) {
        return;
    }
    let merged = pull_requests
        .iter()
        .filter(|one| one.merge_commit.as_ref() == Some(&scanning.commit) && !one.from_fork);
    let refs: Vec<String> = merged.flat_map(|one| of_pull_request(one.number)).collect();
    if refs.is_empty() {
        return;
    }
    let more = code_scanning(client, repository, &scanning.commit, refs).await;
    scanning.refs.extend(more.refs);
    let known = std::mem::replace(&mut scanning.trees, Fact::NotCollected);
    scanning.trees = match (known, more.trees) {
        (Fact::Known(mut trees), Fact::Known(others)) => {
            trees.extend(others.into_iter().filter(|one| !trees.contains(one)).collect::<Vec<_>>());
            Fact::Known(trees)
        }
        (Fact::NotCollected, other) | (other, Fact::NotCollected) => other,
        (Fact::Unknown(why), _) | (_, Fact::Unknown(why)) => Fact::Unknown(why),
    };
}

/// Whether each tool and category of a ref has analysed the commit last.
fn is_of(scanned: &ScannedRef, commit: &Oid) -> bool {
    match &scanned.analyses {
        Fact::Known(Feature::On(analyses)) => {
            !analyses.is_empty() && analyses.iter().all(|one| one.commit == *commit)
        }
        // Off, archived, refused: asking at another ref brings no more.
        _ => true,
    }
}

async fn scanned_ref(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
    reference: String,
) -> ScannedRef {
    let (raw, open) =
        tokio::join!(analyses(client, repository, &reference), code_alerts(client, repository, &reference));
    let alerts = match (&raw, open) {
        (Ok(Feature::On(raw)), Ok(Feature::On(open))) if open.seen().is_empty() => {
            let results = newest(raw, |_| true).iter().map(|one| one.results_count).sum();
            believed(client, repository, &reference, results).await.map(|()| Feature::On(open))
        }
        (_, open) => open,
    };
    let analyses = raw.map(|feature| match feature {
        Feature::On(raw) => Feature::On(kept(&raw, commit)),
        Feature::Off { said } => Feature::Off { said },
        Feature::Archived { said } => Feature::Archived { said },
    });
    ScannedRef { reference, analyses: analyses.into(), alerts: alerts.into() }
}

#[derive(Debug, Deserialize)]
pub(super) struct RawAnalysis {
    #[serde(rename = "ref")]
    reference: String,
    commit_sha: String,
    analysis_key: String,
    category: Option<String>,
    error: String,
    created_at: Timestamp,
    results_count: u64,
    tool: Tool,
}

#[derive(Debug, Deserialize)]
struct Tool {
    name: Option<String>,
}

impl RawAnalysis {
    /// Without a category the analysis key stands for it (GitHub's document "SARIF support for code scanning").
    fn configuration(&self) -> (&str, &str) {
        let category = self.category.as_deref().filter(|category| !category.is_empty());
        (self.tool.name.as_deref().unwrap_or_default(), category.unwrap_or(&self.analysis_key))
    }
}

/// The newest 100 analyses of a ref, newest first.
pub(super) async fn analyses(
    client: &Client,
    repository: &RepositoryName,
    reference: &str,
) -> Result<Feature<Vec<RawAnalysis>>, Unknown> {
    let path = repository.path(&["code-scanning", "analyses"]);
    let path = format!("{path}?ref={}&sort=created&direction=desc&per_page=100", encoded(reference));
    let read = client.get(&path).await.and_then(|answer| answer.decode::<Vec<RawAnalysis>>());
    match read {
        Ok(mut raw) => {
            raw.retain(|one| one.reference == reference);
            raw.sort_by_key(|one| std::cmp::Reverse(one.created_at));
            Ok(Feature::On(raw))
        }
        Err(failure) if never_analysed(&failure) => Ok(Feature::On(Vec::new())),
        Err(failure) => Source::CodeScanning.refused(&failure),
    }
}

/// "no analysis found": code scanning is on, and has never looked.
fn never_analysed(failure: &Failure) -> bool {
    *failure.kind() == FailureKind::NotFound && failure.message().to_lowercase().contains("no analysis found")
}

/// Of each tool and category the first that is wanted.
fn newest(raw: &[RawAnalysis], wanted: impl Fn(&RawAnalysis) -> bool) -> Vec<&RawAnalysis> {
    let mut seen = BTreeSet::new();
    raw.iter().filter(|one| wanted(one) && seen.insert(one.configuration())).collect()
}

fn kept(raw: &[RawAnalysis], commit: &Oid) -> Vec<Analysis> {
    let of_commit = |one: &RawAnalysis| Oid::new(&one.commit_sha) == *commit;
    let mut kept: Vec<Analysis> = Vec::new();
    for one in newest(raw, |_| true).into_iter().chain(newest(raw, of_commit)) {
        let (tool, category) = one.configuration();
        let analysis = Analysis {
            tool: tool.to_owned(),
            category: category.to_owned(),
            commit: Oid::new(&one.commit_sha),
            at: one.created_at,
            failed: !one.error.is_empty(),
        };
        if !kept.contains(&analysis) {
            kept.push(analysis);
        }
    }
    kept
}

#[derive(Debug, Deserialize)]
struct RawCodeAlert {
    number: u64,
    created_at: Timestamp,
    rule: Rule,
    tool: Tool,
    most_recent_instance: Option<Instance>,
}

#[derive(Debug, Deserialize)]
struct Rule {
    id: Option<String>,
    severity: Option<String>,
    security_severity_level: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Instance {
    location: Option<Location>,
}

#[derive(Debug, Deserialize)]
struct Location {
    path: Option<String>,
    start_line: Option<u64>,
}

pub(super) async fn code_alerts(
    client: &Client,
    repository: &RepositoryName,
    reference: &str,
) -> Result<Feature<List<CodeAlert>>, Unknown> {
    let path = repository.path(&["code-scanning", "alerts"]);
    let path = format!("{path}?state=open&ref={}", encoded(reference));
    match read_uncounted(client, &path, MOST, |raw: &RawCodeAlert| raw.number).await {
        Ok(raw) => Ok(Feature::On(List::all(raw.iter().map(code_alert).collect()))),
        Err(failure) if never_analysed(&failure) => Ok(Feature::On(List::all(Vec::new()))),
        Err(failure) => Source::CodeScanning.refused(&failure),
    }
}

fn code_alert(raw: &RawCodeAlert) -> CodeAlert {
    let place = raw.most_recent_instance.as_ref().and_then(|instance| instance.location.as_ref());
    let rule = raw.rule.id.as_deref().unwrap_or("an unnamed rule");
    let about = match place.and_then(|place| Some((place.path.as_deref()?, place.start_line))) {
        Some((path, Some(line))) => format!("{rule} in {path}:{line}"),
        Some((path, None)) => format!("{rule} in {path}"),
        None => rule.to_owned(),
    };
    CodeAlert {
        number: raw.number,
        created_at: raw.created_at,
        tool: raw.tool.name.clone().unwrap_or_default(),
        severity: code_severity(&raw.rule),
        about: Some(about),
    }
}

/// Results of security rules have a security severity; others only what SARIF calls a level.
fn code_severity(rule: &Rule) -> AlertSeverity {
    match (rule.security_severity_level.as_deref(), rule.severity.as_deref()) {
        (Some(level), _) => severity(level),
        (None, Some("error")) => AlertSeverity::High,
        (None, Some("warning")) => AlertSeverity::Medium,
        (None, Some("note" | "none")) => AlertSeverity::Low,
        (None, _) => AlertSeverity::Unrated,
    }
}

/// Whether an empty list of open alerts can be true. GitHub counts alerts nowhere, but results: where the newest analyses
/// have some, there must be alerts of them, if only dismissed ones. An empty page is none on which to believe otherwise.
async fn believed(
    client: &Client,
    repository: &RepositoryName,
    reference: &str,
    results: u64,
) -> Result<(), Unknown> {
    if results == 0 {
        return Ok(());
    }
    let path = repository.path(&["code-scanning", "alerts"]);
    let path = format!("{path}?state=dismissed&ref={}&per_page=1", encoded(reference));
    let read = client.get(&path).await.and_then(|answer| answer.decode::<Vec<serde::de::IgnoredAny>>());
    match read {
        Ok(dismissed) if !dismissed.is_empty() => Ok(()),
        Ok(_) => {
            let detail = format!(
                "the analyses have results ({results}), and GitHub lists no alert, open or dismissed"
            );
            Err(Unknown::new(Reason::Incomplete).detail(detail))
        }
        Err(failure) => Err(trouble::of_failure(&failure)),
    }
}

/// The trees of the commit and of the others that were analysed last, if there are others.
async fn trees(
    client: &Client,
    repository: &RepositoryName,
    scanning: &CodeScanning,
) -> Fact<Vec<CommitTree>> {
    let mut commits: BTreeSet<&Oid> = BTreeSet::new();
    for scanned in &scanning.refs {
        if let Fact::Known(Feature::On(analyses)) = &scanned.analyses {
            commits.extend(analyses.iter().map(|one| &one.commit));
        }
    }
    commits.remove(&scanning.commit);
    if commits.is_empty() {
        return Fact::NotCollected;
    }
    let commits: Vec<&Oid> = std::iter::once(&scanning.commit).chain(commits).collect();
    let mut trees = Vec::new();
    for batch in commits.chunks(TREES_AT_A_TIME) {
        let variables = repository.variables(json!({}));
        let reply = Reply::or_failed(read(client, &trees_document(batch), variables).await);
        for (index, commit) in batch.iter().enumerate() {
            match tree(&reply, &format!("commit{index}")) {
                Ok(tree) => trees.push(CommitTree { commit: (*commit).clone(), tree }),
                Err(why) => return Fact::Unknown(why),
            }
        }
    }
    Fact::Known(trees)
}

/// The document that asks for the trees of these commits.
pub(super) fn trees_document(commits: &[&Oid]) -> String {
    let field = |(index, oid): (usize, &&Oid)| {
        format!(
            "commit{index}: object(oid: {}) {{ __typename ... on Commit {{ tree {{ oid }} }} }}",
            literal(oid.as_str())
        )
    };
    with_fields(TREES, &commits.iter().enumerate().map(field).collect::<Vec<_>>().join("\n    "))
}

fn tree(reply: &Reply, alias: &str) -> Result<Option<Oid>, Unknown> {
    match reply.root().field("repository")?.maybe(alias)? {
        Some(object) if object.is("Commit") => object.field("tree")?.oid("oid").map(Some),
        _ => Ok(None),
    }
}

/// A ref as the value of a query parameter.
pub(super) fn encoded(reference: &str) -> String {
    client::path(&[reference]).trim_start_matches('/').to_owned()
}

#[cfg(test)]
#[cfg(test)]
mod tests;
