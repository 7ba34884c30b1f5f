//! 350 tags of all kinds, three lines and two packages: what each counts from, what comes next, and what asking costs.

use super::story::of_branch;
use crate::fake::Fake;

fn policy(tag: &str) -> String {
    super::shown::POLICY
        .replace("release:\n  branches", &format!("release:\n  tag: \"{tag}\"\n  branches"))
        .replace("otherwise: refuse", "otherwise: patch")
}

/// Pattern, branch, `--pre`, what it counts from, the newest prerelease, the next version.
type Row =
    (&'static str, &'static str, &'static [&'static str], &'static str, Option<&'static str>, &'static str);

const ROWS: [Row; 7] = [
    ("v{version}", "main", &[], "v2.1.4", Some("v2.2.0-rc.2"), "2.2.0"),
    ("v{version}", "main", &["--pre", "rc"], "v2.1.4", Some("v2.2.0-rc.2"), "2.2.0-rc.3"),
    ("v{version}", "release/2.1", &[], "v2.1.14", None, "2.1.15"),
    ("v{version}", "release/1.4", &[], "v1.4.19", None, "1.4.20"),
    ("app/v{version}", "main", &[], "app/v3.69.0", None, "3.70.0"),
    ("lib/v{version}", "main", &[], "lib/v0.69.0", None, "0.70.0"),
    ("{version}", "main", &[], "1.0.19", None, "1.1.0"),
];

#[test]
fn each_line_and_each_package_counts_from_its_own_release() {
    for (tag, branch, more, previous, prerelease, next) in ROWS {
        let fake = Fake::tags(&policy(tag));
        fake.clear_log();
        let (code, found) = of_branch(&fake, branch, more);
        assert_eq!(code, Some(0), "{tag} {branch}: {found:#}");
        assert_eq!(found["previous"]["tag"].as_str(), Some(previous), "{tag} {branch}");
        assert_eq!(found["prerelease"]["tag"].as_str(), prerelease, "{tag} {branch}");
        assert_eq!(found["next"].as_str(), Some(next), "{tag} {branch}");
        let requests = fake.log().iter().filter(|request| request["path"] != "/_fake/log").count();
        // Four pages of a hundred tags each, the first of which comes with the policy.
        assert!(requests <= LIMIT, "{tag} {branch}: {requests} requests");
    }
}

/// So many requests a version may cost here.
const LIMIT: usize = 9;
