use proptest::prelude::*;

use crate::evidence::file::{Content, Entry, EntryKind, NamedFile};
use crate::evidence::needs::FilePlace;
use crate::evidence::{Fact, Files, Reason, Unknown};
use crate::requirement::fixture::{Fixture, oid};
use crate::requirement::told::told;
use crate::verdict::Outcome;
use crate::version_files::{Format, KNOWN, KeyPath, Known, Miss, Pattern};

fn content(content: Fact<Content>) -> Fact<Option<Entry>> {
    Fact::Known(Some(Entry { kind: EntryKind::File, content }))
}

/// The release 1.4.0 with these files.
fn with(files: &[(&str, &str)]) -> Fixture {
    let text = |text: &str| content(Fact::Known(Content::Text(text.to_owned())));
    let named = files.iter().map(|(path, says)| NamedFile { path: (*path).to_owned(), entry: text(says) });
    let mut fixture = Fixture::release();
    fixture.evidence.files =
        Fact::Known(Files { commit: oid("m15"), named: named.collect(), fitting: Vec::new() });
    fixture
}

fn judged(files: &[(&str, &str)], yaml: &str) -> Vec<String> {
    told(&with(files).findings(&format!("{{version-files: {yaml}}}")))
}

/// The codes of what is found in one well-known file.
fn known(path: &str, says: &str) -> Vec<String> {
    let lines = judged(&[(path, says)], path);
    lines.iter().filter_map(|line| Some(line.split(':').next()?.to_owned())).collect()
}

#[test]
fn places_that_agree_are_told_together() {
    let files = [
        ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"1.4.0\"\n"),
        ("web/package.json", "{\"version\":\"1.4.0\"}"),
    ];
    assert_eq!(
        judged(&files, "[Cargo.toml, web/package.json]"),
        [
            "met versions-agree: `1.4.0` is the version that 2 places at m15 say: `Cargo.toml:3` `web/package.json:1`"
        ]
    );
    assert_eq!(
        judged(
            &[("Cargo.toml", "[package]\r\nversion = \"1.3.1\"\r\n"), files[1]],
            "[Cargo.toml, web/package.json]"
        ),
        [
            "met versions-agree: `1.4.0` is the version that 1 place at m15 says: `web/package.json:1`",
            "unmet version-differs: `Cargo.toml` says `1.3.1` in line 2 at m15, and the release is `1.4.0` => write `1.4.0` into line 2 of `Cargo.toml`, and have the commit judged that has it; or release it as the version that the files say [writers]",
        ]
    );
}

