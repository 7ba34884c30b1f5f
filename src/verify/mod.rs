//! Whether a tag is what was judged: what its message records, what is attached to its release, and what comes out when that
//! evidence is judged again.
//!
//! Limits: nothing here reads anything. The message of a tag binds the evidence by its digest; whoever may write to the
//! repository may put other files beside a release that is not immutable, and may put another tag in the place of one. What
//! the evidence says is what GitHub said at that time, to the run that cut the tag: nothing here asks GitHub again.

mod claim;
mod digest;
mod files;
mod message;
mod near;
#[cfg(test)]
mod tests;

use crate::bump::cut::{Reference, Release};
use crate::evidence::Oid;
use crate::messages;
use crate::policy::Policy;
use crate::verdict::{Finding, Message, Outcome, Value};

pub use crate::bump::cut::sha256;
pub use message::Named;
pub use near::nearest;

/// The names under which a cut attaches its files.
pub const EVIDENCE: &str = "holdpoint-evidence.json";
/// See [`EVIDENCE`].
pub const POLICY: &str = "holdpoint-policy.yml";
/// See [`EVIDENCE`].
pub const VERDICT: &str = "holdpoint-verdict.json";

messages! {
    TAG_AT = "tag": "{tag} is a tag, at {commit}";
    NO_TAG = "no-tag": "there is no tag {tag} in {repository}, nor any other"
        => "look at the name of the repository";
    NO_SUCH_TAG = "no-such-tag": "there is no tag {tag} in {repository}; the nearest names are {near}"
        => "look at the name; if the tag was there before, somebody deleted it";
    NO_COMMIT = "no-commit": "the tag {tag} does not lead to a commit"
        => "no release was judged for it; look at who made it, and when";
    GO_NAMED = "go-named": "its message records a go of {phase}, judged at {at}";
    LIGHTWEIGHT = "lightweight": "no go is recorded in {tag}: it is a lightweight tag, which has no message"
        => "find out who put it there: a tag that `holdpoint bump --tag` cuts has a message";
    NO_GO_NAMED = "no-go-named": "no go is recorded in {tag}: its message names none"
        => "find out who put it there: the message of a tag that `holdpoint bump --tag` cuts names the go";
    OTHER_NAME = "other-name": "the message is that of {judged}, and this tag is {tag}"
        => "somebody copied it: that go is for no other tag; find out who put this one there";
    OTHER_COMMIT = "other-commit": "the message names the commit {judged}, and {tag} is at {commit}"
        => "somebody copied the message or moved the tag: that go is for no other commit";
    RELEASE = "release": "its {page} is {state}";
    NO_RELEASE = "no-release": "no release of {tag} is shown, so its evidence cannot be read"
        => "if the release is a draft, use a token with `contents: write`, or publish it; if there is none, run `holdpoint bump --tag` once more on that commit";
    NONE_SHOWN = "none-shown": "no release of {tag} is shown"
        => "if it is a draft, use a token with `contents: write`, or publish it; if there is none, find out who put the tag there";
    NOT_ATTACHED = "not-attached": "{file} is not attached to the release"
        => "somebody took it away, or the policy has `attach: false`; `holdpoint bump --tag` on that commit attaches what a new run reads";
    ONE_OBJECT = "one-object": "its message and the commit {commit} are in one tag object, {object}: nobody can change the one without the other";
    POLICY_KEPT = "policy-kept": "the policy that its message names is in the repository: blob {blob}";
    NOT_KEPT = "not-kept": "no evidence is attached, because that policy says `attach: false`: what the message records is all that is kept, and nobody can judge it again from here"
        => "whoever kept the evidence (`--save-evidence`) sees by its SHA-256, {digest}, that it is the one, and judges it again with `holdpoint check --evidence FILE`";
    NOT_READ = "not-read": "{file} could not be read: {why}" => "run it again, or see what the message says";
    DAMAGED = "damaged": "{file} is attached and cannot be understood: {why}"
        => "if another version of Holdpoint wrote it, verify with that version; else somebody changed it";
    BOUND = "bound": "the attached evidence is the one that the tag's message names, by its SHA-256 {digest}";
    OTHER_EVIDENCE = "other-evidence": "the attached evidence is not the one that the tag's message names: its SHA-256 is {found}, and the message says {named}"
        => "somebody replaced it; look at who changed the release, and restore {file} if you have kept it";
    LATER_EVIDENCE = "later-evidence": "the attached evidence is of a later run, at {found}, than the one that the tag's message names, at {named}"
        => "a cut that was gone on with leaves that of its last run, and all of it fits; that it was such a run, only the log of that run can tell";
    POLICY_IS = "policy": "the attached policy is the one of the evidence: {path} of {branch} at {commit}, blob {blob}";
    OTHER_POLICY = "other-policy": "the attached policy is not the text that the evidence has"
        => "somebody replaced {file}; judge by the one in the evidence";
    OTHER_BLOB = "other-blob": "the text of the policy in the evidence has the blob id {found}, and {where} says {named}"
        => "somebody changed the evidence or the tag; `git cat-file blob` with the second id shows the policy that was meant";
    UNREADABLE_POLICY = "unreadable-policy": "the policy of the evidence is none for this version of Holdpoint"
        => "verify with the version that cut the tag";
    OTHER_REPOSITORY = "other-repository": "the evidence is of {found}, and this is {repository}"
        => "a repository that was renamed or moved has evidence under its old name; that of a fork proves nothing here";
    NO_REPLAY = "no-replay": "judging the evidence again finds no release in it"
        => "somebody changed the evidence, or another version of Holdpoint wrote it: verify with that version";
    OTHER_PHASE = "other-phase": "the verdict is of the phase {found}, and the tag's message names {named}"
        => "somebody replaced {file}";
    NOT_OF_TAG = "not-of-tag": "the phase {phase} does not hold a tag in that policy"
        => "the go of such a phase lets nobody cut a tag";
    OTHER_TIME = "other-time": "the verdict is of {found}, and the evidence was read until {named}"
        => "somebody replaced {file}; both come from one run";
    SAME = "same": "judged again by that policy, as of {at}, it is a go again: {count} as in the attached verdict";
    NO_GO = "no-go": "judged again by that policy, as of {at}, it is not a go"
        => "nobody may release it on this evidence; find out how the tag came to be";
    DIFFERS = "differs": "{requirement} was {recorded} in the attached verdict, and is {replayed} when it is judged again"
        => "somebody changed one of the files, or another version of Holdpoint wrote them: verify with that version";
    MORE_DIFFERS = "more-differs": "{count} more came out otherwise";
    AT_JUDGED = "at-judged": "the commit that was judged is the one that {tag} is at, as version {version}";
    ELSEWHERE = "elsewhere": "{judged} was judged, and {tag} is at {commit}"
        => "somebody moved the tag: do not use what it is at now, and put it back, or release a new version";
    OTHER_TAG = "other-tag": "the release that was judged has the tag {judged}, and this is {tag}"
        => "the go is for that tag and no other";
}

