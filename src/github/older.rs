//! Documents for a GitHub that does not know all of them.
//!
//! An Enterprise Server that lags behind refuses a whole document for one field. Then that field is taken out, with all
//! that made sense only with it, and the rest is asked for again. What was taken out is remembered by its place, so that
//! a fragment that several documents share is refused once. Whoever reads the place is told that it was not asked for: it
//! is unknown, never absent. An argument is never taken out alone, because the field would then mean something else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use graphql_parser::query::{
    Definition, Directive, Document, OperationDefinition, Selection, SelectionSet, TypeCondition, Value,
    parse_query,
};
use graphql_parser::{Pos, query::Field};

use super::failure::plain;

/// One reason why GitHub refused a document before running it (`extensions` of graphql-ruby's validation errors).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Such as `undefinedField`.
    pub(super) code: String,
    /// The type that lacks the field, or that is lacking.
    pub(super) type_name: Option<String>,
    pub(super) argument: Option<String>,
    pub(super) variable: Option<String>,
    /// Line and column in the document, from 1.
    pub(super) at: Option<(usize, usize)>,
}

/// What follows from a field that is gone, and says nothing new.
const CONSEQUENCES: [&str; 3] = ["variableNotUsed", "useAndDefineFragment", "variableNotDefined"];

/// What this GitHub does not know, by where our documents ask for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Unasked(BTreeMap<Place, String>);

/// A definition's name, and the way to a selection in it. An empty way is the whole fragment.
type Place = (String, Vec<String>);

/// A document without what this GitHub does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fitted {
    /// `None` when nothing is left to be asked.
    pub(super) text: Option<String>,
    /// The keys that answers will lack, and what GitHub does not know of them, such as `Ref.rules`.
    pub(super) missing: BTreeMap<String, String>,
}

impl Unasked {
    /// Takes from what GitHub said about the document `text` what it does not know.
    pub(super) fn learn(&mut self, text: &str, refusals: &[Refusal]) {
        let Ok(document) = parse_query::<String>(text).map(Document::into_static) else { return };
        for refusal in refusals.iter().filter(|one| !CONSEQUENCES.contains(&one.code.as_str())) {
            let mut places = Vec::new();
            if let Some(variable) = refusal.variable.as_deref() {
                each_field(&document, &mut |place, field| {
                    if uses(field, variable) {
                        places.push((place, field.name.clone()));
                    }
                });
            } else if let Some(at) = refusal.at {
                places.extend(found_at(&document, at));
            }
            for (place, name) in places {
                self.0.entry(place).or_insert_with(|| refusal.names(&name));
            }
        }
    }

    /// The document without all that is known to be unknown.
    pub(super) fn fit(&self, text: &str) -> Fitted {
        let whole = || Fitted { text: Some(text.to_owned()), missing: BTreeMap::new() };
        if self.0.is_empty() {
            return whole();
        }
        let Ok(mut document) = parse_query::<String>(text).map(Document::into_static) else { return whole() };
        let mut cutter = Cutter { unasked: self, gone: BTreeMap::new(), missing: BTreeMap::new() };
        let left = cutter.cut(&mut document);
        let missing = cutter.missing;
        if missing.is_empty() && left {
            return whole();
        }
        Fitted { text: left.then(|| document.to_string()), missing }
    }
}

impl Refusal {
    /// What is not known, as people write it. The names are GitHub's and not to be trusted.
    fn names(&self, field: &str) -> String {
        let name = match (self.code.as_str(), &self.type_name, &self.argument) {
            (_, _, Some(argument)) => format!("{field}({argument}:)"),
            ("undefinedField", Some(kind), _) => format!("{kind}.{field}"),
            ("undefinedType", Some(kind), _) => kind.clone(),
            _ => field.to_owned(),
        };
        plain(&name, 80)
    }
}

/// Takes places out of a document, and what cannot stand without them.
struct Cutter<'a> {
    unasked: &'a Unasked,
    /// Fragments that are not to be spread any more, and why.
    gone: BTreeMap<String, String>,
    missing: BTreeMap<String, String>,
}

