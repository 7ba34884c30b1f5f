#!/usr/bin/env node
// What a gate costs: holdpoint and two scripts of the kind that teams write, each judging the same release on the same fake
// GitHub (tests/github), at several sizes and latencies; and each kind of requirement alone. See docs/speed.md.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Service } from './service.mjs';
import { run } from './measure.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({ options: {
  binary: { type: 'string' }, write: { type: 'boolean', default: false }, sizes: { type: 'string', default: '10,50,200,1000' },
  latencies: { type: 'string', default: '0,80' }, runs: { type: 'string', default: '5' }, only: { type: 'string' },
  parts: { type: 'string', default: 'kinds,consents,notes,bump,sizes' },
} });
const numbers = (text) => text.split(',').map(Number);
const [sizes, latencies, runs] = [numbers(values.sizes), numbers(values.latencies), Number(values.runs)];
const binary = resolve(values.binary);
const folder = mkdtempSync(join(tmpdir(), 'holdpoint-bench-'));

const CHECK = ['check', '--repo', 'octoacme/shop', '--version', '2.0.0'];
const CONTENDERS = [
  { name: 'holdpoint', command: [binary, ...CHECK, '--comment', '--check-run'] },
  { name: 'curl, ten at a time', command: ['bash', join(here, 'curl.sh')], isScript: true },
  { name: 'Octokit, all at once', command: [process.execPath, join(here, 'octokit.mjs')], isScript: true },
].filter(({ name }) => values.only === undefined || name.startsWith(values.only));

const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)];

/** One program at one size and latency: the median of the timed runs. A program that is run once has its memory looked at in that run. */
async function measured({ name, command, isScript, more }, service, world) {
  const once = async (sampled) => {
    await service.ready(world);
    const result = await run(command, { cwd: folder, url: world.url, sampled, more });
    if (result.code !== 0) throw new Error(`${name} says no-go of a release that is ready:\n${result.out}`);
    return { ...result, ...(await service.spent(world)) };
  };
  const first = await once(true);
  const timed = isScript ? [first] : [];
  while (timed.length < (isScript ? 1 : runs)) timed.push(await once(false));
  const of = (value) => median(timed.map(value));
  return { ...first, wall: of(({ wall }) => wall), own: of(({ wall, work }) => wall - work) };
}

const seconds = (milliseconds) => `${(Math.max(0, milliseconds) / 1000).toFixed(2)} s`;
const row = (cells) => `| ${cells.join(' | ')} |\n`;

async function sizesTable() {
  const policy = readFileSync(join(here, 'release.yml'), 'utf8');
  let table = row(['pull requests', 'program', 'requests', 'rounds', 'points', 'memory',
    ...latencies.flatMap((latency) => [`${latency} ms: in all`, 'less the server'])]);
  table += row(Array(6 + 2 * latencies.length).fill('---:').fill('---', 1, 2));
  for (const size of sizes) {
    const service = await Service.start(size);
    const worlds = [];
    for (const latency of latencies) worlds.push(await service.world(policy, latency));
    for (const contender of CONTENDERS) {
      const results = [];
      for (const world of worlds) results.push(await measured(contender, service, world));
      const { requests, points, rounds, memory } = results.at(-1);
      const line = row([size, contender.name, requests, rounds, points, memory ?? '–', ...results.flatMap(({ wall, own }) => [seconds(wall), seconds(own)])]);
      console.error(line.trimEnd());
      table += line;
    }
    await service.stop();
  }
  return table;
}

/** What some kinds need besides their example. */
const BESIDES = {
  checkbox: 'tracking-issue: {label: release}', checklist: 'tracking-issue: {label: release}', field: 'tracking-issue: {label: release}',
  approvals: 'pull-request: {branch: "release/v{version}"}',
};

