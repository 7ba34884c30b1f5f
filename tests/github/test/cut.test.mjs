// Cutting a tag: refs that only ever move from where they were seen, releases with files, and what forbids either.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { start } from '../harness.mjs';

const github = await start();
beforeEach(() => github.control('reset', {}));
afterEach(async () => assert.deepEqual(await github.control('violations'), []));

const rest = (method, path, body, token) => github.rest(path, { method, body, token });
const shop = (facts) => github.control('patch', { repositories: { 'octoacme/shop': facts } });
const tip = async () => (await rest('GET', '/git/ref/heads/main')).body.object.sha;
const draft = async (tag, more) => (await rest('POST', '/releases', { tag_name: tag, draft: true, ...more })).body;
const upload = (path, text, { token = 'gate', type = 'application/json' } = {}) => (
  fetch(`${github.fake.url}/repos/octoacme/shop${path}`, { method: 'POST', body: text, headers: { authorization: `bearer ${token}`, 'content-type': type } }));

describe('files of a release', () => {
  test('are sent where the release says, as they are, and taken from an address that needs no token', async () => {
    const { id, upload_url: url } = await draft('v1.4.0');
    assert.equal(url, `${github.fake.url}/repos/octoacme/shop/releases/${id}/assets{?name,label}`);
    const sent = await upload(`/releases/${id}/assets?name=ver%20dict.json`, '{"a": 1}');
    const asset = await sent.json();
    assert.deepEqual([sent.status, asset.name, asset.size, asset.state, asset.content_type], [201, 'ver.dict.json', 8, 'uploaded', 'application/json']);
    assert.match(asset.digest, /^sha256:[0-9a-f]{64}$/);
    assert.equal(asset.uploader.login, 'holdpoint[bot]');
    assert.equal((await upload(`/releases/${id}/assets?name=ver.dict.json`, 'x')).status, 422);
    const bearer = { authorization: 'bearer gate' };
    const there = await fetch(`${github.fake.url}/repos/octoacme/shop/releases/assets/${asset.id}`, { headers: { ...bearer, accept: 'application/octet-stream' }, redirect: 'manual' });
    assert.deepEqual([there.status, there.headers.get('location')], [302, `${github.fake.url}/_storage/${asset.id}`]);
    const hop = await fetch(there.headers.get('location'));
    assert.deepEqual([hop.status, await hop.text()], [200, '{"a": 1}']);
    assert.equal((await fetch(there.headers.get('location'), { headers: bearer })).status, 400);
    assert.equal((await rest('GET', `/releases/assets/${asset.id}`)).body.name, 'ver.dict.json');
    assert.equal((await rest('GET', `/releases/assets/${asset.id}`, undefined, 'read-only')).status, 404);
    assert.equal((await upload(`/releases/${id}/assets?name=b`, 'x', { token: 'read-only' })).status, 403);
    assert.deepEqual([(await rest('DELETE', `/releases/assets/${asset.id}`)).status, (await rest('GET', `/releases/assets/${asset.id}`)).status], [204, 404]);
  });

  test('are fixed with an immutable release, and so is its tag, for good', async () => {
    await shop({ immutableReleases: true });
    await rest('POST', '/git/refs', { ref: 'refs/tags/v1.4.0', sha: await tip() });
    const { id } = await draft('v1.4.0');
    assert.equal((await upload(`/releases/${id}/assets?name=a`, 'x')).status, 201);
    const { body } = await rest('PATCH', `/releases/${id}`, { draft: false });
    assert.equal(body.immutable, true);
    assert.equal((await upload(`/releases/${id}/assets?name=b`, 'x')).status, 422);
    assert.equal((await rest('DELETE', `/releases/assets/${body.assets[0].id}`)).status, 422);
    const { body: commit } = await rest('GET', '/compare/main...main');
    const moved = await rest('PATCH', '/git/refs/tags/v1.4.0', { sha: commit.base_commit.sha, force: true });
    assert.equal(moved.status, 422);
    await rest('DELETE', `/releases/${id}`);
    const burnt = await draft('v1.4.0');
    const refused = await rest('PATCH', `/releases/${burnt.id}`, { draft: false });
    assert.equal(refused.body.errors[0].message, 'tag_name was used by an immutable release');
  });
});

