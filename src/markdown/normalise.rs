//! What people see as the same text becomes the same key.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::blocks::{self, Kind};

/// The key under which a title, a box or a heading is matched. It takes text as people write it, with or
/// without inline markup; a key is not normalised again. In this order:
///
/// 1. White space of every kind, line ends included, becomes one space.
/// 2. The text is read as inline Markdown: emphasis, code marks, link destinations, tags and HTML comments
///    go, entities and backslash escapes become their characters.
/// 3. Invisible characters go: zero-width ones, soft hyphens, emoji variation selectors, direction and
///    control characters. No-break spaces become spaces.
/// 4. Curly quotes and primes become straight ones, all dashes and the minus sign a hyphen, `…` three dots.
/// 5. Everything becomes lower case, in any alphabet, by way of upper case: `Größe` is `GRÖSSE`, `ı` is `I`.
/// 6. Other forms of the same characters become one: `é` of one character and of two, ligatures, full-width letters.
///    Nothing else is folded: `é` is not `e`, `m²` is not `m2`, and a Cyrillic `а` is not a Latin one.
/// 7. White space is collapsed again and trimmed, and `.`, `:`, `;` at the end go.
#[must_use]
pub fn normalise(text: &str) -> String {
    fold(&shown(text))
}

/// A text as people see it: the first two steps of [`normalise`], on one line.
#[must_use]
pub fn shown(text: &str) -> String {
    // A word in front makes any line an inline one: no list, heading, quote or code block can begin there.
    const FRONT: &str = "x ";
    let mut line = String::with_capacity(FRONT.len() + text.len());
    line.push_str(FRONT);
    for word in text.split_whitespace() {
        if line.len() > FRONT.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let first = blocks::blocks(&line).into_iter().find_map(|block| match block.kind {
        Kind::Text(text) => Some(text.inline.text()),
        _ => None,
    });
    let shown = first.unwrap_or_default();
    shown.strip_prefix(FRONT.trim_end()).unwrap_or(&shown).trim().to_owned()
}

/// The key of text whose markup is gone already: the steps of [`normalise`] from the third on.
#[must_use]
pub fn fold(plain: &str) -> String {
    if plain.is_ascii() {
        return fold_ascii(plain);
    }
    // A character that stands for another one is that one from the start.
    let source: Cow<'_, str> =
        if is_nfc(plain) { plain.into() } else { plain.nfc().collect::<String>().into() };
    let mut key = String::with_capacity(source.len());
    let mut composed = true;
    for c in source.chars() {
        match c {
            'A'..='Z' => key.push(c.to_ascii_lowercase()),
            '!'..='~' => key.push(c),
            c if is_invisible(c) => {}
            c if c.is_whitespace() => {
                if !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{00B4}' | '\u{FF07}' => key.push('\''),
            '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{FF02}' => key.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => key.push('-'),
            '\u{2026}' => key.push_str("..."),
            c if is_form(c) => {
                composed = false;
                key.extend(std::iter::once(c).nfkc().flat_map(char::to_lowercase));
            }
            // With its dot it is the same letter in upper case; `I` has lost its own to English.
            '\u{0130}' | '\u{0131}' => key.push('i'),
            // By way of upper case, where some letters are two, or one for several: `ß` is `SS`, `ς` is `Σ`.
            c => {
                composed = false;
                let upper = c.to_lowercase().flat_map(char::to_uppercase);
                key.extend(upper.flat_map(char::to_lowercase));
            }
        }
    }
    if !composed && !is_nfc(&key) {
        key = key.nfc().collect();
    }
    key.trim().trim_end_matches(|c: char| matches!(c, '.' | ':' | ';') || c.is_whitespace()).to_owned()
}

/// The same for the most usual of texts, of which every line of notes is one.
fn fold_ascii(plain: &str) -> String {
    let mut key = String::with_capacity(plain.len());
    let mut space = true;
    for byte in plain.bytes() {
        if byte.is_ascii_graphic() {
            key.push(char::from(byte.to_ascii_lowercase()));
            space = false;
        } else if char::from(byte).is_whitespace() && !space {
            key.push(' ');
            space = true;
        }
    }
    key.truncate(key.trim_end_matches(['.', ':', ';', ' ']).len());
    key
}

/// Characters that are another way to set the same letters, and look like them: ligatures, digraphs, full-width and
/// half-width forms, mathematical letters, Roman numerals, the forms of Arabic letters, the micro sign. Raised and circled
/// ones look different and are.
fn is_form(c: char) -> bool {
    matches!(c,
        '\u{00B5}' | '\u{0132}' | '\u{0133}' | '\u{01C4}'..='\u{01CC}' | '\u{01F1}'..='\u{01F3}' | '\u{2160}'..='\u{217F}'
        | '\u{FB00}'..='\u{FB06}' | '\u{FB13}'..='\u{FB17}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{FF01}'..='\u{FFEE}' | '\u{1D400}'..='\u{1D7FF}')
}

/// Characters that leave no mark on the page. White space that ends lines is not among them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
        || (c.is_control() && !c.is_whitespace())
}

/// A key without the emoji or `:shortcode:` that decorates its beginning. A key that is nothing else stays.
#[must_use]
pub fn without_emoji(key: &str) -> &str {
    let mut rest = key;
    loop {
        let next = shortcode(rest).unwrap_or_else(|| rest.trim_start_matches(is_emoji)).trim_start();
        if next.len() == rest.len() {
            break;
        }
        rest = next;
    }
    if rest.is_empty() { key } else { rest }
}

