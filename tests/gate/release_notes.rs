//! Release notes before the gate: a draft against the team's template, and a sign-off that is given to it.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

const POLICY: &str = "version: 1
release:
  pull-requests: milestone
  tracking-issue: {label: release}
roles:
  technical-writer: {users: [mona, hubot-docs]}
notes:
  from: draft-release
  template: docs/releasing.md#release-notes-template
  cites: all
phases:
  pre-release:
    holds: tag
    requirements:
      - id: notes
        title: Release notes drafted by Technical Writer
        require: {all: [{release-notes: {template: match}}, {sign-off: technical-writer}]}
";

const GUIDE: &str = "# Releasing

How we do it.

## Release Notes Template

```markdown
# Release [Name/Number] - [Date]

## Summary

[Brief overview of this release]

## What's New

- [Change] (#[number])

## Migration Steps

[Steps that users must take, or state \"None\"]
```

## After the release

Celebrate.
";

const GOOD: &str = "# Release 1.4.0 - 2026-03-02

## Summary

Carts survive a reload.

## What's New

- Carts are saved (#34)
- Totals are rounded up (#35)
- Saved carts are explained in the guide (#36)
- The build image is pinned (#37)

## Migration Steps

None
";

fn shop(policy: &str, body: &str) -> Fake {
    let fake = Fake::shop(policy);
    let draft =
        json!({"tag": "v1.4.0", "id": 70, "body": body, "draft": true, "updatedAt": "2026-03-02T09:00:00Z"});
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"m1": {"files": {"docs/releasing.md": GUIDE}}},
        "releases": [draft],
    }}}));
    fake
}

fn sign(by: &str) -> Value {
    json!({"do": "comment", "number": 40, "by": by, "body": "/holdpoint sign technical-writer"})
}

fn edited(body: &str) -> Value {
    json!({"do": "updateRelease", "id": 70, "facts": {"body": body}})
}

fn check(fake: &Fake) -> Run {
    Run::check(fake, &["--version", "1.4.0"])
}

#[test]
fn notes_are_held_to_the_template_and_to_the_facts() {
    let bad = "# Release 1.3.1 - 2026-03-02\n\n## Summary\n\n[Brief overview of this release]\n\n## Whats New\n\n- Carts are saved (#34)\n- Totals are rounded up (#35)\n- Explained (#36)\n\n## Migration Steps\n\nNone\n";
    let fake = shop(POLICY, bad);
    fake.patch(sign("mona"));
    let ran = check(&fake).with(&["--format", "markdown"]).go().ended(1);
    let ran = ran.says(&[
        "### Release notes",
        "draft release v1.4.0:1:11",
        "`1.3.1`",
        "# Release 1.3.1 - 2026-03-02\n            ^^^^^",
        "draft release v1.4.0:5:1",
        "[Brief overview of this release]\n  ^",
        "/pull/37",
    ]);
    drop(ran);
    check(&fake).go().ended(1).says(&["draft release v1.4.0:5:1", "| [Brief overview of this release]"]);
    let fake = shop(POLICY, GOOD);
    fake.patch(sign("mona"));
    check(&fake).with(&["--format", "markdown"]).go().ended(0).says(&[
        "the notes in [`draft release v1.4.0`]",
        "follow `docs/releasing.md`",
        "4 pull requests",
        "for the release notes as they are",
    ]);
}

#[test]
fn a_sign_off_that_was_given_to_the_notes_is_stale_once_they_are_changed() {
    let fake = shop(POLICY, GOOD);
    check(&fake).go().ended(1).says(&["/holdpoint sign"]);
    fake.patch(sign("mona"));
    check(&fake).go().ended(0);
    fake.patch(edited(&GOOD.replace("survive", "outlive")));
    let stale = check(&fake).with(&["--format", "markdown"]).go().ended(1);
    stale.says(&["does not count any more: the release notes were changed on"]);
    fake.patch(sign("hubot-docs"));
    check(&fake).go().ended(0);
    // A push takes nothing back: the notes are what they were.
    fake.patch(json!({"do": "push", "branch": "main", "message": "Tidy up", "commit": "m6", "files": {"README.md": "# The shop\n"}}));
    check(&fake).go().ended(1).does_not_say(&["does not count any more"]);
}

#[test]
fn a_draft_that_is_not_shown_is_not_taken_for_none() {
    let fake = shop(POLICY, GOOD);
    let ran = check(&fake).env("GITHUB_TOKEN", "read-only").go().ended(1);
    ran.says(&["a draft would be shown only to a token with", "contents: write"]);
    let fake = shop(POLICY, GOOD);
    fake.patch(json!({"repositories": {"octoacme/shop": {"releases": [
        {"id": 71, "tag": "v1.4.0", "name": "another", "body": "Another", "draft": true},
    ]}}}));
    check(&fake).go().ended(1).says(&["is one of 2 releases and drafts"]);
}

