//! Which analyses speak of the judged commit.
//!
//! An alert is open at a ref by the newest analysis there. So of each tool and category the newest analysis of one of
//! the refs must be of the commit, or of one with the same files; then what is open at that ref is open in the commit.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::open::short;
use crate::evidence::alert::{Analysis, CodeScanning, Feature, ScannedRef};
use crate::evidence::{Fact, Oid, Unknown};
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    ANALYSED = "analysed": "{tools} analysed {commit} on {place}";
    ANALYSED_EQUAL = "analysed-equal-files": "{tools} analysed {analysed} on {place}, which has the same files as {commit}";
    NEVER = "never-analysed": "code scanning has never analysed {places}"
        => "let the workflow that scans the code run for {commit}, or set code scanning up";
    TOOL_MISSING = "tool-missing": "{tool} has never analysed {places}"
        => "let the workflow that runs {tool} run for {commit}, or correct the name under `tools` in the policy";
    NOT_ANALYSED = "commit-not-analysed": "there is no analysis of {commit} by {tool}; its newest is of {newest} on {place}, of {at}"
        => "let the workflow that scans the code run for {commit}; if {tool} is no longer in use, delete its analyses in {page} under *Tool status*, or name the tools that count under `tools`";
    FAILED = "analysis-failed": "the analysis of {commit} by {tool} on {place}, of {at}, ended in an error"
        => "see in {page} under *Tool status* what went wrong, and run the workflow again for {commit}";
    ANALYSED_SINCE = "analysed-since": "{tool} analysed {commit} on {place}, and {newest} since, at {at}: the alerts there are those of the newer analysis"
        => "judge {newest} instead, or run the workflow that scans the code again for {commit}";
    TREES_UNREADABLE = "trees-unreadable": "{tool} analysed {newest} on {place}; whether that has the same files as {commit} could not be read: {why}"
        => "{why:remedy}";
}

/// A tool and what of the repository it looks at.
type Configuration<'e> = (&'e str, &'e str);

/// How one tool and category stands.
pub(super) enum Standing<'e> {
    /// Proven by the newest analysis at a ref.
    Proven { at: &'e ScannedRef, analysis: &'e Analysis },
    /// Not proven anywhere; the newest analysis, where it is, and what is wrong with it.
    Lacking { at: &'e ScannedRef, newest: &'e Analysis, why: Lack },
}

/// Why the newest analysis proves nothing.
pub(super) enum Lack {
    /// It is of another commit, and none is of this one.
    Other,
    /// It is of another commit, and an earlier one was of this one.
    Since,
    /// It is of this commit, and failed.
    Failed,
    /// Whether its files are the same is not known.
    Trees(Unknown),
}

/// What was analysed, as far as it can be read.
pub(super) struct Analyses<'e> {
    scanning: &'e CodeScanning,
    /// Whether an analysis of a pull request counts for a commit of the branch: only if the branch has not grown since.
    merged_counts: bool,
    refs: Vec<(&'e ScannedRef, &'e [Analysis])>,
}

impl<'e> Analyses<'e> {
    pub(super) fn new(scanning: &'e CodeScanning, merged_counts: bool) -> Self {
        let on = |scanned: &'e ScannedRef| match &scanned.analyses {
            Fact::Known(Feature::On(analyses)) => Some((scanned, analyses.as_slice())),
            _ => None,
        };
        Self { scanning, merged_counts, refs: scanning.refs.iter().filter_map(on).collect() }
    }

    /// How each tool and category stands; of the tools that are named, or of all.
    pub(super) fn standing(&self, tools: &[String]) -> BTreeMap<Configuration<'e>, Standing<'e>> {
        let counts =
            |tool: &str| tools.is_empty() || tools.iter().any(|known| known.eq_ignore_ascii_case(tool));
        let mut standing = BTreeMap::new();
        for (at, analyses) in &self.refs {
            for analysis in analyses.iter().filter(|one| counts(&one.tool)) {
                let configuration = (analysis.tool.as_str(), analysis.category.as_str());
                let Some(found) = self.at(configuration, at, analyses) else { continue };
                let better = match (standing.get(&configuration), &found) {
                    (None, _) | (Some(Standing::Lacking { .. }), Standing::Proven { .. }) => true,
                    (Some(Standing::Lacking { newest: old, .. }), Standing::Lacking { newest, why, .. }) => {
                        !matches!(why, Lack::Other) && newest.at > old.at
                    }
                    _ => false,
                };
                if better {
                    standing.insert(configuration, found);
                }
            }
        }
        standing
    }

    /// How a tool and category stands at one ref, by its newest analysis there.
    fn at(
        &self,
        configuration: Configuration<'_>,
        at: &'e ScannedRef,
        analyses: &'e [Analysis],
    ) -> Option<Standing<'e>> {
        let of = |one: &&Analysis| (one.tool.as_str(), one.category.as_str()) == configuration;
        let newest = analyses.iter().filter(of).max_by_key(|one| one.at)?;
        let commit = &self.scanning.commit;
        let why = match self.is_same(newest) {
            Ok(true) if newest.failed => Lack::Failed,
            Ok(true) if self.counts_at(at) => return Some(Standing::Proven { at, analysis: newest }),
            Ok(_) if analyses.iter().filter(of).any(|one| one.commit == *commit) => Lack::Since,
            Ok(_) => Lack::Other,
            Err(why) => Lack::Trees(why),
        };
        Some(Standing::Lacking { at, newest, why })
    }

    fn counts_at(&self, at: &ScannedRef) -> bool {
        self.merged_counts || !is_of_pull_request(at)
    }

    /// Whether an analysis is of the judged files.
    fn is_same(&self, analysis: &Analysis) -> Result<bool, Unknown> {
        let commit = &self.scanning.commit;
        if analysis.commit == *commit {
            return Ok(true);
        }
        let trees = self.scanning.trees.known()?;
        let tree = |commit: &Oid| trees.iter().find(|one| one.commit == *commit)?.tree.as_ref();
        Ok(tree(commit).is_some() && tree(commit) == tree(&analysis.commit))
    }
}

