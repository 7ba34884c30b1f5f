//! Which chapter of the notes is which section of the template.

use std::collections::HashMap;

use super::tree::Tree;
use super::wanted::Wanted;
use crate::markdown::{BlockKind, Outline};
use crate::notes::Text;
use crate::notes::template::Field;
use crate::yaml::nearest;

/// How many strange headings are compared with those that are missing: comparing is slow, and people mistype few.
const COMPARED: usize = 20;

/// What a chapter of notes is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role<'t> {
    /// This section; the first of all for a title that holds the whole notes.
    Section(usize),
    /// This section under a name that is almost its own.
    Misnamed(usize),
    /// This section once more.
    Twice(usize),
    /// A field of the section around it, written as a heading.
    Field(&'t Field),
    /// A part of what the section around it says.
    Content,
    /// None that anybody knows.
    Strange,
}

/// What each chapter is.
#[derive(Debug)]
pub(super) struct Placed<'t> {
    /// By chapter.
    pub(super) roles: Vec<Role<'t>>,
    /// By section, its chapters in their order.
    pub(super) chapters: Vec<Vec<usize>>,
}

impl<'t> Placed<'t> {
    /// Finds the chapters of all sections.
    pub(super) fn of(notes: &Text, outline: &Outline, tree: &Tree, wanted: &Wanted<'t>) -> Self {
        let mut placing = Placing {
            tree,
            wanted,
            of: vec![None; tree.chapters.len()],
            twice: vec![false; tree.chapters.len()],
            misnamed: vec![false; tree.chapters.len()],
            chapters: vec![Vec::new(); wanted.sections.len()],
        };
        placing.assign(0, 0);
        if placing.is_title_of_all(notes, outline) {
            placing.assign(1, 0);
        }
        for (number, _) in tree.headed() {
            placing.in_place(number);
        }
        for (number, _) in tree.headed() {
            placing.in_place(number);
            placing.elsewhere(number);
        }
        placing.title();
        placing.almost();
        let roles = (0..tree.chapters.len()).map(|number| placing.role(number)).collect();
        for chapters in &mut placing.chapters {
            chapters.sort_unstable();
        }
        Self { roles, chapters: placing.chapters }
    }

    /// The section that a chapter is, under whatever name.
    pub(super) fn section(&self, chapter: usize) -> Option<usize> {
        match self.roles.get(chapter) {
            Some(Role::Section(section) | Role::Misnamed(section) | Role::Twice(section)) => Some(*section),
            _ => None,
        }
    }

    /// The first chapter of a section.
    pub(super) fn first(&self, section: usize) -> Option<usize> {
        self.chapters.get(section)?.first().copied()
    }
}

struct Placing<'a, 't> {
    tree: &'a Tree,
    wanted: &'a Wanted<'t>,
    of: Vec<Option<usize>>,
    twice: Vec<bool>,
    misnamed: Vec<bool>,
    chapters: Vec<Vec<usize>>,
}

