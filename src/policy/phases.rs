//! The `phases:` section.

use std::collections::BTreeMap;
use std::ops::Range;

use super::items::Reader;
use super::{Holds, Known, Phase, names};
use crate::verdict::Severity;
use crate::yaml::{Fields, Node, Problems};

const HOLDS: [(&str, Holds); 4] = [
    ("merge", Holds::Merge),
    ("tag", Holds::Tag),
    ("deployment", Holds::Deployment),
    ("close", Holds::Close),
];

/// Requirements that the gate itself makes; no policy can have one of their ids.
pub(crate) const RESERVED_IDS: [&str; 4] = ["candidate", "scope", "hold", "bump"];

/// Reads the phases.
pub(super) fn read(node: &Node, known: &Known, problems: &mut Problems) -> Option<Vec<Phase>> {
    let entries = node.entries("`phases`", problems)?;
    if entries.is_empty() {
        problems.error("no-phases", node.at.clone(), "a policy has at least one phase");
        return None;
    }
    let mut reader = Phases { known, ids: BTreeMap::new(), release_phases: 0, holding: false, problems };
    let mut phases = Vec::new();
    for (name, key, value) in entries {
        names::check("a phase", name, key, reader.problems);
        phases.extend(reader.phase(name, key, value));
    }
    Some(phases)
}

/// What is carried from one phase to the next.
struct Phases<'a> {
    known: &'a Known,
    ids: BTreeMap<String, Range<usize>>,
    /// How many phases came before that hold no merge.
    release_phases: usize,
    /// Whether one of them has a requirement that holds.
    holding: bool,
    problems: &'a mut Problems,
}

impl Phases<'_> {
    fn phase(&mut self, name: &str, key: &Node, node: &Node) -> Option<Phase> {
        let before = self.problems.len();
        let what = format!("the phase `{name}`");
        let mut fields = Fields::of(node, &what, self.problems)?;
        let words = HOLDS.map(|(word, _)| word);
        let holds = fields.require("holds", self.problems);
        let holds = holds.and_then(|node| node.one_of("`holds`", &words, self.problems));
        let holds = holds.and_then(|word| HOLDS.into_iter().find(|(one, _)| *one == word));
        let holds = holds.map(|(_, holds)| holds);
        let independent = fields.get("independent");
        let is_independent =
            independent.and_then(|node| node.boolean("`independent`", self.problems)).unwrap_or(false);
        if let Some(node) = independent.filter(|_| is_independent) {
            self.independent(node, holds);
        }
        let section_node = fields.get("section");
        let section = section_node.and_then(|node| node.text("`section`", self.problems));
        let items = fields.require("requirements", self.problems);
        fields.finish(self.problems);
        let holds_merge = holds == Some(Holds::Merge);
        let mut reader = Reader::new(self.known, holds_merge, &mut self.ids, self.problems);
        let requirements = reader.phase(section_node, section, key, name, items?);
        let clean = self.problems.len() == before;
        let holding = requirements.iter().any(|one| one.severity == Severity::Holding);
        let includes_others = !holds_merge && !is_independent;
        if clean && !holding && !(includes_others && self.holding) {
            self.problems
                .error("nothing-holds", key.at.clone(), format!("no requirement holds the phase `{name}`"))
                .help("a phase in which everything is advisory proves nothing, and could never be a go");
        }
        if !holds_merge {
            self.release_phases += 1;
            self.holding |= holding;
        }
        Some(Phase { name: name.to_owned(), holds: holds?, independent: is_independent, requirements })
    }

    fn independent(&mut self, node: &Node, holds: Option<Holds>) {
        let message = match holds {
            Some(Holds::Merge) => "a phase that holds merges is judged by itself anyway",
            Some(_) if self.release_phases == 0 => "there is no release phase before this one",
            _ => return,
        };
        self.problems.error("no-effect", node.at.clone(), message).help("leave out `independent`");
    }
}
