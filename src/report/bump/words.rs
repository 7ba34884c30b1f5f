//! The sentences of a computed version.

use super::BumpReport;
use crate::bump::{
    Because, Computed, Contribution, Differs, Level, Next, Nothing, Otherwise, Outcome, Refusal, Rules,
    Squashed, Tagged, What,
};
use crate::evidence::Oid;
use crate::report::sentence::{Writer, joined};
use crate::report::words::number;
use crate::version::{Version, core, release_type};

/// What is said above and below the table.
pub(super) struct Said {
    pub(super) headline: String,
    /// What to do about it.
    pub(super) todo: Vec<String>,
    /// What else is to be known.
    pub(super) notes: Vec<String>,
}

impl Said {
    /// The headline within a sentence.
    pub(super) fn lower(&self) -> String {
        let mut letters = self.headline.chars();
        let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
        first + letters.as_str().trim_end_matches('.')
    }
}

pub(super) fn said(report: &BumpReport<'_>, writer: &Writer<'_>) -> Said {
    let computed = report.computed;
    let (headline, todo) = match &computed.outcome {
        Outcome::Version(next) => (version(report, writer, &next.version, next.raised_by), Vec::new()),
        Outcome::Nothing(nothing) if report.package.is_some() => {
            let (name, unaffected) =
                (writer.text(report.package.unwrap_or_default()), unaffected(report, nothing, writer));
            (format!("Nothing to release of {name}: {unaffected}."), Vec::new())
        }
        Outcome::Nothing(Nothing::Unchanged(tag)) => {
            (format!("Nothing to release: nothing changed since {}.", writer.code(tag)), Vec::new())
        }
        Outcome::Nothing(Nothing::NotAsked) => (
            format!("Nothing to release: no change since {} asks for a release.", since(computed, writer)),
            Vec::new(),
        ),
        Outcome::Unlabelled => unlabelled(report, writer),
        Outcome::Refused(refusal) => refused(report, refusal, writer),
    };
    Said { headline, todo, notes: notes(report, writer) }
}

/// Why there is nothing to release of a package: “unaffected since app/v1.2.0”.
pub(super) fn unaffected(report: &BumpReport<'_>, nothing: &Nothing, writer: &Writer<'_>) -> String {
    match nothing {
        Nothing::Unchanged(tag) => format!("unaffected since {}", writer.code(tag)),
        Nothing::NotAsked if report.computed.commits == 0 => {
            format!("unaffected since {}", since(report.computed, writer))
        }
        Nothing::NotAsked => format!("no change since {} asks for a release", since(report.computed, writer)),
    }
}

fn since(computed: &Computed, writer: &Writer<'_>) -> String {
    computed.last.as_ref().map_or_else(|| "the first commit".to_owned(), |last| writer.code(&last.tag))
}

/// “1.5.0 is the next version: minor after v1.4.0, because of #41.”
fn version(report: &BumpReport<'_>, writer: &Writer<'_>, version: &Version, raised: Option<Level>) -> String {
    let computed = report.computed;
    let subject = match (report.preview, report.package) {
        (Some(_), None) => format!("Merging this makes the next release {version}"),
        (Some(_), Some(package)) => {
            format!("Merging this makes the next release of {} {version}", writer.text(package))
        }
        (None, None) => format!("The next version is {version}"),
        (None, Some(package)) => format!("The next version of {} is {version}", writer.text(package)),
    };
    let Some(last) = &computed.last else {
        return match &computed.prerelease {
            Some(prerelease) => format!("{subject}, which {} announced.", writer.code(&prerelease.tag)),
            None => format!(
                "{subject}, the first: nothing before it has a tag like {}, and `initial-version` says what comes then.",
                writer.code(&report.tag.to_string())
            ),
        };
    };
    let raised = raised.map_or("", Level::as_str);
    if let Outcome::Version(Next { enough: Some(enough), .. }) = &computed.outcome {
        return format!(
            "{subject}: {raised} after {}, as it is named; the changes alone ask for {enough}.",
            writer.code(&last.tag)
        );
    }
    let announced = computed.prerelease.as_ref().filter(|pre| is_announced(pre, version, computed));
    match announced {
        Some(prerelease) => format!(
            "{subject}: {raised} after {}, as {} announced it, and what changed asks for no more.",
            writer.code(&last.tag),
            writer.code(&prerelease.tag)
        ),
        None if computed.line.is_some_and(|line| last.version < line.lowest()) => format!(
            "{subject}: the first of {} after {}.",
            computed.line.map(|line| line.to_string()).unwrap_or_default(),
            writer.code(&last.tag)
        ),
        None => format!(
            "{subject}: {raised} after {}, because of {}.",
            writer.code(&last.tag),
            reasons(report, writer)
        ),
    }
}

