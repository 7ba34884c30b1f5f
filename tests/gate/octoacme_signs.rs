//! `examples/octoacme`, signed by its roles, step by step: from a no-go over people who may not, four ways to sign, a hold,
//! waivers and commits that came later, to a go.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::octoacme::{NOTES, with_notes};
use crate::run::Run;

const POLICY: &str = include_str!("../../examples/octoacme/release.yml");
const ISSUE: &str = include_str!("../../examples/octoacme/tracking-issue.md");

/// What of the policy is this repository's own: the release pull request, and who holds the roles.
const OWN: [(&str, &str); 6] = [
    (
        "tracking-issue: {label: release}\n",
        "tracking-issue: {label: release}\n  pull-request: {label: release}\n",
    ),
    ("users: [tomasz-k, sam-dba]", "users: [tomasz-k], teams: [octoacme/database]"),
    ("users: [quentin-qa, noor-a]", "users: [quentin-qa, ruth-pm, mona]"),
    ("project-manager: {users: [maya-r]}", "project-manager: {users: [maya-r, ruth-pm]}"),
    ("ux-designer: {users: [priya-s, noor-a]}", "ux-designer: {teams: [octoacme/design]}"),
    ("developer: {users: [lena-h, priya-s, tomasz-k]}", "developer: {users: [lena-h, tomasz-k]}"),
];

struct Story {
    fake: Fake,
}

impl Story {
    fn new() -> Self {
        let policy = OWN.iter().fold(POLICY.to_owned(), |text, (from, to)| {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text.replace(from, to)
        });
        let fake = Fake::shop(&policy);
        let people =
            ["tomasz-k", "sam-dba", "quentin-qa", "ruth-pm", "lena-h", "priya-s", "noor-a", "ines-sec"];
        let all = |value: Value| -> Value {
            people
                .iter()
                .map(|login| ((*login).to_owned(), value.clone()))
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        let checks = ["browser tests"].map(|name| {
            json!({"name": name, "commit": "m5", "conclusion": "failure",
                "startedAt": "2026-02-27T10:00:10Z", "completedAt": "2026-02-27T10:04:00Z"})
        });
        fake.patch(json!([
            {"users": all(json!({}))},
            {"orgs": {"octoacme": {"members": all(json!("member")), "teams": {
                "database": {"members": ["sam-dba"]},
                "ux": {"members": ["priya-s"], "parent": "design"}}}}},
            {"repositories": {"octoacme/shop": {
                "collaborators": all(json!("write")),
                "labels": [{"name": "ui"}, {"name": "bug-critical"}, {"name": "bug-high"}, {"name": "design-approved", "createdAt": "2025-06-01T00:00:00Z", "updatedAt": "2025-06-01T00:00:00Z"}],
                "analyses": [{"commit": "m5", "createdAt": "2026-02-27T10:10:00Z"}],
                "checks": checks,
                "pulls": [
                    // An approval signs in each role that its author holds, so it is by somebody who has none.
                    {"number": 37, "reviews": [{"id": 2_600_000_005_u64, "author": "hubot-docs", "state": "approved",
                        "createdAt": "2026-02-27T09:00:00Z"}]},
                    {"number": 38, "threads": null},
                ],
            }}},
            {"do": "label", "number": 37, "name": "release", "by": "devon-k"},
            {"do": "edit", "number": 40, "body": filled(), "by": "maya-r"},
        ]));
        with_notes(&fake, NOTES);
        Self { fake }
    }

    fn says(&self, by: &str, line: &str) {
        self.fake.patch(json!({"do": "comment", "number": 40, "body": line, "by": by}));
    }

    fn box_of(&self, deed: &str, by: &str, text: &str) {
        self.fake.patch(json!({"do": deed, "number": 40, "text": text, "by": by}));
    }

    fn approves(&self, by: &str, number: u64) {
        self.fake.patch(json!({"do": "review", "number": number, "state": "approved", "by": by}));
    }

    fn labels(&self, deed: &str, by: &str) {
        self.fake.patch(json!({"do": deed, "number": 40, "name": "design-approved", "by": by}));
    }

    /// Runs the gate before the deployment: the decision, what does not pass, and the gate's one comment.
    fn gate(&self) -> Step {
        let arguments = ["--phase", "deployment", "--version", "1.4.0", "--comment", "--format", "json"];
        let ran = Run::check(&self.fake, &arguments).go();
        let verdict: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
        let decision = verdict["decision"].as_str().unwrap().to_owned();
        assert_eq!(ran.code, Some(i32::from(decision == "no-go")));
        let of = |outcome: &str| -> Vec<String> {
            let all = ["gate", "requirements"].map(|list| verdict[list].as_array().unwrap().clone()).concat();
            let those = all.iter().filter(|one| one["outcome"] == outcome);
            those.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        assert!(of("unknown").is_empty(), "{:?} {}", of("unknown"), self.fake.comments(40).last().unwrap().1);
        let (unmet, waived) = (of("unmet"), of("waived"));
        let own = self.fake.comments(40).into_iter().filter(|(author, _)| author.starts_with("holdpoint"));
        let own: Vec<String> = own.map(|(_, body)| body).collect();
        let [comment] = own.as_slice() else { panic!("{} comments", own.len()) };
        Step { decision, unmet, waived, comment: comment.clone() }
    }
}

/// What came of a run.
struct Step {
    decision: String,
    unmet: Vec<String>,
    waived: Vec<String>,
    comment: String,
}

impl Step {
    #[track_caller]
    fn lacks(&self, ids: &[&str]) -> &Self {
        assert_eq!(
            (self.decision.as_str(), &self.unmet[..]),
            ("no-go", &owned(ids)[..]),
            "\n{}",
            self.comment
        );
        self
    }

    /// Each of these stands in the comment.
    #[track_caller]
    fn tells(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.plain().contains(text), "no `{text}` in\n{}", self.plain());
        }
        self
    }

