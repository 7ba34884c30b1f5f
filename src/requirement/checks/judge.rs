//! From the checks of a commit to findings: which are asked for, and how each stands.

use super::collapse::{ACTIONS, Check, Standing, collapse, shown};
use super::name::Name;
use super::own::{Own, PUBLISHED, Part};
use super::place::{Of, Place};
use super::{
    ACCEPTED, CANCELLED, Checks, ERROR, FAILED, GATE_ITSELF, GATE_OR_NOT, MAY_BE_GATE, MISSING, MISSING_NEAR,
    MISSING_ON_MERGE_GROUP, MISSING_ON_PULL_REQUEST, MISSING_ON_PUSH, NAMESAKES, NEEDS_ACTION, NEUTRAL, NONE,
    NONE_ASKED, NONE_BUT_OWN, NONE_LEFT, OTHER_APP, OTHER_WORKFLOW, PASSED, PASSED_BESIDES_OWN, PENDING,
    SKIPPED, STALE, STARTUP, STATUS_ONLY, STRANGE, TIMED_OUT, UNTOLD, required,
};
use crate::evidence::check::{self, CheckResult};
use crate::evidence::{Fact, Unknown};
use crate::release::Case;
use crate::verdict::{Finding, Message, Value, Who};
use crate::yaml::nearest;

/// Judges what the policy asks for; every lack is named.
pub(super) fn judge(asked: &Checks, case: &Case<'_>) -> Vec<Finding> {
    let (rules, mut findings) = if asked.required { required::of(case) } else { Default::default() };
    let mut demands: Vec<Demand> = asked.names.iter().cloned().map(Demand::Named).collect();
    for rule in rules {
        let name = Name::exact(&rule.name);
        if !asked.except.iter().any(|except| except.fits(&rule.name)) {
            demands.push(Demand::Required { name, app: rule.app });
        }
    }
    let place = match Place::find(asked.at, case) {
        Ok(place) => place,
        Err(finding) => {
            findings.push(finding);
            return findings;
        }
    };
    let mut hearing = Hearing::new(asked, place, case);
    for demand in &demands {
        hearing.hear(demand);
    }
    if asked.all {
        hearing.hear_all();
    }
    if hearing.findings.is_empty() && hearing.chosen.is_empty() && findings.is_empty() {
        let finding = hearing.finding(Finding::absent(&NONE_LEFT));
        hearing
            .findings
            .push(finding.with("branch", Value::Code(case.branch())).who([Who::Admins, Who::Writers]));
    }
    findings.extend(hearing.conclude());
    findings.dedup();
    findings
}

/// One check, or pattern of checks, that must be there.
enum Demand {
    /// The policy names it.
    Named(Name),
    /// A rule of the branch requires it, of this app.
    Required { name: Name, app: Option<u64> },
}

impl Demand {
    fn name(&self) -> &Name {
        match self {
            Self::Named(name) | Self::Required { name, .. } => name,
        }
    }

    fn app(&self) -> Option<u64> {
        match self {
            Self::Named(_) => None,
            Self::Required { app, .. } => *app,
        }
    }

    fn fits(&self, context: &check::Context) -> bool {
        fits(self.name(), context)
    }
}

fn fits(wanted: &Name, context: &check::Context) -> bool {
    match context {
        check::Context::Run(run) => wanted.fits(&run.name),
        check::Context::Status(status) => wanted.fits_status(&status.context),
    }
}

/// Whether a check is by the app and of the workflow that are asked for.
enum Fit {
    Yes,
    Status,
    OtherApp,
    OtherWorkflow,
    Unread(Unknown),
}

