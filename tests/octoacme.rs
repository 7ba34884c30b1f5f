//! `examples/octoacme`: the release guides as a policy. Its table has every line of the guides, and the policy has what the
//! table says.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use holdpoint::policy::{Policy, Requirement};

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/octoacme").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn policy() -> Policy {
    Policy::read(&file("release.yml"))
        .unwrap_or_else(|found| panic!("{:?}", found.iter().map(|one| &one.message).collect::<Vec<_>>()))
}

/// A line of a guide, as the table has it.
struct Row {
    guide: String,
    group: String,
    line: String,
    id: String,
    how: String,
}

fn rows() -> Vec<Row> {
    let readme = file("README.md");
    let table = readme.lines().filter(|line| line.starts_with("| ")).skip(2);
    table
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, guide, group, line, id, how, _, _] = cells[..] else { panic!("{line}") };
            let [guide, group, line, id, how] = [guide, group, line, id, how].map(str::to_owned);
            Row { guide, group, line, id: id.trim_matches('`').to_owned(), how }
        })
        .collect()
}

/// What the table calls the way in which a requirement is proven.
fn how(requirement: &Requirement) -> &'static str {
    let leaves: Vec<&str> = requirement.require.leaves().iter().map(|leaf| leaf.name()).collect();
    match (leaves.as_slice(), &requirement.when, &requirement.require) {
        (["checkbox"], None, _) => "box",
        (["checkbox"], Some(_), _) => "condition",
        (["checkbox", "field"], None, holdpoint::requirement::Tree::Any(_)) => "optional box",
        (["checkbox", "field"], None, _) => "box and field",
        (["checks"] | ["pull-requests"] | ["alerts"] | ["issues"] | ["checks", "alerts"], None, _) => {
            "machine"
        }
        (["file"], Some(_), _) => "machine on condition",
        _ => panic!("the table has no word for `{}`", requirement.id),
    }
}

#[test]
fn the_table_has_each_line_of_the_guides_once() {
    let rows = rows();
    let count = |guide: &str, group: &str| {
        rows.iter().filter(|row| row.guide == guide && row.group.starts_with(group)).count()
    };
    let groups = ["Code", "Documentation", "Testing", "Operational", "Communication"];
    let counts = groups.map(|group| count("detailed", &format!("{group} Readiness")));
    assert_eq!(counts, [7, 5, 7, 7, 5]);
    assert_eq!((count("detailed", ""), count("by role", "Pre-release requirements")), (31, 8));
    let lines: BTreeSet<&str> = rows.iter().map(|row| row.line.as_str()).collect();
    assert_eq!((rows.len(), lines.len()), (39, 39));
}

#[test]
fn the_policy_asks_for_what_the_table_says() {
    let policy = policy();
    let all = || policy.phases.iter().flat_map(|phase| &phase.requirements);
    let mut named = BTreeSet::from(["labelled", "reviewed"]);
    let rows = rows();
    for row in &rows {
        let requirement = all().find(|one| one.id == row.id).unwrap_or_else(|| panic!("no `{}`", row.id));
        assert_eq!(requirement.title, row.line, "{}", row.id);
        assert_eq!(requirement.group, [row.group.as_str()], "{}", row.id);
        assert_eq!(row.how.split(':').next(), Some(how(requirement)), "{}", row.id);
        named.insert(&row.id);
    }
    assert_eq!(all().map(|one| one.id.as_str()).collect::<BTreeSet<_>>(), named);
}
