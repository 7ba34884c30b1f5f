//! Notes as chapters: each heading with what stands under it.

use std::ops::Range;

use crate::markdown::{Block, BlockKind, Outline};

/// The chapters of notes. The first is what stands before the first heading, and holds all others.
#[derive(Debug)]
pub(super) struct Tree {
    /// In the order of the text: a chapter comes before those in it.
    pub(super) chapters: Vec<Chapter>,
}

/// A heading of notes, and what it holds.
#[derive(Debug)]
pub(super) struct Chapter {
    /// The heading's block; `None` for what stands before the first.
    pub(super) heading: Option<usize>,
    /// 1 to 6; 0 for what stands before the first.
    pub(super) level: u8,
    /// As people see it.
    pub(super) title: String,
    /// The key of that, see [`crate::markdown::normalise()`].
    pub(super) key: String,
    /// The blocks after the heading and before the next one of any level.
    pub(super) blocks: Range<usize>,
    /// The chapter that it stands in.
    pub(super) parent: usize,
    /// The chapters that stand in it.
    pub(super) children: Vec<usize>,
    /// The first block that is no longer in it.
    pub(super) end: usize,
}

impl Tree {
    /// The chapters of an outline.
    pub(super) fn of(outline: &Outline) -> Self {
        let mut chapters = vec![Chapter::new(None, 0, String::new(), String::new(), 0)];
        let mut open = vec![0];
        for (at, block) in outline.blocks.iter().enumerate() {
            let BlockKind::Heading(level) = block.kind else { continue };
            if let Some(last) = chapters.last_mut() {
                last.blocks.end = at;
            }
            while let Some(inner) = open.last().and_then(|inner| chapters.get_mut(*inner))
                && inner.level >= level
            {
                inner.end = at;
                open.pop();
            }
            let parent = open.last().copied().unwrap_or_default();
            let mut chapter = Chapter::new(Some(at), level, block.shown(), block.key(), at + 1);
            chapter.parent = parent;
            open.push(chapters.len());
            let number = chapters.len();
            if let Some(parent) = chapters.get_mut(parent) {
                parent.children.push(number);
            }
            chapters.push(chapter);
        }
        let all = outline.blocks.len();
        if let Some(last) = chapters.last_mut() {
            last.blocks.end = all;
        }
        for chapter in open {
            if let Some(chapter) = chapters.get_mut(chapter) {
                chapter.end = all;
            }
        }
        Self { chapters }
    }

    /// A chapter; the first where there is no such.
    pub(super) fn get(&self, number: usize) -> Option<&Chapter> {
        self.chapters.get(number)
    }

    /// The chapters with their numbers, without the first.
    pub(super) fn headed(&self) -> impl Iterator<Item = (usize, &Chapter)> {
        self.chapters.iter().enumerate().skip(1)
    }

    /// The chapters that it stands in, nearest first, the first one last.
    pub(super) fn above(&self, number: usize) -> impl Iterator<Item = usize> {
        let parent =
            |number: &usize| self.get(*number).filter(|_| *number != 0).map(|chapter| chapter.parent);
        std::iter::successors(parent(&number), parent)
    }
}

impl Chapter {
    fn new(heading: Option<usize>, level: u8, title: String, key: String, first: usize) -> Self {
        let blocks = first..first;
        Self { heading, level, title, key, blocks, parent: 0, children: Vec::new(), end: first }
    }

    /// Its heading as people would write it.
    pub(super) fn written(&self) -> String {
        format!("{} {}", "#".repeat(usize::from(self.level)), self.title)
    }

    /// The bytes of its heading; nothing at the beginning for what stands before the first.
    pub(super) fn at(&self, outline: &Outline) -> Range<usize> {
        let block = self.heading.and_then(|at| outline.blocks.get(at));
        block.map_or(0..0, shown_at)
    }
}

/// The bytes of what a block shows: of a heading without its marks.
pub(super) fn shown_at(block: &Block) -> Range<usize> {
    match (block.runs.first(), block.runs.last()) {
        (Some(first), Some(last)) => first.at.start..last.at.end,
        _ => block.at.clone(),
    }
}
