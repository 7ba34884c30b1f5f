//! Every REST path that the program can ask for is asked for here, so that the fake holds each against GitHub's
//! description. GraphQL documents are held against the schema by `tests/github/contract.mjs`.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::check::{POLICY, ready};
use crate::consents::read_for_consents;
use crate::fake::Fake;
use crate::run::Run;
use crate::whole::{judge_release, piles, release};

/// The paths in the sources of `src/github`: the parts of each, `None` for what is filled in.
pub(crate) fn templates() -> BTreeSet<Vec<Option<String>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/github");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut templates = BTreeSet::new();
    for file in files.filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for call in code.split("repository.path(&[").skip(1) {
            let parts = call.split_once("])").unwrap().0.split(',').map(str::trim);
            let part = |part: &str| Some(part.strip_prefix('"')?.strip_suffix('"')?.to_owned());
            templates.insert(parts.filter(|part| !part.is_empty()).map(part).collect());
        }
    }
    templates
}

/// A path of the sources as text, with `*` for what is filled in.
pub(crate) fn written(template: &[Option<String>]) -> String {
    template.iter().map(|part| part.as_deref().unwrap_or("*")).collect::<Vec<_>>().join("/")
}

/// Whether only other commands ask for this path. Releases, their files and blobs are tried in `cut`, `verify` and `propose`, the
/// repository itself and its immutable releases in `doctor`, issues in `plan`; of worlds that hold each request, too.
pub(crate) fn is_of_others(path: &str) -> bool {
    let with_files = ["releases", "releases/tags", "releases/assets/*", "git/blobs/*"];
    let of_settings_and_plans = ["", "immutable-releases", "issues", "issues/*"];
    with_files.contains(&path) || of_settings_and_plans.contains(&path)
}

fn fits(path: &str, template: &[Option<String>]) -> bool {
    let parts: Vec<&str> = path.split('?').next().unwrap().split('/').skip(4).collect();
    let same = |(part, wanted): (&&str, &Option<String>)| wanted.as_ref().is_none_or(|wanted| wanted == part);
    parts.len() == template.len() && parts.iter().zip(template).all(same)
}

const PATHS: &str = "\
version: 1
phases:
  pull-request:
    holds: merge
    requirements:
      - id: reviewed
        title: Reviewed
        when: {paths: [\"web/**\"]}
        require: {approvals: {}}
  pre-release:
    holds: tag
    requirements:
      - id: ci
        title: CI
        when: {paths: [\"web/**\"]}
        require: {checks: {names: [build]}}
";

/// A comment and a check run, written, then written anew.
fn published() -> Fake {
    let fake = Fake::shop(POLICY);
    let arguments = ["--phase", "pre-release", "--version", "1.4.0", "--comment", "--check-run"];
    Run::check(&fake, &arguments).go().ended(1);
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    Run::check(&fake, &arguments).go().ended(0);
    fake
}

/// A check run was written, and its answer got lost.
fn answer_lost() -> Fake {
    let fake = ready();
    let rule = json!({"match": {"method": "POST", "path": "/repos/*/check-runs"}, "effect": {"drop": true}, "executed": true});
    fake.faults(json!([rule]));
    let arguments = ["--phase", "pre-release", "--version", "1.4.0", "--check-run"];
    Run::check(&fake, &arguments).go().ended(0).does_not_say(&["warning"]);
    let runs = fake.check_runs(&fake.tip("main"));
    assert_eq!(runs.iter().filter(|run| run["name"] == "holdpoint / pre-release").count(), 1);
    fake
}

/// A pull request that moves a file: GraphQL does not say where it was.
fn moved_file() -> Fake {
    let fake = Fake::shop(PATHS);
    let files = json!({"web/cart.js": null, "api/cart.js": "export const cart = load();\n"});
    fake.patch(json!({"do": "push", "branch": "search", "files": files, "message": "Move", "by": "lina-p"}));
    let payload = format!(r#"{{"pull_request":{{"number":38,"head":{{"sha":"{}"}}}}}}"#, fake.tip("search"));
    Run::action(&fake, "pull_request", &payload, &[("INPUT_PHASE", "pull-request")]).go().ended(1);
    fake
}

/// The first release of all: nothing to compare with.
fn first_release() -> Fake {
    let fake = Fake::shop(PATHS);
    let none = json!({"v1.3.0": null, "v1.3.1": null, "v1": null});
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": none}}}));
    let ran = Run::check(&fake, &["--phase", "pre-release", "--version", "0.1.0"]).go().ended(1);
    ran.says(&["First release"]);
    fake
}

/// Adoption at a commit that no tag names: GraphQL compares refs only.
fn since_a_commit() -> Fake {
    let fake = first_release();
    let since = fake.tip("main");
    let policy = PATHS.replace("phases:", &format!("release: {{since: {since}}}\nphases:"));
    fake.patch(json!([
        {"do": "push", "branch": "main", "files": {"release.yml": policy}, "message": "Adopt", "by": "maya-r"},
        {"do": "check", "commit": "main", "name": "build"},
    ]));
    fake.clear_log();
    let ran = Run::check(&fake, &["--phase", "pre-release", "--version", "0.1.0"]).go().ended(1);
    ran.says(&["no pull request brought in", "Adopt"]);
    fake
}

/// Every source of alerts with an analysis of another commit; artifacts of a run and assets of a draft.
fn whole() -> Fake {
    let fake = release();
    judge_release(&fake, &[]).go().ended(0);
    fake
}

/// A draft that is not among the newest releases.
fn older_draft() -> Fake {
    let fake = piles();
    judge_release(&fake, &[]).go().ended(0);
    fake
}

#[test]
fn every_rest_path_is_held_against_the_description() {
    let worlds: [fn() -> Fake; 8] = [
        published,
        answer_lost,
        moved_file,
        first_release,
        since_a_commit,
        whole,
        older_draft,
        read_for_consents,
    ];
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for world in worlds {
        let path = |request: &Value| request["path"].as_str().unwrap().to_owned();
        // At its end each world fails the test if a request was not as GitHub describes it.
        asked.extend(world().log().iter().map(path));
    }
    let templates = templates();
    assert!(templates.len() >= 8, "{templates:?}");
    for template in templates {
        if is_of_others(&written(&template)) {
            continue;
        }
        assert!(asked.iter().any(|path| fits(path, &template)), "nobody asks for {template:?} in {asked:#?}");
    }
}