/** The kinds' examples, as their pages show them. */
function examples() {
  const pages = readdirSync(join(here, '../docs/kinds')).filter((page) => !['README.md', 'conditions.md'].includes(page)).sort();
  return pages.flatMap((page) => {
    const kind = page.replace('.md', '');
    const blocks = [...readFileSync(join(here, '../docs/kinds', page), 'utf8').matchAll(/```yaml\n(require:\n[^]*?)```/g)].map(([, block]) => block);
    return blocks.map((block) => ({ kind, shown: oneLine(block), require: block, besides: BESIDES[kind] }));
  });
}

/** The first line of an example that says something, as a table can hold it. */
function oneLine(block) {
  const lines = block.split('\n').slice(1).filter((line) => line.trim() !== '').map((line) => line.trim());
  return `\`${lines.slice(0, lines[0].endsWith(':') ? 2 : 1).join(' ').replaceAll('|', '\\|')}${lines.length > 2 ? ' …' : ''}\``;
}

/** What a kind needs at the top of the policy. */
const ABOVE = { 'release-notes': 'notes: {from: draft-release, template: docs/release-notes-template.md}\n' };

function policyOf({ kind, require, besides, when }) {
  const indented = require.split('\n').map((line) => (line === '' ? '' : `        ${line}`)).join('\n');
  return `version: 1\n${ABOVE[kind] ?? ''}release:\n  pull-requests: since-last-tag\n${besides ? `  ${besides}\n` : ''}phases:\n  release:\n    holds: tag\n`
    + `    requirements:\n      - id: alone\n        title: Rollback plan written\n${when ? `        when: ${when}\n` : ''}${indented}`;
}

async function kindsTable() {
  const floor = { kind: '', shown: 'what every gate reads', require: 'require:\n  pull-requests: {merged: all}\n' };
  const label = 'require:\n  pull-requests: {merged: all}\n';
  const conditions = ['{paths: ["web/**"]}', '{labels: [ui]}', '{type: major}'].map((when) => ({ kind: '', shown: `\`when: ${when}\``, require: label, when }));
  const service = await Service.start(200);
  let table = row(['requirement', 'requests', 'rounds', 'points']) + row(['---', '---:', '---:', '---:']);
  for (const example of [floor, ...examples(), ...conditions]) {
    const world = await service.world(policyOf(example), 20);
    const result = await run([binary, ...CHECK], { cwd: folder, url: world.url });
    if (result.code === 2) throw new Error(`${example.shown} cannot be judged:\n${policyOf(example)}\n${result.out}`);
    const { requests, rounds, points } = await service.spent(world);
    table += row([example.shown, requests, rounds, points]);
  }
  await service.stop();
  return table;
}

// A tracking issue of a long release: so many boxes, edits and comments.
const LONG = { boxes: 150, edits: 600, comments: 400 };
const START = Date.parse('2026-02-27T15:00:00Z');
const after = (minutes) => new Date(START + minutes * 60_000).toISOString().replace('.000Z', 'Z');

/** Each box is ticked, unticked and ticked again, one edit each, and the rest of the edits change a line of prose. */
function longIssue() {
  const boxes = Array.from({ length: LONG.boxes }, (_, index) => `Step ${index + 1} is done`);
  const body = `Release v2.0.0\n\nState: 0\n\n## Steps\n\n${boxes.map((text) => `- [ ] ${text}\n`).join('')}`;
  const edits = Array.from({ length: LONG.edits }, (_, index) => {
    const [turn, box] = [Math.floor(index / LONG.boxes), boxes[index % LONG.boxes]];
    const change = [{ tick: box }, { untick: box }, { tick: box }][turn] ?? { replace: { from: `State: ${index - 3 * LONG.boxes}`, to: `State: ${index - 3 * LONG.boxes + 1}` } };
    return { at: after(index + 1), by: 'mona', ...change };
  });
  const comments = Array.from({ length: LONG.comments }, (_, index) => ({
    author: 'mona', createdAt: after(1000 + index), body: index === 7 ? '/holdpoint sign release-manager' : `Note ${index + 1}\n\nIt is as it should be.`,
  }));
  const issue = { number: 41, title: 'Release v2.0.0', author: 'mona', createdAt: after(0), labels: ['release'], body, edits, comments };
  return { issues: [{ number: 40, $delete: true }, issue], boxes };
}

