//! `docs/tutorial.md`, followed to the letter: each edit is made, each command is run, and prints what the page shows.

#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block of the page: its language, its text, and the line that it begins at.
struct Block {
    language: String,
    text: String,
    line: usize,
}

fn blocks() -> Vec<Block> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tutorial.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => blocks.push(block),
            (Some(language), None) => {
                open = Some(Block { language: language.to_owned(), text: String::new(), line: number + 2 });
            }
            (None, Some(mut block)) => {
                block.text += line;
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// A reader at a terminal: a folder, and the exit code of the last command.
struct Reader {
    folder: PathBuf,
    code: Option<i32>,
}

impl Reader {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tutorial-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, code: None }
    }

    /// Changes the file that the first line names as the other lines say.
    fn edit(&self, block: &Block) {
        let (name, lines) = block.text.split_once('\n').unwrap();
        let file = self.folder.join(name.strip_prefix("--- ").unwrap());
        let side = |other: char| -> String {
            let kept = lines.lines().filter(|line| !line.starts_with(other));
            kept.map(|line| format!("{}\n", line.get(1..).unwrap())).collect()
        };
        let (before, after) = (side('+'), side('-'));
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text.matches(&before).count(), 1, "docs/tutorial.md:{}: not once in {name}", block.line);
        std::fs::write(&file, text.replace(&before, &after)).unwrap();
    }

    /// What this command prints.
    fn run(&mut self, command: &str) -> String {
        if command == "echo $?" {
            return format!("{}\n", self.code.unwrap());
        }
        let mut words = command.split(' ');
        assert_eq!(words.next(), Some("holdpoint"), "{command}");
        let output = Command::new(env!("CARGO_BIN_EXE_holdpoint"))
            .args(words)
            .env_clear()
            .current_dir(&self.folder)
            .output()
            .unwrap();
        self.code = output.status.code();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }
}

/// Whether a text is what the page shows of it: lines of `…` stand for any lines.
fn shown(page: &str, printed: &str) -> bool {
    let printed = printed.trim_end();
    let page = page.trim_end();
    let mut parts = page.split("…").map(|part| part.trim_matches('\n'));
    let first = parts.next().unwrap();
    if !page.contains('…') {
        return printed == first;
    }
    let Some(mut rest) = printed.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let (last, between) = parts.split_last().unwrap();
    for part in between {
        let Some((_, after)) = rest.split_once(&format!("\n{part}\n")) else { return false };
        // The end of the last line found is the beginning of the next one.
        rest = rest.get(rest.len() - after.len() - 1..).unwrap();
    }
    last.is_empty() || rest.ends_with(&format!("\n{last}"))
}

#[test]
fn the_page_shows_what_a_reader_sees() {
    let mut reader = Reader::new();
    let mut commands = 0;
    for block in blocks() {
        match block.language.as_str() {
            "sh" => assert_eq!(block.text, "cargo install --locked --path .\n"),
            "diff" => reader.edit(&block),
            "console" => {
                for part in format!("\n{}", block.text).split("\n$ ").skip(1) {
                    let (command, page) = part.split_once('\n').unwrap_or((part, ""));
                    let printed = reader.run(command);
                    commands += 1;
                    assert!(
                        shown(page, &printed),
                        "docs/tutorial.md:{}: `{command}` prints\n{printed}\nand the page shows\n{page}",
                        block.line
                    );
                }
            }
            other => panic!("docs/tutorial.md:{}: nobody follows `{other}`", block.line),
        }
    }
    assert!(commands > 15, "{commands} commands were found");
}

#[test]
fn what_is_shown_is_told_from_what_is_not() {
    for (page, printed, is) in [
        ("a\nb", "a\nb\n", true),
        ("a", "a\nb\n", false),
        ("a\n…", "a\nb\n", true),
        ("…\nc", "a\nb\nc\n", true),
        ("…\nc", "a\nb\n", false),
        ("…\nb\n…\nc", "a\nb\nx\nc", true),
        ("…\nc\n…\nb\n…", "a\nb\nx\nc", false),
        ("…\nb\n…", "a\nab\nc", false),
        ("", "a", false),
    ] {
        assert_eq!(shown(page, printed), is, "{page:?} of {printed:?}");
    }
}
