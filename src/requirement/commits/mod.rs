//! `commits`: how the commits that are judged were made.

mod judge;
mod subject;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Leaf, texts};
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Fields, Node, Problems};
use subject::Mark;

crate::messages! {
    SIGNED = "signed": "{count} {noun} with a signature that GitHub verified, {github} of them with GitHub's own";
    UNSIGNED = "unsigned": "{commit}, {headline}, by {author}, is not signed"
        => "{deed}";
    NOT_VERIFIED = "signature-not-verified": "the signature of {commit}, {headline}, by {author}, is not verified: {why}"
        => "{deed}";
    NOT_CHECKED = "signature-not-checked": "whether the signature of {commit}, {headline}, by {author}, is good, GitHub cannot say now"
        => "run the gate again in a few minutes";
    SIGNATURE_UNREADABLE = "signature-unreadable": "the signatures of {count} {noun}, {commit} among them, could not be read: {why}"
        => "{why:remedy}";

    CONVENTIONAL = "conventional": "{count} {noun} with a subject as Conventional Commits asks; left out: {merges} merges and {reverts} reverts";
    NOT_CONVENTIONAL = "not-conventional": "{commit}, {headline}, by {author}, is no conventional commit: {why}"
        => "{deed}";
    OTHER_TYPE = "type-not-allowed": "{commit}, {headline}, by {author}, has the type {type}, which is none of {types}"
        => "{deed}";

    FREE = "no-mark": "{count} {noun}, none marked {marks}; left out: {merges} merges";
    MARKED = "marked": "{commit}, {headline}, by {author}, is marked {mark}"
        => "{deed}";

    MORE = "more-commits": "so it is with {count} more commits: {commits}"
        => "see to them as well";
    NOTHING_TO_JUDGE = "only-merges": "all {count} commits are merges or reverts, so nothing shows {what}"
        => "release a change that has commits of its own, or take this out of the policy";
    NO_COMMITS = "no-commits": "there are no commits to look at"
        => "name another commit or another version";
}

/// Commits must be signed, follow Conventional Commits, or not be marked as unfinished.
///
/// Use it where changelogs are made from subjects, where a signature must show who made each commit, and so that no
/// `fixup!` is released. In a phase for a release it looks at all commits since the previous one, the squashed ones and
/// the merges among them; in a phase that holds a merge, at the pull request's own, and in a merge queue at those of each
/// pull request of the group, not at the commits that the queue made of them. Where pull requests are squashed,
/// those never come into the branch: GitHub makes one commit, with the title as its subject, so ask for it in a phase for
/// the release as well.
///
/// It names every commit that is not as it should be, with its author; of more than 20 with the same fault the rest is
/// counted. A commit that is merged can hardly be mended, so keep bad ones out: require the same in a phase that holds
/// merges.
///
/// A verified signature proves that GitHub knows the key and that it belongs to an account with the address of the
/// committer. Commits that GitHub makes itself, by its buttons for merging or on its pages, are signed by GitHub: that
/// proves that they were made there, not by whose hand; the report says how many there are.
///
/// Permissions: `contents: read`, and `pull-requests: read` in a phase that holds a merge, where GitHub shows up to 250
/// commits. Costs no request of its own, but in a merge queue one for each pull request of the group and each further 100
/// of its commits; signatures are read only where `signed` asks for them, at no cost in points.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["signed"] },
    { "required": ["conventional"] },
    { "required": ["forbid"] },
]))]
#[schemars(extend("dependentSchemas" = { "types": { "required": ["conventional"] } }))]
pub struct Commits {
    /// `true`: each commit, merges among them, has a signature that GitHub verified.
    #[schemars(default, extend("const" = true))]
    signed: bool,
    /// `true`: the first line of each commit is as Conventional Commits 1.0.0 asks: a type, a scope in parentheses if
    /// wanted, `!` if it breaks something, a colon and a space, and what it does; and a blank line before more. Merges
    /// are left out, and so are reverts in git's and GitHub's own words.
    #[schemars(default, extend("const" = true))]
    conventional: bool,
    /// The types that a commit may have, such as `feat` and `fix`; their case does not count. Left out, any will do.
    #[schemars(default, schema_with = "texts::texts")]
    types: Vec<String>,
    /// What no subject may begin with, alone or behind a type: `forbid: [WIP, tmp]`. Case does not count, nor do brackets
    /// around it; a longer word is another word, so `WIP` is not in `Wipe the cache`. The word `unfinished` stands for
    /// `fixup!`, `squash!`, `amend!` and `WIP`. Merges are left out.
    #[schemars(default, schema_with = "texts::texts")]
    forbid: Vec<Mark>,
    /// Whether its phase holds a merge.
    #[schemars(skip)]
    holds_merge: bool,
}

