//! The release pull request in words: its text, what is written for it, and why something is not.

use super::bump::BumpReport;
use super::harmless::one_line;
use crate::bump::propose::{Commit, Next, PullRequest, Refusal, Step, Wish};
use crate::markdown::escape::code;
use crate::notes::kept;
use crate::version::Version;
use crate::version_files::{Changed, Lack, Unfit};

/// How many commits of others are named.
const LISTED: usize = 5;
/// How long a text of others may be in a line.
const LINE: usize = 80;

/// A file of the release pull request, and what it said before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedFile {
    /// Its path.
    pub path: String,
    /// The versions that it stated, each once; none for the changelog.
    pub from: Vec<String>,
}

/// Our part of the text of the release pull request.
#[must_use]
pub fn proposed_body(report: &BumpReport<'_>, tag: &str, files: &[ProposedFile]) -> String {
    let mut text = super::bump::body(report);
    text.push_str("\n| file | change |\n| --- | --- |\n");
    for file in files {
        let from: Vec<String> = file.from.iter().map(|from| code(from)).collect();
        let change = match from.as_slice() {
            [] => format!("the section of {}", code(tag)),
            from => format!("the version, which was {}", from.join(", ")),
        };
        text.push_str(&format!("| {} | {} |\n", code(&file.path).replace('|', "&#124;"), change));
    }
    text.push_str(
        "\nMerging this brings the version into the branch. The tag is cut by `holdpoint bump --tag`, after a go. What stands \
         outside of this part of the text stays as it is; commits of others on this branch keep it from being brought up to \
         date.\n",
    );
    text
}

/// A write, as it is told.
#[must_use]
pub fn proposed_step(step: &Step, wish: &Wish) -> String {
    let (branch, staging) = (&wish.branch, wish.staging());
    match step {
        Step::Stage { from: None } => {
            format!("make the branch {staging} at {}, for the commit", wish.on.short())
        }
        Step::Stage { from: Some(from) } => {
            format!("put the branch {staging} from {} to {}, for the commit", from.short(), wish.on.short())
        }
        Step::Commit => {
            let files: Vec<&str> = wish.files.iter().map(|file| file.path.as_str()).collect();
            format!("commit “{}” there: {}", wish.title(), files.join(", "))
        }
        Step::Move { from: None, .. } => {
            format!("make the branch {branch} at that commit, and delete {staging}")
        }
        Step::Move { from: Some(from), .. } => {
            format!("put the branch {branch} from {} to that commit, and delete {staging}", from.short())
        }
        Step::Unstage { .. } => format!("delete the branch {staging}, which is not needed"),
        Step::Open { .. } => {
            format!("open the pull request “{}” from {branch} into {}", wish.title(), wish.base)
        }
        Step::Rewrite { number, title, body } => {
            let what = match (title, body) {
                (Some(title), Some(_)) => {
                    format!("the title “{}”, and our part of its text", one_line(title, LINE))
                }
                (Some(title), None) => format!("the title “{}”", one_line(title, LINE)),
                _ => "our part of its text as it is now".to_owned(),
            };
            format!("give #{number} {what}")
        }
        Step::Label { number: 0, label } => format!("put the label {label} on it"),
        Step::Label { number, label } => format!("put the label {label} on #{number}"),
        Step::Supersede { number, .. } => format!("close #{number}, which proposes another version"),
    }
}

/// What there is at the end.
#[must_use]
pub fn proposed_end(end: &Next, wish: &Wish, written: bool) -> String {
    match end {
        Next::Done(pull) if pull.number == 0 => format!("the pull request would propose {}", wish.tag),
        Next::Done(pull) if written => format!("the pull request for {} is there: {}", wish.tag, pull.url),
        Next::Done(pull) => format!("the pull request for {} was there already: {}", wish.tag, pull.url),
        Next::Merged(pull) => {
            format!(
                "the pull request for {} is merged: {}\n  -> cut its tag: holdpoint bump --tag",
                wish.tag, pull.url
            )
        }
        Next::Nothing | Next::Step(_) => {
            format!("{} has {} in all files already: there is nothing to propose", wish.base, wish.tag)
        }
    }
}

/// Why the release pull request is left alone.
#[must_use]
pub fn proposed_refusal(refusal: &Refusal, wish: &Wish) -> String {
    let pull = |pull: &PullRequest| format!("#{} ({})", pull.number, pull.url);
    match refusal {
        Refusal::NoBase => {
            format!("there is no branch {}\n  -> name the branch that is released: `--base main`", wish.base)
        }
        Refusal::Moved(tip) => format!(
            "{} moved to {} while this ran\n  -> run it again; a run for the newest push does it by itself",
            wish.base,
            tip.short()
        ),
        Refusal::Others { branch, commits } => {
            let named: Vec<String> = commits.iter().take(LISTED).map(commit).collect();
            let more = commits.len().saturating_sub(LISTED);
            let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
            format!(
                "the branch {branch} has commits that this did not make, and nothing is written over them\n{}{more}\n  -> bring \
                 them to {}, then delete the branch; or merge the pull request as it is",
                named.join("\n"),
                wish.base
            )
        }
        Refusal::TooMany { branch, total } => format!(
            "the branch {branch} has {total} commits that {} does not have, too many to see that none is somebody's\n  -> \
             delete the branch, or name another in the policy: `release: {{pull-request: {{branch: …}}}}`",
            wish.base
        ),
        Refusal::Closed(one) => format!(
            "{} proposed {}, and somebody closed it; it is not opened again\n  -> open it again to have it kept up to date, or \
             take out the holdpoint marks in its text to have a new one",
            pull(one),
            wish.tag
        ),
        Refusal::Elsewhere(one) => format!(
            "{} goes from {} into {}, and not into {}\n  -> close it, or give it the base {}",
            pull(one),
            wish.branch,
            one.base,
            wish.base,
            wish.base
        ),
    }
}

