//! `artifacts`: what was built for the release is there, as artifacts of a workflow run or as assets of a release.

mod assets;
mod name;
mod runs;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Leaf, texts};
use crate::evidence::needs::{Needs, RunsOf};
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Fields, Node, Problems};

use name::Name;

crate::messages! {
    UPLOADED = "artifacts-uploaded": "{run} of {workflow} has uploaded {artifacts}";
    UPLOADED_BY_OWN_RUN = "artifacts-uploaded-by-own-run":
        "{run} of {workflow}, in which the gate runs and which has not ended, has uploaded {artifacts}";
    NO_RUN = "no-run": "no run of {workflow} was started at {commit}"
        => "start {workflow} at {commit}, or correct its path in the policy";
    NO_RUN_BUT = "no-run-but": "no run of {workflow} was started at {commit}; there is one of {near}"
        => "write {near} in the policy if that is meant, or start {workflow} at {commit}";
    RUN_OF_FORK = "run-of-fork": "{run} of {workflow} does not count: it ran for {repository}"
        => "start {workflow} at {commit} in this repository";
    RUN_OF_LOST_FORK = "run-of-lost-fork":
        "{run} of {workflow} does not count: the repository that it ran for is gone"
        => "start {workflow} at {commit} in this repository";
    RUN_OF_EVENT = "run-of-other-event": "{run} of {workflow} does not count: it was started by {event}"
        => "start {workflow} at {commit} by one of {events}, or list {event} under `events` if its runs may be trusted";
    OWN_RUN = "own-run":
        "{run}, the newest of {workflow} at {commit}, is the one in which the gate runs, and cannot end before it"
        => "write `own-run: allow` beside `workflow`, and let the gate's job wait for those that upload (`needs:`)";
    RUN_PENDING = "run-pending": "{run} of {workflow} has not ended" => "wait for it";
    RUN_NEEDS_ACTION = "run-needs-action": "{run} of {workflow} waits for somebody to act"
        => "open {run}, and approve or do what it asks for";
    RUN_NOT_SUCCESSFUL = "run-not-successful": "{run} of {workflow} {ended}, and only success counts"
        => "see in {run} what went wrong, put it right, and start it again";
    MISSING = "artifact-missing": "{run} of {workflow} has uploaded no artifact {artifact}"
        => "let {workflow} upload {artifact}, or correct the name in the policy";
    MISSING_BUT = "artifact-missing-but":
        "{run} of {workflow} has uploaded no artifact {artifact}; the nearest is {near}"
        => "write {near} in the policy if that is meant, or let {workflow} upload {artifact}";
    NOT_YET = "artifact-not-yet": "{run} of {workflow} has not uploaded {artifact} so far"
        => "let the gate's job wait for the one that uploads {artifact} (`needs:`)";
    EXPIRED = "artifact-expired": "the artifact {artifact} of {run} has expired, so GitHub has deleted it"
        => "run {workflow} again at {commit}, and look at its `retention-days`";
    EMPTY = "artifact-empty": "the artifact {artifact} of {run} is empty"
        => "see in {run} why nothing was in it, and run {workflow} again";

    ASSETS = "assets-there": "{kind} {release} has the assets {assets}";
    NO_RELEASE = "no-release": "there is neither a release nor a draft for {tag}"
        => "draft a release for the tag {tag}, and add {assets} to it";
    NO_RELEASE_SEEN = "no-release-seen":
        "no release for {tag} is shown; a draft would be shown only to a token with {right}, and whether this is one is not known"
        => "draft a release for the tag {tag}; if there is one, give the gate's job {right} under `permissions:`";
    SEVERAL_RELEASES = "several-releases":
        "{kind} {release} is one of {count} releases and drafts for {tag}, and which is meant is not known"
        => "delete all of them but the one that is meant";
    ASSET_MISSING = "asset-missing": "{kind} {release} has no asset {asset}"
        => "add {asset} to {release}, or correct the name in the policy";
    ASSET_MISSING_BUT = "asset-missing-but": "{kind} {release} has no asset {asset}; the nearest is {near}"
        => "write {near} in the policy if that is meant, or add {asset} to {release}";
    ASSET_PENDING = "asset-not-uploaded": "the upload of the asset {asset} of {kind} {release} has not ended"
        => "wait for it; if nobody is uploading it any more, delete it and add it again";
    ASSET_EMPTY = "asset-empty": "the asset {asset} of {kind} {release} is empty" => "delete it and add it again";
}

