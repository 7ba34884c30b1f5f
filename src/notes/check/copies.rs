//! Comments that are the template's guidance, as it is there or slightly changed.

use std::collections::{HashMap, HashSet};

/// How much of the words of both has to be the same, in thousandths.
const ALIKE: usize = 600;
/// A text with fewer words is the template's only if it is the same, but for a few letters.
const FEWEST: usize = 3;

/// Texts that are looked for.
pub(super) struct Copies<'g> {
    exact: &'g HashSet<String>,
    /// How many different words each has.
    texts: Vec<usize>,
    /// In which of them each word is.
    by_word: HashMap<&'g str, Vec<usize>>,
    /// Those without spaces and punctuation.
    letters: HashSet<String>,
}

impl<'g> Copies<'g> {
    /// Of texts as keys.
    pub(super) fn of(exact: &'g HashSet<String>) -> Self {
        let mut copies = Self { exact, texts: Vec::new(), by_word: HashMap::new(), letters: HashSet::new() };
        for text in exact {
            let words: HashSet<&str> = words(text).collect();
            for word in &words {
                copies.by_word.entry(word).or_default().push(copies.texts.len());
            }
            copies.texts.push(words.len());
            copies.letters.insert(letters(text));
        }
        copies.letters.remove("");
        copies
    }

    /// Whether a key is one of the texts, or nearly so.
    pub(super) fn has(&self, key: &str) -> bool {
        if key.is_empty() || self.exact.is_empty() {
            return false;
        }
        if self.exact.contains(key) || self.letters.contains(&letters(key)) {
            return true;
        }
        let own: HashSet<&str> = words(key).collect();
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for number in own.iter().filter_map(|word| self.by_word.get(word)).flatten() {
            *shared.entry(*number).or_default() += 1;
        }
        shared.into_iter().any(|(number, both)| {
            let all = self.texts.get(number).copied().unwrap_or_default();
            // Nearly all of it with a remark of somebody's is still guidance.
            let within = all >= FEWEST && both == all && own.len() <= 3 * all;
            (all.min(own.len()) >= FEWEST && 2 * both * 1000 >= ALIKE * (all + own.len())) || within
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_slightly_changed_is_still_the_template_s() {
        let texts: HashSet<String> =
            ["say what changed for customers in two sentences", "two sentences", "list all fixes"]
                .map(str::to_owned)
                .into();
        let copies = Copies::of(&texts);
        for (key, wanted) in [
            ("say what changed for customers in two sentences", true),
            ("say what changed for users in two sentences", true),
            ("say   what changed for customers, in two sentences!", true),
            ("say what changed for customers", true),
            ("two-sentences", true),
            ("list all the fixes", true),
            ("todo: list all fixes (mona)", true),
            ("checked by mona", false),
            ("two words", false),
            ("all sentences were checked by mona in two rounds", false),
            ("say hello", false),
            ("", false),
        ] {
            assert_eq!(copies.has(key), wanted, "{key}");
        }
    }
}
