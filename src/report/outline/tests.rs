//! What is shown of all shapes of trees.

use super::*;
use crate::report::sample;
use crate::report::sentence::{Format, Writer};
use crate::verdict::{Message, Value};

const SAYS: Message = Message { code: "x", says: "{x}", todo: "" };

fn finding(outcome: Outcome, says: &'static str) -> Finding {
    Finding::new(outcome, &SAYS).with("x", Value::Words(says))
}

fn leaf(outcome: Outcome, says: &'static str) -> Node {
    Node::leaf("x", vec![finding(outcome, says)])
}

fn shown(entries: &[Entry<'_>]) -> String {
    let writer = Writer::new(Format::Plain, "");
    let line = |entry: &Entry<'_>| {
        let words = match entry.what {
            What::Words(words) => words.to_owned(),
            What::Found(finding) => writer.says(finding),
        };
        format!("{}{words}", "  ".repeat(entry.depth))
    };
    entries.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn lacking(tree: Node) -> String {
    shown(&lacks(&sample::requirement("x", "x", tree)))
}

#[test]
fn what_is_met_is_left_out_and_the_worst_comes_first() {
    let findings = vec![
        finding(Outcome::Pending, "c"),
        finding(Outcome::Met, "fine"),
        finding(Outcome::Unknown, "b"),
        finding(Outcome::Unmet, "a"),
        finding(Outcome::Unmet, "a too"),
    ];
    assert_eq!(lacking(Node::leaf("x", findings)), "a\na too\nb\nc");
    let parts =
        vec![leaf(Outcome::Pending, "later"), leaf(Outcome::Met, "fine"), leaf(Outcome::Unmet, "bad")];
    assert_eq!(lacking(Node::of(Part::All, parts)), "later\nbad", "parts stay in the policy's order");
}

#[test]
fn alternatives_can_be_told_apart() {
    let both = Node::of(Part::All, vec![leaf(Outcome::Unmet, "b"), leaf(Outcome::Unmet, "c")]);
    let inner = Node::of(Part::Any, vec![leaf(Outcome::Unmet, "d"), leaf(Outcome::Unknown, "e")]);
    let any = Node::of(Part::Any, vec![leaf(Outcome::Unmet, "a"), both, inner]);
    insta::assert_snapshot!(lacking(any), @"
    one of these is needed:
      a
      all of these:
        b
        c
      one of these is needed:
        d
        e
    ");
    assert_eq!(lacking(Node::of(Part::Any, vec![leaf(Outcome::Unmet, "a")])), "a", "one is no choice");
}

#[test]
fn alternatives_that_lack_the_same_are_no_choice() {
    let same = || leaf(Outcome::Unmet, "there is no tracking issue");
    assert_eq!(lacking(Node::of(Part::Any, vec![same(), same()])), "there is no tracking issue");
    let any = Node::of(Part::Any, vec![same(), leaf(Outcome::Unmet, "no label"), same()]);
    insta::assert_snapshot!(lacking(any), @"
    one of these is needed:
      there is no tracking issue
      no label
    ");
    let nested = Node::of(Part::Any, vec![same(), same()]);
    let both = Node::of(Part::All, vec![leaf(Outcome::Unmet, "late"), nested]);
    assert_eq!(lacking(both), "late\nthere is no tracking issue");
}

#[test]
fn requirements_that_lack_the_same_stand_together() {
    let of = |id, outcome, says| sample::requirement(id, "x", leaf(outcome, says));
    let mut hinted = of("hinted", Outcome::Unmet, "no issue");
    hinted.hint = Some("open one".into());
    let all = [
        of("a", Outcome::Unmet, "no issue"),
        of("b", Outcome::Unmet, "no label"),
        of("c", Outcome::Unmet, "no issue"),
        of("d", Outcome::Unknown, "no issue"),
        hinted,
    ];
    let groups = alike(&all.iter().collect::<Vec<_>>());
    let ids: Vec<Vec<&str>> =
        groups.iter().map(|group| group.iter().map(|one| one.id.as_str()).collect()).collect();
    assert_eq!(ids, [vec!["a", "c"], vec!["b"], vec!["d"], vec!["hinted"]]);
}

#[test]
fn what_must_not_hold_is_shown_whole() {
    let both = Node::of(Part::All, vec![leaf(Outcome::Met, "a"), leaf(Outcome::Met, "b")]);
    insta::assert_snapshot!(lacking(Node::of(Part::Not, vec![both])), @"
    this must not hold:
      a
      b
    ");
    let either = Node::of(Part::Any, vec![leaf(Outcome::Met, "a"), leaf(Outcome::Unmet, "b")]);
    insta::assert_snapshot!(lacking(Node::of(Part::Not, vec![either])), @"
    this must not hold:
      any of these:
        a
        b
    ");
    let absent =
        Node::leaf("x", vec![Finding::absent(&SAYS).with("x", Value::Words("there is no such box"))]);
    insta::assert_snapshot!(lacking(Node::of(Part::Not, vec![absent])), @"
    this must not hold, but there is nothing to look at that could prove it:
      there is no such box
    ");
}

#[test]
fn nothing_found_is_said() {
    assert_eq!(lacking(Node::leaf("x", Vec::new())), words::NO_FINDING);
    let any = Node::of(Part::Any, vec![Node::leaf("x", Vec::new()), leaf(Outcome::Unmet, "a")]);
    insta::assert_snapshot!(lacking(any), @"
    one of these is needed:
      nothing was found that proves it
      a
    ");
    assert_eq!(lacking(Node::of(Part::All, Vec::new())), words::NO_FINDING);
    let mut without = sample::requirement("x", "x", leaf(Outcome::Unmet, "a"));
    without.tree = None;
    assert_eq!(shown(&lacks(&without)), words::NO_FINDING);
}

#[test]
fn a_condition_in_doubt_comes_first() {
    let doubtful = |tree, condition| {
        let mut one = sample::requirement("x", "x", tree);
        one.outcome = Outcome::Unknown;
        one.condition = Some(condition);
        shown(&lacks(&one))
    };
    let condition =
        || Node::of(Part::Any, vec![leaf(Outcome::Unmet, "no label"), leaf(Outcome::Unknown, "no paths")]);
    insta::assert_snapshot!(doubtful(leaf(Outcome::Unmet, "a"), condition()), @"
    it is not known whether this applies:
      no paths
    if it applies:
      a
    ");
    insta::assert_snapshot!(doubtful(leaf(Outcome::Met, "a"), condition()), @"
    it is not known whether this applies:
      no paths
    if it applies, it is met
    ");
    let absent = Node::leaf("x", vec![Finding::absent(&SAYS).with("x", Value::Words("no such label"))]);
    insta::assert_snapshot!(doubtful(leaf(Outcome::Met, "a"), Node::of(Part::Not, vec![absent])), @"
    it is not known whether this applies:
      this must not hold, but there is nothing to look at that could prove it:
        no such label
    if it applies, it is met
    ");
}

#[test]
fn a_requirement_that_applies_says_nothing_of_its_condition() {
    let mut one = sample::requirement("x", "x", leaf(Outcome::Unmet, "a"));
    one.condition = Some(leaf(Outcome::Met, "it is a major"));
    assert_eq!(shown(&lacks(&one)), "a");
}

#[test]
fn what_rules_out_is_what_is_unmet_or_under_a_not_what_is_met() {
    let ruled = |condition| {
        let mut one = sample::requirement("x", "x", leaf(Outcome::Unmet, "a"));
        one.condition = Some(condition);
        ruled_out(&one).into_iter().filter_map(|one| one.fact("x").cloned()).collect::<Vec<_>>()
    };
    let parts = vec![leaf(Outcome::Met, "a"), leaf(Outcome::Unmet, "b")];
    assert_eq!(ruled(Node::of(Part::All, parts)), [Value::Words("b")]);
    let not = Node::of(Part::Not, vec![leaf(Outcome::Met, "a")]);
    assert_eq!(ruled(not), [Value::Words("a")]);
}

#[test]
fn a_long_list_is_cut_with_a_count() {
    let three = ["a", "b", "c"].map(|says| leaf(Outcome::Unmet, says)).to_vec();
    let one = sample::requirement("x", "x", Node::of(Part::All, three.clone()));
    let entries = lacks(&one);
    for (longest, expected, hidden) in [(3, "a\nb\nc", 0), (2, "a\nb", 1), (0, "", 3)] {
        let (kept, left_out) = cut(&entries, longest);
        assert_eq!((shown(&kept).as_str(), left_out), (expected, hidden));
    }
    let any = sample::requirement("x", "x", Node::of(Part::Any, three));
    let (kept, hidden) = cut(&lacks(&any), 0);
    assert_eq!((shown(&kept).as_str(), hidden), ("", 3), "no words that announce nothing");
}

#[test]
fn the_order_is_unmet_unknown_pending() {
    let sample = sample::no_go();
    let ids: Vec<&str> = holding(&sample.verdict).iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["scope-merged", "docs", "scan", "ci"]);
    let ids: Vec<&str> = advisory(&sample.verdict).iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["box-notes"]);
}

#[test]
fn boxes_that_one_line_signs_are_one_and_a_consent_that_does_not_count_is_no_part() {
    let missing = || sample::consents::missing(sample::consents::sign_off("qa-engineer"));
    let vain = finding(Outcome::Unmet, "in vain").speaks(Speaks::IgnoredConsent);
    let list = Node::leaf("checklist", vec![missing(), missing(), vain]);
    let either = Node::of(Part::Any, vec![list, leaf(Outcome::Unmet, "no reason")]);
    let one = sample::requirement("x", "x", either);
    let shown = shown(&untold(&one));
    assert_eq!(shown.matches("qa-engineer").count(), 1, "{shown}");
    assert!(!shown.contains("all of these") && !shown.contains("in vain"), "{shown}");
}
