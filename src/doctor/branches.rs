//! Whether branches require the gate's check, of an App of the team's own, and whether what they require can come.

use std::collections::BTreeSet;

use super::{Examined, Found, Rated, Severity};
use crate::evidence::check::RequiredCheck;
use crate::evidence::needs::Line;
use crate::evidence::settings::Branch;
use crate::evidence::{Access, Fact, Reason, Unknown};
use crate::policy::{Holds, Policy};
use crate::verdict::Value;

crate::messages! {
    NOT_REQUIRED = "gate-check-not-required":
        "{branch} does not require the check {check}: what the phase {phase} says is advice, and a pull request can be merged against it"
        => "let an administrator require it of the App that posts it: write the lines below to `merges.json`, with the App's id in the place of `234567`, and run {command}";
    UNBOUND = "gate-check-unbound":
        "{branch} requires the check {check} of nobody in particular: every workflow and every App that may write checks can post it"
        => "choose the App that posts it beside the check, at {page}; in a ruleset's JSON that is `integration_id`";
    OF_ACTIONS = "gate-check-of-any-workflow":
        "{branch} requires the check {check} of GitHub Actions, which each workflow of the repository is"
        => "publish it with the token of an App whose key only the gate's workflow has, and choose that App at {page}";
    NO_PHASE = "gate-check-without-phase":
        "{branch} requires the check {check}, and no phase of the policy that holds merges is called so: nobody posts it, and nothing can be merged"
        => "require {known} instead, at {page}, or take it out there";
    NEVER_RAN = "required-check-never-ran":
        "{branch} requires the check {check}, which was seen neither at its newest commits nor at those of pull requests, and the policy asks for what is required"
        => "let a workflow or an App post it, or take it out at {page}";
    BLOCKS = "required-check-blocks-merges":
        "{branch} requires the check {check}, which was seen neither at its newest commits nor at those of pull requests: nothing can be merged"
        => "let a workflow or an App post it, or take it out at {page}";
    NOT_ON_BRANCH = "required-check-not-on-branch":
        "{branch} requires the check {check}, which runs on pull requests and not on the branch, and the phase {phase} looks for it at the released commit"
        => "let its workflow run on `push` to {branch}, too, or write `at: pull-request-head` beside `required: true`";
    BY_ANOTHER = "required-check-by-another-app":
        "{branch} requires the check {check} of the App {app}, and it was seen from others only"
        => "choose the App that posts it, at {page}";
    APPS_UNSEEN = "required-apps-unseen":
        "of which Apps branch protection of {branch} requires {checks} is shown to administrators alone, so that the gate takes a check of that name from any App"
        => "pass as `org-token` the token of a GitHub App that has `Administration: read` and `Contents: read`; or require them in a ruleset, which everybody is shown";
}

pub(super) const RATED: &[Rated] = &[
    (&NOT_REQUIRED, Severity::Error),
    (&UNBOUND, Severity::Error),
    (&OF_ACTIONS, Severity::Warning),
    (&NO_PHASE, Severity::Error),
    (&NEVER_RAN, Severity::Error),
    (&BLOCKS, Severity::Warning),
    (&NOT_ON_BRANCH, Severity::Error),
    (&BY_ANOTHER, Severity::Error),
    (&APPS_UNSEEN, Severity::Warning),
];

/// How the name of the gate's check run begins.
const OURS: &str = "holdpoint / ";
/// The App whose checks those of workflows are, on github.com.
const ACTIONS: u64 = 15_368;

/// The branches whose rules are looked at: the default branch, and those that the policy names.
#[must_use]
pub fn looked_at(policy: Option<&Policy>, default_branch: &str) -> Vec<String> {
    let mut names = vec![default_branch.to_owned()];
    for line in policy.map(|policy| policy.rules_in(default_branch).lines(default_branch)).unwrap_or_default()
    {
        match line {
            Line::Branch(name) if !names.contains(&name) => names.push(name),
            Line::Branch(_) | Line::Under(_) => {}
        }
    }
    names
}

pub(super) fn look(examined: &Examined<'_>, policy: &Policy) -> Vec<Found> {
    let branches = examined.settings.branches.iter();
    branches.flat_map(|branch| Seen { examined, policy, branch }.look()).collect()
}

struct Seen<'a> {
    examined: &'a Examined<'a>,
    policy: &'a Policy,
    branch: &'a Branch,
}

