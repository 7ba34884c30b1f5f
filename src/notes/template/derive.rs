//! A template made from notes that a team has written, to start from.
//!
//! Headings, names of fields, heads of tables and code stay; versions, days and numbers become places to fill in, prose
//! becomes a prompt, and the items of a list become one that shows how they look. It is a beginning that people read and
//! correct, and no judgement rests on it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::parts::is_mark;
use super::{Template, Text, place};
use crate::markdown::{Block, BlockKind, Outline, Run, RunKind, normalise, outline};
use crate::notes::source::TemplateSource;
use crate::verdict::Finding;

crate::messages! {
    BARE = "notes-template-underivable": "no template can be made of {file}: nothing in it has a form that other notes could have"
        => "name notes with headings, lists or paragraphs";
}

/// What was made of notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The template, Markdown.
    pub template: String,
    /// What the policy can say besides: the key `notes:` of `release.yml`, YAML.
    pub policy: String,
}

/// Makes a template and rules of notes.
///
/// # Errors
/// There is nothing in the notes that a template could ask for.
pub fn derive(name: &str, notes: &str) -> Result<Derived, Finding> {
    let original = Text::new(name, notes).at_path(name);
    let notes: String = notes.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    let read = outline(&notes);
    let mut maker = Maker {
        source: &notes,
        read: &read,
        sectioned: read.blocks.iter().any(|block| matches!(block.kind, BlockKind::Heading(_))),
        out: String::new(),
        sections: vec![Made::default()],
        prompted: false,
    };
    maker.make();
    let template = format!("{}\n", maker.out.trim());
    place::whole_fences(&original, &original.outline(), 0)?;
    Template::read(&TemplateSource::Inline(template.clone()), &template)
        .map_err(|_| place::refused(&BARE, &original, 0..0))?;
    Ok(Derived { template, policy: policy(&maker.sections) })
}

/// What was seen of a section.
#[derive(Debug, Default)]
struct Made {
    title: String,
    /// Whether the title is the same in every release.
    stays: bool,
    none: bool,
    items: usize,
    citing: usize,
}

struct Maker<'n> {
    source: &'n str,
    read: &'n Outline,
    sectioned: bool,
    out: String,
    sections: Vec<Made>,
    /// Whether the section has its prompt for prose.
    prompted: bool,
}

static NUMBERS: LazyLock<Vec<(Option<Regex>, &'static str)>> = LazyLock::new(|| {
    let version = r"\d+\.\d+\.\d+(?:-[0-9A-Za-z][0-9A-Za-z.-]*[0-9A-Za-z])?";
    let list = [
        (format!(r"/compare/v?{version}\.\.\.v?{version}"), "/compare/vA.B.C...vX.Y.Z"),
        (format!(r"\bv{version}\b"), "vX.Y.Z"),
        (format!(r"\b{version}\b"), "X.Y.Z"),
        (r"\b\d{4}-\d{2}-\d{2}\b".to_owned(), "YYYY-MM-DD"),
        (r"\b\d{1,2}\.\d{1,2}\.\d{4}\b".to_owned(), "DD.MM.YYYY"),
        (r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b".to_owned(), "[Date]"),
        (r"\b\d{1,2}\.? (?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d{4}\b".to_owned(), "[Date]"),
    ];
    list.into_iter().map(|(pattern, with)| (Regex::new(&pattern).ok(), with)).collect()
});

/// A pull request or an issue, by number or address.
static CITED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(\[])#\d+\b|/(?:pull|issues)/\d+\b").ok());

/// The text with places to fill in for what is another in each release.
fn opened(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, with) in NUMBERS.iter() {
        if let Some(pattern) = pattern {
            text = pattern.replace_all(&text, regex_lite::NoExpand(with)).into_owned();
        }
    }
    text
}

fn says_none(shown: &str) -> bool {
    matches!(normalise(shown).as_str(), "none" | "n/a" | "nothing" | "not applicable" | "no" | "no changes")
}

