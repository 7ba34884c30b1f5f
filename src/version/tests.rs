use proptest::prelude::*;

use super::*;

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

/// Small numbers, so that neighbours and equals are common.
fn any_version() -> impl Strategy<Value = Version> {
    let pre = prop::sample::select(vec!["", "alpha", "rc.1", "rc.2", "rc.10", "0", "x-y.7"]);
    let build = prop::sample::select(vec!["", "linux", "mac", "007"]);
    (0..4u64, 0..4u64, 0..4u64, pre, build).prop_map(|(major, minor, patch, pre, build)| Version {
        major,
        minor,
        patch,
        pre: semver::Prerelease::new(pre).unwrap(),
        build: semver::BuildMetadata::new(build).unwrap(),
    })
}

fn any_pattern() -> impl Strategy<Value = TagPattern> {
    let prefix = "(app/|web@|)(v|release-|1|é|)";
    let suffix = "(|-lts|/done|x|1|\\+z)";
    (prefix, suffix)
        .prop_map(|(prefix, suffix)| TagPattern::parse(&format!("{prefix}{{version}}{suffix}")).unwrap())
}

fn previous<T: Ord>(versions: impl Iterator<Item = (T, Version)>, of: &Version) -> Option<(T, Version)> {
    predecessors(versions, of).into_iter().next()
}

proptest! {
    #[test]
    fn a_tag_gives_its_version_back(pattern in any_pattern(), version in any_version()) {
        prop_assert_eq!(pattern.version(&pattern.tag(&version)), Some(version));
    }

    #[test]
    fn what_a_pattern_reads_it_writes_the_same(pattern in any_pattern(), tag in "(app/)?v?[0-3.]{1,6}[-+a0.]{0,4}") {
        if let Some(version) = pattern.version(&tag) {
            prop_assert_eq!(pattern.tag(&version), tag);
        }
    }

    #[test]
    fn a_pattern_shows_as_it_was_written(pattern in any_pattern()) {
        prop_assert_eq!(TagPattern::parse(&pattern.to_string()), Ok(pattern));
    }

    #[test]
    fn patterns_of_any_text_do_not_panic(text in ".*", placed in any::<bool>()) {
        let text = if placed { format!("{text}{{version}}{text}") } else { text };
        if let Ok(pattern) = TagPattern::parse(&text) {
            prop_assert_eq!(pattern.to_string(), text);
        }
    }

    #[test]
    fn previous_is_the_highest_below(
        all in prop::collection::vec(any_version(), 0..12), of in any_version(), turn in 0usize..12,
    ) {
        let tagged = |all: &[Version]| {
            all.iter().map(|version| (format!("v{version}"), version.clone())).collect::<Vec<_>>()
        };
        let found = previous(tagged(&all).into_iter(), &of);
        let eligible = |version: &&Version| {
            version.cmp_precedence(&of).is_lt() && (!of.pre.is_empty() || version.pre.is_empty())
        };
        match &found {
            None => prop_assert!(!all.iter().any(|version| eligible(&version))),
            Some((tag, version)) => {
                prop_assert!(eligible(&version));
                prop_assert_eq!(tag, &format!("v{version}"));
                prop_assert!(all.iter().filter(eligible).all(|other| other.cmp_precedence(version).is_le()));
            }
        }
        let mut turned = all.clone();
        turned.rotate_left(turn.min(all.len()));
        prop_assert_eq!(previous(tagged(&turned).into_iter(), &of), found, "order does not matter");
    }

    #[test]
    fn every_increase_has_a_type(previous in prop::option::of(any_version()), next in any_version()) {
        let rises = previous.as_ref().is_none_or(|previous| next.cmp_precedence(previous).is_gt());
        match release_type(previous.as_ref(), &next) {
            Ok(found) => {
                prop_assert!(rises);
                prop_assert_eq!(found == ReleaseType::Prerelease, !next.pre.is_empty());
            }
            Err(error) => {
                prop_assert!(!rises);
                prop_assert_eq!(Some(error.previous), previous);
                prop_assert_eq!(error.next, next);
            }
        }
    }

    #[test]
    fn find_in_does_not_panic_and_finds_a_tag(pattern in any_pattern(), version in any_version(), text in ".*") {
        find_in(&text, &pattern);
        let line = format!("Release ({}).", pattern.tag(&version));
        prop_assert!(find_in(&line, &pattern).contains(&version));
    }
}

