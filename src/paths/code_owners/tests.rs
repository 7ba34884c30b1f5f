use proptest::prelude::*;

use super::*;

fn fits(pattern: &str, path: &str) -> bool {
    let (owners, problems) = CodeOwners::parse(&format!("{pattern} @mona"));
    assert_eq!(problems, [], "{pattern}");
    owners.owners(path).is_some()
}

#[test]
fn patterns() {
    let table: &[(&str, &[&str], &[&str])] = &[
        ("*", &["a", "a/b/c", ".github/x"], &[]),
        ("**", &["a", "a/b/c"], &[]),
        ("/*", &["a", ".env"], &["a/b"]),
        ("*.js", &["a.js", "x/y/a.js", ".js", "lib.js/readme"], &["a.jsx", "a.js.map"]),
        ("/*.js", &["a.js"], &["x/a.js"]),
        ("docs/*", &["docs/start.md", "docs/.x"], &["docs/build/start.md", "docs", "x/docs/start.md"]),
        ("docs/**", &["docs/a", "docs/b/c"], &["docs", "x/docs/a"]),
        ("docs/**/*", &["docs/a", "docs/b/c"], &["docs"]),
        ("docs/*.md", &["docs/a.md"], &["docs/x/a.md"]),
        ("docs/*/", &["docs/x/a"], &["docs/a", "x/docs/y/a"]),
        ("apps/", &["apps/a", "x/apps/y/a"], &["apps", "x/apps", "xapps/a"]),
        ("/apps/", &["apps/a", "apps/y/a"], &["x/apps/a", "apps"]),
        ("apps", &["apps", "apps/a", "x/apps/a"], &["apps2", "xapps"]),
        ("/apps/github", &["apps/github", "apps/github/a"], &["apps/github2", "x/apps/github"]),
        ("/build/logs/", &["build/logs/a", "build/logs/x/a"], &["build/logs", "x/build/logs/a"]),
        ("build/logs/", &["build/logs/a"], &["x/build/logs/a"]),
        ("**/logs", &["logs", "logs/a", "build/logs/a", "deeply/nested/logs/x/a"], &["logs2/a", "xlogs"]),
        ("a/**/b", &["a/b", "a/x/b", "a/x/y/b/c"], &["a", "xa/b", "b"]),
        ("src/?.c", &["src/a.c", "src/é.c"], &["src/.c", "src/ab.c"]),
        (r"with\ space/", &["with space/a"], &["with/a", "space/a"]),
        (r"a\*", &["a*"], &["ab"]),
        ("a**b", &["ab", "axxb"], &["a/b"]),
        ("a{b,c}", &["a{b,c}"], &["ab"]),
        ("c#/x", &["c#/x"], &["c"]),
        ("Docs/x", &["Docs/x"], &["docs/x"]),
    ];
    for (pattern, yes, no) in table {
        for path in *yes {
            assert!(fits(pattern, path), "{pattern} fits {path}");
        }
        for path in *no {
            assert!(!fits(pattern, path), "{pattern} does not fit {path}");
        }
    }
}

#[test]
fn the_last_rule_that_fits_wins_and_is_named() {
    let (owners, problems) = CodeOwners::parse(
        "\u{feff}# top\r\n\r\n*.rs @mona\r\n  /src/ @hubot\t@octo-org/core # why\r\n/src/free\r\n",
    );
    assert_eq!(problems, []);
    assert_eq!(owners.rules().len(), 3);
    let rule = owners.rule("src/main.rs").unwrap();
    assert_eq!((rule.line, rule.pattern.as_str()), (4, "/src/"));
    let team = Owner::Team { org: "octo-org".to_owned(), slug: "core".to_owned() };
    assert_eq!(rule.owners, [Owner::User("hubot".to_owned()), team]);
    assert_eq!(owners.owners("src/free/a.rs"), Some(&[][..]), "explicitly nobody");
    assert_eq!(owners.owners("README.md"), None, "no rule");
}

#[test]
fn owners() {
    for (word, shown) in
        [("@mona", "User"), ("@mona_octo", "User"), ("@o/t.x", "Team"), ("a+b@x.example", "Email")]
    {
        let owner = read_owner(word).unwrap();
        assert_eq!(owner.to_string(), word);
        assert!(format!("{owner:?}").starts_with(shown), "{owner:?}");
    }
    for word in
        ["mona", "@", "@/x", "@o/", "@o/a/b", "@mona,", "mona@", "@x.example", "a@b", "@a#b", "@mo na", "@é"]
    {
        assert_eq!(read_owner(word), None, "{word}");
    }
}

#[test]
fn lines_that_github_skips_are_reported() {
    let (owners, problems) = CodeOwners::parse(
        "* @mona\n!a @hubot\n[a-c].rs @hubot\n\\#x @hubot\n/ @hubot\na//b @hubot\n*.md hubot\na*** @x\nb\\",
    );
    assert_eq!(owners.rules().len(), 1);
    assert_eq!(owners.rule("a.rs").unwrap().line, 1);
    let shown: Vec<_> =
        problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    2: CODEOWNERS cannot negate a pattern with `!`
    3: CODEOWNERS does not know character ranges: `[` and `]` cannot be used
    4: CODEOWNERS cannot escape a `#` at the start of a pattern
    5: a slash alone fits nothing; for everything write `*`
    6: two slashes in a row fit nothing
    7: "hubot" is not an owner: write `@user`, `@org/team` or an e-mail address
    8: three asterisks in a row have no meaning
    9: a backslash escapes nothing here
    "#);
}

#[test]
fn a_file_of_three_megabytes_is_ignored() {
    let start = "* @mona\n#";
    let text = format!("{start}{}", "x".repeat(CodeOwners::MAX_BYTES - start.len() - 1));
    assert!(CodeOwners::parse(&text).0.owners("a").is_some());
    let (owners, problems) = CodeOwners::parse(&format!("{text}x"));
    assert_eq!(owners.owners("a"), None);
    assert_eq!(problems.len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([ab/*?#\\\\!\\[ \\t@.]{0,9}\n?){0,4}|.*", path in "[ab/.é]{0,8}") {
        let (owners, problems) = CodeOwners::parse(&text);
        owners.owners(&path);
        prop_assert!(owners.rules().len() + problems.len() <= text.lines().count());
    }

    #[test]
    fn a_directory_owns_all_that_is_inside(directory in "[ab]{1,2}(/[ab]{1,2}){0,2}", inside in "[abc]{1,2}(/[abc]){0,2}") {
        let path = format!("{directory}/{inside}");
        let slash = format!("/{directory}/");
        let bare = format!("/{directory}");
        let stars = format!("/{directory}/**");
        prop_assert!(fits(&slash, &path) && fits(&bare, &path) && fits(&stars, &path));
        prop_assert!(!fits(&slash, &directory) && fits(&bare, &directory) && !fits(&stars, &directory));
    }
}
