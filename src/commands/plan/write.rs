//! Opening the tracking issue, and bringing it up to date.

use std::cell::RefCell;

use super::super::live::Live;
use super::super::{Exit, Refusal, Screen, Surroundings};
use crate::cli::Plan as Arguments;
use crate::evidence::Login;
use crate::github::{self, Client, Failure, FailureKind, NewIssue, Opened, TextUnwritten, Unopened};
use crate::plan::{Facts, Lost, Tracking, plan, update};
use crate::report;

/// GitHub takes no longer text, in characters.
const LONGEST: usize = 65_536;
/// The account of a workflow's own token.
const WORKFLOW: &str = "github-actions";

/// What is written, and where.
pub(super) struct Writing<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) read: &'a Live,
    pub(super) facts: &'a Facts,
    pub(super) client: &'a Client,
}

impl Writing<'_> {
    /// Opens the issue if there is none, or brings the one that is there up to date.
    pub(super) async fn run(&self, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
        match &self.facts.tracking {
            Tracking::Here(number, _) if self.arguments.update => self.update(*number, around, screen).await,
            Tracking::Here(number, url) => {
                screen.say(&format!("#{number} is the tracking issue already: {url}"));
                Ok(Exit::Well)
            }
            Tracking::Missing if self.arguments.create && self.arguments.of.tracking_issue.is_none() => {
                self.create(around, screen).await
            }
            tracking => Err(Refusal(report::plan_no_issue(tracking, &self.facts.tag)).into()),
        }
    }

    fn is_dry(&self) -> bool {
        self.arguments.dry_run == Some(true)
    }

    fn repository(&self) -> &str {
        &self.read.evidence.opening.repository.name
    }

    async fn update(&self, number: u64, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
        let failed = |failure: Failure| Refusal(unwritten(&format!("#{number}"), &failure));
        if self.is_dry() {
            let there = github::read_text(self.client, self.repository(), number).await.map_err(failed)?;
            let new = update(&there, &self.read.policy, self.facts);
            let difference = report::notes_difference(&there, &new.body);
            let shown = difference.shown(&format!("the text of #{number}"), false);
            screen.data(&report::notes_shown(&shown, around.context.in_actions));
            return Ok(end(&new.lost, screen));
        }
        let lost: RefCell<Vec<Lost>> = RefCell::default();
        let long = RefCell::new(None);
        let mut make = |there: &str| {
            let new = update(there, &self.read.policy, self.facts);
            lost.replace(new.lost);
            let length = new.body.chars().count();
            if length > LONGEST {
                long.replace(Some(length));
                return there.to_owned();
            }
            new.body
        };
        screen.progress("writing the tracking issue");
        let written = github::write_text(self.client, self.repository(), number, &mut make).await;
        screen.done();
        if let Some(length) = long.take() {
            return Err(Refusal(too_long(length)).into());
        }
        let written = written.map_err(|why| match why {
            TextUnwritten::Failed(failure) => failed(failure),
            TextUnwritten::Busy(url) => Refusal(format!(
                "others wrote at the same time, again and again: {url}\n  -> see in its edit history that nothing is missing, \
                 then run it again"
            )),
        })?;
        screen.say(&report::plan_written(number, &written.url, written.changed));
        if !written.seen {
            screen.warn(&report::plan_unseen(&written.url));
        }
        if !written.put_back.is_empty() {
            screen.warn(&report::plan_put_back(&written.put_back));
        }
        Ok(end(&lost.take(), screen))
    }

    async fn create(&self, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
        let plan = plan(&self.read.policy, self.facts);
        let Some(label) = plan.label.clone() else {
            return Err(Refusal(report::plan_no_issue(&Tracking::NotConfigured, &self.facts.tag)).into());
        };
        if plan.body.chars().count() > LONGEST {
            return Err(Refusal(too_long(plan.body.chars().count())).into());
        }
        let viewer = self.read.evidence.opening.viewer.as_ref();
        if viewer.is_none_or(is_app) {
            return Err(Refusal(report::plan_by_app(&plan.title, &label)).into());
        }
        if self.is_dry() {
            screen.say(&format!("would open “{}” with the label `{label}`, and this text:\n", plan.title));
            screen.data(&report::notes_shown(&plan.body, around.context.in_actions));
            return Ok(end(&plan.lost, screen));
        }
        let milestone = self.facts.milestone.as_ref().filter(|one| one.open).map(|one| one.number);
        let wish = NewIssue { title: plan.title.clone(), body: plan.body.clone(), label, milestone };
        let rules = self.read.policy.rules_in(&self.read.evidence.opening.repository.default_branch);
        let fits = |title: &str| rules.versions_in(title).contains(&self.facts.version);
        screen.progress("opening the tracking issue");
        let opened = github::open_issue(self.client, self.repository(), &wish, &fits).await;
        screen.done();
        match opened {
            Ok(Opened::New(number, url)) => screen.say(&format!("#{number} is the tracking issue: {url}")),
            Ok(Opened::Other(number, url, own)) => screen.say(&format!(
                "somebody opened #{number} at the same time, which stays the tracking issue: {url}\n#{own} is closed again"
            )),
            Err(why) => return Err(Refusal(unopened(&why)).into()),
        }
        Ok(end(&plan.lost, screen))
    }
}

/// Whether an account is an app's. GitHub does not say what an app may do, so that what it opens counts for no gate.
fn is_app(login: &Login) -> bool {
    login.as_str().ends_with("[bot]") || login.as_str() == WORKFLOW
}

fn end(lost: &[Lost], screen: &Screen) -> Exit {
    for lost in lost {
        screen.warn(&report::plan_lost(lost));
    }
    if lost.is_empty() { Exit::Well } else { Exit::Unjudged }
}

fn too_long(length: usize) -> String {
    format!(
        "the plan would have {length} characters, and GitHub takes {LONGEST} of an issue\n  -> let the policy ask for fewer boxes, \
         or take words out of the issue"
    )
}

fn unwritten(name: &str, failure: &Failure) -> String {
    format!("{name} could not be written: {failure}\n  -> {}", remedy(failure))
}

fn unopened(why: &Unopened) -> String {
    match why {
        Unopened::Failed(failure) => {
            format!("the tracking issue could not be opened: {failure}\n  -> {}", remedy(failure))
        }
        Unopened::Unlabelled(url) => format!(
            "GitHub opened the issue without its label, because this account may not label issues, and it is closed again: {url}\n  \
             -> run it with the token of somebody who can write to the repository"
        ),
        Unopened::Unsure(url, failure) => format!(
            "the issue was opened, and whether somebody else opened one could not be read: {url}: {failure}\n  -> see that there \
             is only one, and close the others"
        ),
        Unopened::Unseen(url) => format!(
            "the issue was opened, and GitHub does not show it among the others yet: {url}\n  -> see that there is only one, and \
             close the others"
        ),
    }
}

fn remedy(failure: &Failure) -> &'static str {
    match failure.kind() {
        FailureKind::Forbidden | FailureKind::NotFound | FailureKind::Unauthorized => {
            "let the token write there: `issues: write` among the job's `permissions:`"
        }
        FailureKind::Conflict | FailureKind::Unprocessable(_) => "see what GitHub says of it",
        _ => "see whether it was written, then run it again",
    }
}
