//! Runs of the gate at the same time, in every order of their reads and writes, over a GitHub in memory.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use super::*;

const KEY: &str = "release";

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + second).unwrap()
}

/// The verdict of a second, each with a text of its own.
fn verdict(second: i64) -> String {
    body(KEY, time(second), &format!("The verdict of {second}"))
}

fn wish(second: i64) -> Wish {
    Wish { body: verdict(second), at: time(second) }
}

fn comment(id: u64, body: &str) -> OwnComment {
    let (node, url) = (String::new(), String::new());
    OwnComment { id, node, url, body: body.to_owned(), untouched: true, past: Vec::new() }
}

/// GitHub: the comments there are, with the texts they had, newest first.
#[derive(Debug, Clone, Default, Hash)]
struct Hub {
    comments: Vec<OwnComment>,
    last: u64,
    /// It keeps no texts that a comment had.
    forgetful: bool,
}

impl Hub {
    fn with(bodies: &[&str]) -> Self {
        let comments = (1..).zip(bodies).map(|(id, body)| comment(id, body)).collect();
        Self { comments, last: bodies.len() as u64, forgetful: false }
    }

    fn create(&mut self, body: String) {
        self.last += 1;
        self.comments.push(comment(self.last, &body));
    }

    /// Whether there is such a comment.
    fn update(&mut self, id: u64, body: String) -> bool {
        let Some(comment) = self.comments.iter_mut().find(|comment| comment.id == id) else { return false };
        let before = std::mem::replace(&mut comment.body, body);
        // The texts of others are among them, and are no verdicts.
        let ours = comment.untouched;
        if !self.forgetful {
            if comment.past.is_empty() && ours {
                comment.past.push(before);
            }
            comment.past.insert(0, comment.body.clone());
        }
        comment.untouched = true;
        true
    }

    /// What the last look shows: no texts of before.
    fn look(&self) -> Vec<OwnComment> {
        self.comments.iter().map(|comment| OwnComment { past: Vec::new(), ..comment.clone() }).collect()
    }

    fn texts(&self) -> Vec<&str> {
        self.comments.iter().map(|comment| comment.body.as_str()).collect()
    }
}

/// Where a run is between two requests.
#[derive(Debug, Clone, Hash)]
enum At {
    Start,
    /// It knows these, and sends its next write.
    Planning,
    /// Its write is done, and the answer has yet to be put together.
    Created,
    Updated(u64),
    Missed,
    Deleted(u64),
    Ended,
}

#[derive(Debug, Clone, Hash)]
struct Run {
    wish: Wish,
    at: At,
    ours: Vec<OwnComment>,
    progress: Progress,
    writes: usize,
}

impl Run {
    fn new(second: i64) -> Self {
        Self { wish: wish(second), at: At::Start, ours: Vec::new(), progress: Progress::default(), writes: 0 }
    }

    fn ended(&self) -> bool {
        matches!(self.at, At::Ended)
    }

    /// The next thing that GitHub does for it.
    fn go_on(&mut self, hub: &mut Hub) {
        match self.at {
            At::Start => self.ours = hub.look(),
            At::Planning => return self.write(hub),
            At::Created => self.ours = hub.comments.clone(),
            At::Updated(id) => {
                // It may have been deleted since, and the answer shows it as it was.
                if let Some(now) = hub.comments.iter().find(|comment| comment.id == id) {
                    let place = self.ours.iter_mut().find(|comment| comment.id == id).unwrap();
                    *place = now.clone();
                }
            }
            At::Missed => self.ours = hub.look(),
            At::Deleted(id) => self.ours.retain(|comment| comment.id != id),
            At::Ended => unreachable!(),
        }
        self.plan();
    }

    fn step(&self) -> Step {
        next(&self.ours, &self.wish, Some(time(1_000)), &self.progress)
    }

    fn plan(&mut self) {
        self.at = if self.step() == Step::Done { At::Ended } else { At::Planning };
    }

    fn write(&mut self, hub: &mut Hub) {
        self.writes += 1;
        assert!(self.writes < 12, "it has no end: {self:#?} {hub:#?}");
        match self.step() {
            Step::Create(body) => {
                hub.create(body);
                self.progress.written = true;
                self.at = At::Created;
            }
            Step::Update(index, body) => {
                let id = self.ours[index].id;
                if hub.update(id, body.clone()) {
                    self.ours[index].body = body;
                    self.progress.written = true;
                    self.at = At::Updated(id);
                } else {
                    self.at = At::Missed;
                }
            }
            Step::Delete(index) => {
                let id = self.ours[index].id;
                hub.comments.retain(|comment| comment.id != id);
                self.at = At::Deleted(id);
            }
            Step::Done => unreachable!(),
        }
    }

    fn finish(&mut self, hub: &mut Hub) {
        while !self.ended() {
            self.go_on(hub);
        }
    }
}

/// Lets the runs go on in every order, and calls `end` with each state in which all have ended. Returns how many states
/// there are in between.
fn every_order(hub: &Hub, runs: &[Run], end: &mut dyn FnMut(&Hub)) -> usize {
    struct Seen(RandomState, HashSet<u64>);
    fn walk(hub: &Hub, runs: &[Run], seen: &mut Seen, end: &mut dyn FnMut(&Hub)) {
        if !seen.1.insert(seen.0.hash_one((hub, runs))) {
            return;
        }
        if runs.iter().all(Run::ended) {
            return end(hub);
        }
        for index in (0..runs.len()).filter(|index| !runs[*index].ended()) {
            let (mut hub, mut runs) = (hub.clone(), runs.to_vec());
            runs[index].go_on(&mut hub);
            walk(&hub, &runs, seen, end);
        }
    }
    let mut seen = Seen(RandomState::new(), HashSet::new());
    walk(hub, runs, &mut seen, end);
    seen.1.len()
}

