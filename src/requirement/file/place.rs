//! Where a policy looks for files: paths and globs, with placeholders.

use crate::evidence::needs::FilePlace;
use crate::paths::{Glob, plain_path};
use crate::requirement::Context;
use crate::yaml::{Node, Problems, nearest};

/// What stands for a part of the release.
const PLACEHOLDERS: [&str; 2] = ["version", "tag"];

/// A path or a glob, as the policy writes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place(FilePlace);

impl Place {
    /// Reads a list of places, or one.
    pub(super) fn read_all(
        node: &Node,
        what: &str,
        context: &Context<'_>,
        problems: &mut Problems,
    ) -> Vec<Self> {
        let read = |text: String| Self::parse(&text, context.holds_merge);
        let same = |one: &Self, other: &Self| one == other;
        crate::requirement::texts::read_each(node, what, problems, same, read).unwrap_or_default()
    }

    /// Reads one place.
    pub(super) fn read(
        node: &Node,
        what: &str,
        context: &Context<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let text = node.text(what, problems)?;
        match Self::parse(&text, context.holds_merge) {
            Ok(place) => Some(place),
            Err(message) => {
                problems.error("bad-path", node.at.clone(), message);
                None
            }
        }
    }

    fn parse(text: &str, holds_merge: bool) -> Result<Self, String> {
        placeholders(text, holds_merge)?;
        // What the placeholders stand for is in no way special.
        let example =
            PLACEHOLDERS.iter().fold(text.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), "0"));
        if example.contains(['*', '?', '[', ']', '{', '}', '\\']) || example.starts_with('!') {
            Glob::parse(&example)?;
            return Ok(Self(FilePlace::Glob(text.to_owned())));
        }
        plain_path(&example)?;
        Ok(Self(FilePlace::Path(text.to_owned())))
    }

    /// As the policy writes it.
    pub(super) fn as_str(&self) -> &str {
        match &self.0 {
            FilePlace::Path(text) | FilePlace::Glob(text) => text,
        }
    }

    pub(super) fn place(&self) -> &FilePlace {
        &self.0
    }
}

/// Refuses placeholders where there is no release, and what looks like a slip in the name of one.
pub(super) fn placeholders(text: &str, holds_merge: bool) -> Result<(), String> {
    for part in text.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else { continue };
        if PLACEHOLDERS.contains(&name) && holds_merge {
            return Err(format!("before a merge there is no release, and so no `{{{name}}}`"));
        }
        let slip = nearest(name.trim(), PLACEHOLDERS).filter(|near| *near != name);
        if let Some(near) = slip {
            return Err(format!("there is no placeholder `{{{name}}}`; did you mean `{{{near}}}`?"));
        }
    }
    Ok(())
}
