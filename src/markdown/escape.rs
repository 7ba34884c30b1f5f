//! Making text that other people typed harmless: as Markdown on GitHub, in an HTML comment, on a terminal.
//!
//! Nothing visible is lost. What cannot be seen but changes how a reader sees the rest (direction
//! overrides, control characters, zero-width characters, hidden tags) is taken out.

/// Breaks a mention, a reference or an address without being seen.
const BREAK: char = '\u{200B}';

/// GitHub links a run of hexadecimal digits to a commit from seven digits on.
const SHA_PIECE: usize = 6;

/// Text as inline Markdown that shows exactly this text: no markup, no HTML, no link, no mention, no
/// reference, no block. One line, white space collapsed. Works in paragraphs, headings, list items and
/// table cells.
#[must_use]
pub fn inline(text: &str) -> String {
    let text = one_line(text);
    let mut safe = String::with_capacity(text.len() + text.len() / 4);
    let mut marker = true;
    let mut previous = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        // A hexadecimal run is copied whole, so that a commit hash in it can be broken.
        let word_start = !previous.is_some_and(is_word);
        let run = if word_start { hex_run(text.get(at..).unwrap_or_default()) } else { 0 };
        if run > SHA_PIECE {
            push_broken(&mut safe, text.get(at..at + run).unwrap_or_default());
            previous = chars.nth(run - 2).map(|(_, c)| c);
            marker = false;
            continue;
        }
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '|' => safe.push_str("&#124;"),
            // As an entity, because table cells treat backslashes in front of a `|` in ways of their own.
            '\\' => safe.push_str("&#92;"),
            '`' | '*' | '_' | '[' | ']' | '~' | '$' => safe.extend(['\\', c]),
            // Only in front of what the caller writes next could this make a picture of a link.
            '!' if rest.is_empty() => safe.push_str("\\!"),
            '@' => safe.extend(['@', BREAK]),
            '#' => hash(&mut safe, rest, marker),
            ':' if rest.starts_with("//") || rest.is_empty() => safe.extend([':', BREAK]),
            '-' if ends_in_gh(&text, at) => safe.extend(['-', BREAK]),
            '.' if ends_in_www(&text, at) => safe.extend([BREAK, '.']),
            // Only in front, or behind a number in front, do these begin a block.
            '-' | '+' | '=' | ':' | '.' | '(' | ')' if marker => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
        // A number in front may still become a list.
        marker = marker && c.is_ascii_digit();
        previous = Some(c);
    }
    safe
}

fn hash(safe: &mut String, rest: &str, marker: bool) {
    if marker {
        safe.push('\\');
    }
    safe.push('#');
    if rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) {
        safe.push(BREAK);
    }
}

/// The length of the run of hexadecimal digits in front of `text`, if nothing that continues a word follows.
fn hex_run(text: &str) -> usize {
    let word = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    let ends = !text.get(word..).is_some_and(|after| after.starts_with(is_word));
    if ends { word } else { 0 }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn push_broken(safe: &mut String, digits: &str) {
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % SHA_PIECE == 0 {
            safe.push(BREAK);
        }
        safe.push(digit);
    }
}

fn ends_in_gh(text: &str, at: usize) -> bool {
    ends_in(text, at, "gh")
        && text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn ends_in_www(text: &str, at: usize) -> bool {
    ends_in(text, at, "www")
}

fn ends_in(text: &str, at: usize, word: &str) -> bool {
    let start = at.checked_sub(word.len());
    start.and_then(|start| text.get(start..at)).is_some_and(|found| found.eq_ignore_ascii_case(word))
}

/// Text as a code span. Nothing in it is interpreted, nobody is mentioned. With a `|` in it, which no code
/// span can carry both inside and outside of a table, it becomes a `<code>` element instead.
#[must_use]
pub fn code(text: &str) -> String {
    let shown = visible(text);
    if shown.contains('|') {
        return format!("<code>{}</code>", inline(&shown));
    }
    let fence = "`".repeat(longest_run(&shown, '`') + 1);
    let blank = shown.trim_matches(' ').is_empty();
    if blank {
        return format!("{fence} {fence}");
    }
    let edge = |c: char| c == '`' || c == ' ';
    let pad = if shown.starts_with(edge) || shown.ends_with(edge) { " " } else { "" };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// Lines as a code block of a language, e.g. `diff`. Nothing in it is interpreted, nobody is mentioned.
#[must_use]
pub fn block(language: &str, lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| visible(line)).collect();
    let longest = lines.iter().map(|line| longest_run(line, '`')).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}", lines.join("\n"))
}

fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Text as a link to `url`, if that is a plain `http` or `https` address with a host and no user name in
/// front of it; otherwise the text alone. An empty text shows the address.
#[must_use]
pub fn link(text: &str, url: &str) -> String {
    let Some(address) = address(url) else { return inline(text) };
    let text = inline(text);
    let shown = if text.is_empty() { inline(url) } else { text };
    format!("[{shown}]({address})")
}