#[test]
fn notes_in_a_file_are_annotated_there() {
    let policy = POLICY.replace("from: draft-release", "from: {file: \"docs/releases/{version}.md\"}");
    let fake = shop(&policy, "");
    let notes = GOOD.replace("Carts survive a reload.", "TBD");
    fake.patch(json!({"repositories": {"octoacme/shop": {"commits": {"m5": {"files": {"docs/releases/1.4.0.md": notes}}}}}}));
    let payload = format!(r#"{{"ref":"refs/heads/main","after":"{}","deleted":false}}"#, fake.tip("main"));
    let names = [("INPUT_VERSION", "1.4.0"), ("INPUT_TOKEN", "gate"), ("GITHUB_REF", "refs/heads/main")];
    let ran = Run::action(&fake, "push", &payload, &names).go().ended(1);
    ran.says(&["::error", "file=docs/releases/1.4.0.md,line=5"]);
}

#[test]
fn the_section_of_a_changelog_is_enough_where_there_is_no_template() {
    let policy = POLICY
        .replace("from: draft-release", "from: {changelog: CHANGELOG.md}")
        .replace("  template: docs/releasing.md#release-notes-template\n", "")
        .replace("{template: match}", "{}")
        .replace(", {sign-off: technical-writer}", ", {sign-off: {by: technical-writer, fresh: commit}}");
    let with = |log: &str| {
        let fake = shop(&policy, "");
        fake.patch(
            json!({"repositories": {"octoacme/shop": {"commits": {"m5": {"files": {"CHANGELOG.md": log}}}}}}),
        );
        fake.patch(sign("mona"));
        fake
    };
    let entries = "- Carts (#34)\n- Totals (#35)\n- Guide (#36)\n- Image (#37)\n";
    check(&with(&format!("# Changes\n\n## [Unreleased]\n\n{entries}\n## 1.3.1\n\n- Rounding\n")))
        .go()
        .ended(1)
        .says(&["which is no release", "## [1.4.0] - 2026-03-02"]);
    check(&with(&format!("# Changes\n\n## [1.4.0] - 2026-03-02\n\n{entries}\n## 1.3.1\n\n- Rounding\n")))
        .go()
        .ended(0);
}

/// A waiver of what the notes lack excuses that alone: not what else they lack, and nothing any more once a pull request was
/// merged, though nobody has touched the notes.
#[test]
fn a_waiver_of_one_thing_that_notes_lack_excuses_nothing_else() {
    let policy = format!("{POLICY}waivers: {{by: [technical-writer], longest: 7 days}}\n");
    let without = |lines: &[&str]| lines.iter().fold(GOOD.to_owned(), |notes, line| notes.replace(line, ""));
    let explained = "- Saved carts are explained in the guide (#36)\n";
    let pinned = "- The build image is pinned (#37)\n";
    let waive = json!({"do": "comment", "number": 40, "by": "hubot-docs", "at": "2026-03-02T10:00:00Z",
        "body": "/holdpoint waive notes #37 notes-uncited until 2026-03-06: Nobody sees it"});
    let fake = shop(&policy, &without(&[explained, pinned]));
    fake.patch(sign("mona"));
    fake.patch(waive.clone());
    check(&fake).go().ended(1).says(&["/pull/36", "Nobody sees it"]).does_not_say(&["that do not count"]);
    let fake = shop(&policy, &without(&[pinned]));
    fake.patch(sign("mona"));
    check(&fake).go().ended(1).says(&["#37"]);
    fake.patch(waive.clone());
    check(&fake).go().ended(0).says(&["Nobody sees it"]);
    let merged = json!([
        {"do": "milestone", "number": 38, "title": "v1.4.0", "by": "lina-p"},
        {"do": "merge", "number": 38, "by": "maya-r", "at": "2026-03-02T11:00:00Z"},
    ]);
    fake.patch(merged.clone());
    check(&fake).go().ended(1).says(&["/pull/38", "came after it was given"]);
    // One that names nothing excuses what was there, and this was not.
    let fake = shop(&policy, &without(&[pinned]));
    fake.patch(sign("mona"));
    let mut whole = waive;
    whole["body"] = json!("/holdpoint waive notes until 2026-03-06: Nobody sees it");
    fake.patch(whole);
    check(&fake).go().ended(0).says(&["Nobody sees it"]);
    fake.patch(merged);
    check(&fake).go().ended(1).says(&["/pull/38", "came after it was given"]);
}
