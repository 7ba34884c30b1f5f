//! The action as a workflow meets it: `action.yml` read and the shipped image run as the Actions runner does it, against the
//! tests' GitHub.
//!
//! What needs an image is ignored by a plain `cargo test`. `scripts/image.sh --quick --test` builds one and runs these.

#![cfg(test)]

#[expect(dead_code, reason = "not all of it is needed here")]
#[path = "../gate/fake.rs"]
mod fake;
#[expect(dead_code, reason = "not all of it is needed here")]
#[path = "../gate/way.rs"]
mod way;

mod action;
mod expression;
mod files;
mod log;
mod step;

mod commands;
mod hostile;
mod inside;
mod pin;
mod recipes;
mod surroundings;

/// A file that nobody names is compiled by nobody, and its tests pass by not being run.
#[test]
fn every_file_here_is_a_module() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/runner");
    let modules: Vec<&str> =
        include_str!("main.rs").lines().filter_map(|line| line.strip_prefix("mod ")).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || modules.contains(&format!("{module};").as_str()), "{name} is no module");
    }
}
