//! What a pull request says of itself in its text: a `release-note` block, a section or a line of that name, notes on
//! upgrading.

use super::words;
use crate::markdown::{Block, BlockKind, Outline, is_placeholder, normalise, outline};

/// What it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Its own release note, as Markdown; several where it is a list.
    pub(super) note: Note,
    /// What people have to do when they upgrade.
    pub(super) upgrade: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Note {
    /// It says nothing.
    #[default]
    Nothing,
    /// It says that there is nothing to note.
    None,
    /// What is to be noted.
    Says(Vec<String>),
}

/// Headings and labels of a pull request's own note, as keys.
const NOTE: [&str; 5] = ["release note", "release notes", "release-note", "release-notes", "changelog entry"];

/// Headings of what people have to do when they upgrade.
const UPGRADE: [&str; 9] = [
    "migration",
    "migration steps",
    "migration notes",
    "migration guide",
    "upgrade notes",
    "upgrading",
    "how to upgrade",
    "upgrade steps",
    "action required",
];

/// Reads the text of a pull request.
pub(super) fn told(body: &str) -> Told {
    let outline = outline(body);
    let upgrade = section(&outline, &UPGRADE).unwrap_or_default();
    let note = fenced(&outline).or_else(|| section(&outline, &NOTE)).or_else(|| line(&outline));
    let note = match note {
        None => Note::Nothing,
        Some(says) if says.is_empty() => Note::Nothing,
        Some(says) if says.iter().all(|says| is_none(says)) => Note::None,
        Some(says) => Note::Says(says.into_iter().filter(|says| !is_none(says)).collect()),
    };
    Told { note, upgrade: upgrade.into_iter().filter(|says| !is_none(says)).collect() }
}

/// Whether a text says that there is nothing.
fn is_none(says: &str) -> bool {
    let key = normalise(says);
    let key = key.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(
        key,
        "none" | "n/a" | "na" | "no" | "nothing" | "not applicable" | "not needed" | "no release note"
    )
}

/// The block of code that is called `release-note`. What stands in it is Markdown again.
fn fenced(outline: &Outline) -> Option<Vec<String>> {
    let is_note = |block: &&Block| match &block.kind {
        BlockKind::Code { info: Some(info) } if !block.quoted => {
            let name = info.split_whitespace().next().unwrap_or_default();
            name.starts_with("release-note")
        }
        _ => false,
    };
    let block = outline.blocks.iter().find(is_note)?;
    let inner: String = block.runs.iter().map(|run| run.text.as_str()).collect();
    let inner = super::told::outline(&inner);
    Some(said(inner.blocks.iter(), &inner))
}

/// What stands under a heading of one of these names.
fn section(outline: &Outline, names: &[&str]) -> Option<Vec<String>> {
    let blocks = outline.blocks.iter().enumerate();
    let named = |block: &Block| {
        let key = block.key();
        matches!(block.kind, BlockKind::Heading(_)) && names.contains(&crate::markdown::without_emoji(&key))
    };
    let (index, _) = blocks.clone().find(|(_, block)| named(block))?;
    Some(said(
        outline.blocks.iter().skip(index + 1).take_while(|block| block.heading == Some(index)),
        outline,
    ))
}

/// A line that begins with one of the names and a colon.
fn line(outline: &Outline) -> Option<Vec<String>> {
    let plain =
        |block: &&Block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. }) && !block.quoted;
    outline.blocks.iter().filter(plain).find_map(|block| {
        let starts = block.runs.split(|run| run.kind == crate::markdown::RunKind::Break);
        starts.into_iter().find_map(|runs| {
            let line = Block { runs: runs.to_vec(), ..block.clone() };
            let (name, says) = {
                let shown = line.shown();
                let (name, says) = shown.split_once(':')?;
                (normalise(name), says.trim().to_owned())
            };
            if !NOTE.contains(&name.as_str()) || is_placeholder(&says) {
                return None;
            }
            let written = words::block(&line, &outline.links);
            let says = written
                .split_once(':')
                .map(|(_, says)| says.trim().trim_start_matches(['\u{200b}', '*', ' ']));
            Some(vec![says.unwrap_or_default().to_owned()])
        })
    })
}

/// Paragraphs and entries of a list, each on one line. Paragraphs before a list are one.
fn said<'b>(blocks: impl Iterator<Item = &'b Block>, outline: &Outline) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let mut text = false;
    for block in blocks.filter(|block| !block.quoted) {
        let shown = words::block(block, &outline.links);
        let plain = block.shown();
        if is_placeholder(&plain) {
            continue;
        }
        match &block.kind {
            BlockKind::Item { .. } if block.depth == 1 => {
                said.push(shown);
                text = false;
            }
            BlockKind::Paragraph | BlockKind::Item { .. } => {
                match said.last_mut().filter(|_| text || block.depth > 0) {
                    Some(last) => {
                        last.push(' ');
                        last.push_str(&shown);
                    }
                    None => {
                        said.push(shown);
                        text = true;
                    }
                }
            }
            _ => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pull_requests_own_note() {
        let says = |note: &[&str]| Note::Says(note.iter().map(ToString::to_string).collect());
        let table = [
            ("Text\n\n```release-note\nAdds `--json`.\n```\n", says(&["Adds `--json`."])),
            ("```release-note\nNONE\n```\n", Note::None),
            ("```release-note\r\nnone\r\n```\r\n", Note::None),
            ("```release-note\n\n```\n", Note::Nothing),
            ("```release-note\n<!-- say it -->\n[What users see]\n```\n", Note::Nothing),
            ("```release-note\n- One @mona\n- Two\n```\n", says(&["One @\u{200b}mona", "Two"])),
            ("## Release notes\n\nFaster.\nMuch.\n\n## Tests\n\nNo.\n", says(&["Faster. Much."])),
            ("## Release note\n\nN/A\n", Note::None),
            ("## 📝 Release Notes\n<!-- say -->\n", Note::Nothing),
            ("Fixes #1\nRelease note: It is *faster*: twice.\nMore\n", says(&["It is faster: twice."])),
            ("**Release note:** Bold.\n", says(&["Bold."])),
            ("Release notes:\n", Note::Nothing),
            ("Release note: none\n", Note::None),
            ("<!--\n```release-note\nno\n```\n-->\n", Note::Nothing),
            ("> Release note: quoted\n", Note::Nothing),
            ("We wrote a release note: see below\n", Note::Nothing),
        ];
        for (body, note) in table {
            assert_eq!(told(body).note, note, "{body}");
        }
    }

    #[test]
    fn notes_on_upgrading() {
        assert_eq!(told("## Migration\n\n1. Stop it.\n2. Run `up`.\n").upgrade, ["Stop it.", "Run `up`."]);
        assert_eq!(told("## Upgrade notes\n\nNone.\n").upgrade, [""; 0]);
    }
}
