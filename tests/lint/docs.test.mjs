// What scripts/lint/docs.mjs takes out of the pages: a workflow that it passes over is seen by no checker.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { blocks, unpinned, workflows } from '../../scripts/lint/docs.mjs';

test('a block of YAML is taken as it stands, or refused', () => {
  assert.deepEqual(blocks('a\n  ```yaml\n  on: push\n    b: 1\n  ```\n```sh\nyaml\n```\n'), [{ line: 3, text: 'on: push\n  b: 1\n' }]);
  for (const fence of ['```yml release.yml', '```yaml {1}', '~~~yaml', '````yaml', '> ```yaml', '```YAML']) {
    assert.throws(() => blocks(`a\n${fence}\non: push\n\`\`\`\n`), /line 2: a block of YAML begins with/, fence);
  }
  assert.throws(() => blocks('```yaml\non: push\n'), /line 1: the block of YAML has no end/);
});

test('the action is called by a release or a commit', () => {
  const uses = (ref) => unpinned(`steps:\n  - uses: holdpoint/holdpoint@${ref}\n  - id: a\n    uses: tools/holdpoint/setup@${ref} # why\n`);
  for (const ref of ['v0.1.0', '0123456789abcdef0123456789abcdef01234567']) assert.deepEqual(uses(ref), []);
  for (const ref of ['main', 'v0', 'v1', '0123456']) assert.deepEqual(uses(ref), [`holdpoint/holdpoint@${ref}`, `tools/holdpoint/setup@${ref}`]);
});

test('the pages have their workflows', () => {
  const all = workflows(new URL('../..', import.meta.url).pathname);
  assert.ok(all.filter(({ whole }) => whole).length >= 18 && all.some(({ whole }) => !whole));
});
