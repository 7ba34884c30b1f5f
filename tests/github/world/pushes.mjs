// What was pushed where and when. A branch of which the file states nothing got the commits of its first-parent line one by
// one, each when it was made; what is stated goes before that.

import { read } from './document.mjs';
import { ancestors } from './git.mjs';
import { nodeId, serial } from './nodes.mjs';
import { commitOf } from './repository.mjs';

const NOTHING = '0'.repeat(40);
const TYPES = ['push', 'force_push', 'branch_creation', 'branch_deletion', 'pr_merge', 'merge_queue_merge'];

export function addPushes(repository, pushes) {
  repository.pushes = pushes.map((given, index) => {
    const push = read(`pushes[${index}]`, given, ['branch', 'at'], { before: null, after: null, by: 'ghost', type: undefined });
    const type = push.type ?? (push.before === null ? 'branch_creation' : push.after === null ? 'branch_deletion' : 'push');
    if (!TYPES.includes(type)) throw new Error(`pushes[${index}]: '${type}' is none of ${TYPES.join(', ')}`);
    const oid = (name) => (name === null ? NOTHING : commitOf(repository, name).oid);
    return activity(repository, push.branch, { at: push.at, before: oid(push.before), after: oid(push.after), type, by: repository.world.people.actor(push.by) });
  });
}

function activity(repository, branch, { at, before, after, type, by }) {
  const key = `${repository.nameWithOwner}:${branch}:${before}:${after}:${at}`;
  return { id: serial(`push:${key}`, 1e9), node_id: nodeId('Push', key), ref: `refs/heads/${branch}`, timestamp: at, before, after, activity_type: type, actor: by };
}

/** All pushes of a repository, newest first, of one branch where it is named. */
export function pushesOf(repository, branch) {
  const branches = repository.refs.filter(({ prefix }) => prefix === 'refs/heads/').map(({ name }) => name);
  const named = new Set([...branches, ...repository.pushes.map(({ ref }) => ref.slice('refs/heads/'.length))]);
  const all = [...named].filter((name) => branch === undefined || name === branch).flatMap((name) => [...stated(repository, name), ...implied(repository, name)]);
  return all.sort((a, b) => b.timestamp.localeCompare(a.timestamp));
}

/** Newest first. Of the same second the one that is later in the file is newer. */
const stated = (repository, branch) => repository.pushes.filter(({ ref }) => ref === `refs/heads/${branch}`).reverse()
  .sort((a, b) => b.timestamp.localeCompare(a.timestamp));

/** The pushes before those that are stated. A branch other than the default one began with its first commit of its own. */
function implied(repository, branch) {
  const oldest = stated(repository, branch).at(-1);
  if (oldest?.before === NOTHING) return [];
  const main = repository.defaultBranchRef;
  const elsewhere = main && branch !== main.name ? ancestors(main.target) : new Set();
  const line = [];
  let at = oldest ? commitOf(repository, oldest.before) : repository.refs.find(({ qualifiedName }) => qualifiedName === `refs/heads/${branch}`)?.target;
  while (at && (line.length === 0 || !elsewhere.has(at))) {
    line.push(at);
    at = at.parents[0];
  }
  return line.map((commit, index) => {
    const before = line[index + 1];
    const type = before ? 'push' : 'branch_creation';
    return activity(repository, branch, { at: commit.committedDate, before: before?.oid ?? NOTHING, after: commit.oid, type, by: commit.author.user });
  });
}
