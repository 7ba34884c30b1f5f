//! The release pull request: what is to be there, what is there, and the next write.
//!
//! One branch holds one commit on the tip of the base branch, and one pull request asks for it. [`next()`] compares what was
//! read with what is wished and names one write; whoever does it reads again and asks again, until nothing is left. So it
//! does not matter where a run ended before, or whether an answer got lost.
//!
//! The commit is made on a branch of its own, and the release branch is moved to it once it is there: GitHub closes a pull
//! request whose branch has no commit of its own for a moment.
//!
//! Only what is ours is written over: commits by this token's account that have our mark, and the marked part of the text of
//! a pull request that it opened.

mod body;
#[cfg(test)]
mod tests;

use crate::evidence::Oid;
pub use body::marked;
use body::{is_superseded, mark_of, same_lines, superseded, with_part};

/// The branch of the release pull request, unless the policy says otherwise.
pub const BRANCH: &str = "holdpoint/release";

/// The line of our commits' messages by which they are known.
pub const TRAILER: &str = "Holdpoint-Release: ";
/// What the branch on which a commit is made has behind the name of the release branch.
const STAGING: &str = "-next";

/// What is to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The branch that is released.
    pub base: String,
    /// Its tip, on which the files were made.
    pub on: Oid,
    /// The branch of the pull request.
    pub branch: String,
    /// What other versions' branches begin and end with, where each version has one of its own.
    pub siblings: Option<(String, String)>,
    /// The tag that the version will have.
    pub tag: String,
    /// What the pull request says: the version, and why. Nobody's words are in it unescaped.
    pub body: String,
    /// The label that the pull request has.
    pub label: Option<String>,
    /// The files that differ from the base.
    pub files: Vec<File>,
}

/// A file with its whole new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Wish {
    /// The branch on which the commit is made.
    #[must_use]
    pub fn staging(&self) -> String {
        format!("{}{STAGING}", self.branch)
    }

    /// The title of pull request and commit.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.tag)
    }

    /// The message of the commit behind its first line.
    #[must_use]
    pub fn trailer(&self) -> String {
        format!("{TRAILER}{}", self.tag)
    }

    /// Whether a branch is that of another version.
    #[must_use]
    pub fn is_sibling(&self, branch: &str) -> bool {
        let fits = |(before, after): &(String, String)| {
            let version =
                branch.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
            version.is_some_and(|version| crate::version::Version::parse(version).is_ok())
        };
        branch != self.branch && self.siblings.as_ref().is_some_and(fits)
    }

    fn message(&self) -> String {
        format!("{}\n\n{}", self.title(), self.trailer())
    }
}

fn title(tag: &str) -> String {
    format!("Release {tag}")
}

/// What is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct There {
    /// The tip of the base; `None`: there is no such branch.
    pub base: Option<Oid>,
    /// The branch of the pull request.
    pub branch: Option<Branch>,
    /// The branch on which a commit is made.
    pub staging: Option<Branch>,
    /// Pull requests from the branch, the newest first, and open ones from branches of other versions that this token's
    /// account opened.
    pub pull_requests: Vec<PullRequest>,
}

/// A branch, and what it has beyond the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its tip.
    pub tip: Oid,
    /// The commits that the base does not have, as far as GitHub lists them.
    pub commits: Vec<Commit>,
    /// How many they are.
    pub total: u64,
    /// Whether all files that are wished are at its tip with their wished text.
    pub as_wished: bool,
}

/// A commit that the base does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub oid: Oid,
    /// Its parents.
    pub parents: Vec<Oid>,
    /// Its author, as GitHub calls the account; `None`: none that GitHub knows.
    pub by: Option<String>,
    /// Whether that is this token's account.
    pub own: bool,
    /// Its message.
    pub message: String,
}

impl Commit {
    fn is_ours(&self) -> bool {
        self.own && self.message.lines().any(|line| line.starts_with(TRAILER))
    }
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// Whether it is open.
    pub state: State,
    /// Whether this token's account opened it.
    pub own: bool,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// Its branch.
    pub branch: String,
    /// The branch that it goes to.
    pub base: String,
    /// The names of its labels.
    pub labels: Vec<String>,
}

