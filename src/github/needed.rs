//! What the policy needs besides the range: one document, of which only the parts that are asked for are read.

use std::collections::BTreeSet;

use serde_json::json;

use super::client::Client;
use super::consents;
use super::contents::{self, Wanted};
use super::document::with_fields;
use super::listed_issues::{self, Pages};
use super::own_commits::{self, Own};
use super::pull_request::{Draft, head, pull_request, switches};
use super::reply::{Node, Reply, Variables};
use super::repository::RepositoryName;
use super::text_file::text_file;
use super::width::Width;
use super::window::{Window, join};
use super::{alerts, checks, issue, notes, releases, required_checks, trouble};
use crate::evidence::alert::{DependabotAlert, Feature};
use crate::evidence::file::NamedFile;
use crate::evidence::needs::{Head, IssueQuery, Needs, PullRequestNeeds, PullRequestQuery, Reading, Subject};
use crate::evidence::{
    Checks, Fact, Issue, LabelIssues, List, MilestoneIssues, Oid, Opening, PolicyFile, PreviousNotes,
    Releases, RequiredChecks, Unknown,
};

const EVIDENCE: &str = include_str!("queries/evidence.graphql");
const MILESTONE_PAGE: &str = include_str!("queries/milestone_page.graphql");
const LABELS_PAGE: &str = include_str!("queries/labels_page.graphql");
const VULNERABILITY_ALERTS_PAGE: &str = include_str!("queries/vulnerability_alerts_page.graphql");

/// The facts besides the range. What was not asked for is not collected.
pub(super) struct Needed {
    pub(super) checks: Fact<Checks>,
    pub(super) required_checks: Fact<RequiredChecks>,
    /// Whether this token was not shown all of branch protection.
    pub(super) protection_withheld: bool,
    pub(super) milestone: Fact<List<Draft>>,
    pub(super) tracking_issues: Fact<List<Issue>>,
    /// The open pull requests that may be the release pull request, with their lists.
    pub(super) open_release: Fact<List<Draft>>,
    /// The newest merged ones. What is older is found in the range, if it is of this release.
    pub(super) merged_release: Fact<List<Draft>>,
    pub(super) labels: Fact<List<String>>,
    pub(super) codeowners: Fact<Option<String>>,
    pub(super) dependabot: Fact<Feature<List<DependabotAlert>>>,
    /// The pull request that is judged, or whose head is the candidate.
    pub(super) pull_request: Fact<Draft>,
    /// The commits of the pull request whose head is judged, oldest first, as far as GitHub shows them.
    pub(super) own_commits: Fact<List<Own>>,
    /// The files that were asked for in the same document.
    pub(super) files: Vec<NamedFile>,
    pub(super) label_issues: Vec<LabelIssues>,
    pub(super) milestone_issues: Fact<MilestoneIssues>,
    pub(super) releases: Fact<Releases>,
    pub(super) templates: Vec<PolicyFile>,
    /// Those of the tag that is the previous release in all likelihood.
    pub(super) previous_notes: Fact<Option<PreviousNotes>>,
    pub(super) consents: consents::Shown,
}

/// What is to be read, put as the document wants it.
struct Wish<'a> {
    reading: &'a Reading,
    policy_commit: &'a Oid,
    commit: &'a Oid,
    branch: &'a str,
    milestone: Option<u64>,
    milestone_of_issues: Option<u64>,
    /// The tag whose releases are looked at.
    tag: Option<&'a str>,
    pull_request: Option<u64>,
}

impl<'a> Wish<'a> {
    fn new(reading: &'a Reading, policy_commit: &'a Oid) -> Self {
        match &reading.subject {
            Subject::Release(release) => Self {
                reading,
                policy_commit,
                commit: &release.commit,
                branch: &release.branch,
                milestone: release.milestone,
                milestone_of_issues: release.milestone_of_issues,
                tag: (reading.needs.releases || reading.needs.notes.releases).then_some(release.tag.as_str()),
                pull_request: match release.head {
                    Head::PullRequest(number) => Some(number),
                    Head::Reference(_) | Head::Commit => None,
                },
            },
            Subject::PullRequest { number, head, base } => Self {
                reading,
                policy_commit,
                commit: head,
                branch: base,
                milestone: None,
                milestone_of_issues: None,
                tag: None,
                pull_request: Some(*number),
            },
            // Its pull requests are read by number, many to a document.
            Subject::MergeGroup { head, base, .. } => Self {
                reading,
                policy_commit,
                commit: head,
                branch: base,
                milestone: None,
                milestone_of_issues: None,
                tag: None,
                pull_request: None,
            },
        }
    }

