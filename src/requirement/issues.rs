//! `issues`: that none is open which would stop the release, or that all of its milestone are closed.

mod judge;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Leaf, texts};
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Fields, Node, Problems};

crate::messages! {
    NONE_OPEN = "none-open": "no open issue has {rule} {labels}{place}";
    OPEN = "issue-open": "{issue} is open, and is labelled {labels}"
        => "settle {issue} and close it, or take the label off if it does not belong there";
    ALL_CLOSED = "all-closed": "{count} {noun} of the milestone {milestone}{with}, all closed ({dropped} as not planned or as a duplicate)";
    MILESTONE_OPEN = "milestone-issue-open": "{issue} of the milestone {milestone} is open"
        => "finish {issue} and close it, or move it to another milestone";
    MORE_OPEN = "more-issues-open": "{count} more are open: {issues}"
        => "settle each of them and close it";
    NO_ISSUES = "no-issues": "the milestone {milestone} has no issue to look at{with}"
        => "put the issues of the release into the milestone {milestone}, or take this requirement out of the policy";
    EXCEPTED = "issues-excepted": "open, and let in for one of the labels {labels}: {issues}";
    TRACKING_ISSUE = "tracking-issue-left-out":
        "{issue} is left out: it is the tracking issue, which stays open until the release is done";
    NO_MILESTONE = "milestone-not-known":
        "which milestone is the release's is not known, because not exactly one is named {version}"
        => "name one milestone {version}, and put the release's issues into it";
    NO_SUCH_LABEL = "no-such-label": "the repository has no label {label}"
        => "create the label {label}, or correct its name in the policy";
    NO_SUCH_LABEL_BUT = "no-such-label-but": "the repository has no label {label}; its nearest is {near}"
        => "write {near} in the policy if that is meant, or create the label {label}";
}

/// That no open issue stops the release, or that every issue of its milestone is closed.
///
/// `none-open` is for labels such as `release-blocker`: it holds when no open issue has them. `all-closed` is for the
/// milestone that is named like the release: it holds when it has issues and all of them are closed. An issue that was
/// closed as not planned, or as a duplicate, counts as closed, and the report says how many were. A milestone without
/// issues proves nothing and never meets `all-closed`.
///
/// Only issues count, not pull requests: for those use `pull-requests`. The tracking issue of the release is left out,
/// which the report says. Labels are given by their names, without regard to case. A label that the repository does not
/// have leaves the requirement unknown: a slip in a name must not look like a label that no open issue has.
///
/// In a phase that holds a merge, `none-open` stops every merge as long as such an issue is open, also that of the
/// pull request that settles it. To let that one pass, put it under `any:` beside a `labels:` requirement. What
/// speaks of the milestone has no place there.
///
/// It proves what GitHub shows when the gate runs. It does not prove that anybody looked for blockers.
///
/// Needs `issues: read` under `permissions:`. Up to 100 open issues of a label and up to 200 issues of the milestone
/// cost no further request; each 100 more cost one. Each label costs a point of the hourly allowance.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, extend("minProperties" = 1))]
pub struct Issues {
    /// No open issue may have these labels.
    #[schemars(default, with = "NoneOpen")]
    none_open: Option<NoneOpen>,
    /// Every issue of the milestone must be closed. Not in a phase that holds a merge.
    #[schemars(default, with = "AllClosed")]
    all_closed: Option<AllClosed>,
    /// Whether its phase holds a merge: then there is no tracking issue to be left out.
    #[schemars(skip)]
    holds_merge: bool,
}

/// Which open issues hold.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["any-of"] }, { "required": ["all-of"] }]))]
struct NoneOpen {
    /// Issues with at least one of these labels.
    #[schemars(default, schema_with = "texts::texts")]
    any_of: Vec<String>,
    /// Issues with all of these labels, two or more.
    #[schemars(default, schema_with = "texts::texts")]
    all_of: Vec<String>,
    /// But not issues with one of these labels.
    #[schemars(default, schema_with = "texts::texts")]
    except: Vec<String>,
    /// `milestone`: only issues in the release's milestone. Left out: all of the repository. Not in a phase that holds
    /// a merge.
    #[schemars(default, with = "Within")]
    r#in: Option<Within>,
}

