//! What notes should have: the template's sections with the policy's rules put to them.

use std::collections::HashMap;

use super::shape::{Fit, Shape};
use crate::markdown::{fold, same_heading, within, without_emoji};
use crate::notes::rules::{Presence, SectionRule};
use crate::notes::template::{Field, PartKind, Pattern, Piece, Section, bare_name};
use crate::notes::{Rules, Template};

/// All sections that template and rules know. The first is what stands before the first heading.
#[derive(Debug)]
pub(super) struct Wanted<'t> {
    /// In the template's order, those that only rules name at the end.
    pub(super) sections: Vec<Known<'t>>,
    /// Whether there is anything that sections could be strange to.
    pub(super) names_any: bool,
    by_key: HashMap<String, Vec<usize>>,
    by_shape: Vec<usize>,
}

/// A section that template or rules know.
#[derive(Debug)]
pub(super) struct Known<'t> {
    /// Its heading as people write it.
    pub(super) title: String,
    /// The key of that.
    pub(super) key: String,
    /// Its heading, ready to be compared.
    shape: Shape,
    /// Its level in the template.
    pub(super) level: Option<u8>,
    /// What the template says of it.
    pub(super) section: Option<&'t Section>,
    /// What the policy says of it.
    pub(super) rule: Option<&'t SectionRule>,
    /// The section that it stands in.
    pub(super) parent: usize,
    /// The sections that stand in it.
    pub(super) children: Vec<usize>,
    /// The template shows the same heading with a place to fill in before: one of them is enough.
    pub(super) again: bool,
}

impl<'t> Wanted<'t> {
    /// What a template and rules ask for.
    pub(super) fn of(template: Option<&'t Template>, rules: &'t Rules) -> Self {
        let mut wanted = Self {
            sections: vec![Known::root(template.map(|template| &template.root))],
            names_any: false,
            by_key: HashMap::new(),
            by_shape: Vec::new(),
        };
        if let Some(template) = template {
            wanted.add_all(&template.root, 0);
        }
        for rule in &rules.sections {
            wanted.add_rule(rule);
        }
        wanted.names_any = template.is_some() || !rules.sections.is_empty();
        wanted.index();
        wanted
    }

