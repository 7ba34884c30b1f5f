//! The checks of a commit.
//!
//! GitHub's rollup lists check runs and statuses together. It is null for a commit that has neither. Whose token lacks
//! `actions: read` may be refused every check for the sake of the workflow run behind it; then the checks are read
//! without that.

use serde_json::json;

use super::client::Client;
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::trouble;
use super::width::Width;
use super::window::{Window, join};
use crate::evidence::check::{App, CheckResult, CheckRun, CommitStatus, Context, WorkflowRun};
use crate::evidence::{Access, Checks, Fact, List, Oid, Reason, Unknown};

const CHECKS: &str = include_str!("queries/checks.graphql");

/// The checks at a commit, from a document that holds the fragment `Rollup` under the name `checked` in `repository`.
/// Pages that are missing are read.
pub(super) async fn at(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
    reply: &Reply,
) -> Fact<Checks> {
    let checks = whole(client, repository, commit, reply, None).await;
    let refused = match &checks {
        Fact::Unknown(why) if why.reason == Reason::Forbidden => {
            Unknown { access: vec![Access::Workflow("actions: read".to_owned())], ..why.clone() }
        }
        _ => return checks,
    };
    let variables = json!({"commit": commit, "workflows": false, "page": false, "after": null});
    let again = Reply::or_failed(Width::new().read(client, CHECKS, repository.variables(variables)).await);
    match whole(client, repository, commit, &again, Some(&refused)).await {
        known @ Fact::Known(_) => known,
        _ => checks,
    }
}

async fn whole(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
    reply: &Reply,
    refused: Option<&Unknown>,
) -> Fact<Checks> {
    let windows = windows(reply, commit, refused);
    let (first, last) = match windows {
        Ok(Some(windows)) => windows,
        Ok(None) => return Fact::Known(Checks { commit: commit.clone(), contexts: List::all(Vec::new()) }),
        Err(why) => return Fact::Unknown(why),
    };
    let width = Width::new();
    let list = join(first, last, key, async |after| {
        let variables =
            json!({"commit": commit, "workflows": refused.is_none(), "page": true, "after": after});
        let reply = Reply::or_failed(width.read(client, CHECKS, repository.variables(variables)).await);
        let rollup = reply.root().field("repository")?.field("checked")?.field("statusCheckRollup")?;
        Window::read(rollup.field("contexts")?, |node| context(node, refused))
    });
    list.await.map(|contexts| Checks { commit: commit.clone(), contexts }).into()
}

/// The first and the last of a commit's checks.
type Ends = (Window<Context>, Window<Context>);

/// Both ends of the list; `None` for a commit without checks.
fn windows(reply: &Reply, commit: &Oid, refused: Option<&Unknown>) -> Result<Option<Ends>, Unknown> {
    let checked = reply.root().field("repository")?.field("checked")?;
    if !checked.is("Commit") || checked.oid("oid")? != *commit {
        return Err(trouble::malformed("checked"));
    }
    let Some(rollup) = checked.maybe("statusCheckRollup")? else { return Ok(None) };
    let window = |name| Window::read(rollup.field(name)?, |node| context(node, refused));
    Ok(Some((window("firstContexts")?, window("lastContexts")?)))
}

/// What tells two checks apart. A status is replaced by the next of its name, so its name does.
fn key(context: &Context) -> (u64, String) {
    match context {
        Context::Run(run) => (run.id, String::new()),
        Context::Status(status) => (0, status.context.clone()),
    }
}

/// A check. With `refused` the workflow run was not asked for, because it had been refused.
fn context(node: Node<'_>, refused: Option<&Unknown>) -> Result<Context, Unknown> {
    if node.is("CheckRun") {
        return Ok(Context::Run(run(node, refused)?));
    }
    Ok(Context::Status(CommitStatus {
        context: node.text("context")?,
        result: match node.text("state")?.as_str() {
            "SUCCESS" => CheckResult::Success,
            "FAILURE" => CheckResult::Failure,
            "ERROR" => CheckResult::Error,
            "PENDING" | "EXPECTED" => CheckResult::Pending,
            _ => CheckResult::Other,
        },
        created_at: node.time("createdAt")?,
        url: node.maybe_text("targetUrl")?,
        creator: node.login("creator")?,
    }))
}

