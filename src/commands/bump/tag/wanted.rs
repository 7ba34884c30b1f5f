//! What is to be there once the tag is cut.

use super::Go;
use crate::bump::cut::{Asset, Cut, ReleaseWish};
use crate::candidate::Candidate;
use crate::evaluate;
use crate::report::{self, Report};

/// Tag, release and what is attached to it, for a go.
pub(super) fn wanted(go: &Go, candidate: Candidate, report: &Report<'_>) -> anyhow::Result<Cut> {
    let cutting = &go.read.policy.rules.cutting;
    let evidence = go.read.evidence.for_everybody();
    let mut kept = serde_json::to_string_pretty(&evidence)?;
    kept.push('\n');
    let digest = report::digest(kept.as_bytes());
    let notes = notes(go);
    let message = report::tag_message(report, &candidate.tag, notes.as_deref(), &digest);
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
