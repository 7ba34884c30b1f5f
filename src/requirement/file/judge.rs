//! Judging `file`.

use super::place::Place;
use super::wording::{Found, Wording};
use super::{
    ARE_FREE, CHANGE_UNKNOWN, CHANGED, CONTAIN, CONTAINS, FILES_UNREADABLE, FIT, FREE, File, HAS, LACKS,
    LONGER, NO_CHANGES, NO_LINE, NONE_CHANGED, NONE_FITS, ONLY_REMOVED, THERE, UNCHANGED,
};
use crate::evidence::file::{EntryKind, NamedFile};
use crate::evidence::needs::FilePlace;
use crate::evidence::release::{Change, ChangedFile};
use crate::evidence::{Fact, List, Reason, Unknown};
use crate::paths::Glob;
use crate::release::{Case, Subject};
use crate::requirement::judged_file::{JudgedFiles, code};
use crate::verdict::{Finding, Outcome, Value};

pub(super) fn judge(file: &File, case: &Case<'_>) -> Vec<Finding> {
    let at = match JudgedFiles::new(case) {
        Ok(files) => At { files, case },
        Err(finding) => return vec![finding],
    };
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(file.exists.iter().flat_map(|place| at.exists(place)));
    findings.extend(file.changed.iter().map(|place| at.changed(place)));
    if let Some(place) = &file.path {
        findings.extend(at.says(place, file));
    }
    findings
}

/// The judged commit and its files.
struct At<'a> {
    files: JudgedFiles<'a>,
    case: &'a Case<'a>,
}

impl<'a> At<'a> {
    fn place(&self, place: &Place) -> FilePlace {
        match self.case.candidate() {
            Some(candidate) => candidate.place(place.place()),
            None => place.place().clone(),
        }
    }

