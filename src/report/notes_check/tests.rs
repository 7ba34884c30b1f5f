use insta::assert_snapshot;

use super::*;
use crate::notes::source::TemplateSource;
use crate::verdict::{Message, Value, Who};

const LEFT: Message = Message {
    code: "notes-placeholder-left",
    says: "{slot} of the template is still there",
    todo: "write the day of the release in its place",
};

fn template() -> Template {
    let source = TemplateSource::File { path: "docs/guide.md".into(), section: None };
    Template::read(&source, "# Release [version]\n\n- Date: [date]\n").unwrap()
}

fn finding(notes: &Text) -> Finding {
    let at = notes.whole().find("[date]").unwrap();
    let finding = Finding::unmet(&LEFT).with("slot", Value::Code("[date]".into())).who([Who::Writers]);
    finding.at(notes.spot(at..at + 6))
}

#[test]
fn what_was_not_looked_at_is_said() {
    let notes = Text::new("notes.md", "# Release 1.4.0\n\n- Date: [date]\n");
    let template = template();
    let report = NotesReport {
        notes: Some(&notes),
        template: Some(&template),
        facts: NotesFacts::NotChecked { version: None },
        repository: None,
        findings: vec![finding(&notes)],
        usage: None,
    };
    assert_snapshot!(notes_terminal(&report, false), @r"
    error[notes-placeholder-left]: `[date]` of the template is still there
     --> notes.md:3:9
      |
    3 | - Date: [date]
      |         ^^^^^^
      |
      = help: anyone with write access: write the day of the release in its place

    1 finding in `notes.md`. The template is `docs/guide.md`. The facts of the release were not checked: GitHub was not asked.
    ");
    assert_snapshot!(notes_markdown(&report), @r"
    ## Release notes

    1 finding in `notes.md`. The template is `docs/guide.md`. The facts of the release were not checked: GitHub was not asked.

    - `notes.md:3:9`: `[date]` of the template is still there → anyone with write access: write the day of the release in its place
      ```text
      - Date: [date]
              ^^^^^^
      ```
    ");
    assert_eq!(notes_annotations(&report).len(), 1);
}

#[test]
fn what_is_well_is_one_line() {
    let notes = Text::new("the draft release v1.4.0", "# Release 1.4.0\n");
    let report = NotesReport {
        notes: Some(&notes),
        template: None,
        facts: NotesFacts::Checked { tag: "v1.4.0", version: &Version::new(1, 4, 0) },
        repository: None,
        findings: Vec::new(),
        usage: Some(Usage { requests: 4, points: 9 }),
    };
    assert_snapshot!(notes_terminal(&report, false), @"No finding in `the draft release v1.4.0`, the notes of `v1.4.0`. There was no template to hold them against. It took 4 requests and 9 points.");
}
