use crate::yaml::{Fields, Node, Problems, parse};

/// The value of `v` in the text, read; with codes and messages of what was reported.
fn reading<T>(
    value: &str,
    read: impl Fn(&Node, &mut Problems) -> Option<T>,
) -> (Option<T>, Vec<(&'static str, String)>) {
    let text = format!("v: {value}\n");
    let root = parse(&text, &mut Problems::new()).expect("a tree");
    let mut problems = Problems::new();
    let node = Fields::of(&root, "root", &mut problems).expect("a mapping").get("v").expect("a value");
    let result = read(node, &mut problems);
    let told = problems.into_vec().into_iter().map(|problem| {
        assert!(node.at.start <= problem.at.start && problem.at.end <= node.at.end, "{problem:?}");
        let help = problem.help.map(|help| format!(" ({help})")).unwrap_or_default();
        (problem.code, problem.message + &help)
    });
    (result, told.collect())
}

fn bad<T>(code: &'static str, message: &str) -> (Option<T>, Vec<(&'static str, String)>) {
    (None, vec![(code, message.to_owned())])
}

#[test]
fn texts() {
    let read = |value: &str| reading(value, |node, problems| node.text("the title", problems));
    for (value, text) in [
        ("plain text", "plain text"),
        ("1.10", "1.10"),
        ("true", "true"),
        ("'null'", "null"),
        ("\" x \"", " x "),
        ("|\n  a\n  b", "a\nb\n"),
    ] {
        assert_eq!(read(value), (Some(text.to_owned()), vec![]), "{value}");
    }
    for value in ["", "''", "\"  \"", "# c"] {
        assert_eq!(read(value), bad("empty-text", "the title must be a text, found nothing"), "{value}");
    }
    assert_eq!(
        read("null"),
        bad("empty-text", "the title must be a text, found nothing (a text `null` needs quotes)")
    );
    assert_eq!(
        read("[a]"),
        bad(
            "wrong-type",
            "the title must be a text, found a list (a text that begins with `[` needs quotes)"
        )
    );
    assert_eq!(read("[a, b]"), bad("wrong-type", "the title must be a text, found a list"));
    assert_eq!(read("{a: b}"), bad("wrong-type", "the title must be a text, found a mapping"));
    assert_eq!(
        read("{version}"),
        bad(
            "wrong-type",
            "the title must be a text, found a mapping (a text that begins with `{` needs quotes)"
        )
    );
}

#[test]
fn booleans() {
    let read = |value: &str| reading(value, |node, problems| node.boolean("it", problems));
    assert_eq!(read("true"), (Some(true), vec![]));
    assert_eq!(read("false"), (Some(false), vec![]));
    for (value, message) in [
        ("'true'", "found the text `true` (write `true`, without quotes)"),
        ("yes", "found the text `yes` (write `true`, without quotes)"),
        ("True", "found the text `True` (write `true`, without quotes)"),
        ("off", "found the text `off` (write `false`, without quotes)"),
        ("1", "found the number 1"),
        ("", "found nothing"),
        ("[true]", "found a list"),
    ] {
        assert_eq!(
            read(value),
            bad("wrong-type", &format!("it must be true or false, {message}")),
            "{value}"
        );
    }
}

#[test]
fn whole_numbers() {
    let read = |value: &str| reading(value, |node, problems| node.integer("the count", 1..=20, problems));
    assert_eq!(read("1"), (Some(1), vec![]));
    assert_eq!(read("20"), (Some(20), vec![]));
    for (value, found) in
        [("0", "0"), ("21", "21"), ("-3", "-3"), ("99999999999999999999999", "99999999999999999999999")]
    {
        assert_eq!(
            read(value),
            bad("out-of-range", &format!("the count must be a whole number from 1 to 20, found {found}")),
            "{value}"
        );
    }
    for (value, found) in [
        ("'3'", "the text `3` (leave out the quotes)"),
        ("007", "the number 007"),
        ("1.5", "the number 1.5"),
        ("1_0", "the number 1_0"),
        ("+1", "the number +1"),
        ("0x10", "the text `0x10`"),
        ("٣", "the text `٣`"),
        ("--1", "the text `--1`"),
        ("all", "the text `all`"),
        ("", "nothing"),
        ("[1]", "a list"),
    ] {
        let message = format!("the count must be a whole number from 1 to 20, found {found}");
        assert_eq!(read(value), bad("wrong-type", &message), "{value}");
    }
    let one = reading("2", |node, problems| node.integer("`version`", 1..=1, problems));
    assert_eq!(one, bad("out-of-range", "`version` must be the number 1, found 2"));
    let open = |value: &str| reading(value, |node, problems| node.integer("it", 0..=u64::MAX, problems));
    assert_eq!(open("18446744073709551615"), (Some(u64::MAX), vec![]));
    assert_eq!(
        open("18446744073709551616"),
        bad("out-of-range", "it must be a whole number from 0, found 18446744073709551616")
    );
}