/// An address that is safe as a link's destination: everything but unreserved and harmless reserved
/// characters is percent-encoded.
fn address(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b':' | b'_');
    if !host.starts_with(|c: char| c.is_ascii_alphanumeric()) || !host.bytes().all(plain) {
        return None;
    }
    let mut safe = format!("{}://", scheme.to_ascii_lowercase());
    for (at, byte) in rest.bytes().enumerate() {
        let escape =
            rest.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'%' if escape => safe.push('%'),
            b'&' => safe.push_str("&amp;"),
            _ if byte.is_ascii_alphanumeric() || b"-._/?#=+,;:@!".contains(&byte) => {
                safe.push(char::from(byte))
            }
            _ => safe.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(safe)
}

/// Text of at most `max_chars` characters (Unicode scalar values), the last of them `…` if something was
/// cut. Cut before escaping: an escape sequence must not be halved.
#[must_use]
pub fn truncate(text: &str, max_chars: usize) -> String {
    if text.char_indices().nth(max_chars).is_none() {
        return text.to_owned();
    }
    let Some(keep) = max_chars.checked_sub(1) else { return String::new() };
    let mut cut: String = text.chars().take(keep).collect();
    // A joiner at the end would join with the ellipsis.
    cut.truncate(cut.trim_end_matches(|c: char| c == '\u{200D}' || c.is_whitespace()).len());
    cut.push('…');
    cut
}

/// Text for one line of a terminal: escape sequences, control characters and direction overrides are taken
/// out, line ends become spaces. What GitHub users typed can then neither move the cursor nor recolour or
/// reorder what stands around it.
#[must_use]
pub fn plain_line(text: &str) -> String {
    visible(&without_sequences(text))
}

/// Takes out ECMA-48 escape sequences as a whole, so that no `[31m` is left of them. One that never ends
/// loses only its introducer.
fn without_sequences(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let last_terminator = text.rfind(is_terminator).unwrap_or(0);
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1B}', '\u{9B}', '\u{9D}', '\u{90}', '\u{98}', '\u{9E}', '\u{9F}']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        kept.push_str(before);
        let consumed = text.len() - rest.len() + at;
        let mut chars = from.chars();
        let kind = match chars.next() {
            Some('\u{1B}') => chars.next(),
            Some(single) => char::from_u32(u32::from(single) - 0x40),
            None => None,
        };
        let after = chars.as_str();
        rest = match kind {
            Some('[') => after_control_sequence(after),
            Some(']' | 'P' | 'X' | '^' | '_') if last_terminator > consumed => after_string(after),
            Some(']' | 'P' | 'X' | '^' | '_') => after,
            // Two-character sequences, with intermediates such as in a change of character set.
            Some(' '..='/') => {
                let tail = after.trim_start_matches(|c: char| matches!(c, ' '..='/'));
                tail.strip_prefix(|c: char| matches!(c, '0'..='~')).unwrap_or(tail)
            }
            Some('0'..='~') => after,
            _ => from.strip_prefix(|c: char| c.is_control()).unwrap_or(after),
        };
    }
    kept.push_str(rest);
    kept
}

fn is_terminator(c: char) -> bool {
    matches!(c, '\u{07}' | '\u{9C}' | '\u{1B}')
}

fn after_control_sequence(after: &str) -> &str {
    let tail = after.trim_start_matches(|c: char| matches!(c, ' '..='?'));
    tail.strip_prefix(|c: char| matches!(c, '@'..='~')).unwrap_or(tail)
}

fn after_string(after: &str) -> &str {
    let Some(end) = after.find(is_terminator) else { return after };
    let tail = after.get(end..).unwrap_or_default();
    // An escape that is not the end begins the next sequence.
    tail.strip_prefix("\u{1B}\\").or_else(|| tail.strip_prefix(['\u{07}', '\u{9C}'])).unwrap_or(tail)
}

/// Text for the inside of an HTML comment: one word without `--`, `<`, `>` or anything else that ends a
/// comment or hides in it. Everything that is not a harmless visible ASCII character is percent-encoded;
/// [`read_comment_payload`] gives the text back.
#[must_use]
pub fn comment_payload(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        let lone_hyphen = byte == b'-' && !safe.is_empty() && !safe.ends_with('-');
        if byte.is_ascii_alphanumeric() || b"._/:=+,".contains(&byte) || lone_hyphen {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    if safe.ends_with('-') {
        safe.pop();
        safe.push_str("%2D");
    }
    safe
}

/// The text that [`comment_payload`] was given; nothing if `payload` is not of its making.
#[must_use]
pub fn read_comment_payload(payload: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(payload.len());
    let mut rest = payload.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// One line with single spaces and without what cannot be seen.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in visible(text).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The text without invisible characters; line ends and tabs become spaces. The joiner of emoji and the
/// non-joiner of some scripts stay, for they change what is seen.
fn visible(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() => None,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' => None,
            '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => None,
            '\u{E0000}'..='\u{E0FFF}' => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests;
