//! What people typed, as Markdown that shows it as typed, links nothing but addresses and calls nobody.

use crate::markdown::escape::{code, inline, link};
use crate::markdown::{Block, Link, RunKind};

/// A title as GitHub shows it: what stands between backticks is code.
pub(super) fn title(typed: &str) -> String {
    let pieces: Vec<&str> = typed.split('`').collect();
    let mut shown = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let closes = index + 1 < pieces.len();
        let plain = piece.trim().is_empty();
        if index % 2 == 1 && closes && !plain {
            shown.push_str(&code(piece));
        } else if index % 2 == 1 {
            // A backtick without another is one.
            shown.push_str("\\`");
            spaced(&mut shown, piece, inline);
            shown.push_str(if closes { "\\`" } else { "" });
        } else {
            spaced(&mut shown, piece, inline);
        }
    }
    shown.trim().to_owned()
}

/// A block of a text that is read as Markdown: code and addresses stay, all else is text.
pub(super) fn block(block: &Block, links: &[Link]) -> String {
    let mut shown = String::new();
    for run in &block.runs {
        let to = run.link.and_then(|index| links.get(index)).filter(|link| !link.image);
        match (run.kind, to) {
            (RunKind::Text, Some(to)) => shown.push_str(&link(&run.text, &to.to)),
            (RunKind::Text, None) => spaced(&mut shown, &run.text, inline),
            (RunKind::Code, _) => shown.push_str(&code(&run.text)),
            (RunKind::Break | RunKind::Cell, _) => shown.push(' '),
            (RunKind::Html | RunKind::Comment, _) => {}
        }
    }
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// With the spaces at its ends, which making it harmless takes away.
fn spaced(shown: &mut String, text: &str, harmless: impl Fn(&str) -> String) {
    if text.trim().is_empty() {
        shown.push_str(if text.is_empty() { "" } else { " " });
        return;
    }
    shown.push_str(if text.starts_with(char::is_whitespace) { " " } else { "" });
    // Only in front of a line may signs begin a block: a word before keeps the rest as it is.
    let after = format!("x {}", text.trim());
    match harmless(&after).strip_prefix("x ") {
        Some(rest) if !shown.is_empty() => shown.push_str(rest),
        _ => shown.push_str(&harmless(text)),
    }
    shown.push_str(if text.ends_with(char::is_whitespace) { " " } else { "" });
}

/// With a capital in front, unless its first word is a name as machines write them.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = text.split_whitespace().next().unwrap_or_default();
    let word = first.trim_end_matches([',', ':', ';', '.']);
    match chars.next() {
        Some(one) if one.is_lowercase() && word.chars().all(char::is_lowercase) => {
            one.to_uppercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::outline;

    #[test]
    fn titles_are_shown_as_typed_and_call_nobody() {
        let table = [
            ("Add `--json` to *list*", "Add `--json` to \\*list\\*"),
            ("Say `a", "Say \\`a"),
            ("`` x", "\\`\\` x"),
            ("# Thank @mona for #7", "\\# Thank @\u{200b}mona for #\u{200b}7"),
            ("[x](javascript:y) <img>", "\\[x\\](javascript:y) &lt;img&gt;"),
            ("- a `b`", "\\- a `b`"),
            ("  ", ""),
        ];
        for (typed, shown) in table {
            assert_eq!(title(typed), shown, "{typed}");
        }
    }

    #[test]
    fn blocks_keep_code_and_addresses() {
        let text = "See **the** [guide](https://example.com/a) and [this](javascript:x), run\n`make` <!-- no --> @mona ![p](https://x.y/z)\n";
        let outline = outline(text);
        assert_eq!(
            block(&outline.blocks[0], &outline.links),
            "See the [guide](https://example.com/a) and this, run `make` @\u{200b}mona p"
        );
    }

    #[test]
    fn capitals_in_front_of_words_only() {
        for (text, shown) in [
            ("add x", "Add x"),
            ("fooBar is", "fooBar is"),
            ("x_y", "x_y"),
            ("été", "Été"),
            ("", ""),
            ("Já", "Já"),
        ] {
            assert_eq!(capital(text), shown);
        }
    }
}
