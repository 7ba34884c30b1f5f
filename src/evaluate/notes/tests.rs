use super::prepare;
use crate::evidence::artifact::{Release, ReleaseText, Releases};
use crate::evidence::discussion::{Discussion, Revision};
use crate::evidence::file::{Content, Entry, EntryKind, Files, NamedFile};
use crate::evidence::notes::{PolicyFile, PreviousNotes};
use crate::evidence::{Fact, List, Reason, Unknown};
use crate::notes::Prepared;
use crate::policy::Policy;
use crate::release::Case;
use crate::requirement::Kind;
use crate::requirement::fixture::{Fixture, at, has_its_facts, oid, pull};
use crate::requirement::told::told;
use crate::verdict::{Finding, Outcome};

const URL: &str = "https://github.com/octoacme/shop/releases/tag/untagged-1";

/// The fixture's release with notes in a draft.
fn world(body: &str) -> Fixture {
    let mut fixture = Fixture::release();
    fixture.evidence.releases = Fact::Known(Releases {
        tag: "v1.4.0".into(),
        drafts_shown: true,
        releases: List::all(vec![draft(7, body)]),
    });
    let notes = PreviousNotes { tag: "v1.3.1".into(), text: Some("- Another change (#9)".into()) };
    fixture.evidence.previous_notes = Fact::Known(Some(notes));
    fixture
}

fn draft(id: u64, body: &str) -> Release {
    let text = ReleaseText { title: String::new(), body: body.into(), changed_at: at("09:00") };
    Release { id, url: URL.into(), draft: true, assets: Fact::NotCollected, notes: Fact::Known(text) }
}

fn policy(notes: &str, require: &str) -> Policy {
    let text = format!(
        "version: 1\nrelease: {{tracking-issue: {{label: release}}, pull-request: {{label: release}}, types: {{lts: {{is: minor, branches: main}}}}}}\n\
         notes: {notes}\nphases:\n  tag:\n    holds: tag\n    requirements:\n      - {{id: a, title: A, require: {require}}}\n"
    );
    Policy::read(&text).unwrap_or_else(|problems| panic!("{text}{problems:#?}"))
}

fn prepared(fixture: &Fixture, notes: &str) -> Prepared {
    prepare(&policy(notes, "{release-notes: {}}"), &fixture.case()).unwrap()
}

fn findings(fixture: &Fixture, notes: &str, require: &str) -> Vec<Finding> {
    let policy = policy(notes, require);
    let case = fixture.case();
    let prepared = prepare(&policy, &case);
    let case = Case { notes: prepared.as_ref(), ..case };
    let leaves = policy.phases[0].requirements[0].require.leaves();
    let found: Vec<Finding> = leaves.into_iter().flat_map(|leaf: &Kind| leaf.judge(&case)).collect();
    found.iter().for_each(has_its_facts);
    found
}

fn says(fixture: &Fixture, notes: &str) -> Vec<String> {
    told(&findings(fixture, notes, "{release-notes: {}}"))
}

#[test]
fn good_notes_are_proven_by_what_was_checked() {
    let fixture = world("- Something new (#14)\n- Something else (#15)\n");
    assert_eq!(
        says(&fixture, "{from: draft-release, cites: all}"),
        [
            "met notes-agreed: the notes in draft release v1.4.0 agree with what is known of the release",
            "met notes-cite: the notes in draft release v1.4.0 were compared with 2 pull requests of the release",
        ]
    );
}

