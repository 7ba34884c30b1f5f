//! The pull request that a requirement looks at, or the finding that says why there is none.

use crate::evidence::PullRequest;
use crate::evidence::fact::{Reason, Unknown};
use crate::release::{Case, NoPullRequest, Subject};
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    NOT_CONFIGURED = "no-way-to-the-release-pull-request":
        "the policy does not say which pull request carries a release"
        => "write {setting} into the policy";
    NOT_FOUND = "no-release-pull-request":
        "no open pull request, and none of this release, is the release pull request of {version}"
        => "open the release pull request, or look whether its label or branch is the one that the policy names";
    SEVERAL = "several-release-pull-requests":
        "several pull requests could be the release pull request: {pulls}"
        => "close those that are not, or take the label off them";
    NOT_MERGED = "release-pull-request-open":
        "{pull} is open: the commit that is judged is without it, and what is said of the one says nothing of the other"
        => "merge {pull} and run the gate for the commit that this makes, or run it on {pull} itself";
}

/// The release pull request; in a phase that holds a merge, the pull request that is judged.
pub(super) fn find<'a>(case: &Case<'a>) -> Result<&'a PullRequest, Finding> {
    if let Subject::PullRequest(_) = case.subject {
        return judged(case);
    }
    let version = case.candidate().map_or_else(String::new, |candidate| candidate.tag.clone());
    case.release_pull_request().map_err(|why| match why {
        NoPullRequest::NotConfigured => Finding::absent(&NOT_CONFIGURED)
            .with("setting", Value::Code("release: {pull-request: {label: …}}".to_owned()))
            .who([Who::Writers]),
        NoPullRequest::NotFound => {
            Finding::absent(&NOT_FOUND).with("version", Value::Code(version)).who([Who::Writers])
        }
        NoPullRequest::Several(numbers) => {
            Finding::unknown(&SEVERAL).with("pulls", Value::Threads(numbers)).who([Who::Writers])
        }
        NoPullRequest::NotMerged(pull) => Finding::absent(&NOT_MERGED).with("pull", pull).who([Who::Writers]),
        NoPullRequest::Unknown(why) => Finding::unreadable("the release pull request", why),
    })
}

/// The pull request that is judged, or the one of the event.
pub(super) fn judged<'a>(case: &Case<'a>) -> Result<&'a PullRequest, Finding> {
    let unread = || Finding::unreadable("the pull request", Unknown::new(Reason::NotCollected));
    case.event_pull_request().ok_or_else(unread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidate::PullRequestRule;
    use crate::evidence::pull_request::PullRequestState;
    use crate::evidence::{Fact, List};
    use crate::requirement::fixture::{Fixture, pull};
    use crate::verdict::Outcome;

    fn code(fixture: &Fixture) -> (&'static str, Outcome, bool) {
        let finding = find(&fixture.case()).unwrap_err();
        (finding.message.code, finding.outcome, finding.absent)
    }

    #[test]
    fn why_there_is_none_is_told_apart() {
        let mut fixture = Fixture::release();
        assert_eq!(code(&fixture), ("no-way-to-the-release-pull-request", Outcome::Unmet, true));
        fixture.rules.pull_request = Some(PullRequestRule::Label("release".into()));
        assert_eq!(code(&fixture), ("no-release-pull-request", Outcome::Unmet, true));
        fixture.evidence.release_pull_requests = Fact::Known(List::all(vec![14, 15]));
        assert_eq!(code(&fixture), ("several-release-pull-requests", Outcome::Unknown, false));
        fixture.evidence.release_pull_requests = Fact::NotCollected;
        assert_eq!(code(&fixture), ("unreadable", Outcome::Unknown, false));
        fixture.evidence.release_pull_requests = Fact::Known(List::new(vec![15], 2));
        assert_eq!(code(&fixture), ("unreadable", Outcome::Unknown, false));
        fixture.evidence.release_pull_requests = Fact::Known(List::all(vec![15]));
        assert_eq!(find(&fixture.case()).unwrap().number, 15);
        fixture.evidence.release_pull_requests = Fact::Known(List::all(vec![15, 99]));
        assert_eq!(code(&fixture), ("unreadable", Outcome::Unknown, false), "99 was not read");
    }

    #[test]
    fn approvals_of_an_open_one_say_nothing_of_the_judged_commit() {
        let mut fixture = Fixture::release();
        fixture.rules.pull_request = Some(PullRequestRule::Label("release".into()));
        let open = PullRequest { state: PullRequestState::Open, merge_commit: None, ..pull(50) };
        fixture.evidence.pull_requests.push(open);
        fixture.evidence.release_pull_requests = Fact::Known(List::all(vec![50]));
        assert_eq!(code(&fixture), ("release-pull-request-open", Outcome::Unmet, true));
    }

    #[test]
    fn before_a_merge_it_is_the_judged_one() {
        let mut fixture = Fixture::merge();
        assert_eq!(find(&fixture.case()).unwrap().number, 15);
        assert_eq!(find(&fixture.case()).unwrap().state, PullRequestState::Open);
        fixture.evidence.pull_requests.clear();
        assert_eq!(code(&fixture), ("unreadable", Outcome::Unknown, false));
    }
}