/// The events whose runs count where the policy names none: those that only people who can write to the repository
/// bring about, and that run at the commit itself.
const EVENTS: [&str; 6] =
    ["merge_group", "push", "release", "repository_dispatch", "schedule", "workflow_dispatch"];

/// That what was built for the release is there: artifacts of a workflow run at the release's commit, or assets of
/// the release's draft.
///
/// Of the runs of `workflow` at the commit the one that was started last decides, also by starting it again; it must
/// have ended with success. A run that is still going makes this pending; a newer run that failed is not made up for by
/// an older one. Each name must be there, not expired and not empty. What an earlier attempt of the same run has
/// uploaded counts, because GitHub keeps it when only failed jobs are started again; of several artifacts of one
/// name the newest counts.
///
/// Runs on commits of forks never count. By default neither do runs that were started by `pull_request`, which build a
/// merge that is not the release, nor by events that outsiders can bring about. The defaults are `push`, `schedule`,
/// `workflow_dispatch`, `repository_dispatch`, `release` and `merge_group`.
///
/// With `release-assets` there must be one release for the tag, a draft or published, that has the assets, each
/// uploaded to its end and not empty. Several drafts for one tag leave it unknown. GitHub shows drafts to those alone who
/// may write: without any draft in sight "there is none" proves nothing, and leaves it unknown.
///
/// It proves that the files are there under their names. It does not prove what is in them, and of a draft's assets
/// not what they were built from. It speaks of a whole release, so it has no place in a phase that holds a merge.
///
/// Needs `actions: read` under `permissions:` for a workflow, `contents: read` for the assets of a published release, and
/// `contents: write` for those of a draft. A workflow
/// costs two requests, for its runs and their artifacts; `release-assets` costs one, and one more for each 100 releases
/// beyond 200.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend(
    "anyOf" = [{ "required": ["workflow"] }, { "required": ["release-assets"] }],
    "dependentRequired" = {
        "workflow": ["names"], "names": ["workflow"], "events": ["workflow"], "own-run": ["workflow"],
    },
))]
pub struct Artifacts {
    /// The path of the workflow file, such as `.github/workflows/build.yml`.
    #[schemars(default, schema_with = "texts::text")]
    workflow: Option<String>,
    /// The artifacts that its run must have uploaded. A name may be a glob, for which at least one must be there;
    /// `{version}` in it is the release's version.
    #[schemars(default, schema_with = "texts::texts")]
    names: Vec<Name>,
    /// The events whose runs count, instead of those above. `pull_request` counts for branches of this repository only.
    #[schemars(default, schema_with = "texts::texts")]
    events: Vec<String>,
    /// `allow`: the run in which the gate itself runs counts too, although it has not ended. Let the gate's job wait for
    /// the jobs that upload (`needs:`), and ask for these with `checks`.
    #[schemars(default, with = "Allow")]
    own_run: Option<Allow>,
    /// The assets that the release, or its draft, must have; names as under `names`.
    #[schemars(default, schema_with = "texts::texts")]
    release_assets: Vec<Name>,
}

/// What is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "AllowOwnRun", rename_all = "kebab-case")]
enum Allow {
    /// Let it in.
    Allow,
}

impl Artifacts {
    /// The runs that are meant, if a workflow is.
    fn runs(&self) -> Option<RunsOf> {
        let workflow = self.workflow.clone()?;
        let events = if self.events.is_empty() {
            EVENTS.iter().map(|event| (*event).to_owned()).collect()
        } else {
            self.events.iter().cloned().collect()
        };
        Some(RunsOf { workflow, events })
    }
}

/// The path of a workflow file, as GitHub names it.
fn workflow(node: &Node, problems: &mut Problems) -> Option<String> {
    let path = node.text("`workflow`", problems)?;
    let file = path.strip_prefix(".github/workflows/").unwrap_or(&path);
    let is_file = file.ends_with(".yml") || file.ends_with(".yaml");
    if is_file && file != path && !file.contains(['/', '@']) {
        return Some(path);
    }
    let problem = problems.error(
        "bad-path",
        node.at.clone(),
        "a workflow is named by the path of its file: names can be copied, paths cannot",
    );
    problem.help(match is_file && !file.contains(['/', '@']) {
        true => format!("write `.github/workflows/{file}`"),
        false => "write e.g. `.github/workflows/build.yml`".to_owned(),
    });
    None
}

