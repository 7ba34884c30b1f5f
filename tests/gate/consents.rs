//! What sign-offs are found in, read over the wire: discussions, the states of a text, pushes, authors and milestones.
//!
//! The collector is run by itself with the needs given, and once through the binary.

use std::time::Duration;

use holdpoint::evidence::discussion::{Deed, Revision};
use holdpoint::evidence::needs::{
    Base, ConsentNeeds, Head, IssueQuery, Needs, PullRequestNeeds, PullRequestQuery, Reading, ReleaseReading,
    Subject,
};
use holdpoint::evidence::origin::{Contributor, Push};
use holdpoint::evidence::release::{PolicyText, Trigger};
use holdpoint::evidence::{Ask, Discussion, Evidence, Fact, Oid, Reason};
use holdpoint::github::{Client, Clients, Endpoints, OpeningWish, Settings, Token, collect, open};
use holdpoint::sign_off::{Words, words};
use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

/// Any policy: nothing is judged here.
const POLICY: &str = "version: 1\n";

const NOTHING: ConsentNeeds =
    ConsentNeeds { discussions: false, revisions: false, arrivals: false, authors: false };
const DISCUSSIONS: ConsentNeeds = ConsentNeeds { discussions: true, ..NOTHING };
const REVISIONS: ConsentNeeds = ConsentNeeds { revisions: true, ..DISCUSSIONS };
const ARRIVALS: ConsentNeeds = ConsentNeeds { arrivals: true, ..NOTHING };
const AUTHORS: ConsentNeeds = ConsentNeeds { authors: true, ..NOTHING };
const ALL: ConsentNeeds = ConsentNeeds { discussions: true, revisions: true, arrivals: true, authors: true };

/// The id of a commit of the world.
fn oid(fake: &Fake, branch: &str) -> Oid {
    Oid::new(fake.tip(branch))
}

fn commit_of_tag(fake: &Fake, tag: &str) -> Oid {
    let answer = call(minreq::get(format!("{}/repos/octoacme/shop/git/ref/tags/{tag}", fake.url())));
    Oid::new(answer["object"]["sha"].as_str().unwrap())
}

/// Has a field say this, whatever the world holds.
fn says_instead(fake: &Fake, kind: &str, field: &str, to: &Value) {
    let body = json!({"type": kind, "field": field, "to": to}).to_string();
    let request = minreq::post(format!("{}/_fake/drop-field", fake.url()));
    call(request.with_header("Content-Type", "application/json").with_body(body));
}

fn call(request: minreq::Request) -> Value {
    let request =
        request.with_header("User-Agent", "holdpoint-tests").with_header("Authorization", "Bearer gate");
    let response = request.send().unwrap();
    let text = response.as_str().unwrap();
    assert!((200..300).contains(&response.status_code), "{text}");
    serde_json::from_str(text).unwrap_or_default()
}

fn needs(consents: ConsentNeeds) -> Needs {
    Needs { tracking_issue: true, consents, ..Needs::default() }
}

/// v1.4.0 at the tip of main, after the release at the commit of the tag v1.3.1.
fn release(fake: &Fake, consents: ConsentNeeds) -> Reading {
    let commit = oid(fake, "main");
    let base = Base { tag: "v1.3.0".to_owned(), commit: commit_of_tag(fake, "v1.3.0") };
    Reading {
        needs: needs(consents),
        subject: Subject::Release(ReleaseReading {
            tag: "v1.4.0".to_owned(),
            commit,
            head: Head::Reference("refs/heads/main".to_owned()),
            lines: Vec::new(),
            bases: vec![base],
            since: None,
            milestone: None,
            milestone_of_issues: None,
            branch: "main".to_owned(),
        }),
        tracking_issue: Some(IssueQuery::Label("release".to_owned())),
        release_pull_request: None,
    }
}

/// Pull request 38, which comes from the branch `search`.
fn merge(fake: &Fake, consents: ConsentNeeds) -> Reading {
    Reading {
        needs: Needs { tracking_issue: false, ..needs(consents) },
        subject: Subject::PullRequest { number: 38, head: oid(fake, "search"), base: "main".to_owned() },
        tracking_issue: None,
        release_pull_request: None,
    }
}

/// Runs the collector with a token of the world.
fn read_as(fake: &Fake, token: &str, reading: &Reading) -> Evidence {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::new(Settings {
            endpoints: Endpoints::new(Some(fake.url()), None, Some("https://github.com")).unwrap(),
            token: Some(Token::new(token).unwrap()),
            certificates: None,
            proxy: None,
            timeout: Duration::from_secs(60),
        })
        .unwrap();
        let trigger = match &reading.subject {
            Subject::PullRequest { number, head, .. } => {
                Trigger::PullRequest { number: *number, head: head.clone() }
            }
            _ => Trigger::Terminal { head: None, branch: None },
        };
        let ask = Ask {
            repository: "octoacme/shop".to_owned(),
            trigger,
            version: None,
            commit: None,
            tracking_issue: None,
            own_job: None,
            computed: None,
            package: None,
        };
        let wish = OpeningWish { policy_path: None, policy_branch: None, version: None };
        let read = open(&client, &ask, &wish).await.unwrap();
        let event = read.pull_request.value().cloned();
        let commit = read.repository.default_commit.clone();
        let text = PolicyText { branch: "main".to_owned(), commit, ..read.policies[0].clone() };
        let mut evidence = Evidence::opened(ask, read.into_opening(text));
        evidence.pull_requests.extend(event);
        let clients = Clients { repository: &client, organization: &client };
        fake.clear_log();
        collect(clients, reading, &mut evidence).await;
        evidence
    })
}

