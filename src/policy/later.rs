//! Parts of the language that a later version brings. They are checked now as far as they can be, and refused: this
//! version would not act on them, and what has no effect is not accepted. Nor does it propose them: a key becomes known
//! here only where it is written.

use crate::yaml::{Fields, Node, Problems};

/// `bump` and `floating-tags`.
pub(super) fn of_release(fields: &mut Fields<'_>, problems: &mut Problems) {
    if let Some(node) = written(fields, "bump") {
        bump(node, problems);
        refuse(fields, "bump", "the computing of versions", problems);
    }
    if let Some(node) = written(fields, "floating-tags") {
        for item in node.items("`floating-tags`", problems).unwrap_or_default() {
            item.one_of("each item of `floating-tags`", &["major", "minor"], problems);
        }
        refuse(fields, "floating-tags", "the cutting of tags", problems);
    }
}

fn written<'n>(fields: &mut Fields<'n>, key: &'static str) -> Option<&'n Node> {
    fields.key(key)?;
    fields.get(key)
}

fn refuse(fields: &Fields<'_>, key: &'static str, with: &str, problems: &mut Problems) {
    if let Some(written) = fields.key(key) {
        problems
            .error("comes-later", written.at.clone(), format!("`{key}` comes with {with}"))
            .help("this version would not act on it, and what has no effect is not accepted");
    }
}

fn bump(node: &Node, problems: &mut Problems) {
    let Some(mut fields) = Fields::of(node, "`bump`", problems) else { return };
    for level in ["major", "minor", "patch"] {
        let Some(rule) = fields.get(level) else { continue };
        let Some(mut rule) = Fields::of(rule, &format!("`{level}`"), problems) else { continue };
        if let Some(labels) = rule.get("labels") {
            labels.texts("`labels`", problems);
        }
        if let Some(conventional) = rule.get("conventional") {
            conventional.boolean("`conventional`", problems);
        }
        rule.finish(problems);
    }
    if let Some(otherwise) = fields.get("otherwise") {
        otherwise.one_of("`otherwise`", &["major", "minor", "patch", "refuse"], problems);
    }
    fields.finish(problems);
}
