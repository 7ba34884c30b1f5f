//! What a release needs before its tag: the requirements of the policy, and in a comment those of what comes after it.

use std::collections::BTreeSet;

use super::PHASE;
use super::page::{Page, count, list, name, names, scalar};
use super::seen::guide::{Guide, List, Place, Time};
use super::seen::{People, Seen};

/// Half of the merged pull requests, and more, are a habit.
pub(super) fn is_usual((fitting, of): (u64, u64)) -> bool {
    fitting * 2 >= of
}

/// The ids that are taken.
struct Ids(BTreeSet<String>);

impl Ids {
    fn new() -> Self {
        Self(crate::policy::RESERVED_IDS.iter().map(|id| (*id).to_owned()).collect())
    }

    /// An id of its own, made of a title.
    fn of(&mut self, title: &str) -> String {
        const LONGEST: usize = 48;
        let lower: String = title
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        let mut id = String::new();
        for word in lower.split('-').filter(|word| !word.is_empty()) {
            if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
                break;
            }
            if !id.is_empty() {
                id.push('-');
            }
            id.extend(word.chars().take(LONGEST));
        }
        if id.is_empty() {
            id.push_str("box");
        }
        let free = (1..)
            .map(|number: u32| if number == 1 { id.clone() } else { format!("{id}-{number}") })
            .find(|id| !self.0.contains(id));
        let free = free.unwrap_or(id);
        self.0.insert(free.clone());
        free
    }
}

fn requirement(page: &mut Page, depth: usize, id: &str, title: &str, more: &[String]) {
    page.line(depth, &format!("- id: {id}"));
    page.line(depth + 1, &format!("title: {}", scalar(title)));
    for line in more {
        page.line(depth + 1, line);
    }
}

pub(super) fn requirements(page: &mut Page, seen: &Seen<'_>) {
    let mut ids = Ids::new();
    pull_requests(page, seen, &mut ids);
    checks(page, seen, &mut ids);
    labels(page, seen, &mut ids);
    page.comment(3, "The notes follow the template and agree with the facts; docs/release-notes.md says what is looked at.");
    requirement(
        page,
        3,
        &ids.of("release-notes"),
        "The release notes are finished",
        &["require: {release-notes: {}}".to_owned()],
    );
    page.gap();
    boxes(page, seen, &mut ids);
    if !matches!(seen.people, People::Nobody) {
        page.gap();
        page.comment(3, "One of them writes `/holdpoint sign release-manager` in a comment on the tracking issue. A later push makes that stale.");
        requirement(
            page,
            3,
            &ids.of("go"),
            "The release manager says go",
            &["require: {sign-off: release-manager}".to_owned()],
        );
    }
}

fn pull_requests(page: &mut Page, seen: &Seen<'_>, ids: &mut Ids) {
    let approvals = seen.merged(|pull| pull.approved);
    let direct = {
        let commits = seen.habits.commits.seen();
        let without = commits.iter().filter(|by_pull| !**by_pull).count();
        (without * 4 >= commits.len() && without > 0 && seen.tags.chosen.is_some())
            .then_some((without, commits.len()))
    };
    let mut keys = vec!["merged: all".to_owned()];
    let mut title = "Every pull request is merged".to_owned();
    match approvals {
        Some(habit) if is_usual(habit) => {
            page.comment(
                3,
                &format!("Seen: {} of the last {} merged pull requests were approved.", habit.0, habit.1),
            );
            keys.push("approvals: 1".to_owned());
            title.push_str(", and approved by somebody else");
        }
        Some((fitting, of)) => {
            page.comment(3, &format!("Seen: {fitting} of the last {of} merged pull requests were approved, so no approval is asked for; `approvals: 1` would."));
        }
        None => page
            .comment(3, "Too few merged pull requests were seen to ask for approvals; `approvals: 1` would."),
    }
    if let Some((without, of)) = direct {
        page.comment(3, &format!("Seen: {without} of the last {of} commits came without a pull request. Take `direct-push: allow` out once none does."));
        keys.push("direct-push: allow".to_owned());
    } else {
        page.comment(
            3,
            "A commit that no pull request brought in is a no-go, unless `direct-push: allow` stands here.",
        );
    }
    let kinds: Vec<&str> = seen.labels.kinds().collect();
    let labelled = seen.merged(|pull| pull.labels.iter().any(|label| kinds.contains(&label.as_str())));
    if let Some((_, of)) = labelled.filter(|(fitting, of)| fitting == of) {
        page.comment(
            3,
            &format!("Seen: each of the last {of} merged pull requests has one of these labels."),
        );
        keys.push(format!("labels: {{one-of: {}}}", list(kinds)));
    }
    requirement(
        page,
        3,
        &ids.of("pull-requests"),
        &title,
        &[format!("require: {{pull-requests: {{{}}}}}", keys.join(", "))],
    );
    page.gap();
}