fn read(fake: &Fake, reading: &Reading) -> Evidence {
    read_as(fake, "gate", reading)
}

/// The record of the only issue or pull request.
fn only(evidence: &Evidence) -> &Discussion {
    let [one] = evidence.discussions.as_slice() else { panic!("{:?}", evidence.discussions) };
    one
}

fn operations(fake: &Fake) -> Vec<String> {
    let log = fake.log();
    let mut all: Vec<_> =
        log.iter().filter_map(|one| one["operation"].as_str().map(ToOwned::to_owned)).collect();
    all.sort();
    all
}

fn count(fake: &Fake, operation: &str) -> usize {
    operations(fake).iter().filter(|name| *name == operation).count()
}

fn rest(fake: &Fake) -> Vec<String> {
    let path = |request: &Value| request["path"].as_str().map(ToOwned::to_owned);
    let log = fake.log();
    let all = log.iter().filter(|request| request["operation"].is_null()).filter_map(path);
    // The tests' own questions are not the gate's.
    all.filter(|path| !path.contains("/git/ref/")).collect()
}

/// A release of which all is read that consent may need.
pub(crate) fn read_for_consents() -> Fake {
    let fake = shop(json!([]));
    read(&fake, &release(&fake, ALL));
    fake
}

fn reason<T: std::fmt::Debug>(fact: &Fact<T>) -> Reason {
    fact.known().unwrap_err().reason
}

fn shop(patch: Value) -> Fake {
    let fake = Fake::shop(POLICY);
    fake.patch(patch);
    fake
}

#[test]
fn the_record_of_the_tracking_issue_is_whole() {
    let fake = shop(json!([
        {"do": "comment", "number": 40, "by": "mona", "body": "/holdpoint sign docs"},
        {"do": "edit", "number": 40, "comment": "last", "by": "devon-k", "body": "/holdpoint revoke"},
        {"do": "comment", "number": 40, "by": "holdpoint[bot]", "body": "<!-- holdpoint:tag -->\nNo go."},
        {"do": "edit", "number": 40, "comment": "last", "by": "holdpoint[bot]", "body": "<!-- holdpoint:tag -->\nGo."},
        {"do": "comment", "number": 40, "by": "holdpoint[bot]", "body": "/holdpoint hold: without the gate's mark"},
        {"do": "comment", "number": 40, "by": "ghost", "body": "Gone"},
        {"do": "comment", "number": 40, "by": "mona", "body": "/holdpoint hold: wait"},
        {"do": "deleteComment", "number": 40, "comment": "last", "by": "maya-r"},
        {"do": "label", "number": 40, "name": "feature", "by": "devon-k"},
        {"do": "unlabel", "number": 40, "name": "feature", "by": "mona"},
        {"do": "renameLabel", "name": "release", "to": "the release", "at": "2026-03-02T12:30:00Z", "by": "mona"},
        {"repositories": {"octoacme/shop": {"issues": [{"number": 40, "assignees": ["mona"]}]}}},
    ]));
    let mut reading = release(&fake, REVISIONS);
    reading.tracking_issue = Some(IssueQuery::Number(40));
    let evidence = read(&fake, &reading);
    let record = only(&evidence);
    let comments = record.comments.whole().unwrap();
    let told: Vec<(Option<&str>, &str, bool)> = comments
        .iter()
        .map(|one| (one.author.as_ref().map(|by| by.login.as_str()), one.body.as_str(), one.own))
        .collect();
    assert_eq!(
        told,
        [
            (Some("maya-r"), "The window is confirmed.", false),
            (Some("vera-law"), "/sign-off legal", false),
            (Some("mona"), "/holdpoint revoke", false),
            (Some("holdpoint"), "", true),
            (Some("holdpoint"), "/holdpoint hold: without the gate's mark", false),
            (None, "Gone", false),
        ]
    );
    let edited = words(&comments[2]);
    assert!(matches!(edited, Words::EditedByOther(_, Some(by)) if by.login.as_str() == "devon-k"));
    assert_eq!(words(&comments[1]), Words::Own);
    assert_eq!(comments[3].edits.whole().unwrap(), []);
    let deeds: Vec<&Deed> = record.events.whole().unwrap().iter().map(|event| &event.deed).collect();
    assert_eq!(
        deeds,
        [
            &Deed::Labeled("the release".to_owned()),
            &Deed::CommentDeleted { author: Some(holdpoint::evidence::Login::new("mona")) },
            &Deed::Labeled("feature".to_owned()),
            &Deed::Unlabeled("feature".to_owned()),
        ]
    );
    let [label] = record.labels.whole().unwrap() else { panic!() };
    assert_eq!(label.changed_at, Some("2026-03-02T12:30:00Z".parse().unwrap()));
    assert_eq!(record.assignees.whole().unwrap(), [holdpoint::evidence::Login::new("mona")]);
    let revisions = record.revisions.whole().unwrap();
    let by: Vec<&str> = revisions.iter().map(|one| one.by.as_ref().unwrap().login.as_str()).collect();
    assert_eq!(by, ["maya-r", "mona", "devon-k"], "oldest first, and the first is the making");
    let body = &evidence.tracking_issues.whole().unwrap()[0].body;
    assert_eq!(revisions[2].text.as_ref(), Some(body));
    assert!(revisions[0].text.as_ref().unwrap().contains("- [ ] Tested on staging"));
    // One request for all, and one more because comments were edited.
    assert_eq!(count(&fake, "Evidence"), 1);
    assert_eq!(count(&fake, "CommentEdits"), 1);
    assert_eq!(operations(&fake).len(), 3, "{:?}", operations(&fake));
}

