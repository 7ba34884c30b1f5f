use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::super::blocks::options;
use super::*;

/// The text of Markdown that must be plain, or the event that is not.
fn plain_text(markdown: &str) -> Result<String, String> {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(piece) => text.push_str(&piece),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            other => return Err(format!("{other:?} in {markdown:?}")),
        }
    }
    Ok(text)
}

/// What people see of a text: no white space, nothing invisible.
fn seen(text: &str) -> String {
    visible(text).chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn markup_becomes_text() {
    let table = [
        ("plain text", "plain text"),
        ("Great!", "Great\\!"),
        ("**bold** _it_ `code` ~~no~~", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~\\~no\\~\\~"),
        ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("a|b\\", "a&#124;b&#92;"),
        ("one\r\n\ttwo   three ", "one two three"),
        ("@mona", "@\u{200b}mona"),
        ("#12 octo/acme#13 GH-14 gh-15", "\\#\u{200b}12 octo/acme#\u{200b}13 GH-\u{200b}14 gh-\u{200b}15"),
        ("C# is # fine", "C# is # fine"),
        ("https://x.org www.x.org", "https:\u{200b}//x.org www\u{200b}.x.org"),
        ("deadbeef face", "deadbe\u{200b}ef face"),
        ("deadbeefy", "deadbeefy"),
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("---", "\\---"),
        ("$x$", "\\$x\\$"),
        ("\u{202e}abc\u{2066}\u{0}\u{7}\u{1b}[31m", "abc\\[31m"),
        ("", ""),
    ];
    for (text, expected) in table {
        assert_eq!(inline(text), expected, "{text:?}");
    }
    let sha = "0123456789abcdef0123456789abcdef01234567";
    assert!(inline(sha).split('\u{200b}').all(|piece| piece.len() < 7));
}

#[test]
fn code_spans_hold_anything() {
    let table = [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("", "` `"),
        (" a", "`  a `"),
        ("a\nb", "`a b`"),
        ("@mona", "`@mona`"),
        ("a|`b`", "<code>a&#124;\\`b\\`</code>"),
    ];
    for (text, expected) in table {
        assert_eq!(code(text), expected, "{text:?}");
    }
}

#[test]
fn links_go_only_to_the_web() {
    let table = [
        ("a", "https://x.org/a?b=c&d#e", "[a](https://x.org/a?b=c&amp;d#e)"),
        (
            "a]",
            "HTTPS://x.org/(a) b\"<>\\|é%20%zz",
            "[a\\]](https://x.org/%28a%29%20b%22%3C%3E%5C%7C%C3%A9%20%25zz)",
        ),
        ("a", "javascript:alert(1)", "a"),
        ("a", "https://github.com@evil.org/", "a"),
        ("a", "https://", "a"),
        ("a", "//x.org", "a"),
        ("a", "data:text/html,x", "a"),
        ("a", "https://exam ple.org", "a"),
        ("a", "http://localhost:3000/x", "[a](http://localhost:3000/x)"),
        ("", "https://x.org", "[https:\u{200b}//x.org](https://x.org)"),
    ];
    for (text, url, expected) in table {
        assert_eq!(link(text, url), expected, "{url:?}");
    }
}

#[test]
fn cuts_keep_characters_whole() {
    assert_eq!(truncate("héllo", 5), "héllo");
    assert_eq!(truncate("héllo", 4), "hél…");
    assert_eq!(truncate("ab  cd", 5), "ab…");
    assert_eq!(truncate("👩\u{200d}💻x", 3), "👩…");
    assert_eq!(truncate("abc", 1), "…");
    assert_eq!(truncate("abc", 0), "");
    assert_eq!(truncate("", 0), "");
}

#[test]
fn a_terminal_is_not_steered() {
    let table = [
        ("\u{1b}[31mred\u{1b}[0m", "red"),
        ("\u{1b}]0;title\u{7}text", "text"),
        ("\u{1b}]8;;https://x.org\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
        ("\u{1b}]0;never ends", "0;never ends"),
        ("\u{9b}2Jx", "x"),
        ("\u{1b}(Bx", "x"),
        ("\u{1b}cx", "x"),
        ("a\r\nb\tc", "a  b c"),
        ("a\u{8}\u{7f}b", "ab"),
        ("\u{202e}evil\u{202c}", "evil"),
        ("\u{1b}", ""),
        ("\u{1b}\u{1b}[1mx", "x"),
        ("\u{1b}[", ""),
    ];
    for (text, expected) in table {
        assert_eq!(plain_line(text), expected, "{text:?}");
    }
}

#[test]
fn payloads_stay_inside_their_comment() {
    assert_eq!(comment_payload("pre-release"), "pre-release");
    assert_eq!(comment_payload("a--b-->"), "a-%2Db-%2D%3E");
    assert_eq!(comment_payload("-"), "%2D");
    assert_eq!(read_comment_payload("%4"), None);
    assert_eq!(read_comment_payload("%ff"), None);
}

#[test]
fn large_texts_are_escaped() {
    for piece in ["a", "f0", "@", "#", "`", "[", "\u{1b}]", "\u{1b}[", "gh-1", "www.", ":", "<!--", "-"] {
        let text = piece.repeat(200_000);
        assert!(plain_text(&inline(&text)).is_ok());
        assert!(!plain_line(&text).contains('\u{1b}'));
        assert!(code(&text).len() >= text.len() / 4);
    }
}

/// What text that tries is made of.
const NASTY: &[&str] = &[
    "a",
    " ",
    "*",
    "**",
    "_",
    "`",
    "``",
    "~",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "<",
    ">",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "&",
    "&amp;",
    "&#42;",
    "\\",
    "|",
    "\n",
    "\r\n",
    "    ",
    "\t",
    "#",
    "# ",
    "-",
    "- ",
    "+",
    "1.",
    "1)",
    "=",
    "===",
    "---",
    ":",
    ":-",
    "http://",
    "https://x.org",
    "www.",
    "@mona",
    "@",
    "#12",
    "GH-",
    "12",
    "abcdef0",
    "é",
    "\u{202e}",
    "\u{200b}",
    "\u{0}",
    "\u{1b}[31m",
    "[x]",
    "$",
    "$$",
    "!",
    "\u{2028}",
    "<?",
    "<!X",
    "^",
    "{",
    "}",
    "\"",
    "'",
    "%",
    "mailto:a@b.c",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(NASTY);
    prop_oneof![prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat()), any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn inline_text_is_only_text(text in nasty()) {
        let safe = inline(&text);
        let shown = plain_text(&safe).map_err(TestCaseError::fail)?;
        prop_assert_eq!(seen(&shown), seen(&text));
        let lower = safe.to_lowercase();
        prop_assert!(!lower.contains("://") && !lower.contains("www."));
        prop_assert!(!safe.contains(['\n', '\r', '|', '<']));
        for (at, _) in safe.match_indices('@') {
            let broken = safe.get(at + 1..).is_some_and(|rest| rest.starts_with(BREAK));
            prop_assert!(broken);
        }
    }

    #[test]
    fn inline_text_keeps_to_its_cell(text in nasty()) {
        let table = format!("|a|b|\n|-|-|\n|{}|end|\n", inline(&text));
        let mut cells = Vec::new();
        for event in Parser::new_ext(&table, options()) {
            match event {
                Event::Start(Tag::TableCell) => cells.push(String::new()),
                Event::Text(piece) => cells.last_mut().unwrap().push_str(&piece),
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) => {}
                other => return Err(TestCaseError::fail(format!("{other:?} in {table:?}"))),
            }
        }
        prop_assert_eq!(cells.len(), 4);
        prop_assert_eq!(seen(&cells[2]), seen(&text));
        prop_assert_eq!(&cells[3], "end");
    }

    #[test]
    fn inline_text_is_a_whole_item(text in nasty()) {
        prop_assume!(!inline(&text).is_empty());
        let body = format!("- {}\n- [ ] end\n", inline(&text));
        let tasks = super::super::tasks(&body);
        prop_assert_eq!(tasks.len(), 1);
        prop_assert_eq!((tasks[0].line, tasks[0].depth), (2, 0));
    }

    #[test]
    fn code_is_only_code(text in nasty()) {
        let text = text.replace('|', "");
        let markdown = format!("a {} b", code(&text));
        let events: Vec<_> = Parser::new_ext(&markdown, options()).collect();
        prop_assert_eq!(events.len(), 5, "{:?}", events);
        let Event::Code(shown) = &events[2] else { return Err(TestCaseError::fail(format!("{events:?}"))) };
        prop_assert_eq!(seen(shown), seen(&text));
    }

    #[test]
    fn code_with_pipes_is_one_element(text in nasty()) {
        let markdown = format!("a {} b", code(&format!("{text}|")));
        let events: Vec<_> = Parser::new_ext(&markdown, options()).collect();
        let html = events.iter().filter(|event| matches!(event, Event::InlineHtml(_))).count();
        let text = events.iter().filter(|event| matches!(event, Event::Text(_))).count();
        prop_assert_eq!((html, html + text + 2), (2, events.len()), "{:?}", events);
    }

    #[test]
    fn code_and_links_keep_to_their_cells(text in nasty()) {
        let link = link(&text, &format!("https://x.org/{text}"));
        let table = format!("|a|b|c|\n|-|-|-|\n|{}|{link}|end|\n", code(&text));
        let (mut cells, mut rows) = (Vec::new(), 0);
        for event in Parser::new_ext(&table, options()) {
            match event {
                Event::Start(Tag::TableCell) => cells.push(String::new()),
                Event::Start(Tag::TableRow) => rows += 1,
                Event::Text(piece) | Event::Code(piece) => cells.last_mut().unwrap().push_str(&piece),
                _ => {}
            }
        }
        prop_assert_eq!((rows, cells.len()), (1, 6));
        prop_assert_eq!(seen(&cells[3]), seen(&text));
        prop_assert_eq!(&cells[5], "end");
    }

    #[test]
    fn a_link_goes_where_it_says(text in nasty(), path in nasty()) {
        let markdown = link(&text, &format!("https://x.org/{path}"));
        let events: Vec<_> = Parser::new_ext(&markdown, options()).collect();
        let Event::Start(Tag::Link { dest_url, .. }) = &events[1] else { return Err(TestCaseError::fail(format!("{events:?}"))) };
        prop_assert!(dest_url.starts_with("https://x.org/"), "{:?}", dest_url);
        prop_assert!(matches!(events[events.len() - 2], Event::End(TagEnd::Link)), "{:?}", events);
        let inner = events[2..events.len() - 2].iter().all(|event| matches!(event, Event::Text(_)));
        prop_assert!(inner, "{:?}", events);
    }

    #[test]
    fn cuts_fit(text in any::<String>(), most in 0_usize..20) {
        let cut = truncate(&text, most);
        prop_assert!(cut.chars().count() <= most);
        prop_assert!(cut == text || most == 0 || cut.ends_with('…'));
    }

    #[test]
    fn terminal_lines_have_no_controls(text in nasty()) {
        let line = plain_line(&text);
        let steers = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        prop_assert!(!line.contains(steers));
    }

    #[test]
    fn payloads_are_read_back(text in nasty()) {
        let payload = comment_payload(&text);
        prop_assert!(!payload.contains("--") && !payload.contains(['<', '>', ' ', '\n']));
        prop_assert!(!payload.starts_with('-') && !payload.ends_with('-'));
        prop_assert_eq!(read_comment_payload(&payload), Some(text));
    }
}
