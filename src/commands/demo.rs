//! `holdpoint demo`: the whole gate on an embedded release, offline, without a token, by the code of the real one.

use std::path::Path;

use super::{Exit, Refusal, Screen, check, replay};
use crate::cli::{Demo, Format};
use crate::evidence::Evidence;
use crate::report::PolicySource;

const POLICY: &str = include_str!("../../examples/demo/release.yml");
const NO_GO: &str = include_str!("../../examples/demo/no-go.json");
const GO: &str = include_str!("../../examples/demo/go.json");

/// Shows the verdict, and ends well: showing it succeeded, whatever it says.
pub(super) fn run(arguments: &Demo, screen: &Screen) -> anyhow::Result<Exit> {
    let text = if arguments.fixed { GO } else { NO_GO };
    let evidence: Evidence = replay::parse(text.as_bytes()).map_err(Refusal)?;
    if let Some(folder) = &arguments.write {
        write(folder, text)?;
    }
    let now = replay::read_at(&evidence);
    let source = PolicySource::Repository(&evidence.opening.policy);
    let exit = replay::judge(&evidence, source, None, now, |report| {
        check::print(report, arguments.format, arguments.who, screen);
    })?;
    // What follows is for people; a document for programs or pages stays whole.
    if arguments.format != Format::Text {
        return Ok(Exit::Well);
    }
    if let Some(folder) = &arguments.write {
        let folder = folder.display();
        screen.say(&format!(
            "\nWritten. Change {folder}/release.yml and judge again; this line exits {}:\n\n  \
             holdpoint check --evidence {folder}/evidence.json --policy {folder}/release.yml",
            exit.code()
        ));
    } else if !arguments.fixed {
        screen.say("\nThat was a no-go. `holdpoint demo --fixed` shows the same release as a go.");
    }
    Ok(Exit::Well)
}

fn write(folder: &Path, evidence: &str) -> Result<(), Refusal> {
    let refused = |error: std::io::Error| Refusal(format!("{} cannot be written: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(refused)?;
    std::fs::write(folder.join("release.yml"), POLICY).map_err(refused)?;
    std::fs::write(folder.join("evidence.json"), evidence).map_err(refused)
}