    /// Whether the pull request's own commits are needed: a release is judged before it is merged, so that no merge says
    /// which commits came in with it; or they are judged themselves.
    fn own_commits(&self) -> bool {
        let release = matches!(self.reading.subject, Subject::Release(_));
        let authors = self.reading.needs.consents.authors;
        self.pull_request.is_some() && (release || authors || self.own_facts())
    }

    /// Whether they are judged themselves.
    fn own_facts(&self) -> bool {
        matches!(self.reading.subject, Subject::PullRequest { .. }) && self.reading.needs.own_commits
    }

    /// The files that the first document asks for.
    fn files(&self) -> Vec<Wanted> {
        contents::paths(&self.reading.needs).into_iter().take(contents::AT_A_TIME).collect()
    }

    fn is_empty(&self) -> bool {
        let needs = &self.reading.needs;
        let any = needs.checks
            || needs.required_checks
            || needs.labels
            || needs.codeowners
            || needs.consents.arrivals
            || needs.alerts.dependabot;
        !any && needs.label_issues.is_empty()
            && self.files().is_empty()
            && self.milestone.is_none()
            && self.milestone_of_issues.is_none()
            && self.tag.is_none()
            && self.pull_request.is_none()
            && self.notes().is_empty()
            && self.issue_query().is_none()
            && self.release_query().is_none()
    }

    fn notes(&self) -> notes::Asked<'_> {
        notes::Asked::new(self.reading, self.policy_commit)
    }

    fn issue_query(&self) -> Option<&IssueQuery> {
        self.reading.tracking_issue.as_ref().filter(|_| self.reading.needs.tracking_issue)
    }

    fn release_query(&self) -> Option<&PullRequestQuery> {
        self.reading.release_pull_request.as_ref().filter(|_| self.reading.needs.release_pull_request)
    }

    fn variables(&self, repository: &RepositoryName) -> Variables {
        let needs = &self.reading.needs;
        let (number, label) = match self.issue_query() {
            Some(IssueQuery::Number(number)) => (Some(*number), None),
            Some(IssueQuery::Label(label)) => (None, Some(label)),
            None => (None, None),
        };
        let mut variables = repository.variables(json!({
            "commit": self.commit, "checks": needs.checks, "workflows": true,
            "branch": format!("refs/heads/{}", self.branch), "requiredChecks": needs.required_checks,
            "milestone": self.milestone.unwrap_or_default(), "onMilestone": self.milestone.is_some(),
            "issue": number.unwrap_or_default(), "issueByNumber": number.is_some(),
            "issueLabels": label.map(|label| vec![label]), "issueByLabel": label.is_some(),
            "releasePullRequest": self.release_query().is_some(),
            "labels": needs.labels,
            "dependabot": needs.alerts.dependabot,
            "policyCommit": self.policy_commit, "codeowners": needs.codeowners,
            "pullRequest": self.pull_request.unwrap_or_default(), "onPullRequest": self.pull_request.is_some(),
            "ownCommits": self.own_commits(), "ownFacts": self.own_facts(), "signatures": needs.signatures,
            "sorted": needs.consents.discussions,
            "files": !self.files().is_empty(),
            "issuesMilestone": self.milestone_of_issues.unwrap_or_default(),
            "onMilestoneIssues": self.milestone_of_issues.is_some(),
            "releases": self.tag.is_some(),
        }));
        // An argument that is left out asks for everything; only one of the two may be left out.
        match self.release_query() {
            Some(PullRequestQuery::Label(label)) => {
                variables.insert("releaseLabels".to_owned(), json!([label]))
            }
            Some(PullRequestQuery::Branch(branch)) => {
                variables.insert("releaseBranch".to_owned(), json!(branch))
            }
            None => None,
        };
        consents::switches(self.reading, switches(release_needs(self.reading), variables))
    }
}

/// The lists to read of the pull requests in this document: a release pull request is judged by its reviews and files.
pub(super) fn release_needs(reading: &Reading) -> PullRequestNeeds {
    let mut needs = reading.needs.pull_requests;
    if reading.needs.release_pull_request {
        needs.merge(PullRequestNeeds {
            reviews: true,
            files: true,
            labels: true,
            ..PullRequestNeeds::default()
        });
    }
    needs
}

/// Reads what the policy needs besides the range.
pub(super) async fn needed(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    policy_commit: &Oid,
) -> Needed {
    let wish = Wish::new(reading, policy_commit);
    if wish.is_empty() {
        return Needed::nothing();
    }
    let width = Width::new();
    let document = document_for(&reading.needs.label_issues, &wish.notes(), &wish.files());
    let reply = width.read_document(client, &document, wish.variables(repository)).await;
    let reply = Reply::or_failed(reply);
    let source = Source { client, repository, width: &width, reply: &reply };
    let (needed, consents) =
        tokio::join!(source.read(&wish), consents::Shown::read(client, repository, reading, &reply));
    Needed { consents, ..needed }
}

