use std::time::{Duration, Instant};

use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{Kind, MAX_BYTES, MAX_DEPTH, Node, parse, parse_bytes};
use crate::yaml::{Problem, Problems};

fn read(text: &str) -> (Option<Node>, Vec<Problem>) {
    let mut problems = Problems::new();
    let root = parse(text, &mut problems);
    (root, problems.into_vec())
}

fn good(text: &str) -> Node {
    let (root, problems) = read(text);
    assert_eq!(problems, [], "{text}");
    root.expect("a tree")
}

/// Codes and offending texts.
fn codes(text: &str) -> Vec<(&'static str, String)> {
    let (_, problems) = read(text);
    problems.into_iter().map(|p| (p.code, text.get(p.at).expect("a place in the text").to_owned())).collect()
}

/// Without places: `{a: [b, "c"]}`.
fn sketch(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, plain: true } => text.clone(),
        Kind::Scalar { text, plain: false } => format!("{text:?}"),
        Kind::List(items) => format!("[{}]", items.iter().map(sketch).collect::<Vec<_>>().join(", ")),
        Kind::Map(pairs) => {
            let pairs: Vec<_> = pairs.iter().map(|(k, v)| format!("{}: {}", sketch(k), sketch(v))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Kind::Alias => "*".to_owned(),
    }
}

fn nodes<'n>(node: &'n Node, all: &mut Vec<&'n Node>) {
    all.push(node);
    match &node.kind {
        Kind::List(items) => items.iter().for_each(|item| nodes(item, all)),
        Kind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            nodes(key, all);
            nodes(value, all);
        }),
        _ => {}
    }
}

#[test]
fn texts_become_trees() {
    for (text, tree) in [
        ("a: 1", "{a: 1}"),
        ("a: 1.10\nb: '1'\nc: \"x\\ty\"\n", "{a: 1.10, b: \"1\", c: \"x\\ty\"}"),
        ("a:\nb: ~\nc: ''\n", "{a: , b: ~, c: \"\"}"),
        ("a: |\n  one\n  two\nb: >-\n  x\n  y\n", "{a: \"one\\ntwo\\n\", b: \"x y\"}"),
        ("- a\n-\n- [b, {c: d}]\n", "[a, , [b, {c: d}]]"),
        ("a:\n- x\n- y: 1\n  z: 2\n", "{a: [x, {y: 1, z: 2}]}"),
        ("# only the values\na: b # not this\n", "{a: b}"),
        ("---\na: b\n...\n", "{a: b}"),
        ("on: yes\n", "{on: yes}"),
        ("{a, b: [c: d]}", "{a: , b: [{c: d}]}"),
        ("a: \"##[x] ü 漢\"", "{a: \"##[x] ü 漢\"}"),
        ("text", "text"),
        ("a:\tb\n", "{a: b}"),
        ("a: [x,\n\ty]\n", "{a: [x, y]}"),
        ("a: |\n  x\n  \ty\n", "{a: \"x\\n\\ty\\n\"}"),
    ] {
        assert_eq!(sketch(&good(text)), tree, "{text:?}");
    }
}

#[test]
fn every_node_knows_its_bytes() {
    let text = "a:\n  - ü: 'x'\n    c:\n  - |\n    line\n\n# end\nd: {e: [f]}\n";
    let root = good(text);
    let mut all = Vec::new();
    nodes(&root, &mut all);
    let seen: Vec<_> =
        all.iter().map(|node| text.get(node.at.clone()).expect("a place in the text")).collect();
    assert_eq!(
        seen,
        [
            text.trim_end(),
            "a",
            "- ü: 'x'\n    c:\n  - |\n    line",
            "ü: 'x'\n    c",
            "ü",
            "'x'",
            "c",
            "",
            "line",
            "d",
            "{e: [f]}",
            "e",
            "[f]",
            "f",
        ]
    );
}

