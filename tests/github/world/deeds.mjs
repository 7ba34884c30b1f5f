// What people and programs do to a world. A deed changes the document; the world is then built from it again.

import { Refused } from '../refused.mjs';
import { merge as mergePatch, freshId, named } from './document.mjs';
import { commitsOf, filesOf } from './discussion.mjs';
import { ancestors } from './git.mjs';
import { branchMoved, proposing } from './proposing.mjs';
import { commitOf, peel, refOf } from './repository.mjs';

/** In an update of refs: there is no such ref. */
export const MISSING_REF = '0'.repeat(40);

/** Carries out one deed, or merges a patch that names no deed. `world` is the document as built. What it returns is new in it. */
export function act(document, world, patch) {
  if (patch.do === undefined) {
    mergePatch(document, patch);
    return {};
  }
  const deed = DEEDS[patch.do];
  if (!deed) throw new Error(`unknown deed '${patch.do}'`);
  document.clock = patch.at ?? new Date(Date.parse(world.clock) + 1000).toISOString().replace('.000Z', 'Z');
  const name = patch.repository ?? Object.keys(document.repositories)[0];
  const repository = { ...stage(document, name), linked: world.repositories.get(name.toLowerCase()) };
  return deed(repository, { by: 'ghost', ...patch, at: document.clock }) ?? {};
}

function stage(document, name) {
  const given = document.repositories[name];
  if (!given) throw new Error(`no repository '${name}'`);
  const item = (number) => {
    const found = [...(given.issues ?? []), ...(given.pulls ?? [])].find((item) => item.number === number);
    if (!found) throw new Error(`no issue or pull request #${number}`);
    return found;
  };
  const comment = (number, id) => {
    const comments = item(number).comments ?? [];
    const found = id === 'last' ? comments.at(-1) : comments.find((comment) => comment.id === id);
    if (!found) throw new Error(`no comment ${id} at #${number}`);
    return found;
  };
  return { document, given, item, comment };
}

const push = (record, key, value) => { (record[key] ??= []).push(value); };

/** A change of a body, or of a comment when the deed names one. */
const edit = (change) => ({ item, comment }, deed) => {
  const text = deed.comment === undefined ? item(deed.number) : comment(deed.number, deed.comment);
  push(text, 'edits', { at: deed.at, by: deed.by, ...change(deed) });
};

const nameOf = (label) => label.name ?? label;

