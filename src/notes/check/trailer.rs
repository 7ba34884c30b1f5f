//! Lines that machines put under notes, and that are no content of the section above them: the way to the comparison with
//! the release before.

use super::facts::is_comparison;
use super::lines::{Line, LineKind, OPAQUE};
use crate::markdown::{fold, without_emoji};
use crate::notes::template::{PartKind, Section};

/// No such line is longer.
const LONGEST: usize = 400;

/// Whether a line is nothing but the way to a comparison: `**Full Changelog**: https://…`, `[v1.3.0...v1.4.0](…)`.
pub(super) fn is_trailer(line: &Line) -> bool {
    if !matches!(line.kind, LineKind::Text | LineKind::Item) || line.shown.len() > LONGEST {
        return false;
    }
    let (shown, prose) = (line.shown.trim(), line.prose.trim());
    let leads = prose.contains(OPAQUE) || shown.contains("://") || shown.contains("...");
    let range = !shown.contains(char::is_whitespace) && shown.contains("...");
    let alone = range && (shown.contains("/compare/") || prose.chars().eq([OPAQUE]));
    alone || (leads && is_named(&fold(shown)))
}

/// Whether a line begins with such a name, and nothing but the link follows.
fn is_named(key: &str) -> bool {
    if !is_comparison(key) {
        return false;
    }
    let bare = without_emoji(key);
    let value = bare.split_once(':').map_or(bare, |(_, value)| value).trim();
    bare == value || !value.contains(char::is_whitespace)
}

/// Whether a section is for that: then it is what belongs there.
pub(super) fn belongs(key: &str, section: Option<&Section>) -> bool {
    let speaks = |text: &str| {
        let text = text.to_lowercase();
        ["compar", "changelog", "diff"].iter().any(|word| text.contains(word))
    };
    let parts = section.into_iter().flat_map(|section| &section.parts);
    let mut asked = parts.map(|part| match &part.kind {
        PartKind::Prompt(prompt) => speaks(prompt),
        PartKind::Item { pattern, .. } | PartKind::Fixed(pattern) => speaks(&pattern.shown()),
        PartKind::Field(field) => speaks(&field.key),
        _ => false,
    });
    is_comparison(key) || asked.any(|asked| asked)
}
