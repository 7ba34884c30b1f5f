use proptest::prelude::*;

use super::wording::{Found, Wording};
use crate::candidate::Candidate;
use crate::evidence::file::{Content, Entry, EntryKind, FittingFiles, NamedFile};
use crate::evidence::needs::{FilePlace, Needs};
use crate::evidence::release::{Change, ChangedFile};
use crate::evidence::{Fact, Files, List, Reason, Unknown};
use crate::requirement::fixture::{Fixture, oid};
use crate::requirement::told::told;
use crate::verdict::Outcome;

fn entry(kind: EntryKind, content: Fact<Content>) -> Fact<Option<Entry>> {
    Fact::Known(Some(Entry { kind, content }))
}

fn text(text: &str) -> Fact<Option<Entry>> {
    entry(EntryKind::File, Fact::Known(Content::Text(text.to_owned())))
}

fn of_kind(kind: EntryKind) -> Fact<Option<Entry>> {
    entry(kind, Fact::NotCollected)
}

fn unread<T>(reason: Reason) -> Fact<T> {
    Fact::Unknown(Unknown::new(reason))
}

fn named(path: &str, entry: Fact<Option<Entry>>) -> NamedFile {
    NamedFile { path: path.to_owned(), entry }
}

/// A release with these files; those of the glob `docs/*.md` are all that begin so.
fn with(files: Vec<NamedFile>) -> Fixture {
    let mut fixture = Fixture::release();
    let of_glob = files.iter().filter(|file| file.path.starts_with("docs/")).cloned().collect();
    let fitting = FittingFiles { glob: "docs/*.md".into(), files: Fact::Known(List::all(of_glob)) };
    fixture.evidence.files = Fact::Known(Files { commit: oid("m15"), named: files, fitting: vec![fitting] });
    fixture
}

fn judged(fixture: &Fixture, yaml: &str) -> Vec<String> {
    told(&fixture.findings(yaml))
}

#[test]
fn a_file_is_there_or_what_is_there_is_said() {
    let word = |found: Fact<Option<Entry>>| {
        judged(&with(vec![named("LICENSE", found)]), "{file: {exists: LICENSE}}")
    };
    assert_eq!(word(of_kind(EntryKind::File)), ["met file-there: `LICENSE` is there at m15"]);
    assert_eq!(
        word(Fact::Known(None)),
        [
            "unmet (absent) file-missing: there is no `LICENSE` at m15 => add `LICENSE`, and have the commit judged that has it [writers]"
        ]
    );
    for (found, begins) in [
        (of_kind(EntryKind::Folder), "unmet (absent) is-a-folder: `LICENSE` is a folder"),
        (of_kind(EntryKind::Submodule), "unmet (absent) is-a-submodule: `LICENSE` is a submodule"),
        (of_kind(EntryKind::Link), "unknown is-a-link: `LICENSE` is a symbolic link"),
        (of_kind(EntryKind::Other), "unknown is-something-else: `LICENSE` is of a kind"),
        (unread(Reason::Forbidden), "unknown file-unreadable: `LICENSE` could not be read at m15: Forbidden"),
        (Fact::NotCollected, "unknown file-unreadable: `LICENSE` could not be read at m15: NotCollected"),
    ] {
        let lines = word(found);
        assert!(lines.len() == 1 && lines[0].starts_with(begins), "{lines:?}");
    }
}

#[test]
fn files_of_another_commit_are_not_those_of_the_release() {
    let mut fixture = with(vec![named("LICENSE", of_kind(EntryKind::File))]);
    if let Fact::Known(files) = &mut fixture.evidence.files {
        files.commit = oid("m14");
    }
    for yaml in ["{file: {exists: LICENSE}}", "{file: {exists: \"docs/*.md\"}}"] {
        assert_eq!(fixture.judge(yaml).outcome, Outcome::Unknown);
    }
}

