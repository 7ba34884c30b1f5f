//! `field`: a fill-in line of the tracking issue says what it must say.

use std::collections::BTreeMap;

use super::boxes::{Place, Wanted, nearest};
use super::{Context, Entry, Leaf, joined, texts, tracking_issue};
use crate::evidence::needs::Needs;
use crate::evidence::{Issue, Login};
use crate::markdown::{self, Field as Line, is_placeholder, normalise, within};
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message, Value};
use crate::yaml::{Fields, Node, Problems};

mod answer;

use answer::Is;

crate::messages! {
    FILLED_IN = "field-filled-in": "{field} in line {line} of {issue} says {value}";
    ALLOWED = "field-allowed": "{field} in line {line} of {issue} says {value}, which the policy allows";
    PEOPLE = "field-names-people": "{field} in line {line} of {issue} names {people}";
    EMPTY = "field-empty": "{field} in line {line} of {issue} is not filled in"
        => "write {wanted} behind it";
    PLACEHOLDER = "field-placeholder": "{field} in line {line} of {issue} says {value}, which only holds the place"
        => "write {wanted} in its place";
    STRUCK = "field-struck": "{field} in line {line} of {issue} says {value}, and that is struck through"
        => "write {wanted} in its place";
    WRONG = "field-wrong": "{field} in line {line} of {issue} says {value}, which is not {wanted}"
        => "write {wanted} in its place";
    TWICE = "field-twice": "{issue} has the field {field} {count} times in {section}, in the lines {lines}"
        => "leave one line {field} in {issue} and remove the others";
    ABSENT = "field-absent": "{issue} has no field {field} in {section}"
        => "add a line with {field}, a colon and {wanted} to {issue}, in {section}";
    RENAMED = "field-renamed": "{issue} has no field {field} in {section}; the nearest is {near} in line {line}"
        => "call the field in line {line} of {issue} {field}, or correct the name in the policy";
    ELSEWHERE = "field-elsewhere": "{issue} has the field {field} only in line {line}, which is not in {section}"
        => "move the field from line {line} of {issue} to {section}, or correct the section in the policy";
}

/// A fill-in line of the tracking issue must be filled in.
///
/// Use it for what a release has to state: who is on call, when it goes out, where the dashboard is. It finds
/// `On-call engineer: @mona` as a line, in a list or behind a box, a row of a two-column table, and the answers of an
/// issue form (`### On-call engineer`). A prompt such as `TBD`, `[name]`, `YYYY-MM-DD` or `_No response_` is no answer.
///
/// It proves that the text has the shape that is asked for. It does not prove that a login, a page or a version
/// exists, nor who wrote it: the author of the tracking issue and everybody who can write to the repository can.
///
/// Permissions: `issues: read`. Costs no request of its own.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Field {
    /// What stands before the colon, or in the heading. Left out, it is the title of the requirement.
    #[schemars(default, schema_with = "texts::text")]
    name: Wanted,
    /// What the answer must be. Left out, any text will do.
    #[schemars(default)]
    is: Is,
    /// The heading under which the line stands, or several, outermost first. Left out, it is the sections of the
    /// groups around the requirement, and without a group the whole text.
    #[schemars(rename = "section", default, schema_with = "texts::texts")]
    place: Place,
    /// Other answers that will do, such as `N/A`.
    #[schemars(default, schema_with = "texts::texts", transform = texts::without_default)]
    allow: Vec<String>,
}

