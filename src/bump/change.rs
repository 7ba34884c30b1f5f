//! What one change contributes to the version, and by which rule.

use git_conventional::Commit;

use super::{Level, Otherwise, Rules};

/// A pull request, or a commit that none brought in, as the rules look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which it is.
    pub what: What,
    /// Its title, or the first line of its message. Untrusted.
    pub title: String,
    /// Its page.
    pub url: String,
    /// The messages of its commits, whole. Untrusted.
    pub messages: Vec<String>,
    /// What people wrote of it: the description of a pull request, which a merge may make the message of a commit. Untrusted.
    pub body: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// The files that it changes, by their paths before and after. Of a commit alone: those of the release that no pull
    /// request of it accounts for.
    pub paths: Vec<String>,
    /// Whether it was taken back within the release, or takes back what was.
    pub reverted: bool,
    /// Whether it carries the release: it changes the version and the notes, and asks for nothing unless a rule fits it.
    pub carries: bool,
}

/// A pull request or a commit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A pull request by its number.
    PullRequest(u64),
    /// A commit by its id.
    Commit(String),
}

/// What a change contributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Which change.
    pub what: What,
    /// Its title. Untrusted.
    pub title: String,
    /// Its page.
    pub url: String,
    /// What it asks for; `None`: nothing, or the policy refuses to say.
    pub level: Option<Level>,
    /// Why.
    pub because: Because,
}

/// Why a change contributes what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// It has this label.
    Label(String),
    /// A title or message of it is a conventional commit of this type.
    Type(String),
    /// A title or message of it says that it breaks something: the `!` or the footer.
    Breaking(&'static str),
    /// It changes this file.
    Path(String),
    /// No rule fits, and the policy says what such changes are.
    Otherwise,
    /// No rule fits, and the policy lets no such change go.
    Unlabelled,
    /// It was taken back, or takes back what was.
    Reverted,
    /// It carries the release.
    Carries,
}

impl Because {
    /// Whether it was taken back, or takes back what was.
    #[must_use]
    pub fn is_reverted(&self) -> bool {
        *self == Self::Reverted
    }
}

impl Contribution {
    /// Whether no rule fits it, where the policy lets no such change go.
    #[must_use]
    pub fn is_unlabelled(&self) -> bool {
        self.because == Because::Unlabelled
    }
}

/// What each change contributes, in the order given.
#[must_use]
pub fn contributions(rules: &Rules, changes: &[Change]) -> Vec<Contribution> {
    changes.iter().map(|change| contribution(rules, change)).collect()
}

fn contribution(rules: &Rules, change: &Change) -> Contribution {
    let (level, because) = if change.reverted {
        (None, Because::Reverted)
    } else if let Some((level, because)) = fitting(rules, change) {
        (Some(level), because)
    } else if change.carries {
        (None, Because::Carries)
    } else {
        match rules.otherwise {
            Otherwise::Level(level) => (Some(level), Because::Otherwise),
            Otherwise::None => (None, Because::Otherwise),
            Otherwise::Refuse => (None, Because::Unlabelled),
        }
    };
    Contribution {
        what: change.what.clone(),
        title: change.title.clone(),
        url: change.url.clone(),
        level,
        because,
    }
}

/// The greatest level of which a rule fits, and by what. A label counts before a message, and that before a file.
fn fitting(rules: &Rules, change: &Change) -> Option<(Level, Because)> {
    let texts: Vec<Commit<'_>> = [change.title.as_str()]
        .into_iter()
        .chain(change.messages.iter().map(String::as_str))
        .chain(change.messages.iter().flat_map(|message| squashed(message)))
        .flat_map(|text| [Some(text.trim()), brought_back(text)])
        .filter_map(|text| Commit::parse(text?).ok())
        .collect();
    Level::ALL.into_iter().find_map(|level| {
        let rule = rules.of(level);
        let label =
            change.labels.iter().find(|label| rule.labels.iter().any(|pattern| pattern.matches(label)));
        let because = label.cloned().map(Because::Label);
        let because = because.or_else(|| {
            let types = rule.conventional.as_ref()?;
            let is_revert = || {
                (types.iter().any(|one| one == REVERT) && takes_back(change))
                    .then(|| Because::Type(REVERT.to_owned()))
            };
            let broken = || (level == Level::Major && breaks(change)).then_some(Because::Breaking(FOOTER));
            texts.iter().find_map(|commit| said(level, types, commit)).or_else(broken).or_else(is_revert)
        });
        let path = || change.paths.iter().find(|path| rule.paths.iter().any(|glob| glob.matches(path)));
        because.or_else(|| path().cloned().map(Because::Path)).map(|because| (level, because))
    })
}