#[test]
fn well_known_files() {
    let agrees = ["met versions-agree"];
    for (path, says, codes) in [
        ("Cargo.toml", "package.version = \"1.4.0\"", &agrees[..]),
        (
            "Cargo.toml",
            "[package]\nversion.workspace = true\n[workspace.package]\nversion = \"1.4.0\"",
            &agrees,
        ),
        ("Cargo.toml", "[package]\nversion.workspace = true", &["unmet (absent) key-is-no-value"]),
        (
            "Cargo.toml",
            "[package]\nversion = \"1.4.0\"\n[workspace.package]\nversion = \"1.3.0\"",
            &["met versions-agree", "unmet version-differs"],
        ),
        ("Cargo.toml", "[workspace]\nmembers = [\"a\"]", &["unmet (absent) key-missing"]),
        ("Cargo.toml", "[package]\nversion = \"1.4.0\"\nversion = \"1.4.0\"", &["unknown file-unclear"]),
        ("Cargo.toml", "", &["unmet (absent) key-missing"]),
        ("package.json", "\u{feff}{\"version\": \"1.4.0\"}", &agrees),
        ("package.json", "{\"version\": \"1.4.0\", \"version\": \"1.4.0\"}", &["unknown file-unclear"]),
        ("package.json", "{\"version\": \"1.4.0\", \"a\": {\"b\": 1, \"b\": 2}}", &agrees),
        ("package.json", "{\"version\": null}", &["unmet (absent) key-is-no-value"]),
        ("package.json", "{\"version\": 1}", &["unmet not-a-version"]),
        ("package.json", "{\"version\": \"\\u0031.4.0\"}", &agrees),
        ("package.json", "{\"Version\": \"1.4.0\"}", &["unmet (absent) key-missing"]),
        ("package.json", "[]", &["unmet (absent) key-missing"]),
        ("package.json", "{\"version\": \"1.4.0\"", &["unknown file-unclear"]),
        ("package.json", "{\"version\": \"1.4.0\"} x", &["unknown file-unclear"]),
        ("package.json", "// x\n{}", &["unknown file-unclear"]),
        ("package.json", "", &["unknown file-unclear"]),
        (
            "package-lock.json",
            "{\"version\": \"1.4.0\", \"packages\": {\"\": {\"version\": \"1.3.0\"}}}",
            &["met versions-agree", "unmet version-differs"],
        ),
        ("pyproject.toml", "[project]\nname = \"shop\"\nversion = '1.4.0'", &agrees),
        ("pyproject.toml", "[tool.poetry]\nversion = \"1.4.0\"", &agrees),
        ("pyproject.toml", "[project]\ndynamic = [\"version\"]", &["unmet (absent) key-missing"]),
        ("Chart.yaml", "apiVersion: v2\nversion: 1.4.0 # the chart\n", &agrees),
        ("Chart.yaml", "version: \"1.4.0\"\na: &x 1\nb: *x\nc: !t d\n", &agrees),
        ("Chart.yaml", "version: 1.4\n", &["unmet not-a-version"]),
        ("Chart.yaml", "version: v1.4.0\n", &["unmet version-with-prefix"]),
        ("Chart.yaml", "version: 1.4.0\nversion: 1.4.0\n", &["unknown file-unclear"]),
        ("Chart.yaml", "version: *x\n", &["unmet (absent) key-is-no-value"]),
        ("Chart.yaml", "version:\n", &["unmet (absent) key-is-no-value"]),
        ("Chart.yaml", "---\nversion: 1.4.0\n---\nversion: 1.3.0\n", &agrees),
        ("Chart.yaml", "version: [1.4.0\n", &["unknown file-unclear"]),
        ("pubspec.yaml", "version: 1.4.0+7\n", &["unmet version-differs"]),
        ("VERSION", "1.4.0\n", &agrees),
        ("docs/VERSION", "\u{feff}\r\n1.4.0\r\n", &agrees),
        ("VERSION", "1.4.0-rc.1\n", &["unmet version-differs"]),
        ("VERSION", "1.4.0 beta\n", &["unmet not-a-version"]),
        ("VERSION", "", &["unmet not-a-version"]),
        ("setup.cfg", "[metadata]\nversion = 1.4.0\n", &agrees),
        ("gradle.properties", "group=shop\nversion=1.4.0\n", &agrees),
        ("setup.cfg", "[metadata]\nversion = 1.4.0_rc1\n", &["unmet not-a-version"]),
        ("mix.exs", "  version: \"1.4.0\",\n", &agrees),
        ("build.sbt", "ThisBuild / version := \"1.4.0\"\n", &agrees),
    ] {
        assert_eq!(known(path, says), codes, "{path}: {says}");
    }
}

/// A setting whose name ends like it, and a comment.
#[test]
fn what_only_looks_like_the_place_is_none() {
    let nowhere = ["unmet (absent) pattern-fits-nowhere"];
    for (path, says, codes) in [
        ("gradle.properties", "kotlin.version=1.4.0\nminversion=1.4.0\n", nowhere),
        ("gradle.properties", "# version=1.4.0\n!version=1.4.0\n", nowhere),
        ("build.sbt", "// version := \"1.4.0\"\n", nowhere),
        ("mix.exs", "  version: @version,\n", nowhere),
        ("setup.cfg", "[metadata]\n#version = 1.4.0\nversion = 1.3.9\n", ["unmet version-differs"]),
    ] {
        assert_eq!(known(path, says), codes, "{path}: {says}");
    }
}

#[test]
fn every_well_known_place_can_be_read() {
    for (name, place) in KNOWN {
        match place {
            Known::Keys(keys) => {
                assert!(Format::of(name).is_some() && !keys.is_empty(), "{name}");
                keys.iter().for_each(|key| assert!(KeyPath::parse(key).is_ok(), "{name}: {key}"));
            }
            Known::Pattern(pattern) => assert!(Pattern::parse(pattern).is_ok(), "{name}"),
            Known::Alone => {}
        }
        Fixture::release().read(&format!("{{version-files: a/{name}}}")).unwrap();
    }
    let shape = schemars::schema_for!(super::VersionFiles).as_value().to_string();
    KNOWN.iter().for_each(|(name, _)| assert!(shape.contains(&format!("`{name}`")), "the docs lack {name}"));
}

