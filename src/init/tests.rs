//! Habits in, files out.

use proptest::prelude::*;

use super::*;
use crate::evidence::check::{
    App, CheckResult, CheckRun, Checks, Context, RequiredCheck, RequiredChecks, WorkflowRun,
};
use crate::evidence::habits::{SeenIssue, SeenPull, SeenRelease, SeenText};
use crate::evidence::release::Repository;
use crate::evidence::{Fact, List, Login, Oid, Reason};
use crate::markdown::{normalise, tasks};
use crate::policy::Policy;
use crate::yaml::{Kind, Node, Problems, parse};

/// A repository with a commit and nothing else.
fn nothing() -> Habits {
    let commit = Oid::new("1234567890123456789012345678901234567890");
    Habits {
        at: "2026-03-02T09:00:00Z".parse().unwrap(),
        viewer: Some(Login::new("maya-r")),
        repository: Repository {
            name: "octoacme/shop".to_owned(),
            url: "https://github.com/octoacme/shop".to_owned(),
            private: true,
            default_branch: "main".to_owned(),
            default_commit: commit.clone(),
        },
        paths: all(["README.md"]),
        texts: Vec::new(),
        labels: all([]),
        milestones: all([]),
        tags: all([]),
        branches: all(["main"]),
        merged: Fact::Known(List::all(Vec::new())),
        commits: Fact::Known(List::all(vec![false])),
        releases: Fact::Known(List::all(Vec::new())),
        issues: Fact::Known(List::all(Vec::new())),
        checks: Fact::Known(Checks { commit, contexts: List::all(Vec::new()) }),
        required: Fact::Known(required(&[])),
        teams: all([]),
    }
}

fn all<const N: usize>(items: [&str; N]) -> Fact<List<String>> {
    Fact::Known(List::all(items.map(str::to_owned).to_vec()))
}

fn required(names: &[&str]) -> RequiredChecks {
    let check = |name: &&str| RequiredCheck { name: (*name).to_owned(), app: None };
    let protection = Fact::Known(names.iter().map(check).collect());
    RequiredChecks { branch: "main".to_owned(), protection, rulesets: Fact::Known(Vec::new()) }
}

fn text(path: &str, text: &str) -> SeenText {
    SeenText { path: path.to_owned(), text: Fact::Known(Some(text.to_owned())) }
}

fn job(name: &str, path: &str, event: &str, result: CheckResult) -> Context {
    Context::Run(CheckRun {
        id: 1,
        name: name.to_owned(),
        result,
        started_at: None,
        completed_at: None,
        url: None,
        external_id: None,
        app: Some(App { id: 15368, slug: "github-actions".to_owned() }),
        workflow: Fact::Known(Some(WorkflowRun {
            id: 7,
            event: event.to_owned(),
            path: Some(path.to_owned()),
        })),
    })
}

fn pull(title: &str, label: &str) -> SeenPull {
    SeenPull { title: title.to_owned(), labels: vec![label.to_owned()], in_milestone: true, approved: true }
}

const GUIDE: &str = "# Releasing\n\n## Pre-release\n\n- [ ] Notes read by *somebody else*\n- [ ] Prices compared (if they changed)\n\n\
    ## After the deployment\n\n- [ ] Smoke test in production\n\n## Rollback\n\n- [ ] Tell support\n";

