//! A policy in plain words, for a terminal.
//!
//! It says what a policy asks for, not how a release stands. What each kind of requirement asks for is said by the kind
//! itself; all that the policy's author wrote is made harmless here.

use std::collections::BTreeSet;

use super::harmless::one_line;
use crate::candidate::{self, PullRequestRule, PullRequests};
use crate::condition::Condition;
use crate::evidence::Access;
use crate::evidence::needs::{FilePlace, Needs};
use crate::policy::{Holds, Phase, Policy, Requirement};
use crate::requirement::Tree;
use crate::verdict::Severity;

/// The longest text of the policy that is shown on a line, in characters.
const LONGEST: usize = 2000;

/// The whole policy: releases, roles, and each phase with what it needs to read.
#[must_use]
pub fn explain(policy: &Policy) -> String {
    let mut page = Page::default();
    page.release(&policy.rules);
    page.roles(policy);
    page.consents(policy);
    page.waivers(policy);
    page.notes(policy);
    for phase in &policy.phases {
        page.gap();
        page.phase(policy, phase);
    }
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(&one_line(text, LONGEST));
        self.text.push('\n');
    }

    fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn release(&mut self, rules: &candidate::Rules) {
        self.line(0, "Releases");
        if rules.packages.is_empty() {
            self.line(1, &format!("A release has a tag like {}.", rules.tag));
        } else {
            self.packages(rules);
        }
        let own: Vec<String> = rules.branch_patterns().into_iter().filter(|name| !name.is_empty()).collect();
        let branches = match (rules.branches.is_empty(), own.is_empty()) {
            (true, true) => "the default branch".to_owned(),
            (true, false) => format!("the default branch, {}", own.join(", ")),
            (false, _) => own.join(", "),
        };
        self.line(1, &format!("It is cut from {branches}."));
        self.line(
            1,
            match rules.pull_requests {
                PullRequests::Milestone => {
                    "Its pull requests are those of the milestone named like the version. They are compared with the \
                     commits since the previous release, and what does not agree holds."
                }
                PullRequests::SinceLastTag => {
                    "Its pull requests are those that brought in the commits since the previous release."
                }
            },
        );
        if let Some(since) = &rules.since {
            self.line(1, &format!("What lies before {since} is not judged."));
        }
        if let Some(label) = &rules.tracking_issue {
            self.line(
                1,
                &format!(
                    "Its tracking issue is the open one with the label “{label}” that names the version, opened by \
                     somebody who can write to the repository."
                ),
            );
        }
        match &rules.pull_request {
            Some(PullRequestRule::Label(label)) => {
                self.line(1, &format!("The pull request with the label “{label}” carries it."));
            }
            Some(PullRequestRule::Branch(branch)) => {
                self.line(1, &format!("The pull request from the branch {branch} carries it."));
            }
            None => {}
        }
        for (name, own) in &rules.types {
            let branches: Vec<String> = own.branches.iter().map(ToString::to_string).collect();
            self.line(1, &format!("A {} release from {} is a {name}.", own.is, branches.join(", ")));
        }
        if rules.packages.is_empty() {
            self.versions(rules);
        }
        for package in &rules.packages {
            self.gap();
            self.line(1, &format!("Versions of {}:", package.name));
            self.versions(&rules.of(package));
        }
    }

    /// The packages, each with what is its own.
    fn packages(&mut self, rules: &candidate::Rules) {
        self.line(1, "Each package is released by itself:");
        for package in &rules.packages {
            self.line(2, &format!("- {}: its files are {}.", package.name, package.written.paths.join(", ")));
            if !package.written.shared.is_empty() {
                self.line(3, &format!("It shares {}.", package.written.shared.join(", ")));
            }
            self.line(3, &format!("A release of it has a tag like {}.", package.tag));
            if let Some(since) = &package.since {
                self.line(3, &format!("What lies before {since} is not judged."));
            }
            if package.latest {
                self.line(3, "Its releases may be the repository's latest.");
            }
        }
        self.line(
            1,
            "A pull request is of each package whose files, or shared files, it changes; others hold no release of it.",
        );
    }

    fn phase(&mut self, policy: &Policy, phase: &Phase) {
        let holds = match phase.holds {
            Holds::Merge => "holds the merge of each pull request",
            Holds::Tag => "holds the release's tag",
            Holds::Deployment => "holds the release's deployment",
            Holds::Close => "holds the release's closing",
        };
        self.line(0, &format!("Phase {}: {holds}", phase.name));
        let judged = policy.judged_for(&phase.name);
        let before: Vec<&str> =
            judged.iter().map(|one| one.name.as_str()).filter(|name| *name != phase.name).collect();
        if !before.is_empty() {
            self.line(1, &format!("It includes what these phases ask for: {}.", before.join(", ")));
        }
        let mut shown: &[String] = &[];
        for requirement in &phase.requirements {
            let same = shown.iter().zip(&requirement.group).take_while(|(one, other)| one == other).count();
            for (depth, group) in requirement.group.iter().enumerate().skip(same) {
                self.gap();
                self.line(1 + depth, group);
            }
            if requirement.group.len() == same && same < shown.len() {
                self.gap();
            }
            shown = &requirement.group;
            self.requirement(requirement, 1 + requirement.group.len());
        }
        self.gap();
        self.rights(&policy.needs(&phase.name), phase.holds == Holds::Merge);
    }

    fn requirement(&mut self, requirement: &Requirement, depth: usize) {
        let advisory = match requirement.severity {
            Severity::Holding => "",
            Severity::Advisory => ", advisory",
        };
        self.line(depth, &format!("- {} ({}{advisory})", requirement.title, requirement.id));
        if let Some(when) = &requirement.when {
            self.tree("when", depth + 2, &condition(when));
        }
        self.tree("must", depth + 2, &tree(&requirement.require));
        if !requirement.waivable {
            self.line(depth + 2, "never waived");
        }
        if let Some(hint) = &requirement.hint {
            self.line(depth + 2, &format!("hint: {hint}"));
        }
    }

    fn tree(&mut self, word: &str, depth: usize, clause: &Clause) {
        self.line(depth, &format!("{word}: {}", clause.says));
        self.parts(depth + 1, clause);
    }

    fn parts(&mut self, depth: usize, clause: &Clause) {
        for part in &clause.parts {
            self.line(depth, &format!("- {}", part.says));
            self.parts(depth + 1, part);
        }
    }

    fn rights(&mut self, needs: &Needs, merge: bool) {
        let rights = rights(needs);
        self.line(1, "To read this, the workflow's token needs");
        self.line(2, "permissions:");
        for right in &rights {
            if let Access::Workflow(line) = right {
                self.line(3, line);
            }
        }
        for right in &rights {
            if let Access::App(right) = right {
                let what = if right.starts_with("Members") {
                    let teams: Vec<String> = needs.teams.iter().map(ToString::to_string).collect();
                    format!("who is in {}", teams.join(", "))
                } else if right.starts_with("Secret") {
                    "the alerts of secret scanning".to_owned()
                } else {
                    "what branch protection requires, where GitHub does not show it to the workflow"
                        .to_owned()
                };
                self.line(
                    1,
                    &format!("To read {what}, `org-token` must be the token of a GitHub App with {right}."),
                );
            }
        }
        self.line(1, &cost(needs, merge));
    }
}

