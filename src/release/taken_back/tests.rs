use super::*;
use crate::evidence::{Fact, Oid};
use crate::requirement::fixture;

fn oid(name: &str) -> Oid {
    Oid::new(format!("{name:0<40}"))
}

/// `number`, 0 for none; `name` of the commit; its message, in which `<name>` is an id. With a `+` before the name the
/// commit is a merge.
fn told(history: &[(u64, &str, &str)]) -> String {
    told_of(history, &[])
}

/// The same, where people labelled these pull requests as a major change.
fn told_of(history: &[(u64, &str, &str)], breaking: &[u64]) -> String {
    let mut commits = Vec::new();
    let mut pulls: Vec<PullRequest> = Vec::new();
    for (number, name, message) in history {
        let (name, merge) = name.strip_prefix('+').map_or((*name, false), |name| (name, true));
        let mut message = (*message).to_owned();
        for known in history.iter().map(|(_, known, _)| known.trim_start_matches('+')) {
            message = message.replace(&format!("<{known}>"), oid(known).as_str());
        }
        commits.push(Commit {
            oid: oid(name),
            message,
            parents: vec![oid("aa"); if merge { 2 } else { 1 }],
            author: None,
            url: String::new(),
            pull_requests: Fact::Known(if *number == 0 { Vec::new() } else { vec![*number] }),
            signature: Fact::NotCollected,
        });
        if *number != 0 {
            pulls.retain(|pull| pull.number != *number);
            pulls.push(PullRequest { merge_commit: Some(oid(name)), ..fixture::pull(*number) });
        }
    }
    let gone = taken_back(&commits, &pulls, "octoacme/shop", &breaking.iter().copied().collect()).unwrap();
    let name = |what: &What| match what {
        What::PullRequest(number) => format!("#{number}"),
        What::Commit(id) => id.trim_end_matches('0').to_owned(),
    };
    gone.iter().map(name).collect::<Vec<_>>().join(" ")
}

type Told = (u64, &'static str, &'static str);

const ADD: Told = (1, "a1", "feat!: drop the old API (#1)");
const BACK: Told = (2, "b2", "Revert \"feat!: drop the old API (#1)\" (#2)\n\nThis reverts commit <a1>.");

/// Histories, and what is gone in them.
const TABLE: &[(&[Told], &str)] = &[
    (&[ADD, BACK], "#1 #2"),
    (&[ADD, (0, "d1", "Revert \"feat!: drop the old API (#1)\"\n\nThis reverts commit <a1>.")], "#1 d1"),
    (&[ADD, (2, "b2", "Revert \"feat!: drop the old API (#1)\" (#2)")], "#1 #2"),
    (&[ADD, (2, "b2", "Revert \"feat!: drop the old API\" (#2)")], "#1 #2"),
    (&[ADD, (2, "b2", "revert: feat!: drop the old API (#2)")], "#1 #2"),
    (&[ADD, (2, "b2", "Revert the API (#2)\n\nReverts octoacme/shop#1")], ""),
    (&[ADD, (2, "b2", "Revert \"x\" (#2)\n\nReverts OctoAcme/Shop#1")], "#1 #2"),
    (&[ADD, (2, "b2", "Revert \"x\" (#2)\n\nReverts other/lib#1")], ""),
    (&[ADD, (2, "b2", "Revert \"x\" (#2)\n\nReverts #1")], "#1 #2"),
    // The same in titles alone: what is brought in again takes back what took it back.
    (
        &[
            ADD,
            (2, "b2", "Revert \"feat!: drop the old API (#1)\" (#2)"),
            (3, "c3", "Reapply \"feat!: drop the old API (#1)\" (#3)"),
        ],
        "#2 #3",
    ),
    (&[ADD, (3, "c3", "Reapply \"feat!: drop the old API (#1)\" (#3)")], ""),
    // Taken BACK, and that taken BACK: the first is there.
    (
        &[ADD, BACK, (3, "c3", "Reapply \"feat!: drop the old API (#1)\" (#3)\n\nThis reverts commit <b2>.")],
        "#2 #3",
    ),
    (
        &[
            ADD,
            (0, "d1", "Revert \"feat!: x\"\n\nThis reverts commit <a1>."),
            (0, "d2", "Revert \"Revert \"feat!: x\"\"\n\nThis reverts commit <d1>."),
        ],
        "d1 d2",
    ),
    (
        &[
            ADD,
            (0, "d1", "Revert \"feat!: x\"\n\nThis reverts commit <a1>."),
            (3, "c3", "Bring it BACK (#3)\n\nThis reverts commit <d1>."),
        ],
        "",
    ),
    (
        &[
            ADD,
            (0, "d1", "Revert \"feat!: x\"\n\nThis reverts commit <a1>."),
            (3, "c3", "Revert \"Revert\" (#3)\n\nThis reverts commit <d1>."),
        ],
        "#3 d1",
    ),
    // Words within a text, and reverts that break something themselves, take nothing BACK.
    (&[ADD, (0, "d1", "docs: say what \"This reverts commit <a1>\" means")], ""),
    (&[ADD, (0, "d1", "feat!: rewrite it all\n\nThis reverts commit <a1>.")], ""),
    (&[ADD, (0, "d1", "Revert \"x\"\n\nThis reverts commit <a1>.\n\nBREAKING CHANGE: of another kind")], ""),
    // All commits of a pull request have to take the same BACK.
    (
        &[
            (9, "90", "fix: small (#9)"),
            (2, "b2", "feat!: new API"),
            (2, "b3", "Revert \"fix: small\"\n\nThis reverts commit <90>."),
            (2, "+b4", "Merge pull request #2"),
        ],
        "",
    ),
    (
        &[
            ADD,
            (2, "b3", "Revert \"feat!: drop the old API (#1)\"\n\nThis reverts commit <a1>."),
            (2, "+b4", "Merge pull request #2"),
        ],
        "#1 #2",
    ),
    // A part of a pull request that was taken BACK leaves the rest.
    (
        &[
            (1, "a1", "feat!: drop it"),
            (1, "a2", "fix: more"),
            (1, "+a3", "Merge pull request #1"),
            (0, "d1", "Revert \"fix: more\"\n\nThis reverts commit <a2>."),
        ],
        "",
    ),
    (
        &[
            (1, "a1", "feat!: drop it"),
            (1, "a2", "fix: more"),
            (1, "+a3", "Merge pull request #1"),
            (0, "d1", "Revert \"Merge\"\n\nThis reverts commit <a3>, reversing"),
        ],
        "#1 d1",
    ),
    (
        &[
            (1, "a1", "feat!: drop it"),
            (1, "a2", "fix: more"),
            (0, "d1", "Revert \"fix: more\"\n\nThis reverts commit <a2>."),
        ],
        "",
    ),
    // What is not of this release was in one before.
    (
        &[(0, "d1", "Revert \"feat: old\"\n\nThis reverts commit 1234567890123456789012345678901234567890.")],
        "",
    ),
    // Nothing takes BACK what comes after it, and several of one title are not guessed between.
    (&[(0, "d1", "Revert \"feat!: drop the old API\""), ADD], ""),
    (&[(0, "d1", "fix: x"), (0, "d2", "fix: x"), (0, "d3", "Revert \"fix: x\"")], ""),
];