impl<'t> Placing<'_, 't> {
    fn assign(&mut self, chapter: usize, section: usize) {
        if let (Some(of), Some(chapters)) = (self.of.get_mut(chapter), self.chapters.get_mut(section)) {
            *of = Some(section);
            chapters.push(chapter);
        }
    }

    fn section_of(&self, chapter: usize) -> Option<usize> {
        self.of.get(chapter).copied().flatten()
    }

    fn is_taken(&self, section: usize) -> bool {
        self.chapters.get(section).is_some_and(|chapters| !chapters.is_empty())
    }

    /// Notes may have one heading above everything that the template does not speak of: the title of the notes, or the
    /// version's heading in a changelog.
    fn is_title_of_all(&self, notes: &Text, outline: &Outline) -> bool {
        let Some(chapter) = self.tree.get(1) else { return false };
        let silent =
            |kind: &BlockKind| matches!(kind, BlockKind::Comment | BlockKind::FrontMatter | BlockKind::Html);
        let before = outline.blocks.iter().take(chapter.heading.unwrap_or_default());
        let is_part = notes.range() != (0..notes.whole().len());
        let has_title =
            self.wanted.sections.iter().any(|known| known.level.is_some_and(|level| level <= chapter.level));
        chapter.end == outline.blocks.len()
            && before.into_iter().all(|block| silent(&block.kind))
            && (is_part || !has_title)
            && self.wanted.candidates(&chapter.key).is_empty()
    }

    /// Puts a chapter to the section of its name in the section that the chapter above it is.
    fn in_place(&mut self, number: usize) {
        let Some(chapter) = self.tree.get(number).filter(|_| self.section_of(number).is_none()) else {
            return;
        };
        let Some(parent) = self.section_of(chapter.parent) else { return };
        let mut candidates = self.wanted.candidates(&chapter.key);
        candidates.retain(|section| self.wanted.get(*section).is_some_and(|known| known.parent == parent));
        let free = candidates.iter().find(|section| !self.is_taken(**section));
        let Some(section) = free.or(candidates.first()).copied() else { return };
        let open = self.wanted.get(section).is_some_and(super::wanted::Known::is_open);
        let mut others = self.chapters.get(section).into_iter().flatten();
        let same = others.any(|other| self.tree.get(*other).is_some_and(|other| other.key == chapter.key));
        let again = self.is_taken(section) && (!open || same);
        self.assign(number, section);
        if let Some(twice) = self.twice.get_mut(number) {
            *twice = again;
        }
    }

    /// Puts a chapter that is not where its section belongs to the section of its name, if nothing else is that.
    fn elsewhere(&mut self, number: usize) {
        let Some(chapter) = self.tree.get(number).filter(|_| self.section_of(number).is_none()) else {
            return;
        };
        let candidates = self.wanted.candidates(&chapter.key);
        let free = candidates.into_iter().find(|section| {
            !self.is_taken(*section) && self.wanted.get(*section).is_some_and(|known| !known.is_any())
        });
        if let Some(section) = free {
            self.assign(number, section);
        }
    }

    /// Puts the first heading to the template's title, if nothing else is that, whatever it says: it stands at its level, or
    /// above all others.
    fn title(&mut self) {
        let Some(title) = self.wanted.title().filter(|title| !self.is_taken(*title)) else { return };
        let Some(chapter) = self.tree.get(1).filter(|_| self.section_of(1).is_none()) else { return };
        let level = self.wanted.get(title).and_then(|known| known.level);
        let above_all = self.tree.headed().skip(1).all(|(_, other)| other.level > chapter.level);
        if level == Some(chapter.level) || (above_all && !chapter.children.is_empty()) {
            self.assign(1, title);
            if let Some(misnamed) = self.misnamed.get_mut(1) {
                *misnamed = true;
            }
            for (number, _) in self.tree.headed() {
                self.in_place(number);
            }
        }
    }

    /// Puts strange chapters to missing sections of nearly their name.
    fn almost(&mut self) {
        let strange: Vec<usize> = self
            .tree
            .headed()
            .map(|(number, _)| number)
            .filter(|number| self.role(*number) == Role::Strange)
            .take(COMPARED)
            .collect();
        let mut missing: HashMap<String, usize> = HashMap::new();
        for (number, known) in self.wanted.headed() {
            if !self.is_taken(number) && known.is_required() && !known.is_open() {
                missing.entry(crate::markdown::without_emoji(&known.key).to_owned()).or_insert(number);
            }
        }
        let mut names: Vec<(usize, String)> =
            missing.into_iter().map(|(name, number)| (number, name)).collect();
        names.sort();
        for number in strange {
            let Some(chapter) = self.tree.get(number) else { continue };
            let key = crate::markdown::without_emoji(&chapter.key);
            let Some(name) = alike(key, names.iter().map(|(_, name)| name.as_str())) else { continue };
            let Some(at) = names.iter().position(|(_, other)| *other == name) else { continue };
            let (section, _) = names.remove(at);
            self.assign(number, section);
            if let Some(misnamed) = self.misnamed.get_mut(number) {
                *misnamed = true;
            }
            for child in self.tree.get(number).map(|chapter| chapter.children.clone()).unwrap_or_default() {
                self.in_place(child);
            }
        }
    }

    fn role(&self, number: usize) -> Role<'t> {
        let is = |flags: &[bool]| flags.get(number).copied().unwrap_or_default();
        if let Some(section) = self.section_of(number) {
            return match (is(&self.twice), is(&self.misnamed)) {
                (true, _) => Role::Twice(section),
                (_, true) => Role::Misnamed(section),
                _ => Role::Section(section),
            };
        }
        let Some(chapter) = self.tree.get(number) else { return Role::Strange };
        let above = self.tree.above(number).find_map(|above| self.section_of(above)).unwrap_or_default();
        let Some(known) = self.wanted.get(above) else { return Role::Strange };
        if let Some(field) = known.fields().find(|field| super::fields::is_named(field, &chapter.key)) {
            return Role::Field(field);
        }
        if above != 0 && known.children.is_empty() {
            return Role::Content;
        }
        match self.of.get(chapter.parent).copied().flatten() {
            Some(_) => Role::Strange,
            None => match self.role(chapter.parent) {
                Role::Strange => Role::Strange,
                _ => Role::Content,
            },
        }
    }
}

/// The name that a heading was probably meant to be: nearly it, or some of its words.
pub(super) fn alike<'n>(key: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<String> {
    if let Some(name) = nearest(key, names.clone()) {
        return Some(name.to_owned());
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
        words.take(12).map(str::to_owned).collect()
    };
    let own = words(key);
    names
        .filter(|name| {
            let theirs = words(name);
            let (few, many) = if own.len() <= theirs.len() { (&own, &theirs) } else { (&theirs, &own) };
            !few.is_empty() && many.len() <= few.len() + 1 && few.iter().all(|word| many.contains(word))
        })
        .map(str::to_owned)
        .next()
}
