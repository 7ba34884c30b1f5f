//! Telling a value that somebody filled in from one that still waits.

use super::normalise::{fold, normalise};

/// Words that stand for a value still to come, as the whole of it, in any case.
const WORDS: [&str; 47] = [
    "n.n",
    "to be assigned",
    "to be named",
    "tbd",
    "tba",
    "tbc",
    "t.b.d",
    "t.b.a",
    "t.b.c",
    "coming soon",
    "to follow",
    "will follow",
    "details to follow",
    "details will follow",
    "more to come",
    "work in progress",
    "not yet written",
    "to be filled",
    "to be filled in",
    "to be filled out",
    "to be written",
    "to be added",
    "to be completed",
    "to be provided",
    "to be specified",
    "yes/no",
    "todo",
    "to do",
    "to-do",
    "fixme",
    "tk",
    "wip",
    "placeholder",
    "changeme",
    "change me",
    "fill in",
    "fill me in",
    "fill this in",
    "to be determined",
    "to be decided",
    "to be defined",
    "to be done",
    "to be announced",
    "to be confirmed",
    "your text here",
    "enter text here",
    "lorem ipsum",
];

/// Tokens that make any value they stand in unfinished, in this case only, so that prose is left alone.
const TOKENS: [&str; 25] = [
    "x.x.x",
    "X.X.X",
    "vX.X.X",
    "vx.x.x",
    "dd/mm/yyyy",
    "mm/dd/yyyy",
    "dd.mm.yyyy",
    "TBD",
    "TBA",
    "TBC",
    "TODO",
    "FIXME",
    "X.Y.Z",
    "vX.Y.Z",
    "x.y.z",
    "vx.y.z",
    "X.Y",
    "vX.Y",
    "YYYY-MM-DD",
    "yyyy-mm-dd",
    "YYYY/MM/DD",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "HH:MM",
];

/// Names after an `@` that belong to nobody in particular.
const NOBODY: [&str; 14] = [
    "username",
    "user",
    "login",
    "name",
    "handle",
    "github-username",
    "github-handle",
    "your-username",
    "your-handle",
    "mention",
    "person",
    "assignee",
    "owner",
    "someone",
];

/// Whether a value is a prompt for one rather than a value: nothing at all, only punctuation or a comment,
/// `TBD`, `TODO`, `???`, `XXX`, `[a prompt]`, `<a prompt>`, `{{x}}`, `${x}`, `vX.Y.Z`, `YYYY-MM-DD`,
/// `@username`, `_No response_` of an issue form, or filler text.
///
/// `N/A` and `none` are answers, and so are links and ticked boxes with text.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    let shown = without_comments(value);
    let shown = shown.trim();
    if matches!(shown, "_No response_" | "*No response*") {
        return true;
    }
    let rest = without_prompts(shown);
    let rest = rest.trim_start_matches("https://").trim_start_matches("http://");
    if !rest.chars().any(tells) {
        return true;
    }
    // Longer texts are none of the words, and to look through their markup takes long.
    let key = if shown.len() < 60 { normalise(shown) } else { fold(shown) };
    let word = key.trim_matches(|c: char| !c.is_alphanumeric());
    WORDS.contains(&word)
        || key.contains("lorem ipsum")
        || shown.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';')).any(is_token)
        || all_nobody(shown)
}

/// Words after `TODO` that make it the name of a thing.
const OF_TODO: [&str; 8] = ["comment", "comments", "item", "items", "list", "lists", "app", "apps"];