impl Cutter<'_> {
    /// Whether anything is left to be asked.
    fn cut(&mut self, document: &mut Document<'static, String>) -> bool {
        // A fragment that goes may take another with it that spreads it.
        loop {
            let before = self.gone.len();
            for definition in &mut document.definitions {
                if let Definition::Fragment(fragment) = definition
                    && !self.gone.contains_key(&fragment.name)
                {
                    let name = fragment.name.clone();
                    let whole = self.unasked.0.get(&(name.clone(), Vec::new())).cloned();
                    let why =
                        whole.or_else(|| self.cut_set(&mut fragment.selection_set, &name, &mut Vec::new()));
                    if let Some(why) = why {
                        self.gone.insert(name, why);
                    }
                }
            }
            if self.gone.len() == before {
                break;
            }
        }
        let mut left = true;
        for definition in &mut document.definitions {
            if let Definition::Operation(OperationDefinition::Query(query)) = definition {
                let name = query.name.clone().unwrap_or_default();
                left &= self.cut_set(&mut query.selection_set, &name, &mut Vec::new()).is_none();
            }
        }
        drop_unused(document);
        left
    }

    /// Cuts a selection. Says why, if the field around it must go, too.
    fn cut_set(
        &mut self,
        set: &mut SelectionSet<'static, String>,
        definition: &str,
        path: &mut Vec<String>,
    ) -> Option<String> {
        let mut around = None;
        let had = set.items.len();
        set.items.retain_mut(|item| {
            path.push(step(item));
            let here = self.unasked.0.get(&(definition.to_owned(), path.clone())).cloned();
            let why = here.or_else(|| match item {
                Selection::Field(field) => self.cut_set(&mut field.selection_set, definition, path),
                Selection::InlineFragment(part) => self.cut_set(&mut part.selection_set, definition, path),
                Selection::FragmentSpread(spread) => self.gone.get(&spread.fragment_name).cloned(),
            });
            let key = path.pop();
            let Some(why) = why else { return true };
            if let (Selection::Field(_), Some(key)) = (&item, key) {
                self.missing.entry(key).or_insert_with(|| why.clone());
            }
            // What is half a choice of types would pass for the other half.
            if !matches!(item, Selection::Field(_)) || had == 1 {
                around.get_or_insert(why);
            }
            false
        });
        match around {
            None if had > 0 && set.items.is_empty() => self.missing.values().next().cloned(),
            around => around,
        }
    }
}

/// How a selection is told from its neighbours.
fn step(item: &Selection<'static, String>) -> String {
    match item {
        Selection::Field(field) => field.alias.as_ref().unwrap_or(&field.name).clone(),
        Selection::FragmentSpread(spread) => format!("...{}", spread.fragment_name),
        Selection::InlineFragment(part) => match &part.type_condition {
            Some(TypeCondition::On(kind)) => format!("... on {kind}"),
            None => "...".to_owned(),
        },
    }
}

/// GitHub refuses fragments and variables that are not used.
fn drop_unused(document: &mut Document<'static, String>) {
    let mut sets: BTreeMap<String, &SelectionSet<'static, String>> = BTreeMap::new();
    let mut open: Vec<&SelectionSet<'static, String>> = Vec::new();
    for definition in &document.definitions {
        match definition {
            Definition::Fragment(fragment) => {
                sets.insert(fragment.name.clone(), &fragment.selection_set);
            }
            Definition::Operation(OperationDefinition::Query(query)) => open.push(&query.selection_set),
            Definition::Operation(_) => {}
        }
    }
    let (mut spread, mut variables) = (BTreeSet::new(), BTreeSet::new());
    while let Some(set) = open.pop() {
        for item in &set.items {
            let directives = match item {
                Selection::Field(field) => {
                    field.arguments.iter().for_each(|(_, value)| variables_in(value, &mut variables));
                    open.push(&field.selection_set);
                    &field.directives
                }
                Selection::InlineFragment(part) => {
                    open.push(&part.selection_set);
                    &part.directives
                }
                Selection::FragmentSpread(one) => {
                    if spread.insert(one.fragment_name.clone()) {
                        open.extend(sets.get(&one.fragment_name));
                    }
                    &one.directives
                }
            };
            variables_of(directives, &mut variables);
        }
    }
    document.definitions.retain_mut(|definition| match definition {
        Definition::Fragment(fragment) => spread.contains(&fragment.name),
        Definition::Operation(OperationDefinition::Query(query)) => {
            query.variable_definitions.retain(|variable| variables.contains(&variable.name));
            true
        }
        Definition::Operation(_) => true,
    });
}

