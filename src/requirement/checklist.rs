//! `checklist`: every box of a section of the tracking issue, as the policy expects them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::boxes::{self, Place, Sheet, Wanted};
use super::demand::{Consent, Keys, Of};
use super::{Context, Entry, Leaf, Must, consent, joined, texts, tracking_issue};
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

mod judge;

crate::messages! {
    COMPLETE = "checklist-complete": "{issue} has all {count} boxes that it must have in {section}, as they must be";
    OPTIONAL = "optional-boxes": "these boxes of {issue} in {section} are optional and not ticked: {boxes}";
    NO_BOXES = "no-boxes": "{issue} has no box at all in {section}, so it does not have the boxes {boxes}"
        => "add the boxes {boxes} to {issue}, in {section}";
    NONE_TICKED = "none-ticked": "none of {boxes} is ticked in {section} of {issue}"
        => "tick the one that holds";
    SEVERAL_TICKED = "several-ticked": "{ticked} are ticked in {section} of {issue}, and only one may be"
        => "untick all of them but the one that holds";
    MUST_STAY_OPEN = "ticked-against-release": "{box} is ticked in line {line} of {issue}: with it this may not go on"
        => "settle what it stands for, then untick it";
    EXTRA_OPEN = "extra-box-open": "{box} in line {line} of {issue} is not in the policy, and it is not ticked"
        => "tick it once it is done; if it does not belong there, remove it or name it in the policy";
    EXTRA_REFUSED = "extra-box": "{box} in line {line} of {issue} is not in the policy"
        => "remove it, or name it in the policy";
}

/// Whether a finding says that the tracking issue has none of the boxes.
pub(super) fn is_lack(message: &Message) -> bool {
    message.code == NO_BOXES.code
}

/// Every box of a section of the tracking issue must be there and be ticked.
///
/// Use it for a whole list of a release guide. The boxes that must be there are named in the policy: a box that
/// somebody took out or reworded holds the release, and is reported with the text that comes nearest. A list without
/// any box is never complete. By itself it proves that the boxes are ticked, not who ticked them.
///
/// With `by` each box that must be ticked must have been ticked by somebody who holds the role, as with `checkbox`. One
/// comment `/holdpoint sign ROLE` consents to all of them, ticked or open; what must be open, and which one of several is
/// ticked, counts all the same.
///
/// Texts are matched as by `checkbox`. A box that the policy does not name must be ticked too, unless `extra` says
/// otherwise.
///
/// Permissions: `issues: read`. Costs no request of its own; with `by` it costs what `sign-off` does.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["items"] },
    { "required": ["exactly-one-of"] },
    { "required": ["none-of"] },
]))]
pub struct Checklist {
    /// The heading under which the boxes stand, or several, outermost first. Left out, it is the sections of the
    /// groups around the requirement, and without a group the whole text.
    #[schemars(rename = "section", default, schema_with = "texts::texts")]
    place: Place,
    /// Boxes that must be ticked.
    #[schemars(default, length(min = 1))]
    items: Vec<Item>,
    /// Lists of boxes of which exactly one must be ticked, such as `[["Pass", "Fail"]]`. All of them must be there.
    #[schemars(default, schema_with = "groups")]
    exactly_one_of: Vec<Vec<Wanted>>,
    /// Boxes that must be there and must not be ticked, such as reasons to roll back.
    #[schemars(default, schema_with = "texts::texts")]
    none_of: Vec<Wanted>,
    /// What becomes of the boxes in the section that are not named here.
    #[schemars(default)]
    extra: Extra,
    #[schemars(flatten, with = "Keys")]
    consent: Option<Box<Consent>>,
}