#[test]
fn a_path_of_keys_leads_through_tables_and_lists() {
    let lock = "[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\n[[package]]\nname = \"shop\"\nversion = \"1.4.0\"\n";
    let json = "{\"a.b\": [{\"v\": \"1.0.0\"},\n {\"v\": \"1.4.0\"}], \"10\": \"x\", \"s\": 5}";
    let yaml = "a:\n  - {n: one, v: 1.0.0}\n  - {n: two, v: 1.4.0}\n";
    for (format, text, path, wanted) in [
        (Format::Toml, lock, "package[name=shop].version", Ok(("1.4.0", 6))),
        (Format::Toml, lock, "package.1.version", Ok(("1.4.0", 6))),
        (Format::Toml, lock, "package[name=other].version", Err(Miss::NoKey)),
        (Format::Toml, lock, "package.7.version", Err(Miss::NoKey)),
        (Format::Toml, lock, "package.version", Err(Miss::NoKey)),
        (Format::Toml, lock, "package", Err(Miss::NoValue("a list"))),
        (Format::Toml, lock, "package.0", Err(Miss::NoValue("a table"))),
        (Format::Json, json, "\"a.b\".1.v", Ok(("1.4.0", 2))),
        (Format::Json, json, "'a.b'[v=1.4.0].v", Ok(("1.4.0", 2))),
        (Format::Json, json, "10", Ok(("x", 2))),
        (Format::Json, json, "s", Ok(("5", 2))),
        (Format::Json, json, "s.t", Err(Miss::NoKey)),
        (Format::Yaml, yaml, "a[n=two].v", Ok(("1.4.0", 3))),
        (Format::Yaml, yaml, "a[n=\"two\"].v", Ok(("1.4.0", 3))),
        (Format::Yaml, yaml, "a.0.v", Ok(("1.0.0", 2))),
        (Format::Yaml, yaml, "b", Err(Miss::NoKey)),
    ] {
        let found = format.value(text, &KeyPath::parse(path).unwrap());
        let wanted = wanted.map(|(text, line)| (text.to_owned(), line));
        assert_eq!(found.map(|value| (value.text, value.line)), wanted, "{path}");
    }
    let twice = "[[package]]\nname = \"shop\"\n[[package]]\nname = \"shop\"\n";
    let path = KeyPath::parse("package[name=shop].version").unwrap();
    assert!(matches!(Format::Toml.value(twice, &path), Err(Miss::Unreadable(_))));
    for bad in [
        "", ".", "a.", "a..b", ".a", "a[", "a[b]", "a[b=", "a[b=c", "a\"b\"", "\"a", "a]b", " a", "a.'b'c",
        "a=b",
    ] {
        assert!(KeyPath::parse(bad).is_err(), "{bad}");
    }
    assert!(KeyPath::parse(&["a"; 17].join(".")).is_err());
}

