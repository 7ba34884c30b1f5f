//! Holds the language to the files of `tests/policies`: good policies and what they say, bad ones and every problem
//! that they have. `UPDATE=1 cargo test --test policies` writes what is expected.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use holdpoint::policy::Policy;
use holdpoint::report::{explain, problems};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files of a folder with this ending, in their order. There must be some.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(package().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    assert!(files.len() > 5, "{folder} has only {} files", files.len());
    files
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// A file must have this text; with `UPDATE=1` it is given it.
fn hold(file: &Path, text: &str) {
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(file, text).unwrap();
        return;
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    assert!(
        found == text,
        "{} is stale: run `UPDATE=1 cargo test --test policies` and look at the difference\n{text}",
        file.display()
    );
}

/// Every expected text belongs to a policy.
fn no_orphans(folder: &str) {
    for text in files(folder, "txt") {
        assert!(text.with_extension("yml").exists(), "{} belongs to no policy", text.display());
    }
}

#[test]
fn good_policies_are_read_and_explained() {
    for path in files("tests/policies/good", "yml") {
        let bytes = fs::read(&path).unwrap();
        let (text, policy) = Policy::read_bytes(&bytes);
        let policy =
            policy.unwrap_or_else(|found| panic!("{}", problems::render(&found, &text, &name(&path), false)));
        hold(&path.with_extension("txt"), &explain(&policy));
        let windows = text.replace('\n', "\r\n");
        assert_eq!(explain(&Policy::read(&windows).unwrap()), explain(&policy), "{}: CRLF", path.display());
        let marked = format!("\u{feff}{text}");
        assert_eq!(explain(&Policy::read(&marked).unwrap()), explain(&policy), "{}: BOM", path.display());
    }
    no_orphans("tests/policies/good");
}

#[test]
fn bad_policies_have_every_problem_reported() {
    for path in files("tests/policies/bad", "yml") {
        let (text, policy) = Policy::read_bytes(&fs::read(&path).unwrap());
        let Err(found) = policy else { panic!("{} has no problem", path.display()) };
        let file = name(&path);
        let code = file.split('.').next().unwrap();
        assert!(found.iter().any(|problem| problem.code == code), "{file}: no problem `{code}`");
        hold(&path.with_extension("txt"), &problems::render(&found, &text, &file, false));
    }
    no_orphans("tests/policies/bad");
}

/// The words that a problem of the language can be found under, taken from the source: `.error("code"`.
fn codes() -> BTreeSet<String> {
    let mut rooms = vec![package().join("src/policy"), package().join("src/condition")];
    let mut sources = ["tree", "per_type", "demand/read", "demand/fit", "sign_off", "approvals/approvers"]
        .map(|file| package().join(format!("src/requirement/{file}.rs")))
        .to_vec();
    while let Some(room) = rooms.pop() {
        for entry in fs::read_dir(room).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => rooms.push(path),
                false => sources.push(path),
            }
        }
    }
    let mut codes = BTreeSet::new();
    for source in sources {
        let source = fs::read_to_string(source).unwrap();
        for rest in source.split(".error(").skip(1) {
            let code = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
            codes.insert(code.expect("the code is a literal").to_owned());
        }
    }
    assert!(codes.len() > 20, "only {} codes were found in the source", codes.len());
    codes
}

#[test]
fn every_code_has_a_bad_policy() {
    let files: Vec<String> = files("tests/policies/bad", "yml").iter().map(|path| name(path)).collect();
    // Too large to be kept as a file; made in the test of limits.
    let made = ["too-many"];
    for code in codes() {
        let covered = files.iter().any(|file| file.split('.').next() == Some(code.as_str()));
        assert!(covered || made.contains(&code.as_str()), "tests/policies/bad has no {code}.yml");
    }
}

/// Reads what is hostile, and gives the codes of its problems. It may take a second.
fn hostile(what: &str, bytes: &[u8]) -> Vec<&'static str> {
    let start = Instant::now();
    let (text, policy) = Policy::read_bytes(bytes);
    let found = policy.err().unwrap_or_default();
    let shown = problems::render(&found, &text, "release.yml", false);
    // Without optimisation everything takes many times as long.
    let allowed = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });
    assert!(start.elapsed() < allowed, "{what}: {:?}", start.elapsed());
    assert!(shown.len() < 200_000, "{what}: {} bytes are shown", shown.len());
    let codes: BTreeSet<&'static str> = found.iter().map(|problem| problem.code).collect();
    codes.into_iter().collect()
}

