//! `holdpoint notes draft`: printed, compared, and written where notes are kept, whatever others write meanwhile.

use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::check::POLICY;
use crate::fake::{Fake, is_write};
use crate::run::{Ran, Run};

const TEMPLATE: &str = "template:
    inline: |
      # Release [Version] - [Date]

      ## Summary

      [What this release brings, in two sentences]

      ## Changes

      - [Title] (#NNN)
";

fn policy(from: &str) -> String {
    format!("{POLICY}\nnotes:\n  from: {from}\n  {TEMPLATE}")
}

fn shop(from: &str) -> Fake {
    Fake::shop(&policy(from))
}

fn draft(fake: &Fake, more: &[&str]) -> Run {
    let arguments = ["notes", "draft", "--repo", "octoacme/shop", "--version", "1.4.0"];
    Run::new(&arguments).with(more).github(fake)
}

/// The drafts of the release: id and text.
fn drafts(fake: &Fake) -> Vec<(u64, String)> {
    let all = fake.rest("/releases");
    let all = all.as_array().unwrap().iter().filter(|one| one["tag_name"] == "v1.4.0");
    all.map(|one| (one["id"].as_u64().unwrap(), one["body"].as_str().unwrap().to_owned())).collect()
}

fn text(fake: &Fake) -> String {
    let drafts = drafts(fake);
    assert_eq!(drafts.len(), 1, "{drafts:?}");
    drafts.into_iter().next().unwrap().1
}

fn file(fake: &Fake, path: &str, branch: &str) -> String {
    let content =
        fake.rest(&format!("/contents/{path}?ref={branch}"))["content"].as_str().unwrap().replace('\n', "");
    String::from_utf8(STANDARD.decode(content).unwrap()).unwrap()
}

fn edited(id: u64, body: &str) -> Value {
    json!({"do": "updateRelease", "id": id, "facts": {"body": body}, "by": "mona"})
}

const MINE: &str = "Mine.\n\n## Changes\n\n- The first\n";
const NUMBERS: [&str; 3] = ["#34", "#35", "#36"];

fn has_all(text: &str) {
    for number in NUMBERS {
        assert!(text.contains(number), "{number} in {text}");
    }
}

#[test]
fn a_draft_is_printed_and_nothing_written() {
    let fake = shop("draft-release");
    let ran = draft(&fake, &[]).go().ended(0).says(&["# Release", "1.4.0", "## Summary"]);
    has_all(&ran.out);
    draft(&fake, &["--dry-run"]).go().ended(0).says(&["+ ## Summary", "would get", "nothing was written"]);
    assert!(!fake.log().iter().any(is_write));
    draft(&fake, &["--dry-run", "--write"]).go().ended(2);
}

#[test]
fn a_draft_release_is_made_and_kept_and_peoples_words_stay() {
    let fake = shop("draft-release");
    draft(&fake, &["--write"]).go().ended(0).says(&["the draft release v1.4.0 is new"]);
    let made = text(&fake);
    has_all(&made);
    fake.clear_log();
    draft(&fake, &["--write"]).go().ended(0).says(&["had everything already"]);
    assert!(!fake.log().iter().any(is_write));
    let (id, _) = drafts(&fake).remove(0);
    let written = made.replace("[What this release brings, in two sentences]", "Carts are kept.");
    fake.patch(edited(id, &written.replace("(#34)", "(#34), at last")));
    fake.patch(json!({"do": "merge", "number": 38, "by": "maya-r"}));
    draft(&fake, &["--write"]).go().ended(0);
    let now = text(&fake);
    assert!(now.contains("Carts are kept.") && now.contains("(#34), at last"), "{now}");
    has_all(&now);
}

#[test]
fn a_published_release_and_several_drafts_are_left_alone() {
    let release = |draft: bool| json!({"do": "release", "facts": {"tag": "v1.4.0", "body": "x", "draft": draft}, "by": "mona"});
    let fake = shop("draft-release");
    fake.patch(release(true));
    fake.patch(release(true));
    draft(&fake, &["--write"]).go().ended(2).says(&["there are 2 draft releases for v1.4.0"]);
    let fake = shop("draft-release");
    fake.patch(release(false));
    draft(&fake, &["--write"]).go().ended(2).says(&["is published"]);
}

#[test]
fn a_token_that_may_not_write_is_told_what_it_takes() {
    let fake = shop("draft-release");
    fake.faults(
        json!([{"match": {"method": "POST", "path": "/repos/*/*/releases"}, "effect": {"denied": true}}]),
    );
    draft(&fake, &["--write"]).go().ended(2).says(&["could not be written", "`contents: write`"]);
}

#[test]
fn what_somebody_writes_meanwhile_is_taken_up() {
    let fake = shop("draft-release");
    fake.patch(
        json!({"do": "release", "facts": {"tag": "v1.4.0", "body": MINE, "draft": true}, "by": "mona"}),
    );
    let (id, _) = drafts(&fake).remove(0);
    let theirs = edited(id, &format!("And a second thought.\n\n{MINE}"));
    fake.faults(json!([{"match": {"method": "PATCH"}, "nth": 1, "then": theirs, "effect": {}}]));
    draft(&fake, &["--write"]).go().ended(0);
    assert!(fake.last_fault_met());
    let now = text(&fake);
    assert!(now.contains("And a second thought."), "{now}");
    has_all(&now);
}

/// The same with nothing staged: the processes run as they run.
#[test]
fn two_at_once_leave_one_draft() {
    let fake = shop("draft-release");
    fake.faults(
        json!([{"match": {"method": "POST", "path": "/repos/*/*/releases"}, "effect": {"delay": 400}}]),
    );
    let ran: Vec<Ran> = thread::scope(|scope| {
        let runs: Vec<_> = (0..2).map(|_| scope.spawn(|| draft(&fake, &["--write"]).go())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for ran in ran {
        ran.ended(0);
    }
    has_all(&text(&fake));
}

#[test]
fn a_file_is_written_on_its_branch_over_what_was_read() {
    let path = "docs/releases/1.4.0.md";
    let fake = shop("{file: \"docs/releases/{version}.md\"}");
    draft(&fake, &["--write"]).go().ended(2).says(&["--branch notes-1.4.0"]);
    draft(&fake, &["--write", "--branch", "notes-1.4.0"]).go().ended(0).says(&["is new"]);
    has_all(&file(&fake, path, "notes-1.4.0"));
    // Somebody pushes just before the write: GitHub refuses it, and theirs is taken up.
    let made = file(&fake, path, "notes-1.4.0");
    let first = made.replace("Save the cart", "Keep the cart");
    fake.patch(json!({"do": "push", "branch": "notes-1.4.0", "files": {path: "Mine.\n"}, "by": "mona"}));
    let push = json!({"do": "push", "branch": "notes-1.4.0", "files": {path: format!("Mine.\n\n{first}")}, "by": "mona"});
    fake.faults(json!([{"match": {"method": "PUT"}, "nth": 1, "before": push, "effect": {}}]));
    draft(&fake, &["--write", "--branch", "notes-1.4.0"]).go().ended(0);
    assert!(fake.last_fault_met());
    let now = file(&fake, path, "notes-1.4.0");
    assert!(now.starts_with("Mine.") && now.contains("Keep the cart"), "{now}");
    has_all(&now);
}

#[test]
fn a_changelog_gets_the_section_of_the_version() {
    let fake = shop("{changelog: CHANGELOG.md}");
    let old = "# Changelog\n\n## [1.3.1]\n\n- Old\n";
    fake.patch(json!({"do": "push", "branch": "main", "files": {"CHANGELOG.md": old}, "by": "mona"}));
    draft(&fake, &["--write", "--branch", "main"])
        .go()
        .ended(0)
        .says(&["CHANGELOG.md on main has what is new"]);
    let now = file(&fake, "CHANGELOG.md", "main");
    let (new, rest) = now.split_once("## [1.3.1]").unwrap();
    assert!(now.starts_with("# Changelog\n\n## Release 1.4.0"), "{now}");
    assert_eq!(rest, "\n\n- Old\n");
    has_all(new);
}

#[test]
fn the_text_of_an_issue_keeps_what_was_written_in_between() {
    let fake = shop("{tracking-issue: {section: Release notes}}");
    draft(&fake, &["--write"])
        .go()
        .ended(2)
        .says(&["the text of #40 has no section `release notes`", "add a heading"]);
    let body = |rest: &str| {
        format!("Version: 1.4.0\n\n## Release notes\n\n## Deployment\n\n- [ ] Tested on staging\n{rest}")
    };
    let edit = |rest: &str| json!({"do": "edit", "number": 40, "body": body(rest), "by": "mona"});
    fake.patch(edit(""));
    fake.faults(json!([{"match": {"operation": "UpdateIssueText"}, "nth": 1, "before": edit("\nTold support.\n"), "effect": {}}]));
    draft(&fake, &["--write"]).go().ended(0).says(&["the text of #40 has what is new"]);
    assert!(fake.last_fault_met());
    let now = fake.rest("/issues/40")["body"].as_str().unwrap().to_owned();
    assert!(now.ends_with("## Deployment\n\n- [ ] Tested on staging\n\nTold support.\n"), "{now}");
    has_all(&now);
    fake.faults(json!([]));
    fake.clear_log();
    draft(&fake, &["--write"]).go().ended(0).says(&["had everything already"]);
    assert!(!fake.log().iter().any(|one| one["operation"] == "UpdateIssueText"));
}

#[test]
fn a_box_that_somebody_ticks_in_between_is_not_ticked_for_them() {
    let fake = shop("{tracking-issue: {section: Release notes}}");
    let edit = |tick: &str| {
        let body =
            format!("Version: 1.4.0\n\n## Release notes\n\n## Deployment\n\n- [{tick}] Tested on staging\n");
        json!({"do": "edit", "number": 40, "body": body, "by": "mona"})
    };
    fake.patch(edit(" "));
    fake.faults(
        json!([{"match": {"operation": "UpdateIssueText"}, "nth": 1, "before": edit("x"), "effect": {}}]),
    );
    draft(&fake, &["--write"]).go().ended(2).says(&["`Tested on staging`", "edit history"]);
    assert!(fake.last_fault_met());
    let now = fake.rest("/issues/40")["body"].as_str().unwrap().to_owned();
    assert!(now.contains("- [ ] Tested on staging"), "{now}");
    assert_eq!(fake.log().iter().filter(|one| one["operation"] == "UpdateIssueText").count(), 1);
}

#[test]
fn a_lost_answer_is_looked_for() {
    let lost = |what: Value| json!([{"match": what, "nth": 1, "effect": {"drop": true}, "executed": true}]);
    let fake = shop("draft-release");
    fake.faults(lost(json!({"method": "POST", "path": "/repos/*/*/releases"})));
    draft(&fake, &["--write"]).go().ended(0);
    has_all(&text(&fake));
    let fake = shop("{file: notes.md}");
    fake.faults(lost(json!({"method": "PUT"})));
    draft(&fake, &["--write", "--branch", "main"]).go().ended(0);
    has_all(&file(&fake, "notes.md", "main"));
    // Of a text with a history GitHub tells, too, that nothing of others was replaced.
    let fake = shop("{tracking-issue: {section: Release notes}}");
    let body = |rest: &str| {
        json!({"do": "edit", "number": 40, "by": "mona",
            "body": format!("Version: 1.4.0\n\n## Release notes\n\n## Deployment\n{rest}")})
    };
    fake.patch(body(""));
    fake.faults(lost(json!({"operation": "UpdateIssueText"})));
    draft(&fake, &["--write"]).go().ended(0).says(&["the text of #40 has what is new: http"]);
    assert!(fake.last_fault_met());
    // And where something was, it is taken up.
    let fake = shop("{tracking-issue: {section: Release notes}}");
    fake.patch(body(""));
    fake.faults(
        json!([{"match": {"operation": "UpdateIssueText"}, "nth": 1, "before": body("\nTold support.\n"),
        "effect": {"drop": true}, "executed": true}]),
    );
    draft(&fake, &["--write"]).go().ended(0).says(&["the text of #40 has what is new: http"]);
    let now = fake.rest("/issues/40")["body"].as_str().unwrap().to_owned();
    assert!(now.contains("Told support."), "{now}");
    has_all(&now);
}

const WITH_NEWCOMERS: &str = "template:
    inline: |
      # Release [Version]

      ## Changes

      - [Title] (#NNN)

      ## New Contributors

      - [Name] made their first contribution in #NNN
";

/// The release of three people, of whom mona had a pull request merged before.
fn shop_with_newcomers() -> Fake {
    let fake = Fake::shop(&format!("{POLICY}\nnotes:\n  from: draft-release\n  {WITH_NEWCOMERS}"));
    let old = json!({"number": 12, "title": "The first", "author": "mona", "head": "first",
        "createdAt": "2026-01-11T09:00:00Z", "mergedAt": "2026-01-12T09:00:00Z", "mergedBy": "maya-r", "mergeCommit": "m1"});
    fake.patch(json!({"repositories": {"octoacme/shop": {"pulls": [old]}}}));
    fake
}

fn searches(fake: &Fake) -> usize {
    fake.log().iter().filter(|one| one["operation"] == "Newcomers").count()
}

#[test]
fn who_contributed_for_the_first_time_is_named() {
    let fake = shop_with_newcomers();
    let ran = draft(&fake, &[]).go().ended(0);
    let (_, new) = ran.out.split_once("## New Contributors").unwrap();
    // Of two pull requests the earlier one, and of mona, who is not new, none.
    assert_eq!(
        new.trim(),
        "- devon-k made their first contribution in #34\n- hubot-docs made their first contribution in #36"
    );
    assert_eq!(searches(&fake), 1);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    // Nobody asks where the template does not.
    let fake = shop("draft-release");
    draft(&fake, &[]).go().ended(0);
    assert_eq!(searches(&fake), 0);
}

/// A draft that lists the changes, and leaves the question of who is new to people, with a warning.
fn leaves_it_to_people(fake: &Fake, why: &str) {
    let ran = draft(fake, &[]).go().ended(0);
    let (changes, new) = ran.out.split_once("## New Contributors").unwrap();
    has_all(changes);
    assert_eq!(new.trim(), "- [Name] made their first contribution in #NNN");
    for words in ["warning: who contributed for the first time could not be read", why, "\n  -> "] {
        assert!(ran.err.contains(words), "{words} in {}", ran.err);
    }
}

#[test]
fn who_is_new_is_left_to_people_where_it_could_not_be_read() {
    let refused =
        json!({"graphql_error": {"path": ["of1"], "type": "FORBIDDEN", "message": "no search today"}});
    for (effect, why) in [
        (refused, "no search today"),
        (json!({"null_node": ["of1"]}), "`of1` is null"),
        (json!({"null_node": ["all"]}), "`all` is null"),
        (json!({"denied": true}), "Resource not accessible"),
    ] {
        let fake = shop_with_newcomers();
        fake.faults(json!([{"match": {"operation": "Newcomers"}, "effect": effect}]));
        leaves_it_to_people(&fake, why);
        assert!(fake.last_fault_met());
    }
    // A search that sees nothing at all tells nothing of anybody.
    let fake = shop_with_newcomers();
    let blind = json!({"tokens": {"gate": {"permissions": {"contents": "read"}}}});
    fake.faults(json!([{"match": {"operation": "Newcomers"}, "before": blind, "effect": {}}]));
    leaves_it_to_people(&fake, "finds no merged pull request");
}

#[test]
fn a_draft_again_names_who_is_new_once_it_is_known() {
    let fake = shop_with_newcomers();
    fake.faults(json!([{"match": {"operation": "Newcomers"}, "effect": {"denied": true}}]));
    draft(&fake, &["--write"]).go().ended(0);
    assert!(text(&fake).contains("- [Name] made their first contribution in #NNN"));
    fake.faults(json!([]));
    let known = "## New Contributors\n\n- devon-k made their first contribution in #34\n- hubot-docs made their first contribution in #36\n";
    draft(&fake, &["--write"]).go().ended(0);
    assert!(text(&fake).contains(known), "{}", text(&fake));
    draft(&fake, &["--write"]).go().ended(0).says(&["had everything already"]);
    // Who comes later is added.
    let later = "## New Contributors\n\n- devon-k made their first contribution in #34\n- hubot-docs made their first contribution in #36\n- lina-p made their first contribution in #38\n";
    fake.patch(json!({"do": "merge", "number": 38, "by": "maya-r"}));
    fake.patch(
        json!({"repositories": {"octoacme/shop": {"pulls": [{"number": 38, "milestone": "v1.4.0"}]}}}),
    );
    draft(&fake, &["--write"]).go().ended(0);
    assert!(text(&fake).contains(later), "{}", text(&fake));
}