/// Which issues of the milestone must be closed.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("not" = { "required": ["any-of", "all-of"] }))]
struct AllClosed {
    /// `milestone`: those of the release's milestone.
    r#in: Within,
    /// Of those, only issues with at least one of these labels.
    #[schemars(default, schema_with = "texts::texts")]
    any_of: Vec<String>,
    /// Of those, only issues with all of these labels, two or more.
    #[schemars(default, schema_with = "texts::texts")]
    all_of: Vec<String>,
    /// But not issues with one of these labels.
    #[schemars(default, schema_with = "texts::texts")]
    except: Vec<String>,
}

/// Where the issues are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Within {
    /// In the milestone that is named like the release.
    Milestone,
}

/// The labels that tell which issues are meant.
#[derive(Debug, Clone, Copy)]
struct Filter<'a> {
    any_of: &'a [String],
    all_of: &'a [String],
    except: &'a [String],
}

impl<'a> Filter<'a> {
    fn names(self) -> impl Iterator<Item = &'a String> {
        self.any_of.iter().chain(self.all_of).chain(self.except)
    }

    /// The labels that issues must have; none at all where every issue is meant.
    fn wanted(self) -> &'a [String] {
        if self.all_of.is_empty() { self.any_of } else { self.all_of }
    }

    fn says(self) -> String {
        let any = (!self.any_of.is_empty()).then(|| labels("one of the labels", self.any_of, "or"));
        let all = (!self.all_of.is_empty()).then(|| labels("all of the labels", self.all_of, "and"));
        let except = (!self.except.is_empty()).then(|| labels("but none of the labels", self.except, "or"));
        let parts: Vec<String> = [any, all, except].into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!(" with {}", parts.join(", ")) }
    }
}

fn labels(rule: &str, names: &[String], last: &str) -> String {
    let rule = match (names, rule) {
        ([_], "one of the labels") => "the label",
        ([_], "but none of the labels") => "but not the label",
        _ => rule,
    };
    format!("{rule} {}", texts::quoted(names.iter().map(String::as_str), last))
}

impl NoneOpen {
    fn filter(&self) -> Filter<'_> {
        Filter { any_of: &self.any_of, all_of: &self.all_of, except: &self.except }
    }

    /// The labels whose open issues are read: of issues that must have all of several, those of the first.
    fn read_of(&self) -> &[String] {
        if self.all_of.is_empty() { &self.any_of } else { self.all_of.get(..1).unwrap_or_default() }
    }

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`none-open`", problems)?;
        let within = within(&mut fields, context, problems);
        let [any_of, all_of, except] = lists(&mut fields, problems);
        fields.finish(problems);
        if any_of.is_empty() && all_of.is_empty() && problems.len() == before {
            problems
                .error(
                    "nothing-asked",
                    node.at.clone(),
                    "`none-open` does not say which issues may not be open",
                )
                .help(
                    "give it `any-of` or `all-of` with names of labels, or use `all-closed: {in: milestone}`",
                );
        }
        (problems.len() == before).then_some(Self { any_of, all_of, except, r#in: within })
    }
}

impl AllClosed {
    fn filter(&self) -> Filter<'_> {
        Filter { any_of: &self.any_of, all_of: &self.all_of, except: &self.except }
    }

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`all-closed`", problems)?;
        let within = within(&mut fields, context, problems);
        let [any_of, all_of, except] = lists(&mut fields, problems);
        fields.finish(problems);
        if within.is_none() && problems.len() == before {
            problems
                .error("missing-key", node.at.clone(), "`all-closed` needs the key `in`")
                .help("write `in: milestone`: of all issues that ever were, there is no end");
        }
        let closed = Self { r#in: within?, any_of, all_of, except };
        (problems.len() == before).then_some(closed)
    }
}

fn within(fields: &mut Fields<'_>, context: &Context<'_>, problems: &mut Problems) -> Option<Within> {
    let node = fields.get("in")?;
    node.one_of("`in`", &["milestone"], problems)?;
    if context.holds_merge {
        problems
            .error("release-wide", node.at.clone(), "a milestone speaks of a whole release")
            .help("a phase that holds merges judges one pull request by itself; leave out `in`, or move this to a release phase");
        return None;
    }
    Some(Within::Milestone)
}

