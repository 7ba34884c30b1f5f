//! What a repository's habits come to, as far as a policy can go by them.

pub(in crate::init) mod checks;
pub(in crate::init) mod guide;
pub(in crate::init) mod labels;
pub(in crate::init) mod notes;
pub(in crate::init) mod tags;

use std::collections::BTreeSet;

use crate::evidence::habits::Habits;
use crate::evidence::{Login, Reason, Unknown};
use crate::paths::{CodeOwners, Owner};
use crate::policy::Policy;
use crate::version::{TagPattern, Version, find_in};
use crate::yaml::{Kind, Problems, parse};

use checks::Checks;
use guide::Guide;
use labels::Labels;
use notes::Notes;
use tags::Tags;

/// So many people are proposed for a role.
const MOST_PEOPLE: usize = 4;
/// Fewer merged pull requests than this are no habit.
const A_HABIT: usize = 3;

/// The habits that a policy can go by.
#[derive(Debug)]
pub(super) struct Seen<'h> {
    pub(super) habits: &'h Habits,
    pub(super) tags: Tags,
    pub(super) labels: Labels,
    pub(super) checks: Checks,
    pub(super) notes: Notes,
    /// The guides, the one that is gone by first.
    pub(super) guides: Vec<Guide>,
    /// The patterns of branches from which releases are cut, with a branch that was seen, beside the default branch.
    pub(super) branches: Vec<(&'static str, String)>,
    /// Open milestones that are named like a version, the lowest first.
    pub(super) milestones: Vec<(Version, String)>,
    /// People who release.
    pub(super) people: People,
    /// Who owns files.
    pub(super) owners: Owners,
    /// The workflows that start on a pushed tag or a published release.
    pub(super) on_tags: Vec<String>,
    /// The file at the usual place of a policy, and what it is.
    pub(super) policies: Vec<(String, Standing)>,
}

/// What a file at the place of a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A policy without problems.
    Policy,
    /// GitHub's configuration of generated notes: no policy looks there.
    Generated,
    /// Something else, which a gate refuses.
    Other,
}

/// Who releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum People {
    /// They published the last releases.
    Publishers(Vec<Login>),
    /// Whose token this is.
    Viewer(Login),
    /// Nobody was seen.
    Nobody,
}

/// Who owns files, by CODEOWNERS.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Owners {
    /// Where it was seen.
    pub(super) path: Option<String>,
    /// The teams, as `organization/slug`.
    pub(super) teams: BTreeSet<String>,
    /// The people.
    pub(super) people: BTreeSet<String>,
}

impl<'h> Seen<'h> {
    /// What these habits come to.
    pub(super) fn of(habits: &'h Habits) -> Self {
        let tags = Tags::of(habits.tags.seen().iter().map(String::as_str));
        Self {
            labels: Labels::of(habits.labels.seen().iter().map(String::as_str)),
            checks: Checks::of(habits),
            notes: Notes::of(habits, &tags),
            guides: guide::all(habits, tags.pattern()),
            branches: branches(habits),
            milestones: milestones(habits, tags.pattern()),
            people: people(habits),
            owners: owners(habits),
            on_tags: on_tags(habits),
            policies: policies(habits),
            tags,
            habits,
        }
    }

    /// The guide that is gone by.
    pub(super) fn guide(&self) -> Option<&Guide> {
        self.guides.first()
    }

    /// How many of the last merged pull requests this holds of, and of how many; `None` where they are too few to be a habit.
    pub(super) fn merged(
        &self,
        holds: impl Fn(&crate::evidence::habits::SeenPull) -> bool,
    ) -> Option<(u64, u64)> {
        let pulls = self.habits.merged.seen();
        (pulls.len() >= A_HABIT)
            .then(|| (pulls.iter().filter(|pull| holds(pull)).count() as u64, pulls.len() as u64))
    }

    /// The label of the tracking issue: that of the open one, else the likeliest that there is; and whether it is there.
    pub(super) fn tracking_label(&self) -> (String, bool) {
        let open = guide::tracking_issues(self.habits, self.tags.pattern()).next();
        let of_issue = open.and_then(|issue| {
            issue.labels.iter().find(|label| guide::is_about_releases(label) && label.trim() == **label)
        });
        match of_issue.or(self.labels.tracking.first()) {
            Some(label) => (label.clone(), true),
            None => ("release".to_owned(), false),
        }
    }

    /// The version that a gate would be asked for, where more than one thing names it.
    pub(super) fn version_to_name(&self) -> Option<&Version> {
        let named = guide::tracking_issues(self.habits, self.tags.pattern()).count();
        let several = named > 1 || (named == 0 && self.milestones.len() > 1);
        let highest = self.tags.chosen.as_ref().map(|shape| &shape.highest);
        let next = self
            .milestones
            .iter()
            .map(|(version, _)| version)
            .find(|version| highest.is_none_or(|last| *version > last));
        next.or(self.milestones.first().map(|(version, _)| version)).filter(|_| several)
    }

    /// What was not seen, and why.
    pub(super) fn unseen(&self) -> Vec<(&'static str, &'h Unknown)> {
        let habits = self.habits;
        let all = [
            ("the list of files", why(&habits.paths)),
            ("labels", why(&habits.labels)),
            ("milestones", why(&habits.milestones)),
            ("tags", why(&habits.tags)),
            ("branches", why(&habits.branches)),
            ("merged pull requests", why(&habits.merged)),
            ("how commits came in", why(&habits.commits)),
            ("releases", why(&habits.releases)),
            ("issues", why(&habits.issues)),
            ("checks", why(&habits.checks)),
            ("required checks", why(&habits.required).or_else(|| part(habits))),
            // The owner may be a person, who has none.
            ("teams", why(&habits.teams).filter(|why| why.reason != Reason::NotFound)),
        ];
        let known = all.into_iter().filter_map(|(what, why)| Some((what, why?)));
        known.chain(unread(habits)).collect()
    }
}

