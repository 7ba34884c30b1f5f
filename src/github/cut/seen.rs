//! What was seen, and what of it is still to be looked at.

use serde_json::json;

use super::{CUT, TAGS};
use crate::bump::Level;
use crate::bump::cut::{Cut, FloatingRef, Published, Reference, Step, There, floating_name};
use crate::evidence::release::Tag;
use crate::evidence::{Login, Oid, Reason, Unknown};
use crate::github::client::Client;
use crate::github::failure::{Failure, FailureKind};
use crate::github::opening::{peeled, tag};
use crate::github::release_page::{ReleasePage, all, one};
use crate::github::reply::{Node, Reply};
use crate::github::repository::RepositoryName;
use crate::github::trouble::unread;
use crate::github::width::Width;
use crate::github::window::Window;

/// More pages of tags than this are not read.
const MOST_PAGES: usize = 200;

/// What is read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The ref of the tag, the floating tags, the latest release.
    Refs,
    /// All tags.
    Tags,
    /// All releases.
    Releases,
    /// The one release that is written to.
    Release,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Refs, Self::Tags, Self::Releases];
}

/// What was seen.
pub(super) struct Seen {
    pub(super) there: There,
    /// The repository's node, for mutations.
    pub(super) node: String,
    /// Whose token it is.
    viewer: Option<Login>,
    /// A draft that this run made: it may not be listed yet.
    pub(super) made: Option<u64>,
    /// What is to be looked at.
    stale: Vec<Part>,
    /// Whether all was looked at since the last write.
    whole: bool,
    /// Whether the refs were looked at since the last write.
    refs: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            there: There::default(),
            node: String::new(),
            viewer: None,
            made: None,
            stale: Part::ALL.to_vec(),
            whole: false,
            refs: false,
        }
    }
}

impl Seen {
    /// Whether all was looked at since the last write. If not, the next look is at all.
    pub(super) fn is_whole(&mut self) -> bool {
        if !self.whole {
            self.stale = Part::ALL.to_vec();
        }
        self.whole
    }

    /// Whether enough was looked at for a step. Several files are sent one after the other and
    /// read back together; before each floating tag and the latest the ref is read again; before a release is published all is looked at.
    pub(super) fn is_enough_for(&mut self, step: &Step, last: Option<&Step>) -> bool {
        match (step, last) {
            (Step::Publish { .. }, _) => self.is_whole(),
            (Step::Attach { .. }, Some(Step::Attach { .. })) => true,
            // What others follow goes along only with a ref that was just seen where it belongs.
            (Step::MoveFloating { .. } | Step::SetLatest { .. }, _) if !self.refs => {
                self.stale.push(Part::Refs);
                false
            }
            _ => self.stale.is_empty(),
        }
    }

    /// Something was written: these are to be looked at before anything is built on them.
    pub(super) fn forget(&mut self, parts: &[Part]) {
        self.whole = false;
        self.refs = false;
        self.stale.extend(parts);
    }

    /// Looks at what is to be looked at.
    pub(super) async fn look(
        &mut self,
        client: &Client,
        repository: &RepositoryName,
        cut: &Cut,
    ) -> Result<(), Failure> {
        let is_stale = |part| self.stale.contains(&part);
        let (refs, tags) = (is_stale(Part::Refs), is_stale(Part::Tags));
        let (releases, release) = (is_stale(Part::Releases), is_stale(Part::Release));
        let everything = refs && tags && releases;
        let own = self.there.releases.iter().find(|one| one.draft).or(self.there.releases.first());
        let own = own.map(|release| release.id);
        let made = self.made;
        let (refs, releases) = tokio::join!(
            async {
                match refs || tags {
                    true => Some(read_refs(client, repository, cut, tags).await),
                    false => None,
                }
            },
            async {
                match (releases, release, own) {
                    (true, ..) | (_, true, None) => Some(Found::all(client, repository, made).await),
                    (_, true, Some(id)) => Some(Found::one(client, repository, id).await),
                    _ => None,
                }
            }
        );
        if let Some(refs) = refs.transpose()? {
            self.take_refs(refs);
            self.refs = true;
        }
        if let Some(found) = releases.transpose()? {
            self.take_releases(cut, found);
        }
        self.stale.clear();
        self.whole |= everything;
        Ok(())
    }

    fn take_refs(&mut self, refs: Refs) {
        self.node = refs.node;
        self.viewer = refs.viewer;
        self.there.reference = refs.reference;
        self.there.floating = refs.floating;
        self.there.latest = refs.latest;
        self.there.archived = refs.archived;
        if let Some(tags) = refs.tags {
            self.there.tags = tags;
        }
    }

    fn take_releases(&mut self, cut: &Cut, found: Found) {
        let viewer = self.viewer.clone();
        let release = |page: ReleasePage| page.release(viewer.as_ref());
        match found {
            Found::All(pages) => {
                let published = pages.iter().filter(|page| !page.draft);
                self.there.published = published.map(published_of).collect();
                let of_tag = pages.into_iter().filter(|page| page.tag_name == cut.tag);
                self.there.releases = of_tag.map(release).collect();
                self.there.releases.sort_by_key(|release| release.id);
            }
            Found::One(id, page) => {
                self.there.releases.retain(|one| one.id != id);
                if let Some(page) = page.filter(|page| page.tag_name == cut.tag) {
                    self.there.releases.push(release(*page));
                }
            }
        }
    }
}

