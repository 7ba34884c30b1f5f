//! Holds the house: which room may import which, and what no room may do.
//!
//! Rust allows circles inside a crate; a table that is tested does not.
#![expect(
    clippy::string_slice,
    reason = "it reads this project's own sources, at places that it has found in them"
)]
#![cfg(test)]

#[path = "architecture/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use source::{Named, Source};

/// Each room, and the rooms that it may import. Data flows one way:
/// arguments → policy text → policy → needs → evidence → verdict → report → GitHub, terminal, exit code.
const HOUSE: &[(&str, &[&str])] = &[
    ("evidence", &[]),
    ("yaml", &[]),
    ("markdown", &[]),
    ("version", &[]),
    ("paths", &[]),
    ("version_files", &["paths", "version", "yaml"]),
    ("bump", &["evidence", "paths", "version", "yaml"]),
    ("candidate", &["bump", "evidence", "paths", "version", "version_files"]),
    ("sign_off", &["evidence", "markdown"]),
    ("waiver", &["evidence"]),
    ("release", &["bump", "candidate", "evidence", "notes", "paths", "sign_off", "version"]),
    ("verdict", &["evidence"]),
    ("notes", &["evidence", "markdown", "paths", "verdict", "version", "yaml"]),
    ("condition", &["evidence", "paths", "release", "verdict", "version", "yaml"]),
    (
        "requirement",
        &[
            "bump",
            "candidate",
            "condition",
            "evidence",
            "markdown",
            "notes",
            "paths",
            "release",
            "sign_off",
            "verdict",
            "version",
            "version_files",
            "yaml",
        ],
    ),
    (
        "policy",
        &[
            "bump",
            "candidate",
            "condition",
            "evidence",
            "markdown",
            "notes",
            "paths",
            "release",
            "requirement",
            "sign_off",
            "verdict",
            "version",
            "version_files",
            "waiver",
            "yaml",
        ],
    ),
    (
        "evaluate",
        &[
            "bump",
            "candidate",
            "condition",
            "evidence",
            "notes",
            "policy",
            "release",
            "requirement",
            "sign_off",
            "verdict",
            "version",
            "waiver",
        ],
    ),
    (
        "plan",
        &[
            "bump",
            "candidate",
            "condition",
            "evaluate",
            "evidence",
            "markdown",
            "notes",
            "policy",
            "release",
            "requirement",
            "sign_off",
            "verdict",
            "version",
        ],
    ),
    ("verify", &["bump", "evaluate", "evidence", "policy", "verdict"]),
    ("doctor", &["bump", "evaluate", "evidence", "policy", "release", "requirement", "verdict", "version"]),
    (
        "report",
        &[
            "actions",
            "bump",
            "candidate",
            "condition",
            "doctor",
            "evaluate",
            "evidence",
            "markdown",
            "notes",
            "paths",
            "plan",
            "policy",
            "release",
            "requirement",
            "sign_off",
            "verdict",
            "verify",
            "version",
            "version_files",
            "yaml",
        ],
    ),
    ("init", &["evidence", "markdown", "notes", "paths", "policy", "version", "yaml"]),
    // The only room that knows HTTP; it sees neither policy nor verdict, and texts only as texts.
    ("github", &["bump", "evidence", "markdown", "paths", "version"]),
    ("actions", &[]),
    ("cli", &["actions", "yaml"]),
    (
        "commands",
        &[
            "actions",
            "bump",
            "candidate",
            "cli",
            "doctor",
            "evaluate",
            "evidence",
            "github",
            "init",
            "notes",
            "plan",
            "policy",
            "report",
            "verdict",
            "verify",
            "version",
            "version_files",
            "yaml",
        ],
    ),
    ("main", &["actions", "cli", "commands"]),
];

/// The rooms that touch the machine: environment, files, clock, other programs, screen.
const AT_THE_EDGE: &[&str] = &["commands", "main"];

/// The rooms that may wait for something.
const ASYNCHRONOUS: &[&str] = &["commands", "github"];

