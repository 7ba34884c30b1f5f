//! Reading `checks` from a policy.

use schemars::{Schema, SchemaGenerator, json_schema};

use super::collapse::ACTIONS;
use super::name::Name;
use super::{At, Checks, Conclusion};
use crate::requirement::Context;
use crate::yaml::{Fields, Node, Problems, nearest};

/// Where GitHub looks for workflows.
const WORKFLOWS: &str = ".github/workflows/";

/// Conclusions and states of GitHub that no policy can accept.
const NEVER: [&str; 12] = [
    "pending",
    "queued",
    "in-progress",
    "waiting",
    "expected",
    "failure",
    "error",
    "cancelled",
    "timed-out",
    "action-required",
    "stale",
    "startup-failure",
];

/// Reads it; every problem is reported at its place.
pub(super) fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Checks> {
    let before = problems.len();
    let mut fields = Fields::of(node, "`checks`", problems)?;
    let required = switch(fields.get("required"), "required", problems);
    let names = names(fields.get("names"), "`names`", problems);
    let all = switch(fields.get("all"), "all", problems);
    let except_node = fields.get("except");
    let except = names_of_except(except_node, problems);
    let app = fields.get("app").map(|node| slug(node, problems));
    let workflow = fields.get("workflow").map(|node| path(node, problems));
    let conclusions = conclusions(fields.get("conclusions"), problems);
    let at = at(fields.get("at"), context, problems);
    let keys: Vec<_> = fields.keys().collect();
    let place =
        |key: &str| keys.iter().find(|(known, _)| *known == key).map_or(node, |(_, at)| at).at.clone();
    fields.finish(problems);

    let asks = ["required", "names", "all"].iter().any(|key| keys.iter().any(|(known, _)| known == key));
    if !asks && problems.len() == before {
        problems
            .error("nothing-asked", node.at.clone(), "`checks` does not say which checks")
            .help("give it `required: true`, `names` or `all: true`");
    }
    if except_node.is_some() && asks && required.is_none() && all.is_none() && problems.len() == before {
        problems
            .error("no-effect", place("except"), "`except` leaves something out of `required` or `all` only")
            .help("leave it out, or add `required: true` or `all: true`");
    }
    if let (Some(Some(_)), Some(Some(app))) = (&workflow, &app)
        && app != ACTIONS
    {
        problems
            .error("contradiction", place("workflow"), format!("the app `{app}` runs no workflows"))
            .help(format!("workflows are run by `{ACTIONS}`: leave out `app` or `workflow`"));
    }
    for name in &names {
        if except.contains(name) {
            let message = format!("`{}` is in `names` and in `except`", name.as_str());
            problems.error("contradiction", place("except"), message).help("take it out of one of the two");
        }
    }
    let checks = Checks {
        required: required.is_some(),
        names,
        all: all.is_some(),
        except,
        app: app.flatten(),
        workflow: workflow.flatten(),
        conclusions,
        at,
    };
    (problems.len() == before).then_some(checks)
}

/// `true`, or nothing. `Some` if it is on.
fn switch(node: Option<&Node>, key: &str, problems: &mut Problems) -> Option<()> {
    let node = node?;
    if node.boolean(&format!("`{key}`"), problems)? {
        return Some(());
    }
    problems
        .error("no-effect", node.at.clone(), format!("`{key}: false` asks for nothing"))
        .help(format!("leave it out, or write `{key}: true`"));
    None
}

fn names(node: Option<&Node>, what: &str, problems: &mut Problems) -> Vec<Name> {
    let texts = node.and_then(|node| node.texts(what, problems)).unwrap_or_default();
    let mut names: Vec<(Name, std::ops::Range<usize>)> = Vec::new();
    for (text, at) in texts {
        if text.trim() != text {
            problems
                .error("bad-text", at.clone(), format!("{what} has a name with spaces around it"))
                .help("names of checks have none");
        }
        let name = Name::written(text);
        if let Some((_, first)) = names.iter().find(|(known, _)| *known == name) {
            problems
                .error("named-twice", at.clone(), format!("{what} names this twice"))
                .also(first.clone(), "first here");
        }
        names.push((name, at));
    }
    names.into_iter().map(|(name, _)| name).collect()
}

fn names_of_except(node: Option<&Node>, problems: &mut Problems) -> Vec<Name> {
    let except = names(node, "`except`", problems);
    if let (Some(node), true) = (node, except.iter().any(Name::fits_all)) {
        problems
            .error("contradiction", node.at.clone(), "`except: \"*\"` leaves no check")
            .help("name the checks that may fail");
    }
    except
}

