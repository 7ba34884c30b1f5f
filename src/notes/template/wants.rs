//! What belongs in a place to fill in, as far as the words say.

use super::Wants;
use crate::markdown::normalise;

const VERSION: [&str; 25] = [
    "version",
    "release version",
    "new version",
    "next version",
    "version number",
    "release number",
    "release name",
    "release name / number",
    "release name/number",
    "name / number",
    "name/number",
    "version / name",
    "release",
    "tag",
    "release tag",
    "resolved version",
    "unreleased",
    "version/tag",
    "versionsnummer",
    "versión",
    "versione",
    "versão",
    "версия",
    "バージョン",
    "版本",
];
const DATE: [&str; 15] = [
    "date",
    "release date",
    "date of release",
    "released",
    "released on",
    "day",
    "release day",
    "yyyy mm dd",
    "date released",
    "datum",
    "veröffentlichungsdatum",
    "fecha",
    "дата",
    "日付",
    "日期",
];
const PREVIOUS: [&str; 9] = [
    "previous version",
    "previous tag",
    "previous release",
    "previous",
    "last version",
    "last tag",
    "last release",
    "prev version",
    "prev tag",
];
const COMPARE: [&str; 9] = [
    "full changelog",
    "compare",
    "comparison",
    "compare link",
    "compare url",
    "link to comparison",
    "changelog link",
    "all changes",
    "full diff",
];

/// Where a place to fill in stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Around<'n> {
    /// In a heading.
    Heading,
    /// In the value of a field, with the field's key.
    Field(&'n str),
    /// In an item, a row or code that shows how others look.
    Item,
    /// In text that stays.
    Fixed,
}

/// What the words of a field's name or of a place to fill in ask for.
pub(super) fn named(words: &str) -> Wants {
    let key = normalise(words).replace(['_', '-'], " ");
    let key = key.trim();
    let list = [
        (Wants::Previous, &PREVIOUS[..]),
        (Wants::Compare, &COMPARE[..]),
        (Wants::Date, &DATE[..]),
        (Wants::Version, &VERSION[..]),
    ];
    list.iter().find(|(_, words)| words.contains(&key)).map_or(Wants::Anything, |(wants, _)| *wants)
}

/// What belongs in a place to fill in. In an item a version may be anything's version, and a day any day: only what
/// names the release counts there.
pub(super) fn wants(written: &str, around: &Around<'_>) -> Wants {
    if written.contains("/compare/") {
        return Wants::Compare;
    }
    let inner = written.trim_start_matches("<!--").trim_end_matches("-->");
    let inner = inner.trim_matches(|c: char| "[]<>{}()$_*`\\ ".contains(c));
    let upper = inner.trim_start_matches(['v', 'V']);
    let is_number = matches!(upper, "X.Y.Z" | "x.y.z" | "X.Y");
    let is_day = matches!(
        inner,
        "YYYY-MM-DD" | "yyyy-mm-dd" | "YYYY/MM/DD" | "DD/MM/YYYY" | "MM/DD/YYYY" | "DD.MM.YYYY"
    );
    let said = match inner {
        _ if is_number => Wants::Version,
        _ if is_day => Wants::Date,
        _ if upper == "A.B.C" => Wants::Previous,
        _ => named(inner),
    };
    let variable = written.starts_with("{{") || written.starts_with('$') || written.starts_with('{');
    match around {
        Around::Heading if normalise(inner) == "name" || normalise(inner) == "number" => Wants::Version,
        Around::Heading | Around::Fixed => said,
        _ if variable => said,
        Around::Field(name) => match named(name) {
            _ if is_number || said == Wants::Previous => said,
            Wants::Anything if normalise(inner).contains("release") => said,
            asked => asked,
        },
        Around::Item if normalise(inner).starts_with("release ") => said,
        Around::Item => Wants::Anything,
    }
}
