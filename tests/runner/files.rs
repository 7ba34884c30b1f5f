//! The files through which a step hands things back, as the runner reads them (`FileCommandManager`).

use std::collections::BTreeMap;

/// A step summary of more bytes than this is not shown at all.
const SUMMARY_LIMIT: usize = 1_048_576;

/// What a file says, or why the runner fails the step over it.
pub(crate) fn pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut all = BTreeMap::new();
    // On Linux only a line feed ends a line.
    let mut lines = text.split('\n');
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (equals, heredoc) = (line.find('='), line.find("<<"));
        if equals.is_some_and(|equals| heredoc.is_none_or(|heredoc| equals < heredoc)) {
            let (name, value) = line.split_once('=').unwrap_or_default();
            if name.is_empty() {
                return Err(format!("Invalid format '{line}'. Name must not be empty"));
            }
            all.insert(name.to_owned(), value.to_owned());
            continue;
        }
        let (name, delimiter) = line.split_once("<<").unwrap_or_default();
        if name.is_empty() || delimiter.is_empty() {
            return Err(format!("Invalid format '{line}'"));
        }
        let mut value = Vec::new();
        loop {
            match lines.next() {
                None => return Err(format!("Invalid value. Matching delimiter not found '{delimiter}'")),
                Some(line) if line == delimiter => break,
                Some(line) => value.push(line),
            }
        }
        all.insert(name.to_owned(), value.join("\n"));
    }
    Ok(all)
}

/// The summary that is shown, or what the runner says instead.
pub(crate) fn summary(text: String) -> Result<String, String> {
    if text.len() > SUMMARY_LIMIT {
        let size = text.len() / 1024;
        return Err(format!(
            "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got {size}k"
        ));
    }
    Ok(text)
}

#[test]
fn both_forms_are_read() {
    let text = "a=1=2\n\nb<<END\nx<<y\n\nz=1\nEND\nc=<<END\na=3\r\n";
    let found = pairs(text).unwrap();
    let found: Vec<(&str, &str)> =
        found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, [("a", "3\r"), ("b", "x<<y\n\nz=1"), ("c", "<<END")]);
}

#[test]
fn what_has_no_form_fails_the_step() {
    for (text, says) in [
        ("loose\n", "Invalid format 'loose'"),
        ("=1\n", "Name must not be empty"),
        ("<<E\nx\nE\n", "Invalid format"),
        ("a<<\nx\n", "Invalid format"),
        ("a<<E\nx\n", "Matching delimiter not found 'E'"),
        ("a<<E\nx\nE \n", "Matching delimiter not found 'E'"),
    ] {
        assert!(pairs(text).unwrap_err().contains(says), "{text}");
    }
}

#[test]
fn a_summary_past_the_limit_is_not_shown() {
    assert!(summary("x".repeat(SUMMARY_LIMIT)).is_ok());
    assert!(summary("x".repeat(SUMMARY_LIMIT + 1)).unwrap_err().contains("upload aborted"));
}