/// Whether text that people see still waits to be written: a paragraph, an item, a cell. Other than in the short values of
/// [`is_placeholder`], there may be content that speaks *of* placeholders: a format that dates are shown in, `TODO`
/// comments that were taken out. What has a digit in its brackets (`[#12]`, `[1.4.0]`) is content.
#[must_use]
pub fn is_waiting(shown: &str) -> bool {
    let shown = shown.trim();
    let left_to_do = |word: &str| matches!(bare(word), "TODO" | "FIXME");
    let is_number = |word: &str| {
        let word = word.trim_matches(|c: char| c != '#' && c.is_ascii_punctuation());
        matches!(word.strip_prefix('#').map(str::as_bytes), Some([b'X', b'X', ..] | [b'N', b'N', ..]))
    };
    let mut only_tokens = true;
    let words: Vec<&str> = shown.split_whitespace().collect();
    for (number, word) in words.iter().copied().enumerate() {
        let next = || bare(words.get(1).copied().unwrap_or_default()).to_lowercase();
        if (matches!(bare(word), "TBD" | "TBA" | "TBC") && !is_named(&words, number))
            || is_number(word)
            || (left_to_do(word)
                && (word.starts_with(['(', '[']) || (number == 0 && !OF_TODO.contains(&next().as_str()))))
        {
            return true;
        }
        let is_filler = || word.len() > 2 && word.bytes().all(|b| b == b'N');
        only_tokens = only_tokens && (is_token(word) || is_filler() || !word.chars().any(tells));
    }
    if only_tokens && !shown.is_empty() {
        return true;
    }
    let key = if shown.len() < 60 { fold(shown) } else { String::new() };
    let word = key.trim_matches(|c: char| !c.is_alphanumeric());
    WORDS.contains(&word)
        || is_order(word)
        || lorem_ipsum(shown)
        || all_nobody(shown)
        || is_nothing_but_prompts(shown)
}

/// Whether a value has a hole in it: `2026-03-XX`, `CVE-2026-NNNN`, `2026-MM-DD`, a box for each answer and none ticked.
#[must_use]
pub fn is_unfinished(value: &str) -> bool {
    let hole = |part: &str| {
        matches!(part, "YYYY" | "MM" | "DD" | "??" | "???" | "????")
            || (part.len() > 1 && (part.bytes().all(|b| b == b'X') || part.bytes().all(|b| b == b'N')))
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let open = |word: &str| {
        let parts = || word.trim_matches(|c| "()[],;:".contains(c)).split(['-', '/', '.', '_']);
        let single = |part: &&str| matches!(*part, "X" | "Y" | "Z" | "?" | "v?");
        (parts().any(hole) && parts().any(is_number))
            || (parts().filter(|part| hole(part)).count() > 1 && !parts().all(hole))
            || (parts().filter(single).count() > 1 && parts().all(|part| single(&part) || is_number(part)))
    };
    let day = |word: &str| matches!(bare(word), "XX" | "YYYY");
    let boxes = value.matches("[ ]").count() + value.matches('\u{2610}').count();
    let ticked = value.contains("[x]") || value.contains("[X]") || value.contains(['\u{2611}', '\u{2612}']);
    let address = value.trim().split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
    address.is_some_and(|(_, rest)| !rest.chars().any(tells))
        || value.split_whitespace().any(open)
        || (value.len() < 40
            && value.contains(|c: char| c.is_ascii_digit())
            && value.split_whitespace().any(day))
        || (boxes > 1 && !ticked)
}

/// Whether somebody is told to write here: “Insert summary here”.
fn is_order(key: &str) -> bool {
    const ORDERS: [&str; 9] = ["insert", "enter", "add", "put", "write", "type", "paste", "describe", "your"];
    const WRITTEN: [&str; 18] = [
        "text",
        "summary",
        "description",
        "content",
        "contents",
        "name",
        "details",
        "notes",
        "note",
        "value",
        "date",
        "version",
        "link",
        "title",
        "something",
        "overview",
        "words",
        "this",
    ];
    let mut words = key.split_whitespace();
    let first = words.next().unwrap_or_default();
    ORDERS.contains(&first)
        && words.next_back() == Some("here")
        && (1..6).contains(&words.clone().count())
        && words.any(|word| WRITTEN.contains(&word))
}

/// Whether `TBD` is what a text speaks of: "TBD status is shown", "the TBD label", "shown as TBD", "“TBD” is gone".
fn is_named(words: &[&str], number: usize) -> bool {
    const BEHIND: [&str; 16] = [
        "by", "in", "on", "at", "after", "when", "with", "for", "as", "until", "before", "and", "or", "see",
        "once", "pending",
    ];
    const BEFORE: [&str; 10] = ["the", "a", "an", "as", "no", "of", "every", "each", "all", "any"];
    let word = words.get(number).copied().unwrap_or_default();
    let quoted = word.starts_with(['"', '\'', '\u{201C}', '\u{2018}']);
    let before = number.checked_sub(1).and_then(|before| words.get(before));
    let named = before.is_some_and(|before| BEFORE.contains(&before.to_lowercase().as_str()));
    let goes_on = word.ends_with(char::is_alphanumeric)
        && words.get(number + 1).is_some_and(|next| {
            next.starts_with(char::is_alphabetic) && !BEHIND.contains(&bare(next).to_lowercase().as_str())
        });
    words.len() > 2 && (quoted || named || goes_on)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| c.is_ascii_punctuation())
}

