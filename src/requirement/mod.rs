//! What a policy can ask for: one file per kind of evidence, each with its YAML shape, its docs, what it needs to
//! know, and its judgement.
//!
//! A new kind is a file here, a line in `kinds!` below, and, for a fact that nobody needed before, a field of
//! `evidence` with its reading in `github`.

mod alerts;
mod approvals;
mod artifacts;
mod boxes;
mod checkbox;
mod checklist;
mod checks;
mod commits;
mod consent;
mod demand;
pub mod entries;
mod field;
mod file;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod holders;
mod issues;
mod judged_file;
mod labels;
mod per_type;
mod pull_requests;
pub mod raised;
pub(crate) mod release_notes;
mod release_pull_request;
mod reviews;
pub mod scope;
mod sign_off;
pub mod standing;
mod texts;
#[cfg(test)]
pub(crate) mod told;
mod tracking_issue;
mod tree;
mod version_files;

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Node, Problems};

pub(crate) use crate::paths::plain_path;
pub(crate) use alerts::switched_off_notes;
pub(crate) use demand::{
    Freshness, SignersShape, bounded, duration, fresh, is_empty, listed, membership, signers,
};
pub use demand::{Handed, Kept, Setting};
pub use entries::{Entry, Must, Page};
pub use per_type::PerType;
pub use pull_requests::{Allowances, reverted_notes};
pub use tree::Tree;
pub(crate) use tree::unknown_role;

/// One kind of evidence.
trait Leaf: Sized + schemars::JsonSchema {
    /// Its key in a policy.
    const NAME: &'static str;
    /// Whether it speaks of a whole release, and so has no place in a phase that holds a merge.
    const RELEASE_WIDE: bool;
    /// All that it can say.
    const MESSAGES: &'static [&'static Message];
    /// How it looks in a policy: one `require:` per line block, used in the docs and checked by a test.
    const EXAMPLE: &'static str;

    /// Reads the value of its key. `None`: what is wrong has been reported.
    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self>;

    /// What has to be read from GitHub to judge it.
    fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs;

    /// The roles that it asks for, by name.
    fn roles(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The boxes and fields of the tracking issue that it looks for, in the policy's order.
    fn entries(&self) -> Vec<Entry<'_>> {
        Vec::new()
    }

    /// Whose consent it asks for, where nothing but consent is asked for.
    fn asked(&self) -> Option<entries::Asked<'_>> {
        None
    }

    /// What must hold, as one clause without a full stop, for people who read the policy. What the policy's author wrote
    /// stands in it as it is.
    fn says(&self) -> String;

    /// Judges it. Every finding is a proof, a lack, or something that could not be read; none at all proves nothing.
    fn judge(&self, case: &Case<'_>) -> Vec<Finding>;
}

/// The messages of a kind together with those of what it looks at. `N` is how many there are.
const fn joined<const N: usize>(lists: &[&[&'static Message]]) -> [&'static Message; N] {
    let mut all = [&crate::verdict::UNREADABLE; N];
    let (mut list, mut next) = (0, 0);
    #[expect(clippy::indexing_slicing, reason = "evaluated when the program is built")]
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            all[next] = lists[list][at];
            next += 1;
            at += 1;
        }
        list += 1;
    }
    all
}

