//! Filling the patterns of findings, with every value made harmless for where it will be read.
//!
//! A pattern's `{name}` is the fact of that name, `{name:remedy}` what would make an unknown fact known, and `{who}`
//! the people who can put the finding right. The words between are our own: `code` and *the name of a button* are
//! marked as in Markdown.

use super::harmless::one_line;
use super::words;
use crate::evidence::{Login, Oid, Unknown};
use crate::markdown::escape;
use crate::verdict::{Finding, Message, UNREADABLE, Value, Who};

/// The longest text that somebody typed, and the longest name, in characters.
const TEXT: usize = 200;
/// The longest address that becomes a link, in bytes.
const ADDRESS: usize = 1_000;
/// The longest words of GitHub's own on an error, in characters.
const DETAIL: usize = 300;
/// How many names of a list are written out.
const LISTED: usize = 10;

/// What Markdown would obey in a pattern, outside of code. A name may have `_`.
const OBEYED: [char; 6] = ['<', '>', '|', '[', ']', '~'];

/// Where text will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One line of a terminal, a log, an annotation or a field of JSON.
    Plain,
    /// One line of GitHub's Markdown.
    Markdown,
}

/// Writes sentences for one format.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    format: Format,
    repository_url: &'a str,
    /// What the reader knows by its number alone.
    known: Option<u64>,
    said: &'a [u64],
}

impl<'a> Writer<'a> {
    /// A writer for a format. Numbers of pull requests and issues are those of the repository with this page.
    #[must_use]
    pub fn new(format: Format, repository_url: &'a str) -> Self {
        Self { format, repository_url, known: None, said: &[] }
    }

    /// The same writer for a text that names this pull request or issue at its head: its title is not said again.
    #[must_use]
    pub fn below(self, number: Option<u64>) -> Self {
        Self { known: number, ..self }
    }

    /// The same writer for a line under others that have told the titles of these.
    #[must_use]
    pub fn after(self, said: &'a [u64]) -> Self {
        Self { said, ..self }
    }

    /// Whether the reader has seen the title and the page of this pull request or issue.
    #[must_use]
    pub fn knows(&self, number: u64) -> bool {
        self.known == Some(number) || self.said.contains(&number)
    }

    /// What was found.
    #[must_use]
    pub fn says(&self, finding: &Finding) -> String {
        let says = self.fill(finding.message.says, finding, "");
        // The pattern that all kinds share cannot name what a kind adds to it.
        let added: Vec<String> = if finding.message.code == UNREADABLE.code {
            let facts = finding.facts.iter();
            facts
                .filter(|(name, _)| !["what", "why"].contains(name))
                .map(|(_, value)| self.value(value))
                .collect()
        } else {
            Vec::new()
        };
        if added.is_empty() { says } else { format!("{says} (about {})", joined(&added, "and")) }
    }

    /// What to do about it, and who can: `mona: approve it`. Nothing, where there is nothing to do.
    #[must_use]
    pub fn todo(&self, finding: &Finding) -> Option<String> {
        let deed = self.deed(finding);
        let todo = finding.message.todo;
        // A machine is waited for, and told nothing.
        let machines = finding.who.iter().all(|who| matches!(who, Who::Machine(_)));
        let named = machines || names(todo).any(|name| name == "who");
        match (deed.is_empty(), finding.who.is_empty()) {
            (true, true) => None,
            (true, false) => Some(self.who(&finding.who)),
            (false, false) if !named => Some(format!("{}: {deed}", self.who(&finding.who))),
            (false, _) => Some(deed),
        }
    }

    /// What to do about it, without who can. Empty, where there is nothing to do.
    #[must_use]
    pub fn deed(&self, finding: &Finding) -> String {
        self.fill(finding.message.todo, finding, finding.message.says)
    }

    /// People and machines who can put something right: one of them is enough.
    #[must_use]
    pub fn who(&self, who: &[Who]) -> String {
        if who.is_empty() {
            return words::NOBODY_NAMED.to_owned();
        }
        if let [one] = who {
            return words::who(self, one);
        }
        let mut each: Vec<String> = Vec::new();
        for one in who.iter().flat_map(|one| words::whos(self, one)) {
            if !each.contains(&one) {
                each.push(one);
            }
        }
        joined(&each, "or")
    }

