//! Evidence from GitHub, for one reading: what the policy needs, and always the range.
//!
//! Nothing fails here. What could not be read is an unknown fact.

use std::collections::BTreeMap;

use super::batch::by_number;
use super::client::Client;
use super::needed::{Needed, needed, release_needs};
use super::pull_request::{Draft, complete};
use super::range::{Found, RangeReader};
use super::repair;
use super::repository::RepositoryName;
use super::{
    alerts, code_scanning, consents, contents, files, notes, own_commits, owners, pull_request,
    required_checks, team, trouble, workflow_runs,
};
use crate::evidence::needs::{Head, PullRequestNeeds, PullRequestQuery, Reading, ReleaseReading, Subject};
use crate::evidence::pull_request::PullRequestState;
use crate::evidence::{Alerts, Evidence, Fact, List, Oid, PullRequest, Team, Unknown, release};

/// Who asks: the repository's token reads all that it can, and the organization's what no workflow's own token can
/// (docs/tokens.md). Where there is only one token, both are the same client.
#[derive(Debug, Clone, Copy)]
pub struct Clients<'a> {
    /// Reads the repository.
    pub repository: &'a Client,
    /// Reads teams, alerts of secret scanning, and what branch protection does not show to the other.
    pub organization: &'a Client,
}

impl Clients<'_> {
    fn are_two(self) -> bool {
        !std::ptr::eq(self.repository, self.organization)
    }

    async fn needed(self, repository: &RepositoryName, reading: &Reading, policy_commit: &Oid) -> Needed {
        let mut needed = needed(self.repository, repository, reading, policy_commit).await;
        if needed.protection_withheld && self.are_two() {
            needed.required_checks =
                required_checks::with_organization(self.organization, repository, needed.required_checks)
                    .await;
        }
        needed
    }
}

/// What is read at once, before anything that follows from it.
struct Round {
    needed: Needed,
    teams: Vec<Team>,
    beyond: contents::Beyond,
    early: consents::Early,
    /// The pull requests that are judged.
    own: own_commits::Heads,
}

/// Reads what `reading` asks for and puts it into the evidence, which holds the opening.
pub async fn collect(clients: Clients<'_>, reading: &Reading, evidence: &mut Evidence) {
    let reading = &notes::with_arrivals(reading);
    let client = clients.repository;
    let repository = match RepositoryName::parse(&evidence.opening.repository.name) {
        Ok(repository) => repository,
        Err(failure) => {
            evidence.range = Fact::Unknown(trouble::of_failure(&failure));
            return;
        }
    };
    let mut pull_requests = PullRequests::default();
    let before = std::mem::take(&mut evidence.pull_requests);
    let round = match &reading.subject {
        Subject::Release(release) => {
            let context = Context { client, repository: &repository, reading, release };
            context.read(clients, evidence, &mut pull_requests, &before).await
        }
        Subject::PullRequest { .. } | Subject::MergeGroup { .. } => {
            of_merge(clients, &repository, reading, evidence, &mut pull_requests, &before).await
        }
    };
    let Round { mut needed, teams, beyond, early, own } = round;
    evidence.teams = teams;
    evidence.files = contents::found(reading, std::mem::take(&mut needed.files), beyond);
    let shown = std::mem::replace(&mut needed.consents, consents::Shown::nothing());
    pull_requests.not_read(&before, &needed.pull_request, release_needs(reading));
    put_needed(client, &repository, reading, evidence, &mut pull_requests, needed).await;
    // What was read first is oldest: it only fills gaps.
    before.into_iter().for_each(|one| pull_requests.add(one));
    evidence.pull_requests = pull_requests.0.into_values().collect();
    consents::put(client, &repository, reading, evidence, (early, shown), own).await;
    evidence.notes_since = notes::since(client, &repository, reading, evidence).await;
    scan_merged(client, &repository, evidence).await;
    let owners = owners::teams(&repository, reading, evidence);
    evidence.teams.extend(team::teams(clients.organization, &owners).await);
}