#[test]
fn a_text_that_was_never_edited_has_one_state() {
    let fake = shop(json!({"repositories": {"octoacme/shop": {"issues": [{"number": 40, "edits": null}]}}}));
    let evidence = read(&fake, &release(&fake, REVISIONS));
    let [Revision { by, text, at }] = only(&evidence).revisions.whole().unwrap() else { panic!() };
    assert_eq!(by.as_ref().unwrap().login.as_str(), "maya-r");
    assert_eq!(text.as_ref(), Some(&evidence.tracking_issues.whole().unwrap()[0].body));
    assert_eq!(at.to_string(), "2026-02-23T09:00:00Z");
    // If the edits are only not shown, it is none of this.
    fake.patch(json!({"do": "tick", "number": 40, "text": "Tested on staging", "by": "devon-k"}));
    says_instead(&fake, "Issue", "userContentEdits", &json!([]));
    let evidence = read(&fake, &release(&fake, REVISIONS));
    assert_eq!(reason(&only(&evidence).revisions), Reason::Incomplete);
}

/// Issue 40 with this many comments, edits of its text and labels put on.
fn long(comments: u64, edits: u64, events: u64) -> Fake {
    let at =
        |number: u64| format!("2026-02-24T{:02}:{:02}:{:02}Z", number / 3600, number / 60 % 60, number % 60);
    let comment = |number| json!({"author": "mona", "body": format!("no {number}"), "createdAt": at(number)});
    let edit =
        |number: u64| json!({"at": at(number), "by": "devon-k", "body": format!("- [ ] state {number}\n")});
    let event = |number| json!({"type": "labeled", "label": "feature", "at": at(number), "by": "lina-p"});
    let issue = json!({
        "number": 40, "comments": null, "edits": null,
        "events": (0..events).map(event).collect::<Vec<_>>(),
    });
    let fake = shop(json!({"repositories": {"octoacme/shop": {"issues": [issue]}}}));
    let issue = json!({
        "number": 40,
        "comments": (0..comments).map(comment).collect::<Vec<_>>(), "edits": (0..edits).map(edit).collect::<Vec<_>>(),
    });
    fake.patch(json!({"repositories": {"octoacme/shop": {"issues": [issue]}}}));
    fake
}

#[test]
fn long_lists_are_read_to_the_end_side_by_side() {
    let fake = long(430, 600, 230);
    // Long enough for those that are sent together to be under way together.
    fake.faults(json!([{"match": {"further": true}, "effect": {"delay": 400}}]));
    let evidence = read(&fake, &release(&fake, REVISIONS));
    let record = only(&evidence);
    let comments = record.comments.whole().unwrap();
    let bodies: Vec<String> = comments.iter().map(|one| one.body.clone()).collect();
    assert_eq!(bodies, (0..430).map(|number| format!("no {number}")).collect::<Vec<_>>());
    assert_eq!(record.events.whole().unwrap().len(), 231);
    let texts: Vec<&str> =
        record.revisions.whole().unwrap().iter().map(|one| one.text.as_deref().unwrap()).collect();
    assert_eq!(texts.len(), 601);
    assert_eq!((texts[1], texts[600]), ("- [ ] state 0\n", "- [ ] state 599\n"));
    assert!(texts.windows(2).skip(1).all(|pair| pair[0] != pair[1]));
    let pages = ["CommentsPage", "EventsPage", "RevisionsPage"].map(|name| count(&fake, name));
    assert_eq!(pages, [3, 1, 5], "what both ends do not have");
    let log = fake.log();
    let first = |name: &str| log.iter().find(|one| one["operation"] == name).unwrap();
    let of = |name: &str, when: &str| first(name)[when].as_f64().unwrap();
    assert!(of("CommentsPage", "started") < of("RevisionsPage", "ended"), "side by side");
    assert!(of("RevisionsPage", "started") < of("CommentsPage", "ended"), "side by side");
}

#[test]
fn what_is_just_over_both_ends_has_one_page_more() {
    for (comments, edits, pages) in [(200, 199, [0, 0]), (201, 200, [1, 1])] {
        let fake = long(comments, edits, 0);
        let evidence = read(&fake, &release(&fake, REVISIONS));
        assert_eq!(only(&evidence).comments.whole().unwrap().len() as u64, comments);
        assert_eq!(only(&evidence).revisions.whole().unwrap().len() as u64, edits + 1);
        assert_eq!(["CommentsPage", "RevisionsPage"].map(|name| count(&fake, name)), pages);
    }
}

