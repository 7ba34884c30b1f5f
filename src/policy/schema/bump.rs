//! The shapes of `bump` and `floating-tags`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{text, texts};

/// How versions are raised: by the greatest change since the last release.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
pub(super) struct Bump {
    /// What makes a change a major one.
    #[schemars(default, with = "BumpRule")]
    major: Option<BumpRule>,
    /// What makes it a minor one.
    #[schemars(default, with = "BumpRule")]
    minor: Option<BumpRule>,
    /// What makes it a patch.
    #[schemars(default, with = "BumpRule")]
    patch: Option<BumpRule>,
    /// What a change is that none of them fits: a level; none, which needs no release; or refuse, which stops until
    /// somebody labels it. Left out, it is patch.
    #[schemars(default, with = "Otherwise")]
    otherwise: Option<Otherwise>,
    /// What a major change raises while the first number is 0 (semver 2.0.0, item 4). Left out, it is minor.
    #[schemars(default, with = "BreakingIs")]
    breaking_is: Option<BreakingIs>,
    /// The version of the first release of a repository without tags. Left out, it is 0.1.0.
    #[schemars(default, schema_with = "text")]
    initial_version: (),
    /// The role of which somebody has to confirm a major version, by the comment `/holdpoint release-as VERSION`.
    #[schemars(default, schema_with = "text")]
    major_by: (),
}

/// What makes a change one of this level: any of these. A pull request counts with its title, its labels, its files and
/// the messages of its commits.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, extend("minProperties" = 1))]
#[expect(dead_code, reason = "a shape")]
struct BumpRule {
    /// It has one of these labels. In a name, `*` is a wildcard.
    #[schemars(default, schema_with = "texts")]
    labels: (),
    /// Its title or a message of its commits is a conventional commit: for major one with `!` or the footer
    /// `BREAKING CHANGE:`, for minor of the type feat, for patch of the types fix, perf and revert. Or the types.
    #[schemars(default, schema_with = "conventional")]
    conventional: (),
    /// It changes one of these files: globs.
    #[schemars(default, schema_with = "texts")]
    paths: (),
}

fn conventional(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [
        { "const": true },
        { "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "^[A-Za-z0-9_-]+$" } },
    ] })
}

/// What a change is that no rule fits.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum Otherwise {
    Major,
    Minor,
    Patch,
    None,
    Refuse,
}

/// What a major change raises under 0.x.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum BreakingIs {
    Minor,
    Major,
}

/// A tag that follows the releases of a line.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
pub(super) enum FloatingTag {
    /// That of the first number: `v1`.
    Major,
    /// That of the first two: `v1.4`.
    Minor,
}