const DEEDS = {
  ...proposing,
  clock: () => {},
  tick: edit(({ text }) => ({ tick: text })),
  untick: edit(({ text }) => ({ untick: text })),
  edit: edit(({ body }) => ({ body })),
  replace: edit(({ from, to }) => ({ replace: { from, to } })),
  comment: ({ document, item }, { number, body, by, at }) => {
    const comment = { id: freshId(document), author: by, body, createdAt: at };
    push(item(number), 'comments', comment);
    return { id: comment.id };
  },
  deleteComment: ({ item, comment }, { number, comment: id, by, at }) => {
    const gone = comment(number, id);
    const from = item(number);
    from.comments = from.comments.filter((other) => other !== gone);
    push(from, 'events', { type: 'commentDeleted', author: gone.author, by, at });
  },
  minimize: ({ comment }, { number, comment: id, reason }) => {
    Object.assign(comment(number, id), { isMinimized: true, minimizedReason: reason.toLowerCase() });
  },
  label: ({ item }, { number, name, by, at }) => push(item(number), 'labels', { name, by, at }),
  unlabel: ({ item }, { number, name, by, at }) => {
    const from = item(number);
    const gone = (from.labels ?? []).filter((label) => nameOf(label) === name);
    from.labels = from.labels.filter((label) => nameOf(label) !== name);
    for (const label of gone.filter((label) => label.at)) push(from, 'events', { type: 'labeled', label: name, at: label.at, by: label.by });
    push(from, 'events', { type: 'unlabeled', label: name, at, by });
  },
  /** Old events show the new name. */
  renameLabel: ({ given }, { name, to, at }) => {
    const rename = (label) => (nameOf(label) !== name ? label : typeof label === 'string' ? to : { ...label, name: to });
    given.labels = (given.labels ?? []).map((label) => (nameOf(label) !== name ? label : { ...rename(named(label)), updatedAt: at }));
    for (const item of [...(given.issues ?? []), ...(given.pulls ?? [])]) {
      item.labels = (item.labels ?? []).map(rename);
      for (const event of item.events ?? []) if (event.label === name) event.label = to;
    }
  },
  milestone: ({ item }, { number, title, by, at }) => {
    const { milestone } = item(number);
    if (milestone) push(item(number), 'events', { type: 'demilestoned', milestone, at, by });
    item(number).milestone = title ?? null;
    if (title) push(item(number), 'events', { type: 'milestoned', milestone: title, at, by });
  },
  close: ({ item }, { number, by, at, reason }) => {
    Object.assign(item(number), { closedAt: at, closedBy: by, ...(reason && { stateReason: reason }) });
  },
  reopen: ({ item }, { number, by, at }) => {
    const { closedAt, closedBy } = item(number);
    push(item(number), 'events', { type: 'closed', at: closedAt, by: closedBy });
    push(item(number), 'events', { type: 'reopened', at, by });
    item(number).closedAt = null;
  },
  review: ({ document, item, linked }, { number, by, state, body = '', commit, at }) => {
    const { head } = linked.pullRequests.find((pull) => pull.number === number);
    push(item(number), 'reviews', { id: freshId(document), author: by, state, body, commit: commit ?? head.oid, createdAt: at });
  },
  dismiss: ({ item }, { number, author, by, message, at }) => {
    const review = item(number).reviews.findLast((review) => review.author === author && review.state !== 'commented');
    push(item(number), 'events', { type: 'reviewDismissed', review: review.id, was: review.state, message, by, at });
    review.state = 'dismissed';
  },
  push: ({ given, linked }, { branch, from, files = {}, message = 'Change', by, commit, at, signature = null }) => {
    const parent = commitOf(linked, from ?? `refs/heads/${branch}`);
    const before = tipOf(given, linked, branch);
    given.branches[branch] = addCommit(given, commit, { message, author: by, date: at, parents: [parent.oid], files, signature });
    pushed(given, { branch, at, by, before, after: given.branches[branch] });
  },
  move,
  tag: ({ given, linked }, { name, commit, message, by, at }) => {
    given.tags ??= {};
    given.tags[name] = { commit: commitOf(linked, commit).oid, ...(message !== undefined && { message, tagger: by, date: at }) };
  },
  tagObject: ({ given, linked }, { name, commit, message, by, at }) => {
    push(given, 'tagObjects', { name, commit: commitOf(linked, commit).oid, message, tagger: by, date: at });
  },
  updateRefs: ({ given, linked }, { updates, at, by }) => updates.forEach((update) => {
    const branch = /^refs\/heads\/(.+)$/.exec(update.name)?.[1];
    const before = branch && tipOf(given, linked, branch);
    updateRef(given, linked, { ...update, by });
    if (branch) branchMoved(given, linked, { branch, before, after: update.afterOid, at, by });
    if (branch) pushed(given, { branch, at, by, before, after: tipOf(given, linked, branch) });
  }),
  merge,
  check: ({ document, given, linked }, { do: _, by, at, repository, rerun = false, ...check }) => {
    const commit = commitOf(linked, check.commit).oid;
    const same = (given.checks ?? []).findLast((other) => commitOf(linked, other.commit).oid === commit && other.name === check.name
      && (check.app === undefined || (other.app ?? 'github-actions') === check.app)
      && (check.workflow === undefined || other.workflow === check.workflow));
    const done = check.status === undefined || check.status === 'completed';
    const facts = { startedAt: at, ...(done && { status: 'completed', completedAt: at }), ...check, commit };
    if (same && !rerun) return Object.assign(same, facts, check.conclusion === undefined ? { conclusion: undefined } : {});
    const made = { ...(same && { app: same.app, workflow: same.workflow, workflowName: same.workflowName, event: same.event }), ...facts, id: freshId(document) };
    for (const key of Object.keys(made)) if (made[key] === undefined) delete made[key];
    push(given, 'checks', made);
    return made;
  },
  updateCheck: ({ given }, { id, facts, at }) => {
    const completed = facts.status === 'completed' ? { completedAt: at } : {};
    Object.assign(given.checks.find((check) => check.id === id), completed, facts);
  },
  release: ({ document, given }, { facts, latest, by, at }) => {
    const id = freshId(document);
    push(given, 'releases', { name: null, ...facts, id, author: by, createdAt: at, updatedAt: at });
    published(given, given.releases.at(-1), latest, !facts.draft);
    return { id };
  },
  /** Publishing is an update, too. */
  updateRelease: ({ given }, { id, facts, latest, at }) => {
    const release = given.releases.find((release) => release.id === id);
    if (!release) throw new Error(`no release ${id}`);
    const isPublished = release.draft === true && facts.draft === false;
    if (isPublished) release.publishedAt = at;
    Object.assign(release, facts, { updatedAt: at });
    published(given, release, latest, isPublished);
  },
  deleteRelease: ({ given }, { id }) => {
    const gone = given.releases.find((release) => release.id === id);
    if (gone?.immutable) push(given, 'burntTags', gone.tag);
    given.releases = given.releases.filter((release) => release.id !== id);
  },
  attach: ({ document, given }, { release: of, facts, at }) => {
    const id = freshId(document);
    push(given.releases.find((release) => release.id === of), 'assets', { ...facts, id, createdAt: at });
    return { id };
  },
  deleteAsset: ({ given }, { release: of, id }) => {
    const release = given.releases.find((release) => release.id === of);
    release.assets = release.assets.filter((asset) => asset.id !== id);
  },
  status: ({ document, given, linked }, { commit, context, state, description = null, targetUrl = null, by, at }) => {
    push(given, 'statuses', { id: freshId(document), commit: commitOf(linked, commit).oid, context, state, description, targetUrl, creator: by, createdAt: at });
  },
};

