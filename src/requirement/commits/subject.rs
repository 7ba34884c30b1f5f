//! Subjects of commits: the grammar of Conventional Commits 1.0.0 (https://www.conventionalcommits.org/en/v1.0.0/), and
//! marks of unfinished work.

/// The first line of a commit's message, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject<'a> {
    /// What kind of change it is, as it is written.
    pub(super) kind: &'a str,
    /// What it does.
    pub(super) description: &'a str,
}

/// Why a message does not follow the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NoType,
    SpaceBeforeColon,
    NoScope,
    OpenScope,
    NoSpace,
    NoDescription,
    NoBlankLine,
}

impl Fault {
    /// The fault in words that follow on "because".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NoType => "it does not begin with a type and a colon, as `feat: ` does",
            Self::SpaceBeforeColon => "there is a space before its colon",
            Self::NoScope => "there is nothing in the parentheses of its scope",
            Self::OpenScope => "the parentheses of its scope are not closed, or hold others",
            Self::NoSpace => "there is no space after its colon",
            Self::NoDescription => "nothing stands behind its colon",
            Self::NoBlankLine => "its second line is not blank",
        }
    }
}

/// Takes a message apart. Of its body only the blank line before it is looked at: the rest is free text, in which the
/// grammar finds footers.
pub(super) fn conventional(message: &str) -> Result<Subject<'_>, Fault> {
    let mut lines = message.lines();
    let line = lines.next().unwrap_or_default();
    let (kind, rest) = cut(line, |one| one.is_whitespace() || "():!".contains(one));
    if kind.is_empty() {
        return Err(Fault::NoType);
    }
    let rest = match rest.strip_prefix('(') {
        None => rest,
        Some(inside) => match cut(inside, |one| "()".contains(one)) {
            (scope, after) if after.starts_with(')') && scope.trim().is_empty() => {
                return Err(Fault::NoScope);
            }
            (_, after) => after.strip_prefix(')').ok_or(Fault::OpenScope)?,
        },
    };
    let rest = rest.strip_prefix('!').unwrap_or(rest);
    let Some(rest) = rest.strip_prefix(':') else {
        let spaced = rest.trim_start().starts_with(':');
        return Err(if spaced { Fault::SpaceBeforeColon } else { Fault::NoType });
    };
    let description = rest.trim();
    if description.is_empty() {
        return Err(Fault::NoDescription);
    }
    if !rest.starts_with(' ') {
        return Err(Fault::NoSpace);
    }
    if lines.next().is_some_and(|second| !second.trim().is_empty()) {
        return Err(Fault::NoBlankLine);
    }
    Ok(Subject { kind, description })
}

/// The text up to the first character of that kind, and from it on.
fn cut(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    let at = text.find(ends).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// Whether git, or GitHub's button, wrote the message to take a commit back: the words of both stand in it. The grammar
/// leaves open how such a message reads.
pub(super) fn takes_back(message: &str) -> bool {
    let subject = message.lines().next().unwrap_or_default();
    let named = ["Revert \"", "Reapply \""].iter().any(|begin| subject.starts_with(begin));
    let is_number = |text: &str| {
        let number = text.rsplit_once('#').map_or("", |(_, number)| number.trim_end_matches('.'));
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_commit = |text: &str| text.bytes().take_while(u8::is_ascii_hexdigit).count() >= 7;
    named
        && message.lines().skip(1).any(|line| {
            line.strip_prefix("This reverts commit ").is_some_and(is_commit)
                || line.strip_prefix("Reverts ").is_some_and(is_number)
        })
}

/// A mark of unfinished work with which no subject may begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark(String);

impl Mark {
    /// The marks of `unfinished`: what git writes for `git rebase --autosquash`, and what people write.
    pub(super) const UNFINISHED: [&'static str; 4] = ["fixup!", "squash!", "amend!", "WIP"];

    /// Reads a mark.
    ///
    /// # Errors
    /// A sentence for the author of the policy.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > 100 || text.chars().any(char::is_control) {
            return Err("a mark is one short line".to_owned());
        }
        if text.trim() != text {
            return Err("a mark has no spaces around it".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// As the policy writes it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the same but for letters' case.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }

    /// Whether a message begins with it, or what its subject says behind a type does. Letters' case does not count, nor
    /// do brackets around it; a longer word is another word.
    pub(super) fn is_on(&self, message: &str) -> bool {
        let subject = message.lines().next().unwrap_or_default().trim();
        let behind = conventional(subject).map(|subject| subject.description);
        [Some(subject), behind.ok()].into_iter().flatten().any(|text| {
            let text = text.trim_start_matches(['[', '(', '{']).to_lowercase();
            let mark = self.0.to_lowercase();
            let mark = mark.trim_start_matches(['[', '(', '{']);
            let ends_word = mark.ends_with(char::is_alphanumeric);
            text.strip_prefix(mark).is_some_and(|rest| {
                !(ends_word && rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
            })
        })
    }
}
