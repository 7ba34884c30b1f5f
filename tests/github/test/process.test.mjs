import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fake-'));

const written = (name, text) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('the server', () => {
  for (const [how, end] of [['its standard input is closed', (server) => server.stdin.end()], ['it is told to', (server) => server.kill('SIGTERM')]]) {
    test(`says where it listens, and ends when ${how}`, async () => {
      const server = spawn(process.execPath, ['server.mjs', '--world', 'worlds/shop.yaml'], { cwd: here });
      const [first] = await once(server.stdout, 'data');
      assert.match(String(first), /^listening http:\/\/127\.0\.0\.1:\d+\n/);
      end(server);
      assert.deepEqual(await once(server, 'exit'), [0, null]);
    });
  }

  test('names what is wrong with a world', () => {
    const { status, stderr } = spawnSync(process.execPath, ['server.mjs', '--world', written('bad.yaml', 'repositories: {o/r: {commits: {}, branches: {main: x}}}')], { cwd: here });
    assert.equal(status, 1);
    assert.match(String(stderr), /no commit 'x'/);
  });
});

describe('the contract', () => {
  const run = (...files) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['contract.mjs', ...files], { cwd: here });
    return { status, text: `${stdout}${stderr}` };
  };

  test('a good document is weighed, fragments of other files included', () => {
    const fragment = written('fragment.graphql', 'fragment F on Repository { issues(first: 100) { nodes { labels(first: 50) { totalCount } } } }');
    const query = written('query.graphql', 'query Q($n: Int!) { repository(owner: "o", name: "n") { ...F pullRequests(first: $n) { totalCount } } }');
    const { status, text } = run('--fields', query, fragment);
    assert.equal(status, 0, text);
    assert.match(text, /Q: 1 points, 5200 nodes\n(.*\n)*Issue\.labels/);
  });

  for (const [what, file, message] of [
    ['an unknown field', written('a.graphql', '{ viewer { loginn } }'), /Cannot query field "loginn"/],
    ['a list without a size', written('b.graphql', '{ repository(owner: "o", name: "n") { issues { totalCount } } }'), /must provide a `first` or `last`/],
    ['no GraphQL', written('c.graphql', '{'), /Syntax Error/],
    ['a folder without documents', join(here, 'worlds'), /no \.graphql file/],
    ['a file that is not there', join(folder, 'none'), /not there/],
  ]) {
    test(`${what} is refused`, () => {
      const { status, text } = run(file);
      assert.equal(status, 1);
      assert.match(text, message);
    });
  }
});