/** What publishing fixes, and which release is the latest from then on; left out, one that is published becomes it. */
function published(given, release, latest, isNew) {
  if (isNew && given.immutableReleases) release.immutable = true;
  if (release.draft || release.prerelease || (latest === undefined && !isNew)) return;
  release.notLatest = latest === 'false';
  if (latest !== 'false' && latest !== 'legacy') given.latestRelease = release.id;
  else if (given.latestRelease === release.id || latest === 'legacy') given.latestRelease = null;
}

const tipOf = (given, linked, branch) => (given.branches[branch] === undefined ? null : commitOf(linked, given.branches[branch]).oid);

/** What a branch was before and is now, as the record of pushes has it. */
const pushed = (given, { by = 'ghost', ...facts }) => push(given, 'pushes', { by, ...facts });

function addCommit(given, name, commit) {
  const made = name ?? `commit-${Object.keys(given.commits).length}`;
  given.commits[made] = commit;
  return made;
}

/** Points a branch or tag elsewhere, by force. A pull request whose head lost commits shows a force push. */
function move({ given, linked }, { ref, to, by, at }) {
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  const refs = ref.startsWith('refs/tags/') || (given.tags?.[name] !== undefined && given.branches[name] === undefined) ? (given.tags ??= {}) : given.branches;
  const isBranch = refs === given.branches;
  const tip = isBranch ? tipOf(given, linked, name) : null;
  if (to === null) {
    delete refs[name];
    if (isBranch) pushed(given, { branch: name, at, by, before: tip, after: null });
    return;
  }
  const after = commitOf(linked, to);
  const before = tip && commitOf(linked, tip);
  refs[name] = after.oid;
  const forced = before !== null && !ancestors(after).has(before);
  if (isBranch) pushed(given, { branch: name, at, by, before: tip, after: after.oid, ...(forced && { type: 'force_push' }) });
  if (!forced) return;
  for (const pull of linked.pullRequests.filter(({ state, headRefName }) => state === 'OPEN' && headRefName === name)) {
    push(given.pulls.find(({ number }) => number === pull.number), 'events', { type: 'headRefForcePushed', before: before.oid, after: after.oid, by, at });
  }
}

/** The message that GitHub proposes for a squash by the repository's settings; without settings, the title alone. */
function squashOf(linked, given, pull) {
  const messages = commitsOf(pull).map(({ message }) => message);
  const [first, rest = ''] = messages.length === 1 ? messages[0].split(/\n([^]*)/) : [];
  const title = given.merging && linked.squashMergeCommitTitle === 'COMMIT_OR_PR_TITLE' && first ? first : pull.title;
  const listed = () => (first ? rest.trim() : messages.map((message) => `* ${message.trim()}`).join('\n\n'));
  const body = given.merging ? { COMMIT_MESSAGES: listed, PR_BODY: () => pull.body, BLANK: () => '' }[linked.squashMergeCommitMessage]() : '';
  return `${title} (#${pull.number})\n\n${body}`.trim();
}