#[test]
fn a_page_that_is_short_or_of_another_state_leaves_its_list_unknown() {
    type Of = fn(&Discussion) -> bool;
    let lists: [(&str, Of); 3] = [
        ("CommentsPage", |one| one.comments.whole().is_ok()),
        ("EventsPage", |one| one.events.whole().is_ok()),
        ("RevisionsPage", |one| one.revisions.whole().is_ok()),
    ];
    let fake = long(330, 330, 330);
    for (operation, whole) in lists {
        for effect in [
            json!({"empty_page": true}),
            json!({"shifted_page": 1}),
            json!({"denied": true}),
            json!({"repeated_page": true}),
            json!({"null_node": ["repository", "*", "*", "nodes", 3]}),
            json!({"graphql_error": {"path": ["repository", "*", "*", "nodes", 3], "type": "FORBIDDEN"}}),
        ] {
            fake.faults(json!([{"match": {"operation": operation}, "effect": effect}]));
            let evidence = read(&fake, &release(&fake, REVISIONS));
            assert!(fake.last_fault_met(), "{operation} {effect}");
            let record = only(&evidence);
            let met: Vec<bool> = lists.iter().map(|(_, whole)| whole(record)).collect();
            assert!(!whole(record), "{operation} {effect}");
            assert_eq!(
                met.iter().filter(|met| **met).count(),
                2,
                "{operation} {effect}: the others are whole"
            );
        }
    }
}

#[test]
fn a_window_that_is_too_much_is_halved() {
    let fake = long(150, 150, 0);
    fake.faults(json!([{"match": {"wider": 30}, "effect": {"html": 502}}]));
    let evidence = read(&fake, &release(&fake, REVISIONS));
    assert_eq!(only(&evidence).comments.whole().unwrap().len(), 150);
    assert_eq!(only(&evidence).revisions.whole().unwrap().len(), 151);
}

#[test]
fn what_the_first_page_does_not_show_is_not_there_by_that() {
    let fake = shop(json!([]));
    let broken = |effect: Value| {
        fake.faults(json!([{"match": {"operation": "Evidence"}, "effect": effect}]));
        let record = only(&read(&fake, &release(&fake, REVISIONS))).clone();
        [
            record.comments.whole().is_ok(),
            record.events.whole().is_ok(),
            record.labels.whole().is_ok(),
            record.assignees.whole().is_ok(),
            record.revisions.whole().is_ok(),
        ]
    };
    for (index, list) in [
        (0, "firstComments"),
        (0, "lastComments"),
        (1, "firstEvents"),
        (1, "lastEvents"),
        (2, "datedLabels"),
        (3, "assignees"),
        (4, "firstRevisions"),
        (4, "lastRevisions"),
    ] {
        let mut whole = [true; 5];
        whole[index] = false;
        let path = json!(["issuesOf", "issues", "nodes", 0, list]);
        assert_eq!(broken(json!({"null_node": path})), whole, "{list}");
        assert_eq!(broken(json!({"graphql_error": {"path": path, "type": "FORBIDDEN"}})), whole, "{list}");
    }
    // Nobody is assigned, so that nothing is missing there.
    let empty = json!({"empty_page": ["issuesOf", "issues", "nodes", 0]});
    assert_eq!(broken(empty), [false, false, false, true, false]);
}

