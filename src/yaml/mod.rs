//! YAML text to a tree with positions, reading that tree, and the problems found on the way.
//!
//! The language is a strict part of YAML 1.2: one document, no anchors, aliases, tags or directives, no
//! key twice, no tabs as indentation, limited size and depth. Whatever is left out is reported, never
//! silently changed. Nothing stops at the first problem, except where the text has no structure left to read.
//!
//! Limits: this room knows nothing of policies. What keys mean is said by the rooms that read them. A reader
//! that returns `None` has already reported why.

mod fields;
mod nearest;
mod problem;
mod read;
mod syntax;
mod tree;

pub use fields::Fields;
pub use nearest::nearest;
pub use problem::{Problem, Problems};
pub use tree::{Kind, MAX_BYTES, MAX_DEPTH, Node, parse, parse_bytes};
