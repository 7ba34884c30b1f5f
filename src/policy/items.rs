//! Requirements and groups.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::phases::RESERVED_IDS;
use super::{Known, Requirement, names, repeat};
use crate::condition::{self, Condition};
use crate::markdown::normalise;
use crate::requirement::{Context, Handed, Tree, signers};
use crate::sign_off::Signers;
use crate::verdict::Severity;
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

/// How many requirements a policy may have. The longest release guide has a tenth of it.
const MOST: usize = 1000;

/// What groups hand down.
#[derive(Debug, Clone, Default)]
struct Scope {
    group: Vec<String>,
    section: Vec<String>,
    when: Vec<Condition>,
    severity: Option<Severity>,
    by: Option<Rc<Handed>>,
}

/// Reads the requirements of one phase into one list.
pub(super) struct Reader<'a> {
    known: &'a Known,
    holds_merge: bool,
    ids: &'a mut BTreeMap<String, Range<usize>>,
    /// By the titles of the groups and their own.
    titles: BTreeMap<Vec<String>, Range<usize>>,
    requirements: Vec<Requirement>,
    full: bool,
    problems: &'a mut Problems,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        known: &'a Known,
        holds_merge: bool,
        ids: &'a mut BTreeMap<String, Range<usize>>,
        problems: &'a mut Problems,
    ) -> Self {
        let (titles, requirements) = (BTreeMap::new(), Vec::new());
        Self { known, holds_merge, ids, titles, requirements, full: false, problems }
    }

    /// Reads all requirements of a phase.
    pub(super) fn phase(
        &mut self,
        section_node: Option<&Node>,
        section: Option<String>,
        key: &Node,
        name: &str,
        items: &Node,
    ) -> Vec<Requirement> {
        let before = self.problems.len();
        let scope = Scope { section: section.into_iter().collect(), ..Scope::default() };
        self.items(items, &scope);
        if self.requirements.is_empty() && self.problems.len() == before {
            self.problems
                .error("no-requirements", key.at.clone(), format!("the phase `{name}` requires nothing"))
                .help("a phase that proves nothing could never be a go; give it requirements or take it out");
        } else {
            self.section_has_effect(section_node, 0, before);
        }
        std::mem::take(&mut self.requirements)
    }

    fn items(&mut self, node: &Node, scope: &Scope) {
        for item in node.items("`requirements`", self.problems).unwrap_or_default() {
            let is_group = matches!(&item.kind, Yaml::Map(pairs)
                if pairs.iter().any(|(key, _)| key.as_str() == Some("group")));
            if is_group {
                self.group(item, scope);
                continue;
            }
            for copy in repeat::copies(item, self.problems) {
                self.requirement(&copy, scope);
            }
        }
    }

    fn group(&mut self, node: &Node, outer: &Scope) {
        let Some(mut fields) = Fields::of(node, "a group", self.problems) else { return };
        let mut scope = outer.clone();
        let section_node = fields.get("section");
        let section = section_node.and_then(|node| node.text("`section`", self.problems));
        if let Some(name) = fields.get("group").and_then(|node| node.text("`group`", self.problems)) {
            scope.section.push(section.unwrap_or_else(|| name.clone()));
            scope.group.push(name);
        }
        let by = self.handed_down(&mut fields, &mut scope);
        let items = fields.require("requirements", self.problems);
        fields.finish(self.problems);
        let Some(items) = items else { return };
        let before = (self.requirements.len(), self.problems.len());
        self.items(items, &scope);
        if before == (self.requirements.len(), self.problems.len()) {
            self.problems
                .error("no-requirements", node.at.clone(), "this group requires nothing")
                .help("give it requirements or take it out");
        } else {
            self.section_has_effect(section_node, before.0, before.1);
            self.by_has_effect(by, &scope, before.1);
        }
    }

    /// A section is where boxes and fields are looked for; where nothing looks for any, it says nothing.
    fn section_has_effect(&mut self, section: Option<&Node>, first: usize, problems: usize) {
        let (Some(section), true) = (section, self.problems.len() == problems) else { return };
        let mut inside = self.requirements.iter().skip(first);
        if !inside.any(|one| one.require.needs(&self.known.roles).tracking_issue) {
            self.problems
                .error("no-effect", section.at.clone(), "no requirement here looks into the tracking issue")
                .help("leave out `section`");
        }
    }

    /// Roles are handed down to what can be signed; where nothing takes them, they say nothing.
    fn by_has_effect(&mut self, by: Option<&Node>, scope: &Scope, problems: usize) {
        let (Some(by), true) = (by, self.problems.len() == problems) else { return };
        if scope.by.as_ref().is_some_and(|handed| !handed.is_taken()) {
            self.problems
                .error("no-effect", by.at.clone(), "nothing here takes its role from this `by`")
                .help("it is handed down to each `checkbox`, `checklist` and `sign-off: {}` that has none; leave it out");
        }
    }

    /// What groups and requirements both may say. Gives back the node of `by`.
    fn handed_down<'n>(&mut self, fields: &mut Fields<'n>, scope: &mut Scope) -> Option<&'n Node> {
        if let Some(when) = fields.get("when") {
            self.when(when, scope);
        }
        if let Some(severity) = fields.get("severity") {
            let word = severity.one_of("`severity`", &["holding", "advisory"], self.problems);
            scope.severity = match word {
                Some("advisory") => Some(Severity::Advisory),
                Some(_) => Some(Severity::Holding),
                None => scope.severity,
            };
        }
        let by = fields.get("by")?;
        let signers = signers("`by`", by, &self.known.roles, self.problems);
        let is_good = signers.is_some();
        // What is wrong with it is said once, and not again for everything that it is handed down to.
        let signers = signers.unwrap_or(Signers::All(Vec::new()));
        scope.by = Some(Rc::new(Handed::new(signers)));
        is_good.then_some(by)
    }

    fn when(&mut self, when: &Node, scope: &mut Scope) {
        let branches = self.known.rules.as_ref().map(|rules| rules.all_branches()).unwrap_or_default();
        let own_types = &self.known.own_types;
        let context = condition::Context { own_types, holds_merge: self.holds_merge, branches: &branches };
        let Some(condition) = Condition::read(when, &context, self.problems) else { return };
        scope.when.push(condition);
        if scope.when.len() > 1 {
            let all = Condition::All(std::mem::take(&mut scope.when));
            if !all.can_hold(own_types) {
                self.problems
                    .error(
                        "never-holds",
                        when.at.clone(),
                        "this condition and its group's exclude each other",
                    )
                    .help("no release fits both; the requirement would be skipped for ever");
            }
            if let Condition::All(parts) = all {
                scope.when = parts;
            }
        }
    }

    fn requirement(&mut self, node: &Node, outer: &Scope) {
        if self.full(node) {
            return;
        }
        let Some(mut fields) = Fields::of(node, "a requirement", self.problems) else { return };
        let id_node = fields.require("id", self.problems);
        let id = id_node.and_then(|node| node.text("`id`", self.problems));
        let title_node = fields.require("title", self.problems);
        let title = title_node.and_then(|node| node.text("`title`", self.problems));
        let mut scope = outer.clone();
        let by = self.handed_down(&mut fields, &mut scope);
        let waivable = self.waivable(&mut fields);
        let hint = fields.get("hint").and_then(|node| node.text("`hint`", self.problems));
        fields.get("for-each");
        let require = fields.require("require", self.problems);
        fields.finish(self.problems);
        if let (Some(id), Some(node)) = (&id, id_node) {
            names::check("a requirement", id, node, self.problems);
            self.unique_id(id, node);
        }
        if let (Some(title), Some(node)) = (&title, title_node) {
            self.unique_title(title, node, &scope.group);
        }
        let before = self.problems.len();
        let context = Context {
            id: id.as_deref().unwrap_or_default(),
            by: scope.by.as_deref(),
            setting: self.known.setting,
            title: title.as_deref().unwrap_or_default(),
            section: &scope.section,
            holds_merge: self.holds_merge,
            beside_notes: false,
            roles: &self.known.roles,
            types: &self.known.type_names,
        };
        let tree = require.and_then(|node| Tree::read(node, &context, self.problems));
        self.by_has_effect(by, &scope, before);
        if let (Some(id), Some(node), Some(title), Some(require)) = (id, id_node, title, tree) {
            let when = match scope.when.len() {
                0 | 1 => scope.when.pop(),
                _ => Some(Condition::All(scope.when)),
            };
            let severity = scope.severity.unwrap_or_default();
            let (group, section, at) = (scope.group, scope.section, node.at.clone());
            self.requirements.push(Requirement {
                id,
                title,
                group,
                section,
                when,
                require,
                severity,
                hint,
                waivable,
                at,
            });
        }
    }

    /// Whether a waiver can excuse the requirement: only `never` is written.
    fn waivable(&mut self, fields: &mut Fields<'_>) -> bool {
        let Some(node) = fields.get("waivable") else { return true };
        let never = node.one_of("`waivable`", &["never"], self.problems).is_some();
        if never && !self.known.has_waivers {
            self.problems
                .error(
                    "no-effect",
                    node.at.clone(),
                    "the policy has no `waivers`, so that nothing can be waived",
                )
                .help("leave it out");
        }
        !never
    }

    /// Whether the policy has as many requirements as it may have; the first one too many is reported.
    fn full(&mut self, node: &Node) -> bool {
        if self.ids.len() >= MOST && !self.full {
            self.full = true;
            self.problems
                .error("too-many", node.at.clone(), format!("a policy has at most {MOST} requirements"))
                .help("several boxes fit into one `checklist`");
        }
        self.full
    }

    fn unique_id(&mut self, id: &str, node: &Node) {
        if RESERVED_IDS.contains(&id) {
            self.problems
                .error("reserved-name", node.at.clone(), format!("the id `{id}` is the gate's own"))
                .help("choose another one");
        }
        if let Some(first) = self.ids.get(id) {
            self.problems
                .error("duplicate-id", node.at.clone(), format!("the id `{id}` is used twice"))
                .also(first.clone(), "first used here")
                .help("ids are how reports and comments name a requirement; each needs its own");
            return;
        }
        self.ids.insert(id.to_owned(), node.at.clone());
    }

    fn unique_title(&mut self, title: &str, node: &Node, group: &[String]) {
        let key: Vec<String> = group.iter().map(String::as_str).chain([title]).map(normalise).collect();
        if let Some(first) = self.titles.get(&key) {
            self.problems
                .error("duplicate-title", node.at.clone(), "this title occurs twice in its group")
                .also(first.clone(), "first written here")
                .help("a box is found by its section and text; two alike cannot be told apart");
            return;
        }
        self.titles.insert(key, node.at.clone());
    }
}
