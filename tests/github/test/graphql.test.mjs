import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { start } from '../harness.mjs';

const github = await start();
beforeEach(() => github.control('reset', {}));

const inShop = (selection) => `{ repository(owner: "octoacme", name: "shop") { ${selection} } }`;
const issue40 = (selection) => github.shop(`issue(number: 40) { ${selection} }`).then(({ issue }) => issue);

describe('a query is held against the published schema', () => {
  test('a field that GitHub does not have is refused, and kept as a violation', async () => {
    const answer = await github.query(inShop('issue(number: 40) { bodyy }'));
    assert.equal(answer.data, undefined);
    assert.match(answer.errors[0].message, /Cannot query field "bodyy"/);
    assert.match((await github.control('violations'))[0], /bodyy/);
  });

  test('a field that the state does not hold is loud, and never a plain null', async () => {
    const answer = await github.query(inShop('issue(number: 40) { title isPinned }'));
    assert.deepEqual(answer.data.repository.issue, { title: 'Release v1.4.0', isPinned: null });
    assert.equal(answer.errors[0].message, "not in the fake's state: Issue.isPinned");
    assert.deepEqual(await github.control('violations'), ["not in the fake's state: Issue.isPinned"]);
  });

  test('an argument that is not modelled is loud too', async () => {
    const { errors } = await github.query(inShop('issue(number: 40) { comments(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount } }'));
    assert.equal(errors[0].message, 'not in the fake: arguments of Issue.comments');
  });

  test('only what was asked for is answered', async () => {
    assert.deepEqual(await github.shop('name'), { name: 'shop' });
  });
});

describe('pages and weight', () => {
  for (const [what, args, type] of [
    ['no size', '', 'MISSING_PAGINATION_BOUNDARIES'], ['101', '(first: 101)', 'EXCESSIVE_PAGINATION'], ['0', '(last: 0)', 'EXCESSIVE_PAGINATION'],
    ['both ends', '(first: 1, last: 1)', 'UNPROCESSABLE'],
  ]) {
    test(`a page of ${what} is refused`, async () => {
      const { data, errors } = await github.query(inShop(`pullRequests${args} { totalCount }`));
      assert.deepEqual([data, errors[0].type], [null, type]);
    });
  }

  test('more than 500,000 nodes are refused', async () => {
    const { data, errors } = await github.query(inShop('pullRequests(first: 100) { nodes { commits(first: 100) { nodes { commit { parents(first: 100) { totalCount } } } } } }'));
    assert.deepEqual([data, errors[0].type], [null, 'MAX_NODE_LIMIT_EXCEEDED']);
  });

  test('the cost follows from the pages that enclose a connection, variables and switches counted', async () => {
    const query = `query Heavy($size: Int!, $deep: Boolean = true) { rateLimit { cost nodeCount used } repository(owner: "octoacme", name: "shop") {
      pullRequests(first: $size) { nodes { reviews(first: 10) @include(if: $deep) { nodes { onBehalfOf(first: 5) { totalCount } } } } } } }`;
    const { data } = await github.query(query, { variables: { size: 100 } });
    // 1 request for the pull requests, 100 for their reviews, 1,000 for the teams of these.
    assert.deepEqual(data.rateLimit, { cost: 11, nodeCount: 100 + 1000 + 5000, used: 11 });
    const { data: flat } = await github.query(query, { variables: { size: 100, deep: false } });
    assert.deepEqual(flat.rateLimit, { cost: 1, nodeCount: 100, used: 12 });
    const [entry] = await github.control('log');
    assert.deepEqual([entry.operation, entry.cost, entry.nodes, entry.token, entry.status], ['Heavy', 11, 6100, 'gate', 200]);
  });

  test('both ends of a list can be read in one document, and the pages join', async () => {
    const { start: head, end } = await github.shop(`
      start: pullRequests(first: 2) { totalCount nodes { number } pageInfo { hasNextPage hasPreviousPage endCursor } }
      end: pullRequests(last: 2) { nodes { number } edges { cursor } pageInfo { hasPreviousPage hasNextPage } }`);
    assert.deepEqual([head.totalCount, head.nodes.map(({ number }) => number), head.pageInfo.hasNextPage], [5, [34, 35], true]);
    assert.deepEqual([end.nodes.map(({ number }) => number), end.pageInfo], [[37, 38], { hasPreviousPage: true, hasNextPage: false }]);
    const between = await github.shop(`pullRequests(first: 10, after: "${head.pageInfo.endCursor}", before: "${end.edges[0].cursor}") { nodes { number } }`);
    assert.deepEqual(between.pullRequests.nodes, [{ number: 36 }]);
  });

  test('a cursor of nowhere is an error', async () => {
    const { errors } = await github.query(inShop('pullRequests(first: 1, after: "x") { totalCount }'));
    assert.match(errors[0].message, /valid cursor/);
  });
});

