//! `holdpoint bump --pr`: the pull request that puts the next version into the files of the project.

use crate::bump::Package;
use crate::bump::propose::{BRANCH, File, Wish};
use crate::candidate::PullRequestRule;
use crate::cli::{Bump, Format};
use crate::commands::connect::Connected;
use crate::commands::live::{self, Aim};
use crate::commands::{Exit, Refusal, Screen, Surroundings, notes};
use crate::evidence::Ask;
use crate::github::{self, BaseFile, Failure, FailureKind, Proposed, Unproposed};
use crate::notes::Source;
use crate::notes::released::{Release, asks_for_draft, released};
use crate::policy::Policy;
use crate::report::{self, BumpReport, ProposedFile};
use crate::version::Version;
use crate::version_files::{self, Changed, VersionFile};

/// Where the changelog is, unless the policy says otherwise.
const CHANGELOG: &str = "CHANGELOG.md";
const PLACEHOLDER: &str = "{version}";
/// The account of a workflow's own token.
const WORKFLOW: &str = "github-actions";

/// What is proposed.
pub(super) struct Of<'a> {
    pub(super) arguments: &'a Bump,
    pub(super) asked: Ask,
    pub(super) version: &'a Version,
    pub(super) report: &'a BumpReport<'a>,
    pub(super) policy: &'a Policy,
}

pub(super) async fn run(
    of: &Of<'_>,
    connected: &Connected,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let client = &connected.repository;
    let repository = &of.report.repository.name;
    let made = of.make(connected, screen).await?;
    let wish = &made.wish;
    for path in &made.without {
        screen.warn(&format!("{path} is there and states no version of three numbers: it stays as it is"));
    }
    if of.arguments.dry_run == Some(true) {
        for (file, before) in wish.files.iter().zip(&made.before) {
            let difference = report::notes_difference(before, &file.text);
            screen
                .data(&report::notes_shown(&difference.shown(&file.path, false), around.context.in_actions));
        }
    }
    let written = if of.arguments.dry_run == Some(true) {
        github::left_to_do(client, repository, wish).await
    } else {
        screen.progress("writing the release pull request");
        github::propose(client, repository, wish).await
    };
    screen.done();
    let proposed = written.map_err(|why| Refusal(unproposed(&why, wish)))?;
    of.tell(&proposed, wish, screen);
    Ok(Exit::Well)
}

/// What is wished, and what it was made from.
struct Made {
    wish: Wish,
    /// The texts of the files before.
    before: Vec<String>,
    /// Well-known files that state no version.
    without: Vec<String>,
}