/// What is judged before it is merged: a pull request, or those of a merge group.
async fn of_merge(
    clients: Clients<'_>,
    repository: &RepositoryName,
    reading: &Reading,
    evidence: &mut Evidence,
    pull_requests: &mut PullRequests,
    before: &[PullRequest],
) -> Round {
    let client = clients.repository;
    let policy_commit = &evidence.opening.policy.commit;
    let numbers = match &reading.subject {
        Subject::MergeGroup { numbers, .. } => numbers.as_slice(),
        _ => &[],
    };
    let (needed, group, own, teams, beyond, early) = tokio::join!(
        clients.needed(repository, reading, policy_commit),
        group(client, repository, reading, numbers),
        own_commits::of_group(client, repository, reading, numbers),
        team::teams(clients.organization, &reading.needs.teams),
        contents::beyond(client, repository, reading),
        consents::early(client, repository, reading, before),
    );
    let own = if let Subject::PullRequest { head, .. } = &reading.subject {
        Ok(vec![(head.clone(), needed.own_commits.clone())])
    } else {
        let heads = own_commits::heads(&own, &group);
        if reading.needs.own_commits {
            evidence.own_commits = own_commits::judged_group(own, &group);
        }
        heads
    };
    group.into_iter().for_each(|one| pull_requests.add(one));
    Round { needed, teams, beyond, early, own }
}

/// The lists of the range's pull requests: labels also where the release pull request is known by one.
fn range_needs(reading: &Reading) -> PullRequestNeeds {
    let mut needs = reading.needs.pull_requests;
    let by_label = matches!(reading.release_pull_request, Some(PullRequestQuery::Label(_)));
    needs.labels |= reading.needs.release_pull_request && by_label;
    needs
}

async fn find(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    release: &ReleaseReading,
) -> Found {
    let signatures = reading.needs.signatures;
    RangeReader::new(client, repository, &release.commit, range_needs(reading), signatures)
        .find(release)
        .await
}

type Files = Fact<List<release::ChangedFile>>;

/// The files since the tag that is the base in all likelihood, while the range is still being read.
async fn net_files(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    release: &ReleaseReading,
) -> Files {
    match release.bases.first() {
        Some(base) if reading.needs.net_files => {
            files::between(client, repository, &base.commit, &release.commit).await
        }
        _ => Fact::NotCollected,
    }
}

/// What code scanning and secret scanning know, while everything else is still being read. Secrets are for those who
/// may read the organization's things.
async fn scan(
    clients: Clients<'_>,
    repository: &RepositoryName,
    reading: &Reading,
    release: &ReleaseReading,
    pull_requests: &[PullRequest],
    found: &mut Alerts,
) {
    let needs = reading.needs.alerts;
    let code = async {
        if !needs.code_scanning {
            return Fact::NotCollected;
        }
        let refs = code_scanning::refs(release, pull_requests);
        Fact::Known(code_scanning::code_scanning(clients.repository, repository, &release.commit, refs).await)
    };
    let secrets = async {
        if !needs.secret_scanning {
            return Fact::NotCollected;
        }
        alerts::secret_scanning(clients.organization, repository).await
    };
    (found.code_scanning, found.secret_scanning) = tokio::join!(code, secrets);
}

/// Looks for analyses of the pull request that brought the commit in, if the branch has none of the commit.
async fn scan_merged(client: &Client, repository: &RepositoryName, evidence: &mut Evidence) {
    let Evidence { alerts: found, range, pull_requests, .. } = evidence;
    if let Fact::Known(scanning) = &mut found.code_scanning {
        code_scanning::add_pull_requests(client, repository, scanning, range, pull_requests).await;
    }
    if !evidence.opening.repository.private {
        alerts::hide_subjects(&mut evidence.alerts);
    }
}

/// What putting the range together takes.
struct Context<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    reading: &'a Reading,
    release: &'a ReleaseReading,
}

