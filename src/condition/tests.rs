use proptest::prelude::*;

use super::{Condition, Context};
use crate::evidence::fact::{Reason, Unknown};
use crate::evidence::needs::Head;
use crate::evidence::pull_request::RemovedLabel;
use crate::evidence::release::{Change, ChangedFile, Relation};
use crate::evidence::{Fact, List, Login};
use crate::paths::Glob;
use crate::requirement::fixture::{Fixture, at, oid};
use crate::requirement::told::told;
use crate::verdict::{Node, Outcome};
use crate::version::ReleaseType;
use crate::yaml::Problems;

fn own_types() -> Vec<(String, ReleaseType)> {
    vec![
        ("hotfix".into(), ReleaseType::Patch),
        ("quick".into(), ReleaseType::Patch),
        ("nightly".into(), ReleaseType::Prerelease),
    ]
}

/// Reads a `when:` value of a release phase; the problems as `code: message`.
fn read_in(when: &str, holds_merge: bool, branches: &[&str]) -> Result<Condition, Vec<String>> {
    let mut problems = Problems::new();
    let node = crate::yaml::parse(when, &mut problems);
    let branches: Vec<Glob> = branches.iter().map(|glob| Glob::parse(glob).unwrap()).collect();
    let context = Context { own_types: &own_types(), holds_merge, branches: &branches };
    let condition = node.and_then(|node| Condition::read(&node, &context, &mut problems));
    let problems = problems.into_vec();
    match condition {
        Some(condition) if problems.is_empty() => Ok(condition),
        _ => Err(problems.iter().map(|one| format!("{}: {}", one.code, one.message)).collect()),
    }
}

fn read(when: &str) -> Condition {
    read_in(when, false, &[]).unwrap_or_else(|problems| panic!("{when}: {problems:#?}"))
}

fn judge(fixture: &Fixture, when: &str) -> Node {
    read(when).judge(&fixture.case())
}

/// All findings, as plain lines.
fn lines(fixture: &Fixture, when: &str) -> Vec<String> {
    judge(fixture, when).leaves().iter().flat_map(|leaf| told(&leaf.findings)).collect()
}

fn world(change: impl FnOnce(&mut Fixture)) -> Fixture {
    let mut fixture = Fixture::release();
    change(&mut fixture);
    fixture
}

fn file(path: &str) -> ChangedFile {
    ChangedFile { path: path.into(), previous: None, change: Change::Modified }
}

fn renamed(from: &str, to: &str) -> ChangedFile {
    ChangedFile { path: to.into(), previous: Some(from.into()), change: Change::Renamed }
}

fn list<T>(items: Vec<T>) -> Fact<List<T>> {
    Fact::Known(List::all(items))
}

fn capped<T>(items: Vec<T>) -> Fact<List<T>> {
    let total = items.len() as u64 + 1;
    Fact::Known(List::new(items, total))
}

fn lost<T>() -> Fact<T> {
    Fact::Unknown(Unknown::new(Reason::ServerTrouble))
}

fn net(fixture: &mut Fixture, files: Fact<List<ChangedFile>>) {
    let Fact::Known(range) = &mut fixture.evidence.range else { panic!("the fixture has a range") };
    range.files = files;
}

fn removed(name: &str, by: Option<&str>, time: &str) -> RemovedLabel {
    RemovedLabel { name: name.into(), by: by.map(Login::new), at: at(time) }
}

/// The release is the tag v1.4.0, which lies on these branches.
fn tagged(fixture: &mut Fixture, on: &[&str]) {
    fixture.candidate.as_mut().unwrap().head = Head::Reference("refs/tags/v1.4.0".into());
    let line = |branch: &&str| Relation {
        reference: format!("refs/heads/{branch}"),
        commit: oid("m15"),
        ahead: 0,
        behind: 0,
    };
    let Fact::Known(closing) = &mut fixture.evidence.closing else { panic!("the fixture has an end") };
    closing.lines = list(on.iter().map(line).collect());
    fixture.rules.branches = ["main", "release/*"].map(|glob| Glob::parse(glob).unwrap()).to_vec();
}

