//! Whatever goes wrong with a request: never a go by mistake, never a panic, never without an end.
//!
//! The requests are found by running the scenes, so that whatever a new kind of requirement asks for is tried by itself.
//! What must come of each fault stands in `table`; `docs/faults.md` is made from it.

mod fault;
mod hidden;
mod moved;
mod page;
mod request;
mod scenes;
mod table;
mod writes;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::long::all;
use crate::run::Ran;
use fault::{FAULTS, Fault};
use request::{Request, found};
use scenes::{SCENES, Scene};
use table::{Expected, HARMLESS, expected, sentence};

/// So many run at once: most of the time is spent in pauses.
const AT_ONCE: usize = 6;
/// How long a run may take beyond the time that it was given.
const MARGIN: Duration = Duration::from_secs(40);

/// One request, with one thing wrong with it.
struct Cell {
    scene: &'static Scene,
    request: Request,
    fault: Fault,
    effect: Value,
    place: Option<String>,
    expected: Expected,
    /// Whether it is tried on every change. The long run tries the others.
    usual: bool,
}

/// How a cell ended.
struct Came {
    code: Option<i32>,
    /// What was printed, as one line.
    text: String,
    took: Duration,
    /// Whether the fault was met at all.
    met: bool,
}

/// Of an answer with more parts than that, the usual run tries each in one of two ways.
const FEW_PARTS: usize = 10;

/// Every cell of the page, and with [`all`] the rarer errors.
fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut seen: BTreeSet<(&str, Request, Fault, Option<String>)> = BTreeSet::new();
    for (scene, found) in SCENES.iter().zip(found()) {
        for request in found.requests.iter().filter(|request| request.reads()) {
            for fault in FAULTS.into_iter().filter(|fault| all() || fault.is_for_every_change()) {
                let effects = fault.effects(request, found.places.get(request.operation_page()));
                let many = effects.len() > FEW_PARTS;
                for (index, effect) in effects.into_iter().enumerate() {
                    // One after the other, so that each kind of fault comes to each kind of part.
                    let usual = match fault {
                        Fault::PartialData => !many || index % 2 == 0,
                        Fault::NullNode => !many || index % 2 == 1,
                        _ => fault.is_for_every_change(),
                    };
                    if seen.insert((scene.kind, request.clone(), fault, effect.place.clone())) {
                        let expected = expected(scene, request, fault, effect.place.as_deref());
                        let (effect, place) = (effect.effect, effect.place);
                        cells.push(Cell {
                            scene,
                            request: request.clone(),
                            fault,
                            effect,
                            place,
                            expected,
                            usual,
                        });
                    }
                }
            }
        }
    }
    cells
}

impl Cell {
    /// The number of the reason why it may say go.
    fn excuse(&self) -> Option<usize> {
        match self.expected {
            Expected::Harmless(number) => Some(number),
            _ => None,
        }
    }

    fn timeout(&self) -> u64 {
        if self.fault == Fault::Slow { 6 } else { 30 }
    }

    /// Whatever takes longer has no end.
    fn limit(&self) -> Duration {
        Duration::from_secs(self.timeout()) + MARGIN
    }

    /// Runs it with the fault in place.
    fn ran(&self, fake: &Fake) -> Ran {
        let mut rule = json!({"match": self.request.matched(), "effect": self.effect});
        if self.fault.once() {
            rule["times"] = json!(1);
        }
        let mut rules = (self.scene.rules)();
        rules.as_array_mut().unwrap().push(rule);
        // What it takes to put the run together is no part of it.
        fake.faults(json!([]));
        let run = (self.scene.judge)(fake, &["--timeout", &format!("{}s", self.timeout())]);
        fake.faults(rules);
        run.go_within(self.limit())
    }

    fn came(&self, fake: &Fake) -> Came {
        let began = Instant::now();
        let ran = self.ran(fake);
        let took = began.elapsed();
        let text = format!("{}\n{}", ran.out, ran.err).split_whitespace().collect::<Vec<_>>().join(" ");
        Came { code: ran.code, text, took, met: fake.last_fault_met() }
    }

    /// What is wrong with how it ended, if anything is.
    fn wrong(&self, came: &Came) -> Option<String> {
        let codes: &[i32] = match self.expected {
            Expected::GotOver => &[0],
            Expected::Unknown => &[1],
            Expected::Nothing => &[2],
            Expected::Harmless(_) => &[0, 1, 2],
        };
        let what = if came.text.contains("panicked") {
            "it panicked".to_owned()
        } else if came.took > self.limit() {
            "it had no end".to_owned()
        } else if !came.met {
            "the fault was not met".to_owned()
        } else if !came.code.is_some_and(|code| codes.contains(&code)) {
            format!("it ended with {:?}, not {codes:?}", came.code)
        } else if came.code != Some(0) && !self.is_told(&came.text) {
            format!("it does not say any of {:?}", sentence(&self.request, self.fault))
        } else {
            return None;
        };
        let place = self.place.as_deref().unwrap_or_default();
        let Cell { scene, request, fault, .. } = self;
        Some(format!(
            "{}: {} {fault:?} {place}: {what} after {:?}\n{}\n",
            scene.name, request.name, came.took, came.text
        ))
    }

