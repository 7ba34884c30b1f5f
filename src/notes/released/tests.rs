use proptest::prelude::*;

use super::*;

const DRAFT: &str = "## New features\n\n- Add search (#12)\n";

fn pattern() -> TagPattern {
    TagPattern::parse("v{version}").unwrap()
}

fn with(changelog: &str) -> String {
    let version = "1.5.0".parse().unwrap();
    let release = Release { version: &version, tag: &pattern(), date: "2026-11-22", draft: DRAFT };
    let new = released(Some(changelog), &release).unwrap();
    assert_eq!(released(Some(&new), &release).unwrap(), new, "a second time: {changelog}");
    new
}

/// Without the mark by which what people change later is told from what was drafted.
fn seen(changelog: &str) -> String {
    let text = with(changelog);
    let lines = text.lines().filter(|line| !line.starts_with("<!-- holdpoint"));
    lines.map(|line| format!("{line}\n")).collect::<String>().replace("\n\n\n", "\n\n")
}

#[test]
fn what_was_unreleased_is_the_version() {
    let text = "\
# Changelog

All notable changes.

## [Unreleased]

### Added

- Search, by mona
    in two lines

## [1.4.0] - 2026-03-02

- Old

[Unreleased]: https://github.com/octoacme/shop/compare/v1.4.0...HEAD
[1.4.0]: https://github.com/octoacme/shop/compare/v1.3.0...v1.4.0
";
    insta::assert_snapshot!(with(text), @"
    # Changelog

    All notable changes.

    ## [Unreleased]

    ## [1.5.0] - 2026-11-22

    ### Added

    - Search, by mona
        in two lines

    ## [1.4.0] - 2026-03-02

    - Old

    [Unreleased]: https://github.com/octoacme/shop/compare/v1.5.0...HEAD
    [1.5.0]: https://github.com/octoacme/shop/compare/v1.4.0...v1.5.0
    [1.4.0]: https://github.com/octoacme/shop/compare/v1.3.0...v1.4.0
    ");
    assert_eq!(with(&text.replace('\n', "\r\n")), with(text).replace('\n', "\r\n"));
    assert_eq!(with(&format!("\u{feff}{text}")), format!("\u{feff}{}", with(text)));
}

#[test]
fn where_nobody_wrote_anything_stands_what_is_drafted() {
    insta::assert_snapshot!(seen("# Changelog\n\n## Unreleased\n\n### Added\n\n<!-- here -->\n\n## v1.4.0 (2026-03-02)\n\n- Old\n"), @"
    # Changelog

    ## Unreleased

    ### Added

    <!-- here -->

    ## v1.5.0 (2026-11-22)

    ### New features

    - Add search (#12)

    ## v1.4.0 (2026-03-02)

    - Old
    ");
    insta::assert_snapshot!(seen("# Log\n\n## 1.4.0\n\n- Old\n"), @"
    # Log

    ## 1.5.0 - 2026-11-22

    ### New features

    - Add search (#12)

    ## 1.4.0

    - Old
    ");
    insta::assert_snapshot!(seen(""), @"
    # Changelog

    ## [1.5.0] - 2026-11-22

    ### New features

    - Add search (#12)
    ");
}

#[test]
fn its_heading_is_written_as_the_one_before() {
    for (before, now) in [
        ("## [1.4.0] - 2026-03-02", "## [1.5.0] - 2026-11-22"),
        ("## [v1.4.0] — 2026-03-02", "## [v1.5.0] — 2026-11-22"),
        ("## 1.4.0 / 2026-03-02", "## 1.5.0 / 2026-11-22"),
        ("## 1.4.0 (2026-03-02)", "## 1.5.0 (2026-11-22)"),
        ("## 1.4.0 2026-03-02", "## 1.5.0 2026-11-22"),
        ("## v1.4.0", "## v1.5.0 - 2026-11-22"),
        ("## [1.4.0] - 2026-03-02 [YANKED]", "## [1.5.0] - 2026-11-22"),
        (
            "## [1.4.0](https://example.com/compare/v1.3.0...v1.4.0) (2026-03-02)",
            "## [1.5.0](https://example.com/compare/v1.4.0...v1.5.0) (2026-11-22)",
        ),
        ("## Release 1.4.0 “Bold”", "## [1.5.0] - 2026-11-22"),
        ("## 1.4", "## [1.5.0] - 2026-11-22"),
    ] {
        let text = with(&format!("# Log\n\n## [Unreleased]\n\n- New\n\n{before}\n\n- Old\n"));
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(lines, ["# Log", "## [Unreleased]", now, before]);
    }
}

#[test]
fn links_are_left_alone_where_they_compare_nothing() {
    let text = |links: &str| format!("# Log\n\n## [Unreleased]\n\n- New\n\n## [1.4.0]\n\n- Old\n\n{links}");
    for links in [
        "",
        "[Unreleased]: https://example.com/commits/main\n",
        "[Unreleased]: https://example.com/compare/v1.4.0..main\n",
        "```\n[Unreleased]: https://example.com/compare/v1.4.0...main\n```\n",
    ] {
        assert!(with(&text(links)).ends_with(&format!("- Old\n\n{links}")), "{links}");
    }
    let one = "[unreleased]: <https://example.com/compare/v1.4.0...main> \"What comes\"";
    assert!(
        with(&text(one)).ends_with(
            "- Old\n\n[unreleased]: <https://example.com/compare/v1.5.0...main> \"What comes\"\n[1.5.0]: https://example.com/compare/v1.4.0...v1.5.0"
        ),
        "{}",
        with(&text(one))
    );
}

#[test]
fn a_version_that_is_there_stays() {
    let text = "# Log\n\n## [Unreleased]\n\n- Next\n\n## [1.5.0] - 2026-01-01\n\n- Mine\n";
    assert_eq!(with(text), text);
    let version = "1.5.0".parse().unwrap();
    let release = Release { version: &version, tag: &pattern(), date: "2026-11-22", draft: DRAFT };
    assert_eq!(released(Some("## 1.5.0\n\n## 1.5.0\n"), &release), Err(Unfit::Several(2)));
}

proptest! {
    /// Every line that somebody wrote is there, in its order.
    #[test]
    fn nothing_is_lost(
        intro in "([a-z ]{0,9}\n){0,3}",
        unreleased in "(## (\\[Unreleased\\]|Unreleased)\n)?",
        own in "(\n?(- |### |    |> |)[a-z]{1,8}\n){0,4}",
        before in "(## (\\[1\\.4\\.0\\]|v1\\.4\\.0 \\(2026-01-01\\))\n\n- old\n)?",
        end in "(\n\\[1\\.4\\.0\\]: https://example\\.com\n)?",
    ) {
        let text = format!("# Log\n\n{intro}\n{unreleased}\n{own}\n{before}{end}");
        let new = with(&text);
        let mut lines = new.lines();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            prop_assert!(lines.any(|other| other.trim_end() == line.trim_end()), "{line} in {new}");
        }
    }
}