#[test]
fn the_type_is_semvers_and_the_teams_own() {
    let fixture = Fixture::release();
    assert_eq!(lines(&fixture, "{type: minor}"), ["met type-is: the release is `minor`"]);
    assert_eq!(
        lines(&fixture, "{type: [major, hotfix]}"),
        ["unmet type-is-not: the release is `minor`, not `major` `hotfix`"]
    );
    let hotfix = world(|it| {
        let own = |branch: &str| crate::candidate::OwnType {
            is: ReleaseType::Patch,
            branches: vec![Glob::parse(branch).unwrap()],
        };
        it.rules.types = [("hotfix".to_owned(), own("main")), ("quick".to_owned(), own("quick/*"))].into();
        it.candidate.as_mut().unwrap().version = "1.3.2".parse().unwrap();
    });
    assert_eq!(lines(&hotfix, "{type: hotfix}"), ["met type-is: the release is `patch` `hotfix`"]);
    assert_eq!(lines(&hotfix, "{type: patch}"), ["met type-is: the release is `patch` `hotfix`"]);
    assert!(lines(&hotfix, "{type: quick}")[0].starts_with("unmet"));
    let first = world(|it| it.candidate.as_mut().unwrap().bases.clear());
    assert!(lines(&first, "{type: minor}")[0].starts_with("met"), "a first release is named by its numbers");
    let unknown = world(|it| it.evidence.bases = lost());
    assert_eq!(
        lines(&unknown, "{type: minor}"),
        ["unknown unreadable: the release's type could not be read: ServerTrouble => (remedy)"]
    );
}

#[test]
fn paths_are_of_the_net_difference_and_of_every_pull_request() {
    let web = "{paths: [\"web/**\", \"!web/**/*.md\"]}";
    for (what, change, wanted) in [
        ("net", (|it| net(it, list(vec![file("web/a.css")]))) as fn(&mut Fixture), Outcome::Met),
        ("net, old name", |it| net(it, list(vec![renamed("web/a", "lib/a")])), Outcome::Met),
        (
            "a pull request, reverted since",
            |it| it.pull(14).files = list(vec![file("web/a.css")]),
            Outcome::Met,
        ),
        (
            "a pull request, old name",
            |it| it.pull(15).files = list(vec![renamed("web/a", "a")]),
            Outcome::Met,
        ),
        ("excluded", |it| net(it, list(vec![file("web/doc/a.md")])), Outcome::Unmet),
        ("nothing", |_| {}, Outcome::Unmet),
        ("net not collected", |it| net(it, Fact::NotCollected), Outcome::Unknown),
        ("net capped", |it| net(it, capped(vec![file("lib/a")])), Outcome::Unknown),
        ("net capped, but one seen", |it| net(it, capped(vec![file("web/a")])), Outcome::Met),
        ("a pull request capped", |it| it.pull(14).files = capped(vec![]), Outcome::Unknown),
        ("a pull request not collected", |it| it.pull(14).files = Fact::NotCollected, Outcome::Unknown),
        ("a pull request unread", |it| it.evidence.pull_requests.clear(), Outcome::Unknown),
        ("range unread", |it| it.evidence.range = lost(), Outcome::Unknown),
    ] {
        assert_eq!(judge(&world(change), web).outcome, wanted, "{what}");
    }
    let met = world(|it| net(it, list(vec![file("web/b"), file("web/a"), file("a")])));
    assert_eq!(lines(&met, web), ["met path-changed: `web/a` is among the files that changed"]);
    let unmet = world(|it| net(it, list(vec![file("b"), renamed("c", "d")])));
    assert_eq!(
        lines(&unmet, web),
        ["unmet no-path-changed: none of the 3 files that changed fits `web/**` `!web/**/*.md`"]
    );
    let mut merge = Fixture::merge();
    merge.pull(14).files = list(vec![file("web/a")]);
    assert_eq!(judge(&merge, web).outcome, Outcome::Unmet, "another pull request's files");
    merge.pull(15).files = list(vec![file("web/a")]);
    assert_eq!(judge(&merge, web).outcome, Outcome::Met);
}

