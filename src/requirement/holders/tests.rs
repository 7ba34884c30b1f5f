use super::*;
use crate::evidence::origin::{Authorship, Contributor};
use crate::evidence::release::{Change, ChangedFile};
use crate::evidence::{Fact, List, Team};
use crate::release::Named;
use crate::requirement::fixture::{Fixture, oid, person};

fn team(slug: &str) -> TeamName {
    TeamName { organization: "octoacme".into(), slug: slug.into() }
}

fn logins(names: &[&str]) -> Vec<Login> {
    names.iter().map(|name| Login::new(*name)).collect()
}

fn with(role: Role) -> Fixture {
    let mut fixture = Fixture::release();
    fixture.roles.insert("qa".into(), role);
    fixture.evidence.authors = Fact::Known(List::all(
        ["m14", "m15"]
            .map(|commit| authorship(commit, &[Contributor::Account(Login::new("lena-h"))]))
            .to_vec(),
    ));
    let members = Fact::Known(List::all(logins(&["devon-k", "lena-h"])));
    fixture.evidence.teams = vec![Team { name: team("qa"), members, secret: false }];
    fixture
}

fn authorship(commit: &str, people: &[Contributor]) -> Authorship {
    Authorship { commit: oid(commit), people: List::all(people.to_vec()) }
}

/// Whether somebody holds a role.
fn holds(case: &Case<'_>, role: &str, actor: &Actor) -> Standing {
    Holders::of(case).standing(role, actor)
}

fn asked(fixture: &Fixture, login: &str) -> Standing {
    holds(&fixture.case(), "qa", &person(login).unwrap())
}

fn app(login: &str) -> Actor {
    Actor { login: Login::new(login), kind: ActorKind::Bot }
}

#[test]
fn users_teams_and_apps() {
    let mut fixture =
        with(Role { users: logins(&["mona", "bumper[bot]"]), teams: vec![team("qa")], ..Role::default() });
    assert_eq!(asked(&fixture, "MONA"), Standing::Yes);
    assert_eq!(asked(&fixture, "devon-k"), Standing::Yes);
    assert_eq!(asked(&fixture, "maya-r"), Standing::No(NotHolding::NotNamed));
    assert_eq!(
        asked(&fixture, "bumper"),
        Standing::No(NotHolding::NotNamed),
        "a person, called like the app"
    );
    assert_eq!(holds(&fixture.case(), "qa", &app("bumper")), Standing::Yes);
    for login in ["mona", "devon-k"] {
        assert_eq!(holds(&fixture.case(), "qa", &app(login)), Standing::No(NotHolding::NotAPerson));
    }
    assert_eq!(holds(&fixture.case(), "none", &person("mona").unwrap()), Standing::No(NotHolding::NotNamed));
    fixture.evidence.teams[0].members = Fact::Known(List::new(logins(&["devon-k"]), 2));
    assert_eq!(asked(&fixture, "mona"), Standing::Yes);
    assert!(matches!(asked(&fixture, "devon-k"), Standing::Unsure(_)), "a short list is none");
    assert!(matches!(asked(&fixture, "maya-r"), Standing::Unsure(_)));
}

#[test]
fn authors_are_excluded() {
    let role = Role { users: logins(&["lena-h", "mona"]), authors_excluded: true, ..Role::default() };
    let mut fixture = with(role);
    assert_eq!(asked(&fixture, "lena-h"), Standing::No(NotHolding::Author));
    assert_eq!(asked(&fixture, "mona"), Standing::Yes);
    fixture.pull(14).author = person("mona");
    assert_eq!(asked(&fixture, "mona"), Standing::No(NotHolding::Author), "who opened a pull request");
    fixture.pull(14).author = person("lena-h");
    let mut set = |people: &[Contributor]| {
        let authors = vec![authorship("m14", people), authorship("m15", &[Contributor::GitHub])];
        fixture.evidence.authors = Fact::Known(List::all(authors));
        asked(&fixture, "mona")
    };
    assert_eq!(set(&[Contributor::GitHub]), Standing::Yes, "GitHub commits for whoever merges");
    assert_eq!(set(&[Contributor::Account(Login::new("Mona"))]), Standing::No(NotHolding::Author));
    assert!(matches!(set(&[Contributor::Unattributed("A. N.".into())]), Standing::Unsure(_)));
    assert!(matches!(set(&[]), Standing::Unsure(_)), "a commit without any author");
    fixture.evidence.authors = Fact::Known(List::all(vec![authorship("m14", &[Contributor::GitHub])]));
    assert!(matches!(asked(&fixture, "mona"), Standing::Unsure(_)), "the authors of m15 are not known");
    assert_eq!(asked(&fixture, "lena-h"), Standing::No(NotHolding::Author), "which is certain all the same");
    fixture.consents.solo = true;
    assert_eq!(asked(&fixture, "lena-h"), Standing::Yes);
}

