//! Reading the keys of consent, and what does not go together.

use std::collections::BTreeMap;

use super::{Consent, Of, bounded, duration, is_empty};
use crate::evidence::Login;
use crate::release::Role;
use crate::requirement::{Context, PerType, unknown_role};
use crate::sign_off::{Demand, Fresh, Signers, Way};
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

type Roles = BTreeMap<String, Role>;

/// The keys as written.
#[derive(Default)]
pub(super) struct Written<'n> {
    by: Option<&'n Node>,
    verified_by: Option<&'n Node>,
    count: Option<&'n Node>,
    separate: Option<&'n Node>,
    via: Option<&'n Node>,
    label: Option<&'n Node>,
    fresh: Option<&'n Node>,
    witnessed_by: Option<&'n Node>,
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
    ) -> Option<Option<Consent>> {
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
            title: context.title.to_owned(),
            holds_merge: context.holds_merge,
            setting: context.setting,
        };
        self.holders(&consent, node, context, problems);
        self.people(&consent, node, context, problems);
        self.witness(&consent, problems);
        (problems.len() == before).then_some(Some(consent))
    }

    fn without_by(&self, node: &Node, of: Of, problems: &mut Problems) -> Option<Option<Consent>> {
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
            let is_scope = context.setting.fresh == Fresh::Scope && context.holds_merge;
            return Some(if is_scope { Fresh::Commit } else { context.setting.fresh });
        };
        let fresh = fresh("`fresh`", node, problems)?;
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

    /// Whether somebody can be in each role.
    fn holders(&self, consent: &Consent, node: &Node, context: &Context<'_>, problems: &mut Problems) {
        let demand = &consent.demand;
        let by = (self.by.unwrap_or(node), demand.by.roles());
        let verified = (self.verified_by.unwrap_or(node), demand.verified_by.as_slice());
        let witness = (self.witnessed_by.unwrap_or(node), demand.witnessed_by.as_slice());
        for ((node, names), has_witness) in
            [(by, demand.witnessed_by.is_some()), (verified, false), (witness, false)]
        {
            for name in names {
                let Some(role) = context.roles.get(name) else { continue };
                if context.holds_merge && role.named.is_some() {
                    problems
                        .error(
                            "release-wide",
                            node.at.clone(),
                            format!("who holds the role `{name}` stands in the tracking issue of a release"),
                        )
                        .help("a pull request has none; name another role here");
                } else if is_empty(role) && !has_witness {
                    nobody(name, node, problems);
                }
            }
        }
    }

    /// Whether there can be so many different people.
    fn people(&self, consent: &Consent, node: &Node, context: &Context<'_>, problems: &mut Problems) {
        let demand = &consent.demand;
        let (_, most) = consent.count.range();
        let bound = |name: &str| context.roles.get(name).and_then(bounded);
        let too_few = |name: &&String| {
            let people = bound(name).filter(|people| !people.is_empty());
            people.is_some_and(|people| (people.len() as u64) < most)
        };
        let roles = demand.by.roles();
        let short: Vec<&String> = roles.iter().filter(too_few).collect();
        let impossible = match &demand.by {
            Signers::All(_) => !short.is_empty(),
            Signers::Any(all) => short.len() == all.len(),
        };
        if let (true, Some(name)) = (impossible && demand.witnessed_by.is_none(), short.first()) {
            let people = bound(name).map_or(0, <[_]>::len);
            let at = self.count.or(self.by).unwrap_or(node);
            problems
                .error(
                    "impossible",
                    at.at.clone(),
                    format!("the role `{name}` has {people} of the {most} people that are asked for"),
                )
                .help("name more people in the role, or ask for fewer");
            return;
        }
        self.separate(demand, context, problems);
        let least = consent.count.range().0;
        if let (Some(verifier), false) = (&demand.verified_by, context.setting.solo) {
            let alone = |name: &String| !enough(bound(name), bound(verifier), least, 1);
            let impossible = match &demand.by {
                Signers::All(names) => names.iter().any(alone),
                Signers::Any(names) => names.iter().all(alone),
            };
            if impossible {
                let at = self.verified_by.unwrap_or(node);
                problems
                    .error("impossible", at.at.clone(), format!("nobody is left to verify in the role `{verifier}`"))
                    .help("who verifies is another person than who did it: name more people in the roles; a team of one says `sign-offs: {solo: true}`");
            }
        }
        if let (Some(node), false) = (self.separate, context.setting.solo)
            && let Signers::All(names) = &demand.by
        {
            let both: Vec<&String> = names.iter().filter(|name| demand.separate.contains(name)).collect();
            let pairs = both
                .iter()
                .enumerate()
                .flat_map(|(at, one)| both.iter().skip(at + 1).map(move |other| (*one, *other)));
            for (one, other) in pairs {
                if !enough(bound(one), bound(other), least, least) {
                    problems
                        .error(
                            "impossible",
                            node.at.clone(),
                            format!(
                                "there are too few people for `{one}` and `{other}` to be different ones"
                            ),
                        )
                        .help("name more people in the roles; a team of one says `sign-offs: {solo: true}`");
                }
            }
        }
    }

    fn separate(&self, demand: &Demand, context: &Context<'_>, problems: &mut Problems) {
        let Some(node) = self.separate else { return };
        let asked =
            |name: &String| demand.by.roles().contains(name) || demand.verified_by.as_ref() == Some(name);
        if demand.separate.len() < 2 {
            problems
                .error("too-few", node.at.clone(), "`separate` needs at least two roles")
                .help("name the roles that one person may not fill together");
        } else if let Some(name) = demand.separate.iter().find(|name| !asked(name)) {
            problems
                .error("not-asked", node.at.clone(), format!("the role `{name}` is not asked for here"))
                .help("`separate` speaks of roles under `by` and `verified-by`");
        } else if matches!(demand.by, Signers::Any(_)) {
            problems
                .error("no-effect", node.at.clone(), "one role is enough here, so that nobody fills two")
                .help("leave out `separate`");
        } else if context.setting.solo {
            problems
                .error("no-effect", node.at.clone(), "`solo: true` lets one person fill every role")
                .help("leave out `separate`");
        }
    }

    fn witness(&self, consent: &Consent, problems: &mut Problems) {
        if let Some(node) = self.witnessed_by
            && !consent.takes(Way::Comment)
        {
            problems
                .error(
                    "no-effect",
                    node.at.clone(),
                    "a witness writes a comment, and `via` does not name that way",
                )
                .help("add `comment` to `via`, or leave this out");
        }
        if let (Some(node), Some(verifier)) = (self.verified_by, &consent.demand.verified_by)
            && consent.demand.witnessed_by.as_ref() == Some(verifier)
        {
            problems
                .error(
                    "contradiction",
                    node.at.clone(),
                    "who writes down the consent of others cannot verify it as well",
                )
                .help("name another role under `verified-by` or `witnessed-by`");
        }
    }
}