#[test]
fn a_label_of_any_pull_request_counts_and_who_took_it_off_is_said() {
    let bug = world(|it| it.pull(15).labels = list(vec!["Bug".into()]));
    assert_eq!(lines(&bug, "{labels: [hold, b?g]}"), ["met label-found: #15 has the label `Bug`"]);
    assert_eq!(
        lines(&Fixture::release(), "{labels: [hold, BUG]}"),
        ["unmet label-not-found: none of 2 pull requests has the label `hold` `BUG`"]
    );
    let off = world(|it| {
        it.pull(14).removed_labels = list(vec![
            removed("Hold", Some("mona"), "07:30"),
            removed("feature", Some("lena-h"), "09:30"),
            removed("hold", Some("hubot"), "08:30"),
        ]);
        it.pull(15).removed_labels = list(vec![removed("hold", None, "08:00")]);
    });
    assert_eq!(
        lines(&off, "{labels: hold}"),
        [
            "unmet label-not-found: none of 2 pull requests has the label `hold`",
            "unmet label-removed: none has the label now: @hubot took `hold` off #14",
            "unmet label-removed-by-ghost: none has the label now: a deleted account took `hold` off #15",
        ]
    );
    assert_eq!(
        lines(&Fixture::release(), "{labels: [feature, huld]}")[0],
        "met label-found: #14 has the label `feature`",
        "a label that is there decides"
    );
    assert_eq!(
        lines(&Fixture::release(), "{labels: [bug, huld]}"),
        ["unknown label-missing: the repository has no label `huld` => \
          create the label, or correct its name in the policy [writers]"]
    );
    for (what, change) in [
        ("labels of a pull request", (|it| it.pull(14).labels = lost()) as fn(&mut Fixture)),
        ("some labels of a pull request", |it| it.pull(14).labels = capped(vec![])),
        ("the repository's labels", |it| it.evidence.labels = Fact::NotCollected),
        ("pull requests", |it| it.evidence.pull_requests.clear()),
        ("no pull request at all", |it| {
            let Fact::Known(range) = &mut it.evidence.range else { panic!() };
            range.commits = List::all(Vec::new());
        }),
    ] {
        assert_eq!(judge(&world(change), "{labels: hold}").outcome, Outcome::Unknown, "{what}");
    }
    let history = world(|it| it.pull(14).removed_labels = lost());
    let node = judge(&history, "{labels: hold}");
    assert_eq!(node.outcome, Outcome::Unmet, "that it is not there is known; who took it off is not");
    assert_eq!(told(&node.findings)[1].split(':').next(), Some("unknown unreadable"));
}

#[test]
fn a_labels_name_may_hold_what_no_glob_could() {
    for name in ["kind/", "a//b", "area: ui", "!important", "/x"] {
        let fixture = world(|it| {
            it.evidence.labels = list(vec![name.into()]);
            it.pull(15).labels = list(vec![name.into()]);
        });
        assert_eq!(judge(&fixture, &format!("{{labels: \"{name}\"}}")).outcome, Outcome::Met, "{name}");
    }
}

#[test]
fn the_branch_is_the_one_it_is_cut_from() {
    let fixture = Fixture::release();
    assert_eq!(lines(&fixture, "{branches: [main, x]}"), ["met branch-fits: the branch is `main`"]);
    assert_eq!(
        lines(&fixture, "{branches: \"release/*\"}"),
        ["unmet branch-differs: the branch is `main`, not `release/*`"]
    );
    let mut merge = Fixture::merge();
    merge.pull(15).base = "release/1.4".into();
    assert_eq!(
        judge(&merge, "{branches: \"release/*\"}").outcome,
        Outcome::Met,
        "where the pull request goes"
    );
    merge.evidence.pull_requests.clear();
    assert_eq!(judge(&merge, "{branches: \"release/*\"}").outcome, Outcome::Unknown);
}

