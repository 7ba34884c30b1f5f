// The tests of a release on a tree that is pinned, as it is on a release branch and at a tag: there, too, they must pass.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const ROOT = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'holdpoint-pinned-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the tests of the scripts and of setup pass on a pinned tree', async () => {
  for (const path of ['.github/workflows/release.yml', 'scripts/release', 'scripts/pin-image.sh', 'action.yml', 'setup', 'tests/release/files.test.mjs', 'tests/setup', 'LICENSE-MIT', 'LICENSE-APACHE']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  for (const [script, ...given] of [
    ['scripts/pin-image.sh', `sha256:${'ab'.repeat(32)}`],
    ['scripts/release/pin-setup.sh', '0.1.0', 'cd'.repeat(32), '12', 'ef'.repeat(20), '0.0.9', '12'.repeat(32)],
  ]) {
    const { status, stderr } = spawnSync(script, given, { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  }
  // Not as a part of this test, which node takes it for by the variable.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const child = spawn(process.execPath, ['--test', '--test-reporter=tap', 'tests/release/files.test.mjs', 'tests/setup/install.test.mjs'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => { said += text; });
  const code = await new Promise((ended) => { child.on('close', ended); });
  assert.equal(code, 0, said);
  // Both ran.
  for (const name of ['a plan is to build, to publish, or nothing', 'puts the binary of each system on the PATH']) assert.match(said, new RegExp(`^ok \\d+ - ${name}$`, 'm'));
});