async function consentsTable() {
  const { issues, boxes } = longIssue();
  const release = 'version: 1\nrelease:\n  pull-requests: since-last-tag\n  tracking-issue: {label: release}\n';
  const phase = 'phases:\n  release:\n    holds: tag\n    requirements:\n';
  const role = 'roles:\n  release-manager: {users: [mona]}\n';
  const merged = '      - id: merged\n        title: Everything is merged\n        require: {pull-requests: {merged: all}}\n';
  const asked = {
    'no sign-off': release + phase + merged,
    '`sign-off: {by: release-manager, via: comment}`': `${release}${role}${phase}${merged}      - id: manager\n        title: The release manager signs\n`
      + '        require: {sign-off: {by: release-manager, via: comment}}\n',
    [`${LONG.boxes} boxes, each \`by: release-manager\``]: `${release}${role}${phase}${merged}      - id: steps\n        title: All steps are done\n`
      + `        require: {checklist: {by: release-manager, via: checkbox, section: Steps, items: [${boxes.join(', ')}]}}\n`,
  };
  const service = await Service.start(10);
  let table = row(['asked for', 'requests', 'rounds', 'points', 'memory', ...latencies.flatMap((latency) => [`${latency} ms: in all`, 'less the server'])]);
  table += row(Array(5 + 2 * latencies.length).fill('---:').fill('---', 0, 1));
  for (const [name, policy] of Object.entries(asked)) {
    const command = [binary, ...CHECK, '--comment', '--check-run'];
    const results = [];
    for (const latency of latencies) {
      const world = await service.world(policy, latency, { issues });
      results.push(await measured({ name, command }, service, world));
    }
    const { requests, rounds, points, memory } = results.at(-1);
    const line = row([name, requests, rounds, points, memory ?? '–', ...results.flatMap(({ wall, own }) => [seconds(wall), seconds(own)])]);
    console.error(line.trimEnd());
    table += line;
  }
  await service.stop();
  return table;
}

/** Notes that cite each pull request, in a draft; one link leads to a file. The release before has notes, too. */
function draft(size) {
  const items = Array.from({ length: size }, (_, index) => `- Change ${index + 1} (#${1001 + index})\n`).join('');
  const body = `# Release 2.0.0\n\n## Summary\n\nA great deal, see [the guide](docs/guide.md).\n\n## Changes\n\n${items}`;
  return { releases: [
    { tag: 'v1.3.1', name: 'v1.3.1', body: '# Release 1.3.1\n\n## Summary\n\nRounding.\n', createdAt: '2026-01-12T09:00:00Z' },
    { tag: 'v2.0.0', name: 'v2.0.0', body, draft: true, createdAt: '2026-03-01T09:00:00Z' },
  ] };
}

async function notesTable() {
  const template = '# Release [version]\n\n## Summary\n\n[What is new]\n\n## Changes\n\n- [Change] (#[number])\n';
  const whole = readFileSync(join(here, 'release.yml'), 'utf8');
  const notes = whole.replace('\nphases:', '\nnotes: {from: draft-release, template: docs/release-notes-template.md}\n\nphases:');
  const required = notes.replace('    requirements:\n', '    requirements:\n      - {id: notes, title: The notes are finished, require: {release-notes: {}}}\n');
  const CHECKED = ['notes', 'check', ...CHECK.slice(1)];
  const rows = [
    ['`holdpoint notes check`', notes, CHECKED], ['`holdpoint check`, nothing asked of notes', notes, CHECK],
    ['`holdpoint check` with `release-notes: {}`', required, CHECK],
  ];
  const service = await Service.start(200);
  let table = row(['command', 'requests', 'rounds', 'points', 'memory', ...latencies.flatMap((latency) => [`${latency} ms: in all`, 'less the server'])]);
  table += row(Array(5 + 2 * latencies.length).fill('---:').fill('---', 0, 1));
  for (const [name, policy, command] of rows) {
    const results = [];
    for (const latency of latencies) {
      const world = await service.world(policy, latency, draft(200));
      world.patch.repositories['octoacme/shop'].commits.m1.files['docs/release-notes-template.md'] = template;
      results.push(await measured({ name, command: [binary, ...command] }, service, world));
    }
    const { requests, rounds, points, memory } = results.at(-1);
    const line = row([name, requests, rounds, points, memory ?? '–', ...results.flatMap(({ wall, own }) => [seconds(wall), seconds(own)])]);
    console.error(line.trimEnd());
    table += line;
  }
  await service.stop();
  return table;
}