/// Whether the ref is a pull request's, whose analysis may be of the changed lines only.
pub(super) fn is_of_pull_request(scanned: &ScannedRef) -> bool {
    scanned.reference.starts_with("refs/pull/")
}

/// What the findings name.
pub(super) struct Names<'a> {
    pub(super) repository: &'a str,
    pub(super) commit: &'a Oid,
    pub(super) refs: Vec<&'a str>,
}

impl Names<'_> {
    pub(super) fn never(&self) -> Finding {
        Finding::absent(&NEVER)
            .with("places", self.places())
            .with("commit", self.commit(self.commit))
            .who([Who::Writers])
    }

    pub(super) fn tool_missing(&self, tool: &str) -> Finding {
        Finding::absent(&TOOL_MISSING)
            .with("tool", Value::Code(tool.to_owned()))
            .with("places", self.places())
            .with("commit", self.commit(self.commit))
            .who([Who::Writers])
    }

    /// That these tools have analysed the commit there.
    pub(super) fn proven(&self, tools: Vec<String>, at: &ScannedRef, analysed: &Oid) -> Finding {
        let message = if analysed == self.commit { &ANALYSED } else { &ANALYSED_EQUAL };
        Finding::met(message)
            .with("tools", Value::Codes(tools))
            .with("commit", self.commit(self.commit))
            .with("analysed", self.commit(analysed))
            .with("place", Value::Code(short(&at.reference).to_owned()))
    }

    pub(super) fn lacking(
        &self,
        of: Configuration<'_>,
        at: &ScannedRef,
        newest: &Analysis,
        why: &Lack,
    ) -> Finding {
        let (finding, who) = match why {
            Lack::Other => (Finding::absent(&NOT_ANALYSED), true),
            Lack::Failed => (Finding::unmet(&FAILED).since(Some(newest.at)), true),
            Lack::Since => (Finding::unknown(&ANALYSED_SINCE), true),
            Lack::Trees(why) => {
                (Finding::unknown(&TREES_UNREADABLE).with("why", Value::Unknown(why.clone())), false)
            }
        };
        let (tool, category) = of;
        // A tool's own page has its name in the address, and names are whatever was uploaded.
        let url = format!("{}/security/code-scanning", self.repository);
        finding
            .with("tool", Value::Code(format!("{tool} {category}").trim_end().to_owned()))
            .with("commit", self.commit(self.commit))
            .with("newest", self.commit(&newest.commit))
            .with("place", Value::Code(short(&at.reference).to_owned()))
            .with("at", time(newest.at))
            .with("page", Value::Link { text: "code scanning".to_owned(), url })
            .who(who.then_some(Who::Writers))
    }

    fn places(&self) -> Value {
        Value::Codes(self.refs.iter().map(|reference| short(reference).to_owned()).collect())
    }

    fn commit(&self, oid: &Oid) -> Value {
        Value::Commit { oid: oid.clone(), url: Some(format!("{}/commit/{oid}", self.repository)) }
    }
}

fn time(at: Timestamp) -> Value {
    Value::Time(at)
}