#[test]
fn why_there_is_no_text_of_a_release_is_told_apart() {
    let releases = |releases: Vec<Release>, drafts_shown: bool| {
        let mut fixture = world("");
        let releases = List::all(releases);
        fixture.evidence.releases = Fact::Known(Releases { tag: "v1.4.0".into(), drafts_shown, releases });
        let found = findings(&fixture, "{from: draft-release}", "{release-notes: {}}");
        found.iter().map(|one| (one.message.code, one.outcome)).collect::<Vec<_>>()
    };
    assert_eq!(releases(vec![], true), [("notes-no-release", Outcome::Unmet)]);
    assert_eq!(releases(vec![], false), [("notes-no-release-seen", Outcome::Unknown)]);
    let twice = ("notes-several-releases", Outcome::Unknown);
    assert_eq!(releases(vec![draft(1, "a"), draft(2, "b")], true), [twice, twice]);
    let unread = Release { notes: Fact::Unknown(Unknown::new(Reason::Malformed)), ..draft(1, "") };
    assert_eq!(releases(vec![unread], true), [("unreadable", Outcome::Unknown)]);
    let mut fixture = world("");
    fixture.evidence.releases = Fact::NotCollected;
    assert_eq!(says(&fixture, "{from: draft-release}").len(), 1);
    fixture.evidence.releases = Fact::Known(Releases {
        tag: "v1.3.9".into(),
        drafts_shown: true,
        releases: List::all(vec![draft(1, "a")]),
    });
    assert!(says(&fixture, "{from: draft-release}")[0].starts_with("unknown unreadable"), "of another tag");
}

fn with_file(path: &str, text: &str) -> Fixture {
    let mut fixture = world("");
    let content = Fact::Known(Content::Text(text.into()));
    let entry = Fact::Known(Some(Entry { kind: EntryKind::File, content }));
    let named = vec![NamedFile { path: path.into(), entry }];
    fixture.evidence.files = Fact::Known(Files { commit: oid("m15"), named, fitting: Vec::new() });
    fixture
}

#[test]
fn a_file_is_that_of_the_judged_commit() {
    let notes = "{from: {file: \"docs/releases/{version}.md\"}, cites: none}";
    let fixture = with_file("docs/releases/1.4.0.md", "# 1.4.0\n\nNew things.\n");
    let text = prepared(&fixture, notes).text.unwrap();
    assert_eq!(text.path.as_deref(), Some("docs/releases/1.4.0.md"));
    assert_eq!(
        text.url.as_deref(),
        Some(format!("https://github.com/octoacme/shop/blob/{}/docs/releases/1.4.0.md", oid("m15")).as_str())
    );
    let fixture = with_file("docs/releases/1.3.1.md", "# 1.3.1\n");
    assert!(says(&fixture, notes)[0].starts_with("unknown file-unreadable"), "it was not looked for");
}

#[test]
fn a_changelog_that_still_says_unreleased_is_said_so() {
    let notes = "{from: {changelog: CHANGELOG.md}, cites: none}";
    let fixture =
        with_file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- New.\n\n## 1.3.1\n\n- Old.\n");
    let found = findings(&fixture, notes, "{release-notes: {}}");
    assert_eq!(
        told(&found)[..1],
        [
            "unmet notes-unreleased: `CHANGELOG.md` has what is in `1.4.0` under `[Unreleased]`, which is no release => head the \
          section `## [1.4.0] - 2026-03-02`, and have the commit judged that has it [writers]"
        ]
    );
    let spot = found[0].spot.as_ref().unwrap();
    assert_eq!((spot.line, spot.text.as_str()), (3, "## [Unreleased]"));
    assert_eq!(prepared(&fixture, notes).text.unwrap().as_str().trim(), "- New.");

    let fixture = with_file("CHANGELOG.md", "## 1.4.0\n\n- New.\n\n## 1.3.1\n");
    assert_eq!(prepared(&fixture, notes).text.unwrap().as_str().trim(), "- New.");
    let headed =
        "{from: {changelog: CHANGELOG.md}, template: {inline: \"## [Version]\\n\\n- [What is new]\\n\"}}";
    let text = prepared(&fixture, headed).text.unwrap();
    assert!(["## 1.4.0\n\n- New.", "- New."].contains(&text.as_str().trim()));
    let fixture = with_file("CHANGELOG.md", "## 1.3.1\n\n- Old.\n");
    assert!(says(&fixture, notes)[0].starts_with("unmet (absent) notes-not-in-changelog-but"));
    let fixture = with_file("CHANGELOG.md", "## 1.4.0\n\na\n\n## v1.4.0\n\nb\n");
    assert!(says(&fixture, notes)[0].starts_with("unknown notes-twice-in-changelog"));
}