fn slug(node: &Node, problems: &mut Problems) -> Option<String> {
    let text = node.text("`app`", problems)?;
    let is_slug = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if is_slug(&text) {
        return Some(text);
    }
    let meant = text.to_lowercase().trim_end_matches("[bot]").trim().replace([' ', '_'], "-");
    let problem =
        problems.error("not-a-slug", node.at.clone(), format!("`app` must be an app's slug, found `{text}`"));
    if is_slug(&meant) {
        problem.help(format!("did you mean `{meant}`?"));
    } else {
        problem
            .help(format!("the slug is the end of the app's page, github.com/apps/SLUG, e.g. `{ACTIONS}`"));
    }
    None
}

fn path(node: &Node, problems: &mut Problems) -> Option<String> {
    let text = node.text("`workflow`", problems)?;
    let file = text.strip_prefix(WORKFLOWS);
    let is_file = |name: &str| {
        let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
        stem.is_some_and(|stem| !stem.is_empty()) && !name.contains(['/', '@', '*'])
    };
    if file.is_some_and(is_file) {
        return Some(text);
    }
    let message = format!("`workflow` must be the path of a workflow's file, found `{text}`");
    let problem = problems.error("not-a-workflow", node.at.clone(), message);
    let name = text.rsplit('/').next().unwrap_or_default();
    let name = name.split('@').next().unwrap_or_default();
    if is_file(name) {
        problem.help(format!("did you mean `{WORKFLOWS}{name}`?"));
    } else {
        problem.help(format!("write the whole path, e.g. `{WORKFLOWS}ci.yml`"));
    }
    None
}

fn conclusions(node: Option<&Node>, problems: &mut Problems) -> Vec<Conclusion> {
    let Some(node) = node else { return vec![Conclusion::Success] };
    let before = problems.len();
    let mut conclusions = Vec::new();
    for (text, at) in node.texts("`conclusions`", problems).unwrap_or_default() {
        let folded = text.to_lowercase().replace(['_', ' '], "-");
        let known = Conclusion::WORDS.iter().find(|(word, _)| *word == text);
        match known {
            Some((word, conclusion)) if conclusions.contains(conclusion) => {
                problems.error("named-twice", at, format!("`conclusions` names `{word}` twice"));
            }
            Some((_, conclusion)) => conclusions.push(*conclusion),
            None if NEVER.contains(&folded.as_str()) => {
                problems.error("never-passes", at, format!("`{text}` can not count as passed")).help(
                    "`success`, `skipped` and `neutral` can; to do without a check, leave it out by name",
                );
            }
            None => {
                let words = Conclusion::WORDS.map(|(word, _)| word);
                let problem = problems.error(
                    "not-one-of",
                    at,
                    format!("a conclusion must be one of `success`, `skipped`, `neutral`, found `{text}`"),
                );
                if let Some(near) = nearest(&text, words) {
                    problem.help(format!("did you mean `{near}`?"));
                }
            }
        }
    }
    if problems.len() == before && !conclusions.contains(&Conclusion::Success) {
        problems
            .error("contradiction", node.at.clone(), "a check that succeeded would not count")
            .help("add `success` to `conclusions`");
    }
    conclusions
}

fn at(node: Option<&Node>, context: &Context<'_>, problems: &mut Problems) -> At {
    let Some(node) = node else { return At::Commit };
    if context.holds_merge {
        problems
            .error(
                "wrong-phase",
                node.at.clone(),
                "a phase that holds merges always looks at the pull request's head",
            )
            .help("leave out `at`");
        return At::Commit;
    }
    match node.one_of("`at`", &["commit", "pull-request-head"], problems) {
        Some("pull-request-head") => At::PullRequestHead,
        _ => At::Commit,
    }
}

/// A name, or a list of at least one. YAML takes `1.4` for a number, and it is a name all the same.
pub(super) fn names_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["string", "number", "boolean", "array"],
        "minLength": 1,
        "minItems": 1,
        "uniqueItems": true,
        "items": { "type": ["string", "number", "boolean"], "minLength": 1 },
    })
}

pub(super) fn app_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[a-z0-9-]*[a-z-][a-z0-9-]*$" })
}

pub(super) fn workflow_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^\\.github/workflows/[^/@*]+\\.ya?ml$" })
}

pub(super) fn conclusions_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "anyOf": [
            { "const": "success" },
            {
                "type": "array",
                "uniqueItems": true,
                "items": { "enum": ["success", "skipped", "neutral"] },
                "contains": { "const": "success" },
            },
        ],
    })
}