/// A clause, and its parts where it has some.
struct Clause {
    says: String,
    parts: Vec<Clause>,
}

impl Clause {
    fn leaf(says: String) -> Self {
        Self { says, parts: Vec::new() }
    }

    fn not(part: Self) -> Self {
        if part.parts.is_empty() {
            return Self::leaf(format!("it is not so that {}", part.says));
        }
        Self::of("it is not so that", vec![part])
    }

    fn of(says: &str, parts: Vec<Self>) -> Self {
        Self { says: says.to_owned(), parts }
    }
}

fn tree(tree: &Tree) -> Clause {
    let each = |parts: &[Tree]| parts.iter().map(self::tree).collect();
    match tree {
        Tree::All(parts) => Clause::of("all of these", each(parts)),
        Tree::Any(parts) => Clause::of("at least one of these", each(parts)),
        Tree::Not(part) => Clause::not(self::tree(part)),
        Tree::Leaf(kind) => Clause::leaf(kind.says()),
    }
}

fn condition(when: &Condition) -> Clause {
    let each = |parts: &[Condition]| parts.iter().map(condition).collect();
    match when {
        Condition::All(parts) => Clause::of("all of these hold", each(parts)),
        Condition::Any(parts) => Clause::of("at least one of these holds", each(parts)),
        Condition::Not(part) => Clause::not(condition(part)),
        leaf => Clause::leaf(leaf.says()),
    }
}