fn names(node: &Node, key: &str, problems: &mut Problems) -> Vec<Name> {
    texts::read_each(node, &format!("`{key}`"), problems, Name::eq, |text| Name::parse(&text))
        .unwrap_or_default()
}

fn events(node: &Node, problems: &mut Problems) -> Vec<String> {
    let read = texts::read_each(node, "`events`", problems, String::eq, |text| {
        let known = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if known {
            Ok(text)
        } else {
            Err("an event is written as under `on:` of a workflow, e.g. `push`".to_owned())
        }
    });
    read.unwrap_or_default()
}

impl Leaf for Artifacts {
    const NAME: &'static str = "artifacts";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] = MESSAGES;
    const EXAMPLE: &'static str = "\
artifacts:
  workflow: .github/workflows/build.yml
  names: [shop, \"shop-{version}-*\"]
---
artifacts: {release-assets: [\"shop-{version}-*.tar.gz\", SHA256SUMS]}
---
artifacts:
  workflow: .github/workflows/release.yml
  names: [image]
  own-run: allow
";

    fn read(node: &Node, _context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`artifacts`", problems)?;
        let path = fields.get("workflow");
        let named = fields.get("names");
        let started = fields.get("events");
        let own = fields.get("own-run");
        let assets = fields.get("release-assets");
        for (key, given) in [("names", named), ("events", started), ("own-run", own)] {
            if let Some(given) = given.filter(|_| path.is_none()) {
                problems
                    .error(
                        "no-effect",
                        given.at.clone(),
                        format!("`{key}` speaks of a workflow's runs, and none is named"),
                    )
                    .help("write `workflow: .github/workflows/….yml` beside it");
            }
        }
        if let Some(path) = path.filter(|_| named.is_none()) {
            problems
                .error("missing-key", path.at.clone(), "`workflow` needs the key `names`")
                .help("name the artifacts that its run must have uploaded");
        }
        let read = Self {
            workflow: path.and_then(|node| workflow(node, problems)),
            names: named.map(|node| names(node, "names", problems)).unwrap_or_default(),
            events: started.map(|node| events(node, problems)).unwrap_or_default(),
            own_run: own
                .and_then(|node| node.one_of("`own-run`", &["allow"], problems))
                .map(|_| Allow::Allow),
            release_assets: assets.map(|node| names(node, "release-assets", problems)).unwrap_or_default(),
        };
        if fields.keys().next().is_none() {
            problems
                .error("nothing-asked", node.at.clone(), "`artifacts` asks for nothing")
                .help("give it `workflow` and `names`, or `release-assets`");
        }
        fields.finish(problems);
        (problems.len() == before).then_some(read)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        let artifacts = self.runs().into_iter().collect();
        Needs { artifacts, releases: !self.release_assets.is_empty(), ..Needs::default() }
    }

    fn says(&self) -> String {
        let quoted = |names: &[Name]| texts::quoted(names.iter().map(Name::as_str), "and");
        let workflow = self.workflow.as_ref().map(|workflow| {
            let events = match self.events.as_slice() {
                [] => String::new(),
                some => format!(" started by {}", texts::quoted(some.iter().map(String::as_str), "or")),
            };
            let ended = match self.own_run {
                Some(Allow::Allow) => " succeeded, or is the gate's own,",
                None => " succeeded",
            };
            let names = quoted(&self.names);
            format!("the newest run of “{workflow}” at the release's commit{events}{ended} and has uploaded {names}")
        });
        let assets = (!self.release_assets.is_empty())
            .then(|| format!("the release or its draft has the assets {}", quoted(&self.release_assets)));
        workflow.into_iter().chain(assets).collect::<Vec<_>>().join("; ")
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(runs) = self.runs() {
            findings.extend(runs::judge(self, &runs, case));
        }
        if !self.release_assets.is_empty() {
            findings.extend(assets::judge(&self.release_assets, case));
        }
        findings
    }
}
