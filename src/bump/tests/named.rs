//! A version that people name beside the rules.

use proptest::prelude::*;

use super::{changes, rules, versions};
use crate::bump::{Facts, Outcome, Refusal, Tagged, Wish, compute};
use crate::evidence::Oid;
use crate::version::{Version, core};

proptest! {
    /// It is taken as it is, or refused with what would be enough; and the prerelease of it is new, and above all that is
    /// before it.
    #[test]
    fn a_named_version_is_taken_or_refused(
        ancestors in prop::collection::vec(versions(), 0..12),
        elsewhere in prop::collection::vec(versions(), 0..6),
        changes in changes(),
        named in versions(),
    ) {
        let tagged = |version: &Version| Tagged {
            version: version.clone(), tag: format!("v{version}"), commit: Oid::new("b".repeat(40)),
        };
        let last = ancestors.iter().filter(|one| one.pre.is_empty()).max();
        let above = |one: &&Version| !one.pre.is_empty() && last.is_none_or(|last| one > &last);
        let prerelease = ancestors.iter().filter(above).max();
        let facts = Facts {
            commit: Oid::new("a".repeat(40)),
            branch: "main".to_owned(),
            last: last.map(tagged),
            prerelease: prerelease.map(tagged),
            taken: ancestors.iter().chain(&elsewhere).map(|one| (one.clone(), format!("v{one}"))).collect(),
            commits: 3,
            changes,
            on_top: false,
        };
        let told = |named| {
            let wish = Wish { prerelease: Some("rc"), build: None, named };
            compute(&rules(), facts.clone(), wish).outcome
        };
        let (with, without) = (told(Some(&named)), told(None));
        match (&with, &without) {
            (Outcome::Version(next), _) => {
                prop_assert_eq!(core(&next.version), core(&named));
                prop_assert!(named.pre.is_empty() || next.version.pre == named.pre);
                prop_assert!(ancestors.iter().all(|one| next.version.cmp_precedence(one).is_gt()));
                prop_assert!(!facts.taken.contains_key(&next.version));
                if let Outcome::Version(computed) = &without {
                    prop_assert!(core(&next.version) >= core(&computed.version));
                    prop_assert_eq!(&next.enough, &(core(&named) > core(&computed.version)).then(|| core(&computed.version)));
                }
            }
            (Outcome::Refused(Refusal::NamedTooLow { named: too_low, enough }), _) => {
                prop_assert!(too_low < enough);
            }
            (Outcome::Refused(Refusal::OtherPrerelease { kind, .. }), _) => {
                prop_assert!(kind == "rc" && !named.pre.is_empty() && !named.pre.as_str().starts_with("rc."));
            }
            (Outcome::Refused(Refusal::Taken { version, .. }), _) => prop_assert!(facts.taken.contains_key(version)),
            (Outcome::Refused(Refusal::NotAbove { other, .. }), _) => prop_assert!(!other.pre.is_empty()),
            (Outcome::Nothing(_) | Outcome::Unlabelled, _) => prop_assert_eq!(&with, &without),
            (Outcome::Refused(other), _) => prop_assert!(false, "{other:?}"),
        }
    }
}
