//! The arithmetic by table, and its laws.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::version::Version;

mod named;
mod prereleases;

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
    let wish = Wish { prerelease: (!kind.is_empty()).then_some(kind), build, named: None };
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
    let table: [Row; 16] = [
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
fn prereleases_follow_the_table() {
    for (tags, elsewhere, level, wish, expected, _) in prereleases::ROWS {
        let level = Level::ALL.into_iter().find(|one| one.as_str() == *level).unwrap();
        let words: Vec<&str> = wish.split_whitespace().collect();
        let behind = |flag| words.iter().position(|word| *word == flag).map(|at| words[at + 1]);
        let kind = behind("--pre").unwrap_or_default();
        let wish = behind("--build").map_or(kind.to_owned(), |build| format!("{kind}+{build}"));
        let all = |text: &'static str| text.split_whitespace().collect::<Vec<_>>();
        let found = told(&all(tags), &all(elsewhere), None, level, &wish);
        let found = if found.contains('.') { found.as_str() } else { "refused" };
        assert_eq!(found, *expected, "{tags} {level} {wish}");
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
        body: String::new(),
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
    let table: [(Change, Option<Level>, Because); 16] = [
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
        (change("Revert \"Sort by name\"", &[], &[]), Some(Patch), Because::Type("revert".into())),
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

#[test]
fn what_an_earlier_release_took_back_counts_again_as_what_it_quotes() {
    for (title, level, because) in [
        ("Reapply \"feat!: carts (#12)\" (#14)", Major, Because::Breaking("!")),
        ("Revert \"Revert \"feat!: carts\"\"", Major, Because::Breaking("!")),
        ("Revert \"Revert \"feat: carts (#12)\" (#13)\" (#14)", Minor, Because::Type("feat".into())),
        ("Revert \"Reapply \"feat!: carts\"\"", Patch, Because::Type("revert".into())),
        ("Revert \"Revert \"Revert \"feat!: carts\"\"\"", Patch, Because::Type("revert".into())),
        ("Reapply \"Sort by name\"", Patch, Because::Otherwise),
        ("Reapply \"feat!: carts", Patch, Because::Otherwise),
    ] {
        let found = contributions(&rules(), &[change(title, &[], &[])]);
        assert_eq!((found[0].level, &found[0].because), (Some(level), &because), "{title}");
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

/// Any change, the words of which may mean something.
fn one_change() -> impl Strategy<Value = Change> {
    let titles = [
        "feat: a",
        "fix: b",
        "fix!: c",
        "d",
        "docs: e",
        "Revert \"feat: a\"",
        "Reapply \"feat!: a\"",
        "feat(x)!: y",
        "BREAKING CHANGE: z",
    ];
    let labels = ["feature", "fix", "breaking-change", "kind/feature", "other"];
    let words = (
        prop::sample::select(titles.to_vec()),
        prop::sample::subsequence(labels.to_vec(), 0..=2),
        prop::sample::select(vec!["", "api/a.md", "web/a.js"]),
        prop::sample::select(vec![
            "",
            "BREAKING CHANGE: it",
            "<!-- BREAKING CHANGE: it -->",
            "```\nBREAKING CHANGE: it\n```",
        ]),
    );
    words.prop_map(|(title, labels, path, body)| Change {
        body: body.to_owned(),
        ..change(title, &labels, &[path])
    })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(one_change(), 0..8)
}

/// What these changes make of 1.4.0.
fn computed(rules: &Rules, changes: Vec<Change>) -> Computed {
    let tagged = |text: &str, commit: &str| Tagged {
        version: version(text),
        tag: format!("v{text}"),
        commit: crate::evidence::Oid::new(commit),
    };
    let facts = Facts {
        commit: crate::evidence::Oid::new("b"),
        branch: "main".to_owned(),
        last: Some(tagged("1.4.0", "a")),
        prerelease: None,
        taken: taken(&["1.4.0", "1.3.9"]),
        commits: changes.len() as u64 + 1,
        changes,
        on_top: false,
    };
    compute(rules, facts, Wish::default())
}

#[test]
fn a_footer_counts_where_people_write_it() {
    let table = [
        ("BREAKING CHANGE: it", true),
        ("Why.\n\nBREAKING-CHANGE: it\n\nMore.", true),
        ("* fix: a\r\n\r\nBREAKING CHANGE: it\r\n", true),
        ("BREAKING CHANGE:", false),
        ("breaking change: it", false),
        ("No BREAKING CHANGE: it", false),
        ("> BREAKING CHANGE: it", false),
        ("<!-- BREAKING CHANGE: it -->", false),
        ("<!--\nBREAKING CHANGE: it", true),
        ("```\nBREAKING CHANGE: it\n```", false),
        ("```\nx\n\nBREAKING CHANGE: it", true),
        ("```\nx\n```\nBREAKING CHANGE: it", true),
    ];
    for (body, breaks) in table {
        for change in [
            Change { body: body.to_owned(), ..change("Tidy up", &[], &[]) },
            Change { messages: vec![format!("Tidy up\n\n{body}")], ..change("Tidy up", &[], &[]) },
        ] {
            let found = contributions(&rules(), &[change])[0].level == Some(Major);
            assert_eq!(found, breaks, "{body}");
        }
    }
}

#[test]
fn what_was_cut_at_this_very_commit_is_resumed() {
    for (here, wish, resumed) in [
        (&["1.4.1-rc.1"][..], ("rc", ""), Some("1.4.1-rc.1")),
        (&["1.4.1-rc.1", "1.4.1-rc.2"], ("rc", ""), Some("1.4.1-rc.2")),
        (&["1.4.1-rc.1+7"], ("rc", "7"), Some("1.4.1-rc.1+7")),
        (&["1.4.1+7"], ("", "7"), Some("1.4.1+7")),
        (&["1.4.1-rc.1"], ("beta", ""), None),
        (&["1.4.1-rc.1"], ("r", ""), None),
        (&["1.4.1-rc.1"], ("", "7"), None),
        (&["1.4.1-rc.1+7"], ("rc", ""), None),
        (&["1.4.1-rc.1", "1.4.1"], ("rc", ""), None),
        (&["1.4.1+7"], ("", "8"), None),
        (&["1.4.1"], ("", ""), None),
        (&[], ("rc", ""), None),
    ] {
        let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let asked = Wish { prerelease: some(wish.0), build: some(wish.1), named: None };
        let here: Vec<Version> = here.iter().map(|text| version(text)).collect();
        assert_eq!(asked.resumed(&here), resumed.map(version), "{here:?} {wish:?}");
    }
}

/// A commit's message is no Markdown: what looks like a comment in it is none.
#[test]
fn a_comment_hides_a_footer_in_a_description_alone() {
    let text = "<!--\nBREAKING CHANGE: it\n-->";
    let told = |change: Change| contributions(&rules(), &[change])[0].level == Some(Major);
    assert!(!told(Change { body: text.to_owned(), ..change("Tidy up", &[], &[]) }));
    assert!(told(Change { messages: vec![format!("Tidy up\n\n{text}")], ..change("Tidy up", &[], &[]) }));
}

#[test]
fn the_titles_within_a_squash_count() {
    for (message, level) in [
        ("Carts (#1)\n\n* feat!: drop it\n\n* fix: tests", Some(Major)),
        ("Carts (#1)\n\n* fix: tests\n\n- feat(cart): keep it\n", Some(Minor)),
        ("Carts (#1)\r\n\r\n* feat: it\r\n", Some(Minor)),
        ("Carts (#1)\n\n```\n* feat!: as an example\n```", None),
        ("Carts (#1)\n\nfeat!: not an entry of the list", None),
        ("Carts (#1)\n\n* Tidy up\n* refactor!: drop it", Some(Major)),
        ("Carts (#1)\n\n* Tidy up", None),
    ] {
        let rules = Rules { otherwise: Otherwise::None, ..rules() };
        let change = Change { messages: vec![message.to_owned()], ..change("Carts", &[], &[]) };
        assert_eq!(contributions(&rules, &[change])[0].level, level, "{message}");
    }
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
        let wish = Wish { prerelease: kind, ..Wish::default() };
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

    /// The order of the changes does not matter, and the same changes give the same version.
    #[test]
    fn the_order_of_changes_does_not_matter(changes in changes(), seed in any::<u64>()) {
        let mut other = changes.clone();
        let by = usize::try_from(seed % (other.len() as u64 + 1)).unwrap();
        other.rotate_left(by);
        if seed % 2 == 0 {
            other.reverse();
        }
        let (first, second) = (computed(&rules(), changes.clone()), computed(&rules(), other));
        prop_assert_eq!((&first.outcome, first.level), (&second.outcome, second.level));
        prop_assert_eq!(&first, &computed(&rules(), changes));
    }

    /// A label that is taken away never raises the version.
    #[test]
    fn a_label_less_never_raises(changes in changes(), at in any::<prop::sample::Index>()) {
        let before = computed(&rules(), changes.clone());
        let mut less = changes;
        if !less.is_empty() {
            let at = at.index(less.len());
            less[at].labels.pop();
        }
        prop_assert!(computed(&rules(), less).version() <= before.version());
    }

    /// A change more never lowers it.
    #[test]
    fn a_change_more_never_lowers(changes in changes(), more in one_change()) {
        let before = computed(&rules(), changes.clone());
        let mut all = changes;
        all.push(more);
        prop_assert!(computed(&rules(), all).version() >= before.version());
    }

    /// What was taken back changes nothing, whatever it says.
    #[test]
    fn what_was_taken_back_changes_nothing(changes in changes(), one in one_change(), other in one_change()) {
        let before = computed(&rules(), changes.clone());
        let mut all = changes;
        all.extend([one, other].map(|change| Change { reverted: true, ..change }));
        prop_assert_eq!(computed(&rules(), all).outcome, before.outcome);
    }

    /// Whatever a pattern puts around a version, the version is found in the tag again.
    #[test]
    fn a_tag_is_read_as_it_was_written(
        before in "[a-z@/_.-]{0,8}", after in "([a-z@/_]{1,5})?", version in versions(), build in "([a-z0-9]{1,4})?",
    ) {
        let mut version = version;
        version.build = semver::BuildMetadata::new(&build).unwrap();
        if let Ok(pattern) = crate::version::TagPattern::parse(&format!("{before}{{version}}{after}")) {
            let tag = pattern.tag(&version);
            let read = pattern.version(&tag);
            prop_assert!(read.as_ref() == Some(&version), "{} is read as {:?}", tag, read);
        }
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
