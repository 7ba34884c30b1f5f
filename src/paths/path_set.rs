//! An ordered list of globs, some of which exclude.

use super::glob::Glob;
use super::segments::Subject;

/// An ordered list of globs. The last glob that fits a path decides: it takes the path in or, with `!` before
/// it, leaves it out. A path that no glob fits is not in the set.
///
/// ```
/// use holdpoint::paths::PathSet;
///
/// let set = PathSet::parse(&["web/**", "!web/**/*.md", "web/legal.md"]).unwrap();
/// for (path, is_in) in [
///     ("web/app.css", true),
///     ("web/notes/readme.md", false),
///     ("web/legal.md", true),
///     ("server/main.rs", false),
/// ] {
///     assert_eq!(set.matches(path), is_in, "{path}");
/// }
/// assert_eq!(set.first_match(["README.md", "web/a.md", "web/b.js", "web/c.js"]), Some("web/b.js"));
///
/// assert_eq!(PathSet::parse(&["a", "b//c"]).unwrap_err().0, 1);
/// assert!(PathSet::parse(&["!a"]).is_err(), "there is nothing to exclude from");
/// assert!(PathSet::parse::<&str>(&[]).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathSet {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    excludes: bool,
    glob: Glob,
}

impl PathSet {
    /// Reads the globs in their order. The first must take paths in: a list of nothing but exclusions would be
    /// empty, though it reads like "everything else".
    ///
    /// # Errors
    /// The index of the first glob that cannot be used, and a sentence that says why. An empty list is an error
    /// at 0.
    pub fn parse<T: AsRef<str>>(globs: &[T]) -> Result<Self, (usize, String)> {
        if globs.is_empty() {
            return Err((0, "a list without a glob fits nothing".to_owned()));
        }
        let mut entries = Vec::with_capacity(globs.len());
        for (index, text) in globs.iter().enumerate() {
            let (excludes, text) = match text.as_ref().strip_prefix('!') {
                Some(excluded) => (true, excluded),
                None => (false, text.as_ref()),
            };
            let glob = Glob::parse(text).map_err(|problem| (index, problem))?;
            if excludes && index == 0 {
                return Err((
                    0,
                    "the first glob excludes, but there is nothing yet to exclude from".to_owned(),
                ));
            }
            entries.push(Entry { excludes, glob });
        }
        Ok(Self { entries })
    }

    /// Whether the path is in the set.
    pub fn matches(&self, path: &str) -> bool {
        let subject = Subject::new(path);
        self.entries.iter().rfind(|entry| entry.glob.fits(&subject)).is_some_and(|entry| !entry.excludes)
    }

    /// The first of the paths that is in the set.
    pub fn first_match<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        paths.into_iter().find(|path| self.matches(path))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_exclusion_only_takes_away(path in "[ab]/[ab]{1,2}(/[ab])?", exclude in "!([ab*]|\\*\\*)/[ab*]") {
            let all = PathSet::parse(&["a/**", "b/*"]).unwrap();
            let fewer = PathSet::parse(&["a/**", "b/*", exclude.as_str()]).unwrap();
            let excluded = Glob::parse(exclude.trim_start_matches('!')).unwrap().matches(&path);
            prop_assert_eq!(fewer.matches(&path), all.matches(&path) && !excluded);
        }
    }

    #[test]
    fn a_second_negation_is_refused() {
        assert_eq!(PathSet::parse(&["a", "!!a"]).unwrap_err().0, 1);
    }

    #[test]
    fn an_escaped_exclamation_mark_is_a_character() {
        assert!(PathSet::parse(&[r"\!a"]).unwrap().matches("!a"));
    }
}
