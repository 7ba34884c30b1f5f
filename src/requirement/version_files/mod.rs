//! `version-files`: the version that files of the repository state.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use semver::Version;

use super::judged_file::{JudgedFiles, code};
use super::{Context, Leaf, joined, judged_file};
use crate::evidence::needs::{FilePlace, Needs};
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message, Outcome, Value};
use crate::version_files::{self, Lack, Stated, VersionFile};
use crate::yaml::{Node, Problems};

crate::messages! {
    AGREE = "versions-agree": "{version} is the version that {count} {noun} at {commit} {verb}: {places}";
    DIFFERS = "version-differs": "{path} says {found} in line {line} at {commit}, and the release is {version}"
        => "write {version} into line {line} of {path}, and have the commit judged that has it; or release it as the version that the files say";
    NO_VERSION = "not-a-version": "{path} says {found} in line {line} at {commit}, which is no version of three numbers as semver.org has it; the release is {version}"
        => "write {version} into line {line} of {path}, and have the commit judged that has it";
    PREFIXED = "version-with-prefix": "{path} says {found} in line {line} at {commit}: the right version with more around it"
        => "write {version} into line {line} of {path}, or say with `pattern` in the policy how the version is written there";
    NO_KEY = "key-missing": "{path} has no {keys} at {commit}"
        => "write the version there, and have the commit judged that has it; or correct the key in the policy";
    NO_VALUE = "key-is-no-value": "{key} of {path} is {what} at {commit}, and no version"
        => "name the key, or the file, that has the version itself; for a member of a workspace that is the workspace's file";
    NOWHERE = "pattern-fits-nowhere": "nothing in {path} at {commit} reads like {pattern}"
        => "write the version there, and have the commit judged that has it; or correct the pattern in the policy";
    UNCLEAR = "file-unclear": "{path} could not be read as {format} at {commit}: {why}"
        => "mend {path}, and have the mended commit judged; if it is no {format}, say what it is with `format` in the policy";
}

