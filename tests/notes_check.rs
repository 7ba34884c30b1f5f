//! Notes in files, and what is found in them: an example of every finding, texts without any, and the guides' templates
//! with good and bad notes. `UPDATE=1 cargo test --test notes_check` writes `docs/notes-findings.md`.

#![cfg(test)]

#[path = "notes_check/headings.rs"]
mod headings;
#[path = "notes_check/laws.rs"]
mod laws;
#[path = "notes_check/left.rs"]
mod left;

#[path = "notes_check/meant.rs"]
mod meant;

#[path = "notes_check/kept.rs"]
mod kept;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use holdpoint::evidence::Fact;
use holdpoint::evidence::notes::{Pointed, PointsTo, There};
use holdpoint::notes::facts::{Change, Repository};
use holdpoint::notes::source::TemplateSource;
use holdpoint::notes::{Facts, Rules, Template, Text, check};
use holdpoint::policy::Policy;
use holdpoint::report::sentence::{Format, Writer};
use holdpoint::report::spot;
use holdpoint::verdict::{Finding, Message};

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
    facts: String,
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
                "facts" => case.facts = text.to_owned(),
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
        let text = Text::new("notes.md", self.notes.as_str());
        let rules = rules(&self.policy, template.is_some());
        check(&text, template.as_ref(), &rules, &facts(&self.facts)).findings
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

/// What is known of a release, a line each: `pull 12 [breaking] Title`.
fn facts(lines: &str) -> Facts {
    let mut facts = Facts::default();
    let there = |word: &str| match word {
        "nothing" => There::Nothing,
        "issue" => There::Issue,
        "pull-request" => There::PullRequest,
        _ => There::Something,
    };
    for line in lines.lines() {
        let (word, value) = line.split_once(' ').unwrap();
        let parts: Vec<&str> = value.split(' ').collect();
        let mut pointed = |to, is: &str| facts.pointed.push(Pointed { to, is: Fact::Known(there(is)) });
        match word {
            "version" => facts.version = Some(value.parse().unwrap()),
            "type" => facts.types.push(value.to_owned()),
            "tag" => facts.tag = Some(value.to_owned()),
            "previous" => facts.previous_tag = Some(value.to_owned()),
            "days" => facts.days = Some((parts[0].parse().unwrap(), parts[1].parse().unwrap())),
            "repository" => {
                let url = format!("https://github.com/{value}");
                facts.repository = Some(Repository { name: value.to_owned(), url });
            }
            "pull" => {
                let pulls = facts.pull_requests.get_or_insert_with(|| Ok(Vec::new())).as_mut().unwrap();
                pulls.push(pull(value));
            }
            "before" => facts.previous_notes = Some(Ok(value.replace("\\n", "\n"))),
            "number" => pointed(PointsTo::Number(parts[0].parse().unwrap()), parts[1]),
            "path" => {
                let (at, path) = (parts[0].to_owned(), parts[1].to_owned());
                pointed(PointsTo::Path { at, path }, parts[2]);
            }
            "tag-at" => pointed(PointsTo::Tag(parts[0].to_owned()), parts[1]),
            other => panic!("no such fact: {other}"),
        }
    }
    facts
}

