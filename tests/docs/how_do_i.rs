//! `docs/how-do-i.md`: each piece of a policy in it is right, and each command can be given.

use clap::CommandFactory;
use holdpoint::cli::Cli;
use holdpoint::policy::Policy;

use crate::blocks;

const PAGE: &str = "docs/how-do-i.md";

/// The roles that pieces ask, and somebody for each.
const ROLES: [(&str, &str); 4] = [
    ("release-manager", "[maya-r, mona]"),
    ("qa-engineer", "[vera-law, devon-k]"),
    ("designer", "[lina-p]"),
    ("operations", "[devon-k]"),
];

/// A piece of a policy as a whole policy: with all that it goes without saying.
fn whole(piece: &str) -> String {
    let roles = ROLES.iter().filter(|(role, _)| piece.contains(role));
    let mut policy = "version: 1\n".to_owned();
    if piece.starts_with("- ") {
        policy += "release: {tracking-issue: {label: release}}\n";
        if piece.contains("release-notes") {
            policy += "notes: {from: draft-release, template: docs/template.md}\n";
        }
        let held: String =
            roles.clone().map(|(role, users)| format!("  {role}: {{users: {users}}}\n")).collect();
        if !held.is_empty() {
            policy += &format!("roles:\n{held}");
        }
        policy += "phases:\n  release:\n    holds: tag\n    requirements:\n";
        policy.extend(piece.lines().map(|line| format!("      {line}\n")));
        return policy;
    }
    policy += piece;
    // Its own `release:` gets the line, or there is none.
    match policy.find("\nrelease:\n") {
        Some(at) => policy.insert_str(at + "\nrelease:\n".len(), "  tracking-issue: {label: release}\n"),
        None => policy += "release: {tracking-issue: {label: release}}\n",
    }
    if !piece.contains("roles:") && !piece.contains("phases:") {
        policy += "roles: {release-manager: {users: [maya-r]}}\n";
    }
    if !piece.contains("phases:") {
        let asked: Vec<&str> = roles.map(|(role, _)| *role).collect();
        let asked = if asked.is_empty() { "release-manager".to_owned() } else { asked.join(", ") };
        policy += "phases:\n  release:\n    holds: tag\n    requirements:\n";
        policy +=
            &format!("      - {{id: signed, title: Signed, require: {{sign-off: {{by: [{asked}]}}}}}}\n");
        if piece.starts_with("notes:") {
            policy += "      - {id: notes, title: Notes, require: {release-notes: {template: match}}}\n";
        }
    }
    policy
}

#[test]
fn each_piece_of_a_policy_is_right() {
    let pieces = blocks(PAGE, "yaml");
    assert!(pieces.len() > 12, "{} pieces were found", pieces.len());
    for piece in pieces {
        let policy = whole(&piece);
        if let Err(problems) = Policy::read(&policy) {
            let said: Vec<_> = problems.into_iter().map(|problem| problem.message).collect();
            panic!("{said:?} in\n{policy}");
        }
    }
}

#[test]
fn each_command_can_be_given() {
    let commands: Vec<String> = blocks(PAGE, "sh")
        .iter()
        .flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(commands.len() > 8, "{} commands were found", commands.len());
    for command in commands {
        if let Err(error) = Cli::command().try_get_matches_from(command.split(' ')) {
            panic!("`{command}`: {error}");
        }
    }
}

#[test]
fn each_question_of_the_list_is_answered() {
    let page = std::fs::read_to_string(crate::package().join(PAGE)).unwrap();
    let anchors: Vec<&str> =
        page.split("](#").skip(1).filter_map(|rest| rest.split_once(')')).map(|(anchor, _)| anchor).collect();
    let headings: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|heading| {
            let kept = heading.to_lowercase().replace(' ', "-");
            kept.chars().filter(|one| one.is_alphanumeric() || *one == '-').collect()
        })
        .collect();
    assert_eq!(anchors, headings);
    assert!(headings.len() >= 20, "{} questions", headings.len());
}
