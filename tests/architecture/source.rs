//! A small reader of Rust source: what a file names, without comments, texts and tests.
//!
//! It knows just enough of the language for the tests beside it: no macros are expanded, no types are known.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One source file that ships.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the package's folder, with `/`.
    pub(crate) path: String,
    /// Its module path: `["github", "client"]`; empty for `lib.rs`.
    pub(crate) module: Vec<String>,
    /// Its text: comments blank, texts filled with quotes, test code blank. Lines are those of the file.
    pub(crate) text: String,
}

/// A path that a file names, written out from the crate's root or from another crate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Counts from 1.
    pub(crate) line: usize,
    /// Its parts: `["crate", "evidence", "Fact"]`, `["std", "fs"]`.
    pub(crate) parts: Vec<String>,
    /// Whether a `pub use` names it.
    pub(crate) reexported: bool,
}

impl Source {
    /// The room that it belongs to: `github` for `src/github/page.rs`.
    pub(crate) fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// How many lines hold code.
    pub(crate) fn code_lines(&self) -> usize {
        self.text.lines().filter(|line| !line.trim().is_empty()).count()
    }

    /// Every path with at least two parts, `use` trees taken apart and `self` and `super` resolved.
    pub(crate) fn names(&self) -> Vec<Named> {
        let tokens = tokens(&self.text);
        let mut names = Vec::new();
        let mut at = 0;
        while let Some((line, token)) = tokens.get(at) {
            if token == "use" {
                let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|(_, token)| token.as_str());
                let reexported = matches!(before, Some("pub" | ")"));
                let mut found = Vec::new();
                at = tree(&tokens, at + 1, &[], &mut found);
                let named = |(line, parts)| Named { line, parts: self.absolute(parts), reexported };
                names.extend(found.into_iter().map(named));
            } else if is_word(token) {
                let mut parts = vec![token.clone()];
                while let Some([(_, colons), (_, next)]) = tokens.get(at + 1..at + 3)
                    && colons == "::"
                    && is_word(next)
                {
                    parts.push(next.clone());
                    at += 2;
                }
                if parts.len() > 1 {
                    names.push(Named { line: *line, parts: self.absolute(parts), reexported: false });
                }
                at += 1;
            } else {
                at += 1;
            }
        }
        names
    }

    /// The lines on which a macro is called by one of these names.
    pub(crate) fn calls(&self, macros: &[&str]) -> Vec<(usize, String)> {
        let tokens = tokens(&self.text);
        let call = |pair: &[(usize, String)]| match pair {
            [(line, name), (_, bang)] if bang == "!" && macros.contains(&name.as_str()) => {
                Some((*line, name.clone()))
            }
            _ => None,
        };
        tokens.windows(2).filter_map(call).collect()
    }

    fn absolute(&self, parts: Vec<String>) -> Vec<String> {
        let mut module = self.module.clone();
        let mut rest = parts.as_slice();
        match rest.first().map(String::as_str) {
            Some("self") => rest = &rest[1..],
            Some("super") => {
                while rest.first().is_some_and(|part| part == "super") {
                    module.pop();
                    rest = &rest[1..];
                }
            }
            // The binary's name for the library.
            Some("holdpoint") => {
                module.clear();
                rest = &rest[1..];
            }
            _ => return parts,
        }
        let mut all = vec!["crate".to_owned()];
        all.extend(module);
        all.extend(rest.iter().cloned());
        all
    }
}

/// Every source file under `src` that is no test.
pub(crate) fn all(package: &Path) -> Vec<Source> {
    let mut files = Vec::new();
    walk(&package.join("src"), &mut files);
    files.sort();
    let mut test_modules = BTreeSet::new();
    let mut sources = Vec::new();
    for file in files {
        let path = file.strip_prefix(package).unwrap().to_str().unwrap().replace('\\', "/");
        let module = module_of(&path);
        let (text, tests) = without_tests(&bare(&fs::read_to_string(&file).unwrap()));
        for test in tests {
            let mut whole = module.clone();
            whole.push(test);
            test_modules.insert(whole);
        }
        sources.push(Source { path, module, text });
    }
    sources.retain(|source| !test_modules.iter().any(|test| source.module.starts_with(test)));
    sources
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod" || last == "lib") {
        parts.pop();
    }
    parts
}

