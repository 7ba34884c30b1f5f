import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { start } from '../harness.mjs';
import { merge } from '../world/document.mjs';
import { buildWorld } from '../world/world.mjs';

const minimal = (more = {}) => ({ repositories: { 'o/r': { commits: { a: { date: '2026-01-01T00:00:00Z' } }, branches: { main: 'a' }, ...more } } });

describe('a world file must make sense', () => {
  for (const [what, document, message] of [
    ['an unknown key', minimal({ pullz: [] }), /o\/r: unknown key 'pullz'/],
    ['an unknown key within', minimal({ issues: [{ number: 1, boddy: '' }] }), /issues\.1: unknown key 'boddy'/],
    ['a missing key', minimal({ issues: [{ title: 'x' }] }), /'number' is missing/],
    ['a commit of nowhere', minimal({ tags: { v1: 'zz' } }), /no commit 'zz'/],
    ['a milestone of nowhere', minimal({ issues: [{ number: 1, milestone: 'v9' }] }), /no milestone 'v9'/],
    ['a tick without a box', minimal({ issues: [{ number: 1, body: 'x', edits: [{ at: '2026', by: 'a', tick: 'x' }] }] }), /no such box/],
    ['a pull request without a head', minimal({ pulls: [{ number: 1, head: 'zz' }] }), /no branch 'zz'/],
  ]) {
    test(what, () => assert.throws(() => buildWorld(document), message));
  }
});

test('a patch is merged by natural key', () => {
  const target = { labels: [{ name: 'a' }, 'b'], tags: { x: 1, y: 2 }, list: [1, 2] };
  merge(target, { labels: [{ name: 'b', color: 'red' }, { name: 'c' }, { name: 'a', $delete: true }], tags: { x: null }, list: [3] });
  assert.deepEqual(target, { labels: [{ name: 'b', color: 'red' }, { name: 'c' }], tags: { y: 2 }, list: [3] });
});

test('a patch that makes no sense changes nothing', async () => {
  const { json, shop } = await start();
  const { status, body } = await json('/_fake/patch', { method: 'POST', body: [{ do: 'tick', number: 40, text: 'Rollback plan', by: 'devon-k' }, { do: 'dance' }] });
  assert.deepEqual([status, body.message], [400, "unknown deed 'dance'"]);
  assert.match((await shop('issue(number: 40) { body }')).issue.body, /\[ \] Rollback plan/);
});

