//! The JSON Schema of the language, for editors.
//!
//! It is generated from types: each kind of requirement brings its own, and the shapes below stand for what surrounds
//! them. They are never filled with values; the readers of this room do that. A test gives every mapping of the
//! language an unknown key and compares the keys that the problem names with the properties here. What cannot be
//! said in a schema (a role that is not defined, an id used twice) is left to `holdpoint policy lint`.

mod bump;
mod notes;
mod people;

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use self::bump::{Bump, FloatingTag};
use self::notes::Notes;
use self::people::{Role, SignOffs, Waivable, Waivers};
use super::Holds;
use crate::candidate::PullRequests;
use crate::requirement::{self, SignersShape};
use crate::verdict::Severity;
use crate::version::ReleaseType;
use crate::version_files;

/// Where editors find the schema.
const ID: &str = "https://raw.githubusercontent.com/holdpoint/holdpoint/main/schemas/release.schema.json";

/// The JSON Schema (draft 2020-12) of `release.yml`.
#[must_use]
pub fn schema() -> Schema {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Policy>();
    ForEditors.transform(&mut schema);
    schema.insert("$id".to_owned(), ID.into());
    schema
}

/// Takes Markdown and the line ends of the source out of all descriptions, because editors show them as they are;
/// and what only a reader in Rust could use.
struct ForEditors;

impl Transform for ForEditors {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(object) = schema.as_object_mut() {
            if let Some(serde_json::Value::String(description)) = object.get_mut("description") {
                *description = plain(description);
            }
            // An optional key has no `null` of its own, and widths of integers are no format of JSON Schema.
            if object.get("default").is_some_and(serde_json::Value::is_null) {
                object.remove("default");
            }
            if object.get("type").and_then(serde_json::Value::as_str) == Some("integer") {
                object.remove("format");
            }
        }
        transform_subschemas(self, schema);
    }
}

fn plain(text: &str) -> String {
    let paragraphs: Vec<String> = text
        .replace('`', "")
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    paragraphs.join("\n\n")
}

/// A text. YAML takes `1.4` for a number, and it is a text all the same.
fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number", "boolean"], "minLength": 1 })
}

/// A text, or a list of at least one.
fn texts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["string", "number", "boolean", "array"],
        "minLength": 1,
        "minItems": 1,
        "items": { "type": ["string", "number", "boolean"], "minLength": 1 },
    })
}

const NAME: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

fn id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["string", "number"],
        "pattern": r"^([a-z0-9]+|\{each\})(-([a-z0-9]+|\{each\}))*$",
        "not": { "enum": super::phases::RESERVED_IDS },
    })
}

/// A mapping of names of the policy's own to one shape.
fn named<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": { "pattern": NAME },
        "additionalProperties": generator.subschema_for::<T>(),
    })
}

fn at_least_one<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = named::<T>(generator);
    schema.insert("minProperties".to_owned(), 1.into());
    schema
}

fn own_types(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = named::<OwnType>(generator);
    let taken = ReleaseType::ALL.map(ReleaseType::as_str).into_iter().chain(["otherwise"]);
    let names = json_schema!({ "pattern": NAME, "not": { "enum": taken.collect::<Vec<_>>() } });
    schema.insert("propertyNames".to_owned(), names.into());
    schema
}

/// What must hold before a release of this repository may go on, for the release gate holdpoint.
#[derive(JsonSchema)]
#[schemars(title = "release.yml", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "the shapes of this file stand for values and never hold any")]
struct Policy {
    /// The version of this language.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// What a release is: its tag, its branches, its pull requests.
    #[schemars(default, with = "Release")]
    release: Option<Release>,
    /// Named sets of people. A role that nothing asks for is a problem.
    #[schemars(default, schema_with = "named::<Role>")]
    roles: BTreeMap<String, Role>,
    /// What holds for every sign-off.
    #[schemars(default, with = "SignOffs")]
    sign_offs: Option<SignOffs>,
    /// Who may let a release go without a requirement, and for how long. Without it nothing can be waived.
    #[schemars(default, with = "Waivers")]
    waivers: Option<Waivers>,
    /// Where release notes are kept, their template, and what else they must say.
    #[schemars(default, with = "Notes")]
    notes: Option<Notes>,
    /// The steps of a release, in their order.
    #[schemars(schema_with = "at_least_one::<Phase>")]
    phases: BTreeMap<String, Phase>,
    /// GitHub's own configuration of generated release notes, which may share the file .github/release.yml. It is
    /// left alone.
    #[schemars(default)]
    changelog: Option<serde_json::Value>,
}