fn commit(one: &Commit) -> String {
    let headline = one_line(one.message.lines().next().unwrap_or_default(), LINE);
    let by = one.by.as_ref().map_or_else(|| "somebody without an account".to_owned(), |by| format!("@{by}"));
    format!("  {} {headline}, by {by}", one.oid.short())
}

/// Why a version does not go into a file that says a higher one.
#[must_use]
pub fn version_file_higher(path: &str, found: &Changed, version: &Version) -> String {
    let Changed { line, from } = found;
    let from = one_line(from, LINE);
    format!(
        "{path} says {from} in line {line}, and the next version is {version}: a version is not lowered\n  -> if {from} is to come, \
         name it: `--version {from}`, or give the changes that ask for it their labels; if not, write the last released version into \
         {path}"
    )
}

/// Why a version does not go into a file.
#[must_use]
pub fn version_file_unfit(path: &str, unfit: &Unfit, version: &Version) -> String {
    let by_hand =
        "see where it states its version, and say so under `version-files` of `release` in the policy";
    match unfit {
        Unfit::NoVersion { line, found } => format!(
            "{path} says “{}” in line {line}, which is no version of three numbers, and it is not written over\n  -> write a \
             version there once; or say how it is written with `pattern` under `version-files` of `release` in the policy",
            one_line(found, LINE)
        ),
        Unfit::Form { line } => format!(
            "{path} states its version in line {line} in a way that cannot be kept\n  -> write it there as a text in quotes, on \
             one line: \"{version}\""
        ),
        Unfit::Lacks(lacks) if lacks.iter().any(|lack| matches!(lack, Lack::Unreadable(..))) => {
            let lacks: Vec<String> = lacks.iter().map(lack).collect();
            format!(
                "{path} does not say its version: {}\n  -> mend the file, then run it again",
                lacks.join("; ")
            )
        }
        Unfit::Lacks(lacks) => {
            let lacks: Vec<String> = lacks.iter().map(lack).collect();
            format!("{path} does not say its version: {}\n  -> {by_hand}", lacks.join("; "))
        }
    }
}

fn lack(lack: &Lack) -> String {
    match lack {
        Lack::Nowhere(pattern) => format!("nothing in it reads like “{pattern}”"),
        Lack::NoKey(keys) => format!("it has no “{}”", keys.join("” and no “")),
        Lack::NoValue(key, what) => format!("“{key}” is {what}"),
        Lack::Unreadable(format, why) => {
            format!("it could not be read as {}: {}", format.name(), one_line(why, LINE * 3))
        }
    }
}

/// Why the version has no place in the changelog.
#[must_use]
pub fn changelog_unfit(path: &str, unfit: &kept::Unfit, version: &Version) -> String {
    let count = match unfit {
        kept::Unfit::NoSection => "no section".to_owned(),
        kept::Unfit::Several(count) => format!("{count} sections"),
    };
    format!(
        "{path} has {count} for {version}, and which one is meant is not known\n  -> leave one of them, then run it again"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Oid;

    fn wish() -> Wish {
        Wish {
            base: "main".into(),
            on: Oid::new("a".repeat(40)),
            branch: "holdpoint/release".into(),
            siblings: None,
            tag: "v1.5.0".into(),
            body: String::new(),
            label: None,
            files: Vec::new(),
        }
    }

    #[test]
    fn commits_of_others_are_named() {
        let commit = |name: &str, by: Option<&str>| Commit {
            oid: Oid::new(name.repeat(40)),
            parents: Vec::new(),
            by: by.map(str::to_owned),
            own: false,
            message: "Mend\u{1b}[31m a typo\n\nMore".into(),
        };
        let refusal = Refusal::Others {
            branch: "holdpoint/release".into(),
            commits: vec![commit("b", Some("mona")), commit("c", None)],
        };
        insta::assert_snapshot!(proposed_refusal(&refusal, &wish()), @"
        the branch holdpoint/release has commits that this did not make, and nothing is written over them
          bbbbbbb Mend␛[31m a typo, by @mona
          ccccccc Mend␛[31m a typo, by somebody without an account
          -> bring them to main, then delete the branch; or merge the pull request as it is
        ");
    }

    #[test]
    fn files_that_do_not_fit_are_named_with_their_line() {
        let version = "1.5.0".parse().unwrap();
        let no_version = Unfit::NoVersion { line: 3, found: "v1.4.0".into() };
        let lacks = Unfit::Lacks(vec![Lack::NoKey(vec![
            "package.version".into(),
            "workspace.package.version".into(),
        ])]);
        let told = [no_version, Unfit::Form { line: 2 }, lacks];
        let told = told.map(|unfit| version_file_unfit("Cargo.toml", &unfit, &version)).join("\n");
        insta::assert_snapshot!(told, @r#"
        Cargo.toml says “v1.4.0” in line 3, which is no version of three numbers, and it is not written over
          -> write a version there once; or say how it is written with `pattern` under `version-files` of `release` in the policy
        Cargo.toml states its version in line 2 in a way that cannot be kept
          -> write it there as a text in quotes, on one line: "1.5.0"
        Cargo.toml does not say its version: it has no “package.version” and no “workspace.package.version”
          -> see where it states its version, and say so under `version-files` of `release` in the policy
        "#);
    }
}
