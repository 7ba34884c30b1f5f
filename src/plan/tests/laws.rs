//! What holds for texts that nobody thought of.

use proptest::prelude::*;

use super::*;

/// A policy with these titles as boxes, fields and groups, as YAML quotes them.
fn policy(group: &str, other: &str, title: &str, field: &str) -> Option<Policy> {
    let quote = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let text = format!(
        "version: 1\nrelease: {{tracking-issue: {{label: release}}}}\nphases:\n  pre-release:\n    holds: tag\n    requirements:\n\
         \x20     - group: {g}\n        requirements:\n          - {{id: a, title: {t}, require: {{checkbox: {{}}}}}}\n\
         \x20         - {{id: b, title: {f}, require: {{field: {{}}}}}}\n\
         \x20     - group: {o}\n        requirements:\n          - {{id: c, title: {t}, require: {{checkbox: {{}}}}}}\n\
         \x20         - {{id: d, title: x, require: {{checkbox: {{text: Another text}}}}, when: {{paths: \"web/**\"}}}}\n",
        g = quote(group),
        o = quote(other),
        t = quote(title),
        f = quote(field)
    );
    Policy::read(&text).ok()
}

#[test]
fn titles_that_would_break_a_text_are_found() {
    for title in [
        "- [x] done",
        "[x] done already",
        "Ask @mona and #12",
        "See https://github.com/octoacme/shop/issues/7",
        "<!-- hidden --> shown",
        "a\nb\n\n# c",
        "# heading",
        "```",
        "`code` and **bold**",
        "~~struck~~",
        "1. one",
        "> quoted",
        "| a | b |",
        "<details>",
        "</details> & more",
        "a\\",
        "*",
        "Deploy: now",
        "a -->",
        "[link](https://example.com) here",
        "[^1]: footnote",
        "[x]: https://example.com",
        "\u{202e}reversed",
        "---",
        "abcdef0123456789",
        "Größe ﬁx İ",
    ] {
        let Some(policy) = policy("Group", "Group two", title, "On call") else {
            assert!(normalise(title).is_empty(), "{title:?}");
            continue;
        };
        let plan = plan(&policy, &offline(&policy, "1.4.0"));
        assert_eq!(plan.lost, [], "{title:?}\n{}", plan.body);
        let tasks = crate::markdown::tasks(&plan.body);
        assert_eq!(tasks.len(), 3, "{title:?}\n{}", plan.body);
        assert!(tasks.iter().all(|task| !task.ticked && !task.also_shows_box), "{title:?}");
        assert!(!plan.body.contains("@mona") && !plan.body.contains("#12"), "{}", plan.body);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_title_is_found(
        title in "[ -~\\n]{1,24}|\\PC{1,12}",
        group in "[ -~]{1,16}|\\PC{1,8}",
        field in "[a-zA-Z0-9:*_`\\[\\]<>@#. -]{1,16}",
    ) {
        prop_assume!(!crate::markdown::same_heading(&normalise(&group), "second"));
        let Some(policy) = policy(&group, "Second", &title, &field) else { return Ok(()) };
        let plan = plan(&policy, &offline(&policy, "1.4.0"));
        let hopeless = |lost: &Lost| lost.text == field && !normalise(&field).contains(char::is_alphanumeric);
        prop_assert!(plan.lost.iter().all(hopeless), "{:?}\n{}", plan.lost, plan.body);
        prop_assert_eq!(crate::markdown::tasks(&plan.body).len(), 3);
    }
}
