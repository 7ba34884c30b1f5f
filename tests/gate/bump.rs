//! `holdpoint bump`: the next version of histories of all kinds, how it is shown, and what the gate makes of it.

mod gate;
mod lines;
mod named;
mod named_commit;
mod preview;
mod previous;
mod rules;
mod shown;
pub(crate) mod story;

use crate::tokens::hold_part;

/// One test, because all parts stand in one file.
#[test]
fn the_docs_show_what_follows_from_what() {
    let page = "docs/versions.md";
    let parts = [
        ("shown", shown::in_docs()),
        ("preview", preview::in_docs()),
        ("rules", rules::table()),
        ("previous", previous::table()),
    ];
    for (name, text) in parts {
        hold_part(page, name, &text);
    }
}
