//! The outputs of a step, always all of them: workflows test `decision == 'go'`, and an output that is not set is
//! an empty text there.

use super::Report;
use super::consents;
use super::json::{CutDocument, cut_json};
use crate::verdict::{Decision, Judged, Outcome, RequirementVerdict, Severity, Verdict, WaiverVerdict};

/// The outputs of a run with a verdict. `comment_url` is the page of the comment, if one was written; `cut`, what became of
/// the cutting of the tag, if there was a go for it.
///
/// `report` is the comment's Markdown. Lists are ids with commas between them; `unmet`, `pending` and `unknown` name
/// what holds the phase.
#[must_use]
pub fn outputs(
    report: &Report<'_>,
    comment_url: Option<&str>,
    cut: Option<&CutDocument>,
) -> Vec<(&'static str, String)> {
    let verdict = report.verdict;
    let ids = |outcome| {
        let wanted = verdict
            .all()
            .filter(|one| one.outcome == outcome && one.severity == Severity::Holding)
            .map(|one| one.id.as_str());
        wanted.collect::<Vec<_>>().join(",")
    };
    let decision = match verdict.decision {
        Decision::Go => "go",
        Decision::NoGo => "no-go",
    };
    let (version, previous, kind, tag) = match &verdict.subject {
        Judged::Release { version, previous, kind, tag, .. } => {
            (version.clone(), previous.clone(), kind.clone(), tag.clone())
        }
        Judged::PullRequest { .. } | Judged::MergeGroup { .. } => (String::new(), None, None, String::new()),
    };
    all(|name| match name {
        "decision" => decision.to_owned(),
        "unmet" => ids(Outcome::Unmet),
        "pending" => ids(Outcome::Pending),
        "unknown" => ids(Outcome::Unknown),
        "waived" => waived(verdict),
        "missing-sign-offs" => {
            let missing = consents::missing(verdict);
            missing.iter().map(|one| one.role).collect::<Vec<_>>().join(",")
        }
        "version" => version.clone(),
        "previous" => previous.clone().unwrap_or_default(),
        "type" => kind.clone().unwrap_or_default(),
        "tag" => tag.clone(),
        "package" => verdict.subject.package().unwrap_or_default().to_owned(),
        "released" => cut.is_some_and(|cut| cut.released).to_string(),
        "release-url" => {
            cut.and_then(|cut| cut.release.as_ref()).map(|one| one.url.clone()).unwrap_or_default()
        }
        "cut" => cut.map(cut_json).unwrap_or_default(),
        "comment-url" => comment_url.unwrap_or_default().to_owned(),
        "report" => super::comment(report),
        _ => String::new(),
    })
}

/// What somebody decided to go without, in whole or in part.
fn waived(verdict: &Verdict) -> String {
    let named = |one: &RequirementVerdict| {
        let excuses = |waiver: &WaiverVerdict| waiver.accepted && waiver.requirement == one.id;
        one.outcome == Outcome::Waived || verdict.waivers.iter().any(excuses)
    };
    let wanted = verdict.all().filter(|one| one.severity == Severity::Holding && named(one));
    wanted.map(|one| one.id.as_str()).collect::<Vec<_>>().join(",")
}

/// The outputs of a run that judged nothing: `none` where the event gives nothing to judge, `no-go` after an error.
#[must_use]
pub fn outputs_without_verdict(decision: &str, error: &str) -> Vec<(&'static str, String)> {
    all(|name| match name {
        "decision" => decision.to_owned(),
        "error" => error.to_owned(),
        "released" => "false".to_owned(),
        _ => String::new(),
    })
}

/// All outputs, in the order of the docs, with what each says. `action.yml` and docs/outputs.md are held to it.
pub const OUTPUTS: [(&str, &str); 17] = [
    (
        "decision",
        "`go`; `no-go`, also after an error; `none` where the event gives nothing to judge. Test for `== 'go'`",
    ),
    ("error", "Why nothing could be judged; empty where something was"),
    ("unmet", "The ids of the holding requirements that do not hold, with commas between them"),
    ("pending", "The ids of the holding requirements that wait for a machine, with commas between them"),
    ("unknown", "The ids of the holding requirements that could not be read, with commas between them"),
    (
        "waived",
        "The ids of the holding requirements that somebody decided to go without, in whole or in part",
    ),
    ("missing-sign-offs", "The roles whose sign-off holds the phase, each once, with commas between them"),
    ("version", "The version that was judged, without the tag's prefix; empty for pull requests"),
    ("previous", "The tag of the previous release; empty where there is none"),
    ("type", "The release's type, which is `major`, `minor`, `patch`, `prerelease` or the team's own"),
    ("tag", "The tag that the release has or would have"),
    ("package", "The package that was judged; empty where the policy has none"),
    (
        "released",
        "`true` where this run was to cut the tag, and the tag is at the judged commit; else `false`. Test for `== 'true'`",
    ),
    (
        "release-url",
        "The page of the release, where this run was to cut its tag; a draft's is shown to those who may write",
    ),
    (
        "cut",
        "What became of the cutting of the tag, as one line of JSON: `cut` of schemas/verdict.schema.json",
    ),
    ("comment-url", "The page of the comment that was written; empty where none was"),
    ("report", "The verdict as Markdown, as it stands in the comment"),
];

fn all(value: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    OUTPUTS.into_iter().map(|(name, _)| (name, value(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::{outputs, outputs_without_verdict};
    use crate::report::sample;

    #[test]
    fn every_output_is_set() {
        let sample = sample::no_go();
        let rendered: Vec<String> = outputs(&sample.report(), Some("https://github.com/x"), None)
            .into_iter()
            .map(|(name, value)| format!("{name}={}", value.lines().next().unwrap_or_default()))
            .collect();
        insta::assert_snapshot!(rendered.join("\n"), @"
        decision=no-go
        error=
        unmet=scope-merged,docs
        pending=ci
        unknown=scan
        waived=alerts
        missing-sign-offs=
        version=1.4.0
        previous=v1.3.1
        type=minor
        tag=v1.4.0
        package=
        released=false
        release-url=
        cut=
        comment-url=https://github.com/x
        report=## Holdpoint: no-go for v1.4.0 (pre-release)
        ");
        let none: Vec<String> = outputs_without_verdict("none", "")
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(none, ["decision=none", "released=false"]);
    }
}
