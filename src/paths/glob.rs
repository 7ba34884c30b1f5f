//! One glob, written out into alternatives when it is read.

use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

use super::segments::{Segment, Subject, Token};

/// The longest glob that is read, in bytes: the longest path that Linux knows.
const MAX_BYTES: usize = 4096;
/// How deep braces may nest, so that no text can exhaust the stack.
const MAX_DEPTH: usize = 10;
/// How many globs one may stand for once its braces are written out.
const MAX_ALTERNATIVES: usize = 256;
/// How many characters and wildcards these may have together, so that a short text cannot stand for a very long one.
const MAX_PARTS: usize = 4096;

/// A pattern for paths, and also for branch names and labels.
///
/// | written | fits |
/// | --- | --- |
/// | `*` | any run of characters within a segment, also none, also one that starts with a dot |
/// | `?` | one character within a segment |
/// | `**` | between slashes: any number of segments, also none; at the end: everything inside |
/// | `{a,b}` | `a` or `b`; they may hold anything, also slashes and braces; two `*` that only meet across a brace stay two |
/// | `[a-c]`, `[!a-c]`, `[^a-c]` | one character within, or not within, the range |
/// | `\*` | the character itself |
///
/// The whole path must fit, and letters are case-sensitive.
///
/// ```
/// use holdpoint::paths::Glob;
///
/// let table: [(&str, &[&str], &[&str]); 9] = [
///     // glob            fits                                    does not fit
///     ("web/**",         &["web/a.css", "web/x/y/.a"],           &["web", "a/web/b", "Web/a"]),
///     ("web/*",          &["web/a.css", "web/.env"],             &["web/x/y", "web"]),
///     ("**/*.md",        &["a.md", "docs/x/a.md"],               &["a.mdx", "a.md/b"]),
///     ("docs/**/a?.md",  &["docs/a1.md", "docs/x/y/aé.md"],      &["docs/a.md", "docs/x/a12.md"]),
///     ("*.{js,ts{,x}}",  &["a.js", "a.ts", "a.tsx"],             &["a.jsx", "src/a.js"]),
///     ("v[0-9].[!x]",    &["v1.y", "v2.é"],                      &["va.y", "v1.x"]),
///     (r"a\*\{b",        &["a*{b"],                              &["axx{b"]),
///     ("release/*",      &["release/1.4", "release/"],           &["release/1.4/fix", "release"]),
///     ("area/*",         &["area/ui"],                           &["area: ui", "Area/ui"]),
/// ];
/// for (glob, fits, others) in table {
///     let parsed = Glob::parse(glob).unwrap();
///     for path in fits {
///         assert!(parsed.matches(path), "{glob} fits {path}");
///     }
///     for path in others {
///         assert!(!parsed.matches(path), "{glob} does not fit {path}");
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    text: String,
    alternatives: Vec<Vec<Segment>>,
}

