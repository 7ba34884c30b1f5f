//! Each finding: there where its fault is, absent where all is well, and unreadable where nobody may look.

use std::collections::BTreeSet;

use super::*;
use crate::evidence::check::RequiredCheck;
use crate::evidence::issue::Permission;
use crate::evidence::release::Trigger;
use crate::evidence::settings::{Branch, Bypass, ImmutableReleases, Rule, Ruleset, Target, Token, TokenKind};
use crate::evidence::{List, Login, Oid, Reason, Team, TeamName};

const POLICY: &str = "version: 1
release:
  tracking-issue: {label: release}
  floating-tags: [major]
roles:
  qa: {teams: [octoacme/qa], author: excluded}
  owner: {users: [maya-r]}
phases:
  pull-request:
    holds: merge
    requirements:
      - {id: labelled, title: Labelled, require: {labels: {one-of: [fix]}}}
  pre-release:
    holds: tag
    requirements:
      - {id: ci, title: CI, require: {checks: {required: true}}}
      - {id: secrets, title: No secrets, require: {alerts: {secret-scanning: any}}}
      - {id: tested, title: Tested, require: {sign-off: qa}}
      - {id: owned, title: Owned, require: {sign-off: {by: owner, via: [label], label: owned}}}
";

const LINES: [&str; 6] = [
    "contents: read",
    "issues: read",
    "pull-requests: read",
    "checks: read",
    "statuses: read",
    "actions: read",
];
const SECRETS: &str = "Secret scanning alerts: read";

