//! Judging `commits`.

use std::borrow::Cow;

use super::subject::{Mark, conventional, takes_back};
use super::{
    CONVENTIONAL, Commits, FREE, MARKED, MORE, NO_COMMITS, NOT_CHECKED, NOT_CONVENTIONAL, NOT_VERIFIED,
    NOTHING_TO_JUDGE, OTHER_TYPE, SIGNATURE_UNREADABLE, SIGNED, UNSIGNED,
};
use crate::evidence::release::{Commit, Signature};
use crate::evidence::{Reason, Unknown};
use crate::release::{Case, Subject};
use crate::verdict::{Finding, Outcome, Value, Who};

/// How many commits with the same fault are named one by one.
const NAMED: usize = 20;

const RELEASED: &str = "release from a commit before it, or let it pass once with `severity: advisory`; to keep such commits out, require this in a phase that holds merges";
const REWORD: &str =
    "give it another subject, with `git rebase --interactive` and `reword`, and push the branch again";

pub(super) fn judge(asked: &Commits, case: &Case<'_>) -> Vec<Finding> {
    let commits = match commits(case) {
        Ok(commits) => commits,
        Err(why) => return vec![Finding::unreadable("the list of commits", why)],
    };
    let commits = commits.as_ref();
    if commits.is_empty() {
        return vec![Finding::absent(&NO_COMMITS).who([Who::Writers])];
    }
    let mut findings = Vec::new();
    if asked.signed {
        findings.extend(signed(asked, commits));
    }
    if asked.conventional {
        findings.extend(each_conventional(asked, commits));
    }
    if !asked.forbid.is_empty() {
        findings.extend(unmarked(asked, commits));
    }
    findings
}

/// The commits that are judged, all of them.
fn commits<'a>(case: &Case<'a>) -> Result<Cow<'a, [Commit]>, Unknown> {
    let number = match case.subject {
        Subject::Release(_) if case.package().is_some() => {
            return Ok(Cow::Owned(case.own_commits()?.into_iter().cloned().collect()));
        }
        Subject::Release(_) => return case.commits().map(Cow::Borrowed),
        Subject::PullRequest(number) => number,
    };
    let not_collected = || Unknown::new(Reason::NotCollected);
    let head = &case.evidence.pull_request(number).ok_or_else(not_collected)?.head;
    // The other pull requests of a merge group have theirs in the same list.
    let mut commits = Vec::new();
    for commit in case.evidence.own_commits.whole()? {
        if commit.pull_requests.known()?.contains(&number) {
            commits.push(commit.clone());
        }
    }
    // A list without the head is one of another time.
    let whole = commits.iter().any(|commit| commit.oid == *head);
    if whole { Ok(Cow::Owned(commits)) } else { Err(not_collected()) }
}

/// Findings about commits, those beyond the first few counted.
struct Faults<'a> {
    /// Whether the authors can still mend their commits.
    open: bool,
    findings: Vec<Finding>,
    more: Vec<&'a Commit>,
}

impl<'a> Faults<'a> {
    fn new(asked: &Commits) -> Self {
        Self { open: asked.holds_merge, findings: Vec::new(), more: Vec::new() }
    }

    fn add(&mut self, commit: &'a Commit, finding: Finding) {
        if self.findings.len() < NAMED {
            self.findings.push(about(finding, commit, self.open));
        } else {
            self.more.push(commit);
        }
    }

    fn told(mut self) -> Vec<Finding> {
        // What is left out of the list weighs as what is in it.
        let outcome = Outcome::all(self.findings.iter().map(|finding| finding.outcome));
        if !self.more.is_empty() {
            let names = self.more.iter().map(|commit| commit.oid.short().to_owned()).collect();
            let finding = Finding::new(outcome, &MORE).with("count", self.more.len());
            self.findings.push(finding.with("commits", Value::Codes(names)).who([Who::Writers]));
        }
        self.findings
    }
}

