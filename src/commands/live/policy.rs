//! The policy that counts, and what a pull request would make of it (rule 4).

use super::super::{Refusal, Screen};
use crate::cli::Check;
use crate::evidence::Fact;
use crate::evidence::release::{PolicyText, ProposedPolicy};
use crate::github::{self, Client, OpeningRead};
use crate::policy::Policy;
use crate::report::problems;

/// Where a policy is looked for, in this order.
pub(in crate::commands) const POLICY_PLACES: [&str; 2] = ["release.yml", ".github/release.yml"];

/// The policy that counts (rule 4): the default branch's, or that of a branch which the default branch's policy
/// lists among its release branches.
pub(in crate::commands) fn choose_policy(
    arguments: &Check,
    read: &OpeningRead,
) -> Result<PolicyText, Refusal> {
    let named = arguments.policy.as_deref();
    let trusted = first_policy(&read.policies, &read.repository.default_branch, named)?;
    let Some(branch) = &arguments.policy_ref else { return Ok(trusted) };
    let listed = Policy::read(&trusted.text)
        .map(|policy| policy.rules_in(&read.repository.default_branch).allows(branch))
        .unwrap_or(false);
    if !listed {
        return Err(Refusal(format!(
            "the policy of `{branch}` does not count, because that of `{}` does not list this branch\n  \
             -> add it there under `branches:` of `release:`, or leave out `--policy-ref`",
            read.repository.default_branch
        )));
    }
    match &read.branch_policies {
        Some(policies) => first_policy(policies, branch, named),
        None => Err(Refusal(format!("there is no branch `{branch}` to read a policy from"))),
    }
}

/// What the pull request of the event makes of the policy that counts.
pub(super) async fn proposed_policy(
    arguments: &Check,
    client: &Client,
    read: &OpeningRead,
    policy: &PolicyText,
) -> Fact<Option<ProposedPolicy>> {
    let (files, pull) = match (&read.proposed, &read.pull_request) {
        (Fact::Known(files), Fact::Known(pull)) => (files, pull),
        (Fact::Unknown(why), _) | (_, Fact::Unknown(why)) => return Fact::Unknown(why.clone()),
        _ => return Fact::NotCollected,
    };
    let is_policy =
        |file: &&ProposedPolicy| file.text.as_ref().is_some_and(|text| !Policy::is_notes_configuration(text));
    let next = files.iter().find(is_policy).cloned();
    let next = next.unwrap_or_else(|| ProposedPolicy { path: policy.path.clone(), text: None });
    if next.path == policy.path && next.text.as_ref() == Some(&policy.text) {
        return Fact::Known(None);
    }
    let repository = &read.repository.name;
    let paths = match &arguments.policy {
        Some(path) => vec![path.clone()],
        None => POLICY_PLACES.map(str::to_owned).to_vec(),
    };
    match github::touches(client, repository, pull.number, &paths).await {
        Ok(true) => Fact::Known(Some(next)),
        Ok(false) => Fact::Known(None),
        Err(why) => Fact::Unknown(why),
    }
}

fn first_policy(policies: &[PolicyText], branch: &str, named: Option<&str>) -> Result<PolicyText, Refusal> {
    let mut passed_over = "";
    for text in policies {
        if !Policy::is_notes_configuration(&text.text) {
            return Ok(text.clone());
        }
        passed_over = "\n  (there is a file with a lone `changelog:` key: GitHub's configuration of generated notes, not a policy)";
    }
    let looked_for =
        named.map_or_else(|| format!("`{}`", POLICY_PLACES.join("` nor `")), |path| format!("`{path}`"));
    let neither = if named.is_some() { "no" } else { "neither" };
    Err(Refusal(format!(
        "there is no policy: the branch `{branch}` has {neither} {looked_for}{passed_over}\n  \
         -> push one: `holdpoint init` writes a first one, and `holdpoint demo --write DIR` leaves an example in DIR"
    )))
}

pub(super) fn refused_policy(found: &[crate::yaml::Problem], text: &PolicyText, screen: &Screen) -> Refusal {
    let file = format!("{} on {} ({})", text.path, text.branch, text.commit.short());
    Refusal(format!("the policy has problems\n{}", problems::render(found, &text.text, &file, screen.colour)))
}
