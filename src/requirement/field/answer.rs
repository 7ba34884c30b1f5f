//! What an answer must be.

use crate::evidence::Login;
use crate::markdown::normalise;
use crate::markdown::{Field as Line, is_placeholder};
use crate::version::Version;
use crate::yaml::{Node, Problems};

/// What an answer must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "FieldIs", rename_all = "kebab-case")]
pub(super) enum Is {
    /// At least one person, as `@login` or as a link to their profile.
    Login,
    /// At least one `http` or `https` address.
    Link,
    /// A day, written as `2026-03-04`.
    Date,
    /// Any text that is not a prompt, and does not say that there is none (`N/A`, `none`).
    #[default]
    Text,
    /// A version by the rules of Semantic Versioning, with or without a `v` before it.
    Version,
}

impl Is {
    const WORDS: [(&'static str, Self); 5] = [
        ("login", Self::Login),
        ("link", Self::Link),
        ("date", Self::Date),
        ("text", Self::Text),
        ("version", Self::Version),
    ];

    pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let word = node.one_of("`is`", &Self::WORDS.map(|(word, _)| word), problems)?;
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, is)| *is)
    }

    /// As it stands in "write …" and "which is not …".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Login => "a person as @login",
            Self::Link => "a link with http:// or https://",
            Self::Date => "a date such as 2026-03-04",
            Self::Text => "an answer",
            Self::Version => "a version such as 1.4.0",
        }
    }

    /// Whether an answer that is no prompt has this shape. For a login see [`people`].
    pub(super) fn holds(self, line: &Line) -> bool {
        match self {
            Self::Text => !says_there_is_none(&line.text),
            Self::Link => line.links.iter().any(|link| is_address(link)),
            Self::Date => is_date(&line.text),
            Self::Version => is_version(&line.text),
            Self::Login => false,
        }
    }
}

/// Whether an answer only says that there is none: one that a policy may allow, and none by itself.
pub(super) fn says_there_is_none(text: &str) -> bool {
    const NONE: [&str; 6] = ["n/a", "na", "n.a", "none", "nothing", "not applicable"];
    NONE.contains(&normalise(text).as_str())
}

fn is_address(link: &str) -> bool {
    let lower = link.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
}

/// A day of the calendar in the extended form of ISO 8601. Other forms of it that a parser takes are not what people
/// read as a date, and `04.03.2026` is two dates.
fn is_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shape && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_version(text: &str) -> bool {
    text.strip_prefix(['v', 'V']).unwrap_or(text).parse::<Version>().is_ok()
}

/// The people that an answer names: those it mentions, and those whose profile it links to. Teams are none.
pub(super) fn people(line: &Line, repository: &str) -> Vec<Login> {
    let mentions = line.mentions.iter().map(String::as_str);
    let links = line.links.iter().filter_map(|link| profile(link, repository));
    let mut people: Vec<Login> = Vec::new();
    for name in mentions.chain(links) {
        let login = Login::new(name);
        if is_login(name) && !is_placeholder(&format!("@{name}")) && !people.contains(&login) {
            people.push(login);
        }
    }
    people
}

/// The login in the address of a profile: the only name in the path, at the host of the repository.
fn profile<'l>(link: &'l str, repository: &str) -> Option<&'l str> {
    let (_, after) = repository.split_once("://")?;
    let host = after.split('/').next()?;
    let (scheme, rest) = link.split_once("://")?;
    let at_host = rest.get(..host.len())?.eq_ignore_ascii_case(host);
    let path = rest.get(host.len()..)?.strip_prefix('/')?;
    let name = path.strip_suffix('/').unwrap_or(path);
    (scheme.eq_ignore_ascii_case("https") && at_host).then_some(name)
}

/// The shape of a login: letters, digits and single hyphens, not at the ends, at most 39, and for managed users an
/// underscore and a short code after them.
fn is_login(name: &str) -> bool {
    let shape = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let ends = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    name.len() <= 39 && ends && !name.contains("--") && name.chars().all(shape)
}
