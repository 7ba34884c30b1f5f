//! The arithmetic by table, and its laws.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::version::Version;

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

fn taken(versions: &[&str]) -> BTreeMap<Version, String> {
    versions.iter().map(|text| (version(text), format!("v{text}"))).collect()
}

/// The next version with these tags, all of which are ancestors, and how it is refused.
fn told(tags: &[&str], elsewhere: &[&str], line: Option<&str>, level: Level, wish: &str) -> String {
    let rules = Rules::default();
    let ancestors = taken(tags);
    let last = ancestors.keys().rfind(|one| one.pre.is_empty());
    let above = |one: &&Version| last.is_none_or(|last| one.cmp_precedence(last).is_gt());
    let prerelease = ancestors.keys().filter(|one| !one.pre.is_empty()).rfind(above);
    let mut all = ancestors.clone();
    all.extend(taken(elsewhere));
    let line = line.map(|branch| Line::of_branch(branch).unwrap());
    let known = Known { last, prerelease, taken: &all, line };
    let (kind, build) = wish.split_once('+').map_or((wish, None), |(kind, build)| (kind, Some(build)));
    let wish = Wish { prerelease: (!kind.is_empty()).then_some(kind), build };
    match next(&rules, known, level, wish) {
        Ok(next) => next.version.to_string(),
        Err(refusal) => format!("{refusal:?}").split([' ', '(']).next().unwrap().to_owned(),
    }
}

use Level::{Major, Minor, Patch};

/// Tags before it, tags elsewhere, branch, level, `--pre` and `--build`, and what follows.
type Row = (
    &'static [&'static str],
    &'static [&'static str],
    Option<&'static str>,
    Level,
    &'static str,
    &'static str,
);

#[test]
fn versions_follow_the_table() {
    let table: [Row; 41] = [
        (&[], &[], None, Patch, "", "0.1.0"),
        (&[], &[], None, Major, "", "0.1.0"),
        (&[], &[], None, Minor, "rc", "0.1.0-rc.1"),
        (&["1.4.0"], &[], None, Patch, "", "1.4.1"),
        (&["1.4.0"], &[], None, Minor, "", "1.5.0"),
        (&["1.4.0"], &[], None, Major, "", "2.0.0"),
        (&["1.4.9", "1.4.10"], &[], None, Patch, "", "1.4.11"),
        // Under 0.x a breaking change raises the second number.
        (&["0.3.1"], &[], None, Patch, "", "0.3.2"),
        (&["0.3.1"], &[], None, Minor, "", "0.4.0"),
        (&["0.3.1"], &[], None, Major, "", "0.4.0"),
        // Prereleases.
        (&["1.4.0"], &[], None, Minor, "rc", "1.5.0-rc.1"),
        (&["1.4.0", "1.5.0-rc.1"], &[], None, Minor, "rc", "1.5.0-rc.2"),
        (&["1.4.0", "1.5.0-rc.9"], &[], None, Minor, "rc", "1.5.0-rc.10"),
        (&["1.4.0", "1.5.0-rc.9", "1.5.0-rc.10"], &[], None, Minor, "rc", "1.5.0-rc.11"),
        (&["1.4.0", "1.5.0-rc.2"], &[], None, Minor, "", "1.5.0"),
        // What was announced stays, though only a fix followed; what is greater is greater.
        (&["1.4.0", "1.5.0-rc.2"], &[], None, Patch, "", "1.5.0"),
        (&["1.4.0", "1.5.0-rc.2"], &[], None, Patch, "rc", "1.5.0-rc.3"),
        (&["1.4.0", "1.5.0-rc.2"], &[], None, Major, "rc", "2.0.0-rc.1"),
        (&["1.4.0", "1.5.0-rc.2"], &[], None, Major, "", "2.0.0"),
        (&["1.4.0", "1.5.0-rc.2", "2.0.0-rc.1"], &[], None, Major, "rc", "2.0.0-rc.2"),
        // From one kind to the next, and not back.
        (&["1.4.0", "1.5.0-alpha.3"], &[], None, Minor, "beta", "1.5.0-beta.1"),
        (&["1.4.0", "1.5.0-beta.1"], &[], None, Minor, "alpha", "NotAbove"),
        (&["1.4.0", "1.5.0-rc1"], &[], None, Minor, "rc", "NotAbove"),
        (&["1.4.0", "1.5.0-rc"], &[], None, Minor, "rc", "1.5.0-rc.1"),
        (&["1.5.0-rc.1"], &[], None, Minor, "", "1.5.0"),
        (&["1.5.0-rc.1"], &[], None, Minor, "rc", "1.5.0-rc.2"),
        // A prerelease below the last final version is over.
        (&["1.4.0-rc.3", "1.4.0"], &[], None, Patch, "rc", "1.4.1-rc.1"),
        (&["1.4.0"], &[], None, Minor, "rc.1", "BadIdentifier"),
        (&["1.4.0"], &[], None, Minor, "r_c", "BadIdentifier"),
        (&["1.4.0"], &[], None, Minor, "1", "BadIdentifier"),
        (&["1.4.0"], &[], None, Minor, "beta.exp", "1.5.0-beta.exp.1"),
        // Build metadata makes no other version.
        (&["1.4.0"], &[], None, Minor, "+linux.7", "1.5.0+linux.7"),
        (&["1.4.0+build.1"], &[], None, Patch, "", "1.4.1"),
        (&["1.4.0"], &["1.5.0+mac"], None, Minor, "", "Taken"),
        (&["1.4.0"], &[], None, Minor, "+li_nux", "BadIdentifier"),
        // Maintenance lines.
        (&["1.4.2"], &["1.5.0", "2.0.0"], Some("release/1.4"), Patch, "", "1.4.3"),
        (&["1.4.2"], &["1.5.0", "2.0.0"], Some("release/1.4"), Minor, "", "OffLine"),
        (&["1.4.2"], &["2.0.0"], Some("1.x"), Minor, "", "1.5.0"),
        (&["1.3.9"], &[], Some("release/1.4"), Patch, "", "1.4.0"),
        // A tag on another branch is in the way.
        (&["1.4.0"], &["1.4.1"], None, Patch, "", "Taken"),
        (&["18446744073709551615.0.0"], &[], None, Major, "", "Overflow"),
    ];
    for (tags, elsewhere, line, level, wish, expected) in table {
        assert_eq!(told(tags, elsewhere, line, level, wish), expected, "{tags:?} {line:?} {level} {wish}");
    }
}

