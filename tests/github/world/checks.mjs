// Check runs, commit statuses and the rules that ask for them.

import { named, read } from './document.mjs';
import { nodeId, serial } from './nodes.mjs';
import { commitOf } from './repository.mjs';

export function addChecks(repository, checks) {
  for (const given of checks) {
    const check = read(`checks.${given.name}`, given, ['name', 'commit'], {
      id: null, app: 'github-actions', status: 'completed', conclusion: undefined, startedAt: null, completedAt: null, detailsUrl: null,
      externalId: '', workflow: '.github/workflows/ci.yml', workflowName: 'CI', event: 'push', attempt: 1, title: null, summary: null, text: null,
    });
    const done = check.status === 'completed';
    const suite = suiteOf(repository, check);
    suite.checkRuns.push(repository.world.node('CheckRun', `${repository.nameWithOwner}:${check.id}`, {
      name: check.name, databaseId: check.id, externalId: check.externalId, title: check.title, summary: check.summary, text: check.text,
      status: check.status.toUpperCase(), conclusion: done ? (check.conclusion ?? 'success').toUpperCase() : null,
      startedAt: check.startedAt, completedAt: done ? (check.completedAt ?? check.startedAt) : null, checkSuite: suite, repository,
      detailsUrl: check.detailsUrl ?? `${repository.url}/runs/${check.id}`, url: `${repository.url}/runs/${check.id}`,
      permalink: `${repository.url}/runs/${check.id}`,
    }));
  }
}

/** Runs of one commit, app, workflow and event share a suite; another `attempt` of the same is a suite of its own. */
function suiteOf(repository, { commit: name, app: slug, workflow, workflowName, event, attempt, startedAt }) {
  const commit = commitOf(repository, name);
  const inActions = slug === 'github-actions';
  const key = [commit.oid, slug, ...(inActions ? [workflow, event, attempt] : [])].join(':');
  const known = repository.checkSuites.find((suite) => suite.key === key);
  if (known) return known;
  const { world, nameWithOwner, url } = repository;
  const databaseId = 20_000_000_000 + serial(`suite:${key}`, 1e9);
  const createdAt = startedAt ?? commit.committedDate;
  const suite = world.node('CheckSuite', `${nameWithOwner}:${key}`, {
    key, databaseId, commit, repository, app: world.people.app(slug), checkRuns: [], createdAt, updatedAt: createdAt, workflowRun: null,
    url: `${url}/commit/${commit.oid}/checks?check_suite_id=${databaseId}`,
  });
  if (inActions) suite.workflowRun = workflowRun(suite, { path: workflow, name: workflowName, event, key });
  repository.checkSuites.push(suite);
  return suite;
}

function workflowRun(suite, { path, name, event, key }) {
  const { world, nameWithOwner, url } = suite.repository;
  const databaseId = 16_000_000_000 + serial(`run:${key}`, 1e9);
  const { createdAt } = suite;
  const resourcePath = `/${nameWithOwner}/actions/workflows/${path.split('/').at(-1)}`;
  return world.node('WorkflowRun', `${nameWithOwner}:${databaseId}`, {
    databaseId, event, runNumber: 1, createdAt, updatedAt: createdAt, checkSuite: suite, url: `${url}/actions/runs/${databaseId}`,
    workflow: world.node('Workflow', `${nameWithOwner}:${path}`, {
      name, databaseId: serial(`workflow:${path}`, 1e8), state: 'ACTIVE', resourcePath, url: `${world.server}${resourcePath}`,
    }),
    file: { __typename: 'WorkflowRunFile', id: nodeId('WorkflowRunFile', `${nameWithOwner}:${databaseId}`), path },
  });
}

export function addStatuses(repository, statuses) {
  for (const given of statuses) {
    const status = read(`statuses.${given.context}`, given, ['context', 'commit', 'state'], {
      id: null, creator: 'ghost', description: null, targetUrl: null, createdAt: '1970-01-01T00:00:00Z',
    });
    repository.statuses.push(repository.world.node('StatusContext', `${repository.nameWithOwner}:${status.id}`, {
      ...status, id: nodeId('StatusContext', `${repository.nameWithOwner}:${status.id}`), databaseId: status.id, state: status.state.toUpperCase(),
      commit: commitOf(repository, status.commit), creator: repository.world.people.actor(status.creator), repository,
    }));
  }
}

/** The newest run of each name within a suite: a re-run replaces, a run in another suite does not. */
export function latestRuns(suite) {
  return suite.checkRuns.filter((run, index) => suite.checkRuns.findLastIndex(({ name }) => name === run.name) === index);
}

/** What counts at a commit: the latest runs of each suite and the newest status of each context. */
export function contextsAt(commit) {
  const suites = commit.repository.checkSuites.filter((suite) => suite.commit === commit);
  return [...suites.flatMap(latestRuns), ...statusesAt(commit)];
}

export function statusesAt(commit) {
  const all = commit.repository.statuses.filter((status) => status.commit === commit);
  return all.filter((status, index) => all.findLastIndex(({ context }) => context === status.context) === index);
}

const GREEN = ['SUCCESS', 'NEUTRAL', 'SKIPPED'];

/** One word for many: failure outweighs what is pending, and that outweighs success. */
export function rollupState(contexts) {
  const failed = (context) => (context.__typename === 'CheckRun'
    ? context.conclusion !== null && !GREEN.includes(context.conclusion) : ['ERROR', 'FAILURE'].includes(context.state));
  const waits = (context) => (context.__typename === 'CheckRun' ? context.status !== 'COMPLETED' : context.state !== 'SUCCESS');
  return contexts.some(failed) ? 'FAILURE' : contexts.some(waits) ? 'PENDING' : 'SUCCESS';
}

/** A suite is done when its runs are, and then as bad as the worst of them. */
export function suiteResult(suite) {
  const runs = latestRuns(suite);
  const waiting = runs.find((run) => run.status !== 'COMPLETED');
  if (waiting) return { status: waiting.status, conclusion: null };
  const worst = runs.find((run) => !GREEN.includes(run.conclusion)) ?? runs.find((run) => run.conclusion === 'SUCCESS') ?? runs[0];
  return { status: 'COMPLETED', conclusion: worst.conclusion };
}

export function addRules(repository, rules) {
  for (const given of rules) {
    const rule = read(`rules.${given.pattern}`, given, ['pattern'], {
      kind: 'protection', name: given.pattern, enforcement: 'active', checks: null, strict: false, approvals: null, codeOwners: false,
      dismissStale: false, lastPush: false, admins: true,
    });
    const checks = rule.checks?.map((check) => named(check, 'context')) ?? null;
    repository.rules.push({ ...rule, checks, id: serial(`rule:${rule.kind}:${rule.pattern}:${rule.name}`, 1e7) });
  }
}

/** The rules of one kind that hold for a branch. `*` stays within a path segment, `**` does not. */
export function rulesFor(repository, branch, kind) {
  return repository.rules.filter((rule) => rule.kind === kind && rule.enforcement === 'active' && matches(rule.pattern, branch));
}

export function matches(pattern, branch) {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*\*|\*/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${expression}$`).test(branch);
}

/** Whether a branch's rules ask for this check or status; a rule that names an app asks for that app's check only. */
export function isRequired(context, branch) {
  const { repository } = context;
  const name = context.context ?? context.name;
  const rules = [...rulesFor(repository, branch, 'protection'), ...rulesFor(repository, branch, 'ruleset')];
  const app = context.checkSuite?.app.slug;
  return rules.some(({ checks }) => checks?.some((check) => check.context === name && (check.app === undefined || check.app === app)));
}
