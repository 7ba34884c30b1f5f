//! Reading the YAML shape: a severity, or a mapping with more.

use super::{CodeScanning, Dependabot, Off, Scope, SecretScanning, Threshold};
use crate::requirement::texts;
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

impl CodeScanning {
    pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if !is_mapping(node) {
            let at_least = Threshold::read(node, "`code-scanning`", problems)?;
            return Some(Self { at_least, tools: Vec::new(), off: None });
        }
        let before = problems.len();
        let mut fields = Fields::of(node, "`code-scanning`", problems)?;
        let at_least = at_least(&mut fields, problems);
        let same = |one: &String, other: &String| one.eq_ignore_ascii_case(other);
        let tools = fields.get("tools").map(|node| texts::read_each(node, "`tools`", problems, same, Ok));
        let off = off(&mut fields, problems);
        fields.finish(problems);
        let read = Self { at_least: at_least?, tools: tools.flatten().unwrap_or_default(), off };
        (problems.len() == before).then_some(read)
    }
}

impl Dependabot {
    pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if !is_mapping(node) {
            let at_least = Threshold::read(node, "`dependabot`", problems)?;
            return Some(Self { at_least, scope: None, off: None });
        }
        let before = problems.len();
        let mut fields = Fields::of(node, "`dependabot`", problems)?;
        let at_least = at_least(&mut fields, problems);
        let scope = fields.get("scope").and_then(|node| node.one_of("`scope`", &["runtime"], problems));
        let off = off(&mut fields, problems);
        fields.finish(problems);
        let read = Self { at_least: at_least?, scope: scope.map(|_| Scope::Runtime), off };
        (problems.len() == before).then_some(read)
    }
}

impl SecretScanning {
    pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if !is_mapping(node) {
            return any_secret(node, problems).then(Self::default);
        }
        let before = problems.len();
        let mut fields = Fields::of(node, "`secret-scanning`", problems)?;
        let off = off(&mut fields, problems);
        fields.finish(problems);
        if off.is_none() && problems.len() == before {
            problems
                .error("no-effect", node.at.clone(), "`secret-scanning` says nothing here")
                .help("write `secret-scanning: any`");
        }
        (problems.len() == before).then_some(Self { off })
    }
}

/// Secrets have no severity.
fn any_secret(node: &Node, problems: &mut Problems) -> bool {
    let severity = |text: &str| Threshold::WORDS.iter().any(|(word, _)| *word == text && *word != "any");
    if node.as_str().is_some_and(severity) {
        problems
            .error("not-one-of", node.at.clone(), "a leaked secret has no severity")
            .help("write `secret-scanning: any`");
        return false;
    }
    node.one_of("`secret-scanning`", &["any"], problems).is_some()
}

impl Threshold {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        if node.as_str() == Some("moderate") {
            problems
                .error("not-one-of", node.at.clone(), format!("{what} has no word `moderate`"))
                .help("what Dependabot calls moderate is `medium` here");
            return None;
        }
        let word = node.one_of(what, &Self::WORDS.map(|(word, _)| word), problems)?;
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, threshold)| *threshold)
    }
}

fn is_mapping(node: &Node) -> bool {
    matches!(node.kind, Yaml::Map(_))
}

fn at_least(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Threshold> {
    let node = fields.require("at-least", problems)?;
    Threshold::read(node, "`at-least`", problems)
}

fn off(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Off> {
    let node = fields.get("off")?;
    node.one_of("`off`", &["allow"], problems).map(|_| Off::Allow)
}
