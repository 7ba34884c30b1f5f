//! Text that was typed to do harm, in every renderer.

mod bump;
mod consents;
mod fields;

use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::Strategy;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::seen;
use crate::candidate::{NoCandidate, Nothing};
use crate::evidence::{Login, Reason, TeamName, Unknown};
use crate::report::json::Document;
use crate::report::{
    annotations, audit, calls, check_run, comment, json, no_candidate, nothing, outputs, sample, summary,
    terminal, who_markdown, who_terminal,
};
use crate::verdict::{Finding, Node, Speaks, Value, Who};

const NASTY: &str = "@mona <img src=x> [a](http://b.c) | `x` **b** ##[error]e\n::error::f\n- [x] g \u{202e}rtl\u{1b}[31m #12 -->";

/// What nobody may slip in: control characters, directions, workflow commands.
fn assert_plain(text: &str) {
    for line in text.lines() {
        assert!(!line.chars().any(char::is_control), "a control character: {line:?}");
        assert!(!line.contains(['\u{202e}', '\u{2066}', '\u{200f}']), "a direction: {line:?}");
        assert!(!line.contains("##["), "a command: {line:?}");
        assert!(!line.trim_start().starts_with("::"), "a command: {line:?}");
    }
}

/// Without the styles that are our own.
fn without_styles(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split("\u{1b}[");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (style, rest) = part.split_once('m').expect("a style");
        assert!(style.chars().all(|c| c.is_ascii_digit() || c == ';'), "no style: {style:?}");
        out.push_str(rest);
    }
    out
}

fn events(markdown: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TASKLISTS
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM;
    Parser::new_ext(markdown, options).collect()
}

/// The blocks of a text, without what stands in them.
fn shape(markdown: &str) -> String {
    let mut shape = String::new();
    for event in events(markdown) {
        match event {
            Event::Start(
                tag @ (Tag::Item
                | Tag::List(_)
                | Tag::Heading { .. }
                | Tag::Table(_)
                | Tag::TableRow
                | Tag::TableCell
                | Tag::CodeBlock(_)
                | Tag::BlockQuote(_)
                | Tag::HtmlBlock),
            ) => {
                shape.push_str(&format!("{tag:?}\n"));
            }
            Event::Rule | Event::TaskListMarker(_) => shape.push_str(&format!("{event:?}\n")),
            _ => {}
        }
    }
    shape
}

/// Nothing but our own HTML, links that lead somewhere, nobody who is called.
fn assert_tame(markdown: &str) {
    assert!(!markdown.contains("##["), "a command");
    assert!(!markdown.lines().any(|line| line.trim_start().starts_with("::")), "a command");
    let (mut code, mut in_block) = (0, false);
    for event in events(markdown) {
        match event {
            // Nobody is called in code.
            Event::Start(Tag::CodeBlock(_)) => in_block = true,
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(_) if in_block => {}
            Event::Html(html) => assert!(is_ours(html.trim()), "html: {html:?}"),
            Event::InlineHtml(html) => match &*html {
                "<code>" => code += 1,
                "</code>" => code -= 1,
                _ => panic!("html: {html:?}"),
            },
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(
                    dest_url.starts_with("https://") || dest_url.starts_with("http://"),
                    "link: {dest_url:?}"
                );
            }
            Event::Start(Tag::Image { .. }) | Event::TaskListMarker(_) => panic!("{event:?}"),
            Event::Text(text) => {
                let called =
                    text.split('@').skip(1).any(|after| after.starts_with(|c: char| c.is_alphanumeric()));
                assert!(!called, "a mention: {text:?}");
            }
            _ => {}
        }
    }
    assert_eq!(code, 0);
}

fn is_ours(html: &str) -> bool {
    let summary = html.strip_prefix("<details><summary>").and_then(|rest| rest.strip_suffix("</summary>"));
    let ours = summary.is_some_and(|words| words.chars().all(|c| c.is_ascii_alphanumeric() || c == ' '));
    ours || html == "</details>"
}