#[test]
fn a_section_of_the_tracking_issue_is_dated_by_the_edit_that_changed_it() {
    let notes = "{from: {tracking-issue: {section: Release notes}}, cites: none}";
    let body = "- [x] Signed\n\n## Release notes\n\n- New things.\n";
    let mut fixture = world("").body(body);
    assert_eq!(prepared(&fixture, notes).text.unwrap().as_str().trim(), "- New things.");
    assert_eq!(prepared(&fixture, notes).changed_at.unwrap_err().reason, Reason::NotCollected);
    let revision = |time: &str, text: &str| Revision { at: at(time), by: None, text: Some(text.into()) };
    let revisions = vec![
        revision("07:00", "## Release notes\n"),
        revision("07:30", &body.replace("[x]", "[ ]").replace('\n', "\r\n")),
        revision("08:00", body),
    ];
    let with = |fixture: &mut Fixture, revisions: Vec<Revision>| {
        fixture.evidence.discussions = vec![Discussion {
            number: 40,
            url: String::new(),
            comments: Fact::NotCollected,
            events: Fact::NotCollected,
            labels: Fact::NotCollected,
            assignees: Fact::NotCollected,
            revisions: Fact::Known(List::all(revisions)),
        }];
    };
    with(&mut fixture, revisions.clone());
    assert_eq!(
        prepared(&fixture, notes).changed_at,
        Ok(at("07:30")),
        "a ticked box elsewhere changes nothing"
    );
    let mut hidden = revisions.clone();
    hidden[1].text = None;
    with(&mut fixture, hidden);
    assert_eq!(
        prepared(&fixture, notes).changed_at,
        Ok(at("08:00")),
        "what is not shown may have been another"
    );
    with(&mut fixture, revisions[..1].to_vec());
    assert_eq!(prepared(&fixture, notes).changed_at.unwrap_err().reason, Reason::Incomplete);

    let fixture = world("").body("## Release note\n\n- New things.\n");
    let near = &says(&fixture, notes)[0];
    assert!(near.starts_with("unmet (absent) notes-no-section-but"), "{near}");
    assert!(near.contains("the nearest is `Release note`"), "{near}");
    let fixture = world("").body("## Release notes\n\n## Release notes\n");
    assert!(says(&fixture, notes)[0].starts_with("unknown notes-section-twice-kept"));
}

#[test]
fn the_template_is_the_one_for_the_type_at_the_policys_commit() {
    let notes = "{from: draft-release, template: {major: a.md, lts: b.md, otherwise: c.md}}";
    let mut fixture = world("- New.");
    fixture.rules = policy(notes, "{release-notes: {}}").rules_in("main");
    let file = |path: &str, text: Option<&str>| PolicyFile {
        path: path.into(),
        text: Fact::Known(text.map(str::to_owned)),
    };
    let one = says(&fixture, notes);
    assert!(one[0].starts_with("unknown unreadable"), "{one:?}");
    fixture.evidence.templates =
        vec![file("a.md", Some("# A")), file("b.md", None), file("c.md", Some("# C"))];
    let one = says(&fixture, notes);
    assert!(one[0].starts_with("unmet (absent) notes-no-template: there is no text file `b.md`"), "{one:?}");
    fixture.evidence.templates[1] = file("b.md", Some("# B\n\n[Overview]\n"));
    assert_eq!(prepared(&fixture, notes).template.unwrap().unwrap().text.name, "b.md");
    fixture.evidence.bases = Fact::NotCollected;
    let found = says(&fixture, notes);
    assert!(found.iter().any(|one| one.starts_with("unknown unreadable: the release's type")), "{found:?}");
}

#[test]
fn conditions_are_put_to_the_release() {
    let notes = "{from: draft-release, sections: [{heading: A, presence: {forbidden: {type: minor}}}, \
                 {heading: B, presence: {required: {labels: [feature]}, optional: {type: minor}}}, \
                 {heading: C, presence: {required: {paths: [web/**]}}}]}";
    let mut fixture = world("- New.");
    let presences = |fixture: &Fixture| {
        let sections = prepared(fixture, notes).rules.sections;
        sections.into_iter().map(|rule| format!("{:?}", rule.presence)).collect::<Vec<_>>()
    };
    let forbidden = "Some(Forbidden(\"where the release is minor\"))";
    assert_eq!(presences(&fixture), [forbidden, "Some(Required)", "None"]);
    fixture.pull(14).files = Fact::Unknown(Unknown::new(Reason::TimedOut));
    let found = says(&fixture, notes);
    assert!(found.iter().any(|one| one.starts_with("unknown notes-presence-unknown")), "{found:?}");
}

