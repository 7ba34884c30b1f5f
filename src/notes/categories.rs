//! The categories of GitHub's generated release notes: the key `changelog` of `.github/release.yml`, as GitHub documents it
//! under "Automatically generated release notes".
//!
//! A pull request goes to the first category that has it. Labels are compared as GitHub compares them, without regard to
//! case.

use super::facts::Change;
use crate::yaml::{Fields, Node, Problems, parse};

/// What `changelog` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Categories {
    /// What is left out of the notes.
    pub excluded: Excluded,
    /// The categories, in their order.
    pub list: Vec<Category>,
}

/// A category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Category {
    /// Its heading.
    pub title: String,
    /// The labels of its pull requests; `*` is every pull request.
    pub labels: Vec<String>,
    /// What is kept out of it.
    pub excluded: Excluded,
}

/// Labels and authors that keep a pull request out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excluded {
    /// The labels.
    pub labels: Vec<String>,
    /// The logins of the authors, with or without `[bot]`.
    pub authors: Vec<String>,
}

impl Excluded {
    /// Whether a pull request is kept out.
    #[must_use]
    pub fn has(&self, change: &Change) -> bool {
        change.has_label(&self.labels)
            || change.author.as_ref().is_some_and(|(login, _)| self.has_author(login))
    }

    /// Whether what somebody wrote is kept out.
    #[must_use]
    pub fn has_author(&self, login: &str) -> bool {
        let bare = |login: &str| login.strip_suffix("[bot]").unwrap_or(login).to_lowercase();
        self.authors.iter().any(|other| bare(other) == bare(login))
    }
}

impl Categories {
    /// Reads `changelog` from the text of a file that may hold a policy besides; nothing where it has no such key.
    /// What cannot be read is among the problems, and left out.
    #[must_use]
    pub fn read(text: &str, problems: &mut Problems) -> Self {
        let Some(root) = parse(text, problems) else { return Self::default() };
        let entries = root.entries("the file", problems).unwrap_or_default();
        let changelog = entries.into_iter().find(|(name, ..)| *name == "changelog").map(|(_, _, node)| node);
        changelog
            .filter(|node| !node.is_null())
            .map(|node| Self::changelog(node, problems))
            .unwrap_or_default()
    }

    fn changelog(node: &Node, problems: &mut Problems) -> Self {
        let Some(mut fields) = Fields::of(node, "`changelog`", problems) else { return Self::default() };
        let excluded = excluded(&mut fields, problems);
        let list = fields
            .get("categories")
            .and_then(|node| node.items("`categories`", problems))
            .unwrap_or_default();
        let list = list.iter().filter_map(|node| category(node, problems)).collect();
        fields.finish(problems);
        Self { excluded, list }
    }

    /// The category of a pull request, by its place in the list; nothing where none has it.
    #[must_use]
    pub fn of(&self, change: &Change) -> Option<usize> {
        let takes = |category: &Category| {
            let all = category.labels.iter().any(|label| label == "*");
            (all || change.has_label(&category.labels)) && !category.excluded.has(change)
        };
        self.list.iter().position(takes)
    }
}

fn category(node: &Node, problems: &mut Problems) -> Option<Category> {
    let mut fields = Fields::of(node, "a category", problems)?;
    let title = fields.require("title", problems).and_then(|node| node.text("`title`", problems));
    let labels = fields.require("labels", problems).map(|node| texts(node, "`labels`", problems));
    let excluded = excluded(&mut fields, problems);
    fields.finish(problems);
    Some(Category { title: title?, labels: labels?, excluded })
}

fn excluded(fields: &mut Fields<'_>, problems: &mut Problems) -> Excluded {
    let Some(node) = fields.get("exclude").filter(|node| !node.is_null()) else { return Excluded::default() };
    let Some(mut fields) = Fields::of(node, "`exclude`", problems) else { return Excluded::default() };
    let mut list = |key, what, problems: &mut Problems| {
        fields
            .get(key)
            .filter(|node| !node.is_null())
            .map(|node| texts(node, what, problems))
            .unwrap_or_default()
    };
    let labels = list("labels", "`labels`", problems);
    let authors = list("authors", "`authors`", problems);
    fields.finish(problems);
    Excluded { labels, authors }
}

fn texts(node: &Node, what: &str, problems: &mut Problems) -> Vec<String> {
    node.texts(what, problems).unwrap_or_default().into_iter().map(|(text, _)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "version: 1\nchangelog:\n  exclude:\n    labels: [ignore-for-release]\n    authors:\n      - octocat\n  categories:\n    - title: Breaking Changes 🛠\n      labels:\n        - Semver-Major\n        - breaking-change\n    - title: Features\n      labels: ['*']\n      exclude:\n        labels: [dependencies]\n        authors: ['dependabot[bot]']\n    - title: Dependencies\n      labels: dependencies\n";

    fn read(text: &str) -> (Categories, Vec<(String, String)>) {
        let mut problems = Problems::new();
        let categories = Categories::read(text, &mut problems);
        let told = problems.into_vec().into_iter();
        let at = |at: std::ops::Range<usize>| text.get(at).unwrap_or_default().to_owned();
        (categories, told.map(|problem| (problem.code.to_owned(), at(problem.at))).collect())
    }

    fn change(author: &str, labels: &[&str]) -> Change {
        Change {
            number: 1,
            title: String::new(),
            url: String::new(),
            author: Some((author.to_owned(), false)),
            body: None,
            labels: labels.iter().map(ToString::to_string).collect(),
            closes: Vec::new(),
            messages: Vec::new(),
        }
    }

    #[test]
    fn a_file_as_github_documents_it() {
        let (categories, problems) = read(FILE);
        assert_eq!(problems, []);
        let table: [(&str, &[&str], bool, Option<usize>); 7] = [
            ("mona", &["semver-major"], false, Some(0)),
            ("mona", &[], false, Some(1)),
            ("mona", &["dependencies", "bug"], false, Some(2)),
            ("dependabot", &["breaking-change"], false, Some(0)),
            ("dependabot", &["bug"], false, None),
            ("octocat[bot]", &[], true, Some(1)),
            ("mona", &["Ignore-For-Release"], true, Some(1)),
        ];
        for (author, labels, excluded, category) in table {
            let change = change(author, labels);
            assert_eq!(
                (categories.excluded.has(&change), categories.of(&change)),
                (excluded, category),
                "{change:?}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        assert_eq!(read("version: 1\n"), (Categories::default(), vec![]));
        assert_eq!(read("changelog:\n"), (Categories::default(), vec![]));
        let told = |code: &str, at: &str| (code.to_owned(), at.to_owned());
        let (categories, problems) = read(
            "changelog:\n  exclude: {label: [x]}\n  categories:\n    - title: A\n    - title: B\n      labels: {}\n    - {title: C, labels: [c], colour: red}\n",
        );
        assert_eq!(categories.list.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["B", "C"]);
        assert_eq!(
            problems.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
            ["unknown-key", "missing-key", "wrong-type", "unknown-key"]
        );
        assert_eq!(problems[3], told("unknown-key", "colour"));
        assert_eq!(read("changelog: [a]\n").1, [told("wrong-type", "[a]")]);
    }
}