#[test]
fn a_release_names_its_holders() {
    let role = |anybody| Role {
        users: logins(&["mona", "devon-k"]),
        named: Some(Named::Field("QA engineer".into())),
        anybody,
        ..Role::default()
    };
    let holding = |field: &str, anybody, login| asked(&with(role(anybody)).body(field), login);
    for (field, anybody, login, wanted) in [
        ("QA engineer: @mona", false, "mona", Standing::Yes),
        ("**QA Engineer:** mona", false, "mona", Standing::Yes),
        (
            "| role | who |\n| --- | --- |\n| QA engineer | @mona and @devon-k |",
            false,
            "devon-k",
            Standing::Yes,
        ),
        ("QA engineer: @mona", false, "devon-k", Standing::No(NotHolding::NotNamedHere)),
        ("QA engineer: @maya-r", false, "maya-r", Standing::No(NotHolding::NotNamed)),
        ("QA engineer: @maya-r", true, "maya-r", Standing::Yes),
        ("QA engineer: ~~@mona~~", false, "mona", Standing::No(NotHolding::NotNamedHere)),
        ("QA engineer:", false, "mona", Standing::No(NotHolding::NotNamedHere)),
        ("No field", true, "mona", Standing::No(NotHolding::NotNamedHere)),
    ] {
        assert_eq!(holding(field, anybody, login), wanted, "{field} {anybody} {login}");
    }
    let twice = "QA engineer: @mona\n\nQA engineer: @devon-k";
    assert!(matches!(holding(twice, false, "mona"), Standing::Unsure(_)));
}

#[test]
fn owners_of_what_changes() {
    let mut fixture = with(Role { codeowners: true, ..Role::default() });
    let file = |path: &str| ChangedFile { path: path.into(), previous: None, change: Change::Modified };
    fixture.pull(15).files = Fact::Known(List::all(vec![file("docs/a.md")]));
    let mut text = |text: &str, login: &str| {
        fixture.evidence.codeowners = Fact::Known(Some(text.into()));
        asked(&fixture, login)
    };
    assert_eq!(text("docs/ @mona @octoacme/qa\nsrc/ @hubot\n", "mona"), Standing::Yes);
    assert_eq!(text("docs/ @mona @octoacme/qa\nsrc/ @hubot\n", "devon-k"), Standing::Yes);
    assert_eq!(text("docs/ @mona @octoacme/qa\nsrc/ @hubot\n", "hubot"), Standing::No(NotHolding::NotNamed));
    assert!(matches!(text("docs/ @mona docs@example.com\n", "maya-r"), Standing::Unsure(_)));
    assert_eq!(text("docs/ @mona docs@example.com\n", "mona"), Standing::Yes);
    assert!(matches!(text("docs/ @mona\n!docs/a.md\n", "mona"), Standing::Unsure(_)), "a damaged line");
    let elsewhere = "docs/ @mona @elsewhere/qa\n";
    assert_eq!(
        text(elsewhere, "hubot"),
        Standing::No(NotHolding::NotNamed),
        "no team of another organization"
    );
    fixture.pull(15).files = Fact::Known(List::new(vec![file("docs/a.md")], 2));
    assert!(matches!(asked(&fixture, "maya-r"), Standing::Unsure(_)));
    fixture.evidence.codeowners = Fact::Known(None);
    assert_eq!(asked(&fixture, "mona"), Standing::No(NotHolding::NotNamed));
}

#[test]
fn reports_name_who_can_act() {
    let named = |fixture: &Fixture| match who(&fixture.case(), "qa") {
        Who::Role { people, teams, .. } => {
            (people.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "), teams.len())
        }
        other => panic!("{other:?}"),
    };
    let role =
        Role { users: logins(&["mona"]), teams: vec![team("qa")], authors_excluded: true, ..Role::default() };
    let mut fixture = with(role);
    assert_eq!(named(&fixture), ("mona devon-k".into(), 0), "lena-h is an author");
    fixture.evidence.teams[0].secret = true;
    assert_eq!(named(&fixture), ("mona devon-k".into(), 0), "the repository is private");
    fixture.evidence.opening.repository.private = false;
    assert_eq!(named(&fixture), ("mona".into(), 1), "members of a secret team stay unnamed");
    fixture.evidence.teams.clear();
    assert_eq!(named(&fixture), ("mona".into(), 1));
}

#[test]
fn a_role_that_nobody_can_exercise() {
    let vacant = |role: Role| Holders::of(&with(role).case()).vacant("qa");
    let lena = || logins(&["lena-h"]);
    assert_eq!(vacant(Role { users: lena(), ..Role::default() }), None);
    assert_eq!(vacant(Role::default()), Some(Vacant::Empty));
    let excluded = Role { users: lena(), authors_excluded: true, ..Role::default() };
    assert_eq!(vacant(excluded), Some(Vacant::AllAuthors));
    let nobody = Role { users: lena(), named: Some(Named::Field("QA".into())), ..Role::default() };
    assert_eq!(vacant(nobody), Some(Vacant::NobodyNamed));
    let unread = Role { teams: vec![team("other")], ..Role::default() };
    assert_eq!(vacant(unread), None, "nobody knows who is in it");
}