#[test]
fn a_text_is_in_the_file_or_not() {
    let changelog = "# Changes\r\n\r\n## 1.4.0 - today\r\n\r\n- v1.4.0\r\n\r\n## 1.3.1\r\n";
    let fixture = with(vec![named("CHANGELOG.md", text(changelog))]);
    let say = |rest: &str| judged(&fixture, &format!("{{file: {{path: CHANGELOG.md, {rest}}}}}"));
    assert_eq!(
        say("contains: \"## {version}\""),
        ["met contains: `CHANGELOG.md` has `## 1.4.0` in line 3, at m15"]
    );
    assert_eq!(say("contains: \"{tag}\""), ["met contains: `CHANGELOG.md` has `v1.4.0` in line 5, at m15"]);
    assert_eq!(say("contains: \"# Changes\\n\\n## \"")[0].split(':').next(), Some("met contains"));
    assert_eq!(say("line: \"## {version} - *\"")[0].split(':').next(), Some("met contains"));
    assert_eq!(
        say("line: \"## {version}\""),
        [
            "unmet line-missing: no line of `CHANGELOG.md` reads `## 1.4.0` at m15 => write the line into `CHANGELOG.md`, and have the commit judged that has it [writers]"
        ]
    );
    assert_eq!(
        say("contains: [Security, \"## 1.3.1\"], lacks: [TODO, \"1.3\"]"),
        [
            "unmet text-missing: `CHANGELOG.md` does not have `Security` in it at m15 => write `Security` into `CHANGELOG.md`, and have the commit judged that has it [writers]",
            "met contains: `CHANGELOG.md` has `## 1.3.1` in line 7, at m15",
            "met free-of-text: `CHANGELOG.md` does not have `TODO` in it, at m15",
            "unmet text-not-allowed: `CHANGELOG.md` has `1.3` in line 7 at m15, which it may not => settle what line 7 of `CHANGELOG.md` speaks of, and have the commit judged that is without it [writers]",
        ]
    );
}

#[test]
fn a_longer_version_is_another_version() {
    for other in
        ["1.4.0-rc.1", "11.4.0", "1.4.01", "1.4.0.1", "2.1.4.0", "1.4.0+build", "1.4.0_1", "1.4.0~rc1"]
    {
        let fixture = with(vec![named("VERSION", text(&format!("## {other} and more")))]);
        let lines = judged(&fixture, "{file: {path: VERSION, contains: \"{version}\"}}");
        assert!(
            lines[0].starts_with("unmet text-goes-on: `VERSION` has `1.4.0` in line 1"),
            "{other}: {lines:?}"
        );
    }
    for same in [
        "1.4.0",
        "v1.4.0",
        "(1.4.0)",
        "1.4.0.",
        "1.4.0, 1.5",
        "shop-1.4.0 is",
        "1.4.0 - rc",
        "1.4.0-rc.1 1.4.0",
    ] {
        let fixture = with(vec![named("VERSION", text(same))]);
        assert_eq!(
            fixture.judge("{file: {path: VERSION, contains: \"{version}\"}}").outcome,
            Outcome::Met,
            "{same}"
        );
    }
}

#[test]
fn what_is_no_whole_text_is_unknown() {
    let content = |content| entry(EntryKind::File, content);
    for (found, code) in [
        (content(Fact::Known(Content::Binary)), "is-no-text"),
        (content(Fact::Known(Content::TooLarge)), "is-too-large"),
        (content(Fact::NotCollected), "file-unreadable"),
        (content(unread(Reason::TimedOut)), "file-unreadable"),
        (of_kind(EntryKind::Link), "is-a-link"),
    ] {
        let fixture = with(vec![named("a", found)]);
        for rest in ["contains: x", "lacks: x", "line: x"] {
            let lines = judged(&fixture, &format!("{{file: {{path: a, {rest}}}}}"));
            assert!(lines.len() == 1 && lines[0].starts_with(&format!("unknown {code}: ")), "{lines:?}");
        }
    }
    // A text that may not be there is not proven away by a file that is not there.
    let none = with(vec![named("a", Fact::Known(None))]);
    assert_eq!(none.judge("{file: {path: a, lacks: x}}").outcome, Outcome::Unmet);
    assert_eq!(none.judge("{not: {file: {exists: a}}}").outcome, Outcome::Unknown);
}

