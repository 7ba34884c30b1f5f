//! "Did you mean …?"

/// Words longer than this are not compared: nobody mistypes a name of this length, and comparing is quadratic.
const LONGEST: usize = 64;

/// Candidates beyond so many are not compared: no list that people know by heart is longer, and a file may have as many
/// unknown names as known ones.
const MOST: usize = 200;

/// The candidate that `word` was probably meant to be, if one is close enough.
///
/// Case and the choice between `-`, `_` and space do not count. Beyond that, one letter in three may differ; a
/// swap of neighbours is one difference. The earlier of two equally close candidates wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    let folded = fold(word);
    let allowed = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST * 4)
        .take(MOST)
        .map(|candidate| (strsim::osa_distance(&folded, &fold(candidate)), candidate))
        // A word of one or two letters is one difference away from half the language.
        .filter(|(distance, _)| *distance == 0 || (length > 2 && *distance <= allowed))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn fold(word: &str) -> String {
    word.to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn close_words_are_suggested_and_far_ones_are_not() {
        let known = ["branches", "tag", "pull-requests", "users", "types"];
        for (word, wanted) in [
            ("branch", Some("branches")),
            ("Tag", Some("tag")),
            ("tga", Some("tag")),
            ("pull_requests", Some("pull-requests")),
            ("Pull Requests", Some("pull-requests")),
            ("user", Some("users")),
            ("type", Some("types")),
            ("zebra", None),
            ("ta", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), wanted, "{word}");
        }
        assert_eq!(nearest("aab", ["aaa", "aac"]), Some("aaa"), "the earlier of two wins");
        assert_eq!(nearest(&"x".repeat(1 << 20), known), None);
    }
}
