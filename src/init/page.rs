//! Writing YAML with comments, so that no text of others can be anything but a text.

/// A line is broken before it is longer than this, in characters.
const WIDTH: usize = 112;
/// So much of one name is shown in a comment.
const LONGEST: usize = 80;

/// A YAML text in the making.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    /// What each line begins with: a `#` where all of it is a comment.
    mark: &'static str,
}

impl Page {
    /// A page whose every line is a comment at this depth, to be made YAML by taking `# ` away.
    pub(super) fn commented(mark: &'static str) -> Self {
        Self { text: String::new(), mark }
    }

    /// A line of YAML at a depth of so many steps of two spaces.
    pub(super) fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(self.mark);
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A comment, in as many lines as it takes.
    pub(super) fn comment(&mut self, depth: usize, text: &str) {
        let room = WIDTH.saturating_sub(self.mark.len() + 2 * depth + 2).max(20);
        let mut line = String::new();
        let text = one_line(text);
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                self.line(depth, &format!("# {line}"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            self.line(depth, &format!("# {line}"));
        }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        let mark = self.mark.trim_end();
        self.text.push_str(mark);
        self.text.push('\n');
    }

    /// What stands on another page.
    pub(super) fn page(&mut self, other: &Self) {
        self.text.push_str(&other.text);
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Text on one line, with nothing in it that could end the line, hide, or turn the direction of writing.
pub(super) fn one_line(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_whitespace() => ' ',
        c if is_hidden(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// A name in a comment: of one line, and cut where it is long.
pub(super) fn name(text: &str) -> String {
    let line = one_line(text);
    match line.chars().nth(LONGEST) {
        None => format!("`{line}`"),
        Some(_) => format!("`{}…`", line.chars().take(LONGEST - 1).collect::<String>()),
    }
}

/// Some names in a row, and how many more there are.
pub(super) fn names<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 6;
    let all: Vec<&str> = texts.into_iter().collect();
    let shown: Vec<String> = all.iter().take(MOST).map(|text| name(text)).collect();
    match all.len().checked_sub(MOST).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", shown.join(", ")),
        None => shown.join(", "),
    }
}

/// A number with its noun: `1 box`, `2 boxes`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A text as a YAML scalar: bare where nothing could read it otherwise, else in quotation marks.
pub(super) fn scalar(text: &str) -> String {
    if is_bare(text) { text.to_owned() } else { quoted(text) }
}

/// A list of scalars in brackets.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<String> = texts.into_iter().map(scalar).collect();
    format!("[{}]", all.join(", "))
}

/// Words, with hyphens, dots and slashes within: no mark of YAML's, and none of its words for other things than texts.
fn is_bare(text: &str) -> bool {
    const OTHERS: [&str; 12] =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"];
    let inner = |c: char| c.is_ascii_alphanumeric() || " -_./+()".contains(c);
    let is_path = text.starts_with('.') && text.contains('/');
    (is_path || text.starts_with(|c: char| c.is_ascii_alphabetic()))
        && text.chars().all(inner)
        && !text.ends_with(' ')
        && !OTHERS.contains(&text.to_ascii_lowercase().as_str())
}

/// In quotation marks as YAML has them: what cannot be seen is written as its number.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) && u32::from(c) > 0xffff => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c if is_hidden(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that nobody sees, or that end a line.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Problems, parse};

    #[test]
    fn what_yaml_could_take_for_something_else_is_quoted() {
        for (text, written) in [
            ("main", "main"),
            ("unit tests", "unit tests"),
            (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
            (".inf", "\".inf\""),
            ("docs/release notes.md", "docs/release notes.md"),
            ("yes", "\"yes\""),
            ("NULL", "\"NULL\""),
            ("1.4", "\"1.4\""),
            ("v{version}", "\"v{version}\""),
            ("kind: bug", "\"kind: bug\""),
            ("a # b", "\"a # b\""),
            ("- a", "\"- a\""),
            ("say \"go\"\n", "\"say \\\"go\\\"\\n\""),
            ("${{ github.token }}", "\"${{ github.token }}\""),
            ("a\u{2028}b\u{202e}", "\"a\\u2028b\\u202E\""),
            ("", "\"\""),
        ] {
            assert_eq!(scalar(text), written);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_scalar_is_read_back_as_it_was(text in r"[\PC\x00-\x1f\x7f-\x9f\u{2028}\u{feff}]{0,20}") {
            let mut problems = Problems::new();
            let root = parse(&format!("key: [{}, x]\n", scalar(&text)), &mut problems);
            proptest::prop_assert!(problems.is_empty(), "{:?}", scalar(&text));
            let root = root.unwrap();
            let crate::yaml::Kind::List(items) = &root.value("key").unwrap().kind else { panic!() };
            proptest::prop_assert_eq!(items[0].as_str(), Some(text.as_str()));
        }

        #[test]
        fn a_comment_stays_one(text in r"[\PC\x00-\x1f\x7f-\x9f\u{2028}\u{feff}#:]{0,200}", depth in 0_usize..5) {
            let mut page = Page::default();
            page.comment(depth, &text);
            for line in page.text().split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).filter(|line| !line.is_empty()) {
                proptest::prop_assert!(line.trim_start().starts_with("# "), "{line:?}");
            }
        }
    }
}
