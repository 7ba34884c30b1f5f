// The rulesets in docs/security.md are bodies that GitHub's published description allows, word for word, and they, the
// workflow of the project's own gate and CODEOWNERS hold together.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { operation } from '../rest/openapi.mjs';

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const text = read('docs/security.md');
const rulesets = [...text.matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, block]) => JSON.parse(block));
const described = operation('POST', '/repos/{owner}/{repo}/rulesets');
const problems = (body) => described.problems({ path: { owner: 'octoacme', repo: 'shop' }, query: {}, body });

test('the rulesets of docs/security.md are as GitHub describes them', () => {
  assert.deepEqual(rulesets.map(({ target }) => target), ['tag', 'tag', 'branch', 'branch']);
  for (const ruleset of rulesets) assert.deepEqual(problems(ruleset), []);
});

test('a fault in them would be found', () => {
  const [tags, , , branches] = rulesets;
  assert.notDeepEqual(problems({ ...tags, enforcement: 'on' }), []);
  assert.notDeepEqual(problems({ ...tags, rules: [{ type: 'creations' }] }), []);
  assert.notDeepEqual(problems({ ...tags, bypass_actors: [{ actor_type: 'App', actor_id: 1 }] }), []);
  const changed = structuredClone(branches);
  delete changed.rules.at(-1).parameters.required_status_checks[0].context;
  assert.notDeepEqual(problems(changed), []);
});

/** Whether a pattern of a ruleset holds a ref: `*` is any text without a `/`. */
const holds = (pattern, ref) => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.\\^$+?()[\]{}|]/g, '\\$&')).join('[^/]*')}$`).test(ref);
const types = ({ rules }) => rules.map(({ type }) => type);
/** What somebody who is this App, or no App, may not do with a ref. */
const refused = (ref, app) => [...new Set(rulesets
  .filter(({ conditions: { ref_name: { include } } }) => include.some((pattern) => holds(pattern, ref)))
  .filter(({ bypass_actors: actors }) => !actors.some(({ actor_id: id }) => id === app))
  .flatMap(types))].sort();
const [release] = rulesets[0].bypass_actors.map(({ actor_id: id }) => id);

test('one app alone makes a tag of a version, and nobody moves one', () => {
  for (const app of [undefined, release]) {
    assert.deepEqual(refused('refs/tags/v1.4.0', app).filter((type) => type !== 'creation'), ['deletion', 'non_fast_forward', 'update']);
  }
  assert.ok(refused('refs/tags/v1.4.0').includes('creation'));
  assert.ok(!refused('refs/tags/v1.4.0', release).includes('creation'));
  assert.equal(rulesets[0].bypass_actors[0].actor_type, 'Integration');
  assert.deepEqual(rulesets[1].bypass_actors, []);
});

test('floating tags are made and moved by that app alone', () => {
  for (const tag of ['v1', 'v0', 'v1.4']) {
    assert.deepEqual(refused(`refs/tags/${tag}`), ['creation', 'deletion', 'update'], tag);
    assert.deepEqual(refused(`refs/tags/${tag}`, release), [], tag);
  }
});

test('that app makes a branch of releases without the check, and nobody else makes one', () => {
  assert.ok(refused('refs/heads/release/0.2').includes('creation'));
  assert.ok(!refused('refs/heads/release/0.2', release).includes('creation'));
  assert.equal(rulesets.at(-1).rules.at(-1).parameters.do_not_enforce_on_create, true);
});

test('the required check is of the app with whose token the own gate publishes it, and no other', () => {
  for (const { context, integration_id: app } of rulesets.at(-1).rules.at(-1).parameters.required_status_checks) {
    assert.match(context, /^holdpoint \/ /);
    assert.ok(Number.isInteger(app) && app !== release);
  }
  const { jobs: { gate } } = parse(read('.github/workflows/holdpoint.yml'));
  const app = gate.steps.find(({ id }) => id === 'app');
  const step = gate.steps.find(({ id }) => id === 'gate');
  assert.equal(gate.environment, 'gate');
  assert.match(app.uses, /^actions\/create-github-app-token@/);
  assert.equal(app.with['permission-checks'], 'write');
  assert.equal(app.with['permission-contents'], 'read');
  assert.equal(step.with.token, '${{ steps.app.outputs.token }}');
  assert.deepEqual(gate.permissions, { contents: 'read' });
});

test('owners are named for what binds the gate, and each place is there', () => {
  const owned = read('.github/CODEOWNERS').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(/\s+/));
  for (const [path, ...owners] of owned) {
    assert.ok(existsSync(new URL(`../../..${path}`, import.meta.url)), path);
    assert.deepEqual(owners, ['@holdpoint/maintainers'], path);
  }
  const paths = owned.map(([path]) => path);
  for (const path of ['/.github/', '/release.yml', '/action.yml', '/setup/', '/scripts/', '/Dockerfile']) assert.ok(paths.includes(path), path);
});
