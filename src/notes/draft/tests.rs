use proptest::prelude::*;

use super::*;
use crate::evidence::{Reason, Unknown};
use crate::notes::categories::{Category, Excluded};
use crate::notes::facts::{Change, Newcomer, Repository};
use crate::notes::rules::Labels;
use crate::notes::source::TemplateSource;
use crate::notes::{Text, check};

const CUSTOMER_FACING: &str = include_str!("../../../tests/notes/guides/customer-facing.md");
const BY_ROLE: &str = include_str!("../../../tests/notes/guides/by-role.md");
const DETAILED: &str = include_str!("../../../tests/notes/guides/detailed.md");

fn guide(text: &str) -> Template {
    let section = Some("release-notes-template".to_owned());
    Template::read(&TemplateSource::File { path: "docs/guide.md".to_owned(), section }, text).unwrap()
}

fn inline(text: &str) -> Template {
    Template::read(&TemplateSource::Inline(text.to_owned()), text).unwrap()
}

fn change(number: u64, title: &str, author: &str, labels: &[&str], body: &str) -> Change {
    Change {
        number,
        title: title.to_owned(),
        url: format!("https://github.com/octoacme/shop/pull/{number}"),
        author: Some((author.to_owned(), author.ends_with("[bot]"))),
        body: Some(body.to_owned()),
        labels: labels.iter().map(ToString::to_string).collect(),
        closes: Vec::new(),
        messages: Vec::new(),
    }
}

fn facts(changes: Vec<Change>) -> Facts {
    Facts {
        version: Some(semver::Version::new(2, 0, 0)),
        tag: Some("v2.0.0".to_owned()),
        previous_tag: Some("v1.4.2".to_owned()),
        days: Some((jiff::civil::date(2026, 5, 4), jiff::civil::date(2026, 5, 6))),
        repository: Some(Repository {
            name: "octoacme/shop".to_owned(),
            url: "https://github.com/octoacme/shop".to_owned(),
        }),
        taken_back: changes
            .iter()
            .map(|change| change.number)
            .filter(|number| [27, 28].contains(number))
            .collect(),
        pull_requests: Some(Ok(changes)),
        ..Facts::default()
    }
}

/// A release with something of each kind.
fn release() -> Vec<Change> {
    let mut renamed = change(31, "feat(api)!: rename `sku` to `article`", "mona", &[], "");
    renamed.messages = vec![
        "feat(api)!: rename `sku` to `article`\n\nBREAKING CHANGE: send `article` instead of `sku`\nin every request"
            .to_owned(),
    ];
    vec![
        change(
            21,
            "Add a wish list",
            "mona",
            &["feature"],
            "```release-note\nCustomers can keep a list of what they want, and share it.\n```\n",
        ),
        change(22, "feat(checkout): pay by invoice (#22)", "lina-p", &[], "Closes #7"),
        change(24, "fix: totals of carts with [gift cards] *and* a voucher, thanks @mona", "hubot", &[], ""),
        change(25, "Make the search faster", "lina-p", &["performance"], ""),
        change(26, "Bump left-pad from 1.0.0 to 1.1.3", "dependabot[bot]", &["dependencies"], ""),
        change(27, "Try a new cache", "mona", &[], ""),
        change(28, "Revert \"Try a new cache\"", "mona", &[], "Reverts octoacme/shop#27"),
        change(29, "Tidy the build", "mona", &["chore"], "Release note: none\n"),
        change(30, "Escape names of customers in letters", "maya-r", &["security"], ""),
        renamed,
        change(32, "Deprecate `GET /v1/items`", "mona", &["deprecation"], ""),
        change(33, "Rename a variable", "mona", &["skip-notes"], ""),
        change(
            34,
            "Drop Internet Explorer",
            "mona",
            &["breaking-change"],
            "## Migration\n\n1. Tell your customers.\n2. Take the old scripts out.\n",
        ),
        change(35, "Sharper pictures", "mona", &["enhancement"], ""),
    ]
}