impl Leaf for Field {
    const NAME: &'static str = "field";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] =
        &joined::<{ MESSAGES.len() + tracking_issue::MESSAGES.len() }>(&[MESSAGES, tracking_issue::MESSAGES]);
    const EXAMPLE: &'static str = "\
field: {name: On-call engineer, is: login}
---
field: {name: Incident channel, is: link, section: Operations, allow: [N/A]}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`field`", problems)?;
        let place = Place::read(fields.get("section"), context, problems);
        let name = match fields.get("name") {
            None => Wanted::new(context.title.to_owned(), "the title", node, problems),
            Some(name) => {
                name.text("`name`", problems).and_then(|text| Wanted::new(text, "`name`", name, problems))
            }
        };
        let is = match fields.get("is") {
            None => Some(Is::default()),
            Some(node) => Is::read(node, problems),
        };
        let allow = fields.get("allow").map_or(Some(Vec::new()), |node| {
            let same = |one: &String, other: &String| normalise(one) == normalise(other);
            let allowed = texts::read_each(node, "`allow`", problems, same, |text| {
                if normalise(&text).is_empty() {
                    Err("this shows nothing on a page".to_owned())
                } else {
                    Ok(text)
                }
            })?;
            let useless = allowed.iter().find(|text| {
                is == Some(Is::Text) && !is_placeholder(text) && !answer::says_there_is_none(text)
            });
            if let Some(text) = useless {
                problems
                    .error("no-effect", node.at.clone(), format!("`{text}` is a text, and any text will do"))
                    .help("leave out `allow`, or say with `is` what the answer must be");
            }
            Some(allowed)
        });
        fields.finish(problems);
        let field = Self { name: name?, is: is?, place: place?, allow: allow? };
        (problems.len() == before).then_some(field)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        Needs { tracking_issue: true, ..Needs::default() }
    }

    fn says(&self) -> String {
        let or = if self.allow.is_empty() {
            String::new()
        } else {
            format!(", or {}", texts::quoted(self.allow.iter().map(String::as_str), "or"))
        };
        let (name, is) = (&self.name.text, self.is.words());
        format!("the tracking issue says {is}{or} behind “{name}”{}", self.place.says())
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        vec![Entry::of_field(&self.name, &self.place, self.is.words(), &self.allow)]
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let issue = match tracking_issue::find(case) {
            Ok(issue) => issue,
            Err(finding) => return vec![finding],
        };
        let lines = markdown::fields(&issue.body);
        let same: Vec<&Line> = lines.iter().filter(|line| line.key == self.name.key).collect();
        let here = fitting(&lines, &self.name.key, self.place.keys());
        let finding = match here.as_slice() {
            [line] => self.answer(line, issue, &case.evidence.opening.repository.url),
            [] => self.absent(issue, &lines, same.first().copied()),
            several => {
                let lines: Vec<String> = several.iter().map(|line| line.line.to_string()).collect();
                self.about(Finding::unknown(&TWICE), issue)
                    .with("section", self.place.name())
                    .with("count", several.len())
                    .with("lines", Value::Text(lines.join(", ")))
            }
        };
        vec![finding]
    }
}

impl Field {
    fn answer(&self, line: &Line, issue: &Issue, repository: &str) -> Finding {
        let shown = if line.text.is_empty() { &line.value } else { &line.text };
        let value = || Value::Text(shown.clone());
        let wanted = || Value::Words(self.is.words());
        let tell = |finding: Finding| self.about(finding, issue).with("line", line.line);
        let wrong = |message| tell(Finding::unmet(message)).with("value", value()).with("wanted", wanted());
        let key = normalise(&line.text);
        if !key.is_empty() && self.allow.iter().any(|allowed| normalise(allowed) == key) {
            return tell(Finding::met(&ALLOWED)).with("value", value());
        }
        if line.value.is_empty() {
            return tell(Finding::unmet(&EMPTY)).with("wanted", wanted());
        }
        if is_placeholder(&line.value) || is_placeholder(&line.text) {
            return wrong(&PLACEHOLDER);
        }
        if is_struck(&line.value) {
            return wrong(&STRUCK);
        }
        if self.is == Is::Login {
            let people: Vec<Login> = answer::people(line, repository);
            if !people.is_empty() {
                return tell(Finding::met(&PEOPLE)).with("people", Value::People(people));
            }
        } else if self.is.holds(line) {
            return tell(Finding::met(&FILLED_IN)).with("value", value());
        }
        wrong(&WRONG)
    }

    fn absent(&self, issue: &Issue, lines: &[Line], elsewhere: Option<&Line>) -> Finding {
        let tell = |message: &'static Message| {
            self.about(Finding::absent(message), issue).with("section", self.place.name())
        };
        if let Some(line) = elsewhere {
            return tell(&ELSEWHERE).with("line", line.line);
        }
        let here = lines.iter().filter(|line| self.place.holds(&line.section)).collect();
        match nearest(&self.name.key, here, |line: &Line| &line.key) {
            Some(line) => tell(&RENAMED).with("near", Value::Text(line.name.clone())).with("line", line.line),
            None => tell(&ABSENT).with("wanted", Value::Words(self.is.words())),
        }
    }

    /// Completes a finding about the field. Proofs need nobody to put them right.
    fn about(&self, finding: Finding, issue: &Issue) -> Finding {
        let proof = finding.outcome.lets_pass();
        finding
            .with("issue", issue)
            .with("field", self.name.value())
            .who((!proof).then(|| tracking_issue::editors(issue)))
    }
}

/// The fields with this key under headings with these keys.
pub(super) fn fitting<'l>(lines: &'l [Line], key: &str, under: &[String]) -> Vec<&'l Line> {
    lines.iter().filter(|line| line.key == key && within(&line.section, under)).collect()
}

/// Whether all of an answer is struck through: somebody took it back.
fn is_struck(value: &str) -> bool {
    let inner = value.strip_prefix("~~").and_then(|rest| rest.strip_suffix("~~"));
    inner.is_some_and(|inner| !inner.contains("~~"))
}

#[cfg(test)]
mod tests;
