use proptest::prelude::*;

use super::*;

fn glob(text: &str) -> Glob {
    Glob::parse(text).unwrap()
}

#[test]
fn globs() {
    let table: &[(&str, &[&str], &[&str])] = &[
        ("main", &["main"], &["main2", "a/main", ""]),
        ("**", &["a", "a/b/c", ".x"], &[]),
        ("*", &["a", ".x"], &["a/b"]),
        ("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["a/xb", "ab", "a/b/c"]),
        ("a/**/b/**/c", &["a/b/c", "a/x/b/y/z/c", "a/b/b/c"], &["a/c", "a/x/c"]),
        ("**/x/**/y*", &["x/y", "a/x/x/b/yy"], &["a/x", "y"]),
        ("**/a*b/c", &["a1b/c", "x/ab/c", "axb/ab/c"], &["x/ab/x/c"]),
        ("a/{b,**}/c", &["a/b/c", "a/c", "a/x/y/c"], &["a/b"]),
        ("a/{b,**}", &["a/b", "a/x/y"], &["a"]),
        ("{a,b/{c,d}}/*.rs", &["a/x.rs", "b/c/x.rs", "b/d/x.rs"], &["b/x.rs", "c/x.rs"]),
        ("{a,b}{,/**}", &["a", "b", "a/x", "b/x/y"], &["c", "ab"]),
        ("[a-cx].md", &["a.md", "c.md", "x.md"], &["d.md", "ab.md", "A.md"]),
        ("[!a].md", &["b.md", "é.md"], &["a.md", ".md"]),
        ("[a-].md", &["a.md", "-.md"], &["b.md"]),
        (r"[\]\-].md", &["].md", "-.md"], &["a.md"]),
        ("[{,}]", &["{", ",", "}"], &["a"]),
        ("a,b", &["a,b"], &["a", "b"]),
        (r"\[a\]\?", &["[a]?"], &["a?", "[a]x"]),
        ("...", &["..."], &["a"]),
        ("good first *", &["good first issue"], &["good first"]),
        ("日?語", &["日本語"], &["日語"]),
    ];
    for (text, yes, no) in table {
        for path in *yes {
            assert!(glob(text).matches(path), "{text} fits {path}");
        }
        for path in *no {
            assert!(!glob(text).matches(path), "{text} does not fit {path}");
        }
        assert_eq!(glob(text).to_string(), *text);
    }
}

#[test]
fn problems_say_what_to_write() {
    let bad = [
        "", "!a", "/a", "docs/", "a//b", "./a", "**.js", "[z-a]", "[]", "[a", "[a/b]", "{a", "a}", "{1..3}",
        "{,a}", r"src\web", r"a\", "a\n",
    ];
    let shown: Vec<_> =
        bad.iter().map(|text| format!("{text:?}: {}", Glob::parse(text).unwrap_err())).collect();
    insta::assert_snapshot!(shown.join("\n"), @r##"
    "": an empty glob fits nothing
    "!a": `!` excludes within a list of globs; for the character itself write `\!`
    "/a": paths do not start with a slash
    "docs/": a slash at the end fits no file; for all that is inside write `/**`
    "a//b": two slashes in a row fit nothing
    "./a": paths start at the root of the repository, without `.` and `..`
    "**.js": `**` stands alone between slashes, as in `**/*.js` or `web/**`
    "[z-a]": the range `z-a` runs backwards and fits nothing
    "[]": `[]` fits nothing; for the characters themselves write `\[\]`
    "[a": `[` is not closed; for the character itself write `\[`
    "[a/b]": a class such as `[a-c]` is within one segment and cannot hold `/`
    "{a": `{` is not closed; for the character itself write `\{`
    "a}": `}` closes nothing; for the character itself write `\}`
    "{1..3}": braces hold alternatives with commas between, as in `{js,ts}`; for the character itself write `\{`
    "{,a}": one of the alternatives is empty and fits nothing
    "src\\web": a backslash escapes a special character; segments are divided by `/`
    "a\\": the backslash at the end escapes nothing
    "a\n": the control character '\n' is in no path
    "##);
}

#[test]
fn no_text_takes_long() {
    assert!(Glob::parse(&"{".repeat(4000)).is_err());
    assert!(Glob::parse(&"{a,b}".repeat(8)).is_ok());
    assert!(Glob::parse(&"{a,b}".repeat(9)).is_err());
    assert!(Glob::parse(&"{a,b}".repeat(800)).is_err());
    assert!(Glob::parse(&"a".repeat(5000)).is_err());

    let hostile = glob(&format!("{}b", "*a".repeat(2000)));
    assert!(!hostile.matches(&"a".repeat(4000)));
    let hostile = glob(&format!("{}b", "**/a/".repeat(800)));
    assert!(!hostile.matches(&"a/".repeat(2000)));
}

/// The plain definition, by trying every split: slow and obviously right.
fn fits_by_definition(pattern: &[char], path: &[char]) -> bool {
    match pattern {
        [] => path.is_empty(),
        ['*', '*', '/', rest @ ..] => {
            fits_by_definition(rest, path)
                || path
                    .iter()
                    .enumerate()
                    .any(|(at, c)| *c == '/' && fits_by_definition(rest, &path[at + 1..]))
        }
        ['*', '*'] => true,
        ['*', rest @ ..] => (0..=path.len())
            .take_while(|at| !path[..*at].contains(&'/'))
            .any(|at| fits_by_definition(rest, &path[at..])),
        ['?', rest @ ..] => matches!(path, [c, others @ ..] if *c != '/' && fits_by_definition(rest, others)),
        [own, rest @ ..] => matches!(path, [c, others @ ..] if c == own && fits_by_definition(rest, others)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn agrees_with_the_definition(
        pattern in "(\\*\\*|[ab*?]|[ab?]\\*?[ab])(/(\\*\\*|[ab*?]|[ab?]\\*?[ab])){0,4}",
        path in "[ab]{1,3}(/[ab]{1,3}){0,4}",
    ) {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let expected = fits_by_definition(&chars(&pattern), &chars(&path));
        prop_assert_eq!(glob(&pattern).matches(&path), expected);
    }

    #[test]
    fn braces_are_either(start in "[ab*/]{0,2}", one in "[ab*]{1,2}", other in "[ab?]{1,2}", path in "[ab/]{1,5}") {
        let either = Glob::parse(&format!("{start}{{{one},{other}}}"));
        let apart = [&one, &other].map(|ending| Glob::parse(&format!("{start}{ending}")));
        // `*{*,x}` is not `{**,*x}`: two stars across a brace are two runs.
        prop_assume!(!(start.ends_with('*') && one.starts_with('*')));
        if let (Ok(either), [Ok(one), Ok(other)]) = (either, apart) {
            prop_assert_eq!(either.matches(&path), one.matches(&path) || other.matches(&path));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ab*?/{},\\[\\]\\\\!^.-]{0,12}|.*", path in "[ab/é{-]{0,6}") {
        if let Ok(glob) = Glob::parse(&text) {
            glob.matches(&path);
            prop_assert_eq!(glob.as_str(), text);
        }
    }

    #[test]
    fn an_escaped_path_fits_itself_alone(path in "[ab*?\\[{},! -]{1,5}(/[ab*?\\[{},! -]{1,5}){0,2}", other in "[ab/]{1,5}") {
        let escaped: String = path
            .chars()
            .flat_map(|c| (!c.is_alphanumeric() && c != '/').then_some('\\').into_iter().chain([c]))
            .collect();
        prop_assert!(glob(&escaped).matches(&path));
        prop_assert_eq!(glob(&escaped).matches(&other), path == other);
    }
}