/// A team with habits of all kinds.
fn busy() -> Habits {
    let mut habits = nothing();
    habits.texts = vec![
        text("RELEASING.md", GUIDE),
        text("CHANGELOG.md", "# Changes\n\n## 1.4.0\n\n### Added\n\n- Carts are saved (#34)\n\n## 1.3.0\n"),
        text("docs/release-notes-template.md", "## Summary\n\n[What it is for]\n"),
        text(".github/CODEOWNERS", "* @octoacme/shop @mona\n"),
        text(".github/workflows/publish.yml", "on:\n  push:\n    tags: ['v*']\n"),
    ];
    habits.paths = Fact::Known(List::all(habits.texts.iter().map(|one| one.path.clone()).collect()));
    habits.labels = all(["feature", "bug", "breaking-change", "release", "hold", "release-blocker"]);
    habits.milestones = all(["v1.5.0", "Someday"]);
    habits.tags = all(["v1.4.0", "v1.4", "v1", "v1.3.0", "1.2.0", "1.1.0"]);
    habits.branches = all(["main", "release/1.3", "mona/try"]);
    habits.merged = Fact::Known(List::all(vec![
        pull("Save carts", "feature"),
        pull("Round up", "bug"),
        pull("Sort", "bug"),
    ]));
    habits.commits = Fact::Known(List::all(vec![true, true, true, true]));
    let by = |login: &str| SeenRelease { tag: "v1".to_owned(), author: Some(Login::new(login)) };
    habits.releases = Fact::Known(List::all(vec![by("maya-r"), by("github-actions[bot]"), by("mona")]));
    let contexts = vec![
        job("build", ".github/workflows/ci.yml", "push", CheckResult::Success),
        job("unit tests", ".github/workflows/ci.yml", "push", CheckResult::Failure),
        job("preview", ".github/workflows/ci.yml", "push", CheckResult::Skipped),
        job("soak", ".github/workflows/nightly.yml", "schedule", CheckResult::Success),
        job("gate", ".github/workflows/holdpoint.yml", "push", CheckResult::Success),
    ];
    habits.checks = Fact::Known(Checks {
        commit: habits.repository.default_commit.clone(),
        contexts: List::all(contexts),
    });
    habits.required = Fact::Known(required(&["build", "licences"]));
    habits
}

fn policy_of(habits: &Habits) -> String {
    Proposal::of(habits, None).unwrap().policy().to_owned()
}

#[test]
fn a_repository_with_nothing_in_it_gets_a_small_policy() {
    insta::assert_snapshot!(policy_of(&nothing()));
}

#[test]
fn every_habit_is_a_line_with_its_reason() {
    insta::assert_snapshot!(policy_of(&busy()));
}

#[test]
fn the_form_has_what_comes_after_the_tag_as_well() {
    let habits = busy();
    let files = Proposal::of(&habits, None).unwrap().files(&[]);
    let form = files.iter().find(|file| file.path == FORM).unwrap();
    insta::assert_snapshot!(form.text, @r#"
    # The tracking issue of a release, for "New issue". `release.yml` asks for these boxes by their texts: change
    # both together.
    # Seen: the boxes of `RELEASING.md`.
    name: Release
    description: "The tracking issue of a release: its boxes and its sign-offs"
    # The version is completed by whoever opens it: it is found by the title.
    title: "Release v"
    # Seen: this label is there.
    labels: [release]
    body:
      - type: markdown
        attributes:
          value: Complete the title with the version, such as `Release v1.4.0`. Tick a box once it is done, not here but in the issue.
      - type: checkboxes
        id: list-1
        attributes:
          label: Pre-release
          options:
            - label: Notes read by somebody else
            - label: Prices compared (if they changed)
      - type: checkboxes
        id: list-2
        attributes:
          label: After the deployment
          options:
            - label: Smoke test in production
    "#);
}

#[test]
fn what_comes_after_the_tag_is_a_policy_once_it_is_no_comment() {
    let policy = policy_of(&busy());
    let (before, after) = policy.split_once("#   after-release:\n").unwrap();
    let after: String = after.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap())).collect();
    let read = Policy::read(&format!("{before}  after-release:\n{after}")).unwrap();
    assert_eq!(read.phases[1].requirements[0].title, "Smoke test in production");
}

#[test]
fn conflicting_habits_are_told_and_one_is_chosen() {
    let mut habits = busy();
    habits.texts.push(text("docs/process/notes-template.md", "## Summary\n\n[What]\n"));
    habits.texts.push(text("HISTORY.md", "## 1.1.0\n\n- x\n"));
    habits.texts.push(text("docs/release-guide.md", "- [ ] One\n"));
    let policy = policy_of(&habits);
    for line in [
        "template: docs/release-notes-template.md",
        "There is also `docs/process/notes-template.md`",
        "from: {changelog: CHANGELOG.md}",
        "There is also `HISTORY.md`",
        "There are also 2 tags like `1.2.0`",
        "`docs/release-guide.md` (1 box)",
    ] {
        assert!(policy.contains(line), "{line}\n{policy}");
    }
}

