//! The keys of consent, for editors and the docs. Nothing here is ever filled with values.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::requirement::{PerType, texts};
use crate::sign_off::Way;

/// The keys of consent.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
pub(in crate::requirement) struct Keys {
    /// The role that consents. Of several roles in a list each one does, and of `{any: [...]}` one of them. Left out, it is
    /// what the requirement or its group hands down.
    #[schemars(default, with = "SignersShape")]
    by: Option<()>,
    /// The role that verifies what the others did: another person than any of them.
    #[schemars(default, with = "RoleName")]
    verified_by: Option<()>,
    /// How many people consent in each role. Left out, it is one.
    #[schemars(default, with = "PerType")]
    count: Option<()>,
    /// Roles that one person does not fill together.
    #[schemars(default, with = "RoleNames")]
    separate: Option<()>,
    /// How people may consent, if not in every way that the place allows.
    #[schemars(default, with = "Ways")]
    via: Option<()>,
    /// The label that is consent when somebody in the role puts it on. It is a way of its own.
    #[schemars(default, schema_with = "texts::text")]
    label: (),
    /// What consent is given to, and so what it does not outlive.
    #[schemars(default, with = "Freshness")]
    fresh: Option<()>,
    /// The role that may write down the consent of people who have no account:
    /// `/holdpoint sign ROLE for "Name, Company": LINK`.
    #[schemars(default, with = "RoleName")]
    witnessed_by: Option<()>,
}

/// The name of a role.
pub(in crate::requirement) struct RoleName;

impl JsonSchema for RoleName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RoleName".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"], "minLength": 1 })
    }
}

/// One or several roles.
pub(in crate::requirement) struct RoleNames;

impl JsonSchema for RoleNames {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RoleNames".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        texts::texts(generator)
    }
}

/// Whose consent is asked for: a role, several of which each consents, or `{any: [...]}` of which one does.
pub(crate) struct SignersShape;

impl JsonSchema for SignersShape {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Signers".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let role = json_schema!({ "type": ["string", "number"], "minLength": 1 });
        let any = json_schema!({
            "description": "One of several roles.",
            "type": "object",
            "properties": {
                "any": {
                    "description": "The roles, of which one consents.",
                    "type": "array",
                    "minItems": 2,
                    "items": role,
                },
            },
            "additionalProperties": false,
            "minProperties": 1,
        });
        json_schema!({ "anyOf": [role, { "type": "array", "minItems": 1, "items": role }, any] })
    }
}

/// One or several ways to consent.
struct Ways;

impl JsonSchema for Ways {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ways".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let way = json_schema!({ "enum": Way::ALL.map(|(word, _)| word) });
        json_schema!({ "anyOf": [way, { "type": "array", "minItems": 1, "items": way }] })
    }
}

/// What consent is given to. `commit`: the commit that is judged, so that a push takes it back. `scope`: all that is in the
/// release, so that what was added later takes it back. `notes`: the release notes, so that a change of them takes it back; a
/// sign-off beside `release-notes` under one `all:` is given to them if neither it nor `sign-offs:` says otherwise. A time such as `7 days`: anything, for so long. `any`: anything, for
/// ever.
pub(crate) struct Freshness;

impl JsonSchema for Freshness {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Freshness".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "enum": ["commit", "scope", "notes", "any"] },
            { "type": "string", "pattern": "^.*[0-9].*$" },
        ] })
    }
}
