//! Words of a template that say whether something may be left out, or what may be stated instead.

use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::Phrase;

/// In a heading or a field's name: in brackets, or behind the name.
static IN_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\([^()]*\b(?:(?:if|where|when|as)\s+(?:any|applicable|needed|necessary|relevant|required|appropriate|available)|optional|omit|(?:delete|remove|skip)\s+if|if\s+none|falls|sofern|wenn\s+(?:vorhanden|zutreffend|n\u{f6}tig)|le\s+cas\s+\u{e9}ch\u{e9}ant|facultatif|si\s+(?:applicable|n\u{e9}cessaire|aplica|procede)|opcional|facoltativ[oa]|opzionale)\b[^()]*\)|[,\-–—]?\s*\b(?:if|where|when|as)\s+(?:any|applicable|needed|relevant)\s*:?\s*$",
    )
    .ok()
});

/// In a prompt or in guidance.
static IN_PROMPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:omit|delete|remove|skip|drop|leave\s+(?:it\s+|this\s+|the\s+section\s+)?(?:out|off|empty|blank)|do\s+not\s+include|don't\s+include)\b[^.;\[\]]{0,80}?\b(?:if|when|unless|where)\b[^.;\[\]()<>]{0,60}|\b(?:if|where|when|as)\s+(?:applicable|relevant|needed|necessary|appropriate)\b|\b(?:delete|remove)\s+(?:the\s+|any\s+|all\s+)?(?:options?|items?|lines?|rows?|boxes)\s+(?:that|which)\b[^.;]{0,60}|\bif\s+any\b|\bonly\s+(?:if|when)\b[^.;\[\]()<>]{0,60}|^[\[<!\s_*(-]*(?:optional\b|if\s+[^,\]]{1,60},)|\(\s*optional\s*\)",
    )
    .ok()
});

/// What may be stated instead.
static STATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\b(?:state|write|say|put|enter|use|specify)\s+["“'‘`]((?:none|n/a|nothing|no|not)\b[^"”'’`\n]{0,40})["”'’`]|\bor\s+(?:just\s+|simply\s+)?(?:(?:state|write|say|put|enter|use|specify)\s+)?["'“‘`]([^"'”’`\n]{1,40})["'”’`]|\b(?:state|write|say|put|enter|use|specify)\s+["'“‘`]?(none|n/a|nothing|no\s+changes|not\s+applicable|no)\b|\bor\s+(none|n/a|not\s+applicable)\b|["'“‘`]?\b(none|n/a|not\s+applicable)["'”’`]?\s+if\b"#,
    )
    .ok()
});

/// Content by which a template says what stands there if there is nothing to say.
static DEFAULT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\W*(?:(?:keine?[rns]?|aucune?|ninguno?a?|nenhuma?|nessun[oa]?|geen|なし|無し|无|нет|none|n/?\.?a\.?|not\s+applicable|nothing|nil)(?:\s+(?:known|planned|required|needed|reported|identified|yet|to\s+report))?|(?:there\s+are\s+)?no\s+(?:known\s+|new\s+)?(?:(?:breaking|security|manual|special|further|other)\s+)?(?:changes|issues|steps|actions?|migrations?|fixes|updates|features|vulnerabilities)(?:\s+(?:needed|required|known))?)(?:\s+(?:in|for|at|with)\s+this\s+(?:release|version|time))?\W*$",
    )
    .ok()
});

/// Asides in a name that say who writes it.
static BY_WHOM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\(\s*(?:prepared|written|filled|provided|supplied|owned|completed|drafted|from|by)\b[^()]*\)",
    )
    .ok()
});

/// The phrase in a heading or a field's name by which it may be left out. `at` are the bytes of `source` that are searched.
pub(super) fn optional_name(source: &str, at: Range<usize>) -> Option<Phrase> {
    first(IN_NAME.as_ref(), source, at)
}

/// The same of a prompt or guidance. "If none" belongs to what is to be stated then.
pub(super) fn optional_prompt(source: &str, at: Range<usize>) -> Option<Phrase> {
    let found = first(IN_PROMPT.as_ref(), source, at.clone())?;
    let stated = or_state(source, at).is_some_and(|stated| stated.at.start < found.at.end);
    let says = found.says.to_lowercase();
    (!stated || !says.contains("none")).then_some(found)
}

