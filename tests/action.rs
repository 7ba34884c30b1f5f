//! Holds `action.yml` to the tables in the code: inputs to the arguments, outputs to the report's. The tables of docs/inputs.md and
//! docs/outputs.md are made of the same: `UPDATE=1 cargo test --test action` writes them.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::CommandFactory;
use holdpoint::cli::{
    BUMP_INPUTS, CHECK_INPUTS, CUT_INPUTS, Cli, DOCTOR_INPUTS, NOTES_INPUTS, OTHER_INPUTS, PLAN_INPUTS,
    VERSION_INPUTS,
};
use holdpoint::report::OUTPUTS;
use holdpoint::yaml::{Kind, Node, Problems, parse};

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn action() -> Node {
    let mut problems = Problems::new();
    let root = parse(&file("action.yml"), &mut problems);
    let problems: Vec<String> = problems.into_vec().into_iter().map(|problem| problem.message).collect();
    assert!(problems.is_empty(), "{problems:?}");
    root.unwrap()
}

fn get<'n>(node: &'n Node, key: &str) -> &'n Node {
    let Kind::Map(pairs) = &node.kind else { panic!("no mapping with `{key}`") };
    let found = pairs.iter().find(|(one, _)| one.as_str() == Some(key));
    &found.unwrap_or_else(|| panic!("no key `{key}`")).1
}

/// The entries of `inputs` or `outputs`: name, and its fields as texts.
fn entries(section: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let action = action();
    let Kind::Map(pairs) = &get(&action, section).kind else { panic!("`{section}` is no mapping") };
    let fields = |node: &Node| {
        let Kind::Map(pairs) = &node.kind else { panic!("an entry of `{section}` is no mapping") };
        let text = |node: &Node| node.as_str().unwrap_or_default().to_owned();
        pairs.iter().map(|(key, value)| (text(key), text(value))).collect()
    };
    pairs.iter().map(|(name, value)| (name.as_str().unwrap().to_owned(), fields(value))).collect()
}

#[test]
fn inputs_are_the_arguments() {
    let mut expected: Vec<&str> = CHECK_INPUTS
        .iter()
        .chain(VERSION_INPUTS)
        .copied()
        .chain(OTHER_INPUTS.iter().map(|(name, _)| *name))
        .collect();
    let inputs = entries("inputs");
    let mut found: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn an_input_is_described_as_its_argument() {
    let command = Cli::command();
    for (inputs, of) in [(CHECK_INPUTS, "check"), (VERSION_INPUTS, "bump")] {
        let of = command.find_subcommand(of).unwrap();
        for (name, fields) in entries("inputs").iter().filter(|(name, _)| inputs.contains(&name.as_str())) {
            let argument = of.get_arguments().find(|argument| argument.get_long() == Some(name)).unwrap();
            assert_eq!(fields["description"], argument.get_help().unwrap().to_string(), "{name}");
        }
    }
    for (name, says) in OTHER_INPUTS {
        let (_, fields) = entries("inputs").into_iter().find(|(one, _)| one == name).unwrap();
        assert_eq!(fields["description"], *says, "{name}");
    }
}

#[test]
fn defaults_are_the_programs_own() {
    let expected = [
        ("command", "check"),
        ("token", "${{ github.token }}"),
        ("comment", "true"),
        ("check-run", "true"),
        ("timeout", "5m"),
        ("job-check-run", "${{ job.check_run_id }}"),
    ];
    for (name, fields) in entries("inputs") {
        let default = expected.iter().find(|(known, _)| *known == name).map_or("", |(_, default)| default);
        assert_eq!(fields["default"], default, "{name}");
    }
    let command = Cli::command();
    let mut arguments = command.find_subcommand("check").unwrap().get_arguments();
    let timeout = arguments.find(|argument| argument.get_long() == Some("timeout")).unwrap();
    assert_eq!(timeout.get_default_values(), ["5m"]);
}

#[test]
fn outputs_are_those_that_are_set() {
    let set: Vec<&str> =
        holdpoint::report::outputs_without_verdict("none", "").into_iter().map(|(name, _)| name).collect();
    let outputs = entries("outputs");
    assert_eq!(outputs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), set);
    for ((name, fields), (known, says)) in outputs.iter().zip(OUTPUTS) {
        assert_eq!((name.as_str(), fields["description"].as_str()), (known, says));
        assert!(says.len() > 20, "{name} is not described");
    }
}

