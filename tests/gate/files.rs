//! Requirements on the files of the judged commit, over the wire.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::{Ran, Run};
use crate::whole::on_pull_request;

/// A policy whose release phase requires this.
fn policy(require: &str) -> String {
    format!(
        "version: 1\nphases:\n  pull-request:\n    holds: merge\n    requirements:\n      \
         - {{id: log, title: Log, require: {{file: {{changed: \"web/**\"}}}}}}\n      \
         - {{id: there, title: There, require: {{file: {{path: web/search.js, contains: find}}}}}}\n  \
         pre-release:\n    holds: tag\n    requirements:\n      - {{id: it, title: It, require: {require}}}\n"
    )
}

/// The shop with this policy, in one more commit of main that a pull request brought in.
fn shop(require: &str, files: Value) -> Fake {
    let fake = Fake::shop(&policy(require));
    push(&fake, "search", files, "More");
    fake.patch(json!({"do": "merge", "number": 38, "by": "maya-r"}));
    fake
}

fn push(fake: &Fake, branch: &str, files: Value, message: &str) {
    fake.patch(json!({"do": "push", "branch": branch, "files": files, "message": message, "by": "lina-p"}));
}

fn release(fake: &Fake) -> Ran {
    Run::check(fake, &["--phase", "pre-release", "--version", "1.4.0"]).go()
}

fn requests(fake: &Fake) -> usize {
    fake.log().len()
}

#[test]
fn a_file_is_read_at_the_release_commit() {
    let fake = shop(
        "{all: [{file: {path: CHANGELOG.md, line: \"## {version}*\"}}, {file: {exists: \"docs/{tag}.md\"}}]}",
        json!({"CHANGELOG.md": "## 1.4.0 (today)\n", "docs/v1.4.0.md": "Notes\n"}),
    );
    fake.clear_log();
    release(&fake).ended(0);
    let with_files = requests(&fake);
    // The same release without any file costs as many requests.
    let bare = shop("{pull-requests: {merged: all}}", json!({}));
    bare.clear_log();
    release(&bare).ended(0);
    assert_eq!(with_files, requests(&bare) + 1, "the first document asks for the files");
    // Main goes on; the judged commit is the older one.
    let commit = fake.tip("main");
    push(&fake, "main", json!({"CHANGELOG.md": null}), "Throw the changelog away");
    let arguments = ["--phase", "pre-release", "--version", "1.4.0", "--commit", &commit];
    Run::check(&fake, &arguments).go().ended(0);
    release(&fake).ended(1).says(&["there is no `CHANGELOG.md`"]);
}

#[test]
fn what_is_no_plain_text_is_told_apart() {
    let world = json!({
        "binary": {"base64": "AAEC"}, "large": {"truncated": "shop shop shop"}, "link": {"link": "README.md"},
        "module": {"submodule": "other"}, "run.sh": {"executable": "shop"}, "empty": "",
    });
    let word = |place: &str| {
        let fake = shop(&format!("{{file: {{path: {place}, contains: shop}}}}"), world.clone());
        release(&fake)
    };
    word("run.sh").ended(0);
    word("binary").ended(1).says(&["`binary` is no text"]);
    word("large").ended(1).says(&["`large` is so large"]);
    word("link").ended(1).says(&["`link` is a symbolic link"]);
    word("module").ended(1).says(&["`module` is a submodule"]);
    word("web").ended(1).says(&["`web` is a folder"]);
    word("empty").ended(1).says(&["does not have `shop` in it"]);
    word("web/none.js").ended(1).says(&["there is no `web/none.js`"]);
    word("\"{link,module}\"").ended(1).says(&["`link` is a symbolic link", "`module` is a submodule"]);
}

