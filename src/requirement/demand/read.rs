//! Reading the keys of consent.

use std::collections::BTreeMap;

use super::{Consent, Kept, Of, duration, fit};
use crate::release::Role;
use crate::requirement::{Context, PerType, unknown_role};
use crate::sign_off::{Demand, Fresh, Signers, Way};
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

type Roles = BTreeMap<String, Role>;

/// The keys as written.
#[derive(Default)]
pub(super) struct Written<'n> {
    pub(super) by: Option<&'n Node>,
    pub(super) verified_by: Option<&'n Node>,
    pub(super) count: Option<&'n Node>,
    pub(super) separate: Option<&'n Node>,
    pub(super) via: Option<&'n Node>,
    pub(super) label: Option<&'n Node>,
    pub(super) fresh: Option<&'n Node>,
    pub(super) witnessed_by: Option<&'n Node>,
}

impl<'n> Written<'n> {
    pub(super) fn of(fields: &mut Fields<'n>) -> Self {
        Self {
            by: fields.get("by"),
            verified_by: fields.get("verified-by"),
            count: fields.get("count"),
            separate: fields.get("separate"),
            via: fields.get("via"),
            label: fields.get("label"),
            fresh: fields.get("fresh"),
            witnessed_by: fields.get("witnessed-by"),
        }
    }

    pub(super) fn of_role(node: &'n Node) -> Self {
        Self { by: Some(node), ..Self::default() }
    }

    pub(super) fn read(
        &self,
        node: &Node,
        of: Of,
        context: &Context<'_>,
        problems: &mut Problems,
    ) -> Option<Option<Box<Consent>>> {
        let before = problems.len();
        let by = match (self.by, context.by) {
            (Some(node), _) => signers("`by`", node, context.roles, problems),
            (None, Some(handed)) => Some(handed.take()),
            (None, None) => return self.without_by(node, of, problems),
        };
        let verified_by = self.verified_by.map(|node| role("`verified-by`", node, context.roles, problems));
        let count = self.count.map(|node| PerType::read(node, "`count`", context, problems));
        let separate = self.separate.map(|node| roles("`separate`", node, context.roles, problems));
        let label = self.label.map(|node| node.text("`label`", problems));
        let ways = self.ways(of, context, problems);
        let fresh = self.fresh(context, problems);
        let witnessed_by =
            self.witnessed_by.map(|node| role("`witnessed-by`", node, context.roles, problems));
        if problems.len() > before {
            return None;
        }
        let consent = Consent {
            demand: Demand {
                by: by?,
                verified_by: verified_by.flatten(),
                separate: separate.flatten().unwrap_or_default(),
                ways: ways?,
                label: label.flatten(),
                fresh: fresh?,
                witnessed_by: witnessed_by.flatten(),
            },
            count: count.flatten().unwrap_or(PerType::Same(1)),
            id: context.id.to_owned(),
            holds_merge: context.holds_merge,
            setting: context.setting,
        };
        fit::check(self, &consent, node, context, problems);
        (problems.len() == before).then(|| Some(Box::new(consent)))
    }

    fn without_by(&self, node: &Node, of: Of, problems: &mut Problems) -> Option<Option<Box<Consent>>> {
        if of == Of::SignOff {
            problems
                .error("missing-key", node.at.clone(), "nobody is asked to sign")
                .help("name the role under `by`, here, at the requirement or at its group");
            return None;
        }
        let others = [
            ("verified-by", self.verified_by),
            ("count", self.count),
            ("separate", self.separate),
            ("via", self.via),
            ("label", self.label),
            ("fresh", self.fresh),
            ("witnessed-by", self.witnessed_by),
        ];
        let before = problems.len();
        for (key, node) in others {
            if let Some(node) = node {
                problems
                    .error("no-effect", node.at.clone(), format!("`{key}` says nothing without `by`"))
                    .help("name the role whose consent is asked for under `by`, or leave this out");
            }
        }
        (problems.len() == before).then_some(None)
    }

    fn ways(&self, of: Of, context: &Context<'_>, problems: &mut Problems) -> Option<Vec<Way>> {
        let reviews = context.holds_merge || context.setting.release_pull_request;
        let Some(via) = self.via else {
            let mut ways = vec![Way::Comment];
            if of == Of::Boxes || !context.holds_merge {
                ways.push(Way::Checkbox);
            }
            if of == Of::SignOff && reviews {
                ways.push(Way::Review);
            }
            ways.extend(self.label.map(|_| Way::Label));
            return Some(ways);
        };
        let words = Way::ALL.map(|(word, _)| word);
        let before = problems.len();
        let mut ways: Vec<Way> = Vec::new();
        for node in listed(via, "`via`", problems)? {
            let word = node.one_of("each way of `via`", &words, problems);
            let way = Way::ALL.into_iter().find(|(known, _)| Some(*known) == word).map(|(_, way)| way);
            match way {
                Some(way) if ways.contains(&way) => {
                    problems.error("named-twice", node.at.clone(), "`via` names this twice");
                }
                Some(Way::Checkbox) if context.holds_merge => {
                    problems
                        .error(
                            "release-wide",
                            node.at.clone(),
                            "a pull request has no tracking issue with boxes",
                        )
                        .help("before a merge people consent by a comment, a review or a label");
                }
                Some(Way::Review) if !reviews => {
                    problems
                        .error("no-way", node.at.clone(), "no pull request carries the release")
                        .help("write `release: {pull-request: {label: …}}`, or choose another way");
                }
                Some(Way::Label) if self.label.is_none() => {
                    problems
                        .error("missing-key", node.at.clone(), "the way `label` needs the key `label`")
                        .help("name the label that is consent: `label: qa-signed`");
                }
                Some(way) => ways.push(way),
                None => {}
            }
        }
        if let Some(label) = self.label.filter(|_| problems.len() == before && !ways.contains(&Way::Label)) {
            problems
                .error("no-effect", label.at.clone(), "`via` does not name the way `label`")
                .help("add `label` to `via`, or leave this out");
        }
        if of == Of::Boxes && problems.len() == before && !ways.contains(&Way::Checkbox) {
            problems
                .error(
                    "contradiction",
                    via.at.clone(),
                    "the box is asked for, and to tick it is no way to consent",
                )
                .help("add `checkbox` to `via`, or write `sign-off:` instead");
        }
        Some(ways)
    }