fn why<T>(fact: &crate::evidence::Fact<T>) -> Option<&Unknown> {
    match fact {
        crate::evidence::Fact::Unknown(why) => Some(why),
        _ => None,
    }
}

/// Branch protection's own page is for administrators; its names are enough here.
fn part(habits: &Habits) -> Option<&Unknown> {
    let required = habits.required.value()?;
    why(&required.rulesets).or_else(|| why(&required.protection))
}

fn unread(habits: &Habits) -> Option<(&'static str, &Unknown)> {
    let first = habits.texts.iter().find_map(|one| why(&one.text))?;
    Some(("the texts of some files", first))
}

/// Branches of releases, by the usual names.
fn branches(habits: &Habits) -> Vec<(&'static str, String)> {
    const USUAL: [&str; 4] = ["release/", "releases/", "release-", "hotfix/"];
    const PATTERNS: [&str; 4] = ["release/*", "releases/*", "release-*", "hotfix/*"];
    let names = || habits.branches.seen().iter().filter(|name| **name != habits.repository.default_branch);
    let found = USUAL.iter().zip(PATTERNS).filter_map(|(prefix, pattern)| {
        // A `*` stands for a part of a name without slashes.
        let fits = |name: &&String| {
            name.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
        };
        Some((pattern, names().find(fits)?.clone()))
    });
    found.collect()
}

fn milestones(habits: &Habits, pattern: &str) -> Vec<(Version, String)> {
    let Ok(pattern) = TagPattern::parse(pattern) else { return Vec::new() };
    let mut found: Vec<(Version, String)> = Vec::new();
    for title in habits.milestones.seen() {
        if let [version] = find_in(title, &pattern).as_slice() {
            found.push((version.clone(), title.clone()));
        }
    }
    found.sort();
    found
}

fn people(habits: &Habits) -> People {
    let is_person = |login: &&Login| {
        let text = login.as_str();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !text.is_empty() && text.chars().all(plain) && !["github-actions", "ghost"].contains(&text)
    };
    let mut found: Vec<Login> = Vec::new();
    for login in habits.releases.seen().iter().filter_map(|release| release.author.as_ref()).filter(is_person)
    {
        if !found.contains(login) && found.len() < MOST_PEOPLE {
            found.push(login.clone());
        }
    }
    match (found.is_empty(), habits.viewer.as_ref().filter(is_person)) {
        (false, _) => People::Publishers(found),
        (true, Some(viewer)) => People::Viewer(viewer.clone()),
        (true, None) => People::Nobody,
    }
}

/// Where GitHub looks for CODEOWNERS, in this order.
pub(super) const CODEOWNERS: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

fn owners(habits: &Habits) -> Owners {
    let Some((path, text)) = CODEOWNERS.iter().find_map(|path| Some((*path, habits.text(path)?))) else {
        return Owners::default();
    };
    let (read, _) = CodeOwners::parse(text);
    let mut owners = Owners { path: Some(path.to_owned()), ..Owners::default() };
    for owner in read.rules().iter().flat_map(|rule| &rule.owners) {
        match owner {
            Owner::User(login) => owners.people.insert(login.clone()),
            Owner::Team { org, slug } => owners.teams.insert(format!("{org}/{slug}")),
            Owner::Email(_) => false,
        };
    }
    owners
}

/// Whether a path is a workflow's.
pub(super) fn is_workflow(path: &str) -> bool {
    let name = path.strip_prefix(".github/workflows/").unwrap_or_default();
    !name.is_empty() && !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml"))
}

fn on_tags(habits: &Habits) -> Vec<String> {
    let starts = |text: &str| {
        let root = parse(text, &mut Problems::new());
        let on = root.as_ref().and_then(|root| root.value("on"));
        let Some(on) = on else { return false };
        let by_push = on.value("push").is_some_and(|push| push.value("tags").is_some());
        let has = |word: &str| match &on.kind {
            Kind::Map(_) => on.value(word).is_some(),
            Kind::List(items) => items.iter().any(|item| item.as_str() == Some(word)),
            _ => on.as_str() == Some(word),
        };
        by_push || has("release")
    };
    let workflows = habits.texts.iter().filter(|one| is_workflow(&one.path));
    let started = workflows.filter(|one| one.text.value().and_then(Option::as_deref).is_some_and(starts));
    started.map(|one| one.path.clone()).collect()
}

/// Where a gate looks for its policy, in this order.
pub(super) const PLACES: [&str; 2] = ["release.yml", ".github/release.yml"];

fn policies(habits: &Habits) -> Vec<(String, Standing)> {
    let standing = |text: &str| match text {
        text if Policy::is_notes_configuration(text) => Standing::Generated,
        text if Policy::read(text).is_ok() => Standing::Policy,
        _ => Standing::Other,
    };
    let found = PLACES.iter().filter_map(|path| {
        let there = habits.files().any(|one| one == *path) || habits.text(path).is_some();
        there.then(|| ((*path).to_owned(), habits.text(path).map_or(Standing::Other, standing)))
    });
    found.collect()
}