/// All that can be said, for the docs.
#[must_use]
pub fn said() -> &'static [&'static Message] {
    MESSAGES
}

/// What was read of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// `owner/name` of the repository.
    pub repository: String,
    /// The tag, without `refs/tags/`.
    pub tag: String,
    /// Its ref; `None`: there is none.
    pub reference: Option<Reference>,
    /// Its release, if one is shown.
    pub release: Option<Release>,
    /// [`EVIDENCE`].
    pub evidence: File,
    /// [`POLICY`].
    pub policy: File,
    /// [`VERDICT`].
    pub verdict: File,
    /// The policy that the message of the tag names, as the repository has it; read where nothing is attached.
    pub named_policy: File,
    /// The nearest names of tags, where there is no such tag.
    pub near: Vec<String>,
}

/// A file of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    /// It is not attached.
    Absent,
    /// It could not be read, and why.
    Unread(String),
    /// What is in it.
    Read(Vec<u8>),
}

/// How a tag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All is proven.
    Same,
    /// No go is recorded in it.
    Unrecorded,
    /// Something is not as it was judged.
    Different,
    /// Something could not be read or told, and nothing is known to differ.
    Untold,
}

/// How a tag stands, by all that was found.
#[must_use]
pub fn standing(findings: &[Finding]) -> Standing {
    let any = |outcome| findings.iter().any(|one| one.outcome == outcome);
    let unrecorded = [&LIGHTWEIGHT, &NO_GO_NAMED];
    if findings.iter().any(|one| unrecorded.contains(&one.message)) {
        Standing::Unrecorded
    } else if any(Outcome::Unmet) {
        Standing::Different
    } else if findings.is_empty() || any(Outcome::Unknown) {
        Standing::Untold
    } else {
        Standing::Same
    }
}