    /// What a glob fits, folders left out.
    fn fitting(&self, glob: &str) -> Result<&'a [NamedFile], Unknown> {
        let fitting = self.files.files()?.fitting.iter().find(|fitting| fitting.glob == glob);
        fitting.ok_or_else(|| Unknown::new(Reason::NotCollected))?.files.whole()
    }

    fn exists(&self, place: &Place) -> Vec<Finding> {
        match self.place(place) {
            FilePlace::Path(path) => match self.files.entry(&path) {
                Ok(_) => vec![self.files.finding(Outcome::Met, &THERE).with("path", code(&path))],
                Err(finding) => vec![*finding],
            },
            FilePlace::Glob(glob) => match self.fitting(&glob) {
                Err(why) => vec![self.files.unreadable(&glob, why)],
                Ok(files) => vec![self.some_file(&glob, files)],
            },
        }
    }

    fn some_file(&self, glob: &str, files: &[NamedFile]) -> Finding {
        let kind = |file: &NamedFile| file.entry.value().and_then(Option::as_ref).map(|entry| entry.kind);
        let plain: Vec<String> = files
            .iter()
            .filter(|file| kind(file) == Some(EntryKind::File))
            .map(|file| file.path.clone())
            .collect();
        if plain.is_empty() {
            let odd = files.iter().find_map(|file| self.files.no_file(&file.path, kind(file)?));
            return odd
                .unwrap_or_else(|| self.files.finding(Outcome::Unmet, &NONE_FITS).with("glob", code(glob)));
        }
        let noun = if plain.len() == 1 { "file" } else { "files" };
        self.files
            .finding(Outcome::Met, &FIT)
            .with("glob", code(glob))
            .with("count", plain.len())
            .with("noun", Value::Words(noun))
            .with("paths", Value::Codes(plain))
    }

    fn says(&self, place: &Place, file: &File) -> Vec<Finding> {
        match self.place(place) {
            FilePlace::Path(path) => {
                let text = self.files.entry(&path).and_then(|entry| self.files.text(&path, entry));
                match text {
                    Ok(text) => self.wordings(&path, text, file),
                    Err(finding) => vec![*finding],
                }
            }
            FilePlace::Glob(glob) => match self.fitting(&glob) {
                Err(why) => vec![self.files.unreadable(&glob, why)],
                // What files say is asked, and there is none to look into.
                Ok([]) => {
                    let none = self.files.finding(Outcome::Unmet, &NONE_FITS).with("glob", code(&glob));
                    vec![Finding { absent: true, ..none }]
                }
                Ok(files) => self.each_says(&glob, files, file),
            },
        }
    }

    /// Every lack of every file; and what all have, told once.
    fn each_says(&self, glob: &str, files: &'a [NamedFile], file: &File) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut unread: Vec<(Unknown, Vec<&str>)> = Vec::new();
        for named in files {
            let entry = match named.entry.known() {
                Ok(Some(entry)) => entry,
                Ok(None) => {
                    findings.push(self.files.unreadable(&named.path, Unknown::new(Reason::Incomplete)));
                    continue;
                }
                Err(why) => {
                    match unread.iter_mut().find(|(known, _)| *known == why) {
                        Some((_, paths)) => paths.push(&named.path),
                        None => unread.push((why, vec![&named.path])),
                    }
                    continue;
                }
            };
            match self.files.no_file(&named.path, entry.kind) {
                Some(finding) => findings.push(finding),
                None => match self.files.text(&named.path, entry) {
                    Ok(text) => findings.extend(self.wordings(&named.path, text, file)),
                    Err(finding) => findings.push(*finding),
                },
            }
        }
        findings.extend(unread.into_iter().filter_map(|(why, paths)| self.unread(why, &paths)));
        findings.retain(|finding| finding.outcome != Outcome::Met);
        if findings.is_empty() {
            let say = |message, wording: &Wording| {
                self.files
                    .finding(Outcome::Met, message)
                    .with("count", files.len())
                    .with("glob", code(glob))
                    .with("text", code(&wording.filled(self.case.candidate())))
            };
            findings.extend(file.contains.iter().chain(&file.line).map(|wording| say(&CONTAIN, wording)));
            findings.extend(file.lacks.iter().map(|wording| say(&ARE_FREE, wording)));
        }
        findings
    }

    fn unread(&self, why: Unknown, paths: &[&str]) -> Option<Finding> {
        let first = paths.first()?;
        if paths.len() == 1 {
            return Some(self.files.unreadable(first, why));
        }
        let finding = self.files.finding(Outcome::Unknown, &FILES_UNREADABLE).with("count", paths.len());
        let finding = finding.with("path", code(first)).with("why", Value::Unknown(why));
        Some(Finding { who: Vec::new(), ..finding })
    }

    fn wordings(&self, path: &str, text: &str, file: &File) -> Vec<Finding> {
        let candidate = self.case.candidate();
        let say = |outcome, message, wording: &Wording| {
            let filled = code(&wording.filled(candidate));
            self.files.finding(outcome, message).with("path", code(path)).with("text", filled)
        };
        let wanted = |wording: &Wording, missing| match wording.find(text, candidate) {
            Found::Line(line) => say(Outcome::Met, &CONTAINS, wording).with("line", line),
            Found::Longer(line) => say(Outcome::Unmet, &LONGER, wording).with("line", line),
            Found::Nowhere => say(Outcome::Unmet, missing, wording),
        };
        let unwanted = |wording: &Wording| match wording.find(text, candidate) {
            Found::Line(line) => say(Outcome::Unmet, &HAS, wording).with("line", line),
            Found::Longer(_) | Found::Nowhere => say(Outcome::Met, &FREE, wording),
        };
        let contains = file.contains.iter().map(|wording| wanted(wording, &LACKS));
        let lines = file.line.iter().map(|wording| wanted(wording, &NO_LINE));
        contains.chain(lines).chain(file.lacks.iter().map(unwanted)).collect()
    }

    fn changed(&self, place: &Place) -> Finding {
        let (list, of) = match self.case.subject {
            Subject::Release(_) => (self.case.range().map(|range| &range.files), "the release"),
            Subject::PullRequest(number) => {
                let pull = self.case.evidence.pull_request(number);
                let pull = pull.ok_or_else(|| Unknown::new(Reason::NotCollected));
                (pull.map(|pull| &pull.files), "the pull request")
            }
        };
        let of = Value::Words(of);
        let files: &Fact<List<ChangedFile>> = match list {
            Ok(files) => files,
            Err(why) => return Finding::unreadable("the list of changed files", why),
        };
        let (written, glob) = match self.place(place) {
            FilePlace::Path(path) => (path, None),
            FilePlace::Glob(glob) => match Glob::parse(&glob) {
                Ok(parsed) => (glob, Some(parsed)),
                // Reading the policy has tried it; only a tag that is no part of a path can do this.
                Err(why) => return self.files.unreadable(&glob, Unknown::new(Reason::Ambiguous).detail(why)),
            },
        };
        let fits = |path: &str| glob.as_ref().map_or(path == written, |glob| glob.matches(path));
        let fitting: Vec<&ChangedFile> = files.seen().iter().filter(|file| fits(&file.path)).collect();
        let is = |change: fn(Change) -> bool| -> Vec<String> {
            fitting.iter().filter(|file| change(file.change)).map(|file| file.path.clone()).collect()
        };
        let changed = is(|change| !matches!(change, Change::Removed | Change::Other));
        let say = |outcome, message| {
            self.files.finding(outcome, message).with("of", of.clone()).with("place", code(&written))
        };
        if !changed.is_empty() {
            return say(Outcome::Met, &CHANGED).with("paths", Value::Codes(changed));
        }
        let whole = match files.whole() {
            Ok(whole) => whole,
            Err(why) => return Finding::unreadable("the list of changed files", why),
        };
        let (removed, other) = (is(|change| change == Change::Removed), is(|change| change == Change::Other));
        match (other.is_empty(), removed.is_empty()) {
            (false, _) => say(Outcome::Unknown, &CHANGE_UNKNOWN).with("paths", Value::Codes(other)),
            (_, false) => say(Outcome::Unmet, &ONLY_REMOVED).with("paths", Value::Codes(removed)),
            _ if whole.is_empty() => Finding { absent: true, ..say(Outcome::Unmet, &NO_CHANGES) },
            _ if glob.is_none() => say(Outcome::Unmet, &UNCHANGED),
            _ => say(Outcome::Unmet, &NONE_CHANGED).with("count", whole.len()),
        }
    }
}
