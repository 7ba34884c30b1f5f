use super::*;

const NOTES: &str = "\
<!-- holdpoint:notes x -->
# Release v1.4.0 - 2026-05-05

A calm release. It took three weeks.

And one day.

## What's New
- **Search**: finds *everything* (#12)
  - also old things
- **Login**: faster ([#13](https://github.com/octoacme/app/pull/13))

## Breaking Changes
None

## 🔒 Security fixes
* Fixed a leak by @mona in https://github.com/octoacme/app/pull/14

## Upgrading
1. Stop it.
2. Run `app upgrade 1.4.0`.

```bash
app upgrade 1.4.0
```

| Component | From | To |
| --- | --- | --- |
| API | 1.3.0 | 1.4.0 |

- Downtime: none
- Duration: 5 minutes

**Released by**: @mona
**Full changelog**: https://github.com/octoacme/app/compare/v1.3.0...v1.4.0
";

#[test]
fn a_template_and_rules_are_made_of_notes() {
    let derived = derive("notes.md", NOTES).unwrap();
    insta::assert_snapshot!(format!("{}=====\n{}", derived.template, derived.policy));
}

#[test]
fn a_list_of_fields_stays_one() {
    let derived = derive(
        "notes.md",
        "- Release name / number: Aurora 1.4.0\n- Date: 5 May 2026\n- Summary: We did it.\n- Known issues:\n",
    )
    .unwrap();
    assert_eq!(
        derived.template,
        "- Release name / number: [Release name / number]\n- Date: [Date]\n- Summary: [Summary]\n- Known issues:\n"
    );
}

#[test]
fn nothing_is_made_of_nothing() {
    for notes in ["", "\n", "---\n", "<!-- hm -->"] {
        assert_eq!(
            derive("notes.md", notes).unwrap_err().message.code,
            "notes-template-underivable",
            "{notes:?}"
        );
    }
}