describe('rights', () => {
  test('a missing permission leaves a null, an error with its path, and the rest of the answer', async () => {
    const { data, errors } = await github.query(inShop('name ref(qualifiedName: "refs/heads/main") { name branchProtectionRule { pattern } }'), { token: 'workflow' });
    assert.deepEqual(data, { repository: { name: 'shop', ref: { name: 'main', branchProtectionRule: null } } });
    const [{ type, path, message, extensions }] = errors;
    assert.deepEqual([type, path, message, extensions],
      ['FORBIDDEN', ['repository', 'ref', 'branchProtectionRule'], 'Resource not accessible by integration', { saml_failure: false }]);
  });

  const head = 'object(expression: "main") { ... on Commit { oid statusCheckRollup { contexts(first: 9) { nodes { ... on CheckRun { name checkSuite { workflowRun { event } } } } } } } }';
  for (const [permissions, path] of [
    [{ contents: 'read', statuses: 'read' }, ['repository', 'object', 'statusCheckRollup']],
    [{ contents: 'read', checks: 'read' }, ['repository', 'object', 'statusCheckRollup']],
    [{ contents: 'read', checks: 'read', statuses: 'read' }, ['repository', 'object', 'statusCheckRollup', 'contexts', 'nodes', 0, 'checkSuite', 'workflowRun']],
  ]) {
    test(`checks with ${Object.keys(permissions)} alone`, async () => {
      await github.control('patch', { tokens: { narrow: { login: 'github-actions[bot]', permissions } } });
      const { data, errors } = await github.query(inShop(head), { token: 'narrow' });
      assert.deepEqual([errors[0].type, errors[0].path], ['FORBIDDEN', path]);
      assert.match(data.repository.object.oid, /^[0-9a-f]{40}$/);
    });
  }

  test('what was needed of each token is told, granted or not', async () => {
    await github.control('clear-log', {});
    await github.control('patch', { tokens: { clerk: { login: 'github-actions[bot]', permissions: { issues: 'read' } } } });
    await github.query(inShop('name issue(number: 40) { body } ref(qualifiedName: "refs/heads/main") { name }'), { token: 'clerk' });
    await github.rest('/issues/40/comments', { token: 'clerk', method: 'POST', body: { body: 'Hello' } });
    const { clerk, gate } = await github.control('rights');
    assert.equal(gate, undefined);
    assert.deepEqual(clerk, [
      { needs: 'issues=read', granted: true },
      { needs: 'contents=read', granted: false },
      { needs: 'issues=write; pull_requests=write', granted: false },
    ]);
    await github.control('clear-log', {});
    assert.deepEqual(await github.control('rights'), {});
  });

  test('a private repository does not exist for a stranger, and issues not for a reader of contents', async () => {
    const hidden = await github.query(inShop('name'), { token: 'outsider' });
    assert.deepEqual([hidden.data.repository, hidden.errors[0].type], [null, 'NOT_FOUND']);
    const reader = await github.query(inShop('name issue(number: 40) { body }'), { token: 'read-only' });
    assert.deepEqual([reader.data.repository, reader.errors[0].type], [{ name: 'shop', issue: null }, 'FORBIDDEN']);
  });

  test('a node id opens no door that the repository keeps shut', async () => {
    const { id } = await issue40('id');
    assert.equal((await github.query(`{ node(id: "${id}") { ... on Issue { body } } }`, { token: 'read-only' })).errors[0].type, 'FORBIDDEN');
    assert.equal((await github.query(`{ node(id: "${id}") { ... on Issue { number } } }`)).data.node.number, 40);
  });

  test('team members need the right to see members', async () => {
    const query = '{ organization(login: "octoacme") { login team(slug: "docs") { members(first: 9) { edges { role node { login } } } } } }';
    assert.equal((await github.query(query, { token: 'workflow' })).errors[0].type, 'FORBIDDEN');
    const { data } = await github.query(query);
    assert.deepEqual(data.organization.team.members.edges.map(({ node }) => node.login), ['mona', 'hubot-docs']);
  });

  test('an unknown token is 401', async () => {
    assert.equal((await github.json('/graphql', { method: 'POST', body: { query: '{ viewer { login } }' }, token: 'nobody' })).status, 401);
  });
});