/// Whether a phrase by which something may be left out is about the items that follow, not about the whole section.
pub(super) fn is_of_items(phrase: &Phrase) -> bool {
    let says = phrase.says.to_lowercase();
    ["option", "item", "line", "row", "box"].iter().any(|word| says.contains(word)) && says.contains(" that ")
}

/// What may be stated instead of content.
pub(super) fn or_state(source: &str, at: Range<usize>) -> Option<Phrase> {
    let text = source.get(at.clone())?;
    let found = STATED.as_ref()?.captures(text)?;
    let word = found.iter().skip(1).flatten().next()?;
    let whole = found.get(0)?;
    Some(Phrase { at: at.start + whole.start()..at.start + whole.end(), says: word.as_str().to_owned() })
}

/// Whether a text says that there is nothing to say: as a template's own content it may be replaced, and is an answer.
pub(super) fn is_default(shown: &str) -> bool {
    const LONGEST: usize = 80;
    shown.len() <= LONGEST && DEFAULT.as_ref().is_some_and(|default| default.is_match(shown))
}

/// A heading's or a field's name without "(if any)", "(prepared by …)" and the like: as it is compared.
#[must_use]
pub fn bare_name(name: &str) -> String {
    let mut bare = name.to_owned();
    for pattern in [IN_NAME.as_ref(), BY_WHOM.as_ref()].into_iter().flatten() {
        bare = pattern.replace_all(&bare, " ").into_owned();
    }
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn first(pattern: Option<&Regex>, source: &str, at: Range<usize>) -> Option<Phrase> {
    let found = pattern?.find(source.get(at.clone())?)?;
    let says = found.as_str().trim_matches(|c: char| c.is_whitespace() || "()[]<>!-_*,–—".contains(c));
    Some(Phrase { at: at.start + found.start()..at.start + found.end(), says: says.to_owned() })
}

/// Whether a value without brackets is no value: an example, or answers to choose from. `e.g. @mona`, `Yes/No`,
/// `High / Medium / Low`, `[ ] yes [ ] no`.
pub(super) fn offers(value: &str) -> bool {
    const EXAMPLES: [&str; 6] = ["e.g.", "eg.", "e.g", "for example", "example:", "for instance"];
    let value = value.trim().trim_matches(['(', ')']);
    let lower = value.to_lowercase();
    EXAMPLES.iter().any(|word| lower.starts_with(word))
        || lower.matches("[ ]").count() + lower.matches('\u{2610}').count() > 1
        || is_choice(value)
}

/// Words with a stroke between them may be content; of a choice at least one is a word that things are commonly told by,
/// or there are three of them with space around the strokes.
fn is_choice(value: &str) -> bool {
    const KNOWN: [&str; 45] = [
        "yes",
        "no",
        "y",
        "n",
        "true",
        "false",
        "on",
        "off",
        "low",
        "medium",
        "high",
        "small",
        "large",
        "critical",
        "none",
        "n/a",
        "na",
        "not applicable",
        "unknown",
        "draft",
        "final",
        "done",
        "open",
        "closed",
        "pass",
        "passed",
        "fail",
        "failed",
        "internal",
        "external",
        "major",
        "minor",
        "patch",
        "production",
        "staging",
        "full",
        "partial",
        "beta",
        "alpha",
        "optional",
        "required",
        "planned",
        "unplanned",
        "pending",
        "blocked",
    ];
    const LONGEST: usize = 80;
    if value.len() > LONGEST || value.contains(['.', ',', ';']) || is_default(value) {
        return false;
    }
    let mark = if value.contains('|') { '|' } else { '/' };
    // The stroke of “n/a” parts nothing.
    let value = value.to_lowercase().replace("n/a", "na");
    let parts: Vec<&str> =
        value.split(mark).map(|part| part.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let spaced = value.contains(" / ") || value.contains(" | ");
    parts.len() > 1
        && parts.iter().all(|part| !part.is_empty() && part.split_whitespace().count() <= 3)
        && (parts.iter().any(|part| KNOWN.contains(part)) || (spaced && parts.len() > 2))
}
