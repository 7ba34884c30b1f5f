//! What of the keys of consent does not go together, as far as the policy alone shows.

use super::read::Written;
use super::{Consent, bounded, is_empty};
use crate::evidence::Login;
use crate::requirement::Context;
use crate::sign_off::{Demand, Signers, Way};
use crate::yaml::{Node, Problems};

/// Reports everything that could never hold, and everything that says nothing.
pub(super) fn check(
    written: &Written<'_>,
    consent: &Consent,
    node: &Node,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let before = problems.len();
    let mut check = Check { written, consent, demand: &consent.demand, node, context, problems };
    check.holders();
    check.count();
    check.separate();
    if check.problems.len() == before && !check.context.setting.solo {
        check.verified();
        check.separated();
    }
    check.witness();
}

struct Check<'a> {
    written: &'a Written<'a>,
    consent: &'a Consent,
    demand: &'a Demand,
    /// The whole, where no key is written that could be pointed at.
    node: &'a Node,
    context: &'a Context<'a>,
    problems: &'a mut Problems,
}

impl<'a> Check<'a> {
    /// The people whom a role names, where there are no others.
    fn bound(&self, name: &str) -> Option<&'a [Login]> {
        self.context.roles.get(name).and_then(bounded)
    }

    /// Whether somebody can be in each role.
    fn holders(&mut self) {
        let demand = self.demand;
        let by = (self.written.by, demand.by.roles());
        let verified = (self.written.verified_by, demand.verified_by.as_slice());
        let witness = (self.written.witnessed_by, demand.witnessed_by.as_slice());
        for ((node, names), has_witness) in
            [(by, demand.witnessed_by.is_some()), (verified, false), (witness, false)]
        {
            let at = &node.unwrap_or(self.node).at;
            for name in names {
                let Some(role) = self.context.roles.get(name) else { continue };
                if self.context.holds_merge && role.named.is_some() {
                    let message =
                        format!("who holds the role `{name}` stands in the tracking issue of a release");
                    self.problems
                        .error("release-wide", at.clone(), message)
                        .help("a pull request has none; name another role here");
                } else if is_empty(role) && !has_witness {
                    self.problems
                        .error("nobody", at.clone(), format!("nobody holds the role `{name}`"))
                        .help(
                            "give it `users:`, `teams:` or `codeowners: true` under `roles:`; for people without an \
                             account say who writes down what they said: `witnessed-by: ROLE`",
                        );
                }
            }
        }
    }

    /// Whether there can be so many people in a role.
    fn count(&mut self) {
        let (_, most) = self.consent.count.range();
        let roles = self.demand.by.roles();
        let short = |name: &&String| {
            let people = self.bound(name).filter(|people| !people.is_empty());
            people.is_some_and(|people| (people.len() as u64) < most)
        };
        let short: Vec<&String> = roles.iter().filter(short).collect();
        let impossible = match &self.demand.by {
            Signers::All(_) => !short.is_empty(),
            Signers::Any(all) => short.len() == all.len(),
        };
        let Some(name) = short.first().filter(|_| impossible && self.demand.witnessed_by.is_none()) else {
            return;
        };
        let people = self.bound(name).map_or(0, <[_]>::len);
        let at = self.written.count.or(self.written.by).unwrap_or(self.node).at.clone();
        let message = format!("the role `{name}` has {people} of the {most} people that are asked for");
        self.problems.error("impossible", at, message).help("name more people in the role, or ask for fewer");
    }

    /// Whether `separate` says something.
    fn separate(&mut self) {
        let Some(node) = self.written.separate else { return };
        let demand = self.demand;
        let asked =
            |name: &&String| demand.by.roles().contains(name) || demand.verified_by.as_ref() == Some(*name);
        let at = node.at.clone();
        if demand.separate.len() < 2 {
            self.problems
                .error("too-few", at, "`separate` needs at least two roles")
                .help("name the roles that one person may not fill together");
        } else if let Some(name) = demand.separate.iter().find(|name| !asked(name)) {
            self.problems
                .error("not-asked", at, format!("the role `{name}` is not asked for here"))
                .help("`separate` speaks of roles under `by` and `verified-by`");
        } else if matches!(demand.by, Signers::Any(_)) {
            self.problems
                .error("no-effect", at, "one role is enough here, so that nobody fills two")
                .help("leave out `separate`");
        } else if self.context.setting.solo {
            self.problems
                .error("no-effect", at, "`solo: true` lets one person fill every role")
                .help("leave out `separate`");
        }
    }

    /// Whether somebody is left who can verify.
    fn verified(&mut self) {
        let Some(verifier) = &self.demand.verified_by else { return };
        let (least, _) = self.consent.count.range();
        let alone = |name: &String| !enough(self.bound(name), self.bound(verifier), least, 1);
        let impossible = match &self.demand.by {
            Signers::All(names) => names.iter().any(alone),
            Signers::Any(names) => names.iter().all(alone),
        };
        if impossible {
            let at = self.written.verified_by.unwrap_or(self.node).at.clone();
            self.problems
                .error("impossible", at, format!("nobody is left to verify in the role `{verifier}`"))
                .help(
                    "who verifies is another person than who did it: name more people in the roles; a team of one says \
                     `sign-offs: {solo: true}`",
                );
        }
    }

    /// Whether each two roles that are separate can have different people.
    fn separated(&mut self) {
        let (Some(node), Signers::All(names)) = (self.written.separate, &self.demand.by) else { return };
        let (least, _) = self.consent.count.range();
        let both: Vec<&String> = names.iter().filter(|name| self.demand.separate.contains(name)).collect();
        for (at, one) in both.iter().enumerate() {
            for other in both.iter().skip(at + 1) {
                if !enough(self.bound(one), self.bound(other), least, least) {
                    let message =
                        format!("there are too few people for `{one}` and `{other}` to be different ones");
                    self.problems
                        .error("impossible", node.at.clone(), message)
                        .help("name more people in the roles; a team of one says `sign-offs: {solo: true}`");
                }
            }
        }
    }

    /// Whether a witness can write down anything, and is not a judge of it.
    fn witness(&mut self) {
        if let Some(node) = self.written.witnessed_by
            && !self.consent.takes(Way::Comment)
        {
            self.problems
                .error(
                    "no-effect",
                    node.at.clone(),
                    "a witness writes a comment, and `via` does not name that way",
                )
                .help("add `comment` to `via`, or leave this out");
        }
        if let (Some(node), Some(verifier)) = (self.written.verified_by, &self.demand.verified_by)
            && self.demand.witnessed_by.as_ref() == Some(verifier)
        {
            self.problems
                .error(
                    "contradiction",
                    node.at.clone(),
                    "who writes down the consent of others cannot verify it as well",
                )
                .help("name another role under `verified-by` or `witnessed-by`");
        }
    }
}

/// Whether `one` people of a first role and `other` of a second can all be different. Yes where others may be in a role
/// than those that the policy names, and where nobody is in one, which is said by itself.
fn enough(first: Option<&[Login]>, second: Option<&[Login]>, one: u64, other: u64) -> bool {
    let (Some(first), Some(second)) = (first, second) else { return true };
    let both = second.iter().filter(|login| first.contains(login)).count();
    let all = first.len() + second.len() - both;
    first.is_empty() || second.is_empty() || all as u64 >= one + other
}
