//! What people meant is told, and not what the parser made of it.

use super::codes;

const TEMPLATE: &str = "# Release [Version]\n\n## Summary\n[What is new]\n\n## Features\n- [Feature]\n\n## Fixes (if any)\n- [Fix]\n\n## Thanks (optional)\n[Who]\n";

#[test]
fn each_heading_of_a_wrong_level_is_told_and_not_the_title() {
    const LEVEL: &str = "notes-section-level";
    let good = "# Release 1.4.0\n\n## Summary\nFast.\n\n## Features\n- Search\n\n## Fixes\n- Cart\n";
    for (from, to, wanted) in [
        ("\n## ", "\n### ", vec![LEVEL; 3]),
        ("\n## ", "\n# ", vec![LEVEL; 3]),
        ("\n## Features", "\n#### Features", vec![LEVEL]),
        ("# Release", "## Release", vec![LEVEL]),
        ("\n## Fixes\n", "\n## Fixes (if any)\n", vec![]),
        ("\n## Fixes\n", "\n## 🐛 Fixes (optional)\n", vec![]),
        ("\n## Features\n", "\n## Features (if any)\n", vec!["notes-section-misnamed"]),
    ] {
        assert_eq!(codes(TEMPLATE, "", &good.replace(from, to)), wanted, "{to}");
    }
    let deeper = format!("#{}", good.replace("\n#", "\n##"));
    assert_eq!(codes(TEMPLATE, "", &deeper), [] as [&str; 0]);
    let flat = "## Summary\n[x]\n\n## Features\n[y]\n\n## Fixes\n[z]\n";
    for (marks, wanted) in [("#", vec![LEVEL; 3]), ("##", vec![]), ("###", vec![])] {
        let notes = format!("{marks} Summary\na\n\n{marks} Features\nb\n\n{marks} Fixes\nc\n");
        assert_eq!(codes(flat, "", &notes), wanted, "{marks}");
    }
}

#[test]
fn a_title_is_told_once() {
    let rest = "## Summary\nFast.\n\n## Features\n- Search\n";
    for (title, wanted) in [
        ("# Shop 1.4.0\n\n", vec!["notes-title-altered"]),
        ("# 1.4.0\n\n", vec!["notes-title-altered"]),
        ("# Relaese 1.4.0\n\n", vec!["notes-title-altered"]),
        ("Shop 1.4.0\n==========\n\n", vec!["notes-title-altered"]),
        ("", vec!["notes-title-missing"]),
    ] {
        assert_eq!(codes(TEMPLATE, "", &format!("{title}{rest}")), wanted, "{title}");
    }
    assert_eq!(
        codes(TEMPLATE, "", "## Overview\nx\n\n## Summary\nFast.\n\n## Features\n- a\n"),
        ["notes-title-missing", "notes-section-unknown"]
    );
}

#[test]
fn lines_that_were_meant_for_headings_are_told() {
    const UNMARKED: &str = "notes-heading-unmarked";
    for (line, wanted) in [
        ("**Features**", UNMARKED),
        ("**Features:**", UNMARKED),
        ("__Features__", UNMARKED),
        ("##Features", UNMARKED),
        ("##Features ##", UNMARKED),
        ("> ## Features", UNMARKED),
        ("Features", UNMARKED),
        ("Features:", UNMARKED),
        ("**🚀 Features**", UNMARKED),
        ("    ## Features", "notes-heading-in-code"),
        ("**Features**: many", UNMARKED),
        ("Features: many", UNMARKED),
        ("Features are many.", "notes-section-missing"),
    ] {
        let notes = format!("# Release 1.4.0\n\n## Summary\nFast.\n\n{line}\n\n- Search\n");
        assert_eq!(codes(TEMPLATE, "", &notes), [wanted], "{line}");
    }
    for (line, wanted) in [
        ("**Thanks**", vec![UNMARKED]),
        ("##Thanks", vec![UNMARKED]),
        ("Thanks", vec![]),
        ("**Thanks** to all", vec![]),
        ("- **Thanks**", vec![]),
        ("```md\n## Thanks\n```", vec![]),
    ] {
        let notes = format!("# Release 1.4.0\n\n## Summary\nFast.\n\n## Features\n- Search\n\n{line}\n");
        assert_eq!(codes(TEMPLATE, "", &notes), wanted, "{line}");
    }
}

