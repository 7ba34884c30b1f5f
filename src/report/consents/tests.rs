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
fn a_way_says_for_what_it_is_where_it_is_not_for_all() {
    let writer = Writer::new(crate::report::sentence::Format::Plain, "");
    let sign_off = || sample::consents::sign_off("qa");
    let approved = MissingSignOff {
        line: None,
        review: Some((41, "https://github.com/octoacme/shop/pull/41".into())),
        ..sign_off()
    };
    let of = |one: MissingSignOff| Node::leaf("sign-off", vec![sample::consents::missing(one)]);
    let mixed = sample::Sample::of(vec![
        sample::requirement("a", "Smoke tests", of(sign_off())),
        sample::requirement("b", "Quality gate", of(approved.clone())),
    ]);
    let says = |sample: &sample::Sample| {
        let missing = missing(&sample.verdict);
        let one = missing.first().expect("a role");
        one.ways().iter().map(|way| one.says(way, &writer, 5)).collect::<Vec<_>>()
    };
    assert_eq!(
        says(&mixed),
        ["comment `/holdpoint sign qa` on #40, for “Smoke tests”", "approve #41, for “Quality gate”"]
    );
    let whole = sample::Sample::of(vec![sample::requirement("b", "Quality gate", of(approved))]);
    assert_eq!(says(&whole), ["approve #41"]);
}

#[test]
fn what_is_told_with_a_hold_is_not_told_again() {
    let mut sample = sample::consents::sign_offs();
    let vain = Finding::unmet(&crate::verdict::Message { code: "x", says: "x", todo: "" })
        .speaks(Speaks::IgnoredConsent);
    let hold = sample.verdict.standing.last_mut().expect("the hold");
    hold.tree.as_mut().expect("a tree").findings.push(vain);
    let (all, beside) = (ignored(&sample.verdict).len(), ignored_beside_hold(&sample.verdict).len());
    assert_eq!(all, beside + 1);
    sample.verdict.standing.last_mut().expect("the hold").outcome = Outcome::Met;
    assert_eq!(ignored_beside_hold(&sample.verdict).len(), all, "nobody holds it: nothing else tells it");
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