/// Whether a pull request is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is.
    Open,
    /// It was closed without being merged.
    Closed,
    /// It was merged.
    Merged,
}

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Put the branch on which the commit is made on the tip of the base; `from`: where it is now.
    Stage {
        /// Where it is now.
        from: Option<Oid>,
    },
    /// Make the commit there.
    Commit,
    /// Put the release branch on that commit, and delete the branch on which it was made, in one.
    Move {
        /// Where the release branch is now.
        from: Option<Oid>,
        /// The commit.
        to: Oid,
    },
    /// Delete the branch on which commits are made: nothing has to be made.
    Unstage {
        /// Where it is.
        at: Oid,
    },
    /// Open the pull request.
    Open {
        /// Its text.
        body: String,
    },
    /// Give the pull request another title, or another text.
    Rewrite {
        /// Its number.
        number: u64,
        /// The title, if it changes.
        title: Option<String>,
        /// The text, if it changes.
        body: Option<String>,
    },
    /// Put the label on it.
    Label {
        /// Its number.
        number: u64,
        /// The label.
        label: String,
    },
    /// Close the pull request of another version.
    Supersede {
        /// Its number.
        number: u64,
        /// Its text, with a note of what took its place.
        body: String,
    },
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// This write.
    Step(Step),
    /// Nothing: this pull request is as it should be.
    Done(PullRequest),
    /// Nothing: this pull request of the version was merged.
    Merged(PullRequest),
    /// Nothing: the base has all that would be proposed.
    Nothing,
}

/// Why nothing is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such base.
    NoBase,
    /// The base moved since the files were made; its tip now. They have to be made again.
    Moved(Oid),
    /// The branch has commits that are not ours.
    Others {
        /// The branch.
        branch: String,
        /// The commits.
        commits: Vec<Commit>,
    },
    /// The branch has so many commits that not all could be looked at.
    TooMany {
        /// The branch.
        branch: String,
        /// How many.
        total: u64,
    },
    /// People closed the pull request of this version.
    Closed(Box<PullRequest>),
    /// A pull request from the branch goes to another base.
    Elsewhere(Box<PullRequest>),
}

/// The next write.
///
/// # Errors
/// [`Refusal`]: what is there is others', or not what it was.
pub fn next(there: &There, wish: &Wish) -> Result<Next, Refusal> {
    let base = there.base.as_ref().ok_or(Refusal::NoBase)?;
    if *base != wish.on {
        return Err(Refusal::Moved(base.clone()));
    }
    let of_branch = || there.pull_requests.iter().filter(|pull| pull.branch == wish.branch);
    let of_tag = |pull: &&PullRequest| {
        pull.own
            && pull.base == wish.base
            && mark_of(&pull.body).is_some_and(|tag| tag == body::inert(&wish.tag))
    };
    let open = of_branch().find(|pull| pull.state == State::Open && pull.base == wish.base);
    if open.is_none() {
        if let Some(pull) = of_branch().find(|pull| pull.state == State::Open) {
            return Err(Refusal::Elsewhere(Box::new(pull.clone())));
        }
        let last = of_branch().find(of_tag);
        match last.map(|pull| pull.state) {
            Some(State::Merged) => return Ok(last.cloned().map_or(Next::Nothing, Next::Merged)),
            Some(State::Closed) if !wish.files.is_empty() => {
                let by_people = last.filter(|pull| !is_superseded(&pull.body));
                if let Some(pull) = by_people {
                    return Err(Refusal::Closed(Box::new(pull.clone())));
                }
            }
            _ => {}
        }
    }
    if wish.files.is_empty() {
        return Ok(Next::Nothing);
    }
    if let Some(step) = branch_step(there, wish)? {
        return Ok(Next::Step(step));
    }
    let Some(open) = open else { return Ok(Next::Step(Step::Open { body: marked(wish) })) };
    if let Some(step) = pull_request_step(open, wish) {
        return Ok(Next::Step(step));
    }
    let older = there.pull_requests.iter().find(|pull| {
        pull.own
            && pull.state == State::Open
            && pull.base == wish.base
            && wish.is_sibling(&pull.branch)
            && mark_of(&pull.body).is_some()
    });
    Ok(match older {
        Some(older) => {
            let body = superseded(&older.body, open.number);
            Next::Step(Step::Supersede { number: older.number, body })
        }
        None => Next::Done(open.clone()),
    })
}

