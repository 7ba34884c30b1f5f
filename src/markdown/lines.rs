//! The lines of a body that people see as plain text: where a command can stand.

use super::blocks::{self, Kind, Lines};

/// One line of text as it stands on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As people see it: no markup, entities decoded.
    pub text: String,
    /// The destinations of the links in it, as written.
    pub links: Vec<String>,
    /// Its line in the body, counted from 1.
    pub line: usize,
}

/// The lines of a body that begin with plain text and are the author's own: outside of quotations, code, HTML,
/// tables and headings, with no box in front, and whose first character is not part of a link, of code or of text
/// that is set apart by markup such as a strike-through.
#[must_use]
pub fn lines(body: &str) -> Vec<Line> {
    let numbers = Lines::new(body);
    let mut found = Vec::new();
    for block in blocks::blocks(body) {
        let Kind::Text(text) = block.kind else { continue };
        if block.quoted || text.marker.is_some() || text.heading {
            continue;
        }
        for line in text.inline.lines().filter(|line| line.begins_plainly()) {
            found.push(Line {
                text: line.text.trim().to_owned(),
                links: line.links.iter().map(|(_, link)| link.clone()).collect(),
                line: numbers.of(line.at.start),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(body: &str) -> Vec<(usize, String)> {
        lines(body).into_iter().map(|line| (line.line, line.text)).collect()
    }

    fn seen(body: &str) -> bool {
        lines(body).iter().any(|line| line.text.starts_with("/x"))
    }

    #[test]
    fn a_line_is_text_that_its_author_wrote_for_all_to_see() {
        for body in [
            "/x sign",
            "   /x sign",
            "Done.\n/x sign",
            "Done.\r\n/x sign\r\n",
            "- /x sign",
            "1. /x sign",
            "> quoted\n\n/x sign",
            "/x sign **qa**",
            "<b>hm</b>\n\n/x sign",
            "before  \n/x sign",
        ] {
            assert!(seen(body), "{body:?}");
        }
    }

    #[test]
    fn what_is_quoted_hidden_or_set_apart_is_no_line() {
        for body in [
            "> /x sign",
            "> lazy\n/x sign",
            "    /x sign",
            "```\n/x sign\n```",
            "~~~\n/x sign",
            "`/x sign`",
            "`code\n/x sign`",
            "<!-- /x sign -->",
            "<!--\n/x sign\n-->",
            "text <!--\n/x sign\n--> text",
            "<div>\n/x sign\n</div>",
            "~~/x sign~~",
            "~~text\n/x sign~~",
            "<del>text\n/x sign</del>",
            "**/x sign**",
            "[/x sign](https://example.com)",
            "[text\n/x sign](https://example.com)",
            "![text\n/x sign](https://example.com)",
            "# /x sign",
            "/x sign\n===",
            "- [ ] /x sign",
            "| a |\n| - |\n| /x sign |",
            "please type /x sign",
            "<span title=\"\n/x sign\n\">",
        ] {
            assert!(!seen(body), "{body:?}: {:?}", texts(body));
        }
    }

    #[test]
    fn links_and_places_come_with_the_line() {
        let found = lines("one\n\n/x for [it](https://example.com/a)\nthree");
        assert_eq!(found.iter().map(|line| line.line).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(found.get(1).unwrap().text, "/x for it");
        assert_eq!(found.get(1).unwrap().links, ["https://example.com/a"]);
    }

    proptest! {
        #[test]
        fn no_body_breaks_it_and_lines_come_in_order(body in "[ \\-*>`~<!x/\\[\\]()#|\\n\\ra]{0,60}") {
            let found = lines(&body);
            prop_assert!(found.is_sorted_by_key(|line| line.line));
            prop_assert!(found.iter().all(|line| line.line <= body.matches('\n').count() + 1));
        }
    }
}
