#!/usr/bin/env node
// Opens the pull request by which a release pins its image and checksums, or main lets go of them:
//
//     node scripts/release/propose.mjs BRANCH BASE TITLE < TEXT
//
// It has what action.yml and setup/pinned.txt of the working copy say, as one commit on the checked-out commit. The commit is
// made through GitHub's API, which signs it. BRANCH is made at the checked-out commit, and so is BASE, if it is not there yet.
// Nothing is forced: where BRANCH is there already, nothing is written. GITHUB_API_URL, GITHUB_GRAPHQL_URL and
// GITHUB_REPOSITORY are the runner's; GH_TOKEN needs contents and pull requests to write.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const PATHS = ['action.yml', 'setup/pinned.txt'];
const [branch, base, title] = process.argv.slice(2);
const { GITHUB_API_URL: api, GITHUB_GRAPHQL_URL: graphql, GITHUB_REPOSITORY: repository, GH_TOKEN: token } = process.env;
const git = (...given) => execFileSync('git', given, { encoding: 'utf8' }).trim();

function fail(text) {
  console.error(`propose: ${text}`);
  process.exit(1);
}

/** The answer's body; `undefined` for a page that is not there. */
async function call(method, url, body) {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'content-type': 'application/json',
      'user-agent': 'holdpoint-release', 'x-github-api-version': '2022-11-28',
    },
    body: body && JSON.stringify(body),
  });
  if (method === 'GET' && answer.status === 404) return undefined;
  const text = await answer.text();
  if (!answer.ok) fail(`${method} ${url} was answered with ${answer.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

const rest = (method, path, body) => call(method, `${api}/repos/${repository}${path}`, body);

if (!branch || !base || !title || !api || !graphql || !repository || !token) fail('usage: propose.mjs BRANCH BASE TITLE < TEXT, in a workflow, with GH_TOKEN');
const text = readFileSync(0, 'utf8');
const head = git('rev-parse', 'HEAD');
const committed = (path) => git('ls-tree', 'HEAD', '--', path) !== '';
const differs = PATHS.filter((path) => (existsSync(path)
  ? !committed(path) || git('hash-object', path) !== git('rev-parse', `HEAD:${path}`)
  : committed(path)));
if (differs.length === 0) fail('nothing differs from the commit');

if (await rest('GET', `/git/ref/heads/${branch}`)) fail(`the branch ${branch} is there already. Delete it to have it made anew`);
if (!await rest('GET', `/git/ref/heads/${base}`)) await rest('POST', '/git/refs', { ref: `refs/heads/${base}`, sha: head });
await rest('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: head });

const input = {
  branch: { repositoryNameWithOwner: repository, branchName: branch },
  expectedHeadOid: head,
  message: { headline: title },
  fileChanges: {
    additions: differs.filter(existsSync).map((path) => ({ path, contents: readFileSync(path).toString('base64') })),
    deletions: differs.filter((path) => !existsSync(path)).map((path) => ({ path })),
  },
};
const query = 'mutation ReleaseFiles($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }';
const made = await call('POST', graphql, { query, variables: { input } });
if (made.errors || !made.data?.createCommitOnBranch?.commit) fail(`the commit was not made: ${JSON.stringify(made.errors ?? made)}`);

const pull = await rest('POST', '/pulls', { title, head: branch, base, body: text });
await rest('POST', `/issues/${pull.number}/labels`, { labels: ['chore'] });
console.log(`#${pull.number}: ${title}`);
