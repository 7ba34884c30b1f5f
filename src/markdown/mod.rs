//! Reading and escaping GitHub's Markdown: boxes, sections, fill-in lines, and text made harmless.
//!
//! Reading never changes a body: everything read carries its place in it, so that a box can be ticked by
//! writing three bytes. What counts as a box is what GitHub draws as one, as measured against its own
//! parser; where the two parsers differ, the stricter wins. HTML is never interpreted: what stands in an
//! HTML block is no box, no heading and no field. Footnotes, front matter and mathematics are plain text.
//!
//! Every reader takes time in proportion to the length of the body.

mod blocks;
pub mod escape;
mod fields;
mod inline;
mod lines;
mod normalise;
mod outline;
mod placeholder;
mod references;
mod sections;
mod tasks;

pub use fields::{Field, fields};
pub use lines::{Line, lines};
pub use normalise::{fold, normalise, same_heading, shown, within, without_emoji};
pub use outline::{Block, BlockKind, Definition, Link, Outline, Run, RunKind, outline};
pub use placeholder::{is_placeholder, is_unfinished, is_waiting, tells};
pub use references::{Reference, addresses_in, references_in};
pub use sections::{Section, find, sections};
pub use tasks::{Task, tasks};
