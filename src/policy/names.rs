//! The names that a policy gives: kebab-case, because reports, outputs and commands use them.

use crate::yaml::{Node, Problems};

/// Whether a name is in lower case with single hyphens.
pub(super) fn is_kebab_case(name: &str) -> bool {
    name.split('-').all(|part| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// Reports a name that is not. `what` says what it would name: "a phase".
pub(super) fn check(what: &str, name: &str, node: &Node, problems: &mut Problems) {
    if is_kebab_case(name) {
        return;
    }
    let problem =
        problems.error("not-kebab-case", node.at.clone(), format!("{} cannot name {what}", node.describe()));
    let slug = slug(name);
    if slug.is_empty() {
        problem.help("use lower-case letters, digits and single hyphens, as in `release-notes`");
    } else {
        problem.help(format!("use lower-case letters, digits and single hyphens: `{slug}`"));
    }
}

/// A text as a name: `macOS 14` is `macos-14`. Empty where nothing of it can be part of a name.
pub(super) fn slug(text: &str) -> String {
    let lower: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    lower.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