/// Adds what names a commit, and who can put it right: its author, as long as it is not merged.
fn about(finding: Finding, commit: &Commit, open: bool) -> Finding {
    let author = commit.author.clone();
    let who = author.clone().filter(|_| open).map_or(Who::Writers, Who::Person);
    let headline = commit.message.lines().next().unwrap_or_default().to_owned();
    let finding = finding
        .with("commit", commit)
        .with("headline", Value::Text(headline))
        .with("author", author.map_or(Value::Words("an author whom GitHub does not know"), Value::Person));
    if finding.outcome == Outcome::Unmet { finding.who([who]) } else { finding }
}

fn noun(count: usize) -> Value {
    Value::Words(if count == 1 { "commit" } else { "commits" })
}

fn deed(asked: &Commits, own: &'static str) -> Value {
    Value::Words(if asked.holds_merge { own } else { RELEASED })
}

fn signed(asked: &Commits, commits: &[Commit]) -> Vec<Finding> {
    let (mut unsigned, mut bad, mut unchecked) = (Faults::new(asked), Faults::new(asked), Faults::new(asked));
    let mut unread: Vec<(Unknown, Vec<&Commit>)> = Vec::new();
    let mut by_github = 0_usize;
    let resign = "sign it, with `git rebase --force-rebase --gpg-sign`, and push the branch again";
    for commit in commits {
        match commit.signature.known() {
            Err(why) => match unread.iter_mut().find(|(known, _)| *known == why) {
                Some((_, commits)) => commits.push(commit),
                None => unread.push((why, vec![commit])),
            },
            Ok(None) => unsigned.add(commit, Finding::absent(&UNSIGNED).with("deed", deed(asked, resign))),
            Ok(Some(Signature { verified: true, state, by_github: github })) if state == "VALID" => {
                by_github += usize::from(github.value() == Some(&true));
            }
            Ok(Some(signature)) => match standing(&signature.state) {
                None => unchecked.add(commit, Finding::unknown(&NOT_CHECKED)),
                Some((why, deed)) => {
                    let finding = Finding::unmet(&NOT_VERIFIED).with("why", Value::Words(why));
                    bad.add(commit, finding.with("deed", Value::Words(deed)));
                }
            },
        }
    }
    let mut findings = [unsigned.told(), bad.told(), unchecked.told()].concat();
    findings.extend(unread.into_iter().filter_map(|(why, commits)| {
        let finding = Finding::unknown(&SIGNATURE_UNREADABLE).with("count", commits.len());
        let finding = finding.with("noun", noun(commits.len())).with("commit", *commits.first()?);
        Some(finding.with("why", Value::Unknown(why)))
    }));
    if findings.is_empty() {
        let finding = Finding::met(&SIGNED).with("count", commits.len()).with("noun", noun(commits.len()));
        findings.push(finding.with("github", by_github));
    }
    findings
}

/// What is wrong with a signature, by GitHub's word for it, and what to do; `None` where GitHub did not get to judge it.
fn standing(state: &str) -> Option<(&'static str, &'static str)> {
    const NEW_KEY: &str =
        "sign commits with a key that GitHub verifies; of this commit only a new one can be made";
    Some(match state {
        "GPGVERIFY_UNAVAILABLE" | "GPGVERIFY_ERROR" | "OCSP_PENDING" | "OCSP_ERROR" => return None,
        "UNKNOWN_KEY" => {
            ("GitHub does not know the key", "add the public key to the account of its owner on GitHub")
        }
        "UNVERIFIED_EMAIL" => (
            "the address of the committer is not verified",
            "verify that address in the account's settings on GitHub",
        ),
        "NO_USER" => (
            "no account has the address of the committer",
            "add that address to the account of its owner on GitHub",
        ),
        "BAD_EMAIL" => ("the address of the committer is none of the key's", NEW_KEY),
        "EXPIRED_KEY" => ("the key has expired", NEW_KEY),
        "NOT_SIGNING_KEY" => ("the key is not meant for signing", NEW_KEY),
        "BAD_CERT" => ("the certificate, or one above it, is not trusted", NEW_KEY),
        "OCSP_REVOKED" => ("the certificate was revoked", NEW_KEY),
        "INVALID" => ("it does not fit the commit", NEW_KEY),
        "MALFORMED_SIG" => ("it is malformed", NEW_KEY),
        "UNKNOWN_SIG_TYPE" => ("it is of a kind that GitHub does not know", NEW_KEY),
        _ => (
            "GitHub gives a reason that this version does not know",
            "look at the commit's page on GitHub for the reason",
        ),
    })
}

