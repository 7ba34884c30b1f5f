//! What a branch requires: branch protection and rulesets.

use serde_json::json;

use super::client::Client;
use super::document::document;
use super::reply::{Node, Reply, read};
use super::repository::RepositoryName;
use super::trouble;
use super::window::Window;
use crate::evidence::check::RequiredCheck;
use crate::evidence::{Access, Fact, Reason, RequiredChecks, Unknown};

const PROTECTION: &str = include_str!("queries/protection.graphql");

/// Reads the fragment `Required` of the branch, under the name `branch` in `repository`.
pub(super) fn required_checks(reply: &Reply, branch: &str) -> Fact<RequiredChecks> {
    let node = match reply.root().field("repository").and_then(|repository| repository.field("branch")) {
        Ok(node) => node,
        Err(why) => return Fact::Unknown(why),
    };
    Fact::Known(RequiredChecks {
        branch: branch.to_owned(),
        protection: protection(node).into(),
        rulesets: rulesets(node).into(),
    })
}

/// Branch protection's own page is for administrators. Others see the names that it requires, without the apps; and
/// where they see nothing at all, that proves nothing unless the page could have been read.
fn protection(branch: Node<'_>) -> Result<Vec<RequiredCheck>, Unknown> {
    let own = branch.maybe("branchProtectionRule");
    if let Ok(Some(rule)) = &own {
        return protected(*rule);
    }
    let shown = branch.maybe("refUpdateRule")?;
    match (shown, own) {
        (Some(rule), _) => {
            let names = rule.maybe("requiredStatusCheckContexts")?;
            let names =
                names.map(|_| rule.items("requiredStatusCheckContexts")).transpose()?.unwrap_or_default();
            let check = |name: Node<'_>| Ok(RequiredCheck { name: name.as_text()?, app: None });
            names.into_iter().map(check).collect()
        }
        (None, Ok(_)) => Ok(Vec::new()),
        (None, Err(why)) if why.reason == Reason::Forbidden => {
            Err(Unknown { access: vec![Access::to_branch_protection()], ..why })
        }
        (None, Err(why)) => Err(why),
    }
}

/// Whether branch protection's own page was withheld: the names are then all that is seen of it, or not even they.
pub(super) fn withheld(reply: &Reply) -> bool {
    let branch = reply.root().field("repository").and_then(|repository| repository.field("branch"));
    let own = branch.and_then(|branch| branch.maybe("branchProtectionRule"));
    matches!(own, Err(why) if why.reason == Reason::Forbidden)
}

/// Reads that page with the organization's token, which may be an administrator's. Where it may not see the page, it stays
/// as the repository's token saw it; where GitHub fails, a page that says more than names may be there, and is unknown.
pub(super) async fn with_organization(
    client: &Client,
    repository: &RepositoryName,
    required: Fact<RequiredChecks>,
) -> Fact<RequiredChecks> {
    with_organization_told(client, repository, required).await.0
}

/// The same, and whether that token was shown the page.
pub(super) async fn with_organization_told(
    client: &Client,
    repository: &RepositoryName,
    required: Fact<RequiredChecks>,
) -> (Fact<RequiredChecks>, bool) {
    let Fact::Known(required) = required else { return (required, false) };
    let variables = repository.variables(json!({"branch": format!("refs/heads/{}", required.branch)}));
    let reply = Reply::or_failed(read(client, &document(PROTECTION), variables).await);
    let page = own_page(&reply);
    let shown = page.is_ok();
    let protection = match (page, required.protection) {
        (Ok(Some(checks)), Fact::Known(names)) if !names.iter().all(|one| has(&checks, &one.name)) => {
            Fact::Unknown(
                Unknown::new(Reason::Incomplete).detail("the two tokens are shown different checks"),
            )
        }
        (Ok(Some(checks)), _) => Fact::Known(checks),
        // Names that one token sees are not gone because the other sees none.
        (Ok(None), Fact::Unknown(why)) if why.reason == Reason::Forbidden => Fact::Known(Vec::new()),
        (Err(why), Fact::Unknown(_)) => Fact::Unknown(lacks_administration(why)),
        (Err(why), _) if !matches!(why.reason, Reason::Forbidden | Reason::NotFound) => Fact::Unknown(why),
        (_, seen) => seen,
    };
    (Fact::Known(RequiredChecks { protection, ..required }), shown)
}

