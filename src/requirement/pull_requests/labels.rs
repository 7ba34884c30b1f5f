//! The labels of pull requests.

use super::{FORBIDDEN_LABEL, LABELLED, NO_LABEL, NO_SUCH_LABEL, SEVERAL_LABELS, counted, unreadable};
use crate::evidence::PullRequest;
use crate::paths::LabelPattern;
use crate::release::Case;
use crate::requirement::texts;
use crate::verdict::{Finding, Message, Value, Who};
use crate::yaml::{Fields, Node, Problems};

/// Which labels a pull request has. Letters' case does not count, and a name may be a pattern, e.g. `area/*`;
/// to mean one of the characters `*?[]{}` itself write a backslash before it.
///
/// A name that fits no label of the repository makes the outcome unknown: it is most likely misspelt, and a
/// misspelt label is never on a pull request.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, extend("minProperties" = 1))]
pub(super) struct LabelRules {
    /// It has at least one of these.
    #[schemars(default, schema_with = "names")]
    one_of: Option<Vec<LabelPattern>>,
    /// It has one of these and no second.
    #[schemars(default, schema_with = "names")]
    exactly_one_of: Option<Vec<LabelPattern>>,
    /// It has none of these.
    #[schemars(default, schema_with = "names")]
    none_of: Option<Vec<LabelPattern>>,
}

fn names(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "uniqueItems": true},
        ]
    })
}

impl LabelRules {
    /// `None`: what is wrong has been reported.
    pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`labels`", problems)?;
        let one_of = patterns(&mut fields, "one-of", problems);
        let exactly_one_of = patterns(&mut fields, "exactly-one-of", problems);
        let none_of = patterns(&mut fields, "none-of", problems);
        let wanted = [&one_of, &exactly_one_of].into_iter().flatten().flatten();
        for pattern in wanted {
            let refused = none_of.iter().flatten().any(|other| other.is_same(pattern));
            if refused {
                let message = format!("the label `{}` is both asked for and forbidden", pattern);
                problems.error("contradiction", node.at.clone(), message);
            }
        }
        if fields.keys().next().is_none() {
            problems
                .error("asks-nothing", node.at.clone(), "`labels` asks nothing of the labels")
                .help("write `one-of:`, `exactly-one-of:` or `none-of:` with a list of labels");
        }
        fields.finish(problems);
        (problems.len() == before).then_some(Self { one_of, exactly_one_of, none_of })
    }

    /// As it stands in "every pull request …".
    pub(super) fn says(&self) -> String {
        let rules =
            [(&self.one_of, "one of"), (&self.exactly_one_of, "exactly one of"), (&self.none_of, "none of")];
        let rules = rules.into_iter().filter_map(|(patterns, rule)| {
            let names = patterns.as_ref()?.iter().map(|pattern| pattern.as_str());
            Some(format!("has {rule} the labels {}", texts::quoted(names, "and")))
        });
        rules.collect::<Vec<_>>().join("; ")
    }

    /// Names in the policy that fit no label of the repository.
    ///
    /// Such findings are of something absent: that a pull request lacks a misspelt label must not satisfy a
    /// `not`.
    pub(super) fn unknown_names(&self, case: &Case<'_>) -> Vec<Finding> {
        let labels = match case.evidence.labels.whole() {
            Ok(labels) => labels,
            Err(why) => {
                let unreadable = Finding::unreadable("the list of the repository's labels", why);
                return vec![Finding { absent: true, ..unreadable }];
            }
        };
        let all = [&self.one_of, &self.exactly_one_of, &self.none_of].into_iter().flatten().flatten();
        let unknown = all.filter(|pattern| !labels.iter().any(|label| pattern.matches(label)));
        let say = |pattern: &LabelPattern| {
            let finding = Finding { absent: true, ..Finding::unknown(&NO_SUCH_LABEL) };
            finding.with("label", Value::Code(pattern.to_string())).who([Who::Writers])
        };
        unknown.map(say).collect()
    }

    pub(super) fn judge(&self, pulls: &[&PullRequest]) -> Vec<Finding> {
        let (mut findings, mut troubles) = (Vec::new(), Vec::new());
        for pull in pulls {
            if let Err(why) = pull.labels.whole() {
                troubles.push((pull.number, why));
            }
            findings.extend(self.lacks(pull));
        }
        findings.extend(unreadable("the labels", troubles));
        if findings.is_empty() {
            let rules = [
                (&self.one_of, "one of"),
                (&self.exactly_one_of, "exactly one of"),
                (&self.none_of, "none of"),
            ];
            let said = rules.into_iter().filter_map(|(patterns, rule)| {
                let finding = counted(Finding::met(&LABELLED), pulls.len()).with("rule", Value::Words(rule));
                Some(finding.with("labels", texts(patterns.as_ref()?)))
            });
            findings.extend(said);
        }
        findings
    }

    /// What is there too much is said of a half-read list too; what is missing, only of a whole one.
    fn lacks(&self, pull: &PullRequest) -> Vec<Finding> {
        let whole = pull.labels.whole().is_ok();
        let found = |patterns: &[LabelPattern]| -> Vec<String> {
            let fits = |label: &&String| patterns.iter().any(|pattern| pattern.matches(label));
            pull.labels.seen().iter().filter(fits).cloned().collect()
        };
        let say = |message: &'static Message, patterns: &[LabelPattern]| {
            let finding = Finding::unmet(message).with("pull", pull).with("labels", texts(patterns));
            finding.with("found", Value::Codes(found(patterns))).who([Who::Writers])
        };
        let mut findings = Vec::new();
        for patterns in [&self.one_of, &self.exactly_one_of].into_iter().flatten() {
            if whole && found(patterns).is_empty() {
                findings.push(say(&NO_LABEL, patterns));
            }
        }
        if let Some(patterns) = &self.exactly_one_of
            && found(patterns).len() > 1
        {
            findings.push(say(&SEVERAL_LABELS, patterns));
        }
        if let Some(patterns) = &self.none_of
            && !found(patterns).is_empty()
        {
            findings.push(say(&FORBIDDEN_LABEL, patterns));
        }
        findings
    }
}

fn texts(patterns: &[LabelPattern]) -> Value {
    Value::Codes(patterns.iter().map(ToString::to_string).collect())
}

fn patterns(
    fields: &mut Fields<'_>,
    key: &'static str,
    problems: &mut Problems,
) -> Option<Vec<LabelPattern>> {
    let texts = fields.get(key)?.texts(&format!("`{key}`"), problems)?;
    let mut patterns: Vec<LabelPattern> = Vec::new();
    for (text, at) in texts {
        match LabelPattern::parse(&text) {
            Ok(pattern) if patterns.iter().any(|known| known.is_same(&pattern)) => {
                problems.error("named-twice", at, format!("`{key}` names the label `{text}` twice"));
            }
            Ok(pattern) => patterns.push(pattern),
            Err(message) => {
                problems.error("bad-glob", at, message);
            }
        }
    }
    Some(patterns)
}