fn pull(line: &str) -> Change {
    let (number, rest) = line.split_once(' ').unwrap();
    let labelled = rest.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let (labels, title) = labelled.unwrap_or(("", rest));
    Change {
        number: number.parse().unwrap(),
        title: title.to_owned(),
        url: format!("https://github.com/octo-org/shop/pull/{number}"),
        author: Some(("mona".to_owned(), false)),
        body: None,
        labels: labels.split(", ").filter(|label| !label.is_empty()).map(str::to_owned).collect(),
        closes: Vec::new(),
        messages: Vec::new(),
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

fn messages() -> impl Iterator<Item = &'static Message> {
    check::messages().chain(check::facts::messages().iter().copied())
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
    for message in messages() {
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
    for message in messages() {
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

fn codes(template: &str, policy: &str, notes: &str) -> Vec<&'static str> {
    let (template, policy) = (Some(template.to_owned()), policy.to_owned());
    let case = Case { template, policy, notes: notes.to_owned(), ..Case::default() };
    case.findings().iter().map(|finding| finding.message.code).collect()
}

#[test]
fn the_policy_demands_fields_that_the_template_leaves_open() {
    let template = "## Upgrade\n\n- Migration steps (if any):\n- Downtime (if any):\n";
    let demanded = "sections:\n  - {heading: Migration steps, presence: required}\n";
    for (policy, notes, wanted) in [
        (demanded, "## Upgrade\n\n- Migration steps:\n", vec!["notes-field-empty"]),
        (demanded, "## Upgrade\n\n- Downtime: an hour\n", vec!["notes-field-missing"]),
        (demanded, "## Upgrade\n", vec!["notes-section-empty"]),
        (demanded, "## Upgrade\n\n- Migration steps: run `migrate`\n- Downtime:\n", vec![]),
        ("", "## Upgrade\n\n- Migration steps:\n", vec![]),
        ("", "## Upgrade\n", vec![]),
    ] {
        assert_eq!(codes(template, policy, notes), wanted, "{policy}{notes}");
    }
}

#[test]
fn rules_of_a_section_are_put_to_the_sections_in_it() {
    let inner = "## Testing\n\n### Unit\n\n- [Test]\n\n### Load\n\n- [Test]\n";
    let notes = "## Testing\n\n### Unit\n\n- Cart (#4)\n\n### Load\n\n- Till, 2 hours\n";
    let fixed = "## Testing\n\nAll tests were run.\n";
    for (template, rule, notes, wanted) in [
        (inner, "items: 3", notes, vec!["notes-items-few"]),
        (inner, "items: 2", notes, vec![]),
        (inner, "match: nightly", notes, vec!["notes-no-match"]),
        (inner, "match: hours", notes, vec![]),
        (inner, "match-not: hours", notes, vec!["notes-match"]),
        (inner, "items-cite: true", notes, vec!["notes-item-cites-nothing"]),
        (fixed, "items: 1", fixed, vec!["notes-items-few"]),
        (fixed, "match: nightly", fixed, vec!["notes-no-match"]),
        (fixed, "match: tests", fixed, vec![]),
        (fixed, "presence: required", fixed, vec![]),
    ] {
        let policy = format!("sections:\n  - {{heading: Testing, {rule}}}\n");
        assert_eq!(codes(template, &policy, notes), wanted, "{rule}\n{notes}");
    }
}

#[test]
fn lines_to_fill_in_under_a_field_are_demanded() {
    let template =
        "## Risk\n\n- Impact:\n  - Customers affected:\n  - Rollback:\n  - Downtime (if any):\n- Owner:\n";
    let (missing, empty) = ("notes-field-missing", "notes-field-empty");
    for (impact, wanted) in [
        ("- Impact: low\n", vec![missing, missing]),
        ("- Impact:\n  - Customers affected: five\n", vec![missing]),
        ("- Impact:\n  - Customers affected: five\n  - Rollback:\n", vec![empty]),
        ("- Impact:\n  - Customers affected: five\n  - Rollback: redeploy\n", vec![]),
        ("- Impact:\n  - Customers affected: five\n  - Rollback:\n    - redeploy\n", vec![]),
        ("- Impact: none\n", vec![]),
    ] {
        assert_eq!(codes(template, "", &format!("## Risk\n\n{impact}- Owner: mona\n")), wanted, "{impact}");
    }
}

/// The page of all findings.
fn page() -> String {
    let mut page = String::from(PAGE);
    let messages: Vec<_> = messages().collect();
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
        if !case.facts.is_empty() {
            write!(examples, "\nThe release:\n\n{}", fenced("text", &case.facts)).unwrap();
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

Each finding has a code that stays the same, a place, and what to do. Here is one example of each as
`holdpoint notes check` prints it.

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
