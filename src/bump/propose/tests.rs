use proptest::prelude::*;

use super::*;

fn oid(name: u8) -> Oid {
    Oid::new(format!("{name:02x}").repeat(20))
}

fn wish() -> Wish {
    Wish {
        base: "main".into(),
        on: oid(1),
        branch: "release/v1.5.0".into(),
        siblings: Some(("release/v".into(), String::new())),
        tag: "v1.5.0".into(),
        body: "| a | b |".into(),
        label: Some("release".into()),
        files: vec![File { path: "Cargo.toml".into(), text: "version = \"1.5.0\"".into() }],
    }
}

fn nothing() -> There {
    There { base: Some(oid(1)), branch: None, staging: None, pull_requests: Vec::new() }
}

fn commit(name: u8, parent: u8, message: &str, own: bool) -> Commit {
    Commit {
        oid: oid(name),
        parents: vec![oid(parent)],
        by: Some("mona".into()),
        own,
        message: message.into(),
    }
}

fn branch(commits: Vec<Commit>) -> Branch {
    let tip = commits.last().map_or(oid(1), |one| one.oid.clone());
    Branch { tip, total: commits.len() as u64, commits, as_wished: false }
}

fn ours(name: u8, parent: u8, tag: &str) -> Commit {
    commit(name, parent, &format!("Release {tag}\n\n{TRAILER}{tag}"), true)
}

fn pull(number: u64, branch: &str, tag: &str, state: State) -> PullRequest {
    let wish = Wish { tag: tag.into(), ..wish() };
    PullRequest {
        number,
        url: format!("https://github.com/octoacme/shop/pull/{number}"),
        state,
        own: true,
        title: wish.title(),
        body: marked(&wish),
        branch: branch.into(),
        base: "main".into(),
        labels: vec!["Release".into()],
    }
}

fn names(there: &There, wish: &Wish) -> Vec<String> {
    let (steps, _) = steps(there, wish).unwrap();
    let name = |step: &Step| format!("{step:?}").split([' ', '{']).next().unwrap().to_owned();
    steps.iter().map(name).collect()
}

#[test]
fn from_nothing_to_a_pull_request() {
    assert_eq!(names(&nothing(), &wish()), ["Stage", "Commit", "Move", "Open", "Label"]);
    let (_, end) = steps(&nothing(), &wish()).unwrap();
    let Next::Done(pull) = end else { panic!("{end:?}") };
    assert_eq!(pull.title, "Release v1.5.0");
    assert_eq!(pull.body, "<!-- holdpoint:release v1.5.0 -->\n| a | b |\n<!-- holdpoint:release end -->");
}

#[test]
fn what_is_as_it_should_be_is_left_alone() {
    let right = Branch { as_wished: true, ..branch(vec![ours(9, 1, "v1.5.0")]) };
    let open = pull(7, "release/v1.5.0", "v1.5.0", State::Open);
    let there = There { branch: Some(right), pull_requests: vec![open.clone()], ..nothing() };
    assert_eq!(next(&there, &wish()), Ok(Next::Done(open.clone())));
    // The base has moved on: the branch is built anew, and the pull request stays.
    let moved = There { base: Some(oid(2)), ..there.clone() };
    assert_eq!(next(&moved, &wish()), Err(Refusal::Moved(oid(2))));
    assert_eq!(names(&moved, &Wish { on: oid(2), ..wish() }), ["Stage", "Commit", "Move"]);
    // The files are others by now.
    let mut other = there.clone();
    other.branch.as_mut().unwrap().as_wished = false;
    assert_eq!(names(&other, &wish()), ["Stage", "Commit", "Move"]);
    // A run ended between two writes.
    let staging = Some(branch(Vec::new()));
    assert_eq!(names(&There { staging, ..there.clone() }, &wish()), ["Unstage"]);
    let old = Some(branch(vec![ours(8, 3, "v1.4.9")]));
    assert_eq!(names(&There { staging: old, branch: None, ..there }, &wish()), ["Stage", "Commit", "Move"]);
}

#[test]
fn nobody_elses_commit_is_written_over() {
    for other in
        [commit(9, 1, "Fix a typo", true), commit(9, 1, "Release v1.5.0\n\nHoldpoint-Release: v1.5.0", false)]
    {
        let there = There { branch: Some(branch(vec![ours(8, 1, "v1.5.0"), other.clone()])), ..nothing() };
        let refusal = Refusal::Others { branch: "release/v1.5.0".into(), commits: vec![other.clone()] };
        assert_eq!(next(&there, &wish()), Err(refusal));
        let there = There { staging: Some(branch(vec![other])), ..nothing() };
        assert!(matches!(next(&there, &wish()), Err(Refusal::Others { .. })));
    }
    let many = Branch { total: 400, ..branch(vec![ours(8, 1, "v1.5.0")]) };
    let there = There { branch: Some(many), ..nothing() };
    assert!(matches!(next(&there, &wish()), Err(Refusal::TooMany { total: 400, .. })));
}