/** A workflow that somebody has started on a branch, at this commit of the world. */
function startedOn(branch, commit) {
  const event = join(folder, 'event.json');
  writeFileSync(event, '{}');
  return {
    GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_EVENT_PATH: event, GITHUB_REPOSITORY: 'octoacme/shop',
    GITHUB_REF: `refs/heads/${branch}`, GITHUB_SHA: createHash('sha1').update(commit).digest('hex'), INPUT_TOKEN: 'gate',
  };
}

/** The next version of each line of a repository with 350 tags. */
async function bumpTable() {
  const policy = (tag) => `version: 1\nrelease:\n  tag: "${tag}"\n  branches: [main, "release/*"]\n  bump: {minor: {labels: [feature]}}\nphases:\n`
    + '  release:\n    holds: tag\n    requirements: [{id: merged, title: Everything is merged, require: {pull-requests: {merged: all}}}]\n';
  const rows = [
    ['v{version}', 'main', 'p304'], ['v{version}', 'release/2.1', 'p323'], ['v{version}', 'release/1.4', 'p313'], ['app/v{version}', 'main', 'p304'], ['lib/v{version}', 'main', 'p304'],
  ];
  const service = await Service.start(null, 'tags.mjs');
  let table = row(['tags', 'branch', 'previous', 'next', 'requests', 'rounds', 'points', 'memory', ...latencies.flatMap((latency) => [`${latency} ms: in all`, 'less the server'])]);
  table += row(Array(8 + 2 * latencies.length).fill('---:').fill('---', 0, 4));
  for (const [tag, branch, commit] of rows) {
    const more = startedOn(branch, commit);
    const results = [];
    for (const latency of latencies) {
      const world = await service.world(policy(tag), latency);
      results.push(await measured({ name: `${tag} on ${branch}`, command: [binary, 'bump', '--format', 'json'], more }, service, world));
    }
    const { out, requests, rounds, points, memory } = results.at(-1);
    const found = JSON.parse(out.slice(out.indexOf('{\n')));
    const line = row([`\`${tag}\``, `\`${branch}\``, `\`${found.previous.tag}\``, found.next, requests, rounds, points, memory ?? '–', ...results.flatMap(({ wall, own }) => [seconds(wall), seconds(own)])]);
    console.error(line.trimEnd());
    table += line;
  }
  await service.stop();
  return table;
}

function write(name, text) {
  const page = join(here, '../docs/speed.md');
  const whole = readFileSync(page, 'utf8');
  const part = new RegExp(`(<!-- measured: ${name} -->\n)[^]*?(<!-- end -->)`);
  if (!part.test(whole)) throw new Error(`docs/speed.md has no part ${name}`);
  writeFileSync(page, whole.replace(part, (_, open, end) => `${open}\n${text}\n${end}`));
}

const machine = `Measured with ${cpus().length} cores and Node.js ${process.versions.node}, everything on one machine.\n`;
const parts = {
  kinds: kindsTable, consents: async () => `${machine}\n${await consentsTable()}`, notes: async () => `${machine}\n${await notesTable()}`,
  bump: async () => `${machine}\n${await bumpTable()}`, sizes: async () => `${machine}\n${await sizesTable()}`,
};
for (const name of values.parts.split(',')) {
  const text = await parts[name]();
  console.log(text);
  if (values.write) write(name, text);
}
