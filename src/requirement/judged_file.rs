//! The files of the judged commit, for the kinds that look into them.

use crate::evidence::file::{Content, Entry, EntryKind};
use crate::evidence::{Files, Oid, Reason, Unknown};
use crate::release::{Case, Subject};
use crate::verdict::{Finding, Message, Outcome, Value, Who};

crate::messages! {
    MISSING = "file-missing": "there is no {path} at {commit}"
        => "add {path}, and have the commit judged that has it";
    FOLDER = "is-a-folder": "{path} is a folder at {commit}, and a file is asked for"
        => "name a file in it; a glob that ends in `/**` fits any";
    SUBMODULE = "is-a-submodule": "{path} is a submodule at {commit}: its files are another repository's"
        => "name a file of this repository";
    LINK = "is-a-link": "{path} is a symbolic link at {commit}, and where it leads is not followed"
        => "name the file itself in the policy";
    ODD = "is-something-else": "{path} is of a kind at {commit} that this version does not know"
        => "name a plain file in the policy, or update holdpoint";
    BINARY = "is-no-text": "{path} is no text at {commit}, so what it says cannot be told"
        => "name a text file in the policy";
    TOO_LARGE = "is-too-large": "{path} is so large at {commit} that GitHub shows only its beginning"
        => "name a smaller file in the policy";
    FILE_UNREADABLE = "file-unreadable": "{path} could not be read at {commit}: {why}"
        => "{why:remedy}";
}

/// The judged commit and its files.
#[derive(Clone, Copy)]
pub(super) struct JudgedFiles<'a> {
    case: &'a Case<'a>,
    commit: &'a Oid,
}

impl<'a> JudgedFiles<'a> {
    /// # Errors
    /// The finding that says that the head of the pull request is not known.
    pub(super) fn new(case: &'a Case<'a>) -> Result<Self, Finding> {
        let commit = match case.subject {
            Subject::Release(candidate) => &candidate.commit,
            Subject::PullRequest(number) => match case.evidence.pull_request(number) {
                Some(pull) => case.merge_head(pull),
                None => {
                    let why = Unknown::new(Reason::NotCollected);
                    return Err(Finding::unreadable("the head of the pull request", why));
                }
            },
        };
        Ok(Self { case, commit })
    }

    /// What was read of the files. The evidence must be of the judged commit.
    pub(super) fn files(&self) -> Result<&'a Files, Unknown> {
        let files = self.case.evidence.files.known()?;
        if files.commit == *self.commit { Ok(files) } else { Err(Unknown::new(Reason::NotCollected)) }
    }

    /// A finding about the commit's files, which somebody who can write puts right.
    pub(super) fn finding(&self, outcome: Outcome, message: &'static Message) -> Finding {
        let url = format!("{}/commit/{}", self.case.evidence.opening.repository.url, self.commit);
        let proof = outcome.lets_pass();
        Finding::new(outcome, message)
            .with("commit", Value::Commit { oid: self.commit.clone(), url: Some(url) })
            .who((!proof).then_some(Who::Writers))
    }

    /// Something that could not be read.
    pub(super) fn unreadable(&self, path: &str, why: Unknown) -> Finding {
        let finding = self.finding(Outcome::Unknown, &FILE_UNREADABLE).with("path", code(path));
        Finding { who: Vec::new(), ..finding.with("why", Value::Unknown(why)) }
    }

    /// What is at a path.
    fn named(&self, path: &str) -> Result<Option<&'a Entry>, Unknown> {
        let named = self.files()?.named.iter().find(|named| named.path == path);
        Ok(named.ok_or_else(|| Unknown::new(Reason::NotCollected))?.entry.known()?.as_ref())
    }

    /// The file at a path, or the finding that says why there is none.
    pub(super) fn entry(&self, path: &str) -> Result<&'a Entry, Box<Finding>> {
        let entry = match self.named(path) {
            Err(why) => return Err(Box::new(self.unreadable(path, why))),
            Ok(entry) => entry,
        };
        let Some(entry) = entry else {
            let absent = self.finding(Outcome::Unmet, &MISSING).with("path", code(path));
            return Err(Box::new(Finding { absent: true, ..absent }));
        };
        match self.no_file(path, entry.kind) {
            None => Ok(entry),
            Some(finding) => Err(Box::new(finding)),
        }
    }

    /// Why what is there is no file.
    pub(super) fn no_file(&self, path: &str, kind: EntryKind) -> Option<Finding> {
        let (outcome, message) = match kind {
            EntryKind::File => return None,
            EntryKind::Folder => (Outcome::Unmet, &FOLDER),
            EntryKind::Submodule => (Outcome::Unmet, &SUBMODULE),
            EntryKind::Link => (Outcome::Unknown, &LINK),
            EntryKind::Other => (Outcome::Unknown, &ODD),
        };
        let finding = self.finding(outcome, message).with("path", code(path));
        Some(Finding { absent: outcome == Outcome::Unmet, ..finding })
    }

    /// What a file says, or the finding that says why that is not known.
    pub(super) fn text(&self, path: &str, entry: &'a Entry) -> Result<&'a str, Box<Finding>> {
        let message = match entry.content.known() {
            Ok(Content::Text(text)) => return Ok(text),
            Ok(Content::Binary) => &BINARY,
            Ok(Content::TooLarge) => &TOO_LARGE,
            Err(why) => return Err(Box::new(self.unreadable(path, why))),
        };
        Err(Box::new(self.finding(Outcome::Unknown, message).with("path", code(path))))
    }
}

/// A name that is shown as code.
pub(super) fn code(text: &str) -> Value {
    Value::Code(text.to_owned())
}
