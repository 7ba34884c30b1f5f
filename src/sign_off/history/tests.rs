use proptest::prelude::*;

use super::*;
use crate::evidence::{ActorKind, Login};

fn person(login: &str) -> Option<Actor> {
    Some(Actor { login: Login::new(login), kind: ActorKind::User })
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
}

fn revisions(states: &[(&str, Option<&str>)]) -> Vec<Revision> {
    let revision = |(minute, (by, text)): (usize, &(&str, Option<&str>))| Revision {
        at: at(i64::try_from(minute).unwrap()),
        by: if by.is_empty() { None } else { person(by) },
        text: text.map(str::to_owned),
    };
    states.iter().enumerate().map(revision).collect()
}

/// Who ticked the box “Done”, after these states.
fn who(states: &[(&str, Option<&str>)]) -> Result<(String, bool), String> {
    let revisions = revisions(states);
    let body = states.last().unwrap().1.unwrap();
    told(&revisions, body)
}

fn told(revisions: &[Revision], body: &str) -> Result<(String, bool), String> {
    let history = History::new(revisions, body);
    let boxes = tasks(body);
    let at = boxes.iter().position(|task| task.key == "done").unwrap();
    let login = |tick: &Tick| tick.by.as_ref().map_or("nobody".to_owned(), |by| by.login.to_string());
    match history.tick(&boxes[at], &identities(&boxes)[at]) {
        Ok(tick) => Ok((login(&tick), tick.from_the_start)),
        Err(Unproven::CameTicked(tick)) => Err(format!("came ticked by {}", login(&tick))),
        Err(Unproven::Gap(_)) => Err("gap".to_owned()),
        Err(other) => Err(format!("{other:?}")),
    }
}

#[test]
fn a_tick_belongs_to_whoever_turned_the_box() {
    let open = "- [ ] Done\n- [ ] Other";
    let ticked = "- [x] Done\n- [ ] Other";
    for (states, wanted) in [
        (vec![("ann", open), ("bob", ticked)], Ok(("bob", false))),
        (vec![("ann", ticked)], Ok(("ann", true))),
        (vec![("ann", ticked), ("bob", "- [x] Done\n- [x] Other")], Ok(("ann", true))),
        // Ticked, unticked, ticked: the last one counts.
        (vec![("ann", open), ("bob", ticked), ("cid", open), ("dot", ticked)], Ok(("dot", false))),
        // Edits elsewhere, other markup, another order and other line ends keep it.
        (
            vec![("ann", open), ("bob", ticked), ("cid", "Hello\n\n- [ ] Other\n- [X] **Done**\n")],
            Ok(("bob", false)),
        ),
        (vec![("ann", open), ("bob", ticked), ("cid", "- [x] Done\r\n- [ ] Other\r\n")], Ok(("bob", false))),
        // A new box, rewording, striking through, another section, another link: not the same box.
        (vec![("ann", "Hello"), ("bob", ticked)], Err("came ticked by bob")),
        (vec![("ann", "- [x] Undone"), ("bob", ticked)], Err("came ticked by bob")),
        (vec![("ann", open), ("bob", "- [x] ~~Done~~"), ("cid", ticked)], Err("came ticked by cid")),
        (vec![("ann", "# A\n- [x] Done"), ("bob", "# B\n- [x] Done")], Err("came ticked by bob")),
        (
            vec![
                ("ann", "- [x] [Done](https://example.com/a)"),
                ("bob", "- [x] [Done](https://example.com/b)"),
            ],
            Err("came ticked by bob"),
        ),
        (vec![("ann", "> - [x] Done"), ("bob", ticked)], Err("came ticked by bob")),
        // Deleted accounts.
        (vec![("ann", open), ("", ticked)], Ok(("nobody", false))),
        // GitHub ticks a box that names an issue, when that issue is closed.
        (vec![("ann", open), ("bob", "- [x] Done <!-- #12 -->")], Ok(("bob", false))),
    ] {
        let states: Vec<_> = states.into_iter().map(|(by, text)| (by, Some(text))).collect();
        let wanted = wanted.map(|(by, start)| (by.to_owned(), start)).map_err(str::to_owned);
        assert_eq!(who(&states), wanted, "{states:?}");
    }
}

#[test]
fn of_two_equal_boxes_each_has_its_own_history() {
    let states = [("ann", "- [ ] Done\n- [ ] Done"), ("bob", "- [ ] Done\n- [x] Done")];
    let states = revisions(&states.map(|(by, text)| (by, Some(text))));
    let body = "- [ ] Done\n- [x] Done";
    let boxes = tasks(body);
    let found: Vec<_> = boxes
        .iter()
        .zip(identities(&boxes))
        .map(|(task, identity)| History::new(&states, body).tick(task, &identity).map(|tick| tick.by))
        .collect();
    assert_eq!(found, [Err(Unproven::Open), Ok(person("bob"))]);
}