fn lorem_ipsum(shown: &str) -> bool {
    let starts = shown.match_indices(['m', 'M']).filter_map(|(at, _)| at.checked_sub("lore".len()));
    let ends = starts.filter_map(|at| {
        let end = at + "lorem ipsum".len();
        shown.get(at..end).filter(|found| found.eq_ignore_ascii_case("lorem ipsum")).map(|_| end)
    });
    // A generator of filler text is none.
    let mut goes_on = ends.filter_map(|end| shown.get(end..)).map(|rest| rest.trim_start_matches([' ', ',']));
    goes_on.any(|rest| rest.get(..5).is_some_and(|next| next.eq_ignore_ascii_case("dolor")))
}

fn is_nothing_but_prompts(shown: &str) -> bool {
    let mut rest = shown;
    let mut any = false;
    while let Some(at) = rest.find(['[', '<', '{']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let inner = from.get(1..).unwrap_or_default();
        let end = inner.find(['[', ']', '<', '>', '{', '}']).unwrap_or(inner.len());
        let prompt = inner.get(..end).unwrap_or_default();
        if before.chars().any(tells) || prompt.chars().any(char::is_numeric) {
            return false;
        }
        any |= prompt.chars().any(char::is_alphabetic);
        rest = inner.get(end..).unwrap_or_default().trim_start_matches([']', '>', '}']);
    }
    !rest.chars().any(tells) && (any || !shown.is_empty())
}

/// Whether a character tells something: letters, digits and pictures do, punctuation does not.
#[must_use]
pub fn tells(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace() && !c.is_control() && !is_mark(c))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206F}' | '\u{00A0}'..='\u{00BF}' | '\u{3000}'..='\u{303F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{2212}')
}

fn is_token(word: &str) -> bool {
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    TOKENS.contains(&word) || (word.len() >= 3 && word.bytes().all(|b| b == b'X'))
}

/// Whether a value is nothing but mentions of nobody.
fn all_nobody(shown: &str) -> bool {
    let mut words = shown
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '`' | '*'))
        .filter(|w| !w.is_empty());
    let mut any = false;
    words.all(|word| {
        any = true;
        word.strip_prefix('@').is_some_and(|name| NOBODY.contains(&name.to_ascii_lowercase().as_str()))
    }) && any
}

