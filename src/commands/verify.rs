//! `holdpoint verify`: whether a tag is what was judged. It reads, compares and says; nothing is written (rule 10).

use std::cmp::Reverse;

use super::connect::{self, Connected};
use super::{Exit, Refusal, Screen, Surroundings, ask, live};
use crate::bump::cut::{Attached, Reference, Release};
use crate::cli::{Check, Format, Verify};
use crate::evidence::Ask;
use crate::github::{self, Client, LARGEST_FILE, OpeningWish};
use crate::policy::Policy;
use crate::report::{self, ListReport, Listed, Usage, VerifyReport, problems};
use crate::verify::{self, EVIDENCE, File, Named, POLICY, Recorded, Standing, VERDICT};
use crate::version::TagPattern;

/// Reads, compares, says, exits.
pub(super) fn run(arguments: &Verify, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let gate = arguments.gate();
    let asked = ask::of_repository(&gate, around)?;
    runtime.block_on(async {
        let connected = connect::connect(&gate, around)?;
        match arguments.name() {
            Some(tag) => one(arguments, &asked.repository, tag, &connected, screen).await,
            None => all(arguments, &gate, &asked, &connected, screen).await,
        }
    })
}

async fn one(
    arguments: &Verify,
    repository: &str,
    tag: &str,
    connected: &Connected,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let client = &connected.repository;
    screen.progress("reading the tag and its release");
    let found = github::recorded(client, repository, tag).await;
    let found = found.map_err(|failure| live::unopened(failure, repository))?;
    let release = found.release.as_ref();
    let (evidence, policy, verdict) = tokio::join!(
        file(client, repository, release, EVIDENCE),
        file(client, repository, release, POLICY),
        file(client, repository, release, VERDICT),
    );
    let named_policy = match (&evidence, &policy, &verdict) {
        (File::Absent, File::Absent, File::Absent) => {
            named_policy(client, repository, found.reference.as_ref()).await
        }
        _ => File::Absent,
    };
    let near = match &found.reference {
        Some(_) => Vec::new(),
        None => {
            let all = github::recorded_tags(client, repository).await;
            let all = all.map_err(|failure| live::unopened(failure, repository))?;
            verify::nearest(tag, all.tags.iter().map(|(name, _)| name.as_str()))
        }
    };
    screen.done();
    let recorded = Recorded {
        repository: found.repository,
        tag: tag.to_owned(),
        reference: found.reference,
        release: found.release,
        evidence,
        policy,
        verdict,
        named_policy,
        near,
    };
    let findings = verify::verify(&recorded);
    let report = VerifyReport {
        tag,
        repository: &recorded.repository,
        url: &found.url,
        commit: recorded.reference.as_ref().and_then(|reference| reference.commit.as_ref()),
        findings: &findings,
        usage: usage(arguments, connected),
    };
    match arguments.format {
        Format::Text => screen.say(&report::verify_terminal(&report, screen.width, screen.colour)),
        Format::Markdown => screen.say(&report::verify_markdown(&report)),
        Format::Json => screen.data(&report::verify_json(&report)),
    }
    Ok(match verify::standing(&findings) {
        Standing::Same => Exit::Well,
        Standing::Unrecorded | Standing::Different => Exit::NoGo,
        Standing::Untold => Exit::Unjudged,
    })
}

/// The policy that the message of a tag names, as the repository has it.
async fn named_policy(client: &Client, repository: &str, reference: Option<&Reference>) -> File {
    let named = reference.and_then(|reference| Named::read(reference.message.as_deref()?));
    let Some(id) = named.and_then(|named| named.policy) else { return File::Absent };
    match github::blob(client, repository, &id).await {
        Ok(bytes) => File::Read(bytes),
        Err(failure) => File::Unread(failure.to_string()),
    }
}