#[test]
fn facts_are_those_of_the_release() {
    let mut fixture = world("- New.");
    fixture.pull(14).merged_at = Some("2026-02-28T23:30:00Z".parse().unwrap());
    fixture.pull(15).merged_at = Some("2026-02-27T10:00:00Z".parse().unwrap());
    let facts = prepared(&fixture, "{from: draft-release}").facts;
    let days = facts.days.unwrap();
    assert_eq!((days.0.to_string(), days.1.to_string()), ("2026-02-27".to_owned(), "2026-03-03".to_owned()));
    assert_eq!(facts.previous_tag.as_deref(), Some("v1.3.1"));
    assert_eq!(facts.previous_notes, Some(Ok("- Another change (#9)".to_owned())));
    assert_eq!(facts.types, ["minor"]);
    let changes = facts.pull_requests.unwrap().unwrap();
    assert_eq!(changes.iter().map(|change| change.number).collect::<Vec<_>>(), [14, 15]);
    assert_eq!(changes[0].messages, ["Change 14 (#14)"]);
    assert_eq!(changes[0].author, Some(("lena-h".to_owned(), false)));

    fixture.evidence.previous_notes =
        Fact::Known(Some(PreviousNotes { tag: "v1.3.0".into(), text: Some("Other".into()) }));
    let facts = prepared(&fixture, "{from: draft-release}").facts;
    assert_eq!(facts.previous_notes.unwrap().unwrap_err().reason, Reason::NotCollected, "of another release");
    fixture.pull(15).labels = Fact::Known(List::new(vec!["feature".into()], 2));
    let facts = prepared(&fixture, "{from: draft-release}").facts;
    assert_eq!(facts.pull_requests.unwrap().unwrap_err().reason, Reason::Incomplete);
}

#[test]
fn a_waiver_can_name_the_finding_and_its_section() {
    let mut fixture = world("");
    fixture.evidence.releases =
        Fact::Known(Releases { tag: "v1.4.0".into(), drafts_shown: true, releases: List::all(Vec::new()) });
    let found = findings(&fixture, "{from: draft-release}", "{release-notes: {}}");
    assert_eq!(found[0].subjects(), ["notes-no-release"]);
    let found =
        findings(&world("").body(""), "{from: {tracking-issue: {section: Notes}}}", "{release-notes: {}}");
    assert_eq!(found[0].subjects(), ["notes-no-section", "notes"]);
}

#[test]
fn before_a_merge_there_are_no_notes() {
    let fixture = Fixture::merge();
    assert!(prepare(&policy("{from: draft-release}", "{release-notes: {}}"), &fixture.case()).is_none());
    let _ = pull(15);
}

#[test]
fn a_draft_of_a_public_repository_is_not_quoted() {
    let notes = "{from: draft-release, template: {inline: \"## What is new\\n\\n[Overview]\\n\\n## Secrets\\n\\n[Words]\\n\"}}";
    let mut fixture = world("## What is new\n\n[Overview]\n\n## The codename Blue Harvest\n\nWords.\n");
    let all = |fixture: &Fixture| {
        let found = findings(fixture, notes, "{release-notes: {}}");
        assert!(found.iter().any(|one| one.outcome == Outcome::Unmet), "{found:?}");
        format!("{found:?}")
    };
    assert!(all(&fixture).contains("Blue Harvest"));
    fixture.evidence.opening.repository.private = false;
    let shown = all(&fixture);
    assert!(!shown.contains("Blue Harvest") && !shown.contains("Words."), "{shown}");
    assert!(shown.contains("notes-"), "{shown}");
    let published =
        Release { draft: false, ..draft(7, "## What is new\n\n## The codename Blue Harvest\n\nWords.\n") };
    let releases = List::all(vec![published]);
    fixture.evidence.releases = Fact::Known(Releases { tag: "v1.4.0".into(), drafts_shown: true, releases });
    assert!(all(&fixture).contains("Blue Harvest"), "everybody can see it anyway");
}
