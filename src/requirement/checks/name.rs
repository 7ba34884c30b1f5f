//! Names of checks as a policy writes them.

/// A check's name, or a pattern in which each `*` stands for any text.
///
/// Names of checks hold slashes, brackets and braces as they please (`build / test [x64]`), so `*` is the only
/// character that means anything but itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    text: String,
    pattern: bool,
}

impl Name {
    /// As a policy writes it.
    pub(super) fn written(text: String) -> Self {
        let pattern = text.contains('*');
        Self { text, pattern }
    }

    /// A name in which nothing is a pattern.
    pub(super) fn exact(text: &str) -> Self {
        Self { text: text.to_owned(), pattern: false }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it fits every name.
    pub(super) fn fits_all(&self) -> bool {
        self.text.chars().all(|character| character == '*')
    }

    /// Whether it fits a check run's name.
    pub(super) fn fits(&self, name: &str) -> bool {
        self.text == name || (self.pattern && fits(&self.text, name))
    }

    /// Whether it fits a commit status's context, which GitHub compares without regard to case.
    pub(super) fn fits_status(&self, context: &str) -> bool {
        let (text, context) = (self.text.to_lowercase(), context.to_lowercase());
        text == context || (self.pattern && fits(&text, &context))
    }
}

/// Whether a text is made of the pieces between the stars, in their order.
fn fits(pattern: &str, text: &str) -> bool {
    let mut pieces: Vec<&str> = pattern.split('*').collect();
    let Some(last) = pieces.pop() else { return false };
    let mut pieces = pieces.into_iter();
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
    for piece in pieces {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn only_stars_mean_something_else() {
        for (name, fitting, others) in [
            ("build", &["build"][..], &["Build", "build ", "build 2", ""][..]),
            (
                "test (*)",
                &["test (linux)", "test (a/b, c)", "test ()"],
                &["test", "test (linux", "my test (x)"],
            ),
            ("*", &["", "anything / at all"], &[]),
            ("a*b*a", &["aba", "axbya", "abba"], &["ab", "ba", "a", "aa"]),
            ("aa*aa", &["aaaa", "aa aa"], &["aaa", "aa"]),
            ("* / lint", &["ci / lint", "a / b / lint"], &["lint", "ci / lint 2"]),
            ("é*", &["été"], &["e"]),
            ("x [1]?", &["x [1]?"], &["x 1?", "x [1]a"]),
            ("a * b", &["a * b", "a x b"], &["a b"]),
        ] {
            let name = Name::written(name.to_owned());
            for text in fitting {
                assert!(name.fits(text), "{name:?} fits {text}");
            }
            for text in others {
                assert!(!name.fits(text), "{name:?} does not fit {text}");
            }
        }
        assert!(!Name::exact("test (*)").fits("test (linux)"), "rules of GitHub have no patterns");
        assert!(Name::exact("CI/Build").fits_status("ci/build"));
        assert!(Name::written("CI/*".into()).fits_status("ci/build"));
        assert!(Name::written("**".into()).fits_all() && !Name::written("*a".into()).fits_all());
    }
}
