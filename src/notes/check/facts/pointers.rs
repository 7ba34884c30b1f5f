//! What notes point to in their repository: issues and pull requests, files, tags, comparisons.
//!
//! It is read as GitHub links it: not in code, and a number that is the text of a link only by where the link leads.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::markdown::{Outline, Run, RunKind, addresses_in, references_in};
use crate::notes::Text;
use crate::notes::facts::Repository;

/// The commit that is judged, as the place of a file to which a link leads without naming a branch, tag or commit.
pub const JUDGED: &str = "";
/// What stands for it in an address.
const HERE: &str = "HEAD";

/// How many parts of an address may be the name of a branch or tag: names can have slashes.
const LONGEST_NAME: usize = 3;

/// Something that notes point to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pointer {
    /// Where it is written, in bytes of the whole text.
    pub(super) at: Range<usize>,
    pub(super) to: Target,
}

/// Where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An issue or a pull request.
    Number(u64),
    /// A file: branch, tag or commit, and path. More than one where a name with slashes can be meant.
    Path(Vec<(String, String)>),
    /// The page of a tag's release.
    Tag(String),
    /// A comparison of two tags, branches or commits.
    Compare(String, String),
}

/// All that a text points to, in its order.
pub(super) fn pointers(text: &Text, outline: &Outline, repository: &Repository) -> Vec<Pointer> {
    let reader = Reader { text, repository, found: Vec::new() };
    reader.read(outline)
}

struct Reader<'a> {
    text: &'a Text,
    repository: &'a Repository,
    found: Vec<Pointer>,
}

impl Reader<'_> {
    fn read(mut self, outline: &Outline) -> Vec<Pointer> {
        let within = self.text.range();
        let runs = outline.blocks.iter().flat_map(|block| &block.runs);
        let shown: BTreeSet<usize> =
            runs.filter(|run| !run.text.trim().is_empty()).filter_map(|run| run.link).collect();
        let links = outline.links.iter().enumerate();
        for (index, link) in links.filter(|(_, link)| within.contains(&link.at.start)) {
            let to = self.address(&link.to);
            // A picture of an issue is none, nor is a link that nobody sees.
            let counts = !link.image && shown.contains(&index);
            if let Some(to) = to.filter(|to| counts || matches!(to, Target::Path(_))) {
                self.found.push(Pointer { at: link.at.clone(), to });
            }
        }
        let blocks = outline.blocks.iter();
        let blocks = blocks.filter(|block| !matches!(block.kind, crate::markdown::BlockKind::Code { .. }));
        for run in blocks.flat_map(|block| &block.runs) {
            match run.kind {
                RunKind::Text if run.link.is_none() => self.prose(run, &run.text),
                RunKind::Html => self.html(run),
                _ => {}
            }
        }
        self.found.sort_by_key(|pointer| pointer.at.start);
        self.found
    }

    /// What plain text points to.
    fn prose(&mut self, run: &Run, prose: &str) {
        let mut after = run.at.start;
        for (at, reference) in references_in(prose) {
            let ours = reference.repository.is_none_or(|name| self.is_ours(&name));
            let at = self.place(run, prose, &at, &mut after);
            if ours {
                self.found.push(Pointer { at, to: Target::Number(reference.number) });
            }
        }
        let mut after = run.at.start;
        for address in addresses_in(prose) {
            let to = prose.get(address.clone()).and_then(|address| self.page(address));
            let at = self.place(run, prose, &address, &mut after);
            if let Some(to) = to {
                self.found.push(Pointer { at, to });
            }
        }
    }

    /// HTML shows its text, too, and leads where its attributes say. Both are prose once the tags are blank.
    fn html(&mut self, run: &Run) {
        let mut shown = String::with_capacity(run.text.len());
        let (mut in_tag, mut in_link) = (false, false);
        for (at, c) in run.text.char_indices() {
            if c == '<' {
                let tag = run.text.get(at + 1..at + 3).unwrap_or_default();
                (in_tag, in_link) = (true, tag.eq_ignore_ascii_case("a "));
            }
            // Of a link the address stays, and what may stand in front of a number does not. Other tags show nothing.
            let blank = in_tag && (!in_link || matches!(c, '<' | '>' | '"' | '\'' | '=' | '#'));
            in_tag = in_tag && c != '>';
            if blank {
                shown.extend(std::iter::repeat_n(' ', c.len_utf8()));
            } else {
                shown.push(c);
            }
        }
        self.prose(run, &shown);
    }

    /// The bytes of the original at which a piece of a run stands. Entities and escapes are longer there than what they
    /// show, so the piece is looked for from where the last one ended.
    fn place(&self, run: &Run, prose: &str, piece: &Range<usize>, after: &mut usize) -> Range<usize> {
        if run.at.len() == prose.len() {
            return run.at.start + piece.start..run.at.start + piece.end;
        }
        let written = prose.get(piece.clone()).unwrap_or_default();
        let rest = self.text.whole().get(*after..run.at.end).unwrap_or_default();
        let Some(found) = rest.find(written) else {
            // What is not found once is not looked for again and again.
            *after = run.at.end;
            return run.at.clone();
        };
        let at = *after + found..*after + found + written.len();
        *after = at.end;
        at
    }

    fn is_ours(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(&self.repository.name)
    }

    /// Where the address of a link leads.
    fn address(&self, to: &str) -> Option<Target> {
        if to.contains("://") {
            return self.page(to);
        }
        let scheme = to.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
        if scheme || to.starts_with('#') || to.starts_with("//") || to.is_empty() {
            return None;
        }
        let path = to.split(['?', '#']).next().unwrap_or_default();
        if let Some(rooted) = path.strip_prefix('/') {
            let parts: Vec<String> = rooted.split('/').map(decoded).collect();
            if let [owner, name, rest @ ..] = parts.as_slice()
                && self.is_ours(&format!("{owner}/{name}"))
            {
                return page_of(rest);
            }
            return Some(Target::Path(vec![(JUDGED.to_owned(), tidy(&parts).join("/"))]));
        }
        self.relative(path)
    }

    /// A relative link leads from the page on which the text is shown: of a file, from the folder that it is in; of a
    /// release, an issue or a pull request, from the root of the repository.
    fn relative(&self, path: &str) -> Option<Target> {
        let parts: Vec<String> = path.split('/').map(decoded).collect();
        let Some(file) = &self.text.path else {
            let up = parts.iter().take_while(|part| matches!(part.as_str(), ".." | ".")).count();
            let rest = parts.get(up..).unwrap_or_default();
            return match parts.first()?.as_str() {
                ".." => page_of(rest),
                _ => Some(Target::Path(vec![(JUDGED.to_owned(), tidy(rest).join("/"))])),
            };
        };
        let mut from: Vec<String> = vec!["blob".to_owned(), HERE.to_owned()];
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        from.extend(folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned));
        from.extend(parts);
        match page_of(&tidy(&from))? {
            Target::Path(readings) => Some(Target::Path(readings.into_iter().map(at_judged).collect())),
            other => Some(other),
        }
    }

    /// What a whole address shows of this repository.
    fn page(&self, address: &str) -> Option<Target> {
        let parts = parts_of(address);
        let ours = parts_of(&self.repository.url);
        let (host, rest) = parts.split_first()?;
        let (our_host, our_name) = ours.split_first()?;
        let host = host.to_ascii_lowercase();
        if host.strip_prefix("www.").unwrap_or(&host) != our_host.to_ascii_lowercase() {
            return None;
        }
        let (name, page) = rest.split_at_checked(our_name.len())?;
        let same = name.iter().zip(our_name).all(|(one, other)| one.eq_ignore_ascii_case(other));
        if same { page_of(page) } else { None }
    }
}

