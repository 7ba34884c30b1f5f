//! The `require` tree: `all`, `any`, `not`, and one leaf per kind of evidence.

use std::collections::BTreeMap;

use super::{Allowances, Context, Kind};
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Node as Result, Part};
use crate::yaml::{Kind as Yaml, Node, Problems, nearest};

/// A `require` tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Every part must hold.
    All(Vec<Tree>),
    /// One part must hold.
    Any(Vec<Tree>),
    /// The part must not hold.
    Not(Box<Tree>),
    /// A kind of evidence.
    Leaf(Kind),
}

impl Tree {
    /// Reads a tree. `None`: what is wrong has been reported.
    pub fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let Yaml::Map(pairs) = &node.kind else {
            node.wrong_type("`require`", "a mapping with one kind of evidence", problems);
            return None;
        };
        let [(key, value)] = pairs.as_slice() else {
            let message =
                if pairs.is_empty() { "nothing is required here" } else { "several things are required" };
            problems
                .error("one-key", node.at.clone(), message)
                .help("write one kind of evidence, or put several under `all:` or `any:`");
            return None;
        };
        match key.as_str()? {
            "all" => {
                let beside_notes = context.beside_notes || has_notes(value);
                let context = Context { beside_notes, ..*context };
                Self::parts(value, &context, problems).map(Self::All)
            }
            "any" => Self::parts(value, context, problems).map(Self::Any),
            "not" => Self::read(value, context, problems).map(|tree| Self::Not(Box::new(tree))),
            name => Self::leaf(name, key, value, context, problems),
        }
    }

    fn parts(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Vec<Self>> {
        let items = node.items("`all` and `any`", problems)?;
        if items.is_empty() {
            problems.error("empty-list", node.at.clone(), "an empty list proves nothing");
            return None;
        }
        let read: Vec<Option<Self>> = items.iter().map(|item| Self::read(item, context, problems)).collect();
        read.into_iter().collect()
    }

    fn leaf(
        name: &str,
        key: &Node,
        value: &Node,
        context: &Context<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        if !Kind::NAMES.contains(&name) {
            let known = Kind::NAMES.iter().copied().chain(["all", "any", "not"]);
            let problem =
                problems.error("unknown-kind", key.at.clone(), format!("there is no evidence `{name}`"));
            match nearest(name, known) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("the kinds are {}", Kind::NAMES.join(", "))),
            };
            return None;
        }
        if context.holds_merge && Kind::is_release_wide(name) {
            problems
                .error("release-wide", key.at.clone(), format!("`{name}` speaks of a whole release"))
                .help("a phase that holds merges judges one pull request by itself; move this to a release phase");
            return None;
        }
        Kind::read(name, value, context, problems).map(Self::Leaf)
    }

    /// What has to be read to judge it.
    #[must_use]
    pub fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        let mut needs = Needs::default();
        for leaf in self.leaves() {
            needs.merge(leaf.needs(roles));
        }
        needs
    }

    /// Judges every part; nothing short-circuits a reason away.
    #[must_use]
    pub fn judge(&self, case: &Case<'_>) -> Result {
        match self {
            Self::All(parts) => Result::of(Part::All, parts.iter().map(|part| part.judge(case)).collect()),
            Self::Any(parts) => Result::of(Part::Any, parts.iter().map(|part| part.judge(case)).collect()),
            Self::Not(part) => Result::of(Part::Not, vec![part.judge(case)]),
            Self::Leaf(kind) => Result::leaf(kind.name(), kind.judge(case)),
        }
    }

    /// What it lets into a release that rule 3 would hold: only what holds whatever else does, so nothing under `any`
    /// or `not`.
    #[must_use]
    pub fn allowances(&self) -> Allowances {
        match self {
            Self::All(parts) => {
                parts.iter().map(Self::allowances).fold(Allowances::default(), Allowances::with)
            }
            Self::Any(_) | Self::Not(_) => Allowances::default(),
            Self::Leaf(kind) => kind.allowances(),
        }
    }

    /// All leaves, in the policy's order.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Kind> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::leaves).collect(),
            Self::Not(part) => part.leaves(),
            Self::Leaf(kind) => vec![kind],
        }
    }
}

/// Whether one of the parts of an `all:` is the release notes.
fn has_notes(parts: &Node) -> bool {
    let Yaml::List(items) = &parts.kind else { return false };
    items.iter().any(|item| {
        matches!(&item.kind, Yaml::Map(pairs)
            if pairs.iter().any(|(key, _)| key.as_str() == Some(Kind::RELEASE_NOTES)))
    })
}

/// Reports a role that the policy does not define.
pub(crate) fn unknown_role(role: &str, node: &Node, roles: &BTreeMap<String, Role>, problems: &mut Problems) {
    let problem = problems.error("unknown-role", node.at.clone(), format!("there is no role `{role}`"));
    match nearest(role, roles.keys().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("define it under `roles:`"),
    };
}
