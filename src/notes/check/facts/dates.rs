//! Days as people write them.

use std::ops::Range;

use jiff::civil::Date;

/// A day that a text names, and what it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    /// Its bytes in the text.
    pub(super) at: Range<usize>,
    /// Its readings: `03/02/2026` has two.
    pub(super) readings: Vec<Date>,
}

/// A run of letters and digits.
struct Word<'t> {
    text: &'t str,
    at: Range<usize>,
}

/// The days that a text names: `2026-11-21`, `2026/11/21`, `21.11.2026`, `11/21/2026`, `21 November 2026`,
/// `Nov 21st, 2026`, `21-Nov-2026`, `20261121`, `2026年11月21日`. Only full days with their year count.
pub(super) fn days_in(text: &str) -> Vec<Day> {
    let words = words(text);
    let mut found: Vec<Day> = Vec::new();
    for (index, first) in words.iter().enumerate() {
        let free = found.last().is_none_or(|last| last.at.end <= first.at.start);
        let following = words.get(index..).unwrap_or_default();
        let read = if free { read(text, following) } else { None };
        found.extend(read.filter(|day| !day.readings.is_empty()));
    }
    found
}

fn words(text: &str) -> Vec<Word<'_>> {
    let inside = |c: char| c.is_alphanumeric() && !matches!(c, '年' | '月' | '日');
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (inside(c), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                let word = text.get(start..at).unwrap_or_default();
                if !word.eq_ignore_ascii_case("of") {
                    words.push(Word { text: word, at: start..at });
                }
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// A day that begins with the first word.
fn read(text: &str, words: &[Word<'_>]) -> Option<Day> {
    let first = words.first()?;
    if let Some(date) = whole(first.text) {
        return Some(Day { at: first.at.clone(), readings: vec![date] });
    }
    let [a, b, c, ..] = words else { return None };
    let between = |one: &Word<'_>, other: &Word<'_>| text.get(one.at.end..other.at.start).unwrap_or_default();
    let (left, right) = (between(a, b), between(b, c));
    // A fourth number makes an address or a version of it.
    let before = text.get(..a.at.start).unwrap_or_default();
    let after = text.get(c.at.end..).unwrap_or_default();
    let goes_on = after.starts_with(['.', '-', '/']) && after.chars().nth(1).is_some_and(|c| c.is_numeric());
    if before.ends_with(['.', '/', '-']) || goes_on {
        return None;
    }
    let readings = match (month(a.text), month(b.text)) {
        (_, Some(month)) if near(left) && near(right) => {
            vec![date(year(c.text)?, month, number(a.text)?)]
        }
        (Some(month), None) if near(left) && near(right) => {
            vec![date(year(c.text)?, month, number(b.text)?)]
        }
        _ => numeric([a.text, b.text, c.text], left, right)?,
    };
    Some(Day { at: a.at.start..c.at.end, readings: readings.into_iter().flatten().collect() })
}

/// What may stand between a month's name and its neighbours.
fn near(between: &str) -> bool {
    let marks = between.replace(" of ", " ");
    marks.len() <= 3 && marks.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/'))
}

fn numeric([a, b, c]: [&str; 3], left: &str, right: &str) -> Option<Vec<Option<Date>>> {
    let east_asian = left == "年" && right == "月";
    let mark = |mark: &str| matches!(mark.trim(), "-" | "/" | "." | "\u{2010}" | "\u{2011}" | "\u{2013}");
    if !(east_asian || (left.trim() == right.trim() && mark(left))) {
        return None;
    }
    if let Some(year) = year(a) {
        return Some(vec![date(year, number(b)?, number(c)?)]);
    }
    // Two digits of a year only between strokes: `1.4.26` is a version.
    let short = number(c).filter(|_| c.len() == 2 && left.trim() == "/").map(|year| i64::from(year) + 2000);
    let year = year(c).or(short)?;
    let (one, other) = (number(a)?, number(b)?);
    let mut readings = vec![date(year, other, one)];
    if one != other && left.trim() != "." {
        readings.push(date(year, one, other));
    }
    Some(readings)
}

/// A day in one word: `20261121`, or the first word of a time, `2026-11-21T…`, is none.
fn whole(word: &str) -> Option<Date> {
    if word.len() != 8 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    date(year(word.get(..4)?)?, number(word.get(4..6)?)?, number(word.get(6..)?)?)
}

fn date(year: i64, month: u8, day: u8) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

fn year(word: &str) -> Option<i64> {
    let digits = word.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let year = digits.parse().ok().filter(|year| (1970..2200).contains(year))?;
    (word.len() == 4).then_some(year)
}

/// A number of one or two digits, with `st`, `nd`, `rd`, `th` or a time of day behind it.
fn number(word: &str) -> Option<u8> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = word.split_at_checked(digits)?;
    let rest = rest.to_ascii_lowercase();
    let time = rest.strip_prefix('t').is_some_and(|time| time.starts_with(|c: char| c.is_ascii_digit()));
    let fits = rest.is_empty() || time || matches!(rest.as_str(), "st" | "nd" | "rd" | "th");
    if !fits || number.len() > 2 {
        return None;
    }
    number.parse().ok()
}

fn month(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let word = if word == "sept" { "sep" } else { word.as_str() };
    let fits = |month: &&str| **month == *word || (word.len() == 3 && month.starts_with(word));
    let at = MONTHS.iter().position(fits)?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_write_them() {
        let table: [(&str, &[&str]); 28] = [
            ("2026-11-21", &["2026-11-21"]),
            ("on 2026/11/21.", &["2026-11-21"]),
            ("2026.11.21", &["2026-11-21"]),
            ("2026-11-21T10:00:00Z", &["2026-11-21"]),
            ("20261121", &["2026-11-21"]),
            ("21.11.2026", &["2026-11-21"]),
            ("21. 11. 2026", &["2026-11-21"]),
            ("11/21/2026", &["2026-11-21"]),
            ("03/02/2026", &["2026-02-03", "2026-03-02"]),
            ("3/2/26", &["2026-02-03", "2026-03-02"]),
            ("21 November 2026", &["2026-11-21"]),
            ("21st of November 2026", &["2026-11-21"]),
            ("21. November 2026", &["2026-11-21"]),
            ("November 21, 2026", &["2026-11-21"]),
            ("Sat, Nov. 21st, 2026", &["2026-11-21"]),
            ("21-Nov-2026", &["2026-11-21"]),
            ("Sept 3 2026", &["2026-09-03"]),
            ("2026年11月21日", &["2026-11-21"]),
            ("v1.4.0 - 2026-11-21 (stable)", &["2026-11-21"]),
            ("2026-02-30", &[]),
            ("1.4.26", &[]),
            ("v1.4.0", &[]),
            ("10.0.0.2026", &[]),
            ("November 2026", &[]),
            ("soon", &[]),
            ("", &[]),
            ("2026-13-45", &[]),
            ("may be 21 2026", &[]),
        ];
        for (text, expected) in table {
            let found: Vec<String> =
                days_in(text).iter().flat_map(|day| &day.readings).map(ToString::to_string).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
