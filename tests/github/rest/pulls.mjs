// REST routes of pull requests that are written: opened, changed, labelled; and blobs, which show files of any size.

import { baseOf } from '../world/discussion.mjs';
import { ancestors, filesAt } from '../world/git.mjs';
import { peel, refOf } from '../world/repository.mjs';
import { demand } from '../rights.mjs';
import { NotModelled, Refused } from '../refused.mjs';
import * as show from './shapes.mjs';

export const pulls = [];
const REPO = '/repos/{owner}/{repo}';
const on = (method, template, needs, handle) => pulls.push({ method, template: REPO + template, needs, handle });

const refuse = (message) => { throw new Refused(422, 'UNPROCESSABLE', 'Validation Failed', { errors: [{ resource: 'PullRequest', code: 'custom', message }] }); };

function found(value, what = 'Not Found') {
  if (value === undefined || value === null) throw new Refused(404, 'NOT_FOUND', what);
  return value;
}

const shown = (number) => ({ now }) => {
  const pull = now.pullRequests.find((one) => one.number === number);
  return show.pull(pull, baseOf(pull));
};

on('POST', '/pulls', 'pull_requests=write', ({ repository, body, token, act }) => {
  if (token.app === 'github-actions' && !repository.workflowsMayOpenPulls) {
    throw new Refused(403, 'FORBIDDEN', 'GitHub Actions is not permitted to create or approve pull requests.');
  }
  const { title, head, base, body: text = '', draft = false } = body;
  if (title === undefined) throw new NotModelled('a pull request from an issue');
  if (head.includes(':')) throw new NotModelled('a pull request from a fork');
  const invalid = (field) => { throw new Refused(422, 'UNPROCESSABLE', 'Validation Failed', { errors: [{ resource: 'PullRequest', field, code: 'invalid' }] }); };
  const from = refOf(repository, `refs/heads/${head}`) ?? invalid('head');
  const to = refOf(repository, `refs/heads/${base}`) ?? invalid('base');
  const same = ({ state, headRefName, baseRefName }) => state === 'OPEN' && headRefName === head && baseRefName === base;
  if (repository.pullRequests.some(same)) refuse(`A pull request already exists for ${repository.owner.login ?? repository.nameWithOwner.split('/')[0]}:${head}.`);
  if (ancestors(to.target).has(from.target)) refuse(`No commits between ${base} and ${head}`);
  if ([...text].length > 65536) refuse('body is too long (maximum is 65536 characters)');
  const { number } = act({ do: 'open', title, body: text, head, base, draft, by: token.login });
  return { status: 201, body: shown(number) };
});

on('PATCH', '/pulls/{pull_number}', 'pull_requests=write', ({ repository, path, body, token, act }) => {
  const pull = found(repository.pullRequests.find(({ number }) => number === Number(path.pull_number)));
  const { title, body: text, state, ...others } = body;
  const other = Object.keys(others)[0];
  if (other !== undefined) throw new NotModelled(`changing ${other} of a pull request`);
  if (state === 'open' && pull.state !== 'OPEN') throw new NotModelled('a pull request that is opened again');
  if ([...(text ?? '')].length > 65536) refuse('body is too long (maximum is 65536 characters)');
  const { number } = pull;
  if (text !== undefined) act({ do: 'edit', number, body: text ?? '', by: token.login });
  if (title !== undefined && title !== pull.title) act({ do: 'rename', number, title, by: token.login });
  if (state === 'closed' && pull.state === 'OPEN') act({ do: 'close', number, by: token.login });
  return { status: 200, body: shown(number) };
});

on('POST', '/issues/{issue_number}/labels', 'issues=write; pull_requests=write', ({ repository, path, body, token, act }) => {
  const of = (from) => found([...from.issues, ...from.pullRequests].find(({ number }) => number === Number(path.issue_number)));
  const item = of(repository);
  demand(token, repository, item.__typename === 'Issue' ? 'issues=write' : 'issues=write; pull_requests=write');
  const has = new Set(item.labels.map(({ name }) => name.toLowerCase()));
  for (const name of body.labels) {
    if (has.has(name.toLowerCase())) continue;
    has.add(name.toLowerCase());
    act({ do: 'label', number: item.number, name, by: token.login });
  }
  return { status: 200, body: ({ now }) => of(now).labels.map(show.label) };
});

on('GET', '/git/blobs/{file_sha}', 'contents=read', ({ repository, path }) => {
  const commits = repository.refs.map(({ target }) => peel(target));
  const blobs = commits.flatMap((commit) => [...filesAt(commit).values()]);
  const { oid: sha, bytes, id } = found(blobs.find(({ oid, bytes }) => bytes && oid === path.file_sha));
  return { status: 200, body: { sha, node_id: id, size: bytes.length, encoding: 'base64', content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
    url: `${repository.url}/git/blobs/${sha}` } };
});
