// Release notes: the texts of releases, files and bodies, read and written.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { start } from '../harness.mjs';

const github = await start();
const RELEASES = [{ repositories: { 'octoacme/shop': { releases: [
  { tag: 'v1.3.1', id: 61, body: '# v1.3.1', createdAt: '2026-01-10T09:00:00Z', publishedAt: '2026-01-12T09:00:00Z' },
  { tag: 'v1.4.0', id: 62, body: '# [Name]', draft: true, createdAt: '2026-03-01T09:00:00Z', updatedAt: '2026-03-01T10:00:00Z' },
] } } }];
beforeEach(async () => {
  await github.control('reset', {});
  await github.control('patch', RELEASES);
});
afterEach(async () => assert.deepEqual(await github.control('violations'), []));

const rest = (method, path, body, token) => github.rest(path, { method, body, token });
const fields = 'databaseId tagName name description isDraft updatedAt publishedAt';

describe('releases', () => {
  test('are shown alike by both APIs, drafts to those who may write', async () => {
    const newest = async (token) => (await github.shop(`releases(first: 5, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { ${fields} } }`, { token })).releases.nodes;
    assert.deepEqual((await newest('workflow')).map(({ description }) => description), ['# [Name]', '# v1.3.1']);
    assert.deepEqual((await newest('read-only')).map(({ tagName, publishedAt }) => [tagName, publishedAt]), [['v1.3.1', '2026-01-12T09:00:00Z']]);
    const one = await rest('GET', '/releases/62');
    assert.deepEqual([one.body.body, one.body.updated_at, one.body.published_at, one.body.draft], ['# [Name]', '2026-03-01T10:00:00Z', null, true]);
    assert.equal((await rest('GET', '/releases/62', undefined, 'read-only')).status, 404);
    assert.deepEqual((await rest('GET', '/releases', undefined, 'read-only')).body.map(({ id }) => id), [61]);
    assert.equal((await rest('GET', '/releases/tags/v1.3.1')).body.id, 61);
    assert.equal((await rest('GET', '/releases/tags/v1.4.0')).status, 404);
    const { old, draft } = await github.shop(`old: release(tagName: "v1.3.1") { ${fields} } draft: release(tagName: "v1.4.0") { ${fields} }`);
    assert.deepEqual([old.description, draft], ['# v1.3.1', null]);
  });

  test('are made and changed by those who may write', async () => {
    const made = await rest('POST', '/releases', { tag_name: 'v1.5.0', name: 'v1.5.0', body: 'a', draft: true });
    assert.deepEqual([made.status, made.body.draft, made.body.body], [201, true, 'a']);
    const { id, updated_at: before } = made.body;
    const changed = await rest('PATCH', `/releases/${id}`, { body: 'b' });
    assert.deepEqual([changed.status, changed.body.body, changed.body.name], [200, 'b', 'v1.5.0']);
    assert.ok(changed.body.updated_at > before);
    const published = await rest('PATCH', `/releases/${id}`, { draft: false });
    assert.equal(published.body.published_at, published.body.updated_at);
    assert.equal((await rest('POST', '/releases', { tag_name: 'v1.5.0' })).body.errors[0].code, 'already_exists');
    assert.equal((await rest('DELETE', '/releases/62', undefined, 'read-only')).status, 403);
    assert.equal((await rest('POST', '/releases', { tag_name: 'v1.6.0' }, 'read-only')).status, 403);
    assert.equal((await rest('PATCH', '/releases/62', { body: 'x'.repeat(125_001) })).status, 422);
    assert.equal((await rest('PATCH', '/releases/62', { body: 'x' }, 'read-only')).status, 403);
    assert.deepEqual([(await rest('DELETE', '/releases/62')).status, (await rest('GET', '/releases/62')).status], [204, 404]);
  });
});

test('a file is written over what was read, and only over that', async () => {
  const content = (text) => Buffer.from(text).toString('base64');
  const write = (text, more) => rest('PUT', '/contents/docs/releases/1.4.0.md', { message: 'Draft notes', content: content(text), branch: 'search', ...more });
  const made = await write('one');
  assert.deepEqual([made.status, (await write('two')).status], [201, 422]);
  const { sha } = made.body.content;
  const changed = await write('two', { sha });
  assert.deepEqual([changed.status, (await write('three', { sha })).status], [200, 409]);
  const { body } = await rest('GET', '/contents/docs/releases/1.4.0.md?ref=search');
  assert.equal(Buffer.from(body.content, 'base64').toString(), 'two');
  const { commit } = await github.shop(`commit: object(oid: "${changed.body.commit.sha}") { ... on Commit { message
    file(path: "docs/releases/1.4.0.md") { object { oid } } } }`);
  assert.deepEqual(commit, { message: 'Draft notes', file: { object: { oid: body.sha } } });
});

test('texts of issues and pull requests are written by either API', async () => {
  const edited = await rest('PATCH', '/issues/40', { body: 'one' });
  assert.deepEqual([edited.status, edited.body.body], [200, 'one']);
  const { issue, pullRequest: pull } = await github.shop('issue(number: 40) { id body lastEditedAt } pullRequest(number: 36) { id createdAt lastEditedAt }');
  assert.deepEqual([issue.body, issue.lastEditedAt], ['one', edited.body.updated_at]);
  assert.equal((await rest('PATCH', '/pulls/36', { body: 'two' })).body.body, 'two');
  const both = await github.query(`mutation { updateIssue(input: {id: "${issue.id}", body: "three"}) { issue { body } }
    updatePullRequest(input: {pullRequestId: "${pull.id}", body: "four"}) { pullRequest { body } } }`);
  assert.deepEqual([both.data.updateIssue.issue.body, both.data.updatePullRequest.pullRequest.body], ['three', 'four']);
  assert.equal((await rest('PATCH', '/issues/40', { body: 'x' }, 'read-only')).status, 403);
});
