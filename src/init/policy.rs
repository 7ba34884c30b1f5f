//! The policy: what was seen, as lines of `release.yml`, each with its reason.

use super::page::{Page, count, list, name, names, scalar};
use super::requirements::{after, is_usual, requirements};
use super::seen::guide::Place;
use super::seen::notes::Kept;
use super::seen::{People, Seen, Standing};
use super::{PHASE, TEMPLATE};

/// The whole policy; `template` is where the notes' template is or will be.
pub(super) fn policy(seen: &Seen<'_>, path: &str, template: &str) -> String {
    let mut page = Page::default();
    let habits = seen.habits;
    let repository = &habits.repository;
    page.comment(0, &format!("How {} is released. `holdpoint check` judges a release by this file, as it is on the default branch.", repository.name));
    page.comment(0, &format!(
        "`holdpoint init` wrote it on {} from what it saw of {} at {}; each comment says what that was. Every line is yours to change: \
         `holdpoint policy lint` finds slips, `holdpoint policy explain` says all of it in words.",
        habits.at.strftime("%Y-%m-%d"), name(&repository.default_branch), repository.default_commit.short()
    ));
    for (other, _) in
        seen.policies.iter().filter(|(other, standing)| *standing == Standing::Other && other != path)
    {
        page.comment(0, &format!(
            "It is not at {}, where a gate looks by itself, because something else is there: so it is named, as `--policy {path}` and in the workflow.",
            name(other)
        ));
    }
    page.line(0, "version: 1");
    page.gap();
    release(&mut page, seen);
    roles(&mut page, seen);
    notes(&mut page, seen, template);
    page.line(0, "phases:");
    page.line(1, &format!("{PHASE}:"));
    page.comment(2, "A go of this phase is what the tag waits for. Each requirement has an id, which people name in comments, and a title.");
    page.line(2, "holds: tag");
    page.line(2, "requirements:");
    requirements(&mut page, seen);
    after(&mut page, seen);
    page.text().to_owned()
}

fn release(page: &mut Page, seen: &Seen<'_>) {
    page.line(0, "release:");
    tag(page, seen);
    branches(page, seen);
    scope(page, seen);
    let (label, there) = seen.tracking_label();
    let reason = match seen.guide().map(|guide| &guide.place) {
        Some(Place::Issue(number, title)) => {
            format!("Seen: the open issue #{number}, {}, with this label.", name(title))
        }
        _ if there => format!("Seen: the label {}.", name(&label)),
        _ => "No label for it was seen: make this one.".to_owned(),
    };
    page.comment(1, &format!(
        "The issue whose boxes people tick and whose comments are sign-offs: the open one with this label that names the version. {reason}"
    ));
    page.line(1, &format!("tracking-issue: {{label: {}}}", scalar(&label)));
    bump(page, seen);
    page.gap();
}

fn tag(page: &mut Page, seen: &Seen<'_>) {
    let (tags, total) = (&seen.tags, seen.habits.tags.value().map_or(0, crate::evidence::List::total));
    match &tags.chosen {
        Some(chosen) => {
            page.comment(
                1,
                &format!(
                    "Seen: {} of this shape, the newest is {}.",
                    count(chosen.count, "tag", "tags"),
                    name(&chosen.newest)
                ),
            );
            for other in &tags.others {
                page.comment(1, &format!(
                    "There are also {} like {}, which no release counts from: the shape of the newest tag was taken. If it is to be the other, \
                     write {}; where each is a package's, see `packages` in docs/monorepos.md.",
                    count(other.count, "tag", "tags"), name(&other.newest), name(&other.pattern)
                ));
            }
        }
        None if total == 0 => page.comment(1, "No tag was seen, so this is the usual shape."),
        None => page.comment(
            1,
            &format!(
                "Of {}, none names a version such as 1.4.0, so this is the usual shape.",
                count(total, "tag", "tags")
            ),
        ),
    }
    page.line(1, &format!("tag: {}", scalar(tags.pattern())));
    if tags.chosen.is_none() && seen.habits.tags.value().is_some() {
        page.comment(1, "What lies before the commit at which this file was made is not judged: no release was tagged yet. Take it out after the first.");
        page.line(1, &format!("since: \"{}\"", seen.habits.repository.default_commit));
    }
    if !tags.floating.is_empty() {
        page.comment(
            1,
            "Seen: tags that stand for the newest release of a line. They go along with each final release.",
        );
        page.line(1, &format!("floating-tags: {}", list(tags.floating.iter().copied())));
    }
}