/// What a release is.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Release {
    /// The shape of a release's tag, with `{version}` where the version stands, e.g. `v{version}`, which it is if
    /// left out. Tags of other shapes are passed over.
    #[schemars(default, extend("pattern" = r"^[^{}]*\{version\}[^{}]*$"))]
    tag: String,
    /// The branches from which releases are cut, as globs. Left out, it is the default branch. Those of the team's
    /// own types come on top.
    #[schemars(default, schema_with = "texts")]
    branches: (),
    /// Which pull requests belong to a release. The commits since the previous release are read either way, and what
    /// does not agree is named and holds. Left out, it is since-last-tag.
    #[schemars(default, with = "PullRequests")]
    pull_requests: Option<PullRequests>,
    /// Where adoption begins: a version's tag, before which nothing is judged, or a whole commit id, from which the
    /// first release counts.
    #[schemars(default, schema_with = "text")]
    since: (),
    /// The issue that holds the release's check lists.
    #[schemars(default, with = "TrackingIssue")]
    tracking_issue: Option<TrackingIssue>,
    /// The pull request that carries the release, where a team works that way. It is found in one way.
    #[schemars(default, with = "ReleasePullRequest")]
    pull_request: Option<ReleasePullRequest>,
    /// Release types of the team's own, by name. A release is one of them when its semver type and its branch fit.
    #[schemars(default, schema_with = "own_types")]
    types: BTreeMap<String, OwnType>,
    /// How versions are raised. With it, a release whose version promises less than its changes ask for is a no-go.
    #[schemars(default, with = "Bump")]
    bump: Option<Bump>,
    /// The parts of the repository that are released each by itself, by name. Tags and floating tags are theirs then, and not
    /// the release's.
    #[schemars(default, schema_with = "at_least_one::<Package>")]
    packages: BTreeMap<String, Package>,
    /// Files that all packages share, as globs: a change of them is a change of each.
    #[schemars(default, schema_with = "texts")]
    shared: (),
    /// The role of those who may start the cutting of a tag. Left out, it is whoever may run it.
    #[schemars(default, schema_with = "text")]
    by: (),
    /// Tags that follow the newest release of their line: `v1` (major), `v1.4` (minor). Only final releases move them,
    /// and only forward.
    #[schemars(default, length(min = 1), extend("uniqueItems" = true))]
    floating_tags: Vec<FloatingTag>,
    /// Whether the release is published when its tag is cut. Left out, it stays a draft, which somebody publishes.
    #[schemars(default)]
    publish: bool,
    /// Whether the verdict, the policy and the evidence are attached to the release. Left out, they are.
    #[schemars(default = "yes")]
    attach: bool,
    /// The files that the release pull request puts the version into, as the kind `version-files` names them. Left out, it
    /// is the well-known ones at the root that state a version.
    #[schemars(default, schema_with = "version_files::shape")]
    version_files: (),
}

/// A part of the repository that is released by itself.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Package {
    /// Its files: globs, of which those that begin with `!` exclude. A pull request that changes one of them, under its old
    /// or its new name, is of its release.
    #[schemars(schema_with = "texts")]
    paths: (),
    /// Files that it shares with other packages, as globs. Left out, they are those that all share.
    #[schemars(default, schema_with = "texts")]
    shared: (),
    /// The shape of its tags, with `{version}` where the version stands. Left out, it is the package's name, a slash and
    /// `v{version}`. No tag may be one of two packages.
    #[schemars(default, extend("pattern" = r"^[^{}]*\{version\}[^{}]*$"))]
    tag: String,
    /// A tag of the package, or a whole commit id, before which nothing is judged. Left out, it is as the release says.
    #[schemars(default, schema_with = "text")]
    since: (),
    /// How its versions are raised. Left out, it is as the release says.
    #[schemars(default, with = "Bump")]
    bump: Option<Bump>,
    /// Floating tags that follow its newest release: `app/v1` (major), `app/v1.4` (minor).
    #[schemars(default, length(min = 1), extend("uniqueItems" = true))]
    floating_tags: Vec<FloatingTag>,
    /// Whether its releases may be the repository's latest, which those of one package may. Left out, they are not.
    #[schemars(default)]
    latest: bool,
}

fn yes() -> bool {
    true
}

/// The issue that holds the release's check lists.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct TrackingIssue {
    /// It is the one open issue with this label that names the version in its title and was opened by somebody who
    /// can write to the repository.
    #[schemars(schema_with = "text")]
    label: (),
}

/// The pull request that carries the release.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1, "maxProperties" = 1))]
#[expect(dead_code, reason = "a shape")]
struct ReleasePullRequest {
    /// It has this label.
    #[schemars(default, schema_with = "text")]
    label: (),
    /// It comes from this branch, e.g. `release/v{version}`. Where `{version}` stands, it also says which version is
    /// released.
    #[schemars(default, schema_with = "text")]
    branch: (),
}

/// A release type of the team's own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct OwnType {
    /// The semver type that it is one of.
    is: ReleaseType,
    /// The branches, as globs, that make a release of that type this one. Releases may be cut from them.
    #[schemars(schema_with = "texts")]
    branches: (),
}

/// A step of the release.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Phase {
    /// What may not go on before the phase is a go.
    holds: Holds,
    /// Whether it is judged without the release phases before it. Left out, it includes them.
    #[schemars(default)]
    independent: bool,
    /// The heading of the tracking issue under which this phase's boxes and fields stand.
    #[schemars(default, schema_with = "text")]
    section: (),
    /// What the phase needs.
    #[schemars(length(min = 1))]
    requirements: Vec<Item>,
}

