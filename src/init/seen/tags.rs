//! The shape of the tags.

use crate::version::{TagPattern, Version};

/// What the tags of a repository look like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::init) struct Tags {
    /// The pattern of the newest tag that names a version.
    pub(in crate::init) chosen: Option<Shape>,
    /// The other patterns, the most frequent first.
    pub(in crate::init) others: Vec<Shape>,
    /// Which floating tags are there: `major` for `v1`, `minor` for `v1.4`.
    pub(in crate::init) floating: Vec<&'static str>,
}

/// Tags of one pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::init) struct Shape {
    /// As a policy writes it: `v{version}`.
    pub(in crate::init) pattern: String,
    /// How many tags have it.
    pub(in crate::init) count: u64,
    /// The newest of them.
    pub(in crate::init) newest: String,
    /// The highest version among them.
    pub(in crate::init) highest: Version,
}

impl Tags {
    /// Of a list with the newest first.
    pub(in crate::init) fn of<'a>(tags: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut shapes: Vec<Shape> = Vec::new();
        for tag in tags.clone() {
            let Some((pattern, version)) = shape(tag) else { continue };
            match shapes.iter_mut().find(|one| one.pattern == pattern) {
                Some(known) => {
                    known.count += 1;
                    known.highest = known.highest.clone().max(version);
                }
                None => shapes.push(Shape { pattern, count: 1, newest: tag.to_owned(), highest: version }),
            }
        }
        if shapes.is_empty() {
            return Self::default();
        }
        let chosen = shapes.remove(0);
        shapes.sort_by_key(|one| std::cmp::Reverse(one.count));
        let prefix = chosen.pattern.replace("{version}", "");
        let numbers = |tag: &str| {
            let rest = tag.strip_prefix(prefix.as_str())?;
            let parts = rest.split('.').collect::<Vec<_>>();
            let whole = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
            whole.then_some(parts.len())
        };
        let has = |wanted| tags.clone().any(|tag| numbers(tag) == Some(wanted));
        let floating = [(1, "major"), (2, "minor")].into_iter().filter(|(parts, _)| has(*parts));
        Self { chosen: Some(chosen), others: shapes, floating: floating.map(|(_, name)| name).collect() }
    }

    /// The pattern that is proposed.
    pub(in crate::init) fn pattern(&self) -> &str {
        self.chosen.as_ref().map_or("v{version}", |chosen| chosen.pattern.as_str())
    }
}

/// The pattern of a tag with its version: what stands in front of it stays.
fn shape(tag: &str) -> Option<(String, Version)> {
    tag.char_indices().filter(|(_, c)| c.is_ascii_digit()).find_map(|(at, _)| {
        let (prefix, version) = tag.split_at_checked(at)?;
        let inside = prefix.ends_with(|c: char| c.is_ascii_digit() || c == '.');
        let version = Version::parse(version).ok().filter(|_| !inside)?;
        let pattern = format!("{prefix}{{version}}");
        let read = TagPattern::parse(&pattern).ok()?;
        read.version(tag).map(|_| (pattern, version))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(tags: &[&str]) -> (String, Vec<String>, Vec<&'static str>) {
        let tags = Tags::of(tags.iter().copied());
        let others = tags.others.iter().map(|one| format!("{} ×{}", one.pattern, one.count)).collect();
        (tags.pattern().to_owned(), others, tags.floating.clone())
    }

    #[test]
    fn the_newest_tag_says_the_pattern() {
        for (tags, pattern, others) in [
            (&[][..], "v{version}", &[][..]),
            (&["nightly", "latest"], "v{version}", &[]),
            (&["v1.4.0", "v1.3.0"], "v{version}", &[]),
            (&["1.4.0"], "{version}", &[]),
            (
                &["v2.0.0", "1.9.0", "1.8.0", "release-1.7.0"],
                "v{version}",
                &["{version} ×2", "release-{version} ×1"],
            ),
            (&["1.9.0", "v2.0.0"], "{version}", &["v{version} ×1"]),
            (&["app/v1.0.0", "lib@2.0.0"], "app/v{version}", &["lib@{version} ×1"]),
            (&["v1.4.0-rc.1", "v1.3.0"], "v{version}", &[]),
            (&["2024.01.02", "v1.0"], "v{version}", &[]),
            (&["v1.2.3.4", "10.2.3"], "{version}", &[]),
            (&["a{b}1.0.0", "x y1.0.0"], "v{version}", &[]),
        ] {
            let (found, rest, _) = seen(tags);
            assert_eq!(
                (found.as_str(), rest),
                (pattern, others.iter().map(|one| (*one).to_owned()).collect()),
                "{tags:?}"
            );
        }
    }

    #[test]
    fn floating_tags_are_those_of_the_pattern() {
        assert_eq!(seen(&["v1.4.0", "v1", "v1.4"]).2, ["major", "minor"]);
        assert_eq!(seen(&["v1.4.0", "1", "v1.x", "v"]).2, Vec::<&str>::new());
    }
}
