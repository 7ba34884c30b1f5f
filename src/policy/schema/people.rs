//! The shapes of who does what: roles, sign-offs and waivers.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{id, text, texts};
use crate::requirement::Freshness;

const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const LOGIN: &str = r"^[A-Za-z0-9_-]{1,100}(\[bot\])?$";
const TEAM: &str = "^@?[A-Za-z0-9_-]{1,100}/[A-Za-z0-9._-]+$";

fn logins(_: &mut SchemaGenerator) -> Schema {
    one_or_more(&json_schema!({ "type": ["string", "number"], "pattern": LOGIN }))
}

fn teams(_: &mut SchemaGenerator) -> Schema {
    one_or_more(&json_schema!({ "type": "string", "pattern": TEAM }))
}

fn one_or_more(item: &Schema) -> Schema {
    json_schema!({ "anyOf": [item, { "type": "array", "minItems": 1, "items": item }] })
}

/// A named set of people. One without any key is for people who have no account, whose consent somebody witnesses. A bot or
/// an app is in a role only if users names it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
pub(super) struct Role {
    /// Logins.
    #[schemars(default, schema_with = "logins")]
    users: (),
    /// Teams, written `organization/team-slug`. Their child teams belong to them. Needs a token that may read the
    /// organization's members.
    #[schemars(default, schema_with = "teams")]
    teams: (),
    /// The owners of the changed files, by CODEOWNERS, which is read where the policy is.
    #[schemars(default, with = "bool", extend("const" = true))]
    codeowners: Option<bool>,
    /// Where each release says which of these people it is: assignees of the tracking issue, or one of its fields.
    #[schemars(default, with = "Named")]
    named: Option<Named>,
    /// Whether whoever is named need not be among the users, teams and owners.
    #[schemars(default, with = "bool", extend("const" = true))]
    anybody: Option<bool>,
    /// Who may not act in the role: excluded stands for the authors, co-authors and committers of the work.
    #[schemars(default, with = "String", extend("const" = "excluded"))]
    author: Option<String>,
}

/// Where a release says who holds a role.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "a shape")]
enum Named {
    /// The people to whom the tracking issue is assigned.
    Assignees(#[schemars(extend("const" = "assignees"))] String),
    /// The people in a field of the tracking issue.
    Field(NamedInField),
}

/// The people in a field of the tracking issue.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct NamedInField {
    /// The label of the field, e.g. QA engineer.
    #[schemars(schema_with = "text")]
    field: (),
}

/// What holds for every sign-off.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
pub(super) struct SignOffs {
    /// Whether a comment counts that its author, and nobody else, has edited: allow. Left out, it does not.
    #[schemars(default, with = "String", extend("const" = "allow"))]
    edited: Option<String>,
    /// Whether the author of the work may sign in every role, and one person may do and verify, because the team is small.
    /// Every report says so.
    #[schemars(default, with = "bool", extend("const" = true))]
    solo: Option<bool>,
    /// Whether each person who has something to sign is told so once for each release, in a comment of its own.
    #[schemars(default, with = "bool", extend("const" = true))]
    notify: Option<bool>,
    /// What consent is given to where a requirement does not say.
    #[schemars(default, with = "Freshness")]
    fresh: Option<()>,
}

/// Who may let a release go without a requirement, and for how long.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
pub(super) struct Waivers {
    /// The roles whose holders may waive, and lift what others hold.
    #[schemars(schema_with = "texts")]
    by: (),
    /// The most days from the day on which a waiver is given to its last day, such as 7 days; at most 90.
    #[schemars(extend("pattern" = "^.*[0-9].*$"))]
    longest: String,
    /// Waivers that the policy itself records, reviewed like code.
    #[schemars(default, length(min = 1), with = "Vec<Granted>")]
    granted: Option<Vec<Granted>>,
}

/// A decision to let one release go without one requirement.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Granted {
    /// The id of the requirement.
    #[schemars(schema_with = "id")]
    requirement: (),
    /// What of it: a pull request or an issue such as `#33`, an alert such as `dependabot#7`, `code-scanning#7` or
    /// `secret-scanning#7`, the name of a check. Left out, it is what was found when the waiver was given.
    #[schemars(default, schema_with = "texts")]
    subjects: (),
    /// The version of the one release that may go without it.
    #[schemars(schema_with = "text")]
    release: (),
    /// Why.
    #[schemars(schema_with = "text")]
    reason: (),
    /// The login of the person who decided. They hold a role that may waive.
    #[schemars(schema_with = "text")]
    by: (),
    /// The day on which it was given, e.g. 2026-03-02.
    #[schemars(extend("pattern" = DAY))]
    given: String,
    /// Its last day, e.g. 2026-03-09.
    #[schemars(extend("pattern" = DAY))]
    until: String,
    /// Whether its reason is kept out of the audit line.
    #[schemars(default, with = "bool", extend("const" = true))]
    private: Option<bool>,
}

/// Whether a requirement can be waived.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
pub(super) enum Waivable {
    /// No waiver excuses it.
    Never,
}
