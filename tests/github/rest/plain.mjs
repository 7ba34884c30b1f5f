// Routes that a plain script takes, one request for each thing: what holdpoint is measured against (bench/).

import { baseOf } from '../world/discussion.mjs';
import { peel, refOf } from '../world/repository.mjs';
import { Refused } from '../refused.mjs';
import * as show from './shapes.mjs';

export const plain = [];
const REPO = '/repos/{owner}/{repo}';
const on = (template, needs, handle) => plain.push({ method: 'GET', template: REPO + template, needs, handle });
const list = (items, shape, wrap) => ({ status: 200, list: items, shape, wrap });

function found(value) {
  if (value === undefined || value === null) throw new Refused(404, 'NOT_FOUND', 'Not Found');
  return value;
}

const pullOf = ({ repository, path }) => found(repository.pullRequests.find(({ number }) => number === Number(path.pull_number)));
const stated = (items, state = 'open') => items.filter((item) => state === 'all' || item.closed === (state === 'closed'));
const newestFirst = (items) => [...items].sort((one, other) => other.createdAt.localeCompare(one.createdAt));

on('/milestones', 'issues=read; pull_requests=read', ({ repository, query }) => (
  list(repository.milestones.filter(({ state }) => [state.toLowerCase(), 'all'].includes(query.state ?? 'open')), show.milestone)));

/** Issues and pull requests together, as GitHub has it. */
on('/issues', 'issues=read; pull_requests=read', ({ repository, query }) => {
  const labels = (query.labels ?? '').split(',').filter((name) => name !== '');
  const items = stated([...repository.issues, ...repository.pullRequests], query.state).filter((item) => (
    (!query.milestone || String(item.milestone?.number) === query.milestone) && labels.every((name) => item.labels.some((label) => label.name === name))));
  return list(newestFirst(items), issue);
});

on('/issues/{issue_number}', 'issues=read; pull_requests=read', ({ repository, path }) => (
  { status: 200, body: issue(found([...repository.issues, ...repository.pullRequests].find(({ number }) => number === Number(path.issue_number)))) }));

on('/pulls/{pull_number}', 'pull_requests=read', (request) => {
  const pull = pullOf(request);
  return { status: 200, body: { ...show.pull(pull, baseOf(pull)), merged: pull.merged, merged_by: show.user(pull.mergedBy), comments: pull.comments.length } };
});

on('/pulls/{pull_number}/reviews', 'pull_requests=read', (request) => list(pullOf(request).reviews, (review) => ({
  id: review.databaseId, node_id: review.id, user: show.user(review.author), body: review.body, state: review.state, commit_id: review.commit?.oid ?? null,
  submitted_at: review.submittedAt, author_association: review.authorAssociation, html_url: review.url,
})));

on('/commits/{ref}/status', 'statuses=read', ({ repository, path }) => {
  const commit = found(peel(repository.objects.get(path.ref) ?? refOf(repository, path.ref)?.target));
  const statuses = repository.statuses.filter((status) => status.commit === commit);
  const shown = statuses.map(({ context, state, description, targetUrl }) => ({ context, state: state.toLowerCase(), description, target_url: targetUrl }));
  const state = statuses.every((status) => status.state === 'SUCCESS') ? 'success' : 'pending';
  return { status: 200, body: { state, sha: commit.oid, total_count: statuses.length, statuses: shown, repository: show.repository(repository) } };
});

const issue = (item) => ({
  id: item.databaseId, node_id: item.id, number: item.number, title: item.title, body: item.body, html_url: item.url, user: show.user(item.author),
  state: item.closed ? 'closed' : 'open', locked: item.locked, labels: item.labels.map(show.label), milestone: show.milestone(item.milestone),
  assignee: null, assignees: item.assignees.map(show.user), comments: item.comments.length, created_at: item.createdAt, updated_at: item.updatedAt,
  closed_at: item.closedAt, author_association: item.authorAssociation,
  ...(item.__typename === 'PullRequest' && { pull_request: { url: item.url, html_url: item.url, diff_url: item.url, patch_url: item.url, merged_at: item.mergedAt } }),
});
