//! The shapes of release notes.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Condition, text, texts};
use crate::requirement::release_notes::cites_shape;
use crate::version::ReleaseType;

/// Where release notes are kept, their template, and what else they must say.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
pub(super) struct Notes {
    /// Where they are kept. Of draft-release the text of the release with the tag is meant, whether it is a draft or
    /// published; to read drafts, the token needs contents: write.
    #[schemars(with = "Source")]
    from: (),
    /// The template that they follow: a Markdown file such as docs/release-notes-template.md, a section of one such as
    /// docs/guide.md#release-notes-template, or written here under inline. One for each type of release is a mapping with
    /// the types and otherwise.
    #[schemars(default, schema_with = "templates")]
    template: (),
    /// Whether the sections stand in the template's order: strict, which it is if left out, or free.
    #[schemars(default, with = "Order")]
    order: Option<Order>,
    /// Whether there may be sections that neither the template nor this policy know. Left out, they are refused if there is
    /// a template.
    #[schemars(default, with = "ExtraSections")]
    extra_sections: Option<ExtraSections>,
    /// Which pull requests of the release have to be cited, themselves or by an issue that they close: all, none, or those
    /// with a label. Left out, it is all if the items of the template have links or numbers, and none if not.
    #[schemars(default, schema_with = "cites_shape")]
    cites: (),
    /// What labels of pull requests mean.
    #[schemars(default, with = "Labels")]
    labels: Option<Labels>,
    /// What the template cannot say of its sections, and sections that it does not have.
    #[schemars(default, length(min = 1, max = 100), with = "Vec<Section>")]
    sections: Option<Vec<Section>>,
}

/// Where notes are kept.
#[derive(JsonSchema)]
#[schemars(rename = "NotesSource", untagged)]
#[expect(dead_code, reason = "a shape")]
enum Source {
    Word(SourceWord),
    Place(SourcePlace),
}

/// A place where notes are kept.
#[derive(JsonSchema)]
#[schemars(rename = "NotesSourceWord", rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum SourceWord {
    /// The text of the release with the tag, draft or published.
    DraftRelease,
    /// The text of the tracking issue.
    TrackingIssue,
    /// The text of the pull request that carries the release.
    PullRequest,
}

/// A file or a section in which notes are kept. It has one key.
#[derive(JsonSchema)]
#[schemars(
    rename = "NotesPlace",
    rename_all = "kebab-case",
    deny_unknown_fields,
    extend("minProperties" = 1, "maxProperties" = 1)
)]
#[expect(dead_code, reason = "a shape")]
struct SourcePlace {
    /// A file, e.g. `docs/releases/{version}.md`. In its path `{version}` and `{tag}` stand for those of the release.
    #[schemars(default, schema_with = "text")]
    file: (),
    /// A changelog, of which the section of the version is meant; without one, the section Unreleased.
    #[schemars(default, schema_with = "text")]
    changelog: (),
    /// A section of the tracking issue.
    #[schemars(default, with = "InSection")]
    tracking_issue: Option<InSection>,
    /// A section of the pull request that carries the release.
    #[schemars(default, with = "InSection")]
    pull_request: Option<InSection>,
}

/// A section of a text.
#[derive(JsonSchema)]
#[schemars(rename = "NotesInSection", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct InSection {
    /// Its heading, or several, outermost first.
    #[schemars(schema_with = "texts")]
    section: (),
}

/// Whether sections stand in the template's order.
#[derive(JsonSchema)]
#[schemars(rename = "NotesOrder", rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum Order {
    /// They do.
    Strict,
    /// They need not.
    Free,
}

/// Whether there may be sections that nobody knows.
#[derive(JsonSchema)]
#[schemars(rename = "NotesExtraSections", rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum ExtraSections {
    /// There must not.
    Refused,
    /// There may.
    Allowed,
}

/// What labels of pull requests mean.
#[derive(JsonSchema)]
#[schemars(rename = "NotesLabels", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Labels {
    /// It is a breaking change.
    #[schemars(default, schema_with = "texts")]
    breaking: (),
    /// It concerns security.
    #[schemars(default, schema_with = "texts")]
    security: (),
    /// It is nothing for the notes.
    #[schemars(default, schema_with = "texts")]
    excluded: (),
}

