use proptest::prelude::*;

use super::{Holds, Policy};
use crate::evidence::needs::ConsentNeeds;
use crate::report::problems::{render, short};

const WHOLE: &str = include_str!("../../tests/policies/good/whole.yml");
const PHASES: &str = include_str!("../../tests/policies/good/phases.yml");
const GROUPS: &str = include_str!("../../tests/policies/good/groups.yml");
const FOR_EACH: &str = include_str!("../../tests/policies/good/for-each.yml");

fn read(text: &str) -> Policy {
    Policy::read(text).unwrap_or_else(|found| panic!("{}", render(&found, text, "release.yml", false)))
}

/// All problems, each on a line.
fn problems(text: &str) -> Vec<String> {
    let found = Policy::read(text).err().unwrap_or_default();
    found.iter().map(|problem| short(problem, text, "release.yml")).collect()
}

/// A policy of one release phase with these requirements.
fn with(requirements: &str) -> String {
    format!("version: 1\nphases:\n  tag:\n    holds: tag\n    requirements:\n{requirements}\n")
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_text() {
    let text = "\
version: 1
release: {branch: main}
roles: {docs: {users: [mona]}}
phases:
  pull-request:
    holds: merge
    requirements:
      - {id: box, title: Box, require: {checkbox: {}}}
  tag:
    holds: tagg
    requirements:
      - {id: box, title: Box, when: {type: majr}, require: {checks: {}}}
      - {id: box, title: Box, require: {approvals: {from: {roles: [doc]}}}, id: again}
";
    insta::assert_snapshot!(problems(text).join("\n"), @r"
    release.yml:2:11: error[unknown-key]: `release` has no key `branch`
    release.yml:8:41: error[release-wide]: `checkbox` speaks of a whole release
    release.yml:10:12: error[not-one-of]: `holds` must be one of `merge`, `tag`, `deployment`, `close`, found `tagg`
    release.yml:12:14: error[duplicate-id]: the id `box` is used twice
    release.yml:12:44: error[unknown-type]: there is no release type `majr`
    release.yml:12:69: error[nothing-asked]: `checks` does not say which checks
    release.yml:13:14: error[duplicate-id]: the id `box` is used twice
    release.yml:13:26: error[duplicate-title]: this title occurs twice in its group
    release.yml:13:67: error[unknown-role]: there is no role `doc`
    release.yml:13:77: error[duplicate-key]: the key `id` is written twice
    ");
}

#[test]
fn a_problem_is_underlined_with_a_suggestion() {
    let text = with("      - {id: docs, title: Docs, severty: advisory, require: {checkbox: {}}}");
    let found = Policy::read(&text).unwrap_err();
    insta::assert_snapshot!(render(&found, &text, "release.yml", false), @r"
    error[unknown-key]: a requirement has no key `severty`
     --> release.yml:6:33
      |
    6 |       - {id: docs, title: Docs, severty: advisory, require: {checkbox: {}}}
      |                                 ^^^^^^^
      |
      = help: did you mean `severity`? Its keys are `id`, `title`, `when`, `severity`, `by`, `waivable`, `hint`, `for-each`, `require`

    1 problem in release.yml.
    ");
}

#[test]
fn a_phase_includes_the_release_phases_before_it() {
    let policy = read(PHASES);
    for (phase, judged) in [
        ("pull-request", "pull-request"),
        ("pre-release", "pre-release"),
        ("staging", "pre-release staging"),
        ("production", "production"),
        ("done", "pre-release staging production done"),
        ("nowhere", ""),
    ] {
        let names: Vec<&str> = policy.judged_for(phase).iter().map(|phase| phase.name.as_str()).collect();
        assert_eq!(names.join(" "), judged, "{phase}");
    }
    assert_eq!(policy.phase("done").map(|phase| phase.holds), Some(Holds::Close));
}

#[test]
fn the_needs_of_a_phase_are_those_of_all_that_it_includes() {
    let policy = read(WHOLE);
    let (before, after) = (policy.needs("pre-release"), policy.needs("after-deployment"));
    assert!(before.required_checks && before.release_pull_request && before.net_files);
    assert_eq!(before, after, "the last phase needs the tracking issue, as does the one before it");
    let merge = policy.needs("pull-request");
    assert!(merge.pull_requests.labels && !merge.checks && !merge.tracking_issue && !merge.net_files);
    assert_eq!(policy.needs("nowhere"), crate::evidence::needs::Needs::default());
    assert_eq!(before.teams.len(), 1, "the team of the role whose approval is asked for");
}

#[test]
fn groups_hand_down_condition_severity_and_section() {
    let policy = read(GROUPS);
    let told = |id: &str| {
        let requirement = policy.phases[0].requirements.iter().find(|one| one.id == id).unwrap();
        let when = requirement.when.as_ref().map(|when| format!("{when:?}").matches("Type").count());
        (requirement.group.join(" > "), requirement.severity, when, requirement.require.leaves()[0].says())
    };
    use crate::verdict::Severity::{Advisory, Holding};
    let said = |text: &str, place: &str| {
        format!("the box “{text}” of the tracking issue is ticked, under “Release readiness › {place}”")
    };
    let (testing, inner) = ("Testing".to_owned(), "Testing > Accessibility".to_owned());
    assert_eq!(told("manual-qa"), (testing, Holding, Some(1), said("Manual QA completed", "Testing")));
    let place = "Testing › Accessibility checks";
    assert_eq!(
        told("screen-reader"),
        (inner.clone(), Advisory, Some(1), said("Read aloud by a screen reader", place))
    );
    assert_eq!(told("contrast"), (inner, Holding, Some(1), said("Contrast measured", place)));
    let operations = said("Manual QA completed", "Operations");
    assert_eq!(told("manual-operations"), ("Operations".into(), Holding, None, operations));
}

#[test]
fn for_each_repeats_a_requirement_under_ids_of_its_own() {
    let policy = read(FOR_EACH);
    let ids: Vec<&str> = policy.phases[0].requirements.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(
        ids,
        ["smoke-linux", "smoke-macos-14", "smoke-windows", "demo-search-recorded", "demo-checkout-recorded"]
    );
    let again = with(
        "      - {id: a-x, title: X, require: {checkbox: {}}}\n      \
        - {id: a, title: \"T {each}\", for-each: [x, y], require: {checkbox: {}}}",
    );
    assert_eq!(problems(&again), ["release.yml:7:14: error[duplicate-id]: the id `a-x` is used twice"]);
    let titles = with(
        "      - {id: x, title: T y, require: {checkbox: {}}}\n      \
        - {id: a, title: \"T {each}\", for-each: [x, y], require: {checkbox: {}}}",
    );
    assert_eq!(
        problems(&titles),
        ["release.yml:7:24: error[duplicate-title]: this title occurs twice in its group"]
    );
    let one_problem =
        with("      - {id: a, title: \"T {each}\", for-each: [x, y], requir: {}, require: {checkbox: 1}}");
    assert_eq!(problems(&one_problem).len(), 2, "what is wrong for each value is said once");
}

#[test]
fn a_role_is_used_where_a_requirement_asks_for_it() {
    let policy = |require: &str| {
        format!(
            "roles: {{docs: {{users: [mona]}}}}\n{}",
            with(&format!("      - {{id: a, title: docs, require: {require}}}"))
        )
    };
    assert_eq!(problems(&policy("{approvals: {from: {roles: docs}}}")), Vec::<String>::new());
    for require in ["{checkbox: {text: docs}}", "{labels: {required: docs}}", "{checks: {names: [docs]}}"] {
        let found = problems(&policy(require));
        assert_eq!(found.len(), 1, "{require}: {found:?}");
        assert!(found[0].contains("error[unused-role]"), "{require}: {found:?}");
    }
    // Where something else is wrong, a mention is enough: one slip is not two problems.
    for require in ["{sign-off: docs}", "{any: [{approvals: {from: {roles: docs}}}, {checkboks: {}}]}"] {
        let found = problems(&policy(require));
        assert!(!found.iter().any(|line| line.contains("unused-role")), "{require}: {found:?}");
    }
}

#[test]
fn github_s_own_notes_configuration_is_no_policy() {
    for (text, is_one) in [
        ("changelog:\n  categories: []\n", true),
        ("# Notes\n\n'changelog': {exclude: {labels: [\"*\"]}}", true),
        ("---\nchangelog: {}\n", true),
        ("\u{feff}changelog:\r\n  exclude: {}\r\n", true),
        ("changelog:\n", true),
        ("changelog: &a {}\n", true),
        ("changelog: {}\nversion: 1\n", false),
        ("changelog: {}\nnotes: {}\n", false),
        ("version: 1\n", false),
        ("- changelog\n", false),
        ("changelog\n", false),
        ("", false),
        ("changelog: [\n", false),
    ] {
        assert_eq!(Policy::is_notes_configuration(text), is_one, "{text:?}");
    }
    assert!(problems("changelog: {}\n")[0].contains("needs the key"), "as a policy it has problems");
}

#[test]
fn the_texts_of_yaml_1_1_are_texts() {
    for (text, problem) in [
        ("independent: yes", "wrong-type"),
        ("independent: True", "wrong-type"),
        ("independent: 'true'", "wrong-type"),
        ("independent: ~", "wrong-type"),
        ("independent: false", ""),
        ("section: no", ""),
        ("section: null", "empty-text"),
    ] {
        let policy = with("      - {id: a, title: A, require: {checkbox: {}}}")
            .replace("holds: tag", &format!("holds: tag\n    {text}"));
        let found = problems(&policy);
        assert_eq!(found.len(), usize::from(!problem.is_empty()), "{text}: {found:?}");
        assert!(found.iter().all(|line| line.contains(problem)), "{text}: {found:?}");
    }
}

proptest! {
    /// However a policy is spoiled, reading it ends, and every problem points into the text.
    #[test]
    fn a_spoiled_policy_is_read_to_its_end(
        text in prop::sample::select(vec![WHOLE, PHASES, GROUPS, FOR_EACH]),
        spoils in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, "[ \\n:\\[\\]{},#&*'\"!a-c-]{0,3}"), 1..5),
    ) {
        let mut text = text.to_owned();
        for (index, kind, new) in spoils {
            let at = text.floor_char_boundary(index.index(text.len().max(1)));
            let end = text.ceil_char_boundary((at + usize::from(kind) * 4).min(text.len()));
            text.replace_range(at..end, &new);
        }
        if let Err(found) = Policy::read(&text) {
            prop_assert!(!found.is_empty());
            for problem in found {
                prop_assert!(text.get(problem.at.clone()).is_some(), "{problem:?}");
            }
        }
    }
}

#[test]
fn the_examples_tracking_issue_has_every_box_that_its_policy_asks_for() {
    use crate::requirement::fixture::Fixture;
    use crate::verdict::Outcome;

    let policy = read(include_str!("../../examples/octoacme/release.yml"));
    let body = include_str!("../../examples/octoacme/tracking-issue.md");
    let world = Fixture::release().body(body);
    let leaves =
        policy.phases.iter().flat_map(|phase| &phase.requirements).flat_map(|one| one.require.leaves());
    let boxes: Vec<_> =
        leaves.filter(|leaf| matches!(leaf.name(), "checkbox" | "checklist" | "field")).collect();
    assert!(boxes.len() > 20, "only {} boxes", boxes.len());
    for leaf in boxes {
        let found = leaf.judge(&world.case());
        // Nobody was heard there, so whether a role has signed is unknown; that its box is there is not.
        let there = found.iter().all(|one| match one.message.code.split_once('-') {
            Some(("box" | "section" | "field", _)) => one.outcome == Outcome::Unmet && !one.absent,
            _ => one.outcome != Outcome::Met,
        });
        assert!(there, "{} is there, and waits: {found:?}", leaf.says());
    }
}

/// A policy with people, one phase before a merge and one before the tag.
fn with_people(sections: &str, merge: &str, release: &str) -> Policy {
    read(&format!(
        "version: 1
release: {{tracking-issue: {{label: release}}, pull-request: {{label: train}}, pull-requests: milestone}}
roles:
  qa-engineer: {{users: [mona, lena-h], author: excluded}}
  devops: {{teams: [octoacme/devops]}}
  owner: {{codeowners: true}}
{sections}
phases:
  pull-request:
    holds: merge
    requirements: [{{id: merge, title: Merge, require: {merge}}}]
  tag:
    holds: tag
    requirements: [{{id: release, title: Release, require: {release}}}]
"
    ))
}

const ALL_ROLES: &str = "{sign-off: {by: {any: [qa-engineer, devops, owner]}, fresh: any}}";
const CHECKS: &str = "{checks: {required: true}}";

#[test]
fn nothing_of_consent_is_read_where_none_is_asked_for() {
    let policy = with_people("", CHECKS, ALL_ROLES);
    let merge = policy.needs("pull-request");
    assert_eq!(merge.consents, ConsentNeeds::default());
    assert!(merge.teams.is_empty() && !merge.codeowners && !merge.tracking_issue);
    let release = policy.needs("tag");
    assert!(release.consents.discussions && release.consents.authors && !release.consents.arrivals);
}

#[test]
fn whoever_may_hold_a_phase_is_known_wherever_somebody_signs() {
    let alone = "{sign-off: {by: qa-engineer, via: comment, fresh: any}}";
    let others = "{approvals: {from: {roles: devops}}}";
    let policy = with_people("", alone, &format!("{{any: [{others}, {ALL_ROLES}]}}"));
    let merge = policy.needs("pull-request");
    assert_eq!(merge.teams.len(), 1, "a hold by somebody in the team counts");
    assert!(merge.codeowners && !merge.net_files && merge.pull_requests.files);
    assert!(merge.own_commits && merge.consents.authors, "who may not sign their own work");
    let release = policy.needs("tag");
    assert!(release.codeowners && release.net_files && release.release_pull_request);
}

#[test]
fn waivers_are_looked_for_in_every_phase() {
    let waivers = "waivers: {by: [devops, qa-engineer, owner], longest: 7 days}";
    let policy = with_people(waivers, CHECKS, "{checkbox: {}}");
    let (merge, release) = (policy.needs("pull-request"), policy.needs("tag"));
    let all = ConsentNeeds { discussions: true, revisions: false, arrivals: true, authors: true };
    assert_eq!(merge.consents, all);
    assert_eq!(release.consents, ConsentNeeds { revisions: true, ..all });
    assert!(release.tracking_issue && release.release_pull_request && !merge.tracking_issue);
    assert_eq!((merge.teams.len(), release.teams.len()), (1, 1));
}

#[test]
fn what_is_waived_in_the_policy_is_kept_as_written() {
    let text = include_str!("../../tests/policies/good/sign-offs.yml");
    let waivers = read(text).waivers.unwrap();
    assert_eq!(
        (waivers.by.as_slice(), waivers.longest),
        (["release-manager".to_owned(), "owner".to_owned()].as_slice(), 14)
    );
    let [first, second] = waivers.granted.as_slice() else { panic!("{waivers:?}") };
    assert_eq!(first.subjects, ["#33", "on staging"]);
    assert_eq!((first.requirement.as_str(), first.by.as_str()), ("smoke-tests", "maya-r"));
    assert_eq!(
        (first.given.to_string(), first.until.to_string()),
        ("2026-03-02".into(), "2026-03-09".into())
    );
    assert_eq!((first.private, second.private), (false, true));
    assert_eq!(second.release.to_string(), "1.4.0-rc.1");
    assert_eq!(text.get(first.at.clone()).unwrap().lines().next(), Some("requirement: smoke-tests"));
    let policy = read(text);
    let all = policy.phases.iter().flat_map(|phase| &phase.requirements);
    let never: Vec<&str> = all.filter(|one| !one.waivable).map(|one| one.id.as_str()).collect();
    assert_eq!(never, ["quality-gate"]);
}

#[test]
fn one_slip_in_a_role_is_one_problem() {
    let text = "version: 1
roles: {qa: {users: [\"@mona\"]}, on-call: {named: assignees}}
waivers: {by: [qa], longest: 7 days}
phases:
  tag:
    holds: tag
    requirements:
      - group: Testing
        by: [qa, on-call]
        requirements: [{id: a, title: A, require: {sign-off: {}}}]
";
    insta::assert_snapshot!(problems(text).join("\n"), @r"
    release.yml:2:22: error[not-a-login]: `@mona` is not a login
    release.yml:2:50: error[nobody]: nobody can be named for the role `on-call`
    ");
    let text = "version: 1
roles: {qa: {users: [mona]}}
phases:
  tag:
    holds: tag
    requirements:
      - {id: a, title: A, by: qaa, require: {sign-off: {}}}
";
    insta::assert_snapshot!(problems(text).join("\n"), @"release.yml:7:31: error[unknown-role]: there is no role `qaa`");
}

/// What the rules of this `bump` make of three titles.
fn asked(bump: &str) -> String {
    use crate::bump::{Change, What, contributions};
    let policy = read(&format!(
        "version: 1\nrelease:\n  bump: {bump}\nroles: {{lead: {{users: [mona]}}}}\nphases:\n  release:\n    holds: tag\n    requirements: [{{id: signed, title: Signed, \
         require: {{sign-off: lead}}}}]\n"
    ));
    let rules = policy.rules.bump.unwrap();
    let change = |title: &&str| Change {
        what: What::PullRequest(41),
        title: (*title).to_owned(),
        url: String::new(),
        messages: Vec::new(),
        body: String::new(),
        labels: Vec::new(),
        paths: Vec::new(),
        reverted: false,
        carries: false,
    };
    let changes: Vec<Change> = ["feat!: a", "feat: b", "Tidy up"].iter().map(change).collect();
    let found = contributions(&rules, &changes);
    let words = found.iter().map(|one| match one.level {
        Some(level) => level.as_str(),
        None if one.is_unlabelled() => "refused",
        None => "nothing",
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_breaking_change_is_never_lost_to_a_rule_that_is_left_out() {
    for (bump, told) in [
        ("{initial-version: 1.0.0}", "major minor patch"),
        ("{otherwise: none, initial-version: 1.0.0}", "major minor nothing"),
        ("{otherwise: refuse}", "major minor refused"),
        ("{minor: {conventional: true}}", "major minor patch"),
        ("{minor: {conventional: [feat]}, otherwise: none}", "major minor nothing"),
        ("{patch: {conventional: true}, major: {labels: [breaking-change]}}", "major patch patch"),
        // Who goes by labels alone goes by labels.
        ("{minor: {labels: [feature]}}", "patch patch patch"),
        ("{major: {labels: [breaking-change]}, otherwise: none}", "nothing nothing nothing"),
    ] {
        assert_eq!(asked(bump), told, "{bump}");
    }
}