#[test]
fn notes_in_a_fence_are_told_once() {
    let notes = "# Release 1.4.0\n\n## Summary\nFast.\n\n## Features\n- Search\n";
    let fields = "- Date:\n- Owner:\n";
    for (template, notes, wanted) in [
        (TEMPLATE, format!("```markdown\n{notes}```\n"), vec!["notes-in-fence"]),
        (TEMPLATE, format!("~~~\n{notes}~~~\n"), vec!["notes-in-fence"]),
        (TEMPLATE, format!("```\n{notes}"), vec!["notes-in-fence"]),
        (TEMPLATE, format!("Here are the notes:\n\n```md\n{notes}```\n"), vec!["notes-in-fence"]),
        (TEMPLATE, format!("{notes}\n```md\n{notes}```\n"), vec![]),
        (fields, "```\n- Date: 2026-03-02\n- Owner: mona\n```\n".to_owned(), vec!["notes-in-fence"]),
        (fields, "- Date: 2026-03-02\n- Owner: mona\n\n```\nrun\n```\n".to_owned(), vec![]),
        (
            "```sh\nnpm install [name]\n```\n\n[Words]\n",
            "```\nnpm install shop\n```\n\nTake care.\n".to_owned(),
            vec![],
        ),
    ] {
        assert_eq!(codes(template, "", &notes), wanted, "{notes}");
    }
}

#[test]
fn each_line_to_fill_in_stands_once_and_in_order() {
    const TWICE: &str = "notes-field-twice";
    const ORDER: &str = "notes-field-order";
    let list = "- Date:\n- Owner:\n- Risk (if any):\n";
    let section = "## Changes\n\n**Change**: [what]\n**Migration**: [how]\n**Notes** (if any): [more]\n";
    let under = "## Risk\n\n- Impact:\n  - Customers:\n  - Rollback:\n- Owner:\n";
    for (template, notes, wanted) in [
        (list, "- Date: 2026-03-02\n- Owner: mona\n- Risk: low\n", vec![]),
        (list, "- Date: 2026-03-02\n- Owner: mona\n- Owner: hubot\n", vec![TWICE]),
        (list, "- Date: 2026-03-02\n- Owner: mona\n- Date: 2026-03-03\n", vec![TWICE]),
        (list, "- Date: 2026-03-02\n- Owner: mona\n- Date: 2026-03-02\n- Owner: mona\n", vec![TWICE, TWICE]),
        (list, "- Owner: mona\n- Date: 2026-03-02\n", vec![ORDER]),
        (list, "- Risk: low\n- Date: 2026-03-02\n- Owner: mona\n", vec![ORDER]),
        (list, "- Date: 2026-03-02\n- Owner: mona\n  - Owner of the data: hubot\n", vec![]),
        (
            list,
            "| Field | Value |\n| - | - |\n| Date | 2026-03-02 |\n| Owner | mona |\n| Owner | hubot |\n",
            vec![TWICE],
        ),
        (
            section,
            "## Changes\n\n**Change**: a\n**Migration**: b\n\n**Change**: c\n**Migration**: d\n**Notes**: e\n",
            vec![],
        ),
        (
            section,
            "## Changes\n\n### Web\n\n**Change**: a\n**Migration**: b\n\n### Cart\n\n**Change**: c\n**Migration**: d\n",
            vec![],
        ),
        (section, "## Changes\n\n**Change**: a\n**Change**: b\n**Migration**: d\n", vec![TWICE]),
        (section, "## Changes\n\n**Migration**: d\n**Change**: a\n", vec![ORDER]),
        (under, "## Risk\n\n- Impact:\n  - Customers: a\n  - Rollback: b\n- Owner: c\n", vec![]),
        (under, "## Risk\n\n- Impact:\n  - Rollback: b\n  - Customers: a\n- Owner: c\n", vec![ORDER]),
        (
            under,
            "## Risk\n\n- Impact:\n  - Customers: a\n  - Customers: x\n  - Rollback: b\n- Owner: c\n",
            vec![TWICE],
        ),
        (under, "## Risk\n\n- Owner: c\n- Impact:\n  - Customers: a\n  - Rollback: b\n", vec![ORDER]),
    ] {
        assert_eq!(codes(template, "", notes), wanted, "{template}\n{notes}");
    }
    assert_eq!(codes(list, "order: free", "- Owner: mona\n- Date: 2026-03-02\n"), [] as [&str; 0]);
    let other = "## Risk\n\n- Owner: c\n- Impact:\n  - Rollback: b\n  - Customers: a\n";
    assert_eq!(codes(under, "order: free", other), [] as [&str; 0]);
}
