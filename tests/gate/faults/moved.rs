//! Somebody moves what is judged, between any two requests.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::request::{Request, found};
use super::scenes::{SCENES, Scene};

/// A deed in between.
pub(super) struct Move {
    /// The scene in which it is done.
    pub(super) scene: &'static str,
    pub(super) what: &'static str,
    deed: &'static str,
    /// Whether it holds, and what is said.
    pub(super) holds: bool,
    pub(super) says: &'static str,
}

pub(super) const MOVES: [Move; 5] = [
    Move {
        scene: "release",
        what: "the branch grows",
        deed: r#"{"do": "push", "branch": "main", "files": {"late.txt": "x"}, "message": "Late", "by": "mona"}"#,
        holds: false,
        says: "commits by which `main` has grown since",
    },
    Move {
        scene: "release",
        what: "the branch is moved back",
        deed: r#"{"do": "move", "ref": "refs/heads/main", "to": "m4"}"#,
        holds: true,
        says: "is on none of the branches from which releases are cut",
    },
    Move {
        scene: "release",
        what: "somebody cuts the tag elsewhere",
        deed: r#"{"do": "tag", "name": "v1.4.0", "commit": "m4"}"#,
        holds: true,
        says: "the tag `v1.4.0` exists already",
    },
    Move {
        scene: "change",
        what: "the pull request is pushed to",
        deed: r#"{"do": "push", "branch": "search", "files": {"x": "y"}, "message": "more", "by": "lina-p"}"#,
        holds: true,
        says: "was pushed to",
    },
    Move {
        scene: "release pull request",
        what: "the release pull request is pushed to",
        deed: r#"{"do": "push", "branch": "search", "files": {"x": "y"}, "message": "more", "by": "lina-p"}"#,
        holds: true,
        says: "was pushed to",
    },
];

/// Requests that are sent together with the last look, or after it: what happens then may be seen or not.
fn is_of_the_last_round(request: &Request) -> bool {
    request.operation() == Some("Closing") || request.path().starts_with("collaborators/")
}

struct Cell {
    moved: &'static Move,
    scene: &'static Scene,
    request: Request,
}

fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for moved in &MOVES {
        let (scene, found) = SCENES.iter().zip(found()).find(|(scene, _)| scene.name == moved.scene).unwrap();
        for request in found.requests.iter().filter(|request| request.reads()) {
            cells.push(Cell { moved, scene, request: request.clone() });
        }
    }
    cells
}

fn wrong(cell: &Cell) -> Option<String> {
    let Cell { moved, scene, request } = cell;
    let fake = (scene.world)();
    let run = (scene.judge)(&fake, &["--timeout", "30s"]);
    let deed: Value = serde_json::from_str(moved.deed).unwrap();
    let mut rules = (scene.rules)();
    rules.as_array_mut().unwrap().push(json!({"match": request.matched(), "times": 1, "then": deed}));
    fake.faults(rules);
    let ran = run.go_within(super::MARGIN * 2);
    let text = format!("{}\n{}", ran.out, ran.err).split_whitespace().collect::<Vec<_>>().join(" ");
    let last = is_of_the_last_round(request);
    let as_wanted = match ran.code {
        Some(0) => last || !moved.holds && text.contains(moved.says),
        Some(1) => moved.holds && text.contains(moved.says) && text.contains("-> "),
        _ => false,
    };
    let met = fake.last_fault_met();
    let fine = as_wanted && met && !text.contains("panicked");
    (!fine).then(|| format!("{} after {}: {:?}, met: {met}\n{text}\n", moved.what, request.name, ran.code))
}

#[test]
fn what_moves_before_the_last_look_is_seen() {
    let cells = cells();
    let count = cells.len();
    let queue = Mutex::new(cells);
    let found: Mutex<Vec<String>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..super::AT_ONCE {
            scope.spawn(|| {
                while let Some(cell) = { queue.lock().unwrap().pop() } {
                    found.lock().unwrap().extend(wrong(&cell));
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    println!("fault matrix, moves: {count} cells; {} not as wanted", found.len());
    assert!(found.is_empty(), "{} moves:\n{}", found.len(), found.join("\n"));
}
