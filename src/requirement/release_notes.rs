//! `release-notes`: the notes of the release follow their template and agree with the facts.
//!
//! What is right and wrong in notes is said by `notes::check`. Here is what a policy says, where the notes are found, and when
//! they were changed last.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::demand::Kept;
use super::{Context, Leaf, all_joined, count, judged_file, release_pull_request, texts, tracking_issue};
use crate::evidence::needs::{Needs, NotesNeeds};
use crate::evidence::{Reason, Unknown};
use crate::notes::rules::Cites;
use crate::notes::{self, Prepared};
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message, Outcome, Value};
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

mod age;
mod hidden;
mod place;
mod rules;

pub(crate) use age::changed_at;
pub(crate) use hidden::hide;
pub(crate) use place::{Found, find, kept_for, number, of_version};
pub(crate) use rules::{presence_unknown, template};

crate::messages! {
    FOLLOWED = "notes-followed": "the notes in {notes} follow {template}, and agree with what is known of the release";
    AGREED = "notes-agreed": "the notes in {notes} agree with what is known of the release";
    CITED = "notes-cite": "the notes in {notes} were compared with {pulls} of the release";
}

/// The release's notes are finished: they follow the team's template, and what they say is so.
///
/// Where the notes are kept, their template, and what is asked of single sections stands under `notes:` in the policy. Each
/// thing that is wrong is a finding of its own with its line, the text underlined, and what was expected: a section that is
/// missing or empty, a prompt of the template that is still there, another release's version or date, a pull request that is
/// not cited. [All findings](../notes-findings.md) have an example.
///
/// The template is the one of the policy's commit, so that nobody can change it together with the notes. The notes are those
/// of the draft or published release with the tag, of a file or a changelog at the judged commit, or of the tracking issue or
/// the release pull request. Without notes, with empty ones, and where something they are checked by could not be read,
/// this is never met.
///
/// It proves that the notes have the form that the team agreed on, and that the version, the date, the pull requests and the
/// links in them are this release's. It does not prove that what they say of a change is true or understood: for that, ask
/// for a `sign-off` beside it. In the same `all:` a sign-off is given to the notes unless it says otherwise with `fresh`, and
/// so has to be given again when they are changed.
///
/// Permissions: `contents: read`, and `contents: write` to be shown drafts; `pull-requests: read` and `issues: read`. It speaks
/// of a whole release, so it has no place in a phase that holds a merge.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReleaseNotes {
    /// Whether the notes follow the template: match, which it is if left out, or ignore, so that only the facts count.
    #[schemars(default)]
    template: Follow,
    /// Which pull requests have to be cited, if it is not what `notes:` says: all, none, or those with a label.
    #[schemars(default, schema_with = "cites_shape")]
    cites: Option<Cites>,
    /// Whether `notes:` names a template.
    #[schemars(skip)]
    has_template: bool,
}

/// Whether notes have to follow the template.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "FollowTemplate", rename_all = "kebab-case")]
enum Follow {
    /// They have to.
    #[default]
    Match,
    /// They need not.
    Ignore,
}

/// The shape of `cites`.
pub(crate) fn cites_shape(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let mut labelled = texts::texts(generator);
    labelled.insert("description".to_owned(), "The labels.".into());
    schemars::json_schema!({ "anyOf": [{ "enum": ["all", "none"] }, {
        "description": "Those with one of these labels.",
        "type": "object",
        "properties": { "labelled": labelled },
        "required": ["labelled"],
        "additionalProperties": false,
    }] })
}

/// `all`, `none`, or `{labelled: [LABEL]}`.
pub(crate) fn cites(node: &Node, problems: &mut Problems) -> Option<Cites> {
    if !matches!(node.kind, Yaml::Map(_)) {
        return match node.one_of("`cites`", &["all", "none"], problems)? {
            "all" => Some(Cites::All),
            _ => Some(Cites::None),
        };
    }
    let mut fields = Fields::of(node, "`cites`", problems)?;
    let labelled =
        fields.require("labelled", problems).and_then(|node| label_names("`labelled`", node, problems));
    fields.finish(problems);
    labelled.map(Cites::Labelled)
}

/// The names of labels, each once.
pub(crate) fn label_names(what: &str, node: &Node, problems: &mut Problems) -> Option<Vec<String>> {
    let same = |one: &String, other: &String| one.to_lowercase() == other.to_lowercase();
    texts::read_each(node, what, problems, same, Ok)
}

/// The lists of all that it can say.
const ALL: &[&[&[&Message]]] = &[
    &[MESSAGES, place::MESSAGES, rules::MESSAGES, hidden::MESSAGES],
    notes::MESSAGES[0],
    notes::MESSAGES[1],
    notes::MESSAGES[2],
    &[judged_file::MESSAGES, tracking_issue::MESSAGES, release_pull_request::MESSAGES],
];

