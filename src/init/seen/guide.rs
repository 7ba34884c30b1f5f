//! The written guide: the boxes that a team ticks by hand today.

use crate::evidence::habits::Habits;
use crate::markdown::{Section as Heading, normalise, sections, tasks};
use crate::version::{TagPattern, find_in};
use crate::yaml::{Kind, Problems, parse};

/// More boxes than this are no list that anybody ticks.
const MOST: usize = 150;

/// Lists of boxes, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::init) struct Guide {
    /// Where.
    pub(in crate::init) place: Place,
    /// The lists, in its order.
    pub(in crate::init) lists: Vec<List>,
}

/// Where a guide stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::init) enum Place {
    /// An open issue that tracks a release: its number and title.
    Issue(u64, String),
    /// A template for issues: its path.
    Template(String),
    /// A file for people: its path.
    File(String),
}

/// The boxes under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::init) struct List {
    /// The heading; of no other list of the guide.
    pub(in crate::init) heading: String,
    /// When its boxes are ticked.
    pub(in crate::init) time: Time,
    /// Its boxes, no two alike.
    pub(in crate::init) items: Vec<Item>,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::init) struct Item {
    /// Its text.
    pub(in crate::init) text: String,
    /// Whether it says itself that it may not apply.
    pub(in crate::init) optional: bool,
}

/// Who a guide speaks to. The boxes of a tracking issue are ticked before the tag, unless a heading says that it is over by then; a
/// guide for people goes on to what they do afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoken {
    InAnIssue,
    ToPeople,
}

/// When the boxes of a list are ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::init) enum Time {
    /// Before the tag.
    Before,
    /// After it: deployment, announcement, watching.
    After,
    /// When something went wrong.
    Trouble,
}

impl Guide {
    /// The lists that are ticked then.
    pub(in crate::init) fn at(&self, time: Time) -> impl Iterator<Item = &List> {
        self.lists.iter().filter(move |list| list.time == time)
    }

    /// How many boxes these are.
    pub(in crate::init) fn boxes(&self, time: Time) -> u64 {
        self.at(time).map(|list| list.items.len() as u64).sum()
    }
}

/// All guides, the best first: the newest open tracking issue, then a template for issues, then the file with the most boxes before
/// the tag.
pub(in crate::init) fn all(habits: &Habits, pattern: &str) -> Vec<Guide> {
    let mut guides: Vec<Guide> = tracking_issues(habits, pattern)
        .map(|issue| Guide {
            place: Place::Issue(issue.number, issue.title.clone()),
            lists: lists(&issue.body, Spoken::InAnIssue),
        })
        .collect();
    let texts = || habits.texts.iter().filter_map(|one| Some((&one.path, one.text.value()?.as_deref()?)));
    let is_template = |path: &str| path.to_ascii_lowercase().contains("issue_template/");
    for (path, text) in texts().filter(|(path, _)| is_template(path) && is_about_releases(path)) {
        let lists = if path.ends_with(".md") { lists(text, Spoken::InAnIssue) } else { of_form(text) };
        guides.push(Guide { place: Place::Template(path.clone()), lists });
    }
    let mut files: Vec<Guide> = texts()
        .filter(|(path, _)| is_guide(path))
        .map(|(path, text)| Guide { place: Place::File(path.clone()), lists: lists(text, Spoken::ToPeople) })
        .collect();
    files.sort_by_key(|guide| std::cmp::Reverse(guide.boxes(Time::Before)));
    guides.extend(files);
    guides.retain(|guide| guide.boxes(Time::Before) > 0);
    guides
}

/// The open issues that track a release: a label says so, and their title names a version.
pub(in crate::init) fn tracking_issues<'h>(
    habits: &'h Habits,
    pattern: &str,
) -> impl Iterator<Item = &'h crate::evidence::habits::SeenIssue> {
    let pattern = TagPattern::parse(pattern).ok();
    habits.issues.seen().iter().filter(move |issue| {
        let named = pattern.as_ref().is_some_and(|pattern| find_in(&issue.title, pattern).len() == 1);
        named && issue.labels.iter().any(|label| is_about_releases(label))
    })
}