/// A policy with these lines instead of its requirements.
fn with_requirements(lines: &str) -> String {
    format!("version: 1\nphases:\n  tag:\n    holds: tag\n    requirements:\n{lines}")
}

fn joined(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

fn check_all(table: &[(&str, Vec<u8>, &[&str])]) {
    for (what, bytes, wanted) in table {
        assert_eq!(hostile(what, bytes), *wanted, "{what}");
    }
}

#[test]
fn hostile_files_are_clear_problems_soon() {
    let bomb: String = std::iter::once("a0: &a0 [x]\n".to_owned())
        .chain((1..12).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(10))))
        .collect();
    let unknown_keys: String = (0..60_000).map(|id| format!("key{id}: 1\n")).collect();
    check_all(&[
        ("alias bomb", bomb.into_bytes(), &["alias", "anchor", "missing-key", "unknown-key"]),
        ("10 MB", b"# policy\n".repeat(10 << 17), &["file-too-large"]),
        ("NUL", b"version: 1\nphases: \0\n".to_vec(), &["nul-byte"]),
        ("tabs", b"version: 1\nphases:\n\ttag:\n".to_vec(), &["tab-indentation"]),
        ("UTF-16", b"\xff\xfev\0e\0r\0".to_vec(), &["utf-16"]),
        ("not UTF-8", b"version: 1 # \xe9\n".to_vec(), &["not-utf-8"]),
        ("nothing", Vec::new(), &["empty-file"]),
        ("only a BOM", b"\xef\xbb\xbf".to_vec(), &["empty-file"]),
        ("two documents", b"version: 1\n---\nversion: 1\n".to_vec(), &["missing-key", "second-document"]),
        ("deep", "[".repeat(100_000).into_bytes(), &["too-deep"]),
        ("unknown keys", unknown_keys.into_bytes(), &["missing-key", "unknown-key"]),
    ]);
}

#[test]
fn vast_policies_are_read_soon() {
    let check = "require: {checks: {required: true}}";
    let requirement = |id: usize, rest: &str| format!("      - {{id: r{id}, title: R{id}, {rest}}}\n");
    let many = |count: usize, rest: &str| (0..count).map(|id| requirement(id, rest)).collect::<String>();
    let one =
        |when: &str| with_requirements(&requirement(1, &format!("when: {{{when}}}, {check}"))).into_bytes();
    let globs =
        |glob: &str, count: usize| one(&format!("paths: [{}]", joined(count, |_| format!("\"{glob}\""))));
    let roles: String = (0..9_000).map(|id| format!("  role-{id}: {{users: [mona]}}\n")).collect();
    let asked = many(900, "require: {approvals: {from: {roles: [rloe-1, rloe-2, rloe-3]}}}");
    let product = many(500, &format!("for-each: [{}], {check}", joined(300, |n| n.to_string())));
    let group = format!(
        "      - group: G\n        when: {{any: [{}]}}\n        requirements:\n{}",
        joined(5_000, |n| format!("{{labels: label-{n}}}")),
        many(900, &format!("when: {{type: major}}, {check}")).replace("      - ", "          - "),
    );
    check_all(&[
        ("requirements", with_requirements(&many(9_000, check)).into_bytes(), &["too-many"]),
        (
            "unknown roles",
            format!("roles:\n{roles}{}", with_requirements(&asked)).into_bytes(),
            &["unknown-role"],
        ),
        ("a product of for-each", with_requirements(&product).into_bytes(), &["same-for-each", "too-many"]),
        ("long globs", globs(&("{a,b}".repeat(8) + &"c".repeat(4000)), 200), &["bad-pattern"]),
        ("many globs", globs(&("{a,b}".repeat(6) + &"c".repeat(50)), 2_000), &[]),
        ("conditions", one(&format!("all: [{}]", joined(20_000, |n| format!("{{labels: l{n}}}")))), &[]),
        ("conditions of a group", with_requirements(&group).into_bytes(), &[]),
    ]);
}