fn branches(page: &mut Page, seen: &Seen<'_>) {
    let default = &seen.habits.repository.default_branch;
    let seen_ones = names(seen.branches.iter().map(|(_, branch)| branch.as_str()));
    match seen.branches.is_empty() {
        true => page
            .comment(1, "Where releases are cut from. Seen: the default branch, and no branch of releases."),
        false => page
            .comment(1, &format!("Where releases are cut from. Seen: the default branch, and {seen_ones}.")),
    }
    // A branch is named by a glob. One that can be named by none is meant where nothing is said.
    let default = crate::paths::Glob::escape(default);
    if crate::paths::Glob::parse(&default).is_err() {
        return;
    }
    page.line(
        1,
        &format!(
            "branches: {}",
            list([default.as_str()].into_iter().chain(seen.branches.iter().map(|(pattern, _)| *pattern)))
        ),
    );
}

fn scope(page: &mut Page, seen: &Seen<'_>) {
    let habit = seen.merged(|pull| pull.in_milestone);
    let milestone = goes_by_milestone(seen);
    let open = names(seen.milestones.iter().map(|(_, title)| title.as_str()));
    let reason = match (milestone, habit) {
        (true, Some((fitting, of))) => {
            format!(
                "{fitting} of the last {of} merged pull requests are in a milestone, and {open} {} open",
                if seen.milestones.len() == 1 { "is" } else { "are" }
            )
        }
        (false, Some((fitting, of))) if fitting > 0 => format!(
            "{fitting} of the last {of} merged pull requests are in a milestone{}",
            if seen.milestones.is_empty() { ", and no open milestone is named like a version" } else { "" }
        ),
        (_, Some((_, of))) => format!("none of the last {of} merged pull requests is in a milestone"),
        (_, None) => "too few merged pull requests to tell a habit".to_owned(),
    };
    page.comment(1, &format!(
        "What belongs to a release. The commits since the previous tag are read either way; with `milestone` they are compared with what \
         was planned. Seen: {reason}."
    ));
    page.line(1, &format!("pull-requests: {}", if milestone { "milestone" } else { "since-last-tag" }));
}

fn goes_by_milestone(seen: &Seen<'_>) -> bool {
    !seen.milestones.is_empty()
        && seen.merged(|pull| pull.in_milestone).is_some_and(|(fitting, of)| fitting * 3 >= of * 2)
}

fn bump(page: &mut Page, seen: &Seen<'_>) {
    let conventional = seen.merged(|pull| is_conventional(&pull.title)).filter(|habit| is_usual(*habit));
    let levels: Vec<_> = seen.labels.levels().collect();
    page.comment(1, "How far a change raises the version. `holdpoint bump` says the next one and why; a version that promises less is a no-go.");
    if !levels.is_empty() {
        page.comment(1, &format!("Seen: the labels {}.", names(seen.labels.kinds())));
    }
    match conventional {
        Some((fitting, of)) => page.comment(1, &format!("Seen: {fitting} of the last {of} merged pull requests have titles like `fix: …` (conventional commits).")),
        None if levels.is_empty() => page.comment(1, "No label for kinds of changes was seen, so conventional commits (`feat: …`) count where there are some."),
        None => {}
    }
    page.line(1, "bump:");
    for level in ["major", "minor", "patch"] {
        let labels =
            levels.iter().find(|(name, _)| *name == level).map(|(_, labels)| *labels).unwrap_or_default();
        let mut keys = Vec::new();
        if !labels.is_empty() {
            keys.push(format!("labels: {}", list(labels.iter().map(String::as_str))));
        }
        if conventional.is_some() {
            keys.push("conventional: true".to_owned());
        }
        if !keys.is_empty() {
            page.line(2, &format!("{level}: {{{}}}", keys.join(", ")));
        }
    }
    page.line(2, "otherwise: patch");
}