    /// Whether it says what went wrong, and what to do.
    fn is_told(&self, text: &str) -> bool {
        let wanted = sentence(&self.request, self.fault);
        wanted.iter().any(|words| words.iter().all(|word| text.contains(word))) && text.contains("-> ")
    }
}

/// Tries all, several at a time.
fn tried(cells: Vec<Cell>) -> Vec<(Cell, Came)> {
    let queue = Mutex::new(cells.into_iter().rev().collect::<Vec<_>>());
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let mut world: Option<(&str, Fake)> = None;
                loop {
                    let Some(cell) = queue.lock().unwrap().pop() else { return };
                    let name = cell.scene.name;
                    let (_, fake) = match world.take().filter(|(of, _)| *of == name) {
                        Some(same) => world.insert(same),
                        None => world.insert((name, (cell.scene.world)())),
                    };
                    let came = cell.came(fake);
                    done.lock().unwrap().push((cell, came));
                }
            });
        }
    });
    done.into_inner().unwrap()
}

#[test]
fn no_fault_of_a_read_lets_anything_through() {
    let began = Instant::now();
    let tried = tried(cells().into_iter().filter(|cell| cell.usual != all()).collect());
    let wrong: Vec<String> = tried.iter().filter_map(|(cell, came)| cell.wrong(came)).collect();
    let count =
        |found: &dyn Fn(&Cell, &Came) -> bool| tried.iter().filter(|(cell, came)| found(cell, came)).count();
    let go = |cell: &Cell, came: &Came| {
        came.code == Some(0) && matches!(cell.expected, Expected::Unknown | Expected::Nothing)
    };
    println!(
        "fault matrix, reads: {} cells in {} s; {} say go and should not, {} have no end, {} panic",
        tried.len(),
        began.elapsed().as_secs(),
        count(&go),
        count(&|cell, came| came.took > cell.limit()),
        count(&|_, came| came.text.contains("panicked")),
    );
    let went = |number| {
        tried.iter().any(|(cell, came)| cell.expected == Expected::Harmless(number) && came.code == Some(0))
    };
    let is_tried = |number| tried.iter().any(|(cell, _)| cell.expected == Expected::Harmless(number));
    let idle: Vec<_> = HARMLESS
        .iter()
        .enumerate()
        .filter(|(number, _)| !all() && is_tried(*number) && !went(*number))
        .collect();
    if let Ok(file) = std::env::var("FAULTS_DUMP") {
        let line = |(cell, came): &(Cell, Came)| {
            format!(
                "{} | {} | {:?} | {:?} | {:?} | {:?} | {:?} | {}",
                cell.scene.name,
                cell.request.name,
                cell.fault,
                cell.place,
                cell.expected,
                came.code,
                came.took,
                came.text
            )
        };
        std::fs::write(file, tried.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
    assert!(idle.is_empty(), "excuses that nothing needs: {idle:#?}");
}

/// What the gate never reads: tried in `notes_draft`, in `cut` and `tag`, in `verify`, in `propose`, in the preview of `bump`,
/// in `doctor` and in `init`.
const OF_OTHERS: [&str; 16] = [
    "Body",
    "Newcomers",
    "Cut",
    "Recorded",
    "RecordedTags",
    "BaseFiles",
    "CommitFiles",
    "OlderProposals",
    "ProposedRelease",
    "Merging",
    "Administration",
    "BranchSettings",
    "Rights",
    "Rulesets",
    "Habits",
    "HabitsTeams",
];

/// The names of the documents in the sources, and the paths that they read.
#[test]
fn every_read_of_the_sources_is_among_them() {
    let requests: Vec<&Request> = found().iter().flat_map(|found| &found.requests).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/github/queries");
    let mut operations = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let names = text.lines().filter_map(|line| line.strip_prefix("query "));
        for name in names.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap()) {
            operations += 1;
            let asked =
                OF_OTHERS.contains(&name) || requests.iter().any(|request| request.operation() == Some(name));
            assert!(
                asked,
                "no scene asks for the document {name}: extend one in tests/gate/faults/scenes.rs"
            );
        }
    }
    assert!(operations > 15);
    let writes = writes::SCENES.iter().map(writes::write_of).collect::<Vec<_>>();
    for template in crate::requests::templates() {
        let path = crate::requests::written(&template);
        // What looks for a lost check run is tried in `writes`.
        let known = path == "commits/*/check-runs"
            || crate::requests::is_of_others(&path)
            || requests.iter().copied().chain(&writes).any(|request| request.path() == path);
        assert!(known, "no scene asks for {path}: extend one in tests/gate/faults/scenes.rs");
    }
}