#[test]
fn a_glob_takes_the_list_of_all_files() {
    let notes = |fake: &str| {
        format!(
            "{{all: [{{file: {{exists: \"{fake}\"}}}}, {{file: {{path: \"{fake}\", contains: \"{{version}}\"}}}}]}}"
        )
    };
    let files: serde_json::Map<String, Value> =
        (0..120).map(|number| (format!("docs/notes/{number}.md"), json!("For 1.4.0\n"))).collect();
    let fake = shop(&notes("docs/notes/1*.md"), Value::Object(files.clone()));
    fake.clear_log();
    release(&fake).ended(0);
    let paths: Vec<String> = fake.log().iter().map(|one| one["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths.iter().filter(|path| path.contains("/git/trees/")).count(), 1, "{paths:?}");
    // The texts of so many files are not read, and nothing is said of the rest.
    let fake = shop(&notes("docs/notes/*.md"), Value::Object(files));
    release(&fake).ended(1).says(&["20 files could not be read", "first 100 files"]);
    let fake =
        shop(&notes("docs/{version}/*.md"), json!({"docs/1.4.0/a.md": "1.4.0", "docs/1.3.9/b.md": "1.3.9"}));
    release(&fake).ended(0);
    for effect in [
        json!({"empty_page": true}),
        json!({"status": 500}),
        json!({"denied": true}),
        json!({"malformed": true}),
    ] {
        fake.faults(json!([{"match": {"path": "/repos/*/git/trees/*"}, "effect": effect}]));
        release(&fake).ended(1).says(&["could not be read"]);
        assert!(fake.last_fault_met());
    }
}

#[test]
fn a_file_must_be_changed_since_the_last_release() {
    let require = "{file: {changed: \"docs/migrations/*.md\"}}";
    release(&shop(require, json!({"docs/migrations/14.md": "How to"}))).ended(0);
    release(&shop(require, json!({"docs/other.md": "x"}))).ended(1).says(&["none of the 6 files"]);
    let fake = Fake::shop(&policy("{file: {changed: docs/guide.md}}"));
    release(&fake).ended(0);
    // A guide that the release throws away is no guide.
    let fake = shop("{file: {changed: docs/guide.md}}", json!({"docs/guide.md": null}));
    release(&fake).ended(1).says(&["only removes files"]);
}

#[test]
fn before_a_merge_the_head_of_the_pull_request_counts() {
    let judge = |fake: &Fake| on_pull_request(fake, "gate", &["--phase", "pull-request"]).go();
    let fake = Fake::shop(&policy("{pull-requests: {merged: all}}"));
    push(&fake, "search", json!({"web/search.js": "export const find = 1;\n"}), "Find");
    judge(&fake).ended(0);
    push(&fake, "search", json!({"web/search.js": "export const seek = 1;\n"}), "Seek");
    judge(&fake).ended(1).says(&["does not have `find` in it"]);
    let files = ["repository", "filesAt"];
    for effect in [
        json!({"null_node": files}),
        json!({"graphql_error": {"path": files, "type": "FORBIDDEN"}}),
        json!({"graphql_error": {"path": ["repository", "filesAt", "file0"], "type": "SERVICE_UNAVAILABLE"}}),
        json!({"null_node": ["repository", "filesAt", "file0", "object"]}),
    ] {
        fake.faults(json!([{"match": {"operation": "Evidence"}, "effect": effect}]));
        judge(&fake).ended(1).says(&["`web/search.js` could not be read"]);
    }
}

#[test]
fn the_version_in_the_files_is_the_releases() {
    let require = "{version-files: [Cargo.toml, web/package.json, {path: lib/version.rb, pattern: 'VERSION = \"{version}\"'}]}";
    let files = |cargo: &str| {
        json!({
            "Cargo.toml": format!("[package]\nname = \"shop\"\nversion = \"{cargo}\"\n"),
            "web/package.json": "{\n  \"version\": \"1.4.0\"\n}\n", "lib/version.rb": "VERSION = \"1.4.0\"\n",
        })
    };
    release(&shop(require, files("1.4.0"))).ended(0);
    let ran = release(&shop(require, files("1.3.1"))).ended(1);
    ran.says(&["`Cargo.toml` says `1.3.1` in line 3", "write `1.4.0` into line 3 of `Cargo.toml`"]);
    release(&shop(require, json!({})))
        .ended(1)
        .says(&["there is no `Cargo.toml`", "there is no `lib/version.rb`"]);
}

#[test]
fn paths_and_commits_are_in_the_budget() {
    let spent = |requirements: &str| {
        let policy = format!(
            "version: 1\nrelease: {{pull-requests: since-last-tag}}\nphases:\n  pre-release:\n    holds: tag\n    requirements:\n{requirements}"
        );
        let fake = Fake::large(&policy);
        fake.patch(json!({"repositories": {"octoacme/shop": {"commits": {"c200": {"files": {"VERSION": "2.0.0"}}}}}}));
        Run::check(&fake, &["--phase", "pre-release", "--version", "2.0.0"]).go().ended(0);
        let log = fake.log();
        (log.len(), log.iter().filter_map(|request| request["cost"].as_u64()).sum::<u64>())
    };
    let merged = "      - {id: merged, title: Merged, require: {pull-requests: {merged: all}}}\n";
    let (requests, points) = spent(merged);
    let more = "      - {id: file, title: File, require: {file: {path: README.md, contains: Shop}}}\n      \
                - {id: version, title: Version, require: {version-files: VERSION}}\n      \
                - {id: commits, title: Commits, require: {commits: {forbid: unfinished}}}\n";
    let (with_requests, with_points) = spent(&format!("{merged}{more}"));
    assert!(with_requests <= requests + 1, "{requests}, {with_requests}");
    assert!(with_points <= points + 1, "{points}, {with_points}");
}

/// GitHub shows the first 300 files of a comparison.
#[test]
fn a_large_release_is_compared_by_its_trees() {
    let require =
        "{all: [{file: {changed: [\"web/z*\", web/cart.js]}}, {not: {file: {changed: \"zzz/**\"}}}]}";
    let mut files: serde_json::Map<String, Value> =
        (0..310).map(|number| (format!("parts/{number}.txt"), json!("x"))).collect();
    files.insert("web/zoom.js".to_owned(), json!("zoom"));
    files.insert("docs/release-notes-template.md".to_owned(), json!(null));
    let fake = shop(require, Value::Object(files.clone()));
    release(&fake).ended(0);
    let paths: Vec<String> = fake.log().iter().map(|one| one["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths.iter().filter(|path| path.contains("/git/trees/")).count(), 2, "{paths:?}");
    fake.faults(
        json!([{"match": {"path": "/repos/*/git/trees/*"}, "nth": 1, "effect": {"empty_page": true}}]),
    );
    release(&fake).ended(1).says(&["the list of changed files could not be read"]);
    let gone = shop("{file: {changed: docs/release-notes-template.md}}", Value::Object(files));
    release(&gone).ended(1).says(&["only removes files:"]);
}