#[test]
fn previous_of_ties() {
    let of = version("2.0.0");
    let tags = [("b", version("1.0.0+a")), ("a", version("1.0.0+b")), ("c", version("1.0.0+a"))];
    let found = previous(tags.into_iter(), &of).unwrap();
    assert_eq!(found, ("a", version("1.0.0+b")), "metadata decides before the name of the tag");

    let tags = [("c", version("1.0.0")), ("b", version("1.0.0"))];
    assert_eq!(previous(tags.into_iter(), &of).unwrap().0, "c");
    assert_eq!(previous([("x", version("2.0.0+linux"))].into_iter(), &of), None);
}

#[test]
fn final_release_after_pre_releases_only_is_the_first() {
    let tags = [("v1.0.0-rc.1", version("1.0.0-rc.1"))];
    assert_eq!(previous(tags.into_iter(), &version("1.0.0")), None);
    assert_eq!(release_type(None, &version("1.0.0")), Ok(ReleaseType::Major));
}

#[test]
fn not_an_increase_names_both() {
    let error = release_type(Some(&version("1.4.0")), &version("1.4.0-rc.2")).unwrap_err();
    assert_eq!(error.to_string(), "1.4.0-rc.2 is not higher than 1.4.0");
}

#[test]
fn the_greatest_numbers_do_not_overflow() {
    let most = Version::new(u64::MAX, u64::MAX, u64::MAX);
    assert!(!is_jump(&most, &most));
    assert!(is_jump(&version("1.0.0"), &most));
    assert_eq!(TagPattern::parse("{version}").unwrap().version("18446744073709551616.0.0"), None);
}

#[test]
fn jumps_to_pre_releases() {
    let jump = |previous: &str, next: &str| is_jump(&version(previous), &version(next));
    assert!(jump("1.2.3", "3.0.0-rc.1"));
    assert!(!jump("2.0.0-rc.1", "2.0.0-rc.3"));
    assert!(jump("2.0.0-rc.1", "2.0.2"));
    assert!(!jump("2.0.0", "1.0.0"), "not an increase");
}

#[test]
fn the_words_of_the_types() {
    for one in ReleaseType::ALL {
        assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
        assert_eq!(serde_json::from_value::<ReleaseType>(one.as_str().into()).unwrap(), one);
    }
    assert!(ReleaseType::Major > ReleaseType::Minor);
    assert!(ReleaseType::Patch > ReleaseType::Prerelease);
    assert!(serde_json::from_str::<ReleaseType>("\"Major\"").is_err());
}

#[test]
fn patterns_say_what_is_wrong() {
    let problem = |text: &str| TagPattern::parse(text).unwrap_err();
    insta::assert_snapshot!(problem("v1.0.0"), @r"a tag pattern needs {version} once, as in `v{version}`");
    insta::assert_snapshot!(problem("{version}-{version}"), @r"a tag pattern has {version} only once");
    insta::assert_snapshot!(problem("{package}-{version}"), @r"{version} is the only placeholder of a tag pattern");
    insta::assert_snapshot!(problem("v {version}"), @r#"git does not allow ' ' in the name of a tag, such as "v 1.0.0" would be"#);
    insta::assert_snapshot!(problem("v.{version}.lock"), @r#"git does not allow a part that ends in `.lock` in the name of a tag, such as "v.1.0.0.lock" would be"#);
    insta::assert_snapshot!(problem("v.{version}."), @r#"git does not allow a dot at its end in the name of a tag, such as "v.1.0.0." would be"#);
    insta::assert_snapshot!(problem("v..{version}"), @r#"git does not allow two dots in a row in the name of a tag, such as "v..1.0.0" would be"#);
    insta::assert_snapshot!(problem("refs/tags/v{version}"), @r"a tag pattern is the name of the tag alone, without `refs/tags/`");
    insta::assert_snapshot!(problem("v\u{7}{version}"), @r#"git does not allow '\u{7}' in the name of a tag, such as "v\u{7}1.0.0" would be"#);
}
