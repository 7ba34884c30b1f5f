//! The plan of every policy that the tests and the examples have, read by the code that judges it.

use std::fs;
use std::path::Path;

use super::*;
use crate::markdown::normalise;
use crate::policy::{Holds, Requirement};
use crate::requirement::Page;
use crate::requirement::entries::Sort;

mod laws;
mod merged;

/// Every good policy of the tests, and those of the examples: name and policy.
pub(super) fn policies() -> Vec<(String, Policy)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = fs::read_dir(root.join("tests/policies/good")).unwrap().map(|one| one.unwrap().path());
    let mut files: Vec<_> = listed.filter(|path| path.extension().is_some_and(|end| end == "yml")).collect();
    files.extend(["octoacme", "demo"].map(|name| root.join("examples").join(name).join("release.yml")));
    files.sort();
    let read = |path: &std::path::PathBuf| Policy::read(&fs::read_to_string(path).unwrap()).unwrap();
    let all: Vec<_> = files.iter().map(|path| (path.display().to_string(), read(path))).collect();
    assert!(all.len() > 15, "{}", all.len());
    all.into_iter().flat_map(|(name, policy)| of_packages(&name, &policy)).collect()
}

fn of_packages(name: &str, policy: &Policy) -> Vec<(String, Policy)> {
    if policy.rules.packages.is_empty() {
        return vec![(name.to_owned(), policy.clone())];
    }
    let packages = policy.rules.packages.clone();
    packages.iter().map(|one| (format!("{name}, {}", one.name), policy.of_package(one))).collect()
}

/// What is known of a version, of which only the number is.
pub(super) fn offline(policy: &Policy, version: &str) -> Facts {
    Facts::offline(policy, version.parse().unwrap())
}

/// The requirements of a release that may apply to this one.
fn applying<'p>(policy: &'p Policy, facts: &Facts) -> Vec<&'p Requirement> {
    let phases = policy.phases.iter().filter(|phase| phase.holds != Holds::Merge);
    let applies = |one: &&Requirement| {
        one.when.as_ref().is_none_or(|when| when.planned(&facts.foreseen) != Some(false))
    };
    phases.flat_map(|phase| &phase.requirements).filter(applies).collect()
}

#[test]
fn every_box_and_field_is_found_once_and_unticked() {
    let (mut boxes, mut fields) = (0, 0);
    for (name, policy) in policies() {
        for version in ["1.4.1", "1.4.0", "2.0.0", "2.0.0-rc.1"] {
            let facts = offline(&policy, version);
            let plan = plan(&policy, &facts);
            assert_eq!(plan.lost, [], "{name} {version}\n{}", plan.body);
            let page = Page::read(&plan.body);
            let mut seen = Vec::new();
            for entry in applying(&policy, &facts).iter().flat_map(|one| one.require.leaves()) {
                for entry in entry.entries() {
                    let under: Vec<String> = entry.headings().iter().map(|one| normalise(one)).collect();
                    match entry.sort {
                        Sort::Box { .. } => {
                            let found = page.boxes(entry.key(), &under);
                            let [task] = found.as_slice() else {
                                panic!("{name} {version}: {} {found:?}\n{}", entry.text(), plan.body)
                            };
                            assert!(!task.ticked && !task.also_shows_box && !task.struck, "{task:?}");
                            assert!(task.references.is_empty(), "{task:?}");
                            seen.push(task.at.start);
                            boxes += 1;
                        }
                        Sort::Field { .. } => {
                            let found = page.fields_named(entry.key(), &under);
                            let [field] = found.as_slice() else {
                                panic!("{name} {version}: {} {found:?}\n{}", entry.text(), plan.body)
                            };
                            assert!(crate::markdown::is_placeholder(&field.value), "{field:?}");
                            fields += 1;
                        }
                    }
                }
            }
            let extra: Vec<_> = page.tasks().iter().filter(|task| !seen.contains(&task.at.start)).collect();
            assert!(extra.is_empty(), "{name} {version}: {extra:?}");
            assert!(policy.rules.versions_in(&plan.title).contains(&facts.version), "{name}: {}", plan.title);
        }
    }
    assert!(boxes > 200 && fields > 30, "{boxes} {fields}");
}