/// A text as it stands in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The commands that take an input, as `command` names them.
fn takers(input: &str) -> String {
    let cut = [BUMP_INPUTS, CUT_INPUTS, VERSION_INPUTS].concat();
    let bump = [BUMP_INPUTS, VERSION_INPUTS].concat();
    let commands: [(&str, &[&str]); 7] = [
        ("`check`", CHECK_INPUTS),
        ("`notes check`", NOTES_INPUTS),
        ("`policy lint`", &["policy"]),
        ("`doctor`", DOCTOR_INPUTS),
        ("`bump`, `bump --pr`", &bump),
        ("`bump --tag`", &cut),
        ("`plan`, `plan --update`", PLAN_INPUTS),
    ];
    if OTHER_INPUTS.iter().any(|(name, _)| *name == input) {
        return "all".to_owned();
    }
    let taking = commands.iter().filter(|(_, inputs)| inputs.contains(&input)).map(|(name, _)| *name);
    taking.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_pages_have_every_input_and_output() {
    let mut inputs = "| input | taken by | default | says |\n| --- | --- | --- | --- |\n".to_owned();
    for (name, fields) in entries("inputs") {
        let default = if fields["default"].is_empty() { "" } else { &format!("`{}`", fields["default"]) };
        let says = cell(&fields["description"]);
        writeln!(inputs, "| `{name}` | {} | {default} | {says} |", takers(&name)).unwrap();
    }
    hold_part("docs/inputs.md", "inputs", &inputs);
    let mut outputs = "| output | says |\n| --- | --- |\n".to_owned();
    for (name, says) in OUTPUTS {
        writeln!(outputs, "| `{name}` | {} |", cell(says)).unwrap();
    }
    hold_part("docs/outputs.md", "outputs", &outputs);
}

/// A part of a page, between `<!-- made: NAME -->` and `<!-- end -->`, must have this text; with `UPDATE=1` it is given it.
fn hold_part(path: &str, name: &str, text: &str) {
    let whole = file(path);
    let (open, close) = (format!("<!-- made: {name} -->\n"), "<!-- end -->");
    let (before, rest) = whole.split_once(&open).unwrap();
    let (found, after) = rest.split_once(close).unwrap();
    if std::env::var("UPDATE").as_deref() == Ok("1") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::write(path, format!("{before}{open}{text}{close}{after}")).unwrap();
    } else {
        assert!(found == text, "{path} is stale: run `UPDATE=1 cargo test --test action`\n{text}");
    }
}

#[test]
fn it_runs_what_the_dockerfile_ships() {
    let action = action();
    let runs = get(&action, "runs");
    assert_eq!(get(runs, "using").as_str(), Some("docker"));
    let image = get(runs, "image").as_str().unwrap();
    let pinned = image.starts_with("docker://") && image.contains("@sha256:");
    assert!(image == "Dockerfile" || pinned, "an image that can change under its name: {image}");

    // Only the last stage ships, and everything in it can be seen here: no shell, no user, nothing but the binary.
    let dockerfile = file("Dockerfile");
    let lines: Vec<&str> = dockerfile.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines.iter().rposition(|line| line.starts_with("FROM ")).unwrap();
    // Builders show the lines around the one that fails: there the reader has to find what to do.
    let copy = lines.iter().rposition(|line| line.starts_with("COPY ")).unwrap();
    assert!(lines[copy - 1].contains("run scripts/build-dist.sh first"), "{}", lines[copy - 1]);
    let said: Vec<&str> = lines[last..].iter().filter(|line| !line.starts_with('#')).copied().collect();
    assert_eq!(
        said,
        [
            "FROM scratch AS release",
            "ARG TARGETARCH",
            "COPY --chmod=0755 dist/linux/${TARGETARCH}/holdpoint /holdpoint",
            "ENTRYPOINT [\"/holdpoint\"]",
        ]
    );
}