/// Whether a name speaks of releases.
pub(in crate::init) fn is_about_releases(name: &str) -> bool {
    name.to_lowercase().contains("releas")
}

/// A file for people that speaks of releases, and is no template of something else.
pub(in crate::init) fn is_guide(path: &str) -> bool {
    let lower = path.to_lowercase();
    let name = lower.rsplit('/').next().unwrap_or_default();
    let markdown = lower.ends_with(".md") || lower.ends_with(".markdown");
    markdown
        && name.contains("releas")
        && !lower.contains("template/")
        && !["node_modules/", "vendor/", "third_party/"].iter().any(|folder| lower.contains(folder))
}

/// The lists of a Markdown text.
fn lists(text: &str, spoken: Spoken) -> Vec<List> {
    let headings = sections(text);
    let mut found: Vec<(String, Time, String)> = Vec::new();
    for task in tasks(text).into_iter().filter(|task| !task.quoted && !task.struck).take(MOST) {
        let above: Vec<&Heading> =
            headings.iter().filter(|heading| heading.content.contains(&task.at.start)).collect();
        let heading = title(&above, &headings);
        found.push((heading, time(above.iter().map(|one| one.key.as_str()), spoken), task.text));
    }
    gathered(found)
}

/// The innermost heading, with the one above it where another section is called the same.
fn title(above: &[&Heading], all: &[Heading]) -> String {
    let Some((last, outer)) = above.split_last() else { return "Checklist".to_owned() };
    let same = all.iter().filter(|one| one.key == last.key).count();
    match outer.last().filter(|_| same > 1) {
        Some(outer) => format!("{}: {}", outer.text, last.text),
        None => last.text.clone(),
    }
}

/// The boxes of a form for issues.
fn of_form(text: &str) -> Vec<List> {
    let root = parse(text, &mut Problems::new());
    let Some(Kind::List(elements)) = root.as_ref().and_then(|root| root.value("body")).map(|body| &body.kind)
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for element in
        elements.iter().filter(|one| one.value("type").and_then(|kind| kind.as_str()) == Some("checkboxes"))
    {
        let Some(attributes) = element.value("attributes") else { continue };
        let label = attributes.value("label").and_then(|label| label.as_str()).unwrap_or_default();
        let Some(Kind::List(options)) = attributes.value("options").map(|options| &options.kind) else {
            continue;
        };
        for option in options.iter().filter_map(|option| option.value("label")?.as_str()) {
            found.push((
                label.to_owned(),
                time([normalise(label).as_str()].into_iter(), Spoken::InAnIssue),
                option.to_owned(),
            ));
        }
    }
    gathered(found)
}

/// Boxes under their headings. What has no text, or the text of another under the same heading, is no box of its own.
fn gathered(found: Vec<(String, Time, String)>) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    for (heading, time, text) in found {
        let (heading, text) = (clean(&heading), clean(&text));
        let key = normalise(&text);
        if key.is_empty() || normalise(&heading).is_empty() || !is_found(&heading, &text) {
            continue;
        }
        let item = Item { optional: is_optional(&key), text };
        match lists.iter_mut().find(|list| normalise(&list.heading) == normalise(&heading)) {
            Some(list) if list.items.iter().any(|other| normalise(&other.text) == key) => {}
            Some(list) => list.items.push(item),
            None => lists.push(List { heading, time, items: vec![item] }),
        }
    }
    lists
}

/// Whether a gate finds the box in an issue that was made with a form: some texts of people are Markdown that turns into something
/// else there.
fn is_found(heading: &str, text: &str) -> bool {
    let issue = format!("### {heading}\n\n- [ ] {text}\n");
    match tasks(&issue).as_slice() {
        [task] => {
            let found = task.section.last().is_some_and(|section| *section == normalise(heading));
            found && task.key == normalise(text) && !task.struck && !task.also_shows_box
        }
        _ => false,
    }
}

