// A repository that has released for years: three lines with releases, two packages with tags of their own, nightly builds, and
// tags of shapes that it used before; 350 in all. main stands behind v2.2.0-rc.2, release/2.1 behind v2.1.14, and release/1.4
// behind v1.4.19, each with three or four pull requests since its last final release.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const START = Date.parse('2024-01-08T09:00:00Z');
const at = (hours) => new Date(START + hours * 3_600_000).toISOString().replace('.000Z', 'Z');

const shop = parse(readFileSync(new URL('shop.yaml', import.meta.url), 'utf8'));
const base = shop.repositories['octoacme/shop'];

export default function tags() {
  const commits = { m1: base.commits.m1 };
  const [branches, found, pulls] = [{}, {}, []];
  let [time, tip] = [0, 'm1'];

  const commit = (name, message, path = `web/${name}.js`) => {
    time += 1;
    commits[name] = { message, author: 'devon-k', date: at(time), parents: [tip], files: { [path]: `${name}\n` } };
    tip = name;
  };
  // Every third tag is annotated.
  const tag = (name) => {
    const annotated = Object.keys(found).length % 3 === 0;
    found[name] = annotated ? { commit: tip, message: name, tagger: 'maya-r', date: at(time) } : tip;
  };
  const release = (version) => { commit(`r${version}`, `Release ${version}`); tag(`v${version}`); };
  const pull = (number, title, label, branch, path) => {
    commit(`p${number}`, `${title} (#${number})`, path);
    pulls.push({
      number, title, author: 'devon-k', createdAt: at(time), head: `change-${number}`, base: branch, mergeCommit: `p${number}`, mergedAt: at(time),
      mergedBy: 'maya-r', labels: [{ name: label, at: at(time), by: 'devon-k' }],
    });
  };
  const upTo = (last, make) => { for (let n = 0; n <= last; n += 1) make(n); };

  // What was there before versions were: 1.0.0 without a letter, v1.0 without a third number, and words.
  upTo(19, (n) => { commit(`old${n}`, 'Work'); tag(`1.0.${n}`); tag(`v1.${n}`); });
  for (const word of ['v1', 'v2', 'latest', 'stable', 'before-rewrite', 'release-1.2.3', 'V1.3.0', 'v1.2.3.4', 'v01.3.0', 'v1.3.0_final']) tag(word);
  upTo(39, (n) => release(`1.${Math.floor(n / 10)}.${n % 10}`));
  upTo(9, (n) => release(`1.4.${n}`));
  const cut14 = tip;
  // Two packages, each with versions above those of the whole.
  upTo(69, (n) => { commit(`app${n}`, 'Work', `app/${n}.js`); tag(`app/v3.${n}.0`); });
  upTo(69, (n) => { commit(`lib${n}`, 'Work', `lib/${n}.js`); tag(`lib/v0.${n}.0`); });
  upTo(29, (n) => release(`2.0.${n}`));
  upTo(4, (n) => release(`2.1.${n}`));
  const cut21 = tip;
  upTo(2, (n) => pull(301 + n, ['Round totals up', 'Save the cart', 'Explain carts'][n], ['fix', 'feature', 'chore'][n], 'main'));
  release('2.2.0-rc.1');
  release('2.2.0-rc.2');
  pull(304, 'Round totals down', 'fix', 'main');
  branches.main = tip;

  tip = cut21;
  upTo(9, (n) => release(`2.1.${n + 5}`));
  upTo(2, (n) => pull(321 + n, ['Round once', 'Pin the image', 'Explain totals'][n], ['fix', 'security', 'chore'][n], 'release/2.1'));
  branches['release/2.1'] = tip;

  tip = cut14;
  upTo(9, (n) => release(`1.4.${n + 10}`));
  upTo(2, (n) => pull(311 + n, ['Round twice', 'Explain 1.4', 'Close the session'][n], ['fix', 'chore', 'security'][n], 'release/1.4'));
  branches['release/1.4'] = tip;

  tip = branches.main;
  for (let n = 0; Object.keys(found).length < 350; n += 1) tag(`nightly-2024-${String(n).padStart(3, '0')}`);

  return {
    ...shop,
    repositories: { 'octoacme/shop': { ...base, commits, branches, tags: found, pulls, issues: [], milestones: [], checks: [], statuses: [] } },
  };
}
