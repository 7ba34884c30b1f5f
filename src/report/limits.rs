//! Texts that fit: GitHub refuses what is too long, and a refused report helps nobody.

/// The most that a comment, or a part of a check run, may hold, in bytes of UTF-8.
///
/// GitHub allows 65,536 characters in a comment and 65,535 in a check run's summary. Bytes are never fewer than
/// characters, however GitHub counts them, and the rest is margin.
pub(super) const COMMENT: usize = 60_000;
/// The most that a step summary may hold, in bytes: GitHub allows 1 MiB and shows nothing of what is longer.
pub(super) const SUMMARY: usize = 1_000_000;
/// The most that an annotation's message may hold, in bytes: GitHub cuts it after 4,096 characters.
pub(super) const ANNOTATION: usize = 4_000;

/// The first of several forms of a text that fits; the last one, cut at the end of a line, if none does.
pub(super) fn first_fitting(limit: usize, forms: impl Iterator<Item = String>) -> String {
    let mut last = String::new();
    for form in forms {
        if form.len() <= limit {
            return form;
        }
        last = form;
    }
    let end = last.floor_char_boundary(limit);
    let whole_lines = last.get(..end).and_then(|kept| kept.rfind('\n'));
    last.truncate(whole_lines.unwrap_or(end));
    last
}

#[cfg(test)]
mod tests {
    use super::first_fitting;

    #[test]
    fn the_first_that_fits_is_taken() {
        let forms = ["long text", "text", "t"].map(str::to_owned);
        assert_eq!(first_fitting(4, forms.clone().into_iter()), "text");
        assert_eq!(first_fitting(100, forms.clone().into_iter()), "long text");
        assert_eq!(first_fitting(0, forms.into_iter()), "");
        assert_eq!(first_fitting(9, ["one\ntwo\nthree".to_owned()].into_iter()), "one\ntwo");
        assert_eq!(first_fitting(5, ["漢字漢字".to_owned()].into_iter()), "漢");
    }
}