impl Leaf for ReleaseNotes {
    const NAME: &'static str = "release-notes";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] = &all_joined::<{ count(ALL) }>(ALL);
    const EXAMPLE: &'static str = "\
release-notes: {}
---
release-notes: {template: ignore, cites: {labelled: [feature, breaking-change]}}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`release-notes`", problems)?;
        let kept = context.setting.notes;
        if kept == Kept::Nowhere {
            problems
                .error("missing-key", node.at.clone(), "the policy does not say where the release notes are kept")
                .help("write `notes: {from: draft-release, template: PATH}` at the top of the policy, or where else they are");
        }
        let template = fields.get("template");
        let follow = match template.and_then(|node| node.one_of("`template`", &["match", "ignore"], problems))
        {
            Some("ignore") => Follow::Ignore,
            _ => Follow::Match,
        };
        if let (Some(node), Kept::WithoutTemplate) = (template, kept) {
            problems
                .error("no-effect", node.at.clone(), "`notes:` names no template")
                .help("write `notes: {template: PATH}`, or leave this out");
        }
        let cites = fields.get("cites").map(|node| cites(node, problems));
        fields.finish(problems);
        let has_template = kept == Kept::WithTemplate;
        (problems.len() == before).then_some(Self { template: follow, cites: cites.flatten(), has_template })
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        let mut needs =
            Needs { notes: NotesNeeds { asked: true, ..NotesNeeds::default() }, ..Needs::default() };
        // The policy adds what its `notes:` needs. What the notes cite is needed for the keys here.
        needs.pull_requests.linked_issues = self.cites.as_ref().is_some_and(|cites| *cites != Cites::None);
        needs
    }

    fn says(&self) -> String {
        let follow = if self.has_template && self.template == Follow::Match {
            "the release notes follow their template and agree with the facts"
        } else {
            "the release notes agree with the facts"
        };
        match &self.cites {
            None => follow.to_owned(),
            Some(Cites::All) => format!("{follow}, and cite every pull request"),
            Some(Cites::None) => format!("{follow}, whichever pull requests they cite"),
            Some(Cites::Labelled(labels)) => {
                let labels = texts::quoted(labels.iter().map(String::as_str), "or");
                format!("{follow}, and cite every pull request with the label {labels}")
            }
        }
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let Some(prepared) = case.notes else {
            return vec![Finding::unreadable("the release notes", Unknown::new(Reason::NotCollected))];
        };
        let findings = if *self == Self::plain(self.has_template) {
            prepared.findings()
        } else {
            self.put_to(prepared).findings()
        };
        let since = prepared.changed_at.clone().ok();
        let findings = findings.into_iter().map(|one| waivable(one, case, since)).collect();
        let mut findings = hide(case, prepared, findings);
        if findings.iter().all(|finding| finding.outcome == Outcome::Met) {
            findings.extend(self.proof(prepared));
        }
        findings
    }
}

impl ReleaseNotes {
    fn plain(has_template: bool) -> Self {
        Self { template: Follow::Match, cites: None, has_template }
    }

    /// The notes with what this requirement says of them.
    fn put_to(&self, prepared: &Prepared) -> Prepared {
        let mut prepared = prepared.clone();
        if self.template == Follow::Ignore {
            prepared.template = Ok(None);
            prepared.rules.sections.clear();
            prepared.rules.extra_sections = true;
        }
        prepared.rules.cites = self.cites.clone().or(prepared.rules.cites);
        prepared
    }

    /// What was checked, and by what. Without a text nothing was.
    fn proof(&self, prepared: &Prepared) -> Vec<Finding> {
        let Ok(text) = &prepared.text else {
            return vec![Finding::unreadable("the release notes", Unknown::new(Reason::NotCollected))];
        };
        let notes = || match &text.url {
            Some(url) => Value::Link { text: text.name.clone(), url: url.clone() },
            None => Value::Code(text.name.clone()),
        };
        let template = match &prepared.template {
            Ok(Some(template)) if self.template == Follow::Match => Some(&template.text.name),
            _ => None,
        };
        let followed = match template {
            Some(name) => Finding::met(&FOLLOWED).with("template", Value::Code(name.clone())),
            None => Finding::met(&AGREED),
        };
        let mut findings = vec![followed.with("notes", notes())];
        if let Some(Ok(changes)) = &prepared.facts.pull_requests {
            let pulls =
                Value::Count { number: changes.len() as u64, one: "pull request", many: "pull requests" };
            findings.push(Finding::met(&CITED).with("notes", notes()).with("pulls", pulls));
        }
        findings
    }
}

/// What a waiver has to know: the finding's code, the section that it is about, and since when the notes are as they are.
fn waivable(finding: Finding, case: &Case<'_>, since: Option<Timestamp>) -> Finding {
    if finding.outcome.lets_pass() {
        return finding;
    }
    // What notes lack of a change they lack since it was merged, however long they have stood there.
    let merged = match finding.fact("pull") {
        Some(Value::Thread { number, .. }) => {
            case.evidence.pull_request(*number).and_then(|pull| pull.merged_at)
        }
        _ => None,
    };
    let since = since.map(|since| merged.map_or(since, |merged| merged.max(since)));
    let section = match finding.fact("section") {
        Some(Value::Text(name) | Value::Code(name)) => Some(name.clone()),
        _ => None,
    };
    let known = finding.about.as_ref().and_then(|about| about.since);
    let code = finding.message.code;
    let mut finding = finding.about(code).since(known.or(since));
    if let Some(section) = section.filter(|name| !finding.subjects().contains(name)) {
        finding = finding.about(section);
    }
    finding
}
