//! What is to be there once the tag is cut.

use super::Go;
use crate::bump::cut::{Asset, Cut, ReleaseWish, sha256};
use crate::candidate::Candidate;
use crate::evaluate;
use crate::notes::Source;
use crate::report::{self, Report};

/// Tag, release and what is attached to it, for a go.
pub(super) fn wanted(go: &Go, candidate: Candidate, report: &Report<'_>) -> anyhow::Result<Cut> {
    let cutting = &go.read.policy.rules.cutting;
    let evidence = go.read.evidence.for_everybody();
    let mut kept = serde_json::to_string_pretty(&evidence)?;
    kept.push('\n');
    let digest = sha256(kept.as_bytes());
    let notes = notes(go);
    let source = go.read.policy.notes.as_ref().map(|notes| &notes.source);
    let quoted = notes.as_deref().filter(|_| {
        source.is_some_and(|source| may_quote(source, evidence.opening.repository.private, cutting.publish))
    });
    let message = report::tag_message(report, &candidate.tag, quoted, &digest);
    let policy = evidence.opening.policy.text.clone();
    let assets = vec![
        asset("holdpoint-verdict.json", "application/json", report::json(report)),
        asset("holdpoint-policy.yml", "application/yaml", policy),
        asset("holdpoint-evidence.json", "application/json", kept),
    ];
    Ok(Cut {
        message,
        tagger: None,
        release: ReleaseWish {
            title: candidate.tag.clone(),
            // A draft that says something else by now is not what was judged, and is not published.
            body: notes,
            prerelease: !candidate.version.pre.is_empty(),
            publish: cutting.publish,
        },
        assets: if cutting.attach { assets } else { Vec::new() },
        floating: cutting.floating.clone(),
        pattern: go.read.policy.rules.tag.clone(),
        latest: cutting.latest,
        tag: candidate.tag,
        version: candidate.version,
        commit: candidate.commit,
    })
}

fn asset(name: &str, content_type: &str, text: String) -> Asset {
    Asset { name: name.to_owned(), content_type: content_type.to_owned(), bytes: text.into_bytes() }
}

/// The notes that were judged.
fn notes(go: &Go) -> Option<String> {
    let phase = go.read.policy.phase(&go.read.phase)?;
    let (_, prepared) = evaluate::notes::of(&go.read.policy, phase, &go.read.evidence, go.now)?;
    Some(prepared.text.ok()?.as_str().to_owned())
}

/// Whether the tag may say what is in the notes. Everybody who sees a public repository sees its tags, and drafts of releases
/// are shown to few (rule 11): what is kept in one is for all to read only if this run publishes it.
fn may_quote(source: &Source, private: bool, publish: bool) -> bool {
    *source != Source::Release || private || publish
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_tag_says_nothing_of_a_draft_that_stays_one() {
        for (source, private, publish, quoted) in [
            (Source::Release, false, false, false),
            (Source::Release, false, true, true),
            (Source::Release, true, false, true),
            (Source::Changelog("CHANGELOG.md".to_owned()), false, false, true),
            (Source::File("NOTES.md".to_owned()), false, false, true),
            (Source::TrackingIssue(Vec::new()), false, false, true),
        ] {
            assert_eq!(may_quote(&source, private, publish), quoted, "{source:?} {private} {publish}");
        }
    }
}
