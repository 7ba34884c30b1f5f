// What keeps a tag or a release from being written although the token may write contents.

import { filesAt } from '../world/git.mjs';
import { commitAtOrNull } from '../world/repository.mjs';
import { Refused } from '../refused.mjs';
import { holds } from '../rights.mjs';

const WORKFLOWS = '.github/workflows/';

/** Nothing is written to an archived repository. */
export function demandLive({ isArchived }) {
  if (isArchived) throw new Refused(403, 'FORBIDDEN', 'Repository was archived so is read-only.');
}

/** A commit whose workflow files are not those of the default branch takes a right of its own. */
export function demandWorkflows(token, repository, name) {
  const commit = commitAtOrNull(repository, name);
  const tip = repository.defaultBranchRef?.target;
  if (!commit || !tip || holds(token, repository, 'workflows', 'write')) return;
  const of = (files) => JSON.stringify([...files].filter(([path]) => path.startsWith(WORKFLOWS)).map(([path, { oid }]) => [path, oid]).sort());
  if (of(filesAt(commit)) === of(filesAt(tip))) return;
  throw new Refused(403, 'FORBIDDEN', 'Resource not accessible by integration', { needs: 'contents=write,workflows=write' });
}