impl Of<'_> {
    /// Says what was written, or would be.
    fn tell(&self, proposed: &Proposed, wish: &Wish, screen: &Screen) {
        let dry = self.arguments.dry_run == Some(true);
        // A document is alone on the standard output.
        let say = |text: &str| match self.arguments.format {
            Format::Json => screen.warn(text),
            Format::Text | Format::Markdown => screen.say(text),
        };
        for step in &proposed.done {
            let told = report::proposed_step(step, wish);
            say(&if dry { format!("would {told}") } else { format!("done: {told}") });
        }
        say(&report::proposed_end(&proposed.end, wish, !proposed.done.is_empty()));
        if proposed.viewer.trim_end_matches("[bot]") == WORKFLOW {
            screen.warn(
                "warning: no workflow starts on what a workflow's own token writes, so checks that the pull request needs would \
                 wait for ever\n  -> give the action the token of a GitHub App, or of a person; or close and open the pull \
                 request by hand",
            );
        }
    }

    /// Makes the files of the version from those at the tip of the branch.
    async fn make(&self, connected: &Connected, screen: &Screen) -> anyhow::Result<Made> {
        let base = self.base()?;
        let changelog = self.changelog();
        let listed = self.version_files()?;
        let mut paths: Vec<&str> = listed.iter().map(VersionFile::path).collect();
        if listed.is_empty() {
            for name in version_files::well_known_names().filter(|name| self.is_own(name)) {
                paths.push(name);
            }
        }
        paths.push(&changelog);
        paths.sort_unstable();
        paths.dedup();
        screen.progress("reading the files that state the version");
        let repository = &self.report.repository.name;
        let read = github::base_files(&connected.repository, repository, &base, &paths).await;
        let read = read.map_err(|failure| {
            Refusal(format!("{failure}\n  -> let the token read the files: `contents: read`"))
        })?;
        let there = read.ok_or_else(|| {
            Refusal(format!(
                "there is no branch `{base}`\n  -> name the branch that is released: `--base main`"
            ))
        })?;
        if there.tip != self.report.computed.commit {
            let text = format!(
                "the version is that of {}, and the tip of {base} is {}\n  -> run it at the tip; a run for the newest push does \
                 it by itself",
                self.report.computed.commit.short(),
                there.tip.short()
            );
            return Err(Refusal(text).into());
        }
        let texts = texts(there.files, &listed)?;
        let mut files = Files { version: self.version, texts: &texts, new: Vec::new(), shown: Vec::new() };
        let without = files.put_in(&listed)?.ok_or_else(|| Refusal(self.states_none()))?;
        let old = texts.iter().find(|(path, _)| *path == changelog).map(|(_, text)| text.as_str());
        if (old.is_some() && self.is_own(&changelog)) || self.keeps_changelog() {
            let new = self.released(old, &changelog, connected, screen).await?;
            files.add(&changelog, old.unwrap_or_default(), new);
        }
        let Files { new, shown, .. } = files;
        let tag = self.report.tag.tag(self.version);
        let body = report::proposed_body(self.report, &tag, &shown);
        let (branch, siblings) = self.branch();
        let before = new.iter().map(|file| {
            let old = texts.iter().find(|(path, _)| *path == file.path);
            old.map(|(_, text)| text.clone()).unwrap_or_default()
        });
        let before = before.collect();
        let label = match &self.policy.rules.pull_request {
            Some(PullRequestRule::Label(label)) => Some(label.clone()),
            _ => None,
        };
        let wish = Wish { base, on: there.tip, branch, siblings, tag, body, label, files: new };
        Ok(Made { wish, before, without })
    }

    /// Whether a file is of what is released: of a package those that its `paths` name.
    fn is_own(&self, path: &str) -> bool {
        self.package().is_none_or(|package| package.paths.matches(path))
    }

    fn package(&self) -> Option<&Package> {
        self.policy.rules.packages.iter().find(|package| Some(package.name.as_str()) == self.report.package)
    }

    /// Those that the policy names; of a package its own, and some must be.
    fn version_files(&self) -> Result<Vec<VersionFile>, Refusal> {
        let listed = &self.policy.rules.version_files;
        let own: Vec<_> = listed.iter().filter(|file| self.is_own(file.path())).cloned().collect();
        if own.is_empty() && !listed.is_empty() {
            return Err(Refusal(self.states_none()));
        }
        Ok(own)
    }

    /// That no file states the version, and what to do.
    fn states_none(&self) -> String {
        match self.package() {
            Some(Package { name, written, .. }) => format!(
                "no file of the package `{name}` is known to state its version\n  -> name it under `version-files` of `release` in \
                 the policy, for example `{}`: each package takes those that its own `paths` name",
                written
                    .paths
                    .iter()
                    .find_map(|glob| glob.strip_suffix("/**").filter(|folder| !folder.contains(['*', '!', '?'])))
                    .map_or_else(|| "package.json".to_owned(), |folder| format!("{folder}/package.json"))
            ),
            None => "no well-known file at the root of the repository states a version\n  -> name the files that do: \
                     `version-files` of `release` in the policy"
                .to_owned(),
        }
    }

    /// The branch that is released.
    fn base(&self) -> Result<String, Refusal> {
        let named = self.arguments.base.clone().unwrap_or_else(|| self.report.computed.branch.clone());
        if named.is_empty() {
            return Err(Refusal("nothing says which branch is released\n  -> name it: `--base main`".into()));
        }
        Ok(named)
    }

    /// The branch of the pull request, and what those of other versions begin and end with.
    fn branch(&self) -> (String, Option<(String, String)>) {
        match &self.policy.rules.pull_request {
            Some(PullRequestRule::Branch(name)) => {
                let siblings = name.split_once(PLACEHOLDER);
                let siblings = siblings.map(|(before, after)| (before.to_owned(), after.to_owned()));
                (name.replacen(PLACEHOLDER, &self.version.to_string(), 1), siblings)
            }
            _ => (
                self.report.package.map_or_else(|| BRANCH.to_owned(), |name| format!("{BRANCH}-{name}")),
                None,
            ),
        }
    }

    fn keeps_changelog(&self) -> bool {
        self.policy.notes.as_ref().is_some_and(|notes| matches!(notes.source, Source::Changelog(_)))
    }

    fn changelog(&self) -> String {
        match self.policy.notes.as_ref().map(|notes| &notes.source) {
            Some(Source::Changelog(path)) => path
                .replace(PLACEHOLDER, &self.version.to_string())
                .replace("{tag}", &self.report.tag.tag(self.version))
                .replace("{package}", self.report.package.unwrap_or("{package}")),
            _ => CHANGELOG.to_owned(),
        }
    }

    /// The changelog with the version in it.
    async fn released(
        &self,
        old: Option<&str>,
        path: &str,
        connected: &Connected,
        screen: &Screen,
    ) -> anyhow::Result<String> {
        let tag = self.report.tag;
        let draft = if asks_for_draft(old, self.version, tag) {
            self.draft(connected, screen).await?
        } else {
            String::new()
        };
        let now = connected.repository.github_time().unwrap_or_default();
        let date = now.strftime("%Y-%m-%d").to_string();
        let release = Release { version: self.version, tag, date: &date, draft: &draft };
        let new = released(old, &release);
        new.map_err(|unfit| Refusal(report::changelog_unfit(path, &unfit, self.version)).into())
    }

    /// What is drafted for it, as `notes draft` does.
    async fn draft(&self, connected: &Connected, screen: &Screen) -> anyhow::Result<String> {
        let gate = self.arguments.gate();
        let asked = Ask { version: Some(self.version.to_string()), ..self.asked.clone() };
        let undrafted = || {
            Refusal("the section of the changelog could not be drafted\n  -> write what is new under `Unreleased` of the changelog, then run it again".into())
        };
        match live::read_for(&Aim::Changelog, &gate, asked, connected.clients(), screen).await? {
            live::Outcome::Read(read) => {
                let text = notes::for_changelog(&read, &connected.repository, screen).await;
                text.ok_or_else(|| undrafted().into())
            }
            live::Outcome::Nothing(_) => Err(undrafted().into()),
        }
    }
}

