use std::fmt::Write as _;

use super::*;

const CUSTOMER_FACING: &str = include_str!("../../../tests/notes/guides/customer-facing.md");
const BY_ROLE: &str = include_str!("../../../tests/notes/guides/by-role.md");
const DETAILED: &str = include_str!("../../../tests/notes/guides/detailed.md");

fn source(section: &str) -> TemplateSource {
    let section = (!section.is_empty()).then(|| section.to_owned());
    TemplateSource::File { path: "docs/guide.md".to_owned(), section }
}

fn inline(text: &str) -> Template {
    Template::read(&TemplateSource::Inline(text.to_owned()), text).unwrap()
}

/// A template on a few lines: what each thing is, by line.
fn told(template: &Template) -> String {
    let mut out = String::new();
    for section in template.sections() {
        if let Some(heading) = &section.heading {
            let line = template.text.spot(heading.at.clone()).line;
            let marks = "#".repeat(heading.level.into());
            let _ = write!(out, "{line} {marks} {}", pattern(&heading.pattern));
        } else {
            out.push_str("root");
        }
        phrases(&mut out, section.optional.as_ref(), section.or_state.as_ref());
        out.push('\n');
        parts(&mut out, template, &section.parts, 1);
    }
    out
}

fn phrases(out: &mut String, optional: Option<&Phrase>, or_state: Option<&Phrase>) {
    if let Some(optional) = optional {
        let _ = write!(out, " (optional: {})", optional.says);
    }
    if let Some(or_state) = or_state {
        let _ = write!(out, " (or: {})", or_state.says);
    }
}

fn parts(out: &mut String, template: &Template, all: &[Part], depth: usize) {
    for part in all {
        let line = template.text.spot(part.at.clone()).line;
        let _ = write!(out, "{}{line} ", "  ".repeat(depth));
        let mut under: &[Part] = &[];
        match &part.kind {
            PartKind::Prompt(asks) => {
                let _ = write!(out, "prompt {asks}");
            }
            PartKind::Field(field) => {
                let colon = if field.colon { ":" } else { "" };
                let item = if field.item { "item " } else { "" };
                let _ = write!(out, "field {item}{}{colon} {}", field.key, pattern(&field.value));
                phrases(out, field.optional.as_ref(), field.or_state.as_ref());
                under = &field.nested;
            }
            PartKind::Item { pattern: shown, ordered, nested } => {
                let _ = write!(out, "item{} {}", if *ordered { " 1." } else { "" }, pattern(shown));
                under = nested;
            }
            PartKind::Fixed(shown) => {
                let _ = write!(out, "fixed {}", pattern(shown));
            }
            PartKind::Table { columns, rows } => {
                let rows: Vec<String> =
                    rows.iter().map(|row| row.iter().map(pattern).collect::<Vec<_>>().join("|")).collect();
                let _ = write!(out, "table {} = {}", columns.join("|"), rows.join(" / "));
            }
            PartKind::Code(shown) => {
                let _ = write!(out, "code {:?}", pattern(shown));
            }
            PartKind::Guidance(text) => {
                let _ = write!(out, "guidance {text}");
            }
            PartKind::Mark(text) => {
                let _ = write!(out, "mark {text}");
            }
        }
        out.push('\n');
        parts(out, template, under, depth + 1);
    }
}

/// Words as they are, places to fill in between `‹` and `›`, with what they want.
fn pattern(pattern: &Pattern) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Slot(Slot { written, wants: Wants::Anything, .. }) => format!("‹{written}›"),
        Piece::Slot(slot) => format!("‹{}={:?}›", slot.written, slot.wants),
    };
    pattern.pieces.iter().map(piece).collect()
}

#[test]
fn the_customer_facing_guide_is_a_list_of_fields() {
    let template = Template::read(&source("release-notes-template"), CUSTOMER_FACING).unwrap();
    insta::assert_snapshot!(told(&template));
}

#[test]
fn the_guide_by_role_is_a_list_of_fields() {
    let template = Template::read(&source("Release Notes Template"), BY_ROLE).unwrap();
    insta::assert_snapshot!(told(&template));
}

#[test]
fn the_detailed_guide_is_a_document_in_a_fence() {
    let template = Template::read(&source("release-notes-template"), DETAILED).unwrap();
    insta::assert_snapshot!(told(&template));
    assert!(template.text.as_str().starts_with("# Release [Name/Number]"));
    assert!(template.text.as_str().ends_with("or forum]\n"));
    assert_eq!(
        template,
        Template::read(&source(""), DETAILED).unwrap(),
        "a guide's only fence is its template"
    );
}

#[test]
fn a_template_that_asks_for_nothing_is_refused() {
    for text in ["", "\n\n", "Thanks to everybody.\n", "---\ntitle: x\n---\n", "<!-- say something -->"] {
        let refused = Template::read(&TemplateSource::Inline(text.to_owned()), text).unwrap_err();
        assert_eq!(refused.message.code, "notes-template-empty", "{text:?}");
    }
    assert_eq!(told(&inline("Released on [Date].")), "root\n  1 fixed Released on ‹[Date]=Date›.\n");
}