/// A box of a checklist.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename = "ChecklistItem", untagged)]
enum Item {
    /// Its text. It must be there and be ticked.
    Required(#[schemars(schema_with = "texts::text")] Wanted),
    /// Its text, and whether it may be open.
    Described(Described),
}

/// A box of a checklist that may be left open.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename = "ChecklistItemDescribed", deny_unknown_fields)]
struct Described {
    /// Its text.
    #[schemars(schema_with = "texts::text")]
    text: Wanted,
    /// Whether it may be open, struck through or left out. If so, the report only shows it.
    #[schemars(default)]
    optional: bool,
}

/// What becomes of boxes that the policy does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "ChecklistExtra", rename_all = "kebab-case")]
enum Extra {
    /// They must be ticked like the others.
    #[default]
    MustBeTicked,
    /// They may stand there, ticked or not.
    Allow,
    /// They may not be there.
    Refuse,
}

impl Extra {
    const WORDS: [(&'static str, Self); 3] =
        [("must-be-ticked", Self::MustBeTicked), ("allow", Self::Allow), ("refuse", Self::Refuse)];
}

impl Item {
    fn wanted(&self) -> &Wanted {
        match self {
            Self::Required(wanted) | Self::Described(Described { text: wanted, .. }) => wanted,
        }
    }

    fn is_optional(&self) -> bool {
        matches!(self, Self::Described(Described { optional: true, .. }))
    }

    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let what = "each item of `items`";
        if !matches!(node.kind, Yaml::Map(_)) {
            return wanted(node, what, problems).map(Self::Required);
        }
        let mut fields = Fields::of(node, "an item", problems)?;
        let text = fields.require("text", problems).and_then(|node| wanted(node, "`text`", problems));
        let optional = match fields.get("optional") {
            None => Some(false),
            Some(node) => node.boolean("`optional`", problems),
        };
        fields.finish(problems);
        Some(Self::Described(Described { text: text?, optional: optional? }))
    }
}

fn wanted(node: &Node, what: &str, problems: &mut Problems) -> Option<Wanted> {
    node.text(what, problems).and_then(|text| Wanted::new(text, what, node, problems))
}

fn groups(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let text = texts::text(generator);
    schemars::json_schema!({
        "type": "array",
        "minItems": 1,
        "items": { "type": "array", "minItems": 2, "items": text },
    })
}

/// Reads the keys of a checklist and notes each text, so that none is named twice.
struct Reader<'p> {
    problems: &'p mut Problems,
    named: Vec<(String, Range<usize>)>,
}

impl Reader<'_> {
    fn once(&mut self, wanted: &Wanted, node: &Node) {
        if let Some((_, first)) = self.named.iter().find(|(key, _)| *key == wanted.key) {
            self.problems
                .error("named-twice", node.at.clone(), "the checklist names this box twice")
                .also(first.clone(), "first here")
                .help("a box can be in one list only, and two alike cannot be told apart");
        }
        self.named.push((wanted.key.clone(), node.at.clone()));
    }

    /// The items of a list that is not empty.
    fn list<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        let nodes = node.items(what, self.problems)?;
        if nodes.is_empty() {
            self.problems.error("empty-list", node.at.clone(), format!("{what} must name at least one"));
            return None;
        }
        Some(nodes)
    }

    fn items(&mut self, node: &Node) -> Option<Vec<Item>> {
        let mut items = Vec::new();
        for node in self.list(node, "`items`")? {
            if let Some(item) = Item::read(node, self.problems) {
                self.once(item.wanted(), node);
                items.push(item);
            }
        }
        Some(items)
    }

    fn groups(&mut self, node: &Node) -> Option<Vec<Vec<Wanted>>> {
        let mut groups = Vec::new();
        for node in self.list(node, "`exactly-one-of`")? {
            let what = "each item of `exactly-one-of`";
            let Yaml::List(boxes) = &node.kind else {
                if let Some(problem) = node.wrong_type(what, "a list of boxes", self.problems) {
                    problem.help("write a list in the list: `[[Pass, Fail]]`");
                }
                continue;
            };
            if boxes.len() < 2 {
                self.problems
                    .error("too-few", node.at.clone(), format!("{what} needs at least two boxes"))
                    .help("a box that must be ticked belongs under `items`");
            }
            groups.push(self.texts(boxes, what));
        }
        Some(groups)
    }

    fn texts(&mut self, nodes: &[Node], what: &str) -> Vec<Wanted> {
        let mut texts = Vec::new();
        for node in nodes {
            if let Some(wanted) = wanted(node, what, self.problems) {
                self.once(&wanted, node);
                texts.push(wanted);
            }
        }
        texts
    }

    fn none_of(&mut self, node: &Node) -> Option<Vec<Wanted>> {
        let what = "`none-of`";
        match node.as_str() {
            Some(_) => Some(self.texts(std::slice::from_ref(node), what)),
            None => self.list(node, what).map(|nodes| self.texts(nodes, what)),
        }
    }
}

