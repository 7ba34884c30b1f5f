//! From YAML to a valid policy, or to all problems that it has, each at its place.
//!
//! What is accepted has effect.

mod bump;
mod consents;
mod items;
mod names;
mod notes;
mod packages;
mod phases;
mod release;
mod repeat;
mod roles;
mod schema;
#[cfg(test)]
mod tests;
mod waivers;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::bump::Package;
use crate::candidate::Rules;
use crate::condition::Condition;
use crate::evidence::needs::{ConsentNeeds, Needs};
use crate::release::Role;
use crate::requirement::{Kind, Setting, Tree, membership, raised};
use crate::sign_off;
use crate::verdict::Severity;
use crate::version::ReleaseType;
use crate::waiver;
use crate::yaml::{Fields, Kind as Yaml, Node, Problem, Problems};

pub use notes::Notes;
pub(crate) use phases::RESERVED_IDS;
pub use schema::schema;

/// A valid `release.yml`.
#[derive(Debug, Clone)]
pub struct Policy {
    /// What it says of releases.
    pub rules: Rules,
    /// Its roles by name.
    pub roles: BTreeMap<String, Role>,
    /// What it says of consent.
    pub consents: sign_off::Rules,
    /// What it says of waivers; `None`: there are none.
    pub waivers: Option<waiver::Rules>,
    /// What it says of release notes; `None`: nothing.
    pub notes: Option<Notes>,
    /// Its phases, in its order.
    pub phases: Vec<Phase>,
}

/// A named step of the release.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Its name.
    pub name: String,
    /// What may not go on before it is a go.
    pub holds: Holds,
    /// Whether it is judged without the phases before it.
    pub independent: bool,
    /// Its requirements, those of groups among them, in the policy's order.
    pub requirements: Vec<Requirement>,
}

/// What a phase holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum Holds {
    /// One pull request into the release, judged by itself.
    Merge,
    /// The release's tag.
    Tag,
    /// A deployment of the release.
    Deployment,
    /// The closing of the release.
    Close,
}

/// One thing that a phase needs.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Its stable id.
    pub id: String,
    /// Its title, as people read it.
    pub title: String,
    /// Its groups, outermost first.
    pub group: Vec<String>,
    /// The headings under which the tracking issue has what belongs to it: that of its phase, if there is one, and those of
    /// its groups.
    pub section: Vec<String>,
    /// When it applies; always, if there is none. Those of its groups are part of it.
    pub when: Option<Condition>,
    /// What must hold.
    pub require: Tree,
    /// Whether it holds the phase or only reports.
    pub severity: Severity,
    /// What people are told to do.
    pub hint: Option<String>,
    /// Whether a waiver can excuse it.
    pub waivable: bool,
    /// Where its id is written, in bytes of the text.
    pub at: Range<usize>,
}

/// What the parts of a policy must know of the rest while they are read.
struct Known {
    /// The roles, also those that have problems of their own.
    roles: BTreeMap<String, Role>,
    /// The team's own types, also those that have problems of their own, each with the semver type it is one of.
    own_types: Vec<(String, ReleaseType)>,
    type_names: BTreeSet<String>,
    rules: Option<Rules>,
    /// What requirements that ask for consent have to know.
    setting: Setting,
    /// Whether anything can be waived.
    has_waivers: bool,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// All its problems at once, in the order of the text.
    pub fn read(text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::new();
        let root = crate::yaml::parse(text, &mut problems);
        Self::finish(root.as_ref(), problems)
    }

    /// Reads the bytes of a file: its text, to show problems in, and the policy.
    ///
    /// # Errors
    /// All its problems at once, those of the encoding among them.
    pub fn read_bytes(bytes: &[u8]) -> (String, Result<Self, Vec<Problem>>) {
        let mut problems = Problems::new();
        let (text, root) = crate::yaml::parse_bytes(bytes, &mut problems);
        (text, Self::finish(root.as_ref(), problems))
    }

    fn finish(root: Option<&Node>, mut problems: Problems) -> Result<Self, Vec<Problem>> {
        let policy = root.and_then(|root| Self::from_node(root, &mut problems));
        let problems = problems.into_vec();
        match policy {
            Some(policy) if problems.is_empty() => Ok(policy),
            _ => Err(problems),
        }
    }

    fn from_node(root: &Node, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of(root, "the policy", problems)?;
        if let Some(version) = fields.require("version", problems) {
            version.integer("`version`", 1..=1, problems);
        }
        let release_node = fields.get("release");
        let rules = release::read(release_node, problems);
        let roles_node = fields.get("roles");
        let roles = roles_node.and_then(|node| roles::read(node, problems)).unwrap_or_default();
        let consents_node = fields.get("sign-offs");
        let notes_node = fields.get("notes");
        let kept = notes::kept(notes_node);
        let (consents, setting) = consents::read(consents_node, rules.as_ref(), kept, problems);
        if let Some(node) = roles_node {
            consents::excluded_in_vain(node, consents, problems);
        }
        if let Some(node) = release_node {
            bump::fits(node, &roles, problems);
        }
        let waivers_node = fields.get("waivers");
        let known = Known { setting, has_waivers: waivers_node.is_some(), ..Known::new(rules, roles) };
        let waivers = waivers_node.map(|node| waivers::read(node, &known.roles, problems));
        let notes = notes_node.map(|node| notes::read(node, &known, problems));
        let phases_node = fields.require("phases", problems);
        let before = problems.len();
        let phases = phases_node.and_then(|node| phases::read(node, &known, problems));
        let whole = phases.as_deref().filter(|_| problems.len() == before);
        if let Some(phases) = whole {
            if let (Some(node), Some(Some(rules))) = (waivers_node, &waivers) {
                waivers::fit(rules, node, phases, problems);
            }
            if let (Some(node), None) = (consents_node, waivers_node) {
                consents::has_effect(node, phases, &known.roles, problems);
            }
        }
        // A role that is misspelt where it is asked for would seem unused, too.
        if let (Some(node), Some(phases_node)) = (roles_node, phases_node)
            && !problems.has("unknown-role")
        {
            roles::unused(node, whole, phases_node, [waivers_node, release_node], problems);
        }
        // GitHub's own key for generated notes: its categories are used when notes are drafted.
        fields.get("changelog");
        fields.finish(problems);
        let waivers = match waivers {
            Some(waivers) => Some(waivers?),
            None => None,
        };
        let notes = match notes {
            Some(notes) => Some(notes?),
            None => None,
        };
        Some(Self { rules: known.rules?, roles: known.roles, consents, waivers, notes, phases: phases? })
    }