#[test]
fn each_file_that_a_glob_fits_counts() {
    let glob = "{file: {path: \"docs/*.md\", contains: shop, lacks: TODO}}";
    let all = with(vec![named("docs/a.md", text("shop")), named("docs/b.md", text("a shop"))]);
    assert_eq!(
        judged(&all, glob),
        [
            "met contain: each of the 2 files that `docs/*.md` fits has `shop`, at m15",
            "met are-free-of-text: none of the 2 files that `docs/*.md` fits has `TODO`, at m15",
        ]
    );
    let unread_one = || named("docs/c.md", unread(Reason::Capped));
    let some =
        vec![named("docs/a.md", text("TODO")), named("docs/b.md", text("shop")), unread_one(), unread_one()];
    let lines = judged(&with(some), glob);
    let codes: Vec<_> = lines.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(codes, ["unmet text-missing", "unmet text-not-allowed", "unknown files-unreadable"]);
    assert_eq!(judged(&with(vec![]), glob)[0].split(':').next(), Some("unmet (absent) no-file-fits"));
    assert_eq!(with(vec![]).judge(&format!("{{not: {glob}}}")).outcome, Outcome::Unknown);
    assert_eq!(
        judged(&all, "{file: {exists: \"docs/*.md\"}}"),
        ["met files-there: `docs/*.md` fits 2 files at m15: `docs/a.md` `docs/b.md`"]
    );
    assert_eq!(
        judged(&with(vec![]), "{file: {exists: \"docs/*.md\"}}"),
        [
            "unmet no-file-fits: `docs/*.md` fits no file at m15 => add the file, and have the commit judged that has it; or correct `docs/*.md` in the policy [writers]"
        ]
    );
    // The list of all files was read, so that none fits is known.
    assert_eq!(with(vec![]).judge("{not: {file: {exists: \"docs/*.md\"}}}").outcome, Outcome::Met);
    let link = with(vec![named("docs/a.md", of_kind(EntryKind::Link))]);
    assert_eq!(link.judge("{not: {file: {exists: \"docs/*.md\"}}}").outcome, Outcome::Unknown);
    let mut short = all;
    if let Fact::Known(files) = &mut short.evidence.files {
        files.fitting[0].files = Fact::Known(List::new(vec![named("docs/a.md", text("shop"))], 2));
    }
    assert_eq!(short.judge(glob).outcome, Outcome::Unknown);
}

fn changed(path: &str, change: Change) -> ChangedFile {
    ChangedFile { path: path.to_owned(), previous: None, change }
}

fn in_release(files: Fact<List<ChangedFile>>) -> Fixture {
    let mut fixture = Fixture::release();
    if let Fact::Known(range) = &mut fixture.evidence.range {
        range.files = files;
    }
    fixture
}

#[test]
fn a_file_was_changed_by_the_release_or_not() {
    let list = |files: Vec<ChangedFile>| Fact::Known(List::all(files));
    let guide = |change| list(vec![changed("web/a.js", Change::Modified), changed("docs/m/4.md", change)]);
    for (files, path, glob) in [
        (guide(Change::Added), "met changed", "met changed"),
        (guide(Change::Modified), "met changed", "met changed"),
        (guide(Change::Renamed), "met changed", "met changed"),
        (guide(Change::Removed), "unmet only-removed", "unmet only-removed"),
        (guide(Change::Other), "unknown change-unknown", "unknown change-unknown"),
        (list(vec![changed("web/a.js", Change::Added)]), "unmet unchanged", "unmet no-changed-file-fits"),
        (list(vec![]), "unmet (absent) nothing-changed", "unmet (absent) nothing-changed"),
        (unread(Reason::Capped), "unknown unreadable", "unknown unreadable"),
        (Fact::NotCollected, "unknown unreadable", "unknown unreadable"),
        (
            Fact::Known(List::new(vec![changed("docs/m/4.md", Change::Added)], 2)),
            "met changed",
            "met changed",
        ),
        (
            Fact::Known(List::new(vec![changed("docs/m/4.md", Change::Removed)], 2)),
            "unknown unreadable",
            "unknown unreadable",
        ),
    ] {
        let fixture = in_release(files.clone());
        for (place, wanted) in [("docs/m/4.md", path), ("\"docs/m/*.md\"", glob)] {
            let lines = judged(&fixture, &format!("{{file: {{changed: {place}}}}}"));
            assert!(lines.len() == 1 && lines[0].starts_with(&format!("{wanted}: ")), "{files:?}: {lines:?}");
        }
    }
    let each = judged(&in_release(guide(Change::Added)), "{file: {changed: [docs/m/4.md, \"api/**\"]}}");
    assert_eq!(
        each,
        [
            "met changed: changed in the release, as `docs/m/4.md` asks: `docs/m/4.md`",
            "unmet no-changed-file-fits: none of the 2 files that the release changes fits `api/**` => make the change that this asks for, and have the commit judged that has it; or correct `api/**` in the policy [writers]",
        ]
    );
}