#[test]
fn line_ends_and_byte_order_mark_do_not_move_the_places() {
    for (text, at) in [
        ("a: 1\nkey: 2\n", 5..8),
        ("a: 1\r\nkey: 2\r\n", 6..9),
        ("a: 1\rkey: 2\r", 5..8),
        ("\u{feff}a: 1\nkey: 2\n", 8..11),
    ] {
        let Kind::Map(pairs) = good(text).kind else { panic!("{text:?}") };
        assert_eq!(pairs[0].0.as_str(), Some("a"), "{text:?}");
        assert_eq!(pairs[1].0.at, at, "{text:?}");
    }
}

#[test]
fn every_problem_has_its_code_and_place() {
    for (text, wanted) in [
        ("", vec![("empty-file", "")]),
        ("# nothing\n", vec![("empty-file", "")]),
        ("\u{feff}", vec![("empty-file", "")]),
        ("---\n", vec![("empty-file", "")]),
        ("a: 1\n---\nb: 2\n", vec![("second-document", "---")]),
        ("a: 1\n...\nb\n", vec![("second-document", "b")]),
        ("---\n---\n", vec![("second-document", "---")]),
        ("a: &x 1\nb: *x\nc: *y\n", vec![("anchor", "&x"), ("alias", "*x"), ("alias", "*y")]),
        ("*x : 1\n", vec![("alias", "*x")]),
        ("a: &x [b]\n", vec![("anchor", "&x")]),
        ("!t a: !!str b\nc: !u {}\n", vec![("tag", "!t"), ("tag", "!!str"), ("tag", "!u")]),
        ("a: !x!y b\n", vec![("tag", "!")]),
        ("%YAML 1.2\n---\na: 1\n", vec![("directive", "%")]),
        ("? [a]\n: b\n", vec![("key-not-text", "[a]")]),
        (": x\n", vec![("key-not-text", "")]),
        ("'': x\n", vec![("key-not-text", "''")]),
        ("a: 1\nb: 2\na: 3\n\"a\": 4\n", vec![("duplicate-key", "a"), ("duplicate-key", "\"a\"")]),
        ("a: {b: 1, b: 2}\n", vec![("duplicate-key", "b")]),
        ("a: \u{0}\n", vec![("nul-byte", "\0")]),
        ("a: '\u{1b}[31m'\n", vec![("control-character", "\u{1b}")]),
        ("a: '\u{9b}'\n", vec![("control-character", "\u{9b}")]),
        ("a: \u{ffff}\n", vec![("control-character", "\u{ffff}")]),
        ("a:\n\tb: 1\n", vec![("tab-indentation", "\t")]),
        ("a:\n  - x\n\t- y\n", vec![("tab-indentation", "\t")]),
        ("a:\n  b: 1\n\tc: 2\n", vec![("tab-indentation", "\t")]),
        ("a:\n  b: 1\n\t\n\tc: 2\n", vec![("tab-indentation", "\t")]),
        ("\ta: 1\n\tb: 2\n", vec![("tab-indentation", "\t")]),
        ("\u{feff}\ta: 1\n", vec![("tab-indentation", "\t")]),
        ("a:\n\tvalue\n", vec![("tab-indentation", "\t")]),
        ("a: |\n\tx\n", vec![("tab-indentation", "\t")]),
        ("a: \"x\n\ty\"\n", vec![("tab-indentation", "\t")]),
        ("a: b: c\n", vec![("syntax", ":")]),
        ("a\nb: 1\n", vec![("syntax", ":")]),
        ("a: @x\n", vec![("syntax", "@")]),
        ("a: 'x' y\n", vec![("syntax", "y")]),
        ("a: \"x\n", vec![("syntax", "\"")]),
        ("a: \"x", vec![("syntax", "\"")]),
        ("a: [x, y\nb: 1\n", vec![("syntax", ":")]),
        ("a: [x", vec![("syntax", "[")]),
        ("a: x]\nb: ]\n", vec![("syntax", "]")]),
        ("a: \"\\q\"\n", vec![("syntax", "\"")]),
        ("- a\nb: 1\n", vec![("syntax", "b")]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(|(code, at)| (code, at.to_owned())).collect();
        assert_eq!(codes(text), wanted, "{text:?}");
    }
}

#[test]
fn common_mistakes_are_named() {
    for (text, message) in [
        ("a: 1\nkey\nb: 2\n", "this key has no `:`"),
        ("a: 'it's'\n", "there is something after the closing quote"),
        ("a:\n  b: 1\n c: 2\n", "a key was expected here"),
        ("a:\n  - b\n - c\n", "a key was expected here"),
        ("- a\nb: c\n", "a `- ` was expected here"),
        ("a: - b\n", "a list with `-` is not possible here"),
        ("a:b\nc: d\n", "a `:` is not possible here"),
        ("a: {b: 1\nd: e\n", "a `,` or `}` was expected here"),
        ("when: {type: major\n", "a `{` is not closed"),
        ("a: {b: 1, c}}\n", "this bracket closes nothing"),
        ("a: [b}\n", "a `[` is closed by `}`"),
        ("a: [b, , c]\n", "a value is missing here"),
        ("a: %x\n", "a text cannot begin with `%`"),
        ("a: `x`\n", "a text cannot begin with a backquote"),
        ("a: *\n", "a text cannot begin with this sign"),
        ("a: \"x\"#y\n", "a space is missing before this `#`"),
        ("a: > x\n", "a text after `|` or `>` begins on the next line"),
        ("a: \"\\ud800\"\n", "an escape in this text stands for no character"),
        ("a: \"\\q\"\n", "an escape in this text stands for no character"),
        ("{a: b} c\n", "nothing more was expected here"),
    ] {
        let (_, problems) = read(text);
        let messages: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, [message], "{text:?}");
    }
}