impl Maker<'_> {
    fn make(&mut self) {
        let mut blocks = self.read.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            match &block.kind {
                BlockKind::Item { .. } if block.depth == 1 => {
                    let mut list = vec![block];
                    while let Some(next) = blocks.next_if(|next| next.depth > 0) {
                        if next.depth == 1 && matches!(next.kind, BlockKind::Item { .. }) {
                            list.push(next);
                        }
                    }
                    self.list(&list);
                }
                BlockKind::Heading(level) => self.heading(block, *level),
                BlockKind::Head => {
                    let rows =
                        std::iter::from_fn(|| blocks.next_if(|next| next.kind == BlockKind::Row)).count();
                    self.table(block, rows > 0);
                }
                _ if block.depth > 0 => {}
                BlockKind::Paragraph => self.paragraph(block),
                BlockKind::Code { .. } => {
                    let code = opened(self.written(block).trim_end());
                    self.put(&code);
                }
                BlockKind::Comment => self.comments(block),
                BlockKind::Rule => self.put("---"),
                BlockKind::Html => {
                    let html = self.written(block).trim_end().to_owned();
                    self.put(&html);
                }
                BlockKind::FrontMatter | BlockKind::Item { .. } | BlockKind::Row => {}
            }
        }
    }

    fn written(&self, block: &Block) -> &str {
        self.source.get(block.at.clone()).unwrap_or_default()
    }

    /// Puts a block, with an empty line in front.
    fn put(&mut self, block: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(block);
        self.out.push('\n');
    }

    fn heading(&mut self, block: &Block, level: u8) {
        let start = block.runs.first().map_or(block.at.start, |run| run.at.start);
        let end = block.runs.last().map_or(block.at.end, |run| run.at.end);
        let line = self.source.get(block.at.start..start.max(block.at.start)).unwrap_or_default();
        // Markup in front of the first word, such as bold, stays; the marks of the heading are made anew.
        let markup = line.trim_start().trim_start_matches('#').trim_start();
        let rest = self.written(block).lines().next().unwrap_or_default();
        let rest = self.source.get(start..(block.at.start + rest.len()).max(end)).unwrap_or_default();
        let rest = rest.lines().next().unwrap_or_default().trim_end().trim_end_matches('#').trim_end();
        let title = opened(&format!("{markup}{rest}"));
        let shown = block.shown();
        self.put(&format!("{} {title}", "#".repeat(level.into())));
        let stays = opened(&shown) == shown && !shown.is_empty();
        self.sections.push(Made { title: shown, stays, ..Made::default() });
        self.prompted = false;
    }

    /// What a prompt of the section is on.
    fn topic(&self) -> String {
        let made = self.sections.last().filter(|made| made.stays);
        made.map_or_else(|| "this release".to_owned(), |made| made.title.replace(['[', ']', '<', '>'], ""))
    }

    fn paragraph(&mut self, block: &Block) {
        let quote = if block.quoted { "> " } else { "" };
        if says_none(&block.shown()) {
            if let Some(made) = self.sections.last_mut() {
                made.none = true;
            }
            let prompt = format!("{quote}[What there is to say on {}, or state \"None\"]", self.topic());
            self.put(&prompt);
            self.prompted = true;
            return;
        }
        let lines: Vec<&[Run]> = block.runs.split(|run| run.kind == RunKind::Break).collect();
        let fields: Option<Vec<String>> = lines.iter().map(|line| field(line)).collect();
        match fields {
            Some(fields) => {
                let fields: Vec<String> = fields.iter().map(|field| format!("{quote}{field}")).collect();
                self.put(&fields.join("\n"));
            }
            None if !self.prompted => {
                let prompt = format!("{quote}[What there is to say on {}]", self.topic());
                self.put(&prompt);
                self.prompted = true;
            }
            None => {}
        }
    }

    /// Marks for a machine stay; this program's own are written anew with each draft.
    fn comments(&mut self, block: &Block) {
        for run in block.runs.iter().filter(|run| run.kind == RunKind::Comment) {
            let text = run.text.trim();
            if is_mark(text) && !text.starts_with("holdpoint") {
                let mark = format!("<!-- {text} -->");
                self.put(&mark);
            }
        }
    }

    fn table(&mut self, head: &Block, rows: bool) {
        let cells: Vec<String> = head
            .runs
            .split(|run| run.kind == RunKind::Cell)
            .skip(1)
            .map(|cell| cell.iter().map(|run| run.text.as_str()).collect::<String>().replace('|', "\\|"))
            .collect();
        let row = |each: &dyn Fn(&String) -> String| {
            format!("| {} |", cells.iter().map(each).collect::<Vec<_>>().join(" | "))
        };
        let mut table = format!("{}\n{}", row(&|cell| cell.trim().to_owned()), row(&|_| "---".to_owned()));
        if rows {
            table.push('\n');
            table.push_str(&row(&|cell| format!("[{}]", cell.trim().replace(['[', ']'], ""))));
        }
        self.put(&table);
    }

    fn list(&mut self, items: &[&Block]) {
        let fields: Option<Vec<String>> = items.iter().map(|item| field(&item.runs)).collect();
        let strong = |item: &&&Block| item.runs.first().is_some_and(|run| run.strong);
        let several = !self.sectioned || (items.len() > 1 && !items.iter().any(|item| strong(&item)));
        if let Some(fields) = fields.filter(|_| several) {
            let fields: Vec<String> = fields.iter().map(|field| format!("- {field}")).collect();
            self.put(&fields.join("\n"));
            return;
        }
        let boxes: Vec<&&Block> = items
            .iter()
            .filter(|item| matches!(item.kind, BlockKind::Item { checked: Some(_), .. }))
            .collect();
        if boxes.len() == items.len() {
            let boxes: Vec<String> = boxes.iter().map(|item| format!("- [ ] {}", item.shown())).collect();
            self.put(&boxes.join("\n"));
            return;
        }
        let none = items.len() == 1 && items.iter().all(|item| says_none(&item.shown()));
        let cited =
            |item: &&&Block| CITED.as_ref().is_some_and(|cited| cited.is_match(self.item_source(item)));
        let citing = items.iter().filter(cited).count();
        let named = items.iter().filter(strong).count() * 2 > items.len();
        let ordered = items.iter().any(|item| matches!(item.kind, BlockKind::Item { ordered: true, .. }));
        let mark = if ordered { "1." } else { "-" };
        let mut sample = match (none, named, ordered) {
            (true, _, _) => format!("[What there is to say on {}, or state \"None\"]", self.topic()),
            (_, true, _) => "**[Name]**: [Description]".to_owned(),
            (_, _, true) => "[Step]".to_owned(),
            _ => "[Description]".to_owned(),
        };
        if citing * 2 > items.len() {
            sample.push_str(" (#NNN)");
        }
        if let Some(made) = self.sections.last_mut() {
            made.none |= none;
            made.items += if none { 0 } else { items.len() };
            made.citing += citing;
        }
        self.put(&format!("{mark} {sample}"));
    }

    fn item_source(&self, item: &Block) -> &str {
        match &item.kind {
            BlockKind::Item { item, .. } => self.source.get(item.clone()).unwrap_or_default(),
            _ => self.written(item),
        }
    }
}