describe('what the state says', () => {
  test('a body has its whole history, newest first, with the one who ticked', async () => {
    const { body, lastEditedAt, editor, userContentEdits } = await issue40('body lastEditedAt editor { login } userContentEdits(first: 9) { totalCount nodes { editor { login } diff editedAt } }');
    assert.match(body, /- \[x\] Tested on staging\n- \[ \] Rollback plan/);
    assert.deepEqual([lastEditedAt, editor.login], ['2026-02-26T15:00:00Z', 'devon-k']);
    assert.deepEqual(userContentEdits.nodes.map(({ editor }) => editor.login), ['devon-k', 'mona', 'maya-r']);
    assert.equal(userContentEdits.nodes[0].diff, body);
    assert.match(userContentEdits.nodes[2].diff, /- \[ \] Documentation published/);
  });

  test('a text that nobody edited has no history', async () => {
    const { issue } = await github.shop('issue(number: 30) { lastEditedAt includesCreatedEdit userContentEdits(first: 1) { totalCount } }');
    assert.deepEqual(issue, { lastEditedAt: null, includesCreatedEdit: false, userContentEdits: { totalCount: 0 } });
  });

  test('the comparison is computed from the graph', async () => {
    const compare = 'compare(headRef: "main") { status aheadBy behindBy commits(first: 9) { nodes { messageHeadline } } }';
    const { tag, branch } = await github.shop(`tag: ref(qualifiedName: "refs/tags/v1.3.1") { ${compare} } branch: ref(qualifiedName: "refs/heads/search") { ${compare} }`);
    assert.deepEqual([tag.compare.status, tag.compare.aheadBy, tag.compare.behindBy], ['AHEAD', 4, 0]);
    assert.equal(tag.compare.commits.nodes[0].messageHeadline, 'Save the cart (#34)');
    assert.deepEqual([branch.compare.status, branch.compare.aheadBy, branch.compare.behindBy], ['BEHIND', 0, 1]);
  });

  test('the last opinion counts, and comments are no opinion', async () => {
    await github.control('patch', [
      { do: 'review', number: 34, by: 'mona', state: 'commented' },
      { do: 'review', number: 34, by: 'vera-law', state: 'approved' },
      { do: 'dismiss', number: 35, author: 'devon-k', by: 'maya-r', message: 'Stale' },
    ]);
    const opinions = 'latestOpinionatedReviews(first: 9, writersOnly: true) { nodes { state author { login } } }';
    const { a, b } = await github.shop(`a: pullRequest(number: 34) { ${opinions} reviews(first: 9) { totalCount } }
      b: pullRequest(number: 35) { ${opinions} timelineItems(first: 9, itemTypes: [REVIEW_DISMISSED_EVENT]) { nodes { ... on ReviewDismissedEvent { previousReviewState review { state } } } } }`);
    assert.deepEqual(a.latestOpinionatedReviews.nodes, [{ state: 'APPROVED', author: { login: 'mona' } }]);
    assert.equal(a.reviews.totalCount, 3);
    assert.deepEqual(b.latestOpinionatedReviews.nodes, [{ state: 'DISMISSED', author: { login: 'devon-k' } }]);
    assert.deepEqual(b.timelineItems.nodes, [{ previousReviewState: 'APPROVED', review: { state: 'DISMISSED' } }]);
  });

  test('a rollup has the newest run of each suite, statuses beside, and is null where there is nothing', async () => {
    const rollup = 'statusCheckRollup { state contexts(first: 9) { totalCount checkRunCount nodes { __typename ... on CheckRun { name conclusion databaseId } ... on StatusContext { context state } } } }';
    await github.control('patch', [
      { do: 'check', commit: 'main', name: 'build', conclusion: 'failure', rerun: true },
      { do: 'check', commit: 'main', name: 'build', workflow: '.github/workflows/other.yml', status: 'in_progress', rerun: true },
    ]);
    const { main, old } = await github.shop(`main: object(expression: "main") { ... on Commit { ${rollup} } } old: object(expression: "v1") { ... on Commit { ${rollup} } }`);
    assert.equal(old.statusCheckRollup, null);
    const { state, contexts } = main.statusCheckRollup;
    assert.deepEqual([state, contexts.totalCount, contexts.checkRunCount], ['FAILURE', 5, 4]);
    assert.deepEqual(contexts.nodes.filter(({ name }) => name === 'build').map(({ conclusion }) => conclusion), ['FAILURE', null]);
    assert.ok(contexts.nodes[0].databaseId > 2 ** 31);
  });

  test('an annotated tag is an object that has to be peeled, a light one is the commit', async () => {
    const { refs } = await github.shop('refs(refPrefix: "refs/tags/", first: 9) { nodes { name target { __typename ... on Tag { target { __typename } } } } }');
    assert.deepEqual(refs.nodes.map(({ name, target }) => [name, target.__typename]), [['v1', 'Commit'], ['v1.3.0', 'Commit'], ['v1.3.1', 'Tag']]);
  });

  test('files are read at a commit; a wrong path and a wrong ref are both null', async () => {
    const { policy, path, ref, tree } = await github.shop(`policy: object(expression: "refs/heads/main:release.yml") { oid ... on Blob { text } }
      path: object(expression: "main:nope") { oid } ref: object(expression: "nope:release.yml") { oid } tree: object(expression: "main:web") { ... on Tree { entries { name type } } }`);
    assert.match(policy.text, /^version: 1\n/);
    assert.deepEqual([path, ref, tree], [null, null, { entries: [{ name: 'cart.js', type: 'blob' }] }]);
  });

  test('required is what the rules of the base ask for, by the app that they name', async () => {
    await github.control('patch', { do: 'check', commit: 'search', name: 'unit tests', app: 'impostor', rerun: true });
    const { pullRequest } = await github.shop(`pullRequest(number: 38) { statusCheckRollup { contexts(first: 9) { nodes { ... on CheckRun {
      name isRequired(pullRequestNumber: 38) checkSuite { app { slug } } } } } } }`);
    assert.deepEqual(pullRequest.statusCheckRollup.contexts.nodes.map(({ name, isRequired }) => [name, isRequired]), [['build', true], ['unit tests', false]]);
  });

  test('an actor who left is null', async () => {
    await github.control('patch', { do: 'comment', number: 40, by: 'ghost', body: 'gone' });
    const { comments } = await issue40('comments(last: 1) { nodes { author { login } } }');
    assert.deepEqual(comments.nodes, [{ author: null }]);
  });

  test('bots are named as GraphQL names them, and as users without a bot to show', async () => {
    await github.control('patch', { do: 'push', branch: 'main', by: 'renovate[bot]', files: { 'a.txt': 'a' } });
    const { object } = await github.shop('object(expression: "main") { ... on Commit { author { user { login } } } }');
    assert.equal(object.author.user.login, 'renovate[bot]');
    assert.equal((await github.query('{ viewer { login } }', { token: 'workflow' })).data.viewer.login, 'github-actions[bot]');
    await github.rest('/issues/40/comments', { method: 'POST', body: { body: 'x' } });
    const { comments } = await issue40('comments(last: 1) { nodes { author { __typename login } viewerDidAuthor } }');
    assert.deepEqual(comments.nodes, [{ author: { __typename: 'Bot', login: 'holdpoint' }, viewerDidAuthor: true }]);
  });
});

