use super::*;
use crate::evidence::Reason;
use crate::report::sample::{self, Sample};
use crate::report::{comment, terminal};

const OLD: &str = "version: 1
phases:
  merge:
    holds: merge
    requirements:
      - id: labelled
        title: One label says what it is
        require: {labels: {one-of: [feature, fix]}}
      - id: reviewed
        title: Reviewed
        require: {pull-requests: {approvals: 1}}
";

fn sample(new: Option<&str>) -> Sample {
    let mut sample = sample::go();
    OLD.clone_into(&mut sample.policy.text);
    let text = new.map(str::to_owned);
    sample.proposed = Fact::Known(Some(ProposedPolicy { path: "release.yml".into(), text }));
    sample
}

/// The part of the comment about the policy.
fn told(sample: &Sample) -> String {
    let comment = comment(&sample.report());
    let from = comment.find("**Policy:**").unwrap_or(comment.len());
    let to = comment.find("Judged by").unwrap_or(comment.len());
    comment.get(from..to).unwrap_or_default().trim_end().to_owned()
}

#[test]
fn a_change_is_told_in_plain_words() {
    let new = OLD.replace("approvals: 1", "approvals: 2").replace("feature, fix", "feature, fix, chore");
    insta::assert_snapshot!(told(&sample(Some(&new))), @"
    **Policy:** this pull request changes what `release.yml` asks for; it is judged by the policy in force, not by its own.

    ```diff
     Phase merge: holds the merge of each pull request
       - One label says what it is (labelled)
    -      must: the pull request has at least one of the labels “feature” and “fix”
    +      must: the pull request has at least one of the labels “feature”, “fix” and “chore”
       - Reviewed (reviewed)
    -      must: every pull request is approved by this many people: 1
    +      must: every pull request is approved by this many people: 2

       To read this, the workflow's token needs
    ```
    ");
}

#[test]
fn what_no_report_of_the_difference_is_needed_for() {
    insta::assert_snapshot!(told(&sample(Some(&OLD.replace("version: 1\n", "version: 1 # new\n")))), @"**Policy:** this pull request writes `release.yml` otherwise, and it still asks for the same.");
    insta::assert_snapshot!(told(&sample(None)), @"**Policy:** this pull request takes `release.yml` out, and once merged nothing could be judged.");
    insta::assert_snapshot!(told(&sample(Some(&OLD.replace("id: reviewed", "id: labelled")))), @"
    **Policy:** with this pull request `release.yml` has a problem, and once merged nothing could be judged by it.

    ```text
    error[duplicate-id]: the id `labelled` is used twice
     --> release.yml:9:13
      |
    6 |       - id: labelled
      |             -------- first used here
    ...
    9 |       - id: labelled
      |             ^^^^^^^^
      |
      = help: ids are how reports and comments name a requirement; each needs its own

    1 problem in release.yml.
    ```
    ");
    let mut unread = sample(None);
    unread.proposed = Fact::Unknown(Unknown::new(Reason::TimedOut).detail("GitHub did not answer"));
    insta::assert_snapshot!(told(&unread), @"**Policy:** whether this pull request changes the policy could not be read: GitHub did not answer in time (GitHub did not answer).");
    for nothing in [Fact::NotCollected, Fact::Known(None)] {
        unread.proposed = nothing;
        assert_eq!(told(&unread), "");
    }
}

#[test]
fn nothing_that_the_new_policy_says_gets_out_of_its_block() {
    let new = OLD.replace("title: Reviewed", "title: \"``` </details> @mona ##[error]x \\e[31m\"");
    let sample = sample(Some(&new));
    let told = told(&sample);
    assert!(told.contains("````diff\n") && told.ends_with("\n````"), "{told}");
    let shown = terminal(&sample.report(), 100, true);
    assert!(!shown.contains("##[error]") && !shown.contains("\u{1b}[31mx"), "{shown}");
}

#[test]
fn a_long_difference_is_cut_for_people_and_whole_for_programs() {
    let more: String = (0..100)
        .map(|n| format!("      - id: more-{n}\n        title: More {n}\n        require: {{labels: {{one-of: [feature]}}}}\n"))
        .collect();
    let sample = sample(Some(&format!("{OLD}{more}")));
    let Some(Proposal::Differs(lines)) = proposal(&sample.report()) else { panic!() };
    assert!(lines.len() > 200);
    assert_eq!(told(&sample).lines().filter(|line| line.starts_with('+')).count() + AROUND, SHOWN);
    assert!(told(&sample).contains("more lines"), "{}", told(&sample));
    assert!(json::json(&sample.report()).contains("More 99"));
}
