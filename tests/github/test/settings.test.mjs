// What surrounds a gate: rulesets with who may go past them, immutable releases, and what a token tells of itself.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { start } from '../harness.mjs';

const github = await start([
  { tokens: {
    reader: { login: 'roles[bot]', permissions: { administration: 'read', contents: 'read' } },
    classic: { login: 'maya-r', scopes: ['repo', 'read:org'] },
    releaser: { login: 'releaser[bot]' },
  } },
  { nobody: ['mona-lisa'] },
]);
afterEach(async () => assert.deepEqual(await github.control('violations'), []));

const shop = (facts) => github.control('patch', { repositories: { 'octoacme/shop': facts } });
const RULESETS = `rulesets(first: 10) { totalCount nodes { name target enforcement conditions { refName { include exclude } }
  bypassActors(first: 10) { totalCount nodes { organizationAdmin repositoryRoleName actor { __typename ... on App { slug } ... on Team { combinedSlug } } } }
  rules(first: 10) { totalCount nodes { type parameters { __typename ... on TagNamePatternParameters { operator pattern negate } } } } } }`;

test('rulesets of branches and tags, and who may go past them', async () => {
  await shop({ tagRules: [{ pattern: 'v*', name: 'versions', creation: true, deletion: true, shape: { operator: 'starts_with', pattern: 'v', negate: false },
    bypass: [{ app: 'releaser' }, { team: 'octoacme/devops' }, { role: 'admin' }, { owners: true }] }] });
  const { nodes } = (await github.shop(RULESETS)).rulesets;
  const found = nodes.map(({ name, target, enforcement, rules }) => [name, target, enforcement, rules.nodes.map(({ type }) => type)]);
  assert.deepEqual(found, [
    ['statuses', 'BRANCH', 'ACTIVE', ['REQUIRED_STATUS_CHECKS']],
    ['maintenance', 'BRANCH', 'ACTIVE', ['REQUIRED_STATUS_CHECKS', 'PULL_REQUEST']],
    ['versions', 'TAG', 'ACTIVE', ['CREATION', 'DELETION', 'TAG_NAME_PATTERN']],
  ]);
  const versions = nodes.at(-1);
  assert.deepEqual(versions.conditions.refName, { include: ['refs/tags/v*'], exclude: [] });
  assert.deepEqual(versions.rules.nodes.at(-1).parameters, { __typename: 'TagNamePatternParameters', operator: 'starts_with', pattern: 'v', negate: false });
  assert.deepEqual(versions.bypassActors.nodes.map(({ actor, repositoryRoleName: role, organizationAdmin: owners }) => actor?.slug ?? actor?.combinedSlug ?? role ?? owners), ['releaser', 'octoacme/devops', 'admin', true]);
  const seen = (await github.shop(RULESETS, { token: 'reader' })).rulesets;
  assert.equal(seen.nodes.at(-1).bypassActors, null);
  assert.equal(seen.totalCount, 3);
});

test('an app that may go past a rule makes the tag, and others do not', async () => {
  const { body: { object: { sha } } } = await github.rest('/git/ref/heads/main');
  const tag = (token, name) => github.rest('/git/refs', { method: 'POST', body: { ref: `refs/tags/${name}`, sha }, token });
  assert.equal((await tag('gate', 'v9.0.0')).status, 422);
  assert.equal((await tag('releaser', 'v9.0.0')).status, 201);
  await shop({ tagRules: [{ pattern: 'v*', name: 'versions', enforcement: 'evaluate' }] });
  assert.equal((await tag('gate', 'v9.0.1')).status, 201);
});

test('immutable releases are told to administrators', async () => {
  const read = (token) => github.rest('/immutable-releases', { token });
  assert.deepEqual([(await read('gate')).status, (await read('read-only')).status], [404, 403]);
  await shop({ immutableReleases: true });
  assert.deepEqual((await read('gate')).body, { enabled: true, enforced_by_owner: false });
});

test('a login that no account has is no collaborator, and a classic token tells its scopes', async () => {
  const permission = (login) => github.rest(`/collaborators/${login}/permission`);
  assert.deepEqual([(await permission('mona-lisa')).status, (await permission('mona')).body.permission], [404, 'write']);
  assert.equal((await github.rest('', { token: 'classic' })).headers.get('x-oauth-scopes'), 'repo, read:org');
  assert.equal((await github.rest('')).headers.get('x-oauth-scopes'), null);
});
