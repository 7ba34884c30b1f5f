use proptest::prelude::*;

use super::super::normalise;
use super::*;

/// `x` for a ticked box, `o` for an open one, in lower case when quoted `q` precedes it.
fn marks(body: &str) -> String {
    let mark = |task: &Task| {
        format!("{}{}", if task.quoted { "q" } else { "" }, if task.ticked { "x" } else { "o" })
    };
    tasks(body).iter().map(mark).collect()
}

#[test]
fn what_github_draws_as_a_box() {
    let table = [
        ("- [ ] a", "o"),
        ("- [x] a", "x"),
        ("- [X] a", "x"),
        ("* [ ] a", "o"),
        ("+ [x] a", "x"),
        ("1. [x] a", "x"),
        ("10. [ ] a", "o"),
        ("1) [x] a", "x"),
        (" - [x] a", "x"),
        ("  - [x] a", "x"),
        ("   - [x] a", "x"),
        ("-   [x] a", "x"),
        ("-\t[x] a", "x"),
        ("- a\n  - [x] b\n    - [ ] c\n      - [x] d", "xox"),
        ("<details>\n\n- [x] a\n</details>", "x"),
        ("- [x] **a**", "x"),
        ("- [x] ~~a~~", "x"),
        ("- [x] a <!-- id:k -->", "x"),
        ("- [x] a\r\n- [ ] b\r\n", "xo"),
        ("- [x] ", "x"),
        ("- [x] \n- [ ] b", "xo"),
        ("- [x] [ ] a", "x"),
        ("- [ ] verify the [x] flags", "o"),
        ("- [ ] a\n\n- [x] b", "ox"),
        ("para\n- [x] a", "x"),
        ("- [ ] a\n\t- [x] b\n\t\t- [ ] c", "oxo"),
        ("1. a\r\n\t- [x] b", "x"),
        ("- [x] a\n  ---", "x"),
    ];
    for (body, expected) in table {
        assert_eq!(marks(body), expected, "{body:?}");
    }
}

#[test]
fn what_github_draws_as_text() {
    let table = [
        "- [] a",
        "- [  ] a",
        "- [v] a",
        "- [\t] a",
        "- [\u{a0}] a",
        "a. [x] b",
        "• [x] a",
        "*[x] a",
        "[x] a",
        "para\n\n    - [x] a",
        "-     [x] a",
        "```\n- [x] a\n```",
        "~~~\n- [x] a\n~~~",
        "<!--\n- [x] a\n-->",
        "| a |\n|---|\n| - [x] a |",
        "<details>\n- [x] a\n</details>",
        "- **[x] a**",
        "- \\[x] a",
        "- `[x]` a",
        "- <!-- k --> [x] a",
        "- [x]",
        "- [x]\n",
        "- [x]\r\n",
        "- [x]\n  a",
        "- [x]a",
        "- [x](https://example.com)",
        "- a\n  [x] b",
        "- a\n\n  [x] b",
        "-\n  [x] b",
        "- - [x] a",
        "1. - [ ] a",
        "- <input type=\"checkbox\" checked> a",
        "```[tasklist]\n- [x] a\n```",
    ];
    for body in table {
        assert_eq!(marks(body), "", "{body:?}");
    }
}

#[test]
fn quoted_boxes_are_marked() {
    for body in
        ["> - [x] a", "> * [x] a", "> 1. [x] a", "- a\n  > - [x] b", "> > - [x] a", "> [!NOTE]\n> - [x] a"]
    {
        assert_eq!(marks(body), "qx", "{body:?}");
    }
    assert_eq!(marks("> - [x] a\n\n- [ ] b"), "qxo");
}

