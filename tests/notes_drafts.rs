//! Drafts of release notes as `docs/notes-drafts.md` shows them: `UPDATE=1 cargo test --test notes_drafts` writes the page.

#![cfg(test)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use holdpoint::notes::categories::Categories;
use holdpoint::notes::draft::draft;
use holdpoint::notes::facts::{Change, Repository};
use holdpoint::notes::merge::{detach, regenerate};
use holdpoint::notes::rules::Labels;
use holdpoint::notes::source::TemplateSource;
use holdpoint::notes::{Facts, Rules, Template};
use similar::TextDiff;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn guide(name: &str) -> Template {
    let text = fs::read_to_string(package().join(format!("tests/notes/guides/{name}.md"))).unwrap();
    let section = Some("release-notes-template".to_owned());
    Template::read(&TemplateSource::File { path: format!("docs/{name}.md"), section }, &text).unwrap()
}

/// Number, title, author, labels, text.
type Row = (u64, &'static str, &'static str, &'static [&'static str], &'static str);

const RELEASE: &[Row] = &[
    (
        21,
        "Add a wish list",
        "mona",
        &["feature"],
        "```release-note\nCustomers can keep a list of what they want, and share it.\n```",
    ),
    (22, "feat(checkout): pay by invoice (#22)", "lina-p", &[], ""),
    (24, "fix: totals of carts with [gift cards], thanks @hubot", "hubot", &[], ""),
    (25, "Make the search faster", "lina-p", &["performance"], ""),
    (26, "Bump left-pad from 1.0.0 to 1.1.3", "dependabot[bot]", &["dependencies"], ""),
    (27, "Try a new cache", "mona", &[], ""),
    (28, "Revert \"Try a new cache\"", "mona", &[], "Reverts octo-org/shop#27"),
    (29, "Tidy the build", "mona", &["chore"], "Release note: none"),
    (30, "Escape names of customers in letters", "maya-r", &["security"], ""),
    (
        34,
        "Drop the old order form",
        "mona",
        &["breaking-change"],
        "## Migration\n\n1. Tell your customers.\n2. Link to `/orders` instead of `/form`.",
    ),
    (35, "Rename a variable", "mona", &["skip-notes"], ""),
];

/// Two further ones, merged after the first draft.
const LATER: &[Row] =
    &[(41, "fix: letters in Greek", "maya-r", &[], ""), (42, "feat: wrap gifts", "mona", &[], "")];

fn change((number, title, author, labels, body): &Row) -> Change {
    Change {
        number: *number,
        title: (*title).to_owned(),
        url: format!("https://github.com/octo-org/shop/pull/{number}"),
        author: Some(((*author).to_owned(), author.ends_with("[bot]"))),
        body: Some((*body).to_owned()),
        labels: labels.iter().map(ToString::to_string).collect(),
        closes: Vec::new(),
        messages: Vec::new(),
    }
}

fn drafted(template: Option<&Template>, rows: &[Row]) -> String {
    let facts = Facts {
        version: Some(semver::Version::new(2, 0, 0)),
        tag: Some("v2.0.0".to_owned()),
        previous_tag: Some("v1.4.2".to_owned()),
        days: Some((jiff::civil::date(2026, 5, 4), jiff::civil::date(2026, 5, 6))),
        repository: Some(Repository {
            name: "octo-org/shop".to_owned(),
            url: "https://github.com/octo-org/shop".to_owned(),
        }),
        pull_requests: Some(Ok(rows.iter().map(change).collect())),
        // As the commit that merged #28 proves.
        taken_back: [27, 28].into(),
        ..Facts::default()
    };
    let label = |label: &str| vec![label.to_owned()];
    let labels = Labels {
        breaking: label("breaking-change"),
        security: label("security"),
        excluded: label("skip-notes"),
    };
    let drafted = draft(template, &Rules { labels, ..Rules::default() }, &facts, &Categories::default());
    assert_eq!(drafted.unplaced, [0; 0]);
    // What breaks mentions is not seen; in a page it only confuses.
    drafted.text.replace('\u{200b}', "")
}

/// A block of code that nothing in it ends.
fn fenced(language: &str, text: &str) -> String {
    let fence = if text.contains("```") { "````" } else { "```" };
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

fn difference(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let diff = diff.unified_diff().context_radius(1).to_string();
    fenced("diff", &diff)
}

/// The page of drafts.
fn page() -> String {
    let mut page = fs::read_to_string(package().join("tests/notes/drafts.md")).unwrap();
    page.push_str("\n## An example\n\nThe pull requests of a release, with `notes: {labels: {breaking: breaking-change, security: security, excluded: skip-notes}}`:\n\n| # | title | labels | text |\n| --- | --- | --- | --- |\n");
    for (number, title, author, labels, body) in RELEASE {
        let author = if author.ends_with("[bot]") { " (by a machine)" } else { "" };
        let labels = labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
        let body = body.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ⏎ ");
        let body = if body.is_empty() { String::new() } else { format!("`` {body} ``") };
        writeln!(page, "| {number} | `{title}`{author} | {labels} | {body} |").unwrap();
    }
    for (name, title) in [
        ("detailed", "the detailed guide's template"),
        ("customer-facing", "the customer-facing guide's template"),
        ("by-role", "the guide's template by role"),
    ] {
        let text = drafted(Some(&guide(name)), RELEASE);
        write!(page, "\n### Into {title}\n\n{}", fenced("markdown", &text)).unwrap();
    }
    write!(page, "\n### Without a template\n\n{}", fenced("markdown", &drafted(None, RELEASE))).unwrap();
    page.push_str(&again());
    page
}

/// The first draft, what people made of it, and what the second one makes of that.
fn again() -> String {
    let template = guide("customer-facing");
    let first = detach(&regenerate("", &drafted(Some(&template), RELEASE)).text).0;
    let marked = regenerate("", &drafted(Some(&template), RELEASE)).text;
    let edit = |text: &str| {
        let moved = "  - Escape names of customers in letters (#30)\n";
        text.replace(moved, "")
            .replace("  - Customers can keep", &format!("{moved}  - Customers can keep"))
            .replace("- Summary:\n", "- Summary: Wish lists, and a new way to pay.\n")
            .replace("**checkout**: Pay by invoice (#22)", "Pay by invoice, when the goods are there (#22)")
            .replace("  - Make the search faster (#25)\n", "")
    };
    let people = edit(&marked);
    let rows: Vec<Row> = RELEASE.iter().chain(LATER).copied().collect();
    let second = regenerate(&people, &drafted(Some(&template), &rows));
    assert_eq!(second.left_out, [""; 0]);
    assert_eq!(second.text, regenerate(&second.text, &drafted(Some(&template), &rows)).text);
    let (before, after) = (detach(&people).0, detach(&second.text).0);
    format!(
        "\n## The example, drafted again\n\nPeople write the summary, put an entry into their own words, move one up and take one out:\n\n{}\nThen #41 `{}` and #42 `{}` are merged. Drafting again adds them, and touches nothing else:\n\n{}",
        difference(&first, &before),
        LATER[0].1,
        LATER[1].1,
        difference(&before, &after)
    )
}

#[test]
fn the_page_shows_drafts() {
    let (file, page): (PathBuf, String) = (package().join("docs/notes-drafts.md"), page());
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(file, page).unwrap();
    } else {
        let found = fs::read_to_string(file).unwrap_or_default();
        assert!(
            found == page,
            "docs/notes-drafts.md is stale: run `UPDATE=1 cargo test --test notes_drafts` and look at the difference"
        );
    }
}