#[test]
fn a_tag_is_on_every_branch_that_has_its_commit() {
    let release = "{branches: \"release/*\"}";
    for (on, wanted) in [
        (&["release/1.4"] as &[&str], Outcome::Met),
        (&["release/1.4", "release/1.4.x"], Outcome::Met),
        (&["main"], Outcome::Unmet),
        (&["main", "release/1.4"], Outcome::Unknown),
        (&["feature"], Outcome::Unknown),
        (&[], Outcome::Unknown),
    ] {
        assert_eq!(judge(&world(|it| tagged(it, on)), release).outcome, wanted, "{on:?}");
    }
    let unread = world(|it| {
        tagged(it, &["main"]);
        it.evidence.closing = lost();
    });
    assert_eq!(judge(&unread, release).outcome, Outcome::Unknown, "not `main`, because that comes first");
    let elsewhere = world(|it| {
        tagged(it, &["main", "release/1.3"]);
        let Fact::Known(closing) = &mut it.evidence.closing else { panic!() };
        let mut lines = closing.lines.seen().to_vec();
        lines[1].ahead = 3;
        closing.lines = list(lines);
    });
    assert_eq!(judge(&elsewhere, release).outcome, Outcome::Unmet, "a branch that lacks the commit");
}

#[test]
fn all_any_and_not_are_three_valued() {
    let unread = world(|it| it.pull(14).labels = lost());
    for (when, wanted) in [
        ("{all: [{type: minor}, {branches: main}]}", Outcome::Met),
        ("{all: [{type: major}, {labels: hold}]}", Outcome::Unmet),
        ("{all: [{type: minor}, {labels: hold}]}", Outcome::Unknown),
        ("{any: [{type: minor}, {labels: hold}]}", Outcome::Met),
        ("{any: [{type: major}, {labels: hold}]}", Outcome::Unknown),
        ("{not: {labels: hold}}", Outcome::Unknown),
        ("{not: {type: major}}", Outcome::Met),
        ("{not: {any: [{type: minor}, {labels: hold}]}}", Outcome::Unmet),
    ] {
        assert_eq!(judge(&unread, when).outcome, wanted, "{when}");
    }
    assert_eq!(judge(&unread, "{any: [{type: minor}, {labels: hold}]}").leaves().len(), 2, "all is shown");
}

#[test]
fn conditions_that_can_never_hold_are_refused() {
    let never = "never-holds: this condition can never hold";
    for when in [
        "{all: [{type: major}, {type: minor}]}",
        "{all: [{type: major}, {type: hotfix}]}",
        "{all: [{type: hotfix}, {not: {type: patch}}]}",
        "{all: [{labels: a}, {any: [{type: nightly}, {type: major}]}, {not: {labels: a}}]}",
        "{not: {any: [{labels: a}, {not: {labels: a}}]}}",
        "{not: {type: [major, minor, patch, prerelease]}}",
        "{all: [{paths: [a, b]}, {not: {paths: [a, b]}}]}",
    ] {
        assert_eq!(read_in(when, false, &[]).unwrap_err(), [never], "{when}");
    }
    for when in [
        "{all: [{type: hotfix}, {type: quick}]}",
        "{all: [{type: patch}, {type: hotfix}, {not: {type: quick}}]}",
        "{all: [{labels: a}, {not: {labels: b}}]}",
        "{any: [{type: major}, {not: {type: major}}]}",
        "{all: [{labels: [a, b]}, {not: {labels: a}}]}",
        "{paths: [\"web/**\", \"!web/**\", \"web/x\"]}",
        "{paths: [\"web/**\", \"!web/*\"]}",
        "{branches: anything}",
    ] {
        assert!(read_in(when, false, &[]).is_ok(), "{when}");
    }
    let cut_from = ["main", "release/*"];
    for (when, holds_merge, good) in [
        ("{branches: mian}", false, false),
        ("{branches: [main, \"release/1\", \"x/*\"]}", false, true),
        ("{branches: [main, \"release/1/2\"]}", false, false),
        ("{branches: feature}", true, true),
        ("{type: major}", false, true),
        ("{not: {type: major}}", true, false),
    ] {
        assert_eq!(read_in(when, holds_merge, &cut_from).is_ok(), good, "{when}");
    }
}