/// The keys of each mapping, as the problem of an unknown key lists them.
const WITH_UNKNOWN_KEYS: &str = "
version: 1
zzzzzzzz: 1
release:
  zzzzzzzz: 1
  tracking-issue: {label: release, zzzzzzzz: 1}
  pull-request: {label: release, zzzzzzzz: 1}
  types: {hotfix: {is: patch, branches: hotfix, zzzzzzzz: 1}}
roles: {qa: {users: mona, named: {field: QA, zzzzzzzz: 1}, zzzzzzzz: 1}}
sign-offs: {zzzzzzzz: 1}
notes:
  from: {file: NOTES.md, zzzzzzzz: 1}
  labels: {zzzzzzzz: 1}
  sections: [{heading: A, presence: {zzzzzzzz: 1}, zzzzzzzz: 1}]
  zzzzzzzz: 1
waivers:
  by: qa
  longest: 7 days
  zzzzzzzz: 1
  granted:
    - {requirement: a, release: 1.4.0, reason: Why, by: mona, given: 2026-03-02, until: 2026-03-02, zzzzzzzz: 1}
phases:
  pre-release:
    holds: tag
    zzzzzzzz: 1
    requirements:
      - group: Group
        zzzzzzzz: 1
        requirements:
          - {id: a, title: A, zzzzzzzz: 1, require: {checkbox: {zzzzzzzz: 1}}}
          - {id: b, title: B, require: {checks: {all: true, zzzzzzzz: 1}}}
          - {id: c, title: C, require: {checklist: {items: [a], zzzzzzzz: 1}}}
          - {id: d, title: D, require: {field: {zzzzzzzz: 1}}}
          - {id: e, title: E, require: {labels: {required: a, zzzzzzzz: 1}}}
          - {id: f, title: F, require: {approvals: {from: {roles: qa, zzzzzzzz: 1}, zzzzzzzz: 1}}}
          - {id: h, title: H, require: {sign-off: {by: qa, zzzzzzzz: 1}}}
          - {id: g, title: G, require: {pull-requests: {labels: {one-of: a, zzzzzzzz: 1}, zzzzzzzz: 1}}}
";

#[test]
fn the_schema_has_the_keys_that_the_reader_knows() {
    let schema = holdpoint::policy::schema();
    let schema = schema.as_value();
    let shapes = [
        ("the policy", ""),
        ("`release`", "Release"),
        ("`tracking-issue`", "TrackingIssue"),
        ("`pull-request`", "ReleasePullRequest"),
        ("the type `hotfix`", "OwnType"),
        ("the role `qa`", "Role"),
        ("`named`", "NamedInField"),
        ("`sign-offs`", "SignOffs"),
        ("`notes`", "Notes"),
        ("`from` of `notes`", "NotesPlace"),
        ("`labels` of `notes`", "NotesLabels"),
        ("a section", "NotesSection"),
        ("`presence`", "NotesPresenceWhen"),
        ("`waivers`", "Waivers"),
        ("a waiver", "Granted"),
        ("`sign-off`", "SignOffDescribed"),
        ("the phase `pre-release`", "Phase"),
        ("a group", "Group"),
        ("a requirement", "Requirement"),
        ("`checkbox`", "Checkbox"),
        ("`checks`", "Checks"),
        ("`checklist`", "Checklist"),
        ("`field`", "Field"),
        ("`approvals`", "Approvals"),
        ("`from`", "Approvers"),
        ("`pull-requests`", "PullRequests"),
    ];
    let found = Policy::read(WITH_UNKNOWN_KEYS).unwrap_err();
    for (what, shape) in shapes {
        let message = format!("{what} has no key `zzzzzzzz`");
        let problem = found.iter().find(|problem| problem.message == message);
        let help = problem.and_then(|problem| problem.help.as_deref()).unwrap_or_else(|| panic!("{message}"));
        let known: BTreeSet<&str> = help.split('`').skip(1).step_by(2).collect();
        let shape = if shape.is_empty() { schema } else { &schema["$defs"][shape] };
        let properties = shape["properties"].as_object().unwrap_or_else(|| panic!("{what} has no shape"));
        let properties: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        assert_eq!(known, properties, "{what}");
        assert_eq!(shape["additionalProperties"], false, "{what}");
    }
}
