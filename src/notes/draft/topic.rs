//! What a heading, a label or a conventional commit is about.

use crate::markdown::without_emoji;

/// What an entry or a section is about. The order is that of entries that share a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Breaking,
    Migration,
    Security,
    Features,
    Improvements,
    Performance,
    Fixes,
    Deprecations,
    Removals,
    Documentation,
    Dependencies,
    Maintenance,
    /// Changes of any kind.
    Changes,
    /// People who contributed for the first time.
    Newcomers,
}

use Topic::{
    Breaking, Changes, Dependencies, Deprecations, Documentation, Features, Fixes, Improvements, Maintenance,
    Migration, Newcomers, Performance, Removals, Security,
};

/// Words, or beginnings of words that end in `-`, and what a heading with one of them is about. The first that is found
/// counts.
const HEADINGS: &[(&str, Topic)] = &[
    ("breaking", Breaking),
    ("incompatib-", Breaking),
    ("migrat-", Migration),
    ("upgrade note-", Migration),
    ("upgrading", Migration),
    ("upgrade", Migration),
    ("action required", Migration),
    ("security", Security),
    ("vulnerabilit-", Security),
    ("cve", Security),
    ("cves", Security),
    ("deprecat-", Deprecations),
    ("removed", Removals),
    ("removals", Removals),
    ("performance", Performance),
    ("speed", Performance),
    ("faster", Performance),
    ("dependenc-", Dependencies),
    ("documentation", Documentation),
    ("docs", Documentation),
    ("fix", Fixes),
    ("fixes", Fixes),
    ("fixed", Fixes),
    ("bugfix-", Fixes),
    ("bug", Fixes),
    ("bugs", Fixes),
    ("resolved", Fixes),
    ("improvement-", Improvements),
    ("improved", Improvements),
    ("enhancement-", Improvements),
    ("feature", Features),
    ("features", Features),
    ("added", Features),
    ("additions", Features),
    ("maintenance", Maintenance),
    ("housekeeping", Maintenance),
    ("internal-", Maintenance),
    ("chore", Maintenance),
    ("chores", Maintenance),
    ("under the hood", Maintenance),
    ("changed", Improvements),
];

/// Headings of changes of any kind, as keys.
const CHANGES: &[&str] = &[
    "change log",
    "changelog",
    "changes",
    "changes in this release",
    "all changes",
    "full list of changes",
    "key changes",
    "list of changes",
    "main changes",
    "merged pull requests",
    "misc",
    "miscellaneous",
    "notable changes",
    "other",
    "other changes",
    "pull requests",
    "what changed",
    "what's changed",
    "what's new",
];

/// What headings of people who contributed for the first time have in them.
const NEWCOMERS: &[&str] = &[
    "new contributors",
    "first-time contributors",
    "first time contributors",
    "first-time contributions",
    "first time contributions",
    "first contributions",
    "newcomers",
];

/// What a heading or the name of a field is about, by its key. Of known issues, flags and customers' impact people write.
pub(super) fn of_heading(key: &str) -> Option<Topic> {
    let key = without_emoji(key.split(" (").next().unwrap_or(key));
    // Thanks to them are no prompt for people.
    if NEWCOMERS.iter().any(|word| has_word(key, word)) {
        return Some(Newcomers);
    }
    let people = ["known issue", "feature flag", "impact", "rollback", "testing", "thank"];
    if people.iter().any(|word| key.contains(word)) {
        return None;
    }
    if CHANGES.contains(&key.trim()) {
        return Some(Changes);
    }
    HEADINGS.iter().find(|(word, _)| has_word(key, word)).map(|(_, topic)| *topic)
}

fn has_word(key: &str, word: &str) -> bool {
    let (word, open) = word.strip_suffix('-').map_or((word, false), |word| (word, true));
    key.match_indices(word).any(|(at, _)| {
        let before = key.get(..at).and_then(|before| before.chars().next_back());
        let after = key.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && (open || !after.is_some_and(char::is_alphanumeric))
    })
}

/// Names of labels, without what stands before a `/` or `:`, and what they mean.
const LABELS: &[(&str, Topic)] = &[
    ("breaking", Breaking),
    ("breaking-change", Breaking),
    ("breaking-changes", Breaking),
    ("backwards-incompatible", Breaking),
    ("semver-major", Breaking),
    ("security", Security),
    ("vulnerability", Security),
    ("deprecation", Deprecations),
    ("deprecated", Deprecations),
    ("removal", Removals),
    ("removed", Removals),
    ("performance", Performance),
    ("perf", Performance),
    ("dependencies", Dependencies),
    ("dependency", Dependencies),
    ("deps", Dependencies),
    ("bug", Fixes),
    ("bugfix", Fixes),
    ("bug-fix", Fixes),
    ("fix", Fixes),
    ("defect", Fixes),
    ("regression", Fixes),
    ("hotfix", Fixes),
    ("feature", Features),
    ("feature-request", Features),
    ("new-feature", Features),
    ("feat", Features),
    ("enhancement", Improvements),
    ("improvement", Improvements),
    ("documentation", Documentation),
    ("docs", Documentation),
    ("doc", Documentation),
    ("chore", Maintenance),
    ("maintenance", Maintenance),
    ("refactor", Maintenance),
    ("refactoring", Maintenance),
    ("cleanup", Maintenance),
    ("internal", Maintenance),
    ("build", Maintenance),
    ("ci", Maintenance),
    ("test", Maintenance),
    ("tests", Maintenance),
    ("tooling", Maintenance),
    ("tech-debt", Maintenance),
];

