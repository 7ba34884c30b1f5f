//! Release notes: what a team's template says, whether notes keep to it and to the facts, and drafts of them.
//!
//! | module | holds |
//! | --- | --- |
//! | [`source`] | where notes and templates are kept |
//! | [`prepared`] | the notes of the release before the gate, with all that they are checked by |
//! | [`text`] | a text that notes or a template are, with the places of its lines |
//! | [`template`] | a template as people write it, and what it is understood to say |
//! | [`rules`] | what the policy says besides, section by section |
//! | [`changelog`] | the section of one version in a changelog |
//! | [`check`] | notes against template, rules and facts: findings |
//! | [`facts`] | what is known of the release that notes have to agree with |
//! | [`categories`] | the categories of GitHub's generated notes |
//! | [`draft`] | notes from the release's pull requests |
//! | [`merge`] | a new draft into notes that people have changed |
//! | [`kept`] | a draft put into the text where notes are kept |
//! | [`released`] | a changelog in which a version is released |
//!
//! All of it is pure: texts and facts in, findings and texts out.

pub mod categories;
pub mod changelog;
pub mod check;
pub mod draft;
pub mod facts;
pub mod kept;
pub mod merge;
pub mod prepared;
pub mod released;
pub mod rules;
pub mod source;
pub mod template;
pub mod text;

pub use check::{Checked, check};
pub use facts::Facts;
pub use prepared::Prepared;
pub use rules::Rules;
pub use source::Source;
pub use template::Template;
pub use text::Text;

use crate::verdict::Message;

/// All that a check of notes can say, and the reading of a template: the lists of the files that say it.
pub(crate) const MESSAGES: [&[&[&Message]]; 3] = [check::ALL, &[check::facts::MESSAGES], template::ALL];
