//! One commit is one final release: another final tag of the same series at it keeps the cut from going on.
//!
//! Two runs for different versions of one commit cannot see each other before they have made their refs. So each looks at
//! all tags once its own ref is there, and again before it publishes; whoever sees the other's does not go on. The ref that
//! was made later is made before its run looks, so of two runs at most one sees none but its own: two releases cannot come
//! to be published, whatever the order. If both see both, both stop, and people say which of the two it is to be.

use super::{Cut, There};
use crate::version::Version;

/// The other final versions' tags at the commit. A prerelease may be promoted, so those do not count. One that differs in build
/// metadata alone does, of a prerelease too: it is the same version.
pub(super) fn others(cut: &Cut, there: &There) -> Vec<String> {
    let here =
        there.tags.iter().filter(|tag| tag.name != cut.tag && tag.commit.as_ref() == Some(&cut.commit));
    let other = here.filter(|tag| {
        let version = cut.pattern.version(&tag.name);
        let are_final = |version: &Version| version.pre.is_empty() && cut.version.pre.is_empty();
        version.is_some_and(|version| are_final(&version) || version.cmp_precedence(&cut.version).is_eq())
    });
    other.map(|tag| tag.name.clone()).collect()
}
