use super::*;
use crate::notes::source::TemplateSource;

fn guide(name: &str, text: &str) -> Template {
    let section = Some("release-notes-template".to_owned());
    let source = TemplateSource::File { path: format!("docs/{name}.md"), section };
    Template::read(&source, text).unwrap()
}

#[test]
fn the_templates_of_the_guides_are_told_line_by_line() {
    let guides = [
        ("customer-facing", include_str!("../../../tests/notes/guides/customer-facing.md")),
        ("by-role", include_str!("../../../tests/notes/guides/by-role.md")),
        ("detailed", include_str!("../../../tests/notes/guides/detailed.md")),
    ];
    let told: Vec<String> = guides.iter().map(|(name, text)| explain_template(&guide(name, text))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_program_gets_the_same() {
    let text = "# Notes of [Version]\n- Date: YYYY-MM-DD\n";
    let template = Template::read(&TemplateSource::Inline(String::new()), text).unwrap();
    insta::assert_snapshot!(template_json(&template));
}

#[test]
fn what_a_template_says_cannot_reach_the_terminal() {
    let text = "# Notes \u{1b}[31m of [Ver\u{202e}sion]\n<!-- ##[error]x -->\n- Date\u{7}:\n";
    let template = Template::read(&TemplateSource::Inline(String::new()), text).unwrap();
    let told = explain_template(&template);
    assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{7}']) && !told.contains("##["), "{told}");
}
