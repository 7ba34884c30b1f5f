//! What belongs to a package: by table, and its laws.

use proptest::prelude::*;

use crate::bump::{Package, Rules, Wish, Written, compute};
use crate::evidence::release::{Change, ChangedFile, Commit};
use crate::evidence::{Fact, List, Reason, Unknown};
use crate::paths::PathSet;
use crate::requirement::fixture::{Fixture, commit, oid, pull};
use crate::version::TagPattern;

fn app() -> Package {
    Package {
        since: None,
        name: "app".into(),
        paths: PathSet::parse(&["app/**", "!app/docs/**"]).unwrap(),
        shared: Some(PathSet::parse(&["libs/**"]).unwrap()),
        written: Written::default(),
        tag: TagPattern::parse("v{version}").unwrap(),
        bump: Some(Rules::default()),
        floating: Vec::new(),
        latest: false,
    }
}

fn file(path: &str) -> ChangedFile {
    // `new<old` is a renamed file.
    let (path, previous) = path.split_once('<').map_or((path, None), |(new, old)| (new, Some(old)));
    let change = if previous.is_some() { Change::Renamed } else { Change::Modified };
    ChangedFile { path: path.to_owned(), previous: previous.map(str::to_owned), change }
}

fn files(paths: &[&str]) -> Fact<List<ChangedFile>> {
    Fact::Known(List::all(paths.iter().map(|path| file(path)).collect()))
}

/// A change of a range: a pull request, or a commit without one, with its files; `None`: they could not be read.
type Part<'a> = (&'a str, Option<Vec<&'a str>>);

/// A release of the app with these changes. Pull requests are numbered from 14 on, and so are commits.
fn world(parts: &[Part<'_>], net: Option<&[&str]>) -> Fixture {
    let mut fixture = Fixture::release();
    fixture.rules = fixture.rules.of(&app());
    let unread = || Fact::Unknown(Unknown::new(Reason::NotFound));
    let (mut commits, mut pulls) = (Vec::new(), Vec::new());
    for (index, (title, changed)) in parts.iter().enumerate() {
        let number = 14 + index as u64;
        let mut one: Commit = commit(number);
        if title.starts_with("direct") {
            one.pull_requests = Fact::Known(Vec::new());
            one.message = title.trim_start_matches("direct ").to_owned();
        } else {
            let mut pull = pull(number);
            pull.title = (*title).to_owned();
            pull.files = changed.as_ref().map_or_else(unread, |paths| files(paths));
            one.message = (*title).to_owned();
            pulls.push(pull);
        }
        commits.push(one);
    }
    let all: Vec<&str> = parts.iter().filter_map(|(_, paths)| paths.as_ref()).flatten().copied().collect();
    let range = match &mut fixture.evidence.range {
        Fact::Known(range) => range,
        _ => unreachable!("the fixture has a range"),
    };
    range.head = oid(&format!("m{}", 13 + parts.len()));
    range.commits = List::all(commits);
    range.files = net.map_or_else(unread, |net| if net.is_empty() { files(&all) } else { files(net) });
    fixture.candidate.as_mut().unwrap().commit = range.head.clone();
    fixture.evidence.pull_requests = pulls;
    fixture
}

#[test]
fn pull_requests_belong_by_their_files() {
    for (paths, belongs) in [
        (Some(vec!["app/main.rs"]), true),
        (Some(vec!["README.md", "web/a.js", "app/main.rs"]), true),
        (Some(vec!["libs/core.rs"]), true),
        (Some(vec!["web/a.js<app/a.js"]), true),
        (Some(vec!["app/a.js<web/a.js"]), true),
        (Some(vec!["web/a.js<web/b.js"]), false),
        (Some(vec!["app/docs/guide.md"]), false),
        (Some(vec!["web/app/main.rs"]), false),
        (Some(vec![]), false),
        (None, true),
    ] {
        let fixture = world(&[("fix: it", paths.clone())], Some(&["web/a.js"]));
        let parted = fixture.case().parted().unwrap();
        assert_eq!(
            (parted.own.len(), parted.others.len()),
            if belongs { (1, 0) } else { (0, 1) },
            "{paths:?}"
        );
    }
    // A list that is not whole may be short of the one file that counts.
    let mut fixture = world(&[("fix: it", Some(vec!["web/a.js"]))], Some(&["web/a.js"]));
    fixture.pull(14).files = Fact::Known(List::new(vec![file("web/a.js")], 2));
    assert_eq!(fixture.case().parted().unwrap().own, [14]);
    fixture.pull(14).files = Fact::NotCollected;
    assert_eq!(fixture.case().parted().unwrap().own, [14]);
}

#[test]
fn a_commit_without_a_pull_request_belongs_where_it_may_have_changed_something() {
    let web = || ("fix: web", Some(vec!["web/a.js"]));
    let own = |fixture: &Fixture| {
        let changes = fixture.case().version_changes(false).unwrap();
        (fixture.case().own_commits().unwrap().len(), changes.len())
    };
    assert_eq!(own(&world(&[web(), ("direct feat: it", Some(vec!["app/a.js"]))], Some(&[]))), (1, 1));
    assert_eq!(own(&world(&[web(), ("direct feat: it", Some(vec!["web/b.js"]))], Some(&[]))), (0, 0));
    assert_eq!(own(&world(&[web(), ("direct feat: it", None)], None)), (1, 1), "the files could not be read");
    // A pull request accounts for what changed; the commit has to be accounted for all the same.
    let app = ("fix: app", Some(vec!["app/a.js"]));
    assert_eq!(own(&world(&[app, ("direct feat: it", Some(vec!["app/a.js"]))], Some(&[]))), (2, 1));
    // Files of the package changed, and no pull request says so: then any of them may have changed them.
    assert_eq!(own(&world(&[web()], Some(&["app/a.js"]))), (1, 1));
}

fn path() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("app/a.js"),
        Just("app/docs/b.md"),
        Just("libs/c.rs"),
        Just("web/d.js"),
        Just("README.md"),
        Just("web/e.js<app/e.js"),
    ]
}