#[test]
fn each_need_is_of_some_condition() {
    let needs = read("{all: [{any: [{paths: a}]}, {not: {labels: a}}]}").needs();
    let of_pulls = needs.pull_requests;
    assert!(needs.net_files && of_pulls.files && needs.labels && of_pulls.labels && of_pulls.removed_labels);
    assert_eq!(
        read("{all: [{type: major}, {branches: main}]}").needs(),
        crate::evidence::needs::Needs::default()
    );
}

type Loss = fn(&mut Fixture);

/// What can be taken out of a world: the place of a fact, emptied.
fn losses() -> Vec<(&'static str, Loss)> {
    vec![
        ("tags", |it| it.evidence.opening.tags = lost()),
        ("bases", |it| it.evidence.bases = Fact::NotCollected),
        ("range", |it| it.evidence.range = Fact::NotCollected),
        ("net files", |it| {
            if let Fact::Known(range) = &mut it.evidence.range {
                range.files = Fact::NotCollected;
            }
        }),
        ("commits", |it| {
            if let Fact::Known(range) = &mut it.evidence.range {
                range.commits = List::new(range.commits.seen().to_vec(), 9);
            }
        }),
        ("pull requests", |it| it.evidence.pull_requests.truncate(1)),
        ("files", |it| it.evidence.pull_requests.iter_mut().for_each(|pull| pull.files = lost())),
        ("labels", |it| it.evidence.pull_requests.iter_mut().for_each(|pull| pull.labels = lost())),
        ("removed", |it| it.evidence.pull_requests.iter_mut().for_each(|pull| pull.removed_labels = lost())),
        ("repository labels", |it| it.evidence.labels = lost()),
        ("closing", |it| it.evidence.closing = lost()),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["major", "minor", "patch"]).prop_map(|kind| format!("{{type: {kind}}}")),
        prop::sample::select(vec!["web/**", "lib/**"]).prop_map(|glob| format!("{{paths: \"{glob}\"}}")),
        prop::sample::select(vec!["feature", "bug", "hold", "nowhere"])
            .prop_map(|one| format!("{{labels: {one}}}")),
        prop::sample::select(vec!["main", "release/*"]).prop_map(|glob| format!("{{branches: \"{glob}\"}}")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(", "));
        prop_oneof![
            (prop::sample::select(vec!["all", "any"]), parts)
                .prop_map(|(word, parts)| format!("{{{word}: [{parts}]}}")),
            inner.prop_map(|part| format!("{{not: {part}}}")),
        ]
    })
}

proptest! {
    /// What is known stays so or becomes unknown: no loss of evidence rules a requirement out that applied, or makes
    /// one apply that did not.
    #[test]
    fn taking_evidence_away_only_makes_unknown(
        when in condition(),
        (web, bug, tag, taken) in (any::<bool>(), any::<bool>(), any::<bool>(), prop::collection::vec(any::<prop::sample::Index>(), 1..4)),
    ) {
        let Ok(condition) = read_in(&when, false, &[]) else { return Ok(()) };
        let mut fixture = world(|it| {
            if web {
                it.pull(14).files = list(vec![file("web/a")]);
            }
            if bug {
                it.pull(15).labels = list(vec!["bug".into()]);
            }
            if tag {
                tagged(it, &["main"]);
            }
        });
        let whole = condition.judge(&fixture.case()).outcome;
        for index in taken {
            let (_, lose) = losses()[index.index(losses().len())];
            lose(&mut fixture);
            let less = condition.judge(&fixture.case()).outcome;
            prop_assert!(less == whole || less == Outcome::Unknown, "{when}: {whole:?} became {less:?}");
        }
    }

    #[test]
    fn reading_and_judging_never_panics(when in "\\PC{0,40}", branch in "\\PC{0,9}") {
        if let Ok(condition) = read_in(&when, false, &["main"]) {
            let mut fixture = Fixture::release();
            fixture.candidate.as_mut().unwrap().branch = branch;
            let _ = condition.judge(&fixture.case());
        }
    }
}
