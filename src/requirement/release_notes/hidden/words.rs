//! All texts of a template, each as a whole.

use std::collections::HashSet;

use crate::markdown::{fold, outline};
use crate::notes::Template;
use crate::notes::template::{Part, PartKind, Pattern, Section};

/// A quotation that was cut ends so.
const CUT: char = '…';

/// The texts of a template, as keys.
#[derive(Debug, Default)]
pub(super) struct Words {
    all: HashSet<String>,
}

impl Words {
    /// Of a template.
    pub(super) fn of(template: &Template) -> Self {
        let mut words = Self::default();
        let text = template.text.as_str();
        for line in text.lines() {
            words.add(line);
        }
        for block in outline(text).blocks {
            words.add(&block.shown());
            block.runs.iter().for_each(|run| words.add(&run.text));
        }
        template.sections().into_iter().for_each(|section| words.section(section));
        words
    }

    /// Whether a text is one of the template's.
    pub(super) fn has(&self, text: &str) -> bool {
        let key = key(text);
        let cut = || {
            let begin = text.trim_end().strip_suffix(CUT).filter(|begin| begin.chars().count() >= 300)?;
            let begin = fold(begin);
            self.all.iter().find(|text| text.starts_with(&begin))
        };
        !key.is_empty() && (self.all.contains(&key) || cut().is_some())
    }

    fn add(&mut self, text: &str) {
        let key = key(text);
        if !key.is_empty() {
            self.all.insert(key);
        }
    }

    fn section(&mut self, section: &Section) {
        if let Some(heading) = &section.heading {
            self.pattern(&heading.pattern);
        }
        if let Some(phrase) = &section.or_state {
            self.add(&phrase.says);
        }
        self.parts(&section.parts);
    }

    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match &part.kind {
                PartKind::Prompt(text) | PartKind::Guidance(text) | PartKind::Mark(text) => self.add(text),
                PartKind::Default(text) => self.add(text),
                PartKind::Field(field) => {
                    self.add(&field.name);
                    self.pattern(&field.value);
                    self.parts(&field.nested);
                }
                PartKind::Item { pattern, nested, .. } => {
                    self.pattern(pattern);
                    self.parts(nested);
                }
                PartKind::Fixed(pattern) | PartKind::Code(pattern) => self.pattern(pattern),
                PartKind::Table { columns, rows } => {
                    columns.iter().for_each(|column| self.add(column));
                    rows.iter().flatten().for_each(|pattern| self.pattern(pattern));
                }
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        self.add(&pattern.shown());
        pattern.slots().for_each(|slot| self.add(&slot.written));
    }
}

/// A text without the marks of a heading, an item, a comment or a field that it is shown with.
fn key(text: &str) -> String {
    let text = text.trim().trim_start_matches('#').trim_start();
    let text = text.strip_prefix("<!--").and_then(|text| text.strip_suffix("-->")).unwrap_or(text);
    let text = text.trim().strip_suffix(CUT).filter(|text| text.ends_with(": ")).unwrap_or(text);
    let text = ["- [ ] ", "- [x] ", "- ", "* ", "+ ", "> "]
        .iter()
        .find_map(|mark| text.trim_start().strip_prefix(mark))
        .unwrap_or(text);
    fold(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::source::TemplateSource;

    #[test]
    fn a_text_is_the_template_s_as_a_whole_or_not_at_all() {
        let text = "# Release [Version]\n\n## Summary\n[What is new]\n\n- Date:\n- Owner: [name]\n\nThe *support* desk answers.\n\n| Team | Person |\n| - | - |\n| Web | [name] |\n<!-- notes:end -->\n";
        let template = Template::read(&TemplateSource::Inline(text.to_owned()), text).unwrap();
        let words = Words::of(&template);
        for known in [
            "Summary",
            "## Summary",
            "# Release [Version]",
            "[What is new]",
            "What is new",
            "Date",
            "- Date: …",
            "[name]",
            "The support desk answers.",
            "Team",
            "<!-- notes:end -->",
        ] {
            assert!(words.has(known), "{known}");
        }
        for secret in ["Sum", "desk", "new", "Release", "end", "a", "", "…", "support desk answers", "notes"]
        {
            assert!(!words.has(secret), "{secret}");
        }
    }
}