#[test]
fn a_policy_goes_where_nothing_else_is() {
    let with = |path: &str, policy: &str| {
        let mut habits = nothing();
        habits.texts = vec![text(path, policy)];
        let proposal = Proposal::of(&habits, None).unwrap();
        (proposal.policy_path.clone(), proposal.policy_there().is_some())
    };
    let good = policy_of(&nothing());
    assert_eq!(with("release.yml", "version: 1\nfoo: bar\n"), (ELSEWHERE.to_owned(), false));
    assert_eq!(with(".github/release.yml", "changelog: {}\n"), ("release.yml".to_owned(), false));
    assert_eq!(with(".github/release.yml", &good), ("release.yml".to_owned(), true));
    assert_eq!(with("release.yml", &good), ("release.yml".to_owned(), true));
    for odd in ["/etc/release.yml", "../release.yml", "a${{ b }}.yml", ""] {
        assert!(Proposal::of(&nothing(), Some(odd)).is_err(), "{odd}");
    }
}

#[test]
fn what_was_not_seen_is_told_and_leaves_the_rest() {
    let mut habits = busy();
    let why = || Unknown::new(Reason::Forbidden).detail("no");
    (habits.checks, habits.issues, habits.tags) =
        (Fact::Unknown(why()), Fact::Unknown(why()), Fact::Unknown(why()));
    let proposal = Proposal::of(&habits, None).unwrap();
    let unseen: Vec<&str> = proposal.unseen().into_iter().map(|(what, _)| what).collect();
    assert_eq!(unseen, ["tags", "issues", "checks"]);
    Policy::read(proposal.policy()).unwrap();
    // Without the tags nobody knows that there is none.
    assert!(!proposal.policy().contains("since:"));
}

#[test]
fn a_form_that_is_there_is_not_proposed_again() {
    let mut habits = nothing();
    habits.texts = vec![text(".github/ISSUE_TEMPLATE/release.md", "## Before\n- [ ] Notes written\n")];
    let proposal = Proposal::of(&habits, None).unwrap();
    assert!(proposal.policy().contains("title: Notes written"));
    assert!(proposal.files(&[]).iter().all(|file| file.path != FORM));
}

/// What is linted and run in the docs is what is written: no line of it is another's.
#[test]
fn the_workflow_is_the_recipe_of_the_docs() {
    let recipe = include_str!("../../docs/workflows/dispatch.md");
    let recipe: Vec<&str> = recipe.lines().map(str::trim).collect();
    let rights = ["contents: read", "statuses: read", "actions: read"].map(str::to_owned);
    let habits = nothing();
    let files = Proposal::of(&habits, None).unwrap().files(&rights);
    let workflow = files.iter().find(|file| file.path == WORKFLOW).unwrap();
    for line in workflow.text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        assert!(recipe.contains(&line), "{line}");
    }
}

fn yaml(text: &str) -> Node {
    let mut problems = Problems::new();
    let root = parse(text, &mut problems);
    assert!(problems.is_empty(), "{:?}\n{text}", problems.into_vec());
    root.unwrap()
}

/// The policy has no problems, every box that it asks for is in an issue made with the form, and nothing in comments or the
/// workflow is anything else than it seems.
fn holds(habits: &Habits) {
    let proposal = Proposal::of(habits, None).unwrap();
    let policy = Policy::read(proposal.policy());
    let policy = policy.unwrap_or_else(|problems| panic!("{problems:?}\n{}", proposal.policy()));
    let issue = proposal.issue();
    let boxes = tasks(&issue);
    for requirement in
        policy.phases.iter().flat_map(|phase| &phase.requirements).filter(|one| !one.group.is_empty())
    {
        let group = normalise(requirement.group.last().unwrap());
        let key = normalise(&requirement.title);
        let found =
            boxes.iter().filter(|task| task.key == key && task.section.last() == Some(&group)).count();
        assert_eq!(found, 1, "{key:?} of {group:?} in\n{issue}");
    }
    let rights = ["contents: write".to_owned(), "statuses: read".to_owned()];
    for file in proposal.files(&rights) {
        if file.path.ends_with(".yml") {
            yaml(&file.text);
            let hidden = file.text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(hidden, None, "{}", file.path);
        }
        if file.path == WORKFLOW {
            let code: String = file.text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
            assert_eq!(code.matches("${{").count(), 3, "{code}");
            let root = yaml(&file.text);
            let Kind::Map(jobs) = &root.value("jobs").unwrap().kind else { panic!() };
            assert_eq!(jobs.len(), 2);
        }
    }
    for (_, says) in proposal.summary() {
        assert!(!says.contains('\n'), "{says:?}");
    }
}

