// Pull requests that are opened, renamed and closed by a program, and what becomes of them when their branch does.

import { ancestors } from './git.mjs';
import { commitOf } from './repository.mjs';

const push = (record, key, value) => { (record[key] ??= []).push(value); };
const NOTHING = '0'.repeat(40);

export const proposing = {
  open: ({ given, linked }, { title, body = '', head, base, draft = false, by, at }) => {
    const numbers = [...(given.issues ?? []), ...(given.pulls ?? [])].map(({ number }) => number);
    const number = Math.max(0, ...numbers) + 1;
    push(given, 'pulls', { number, title, body, head, base: base ?? linked.defaultBranchRef.name, isDraft: draft, author: by, createdAt: at });
    return { number };
  },
  openIssue: ({ given, linked }, { title, body = '', labels = [], milestone = null, by, at }) => {
    const numbers = [...linked.issues, ...linked.pullRequests].map(({ number }) => number);
    const number = Math.max(0, ...numbers) + 1;
    for (const name of labels) {
      // Who may label makes labels that are not there yet.
      if (!linked.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())) push(given, 'labels', { name, createdAt: at, updatedAt: at });
    }
    push(given, 'issues', { number, title, body, labels, milestone, author: by, createdAt: at });
    return { number };
  },
  rename: ({ item }, { number, title, by, at }) => {
    push(item(number), 'events', { type: 'renamed', from: item(number).title ?? '', to: title, by, at });
    item(number).title = title;
  },
};

/**
 * GitHub closes an open pull request whose branch is deleted, or put where it has no commit that its base has not; it cannot be
 * opened again then. `before` and `after` are ids, zeros where there is none.
 */
export function branchMoved(given, linked, { branch, before, after, at, by }) {
  for (const pull of linked.pullRequests.filter(({ headRefName, isCrossRepository }) => headRefName === branch && !isCrossRepository)) {
    const record = given.pulls.find(({ number }) => number === pull.number);
    const isGone = after === NOTHING;
    if (isGone || pull.state !== 'OPEN') record.headCommit ??= pull.headRefOid;
    if (pull.state !== 'OPEN') continue;
    const isEmpty = !isGone && pull.baseRef && ancestors(pull.baseRef.target).has(linked.objects.get(after));
    if (isGone || isEmpty) Object.assign(record, { closedAt: at, closedBy: by, ...(before && { headCommit: before }) });
    else if (before && !ancestors(linked.objects.get(after)).has(commitOf(linked, before))) {
      push(record, 'events', { type: 'headRefForcePushed', before, after, by, at });
    }
  }
}