#[test]
fn before_a_merge_the_pull_request_is_looked_at() {
    let mut fixture = Fixture::merge();
    fixture.pull(15).files = Fact::Known(List::all(vec![changed("CHANGELOG.md", Change::Modified)]));
    let files = vec![named("CHANGELOG.md", text("- Saves the cart"))];
    fixture.evidence.files = Fact::Known(Files { commit: oid("p15"), named: files, fitting: vec![] });
    assert_eq!(
        judged(&fixture, "{file: {changed: CHANGELOG.md}}"),
        ["met changed: changed in the pull request, as `CHANGELOG.md` asks: `CHANGELOG.md`"]
    );
    assert_eq!(
        judged(&fixture, "{file: {path: CHANGELOG.md, contains: cart}}"),
        ["met contains: `CHANGELOG.md` has `cart` in line 1, at p15"]
    );
    fixture.pull(15).files = unread(Reason::Forbidden);
    assert_eq!(fixture.judge("{file: {changed: CHANGELOG.md}}").outcome, Outcome::Unknown);
    fixture.pull(15).head = oid("p16");
    assert_eq!(fixture.judge("{file: {path: CHANGELOG.md, contains: cart}}").outcome, Outcome::Unknown);
}

#[test]
fn needs_what_it_looks_at() {
    let needs = |fixture: &Fixture, yaml: &str| fixture.read(yaml).unwrap().needs(&fixture.roles);
    let path = |path: &str| FilePlace::Path(path.to_owned());
    let release = Fixture::release();
    let exists = needs(&release, "{file: {exists: [a, \"docs/{version}.md\", \"docs/*\"]}}");
    let glob = FilePlace::Glob("docs/*".into());
    assert_eq!(exists.files.into_iter().collect::<Vec<_>>(), [path("a"), path("docs/{version}.md"), glob]);
    let says = needs(&release, "{file: {path: a, contains: x}}");
    assert_eq!((says.texts.into_iter().collect::<Vec<_>>(), says.files.len()), (vec![path("a")], 0));
    assert_eq!(needs(&release, "{file: {changed: a}}"), Needs { net_files: true, ..Needs::default() });
    let merge = needs(&Fixture::merge(), "{file: {changed: a}}");
    assert!(merge.pull_requests.files && !merge.net_files);
}

#[test]
fn placeholders_stand_for_the_release() {
    let candidate = Fixture::release().candidate.unwrap();
    let candidate = Candidate { tag: "shop/[v]1.4.0".into(), ..candidate };
    let place = |place| candidate.place(&place);
    assert_eq!(
        place(FilePlace::Path("d/{version}/{tag}{x}.md".into())),
        FilePlace::Path("d/1.4.0/shop/[v]1.4.0{x}.md".into())
    );
    assert_eq!(place(FilePlace::Glob("d/{tag}/*".into())), FilePlace::Glob(r"d/shop/\[v\]1.4.0/*".into()));
    let inside = Candidate { tag: "{version}".into(), ..candidate };
    assert_eq!(inside.fill("{tag} {version} {"), "{version} 1.4.0 {");
}

#[test]
fn what_cannot_be_is_refused() {
    let table: &[(&str, &[&str])] = &[
        ("{}", &["nothing-asked"]),
        ("{path: a}", &["nothing-asked"]),
        ("{contains: a}", &["missing-key"]),
        ("{exists: a, changed: b}", &["contradiction"]),
        ("{exists: a, path: b, contains: c}", &["contradiction"]),
        ("{exists: a, contains: c}", &["contradiction"]),
        ("{path: a, contains: c, lacks: c}", &["contradiction"]),
        ("{exist: a}", &["unknown-key"]),
        ("{exists: []}", &["empty-list"]),
        ("{exists: [a, a]}", &["named-twice"]),
        ("{exists: /a}", &["bad-text"]),
        ("{exists: a/}", &["bad-text"]),
        ("{exists: ../a}", &["bad-text"]),
        ("{exists: ./a}", &["bad-text"]),
        ("{exists: a//b}", &["bad-text"]),
        ("{exists: .git/config}", &["bad-text"]),
        ("{exists: \" a\"}", &["bad-text"]),
        ("{exists: \"a\\nb\"}", &["bad-text"]),
        ("{exists: \"a**\"}", &["bad-text"]),
        ("{exists: \"docs/{verison}.md\"}", &["bad-text"]),
        ("{exists: \"!a\"}", &["bad-text"]),
        ("{path: \"/a\", contains: x}", &["bad-path"]),
        ("{path: a, contains: \"{Version}\"}", &["bad-text"]),
        ("{path: a, line: \"*\"}", &["bad-text"]),
        ("{path: a, line: \"a\\nb\"}", &["bad-text"]),
        ("{path: a, line: []}", &["empty-list"]),
        ("CHANGELOG.md", &["wrong-type"]),
    ];
    for (yaml, codes) in table {
        let problems = Fixture::release().read(&format!("{{file: {yaml}}}")).unwrap_err();
        let found: Vec<&str> = problems.iter().filter_map(|one| one.split(':').next()).collect();
        assert_eq!(found, *codes, "{yaml}: {problems:?}");
    }
    for yaml in ["{exists: \"docs/{version}.md\"}", "{path: a, contains: \"{tag}\"}"] {
        let problems = Fixture::merge().read(&format!("{{file: {yaml}}}")).unwrap_err();
        assert!(problems[0].contains("before a merge there is no release"), "{problems:?}");
    }
    for yaml in ["{exists: \"pages/\\\\[id\\\\].js\"}", "{path: a, contains: \"${name} {x}\"}"] {
        Fixture::release().read(&format!("{{file: {yaml}}}")).unwrap();
    }
}