    /// Whether a text is GitHub's configuration of generated notes and nothing else: a lone `changelog:` key.
    #[must_use]
    pub fn is_notes_configuration(text: &str) -> bool {
        let root = crate::yaml::parse(text, &mut Problems::new());
        match root.map(|root| root.kind) {
            Some(Yaml::Map(pairs)) => {
                matches!(pairs.as_slice(), [(key, _)] if key.as_str() == Some("changelog"))
            }
            _ => false,
        }
    }

    /// What it says of releases, in a repository with this default branch.
    #[must_use]
    pub fn rules_in(&self, default_branch: &str) -> Rules {
        Rules { default_branch: default_branch.to_owned(), ..self.rules.clone() }
    }

    /// The policy as it counts for one of its packages.
    #[must_use]
    pub fn of_package(&self, package: &Package) -> Self {
        Self { rules: self.rules.of(package), ..self.clone() }
    }

    /// The phase of this name.
    #[must_use]
    pub fn phase(&self, name: &str) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.name == name)
    }

    /// The phases whose requirements are judged for this one: those release phases before it, unless it is
    /// independent, and itself. A phase that holds merges stands alone: it is judged on each pull request.
    #[must_use]
    pub fn judged_for(&self, name: &str) -> Vec<&Phase> {
        let Some(at) = self.phases.iter().position(|phase| phase.name == name) else { return Vec::new() };
        let Some(last) = self.phases.get(at) else { return Vec::new() };
        if last.independent || last.holds == Holds::Merge {
            return vec![last];
        }
        self.phases.iter().take(at + 1).filter(|phase| phase.holds != Holds::Merge).collect()
    }

    /// What has to be read for a phase.
    #[must_use]
    pub fn needs(&self, phase: &str) -> Needs {
        let mut needs = Needs::default();
        let judged = self.judged_for(phase);
        let requirements = || judged.iter().flat_map(|phase| &phase.requirements);
        for requirement in requirements() {
            needs.merge(requirement.needs(&self.roles));
        }
        if let Some(notes) = self.notes.as_ref().filter(|_| needs.notes.asked) {
            needs.merge(notes.needs());
            if needs.notes.age {
                needs.merge(notes.needs_of_age());
            }
        }
        let holds_merge = self.phase(phase).is_some_and(|phase| phase.holds == Holds::Merge);
        // As long as it is not known which package is released, it may be any of them.
        let any = self.rules.packages.iter().filter(|_| self.rules.package.is_none());
        let bumps = any.map(|package| package.bump.as_ref()).chain([self.rules.bump.as_ref()]);
        for bump in bumps.flatten().filter(|_| !holds_merge) {
            needs.merge(raised::needs(bump));
        }
        needs.pull_requests.files |= !holds_merge && !self.rules.packages.is_empty();
        needs.net_files |= !holds_merge && !self.rules.packages.is_empty();
        if self.waivers.is_some() {
            let is_box = |kind: &Kind| matches!(kind, Kind::Checkbox(_) | Kind::Checklist(_));
            let boxes = requirements().flat_map(|one| one.require.leaves()).any(is_box);
            needs.consents.merge(ConsentNeeds {
                discussions: true,
                revisions: boxes,
                arrivals: true,
                // Nobody excuses their own work.
                authors: !self.consents.solo,
            });
            needs.own_commits |= holds_merge && needs.consents.authors;
        }
        if needs.consents.discussions {
            // Anybody in any role may hold the release, in a comment wherever one is looked for.
            needs.merge(membership(self.roles.values(), holds_merge));
            needs.tracking_issue |= !holds_merge;
            needs.release_pull_request |= !holds_merge && self.rules.pull_request.is_some();
        }
        needs
    }
}

impl Known {
    fn new(rules: Option<Rules>, roles: BTreeMap<String, Role>) -> Self {
        let types = rules.iter().flat_map(|rules| &rules.types);
        let own_types: Vec<(String, ReleaseType)> = types.map(|(name, own)| (name.clone(), own.is)).collect();
        let type_names = own_types.iter().map(|(name, _)| name.clone()).collect();
        Self { roles, own_types, type_names, rules, setting: Setting::default(), has_waivers: false }
    }
}

impl Requirement {
    /// What has to be read for it and its condition.
    #[must_use]
    pub fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        let mut needs = self.require.needs(roles);
        if let Some(when) = &self.when {
            needs.merge(when.needs());
        }
        needs
    }
}