#[test]
fn the_quote_that_is_not_closed_is_found() {
    for (text, at) in [
        ("a: \"x\nb: 2\n", 3),
        ("a: 'x\n\nb: 'y'\n", 3),
        ("a: it's # it's \"this\"\nb:  # it's\n  - \"x\nc: d\n", 37),
        ("\"a: 1\n", 0),
        ("a: [b, 'c]\n---\n", 7),
        ("a: {'b: c}\n...\n", 4),
    ] {
        let (_, problems) = read(text);
        assert_eq!(problems.len(), 1, "{text:?}");
        assert_eq!((problems[0].code, problems[0].at.clone()), ("syntax", at..at + 1), "{text:?}");
    }
}

#[test]
fn a_tab_is_found_where_it_is() {
    for (text, at) in [("a:\n\tb: 1\n", 3), ("a:\n  b: x\tx\n\tc: 2\n", 12), ("a: x\n  \ty: 1\n \tz\n", 7)] {
        let (_, problems) = read(text);
        assert_eq!((problems[0].code, problems[0].at.start), ("tab-indentation", at), "{text:?}");
    }
}

#[test]
fn what_was_reported_leaves_a_tree_that_can_be_read_on() {
    for (text, tree) in [
        ("a: 1\na: 2\nb: 3\n", "{a: 1, b: 3}"),
        ("? [a]\n: b\nc: d\n", "{c: d}"),
        ("a: &x 1\nb: *x\n", "{a: 1, b: *}"),
        ("a: !t b\n", "{a: b}"),
        ("a: 1\n---\nb: 2\n", "{a: 1}"),
    ] {
        let (root, problems) = read(text);
        assert!(!problems.is_empty(), "{text:?}");
        assert_eq!(sketch(&root.expect("a tree")), tree, "{text:?}");
    }
}

#[test]
fn both_places_of_a_duplicate_key_are_named() {
    let (_, problems) = read("a: 1\nb: 2\na: 3\n");
    assert_eq!(problems[0].at, 10..11);
    assert_eq!(problems[0].also, [(0..1, "first written here".to_owned())]);
}

#[test]
fn nesting_has_a_limit() {
    let lists = |depth: usize| format!("{}x{}", "[".repeat(depth), "]".repeat(depth));
    good(&lists(MAX_DEPTH));
    assert_eq!(codes(&lists(MAX_DEPTH + 1)), [("too-deep", "[".to_owned())]);
    let blocks = |depth: usize| (0..depth).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>();
    good(&blocks(MAX_DEPTH));
    assert_eq!(codes(&blocks(MAX_DEPTH + 1))[0].0, "too-deep");
}

