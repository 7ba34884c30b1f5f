//! Whether what notes point to is there.

use super::pointers::{JUDGED, Target};
use super::view::{Told, View};
use super::{PATH_NOWHERE, TAG_NOWHERE};
use crate::evidence::notes::{PointsTo, There};
use crate::verdict::{Finding, Value};

pub(super) fn judge(view: &View<'_>) -> Vec<Told> {
    let mut findings = Vec::new();
    for pointer in &view.pointers {
        let found = match &pointer.to {
            Target::Path(readings) => path(view, readings),
            Target::Tag(tag) => one_tag(view, tag),
            Target::Compare(base, head) => [base, head]
                .into_iter()
                .find_map(|name| if may_be_tag(name) { one_tag(view, name) } else { None }),
            Target::Number(_) => None,
        };
        findings.extend(found.map(|finding| view.at(finding, pointer.at.clone())));
    }
    findings
}

/// What has to be looked up of a path with these readings.
pub(super) fn lookups(readings: &[(String, String)]) -> Vec<PointsTo> {
    let mut wanted = Vec::new();
    for (at, path) in readings {
        wanted.push(PointsTo::Path { at: at.clone(), path: path.clone() });
        if may_be_tag(at) {
            wanted.push(PointsTo::Path { at: JUDGED.to_owned(), path: path.clone() });
        }
    }
    wanted
}

/// Whether the name of something that has commits may be a tag's: it has a digit, and is no commit's id.
pub(super) fn may_be_tag(name: &str) -> bool {
    let id = name.len() >= 7 && name.bytes().all(|b| b.is_ascii_hexdigit());
    !id && name.contains(|c: char| c.is_ascii_digit()) && !name.contains(':')
}

fn path(view: &View<'_>, readings: &[(String, String)]) -> Option<Finding> {
    let mut unknown = None;
    for (at, path) in readings {
        // The root is there.
        if path.is_empty() {
            return None;
        }
        let wanted = PointsTo::Path { at: at.clone(), path: path.clone() };
        let judged = PointsTo::Path { at: JUDGED.to_owned(), path: path.clone() };
        let this = view.facts.tag.as_ref().is_some_and(|tag| tag == at);
        for wanted in [Some(wanted), this.then_some(judged)].into_iter().flatten() {
            match view.there(&wanted) {
                Ok(There::Nothing) => {}
                Ok(_) => return None,
                Err(why) => unknown = Some(why),
            }
        }
    }
    if let Some(why) = unknown {
        return Some(Finding::unreadable("where the link leads", why));
    }
    let (at, path) = readings.first()?;
    let at = if at == JUDGED { Value::Words("the judged commit") } else { Value::Code(at.clone()) };
    Some(Finding::unmet(&PATH_NOWHERE).with("path", Value::Code(path.clone())).with("at", at))
}

fn one_tag(view: &View<'_>, tag: &str) -> Option<Finding> {
    // This release's tag is made once the gate says go; the one before is known.
    let known = [&view.facts.tag, &view.facts.previous_tag].into_iter().flatten().any(|known| known == tag);
    if known {
        return None;
    }
    match view.there(&PointsTo::Tag(tag.to_owned())) {
        Ok(There::Nothing) => Some(Finding::unmet(&TAG_NOWHERE).with("tag", Value::Code(tag.to_owned()))),
        Ok(_) => None,
        Err(why) => Some(Finding::unreadable("where the link leads", why)),
    }
}
