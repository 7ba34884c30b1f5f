//! The `waivers:` section: who may let a release go without a requirement, for how long, and what was so decided in the
//! policy itself.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::SignedDuration;
use jiff::civil::Date;
use semver::Version;

use super::Phase;
use super::roles::{login, only_true};
use crate::evidence::Login;
use crate::release::Role;
use crate::requirement::{bounded, duration, is_empty, listed, unknown_role};
use crate::version::parse_loose;
use crate::waiver::{Granted, Rules};
use crate::yaml::{Fields, Node, Problems, nearest};

/// The most days for which anything may be waived. What has to wait longer is a change of the policy.
const MOST_DAYS: u32 = 90;

type Roles = BTreeMap<String, Role>;

/// Reads the section. `None`: what is wrong has been reported.
pub(super) fn read(node: &Node, roles: &Roles, problems: &mut Problems) -> Option<Rules> {
    let before = problems.len();
    let mut fields = Fields::of(node, "`waivers`", problems)?;
    let by = fields.require("by", problems).and_then(|node| approvers(node, roles, problems));
    let longest = fields.require("longest", problems).and_then(|node| longest(node, problems));
    let granted = fields.get("granted");
    fields.finish(problems);
    let mut rules =
        Rules { by: by.unwrap_or_default(), longest: longest.unwrap_or(MOST_DAYS), granted: Vec::new() };
    if let Some(node) = granted {
        entries(node, &mut rules, roles, problems);
    }
    (problems.len() == before).then_some(rules)
}

/// The roles whose holders may waive.
fn approvers(node: &Node, roles: &Roles, problems: &mut Problems) -> Option<Vec<String>> {
    let before = problems.len();
    let mut names: Vec<String> = Vec::new();
    for item in listed(node, "`by`", problems)? {
        let Some(name) = item.text("each item of `by`", problems) else { continue };
        match roles.get(&name) {
            None => unknown_role(&name, item, roles, problems),
            Some(role) if is_empty(role) => {
                problems
                    .error("nobody", item.at.clone(), format!("nobody holds the role `{name}`"))
                    .help("give it `users:` or `teams:` under `roles:`, or name another one");
            }
            Some(_) if names.contains(&name) => {
                problems.error("named-twice", item.at.clone(), format!("`by` names `{name}` twice"));
            }
            Some(_) => names.push(name),
        }
    }
    (problems.len() == before).then_some(names)
}

/// Whole days, at most [`MOST_DAYS`].
fn longest(node: &Node, problems: &mut Problems) -> Option<u32> {
    let text = node.text("`longest`", problems)?;
    let days = duration(&text).map(|time| (time, time.as_hours() / 24));
    match days {
        Some((time, days)) if time == SignedDuration::from_hours(days * 24) => {
            let days = u32::try_from(days).ok().filter(|days| *days <= MOST_DAYS);
            if days.is_none() {
                problems
                    .error("out-of-range", node.at.clone(), format!("`longest` is at most {MOST_DAYS} days"))
                    .help("what a release may do without for longer is better taken out of the policy");
            }
            days
        }
        _ => {
            problems
                .error(
                    "not-a-duration",
                    node.at.clone(),
                    format!("{} is not a number of days", node.describe()),
                )
                .help("write it like `7 days`");
            None
        }
    }
}

/// The waivers that the policy itself records.
fn entries(node: &Node, rules: &mut Rules, roles: &Roles, problems: &mut Problems) {
    let Some(items) = node.items("`granted`", problems) else { return };
    if items.is_empty() {
        problems.error("empty-list", node.at.clone(), "`granted` names nothing").help("leave it out");
    }
    for item in items {
        let Some(granted) = granted(item, rules, roles, problems) else { continue };
        let same = |other: &&Granted| {
            other.requirement == granted.requirement
                && other.release == granted.release
                && other.subjects == granted.subjects
        };
        if let Some(first) = rules.granted.iter().find(same) {
            problems
                .error("named-twice", granted.at, "this is waived twice")
                .also(first.at.clone(), "first here")
                .help("one entry says who decides and until when; change that one");
            continue;
        }
        rules.granted.push(granted);
    }
}

fn granted(node: &Node, rules: &Rules, roles: &Roles, problems: &mut Problems) -> Option<Granted> {
    let mut fields = Fields::of(node, "a waiver", problems)?;
    let text = |fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems| {
        fields.require(key, problems).and_then(|node| node.text(&format!("`{key}`"), problems))
    };
    let requirement = text(&mut fields, "requirement", problems);
    let subjects = fields.get("subjects").map(|node| subjects(node, problems));
    let release = fields.require("release", problems).and_then(|node| version(node, problems));
    let reason_node = fields.require("reason", problems);
    let reason = reason_node.and_then(|node| reason(node, problems));
    let by = fields.require("by", problems).and_then(|node| approver(node, rules, roles, problems));
    let given_node = fields.require("given", problems);
    let given = given_node.and_then(|node| date("`given`", node, problems));
    let until_node = fields.require("until", problems);
    let until = until_node.and_then(|node| date("`until`", node, problems));
    let private = only_true(&mut fields, "private", problems);
    fields.finish(problems);
    let (given, until) = (given?, until?);
    dates(given, until, until_node?.at.clone(), rules.longest, problems)?;
    let subjects = match subjects {
        None => Vec::new(),
        Some(subjects) => subjects?,
    };
    let at = node.at.clone();
    let (requirement, release, by, reason) = (requirement?, release?, by?, reason?);
    Some(Granted { requirement, subjects, release, by, given, until, reason, private, at })
}