#[test]
fn states_that_are_gone_are_gaps() {
    let edits = json!([
        {"at": "2026-02-25T10:00:00Z", "by": "mona", "body": "- [ ] b", "deletedAt": "2026-02-26T10:00:00Z", "deletedBy": "maya-r"},
        {"at": "2026-02-25T11:00:00Z", "by": "ghost", "body": "- [x] b"},
    ]);
    let fake = shop(json!({"repositories": {"octoacme/shop": {"issues": [{"number": 40, "edits": null}]}}}));
    fake.patch(json!({"repositories": {"octoacme/shop": {"issues": [{"number": 40, "edits": edits}]}}}));
    let states = |fake: &Fake| {
        let evidence = read(fake, &release(fake, REVISIONS));
        let states = only(&evidence).revisions.whole().unwrap().to_vec();
        states.iter().map(|one| (one.by.is_some(), one.text.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(states(&fake), [(true, true), (true, false), (false, true)]);
    // An issue that was edited before GitHub kept edits: what it said at first is not known.
    says_instead(&fake, "Issue", "includesCreatedEdit", &json!(false));
    assert_eq!(states(&fake), [(true, false), (true, true), (true, false), (false, true)]);
}

#[test]
fn edits_that_are_not_shown_are_not_none() {
    let fake = shop(json!([
        {"do": "comment", "number": 40, "by": "mona", "body": "/holdpoint sign docs"},
        {"do": "edit", "number": 40, "comment": "last", "by": "mona", "body": "/holdpoint sign legal"},
    ]));
    let last = |fake: &Fake| {
        let evidence = read(fake, &release(fake, DISCUSSIONS));
        only(&evidence).comments.whole().unwrap().last().unwrap().clone()
    };
    assert_eq!(words(&last(&fake)), Words::EditedByAuthor);
    for effect in [
        json!({"denied": true}),
        json!({"html": 502}),
        json!({"null_node": ["nodes"]}),
        json!({"null_node": ["nodes", 0]}),
        json!({"null_node": ["nodes", 0, "userContentEdits"]}),
        json!({"null_node": ["nodes", 0, "userContentEdits", "nodes", 0]}),
        json!({"graphql_error": {"path": ["nodes", 0], "type": "NOT_FOUND"}}),
        json!({"empty_page": true}),
    ] {
        fake.faults(json!([{"match": {"operation": "CommentEdits"}, "effect": effect}]));
        assert_eq!(words(&last(&fake)), Words::Unknown, "{effect}");
    }
    fake.faults(json!([]));
    let edit = |number: u64| json!({"do": "edit", "number": 40, "comment": "last", "by": "mona", "body": format!("{number}")});
    fake.patch(json!((0..120).map(edit).collect::<Vec<_>>()));
    assert_eq!(words(&last(&fake)), Words::Unknown, "only the newest hundred are shown");
    let by_other = json!({"do": "edit", "number": 40, "comment": "last", "by": "devon-k", "body": "mine"});
    fake.patch(by_other);
    assert!(matches!(words(&last(&fake)), Words::EditedByOther(..)));
}

#[test]
fn nothing_is_read_that_nobody_needs() {
    let fake = long(130, 230, 0);
    let evidence = read(&fake, &release(&fake, NOTHING));
    assert_eq!(
        (evidence.discussions.len(), evidence.arrivals, evidence.authors),
        (0, Fact::NotCollected, Fact::NotCollected)
    );
    assert_eq!(
        (operations(&fake).as_slice(), rest(&fake).len()),
        (["Evidence".to_owned(), "Range".to_owned()].as_slice(), 0)
    );
    let nodes = |fake: &Fake| {
        let log = fake.log();
        log.iter().find(|one| one["operation"] == "Evidence").unwrap()["nodes"].as_u64().unwrap()
    };
    let least = nodes(&fake);
    assert!(least < 1_100, "ten issues with their labels: {least}");
    // Each need by itself asks for its own and nothing else.
    read(&fake, &release(&fake, ARRIVALS));
    assert_eq!((nodes(&fake), rest(&fake).len()), (least + 100, 1));
    read(&fake, &release(&fake, AUTHORS));
    assert_eq!((nodes(&fake), rest(&fake).len(), count(&fake, "Authors")), (least, 0, 1));
    let evidence = read(&fake, &release(&fake, DISCUSSIONS));
    assert_eq!((only(&evidence).revisions.clone(), count(&fake, "RevisionsPage")), (Fact::NotCollected, 0));
    // A merge is judged by its own record.
    let evidence = read(&fake, &merge(&fake, DISCUSSIONS));
    assert_eq!(only(&evidence).number, 38);
    read(&fake, &merge(&fake, NOTHING));
    assert_eq!((operations(&fake).as_slice(), rest(&fake).len()), (["Evidence".to_owned()].as_slice(), 0));
}

fn pushes(evidence: &Evidence) -> &Fact<holdpoint::evidence::List<Push>> {
    &evidence.arrivals.value().unwrap().pushes
}

#[test]
fn pushes_are_read_back_to_the_previous_release() {
    let fake = shop(json!([]));
    let evidence = read(&fake, &release(&fake, ARRIVALS));
    let arrivals = evidence.arrivals.value().unwrap();
    assert_eq!(
        (arrivals.commit.clone(), arrivals.reference.as_str()),
        (oid(&fake, "main"), "refs/heads/main")
    );
    let whole = arrivals.pushes.whole().unwrap();
    assert_eq!(whole[0].after, Some(oid(&fake, "main")));
    assert_eq!(whole[0].at.to_string(), "2026-02-27T10:00:00Z");
    assert_eq!(whole.last().unwrap().after, Some(commit_of_tag(&fake, "v1.3.0")));
    assert!(!arrivals.suites.whole().unwrap().is_empty());
    let [path] = rest(&fake).try_into().unwrap();
    assert!(path.contains("/activity?ref=refs%2Fheads%2Fmain"), "{path}");
}

/// An odd number of pushes of main: each tip forced away by the next.
fn pushed(count: u64) -> Fake {
    let fake = shop(json!([]));
    let push = |number: u64| {
        let (before, after) = if number.is_multiple_of(2) { ("m4", "m5") } else { ("m5", "m4") };
        let at = format!("2026-03-01T{:02}:{:02}:{:02}Z", number / 3600, number / 60 % 60, number % 60);
        json!({"branch": "main", "at": at, "before": before, "after": after, "by": "maya-r", "type": "force_push"})
    };
    let pushes: Vec<Value> = (0..count).map(push).collect();
    fake.patch(json!({"repositories": {"octoacme/shop": {"pushes": pushes}}}));
    fake
}

#[test]
fn pushes_are_read_by_cursor_and_not_for_ever() {
    for (count, requests, whole) in [(251, 3, true), (951, 10, true), (1101, 10, false)] {
        let fake = pushed(count);
        let evidence = read(&fake, &release(&fake, ARRIVALS));
        assert_eq!(pushes(&evidence).whole().is_ok(), whole, "{count}");
        assert_eq!(rest(&fake).len(), requests, "{count}");
    }
}

#[test]
fn pushes_with_a_gap_or_a_page_that_is_lost_are_not_whole() {
    let fake = pushed(251);
    let further =
        |effect: Value| json!([{"match": {"path": "*/activity", "further": true}, "effect": effect}]);
    for (rules, known) in [
        (further(json!({"empty_page": true})), false),
        (further(json!({"shifted_page": 1})), true),
        (further(json!({"repeated_page": true})), false),
        (further(json!({"html": 502})), false),
        (json!([{"match": {"path": "*/activity"}, "effect": {"empty_page": true}}]), true),
        (json!([{"match": {"path": "*/activity"}, "effect": {"denied": true}}]), false),
        (json!([{"match": {"path": "*/activity"}, "effect": {"malformed": true}}]), false),
    ] {
        fake.faults(rules.clone());
        let evidence = read(&fake, &release(&fake, ARRIVALS));
        assert_eq!(pushes(&evidence).value().is_some(), known, "{rules}");
        assert!(pushes(&evidence).whole().is_err(), "{rules}");
        assert!(evidence.arrivals.value().unwrap().suites.whole().is_ok(), "{rules}");
    }
    // A gap: main was somewhere else in between.
    fake.faults(json!([]));
    let gap = json!({"branch": "main", "at": "2026-03-02T09:00:00Z", "before": "m1", "after": "m5", "by": "maya-r"});
    fake.patch(json!({"repositories": {"octoacme/shop": {"pushes": [gap]}}}));
    assert!(pushes(&read(&fake, &release(&fake, ARRIVALS))).whole().is_err());
}

#[test]
fn a_token_without_rights_reads_less_and_says_which_right() {
    let fake = shop(json!({
        "tokens": {"issues": {"login": "github-actions[bot]", "permissions": {"issues": "read", "metadata": "read", "pull_requests": "read", "contents": "read"}}},
    }));
    let evidence = read_as(&fake, "issues", &release(&fake, ALL));
    let record = only(&evidence);
    assert!(record.comments.whole().is_ok() && record.revisions.whole().is_ok());
    let suites = evidence.arrivals.value().unwrap().suites.known().unwrap_err();
    assert_eq!(suites.reason, Reason::Forbidden);
    assert_eq!(suites.access, [holdpoint::evidence::Access::Workflow("checks: read".to_owned())]);
    assert!(pushes(&evidence).whole().is_ok() && evidence.authors.whole().is_ok());
    // Without `issues: read` there is no issue to have a record.
    let evidence = read_as(&fake, "read-only", &release(&fake, ALL));
    assert_eq!((evidence.discussions.len(), reason(&evidence.tracking_issues)), (0, Reason::Forbidden));
}

#[test]
fn a_merge_is_judged_by_its_own_record_and_branch() {
    let fake = shop(json!([
        {"do": "comment", "number": 38, "by": "mona", "body": "/holdpoint sign design"},
        {"do": "push", "branch": "search", "files": {"a": "b"}, "by": "lina-p"},
        {"do": "move", "ref": "search", "to": "f1", "by": "lina-p"},
    ]));
    let evidence = read(&fake, &merge(&fake, ALL));
    let record = only(&evidence);
    assert_eq!((record.number, record.comments.whole().unwrap().len()), (38, 1));
    assert_eq!((reason(&record.revisions), record.url.ends_with("/pull/38")), (Reason::NotCollected, true));
    let arrivals = evidence.arrivals.value().unwrap();
    assert_eq!(arrivals.reference, "refs/heads/search");
    let tips = arrivals.pushes.whole().unwrap();
    assert_eq!(
        (tips.len(), tips[0].after.clone(), tips[2].before.clone()),
        (3, Some(oid(&fake, "search")), None)
    );
    let authors = evidence.authors.whole().unwrap();
    assert_eq!(authors.len(), 1);
    assert_eq!(evidence.own_commits, Fact::NotCollected, "nobody needs what they say");
    // No more than one document and the pushes before the authors.
    assert_eq!(
        (operations(&fake), rest(&fake).len()),
        (vec!["Authors".to_owned(), "Evidence".to_owned()], 1)
    );
}

#[test]
fn the_branch_of_a_fork_shows_no_pushes_here() {
    let fake = shop(json!({"repositories": {"octoacme/shop": {"pulls": [
        {"number": 38, "headRepository": "mona/shop", "headCommit": "f1"},
    ]}}}));
    let evidence = read(&fake, &merge(&fake, ARRIVALS));
    let why = pushes(&evidence).known().unwrap_err();
    assert_eq!((why.reason, why.detail.contains("fork")), (Reason::NotFound, true));
    assert!(evidence.arrivals.value().unwrap().suites.whole().is_ok());
    assert_eq!(rest(&fake).len(), 0);
}

/// Pull requests 38 and 39 in one merge group.
fn group(fake: &Fake, consents: ConsentNeeds) -> Reading {
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {
            "commits": {"f2": {"message": "Sort\n\nCo-authored-by: Hubot <hubot-docs@example.com>", "author": "mona", "parents": ["m5"], "date": "2026-03-01T12:00:00Z"},
                        "g1": {"parents": ["m5"], "date": "2026-03-01T13:00:00Z"}},
            "branches": {"sort": "f2", "gh-readonly-queue/main/pr-39": "g1"},
            "pulls": [{"number": 39, "title": "Sort", "author": "mona", "head": "sort"}],
        }}},
        {"do": "comment", "number": 39, "by": "lina-p", "body": "/holdpoint sign design"},
    ]));
    Reading {
        subject: Subject::MergeGroup {
            numbers: vec![38, 39],
            head: oid(fake, "gh-readonly-queue/main/pr-39"),
            reference: "refs/heads/gh-readonly-queue/main/pr-39".to_owned(),
            base: "main".to_owned(),
        },
        ..merge(fake, consents)
    }
}