    /// One value.
    #[must_use]
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Words(words) => self.words(words),
            Value::Text(text) => format!("“{}”", self.text(text)),
            Value::Code(name) => self.code(name),
            Value::Codes(names) => self.list(names, |name| self.code(name)),
            Value::Number(number) => number.to_string(),
            Value::Count { number, one, many } => words::number(*number, one, many),
            Value::Person(login) => self.person(login),
            Value::People(logins) => self.list(logins, |login| self.person(login)),
            Value::Thread { number, url, .. } if self.knows(*number) => self.thread(*number, url),
            Value::Thread { number, title, url } => {
                format!("{} “{}”", self.thread(*number, url), self.text(title))
            }
            Value::Threads(numbers) => self.list(numbers, |number| self.number(*number)),
            Value::Commit { oid, url } => self.commit_at(oid, url.as_deref()),
            Value::Link { text, url } => self.code_link(text, url),
            Value::Page { words, url } => self.page(words, url),
            Value::Time(time) => words::time(*time),
            Value::Unknown(why) => self.reason(why),
        }
    }

    /// Text that somebody typed, on one line and cut.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.cut_text(text, TEXT)
    }

    fn cut_text(&self, text: &str, longest: usize) -> String {
        match self.format {
            Format::Plain => one_line(text, longest),
            Format::Markdown => escape::inline(&escape::truncate(text, longest)),
        }
    }

    /// A name that is shown as code.
    #[must_use]
    pub fn code(&self, name: &str) -> String {
        match self.format {
            Format::Plain => format!("`{}`", one_line(name, TEXT)),
            // Markdown may be printed in the log of a workflow, whose runner obeys `##[command]` anywhere.
            Format::Markdown => escape::code(&escape::truncate(name, TEXT)).replace("##[", "#＃["),
        }
    }

    /// A link where the format has links, and its text where not.
    #[must_use]
    pub fn link(&self, text: &str, url: &str) -> String {
        match self.format {
            Format::Plain => one_line(text, TEXT),
            Format::Markdown if url.len() > ADDRESS => self.text(text),
            Format::Markdown => escape::link(&escape::truncate(text, TEXT), url),
        }
    }

    /// A link to what has this name, which is shown as code.
    #[must_use]
    pub fn code_link(&self, name: &str, url: &str) -> String {
        let shown = self.code(name);
        self.linked(&shown, url).unwrap_or(shown)
    }

    /// A link under words of our own.
    fn page(&self, words: &str, url: &str) -> String {
        self.linked(words, url).unwrap_or_else(|| words.to_owned())
    }

    /// A person, who is not notified by it.
    #[must_use]
    pub fn person(&self, login: &Login) -> String {
        match self.format {
            Format::Plain => one_line(login.as_str(), TEXT),
            Format::Markdown => self.code(login.as_str()),
        }
    }

    /// A pull request or issue of the repository. GitHub leads from the one kind of page to the other.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        self.thread(number, &format!("{}/issues/{number}", self.repository_url))
    }

    /// A pull request or issue with this page.
    #[must_use]
    pub fn thread(&self, number: u64, url: &str) -> String {
        let shown = format!("#{number}");
        self.linked(&shown, url).unwrap_or_else(|| self.text(&shown))
    }

    /// A commit of the repository.
    #[must_use]
    pub fn commit(&self, oid: &Oid) -> String {
        self.commit_at(oid, Some(&format!("{}/commit/{oid}", self.repository_url)))
    }

    fn commit_at(&self, oid: &Oid, url: Option<&str>) -> String {
        let shown = self.code(oid.short());
        url.and_then(|url| self.linked(&shown, url)).unwrap_or(shown)
    }

    /// A link with Markdown of our own in it, which needs no breaking: GitHub finds no references within a link.
    /// `None`: no such address, or no links in this format.
    fn linked(&self, shown: &str, url: &str) -> Option<String> {
        let link = match self.format {
            Format::Markdown if url.len() <= ADDRESS => escape::link("x", url),
            Format::Plain | Format::Markdown => return None,
        };
        link.strip_prefix("[x]").map(|address| format!("[{shown}]{address}"))
    }

    /// Several things by name: `a, b and c`.
    pub fn list<T>(&self, items: &[T], each: impl Fn(&T) -> String) -> String {
        let shown: Vec<String> = items.iter().take(LISTED).map(each).collect();
        if items.len() > shown.len() {
            return format!("{} and {} more", shown.join(", "), items.len() - shown.len());
        }
        joined(&shown, "and")
    }

    /// Why something is not known, with GitHub's words.
    #[must_use]
    pub fn reason(&self, why: &Unknown) -> String {
        let reason = words::reason(why.reason);
        if why.detail.trim().is_empty() {
            return reason.to_owned();
        }
        format!("{reason} ({})", self.cut_text(&why.detail, DETAIL))
    }

    /// What would make it known.
    #[must_use]
    pub fn remedy(&self, why: &Unknown) -> String {
        words::remedy(self, why)
    }

    /// What is named in `said` already is not named with its title again.
    fn fill(&self, pattern: &str, finding: &Finding, said: &str) -> String {
        let mut out = String::with_capacity(pattern.len());
        for piece in pieces(pattern) {
            match piece {
                Piece::Words(words) => out.push_str(&self.words(words)),
                Piece::Blank(name) => out.push_str(&self.blank(name, finding, said)),
            }
        }
        out
    }

    fn blank(&self, name: &str, finding: &Finding, said: &str) -> String {
        match filled(name, finding) {
            Some(Filling::Value(Value::Thread { number, url, .. })) if names(said).any(|one| one == name) => {
                self.thread(*number, url)
            }
            Some(Filling::Value(value)) => self.value(value),
            Some(Filling::Remedy(why)) => self.remedy(why),
            Some(Filling::Who) => self.who(&finding.who),
            None => format!("({name} is not recorded)"),
        }
    }

    /// Our own words. Where nothing can be slanted, the name of a button stands in quotation marks; and not even our
    /// own `@login` may call whoever has that name.
    fn words(&self, words: &str) -> String {
        let (mut code, mut open) = (false, false);
        let mut out = String::with_capacity(words.len());
        for character in words.chars() {
            code ^= character == '`';
            match (character, self.format) {
                ('*', Format::Plain) if !code => {
                    open = !open;
                    out.push(if open { '“' } else { '”' });
                }
                ('@', Format::Markdown) if !code => out.push_str("@\u{200b}"),
                _ => out.push(character),
            }
        }
        out
    }
}

