//! What is told where, and what is told twice.

use super::*;
use crate::report::sample;
use crate::verdict::Node;

#[test]
fn a_role_stands_once_and_alternatives_are_told_apart() {
    let sample = sample::consents::sign_offs();
    let roles: Vec<(&str, usize, Need)> =
        missing(&sample.verdict).iter().map(|one| (one.role, one.asks.len(), one.need())).collect();
    assert_eq!(
        roles,
        [
            ("qa-engineer", 2, Need::Yes),
            ("release-manager", 1, Need::Yes),
            ("technical-writer", 1, Need::Yes),
            ("ux-designer", 1, Need::OneOfSeveral)
        ]
    );
}

#[test]
fn what_is_told_above_is_not_told_below() {
    let sample = sample::consents::sign_offs();
    let below: Vec<&str> =
        outline::untold_holding(&sample.verdict).iter().map(|one| one.id.as_str()).collect();
    assert_eq!(below, ["notes", "ux"]);
    let notes = sample.verdict.requirements.iter().find(|one| one.id == "notes").expect("it is there");
    assert_eq!((outline::lacks(notes).len(), outline::untold(notes).len()), (2, 1));
}

#[test]
fn nothing_is_signed_under_not() {
    let asked = || Node::leaf("sign-off", vec![sample::consents::missing(sample::consents::sign_off("qa"))]);
    for (tree, asks_of) in [
        (asked(), 1),
        (Node::of(Part::Not, vec![Node::of(Part::Not, vec![asked()])]), 0),
        (Node::of(Part::Any, vec![asked()]), 1),
    ] {
        assert_eq!(asks(&sample::requirement("x", "x", tree)).len(), asks_of);
    }
    let met = Node::of(Part::Any, vec![asked(), sample::met("a", "a").tree.expect("a tree")]);
    assert!(asks(&sample::requirement("x", "x", met)).is_empty(), "another way was taken");
}

#[test]
fn a_requirement_that_may_not_apply_is_told_whole() {
    let unread =
        Finding::unreadable("the labels", crate::evidence::Unknown::new(crate::evidence::Reason::TimedOut));
    let mut one = sample::requirement(
        "x",
        "x",
        Node::leaf("sign-off", vec![sample::consents::missing(sample::consents::sign_off("qa"))]),
    );
    one.outcome = Outcome::Unknown;
    one.condition = Some(Node::leaf("labels", vec![unread]));
    assert_eq!(asks(&one).first().map(|ask| ask.need), Some(Need::IfItApplies));
    assert!(!is_told(&one));
    assert_eq!(outline::untold(&one).len(), outline::lacks(&one).len());
}

#[test]
fn a_requirement_with_nothing_but_a_consent_that_does_not_count_is_told() {
    let mut finding = sample::consents::missing(sample::consents::sign_off("qa"));
    finding.speaks = Speaks::IgnoredConsent;
    let one = sample::requirement("x", "x", Node::leaf("sign-off", vec![finding]));
    assert!(!is_told(&one), "it holds the phase, so it is named among what is missing");
    assert_eq!(outline::untold(&one).len(), 1);
}