/// The texts of the files. One that is named, and is not there or is none that can be written, is a refusal.
fn texts(there: Vec<(String, BaseFile)>, listed: &[VersionFile]) -> Result<Vec<(String, String)>, Refusal> {
    let mut texts = Vec::new();
    for (path, file) in there {
        let why = match file {
            BaseFile::Text(text) => {
                texts.push((path, text));
                continue;
            }
            BaseFile::Executable => {
                "is executable, and a commit made through the API would take that from it"
            }
            BaseFile::NoFile => "is no file but a link, a folder or a submodule",
            BaseFile::Binary => "is no text in UTF-8",
        };
        // Of the well-known names that nobody named, a folder `VERSION` or the like is none of ours.
        if !listed.is_empty() {
            return Err(Refusal(format!(
                "{path} {why}\n  -> take it out of `version-files` of `release` in the policy, and write its version by hand"
            )));
        }
    }
    match listed.iter().find(|file| texts.iter().all(|(path, _)| path != file.path())) {
        Some(missing) => Err(Refusal(format!(
            "there is no {}\n  -> correct its path under `version-files` of `release` in the policy, or add the file",
            missing.path()
        ))),
        None => Ok(texts),
    }
}

/// The files of the pull request as they are made.
struct Files<'a> {
    version: &'a Version,
    texts: &'a [(String, String)],
    new: Vec<File>,
    shown: Vec<ProposedFile>,
}