fn checks(page: &mut Page, seen: &Seen<'_>, ids: &mut Ids) {
    let checks = &seen.checks;
    let (branch, commit) =
        (name(&seen.habits.repository.default_branch), seen.habits.repository.default_commit.short());
    if checks.asked().next().is_none() {
        page.comment(3, &format!(
            "No check was seen at the tip of {branch} that could be asked for. Once one runs there on each push, ask for it here: \
             `require: {{checks: {{names: [build]}}}}`."
        ));
    } else {
        page.comment(
            3,
            &format!(
                "Checks must have passed at the very commit that is released. Seen: these, at {commit}."
            ),
        );
    }
    for (left, why) in &checks.left_out {
        page.comment(3, &format!("Not asked for: {}, because {why}.", name(left)));
    }
    for (path, jobs) in &checks.workflows {
        let stem = path.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default();
        let title = format!("The jobs of {path} passed");
        let require = format!(
            "require: {{checks: {{names: {}, workflow: {}}}}}",
            list(jobs.iter().map(String::as_str)),
            scalar(path)
        );
        requirement(page, 3, &ids.of(&format!("checks-{stem}")), &title, &[require]);
    }
    for (app, runs) in &checks.apps {
        let require = format!(
            "require: {{checks: {{names: {}, app: {}}}}}",
            list(runs.iter().map(String::as_str)),
            scalar(app)
        );
        requirement(
            page,
            3,
            &ids.of(&format!("checks-of-{app}")),
            &format!("The checks of {app} passed"),
            &[require],
        );
    }
    if !checks.statuses.is_empty() {
        let require =
            format!("require: {{checks: {{names: {}}}}}", list(checks.statuses.iter().map(String::as_str)));
        requirement(
            page,
            3,
            &ids.of("statuses"),
            "The commit statuses that the branch requires passed",
            &[require],
        );
    }
    page.gap();
}

fn labels(page: &mut Page, seen: &Seen<'_>, ids: &mut Ids) {
    if !seen.labels.blocker.is_empty() {
        page.comment(
            3,
            &format!("Seen: the label {}.", names(seen.labels.blocker.iter().map(String::as_str))),
        );
        let require = format!(
            "require: {{issues: {{none-open: {{any-of: {}}}}}}}",
            list(seen.labels.blocker.iter().map(String::as_str))
        );
        requirement(page, 3, &ids.of("no-blockers"), "No open issue blocks the release", &[require]);
        page.gap();
    }
    if !seen.labels.hold.is_empty() {
        page.comment(
            3,
            &format!(
                "Seen: the label {}. On the tracking issue it holds the release.",
                names(seen.labels.hold.iter().map(String::as_str))
            ),
        );
        let require = format!(
            "require: {{labels: {{forbidden: {}}}}}",
            list(seen.labels.hold.iter().map(String::as_str))
        );
        requirement(page, 3, &ids.of("not-held"), "Nobody holds it back", &[require]);
        page.gap();
    }
}

