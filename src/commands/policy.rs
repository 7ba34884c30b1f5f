//! `holdpoint policy lint`, `schema`, `explain`: offline, on files.

use std::path::{Path, PathBuf};

use super::{Exit, Refusal, Screen, Surroundings, publish};
use crate::actions::{Annotation, Annotations, Level, Place};
use crate::cli::PolicyFile;
use crate::policy::Policy;
use crate::report::problems;
use crate::yaml::Problem;

/// Reports every problem of a policy.
pub(super) fn lint(file: &PolicyFile, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let path = find(file)?;
    let (text, problems) = read(&path)?;
    let name = path.display().to_string();
    if problems.is_empty() {
        let policy =
            Policy::read(&text).map_err(|_| Refusal("the policy changed while it was read".into()))?;
        let count: usize = policy.phases.iter().map(|phase| phase.requirements.len()).sum();
        let said = format!("{name}: no problems (phases: {}; requirements: {count})", policy.phases.len());
        screen.say(&said);
        publish::outputs_of_lint(&around.context, true, &said);
        return Ok(Exit::Well);
    }
    screen.warn(&problems::render(&problems, &text, &name, screen.colour));
    if around.context.in_actions {
        screen.command(&annotations(&problems, &text, &name));
        let plain = problems::render(&problems, &text, &name, false);
        publish::outputs_of_lint(&around.context, false, &plain);
    }
    Ok(Exit::Unjudged)
}

/// Prints the JSON Schema of the language.
pub(super) fn schema(screen: &Screen) -> anyhow::Result<Exit> {
    screen.data(&format!("{:#}", crate::policy::schema().as_value()));
    Ok(Exit::Well)
}

/// Says a policy in plain words.
pub(super) fn explain(file: &PolicyFile, screen: &Screen) -> anyhow::Result<Exit> {
    let path = find(file)?;
    let (text, problems) = read(&path)?;
    match Policy::read(&text) {
        Ok(policy) if problems.is_empty() => {
            screen.say(&crate::report::explain(&policy));
            Ok(Exit::Well)
        }
        _ => {
            screen.warn(&problems::render(&problems, &text, &path.display().to_string(), screen.colour));
            Ok(Exit::Unjudged)
        }
    }
}

/// Reads a file as a policy: its text and all its problems.
pub(super) fn read(path: &Path) -> Result<(String, Vec<Problem>), Refusal> {
    let bytes = std::fs::read(path)
        .map_err(|error| Refusal(format!("{} cannot be read: {error}", path.display())))?;
    let (text, policy) = Policy::read_bytes(&bytes);
    Ok((text, policy.err().unwrap_or_default()))
}

/// The file that was named, or the first policy of the usual places. GitHub's own notes configuration is passed
/// over: it is no policy.
fn find(file: &PolicyFile) -> Result<PathBuf, Refusal> {
    if let Some(path) = &file.file {
        return Ok(path.clone());
    }
    let mut passed_over = "";
    for place in super::live::POLICY_PLACES {
        let path = PathBuf::from(place);
        match std::fs::read_to_string(&path) {
            Ok(text) if Policy::is_notes_configuration(&text) => {
                passed_over =
                    " (.github/release.yml is GitHub's configuration of generated notes, not a policy)";
            }
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(_) => return Ok(path),
        }
    }
    let places = super::live::POLICY_PLACES.join(" nor ");
    Err(Refusal(format!(
        "there is no policy: neither {places} is one{passed_over}. Name one: holdpoint policy lint FILE"
    )))
}

fn annotations(problems: &[Problem], text: &str, file: &str) -> String {
    let mut all = Annotations::new();
    for problem in problems {
        let (line, column) = problems::line_column(text, problem.at.start);
        let place = Place {
            file: file.to_owned(),
            line: Some(line),
            end_line: Some(line),
            column: Some(column),
            end_column: None,
        };
        let message = match &problem.help {
            Some(help) => format!("{}; {help}", problem.message),
            None => problem.message.clone(),
        };
        all.push(Annotation {
            level: Level::Error,
            place: Some(place),
            title: problem.code.to_owned(),
            message,
        });
    }
    all.commands()
}
