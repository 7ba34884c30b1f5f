//! GraphQL documents: the operation as it is written in `queries/`, and the fragments that it names.
//!
//! GitHub refuses a document with a fragment that is not used, so each document is given just what it names.

const FRAGMENTS: &str = include_str!("queries/fragments.graphql");

/// The whole document of an operation.
pub(super) fn document(operation: &str) -> String {
    with_fields(operation, "")
}

/// The same, with fields in the place of the line `# FIELDS`: for documents whose size depends on what is asked.
pub(super) fn with_fields(operation: &str, fields: &str) -> String {
    let mut text = operation.replace("# FIELDS", fields);
    let mut taken: Vec<&str> = Vec::new();
    loop {
        let missing = FRAGMENTS
            .split("\n\n")
            .filter_map(|block| Some((fragment_name(block)?, block)))
            .find(|(name, _)| !taken.contains(name) && spreads(&text, name));
        let Some((name, block)) = missing else { return text };
        taken.push(name);
        text.push('\n');
        text.push_str(block);
    }
}

/// A text as a GraphQL string literal, which is written as in JSON.
pub(super) fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The fragments that a document does not spread.
#[cfg(test)]
pub(super) fn unspread(text: &str) -> Vec<&'static str> {
    FRAGMENTS.split("\n\n").filter_map(fragment_name).filter(|name| !spreads(text, name)).collect()
}

fn fragment_name(block: &str) -> Option<&str> {
    let line = block.lines().find(|line| line.starts_with("fragment "))?;
    line.split(' ').nth(1)
}

fn spreads(text: &str, name: &str) -> bool {
    text.match_indices("...").any(|(at, dots)| {
        let rest = text.get(at + dots.len()..).and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_fragments_that_are_named_and_theirs() {
        let text = document("query Q { repository { pullRequest { ...PullRequest } } }");
        for name in ["PullRequest", "PullRequestHead", "Labels", "Reviews", "Threads", "Timeline", "Files"] {
            assert_eq!(text.matches(&format!("fragment {name} on")).count(), 1, "{name}");
        }
        assert!(!text.contains("fragment Contexts on"));
    }

    #[test]
    fn puts_texts_in_as_literals() {
        let field = format!("l0: ref(qualifiedName: {})", literal("refs/heads/a\"b"));
        assert_eq!(
            with_fields("{\n  # FIELDS\n}", &field),
            "{\n  l0: ref(qualifiedName: \"refs/heads/a\\\"b\")\n}"
        );
    }
}