/// The rights that reading all this takes: lines of a workflow's `permissions:`, and what no workflow's token can have.
///
/// Source: GitHub's documents "Permissions required for GitHub Apps" and "Controlling permissions for `GITHUB_TOKEN`".
#[must_use]
pub fn rights(needs: &Needs) -> BTreeSet<Access> {
    // Drafts are shown to those alone who may write.
    let contents = if needs.releases || needs.notes.releases { "contents: write" } else { "contents: read" };
    let mut lines = vec![contents, "pull-requests: read", "issues: read"];
    if needs.checks || needs.head_checks || needs.required_checks {
        lines.extend(["checks: read", "statuses: read", "actions: read"]);
    }
    if needs.alerts.code_scanning {
        lines.push("security-events: read");
    }
    if needs.alerts.dependabot {
        lines.push("vulnerability-alerts: read");
    }
    if !needs.artifacts.is_empty() {
        lines.push("actions: read");
    }
    // When check suites were made shows when their commit was there.
    if needs.consents.arrivals {
        lines.push("checks: read");
    }
    let mut rights: BTreeSet<Access> =
        lines.into_iter().map(|line| Access::Workflow(line.to_owned())).collect();
    if needs.required_checks {
        rights.insert(Access::to_branch_protection());
    }
    if !needs.teams.is_empty() {
        rights.insert(Access::App("Members: read".to_owned()));
    }
    if needs.alerts.secret_scanning {
        rights.insert(Access::App("Secret scanning alerts: read".to_owned()));
    }
    rights
}

/// What makes reading slow, as far as the policy decides it.
fn cost(needs: &Needs, merge: bool) -> String {
    let mut costs = vec![if merge {
        "Reading takes a few requests".to_owned()
    } else {
        "Reading takes a few requests for up to 200 pull requests, and some more for each further 100"
            .to_owned()
    }];
    let teams = needs.teams.len();
    if teams > 0 {
        costs.push(format!("one for each team ({teams})"));
    }
    if needs.consents.discussions {
        costs.push("one for each 100 comments and edits in which consent is looked for".to_owned());
    }
    if needs.consents.arrivals {
        costs.push("two for when the commit was pushed".to_owned());
    }
    if !needs.artifacts.is_empty() {
        costs
            .push("one for the workflow runs, and one for the artifacts of each run that decides".to_owned());
    }
    if needs.releases {
        costs.push("one for the assets of the release, and one for each 100 releases beyond 200".to_owned());
    }
    if needs.notes.asked {
        costs.push("a few for the release notes and what they are checked by".to_owned());
    }
    if needs.codeowners {
        costs.push("one for each team that owns a changed file".to_owned());
    }
    if needs.files.iter().chain(&needs.texts).any(|place| matches!(place, FilePlace::Glob(_))) {
        costs.push("one for the list of all files".to_owned());
    }
    if needs.texts.iter().any(|place| matches!(place, FilePlace::Glob(_))) {
        costs.push("one for each 50 files that a glob fits".to_owned());
    }
    if needs.pull_requests.files {
        costs.push("one for each further 100 files of a pull request".to_owned());
    }
    if needs.alerts.code_scanning {
        costs.push("two for each ref at which the commit may have been scanned".to_owned());
    }
    if needs.alerts.secret_scanning {
        costs.push("one for the alerts of secret scanning".to_owned());
    }
    format!("{}.", costs.join("; "))
}

mod bump;
mod notes;
mod people;
#[cfg(test)]
mod tests;
