//! Which people fill which roles.
//!
//! Everybody may fill every role in which they consented, but for two rules: of the roles that are to be separate a person
//! fills one, and whoever verifies fills no other. So each choice of verifiers is tried (they are few), and with
//! them taken out the separate roles are a matching of people to places, found by augmenting paths: if any assignment
//! fills all places, one is found. The other roles only need enough people who do not verify.

use std::collections::{BTreeMap, BTreeSet};

/// A role that is to be filled.
#[derive(Debug, Clone, Default)]
pub(super) struct Post {
    /// Who consented in it.
    pub(super) people: BTreeSet<usize>,
    /// Whether a person fills only one of the posts of this kind.
    pub(super) separate: bool,
}

/// Who fills what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// Of each post, in their order: its people, at least as many as it needs.
    pub(super) posts: Vec<Vec<usize>>,
    /// Who verifies.
    pub(super) verifiers: Vec<usize>,
}

/// So many choices of verifiers are tried: more than any policy needs, and no more than a moment's work.
const MOST_CHOICES: usize = 20_000;

/// Fills each post with at least `needed` people, and with others who verify, where somebody is to. `None`: it cannot be
/// done.
pub(super) fn fill(posts: &[Post], verify: Option<&BTreeSet<usize>>, needed: usize) -> Option<Filled> {
    let Some(verify) = verify else {
        return without(posts, &BTreeSet::new(), needed).map(|posts| Filled { posts, verifiers: Vec::new() });
    };
    // Those whom the posts need least come first.
    let mut by_use: Vec<usize> = verify.iter().copied().collect();
    by_use.sort_by_key(|person| posts.iter().filter(|post| post.people.contains(person)).count());
    let mut tries = MOST_CHOICES;
    choose(&by_use, needed, &mut Vec::new(), &mut tries, &mut |verifiers| {
        let taken = verifiers.iter().copied().collect();
        let posts = without(posts, &taken, needed)?;
        Some(Filled { posts, verifiers: verifiers.to_vec() })
    })
}

/// Tries every choice of `more` of `from`, in their order.
fn choose(
    from: &[usize],
    more: usize,
    chosen: &mut Vec<usize>,
    tries: &mut usize,
    works: &mut dyn FnMut(&[usize]) -> Option<Filled>,
) -> Option<Filled> {
    if more == 0 {
        *tries = tries.checked_sub(1)?;
        return works(chosen);
    }
    for (at, person) in from.iter().enumerate() {
        chosen.push(*person);
        let found = choose(from.get(at + 1..).unwrap_or_default(), more - 1, chosen, tries, works);
        if found.is_some() || *tries == 0 {
            return found;
        }
        chosen.pop();
    }
    None
}

/// Fills the posts with people who are not taken.
fn without(posts: &[Post], taken: &BTreeSet<usize>, needed: usize) -> Option<Vec<Vec<usize>>> {
    let free = |post: &Post| -> Vec<usize> { post.people.difference(taken).copied().collect() };
    let mut matching = Matching::default();
    for (index, post) in posts.iter().enumerate().filter(|(_, post)| post.separate) {
        matching.open.insert(index, free(post));
        for place in 0..needed {
            let mut seen = BTreeSet::new();
            if !matching.augment((index, place), &mut seen) {
                return None;
            }
        }
    }
    let filled = posts.iter().enumerate().map(|(index, post)| {
        let people = if post.separate { matching.of(index) } else { free(post) };
        (people.len() >= needed).then_some(people)
    });
    filled.collect()
}

/// Places of separate posts, each with the person who fills it.
#[derive(Default)]
struct Matching {
    open: BTreeMap<usize, Vec<usize>>,
    places: BTreeMap<usize, (usize, usize)>,
}

impl Matching {
    /// Finds somebody for a place, moving others to other places where that helps.
    fn augment(&mut self, place: (usize, usize), seen: &mut BTreeSet<usize>) -> bool {
        for person in self.open.get(&place.0).cloned().unwrap_or_default() {
            if !seen.insert(person) {
                continue;
            }
            let free = match self.places.get(&person).copied() {
                None => true,
                Some(other) => self.augment(other, seen),
            };
            if free {
                self.places.insert(person, place);
                return true;
            }
        }
        false
    }

    fn of(&self, post: usize) -> Vec<usize> {
        self.places.iter().filter(|(_, place)| place.0 == post).map(|(person, _)| *person).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every assignment, one after the other.
    fn by_trying(posts: &[Post], verify: Option<&BTreeSet<usize>>, needed: usize, people: usize) -> bool {
        // A person's part: a bit for each post, and the highest for verifying.
        let parts = 1_usize << (posts.len() + 1);
        let verifies = 1_usize << posts.len();
        let may = |person: usize, part: usize| {
            let fits = posts
                .iter()
                .enumerate()
                .all(|(at, post)| part & (1 << at) == 0 || post.people.contains(&person));
            let separate =
                posts.iter().enumerate().filter(|(at, post)| part & (1 << at) != 0 && post.separate).count();
            let verifying = part & verifies != 0;
            let may_verify = verify.is_some_and(|verify| verify.contains(&person)) && part == verifies;
            fits && separate <= 1 && (!verifying || may_verify)
        };
        let mut all = vec![vec![]];
        for person in 0..people {
            let options: Vec<usize> = (0..parts).filter(|part| may(person, *part)).collect();
            all = all
                .into_iter()
                .flat_map(|one: Vec<usize>| {
                    options.iter().map(move |part| [one.clone(), vec![*part]].concat())
                })
                .collect();
        }
        all.iter().any(|assignment| {
            let with = |bit: usize| assignment.iter().filter(|part| **part & bit != 0).count();
            let filled = (0..posts.len()).all(|at| with(1 << at) >= needed);
            filled && (verify.is_none() || with(verifies) >= needed)
        })
    }

    fn set(bits: u8) -> BTreeSet<usize> {
        (0..5).filter(|at| bits & (1 << at) != 0).collect()
    }

    proptest! {
        #[test]
        fn it_is_filled_if_any_assignment_fills_it(
            posts in prop::collection::vec((0..32_u8, any::<bool>()), 1..4), verify in prop::option::of(0..32_u8),
            needed in 1..3_usize,
        ) {
            let posts: Vec<Post> =
                posts.iter().map(|(bits, separate)| Post { people: set(*bits), separate: *separate }).collect();
            let verify = verify.map(set);
            let filled = fill(&posts, verify.as_ref(), needed);
            prop_assert_eq!(filled.is_some(), by_trying(&posts, verify.as_ref(), needed, 5));
            let Some(filled) = filled else { return Ok(()) };
            let mut separate = BTreeSet::new();
            for (post, people) in posts.iter().zip(&filled.posts) {
                prop_assert!(people.len() >= needed);
                for person in people {
                    prop_assert!(post.people.contains(person) && !filled.verifiers.contains(person));
                    prop_assert!(!post.separate || separate.insert(*person), "one person fills two");
                }
            }
            prop_assert!(filled.verifiers.iter().all(|one| verify.as_ref().is_some_and(|all| all.contains(one))));
        }
    }
}