/// What reads or changes the machine.
const MACHINE: &[&[&str]] = &[
    &["std", "env"],
    &["std", "fs"],
    &["std", "process"],
    &["std", "net"],
    &["SystemTime", "now"],
    &["Timestamp", "now"],
    &["Zoned", "now"],
];

/// Where the rule on the machine is bent: file, path, reason. One that is no longer needed fails the test.
const BENT: &[(&str, &str, &str)] = &[(
    "src/github/client.rs",
    "Timestamp::now",
    "an answer without `Date`, before any had one: the wait for a rate limit needs some time to count from",
)];

/// What carries requests.
const TRANSPORT: &[&[&str]] = &[
    &["tokio"],
    &["hyper_util"],
    &["hyper_rustls"],
    &["rustls"],
    &["http"],
    &["http_body_util"],
    &["octocrab"],
];

/// A file with more lines of code is usually two.
const LONGEST: usize = 400;

fn sources() -> Vec<Source> {
    let all = source::all(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(all.len() > 50, "only {} source files were found", all.len());
    all
}

/// The room that a path leads into. A macro of the crate stands at its root, whatever room it is written in.
fn target(named: &Named) -> Option<&str> {
    match named.parts.as_slice() {
        [root, name, ..] if root == "crate" && name == "messages" => Some("verdict"),
        [root, room, ..] if root == "crate" => Some(room),
        _ => None,
    }
}

fn told(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_arrow_is_in_the_table() {
    let house: BTreeMap<&str, &[&str]> = HOUSE.iter().copied().collect();
    let mut problems = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "lib") {
        let room = source.room();
        let Some(allowed) = house.get(room) else {
            problems.push(format!("{}: there is no room `{room}` in the table", source.path));
            continue;
        };
        for named in source.names() {
            let Some(to) = target(&named).filter(|to| *to != room) else { continue };
            if !allowed.contains(&to) {
                let path = named.parts.join("::");
                problems
                    .push(format!("{}:{}: `{room}` may not import `{to}` ({path})", source.path, named.line));
            }
        }
    }
    told(problems);
}

#[test]
fn the_table_names_every_room_and_no_other() {
    let listed: BTreeSet<String> = HOUSE.iter().map(|(room, _)| (*room).to_owned()).collect();
    let there: BTreeSet<String> =
        sources().iter().map(|source| source.room().to_owned()).filter(|room| room != "lib").collect();
    assert_eq!(listed, there);
}

#[test]
fn no_circle_is_in_the_table() {
    let mut left: BTreeMap<&str, &[&str]> = HOUSE.iter().copied().collect();
    while !left.is_empty() {
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, to)| !to.iter().any(|to| left.contains_key(to)))
            .map(|(room, _)| *room)
            .collect();
        assert!(!free.is_empty(), "a circle among {:?}", left.keys());
        left.retain(|room, _| !free.contains(room));
    }
}

#[test]
fn only_the_edge_touches_the_machine() {
    let mut problems = Vec::new();
    let mut bent = Vec::new();
    for source in sources().iter().filter(|source| !AT_THE_EDGE.contains(&source.room())) {
        for (path, line, used) in uses(source, MACHINE) {
            match BENT.iter().find(|(file, what, _)| *file == path && used == *what) {
                Some((file, ..)) => bent.push(*file),
                None => problems.push(format!("{path}:{line}: {used}")),
            }
        }
        let printing = source.calls(&["println", "print", "eprintln", "eprint"]);
        problems.extend(printing.into_iter().map(|(line, name)| format!("{}:{line}: {name}!", source.path)));
    }
    told(problems);
    for (file, what, _) in BENT {
        assert!(bent.contains(file), "{file} does not use {what} any more: take it out of BENT");
    }
}

#[test]
fn only_github_knows_http() {
    let elsewhere = |source: &&Source| !ASYNCHRONOUS.contains(&source.room());
    let sources = sources();
    let used = sources.iter().filter(elsewhere).flat_map(|source| uses(source, TRANSPORT));
    told(used.map(|(path, line, used)| format!("{path}:{line}: {used}")).collect());
}