enum Found {
    All(Vec<ReleasePage>),
    One(u64, Option<Box<ReleasePage>>),
}

impl Found {
    /// All releases, and the one that was made just now, which the list may not have yet.
    async fn all(client: &Client, repository: &RepositoryName, made: Option<u64>) -> Result<Self, Failure> {
        let mut pages = all(client, repository).await?;
        if let Some(id) = made.filter(|id| pages.iter().all(|page| page.id != *id))
            && let Self::One(_, Some(page)) = Self::one(client, repository, id).await?
        {
            pages.push(*page);
        }
        Ok(Self::All(pages))
    }

    async fn one(client: &Client, repository: &RepositoryName, id: u64) -> Result<Self, Failure> {
        match one(client, repository, id).await {
            Ok(page) => Ok(Self::One(id, Some(Box::new(page)))),
            Err(failure) if failure.kind() == &FailureKind::NotFound => Ok(Self::One(id, None)),
            Err(failure) => Err(failure),
        }
    }
}

fn published_of(page: &ReleasePage) -> Published {
    Published {
        id: page.id,
        tag: page.tag_name.clone(),
        prerelease: page.prerelease,
        immutable: page.immutable.unwrap_or(false),
    }
}

struct Refs {
    node: String,
    viewer: Option<Login>,
    reference: Option<Reference>,
    floating: Vec<FloatingRef>,
    latest: Option<String>,
    archived: bool,
    tags: Option<Vec<Tag>>,
}

async fn read_refs(
    client: &Client,
    repository: &RepositoryName,
    cut: &Cut,
    tags: bool,
) -> Result<Refs, Failure> {
    let floating = !cut.floating.is_empty();
    let name = |level| floating_name(&cut.pattern, &cut.version, level).unwrap_or_default();
    let (major, minor) = (name(Level::Major), name(Level::Minor));
    let qualified = |tag: &str| format!("refs/tags/{tag}");
    let variables = repository.variables(json!({
        "tag": qualified(&cut.tag), "major": qualified(&major), "minor": qualified(&minor),
        "floating": floating, "tags": tags,
    }));
    let width = Width::new();
    let reply = width.read(client, CUT, variables).await?;
    let failed = |why: Unknown| unread("the tag", &why);
    let mut refs = refs(&reply, &major, &minor, floating).map_err(failed)?;
    if tags {
        refs.tags = Some(read_tags(client, repository, &width, &reply).await?);
    }
    Ok(refs)
}

/// What a ref names, and the commit at the end of that.
fn target(reference: Node<'_>) -> Result<(Oid, Option<Oid>, Node<'_>), Unknown> {
    let target = reference.field("target")?;
    Ok((target.oid("oid")?, peeled(target)?, target))
}

fn refs(reply: &Reply, major: &str, minor: &str, floating: bool) -> Result<Refs, Unknown> {
    let root = reply.root();
    let node = root.field("repository")?;
    let mut refs = Refs {
        node: node.text("id")?,
        viewer: root.maybe("viewer")?.map(|viewer| viewer.text("login")).transpose()?.map(Login::new),
        reference: None,
        floating: Vec::new(),
        latest: None,
        archived: node.flag("isArchived")?,
        tags: None,
    };
    if let Some(reference) = node.maybe("reference")? {
        let (object, commit, target) = target(reference)?;
        let message = if target.is("Tag") { target.maybe_text("message")? } else { None };
        let message = message.or_else(|| target.is("Tag").then(String::new));
        refs.reference = Some(Reference { object, commit, message });
    }
    if let Some(latest) = node.maybe("latestRelease")? {
        refs.latest = Some(latest.text("tagName")?);
    }
    for (alias, tag) in [("major", major), ("minor", minor)].into_iter().filter(|_| floating) {
        if let Some(reference) = node.maybe(alias)? {
            let (object, commit, _) = target(reference)?;
            refs.floating.push(FloatingRef { tag: tag.to_owned(), object, commit });
        }
    }
    Ok(refs)
}

/// All tags: one commit is one release, and a floating tag goes to the highest of all versions, so none may be missing.
async fn read_tags(
    client: &Client,
    repository: &RepositoryName,
    width: &Width,
    first: &Reply,
) -> Result<Vec<Tag>, Failure> {
    let failed = |why: Unknown| unread("the tags", &why);
    let window = |reply: &Reply| Window::read(reply.root().field("repository")?.field("tags")?, tag);
    let mut page = window(first).map_err(failed)?;
    let total = page.total;
    let mut tags = page.items;
    for _ in 0..MOST_PAGES {
        let Some(after) = page.next.take() else { break };
        let variables = repository.variables(json!({"after": after}));
        let reply = width.read(client, TAGS, variables).await?;
        page = window(&reply).map_err(failed)?;
        page.follows(&after, total).map_err(failed)?;
        tags.append(&mut page.items);
    }
    if (tags.len() as u64) < total {
        let short = format!("{} of {total} tags were shown", tags.len());
        return Err(failed(Unknown::new(Reason::Incomplete).detail(short)));
    }
    Ok(tags)
}
