//! Way × who × state: outcome and sentences. `docs/sign-offs.md` shows it.

use std::fmt::Write as _;

use jiff::SignedDuration;

use super::world::{BOX, World, app, demand, forbidden, logins, push, team};
use crate::evidence::discussion::Deed;
use crate::evidence::origin::Contributor;
use crate::evidence::pull_request::{Milestoned, ReviewState};
use crate::evidence::{Fact, List, Login};
use crate::release::Named;
use crate::requirement::fixture::{at, oid};
use crate::requirement::told::told;
use crate::sign_off::{Fresh, Signers, Way};
use crate::verdict::Outcome::{self, Met, NotApplicable, Unknown, Unmet};
use crate::verdict::{Node, Part, Speaks};

type Row = (&'static str, &'static str, &'static str, Outcome, fn(&mut World));

const SIGN: &str = "/holdpoint sign qa-engineer";

const COMMENTS: &[Row] = &[
    ("comment", "nobody", "nothing was said", Unmet, |_| {}),
    ("comment", "a holder", "names the role", Met, |w| w.sign("mona", "09:00")),
    ("comment", "a holder by team", "names the role", Met, |w| w.sign("devon-k", "09:00")),
    ("comment", "a holder", "names the requirement", Met, |w| {
        w.comment("mona", "09:00", "/holdpoint sign tests");
    }),
    ("comment", "a holder", "names another role", Unmet, |w| {
        w.comment("mona", "09:00", "/holdpoint sign developer");
    }),
    ("comment", "a holder", "in a quotation", Unmet, |w| {
        w.comment("mona", "09:00", "> /holdpoint sign qa-engineer");
    }),
    ("comment", "somebody else", "names the role", Unmet, |w| w.sign("maya-r", "09:00")),
    ("comment", "somebody else", "names the requirement", Unmet, |w| {
        w.comment("maya-r", "09:00", "/holdpoint sign tests");
    }),
    ("comment", "somebody else and a holder", "both name the role", Met, |w| {
        w.sign("maya-r", "09:00");
        w.sign("mona", "09:01");
    }),
    ("comment", "a deleted account", "names the role", Unmet, |w| {
        w.by(None, "09:00", SIGN);
    }),
    ("comment", "an app that the role names", "names the role", Met, |w| {
        w.by(app("release-bot"), "09:00", SIGN);
    }),
    ("comment", "an app that is called like a holder", "names the role", Unmet, |w| {
        w.by(app("mona"), "09:00", SIGN);
    }),
    ("comment", "a person who is called like the app", "names the role", Unmet, |w| {
        w.sign("release-bot", "09:00")
    }),
    ("comment", "the gate itself", "repeats the line", Unmet, |w| {
        w.comment("mona", "09:00", SIGN).own = true
    }),
    ("comment", "a holder", "edited it, which the policy does not let be", Unmet, |w| {
        w.edited("mona", "09:00", SIGN, "mona", "09:05");
    }),
    ("comment", "a holder", "edited it, which the policy lets be", Met, |w| {
        w.fixture.consents.edited = true;
        w.edited("mona", "09:00", SIGN, "mona", "09:05");
    }),
    ("comment", "a holder", "somebody else edited it", Unmet, |w| {
        w.fixture.consents.edited = true;
        w.edited("mona", "09:00", SIGN, "maya-r", "09:05");
    }),
    ("comment", "a holder", "somebody else edited a later comment of theirs", Unknown, |w| {
        w.sign("mona", "09:00");
        w.edited("mona", "09:02", "Well.", "maya-r", "09:05");
    }),
    ("comment", "a holder", "not all edits of it were read", Unknown, |w| {
        w.comment("mona", "09:00", SIGN).edits = List::new(Vec::new(), 1);
    }),
    ("comment", "a holder", "somebody else deleted a later comment of theirs", Unknown, |w| {
        w.sign("mona", "09:00");
        w.deleted("maya-r", "09:05", Some("mona"));
    }),
    ("comment", "a holder", "a later comment was deleted, nobody knows whose", Unknown, |w| {
        w.sign("mona", "09:00");
        w.deleted("mona", "09:05", None);
    }),
    ("comment", "a holder", "signs again after their comment was deleted", Met, |w| {
        w.sign("mona", "09:00");
        w.deleted("maya-r", "09:05", Some("mona"));
        w.sign("mona", "09:06");
    }),
    ("comment", "a holder", "deleted a comment of their own", Met, |w| {
        w.sign("mona", "09:00");
        w.deleted("mona", "09:05", Some("mona"));
    }),
    ("comment", "a holder", "a comment of somebody else's was deleted", Met, |w| {
        w.sign("mona", "09:00");
        w.deleted("maya-r", "09:05", Some("lena-h"));
    }),
    ("comment", "a holder", "took it back", Unmet, |w| {
        w.sign("mona", "09:00");
        w.comment("mona", "09:05", "/holdpoint revoke");
    }),
    ("comment", "a holder", "took it back and signed again", Met, |w| {
        w.sign("mona", "09:00");
        w.comment("mona", "09:05", "/holdpoint revoke qa-engineer");
        w.sign("mona", "09:06");
    }),
    ("comment", "a holder", "took back another role", Met, |w| {
        w.sign("mona", "09:00");
        w.comment("mona", "09:05", "/holdpoint revoke developer");
    }),
    ("comment", "a holder", "wanted to take it back, and misspelt it", Unmet, |w| {
        w.sign("mona", "09:00");
        w.comment("mona", "09:05", "/holdpoint revok qa-engineer");
    }),
    ("comment", "a holder", "wrote more than a name when they took it back", Unmet, |w| {
        w.sign("mona", "09:00");
        w.comment("mona", "09:05", "/holdpoint revoke qa-engineer (it is broken)");
    }),
    ("comment", "a holder of both", "one of two roles is called like the requirement", Unmet, |w| {
        w.demand = demand(&["tests", "developer"]);
        let role = w.fixture.roles["qa-engineer"].clone();
        w.fixture.roles.insert("tests".into(), role);
        w.comment("mona", "09:00", "/holdpoint sign tests");
    }),
    ("comment", "a holder", "took it back in a comment that they edited", Unmet, |w| {
        w.sign("mona", "09:02");
        w.edited("mona", "09:00", "/holdpoint revoke tests", "mona", "09:05");
    }),
    ("comment", "a holder", "took it back in the same second", Unmet, |w| {
        w.comment("mona", "09:00", "/holdpoint revoke");
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "took it back a line above, and signed", Met, |w| {
        w.comment("mona", "09:00", "/holdpoint revoke\n/holdpoint sign qa-engineer");
    }),
    ("comment", "a holder", "somebody else wrote revoke", Met, |w| {
        w.sign("mona", "09:00");
        w.comment("maya-r", "09:05", "/holdpoint revoke");
    }),
    ("comment", "a holder", "before the commit was pushed", Unmet, |w| w.sign("mona", "08:10")),
    ("comment", "a holder", "before all commits of the release", Unmet, |w| w.sign("mona", "07:30")),
    ("comment", "a holder", "in the second of the push", Unmet, |w| w.sign("mona", "08:30")),
    ("comment", "a holder", "pushes not read, after the merge", Met, |w| {
        w.missing.pushes = 1;
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "pushes not read, before the merge", Unmet, |w| {
        w.missing.pushes = 1;
        w.sign("mona", "08:10");
    }),
    ("comment", "a holder", "nothing shows when the commit came", Unknown, |w| {
        w.pushes.clear();
        w.missing.pushes = 1;
        w.fixture.pull(15).merge_commit = None;
        w.sign("mona", "08:20");
    }),
    ("comment", "a holder", "while another commit was pushed in its place", Unmet, |w| {
        w.pushes =
            vec![push("09:10", "evil", "m15"), push("08:50", "m15", "evil"), push("08:30", "m14", "m15")];
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "`fresh: any`, before the commit", Met, |w| {
        w.demand.fresh = Fresh::Any;
        w.sign("mona", "08:10");
    }),
    ("comment", "a holder", "`fresh: 1 hour`, an hour ago", Met, |w| {
        w.demand.fresh = Fresh::Within(SignedDuration::from_hours(1));
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "`fresh: 1 hour`, longer ago", Unmet, |w| {
        w.demand.fresh = Fresh::Within(SignedDuration::from_hours(1));
        w.sign("mona", "08:59");
    }),
    ("comment", "a holder", "`fresh: scope`, before a pull request came in", Unmet, |w| {
        w.demand.fresh = Fresh::Scope;
        w.fixture.pull(15).milestoned = Fact::Known(List::all(Vec::new()));
        w.sign("mona", "08:10");
    }),
    ("comment", "a holder", "`fresh: scope`, the pull request was planned by then", Met, |w| {
        w.demand.fresh = Fresh::Scope;
        let planned = Milestoned { at: at("07:00"), title: "v1.4.0".into(), put_in: true };
        w.fixture.pull(15).milestoned = Fact::Known(List::all(vec![planned]));
        w.sign("mona", "08:10");
    }),
    ("comment", "a holder", "not all comments were read", Unknown, |w| {
        w.missing.comments = 1;
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "not all events were read", Unknown, |w| {
        w.missing.events = 1;
        w.sign("mona", "09:00");
    }),
    ("comment", "somebody else", "the team could not be read", Unknown, |w| {
        w.fixture.evidence.teams[0].members = Fact::Unknown(forbidden());
        w.sign("maya-r", "09:00");
    }),
    ("comment", "a holder", "the policy wants a review", Unmet, |w| {
        w.demand.ways = vec![Way::Review];
        w.on_pull_request();
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "does not apply, with a reason", NotApplicable, |w| {
        w.comment("mona", "09:00", "/holdpoint not-applicable tests: only texts changed");
    }),
    ("comment", "somebody else", "does not apply, with a reason", Unmet, |w| {
        w.comment("maya-r", "09:00", "/holdpoint not-applicable tests: only texts changed");
    }),
    ("comment", "a holder", "does not apply, then signed after all", Met, |w| {
        w.comment("mona", "09:00", "/holdpoint not-applicable tests: only texts changed");
        w.sign("mona", "09:05");
    }),
];

const WITNESSED: &str = "/holdpoint sign qa-engineer for \"Ann Lee, Acme\": https://example.com/mail";

const OTHERS: &[Row] = &[
    ("comment", "a witness", "for somebody without an account", Met, |w| {
        w.demand.witnessed_by = Some("release-manager".into());
        w.comment("maya-r", "09:00", WITNESSED);
    }),
    ("comment", "a witness", "the policy lets nobody witness", Unmet, |w| {
        w.comment("maya-r", "09:00", WITNESSED);
    }),
    ("comment", "nobody", "nobody with an account holds the role, but a witness may write", Unmet, |w| {
        w.demand.witnessed_by = Some("release-manager".into());
        w.fixture.roles.insert("qa-engineer".into(), crate::release::Role::default());
    }),
    ("comment", "a holder", "edited it while another commit was in the judged one's place", Unmet, |w| {
        w.fixture.consents.edited = true;
        w.pushes =
            vec![push("09:10", "evil", "m15"), push("08:50", "m15", "evil"), push("08:30", "m14", "m15")];
        w.edited("mona", "08:40", SIGN, "mona", "09:00");
    }),
    ("comment", "a holder who may not witness", "for somebody without an account", Unmet, |w| {
        w.demand.witnessed_by = Some("release-manager".into());
        w.comment("mona", "09:00", WITNESSED);
    }),
    ("comment", "an author", "the role excludes authors", Unmet, |w| {
        w.demand = demand(&["release-manager"]);
        w.comment("lena-h", "09:00", "/holdpoint sign release-manager");
    }),
    ("comment", "an author", "the role excludes authors, but `solo: true`", Met, |w| {
        w.fixture.consents.solo = true;
        w.demand = demand(&["release-manager"]);
        w.comment("lena-h", "09:00", "/holdpoint sign release-manager");
    }),
    ("comment", "no author", "the role excludes authors", Met, |w| {
        w.demand = demand(&["release-manager"]);
        w.comment("maya-r", "09:00", "/holdpoint sign release-manager");
    }),
    ("comment", "no author", "an author has no account", Unknown, |w| {
        w.add_author("m14", vec![Contributor::Unattributed("A. Nonymous".into())]);
        w.demand = demand(&["release-manager"]);
        w.comment("maya-r", "09:00", "/holdpoint sign release-manager");
    }),
    ("comment", "no author", "authors were not read", Unknown, |w| {
        w.fixture.evidence.authors = Fact::Unknown(forbidden());
        w.demand = demand(&["release-manager"]);
        w.comment("maya-r", "09:00", "/holdpoint sign release-manager");
    }),
    ("comment", "a holder", "the release names them", Met, |w| {
        named(w, "QA engineer: @mona");
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "the release names another holder", Unmet, |w| {
        named(w, "QA engineer: @devon-k");
        w.sign("mona", "09:00");
    }),
    ("comment", "somebody else", "the release names them", Unmet, |w| {
        named(w, "QA engineer: @maya-r");
        w.sign("maya-r", "09:00");
    }),
    ("comment", "somebody else", "the release names them, `anybody: true`", Met, |w| {
        named(w, "QA engineer: @maya-r");
        w.fixture.roles.get_mut("qa-engineer").unwrap().anybody = true;
        w.sign("maya-r", "09:00");
    }),
    ("comment", "a holder", "the issue is assigned to them", Met, |w| {
        w.fixture.roles.get_mut("qa-engineer").unwrap().named = Some(Named::Assignees);
        w.assignees = logins(&["mona"]);
        w.sign("mona", "09:00");
    }),
    ("comment", "an owner of a changed file", "`codeowners: true`", Met, |w| {
        owned(w, "* @hubot\n");
        w.sign("hubot", "09:00");
    }),
    ("comment", "somebody else", "CODEOWNERS has a damaged line", Unknown, |w| {
        owned(w, "* @hubot\n!x @mona\n");
        w.sign("maya-r", "09:00");
    }),
    ("comment", "one of two", "`count: 2`", Unmet, |w| {
        w.count = 2;
        w.sign("mona", "09:00");
        w.sign("mona", "09:01");
    }),
    ("comment", "both of two", "`count: 2`", Met, |w| {
        w.count = 2;
        w.sign("mona", "09:00");
        w.sign("devon-k", "09:01");
    }),
    ("comment", "the same person", "`verified-by`", Unmet, |w| {
        verified(w);
        w.comment("mona", "09:00", "/holdpoint sign developer qa-engineer");
    }),
    ("comment", "two people", "`verified-by`", Met, |w| {
        verified(w);
        w.comment("mona", "09:00", "/holdpoint sign developer qa-engineer");
        w.comment("lena-h", "09:00", "/holdpoint sign developer");
    }),
    ("comment", "the same person", "`separate`", Unmet, |w| {
        w.demand = demand(&["developer", "qa-engineer"]);
        w.demand.separate = w.demand.by.roles().to_vec();
        w.comment("mona", "09:00", "/holdpoint sign tests");
    }),
    ("comment", "a holder of one", "`any` of two roles", Met, |w| {
        w.demand.by = Signers::Any(vec!["developer".into(), "qa-engineer".into()]);
        w.comment("lena-h", "09:00", "/holdpoint sign tests");
    }),
    ("comment", "nobody", "`any` of two roles", Unmet, |w| {
        w.demand.by = Signers::Any(vec!["developer".into(), "qa-engineer".into()]);
    }),
    ("comment", "a holder of each", "`all` of two roles", Met, |w| {
        w.demand = demand(&["developer", "release-manager"]);
        w.comment("lena-h", "09:00", "/holdpoint sign tests");
        w.comment("maya-r", "09:00", "/holdpoint sign tests");
    }),
    ("comment", "a holder of one", "`all` of two roles, does not apply for the other", Met, |w| {
        w.demand = demand(&["developer", "release-manager"]);
        w.comment("lena-h", "09:00", "/holdpoint sign developer");
        w.comment("maya-r", "09:00", "/holdpoint not-applicable tests: nothing to run");
    }),
    ("comment", "a holder", "before a merge, of the pull request's newest commit", Met, |w| {
        before_merge(w);
        w.sign("mona", "09:00");
    }),
    ("comment", "a holder", "before a merge, of an older commit", Unmet, |w| {
        before_merge(w);
        w.sign("mona", "08:10");
    }),
    ("review", "a holder", "before a merge", Met, |w| {
        before_merge(w);
        w.review("mona", ReviewState::Approved, "08:40", "p15");
    }),
    ("comment", "nobody", "there is no tracking issue", Unmet, |w| {
        w.fixture.evidence.tracking_issues = Fact::Known(List::all(Vec::new()));
    }),
    ("comment", "a holder", "nothing of the tracking issue was read", Unknown, |w| {
        w.sign("mona", "09:00");
        w.unread = true;
    }),
    ("ticked box", "a holder", "ticked it", Met, |w| w.tick("mona", "09:00")),
    ("ticked box", "somebody else", "ticked it", Unmet, |w| w.tick("maya-r", "09:00")),
    ("ticked box", "a holder", "unticked it again", Unmet, |w| {
        w.tick("mona", "09:00");
        w.text("09:05", "maya-r", &format!("- [ ] {BOX}\n"));
    }),
    ("ticked box", "a holder", "somebody reordered the list since", Met, |w| {
        w.tick("mona", "09:00");
        w.text("09:05", "maya-r", &format!("- [ ] New\n- [x] {BOX}\n"));
    }),
    ("ticked box", "somebody else", "unticked and ticked it after a holder", Unmet, |w| {
        w.tick("mona", "09:00");
        w.text("09:05", "maya-r", &format!("- [ ] {BOX}\n"));
        w.tick("maya-r", "09:06");
    }),
    ("ticked box", "a holder", "brought it in ticked", Unmet, |w| {
        w.revisions.clear();
        w.text("07:00", "maya-r", "Hello\n");
        w.tick("mona", "09:00");
    }),
    ("ticked box", "a holder", "ticked it before the commit was pushed", Unmet, |w| w.tick("mona", "08:10")),
    ("ticked box", "nobody knows", "the text before was deleted from the history", Unknown, |w| {
        w.revisions[0].text = None;
        w.tick("mona", "09:00");
        w.text("09:05", "maya-r", &format!("- [x] {BOX}\n\nNote\n"));
        w.revisions[1].text = None;
    }),
    ("ticked box", "nobody knows", "not all states were read", Unknown, |w| {
        w.missing.revisions = 1;
        w.tick("mona", "09:00");
    }),
    ("ticked box", "nobody knows", "the text was edited while it was read", Unknown, |w| {
        w.tick("mona", "09:00");
        w.revisions.pop();
    }),
    ("ticked box", "GitHub", "the box names an issue", Unmet, |w| {
        w.revisions.clear();
        w.text("07:00", "maya-r", &format!("- [ ] {BOX} [all](https://github.com/octoacme/shop/issues/7)\n"));
        w.text("09:00", "mona", &format!("- [x] {BOX} [all](https://github.com/octoacme/shop/issues/7)\n"));
    }),
    ("ticked box", "a deleted account", "ticked it", Unmet, |w| {
        w.tick("mona", "09:00");
        w.revisions[1].by = None;
    }),
    ("ticked box", "a holder", "took it back in a comment", Unmet, |w| {
        w.tick("mona", "09:00");
        w.comment("mona", "09:05", "/holdpoint revoke");
    }),
    ("review", "a holder", "approved the newest commit", Met, |w| {
        w.review("mona", ReviewState::Approved, "08:20", "p15");
    }),
    ("review", "somebody else", "approved the newest commit", Unmet, |w| {
        w.review("maya-r", ReviewState::Approved, "08:20", "p15");
    }),
    ("review", "a holder", "approved an older commit", Unmet, |w| {
        w.review("mona", ReviewState::Approved, "08:20", "p14");
    }),
    ("review", "a holder", "the branch was force-pushed since", Unmet, |w| {
        w.review("mona", ReviewState::Approved, "08:20", "p15");
        w.fixture.pull(15).force_pushes = Fact::Known(List::all(vec![at("08:25")]));
    }),
    ("review", "a holder", "dismissed", Unmet, |w| w.review("mona", ReviewState::Dismissed, "08:20", "p15")),
    ("review", "a holder", "asked for changes later", Unmet, |w| {
        w.review("mona", ReviewState::Approved, "08:20", "p15");
        w.review("mona", ReviewState::ChangesRequested, "08:21", "p15");
    }),
    ("review", "a holder", "another commit came after the merge", Unmet, |w| {
        w.review("mona", ReviewState::Approved, "08:20", "p15");
        w.fixture.pull(15).merge_commit = Some(oid("m14"));
    }),
    (
        "review",
        "nobody",
        "another commit came after the merge, and nothing but a review counts",
        Unmet,
        |w| {
            w.on_pull_request();
            w.demand.ways = vec![Way::Review];
            w.fixture.pull(15).merge_commit = Some(oid("m14"));
        },
    ),
    ("review", "nobody knows", "reviews were not read", Unknown, |w| {
        w.on_pull_request();
        w.fixture.pull(15).reviews = Fact::NotCollected;
    }),
    ("label", "a holder", "put it on", Met, |w| w.label("mona", "09:00")),
    ("label", "somebody else", "put it on", Unmet, |w| w.label("maya-r", "09:00")),
    ("label", "a holder", "somebody took it off", Unmet, |w| {
        w.label("mona", "09:00");
        w.event("maya-r", "09:05", Deed::Unlabeled("qa: done".into()));
        w.labels.clear();
    }),
    ("label", "somebody else", "took it off and put it on again", Unmet, |w| {
        w.label("mona", "09:00");
        w.event("maya-r", "09:05", Deed::Unlabeled("qa: done".into()));
        w.event("maya-r", "09:06", Deed::Labeled("qa: done".into()));
    }),
    ("label", "a holder", "the label was renamed since", Unmet, |w| {
        w.label("mona", "09:00");
        w.labels[0].changed_at = Some(at("09:05"));
    }),
    ("label", "nobody knows", "no event shows it", Unknown, |w| {
        w.label("mona", "09:00");
        w.events.clear();
    }),
    ("label", "a holder", "put it on before the commit was pushed", Unmet, |w| w.label("mona", "08:10")),
    ("label", "nobody knows", "not all labels were read", Unknown, |w| {
        w.label("mona", "09:00");
        w.labels.clear();
        w.missing.labels = 1;
    }),
];

fn named(w: &mut World, field: &str) {
    w.fixture.roles.get_mut("qa-engineer").unwrap().named = Some(Named::Field("QA engineer".into()));
    w.text("07:30", "maya-r", &format!("{field}\n\n- [ ] {BOX}\n"));
}

fn owned(w: &mut World, text: &str) {
    let role = w.fixture.roles.get_mut("qa-engineer").unwrap();
    (role.codeowners, role.users, role.teams) = (true, Vec::new(), Vec::new());
    w.fixture.evidence.codeowners = Fact::Known(Some(text.into()));
    let file = crate::evidence::release::ChangedFile {
        path: "src/cart.rs".into(),
        previous: None,
        change: crate::evidence::release::Change::Modified,
    };
    w.fixture.pull(15).files = Fact::Known(List::all(vec![file]));
}

fn before_merge(w: &mut World) {
    w.fixture.candidate = None;
    let pull = w.fixture.pull(15);
    pull.state = crate::evidence::pull_request::PullRequestState::Open;
    (pull.merge_commit, pull.merged_at) = (None, None);
    w.pushes = vec![push("08:30", "p14", "p15"), push("08:00", "p13", "p14")];
}

fn verified(w: &mut World) {
    w.demand = demand(&["developer"]);
    w.demand.verified_by = Some("qa-engineer".into());
}

fn rows() -> impl Iterator<Item = &'static Row> {
    COMMENTS.iter().chain(OTHERS)
}

#[test]
fn every_case_has_its_outcome() {
    assert!(rows().count() >= 60);
    let mut wrong = Vec::new();
    for (way, who, state, wanted, change) in rows() {
        let mut world = World::new();
        change(&mut world);
        let outcome = world.outcome();
        if outcome != *wanted {
            let told = told(&world.judge()).join("\n    ");
            wrong.push(format!("{way}, {who}, {state}: {outcome:?}, not {wanted:?}\n    {told}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The sentence without what is before and behind it, and what to do.
fn sentence(line: &str) -> String {
    // A code has no white space, so this ends before the sentence.
    let says = line.split_once(": ").map_or(line, |(_, says)| says);
    let says = says.split_once(" [").filter(|_| says.ends_with(']')).map_or(says, |(says, _)| says);
    says.replace(" => ", " → ")
}

#[test]
fn the_docs_show_every_case() {
    let mut table =
        "| way | who | state | outcome | what the gate says |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for (way, who, state, _, change) in rows() {
        let mut world = World::new();
        change(&mut world);
        let outcome = match world.outcome() {
            NotApplicable => "not applicable".to_owned(),
            other => format!("{other:?}").to_lowercase(),
        };
        let says: Vec<String> = told(&world.judge()).iter().map(|line| sentence(line)).collect();
        writeln!(table, "| {way} | {who} | {state} | {outcome} | {} |", says.join("<br>")).unwrap();
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sign-offs.md");
    let page = std::fs::read_to_string(file).unwrap();
    let (open, close) = ("<!-- made: consents -->\n", "<!-- end -->");
    let (before, rest) = page.split_once(open).unwrap();
    let (_, after) = rest.split_once(close).unwrap();
    let made = format!("{before}{open}{table}{close}{after}");
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        std::fs::write(file, made).unwrap();
    } else {
        assert!(
            page == made,
            "docs/sign-offs.md is stale: run `UPDATE=1 cargo test --lib consent` and look at it"
        );
    }
}

#[test]
fn the_contrary_of_a_missing_sign_off_is_not_proven() {
    let contrary = |deed: fn(&mut World)| {
        let mut world = World::new();
        deed(&mut world);
        Node::of(Part::Not, vec![Node::leaf("sign-off", world.findings())]).outcome
    };
    assert_eq!(contrary(|_| {}), Unknown);
    assert_eq!(contrary(|world| world.sign("maya-r", "09:00")), Unknown);
    assert_eq!(contrary(|world| world.sign("mona", "08:10")), Unknown);
    assert_eq!(contrary(|world| world.demand.by = Signers::Any(vec!["qa-engineer".into()])), Unknown);
    assert_eq!(contrary(|world| world.sign("mona", "09:00")), Unmet);
}

#[test]
fn a_doubt_is_told_from_a_refusal() {
    let spoken = |deed: fn(&mut World)| {
        let mut world = World::new();
        world.sign("mona", "09:00");
        deed(&mut world);
        let speaks = world.findings().into_iter().map(|finding| finding.speaks);
        speaks.filter(|speaks| !matches!(speaks, Speaks::Missing(_) | Speaks::Else)).collect::<Vec<_>>()
    };
    assert_eq!(spoken(|_| {}), [Speaks::Consent]);
    assert_eq!(spoken(|world| world.deleted("maya-r", "09:05", Some("mona"))), [Speaks::DoubtfulConsent]);
    let revoked = spoken(|world| {
        world.comment("mona", "09:05", "/holdpoint revoke");
    });
    assert_eq!(revoked, [Speaks::IgnoredConsent]);
}

#[test]
fn who_has_signed_is_not_asked_again() {
    let mut world = World::new();
    world.demand = demand(&["developer", "qa-engineer"]);
    world.demand.separate = world.demand.by.roles().to_vec();
    world.fixture.roles.entry("developer".into()).or_default().users.push(Login::new("mona"));
    world.comment("mona", "09:00", "/holdpoint sign developer qa-engineer");
    let told = told(&world.findings());
    assert!(told[0].contains("@mona signed"), "{told:?}");
    let findings = world.findings();
    let asked = format!("{:?}", findings[0].who);
    assert!(asked.contains("devon-k") && !asked.contains("mona"), "{asked}");
}

#[test]
fn an_approval_is_asked_for_where_it_counts() {
    let review = |merged_as: &str, fresh: Fresh| {
        let mut world = World::new();
        world.on_pull_request();
        world.demand.fresh = fresh;
        world.fixture.pull(15).merge_commit = Some(oid(merged_as));
        match &world.findings()[0].speaks {
            Speaks::Missing(how) => how.review.is_some(),
            other => panic!("{other:?}"),
        }
    };
    assert!(review("m15", Fresh::Commit));
    assert!(!review("m14", Fresh::Commit));
    assert!(review("m14", Fresh::Any));
}

#[test]
fn a_secret_team_is_not_shown() {
    let who = |secret: bool| {
        let mut world = World::new();
        world.fixture.evidence.teams[0].secret = secret;
        told(&world.findings()).join("\n")
    };
    assert!(who(false).contains("devon-k"));
    assert!(!who(true).contains("devon-k") && who(true).contains(&format!("{:?}", team("qa").slug)));
}
