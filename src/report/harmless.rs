//! Text that somebody else wrote, made fit for a terminal and for the log of a workflow.
//!
//! Limits: one line in, one line out. Markdown has escapes of its own (`markdown/`).

/// Stands for a character that must not reach the terminal.
const STAND_IN: char = '\u{fffd}';

/// One line of text without anything that moves the cursor, changes colours, turns the direction of writing,
/// hides itself, or starts a workflow command; cut to `longest` characters, the last of which is then `…`.
///
/// C0 control characters become their pictures (`␛`), other invisible ones `�`. The runner of GitHub Actions
/// obeys `##[command]` anywhere in a line, so that is broken up; whether a line starts with `::` is for the
/// caller, who knows what stands before it.
pub fn one_line(text: &str, longest: usize) -> String {
    if text.chars().nth(longest).is_none() {
        return pieces(text).map(|(_, character)| character).collect();
    }
    let kept = pieces(text).take(longest.saturating_sub(1));
    kept.map(|(_, character)| character).chain(['…']).collect()
}

/// Each character with its offset in `text` and what is shown in its place.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut characters = text.char_indices().peekable();
    let mut before = None;
    std::iter::from_fn(move || {
        let (at, character) = characters.next()?;
        let next = characters.peek().map(|(_, next)| *next);
        let shown = match character {
            '#' if before == Some('#') && next == Some('[') => '＃',
            _ => visible(character),
        };
        before = Some(character);
        Some((at, shown))
    })
}

fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(STAND_IN),
        '\u{7f}' => '\u{2421}',
        // Unicode's Cc, Cf and line separators that terminals obey or hide, variation and tag characters that
        // can carry hidden text, and the private use area, whose characters nobody can know.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe0e}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => STAND_IN,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::one_line;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        for (hostile, shown) in [
            ("plain ünïcode 漢字", "plain ünïcode 漢字"),
            ("\x1b[31mred", "␛[31mred"),
            ("a\nb\r\tc\0\x7f", "a␊b␍ c␀␡"),
            ("\u{9b}2J", "�2J"),
            ("x\u{202e}gpj.exe", "x�gpj.exe"),
            ("re\u{200b}lease\u{e0041}", "re�lease�"),
            ("##[error]x", "#＃[error]x"),
            ("###[add-mask]x ## [x]", "##＃[add-mask]x ## [x]"),
        ] {
            assert_eq!(one_line(hostile, 80), shown);
        }
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(one_line("abcdef", 6), "abcdef");
        assert_eq!(one_line("abcdefg", 6), "abcde…");
        assert_eq!(one_line("abc", 0), "…");
        assert_eq!(one_line("", 0), "");
    }

    proptest! {
        #[test]
        fn no_control_character_and_no_command_survives(text in any::<String>()) {
            let line = one_line(&text, 1000);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert!(!line.contains("##["));
        }
    }
}