/// The conventional type of what takes a change back.
const REVERT: &str = "revert";

/// Whether Git or GitHub's button has written that a change takes another one back.
fn takes_back(change: &Change) -> bool {
    [&change.title].into_iter().chain(&change.messages).any(|text| text.starts_with("Revert \""))
}

/// The title of what a text says to bring back, in the words of Git and of GitHub's button: `X` of `Reapply "X"` (Git 2.43)
/// and `Revert "Revert "X""`. What was taken back in an earlier release comes anew with this one. Within a release the commits
/// prove such a pair, and it does not get here.
fn brought_back(text: &str) -> Option<&str> {
    let (mut title, mut taken_back, mut again) = (text.lines().next()?.trim(), false, false);
    loop {
        let inner = if let Some(inner) = title.strip_prefix("Revert \"") {
            taken_back = !taken_back;
            again |= !taken_back;
            inner
        } else if let Some(inner) = title.strip_prefix("Reapply \"") {
            again = true;
            inner
        } else {
            return (again && !taken_back).then_some(title);
        };
        // A squash merge puts a number behind the mark.
        title = inner.rsplit_once('"')?.0.trim();
    }
}

/// The footer of what breaks.
const FOOTER: &str = "BREAKING CHANGE:";

/// The titles of the commits that a squash made one of: GitHub writes them as a list into its message, so that a squash and
/// a merge of the same commits ask for the same.
fn squashed(message: &str) -> impl Iterator<Item = &str> {
    let lines = outside_code(message).into_iter().skip(1);
    lines.filter_map(|line| line.strip_prefix("* ").or_else(|| line.strip_prefix("- ")))
}

/// Whether a line of a message or description begins with the footer. A squash merge puts the messages of several commits
/// one below the other, under whatever title, so that the footer is not at the end and the whole no conventional commit.
/// Code says nothing, nor do the comments of a description's template; a message has no comments.
fn breaks(change: &Change) -> bool {
    let body = without_comments(&change.body);
    change.messages.iter().chain([&body]).any(|text| {
        outside_code(text).into_iter().any(|line| {
            let said = ["BREAKING CHANGE:", "BREAKING-CHANGE:"].into_iter();
            said.filter_map(|mark| line.strip_prefix(mark)).any(|said| !said.trim().is_empty())
        })
    })
}

/// The lines that are not within fences. A fence that is never closed hides nothing.
fn outside_code(text: &str) -> Vec<&str> {
    let (mut outside, mut inside) = (Vec::new(), None);
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        match &mut inside {
            Some(_) if fence => inside = None,
            Some(hidden) => Vec::push(hidden, line),
            None if fence => inside = Some(Vec::new()),
            None => outside.push(line),
        }
    }
    outside.extend(inside.unwrap_or_default());
    outside
}

/// A text without its comments. One that is never closed hides nothing.
fn without_comments(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, inside)) = rest.split_once("<!--") {
        kept.push_str(before);
        let Some((_, after)) = inside.split_once("-->") else { return kept + inside };
        rest = after;
    }
    kept + rest
}

fn said(level: Level, types: &[String], commit: &Commit<'_>) -> Option<Because> {
    if level == Level::Major && commit.breaking() {
        let footer = commit.footers().iter().any(|footer| footer.breaking());
        return Some(Because::Breaking(if footer { FOOTER } else { "!" }));
    }
    let kind = commit.type_().as_str();
    types.iter().any(|one| one.eq_ignore_ascii_case(kind)).then(|| Because::Type(kind.to_owned()))
}
