//! Paths: globs, ordered lists of globs, and CODEOWNERS; and the names of labels, which may be globs.
//!
//! One matcher (`segments`) serves both. It compares Unicode characters, not bytes, so that `?` fits `é`, and
//! its time grows with the length of the pattern times the length of the path, whatever the pattern is.
//!
//! Nothing here reads files. Paths are as git and GitHub give them: `/` between segments, no slash at the
//! start, case-sensitive; what looks alike but is encoded in another way is another path.

pub use code_owners::{CodeOwners, Owner, Problem, Rule};
pub use glob::Glob;
pub use label::LabelPattern;
pub use path_set::PathSet;
pub use plain::plain_path;

mod code_owners;
mod glob;
mod label;
mod path_set;
mod plain;
mod segments;
