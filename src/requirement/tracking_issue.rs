//! The tracking issue, or the finding that says why there is none to look at.

use crate::evidence::Issue;
use crate::release::{Case, NoIssue};
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    NOT_CONFIGURED = "no-way-to-the-tracking-issue":
        "the policy does not say which issue tracks a release"
        => "write {setting} into the policy, or name the issue with {argument}";
    NOT_FOUND = "no-tracking-issue":
        "no open issue labelled {label} names {version}"
        => "open an issue titled {title} with the label {label}";
    NAMED_NOT_FOUND = "no-such-issue":
        "there is no issue number {number}"
        => "name the tracking issue's number with {argument}";
    SEVERAL = "several-tracking-issues":
        "several open issues labelled {label} name {version}: {issues}"
        => "close all but one of them, or name the one that counts with {argument}";
    OTHER_VERSION = "issue-of-another-version":
        "{issue} is about another version than {version}, so its boxes say nothing of this release"
        => "name the issue of {version} with {argument}, or leave {argument} out";
    AUTHOR_CANNOT_WRITE = "tracking-issue-by-outsider":
        "{issue} was opened by {author}, who cannot write to the repository, so what it says proves nothing"
        => "let somebody who can write open an issue titled {title}, and close this one";
}

/// The tracking issue.
pub(super) fn find<'a>(case: &Case<'a>) -> Result<&'a Issue, Finding> {
    let tag = case.candidate().map_or_else(String::new, |candidate| candidate.tag.clone());
    let title = || Value::Text(format!("Release {tag}"));
    let argument = || Value::Code("--tracking-issue".to_owned());
    let label = || Value::Code(case.rules.tracking_issue.clone().unwrap_or_default());
    let version = || Value::Code(tag.clone());
    case.tracking_issue().map_err(|why| match why {
        NoIssue::NotConfigured => Finding::absent(&NOT_CONFIGURED)
            .with("setting", Value::Code("release: {tracking-issue: {label: …}}".to_owned()))
            .with("argument", argument())
            .who([Who::Writers]),
        NoIssue::NotFound { label: Some(label) } => Finding::absent(&NOT_FOUND)
            .with("label", Value::Code(label.to_owned()))
            .with("version", version())
            .with("title", title())
            .who([Who::Writers]),
        NoIssue::NotFound { label: None } => Finding::absent(&NAMED_NOT_FOUND)
            .with("number", case.evidence.ask.tracking_issue.unwrap_or_default())
            .with("argument", argument())
            .who([Who::WorkflowAuthors]),
        NoIssue::Several(issues) => Finding::unknown(&SEVERAL)
            .with("label", label())
            .with("version", version())
            .with("issues", Value::Threads(issues.iter().map(|issue| issue.number).collect()))
            .with("argument", argument())
            .who([Who::Writers]),
        NoIssue::OtherVersion(issue) => Finding::absent(&OTHER_VERSION)
            .with("issue", issue)
            .with("version", version())
            .with("argument", argument())
            .who([Who::WorkflowAuthors]),
        NoIssue::AuthorCannotWrite(issue) => Finding::absent(&AUTHOR_CANNOT_WRITE)
            .with("issue", issue)
            .with("author", author(issue))
            .with("title", title())
            .who([Who::Writers]),
        NoIssue::Unknown(why) => Finding::unreadable("the tracking issue", why),
    })
}

fn author(issue: &Issue) -> Value {
    match &issue.author {
        Some(author) => Value::Person(author.login.clone()),
        None => Value::Words("a deleted account"),
    }
}

/// Who can tick the issue's boxes and edit its text.
pub(super) fn editors(issue: &Issue) -> Who {
    Who::Editors(issue.author.as_ref().map(|author| author.login.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::issue::Permission;
    use crate::evidence::{Fact, List};
    use crate::requirement::fixture::{Fixture, issue};
    use crate::verdict::Outcome;

    fn code(fixture: &Fixture) -> (&'static str, Outcome, bool) {
        let finding = find(&fixture.case()).unwrap_err();
        (finding.message.code, finding.outcome, finding.absent)
    }

    fn with(change: impl FnOnce(&mut Fixture)) -> Fixture {
        let mut fixture = Fixture::release();
        change(&mut fixture);
        fixture
    }

    fn issues(fixture: &mut Fixture, issues: Vec<Issue>) {
        fixture.evidence.tracking_issues = Fact::Known(List::all(issues));
    }

    #[test]
    fn it_is_found() {
        assert_eq!(find(&Fixture::release().case()).unwrap().number, 40);
    }

    #[test]
    fn an_issue_whose_labels_are_not_known_may_fit_too() {
        let unread = |number| {
            let why = crate::evidence::Unknown::new(crate::evidence::Reason::Unsupported);
            Issue { number, labels: Fact::Unknown(why), ..issue("") }
        };
        for numbers in [vec![unread(41)], vec![issue(""), unread(41)]] {
            let (_, outcome, _) = code(&with(|it| issues(it, numbers)));
            assert_eq!(outcome, Outcome::Unknown);
        }
    }

    #[test]
    fn why_there_is_none_is_told_apart() {
        type Change = fn(&mut Fixture);
        let cases: [(&str, Outcome, bool, Change); 11] = [
            ("no-way-to-the-tracking-issue", Outcome::Unmet, true, |f| f.rules.tracking_issue = None),
            ("no-tracking-issue", Outcome::Unmet, true, |f| issues(f, vec![])),
            ("no-tracking-issue", Outcome::Unmet, true, |f| {
                issues(f, vec![Issue { title: "Release v1.4.1".into(), ..issue("") }]);
            }),
            ("no-such-issue", Outcome::Unmet, true, |f| f.evidence.ask.tracking_issue = Some(41)),
            ("issue-of-another-version", Outcome::Unmet, true, |f| {
                f.evidence.ask.tracking_issue = Some(40);
                issues(f, vec![Issue { title: "Release v1.3.1".into(), ..issue("") }]);
            }),
            ("several-tracking-issues", Outcome::Unknown, false, |f| {
                issues(f, vec![issue(""), Issue { number: 41, ..issue("") }]);
            }),
            ("tracking-issue-by-outsider", Outcome::Unmet, true, |f| {
                let outsider = Issue { author_permission: Fact::Known(Permission::Read), ..issue("") };
                issues(f, vec![outsider]);
            }),
            ("unreadable", Outcome::Unknown, false, |f| {
                issues(f, vec![Issue { author_permission: Fact::NotCollected, ..issue("") }]);
            }),
            ("unreadable", Outcome::Unknown, false, |f| {
                issues(f, vec![Issue { labels: Fact::NotCollected, ..issue("") }]);
            }),
            ("unreadable", Outcome::Unknown, false, |f| f.evidence.tracking_issues = Fact::NotCollected),
            ("unreadable", Outcome::Unknown, false, |f| {
                f.evidence.tracking_issues = Fact::Known(List::new(vec![issue("")], 2));
            }),
        ];
        for (wanted, outcome, absent, change) in cases {
            assert_eq!(code(&with(change)), (wanted, outcome, absent));
        }
    }
}
