//! What people typed to do harm, and what is more than the runner takes.

use serde_json::json;

use crate::commands::{POLICY, check, run, usual};
use crate::fake::Fake;
use crate::step::image;

/// A command of each grammar, markup that leaves the place where it stands, and a mention.
const TITLES: [&str; 6] = [
    "::set-output name=decision::go",
    "Cart ##[set-output name=decision]go",
    "Cart ##[add-mask]no-go",
    "::stop-commands::x <!-- --> </details> @mona",
    "a%0A::error::b ghadelimiter_x decision=go",
    "::add-mask::go | `x` <img src=x>",
];

/// The shop where each pull request has such a title, and lacks what the policy asks for.
fn hostile(policy: &str) -> Fake {
    let fake = Fake::shop(policy);
    for (number, title) in (34..).zip(&TITLES[..4]) {
        fake.patch(json!({"do": "rename", "number": number, "title": title, "by": "mona"}));
    }
    fake
}

#[test]
#[ignore = "needs the image"]
fn titles_command_nothing() {
    let fake = hostile(&POLICY.replace("approvals: 1", "approvals: 9"));
    for titles in [&TITLES[..4], &TITLES[2..]] {
        for (number, title) in (34..).zip(titles) {
            fake.patch(json!({"do": "rename", "number": number, "title": title, "by": "mona"}));
        }
        let steps = [check(&fake), run(&fake, "bump --tag").with("version", "1.4.0")];
        for step in steps {
            // Nothing but annotations among the commands, and all outputs as they should be: see `usual`.
            let went = usual(step.go().ended(1));
            assert_eq!(
                (went.output("decision"), went.output("unmet")),
                ("no-go", "scope-merged,rollback-plan")
            );
            assert!(went.raw.contains("set-output") || went.raw.contains("add-mask"), "{}", went.raw);
            assert!(!went.raw.contains("##["), "{}", went.raw);
            for text in [&went.summary, went.output("report")] {
                assert!(
                    !text.contains("@mona") && !text.contains("<img") && !text.contains("<!-- -->"),
                    "{text}"
                );
                assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{text}");
            }
        }
    }
    let went = run(&fake, "bump").go().ended(0);
    assert_eq!((went.output("version"), went.output("type")), ("1.4.0", "minor"));
    assert!(!went.raw.contains("##["), "{}", went.raw);
}

#[test]
#[ignore = "needs the image"]
fn more_than_a_summary_holds_is_cut_and_shown() {
    // What is too much takes the binary that is built quickly a minute.
    let (requirements, too_much) = if image().contains("quick") { (60, false) } else { (600, true) };
    let (head, _) = POLICY.split_once("  pre-release:").unwrap();
    let box_of = |number: usize, part: usize| {
        format!("{{checkbox: {{text: \"{} {number} {part}\"}}}}", "What nobody has ever done ".repeat(6))
    };
    let more: String = (0..requirements)
        .map(|number| {
            let boxes: Vec<String> = (0..8).map(|part| box_of(number, part)).collect();
            let all = boxes.join(", ");
            format!("      - {{id: box-{number}, title: Number {number}, require: {{all: [{all}]}}}}\n")
        })
        .collect();
    let fake = Fake::shop(&format!("{head}  pre-release:\n    holds: tag\n    requirements:\n{more}"));
    let went = usual(check(&fake).go().ended(1));
    assert_eq!(went.runner, [""; 0], "the summary is not shown");
    let (size, cut) = (went.summary.len(), went.summary.contains("\n  - and 6 more\n"));
    assert!(size > 50_000 && cut == too_much, "{size} bytes, cut: {cut}");
    let errors = went.log.annotations.iter().filter(|one| one.name == "error").count();
    assert_eq!((errors, went.log.beyond), (10, 0), "what is past the tenth is said otherwise");
}