/// One line without what nobody sees.
fn clean(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn is_optional(key: &str) -> bool {
    ["(if ", "(optional", "(as needed", "if applicable", "if needed", "(for "]
        .iter()
        .any(|words| key.contains(words))
}

/// Words of headings under which nothing is for a usual release.
const TROUBLE: [&str; 5] = ["rollback", "roll back", "incident", "hotfix", "emergenc"];
/// Those of what comes before the tag.
const BEFORE: [&str; 9] =
    ["pre-", "prerelease", "before", "readiness", "ready", "prepar", "planning", "sign-off", "go/no-go"];
/// Those of what comes after it, whoever says so.
const AFTER: [&str; 3] = ["post-", "after", "follow-up"];
/// Those that say so in a guide for people.
const LATER: [&str; 7] = ["deploy", "production", "rollout", "publish", "announce", "monitor", "closure"];

/// By the words of the headings, the innermost first.
fn time<'k>(keys: impl Iterator<Item = &'k str>, spoken: Spoken) -> Time {
    let keys: Vec<&str> = keys.collect();
    let has = |key: &str, words: &[&str]| words.iter().any(|word| key.contains(word));
    if keys.iter().any(|key| has(key, &TROUBLE)) {
        return Time::Trouble;
    }
    let of = |key: &&str| {
        if has(key, &BEFORE) {
            Some(Time::Before)
        } else if has(key, &AFTER) || (spoken == Spoken::ToPeople && has(key, &LATER)) {
            Some(Time::After)
        } else {
            None
        }
    };
    keys.iter().rev().find_map(of).unwrap_or(Time::Before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_come_with_heading_and_time() {
        let text = "# Releasing\n- [ ] Tell people\n## Pre-Release Phase\n### Documentation\n- [ ] Notes **written**\n- [x] Guide (if applicable)\n- [ ] notes written.\n\
            ## Deployment\n### Pre-Deployment\n- [ ] Backup\n### Documentation\n- [ ] Runbook followed\n## Rollback\n- [ ] Redeploy\n> - [ ] quoted\n- [ ] ~~struck~~\n";
        let found: Vec<String> = lists(text, Spoken::ToPeople)
            .iter()
            .map(|list| {
                format!(
                    "{} {:?} {:?}",
                    list.heading,
                    list.time,
                    list.items.iter().map(|item| (item.text.as_str(), item.optional)).collect::<Vec<_>>()
                )
            })
            .collect();
        insta::assert_snapshot!(found.join("\n"), @r#"
        Releasing Before [("Tell people", false)]
        Pre-Release Phase: Documentation Before [("Notes written", false), ("Guide (if applicable)", true)]
        Pre-Deployment Before [("Backup", false)]
        Deployment: Documentation After [("Runbook followed", false)]
        Rollback Trouble [("Redeploy", false)]
        "#);
    }

    #[test]
    fn a_form_has_boxes_too() {
        let form = "body:\n  - type: markdown\n    attributes: {value: x}\n  - type: checkboxes\n    attributes:\n      label: Prepared\n      options: [{label: Notes}, {label: Notes}, {nolabel: x}]\n";
        assert_eq!(
            of_form(form),
            [List {
                heading: "Prepared".into(),
                time: Time::Before,
                items: vec![Item { text: "Notes".into(), optional: false }]
            }]
        );
        for no_form in ["", "body: {}", "body: [x, {type: checkboxes}]", "- ["] {
            assert_eq!(of_form(no_form), []);
        }
    }

    #[test]
    fn guides_are_files_for_people() {
        for (path, is) in [
            ("RELEASING.md", true),
            ("docs/release-process.md", true),
            ("docs/process/how-we-release.md", true),
            (".github/ISSUE_TEMPLATE/release.md", false),
            ("node_modules/x/RELEASE.md", false),
            ("docs/releases/1.4.0.md", false),
            ("release.yml", false),
        ] {
            assert_eq!(is_guide(path), is, "{path}");
        }
    }
}