fn markdowns(sample: &sample::Sample) -> [String; 5] {
    let report = sample.report();
    let run = check_run(&report);
    [comment(&report), run.summary, run.text, summary(&report), who_markdown(&report)]
}

/// The comments that call people to sign on this page, each without its first word: that alone calls somebody.
fn called(sample: &mut sample::Sample, page: u64, report_url: &str) -> Vec<String> {
    let team = TeamName { organization: "octoacme".into(), slug: "qa".into() };
    let who = Who::Role { name: "qa".into(), people: vec![Login::new("mona")], teams: vec![team] };
    for requirement in &mut sample.verdict.requirements {
        requirement.tree.iter_mut().for_each(|tree| is_held_by(tree, &who));
    }
    let calls = calls(&sample.report(), page, Some(report_url));
    assert!(calls.len() >= 2, "{calls:?}");
    let rest = calls.into_iter().map(|call| {
        assert_plain(&call.key);
        let (first, rest) = call.text.split_once(", ").expect("somebody is called");
        let name = first.strip_prefix('@').expect("somebody is called");
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c)), "{name:?}");
        rest.to_owned()
    });
    rest.collect()
}

/// Lets somebody else hold every role whose sign-off is missing.
fn is_held_by(node: &mut Node, who: &Who) {
    for finding in node.findings.iter_mut().filter(|one| matches!(one.speaks, Speaks::Missing(_))) {
        finding.who.push(who.clone());
    }
    node.children.iter_mut().for_each(|child| is_held_by(child, who));
}

/// A requirement with a nasty title, and three findings with nasty facts.
fn nasty_sample() -> sample::Sample {
    let unread = Unknown::new(Reason::ServerTrouble).detail(NASTY);
    let running = Finding::pending(&sample::CHECK_RUNS)
        .with("check", Value::Code(NASTY.to_owned()))
        .who([Who::Machine(NASTY.to_owned()), Who::Person(Login::new(NASTY))]);
    let findings = vec![
        sample::few_approvals(12, NASTY),
        sample::not_ticked(NASTY),
        Finding::unreadable("the checks", unread),
        running,
    ];
    let requirement = sample::requirement(NASTY, NASTY, Node::leaf("x", findings));
    let mut sample = sample::Sample::of(vec![requirement]);
    sample.verdict.standing.clear();
    sample
}