fn variables_of(directives: &[Directive<'static, String>], into: &mut BTreeSet<String>) {
    let arguments = directives.iter().flat_map(|directive| &directive.arguments);
    arguments.for_each(|(_, value)| variables_in(value, into));
}

fn variables_in(value: &Value<'static, String>, into: &mut BTreeSet<String>) {
    match value {
        Value::Variable(name) => {
            into.insert(name.clone());
        }
        Value::List(items) => items.iter().for_each(|item| variables_in(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| variables_in(field, into)),
        _ => {}
    }
}

fn uses(field: &Field<'static, String>, variable: &str) -> bool {
    let mut variables = BTreeSet::new();
    field.arguments.iter().for_each(|(_, value)| variables_in(value, &mut variables));
    variables_of(&field.directives, &mut variables);
    variables.contains(variable)
}

/// What is called for each selection, with its place and where it begins.
type Visit<'a> = &'a mut dyn FnMut(Place, Pos, Option<&Selection<'static, String>>);

/// Calls `each` for every selection, and for every fragment with an empty way.
fn walk(document: &Document<'static, String>, each: Visit<'_>) {
    fn down(set: &SelectionSet<'static, String>, place: &mut Place, each: Visit<'_>) {
        for item in &set.items {
            place.1.push(step(item));
            let (position, inner) = match item {
                Selection::Field(field) => (field.position, Some(&field.selection_set)),
                Selection::InlineFragment(part) => (part.position, Some(&part.selection_set)),
                Selection::FragmentSpread(spread) => (spread.position, None),
            };
            each(place.clone(), position, Some(item));
            if let Some(inner) = inner {
                down(inner, place, each);
            }
            place.1.pop();
        }
    }
    for definition in &document.definitions {
        match definition {
            Definition::Fragment(fragment) => {
                let mut place = (fragment.name.clone(), Vec::new());
                each(place.clone(), fragment.position, None);
                down(&fragment.selection_set, &mut place, each);
            }
            Definition::Operation(OperationDefinition::Query(query)) => {
                let mut place = (query.name.clone().unwrap_or_default(), Vec::new());
                down(&query.selection_set, &mut place, each);
            }
            Definition::Operation(_) => {}
        }
    }
}

fn each_field(document: &Document<'static, String>, each: &mut dyn FnMut(Place, &Field<'static, String>)) {
    walk(document, &mut |place, _, item| {
        if let Some(Selection::Field(field)) = item {
            each(place, field);
        }
    });
}

/// The selection that stands there, or whose arguments do: the last that begins at or before the place.
fn found_at(document: &Document<'static, String>, at: (usize, usize)) -> Option<(Place, String)> {
    let mut found: Option<((usize, usize), Place, String)> = None;
    walk(document, &mut |place, position, item| {
        let begins = (position.line, position.column);
        if begins <= at && found.as_ref().is_none_or(|(before, ..)| *before <= begins) {
            let mut name = place.0.clone();
            match item {
                Some(Selection::Field(field)) => name.clone_from(&field.name),
                Some(other) => {
                    name.clear();
                    let _ = write!(
                        name,
                        "{}",
                        step(other).trim_start_matches(['.', ' ']).trim_start_matches("on ")
                    );
                }
                None => {}
            }
            found = Some((begins, place, name));
        }
    });
    found.map(|(_, place, name)| (place, name))
}

/// The version of GitHub Enterprise Server that a field takes, as far as is known. Sources: GitHub's published schema of
/// version 3.9 (`github/docs`, `src/graphql/data/ghes-3.9`), and refusals by 3.8.12, 3.5 and 3.3 that users reported.
const SINCE: &[(&str, &str)] = &[
    ("Issue.stateReason", "a version after 3.3"),
    ("Ref.compare", "a version after 3.5"),
    ("Ref.rules", "a version after 3.9"),
    ("Repository.hasVulnerabilityAlertsEnabled", "version 3.9 or later"),
    ("Repository.mergeQueue", "a version after 3.9"),
    ("Repository.vulnerabilityAlerts", "version 3.9 or later"),
    ("vulnerabilityAlerts(states:)", "version 3.9 or later"),
    ("WorkflowRun.event", "version 3.9 or later"),
    ("WorkflowRun.file", "a version after 3.9"),
];

/// What is wrong, for people: completes "this GitHub does not have it (…)".
pub(super) fn sentence(unknown: &str, installed: Option<&str>) -> String {
    let since = SINCE.iter().find(|(known, _)| *known == unknown).map(|(_, version)| *version);
    let github = installed
        .map_or_else(|| "it".to_owned(), |version| format!("Enterprise Server {}", plain(version, 20)));
    format!("{github} does not know {unknown}, which takes {}", since.unwrap_or("a later version"))
}

#[cfg(test)]
mod tests;
