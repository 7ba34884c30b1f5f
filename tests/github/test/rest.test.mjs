import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { start } from '../harness.mjs';

const github = await start();
beforeEach(() => github.control('reset', {}));

const head = async () => (await github.rest('/git/ref/heads/main')).body.object.sha;

describe('requests are held against the published description', () => {
  for (const [what, path, options, problem] of [
    ['an unknown query parameter', '/issues/40/comments?sort=asc', {}, /unknown query parameter 'sort'/],
    ['a parameter of the wrong type', '/issues/forty/comments', {}, /issue_number' must be integer/],
    ['a body that lacks something', '/issues/40/comments', { method: 'POST', body: {} }, /required property 'body'/],
    ['a body with more than is known', '/issues/40/comments', { method: 'POST', body: { body: 'x', colour: 1 } }, /unknown key 'colour'/],
    ['a path that GitHub does not have', '/nonsense', {}, /describes no GET/],
    ['a route that the fake does not have', '/forks', {}, /not in the fake: GET .*forks/],
  ]) {
    test(what, async () => {
      const { status } = await github.rest(path, options);
      assert.ok(status >= 400);
      assert.match((await github.control('violations'))[0], problem);
    });
  }
});

describe('every route answers as described', async () => {
  const sha = await head();
  for (const path of [
    '', '/compare/v1.3.1...main', '/pulls/34/files', `/commits/${sha}/pulls`, '/rules/branches/main', '/rules/branches/release%2F1.x', '/branches/main/protection',
    '/collaborators/mona/permission', '/issues/40/comments', `/commits/${sha}/check-runs`, '/commits/heads%2Fmain/check-runs?filter=all', '/contents/release.yml', '/contents/web?ref=search',
    '/git/ref/tags/v1.3.1',
    '/git/trees/main',
    '/activity?ref=refs%2Fheads%2Fmain&per_page=2',
    '/git/trees/main?recursive=1',
  ]) {
    test(`GET ${path}`, async () => {
      const { status, body } = await github.rest(path);
      assert.deepEqual([status, await github.control('violations')], [200, []], JSON.stringify(body).slice(0, 200));
    });
  }

  test('GET the membership of a team', async () => {
    const { body } = await github.json('/orgs/octoacme/teams/devops/memberships/maya-r');
    assert.deepEqual([body.role, body.state, await github.control('violations')], ['maintainer', 'active', []]);
    assert.equal((await github.json('/orgs/octoacme/teams/devops/memberships/mona')).status, 404);
  });
});

describe('what is written is there when read', () => {
  test('a comment, by GraphQL too', async () => {
    const made = await github.rest('/issues/40/comments', { method: 'POST', body: { body: 'no-go' }, token: 'workflow' });
    assert.deepEqual([made.status, made.body.user.login], [201, 'github-actions[bot]']);
    await github.rest(`/issues/comments/${made.body.id}`, { method: 'PATCH', body: { body: 'go' }, token: 'workflow' });
    const { issue } = await github.shop('issue(number: 40) { comments(last: 1) { nodes { body databaseId fullDatabaseId viewerDidAuthor lastEditedAt } } }', { token: 'workflow' });
    const [{ lastEditedAt, ...node }] = issue.comments.nodes;
    assert.deepEqual(node, { body: 'go', databaseId: made.body.id, fullDatabaseId: String(made.body.id), viewerDidAuthor: true });
    assert.notEqual(lastEditedAt, null);
    assert.deepEqual(await github.control('violations'), []);
  });

  test('a check run, which only its own app may change', async () => {
    const made = await github.rest('/check-runs', { method: 'POST', body: { name: 'holdpoint / pre-release', head_sha: await head(), status: 'in_progress' } });
    assert.deepEqual([made.status, made.body.conclusion], [201, null]);
    const path = `/check-runs/${made.body.id}`;
    const foreign = await github.rest(path, { method: 'PATCH', body: { conclusion: 'success' }, token: 'workflow' });
    assert.match(foreign.body.message, /^Invalid app_id/);
    await github.rest(path, { method: 'PATCH', body: { conclusion: 'failure', output: { title: 'no-go', summary: '2 missing' } } });
    const { body } = await github.rest(path);
    assert.deepEqual([body.status, body.conclusion, body.output.title], ['completed', 'failure', 'no-go']);
    const listed = await github.rest('/commits/main/check-runs?check_name=holdpoint%20/%20pre-release');
    assert.deepEqual([listed.body.total_count, listed.body.check_runs[0].id], [1, made.body.id]);
    assert.deepEqual(await github.control('violations'), []);
  });

  test('an annotated tag: first the object, then the ref, which is made once', async () => {
    const object = await head();
    const made = await github.rest('/git/tags', { method: 'POST', body: { tag: 'v1.4.0', message: 'Go', object, type: 'commit' } });
    assert.deepEqual([made.status, made.body.object.sha], [201, object]);
    const ref = { method: 'POST', body: { ref: 'refs/tags/v1.4.0', sha: made.body.sha } };
    assert.equal((await github.rest('/git/refs', ref)).body.object.sha, made.body.sha);
    assert.equal((await github.rest('/git/refs', ref)).body.message, 'Reference already exists');
    const { ref: read } = await github.shop('ref(qualifiedName: "refs/tags/v1.4.0") { target { oid ... on Tag { message tagger { name } target { oid } } } }');
    assert.deepEqual(read.target, { oid: made.body.sha, message: 'Go', tagger: { name: 'holdpoint[bot]' }, target: { oid: object } });
    assert.deepEqual((await github.rest('/git/matching-refs/tags/v1.4')).body.map(({ ref }) => ref), ['refs/tags/v1.4.0']);
    assert.deepEqual(await github.control('violations'), []);
  });

  test('a floating tag moves, backwards only by force', async () => {
    const sha = await head();
    const move = async (body) => (await github.rest('/git/refs/tags/v1', { method: 'PATCH', body })).status;
    const { body: { object } } = await github.rest('/git/ref/tags/v1');
    assert.deepEqual([await move({ sha }), await move({ sha: object.sha }), await move({ sha: object.sha, force: true })], [200, 422, 200]);
    assert.equal((await github.rest('/git/refs/tags/v9', { method: 'PATCH', body: { sha } })).body.message, 'Reference does not exist');
  });

  test('a comment that is too long is refused as by GitHub', async () => {
    const { status, body } = await github.rest('/issues/40/comments', { method: 'POST', body: { body: 'x'.repeat(65537) } });
    assert.deepEqual([status, body.errors[0].message], [422, 'Body is too long (maximum is 65536 characters)']);
  });
});

describe('rights', () => {
  for (const [path, options, needs] of [
    ['/branches/main/protection', { token: 'workflow' }, 'administration=read'],
    ['/issues/40/comments', { token: 'read-only', method: 'POST', body: { body: 'x' } }, 'issues=write; pull_requests=write'],
    ['/commits/main/check-runs', { token: 'read-only' }, 'checks=read'],
  ]) {
    test(`${options.method ?? 'GET'} ${path} without ${needs}`, async () => {
      const { status, headers, body } = await github.rest(path, options);
      assert.deepEqual([status, body.message, headers.get('x-accepted-github-permissions')], [403, 'Resource not accessible by integration', needs]);
    });
  }

  test('a private repository is 404 for a stranger', async () => {
    assert.equal((await github.rest('', { token: 'outsider' })).status, 404);
  });

  test('an unknown version of the API is 400', async () => {
    assert.equal((await github.rest('', { headers: { 'x-github-api-version': '2020-01-01' } })).status, 400);
  });
});

describe('pages', () => {
  test('links name the repository by number, lead on, and files are on the first page only', async () => {
    const first = await github.rest('/compare/v1.3.1...main?per_page=3');
    const [, next] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link'));
    assert.match(next, /\/repositories\/4711\/compare\//);
    const second = await github.json(next.slice(github.fake.url.length));
    assert.deepEqual([first.body.commits.length, second.body.commits.length, second.body.total_commits], [3, 1, 4]);
    assert.deepEqual([first.body.files.map(({ filename }) => filename), second.body.files],
      [['.github/workflows/ci.yml', 'api/orders.js', 'docs/guide.md', 'web/cart.js'], undefined]);
  });

  test('a diverged comparison counts both sides from the merge base', async () => {
    await github.control('patch', { do: 'push', branch: 'hotfix', from: 'v1.3.1', by: 'mona', files: { 'api/orders.js': 'fixed' } });
    const { body } = await github.rest('/compare/hotfix...main');
    assert.deepEqual([body.status, body.ahead_by, body.behind_by, body.merge_base_commit.commit.message], ['diverged', 4, 1, 'First release']);
  });

  test('at most 300 files are shown, and a moved file is a renamed one', async () => {
    const many = Object.fromEntries(Array.from({ length: 310 }, (_, index) => [`many/${String(index).padStart(3, '0')}.txt`, `${index}`]));
    await github.control('patch', [
      { do: 'push', branch: 'many', from: 'main', by: 'mona', files: many },
      { do: 'push', branch: 'moved', from: 'main', by: 'mona', files: { 'web/cart.js': null, 'web/basket.js': 'export const cart = load();\n' } },
    ]);
    assert.equal((await github.rest('/compare/main...many')).body.files.length, 300);
    const [moved] = (await github.rest('/compare/main...moved')).body.files;
    assert.deepEqual([moved.status, moved.filename, moved.previous_filename], ['renamed', 'web/basket.js', 'web/cart.js']);
  });
});

test('GraphQL and REST are served under the paths of a GitHub Enterprise Server too', async () => {
  assert.equal((await github.json('/api/v3/repos/octoacme/shop')).body.full_name, 'octoacme/shop');
  const { body } = await github.json('/api/graphql', { method: 'POST', body: { query: '{ viewer { login } }' } });
  assert.equal(body.data.viewer.login, 'holdpoint[bot]');
});

describe('runs and releases', async () => {
  const built = await start([{ repositories: { 'octoacme/shop': {
    runs: [
      { number: 7, workflow: '.github/workflows/build.yml', commit: 'm5', id: 4242, artifacts: [{ name: 'shop' }, { name: 'old', expired: true, size: 0 }] },
      { number: 8, workflow: '.github/workflows/build.yml', commit: 'm4', event: 'schedule', status: 'in_progress', headRepository: 'eve/shop' },
    ],
    releases: [
      { tag: 'v1.3.1', id: 61, assets: [{ name: 'shop.tar.gz' }] },
      { tag: 'v1.4.0', id: 62, draft: true, assets: [{ name: 'shop.tar.gz', state: 'open', size: 0 }] },
    ],
  } } }]);

  test('runs of a commit, those behind its checks among them', async () => {
    const sha = (await built.rest('/git/ref/heads/main')).body.object.sha;
    const { body } = await built.rest(`/actions/runs?head_sha=${sha}&exclude_pull_requests=true`);
    const runs = body.workflow_runs.map((run) => [run.path, run.event, run.status, run.conclusion, run.head_repository.full_name]);
    assert.deepEqual(runs.find(([path]) => path.endsWith('build.yml')), ['.github/workflows/build.yml', 'push', 'completed', 'success', 'octoacme/shop']);
    assert.deepEqual([runs.length, body.total_count], [3, 3]);
    const all = (await built.rest('/actions/runs')).body.workflow_runs;
    assert.equal(all.find(({ run_number: number }) => number === 8).head_repository.full_name, 'eve/shop');
    assert.deepEqual(await built.control('violations'), []);
  });

  test('artifacts of a run', async () => {
    const { body } = await built.rest('/actions/runs/4242/artifacts');
    assert.deepEqual(body.artifacts.map(({ name, expired, size_in_bytes: size }) => [name, expired, size]), [['shop', false, 1024], ['old', true, 0]]);
    assert.equal((await built.rest('/actions/runs/1/artifacts')).status, 404);
    assert.equal((await built.rest('/actions/runs/4242/artifacts', { token: 'read-only' })).status, 403);
    assert.deepEqual(await built.control('violations'), []);
  });

  test('drafts are for those who may write', async () => {
    const tags = async (token) => (
      await built.shop('releases(first: 10) { totalCount nodes { tagName isDraft releaseAssets(first: 1) { totalCount } } }', { token })).releases;
    assert.deepEqual((await tags('workflow')).nodes.map(({ tagName, isDraft }) => [tagName, isDraft]), [['v1.3.1', false], ['v1.4.0', true]]);
    assert.deepEqual((await tags('read-only')).totalCount, 1);
    const states = async (id, token) => (await built.rest(`/releases/${id}/assets`, { token })).body;
    assert.deepEqual((await states(62, 'gate')).map(({ state, size }) => [state, size]), [['open', 0]]);
    assert.equal((await states(62, 'read-only')).status, '404');
    assert.equal((await states(61, 'read-only')).length, 1);
    assert.deepEqual(await built.control('violations'), []);
  });
});

describe('pushes', () => {
  const tips = async (branch) => (await github.rest(`/activity?ref=${branch}`)).body.map(({ activity_type: type, before, after }) => [type, before.slice(0, 6), after.slice(0, 6)]);

  test('a branch has those that follow from its commits, and those that deeds make', async () => {
    const { object } = await github.shop('object(expression: "search") { oid }');
    assert.deepEqual(await tips('search'), [['branch_creation', '000000', object.oid.slice(0, 6)]]);
    await github.control('patch', [
      { do: 'push', branch: 'other', from: 'main', files: { x: '1' }, by: 'lina-p' }, { do: 'push', branch: 'other', files: { x: '2' }, by: 'lina-p' },
      { do: 'move', ref: 'other', to: 'f1', by: 'lina-p' }, { do: 'move', ref: 'other', to: null, by: 'lina-p' },
    ]);
    const all = await tips('other');
    assert.deepEqual(all.map(([type]) => type), ['branch_deletion', 'force_push', 'push', 'branch_creation']);
    assert.ok(all.slice(1).every(([, , after], index) => after === all[index][1]), JSON.stringify(all));
  });

  test('pages have cursors', async () => {
    const { body, headers } = await github.rest('/activity?ref=main&per_page=3');
    const next = new URL(/<([^>]+)>; rel="next"/.exec(headers.get('link'))[1]);
    const rest = await github.rest(`/activity${next.search}`);
    assert.deepEqual([body.length, rest.body.length, rest.headers.get('link')], [3, 2, null]);
  });
});
