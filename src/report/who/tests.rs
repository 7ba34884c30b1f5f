//! Who is told of what.

use super::*;
use crate::report::sample;
use crate::report::sentence::Format;
use crate::verdict::{Node, Outcome};

fn told(sample: &sample::Sample) -> Vec<String> {
    let writer = Writer::new(Format::Plain, "");
    let all = shares(&sample.verdict).into_iter();
    all.map(|one| format!("{}: {} + {}", one.whom.says(&writer), one.sign_offs.len(), one.todos.len()))
        .collect()
}

#[test]
fn machines_are_left_out_and_people_of_roles_are_told() {
    insta::assert_snapshot!(told(&sample::no_go()).join("\n"), @"
    mona: 0 + 1
    anyone in the team `octoacme/docs`: 0 + 1
    anyone but hubot with write access: 0 + 2
    anyone with write access: 0 + 1
    somebody who may: 0 + 1
    ");
    insta::assert_snapshot!(told(&sample::consents::sign_offs()).join("\n"), @"
    maya-r: 3 + 2
    mona: 4 + 3
    anyone in the team `octoacme/devops-engineer`: 0 + 1
    anyone in the team `octoacme/docs`: 0 + 1
    anyone in the team `octoacme/qa-engineer`: 1 + 0
    anyone in the team `octoacme/release-manager`: 0 + 1
    anyone in the team `octoacme/technical-writer`: 1 + 0
    anyone in the team `octoacme/ux-designer`: 1 + 0
    anyone with write access: 0 + 1
    ");
}

#[test]
fn a_role_without_known_people_is_told_as_a_role() {
    let mut finding = sample::consents::missing(sample::consents::sign_off("qa"));
    finding.who = vec![Who::Role { name: "qa".into(), people: Vec::new(), teams: Vec::new() }];
    let node = Node::leaf("sign-off", vec![finding]);
    assert_eq!(node.outcome, Outcome::Unmet);
    let sample = sample::Sample::of(vec![sample::requirement("x", "x", node)]);
    assert_eq!(told(&sample), ["a holder of the role `qa`: 1 + 0"]);
}
