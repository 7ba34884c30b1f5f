//! `holdpoint policy`, on files.

use crate::run::Run;

#[test]
fn lint_reports_every_problem_at_its_place() {
    let run = Run::new(&["policy", "lint", "bad.yml"]);
    let bad = "version: 1\nrelease: {branch: [main]}\nphases:\n  x:\n    holds: tags\n    requirements: []\n";
    std::fs::write(run.file("bad.yml"), bad).unwrap();
    run.go().ended(2).says(&["bad.yml:2:11", "branches", "bad.yml:5:12"]);
}

#[test]
fn the_usual_places_are_looked_at_and_githubs_own_file_is_passed_over() {
    let run = Run::new(&["policy", "lint"]);
    std::fs::create_dir(run.file(".github")).unwrap();
    std::fs::write(run.file(".github/release.yml"), "changelog: {}\n").unwrap();
    run.go().ended(2).says(&["there is no policy", "generated notes"]);
    let run = Run::new(&["policy", "lint"]);
    std::fs::write(run.file("release.yml"), crate::check::POLICY).unwrap();
    run.go().ended(0).says(&["no problems"]);
}

#[test]
fn schema_and_explain_print() {
    let schema = Run::new(&["policy", "schema"]).go().ended(0);
    let schema: serde_json::Value = serde_json::from_str(&schema.out).unwrap();
    assert!(schema["properties"]["phases"].is_object());
    let run = Run::new(&["policy", "explain", "release.yml"]);
    std::fs::write(run.file("release.yml"), crate::check::POLICY).unwrap();
    run.go().ended(0).says(&["Rollback plan written", "pre-release"]);
}

#[test]
fn a_lint_in_a_workflow_sets_the_outputs_too() {
    let fake = crate::fake::Fake::shop(crate::check::POLICY);
    for (text, code, decision) in [(crate::check::POLICY, 0, "none"), ("version: 2\n", 2, "no-go")] {
        let run =
            Run::action(&fake, "push", "{}", &[("INPUT_COMMAND", "policy lint"), ("INPUT_POLICY", "p.yml")]);
        std::fs::write(run.file("p.yml"), text).unwrap();
        let (output, summary) = (run.file("output"), run.file("summary"));
        run.go().ended(code);
        let outputs = std::fs::read_to_string(output).unwrap();
        assert!(
            outputs.starts_with("decision<<") && outputs.contains(&format!("\n{decision}\n")),
            "{outputs}"
        );
        assert!(std::fs::read_to_string(summary).unwrap().contains("p.yml"));
    }
}