impl Glob {
    /// Reads a glob.
    ///
    /// What could never fit, or would quietly fit something else than its author meant, is refused: a glob that
    /// fits nothing can turn a requirement off.
    ///
    /// ```
    /// use holdpoint::paths::Glob;
    ///
    /// for bad in ["", "!a", "/a", "a/", "a//b", "./a", "a/../b", "**.js", "a**", "***", "[z-a]", "[]", "[a", "[a/b]",
    ///             "{a", "a}", "a]", "{a}", "{1..3}", "{,a}", "{/a,b}", r"src\web", r"a\", "a\n"] {
    ///     assert!(Glob::parse(bad).is_err(), "{bad}");
    /// }
    /// ```
    ///
    /// # Errors
    /// A sentence for the author of the policy.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty glob fits nothing".to_owned());
        }
        if text.len() > MAX_BYTES {
            return Err(format!("a glob has at most {MAX_BYTES} bytes"));
        }
        if text.starts_with('!') {
            return Err(
                r"`!` excludes within a list of globs; for the character itself write `\!`".to_owned()
            );
        }
        let mut reader = Reader { rest: text.chars().peekable(), depth: 0 };
        let nodes = reader.sequence()?;
        let alternatives: Result<_, _> =
            write_out(&nodes)?.iter().map(|parts| into_segments(parts)).collect();
        Ok(Self { text: text.to_owned(), alternatives: alternatives? })
    }

    /// Whether the glob fits the whole path (or branch name, or label).
    pub fn matches(&self, path: &str) -> bool {
        self.fits(&Subject::new(path))
    }

    pub(super) fn fits(&self, subject: &Subject) -> bool {
        self.alternatives.iter().any(|pattern| subject.fits(pattern))
    }

    /// A text as a part of a glob that fits only that text.
    ///
    /// ```
    /// use holdpoint::paths::Glob;
    ///
    /// let name = "a*{b}[c]?!,";
    /// assert!(Glob::parse(&format!("docs/{}.md", Glob::escape(name))).unwrap().matches("docs/a*{b}[c]?!,.md"));
    /// ```
    pub fn escape(text: &str) -> String {
        let mut escaped = String::with_capacity(text.len());
        for character in text.chars() {
            if matches!(character, '*' | '?' | '[' | ']' | '{' | '}' | '!' | ',' | '\\') {
                escaped.push('\\');
            }
            escaped.push(character);
        }
        escaped
    }

    /// The glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A piece of a glob without braces.
#[derive(Clone)]
enum Part {
    Slash,
    AnyDepth,
    Token(Token),
}

enum Node {
    Part(Part),
    Either(Vec<Vec<Node>>),
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    depth: usize,
}

impl Reader<'_> {
    /// Everything up to the end of the text or, within braces, up to the next comma or closing brace.
    fn sequence(&mut self) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        while let Some(c) = self.rest.next_if(|c| self.depth == 0 || !matches!(c, ',' | '}')) {
            let part = match c {
                '{' => {
                    nodes.push(Node::Either(self.braces()?));
                    continue;
                }
                '}' | ']' => {
                    return Err(format!(r"`{c}` closes nothing; for the character itself write `\{c}`"));
                }
                '/' => Part::Slash,
                '?' => Part::Token(Token::AnyChar),
                '*' if self.rest.next_if_eq(&'*').is_some() => Part::AnyDepth,
                '*' => Part::Token(Token::AnyRun),
                '[' => Part::Token(self.class()?),
                _ => Part::Token(Token::Char(self.literal(c)?)),
            };
            nodes.push(Node::Part(part));
        }
        Ok(nodes)
    }

    /// The alternatives of a brace whose `{` was just read.
    fn braces(&mut self) -> Result<Vec<Vec<Node>>, String> {
        if self.depth == MAX_DEPTH {
            return Err(format!("braces nest at most {MAX_DEPTH} deep"));
        }
        self.depth += 1;
        let mut alternatives = vec![self.sequence()?];
        while self.rest.next_if_eq(&',').is_some() {
            alternatives.push(self.sequence()?);
        }
        if self.rest.next().is_none() {
            return Err(r"`{` is not closed; for the character itself write `\{`".to_owned());
        }
        self.depth -= 1;
        if alternatives.len() == 1 {
            return Err(r"braces hold alternatives with commas between, as in `{js,ts}`; for the character itself write `\{`"
                .to_owned());
        }
        Ok(alternatives)
    }

    /// The class whose `[` was just read.
    fn class(&mut self) -> Result<Token, String> {
        let negated = self.rest.next_if(|c| matches!(c, '!' | '^')).is_some();
        let mut ranges = Vec::new();
        while self.rest.next_if_eq(&']').is_none() {
            let low = self.class_member()?;
            let mut high = low;
            if self.rest.next_if_eq(&'-').is_some() {
                if self.rest.peek() == Some(&']') {
                    ranges.push(('-', '-'));
                } else {
                    high = self.class_member()?;
                }
            }
            if low > high {
                return Err(format!("the range `{low}-{high}` runs backwards and fits nothing"));
            }
            ranges.push((low, high));
        }
        if ranges.is_empty() {
            return Err(r"`[]` fits nothing; for the characters themselves write `\[\]`".to_owned());
        }
        Ok(Token::Class { negated, ranges })
    }

    fn class_member(&mut self) -> Result<char, String> {
        match self.rest.next() {
            None => Err(r"`[` is not closed; for the character itself write `\[`".to_owned()),
            Some('/') => Err("a class such as `[a-c]` is within one segment and cannot hold `/`".to_owned()),
            Some(c) => self.literal(c),
        }
    }

    /// The character that `c`, which was just read, stands for: itself, or the one that a backslash escapes.
    fn literal(&mut self, c: char) -> Result<char, String> {
        match c {
            '\\' => match self.rest.next() {
                None => Err("the backslash at the end escapes nothing".to_owned()),
                // Above all a path of Windows, which would fit nothing.
                Some(next) if next.is_alphanumeric() || next == '/' || next.is_control() => {
                    Err("a backslash escapes a special character; segments are divided by `/`".to_owned())
                }
                Some(next) => Ok(next),
            },
            c if c.is_control() => Err(format!("the control character {c:?} is in no path")),
            c => Ok(c),
        }
    }
}

