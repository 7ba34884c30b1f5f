//! Texts that nobody would write, for the readers of release notes: templates, checks and merges.
//!
//! Without a budget each target tries a fixed number of inputs that are the same in every run. With
//! `HOLDPOINT_FUZZ_SECONDS` it goes on for so long from another beginning, which is printed; `HOLDPOINT_FUZZ_SEED` is that
//! beginning again. An input that fails is kept in `target/fuzz/`: put it into `tests/fuzz/`, and every run tries it first.
#![expect(
    clippy::string_slice,
    reason = "every place is rounded to the beginning of a character before a text is cut there"
)]
#![cfg(test)]

use std::fs;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use holdpoint::notes::source::TemplateSource;
use holdpoint::notes::template::{Field, Part, PartKind, Pattern, derive};
use holdpoint::notes::{Facts, Rules, Template, Text, check, merge};
use holdpoint::report::{explain_template, template_json};

/// How many inputs a run without a budget tries.
const QUICK: usize = 100;
/// The longest input, in bytes, and the length of those that are tried for time.
const LONGEST: usize = 20_000;
const LONG: usize = 100_000;
/// How long one input may take, on a busy machine and without optimisation.
const SLOWEST: Duration = Duration::from_secs(20);

/// Pieces that mean something to a parser of Markdown, of templates or of notes.
const PIECES: [&str; 64] = [
    "# ",
    "## ",
    "\n### ",
    "- ",
    "* ",
    "1. ",
    "  - ",
    "    ",
    "> ",
    "```",
    "```markdown\n",
    "````\n",
    "~~~\n",
    "`",
    "[",
    "]",
    "](",
    ")",
    "[x]",
    "[ ]",
    "[Date]",
    "[Name]: [Value]",
    "{{version}}",
    "{{",
    "}}",
    "${x}",
    "<x>",
    "<",
    ">",
    "<!--",
    "-->",
    "<!-- delete this if empty -->",
    "<details>\n",
    "</details>\n",
    "vX.Y.Z",
    "YYYY-MM-DD",
    "TBD",
    "TODO:",
    "...",
    "XXX",
    "NNNN",
    "lorem ipsum",
    "None",
    "(if any)",
    "or state \"None\"",
    "**",
    "_",
    ":",
    "：",
    "|",
    "\n| - | - |\n",
    "---\n",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "\u{feff}",
    "é",
    "e\u{301}",
    "🚀",
    "&amp;",
    "\\",
    "#12",
    "https://github.com/o/r/pull/12",
];

/// Numbers that look random and are the same for the same beginning.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn place(&mut self, text: &str) -> usize {
        text.floor_char_boundary(self.below(text.len() + 1))
    }

    fn range(&mut self, text: &str) -> Range<usize> {
        let (one, other) = (self.place(text), self.place(text));
        one.min(other)..one.max(other)
    }

    fn line(&mut self, text: &str) -> Range<usize> {
        let at = self.place(text);
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        start..end
    }

    /// A text made of the seeds.
    fn text(&mut self, seeds: &[String]) -> String {
        let mut text = self.one(seeds).clone();
        for _ in 0..1 + self.below(8) {
            self.change(&mut text, seeds);
        }
        text.truncate(text.floor_char_boundary(LONGEST));
        text
    }

    fn change(&mut self, text: &mut String, seeds: &[String]) {
        match self.below(9) {
            0 => {
                let (at, piece) = (self.place(text), *self.one(&PIECES));
                text.insert_str(at, piece);
            }
            1 => {
                let (at, piece) = (self.place(text), self.one(&PIECES).repeat(1 + self.below(300)));
                text.insert_str(at, &piece);
            }
            2 => {
                let range = self.range(text);
                let range = range.start..text.floor_char_boundary(range.end.min(range.start + 40));
                text.replace_range(range, "");
            }
            3 => {
                let line = self.line(text);
                text.replace_range(line, "");
            }
            4 => {
                let line = text[self.line(text)].to_owned();
                let at = self.line(text).start;
                text.insert_str(at, &line.repeat(1 + self.below(20)));
            }
            5 => {
                let other = self.one(seeds);
                let piece = other[self.range(other)].to_owned();
                let at = self.place(text);
                text.insert_str(at, &piece);
            }
            6 => {
                let at = self.place(text);
                text.truncate(at);
            }
            7 => *text = text.replace('\n', "\r\n"),
            _ => {
                let from = self.range(text);
                let piece = text[from.clone()].to_owned();
                text.replace_range(from, "");
                let at = self.place(text);
                text.insert_str(at, &piece);
            }
        }
        text.truncate(text.floor_char_boundary(2 * LONGEST));
    }

    /// A short piece again and again: what takes time in proportion to the square of its length shows here.
    fn long(&mut self, seeds: &[String]) -> String {
        let mut piece: String = (0..1 + self.below(3)).map(|_| *self.one(&PIECES)).collect();
        if self.below(3) == 0 {
            let seed = self.one(seeds);
            piece.push_str(&seed[self.line(seed)]);
        }
        piece.repeat(LONG / piece.len() + 1)
    }
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The committed seeds of a target, and the guides.
fn seeds(target: &str) -> Vec<String> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [format!("tests/fuzz/{target}"), "tests/notes/guides".to_owned()] {
        files.extend(fs::read_dir(package().join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.sort();
    let seeds: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    assert!(seeds.len() > 3, "{target} has no seeds");
    seeds
}

/// Tries inputs of `texts` texts each.
fn fuzz(target: &str, texts: usize, run: impl Fn(&[&str])) {
    let budget = std::env::var("HOLDPOINT_FUZZ_SECONDS").ok();
    let budget = budget.map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let seed = match std::env::var("HOLDPOINT_FUZZ_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) if budget.is_none() => 0x9e37_79b9_7f4a_7c15,
        Err(_) => {
            u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos()).unwrap_or(1) | 1
        }
    };
    let seeds = seeds(target);
    let mut dice = Dice(seed);
    let started = Instant::now();
    let mut tried = 0_usize;
    for seed in &seeds {
        try_one(target, &vec![seed.as_str(); texts], &run);
    }
    loop {
        let over = budget.map_or(tried >= QUICK, |budget| started.elapsed() >= budget);
        if over {
            break;
        }
        let input: Vec<String> = if tried % 50 == 49 {
            let long = dice.long(&seeds);
            (0..texts).map(|_| long.clone()).collect()
        } else {
            (0..texts).map(|_| dice.text(&seeds)).collect()
        };
        try_one(target, &input.iter().map(String::as_str).collect::<Vec<_>>(), &run);
        tried += 1;
    }
    println!("{target}: {tried} inputs from HOLDPOINT_FUZZ_SEED={seed}");
}

/// Runs one input. It is kept first: a stack that overflows ends the process.
fn try_one(target: &str, input: &[&str], run: &impl Fn(&[&str])) {
    let folder = package().join("target/fuzz");
    fs::create_dir_all(&folder).unwrap();
    let kept = folder.join(format!("{target}.md"));
    fs::write(&kept, input.join("\n=====\n")).unwrap();
    let started = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| run(input)));
    let took = started.elapsed();
    assert!(ended.is_ok(), "{target} fails on {}", kept.display());
    assert!(took < SLOWEST, "{target} takes {took:?} for {}", kept.display());
}

