//! The `sign-offs:` section: what holds for every sign-off.

use std::collections::BTreeMap;

use super::Phase;
use super::roles::only_true;
use crate::candidate::{PullRequests, Rules as ReleaseRules};
use crate::release::Role;
use crate::requirement::{Kept, Setting, fresh};
use crate::sign_off::Rules;
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

/// Reads the section: what holds for all sign-offs, and what a requirement that asks for one has to know.
pub(super) fn read(
    node: Option<&Node>,
    release: Option<&ReleaseRules>,
    notes: Kept,
    problems: &mut Problems,
) -> (Rules, Setting) {
    let mut rules = Rules::default();
    let mut setting = Setting {
        release_pull_request: release.is_some_and(|rules| rules.pull_request.is_some()),
        milestone: release.is_some_and(|rules| rules.pull_requests == PullRequests::Milestone),
        notes,
        ..Setting::default()
    };
    let fields = node.and_then(|node| Fields::of(node, "`sign-offs`", problems));
    let Some(mut fields) = fields else { return (rules, setting) };
    if let Some(node) = fields.get("edited") {
        rules.edited = node.one_of("`edited`", &["allow"], problems).is_some();
    }
    rules.solo = only_true(&mut fields, "solo", problems);
    rules.notify = only_true(&mut fields, "notify", problems);
    setting.solo = rules.solo;
    if let Some(fresh) = fields.get("fresh").and_then(|node| fresh("`fresh`", node, notes, problems)) {
        setting.fresh = Some(fresh);
    }
    fields.finish(problems);
    (rules, setting)
}

/// Reports a section that speaks of nothing: no requirement asks for a sign-off, and nothing can be waived.
pub(super) fn has_effect(
    node: &Node,
    phases: &[Phase],
    roles: &BTreeMap<String, Role>,
    problems: &mut Problems,
) {
    let mut requirements = phases.iter().flat_map(|phase| &phase.requirements);
    if !requirements.any(|one| one.require.needs(roles).consents.discussions) {
        problems
            .error("no-effect", node.at.clone(), "no requirement asks for a sign-off")
            .help("ask for one with `sign-off: ROLE`, or with `by` beside boxes; or leave this out");
    }
}

/// Reports roles that exclude the author of the work where the author may sign in every role.
pub(super) fn excluded_in_vain(roles: &Node, rules: Rules, problems: &mut Problems) {
    let Yaml::Map(pairs) = &roles.kind else { return };
    if !rules.solo {
        return;
    }
    for (_, role) in pairs {
        let Yaml::Map(keys) = &role.kind else { continue };
        for (key, _) in keys.iter().filter(|(key, _)| key.as_str() == Some("author")) {
            problems
                .error(
                    "no-effect",
                    key.at.clone(),
                    "`solo: true` lets the author of the work sign in every role",
                )
                .help("leave out `author` here, or `solo` under `sign-offs`");
        }
    }
}