fn shortcode(key: &str) -> Option<&str> {
    let (name, rest) = key.strip_prefix(':')?.split_once(':')?;
    let named = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(&b));
    named.then_some(rest)
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{203C}' | '\u{2049}' | '\u{2139}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{25A0}'..='\u{27BF}'
        | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Whether two heading keys name the same section: equal, or equal but for a leading emoji.
#[must_use]
pub fn same_heading(one: &str, other: &str) -> bool {
    one == other || without_emoji(one) == without_emoji(other)
}

/// Whether a path of headings lies within the sections `keys`: each of them is found in the path, in that
/// order, with any headings between. No keys hold every path.
#[must_use]
pub fn within(path: &[String], keys: &[String]) -> bool {
    let mut headings = path.iter();
    keys.iter().all(|key| headings.any(|heading| same_heading(heading, key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_has_the_same_key() {
        let table = [
            ("Documentation published", "  documentation\u{a0} Published. "),
            ("Don't ship – yet", "Don\u{2019}t ship \u{2014} yet"),
            ("say \"go\"", "say \u{201c}go\u{201d}"),
            ("run make test", "Run **`make test`**"),
            ("smoke tests", "[Smoke tests](https://example.com/a_b)"),
            ("signed off", "Signed off <!-- id: x -->"),
            ("release notes", "Re\u{ad}lease\u{200b} notes:"),
            ("✔ done", "✔\u{fe0f} done"),
            ("a & b", "a &amp; b"),
            ("1. first", "1. First"),
            ("snake_case_name", "snake_case_name"),
            ("- dash", "- dash"),
            ("# hash", "# hash"),
            ("struck", "~~struck~~"),
            ("wait for it", "Wait for it…"),
            ("two lines", "two\r\n\tlines"),
            ("проверено", "Проверено"),
            ("résumé", "re\u{301}sume\u{301}"),
            ("RÉSUMÉ", "re\u{301}sume\u{301}"),
            ("fixes", "\u{FB01}xes"),
            ("Summary", "\u{FF33}ummary"),
            ("notes: all", "notes\u{FF1A} all"),
            ("Bold", "\u{1D401}old"),
            ("phase iv", "Phase \u{2163}"),
            ("\u{C5}ngstrom", "\u{212B}ngstrom"),
            ("\u{AC00}", "\u{1100}\u{1161}"),
            ("ὀδός", "ὈΔΌΣ"),
            ("Größe", "GRÖSSE"),
            ("GRÖẞE", "Größe"),
            ("İyileştirmeler", "İYİLEŞTİRMELER"),
            ("Sınırlar", "SINIRLAR"),
            ("und de\u{17F}ten", "und desten"),
            ("ŉ", "\u{2BC}N"),
            ("Թեւ", "ԹԵՒ"),
            ("\u{1C90}\u{1C91}", "\u{10D0}\u{10D1}"), // Georgian
            ("ᾳ", "ΑΙ"),
            ("Fixes\u{202F}now", "fixes now"),
            ("Fi\u{200D}xes", "fixes"),
            ("\u{2139}\u{FE0F} Info", "\u{2139} info"),
            ("\u{30AC}", "\u{FF76}\u{FF9E}"),
        ];
        for (one, other) in table {
            assert_eq!(normalise(one), normalise(other), "{one:?} and {other:?}");
        }
        assert_eq!(normalise("Docs — **published**:"), "docs - published");
    }

    proptest::proptest! {
        /// The short way for ASCII is the way of all other text.
        #[test]
        fn the_short_way_is_the_long_way(text in "[ -~\\x00-\\x1f]{0,40}") {
            let (short, long) = (fold(&format!("x{text}")), fold(&format!("\u{e9}{text}")));
            proptest::prop_assert_eq!(short.strip_prefix('x'), long.strip_prefix('\u{e9}'));
        }
    }

    #[test]
    fn what_differs_stays_different() {
        let table = [
            ("resume", "résumé"),
            ("Ship a", "Ship \u{430}"), // Cyrillic
            ("tests on linux", "tests on macos"),
            ("ready?", "ready"),
            ("*starred*", "\\*starred\\*"),
            ("re-run", "rerun"),
            ("snake_case", "snakecase"),
            ("1. Tag", "2. Tag"),
            ("m\u{B2}", "m2"),
            ("\u{2460}", "1"),
            ("Ship o", "Ship \u{3BF}"), // Greek
            ("\u{456}ssues", "issues"), // Cyrillic
            ("Größe", "Grosse"),
            ("Straße", "Strase"),
            ("ΜΕΛΗ", "MEΛH"), // Latin M and H
        ];
        for (one, other) in table {
            assert_ne!(normalise(one), normalise(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn a_leading_emoji_is_no_part_of_a_heading() {
        for heading in
            ["🚀 Release", "ℹ️ Release", ":rocket: Release", "✅ 🎉 Release", ":rocket:Release", "Release"]
        {
            assert!(same_heading(&normalise(heading), "release"), "{heading}");
        }
        assert!(!same_heading("release", "pre-release"));
        assert_eq!(without_emoji("🚀"), "🚀");
        assert!(!same_heading("🚀", "🎉"));
    }

    #[test]
    fn a_path_lies_within_sections_in_order() {
        let path = ["release".to_owned(), "🚀 docs".to_owned(), "api".to_owned()];
        let within =
            |keys: &[&str]| super::within(&path, &keys.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(within(&[]));
        assert!(within(&["docs"]));
        assert!(within(&["release", "api"]));
        assert!(!within(&["api", "release"]));
        assert!(!within(&["docs", "docs"]));
    }

    proptest::proptest! {
        #[test]
        fn a_key_is_its_own_key(text in r"\PC{0,24}") {
            let key = fold(&text);
            proptest::prop_assert_eq!(fold(&key), key);
        }
    }
}
