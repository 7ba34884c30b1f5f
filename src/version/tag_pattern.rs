//! The shape of a release's tag: a fixed text around one version.

use std::fmt;

use super::Version;

const PLACEHOLDER: &str = "{version}";

/// The shape of a release's tag, as `v{version}` or `app/v{version}`.
///
/// ```
/// use holdpoint::version::TagPattern;
///
/// let pattern = TagPattern::parse("v{version}").unwrap();
/// assert_eq!(pattern.tag(&"1.4.0-rc.1".parse().unwrap()), "v1.4.0-rc.1");
/// assert_eq!(pattern.version("v1.4.0"), Some("1.4.0".parse().unwrap()));
/// assert!(pattern.version("v1.4.0+linux.7").is_some());
/// for other in ["1.4.0", "v1.4", "v01.4.0", "v1.4.0-01", "V1.4.0", "vv1.4.0", "v1.4.0 ", "nightly", "v", ""] {
///     assert_eq!(pattern.version(other), None, "{other}");
/// }
///
/// for good in ["{version}", "release-{version}", "app/v{version}", "app@{version}", "v{version}-lts"] {
///     assert!(TagPattern::parse(good).is_ok(), "{good}");
/// }
/// for bad in ["", "v1", "{version}{version}", "v{Version}", "{name}-v{version}", "/v{version}", "v{version}.lock",
///             "a b{version}", "refs/tags/v{version}", "-{version}", "a//{version}", ".a/{version}", "{version}/"] {
///     assert!(TagPattern::parse(bad).is_err(), "{bad}");
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagPattern {
    prefix: String,
    suffix: String,
}

impl TagPattern {
    /// Reads a pattern: exactly one `{version}`, and around it what git allows in the name of a tag.
    ///
    /// # Errors
    /// A sentence for the author of the policy, when `{version}` is missing or repeated, another placeholder is
    /// used, or git would refuse the tags (`git-check-ref-format(1)`).
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((prefix, suffix)) = text.split_once(PLACEHOLDER) else {
            return Err(format!("a tag pattern needs {PLACEHOLDER} once, as in `v{PLACEHOLDER}`"));
        };
        if suffix.contains(PLACEHOLDER) {
            return Err(format!("a tag pattern has {PLACEHOLDER} only once"));
        }
        if [prefix, suffix].iter().any(|part| part.contains(['{', '}'])) {
            return Err(format!("{PLACEHOLDER} is the only placeholder of a tag pattern"));
        }
        if prefix.starts_with("refs/") {
            return Err("a tag pattern is the name of the tag alone, without `refs/tags/`".to_owned());
        }
        // What surrounds a version meets its first digit and its last letter or digit; an example shows both.
        check_tag_name(&format!("{prefix}1.0.0{suffix}"))?;
        Ok(Self { prefix: prefix.to_owned(), suffix: suffix.to_owned() })
    }

    /// The tag of a version. [`Self::version`] gives the same version back.
    ///
    /// Git refuses a name that ends in `.lock`, so `1.0.0-rc.lock` is a version whose tag may not be creatable.
    pub fn tag(&self, version: &Version) -> String {
        format!("{}{version}{}", self.prefix, self.suffix)
    }

    /// The version that a tag names, when the tag has this shape and the version is strict semver 2.0.0: three
    /// numbers without leading zeros. Build metadata is read.
    pub fn version(&self, tag: &str) -> Option<Version> {
        let version = tag.strip_prefix(self.prefix.as_str())?.strip_suffix(self.suffix.as_str())?;
        Version::parse(version).ok()
    }

    /// Whether a tag of the one pattern may be read as a version by the other, so that nobody could tell whose it is.
    ///
    /// It may, unless what one of them has around the version cannot be a part of a version in the other's place. A few
    /// patterns that would do no harm are said to share tags, too, such as `v{version}` and `v2-{version}`.
    ///
    /// ```
    /// use holdpoint::version::TagPattern;
    ///
    /// let pattern = |text| TagPattern::parse(text).unwrap();
    /// for (one, other, shared) in [
    ///     ("app/v{version}", "web/v{version}", false),
    ///     ("v{version}", "app/v{version}", false),
    ///     ("{version}", "v{version}", false),
    ///     ("app-{version}", "app-web-{version}", false),
    ///     ("v{version}/app", "v{version}/web", false),
    ///     ("v{version}", "v{version}/web", false),
    ///     ("v{version}", "v{version}", true),
    ///     ("v{version}", "v{version}-lts", true),
    ///     ("v{version}", "v1.0.0-{version}", true),
    ///     ("{version}+app", "{version}+web", false),
    /// ] {
    ///     assert_eq!(pattern(one).shares_tags(&pattern(other)), shared, "{one} {other}");
    ///     assert_eq!(pattern(other).shares_tags(&pattern(one)), shared, "{other} {one}");
    /// }
    /// ```
    #[must_use]
    pub fn shares_tags(&self, other: &Self) -> bool {
        // What one has more in front is read as the beginning of the other's version, which is a digit; what it has more
        // behind, as the end of it.
        let more = |one: &str, other: &str, behind: bool| {
            let rest = |long: &str, short: &str| {
                let rest = if behind { long.strip_suffix(short) } else { long.strip_prefix(short) };
                rest.map(str::to_owned)
            };
            rest(one, other).or_else(|| rest(other, one))
        };
        let in_version = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
        let front = more(&self.prefix, &other.prefix, false);
        let back = more(&self.suffix, &other.suffix, true);
        front.is_some_and(|text| {
            text.chars().all(in_version) && text.chars().next().is_none_or(|c| c.is_ascii_digit())
        }) && back.is_some_and(|text| text.chars().all(in_version))
    }
}

impl fmt::Display for TagPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{PLACEHOLDER}{}", self.prefix, self.suffix)
    }
}

/// The rules of `git-check-ref-format(1)`, and that `git tag` refuses a leading hyphen.
fn check_tag_name(name: &str) -> Result<(), String> {
    let forbidden = |c: &char| c.is_ascii_control() || " ~^:?*[\\".contains(*c);
    let problem = if let Some(c) = name.chars().find(forbidden) {
        format!("{c:?}")
    } else if name.contains("..") {
        "two dots in a row".to_owned()
    } else if name.ends_with('.') {
        "a dot at its end".to_owned()
    } else if name.starts_with('-') {
        "a hyphen at its start".to_owned()
    } else if name.split('/').any(str::is_empty) {
        "a slash at its start or end, or two in a row".to_owned()
    } else if name.split('/').any(|part| part.starts_with('.')) {
        "a part that starts with a dot".to_owned()
    } else if name.split('/').any(|part| part.ends_with(".lock")) {
        "a part that ends in `.lock`".to_owned()
    } else {
        return Ok(());
    };
    // Debug, because the name may hold what would spoil a terminal.
    Err(format!("git does not allow {problem} in the name of a tag, such as {name:?} would be"))
}
