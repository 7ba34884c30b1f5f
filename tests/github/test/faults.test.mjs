import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { start } from '../harness.mjs';

const github = await start();
beforeEach(() => github.control('reset', {}));

const QUERY = 'query Head { repository(owner: "octoacme", name: "shop") { defaultBranchRef { target { oid } } issue(number: 40) { comments(first: 9) { totalCount nodes { body } pageInfo { hasNextPage endCursor } } } } }';
const ask = () => github.call('/graphql', { method: 'POST', body: { query: QUERY } });
const answer = async () => (await ask()).json();
const fault = (effect, more = {}) => github.control('faults', [{ match: { operation: 'Head' }, effect, ...more }]);
const comment = { method: 'POST', body: { body: 'once' } };
const comments = async () => (await github.rest('/issues/40/comments')).body.length;

test('a fault has its effect on the n-th request that fits, and says how often it was met', async () => {
  await fault({ html: true }, { nth: 2 });
  assert.deepEqual([(await ask()).status, (await ask()).status, (await ask()).status], [200, 502, 200]);
  const [{ seen, done }] = await github.control('faults');
  assert.deepEqual([seen, done], [3, 1]);
});

test('a fault that is misspelt is refused', async () => {
  const { status, body } = await github.json('/_fake/faults', { method: 'POST', body: [{ match: {}, effect: { htlm: true } }] });
  assert.deepEqual([status, body.message], [400, "faults: unknown key 'htlm'"]);
});

