// The rulesets in docs/security.md are bodies that GitHub's published description allows, word for word.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { operation } from '../rest/openapi.mjs';

const text = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
const rulesets = [...text.matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, block]) => JSON.parse(block));
const described = operation('POST', '/repos/{owner}/{repo}/rulesets');
const problems = (body) => described.problems({ path: { owner: 'octoacme', repo: 'shop' }, query: {}, body });

test('the rulesets of docs/security.md are as GitHub describes them', () => {
  assert.deepEqual(rulesets.map(({ target }) => target), ['tag', 'tag', 'branch']);
  for (const ruleset of rulesets) assert.deepEqual(problems(ruleset), []);
});

test('a fault in them would be found', () => {
  const [tags, , branches] = rulesets;
  assert.notDeepEqual(problems({ ...tags, enforcement: 'on' }), []);
  assert.notDeepEqual(problems({ ...tags, rules: [{ type: 'creations' }] }), []);
  assert.notDeepEqual(problems({ ...tags, bypass_actors: [{ actor_type: 'App', actor_id: 1 }] }), []);
  const changed = structuredClone(branches);
  delete changed.rules.at(-1).parameters.required_status_checks[0].context;
  assert.notDeepEqual(problems(changed), []);
});

test('nobody makes a tag of a version but one app, and nobody moves one', () => {
  const [made, stays, branches] = rulesets;
  assert.deepEqual(made.rules, [{ type: 'creation' }]);
  assert.deepEqual(made.bypass_actors.map(({ actor_type: type }) => type), ['Integration']);
  assert.deepEqual(stays.rules.map(({ type }) => type), ['update', 'deletion', 'non_fast_forward']);
  assert.deepEqual(stays.bypass_actors, []);
  for (const { context, integration_id: app } of branches.rules.at(-1).parameters.required_status_checks) {
    assert.match(context, /^holdpoint \/ /);
    assert.equal(app, made.bypass_actors[0].actor_id);
  }
});