#[test]
fn what_people_did_with_the_pull_request_holds() {
    let with = |pulls: Vec<PullRequest>| There { pull_requests: pulls, ..nothing() };
    let closed = pull(7, "release/v1.5.0", "v1.5.0", State::Closed);
    assert_eq!(next(&with(vec![closed.clone()]), &wish()), Err(Refusal::Closed(Box::new(closed.clone()))));
    let merged = pull(7, "release/v1.5.0", "v1.5.0", State::Merged);
    assert_eq!(next(&with(vec![merged.clone()]), &wish()), Ok(Next::Merged(merged)));
    // That of another version, and one that gave way to another.
    let older = pull(6, "release/v1.5.0", "v1.4.0", State::Closed);
    assert!(matches!(next(&with(vec![older]), &wish()), Ok(Next::Step(_))));
    let gave_way = PullRequest { body: superseded(&closed.body, 8), ..closed };
    assert!(matches!(next(&with(vec![gave_way]), &wish()), Ok(Next::Step(_))));
    let elsewhere = PullRequest { base: "next".into(), ..pull(7, "release/v1.5.0", "v1.5.0", State::Open) };
    assert_eq!(next(&with(vec![elsewhere.clone()]), &wish()), Err(Refusal::Elsewhere(Box::new(elsewhere))));
    let none = Wish { files: Vec::new(), ..wish() };
    assert_eq!(next(&nothing(), &none), Ok(Next::Nothing));
    assert_eq!(next(&There { base: None, ..nothing() }, &wish()), Err(Refusal::NoBase));
}

#[test]
fn words_of_people_stay() {
    let right = Branch { as_wished: true, ..branch(vec![ours(9, 1, "v1.5.0")]) };
    let mut open = pull(7, "release/v1.5.0", "v1.4.0", State::Open);
    open.body = format!("Ask mona first.\r\n\r\n{}\r\n\r\nThanks!", open.body.replace('\n', "\r\n"));
    let there =
        |pull: PullRequest| There { branch: Some(right.clone()), pull_requests: vec![pull], ..nothing() };
    let Ok(Next::Step(Step::Rewrite { number: 7, title, body })) = next(&there(open.clone()), &wish()) else {
        panic!("{:?}", next(&there(open), &wish()));
    };
    assert_eq!(title.as_deref(), Some("Release v1.5.0"));
    assert_eq!(body.unwrap(), format!("Ask mona first.\r\n\r\n{}\r\n\r\nThanks!", marked(&wish())));
    let titled =
        PullRequest { title: "The big one".into(), ..pull(7, "release/v1.5.0", "v1.4.0", State::Open) };
    assert!(matches!(next(&there(titled), &wish()), Ok(Next::Step(Step::Rewrite { title: None, .. }))));
    let bare = PullRequest { body: "Mine".into(), ..pull(7, "release/v1.5.0", "v1.5.0", State::Open) };
    let Ok(Next::Step(Step::Rewrite { body: Some(body), .. })) = next(&there(bare), &wish()) else {
        panic!()
    };
    assert_eq!(body, format!("{}\n\nMine", marked(&wish())));
    // The text of one that somebody else opened is theirs.
    let theirs = PullRequest {
        own: false,
        body: "Mine".into(),
        labels: Vec::new(),
        ..pull(7, "release/v1.5.0", "v1.5.0", State::Open)
    };
    assert_eq!(names(&there(theirs), &wish()), ["Label"]);
}

#[test]
fn one_at_a_time() {
    let there = There {
        pull_requests: vec![
            pull(7, "release/v1.4.1", "v1.4.1", State::Open),
            PullRequest { own: false, ..pull(6, "release/v1.4.2", "v1.4.2", State::Open) },
            pull(5, "release/vault", "v1.4.3", State::Open),
        ],
        ..nothing()
    };
    assert_eq!(names(&there, &wish()), ["Stage", "Commit", "Move", "Open", "Label", "Supersede"]);
}

proptest! {
    /// Wherever a run ended, and whatever of ours was left, the next ones come to the same end.
    #[test]
    fn all_ways_lead_to_the_same_end(cut in 0..6_usize, left in 0..4_u8, staged in 0..4_u8, marked_out: bool) {
        let of = |which: u8| match which {
            0 => None,
            1 => Some(branch(Vec::new())),
            2 => Some(branch(vec![ours(8, 3, "v1.4.0")])),
            _ => Some(Branch { as_wished: true, ..branch(vec![ours(9, 1, "v1.5.0")]) }),
        };
        let mut open = pull(7, "release/v1.5.0", "v1.4.0", State::Open);
        if marked_out {
            open.body = "Mine".into();
        }
        let mut there = There { branch: of(left), staging: of(staged), pull_requests: vec![open], ..nothing() };
        let (all, end) = steps(&there, &wish()).unwrap();
        for step in all.iter().take(cut) {
            there.after(step, &wish());
        }
        let (_, again) = steps(&there, &wish()).unwrap();
        prop_assert_eq!(&again, &end);
        prop_assert!(matches!(end, Next::Done(_)));
    }

    /// What stands around our part stays as it is.
    #[test]
    fn nothing_is_lost(before in "[a-z \n<!>-]{0,20}", after in "[a-z \n<!>-]{0,20}", inner in "[a-z|\n<!:>-]{0,20}") {
        prop_assume!(!before.contains("holdpoint") && !before.ends_with('<'));
        let old = Wish { body: inner, tag: "v1.4.0".into(), ..wish() };
        let body = format!("{before}{}{after}", marked(&old));
        let new = with_part(&body, &wish());
        prop_assert_eq!(&new, &format!("{before}{}{after}", marked(&wish())));
        prop_assert_eq!(with_part(&new, &wish()), new);
    }
}