/// File, line and path of each use of something that is forbidden.
fn uses(source: &Source, forbidden: &[&[&str]]) -> Vec<(String, usize, String)> {
    let hit = |named: &Named| {
        forbidden.iter().any(|path| match path {
            [type_name, function] if type_name.starts_with(char::is_uppercase) => {
                named.parts.windows(2).any(|pair| pair == [*type_name, *function])
            }
            path => {
                named.parts.len() >= path.len()
                    && named.parts.iter().zip(*path).all(|(one, other)| one == other)
            }
        })
    };
    let names = source.names();
    let hits = names.iter().filter(|named| hit(named));
    hits.map(|named| (source.path.clone(), named.line, named.parts.join("::"))).collect()
}

#[test]
fn nothing_is_reexported_by_a_star() {
    let mut problems = Vec::new();
    for source in sources() {
        for named in source.names().iter().filter(|named| named.reexported) {
            if named.parts.last().is_some_and(|last| last == "*") {
                problems.push(format!("{}:{}: pub use {}", source.path, named.line, named.parts.join("::")));
            }
        }
    }
    told(problems);
}

#[test]
fn no_module_is_a_drawer_for_anything() {
    let drawers = ["util", "utils", "common", "helper", "helpers", "misc", "shared"];
    let is_drawer = |source: &&Source| source.module.iter().any(|part| drawers.contains(&part.as_str()));
    told(sources().iter().filter(is_drawer).map(|source| source.path.clone()).collect());
}

#[test]
fn no_file_is_too_long() {
    let long = |source: &Source| {
        let lines = source.code_lines();
        (lines > LONGEST).then(|| format!("{}: {lines} lines of code, more than {LONGEST}", source.path))
    };
    told(sources().iter().filter_map(long).collect());
}

#[test]
fn nothing_is_left_undone() {
    let mut problems = Vec::new();
    for source in sources() {
        for (line, name) in source.calls(&["todo", "unimplemented", "dbg"]) {
            problems.push(format!("{}:{line}: {name}!", source.path));
        }
    }
    told(problems);
}

/// The reader itself: what the tests above would miss if it were wrong.
mod reader {
    use super::source::{Source, bare};

    fn names(module: &[&str], text: &str) -> Vec<String> {
        let module = module.iter().map(|part| (*part).to_owned()).collect();
        let source = Source { path: String::new(), module, text: bare(text) };
        source.names().into_iter().map(|named| format!("{}:{}", named.line, named.parts.join("::"))).collect()
    }

    #[test]
    fn takes_use_trees_apart() {
        let text = "use crate::{\n  a::{self, B as C},\n  d::*,\n};\nuse std::{env, fs::File};";
        assert_eq!(
            names(&["x"], text),
            ["2:crate::a", "2:crate::a::B", "3:crate::d::*", "5:std::env", "5:std::fs::File"]
        );
    }

    #[test]
    fn sees_paths_in_code() {
        assert_eq!(
            names(&["x"], "fn f() -> crate::a::B { std::fs::read(\n std::env::args()) }"),
            ["1:crate::a::B", "1:std::fs::read", "2:std::env::args"]
        );
    }

    #[test]
    fn resolves_where_it_stands() {
        assert_eq!(
            names(&["x", "y"], "use super::z; use super::super::q::R; use self::s;"),
            ["1:crate::x::z", "1:crate::q::R", "1:crate::x::y::s"]
        );
        assert_eq!(names(&["main"], "use holdpoint::cli::Cli;"), ["1:crate::cli::Cli"]);
    }

    #[test]
    fn passes_over_comments_and_texts() {
        let text = "// crate::a::B\n/* crate::c /* crate::d::e */ */ let t = \"crate::f::g\"; r#\"crate::h::\"i\"#; '\"'; 'a: crate::j::k";
        assert_eq!(names(&["x"], text), ["2:crate::j::k"]);
    }
}