#[test]
fn a_nasty_title_on_a_terminal() {
    let sample = nasty_sample();
    insta::assert_snapshot!(terminal(&sample.report(), 100, false), @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    1 unmet

    ✗ unmet  @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
      --> (`@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
      -->`)
        #12 “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
          -->” has 0 of 1 approvals  https://github.com/octoacme/shop/pull/12
        -> anyone but hubot with write access: approve it on its page, under “Files changed”
        the box “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m
          #12 -->” in #40 is not ticked
        -> mona or anyone in the team `octoacme/docs` can tick it
        the checks could not be read: GitHub is in trouble or could not be reached (@mona <img src=x>
          [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->)
        -> run the gate again in a few minutes
        the check `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
          �rtl␛[31m #12 -->` is still running
        -> the check `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
          �rtl␛[31m #12 -->` or @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊-
          [x] g �rtl␛[31m #12 -->: wait until it ends

     outcome  requirement                                   title
     ✗ unmet  @mona <img src=x> [a](http://b.c) | `x`       @mona <img src=x> [a](http://b.c) | `x`
              **b** #＃[error]e␊::error::f␊- [x] g �rt…     **b** #＃[error]e␊::error::f␊- [x] g �rt…

    policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`
    judged at 2026-11-21 09:33 UTC, after 5 requests and 4 points of the hourly allowance
    https://github.com/octoacme/shop/actions/runs/7
    NO-GO: 1 unmet
    ");
}

#[test]
fn a_nasty_title_in_a_comment() {
    let sample = nasty_sample();
    insta::assert_snapshot!(seen(&comment(&sample.report())), @r"
    ## Holdpoint: no-go for v1.4.0 (pre-release)

    **1 unmet** · commit [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) on `main`, since `v1.3.1`: 23 commits, 21 pull requests · type `minor` · milestone [v1.4.0](https://github.com/octoacme/shop/milestone/3) · tracking issue [#40](https://github.com/octoacme/shop/issues/40)

    ### What is missing, and who can supply it

    - ❌ **@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;** (<code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>): unmet
      - [#12](https://github.com/octoacme/shop/pull/12) “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;” has 0 of 1 approvals
        - → anyone but `hubot` with write access: approve it on its page, under “Files changed”
      - the box “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;” in [#40](https://github.com/octoacme/shop/issues/40) is not ticked
        - → `mona` or anyone in the team `octoacme/docs` can tick it
      - the checks could not be read: GitHub is in trouble or could not be reached (@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;)
        - → run the gate again in a few minutes
      - the check <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> is still running
        - → the check <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> or <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>: wait until it ends

    When this is put right, run the gate again.

    Judged by policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`.
    ");
}

#[test]
fn a_nasty_title_in_an_annotation() {
    let sample = nasty_sample();
    let all = annotations(&sample.report());
    insta::assert_snapshot!(format!("{}\n{}", all[0].title, all[0].message), @"
    unmet: @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
    `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->` is unmet
    - #12 “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” has 0 of 1 approvals -> anyone but hubot with write access: approve it on its page, under “Files changed”
    - the box “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” in #40 “Release v1.4.0” is not ticked -> mona or anyone in the team `octoacme/docs` can tick it
    - the checks could not be read: GitHub is in trouble or could not be reached (@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->) -> run the gate again in a few minutes
    - the check `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->` is still running -> the check `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->` or @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->: wait until it ends
    ");
}

#[test]
fn nasty_names_where_nothing_is_judged() {
    let nasty = || NASTY.to_owned();
    let unknown = || Unknown::new(Reason::ServerTrouble).detail(NASTY);
    let texts = [
        nothing(&Nothing::NotAReleaseBranch(nasty())),
        nothing(&Nothing::NotAVersionTag(nasty())),
        nothing(&Nothing::Deleted(nasty())),
        no_candidate(&NoCandidate::BranchNotAllowed { branch: nasty(), allowed: vec![nasty()] }),
        no_candidate(&NoCandidate::OnNoBranch {
            commit: crate::evidence::Oid::new("a".repeat(40)),
            allowed: vec![nasty()],
        }),
        no_candidate(&NoCandidate::OnSeveralBranches {
            commit: crate::evidence::Oid::new("a".repeat(40)),
            branches: vec![nasty()],
        }),
        no_candidate(&NoCandidate::OffLine {
            version: crate::version::Version::new(2, 0, 0),
            branch: nasty(),
            line: crate::bump::Line { major: 1, minor: None },
        }),
        no_candidate(&NoCandidate::Exists { version: crate::version::Version::new(2, 0, 0), tag: nasty() }),
        no_candidate(&NoCandidate::SeveralReleased {
            commit: crate::evidence::Oid::new("a".repeat(40)),
            tags: vec![nasty()],
        }),
        no_candidate(&NoCandidate::NotAVersion(nasty())),
        no_candidate(&NoCandidate::TagGone(nasty())),
        no_candidate(&NoCandidate::SinceNotFound(nasty())),
        no_candidate(&NoCandidate::TagsUnreadable(unknown())),
    ];
    for text in texts {
        assert_plain(&text);
        assert!(text.contains("@mona"), "{text}");
    }
}

#[test]
fn huge_texts_are_cut_everywhere() {
    let text = "<@漢字|\n".repeat(60_000 / 7);
    let mut sample = sample::all_saying(&text);
    for call in called(&mut sample, 41, &text) {
        assert!(call.len() < 20_000, "{}", call.len());
        assert_tame(&call);
    }
    for (index, markdown) in markdowns(&sample).into_iter().enumerate() {
        let most = if index < 3 { 60_000 } else { 600_000 };
        assert!(markdown.len() <= most, "{index}: {}", markdown.len());
        assert_tame(&markdown);
    }
    for screen in [terminal(&sample.report(), 80, false), who_terminal(&sample.report(), 80, false)] {
        assert!(screen.len() < 400_000, "{}", screen.len());
    }
    assert!(audit(&sample.report()).iter().all(|line| line.len() < 10_000));
    assert!(
        annotations(&sample.report()).iter().all(|one| one.message.len() <= 4_000 && one.title.len() < 1_000)
    );
}

/// Text that is likely to be obeyed by something.
fn nasty() -> impl Strategy<Value = String> {
    let piece = proptest::prop_oneof![
        proptest::sample::select(vec![
            "@mona",
            "#12",
            "<b>",
            "</details>",
            "-->",
            "<!--",
            "[a](http://x.y)",
            "![a](http://x.y)",
            "`",
            "``",
            "```",
            "|",
            "\n",
            "\n\n",
            "\r",
            "- ",
            "1. ",
            "[x] ",
            "##[error]",
            "##",
            "[",
            "::error::",
            "::",
            "\\",
            "*",
            "**",
            "_",
            "~~",
            "http://x.y",
            "www.x.y",
            "&lt;",
            "\u{202e}",
            "\u{1b}[31m",
            "\u{9b}2J",
            "\0",
            " ",
            "    ",
            "\t",
            "0123456789abcdef",
            "$",
            ">",
            "=",
            "---",
            "{text}",
            "😀",
            "漢",
            "\u{301}",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn markdown_stays_tame_and_keeps_its_shape(text in nasty(), which in 0_usize..3) {
        let (mut sample, mut plain) = (sample::all_saying(&text), sample::all_saying("x"));
        sample::judge_other(&mut sample, which, &text);
        sample::judge_other(&mut plain, which, "x");
        for (nasty, plain) in markdowns(&sample).iter().zip(&markdowns(&plain)) {
            assert_tame(nasty);
            // An empty line of a text is not shown.
            if !text.trim().is_empty() {
                prop_assert_eq!(shape(nasty), shape(plain));
            }
        }
        for call in called(&mut sample, 41, &text) {
            assert_tame(&call);
        }
    }

    #[test]
    fn a_terminal_and_a_runner_obey_nothing(text in nasty(), width in 0_usize..200, which in 0_usize..3) {
        let mut sample = sample::all_saying(&text);
        sample::judge_other(&mut sample, which, &text);
        let report = sample.report();
        let screen = terminal(&report, width, false);
        assert_plain(&screen);
        prop_assert_eq!(without_styles(&terminal(&report, width, true)), screen);
        let people = who_terminal(&report, width, false);
        assert_plain(&people);
        prop_assert_eq!(without_styles(&who_terminal(&report, width, true)), people);
        for line in audit(&report) {
            assert_plain(&line);
            prop_assert!(!line.contains('\n') && line.starts_with("audit: "), "{line}");
        }
        for one in annotations(&report) {
            assert_plain(&one.message);
            assert_plain(&one.title);
            prop_assert!(!one.title.contains('\n'));
        }
        assert_plain(&check_run(&report).title);
    }

    #[test]
    fn json_is_plain_and_loses_nothing(text in nasty()) {
        let sample = sample::all_saying(&text);
        let rendered = json(&sample.report());
        assert_plain(&rendered);
        let read: Document = serde_json::from_str(&rendered).expect("it is the document's shape");
        prop_assert_eq!(&read, &Document::of(&sample.report()));
        prop_assert_eq!(&read.requirements[0].title, &text);
    }

    #[test]
    fn outputs_are_all_set(text in nasty()) {
        let sample = sample::all_saying(&text);
        prop_assert_eq!(outputs(&sample.report(), None, None).len(), 17);
    }
}
