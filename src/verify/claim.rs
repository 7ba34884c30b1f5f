//! The attached verdict, as far as it is compared with the replay.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::verdict::{Decision, Outcome, RequirementVerdict, Verdict};

/// The version of the document that is understood (schemas/verdict.schema.json).
const VERSION: u64 = 1;

/// What the attached verdict says. Fields that later versions add are passed over.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Claim {
    version: u64,
    decision: String,
    pub(super) phase: String,
    pub(super) judged_at: Timestamp,
    gate: Vec<Claimed>,
    requirements: Vec<Claimed>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Claimed {
    id: String,
    phase: String,
    outcome: String,
}

/// A requirement, or a demand of the gate's own, by phase and id.
type Key = (String, String, bool);

/// Something that the attached verdict and the replay say otherwise of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) id: String,
    /// `None`: the verdict has no such requirement.
    pub(super) recorded: Option<String>,
    /// `None`: the replay has no such requirement.
    pub(super) replayed: Option<String>,
}

impl Claim {
    /// # Errors
    /// It is damaged, or of another version.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let reader = &mut serde_json::Deserializer::from_slice(bytes);
        let claim: Self = serde_path_to_error::deserialize(reader).map_err(|error| error.to_string())?;
        if claim.version != VERSION {
            return Err(format!("it has version {}, this reads version {VERSION}", claim.version));
        }
        Ok(claim)
    }

    pub(super) fn is_go(&self) -> bool {
        self.decision == word(Decision::Go)
    }

    /// What the replay says otherwise, the decision first.
    pub(super) fn differences(&self, replay: &Verdict) -> Vec<Difference> {
        let mut differences = Vec::new();
        let decision = word(replay.decision);
        if decision != self.decision {
            let (recorded, replayed) = (Some(self.decision.clone()), Some(decision));
            differences.push(Difference { id: "decision".to_owned(), recorded, replayed });
        }
        let recorded = self.outcomes();
        let mut replayed = outcomes(replay);
        for (key, was) in recorded {
            let is = replayed.remove(&key);
            if is.as_ref() != Some(&was) {
                differences.push(Difference { id: key.1, recorded: Some(was), replayed: is });
            }
        }
        let more = replayed.into_iter();
        differences.extend(more.map(|(key, is)| Difference {
            id: key.1,
            recorded: None,
            replayed: Some(is),
        }));
        differences
    }

    fn outcomes(&self) -> BTreeMap<Key, String> {
        let key = |one: &Claimed, own| ((one.phase.clone(), one.id.clone(), own), one.outcome.clone());
        let gate = self.gate.iter().map(|one| key(one, true));
        gate.chain(self.requirements.iter().map(|one| key(one, false))).collect()
    }
}

fn outcomes(verdict: &Verdict) -> BTreeMap<Key, String> {
    let key = |one: &RequirementVerdict, own| {
        ((one.phase.clone(), one.id.clone(), own), word::<Outcome>(one.outcome))
    };
    let gate = verdict.standing.iter().map(|one| key(one, true));
    gate.chain(verdict.requirements.iter().map(|one| key(one, false))).collect()
}

/// A word of the document.
fn word<T: serde::Serialize>(word: T) -> String {
    match serde_json::to_value(word) {
        Ok(Json::String(word)) => word,
        _ => String::new(),
    }
}
