//! Rulesets, whole or not at all.

use serde_json::Value;

use super::RULESETS;
use crate::evidence::check::RequiredCheck;
use crate::evidence::settings::{Bypass, Rule, Ruleset, Target};
use crate::evidence::{Access, Fact, List, Reason, Unknown};
use crate::github::client::Client;
use crate::github::document::document;
use crate::github::reply::{Node, Reply, read};
use crate::github::repository::RepositoryName;
use crate::github::trouble;

/// Reads them all.
pub(super) async fn rulesets(client: &Client, repository: &RepositoryName) -> Fact<Vec<Ruleset>> {
    let reply = read(client, &document(RULESETS), repository.variables(Value::Null)).await;
    of_reply(&Reply::or_failed(reply)).into()
}

pub(super) fn of_reply(reply: &Reply) -> Result<Vec<Ruleset>, Unknown> {
    whole(reply.root().field("repository")?.field("rulesets")?, ruleset)
}

/// All items of a list that has room for them on one page.
fn whole<T: Clone>(list: Node<'_>, one: impl Fn(Node<'_>) -> Result<T, Unknown>) -> Result<Vec<T>, Unknown> {
    let items: Vec<T> = list.items("nodes")?.into_iter().map(one).collect::<Result<_, _>>()?;
    List::new(items, list.number("totalCount")?).whole().map(<[T]>::to_vec)
}

fn ruleset(node: Node<'_>) -> Result<Ruleset, Unknown> {
    let names = node.field("conditions")?.maybe("refName")?;
    let patterns = |names: Node<'_>, field: &'static str| -> Result<Vec<String>, Unknown> {
        names.items(field)?.into_iter().map(Node::as_text).collect()
    };
    let target = match node.maybe_text("target")?.as_deref() {
        Some("BRANCH") => Target::Branch,
        Some("TAG") => Target::Tag,
        _ => Target::Other,
    };
    Ok(Ruleset {
        id: node.maybe_number("databaseId")?,
        name: node.text("name")?,
        target,
        enforced: node.text("enforcement")? == "ACTIVE",
        include: names.map(|names| patterns(names, "include")).transpose()?,
        exclude: names.map(|names| patterns(names, "exclude")).transpose()?.unwrap_or_default(),
        bypass: bypass(node).into(),
        rules: whole(node.field("rules")?, rule)?,
    })
}

/// GitHub shows them to those alone who may change the ruleset, and else says that there is no such list.
fn bypass(ruleset: Node<'_>) -> Result<Vec<Bypass>, Unknown> {
    let withheld = || {
        let right = Access::App("Administration: write".to_owned());
        Unknown::new(Reason::Forbidden)
            .access(right)
            .detail("GitHub shows it to those alone who may change the ruleset")
    };
    whole(ruleset.maybe("bypassActors")?.ok_or_else(withheld)?, actor)
}

fn actor(node: Node<'_>) -> Result<Bypass, Unknown> {
    if node.flag("organizationAdmin")? {
        return Ok(Bypass::Others("owners of the organization".to_owned()));
    }
    if node.flag("enterpriseOwner")? {
        return Ok(Bypass::Others("owners of the enterprise".to_owned()));
    }
    if node.flag("deployKey")? {
        return Ok(Bypass::Others("deploy keys".to_owned()));
    }
    if let Some(role) = node.maybe_text("repositoryRoleName")? {
        return Ok(Bypass::Others(format!("everybody with the role {role}")));
    }
    match node.maybe("actor")? {
        Some(app) if app.is("App") => {
            Ok(Bypass::App { id: app.number("databaseId")?, slug: app.text("slug")? })
        }
        Some(team) if team.is("Team") => {
            Ok(Bypass::Others(format!("the team {}", team.text("combinedSlug")?)))
        }
        _ => Ok(Bypass::Others("somebody whom GitHub does not name".to_owned())),
    }
}

fn rule(node: Node<'_>) -> Result<Rule, Unknown> {
    let kind = node.text("type")?;
    let parameters = |of: &str| -> Result<Node<'_>, Unknown> {
        let parameters = node.field("parameters")?;
        if parameters.is(of) { Ok(parameters) } else { Err(trouble::malformed("parameters")) }
    };
    Ok(match kind.as_str() {
        "CREATION" => Rule::Creation,
        "UPDATE" => Rule::Update,
        "DELETION" => Rule::Deletion,
        "NON_FAST_FORWARD" => Rule::NonFastForward,
        "REQUIRED_STATUS_CHECKS" => {
            let check = |check: Node<'_>| {
                Ok(RequiredCheck { name: check.text("context")?, app: check.maybe_number("integrationId")? })
            };
            let checks = parameters("RequiredStatusChecksParameters")?.items("requiredStatusChecks")?;
            Rule::RequiredChecks(checks.into_iter().map(check).collect::<Result<_, _>>()?)
        }
        "TAG_NAME_PATTERN" => {
            let shape = parameters("TagNamePatternParameters")?;
            Rule::TagName {
                operator: shape.text("operator")?,
                pattern: shape.text("pattern")?,
                negate: shape.flag("negate")?,
            }
        }
        _ => Rule::Other(kind),
    })
}