#[test]
fn of_a_merge_group_every_pull_request_is_read() {
    let fake = shop(json!([]));
    let reading = group(&fake, ALL);
    let evidence = read(&fake, &reading);
    let numbers: Vec<(u64, usize)> =
        evidence.discussions.iter().map(|one| (one.number, one.comments.whole().unwrap().len())).collect();
    assert_eq!(numbers, [(38, 0), (39, 1)]);
    let arrivals = evidence.arrivals.value().unwrap();
    assert_eq!(arrivals.reference, "refs/heads/gh-readonly-queue/main/pr-39");
    assert_eq!(arrivals.pushes.whole().unwrap().len(), 1);
    let people: Vec<Contributor> = evidence
        .authors
        .whole()
        .unwrap()
        .iter()
        .flat_map(|one| one.people.whole().unwrap().to_vec())
        .collect();
    let account = |login: &str| Contributor::Account(holdpoint::evidence::Login::new(login));
    assert_eq!(people, [account("lina-p"), account("mona"), account("hubot-docs")]);
    // One that could not be read is unknown, and not without comments.
    for effect in [json!({"denied": true}), json!({"null_node": ["repository", "number39"]})] {
        fake.faults(json!([{"match": {"operation": "Discussions"}, "effect": effect}]));
        let evidence = read(&fake, &reading);
        let record = evidence.discussion(39).unwrap();
        assert!(record.comments.known().is_err() && record.events.known().is_err(), "{effect}");
        assert_eq!(record.url, "https://github.com/octoacme/shop/pull/39");
    }
}