function merge({ given, linked, item }, { number, by, at, method = 'squash', commit }) {
  const pull = linked.pullRequests.find((pull) => pull.number === number);
  if (pull?.state !== 'OPEN') throw new Error(`#${number} is not an open pull request`);
  const base = commitOf(linked, `refs/heads/${pull.baseRefName}`).oid;
  const author = pull.author?.restLogin ?? 'ghost';
  const files = Object.fromEntries(filesOf(pull).flatMap(({ path, previousPath, changeType, blob }) => [
    [path, changeType === 'DELETED' ? null : blob.content], ...(previousPath ? [[previousPath, null]] : []),
  ]));
  let tip;
  if (method === 'rebase') {
    tip = commitsOf(pull).reduce((parent, own) => addCommit(given, own === pull.head ? commit : undefined,
      { message: own.message, author, date: at, parents: [parent], files: own.files }), base);
  } else {
    const message = method === 'squash' ? squashOf(linked, given, pull) : `Merge pull request #${number} from ${pull.headRefName}\n\n${pull.title}`;
    tip = addCommit(given, commit, { message, author, date: at, parents: method === 'squash' ? [base] : [base, pull.head.oid], files });
  }
  given.branches[pull.baseRefName] = tip;
  pushed(given, { branch: pull.baseRefName, at, by, before: base, after: tip, type: 'pr_merge' });
  Object.assign(item(number), { headCommit: pull.head.oid, mergedAt: at, mergedBy: by, mergeCommit: tip });
  for (const closed of pull.closes.filter(Number.isInteger)) Object.assign(item(closed), { closedAt: at, closedBy: by });
}

/** One update of several that hold together: `beforeOid` of zeros says that the ref must not exist yet. */
export function updateRef(given, linked, { name, afterOid, beforeOid, force = false, by }) {
  const current = refOf(linked, name);
  const refuse = (message) => { throw new Refused(422, 'UNPROCESSABLE', message); };
  if (beforeOid === MISSING_REF && current) refuse('Reference already exists');
  if (beforeOid && beforeOid !== MISSING_REF && current?.target.oid !== beforeOid) refuse(`Reference ${name} does not point at ${beforeOid}`);
  ruled(linked, name, current, afterOid, refuse, by);
  const target = linked.objects.get(afterOid);
  if (afterOid !== MISSING_REF && !target) refuse('Object does not exist');
  if (current && target && !force && !ancestors(peel(target)).has(peel(current.target))) refuse('Update is not a fast forward');
  const refs = name.startsWith('refs/tags/') ? (given.tags ??= {}) : given.branches;
  const short = name.replace(/^refs\/(heads|tags)\//, '');
  if (afterOid === MISSING_REF) delete refs[short];
  else refs[short] = target.__typename === 'Tag' ? tagRecord(target) : target.oid;
}

/** Rules for tags, and the tags of immutable releases, which nobody moves. */
function ruled(linked, name, current, afterOid, refuse, by) {
  const tag = /^refs\/tags\/(.+)$/.exec(name)?.[1];
  if (tag === undefined) return;
  const violated = (what) => refuse(`Repository rule violations found\n\n${what}\n\n`);
  for (const { pattern, creation, update, bypass, enforcement } of linked.tagRules) {
    if (enforcement !== 'active' || bypass.some(({ app }) => by === `${app}[bot]`)) continue;
    if (!new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(tag)) continue;
    if (!current && creation) violated('Cannot create ref due to creations being restricted.');
    if (current && update && afterOid !== current.target.oid) violated('Cannot update this protected ref.');
  }
  if (current && linked.releases.some(({ isImmutable, tagName }) => isImmutable && tagName === tag)) violated('Cannot update this protected ref.');
  if (!current && linked.burntTags.includes(tag)) violated('Cannot create ref: the tag was used by an immutable release.');
}

/** An annotated tag as a world file states it. */
const tagRecord = ({ target, message, tagger }) => ({ commit: target.oid, message, tagger: tagger.user?.restLogin ?? 'ghost', date: tagger.date });