/// The three lists of labels: `any-of`, `all-of`, `except`.
fn lists(fields: &mut Fields<'_>, problems: &mut Problems) -> [Vec<String>; 3] {
    let same = |one: &String, other: &String| one.to_lowercase() == other.to_lowercase();
    let mut list = |key: &'static str| {
        let node = fields.get(key)?;
        let names = texts::read_each(node, &format!("`{key}`"), problems, same, |text| {
            // GitHub allows so many characters in a name (GitHub's document "Managing labels").
            if text.chars().count() > 50 {
                Err("no label has a name of more than 50 characters".to_owned())
            } else {
                Ok(text)
            }
        });
        Some((names.unwrap_or_default(), node))
    };
    let (any_of, all_of, except) = (list("any-of"), list("all-of"), list("except"));
    if let (Some(_), Some((_, at))) = (&any_of, &all_of) {
        problems
            .error(
                "contradiction",
                at.at.clone(),
                "`any-of` and `all-of` cannot both say which issues are meant",
            )
            .help("keep one of them, and write a second requirement for the other");
    }
    if let Some((names, at)) = &all_of
        && names.len() == 1
    {
        problems.error("no-effect", at.at.clone(), "`all-of` is for several labels").help("write `any-of`");
    }
    let wanted = [&any_of, &all_of].into_iter().flatten().flat_map(|(names, _)| names);
    let wanted: Vec<&String> = wanted.collect();
    if let Some((names, at)) = &except {
        for name in names.iter().filter(|name| wanted.iter().any(|wanted| same(wanted, name))) {
            let message = format!("the label `{name}` is asked for, and `except` takes it out again");
            problems
                .error("contradiction", at.at.clone(), message)
                .help("take it out of one of the two lists");
        }
    }
    [any_of, all_of, except].map(|list| list.map(|(names, _)| names).unwrap_or_default())
}

impl Leaf for Issues {
    const NAME: &'static str = "issues";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] = MESSAGES;
    const EXAMPLE: &'static str = "\
issues: {none-open: {any-of: [release-blocker, regression]}}
---
issues:
  none-open: {all-of: [bug, critical], except: [known-issue]}
---
issues:
  none-open: {any-of: [release-blocker]}
  all-closed: {in: milestone, except: [later]}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`issues`", problems)?;
        if let Some(key) = fields.key("all-closed").filter(|_| context.holds_merge) {
            problems.error("release-wide", key.at.clone(), "`all-closed` speaks of a whole release").help(
                "a phase that holds merges judges one pull request by itself; move this to a release phase",
            );
            return None;
        }
        let none_open = fields.get("none-open").map(|node| NoneOpen::read(node, context, problems));
        let all_closed = fields.get("all-closed").map(|node| AllClosed::read(node, context, problems));
        if none_open.is_none() && all_closed.is_none() && fields.keys().next().is_none() {
            problems
                .error("nothing-asked", node.at.clone(), "`issues` asks for nothing")
                .help("write e.g. `none-open: {any-of: [release-blocker]}` or `all-closed: {in: milestone}`");
        }
        fields.finish(problems);
        let (none_open, all_closed) = (none_open.flatten(), all_closed.flatten());
        let issues = Self { none_open, all_closed, holds_merge: context.holds_merge };
        (problems.len() == before).then_some(issues)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        let mut needs = Needs { tracking_issue: !self.holds_merge, ..Needs::default() };
        if let Some(none_open) = &self.none_open {
            needs.label_issues.extend(none_open.read_of().iter().cloned());
            needs.labels = true;
        }
        if let Some(all_closed) = &self.all_closed {
            needs.milestone_issues = true;
            needs.labels |= all_closed.filter().names().next().is_some();
        }
        needs
    }

    fn says(&self) -> String {
        let none_open = self.none_open.as_ref().map(|one| {
            let place = if one.r#in.is_some() { " of the release's milestone" } else { "" };
            format!("no issue{place}{} is open", one.filter().says())
        });
        let all_closed = self.all_closed.as_ref().map(|one| {
            format!("the release's milestone has issues{}, and all of them are closed", one.filter().says())
        });
        [none_open, all_closed].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        judge::judge(self, case)
    }
}