/// Files of the repository that state its version must state the version of the release.
///
/// Use it so that nothing goes out under one number that calls itself by another. It looks at the files of the judged
/// commit, never at those of the default branch, and names each place that differs, with its line. It proves that the
/// places that are named agree; it does not look for others.
///
/// Of a well-known file the name is enough, in whatever folder it is:
///
/// | file | where its version is |
/// | --- | --- |
/// | `Cargo.toml` | `package.version` and `workspace.package.version` |
/// | `package.json`, `composer.json`, `deno.json`, `jsr.json`, `lerna.json`, `manifest.json` | `version` |
/// | `package-lock.json`, `npm-shrinkwrap.json` | `version` and `packages."".version` |
/// | `pyproject.toml` | `project.version` and `tool.poetry.version` |
/// | `Chart.yaml`, `pubspec.yaml`, `galaxy.yml` | `version` |
/// | `vcpkg.json` | `version` and `version-semver` |
/// | `VERSION`, `VERSION.txt`, `version.txt` | all that it says |
/// | `gradle.properties` | `version={version}` |
/// | `setup.cfg` | `version = {version}` |
/// | `mix.exs` | `version: "{version}"` |
/// | `build.sbt` | `version := "{version}"` |
///
/// Where several keys stand, at least one must be there, and all that are must agree.
///
/// The versions must be equal in all their parts, pre-release and build among them (semver.org): `1.4.0` is neither
/// `1.4.0-rc.1` nor `1.4.0+7`, and `v1.4.0` and `1.4` are no versions. For a file that writes it in another way use
/// `pattern`: `v{version}`. A key that is twice in its table, a file that is not of its format, a symbolic link, and a
/// file that is so large that GitHub shows only its beginning leave the requirement unknown. A file, a key or a pattern
/// that is not there is a lack.
///
/// Permissions: `contents: read`. Costs no request of its own, up to 50 files.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(transparent)]
pub struct VersionFiles(#[schemars(schema_with = "version_files::shape")] Vec<VersionFile>);

impl Leaf for VersionFiles {
    const NAME: &'static str = "version-files";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] =
        &joined::<{ MESSAGES.len() + judged_file::MESSAGES.len() }>(&[MESSAGES, judged_file::MESSAGES]);
    const EXAMPLE: &'static str = "\
version-files: [Cargo.toml, web/package.json]
---
version-files:
  - pyproject.toml
  - {path: Cargo.lock, key: \"package[name=shop].version\", format: toml}
  - {path: lib/shop/version.rb, pattern: 'VERSION = \"{version}\"'}
";

    fn read(node: &Node, _: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        version_files::read(node, problems).map(VersionFiles)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        let texts = self.0.iter().map(|file| FilePlace::Path(file.path().to_owned())).collect();
        Needs { texts, ..Needs::default() }
    }

    fn says(&self) -> String {
        let places: Vec<String> = self.0.iter().map(VersionFile::says).collect();
        format!("the version of the release is the one in {}", places.join(", "))
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let at = match JudgedFiles::new(case) {
            Ok(files) => files,
            Err(finding) => return vec![finding],
        };
        // A phase that holds a merge has no version, and reading refuses this kind there.
        let Some(candidate) = case.candidate() else { return Vec::new() };
        let mut said = Said { at, version: &candidate.version, agree: Vec::new(), findings: Vec::new() };
        self.0.iter().for_each(|file| said.look_at(file));
        said.told()
    }
}

/// What the files say of their version.
struct Said<'a> {
    at: JudgedFiles<'a>,
    version: &'a Version,
    /// The places that say the version of the release, with their lines.
    agree: Vec<String>,
    findings: Vec<Finding>,
}

impl Said<'_> {
    fn look_at(&mut self, file: &VersionFile) {
        let path = file.path();
        let text = self.at.entry(path).and_then(|entry| self.at.text(path, entry));
        let text = match text {
            Ok(text) => text,
            Err(finding) => return self.findings.push(*finding),
        };
        let Stated { values, lacks } = file.stated(text);
        values.iter().for_each(|value| self.compare(path, value));
        for lack in lacks {
            match lack {
                Lack::Nowhere(pattern) => {
                    self.lacks(&NOWHERE, path, |finding| finding.with("pattern", code(&pattern)));
                }
                Lack::NoKey(keys) => {
                    self.lacks(&NO_KEY, path, |finding| finding.with("keys", Value::Codes(keys)));
                }
                Lack::NoValue(key, what) => self.lacks(&NO_VALUE, path, |finding| {
                    finding.with("key", code(&key)).with("what", Value::Words(what))
                }),
                Lack::Unreadable(format, why) => {
                    let finding = self.at.finding(Outcome::Unknown, &UNCLEAR).with("path", code(path));
                    let finding = finding.with("format", Value::Words(format.name()));
                    self.findings.push(finding.with("why", Value::Text(why)));
                }
            }
        }
    }

    fn lacks(&mut self, message: &'static Message, path: &str, more: impl FnOnce(Finding) -> Finding) {
        let finding = more(self.at.finding(Outcome::Unmet, message).with("path", code(path)));
        self.findings.push(Finding { absent: true, ..finding });
    }

    fn compare(&mut self, path: &str, value: &version_files::Value) {
        let message = match Version::parse(&value.text) {
            Ok(found) if found == *self.version => {
                let place = format!("{path}:{}", value.line);
                if !self.agree.contains(&place) {
                    self.agree.push(place);
                }
                return;
            }
            Ok(_) => &DIFFERS,
            Err(_) if value.text.trim().trim_start_matches(['v', 'V', '=']) == self.version.to_string() => {
                &PREFIXED
            }
            Err(_) => &NO_VERSION,
        };
        let finding = self
            .at
            .finding(Outcome::Unmet, message)
            .with("path", code(path))
            .with("found", code(&value.text))
            .with("line", value.line)
            .with("version", code(&self.version.to_string()));
        self.findings.push(finding);
    }

    /// All that was found; what agrees is told once, and first.
    fn told(mut self) -> Vec<Finding> {
        if !self.agree.is_empty() {
            let one = self.agree.len() == 1;
            let finding = self
                .at
                .finding(Outcome::Met, &AGREE)
                .with("version", code(&self.version.to_string()))
                .with("count", self.agree.len())
                .with("noun", Value::Words(if one { "place" } else { "places" }))
                .with("verb", Value::Words(if one { "says" } else { "say" }))
                .with("places", Value::Codes(self.agree));
            self.findings.insert(0, finding);
        }
        self.findings
    }
}