/// `Label: value` with the value opened, if the runs of a line are that.
fn field(line: &[Run]) -> Option<String> {
    let shown: String = line
        .iter()
        .filter(|run| matches!(run.kind, RunKind::Text | RunKind::Code))
        .map(|run| run.text.as_str())
        .collect();
    let (name, value) = shown.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    let words = name.split_whitespace().count();
    if !(1..=6).contains(&words) || value.starts_with("//") || !name.contains(char::is_alphabetic) {
        return None;
    }
    let open = opened(value);
    let only_numbers = open != value && (value.split_whitespace().count() == 1 || open == "[Date]");
    let value = match value {
        "" => String::new(),
        _ if only_numbers => format!(" {open}"),
        _ => format!(" [{name}]"),
    };
    let strong = line.first().is_some_and(|run| run.strong);
    Some(if strong { format!("**{name}**:{value}") } else { format!("{name}:{value}") })
}

/// The key `notes:` of a policy.
fn policy(sections: &[Made]) -> String {
    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    for made in sections {
        *titles.entry(normalise(&made.title)).or_default() += 1;
    }
    let (items, citing) =
        sections.iter().fold((0, 0), |(items, citing), made| (items + made.items, citing + made.citing));
    let mut out = "notes:\n  from: draft-release\n  template: docs/release-notes-template.md\n".to_owned();
    out.push_str(if items > 0 && citing * 2 > items { "  cites: all\n" } else { "  cites: none\n" });
    let mut purposes: Vec<&str> = Vec::new();
    let mut listed = String::new();
    for made in sections.iter().filter(|made| made.stays && titles.get(&normalise(&made.title)) == Some(&1)) {
        let mut keys = String::new();
        if let Some(is) = purpose(&made.title).filter(|is| !purposes.contains(is)) {
            purposes.push(is);
            keys.push_str(&format!("      is: {is}\n"));
        }
        if made.none {
            keys.push_str("      none: allowed\n");
        } else if made.items > 0 {
            keys.push_str("      items: 1\n");
        }
        if made.items > 0 && made.citing == made.items {
            keys.push_str("      items-cite: true\n");
        }
        if !keys.is_empty() && !normalise(&made.title).is_empty() {
            let title = serde_json::to_string(&made.title).unwrap_or_default();
            listed.push_str(&format!("    - heading: {title}\n{keys}"));
        }
    }
    if !listed.is_empty() {
        out.push_str("  sections:\n");
        out.push_str(&listed);
    }
    out
}

fn purpose(title: &str) -> Option<&'static str> {
    let key = normalise(title);
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    match () {
        () if has(&["breaking"]) => Some("breaking"),
        () if has(&["migrat", "upgrad"]) => Some("migration"),
        () if has(&["security", "vulnerab"]) => Some("security"),
        () => None,
    }
}

#[cfg(test)]
mod tests;
