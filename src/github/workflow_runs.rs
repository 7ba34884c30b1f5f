//! The workflow runs at a commit, over REST, and what those have uploaded that are asked about.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;

use super::client::Client;
use super::page::{Page, read_all};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use crate::evidence::artifact::{Artifact, Run};
use crate::evidence::check::CheckResult;
use crate::evidence::needs::RunsOf;
use crate::evidence::{Fact, List, Oid, Unknown, WorkflowRuns};

/// GitHub lists so many runs of a commit and no more (REST: "List workflow runs for a repository").
const MOST_RUNS: usize = 1_000;
/// A run has some hundreds of artifacts at most (GitHub's document "Store and share data with workflow artifacts").
const MOST_ARTIFACTS: usize = 2_000;

#[derive(Debug, Deserialize)]
struct Runs {
    total_count: usize,
    workflow_runs: Vec<ShownRun>,
}

#[derive(Debug, Deserialize)]
struct ShownRun {
    id: u64,
    path: String,
    run_number: u64,
    html_url: String,
    event: String,
    head_sha: String,
    head_repository: Option<Repository>,
    run_started_at: Option<Timestamp>,
    created_at: Timestamp,
    status: Option<String>,
    conclusion: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Debug, Deserialize)]
struct Artifacts {
    total_count: usize,
    artifacts: Vec<ShownArtifact>,
}

#[derive(Debug, Deserialize)]
struct ShownArtifact {
    id: u64,
    name: String,
    size_in_bytes: u64,
    expired: bool,
}

impl Page for Runs {
    type Item = ShownRun;

    fn total(&self) -> Option<usize> {
        Some(self.total_count)
    }

    fn into_items(self) -> Vec<ShownRun> {
        self.workflow_runs
    }
}

impl Page for Artifacts {
    type Item = ShownArtifact;

    fn total(&self) -> Option<usize> {
        Some(self.total_count)
    }

    fn into_items(self) -> Vec<ShownArtifact> {
        self.artifacts
    }
}

/// The runs at the commit. Those that decide for one of `wanted` come with their artifacts.
pub(super) async fn at(
    client: &Client,
    repository: &RepositoryName,
    name: &str,
    commit: &Oid,
    wanted: &BTreeSet<RunsOf>,
) -> Fact<WorkflowRuns> {
    if wanted.is_empty() {
        return Fact::NotCollected;
    }
    let path = repository.path(&["actions", "runs"]);
    let path = format!("{path}?head_sha={commit}&exclude_pull_requests=true");
    let shown = match read_all::<Runs>(client, &path, MOST_RUNS).await {
        Ok(shown) => shown,
        Err(failure) => return Fact::Unknown(trouble::of_failure(&failure)),
    };
    // A server that does not know the filter shows the runs of all commits.
    let here = shown.into_iter().filter(|run| Oid::new(&run.head_sha) == *commit);
    let mut runs: Vec<Run> = here.map(Run::from).collect();
    let deciding: BTreeSet<u64> =
        wanted.iter().filter_map(|wanted| wanted.newest(&runs, name)).map(|run| run.id).collect();
    let asked = deciding.into_iter().map(|id| async move { (id, artifacts(client, repository, id).await) });
    for (id, artifacts) in together(asked).await {
        if let Some(run) = runs.iter_mut().find(|run| run.id == id) {
            run.artifacts = artifacts.into();
        }
    }
    Fact::Known(WorkflowRuns { commit: commit.clone(), runs: List::all(runs) })
}

async fn artifacts(
    client: &Client,
    repository: &RepositoryName,
    run: u64,
) -> Result<List<Artifact>, Unknown> {
    let path = repository.path(&["actions", "runs", &run.to_string(), "artifacts"]);
    let shown = read_all::<Artifacts>(client, &path, MOST_ARTIFACTS).await;
    let shown = shown.map_err(|failure| trouble::of_failure(&failure))?;
    let artifact = |one: ShownArtifact| Artifact {
        id: one.id,
        name: one.name,
        size: one.size_in_bytes,
        expired: one.expired,
    };
    Ok(List::all(shown.into_iter().map(artifact).collect()))
}

impl From<ShownRun> for Run {
    fn from(run: ShownRun) -> Self {
        Self {
            id: run.id,
            // A workflow that a rule of the organization runs is named with its ref.
            workflow: run.path.split('@').next().unwrap_or_default().to_owned(),
            number: run.run_number,
            url: run.html_url,
            event: run.event,
            head_repository: run.head_repository.map(|repository| repository.full_name),
            started_at: run.run_started_at.unwrap_or(run.created_at),
            result: result(run.status.as_deref(), run.conclusion.as_deref()),
            artifacts: Fact::NotCollected,
        }
    }
}

