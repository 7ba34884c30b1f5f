//! Consent in plain words.

use jiff::SignedDuration;

use super::Consent;
use crate::requirement::PerType;
use crate::sign_off::{Fresh, Signers, Way};

impl Consent {
    /// Who consents, as the end of a clause: `, with the consent of …`.
    pub(in crate::requirement) fn says(&self) -> String {
        let demand = &self.demand;
        let names =
            |roles: &[String], last: &str| joined(roles.iter().map(|name| format!("the role {name}")), last);
        let mut said = match &demand.by {
            Signers::All(roles) => names(roles, "and"),
            Signers::Any(roles) => names(roles, "or"),
        };
        if self.count != PerType::Same(1) {
            said.push_str(&format!(" (people in each: {})", self.count.says()));
        }
        let ways = demand.ways.iter().map(|way| match way {
            Way::Comment => "a comment".to_owned(),
            Way::Checkbox => "its box".to_owned(),
            Way::Review => "an approving review".to_owned(),
            Way::Label => format!("the label “{}”", demand.label.as_deref().unwrap_or_default()),
        });
        said.push_str(&format!(", by {}", joined(ways, "or")));
        if let Some(role) = &demand.verified_by {
            said.push_str(&format!(", verified by somebody else in the role {role}"));
        }
        if !demand.separate.is_empty() {
            said.push_str(&format!(
                ", with different people as {}",
                joined(demand.separate.iter().cloned(), "and")
            ));
        }
        if let Some(role) = &demand.witnessed_by {
            said.push_str(&format!(", or as the role {role} witnessed it"));
        }
        format!("{said}, {}", fresh(demand.fresh))
    }
}

/// What consent is given to.
fn fresh(fresh: Fresh) -> String {
    match fresh {
        Fresh::Commit => "given to the commit that is judged".to_owned(),
        Fresh::Scope => "given to all that is in the release".to_owned(),
        Fresh::Notes => "given to the release notes as they are now".to_owned(),
        Fresh::Within(time) => format!("given within the last {}", days(time)),
        Fresh::Any => "given at any time".to_owned(),
    }
}

fn days(time: SignedDuration) -> String {
    let hours = time.as_hours();
    match (hours / 24, hours % 24, time == SignedDuration::from_hours(hours)) {
        (1, 0, true) => "day".to_owned(),
        (days, 0, true) => format!("{days} days"),
        (_, _, true) => format!("{hours} hours"),
        _ => format!("{time:#}"),
    }
}

fn joined(texts: impl Iterator<Item = String>, last: &str) -> String {
    let texts: Vec<String> = texts.collect();
    match texts.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
        None => String::new(),
    }
}