/// The text with comments blank and the insides of texts filled with quotes, so that lines and columns stay.
pub(crate) fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let fill = |c: &char, with: char| if *c == '\n' { '\n' } else { with };
    while let Some(&c) = chars.get(at) {
        let rest = &chars[at..];
        let word_before = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        let (end, with) = if rest.starts_with(&['/', '/']) {
            (at + rest.iter().take_while(|c| **c != '\n').count(), ' ')
        } else if rest.starts_with(&['/', '*']) {
            (at + block_comment(rest), ' ')
        } else if let Some(length) = raw_text(rest).filter(|_| !word_before) {
            (at + length, '"')
        } else if c == '"' {
            (at + quoted(rest, '"'), '"')
        } else if c == '\'' && is_character(rest) {
            (at + quoted(rest, '\''), '"')
        } else {
            out.push(c);
            at += 1;
            continue;
        };
        out.extend(chars[at..end.min(chars.len())].iter().map(|c| fill(c, with)));
        at = end;
    }
    out
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The length of `r"…"`, `r#"…"#`, with or without `b` in front.
fn raw_text(rest: &[char]) -> Option<usize> {
    let start = usize::from(rest.first() == Some(&'b'));
    if rest.get(start) != Some(&'r') {
        return None;
    }
    let hashes = rest[start + 1..].iter().take_while(|c| **c == '#').count();
    let open = start + 1 + hashes;
    if rest.get(open) != Some(&'"') {
        return None;
    }
    let mut end: Vec<char> = vec!['"'];
    end.extend(std::iter::repeat_n('#', hashes));
    let inner = &rest[open + 1..];
    let length = (0..inner.len()).find(|at| inner[*at..].starts_with(&end)).unwrap_or(inner.len());
    Some(open + 1 + length + end.len())
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while let Some(&c) = rest.get(at) {
        match c {
            '\\' => at += 2,
            _ if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// `'a'` and `'\n'` are characters, `'a` is a lifetime.
fn is_character(rest: &[char]) -> bool {
    rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')
}

/// The text without items under `#[cfg(test)]`, and the names of the modules among them that are files.
fn without_tests(text: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let mut text = text.to_owned();
    let mut modules = Vec::new();
    while let Some(start) = text.find(MARK) {
        let item = start + MARK.len() + attributes(&text[start + MARK.len()..]);
        let rest = &text[item..];
        let stop = rest.find(['{', ';']).unwrap_or(rest.len());
        let end =
            if rest[stop..].starts_with('{') { item + braced(&rest[stop..]) + stop } else { item + stop + 1 };
        let head: Vec<&str> = rest[..stop].split_whitespace().collect();
        if let (Some(at), true) = (head.iter().position(|word| *word == "mod"), rest[stop..].starts_with(';'))
        {
            modules.extend(head.get(at + 1).map(|name| (*name).to_owned()));
        }
        let blank: String = text[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        text.replace_range(start..end, &blank);
    }
    (text, modules)
}

/// The length of further attributes in front of an item.
fn attributes(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        if !rest[blank..].starts_with("#[") {
            return at + blank;
        }
        at += blank + rest[blank..].find(']').map_or(rest.len(), |end| end + 1);
    }
}

/// The length of a text in braces.
fn braced(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::`, and single signs, with their lines.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push((index + 1, rest[..length].to_owned()));
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

/// Takes a `use` tree apart, from a token on; gives the token after it.
fn tree(
    tokens: &[(usize, String)],
    mut at: usize,
    before: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut parts = before.to_vec();
    let mut pending = None;
    while let Some((line, token)) = tokens.get(at) {
        match token.as_str() {
            "{" => {
                at += 1;
                loop {
                    at = tree(tokens, at, &parts, found);
                    match tokens.get(at).map(|(_, token)| token.as_str()) {
                        Some(",") => at += 1,
                        Some("}") => break,
                        _ => return at,
                    }
                }
                at += 1;
                pending = None;
            }
            "," | "}" | ";" => break,
            "as" => at += 2,
            "::" => at += 1,
            _ => {
                if token != "self" || parts.is_empty() {
                    parts.push(token.clone());
                }
                pending = Some(*line);
                at += 1;
            }
        }
    }
    if let Some(line) = pending {
        found.push((line, parts));
    }
    at
}
