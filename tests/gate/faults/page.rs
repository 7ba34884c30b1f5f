//! The page `docs/faults.md`: made from the table, the requests that were found, and some runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use super::fault::{FAULTS, Fault};
use super::moved::MOVES;
use super::table::{Expected, HARMLESS};
use super::{Cell, cells, writes};

const INTRO: &str = "\
# When GitHub fails

A gate is trusted when it holds on the day that GitHub is half down. This page says what comes of each fault, and it is held to
the program: the tests find every request that `holdpoint check` makes, spoil each in each of these ways, and compare. To see it:

    cargo test --test gate faults -- --nocapture

prints the number of cells, and of those that say go and should not, that have no end, or that panic: all three must be 0.
Of an answer with more than ten parts, it tries each part in one of the two ways `error` and `null`, by turns.
`HOLDPOINT_ALL_FAULTS=1` tries each in the other way, and at every part the errors `NOT_FOUND` and `SERVICE_UNAVAILABLE`.
This page is written by `UPDATE=1 cargo test --test gate faults::page`; what must
come of a fault is written in `tests/gate/faults/table.rs`.

- **What passes is got over.** Reading is tried again after a broken connection, a broken answer, 502, 503, 504 and rate limits, up
  to three times, and waits as long as GitHub asks. Nothing waits longer than `--timeout` (5 minutes): what would take longer is
  unknown at once, and the report says until when GitHub wants to be left alone.
- **What stays is unknown, and unknown holds**: exit 1. Where nothing can be judged without it (the first request), exit 2.
- **A query that is too much for GitHub** (502, 504, a time-out, a resource limit) is asked again for half as many entries, down to
  ten; the pages that are missing then are read by themselves.
- **A list must be whole**: a page that is empty, comes twice, or belongs to another state of the list leaves it unknown.
- **A null is no absence**, with an error beside it or without, but where a null has a meaning of its own.
- **A write is sent once.** Where its answer was lost, GitHub is asked whether it was done. Whatever comes of it, the exit code is
  the verdict's.
";

/// How a fault that stays is headed, and what it is.
fn heading(fault: Fault) -> Option<(&'static str, &'static str)> {
    Some(match fault {
        Fault::EmptyPage => ("empty", "lists without entries, with their totals"),
        Fault::Truncated => ("cut", "the connection breaks in the middle of the answer"),
        Fault::NotJson => ("odd", "the answer is no JSON from its middle on"),
        Fault::Html => ("502", "an HTML page with status 502"),
        Fault::Unauthorized => ("401", "bad credentials"),
        Fault::Forbidden => ("403", "resource not accessible"),
        Fault::NotFound => ("404", "not found"),
        Fault::ServerError => ("500", "server error"),
        Fault::SlowDown => ("429", "too many requests, `retry-after` an hour"),
        Fault::Limit => ("limit", "nothing left of the hour's limit"),
        Fault::Dropped => ("drop", "no answer: the connection is closed"),
        Fault::Slow => ("slow", "no answer within `--timeout`"),
        Fault::RepeatedPage => ("again", "a further page is the first page again"),
        Fault::ShiftedPage => ("shift", "a further page is of the list after it lost an entry"),
        Fault::NoData => ("no data", "an error without a place, and no data"),
        Fault::PartialData => ("error", "a part is null, with an error beside it; each part by itself"),
        Fault::NullNode => ("null", "a part is null, without a word; each part by itself"),
        _ => return None,
    })
}

/// The different reasons for which a run may say go.
fn reasons() -> Vec<&'static str> {
    let mut reasons = Vec::new();
    for (_, _, _, why) in HARMLESS {
        if !reasons.contains(why) {
            reasons.push(*why);
        }
    }
    reasons
}

fn number(excuse: usize) -> usize {
    reasons().iter().position(|why| *why == HARMLESS[excuse].3).unwrap() + 1
}

