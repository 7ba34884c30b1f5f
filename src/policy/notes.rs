//! `notes`: where release notes are kept, their template, and what else they must say.

mod read;
mod sections;

use crate::condition::Condition;
use crate::evidence::needs::{FilePlace, Needs, NotesNeeds, PullRequestNeeds};
use crate::notes::rules::{Cites, Labels, Presence, SectionRule};
use crate::notes::source::{Source, TemplateSource};

pub(super) use read::{kept, read};

/// What a policy says of release notes.
#[derive(Debug, Clone)]
pub struct Notes {
    /// Where they are kept.
    pub source: Source,
    /// The templates: each with the type of release that it is for; without one, for all others.
    pub templates: Vec<(Option<String>, TemplateSource)>,
    /// What it says of sections, each with the conditions under which its presence is another: the first that holds counts.
    pub sections: Vec<(SectionRule, Vec<(Condition, Presence)>)>,
    /// Whether sections may stand in another order than the template's.
    pub free_order: bool,
    /// Whether notes may have sections that neither template nor policy know.
    pub extra_sections: bool,
    /// Which pull requests have to be cited.
    pub cites: Option<Cites>,
    /// What labels mean.
    pub labels: Labels,
}

impl Notes {
    /// The template for a release of these types, semver's first and then the team's own: the most special one wins.
    #[must_use]
    pub fn template_for(&self, types: &[String]) -> Option<&TemplateSource> {
        let of = |wanted: Option<&String>| {
            self.templates.iter().find(|(kind, _)| kind.as_ref() == wanted).map(|(_, source)| source)
        };
        types.iter().rev().find_map(|kind| of(Some(kind))).or_else(|| of(None))
    }

    /// What has to be read to know when they were changed last, where that does not stand beside them.
    #[must_use]
    pub fn needs_of_age(&self) -> Needs {
        let mut needs = Needs::default();
        match &self.source {
            Source::Release | Source::PullRequest(_) => {}
            Source::File(path) | Source::Changelog(path) => needs.notes.history_of = Some(path.clone()),
            Source::TrackingIssue(_) => {
                (needs.consents.discussions, needs.consents.revisions) = (true, true);
            }
        }
        needs
    }

    /// What counts of notes of which the policy does not speak: the facts of the release.
    #[must_use]
    pub fn of_facts() -> Self {
        Self {
            source: Source::Release,
            templates: Vec::new(),
            sections: Vec::new(),
            free_order: false,
            extra_sections: true,
            cites: None,
            labels: Labels::default(),
        }
    }

    /// What has to be read to check them: their text, and what they are checked by.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let mut needs = self.needs_beside_the_text();
        match &self.source {
            Source::Release => needs.notes.releases = true,
            Source::File(path) | Source::Changelog(path) => {
                needs.texts.insert(FilePlace::Path(path.clone()));
            }
            Source::TrackingIssue(_) => needs.tracking_issue = true,
            Source::PullRequest(_) => {
                needs.release_pull_request = true;
                needs.pull_requests.body = true;
            }
        }
        needs
    }

    /// What they are checked by: the templates, the pull requests with what labels and citing say of them, the notes of the
    /// release before.
    #[must_use]
    pub fn needs_beside_the_text(&self) -> Needs {
        let mut needs = Needs {
            pull_requests: PullRequestNeeds {
                labels: true,
                linked_issues: self.cites != Some(Cites::None),
                ..PullRequestNeeds::default()
            },
            notes: NotesNeeds {
                previous: true,
                templates: self.templates.iter().filter_map(|(_, source)| source.path()).collect(),
                ..NotesNeeds::default()
            },
            ..Needs::default()
        };
        for (condition, _) in self.sections.iter().flat_map(|(_, presences)| presences) {
            needs.merge(condition.needs());
        }
        needs
    }
}