/// What a label means.
pub(super) fn of_label(label: &str) -> Option<Topic> {
    let name = label.to_lowercase();
    let name = name.rsplit(['/', ':']).next().unwrap_or_default().trim();
    let name = name.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end();
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric()).replace([' ', '_'], "-");
    LABELS.iter().find(|(word, _)| *word == name).map(|(_, topic)| *topic)
}

/// What the type of a conventional commit means.
pub(super) fn of_type(kind: &str, scope: Option<&str>) -> Option<Topic> {
    let scope = scope.map(str::to_lowercase);
    if matches!(scope.as_deref(), Some("deps" | "deps-dev" | "dependencies")) {
        return Some(Dependencies);
    }
    Some(match kind.to_lowercase().as_str() {
        "feat" | "feature" => Features,
        "fix" | "bugfix" | "hotfix" => Fixes,
        "perf" => Performance,
        "docs" | "doc" => Documentation,
        "deps" => Dependencies,
        "security" | "sec" => Security,
        "deprecate" | "deprecation" => Deprecations,
        "remove" | "removal" => Removals,
        "improve" | "improvement" | "enhance" | "enhancement" => Improvements,
        "refactor" | "style" | "test" | "tests" | "ci" | "build" | "chore" => Maintenance,
        "revert" => Changes,
        _ => return None,
    })
}

/// Where an entry goes if there is no section for its own topic: the first that there is.
pub(super) fn instead(topic: Option<Topic>) -> &'static [Topic] {
    match topic {
        Some(Breaking) => &[Breaking, Changes, Improvements, Features, Fixes],
        Some(Migration) => &[Migration, Breaking],
        Some(Security) => &[Security, Fixes, Changes, Improvements, Features],
        Some(Features) => &[Features, Improvements, Changes, Fixes],
        Some(Improvements) => &[Improvements, Features, Changes, Fixes],
        Some(Performance) => &[Performance, Improvements, Changes, Features, Fixes],
        Some(Fixes) => &[Fixes, Changes, Improvements, Features],
        Some(Deprecations) => &[Deprecations, Removals, Changes, Improvements, Features, Fixes],
        Some(Removals) => &[Removals, Deprecations, Changes, Improvements, Features, Fixes],
        Some(Documentation) => &[Documentation, Maintenance, Changes, Improvements, Features, Fixes],
        Some(Dependencies) => &[Dependencies, Maintenance, Changes, Improvements, Features, Fixes],
        Some(Newcomers) => &[Newcomers],
        Some(Maintenance | Changes) | None => &[Maintenance, Changes, Improvements, Features, Fixes],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::normalise;

    #[test]
    fn headings_of_real_notes() {
        let table = [
            ("New Features", Some(Features)),
            ("🚀 Features", Some(Features)),
            ("Bug Fixes", Some(Fixes)),
            ("Bugfixes", Some(Fixes)),
            ("Breaking Changes 🛠", Some(Breaking)),
            ("Migration Steps", Some(Migration)),
            ("Upgrade notes", Some(Migration)),
            ("Security Updates", Some(Security)),
            ("Performance Improvements", Some(Performance)),
            ("Dependencies", Some(Dependencies)),
            ("Changed", Some(Improvements)),
            ("What's Changed", Some(Changes)),
            ("What’s New", Some(Changes)),
            ("Notable changes", Some(Changes)),
            ("New Contributors", Some(Newcomers)),
            ("First-time contributors", Some(Newcomers)),
            ("New contributors 🎉", Some(Newcomers)),
            ("🎉 Thanks to our first time contributors!", Some(Newcomers)),
            ("Contributors", None),
            ("Contributing", None),
            ("Known Issues", None),
            ("Feature flags", None),
            ("Testing Performed", None),
            ("Technical Details", None),
            ("Summary", None),
            ("Credits", None),
            ("Customer impact", None),
            ("Prefixes", None),
            ("Configuration changes", None),
            ("Fixes (if any)", Some(Fixes)),
        ];
        for (heading, topic) in table {
            assert_eq!(of_heading(&normalise(heading)), topic, "{heading}");
        }
    }

    #[test]
    fn labels_of_real_repositories() {
        let table = [
            ("bug", Some(Fixes)),
            ("kind/bug", Some(Fixes)),
            ("Type: Bug Fix", Some(Fixes)),
            ("🐛 bug", Some(Fixes)),
            ("enhancement", Some(Improvements)),
            ("semver:major", None),
            ("debug", None),
            ("good first issue", None),
        ];
        for (label, topic) in table {
            assert_eq!(of_label(label), topic, "{label}");
        }
    }
}
