//! What the message of a tag records. The other end of this is written by `report::tag_message`.

use jiff::Timestamp;

use crate::evidence::Oid;

/// A go that the message of a tag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The phase that was a go.
    pub phase: String,
    /// When it was judged.
    pub at: Timestamp,
    /// The SHA-256 of the evidence, in hexadecimal digits.
    pub evidence: String,
    /// The blob of the policy.
    pub policy: Option<Oid>,
}

impl Named {
    /// The go that a message names, if it names one whole: decision and evidence. Notes that are quoted above cannot say so,
    /// since the last such lines count.
    #[must_use]
    pub fn read(message: &str) -> Option<Self> {
        let last = |name: &str| message.lines().rev().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let decision = last("Holdpoint-Decision: go (")?;
        let (phase, at) = decision.rsplit_once(") at ")?;
        let evidence = last("Holdpoint-Evidence: sha256:")?.to_ascii_lowercase();
        let is_digest = evidence.len() == 64 && evidence.bytes().all(|byte| byte.is_ascii_hexdigit());
        let policy = last("Holdpoint-Policy: ").and_then(|line| line.rsplit_once(", blob "));
        let policy = policy.map(|(_, blob)| blob).filter(|blob| Oid::looks_like(blob)).map(Oid::new);
        let at = at.parse().ok()?;
        is_digest.then(|| Self { phase: phase.to_owned(), at, evidence, policy })
    }
}