#[test]
fn what_a_box_says_about_itself() {
    let body = "# Release\n## 🚀 Docs:\n\n- [x] **Notes** by\n  `mona` &amp; co. <!-- id: notes -->\n  - [ ] ~~nested~~ [x]\n\n\
        \x20 second paragraph\n- [ ] ~~All of it~~\n- [X] [Docs](https://github.com/octo/acme/pull/7), #12\n";
    let tasks = tasks(body);
    let texts: Vec<_> = tasks.iter().map(|t| (t.line, t.depth, t.text.as_str(), t.key.as_str())).collect();
    assert_eq!(
        texts,
        [
            (4, 0, "Notes by mona & co.", "notes by mona & co"),
            (6, 1, "nested [x]", "nested [x]"),
            (9, 0, "All of it", "all of it"),
            (10, 0, "Docs, #12", "docs, #12"),
        ]
    );
    assert_eq!(tasks[0].section[..], ["release".to_owned(), "🚀 docs".to_owned()]);
    assert_eq!(tasks[0].comments, ["id: notes"]);
    assert_eq!(tasks.iter().map(|t| t.also_shows_box).collect::<Vec<_>>(), [false, true, false, false]);
    assert_eq!(tasks.iter().map(|t| t.struck).collect::<Vec<_>>(), [false, false, true, false]);
    let boxes: Vec<_> = tasks.iter().filter_map(|t| body.get(t.at.clone())).collect();
    assert_eq!(boxes, ["[x]", "[ ]", "[ ]", "[X]"]);
    let acme = Reference { repository: Some("octo/acme".to_owned()), number: 7 };
    assert_eq!(tasks[3].references, [acme, Reference { repository: None, number: 12 }]);
}

#[test]
fn headings_that_open_no_section() {
    let body = "> # quoted\n\n- # listed\n\n<h1>html</h1>\n\n    # code\n\n- [ ] a";
    assert!(tasks(body)[0].section.is_empty());
}

#[test]
fn large_bodies_are_read() {
    let many = "- [ ] box\n".repeat(10_000);
    assert_eq!(tasks(&many).len(), 10_000);
    let deep = format!("{} [x] a", ">".repeat(2_000));
    assert_eq!(tasks(&deep).len(), 0);
    let long_heading = format!("# {}\n{}", "h".repeat(100_000), many);
    assert_eq!(tasks(&long_heading).len(), 10_000);
    for filler in ["[", "`", "*", "~", "<", "![", "](", "_a", "&", "\\"] {
        let body = format!("- [x] {}\n- [ ] b", filler.repeat(100_000));
        assert_eq!(marks(&body), "xo", "{filler}");
    }
}

/// Bodies made of what matters to boxes.
fn bodies() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "- ",
        "* ",
        "1. ",
        "> ",
        "[ ] ",
        "[x] ",
        "[X]",
        "[x]",
        "\n",
        "\n\n",
        "\r\n",
        "  ",
        "    ",
        "\t",
        "a",
        "é",
        "🚀",
        "**",
        "~~",
        "`",
        "```\n",
        "<!--",
        "-->",
        "<details>",
        "# ",
        "|",
        "|---|\n",
        "(u)",
        "\u{a0}",
        "&amp;",
        "\\",
        "<br>",
        ": ",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(body in any::<String>()) {
        for task in tasks(&body) {
            prop_assert_eq!(body.get(task.at).map(str::len), Some(3));
        }
    }

    #[test]
    fn a_tick_in_place_changes_one_box_only(body in bodies()) {
        let before = tasks(&body);
        for (index, task) in before.iter().enumerate() {
            let mut changed = body.clone();
            changed.replace_range(task.at.clone(), if task.ticked { "[ ]" } else { "[x]" });
            let after = tasks(&changed);
            prop_assert_eq!(after.len(), before.len());
            for (other, (old, new)) in before.iter().zip(&after).enumerate() {
                prop_assert_eq!(old.ticked == new.ticked, other != index);
                prop_assert_eq!((&old.key, &old.at, old.line), (&new.key, &new.at, new.line));
            }
        }
    }

    #[test]
    fn a_box_is_found_by_its_title(title in "[a-zA-Zé🚀*_`~.:;,!?'\"()\\[\\]<>&#0-9 -]{1,40}") {
        let body = format!("- [ ] {title}\n");
        let found = tasks(&body);
        prop_assume!(!title.trim().is_empty());
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].key, &normalise(&title));
    }
}

#[test]
fn html_strikes_through_as_tildes_do() {
    for (text, struck) in [
        ("<del>Load test</del>", true),
        ("<S>Load</S> ~~test~~", true),
        ("<strike class=\"x\">Load test", true),
        ("~~Load</del> test~~", true),
        ("<del>Load</del> test", false),
        ("<span>Load test</span>", false),
    ] {
        assert_eq!(tasks(&format!("- [x] {text}\n"))[0].struck, struck, "{text}");
    }
}