impl Context<'_> {
    async fn read(
        &self,
        clients: Clients<'_>,
        evidence: &mut Evidence,
        pull_requests: &mut PullRequests,
        before: &[PullRequest],
    ) -> Round {
        let Self { client, repository, reading, release } = *self;
        let name = evidence.opening.repository.name.clone();
        let policy_commit = evidence.opening.policy.commit.clone();
        let (needed, found, early_files, teams, (), runs, beyond, early) = tokio::join!(
            clients.needed(repository, reading, &policy_commit),
            find(client, repository, reading, release),
            net_files(client, repository, reading, release),
            team::teams(clients.organization, &reading.needs.teams),
            scan(clients, repository, reading, release, before, &mut evidence.alerts),
            workflow_runs::at(client, repository, &name, &release.commit, &reading.needs.artifacts),
            contents::beyond(client, repository, reading),
            consents::early(client, repository, reading, before),
        );
        evidence.workflow_runs = runs;
        self.put_range(evidence, pull_requests, found, early_files, &needed).await;
        Round { needed, teams, beyond, early, own: Ok(Vec::new()) }
    }

    async fn put_range(
        &self,
        evidence: &mut Evidence,
        pull_requests: &mut PullRequests,
        found: Found,
        early_files: Files,
        needed: &Needed,
    ) {
        evidence.bases = found.bases;
        let (base, commits) = match found.commits {
            Ok(commits) => commits,
            Err(why) => {
                evidence.range = Fact::Unknown(why);
                return;
            }
        };
        let needs = range_needs(self.reading);
        let elsewhere: Vec<PullRequest> = [&needed.milestone, &needed.merged_release]
            .into_iter()
            .flat_map(|drafts| drafts.seen())
            .map(|draft| draft.pull_request.clone())
            .collect();
        let mut range = repair::Range::new(commits.seen().to_vec());
        let total = commits.total();
        range.connect(self.client, self.repository, needs, &elsewhere).await;
        if let Head::PullRequest(number) = self.release.head {
            own_commits::connect(&mut range.commits, number, &self.release.commit, &needed.own_commits);
        }
        for one in complete(self.client, self.repository, needs, range.drafts.into_values()).await {
            pull_requests.add(one);
        }
        let files = if !self.reading.needs.net_files {
            Fact::NotCollected
        } else if base.is_some() && base.as_ref() == self.release.bases.first().map(|first| &first.commit) {
            early_files
        } else {
            match &base {
                Some(base) => files::between(self.client, self.repository, base, &self.release.commit).await,
                None => files::all(self.client, self.repository, &self.release.commit).await,
            }
        };
        let commits = List::new(range.commits.into_iter().map(|shown| shown.commit).collect(), total);
        let head = self.release.commit.clone();
        evidence.range = Fact::Known(release::Range { base, head, commits, files });
    }
}

/// Pull requests by number, each with all that any document showed of it.
#[derive(Default)]
struct PullRequests(BTreeMap<u64, PullRequest>);

impl PullRequests {
    /// Gives the reason to those that the first request showed and that should have been read whole.
    fn not_read(&mut self, before: &[PullRequest], read: &Fact<Draft>, needs: PullRequestNeeds) {
        if let Fact::Unknown(why) = read {
            for one in before {
                self.add(pull_request::unread(one.clone(), needs, why));
            }
        }
    }

    fn add(&mut self, other: PullRequest) {
        fn fill<T>(fact: &mut Fact<T>, other: Fact<T>) {
            if matches!(fact, Fact::NotCollected) {
                *fact = other;
            }
        }
        match self.0.get_mut(&other.number) {
            Some(one) => {
                fill(&mut one.body, other.body);
                fill(&mut one.body_changed_at, other.body_changed_at);
                fill(&mut one.labels, other.labels);
                fill(&mut one.removed_labels, other.removed_labels);
                fill(&mut one.reviews, other.reviews);
                fill(&mut one.force_pushes, other.force_pushes);
                fill(&mut one.threads, other.threads);
                fill(&mut one.linked_issues, other.linked_issues);
                fill(&mut one.files, other.files);
                fill(&mut one.milestoned, other.milestoned);
            }
            None => {
                self.0.insert(other.number, other);
            }
        }
    }
}

/// The pull requests of a merge group. One that could not be read is missing, which holds.
async fn group(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    numbers: &[u64],
) -> Vec<PullRequest> {
    let needs = release_needs(reading);
    let read = by_number(client, repository, needs, &numbers.iter().copied().collect(), false).await;
    let drafts: Vec<Draft> = read.into_values().filter_map(|one| Some(one.ok()??.draft)).collect();
    complete(client, repository, needs, drafts).await
}