impl Leaf for Checklist {
    const NAME: &'static str = "checklist";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] = &joined::<
        { MESSAGES.len() + boxes::MESSAGES.len() + consent::MESSAGES.len() + tracking_issue::MESSAGES.len() },
    >(&[
        MESSAGES,
        boxes::MESSAGES,
        consent::MESSAGES,
        tracking_issue::MESSAGES,
    ]);
    const EXAMPLE: &'static str = "\
checklist:
  section: Testing readiness
  items:
    - Unit and integration tests pass
    - {text: Load tests pass, optional: true}
  exactly-one-of: [[\"Result: pass\", \"Result: fail\"]]
---
checklist:
  section: When to roll back
  none-of: [Critical functionality is broken, Performance degradation affects customers]
  extra: refuse
---
checklist:
  section: QA Automation Engineer
  items: [Run automated smoke tests in staging, Sign off on deployment quality gate]
  by: qa-engineer
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`checklist`", problems)?;
        let place = Place::read(fields.get("section"), context, problems);
        let words = Extra::WORDS.map(|(word, _)| word);
        let extra = match fields.get("extra") {
            None => Some(Extra::default()),
            Some(node) => {
                let word = node.one_of("`extra`", &words, problems);
                word.and_then(|word| {
                    Extra::WORDS.iter().find(|(known, _)| *known == word).map(|(_, extra)| *extra)
                })
            }
        };
        let mut reader = Reader { problems, named: Vec::new() };
        let items = fields.get("items").and_then(|node| reader.items(node));
        let exactly_one_of = fields.get("exactly-one-of").and_then(|node| reader.groups(node));
        let none_of = fields.get("none-of").and_then(|node| reader.none_of(node));
        let consent = Consent::read(&mut fields, Of::Boxes, context, problems);
        fields.finish(problems);
        let checklist = Self {
            place: place?,
            items: items.unwrap_or_default(),
            exactly_one_of: exactly_one_of.unwrap_or_default(),
            none_of: none_of.unwrap_or_default(),
            extra: extra?,
            consent: consent?,
        };
        if problems.len() == before && checklist.asks_nothing() {
            problems.error("nothing-asked", node.at.clone(), "`checklist` asks for nothing").help(
                "name at least one box that is not optional under `items`, `exactly-one-of` or `none-of`",
            );
        }
        (problems.len() == before).then_some(checklist)
    }

    fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        let consent = self.consent.as_ref().map(|consent| consent.needs(roles)).unwrap_or_default();
        Needs { tracking_issue: true, ..consent }
    }

    fn roles(&self) -> Vec<&str> {
        self.consent.as_ref().map(|consent| consent.roles()).unwrap_or_default()
    }

    fn says(&self) -> String {
        let texts = |list: &[Wanted]| texts::quoted(list.iter().map(|one| one.text.as_str()), "and");
        let (optional, required): (Vec<&Item>, Vec<&Item>) =
            self.items.iter().partition(|item| item.is_optional());
        let names =
            |items: &[&Item]| texts::quoted(items.iter().map(|item| item.wanted().text.as_str()), "and");
        let mut parts = Vec::new();
        if !required.is_empty() {
            parts.push(format!("{} ticked", names(&required)));
        }
        if !optional.is_empty() {
            parts.push(format!("{} ticked or open", names(&optional)));
        }
        parts.extend(
            self.exactly_one_of.iter().map(|group| format!("exactly one of {} ticked", texts(group))),
        );
        if !self.none_of.is_empty() {
            parts.push(format!("{} not ticked", texts(&self.none_of)));
        }
        parts.push(
            match self.extra {
                Extra::MustBeTicked => "every other box ticked too",
                Extra::Allow => "other boxes as they may be",
                Extra::Refuse => "no other box",
            }
            .to_owned(),
        );
        let boxes = format!("the tracking issue has these boxes{}: {}", self.place.says(), parts.join("; "));
        match &self.consent {
            None => boxes,
            Some(consent) => format!("{boxes}; with the consent of {}", consent.says()),
        }
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        let asked = || self.consent.as_ref().map(|consent| consent.asked());
        let entry = |wanted, must, consent| Entry::of_box(wanted, &self.place, must, consent);
        let items = self.items.iter().map(|item| {
            let must = if item.is_optional() { Must::MayBeOpen } else { Must::BeTicked };
            entry(item.wanted(), must, asked().filter(|_| !item.is_optional()))
        });
        let groups = self.exactly_one_of.iter().enumerate();
        let groups = groups.flat_map(|(number, group)| {
            group.iter().map(move |wanted| entry(wanted, Must::BeTheOne(number), None))
        });
        let open = self.none_of.iter().map(|wanted| entry(wanted, Must::StayOpen, None));
        items.chain(groups).chain(open).collect()
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        match tracking_issue::find(case) {
            Ok(issue) => judge::judge(self, case, issue, &Sheet::of(issue)),
            Err(finding) => vec![finding],
        }
    }
}

impl Checklist {
    /// The consent that it asks for, if it asks for any.
    pub(super) fn consent(&self) -> Option<&Consent> {
        self.consent.as_deref()
    }

    /// Boxes that are merely allowed demand nothing, nor do those that the policy does not name.
    fn asks_nothing(&self) -> bool {
        self.demanded().is_empty()
    }

    /// The boxes that must be there.
    fn demanded(&self) -> Vec<&Wanted> {
        let items = self.items.iter().filter(|item| !item.is_optional()).map(Item::wanted);
        items.chain(self.exactly_one_of.iter().flatten()).chain(&self.none_of).collect()
    }
}

#[cfg(test)]
mod tests;
