//! Approval by code owners: for each changed file that has owners, one of them.

use std::collections::BTreeMap;

use crate::evidence::{Login, PullRequest, TeamName, Unknown};
use crate::paths::{CodeOwners, Owner, Rule};
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    OWNED = "owners-approved": "{pull} changes {count} with owners, and owners of each have approved: {people}";
    NOT_APPROVED = "owner-missing":
        "{pull} changes {count} of {owners}, such as {path}, and none of them has approved it"
        => "as one of them, approve it on its page under *Files changed*, *Review changes*";
    TEAM_UNREADABLE = "owner-team-unreadable":
        "{pull} changes {count} of {owners}, such as {path}, and who is in {team} could not be read: {why}"
        => "{why:remedy}";
    EMAIL = "owner-by-email":
        "{pull} changes {count} of {owners}, such as {path}, and whose address {email} is cannot be read"
        => "write a login in place of {email} in line {line} of CODEOWNERS, or let another of {owners} approve {pull}";
    NO_FILE = "no-codeowners": "there is no CODEOWNERS file where the policy is read, so no owner can be asked for"
        => "add the file {file} to that branch, or leave {key} out of the policy";
    BAD_LINE = "codeowners-damaged":
        "line {line} of CODEOWNERS cannot be read, so it is not certain who owns what: {problem}"
        => "correct line {line} of CODEOWNERS";
    NOTHING_OWNED = "nothing-owned":
        "{pull} changes {count}, and nothing of that has an owner in CODEOWNERS, so no owner can be asked for"
        => "name owners for them in CODEOWNERS, or leave {key} out of the policy";
}

/// Judges a pull request by the owners of what it changes. `counting`: whose approvals count.
pub(super) fn judge(case: &Case<'_>, pull: &PullRequest, counting: &[Login]) -> Vec<Finding> {
    let key = || Value::Code("codeowners: true".to_owned());
    let text = match case.evidence.codeowners.known() {
        Ok(Some(text)) => text,
        Ok(None) => {
            let file = Value::Code(".github/CODEOWNERS".to_owned());
            return vec![
                Finding::unknown(&NO_FILE).with("file", file).with("key", key()).who([Who::Writers]),
            ];
        }
        Err(why) => return vec![Finding::unreadable("CODEOWNERS", why)],
    };
    let (owners, problems) = CodeOwners::parse(text);
    let mut findings: Vec<Finding> = problems.into_iter().map(bad_line).collect();
    let files = match pull.files.whole() {
        Ok(files) => files,
        Err(why) => {
            findings.push(Finding::unreadable("the files of the pull request", why).with("pull", pull));
            return findings;
        }
    };
    // A file that moved was taken from the owners of its old place, too.
    let mut paths: Vec<&str> = files
        .iter()
        .flat_map(|file| file.previous.as_deref().into_iter().chain([file.path.as_str()]))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    let mut owned: BTreeMap<usize, Owned<'_>> = BTreeMap::new();
    for path in &paths {
        if let Some(rule) = owners.rule(path).filter(|rule| !rule.owners.is_empty()) {
            owned.entry(rule.line).or_insert(Owned { rule, pull, path, count: 0 }).count += 1;
        }
    }
    if owned.is_empty() {
        let finding = Finding::absent(&NOTHING_OWNED).with("pull", pull).with("count", counted(paths.len()));
        findings.push(finding.with("key", key()).who([Who::Writers]));
        return findings;
    }
    let mut people: Vec<Login> = Vec::new();
    for part in owned.values() {
        match part.approved(case, counting) {
            Ok(by) => people.extend(by.into_iter().cloned()),
            Err(lacks) => findings.extend(lacks),
        }
    }
    if findings.is_empty() {
        people.sort();
        people.dedup();
        let count: usize = owned.values().map(|part| part.count).sum();
        let finding = Finding::met(&OWNED).with("pull", pull).with("count", counted(count));
        findings.push(finding.with("people", Value::People(people)));
    }
    findings
}

fn counted(paths: usize) -> Value {
    Value::Count { number: paths as u64, one: "path", many: "paths" }
}

fn bad_line(problem: crate::paths::Problem) -> Finding {
    Finding::unknown(&BAD_LINE)
        .with("line", problem.line)
        .with("problem", Value::Text(problem.message))
        .who([Who::Writers])
}

/// The changed paths that one line of CODEOWNERS decides about.
struct Owned<'a> {
    rule: &'a Rule,
    pull: &'a PullRequest,
    path: &'a str,
    count: usize,
}

impl Owned<'_> {
    /// The owners who approved, at least one; or what is lacking.
    fn approved<'l>(&self, case: &Case<'_>, counting: &'l [Login]) -> Result<Vec<&'l Login>, Vec<Finding>> {
        let mut people: Vec<&Login> = Vec::new();
        let mut unread: Vec<(TeamName, Unknown)> = Vec::new();
        let mut emails: Vec<&str> = Vec::new();
        for owner in &self.rule.owners {
            let of =
                |is_owner: &dyn Fn(&Login) -> bool| counting.iter().filter(|login| is_owner(login)).collect();
            let found: Vec<&Login> = match owner {
                Owner::User(name) => of(&|login| *login == Login::new(name)),
                Owner::Team { org, slug } => {
                    let team = TeamName { organization: org.clone(), slug: slug.clone() };
                    match case.team(&team) {
                        Ok(members) => of(&|login| members.contains(login)),
                        Err(why) => {
                            unread.push((team, why));
                            Vec::new()
                        }
                    }
                }
                Owner::Email(address) => {
                    emails.push(address);
                    Vec::new()
                }
            };
            people.extend(found);
        }
        if !people.is_empty() {
            return Ok(people);
        }
        // Where nobody approved at all, it does not matter who the owners are.
        if counting.is_empty() || (unread.is_empty() && emails.is_empty()) {
            return Err(vec![self.finding(Finding::unmet(&NOT_APPROVED)).who(self.who())]);
        }
        let unread = unread.into_iter().map(|(team, why)| {
            let team = Value::Code(team.to_string());
            self.finding(Finding::unknown(&TEAM_UNREADABLE))
                .with("team", team)
                .with("why", Value::Unknown(why))
        });
        let emails = emails.into_iter().map(|email| {
            let email = Value::Code(email.to_owned());
            let finding = self.finding(Finding::unknown(&EMAIL)).with("email", email);
            finding.with("line", self.rule.line).who([Who::Writers])
        });
        Err(unread.chain(emails).collect())
    }

    fn finding(&self, finding: Finding) -> Finding {
        finding
            .with("pull", self.pull)
            .with("count", counted(self.count))
            .with("path", Value::Code(self.path.to_owned()))
            .with("owners", Value::Codes(self.rule.owners.iter().map(ToString::to_string).collect()))
    }

    fn who(&self) -> Vec<Who> {
        let author = self.pull.author.as_ref().map(|author| &author.login);
        let who = self.rule.owners.iter().filter_map(|owner| match owner {
            Owner::User(name) => {
                Some(Login::new(name)).filter(|login| Some(login) != author).map(Who::Person)
            }
            Owner::Team { org, slug } => {
                Some(Who::Team(TeamName { organization: org.clone(), slug: slug.clone() }))
            }
            Owner::Email(_) => None,
        });
        let who: Vec<Who> = who.collect();
        // The only owner is the author, or known by an address: only CODEOWNERS can help.
        if who.is_empty() { vec![Who::Writers] } else { who }
    }
}
