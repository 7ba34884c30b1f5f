//! Every value in both formats, and patterns that are not in order.

use super::*;
use crate::evidence::{Access, Reason, TeamName};
use crate::report::sample;
use crate::verdict::{Outcome, UNREADABLE};

const REPOSITORY: &str = "https://github.com/octoacme/shop";

fn both(value: &Value) -> [String; 2] {
    [Format::Plain, Format::Markdown]
        .map(|format| Writer::new(format, REPOSITORY).value(value).replace('\u{200b}', "¦"))
}

#[test]
fn every_value_in_both_formats() {
    let login = |name: &str| Login::new(name);
    let codes = |count: usize| Value::Codes((0..count).map(|number| format!("c{number}")).collect());
    let cases = [
        (Value::Words("the range"), ["the range", "the range"]),
        (Value::Words("as @login or `@login`"), ["as @login or `@login`", "as @¦login or `@login`"]),
        (Value::Text("a | b @mona".into()), ["“a | b @mona”", "“a &#124; b @¦mona”"]),
        (Value::Text(String::new()), ["“”", "“”"]),
        (Value::Code("a`b".into()), ["`a`b`", "``a`b``"]),
        (codes(0), ["none", "none"]),
        (codes(2), ["`c0` and `c1`", "`c0` and `c1`"]),
        (
            codes(12),
            [
                "`c0`, `c1`, `c2`, `c3`, `c4`, `c5`, `c6`, `c7`, `c8`, `c9` and 2 more",
                "`c0`, `c1`, `c2`, `c3`, `c4`, `c5`, `c6`, `c7`, `c8`, `c9` and 2 more",
            ],
        ),
        (Value::Number(3), ["3", "3"]),
        (Value::Person(login("mona")), ["mona", "`mona`"]),
        (
            Value::People(vec![login("mona"), login("hubot"), login("maya-r")]),
            ["mona, hubot and maya-r", "`mona`, `hubot` and `maya-r`"],
        ),
        (
            sample::pull(12, "Fix #3"),
            ["#12 “Fix #3”", "[#12](https://github.com/octoacme/shop/pull/12) “Fix #¦3”"],
        ),
        (Value::Thread { number: 4, title: "x".into(), url: "javascript:x".into() }, ["#4 “x”", "\\#¦4 “x”"]),
        (
            Value::Threads(vec![1, 2]),
            [
                "#1 and #2",
                "[#1](https://github.com/octoacme/shop/issues/1) and [#2](https://github.com/octoacme/shop/issues/2)",
            ],
        ),
        (Value::Commit { oid: sample::oid('a'), url: None }, ["`aaaaaaa`", "`aaaaaaa`"]),
        (
            Value::Commit { oid: sample::oid('a'), url: Some("https://x.org/a".into()) },
            ["`aaaaaaa`", "[`aaaaaaa`](https://x.org/a)"],
        ),
        (
            Value::Link { text: "the run".into(), url: "https://x.org/1".into() },
            ["`the run`", "[`the run`](https://x.org/1)"],
        ),
        (Value::Time(sample::at("2026-11-28T23:59:59Z")), ["2026-11-28 23:59 UTC", "2026-11-28 23:59 UTC"]),
        (
            Value::Unknown(Unknown::new(Reason::Incomplete).detail("2 of <3>")),
            ["the list came back incomplete (2 of <3>)", "the list came back incomplete (2 of &lt;3&gt;)"],
        ),
    ];
    for (value, expected) in cases {
        assert_eq!(both(&value), expected, "{value:?}");
    }
}

