//! What a check of the structure finds, and what it must not find.

use crate::notes::rules::Rules;
use crate::notes::source::TemplateSource;
use crate::notes::{Facts, Template, Text, check};

/// A template as the policy would name it.
fn template(text: &str) -> Template {
    Template::read(&TemplateSource::Inline(text.to_owned()), text).unwrap()
}

/// A template in a guide.
fn guide(path: &str, section: &str, text: &str) -> Template {
    let source = TemplateSource::File { path: path.to_owned(), section: Some(section.to_owned()) };
    Template::read(&source, text).unwrap()
}

/// What is found, one line each: `line:column code text`.
fn told(template: Option<&Template>, rules: &Rules, notes: &str) -> Vec<String> {
    let notes = Text::new("notes.md", notes);
    let findings = check(&notes, template, rules, &Facts::default()).findings;
    findings
        .iter()
        .map(|finding| {
            let spot = finding.spot.as_ref().unwrap();
            let meant: String =
                spot.text.chars().skip(spot.column as usize - 1).take(spot.length as usize).collect();
            format!("{}:{} {} {meant:?}", spot.line, spot.column, finding.message.code)
        })
        .collect()
}
