//! What was seen and what comes next, for a terminal.

use super::Step;
use super::page::{count, name, names};
use super::requirements::place;
use super::seen::guide::{Place, Time, tracking_issues};
use super::seen::notes::Kept;
use super::seen::{People, Seen, Standing};

/// What was seen, on one line each.
pub(super) fn lines(seen: &Seen<'_>) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let tags = match &seen.tags.chosen {
        Some(chosen) => {
            let others: Vec<&str> = seen.tags.others.iter().map(|one| one.newest.as_str()).collect();
            let rest =
                if others.is_empty() { String::new() } else { format!("; also like {}", names(others)) };
            format!("{} like {}{rest}", count(chosen.count, "tag", "tags"), name(&chosen.newest))
        }
        None => "none that names a version".to_owned(),
    };
    lines.push(("tags", tags));
    let branches = seen.branches.iter().map(|(_, branch)| branch.as_str());
    let default = seen.habits.repository.default_branch.as_str();
    lines.push(("branches of releases", names([default].into_iter().chain(branches))));
    let asked: Vec<&str> = seen.checks.asked().map(String::as_str).collect();
    lines.push(("checks", if asked.is_empty() { "none to ask for".to_owned() } else { names(asked) }));
    if !seen.checks.required.is_empty() {
        lines.push(("required checks", names(seen.checks.required.iter().map(String::as_str))));
    }
    let kinds: Vec<&str> = seen.labels.kinds().collect();
    lines.push(("labels of changes", if kinds.is_empty() { "none".to_owned() } else { names(kinds) }));
    let milestones: Vec<&str> = seen.milestones.iter().map(|(_, title)| title.as_str()).collect();
    lines.push((
        "open milestones",
        if milestones.is_empty() { "none that names a version".to_owned() } else { names(milestones) },
    ));
    let guide = seen.guide().map(|guide| {
        format!("{} in {}", count(guide.boxes(Time::Before), "box", "boxes"), place(&guide.place))
    });
    lines.push(("lists of boxes", guide.unwrap_or_else(|| "none".to_owned())));
    lines.push(("release notes", kept(&seen.notes.kept)));
    lines.push(("their template", seen.notes.template.as_deref().map_or_else(|| "none".to_owned(), name)));
    lines.push(("who releases", releasers(&seen.people)));
    if let Some(path) = &seen.owners.path {
        lines.push((
            "owners of files",
            format!(
                "{path}: {}",
                names(seen.owners.people.iter().chain(&seen.owners.teams).map(String::as_str))
            ),
        ));
    }
    for (path, standing) in &seen.policies {
        let says = match standing {
            Standing::Policy => "is a policy already",
            Standing::Generated => "is GitHub's configuration of generated notes, and stays",
            Standing::Other => "is no policy that a gate can read, and stays",
        };
        lines.push(("in the policy's place", format!("{path} {says}")));
    }
    lines
}

/// Where notes are.
fn kept(kept: &Kept) -> String {
    match kept {
        Kept::Changelog { path, .. } => name(path),
        Kept::Files(_, file) => format!("files such as {}", name(file)),
        Kept::Releases(number) => format!("{} on GitHub", count(*number, "release", "releases")),
        Kept::Nowhere => "none".to_owned(),
    }
}

fn releasers(people: &People) -> String {
    match people {
        People::Publishers(people) => names(people.iter().map(crate::evidence::Login::as_str)),
        People::Viewer(viewer) => format!("nobody; this is {}", name(viewer.as_str())),
        People::Nobody => "nobody".to_owned(),
    }
}

/// What comes next.
pub(super) fn steps(seen: &Seen<'_>, policy: &str, named: bool) -> Vec<Step> {
    let step = |says: &str, command: Option<String>| Step { says: says.to_owned(), command };
    let option = if named { format!(" --policy {policy}") } else { String::new() };
    let branch = &seen.habits.repository.default_branch;
    let mut steps = vec![
        step(
            "Read the policy: change what is not so, and see that it has no problems",
            Some(format!("holdpoint policy lint {policy} && holdpoint policy explain {policy}")),
        ),
        step(
            &format!(
                "Commit the files, and bring them onto {} by a pull request: the gate reads the policy there",
                name(branch)
            ),
            None,
        ),
    ];
    let (label, there) = seen.tracking_label();
    if !there {
        steps.push(step("Make the label of tracking issues", Some(format!("gh label create {label}"))));
    }
    if tracking_issues(seen.habits, seen.tags.pattern()).next().is_none() {
        let form = match seen.guide().map(|guide| &guide.place) {
            Some(Place::Template(path)) => name(path),
            _ => "the form \"Release\"".to_owned(),
        };
        steps.push(step(
            &format!(
                "Open the tracking issue with {form}, its title naming the version, with the label {}",
                name(&label)
            ),
            None,
        ));
    }
    let version = seen.version_to_name().map(|version| format!(" --version {version}")).unwrap_or_default();
    steps.push(step(
        "Judge: the first verdict says what is missing and who can supply it",
        Some(format!("holdpoint check{option}{version}")),
    ));
    steps
}