#[test]
fn what_is_taken_names_what_is_free() {
    let tags = taken(&["1.4.0", "1.4.1", "1.4.2", "1.5.0"]);
    let last = version("1.4.0");
    let known = Known { last: Some(&last), prerelease: None, taken: &tags, line: None };
    let refused = next(&Rules::default(), known, Patch, Wish::default()).unwrap_err();
    let free = ["1.4.3", "1.6.0", "2.0.0"].map(version).to_vec();
    assert_eq!(refused, Refusal::Taken { version: version("1.4.1"), tag: "v1.4.1".into(), free });
}

fn change(title: &str, labels: &[&str], paths: &[&str]) -> Change {
    Change {
        what: What::PullRequest(1),
        title: title.to_owned(),
        url: String::new(),
        messages: Vec::new(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
        reverted: false,
        carries: false,
    }
}

fn rules() -> Rules {
    use crate::paths::{Glob, LabelPattern};
    let labels = |names: &[&str]| names.iter().map(|name| LabelPattern::parse(name).unwrap()).collect();
    let with = |level, names: &[&str]| Rule {
        labels: labels(names),
        conventional: Some(rules::types_of(level)),
        paths: Vec::new(),
    };
    Rules {
        major: with(Major, &["breaking-change"]),
        minor: Rule {
            paths: vec![Glob::parse("api/**").unwrap()],
            ..with(Minor, &["feature", "kind/feat*"])
        },
        patch: with(Patch, &["fix"]),
        ..Rules::default()
    }
}

#[test]
fn changes_contribute_what_the_rules_say() {
    let table: [(Change, Option<Level>, Because); 15] = [
        (change("Add carts", &["Feature"], &[]), Some(Minor), Because::Label("Feature".into())),
        (change("Add carts", &["kind/feature"], &[]), Some(Minor), Because::Label("kind/feature".into())),
        (change("feat: carts", &[], &[]), Some(Minor), Because::Type("feat".into())),
        (change("feat(cart): keep it (#12)", &[], &[]), Some(Minor), Because::Type("feat".into())),
        (change("FIX: totals", &[], &[]), Some(Patch), Because::Type("FIX".into())),
        (change("fix!: totals", &[], &[]), Some(Major), Because::Breaking("!")),
        (change("chore!: drop it", &["fix"], &[]), Some(Major), Because::Breaking("!")),
        (
            change("fix: totals\n\nBREAKING CHANGE: they are rounded up", &[], &[]),
            Some(Major),
            Because::Breaking("BREAKING CHANGE:"),
        ),
        (
            change("fix: totals\n\nBREAKING-CHANGE: they are rounded up", &[], &[]),
            Some(Major),
            Because::Breaking("BREAKING CHANGE:"),
        ),
        (
            change("fix: totals", &["breaking-change"], &[]),
            Some(Major),
            Because::Label("breaking-change".into()),
        ),
        (change("docs: the API", &[], &["api/a.md"]), Some(Minor), Because::Path("api/a.md".into())),
        (change("feature: carts", &[], &[]), Some(Patch), Because::Otherwise),
        (change("Add carts", &["other"], &["web/a.js"]), Some(Patch), Because::Otherwise),
        (change("Merge pull request #12 from mona/carts", &[], &[]), Some(Patch), Because::Otherwise),
        (
            Change { reverted: true, carries: false, ..change("feat!: carts", &["feature"], &[]) },
            None,
            Because::Reverted,
        ),
    ];
    for (change, level, because) in table {
        let found = contributions(&rules(), std::slice::from_ref(&change));
        assert_eq!((found[0].level, &found[0].because), (level, &because), "{}", change.title);
    }
    for (otherwise, level, because) in [
        (Otherwise::None, None, Because::Otherwise),
        (Otherwise::Refuse, None, Because::Unlabelled),
        (Otherwise::Level(Minor), Some(Minor), Because::Otherwise),
    ] {
        let rules = Rules { otherwise, ..rules() };
        let found = contributions(&rules, &[change("Add carts", &[], &[])]);
        assert_eq!((found[0].level, &found[0].because), (level, &because));
    }
}

fn versions() -> impl Strategy<Value = Version> {
    let kinds = prop_oneof![
        3 => Just(String::new()),
        1 => (prop_oneof![Just("rc"), Just("beta"), Just("alpha")], 1u64..12)
            .prop_map(|(kind, number)| format!("-{kind}.{number}")),
    ];
    (0u64..4, 0u64..4, 0u64..4, kinds)
        .prop_map(|(major, minor, patch, pre)| version(&format!("{major}.{minor}.{patch}{pre}")))
}

proptest! {
    /// It is greater than every tag before it, and none that exists.
    #[test]
    fn the_next_version_is_new_and_above(
        ancestors in prop::collection::vec(versions(), 0..12),
        elsewhere in prop::collection::vec(versions(), 0..12),
        level in prop_oneof![Just(Patch), Just(Minor), Just(Major)],
        kind in prop_oneof![Just(None), Just(Some("rc")), Just(Some("alpha"))],
    ) {
        let last = ancestors.iter().filter(|one| one.pre.is_empty()).max();
        let above = |one: &&Version| !one.pre.is_empty() && last.is_none_or(|last| one > &last);
        let prerelease = ancestors.iter().filter(above).max();
        let all: BTreeMap<Version, String> =
            ancestors.iter().chain(&elsewhere).map(|one| (one.clone(), format!("v{one}"))).collect();
        let known = Known { last, prerelease, taken: &all, line: None };
        let wish = Wish { prerelease: kind, build: None };
        match next(&Rules::default(), known, level, wish) {
            Ok(next) => {
                prop_assert!(ancestors.iter().all(|one| next.version.cmp_precedence(one).is_gt()));
                prop_assert!(!all.contains_key(&next.version));
                // What the change asks for is in it.
                let kind = crate::version::release_type(last, &Version { pre: semver::Prerelease::EMPTY, ..next.version });
                let asked = last.map_or(Patch, |last| Rules::default().effective(last, level));
                prop_assert!(kind.unwrap() >= asked.release_type());
            }
            Err(Refusal::Taken { version, free, .. }) => {
                prop_assert!(all.contains_key(&version));
                prop_assert!(free.iter().all(|one| one > &version && !all.contains_key(one)));
            }
            Err(Refusal::NotAbove { other, .. }) => prop_assert!(!other.pre.is_empty()),
            Err(refusal) => prop_assert!(false, "{refusal:?}"),
        }
    }

    /// The order of the changes does not matter for what they ask.
    #[test]
    fn the_order_of_changes_does_not_matter(picked in prop::collection::vec(0usize..5, 1..8), shift in 0usize..8) {
        let titles = ["feat: a", "fix: b", "fix!: c", "d", "docs: e"];
        let changes: Vec<Change> = picked.iter().map(|&at| change(titles[at], &[], &[])).collect();
        let mut other = changes.clone();
        let by = shift % other.len();
        other.rotate_left(by);
        let level = |changes: &[Change]| contributions(&rules(), changes).iter().filter_map(|one| one.level).max();
        prop_assert_eq!(level(&changes), level(&other));
    }

    /// Any branch is read without panicking, and the line of a line's own name is that line.
    #[test]
    fn lines_are_read(name in "\\PC{0,20}", major in 0u64..40, minor in prop::option::of(0u64..40)) {
        let _ = Line::of_branch(&name);
        let line = Line { major, minor };
        prop_assert_eq!(Line::of_branch(&line.to_string()), Some(line));
        prop_assert!(line.holds(&line.lowest()));
    }
}