fn is_merge(commit: &Commit) -> bool {
    commit.parents.len() > 1
}

fn each_conventional(asked: &Commits, commits: &[Commit]) -> Vec<Finding> {
    let merges = commits.iter().filter(|commit| is_merge(commit)).count();
    let (reverts, own): (Vec<&Commit>, Vec<&Commit>) =
        commits.iter().filter(|commit| !is_merge(commit)).partition(|commit| takes_back(&commit.message));
    if own.is_empty() {
        return vec![nothing(commits, "that subjects are as Conventional Commits asks")];
    }
    let (mut odd, mut other) = (Faults::new(asked), Faults::new(asked));
    for commit in &own {
        match conventional(&commit.message) {
            Err(fault) => {
                let finding = Finding::unmet(&NOT_CONVENTIONAL).with("why", Value::Words(fault.words()));
                odd.add(commit, finding.with("deed", deed(asked, REWORD)));
            }
            Ok(subject) => {
                let known = |one: &String| one.to_lowercase() == subject.kind.to_lowercase();
                if !asked.types.is_empty() && !asked.types.iter().any(known) {
                    let finding = Finding::unmet(&OTHER_TYPE)
                        .with("type", Value::Code(subject.kind.to_owned()))
                        .with("types", Value::Codes(asked.types.clone()));
                    other.add(commit, finding.with("deed", deed(asked, REWORD)));
                }
            }
        }
    }
    let mut findings = [odd.told(), other.told()].concat();
    if findings.is_empty() {
        let finding = Finding::met(&CONVENTIONAL).with("count", own.len()).with("noun", noun(own.len()));
        findings.push(finding.with("merges", merges).with("reverts", reverts.len()));
    }
    findings
}

fn unmarked(asked: &Commits, commits: &[Commit]) -> Vec<Finding> {
    let own: Vec<&Commit> = commits.iter().filter(|commit| !is_merge(commit)).collect();
    if own.is_empty() {
        return vec![nothing(commits, "that no commit is marked as unfinished")];
    }
    let squash = "bring it together with the commit that it belongs to, with `git rebase --interactive --autosquash`, or finish it and give it another subject; then push the branch again";
    let mut faults = Faults::new(asked);
    for commit in &own {
        if let Some(mark) = asked.forbid.iter().find(|mark| mark.is_on(&commit.message)) {
            let finding = Finding::unmet(&MARKED).with("mark", Value::Code(mark.as_str().to_owned()));
            faults.add(commit, finding.with("deed", deed(asked, squash)));
        }
    }
    let mut findings = faults.told();
    if findings.is_empty() {
        let marks = asked.forbid.iter().map(|mark: &Mark| mark.as_str().to_owned()).collect();
        let finding = Finding::met(&FREE).with("count", own.len()).with("noun", noun(own.len()));
        findings.push(finding.with("marks", Value::Codes(marks)).with("merges", commits.len() - own.len()));
    }
    findings
}

fn nothing(commits: &[Commit], what: &'static str) -> Finding {
    let finding = Finding::absent(&NOTHING_TO_JUDGE).with("count", commits.len());
    finding.with("what", Value::Words(what)).who([Who::Writers])
}
