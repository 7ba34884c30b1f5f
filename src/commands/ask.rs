//! From arguments, event and working copy to what the gate is asked to judge.

use super::git::WorkingCopy;
use super::{Refusal, Surroundings};
use crate::actions::{Context, Event};
use crate::candidate::Nothing;
use crate::cli::Check;
use crate::evidence::release::{OwnJob, Trigger};
use crate::evidence::{Ask, Oid};
use crate::report;

/// What is asked, or why there is nothing to ask.
#[derive(Debug)]
pub(super) enum Asked {
    /// This is to be judged.
    Judge(Box<Ask>),
    /// The event gives nothing to judge.
    Nothing(Nothing),
}

/// Puts together what is asked.
pub(super) fn ask(arguments: &Check, around: &Surroundings) -> Result<Asked, Refusal> {
    let copy = if around.context.in_actions { WorkingCopy::default() } else { WorkingCopy::look() };
    let repository = repository(arguments, around, &copy)?;
    let commit = arguments.commit.as_deref().map(whole_commit).transpose()?;
    let trigger = match trigger(&around.context, copy)? {
        Ok(trigger) => trigger,
        Err(nothing) => return Ok(Asked::Nothing(nothing)),
    };
    Ok(Asked::Judge(Box::new(Ask {
        repository,
        trigger,
        version: arguments.release_version.clone(),
        commit,
        tracking_issue: arguments.tracking_issue,
        own_job: own_job(arguments, &around.context),
        computed: None,
        package: arguments.package.clone(),
    })))
}

/// What is asked of a repository, whatever the event says of a release.
pub(super) fn of_repository(arguments: &Check, around: &Surroundings) -> Result<Ask, Refusal> {
    let copy = if around.context.in_actions { WorkingCopy::default() } else { WorkingCopy::look() };
    Ok(Ask {
        repository: repository(arguments, around, &copy)?,
        trigger: Trigger::Terminal { head: None, branch: None },
        version: None,
        commit: None,
        tracking_issue: None,
        own_job: None,
        computed: None,
        package: None,
    })
}

fn repository(arguments: &Check, around: &Surroundings, copy: &WorkingCopy) -> Result<String, Refusal> {
    let found =
        arguments.repo.clone().or_else(|| around.context.repository.clone()).or(copy.repository.clone());
    found.filter(|name| is_repository(name)).ok_or_else(|| {
        Refusal("nothing says which repository\n  -> give `--repo OWNER/NAME`, or run it inside a clone of the repository".into())
    })
}

fn is_repository(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    name.split_once('/').is_some_and(|(owner, name)| part(owner) && part(name))
}

fn whole_commit(text: &str) -> Result<Oid, Refusal> {
    if Oid::looks_like(text) {
        return Ok(Oid::new(text));
    }
    Err(Refusal(format!(
        "--commit takes a whole commit id of 40 hexadecimal digits, not `{text}`\n  -> `git rev-parse {text}` prints it"
    )))
}

fn trigger(context: &Context, copy: WorkingCopy) -> Result<Result<Trigger, Nothing>, Refusal> {
    let Some(name) = context.event_name.as_deref().filter(|_| context.in_actions) else {
        return Ok(Ok(Trigger::Terminal { head: copy.head, branch: copy.branch }));
    };
    let payload = payload(context)?;
    let event = Event::read(name, &payload).map_err(|error| {
        Refusal(format!(
            "{error}\n  -> leave GITHUB_EVENT_NAME and GITHUB_EVENT_PATH as the runner sets them, or run the gate on \
             `workflow_dispatch`"
        ))
    })?;
    Ok(match event {
        Event::Push { reference, deleted: true, .. } => Err(Nothing::Deleted(reference)),
        Event::Push { reference, after, .. } => Ok(pushed(&reference, &after)),
        Event::PullRequest { number, head } => Ok(Trigger::PullRequest { number, head: Oid::new(head) }),
        Event::MergeGroup { reference, destroyed: true, .. } => Err(Nothing::Deleted(reference)),
        Event::MergeGroup { head, reference, base, .. } => {
            let branch = base.strip_prefix("refs/heads/").unwrap_or(&base).to_owned();
            Ok(Trigger::MergeGroup { head: Oid::new(head), reference, branch })
        }
        Event::Release { tag, withdrawn: true, .. } => Err(Nothing::ReleaseWithdrawn(tag)),
        Event::Release { draft: true, .. } => {
            return Err(Refusal(report::unjudged_event("release of a draft")));
        }
        Event::Release { tag, .. } => Ok(Trigger::PushTag { tag }),
        Event::Commit { own: true, .. } => Err(Nothing::OwnCheck),
        Event::Commit { commit, app, .. } => Ok(Trigger::Commit { commit: Oid::new(commit), app }),
        Event::Deployment { commit } => Ok(Trigger::Deployment { commit: Oid::new(commit) }),
        Event::Dispatch => Ok(dispatched(context)?),
        Event::Deleted { reference } => Err(Nothing::Deleted(reference)),
        Event::Issue { number } => Ok(Trigger::Issue { number }),
        Event::Comment { own: true, .. } => Err(Nothing::OwnComment),
        Event::Comment { number, on_pull_request: true, .. } => Ok(Trigger::PullRequestComment { number }),
        Event::Comment { number, .. } => Ok(Trigger::Issue { number }),
        Event::Other(name) => {
            return Err(Refusal(report::unjudged_event(&name)));
        }
    })
}

/// GitHub sends no event with a larger payload (its document "Webhook events and payloads").
const LARGEST_PAYLOAD: u64 = 25 * 1024 * 1024;

fn payload(context: &Context) -> Result<String, Refusal> {
    let path = context.event_path.as_deref().unwrap_or_default();
    let unread = |why: &str| Refusal(format!("the event's payload {path} cannot be read: {why}"));
    let size = std::fs::metadata(path).map_err(|error| unread(&error.to_string()))?.len();
    if size > LARGEST_PAYLOAD {
        return Err(unread(&format!("it has {size} bytes, and GitHub sends none above {LARGEST_PAYLOAD}")));
    }
    std::fs::read_to_string(path).map_err(|error| unread(&error.to_string()))
}

fn pushed(reference: &str, after: &str) -> Trigger {
    match reference.strip_prefix("refs/tags/") {
        Some(tag) => Trigger::PushTag { tag: tag.to_owned() },
        None => Trigger::PushBranch {
            branch: reference.strip_prefix("refs/heads/").unwrap_or(reference).to_owned(),
            commit: Oid::new(after),
        },
    }
}

fn dispatched(context: &Context) -> Result<Trigger, Refusal> {
    let lacking =
        || Refusal("the runner did not say what was dispatched: GITHUB_REF or GITHUB_SHA is missing".into());
    let reference = context.git_ref.clone().ok_or_else(lacking)?;
    let commit = context.sha.as_deref().map(Oid::new).ok_or_else(lacking)?;
    Ok(Trigger::Dispatch { reference, commit })
}

fn own_job(arguments: &Check, context: &Context) -> Option<OwnJob> {
    // GITHUB_WORKFLOW_REF: octoacme/shop/.github/workflows/release.yml@refs/heads/main
    let workflow = context.workflow_ref.as_deref().and_then(|reference| {
        let path = reference.split('@').next()?;
        path.splitn(3, '/').nth(2).map(str::to_owned)
    });
    Some(OwnJob {
        run: context.run_id?,
        job: context.job.clone()?,
        check_run: arguments.job_check_run,
        workflow,
    })
}
