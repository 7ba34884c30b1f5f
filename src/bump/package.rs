//! Packages: parts of a repository that are released each by itself, with versions and tags of their own.

use crate::evidence::release::ChangedFile;
use crate::evidence::{Fact, List, Unknown};
use crate::paths::PathSet;
use crate::version::{TagPattern, Version, parse_loose};

use super::{Level, Rules};

/// A part of a repository that is released by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Its name, in lower case with hyphens.
    pub name: String,
    /// Its files.
    pub paths: PathSet,
    /// Files that it shares with others: a change of them is a change of each.
    pub shared: Option<PathSet>,
    /// The globs of both, as the policy writes them.
    pub written: Written,
    /// The shape of its tags.
    pub tag: TagPattern,
    /// A tag of its own before which nothing is judged, or a whole commit id; `None`: as the release says.
    pub since: Option<String>,
    /// How its versions are raised; `None`: the policy does not say.
    pub bump: Option<Rules>,
    /// Which floating tags go along with its own.
    pub floating: Vec<Level>,
    /// Whether a release of it may be the repository's latest.
    pub latest: bool,
}

/// The globs of a package, as the policy writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Its own.
    pub paths: Vec<String>,
    /// Those that it shares.
    pub shared: Vec<String>,
}

impl Package {
    /// Whether a file is one of the package, or one that it shares.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.paths.matches(path) || self.shared.as_ref().is_some_and(|shared| shared.matches(path))
    }

    /// Whether a change of these files is one of the package, by a file's old or new name.
    ///
    /// # Errors
    /// Not all of them could be read, and none of those that could is the package's.
    pub fn takes(&self, files: &Fact<List<ChangedFile>>) -> Result<bool, Unknown> {
        if files.seen().iter().any(|file| self.touches(file)) {
            return Ok(true);
        }
        files.whole().map(|_| false)
    }

    /// The same where what could not be read may be the package's.
    #[must_use]
    pub fn may_have(&self, files: &Fact<List<ChangedFile>>) -> bool {
        self.takes(files).unwrap_or(true)
    }

    /// Whether a file is, or was before a renaming, one of the package.
    #[must_use]
    pub fn touches(&self, file: &ChangedFile) -> bool {
        self.has(&file.path) || file.previous.as_deref().is_some_and(|old| self.has(old))
    }
}

/// The packages that a title names, each with the version: by its tag, `app/v1.2.0`, or by its name before a version, `app
/// 1.2.0`, `app@1.2.0`. A version alone is nobody's.
///
/// ```
/// # use holdpoint::bump::{Package, Written, named};
/// # use holdpoint::{paths::PathSet, version::TagPattern};
/// # let package = |name: &str, tag: &str| Package {
/// #     name: name.into(), paths: PathSet::parse(&["**"]).unwrap(), shared: None, written: Written::default(),
/// #     since: None,
/// #     tag: TagPattern::parse(tag).unwrap(), bump: None, floating: Vec::new(), latest: false,
/// # };
/// let packages = [package("app", "app/v{version}"), package("web", "web/v{version}"), package("root", "v{version}")];
/// for (title, expected) in [
///     ("app/v1.2.0", "app 1.2.0"),
///     ("Release app 1.2.0", "app 1.2.0"),
///     ("Release of app: v1.2.0.", "app 1.2.0"),
///     ("App@1.2.0", "app 1.2.0"),
///     ("app-v1.2.0-rc.1", "app 1.2.0-rc.1"),
///     ("app 1.2.0 and web/v2.0.0", "app 1.2.0, web 2.0.0"),
///     ("web v2.0.0", "web 2.0.0"),
///     ("v3.0.0", "root 3.0.0"),
///     ("1.2.0", ""),
///     ("happ 1.2.0", ""),
///     ("app 1.2", ""),
/// ] {
///     let found: Vec<String> =
///         named(&packages, title).iter().map(|(package, version)| format!("{} {version}", package.name)).collect();
///     assert_eq!(found.join(", "), expected, "{title}");
/// }
/// ```
#[must_use]
pub fn named<'p>(packages: &'p [Package], title: &str) -> Vec<(&'p Package, Version)> {
    let in_word = |c: char| c.is_alphanumeric() || "._+-/@=#%&$".contains(c);
    let mut found: Vec<(&Package, Version)> = Vec::new();
    let mut before: Option<&Package> = None;
    for word in title.split(|c| !in_word(c)).filter(|word| !word.is_empty()) {
        let bare = word.trim_start_matches('_').trim_end_matches(['_', '.']);
        let after_name = before.and_then(|package| Some((package, parse_loose(bare)?)));
        let by_tag = || {
            let read = |text: &str| packages.iter().find_map(|one| Some((one, one.tag.version(text)?)));
            read(word).or_else(|| read(bare))
        };
        before = packages.iter().find(|one| one.name.eq_ignore_ascii_case(bare));
        let by_prefix = || {
            packages.iter().find_map(|one| {
                let (name, rest) = bare.split_at_checked(one.name.len())?;
                let rest = rest.strip_prefix(['@', '-', '/', '='])?;
                name.eq_ignore_ascii_case(&one.name).then(|| Some((one, parse_loose(rest)?)))?
            })
        };
        let named = after_name.or_else(by_tag).or_else(by_prefix);
        if let Some(named) = named.filter(|named| !found.contains(named)) {
            found.push(named);
        }
    }
    found
}