fn rules() -> Rules {
    let list = |label: &str| vec![label.to_owned()];
    let labels = Labels {
        breaking: list("breaking-change"),
        security: list("security"),
        excluded: list("skip-notes"),
    };
    Rules { labels, ..Rules::default() }
}

fn drafted(template: &Template) -> String {
    let draft = draft(Some(template), &rules(), &facts(release()), &Categories::default());
    assert_eq!(draft.unplaced, [0; 0]);
    draft.text
}

#[test]
fn the_detailed_guide() {
    insta::assert_snapshot!(drafted(&guide(DETAILED)));
}

#[test]
fn the_customer_facing_guide() {
    insta::assert_snapshot!(drafted(&guide(CUSTOMER_FACING)));
}

#[test]
fn the_guide_by_role() {
    insta::assert_snapshot!(drafted(&guide(BY_ROLE)));
}

#[test]
fn without_a_template() {
    let text = |categories: &Categories| draft(None, &rules(), &facts(release()), categories).text;
    insta::assert_snapshot!(text(&Categories::default()));
    insta::assert_snapshot!(text(&categories()));
}

fn categories() -> Categories {
    let category = |title: &str, labels: &[&str]| Category {
        title: title.to_owned(),
        labels: labels.iter().map(ToString::to_string).collect(),
        excluded: Excluded::default(),
    };
    Categories {
        excluded: Excluded { labels: vec![], authors: vec!["dependabot".to_owned()] },
        list: vec![
            category("Breaking Changes 🛠", &["breaking-change"]),
            category("For customers 🎉", &["feature", "enhancement"]),
            category("Everything else", &["*"]),
        ],
    }
}

/// The draft with something in place of all that it asks people for.
fn answered(template: &Template, draft: &str) -> String {
    let mut text = draft.to_owned();
    let mut asked: Vec<String> = Vec::new();
    for section in template.sections() {
        asked.extend(
            section
                .heading
                .iter()
                .flat_map(|heading| heading.pattern.slots())
                .map(|slot| slot.written.clone()),
        );
        ask(template, &section.parts, &mut asked);
    }
    asked.sort_by_key(|written| std::cmp::Reverse(written.len()));
    for written in asked.iter().filter(|written| !written.is_empty()) {
        text = text.replace(written.as_str(), "what people wrote");
    }
    let open = fields(template);
    let fill = |line: &str| {
        let name = line.trim().trim_start_matches("- ");
        match open.iter().find(|open| *open == name.trim_end_matches(':')) {
            Some(_) => format!("{}: done by people", line.trim_end_matches(':')),
            None => line.to_owned(),
        }
    };
    text.lines().map(|line| fill(line) + "\n").collect()
}

fn ask(template: &Template, parts: &[crate::notes::template::Part], asked: &mut Vec<String>) {
    use crate::notes::template::PartKind;
    for part in parts {
        match &part.kind {
            PartKind::Prompt(_) => {
                asked.push(template.text.whole().get(part.at.clone()).unwrap().trim().to_owned())
            }
            PartKind::Field(field) => {
                asked.extend(field.value.slots().map(|slot| slot.written.clone()));
                ask(template, &field.nested, asked);
            }
            PartKind::Item { pattern, nested, .. } => {
                asked.extend(pattern.slots().map(|slot| slot.written.clone()));
                ask(template, nested, asked);
            }
            PartKind::Fixed(pattern) | PartKind::Code(pattern) => {
                asked.extend(pattern.slots().map(|slot| slot.written.clone()))
            }
            PartKind::Table { rows, .. } => asked
                .extend(rows.iter().flatten().flat_map(|row| row.slots()).map(|slot| slot.written.clone())),
            PartKind::Default(_) | PartKind::Guidance(_) | PartKind::Mark(_) => {}
        }
    }
}

fn fields(template: &Template) -> Vec<String> {
    use crate::notes::template::PartKind;
    let parts = template.sections().into_iter().flat_map(|section| &section.parts);
    let field = |part: &crate::notes::template::Part| match &part.kind {
        PartKind::Field(field) if field.value.pieces.is_empty() && field.nested.is_empty() => {
            Some(field.name.clone())
        }
        _ => None,
    };
    parts.filter_map(field).collect()
}

