// A world document made into linked objects that GraphQL and REST show. It is built anew after each change, so nothing
// here has to be kept in step. Properties have the names of GraphQL's fields wherever GraphQL has one.

import { addAlerts } from './alerts.mjs';
import { addReleases, addRuns, latestOf } from './builds.mjs';
import { addChecks, addRules, addStatuses } from './checks.mjs';
import { addIssue, addPull } from './discussion.mjs';
import { addMergeQueues } from './queue.mjs';
import { identify, named, read } from './document.mjs';
import { nodeId, serial } from './nodes.mjs';
import { People } from './people.mjs';
import { addPushes } from './pushes.mjs';
import { addCommits, addLabel, addMilestone, addRefs } from './repository.mjs';

export function buildWorld(document) {
  read('world', document, ['repositories'], { clock: null, server: null, version: null, tokens: {}, users: {}, nobody: [], orgs: {}, lastId: 0 });
  identify(document);
  const nodes = new Map();
  const world = {
    clock: document.clock ?? '1970-01-01T00:00:00Z',
    server: document.server ?? 'https://github.com',
    version: document.version ?? null,
    /** Logins that no account has. */
    nobody: (document.nobody ?? []).map((login) => login.toLowerCase()),
    nodes,
    /** Gives an object its type and its id, and makes it known to `node(id:)`. */
    node(typename, key, fields) {
      const node = { __typename: typename, id: nodeId(typename, key), ...fields };
      nodes.set(node.id, node);
      return node;
    },
  };
  world.people = new People(world, document);
  world.tokens = new Map(Object.entries(document.tokens ?? {}).map(([name, given]) => [name, token(name, given)]));
  world.repositories = new Map();
  for (const [nameWithOwner, given] of Object.entries(document.repositories)) {
    world.repositories.set(nameWithOwner.toLowerCase(), buildRepository(world, nameWithOwner, given));
  }
  return world;
}

/** `permissions` left out means all of them; `repositories` left out means every one. */
function token(name, given) {
  const { login, permissions, repositories, app, fineGrained, scopes } = read(`tokens.${name}`, given, ['login'], {
    permissions: null, repositories: null, app: null, fineGrained: false, scopes: null,
  });
  return { name, login, permissions, repositories, fineGrained, scopes, app: app ?? (login.endsWith('[bot]') ? login.slice(0, -'[bot]'.length) : null) };
}

/** How pull requests are merged. A repository that says nothing has GitHub's defaults. */
function mergingOf(merging) {
  const { methods = ['merge', 'squash', 'rebase'], title = 'COMMIT_OR_PR_TITLE', message = 'COMMIT_MESSAGES' } = merging ?? {};
  return {
    mergeCommitAllowed: methods.includes('merge'), squashMergeAllowed: methods.includes('squash'), rebaseMergeAllowed: methods.includes('rebase'),
    squashMergeCommitTitle: title, squashMergeCommitMessage: message,
  };
}

function tagRule(given) {
  const rule = read('tagRules', given, ['pattern'], { name: given.pattern, creation: false, update: false, deletion: false, shape: null, bypass: [], enforcement: 'active' });
  return { ...rule, id: serial(`tagRule:${rule.pattern}:${rule.name}`, 1e7) };
}

function buildRepository(world, nameWithOwner, document) {
  const given = read(nameWithOwner, document, ['commits', 'branches'], {
    id: serial(`repository:${nameWithOwner}`, 1e8), private: true, defaultBranch: 'main', collaborators: {}, tags: {}, tagObjects: [], labels: [],
    milestones: [], issues: [], pulls: [], checks: [], statuses: [], rules: [], runs: [], releases: [], mergeQueues: {},
    immutableReleases: false, burntTags: [], latestRelease: null, tagRules: [], archived: false, security: {}, analyses: [], codeAlerts: [], dependabotAlerts: [], secretAlerts: [], pushes: [], workflowsMayOpenPulls: true, merging: null,
  });
  const [owner, name] = nameWithOwner.split('/');
  const url = `${world.server}/${nameWithOwner}`;
  const repository = world.node('Repository', nameWithOwner, {
    name, nameWithOwner, url, databaseId: given.id, isPrivate: given.private, isArchived: given.archived, isFork: false, workflowsMayOpenPulls: given.workflowsMayOpenPulls, ...mergingOf(given.merging),
    visibility: given.private ? 'PRIVATE' : 'PUBLIC', resourcePath: `/${nameWithOwner}`,
    owner: world.people.organizations.get(owner.toLowerCase()) ?? world.people.actor(owner),
    world, roles: new Map(Object.entries(given.collaborators).map(([login, role]) => [login.toLowerCase(), role])),
    commits: new Map(), objects: new Map(), refs: [], pullRequests: [], issues: [], checkSuites: [], statuses: [], rules: [], runs: [], releases: [],
  });
  addCommits(repository, given.commits);
  addRefs(repository, given);
  repository.defaultBranchRef = repository.refs.find(({ qualifiedName }) => qualifiedName === `refs/heads/${given.defaultBranch}`) ?? null;
  repository.labels = given.labels.map((label) => addLabel(repository, named(label)));
  repository.milestones = given.milestones.map((milestone) => addMilestone(repository, milestone));
  addRules(repository, given.rules);
  given.issues.forEach((issue) => addIssue(repository, issue));
  given.pulls.forEach((pull) => addPull(repository, pull));
  repository.mergeQueues = addMergeQueues(repository, given.mergeQueues);
  addChecks(repository, given.checks);
  addStatuses(repository, given.statuses);
  addAlerts(repository, given);
  addRuns(repository, given.runs);
  addReleases(repository, given.releases);
  repository.latestRelease = latestOf(repository, given.latestRelease);
  repository.burntTags = given.burntTags;
  repository.immutableReleases = given.immutableReleases;
  repository.tagRules = given.tagRules.map((rule) => tagRule(rule));
  addPushes(repository, given.pushes);
  return repository;
}