    /// One of them.
    pub(super) fn get(&self, number: usize) -> Option<&Known<'t>> {
        self.sections.get(number)
    }

    /// All but the first, with their numbers.
    pub(super) fn headed(&self) -> impl Iterator<Item = (usize, &Known<'t>)> {
        self.sections.iter().enumerate().skip(1)
    }

    /// The sections that it stands in, nearest first, without the first of all.
    pub(super) fn above(&self, number: usize) -> impl Iterator<Item = usize> {
        let parent =
            |number: &usize| self.get(*number).map(|known| known.parent).filter(|parent| *parent != 0);
        std::iter::successors(parent(&number), parent)
    }

    /// The template's title: the one section that all others stand in.
    pub(super) fn title(&self) -> Option<usize> {
        let of_template = |number: &&usize| self.get(**number).is_some_and(|known| known.section.is_some());
        let mut top = self.get(0)?.children.iter().filter(of_template);
        let first = top.next().filter(|_| top.next().is_none())?;
        self.get(*first).filter(|known| !known.children.is_empty()).map(|_| *first)
    }

    /// A section's heading as people would write it in notes; one that only rules name is a level below what it stands in.
    pub(super) fn heading(&self, number: usize) -> String {
        let Some(known) = self.get(number) else { return String::new() };
        let above =
            self.above(number).next().or_else(|| self.title()).and_then(|above| self.get(above)?.level);
        let beside = || self.headed().filter_map(|(_, known)| known.level).min();
        let level =
            known.level.or_else(|| above.map(|above| (above + 1).min(6))).or_else(beside).unwrap_or(2);
        format!("{} {}", "#".repeat(usize::from(level)), known.title)
    }

    /// Whether the template has nothing in a section but others, and the policy forbids them all.
    pub(super) fn is_hollow(&self, number: usize) -> bool {
        let Some(known) = self.get(number).filter(|known| !known.children.is_empty()) else { return false };
        let empty = known.section.is_some_and(|section| section.parts.is_empty()) && !known.is_demanded();
        let mut children = known.children.iter().filter_map(|child| self.get(*child));
        empty && children.all(|child| child.forbidden().is_some())
    }

    /// The sections whose heading this may be, those that name it before those with places to fill in. One that may be
    /// left out may keep the words that say so.
    pub(super) fn candidates(&self, key: &str) -> Vec<usize> {
        let found = self.named(key);
        if !found.is_empty() || !key.contains('(') {
            return found;
        }
        let mut found = self.named(&bare_name(key));
        found.retain(|number| {
            let section = self.get(*number).and_then(|known| known.section);
            section.is_some_and(|section| section.optional.is_some())
        });
        found
    }

    fn named(&self, key: &str) -> Vec<usize> {
        let mut found = self.by_key.get(without_emoji(key)).cloned().unwrap_or_default();
        let shaped = |number: &&usize| self.get(**number).is_some_and(|known| known.shape.fit(key).is_some());
        // A heading that is nothing but a place to fill in takes what no other does.
        let (telling, open): (Vec<usize>, Vec<usize>) = self
            .by_shape
            .iter()
            .filter(shaped)
            .partition(|number| self.get(**number).is_some_and(|known| known.shape.has_words()));
        found.extend(telling);
        found.extend(open);
        found.dedup();
        found
    }

    fn add_all(&mut self, section: &'t Section, parent: usize) {
        for inner in &section.sections {
            let Some(heading) = &inner.heading else { continue };
            let number = self.sections.len();
            let title = written(&heading.pattern);
            let key = fold(&title);
            let shape = Shape::of(&heading.pattern);
            let again = shape.has_slots()
                && self.get(parent).is_some_and(|known| {
                    let first = |key: &str| key.split(' ').next().map(str::to_owned);
                    let alike = |known: &Known<'_>| {
                        known.is_any() && !shape.has_words() && first(&known.key) == first(&key)
                    };
                    let siblings = known.children.iter().filter_map(|child| self.get(*child));
                    siblings.into_iter().any(|known| known.key == key || alike(known))
                });
            self.sections.push(Known {
                title,
                key,
                shape,
                level: Some(heading.level),
                section: Some(inner),
                rule: None,
                parent,
                children: Vec::new(),
                again,
            });
            if let Some(known) = self.sections.get_mut(parent) {
                known.children.push(number);
            }
            self.add_all(inner, number);
        }
    }

    /// Puts a rule to the sections of its name. One that the template names only as a field is the field's; any other one
    /// is a section of its own.
    fn add_rule(&mut self, rule: &'t SectionRule) {
        let named: Vec<usize> = self
            .headed()
            .filter(|(number, known)| {
                let path: Vec<String> = self
                    .above(*number)
                    .filter_map(|above| self.get(above))
                    .map(|above| above.key.clone())
                    .collect();
                let path: Vec<String> = path.into_iter().rev().chain([known.key.clone()]).collect();
                named_by(&known.key, rule) && (rule.path.len() < 2 || within(&path, &rule.path))
            })
            .map(|(number, _)| number)
            .collect();
        for number in &named {
            if let Some(known) = self.sections.get_mut(*number) {
                known.rule.get_or_insert(rule);
            }
        }
        let is_field =
            || self.sections.iter().flat_map(Known::fields).any(|field| named_by(&field.key, rule));
        if named.is_empty() && !is_field() {
            let key = rule.path.last().cloned().unwrap_or_default();
            let parents = rule.path.iter().rev().skip(1);
            let parent = parents
                .filter_map(|above| {
                    self.headed().find(|(_, known)| same_heading(&known.key, above)).map(|(number, _)| number)
                })
                .next();
            let (title, parent) = (rule.title.clone(), parent.unwrap_or_default());
            self.sections.push(Known { key, title, rule: Some(rule), parent, ..Known::root(None) });
        }
    }

    fn index(&mut self) {
        for (number, known) in self.sections.iter().enumerate().skip(1) {
            let aliases = known.rule.iter().flat_map(|rule| &rule.aliases);
            // "(if any)" may stay in a heading.
            let phrase =
                known.section.and_then(|section| section.optional.as_ref()).map(|phrase| &phrase.says);
            let phrased: Vec<String> = phrase.map_or(Vec::new(), |says| {
                let with = |text: String| fold(&text);
                vec![with(format!("{} ({says})", known.title)), with(format!("{}, {says}", known.title))]
            });
            for key in [&known.key].into_iter().chain(aliases).chain(&phrased) {
                let numbers = self.by_key.entry(without_emoji(key).to_owned()).or_default();
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
            if known.shape.has_slots() {
                self.by_shape.push(number);
            }
        }
    }
}

