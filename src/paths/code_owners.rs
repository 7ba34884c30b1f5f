//! CODEOWNERS, read as GitHub reads it.
//!
//! The rules are those of GitHub's
//! [About code owners](https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners)
//! and, where it points there, of `gitignore(5)`. Which users and teams exist and may write is not known here.

use super::segments::{Segment, Subject, Token};

/// Who owns which paths of a repository.
///
/// ```
/// use holdpoint::paths::CodeOwners;
///
/// let (owners, problems) = CodeOwners::parse("\
/// *             @mona @octo-org/octocats
/// *.js          @js-owner            # a comment
/// docs/*        docs@example.com
/// /apps/        @hubot
/// /apps/github
/// ");
/// assert!(problems.is_empty());
/// let who = |path| owners.owners(path).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
/// assert_eq!(who("README.md"), "@mona @octo-org/octocats");
/// assert_eq!(who("src/a.js"), "@js-owner", "the last rule that fits wins");
/// assert_eq!(who("docs/start.md"), "docs@example.com");
/// assert_eq!(who("docs/build/start.md"), "@mona @octo-org/octocats", "`*` is one level");
/// assert_eq!(who("apps/x/main.c"), "@hubot");
/// assert_eq!(who("apps/github/main.c"), "", "explicitly nobody");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeOwners {
    rules: Vec<Rule>,
}

/// One line of a CODEOWNERS file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The line in the file, from 1.
    pub line: usize,
    /// The pattern as it was written.
    pub pattern: String,
    /// Who owns what the pattern fits. Empty: explicitly nobody.
    pub owners: Vec<Owner>,
    segments: Vec<Segment>,
}

/// Someone who owns paths, as written. GitHub compares logins, organizations and teams without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// `@login`, without the at sign.
    User(String),
    /// `@org/slug`.
    Team {
        /// The organization's login.
        org: String,
        /// The team's slug.
        slug: String,
    },
    /// An address that a user added to their account.
    Email(String),
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User(login) => write!(f, "@{login}"),
            Self::Team { org, slug } => write!(f, "@{org}/{slug}"),
            Self::Email(address) => f.write_str(address),
        }
    }
}

/// A line that GitHub skips, so that an earlier rule or none decides instead. Whoever relies on the owners
/// must show it: the file does not say what its authors meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file, from 1; 1 also for the file as a whole.
    pub line: usize,
    /// A sentence for the author of the file.
    pub message: String,
}

impl CodeOwners {
    /// The size in bytes from which on GitHub ignores the whole file: "under 3 MB", read as mebibytes.
    pub const MAX_BYTES: usize = 3 * 1024 * 1024;

    /// Reads a file. A line that cannot be read is skipped, as GitHub does, and reported; a file that is too
    /// large gives no rule and one problem.
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut rules = Vec::new();
        let mut problems = Vec::new();
        if text.len() >= Self::MAX_BYTES {
            let message = "GitHub ignores a CODEOWNERS file of 3 MB or more: nobody owns anything".to_owned();
            return (Self::default(), vec![Problem { line: 1, message }]);
        }
        for (index, content) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = index + 1;
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            match read_rule(line, content) {
                Ok(rule) => rules.push(rule),
                Err(message) => problems.push(Problem { line, message }),
            }
        }
        (Self { rules }, problems)
    }

    /// Who owns a path. `None`: no rule fits it. `Some(&[])`: a rule says that nobody does. In both cases GitHub
    /// asks no one for a review.
    pub fn owners(&self, path: &str) -> Option<&[Owner]> {
        self.rule(path).map(|rule| rule.owners.as_slice())
    }

    /// The rule that decides about a path: the last one that fits.
    pub fn rule(&self, path: &str) -> Option<&Rule> {
        let subject = Subject::new(path);
        self.rules.iter().rfind(|rule| subject.fits(&rule.segments))
    }

    /// All rules, in the order of the file.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

fn read_rule(line: usize, content: &str) -> Result<Rule, String> {
    let (pattern, rest) = split_pattern(content);
    let segments = read_pattern(pattern)?;
    let mut owners = Vec::new();
    for word in rest.split_whitespace().take_while(|word| !word.starts_with('#')) {
        let owner = read_owner(word).ok_or_else(|| {
            format!("{word:?} is not an owner: write `@user`, `@org/team` or an e-mail address")
        })?;
        owners.push(owner);
    }
    Ok(Rule { line, pattern: pattern.to_owned(), owners, segments })
}