/// What the policy says of one section of the notes.
#[derive(JsonSchema)]
#[schemars(rename = "NotesSection", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Section {
    /// Its heading, or several, outermost first.
    #[schemars(schema_with = "texts")]
    heading: (),
    /// Other headings that mean the same.
    #[schemars(default, schema_with = "texts")]
    also: (),
    /// Whether notes have it: required, optional, forbidden, or each of these with the condition under which it holds, such as
    /// `{required: {type: major}}`. Left out, or where no condition holds, it is what the template says.
    #[schemars(default, with = "PresenceShape")]
    presence: (),
    /// How many items it has at least.
    #[schemars(default, range(min = 1, max = 1000))]
    items: u64,
    /// Whether None or the like will do as its content. Left out, it is what the template says.
    #[schemars(default, with = "NoneShape")]
    none: Option<NoneShape>,
    /// Regular expressions that its text must match. The ends of a line are `^` and `$`.
    #[schemars(default, schema_with = "texts")]
    r#match: (),
    /// Regular expressions that its text must not match.
    #[schemars(default, schema_with = "texts")]
    match_not: (),
    /// Whether each of its items links or names a pull request or an issue.
    #[schemars(default, with = "bool", extend("const" = true))]
    items_cite: Option<bool>,
    /// What it is for, so that pull requests with the labels of that are asked for in it.
    #[schemars(default, with = "Purpose")]
    is: Option<Purpose>,
}

/// Whether notes have a section.
#[derive(JsonSchema)]
#[schemars(rename = "NotesPresence", untagged)]
#[expect(dead_code, reason = "a shape")]
enum PresenceShape {
    Word(PresenceWord),
    When(PresenceWhen),
}

/// Whether notes have a section.
#[derive(JsonSchema)]
#[schemars(rename = "NotesPresenceWord", rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum PresenceWord {
    /// They must.
    Required,
    /// They may.
    Optional,
    /// They must not.
    Forbidden,
}

/// Whether notes have a section, each with the condition under which it holds. The first that holds counts.
#[derive(JsonSchema)]
#[schemars(rename = "NotesPresenceWhen", deny_unknown_fields, extend("minProperties" = 1))]
#[expect(dead_code, reason = "a shape")]
struct PresenceWhen {
    /// They must.
    #[schemars(default, with = "Condition")]
    required: Option<Condition>,
    /// They may.
    #[schemars(default, with = "Condition")]
    optional: Option<Condition>,
    /// They must not.
    #[schemars(default, with = "Condition")]
    forbidden: Option<Condition>,
}

/// Whether None or the like will do as the content of a section.
#[derive(JsonSchema)]
#[schemars(rename = "NotesNone", rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum NoneShape {
    /// It will.
    Allowed,
    /// It will not.
    Refused,
}

/// What a section is for.
#[derive(JsonSchema)]
#[schemars(rename = "NotesPurpose", rename_all = "kebab-case")]
#[expect(dead_code, reason = "a shape")]
enum Purpose {
    /// Breaking changes.
    Breaking,
    /// How to migrate.
    Migration,
    /// Security.
    Security,
}

fn inline() -> Schema {
    json_schema!({
        "description": "A template that is written here.",
        "type": "object",
        "properties": { "inline": { "description": "Its text.", "type": "string", "minLength": 1 } },
        "required": ["inline"],
        "additionalProperties": false,
    })
}

fn templates(generator: &mut SchemaGenerator) -> Schema {
    let one = json_schema!({ "anyOf": [text(generator), inline()] });
    let types: Vec<&str> = ReleaseType::ALL.map(ReleaseType::as_str).into_iter().collect();
    json_schema!({ "anyOf": [text(generator), inline(), {
        "description": format!("A template for each type of release: {}, the team's own, and otherwise.", types.join(", ")),
        "type": "object",
        "propertyNames": { "pattern": super::NAME, "not": { "const": "inline" } },
        "required": ["otherwise"],
        "minProperties": 2,
        "additionalProperties": one,
    }] })
}
