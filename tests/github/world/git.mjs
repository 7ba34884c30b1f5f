// The commit graph: history, merge bases, trees and differences. Commits are the linked objects of a world;
// nothing here is stored, all of it follows from parents and from the files that each commit changes.

import { createHash } from 'node:crypto';

const sha1 = (text) => createHash('sha1').update(text).digest('hex');

/** A commit's short name in a world file becomes a full object id; 40 digits stay as they are. */
export const oidOf = (name) => (/^[0-9a-f]{40}$/.test(name) ? name : sha1(name));

/** Every commit that can be reached from `commit`, itself included. */
export function ancestors(commit) {
  const seen = new Set();
  const open = [commit];
  while (open.length > 0) {
    const next = open.pop();
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...next.parents);
  }
  return seen;
}

/** The commits of `base..head`, oldest first, parents always before their children. */
export function range(base, head) {
  const known = ancestors(base);
  return chronological([...ancestors(head)].filter((commit) => !known.has(commit)));
}

/** The best common ancestor, or undefined where the histories are unrelated. */
export function mergeBase(a, b) {
  const ofB = ancestors(b);
  return chronological([...ancestors(a)].filter((commit) => ofB.has(commit))).at(-1);
}

/** What GitHub's comparison of two commits says. */
export function compare(base, head) {
  const commits = range(base, head);
  const behindBy = range(head, base).length;
  const aheadBy = commits.length;
  const status = aheadBy > 0 ? (behindBy > 0 ? 'DIVERGED' : 'AHEAD') : behindBy > 0 ? 'BEHIND' : 'IDENTICAL';
  return { base, head, commits, aheadBy, behindBy, status, mergeBase: mergeBase(base, head) };
}

function chronological(commits) {
  const waiting = new Set(commits);
  const ordered = [];
  const visit = (commit) => {
    if (!waiting.delete(commit)) return;
    commit.parents.forEach(visit);
    ordered.push(commit);
  };
  [...commits].sort((a, b) => a.committedDate.localeCompare(b.committedDate) || a.position - b.position).forEach(visit);
  return ordered;
}

const trees = new WeakMap();

/** All files at a commit: a map of path to blob. It is built along first parents, as merges state what they change. */
export function filesAt(commit) {
  const chain = [];
  let at = commit;
  while (at && !trees.has(at)) {
    chain.push(at);
    at = at.parents[0];
  }
  let files = at ? trees.get(at) : new Map();
  for (const next of chain.reverse()) {
    files = new Map(files);
    for (const [path, content] of Object.entries(next.files)) {
      if (content === null) files.delete(path);
      else files.set(path, blob(content));
    }
    trees.set(next, files);
  }
  return files;
}

const MODES = { file: 0o100644, executable: 0o100755, link: 0o120000, folder: 0o040000, submodule: 0o160000 };

/**
 * `content` is a text, or one of `{base64}` (bytes that are no text), `{truncated}` (a text of which GitHub shows the first
 * half), `{executable}`, `{link}` and `{submodule}` (a commit of another repository). The id is git's own.
 */
function blob(content) {
  const [kind, given] = typeof content === 'string' ? ['file', content] : Object.entries(content)[0];
  if (kind === 'submodule') return { __typename: 'Commit', oid: oidOf(given), mode: MODES.submodule, content };
  const isBinary = kind === 'base64';
  const bytes = Buffer.from(given, isBinary ? 'base64' : 'utf8');
  const isTruncated = kind === 'truncated';
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return { __typename: 'Blob', id: `Blob:${oid}`, oid, bytes, byteSize: bytes.length, isBinary, isTruncated, mode: MODES[kind] ?? MODES.file, content,
    text: isBinary ? null : isTruncated ? given.slice(0, given.length / 2) : given };
}

/** The tree at a folder (`''` is the root), or undefined. Equal content has an equal id, whatever commit holds it. */
export function treeAt(files, folder) {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inside = [...files].filter(([path]) => path.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (inside.length === 0 && folder !== '') return undefined;
  const oid = sha1(inside.map(([path, { oid }]) => `${oid} ${path.slice(prefix.length)}\n`).join(''));
  const names = [...new Set(inside.map(([path]) => path.slice(prefix.length).split('/')[0]))];
  const entries = names.map((name) => entryAt(files, prefix + name));
  return { __typename: 'Tree', id: `Tree:${oid}`, oid, entries };
}

/** The entry of one path, a file or a folder, or null. */
export function entryAt(files, path) {
  const object = files.get(path) ?? treeAt(files, path);
  if (!object || path === '') return null;
  const type = object.__typename.toLowerCase();
  // The commit of a submodule is another repository's, so this one cannot show it.
  return { __typename: 'TreeEntry', name: path.split('/').at(-1), path, type, mode: object.mode ?? MODES.folder,
    object: type === 'commit' ? null : object, oid: object.oid, size: object.byteSize ?? 0 };
}

/** The files that differ between two states, by path. A file that only moved is one renamed file, as on GitHub. */
export function difference(before, after) {
  const removed = [...before].filter(([path]) => !after.has(path));
  const changes = [];
  for (const [path, now] of after) {
    const was = before.get(path);
    if (was?.oid === now.oid) continue;
    const moved = was ? undefined : removed.find(([, old]) => old.oid === now.oid);
    if (moved) removed.splice(removed.indexOf(moved), 1);
    if (was) changes.push(change(path, 'MODIFIED', was, now));
    else if (moved) changes.push({ ...change(path, 'RENAMED', now, now), previousPath: moved[0] });
    else changes.push(change(path, 'ADDED', undefined, now));
  }
  changes.push(...removed.map(([path, was]) => change(path, 'DELETED', was, undefined)));
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Counts lines that are in one file and not in the other; near enough to a real difference for a test double. */
function change(path, changeType, was, now) {
  const lines = (file) => (file?.text ? file.text.split('\n') : []);
  const [old, young] = [lines(was), lines(now)];
  const additions = young.filter((line) => !old.includes(line)).length;
  const deletions = old.filter((line) => !young.includes(line)).length;
  return { __typename: 'PullRequestChangedFile', path, changeType, additions, deletions, blob: now ?? was };
}
