//! `alerts`: no open security alerts, and code that was looked at.

use std::collections::BTreeMap;

use super::{Context, Leaf, joined, texts};
use crate::evidence::alert::AlertSeverity;
use crate::evidence::needs::{AlertNeeds, Needs};
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Fields, Node, Problems};

mod analyses;
mod code_scanning;
mod open;
mod read;

pub(crate) use open::switched_off_notes;
use open::{Item, Source};

/// No open security alerts: of code scanning, of Dependabot, of secret scanning, or of several of them.
///
/// Use it to keep a release from going out with a known hole. Name the sources that count, each with the severity from
/// which on an alert holds: `low`, `medium`, `high`, `critical`, or `any`. Secrets have no severity, so there it is `any`.
/// Only open alerts hold. One that was fixed or dismissed does not, and who dismissed it GitHub keeps with the alert.
///
/// Code scanning: that no alert is open says nothing of a commit that nobody has looked at. So each tool and
/// category that has analysed the branch must have analysed the release's commit, without an error, and must not have
/// analysed another commit of it since: alerts follow the newest analysis. The branch's analyses are looked at; for a
/// tag also those of the tag; for a release pull request those of its branch, of `refs/pull/N/merge` and of
/// `refs/pull/N/head`. An analysis of another commit with the very same files (an equal git tree) counts as well: so the
/// pull request that was merged can vouch for the commit that the merge made, if nothing else went in between; not one
/// from a fork, whose runs may upload what they like. Because
/// the analysis of a pull request may look at the changed lines only, what is open on the branch then counts besides. A
/// tool or category is expected if it is among the newest 100 analyses of these refs. One that is no longer in use, or that
/// runs by the clock, must be taken away on GitHub, or left out with `tools`. An alert without a security severity goes by
/// its level: an error counts as `high`, a warning as `medium`, a note as `low`; one that has neither always holds.
///
/// Dependabot knows the default branch only, whatever branch the release is cut from. Secret scanning knows
/// the whole repository, every branch of it.
///
/// It proves what GitHub knows now, not that there is nothing to be known. A source that is switched off, or that the
/// token may not read, leaves the requirement unknown; GitHub's own words tell the two apart. With `off: allow` a source
/// that is switched off counts as met, and the report says so; one that may not be read never does.
///
/// On a public repository reports show counts and links only, because alerts are for those who can write. It has no place
/// in a phase that holds a merge, where an alert would hold the very pull request that fixes it: require GitHub's
/// own check there, `checks: {names: [CodeQL], app: github-advanced-security}`.
///
/// Permissions: `security-events: read` for code scanning, `vulnerability-alerts: read` for Dependabot. Secret scanning
/// cannot be read with a workflow's own token: it is read with `org-token`, the token of a GitHub App that has
/// `Secret scanning alerts: read`.
/// Dependabot costs no request of its own for up to 200 alerts; secret scanning one for each 100 alerts, and a second where there are none; code scanning
/// two for the branch and for each further ref, one for each further 100 alerts, and one where other commits were
/// analysed.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, extend("minProperties" = 1))]
pub struct Alerts {
    /// Alerts of code scanning at the release's commit, from this severity on.
    #[schemars(default, with = "CodeShape", transform = texts::without_default)]
    code_scanning: Option<CodeScanning>,
    /// Dependabot's alerts on the default branch, from this severity on.
    #[schemars(default, with = "DependabotShape", transform = texts::without_default)]
    dependabot: Option<Dependabot>,
    /// Alerts of secret scanning.
    #[schemars(default, with = "SecretShape", transform = texts::without_default)]
    secret_scanning: Option<SecretScanning>,
}

/// What is asked of code scanning, with more than a severity.
#[derive(Debug, Clone, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "CodeScanningAlerts", rename_all = "kebab-case", deny_unknown_fields)]
struct CodeScanning {
    /// The severity from which on an alert holds.
    at_least: Threshold,
    /// The tools that count, as GitHub names them: `CodeQL`. Each of them must have analysed the commit. Left out, every
    /// tool counts that has analysed the branch.
    #[schemars(default, schema_with = "texts::texts")]
    tools: Vec<String>,
    /// What it means that the feature is switched off.
    #[schemars(default, with = "Off", transform = texts::without_default)]
    off: Option<Off>,
}

/// What is asked of Dependabot, with more than a severity.
#[derive(Debug, Clone, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "DependabotAlerts", rename_all = "kebab-case", deny_unknown_fields)]
struct Dependabot {
    /// The severity from which on an alert holds.
    at_least: Threshold,
    /// `runtime` leaves out the alerts of dependencies that GitHub knows to be used in development only.
    #[schemars(default, with = "Scope", transform = texts::without_default)]
    scope: Option<Scope>,
    /// What it means that the feature is switched off.
    #[schemars(default, with = "Off", transform = texts::without_default)]
    off: Option<Off>,
}

/// What is asked of secret scanning, with more than that no alert is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "SecretScanningAlerts", rename_all = "kebab-case", deny_unknown_fields)]
struct SecretScanning {
    /// What it means that the feature is switched off.
    #[schemars(with = "Off")]
    off: Option<Off>,
}

#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it is the schema's shape, and never a value")]
enum CodeShape {
    Word(Threshold),
    More(CodeScanning),
}

#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it is the schema's shape, and never a value")]
enum DependabotShape {
    Word(Threshold),
    More(Dependabot),
}

