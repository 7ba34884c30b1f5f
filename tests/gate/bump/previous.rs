//! Which release the next one counts from: the table of docs/versions.md.

use std::fmt::Write;

use super::rules::outcome;
use super::story::{Story, of_branch};

const POLICY: &str = r#"version: 1
release:
  tag: TAG
  branches: [main, "release/*"]
  bump: {minor: {labels: [feature]}, otherwise: patch}
phases:
  release:
    holds: tag
    requirements: [{id: merged, title: Everything is merged, require: {pull-requests: {merged: all}}}]
"#;

struct Row {
    there: &'static str,
    /// `tag:` of the policy, and what is below it.
    tag: &'static str,
    branch: &'static str,
    story: fn(&mut Story),
    previous: &'static str,
    next: &'static str,
    why: &'static str,
}

const V: &str = "\"v{version}\"";
const FIX: fn(&mut Story) = |s| s.pull(90, "fix: one more", &[]);

const ROWS: &[Row] = &[
    Row {
        there: "`v1.9.0`, `v1.10.0`",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.9.0");
            s.commit("a1", "a");
            s.tag("v1.10.0");
            FIX(s);
        },
        previous: "v1.10.0",
        next: "1.10.1",
        why: "versions are compared as numbers, not letter by letter",
    },
    Row {
        there: "`v1.5.0`, and at a later commit `v1.4.9`",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.5.0");
            s.commit("a1", "a");
            s.tag("v1.4.9");
            FIX(s);
        },
        previous: "v1.5.0",
        next: "1.5.1",
        why: "the highest counts, not the newest",
    },
    Row {
        there: "`v1.4.0`, `1.5.0`, `v1.6`, `V1.7.0`, `v01.8.0`, `app/v2.0.0`, `nightly`, `v3`",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            for (at, tag) in
                ["1.5.0", "v1.6", "V1.7.0", "v01.8.0", "app/v2.0.0", "nightly", "v3"].iter().enumerate()
            {
                s.commit(&format!("a{at}"), "a");
                s.tag(tag);
            }
            FIX(s);
        },
        previous: "v1.4.0",
        next: "1.4.1",
        why: "the others are not of the pattern `v{version}`, with a whole version",
    },
    Row {
        there: "the same tags",
        tag: "\"{version}\"",
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.commit("a0", "a");
            s.tag("1.5.0");
            s.tag("v1.6");
            s.tag("app/v2.0.0");
            FIX(s);
        },
        previous: "1.5.0",
        next: "1.5.1",
        why: "the pattern is `{version}`",
    },
    Row {
        there: "the same tags",
        tag: "\"app/v{version}\"",
        branch: "main",
        story: |s| {
            s.tag("app/v2.0.0");
            s.commit("a0", "a");
            s.tag("v3.0.0");
            FIX(s);
        },
        previous: "app/v2.0.0",
        next: "2.0.1",
        why: "the pattern is `app/v{version}`",
    },
    Row {
        there: "`v1.4.0`, lightweight, and `v1.4.1`, annotated",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.commit("a1", "a");
            s.annotated("v1.4.1");
            FIX(s);
        },
        previous: "v1.4.1",
        next: "1.4.2",
        why: "both kinds count, by the commit that they stand on",
    },
    Row {
        there: "`v1.4.0`, and `v2.0.0` on a branch that was not merged",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.on("next");
            s.commit("a1", "a");
            s.tag("v2.0.0");
            s.on("main");
            FIX(s);
        },
        previous: "v1.4.0",
        next: "1.4.1",
        why: "the commit does not contain `v2.0.0`",
    },
    Row {
        there: "`v1.4.0`, and `v1.4.1` on a branch that was not merged",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.on("release/1.4");
            s.commit("a1", "a");
            s.tag("v1.4.1");
            s.on("main");
            FIX(s);
        },
        previous: "v1.4.0",
        next: "refused",
        why: "1.4.1 exists elsewhere; 1.4.2, 1.5.0 and 2.0.0 are free, and somebody has to choose",
    },
    Row {
        there: "the same with a feature on main",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.on("release/1.4");
            s.commit("a1", "a");
            s.tag("v1.4.1");
            s.on("main");
            s.pull(90, "Carts", &["feature"]);
        },
        previous: "v1.4.0",
        next: "1.5.0",
        why: "1.4.1 is not in the way of 1.5.0",
    },
    Row {
        there: "`v1.4.0`, and on main `v1.5.0` and `v2.0.0`",
        tag: V,
        branch: "release/1.4",
        story: |s| {
            s.tag("v1.4.0");
            s.on("release/1.4");
            FIX(s);
            s.on("main");
            s.commit("a1", "a");
            s.tag("v1.5.0");
            s.commit("a2", "a");
            s.tag("v2.0.0");
        },
        previous: "v1.4.0",
        next: "1.4.1",
        why: "`release/1.4` is for 1.4.x",
    },
    Row {
        there: "the same with a feature on `release/1.4`",
        tag: V,
        branch: "release/1.4",
        story: |s| {
            s.tag("v1.4.0");
            s.on("release/1.4");
            s.pull(90, "Carts", &["feature"]);
            s.on("main");
            s.commit("a1", "a");
            s.tag("v1.5.0");
        },
        previous: "v1.4.0",
        next: "refused",
        why: "1.5.0 is not of 1.4.x",
    },
    Row {
        there: "`v1.3.9`, from which `release/1.4` was cut",
        tag: V,
        branch: "release/1.4",
        story: |s| {
            s.tag("v1.3.9");
            s.on("release/1.4");
            FIX(s);
        },
        previous: "v1.3.9",
        next: "1.4.0",
        why: "the first version of the branch's line",
    },
    Row {
        there: "`v1.4.0`, `v1.5.0-rc.1`",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.pull(80, "Carts", &["feature"]);
            s.tag("v1.5.0-rc.1");
            FIX(s);
        },
        previous: "v1.4.0",
        next: "1.5.0",
        why: "a final release counts from the last final one, with all that its prereleases had",
    },
    Row {
        there: "no tag at all",
        tag: V,
        branch: "main",
        story: |s| FIX(s),
        previous: "–",
        next: "0.1.0",
        why: "the first release is exactly `initial-version`",
    },
    Row {
        there: "no tag at all, and a breaking change",
        tag: V,
        branch: "main",
        story: |s| s.pull(90, "Carts", &["breaking-change"]),
        previous: "–",
        next: "0.1.0",
        why: "what the first release changes makes no difference",
    },
    Row {
        there: "no tag of the pattern: `nightly`, `app/v1.0.0`",
        tag: V,
        branch: "main",
        story: |s| {
            s.tag("nightly");
            s.tag("app/v1.0.0");
            FIX(s);
        },
        previous: "–",
        next: "0.1.0",
        why: "the same",
    },
    Row {
        there: "`v1.0.0` to `v1.0.119`, and as many of other shapes",
        tag: V,
        branch: "main",
        story: |s| {
            for number in 0..120 {
                s.tag(&format!("v1.0.{number}"));
                s.tag(&format!("nightly-{number}"));
                s.tag(&format!("app/v9.{number}.0"));
            }
            FIX(s);
        },
        previous: "v1.0.119",
        next: "1.0.120",
        why: "all 360 tags are read, not the first page",
    },
    Row {
        there: "`v1.4.0`, `v1.6.0`; `since: v1.6.0`",
        tag: "\"v{version}\"\n  since: v1.6.0",
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.commit("a1", "a");
            s.tag("v1.6.0");
            FIX(s);
        },
        previous: "v1.6.0",
        next: "1.6.1",
        why: "what lies before `since` is not looked at",
    },
    Row {
        there: "no tag at all; `since:` the whole id of a commit",
        tag: "\"v{version}\"\n  since: \"a100000000000000000000000000000000000000\"",
        branch: "main",
        story: |s| {
            s.commit("a1", "feat: a");
            FIX(s);
        },
        previous: "–",
        next: "0.1.0",
        why: "the first release; what lies before the commit is not looked at",
    },
    Row {
        there: "`v1.4.0`, and behind it the commit that `since:` names by its whole id",
        tag: "\"v{version}\"\n  since: \"a100000000000000000000000000000000000000\"",
        branch: "main",
        story: |s| {
            s.tag("v1.4.0");
            s.commit("a1", "a");
            FIX(s);
        },
        previous: "v1.4.0",
        next: "1.4.1",
        why: "a commit under `since` is for repositories without a tag: it takes none away",
    },
    Row {
        there: "`v1.4.0` at the very commit",
        tag: V,
        branch: "main",
        story: |s| {
            FIX(s);
            s.tag("v1.4.0");
        },
        previous: "v1.4.0",
        next: "none",
        why: "nothing changed since",
    },
];

/// The rows, each as the gate of them has it.
pub(super) fn table() -> String {
    let mut table = "| tags | pattern | branch | counts from | next version | why |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    let mut wrong = Vec::new();
    for row in ROWS {
        let mut story = Story::before_any_release();
        (row.story)(&mut story);
        let fake = story.told(&POLICY.replace("TAG", row.tag));
        let (code, document) = of_branch(&fake, row.branch, &[]);
        let next = outcome(&document);
        assert_eq!(code, Some(if next == "refused" { 2 } else { 0 }), "{}: {document:#}", row.there);
        let previous = document["previous"]["tag"].as_str().unwrap_or("–");
        if (previous, next.as_str()) != (row.previous, row.next) {
            wrong.push(format!(
                "{}: {previous} {next}, not {} {}\n{document:#}",
                row.there, row.previous, row.next
            ));
        }
        let pattern = row.tag.lines().next().unwrap().trim_matches('"');
        let tag = if previous == "–" { previous.to_owned() } else { format!("`{previous}`") };
        writeln!(table, "| {} | `{pattern}` | `{}` | {tag} | {next} | {} |", row.there, row.branch, row.why)
            .unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    table
}
