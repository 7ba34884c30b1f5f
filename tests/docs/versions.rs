//! The tables of `docs/versions.md` whose rows are data of the unit tests.

use std::fmt::Write;

#[path = "../../src/bump/cut/tests/floating.rs"]
mod floating;
#[path = "../../src/bump/tests/prereleases.rs"]
mod prereleases;

fn or_none(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.replace(' ', ", ") }
}

/// The arithmetic of prereleases.
pub(crate) fn prereleases() -> String {
    let mut table =
        "| the commit contains | tagged elsewhere | greatest change | asked for | next version | why |\n\
                     | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    for (tags, elsewhere, level, wish, next, why) in prereleases::ROWS {
        let wish = if wish.is_empty() { "–".to_owned() } else { format!("`{wish}`") };
        let (tags, elsewhere) = (or_none(tags), or_none(elsewhere));
        writeln!(table, "| {tags} | {elsewhere} | {level} | {wish} | {next} | {why} |").unwrap();
    }
    table
}

/// What becomes of floating tags.
pub(crate) fn floating() -> String {
    let mut table =
        "| the version that is cut | other versions | floating tag | it stands on | what becomes of it |\n\
                     | --- | --- | --- | --- | --- |\n"
            .to_owned();
    for (version, others, tag, stands_on, becomes) in floating::ROWS {
        let stands_on = if stands_on.is_empty() { "–" } else { stands_on };
        writeln!(table, "| {version} | {} | `{tag}` | {stands_on} | {becomes} |", or_none(others)).unwrap();
    }
    table
}