#[test]
fn words() {
    let read = |value: &str| reading(value, |node, p| node.one_of("`holds`", &["merge", "tag"], p));
    assert_eq!(read("merge"), (Some("merge"), vec![]));
    assert_eq!(read("'tag'"), (Some("tag"), vec![]));
    let message = "`holds` must be one of `merge`, `tag`, found";
    assert_eq!(read("Tag"), bad("not-one-of", &format!("{message} `Tag` (did you mean `tag`?)")));
    assert_eq!(read("deploy"), bad("not-one-of", &format!("{message} `deploy`")));
    assert_eq!(
        read("[tag]"),
        bad("wrong-type", "`holds` must be a text, found a list (a text that begins with `[` needs quotes)")
    );
    let one = reading("x", |node, problems| node.one_of("it", &["all"], problems));
    assert_eq!(one, bad("not-one-of", "it must be `all`, found `x`"));
}

#[test]
fn lists() {
    let items = |value: &str| reading(value, |node, p| node.items("`all`", p).map(<[Node]>::len));
    assert_eq!(items("[a, [b]]"), (Some(2), vec![]));
    assert_eq!(items("[]"), (Some(0), vec![]));
    assert_eq!(items("a"), bad("wrong-type", "`all` must be a list, found the text `a`"));

    let texts = |value: &str| reading(value, |node, problems| node.texts("`users`", problems));
    assert_eq!(texts("mona"), (Some(vec![("mona".to_owned(), 3..7)]), vec![]));
    assert_eq!(
        texts("[mona, 'hubot']"),
        (Some(vec![("mona".to_owned(), 4..8), ("hubot".to_owned(), 10..17)]), vec![])
    );
    assert_eq!(texts("[]"), bad("empty-list", "`users` must name at least one"));
    assert_eq!(texts("{}"), bad("wrong-type", "`users` must be a list of texts, found an empty mapping"));
    assert_eq!(texts(""), bad("empty-text", "`users` must be a text, found nothing"));
    assert_eq!(
        texts("[mona, [x], '', hubot]"),
        (
            None,
            vec![
                ("wrong-type", "each item of `users` must be a text, found a list (a text that begins with `[` needs quotes)".to_owned()),
                ("empty-text", "each item of `users` must be a text, found nothing".to_owned()),
            ]
        )
    );
}

#[test]
fn entries_of_an_open_mapping() {
    let read = |value: &str| {
        reading(value, |node, problems| {
            let entries = node.entries("`roles`", problems)?;
            Some(
                entries
                    .iter()
                    .map(|(name, key, value)| format!("{name} {:?} {}", key.at, value.describe()))
                    .collect(),
            )
        })
    };
    let wanted: Vec<String> = vec!["a 4..5 a list".to_owned(), "b c 12..17 the number 1".to_owned()];
    assert_eq!(read("{a: [x], 'b c': 1}"), (Some(wanted), vec![]));
    assert_eq!(read("{}"), (Some(vec![]), vec![]));
    assert_eq!(read("[a]"), bad("wrong-type", "`roles` must be a mapping, found a list"));
}

#[test]
fn nobody_complains_about_an_alias_a_second_time() {
    fn none<T>(value: Option<T>) {
        assert!(value.is_none());
    }
    let silent = reading::<()>("*x", |node, problems| {
        none(node.text("it", problems));
        none(node.boolean("it", problems));
        none(node.integer("it", 0..=9, problems));
        none(node.one_of("it", &["x"], problems));
        none(node.items("it", problems));
        none(node.texts("it", problems));
        none(node.entries("it", problems));
        none(Fields::of(node, "it", problems));
        None
    });
    assert_eq!(silent, (None, vec![]));
}

#[test]
fn long_texts_are_shortened_in_messages() {
    let (_, told) = reading(&"x\\n".repeat(9999), |node, problems| node.boolean("it", problems));
    assert_eq!(
        told[0].1.chars().count(),
        "it must be true or false, found the text ``…".chars().count() + 60
    );
    let (_, told) = reading("\"a\\nb\"", |node, problems| node.boolean("it", problems));
    assert_eq!(told[0].1, "it must be true or false, found the text `a b`");
}