/// What must come of some cells, in short.
fn short(cells: &[&Cell]) -> String {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut excuses: BTreeSet<usize> = BTreeSet::new();
    for cell in cells {
        match cell.expected {
            Expected::GotOver => *codes.entry("go").or_default() += 1,
            Expected::Unknown => *codes.entry("1").or_default() += 1,
            Expected::Nothing => *codes.entry("2").or_default() += 1,
            Expected::Harmless(number) => {
                *codes.entry("go").or_default() += 1;
                excuses.insert(self::number(number));
            }
        }
    }
    let excuses = excuses.into_iter().map(|number| format!("[{number}]")).collect::<String>();
    let several = cells.len() > 1;
    let each = codes.iter().map(|(code, count)| {
        let times = if several { format!(" ×{count}") } else { String::new() };
        let why = if *code == "go" && !excuses.is_empty() { format!(" {excuses}") } else { String::new() };
        format!("{code}{times}{why}")
    });
    each.collect::<Vec<_>>().join(", ")
}

fn matrix(cells: &[Cell]) -> String {
    let columns: Vec<Fault> = FAULTS.into_iter().filter(|fault| heading(*fault).is_some()).collect();
    let mut out = String::from("| asked |");
    for fault in &columns {
        let _ = write!(out, " {} |", heading(*fault).unwrap().0);
    }
    let _ = write!(out, "\n| --- |{}\n", " --- |".repeat(columns.len()));
    let rows: BTreeSet<(&str, &str)> =
        cells.iter().map(|cell| (cell.scene.kind, cell.request.name.as_str())).collect();
    for (kind, name) in rows {
        let _ = write!(out, "| {kind}: `{name}` |");
        for fault in &columns {
            let those: Vec<&Cell> = cells
                .iter()
                .filter(|cell| {
                    (cell.scene.kind, cell.request.name.as_str(), cell.fault) == (kind, name, *fault)
                })
                .collect();
            let _ = write!(out, " {} |", if those.is_empty() { "–".to_owned() } else { short(&those) });
        }
        out.push('\n');
    }
    out
}

/// Runs whose words are shown: scene, request, fault, place.
const SHOWN: [(&str, &str, Fault, Option<&str>); 10] = [
    ("release", "query Evidence", Fault::Html, None),
    ("release", "query Closing", Fault::Dropped, None),
    ("first release", "query History, further page", Fault::ShiftedPage, None),
    ("release", "GET …/collaborators/*/permission", Fault::NotFound, None),
    ("release", "query LabelsPage, further page", Fault::SlowDown, None),
    ("release", "GET …/compare/*?per_page=1", Fault::Truncated, None),
    ("change", "query Team", Fault::PartialData, Some("organization.team")),
    ("release", "query Evidence", Fault::PartialData, Some("issuesOf")),
    ("release", "query Opening", Fault::Unauthorized, None),
    ("release", "query Opening", Fault::Limit, None),
];

/// What a run printed of what is wrong, without what differs from run to run.
fn words(out: &str, err: &str) -> String {
    let wrong = |line: &&str| line.starts_with("? ") || line.starts_with("✗ ");
    // One requirement, or several with one reason, is enough to see.
    let from = out.lines().skip_while(|line| !wrong(line));
    let mut lines: Vec<&str> = from.take_while(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        lines = err.lines().collect();
    }
    let text = lines.join("\n").trim().to_owned();
    let port = |text: String| {
        let mut parts = text.split("http://127.0.0.1:");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let _ = write!(
                out,
                "https://api.github.com{}",
                part.trim_start_matches(|c: char| c.is_ascii_digit())
            );
        }
        out
    };
    let numbered = |text: String, before: &str, with: &str| {
        let mut parts = text.split(before);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let _ = write!(
                out,
                "{before}{with}{}",
                part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':')
            );
        }
        out
    };
    numbered(numbered(port(text), "FAKE:", "1").replace("FAKE:1", "AB12:34"), "2026-03-02T13:", "00:00")
}

fn sentences(cells: &[Cell]) -> String {
    let mut out = String::new();
    for (scene, name, fault, place) in SHOWN {
        let is_it = |cell: &&Cell| {
            (cell.scene.name, cell.request.name.as_str(), cell.fault, cell.place.as_deref())
                == (scene, name, fault, place)
        };
        let cell =
            cells.iter().find(is_it).unwrap_or_else(|| panic!("no cell {scene} {name} {fault:?} {place:?}"));
        let fake = (cell.scene.world)();
        let ran = cell.ran(&fake);
        let (heading, _) = heading(fault).unwrap();
        let place = place.map(|place| format!(" at `{place}`")).unwrap_or_default();
        let text = words(&ran.out, &ran.err);
        let _ =
            write!(out, "`{name}`, {heading}{place}: exit {}\n\n```text\n{text}\n```\n\n", ran.code.unwrap());
    }
    out
}