/// The pattern and what follows it: a pattern ends at white space that no backslash escapes.
fn split_pattern(content: &str) -> (&str, &str) {
    let mut escaped = false;
    let ends = |c: char| {
        let ends = c.is_whitespace() && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    };
    content.split_once(ends).unwrap_or((content, ""))
}

/// The rules of `gitignore(5)` with GitHub's exceptions, made into a pattern for the whole path of a file.
fn read_pattern(text: &str) -> Result<Vec<Segment>, String> {
    if text.starts_with('!') {
        return Err("CODEOWNERS cannot negate a pattern with `!`".to_owned());
    }
    if text.starts_with(r"\#") {
        return Err(r"CODEOWNERS cannot escape a `#` at the start of a pattern".to_owned());
    }
    if text.contains(['[', ']']) {
        return Err("CODEOWNERS does not know character ranges: `[` and `]` cannot be used".to_owned());
    }
    if text.contains("***") {
        return Err("three asterisks in a row have no meaning".to_owned());
    }
    let names = split_names(text)?;
    let (rooted, names) = match names.as_slice() {
        [first, names @ ..] if first.is_empty() && !names.is_empty() => (true, names),
        names => (false, names),
    };
    let (directory, names) = match names {
        [names @ .., last] if last.is_empty() => (true, names),
        names => (false, names),
    };
    let [.., last] = names else {
        return Err("a slash alone fits nothing; for everything write `*`".to_owned());
    };
    if names.iter().any(Vec::is_empty) {
        return Err("two slashes in a row fit nothing".to_owned());
    }
    let mut segments = Vec::new();
    if !rooted && names.len() == 1 {
        segments.push(Segment::AnyDepth);
    }
    for (index, name) in names.iter().enumerate() {
        if !is_any_depth(name) {
            segments.push(Segment::Name(name.clone()));
            continue;
        }
        if index + 1 == names.len() {
            segments.push(Segment::any_name());
        }
        segments.push(Segment::AnyDepth);
    }
    // What a pattern fits may be a directory, and then all that is inside it belongs to it. GitHub excepts a
    // last `*`: `docs/*` is one level. With a slash at the end it is a directory and never the file itself.
    if directory {
        segments.extend([Segment::any_name(), Segment::AnyDepth]);
    } else if last.as_slice() != [Token::AnyRun] {
        segments.push(Segment::AnyDepth);
    }
    Ok(segments)
}

fn is_any_depth(name: &[Token]) -> bool {
    name == [Token::AnyRun, Token::AnyRun]
}

/// The text between the slashes of a pattern.
fn split_names(text: &str) -> Result<Vec<Vec<Token>>, String> {
    let mut names = Vec::new();
    let mut name = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        name.push(match c {
            '/' => {
                names.push(std::mem::take(&mut name));
                continue;
            }
            '*' => Token::AnyRun,
            '?' => Token::AnyChar,
            '\\' => match chars.next() {
                Some('/') | None => return Err("a backslash escapes nothing here".to_owned()),
                Some(escaped) => Token::Char(escaped),
            },
            c => Token::Char(c),
        });
    }
    names.push(name);
    Ok(names)
}

fn read_owner(word: &str) -> Option<Owner> {
    let plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    if let Some(name) = word.strip_prefix('@') {
        return match name.split_once('/') {
            // Logins of managed users end in an underscore and a short code.
            None => plain(name, "-_").then(|| Owner::User(name.to_owned())),
            Some((org, slug)) => (plain(org, "-_") && plain(slug, "-_."))
                .then(|| Owner::Team { org: org.to_owned(), slug: slug.to_owned() }),
        };
    }
    let (local, domain) = word.rsplit_once('@')?;
    let is_address = plain(local, ".!#$%&'*+/=?^_`{|}~-") && plain(domain, "-.") && domain.contains('.');
    is_address.then(|| Owner::Email(word.to_owned()))
}

#[cfg(test)]
mod tests;
