//! Where the notes of a release are kept, and the text that they are there.

/// Where notes are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The release of the tag, draft or published.
    Release,
    /// A file; `{version}` in its path is filled in.
    File(String),
    /// The version's section in a changelog.
    Changelog(String),
    /// The tracking issue, or a section of it: its headings as keys, outermost first.
    TrackingIssue(Vec<String>),
    /// The release pull request, or a section of it.
    PullRequest(Vec<String>),
}

/// Where a template is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TemplateSource {
    /// A Markdown file, or a section of one: `docs/guide.md#release-notes-template`.
    File {
        /// Its path.
        path: String,
        /// The section's anchor, as GitHub makes it of a heading, or its heading.
        section: Option<String>,
    },
    /// The text itself, written in the policy.
    Inline(String),
}

impl TemplateSource {
    /// The path of its file, where it is in one.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        match self {
            Self::File { path, .. } => Some(path.clone()),
            Self::Inline(_) => None,
        }
    }

    /// As people write it: `docs/guide.md#release-notes-template`, or `release.yml`'s own words for an inline text.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File { path, section: None } => path.clone(),
            Self::File { path, section: Some(section) } => format!("{path}#{section}"),
            Self::Inline(_) => "the template in the policy".to_owned(),
        }
    }
}