/// Whether `one` people of a first role and `other` of a second can all be different. Not known where others may be in
/// a role than those that the policy names.
fn enough(first: Option<&[Login]>, second: Option<&[Login]>, one: u64, other: u64) -> bool {
    let (Some(first), Some(second)) = (first, second) else { return true };
    let both = second.iter().filter(|login| first.contains(login)).count();
    let all = first.len() + second.len() - both;
    // A role with nobody in it at all is reported as such.
    first.is_empty() || second.is_empty() || all as u64 >= one + other
}

fn nobody(name: &str, node: &Node, problems: &mut Problems) {
    problems
        .error("nobody", node.at.clone(), format!("nobody holds the role `{name}`"))
        .help("give it `users:`, `teams:` or `codeowners: true` under `roles:`; for people without an account say here who is their witness: `witnessed-by: ROLE`");
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

/// What consent is given to: `commit`, `scope`, `any`, or for how long it holds.
pub(crate) fn fresh(what: &str, node: &Node, problems: &mut Problems) -> Option<Fresh> {
    let text = node.text(what, problems)?;
    match text.as_str() {
        "commit" => return Some(Fresh::Commit),
        "scope" => return Some(Fresh::Scope),
        "any" => return Some(Fresh::Any),
        "notes" => {
            problems
                .error("comes-later", node.at.clone(), "`notes` comes with the checking of release notes")
                .help("this version would not act on it, and what has no effect is not accepted");
            return None;
        }
        _ => {}
    }
    let duration = duration(&text);
    if duration.is_none() {
        problems
            .error(
                "not-a-duration",
                node.at.clone(),
                format!("{} is neither `commit`, `scope` nor `any`, nor a time", node.describe()),
            )
            .help("write a time like `7 days`");
    }
    duration.map(Fresh::Within)
}
