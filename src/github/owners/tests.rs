use super::*;
use crate::evidence::PullRequest;
use crate::evidence::needs::{Needs, ReleaseReading};
use crate::evidence::release::Change;
use crate::evidence::{Oid, Reason, Unknown};
use crate::github::collect::tests::{HEAD, evidence, known_range};
use crate::github::pull_request::pull_request as read;
use crate::github::pull_request::tests::{ALL, shown};
use crate::github::reply::Reply;

const CODEOWNERS: &str = "\
* @octoacme/devops
web/ @octoacme/design @lina-p @elsewhere/design
docs/ @OctoAcme/Docs docs@example.com
nobody/
broken[ @octoacme/never
";

fn pull(number: u64, files: Fact<List<ChangedFile>>) -> PullRequest {
    let node = shown(number, serde_json::json!({}));
    PullRequest { files, ..read(Reply::new(node, &[]).root(), ALL).unwrap().pull_request }
}

fn changed(paths: &[(&str, Option<&str>)]) -> Fact<List<ChangedFile>> {
    let file = |(path, previous): &(&str, Option<&str>)| ChangedFile {
        path: (*path).to_owned(),
        previous: previous.map(ToOwned::to_owned),
        change: if previous.is_some() { Change::Renamed } else { Change::Modified },
    };
    Fact::Known(List::all(paths.iter().map(file).collect()))
}

fn before_merge() -> Subject {
    Subject::PullRequest { number: 14, head: Oid::new(HEAD), base: "main".to_owned() }
}

fn release(head: Head) -> Subject {
    Subject::Release(ReleaseReading {
        tag: "v1.4.0".to_owned(),
        commit: Oid::new(HEAD),
        head,
        lines: Vec::new(),
        bases: Vec::new(),
        since: None,
        milestone: None,
        milestone_of_issues: None,
        branch: "main".to_owned(),
    })
}

/// The teams to read for pull request 14 with these files.
fn slugs(
    subject: Subject,
    files: Fact<List<ChangedFile>>,
    change: impl FnOnce(&mut Evidence, &mut Needs),
) -> Vec<String> {
    let mut evidence = evidence(known_range());
    evidence.codeowners = Fact::Known(Some(CODEOWNERS.to_owned()));
    evidence.pull_requests = vec![pull(14, files), pull(15, changed(&[("docs/guide.md", None)]))];
    evidence.release_pull_requests = Fact::Known(List::all(vec![14]));
    let mut needs = Needs { codeowners: true, ..Needs::default() };
    change(&mut evidence, &mut needs);
    let reading = Reading { needs, subject, tracking_issue: None, release_pull_request: None };
    let shop = RepositoryName::parse("octoacme/shop").unwrap();
    teams(&shop, &reading, &evidence).into_iter().map(|team| team.slug).collect()
}

#[test]
fn only_teams_that_own_a_changed_file_are_read() {
    for (paths, wanted) in [
        (&[("api/orders.js", None)][..], &["devops"][..]),
        (&[("web/cart.js", None)], &["design"]),
        (&[("web/cart.js", None), ("docs/guide.md", None)], &["Docs", "design"]),
        (&[("api/cart.js", Some("web/cart.js"))], &["design", "devops"]),
        (&[("nobody/x", None)], &[]),
        (&[], &[]),
    ] {
        for subject in [
            before_merge(),
            release(Head::PullRequest(14)),
            release(Head::Reference("refs/heads/main".to_owned())),
        ] {
            assert_eq!(slugs(subject, changed(paths), |_, _| {}), wanted, "{paths:?}");
        }
    }
}

#[test]
fn files_that_are_not_known_may_belong_to_any_team() {
    let short = Fact::Known(List::new(vec![], 1));
    for files in [short, Fact::NotCollected, Fact::Unknown(Unknown::new(Reason::Capped))] {
        assert_eq!(slugs(before_merge(), files, |_, _| {}), ["Docs", "design", "devops"]);
    }
    let unread = slugs(before_merge(), changed(&[]), |evidence, _| evidence.pull_requests.clear());
    assert_eq!(unread, ["Docs", "design", "devops"]);
}

/// Where a role is held by owners, all that the release changes decides who they are.
#[test]
fn owners_of_a_release_own_what_is_in_it() {
    let main = || release(Head::Reference("refs/heads/main".to_owned()));
    let net = |evidence: &mut Evidence, files: Fact<List<ChangedFile>>| {
        let Fact::Known(range) = &mut evidence.range else { panic!("a range") };
        range.files = files;
    };
    let of_none = |evidence: &mut Evidence| evidence.release_pull_requests = Fact::NotCollected;
    let slugs = |files: Fact<List<ChangedFile>>, range: Fact<List<ChangedFile>>, wanted: bool| {
        slugs(main(), files, |evidence, needs| {
            of_none(evidence);
            net(evidence, range);
            needs.owning_teams = wanted;
        })
    };
    let (web, api) = (|| changed(&[("web/a.js", None)]), || changed(&[("api/a.js", None)]));
    assert_eq!(slugs(web(), api(), true), ["Docs", "design", "devops"], "15 has docs/guide.md");
    assert_eq!(slugs(web(), changed(&[]), true), ["Docs", "design"]);
    assert_eq!(slugs(Fact::NotCollected, changed(&[]), true), ["Docs"], "14 is not of the release");
    assert_eq!(slugs(web(), Fact::NotCollected, true), ["Docs", "design", "devops"]);
    assert!(slugs(web(), api(), false).is_empty());
}

#[test]
fn teams_that_the_policy_names_are_not_read_twice() {
    let docs = || TeamName { organization: "octoacme".to_owned(), slug: "docs".to_owned() };
    let named = slugs(before_merge(), Fact::NotCollected, |_, needs| needs.teams.extend([docs()]));
    assert_eq!(named, ["design", "devops"]);
}

#[test]
fn without_the_file_or_a_pull_request_there_are_none() {
    for codeowners in [Fact::NotCollected, Fact::Known(None), Fact::Unknown(Unknown::new(Reason::TimedOut))] {
        let none = slugs(before_merge(), Fact::NotCollected, |evidence, _| evidence.codeowners = codeowners);
        assert!(none.is_empty(), "{none:?}");
    }
    let none =
        slugs(release(Head::Reference("refs/heads/main".to_owned())), Fact::NotCollected, |evidence, _| {
            evidence.release_pull_requests = Fact::Known(List::all(vec![]));
        });
    assert!(none.is_empty(), "{none:?}");
}
