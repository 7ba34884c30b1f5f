//! `holdpoint init`: looks, proposes, writes into the work tree. Nothing is written to GitHub, and no file is written over.

use std::path::{Path, PathBuf};

use super::git::{self, WorkingCopy};
use super::{Exit, Refusal, Screen, Surroundings, ask, connect, live};
use crate::cli::Init;
use crate::evidence::{Access, Unknown};
use crate::github;
use crate::init::{File, PHASE, Proposal, wanted};
use crate::policy::Policy;
use crate::report::harmless::one_line;
use crate::report::{problems, rights};

/// The longest line that is printed, in characters.
const LONGEST: usize = 2000;

/// Looks, shows, writes.
pub(super) fn run(arguments: &Init, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let gate = arguments.gate();
    let asked = ask::of_repository(&gate, around)?;
    let folder = if arguments.dry_run { None } else { Some(folder(arguments, &asked.repository)?) };
    let habits = runtime.block_on(async {
        let connected = connect::connect(&gate, around)?;
        screen.progress("looking at the repository");
        let found = github::habits(&connected.repository, &asked.repository, wanted).await;
        found.map_err(|failure| live::unopened(failure, &asked.repository))
    })?;
    screen.done();
    let proposal = Proposal::of(&habits, arguments.policy.as_deref())
        .map_err(|why| Refusal(format!("--policy: {why}")))?;
    let files = proposal.files(&lines(proposal.policy())?);
    let repository = &habits.repository;
    say(
        screen,
        &format!(
            "Looked at {}, {} at {}. Nothing is written to GitHub.",
            repository.name,
            repository.default_branch,
            repository.default_commit.short()
        ),
    );
    say(screen, &seen(&proposal));
    let there = proposal.policy_there().filter(|_| arguments.policy.is_none());
    match &folder {
        None => print(screen, &files),
        Some(_) if there.is_some() => say(screen, &already(there.unwrap_or_default())),
        Some(folder) => write(screen, folder, &files, arguments.beside)?,
    }
    if there.is_none() {
        say(screen, &next(&proposal));
    }
    Ok(Exit::Well)
}

/// Text in which names stand that others chose.
fn say(screen: &Screen, text: &str) {
    let lines: Vec<String> = text.lines().map(|line| one_line(line, LONGEST)).collect();
    screen.say(&lines.join("\n"));
}

/// The lines of `permissions:` that reading takes what a policy asks for. A policy of ours without problems is a promise.
fn lines(policy: &str) -> anyhow::Result<Vec<String>> {
    let read = Policy::read(policy).map_err(|found| {
        anyhow::anyhow!(
            "the policy that was made of this repository has problems, which is a fault of holdpoint's: please report it\n{}",
            problems::render(&found, policy, "release.yml", false)
        )
    })?;
    let rights = rights(&read.needs(PHASE));
    let line = |right: &Access| match right {
        Access::Workflow(line) => Some(line.clone()),
        _ => None,
    };
    Ok(rights.iter().filter_map(line).collect())
}

/// Where files are written: the folder that was named, or the top of the work tree, if it is one of this repository.
fn folder(arguments: &Init, repository: &str) -> Result<PathBuf, Refusal> {
    if let Some(folder) = &arguments.into {
        let is_folder = folder.is_dir();
        return is_folder
            .then(|| folder.clone())
            .ok_or_else(|| Refusal(format!("--into: there is no folder {}", folder.display())));
    }
    let Some(top) = git::top() else {
        return Err(Refusal(
            "this is no git work tree to write into\n  -> run it inside a clone of the repository, name a folder with `--into DIR`, or \
             have everything printed with `--dry-run`".into(),
        ));
    };
    match WorkingCopy::look().repository {
        Some(origin) if !origin.eq_ignore_ascii_case(repository) => Err(Refusal(format!(
            "this work tree is a clone of {origin}, and {repository} is to be looked at\n  -> run it in a clone of that, or name this \
             folder with `--into .`"
        ))),
        _ => Ok(top),
    }
}

