// Merge queues: the pull requests that wait, and the commits that the queue has made of them.

import { read } from './document.mjs';
import { commitOf } from './repository.mjs';

/** By branch, next to be merged first. The queue's own branches are branches of the world like others. */
export function addMergeQueues(repository, queues) {
  return new Map(Object.entries(queues).map(([branch, entries]) => {
    const url = `${repository.url}/queue/${branch}`;
    const queue = repository.world.node('MergeQueue', `${repository.nameWithOwner}:${branch}`, { repository, url });
    queue.entries = entries.map((entry, index) => addEntry(queue, branch, entry, index));
    return [branch, queue];
  }));
}

function addEntry(mergeQueue, branch, given, index) {
  const { repository } = mergeQueue;
  const entry = read(`mergeQueues.${branch}.${given.number}`, given, ['number'], {
    head: null, base: null, state: 'AWAITING_CHECKS', enqueuedAt: '1970-01-01T00:00:00Z', enqueuer: 'ghost',
  });
  const pullRequest = repository.pullRequests.find(({ number }) => number === entry.number);
  if (!pullRequest) throw new Error(`mergeQueues.${branch}: no pull request ${entry.number}`);
  const commit = (name) => (name === null ? null : commitOf(repository, name));
  return repository.world.node('MergeQueueEntry', `${mergeQueue.id}:${entry.number}`, {
    mergeQueue, repository, pullRequest, headCommit: commit(entry.head), baseCommit: commit(entry.base), position: index + 1,
    state: entry.state, enqueuedAt: entry.enqueuedAt, enqueuer: repository.world.people.actor(entry.enqueuer), jump: false, solo: false,
  });
}
