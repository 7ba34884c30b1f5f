use std::ops::Range;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

use super::{line_column, render, short};
use crate::yaml::{Fields, Node, Problem, Problems, parse, parse_bytes};

/// What a reader of a small policy would report.
fn lint(bytes: &[u8]) -> (String, Vec<Problem>) {
    let mut problems = Problems::new();
    let (text, root) = parse_bytes(bytes, &mut problems);
    if let Some(root) = root {
        policy(&root, &mut problems);
    }
    (text, problems.into_vec())
}

fn policy(root: &Node, problems: &mut Problems) -> Option<()> {
    let mut fields = Fields::of(root, "the policy", problems)?;
    fields.require("version", problems).and_then(|node| node.integer("`version`", 1..=1, problems));
    if let Some(release) = fields.get("release") {
        let mut release = Fields::of(release, "`release`", problems)?;
        release.require("tag", problems).and_then(|node| node.text("`tag`", problems));
        release.get("branches").and_then(|node| node.texts("`branches`", problems));
        release.finish(problems);
    }
    if let Some(roles) = fields.get("roles") {
        for (name, _, role) in roles.entries("`roles`", problems).unwrap_or_default() {
            let Some(mut role) = Fields::of(role, &format!("the role `{name}`"), problems) else { continue };
            role.get("users").and_then(|node| node.texts("`users`", problems));
            role.finish(problems);
        }
    }
    fields.finish(problems);
    Some(())
}

fn rendered(text: &str) -> String {
    let (text, problems) = lint(text.as_bytes());
    render(&problems, &text, "release.yml", false)
}

