// scripts/release: what is handed from job to job, and what a release is made of.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const ROOT = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'holdpoint-release-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const TARGETS = readFileSync(join(ROOT, 'scripts/release/targets.txt'), 'utf8').trim().split('\n').map((line) => line.split(' '));
const VERSION = '0.2.0';

function run(script, given, { cwd = ROOT, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(script, given, { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const fresh = (name) => mkdtempSync(join(folder, `${name}-`));

/** A copy of what the scripts of a release read and write, with the version and, if given, what is pinned. */
function repository({ version = VERSION, pinned, image } = {}) {
  const place = fresh('repository');
  for (const path of ['scripts/release', 'scripts/pin-image.sh', 'action.yml', 'setup', 'LICENSE-MIT', 'LICENSE-APACHE']) {
    cpSync(join(ROOT, path), join(place, path), { recursive: true });
  }
  writeFileSync(join(place, 'Cargo.toml'), `[package]\nname = "holdpoint"\nversion = "${version}"\n\n[dependencies]\nother = { version = "9.9.9" }\n`);
  if (pinned) writeFileSync(join(place, 'setup/pinned.txt'), pinned);
  if (image) assert.equal(run('scripts/pin-image.sh', [image], { cwd: place }).status, 0);
  const git = (...given) => {
    const { status, stdout, stderr } = run('git', ['-c', 'user.name=mona', '-c', 'user.email=mona@example.com', ...given], { cwd: place });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'One');
  return { place, git };
}

/** Binaries and papers, as the jobs before hand them over; their bytes stand for the true ones. */
function parts() {
  const [binaries, papers] = [fresh('binaries'), fresh('papers')];
  writeFileSync(join(papers, 'THIRD-PARTY.txt'), 'licences\n');
  for (const [target] of TARGETS) {
    writeFileSync(join(binaries, `holdpoint-${target}`), `the binary of ${target}\n`);
    writeFileSync(join(papers, `holdpoint-${target}.cdx.json`), `{"target": "${target}"}\n`);
  }
  return { binaries, papers };
}

function files({ binaries, papers } = parts()) {
  const out = fresh('files');
  const made = run('scripts/release/files.sh', [VERSION, binaries, papers, out]);
  assert.equal(made.status, 0, made.stderr);
  return { out, binaries, sums: sha256(readFileSync(join(out, 'SHA256SUMS'))) };
}

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const pins = (sums, version = VERSION) => `version=${version}\nsums=${sums}\nrun=17\n`;

test('a release has an archive and a list of parts for each target, and their checksums', () => {
  const { out } = files();
  const expected = TARGETS.flatMap(([target]) => [`holdpoint-${VERSION}-${target}.cdx.json`, `holdpoint-${VERSION}-${target}.tar.gz`]);
  assert.deepEqual(readdirSync(out).sort(), ['SHA256SUMS', ...expected.sort()]);
  assert.equal(run('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: out }).status, 0);
  for (const [target, , , program] of TARGETS) {
    const listed = run('tar', ['-tvzf', `holdpoint-${VERSION}-${target}.tar.gz`], { cwd: out }).stdout.trim().split('\n');
    const names = listed.map((line) => line.split(/\s+/).at(-1));
    assert.deepEqual(names, [program, 'LICENSE-APACHE', 'LICENSE-MIT', 'THIRD-PARTY.txt']);
    assert.match(listed[0], /^-rwxr-xr-x 0\/0 /);
    assert.match(listed[1], /^-rw-r--r-- 0\/0 /);
  }
});

test('the same binaries make the same files, whenever and by whom', () => {
  const given = parts();
  const once = files(given).sums;
  for (const [target] of TARGETS) utimesSync(join(given.binaries, `holdpoint-${target}`), 1, 1);
  assert.equal(files(given).sums, once);
});

test('a binary that is missing ends it', () => {
  const given = parts();
  rmSync(join(given.binaries, 'holdpoint-aarch64-apple-darwin'));
  const out = fresh('files');
  assert.notEqual(run('scripts/release/files.sh', [VERSION, given.binaries, given.papers, out]).status, 0);
  assert.ok(!existsSync(join(out, 'SHA256SUMS')));
});

test('setup/install.sh knows the names of the files, and no others', () => {
  const install = readFileSync(join(ROOT, 'setup/install.sh'), 'utf8');
  const cases = [...install.matchAll(/^(\w+)-(\w+)\) target=(\S+)(?: program=(\S+))? ;;$/gm)].map(([, os, arch, target, program = 'holdpoint']) => [target, os, arch, program]);
  assert.deepEqual(cases, TARGETS);
});

test('files are taken only as the job made them', () => {
  const place = fresh('take');
  const expected = ['one', 'two'].map((name) => {
    writeFileSync(join(place, name), name);
    return `${sha256(name)}  ${name}`;
  });
  const take = (lines) => run('scripts/release/take.sh', [place], { env: { EXPECTED: lines.join('\n') } });
  assert.equal(take(expected).status, 0, take(expected).stderr);
  const refused = (lines, why) => {
    const { status, stderr } = take(lines);
    assert.equal(status, 1);
    assert.match(stderr, why);
  };
  refused([], /0 files were expected, and 2 are there/);
  refused([expected[0]], /1 files were expected, and 2 are there/);
  refused([...expected, `${sha256('x')}  three`], /three is missing/);
  refused([expected[0], `${sha256('x')}  two`], /two is not what the job made: it is [0-9a-f]{64}, and must be/);
  refused([expected[0], '  two'], /no digest and name/);
  refused([expected[0], `${sha256('two')}  ../take/two`], /no digest and name/);
  rmSync(join(place, 'two'));
  symlinkSync('one', join(place, 'two'));
  refused([expected[0], `${sha256('one')}  two`], /two is missing/);
});

test('what is published is what is pinned', () => {
  const { out, sums } = files();
  const check = (place, where = out) => run('scripts/release/check-files.sh', [where], { cwd: place });
  const { place } = repository({ pinned: pins(sums) });
  assert.equal(check(place).status, 0, check(place).stderr);
  const refused = (change, why, pinned = pins(sums)) => {
    const copy = fresh('changed');
    cpSync(out, copy, { recursive: true });
    change(copy);
    const { status, stderr, stdout } = check(repository({ pinned }).place, copy);
    assert.notEqual(status, 0);
    assert.match(stderr + stdout, why);
  };
  const archive = `holdpoint-${VERSION}-x86_64-unknown-linux-musl.tar.gz`;
  refused((copy) => appendFileSync(join(copy, archive), 'x'), new RegExp(`${archive}: FAILED`));
  refused((copy) => rmSync(join(copy, archive)), /and there are/);
  refused((copy) => writeFileSync(join(copy, 'more'), ''), /and there are/);
  // All of it made anew, in agreement with itself.
  refused((copy) => appendFileSync(join(copy, 'SHA256SUMS'), `${sha256('x')}  more\n`), /setup\/pinned\.txt pins/);
  refused(() => {}, /setup\/pinned\.txt pins/, pins('0'.repeat(64)));
  refused(() => {}, /the files of 0\.2\.1 are/, pins(sums, '0.2.1'));
});

test('a rebuilt binary is the one in the archive, or it is said where they differ', () => {
  const { out, binaries } = files();
  const [archive, binary] = [join(out, `holdpoint-${VERSION}-x86_64-unknown-linux-musl.tar.gz`), join(binaries, 'holdpoint-x86_64-unknown-linux-musl')];
  const same = () => run('scripts/release/same-binary.sh', [archive, binary]);
  assert.equal(same().status, 0, same().stderr);
  writeFileSync(binary, 'the binary of X86_64-unknown-linux-musl\n');
  assert.equal(same().status, 1);
  assert.match(same().stdout, /differ: (byte|char) 15/);
});

test('checksums are pinned in the words that setup/install.sh reads', () => {
  const { place } = repository();
  const pin = (...given) => run('scripts/release/pin-setup.sh', given, { cwd: place }).status;
  const sums = 'a'.repeat(64);
  assert.equal(pin(VERSION, sums, '17'), 0);
  assert.equal(readFileSync(join(place, 'setup/pinned.txt'), 'utf8'), pins(sums));
  for (const wrong of [[], ['v0.2.0', sums, '17'], [VERSION, `sha256:${sums}`, '17'], [VERSION, sums.slice(1), '17'], [VERSION, sums, ''], [VERSION, sums, '1\nsums=b']]) {
    assert.equal(pin(...wrong), 2, wrong.join(' '));
  }
});

test('a plan is to build, to publish, or nothing', () => {
  const plan = (given, event, branch) => {
    const { status, stdout, stderr } = run('scripts/release/plan.sh', [event, branch], { cwd: given.place });
    return status === 0 ? Object.fromEntries(stdout.trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2))) : stderr;
  };
  const plain = repository();
  const common = { version: VERSION, branch: 'release/0.2', previous: '' };
  assert.deepEqual(plan(plain, 'workflow_dispatch', 'main'), { ...common, step: 'build', run: '' });
  assert.deepEqual(plan(plain, 'workflow_dispatch', 'release/0.2'), { ...common, step: 'build', run: '' });
  assert.deepEqual(plan(plain, 'push', 'release/0.2'), { ...common, step: 'none', run: '' });
  assert.match(plan(plain, 'workflow_dispatch', 'release/0.3'), /released from release\/0\.2/);
  assert.match(plan(plain, 'workflow_dispatch', 'feature'), /and not on feature/);

  for (const tag of ['v0.1.0', 'v0.1.9', 'v0.1.10', 'v0.3.0-rc.1', 'v0', `v${VERSION}`]) plain.git('tag', tag);
  assert.equal(plan(plain, 'workflow_dispatch', 'main').previous, '0.1.10');
  plain.git('checkout', '-q', '--orphan', 'other');
  plain.git('commit', '-q', '-m', 'Another line');
  plain.git('tag', 'v0.1.11');
  plain.git('checkout', '-q', 'main');
  assert.equal(plan(plain, 'workflow_dispatch', 'main').previous, '0.1.10');

  const ready = repository({ pinned: pins('a'.repeat(64)), image: DIGEST });
  for (const event of ['push', 'workflow_dispatch']) {
    assert.deepEqual(plan(ready, event, 'release/0.2'), { ...common, step: 'publish', run: '17' });
  }
  assert.match(plan(ready, 'push', 'main'), /belongs on release\/0\.2 alone/);
  // The next version of the line, of which nothing is built yet.
  const next = repository({ version: '0.2.1', pinned: pins('a'.repeat(64)), image: DIGEST });
  assert.equal(plan(next, 'push', 'release/0.2').step, 'none');
  assert.equal(plan(next, 'workflow_dispatch', 'release/0.2').step, 'build');
  const half = repository({ pinned: pins('a'.repeat(64)) });
  assert.match(plan(half, 'push', 'release/0.2'), /no image with its digest/);
  assert.match(plan(repository({ pinned: `version=${VERSION}\n`, image: DIGEST }), 'push', 'release/0.2'), /names no run/);
  assert.match(plan(repository({ version: 'next' }), 'push', 'main'), /no version like/);
});

test('the workflow hands over every target, and no other', () => {
  const workflow = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
  const among = (pattern) => [...new Set([...workflow.matchAll(pattern)].map(([, target]) => target))].sort();
  const targets = TARGETS.map(([target]) => target).sort();
  assert.deepEqual(among(/target: ([a-z0-9_-]+)/g), targets);
  assert.deepEqual(among(/outputs\.([a-z0-9_]+-[a-z0-9_-]+) \}\} {2}holdpoint-\1$/gm), targets);
});
