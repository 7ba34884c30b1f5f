use proptest::prelude::*;

use super::*;

fn merged(base: &str, people: &str, draft: &str) -> (String, Vec<String>) {
    let merged = merge(Some(base), people, draft);
    (merged.text, merged.left_out)
}

const BASE: &str = "# Release 1.4.0\n\n## Summary\n[Two sentences]\n\n## Features\n- Add a (#1)\n- Add b (#2)\n\n## Fixes\n- Fix c (#3)\n";

#[test]
fn what_people_left_alone_follows_the_draft() {
    let draft =
        BASE.replace("Add a", "Add the letter a").replace("- Fix c (#3)\n", "- Fix c (#3)\n- Fix d (#4)\n");
    assert_eq!(merged(BASE, BASE, &draft), (draft.clone(), vec![]));
    let people = BASE.replace("[Two sentences]", "We wrote this.");
    let expected = draft.replace("[Two sentences]", "We wrote this.");
    assert_eq!(merged(BASE, &people, &draft), (expected, vec![]));
}

#[test]
fn what_people_wrote_stays_and_a_further_entry_still_gets_in() {
    let people = BASE.replace("- Fix c (#3)", "- Repair the c, at last (#3)");
    let draft = BASE.replace("- Fix c (#3)\n", "- Fix c and more (#3)\n- Fix d (#4)\n");
    let (text, left_out) = merged(BASE, &people, &draft);
    assert_eq!(text, people.clone() + "- Fix d (#4)\n");
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn what_people_moved_stays_there_and_what_they_took_out_stays_out() {
    let people = "# Release 1.4.0\n\n## Summary\n[Two sentences]\n\n## Fixes\n- Fix c (#3)\n- Add b (#2)\n\n## Features\n";
    let draft = BASE
        .replace("Add a", "Add A")
        .replace("- Fix c (#3)\n", "- Fix c (#3)\n- Fix d (#4)\n")
        .replace("- Add b (#2)\n", "- Add b (#2)\n- Add e (#5)\n");
    let (text, _) = merged(BASE, people, &draft);
    assert_eq!(
        text,
        "# Release 1.4.0\n\n## Summary\n[Two sentences]\n\n## Fixes\n- Fix c (#3)\n- Fix d (#4)\n- Add b (#2)\n\n## Features\n\n- Add e (#5)\n"
    );
}

#[test]
fn a_pull_request_that_people_name_is_not_named_again() {
    let people = BASE.replace("[Two sentences]", "Now with d, see #4.");
    let draft = BASE.replace("- Fix c (#3)\n", "- Fix c (#3)\n- Fix d (#4)\n");
    assert_eq!(merged(BASE, &people, &draft), (people.clone(), vec![]));
    // One that people name besides is moved by the draft all the same.
    let people = BASE.replace("[Two sentences]", "Mainly #2.");
    let draft = BASE.replace("- Add b (#2)\n", "").replace("- Fix c (#3)\n", "- Add b (#2)\n- Fix c (#3)\n");
    assert_eq!(merged(BASE, &people, &draft).0, draft.replace("[Two sentences]", "Mainly #2."));
}

#[test]
fn at_a_conflict_people_keep_theirs_and_the_rest_is_told() {
    let people = BASE.replace("# Release 1.4.0", "# The big one").replace("## Fixes\n- Fix c (#3)\n", "");
    let draft = BASE
        .replace("# Release 1.4.0", "# Release 1.4.1")
        .replace("- Fix c (#3)\n", "- Fix c (#3)\n- Fix d (#4)\n");
    let once = merge(Some(BASE), &people, &draft);
    assert_eq!(
        (once.text.as_str(), once.left_out.as_slice()),
        (people.as_str(), &["# Release 1.4.1".to_owned(), "- Fix d (#4)".to_owned()][..])
    );
    // It never was in the notes, so nobody has taken it out: it is told until there is a place for it.
    let twice = merge_onto(Some(&once.base), &people, &draft);
    assert_eq!((twice.text, twice.left_out), (people.clone(), vec!["- Fix d (#4)".to_owned()]));
    let place = people + "\n## Fixes\n";
    assert_eq!(merge_onto(Some(&twice.base), &place, &draft).text, place.clone() + "\n- Fix d (#4)\n");
}

#[test]
fn a_prompt_that_people_answered_is_not_put_back_and_entries_go_below() {
    let base = "## Breaking\n[List them, or state \"None\"]\n\n## Next\n";
    let people = "## Breaking\nRead this first.\n\n## Next\n";
    let draft = "## Breaking\n- Drop x (#9)\n\n## Next\n";
    assert_eq!(
        merged(base, people, draft),
        ("## Breaking\nRead this first.\n\n- Drop x (#9)\n\n## Next\n".into(), vec![])
    );
    assert_eq!(merged(base, base, draft).0, draft);
}

#[test]
fn entries_under_a_field_find_it_again() {
    let base = "- Date: 2026-05-05\n- Notable changes:\n  - Add a (#1)\n- Known issues:\n";
    let people = "- Date: 2026-05-05\n- Known issues: none\n- Notable changes: many\n  - The letter a (#1)\n";
    let draft = "- Date: 2026-05-06\n- Notable changes:\n  - Add a (#1)\n  - Add b (#2)\n- Known issues:\n";
    assert_eq!(
        merged(base, people, draft),
        ("- Date: 2026-05-06\n- Known issues: none\n- Notable changes: many\n  - The letter a (#1)\n  - Add b (#2)\n".into(), vec![])
    );
}

#[test]
fn a_new_section_does_not_swallow_what_people_added_above() {
    let base = "## Features\n- Add a (#1)\n\n## Known issues\n[List]\n";
    let people =
        "## Features\n- Add a (#1)\n  Thanks to all.\n- Ours\n\n## Mine\nText.\n\n## Known issues\n[List]\n";
    let draft =
        "## Features\n- Add a (#1)\n- Add b (#2)\n\n## Fixes\n- Fix c (#3)\n\n## Known issues\n[List]\n";
    let (text, left_out) = merged(base, people, draft);
    assert_eq!(
        text,
        "## Features\n- Add a (#1)\n  Thanks to all.\n- Add b (#2)\n- Ours\n\n## Fixes\n- Fix c (#3)\n\n## Mine\nText.\n\n## Known issues\n[List]\n"
    );
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn a_heading_that_people_wrote_under_stays() {
    let people = BASE.to_owned() + "\nMind the c.\n\n## Theirs\n";
    let draft = BASE.replace("\n## Fixes\n- Fix c (#3)\n", "");
    let text = merged(BASE, &people, &draft).0;
    let (above, under) = text.split_once("## Fixes\n").unwrap();
    assert!(!above.contains("Mind") && under.trim_start().starts_with("Mind the c.\n"), "{text}");
    assert!(!text.contains("#3"), "{text}");
    // One that the draft replaces goes, and so does one with nothing of theirs.
    let text = merged(BASE, &people, &BASE.replace("## Fixes", "## Mended")).0;
    assert!(text.contains("## Mended") && !text.contains("## Fixes"), "{text}");
    let text = merged(BASE, &(BASE.to_owned() + "\n## Theirs\nWords.\n"), &draft).0;
    assert!(!text.contains("## Fixes"), "{text}");
}

#[test]
fn without_a_base_nothing_is_changed_and_only_new_entries_are_added() {
    let people = "# Ours\n\nWords. See #1.\n\n## Fixes\n\n* one (#3)\n";
    let once = merge(None, people, BASE);
    assert_eq!(once.text, people, "{once:?}");
    assert_eq!(once.left_out, ["- Add b (#2)"]);
    let draft = BASE.to_owned() + "- Fix d (#4)\n";
    let once = merge(None, people, &draft);
    assert_eq!(once.text, people.to_owned() + "- Fix d (#4)\n");
    assert_eq!(merge(None, " \n", BASE).text, BASE);
}

#[test]
fn line_ends_and_byte_order_marks_stay() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let draft = BASE.replace("- Add b (#2)\n", "- Add b (#2)\n- Add e (#5)\n") + "- Fix d (#4)\n";
    let people = crlf(&format!("\u{feff}{}", BASE.replace("Fix c", "Mend c")));
    let people = people.trim_end().to_owned();
    let expected = crlf(&format!("\u{feff}{}", draft.replace("Fix c", "Mend c")));
    assert_eq!(merged(BASE, &people, &draft).0, expected.trim_end());
}

#[test]
fn the_mark_comes_off_as_it_was_put_on() {
    for text in ["", "\r", "a", "a\n", "a\r\n", "a\r\nb", "a\n\n\n", "```\nopen", "<!-- open"] {
        let base = Base::of(BASE);
        let marked = attach(&base, text);
        assert_eq!(detach(&marked), (text.to_owned(), Ok(Some(base))), "{marked:?}");
    }
    assert_eq!(attach(&Base::default(), "a").matches("<!--").count(), 1);
    assert_eq!(detach("a\n<!-- else -->\n"), ("a\n<!-- else -->\n".to_owned(), Ok(None)));
}

#[test]
fn people_may_write_behind_the_mark_and_github_may_change_line_ends() {
    let base = Base::of(BASE);
    let marked = attach(&base, BASE);
    assert_eq!(
        detach(&format!("{marked}\nThanks!\n")),
        (format!("{BASE}\n\nThanks!\n"), Ok(Some(base.clone())))
    );
    let (text, found) = detach(&marked.replace('\n', "\r\n"));
    assert_eq!((text, found), (BASE.replace('\n', "\r\n"), Ok(Some(base.clone()))));
    assert_eq!(detach(marked.trim_end()), (BASE.trim_end().to_owned(), Ok(Some(base))));
}

#[test]
fn an_altered_mark_is_told() {
    let marked = attach(&Base::of(BASE), BASE);
    let table = [marked.replace(" . ", " "), marked.replace(" 1 ", " 2 "), format!("{marked}{marked}")];
    for altered in table {
        let (text, found) = detach(&altered);
        assert_eq!(found, Err(Altered), "{altered:?}");
        assert!(!text.contains("holdpoint-notes-base"), "{text:?}");
    }
    // What has not even the form may be somebody's words: it stays.
    let cut = marked.replace(" -->", " --");
    for altered in [cut.clone(), cut + "and text\n", "a\n\n<!-- holdpoint-notes-base -->\n".to_owned()] {
        assert_eq!(detach(&altered), (altered.clone(), Err(Altered)));
        let again = regenerate(&altered, BASE).text;
        assert!(detach(&again).1.is_ok(), "the mark that was written now is known: {again}");
    }
    let again = regenerate(&marked.replace(" . ", " "), &BASE.replace("Add a", "Add A"));
    assert_eq!((again.before, detach(&again.text).0), (Before::Altered, BASE.to_owned()));
}

#[test]
fn text_that_mentions_the_mark_is_left_alone() {
    let whole = attach(&Base::of(BASE), "");
    let whole = whole.trim();
    let words = [
        "- Hide `<!-- holdpoint-notes-base` in previews (#7) and more\n".to_owned(),
        "- Explain <!-- holdpoint-notes-base --> (#7)\n".to_owned(),
        "Words that go on\n<!-- holdpoint-notes-base is the name.\n".to_owned(),
        "```html\n\n<!-- holdpoint-notes-base … -->\n```\n".to_owned(),
        "<!-- holdpoint-notes-bases -->\n".to_owned(),
        format!("- like {whole}\n    {whole}\n{whole} so\n"),
    ];
    let base = Base::of(BASE);
    for text in words {
        let found = detach(&text);
        assert_eq!(found.0, text);
        if !text.ends_with("so\n") {
            assert_eq!(found.1, Ok(None), "{text}");
        }
        assert_eq!(detach(&attach(&base, &text)), (text, Ok(Some(base.clone()))));
    }
}

#[test]
fn a_mark_is_known_by_what_stands_in_it() {
    let marked = attach(&Base::of("a -- b\n-->\n"), "a");
    let comment = marked.split_once("\n\n").unwrap().1;
    assert!(is_mark(comment) && is_mark(comment.trim_matches(['<', '>', '!', '-'])));
    assert!(!comment.trim_start_matches("<!--").trim_end_matches("-->").contains("--"));
    assert!(!is_mark(" say what holdpoint-notes-base is ") && !is_mark("holdpoint-notes-bases"));
    let outline = crate::markdown::outline(&marked);
    let comments = outline.blocks.iter().filter(|block| block.kind == crate::markdown::BlockKind::Comment);
    assert!(comments.flat_map(|block| &block.runs).all(|run| is_mark(&run.text)));
}

#[test]
fn long_texts_are_merged_too() {
    // Lines of few kinds in another order are the worst for comparisons, sections and names alike for places.
    let few = |step: usize| (0..20_000).map(|line| format!("- {}\n", (line * step) % 7)).collect::<String>();
    let _ = merge(Some(&few(3)), &few(5), &few(4));
    let numbers =
        |from: usize| (from..from + 20_000).map(|line| format!("- x (#{line})\n")).collect::<String>();
    let _ = merge(Some(&numbers(1)), &numbers(20_000), &numbers(10_000));
    let nested = |under: &str| format!("- {under}:\n{}", numbers(1).replace("- x", "  - x"));
    assert_eq!(merge(None, "- Changes:\n", &nested("Changes")).left_out.len(), 0);
    assert_eq!(merge(None, "- Changes:\n", &nested("Else")).left_out.len(), 20_000);
    let sections = |entry: bool| {
        let one = |at: usize| {
            format!("# {at}\n## Same\n{}", if entry { format!("- x (#{at})\n") } else { String::new() })
        };
        (1..5000).map(one).collect::<String>()
    };
    assert_eq!(merge(None, &sections(false), &sections(true)).left_out.len(), 0);
    let blank = |line: &str| format!("a\n{}b\n", line.repeat(10_000));
    let _ = merge(Some(&blank("\n")), &blank("words\n"), &blank("\nmore\n"));
}

fn line() -> impl Strategy<Value = String> {
    let number = 1..9_u32;
    prop_oneof![
        3 => number.prop_map(|number| format!("- Change {number} (#{number})")),
        1 => (1..9_u32).prop_map(|number| format!("  - nested (#{number})")),
        2 => (1..4_u32).prop_map(|number| format!("## Section {number}")),
        2 => Just(String::new()),
        1 => (1..4_u32).prop_map(|number| format!("Words {number}.")),
        1 => Just("- Field:".to_owned()),
        1 => "[-#*`> a|:<!]{0,6}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec(line(), 0..14), 0..3_u8).prop_map(|(lines, end)| match end {
        0 => lines.join("\n"),
        1 => lines.join("\r\n") + "\r\n",
        _ => lines.join("\n") + "\n",
    })
}

