//! What a text points to: addresses, people, issues.

use std::ops::Range;

/// An issue or pull request that a text names. GitHub ticks a box by itself when the issue that it
/// references is closed, so such a tick has no person behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// `owner/name`, where the text says so.
    pub repository: Option<String>,
    /// Its number.
    pub number: u64,
}

/// The addresses that GitHub makes links of without any markup: `http://`, `https://` and `www.`.
pub(super) fn addresses(prose: &str) -> Vec<String> {
    addresses_in(prose).into_iter().filter_map(|at| prose.get(at)).map(str::to_owned).collect()
}

/// Where these addresses are, in bytes of the text.
#[must_use]
pub fn addresses_in(prose: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Most texts have none, and looking at each of their words takes its time.
    if !prose.contains("://") && !prose.contains("www.") {
        return found;
    }
    let mut from = 0;
    for word in prose.split_inclusive(|c: char| c.is_whitespace() || c == '<' || c == '\u{FFFC}') {
        let at = from;
        from += word.len();
        let word = word.trim_end_matches(|c: char| c.is_whitespace() || c == '<' || c == '\u{FFFC}');
        let Some(start) = address_start(word) else { continue };
        let address = trim_address(word.get(start..).unwrap_or_default());
        let rest = address.find("://").and_then(|at| address.get(at + 3..)).or_else(|| address.get(4..));
        if rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
            found.push(at + start..at + start + address.len());
        }
    }
    found
}

/// Where an address begins in a word: nothing, or one of `*_~(` and other punctuation, may stand before it.
fn address_start(word: &str) -> Option<usize> {
    let boundary = |at: &usize| {
        let before = word.get(..*at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric())
    };
    let first = |what: &str| word.match_indices(what).map(|(at, _)| at).find(boundary);
    [first("https://"), first("http://"), first("www.")].into_iter().flatten().min()
}

/// Cuts what follows an address rather than belongs to it: punctuation, and closing brackets without an
/// opening one.
fn trim_address(address: &str) -> &str {
    let mut surplus = 0_usize;
    let mut depth = 0_usize;
    for c in address.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => surplus += 1,
            ')' => depth -= 1,
            _ => {}
        }
    }
    address.trim_end_matches(|c: char| match c {
        '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '"' => true,
        ')' if surplus > 0 => {
            surplus -= 1;
            true
        }
        _ => false,
    })
}

/// The people and teams that a text mentions, without the `@`: `mona`, `octoacme/devops`.
pub(super) fn mentions(prose: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in prose.match_indices('@') {
        let before = prose.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | '@' | '-' | '`')) {
            continue;
        }
        let rest = prose.get(at + 1..).unwrap_or_default();
        let login = leading(rest, 39);
        if login.is_empty() || login.starts_with(['-', '_']) {
            continue;
        }
        let after = rest.get(login.len()..).unwrap_or_default();
        match after.strip_prefix('/').map(|team| leading(team, 255)) {
            Some(team) if !team.is_empty() => found.push(format!("{login}/{team}")),
            _ if after.starts_with(char::is_alphanumeric) => {}
            _ => found.push(login.trim_end_matches(['-', '_']).to_owned()),
        }
    }
    found
}

/// The part of a text in front that a login or a team's name may be made of, at most `longest` bytes.
fn leading(text: &str, longest: usize) -> &str {
    let bytes = text.bytes().take(longest);
    let length = bytes.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
    text.get(..length).unwrap_or_default()
}

/// The issues and pull requests that a text names: `#12`, `GH-12`, `owner/name#12`, and the addresses of
/// issues and pull requests among `links`.
pub(super) fn references<'l>(prose: &str, links: impl Iterator<Item = &'l str>) -> Vec<Reference> {
    let mut found: Vec<Reference> = links.filter_map(from_address).collect();
    found.extend(references_in(prose).into_iter().map(|(_, reference)| reference));
    found
}

/// The issues and pull requests that a text names in short, `#12`, `GH-12`, `owner/name#12`, each with its bytes. What
/// is part of an address is none.
#[must_use]
pub fn references_in(prose: &str) -> Vec<(Range<usize>, Reference)> {
    let mut addresses = addresses_in(prose).into_iter().peekable();
    let mut found = Vec::new();
    for (at, c) in prose.char_indices() {
        while addresses.next_if(|address| address.end <= at).is_some() {}
        if addresses.peek().is_some_and(|address| address.contains(&at)) {
            continue;
        }
        found.extend(match c {
            '#' => from_hash(prose, at),
            'g' | 'G' => from_gh(prose, at),
            _ => None,
        });
    }
    found
}

