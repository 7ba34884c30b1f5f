// The same as curl.sh with Octokit, and everything at once that does not need something else first.

import { Octokit } from '@octokit/rest';

const octokit = new Octokit({ auth: process.env.GITHUB_TOKEN, baseUrl: process.env.GITHUB_API_URL, userAgent: 'release-script' });
const here = { owner: 'octoacme', repo: 'shop' };
const all = (route, more) => octokit.paginate(route, { ...here, per_page: 100, ...more });
const { issues, pulls, repos, checks, git } = octokit.rest;

const [, milestones, head, tags, tracking] = await Promise.all([
  repos.getContent({ ...here, path: 'release.yml' }),
  all(issues.listMilestones, { state: 'open' }),
  git.getRef({ ...here, ref: 'heads/main' }),
  git.listMatchingRefs({ ...here, ref: 'tags/v1.3' }),
  all(issues.listForRepo, { state: 'open', labels: 'release' }),
]);
const commit = head.data.object.sha;
const milestone = milestones.find(({ title }) => title === 'v2.0.0').number;
const { number } = tracking.find(({ title }) => title.includes('2.0.0'));

const [, , issue, items, runs] = await Promise.all([
  all(repos.compareCommitsWithBasehead, { basehead: `${tags.data.at(-1).object.sha}...${commit}` }),
  all(issues.listComments, { issue_number: number }),
  issues.get({ ...here, issue_number: number }),
  all(issues.listForRepo, { milestone: String(milestone), state: 'all' }),
  all(checks.listForRef, { ref: commit }),
  repos.getCombinedStatusForRef({ ...here, ref: commit }),
]);
const read = await Promise.all(items.filter(({ pull_request: isPull }) => isPull).map(async ({ number: pull_number }) => {
  const [{ data: pull }, reviews] = await Promise.all([pulls.get({ ...here, pull_number }), all(pulls.listReviews, { pull_number })]);
  return { pull, reviews };
}));

const lacks = [
  ...['build', 'unit tests'].filter((name) => !runs.some((run) => run.name === name && run.conclusion === 'success')).map((name) => `${name} has not passed`),
  ...(issue.data.body.includes('- [x] Rollback plan written') ? [] : ['Rollback plan written is open']),
  ...read.filter(({ pull }) => !pull.merged || pull.labels.length === 0 || pull.body?.includes('- [ ]')).map(({ pull }) => `#${pull.number} is not ready`),
  ...read.filter(({ reviews }) => !reviews.some(({ state }) => state === 'APPROVED')).map(({ pull }) => `#${pull.number} is not approved`),
];
const decision = lacks.length === 0 ? 'go' : 'no-go';
await Promise.all([
  issues.createComment({ ...here, issue_number: number, body: `${decision}: ${lacks.join(', ')}` }),
  checks.create({ ...here, name: 'gate', head_sha: commit, conclusion: lacks.length === 0 ? 'success' : 'failure' }),
]);
console.log(decision, lacks.join(', '));
process.exitCode = lacks.length === 0 ? 0 : 1;