fn run(node: Node<'_>, refused: Option<&Unknown>) -> Result<CheckRun, Unknown> {
    let suite = node.field("checkSuite")?;
    let app =
        suite.maybe("app")?.map(|app| Ok(App { id: app.number("databaseId")?, slug: app.text("slug")? }));
    Ok(CheckRun {
        id: node.number("databaseId")?,
        name: node.text("name")?,
        result: result(node)?,
        started_at: node.maybe_time("startedAt")?,
        completed_at: node.maybe_time("completedAt")?,
        url: node.maybe_text("detailsUrl")?,
        external_id: node.maybe_text("externalId")?.filter(|id| !id.is_empty()),
        app: app.transpose()?,
        workflow: match refused {
            Some(why) => Fact::Unknown(why.clone()),
            None => workflow(suite).into(),
        },
    })
}

fn workflow(suite: Node<'_>) -> Result<Option<WorkflowRun>, Unknown> {
    let Some(run) = suite.maybe("workflowRun")? else { return Ok(None) };
    let path = run.maybe("file")?.map(|file| file.text("path")).transpose()?;
    Ok(Some(WorkflowRun { id: run.number("databaseId")?, event: run.text("event")?, path }))
}

/// GitHub's two enums as one: the conclusion counts once the status is `COMPLETED`.
fn result(node: Node<'_>) -> Result<CheckResult, Unknown> {
    match node.text("status")?.as_str() {
        "COMPLETED" => {}
        "IN_PROGRESS" | "PENDING" | "QUEUED" | "REQUESTED" | "WAITING" => return Ok(CheckResult::Pending),
        _ => return Ok(CheckResult::Other),
    }
    Ok(match node.maybe_text("conclusion")?.as_deref() {
        Some("SUCCESS") => CheckResult::Success,
        Some("FAILURE") => CheckResult::Failure,
        Some("NEUTRAL") => CheckResult::Neutral,
        Some("SKIPPED") => CheckResult::Skipped,
        Some("CANCELLED") => CheckResult::Cancelled,
        Some("TIMED_OUT") => CheckResult::TimedOut,
        Some("ACTION_REQUIRED") => CheckResult::ActionRequired,
        Some("STALE") => CheckResult::Stale,
        Some("STARTUP_FAILURE") => CheckResult::StartupFailure,
        _ => CheckResult::Other,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::github::{GraphqlError, PathItem};

    const COMMIT: &str = "00000000000000000000000000000000000000a1";

    fn check_run(changes: Value) -> Value {
        let mut value = json!({
            "__typename": "CheckRun", "databaseId": 7, "name": "unit tests", "status": "COMPLETED",
            "conclusion": "SUCCESS", "startedAt": "2026-02-27T17:06:00Z",
            "completedAt": "2026-02-27T17:09:00Z", "detailsUrl": null, "externalId": "",
            "checkSuite": {
                "app": {"databaseId": 15368, "slug": "github-actions"},
                "workflowRun": {"databaseId": "16660551359", "event": "push", "file": {"path": ".github/workflows/ci.yml"}},
            },
        });
        for (name, change) in changes.as_object().unwrap() {
            value[name] = change.clone();
        }
        value
    }

    fn reply(rollup: Value, errors: &[GraphqlError]) -> Reply {
        let checked = json!({"__typename": "Commit", "oid": COMMIT, "statusCheckRollup": rollup});
        Reply::new(json!({"repository": {"checked": checked}}), errors)
    }

    fn ends(nodes: Value, total: u64) -> Value {
        let page = json!({"totalCount": total, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes});
        json!({"firstContexts": page, "lastContexts": page})
    }

    fn contexts(rollup: Value, errors: &[GraphqlError]) -> Result<Option<Vec<Context>>, Unknown> {
        let windows = windows(&reply(rollup, errors), &Oid::new(COMMIT), None)?;
        Ok(windows.map(|(first, _)| first.items))
    }

    #[test]
    fn reads_runs_and_statuses() {
        let status = json!({
            "__typename": "StatusContext", "context": "licences", "state": "EXPECTED", "targetUrl": null,
            "createdAt": "2026-02-27T17:06:00Z", "creator": null,
        });
        let found = contexts(ends(json!([check_run(json!({})), status]), 2), &[]).unwrap().unwrap();
        let [Context::Run(run), Context::Status(status)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((run.result, run.external_id.as_deref()), (CheckResult::Success, None));
        let workflow = run.workflow.value().unwrap().as_ref().unwrap();
        assert_eq!(
            (workflow.id, workflow.path.as_deref()),
            (16_660_551_359, Some(".github/workflows/ci.yml"))
        );
        assert_eq!(status.result, CheckResult::Pending);
    }

    #[test]
    fn only_a_completed_success_succeeds() {
        for (status, conclusion, expected) in [
            ("COMPLETED", json!("SUCCESS"), CheckResult::Success),
            ("COMPLETED", json!(null), CheckResult::Other),
            ("COMPLETED", json!("SPLENDID"), CheckResult::Other),
            ("QUEUED", json!("SUCCESS"), CheckResult::Pending),
            ("PAUSED", json!("SUCCESS"), CheckResult::Other),
            ("COMPLETED", json!("STALE"), CheckResult::Stale),
        ] {
            let node = check_run(json!({"status": status, "conclusion": conclusion}));
            let reply = Reply::new(node, &[]);
            assert_eq!(result(reply.root()).unwrap(), expected, "{status} {conclusion}");
        }
    }

    #[test]
    fn no_rollup_is_no_checks_but_a_refused_one_is_unknown() {
        assert_eq!(contexts(json!(null), &[]).unwrap(), None);
        let path =
            ["repository", "checked", "statusCheckRollup"].map(|name| PathItem::Field(name.to_owned()));
        let refusal = GraphqlError {
            kind: Some("FORBIDDEN".to_owned()),
            path: path.to_vec(),
            message: "Resource not accessible by integration".to_owned(),
            saml_failure: false,
        };
        let why = contexts(json!(null), &[refusal]).unwrap_err();
        let lines = ["checks: read", "statuses: read"].map(|line| Access::Workflow(line.to_owned()));
        assert_eq!((why.reason, why.access.as_slice()), (Reason::Forbidden, lines.as_slice()));
    }

    #[test]
    fn a_refused_workflow_run_leaves_the_check_known() {
        let mut node = check_run(json!({}));
        node["checkSuite"]["workflowRun"] = Value::Null;
        let mut path: Vec<PathItem> =
            ["repository", "checked", "statusCheckRollup", "firstContexts", "nodes"]
                .map(|name| PathItem::Field(name.to_owned()))
                .to_vec();
        path.push(PathItem::Index(0));
        path.extend(["checkSuite", "workflowRun"].map(|name| PathItem::Field(name.to_owned())));
        let refusal = GraphqlError {
            kind: Some("FORBIDDEN".to_owned()),
            path,
            message: "Resource not accessible by integration".to_owned(),
            saml_failure: false,
        };
        let found = contexts(ends(json!([node]), 1), &[refusal]).unwrap().unwrap();
        let [Context::Run(run)] = found.as_slice() else { panic!("{found:?}") };
        let why = run.workflow.known().unwrap_err();
        assert_eq!(why.access, [Access::Workflow("actions: read".to_owned())]);
    }

    #[test]
    fn another_commits_checks_are_not_taken() {
        let reply = reply(json!(null), &[]);
        let other = Oid::new("00000000000000000000000000000000000000b2");
        assert_eq!(windows(&reply, &other, None).unwrap_err().reason, Reason::Malformed);
    }
}