describe('the latest release', () => {
  const latest = async () => [(await rest('GET', '/releases/latest')).body.tag_name, (await github.shop('latestRelease { tagName }')).latestRelease?.tagName];
  const publish = async (tag, facts) => rest('PATCH', `/releases/${(await draft(tag)).id}`, { draft: false, ...facts });

  test('is what was said, and the newest where nothing was', async () => {
    await publish('v1.5.0', {});
    assert.deepEqual(await latest(), ['v1.5.0', 'v1.5.0']);
    await publish('v1.4.1', { make_latest: 'false' });
    assert.deepEqual(await latest(), ['v1.5.0', 'v1.5.0']);
    await publish('v1.4.2', { make_latest: 'true' });
    assert.deepEqual(await latest(), ['v1.4.2', 'v1.4.2']);
    await publish('v2.0.0-rc.1', { prerelease: true });
    assert.deepEqual(await latest(), ['v1.4.2', 'v1.4.2']);
    const [five] = (await rest('GET', '/releases')).body.filter(({ tag_name: tag }) => tag === 'v1.5.0');
    await rest('PATCH', `/releases/${five.id}`, { make_latest: 'true' });
    assert.deepEqual(await latest(), ['v1.5.0', 'v1.5.0']);
    await rest('PATCH', `/releases/${five.id}`, { body: 'x' });
    assert.deepEqual(await latest(), ['v1.5.0', 'v1.5.0']);
  });
});

describe('tags', () => {
  const move = async (updates, token) => {
    const { id } = await github.shop('id');
    return github.query(`mutation($updates: [RefUpdate!]!) { updateRefs(input: {repositoryId: "${id}", refUpdates: $updates}) { clientMutationId } }`, { variables: { updates }, token });
  };
  const at = async (tag) => (await rest('GET', `/git/ref/tags/${tag}`)).body.object?.sha;

  test('move from where they were seen, together or not at all', async () => {
    const [main, none] = [await tip(), '0'.repeat(40)];
    const { base_commit: { parents: [{ sha: before }] } } = (await rest('GET', '/compare/main...main')).body;
    const made = await move([{ name: 'refs/tags/v8', beforeOid: none, afterOid: before }]);
    assert.equal(made.errors, undefined);
    assert.match((await move([{ name: 'refs/tags/v8', beforeOid: none, afterOid: main }])).errors[0].message, /already exists/);
    const both = await move([{ name: 'refs/tags/v8.4', beforeOid: none, afterOid: main }, { name: 'refs/tags/v8', beforeOid: main, afterOid: main, force: true }]);
    assert.match(both.errors[0].message, /does not point at/);
    assert.deepEqual([await at('v8'), await at('v8.4')], [before, undefined]);
    await move([{ name: 'refs/tags/v8', beforeOid: before, afterOid: main, force: true }]);
    assert.equal(await at('v8'), main);
  });

  test('are ruled, take a right of their own where workflows differ, and an archive has no new ones', async () => {
    await shop({ tagRules: [{ pattern: 'v*', creation: true, update: true }] });
    const main = await tip();
    const refused = await rest('POST', '/git/refs', { ref: 'refs/tags/v9.0.0', sha: main });
    assert.deepEqual([refused.status, /creations being restricted/.test(refused.body.message)], [422, true]);
    await github.control('reset', {});
    await github.control('patch', { do: 'push', branch: 'side', from: 'main', files: { '.github/workflows/ci.yml': 'name: Other\n' }, message: 'Other' });
    const { object: { sha } } = (await rest('GET', '/git/ref/heads/side')).body;
    const lacking = await rest('POST', '/git/refs', { ref: 'refs/tags/v9.0.0', sha }, 'workflow');
    assert.deepEqual([lacking.status, lacking.headers.get('x-accepted-github-permissions')], [403, 'contents=write,workflows=write']);
    assert.equal((await rest('POST', '/releases', { tag_name: 'v9.0.0', target_commitish: sha, draft: true }, 'workflow')).status, 403);
    assert.equal((await rest('POST', '/git/refs', { ref: 'refs/tags/v9.0.0', sha: main }, 'workflow')).status, 201);
    await shop({ archived: true });
    assert.equal((await rest('POST', '/git/refs', { ref: 'refs/tags/v9.0.1', sha: main })).status, 403);
    assert.match((await move([{ name: 'refs/tags/v9.0.1', afterOid: main }])).errors[0].message, /archived/);
  });
});
