//! Where the policy is, and what becomes of releases once they are published.

use super::{Examined, Found, Rated, Severity};
use crate::evidence::Fact;
use crate::evidence::settings::ImmutableReleases;
use crate::policy::Policy;
use crate::verdict::Value;

crate::messages! {
    PROBLEMS = "policy-has-problems": "the policy {path} has {problems}, and the gate judges nothing by it"
        => "mend them; `holdpoint policy lint` shows the same for a file of this machine";
    IN_GITHUBS_FILE = "policy-in-githubs-file":
        "the policy is in {path}, from which GitHub reads how it generates release notes: what is written for the one is read by the other, too"
        => "move it to where GitHub does not look: {command}";
    SECOND = "second-policy": "{other} is a policy, too, and is not read, because {path} comes first"
        => "take one of them out";
    CHANGEABLE = "releases-can-change":
        "releases can be changed once they are published: whoever may write can replace their files and move their tags after the go"
        => "let an administrator switch on *Enable release immutability* in the repository's settings, or run {command}";
    IMMUTABLE = "immutable-releases":
        "releases cannot be changed once they are published: files and tag stay, and the name of a tag is used up even if its release is deleted"
        => "attach all files to the draft, before it is published";
    FLOATING = "floating-tag-without-release":
        "the policy moves {tags} with each release, and a published release of such a tag could never be moved again"
        => "publish no release for it; the tag alone is enough";
}

pub(super) const RATED: &[Rated] = &[
    (&PROBLEMS, Severity::Error),
    (&IN_GITHUBS_FILE, Severity::Warning),
    (&SECOND, Severity::Warning),
    (&CHANGEABLE, Severity::Warning),
    (&IMMUTABLE, Severity::Note),
    (&FLOATING, Severity::Note),
];

/// Where a policy may be that GitHub takes for its own configuration.
const GITHUBS: &str = ".github/release.yml";

pub(super) fn problems(path: &str, count: usize, shown: String) -> Found {
    let problems = Value::Count { number: count as u64, one: "problem", many: "problems" };
    Found::new(&PROBLEMS).code("path", path).with("problems", problems).block("text", shown)
}

pub(super) fn look(examined: &Examined<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    if examined.path == GITHUBS {
        let command = format!("git mv {GITHUBS} release.yml");
        found.push(Found::new(&IN_GITHUBS_FILE).code("path", GITHUBS).code("command", command));
    }
    if let Some(other) = examined.second {
        found.push(Found::new(&SECOND).code("other", other).code("path", examined.path));
    }
    match &examined.settings.immutable_releases {
        Fact::Known(ImmutableReleases { enabled: true, .. }) => {
            found.push(Found::new(&IMMUTABLE));
            found.extend(examined.policy.and_then(floating));
        }
        Fact::Known(ImmutableReleases { enabled: false, .. }) => {
            let path = format!("repos/{}/immutable-releases", examined.repository.name);
            found.push(Found::new(&CHANGEABLE).code("command", format!("gh api --method PUT {path}")));
        }
        Fact::Unknown(why) => found.push(Found::unread("whether releases can be changed", why)),
        Fact::NotCollected => {}
    }
    found
}

fn floating(policy: &Policy) -> Option<Found> {
    let mut tags: Vec<String> =
        super::tags::samples(policy, &[]).into_iter().flat_map(|one| one.floating).collect();
    tags.dedup();
    (!tags.is_empty()).then(|| Found::new(&FLOATING).with("tags", Value::Codes(tags)))
}