/// What is started by, in a form that owns what it names.
enum Started {
    Terminal,
    Unjudged(&'static str),
    Judged(&'static str, Trigger),
}

struct World {
    policy: String,
    path: &'static str,
    second: Option<&'static str>,
    started: Started,
    settings: Settings,
    unrecorded: Option<Unrecorded<'static>>,
    open_issues: bool,
}

fn check(name: &str, app: Option<u64>) -> RequiredCheck {
    RequiredCheck { name: name.to_owned(), app }
}

fn ruleset(include: &str, rules: &[Rule], bypass: Vec<Bypass>) -> Ruleset {
    Ruleset {
        id: Some(5),
        name: "tags".to_owned(),
        target: Target::Tag,
        enforced: true,
        include: Some(vec![include.to_owned()]),
        exclude: Vec::new(),
        bypass: Fact::Known(bypass),
        rules: rules.to_vec(),
    }
}

fn releaser() -> Bypass {
    Bypass::App { id: 7, slug: "releaser".to_owned() }
}

/// All is well: what is left are notes.
fn well() -> World {
    let known = |right: Access| (right, Fact::Known(()));
    let mut rights: std::collections::BTreeMap<Access, Fact<()>> =
        LINES.iter().map(|line| known(Access::Workflow((*line).to_owned()))).collect();
    rights.extend([known(Access::App(SECRETS.to_owned())), known(Access::to_branch_protection())]);
    let seen: BTreeSet<(String, Option<u64>)> = [("build".to_owned(), Some(15_368))].into();
    let all = [Rule::Creation, Rule::Update, Rule::Deletion];
    let team = TeamName { organization: "octoacme".to_owned(), slug: "qa".to_owned() };
    let members = ["quentin-qa", "noor-a"].map(Login::new).to_vec();
    World {
        policy: POLICY.to_owned(),
        path: "release.yml",
        second: None,
        started: Started::Judged("push", Trigger::PushTag { tag: "v1.4.0".to_owned() }),
        settings: Settings {
            token: Token {
                kind: TokenKind::Installation,
                viewer: Some(Login::new("releaser[bot]")),
                scopes: None,
            },
            rights,
            rulesets: Fact::Known(vec![
                ruleset("refs/tags/v*", &all, vec![releaser()]),
                ruleset("refs/tags/v*.*.*", &all[1..], Vec::new()),
            ]),
            branches: vec![Branch {
                name: "main".to_owned(),
                protection: Fact::Known(Vec::new()),
                apps_withheld: false,
                rulesets: Fact::Known(vec![
                    check("holdpoint / pull-request", Some(9)),
                    check("build", Some(15_368)),
                ]),
                on_branch: Fact::Known(seen.clone()),
                on_pull_requests: Fact::Known(seen),
            }],
            immutable_releases: Fact::Known(ImmutableReleases { enabled: true, by_owner: false }),
            people: vec![(Login::new("maya-r"), Fact::Known(Some(Permission::Admin)))],
            teams: vec![Team { name: team, members: Fact::Known(List::all(members)), secret: false }],
        },
        unrecorded: Some(Unrecorded { all: 3, tags: Vec::new() }),
        open_issues: true,
    }
}

impl World {
    fn examine(&self) -> Vec<Found> {
        let policy = Policy::read(&self.policy).unwrap();
        let repository = Repository {
            name: "octoacme/shop".to_owned(),
            url: "https://github.com/octoacme/shop".to_owned(),
            private: true,
            default_branch: "main".to_owned(),
            default_commit: Oid::new("1".repeat(40)),
        };
        let mut needed: BTreeSet<Access> =
            LINES.iter().map(|line| Access::Workflow((*line).to_owned())).collect();
        needed.extend([Access::App(SECRETS.to_owned()), Access::to_branch_protection()]);
        let event = match &self.started {
            Started::Terminal => Event::None,
            Started::Unjudged(name) => Event::Unjudged { name },
            Started::Judged(name, trigger) => Event::Judged { name, trigger: Some(trigger), phase: None },
        };
        let issue = crate::requirement::fixture::issue("");
        let tracked = Tracked { issue: &issue, verdicts: Err("nothing names the version".to_owned()) };
        examine(&Examined {
            repository: &repository,
            policy: Some(&policy),
            path: self.path,
            second: self.second,
            needed,
            event,
            settings: &self.settings,
            tags: Fact::Known(vec!["v1.3.1".to_owned(), "v1".to_owned(), "v2.0.0-rc.1".to_owned()]),
            issues: if self.open_issues { Fact::NotCollected } else { Fact::Known(vec![tracked]) },
            unrecorded: self.unrecorded.clone(),
        })
    }

    fn ids(&self) -> Vec<&'static str> {
        self.examine().iter().map(Found::id).collect()
    }

    fn branch(&mut self) -> &mut Branch {
        self.settings.branches.first_mut().unwrap()
    }

    fn required(&mut self, checks: &[RequiredCheck]) {
        let gate = check("holdpoint / pull-request", Some(9));
        self.branch().rulesets = Fact::Known([&[gate], checks].concat());
    }

    fn rulesets(&mut self, rulesets: Vec<Ruleset>) {
        self.settings.rulesets = Fact::Known(rulesets);
    }

    fn lacks(&mut self, right: Access) {
        let why = Unknown::new(Reason::Forbidden).access(right.clone());
        self.settings.rights.insert(right, Fact::Unknown(why));
    }
}

const NOTES: [&str; 4] =
    ["immutable-releases", "floating-tag-without-release", "token-kind", "rights-to-write"];

#[test]
fn where_all_is_well_there_are_only_notes() {
    assert_eq!(well().ids(), NOTES);
    assert!(well().examine().iter().all(|found| found.severity == Severity::Note));
}

/// A fault, and what is found then beside the notes of a world in which all is well.
type Fault = (&'static str, fn(&mut World));

fn workflow(world: &mut World) {
    world.settings.token.viewer = Some(Login::new("github-actions"));
    let mut all = world.settings.rulesets.value().unwrap().clone();
    all[0].bypass = Fact::Known(vec![Bypass::App { id: 15_368, slug: "github-actions".to_owned() }]);
    world.rulesets(all);
}

fn checks_line() -> Access {
    Access::Workflow("checks: read".to_owned())
}

/// Those of the token, of the event, of people, and of what is kept.
const FAULTS: &[Fault] = &[
    ("policy-in-githubs-file", |it| it.path = ".github/release.yml"),
    ("second-policy", |it| it.second = Some(".github/release.yml")),
    ("releases-can-change", |it| {
        it.settings.immutable_releases = Fact::Known(ImmutableReleases { enabled: false, by_owner: false });
    }),
    ("workflow-token-lacks-rights", |it| {
        workflow(it);
        it.lacks(checks_line());
    }),
    ("app-lacks-rights", |it| it.lacks(checks_line())),
    ("app-lacks-rights", |it| it.lacks(Access::App(SECRETS.to_owned()))),
    ("needs-an-app", |it| {
        workflow(it);
        it.lacks(Access::App(SECRETS.to_owned()));
    }),
    ("personal-token-posts-no-check", |it| it.settings.token.kind = TokenKind::OAuth),
    ("event-not-examined", |it| it.started = Started::Terminal),
    ("event-unjudged", |it| it.started = Started::Unjudged("fork")),
    ("phase-unsaid", |it| {
        let further = "  after:\n    holds: close\n    requirements:\n      - {id: x, title: X, require: {labels: {forbidden: [x]}}}\n";
        it.policy.push_str(further);
    }),
    ("event-without-merge-phase", |it| {
        let start = it.policy.find("  pull-request:\n").unwrap();
        let end = it.policy.find("  pre-release:\n").unwrap();
        it.policy.replace_range(start..end, "");
        it.required(&[]);
        it.branch().rulesets = Fact::Known(Vec::new());
        it.started = Started::Judged(
            "pull_request",
            Trigger::PullRequest { number: 1, head: Oid::new("2".repeat(40)) },
        );
    }),
    ("no-such-person", |it| {
        it.policy = it.policy.replace("users: [maya-r]", "users: [maya-r, nobody-x]");
        it.settings.people.push((Login::new("nobody-x"), Fact::Known(None)));
    }),
    ("team-without-members", |it| {
        it.policy = it.policy.replace("qa: {teams", "qa: {users: [maya-r, mona], teams");
        it.settings.people.push((Login::new("mona"), Fact::Known(Some(Permission::Write))));
        it.settings.teams[0].members = Fact::Known(List::all(Vec::new()));
    }),
    ("team-unreadable", |it| {
        it.settings.teams[0].members = Fact::Unknown(Unknown::new(Reason::Forbidden));
    }),
    ("role-of-one-person", |it| {
        it.settings.teams[0].members = Fact::Known(List::all(vec![Login::new("noor-a")]));
    }),
    ("role-cannot-write", |it| it.settings.people[0].1 = Fact::Known(Some(Permission::Read))),
    ("issue-not-examined", |it| it.open_issues = false),
    ("tag-without-go", |it| it.unrecorded = Some(Unrecorded { all: 3, tags: vec!["v1.3.1"] })),
];

/// Those of tags and branches.
const FAULTS_OF_REFS: &[Fault] = &[
    ("nobody-may-tag", |it| {
        let mut all = it.settings.rulesets.value().unwrap().clone();
        all[0].bypass = Fact::Known(Vec::new());
        all[0].include = Some(vec!["refs/tags/v*.*.*".to_owned()]);
        it.rulesets(all);
    }),
    ("people-may-tag", |it| {
        let mut all = it.settings.rulesets.value().unwrap().clone();
        all[0].bypass =
            Fact::Known(vec![releaser(), Bypass::Others("everybody with the role admin".to_owned())]);
        it.rulesets(all);
    }),
    ("tags-by-another-app", |it| it.settings.token.viewer = Some(Login::new("gate[bot]"))),
    ("tag-name-refused", |it| {
        let mut all = it.settings.rulesets.value().unwrap().clone();
        let shape =
            Rule::TagName { operator: "starts_with".into(), pattern: "release-".into(), negate: false };
        all[1].rules.push(shape);
        it.rulesets(all);
    }),
    ("floating-tag-held", |it| {
        let mut all = it.settings.rulesets.value().unwrap().clone();
        all[1].include = Some(vec!["refs/tags/v*".to_owned()]);
        it.rulesets(all);
    }),
    ("tags-unprotected", |it| {
        let mut all = it.settings.rulesets.value().unwrap().clone();
        all[0].enforced = false;
        it.rulesets(all);
    }),
    ("tags-unprotected", |it| {
        let mut all = it.settings.rulesets.value().unwrap().clone();
        all[0].exclude = vec!["refs/tags/v1.3.2".to_owned()];
        it.rulesets(all);
    }),
    ("tags-unprotected", |it| {
        let mut all = it.settings.rulesets.value().unwrap().clone();
        all[0].target = Target::Branch;
        it.rulesets(all);
    }),
    ("gate-check-not-required", |it| {
        it.branch().rulesets = Fact::Known(vec![check("build", Some(15_368))]);
    }),
    ("gate-check-unbound", |it| {
        it.branch().rulesets = Fact::Known(vec![check("holdpoint / pull-request", None)]);
    }),
    ("gate-check-of-any-workflow", |it| {
        it.branch().rulesets = Fact::Known(vec![check("holdpoint / pull-request", Some(15_368))]);
    }),
    ("gate-check-without-phase", |it| it.required(&[check("holdpoint / gone", Some(9))])),
    ("required-check-never-ran", |it| it.required(&[check("speed", None)])),
    ("required-check-blocks-merges", |it| {
        it.policy = it.policy.replace("{checks: {required: true}}", "{checks: {names: [build]}}");
        it.required(&[check("speed", None)]);
    }),
    ("required-check-not-on-branch", |it| it.branch().on_branch = Fact::Known(BTreeSet::new())),
    ("required-check-by-another-app", |it| it.required(&[check("build", Some(77))])),
    ("required-apps-unseen", |it| {
        it.branch().apps_withheld = true;
        it.branch().protection = Fact::Known(vec![check("build", None)]);
    }),
];

#[test]
fn each_fault_is_found_and_nothing_else() {
    let mut wrong = Vec::new();
    for (id, plant) in FAULTS.iter().chain(FAULTS_OF_REFS) {
        let mut world = well();
        plant(&mut world);
        let found = world.ids();
        let beside: Vec<&str> = found.iter().copied().filter(|one| !NOTES.contains(one)).collect();
        if beside != [*id] {
            wrong.push(format!("{id}: {beside:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.join(
            "
"
        )
    );
}

#[test]
fn faults_that_come_together() {
    type Case = (&'static [&'static str], fn(&mut World));
    let cases: [Case; 5] = [
        (&["personal-token-lacks-rights", "personal-token-posts-no-check"], |it| {
            it.settings.token.kind = TokenKind::Classic;
            it.lacks(checks_line());
        }),
        (&["personal-token-reads-no-checks", "personal-token-posts-no-check"], |it| {
            it.settings.token.kind = TokenKind::FineGrained;
            let line = Access::NotFineGrained("checks: read".to_owned());
            let why = Unknown::new(Reason::Forbidden).access(line);
            it.settings.rights.insert(checks_line(), Fact::Unknown(why));
        }),
        (&["tags-unprotected", "tags-can-move", "releases-can-change"], |it| {
            it.rulesets(Vec::new());
            it.settings.immutable_releases =
                Fact::Known(ImmutableReleases { enabled: false, by_owner: false });
        }),
        (&["role-nobody-holds", "no-such-person"], |it| it.settings.people[0].1 = Fact::Known(None)),
        (&["event-without-release-phase", "required-check-blocks-merges"], |it| {
            let end = it.policy.find("  pre-release:\n").unwrap();
            it.policy.truncate(end);
            for part in [
                "roles:\n",
                "  qa: {teams: [octoacme/qa], author: excluded}\n",
                "  owner: {users: [maya-r]}\n",
            ] {
                it.policy = it.policy.replace(part, "");
            }
            it.required(&[check("speed", None)]);
        }),
    ];
    for (ids, plant) in cases {
        let mut world = well();
        plant(&mut world);
        let found = world.ids();
        for id in ids {
            assert!(found.contains(id), "no {id} in {found:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_concluded_from_it() {
    type Case = (usize, fn(&mut World, Unknown));
    let cases: [Case; 8] = [
        (1, |it, why| it.settings.rulesets = Fact::Unknown(why)),
        (1, |it, why| it.settings.immutable_releases = Fact::Unknown(why)),
        (1, |it, why| it.branch().rulesets = Fact::Unknown(why)),
        (1, |it, why| it.branch().protection = Fact::Unknown(why)),
        (1, |it, why| it.branch().on_branch = Fact::Unknown(why)),
        (1, |it, why| it.branch().on_pull_requests = Fact::Unknown(why)),
        (1, |it, why| it.settings.people[0].1 = Fact::Unknown(why)),
        (1, |it, why| {
            it.settings
                .rights
                .insert(checks_line(), Fact::Unknown(Unknown { reason: Reason::ServerTrouble, ..why }));
        }),
    ];
    for (count, hide) in cases {
        let mut world = well();
        hide(
            &mut world,
            Unknown::new(Reason::Forbidden).access(Access::App("Administration: read".to_owned())),
        );
        let found = world.ids();
        let beside: Vec<&str> = found.iter().copied().filter(|one| !NOTES.contains(one)).collect();
        assert_eq!(beside, vec!["unreadable"; count], "{found:?}");
    }
    let mut world = well();
    let mut all = world.settings.rulesets.value().unwrap().clone();
    all[0].bypass = Fact::Unknown(Unknown::new(Reason::Forbidden));
    world.rulesets(all);
    assert!(world.ids().contains(&"unreadable"));
}

/// What takes a tracking issue with boxes, or a policy that is none, is tried with the binary.
const ELSEWHERE: [&str; 4] =
    ["policy-has-problems", "tracking-issue-unsaid", "no-tracking-issue-open", "issue-lacks-boxes"];

#[test]
fn every_finding_is_rated_and_tried() {
    for (messages, rated) in PARTS {
        let ids = |all: Vec<&'static str>| all.into_iter().collect::<BTreeSet<_>>();
        let said = ids(messages.iter().map(|one| one.code).collect());
        assert_eq!(said, ids(rated.iter().map(|(one, _)| one.code).collect()));
    }
    let planted = FAULTS.iter().chain(FAULTS_OF_REFS).map(|(id, _)| *id);
    let together = [
        "personal-token-lacks-rights",
        "personal-token-reads-no-checks",
        "tags-can-move",
        "role-nobody-holds",
        "event-without-release-phase",
        "unreadable",
    ];
    let tried: BTreeSet<&str> = planted.chain(NOTES).chain(together).chain(ELSEWHERE).collect();
    let all: Vec<&str> = table().map(|(message, _)| message.code).collect();
    assert_eq!(all.iter().copied().collect::<BTreeSet<_>>(), tried);
    assert_eq!(all.len(), tried.len(), "an id is given twice");
}

#[test]
fn a_block_is_whole() {
    let block = |world: &World, id: &str| {
        let found = world.examine();
        let one = found.iter().find(|one| one.id() == id).unwrap_or_else(|| panic!("no {id}"));
        one.block.as_ref().map(|block| block.text.clone()).unwrap_or_default()
    };
    let world = well();
    assert_eq!(
        block(&world, "rights-to-write"),
        "permissions:\n  actions: read\n  checks: write\n  contents: read\n  issues: write\n  pull-requests: write\n  statuses: read\n"
    );
    let mut open = well();
    open.rulesets(Vec::new());
    open.branch().rulesets = Fact::Known(Vec::new());
    open.settings.immutable_releases = Fact::NotCollected;
    for id in ["tags-unprotected", "tags-can-move", "gate-check-not-required"] {
        let text = block(&open, id);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
        assert_eq!(value["enforcement"], "active");
    }
}