#[test]
fn the_record_of_the_release_pull_request_is_read_wherever_that_is_found() {
    let fake = shop(json!([
        {"repositories": {"octoacme/shop": {"labels": [{"name": "the-release"}]}}},
        {"do": "label", "number": 36, "name": "the-release", "by": "maya-r"},
        {"do": "label", "number": 38, "name": "the-release", "by": "maya-r"},
        {"do": "comment", "number": 36, "by": "mona", "body": "/holdpoint sign docs"},
    ]));
    let mut reading = release(&fake, DISCUSSIONS);
    reading.needs.release_pull_request = true;
    reading.release_pull_request = Some(PullRequestQuery::Label("the-release".to_owned()));
    let evidence = read(&fake, &reading);
    let numbers: Vec<u64> = evidence.discussions.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [40, 38, 36], "the open one, and the merged one of the range");
    assert_eq!(evidence.discussion(36).unwrap().comments.whole().unwrap().len(), 1);
    assert_eq!(count(&fake, "Discussions"), 0, "they came with the evidence");
}

#[test]
fn authors_are_told_from_programs_and_strangers() {
    let fake = shop(json!({"repositories": {"octoacme/shop": {"commits": {
        "m2": {"committer": {"name": "GitHub", "email": "noreply@github.com"}},
        "m3": {"author": {"name": "Mona", "email": "mona@elsewhere.example"}, "committer": "maya-r"},
        "m4": {"author": {"name": "d", "email": "49699333+dependabot[bot]@users.noreply.github.com"}, "committer": "ghost"},
        "m5": {"message": "Pin (#37)\n\nCo-authored-by: Lina <lina-p@example.com>\nCo-authored-by: X <x@elsewhere.example>"},
    }}}}));
    let people = |evidence: &Evidence| -> Vec<Vec<String>> {
        let told = |one: &Contributor| match one {
            Contributor::Account(login) => login.to_string(),
            Contributor::GitHub => "GitHub".to_owned(),
            Contributor::Unattributed(name) => format!("? {name}"),
        };
        let of =
            |one: &holdpoint::evidence::Authorship| one.people.whole().unwrap().iter().map(told).collect();
        evidence.authors.whole().unwrap().iter().map(of).collect()
    };
    let evidence = read(&fake, &release(&fake, AUTHORS));
    assert_eq!(
        people(&evidence),
        [
            vec!["devon-k", "GitHub"],
            vec!["? Mona", "maya-r"],
            vec!["dependabot[bot]", "? ghost"],
            vec!["devon-k", "lina-p", "? X"],
        ]
    );
    for effect in [
        json!({"null_node": ["repository", "commit1"]}),
        json!({"null_node": ["repository", "commit1", "authors", "nodes"]}),
        json!({"graphql_error": {"path": ["repository", "commit1", "authors"], "type": "FORBIDDEN"}}),
        json!({"denied": true}),
    ] {
        fake.faults(json!([{"match": {"operation": "Authors"}, "effect": effect}]));
        let evidence = read(&fake, &release(&fake, AUTHORS));
        assert!(evidence.authors.known().is_err(), "{effect}");
    }
    fake.faults(json!([{"match": {"operation": "Range"}, "effect": {"denied": true}}, {"match": {"path": "*/compare/*"}, "effect": {"denied": true}}]));
    assert!(read(&fake, &release(&fake, AUTHORS)).authors.known().is_err(), "no range, no authors");
}

