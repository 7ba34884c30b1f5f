//! What must come of each fault, written down before it is tried.
//!
//! A fault that passes is got over. One that stays holds: the run ends with 1, or with 2 where without that request there
//! is nothing to judge. Where a run may say go all the same, [`HARMLESS`] says why.

use super::fault::Fault;
use super::request::Request;
use super::scenes::Scene;

/// What must come of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Go: the request is sent again and answered.
    GotOver,
    /// No-go, exit 1: what the request was to bring is unknown.
    Unknown,
    /// Exit 2: without it there is nothing to judge.
    Nothing,
    /// Go or no-go: the verdict does not rest on it. The number of a reason in [`HARMLESS`].
    Harmless(usize),
}

/// Which faults an excuse is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Any that stays.
    All,
    /// A list that comes without its items.
    Empty,
    /// A null, with an error or without.
    Missing,
    /// A null with an error.
    Refused,
    /// A null without an error.
    Null,
    /// The token may not see it, or nothing of it.
    Denied,
    /// A page of a list that lost an entry.
    Shifted,
}

/// Scene or kind (`%`: any), request and place (`%`: anything), faults, and why they may pass.
pub(super) type Excuse = (&'static str, &'static str, Of, &'static str);

use Of::{All, Denied, Empty, Missing, Null, Refused, Shifted};

pub(super) const HARMLESS: &[Excuse] = &[
    ("%", "% rateLimit", Missing, "what a run costs is no part of the verdict"),
    ("%", "%pageInfo.endCursor", Missing, "no further page is needed"),
    ("%", "%pageInfo.startCursor", Missing, "no further page is needed"),
    (
        "%",
        "query Closing repository.target%",
        Missing,
        "our own comments are no evidence; none is written then",
    ),
    ("%", "query Comments, further page%", All, "our own comments are no evidence; none is written then"),
    ("%", "query Closing repository.commit", Missing, "nothing is read of it"),
    ("change", "query Closing ", Empty, "its one list is that of our own comments"),
    ("change", "query Opening ", Empty, "tags and milestones are for releases; the labels are read again"),
    ("change", "query Opening repository.%Tags%", Missing, "tags are for releases"),
    ("change", "query Opening repository.milestones%", Missing, "milestones are for releases"),
    (
        "%",
        "query Opening repository.pullRequest.labels%",
        Missing,
        "the labels are read again with the evidence",
    ),
    ("%", "query Opening repository.pullRequest.milestone", Null, "it is read again with the evidence"),
    (
        "release pull request",
        "query Evidence repository.pullRequest.%",
        Missing,
        "the first request has read it",
    ),
    ("%", "GET …/collaborators/*/permission ", Empty, "it is no list"),
    ("%", "GET …/compare/*?per_page=1&page=* ", Empty, "only its counts are read"),
    ("%", "% repository.%.last%", Missing, "the first page of the list shows the same entries"),
    ("%", "% repository.last%", Missing, "the first page of the list shows the same entries"),
    ("%", "% repository.%.first%.nodes.*", Null, "the last page of the list shows the same entry"),
    ("%", "% repository.first%.nodes.*", Null, "the last page of the list shows the same entry"),
    ("%", "% repository.checked%", Refused, "the checks are read again without their workflow runs"),
    ("%", "%ontexts.nodes.*.checkSuite.%", Missing, "nothing asks for the app or the workflow of that check"),
    ("%", "%ontexts.nodes.*.conclusion", Null, "that check is not needed"),
    ("%", "%ontexts.nodes.*.startedAt", Null, "nothing else has that name, so nothing is older or newer"),
    ("%", "%ontexts.nodes.*.completedAt", Null, "when a check ended is for waivers alone"),
    ("%", "%ontexts.nodes.*.detailsUrl", Null, "a check may have no page"),
    ("%", "%ontexts.nodes.*.externalId", Null, "a check may have no id of its app"),
    ("%", "%ontexts.nodes.*.creator", Null, "the account is deleted"),
    ("%", "%.author", Null, "the account is deleted"),
    ("%", "%.author.user", Null, "the account is deleted, or the address is nobody's"),
    ("%", "%.actor", Null, "the account is deleted"),
    ("%", "%.deletedCommentAuthor", Null, "the account is deleted"),
    ("change", "%.baseRepository", Null, "the event says which repository it is"),
    ("%", "% repository.milestone.%.baseRepository", Null, "its number says which it is"),
    ("release", "%.baseRepository", Null, "the pull request is read again by its number"),
    ("%", "%.mergeCommit", Null, "the commit itself says which pull request brought it in"),
    ("%", "%.mergedAt", Null, "its state says that it is merged"),
    (
        "%",
        "%.milestone",
        Null,
        "the milestone says which pull requests it has, and the issue is found by its label",
    ),
    ("%", "%.reviews.nodes.*.submittedAt", Null, "that review is no approval"),
    ("%", "%mergedReleasePullRequests%", Missing, "the release pull request is read again by its number"),
    (
        "%",
        "% repository.branch.branchProtectionRule%",
        Missing,
        "the branch says its required checks otherwise, too",
    ),
    (
        "%",
        "% repository.branch.refUpdateRule%",
        Missing,
        "the branch says its required checks otherwise, too",
    ),
    ("%", "%.compare", Missing, "REST compares what GraphQL does not"),
    ("%", "%ags.nodes.*.target", Null, "a tag without a commit is no earlier release"),
    ("release", "query Watch%", All, "all is read again after the wait"),
    (
        "release",
        "query Protection%",
        Denied,
        "a second token without the right sees no more than the first, whose own look stays",
    ),
    (
        "%",
        "query Opening repository.pullRequest.proposed%",
        Missing,
        "the policy in force judges; of another one is only told",
    ),
    ("change", "query PullRequests%", All, "the policy in force judges; of another one is only told"),
    ("group", "query Opening repository.%Tags%", Missing, "tags are for releases"),
    ("group", "query Opening repository.milestones%", Missing, "milestones are for releases"),
    ("group", "query Closing ", Empty, "it has no list"),
    ("%", "query Files ", Empty, "it has no list"),
    ("release", "query Protection ", Empty, "it has no list that comes in pages"),
    ("%", "query Trees ", Empty, "it has no list"),
    (
        "release",
        "query Evidence newestReleasesOf%",
        Missing,
        "a release that is not shown there is read by its id, and of another one nothing is judged",
    ),
    ("release", "GET …/releases/* ", Empty, "it is no list"),
    ("release", "query Pointed ", Empty, "it has no list"),
    ("release", "query PreviousNotes ", Empty, "it has no list"),
    ("release", "query Tips ", Empty, "it has no list"),
    ("release", "%.release", Null, "a tag may have no release"),
    ("release", "%.release.description", Null, "a release may have no text"),
    (
        "%",
        "%alerts.nodes.*.dependencyScope",
        Null,
        "without a scope the alert counts as one of what is shipped",
    ),
    (
        "%",
        "%Alerts.nodes.*.dependencyScope",
        Null,
        "without a scope the alert counts as one of what is shipped",
    ),
    (
        "%",
        "query Evidence milestoneOf.%ssues.nodes.*.labels%",
        Missing,
        "each issue of the milestone counts, whatever its labels",
    ),
    (
        "%",
        "query MilestoneIssuesPage%ssues.nodes.*.labels%",
        Missing,
        "each issue of the milestone counts, whatever its labels",
    ),
    ("%", "%ssues.nodes.*.timelineItems%", Missing, "when an issue came into the list is for waivers alone"),
    ("%", "%ssues.nodes.*.stateReason", Null, "an issue may be closed without a reason"),
    ("%", "query Evidence %.first%.nodes.*", Null, "the last page of the list shows the same entry"),
    ("%", "query Evidence %.last%.nodes.*", Null, "the first page of the list shows the same entries"),
    ("%", "GET …/secret-scanning/alerts% ", Empty, "there is none"),
    (
        "release",
        "GET …/code-scanning/alerts?state=open&ref=refs%2Fpull%",
        All,
        "the newest analyses of the branch are of the same files",
    ),
    (
        "release",
        "GET …/code-scanning/analyses?ref=refs%2Fpull%",
        Empty,
        "the newest analyses of the branch are of the same files",
    ),
    ("%", "query Authors %.email", Null, "the account says who it is"),
    ("%", "query Evidence %.lastEditedAt", Null, "a comment that was never edited has no time of an edit"),
    ("%", "query Discussions %.lastEditedAt", Null, "a comment that was never edited has no time of an edit"),
    ("%", "query CommentsPage%.lastEditedAt", Null, "a comment that was never edited has no time of an edit"),
    ("%", "%evisions.nodes.*.editor", Null, "the account is deleted"),
    ("%", "query RevisionsPage%.editor", Null, "the account is deleted"),
    ("%", "% repository.suitesAt%", Missing, "the pushes show when the commit came"),
    (
        "group",
        "GET …/activity?ref=refs%2Fheads%2Fgh-readonly-queue%",
        All,
        "people sign the pull requests, not what the queue makes of them",
    ),
    ("group", "query Suites%", All, "the pushes show when the commits came"),
    (
        "release",
        "%issues.nodes.*.datedLabels%",
        Missing,
        "the label that is consent is on the release pull request",
    ),
    ("%", "%.datedLabels.nodes.*", Null, "it is another label than the one that is consent"),
    ("%", "%.datedLabels.nodes.*.updatedAt", Null, "it is another label than the one that is consent"),
    ("change", "%.assignees%", Missing, "no role is named by the assignees of a pull request"),
    ("group", "%.assignees%", Missing, "no role is named by the assignees of a pull request"),
    ("%", "%PullRequests.nodes.*.assignees%", Missing, "no role is named by the assignees of a pull request"),
    (
        "piles",
        "GET …/activity%, further page ",
        Shifted,
        "the newest push is known, and people signed after it",
    ),
];

/// What must come of a fault.
pub(super) fn expected(scene: &Scene, request: &Request, fault: Fault, place: Option<&str>) -> Expected {
    if fault.once() {
        return Expected::GotOver;
    }
    let told = format!("{} {}", request.name, place.unwrap_or_default());
    let excused = HARMLESS.iter().position(|(scenes, at, of, _)| {
        [&"%", &scene.name, &scene.kind].contains(&scenes) && covers(*of, fault) && fits(at, &told)
    });
    if let Some(number) = excused {
        return Expected::Harmless(number);
    }
    let needed = |place: &str| {
        [
            "repository.defaultBranchRef",
            "repository.pullRequest",
            "repository.mergeQueue",
            "repository.queueTip",
        ]
        .iter()
        .any(|start| place.starts_with(start))
            || place == "repository"
    };
    let opening = request.operation() == Some("Opening");
    let nothing = match place {
        Some(place) => opening && needed(place),
        None => opening && (fault != Fault::EmptyPage || scene.kind == "group"),
    };
    if nothing { Expected::Nothing } else { Expected::Unknown }
}

fn covers(of: Of, fault: Fault) -> bool {
    match of {
        All => true,
        Empty => fault == Fault::EmptyPage,
        Missing => matches!(fault, Fault::NullNode) || fault.is_refusal_of_a_part(),
        Refused => fault.is_refusal_of_a_part(),
        Null => fault == Fault::NullNode,
        Shifted => fault == Fault::ShiftedPage,
        Denied => {
            matches!(fault, Fault::Forbidden | Fault::NotFound | Fault::PartialData | Fault::PartialNotFound)
        }
    }
}

/// Whether a text fits a pattern, in which `%` stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('%');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = "";
    for part in parts.filter(|part| !part.is_empty()) {
        let Some((_, after)) = rest.split_once(part) else { return false };
        (rest, last) = (after, part);
    }
    rest.is_empty() || pattern.ends_with('%') || !last.is_empty() && text.ends_with(last)
}