impl Files<'_> {
    /// Puts the version into the files that state it, and returns the well-known ones that state none; `None` if no file
    /// states one.
    fn put_in(&mut self, listed: &[VersionFile]) -> Result<Option<Vec<String>>, Refusal> {
        let of_root = if listed.is_empty() { version_files::of_root(self.texts) } else { Default::default() };
        let chosen = if listed.is_empty() { of_root.files.as_slice() } else { listed };
        if chosen.is_empty() {
            return Ok(None);
        }
        for file in chosen {
            let path = file.path();
            let before =
                self.texts.iter().find(|(known, _)| known == path).map_or("", |(_, text)| text.as_str());
            // A file may be listed for several of its places.
            let done = self.new.iter().position(|known| known.path == path);
            let current = done.and_then(|at| self.new.get(at)).map_or(before, |known| known.text.as_str());
            let edited = file.with_version(current, self.version);
            let edited =
                edited.map_err(|unfit| Refusal(report::version_file_unfit(path, &unfit, self.version)))?;
            let above = |one: &&Changed| Version::parse(&one.from).is_ok_and(|from| from > *self.version);
            if let Some(higher) = edited.changed.iter().find(above) {
                return Err(Refusal(report::version_file_higher(path, higher, self.version)));
            }
            if edited.changed.is_empty() {
                continue;
            }
            let text = edited.text;
            match done.and_then(|at| self.new.get_mut(at)) {
                Some(known) => known.text = text,
                None => {
                    self.new.push(File { path: path.to_owned(), text });
                    self.shown.push(ProposedFile { path: path.to_owned(), from: Vec::new() });
                }
            }
            if let Some(shown) = self.shown.iter_mut().find(|shown| shown.path == path) {
                for one in edited.changed {
                    if !shown.from.contains(&one.from) {
                        shown.from.push(one.from);
                    }
                }
            }
        }
        Ok(Some(of_root.without))
    }

    fn add(&mut self, path: &str, before: &str, text: String) {
        if before != text {
            self.new.push(File { path: path.to_owned(), text });
            self.shown.push(ProposedFile { path: path.to_owned(), from: Vec::new() });
        }
    }
}

/// Why it is not as it should be, and what to do.
fn unproposed(why: &Unproposed, wish: &Wish) -> String {
    match why {
        Unproposed::Refused(refusal) => report::proposed_refusal(refusal, wish),
        Unproposed::Unread(failure) => format!(
            "what there is of the release pull request could not be read: {failure}\n  -> let the token read it: `contents: \
             read` and `pull-requests: read` among the job's `permissions:`"
        ),
        Unproposed::Failed(step, failure) => {
            format!("could not {}: {failure}\n  -> {}", report::proposed_step(step, wish), remedy(failure))
        }
    }
}

fn remedy(failure: &Failure) -> &'static str {
    let said = failure.detail().to_lowercase();
    match failure.kind() {
        _ if said.contains("not permitted to create") => {
            "let workflows open pull requests: Settings, Actions, General, “Allow GitHub Actions to create and approve pull \
             requests”; or give the action the token of a GitHub App"
        }
        FailureKind::Forbidden | FailureKind::NotFound | FailureKind::Unauthorized => {
            "let the token write: `contents: write` and `pull-requests: write` among the job's `permissions:`"
        }
        FailureKind::Conflict | FailureKind::Unprocessable(_) | FailureKind::Refused => {
            "see what GitHub says of it; a rule of the repository may protect the branch: let this account pass it, or name \
             another branch in the policy: `release: {pull-request: {branch: …}}`"
        }
        _ => "run it again: it goes on where it ended",
    }
}
