//! What people are asked for, in every renderer.

use super::seen;
use crate::report::json::Document;
use crate::report::{annotations, audit, comment, outputs, sample, terminal, who_markdown, who_terminal};

#[test]
fn a_comment_leads_with_the_sign_offs() {
    insta::assert_snapshot!(seen(&comment(&sample::consents::sign_offs().report())), @"
    ## Holdpoint: no-go for v1.4.0 (pre-release)

    **6 unmet, 1 unknown, 2 met** · commit [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) on `main`, since `v1.3.1`: 23 commits, 21 pull requests · type `minor` · milestone [v1.4.0](https://github.com/octoacme/shop/milestone/3) · tracking issue [#40](https://github.com/octoacme/shop/issues/40)

    ### On hold

    - `maya-r` holds the release since 2026-11-20 12:00 UTC: “the payment provider is down”
      - → `maya-r`, `mona` or the team `octoacme/release-manager`: comment `/holdpoint lift` when it is over

    ### Missing sign-offs: 4

    - ❌ **qa-engineer** (`mona`, `maya-r` or the team `octoacme/qa-engineer`) for “Quality gate passed” and “Regression run”
      - → comment `/holdpoint sign qa-engineer` on [#40](https://github.com/octoacme/shop/issues/40); for a part of it `/holdpoint sign regression`
      - → or if you can edit [#40](https://github.com/octoacme/shop/issues/40), tick the boxes “Quality gate passed” and “Regression run” there
    - ❌ **release-manager** (`mona`) for “Two release managers agree”
      - 1 of 2 people signed as `release-manager`: `maya-r`
      - → comment `/holdpoint sign release-manager` on [#40](https://github.com/octoacme/shop/issues/40)
    - ❌ **technical-writer** (`mona`, `maya-r` or the team `octoacme/technical-writer`) for “Release notes”
      - → comment `/holdpoint sign technical-writer` on [#40](https://github.com/octoacme/shop/issues/40)
      - → or put the label `notes-approved` on [#40](https://github.com/octoacme/shop/issues/40)
      - → or approve [#41](https://github.com/octoacme/shop/pull/41)
    - ❌ **ux-designer** (`mona`, `maya-r` or the team `octoacme/ux-designer`) for “Users were asked”; one way of several, the others are below
      - → comment `/holdpoint sign ux-designer` on [#40](https://github.com/octoacme/shop/issues/40)

    ### Consents in doubt: 1

    - ❔ nobody can tell who ticked “Runbook updated”: a part of the text's history is gone
      - → `mona`, `maya-r` or the team `octoacme/devops-engineer` (role `devops-engineer`): untick it and tick it again

    ### Consents that do not count: 2

    - `hubot` wrote `/holdpoint sign qa-engineer` and does not hold the role `qa-engineer` (for “Quality gate passed”)
    - `hubot` signed as `security` at `ddddddd`, which was 3 commits ago (for “Security reviewed”)

    ### Comments that were not understood: 1

    - `hubot` wrote `/holdpoint sign qa-enginer`, and the policy has no role or requirement `qa-enginer`
      - → write `/holdpoint sign qa-engineer`

    ### Waived: 1

    - ☑️ `scope-merged` for `#33`, by `mona` as `release-manager` on 2026-11-20 [in a comment](https://github.com/octoacme/shop/issues/40#issuecomment-7), until 2026-11-24: “it only changes a comment”
      - [#33](https://github.com/octoacme/shop/pull/33) “Reword a comment” has no approval

    ### Waivers that do not count: 1

    - ❌ `alerts`, by `hubot` on 2026-11-20 [in a comment](https://github.com/octoacme/shop/issues/40#issuecomment-7), until 2026-11-24: “it only changes a comment”
      - it ends 40 days after it was given, and the policy allows 7
        - → write it again with an earlier day

    This policy lets people sign for work of their own (`solo: true`): a consent here may be the author's.

    ### What else is missing, and who can supply it

    - ❌ **Release notes** (`notes`): unmet
      - the release notes say nothing of [#12](https://github.com/octoacme/shop/pull/12) “Fix the cart”
        - → anyone with write access: add it to them
    - ❌ **Users were asked** (`ux`): unmet
      - one of these is needed:
        - the sign-off of `ux-designer` is missing
          - → `mona`, `maya-r` or the team `octoacme/ux-designer` (role `ux-designer`): comment `/holdpoint sign ux-designer` on [#40](https://github.com/octoacme/shop/issues/40)
        - the box “No change that users see” in [#40](https://github.com/octoacme/shop/issues/40) is not ticked
          - → `mona` or anyone in the team `octoacme/docs` can tick it

    When this is put right, run the gate again.

    ### Advisory: reported only, does not hold the phase

    - ❌ **Demo seen** (`demo`): unmet
      - the sign-off of `sales` is missing
        - → `mona`, `maya-r` or the team `octoacme/sales` (role `sales`): comment `/holdpoint sign sales` on [#40](https://github.com/octoacme/shop/issues/40)

    <details><summary>2 met</summary>

    - ✅ **The candidate is what was asked for** (`candidate`): all 21 pull requests are approved
    - ✅ **Security reviewed** (`security`): `mona` signed as `security` on 2026-11-20 10:00 UTC by a comment

    </details>

    Judged by policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`.
    ");
}

#[test]
fn a_comment_is_short_where_little_is_missing() {
    insta::assert_snapshot!(seen(&comment(&sample::consents::one_missing().report())), @"
    ## Holdpoint: no-go for v1.4.0 (pre-release)

    **1 unmet, 3 met** · commit [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) on `main`, since `v1.3.1`: 23 commits, 21 pull requests · type `minor` · milestone [v1.4.0](https://github.com/octoacme/shop/milestone/3) · tracking issue [#40](https://github.com/octoacme/shop/issues/40)

    ### Missing sign-offs: 1

    - ❌ **qa-engineer** (`mona`, `maya-r` or the team `octoacme/qa-engineer`) for “Quality gate passed”
      - → comment `/holdpoint sign qa-engineer` on [#40](https://github.com/octoacme/shop/issues/40)

    When this is put right, run the gate again.

    ### Consents that do not count: 1

    - `hubot` signed as `security` at `ddddddd`, which was 3 commits ago (for “Security reviewed”)

    <details><summary>3 met</summary>

    - ✅ **The candidate is what was asked for** (`candidate`): all 21 pull requests are approved
    - ✅ **Passing CI** (`ci`): all 21 pull requests are approved
    - ✅ **Security reviewed** (`security`): `mona` signed as `security` on 2026-11-20 10:00 UTC by a comment

    </details>

    Judged by policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`.
    ");
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is shown whole")]
fn a_terminal_leads_with_the_sign_offs() {
    insta::assert_snapshot!(terminal(&sample::consents::sign_offs().report(), 80, false), @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    6 unmet · 1 unknown · 2 met

    On hold
        maya-r holds the release since 2026-11-20 12:00 UTC: “the payment provider
          is down”
        -> maya-r, mona or the team `octoacme/release-manager`: comment `/holdpoint
          lift` when it is over

    Missing sign-offs: 4
    ✗ qa-engineer  for “Quality gate passed” and “Regression run”
        by mona, maya-r or the team `octoacme/qa-engineer`
        -> comment `/holdpoint sign qa-engineer` on #40; for a part of it
          `/holdpoint sign regression`
        or if you can edit #40, tick the boxes “Quality gate passed” and “Regression
          run” there
    ✗ release-manager  for “Two release managers agree”
        by mona
        1 of 2 people signed as `release-manager`: maya-r
        -> comment `/holdpoint sign release-manager` on #40
    ✗ technical-writer  for “Release notes”
        by mona, maya-r or the team `octoacme/technical-writer`
        -> comment `/holdpoint sign technical-writer` on #40
        or put the label `notes-approved` on #40
        or approve #41  https://github.com/octoacme/shop/pull/41
    ✗ ux-designer  for “Users were asked”; one way of several, the others are below
        by mona, maya-r or the team `octoacme/ux-designer`
        -> comment `/holdpoint sign ux-designer` on #40

    Consents in doubt: 1
    ? nobody can tell who ticked “Runbook updated”: a part of the text's history is
      gone
        -> mona, maya-r or the team `octoacme/devops-engineer` (role
          `devops-engineer`): untick it and tick it again

    Consents that do not count: 2
    - hubot wrote `/holdpoint sign qa-engineer` and does not hold the role
      `qa-engineer` (for “Quality gate passed”)
    - hubot signed as `security` at `ddddddd`, which was 3 commits ago (for
      “Security reviewed”)

    Comments that were not understood: 1
    hubot wrote `/holdpoint sign qa-enginer`, and the policy has no role or
      requirement `qa-enginer`
        -> write `/holdpoint sign qa-engineer`

    Waived: 1
    ~ `scope-merged` for `#33`, by mona as `release-manager` on 2026-11-20 in a
      comment, until 2026-11-24: “it only changes a comment”
      https://github.com/octoacme/shop/issues/40#issuecomment-7
        #33 “Reword a comment” has no approval

    Waivers that do not count: 1
    ✗ `alerts`, by hubot on 2026-11-20 in a comment, until 2026-11-24: “it only
      changes a comment”  https://github.com/octoacme/shop/issues/40#issuecomment-7
        it ends 40 days after it was given, and the policy allows 7
        -> write it again with an earlier day

    This policy lets people sign for work of their own (`solo: true`): a consent
      here may be the author's.

    What else is missing

    ✗ unmet  Release notes (`notes`)
        the release notes say nothing of #12 “Fix the cart”
          https://github.com/octoacme/shop/pull/12
        -> anyone with write access: add it to them

    ✗ unmet  Users were asked (`ux`)
        one of these is needed:
          the sign-off of `ux-designer` is missing
          -> mona, maya-r or the team `octoacme/ux-designer` (role `ux-designer`):
            comment `/holdpoint sign ux-designer` on #40
          the box “No change that users see” in #40 is not ticked
          -> mona or anyone in the team `octoacme/docs` can tick it

    Advisory: reported only, does not hold the phase
    ✗ unmet  Demo seen (`demo`)
        the sign-off of `sales` is missing
        -> mona, maya-r or the team `octoacme/sales` (role `sales`): comment
          `/holdpoint sign sales` on #40

    Signed: 1
    ✓ mona signed as `security` on 2026-11-20 10:00 UTC by a comment (for “Security
      reviewed”)

     outcome             requirement  title
     ✓ met               candidate    The candidate is what was asked for
     ✗ unmet             hold         Nobody holds the release
     ✗ unmet             quality      Quality gate passed
     ✗ unmet             regression   Regression run
     ✗ unmet             go           Two release managers agree
     ✗ unmet             notes        Release notes
     ✗ unmet             ux           Users were asked
     ? unknown           runbook      Runbook updated
     ✓ met               security     Security reviewed
     ✗ unmet (advisory)  demo         Demo seen

    policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`
    judged at 2026-11-21 09:33 UTC, after 5 requests and 4 points of the hourly
      allowance
    https://github.com/octoacme/shop/actions/runs/7
    NO-GO: 6 unmet, 1 unknown, 2 met
    ");
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is shown whole")]
fn each_person_on_a_terminal() {
    insta::assert_snapshot!(who_terminal(&sample::consents::sign_offs().report(), 80, false), @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    6 unmet · 1 unknown · 2 met

    maya-r
      sign as qa-engineer for “Quality gate passed” and “Regression run”
        -> comment `/holdpoint sign qa-engineer` on #40; for a part of it
          `/holdpoint sign regression`
        or if you can edit #40, tick the boxes “Quality gate passed” and “Regression
          run” there
      sign as technical-writer for “Release notes”
        -> comment `/holdpoint sign technical-writer` on #40
        or put the label `notes-approved` on #40
        or approve #41  https://github.com/octoacme/shop/pull/41
      sign as ux-designer for “Users were asked” (one way of several)
        -> comment `/holdpoint sign ux-designer` on #40
      On hold: maya-r holds the release since 2026-11-20 12:00 UTC: “the payment
        provider is down”
        -> comment `/holdpoint lift` when it is over
      Runbook updated: nobody can tell who ticked “Runbook updated”: a part of the
        text's history is gone
        -> untick it and tick it again

    mona
      sign as qa-engineer for “Quality gate passed” and “Regression run”
        -> comment `/holdpoint sign qa-engineer` on #40; for a part of it
          `/holdpoint sign regression`
        or if you can edit #40, tick the boxes “Quality gate passed” and “Regression
          run” there
      sign as release-manager for “Two release managers agree”
        -> comment `/holdpoint sign release-manager` on #40
      sign as technical-writer for “Release notes”
        -> comment `/holdpoint sign technical-writer` on #40
        or put the label `notes-approved` on #40
        or approve #41  https://github.com/octoacme/shop/pull/41
      sign as ux-designer for “Users were asked” (one way of several)
        -> comment `/holdpoint sign ux-designer` on #40
      On hold: maya-r holds the release since 2026-11-20 12:00 UTC: “the payment
        provider is down”
        -> comment `/holdpoint lift` when it is over
      Users were asked: the box “No change that users see” in #40 is not ticked
        -> mona or anyone in the team `octoacme/docs` can tick it
      Runbook updated: nobody can tell who ticked “Runbook updated”: a part of the
        text's history is gone
        -> untick it and tick it again

    anyone in the team `octoacme/devops-engineer`
      Runbook updated: nobody can tell who ticked “Runbook updated”: a part of the
        text's history is gone
        -> untick it and tick it again

    anyone in the team `octoacme/docs`
      Users were asked: the box “No change that users see” in #40 is not ticked
        -> mona or anyone in the team `octoacme/docs` can tick it

    anyone in the team `octoacme/qa-engineer`
      sign as qa-engineer for “Quality gate passed” and “Regression run”
        -> comment `/holdpoint sign qa-engineer` on #40; for a part of it
          `/holdpoint sign regression`
        or if you can edit #40, tick the boxes “Quality gate passed” and “Regression
          run” there

    anyone in the team `octoacme/release-manager`
      On hold: maya-r holds the release since 2026-11-20 12:00 UTC: “the payment
        provider is down”
        -> comment `/holdpoint lift` when it is over

    anyone in the team `octoacme/technical-writer`
      sign as technical-writer for “Release notes”
        -> comment `/holdpoint sign technical-writer` on #40
        or put the label `notes-approved` on #40
        or approve #41  https://github.com/octoacme/shop/pull/41

    anyone in the team `octoacme/ux-designer`
      sign as ux-designer for “Users were asked” (one way of several)
        -> comment `/holdpoint sign ux-designer` on #40

    anyone with write access
      Release notes: the release notes say nothing of #12 “Fix the cart”
        https://github.com/octoacme/shop/pull/12
        -> add it to them

    NO-GO: 6 unmet, 1 unknown, 2 met
    ");
}

#[test]
fn each_person_on_a_page() {
    insta::assert_snapshot!(seen(&who_markdown(&sample::consents::one_missing().report())), @"
    ## Holdpoint: no-go for v1.4.0 (pre-release)

    **1 unmet, 3 met** · commit [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) on `main`, since `v1.3.1`: 23 commits, 21 pull requests · type `minor` · milestone [v1.4.0](https://github.com/octoacme/shop/milestone/3) · tracking issue [#40](https://github.com/octoacme/shop/issues/40)

    ### `maya-r`

    - sign as **qa-engineer** for “Quality gate passed”
      - → comment `/holdpoint sign qa-engineer` on [#40](https://github.com/octoacme/shop/issues/40)

    ### `mona`

    - sign as **qa-engineer** for “Quality gate passed”
      - → comment `/holdpoint sign qa-engineer` on [#40](https://github.com/octoacme/shop/issues/40)

    ### anyone in the team `octoacme/qa-engineer`

    - sign as **qa-engineer** for “Quality gate passed”
      - → comment `/holdpoint sign qa-engineer` on [#40](https://github.com/octoacme/shop/issues/40)
    ");
}

#[test]
fn nobody_can_supply_anything() {
    let go = sample::go();
    assert!(who_terminal(&go.report(), 80, false).contains("Nothing is missing that anybody could supply."));
    assert!(who_markdown(&go.report()).contains("Nothing is missing that anybody could supply."));
}

#[test]
fn annotations_name_the_roles() {
    let sample = sample::consents::sign_offs();
    let all = annotations(&sample.report());
    let shown: Vec<String> = all.iter().map(|one| format!("{}\n{}", one.title, one.message)).collect();
    insta::assert_snapshot!(shown.join("\n\n"), @"
    on hold: Nobody holds the release
    `hold` is unmet
    - maya-r holds the release since 2026-11-20 12:00 UTC: “the payment provider is down” -> maya-r, mona or the team `octoacme/release-manager`: comment `/holdpoint lift` when it is over

    missing sign-off of qa-engineer: Quality gate passed
    `quality` is unmet
    - the sign-off of `qa-engineer` is missing -> mona, maya-r or the team `octoacme/qa-engineer` (role `qa-engineer`): comment `/holdpoint sign qa-engineer` on #40, or if you can edit #40, tick the box “Quality gate passed” there
    - hubot wrote `/holdpoint sign qa-engineer` and does not hold the role `qa-engineer`

    missing sign-off of qa-engineer: Regression run
    `regression` is unmet
    - the sign-off of `qa-engineer` is missing -> mona, maya-r or the team `octoacme/qa-engineer` (role `qa-engineer`): comment `/holdpoint sign regression` on #40, or if you can edit #40, tick the box “Regression run” there

    missing sign-off of release-manager: Two release managers agree
    `go` is unmet
    - 1 of 2 people signed as `release-manager`: maya-r -> mona: comment `/holdpoint sign release-manager` on #40

    unmet: Release notes
    `notes` is unmet
    - the release notes say nothing of #12 “Fix the cart” -> anyone with write access: add it to them
    - the sign-off of `technical-writer` is missing -> mona, maya-r or the team `octoacme/technical-writer` (role `technical-writer`): comment `/holdpoint sign technical-writer` on #40, or put the label `notes-approved` on #40, or approve #41

    unmet: Users were asked
    `ux` is unmet
    - one of these is needed:
      - the sign-off of `ux-designer` is missing -> mona, maya-r or the team `octoacme/ux-designer` (role `ux-designer`): comment `/holdpoint sign ux-designer` on #40
      - the box “No change that users see” in #40 “Release v1.4.0” is not ticked -> mona or anyone in the team `octoacme/docs` can tick it

    unknown: Runbook updated
    `runbook` is unknown
    - nobody can tell who ticked “Runbook updated”: a part of the text's history is gone -> mona, maya-r or the team `octoacme/devops-engineer` (role `devops-engineer`): untick it and tick it again

    unmet: Demo seen
    `demo` is unmet
    - the sign-off of `sales` is missing -> mona, maya-r or the team `octoacme/sales` (role `sales`): comment `/holdpoint sign sales` on #40
    ");
}

#[test]
fn a_waiver_leaves_a_line_in_the_log() {
    let mut sample = sample::consents::sign_offs();
    insta::assert_snapshot!(audit(&sample.report()).join("\n"), @"audit: mona as `release-manager` waived `scope-merged` for `#33` of v1.4.0 (pre-release) on 2026-11-20 until 2026-11-24: “it only changes a comment” (https://github.com/octoacme/shop/issues/40#issuecomment-7)");
    for waiver in &mut sample.verdict.waivers {
        waiver.private = true;
    }
    let lines = audit(&sample.report());
    assert!(!lines.join("\n").contains("comment”") && lines.len() == 1, "{lines:?}");
}

#[test]
fn outputs_name_each_role_once() {
    let sample = sample::consents::sign_offs();
    let all = outputs(&sample.report(), None, None);
    let value = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    assert_eq!(
        value("missing-sign-offs").as_deref(),
        Some("qa-engineer,release-manager,technical-writer,ux-designer")
    );
    assert_eq!(value("waived").as_deref(), Some(""), "the waiver's requirement is not in this sample");
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is shown whole")]
fn the_document_tells_all_of_it() {
    let sample = sample::consents::sign_offs();
    let document = Document::of(&sample.report());
    let shown = serde_json::json!({
        "missing": document.sign_offs.missing.first(),
        "roles": document.sign_offs.missing.iter().map(|one| (&one.role, one.needed)).collect::<Vec<_>>(),
        "given": document.sign_offs.given.iter().map(|one| &one.finding.message).collect::<Vec<_>>(),
        "ignored": document.sign_offs.ignored.iter().map(|one| &one.finding.message).collect::<Vec<_>>(),
        "doubtful": document.sign_offs.doubtful.iter().map(|one| &one.finding.message).collect::<Vec<_>>(),
        "waivers": document.waivers.iter().map(|one| (&one.requirement, one.accepted)).collect::<Vec<_>>(),
        "people": document.people.iter().map(|one| (&one.kind, &one.name)).collect::<Vec<_>>(),
        "solo": document.solo,
    });
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).expect("it is JSON"), @r#"
    {
      "doubtful": [
        "nobody can tell who ticked “Runbook updated”: a part of the text's history is gone"
      ],
      "given": [
        "mona signed as `security` on 2026-11-20 10:00 UTC by a comment"
      ],
      "ignored": [
        "hubot wrote `/holdpoint sign qa-engineer` and does not hold the role `qa-engineer`",
        "hubot signed as `security` at `ddddddd`, which was 3 commits ago"
      ],
      "missing": {
        "needed": true,
        "requirements": [
          "quality",
          "regression"
        ],
        "role": "qa-engineer",
        "ways": [
          {
            "line": "/holdpoint sign qa-engineer",
            "on": {
              "number": 40,
              "title": null,
              "url": "https://github.com/octoacme/shop/issues/40"
            },
            "singly": [
              "/holdpoint sign regression"
            ],
            "way": "comment"
          },
          {
            "boxes": [
              "Quality gate passed",
              "Regression run"
            ],
            "ticked": false,
            "url": "https://github.com/octoacme/shop/issues/40",
            "way": "checkbox"
          }
        ],
        "who": [
          {
            "kind": "role",
            "name": "qa-engineer"
          },
          {
            "kind": "person",
            "name": "mona"
          },
          {
            "kind": "person",
            "name": "maya-r"
          },
          {
            "kind": "team",
            "name": "octoacme/qa-engineer"
          }
        ]
      },
      "people": [
        [
          "person",
          "maya-r"
        ],
        [
          "person",
          "mona"
        ],
        [
          "team",
          "octoacme/devops-engineer"
        ],
        [
          "team",
          "octoacme/docs"
        ],
        [
          "team",
          "octoacme/qa-engineer"
        ],
        [
          "team",
          "octoacme/release-manager"
        ],
        [
          "team",
          "octoacme/technical-writer"
        ],
        [
          "team",
          "octoacme/ux-designer"
        ],
        [
          "writers",
          null
        ]
      ],
      "roles": [
        [
          "qa-engineer",
          true
        ],
        [
          "release-manager",
          true
        ],
        [
          "technical-writer",
          true
        ],
        [
          "ux-designer",
          false
        ]
      ],
      "solo": true,
      "waivers": [
        [
          "scope-merged",
          true
        ],
        [
          "alerts",
          false
        ]
      ]
    }
    "#);
}