test('a field can be taken out of every query, or made to say something else', async () => {
  const selection = 'issue(number: 40) { title labels(first: 9) { nodes { name } } }';
  await github.control('drop-field', { type: 'Label', field: 'name' });
  assert.deepEqual((await github.shop(selection)).issue, { title: 'Release v1.4.0', labels: { nodes: [{}] } });
  await github.control('drop-field', {});
  await github.control('drop-field', { type: 'Issue', field: 'labels', to: [] });
  assert.deepEqual((await github.shop(selection)).issue.labels, { nodes: [] });
  assert.ok((await github.control('fields')).includes('Label.name'));
});

test('an older schema refuses the whole document, with what follows from it', async () => {
  const QUERY = 'query Old($n: Int!) { repository(owner: "octoacme", name: "shop") { issue(number: $n) { title labels(first: 5) { nodes { name } } } } }';
  const ask = () => github.query(QUERY, { variables: { n: 40 } });
  await github.control('drop-field', { type: 'Repository', field: 'issue', refuse: true });
  const { data, errors } = await ask();
  assert.equal(data, undefined);
  assert.deepEqual(errors.map(({ extensions }) => extensions.code), ['undefinedField', 'variableNotUsed']);
  assert.deepEqual(errors[0].locations, [{ line: 1, column: QUERY.indexOf('issue') + 1 }]);
  await github.control('drop-field', {});
  await github.control('drop-field', { type: 'Issue', field: 'labels', argument: 'first', refuse: true });
  assert.equal((await ask()).errors[0].extensions.argumentName, 'first');
  await github.control('drop-field', {});
  assert.equal((await ask()).data.repository.issue.title, 'Release v1.4.0');
});