fn ranges_hold(text: &Text, parts: &[Part]) {
    for part in parts {
        assert!(text.whole().get(part.at.clone()).is_some(), "{part:?}");
        match &part.kind {
            PartKind::Field(Field { value, nested, .. }) => {
                slots_hold(text, value);
                ranges_hold(text, nested);
            }
            PartKind::Item { pattern, nested, .. } => {
                slots_hold(text, pattern);
                ranges_hold(text, nested);
            }
            PartKind::Fixed(pattern) | PartKind::Code(pattern) => slots_hold(text, pattern),
            PartKind::Table { rows, .. } => rows.iter().flatten().for_each(|cell| slots_hold(text, cell)),
            PartKind::Prompt(_) | PartKind::Default(_) | PartKind::Guidance(_) | PartKind::Mark(_) => {}
        }
    }
}

fn slots_hold(text: &Text, pattern: &Pattern) {
    for slot in pattern.slots() {
        assert_eq!(text.whole().get(slot.at.clone()), Some(slot.written.as_str()));
    }
}

fn inline(text: &str) -> Option<Template> {
    Template::read(&TemplateSource::Inline(String::new()), text).ok()
}

#[test]
fn a_template_can_be_anything() {
    fuzz("template", 1, |input| {
        let text = input[0];
        let file = |section: Option<&str>| TemplateSource::File {
            path: "docs/guide.md".to_owned(),
            section: section.map(str::to_owned),
        };
        let sources = [
            TemplateSource::Inline(String::new()),
            file(None),
            file(Some("release-notes-template")),
            file(Some("")),
        ];
        for source in sources {
            match Template::read(&source, text) {
                Ok(template) => {
                    for section in template.sections() {
                        ranges_hold(&template.text, &section.parts);
                        if let Some(heading) = &section.heading {
                            assert!(text.get(heading.at.clone()).is_some());
                            slots_hold(&template.text, &heading.pattern);
                        }
                    }
                    assert!(!explain_template(&template).is_empty());
                    assert!(template_json(&template).starts_with('{'));
                }
                Err(finding) => assert!(finding.spot.is_some()),
            }
        }
        if let Ok(derived) = derive("notes.md", text) {
            assert!(inline(&derived.template).is_some());
        }
    });
}

#[test]
fn notes_can_be_anything() {
    fuzz("check", 2, |input| {
        let template = inline(input[0]);
        let notes = Text::new("notes.md", input[1]);
        let lines = input[1].split('\n').count() as u64;
        for template in [None, template.as_ref()] {
            for finding in check(&notes, template, &Rules::default(), &Facts::default()).findings {
                if let Some(spot) = &finding.spot {
                    assert!(spot.line <= lines && spot.column > 0, "{spot:?}");
                }
            }
        }
    });
}

#[test]
fn texts_can_be_merged_whatever_they_are() {
    fuzz("merge", 3, |input| {
        let [base, people, draft] = input else { panic!("three texts") };
        assert_eq!(&merge::merge(Some(base), people, base).text, people, "nothing is new in the draft");
        let first = merge::merge(Some(base), people, draft).text;
        let without = merge::merge(None, people, draft).text;
        assert!(!first.is_empty() || people.is_empty() || draft.is_empty());
        assert!(!without.is_empty() || people.is_empty());
        let once = merge::regenerate(people, draft).text;
        let twice = merge::regenerate(&once, draft).text;
        assert_eq!(merge::detach(&twice).0, merge::detach(&once).0, "the same draft again changes nothing");
        assert_eq!(merge::regenerate(&twice, draft).text, twice, "nor does the mark go on changing");
    });
}
