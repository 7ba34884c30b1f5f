//! A tracking issue as large as they get. It is measured in release mode:
//! `cargo test --release --lib consent -- --ignored --nocapture`.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::super::{Asked, judge};
use super::world::World;
use crate::markdown::tasks;
use crate::requirement::boxes::Wanted;
use crate::verdict::Outcome;

const BOXES: usize = 150;
const EDITS: usize = 600;
const COMMENTS: usize = 400;

fn text(ticked: usize, edit: usize) -> String {
    let mut text = format!("# Release\n\nEdit {edit}.\n\n");
    for one in 0..BOXES {
        let mark = if one < ticked { 'x' } else { ' ' };
        writeln!(
            text,
            "- [{mark}] The thing number {one} of this release was looked at by somebody who knows"
        )
        .unwrap();
    }
    text
}

#[test]
#[ignore = "it measures, which says something in release mode only"]
fn a_large_issue_is_judged_in_well_under_a_second() {
    let mut world = World::new();
    world.revisions.clear();
    for edit in 0..EDITS {
        // Every tenth edit changes words, the others set ticks.
        world.text("09:00", "mona", &text(edit * BOXES / (EDITS - 1), 100 + edit / 10));
    }
    for comment in 0..COMMENTS {
        let by = ["mona", "devon-k", "maya-r", "lena-h"][comment % 4];
        world.comment(
            by,
            "09:30",
            if comment % 5 == 0 { "/holdpoint sign qa-engineer" } else { "Looks good to me." },
        );
    }
    world.settle();
    let start = Instant::now();
    let case = world.fixture.case();
    let issue = case.tracking_issue().unwrap();
    let boxes = tasks(&issue.body);
    assert_eq!(boxes.len(), BOXES);
    for (number, task) in boxes.iter().enumerate() {
        let wanted = Wanted { text: task.text.clone(), key: task.key.clone() };
        let id = format!("box-{number}");
        let asked = Asked { id: &id, task: Some((issue, task, &wanted)) };
        let findings = judge(&case, &world.demand, 1, &asked);
        assert_eq!(Outcome::all(findings.iter().map(|finding| finding.outcome)), Outcome::Met);
    }
    let took = start.elapsed();
    println!("{BOXES} boxes, {EDITS} edits, {COMMENTS} comments: {took:?}");
    assert!(took < Duration::from_secs(1), "{took:?}");
}
