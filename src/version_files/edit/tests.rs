use proptest::prelude::*;

use super::super::KNOWN;
use super::*;
use crate::yaml::{Problems, parse};

fn file(yaml: &str) -> VersionFile {
    let mut problems = Problems::new();
    let node = parse(yaml, &mut problems).unwrap();
    let files = super::super::read(&node, &mut problems);
    files.unwrap_or_else(|| panic!("{yaml}: {problems:?}")).remove(0)
}

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

/// The lines that differ, old and new.
fn differs(yaml: &str, text: &str) -> Result<Vec<String>, Unfit> {
    let edited = file(yaml).with_version(text, &version("1.5.0"))?;
    let again = file(yaml).with_version(&edited.text, &version("1.5.0"))?;
    assert_eq!((again.text, again.changed), (edited.text.clone(), Vec::new()));
    let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(text), lines(&edited.text));
    assert_eq!(old.len(), new.len());
    Ok(old.into_iter().zip(new).filter(|(old, new)| old != new).map(|(_, new)| new).collect())
}

#[test]
fn only_the_version_is_another() {
    for (yaml, text, lines) in [
        (
            "Cargo.toml",
            "\u{feff}# Shop\r\n[package]\r\nname    = 'shop'  # ours\r\nversion =   '1.4.0' # the version\r\n\r\n[dependencies]\r\nserde = { version = \"1.4.0\" }\r\n",
            &["version =   '1.5.0' # the version\r"][..],
        ),
        ("Cargo.toml", "package = {version=\"\"\"1.4.0\"\"\"}", &["package = {version=\"\"\"1.5.0\"\"\"}"]),
        (
            "Cargo.toml",
            "[package]\nversion.workspace = true\n[workspace.package]\nversion = \"1.4.0\"",
            &["version = \"1.5.0\""],
        ),
        (
            "package-lock.json",
            "{\n\t\"version\" :\"1.4.0\",\n\t\"packages\": {\"\": {\"version\": \"1.4.0\"},\n\"a\": {\"version\": \"1.4.0\"}}}",
            &["\t\"version\" :\"1.5.0\",", "\t\"packages\": {\"\": {\"version\": \"1.5.0\"},"],
        ),
        ("package.json", "{\"version\": \"\\u0031.4.0\"}", &["{\"version\": \"1.5.0\"}"]),
        ("package.json", "{\"version\": \"\\u0031.5.0\"}", &[]),
        ("Chart.yaml", "appVersion: 1.4.0\nversion: 1.4.0   # chart\n", &["version: 1.5.0   # chart"]),
        ("Chart.yaml", "{version: '1.4.0', a: \"1.4.0\"}", &["{version: '1.5.0', a: \"1.4.0\"}"]),
        ("Chart.yaml", "version: |-\n  1.4.0\nname: x\n", &["  1.5.0"]),
        ("VERSION", "\u{feff}\r\n  1.4.0-rc.1 \r\n", &["  1.5.0 \r"]),
        ("setup.cfg", "[metadata]\n# version = 1.4.0\nversion = 1.4.0\n", &["version = 1.5.0"]),
        (
            "{path: README.md, pattern: 'shop:{version}'}",
            "`shop:1.4.0` and shop:1.3.0.\nshop",
            &["`shop:1.5.0` and shop:1.5.0."],
        ),
        (
            "[{path: Cargo.lock, key: 'package[name=shop].version', format: toml}]",
            "[[package]]\nname = \"a\"\nversion = \"1.4.0\"\n\n[[package]]\nname = \"shop\"\nversion = \"1.4.0\"\n",
            &["version = \"1.5.0\""],
        ),
    ] {
        let yaml = if yaml.starts_with('{') { format!("[{yaml}]") } else { yaml.to_owned() };
        assert_eq!(differs(&yaml, text).unwrap(), lines, "{yaml}");
    }
}

#[test]
fn what_is_no_version_stays() {
    let no_version = |line, found: &str| Unfit::NoVersion { line, found: found.to_owned() };
    for (yaml, text, why) in [
        ("Cargo.toml", "[package]\nversion = \"v1.4.0\"", no_version(2, "v1.4.0")),
        ("package.json", "{\"version\": 1}", no_version(1, "1")),
        ("pyproject.toml", "[project]\nversion = \"1.4.0rc1\"", no_version(2, "1.4.0rc1")),
        ("VERSION", "", no_version(1, "")),
        ("Chart.yaml", "version: \"1.4\\\n  .0\"\n", Unfit::Form { line: 1 }),
        ("setup.cfg", "", Unfit::Lacks(vec![Lack::Nowhere("version = {version}".to_owned())])),
    ] {
        assert_eq!(file(yaml).with_version(text, &version("1.5.0")).unwrap_err(), why, "{yaml}: {text}");
    }
}

proptest! {
    /// What is written is read, a second time changes nothing, and all but the version stays byte for byte.
    #[test]
    fn what_was_put_in_is_there(
        which in 0..KNOWN.len(),
        old in "[0-9]{1,2}\\.[1-9]\\.0(-[a-z]{1,4}\\.[1-9])?",
        new in "[1-9]\\.[1-9]{1,2}\\.[1-9](-[a-z]{1,4}\\.[1-9])?(\\+[a-z0-9]{1,5})?",
        space in "[ ]{0,3}",
        comment in "( # [a-z1-9. ]{0,12})?",
        windows: bool,
        mark: bool,
    ) {
        prop_assume!(Version::parse(&old).is_ok());
        let (name, _) = KNOWN[which];
        let text = match name {
            "Cargo.toml" => format!("[package]\nname = \"x\"\nversion{space}={space}\"{old}\"{comment}\n"),
            "pyproject.toml" => format!("[project]\nversion{space}={space}'{old}'{comment}\n"),
            "Chart.yaml" | "galaxy.yml" | "pubspec.yaml" => format!("name: x\nversion: {space}{old}{comment}\n"),
            "VERSION" | "VERSION.txt" | "version.txt" => format!("{space}{old}\n"),
            "build.sbt" => format!("{space}version := \"{old}\"\n"),
            "gradle.properties" => format!("a=1\nversion={old}\n"),
            "mix.exs" => format!("{space}version: \"{old}\",\n"),
            "setup.cfg" => format!("[metadata]\nversion = {old}{comment}\n"),
            _ => format!("{{\n{space}\"a\": \"{old}\",\n{space}\"version\":{space}\"{old}\"{space}}}\n"),
        };
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        let text = if mark { format!("\u{feff}{text}") } else { text };
        let (file, new) = (VersionFile::well_known(name).unwrap(), version(&new));
        let edited = file.with_version(&text, &new).unwrap();
        let says = file.stated(&edited.text).values;
        prop_assert!(!says.is_empty() && says.iter().all(|value| value.text == new.to_string()), "{says:?}");
        prop_assert_eq!(&file.with_version(&edited.text, &new).unwrap().text, &edited.text);
        // The way back leads to what was there.
        prop_assert_eq!(file.with_version(&edited.text, &version(&old)).unwrap().text, text);
    }

    #[test]
    fn no_file_makes_it_panic(which in 0..KNOWN.len(), text in "\\PC{0,60}|[\\[\\]{}:,\"'version=1.4.0\\n -]{0,60}") {
        let file = VersionFile::well_known(KNOWN[which].0).unwrap();
        if let Ok(edited) = file.with_version(&text, &version("1.5.0")) {
            prop_assert!(!edited.text.is_empty());
        }
    }
}