/// What was found, in the order in which it was looked at. Met is proven, unmet is otherwise, unknown could not be told.
#[must_use]
pub fn verify(recorded: &Recorded) -> Vec<Finding> {
    let Recorded { tag, reference, release, .. } = recorded;
    let code = |text: &str| Value::Code(text.to_owned());
    let Some(reference) = reference else {
        let repository = code(&recorded.repository);
        let near = Value::Codes(recorded.near.clone());
        return vec![if recorded.near.is_empty() {
            Finding::unmet(&NO_TAG).with("tag", code(tag)).with("repository", repository)
        } else {
            let none = Finding::unmet(&NO_SUCH_TAG).with("tag", code(tag));
            none.with("repository", repository).with("near", near)
        }];
    };
    let Some(commit) = &reference.commit else {
        return vec![Finding::unmet(&NO_COMMIT).with("tag", code(tag))];
    };
    let mut findings = vec![Finding::met(&TAG_AT).with("tag", code(tag)).with("commit", oid(commit))];
    let named = reference.message.as_deref().and_then(Named::read);
    findings.push(match (&reference.message, &named) {
        (None, _) => Finding::unmet(&LIGHTWEIGHT).with("tag", code(tag)),
        (Some(_), None) => Finding::unmet(&NO_GO_NAMED).with("tag", code(tag)),
        (Some(_), Some(named)) => {
            Finding::met(&GO_NAMED).with("phase", code(&named.phase)).with("at", Value::Time(named.at))
        }
    });
    if let Some(named) = &named {
        findings.extend(copied(named, tag, commit));
    }
    let is_bare = [&recorded.evidence, &recorded.policy, &recorded.verdict].map(|file| *file == File::Absent);
    if named.is_none() && is_bare == [true; 3] {
        return findings;
    }
    if let Some(named) = named.as_ref().filter(|_| is_bare == [true; 3])
        && let Some(kept) = unattached(recorded, reference, named)
    {
        let none = || Finding::unknown(&NONE_SHOWN).with("tag", code(tag));
        findings.push(release.as_ref().map_or_else(none, of_release));
        findings.extend(kept);
        return findings;
    }
    let Some(release) = release else {
        findings.push(Finding::unknown(&NO_RELEASE).with("tag", code(tag)));
        return findings;
    };
    findings.push(of_release(release));
    findings.extend(files::compare(recorded, named.as_ref(), commit));
    findings
}

/// What shows that the message was written for something else.
fn copied(named: &Named, tag: &str, commit: &Oid) -> Vec<Finding> {
    let code = |text: &str| Value::Code(text.to_owned());
    let mut findings = Vec::new();
    if !named.is_of_tag(tag) {
        findings.push(Finding::unmet(&OTHER_NAME).with("judged", code(&named.tag)).with("tag", code(tag)));
    }
    if let Some(judged) = named.commit.as_ref().filter(|_| !named.is_at(commit)) {
        let other = Finding::unmet(&OTHER_COMMIT).with("judged", oid(judged));
        findings.push(other.with("tag", code(tag)).with("commit", oid(commit)));
    }
    findings
}

/// What is said where nothing is attached because the policy that the message names wants it so; `None`: it does not, or cannot
/// be read.
fn unattached(recorded: &Recorded, reference: &Reference, named: &Named) -> Option<Vec<Finding>> {
    let (File::Read(bytes), Some(id)) = (&recorded.named_policy, &named.policy) else { return None };
    let policy = Policy::read(str::from_utf8(bytes).ok()?).ok()?;
    if policy.rules.cutting.attach || digest::blob(bytes, id) != *id {
        return None;
    }
    let code = |text: &str| Value::Code(text.to_owned());
    let object = reference.commit.as_ref().map(|commit| {
        Finding::met(&ONE_OBJECT).with("commit", oid(commit)).with("object", code(reference.object.short()))
    });
    let policy = Finding::met(&POLICY_KEPT).with("blob", code(id.short()));
    let not_kept = Finding::unknown(&NOT_KEPT).with("digest", code(&named.evidence));
    Some(object.into_iter().chain([policy, not_kept]).collect())
}

/// Whether there is no such tag.
#[must_use]
pub fn is_absent(findings: &[Finding]) -> bool {
    findings.iter().any(|one| [&NO_TAG, &NO_SUCH_TAG].contains(&one.message))
}

fn of_release(release: &Release) -> Finding {
    let state = match (release.draft, release.immutable) {
        (true, _) => "a draft, whose files anybody who may write can replace",
        (false, true) => "published and immutable",
        (false, false) => "published and not immutable: anybody who may write can replace its files",
    };
    let page = Value::Page { words: "release", url: release.url.clone() };
    Finding::met(&RELEASE).with("state", Value::Words(state)).with("page", page)
}

fn oid(oid: &Oid) -> Value {
    Value::Commit { oid: oid.clone(), url: None }
}
