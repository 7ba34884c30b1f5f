// A release of so many squashed pull requests, as many checks at the head and as many comments in the tracking issue,
// everything ready for v2.0.0. 200 is the size that holdpoint's budget of requests is promised for.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const START = Date.parse('2026-01-13T09:00:00Z');
const at = (minutes) => new Date(START + minutes * 60_000).toISOString().replace('.000Z', 'Z');

const shop = parse(readFileSync(new URL('shop.yaml', import.meta.url), 'utf8'));
const base = shop.repositories['octoacme/shop'];

export default function large(size = 200) {
  const numbers = Array.from({ length: size }, (_, index) => index + 1);
  const commits = numbers.map((n) => [`c${n}`, {
    message: `Change ${n} (#${1000 + n})`, author: 'devon-k', date: at(n * 60), files: { [`src/${n}.js`]: `export const change = ${n};\n` },
  }]);

  const pulls = numbers.map((n) => ({
    number: 1000 + n, title: `Change ${n}`, author: 'devon-k', createdAt: at(n * 60 - 30), head: `change-${n}`, mergeCommit: `c${n}`,
    mergedAt: at(n * 60), mergedBy: 'maya-r', milestone: 'v2.0.0', labels: [{ name: n % 2 ? 'feature' : 'fix', at: at(n * 60 - 29), by: 'devon-k' }],
    reviews: [{ author: 'mona', state: 'approved', createdAt: at(n * 60 - 10) }], body: `Does ${n}.\n\n- [x] tested\n`,
  }));

  pulls.at(-1).labels.push('carries the release');

  const issue = {
    ...base.issues.find(({ number }) => number === 40), title: 'Release v2.0.0', milestone: 'v2.0.0',
    comments: numbers.map((n) => ({ author: 'maya-r', body: `Note ${n}`, createdAt: at(20_000 + n) })),
  };
  issue.body = issue.body.replace('Version: 1.4.0', 'Version: 2.0.0');
  issue.edits = [...issue.edits, { at: '2026-02-27T15:00:00Z', by: 'devon-k', tick: 'Rollback plan written' }];

  const head = `c${size}`;
  const checks = ['build', 'unit tests', ...numbers.slice(3).map((n) => `test ${n}`)]
    .map((name) => ({ name, commit: head, startedAt: at(size * 60 + 1), completedAt: at(size * 60 + 5) }));

  return {
    ...shop,
    repositories: {
      'octoacme/shop': {
        ...base,
        commits: { m1: base.commits.m1, ...Object.fromEntries(commits) },
        branches: { main: head }, labels: [...base.labels, 'carries the release', 'hold', 'release-blocker'],
        milestones: [{ number: 5, title: 'v2.0.0', createdAt: at(0), creator: 'maya-r' }],
        issues: [issue], pulls, checks, statuses: [{ context: 'coverage', commit: head, state: 'success', creator: 'coverage[bot]' }],
      },
    },
  };
}
