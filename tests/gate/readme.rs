//! The README's policy, workflow and sign-off, tried: they reach a go with the workflow's own token, and need every right
//! they name.

use serde_json::{Map, Value, json};

use crate::fake::Fake;
use crate::run::Run;

/// The README's block that begins so.
fn block(beginning: &str) -> String {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let mut found = readme.split("```").filter_map(|block| block.split_once('\n'));
    let (_, found) = found.find(|(_, text)| text.starts_with(beginning)).unwrap();
    found.to_owned()
}

/// The rights under `permissions:`, named as GitHub's API names them.
fn rights() -> Map<String, Value> {
    let workflow = block("on:\n");
    let lines = workflow.lines().skip_while(|line| line.trim() != "permissions:").skip(1);
    let pairs = lines.map_while(|line| line.strip_prefix("      ")?.split_once(": "));
    pairs.map(|(name, value)| (name.replace('-', "_"), value.into())).collect()
}

/// Runs the README's workflow with these rights; gives the exit code, all that was printed, and what it asked for and was refused.
fn run(rights: &Map<String, Value>) -> (Option<i32>, String, Vec<String>) {
    let fake = Fake::shop(&block("version: 1\n"));
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    fake.patch(json!({"do": "comment", "number": 40, "body": &block("/holdpoint sign"), "by": "mona"}));
    fake.patch(json!({"tokens": {"readme": {"login": "github-actions[bot]", "permissions": rights}}}));
    let tip = fake.tip("main");
    let variables = [
        ("INPUT_TOKEN", "readme"),
        ("INPUT_VERSION", "1.4.0"),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", &tip),
    ];
    let ran = Run::action(&fake, "workflow_dispatch", "{}", &variables).go();
    let refused = fake.rights("readme").into_iter().filter(|(_, granted)| !granted).map(|(needs, _)| needs);
    (ran.code, ran.out + &ran.err, refused.collect())
}

#[test]
fn it_is_a_go_with_the_workflows_own_token() {
    let rights = rights();
    assert_eq!(rights.len(), 6);
    let (code, log, refused) = run(&rights);
    assert_eq!(code, Some(0), "{log}");
    assert!(refused.is_empty(), "{refused:?}");
    assert!(!log.contains("warning"), "{log}");
}

#[test]
fn no_right_is_too_many() {
    for name in rights().keys() {
        let mut fewer = rights();
        let right = fewer.remove(name).unwrap();
        if right == "write" {
            fewer.insert(name.clone(), "read".into());
        }
        let (code, log, refused) = run(&fewer);
        // What tells checks of one name apart is asked for, and is not missed where there is one.
        let asked = refused.iter().any(|needs| needs.contains(name.as_str()));
        assert!(
            code != Some(0) || log.contains("warning") || asked,
            "`{name}: {right}` is not needed\n{log}"
        );
    }
}