const TOO_LONG: &str = "the globs that the braces stand for are too long together; write them as several";

/// The glob without braces: every way to choose one alternative of each.
fn write_out(nodes: &[Node]) -> Result<Vec<Vec<Part>>, String> {
    let mut written: Vec<Vec<Part>> = vec![Vec::new()];
    for node in nodes {
        match node {
            Node::Part(part) => {
                written.iter_mut().for_each(|parts| parts.push(part.clone()));
                let alternatives = written.len();
                if alternatives > 1 && alternatives * written.first().map_or(0, Vec::len) > MAX_PARTS {
                    return Err(TOO_LONG.to_owned());
                }
            }
            Node::Either(alternatives) => {
                let mut endings = Vec::new();
                for alternative in alternatives {
                    endings.extend(write_out(alternative)?);
                }
                if written.len() * endings.len() > MAX_ALTERNATIVES {
                    return Err(format!("braces stand for at most {MAX_ALTERNATIVES} globs"));
                }
                let longest = |texts: &[Vec<Part>]| texts.iter().map(Vec::len).max().unwrap_or_default();
                if written.len() * endings.len() * (longest(&written) + longest(&endings)) > MAX_PARTS {
                    return Err(TOO_LONG.to_owned());
                }
                let with_ending = |start: &Vec<Part>, ending: &Vec<Part>| [start.as_slice(), ending].concat();
                written = written
                    .iter()
                    .flat_map(|start| endings.iter().map(move |ending| with_ending(start, ending)))
                    .collect();
            }
        }
    }
    Ok(written)
}

fn into_segments(parts: &[Part]) -> Result<Vec<Segment>, String> {
    let mut segments = Vec::new();
    let names: Vec<_> = parts.split(|part| matches!(part, Part::Slash)).collect();
    let last = names.len().saturating_sub(1);
    for (index, name) in names.into_iter().enumerate() {
        match name {
            [] if index == last && index > 0 => {
                return Err("a slash at the end fits no file; for all that is inside write `/**`".to_owned());
            }
            [] if last == 0 => return Err("one of the alternatives is empty and fits nothing".to_owned()),
            [] if index == 0 => return Err("paths do not start with a slash".to_owned()),
            [] => return Err("two slashes in a row fit nothing".to_owned()),
            [Part::AnyDepth] => {
                if index == last {
                    segments.push(Segment::any_name());
                }
                segments.push(Segment::AnyDepth);
            }
            name => segments.push(Segment::Name(into_name(name)?)),
        }
    }
    Ok(segments)
}

fn into_name(parts: &[Part]) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    for part in parts {
        match part {
            Part::Token(token) => tokens.push(token.clone()),
            Part::AnyDepth | Part::Slash => {
                return Err("`**` stands alone between slashes, as in `**/*.js` or `web/**`".to_owned());
            }
        }
    }
    if tokens.iter().all(|token| *token == Token::Char('.')) && tokens.len() < 3 {
        return Err("paths start at the root of the repository, without `.` and `..`".to_owned());
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests;