/// What may be there before.
fn beginnings() -> Vec<Hub> {
    let forged = body(KEY, time(500), "Go!");
    let mut tampered = Hub::with(&[&forged]);
    tampered.comments[0].untouched = false;
    let unstamped = format!("{}\nOf a version that put no time into it", marker(KEY));
    let future = body(KEY, time(5_000), "Of a clock that is not GitHub's");
    vec![
        Hub::default(),
        Hub::with(&[&verdict(0)]),
        Hub::with(&[&verdict(0), &verdict(-1)]),
        Hub::with(&[&unstamped]),
        Hub::with(&[&future]),
        tampered,
    ]
}

#[test]
fn whatever_their_order_one_comment_shows_the_newest_verdict() {
    let mut states = 0;
    for (index, hub) in beginnings().into_iter().enumerate() {
        let most = if index < 2 { 3 } else { 2 };
        for seconds in [&[1][..], &[1, 2], &[1, 2, 3]].into_iter().take(most) {
            let runs: Vec<Run> = seconds.iter().map(|second| Run::new(*second)).collect();
            let newest = verdict(*seconds.last().unwrap());
            states += every_order(&hub, &runs, &mut |hub| assert_eq!(hub.texts(), [newest.as_str()]));
        }
    }
    assert!(states > 5_000, "{states} states are not every order of three runs");
}

#[test]
fn of_the_same_second_one_of_them_stays() {
    for hub in beginnings() {
        let mut runs = [Run::new(1), Run::new(1)];
        for (run, name) in runs.iter_mut().zip(["a", "b"]) {
            run.wish.body = body(KEY, time(1), name);
        }
        let wishes: Vec<String> = runs.iter().map(|run| run.wish.body.clone()).collect();
        every_order(&hub, &runs, &mut |hub| {
            assert!(
                matches!(hub.texts().as_slice(), [one] if wishes.iter().any(|wish| wish == one)),
                "{hub:?}"
            );
        });
    }
}

/// A run may end anywhere: the runner is stopped, the network breaks. The next verdict is shown, and once.
#[test]
fn what_a_run_that_broke_off_leaves_the_next_one_puts_right() {
    for hub in beginnings() {
        for first in 0..8 {
            for second in 0..8 {
                let (mut hub, mut runs) = (hub.clone(), [Run::new(2), Run::new(1)]);
                for (run, events) in runs.iter_mut().zip([first, second]) {
                    for _ in 0..events {
                        if !run.ended() {
                            run.go_on(&mut hub);
                        }
                    }
                }
                let mut next = Run::new(3);
                next.finish(&mut hub);
                assert_eq!(hub.texts(), [verdict(3)]);
            }
        }
    }
}

/// GitHub's docs do not say whether quick edits by one account are kept apart. If not, one comment stays all the same.
#[test]
fn without_the_texts_of_before_there_is_still_one_comment() {
    for mut hub in beginnings() {
        hub.forgetful = true;
        let runs = [Run::new(1), Run::new(2)];
        every_order(&hub, &runs, &mut |hub| assert_eq!(hub.comments.len(), 1, "{hub:?}"));
    }
}

/// The limit that the head of the module names.
#[test]
fn a_run_that_writes_nothing_leaves_no_trace() {
    let mut hub = Hub::with(&[&verdict(1)]);
    let mut slow = Run::new(2);
    slow.go_on(&mut hub);
    let mut same = Run::new(3);
    same.wish.body = body(KEY, time(3), "The verdict of 1");
    same.finish(&mut hub);
    assert_eq!(same.writes, 0);
    slow.finish(&mut hub);
    assert_eq!(hub.texts(), [verdict(2)]);
}

#[test]
fn a_later_run_that_found_the_same_is_not_written() {
    let at = |second: i64| body(KEY, time(second), "Go.\n");
    let ours = [comment(1, &at(1).replace('\n', "\r\n"))];
    let wish = Wish { body: at(9), at: time(9) };
    assert_eq!(next(&ours, &wish, None, &Progress::default()), Step::Done);
}

#[test]
fn what_was_written_and_deleted_by_somebody_is_not_written_again() {
    let progress = Progress { written: true, ..Progress::default() };
    assert_eq!(next(&[], &wish(1), None, &progress), Step::Done);
}

#[test]
fn what_cannot_be_deleted_says_the_same() {
    let ours = [comment(1, &verdict(2)), comment(2, &verdict(1))];
    let progress = Progress { written: true, undeletable: vec![2] };
    assert_eq!(next(&ours, &wish(2), None, &progress), Step::Update(1, verdict(2)));
    let same = [comment(1, &verdict(2)), comment(2, &verdict(2))];
    assert_eq!(next(&same, &wish(2), None, &progress), Step::Done);
}

#[test]
fn only_the_second_line_is_the_time() {
    let stamped = verdict(1);
    assert_eq!(stamp(&stamped), Some(time(1)));
    assert_eq!(stamp(&stamped.replace('\n', "\r\n")), Some(time(1)));
    for other in [
        "",
        "x",
        "a\nb\n<!-- judged 2026-02-02T02:40:01Z -->",
        "a\n<!-- judged soon -->",
        "a\n<!-- judged -->",
    ] {
        assert_eq!(stamp(other), None, "{other}");
    }
    assert!(!same_text("a\n<!-- judged soon -->\nb", "a\n<!-- judged late -->\nb"));
    assert!(same_text(&verdict(1), &verdict(1).replace("40:01Z", "40:59Z")), "{stamped}");
}