/// Whether a version is a prerelease of the named one, or that one with build metadata.
fn is_of(named: &Version, version: &Version) -> bool {
    let more = !version.pre.is_empty() || !version.build.is_empty();
    more && core(named) == core(version)
}

/// Whether the version is no higher than what a prerelease promised, and the changes alone would ask for less.
fn is_announced(prerelease: &Tagged, version: &Version, computed: &Computed) -> bool {
    let same = core(&prerelease.version) == core(version);
    let asked = computed.last.as_ref().zip(computed.level).map(|(last, level)| {
        release_type(Some(&last.version), &core(version))
            .is_ok_and(|promised| promised > level.release_type())
    });
    same && asked.unwrap_or(true)
}

fn asking_most(computed: &Computed, writer: &Writer<'_>) -> String {
    let greatest: Vec<&Contribution> = computed
        .contributions
        .iter()
        .filter(|one| one.level.is_some() && one.level == computed.level)
        .collect();
    writer.list(&greatest, |one| name(writer, one))
}

/// The changes that ask for most.
fn reasons(report: &BumpReport<'_>, writer: &Writer<'_>) -> String {
    let computed = report.computed;
    let greatest: Vec<&Contribution> = computed
        .contributions
        .iter()
        .filter(|one| one.level.is_some() && one.level == computed.level)
        .collect();
    let own =
        report.preview.and_then(|number| greatest.iter().find(|one| one.what == What::PullRequest(number)));
    match (own, greatest.as_slice()) {
        (Some(own), _) => format!("this pull request ({})", because(report.rules, writer, own)),
        (None, [one]) => format!("{} ({})", name(writer, one), because(report.rules, writer, one)),
        (None, several) => writer.list(several, |one| name(writer, one)),
    }
}

fn name(writer: &Writer<'_>, one: &Contribution) -> String {
    match &one.what {
        What::PullRequest(number) => writer.thread(*number, &one.url),
        What::Commit(oid) => writer.commit(&Oid::new(oid)),
    }
}

/// Why a change contributes what it does.
pub(super) fn because(rules: &Rules, writer: &Writer<'_>, one: &Contribution) -> String {
    match &one.because {
        Because::Label(label) => format!("label {}", writer.code(label)),
        Because::Type(kind) => format!("type {}", writer.code(kind)),
        Because::Breaking(mark) => format!("{} says that it breaks something", writer.code(mark)),
        Because::Path(path) => format!("changes {}", writer.code(path)),
        Because::Otherwise | Because::Unlabelled => {
            let otherwise = match rules.otherwise {
                Otherwise::Level(level) => level.as_str(),
                Otherwise::None => "none",
                Otherwise::Refuse => "refuse",
            };
            format!("no rule fits it, and `otherwise` is {otherwise}")
        }
        Because::Reverted if brings_back(&one.title) => "brings back a change of this release".to_owned(),
        Because::Reverted if takes_back(&one.title) => "takes back a change of this release".to_owned(),
        Because::Reverted => "was taken back within this release".to_owned(),
        Because::Carries => "it carries the release".to_owned(),
    }
}

/// Whether a title says that what was taken back is there again, in the words of Git.
fn brings_back(title: &str) -> bool {
    ["Reapply \"", "Revert \"Revert \""].iter().any(|opens| title.starts_with(opens))
}

/// Whether a title says so, in the words of Git or of conventional commits.
fn takes_back(title: &str) -> bool {
    title.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("revert"))
}