fn has(checks: &[RequiredCheck], name: &str) -> bool {
    checks.iter().any(|check| check.name == name)
}

fn own_page(reply: &Reply) -> Result<Option<Vec<RequiredCheck>>, Unknown> {
    // The other token was shown both, so a null that no error explains is a fault of GitHub's.
    let repository = reply.root().maybe("repository")?.ok_or_else(|| trouble::malformed("repository"))?;
    let branch = repository.maybe("branch")?.ok_or_else(|| trouble::malformed("branch"))?;
    let Some(rule) = branch.maybe("branchProtectionRule")? else { return Ok(None) };
    let checks = protected(rule)?;
    if checks.is_empty() && rule.flag("requiresStatusChecks")? {
        let detail = "branch protection requires checks and names none";
        return Err(Unknown::new(Reason::Incomplete).detail(detail));
    }
    Ok(Some(checks))
}

/// A token that does not see the repository, or this page of it, needs the right all the same.
fn lacks_administration(why: Unknown) -> Unknown {
    match why.reason {
        Reason::Forbidden | Reason::NotFound => {
            Unknown { access: vec![Access::to_branch_protection()], ..why }
        }
        _ => why,
    }
}

fn protected(rule: Node<'_>) -> Result<Vec<RequiredCheck>, Unknown> {
    if !rule.flag("requiresStatusChecks")? {
        return Ok(Vec::new());
    }
    let check = |check: Node<'_>| {
        let app = check.maybe("app")?.map(|app| app.number("databaseId")).transpose()?;
        Ok(RequiredCheck { name: check.text("context")?, app })
    };
    rule.items("requiredStatusChecks")?.into_iter().map(check).collect()
}

fn rulesets(branch: Node<'_>) -> Result<Vec<RequiredCheck>, Unknown> {
    let rules = branch.field("rules")?;
    let window = Window { items: rules.items("nodes")?, total: rules.number("totalCount")?, next: None };
    let list = window.map(required).into_list();
    let mut checks = Vec::new();
    for rule in list.whole()? {
        checks.extend(rule.clone()?);
    }
    checks.sort();
    checks.dedup();
    Ok(checks)
}