fn findings(template: &Template, text: &str) -> Vec<String> {
    let checked = check(&Text::new("notes", text), Some(template), &rules(), &Facts::default());
    checked
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{} {:?} {:?}",
                finding.message.code,
                finding.facts,
                finding.spot.as_ref().map(|spot| spot.line)
            )
        })
        .collect()
}

#[test]
fn a_draft_passes_the_check_once_people_have_answered() {
    for text in [DETAILED, CUSTOMER_FACING, BY_ROLE] {
        let template = guide(text);
        for changes in [release(), Vec::new()] {
            let draft = draft(Some(&template), &rules(), &facts(changes), &Categories::default());
            assert!(!findings(&template, &draft.text).is_empty(), "people still have to write");
            let answered = answered(&template, &draft.text);
            assert_eq!(findings(&template, &answered), [""; 0], "{answered}");
            let marked = crate::notes::merge::regenerate("", &answered).text;
            assert_eq!(findings(&template, &marked), [""; 0], "{marked}");
        }
    }
}

/// The draft of a template from these changes, with the rules of the release above.
fn of(template: &str, changes: Vec<Change>) -> Draft {
    draft(Some(&inline(template)), &rules(), &facts(changes), &Categories::default())
}

fn fix(number: u64) -> Change {
    change(number, "fix: a thing", "mona", &[], "")
}

#[test]
fn what_the_pull_requests_decide_is_said_and_what_people_decide_is_asked() {
    let template = "## Fixes\n- [Fix]\n\n## Breaking Changes\n[List them, or state \"None\"]\n\n## Performance (if any)\n- [What is faster]\n\n## Known issues (if any)\n[List them]\n";
    assert_eq!(
        of(template, vec![fix(1)]).text,
        "## Fixes\n- A thing (#1)\n\n## Breaking Changes\nNone\n\n## Known issues\n[List them]\n"
    );
    // Of pull requests that could not be read nothing is said.
    let unknown = Facts { pull_requests: None, ..facts(vec![]) };
    let text = draft(Some(&inline(template)), &rules(), &unknown, &Categories::default()).text;
    assert_eq!(text, template.replace(" (if any)", ""));
}

#[test]
fn where_something_breaks_people_are_asked_how_to_migrate() {
    let template = "## Breaking Changes\n- [What]\n\n### Migration Steps\n[If breaking changes exist, say how to migrate]\n";
    let breaks = change(7, "feat!: drop the old endpoint", "mona", &[], "");
    assert!(of(template, vec![breaks]).text.contains("### Migration Steps\n[If breaking changes exist"));
    assert!(!of(template, vec![fix(8)]).text.contains("Migration Steps"));
}