#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it is the schema's shape, and never a value")]
enum SecretShape {
    Word(Any),
    More(SecretScanning),
}

/// Every alert.
#[derive(schemars::JsonSchema)]
#[schemars(rename = "AnyAlert", rename_all = "kebab-case")]
#[expect(dead_code, reason = "it is the schema's shape, and never a value")]
enum Any {
    Any,
}

/// The severity from which on an alert holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "AlertThreshold", rename_all = "kebab-case")]
enum Threshold {
    Any,
    Low,
    Medium,
    High,
    Critical,
}

impl Threshold {
    const WORDS: [(&'static str, Self); 5] = [
        ("any", Self::Any),
        ("low", Self::Low),
        ("medium", Self::Medium),
        ("high", Self::High),
        ("critical", Self::Critical),
    ];

    fn counts(self, severity: AlertSeverity) -> bool {
        severity
            >= match self {
                Self::Any | Self::Low => AlertSeverity::Low,
                Self::Medium => AlertSeverity::Medium,
                Self::High => AlertSeverity::High,
                Self::Critical => AlertSeverity::Critical,
            }
    }

    /// As it stands behind "alert".
    fn words(self) -> &'static str {
        match self {
            Self::Any | Self::Low => "of any severity",
            Self::Medium => "of severity medium or above",
            Self::High => "of severity high or above",
            Self::Critical => "of severity critical",
        }
    }
}

/// What it means that a source is switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "AlertsOff", rename_all = "kebab-case")]
enum Off {
    /// It counts as met, and the report says so.
    Allow,
}

/// Which dependencies count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "DependencyScope", rename_all = "kebab-case")]
enum Scope {
    /// Those that the product uses when it runs, and those of which GitHub does not know it.
    Runtime,
}

impl Leaf for Alerts {
    const NAME: &'static str = "alerts";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] =
        &joined::<{ open::MESSAGES.len() + analyses::MESSAGES.len() }>(&[open::MESSAGES, analyses::MESSAGES]);
    const EXAMPLE: &'static str = "\
alerts: {code-scanning: high, dependabot: high, secret-scanning: any}
---
alerts:
  code-scanning: {at-least: medium, tools: [CodeQL]}
  dependabot: {at-least: critical, scope: runtime}
---
alerts: {secret-scanning: {off: allow}}
";

    fn read(node: &Node, _: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`alerts`", problems)?;
        let code_scanning = fields.get("code-scanning").map(|node| CodeScanning::read(node, problems));
        let dependabot = fields.get("dependabot").map(|node| Dependabot::read(node, problems));
        let secret_scanning = fields.get("secret-scanning").map(|node| SecretScanning::read(node, problems));
        if code_scanning.is_none() && dependabot.is_none() && secret_scanning.is_none() {
            problems
                .error("no-effect", node.at.clone(), "`alerts` asks for nothing")
                .help("name a source with a severity: `code-scanning: high`");
        }
        fields.finish(problems);
        let alerts = Self {
            code_scanning: code_scanning.flatten(),
            dependabot: dependabot.flatten(),
            secret_scanning: secret_scanning.flatten(),
        };
        (problems.len() == before).then_some(alerts)
    }

    fn needs(&self, _: &BTreeMap<String, Role>) -> Needs {
        let alerts = AlertNeeds {
            code_scanning: self.code_scanning.is_some(),
            dependabot: self.dependabot.is_some(),
            secret_scanning: self.secret_scanning.is_some(),
        };
        Needs { alerts, ..Needs::default() }
    }

    fn says(&self) -> String {
        let mut clauses = Vec::new();
        if let Some(asked) = &self.code_scanning {
            let by = match asked.tools.as_slice() {
                [] => "every tool that analyses the branch".to_owned(),
                tools => texts::quoted(tools.iter().map(String::as_str), "and"),
            };
            let at_least = asked.at_least.words();
            clauses.push(format!(
                "the commit was analysed by {by}, and no code scanning alert {at_least} is open{}",
                unless_off(asked.off)
            ));
        }
        if let Some(asked) = &self.dependabot {
            let of = if asked.scope.is_some() { ", of what is used at runtime," } else { "" };
            let at_least = asked.at_least.words();
            clauses.push(format!("no Dependabot alert {at_least}{of} is open{}", unless_off(asked.off)));
        }
        if let Some(asked) = &self.secret_scanning {
            clauses.push(format!("no secret scanning alert is open{}", unless_off(asked.off)));
        }
        clauses.join("; ")
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let alerts = &case.evidence.alerts;
        let mut findings = Vec::new();
        if let Some(asked) = &self.code_scanning {
            findings.extend(code_scanning::judge(asked, case));
        }
        if let Some(asked) = &self.dependabot {
            let source = Source::dependabot(case);
            findings.extend(source.judge(&alerts.dependabot, asked.off, |list| {
                let counts = list.iter().filter(|one| asked.scope.is_none() || !one.development);
                source.open(counts.map(Item::from), Some(asked.at_least))
            }));
        }
        if let Some(asked) = &self.secret_scanning {
            let source = Source::secret_scanning(case);
            findings.extend(source.judge(&alerts.secret_scanning, asked.off, |list| {
                source.open(list.iter().map(Item::from), None)
            }));
        }
        findings
    }
}

fn unless_off(off: Option<Off>) -> &'static str {
    if off.is_some() { ", unless it is switched off" } else { "" }
}

#[cfg(test)]
mod tests;