fn without_comments(value: &str) -> String {
    let mut kept = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        // A comment that nobody ended hides the rest, as it does on the page.
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// The value with `[prompts]`, `<prompts>`, `{{prompts}}`, `{prompts}` and `${prompts}` taken out. A link,
/// an address in angle brackets and a picture are no prompts. Other HTML goes like a prompt, its text stays.
fn without_prompts(value: &str) -> String {
    let mut kept = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find(['[', '<', '{']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        kept.push_str(before);
        let close = match from.chars().next() {
            Some('[') => ']',
            Some('<') => '>',
            _ => '}',
        };
        let inner = from.get(1..).unwrap_or_default();
        // The nearest bracket of any kind decides: searching for this one alone could take long.
        let end = inner.find(['[', ']', '<', '>', '{', '}', '\n']).unwrap_or(inner.len());
        let closes = inner.get(end..).is_some_and(|tail| tail.starts_with(close));
        let prompt = inner.get(..end).unwrap_or_default();
        let after = inner.get(end + usize::from(closes)..).unwrap_or_default();
        let is_link = match close {
            ']' => after.starts_with(['(', '[']),
            '>' => prompt.contains("://") || prompt.contains('@') || prompt.starts_with("img "),
            _ => false,
        };
        if !closes || is_link {
            kept.push_str(prompt);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_placeholders() {
        let table = [
            "",
            " ",
            "-",
            "—",
            "...",
            "…",
            "???",
            "?",
            "___",
            "TBD",
            "tbd",
            "TBD.",
            "**TBD**",
            "`TODO`",
            "TODO: write",
            "To be determined",
            "[time estimate]",
            "[Description, workaround if available]",
            "<version>",
            "< who >",
            "{{x}}",
            "{{ version }}",
            "${x}",
            "{version}",
            "XXX",
            "#XXX",
            "_No response_",
            "vX.Y.Z",
            "X.Y.Z",
            "YYYY-MM-DD",
            "[YYYY-MM-DD]",
            "@username",
            "@username, @user",
            "@github-handle",
            "lorem ipsum dolor sit amet",
            "Lorem Ipsum",
            "<!-- who signs -->",
            "<!-- who",
            "[Feature/API]: [Description]",
            "[ ]",
            "\u{a0}",
            "\u{200b}",
            "TBD by QA",
            "**[name]**",
            "vX.Y.Z on 5 May",
            "<!-- a --> - <!-- b -->",
            "WIP",
            "https://...",
            "<b></b>",
            "<b>TBD</b>",
        ];
        for value in table {
            assert!(is_placeholder(value), "{value:?}");
        }
    }

    #[test]
    fn answers_are_not() {
        let table = [
            "N/A",
            "n/a",
            "none",
            "None.",
            "no",
            "0",
            "v1.4.0",
            "2026-05-05",
            "@mona",
            "@mona, @username",
            "[Runbook](https://example.com)",
            "https://example.com",
            "<https://example.com>",
            "<mona@example.com>",
            "✅",
            "👍",
            "see `${HOME}` in the runbook",
            "Updated the todo list",
            "[x] done",
            "是",
            "Windows XP",
            "X",
            "<b>done</b>",
            "Mona <!-- signed -->",
            "No response from vendor yet, going ahead",
            "[1] and done",
            "Maxine Xavier",
            "5%",
        ];
        for value in table {
            assert!(!is_placeholder(value), "{value:?}");
        }
    }

    #[test]
    fn text_that_stands_for_another_waits() {
        let waiting = [
            "TBD",
            "tbd",
            "Planned for TBD",
            "TODO: write",
            "TODO",
            "TODO add pictures",
            "(TODO)",
            "See #XXX",
            "#NNNN",
            "vX.Y.Z",
            "YYYY-MM-DD",
            "...",
            "???",
            "[Describe it]",
            "[Area]: [Description]",
            "<name>",
            "{{x}}",
            "Lorem ipsum dolor",
            "to be announced",
            "Your text here",
            "-",
            "\u{2014}",
            "XXX",
            "Date is TBD",
            "TBD by QA on Monday",
            "The date (TBD) of the removal",
            "t.b.d.",
            "Coming soon!",
            "to follow",
            "(to be filled)",
            "Insert summary here",
            "Yes/No",
            "Lorem ipsum",
        ];
        for text in waiting {
            assert!(is_waiting(text), "{text:?}");
        }
    }

    #[test]
    fn text_that_speaks_of_placeholders_is_content() {
        let content = [
            "",
            "Dates are shown as YYYY-MM-DD now",
            "Removed old TODO comments",
            "TODO comments are found again",
            "[#12]",
            "[1.4.0]",
            "[1]",
            "Tags are named vX.Y.Z from now on",
            "\u{FFFC}",
            "\u{FFFC}: \u{FFFC}",
            "None",
            "Added the to do list",
            "Fixed XXX-rated typo of [mona]",
            "Windows XP",
            "\u{1F680}",
            "[mona] fixed it",
            "The placeholder in the search box is grey",
            "TBD status is shown in the list",
            "The TBD label is gone",
            "Open dates are shown as TBD",
            "Removed \"TBD\" from the list of states",
            "Lorem ipsum generator added (#13)",
            "Insert mode works here and there",
        ];
        for text in content {
            assert!(!is_waiting(text), "{text:?}");
        }
    }
}