/// The document of all this: one field for each label whose issues are looked at, and what notes are checked by.
pub(super) fn document_for(labels: &BTreeSet<String>, notes: &notes::Asked<'_>, files: &[Wanted]) -> String {
    let document = EVIDENCE.replace("# FILES", &contents::fields(files));
    with_fields(&document, &format!("{}\n  {}", listed_issues::fields(labels), notes.fields()))
}

/// Reads the issues that may be the tracking issue, before it is known what is judged. What was said on them is read with
/// the evidence.
pub async fn find_issues(client: &Client, opening: &Opening, query: &IssueQuery) -> Fact<List<Issue>> {
    let repository = match RepositoryName::parse(&opening.repository.name) {
        Ok(repository) => repository,
        Err(failure) => return Fact::Unknown(trouble::of_failure(&failure)),
    };
    let commit = &opening.repository.default_commit;
    let branch = &opening.repository.default_branch;
    let reading = Reading {
        needs: Needs { tracking_issue: true, ..Needs::default() },
        subject: Subject::PullRequest { number: 0, head: commit.clone(), base: branch.clone() },
        tracking_issue: Some(query.clone()),
        release_pull_request: None,
    };
    let wish = Wish { pull_request: None, ..Wish::new(&reading, commit) };
    let width = Width::new();
    let reply = Reply::or_failed(width.read(client, EVIDENCE, wish.variables(&repository)).await);
    let source = Source { client, repository: &repository, width: &width, reply: &reply };
    source.read(&wish).await.tracking_issues
}

impl Needed {
    pub(super) fn nothing() -> Self {
        Self {
            checks: Fact::NotCollected,
            required_checks: Fact::NotCollected,
            protection_withheld: false,
            milestone: Fact::NotCollected,
            tracking_issues: Fact::NotCollected,
            open_release: Fact::NotCollected,
            merged_release: Fact::NotCollected,
            labels: Fact::NotCollected,
            codeowners: Fact::NotCollected,
            dependabot: Fact::NotCollected,
            pull_request: Fact::NotCollected,
            own_commits: Fact::NotCollected,
            label_issues: Vec::new(),
            milestone_issues: Fact::NotCollected,
            releases: Fact::NotCollected,
            templates: Vec::new(),
            previous_notes: Fact::NotCollected,
            files: Vec::new(),
            consents: consents::Shown::nothing(),
        }
    }
}

/// The document's answer, and where its missing pages come from.
struct Source<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    width: &'a Width,
    reply: &'a Reply,
}

impl<'a> Source<'a> {
    async fn read(&self, wish: &Wish<'_>) -> Needed {
        let needs = &wish.reading.needs;
        let full = release_needs(wish.reading);
        let mut needed = Needed::nothing();
        // Lists that go on behind the document have their pages read side by side.
        let (checks, milestone, labels, own_commits, dependabot, listed) = tokio::join!(
            async { if needs.checks { self.checks(wish).await } else { Fact::NotCollected } },
            async {
                match wish.milestone {
                    Some(number) => self.milestone(number).await.into(),
                    None => Fact::NotCollected,
                }
            },
            async { if needs.labels { self.labels().await.into() } else { Fact::NotCollected } },
            async {
                match wish.pull_request.filter(|_| wish.own_commits()) {
                    Some(number) => self.own_commits(number, wish).await.into(),
                    None => Fact::NotCollected,
                }
            },
            async { if needs.alerts.dependabot { self.dependabot().await } else { Fact::NotCollected } },
            self.listed(wish),
        );
        (needed.label_issues, needed.milestone_issues, needed.releases) = listed;
        needed.checks = checks;
        needed.milestone = milestone;
        needed.labels = labels;
        needed.own_commits = own_commits;
        needed.dependabot = dependabot;
        if needs.required_checks {
            needed.required_checks = required_checks::required_checks(self.reply, wish.branch);
            needed.protection_withheld = required_checks::withheld(self.reply);
        }
        needed.tracking_issues = match wish.issue_query() {
            Some(IssueQuery::Number(_)) => issue::named(self.reply),
            Some(IssueQuery::Label(_)) => issue::labelled(self.reply),
            None => Fact::NotCollected,
        };
        if wish.release_query().is_some() {
            needed.open_release = self.release("openReleasePullRequests", full).into();
            needed.merged_release = self.release("mergedReleasePullRequests", full).into();
        }
        if needs.codeowners {
            needed.codeowners = self.codeowners().into();
        }
        if wish.pull_request.is_some() {
            let node = self.node().and_then(|node| node.field("pullRequest"));
            needed.pull_request = node.and_then(|node| pull_request(node, full)).into();
        }
        needed.templates = wish.notes().templates(self.reply);
        needed.previous_notes = wish.notes().previous(self.reply);
        needed.files = contents::shown(self.reply, wish.commit, &wish.files());
        needed
    }