/// Host and path of an address, decoded, without what stands behind `?` and `#`.
fn parts_of(address: &str) -> Vec<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').split('/').map(decoded).collect()
}

/// What a page of a repository shows, by the parts of its path after owner and name.
fn page_of(parts: &[String]) -> Option<Target> {
    let (kind, rest) = parts.split_first()?;
    match (kind.as_str(), rest) {
        ("pull" | "issues", [number, ..]) => number.parse().ok().map(Target::Number),
        ("blob" | "tree" | "raw" | "blame", [at, path @ ..]) if !path.is_empty() => {
            let longest = if names_itself(at) { 1 } else { LONGEST_NAME.min(rest.len() - 1) };
            let split = |parts: usize| {
                let (name, path) = rest.split_at_checked(parts)?;
                Some((name.join("/"), path.join("/")))
            };
            Some(Target::Path((1..=longest).filter_map(split).collect()))
        }
        ("releases", [tag, name @ ..]) if tag == "tag" && !name.is_empty() => {
            Some(Target::Tag(name.join("/")))
        }
        ("compare", [_, ..]) => {
            let both = rest.join("/");
            let (base, head) = both.split_once("...").or_else(|| both.split_once(".."))?;
            let whole = !base.is_empty() && !head.is_empty();
            whole.then(|| Target::Compare(base.to_owned(), head.to_owned()))
        }
        _ => None,
    }
}

/// A file that is named from where the notes are is one of the judged commit, as they are.
fn at_judged((at, path): (String, String)) -> (String, String) {
    (if at == HERE { JUDGED.to_owned() } else { at }, path)
}

/// Whether the first part of an address after `blob` can only be all of a name.
fn names_itself(at: &str) -> bool {
    matches!(at, "main" | "master" | HERE) || (at.len() == 40 && at.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A path without `.` and `..`.
fn tidy(parts: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::new();
    for part in parts {
        match part.as_str() {
            "" | "." => {}
            ".." => {
                tidy.pop();
            }
            part => tidy.push(part.to_owned()),
        }
    }
    tidy
}

/// A part of an address with `%20` and the like decoded (RFC 3986, 2.1); as it stands if that leaves no text.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = if *first == b'%' { after.split_at_checked(2) } else { None };
        let digits = pair.and_then(|(pair, after)| Some((std::str::from_utf8(pair).ok()?, after)));
        let byte = digits.and_then(|(pair, after)| Some((u8::from_str_radix(pair, 16).ok()?, after)));
        let (byte, after) = byte.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}