#[test]
fn text_order_and_marks_of_the_template_stay_and_guidance_goes() {
    let template = "---\ntitle: notes\n---\n<!-- keep: notes-start -->\n\n# Release vX.Y.Z\n\n<!-- Write two sentences. -->\n\nThanks to **all**.\n\n## Fixes\n\n<!-- One line for each -->\n* Fixed [what] (#[PR]) by @[author]\n\n**Full changelog**: [compare link]\n\nFrom {{previous_tag}} to {{version}}, DD/MM/YYYY\n";
    insta::assert_snapshot!(of(template, vec![fix(2), fix(1)]).text, @r"
    <!-- keep: notes-start -->

    # Release v2.0.0

    Thanks to **all**.

    ## Fixes

    * A thing (#1)
    * A thing (#2)

    **Full changelog**: https://github.com/octoacme/shop/compare/v1.4.2...v2.0.0

    From v1.4.2 to 2.0.0, 05/05/2026
    ");
}

#[test]
fn entries_look_like_the_examples() {
    let scoped = || change(3, "fix(cart): a thing", "mona", &[], "");
    let table = [
        ("- [Fix]", "- A thing (#3)"),
        ("* **[Area]**: [Fix]", "* **cart**: A thing (#3)"),
        ("- _[Area]_ - [Fix] ([#PR])", "- _cart_ - A thing (#3)"),
        ("- [Fix] by @[author] in #XXX", "- A thing by @mona in #3"),
        ("- Fixed issue where [description]", "- **cart**: A thing (#3)"),
        ("1. [Fix]", "1. A thing (#3)"),
        ("- [ID]: [Fix]", "- **cart**: A thing (#3)"),
        ("- [Fix]\n  - Ask: [who]", "- A thing (#3)\n  - Ask: [who]"),
        (
            "| Fix | PR | Who tests |\n| --- | --- | --- |\n| [fix] | [#] | [name] |",
            "| Fix | PR | Who tests |\n| --- | --- | --- |\n| A thing | #3 | [name] |",
        ),
    ];
    for (example, written) in table {
        let text = of(&format!("## Fixes\n\n{example}\n"), vec![scoped()]).text;
        assert_eq!(text, format!("## Fixes\n\n{written}\n"), "{example}");
    }
}

#[test]
fn entries_go_where_the_team_puts_them() {
    let template = inline("## Neu 🎉\n- [x]\n\n## Fehler\n- [x]\n\n## Breaking\n- [x]\n");
    let category = |title: &str, label: &str| Category {
        title: title.to_owned(),
        labels: vec![label.to_owned()],
        ..Category::default()
    };
    let categories =
        Categories { list: vec![category("Fehler", "bug"), category("Neu", "*")], ..Categories::default() };
    let changes = vec![
        change(1, "a", "mona", &["bug"], ""),
        change(2, "b", "mona", &[], ""),
        change(3, "c", "mona", &["bug", "breaking-change"], ""),
    ];
    let drafted = draft(Some(&template), &rules(), &facts(changes), &categories);
    assert_eq!(drafted.text, "## Neu 🎉\n- B (#2)\n\n## Fehler\n- A (#1)\n\n## Breaking\n- C (#3)\n");
    // Without such categories the template's headings say nothing to a machine.
    assert_eq!(draft(Some(&template), &rules(), &facts(vec![fix(1)]), &Categories::default()).unplaced, [1]);
    assert_eq!(of("# Release\n\n- [Change]\n", vec![fix(1)]).text, "# Release\n\n- A thing (#1)\n");
}

#[test]
fn a_section_that_the_policy_forbids_is_left_out() {
    let rule = |title: &str, presence| crate::notes::rules::SectionRule {
        path: vec![crate::markdown::normalise(title)],
        title: title.to_owned(),
        aliases: vec![],
        presence: Some(presence),
        least: 0,
        may_be_none: None,
        matches: vec![],
        matches_not: vec![],
        items_cite: false,
        is: None,
    };
    use crate::notes::rules::Presence::{Forbidden, Required};
    // Then nobody looks for what it would have said.
    let new = inline("## Fixes\n- [x]\n\n## New contributors\n- [x]\n");
    let without = rule("New contributors", Forbidden("a patch".to_owned()));
    assert!(!asks_for_newcomers(&new, &Rules { sections: vec![without], ..rules() }));
    assert!(asks_for_newcomers(&new, &rules()));
    let rules = Rules {
        sections: vec![rule("Features", Forbidden("a patch".to_owned())), rule("Performance", Required)],
        ..rules()
    };
    let template = inline("## Features\n- [x]\n\n## Fixes\n- [x]\n\n## Performance\n[List, if any]\n");
    let feature = change(2, "feat: b", "mona", &[], "");
    let drafted = draft(Some(&template), &rules, &facts(vec![fix(1), feature]), &Categories::default());
    assert_eq!(drafted.text, "## Fixes\n- A thing (#1)\n- B (#2)\n\n## Performance\n[List, if any]\n");
}

#[test]
fn what_was_taken_back_is_left_out() {
    let changes = [1, 2, 3].map(|number| change(number, "x", "mona", &[], "")).to_vec();
    let facts = Facts { taken_back: [1, 2].into(), ..facts(changes) };
    let text = draft(Some(&inline("## Changes\n- [x]\n")), &rules(), &facts, &Categories::default()).text;
    assert!(text.contains("(#3)") && !text.contains("(#1)") && !text.contains("(#2)"), "{text}");
}

#[test]
fn a_draft_again_keeps_what_people_wrote() {
    let template = guide(DETAILED);
    let text = |changes| draft(Some(&template), &rules(), &facts(changes), &Categories::default()).text;
    let first = crate::notes::merge::regenerate("", &text(release()));
    let people = first
        .text
        .replace("[Brief 2-3 sentence overview of this release]", "A release for those who wish.")
        .replace("- **checkout**: Pay by invoice (#22)", "- **Invoices**: Pay when the goods are there (#22)")
        .replace("- **Sharper pictures** (#35)\n", "");
    let mut changes = release();
    changes.push(fix(41));
    changes.push(change(42, "feat: gift wrap", "mona", &[], ""));
    let second = crate::notes::merge::regenerate(&people, &text(changes));
    assert_eq!(second.left_out, [""; 0]);
    let expected = people
        .replace(
            "when the goods are there (#22)\n",
            "when the goods are there (#22)\n- **Gift wrap** (#42)\n",
        )
        .replace("thanks @\u{200b}mona (#24)\n", "thanks @\u{200b}mona (#24)\n- A thing (#41)\n");
    let bare = |text: &str| crate::notes::merge::detach(text).0;
    assert_eq!(bare(&second.text), bare(&expected));
}

const SECTIONS: [&str; 12] = [
    "## Features\n- [Feature]\n",
    "## 🐛 Bug Fixes\n\n* Fixed [description of it]\n* Fixed [description of it]\n",
    "## Breaking Changes\n[List all of them, or state \"None\"]\n\n### Migration\n1. [First step]\n2. [Second step]\n\n**Time**: [how long]\n",
    "## Performance (if any)\n- **[Area]**: [What is faster]\n",
    "## Known Issues\n[List all of them]\n",
    "## Changes\n\n| Change | PR |\n| --- | --- |\n| [the change] | [#] |\n",
    "## Upgrade notes\n[What people have to do, if anything]\n",
    "## Security\n<!-- Delete this section if there is nothing -->\n- [Fix] by @[author] (#[PR])\n",
    "## Deployment\nTell the others first.\n\n**Owner**: [name of it]\n",
    "## Dependencies\n- [Dependency]: from [old version] to [new version]\n",
    "## What's New\n\n### Improvements\n- [Improvement]\n\n### Documentation\n[List all pages]\n",
    "## Checklist\n- Date:\n- Notable changes:\n- Known limits\n",
];

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let title = prop_oneof![
        "(feat|fix|docs|perf|chore|xyz)(\\([a-z]{1,5}\\))?!?: [a-z ]{1,12}",
        "[A-Za-z@#1`*|_ -]{0,16}",
        Just("Bump a from 1.0 to 2.0".to_owned()),
        Just("Revert \"x\"".to_owned()),
        Just("x".to_owned()),
    ];
    let label = prop::sample::select(vec![
        "bug",
        "feature",
        "security",
        "breaking-change",
        "docs",
        "skip-notes",
        "deps",
        "else",
    ]);
    let body = prop::sample::select(vec![
        "",
        "```release-note\nNONE\n```",
        "```release-note\n- One\n- Two `x`\n```",
        "## Migration\n\nDo it.\n\n1. Now\n",
        "Release note: said",
    ]);
    let one = (1..40_u64, title, prop::collection::vec(label, 0..2), body, any::<bool>());
    let one = one.prop_map(|(number, title, labels, body, bot)| {
        change(number, &title, if bot { "bot[bot]" } else { "mona" }, &labels, body)
    });
    prop::collection::vec(one, 0..8).prop_map(|mut changes| {
        changes.sort_by_key(|change| change.number);
        changes.dedup_by_key(|change| change.number);
        changes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_draft_passes_the_check_once_people_have_answered(
        sections in prop::sample::subsequence(SECTIONS.to_vec(), 1..SECTIONS.len()).prop_shuffle(),
        changes in changes(),
        title in any::<bool>(),
    ) {
        let title = if title { "# Release [version] - [date]\n\n" } else { "" };
        let template = inline(&format!("{title}{}", sections.join("\n")));
        let draft = draft(Some(&template), &rules(), &facts(changes), &Categories::default());
        let answered = answered(&template, &draft.text);
        prop_assert_eq!(findings(&template, &answered), Vec::<String>::new(), "\n{}", answered);
    }

    #[test]
    fn the_order_of_pull_requests_does_not_matter(changes in changes().prop_shuffle()) {
        let mut sorted = changes.clone();
        sorted.sort_by_key(|change| change.number);
        for template in [Some(guide(DETAILED)), None] {
            let text = |changes: &[Change]| draft(template.as_ref(), &rules(), &facts(changes.to_vec()), &Categories::default());
            prop_assert_eq!(text(&changes), text(&sorted));
        }
    }

    #[test]
    fn each_pull_request_is_there_once_or_told(changes in changes()) {
        let entries = entry::entries(&facts(changes.clone()), &rules(), &Categories::default());
        for template in [DETAILED, CUSTOMER_FACING] {
            let draft = draft(Some(&guide(template)), &rules(), &facts(changes.clone()), &Categories::default());
            for entry in &entries {
                prop_assert!(draft.text.contains(&format!("(#{})", entry.number)), "{:?}\n{}", entry, draft.text);
            }
        }
    }

    #[test]
    fn any_text_will_do(
        template in "([-#*>|`\\[\\]<!:. a\u{e9}\\n]|## Fixes\n|- \\[x\\]\n|<!-- a -->){0,30}",
        title in "(?s).{0,20}",
        body in "([-#>`\\[:@ a\u{e9}\\n]|```release-note\n|Release note: |## Migration\n){0,12}",
    ) {
        let source = TemplateSource::Inline(template.clone());
        let read = Template::read(&source, &template).ok();
        let changes = vec![change(1, &title, "mona", &[], &body)];
        let one = draft(read.as_ref(), &rules(), &facts(changes), &Categories::default());
        let people = |text: &str| crate::notes::merge::regenerate(text, &one.text).text;
        let once = people("");
        prop_assert_eq!(people(&once), once);
    }
}

/// The draft of a template, with who is new.
fn with_newcomers(template: &str, newcomers: Option<Result<&[(&str, u64)], Unknown>>) -> String {
    let newcomer = |(login, number): &(&str, u64)| Newcomer { login: (*login).to_owned(), number: *number };
    let newcomers = newcomers.map(|found| found.map(|all| all.iter().map(newcomer).collect()));
    let changes =
        vec![change(21, "Add a wish list", "mona", &[], ""), change(22, "Wrap gifts", "lina-p", &[], "")];
    let facts = Facts { newcomers, ..facts(changes) };
    let excluded = Excluded { labels: vec![], authors: vec!["renovate-acme".to_owned()] };
    let categories = Categories { excluded, ..Categories::default() };
    let draft = draft(Some(&inline(template)), &rules(), &facts, &categories);
    assert_eq!(draft.unplaced, [0; 0], "{template}");
    draft
        .text
        .replace('\u{200b}', "")
        .replace("## Changes\n\n- Add a wish list (#21)\n- Wrap gifts (#22)\n\n", "")
}

const NEW: &[(&str, u64)] = &[("lina-p", 22), ("mona", 21), ("renovate-acme", 20)];

#[test]
fn new_contributors_are_listed_as_the_template_shows() {
    let table = [
        // As GitHub says it, where the template shows nothing or something else.
        (
            "[Who is new?]",
            "- @mona made their first contribution in #21\n- @lina-p made their first contribution in #22",
        ),
        (
            "- [What they did] (#NNN)",
            "- @mona made their first contribution in #21\n- @lina-p made their first contribution in #22",
        ),
        ("- @[username] in #[PR]", "- @mona in #21\n- @lina-p in #22"),
        (
            "* @username made their first contribution in #NNN",
            "* @mona made their first contribution in #21\n* @lina-p made their first contribution in #22",
        ),
        ("- [Name]", "- mona (#21)\n- lina-p (#22)"),
        ("- Welcome, [contributor]! ([PR link])", "- Welcome, mona! (#21)\n- Welcome, lina-p! (#22)"),
    ];
    for (shown, listed) in table {
        for heading in ["New Contributors", "First-time contributors", "New contributors 🎉 (optional)"] {
            let template = format!("## Changes\n\n- [Title] (#NNN)\n\n## {heading}\n\n{shown}\n");
            let bare = heading.trim_end_matches(" (optional)");
            assert_eq!(
                with_newcomers(&template, Some(Ok(NEW))),
                format!("## {bare}\n\n{listed}\n"),
                "{shown}"
            );
        }
    }
    let field =
        with_newcomers("## Changes\n\n- [Title] (#NNN)\n\n## More\n\n- New contributors:\n", Some(Ok(NEW)));
    assert!(
        field.contains("- New contributors:\n  - @mona made their first contribution in #21\n  - @lina-p"),
        "{field}"
    );
    let mention = "## Changes\n\n- [Title] (#NNN)\n\n## New contributors\n\n- @[username] in #[PR]\n";
    let named = with_newcomers(mention, Some(Ok(&[("mona_acme", 21)])));
    assert!(named.contains("- @mona_acme in #21\n"), "{named}");
    // Nobody is called by a draft of which the template does not say so.
    let facts =
        Facts { newcomers: Some(Ok(vec![Newcomer { login: "mona".into(), number: 21 }])), ..facts(vec![]) };
    let template = inline("## New contributors\n\n[Who?]\n");
    assert!(
        draft(Some(&template), &rules(), &facts, &Categories::default()).text.contains("- @\u{200b}mona")
    );
}

#[test]
fn new_contributors_of_whom_nothing_is_known_are_left_to_people() {
    let template = |shown: &str| format!("## Changes\n\n- [Title] (#NNN)\n\n## New contributors{shown}\n");
    let unknown = || Some(Err(Unknown::new(Reason::ServerTrouble)));
    let prompt = "\n\n- [Name] in #NNN";
    for newcomers in [None, unknown()] {
        assert_eq!(with_newcomers(&template(prompt), newcomers), format!("## New contributors{prompt}\n"));
    }
    // Nobody: as with any section that has no entries.
    let nobody = || Some(Ok::<&[(&str, u64)], Unknown>(&[]));
    assert_eq!(with_newcomers(&template(prompt), nobody()), format!("## New contributors{prompt}\n"));
    let optional = template(&format!(" (if any){prompt}"));
    assert!(!with_newcomers(&optional, nobody()).contains("ontributors"));
    assert!(with_newcomers(&optional, unknown()).contains("## New contributors"));
    let or_none = template("\n\n[List them, or state \"None\"]");
    assert_eq!(with_newcomers(&or_none, nobody()), "## New contributors\n\nNone\n");
    assert!(with_newcomers(&or_none, unknown()).contains("[List them"));
}

#[test]
fn only_a_template_that_may_say_it_asks_for_new_contributors() {
    let asks = |text: &str, rules: &Rules| asks_for_newcomers(&inline(text), rules);
    let section = "## Changes\n\n- [Title]\n\n## New Contributors\n\n- [Name]\n";
    assert!(asks(section, &rules()));
    assert!(asks("- Changes:\n- New contributors:\n", &rules()));
    assert!(!asks("## Changes\n\n- [Title]\n\n## Contributors\n\n- [Name]\n", &rules()));
    // The changes still go to the only list of changes.
    let changes = "## What is in it\n\n- [Title] (#NNN)\n\n## New Contributors\n\n- @[username]\n";
    assert!(with_newcomers(changes, None).contains("## What is in it\n\n- Add a wish list (#21)"));
}
