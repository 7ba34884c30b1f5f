//! The workflow: the recipe "started by hand" of docs/workflows, with the rights that the policy needs. Nothing of it is text of
//! others, because in a workflow `${{ … }}` is obeyed wherever it stands.

use super::PHASE;
use super::page::{Page, names, scalar};
use super::seen::Seen;

/// The workflow; `rights` are the lines of `permissions:` that reading takes, `policy` where the policy is, if it is at none of
/// its usual places.
pub(super) fn workflow(seen: &Seen<'_>, rights: &[String], policy: Option<&str>) -> String {
    let mut page = Page::default();
    page.comment(0, "Somebody starts it with a version: the gate judges, and after a go the tag is cut on the commit that was judged.");
    page.comment(0, "`holdpoint init` wrote it; docs/workflows/dispatch.md says what it trusts, and docs/workflows/README.md has other ways to run the gate.");
    page.comment(0, "There is no published release of Holdpoint yet: until there is one, build the image in a clone as docs/workflows/README.md says. Then \
        pin the action to the commit of its tag.");
    page.line(0, "name: Release");
    page.line(0, "on:");
    page.line(1, "workflow_dispatch:");
    page.line(2, "inputs:");
    page.line(3, "version:");
    page.line(4, "description: The version, e.g. 1.4.0");
    page.line(4, "required: true");
    page.line(0, "permissions: {}");
    page.line(0, "concurrency:");
    page.line(1, "group: release");
    page.line(1, "cancel-in-progress: false");
    page.line(0, "jobs:");
    job(&mut page, "gate", rights, false);
    page.line(2, "outputs:");
    page.line(3, "decision: ${{ steps.gate.outputs.decision }}");
    page.line(2, "steps:");
    step(&mut page, "gate", &[&format!("phase: {PHASE}")], policy);
    job(&mut page, "release", rights, true);
    page.line(2, "steps:");
    step(&mut page, "cut", &["command: bump --tag"], policy);
    if !seen.on_tags.is_empty() {
        page.comment(0, &format!(
            "Seen: {} starts when a tag is pushed or a release is published. What the workflow's own token cuts starts no other workflow: call it \
             from here after the job `release`, or give that job the token of a GitHub App in `token` (docs/workflows/dispatch.md).",
            names(seen.on_tags.iter().map(String::as_str))
        ));
    }
    page.text().to_owned()
}

fn job(page: &mut Page, name: &str, rights: &[String], cuts: bool) {
    page.line(1, &format!("{name}:"));
    page.line(2, &format!("name: {name}"));
    if cuts {
        page.line(2, "needs: gate");
        page.line(2, "if: needs.gate.outputs.decision == 'go'");
    }
    page.line(2, "runs-on: ubuntu-24.04");
    page.line(2, "timeout-minutes: 10");
    if cuts {
        page.comment(2, "GitHub makes this environment when the job first runs. Give it reviewers in the settings: they approve before the tag is cut.");
        page.line(2, "environment: release");
    }
    page.line(2, "permissions:");
    for (right, why) in declared(rights, cuts) {
        page.line(3, &format!("{right} # {why}"));
    }
}

/// The lines of `permissions:`: those of reading, and those of the comment, the check run and the tag.
fn declared(rights: &[String], cuts: bool) -> Vec<(String, &'static str)> {
    let reads = |line: &str| rights.iter().any(|right| right == line);
    let mut lines = vec![match (cuts, reads("contents: write")) {
        (true, _) => ("contents: write".to_owned(), "the tag and its release"),
        (false, true) => {
            ("contents: write".to_owned(), "to be shown the draft of the release, where the notes are")
        }
        (false, false) => ("contents: read".to_owned(), "policy, tags, commits"),
    }];
    lines.push(("pull-requests: read".to_owned(), "the pull requests of the release"));
    lines.push(("issues: write".to_owned(), "the tracking issue, and the comment on it"));
    lines.push(("checks: write".to_owned(), "checks, and the check run"));
    for (right, why) in
        [("statuses: read", "commit statuses"), ("actions: read", "the workflow that a check came from")]
    {
        if reads(right) {
            lines.push((right.to_owned(), why));
        }
    }
    lines
}

fn step(page: &mut Page, id: &str, inputs: &[&str], policy: Option<&str>) {
    page.line(3, &format!("- id: {id}"));
    page.line(4, concat!("uses: holdpoint/holdpoint@v", env!("CARGO_PKG_VERSION")));
    page.line(4, "with:");
    for input in inputs {
        page.line(5, input);
    }
    if let Some(policy) = policy {
        page.line(5, &format!("policy: {}", scalar(policy)));
    }
    page.line(5, "version: ${{ inputs.version }}");
}