    fn fresh(&self, context: &Context<'_>, problems: &mut Problems) -> Option<Fresh> {
        let Some(node) = self.fresh else {
            // Before a merge there is no release to be in: the commit is the stricter of the two.
            let usual = if context.beside_notes { Fresh::Notes } else { Fresh::Commit };
            let fresh = context.setting.fresh.unwrap_or(usual);
            let of_release = matches!(fresh, Fresh::Scope | Fresh::Notes);
            return Some(if of_release && context.holds_merge { Fresh::Commit } else { fresh });
        };
        let fresh = fresh("`fresh`", node, context.setting.notes, problems)?;
        if fresh == Fresh::Notes && context.holds_merge {
            problems
                .error(
                    "release-wide",
                    node.at.clone(),
                    "before a merge there is no release, and so no notes of it",
                )
                .help("write `commit`, or leave it out");
            return None;
        }
        if fresh == Fresh::Scope && context.holds_merge {
            problems
                .error(
                    "release-wide",
                    node.at.clone(),
                    "before a merge there is no release, and so nothing in it",
                )
                .help("write `commit`, or leave it out");
            return None;
        }
        Some(fresh)
    }
}

/// A single node, or the nodes of a list that is not empty.
pub(crate) fn listed<'n>(node: &'n Node, what: &str, problems: &mut Problems) -> Option<&'n [Node]> {
    node.texts(what, problems)?;
    Some(match &node.kind {
        Yaml::List(items) => items,
        _ => std::slice::from_ref(node),
    })
}

/// A role that the policy defines.
fn role(what: &str, node: &Node, known: &Roles, problems: &mut Problems) -> Option<String> {
    let name = node.text(what, problems)?;
    if !known.contains_key(&name) {
        unknown_role(&name, node, known, problems);
        return None;
    }
    Some(name)
}

/// Roles that the policy defines, each once.
pub(super) fn roles(what: &str, node: &Node, known: &Roles, problems: &mut Problems) -> Option<Vec<String>> {
    let before = problems.len();
    let mut names: Vec<String> = Vec::new();
    for item in listed(node, what, problems)? {
        let Some(name) = role(what, item, known, problems) else { continue };
        if names.contains(&name) {
            problems.error("named-twice", item.at.clone(), format!("{what} names `{name}` twice"));
        }
        names.push(name);
    }
    (problems.len() == before).then_some(names)
}

/// `ROLE`, `[ROLE, ROLE]` (all of them), or `{any: [ROLE, ROLE]}`.
pub(crate) fn signers(what: &str, node: &Node, known: &Roles, problems: &mut Problems) -> Option<Signers> {
    if !matches!(node.kind, Yaml::Map(_)) {
        return roles(what, node, known, problems).map(Signers::All);
    }
    let mut fields = Fields::of(node, what, problems)?;
    let any = fields.require("any", problems).and_then(|node| roles("`any`", node, known, problems));
    fields.finish(problems);
    let any = any?;
    if any.len() < 2 {
        problems
            .error("too-few", node.at.clone(), "`any` needs at least two roles")
            .help("write the role alone");
        return None;
    }
    Some(Signers::Any(any))
}

/// What consent is given to: `commit`, `scope`, `notes`, `any`, or for how long it holds.
pub(crate) fn fresh(what: &str, node: &Node, notes: Kept, problems: &mut Problems) -> Option<Fresh> {
    let text = node.text(what, problems)?;
    match text.as_str() {
        "commit" => return Some(Fresh::Commit),
        "scope" => return Some(Fresh::Scope),
        "any" => return Some(Fresh::Any),
        "notes" if notes == Kept::Nowhere => {
            problems
                .error(
                    "missing-key",
                    node.at.clone(),
                    "the policy does not say where the release notes are kept",
                )
                .help(
                    "write `notes: {from: draft-release}` at the top of the policy, or where else they are",
                );
            return None;
        }
        "notes" => return Some(Fresh::Notes),
        _ => {}
    }
    let duration = duration(&text);
    if duration.is_none() {
        problems
            .error(
                "not-a-duration",
                node.at.clone(),
                format!("{} is neither `commit`, `scope`, `notes` nor `any`, nor a time", node.describe()),
            )
            .help("write a time like `7 days`");
    }
    duration.map(Fresh::Within)
}