fn part() -> impl Strategy<Value = Part<'static>> {
    let title = prop_oneof![
        Just("fix: it"),
        Just("feat: it"),
        Just("feat!: it"),
        Just("chore: it"),
        Just("direct fix: it")
    ];
    (title, proptest::option::weighted(0.8, proptest::collection::vec(path(), 0..4)))
}

fn next(fixture: &Fixture) -> Option<String> {
    let facts = fixture.case().version_facts(false).unwrap();
    let computed = compute(fixture.rules.bump.as_ref().unwrap(), facts, Wish::default());
    computed.version().map(ToString::to_string)
}

proptest! {
    #[test]
    fn own_and_other_pull_requests_are_the_range(parts in proptest::collection::vec(part(), 1..6)) {
        let fixture = world(&parts, Some(&[]));
        let case = fixture.case();
        let parted = case.parted().unwrap();
        let mut both: Vec<u64> = parted.own.iter().chain(&parted.others).copied().collect();
        both.sort_unstable();
        prop_assert_eq!(both, case.of_range().unwrap());
        for number in parted.others {
            prop_assert!(fixture.evidence.pull_request(number).unwrap().files.whole().is_ok());
        }
    }

    #[test]
    fn what_changes_no_file_of_the_package_never_changes_its_version(
        parts in proptest::collection::vec(part(), 0..5),
        title in prop_oneof![Just("feat!: web"), Just("feat: web"), Just("what?")],
    ) {
        let first = ("fix: app", Some(vec!["app/a.js"]));
        let mut parts: Vec<Part<'_>> = std::iter::once(first).chain(parts).collect();
        let before = next(&world(&parts, Some(&[])));
        parts.push((title, Some(vec!["web/only.js", "app/docs/only.md"])));
        prop_assert_eq!(next(&world(&parts, Some(&[]))), before);
    }

    #[test]
    fn what_could_not_be_read_takes_nothing_away(parts in proptest::collection::vec(part(), 1..6), at in 0_usize..6) {
        let known = world(&parts, Some(&[])).case().parted().unwrap().own;
        let mut less = parts.clone();
        if let Some(part) = less.get_mut(at) {
            part.1 = None;
        }
        let net: Vec<&str> = parts.iter().filter_map(|(_, paths)| paths.as_ref()).flatten().copied().collect();
        let net = if net.is_empty() { vec!["README.md"] } else { net };
        let unread = world(&less, Some(&net)).case().parted().unwrap().own;
        prop_assert!(known.iter().all(|number| unread.contains(number)), "{:?} {:?}", known, unread);
        let commits = |world: &Fixture| world.case().own_commits().unwrap().len();
        prop_assert!(commits(&world(&parts, None)) >= commits(&world(&parts, Some(&net))));
    }
}
