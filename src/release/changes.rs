//! What a release changes: its pull requests, and the commits that none brought in, as notes and versions look at them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, taken_back};
use crate::bump::propose::BRANCH;
use crate::bump::{self, Facts, Tagged, What};
use crate::candidate::{PullRequestRule, version_of_branch};
use crate::evidence::people::ActorKind;
use crate::evidence::release::{ChangedFile, Commit};
use crate::evidence::{Fact, List, PullRequest, Reason, Unknown};
use crate::notes::facts::Change;
use crate::version::Version;

impl Case<'_> {
    /// The pull requests of the release, with what people wrote of them.
    pub fn changes(&self) -> Result<Vec<Change>, Unknown> {
        self.pull_requests()?.into_iter().map(|pull| self.change(pull)).collect()
    }

    fn change(&self, pull: &PullRequest) -> Result<Change, Unknown> {
        let own = &self.evidence.opening.repository.name;
        let closes = match pull.linked_issues.whole() {
            Ok(issues) => issues.iter().filter(|issue| issue.repository.eq_ignore_ascii_case(own)).collect(),
            // Nobody asked for them: then nothing is cited by an issue.
            Err(why) if why.reason == Reason::NotCollected => Vec::new(),
            Err(why) => return Err(why),
        };
        Ok(Change {
            number: pull.number,
            title: pull.title.clone(),
            url: pull.url.clone(),
            author: pull.author.as_ref().map(|actor| {
                let machine = !matches!(actor.kind, ActorKind::User);
                (actor.login.as_str().to_owned(), machine)
            }),
            body: pull.body.value().cloned(),
            labels: pull.labels.whole()?.to_vec(),
            closes: closes.into_iter().map(|issue| issue.number).collect(),
            messages: self.messages_of(pull.number),
        })
    }

    /// The messages of a pull request's commits, as far as they are in the range; of one that is judged before its merge,
    /// those of its own.
    fn messages_of(&self, number: u64) -> Vec<String> {
        let of_range = self.commits().unwrap_or_default().iter();
        let own = self.evidence.own_commits.value().map(List::seen).unwrap_or_default().iter();
        let is_of =
            |commit: &&Commit| commit.pull_requests.value().is_some_and(|numbers| numbers.contains(&number));
        of_range.chain(own).filter(is_of).map(|commit| commit.message.clone()).collect()
    }

    /// The pull requests that the release took back again, and those that took them back, as its commits prove: versions and
    /// notes leave out the same ones.
    pub fn pulls_taken_back(&self) -> Result<BTreeSet<u64>, Unknown> {
        let number = |what: What| match what {
            What::PullRequest(number) => Some(number),
            What::Commit(_) => None,
        };
        Ok(self.taken_back()?.into_iter().filter_map(number).collect())
    }

    /// All that the next version depends on: what changed since the last final release that the commit contains, and the
    /// tags. `files`: whether the files of each change count.
    pub fn version_facts(&self, files: bool) -> Result<Facts, Unknown> {
        let candidate = self.candidate().ok_or_else(|| Unknown::new(Reason::NotCollected))?;
        let tagged = |tag: &crate::evidence::release::Tag| {
            let version = self.rules.tag.version(&tag.name)?;
            Some(Tagged { version, tag: tag.name.clone(), commit: tag.commit.clone()? })
        };
        let tags: Vec<Tagged> = self.evidence.opening.tags.whole()?.iter().filter_map(tagged).collect();
        let base = self.previous()?;
        let last = base.and_then(|base| tags.iter().find(|one| one.tag == base.tag)).cloned();
        let commits = self.commits()?;
        let here: BTreeSet<_> = commits.iter().map(|commit| &commit.oid).collect();
        let above = |one: &&Tagged| last.as_ref().is_none_or(|last| one.version > last.version);
        // The range holds every commit since the last release, so what is tagged in it came after that.
        let prereleases = tags.iter().filter(|one| !one.version.pre.is_empty() && here.contains(&one.commit));
        let prerelease =
            prereleases.filter(above).max_by(|one, other| one.version.cmp(&other.version)).cloned();
        Ok(Facts {
            commit: candidate.commit.clone(),
            branch: candidate.branch.clone(),
            last,
            prerelease,
            taken: tags.into_iter().map(|one| (one.version, one.tag)).collect::<BTreeMap<Version, String>>(),
            commits: self.own_commits()?.len() as u64,
            changes: self.version_changes(files)?,
            on_top: false,
        })
    }

    /// What changed since the previous release, as the rules of versions look at it.
    pub fn version_changes(&self, files: bool) -> Result<Vec<bump::Change>, Unknown> {
        let changes = self.changes()?;
        let gone = self.taken_back()?;
        let mut found = Vec::new();
        for (change, pull) in changes.into_iter().zip(self.pull_requests()?) {
            let reverted = gone.contains(&What::PullRequest(change.number));
            found.push(self.of_pull_request(change, pull, reverted, files)?);
        }
        if self.candidate().is_some() {
            found.extend(self.direct_changes(files, &gone)?);
        }
        Ok(found)
    }

    /// What the release took back again, as its commits prove.
    fn taken_back(&self) -> Result<BTreeSet<What>, Unknown> {
        if self.candidate().is_none() {
            return Ok(BTreeSet::new());
        }
        let repository = &self.evidence.opening.repository.name;
        let pulls = &self.evidence.pull_requests;
        taken_back::taken_back(self.commits()?, pulls, repository, &self.labelled_as_major()?)
    }

    /// The pull requests that have a label by which the policy tells a major change.
    fn labelled_as_major(&self) -> Result<BTreeSet<u64>, Unknown> {
        let patterns =
            self.rules.bump.as_ref().map(|rules| rules.major.labels.as_slice()).unwrap_or_default();
        let mut found = BTreeSet::new();
        if patterns.is_empty() {
            return Ok(found);
        }
        // What is planned and not in it takes nothing back, and its labels were not asked for.
        for pull in self.by_number(&self.of_range()?)? {
            let labels = pull.labels.whole()?;
            if labels.iter().any(|label| patterns.iter().any(|pattern| pattern.matches(label))) {
                found.insert(pull.number);
            }
        }
        Ok(found)
    }

    fn of_pull_request(
        &self,
        change: Change,
        pull: &PullRequest,
        reverted: bool,
        files: bool,
    ) -> Result<bump::Change, Unknown> {
        let carries = self.carries(pull);
        Ok(bump::Change {
            what: What::PullRequest(change.number),
            title: change.title,
            url: change.url,
            messages: change.messages,
            body: pull.body.known()?.clone(),
            labels: change.labels,
            // The files that state the version change with every release, and ask for none.
            paths: if files && !carries { paths(&pull.files)? } else { Vec::new() },
            reverted,
            carries,
        })
    }

    /// Whether a pull request carries a release, of whatever version.
    fn carries(&self, pull: &PullRequest) -> bool {
        let on = self.candidate().and_then(|candidate| candidate.on_pull_request);
        let fits = match &self.rules.pull_request {
            Some(PullRequestRule::Label(label)) => {
                let labels = pull.labels.value().map(List::seen).unwrap_or_default();
                labels.iter().any(|own| own.to_lowercase() == label.to_lowercase())
            }
            Some(PullRequestRule::Branch(pattern)) => version_of_branch(pattern, &pull.head_branch).is_some(),
            None => false,
        };
        on == Some(pull.number) || !pull.from_fork && (fits || is_usual_branch(&pull.head_branch))
    }

    /// The commits that no pull request brought in. A merge is what it merges, and that is there by itself.
    /// Of a package they are those of a range with files of it that no pull request accounts for.
    fn direct_changes(&self, files: bool, gone: &BTreeSet<What>) -> Result<Vec<bump::Change>, Unknown> {
        let mut direct = self.direct()?;
        direct.retain(|commit| commit.parents.len() < 2);
        if direct.is_empty() || self.package().is_some_and(|package| !self.unaccounted_may_have(package)) {
            return Ok(Vec::new());
        }
        let paths = if files { self.unaccounted()? } else { Vec::new() };
        let change = |commit: &Commit| bump::Change {
            what: What::Commit(commit.oid.to_string()),
            title: commit.message.lines().next().unwrap_or_default().to_owned(),
            url: commit.url.clone(),
            messages: vec![commit.message.clone()],
            body: String::new(),
            labels: Vec::new(),
            paths: paths.clone(),
            reverted: gone.contains(&What::Commit(commit.oid.to_string())),
            carries: false,
        };
        Ok(direct.into_iter().map(change).collect())
    }
}

/// Whether it is the branch of our release pull request where the policy names none: of the repository, or of a package.
fn is_usual_branch(branch: &str) -> bool {
    branch.strip_prefix(BRANCH).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// The paths of a list of files, those before a renaming among them.
pub(super) fn paths(files: &Fact<List<ChangedFile>>) -> Result<Vec<String>, Unknown> {
    let files = files.whole()?.iter();
    Ok(files.flat_map(|file| [Some(&file.path), file.previous.as_ref()]).flatten().cloned().collect())
}
