import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { start } from '../harness.mjs';

const shop = {
  analyses: [
    { commit: 'm4', createdAt: '2026-02-20T10:00:00Z' }, { commit: 'm5', createdAt: '2026-02-27T10:00:00Z', results: 2, category: null },
    { commit: 'f1', ref: 'refs/pull/38/head', createdAt: '2026-03-01T10:00:00Z' },
  ],
  codeAlerts: [
    { number: 1, rule: 'js/xss', severity: 'error', securitySeverity: 'high', state: 'fixed' },
    { number: 2, rule: 'js/unused', severity: 'note', refs: ['refs/heads/main', 'refs/pull/38/head'] },
  ],
  dependabotAlerts: [
    { number: 1, package: 'tar', severity: 'critical' }, { number: 2, package: 'mocha', severity: 'low', scope: 'development', state: 'dismissed' },
    { number: 3, package: 'jest', severity: 'moderate', scope: null },
  ],
  secretAlerts: [{ number: 1, type: 'slack_api_token', secret: 'hush' }, { number: 2, type: 'npm_token', state: 'resolved' }],
};

const github = await start();
const put = (part) => github.control('patch', { repositories: { 'octoacme/shop': part } });
beforeEach(async () => {
  await github.control('reset', {});
  await put(shop);
});
const numbers = (body) => body.map(({ number }) => number);
const clean = async () => assert.deepEqual(await github.control('violations'), []);

describe('code scanning', () => {
  test('analyses of a ref, newest first', async () => {
    const { body } = await github.rest('/code-scanning/analyses?ref=refs%2Fheads%2Fmain');
    assert.deepEqual(body.map(({ created_at: at, results_count: results, category }) => [at, results, category]), [
      ['2026-02-27T10:00:00Z', 2, undefined], ['2026-02-20T10:00:00Z', 0, '/language:javascript'],
    ]);
    await clean();
  });

  test('alerts of a ref, by state', async () => {
    for (const [query, found] of [['', [1, 2]], ['?state=open', [2]], ['?state=open&ref=refs%2Fpull%2F38%2Fhead', [2]], ['?state=dismissed', []]]) {
      assert.deepEqual(numbers((await github.rest(`/code-scanning/alerts${query}`)).body), found, query);
    }
    await clean();
  });

  test('a ref that was never analysed', async () => {
    const { status, body } = await github.rest('/code-scanning/alerts?ref=refs%2Fheads%2Fsearch');
    assert.deepEqual([status, body.message], [404, 'no analysis found']);
  });

  for (const [state, status, message] of [
    ['disabled', 403, /Code scanning is not enabled/], ['no-advanced-security', 403, /Advanced Security must be enabled/], ['never-analysed', 404, /no analysis found/],
  ]) {
    test(`${state} says so`, async () => {
      await put({ security: { codeScanning: state } });
      for (const list of ['alerts', 'analyses']) {
        const answer = await github.rest(`/code-scanning/${list}`);
        assert.equal(answer.status, status);
        assert.match(answer.body.message, message);
      }
    });
  }
});

describe('secret scanning', () => {
  test('the secret is shown unless it is to be hidden', async () => {
    assert.equal((await github.rest('/secret-scanning/alerts?state=open')).body[0].secret, 'hush');
    const { body } = await github.rest('/secret-scanning/alerts?state=open&hide_secret=true');
    assert.deepEqual([numbers(body), body[0].secret], [[1], undefined]);
    await clean();
  });

  test('disabled says so', async () => {
    await put({ security: { secretScanning: 'disabled' } });
    const { status, body } = await github.rest('/secret-scanning/alerts');
    assert.deepEqual([status, body.message], [404, 'Secret scanning is disabled on this repository.']);
  });
});

describe('Dependabot', () => {
  const selection = 'hasVulnerabilityAlertsEnabled vulnerabilityAlerts(first: 10, states: [OPEN]) { totalCount nodes { number dependencyScope securityVulnerability { severity package { name } } } }';

  test('open alerts, with what GitHub does not know as null', async () => {
    const { vulnerabilityAlerts } = await github.shop(selection);
    assert.deepEqual(vulnerabilityAlerts.nodes.map((node) => [node.number, node.dependencyScope, node.securityVulnerability.severity, node.securityVulnerability.package.name]),
      [[1, 'RUNTIME', 'CRITICAL', 'tar'], [3, null, 'MODERATE', 'jest']]);
  });

  test('disabled shows none', async () => {
    await put({ security: { dependabot: 'disabled' } });
    const shown = await github.shop(selection);
    assert.deepEqual([shown.hasVulnerabilityAlertsEnabled, shown.vulnerabilityAlerts.totalCount], [false, 0]);
  });
});

test('alerts are for those who may, also on a public repository', async () => {
  await put({ private: false });
  for (const path of ['/code-scanning/alerts', '/code-scanning/analyses', '/secret-scanning/alerts']) {
    const { status, body } = await github.rest(path, { token: 'workflow' });
    assert.deepEqual([status, body.message], [403, 'Resource not accessible by integration'], path);
  }
  const { data, errors } = await github.query('{ repository(owner: "octoacme", name: "shop") { vulnerabilityAlerts(first: 1) { totalCount } } }', { token: 'workflow' });
  assert.deepEqual([data.repository.vulnerabilityAlerts, errors[0].type, errors[0].path], [null, 'FORBIDDEN', ['repository', 'vulnerabilityAlerts']]);
});

test('an unknown state of a feature is refused', async () => {
  const { status, body } = await github.json('/_fake/patch', { method: 'POST', body: { repositories: { 'octoacme/shop': { security: { dependabot: 'maybe' } } } } });
  assert.deepEqual([status, /security\.dependabot/.test(body.message)], [400, true]);
});