describe('each effect', () => {
  test('status with a body of its own', async () => {
    await fault({ status: 503, body: { message: 'down' }, headers: { 'retry-after': '1' } });
    const response = await ask();
    assert.deepEqual([response.status, response.headers.get('retry-after'), await response.json()], [503, '1', { message: 'down' }]);
  });

  test('html', async () => {
    await fault({ html: 504 });
    const response = await ask();
    assert.deepEqual([response.status, response.headers.get('content-type')], [504, 'text/html; charset=utf-8']);
    await assert.rejects(response.json());
  });

  test('empty_page: no items and no next page, while the total stays', async () => {
    await fault({ empty_page: true });
    const { data } = await answer();
    assert.deepEqual(data.repository.issue.comments, { totalCount: 2, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
    await github.control('faults', [{ match: { path: '/repos/*/comments' }, effect: { empty_page: true } }]);
    assert.equal(await comments(), 0);
  });

  for (const effect of ['truncate', 'drop']) {
    test(effect, async () => {
      await fault({ [effect]: true });
      await assert.rejects(answer());
    });
  }

  test('malformed', async () => {
    await fault({ malformed: true });
    await assert.rejects(answer(), SyntaxError);
  });

  test('delay', async () => {
    await fault({ delay: 60 });
    await ask();
    const [{ started, ended }] = await github.control('log');
    assert.ok(ended - started >= 55);
  });

  test('graphql_error leaves a null at its path and the rest of the data', async () => {
    await fault({ graphql_error: { path: ['repository', 'issue'], type: 'FORBIDDEN', message: 'no' } });
    const { data, errors } = await answer();
    assert.equal(data.repository.issue, null);
    assert.match(data.repository.defaultBranchRef.target.oid, /^[0-9a-f]{40}$/);
    assert.deepEqual(errors, [{ type: 'FORBIDDEN', path: ['repository', 'issue'], message: 'no' }]);
  });

  test('null_node is a null without a word', async () => {
    await fault({ null_node: ['repository', 'issue', 'comments', 'nodes', 1] });
    const { data, errors } = await answer();
    assert.deepEqual([data.repository.issue.comments.nodes[1], errors], [null, undefined]);
  });

  test('denied', async () => {
    await fault({ denied: true });
    assert.equal((await answer()).errors[0].type, 'FORBIDDEN');
    await github.control('faults', [{ match: { method: 'POST', path: '/repos/*' }, effect: { denied: true } }]);
    assert.equal((await github.rest('/issues/40/comments', comment)).status, 403);
  });

  test('secondary rate limit', async () => {
    await fault({ secondary_rate_limit: { retry_after: 7 } });
    const response = await ask();
    assert.deepEqual([response.status, response.headers.get('retry-after')], [403, '7']);
  });

  test('primary rate limit: 200 from GraphQL, 403 from REST', async () => {
    await github.control('faults', [{ effect: { primary_rate_limit: { reset_in: 30 } } }]);
    const response = await ask();
    assert.deepEqual([response.status, response.headers.get('x-ratelimit-remaining'), (await response.json()).errors[0].type], [200, '0', 'RATE_LIMIT']);
    assert.equal(Number(response.headers.get('x-ratelimit-reset')), Date.parse('2026-03-02T12:00:30Z') / 1000);
    assert.equal((await github.rest('')).status, 403);
  });
});

describe('pages', () => {
  const PAGE = 'query Page($after: String) { repository(owner: "octoacme", name: "shop") { labels(first: 2, after: $after) { totalCount nodes { name } pageInfo { endCursor } } } }';
  const page = async (after) => (await github.query(PAGE, { variables: { after } })).data.repository.labels;
  const names = ({ nodes }) => nodes.map(({ name }) => name);

  test('a further page is told from the first', async () => {
    const first = await page(null);
    await page(first.pageInfo.endCursor);
    await github.rest('/issues/40/comments?per_page=1');
    await github.rest('/issues/40/comments?per_page=1&page=2');
    const log = await github.control('log');
    assert.deepEqual(log.map(({ further }) => further), [false, true, false, true]);
  });

  test('repeated_page shows the first page again', async () => {
    const first = await page(null);
    await github.control('faults', [{ match: { operation: 'Page', further: true }, effect: { repeated_page: true } }]);
    assert.deepEqual(await page(first.pageInfo.endCursor), first);
    const comments = (number) => github.rest(`/issues/40/comments?per_page=1&page=${number}`);
    const [one, two] = [await comments(1), await comments(2)];
    await github.control('faults', [{ match: { path: '/repos/*/comments', search: '?per_page=1&page=*' }, effect: { repeated_page: true } }]);
    assert.notDeepEqual(one.body, two.body);
    assert.deepEqual((await comments(2)).body, one.body);
  });

  test('shifted_page lacks what moved before it', async () => {
    const first = await page(null);
    const whole = await page(first.pageInfo.endCursor);
    await github.control('faults', [{ match: { further: true }, effect: { shifted_page: 1 } }]);
    const shifted = await page(first.pageInfo.endCursor);
    assert.deepEqual([names(shifted), shifted.totalCount], [names(whole).slice(1), whole.totalCount - 1]);
  });

  test('a window that is too wide is told by its variable', async () => {
    const wide = 'query Wide($window: Int!) { repository(owner: "octoacme", name: "shop") { labels(first: $window) { totalCount } } }';
    await github.control('faults', [{ match: { wider: 10 }, effect: { html: true } }]);
    const status = async (window) => (await github.call('/graphql', { method: 'POST', body: { query: wide, variables: { window } } })).status;
    assert.deepEqual([await status(100), await status(10)], [502, 200]);
  });
});

test('the places that may be null are noted, and each can be made null by its name', async () => {
  await github.control('places', {});
  await ask();
  const { Head: places } = await github.control('places');
  assert.deepEqual(places.map((place) => place.join('.')), [
    'repository', 'repository.defaultBranchRef', 'repository.defaultBranchRef.target', 'repository.issue',
    'repository.issue.comments.nodes', 'repository.issue.comments.nodes.*', 'repository.issue.comments.pageInfo.endCursor',
  ]);
  for (const place of places) {
    await fault({ null_node: place });
    const { data } = await answer();
    const found = place.reduce((part, key) => (key === '*' ? part.find((item) => item === null) : part[key]), data);
    assert.equal(found, null, place.join('.'));
  }
});

test('a place that is nowhere is not done', async () => {
  await fault({ null_node: ['repository', 'issue', 'comments', 'nodes', '*', 'author'] });
  await answer();
  const [{ seen, done }] = await github.control('faults');
  assert.deepEqual([seen, done], [1, 0]);
});

test('a fault is done so many times and no more', async () => {
  await fault({ html: true }, { times: 1 });
  assert.deepEqual([(await ask()).status, (await ask()).status], [502, 200]);
});

describe('a request that failed', () => {
  for (const [executed, more] of [[false, 0], [true, 1]]) {
    test(executed ? 'was carried out where the rule says so' : 'was not carried out', async () => {
      const before = await comments();
      await github.control('faults', [{ match: { method: 'POST' }, effect: { html: true }, executed }]);
      assert.equal((await github.call('/repos/octoacme/shop/issues/40/comments', comment)).status, 502);
      assert.equal(await comments(), before + more);
    });
  }
});

test('the head moves between two requests', async () => {
  await fault({}, { nth: 1, then: { do: 'push', branch: 'main', by: 'mona', files: { 'late.txt': 'x' } } });
  const oid = async () => (await answer()).data.repository.defaultBranchRef.target.oid;
  const [first, second, third] = [await oid(), await oid(), await oid()];
  assert.notEqual(first, second);
  assert.equal(second, third);
});

test('the log tells which requests overlapped', async () => {
  await fault({ delay: 40 });
  await Promise.all([ask(), ask()]);
  await ask();
  const log = await github.control('log');
  assert.deepEqual(log.map(({ overlapping }) => overlapping), [[2], [1], []]);
});

test('a further world shares nothing but the process', async () => {
  const { url } = await github.control('worlds', { patch: { do: 'close', number: 40, by: 'maya-r' } });
  const ask = async (base) => (await (await fetch(`${base}/graphql`, { method: 'POST', headers: { authorization: 'bearer gate' },
    body: JSON.stringify({ query: '{ repository(owner: "octoacme", name: "shop") { issue(number: 40) { state } } }' }) })).json()).data.repository.issue.state;
  assert.deepEqual([await ask(url), await ask(github.fake.url)], ['CLOSED', 'OPEN']);
});
