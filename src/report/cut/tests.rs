use insta::assert_snapshot;

use super::*;
use crate::bump::Level;
use crate::bump::cut::{Asset, Bar, Blocked, ReleaseWish, Stays, There, Trouble, plan};
use crate::evidence::Oid;
use crate::version::TagPattern;

fn oid(digit: char) -> Oid {
    Oid::new(digit.to_string().repeat(40))
}

fn cut() -> Cut {
    Cut {
        tag: "v1.4.0".to_owned(),
        version: "1.4.0".parse().unwrap(),
        commit: oid('a'),
        message: "v1.4.0".to_owned(),
        tagger: None,
        release: ReleaseWish {
            title: "v1.4.0".to_owned(),
            body: Some("Carts are kept.".to_owned()),
            prerelease: false,
            publish: true,
        },
        assets: vec![Asset {
            name: "verdict.json".to_owned(),
            content_type: "application/json".to_owned(),
            bytes: b"{}".to_vec(),
        }],
        floating: vec![Level::Major],
        pattern: TagPattern::parse("v{version}").unwrap(),
        latest: true,
    }
}

#[test]
fn a_dry_run_says_each_write() {
    let cut = cut();
    let plan = plan(&cut, &There::default()).unwrap();
    assert_snapshot!(cut_planned(&cut, &Ok(plan), &[]), @"
    Dry run, nothing was written. To cut `v1.4.0` at `aaaaaaa` this would be done:
      make the tag object `v1.4.0`, which names `aaaaaaa` (`POST git/tags`)
      make the tag `v1.4.0` at `aaaaaaa` (`POST git/refs`)
      make the draft release `v1.4.0` (`POST releases`)
      attach `verdict.json` (2 bytes) (`POST releases/(the new one)/assets?name=verdict.json`)
      make the floating tag `v1` at `aaaaaaa` (`POST graphql updateRefs`)
      publish the release as the latest (`PATCH releases/(the new one)`)
    ");
}

#[test]
fn a_run_says_what_it_did_and_what_it_could_not() {
    let cut = cut();
    let steps = plan(&cut, &There::default()).unwrap().steps;
    let publish = steps.last().unwrap().clone();
    let trouble = Trouble {
        step: Step::MoveFloating { tag: "v1".to_owned(), from: Some(oid('b')), to: oid('a') },
        bar: Bar::Ruleset,
        said: "Cannot update this protected ref".to_owned(),
    };
    let done = Done {
        steps: vec![steps[1].clone(), publish],
        notes: vec![
            Note::Stays { tag: "v1.4".to_owned(), why: Stays::Higher("1.4.9".parse().unwrap()) },
            Note::NotLatest { latest: "v1.5.0".to_owned() },
        ],
        troubles: vec![trouble],
        tagged: true,
        published: true,
        url: Some("https://github.com/octoacme/shop/releases/tag/v1.4.0".to_owned()),
        ..Done::default()
    };
    assert_snapshot!(cut_done(&cut, &done, false), @"
    `v1.4.0` is at `aaaaaaa`; its release is published: https://github.com/octoacme/shop/releases/tag/v1.4.0
      made the tag `v1.4.0` at `aaaaaaa`
      published the release as the latest
      warning: could not move the floating tag `v1` to `aaaaaaa`, if it is still at `bbbbbbb`: Cannot update this protected ref
        -> a ruleset protects this tag: let the app or role of the token bypass it (Settings, Rules), or take the level out of `floating-tags`
      `v1.4` stays: 1.4.9 of its line is higher
      `v1.5.0` stays the latest release: it is by its version, not by its time
    ");
    assert_snapshot!(cut_markdown(&cut, &done, false), @"

    `v1.4.0` is at `aaaaaaa`; its release is published: [its page](https://github.com/octoacme/shop/releases/tag/v1.4.0)

    - made the tag `v1.4.0` at `aaaaaaa`
    - published the release as the latest
    - warning: could not move the floating tag `v1` to `aaaaaaa`, if it is still at `bbbbbbb`: Cannot update this protected ref
      - To do: a ruleset protects this tag: let the app or role of the token bypass it (Settings, Rules), or take the level out of `floating-tags`
    - `v1.4` stays: 1.4.9 of its line is higher
    - `v1.5.0` stays the latest release: it is by its version, not by its time
    ");
    let again = Done { steps: vec![], troubles: vec![], notes: vec![], ..done };
    assert_snapshot!(cut_done(&cut, &again, true), @"`v1.4.0` is at `aaaaaaa`, and was before this run; its release is published: https://github.com/octoacme/shop/releases/tag/v1.4.0");
    let step = Step::MakeRef { tag: "v1.4.0".to_owned(), object: oid('c'), commit: oid('a') };
    let failed =
        Trouble { step, bar: Bar::Workflows, said: "Resource not accessible by integration".to_owned() };
    let stopped = Done { stopped: Some(Stopped::Failed(Box::new(failed))), ..Done::default() };
    assert_snapshot!(cut_done(&cut, &stopped, true), @"
    `v1.4.0` is not cut
      stopped: could not make the tag `v1.4.0` at `aaaaaaa`: Resource not accessible by integration
        -> the commit has other files in `.github/workflows/` than the default branch; that takes the right `workflows: write`, which no `GITHUB_TOKEN` can have: give the token of a GitHub App with the permission Workflows in the input `token`, or merge those files into the default branch first
    ");
}

#[test]
fn a_refusal_names_what_is_there_and_the_way_out() {
    let cut = cut();
    let said = |refusal| cut_planned(&cut, &Err(refusal), &[]);
    let elsewhere = Refusal::Elsewhere { tag: "v1.4.0".to_owned(), there: Some(oid('b')), wanted: oid('a') };
    assert_snapshot!(said(elsewhere), @"
    `v1.4.0` would not be cut
      the tag `v1.4.0` is at `bbbbbbb`, and `aaaaaaa` was judged; a tag is never moved
        -> release the next version; or, if nobody uses the tag yet, delete it and run this again
    ");
    let pages = vec!["https://x.test/1".to_owned(), "https://x.test/2".to_owned()];
    assert_snapshot!(said(Refusal::SeveralDrafts { pages }), @"
    `v1.4.0` would not be cut
      people have made several drafts of this release: https://x.test/1 and https://x.test/2
        -> keep one of them, delete the others, and run it again
    ");
    assert_snapshot!(said(Refusal::NotesTooLong { characters: 130_000 }), @"
    `v1.4.0` would not be cut
      the notes have 130000 characters, and GitHub takes 125000; nothing was tagged
        -> shorten them, or keep the long text in a file and link it
    ");
    assert_snapshot!(said(Refusal::Archived), @"
    `v1.4.0` would not be cut
      the repository is archived: nobody can write to it
        -> unarchive it in its settings, release, and archive it again
    ");
}

/// Whatever somebody typed stays text, and every note and bar has a sentence.
#[test]
fn names_that_people_chose_are_made_harmless() {
    let cut = Cut { tag: "v1\u{1b}[31m@mona".to_owned(), ..cut() };
    let names = [
        Note::OtherFile { asset: "a\n::error::b".to_owned() },
        Note::Immutable { asset: "<b>".to_owned() },
        Note::Blocked { tag: "v1".to_owned(), why: Blocked::NotARelease(None) },
        Note::Blocked { tag: "v1".to_owned(), why: Blocked::Immutable },
        Note::Blocked { tag: "v1".to_owned(), why: Blocked::IsAVersion },
        Note::DraftNotes { url: "https://x.test/##[error]".to_owned() },
        Note::UnjudgedNotes {
            url: "https://x.test/##[error]".to_owned(),
            by: Some("@mona\u{1b}".to_owned()),
        },
        Note::NoNotes { url: "https://x.test/1".to_owned(), by: Some("\n::error::".to_owned()) },
        Note::OtherDraft {
            kept: "https://x.test/##[error]".to_owned(),
            url: "https://x.test/\u{1b}".to_owned(),
            by: None,
        },
        Note::AlsoReleased { others: vec!["v1\n::error::b".to_owned()] },
    ];
    let done = Done { notes: names.to_vec(), tagged: true, ..Done::default() };
    for format in [Format::Plain, Format::Markdown] {
        let text = done_in(&cut, &done, false, format);
        assert!(!text.contains('\u{1b}') && !text.contains("\n::") && !text.contains("##["), "{text}");
        assert_eq!(text.matches("warning: ").count(), names.len(), "{text}");
    }
    let bars = [
        Bar::Ruleset,
        Bar::BurntName,
        Bar::Workflows,
        Bar::Contents,
        Bar::Archived,
        Bar::Token,
        Bar::NoUploads,
        Bar::Raced,
        Bar::NotShown,
        Bar::Lost,
        Bar::TryAgain,
        Bar::Refused,
    ];
    for bar in bars {
        let step = Step::Publish { release: 1, prerelease: false, latest: true };
        let trouble = Trouble { step, bar, said: String::new() };
        let line = words::trouble(&Writer::new(Format::Plain, ""), &trouble);
        assert_eq!(line.text, "warning: could not publish the release as the latest");
        assert!(line.todo.is_some());
    }
}

#[test]
fn what_people_did_beside_the_cut_is_told_with_pages_and_names() {
    let cut = cut();
    let page = |number: u64| format!("https://x.test/releases/{number}");
    let mona = || Some("mona".to_owned());
    let notes = vec![
        Note::UnjudgedNotes { url: page(1), by: mona() },
        Note::NoNotes { url: page(1), by: mona() },
        Note::NoNotes { url: page(1), by: None },
        Note::OtherDraft { kept: page(1), url: page(2), by: mona() },
        Note::AlsoReleased { others: vec!["v1.5.0".to_owned()] },
        Note::HigherUnpublished { tag: "v2.0.0".to_owned() },
    ];
    let done = Done { notes, tagged: true, ..Done::default() };
    assert_snapshot!(cut_done(&cut, &done, false), @"
    `v1.4.0` is at `aaaaaaa`, and was before this run; there is no release of it yet
      warning: nobody judged the notes of the release: the policy asks for none, and what mona wrote into its draft is published as it is: https://x.test/releases/1
        -> read them; to have notes judged, ask for `release-notes` in the phase that holds the tag
      warning: the draft that mona made has no notes, the policy asks for none, and the release is published without any: https://x.test/releases/1
        -> write them on its page; to have notes judged, ask for `release-notes` in the phase that holds the tag
      the release has no notes: the policy asks for none
      warning: mona made another draft of the same tag, and nothing of it is in the release: https://x.test/releases/1 is the release, https://x.test/releases/2 the other draft
        -> take over what is worth it from the other draft, and delete it
      warning: the commit of this release has the tag of another version, too: `v1.5.0`
        -> one commit is one release: delete the tag that nobody uses
      the release is the latest as long as that of `v2.0.0` is not published: GitHub shows published releases only
    ");
}

#[test]
fn another_version_of_the_commit_and_the_end_of_the_time_are_told_with_the_deed() {
    let cut = cut();
    let also = |made| Refusal::AlsoReleased {
        tag: "v1.4.0".to_owned(),
        made,
        others: vec!["v1.5.0".to_owned()],
        commit: oid('a'),
    };
    assert_snapshot!(cut_planned(&cut, &Err(also(false)), &[Beside::Comment { number: 50, there: false }]), @"
    `v1.4.0` would not be cut
      `aaaaaaa` is released as `v1.5.0` already, and one commit is one release; `v1.4.0` was not made
        -> merge what is to be in `v1.4.0` and release that; or, if `v1.5.0` is a mistake and nobody uses it, delete that tag and run this again
      write the comment on #50 (`POST graphql addComment`)
    ");
    let stopped = Done { stopped: Some(Stopped::Refused(also(true))), tagged: true, ..Done::default() };
    assert_snapshot!(cut_done(&cut, &stopped, false), @"
    `v1.4.0` is at `aaaaaaa`; there is no release of it yet
      `aaaaaaa` has the tags of several versions, `v1.4.0` and `v1.5.0`, and one commit is one release; `v1.4.0` is not published
        -> decide which version it is; delete the other tag, with its draft if it has one (`git push origin :refs/tags/TAG`), and run this again with `--version`
    ");
    let steps = plan(&cut, &There::default()).unwrap().steps;
    let missing = steps[2..4].to_vec();
    let late = Done {
        steps: steps[..2].to_vec(),
        stopped: Some(Stopped::OutOfTime { missing }),
        tagged: true,
        ..Done::default()
    };
    assert_snapshot!(cut_done(&cut, &late, false), @"
    `v1.4.0` is at `aaaaaaa`; there is no release of it yet
      made the tag object `v1.4.0`, which names `aaaaaaa`
      made the tag `v1.4.0` at `aaaaaaa`
      stopped: the time that `--timeout` allows is used up, and no further write was begun; this is missing:
        -> run it again, with more time if it needs that (`--timeout 15m`): what is done is not done again, and the rest is completed
      missing: make the draft release `v1.4.0`
      missing: attach `verdict.json` (2 bytes)
    ");
    assert!(!stopped.is_released() && late.is_released());
}

#[test]
fn a_tag_that_was_moved_while_it_was_cut_is_said_to_be() {
    let cut = cut();
    let step = Step::MakeRef { tag: "v1.4.0".to_owned(), object: oid('c'), commit: oid('a') };
    let elsewhere = Refusal::Elsewhere { tag: "v1.4.0".to_owned(), there: Some(oid('b')), wanted: oid('a') };
    let moved = Done { steps: vec![step], stopped: Some(Stopped::Refused(elsewhere)), ..Done::default() };
    let said = cut_done(&cut, &moved, false);
    assert!(
        said.starts_with("`v1.4.0` was made at `aaaaaaa`, and somebody moved it while it was cut\n"),
        "{said}"
    );
}