#[test]
fn milestones_of_a_pull_request_have_their_times() {
    let fake = shop(json!([
        {"do": "milestone", "number": 36, "title": null, "by": "maya-r", "at": "2026-03-01T10:00:00Z"},
        {"do": "milestone", "number": 36, "title": "v1.4.0", "by": "maya-r", "at": "2026-03-01T11:00:00Z"},
    ]));
    let mut reading = release(&fake, NOTHING);
    reading.needs.pull_requests = PullRequestNeeds { milestoned: true, ..PullRequestNeeds::default() };
    let told = |fake: &Fake, number: u64| {
        let evidence = read(fake, &reading);
        let list = evidence.pull_request(number).unwrap().milestoned.whole().map(<[_]>::to_vec);
        list.map(|list| list.into_iter().map(|one| (one.title, one.put_in)).collect::<Vec<_>>())
    };
    let title = "v1.4.0".to_owned();
    assert_eq!(told(&fake, 36).unwrap(), [(title.clone(), false), (title.clone(), true)]);
    assert_eq!(told(&fake, 35).unwrap(), []);
    let turn = |number: u64| json!({"do": "milestone", "number": 36, "title": (!number.is_multiple_of(2)).then_some("v1.4.0"), "by": "maya-r"});
    fake.patch(json!((0..130).map(turn).collect::<Vec<_>>()));
    assert_eq!(told(&fake, 36).unwrap().len(), 132, "paged");
    fake.faults(json!([{"match": {"operation": "MorePullRequest"}, "effect": {"empty_page": true}}]));
    assert!(told(&fake, 36).is_err());
    reading.needs.pull_requests = PullRequestNeeds::default();
    let evidence = read(&fake, &reading);
    assert_eq!(evidence.pull_request(36).unwrap().milestoned, Fact::NotCollected);
}

const SIGNED: &str = "\
version: 1
release:
  pull-requests: milestone
  since: v1.3.1
  tracking-issue: {label: release}
roles:
  docs: {users: [mona]}
phases:
  pre-release:
    holds: tag
    requirements:
      - {id: documented, title: Documented, require: {sign-off: docs}}
";

/// Whatever way the candidate is found, the record is there when it is judged.
#[test]
fn the_issue_that_names_the_version_keeps_its_record() {
    let fake = Fake::shop(SIGNED);
    let check = |arguments: &[&str]| {
        Run::check(&fake, &[&["--phase", "pre-release", "--save-evidence", "e.json"], arguments].concat())
    };
    for arguments in [&["--version", "1.4.0"][..], &[], &["--tracking-issue", "40"]] {
        let run = check(arguments);
        let file = run.file("e.json");
        run.go();
        let saved: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let evidence = saved.get("evidence").unwrap_or(&saved);
        assert_eq!(evidence["discussions"][0]["number"], 40, "{arguments:?}");
        let comments = &evidence["discussions"][0]["comments"]["known"]["items"];
        assert_eq!(comments.as_array().unwrap().len(), 2, "{arguments:?}");
    }
}

/// A policy that asks nobody to sign costs nothing of it, before a merge and before a release.
#[test]
fn where_nobody_signs_nothing_is_read_of_who_said_and_did_what() {
    let release = Fake::shop(crate::check::POLICY);
    let of_release = Run::check(&release, &["--phase", "pre-release", "--version", "1.4.0"]);
    let merge = "version: 1\nphases:\n  merge:\n    holds: merge\n    requirements:\n      \
                 - {id: kind, title: Kind, require: {labels: {one-of: [feature]}}}\n";
    let change = Fake::shop(merge);
    let payload = json!({"pull_request": {"number": 38, "head": {"sha": change.tip("search")}}}).to_string();
    let of_change = Run::action(&change, "pull_request", &payload, &[]);
    let of_change = of_change.with(&["check", "--phase", "merge", "--check-run=false"]);
    for (fake, run, code) in [(release, of_release, 1), (change, of_change, 0)] {
        fake.clear_log();
        let run = run.with(&["--save-evidence", "e.json"]);
        let file = run.file("e.json");
        run.go().ended(code);
        let saved: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let evidence = saved.get("evidence").unwrap_or(&saved);
        for key in ["discussions", "head-arrivals"] {
            assert_eq!(evidence[key], json!([]), "{key}");
        }
        for key in ["arrivals", "authors"] {
            assert_eq!(evidence[key], json!("not-collected"), "{key}");
        }
        let asked = operations(&fake);
        let of_consent = [
            "Authors",
            "CommentEdits",
            "CommentsPage",
            "Discussions",
            "EventsPage",
            "RevisionsPage",
            "Suites",
        ];
        assert!(asked.iter().all(|name| !of_consent.contains(&name.as_str())), "{asked:?}");
        assert!(rest(&fake).iter().all(|path| !path.contains("/activity")), "{:?}", rest(&fake));
    }
}
