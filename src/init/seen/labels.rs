//! What the labels say of kinds of changes, of holds and of releases.

/// The labels that a policy can go by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::init) struct Labels {
    /// What makes a release a major one.
    pub(in crate::init) major: Vec<String>,
    /// What makes it a minor one.
    pub(in crate::init) minor: Vec<String>,
    /// What makes it a patch.
    pub(in crate::init) patch: Vec<String>,
    /// What holds something back.
    pub(in crate::init) hold: Vec<String>,
    /// What an open issue has that no release goes without.
    pub(in crate::init) blocker: Vec<String>,
    /// What a release's tracking issue has, the likeliest first.
    pub(in crate::init) tracking: Vec<String>,
}

const MAJOR: &[&str] = &["breaking", "breaking-change", "breaking-changes", "major"];
const MINOR: &[&str] = &["feature", "feat", "features", "new-feature", "enhancement", "minor"];
const PATCH: &[&str] = &[
    "bug",
    "fix",
    "bugfix",
    "bug-fix",
    "patch",
    "security",
    "dependencies",
    "docs",
    "documentation",
    "chore",
    "refactor",
    "refactoring",
    "performance",
    "maintenance",
    "internal",
    "tests",
];
const HOLD: &[&str] = &["hold", "on-hold", "do-not-merge", "do-not-release", "blocked"];
const BLOCKER: &[&str] = &["release-blocker", "release-blockers", "blocks-release", "blocker"];
const TRACKING: &[&str] =
    &["release-tracking", "release-tracker", "release-checklist", "tracking-release", "release", "releases"];

impl Labels {
    /// Of a repository's labels. Those in whose names a policy would read a pattern are passed over.
    pub(in crate::init) fn of<'a>(labels: impl Iterator<Item = &'a str> + Clone) -> Self {
        let plain = labels
            .filter(|label| label.trim() == *label && !label.contains(['*', '?', '[', ']', '{', '}', '\\']));
        let among = |words: &[&str]| -> Vec<String> {
            let mut found: Vec<String> = Vec::new();
            for word in words {
                for label in plain.clone().filter(|label| key(label) == *word) {
                    // To GitHub, and to a policy, letters' case makes no other label.
                    if !found.iter().any(|known| known.to_lowercase() == label.to_lowercase()) {
                        found.push(label.to_owned());
                    }
                }
            }
            found
        };
        Self {
            major: among(MAJOR),
            minor: among(MINOR),
            patch: among(PATCH),
            hold: among(HOLD),
            blocker: among(BLOCKER),
            tracking: among(TRACKING),
        }
    }

    /// All that say what kind of change something is.
    pub(in crate::init) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.major.iter().chain(&self.minor).chain(&self.patch).map(String::as_str)
    }

    /// The levels that have some, with the words of a policy.
    pub(in crate::init) fn levels(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        let all = [("major", &self.major[..]), ("minor", &self.minor[..]), ("patch", &self.patch[..])];
        all.into_iter().filter(|(_, labels)| !labels.is_empty())
    }
}

/// `Type: Bug`, `kind/bug` and `semver:major` as `bug` and `major`.
fn key(label: &str) -> String {
    let last = label.rsplit([':', '/']).next().unwrap_or(label).trim().to_lowercase();
    let words: Vec<&str> = last.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_their_usual_clothes() {
        let all = [
            "Type: Bug",
            "kind/feature",
            "semver:major",
            "good first issue",
            "Do Not Merge",
            "release_tracking",
            "fix*",
            "bug fix",
        ];
        let labels = Labels::of(all.into_iter());
        assert_eq!(
            (labels.major.as_slice(), labels.minor.as_slice()),
            (&["semver:major".to_owned()][..], &["kind/feature".to_owned()][..])
        );
        assert_eq!(labels.patch, ["Type: Bug", "bug fix"]);
        assert_eq!(
            (labels.hold, labels.tracking),
            (vec!["Do Not Merge".to_owned()], vec!["release_tracking".to_owned()])
        );
    }
}