fn page() -> String {
    let cells = cells();
    let mut out = INTRO.to_owned();
    let _ = write!(
        out,
        "\n## Reading\n\n{} cells, of which every change tries {}. What happens once and then not again (a broken connection, a broken answer, 502, 429 with\n`retry-after`, a used-up limit that is renewed, `retry-after` and `date` that make no sense, a late answer) ends with go in every row;\nwhat stays ends so:\n\n",
        cells.len(),
        cells.iter().filter(|cell| cell.usual).count()
    );
    out.push_str("| column | what GitHub does |\n| --- | --- |\n");
    for (name, what) in FAULTS.into_iter().filter_map(heading) {
        let _ = writeln!(out, "| {name} | {what} |");
    }
    let _ = write!(
        out,
        "\n1 is a no-go; 2 means that nothing could be judged; go means that it may be a go, for the reason of that number below. ×7 counts parts of\nthe answer.\n\n{}\n",
        matrix(&cells)
    );
    out.push_str("Where a run may say go although a part is missing:\n\n");
    let used: BTreeSet<usize> = cells.iter().filter_map(Cell::excuse).map(number).collect();
    for (index, why) in reasons().into_iter().enumerate().filter(|(index, _)| used.contains(&(index + 1))) {
        let _ = writeln!(out, "- [{}] {why}", index + 1);
    }
    out.push_str("\n## What moves in between\n\nDone after each request by itself:\n\n| what | comes to | the report says |\n| --- | --- | --- |\n");
    for moved in MOVES {
        let code = if moved.holds { "1" } else { "go" };
        let _ = writeln!(out, "| {} | {code} | … {} … |", moved.what, moved.says);
    }
    out.push_str(
        "\nWhat moves after the last look is not seen, and is none of this verdict.\n\n## Writing\n\nFor ",
    );
    let scenes: Vec<&str> = writes::SCENES.iter().map(|scene| scene.name).collect();
    let _ = write!(
        out,
        "{}: sent once, and the exit code is the verdict's.\n\n| fault | the warning says |\n| --- | --- |\n",
        scenes.join("; ")
    );
    for fault in writes::FAULTS {
        let says = if fault.warns.is_empty() {
            "nothing: a look afterwards shows that it was done".to_owned()
        } else {
            format!("… {} …", fault.warns)
        };
        let _ = writeln!(out, "| {} | {says} |", fault.name);
    }
    let _ = write!(out, "\n## As printed\n\n{}", sentences(&cells));
    for (scene, fault) in [("a comment", "403"), ("a check run, after a no-go", "502, not done")] {
        let said = writes::said(scene, fault);
        let _ = write!(
            out,
            "Writing {scene}, {fault}: exit {}\n\n```text\n{}\n```\n\n",
            said.code.unwrap(),
            words("", &said.err)
        );
    }
    format!("{}\n", out.trim_end())
}

#[test]
fn the_docs_say_what_comes_of_each_fault() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        std::fs::write(file, page).unwrap();
        return;
    }
    if super::all() {
        return;
    }
    let found = std::fs::read_to_string(file).unwrap_or_default();
    let differs = found.lines().zip(page.lines()).find(|(one, other)| one != other);
    assert!(
        found == page,
        "docs/faults.md is stale: run `UPDATE=1 cargo test --test gate faults::page` and look at the difference\n{differs:#?}"
    );
}

#[test]
fn a_text_has_nothing_of_one_run() {
    let err =
        "x (status 502 from GET http://127.0.0.1:4711/x, request FAKE:12), until 2026-03-02T13:00:17Z\n";
    let shown =
        "x (status 502 from GET https://api.github.com/x, request AB12:34), until 2026-03-02T13:00:00Z";
    assert_eq!(words("", err), shown);
}