fn is_conventional(title: &str) -> bool {
    let Some((kind, _)) = title.split_once(": ") else { return false };
    let kind = kind.strip_suffix('!').unwrap_or(kind);
    let word =
        kind.split_once('(').map_or(kind, |(word, scope)| if scope.ends_with(')') { word } else { "" });
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn roles(page: &mut Page, seen: &Seen<'_>) {
    let people = match &seen.people {
        People::Publishers(people) => {
            page.comment(0, "Who may sign. Seen: these people published the last releases.");
            people.iter().map(ToString::to_string).collect()
        }
        People::Viewer(viewer) => {
            page.comment(0, "Who may sign. Nobody was seen to publish a release: this is whoever made this file. Put your release managers here.");
            vec![viewer.to_string()]
        }
        People::Nobody => Vec::new(),
    };
    let teams: Vec<String> = seen.owners.teams.iter().cloned().collect();
    if !people.is_empty() {
        if let Some(path) = &seen.owners.path {
            let owners = seen.owners.people.iter().chain(&teams).map(String::as_str);
            page.comment(
                0,
                &format!(
                    "Seen: {path} names {} as owners of files: they could hold roles of their own.",
                    names(owners)
                ),
            );
        }
        if !teams.is_empty() || !seen.habits.teams.seen().is_empty() {
            let organization = seen.habits.repository.name.split('/').next().unwrap_or_default();
            let of_owners = teams.iter().map(String::as_str).next();
            let first = seen.habits.teams.seen().first().map(|slug| format!("{organization}/{slug}"));
            page.comment(0, &format!(
                "A role can be a team, such as `{{teams: [{}]}}`. A workflow's own token cannot read who is in one, so people are named here; \
                 docs/tokens.md says which token can.",
                super::page::one_line(of_owners.or(first.as_deref()).unwrap_or_default())
            ));
        }
        page.line(0, "roles:");
        page.line(1, &format!("release-manager: {{users: {}}}", list(people.iter().map(String::as_str))));
        page.gap();
    }
}

fn notes(page: &mut Page, seen: &Seen<'_>, template: &str) {
    let notes = &seen.notes;
    let from = match &notes.kept {
        Kept::Changelog { path, version } => {
            page.comment(
                0,
                &format!("Where the release notes are. Seen: {} with a section for {version}.", name(path)),
            );
            format!("{{changelog: {}}}", scalar(path))
        }
        Kept::Files(path, seen) => {
            page.comment(
                0,
                &format!(
                    "Where the release notes are. Seen: a file for each version, such as {}.",
                    name(seen)
                ),
            );
            format!("{{file: {}}}", scalar(path))
        }
        Kept::Releases(count) => {
            page.comment(0, &format!(
                "Where the release notes are: in the draft of the release. Seen: {} on GitHub, and no changelog. A draft is shown to those \
                 alone who may write, so the workflow has `contents: write`.",
                self::count(*count, "release", "releases")
            ));
            "draft-release".to_owned()
        }
        Kept::Nowhere => {
            page.comment(0, "Where the release notes are: in the draft of the release, which `holdpoint notes draft --write` makes of the pull \
                requests. No release notes were seen. A draft is shown to those alone who may write, so the workflow has `contents: write`.");
            "draft-release".to_owned()
        }
    };
    if !notes.other_changelogs.is_empty() {
        page.comment(0, &format!(
            "There is also {}: the changelog that has the newest tag was taken, and of several the one nearest to the top.",
            names(notes.other_changelogs.iter().map(String::as_str))
        ));
    }
    page.line(0, "notes:");
    page.line(1, &format!("from: {from}"));
    match &notes.template {
        Some(there) => page.comment(1, &format!("Seen: {}. `holdpoint notes template --explain` says what it is understood to ask for.", name(there))),
        None => page.comment(1, "No template was seen: this one was made with this file. Correct it, and see what `holdpoint notes template --explain` says of it."),
    }
    if !notes.other_templates.is_empty() {
        page.comment(1, &format!(
            "There is also {}: of several that are understood, a file of its own was taken before a part of one, and the one nearest to the top.",
            names(notes.other_templates.iter().map(String::as_str))
        ));
    }
    page.line(1, &format!("template: {}", scalar(template)));
    if notes.template.is_none() && matches!(notes.kept, Kept::Changelog { .. }) {
        page.comment(1, "The template was made of one release: another may have sections of its own.");
        page.line(1, "extra-sections: allowed");
    }
    page.gap();
}

/// Where the template of notes is, or will be.
pub(super) fn template_path(seen: &Seen<'_>) -> String {
    seen.notes.template.clone().unwrap_or_else(|| TEMPLATE.to_owned())
}
