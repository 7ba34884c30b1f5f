// The release pull request: a commit on a branch, refs that move together, a pull request that is opened and changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from '../harness.mjs';

const NOTHING = '0'.repeat(40);

async function shop(patch) {
  const github = await start(patch);
  const { id, main } = await github.shop('id main: object(expression: "main") { oid }');
  const update = (refUpdates, options) => github.query('mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }', { variables: { input: { repositoryId: id, refUpdates } }, ...options });
  const commit = (branchName, expectedHeadOid, files) => github.query('mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid message signature { wasSignedByGitHub } parents(first: 2) { nodes { oid } } } } }', {
    variables: { input: {
      branch: { repositoryNameWithOwner: 'octoacme/shop', branchName }, expectedHeadOid, message: { headline: 'Release', body: 'More' },
      fileChanges: { additions: Object.entries(files).map(([path, text]) => ({ path, contents: Buffer.from(text).toString('base64') })) },
    } },
  });
  return { ...github, main: main.oid, update, commit };
}

const head = { name: 'refs/heads/release/next', force: true };

test('a commit is made at the tip that is named, and nowhere else', async () => {
  const { update, commit, main, rest } = await shop();
  assert.match((await commit('release/next', main, { a: 'b' })).errors[0].message, /does not exist/);
  await update([{ ...head, beforeOid: NOTHING, afterOid: main }]);
  const made = (await commit('release/next', main, { 'VERSION': '1.4.0\n' })).data.createCommitOnBranch.commit;
  assert.deepEqual([made.message, made.signature.wasSignedByGitHub, made.parents.nodes], ['Release\n\nMore', true, [{ oid: main }]]);
  assert.equal((await commit('release/next', main, { a: 'b' })).errors[0].type, 'STALE_DATA');
  const { body } = await rest('/contents/VERSION?ref=release/next');
  const blob = await rest(`/git/blobs/${body.sha}`);
  assert.equal(Buffer.from(blob.body.content, 'base64').toString(), '1.4.0\n');
});

test('a pull request is opened once, changed, and closed when its branch has nothing', async () => {
  const github = await shop();
  const { update, commit, main, rest } = github;
  const open = { title: 'Release v1.4.0', body: 'one', head: 'release/next', base: 'main' };
  await update([{ ...head, beforeOid: NOTHING, afterOid: main }]);
  const post = (body, options) => rest('/pulls', { method: 'POST', body, ...options });
  assert.match((await post(open)).body.errors[0].message, /^No commits between/);
  const { oid } = (await commit('release/next', main, { a: 'b' })).data.createCommitOnBranch.commit;
  const { status, body: { number } } = await post(open);
  assert.equal(status, 201);
  assert.match((await post(open)).body.errors[0].message, /already exists/);
  const patched = await rest(`/pulls/${number}`, { method: 'PATCH', body: { title: 'Release v1.4.1', body: 'two' } });
  assert.deepEqual([patched.body.title, patched.body.body, patched.body.state], ['Release v1.4.1', 'two', 'open']);
  assert.deepEqual((await rest(`/issues/${number}/labels`, { method: 'POST', body: { labels: ['release', 'Release'] } })).body.map(({ name }) => name), ['release']);
  await update([{ ...head, beforeOid: oid, afterOid: main }]);
  assert.equal((await github.shop(`pullRequest(number: ${number}) { state }`)).pullRequest.state, 'CLOSED');
  assert.deepEqual(await github.control('violations'), []);
});

test("a workflow's own token opens none where the setting is off", async () => {
  const patch = { tokens: { workflow: { login: 'github-actions[bot]' } }, repositories: { 'octoacme/shop': { workflowsMayOpenPulls: false } } };
  const { rest } = await shop([patch]);
  const { status, body } = await rest('/pulls', { method: 'POST', token: 'workflow', body: { title: 'x', head: 'search', base: 'main' } });
  assert.deepEqual([status, body.message], [403, 'GitHub Actions is not permitted to create or approve pull requests.']);
});