#[test]
fn bytes_that_are_no_text_give_one_clear_problem() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("a: 1".bytes().flat_map(|b| [b, 0])).collect();
    let utf16_big: Vec<u8> = [0xfe, 0xff].into_iter().chain("a: 1".bytes().flat_map(|b| [0, b])).collect();
    for (bytes, code, at, shown) in [
        (b"a: \xff\n".to_vec(), "not-utf-8", 3..3, "a: \u{fffd}\n"),
        (b"a: \xc3".to_vec(), "not-utf-8", 3..3, "a: \u{fffd}"),
        (utf16, "utf-16", 0..0, ""),
        (utf16_big, "utf-16", 0..0, ""),
        (vec![0, 0, 0xfe, 0xff, 0, 0, 0, b'a'], "utf-16", 0..0, ""),
        (b"a: \0b\n".to_vec(), "nul-byte", 3..4, "a: \0b\n"),
        (vec![b'a'; MAX_BYTES + 1], "file-too-large", 0..0, ""),
        (b"".to_vec(), "empty-file", 0..0, ""),
    ] {
        let mut problems = Problems::new();
        let (text, root) = parse_bytes(&bytes, &mut problems);
        assert_eq!(root, None, "{code}");
        let problems = problems.into_vec();
        assert_eq!(problems.len(), 1, "{code}");
        assert_eq!((problems[0].code, problems[0].at.clone(), text.as_str()), (code, at, shown));
    }
    let mut problems = Problems::new();
    let (text, root) = parse_bytes("\u{feff}a: ü\r\n".as_bytes(), &mut problems);
    assert!(problems.is_empty());
    assert_eq!((text.as_str(), sketch(&root.expect("a tree"))), ("\u{feff}a: ü\r\n", "{a: ü}".to_owned()));
}

#[test]
fn the_size_limit_is_exact() {
    let fits = format!("a: {}", "x".repeat(MAX_BYTES - 3));
    good(&fits);
    let (root, problems) = read(&format!("{fits}x"));
    assert_eq!((root, problems[0].code), (None, "file-too-large"));
}

/// The limit is a second in a program that users run; this test runs without optimization and beside others.
#[test]
fn hostile_files_are_answered_at_once() {
    let bomb = (1..30).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
        let last = format!("*a{}, ", n - 1).repeat(9);
        text + &format!("a{n}: &a{n} [{last}]\n")
    });
    let full = |piece: &str| piece.repeat((MAX_BYTES - 9) / piece.len());
    let hostile = [
        bomb,
        "x".repeat(10 << 20),
        full("["),
        full("{"),
        full("- "),
        full("? "),
        full("\""),
        full("'"),
        full("a: "),
        full("a:\n"),
        full("&a "),
        full("!a "),
        full("*a "),
        full("- *a\n"),
        full("#"),
        full("# x\n"),
        full("\n"),
        full(" "),
        full(" \n"),
        full("\t"),
        full("---\n"),
        full("|\n"),
        full("x "),
        full("x\n"),
        full("%x\n"),
        full("[],"),
        format!("[{}", full("[],")),
        format!("{{{}", full("a,")),
        format!("a: \"{}", full("\\n")),
        (0..1000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
        (0..100_000).map(|n| format!("{n}:\n")).collect(),
    ];
    for text in hostile {
        let start = Instant::now();
        let (_, problems) = read(&text);
        let start_of: String = text.chars().take(20).collect();
        assert!(start.elapsed() < Duration::from_secs(10), "{start_of:?} took {:?}", start.elapsed());
        assert!(problems.iter().all(|problem| problem.message.len() < 1000), "{start_of:?}");
    }
}

