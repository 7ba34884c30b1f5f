//! Holds the docs to the code. What is made from the code is made here: `UPDATE=1 cargo test --test docs` writes it.

#![cfg(test)]

#[path = "docs/how_do_i.rs"]
mod how_do_i;
#[path = "docs/page.rs"]
mod page;
#[path = "docs/versions.rs"]
mod versions;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use holdpoint::policy::Policy;
use holdpoint::{condition, requirement};
use page::{first_sentence, messages, page};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(package().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A file must have this text; with `UPDATE=1` it is given it.
fn hold(path: &str, text: &str) {
    let file = package().join(path);
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(file, text).unwrap();
    } else {
        let found = fs::read_to_string(file).unwrap_or_default();
        assert!(
            found == text,
            "{path} is stale: run `UPDATE=1 cargo test --test docs` and look at the difference"
        );
    }
}

/// A part of a file, between `<!-- made: NAME -->` and `<!-- end -->`, must have this text.
fn hold_part(path: &str, name: &str, text: &str) {
    let whole = read(path);
    let (open, close) = (format!("<!-- made: {name} -->\n"), "<!-- end -->");
    let (before, rest) = whole.split_once(&open).unwrap_or_else(|| panic!("{path} lacks {open}"));
    let (_, after) = rest.split_once(close).unwrap_or_else(|| panic!("{path}: {name} has no end"));
    hold(path, &format!("{before}{open}{text}{close}{after}"));
}

#[test]
fn every_kind_has_its_page() {
    let kinds = requirement::documentation();
    for kind in &kinds {
        hold(&format!("docs/kinds/{}.md", kind.name), &page(kind));
    }
    let mut expected: BTreeSet<String> = kinds.iter().map(|kind| format!("{}.md", kind.name)).collect();
    expected.extend(["README.md".to_owned(), "conditions.md".to_owned()]);
    let there = fs::read_dir(package().join("docs/kinds")).unwrap();
    let there: BTreeSet<String> =
        there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, expected);
}

/// One test, because all parts stand in one file.
#[test]
fn the_list_of_kinds_is_whole() {
    let mut list = String::new();
    for kind in requirement::documentation() {
        list.push_str(&format!("- [`{0}`]({0}.md): {1}\n", kind.name, first_sentence(&kind)));
    }
    hold_part("docs/kinds/README.md", "kinds", &list);
    hold_part("docs/kinds/README.md", "gate", &messages(&requirement::own_messages()));
    hold_part("docs/kinds/README.md", "waivers", &messages(holdpoint::evaluate::waiver_messages()));
}

/// One test, because both parts stand in one file.
#[test]
fn the_tables_of_versions_are_fresh() {
    hold_part("docs/versions.md", "prereleases", &versions::prereleases());
    hold_part("docs/versions.md", "floating", &versions::floating());
}

#[test]
fn conditions_are_described() {
    hold_part("docs/kinds/conditions.md", "messages", &messages(condition::messages()));
    let text = read("docs/kinds/conditions.md");
    for name in condition::NAMES {
        assert!(text.contains(&format!("| `{name}` |")), "docs/kinds/conditions.md lacks `{name}`");
    }
}

#[test]
fn schemas_are_fresh() {
    let pretty = |schema: &serde_json::Value| format!("{schema:#}\n");
    hold("schemas/release.schema.json", &pretty(holdpoint::policy::schema().as_value()));
    hold("schemas/verdict.schema.json", &pretty(&holdpoint::report::json_schema()));
    hold("schemas/verify.schema.json", &pretty(&holdpoint::report::verify_json_schema()));
    hold("schemas/doctor.schema.json", &pretty(&holdpoint::report::doctor_json_schema()));
    hold("schemas/notes.schema.json", &pretty(&holdpoint::report::notes_json_schema()));
    hold("schemas/bump.schema.json", &pretty(&holdpoint::report::bump_json_schema()));
}

#[test]
fn the_readme_shows_what_the_demo_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_holdpoint"))
        .args(["demo", "--color", "never"])
        .env_clear()
        .current_dir(package())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    hold_part("README.md", "no-go", &format!("```text\n{}\n```\n", text.trim_end()));
}

#[test]
fn the_page_on_verifying_has_every_finding() {
    hold_part("docs/verify.md", "findings", &messages(holdpoint::verify::said()));
}

#[test]
fn the_page_on_the_doctor_has_every_finding() {
    let mut table = "| id | severity | says | to do |\n| --- | --- | --- | --- |\n".to_owned();
    for (message, severity) in holdpoint::doctor::table() {
        let word = format!("{severity:?}").to_lowercase();
        let (says, todo) = (page::cell(message.says), page::cell(message.todo));
        let row = format!("| `{}` | {word} | {says} | {todo} |\n", message.code).replace("|  |", "| |");
        table.push_str(&row);
    }
    hold_part("docs/doctor.md", "findings", &table);
}

/// The fenced blocks of a file that are written in this language.
fn blocks(path: &str, language: &str) -> Vec<String> {
    let text = read(path);
    let open = format!("```{language}\n");
    let blocks = text.split(&open).skip(1).filter_map(|rest| rest.split_once("\n```"));
    blocks.map(|(block, _)| format!("{block}\n")).collect()
}

#[test]
fn policies_in_the_docs_are_valid() {
    let mut seen = 0;
    for path in pages() {
        for block in blocks(&path, "yaml").iter().filter(|block| block.starts_with("version: 1\n")) {
            seen += 1;
            if let Err(problems) = Policy::read(block) {
                panic!(
                    "{path}: {:?}",
                    problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
                );
            }
        }
    }
    assert!(seen > 0, "no policy was found in the docs");
}

#[test]
fn every_event_has_its_row() {
    let text = read("docs/events.md");
    // The names that src/actions/event.rs reads.
    for event in
        ["push", "pull_request", "pull_request_target", "workflow_dispatch", "issues", "issue_comment"]
    {
        let known = holdpoint::actions::Event::read(event, "");
        assert!(!matches!(known, Ok(holdpoint::actions::Event::Other(_))), "`{event}` is not read");
        assert!(text.contains(&format!("`{event}`")), "docs/events.md lacks `{event}`");
    }
}

#[test]
fn links_lead_somewhere() {
    let mut lost = Vec::new();
    for path in pages() {
        let folder = package().join(&path).parent().unwrap().to_owned();
        for target in links(&read(&path)) {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !folder.join(file).exists() {
                lost.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// The targets of links to other files, outside of code.
fn links(text: &str) -> Vec<String> {
    let outside: String = text.split("```").step_by(2).collect();
    let targets = outside.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).filter(|target| !target.contains("://")).collect()
}

/// Every page that is meant for people, from the package's folder.
fn pages() -> Vec<String> {
    let mut pages = Vec::new();
    for folder in ["", "docs", "docs/kinds", "docs/workflows"] {
        for entry in fs::read_dir(package().join(folder)).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path.strip_prefix(package()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    pages.sort();
    pages
}