/// The first line that fits by trying everything: what the search must find in one go.
fn fits_slowly(pattern: &[char], line: &[char]) -> bool {
    match pattern.split_first() {
        None => line.is_empty(),
        Some(('*', rest)) => (0..=line.len()).any(|skip| fits_slowly(rest, &line[skip..])),
        Some((one, rest)) => {
            line.split_first().is_some_and(|(first, line)| first == one && fits_slowly(rest, line))
        }
    }
}

proptest! {
    #[test]
    fn lines_are_found_as_by_trying_everything(pattern in "[ab*]{1,6}", line in "[ab]{0,8}") {
        prop_assume!(pattern.contains(['a', 'b']));
        let wording = Wording::line(pattern.clone(), false).unwrap();
        let slowly = fits_slowly(&pattern.chars().collect::<Vec<_>>(), &line.chars().collect::<Vec<_>>());
        let found = wording.find(&format!("x\n{line}\n"), None) == Found::Line(2);
        prop_assert_eq!(found, slowly);
    }

    #[test]
    fn what_is_literal_is_found_literally(text in "\\PC{1,20}", content in "(\\PC|\n|\r){0,60}") {
        let candidate = Fixture::release().candidate.unwrap();
        if let Ok(wording) = Wording::line(text.clone(), false) {
            let _ = wording.find(&content, Some(&candidate));
        }
        let Ok(wording) = Wording::literal(text.clone(), false) else { return Ok(()) };
        let found = wording.find(&format!("{content}{text}"), Some(&candidate));
        let plain = !text.contains('{') && !text.contains('\r');
        prop_assert!(!plain || found != Found::Nowhere);
        let there = content.replace("\r\n", "\n").contains(&text);
        prop_assert!(!plain || there == (wording.find(&content, Some(&candidate)) != Found::Nowhere));
    }

    #[test]
    fn a_path_is_read_or_refused(text in "\\PC{0,12}|[a-c./*{}!\\[\\]]{1,8}") {
        let yaml = format!("{{file: {{exists: {}}}}}", serde_json::Value::from(text));
        let _ = Fixture::release().read(&yaml);
    }

    /// Taking evidence away never turns a lack into a proof.
    #[test]
    fn less_evidence_proves_no_more(has in any::<bool>(), of in 0..4_usize) {
        let full = if has { text("## 1.4.0") } else { text("## 1.3.1") };
        let yaml = ["{file: {path: docs/a.md, contains: \"{version}\"}}", "{file: {path: \"docs/*.md\", contains: \"{version}\"}}",
            "{not: {file: {path: docs/a.md, contains: \"{version}\"}}}", "{file: {path: docs/a.md, lacks: \"{version}\"}}"][of];
        for less in [Fact::Known(None), Fact::NotCollected, unread(Reason::Capped), of_kind(EntryKind::File)] {
            let (full, less) = (with(vec![named("docs/a.md", full.clone())]), with(vec![named("docs/a.md", less)]));
            if full.judge(yaml).outcome != Outcome::Met {
                prop_assert_ne!(less.judge(yaml).outcome, Outcome::Met);
            }
        }
    }
}
