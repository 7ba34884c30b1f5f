#!/usr/bin/env node
// Counts the tests that scripts/test.sh ran, by level: `node scripts/levels.mjs LOG-FOLDER`. Exit code 1 when one failed,
// or when a level ran no test.
//
// unit      a function or a room by itself, in its own file; examples in the docs among them
// property  a law, tried on generated input (proptest)
// snapshot  rendered text, held to the text in the test (insta)
// contract  the house, action.yml, the docs and the project's own files held to the code; GraphQL held to GitHub's schema
// fake      the tests' GitHub, tested itself
// release   what a release is made of, and what puts its binary on the PATH, against a release on loopback
// static    workflows, actions, Dockerfile, shell scripts and workflows of the docs; faults planted for each checker
// binary    the program as it ships, run against that GitHub
// image     the container's image as it ships, built and run as the Actions runner does it

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const log = (name) => readFileSync(join(folder, `${name}.log`), 'utf8');
const LEVELS = ['unit', 'property', 'snapshot', 'contract', 'fake', 'release', 'static', 'binary', 'image'];
const counts = Object.fromEntries(LEVELS.map((level) => [level, { passed: 0, failed: 0 }]));
const count = (level, passed, number = 1) => { counts[level][passed ? 'passed' : 'failed'] += number; };

/** Where the tests of each kind stand: the names of test functions that are properties or snapshots. */
function special(path, found = { property: new Set(), snapshot: new Set() }) {
  for (const entry of readdirSync(path)) {
    const file = join(path, entry);
    if (statSync(file).isDirectory()) special(file, found);
    else if (file.endsWith('.rs')) {
      const module = file.replace(/^src\//, '').replace(/(\/mod)?\.rs$/, '').replaceAll('/', '::');
      // `#[test]` stands in front of each, in a proptest! block too.
      for (const text of readFileSync(file, 'utf8').split(/#\[test\]/).slice(1)) {
        const name = /fn (\w+)/.exec(text)?.[1];
        const body = text.split(/\n {0,4}\}\n/)[0];
        if (/fn \w+\s*\([^)]*\bin\b/.test(text) || /TestRunner/.test(body)) found.property.add(`${module} ${name}`);
        else if (/assert_\w*snapshot!/.test(body)) found.snapshot.add(`${module} ${name}`);
      }
    }
  }
  return found;
}

const { property, snapshot } = special('src');
const among = (set, test) => {
  const parts = test.split('::');
  const name = parts.pop();
  // The test may stand in a `mod tests` of its file, or in a file of its own.
  return parts.some((_, end) => set.has(`${parts.slice(0, end + 1).join('::')} ${name}`));
};

let target = '';
for (const line of log('cargo').split('\n')) {
  const running = /^\s*(?:Running (?:unittests )?(\S+)|Doc-tests )/.exec(line);
  if (running) target = running[1] ?? 'docs';
  const [, test, result] = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED)$/.exec(line) ?? [];
  if (!test) continue;
  const passed = result === 'ok';
  if (target.startsWith('tests/gate')) count('binary', passed);
  else if (target.startsWith('tests/')) count('contract', passed);
  else if (among(property, test)) count('property', passed);
  else if (among(snapshot, test)) count('snapshot', passed);
  else count('unit', passed);
}

for (const level of ['fake', 'release']) {
  const tap = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(log(level))?.[1] ?? 0);
  count(level, true, tap('pass'));
  count(level, false, tap('fail'));
}

for (const line of log('lint').split('\n')) {
  const [, not] = /^(not )?ok /.exec(line) ?? [false];
  if (not !== false) count('static', !not);
}

const documents = log('contract').split('\n').filter((line) => line.startsWith('target/graphql/'));
for (const line of documents) count('contract', / points, /.test(line));

// The one step that takes more than this machine may have.
const leftOut = /^left out: (.+)$/m.exec(log('image'))?.[1];
for (const [, result] of log('image').matchAll(/^test .+ \.\.\. (ok|FAILED)$/gm)) count('image', result === 'ok');

const total = { passed: 0, failed: 0 };
console.log('tests by level');
for (const [level, { passed, failed }] of Object.entries(counts)) {
  console.log(`  ${level.padEnd(9)}${String(passed).padStart(5)}${failed > 0 ? ` and ${failed} failed` : ''}`);
  total.passed += passed;
  total.failed += failed;
}
if (leftOut) console.log(`left out: ${leftOut}`);
console.log(`total: ${total.passed} passed, ${total.failed} failed`);
const none = Object.entries(counts).filter(([, { passed, failed }]) => passed + failed === 0)
  .filter(([level]) => level !== 'image' || !leftOut).map(([level]) => level);
if (none.length > 0) console.error(`no test ran of: ${none.join(', ')}`);
process.exit(total.failed > 0 || none.length > 0 ? 1 : 0);