/// Stands for [`Mark::UNFINISHED`].
const UNFINISHED: &str = "unfinished";

impl Leaf for Commits {
    const NAME: &'static str = "commits";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] = MESSAGES;
    const EXAMPLE: &'static str = "\
commits: {signed: true, forbid: unfinished}
---
commits: {conventional: true, types: [feat, fix, docs, chore, refactor, test, build, ci]}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`commits`", problems)?;
        let signed = switch(fields.get("signed"), "signed", problems);
        let conventional = switch(fields.get("conventional"), "conventional", problems);
        let types_node = fields.get("types");
        let types = types_node.and_then(|node| {
            let same = |one: &String, other: &String| one.eq_ignore_ascii_case(other);
            texts::read_each(node, "`types`", problems, same, commit_type)
        });
        let forbid = fields.get("forbid").and_then(|node| marks(node, problems));
        let asks = ["signed", "conventional", "forbid"].iter().any(|key| fields.key(key).is_some());
        let has_conventional = fields.key("conventional").is_some();
        fields.finish(problems);
        if let Some(types) = types_node.filter(|_| !has_conventional && problems.len() == before) {
            problems
                .error(
                    "no-effect",
                    types.at.clone(),
                    "`types` are those of conventional commits, and none are asked for",
                )
                .help("add `conventional: true`, or leave out `types`");
        }
        if !asks && problems.len() == before {
            problems
                .error("nothing-asked", node.at.clone(), "`commits` asks for nothing")
                .help("give it `signed: true`, `conventional: true` or `forbid: unfinished`");
        }
        let read = Self {
            signed,
            conventional,
            types: types.unwrap_or_default(),
            forbid: forbid.unwrap_or_default(),
            holds_merge: context.holds_merge,
        };
        (problems.len() == before).then_some(read)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        Needs { own_commits: self.holds_merge, signatures: self.signed, ..Needs::default() }
    }

    fn says(&self) -> String {
        let types = match self.types.as_slice() {
            [] => String::new(),
            types => {
                format!(", with one of the types {}", texts::quoted(types.iter().map(String::as_str), "and"))
            }
        };
        let marks = texts::quoted(self.forbid.iter().map(Mark::as_str), "or");
        let rules = [
            self.signed.then(|| "is signed, and GitHub verified the signature".to_owned()),
            self.conventional.then(|| format!("has a subject as Conventional Commits asks{types}")),
            (!self.forbid.is_empty()).then(|| format!("does not begin with {marks}")),
        ];
        let rules: Vec<String> = rules.into_iter().flatten().collect();
        let of = if self.holds_merge { "the pull request" } else { "the release" };
        format!("every commit of {of} {}", rules.join("; "))
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        judge::judge(self, case)
    }
}

/// `true`, or nothing.
fn switch(node: Option<&Node>, key: &str, problems: &mut Problems) -> bool {
    let Some(node) = node else { return false };
    let on = node.boolean(&format!("`{key}`"), problems);
    if on == Some(false) {
        problems
            .error("no-effect", node.at.clone(), format!("`{key}: false` asks for nothing"))
            .help(format!("leave it out, or write `{key}: true`"));
    }
    on == Some(true)
}

fn commit_type(text: String) -> Result<String, String> {
    let odd = text.chars().find(|one| one.is_whitespace() || "():!".contains(*one));
    match odd {
        None => Ok(text),
        Some(odd) => {
            Err(format!("a type has no `{odd}` in it; write the word before the scope and the colon"))
        }
    }
}

/// The marks, with those that `unfinished` stands for.
fn marks(node: &Node, problems: &mut Problems) -> Option<Vec<Mark>> {
    let marks = texts::read_each(node, "`forbid`", problems, Mark::is_same, |text| Mark::parse(&text))?;
    let mut all: Vec<Mark> = Vec::new();
    for mark in marks {
        let meant = if mark.as_str() == UNFINISHED { Mark::UNFINISHED.to_vec() } else { vec![mark.as_str()] };
        for mark in meant.into_iter().filter_map(|text| Mark::parse(text).ok()) {
            if all.iter().any(|known| known.is_same(&mark)) {
                problems
                    .error(
                        "no-effect",
                        node.at.clone(),
                        format!("`{UNFINISHED}` stands for `{}` already", mark.as_str()),
                    )
                    .help("leave out one of the two");
                return None;
            }
            all.push(mark);
        }
    }
    Some(all)
}