impl Seen<'_> {
    fn look(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let sources = [
            ("what rulesets require of a branch", &self.branch.rulesets),
            ("what branch protection requires of a branch", &self.branch.protection),
        ];
        for (what, source) in sources {
            if let Fact::Unknown(why) = source {
                found.push(self.about(Found::unread(what, why)));
            }
        }
        let required = self.required();
        found.extend(self.gate(&required));
        found.extend(self.apps_unseen());
        if !required.is_empty() {
            found.extend(self.others(&required));
        }
        found
    }

    fn about(&self, found: Found) -> Found {
        found.code("branch", &self.branch.name)
    }

    /// What is required, with its app, and whether the app is known.
    fn required(&self) -> Vec<(&RequiredCheck, bool)> {
        let rulesets = self.branch.rulesets.value().map_or(&[][..], Vec::as_slice);
        let protection = self.branch.protection.value().map_or(&[][..], Vec::as_slice);
        let rulesets = rulesets.iter().map(|one| (one, true));
        let mut all: Vec<(&RequiredCheck, bool)> = rulesets.collect();
        for one in protection {
            if !all.iter().any(|(known, _)| known.name == one.name) {
                all.push((one, !self.branch.apps_withheld));
            }
        }
        all
    }

    fn merge_phases(&self) -> impl Iterator<Item = &str> {
        let merges = self.policy.phases.iter().filter(|phase| phase.holds == Holds::Merge);
        merges.map(|phase| phase.name.as_str())
    }

    /// The gate's own check.
    fn gate(&self, required: &[(&RequiredCheck, bool)]) -> Vec<Found> {
        let mut found = Vec::new();
        let known: Vec<String> = self.merge_phases().map(|name| format!("{OURS}{name}")).collect();
        let unread = [&self.branch.rulesets, &self.branch.protection].iter().any(|one| one.value().is_none());
        for (phase, check) in self.merge_phases().zip(&known) {
            if !unread && !required.iter().any(|(one, _)| one.name == *check) {
                let one = self.about(Found::new(&NOT_REQUIRED)).code("check", check).code("phase", phase);
                let command = super::new_ruleset(self.examined.repository, "merges.json");
                found.push(one.code("command", command).block("json", self.ruleset(check)));
            }
        }
        for (check, app_known) in required.iter().filter(|(one, _)| one.name.starts_with(OURS)) {
            let message = match check.app {
                _ if !known.contains(&check.name) => &NO_PHASE,
                None if *app_known => &UNBOUND,
                Some(ACTIONS) => &OF_ACTIONS,
                _ => continue,
            };
            let one = self.about(Found::new(message)).code("check", &check.name).with("page", self.page());
            found.push(one.with("known", Value::Codes(known.clone())));
        }
        found
    }

    fn page(&self) -> Value {
        super::ruleset_page(self.examined.repository, None)
    }

    /// What else is required, and whether it can come.
    fn others(&self, required: &[(&RequiredCheck, bool)]) -> Vec<Found> {
        let (on_branch, on_pulls) = match (&self.branch.on_branch, &self.branch.on_pull_requests) {
            (Fact::Known(branch), Fact::Known(pulls)) => (branch, pulls),
            (Fact::Unknown(why), _) | (_, Fact::Unknown(why)) if !self.is_told(why) => {
                return vec![self.about(Found::unread("which checks run on a branch", why))];
            }
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        for (check, _) in required.iter().filter(|(one, _)| !one.name.starts_with(OURS)) {
            if let Some(message) = self.lack(check, on_branch, on_pulls) {
                let one =
                    self.about(Found::new(message)).code("check", &check.name).with("page", self.page());
                let app = check.app.unwrap_or_default();
                found.push(one.code("phase", self.asking().unwrap_or_default()).code("app", app.to_string()));
            }
        }
        found
    }

    fn lack(
        &self,
        check: &RequiredCheck,
        on_branch: &BTreeSet<(String, Option<u64>)>,
        on_pulls: &BTreeSet<(String, Option<u64>)>,
    ) -> Option<&'static crate::verdict::Message> {
        let of_name =
            |seen: &BTreeSet<(String, Option<u64>)>| seen.iter().any(|(name, _)| *name == check.name);
        let fits = |seen: &BTreeSet<(String, Option<u64>)>| {
            let fits = |(name, app): &(String, Option<u64>)| {
                *name == check.name && (check.app.is_none() || *app == check.app)
            };
            seen.iter().any(fits)
        };
        match (fits(on_branch), fits(on_pulls)) {
            (true, _) => None,
            (false, true) => self.asking().is_some().then_some(&NOT_ON_BRANCH),
            (false, false) if of_name(on_branch) || of_name(on_pulls) => Some(&BY_ANOTHER),
            (false, false)
                if self.policy.phases.iter().any(|one| self.policy.needs(&one.name).required_checks) =>
            {
                Some(&NEVER_RAN)
            }
            (false, false) => Some(&BLOCKS),
        }
    }

    /// The release phase that asks for what is required at the released commit.
    fn asking(&self) -> Option<&str> {
        let releases = self.policy.phases.iter().filter(|phase| phase.holds != Holds::Merge);
        let mut asking = releases.filter(|phase| {
            let needs = self.policy.needs(&phase.name);
            needs.required_checks && !needs.head_checks
        });
        asking.next().map(|phase| phase.name.as_str())
    }

    /// Whether the rights that this takes are told of already.
    fn is_told(&self, why: &Unknown) -> bool {
        let needed = &self.examined.needed;
        why.reason == Reason::Forbidden && why.access.iter().any(|one| needed.contains(one))
    }

    fn apps_unseen(&self) -> Option<Found> {
        let protection = self.branch.protection.value().filter(|_| self.branch.apps_withheld)?;
        let asked = self.examined.needed.contains(&Access::to_branch_protection());
        let names: Vec<String> = protection.iter().map(|one| one.name.clone()).collect();
        let told = asked && !names.is_empty();
        told.then(|| self.about(Found::new(&APPS_UNSEEN)).with("checks", Value::Codes(names)))
    }

    /// As in docs/security.md: what goes into the branch has the gate's check, by the gate's App and no other.
    fn ruleset(&self, check: &str) -> String {
        let literal = |text: &str| serde_json::Value::from(text).to_string();
        let default = self.branch.name == self.examined.repository.default_branch;
        let branch = format!("refs/heads/{}", self.branch.name);
        let include = literal(if default { "~DEFAULT_BRANCH" } else { &branch });
        let check = literal(check);
        format!(
            r#"{{
  "name": "Merges need the gate",
  "target": "branch",
  "enforcement": "active",
  "conditions": {{"ref_name": {{"include": [{include}], "exclude": []}}}},
  "rules": [
    {{
      "type": "required_status_checks",
      "parameters": {{
        "strict_required_status_checks_policy": false,
        "do_not_enforce_on_create": true,
        "required_status_checks": [{{"context": {check}, "integration_id": 234567}}]
      }}
    }}
  ],
  "bypass_actors": []
}}
"#
        )
    }
}