describe('deeds', async () => {
  const { control, shop } = await start();
  const act = (...deeds) => control('patch', deeds);

  test('tick and untick are edits by somebody', async () => {
    await act({ do: 'tick', number: 40, text: 'Rollback plan', by: 'devon-k' }, { do: 'untick', number: 40, text: 'Tested on staging', by: 'mona' });
    const { issue } = await shop('issue(number: 40) { body userContentEdits(first: 2) { totalCount nodes { editor { login } } } }');
    assert.match(issue.body, /\[ \] Tested on staging\n- \[x\] Rollback plan/);
    assert.deepEqual([issue.userContentEdits.totalCount, issue.userContentEdits.nodes[0].editor.login], [5, 'mona']);
  });

  test('labels come and go with their events', async () => {
    await act({ do: 'label', number: 38, name: 'hold', by: 'mona' }, { do: 'unlabel', number: 38, name: 'hold', by: 'maya-r' });
    const { pullRequest } = await shop(`pullRequest(number: 38) { labels(first: 9) { nodes { name } } timelineItems(last: 2, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) {
      nodes { __typename ... on LabeledEvent { actor { login } } ... on UnlabeledEvent { actor { login } label { name } } } } }`);
    assert.deepEqual(pullRequest.labels.nodes, [{ name: 'feature' }]);
    assert.deepEqual(pullRequest.timelineItems.nodes, [
      { __typename: 'LabeledEvent', actor: { login: 'mona' } }, { __typename: 'UnlabeledEvent', actor: { login: 'maya-r' }, label: { name: 'hold' } },
    ]);
  });

  test('a deleted comment leaves an event', async () => {
    await act({ do: 'deleteComment', number: 40, comment: 3100000002, by: 'maya-r' });
    const { issue } = await shop('issue(number: 40) { comments(first: 9) { totalCount } timelineItems(first: 9, itemTypes: [COMMENT_DELETED_EVENT]) { nodes { ... on CommentDeletedEvent { actor { login } deletedCommentAuthor { login } } } } }');
    assert.deepEqual([issue.comments.totalCount, issue.timelineItems.nodes], [1, [{ actor: { login: 'maya-r' }, deletedCommentAuthor: { login: 'vera-law' } }]]);
  });

  test('a force push of a head shows in its pull request', async () => {
    const head = async () => (await shop('pullRequest(number: 38) { headRefOid }')).pullRequest.headRefOid;
    const before = await head();
    await act({ do: 'push', branch: 'other', from: 'main', by: 'lina-p', commit: 'f2', files: { 'web/search.js': 'better' } }, { do: 'move', ref: 'search', to: 'f2', by: 'lina-p' });
    const { pullRequest } = await shop('pullRequest(number: 38) { headRefOid timelineItems(first: 9, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) { nodes { ... on HeadRefForcePushedEvent { beforeCommit { oid } afterCommit { oid } } } } }');
    assert.deepEqual(pullRequest.timelineItems.nodes, [{ beforeCommit: { oid: before }, afterCommit: { oid: pullRequest.headRefOid } }]);
    assert.notEqual(pullRequest.headRefOid, before);
  });

  for (const [method, ahead, parents] of [['squash', 1, 1], ['merge', 3, 2], ['rebase', 2, 1]]) {
    test(`a merge by ${method} moves the base, and keeps what was merged`, async () => {
      const github = await start([
        { do: 'push', branch: 'search', by: 'lina-p', message: 'More', files: { 'web/more.js': 'more' } },
        { do: 'tag', name: 'here', commit: 'main' },
        { do: 'merge', number: 38, by: 'maya-r', method },
      ]);
      const { ref, pullRequest, object } = await github.shop(`ref(qualifiedName: "refs/tags/here") { compare(headRef: "main") { aheadBy commits(last: 1) { nodes { oid associatedPullRequests(first: 5) { nodes { number } } } } } }
        pullRequest(number: 38) { state merged mergedBy { login } mergeCommit { oid parents(first: 3) { totalCount } } commits(first: 9) { totalCount } changedFiles }
        object(expression: "main:web/more.js") { ... on Blob { text } }`);
      const [tip] = ref.compare.commits.nodes;
      assert.deepEqual([ref.compare.aheadBy, pullRequest.mergeCommit.parents.totalCount, pullRequest.mergeCommit.oid], [ahead, parents, tip.oid]);
      assert.deepEqual([pullRequest.state, pullRequest.mergedBy.login, pullRequest.commits.totalCount, pullRequest.changedFiles], ['MERGED', 'maya-r', 2, 2]);
      assert.deepEqual([tip.associatedPullRequests.nodes, object.text], [[{ number: 38 }], 'more']);
    });
  }

  test('the squash has the tree of the head that was reviewed', async () => {
    const { pullRequest } = await shop('pullRequest(number: 37) { mergeCommit { oid tree { oid } } commits(last: 1) { nodes { commit { oid tree { oid } } } } }');
    const [{ commit }] = pullRequest.commits.nodes;
    assert.equal(commit.tree.oid, pullRequest.mergeCommit.tree.oid);
    assert.notEqual(commit.oid, pullRequest.mergeCommit.oid);
  });

  test('refs are updated together or not at all', async () => {
    const { id, object, old } = await shop('id object(expression: "main") { oid } old: object(expression: "v1.3.0") { oid }');
    const github = await start();
    const update = (refUpdates) => github.query('mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }', { variables: { input: { repositoryId: id, refUpdates } } });
    const fresh = { name: 'refs/tags/v1.4.0', afterOid: object.oid, beforeOid: '0'.repeat(40) };
    const stale = await update([fresh, { name: 'refs/tags/v1', afterOid: object.oid, beforeOid: object.oid }]);
    assert.match(stale.errors[0].message, /does not point at/);
    assert.equal((await github.shop('ref(qualifiedName: "refs/tags/v1.4.0") { name }')).ref, null);
    assert.equal((await update([fresh, { name: 'refs/tags/v1', afterOid: object.oid, beforeOid: old.oid, force: true }])).errors, undefined);
    assert.equal((await github.shop('ref(qualifiedName: "refs/tags/v1") { target { oid } }')).ref.target.oid, object.oid);
    assert.match((await update([fresh])).errors[0].message, /already exists/);
  });

  test('a label that is renamed is called so in old events, too', async () => {
    const github = await start();
    await github.control('patch', [{ do: 'renameLabel', name: 'release', to: 'the release', at: '2026-03-02T13:00:00Z', by: 'mona' }]);
    const { issue } = await github.shop('issue(number: 40) { labels(first: 9) { nodes { name updatedAt } } timelineItems(first: 9, itemTypes: [LABELED_EVENT]) { nodes { ... on LabeledEvent { label { name } } } } }');
    assert.deepEqual(issue.labels.nodes, [{ name: 'the release', updatedAt: '2026-03-02T13:00:00Z' }]);
    assert.deepEqual(issue.timelineItems.nodes, [{ label: { name: 'the release' } }]);
  });

  test('a commit has its co-authors', async () => {
    const github = await start();
    const message = 'Two of us\n\nCo-authored-by: Mona <mona@example.com>\nCo-authored-by: X <x@elsewhere.example>';
    await github.control('patch', [{ do: 'push', branch: 'search', message, by: 'lina-p' }]);
    const { object } = await github.shop('object(expression: "search") { ... on Commit { authors(first: 9) { nodes { name user { login } } } } }');
    assert.deepEqual(object.authors.nodes.map(({ user }) => user?.login ?? null), ['lina-p', 'mona', null]);
  });
});
