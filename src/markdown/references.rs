//! What a text points to: addresses, people, issues.

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
    let mut found = Vec::new();
    for word in prose.split(|c: char| c.is_whitespace() || c == '<' || c == '\u{FFFC}') {
        let Some(start) = address_start(word) else { continue };
        let address = trim_address(word.get(start..).unwrap_or_default());
        let rest = address.find("://").and_then(|at| address.get(at + 3..)).or_else(|| address.get(4..));
        if rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
            found.push(address.to_owned());
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
    for word in prose
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | '\u{FFFC}'))
    {
        found.extend(from_word(word));
    }
    found
}

fn from_word(word: &str) -> Option<Reference> {
    if word.contains("://") {
        return None;
    }
    if let Some(number) = word.get(..3).filter(|gh| gh.eq_ignore_ascii_case("gh-")).and(word.get(3..)) {
        return leading_number(number).map(|number| Reference { repository: None, number });
    }
    let (before, number) = word.split_once('#')?;
    let number = leading_number(number)?;
    let repository = before.rsplit_once('/').and_then(|(owner, name)| {
        let owner = owner.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        is_repository(owner, name).then(|| format!("{owner}/{name}"))
    });
    if repository.is_none() && before.ends_with(char::is_alphanumeric) {
        return None;
    }
    Some(Reference { repository, number })
}

fn from_address(address: &str) -> Option<Reference> {
    let (_, rest) = address.split_once("://")?;
    let mut parts = rest.split(['/', '?', '#']);
    let (_host, owner, name, kind) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let number = leading_number(parts.next()?)?;
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

/// A number in front of a text, if no letter follows it.
fn leading_number(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..)?;
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    text.get(..digits)?.parse().ok()
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
}
