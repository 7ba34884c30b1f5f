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
            PartKind::Default(text) => {
                let _ = write!(out, "default {text}");
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

#[test]
fn a_template_with_very_many_headings_is_refused() {
    let read = |headings: usize| {
        let text = format!("# Release [Number]\n\n{}", "## Changes\n\n- [Change]\n\n".repeat(headings - 1));
        Template::read(&TemplateSource::Inline(text.clone()), &text).map(|_| ())
    };
    assert_eq!(read(1_000), Ok(()));
    let refused = read(1_001).unwrap_err();
    assert_eq!(refused.message.code, "notes-template-long");
    assert_eq!(refused.spot.unwrap().line, 3 + 4 * 999);
}

#[test]
fn a_default_may_be_replaced() {
    let template = "## Breaking\n\nNone\n\n## Fixes\n\n- N/A\n\n## Issues\n\n_No known issues._\n\n## Security\n\n[List]\n\nNone.\n\n## Info\n\n- Migration: None\n- Owner: [name]\n- Downtime: n/a\n";
    insta::assert_snapshot!(told(&inline(template)), @r"
    root
    1 ## Breaking (or: None)
      3 default None
    5 ## Fixes (or: N/A)
      7 default N/A
    9 ## Issues (or: No known issues)
      11 default No known issues.
    13 ## Security (or: None)
      15 prompt List
      17 default None.
    19 ## Info
      21 field item migration: None (or: None)
      22 field item owner: ‹[name]›
      23 field item downtime: n/a (or: n/a)
    ");
    let kept =
        "## Notice\n\nNone of this is legal advice.\n\n- No changes to the API are planned, but see below\n";
    insta::assert_snapshot!(told(&inline(kept)), @r"
    root
    1 ## Notice
      3 fixed None of this is legal advice.
      5 fixed No changes to the API are planned, but see below
    ");
}

#[test]
fn a_quoted_summary_is_a_prompt() {
    for (line, wanted) in [
        ("> TL;DR …", "prompt TL;DR …"),
        ("> **TL;DR** one sentence for the impatient", "prompt TL;DR one sentence for the impatient"),
        ("> TL;DR: one sentence", "prompt TL;DR: one sentence"),
        ("TLDR ...", "prompt TLDR ..."),
        ("> A short summary goes here.", "prompt A short summary goes here."),
        ("> TL;DR: [one sentence]", "field tl;dr: ‹[one sentence]›"),
        ("> **TL;DR:** …", "field tl;dr: ‹…›"),
    ] {
        let template = format!("# Notes\n\n{line}\n\n## Fixes\n\n- [fix it]\n");
        assert_eq!(told(&inline(&template)).lines().nth(2).unwrap().trim(), format!("3 {wanted}"), "{line}");
    }
}

#[test]
fn names_below_the_title_are_fields() {
    let template = "# Release notes\n\n- Version\n- Release date\n- Customer impact (if any)\n\n## Details\n\n- Be kind.\n- Version it\n";
    insta::assert_snapshot!(told(&inline(template)), @r"
    root
    1 # Release notes
      3 field item version 
      4 field item release date 
      5 field item customer impact  (optional: if any)
    7 ## Details
      9 fixed Be kind.
      10 fixed Version it
    ");
}

#[test]
fn a_tag_ends_a_line() {
    let template = "# Notes\n\n**Version:** [x y]<br>\n**Date:** [day]<br/>**Owner:**<BR>Risk: [r s]\n\n| A | B |\n| - | - |\n| [a b]<br>[c d] | x<br>[e f] |\n";
    let read = inline(template);
    insta::assert_snapshot!(told(&read), @r"
    root
    1 # Notes
      3 field version: ‹[x y]=Version›
      4 field date: ‹[day]=Date›
      4 field owner: 
      4 field risk: ‹[r s]›
      6 table A|B = ‹[a b]› ‹[c d]›|x ‹[e f]›
    ");
    for slot in read.root.sections[0].parts.iter().filter_map(|part| match &part.kind {
        PartKind::Field(field) => field.value.slots().next(),
        _ => None,
    }) {
        assert_eq!(template.get(slot.at.clone()), Some(slot.written.as_str()));
    }
}

#[test]
fn a_fence_beside_the_template_is_no_part_of_it() {
    let read =
        |file: &str| Template::read(&source("notes"), file).map(|template| template.text.as_str().to_owned());
    let body = "# [Name]\n\n## Last\n\n[x y]\n";
    let nested = "# [Name]\n```\nmake\n```\n## Last\n[x y]\n";
    for (template, file) in [
        (body, format!("## Notes\n\n```markdown\n{body}```\n\nThen run:\n\n```\n# as root\nls\n```\n")),
        (body, format!("## Notes\n\n```md\n{body}```\n\n```\nls\n```\n\n```\npwd\n```\n")),
        (body, format!("## Notes\n\nFill in the [bracketed] parts of this:\n\n```markdown\n{body}```\n")),
        (nested, format!("## Notes\n\n````\n{nested}````\n\n```\nls\n```\n")),
        (nested, format!("## Notes\n\n````markdown\n{nested}````\nThen:\n```\n## x\n```\n")),
    ] {
        assert_eq!(read(&file).as_deref(), Ok(template), "{file}");
    }
    for (file, line) in [
        (format!("## Notes\n\n```markdown\n{body}```\n\n```\n## Also\n\n[a b]\n```\n"), 9),
        (format!("## Notes\n\n```markdown\n{nested}```\n"), 5),
        ("## Notes\n\n```markdown\n# [Name]\n\n```\nmake\n```\n\nThanks to all.\n```\n".to_owned(), 6),
    ] {
        assert_eq!(refused("notes", &file), ("notes-template-fence-ends-early", line), "{file}");
        // What the message says to do helps.
        let begins = file.replace("```markdown", "````markdown");
        let mended = match file.matches("```").count() % 2 {
            0 => begins.replacen("```\n\n```", "````\n\n```", 1),
            _ => begins,
        };
        let mended = if mended.contains("````\n\n") {
            mended
        } else {
            format!("{}````\n", mended.strip_suffix("```\n").unwrap())
        };
        assert!(read(&mended).is_ok(), "{mended}");
    }
}

/// What is a place to fill in.
const ASKS: &[&str] = &[
    "[Date]",
    "[...]",
    "{{version}}",
    "{{ date }}",
    "${x}",
    "<name>",
    "<release name>",
    "vX.Y.Z",
    "X.Y.Z",
    "YYYY-MM-DD",
    "TBD",
    "TODO",
    "XXX",
    "NNNN",
    "#NNN",
    "#XXX",
    "...",
    "…",
    "???",
    "____",
    "$RESOLVED_VERSION",
    "{version}",
    "[#XXX](https://github.com/octoacme/app/pull/XXX)",
    "[link](url)",
    "[link to tracker](#)",
    "<summary of changes>",
    "[Full changelog](https://github.com/octoacme/app/compare/vA.B.C...vX.Y.Z)",
    "[Unreleased]",
    "`vX.Y.Z`",
    "lorem ipsum dolor sit amet",
    "[List [nested] things]",
    "[**Bold** slot]",
];

#[test]
fn every_form_of_place_to_fill_in_is_known_and_content_is_left_alone() {
    for slot in ASKS {
        let text = format!("Words {slot}\n\n- x");
        let template = inline(&text);
        let PartKind::Fixed(found) = &template.root.parts[0].kind else {
            panic!("{slot}: {}", told(&template))
        };
        let whole: Vec<&str> = found.slots().map(|slot| slot.written.as_str()).collect();
        let wanted = slot.trim_matches('`');
        match *slot {
            "[List [nested] things]" => assert_eq!(whole, ["[nested]"]),
            _ => assert_eq!(whole, [wanted], "{slot}"),
        }
        for slot in found.slots() {
            assert_eq!(text.get(slot.at.clone()).unwrap(), slot.written, "{text}");
        }
    }
    let content = [
        "{path}",
        "<https://example.com>",
        "<mona@example.com>",
        "[Runbook](https://example.com/a)",
        "`[x]`",
        "`${HOME}`",
        "`Vec<String>`",
        "a < b and c > d",
        "[ ]",
        "[x]",
        "[^1]",
        "[1]",
        "and so on...",
        "v1.4.0",
        "2026-05-05",
        "Windows XP",
        "<b>bold</b>",
        "<br>",
        "snake_case__name",
        "What?",
        "Maxine XX",
        "$HOME",
        "`{{`",
        "tbd-service",
        "http://x.y.z.example",
    ];
    for text in content {
        let text = format!("Words {text}\n\n- [x y]");
        let template = inline(&text);
        let PartKind::Fixed(found) = &template.root.parts[0].kind else {
            panic!("{text}: {}", told(&template))
        };
        assert!(!found.has_slot(), "{text}: {found:?}");
    }
}

const EVERYTHING: &str = "\u{feff}---\ntitle: Template\n---\r
<!-- Delete the comments before you publish -->
<!-- release-notes:start -->
# 🚀 Release {{version}} (<date>)
[![build](https://example.com/b.svg)](https://example.com)

- [Highlights](#highlights)
- [Fixes](#fixes)

Highlights
----------
> [Quote of the product manager, if any]

_Describe the most important change._

## Upgrading, if applicable
<!-- Omit when nothing has to be done -->
Run this before anything else:

```bash
holdpoint --version X.Y.Z --home ${HOME} --name <name>
```

1. Stop the service.
2. ...

## Fixes (if any)
- Fixed `[x]` in {path} (#NNN)
- Item 2
-

| Component | Version | Note |
| --- | --- | --- |
| API | vX.Y.Z | [note] |
| Web | 1.0 | |

<details>
<summary>More</summary>

TODO: write down more

</details>

---

# Second [part]
Owner: @username
**Support until**: YYYY-MM-DD
Delete this section if it is empty.

We follow semantic versioning.
It is explained [elsewhere][semver].

Full changelog: https://github.com/octoacme/app/compare/vA.B.C...vX.Y.Z

- [ ] Docs published
- **Docs**: [what changed, or \"Nothing\"]

Known issues:
- [issue]

[semver]: https://semver.org
";

#[test]
fn what_people_write_in_templates_is_understood() {
    let template = inline(EVERYTHING);
    let passed: Vec<String> = template
        .passed_over
        .iter()
        .map(|passed| format!("{} {}", template.text.spot(passed.at.clone()).line, passed.why))
        .collect();
    insta::assert_snapshot!(format!("{}passed over: {}", told(&template), passed.join("; ")));
}

#[test]
fn no_line_is_left_unaccounted_for() {
    for (name, text) in
        [("", EVERYTHING), ("release-notes-template", DETAILED), ("release-notes-template", BY_ROLE)]
    {
        let from = if name.is_empty() { TemplateSource::Inline(String::new()) } else { source(name) };
        let template = Template::read(&from, text).unwrap();
        let covered = covered(&template);
        let mut at = template.text.range().start;
        for line in template.text.as_str().split_inclusive('\n') {
            let inner = line.trim_start_matches('\u{feff}').trim();
            let middle = at + (line.len() - line.trim_start().len());
            at += line.len();
            let fence_or_rule =
                inner.starts_with("```") || inner.starts_with("| ---") || inner.starts_with("-----");
            assert!(
                inner.is_empty()
                    || fence_or_rule
                    || covered.iter().any(|range| range.start <= middle + 2 && middle < range.end),
                "{line:?} of {name}"
            );
        }
    }
}

fn covered(template: &Template) -> Vec<Range<usize>> {
    fn add(parts: &[Part], to: &mut Vec<Range<usize>>) {
        for part in parts {
            to.push(part.at.clone());
            match &part.kind {
                PartKind::Item { nested, .. } | PartKind::Field(Field { nested, .. }) => add(nested, to),
                _ => {}
            }
        }
    }
    let mut all: Vec<Range<usize>> = template.passed_over.iter().map(|passed| passed.at.clone()).collect();
    for section in template.sections() {
        all.extend(section.heading.iter().map(|heading| heading.at.clone()));
        add(&section.parts, &mut all);
    }
    all
}

fn refused(section: &str, file: &str) -> (&'static str, u64) {
    let finding = Template::read(&source(section), file).unwrap_err();
    (finding.message.code, finding.spot.unwrap().line)
}

#[test]
fn a_section_is_found_by_its_anchor_or_its_heading() {
    let guide = "# Guide\n## 🚀 Notes: the `template`!\n- A:\n## Notes\n- B:\n## Notes\n- C:\n### Notes-1\n- D:\n## Überblick ⚙️\n- E:\n";
    let first = |section: &str| {
        let template = Template::read(&source(section), guide).unwrap();
        match &template.root.parts[0].kind {
            PartKind::Field(field) => (field.name.clone(), template.under),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(first("-notes-the-template"), ("A".to_owned(), 2));
    assert_eq!(first("Notes: the template!"), ("A".to_owned(), 2));
    assert_eq!(first("notes"), ("B".to_owned(), 2));
    assert_eq!(first("Notes"), ("B".to_owned(), 2));
    assert_eq!(first("notes-1"), ("C".to_owned(), 2));
    assert_eq!(first("notes-1-1"), ("D".to_owned(), 3));
    assert_eq!(first("überblick-️"), ("E".to_owned(), 2));
    assert_eq!(first("überblick-"), ("E".to_owned(), 2));
    assert_eq!(refused("nites", guide), ("notes-template-section-unknown", 4));
    assert_eq!(refused("zzz", "# Guide\n- A:\n"), ("notes-template-section-missing", 1));
    let twice = "# Guide\n## Our notes!\n- A:\n## Our  notes!\n- B:\n";
    assert_eq!(refused("OUR NOTES!", twice), ("notes-template-section-twice", 4));
}

#[test]
fn a_fence_is_read_as_intended_or_refused() {
    let read =
        |file: &str| Template::read(&source("notes"), file).map(|template| template.text.as_str().to_owned());
    let body = "# [Name]\n```bash\nmake\n```\n## Last\n[x y]\n";
    let as_meant = [
        format!("## Notes\nUse this:\n```markdown\n{body}```\n## After\n"),
        format!("## Notes\n````markdown\n{body}````\n"),
        format!("## Notes\n~~~md\n{body}~~~\n"),
        format!("## Notes\n```\n{body}```\n"),
        format!("## Notes\n```markdown\n{body}```\n```json\n{{}}\n```\n"),
        format!("## Notes\n```markdown\n{body}```\n## After\n```\nls\n```\n"),
    ];
    for file in &as_meant {
        assert_eq!(read(file).as_deref(), Ok(body), "{file}");
    }
    let inner = "# [Name]\n```\nmake\n```\n## Last\n[x y]\n";
    assert_eq!(
        refused("notes", &format!("## Notes\n```markdown\n{inner}```\n")),
        ("notes-template-fence-ends-early", 4)
    );
    let hash = "# [Name]\n```\n# make\n```\n## Last\n[x y]\n";
    assert_eq!(
        refused("notes", &format!("## Notes\n```markdown\n{hash}```\n")),
        ("notes-template-fence-ends-early", 4)
    );
    assert_eq!(refused("notes", "## Notes\n```markdown\n# [Name]\n## B\n"), ("notes-template-fence-open", 2));
    assert_eq!(
        refused("notes", "## Notes\n```markdown\n# [Name]\n```bash\nls\n```\n## B\n"),
        ("notes-template-fence-open", 2)
    );
    assert_eq!(refused("notes", "## Notes\n- [x y]\n\n```bash\nls\n"), ("notes-template-fence-unclosed", 4));
    assert_eq!(
        refused("notes", "## Notes\n- Copy:\n  ```markdown\n  # [Name]\n  ```\n"),
        ("notes-template-fence-nested", 3)
    );
    assert_eq!(
        refused("notes", "## Notes\n```md\n# [A]\n```\n```md\n# [B]\n```\n"),
        ("notes-template-several", 5)
    );
    assert_eq!(
        refused("notes", "## Notes\n- [A b]\n\n```md\n# [B]\n```\n"),
        ("notes-template-in-two-places", 4)
    );
    let code = "## Notes\n- Version:\n- Date:\n\n```\npip install app==X.Y.Z\n```\n";
    assert!(read(code).unwrap().contains("pip install"), "code in a template is a part of it");
}