#[test]
fn the_usual_habits_hold() {
    holds(&nothing());
    holds(&busy());
    for (path, guide) in [
        (
            "RELEASING.md",
            "## A *b*\n- [ ] `x_y` & <b>z</b> [l](u)\n- [ ] - x\n- [ ] 1. x\n- [ ] [ ] x\n- [ ] #12\n- [ ] yes\n- [ ] a: b # c\n",
        ),
        (
            "docs/release.md",
            "## Same\n- [ ] a\n## Same\n- [ ] b\n# X\n## Same\n- [ ] a\n- [ ] candidate\n- [ ] Scope\n- [ ] go\n",
        ),
    ] {
        let mut habits = nothing();
        habits.texts = vec![text(path, guide)];
        holds(&habits);
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        r"[\PC\x00-\x1f\x7f-\x9f\u{2028}\u{feff}]{0,12}",
        r#"[a-z*/ "'#:{}\[\]\\$&|>%@`!?,~-]{0,12}"#,
        Just("${{ github.token }}".to_owned()),
        Just("release".to_owned()),
        Just("v1.4.0".to_owned()),
        Just("- id: x\n  title: y".to_owned()),
        Just("bug".to_owned()),
    ]
}

prop_compose! {
    fn habits()(
        names in prop::collection::vec(name(), 40),
        guide in prop::collection::vec((0_u8..3, name()), 0..12),
        event in prop_oneof![Just("push"), Just("schedule")],
    ) -> Habits {
        let mut names = names.into_iter();
        let mut next = || names.next().unwrap();
        let mut habits = busy();
        habits.repository.default_branch = format!("b{}", next().replace(char::is_whitespace, "").replace(char::is_control, ""));
        let line = |(kind, text): &(u8, String)| match kind {
            0 => format!("## {text}\n"),
            1 => format!("- [ ] {text}\n"),
            _ => format!("{text}\n"),
        };
        let guide: String = guide.iter().map(line).collect();
        habits.texts = vec![text("RELEASING.md", &guide), text(&format!("docs/release{}.md", next()), &next()), text("CHANGELOG.md", &format!("## 1.4.0\n{}\n{}", next(), next())), text(".github/CODEOWNERS", &next())];
        habits.paths = Fact::Known(List::all(vec![next(), next()]));
        habits.labels = all_of([next(), next(), next()]);
        habits.milestones = all_of([next(), next()]);
        habits.tags = all_of([next(), format!("{}1.4.0", next()), next()]);
        habits.branches = all_of([next(), format!("release/{}", next())]);
        habits.merged = Fact::Known(List::all(vec![pull(&next(), &next()), pull(&next(), "bug"), pull("fix: x", "bug")]));
        let issue = SeenIssue { number: 7, title: format!("v1.4.0 {}", next()), body: guide, labels: vec![format!("release{}", next())] };
        habits.issues = Fact::Known(List::all(vec![issue]));
        let contexts = vec![job(&next(), ".github/workflows/ci.yml", event, CheckResult::Success), job(&next(), &format!(".github/workflows/{}.yml", next()), "push", CheckResult::Success)];
        habits.checks = Fact::Known(Checks { commit: habits.repository.default_commit.clone(), contexts: List::all(contexts) });
        habits
    }
}

fn all_of<const N: usize>(items: [String; N]) -> Fact<List<String>> {
    Fact::Known(List::all(items.to_vec()))
}

proptest! {
    #[test]
    fn whatever_people_call_things_the_files_are_what_they_seem(habits in habits()) {
        holds(&habits);
    }
}
