//! Leaves every document as it is sent in `target/graphql`, where `tests/github/contract.mjs` holds it against GitHub's
//! published schema and limits.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::authors;
use super::batch::{AT_A_TIME, associations_document, pull_requests_document};
use super::closing;
use super::code_scanning::trees_document;
use super::contents;
use super::discussion;
use super::document::{document, unspread};
use super::head_arrivals;
use super::needed;
use super::newcomers;
use super::notes;
use super::pointed;
use super::proposed_release;
use crate::evidence::needs::{Base, Head, Line, Needs, NotesNeeds, Reading, ReleaseReading, Subject};
use crate::evidence::notes::PointsTo;
use crate::evidence::{Login, Oid};

/// Each file of `queries/` as it is written.
fn written() -> BTreeMap<String, String> {
    let mut documents = BTreeMap::new();
    for entry in fs::read_dir(here("src/github/queries")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        documents.insert(name, document(&fs::read_to_string(&path).unwrap()));
    }
    documents.remove("fragments.graphql");
    documents
}

/// Each file of `queries/` with the document that is sent for it, as large as it gets.
fn documents() -> BTreeMap<String, String> {
    let mut documents = written();
    let numbers: Vec<u64> = (1..=AT_A_TIME as u64).collect();
    let commits: Vec<Oid> = numbers.iter().map(|number| Oid::new(format!("{number:040x}"))).collect();
    let names = ["main", "release/", "hotfix-", "a\"b/"];
    let lines = [names.map(|name| Line::Branch(name.into())), names.map(|name| Line::Under(name.into()))];
    let files: Vec<_> = (0..contents::AT_A_TIME).map(|n| (format!("docs/{n}\"é\n.md"), n % 2 == 0)).collect();
    let labels = ["release-blocker", "a\"b"].map(String::from).into();
    let templates = (0..notes::MOST_TEMPLATES).map(|n| format!("docs/{n}\"é\n.md")).collect();
    let release = ReleaseReading {
        tag: "v1".into(),
        commit: commits[0].clone(),
        head: Head::Commit,
        lines: Vec::new(),
        bases: vec![Base { tag: "v0\"".into(), commit: commits[1].clone() }],
        since: None,
        milestone: None,
        milestone_of_issues: None,
        branch: "main".into(),
    };
    let of_notes = NotesNeeds { releases: true, previous: true, templates, ..NotesNeeds::default() };
    let reading = Reading {
        needs: Needs { notes: of_notes, ..Needs::default() },
        subject: Subject::Release(release),
        tracking_issue: None,
        release_pull_request: None,
    };
    let tips: Vec<_> = commits.iter().cycle().take(notes::TIPS_AT_A_TIME).cloned().map(Some).collect();
    let mut pointed: Vec<_> = numbers.iter().map(|number| PointsTo::Number(*number)).collect();
    let path = |number: &u64| PointsTo::Path { at: "v1".into(), path: format!("docs/{number}\".md") };
    pointed.extend(numbers.iter().map(path));
    pointed.extend(numbers.iter().map(|number| PointsTo::Tag(format!("v{number}"))));
    pointed.truncate(pointed::AT_A_TIME);
    for (name, text) in [
        (
            "evidence.graphql",
            needed::document_for(&labels, &notes::Asked::new(&reading, &commits[0]), &files),
        ),
        ("files.graphql", contents::files_document(&files)),
        ("pull_requests.graphql", pull_requests_document(&numbers)),
        ("associations.graphql", associations_document(&commits)),
        ("discussions.graphql", discussion::document_for(&numbers[..discussion::AT_A_TIME])),
        ("authors.graphql", authors::document_for(&commits)),
        ("suites.graphql", head_arrivals::document_for(&commits)),
        ("tips.graphql", notes::tips_document(&tips, "docs/a\"b.md")),
        ("pointed.graphql", pointed::document_for(&pointed.iter().collect::<Vec<_>>(), &commits[0]).unwrap()),
        ("newcomers.graphql", newcomers::document_for("octoacme/shop", &people()).unwrap()),
        ("trees.graphql", trees_document(&commits.iter().collect::<Vec<_>>())),
        ("closing.graphql", closing::document_for(&lines.concat())),
    ]
    .into_iter()
    .chain(proposed_release::documents(&["Cargo.toml", "docs/a\"é.md"]))
    {
        assert!(documents.insert(name.to_owned(), text).is_some(), "there is no {name}");
    }
    documents
}

/// As many people as are searched for in one document.
fn people() -> Vec<(Login, Timestamp)> {
    let person = |n| (Login::new(format!("person-{n}")), Timestamp::UNIX_EPOCH);
    (0..newcomers::AT_A_TIME).map(person).collect()
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn every_document_is_left_for_the_contract() {
    let folder = here("target/graphql");
    // What was there before is not of this source.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in documents() {
        assert!(!text.contains("# FI"), "{name} lacks its fields");
        fs::write(folder.join(name), text).unwrap();
    }
}

/// A query that nobody sends, or a fragment that nobody spreads, is left over.
#[test]
fn nothing_in_the_queries_is_left_over() {
    let files = fs::read_dir(here("src/github")).unwrap().map(|entry| entry.unwrap().path());
    let rust = files.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let sources: String = rust.map(|path| fs::read_to_string(path).unwrap()).collect();
    let documents = documents();
    for name in documents.keys() {
        assert!(sources.contains(&format!("include_str!(\"queries/{name}\")")), "nobody sends {name}");
    }
    let sent: String = documents.into_values().collect();
    assert_eq!(unspread(&sent), Vec::<&str>::new());
}
