// scripts/release/propose.mjs against the tests' GitHub.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { start } from '../github/harness.mjs';

const SCRIPT = new URL('../../scripts/release/propose.mjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'holdpoint-propose-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function clone() {
  const place = mkdtempSync(join(folder, 'clone-'));
  const git = (...given) => {
    const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=mona', '-c', 'user.email=mona@example.com', ...given], { cwd: place, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  git('init', '-q', '-b', 'main');
  mkdirSync(join(place, 'setup'));
  writeFileSync(join(place, 'action.yml'), 'image: Dockerfile\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'One');
  return { place, git, head: git('rev-parse', 'HEAD') };
}

/** A world whose main is at the clone's commit. */
async function world({ head, files = { 'action.yml': 'image: Dockerfile\n' } }) {
  return start([{ repositories: { 'octoacme/shop': { labels: ['chore'] } } }, { do: 'push', branch: 'main', commit: head, files, message: 'One' }]);
}

async function propose(github, place, { branch = 'pin/v0.2.0', base = 'release/0.2', title = 'Pin 0.2.0', token = 'gate' } = {}) {
  const env = {
    PATH: process.env.PATH, GITHUB_API_URL: github.fake.url, GITHUB_GRAPHQL_URL: `${github.fake.url}/graphql`,
    GITHUB_REPOSITORY: 'octoacme/shop', GH_TOKEN: token,
  };
  const child = spawn(process.execPath, [SCRIPT, branch, base, title], { cwd: place, env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end('What to look at.\n');
  let log = '';
  child.stdout.on('data', (text) => { log += text; });
  child.stderr.on('data', (text) => { log += text; });
  const code = await new Promise((ended) => { child.on('close', ended); });
  return { code, log };
}

const writes = async (github) => (await github.control('log')).filter(({ method, path, operation }) => method !== 'GET' && !path.startsWith('/_fake') && (operation === null || operation === undefined || operation === 'ReleaseFiles')).length;

test('one commit on the checked-out one, in a pull request into the release branch', async () => {
  const { place, head } = clone();
  const github = await world({ head });
  writeFileSync(join(place, 'action.yml'), 'image: docker://pinned\n');
  writeFileSync(join(place, 'setup/pinned.txt'), 'version=0.2.0\n');
  writeFileSync(join(place, 'other.txt'), 'not for the pull request\n');
  const run = await propose(github, place);
  assert.equal(run.code, 0, run.log);
  assert.match(run.log, /^#\d+: Pin 0\.2\.0\n$/);
  const pull = (await github.rest(`/pulls/${/#(\d+)/.exec(run.log)[1]}`)).body;
  assert.equal(pull.base.ref, 'release/0.2');
  assert.equal(pull.base.sha, head);
  assert.equal(pull.body, 'What to look at.\n');
  assert.deepEqual(pull.labels.map(({ name }) => name), ['chore']);
  const commit = await github.shop(`ref(qualifiedName: "refs/heads/pin/v0.2.0") { target { ... on Commit {
    messageHeadline parents(first: 2) { nodes { oid } } file(path: "setup/pinned.txt") { object { ... on Blob { text } } } signature { isValid wasSignedByGitHub } } } }`);
  assert.deepEqual(commit.ref.target.parents.nodes, [{ oid: head }]);
  assert.equal(commit.ref.target.messageHeadline, 'Pin 0.2.0');
  assert.equal(commit.ref.target.file.object.text, 'version=0.2.0\n');
  assert.deepEqual(commit.ref.target.signature, { isValid: true, wasSignedByGitHub: true });
  const other = await github.shop('object(expression: "pin/v0.2.0:other.txt") { __typename }');
  assert.equal(other.object, null);
  assert.deepEqual(await github.control('violations'), []);
});

test('a file that is gone is deleted', async () => {
  const { place, git } = clone();
  writeFileSync(join(place, 'setup/pinned.txt'), 'version=0.2.0\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'Two');
  const github = await world({ head: git('rev-parse', 'HEAD'), files: { 'action.yml': 'image: Dockerfile\n', 'setup/pinned.txt': 'version=0.2.0\n' } });
  rmSync(join(place, 'setup/pinned.txt'));
  const run = await propose(github, place, { branch: 'back/v0.2.0', base: 'main', title: 'Let go of 0.2.0' });
  assert.equal(run.code, 0, run.log);
  const there = await github.shop('before: object(expression: "main:setup/pinned.txt") { __typename } after: object(expression: "back/v0.2.0:setup/pinned.txt") { __typename }');
  assert.deepEqual(there, { before: { __typename: 'Blob' }, after: null });
});

test('nothing is written where nothing differs, or the branch is there', async () => {
  const { place, head } = clone();
  const github = await world({ head });
  let run = await propose(github, place);
  assert.equal(run.code, 1);
  assert.match(run.log, /nothing differs/);
  writeFileSync(join(place, 'action.yml'), 'image: docker://pinned\n');
  assert.equal((await propose(github, place)).code, 0);
  const before = await writes(github);
  run = await propose(github, place);
  assert.equal(run.code, 1);
  assert.match(run.log, /pin\/v0\.2\.0 is there already/);
  assert.equal(await writes(github), before);
});

test('a token without the rights ends it with what GitHub says', async () => {
  const { place, head } = clone();
  const github = await world({ head });
  writeFileSync(join(place, 'action.yml'), 'image: docker://pinned\n');
  const run = await propose(github, place, { token: 'read-only' });
  assert.equal(run.code, 1);
  assert.match(run.log, /was answered with 403: .*Resource not accessible/);
  assert.doesNotMatch(run.log, /read-only/);
});
