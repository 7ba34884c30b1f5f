//! The files of a release against each other, the tag, and the replay.

use super::claim::Claim;
use super::digest::blob;
use super::{
    AT_JUDGED, BOUND, DAMAGED, DIFFERS, ELSEWHERE, EVIDENCE, File, LATER_EVIDENCE, MORE_DIFFERS, NO_GO,
    NO_REPLAY, NOT_ATTACHED, NOT_OF_TAG, NOT_READ, Named, OTHER_BLOB, OTHER_EVIDENCE, OTHER_PHASE,
    OTHER_POLICY, OTHER_REPOSITORY, OTHER_TAG, OTHER_TIME, POLICY, POLICY_IS, Recorded, SAME,
    UNREADABLE_POLICY, VERDICT, oid,
};
use crate::bump::cut::sha256;
use crate::evaluate::{Evaluation, evaluate};
use crate::evidence::{Evidence, Oid};
use crate::policy::{Holds, Policy};
use crate::verdict::{Decision, Finding, Judged, Outcome, Value, Verdict};

/// So many differences are named.
const MOST_NAMED: usize = 20;

/// What the attached files say. `named` is the go of the tag's message, `commit` the one that the tag is at.
pub(super) fn compare(recorded: &Recorded, named: Option<&Named>, commit: &Oid) -> Vec<Finding> {
    let mut findings = Vec::new();
    let bytes = [(EVIDENCE, &recorded.evidence), (POLICY, &recorded.policy), (VERDICT, &recorded.verdict)]
        .map(|(name, file)| content(name, file).map_err(|finding| findings.push(finding)).ok());
    let [kept, policy, verdict] = bytes;
    let evidence = kept.and_then(|bytes| understood(EVIDENCE, Evidence::parse(bytes), &mut findings));
    let claim = verdict.and_then(|bytes| understood(VERDICT, Claim::parse(bytes), &mut findings));
    // The digest is compared first, and told last: what else fits says what a difference means.
    let Some(evidence) = evidence else {
        if let (Some(bytes), Some(named)) = (kept, named) {
            findings.push(bound(bytes, named).unwrap_or_else(|other| other));
        }
        return findings;
    };
    let mut rest = Vec::new();
    if !evidence.opening.repository.name.eq_ignore_ascii_case(&recorded.repository) {
        let found = Value::Code(evidence.opening.repository.name.clone());
        let repository = Value::Code(recorded.repository.clone());
        let other = Finding::unknown(&OTHER_REPOSITORY);
        rest.push(other.with("found", found).with("repository", repository));
    }
    let digest = kept.zip(named).map(|(bytes, named)| bound(bytes, named));
    // A later run may have been by a later policy.
    let later = digest.as_ref().is_some_and(Result::is_err);
    rest.extend(of_policy(&evidence, policy, named.filter(|_| !later)));
    let mut replayed = None;
    match replay(&evidence, claim.as_ref(), named) {
        Ok(verdict) => {
            rest.extend(of_replay(&verdict, &evidence, claim.as_ref(), named));
            rest.extend(of_subject(&verdict, &recorded.tag, commit));
            replayed = Some(verdict);
        }
        Err(finding) => rest.push(finding),
    }
    let fits = findings.is_empty() && rest.iter().all(|one| one.outcome == Outcome::Met);
    match (digest, named) {
        (Some(Ok(met)), _) => findings.push(met),
        (Some(Err(other)), Some(named)) => {
            let resumed = replayed.as_ref().is_some_and(resumes) && evidence.read_at() > named.at;
            findings.push(if fits && resumed { later_run(&evidence, named) } else { other });
        }
        _ => {}
    }
    findings.extend(rest);
    findings
}

fn content<'a>(name: &'static str, file: &'a File) -> Result<&'a [u8], Finding> {
    let named = |finding: Finding| finding.with("file", Value::Code(name.to_owned()));
    match file {
        File::Read(bytes) => Ok(bytes),
        File::Absent => Err(named(Finding::unmet(&NOT_ATTACHED))),
        File::Unread(why) => Err(named(Finding::unknown(&NOT_READ)).with("why", Value::Text(why.clone()))),
    }
}

fn understood<T>(name: &str, read: Result<T, String>, findings: &mut Vec<Finding>) -> Option<T> {
    let damaged = |why: String| {
        let finding = Finding::unmet(&DAMAGED).with("file", Value::Code(name.to_owned()));
        findings.push(finding.with("why", Value::Text(why)));
    };
    read.map_err(damaged).ok()
}

/// Whether the evidence is the one that the tag's message names.
fn bound(bytes: &[u8], named: &Named) -> Result<Finding, Finding> {
    let found = sha256(bytes);
    if found == named.evidence {
        return Ok(Finding::met(&BOUND).with("digest", Value::Code(found)));
    }
    let other = Finding::unmet(&OTHER_EVIDENCE).with("found", Value::Code(found));
    let other = other.with("named", Value::Code(named.evidence.clone()));
    Err(other.with("file", Value::Code(EVIDENCE.to_owned())))
}

fn later_run(evidence: &Evidence, named: &Named) -> Finding {
    let found = Value::Code(evidence.read_at().to_string());
    let later = Finding::unknown(&LATER_EVIDENCE).with("found", found);
    later.with("named", Value::Code(named.at.to_string()))
}