async fn put_needed(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    evidence: &mut Evidence,
    pull_requests: &mut PullRequests,
    needed: Needed,
) {
    let full = release_needs(reading);
    let (release, mut drafts) = release_pull_requests(reading, evidence, pull_requests, &needed);
    drafts.extend(needed.pull_request.value().cloned());
    drafts.extend(older_release_pull_requests(client, repository, full, &release, &drafts).await);
    for one in complete(client, repository, full, drafts).await {
        pull_requests.add(one);
    }
    let milestone = needed.milestone.map(|drafts| {
        let total = drafts.total();
        let heads: Vec<PullRequest> = drafts.seen().iter().map(|draft| draft.pull_request.clone()).collect();
        let numbers = heads.iter().map(|one| one.number).collect();
        heads.into_iter().for_each(|one| pull_requests.add(one));
        List::new(numbers, total)
    });
    evidence.release_pull_requests = release;
    evidence.milestone = milestone;
    evidence.checks = needed.checks;
    evidence.required_checks = needed.required_checks;
    // Those that were looked for before stay, if nothing else needs them.
    if !matches!(needed.tracking_issues, Fact::NotCollected) {
        evidence.tracking_issues = needed.tracking_issues;
    }
    if let (Subject::PullRequest { number, head, .. }, true) = (&reading.subject, reading.needs.own_commits) {
        evidence.own_commits = own_commits::judged(*number, head, needed.own_commits);
    }
    evidence.labels = needed.labels;
    evidence.alerts.dependabot = needed.dependabot;
    evidence.codeowners = needed.codeowners;
    evidence.label_issues = needed.label_issues;
    evidence.milestone_issues = needed.milestone_issues;
    evidence.releases = needed.releases;
    evidence.templates = needed.templates;
    evidence.previous_notes = match reading.subject.release() {
        Some(release) if reading.needs.notes.previous => {
            notes::previous(client, repository, release, evidence, needed.previous_notes).await
        }
        _ => Fact::NotCollected,
    };
}

/// Those of the range that were not among the newest, so that their lists are not read yet.
async fn older_release_pull_requests(
    client: &Client,
    repository: &RepositoryName,
    needs: PullRequestNeeds,
    release: &Fact<List<u64>>,
    drafts: &[Draft],
) -> Vec<Draft> {
    let read = |number: &&u64| !drafts.iter().any(|draft| draft.pull_request.number == **number);
    let numbers = release.seen().iter().filter(read).copied().collect();
    let older = by_number(client, repository, needs, &numbers, false).await;
    older.into_values().filter_map(|one| Some(one.ok()??.draft)).collect()
}

/// The pull requests that may be the release pull request: the open ones that fit, and those of the range. What was
/// merged before the range is of an earlier release. Beside the numbers stand those that were read with their lists.
fn release_pull_requests(
    reading: &Reading,
    evidence: &Evidence,
    range: &PullRequests,
    needed: &Needed,
) -> (Fact<List<u64>>, Vec<Draft>) {
    let Some(query) = reading.release_pull_request.as_ref().filter(|_| reading.needs.release_pull_request)
    else {
        return (Fact::NotCollected, Vec::new());
    };
    let open = match &needed.open_release {
        Fact::Known(open) => open,
        Fact::Unknown(why) => return (Fact::Unknown(why.clone()), Vec::new()),
        Fact::NotCollected => return (Fact::NotCollected, Vec::new()),
    };
    let mut drafts: Vec<Draft> = open.seen().to_vec();
    let mut numbers: Vec<u64> = drafts.iter().map(|draft| draft.pull_request.number).collect();
    if matches!(reading.subject, Subject::Release(_)) {
        if let Err(why) = evidence.range.known() {
            return (Fact::Unknown(why), drafts);
        }
        for one in range.0.values().filter(|one| one.state == PullRequestState::Merged) {
            match fits(one, query) {
                Ok(true) => numbers.push(one.number),
                Ok(false) => {}
                Err(why) => return (Fact::Unknown(why), drafts),
            }
        }
        let merged = needed.merged_release.seen().iter();
        drafts.extend(merged.filter(|draft| numbers.contains(&draft.pull_request.number)).cloned());
    }
    let missing = open.total().saturating_sub(open.seen().len() as u64);
    let total = numbers.len() as u64 + missing;
    (Fact::Known(List::new(numbers, total)), drafts)
}

fn fits(one: &PullRequest, query: &PullRequestQuery) -> Result<bool, Unknown> {
    match query {
        PullRequestQuery::Branch(branch) => Ok(one.head_branch == *branch),
        PullRequestQuery::Label(label) => {
            // Labels compare without regard to case, as GitHub's own filter does.
            Ok(one.labels.whole()?.iter().any(|name| name.to_lowercase() == label.to_lowercase()))
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
