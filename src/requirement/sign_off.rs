//! `sign-off`: people who hold a role consent.

use std::collections::BTreeMap;

use super::consent::{self, Asked};
use super::{Context, Leaf, joined, tracking_issue};
use crate::evidence::needs::{ConsentNeeds, Needs};
use crate::release::{Case, Role};
use crate::sign_off::{Demand, Fresh, Signers, Way};
use crate::verdict::{Finding, Message};
use crate::yaml::{Node, Problems};

/// Somebody who holds a role consents.
///
/// Permissions: `issues: read`.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(transparent)]
pub struct SignOff {
    /// The role.
    #[schemars(with = "String")]
    demand: Demand,
    #[schemars(skip)]
    id: String,
}

impl Leaf for SignOff {
    const NAME: &'static str = "sign-off";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] = &joined::<
        { consent::MESSAGES.len() + tracking_issue::MESSAGES.len() },
    >(&[consent::MESSAGES, tracking_issue::MESSAGES]);
    const EXAMPLE: &'static str = "sign-off: release-manager\n";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let role = node.text("`sign-off`", problems)?;
        if !context.roles.contains_key(&role) {
            super::unknown_role(&role, node, context.roles, problems);
            return None;
        }
        let demand = Demand {
            by: Signers::All(vec![role]),
            verified_by: None,
            separate: Vec::new(),
            ways: vec![Way::Comment],
            label: None,
            fresh: Fresh::Any,
            witnessed_by: None,
        };
        Some(Self { demand, id: context.id.to_owned() })
    }

    fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        let named = self.demand.roles().filter_map(|name| roles.get(name));
        Needs {
            tracking_issue: true,
            teams: named.flat_map(|role| role.teams.clone()).collect(),
            consents: ConsentNeeds { discussions: true, ..ConsentNeeds::default() },
            ..Needs::default()
        }
    }

    fn roles(&self) -> Vec<&str> {
        self.demand.roles().collect()
    }

    fn says(&self) -> String {
        format!("the role {} has signed", self.demand.by.roles().join(", "))
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        consent::judge(case, &self.demand, 1, &Asked { id: &self.id, task: None })
    }
}