/// What the branches lack.
fn branch_step(there: &There, wish: &Wish) -> Result<Option<Step>, Refusal> {
    let staging = wish.staging();
    for (name, branch) in [(&wish.branch, &there.branch), (&staging, &there.staging)] {
        let Some(branch) = branch else { continue };
        let others: Vec<Commit> = branch.commits.iter().filter(|one| !one.is_ours()).cloned().collect();
        if !others.is_empty() {
            return Err(Refusal::Others { branch: name.clone(), commits: others });
        }
        if usize::try_from(branch.total) != Ok(branch.commits.len()) {
            return Err(Refusal::TooMany { branch: name.clone(), total: branch.total });
        }
    }
    let is_right = |branch: &&Branch| match branch.commits.as_slice() {
        [one] => {
            branch.as_wished
                && one.oid == branch.tip
                && one.parents == [wish.on.clone()]
                && one.message.trim_end() == wish.message()
        }
        _ => false,
    };
    let at = there.staging.as_ref().map(|staging| staging.tip.clone());
    if there.branch.as_ref().filter(is_right).is_some() {
        return Ok(at.map(|at| Step::Unstage { at }));
    }
    Ok(Some(match there.staging.as_ref() {
        Some(staging) if is_right(&staging) => {
            let from = there.branch.as_ref().map(|branch| branch.tip.clone());
            Step::Move { from, to: staging.tip.clone() }
        }
        Some(staging) if staging.tip == wish.on => Step::Commit,
        _ => Step::Stage { from: at },
    }))
}

/// What the pull request lacks. The text of one that somebody else opened is theirs; its label is looked after.
fn pull_request_step(pull: &PullRequest, wish: &Wish) -> Option<Step> {
    if pull.own {
        let was = mark_of(&pull.body);
        let body = with_part(&pull.body, wish);
        // A title that people chose stays.
        let by_us = was.is_some_and(|tag| body::inert(&pull.title) == title(tag));
        let title = Some(wish.title()).filter(|title| by_us && *title != pull.title);
        let body = Some(body).filter(|body| !same_lines(body, &pull.body));
        if title.is_some() || body.is_some() {
            return Some(Step::Rewrite { number: pull.number, title, body });
        }
    }
    let label = wish.label.as_ref()?;
    let has = pull.labels.iter().any(|one| one.eq_ignore_ascii_case(label));
    (!has).then(|| Step::Label { number: pull.number, label: label.clone() })
}

/// All writes that are left, if nothing else happens meanwhile.
///
/// # Errors
/// [`Refusal`].
pub fn steps(there: &There, wish: &Wish) -> Result<(Vec<Step>, Next), Refusal> {
    let mut there = there.clone();
    let mut steps = Vec::new();
    loop {
        match next(&there, wish)? {
            // Each write brings it nearer; more than a few would be a mistake of ours.
            Next::Step(step) if steps.len() < 20 + there.pull_requests.len() => {
                there.after(&step, wish);
                steps.push(step);
            }
            end => return Ok((steps, end)),
        }
    }
}

impl There {
    /// What is there after a write.
    fn after(&mut self, step: &Step, wish: &Wish) {
        match step {
            Step::Stage { .. } => {
                let tip = wish.on.clone();
                self.staging = Some(Branch { tip, commits: Vec::new(), total: 0, as_wished: false });
            }
            Step::Commit => {
                let oid = Oid::new("f".repeat(40));
                let commit = Commit {
                    oid: oid.clone(),
                    parents: vec![wish.on.clone()],
                    by: None,
                    own: true,
                    message: wish.message(),
                };
                self.staging = Some(Branch { tip: oid, commits: vec![commit], total: 1, as_wished: true });
            }
            Step::Move { .. } => self.branch = self.staging.take(),
            Step::Unstage { .. } => self.staging = None,
            Step::Open { body } => {
                let pull = PullRequest {
                    number: 0,
                    url: String::new(),
                    state: State::Open,
                    own: true,
                    title: wish.title(),
                    body: body.clone(),
                    branch: wish.branch.clone(),
                    base: wish.base.clone(),
                    labels: Vec::new(),
                };
                self.pull_requests.insert(0, pull);
            }
            Step::Rewrite { number, title, body } => {
                if let Some(pull) = self.pull_request(*number) {
                    pull.title = title.clone().unwrap_or_else(|| pull.title.clone());
                    pull.body = body.clone().unwrap_or_else(|| pull.body.clone());
                }
            }
            Step::Label { number, label } => {
                if let Some(pull) = self.pull_request(*number) {
                    pull.labels.push(label.clone());
                }
            }
            Step::Supersede { number, body } => {
                if let Some(pull) = self.pull_request(*number) {
                    pull.state = State::Closed;
                    pull.body.clone_from(body);
                }
            }
        }
    }

    fn pull_request(&mut self, number: u64) -> Option<&mut PullRequest> {
        self.pull_requests.iter_mut().find(|pull| pull.number == number)
    }
}
