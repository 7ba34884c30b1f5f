//! Lines for a terminal: wrapped, indented, coloured, and without anything that a terminal or a runner obeys.

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use super::harmless::one_line;

/// No narrower than this, whatever the terminal says.
const NARROWEST: usize = 40;
/// No wider than this: long lines are hard to read.
const WIDEST: usize = 120;

/// A text that grows line by line.
pub(super) struct Page {
    out: String,
    width: usize,
    colour: bool,
}

/// A piece of a line and its style.
pub(super) type Span<'a> = (Style, &'a str);

impl Page {
    pub(super) fn new(width: usize, colour: bool) -> Self {
        Self { out: String::new(), width: width.clamp(NARROWEST, WIDEST), colour }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A line of spans; what does not fit goes on in the next line, two columns further in.
    pub(super) fn line(&mut self, indent: usize, spans: &[Span<'_>]) {
        let shown: Vec<(Style, String)> =
            spans.iter().map(|(style, text)| (*style, one_line(text, usize::MAX))).collect();
        let mut row: Vec<(Style, &str)> = Vec::new();
        let (mut used, mut margin) = (indent, indent);
        for (style, text) in &shown {
            for word in text.split_inclusive(' ') {
                let wide = word.trim_end().width();
                if used + wide > self.width && !row.is_empty() {
                    self.row(margin, &row);
                    row.clear();
                    margin = indent + 2;
                    used = margin;
                }
                used += word.width();
                row.push((*style, word));
            }
        }
        self.row(margin, &row);
    }

    /// A line that is laid out already.
    pub(super) fn fixed(&mut self, spans: &[Span<'_>]) {
        let shown: Vec<(Style, String)> =
            spans.iter().map(|(style, text)| (*style, one_line(text, usize::MAX))).collect();
        let row: Vec<(Style, &str)> = shown.iter().map(|(style, text)| (*style, text.as_str())).collect();
        self.row(0, &row);
    }

    fn row(&mut self, margin: usize, words: &[(Style, &str)]) {
        // Words of one style make one run.
        let mut runs: Vec<(Style, String)> = Vec::new();
        for (style, word) in words {
            match runs.last_mut() {
                Some((known, run)) if known == style => run.push_str(word),
                _ => runs.push((*style, (*word).to_owned())),
            }
        }
        while let Some((_, last)) = runs.last_mut() {
            last.truncate(last.trim_end().len());
            if !last.is_empty() {
                break;
            }
            runs.pop();
        }
        disarm(&mut runs);
        if !runs.is_empty() {
            self.out.push_str(&" ".repeat(margin));
        }
        for (style, run) in &runs {
            if self.colour && *style != Style::new() {
                self.out.push_str(&format!("{style}{run}{style:#}"));
            } else {
                self.out.push_str(run);
            }
        }
        self.out.push('\n');
    }
}

/// The runner of GitHub Actions obeys `::command::` where only white space stands before it in a line, and
/// `##[command]` anywhere.
fn disarm(runs: &mut [(Style, String)]) {
    let text: String = runs.iter().map(|(_, run)| run.as_str()).collect();
    let start = text.trim_start();
    if !start.starts_with("::") && !text.contains("##[") {
        return;
    }
    let stands_first = text.len() - start.len();
    let mut at = 0;
    for (_, run) in runs {
        let mut changed = String::with_capacity(run.len() + 2);
        for character in run.chars() {
            let rest = text.get(at..).unwrap_or_default();
            let before = text.get(..at).unwrap_or_default();
            changed.push(match character {
                ':' if at == stands_first && rest.starts_with("::") => '：',
                '#' if rest.starts_with("#[") && before.ends_with('#') => '＃',
                other => other,
            });
            at += character.len_utf8();
        }
        *run = changed;
    }
}

#[cfg(test)]
mod tests {
    use anstyle::{AnsiColor, Style};

    use super::Page;

    fn page(indent: usize, text: &str) -> String {
        let mut page = Page::new(40, false);
        page.line(indent, &[(Style::new(), text)]);
        page.finish()
    }

    #[test]
    fn long_lines_go_on_further_in() {
        insta::assert_snapshot!(page(2, "one two three four five six seven eight nine ten eleven"), @"
          one two three four five six seven
            eight nine ten eleven
        ");
        assert_eq!(
            page(0, "漢字漢字漢字漢字漢字 漢字漢字漢字漢字漢字漢字漢字"),
            "漢字漢字漢字漢字漢字\n  漢字漢字漢字漢字漢字漢字漢字\n"
        );
    }

    #[test]
    fn no_line_begins_a_command() {
        assert_eq!(page(2, "::error::x"), "  ：:error::x\n");
        assert_eq!(page(0, "a ::error::x"), "a ::error::x\n");
        let wrapped = page(0, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ::error::x");
        assert_eq!(wrapped, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n  ：:error::x\n");
        let mut page = Page::new(40, true);
        let red = Style::new().fg_color(Some(AnsiColor::Red.into()));
        page.line(0, &[(red, "#"), (Style::new(), "#[error]x")]);
        page.line(0, &[(red, ":"), (Style::new(), ":error::x")]);
        assert_eq!(page.finish(), "\u{1b}[31m#\u{1b}[0m＃[error]x\n\u{1b}[31m：\u{1b}[0m:error::x\n");
    }
}
