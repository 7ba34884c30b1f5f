//! What the message of a tag records. The other end of this is written by `report::tag_message`.

use jiff::Timestamp;

use crate::evidence::Oid;

/// A go that the message of a tag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The tag for which it was judged: the first line.
    pub tag: String,
    /// The commit that was judged; messages of early versions do not name it.
    pub commit: Option<Oid>,
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
        let tag = message.lines().next().unwrap_or_default().trim().to_owned();
        let commit = last("Holdpoint-Commit: ").filter(|oid| Oid::looks_like(oid)).map(Oid::new);
        is_digest.then(|| Self { tag, commit, phase: phase.to_owned(), at, evidence, policy })
    }

    /// Whether it is the message of this tag. The name of a very long one is cut in it.
    #[must_use]
    pub fn is_of_tag(&self, tag: &str) -> bool {
        self.tag.strip_suffix('…').map_or(self.tag == tag, |begin| tag.starts_with(begin))
    }

    /// Whether this commit was judged, as far as it says.
    #[must_use]
    pub fn is_at(&self, commit: &Oid) -> bool {
        self.commit.as_ref().is_none_or(|judged| judged == commit)
    }
}