/// What is asked for where no list was seen.
pub(super) fn plain_lists() -> Vec<List> {
    use super::seen::guide::Item;
    let item = |text: &str| Item { text: text.to_owned(), optional: false };
    vec![List {
        heading: "Before the release".to_owned(),
        time: Time::Before,
        items: vec![
            item("Somebody tried what changed, as its users would"),
            item("What to do if it goes wrong is written down"),
        ],
    }]
}

/// How people call the place of a guide.
pub(super) fn place(place: &Place) -> String {
    match place {
        Place::Issue(number, title) => format!("the open issue #{number}, {}", name(title)),
        Place::Template(path) | Place::File(path) => name(path),
    }
}

fn boxes(page: &mut Page, seen: &Seen<'_>, ids: &mut Ids) {
    match seen.guide() {
        Some(guide) => {
            page.comment(3, &format!(
                "What only people know: boxes of the tracking issue. Seen: {} in {}. Anybody who can edit the issue can tick them; with \
                 `by: ROLE` a tick counts only by somebody who holds the role.",
                count(guide.boxes(Time::Before), "box", "boxes"), place(&guide.place)
            ));
            others(page, &seen.guides);
            if guide.at(Time::Before).flat_map(|list| &list.items).any(|item| item.optional) {
                page.comment(3, "A line that says \"(if …)\" is `advisory`: it is reported and holds nothing. Give it a `when:` and take that out.");
            }
            if guide.boxes(Time::Trouble) > 0 {
                page.comment(
                    3,
                    &format!(
                        "Left out: {} for when something goes wrong.",
                        count(guide.boxes(Time::Trouble), "box", "boxes")
                    ),
                );
            }
            for list in guide.at(Time::Before) {
                group(page, 3, list, ids);
            }
        }
        None => {
            page.comment(3, "What only people know: boxes of the tracking issue. No list of yours was seen (a RELEASING.md, a file in docs, a \
                template for issues), so these are two to begin with.");
            for list in &plain_lists() {
                group(page, 3, list, ids);
            }
        }
    }
}

fn others(page: &mut Page, guides: &[Guide]) {
    let others: Vec<String> = guides
        .iter()
        .skip(1)
        .map(|guide| {
            format!("{} ({})", place(&guide.place), count(guide.boxes(Time::Before), "box", "boxes"))
        })
        .collect();
    if !others.is_empty() {
        page.comment(3, &format!(
            "There is also {}: an open tracking issue was taken before a template for issues, and that before the file with the most boxes.",
            others.join(", ")
        ));
    }
}

fn group(page: &mut Page, depth: usize, list: &List, ids: &mut Ids) {
    page.line(depth, &format!("- group: {}", scalar(&list.heading)));
    page.line(depth + 1, "requirements:");
    for item in &list.items {
        let mut more = vec!["require: {checkbox: {}}".to_owned()];
        if item.optional {
            more.insert(0, "severity: advisory".to_owned());
        }
        requirement(page, depth + 2, &ids.of(&item.text), &item.text, &more);
    }
}

/// The lists of what comes after the tag, as a comment.
pub(super) fn after(page: &mut Page, seen: &Seen<'_>) {
    let Some(guide) = seen.guide().filter(|guide| guide.boxes(Time::After) > 0) else { return };
    page.gap();
    page.comment(1, &format!(
        "Seen: {} has {} for after the tag, too. They hold nothing as long as this is a comment. Take `# ` away from here to the end, and \
         `holdpoint check --phase after-release` asks for them before the release is closed; a check of the tag is then `--phase {PHASE}`.",
        place(&guide.place), count(guide.boxes(Time::After), "box", "boxes")
    ));
    let mut rest = Page::commented("# ");
    rest.line(1, "after-release:");
    rest.line(2, "holds: close");
    rest.line(2, "requirements:");
    // Ids are of the whole policy.
    let mut ids = Ids::new();
    for taken in page.text().lines().filter_map(|line| line.trim_start().strip_prefix("- id: ")) {
        ids.0.insert(taken.to_owned());
    }
    for list in guide.at(Time::After) {
        group(&mut rest, 3, list, &mut ids);
    }
    page.page(&rest);
}