#[test]
fn five_problems_of_one_file() {
    assert_snapshot!(rendered("version: one\nrelease:\n  branch: [main]\n\nroles:\n  writer: {users: [mona]}\n  docs:\n  writer: {users: [hubot]}\n  ops: {users: [], teams: x}\n"), @r"
    error[wrong-type]: `version` must be the number 1, found the text `one`
     --> release.yml:1:10
      |
    1 | version: one
      |          ^^^

    error[unknown-key]: `release` has no key `branch`
     --> release.yml:3:3
      |
    3 |   branch: [main]
      |   ^^^^^^
      |
      = help: did you mean `branches`? Its keys are `tag`, `branches`

    error[missing-key]: `release` needs the key `tag`
     --> release.yml:3:3
      |
    3 |   branch: [main]
      |   ^^^^^^^^^^^^^^

    error[wrong-type]: the role `docs` must be a mapping, found nothing
     --> release.yml:7:7
      |
    7 |   docs:
      |       ^

    error[duplicate-key]: the key `writer` is written twice
     --> release.yml:8:3
      |
    6 |   writer: {users: [mona]}
      |   ------ first written here
    7 |   docs:
    8 |   writer: {users: [hubot]}
      |   ^^^^^^

    error[empty-list]: `users` must name at least one
     --> release.yml:9:16
      |
    9 |   ops: {users: [], teams: x}
      |                ^^

    error[unknown-key]: the role `ops` has no key `teams`
     --> release.yml:9:20
      |
    9 |   ops: {users: [], teams: x}
      |                    ^^^^^
      |
      = help: its only key is `users`

    7 problems in release.yml.
    ");
}

#[test]
fn an_empty_file() {
    assert_snapshot!(rendered(""), @r"
    error[empty-file]: the file is empty
    --> release.yml:1:1

    1 problem in release.yml.
    ");
}

#[test]
fn a_file_of_comments() {
    assert_snapshot!(rendered("# nothing yet\n"), @r"
    error[empty-file]: the file is empty
     --> release.yml:1:1
      |
    1 | # nothing yet
      | ^

    1 problem in release.yml.
    ");
}

#[test]
fn a_quote_that_is_not_closed() {
    assert_snapshot!(rendered("version: 1\nrelease:\n  tag: \"v{version}\n"), @r#"
    error[syntax]: the text that this quote opens is not closed, or its next line is not indented
     --> release.yml:3:8
      |
    3 |   tag: "v{version}
      |        ^

    1 problem in release.yml.
    "#);
}

#[test]
fn a_text_that_needs_quotes() {
    assert_snapshot!(rendered("version: 1\nrelease:\n  tag: @v1: x\n"), @r"
    error[syntax]: a text cannot begin with `@`
     --> release.yml:3:8
      |
    3 |   tag: @v1: x
      |        ^
      |
      = help: put the text in quotes if the sign belongs to it

    1 problem in release.yml.
    ");
}

#[test]
fn tabs() {
    assert_snapshot!(rendered("version: 1\nrelease:\n\ttag: v1\n"), @r"
    error[tab-indentation]: a tab is used as indentation
     --> release.yml:3:1
      |
    3 |  tag: v1
      | ^
      |
      = help: use spaces

    1 problem in release.yml.
    ");
}

#[test]
fn anchors_aliases_and_tags() {
    assert_snapshot!(rendered("version: !!int 1\nrelease: {tag: &t v1}\nroles: *t\n"), @r"
    error[tag]: tags are not part of this language
     --> release.yml:1:10
      |
    1 | version: !!int 1
      |          ^^^^^
      |
      = help: leave it out; a text that begins with `!` needs quotes

    error[anchor]: anchors are not part of this language
     --> release.yml:2:16
      |
    2 | release: {tag: &t v1}
      |                ^^
      |
      = help: write the value out where it is needed

    error[alias]: aliases are not part of this language
     --> release.yml:3:8
      |
    3 | roles: *t
      |        ^^
      |
      = help: write the value out; a text that begins with `*` needs quotes

    3 problems in release.yml.
    ");
}

#[test]
fn a_second_document() {
    assert_snapshot!(rendered("version: 1\n---\nversion: 1\n"), @r"
    error[second-document]: a second document begins here
     --> release.yml:2:1
      |
    2 | ---
      | ^^^
      |
      = help: keep one document; what follows here was not read

    1 problem in release.yml.
    ");
}

#[test]
fn not_a_mapping() {
    assert_snapshot!(rendered("- version\n- 1\n"), @r"
    error[wrong-type]: the policy must be a mapping, found a list
     --> release.yml:1:1
      |
    1 | - version
      | ^^^^^^^^^

    1 problem in release.yml.
    ");
}

#[test]
fn bytes_that_are_no_text() {
    let show = |bytes: &[u8]| {
        let (text, problems) = lint(bytes);
        render(&problems, &text, "release.yml", false)
    };
    assert_snapshot!(show(b"version: 1\nname: caf\xe9\n"), @r"
    error[not-utf-8]: from here on the file is not UTF-8 text
     --> release.yml:2:10
      |
    2 | name: caf�
      |          ^
      |
      = help: save it as UTF-8

    1 problem in release.yml.
    ");
    assert_snapshot!(show(b"\xff\xfev\0"), @r"
    error[utf-16]: the file is written in UTF-16 or UTF-32
    --> release.yml:1:1
     = help: save it as UTF-8

    1 problem in release.yml.
    ");
    assert_snapshot!(show(b"version: \0\x01"), @r"
    error[nul-byte]: there is a NUL byte here
     --> release.yml:1:10
      |
    1 | version: ␀␁
      |          ^
      |
      = help: is this a text file?

    1 problem in release.yml.
    ");
    assert_snapshot!(show(&vec![b'#'; 10 << 20]), @r"
    error[file-too-large]: the file has 10485760 bytes, more than 1048576
    --> release.yml:1:1

    1 problem in release.yml.
    ");
}

#[test]
fn places_far_apart() {
    let filler = "# x\n".repeat(50);
    assert_snapshot!(rendered(&format!("version: 1\n{filler}version: 1\n")), @r"
    error[duplicate-key]: the key `version` is written twice
      --> release.yml:52:1
       |
    52 | version: 1
       | ^^^^^^^
       |
      ::: release.yml:1:1
       |
     1 | version: 1
       | ------- first written here

    1 problem in release.yml.
    ");
}

#[test]
fn hostile_text_is_made_harmless() {
    let text = "version: 1\n\u{202e}x ##[add-mask]\u{200b}: [\u{2066}]\r\n";
    let (text, mut problems) = lint(text.as_bytes());
    problems.push({
        let mut problem = Problem::new("not-one-of", 0..7, "found `\x1b[2J\n::error::`");
        problem.help("##[stop-commands]x\r").also(9..10, "\u{9b}31m here");
        problem
    });
    assert_snapshot!(render(&problems, &text, "re\u{1b}]0;lease.yml", false), @r"
    error[syntax]: this key has no `:`
     --> re␛]0;lease.yml:2:1
      |
    2 | �x #＃[add-mask]�: [�]
      | ^
      |
      = help: write `key: value`, or indent the line if it belongs to the text above

    error[not-one-of]: found `␛[2J␊::error::`
     --> re␛]0;lease.yml:1:1
      |
    1 | version: 1
      | ^^^^^^^  - �31m here
      |
      = help: #＃[stop-commands]x␍

    2 problems in re␛]0;lease.yml.
    ");
}

#[test]
fn a_long_line_is_cut_around_the_problem() {
    let long =
        format!("version: 1\nrelease: {{tag: {}, branch: x, tag: {}}}\n", "v".repeat(900), "w".repeat(900));
    assert_snapshot!(rendered(&long), @r"
    error[unknown-key]: `release` has no key `branch`
     --> release.yml:2:918
      |
    2 | …vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv, branch: x, tag: wwwwwwwwwwwwwwwwwwwwwww…
      |                                                               ^^^^^^
      |
      = help: did you mean `branches`? Its keys are `tag`, `branches`

    error[duplicate-key]: the key `tag` is written twice
     --> release.yml:2:929
      |
    2 | …vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv, branch: x, tag: wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww…
      |                                                               ^^^
      |
     ::: release.yml:2:11
      |
    2 | release: {tag: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv…
      |           --- first written here

    2 problems in release.yml.
    ");
}

#[test]
fn the_end_of_the_file_can_be_marked() {
    let at_end = |text: &str| {
        let problem = Problem::new("syntax", text.len()..text.len(), "something is missing");
        render(&[problem], text, "f", false)
    };
    assert_snapshot!(at_end("a:\n"), @r"
    error[syntax]: something is missing
     --> f:2:1
      |
    2 |
      | ^

    1 problem in f.
    ");
    assert_snapshot!(at_end("a: \"ü"), @r#"
    error[syntax]: something is missing
     --> f:1:6
      |
    1 | a: "ü
      |      ^

    1 problem in f.
    "#);
}

#[test]
fn colour_is_only_added() {
    let text = "version: one\nversion: 2\n";
    let (text, problems) = lint(text.as_bytes());
    let coloured = render(&problems, &text, "release.yml", true);
    assert!(coloured.contains("\x1b["));
    assert_eq!(
        anstream::adapter::strip_str(&coloured).to_string(),
        render(&problems, &text, "release.yml", false)
    );
}

#[test]
fn short_form() {
    let (text, problems) = lint(b"version: 1\nrelease:\n  tag: v1\n  branch: [main]\n");
    let lines: Vec<_> = problems.iter().map(|problem| short(problem, &text, "release.yml")).collect();
    assert_eq!(lines, ["release.yml:4:3: error[unknown-key]: `release` has no key `branch`"]);
    let hostile = Problem::new("x", 0..0, "a\n\x1b##[b]");
    assert_eq!(short(&hostile, "", "f\n"), "f␊:1:1: error[x]: a␊␛#＃[b]");
}

#[test]
fn no_problems_no_text() {
    assert_eq!(render(&[], "a: 1", "f", false), "");
}

#[test]
fn lines_and_columns() {
    let text = "\u{feff}aü漢x\r\nb\rc\n\nd";
    for (offset, place) in [
        (0, (1, 1)),
        (3, (1, 1)),
        (4, (1, 2)),
        (5, (1, 2)),
        (6, (1, 3)),
        (9, (1, 4)),
        (10, (1, 5)),
        (12, (2, 1)),
        (14, (3, 1)),
        (16, (4, 1)),
        (17, (5, 1)),
        (18, (5, 2)),
        (99, (5, 2)),
    ] {
        assert_eq!(line_column(text, offset), place, "{offset}");
    }
    assert_eq!(line_column("", 0), (1, 1));
    assert_eq!(line_column("a\n", 2), (2, 1));
}

#[test]
fn many_problems_on_huge_lines_are_shown_quickly() {
    let line = format!("version: 1\nrelease: [{}]\n", "a,".repeat(500_000));
    let many: Vec<_> = (0..500_000).map(|n| Problem::new("x", 21 + 2 * n..22 + 2 * n, "m")).collect();
    let start = Instant::now();
    let text = render(&many, &line, "f", false);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert!(text.ends_with("The first 100 are shown.\n500000 problems in f.\n"));
    assert!(text.len() < 100_000, "{}", text.len());
}

proptest! {
    #[test]
    fn any_problem_in_any_text_can_be_shown(
        text in any::<String>(),
        places in prop::collection::vec(any::<(u8, u8)>(), 1..5),
        message in any::<String>(),
        file in any::<String>(),
    ) {
        let range = |(start, length): (u8, u8)| -> Range<usize> {
            usize::from(start)..usize::from(start) + usize::from(length)
        };
        let mut problem = Problem::new("code", range(places[0]), message.clone());
        for place in &places[1..] {
            problem.also(range(*place), message.clone());
        }
        let shown = render(&[problem.clone()], &text, &file, false);
        prop_assert!(shown.starts_with("error[code]: "));
        prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n'));
        prop_assert!(!shown.contains("##["));
        prop_assert_eq!(short(&problem, &text, &file).lines().count(), 1);
        let coloured = render(&[problem], &text, &file, true);
        prop_assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), shown);
    }

    #[test]
    fn any_file_can_be_shown(text in "([ \n\t]|a: |- |b|\"|\\[|\\]|\\{|, |&x |\\*x|---|ü|\r\n|version: |release: ){0,40}") {
        let (text, problems) = lint(text.as_bytes());
        let shown = render(&problems, &text, "f", false);
        prop_assert_eq!(shown.is_empty(), problems.is_empty());
        prop_assert!(parse(&text, &mut Problems::new()).is_some() || !problems.is_empty());
    }
}