/// GitHub's two words as one: the conclusion counts once the status is `completed`.
fn result(status: Option<&str>, conclusion: Option<&str>) -> CheckResult {
    match (status, conclusion) {
        (Some("in_progress" | "pending" | "queued" | "requested" | "waiting"), _) => CheckResult::Pending,
        (Some("completed"), Some("success")) => CheckResult::Success,
        (Some("completed"), Some("failure")) => CheckResult::Failure,
        (Some("completed"), Some("neutral")) => CheckResult::Neutral,
        (Some("completed"), Some("skipped")) => CheckResult::Skipped,
        (Some("completed"), Some("cancelled")) => CheckResult::Cancelled,
        (Some("completed"), Some("timed_out")) => CheckResult::TimedOut,
        (Some("completed"), Some("action_required")) => CheckResult::ActionRequired,
        (Some("completed"), Some("stale")) => CheckResult::Stale,
        (Some("completed"), Some("startup_failure")) => CheckResult::StartupFailure,
        _ => CheckResult::Other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::loopback::{Loopback, answer};
    use super::*;
    use crate::evidence::Reason;

    const COMMIT: &str = "00000000000000000000000000000000000000a1";

    fn run(id: u64, changes: Value) -> Value {
        let mut run = json!({
            "id": id, "path": ".github/workflows/build.yml", "run_number": 7, "html_url": "https://github.com/o/r/1",
            "event": "push", "head_sha": COMMIT, "head_repository": {"full_name": "octoacme/shop"},
            "run_started_at": "2026-03-02T10:00:00Z", "created_at": "2026-03-01T10:00:00Z",
            "status": "completed", "conclusion": "success",
        });
        for (name, change) in changes.as_object().unwrap() {
            run[name] = change.clone();
        }
        run
    }

    async fn read(answers: &[Value]) -> Result<Vec<Run>, Unknown> {
        let answers = answers.iter().map(|body| answer("200 OK", "", body.to_string().as_bytes())).collect();
        let server = Loopback::saying(answers);
        let shop = RepositoryName::parse("octoacme/shop").unwrap();
        let build = RunsOf {
            workflow: ".github/workflows/build.yml".into(),
            events: ["push".to_owned(), "schedule".to_owned()].into(),
        };
        let runs = at(&server.client(), &shop, "octoacme/shop", &Oid::new(COMMIT), &[build].into()).await;
        runs.known().map(|runs| runs.runs.whole().unwrap().to_vec())
    }

    #[tokio::test]
    async fn only_the_deciding_run_comes_with_its_artifacts() {
        let runs = json!({"total_count": 4, "workflow_runs": [
            run(1, json!({"path": ".github/workflows/build.yml@refs/heads/main"})),
            run(2, json!({"event": "schedule", "run_started_at": "2026-03-02T11:00:00Z"})),
            run(3, json!({"head_repository": {"full_name": "mona/shop"}, "run_started_at": "2026-03-02T12:00:00Z"})),
            run(4, json!({"head_sha": "00000000000000000000000000000000000000a2", "run_started_at": "2026-03-02T13:00:00Z"})),
        ]});
        let shop = json!({"id": 9, "name": "shop", "size_in_bytes": 12, "expired": false});
        let runs = read(&[runs, json!({"total_count": 1, "artifacts": [shop]})]).await.unwrap();
        let ids: Vec<u64> = runs.iter().map(|run| run.id).collect();
        assert_eq!(ids, [1, 2, 3], "the fourth is at another commit");
        assert_eq!(runs[0].workflow, ".github/workflows/build.yml");
        assert_eq!(runs[0].artifacts, Fact::NotCollected);
        let shop = Artifact { id: 9, name: "shop".into(), size: 12, expired: false };
        assert_eq!(runs[1].artifacts.whole().unwrap(), [shop]);
    }

    #[tokio::test]
    async fn a_short_page_is_no_absence() {
        let none = read(&[json!({"total_count": 1, "workflow_runs": []})]).await;
        assert_eq!(none.unwrap_err().reason, Reason::Incomplete);
        let runs = json!({"total_count": 1, "workflow_runs": [run(1, json!({}))]});
        let runs = read(&[runs, json!({"total_count": 2, "artifacts": []})]).await.unwrap();
        assert_eq!(runs[0].artifacts.known().unwrap_err().reason, Reason::Incomplete);
    }

    #[test]
    fn what_is_not_known_to_have_succeeded_has_not() {
        assert_eq!(result(Some("completed"), Some("success")), CheckResult::Success);
        assert_eq!(result(Some("waiting"), None), CheckResult::Pending);
        for (status, conclusion) in
            [(None, Some("success")), (Some("completed"), None), (Some("new"), Some("success"))]
        {
            assert_eq!(result(status, conclusion), CheckResult::Other);
        }
    }
}