/// A text that people made of another.
fn edited(of: &str) -> impl Strategy<Value = String> + use<> {
    let lines: Vec<String> = of.lines().map(str::to_owned).collect();
    prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, line()), 0..5).prop_map(move |edits| {
        let mut lines = lines.clone();
        for (at, what, line) in edits {
            let at = at.index(lines.len() + 1);
            match what {
                0 => lines.insert(at, line),
                _ if at >= lines.len() => {}
                1 => lines[at] = format!("People's {line}"),
                2 => drop(lines.remove(at)),
                _ => {
                    let moved = lines.remove(at);
                    lines.insert(at / 2, moved);
                }
            }
        }
        lines.join("\n") + "\n"
    })
}

fn three() -> impl Strategy<Value = (String, String, String)> {
    text().prop_flat_map(|base| (Just(base.clone()), edited(&base), edited(&base)))
}

fn keys(text: &str) -> Vec<&str> {
    lines(text).iter().map(line::Line::key).filter(|key| !key.is_empty()).collect()
}

fn is_within(few: &[&str], all: &[&str]) -> bool {
    let mut all = all.iter();
    few.iter().all(|one| all.any(|other| other == one))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_draft_that_says_nothing_new_changes_nothing(base in text(), people in text()) {
        prop_assert_eq!(merge(Some(&base), &people, &base), Merged { text: people.clone(), left_out: vec![], base: Base::of(&base) });
    }

    #[test]
    fn what_nobody_touched_becomes_the_draft(base in text(), draft in text()) {
        prop_assume!(!base.trim().is_empty());
        let text = merge(Some(&base), &base, &draft).text;
        prop_assert_eq!(keys(&text), keys(&draft));
    }

    #[test]
    fn all_that_people_wrote_is_there_in_their_order((base, people, draft) in three()) {
        let merged = merge(Some(&base), &people, &draft);
        let drafted = keys(&base);
        let theirs: Vec<&str> = keys(&people).into_iter().filter(|key| !drafted.contains(key)).collect();
        prop_assert!(is_within(&theirs, &keys(&merged.text)), "{:?}\nin {}", theirs, merged.text);
        let all = merge(None, &people, &draft).text;
        prop_assert!(people.trim().is_empty() || is_within(&keys(&people), &keys(&all)));
    }

    #[test]
    fn no_pull_request_is_lost((base, people, draft) in three()) {
        let merged = merge(Some(&base), &people, &draft);
        let named = |text: &str| lines(text).iter().filter(|line| line.is_entry()).flat_map(line::Line::cites).collect::<BTreeSet<_>>();
        let everywhere = |text: &str| lines(text).iter().flat_map(line::Line::cites).collect::<BTreeSet<_>>();
        let told = everywhere(&merged.left_out.join("\n"));
        let there = everywhere(&merged.text);
        for number in named(&draft).difference(&everywhere(&base)) {
            prop_assert!(there.contains(number) || told.contains(number), "#{} in\n{:?}", number, merged);
        }
    }

    #[test]
    fn twice_is_once((base, people, draft) in three()) {
        let current = attach(&Base::of(&base), &people);
        let once = regenerate(&current, &draft);
        let twice = regenerate(&once.text, &draft);
        prop_assert_eq!(&once.text, &twice.text);
        let bare = regenerate(&people, &draft);
        prop_assert_eq!(&bare.text, &regenerate(&bare.text, &draft).text);
    }

    #[test]
    fn any_text_will_do(base in ".{0,80}", people in "(?s).{0,80}", draft in "(?s).{0,80}") {
        let current = attach(&Base::of(&base), &people);
        prop_assert_eq!(detach(&current).0, people.clone());
        let once = regenerate(&current, &draft);
        prop_assert_eq!(&regenerate(&once.text, &draft).text, &once.text);
        let _ = regenerate(&people, &draft);
    }
}

#[test]
fn a_draft_goes_below_notes_that_have_nothing_of_it() {
    let people = "Gift cards, at last.\n";
    let draft = "# Release 1.4.0\n\n- Add gift cards (#14)\n";
    let first = regenerate(people, draft);
    assert_eq!(first.before, Before::Missing);
    assert!(
        first.text.starts_with("Gift cards, at last.\n\n# Release 1.4.0\n\n- Add gift cards (#14)\n"),
        "{}",
        first.text
    );
    assert_eq!(regenerate(&first.text, draft).text, first.text);
    // What people cite is in the notes already.
    assert!(!regenerate("Gift cards, at last (#14).\n", draft).text.contains("# Release"));
}