test('merged pull requests are searched for, and nothing else is', async () => {
  const count = async (query, { type = 'ISSUE', ...more } = {}) => (
    await github.query(`{ search(type: ${type}, first: 1, query: ${JSON.stringify(query)}) { issueCount } }`, more));
  const found = async (...args) => (await count(...args)).data.search.issueCount;
  const merged = 'repo:octoacme/shop is:pr is:merged';
  assert.equal(await found(merged), 4);
  assert.equal(await found(`${merged} author:Devon-K merged:<2026-02-16T10:00:00Z`), 0);
  assert.equal(await found(`${merged} author:devon-k merged:<2026-02-16T10:00:01Z`), 1);
  assert.equal(await found(`${merged} author:lina-p merged:<2030-01-01T00:00:00Z`), 0);
  assert.equal(await found(merged, { token: 'read-only' }), 0);
  assert.equal(await found(merged, { token: 'outsider' }), 0);
  for (const [query, type] of [['is:pr is:merged'], [`${merged} label:fix`], [`${merged} author:mona`], [`${merged} author:mona merged:<soon`], [merged, 'USER']]) {
    const { errors } = await count(query, { type });
    assert.match(errors[0].message, /^not in the fake: search of/);
    assert.equal((await github.control('violations')).length, 1);
    await github.control('reset', {});
  }
});