/// The checks that one rule requires.
fn required(rule: Node<'_>) -> Result<Vec<RequiredCheck>, Unknown> {
    if rule.text("type")? != "REQUIRED_STATUS_CHECKS" {
        return Ok(Vec::new());
    }
    let parameters = rule.field("parameters")?;
    if !parameters.is("RequiredStatusChecksParameters") {
        return Err(trouble::malformed("parameters"));
    }
    let check = |check: Node<'_>| {
        Ok(RequiredCheck { name: check.text("context")?, app: check.maybe_number("integrationId")? })
    };
    parameters.items("requiredStatusChecks")?.into_iter().map(check).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::github::{GraphqlError, PathItem};

    fn required(branch: Value, refused: bool) -> RequiredChecks {
        let path =
            ["repository", "branch", "branchProtectionRule"].map(|name| PathItem::Field(name.to_owned()));
        let refusal = GraphqlError {
            kind: Some("FORBIDDEN".to_owned()),
            path: path.to_vec(),
            message: "Resource not accessible by integration".to_owned(),
            saml_failure: false,
        };
        let errors = if refused { vec![refusal] } else { Vec::new() };
        let reply = Reply::new(json!({"repository": {"branch": branch}}), &errors);
        required_checks(&reply, "main").value().unwrap().clone()
    }

    fn check(name: &str, app: Option<u64>) -> RequiredCheck {
        RequiredCheck { name: name.to_owned(), app }
    }

    fn no_rules() -> Value {
        json!({"totalCount": 0, "nodes": []})
    }

    #[test]
    fn an_administrator_sees_the_apps() {
        let rule = json!({"requiresStatusChecks": true, "requiredStatusChecks": [
            {"context": "unit tests", "app": {"databaseId": 15368}}, {"context": "licences", "app": null},
        ]});
        let found = required(
            json!({"refUpdateRule": null, "branchProtectionRule": rule, "rules": no_rules()}),
            false,
        );
        let expected = [check("unit tests", Some(15368)), check("licences", None)];
        assert_eq!(found.protection.value().unwrap().as_slice(), expected);
        assert_eq!(found.rulesets, Fact::Known(vec![]));
    }

    #[test]
    fn others_see_the_names() {
        let rule = json!({"requiredStatusCheckContexts": ["unit tests"]});
        let found =
            required(json!({"refUpdateRule": rule, "branchProtectionRule": null, "rules": no_rules()}), true);
        assert_eq!(found.protection, Fact::Known(vec![check("unit tests", None)]));
    }

    #[test]
    fn nothing_seen_is_nothing_required_only_for_those_who_may_look() {
        let nothing = || json!({"refUpdateRule": null, "branchProtectionRule": null, "rules": no_rules()});
        assert_eq!(required(nothing(), false).protection, Fact::Known(vec![]));
        let why = required(nothing(), true).protection.known().unwrap_err().clone();
        assert_eq!((why.reason, why.access), (Reason::Forbidden, vec![Access::to_branch_protection()]));
    }

    #[test]
    fn the_second_token_proves_nothing_by_being_shown_nothing() {
        let page = |data: Value| own_page(&Reply::new(data, &[]));
        let rule = |requires: bool, checks: Value| {
            let rule = json!({"requiresStatusChecks": requires, "requiredStatusChecks": checks});
            page(json!({"repository": {"branch": {"branchProtectionRule": rule}}}))
        };
        let build = json!([{"context": "build", "app": null}]);
        assert_eq!(rule(true, build).unwrap().unwrap(), [check("build", None)]);
        assert_eq!(rule(false, json!([])).unwrap(), Some(Vec::new()));
        assert_eq!(rule(true, json!([])).unwrap_err().reason, Reason::Incomplete);
        for odd in [json!({"repository": null}), json!({"repository": {"branch": null}})] {
            assert!(page(odd).is_err());
        }
        let none = json!({"repository": {"branch": {"branchProtectionRule": null}}});
        assert_eq!(page(none).unwrap(), None);
    }

    #[test]
    fn rulesets_are_read_whole_or_not_at_all() {
        let rule = |name: &str| {
            json!({"type": "REQUIRED_STATUS_CHECKS", "parameters": {
                "__typename": "RequiredStatusChecksParameters",
                "requiredStatusChecks": [{"context": name, "integrationId": 15368}],
            }})
        };
        let rules = |total: u64, nodes: Value| {
            let branch = json!({"refUpdateRule": null, "branchProtectionRule": null, "rules": {"totalCount": total, "nodes": nodes}});
            required(branch, false).rulesets
        };
        let other = json!({"type": "DELETION", "parameters": null});
        assert_eq!(rules(2, json!([rule("build"), other])), Fact::Known(vec![check("build", Some(15368))]));
        for (total, nodes) in
            [(2, json!([rule("build")])), (1, json!([])), (1, json!([null])), (0, json!(null))]
        {
            assert!(rules(total, nodes).value().is_none());
        }
        let odd = json!({"type": "REQUIRED_STATUS_CHECKS", "parameters": null});
        assert!(rules(1, json!([odd])).value().is_none());
    }
}