/// A tree without places, as it is generated.
#[derive(Debug, Clone)]
enum Tree {
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn trees() -> impl Strategy<Value = Tree> {
    let text = prop_oneof![
        "[a-z][a-z0-9 .-]{0,12}",
        any::<String>(),
        Just("true".to_owned()),
        Just("1.10".to_owned()),
        Just(": # & * ! | > ' \" % @ `".to_owned()),
    ];
    text.clone().prop_map(Tree::Text).prop_recursive(4, 32, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Tree::List),
            prop::collection::btree_map("[^\\p{C}]{1,10}", inner, 0..5)
                .prop_map(|map| Tree::Map(map.into_iter().collect())),
        ]
    })
}

impl Tree {
    /// As YAML in block style below `depth` levels; texts in double quotes.
    fn write(&self, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        match self {
            Self::Text(text) => *out += &format!(" {}\n", quote(text)),
            Self::List(items) if items.is_empty() => *out += " []\n",
            Self::Map(pairs) if pairs.is_empty() => *out += " {}\n",
            Self::List(items) => {
                out.push('\n');
                for item in items {
                    *out += &format!("{indent}-");
                    item.write(depth + 1, out);
                }
            }
            Self::Map(pairs) => {
                out.push('\n');
                for (key, value) in pairs {
                    *out += &format!("{indent}{}:", quote(key));
                    value.write(depth + 1, out);
                }
            }
        }
    }

    fn is_read_as(&self, node: &Node) -> bool {
        match (self, &node.kind) {
            (Self::Text(text), Kind::Scalar { text: read, plain }) => text == read && !plain,
            (Self::List(items), Kind::List(read)) => {
                items.len() == read.len() && items.iter().zip(read).all(|(item, read)| item.is_read_as(read))
            }
            (Self::Map(pairs), Kind::Map(read)) => {
                pairs.len() == read.len()
                    && pairs.iter().zip(read).all(|((key, value), (read_key, read_value))| {
                        read_key.as_str() == Some(key) && value.is_read_as(read_value)
                    })
            }
            _ => false,
        }
    }
}

fn quote(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            _ if c.is_control() || c == '\u{feff}' || !c.is_ascii() && u32::from(c) % 3 == 0 => {
                format!("\\U{:08X}", u32::from(c))
            }
            '\u{fffe}' | '\u{ffff}' => format!("\\U{:08X}", u32::from(c)),
            _ => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

proptest! {
    #[test]
    fn a_written_tree_reads_back_the_same(tree in trees()) {
        let mut text = String::new();
        tree.write(0, &mut text);
        let (root, problems) = read(&text);
        prop_assert_eq!(problems, vec![], "{}", text);
        let root = root.expect("a tree");
        prop_assert!(tree.is_read_as(&root), "{}\n{:?}", text, root);
    }

    #[test]
    fn no_text_panics_and_all_places_are_in_it(
        text in prop_oneof![
            any::<String>(),
            "([ \n\t]|a: |- |b|\"|'|\\[|\\]|\\{|\\}|, |#|&x |\\*x|!t |\\||>|\\?|---|ü|\r\n|%|\u{feff}){0,40}",
        ]
    ) {
        let (root, problems) = read(&text);
        prop_assert!(root.is_some() || !problems.is_empty());
        for problem in problems {
            prop_assert!(text.get(problem.at.clone()).is_some(), "{:?}", problem);
            prop_assert!(!problem.message.trim().is_empty());
            for (at, label) in problem.also {
                prop_assert!(text.get(at).is_some() && !label.is_empty());
            }
        }
        if let Some(root) = root {
            let mut all = Vec::new();
            nodes(&root, &mut all);
            for node in all {
                prop_assert!(text.get(node.at.clone()).is_some(), "{:?}", node);
                prop_assert!(root.at.start <= node.at.start && node.at.end <= root.at.end, "{:?}", node);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
        let mut problems = Problems::new();
        let (text, root) = parse_bytes(&bytes, &mut problems);
        prop_assert!(root.is_some() || !problems.is_empty());
        for problem in problems.into_vec() {
            prop_assert!(text.get(problem.at).is_some());
        }
    }
}