#[test]
fn every_reason_has_words_and_a_remedy() {
    let reasons = [
        Reason::NotCollected,
        Reason::BadToken,
        Reason::Forbidden,
        Reason::NotFound,
        Reason::SwitchedOff,
        Reason::Incomplete,
        Reason::Capped,
        Reason::RateLimited,
        Reason::ServerTrouble,
        Reason::TimedOut,
        Reason::Malformed,
        Reason::Ambiguous,
        Reason::Unsupported,
    ];
    let writer = Writer::new(Format::Plain, REPOSITORY);
    let lines: Vec<String> = reasons
        .into_iter()
        .map(|reason| {
            let why = Unknown::new(reason);
            format!("{}\n  -> {}", writer.reason(&why), writer.remedy(&why))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    it is not in the evidence
      -> collect the evidence again with this policy and this version: `holdpoint check --save-evidence FILE`
    GitHub does not accept the token
      -> give the gate a token that is neither mistyped nor expired nor revoked
    the token may not read it
      -> let the token read it: see the job's `permissions:`, or the rights of the app or person whose token it is
    GitHub does not find it, or does not show it to this token
      -> check that it exists and is spelled so
    the feature is switched off in the repository
      -> switch the feature on in the repository's settings, or take the requirement out of the policy
    the list came back incomplete
      -> run the gate again
    GitHub shows only a part of the list
      -> judge a smaller change, or ask for this in another way in the policy
    GitHub's limit of requests is used up
      -> run the gate again when the limit is renewed, within the hour, or let it wait for that with `--timeout 1h`
    GitHub is in trouble or could not be reached
      -> run the gate again in a few minutes
    GitHub did not answer in time
      -> run the gate again in a few minutes
    GitHub's answer is not what its schema promises
      -> run the gate again; if it stays so, report it to the makers of holdpoint
    several things fit, and nothing says which is meant
      -> leave only one that fits, or name the one that is meant
    this GitHub does not have it
      -> update this GitHub, or take the requirement out of the policy
    ");
}

#[test]
fn a_remedy_names_the_rights() {
    let remedy = |reason, rights: &[Access]| {
        let why = Unknown { reason, access: rights.to_vec(), detail: String::new() };
        Writer::new(Format::Markdown, REPOSITORY).remedy(&why)
    };
    let (checks, statuses) =
        (Access::Workflow("checks: read".into()), Access::Workflow("statuses: read".into()));
    let members = Access::App("Members: read".into());
    insta::assert_snapshot!([
        remedy(Reason::Forbidden, std::slice::from_ref(&checks)),
        remedy(Reason::Forbidden, &[checks.clone(), statuses]),
        remedy(Reason::Forbidden, std::slice::from_ref(&members)),
        remedy(Reason::NotFound, &[checks, members]),
    ].join("\n"), @"
    add `checks: read` to the job's `permissions:`
    add `checks: read` and `statuses: read` to the job's `permissions:`
    pass as `org-token` the token of a GitHub App that has `Members: read`, which no workflow's own token can have
    check that it exists and is spelled so; if that is so, add `checks: read` to the job's `permissions:`, and pass as `org-token` the token of a GitHub App that has `Members: read`, which no workflow's own token can have
    ");
}

#[test]
fn people_are_named_with_what_they_can_do() {
    const DEED: Message = Message { code: "x", says: "x", todo: "do it" };
    const NAMED: Message = Message { code: "x", says: "x", todo: "ask {who}" };
    const NO_DEED: Message = Message { code: "x", says: "x", todo: "" };
    let writer = Writer::new(Format::Plain, REPOSITORY);
    let todo = |message, who: &[Who]| writer.todo(&Finding::unmet(message).who(who.iter().cloned()));
    let mona = Who::Person(Login::new("mona"));
    let team = Who::Team(TeamName { organization: "octoacme".into(), slug: "docs".into() });
    for (message, who, expected) in [
        (&DEED, vec![], Some("do it")),
        (
            &DEED,
            vec![mona.clone(), mona.clone(), team.clone()],
            Some("mona or anyone in the team `octoacme/docs`: do it"),
        ),
        (
            &NAMED,
            vec![mona.clone(), team.clone(), Who::Admins],
            Some("ask mona, anyone in the team `octoacme/docs` or an administrator of the repository"),
        ),
        (&NAMED, vec![], Some("ask somebody who may")),
        (&NO_DEED, vec![mona.clone()], Some("mona")),
        (&NO_DEED, vec![], None),
        (&DEED, vec![Who::Editors(None)], Some("anyone with write access: do it")),
        (
            &DEED,
            vec![Who::Editors(Some(Login::new("mona")))],
            Some("mona or anyone with write access: do it"),
        ),
        (
            &DEED,
            vec![Who::WritersExcept(Login::new("mona"))],
            Some("anyone but mona with write access: do it"),
        ),
        (&DEED, vec![Who::WorkflowAuthors], Some("whoever maintains the workflow that runs the gate: do it")),
        (&DEED, vec![Who::Machine("ci".into())], Some("do it")),
        (&DEED, vec![Who::Machine("ci".into()), mona.clone()], Some("the check `ci` or mona: do it")),
    ] {
        assert_eq!(todo(message, &who).as_deref(), expected, "{who:?}");
    }
}

#[test]
fn a_title_is_told_once() {
    const OPEN: Message = Message { code: "x", says: "{issue} is open", todo: "close {issue}, see {other}" };
    let thread = |number, title: &str| Value::Thread { number, title: title.into(), url: page(number) };
    let finding =
        Finding::unmet(&OPEN).with("issue", thread(40, "Release")).with("other", thread(7, "Notes"));
    let writer = Writer::new(Format::Plain, REPOSITORY);
    assert_eq!(writer.says(&finding), "#40 “Release” is open");
    assert_eq!(writer.todo(&finding).as_deref(), Some("close #40, see #7 “Notes”"));
    assert_eq!(writer.below(Some(40)).says(&finding), "#40 is open");
    assert_eq!(writer.below(Some(7)).says(&finding), "#40 “Release” is open");
    let after = [7, 40];
    assert_eq!(writer.after(&after).says(&finding), "#40 is open");
    assert_eq!(writer.after(&after).todo(&finding).as_deref(), Some("close #40, see #7"));
    let markdown = Writer::new(Format::Markdown, REPOSITORY).below(Some(40));
    assert_eq!(markdown.says(&finding), format!("[#40]({}) is open", page(40)));
}

fn page(number: u64) -> String {
    format!("{REPOSITORY}/issues/{number}")
}

#[test]
fn a_name_without_a_fact_is_caught_and_shown() {
    const MESSAGE: Message = Message { code: "x", says: "{tag} is {what}", todo: "{tag:remedy}, {who}" };
    let finding = Finding::unmet(&MESSAGE).with("what", Value::Words("gone"));
    assert_eq!(missing(&finding), ["tag", "tag:remedy"]);
    let writer = Writer::new(Format::Plain, REPOSITORY);
    assert_eq!(writer.says(&finding), "(tag is not recorded) is gone");
    // A fact that is known has no remedy.
    assert_eq!(missing(&finding.with("tag", Value::Words("v1"))), ["tag:remedy"]);
    assert_eq!(missing(&Finding::unreadable("the range", Unknown::new(Reason::TimedOut))), [""; 0]);
    assert_eq!(missing(&sample::anything(Outcome::Unmet, "x")), [""; 0]);
}

#[test]
fn patterns_that_cannot_be_right_are_caught() {
    let faults_of = |says| faults(&Message { code: "x", says, todo: "" }).len();
    assert_eq!(faults(&UNREADABLE), [""; 0]);
    assert_eq!(faults(&sample::ANYTHING), [""; 0]);
    for says in [
        "the `permissions:` of a [bot] in `a | b`",
        "a < b",
        "ends.",
        " x",
        "a\nb",
        "a `b",
        "",
        "{",
        "{}",
        "{A b}",
        "`{x}`",
        "“{x}”",
        "press *this",
        "*{x}*",
    ] {
        assert_eq!(faults_of(says), 1, "{says}");
    }
    assert_eq!(faults_of("the `permissions: [x] | <y>` of {x}'s job, _so_ to speak (#1)"), 0);
}

#[test]
fn braces_that_hold_no_name_are_words() {
    const MESSAGE: Message = Message { code: "x", says: "{ {} {A} {x {y} }", todo: "" };
    let finding = Finding::unmet(&MESSAGE).with("y", 3_u64);
    assert_eq!(Writer::new(Format::Plain, REPOSITORY).says(&finding), "{ {} {A} {x 3 }");
}

#[test]
fn buttons_are_slanted_or_quoted() {
    const MESSAGE: Message =
        Message { code: "x", says: "press *Update branch* on {x}, then *Merge* `a/*`", todo: "" };
    let finding = Finding::unmet(&MESSAGE).with("x", Value::Text("2 * 3 * 4".into()));
    let [plain, markdown] =
        [Format::Plain, Format::Markdown].map(|format| Writer::new(format, "").says(&finding));
    assert_eq!(plain, "press “Update branch” on “2 * 3 * 4”, then “Merge” `a/*`");
    assert_eq!(markdown, "press *Update branch* on “2 \\* 3 \\* 4”, then *Merge* `a/*`");
    assert_eq!(faults(&MESSAGE), [""; 0]);
}

#[test]
fn what_could_not_be_read_is_named() {
    let finding = Finding::unreadable("the labels of a pull request", Unknown::new(Reason::TimedOut))
        .with("pull", sample::pull(12, "Fix"));
    assert_eq!(
        Writer::new(Format::Plain, "").says(&finding),
        "the labels of a pull request could not be read: GitHub did not answer in time (about #12 “Fix”)"
    );
}