/// What is told in words of its own, whatever went wrong with the request.
fn own_sentence(request: &Request, fault: Fault) -> Option<Vec<Vec<String>>> {
    let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    if request.path().contains("-scanning/")
        && matches!(
            fault,
            Fault::EmptyPage | Fault::Truncated | Fault::NotJson | Fault::Forbidden | Fault::NotFound
        )
    {
        // What is off, and what the token may not see, is told in words of its own.
        return Some(vec![
            all(&["scanning could not be read: ", "-> "]),
            all(&["code scanning has never analysed", "-> "]),
        ]);
    }
    if request.operation() == Some("PullRequests") {
        return Some(vec![
            all(&["could not be read: "]),
            all(&["✗ unmet"]),
            all(&["came back incomplete ("]),
        ]);
    }
    if request.operation() == Some("CommentEdits") && fault != Fault::Slow {
        return Some(vec![
            all(&["who edited the comments of people who hold a role could not be read: ", "-> "]),
            all(&["a deleted account edited the comment"]),
        ]);
    }
    None
}

/// What the sentence of a no-go must have: all of one of these lists.
pub(super) fn sentence(request: &Request, fault: Fault) -> Vec<Vec<String>> {
    let source = request.source();
    let from = |status: u16| vec![format!("status {status} from {source}")];
    let with = |words: &str, status: u16| vec![words.to_owned(), format!("status {status} from {source}")];
    let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    if let Some(own) = own_sentence(request, fault) {
        return own;
    }
    match fault {
        Fault::EmptyPage => vec![all(&["came back incomplete ("]), all(&["not what its schema promises"])],
        Fault::Truncated => vec![with("the answer broke off", 200)],
        Fault::NotJson => vec![with("the answer broke off", 200), with("the answer was not JSON", 200)],
        Fault::Html => vec![from(502)],
        Fault::Unauthorized => vec![with("Bad credentials", 401)],
        Fault::Forbidden => vec![with("Resource not accessible by integration", 403)],
        Fault::NotFound => vec![with("Not Found", 404)],
        Fault::ServerError => vec![from(500)],
        Fault::SlowDown => vec![with("wait until 2026-", 429)],
        Fault::Limit => vec![with("until 2026-", 403), with("until 2026-", 200)],
        Fault::NoData => vec![with("Something went wrong while executing your query", 200)],
        Fault::PartialData | Fault::PartialNotFound | Fault::PartialTrouble => {
            vec![
                with("", 200),
                // An error that says that it is not there is taken at its word where nothing may be there.
                all(&["there is no policy"]),
                all(&["there is no CODEOWNERS"]),
                all(&["`pullRequest` is null"]),
            ]
        }
        Fault::NullNode => vec![
            with("is null", 200),
            all(&["came back incomplete ("]),
            all(&["could not be read: "]),
            all(&["there is no policy"]),
            all(&["there is no CODEOWNERS"]),
            all(&["is not a text file"]),
            all(&["could not be read at `"]),
            all(&["does not show which pull requests are in the merge group"]),
            all(&["to whom no account belongs"]),
            all(&["the history does not end with the text as it is"]),
            all(&["is not in the history any more"]),
            // The null has a meaning: no check has run, an account is deleted, a branch is gone.
            all(&["✗ unmet"]),
        ],
        Fault::Dropped => vec![all(&["could not be reached", &source])],
        Fault::Slow => vec![all(&["`--timeout` allows is used up"])],
        Fault::RepeatedPage => vec![all(&["came back incomplete ("])],
        Fault::ShiftedPage => vec![all(&["came back incomplete ("])],
        _ => Vec::new(),
    }
}

#[test]
fn patterns_fit_what_they_say() {
    for (pattern, text, fit) in [
        ("% rateLimit", "query Team rateLimit", true),
        ("% rateLimit", "query Team rateLimit.cost", false),
        ("query Closing repository.target%", "query Closing repository.target", true),
        ("query Closing ", "query Closing ", true),
        ("query Closing ", "query Closing repository", false),
        ("%.author", "query Range x.author.author", true),
        ("%.author", "query Range x.authors", false),
    ] {
        assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
    }
}