#[test]
fn only_what_commits_prove_is_gone() {
    for (history, gone) in TABLE {
        assert_eq!(told(history), *gone, "{history:#?}");
    }
}

#[test]
fn what_people_label_as_breaking_is_there() {
    let again = (3, "c3", "Reapply \"feat!: drop the old API (#1)\" (#3)\n\nThis reverts commit <b2>.");
    // The label of what was taken back says nothing of what took it back.
    assert_eq!(told_of(&[ADD, BACK], &[1]), "#1 #2");
    assert_eq!(told_of(&[ADD, BACK], &[2]), "");
    assert_eq!(told_of(&[ADD, BACK], &[1, 2]), "");
    assert_eq!(told_of(&[ADD, BACK, again], &[1, 2]), "#2 #3");
    assert_eq!(told_of(&[ADD, BACK, again], &[3]), "");
}

mod law {
    use proptest::prelude::*;

    use super::told;

    /// Changes, each of which may be taken back, that again, and so on: how often, and whether by titles alone.
    fn chains() -> impl Strategy<Value = Vec<(usize, bool)>> {
        prop::collection::vec((0usize..5, any::<bool>()), 1..5)
    }

    proptest! {
        /// A change is gone if it was taken back once more than it was brought in again, in whatever order those of
        /// several changes lie between one another; and what is gone goes in pairs.
        #[test]
        fn a_change_is_gone_if_it_was_taken_back_last(chains in chains(), turns in prop::collection::vec(0usize..4, 0..40)) {
            let mut left: Vec<(usize, usize, String, String)> = chains
                .iter()
                .enumerate()
                .map(|(index, (length, _))| (index, length + 1, format!("feat: thing {index}"), String::new()))
                .collect();
            let (mut history, mut number) = (Vec::<(u64, String, String)>::new(), 0u64);
            let mut first = vec![0u64; chains.len()];
            let mut turns = turns.into_iter();
            while !left.is_empty() {
                let at = turns.next().unwrap_or_default() % left.len();
                let (index, steps, title, before) = left[at].clone();
                number += 1;
                let name = format!("{:x}", 0xa00 + number);
                let by_id = if before.is_empty() || chains[index].1 { String::new() } else { format!("\n\nThis reverts commit <{before}>.") };
                if before.is_empty() {
                    first[index] = number;
                }
                history.push((number, name.clone(), format!("{title} (#{number}){by_id}")));
                if steps == 1 {
                    left.remove(at);
                } else {
                    left[at] = (index, steps - 1, format!("Revert \"{title}\""), name);
                }
            }
            let history: Vec<(u64, &str, &str)> =
                history.iter().map(|(number, name, message)| (*number, name.as_str(), message.as_str())).collect();
            let gone = told(&history);
            let gone: Vec<&str> = gone.split_whitespace().collect();
            prop_assert_eq!(gone.len() % 2, 0);
            for (index, (length, _)) in chains.iter().enumerate() {
                let is_gone = gone.contains(&format!("#{}", first[index]).as_str());
                prop_assert_eq!(is_gone, length % 2 == 1, "{:?}", history);
            }
        }
    }
}
