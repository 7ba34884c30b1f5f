//! Where consent is looked for: the tracking issue and the release pull request; before a merge, the pull request.

use crate::evidence::discussion::Discussion;
use crate::evidence::fact::{Reason, Unknown};
use crate::evidence::{Issue, PullRequest};
use crate::release::{Case, NoIssue, NoPullRequest, Subject};
use crate::requirement::{release_pull_request, tracking_issue};
use crate::verdict::{Finding, Value};

/// An issue or a pull request.
pub(super) struct Place<'a> {
    /// Its number.
    pub(super) number: u64,
    /// Its page.
    pub(super) url: &'a str,
    /// Its title. Untrusted text.
    pub(super) title: &'a str,
    /// What was said and done there.
    pub(super) discussion: Option<&'a Discussion>,
    /// The pull request, if it is one.
    pub(super) pull: Option<&'a PullRequest>,
}

impl<'a> Place<'a> {
    fn issue(case: &Case<'a>, issue: &'a Issue) -> Self {
        let (number, url, title) = (issue.number, issue.url.as_str(), issue.title.as_str());
        Self { number, url, title, discussion: case.evidence.discussion(number), pull: None }
    }

    fn pull(case: &Case<'a>, pull: &'a PullRequest) -> Self {
        let (number, url, title) = (pull.number, pull.url.as_str(), pull.title.as_str());
        Self { number, url, title, discussion: case.evidence.discussion(number), pull: Some(pull) }
    }

    /// As a fact.
    pub(super) fn value(&self) -> Value {
        Value::Thread { number: self.number, title: self.title.to_owned(), url: self.url.to_owned() }
    }

    /// What of it was not read to the last: there a consent may have been taken back.
    fn unread(&self) -> Vec<Finding> {
        let not = || Unknown::new(Reason::NotCollected);
        let comments = self.discussion.ok_or_else(not).and_then(|read| read.comments.whole().map(|_| ()));
        let events = self.discussion.ok_or_else(not).and_then(|read| read.events.whole().map(|_| ()));
        let (said, done) = match self.pull {
            None => ("the comments of the tracking issue", "what was done to the tracking issue's comments"),
            Some(_) => ("the comments of the pull request", "what was done to the pull request's comments"),
        };
        let findings = [comments.err().map(|why| (said, why)), events.err().map(|why| (done, why))];
        let findings = findings.into_iter().flatten();
        findings.map(|(what, why)| Finding::unreadable(what, why).with("place", self.value())).collect()
    }
}

/// Where consent is looked for, and what of it is not known.
pub(super) struct Places<'a> {
    /// The tracking issue first.
    pub(super) all: Vec<Place<'a>>,
    /// Why there may be more said than is known, or nowhere to say anything.
    pub(super) lacks: Vec<Finding>,
}

impl<'a> Places<'a> {
    /// Finds them. One that the policy does not have, or of which there is none yet, is no loss as long as there is
    /// another.
    pub(super) fn of(case: &Case<'a>) -> Self {
        let mut places = Self { all: Vec::new(), lacks: Vec::new() };
        if let Subject::PullRequest(_) = case.subject {
            match release_pull_request::judged(case) {
                Ok(pull) => places.all.push(Place::pull(case, pull)),
                Err(finding) => places.lacks.push(finding),
            }
            return places.read();
        }
        let mut without = Vec::new();
        match tracking_issue::find(case) {
            Ok(issue) => places.all.push(Place::issue(case, issue)),
            Err(finding) => match case.tracking_issue() {
                Err(NoIssue::NotConfigured | NoIssue::NotFound { .. }) => without.push(finding),
                _ => places.lacks.push(finding),
            },
        }
        if case.rules.pull_request.is_some() {
            match release_pull_request::find(case) {
                Ok(pull) => places.all.push(Place::pull(case, pull)),
                Err(finding) => match case.release_pull_request() {
                    Err(NoPullRequest::NotFound | NoPullRequest::NotMerged(_)) => without.push(finding),
                    _ => places.lacks.push(finding),
                },
            }
        }
        if places.all.is_empty() {
            places.lacks.append(&mut without);
        }
        places.read()
    }

    fn read(mut self) -> Self {
        let unread: Vec<Finding> = self.all.iter().flat_map(Place::unread).collect();
        self.lacks.extend(unread);
        self
    }

    /// The one of this number.
    pub(super) fn find(&self, number: u64) -> Option<&Place<'a>> {
        self.all.iter().find(|place| place.number == number)
    }

    /// The pull request that can be approved.
    pub(super) fn pull(&self) -> Option<&Place<'a>> {
        self.all.iter().find(|place| place.pull.is_some())
    }
}