fn unlabelled(report: &BumpReport<'_>, writer: &Writer<'_>) -> (String, Vec<String>) {
    let (mut pulls, mut commits) = (Vec::new(), Vec::new());
    for one in report.computed.contributions.iter().filter(|one| one.is_unlabelled()) {
        match &one.what {
            What::PullRequest(_) => pulls.push(name(writer, one)),
            What::Commit(_) => commits.push(name(writer, one)),
        }
    }
    let labels: Vec<String> = Level::ALL
        .into_iter()
        .flat_map(|level| &report.rules.of(level).labels)
        .map(|label| writer.code(label.as_str()))
        .collect();
    let all: Vec<String> = pulls.iter().chain(&commits).cloned().collect();
    let headline = format!(
        "There is no next version yet: no rule of the policy says what {} asks for.",
        joined(&all, "or")
    );
    let mut todo = Vec::new();
    if !pulls.is_empty() {
        todo.push(if labels.is_empty() {
            format!("correct the title of {}, so that a rule fits it", joined(&pulls, "and"))
        } else {
            format!("give {} one of the labels {}", joined(&pulls, "and"), joined(&labels, "or"))
        });
    }
    if !commits.is_empty() {
        todo.push(format!(
            "{} came without a pull request, so nobody can label it: give the policy a rule that fits it, such as `paths`, or another `otherwise`",
            joined(&commits, "and")
        ));
    }
    (headline, todo)
}

/// What is no word for a prerelease or a build, and how one is written.
fn bad_word(refusal: &Refusal, writer: &Writer<'_>) -> (String, Vec<String>) {
    match refusal {
        Refusal::BadIdentifier(text) => (
            format!("There is no next version: {} is no word for a prerelease.", writer.code(text)),
            vec![
                "write letters of English, digits and hyphens, with a dot between two words, as `--pre rc` or `--pre beta.exp`; the number at \
                 the end is counted, so `--pre rc` and not `--pre rc.1`"
                    .to_owned(),
            ],
        ),
        Refusal::BadBuild(text) => (
            format!("There is no next version: {} is no build metadata.", writer.code(text)),
            vec![
                "write letters of English (`a` to `z`, `A` to `Z`), digits and hyphens, with a dot between two words, as `--build linux.7`; \
                 no underscore, no plus and no space"
                    .to_owned(),
            ],
        ),
        _ => Default::default(),
    }
}

/// Of a version that is named and cannot be it.
fn misnamed(report: &BumpReport<'_>, refusal: &Refusal, writer: &Writer<'_>) -> (String, Vec<String>) {
    match refusal {
        Refusal::NamedTooLow { named, enough } => (
            format!(
                "There is no next version: the release is named {named}, by a tracking issue, a milestone or an argument, and the changes ask for {enough}."
            ),
            vec![
                format!("name it {enough} there, or with `--version {enough}`"),
                format!("or take {} out of the release", asking_most(report.computed, writer)),
            ],
        ),
        Refusal::OtherPrerelease { named, kind } => (
            format!(
                "There is no next version: the release is named {named}, by a tracking issue, a milestone or an argument, and `--pre {}` asks for another kind of prerelease.",
                writer.text(kind)
            ),
            vec![format!("leave `--pre` out to release {named}, or name {}", core(named))],
        ),
        _ => Default::default(),
    }
}

