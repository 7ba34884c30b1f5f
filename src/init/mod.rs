//! `holdpoint init`: from what a repository shows of its habits to the files of a first gate.
//!
//! Nothing is read here and nothing is written: habits in, texts out. Each line that follows from a habit says so beside it. A
//! policy asks only for what was seen to be there and what the workflow's own token can read, so that the first gate after it
//! is a verdict and no error.
//!
//! | module | holds |
//! | --- | --- |
//! | `seen` | what the habits come to |
//! | `page` | writing YAML that no text of others can break |
//! | `policy`, `requirements`, `form`, `workflow` | the files |
//! | `summary` | what was seen and what comes next, in lines |

mod form;
mod page;
mod policy;
mod requirements;
mod seen;
mod summary;
#[cfg(test)]
mod tests;
mod workflow;

use crate::evidence::Unknown;
use crate::evidence::habits::Habits;
use crate::paths::plain_path;

use seen::{Seen, Standing, guide, notes};

/// The phase of a first policy.
pub const PHASE: &str = "pre-release";
const TEMPLATE: &str = "docs/release-notes-template.md";
const FORM: &str = ".github/ISSUE_TEMPLATE/release.yml";
const WORKFLOW: &str = ".github/workflows/holdpoint.yml";
/// Where a policy goes if something else is at its usual place.
const ELSEWHERE: &str = ".github/holdpoint.yml";
/// So many texts are read.
const MOST_TEXTS: usize = 100;

/// The files of a first gate.
#[derive(Debug)]
pub struct Proposal<'h> {
    seen: Seen<'h>,
    /// Where the policy goes.
    policy_path: String,
    /// Whether that is not where a gate looks by itself.
    named: bool,
    template_path: String,
    policy: String,
}

/// A file that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path in the repository.
    pub path: String,
    /// What it is.
    pub what: &'static str,
    /// What is to be in it.
    pub text: String,
    /// Whether the repository has a file at this path already.
    pub there: bool,
}

/// What a person does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do, in words.
    pub says: String,
    /// The command that does it, if one does.
    pub command: Option<String>,
}

/// The paths whose texts are wanted, of those that there are. Where the list is empty, as it is if it could not be read, those are
/// that such files usually have.
#[must_use]
pub fn wanted(paths: &[String]) -> Vec<String> {
    const USUAL: [&str; 10] = [
        "release.yml",
        ".github/release.yml",
        ".github/CODEOWNERS",
        "CODEOWNERS",
        "CHANGELOG.md",
        "RELEASING.md",
        TEMPLATE,
        FORM,
        WORKFLOW,
        ELSEWHERE,
    ];
    if paths.is_empty() {
        return USUAL.map(str::to_owned).to_vec();
    }
    let is_wanted = |path: &&String| {
        let lower = path.to_lowercase();
        seen::PLACES.contains(&path.as_str())
            || seen::CODEOWNERS.contains(&path.as_str())
            || seen::is_workflow(path)
            || guide::is_guide(path)
            || notes::is_changelog(path)
            || notes::is_template(path)
            || (lower.starts_with(".github/issue_template/") && guide::is_about_releases(path))
    };
    let mut found: Vec<String> = paths.iter().filter(is_wanted).cloned().collect();
    // Those at the top before those deep below.
    found.sort_by_key(|path| (path.matches('/').count(), path.clone()));
    found.truncate(MOST_TEXTS);
    found
}

impl<'h> Proposal<'h> {
    /// What these habits come to. `policy` is where the policy is to be, if somebody said so.
    ///
    /// # Errors
    /// A sentence for the person who named a path that no file can have.
    pub fn of(habits: &'h Habits, policy: Option<&str>) -> Result<Self, String> {
        let seen = Seen::of(habits);
        let in_the_way = seen
            .policies
            .iter()
            .any(|(path, standing)| *standing == Standing::Other && path == seen::PLACES[0])
            || seen.policies.iter().all(|(_, standing)| *standing != Standing::Policy)
                && seen.policies.iter().any(|(_, standing)| *standing == Standing::Other);
        let policy_path = match policy {
            Some(path) => {
                plain_path(path)?;
                if path.contains(['$', '{', '}']) {
                    return Err("the policy's path is written into a workflow, where `$`, `{` and `}` mean something else".to_owned());
                }
                path.to_owned()
            }
            None if in_the_way => ELSEWHERE.to_owned(),
            None => seen::PLACES[0].to_owned(),
        };
        let template_path = policy::template_path(&seen);
        let text = policy::policy(&seen, &policy_path, &template_path);
        let named = !seen::PLACES.contains(&policy_path.as_str());
        Ok(Self { named, policy_path, template_path, policy: text, seen })
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The policy that the repository has already, if it has one.
    #[must_use]
    pub fn policy_there(&self) -> Option<&str> {
        self.seen
            .policies
            .iter()
            .find(|(_, standing)| *standing == Standing::Policy)
            .map(|(path, _)| path.as_str())
    }

    /// All files. `rights` are the lines of `permissions:` that reading takes what the policy asks for.
    #[must_use]
    pub fn files(&self, rights: &[String]) -> Vec<File> {
        let mut files = vec![self.file(&self.policy_path, "the policy", self.policy.clone())];
        // A template for issues from which the boxes are is the form.
        if !matches!(self.seen.guide().map(|guide| &guide.place), Some(guide::Place::Template(_))) {
            files.push(self.file(
                FORM,
                "the form of a tracking issue",
                form::form(&self.seen, &self.policy_path),
            ));
        }
        if self.seen.notes.template.is_none() {
            let (text, _) = notes::proposed(self.seen.habits, &self.seen.notes, &self.seen.tags);
            files.push(self.file(&self.template_path, "the template of the release notes", text));
        }
        let named = self.named.then_some(self.policy_path.as_str());
        files.push(self.file(WORKFLOW, "the workflow", workflow::workflow(&self.seen, rights, named)));
        files
    }

    fn file(&self, path: &str, what: &'static str, text: String) -> File {
        let habits = self.seen.habits;
        let there = habits.files().any(|one| one == path) || habits.text(path).is_some();
        File { path: path.to_owned(), what, text, there }
    }

    /// What could not be seen, and why.
    #[must_use]
    pub fn unseen(&self) -> Vec<(&'static str, &'h Unknown)> {
        self.seen.unseen()
    }

    /// The text of the tracking issue that the form makes.
    #[must_use]
    pub fn issue(&self) -> String {
        form::issue(&self.seen)
    }

    /// What was seen, subject by subject, on one line each.
    #[must_use]
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        summary::lines(&self.seen)
    }

    /// What comes next, so that the gate gives its first verdict.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        summary::steps(&self.seen, &self.policy_path, self.named)
    }
}
