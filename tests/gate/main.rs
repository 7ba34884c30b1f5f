//! The binary, run as people and workflows run it, against a GitHub of the tests' own (`tests/github`).
//!
//! Every world is checked at its end: a request that GitHub's published descriptions do not allow fails the test.

#![cfg(test)]

mod fake;
mod run;
mod way;

mod actions;
mod alerts;
mod built;
mod bump;
mod check;
mod commits;
mod consents;
mod cut;
mod demo;
mod doctor;
mod ended;
mod enterprise;
mod events;
mod faults;
mod fields;
mod files;
mod init;
mod long;
mod notes;
mod notes_draft;
mod octoacme;
mod octoacme_signs;
mod older;
mod owners;
mod packages;
mod plan;
mod policy;
mod proposal;
mod propose;
mod publishing;
mod reading;
mod readme;
mod release_notes;
mod requests;
mod shell;
mod signed;
mod tag;
mod tokens;
mod verify;
mod waiting;
mod whole;

/// A file that nobody names is compiled by nobody, and its tests pass by not being run.
#[test]
fn every_file_here_is_a_module() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate");
    let modules: Vec<&str> =
        include_str!("main.rs").lines().filter_map(|line| line.strip_prefix("mod ")).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || modules.contains(&format!("{module};").as_str()), "{name} is no module");
    }
}