fn subjects(node: &Node, problems: &mut Problems) -> Option<Vec<String>> {
    let mut subjects: Vec<String> = Vec::new();
    for (subject, at) in node.texts("`subjects`", problems)? {
        if subjects.contains(&subject) {
            problems.error("named-twice", at, "`subjects` names this twice");
        } else {
            subjects.push(subject);
        }
    }
    Some(subjects)
}

fn version(node: &Node, problems: &mut Problems) -> Option<Version> {
    let text = node.text("`release`", problems)?;
    let version = Version::parse(&text).ok();
    if version.is_none() {
        let problem =
            problems.error("not-a-version", node.at.clone(), format!("{} is not a version", node.describe()));
        match parse_loose(&text) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write it like `1.4.0`: a waiver is for one release"),
        };
    }
    version
}

/// Words, so that whoever reads the report learns something.
fn reason(node: &Node, problems: &mut Problems) -> Option<String> {
    let reason = node.text("`reason`", problems)?;
    if !reason.chars().any(char::is_alphanumeric) {
        problems
            .error("no-reason", node.at.clone(), "this gives no reason")
            .help("say in a few words why the release may go without it");
        return None;
    }
    Some(reason)
}

/// A person who may waive. Where a role has teams, only GitHub knows who is in them.
fn approver(node: &Node, rules: &Rules, roles: &Roles, problems: &mut Problems) -> Option<Login> {
    let text = node.text("`by`", problems)?;
    let Some(login) = login(&text) else {
        problems
            .error("not-a-login", node.at.clone(), format!("`{text}` is not a login"))
            .help("name the person who decided by their login, without `@`");
        return None;
    };
    let may = |name: &String| {
        let people = roles.get(name).and_then(bounded);
        people.is_none_or(|people| people.contains(&login))
    };
    if !rules.by.is_empty() && !rules.by.iter().any(may) {
        problems
            .error("may-not-waive", node.at.clone(), format!("`{text}` holds no role that may waive"))
            .help(format!("the roles are those of `waivers: by:`: {}", rules.by.join(", ")));
        return None;
    }
    Some(login)
}

/// A day, written in the one form that cannot be misread.
fn date(what: &str, node: &Node, problems: &mut Problems) -> Option<Date> {
    let text = node.text(what, problems)?;
    let shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = text.parse().ok().filter(|_| shaped);
    if date.is_none() {
        problems
            .error("not-a-date", node.at.clone(), format!("{} is not a day", node.describe()))
            .help("write year, month and day: `2026-03-09`");
    }
    date
}

/// Whether a waiver ends after it begins, and soon enough.
fn dates(given: Date, until: Date, at: Range<usize>, longest: u32, problems: &mut Problems) -> Option<()> {
    let days = (until - given).get_days();
    if days < 0 {
        problems
            .error("ends-before", at, "it ends before it is given")
            .help("`until` is the last day on which it holds");
        return None;
    }
    if days.unsigned_abs() > longest {
        problems
            .error("too-long", at, format!("it holds for {days} days, and `longest` is {longest}"))
            .help("give it an earlier end; it can be given again, by somebody who looks at it again");
        return None;
    }
    Some(())
}

/// Whether the waivers that the policy records are for requirements that it has, and that can be waived.
pub(super) fn fit(rules: &Rules, node: &Node, phases: &[Phase], problems: &mut Problems) {
    let all = || phases.iter().flat_map(|phase| &phase.requirements);
    for granted in &rules.granted {
        let at = requirement_at(node, granted).unwrap_or_else(|| granted.at.clone());
        match all().find(|one| one.id == granted.requirement) {
            Some(one) if one.waivable => {}
            Some(one) => {
                problems
                    .error("not-waivable", at, format!("`{}` may never be waived", one.id))
                    .also(one.at.clone(), "it says so here")
                    .help("take the waiver out, or `waivable: never`");
            }
            None => {
                let id = &granted.requirement;
                let problem =
                    problems.error("unknown-requirement", at, format!("there is no requirement `{id}`"));
                match nearest(id, all().map(|one| one.id.as_str())) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("name a requirement by its `id`"),
                };
            }
        }
    }
}

/// Where the entry names its requirement.
fn requirement_at(node: &Node, granted: &Granted) -> Option<Range<usize>> {
    let entries = Fields::of(node, "`waivers`", &mut Problems::new())?.get("granted")?;
    let entries = entries.items("`granted`", &mut Problems::new())?;
    let entry = entries.iter().find(|entry| entry.at == granted.at)?;
    let mut fields = Fields::of(entry, "a waiver", &mut Problems::new())?;
    fields.get("requirement").map(|node| node.at.clone())
}