/// `GH-12` that begins at a byte.
fn from_gh(prose: &str, at: usize) -> Option<(Range<usize>, Reference)> {
    let before = prose.get(..at)?.chars().next_back();
    let mark = prose.get(at..at + 3)?;
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') || !mark.eq_ignore_ascii_case("gh-") {
        return None;
    }
    let (number, length) = leading_number(prose.get(at + 3..)?)?;
    Some((at..at + 3 + length, Reference { repository: None, number }))
}

/// `#12` or `owner/name#12`, of which the `#` is at a byte.
fn from_hash(prose: &str, at: usize) -> Option<(Range<usize>, Reference)> {
    let before = prose.get(..at)?;
    let (number, length) = leading_number(prose.get(at + 1..)?)?;
    let end = at + 1 + length;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let start = before.trim_end_matches(is_name).len();
    let name = before.get(start..)?;
    let owned = name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    if let Some((owner, repository)) = owned.split_once('/')
        && is_repository(owner, repository)
    {
        let reference = Reference { repository: Some(owned.to_owned()), number };
        return Some((at - owned.len()..end, reference));
    }
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '#') {
        return None;
    }
    Some((at..end, Reference { repository: None, number }))
}

fn from_address(address: &str) -> Option<Reference> {
    let (_, rest) = address.split_once("://")?;
    let mut parts = rest.split(['/', '?', '#']);
    let (_host, owner, name, kind) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (number, _) = leading_number(parts.next()?)?;
    let known = matches!(kind, "issues" | "pull" | "pulls") && is_repository(owner, name);
    known.then(|| Reference { repository: Some(format!("{owner}/{name}")), number })
}

fn is_repository(owner: &str, name: &str) -> bool {
    let fits = |part: &str, dots: bool| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_') || (dots && b == b'.'))
    };
    fits(owner, false) && fits(name, true)
}

/// A number in front of a text and how many digits it has, if no letter follows it.
fn leading_number(text: &str) -> Option<(u64, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..)?;
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    Some((text.get(..digits)?.parse().ok()?, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_addresses_are_found_as_github_finds_them() {
        let table: [(&str, &[&str]); 9] = [
            ("see https://example.com/a.", &["https://example.com/a"]),
            ("(https://example.com/a_(b))", &["https://example.com/a_(b)"]),
            ("www.example.com, http://x.org/?q=1!", &["www.example.com", "http://x.org/?q=1"]),
            ("xhttps://example.com", &[]),
            ("https://", &[]),
            ("https://...", &[]),
            ("https://example.com/<b", &["https://example.com/"]),
            ("ftp://example.com", &[]),
            ("https://example.com/)))", &["https://example.com/"]),
        ];
        for (prose, expected) in table {
            assert_eq!(addresses(prose), expected, "{prose}");
        }
    }

    #[test]
    fn mentions_are_people_and_teams_not_mail() {
        let table: [(&str, &[&str]); 8] = [
            ("@mona and (@maya-r)", &["mona", "maya-r"]),
            ("@octoacme/devops, please", &["octoacme/devops"]),
            ("mona@example.com", &[]),
            ("@", &[]),
            ("@-mona", &[]),
            ("@mona_corp.", &["mona_corp"]),
            ("@@mona", &[]),
            ("@mona's", &["mona"]),
        ];
        for (prose, expected) in table {
            assert_eq!(mentions(prose), expected, "{prose}");
        }
    }

    #[test]
    fn references_in_every_spelling() {
        let seen = |prose: &str, links: &[&str]| {
            let found = references(prose, links.iter().copied());
            found
                .iter()
                .map(|r| format!("{}#{}", r.repository.as_deref().unwrap_or(""), r.number))
                .collect::<Vec<_>>()
        };
        assert_eq!(seen("fix #12, GH-13 and octo/acme.js#14.", &[]), ["#12", "#13", "octo/acme.js#14"]);
        assert_eq!(seen("(#7)", &[]), ["#7"]);
        assert_eq!(seen("a#7 #7a #x C# # 12", &[]), Vec::<String>::new());
        assert_eq!(seen("#99999999999999999999999", &[]), Vec::<String>::new());
        let links = [
            "https://github.com/octo/acme/issues/5#issuecomment-1",
            "https://github.com/octo/acme/pull/6/files",
        ];
        assert_eq!(seen("", &links), ["octo/acme#5", "octo/acme#6"]);
        assert_eq!(seen("", &["https://example.com/octo/acme/wiki/5", "nowhere"]), Vec::<String>::new());
    }

    #[test]
    fn references_have_their_places() {
        let prose =
            "fix (#12), GH-13/#14: octo/acme#15 https://github.com/o/r/pull/16#17 ##18 a_#19 (o/r/s#20)";
        let seen: Vec<_> =
            references_in(prose).into_iter().map(|(at, it)| (prose.get(at).unwrap(), it.number)).collect();
        assert_eq!(seen, [("#12", 12), ("GH-13", 13), ("#14", 14), ("octo/acme#15", 15)]);
    }
}