fn refused(report: &BumpReport<'_>, refusal: &Refusal, writer: &Writer<'_>) -> (String, Vec<String>) {
    match refusal {
        Refusal::Taken { version, tag, free } => {
            let each: Vec<String> = free.iter().map(|version| format!("`--version {version}`")).collect();
            let todo = if each.is_empty() {
                "release from another branch: no version of this line is free".to_owned()
            } else {
                format!("name one that is free: {}", joined(&each, "or"))
            };
            (
                format!(
                    "There is no next version: the changes ask for {version}, and the tag {} exists already, on a commit that this one does not contain.",
                    writer.code(tag)
                ),
                vec![todo, "or merge that release into this branch, if it belongs there".to_owned()],
            )
        }
        Refusal::NotAbove { version, other } => (
            format!("There is no next version: {version} is not above {other}, which is released."),
            vec![format!(
                "ask for a kind of prerelease that comes after {other} (words are compared letter by letter), or leave `--pre` out for the final release"
            )],
        ),
        Refusal::NamedTooLow { .. } | Refusal::OtherPrerelease { .. } => misnamed(report, refusal, writer),
        Refusal::OffLine { version, line } if report.named.is_some_and(|named| is_of(named, version)) => (
            format!(
                "There is no next version: the release is named {version}, by a tracking issue, a milestone or an argument, and this branch is for {line}."
            ),
            vec![format!("name a version of {line}, with `--version`")],
        ),
        Refusal::OffLine { version, line } => (
            format!(
                "There is no next version: the changes ask for {version}, and this branch is for {line}."
            ),
            vec![format!(
                "take {} out of this branch; or, if it is no more than {line} can give, correct its labels or its title",
                asking_most(report.computed, writer)
            )],
        ),
        Refusal::BadIdentifier(_) | Refusal::BadBuild(_) => bad_word(refusal, writer),
        Refusal::Overflow(version) => {
            (format!("There is no next version: the numbers of {version} cannot be raised."), Vec::new())
        }
    }
}

/// Which message is meant, where that makes a difference.
fn differs(differs: Differs) -> String {
    let asks = |level: Option<Level>| level.map_or("nothing", Level::as_str);
    match differs {
        Differs::Squashed { kept, message } => {
            let has = match message {
                Squashed::Commits => "its title and the messages of its commits",
                Squashed::Description => "its title and its description",
                Squashed::Nothing => "its title alone",
            };
            format!(
                "This repository squashes what it merges, and the message of the squash counts, which is {has}. The messages of its commits \
                 by themselves would ask for {}.",
                asks(kept)
            )
        }
        Differs::Either { kept, squashed } => format!(
            "It depends on how this pull request is merged: with its commits kept it asks for {}, and squashed, by the message that GitHub \
             proposes, for {}. Shown is the greater.",
            asks(kept),
            asks(squashed)
        ),
        Differs::Unread { kept } => format!(
            "How this repository merges could not be read. Shown is what the commits of this pull request ask for, {}; a squash whose \
             message leaves theirs out asks for less.",
            asks(kept)
        ),
    }
}

fn notes(report: &BumpReport<'_>, writer: &Writer<'_>) -> Vec<String> {
    let computed = report.computed;
    let mut notes = Vec::new();
    let there =
        |one: &&Contribution| matches!(one.what, What::PullRequest(number) if report.preview != Some(number));
    let pulls = computed.contributions.iter().filter(there).count();
    let on_top = match report.preview {
        Some(_) => ", and this pull request on top",
        None => "",
    };
    let mut looked = format!(
        "Looked at: {} and {} of {} up to {}, since {}{on_top}.",
        number(computed.commits, "commit", "commits"),
        number(pulls as u64, "pull request", "pull requests"),
        writer.code(&computed.branch),
        writer.commit(&computed.commit),
        since(computed, writer)
    );
    if let Some(line) = computed.line {
        looked.push_str(&format!(" The branch is for {line}."));
    }
    if let Some(prerelease) = &computed.prerelease {
        looked.push_str(&format!(" The last prerelease is {}.", writer.code(&prerelease.tag)));
    }
    notes.push(looked);
    notes.extend(report.differs.map(differs));
    if let (Some(role), Some(version)) = (&computed.confirmed_by, computed.version()) {
        notes.push(format!(
            "A major version has to be confirmed: let somebody who is {} comment {} on the tracking issue or the release pull request.",
            writer.code(role),
            writer.code(&format!("/holdpoint release-as {version}"))
        ));
    }
    if let (Some(named), Some(version)) = (report.named, computed.version())
        && named != version
        && !is_of(named, version)
    {
        let enough = if core(named) >= core(version) {
            "which is high enough"
        } else {
            "which is too low: the gate will say no"
        };
        notes.push(format!("The release is named {named} already, by its tag, its tracking issue, its milestone or an argument, {enough}."));
    }
    if let Some(usage) = report.usage {
        notes.push(format!(
            "It took {} and {}.",
            number(usage.requests, "request", "requests"),
            number(usage.points, "point", "points")
        ));
    }
    notes
}