fn seen(proposal: &Proposal<'_>) -> String {
    let rows = proposal.summary();
    let width = rows.iter().map(|(what, _)| what.len()).max().unwrap_or_default();
    let mut text = "\nSeen\n".to_owned();
    for (what, says) in rows {
        text.push_str(&format!("  {what:width$}  {says}\n"));
    }
    let unseen = proposal.unseen();
    if !unseen.is_empty() {
        text.push_str("\nNot seen\n");
        for (what, why) in unseen {
            text.push_str(&format!("  {what}: {}\n", reason(why)));
        }
    }
    text
}

/// Why something was not seen, and the right that would show it.
fn reason(why: &Unknown) -> String {
    let right = |access: &Access| match access {
        Access::Workflow(line) | Access::NotFineGrained(line) => format!("`{line}`"),
        Access::App(right) => format!("`{right}` of a GitHub App, or a personal token"),
        Access::FineGrained(right) => format!("`{right}`"),
    };
    let rights: Vec<String> = why.access.iter().map(right).collect();
    match (rights.is_empty(), why.detail.is_empty()) {
        (false, _) => format!("the token may not read it; it takes {}", rights.join(" and ")),
        (true, false) => why.detail.clone(),
        (true, true) => "it could not be read".to_owned(),
    }
}

/// Every file, one after the other.
fn print(screen: &Screen, files: &[File]) {
    for file in files {
        let there = if file.there { "; the repository has this file, which stays as it is" } else { "" };
        say(screen, &format!("\n==> {} ({}{there})\n\n{}", file.path, file.what, file.text));
    }
    say(screen, "\nNothing was written.");
}

fn already(path: &str) -> String {
    format!(
        "\n{path} is a policy already, so nothing was written.\n  -> `holdpoint init --dry-run` prints what was proposed instead; \
         `holdpoint init --policy PATH` writes it to another place"
    )
}

/// Writes what is not there, and says of each file what became of it.
fn write(screen: &Screen, folder: &Path, files: &[File], beside: bool) -> Result<(), Refusal> {
    let mut text = "\nWritten\n".to_owned();
    let width = files.iter().map(|file| file.path.len()).max().unwrap_or_default();
    let (mut kept, mut written) = (Vec::new(), 0);
    for file in files {
        let is_there = file.there || folder.join(&file.path).symlink_metadata().is_ok();
        let path = if is_there { format!("{}.proposed", file.path) } else { file.path.clone() };
        if is_there {
            kept.push(file);
        }
        if !is_there || beside {
            put(folder, &path, &file.text)?;
            text.push_str(&format!("  {path:width$}  {}\n", file.what));
            written += 1;
        }
    }
    if written == 0 {
        text.push_str("  nothing\n");
    }
    if !kept.is_empty() {
        text.push_str("\nThere already, and left as it is\n");
        for file in &kept {
            text.push_str(&format!("  {:width$}  {}\n", file.path, file.what));
        }
        if !beside {
            text.push_str("  -> `--dry-run` prints what was proposed; `--beside` writes it beside, with `.proposed` behind the name\n");
        }
    }
    say(screen, &text);
    Ok(())
}

/// Writes a file that is not there, and its folders. A link is not followed: it may lead out of the work tree.
fn put(folder: &Path, path: &str, text: &str) -> Result<(), Refusal> {
    use std::io::Write;
    let refused = |why: &dyn std::fmt::Display| {
        Refusal(format!(
            "{path} cannot be written: {why}\n  -> what is named under \"Seen\" was only looked at; mend that and run it again"
        ))
    };
    let whole = folder.join(path);
    let mut at = folder.to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    for part in parts.split_last().map_or(&[][..], |(_, folders)| folders) {
        at.push(part);
        match at.symlink_metadata() {
            Ok(found) if found.is_symlink() => return Err(refused(&format!("{} is a link", at.display()))),
            Ok(_) => {}
            Err(_) => std::fs::create_dir(&at).map_err(|error| refused(&error))?,
        }
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(whole)
        .map_err(|error| refused(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| refused(&error))
}

fn next(proposal: &Proposal<'_>) -> String {
    let mut text = "\nNext\n".to_owned();
    for (index, step) in proposal.steps().iter().enumerate() {
        text.push_str(&format!("  {}. {}\n", index + 1, step.says));
        if let Some(command) = &step.command {
            text.push_str(&format!("       {command}\n"));
        }
    }
    text
}