/// How many messages these lists of lists have.
const fn count(lists: &[&[&[&'static Message]]]) -> usize {
    let (mut all, mut outer) = (0, 0);
    #[expect(clippy::indexing_slicing, reason = "evaluated when the program is built")]
    while outer < lists.len() {
        let mut inner = 0;
        while inner < lists[outer].len() {
            all += lists[outer][inner].len();
            inner += 1;
        }
        outer += 1;
    }
    all
}

/// The messages of several rooms together. `N` is how many there are.
const fn all_joined<const N: usize>(lists: &[&[&[&'static Message]]]) -> [&'static Message; N] {
    let mut all = [&crate::verdict::UNREADABLE; N];
    let (mut outer, mut next) = (0, 0);
    #[expect(clippy::indexing_slicing, reason = "evaluated when the program is built")]
    while outer < lists.len() {
        let mut inner = 0;
        while inner < lists[outer].len() {
            let mut at = 0;
            while at < lists[outer][inner].len() {
                all[next] = lists[outer][inner][at];
                next += 1;
                at += 1;
            }
            inner += 1;
        }
        outer += 1;
    }
    all
}

/// What surrounds a requirement in its policy.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The requirement's id, which a comment may sign.
    pub id: &'a str,
    /// The requirement's title, which is a box's text where none is given.
    pub title: &'a str,
    /// The roles that its group, or it itself, hands down: whose boxes and sign-offs are meant.
    pub by: Option<&'a Handed>,
    /// What the rest of the policy says of consent.
    pub setting: Setting,
    /// The sections of the tracking issue in which its boxes and fields are, outermost first.
    pub section: &'a [String],
    /// Whether its phase holds a merge.
    pub holds_merge: bool,
    /// Whether `release-notes` stands beside it under one `all:`.
    pub beside_notes: bool,
    /// The roles that the policy defines.
    pub roles: &'a BTreeMap<String, Role>,
    /// The team's own release types.
    pub types: &'a BTreeSet<String>,
}

/// Declares the closed list of kinds.
macro_rules! kinds {
    ($($kind:ident in $file:ident),* $(,)?) => {
        /// A leaf of a `require` tree.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(missing_docs, reason = "each kind is documented on its own type")]
        pub enum Kind { $($kind($file::$kind)),* }

        impl Kind {
            /// The names of all kinds, in the order of the docs.
            pub const NAMES: &'static [&'static str] = &[$(<$file::$kind as Leaf>::NAME),*];

            /// Reads a leaf by its name. `None`: what is wrong has been reported, or there is no such kind.
            fn read(name: &str, node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
                match name {
                    $(<$file::$kind as Leaf>::NAME => {
                        <$file::$kind as Leaf>::read(node, context, problems).map(Self::$kind)
                    })*
                    _ => None,
                }
            }

            /// Its key in a policy.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$kind(_) => <$file::$kind as Leaf>::NAME),* }
            }

            /// Whether the kind of this name has no place in a phase that holds a merge.
            fn is_release_wide(name: &str) -> bool {
                match name { $(<$file::$kind as Leaf>::NAME => <$file::$kind as Leaf>::RELEASE_WIDE,)* _ => false }
            }

            /// What it lets into a release that rule 3 would hold.
            #[must_use]
            pub fn allowances(&self) -> Allowances {
                match self {
                    Self::PullRequests(leaf) => leaf.allowances(),
                    _ => Allowances::default(),
                }
            }

            /// What has to be read to judge it.
            #[must_use]
            pub fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
                match self { $(Self::$kind(leaf) => leaf.needs(roles)),* }
            }

            /// The roles that it asks for, by name.
            #[must_use]
            pub fn roles(&self) -> Vec<&str> {
                match self { $(Self::$kind(leaf) => leaf.roles()),* }
            }

            /// The boxes and fields of the tracking issue that it looks for, in the policy's order.
            #[must_use]
            pub fn entries(&self) -> Vec<Entry<'_>> {
                match self { $(Self::$kind(leaf) => leaf.entries()),* }
            }

            /// Whose consent it asks for, where nothing but consent is asked for.
            #[must_use]
            pub fn asked(&self) -> Option<entries::Asked<'_>> {
                match self { $(Self::$kind(leaf) => leaf.asked()),* }
            }

            /// What must hold, as one clause.
            #[must_use]
            pub fn says(&self) -> String {
                match self { $(Self::$kind(leaf) => leaf.says()),* }
            }

            /// Judges it.
            #[must_use]
            pub fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
                match self { $(Self::$kind(leaf) => leaf.judge(case)),* }
            }
        }

        /// What the docs say of each kind.
        #[must_use]
        pub fn documentation() -> Vec<Documentation> {
            vec![$(Documentation {
                name: <$file::$kind as Leaf>::NAME,
                release_wide: <$file::$kind as Leaf>::RELEASE_WIDE,
                messages: <$file::$kind as Leaf>::MESSAGES,
                example: <$file::$kind as Leaf>::EXAMPLE,
                schema: schemars::schema_for!($file::$kind),
            }),*]
        }

        /// Adds each kind's shape to the definitions of the policy's schema: name and schema.
        pub(crate) fn shapes(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
            vec![$((<$file::$kind as Leaf>::NAME, generator.subschema_for::<$file::$kind>())),*]
        }
    };
}

impl Kind {
    /// The kind beside which a sign-off is given to the notes.
    const RELEASE_NOTES: &'static str = <release_notes::ReleaseNotes as Leaf>::NAME;
}

kinds! {
    PullRequests in pull_requests,
    Checks in checks,
    Labels in labels,
    Checkbox in checkbox,
    Checklist in checklist,
    Field in field,
    Approvals in approvals,
    File in file,
    VersionFiles in version_files,
    Commits in commits,
    Alerts in alerts,
    Issues in issues,
    Artifacts in artifacts,
    SignOff in sign_off,
    ReleaseNotes in release_notes,
}

/// What the docs say of one kind.
#[derive(Debug)]
pub struct Documentation {
    /// Its key in a policy.
    pub name: &'static str,
    /// Whether it has no place in a phase that holds a merge.
    pub release_wide: bool,
    /// All that it can say.
    pub messages: &'static [&'static Message],
    /// How it looks in a policy.
    pub example: &'static str,
    /// Its shape; the descriptions are its doc comments.
    pub schema: schemars::Schema,
}

/// All that the gate's own demands can say, for the docs.
#[must_use]
pub fn own_messages() -> Vec<&'static Message> {
    [&[standing::MESSAGES][..], &standing::PARTS, &scope::PARTS, &[scope::MESSAGES, raised::MESSAGES]]
        .concat()
        .concat()
}

/// Whether a comment is enough for the consent that this asks for. What asks for none takes more than a comment.
#[must_use]
pub fn takes_comments(kind: &Kind) -> bool {
    let consent = match kind {
        Kind::SignOff(sign_off) => Some(sign_off.consent()),
        Kind::Checkbox(boxed) => boxed.consent(),
        Kind::Checklist(list) => list.consent(),
        _ => None,
    };
    consent.is_some_and(|consent| consent.takes(crate::sign_off::Way::Comment))
}

/// Whether a finding says that the tracking issue lacks boxes, or has them otherwise than the policy.
#[must_use]
pub fn lacks_boxes(message: &Message) -> bool {
    boxes::is_lack(message) || checklist::is_lack(message)
}