    #[track_caller]
    fn does_not_tell(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(!self.plain().contains(text), "`{text}` in\n{}", self.plain());
        }
        self
    }

    /// The comment without what is met without a signature.
    fn signed(&self) -> String {
        let signs = ["` signed as `", "` witnesses that ", "` said as `"];
        let is_shown = |line: &&str| {
            let is_met = line.starts_with("- ✅") && !signs.iter().any(|sign| line.contains(sign));
            !is_met && !line.starts_with("Judged by policy")
        };
        let plain = self.plain();
        plain.lines().filter(is_shown).map(|line| format!("{line}\n")).collect()
    }

    /// The comment without links, times and ids, which are not what is looked at here.
    fn plain(&self) -> String {
        let mut plain = String::new();
        let mut rest = self.comment.as_str();
        while let Some((before, after)) = rest.split_once("](http") {
            let (text, link) = before.rsplit_once('[').unwrap();
            plain.push_str(text);
            plain.push_str(link);
            rest = after.split_once(')').unwrap().1;
        }
        plain.push_str(rest);
        let times = without_times("2026-03-02 12:", &plain);
        times.lines().filter(|line| !line.starts_with("<!--")).map(|line| format!("{line}\n")).collect()
    }
}

/// Puts one word in the place of the hour and minute behind this day.
fn without_times(day: &str, text: &str) -> String {
    let mut parts = text.split(day);
    let mut said = parts.next().unwrap().to_owned();
    for part in parts {
        said.push_str("NOW");
        said.push_str(part.split_at(2).1.strip_prefix(" UTC").unwrap());
    }
    said
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// The tracking issue with all filled in that belongs to no role.
fn filled() -> String {
    let (before, roles) = ISSUE.split_once("## Pre-release requirements").unwrap();
    let ticked = before.replace("- [ ]", "- [x]").replace("- [x] Manual QA", "- [ ] Manual QA");
    let text = format!("{ticked}## Pre-release requirements{roles}");
    [
        ("Deployment window:", "2026-03-03 08:00 to 10:00 UTC"),
        ("On-call engineer:", "@devon-k"),
        ("Why no deployment window:", "there is one, see above"),
        ("Why no backup:", "nothing is stored anew"),
    ]
    .iter()
    .fold(text, |text, (name, answer)| text.replace(&format!("\n{name}"), &format!("\n{name} {answer}")))
}

/// What all the roles have to sign.
const ALL: [&str; 21] = [
    "automated-tests",
    "manual-qa",
    "notes-by-technical-writer",
    "rollback-by-devops",
    "smoke-tests-by-qa",
    "design-sign-off",
    "expert-approval",
    "documentation-published",
    "staging",
    "devops-ready",
    "staging-smoke-tests",
    "quality-gate",
    "final-review",
    "developer-available",
    "release-scope",
    "stakeholders-agree",
    "internal-announcement",
    "project-coordinated",
    "go-decision",
    "design-in-staging",
    "words-ready",
];

fn but(ids: &[&'static str]) -> Vec<&'static str> {
    let all = ALL.iter().chain(&["expert-validation"]).copied();
    all.filter(|id| !ids.contains(id)).collect()
}

#[test]
fn from_a_no_go_to_a_go() {
    let story = Story::new();
    begins(&story);
    attempts(&story);
    four_ways(&story);
    several_people(&story);
    beside_a_signature(&story);
    hold_and_waivers(&story);
    later_commits(&story);
    ends(&story);
}

#[expect(clippy::too_many_lines, reason = "the comment is long, the test is not")]
fn begins(story: &Story) {
    let first = story.gate();
    first.lacks(&but(&[]));
    insta::assert_snapshot!(first.signed(), @r#"
    ## Holdpoint: no-go for v1.4.0 (deployment)

    **22 unmet, 34 met, 2 not applicable** · commit `ec4c91a` on `main`, since `v1.3.1`: 4 commits, 4 pull requests · type `minor` · milestone v1.4.0 · tracking issue #40

    ### Missing sign-offs: 9

    - ❌ **qa-engineer** (`quentin-qa` or `ruth-pm`) for “Manual QA completed and signed off”, “Smoke tests prepared by QA Automation Engineer”, “Deploy to staging and run smoke tests”, “Run automated smoke tests in staging”, “Sign off on deployment quality gate” and “Facilitate go/no-go decision”
      - `qa-engineer` has yet to verify it: somebody else than whoever did it
      - → comment `/holdpoint sign qa-engineer` on #40; for a part of it `/holdpoint sign manual-qa`, `/holdpoint sign smoke-tests-by-qa`, `/holdpoint sign staging-smoke-tests` or `/holdpoint sign quality-gate`
      - → or if you can edit #40, tick the boxes “Manual QA completed and signed off”, “Smoke tests prepared by QA Automation Engineer”, “Deploy to staging and run smoke tests”, “Run automated smoke tests in staging” and “Sign off on deployment quality gate” there
      - → or approve #37, for “Sign off on deployment quality gate”
    - ❌ **technical-writer** (`noor-a`) for “Release notes drafted by Technical Writer”, “Documentation published by Technical Writer” and “The documentation is ready”
      - → comment `/holdpoint sign technical-writer` on #40; for a part of it `/holdpoint sign notes-by-technical-writer`, `/holdpoint sign documentation-published` or `/holdpoint sign words-ready`
      - → or if you can edit #40, tick the boxes “Release notes drafted by Technical Writer”, “Documentation published by Technical Writer”, “Publish updated documentation before deployment”, “Verify documentation links and screenshots are current” and “Prepare user communication about new features” there
    - ❌ **devops-engineer** (`tomasz-k` or `sam-dba`) for “Rollback / mitigation plan documented by DevOps Engineer”, “Deploy to staging and run smoke tests” and “The DevOps Engineer is ready”
      - → comment `/holdpoint sign devops-engineer` on #40; for a part of it `/holdpoint sign rollback-by-devops` or `/holdpoint sign devops-ready`
      - → or if you can edit #40, tick the boxes “Rollback / mitigation plan documented by DevOps Engineer”, “Deploy to staging and run smoke tests”, “Be ready to execute rollback if needed” and “Validate monitoring and alerting are functioning” there
    - ❌ **ux-designer** (`lina-p` or `priya-s`) for “UX/UI Designer sign-off on user-facing changes (if applicable)” and “The design is right in staging”
      - → comment `/holdpoint sign ux-designer` on #40; for a part of it `/holdpoint sign design-sign-off` or `/holdpoint sign design-in-staging`
      - → or if you can edit #40, tick the boxes “UX/UI Designer sign-off on user-facing changes (if applicable)”, “Verify UI changes in staging match designs” and “Check accessibility features are working” there
      - → or put the label `design-approved` on #40, for “UX/UI Designer sign-off on user-facing changes (if applicable)”
      - → or approve #37, for “UX/UI Designer sign-off on user-facing changes (if applicable)”
    - ❌ **subject-matter-expert** (nobody is known who holds this role) for “Subject Matter Expert approval for domain-critical changes (if applicable)” and “The domain is validated”; one way of several, the others are below
      - → comment `/holdpoint sign subject-matter-expert` on #40; for a part of it `/holdpoint sign expert-approval` or `/holdpoint sign expert-validation`
      - → or if you can edit #40, tick the boxes “Subject Matter Expert approval for domain-critical changes (if applicable)”, “Final validation of domain-specific functionality in staging”, “Verify compliance requirements are met” and “Review release notes for accuracy” there
      - → or approve #37, for “Subject Matter Expert approval for domain-critical changes (if applicable)”
    - ❌ **developer** (`lena-h` or `tomasz-k`) for “Final code review and merge” and “Be available during deployment window for support”
      - → comment `/holdpoint sign developer` on #40; for a part of it `/holdpoint sign final-review` or `/holdpoint sign developer-available`
      - → or if you can edit #40, tick the boxes “Final code review and merge” and “Be available during deployment window for support” there
      - → or approve #37, for “Final code review and merge”
    - ❌ **product-manager** (`maya-r` or `priya-s`) for “Approve final release scope”, “Coordinate with stakeholders on timing” and “Prepare internal announcement”
      - → comment `/holdpoint sign product-manager` on #40; for a part of it `/holdpoint sign release-scope`, `/holdpoint sign stakeholders-agree` or `/holdpoint sign internal-announcement`
      - → or if you can edit #40, tick the boxes “Approve final release scope”, “Coordinate with stakeholders on timing” and “Prepare internal announcement” there
      - → or approve #37, for “Approve final release scope”
    - ❌ **external-stakeholder** (`maya-r` or `priya-s`) for “Coordinate with stakeholders on timing”; one way of several, the others are below
      - the sign-off of `external-stakeholder` is missing: nobody with an account can give it, and a holder of `product-manager` may witness it
      - → comment `/holdpoint sign external-stakeholder for "Name, Company": https://…` on #40
    - ❌ **project-manager** (`maya-r` or `ruth-pm`) for “The deployment is coordinated” and “Facilitate go/no-go decision”
      - → comment `/holdpoint sign project-manager` on #40; for a part of it `/holdpoint sign project-coordinated`
      - → or if you can edit #40, tick the boxes “Coordinate deployment timeline and communications” and “Ensure all pre-release checklist items completed” there

    ### What else is missing, and who can supply it

    - ❌ **All automated tests passing** (`automated-tests`) in Testing Readiness, phase pre-release: unmet
      - `browser tests` of `.github/workflows/ci.yml (push)` failed at `ec4c91a`
        - → anyone with write access: re-run it if it failed by chance; if not, mend what it found and release the mended commit
    - ❌ **Subject Matter Expert approval for domain-critical changes (if applicable)** (`expert-approval`) in Pre-release requirements, phase pre-release: unmet
      - one of these is needed:
        - all of these:
          - the sign-off of `subject-matter-expert` is missing
            - → a holder of the role `subject-matter-expert`: comment `/holdpoint sign expert-approval` on #40
          - nobody can sign as `subject-matter-expert`: this release names nobody for it who may hold it
            - → anyone with write access: give the role `subject-matter-expert` somebody who can, in the policy or where the release names its holders
        - “Why no expert approval” in line 65 of #40 is not filled in
          - → `maya-r` or anyone with write access: write an answer behind it
    - ❌ **Coordinate with stakeholders on timing** (`stakeholders-agree`) in Product Manager: unmet
      - one of these is needed:
        - the sign-off of `external-stakeholder` is missing: nobody with an account can give it, and a holder of `product-manager` may witness it
          - → `maya-r` or `priya-s` (role `product-manager`): comment `/holdpoint sign external-stakeholder for "Name, Company": https://…` on #40, with the name of whoever consents and a link to where that can be seen
        - “Why no stakeholder agreement” in line 110 of #40 is not filled in
          - → `maya-r` or anyone with write access: write an answer behind it
    - ❌ **The domain is validated** (`expert-validation`) in Subject Matter Expert: unmet
      - one of these is needed:
        - all of these:
          - the sign-off of `subject-matter-expert` is missing
            - → a holder of the role `subject-matter-expert`: comment `/holdpoint sign expert-validation` on #40
          - nobody can sign as `subject-matter-expert`: this release names nobody for it who may hold it
            - → anyone with write access: give the role `subject-matter-expert` somebody who can, in the policy or where the release names its holders
        - “Why no expert validation” in line 139 of #40 is not filled in
          - → `maya-r` or anyone with write access: write an answer behind it

    When this is put right, run the gate again.

    <details><summary>34 met</summary>


    </details>

    <details><summary>2 not applicable</summary>

    - ➖ **Migration guide created (for breaking changes)** (`migration-guide`) in Documentation Readiness, phase pre-release: the release is `minor`, not `major`; none of 4 pull requests has the label `breaking-change`
    - ➖ **Database migrations tested (if applicable)** (`database-migrations`) in Operational Readiness, phase pre-release: none of the 4 files that changed fits `db/**`

    </details>
    "#);
}

#[expect(clippy::too_many_lines, reason = "the comment is long, the test is not")]
fn ends(story: &Story) {
    let last = story.gate();
    assert_eq!((last.decision.as_str(), &last.waived[..]), ("go", &owned(&["automated-tests"])[..]));
    insta::assert_snapshot!(last.signed(), @"
    ## Holdpoint: go for v1.4.0 (deployment)

    **1 waived, 55 met, 2 not applicable** · commit `5ad436a` on `main`, since `v1.3.1`: 5 commits, 5 pull requests · type `minor` · milestone v1.4.0 · tracking issue #40

    Every holding requirement that applies is met or waived.

    <details><summary>6 consents that do not count</summary>

    - the sign-off of `lena-h` as `technical-writer` (comment, NOW) does not count: `lena-h` does not hold the role (for “Release notes drafted by Technical Writer”, “Documentation published by Technical Writer” and “The documentation is ready”)
    - the sign-off of `ines-sec` as `subject-matter-expert` (comment, NOW) does not count: this release names somebody else for the role, or nobody (for “Subject Matter Expert approval for domain-critical changes (if applicable)”)
    - the sign-off of `ruth-pm` as `qa-engineer` (comment, NOW) does not count any more: it was given to `ec4c91a`, 1 commit ago (for “Deploy to staging and run smoke tests”, “Run automated smoke tests in staging” and “Sign off on deployment quality gate”)
      - → `ruth-pm`: look at what is judged now, then sign again in a new comment
    - the sign-off of `mona` as `qa-engineer` (comment, NOW) does not count: `mona` has worked on what is judged, and the role is closed to authors (for “Sign off on deployment quality gate”)
    - the sign-off of `ruth-pm` as `project-manager` and `qa-engineer` (comment, NOW) does not count any more: it was given to `ec4c91a`, 1 commit ago (for “Facilitate go/no-go decision”)
      - → `ruth-pm`: look at what is judged now, then sign again in a new comment
    - the “not applicable” of `lena-h` as `ux-designer` (comment, NOW) does not count: `lena-h` does not hold the role (for “The design is right in staging”)

    </details>

    ### Comments that were not understood: 1

    - `quentin-qa` wrote `/holdpoint sing manual-qa` on NOW (comment): there is no command `sing`
      - → comment `/holdpoint sign manual-qa`, if `sign` is meant

    ### Waived: 1

    - ☑️ `automated-tests` for `browser tests`, by `maya-r` as `project-manager` on 2026-03-02 in a comment, until 2026-03-06: “still flaky”
      - `browser tests` of `.github/workflows/ci.yml (push)` failed at `5ad436a`

    ### Waivers that do not count: 4

    - ❌ `automated-tests`, by `lena-h` on 2026-03-02 in a comment, until 2026-03-06: “flaky”
      - `lena-h` holds none of the roles that may waive: `project-manager` and `product-manager`
        - → let somebody in such a role decide
    - ❌ `automated-tests`, by `maya-r` on 2026-03-02 in a comment, until 2026-04-06: “flaky”
      - it lasts until `2026-04-06`, and the policy allows no day after `2026-03-09`
        - → waive it anew, until `2026-03-09` at the latest
    - ❌ `security-scans`, by `ruth-pm` as `project-manager` on 2026-03-02 in a comment, until 2026-03-06: “no time”
      - the policy says that nobody can go without `security-scans`
    - ❌ `automated-tests` for `browser tests`, by `maya-r` as `project-manager` on 2026-03-02 in a comment, until 2026-03-06: “flaky”
      - `browser tests` came after it was given, and it excuses only what was there
        - → look at that, too, and waive it anew if that is to be

    <details><summary>55 met</summary>

    - ✅ **Manual QA completed and signed off** (`manual-qa`) in Testing Readiness, phase pre-release: `ruth-pm` signed as `qa-engineer` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand; `quentin-qa` signed as `qa-engineer` on NOW (comment), for the judged commit
    - ✅ **Release notes drafted by Technical Writer** (`notes-by-technical-writer`) in Pre-release requirements, phase pre-release: `noor-a` signed as `technical-writer` on NOW (comment), for the release notes as they are
    - ✅ **Rollback / mitigation plan documented by DevOps Engineer** (`rollback-by-devops`) in Pre-release requirements, phase pre-release: `sam-dba` signed as `devops-engineer` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand
    - ✅ **Smoke tests prepared by QA Automation Engineer** (`smoke-tests-by-qa`) in Pre-release requirements, phase pre-release: `ruth-pm` signed as `qa-engineer` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand; `quentin-qa` signed as `qa-engineer` on NOW (comment), for the judged commit
    - ✅ **UX/UI Designer sign-off on user-facing changes (if applicable)** (`design-sign-off`) in Pre-release requirements, phase pre-release: `priya-s` signed as `ux-designer` on NOW (label), at `ec4c91a`, 1 commit ago, which the policy lets stand
    - ✅ **Subject Matter Expert approval for domain-critical changes (if applicable)** (`expert-approval`) in Pre-release requirements, phase pre-release: `vera-law` signed as `subject-matter-expert` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand
    - ✅ **Documentation published by Technical Writer** (`documentation-published`) in Pre-release requirements, phase pre-release: `noor-a` signed as `technical-writer` on NOW (ticked box), at `ec4c91a`, 1 commit ago, which the policy lets stand
    - ✅ **Deployment window scheduled (if needed)** (`window-scheduled`) in Deployment Checklist: `ruth-pm` signed as `project-manager` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand; `maya-r` signed as `project-manager` on NOW (comment), for the judged commit; “Why no deployment window” in line 77 of #40 says “there is one, see above”
    - ✅ **Backup or snapshot (if applicable)** (`backup`) in Deployment Checklist: `sam-dba` signed as `devops-engineer` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand; “Why no backup” in line 78 of #40 says “nothing is stored anew”
    - ✅ **Deploy to staging and run smoke tests** (`staging`) in Deployment Checklist: `sam-dba` signed as `devops-engineer` on NOW (comment), for the judged commit; `quentin-qa` signed as `qa-engineer` on NOW (comment), for the judged commit
    - ✅ **The DevOps Engineer is ready** (`devops-ready`) in DevOps Engineer: `sam-dba` signed as `devops-engineer` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand
    - ✅ **Run automated smoke tests in staging** (`staging-smoke-tests`) in QA Automation Engineer: `quentin-qa` signed as `qa-engineer` on NOW (comment), for the judged commit
    - ✅ **Sign off on deployment quality gate** (`quality-gate`) in QA Automation Engineer: `quentin-qa` signed as `qa-engineer` on NOW (comment), for the judged commit
    - ✅ **Final code review and merge** (`final-review`) in Developer: `lena-h` signed as `developer` on NOW (comment), for the judged commit
    - ✅ **Be available during deployment window for support** (`developer-available`) in Developer: `lena-h` signed as `developer` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand
    - ✅ **Approve final release scope** (`release-scope`) in Product Manager: `maya-r` signed as `product-manager` on NOW (comment), for the judged commit
    - ✅ **Coordinate with stakeholders on timing** (`stakeholders-agree`) in Product Manager: `maya-r` signed as `product-manager` on NOW (comment), for the judged commit; `maya-r` witnesses that “Ada Example, Example Ltd” consented as `external-stakeholder` (`https://example.com/minutes/7`), written down on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand
    - ✅ **Prepare internal announcement** (`internal-announcement`) in Product Manager: `maya-r` signed as `product-manager` on NOW (comment), for the judged commit
    - ✅ **The deployment is coordinated** (`project-coordinated`) in Project Manager: `ruth-pm` signed as `project-manager` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand; `maya-r` signed as `project-manager` on NOW (comment), for the judged commit
    - ✅ **Facilitate go/no-go decision** (`go-decision`) in Project Manager: `maya-r` signed as `project-manager` on NOW (comment), for the judged commit; `quentin-qa` signed as `qa-engineer` on NOW (comment), for the judged commit
    - ✅ **The design is right in staging** (`design-in-staging`) in UX/UI Designer: `priya-s` signed as `ux-designer` on NOW (comment), for the judged commit
    - ✅ **The documentation is ready** (`words-ready`) in Technical Writer: `noor-a` signed as `technical-writer` on NOW (ticked box), at `ec4c91a`, 1 commit ago, which the policy lets stand; #40 has all 3 boxes that it must have in “Technical Writer”, as they must be
    - ✅ **The domain is validated** (`expert-validation`) in Subject Matter Expert: `vera-law` signed as `subject-matter-expert` on NOW (comment), at `ec4c91a`, 1 commit ago, which the policy lets stand

    </details>

    <details><summary>2 not applicable</summary>

    - ➖ **Migration guide created (for breaking changes)** (`migration-guide`) in Documentation Readiness, phase pre-release: the release is `minor`, not `major`; none of 5 pull requests has the label `breaking-change`
    - ➖ **Database migrations tested (if applicable)** (`database-migrations`) in Operational Readiness, phase pre-release: none of the 5 files that changed fits `db/**`

    </details>
    ");
}

/// The wrong people, in each way.
fn attempts(story: &Story) {
    story.says("lena-h", "/holdpoint sign technical-writer");
    story.says("mona", "/holdpoint sign quality-gate");
    story.says("quentin-qa", "/holdpoint sing manual-qa");
    story.says("vera-law", "/holdpoint sign subject-matter-expert");
    story.box_of("tick", "ines-sec", "Release notes drafted by Technical Writer");
    story
        .fake
        .patch(json!({"do": "review", "number": 37, "state": "approved", "by": "lena-h", "commit": "m4"}));
    story.labels("label", "lena-h");
    story.gate().lacks(&but(&[])).tells(&[
        "6 consents that do not count",
        "the sign-off of `lena-h` as `technical-writer` (comment, NOW) does not count: `lena-h` does not hold the role",
        "the sign-off of `mona` as `qa-engineer` (comment, NOW) does not count: `mona` has worked on what is judged",
        "the sign-off of `vera-law` as `subject-matter-expert` (comment, NOW) does not count: this release names somebody else",
        "the sign-off of `ines-sec` as `technical-writer` (ticked box, NOW) does not count: `ines-sec` does not hold the role",
        "the approval of `lena-h` as `developer` (review, NOW) does not count: it was given before the newest commit",
        "the sign-off of `lena-h` as `ux-designer` (label, NOW) does not count: `lena-h` does not hold the role",
        "there is no command `sing`",
    ]);
}

/// A comment, a ticked box, a review, a label; and a holder whom the issue's field names.
fn four_ways(story: &Story) {
    story.says("sam-dba", "All is prepared.\n\n/holdpoint sign devops-engineer");
    story.box_of("untick", "noor-a", "Release notes drafted by Technical Writer");
    for text in [
        "Release notes drafted by Technical Writer",
        "Documentation published by Technical Writer",
        "Publish updated documentation before deployment",
        "Verify documentation links and screenshots are current",
        "Prepare user communication about new features",
    ] {
        story.box_of("tick", "noor-a", text);
    }
    story.approves("lena-h", 37);
    story.labels("unlabel", "priya-s");
    story.labels("label", "priya-s");
    let field = "Expert for this release:";
    story.fake.patch(
        json!({"do": "replace", "number": 40, "from": field, "to": format!("{field} @vera-law"), "by": "maya-r"}),
    );
    story.says("ines-sec", "/holdpoint sign expert-approval");
    let signed = [
        "rollback-by-devops",
        "devops-ready",
        "notes-by-technical-writer",
        "documentation-published",
        "words-ready",
        "final-review",
        "design-sign-off",
        "expert-approval",
        "expert-validation",
    ];
    story.gate().lacks(&but(&signed)).tells(&[
        "`sam-dba` signed as `devops-engineer` on NOW (comment), for the judged commit",
        "`noor-a` signed as `technical-writer` on NOW (ticked box), for the judged commit",
        "`lena-h` signed as `developer` on NOW (review), for the judged commit",
        "`priya-s` signed as `ux-designer` on NOW (label), for the judged commit",
        "the sign-off of `ines-sec` as `subject-matter-expert` (comment, NOW) does not count: this release names somebody else",
    ]);
}

/// Done by one and verified by another; two roles that one person does not fill.
fn several_people(story: &Story) {
    story.says("lena-h", "/holdpoint sign developer");
    story.says("ruth-pm", "/holdpoint sign qa-engineer project-manager");
    story
        .gate()
        .lacks(&[
            "automated-tests",
            "release-scope",
            "stakeholders-agree",
            "internal-announcement",
            "go-decision",
            "design-in-staging",
        ])
        .tells(&[
            "**qa-engineer** (`quentin-qa`) for “Facilitate go/no-go decision”",
            "`ruth-pm` signed, and these roles are to be filled by different people",
            "`sam-dba` signed as `devops-engineer` on NOW (comment), for the judged commit; `ruth-pm` signed as `qa-engineer`",
        ]);
    story.says("maya-r", "/holdpoint sign product-manager project-manager");
    story.gate().lacks(&["automated-tests", "stakeholders-agree", "design-in-staging"]);
}

/// Witnessed, and not applicable.
fn beside_a_signature(story: &Story) {
    let witnessed = "/holdpoint sign external-stakeholder for \"Ada Example, Example Ltd\": https://example.com/minutes/7";
    let none = "/holdpoint not-applicable design-in-staging: nothing that anybody sees";
    story.says("lena-h", witnessed);
    story.says("lena-h", none);
    story.gate().lacks(&["automated-tests", "stakeholders-agree", "design-in-staging"]).tells(&[
        "the witnessed sign-off of `lena-h` as `external-stakeholder` (comment, NOW) does not count",
        "the “not applicable” of `lena-h` as `ux-designer` (comment, NOW) does not count",
    ]);
    story.says("maya-r", witnessed);
    story.says("priya-s", none);
    story.gate().lacks(&["automated-tests"]).tells(&[
        "`maya-r` witnesses that “Ada Example, Example Ltd” consented as `external-stakeholder` (`https://example.com/minutes/7`)",
        "`priya-s` said as `ux-designer` on NOW (comment), for the judged commit, that it does not apply: “nothing that anybody sees”",
    ]);
}

fn hold_and_waivers(story: &Story) {
    story.says("quentin-qa", "/holdpoint hold: the EU shop shows no prices");
    story.says("lena-h", "/holdpoint lift");
    let held = story.gate();
    held.lacks(&["hold", "automated-tests"]).tells(&[
        "`quentin-qa`, who is `qa-engineer`, has held it since NOW (comment): “the EU shop shows no prices”",
        "that it may go on, which does not count: the hold is not theirs",
    ]);
    assert_eq!(held.plain().matches("that it may go on").count(), 1);
    story.says("quentin-qa", "/holdpoint lift");
    story.says("lena-h", "/holdpoint waive automated-tests until 2026-03-06: flaky");
    story.says("maya-r", "/holdpoint waive automated-tests until 2026-04-06: flaky");
    story.says("ruth-pm", "/holdpoint waive security-scans until 2026-03-06: no time");
    story.gate().lacks(&["automated-tests"]).does_not_tell(&["### On hold"]).tells(&[
        "### Waivers that do not count: 3",
        "`lena-h` holds none of the roles that may waive",
        "it lasts until `2026-04-06`, and the policy allows no day after `2026-03-09`",
        "the policy says that nobody can go without `security-scans`",
    ]);
    story.says("maya-r", "/holdpoint waive automated-tests \"browser tests\" until 2026-03-06: flaky");
    let step = story.gate();
    assert_eq!(
        (step.decision.as_str(), &step.waived[..]),
        ("go", &owned(&["automated-tests"])[..]),
        "{}",
        step.comment
    );
}

/// What was not planned is merged: what was signed for the commit or the scope is to be signed again, and the waiver excuses
/// nothing that came later.
fn later_commits(story: &Story) {
    story.approves("devon-k", 38);
    story.fake.patch(json!([
        {"do": "milestone", "number": 38, "title": "v1.4.0", "by": "maya-r"},
        {"do": "merge", "number": 38, "by": "maya-r", "commit": "m6"},
        {"do": "check", "commit": "m6", "name": "build"},
        {"do": "check", "commit": "m6", "name": "unit tests"},
        {"do": "check", "commit": "m6", "name": "browser tests", "conclusion": "failure"},
        {"repositories": {"octoacme/shop": {"analyses": [{"commit": "m6", "createdAt": "2026-03-02T12:30:00Z"}]}}},
    ]));
    let stale = [
        "release-notes",
        "automated-tests",
        "staging",
        "staging-smoke-tests",
        "quality-gate",
        "final-review",
        "release-scope",
    ];
    let stale = [&stale[..], &["go-decision", "design-in-staging"]].concat();
    let step = story.gate();
    step.lacks(&stale).tells(&[
        "`browser tests` came after it was given, and it excuses only what was there",
        "the sign-off of `lena-h` as `developer` (review, NOW) does not count any more",
        "→ `lena-h`: look at what is judged now, then sign again in a comment, if the policy takes one",
        "#38 came into the release after it (for “Approve final release scope”)",
        "#38 “Search by name” is in this release, and the notes do not cite it",
    ]);
    assert_eq!(step.plain().matches("or approve #37").count(), 1, "of the scope; the commit is another");
    let notes =
        NOTES.replace("\n### Improvements", "- **Search**: finds carts by name (#38)\n\n### Improvements");
    story.fake.patch(json!({"do": "updateRelease", "id": 70, "facts": {"body": notes}}));
    story.gate().tells(&["does not count any more: the release notes were changed on NOW"]);
    story.says("noor-a", "/holdpoint sign notes-by-technical-writer");
    story.says("sam-dba", "/holdpoint sign staging");
    story.says("quentin-qa", "/holdpoint sign qa-engineer");
    story.says("lena-h", "/holdpoint sign final-review");
    story.says("maya-r", "/holdpoint sign product-manager project-manager");
    story.says("priya-s", "/holdpoint sign design-in-staging");
    story.says("maya-r", "/holdpoint waive automated-tests \"browser tests\" until 2026-03-06: still flaky");
    assert_eq!(story.gate().decision, "go");
    story.says("quentin-qa", "/holdpoint revoke");
    story
        .gate()
        .lacks(&["staging", "staging-smoke-tests", "quality-gate", "go-decision"])
        .tells(&["`quentin-qa` took it back on NOW"]);
    story.says("quentin-qa", "/holdpoint sign qa-engineer");
}
