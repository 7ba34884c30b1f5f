//! Notes in files, and what is found in them: an example of every finding, texts without any, and the guides' templates
//! with good and bad notes. `UPDATE=1 cargo test --test notes_check` writes `docs/notes-findings.md`.

#![cfg(test)]

#[path = "notes_check/laws.rs"]
mod laws;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use holdpoint::notes::source::TemplateSource;
use holdpoint::notes::{Facts, Rules, Template, Text, check};
use holdpoint::policy::Policy;
use holdpoint::report::sentence::{Format, Writer};
use holdpoint::report::spot;
use holdpoint::verdict::Finding;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(package().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// One set of notes with all that it is checked by.
#[derive(Default)]
struct Case {
    about: String,
    template: Option<String>,
    policy: String,
    notes: String,
}

impl Case {
    /// Reads a file: parts behind lines such as `=== notes`.
    fn read(file: &str) -> Self {
        let mut case = Self::default();
        for part in file.split("=== ").skip(1) {
            let (name, text) = part.split_once('\n').unwrap();
            match name.trim() {
                "about" => case.about = text.trim().to_owned(),
                "template" => case.template = Some(text.to_owned()),
                "policy" => case.policy = text.to_owned(),
                "notes" => case.notes = text.to_owned(),
                other => panic!("no part of a case: {other}"),
            }
        }
        match case.notes.trim() {
            "@long" => case.notes = "Checkout is twice as fast. ".repeat(5_000),
            "@many" => case.notes = "- TBD\n".repeat(60),
            _ => {}
        }
        case
    }

    fn findings(&self) -> Vec<Finding> {
        let template = self.template.as_ref().map(|text| match text.trim().strip_prefix("@guide ") {
            Some(name) => guide(name),
            None => Template::read(&TemplateSource::Inline(text.clone()), text).unwrap(),
        });
        found(template.as_ref(), &rules(&self.policy, template.is_some()), &self.notes)
    }
}

fn guide(name: &str) -> Template {
    let text = fs::read_to_string(package().join(format!("tests/notes/guides/{name}.md"))).unwrap();
    let section = Some("release-notes-template".to_owned());
    Template::read(&TemplateSource::File { path: format!("docs/{name}.md"), section }, &text).unwrap()
}

fn found(template: Option<&Template>, rules: &Rules, notes: &str) -> Vec<Finding> {
    let text = Text::new("notes.md", notes);
    check(&text, template, rules, &Facts::default()).findings
}

/// The rules of a policy with these lines under `notes:`.
fn rules(lines: &str, template: bool) -> Rules {
    let lines: String = lines.lines().map(|line| format!("  {line}\n")).collect();
    let template = if template { "  template: docs/template.md\n" } else { "" };
    let policy = format!(
        "version: 1\nnotes:\n  from: draft-release\n{template}{lines}phases:\n  pre-release:\n    holds: tag\n    requirements:\n      - {{id: notes, title: Notes, require: {{release-notes: {{}}}}}}\n"
    );
    let notes =
        Policy::read(&policy).unwrap_or_else(|problems| panic!("{policy}\n{problems:#?}")).notes.unwrap();
    Rules {
        sections: notes.sections.into_iter().map(|(rule, _)| rule).collect(),
        free_order: notes.free_order,
        extra_sections: notes.extra_sections,
        cites: notes.cites,
        labels: notes.labels,
    }
}

fn printed(findings: &[Finding]) -> String {
    let writer = Writer::new(Format::Plain, "https://github.com/octo-org/shop");
    let mut text = String::new();
    for finding in findings {
        text.push_str(&spot::terminal(&writer, finding, false));
    }
    text.trim_end().to_owned()
}

/// A block of code that nothing in it ends.
fn fenced(language: &str, text: &str) -> String {
    let fence = if text.contains("```") { "````" } else { "```" };
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

#[test]
fn every_finding_has_an_example() {
    let mut wrong = Vec::new();
    let cases: BTreeMap<String, String> = files("tests/notes/findings").into_iter().collect();
    for message in check::messages() {
        if !cases.contains_key(message.code) {
            wrong.push(format!("no example of {}", message.code));
        }
    }
    for (code, file) in &cases {
        let findings = Case::read(file).findings();
        let is_beside =
            |finding: &Finding| code == "notes-more" && finding.message.code == "notes-not-written";
        if findings.iter().any(|finding| finding.message.code != code && !is_beside(finding))
            || !findings.iter().any(|finding| finding.message.code == code)
        {
            wrong.push(format!("{code}:\n{}", printed(&findings)));
        }
        for finding in &findings {
            let missing = holdpoint::report::sentence::missing(finding);
            if !missing.is_empty() || finding.spot.is_none() || finding.who.is_empty() {
                wrong.push(format!("{code} lacks {missing:?}, its place or who can set it right"));
            }
        }
    }
    for message in check::messages() {
        wrong.extend(holdpoint::report::sentence::faults(message));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let mut wrong = Vec::new();
    let quiet = files("tests/notes/quiet");
    for (name, file) in &quiet {
        let findings = Case::read(file).findings();
        if !findings.is_empty() {
            wrong.push(format!("{name}:\n{}", printed(&findings)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(quiet.len() >= 20);
}

/// The page of all findings.
fn page() -> String {
    let mut page = String::from(PAGE);
    let messages: Vec<_> = check::messages().collect();
    let mut contents = Vec::new();
    let mut examples = String::new();
    for (code, file) in files("tests/notes/findings") {
        let case = Case::read(&file);
        contents.push(format!("- [`{code}`](#{code})"));
        let message = messages.iter().find(|message| message.code == code).unwrap();
        write!(examples, "\n## {code}\n\n{}\n", case.about).unwrap();
        assert!(!message.says.is_empty());
        if file.contains("\n@") {
            continue;
        }
        if let Some(template) = &case.template {
            write!(examples, "\nTemplate:\n\n{}", fenced("markdown", template)).unwrap();
        }
        if !case.policy.is_empty() {
            write!(examples, "\nPolicy, under `notes:`\n\n{}", fenced("yaml", &case.policy)).unwrap();
        }
        write!(examples, "\nNotes:\n\n{}", fenced("markdown", &case.notes)).unwrap();
        write!(examples, "\n{}", fenced("text", &printed(&case.findings()))).unwrap();
    }
    writeln!(page, "{}", contents.join("\n")).unwrap();
    page.push_str(&examples);
    page.push_str("\n# The templates of three guides, each with bad notes\n");
    for (name, title) in GUIDES {
        let notes = fs::read_to_string(package().join(format!("tests/notes/bad/{name}.md"))).unwrap();
        let findings = found(Some(&guide(name)), &Rules::default(), &notes);
        write!(page, "\n## {title}\n\n{}", fenced("markdown", &notes)).unwrap();
        write!(page, "\n{}", fenced("text", &printed(&findings))).unwrap();
    }
    page
}

const GUIDES: [(&str, &str); 3] = [
    ("by-role", "Release guide by role"),
    ("customer-facing", "Customer-facing release guide"),
    ("detailed", "Detailed release guide"),
];

const PAGE: &str = "# What a check of release notes finds

<!-- Written by `UPDATE=1 cargo test --test notes_check` from tests/notes: do not edit. -->

Each finding has a code that stays the same, a place, and what to do. Here is one example of each that concerns the structure of
notes, as `holdpoint notes check` prints it.

";

#[test]
fn the_page_shows_every_finding() {
    let (file, page) = (package().join("docs/notes-findings.md"), page());
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(file, page).unwrap();
    } else {
        let found = fs::read_to_string(file).unwrap_or_default();
        assert!(
            found == page,
            "docs/notes-findings.md is stale: run `UPDATE=1 cargo test --test notes_check` and look at the difference"
        );
    }
}
