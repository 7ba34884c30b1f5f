//! What the working copy says, for a gate that is run in a terminal.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::evidence::Oid;

/// The checked-out commit and the branch that it is on.
#[derive(Debug, Default)]
pub(super) struct WorkingCopy {
    /// `HEAD`.
    pub(super) head: Option<Oid>,
    /// The branch, if `HEAD` is on one.
    pub(super) branch: Option<String>,
    /// `owner/name` of the remote `origin`.
    pub(super) repository: Option<String>,
}

impl WorkingCopy {
    /// Asks git; without git, or outside of a working copy, nothing is known.
    pub(super) fn look() -> Self {
        Self {
            head: git(&["rev-parse", "--verify", "HEAD"]).filter(|text| Oid::looks_like(text)).map(Oid::new),
            branch: git(&["symbolic-ref", "--quiet", "--short", "HEAD"]),
            repository: git(&["remote", "get-url", "origin"]).and_then(|url| repository_of(&url)),
        }
    }
}

/// The top of the work tree that this is in.
pub(super) fn top() -> Option<PathBuf> {
    git(&["rev-parse", "--show-toplevel"]).map(PathBuf::from)
}

fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// `owner/name` at the end of a remote's address, in any of the forms that git takes.
pub(super) fn repository_of(url: &str) -> Option<String> {
    let path = url.trim_end_matches('/').trim_end_matches(".git");
    let mut parts = path.rsplit(['/', ':']);
    let name = parts.next().filter(|part| !part.is_empty())?;
    let owner = parts.next().filter(|part| !part.is_empty() && !part.contains('@'))?;
    Some(format!("{owner}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::repository_of;

    #[test]
    fn remotes_in_every_form() {
        for url in [
            "https://github.com/octoacme/shop.git",
            "https://github.com/octoacme/shop",
            "https://github.com/octoacme/shop/",
            "git@github.com:octoacme/shop.git",
            "ssh://git@github.example.com:2222/octoacme/shop.git",
        ] {
            assert_eq!(repository_of(url).as_deref(), Some("octoacme/shop"), "{url}");
        }
        assert_eq!(repository_of(""), None);
        assert_eq!(repository_of("shop"), None);
    }
}
