//! Which messages count once a pull request is merged: those of its commits, or the one that GitHub makes of them.
//!
//! Source: GitHub Docs, "Configuring commit squashing for pull requests".

use super::{Change, Level, Rules, What, contributions};

/// What a repository's settings say of merges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merging {
    /// Whether a merge may keep the commits as they are: by a merge commit, or by a rebase.
    pub keeps: bool,
    /// Whether it may make one commit of them.
    pub squashes: bool,
    /// The title of that one.
    pub title: SquashedTitle,
    /// What stands below the title.
    pub message: Squashed,
}

/// The title of a squash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SquashedTitle {
    /// The title of the pull request.
    PullRequest,
    /// That of the commit, where there is only one.
    OnlyCommit,
}

/// What stands below the title of a squash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Squashed {
    /// The messages of the commits.
    Commits,
    /// The description of the pull request.
    Description,
    /// Nothing.
    Nothing,
}

/// What differs with the way in which a pull request is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    /// It is squashed, and its commits would ask for something else.
    Squashed {
        /// What they ask for.
        kept: Option<Level>,
        /// What the message of the squash has.
        message: Squashed,
    },
    /// It may be squashed, or its commits kept.
    Either {
        /// What it asks for if its commits are kept.
        kept: Option<Level>,
        /// What it asks for if it is squashed.
        squashed: Option<Level>,
    },
    /// How it is merged could not be read, and without the messages of its commits it would ask for less.
    Unread {
        /// What it asks for if its commits are kept.
        kept: Option<Level>,
    },
}

impl Merging {
    /// The message of a squash of this pull request, as GitHub proposes it.
    fn squash(&self, change: &Change) -> String {
        let number = match &change.what {
            What::PullRequest(number) => format!(" (#{number})"),
            What::Commit(_) => String::new(),
        };
        let parts = |message: &str| {
            let (title, body) = message.split_once('\n').unwrap_or((message, ""));
            (title.trim().to_owned(), body.trim().to_owned())
        };
        let commits: Vec<(String, String)> = change.messages.iter().map(|message| parts(message)).collect();
        let only = match commits.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        let title = only.filter(|_| self.title == SquashedTitle::OnlyCommit).map(|(title, _)| title);
        let title = title.unwrap_or(&change.title);
        let body = match (self.message, only) {
            (Squashed::Nothing, _) => String::new(),
            (Squashed::Description, _) => change.body.clone(),
            (Squashed::Commits, Some((_, body))) => body.clone(),
            (Squashed::Commits, None) => {
                let listed =
                    commits.iter().map(|(title, body)| format!("* {title}\n\n{body}").trim().to_owned());
                listed.collect::<Vec<_>>().join("\n\n")
            }
        };
        format!("{title}{number}\n\n{body}").trim().to_owned()
    }
}

/// The change that a merge makes of an open pull request, and what differs with the way in which it is merged. Where both
/// ways are open the one counts that asks for more.
#[must_use]
pub fn merged(rules: &Rules, change: Change, merging: Option<&Merging>) -> (Change, Option<Differs>) {
    let asks = |change: &Change| {
        contributions(rules, std::slice::from_ref(change)).first().and_then(|one| one.level)
    };
    let kept = asks(&change);
    let Some(merging) = merging else {
        let without = Change { messages: Vec::new(), ..change.clone() };
        let differs = (asks(&without) < kept).then_some(Differs::Unread { kept });
        return (change, differs);
    };
    if !merging.squashes {
        return (change, None);
    }
    let squash = Change { messages: vec![merging.squash(&change)], ..change.clone() };
    let squashed = asks(&squash);
    match (merging.keeps, squashed == kept) {
        (false, true) => (squash, None),
        (false, false) => (squash, Some(Differs::Squashed { kept, message: merging.message })),
        (true, true) => (change, None),
        (true, false) => {
            let greater = if squashed > kept { squash } else { change };
            (greater, Some(Differs::Either { kept, squashed }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BY: Merging = Merging {
        keeps: false,
        squashes: true,
        title: SquashedTitle::OnlyCommit,
        message: Squashed::Commits,
    };

    fn change(messages: &[&str]) -> Change {
        Change {
            what: What::PullRequest(12),
            title: "Save the cart".to_owned(),
            url: String::new(),
            messages: messages.iter().map(|&message| message.to_owned()).collect(),
            body: "Why".to_owned(),
            labels: Vec::new(),
            paths: Vec::new(),
            reverted: false,
            carries: false,
        }
    }

    #[test]
    fn a_squash_has_the_message_that_the_settings_say() {
        let (one, two) = (["feat: cart\n\nMore\n"], ["feat: cart\n\nMore", "fix: it"]);
        let by = |title, message| Merging { title, message, ..BY };
        use Squashed::{Commits, Description, Nothing};
        use SquashedTitle::{OnlyCommit, PullRequest};
        for (merging, messages, expected) in [
            (by(OnlyCommit, Commits), &one[..], "feat: cart (#12)\n\nMore"),
            (by(OnlyCommit, Commits), &two[..], "Save the cart (#12)\n\n* feat: cart\n\nMore\n\n* fix: it"),
            (by(PullRequest, Commits), &one[..], "Save the cart (#12)\n\nMore"),
            (by(PullRequest, Description), &two[..], "Save the cart (#12)\n\nWhy"),
            (by(OnlyCommit, Description), &one[..], "feat: cart (#12)\n\nWhy"),
            (by(PullRequest, Nothing), &two[..], "Save the cart (#12)"),
        ] {
            assert_eq!(merging.squash(&change(messages)), expected, "{merging:?}");
        }
    }

    #[test]
    fn what_asks_for_more_counts_where_both_ways_are_open() {
        let rules = Rules::default();
        let told = |merging: Option<&Merging>| {
            let (change, differs) = merged(&rules, change(&["feat: cart"]), merging);
            (contributions(&rules, &[change]).first().and_then(|one| one.level), differs)
        };
        let (minor, patch) = (Some(Level::Minor), Some(Level::Patch));
        let blank = Merging { title: SquashedTitle::PullRequest, message: Squashed::Nothing, ..BY };
        assert_eq!(told(Some(&BY)), (minor, None));
        let squashed = Differs::Squashed { kept: minor, message: Squashed::Nothing };
        assert_eq!(told(Some(&blank)), (patch, Some(squashed)));
        let either = Differs::Either { kept: minor, squashed: patch };
        assert_eq!(told(Some(&Merging { keeps: true, ..blank })), (minor, Some(either)));
        assert_eq!(told(Some(&Merging { keeps: true, squashes: false, ..blank })), (minor, None));
        assert_eq!(told(None), (minor, Some(Differs::Unread { kept: minor })));
    }
}
