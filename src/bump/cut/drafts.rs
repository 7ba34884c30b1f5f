//! Which of a tag's releases is the one, and which of them are ours.
//!
//! A draft that we make has a mark in its text: a comment that nobody sees, with the digest of the rest. As long as the two
//! agree nobody has written into it. Somebody who copies it copies what we wrote, so nothing of theirs is in it.

use ring::digest::{SHA256, digest};

use super::{Cut, Refusal, Release, There};

/// How many characters the notes of a release may have. Source: GitHub's answer to longer ones.
pub const LONGEST_NOTES: usize = 125_000;

const MARK: &str = "<!-- holdpoint:release ";
const END: &str = " -->";

/// The notes with our mark.
#[must_use]
pub fn marked(text: &str) -> String {
    let text = unmarked(text);
    let gap = if text.is_empty() { "" } else { "\n\n" };
    format!("{text}{gap}{MARK}{}{END}", fingerprint(&text))
}

/// The notes without our mark.
pub(super) fn unmarked(body: &str) -> String {
    let lines = body.lines().filter(|line| mark(line).is_none()).collect::<Vec<_>>();
    normal(&lines.join("\n"))
}

/// Whether we wrote it, and nobody since.
pub(super) fn is_untouched(body: &str) -> bool {
    let marks: Vec<&str> = body.lines().filter_map(mark).collect();
    matches!(marks.as_slice(), [one] if *one == fingerprint(&unmarked(body)))
}

/// Whether we made it, whoever wrote into it since.
pub(super) fn is_marked(body: &str) -> bool {
    body.lines().any(|line| mark(line).is_some())
}

/// Whether two notes say the same, the mark aside. GitHub may store other line ends than were sent.
pub(super) fn same_notes(one: &str, other: &str) -> bool {
    unmarked(one) == unmarked(other)
}

/// The SHA-256 of some bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of bytes as GitHub writes it.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    format!("sha256:{}", sha256(bytes))
}

fn fingerprint(text: &str) -> String {
    digest_of(text.as_bytes()).chars().take("sha256:".len() + 32).collect()
}

fn mark(line: &str) -> Option<&str> {
    line.trim().strip_prefix(MARK)?.strip_suffix(END)
}

fn normal(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// The release to go on with, one of ours that is too many, and those that people made beside it.
pub(super) struct Standing<'a> {
    pub(super) release: Option<&'a Release>,
    pub(super) surplus: Option<&'a Release>,
    pub(super) beside: Vec<&'a Release>,
}

/// What stands of the tag's releases. A published one counts, then a draft with anything of people's in it, then the
/// oldest of ours; ours that are left over go. A draft that somebody made after ours does not take its place: the notes
/// that were judged are in ours.
pub(super) fn standing<'a>(cut: &Cut, there: &'a There) -> Result<Standing<'a>, Refusal> {
    let mut ours: Vec<&Release> = Vec::new();
    let mut others: Vec<&Release> = Vec::new();
    for release in there.releases.iter().filter(|release| release.draft) {
        if is_only_ours(cut, release) { ours.push(release) } else { others.push(release) }
    }
    ours.sort_by_key(|release| release.id);
    others.sort_by_key(|release| release.id);
    let published = there.releases.iter().find(|release| !release.draft);
    let kept = match (published, others.as_slice()) {
        (Some(published), _) => Some(published),
        (None, [_, _, ..]) => {
            let pages = others.iter().map(|release| release.url.clone()).collect();
            return Err(Refusal::SeveralDrafts { pages });
        }
        (None, [one]) if ours.first().is_some_and(|first| first.id < one.id) && !is_marked(&one.body) => {
            Some(ours.remove(0))
        }
        (None, [one]) => Some(*one),
        (None, []) if ours.is_empty() => None,
        (None, []) => Some(ours.remove(0)),
    };
    let beside = others.into_iter().filter(|one| kept.is_none_or(|kept| kept.id != one.id)).collect();
    Ok(Standing { release: kept, surplus: ours.pop(), beside })
}

/// Whether nothing of a draft would be lost with it.
fn is_only_ours(cut: &Cut, release: &Release) -> bool {
    let ours = |name: &str| cut.assets.iter().any(|asset| asset.name == name);
    is_untouched(&release.body) && release.assets.iter().all(|file| file.ours && ours(&file.name))
}