/// The names in a finding's patterns that none of its facts has. Kinds of requirement are tested with it.
#[must_use]
pub fn missing(finding: &Finding) -> Vec<&'static str> {
    let Message { says, todo, .. } = finding.message;
    names(says).chain(names(todo)).filter(|name| filled(name, finding).is_none()).collect()
}

/// What is wrong with a message's patterns, whatever facts fill them.
#[must_use]
pub fn faults(message: &Message) -> Vec<String> {
    let mut faults = Vec::new();
    for pattern in [message.says, message.todo] {
        if pattern.matches('{').count() != pattern.matches('}').count()
            || pieces(pattern).any(|piece| matches!(piece, Piece::Words(words) if words.contains(['{', '}'])))
        {
            faults.push(format!("{}: a brace is not closed, or holds no name: {pattern}", message.code));
        }
        if pattern.contains("`{") || pattern.contains("“{") || pattern.contains("\"{") {
            faults.push(format!("{}: values bring their own quotation marks: {pattern}", message.code));
        }
        if pattern.matches('`').count() % 2 == 1 {
            faults.push(format!("{}: a backtick is not closed: {pattern}", message.code));
        }
        let outside_code = |words: &str| words.split('`').step_by(2).collect::<String>();
        let slanted = |words: &str| outside_code(words).matches('*').count() % 2 == 1;
        if pieces(pattern).any(|piece| matches!(piece, Piece::Words(words) if slanted(words))) {
            faults.push(format!("{}: an asterisk is not closed: {pattern}", message.code));
        }
        if pattern.contains('\n') || outside_code(pattern).contains(OBEYED) {
            faults.push(format!("{}: a character that Markdown would obey: {pattern}", message.code));
        }
        if pattern.ends_with('.') || pattern.trim() != pattern {
            faults.push(format!("{}: ends in a full stop or has spaces around: {pattern}", message.code));
        }
    }
    if message.says.is_empty() {
        faults.push(format!("{}: says nothing", message.code));
    }
    faults
}

enum Filling<'f> {
    Value(&'f Value),
    Remedy(&'f Unknown),
    Who,
}

fn filled<'f>(name: &str, finding: &'f Finding) -> Option<Filling<'f>> {
    if let Some(name) = name.strip_suffix(":remedy") {
        return match finding.fact(name) {
            Some(Value::Unknown(why)) => Some(Filling::Remedy(why)),
            _ => None,
        };
    }
    match finding.fact(name) {
        Some(value) => Some(Filling::Value(value)),
        None => (name == "who").then_some(Filling::Who),
    }
}

enum Piece<'p> {
    Words(&'p str),
    Blank(&'p str),
}

fn pieces(pattern: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}'))
            && is_name(name)
        {
            rest = after;
            return Some(Piece::Blank(name));
        }
        // A brace that begins no name belongs to the words.
        let brace = rest.char_indices().skip(1).find(|(_, character)| *character == '{');
        let (words, after) = rest.split_at_checked(brace.map_or(rest.len(), |(at, _)| at))?;
        rest = after;
        Some(Piece::Words(words))
    })
}

fn names(pattern: &str) -> impl Iterator<Item = &str> {
    pieces(pattern).filter_map(|piece| match piece {
        Piece::Blank(name) => Some(name),
        Piece::Words(_) => None,
    })
}

fn is_name(name: &str) -> bool {
    let plain = name.strip_suffix(":remedy").unwrap_or(name);
    !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_lowercase() || b"-_".contains(&byte))
}

/// `a, b and c`.
pub(super) fn joined(items: &[String], last: &str) -> String {
    match items {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