    /// What may take further pages, each by itself, so all at once.
    async fn listed(&self, wish: &Wish<'_>) -> (Vec<LabelIssues>, Fact<MilestoneIssues>, Fact<Releases>) {
        let sorted = wish.reading.needs.consents.discussions;
        let pages = Pages { client: self.client, repository: self.repository, width: self.width, sorted };
        let milestone = async {
            match wish.milestone_of_issues {
                Some(milestone) => listed_issues::of_milestone(pages, self.reply, milestone).await.into(),
                None => Fact::NotCollected,
            }
        };
        let needs = &wish.reading.needs;
        let asked = releases::Asked { assets: needs.releases, texts: needs.notes.releases };
        let releases = async {
            match wish.tag {
                Some(tag) => releases::of_tag(pages, self.reply, tag, asked).await.into(),
                None => Fact::NotCollected,
            }
        };
        let labels = &needs.label_issues;
        tokio::join!(listed_issues::of_labels(pages, self.reply, labels), milestone, releases)
    }

    fn node(&self) -> Result<Node<'a>, Unknown> {
        self.reply.root().field("repository")
    }

    async fn checks(&self, wish: &Wish<'_>) -> Fact<Checks> {
        checks::at(self.client, self.repository, wish.commit, self.reply).await
    }

    async fn dependabot(&self) -> Fact<Feature<List<DependabotAlert>>> {
        alerts::dependabot(self.reply, async |after| {
            let variables = self.repository.variables(json!({"after": after}));
            self.width.read(self.client, VULNERABILITY_ALERTS_PAGE, variables).await
        })
        .await
    }

    async fn milestone(&self, number: u64) -> Result<List<Draft>, Unknown> {
        let milestone = self.node()?.field("milestone")?;
        let first = Window::read(milestone.field("firstPullRequests")?, head)?;
        let last = Window::read(milestone.field("lastPullRequests")?, head)?;
        let key = |draft: &Draft| draft.pull_request.number;
        join(first, last, key, async |after| {
            let variables = self.repository.variables(json!({"milestone": number, "after": after}));
            let reply = Reply::or_failed(self.width.read(self.client, MILESTONE_PAGE, variables).await);
            let milestone = reply.root().field("repository")?.field("milestone")?;
            Window::read(milestone.field("pullRequests")?, head)
        })
        .await
    }

    async fn labels(&self) -> Result<List<String>, Unknown> {
        let name = |label: Node<'_>| label.text("name");
        let first = Window::read(self.node()?.field("firstLabels")?, name)?;
        let last = Window::read(self.node()?.field("lastLabels")?, name)?;
        join(first, last, String::clone, async |after| {
            let variables = self.repository.variables(json!({"after": after}));
            let reply = Reply::or_failed(self.width.read(self.client, LABELS_PAGE, variables).await);
            Window::read(reply.root().field("repository")?.field("repositoryLabels")?, |label| {
                label.text("name")
            })
        })
        .await
    }

    async fn own_commits(&self, number: u64, wish: &Wish<'_>) -> Result<List<Own>, Unknown> {
        let (facts, signatures) = (wish.own_facts(), wish.reading.needs.signatures);
        let own = |item: Node<'_>| Own::read(item.field("commit")?, facts, signatures);
        let first = Window::read(self.node()?.field("pullRequest")?.field("commits")?, own)?;
        let last = Window { items: Vec::new(), total: first.total, next: None };
        let key = |own: &Own| own.oid.clone();
        join(first, last, key, async |after| {
            let asked = (facts, signatures);
            own_commits::page(self.client, self.repository, self.width, number, Some(after), asked).await
        })
        .await
    }

    fn release(&self, name: &'a str, needs: PullRequestNeeds) -> Result<List<Draft>, Unknown> {
        let connection = self.reply.root().field("pullRequestsOf")?.field(name)?;
        let drafts = connection.items("nodes")?.into_iter().map(|node| pull_request(node, needs));
        Ok(List::new(drafts.collect::<Result<_, _>>()?, connection.number("totalCount")?))
    }

    /// The first of the three places that has the file counts (GitHub's document "About code owners").
    fn codeowners(&self) -> Result<Option<String>, Unknown> {
        let commit = self.node()?.field("policyCommit")?;
        for name in ["githubCodeowners", "rootCodeowners", "docsCodeowners"] {
            if let Some(file) = text_file(commit, name)? {
                return Ok(Some(file.text));
            }
        }
        Ok(None)
    }
}
