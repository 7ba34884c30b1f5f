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

/// The rows of the README's table that begins so.
fn table(beginning: &str) -> Vec<String> {
    let readme = file("README.md");
    let lines = readme.lines().skip_while(|line| !line.starts_with(beginning)).skip(2);
    lines.take_while(|line| line.starts_with('|')).map(str::to_owned).collect()
}

fn rows() -> Vec<Row> {
    table("| guide |")
        .iter()
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, guide, group, line, id, how, _] = cells[..] else { panic!("{line}") };
            let [guide, group, line, id, how] = [guide, group, line, id, how].map(str::to_owned);
            Row { guide, group, line, id: id.trim_matches('`').to_owned(), how }
        })
        .collect()
}

/// The roles of the guide: their headings, and their names in the policy.
const ROLES: [(&str, &str); 8] = [
    ("DevOps Engineer", "devops-engineer"),
    ("QA Automation Engineer", "qa-engineer"),
    ("Developer", "developer"),
    ("Product Manager", "product-manager"),
    ("Project Manager", "project-manager"),
    ("UX/UI Designer", "ux-designer"),
    ("Technical Writer", "technical-writer"),
    ("Subject Matter Expert", "subject-matter-expert"),
];

/// What the table calls the way in which a requirement is proven.
fn how(requirement: &Requirement) -> &'static str {
    let leaves: Vec<&str> = requirement.require.leaves().iter().map(|leaf| leaf.name()).collect();
    let by_role = requirement.require.leaves().iter().any(|leaf| !leaf.roles().is_empty());
    let optional = matches!(requirement.require, holdpoint::requirement::Tree::Any(_));
    match (leaves.as_slice(), requirement.when.is_some(), by_role) {
        (["checkbox"], false, false) => "box",
        (["checkbox"], false, true) => "box by role",
        (["checkbox"], true, false) => "condition",
        (["release-notes", "checkbox"], false, false) => "machine and box",
        (["checkbox", "field"], false, false) if optional => "optional box",
        (["checkbox", "field"], false, true) if optional => "optional box by role",
        (["checkbox", "field"], false, false) => "box and field",
        (["checkbox", "sign-off", "field"], false, true) => "box by role and witnessed sign-off",
        (["checklist"], false, true) => "list by role",
        (["checklist"], true, true) => "list by role on condition",
        (["checklist", "field"], false, true) if optional => "optional list by role",
        (["sign-off"], false, true) => "sign-off",
        (["sign-off"], true, true) => "sign-off on condition",
        (["sign-off", "field"], false, true) if optional => "optional sign-off",
        (["checks"] | ["pull-requests"] | ["alerts"] | ["issues"] | ["checks", "alerts"], false, false) => {
            "machine"
        }
        (["file"], true, false) => "machine on condition",
        _ => panic!("the table has no word for `{}`", requirement.id),
    }
}

/// Whether a requirement asks for a line of a guide: by its title, or as one box of its list.
fn carries(requirement: &Requirement, line: &str) -> bool {
    let quoted = format!("“{line}”");
    let lists = requirement.require.leaves().into_iter().filter(|leaf| leaf.name() == "checklist");
    requirement.title == line || lists.map(|list| list.says()).any(|says| says.contains(&quoted))
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
    assert_eq!(count("by role", "Deployment Checklist"), 6);
    let counts = ROLES.map(|(heading, _)| count("by role", heading));
    assert_eq!(counts, [5, 5, 4, 4, 4, 4, 4, 4]);
    let lines: BTreeSet<&str> = rows.iter().map(|row| row.line.as_str()).collect();
    assert_eq!((rows.len(), lines.len()), (79, 79));
}

#[test]
fn the_policy_asks_for_what_the_table_says() {
    let policy = policy();
    let all = || policy.phases.iter().flat_map(|phase| &phase.requirements);
    let mut named = BTreeSet::from(["labelled", "reviewed"]);
    let rows = rows();
    for row in &rows {
        let requirement = all().find(|one| one.id == row.id).unwrap_or_else(|| panic!("no `{}`", row.id));
        assert!(carries(requirement, &row.line), "{} is not about {}", row.id, row.line);
        assert_eq!(requirement.group, [row.group.as_str()], "{}", row.id);
        assert_eq!(row.how.split(':').next(), Some(how(requirement)), "{}", row.id);
        named.insert(&row.id);
    }
    assert_eq!(all().map(|one| one.id.as_str()).collect::<BTreeSet<_>>(), named);
}

#[test]
fn each_role_signs_what_stands_under_its_heading() {
    let policy = policy();
    let requirements: Vec<&Requirement> =
        policy.phases.iter().flat_map(|phase| &phase.requirements).collect();
    for (heading, role) in ROLES {
        let own = || requirements.iter().filter(|one| one.group == [heading]);
        assert!(own().count() >= 2, "{heading}");
        for one in own() {
            let signs = one.require.leaves().iter().any(|leaf| leaf.roles().contains(&role));
            assert!(signs, "{} is not signed by {role}", one.id);
        }
    }
    let lines = BTreeSet::from(ROLES.map(|(_, role)| role));
    let roles: BTreeSet<&str> = policy.roles.keys().map(String::as_str).collect();
    assert_eq!(roles.difference(&lines).copied().collect::<Vec<_>>(), ["external-stakeholder"]);
}

#[test]
fn the_table_of_roles_has_each_sign_off() {
    let policy = policy();
    let rows = table("| role |");
    assert_eq!(rows.len(), policy.roles.len());
    for row in rows {
        let cells: Vec<&str> = row.split('|').collect();
        let [_, role, phases @ .., _] = &cells[..] else { panic!("{row}") };
        let role = role.split('`').nth(1).unwrap();
        for (cell, name) in phases.iter().zip(["pre-release", "deployment", "after-deployment"]) {
            let phase = policy.phases.iter().find(|phase| phase.name == name).unwrap();
            let signs =
                |one: &&Requirement| one.require.leaves().iter().any(|leaf| leaf.roles().contains(&role));
            let asked: BTreeSet<&str> =
                phase.requirements.iter().filter(signs).map(|one| one.id.as_str()).collect();
            let code = cell.split('`').skip(1).step_by(2);
            let told: BTreeSet<&str> =
                code.filter(|code| phase.requirements.iter().any(|one| one.id == *code)).collect();
            assert_eq!(told, asked, "{role} in {name}");
        }
    }
}

#[test]
fn the_tracking_issue_has_each_box_that_is_asked_for() {
    let (issue, rows) = (file("tracking-issue.md"), rows());
    for row in
        rows.iter().filter(|row| ["box", "list", "condition"].iter().any(|word| row.how.contains(word)))
    {
        let machine = row.how.starts_with("machine") && !row.how.starts_with("machine and box");
        assert!(machine || issue.contains(&format!("- [ ] {}\n", row.line)), "no box {}", row.line);
    }
}
