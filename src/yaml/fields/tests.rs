use super::Fields;
use crate::yaml::{Node, Problem, Problems, parse};

fn tree(text: &str) -> Node {
    let mut problems = Problems::new();
    let root = parse(text, &mut problems).expect("a tree");
    assert!(problems.is_empty() || text.contains('*'), "{text}");
    root
}

fn seen(problems: Problems) -> Vec<(&'static str, String, Option<String>)> {
    problems.into_vec().into_iter().map(|Problem { code, message, help, .. }| (code, message, help)).collect()
}

#[test]
fn keys_are_read_and_the_rest_is_reported() {
    let root = tree("tag: v1\nbranch: [main]\nzebra: 1\nfrom:\n");
    let mut problems = Problems::new();
    let mut fields = Fields::of(&root, "`release`", &mut problems).expect("a mapping");
    assert_eq!(fields.get("tag").and_then(Node::as_str), Some("v1"));
    assert_eq!(fields.get("branches"), None);
    assert!(fields.require("from", &mut problems).is_some_and(Node::is_null));
    assert_eq!(fields.require("types", &mut problems), None);
    assert_eq!(fields.key("zebra").map(|key| key.at.clone()), Some(23..28));
    assert_eq!(fields.keys().map(|(name, _)| name).collect::<Vec<_>>(), ["tag", "branch", "zebra", "from"]);
    fields.finish(&mut problems);
    let keys = "`tag`, `branches`, `from`, `types`";
    assert_eq!(
        seen(problems),
        [
            ("missing-key", "`release` needs the key `types`".to_owned(), None),
            (
                "unknown-key",
                "`release` has no key `branch`".to_owned(),
                Some(format!("did you mean `branches`? Its keys are {keys}"))
            ),
            ("unknown-key", "`release` has no key `zebra`".to_owned(), Some(format!("its keys are {keys}"))),
        ]
    );
}

#[test]
fn help_fits_the_number_of_keys() {
    for (known, help) in [
        (vec![], "it has no keys"),
        (vec!["tags"], "did you mean `tags`?"),
        (vec!["other"], "its only key is `other`"),
        (vec!["other", "more"], "its keys are `other`, `more`"),
    ] {
        let root = tree("tag: 1");
        let mut problems = Problems::new();
        let mut fields = Fields::of(&root, "it", &mut problems).expect("a mapping");
        for key in known {
            fields.get(key);
            fields.get(key);
        }
        fields.finish(&mut problems);
        assert_eq!(seen(problems)[0].2.as_deref(), Some(help));
    }
}

#[test]
fn a_space_left_out_is_noticed() {
    let root = tree("{tag:v1}");
    let mut problems = Problems::new();
    let mut fields = Fields::of(&root, "it", &mut problems).expect("a mapping");
    fields.get("tag");
    fields.finish(&mut problems);
    assert_eq!(
        seen(problems),
        [(
            "unknown-key",
            "it has no key `tag:v1`".to_owned(),
            Some("a space belongs after the `:`".to_owned())
        )]
    );
}

#[test]
fn what_is_no_mapping_is_reported() {
    for (text, found) in [
        ("[a]", "a list"),
        ("[]", "an empty list"),
        ("text", "the text `text`"),
        ("3", "the number 3"),
        ("~", "nothing"),
        ("''", "an empty text"),
        ("true", "true"),
    ] {
        let mut problems = Problems::new();
        assert!(Fields::of(&tree(text), "a role", &mut problems).is_none());
        assert_eq!(
            seen(problems),
            [("wrong-type", format!("a role must be a mapping, found {found}"), None)]
        );
    }
}
