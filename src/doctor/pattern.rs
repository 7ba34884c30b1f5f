//! Whether a ruleset holds for a ref, and a name has a shape.
//!
//! Source: GitHub's documents "Creating rulesets for a repository" (`fnmatch` with `File::FNM_PATHNAME`: `*` stays within
//! a segment, `**/` is any number of them) and "Available rules for rulesets".

use crate::evidence::settings::{Rule, Ruleset};

/// Whether a ruleset holds for a whole ref.
pub(super) fn holds(ruleset: &Ruleset, reference: &str, default_branch: &str) -> bool {
    let fits = |pattern: &String| match pattern.as_str() {
        "~ALL" => true,
        "~DEFAULT_BRANCH" => reference.strip_prefix("refs/heads/") == Some(default_branch),
        pattern => fits(pattern, reference),
    };
    let included = ruleset.include.as_ref().is_none_or(|include| include.iter().any(fits));
    included && !ruleset.exclude.iter().any(fits)
}

/// One thing that a pattern asks for.
enum Token {
    /// This character.
    Is(char),
    /// One character of a segment that is, or is not, among these ranges.
    Among { ranges: Vec<(char, char)>, not: bool },
    /// One character of a segment.
    Any,
    /// Any characters of a segment.
    Run,
    /// Any number of whole segments.
    Segments,
}

/// Whether a text fits a pattern as a whole. The time is the product of their lengths.
fn fits(pattern: &str, text: &str) -> bool {
    let tokens = tokens(pattern);
    let text: Vec<char> = text.chars().collect();
    // At which places of the text the tokens so far may end.
    let mut ends = vec![false; text.len() + 1];
    if let Some(first) = ends.first_mut() {
        *first = true;
    }
    for token in &tokens {
        let mut next = vec![false; ends.len()];
        let mut open = false;
        for (at, end) in next.iter_mut().enumerate() {
            let here = ends.get(at).copied().unwrap_or(false);
            let before = at.checked_sub(1).and_then(|at| text.get(at)).copied();
            let was = at.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(false);
            match token {
                Token::Is(wanted) => *end = was && before == Some(*wanted),
                Token::Any => *end = was && before.is_some_and(|c| c != '/'),
                Token::Among { ranges, not } => {
                    let among = |c: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
                    *end = was && before.is_some_and(|c| c != '/' && among(c) != *not);
                }
                Token::Run => {
                    open = here || open && before.is_some_and(|c| c != '/');
                    *end = open;
                }
                Token::Segments => {
                    *end = here || open && before == Some('/');
                    open |= here;
                }
            }
        }
        ends = next;
    }
    ends.last().copied().unwrap_or(false)
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/") {
            tokens.push(Token::Segments);
            rest = after;
            continue;
        }
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = after;
        match first {
            '*' => tokens.push(Token::Run),
            '?' => tokens.push(Token::Any),
            '\\' => {
                let mut next = after.chars();
                tokens.push(Token::Is(next.next().unwrap_or('\\')));
                rest = next.as_str();
            }
            '[' => match after.split_once(']') {
                Some((inside, behind)) => {
                    tokens.push(among(inside));
                    rest = behind;
                }
                None => tokens.push(Token::Is('[')),
            },
            other => tokens.push(Token::Is(other)),
        }
    }
    tokens
}

fn among(inside: &str) -> Token {
    let not = inside.starts_with(['!', '^']);
    let characters: Vec<char> = inside.chars().skip(usize::from(not)).collect();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(from) = characters.get(at) {
        match (characters.get(at + 1), characters.get(at + 2)) {
            (Some('-'), Some(to)) => {
                ranges.push((*from, *to));
                at += 3;
            }
            _ => {
                ranges.push((*from, *from));
                at += 1;
            }
        }
    }
    Token::Among { ranges, not }
}

/// Whether a rule on names lets this one be. `None`: the shape cannot be told.
pub(super) fn lets_be(rule: &Rule, name: &str) -> Option<bool> {
    let Rule::TagName { operator, pattern, negate } = rule else { return Some(true) };
    let has = match operator.as_str() {
        "starts_with" => name.starts_with(pattern.as_str()),
        "ends_with" => name.ends_with(pattern.as_str()),
        "contains" => name.contains(pattern.as_str()),
        "regex" => regex_lite::Regex::new(pattern).ok()?.is_match(name),
        _ => return None,
    };
    Some(has != *negate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_github() {
        let table: [(&str, &[&str], &[&str]); 9] = [
            (
                "refs/tags/v*",
                &["refs/tags/v1", "refs/tags/v1.4.0", "refs/tags/v"],
                &["refs/tags/v/1", "refs/tags/x"],
            ),
            ("refs/tags/v*.*.*", &["refs/tags/v1.4.0"], &["refs/tags/v1.4", "refs/tags/v1"]),
            ("refs/tags/*", &["refs/tags/v1"], &["refs/tags/app/v1", "refs/heads/v1"]),
            ("refs/tags/**/*", &["refs/tags/v1", "refs/tags/app/x/v1"], &["refs/heads/v1"]),
            ("refs/tags/**/v?", &["refs/tags/v1", "refs/tags/a/b/v2"], &["refs/tags/av1", "refs/tags/v10"]),
            ("refs/tags/v[0-9]", &["refs/tags/v7"], &["refs/tags/vx", "refs/tags/v77"]),
            ("refs/tags/[!v]*", &["refs/tags/x1"], &["refs/tags/v1"]),
            (r"refs/tags/\*", &["refs/tags/*"], &["refs/tags/a"]),
            ("refs/tags/[v", &["refs/tags/[v"], &["refs/tags/v"]),
        ];
        for (pattern, yes, no) in table {
            for text in yes {
                assert!(fits(pattern, text), "{pattern} fits {text}");
            }
            for text in no {
                assert!(!fits(pattern, text), "{pattern} does not fit {text}");
            }
        }
    }

    #[test]
    fn names_have_shapes() {
        let rule = |operator: &str, pattern: &str, negate: bool| Rule::TagName {
            operator: operator.to_owned(),
            pattern: pattern.to_owned(),
            negate,
        };
        for (operator, pattern, name, has) in [
            ("starts_with", "v", "v1.4.0", Some(true)),
            ("ends_with", "-lts", "v1.4.0", Some(false)),
            ("contains", "4", "v1.4.0", Some(true)),
            ("regex", r"^v\d+\.\d+\.\d+$", "v1.4.0", Some(true)),
            ("regex", "(", "v1.4.0", None),
            ("newer", "v", "v1.4.0", None),
        ] {
            assert_eq!(lets_be(&rule(operator, pattern, false), name), has, "{operator} {pattern}");
            assert_eq!(lets_be(&rule(operator, pattern, true), name), has.map(|has| !has), "{operator}");
        }
        assert_eq!(lets_be(&Rule::Creation, "v1"), Some(true));
    }
}