/// Who takes away or adds a box with the same words seems to tick and untick the others, and ticks none.
#[test]
fn a_tick_does_not_pass_from_one_of_two_equal_boxes_to_the_other() {
    for (before, after) in [
        // The open one above goes, and the ticked one takes its place.
        ("- [ ] Done\n- [x] Done", "- [x] Done"),
        ("- [x] Done\n- [ ] Done", "- [x] Done\n- [x] Done\n- [ ] Done"),
        ("- [x] Done", "- [x] Done\n- [ ] Done"),
        // They change places.
        ("- [x] Done\n- [ ] Done\n- [ ] Done", "- [ ] Done\n- [ ] Done\n- [x] Done"),
        ("- [x] Done\n- [ ] Done\n- [ ] Done", "- [ ] Done\n- [x] Done\n- [x] Done"),
    ] {
        let states = [
            ("ann", Some(before.replace('x', " "))),
            ("bob", Some(before.to_owned())),
            ("cid", Some(after.to_owned())),
            ("dot", Some(format!("{after}\n\nMore."))),
        ];
        let states: Vec<_> = states.iter().map(|(by, text)| (*by, text.as_deref())).collect();
        let revisions = revisions(&states);
        let found = found(&revisions, states.last().unwrap().1.unwrap());
        let mut came = found.iter().filter(|one| **one != Err(Unproven::Open)).peekable();
        assert!(came.peek().is_some());
        let by_cid = |one: &Result<Tick, Unproven>| match one {
            Err(Unproven::CameTicked(tick)) => tick.by == person("cid"),
            _ => false,
        };
        assert!(came.all(by_cid), "{before:?}: {found:?}");
    }
}

#[test]
fn a_box_that_names_an_issue_is_ticked_by_nobody() {
    let body = "- [x] Done #12";
    let boxes = tasks(body);
    let states = revisions(&[("ann", Some("- [ ] Done #12")), ("bob", Some(body))]);
    let tick = History::new(&states, body).tick(&boxes[0], &identities(&boxes)[0]);
    assert_eq!(tick, Err(Unproven::TickedByGitHub));
}

#[test]
fn what_the_history_does_not_show_is_not_proven() {
    let (open, ticked) = (Some("- [ ] Done"), Some("- [x] Done"));
    assert_eq!(who(&[("ann", open), ("bob", None), ("cid", ticked)]), Err("gap".to_owned()));
    assert_eq!(who(&[("ann", None), ("bob", open), ("cid", ticked)]), Ok(("cid".to_owned(), false)));
    assert_eq!(told(&revisions(&[("ann", open), ("bob", None)]), "- [x] Done"), Err("gap".to_owned()));
    // The text moved on after its history was read, or the other way round.
    assert_eq!(told(&revisions(&[("ann", open)]), "- [x] Done"), Err("Moved".to_owned()));
    assert_eq!(told(&[], "- [x] Done"), Err("Moved".to_owned()));
}

/// A deed on boxes `a`, `b`, `done`: tick, untick, reword, reword back, move to the front, or an edit elsewhere.
#[derive(Debug, Clone)]
struct Deed {
    by: usize,
    on: usize,
    what: u8,
}

const PEOPLE: [&str; 4] = ["ann", "bob", "cid", "dot"];

/// The plain model: of each box its words, whether it is ticked, and who made it so.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    name: String,
    reworded: bool,
    ticked: bool,
    /// Of its words as they are now: who ticked it; an error if it was not seen open with these words.
    by: Result<(usize, bool), usize>,
}

fn play(first: usize, start: [bool; 3], deeds: &[Deed]) -> (Vec<Revision>, Vec<Model>) {
    let names = ["a", "b", "done"];
    let mut boxes: Vec<Model> = names
        .iter()
        .zip(start)
        .map(|(name, ticked)| Model {
            name: (*name).to_owned(),
            reworded: false,
            ticked,
            by: Ok((first, true)),
        })
        .collect();
    let mut note = 0;
    let text = |boxes: &[Model], note: usize| {
        let line = |one: &Model| {
            let mark = if one.ticked { 'x' } else { ' ' };
            format!("- [{mark}] {}{}\n", one.name, if one.reworded { " well" } else { "" })
        };
        format!("{}\nnote {note}", boxes.iter().map(line).collect::<String>())
    };
    let mut states = vec![(first, text(&boxes, note))];
    for deed in deeds {
        let one = &mut boxes[deed.on];
        match deed.what {
            0 if !one.ticked => {
                one.ticked = true;
                one.by = Ok((deed.by, false));
            }
            1 => one.ticked = false,
            2 => {
                one.reworded = !one.reworded;
                one.by = Err(deed.by);
            }
            3 => {
                let one = boxes.remove(deed.on);
                boxes.insert(0, one);
            }
            _ => note += 1,
        }
        states.push((deed.by, text(&boxes, note)));
    }
    let revision = |(minute, (by, text)): (usize, (usize, String))| Revision {
        at: at(i64::try_from(minute).unwrap()),
        by: person(PEOPLE[by]),
        text: Some(text),
    };
    (states.into_iter().enumerate().map(revision).collect(), boxes)
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (0..4_usize, 0..3_usize, 0..5_u8).prop_map(|(by, on, what)| Deed { by, on, what });
    prop::collection::vec(deed, 0..24)
}