#[test]
fn a_pattern_finds_every_version() {
    let find = |pattern: &str, text: &str| {
        let found = Pattern::parse(pattern).unwrap().find(text);
        found.into_iter().map(|value| format!("{}@{}", value.text, value.line)).collect::<Vec<_>>()
    };
    for (pattern, text, found) in [
        ("VERSION = \"{version}\"", "module Shop\r\n  VERSION = \"1.4.0\"\r\n", &["1.4.0@2"][..]),
        ("VERSION = \"{version}\"", "VERSION = '1.4.0'", &[]),
        ("VERSION*=*\"{version}\"", "VERSION   = freeze \"1.4.0-rc.1+x\";", &["1.4.0-rc.1+x@1"]),
        ("shop {version}", "shop 1.3.0, shop 1.4.0.\nshop is here, shop", &["1.3.0@1", "1.4.0@1"]),
        ("shop:{version}`", "`shop:1.4.0` `shop:1.5.0", &["1.4.0@1"]),
        ("v{version}", "v1.4.0 vvv1.5.0 v x", &["1.4.0@1", "1.5.0@1"]),
        ("{version}", "1.4.0 and a1.5.0, (2.0.0)", &["1.4.0@1", "2.0.0@1"]),
        ("a*{version}*z", "a 1.4.0 b 1.5.0 z 1.6.0", &["1.4.0@1", "1.5.0@1"]),
        ("a*b{version}", "b1.0.0 a b1.4.0", &["1.4.0@1"]),
        (r"\*{version}", "*1.4.0 x1.5.0", &["1.4.0@1"]),
        ("é{version}é", "é1.4.0é", &["1.4.0@1"]),
        ("version = {version}", "version = 1.4.0_rc1", &["1.4.0_rc1@1"]),
        ("version = {version}*", "version = 1.4.0~rc1 # ", &["1.4.0~rc1@1"]),
        ("version = {version}", "version = 1.4.0β", &["1.4.0β@1"]),
        ("_{version}", "_1.4.0_", &["1.4.0@1"]),
        ("shop_{version}_x64", "shop_1.4.0_x64", &["1.4.0@1"]),
    ] {
        assert_eq!(find(pattern, text), found, "{pattern}");
    }
    for bad in [
        "",
        "x",
        "{version}{version}",
        "{version} {version}",
        "{version}a",
        "{version}-x",
        "1{version}",
        "a.{version}",
        "a\n{version}",
    ] {
        assert!(Pattern::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn long_lines_take_no_long_time() {
    let began = std::time::Instant::now();
    for (pattern, line) in [
        ("v{version}", "v".repeat(50_000)),
        ("{version}", "1".repeat(50_000)),
        ("a*a*{version}*b*b", "ab1".repeat(17_000)),
    ] {
        let _ = Pattern::parse(pattern).unwrap().find(&line);
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn other_files_say_it_where_the_policy_says() {
    let yaml = "[{path: lib/shop/version.rb, pattern: 'VERSION = \"{version}\"'}, {path: app.json, key: expo.version}, {path: Pipfile, key: a, format: toml}]";
    let files = [
        ("lib/shop/version.rb", "VERSION = \"1.4.0\""),
        ("app.json", "{\"expo\": {\"version\": \"1.4.1\"}}"),
        ("Pipfile", "b = 1"),
    ];
    assert_eq!(
        judged(&files, yaml),
        [
            "met versions-agree: `1.4.0` is the version that 1 place at m15 says: `lib/shop/version.rb:1`",
            "unmet version-differs: `app.json` says `1.4.1` in line 1 at m15, and the release is `1.4.0` => write `1.4.0` into line 1 of `app.json`, and have the commit judged that has it; or release it as the version that the files say [writers]",
            "unmet (absent) key-missing: `Pipfile` has no `a` at m15 => write the version there, and have the commit judged that has it; or correct the key in the policy [writers]",
        ]
    );
}

#[test]
fn a_prerelease_is_a_version_of_its_own() {
    let mut fixture = with(&[("VERSION", "1.4.0-rc.1+5")]);
    for (version, outcome) in
        [("1.4.0-rc.1+5", Outcome::Met), ("1.4.0-rc.1", Outcome::Unmet), ("1.4.0", Outcome::Unmet)]
    {
        if let Some(candidate) = &mut fixture.candidate {
            candidate.version = version.parse().unwrap();
        }
        assert_eq!(fixture.judge("{version-files: VERSION}").outcome, outcome, "{version}");
    }
}

#[test]
fn without_the_file_nothing_agrees() {
    let mut fixture = with(&[("VERSION", "1.4.0")]);
    let unread = Fact::Unknown(Unknown::new(Reason::Forbidden));
    for (entry, outcome) in [
        (Fact::Known(None), Outcome::Unmet),
        (Fact::NotCollected, Outcome::Unknown),
        (unread, Outcome::Unknown),
        (content(Fact::Known(Content::Binary)), Outcome::Unknown),
        (content(Fact::Known(Content::TooLarge)), Outcome::Unknown),
        (content(Fact::NotCollected), Outcome::Unknown),
        (Fact::Known(Some(Entry { kind: EntryKind::Link, content: Fact::NotCollected })), Outcome::Unknown),
        (Fact::Known(Some(Entry { kind: EntryKind::Folder, content: Fact::NotCollected })), Outcome::Unmet),
    ] {
        if let Fact::Known(files) = &mut fixture.evidence.files {
            files.named[0].entry = entry.clone();
        }
        assert_eq!(fixture.judge("{version-files: VERSION}").outcome, outcome, "{entry:?}");
        assert_eq!(fixture.judge("{not: {version-files: VERSION}}").outcome, Outcome::Unknown, "{entry:?}");
    }
    fixture.evidence.files = Fact::NotCollected;
    assert_eq!(fixture.judge("{version-files: VERSION}").outcome, Outcome::Unknown);
    let tree = fixture.read("{version-files: [VERSION, a/Cargo.toml]}").unwrap();
    let texts: Vec<FilePlace> = tree.needs(&fixture.roles).texts.into_iter().collect();
    assert_eq!(texts, ["VERSION", "a/Cargo.toml"].map(|path| FilePlace::Path(path.to_owned())));
}

#[test]
fn what_cannot_be_is_refused() {
    let table: &[(&str, &[&str])] = &[
        ("[]", &["empty-list"]),
        ("{path: a}", &["wrong-type"]),
        ("[VERSION, VERSION]", &["named-twice"]),
        ("[Cargo.tml]", &["missing-key"]),
        ("[lib/version.rb]", &["missing-key"]),
        ("[\"*/Cargo.toml\"]", &["bad-path"]),
        ("[/Cargo.toml]", &["bad-path"]),
        ("[\"\"]", &["empty-text"]),
        ("[{path: a.toml}]", &["missing-key"]),
        ("[{key: a}]", &["missing-key"]),
        ("[{path: a.rb, key: a}]", &["missing-key"]),
        ("[{path: a.rb, key: a, format: xml}]", &["not-one-of"]),
        ("[{path: a.toml, key: a, pattern: \"{version}\"}]", &["contradiction"]),
        ("[{path: a.toml, format: toml}]", &["no-effect"]),
        ("[{path: a.toml, pattern: \"{version}\", format: toml}]", &["no-effect"]),
        ("[{path: a.toml, key: \"a..b\"}]", &["bad-text"]),
        ("[{path: a, pattern: x}]", &["bad-text"]),
        ("[{path: a, keys: x}]", &["unknown-key"]),
        ("[[a]]", &["wrong-type"]),
        ("true", &["missing-key"]),
    ];
    for (yaml, codes) in table {
        let problems = Fixture::release().read(&format!("{{version-files: {yaml}}}")).unwrap_err();
        let found: Vec<&str> = problems.iter().filter_map(|one| one.split(':').next()).collect();
        assert_eq!(found, *codes, "{yaml}: {problems:?}");
    }
    let many: Vec<String> = (0..51).map(|number| format!("{number}/VERSION")).collect();
    let problems = Fixture::release().read(&format!("{{version-files: [{}]}}", many.join(", "))).unwrap_err();
    assert!(problems[0].starts_with("out-of-range"), "{problems:?}");
    let problems = Fixture::merge().read("{version-files: VERSION}").unwrap_err();
    assert!(problems[0].starts_with("release-wide"), "{problems:?}");
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in "\\PC{0,60}|[\\[\\]{}:,\"'a.1=\\n -]{0,60}", path in "[ab]|a\\.0\\.b|a\\[b=1\\]") {
        let path = KeyPath::parse(&path).unwrap();
        for format in [Format::Toml, Format::Json, Format::Yaml] {
            let _ = format.value(&text, &path);
        }
        let _ = Pattern::parse("a*a{version}*").unwrap().find(&text);
    }

    #[test]
    fn no_path_or_pattern_makes_it_panic(text in "\\PC{0,30}|[ab.\\[\\]='\"]{0,12}") {
        if let Ok(path) = KeyPath::parse(&text) {
            prop_assert!(!path.steps().is_empty());
            let _ = Format::Json.value("{\"a\": [{\"b\": 1}]}", &path);
        }
        if let Ok(pattern) = Pattern::parse(&format!("{text}{{version}}")) {
            let _ = pattern.find(&text);
        }
    }

    #[test]
    fn what_was_written_is_found(major in 0..99_u64, pre in "(-[a-z]{1,4}\\.[1-9])?", before in "[a-z =\"]{1,9}", after in "[ \"]?") {
        prop_assume!(!before.trim().is_empty());
        let version = format!("{major}.4.0{pre}");
        let pattern = Pattern::parse(&format!("{before}{{version}}{after}")).unwrap();
        let found = pattern.find(&format!("x\n {before}{version}{after}\n"));
        prop_assert!(found.iter().any(|value| value.text == version && value.line == 2), "{found:?}");
    }

    #[test]
    fn keys_in_quotes_stand_for_themselves(key in "[^\"\\PC]{0,10}") {
        let path = KeyPath::parse(&format!("a.\"{key}\".b")).unwrap();
        let json = serde_json::json!({"a": {key: {"b": "1.4.0"}}}).to_string();
        prop_assert_eq!(Format::Json.value(&json, &path).unwrap().text, "1.4.0");
    }
}