/// The checks of a commit while they are looked through.
struct Hearing<'a> {
    asked: &'a Checks,
    place: Place<'a>,
    own: Own<'a>,
    branch: String,
    checks: Vec<Check<'a>>,
    left_out: Vec<(&'a check::Context, Part)>,
    doubtful: Vec<(&'a check::Context, Unknown)>,
    /// The places in `checks` of those that are asked for.
    chosen: Vec<usize>,
    findings: Vec<Finding>,
}

impl<'a> Hearing<'a> {
    fn new(asked: &'a Checks, place: Place<'a>, case: &Case<'a>) -> Self {
        let own = Own::find(case.evidence.ask.own_job.as_ref(), place.contexts);
        let (mut counting, mut left_out, mut doubtful) = (Vec::new(), Vec::new(), Vec::new());
        for context in place.contexts {
            match own.part(context) {
                Part::Counts => counting.push(context),
                Part::Doubtful(why) => doubtful.push((context, why)),
                part @ (Part::Job | Part::Published) => left_out.push((context, part)),
            }
        }
        let checks = collapse(counting, |result| asked.conclusions.iter().any(|one| one.result() == result));
        let (chosen, findings, branch) = (Vec::new(), Vec::new(), case.branch());
        Self { asked, place, own, branch, checks, left_out, doubtful, chosen, findings }
    }

    /// Looks for what one demand asks for.
    fn hear(&mut self, demand: &Demand) {
        let named =
            (0..self.checks.len()).filter(|at| self.at(*at).is_some_and(|one| demand.fits(one.newest)));
        let named: Vec<usize> = named.collect();
        let doubts = self.doubts(|context| demand.fits(context));
        let mut unfit = Vec::new();
        let mut found = doubts > 0;
        for at in named {
            match self.fit_at(at, demand.app()) {
                Fit::Yes => self.chosen.push(at),
                Fit::Unread(why) => self.unread(at, why),
                fit => {
                    unfit.push((fit, at));
                    continue;
                }
            }
            found = true;
        }
        if found {
            return;
        }
        let finding = if unfit.is_empty() { self.missing(demand) } else { Some(self.unfit(demand, &unfit)) };
        self.findings.extend(finding);
    }

    /// Looks through all checks.
    fn hear_all(&mut self) {
        let asked = self.asked;
        let excepted = |context: &check::Context| asked.except.iter().any(|name| fits(name, context));
        let mut found = self.doubts(|context| !excepted(context)) > 0;
        for at in 0..self.checks.len() {
            if self.at(at).is_none_or(|one| excepted(one.newest)) {
                continue;
            }
            match self.fit_at(at, None) {
                Fit::Yes => self.chosen.push(at),
                Fit::Unread(why) => self.unread(at, why),
                Fit::Status | Fit::OtherApp | Fit::OtherWorkflow => continue,
            }
            found = true;
        }
        if found {
            return;
        }
        let finding = if !self.checks.is_empty() {
            let names = self.checks.iter().map(|one| one.name().to_owned()).collect();
            self.finding(Finding::to_come(&NONE_ASKED)).with("names", Value::Codes(names))
        } else if let Some(left_out) = self.left_out() {
            self.finding(Finding::to_come(&NONE_BUT_OWN)).with("left-out", left_out)
        } else {
            self.finding(Finding::to_come(&NONE))
        };
        self.findings.push(finding.with("event", self.event()).who([Who::Writers]));
    }

    fn at(&self, at: usize) -> Option<&Check<'a>> {
        self.checks.get(at)
    }

    fn fit_at(&self, at: usize, app: Option<u64>) -> Fit {
        self.at(at).map_or(Fit::Status, |check| self.fit(check, app))
    }

    fn fit(&self, check: &Check<'a>, app: Option<u64>) -> Fit {
        let (slug, path) = (self.asked.app.as_deref(), self.asked.workflow.as_deref());
        let check::Context::Run(run) = check.newest else {
            let any = slug.is_none() && path.is_none() && app.is_none();
            return if any { Fit::Yes } else { Fit::Status };
        };
        let by = run.app.as_ref();
        let by_slug = slug.is_none_or(|slug| by.is_some_and(|by| by.slug == slug));
        if !by_slug || app.is_some_and(|app| by.is_none_or(|by| by.id != app)) {
            return Fit::OtherApp;
        }
        match (path, &check.workflow) {
            (None, _) => Fit::Yes,
            (Some(path), Ok(of)) if *of == Some(path) => Fit::Yes,
            (Some(_), Ok(_)) => Fit::OtherWorkflow,
            (Some(_), Err(why)) => Fit::Unread(why.clone()),
        }
    }

    /// Names the checks of which nobody knows whether they are the gate's own; how many there are.
    fn doubts(&mut self, asked: impl Fn(&check::Context) -> bool) -> usize {
        let doubtful = self.doubtful.iter().filter(|(context, _)| asked(context));
        let findings: Vec<Finding> = doubtful
            .map(|(context, why)| {
                self.finding(Finding::unknown(&GATE_OR_NOT))
                    .with("check", shown(context))
                    .with("why", Value::Unknown(why.clone()))
                    .who([Who::WorkflowAuthors])
            })
            .collect();
        let count = findings.len();
        self.findings.extend(findings);
        count
    }

    /// The workflow is asked for, and that of this check could not be read.
    fn unread(&mut self, at: usize, why: Unknown) {
        let Some(check) = self.at(at) else { return };
        let finding = self.about(check, Finding::unknown(&super::WORKFLOW_UNREAD));
        self.findings.push(finding.with("why", Value::Unknown(why)).who([Who::WorkflowAuthors]));
    }

    /// There is no check of the name. `None`: there is, it is the gate's own, and a rule of the branch names it.
    fn missing(&self, demand: &Demand) -> Option<Finding> {
        let name = demand.name();
        let own = self.left_out.iter().find(|(context, _)| demand.fits(context));
        let by_rule = matches!(demand, Demand::Required { .. });
        if by_rule && (own.is_some() || name.as_str().starts_with(PUBLISHED)) {
            return None;
        }
        let about = |finding: Finding| {
            self.finding(finding)
                .with("name", Value::Code(name.as_str().to_owned()))
                .about(name.as_str())
                .with("branch", Value::Code(self.branch.clone()))
                .with("event", self.event())
                .who([Who::Writers])
        };
        if own.is_some() {
            return Some(about(Finding::absent(&GATE_ITSELF)));
        }
        let finding = |message| about(Finding::to_come(message));
        if !self.triggered() {
            return Some(finding(match self.place.of {
                Of::Branch => &MISSING_ON_PUSH,
                Of::PullRequest => &MISSING_ON_PULL_REQUEST,
                Of::MergeQueue => &MISSING_ON_MERGE_GROUP,
            }));
        }
        let names = self.checks.iter().map(Check::name);
        Some(match nearest(name.as_str(), names) {
            Some(near) => finding(&MISSING_NEAR).with("near", Value::Code(near.to_owned())),
            None => finding(&MISSING),
        })
    }

    /// Whether a workflow other than the gate's own ran on the event that one expects here, as far as is known.
    fn triggered(&self) -> bool {
        let own = |context: &check::Context| {
            self.left_out.iter().any(|(left_out, _)| std::ptr::eq(*left_out, context))
        };
        self.place.contexts.iter().filter(|context| !own(context)).any(|context| match context {
            check::Context::Run(run) => match &run.workflow {
                Fact::Known(Some(workflow)) => self.place.of.events().contains(&workflow.event.as_str()),
                Fact::Known(None) => false,
                Fact::Unknown(_) | Fact::NotCollected => {
                    run.app.as_ref().is_none_or(|app| app.slug == ACTIONS)
                }
            },
            check::Context::Status(_) => false,
        })
    }

    fn event(&self) -> Value {
        Value::Code(self.place.of.event().to_owned())
    }

    /// There are checks of the name, and none is by the app or of the workflow that is asked for.
    fn unfit(&self, demand: &Demand, unfit: &[(Fit, usize)]) -> Finding {
        let of = |wanted: fn(&Fit) -> bool| -> Option<&Check<'a>> {
            unfit.iter().find(|(fit, _)| wanted(fit)).and_then(|(_, at)| self.at(*at))
        };
        let by_id = demand.app().map(|id| Value::Code(self.slug(id)));
        let app = self.asked.app.clone().map(Value::Code).or(by_id);
        let app = app.unwrap_or_else(|| Value::Code(ACTIONS.to_owned()));
        let path = Value::Code(self.asked.workflow.clone().unwrap_or_default());
        let finding = if let Some(check) = of(|fit| matches!(fit, Fit::OtherWorkflow)) {
            self.about(check, Finding::to_come(&OTHER_WORKFLOW)).with("workflow", path)
        } else if let Some(check) = of(|fit| matches!(fit, Fit::OtherApp)) {
            let by = match check.newest {
                check::Context::Run(run) => super::collapse::app(run),
                check::Context::Status(_) => check.origin(),
            };
            self.about(check, Finding::to_come(&OTHER_APP)).with("app", app).with("by", by)
        } else {
            let newest = unfit.first().and_then(|(_, at)| self.at(*at));
            let check = newest.map_or_else(|| Value::Code(demand.name().as_str().to_owned()), Check::shown);
            let poster = newest.map_or(Value::Words("an unknown account"), Check::origin);
            let finding = self.finding(Finding::to_come(&STATUS_ONLY)).about(demand.name().as_str());
            let finding = finding.since(newest.and_then(Check::since));
            finding.with("check", check).with("by", poster)
        };
        finding.who([Who::Writers])
    }

    /// The slug of the app with this id, if one of the checks is by it.
    fn slug(&self, id: u64) -> String {
        let apps = self.place.contexts.iter().filter_map(|context| match context {
            check::Context::Run(run) => run.app.as_ref(),
            check::Context::Status(_) => None,
        });
        apps.filter(|app| app.id == id).map(|app| app.slug.clone()).next().unwrap_or_else(|| match id {
            15_368 => ACTIONS.to_owned(),
            _ => format!("app {id}"),
        })
    }

    /// What was left out because it is the gate's own.
    fn left_out(&self) -> Option<Value> {
        let has = |part: &Part| self.left_out.iter().any(|(_, known)| known == part);
        match (has(&Part::Job), has(&Part::Published)) {
            (true, true) => Some(Value::Words("the gate's own job and check run")),
            (true, false) => Some(Value::Words("the gate's own job")),
            (false, true) => Some(Value::Words("the gate's own check run")),
            (false, false) => None,
        }
    }

    /// Judges those that were asked for: one finding for each that does not pass, one for all that do.
    fn conclude(mut self) -> Vec<Finding> {
        self.chosen.sort_unstable();
        self.chosen.dedup();
        let mut findings = std::mem::take(&mut self.findings);
        let mut passed: Vec<(&Check<'a>, CheckResult)> = Vec::new();
        for check in self.chosen.iter().filter_map(|at| self.at(*at)) {
            match &check.standing {
                Standing::At(result) if self.asked.conclusions.iter().any(|one| one.result() == *result) => {
                    passed.push((check, *result));
                }
                Standing::At(CheckResult::Pending) => findings.push(self.pending(check)),
                Standing::At(result) => {
                    findings.push(self.about(check, Finding::unmet(ended(*result))).who([Who::Writers]));
                }
                Standing::Namesakes => {
                    findings.push(self.about(check, Finding::unknown(&NAMESAKES)).who([Who::Writers]));
                }
                Standing::Untold(why) => {
                    let finding = self.about(check, Finding::unknown(&UNTOLD));
                    findings
                        .push(finding.with("why", Value::Unknown(why.clone())).who([Who::WorkflowAuthors]));
                }
            }
        }
        if passed.is_empty() {
            return findings;
        }
        let named = |wanted: Option<CheckResult>| -> Vec<String> {
            let of = passed.iter().filter(|(_, result)| wanted.is_none_or(|wanted| wanted == *result));
            of.map(|(check, _)| check.name().to_owned()).collect()
        };
        let met = match self.left_out() {
            Some(left_out) => Finding::met(&PASSED_BESIDES_OWN).with("left-out", left_out),
            None => Finding::met(&PASSED),
        };
        let met = self.finding(met).with("count", passed.len());
        findings.push(met.with("names", Value::Codes(named(None))));
        for (result, word) in [(CheckResult::Skipped, "skipped"), (CheckResult::Neutral, "neutral")] {
            let names = named(Some(result));
            if !names.is_empty() {
                let finding = self.finding(Finding::met(&ACCEPTED)).with("result", Value::Words(word));
                findings.push(finding.with("names", Value::Codes(names)));
            }
        }
        findings
    }

    fn pending(&self, check: &Check<'a>) -> Finding {
        let machine = Who::Machine(check.name().to_owned());
        match self.own.may_be(check.newest) {
            Some(job) => self
                .about(check, Finding::pending(&MAY_BE_GATE))
                .with("job", Value::Code(job.to_owned()))
                .who([Who::WorkflowAuthors, machine]),
            None => self.about(check, Finding::pending(&PENDING)).who([machine]),
        }
    }

    /// Completes a finding about one check.
    fn about(&self, check: &Check<'a>, finding: Finding) -> Finding {
        let finding = self.finding(finding).with("check", check.shown()).with("origin", check.origin());
        finding.about(check.name()).since(check.since())
    }

    /// Completes a finding about the commit.
    fn finding(&self, finding: Finding) -> Finding {
        finding.with("commit", self.place.commit.clone())
    }
}

/// What is said of a check that ended without counting.
fn ended(result: CheckResult) -> &'static Message {
    match result {
        CheckResult::Failure => &FAILED,
        CheckResult::Error => &ERROR,
        CheckResult::Cancelled => &CANCELLED,
        CheckResult::Skipped => &SKIPPED,
        CheckResult::Neutral => &NEUTRAL,
        CheckResult::TimedOut => &TIMED_OUT,
        CheckResult::ActionRequired => &NEEDS_ACTION,
        CheckResult::Stale => &STALE,
        CheckResult::StartupFailure => &STARTUP,
        // Success always counts, and what is pending has words of its own.
        CheckResult::Other | CheckResult::Pending | CheckResult::Success => &STRANGE,
    }
}
