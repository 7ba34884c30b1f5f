use super::super::sample::{Sample, met, requirement};
use super::*;
use crate::evidence::{Login, TeamName};
use crate::verdict::{Finding, Message, Node, Severity};

const MISSING: Message = Message { code: "sign-off-missing", says: "the sign-off is missing", todo: "" };
const PAGE: &str = "https://github.com/octoacme/shop/issues/40";

fn sign_off(role: &str) -> MissingSignOff {
    MissingSignOff {
        role: role.to_owned(),
        line: Some(format!("/holdpoint sign {role}")),
        on: Some((40, PAGE.to_owned())),
        tick: None,
        ticked: false,
        label: None,
        review: None,
    }
}

fn role(name: &str, people: &[&str], teams: &[&str]) -> Who {
    let team = |name: &&str| {
        let (organization, slug) = name.split_once('/').expect("a team");
        TeamName { organization: organization.to_owned(), slug: slug.to_owned() }
    };
    let people = people.iter().map(|login| Login::new(*login)).collect();
    Who::Role { name: name.to_owned(), people, teams: teams.iter().map(team).collect() }
}

fn lacking(id: &str, title: &str, missing: MissingSignOff, who: Who) -> RequirementVerdict {
    let finding = Finding::unmet(&MISSING).who([who]).speaks(Speaks::Missing(Box::new(missing)));
    requirement(id, title, Node::leaf("sign-off", vec![finding]))
}

fn called(requirements: Vec<RequirementVerdict>) -> Vec<Call> {
    calls(&Sample::of(requirements).report(), 40, Some(&format!("{PAGE}#issuecomment-9")))
}

#[test]
fn each_is_called_once_with_all_that_they_can_sign() {
    let all = MissingSignOff {
        tick: Some(("Tested".to_owned(), PAGE.to_owned())),
        ticked: false,
        label: Some("qa: ok".to_owned()),
        review: Some((12, "https://github.com/octoacme/shop/pull/12".to_owned())),
        ..sign_off("qa-engineer")
    };
    let calls = called(vec![
        met("ci", "Passing CI"),
        lacking(
            "tested",
            "Tested on staging",
            all,
            role("qa-engineer", &["Mona", "hubot"], &["octoacme/qa"]),
        ),
        lacking("notes", "Notes are ready", sign_off("writer"), role("writer", &["mona"], &[])),
    ]);
    let keys: Vec<&str> = calls.iter().map(|call| call.key.as_str()).collect();
    assert_eq!(keys, ["notify 1.4.0 hubot", "notify 1.4.0 mona", "notify 1.4.0 octoacme/qa"]);
    insta::assert_snapshot!(calls[1].text, @"
    @mona, v1.4.0 waits for your sign-off:

    - Tested on staging, as `qa-engineer`: comment `/holdpoint sign qa-engineer` on [#40](https://github.com/octoacme/shop/issues/40), tick [Tested](https://github.com/octoacme/shop/issues/40) (if you can edit it), put on the label `qa: ok` or approve [#12](https://github.com/octoacme/shop/pull/12)
    - Notes are ready, as `writer`: comment `/holdpoint sign writer` on [#40](https://github.com/octoacme/shop/issues/40)

    [The gate's other comment here](https://github.com/octoacme/shop/issues/40#issuecomment-9) shows how it stands now. You are called once for each release.
    ");
    insta::assert_snapshot!(calls[2].text, @"
    @octoacme/qa, v1.4.0 waits for the sign-off of one of you:

    - Tested on staging, as `qa-engineer`: comment `/holdpoint sign qa-engineer` on [#40](https://github.com/octoacme/shop/issues/40), tick [Tested](https://github.com/octoacme/shop/issues/40) (if you can edit it), put on the label `qa: ok` or approve [#12](https://github.com/octoacme/shop/pull/12)

    [The gate's other comment here](https://github.com/octoacme/shop/issues/40#issuecomment-9) shows how it stands now. You are called once for each release.
    ");
}

#[test]
fn apps_and_what_is_no_login_are_not_called() {
    let who = role("qa", &["robot[bot]", "mona @lina-p", "", "mona"], &["octoacme/q a"]);
    let calls = called(vec![lacking("tested", "Tested", sign_off("qa"), who)]);
    assert_eq!(calls.iter().map(|call| call.key.as_str()).collect::<Vec<_>>(), ["notify 1.4.0 mona"]);
}

#[test]
fn nobody_is_called_for_what_holds_nothing_or_is_signed_elsewhere() {
    let who = || role("qa", &["mona"], &[]);
    let advisory = RequirementVerdict {
        severity: Severity::Advisory,
        ..lacking("tested", "Tested", sign_off("qa"), who())
    };
    assert_eq!(called(vec![advisory]), []);
    let elsewhere = MissingSignOff { on: Some((41, PAGE.to_owned())), ..sign_off("qa") };
    assert_eq!(called(vec![lacking("tested", "Tested", elsewhere, who())]), []);
    assert_eq!(called(vec![met("ci", "Passing CI")]), []);

    let sample = Sample::of(vec![lacking("tested", "Tested", sign_off("qa"), who())]);
    let replay = Report { replay: Some(sample.verdict.now), ..sample.report() };
    assert_eq!(calls(&replay, 40, None), []);
    assert_eq!(calls(&sample.report(), 40, None).len(), 1);
}

#[test]
fn only_the_first_word_calls_somebody() {
    let title = "@octoacme/all <!-- holdpoint:notify --> | #12 [x](javascript:y)\n## `@lina-p` \u{202e}";
    let missing = MissingSignOff {
        tick: Some((title.to_owned(), PAGE.to_owned())),
        ticked: false,
        label: Some("@devon-k `".to_owned()),
        line: Some("/holdpoint sign @vera-law".to_owned()),
        ..sign_off("@robin")
    };
    let calls = called(vec![lacking("tested", title, missing, role("qa", &["mona"], &[]))]);
    // A point stands for the character that nobody sees and that breaks a mention.
    insta::assert_snapshot!(calls[0].text.replace('\u{200b}', "·"), @r"
    @mona, v1.4.0 waits for your sign-off:

    - @·octoacme/all &lt;!-- holdpoint:notify --&gt; &#124; #·12 \[x\](javascript:y) ## \`@·lina-p\`, as `@robin`: comment `/holdpoint sign @vera-law` on [#40](https://github.com/octoacme/shop/issues/40), tick [@·octoacme/all &lt;!-- holdpoint:notify --&gt; &#124; #·12 \[x\](javascript:y) ## \`@·lina-p\`](https://github.com/octoacme/shop/issues/40) (if you can edit it) or put on the label `` @devon-k ` ``

    [The gate's other comment here](https://github.com/octoacme/shop/issues/40#issuecomment-9) shows how it stands now. You are called once for each release.
    ");
    let long = "long ".repeat(20_000);
    let many = (0..100)
        .map(|number| lacking(&format!("r{number}"), &long, sign_off("qa"), role("qa", &["mona"], &[])));
    let calls = called(many.collect());
    assert!(calls[0].text.len() < 4_000 && calls[0].text.contains("and 90 more"), "{}", calls[0].text);
}