/// A file of the release, whole or not at all.
async fn file(client: &Client, repository: &str, release: Option<&Release>, name: &str) -> File {
    let named = |asset: &&Attached| asset.name == name;
    let Some(asset) = release.and_then(|release| release.assets.iter().find(named)) else {
        return File::Absent;
    };
    if !asset.whole {
        return File::Unread("its upload never ended".to_owned());
    }
    if asset.size > LARGEST_FILE {
        return File::Unread(format!("it has {} bytes, and at most {LARGEST_FILE} are read", asset.size));
    }
    let bytes = match github::attached(client, repository, asset.id).await {
        Ok(bytes) => bytes,
        Err(failure) => return File::Unread(failure.to_string()),
    };
    let digest = asset.digest.as_deref().and_then(|digest| digest.strip_prefix("sha256:"));
    let is_whole = digest.is_none_or(|digest| digest.eq_ignore_ascii_case(&verify::sha256(&bytes)));
    if is_whole && bytes.len() as u64 == asset.size {
        File::Read(bytes)
    } else {
        File::Unread("what arrived is not what GitHub says is attached".to_owned())
    }
}

async fn all(
    arguments: &Verify,
    gate: &Check,
    asked: &Ask,
    connected: &Connected,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let client = &connected.repository;
    screen.progress("reading the tags");
    let wish = OpeningWish { policy_path: arguments.policy.clone(), ..OpeningWish::default() };
    let (opening, found) =
        tokio::join!(github::open(client, asked, &wish), github::recorded_tags(client, &asked.repository));
    screen.done();
    let unread = |failure| live::unopened(failure, &asked.repository);
    let (opening, found) = (opening.map_err(unread)?, found.map_err(unread)?);
    let text = live::choose_policy(gate, &opening)?;
    let policy = Policy::read(&text.text).map_err(|found| {
        let shown = problems::render(&found, &text.text, &text.path, screen.colour);
        Refusal(format!("the policy has problems\n{shown}"))
    })?;
    let tags = listed(found.tags, &policy);
    let usage = usage(arguments, connected);
    let report = ListReport { repository: &found.repository, url: &found.url, tags: &tags, usage };
    match arguments.format {
        Format::Text => screen.say(&report::list_terminal(&report, screen.width, screen.colour)),
        Format::Markdown => screen.say(&report::list_markdown(&report)),
        Format::Json => screen.data(&report::list_json(&report)),
    }
    Ok(if tags.iter().all(|tag| tag.go.is_some()) { Exit::Well } else { Exit::NoGo })
}

fn usage(arguments: &Verify, connected: &Connected) -> Option<Usage> {
    let usage = connected.usage();
    arguments.verbose.then_some(Usage { requests: usage.requests, points: usage.points })
}

/// Those of the tags that are of a version, each package's from the newest, with what they record.
pub(super) fn listed(tags: Vec<(String, Reference)>, policy: &Policy) -> Vec<Listed> {
    // Each package has tags of its own, and before there were any the repository may have had others.
    let packages = policy.rules.packages.iter().map(|package| &package.tag);
    let patterns: Vec<&TagPattern> = packages.chain([&policy.rules.tag]).collect();
    let mut tags: Vec<_> = tags
        .into_iter()
        .filter_map(|(tag, reference)| {
            let mut known = patterns.iter().enumerate();
            let (at, version) = known.find_map(|(at, pattern)| Some((at, pattern.version(&tag)?)))?;
            let is_own = |named: &Named| {
                named.is_of_tag(&tag) && reference.commit.as_ref().is_some_and(|commit| named.is_at(commit))
            };
            let go = reference.message.as_deref().and_then(Named::read).filter(is_own);
            let annotated = reference.message.is_some();
            Some(((at, Reverse(version)), Listed { tag, commit: reference.commit, annotated, go }))
        })
        .collect();
    tags.sort_by(|(one, first), (other, second)| one.cmp(other).then_with(|| first.tag.cmp(&second.tag)));
    tags.into_iter().map(|(_, listed)| listed).collect()
}