fn found(revisions: &[Revision], body: &str) -> Vec<Result<Tick, Unproven>> {
    let boxes = tasks(body);
    let history = History::new(revisions, body);
    boxes.iter().zip(identities(&boxes)).map(|(task, identity)| history.tick(task, &identity)).collect()
}

#[test]
fn a_mark_elsewhere_is_no_tick() {
    // All three have the same length, and a box at the same place; from the first to the second its words change.
    let states = [("ann", "- [ ] Done [ ]"), ("bob", "- [ ] Done [x]"), ("cid", "- [x] Done [x]")];
    let states = revisions(&states.map(|(by, text)| (by, Some(text))));
    let tick = |states: &[Revision]| {
        let body = states.last().unwrap().text.clone().unwrap();
        let boxes = tasks(&body);
        History::new(states, &body).tick(&boxes[0], &identities(&boxes)[0])
    };
    assert_eq!(tick(&states).unwrap().by, person("cid"));
    let came = tick(&[states[0].clone(), states[2].clone()]);
    assert!(matches!(came, Err(Unproven::CameTicked(Tick { by, .. })) if by == person("cid")));
}

proptest! {
    #[test]
    fn attribution_is_that_of_a_plain_model(first in 0..4_usize, start: [bool; 3], deeds in deeds()) {
        let (revisions, boxes) = play(first, start, &deeds);
        let body = revisions.last().unwrap().text.clone().unwrap();
        for (one, found) in boxes.iter().zip(found(&revisions, &body)) {
            match (one.ticked, &one.by) {
                (false, _) => prop_assert_eq!(found, Err(Unproven::Open)),
                (true, Ok((by, start))) => {
                    let tick = found.unwrap();
                    prop_assert_eq!((tick.by, tick.from_the_start), (person(PEOPLE[*by]), *start));
                }
                (true, Err(by)) => {
                    let Err(Unproven::CameTicked(tick)) = found else { panic!("{found:?}") };
                    prop_assert_eq!(tick.by, person(PEOPLE[*by]));
                }
            }
        }
    }

    #[test]
    fn a_state_that_is_taken_away_never_credits_anybody_else(
        first in 0..4_usize, start: [bool; 3], deeds in deeds(), gone in any::<prop::sample::Index>(), hidden: bool,
    ) {
        let (whole, _) = play(first, start, &deeds);
        let body = whole.last().unwrap().text.clone().unwrap();
        let mut short = whole.clone();
        let gone = gone.index(short.len());
        short[gone].text = None;
        let before = found(&whole, &body);
        if hidden {
            for (before, after) in before.into_iter().zip(found(&short, &body)) {
                if let Ok(tick) = &after {
                    prop_assert_eq!(before.as_ref(), Ok(tick));
                }
            }
        }
    }
}

/// Boxes with few words, so that many are equal: of each whether it says one thing or another, and whether it is ticked.
fn texts() -> impl Strategy<Value = Vec<Vec<(bool, bool)>>> {
    prop::collection::vec(prop::collection::vec((any::<bool>(), any::<bool>()), 0..5), 1..8)
}

proptest! {
    /// Whatever the edits were: whoever is named ticked one more box with these words, and left none of them unticked or
    /// taken away that was ticked, and all that came later left as many ticked.
    #[test]
    fn who_is_named_made_one_more_box_ticked(texts in texts()) {
        let write = |boxes: &Vec<(bool, bool)>| -> String {
            let line = |(word, ticked): &(bool, bool)| {
                format!("- [{}] {}\n", if *ticked { 'x' } else { ' ' }, if *word { "one" } else { "other" })
            };
            boxes.iter().map(line).collect()
        };
        // Each state has a person of its own.
        let revision = |(minute, boxes): (usize, &Vec<(bool, bool)>)| Revision {
            at: at(i64::try_from(minute).unwrap()),
            by: person(&format!("person-{minute}")),
            text: Some(write(boxes)),
        };
        let revisions: Vec<Revision> = texts.iter().enumerate().map(revision).collect();
        let body = write(texts.last().unwrap());
        let count = |state: usize, word: bool, ticked: bool| {
            texts[state].iter().filter(|one| **one == (word, ticked)).count()
        };
        for ((word, _), tick) in texts.last().unwrap().iter().zip(found(&revisions, &body)) {
            let Ok(Tick { by, from_the_start, .. }) = tick else { continue };
            let by = by.unwrap().login.to_string();
            let edit: usize = by.strip_prefix("person-").unwrap().parse().unwrap();
            prop_assert_eq!(from_the_start, edit == 0);
            for state in edit..texts.len() {
                prop_assert!(count(state, *word, true) > 0);
                prop_assert_eq!(
                    count(state, *word, true) + count(state, *word, false),
                    count(edit, *word, true) + count(edit, *word, false)
                );
            }
            if edit > 0 {
                prop_assert!(count(edit, *word, true) > count(edit - 1, *word, true));
                prop_assert!(count(edit, *word, false) < count(edit - 1, *word, false));
            }
        }
    }
}