/// A requirement, or a group of them.
#[derive(JsonSchema)]
#[schemars(rename = "RequirementOrGroup", untagged)]
#[expect(dead_code, reason = "a shape")]
enum Item {
    Requirement(Box<Requirement>),
    Group(Box<Group>),
}

/// Requirements under one heading. What it says of them is handed down.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Group {
    /// Its heading in reports.
    #[schemars(schema_with = "text")]
    group: (),
    /// The heading of the tracking issue under which its boxes and fields stand. Left out, it is the group's own.
    #[schemars(default, schema_with = "text")]
    section: (),
    /// When its requirements apply.
    #[schemars(default, with = "Condition")]
    when: Option<Condition>,
    /// Whether its requirements hold the phase or only report.
    #[schemars(default, with = "Severity")]
    severity: Option<Severity>,
    /// The role that consents, for each box, list of boxes and sign-off under it that names none.
    #[schemars(default, with = "SignersShape")]
    by: Option<()>,
    /// Its requirements and groups.
    #[schemars(length(min = 1))]
    requirements: Vec<Item>,
}

/// One thing that the phase needs.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Requirement {
    /// Its stable name in reports and outputs, in lower case with hyphens. Unique in the policy.
    #[schemars(schema_with = "id")]
    id: (),
    /// What people read. Unique in its group. Also the text of its box, where it asks for one.
    #[schemars(schema_with = "text")]
    title: (),
    /// What must hold.
    require: Require,
    /// When it applies. Left out, it always does.
    #[schemars(default, with = "Condition")]
    when: Option<Condition>,
    /// Whether it holds the phase, which it does if left out, or is only reported.
    #[schemars(default, with = "Severity")]
    severity: Option<Severity>,
    /// The role that consents, for each box, list of boxes and sign-off in it that names none.
    #[schemars(default, with = "SignersShape")]
    by: Option<()>,
    /// Whether a waiver can excuse it. Left out, one can, where the policy has waivers.
    #[schemars(default, with = "Waivable")]
    waivable: Option<Waivable>,
    /// What people are told to do when it is not met.
    #[schemars(default, schema_with = "text")]
    hint: (),
    /// Repeats the requirement for each value, which stands wherever it says `{each}`. The value is added to the id.
    #[schemars(default, schema_with = "values")]
    for_each: (),
}

fn values(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = texts(generator);
    schema.insert("uniqueItems".to_owned(), true.into());
    schema.insert("maxItems".to_owned(), super::repeat::MOST.into());
    schema
}

/// When a requirement applies: one condition. A condition that cannot be read makes the requirement unknown, which
/// holds.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1, "maxProperties" = 1))]
#[expect(dead_code, reason = "a shape")]
struct Condition {
    /// Every one of these holds.
    #[schemars(default, length(min = 1), with = "Vec<Condition>")]
    all: Option<Vec<Condition>>,
    /// At least one of these holds.
    #[schemars(default, length(min = 1), with = "Vec<Condition>")]
    any: Option<Vec<Condition>>,
    /// This does not hold.
    #[schemars(default, with = "Box<Condition>")]
    not: Option<Box<Condition>>,
    /// The release is of this type, or one of these: major, minor, patch, prerelease, or the team's own. Not in a
    /// phase that holds a merge.
    #[schemars(default, schema_with = "texts")]
    r#type: (),
    /// A file that the release changes is one of these, under its old or its new name: globs, of which those that
    /// begin with `!` exclude. Looked at are the files that differ from the previous release and those of its pull
    /// requests.
    #[schemars(default, schema_with = "texts")]
    paths: (),
    /// A pull request of the release has one of these labels. In a name, `*` is a wildcard.
    #[schemars(default, schema_with = "texts")]
    labels: (),
    /// The release is cut from one of these branches, or the pull request goes into one of them: globs.
    #[schemars(default, schema_with = "texts")]
    branches: (),
}

/// What must hold: one kind of evidence, or several under `all` or `any`.
struct Require;

impl JsonSchema for Require {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Require".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let part = generator.subschema_for::<Self>();
        let parts =
            |says: &str| json_schema!({ "description": says, "type": "array", "minItems": 1, "items": part });
        let mut properties = serde_json::Map::new();
        properties.insert("all".to_owned(), parts("Every one of these must hold.").into());
        properties.insert("any".to_owned(), parts("At least one of these must hold.").into());
        let mut not = part.clone();
        not.insert(
            "description".to_owned(),
            "This must not hold. What could not be read stays unknown.".into(),
        );
        properties.insert("not".to_owned(), not.into());
        for (name, shape) in requirement::shapes(generator) {
            properties.insert(name.to_owned(), shape.into());
        }
        json_schema!({
            "description": "What must hold: one kind of evidence, or several under all or any.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        })
    }
}
