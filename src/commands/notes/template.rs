//! `holdpoint notes template`: offline, on files.

use std::io::Read;
use std::path::Path;

use crate::cli::{NotesTemplate, Plain};
use crate::commands::{Exit, Refusal, Screen, Surroundings};
use crate::notes::source::TemplateSource;
use crate::notes::template::derive;
use crate::notes::{Template, template};
use crate::report::sentence::{Format, Writer};
use crate::report::{explain_template, spot, template_json};
use crate::verdict::Finding;

/// Runs it.
pub(super) fn run(arguments: &NotesTemplate, _: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    match (&arguments.explain, &arguments.from) {
        (Some(file), _) => explain(file, arguments.format, screen),
        (None, Some(notes)) => from(notes, arguments.format, screen),
        (None, None) => Err(Refusal("name a template with --explain, or notes with --from".into()).into()),
    }
}

fn explain(file: &str, format: Plain, screen: &Screen) -> anyhow::Result<Exit> {
    let (source, text) = named(file)?;
    match Template::read(&source, &text) {
        Ok(template) if format == Plain::Json => screen.data(&template_json(&template)),
        Ok(template) => screen.say(&explain_template(&template)),
        Err(finding) => return Ok(refused(&finding, format, screen)),
    }
    Ok(Exit::Well)
}

fn from(notes: &Path, format: Plain, screen: &Screen) -> anyhow::Result<Exit> {
    let derived: template::Derived = match derive(&notes.display().to_string(), &read(notes)?) {
        Ok(derived) => derived,
        Err(finding) => return Ok(refused(&finding, format, screen)),
    };
    if format == Plain::Json {
        let document = serde_json::json!({ "template": derived.template, "policy": derived.policy });
        screen.data(&format!("{document:#}"));
        return Ok(Exit::Well);
    }
    screen.data(&derived.template);
    screen.warn(&format!(
        "\nSave what is above as docs/release-notes-template.md, correct it, and see with\n\
         `holdpoint notes template --explain docs/release-notes-template.md` what it is understood to ask for.\n\
         What release.yml can say besides:\n\n{}",
        derived.policy
    ));
    Ok(Exit::Well)
}

/// A template that people name with a path and, behind `#`, a section; and the file's text. A file whose name has `#` in
/// it is that file.
fn named(file: &str) -> Result<(TemplateSource, String), Refusal> {
    let (path, section) = match file.rsplit_once('#') {
        Some((path, section)) if !Path::new(file).exists() => (path, Some(section.to_owned())),
        _ => (file, None),
    };
    let text = read(Path::new(path))?;
    Ok((TemplateSource::File { path: path.to_owned(), section }, text))
}

fn read(path: &Path) -> Result<String, Refusal> {
    let refusal =
        |error: &dyn std::fmt::Display| Refusal(format!("{} cannot be read: {error}", path.display()));
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| refusal(&error))?;
    } else {
        bytes = std::fs::read(path).map_err(|error| refusal(&error))?;
    }
    String::from_utf8(bytes).map_err(|_| refusal(&"it is no text in UTF-8"))
}

fn refused(finding: &Finding, format: Plain, screen: &Screen) -> Exit {
    let writer = Writer::new(Format::Plain, "");
    if format == Plain::Json {
        let place = finding.spot.as_ref().map(|spot| (spot.line, spot.column));
        let document = serde_json::json!({
            "code": finding.message.code,
            "says": writer.says(finding),
            "todo": writer.todo(finding),
            "line": place.map(|(line, _)| line),
            "column": place.map(|(_, column)| column),
        });
        screen.data(&format!("{document:#}"));
    } else {
        screen.warn(&spot::terminal(&writer, finding, screen.colour));
    }
    Exit::Unjudged
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command, NotesCommand};
    use crate::policy::Policy;

    fn arguments(line: &[&str]) -> Result<NotesTemplate, clap::Error> {
        let cli = Cli::try_parse_from(["holdpoint", "notes", "template"].iter().chain(line))?;
        match cli.command {
            Command::Notes(NotesCommand::Template(arguments)) => Ok(arguments),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_thing_is_asked_for() {
        assert!(arguments(&[]).is_err());
        assert!(arguments(&["--explain", "a", "--from", "b"]).is_err());
        let read = arguments(&["--explain", "-#notes", "--format", "json"]).unwrap();
        assert_eq!((read.explain.as_deref(), read.format), (Some("-#notes"), Plain::Json));
    }

    #[test]
    fn the_rules_that_are_made_of_notes_are_a_policy_s() {
        let notes = "# v1.2.3\n## \"Fixes\": #all\n- a (#1)\n## Security\nNone\n## Breaking changes\n- x\n## Upgrading\n- y\n";
        let derived = derive("notes.md", notes).unwrap();
        let policy = format!(
            "version: 1\n{}phases:\n  release:\n    holds: tag\n    requirements:\n      - id: notes\n        title: Notes\n        require: {{release-notes: {{}}}}\n",
            derived.policy
        );
        if let Err(problems) = Policy::read(&policy) {
            panic!("{problems:?}\n{policy}");
        }
        assert!(
            derived.policy.contains("is: breaking") && derived.policy.contains("items-cite: true"),
            "{policy}"
        );
    }
}
