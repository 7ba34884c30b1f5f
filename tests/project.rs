//! Holds the project's own files together: its policy, the form of its tracking issue, its workflows, its scripts.

#![cfg(test)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use holdpoint::policy::Policy;
use holdpoint::yaml::{Kind, Node, Problems, parse};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(package().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(path: &str) -> Node {
    let mut problems = Problems::new();
    let root = parse(&read(path), &mut problems);
    let problems: Vec<String> = problems.into_vec().into_iter().map(|problem| problem.message).collect();
    assert!(problems.is_empty(), "{path}: {problems:?}");
    root.unwrap()
}

fn maybe<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    entries(node).iter().find(|(one, _)| one.as_str() == Some(key)).map(|(_, value)| value)
}

fn get<'n>(node: &'n Node, key: &str) -> &'n Node {
    maybe(node, key).unwrap_or_else(|| panic!("no key `{key}`"))
}

fn text(node: &Node) -> &str {
    node.as_str().unwrap()
}

fn items(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => panic!("no list"),
    }
}

fn entries(node: &Node) -> &[(Node, Node)] {
    match &node.kind {
        Kind::Map(pairs) => pairs,
        _ => &[],
    }
}

/// Every requirement of the policy with the group around it.
fn requirements(policy: &Node) -> Vec<(Option<String>, Node)> {
    let mut all = Vec::new();
    for (_, phase) in entries(get(policy, "phases")) {
        for item in items(get(phase, "requirements")) {
            match maybe(item, "group") {
                None => all.push((None, item.clone())),
                Some(group) => {
                    let inner = items(get(item, "requirements")).iter().cloned();
                    all.extend(inner.map(|one| (Some(text(group).to_owned()), one)));
                }
            }
        }
    }
    all
}

#[test]
fn the_policy_has_no_problems() {
    let problems = Policy::read(&read("release.yml")).err().unwrap_or_default();
    assert!(problems.is_empty(), "{:?}", problems.into_iter().map(|one| one.message).collect::<Vec<_>>());
}

#[test]
fn the_form_has_the_boxes_that_the_policy_asks_for() {
    let policy = yaml("release.yml");
    let asked: Vec<(String, String)> = requirements(&policy)
        .into_iter()
        .filter(|(_, requirement)| maybe(get(requirement, "require"), "checkbox").is_some())
        .map(|(group, requirement)| (group.unwrap(), text(get(&requirement, "title")).to_owned()))
        .collect();
    let form = yaml(".github/ISSUE_TEMPLATE/release.yml");
    let mut offered = Vec::new();
    for element in items(get(&form, "body")).iter().filter(|one| text(get(one, "type")) == "checkboxes") {
        let attributes = get(element, "attributes");
        // GitHub writes the label as a heading of the third level, and the options as boxes under it.
        for option in items(get(attributes, "options")) {
            offered.push((text(get(attributes, "label")).to_owned(), text(get(option, "label")).to_owned()));
        }
    }
    assert_eq!(offered, asked);
    let label = text(get(get(get(&policy, "release"), "tracking-issue"), "label"));
    assert_eq!(items(get(&form, "labels")).iter().map(text).collect::<Vec<_>>(), [label]);
}

#[test]
fn the_checks_that_the_policy_names_are_jobs() {
    let mut seen = 0;
    for (_, requirement) in requirements(&yaml("release.yml")) {
        let Some(checks) = maybe(get(&requirement, "require"), "checks") else { continue };
        let workflow = yaml(text(get(checks, "workflow")));
        let jobs: Vec<&str> =
            entries(get(&workflow, "jobs")).iter().map(|(_, job)| text(get(job, "name"))).collect();
        for name in items(get(checks, "names")) {
            assert!(jobs.contains(&text(name)), "`{}` is no job of its workflow", text(name));
            seen += 1;
        }
    }
    assert!(seen > 0);
}

fn folder(path: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(package().join(path)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn workflows_have_few_rights_and_pinned_actions() {
    for file in folder(".github/workflows") {
        let path = file.strip_prefix(package()).unwrap().to_str().unwrap();
        let workflow = yaml(path);
        assert!(
            matches!(&get(&workflow, "permissions").kind, Kind::Map(pairs) if pairs.is_empty()),
            "{path}: rights are given to each job, not to all"
        );
        for (name, job) in entries(get(&workflow, "jobs")) {
            for key in ["permissions", "timeout-minutes", "name"] {
                assert!(maybe(job, key).is_some(), "{path}: the job `{}` has no `{key}`", text(name));
            }
            for step in items(get(job, "steps")) {
                let run = maybe(step, "run").map(text).unwrap_or_default();
                assert!(!run.contains("${{"), "{path}: give values to a script by `env:`");
                let checkout =
                    maybe(step, "uses").is_some_and(|uses| text(uses).starts_with("actions/checkout@"));
                let kept = maybe(step, "with").and_then(|with| maybe(with, "persist-credentials"));
                assert!(
                    !checkout || kept.and_then(Node::as_str) == Some("false"),
                    "{path}: what is checked out keeps the token: persist-credentials: false"
                );
            }
        }
        for line in read(path)
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- uses: ").or(line.trim().strip_prefix("uses: ")))
        {
            let (action, comment) = line.split_once(" # ").unwrap_or((line, ""));
            let id = action.split_once('@').map_or("", |(_, id)| id);
            let pinned =
                id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) && comment.starts_with('v');
            assert!(action.starts_with("./") || pinned, "{path}: {line}");
        }
    }
}

/// GitHub's machines that workflows name. GitHub retires each after some years, says so a year before in the repository
/// actions/runner-images, and from then on fails what names it (macos-14: 2 November 2026).
const MACHINES: [&str; 3] = ["macos-15", "ubuntu-24.04", "windows-2022"];

#[test]
fn workflows_and_pages_name_machines_that_there_are() {
    let pages = folder("docs").into_iter().chain(folder("docs/workflows")).filter(|file| file.is_file());
    let (mut seen, mut wrong) = (0, Vec::new());
    for file in folder(".github/workflows").into_iter().chain(pages).chain([package().join("README.md")]) {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().map(|line| line.trim().trim_start_matches("- ")) {
            let Some(machine) = line.strip_prefix("runs-on: ").or(line.strip_prefix("runner: ")) else {
                continue;
            };
            seen += 1;
            if !MACHINES.contains(&machine)
                && machine != "${{ matrix.runner }}"
                && !machine.starts_with("[self-hosted,")
            {
                wrong.push(format!("{}: {line}", file.display()));
            }
        }
    }
    assert!(seen > 40 && wrong.is_empty(), "{seen}: {wrong:?}");
}

#[test]
fn scripts_can_be_run_anywhere() {
    let scripts = ["scripts", "scripts/release", ".ci", "setup"].into_iter().flat_map(folder);
    for file in scripts
        .filter(|file| file.is_file())
        .filter(|file| file.extension().is_none_or(|extension| extension == "sh"))
    {
        let name = file.display();
        let script = fs::read_to_string(&file).unwrap();
        assert!(script.starts_with("#!/usr/bin/env bash\n"), "{name}");
        assert!(script.contains("\nset -euo pipefail\n"), "{name}");
        assert!(fs::metadata(&file).unwrap().permissions().mode() & 0o111 == 0o111, "{name} cannot be run");
        for path in ["/root", "/home/", "/tmp/"] {
            assert!(!script.contains(path), "{name} names {path}");
        }
    }
    assert!(read(".ci/run").ends_with("exec ./scripts/test.sh\n"));
    assert!(read("README.md").contains("\n./scripts/test.sh\n"));
}
