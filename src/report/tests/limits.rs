//! Texts that grow too long lose what is least missed.

use proptest::prelude::{prop_assert, proptest};

use crate::report::{check_run, comment, sample, summary, terminal};
use crate::verdict::{Node, Outcome, RequirementVerdict, Speaks};

/// So many requirements that are open, with so many findings each, and as many that are met.
fn many(open: usize, findings: u64, met: usize) -> sample::Sample {
    let mut requirements: Vec<RequirementVerdict> = Vec::new();
    for number in 0..open {
        // No two lack the same, which would be said once for both.
        let pull = |finding| number as u64 * 100 + finding;
        let each = (0..findings).map(|one| sample::few_approvals(pull(one), "Remember the basket")).collect();
        let title = format!("Requirement {number} is open");
        requirements.push(sample::requirement(&format!("open-{number}"), &title, Node::leaf("x", each)));
    }
    for number in 0..met {
        requirements.push(sample::met(&format!("met-{number}"), &format!("Requirement {number} is met")));
    }
    sample::Sample::of(requirements)
}

#[test]
fn what_is_met_goes_first() {
    let text = comment(&many(20, 10, 1_000).report());
    assert!(text.len() <= 60_000);
    assert!(
        text.contains("1001 met: the workflow run, or `holdpoint check --format json`, shows all."),
        "{text}"
    );
    assert_eq!(text.matches("is open**").count(), 20);
    assert_eq!(text.matches("has 0 of 1 approvals").count(), 200);
}

#[test]
fn then_findings_but_every_open_requirement_is_named() {
    let text = comment(&many(200, 40, 0).report());
    assert!(text.len() <= 60_000);
    assert_eq!(text.matches("is open**").count(), 200);
    assert!(text.contains("  - and 39 more\n"), "{text}");
    assert!(text.contains("Not everything is listed here: the workflow run, or"), "{text}");
}

#[test]
fn and_at_the_very_last_open_requirements_are_counted() {
    let text = comment(&many(1_000, 5, 0).report());
    assert!(text.len() <= 60_000);
    assert_eq!(text.matches("is open**").count(), 200);
    assert!(text.contains("\n- and 800 more\n"), "{text}");
    assert!(text.contains("**1000 unmet, 1 met**"), "{text}");
    assert!(text.ends_with('.'), "{text}");
}

#[test]
fn a_summary_has_more_room() {
    let text = summary(&many(200, 40, 0).report());
    assert!(text.len() <= 1_000_000);
    assert_eq!(text.matches("has 0 of 1 approvals").count(), 200 * 40);
}

#[test]
fn a_terminal_shows_the_first_findings() {
    let screen = terminal(&many(1, 22, 0).report(), 100, false);
    assert_eq!(screen.matches("has 0 of 1 approvals").count(), 10);
    assert!(screen.contains("    and 12 more (see --format json)\n"), "{screen}");
}

#[test]
fn a_comment_says_the_same_whenever_and_wherever_it_was_judged() {
    let mut sample = sample::no_go();
    let before = comment(&sample.report());
    sample.verdict.now = sample::at("2027-01-01T00:00:00Z");
    sample.policy.commit = sample::oid('f');
    sample.repository.default_commit = sample::oid('f');
    let mut report = sample.report();
    report.run_url = None;
    report.usage = None;
    assert_eq!(comment(&report), before);
    let mut other = sample::no_go();
    other.policy.blob = sample::oid('f');
    assert_ne!(comment(&other.report()), before);
}

/// So many roles whose sign-off is missing, each in so many requirements with a box of its own, and as many consents
/// that do not count.
fn many_sign_offs(roles: usize, each: usize) -> sample::Sample {
    let mut requirements: Vec<RequirementVerdict> = Vec::new();
    for role in 0..roles {
        for number in 0..each {
            let name = format!("role-{role}");
            let page = "https://github.com/octoacme/shop/issues/40".to_owned();
            let mut sign_off = sample::consents::sign_off(&name);
            sign_off.tick =
                Some((format!("Box {number} of {name} is ticked by somebody who holds it"), page));
            let id = format!("{name}-{number}");
            let mut ignored = sample::few_approvals((role * each + number) as u64, &"ignored ".repeat(9));
            ignored.speaks = Speaks::IgnoredConsent;
            let findings = vec![sample::consents::missing(sign_off), ignored];
            requirements.push(sample::requirement(&id, &id, Node::leaf("sign-off", findings)));
        }
    }
    let mut sample = sample::Sample::of(requirements);
    let refused = sample::consents::sign_offs().verdict.waivers;
    sample.verdict.waivers = (0..roles * each).flat_map(|_| refused.clone()).collect();
    sample.verdict.answers =
        (0..roles * each).map(|number| sample::few_approvals(number as u64, "answered")).collect();
    sample
}

#[test]
fn every_role_keeps_the_line_to_type() {
    for (roles, each) in [(8, 30), (60, 4), (150, 2)] {
        let sample = many_sign_offs(roles, each);
        let text = comment(&sample.report());
        assert!(text.len() <= 60_000, "{}", text.len());
        let lines = text.matches("→ comment `/holdpoint sign role-").count();
        assert_eq!(lines, roles, "{text}");
        assert!(text.contains("shows all"), "{text}");
        assert!(!text.contains("### What else"), "it is told above: {text}");
        assert!(summary(&sample.report()).len() <= 1_000_000);
        let run = check_run(&sample.report());
        assert!(run.summary.len() <= 60_000 && run.text.len() <= 60_000);
        let first = text.find("### Missing sign-offs").expect("they are told");
        assert!(first < 700, "they stand in front: {first}");
    }
}

#[test]
fn what_does_not_count_is_counted_at_last() {
    let text = comment(&many_sign_offs(150, 4).report());
    assert!(text.contains("### Missing sign-offs: 150\n"), "{text}");
    assert!(text.contains("Consents that do not count: 600. Left out here: the workflow run"), "{text}");
    assert!(text.contains("### Waivers that do not count: 600\n"), "{text}");
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(8))]

    #[test]
    fn nothing_is_ever_too_long(open in 0_usize..300, findings in 0_u64..9, met in 0_usize..300) {
        let sample = many(open, findings, met);
        let report = sample.report();
        prop_assert!(comment(&report).len() <= 60_000);
        prop_assert!(summary(&report).len() <= 1_000_000);
        let run = check_run(&report);
        prop_assert!(run.summary.len() <= 60_000 && run.text.len() <= 60_000);
        let named = comment(&report).matches("is open**").count();
        prop_assert!(named == open || named >= 200, "{named} of {open}");
        prop_assert!(sample.verdict.count(Outcome::Met) == met + 1);
    }
}
