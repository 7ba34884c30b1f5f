//! From an empty repository to the first no-go, and from there to the first go and its tag: `docs/first-day.md` is made of this run.
//!
//! `cargo test --test gate first_day -- --nocapture` shows all of it as it happens, with the time that each command took.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};

use super::{adopt, files, world};
use crate::fake::Fake;
use crate::run::Run;
use crate::tokens::hold_part;

/// The day as it goes by.
struct Day {
    fake: Fake,
    folder: PathBuf,
    began: Instant,
    text: String,
}

impl Day {
    /// What somebody does on GitHub, and when by its clock.
    fn does(&mut self, who: &str, what: &str, at: &str, deeds: &Value) {
        self.fake.patch(json!({"do": "clock", "at": format!("2026-03-02T{at}:00Z")}));
        self.fake.patch(deeds.clone());
        let line = format!("{at}  {who} {what}");
        println!("\n[{:>6.1?}] {line}", self.began.elapsed());
        writeln!(self.text, "**{at}** {who} {what}.\n").unwrap();
    }

    /// A command in the terminal of maya-r; of what it prints the lines from `from` on, `lines` of them, are kept.
    fn runs(&mut self, at: &str, command: &str, code: i32, from: &str, lines: usize) -> String {
        self.fake.patch(json!({"do": "clock", "at": format!("2026-03-02T{at}:00Z")}));
        let arguments: Vec<&str> = command.split(' ').collect();
        let began = Instant::now();
        let mut run = Run::new(&arguments).github(&self.fake).env("GITHUB_TOKEN", "maya");
        if ["init", "check", "bump", "notes"].contains(&arguments[0]) {
            run = run.with(&["--repo", "octoacme/shop"]);
        }
        if arguments[0] == "init" {
            run = run.with(&["--into", self.folder.to_str().unwrap()]);
        }
        if arguments[0] == "policy" {
            std::fs::copy(self.folder.join("release.yml"), run.file("release.yml")).unwrap();
        }
        let ran = run.go().ended(code);
        let said = format!("{}{}", ran.out, ran.err);
        println!(
            "\n[{:>6.1?}] {at}  $ holdpoint {command}   (exit code {code}, {:.1?})\n{}",
            self.began.elapsed(),
            began.elapsed(),
            said
        );
        let kept: Vec<&str> = said.lines().skip_while(|line| !line.starts_with(from)).take(lines).collect();
        assert!(!kept.is_empty(), "no `{from}` in\n{said}");
        let above = if said.lines().next() == kept.first().copied() { "" } else { "[…]\n" };
        let rest = if said.lines().last() == kept.last().copied() { "" } else { "[…]\n" };
        writeln!(
            self.text,
            "**{at}**\n\n```text\n$ holdpoint {command}\n{above}{}\n{rest}```\n",
            kept.join("\n").trim_end()
        )
        .unwrap();
        writeln!(self.text, "Exit code {code}.\n").unwrap();
        said
    }
}

/// The tracking issue as GitHub makes it of the form.
fn issue_of(form: &str) -> String {
    let mut body = String::new();
    for line in form.lines().map(str::trim) {
        if let Some(label) = line.strip_prefix("label: ") {
            writeln!(body, "### {label}\n").unwrap();
        } else if let Some(option) = line.strip_prefix("- label: ") {
            writeln!(body, "- [ ] {}", option.trim_matches('"')).unwrap();
        }
    }
    body
}

#[test]
fn from_nothing_to_the_first_go() {
    let fake = Fake::made(&world(&json!({"README.md": "# Shop\n"})));
    let folder = Run::new(&[]).file("");
    let mut day = Day { fake, folder, began: Instant::now(), text: String::new() };

    day.runs("09:00", "init", 0, "Looked at", 40);
    day.runs("09:02", "policy lint", 0, "release.yml", 1);
    let written = files(&day.folder);
    adopt(&day.fake, &written, 1);
    day.does("maya-r", "brings the four files onto `main` in pull request #1, which mona approves, and makes the label `release`", "09:10",
        &json!({"repositories": {"octoacme/shop": {"labels": [{"name": "release", "createdAt": "2026-03-02T09:10:00Z", "updatedAt": "2026-03-02T09:10:00Z"}]}}}));

    let said = day.runs("09:11", "check", 1, "NO-GO", 60);
    assert!(said.contains("NO-GO  octoacme/shop v0.1.0"), "{said}");

    let body = issue_of(written[".github/ISSUE_TEMPLATE/release.yml"].as_str().unwrap());
    let issue = json!({"number": 2, "title": "Release v0.1.0", "body": body, "author": "maya-r", "createdAt": "2026-03-02T09:15:00Z",
        "labels": [{"name": "release", "at": "2026-03-02T09:15:00Z", "by": "maya-r"}]});
    day.does(
        "maya-r",
        "opens issue #2 “Release v0.1.0” with the form, as the report says",
        "09:15",
        &json!({"repositories": {"octoacme/shop": {"issues": [issue]}}}),
    );
    day.runs("09:16", "notes draft --version 0.1.0 --write", 0, "", 30);
    let release = day.fake.rest("/releases?per_page=5")[0].clone();
    let notes = "## Summary\n\nThe shop has a release gate.\n\n## Changes\n\n- Releases go through a gate (#1)\n\n## Breaking changes\n\n- None\n";
    let draft = json!({"do": "updateRelease", "id": release["id"], "facts": {"body": notes}, "by": "maya-r"});
    day.does("maya-r", "writes what only people know into the draft of the release", "09:20", &draft);
    day.does("mona", "ticks the two boxes of #2", "09:25", &json!([
        {"do": "tick", "number": 2, "text": "Somebody tried what changed, as its users would", "by": "mona"},
        {"do": "tick", "number": 2, "text": "What to do if it goes wrong is written down", "by": "mona"},
    ]));
    day.runs("09:26", "check --who", 1, "", 30);
    day.does(
        "maya-r",
        "comments `/holdpoint sign release-manager` on #2",
        "09:30",
        &json!({"do": "comment", "number": 2, "body": "/holdpoint sign release-manager", "by": "maya-r"}),
    );

    let said = day.runs("09:31", "check", 0, "GO", 60);
    assert!(said.contains("GO  octoacme/shop v0.1.0"), "{said}");
    day.runs("09:35", "bump --tag", 0, "`v0.1.0` is at", 3);
    assert!(day.fake.rest("/git/ref/tags/v0.1.0")["object"]["sha"].is_string());
    println!("\n[{:>6.1?}] the first tag is cut", day.began.elapsed());
    hold_part("docs/first-day.md", "day", &day.text);
}