impl<'t> Known<'t> {
    fn root(section: Option<&'t Section>) -> Self {
        Self {
            title: String::new(),
            key: String::new(),
            shape: Shape::of(&Pattern::default()),
            level: None,
            section,
            rule: None,
            parent: 0,
            children: Vec::new(),
            again: false,
        }
    }

    /// How a heading fills in the template's.
    pub(super) fn fit(&self, key: &str) -> Option<Fit> {
        self.shape.fit(key)
    }

    /// Whether its heading has places to fill in: notes may have it more than once, for one thing each.
    pub(super) fn is_open(&self) -> bool {
        self.shape.has_slots()
    }

    /// Whether its heading is nothing but a place to fill in.
    pub(super) fn is_any(&self) -> bool {
        self.shape.has_slots() && !self.shape.has_words()
    }

    /// Whether notes must have it, if they have what it stands in.
    pub(super) fn is_required(&self) -> bool {
        match self.rule.and_then(|rule| rule.presence.as_ref()) {
            Some(presence) => *presence == Presence::Required,
            None => !self.again && self.section.is_some_and(|section| section.optional.is_none()),
        }
    }

    /// Whether the policy itself says that notes must have it.
    pub(super) fn is_demanded(&self) -> bool {
        self.rule.is_some_and(|rule| rule.presence == Some(Presence::Required))
    }

    /// Why notes must not have it.
    pub(super) fn forbidden(&self) -> Option<&'t str> {
        match self.rule.and_then(|rule| rule.presence.as_ref()) {
            Some(Presence::Forbidden(why)) => Some(why),
            _ => None,
        }
    }

    /// Whether "None" will do as its content: the policy says so, or the template does, or asks for "any" of something.
    pub(super) fn may_be_none(&self) -> bool {
        if let Some(may) = self.rule.and_then(|rule| rule.may_be_none) {
            return may;
        }
        let optional = self.rule.is_some_and(|rule| rule.presence == Some(Presence::Optional));
        optional
            || self.section.is_some_and(|section| {
                section.optional.is_some()
                    || section.or_state.is_some()
                    || section.parts.iter().any(|part| asks_for_any(&part.kind))
            })
    }

    /// The word that the template names as an answer.
    pub(super) fn or_state(&self) -> Option<&str> {
        self.section.and_then(|section| section.or_state.as_ref()).map(|phrase| phrase.says.as_str())
    }

    /// The lines to fill in that it has.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'t Field> + use<'t> {
        self.section.into_iter().flat_map(|section| &section.parts).filter_map(|part| match &part.kind {
            PartKind::Field(field) => Some(field),
            _ => None,
        })
    }

    /// Its heading as people would write it in notes.
    pub(super) fn heading(&self) -> String {
        format!("{} {}", "#".repeat(usize::from(self.level.unwrap_or(2))), self.title)
    }
}

/// Whether a rule is about what has this key.
pub(super) fn named_by(key: &str, rule: &SectionRule) -> bool {
    let names = rule.path.last().into_iter().chain(&rule.aliases);
    names.into_iter().any(|name| same_heading(key, name))
}

/// "List any known issues": there may be none.
fn asks_for_any(kind: &PartKind) -> bool {
    let (PartKind::Prompt(text) | PartKind::Guidance(text)) = kind else { return false };
    fold(text).split(|c: char| !c.is_alphanumeric()).any(|word| word == "any" || word == "if")
}

/// A pattern as it is written in the template.
pub(super) fn written(pattern: &Pattern) -> String {
    let mut text = String::new();
    for piece in &pattern.pieces {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Slot(slot) => text.push_str(&slot.written),
        }
    }
    text
}