/// The policy of the evidence, against its own id, the attached text and the tag.
fn of_policy(evidence: &Evidence, attached: Option<&[u8]>, named: Option<&Named>) -> Vec<Finding> {
    let policy = &evidence.opening.policy;
    let mut findings = Vec::new();
    if attached.is_some_and(|bytes| bytes != policy.text.as_bytes()) {
        findings.push(Finding::unmet(&OTHER_POLICY).with("file", Value::Code(POLICY.to_owned())));
    }
    let found = blob(policy.text.as_bytes(), &policy.blob);
    let of_tag = named.and_then(|named| named.policy.as_ref()).map(|blob| ("the tag's message", blob));
    for (place, id) in [("the evidence", &policy.blob)].into_iter().chain(of_tag) {
        if *id != found {
            let other = Finding::unmet(&OTHER_BLOB).with("found", Value::Code(found.to_string()));
            let other = other.with("where", Value::Words(place));
            findings.push(other.with("named", Value::Code(id.to_string())));
        }
    }
    if findings.is_empty() && attached.is_some() {
        let is = Finding::met(&POLICY_IS).with("path", Value::Code(policy.path.clone()));
        let is = is.with("branch", Value::Code(policy.branch.clone()));
        let is = is.with("commit", oid(&policy.commit));
        findings.push(is.with("blob", Value::Code(policy.blob.short().to_owned())));
    }
    findings
}

/// Judges the evidence again, by the policy that is in it and as of the time when it was read.
fn replay(evidence: &Evidence, claim: Option<&Claim>, named: Option<&Named>) -> Result<Verdict, Finding> {
    let policy =
        Policy::read(&evidence.opening.policy.text).map_err(|_| Finding::unknown(&UNREADABLE_POLICY))?;
    let name = named.map(|named| &named.phase).or(claim.map(|claim| &claim.phase));
    let phase = name.and_then(|name| policy.phase(name)).filter(|phase| phase.holds == Holds::Tag);
    let Some(phase) = phase else {
        let name = name.cloned().unwrap_or_default();
        return Err(Finding::unmet(&NOT_OF_TAG).with("phase", Value::Code(name)));
    };
    match evaluate(&policy, phase, evidence, evidence.read_at()) {
        Ok(Evaluation::Judged(verdict)) => Ok(*verdict),
        Ok(Evaluation::Nothing(_)) | Err(_) => Err(Finding::unmet(&NO_REPLAY)),
    }
}

/// The replay, against the attached verdict.
fn of_replay(
    replay: &Verdict,
    evidence: &Evidence,
    claim: Option<&Claim>,
    named: Option<&Named>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let at = Value::Time(evidence.read_at());
    if replay.decision != Decision::Go {
        findings.push(Finding::unmet(&NO_GO).with("at", at.clone()));
    }
    let Some(claim) = claim else { return findings };
    let file = || Value::Code(VERDICT.to_owned());
    if let Some(named) = named.filter(|named| named.phase != claim.phase) {
        let other = Finding::unmet(&OTHER_PHASE).with("found", Value::Code(claim.phase.clone()));
        findings.push(other.with("named", Value::Code(named.phase.clone())).with("file", file()));
    }
    if claim.judged_at != evidence.read_at() {
        let other = Finding::unmet(&OTHER_TIME).with("found", Value::Code(claim.judged_at.to_string()));
        let named = Value::Code(evidence.read_at().to_string());
        findings.push(other.with("named", named).with("file", file()));
    }
    let differences = claim.differences(replay);
    for one in differences.iter().take(MOST_NAMED) {
        let was = |outcome: &Option<String>| outcome.clone().map_or(Value::Words("not there"), Value::Code);
        let differs = Finding::unmet(&DIFFERS).with("requirement", Value::Code(one.id.clone()));
        findings.push(differs.with("recorded", was(&one.recorded)).with("replayed", was(&one.replayed)));
    }
    if differences.len() > MOST_NAMED {
        let more = Finding::unmet(&MORE_DIFFERS);
        findings.push(more.with("count", differences.len() - MOST_NAMED));
    }
    if findings.is_empty() && claim.is_go() {
        let number = replay.all().count() as u64;
        let count = Value::Count { number, one: "outcome", many: "outcomes" };
        findings.push(Finding::met(&SAME).with("at", at).with("count", count));
    }
    findings
}

/// What was judged, against the tag as it is now.
fn of_subject(replay: &Verdict, tag: &str, commit: &Oid) -> Vec<Finding> {
    let Judged::Release { version, tag: judged_tag, commit: judged, .. } = &replay.subject else {
        return vec![Finding::unmet(&NO_REPLAY)];
    };
    let mut findings = Vec::new();
    let code = |text: &str| Value::Code(text.to_owned());
    if judged_tag != tag {
        findings.push(Finding::unmet(&OTHER_TAG).with("judged", code(judged_tag)).with("tag", code(tag)));
    }
    if judged != commit {
        let moved = Finding::unmet(&ELSEWHERE).with("judged", oid(judged));
        findings.push(moved.with("tag", code(tag)).with("commit", oid(commit)));
    }
    if findings.is_empty() {
        let at = Finding::met(&AT_JUDGED).with("tag", code(tag));
        findings.push(at.with("version", code(version)));
    }
    findings
}

/// Whether the tag was there already when it was judged.
fn resumes(replay: &Verdict) -> bool {
    matches!(replay.subject, Judged::Release { resumes: true, .. })
}
