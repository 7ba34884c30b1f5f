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

/** A copy of what the scripts of a release read and write, with the version and, if given, what is pinned. What the tree itself pins, on a release branch, is taken out. */
function repository({ version = VERSION, pinned, image } = {}) {
  const place = fresh('repository');
  for (const path of ['scripts/release', 'scripts/pin-image.sh', 'action.yml', 'setup', 'LICENSE-MIT', 'LICENSE-APACHE']) {
    cpSync(join(ROOT, path), join(place, path), { recursive: true });
  }
  rmSync(join(place, 'setup/pinned.txt'), { force: true });
  const action = readFileSync(join(place, 'action.yml'), 'utf8');
  writeFileSync(join(place, 'action.yml'), action.replace(/^ {2}image: docker:.*$/m, '  image: Dockerfile'));
  writeFileSync(join(place, 'Cargo.toml'), `[package]\nname = "holdpoint"\nversion = "${version}"\nrust-version = "1.95"\n\n[dependencies]\nother = { version = "9.9.9" }\n`);
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
  // Cloned from itself: it has the tags that it has.
  git('remote', 'add', 'origin', '.');
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
const COMMIT = 'c0ffee'.padEnd(40, '0');
const pins = (sums, version = VERSION) => `version=${version}\nsums=${sums}\nrun=17\ncommit=${COMMIT}\n`;

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

test('a version that nobody could install is refused before there are files of it', () => {
  const { binaries, papers } = parts();
  for (const version of ['01.0.0', '1.00.0', '1.0', 'v1.0.0', '1.0.0/..']) {
    const out = fresh('files');
    const { status, stderr } = run('scripts/release/files.sh', [version, binaries, papers, out]);
    assert.equal(status, 2, version);
    assert.match(stderr, /no version like/);
    assert.deepEqual(readdirSync(out), []);
  }
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
  // Each line fits, and there are as many as files.
  refused([expected[0], expected[0]], /one is named twice/);
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
  assert.equal(pin(VERSION, sums, '17', COMMIT, '0.1.0', sums), 0);
  assert.equal(readFileSync(join(place, 'setup/pinned.txt'), 'utf8'), `${pins(sums)}previous=0.1.0\nprevious-sums=${sums}\n`);
  assert.equal(pin(VERSION, sums, '17', COMMIT), 0);
  assert.equal(readFileSync(join(place, 'setup/pinned.txt'), 'utf8'), pins(sums));
  const good = [VERSION, sums, '17', COMMIT, '0.1.0', sums];
  const changed = (at, value) => good.with(at, value);
  for (const wrong of [
    [], good.slice(0, 3), good.slice(0, 5), [...good, 'more'], changed(0, 'v0.2.0'), changed(0, '01.0.0'), changed(0, '0.2.00'), changed(1, `sha256:${sums}`), changed(1, sums.slice(1)),
    changed(2, ''), changed(2, '1\nsums=b'), changed(3, 'main'), changed(3, COMMIT.slice(1)), changed(4, '01.0.0'), changed(4, VERSION), changed(5, ''), changed(5, sums.slice(1)),
  ]) {
    assert.equal(pin(...wrong), 2, wrong.join(' '));
  }
  assert.equal(readFileSync(join(place, 'setup/pinned.txt'), 'utf8'), pins(sums));
});

/** What is planned, or why nothing is. */
function plan(given, event, branch, env = {}) {
  const { status, stdout, stderr } = run('scripts/release/plan.sh', [event, branch], { cwd: given.place, env });
  return status === 0 ? Object.fromEntries(stdout.trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2))) : stderr;
}

/** A tag on a commit of its own on the checked-out branch, which pins its files. */
function released({ place, git }, tag, { sums = sha256(tag) } = {}) {
  const before = existsSync(join(place, 'setup/pinned.txt')) ? readFileSync(join(place, 'setup/pinned.txt'), 'utf8') : undefined;
  writeFileSync(join(place, 'setup/pinned.txt'), pins(sums, tag.slice(1)));
  git('add', '-A');
  git('commit', '-q', '-m', tag);
  git('tag', tag);
  if (before === undefined) rmSync(join(place, 'setup/pinned.txt'));
  else writeFileSync(join(place, 'setup/pinned.txt'), before);
  git('add', '-A');
  git('commit', '-q', '-m', `After ${tag}`);
}

test('a plan is to build, to publish, or nothing', () => {
  const plain = repository();
  const common = { version: VERSION, branch: 'release/0.2', previous: '', 'previous-sums': '', first: 'true', commit: '' };
  assert.deepEqual(plan(plain, 'workflow_dispatch', 'main'), { ...common, step: 'build', run: '' });
  assert.deepEqual(plan(plain, 'workflow_dispatch', 'release/0.2'), { ...common, step: 'build', run: '' });
  assert.deepEqual(plan(plain, 'push', 'release/0.2'), { ...common, step: 'none', run: '', first: 'false' });
  assert.match(plan(plain, 'workflow_dispatch', 'release/0.3'), /released from release\/0\.2/);
  assert.match(plan(plain, 'workflow_dispatch', 'feature'), /and not on feature/);

  const ready = repository({ pinned: pins('a'.repeat(64)), image: DIGEST });
  for (const event of ['push', 'workflow_dispatch']) {
    assert.deepEqual(plan(ready, event, 'release/0.2'), { ...common, step: 'publish', run: '17', commit: COMMIT });
  }
  assert.match(plan(ready, 'push', 'main'), /belongs on release\/0\.2 alone/);
  // The next version of the line, of which nothing is built yet.
  const next = repository({ version: '0.2.1', pinned: pins('a'.repeat(64)), image: DIGEST });
  assert.equal(plan(next, 'push', 'release/0.2').step, 'none');
  assert.equal(plan(next, 'workflow_dispatch', 'release/0.2').step, 'build');
  const half = repository({ pinned: pins('a'.repeat(64)) });
  assert.match(plan(half, 'push', 'release/0.2'), /no image with its digest/);
  assert.match(plan(repository({ pinned: `version=${VERSION}\n`, image: DIGEST }), 'push', 'release/0.2'), /names no run/);
  assert.match(plan(repository({ pinned: `version=${VERSION}\nrun=17\n`, image: DIGEST }), 'push', 'release/0.2'), /names no commit/);
  assert.match(plan(repository({ version: '00.2.0' }), 'push', 'main'), /no version like/);
  assert.match(plan(repository({ version: 'next' }), 'push', 'main'), /no version like/);
});

test('the release before is the last among the ancestors, and is never left out for want of looking', () => {
  const found = (given, event = 'workflow_dispatch', branch = 'main', env = {}) => {
    const it = plan(given, event, branch, env);
    return typeof it === 'string' ? it : [it.first, it.previous, it['previous-sums']];
  };
  const one = repository();
  assert.deepEqual(found(one), ['true', '', '']);
  // Its own tag, when it is run again.
  one.git('tag', `v${VERSION}`);
  assert.deepEqual(found(one), ['true', '', '']);
  // Where there was no final one yet, a pre-release judges: it has a gate, too.
  released(one, 'v0.2.0-rc.1');
  released(one, 'v0.2.0-rc.2');
  assert.deepEqual(found(one), ['false', '0.2.0-rc.2', sha256('v0.2.0-rc.2')]);
  for (const tag of ['v0.1.0', 'v0.1.9', 'v0.1.10', 'v0.3.0-rc.1']) released(one, tag);
  one.git('tag', 'v0');
  assert.deepEqual(found(one), ['false', '0.1.10', sha256('v0.1.10')]);
  one.git('checkout', '-q', '--orphan', 'other');
  one.git('commit', '-q', '-m', 'Another line');
  released(one, 'v0.1.11');
  one.git('checkout', '-q', 'main');
  assert.deepEqual(found(one), ['false', '0.1.10', sha256('v0.1.10')]);

  // The tag's commit did not come back to main by a merge commit: every kind of tag tells of a release.
  for (const tag of ['v0.1.0', 'v0.2.0-rc.1', 'v0']) {
    const apart = repository();
    apart.git('checkout', '-q', '-b', 'release/0.1');
    released(apart, tag);
    apart.git('checkout', '-q', 'main');
    assert.match(found(apart), new RegExp(`no release is among the ancestors of this commit, and the repository has ${tag}: .* merge commit`));
    // A push that neither builds nor publishes is not stopped by it.
    assert.deepEqual(found(apart, 'push', 'release/0.2'), ['false', '', '']);
  }
  const bare = repository();
  bare.git('tag', 'v0.1.0');
  assert.match(found(bare), /v0\.1\.0, the release before, pins no SHA256SUMS/);

  // Git fails, or its clone is not whole.
  assert.match(found(one, 'workflow_dispatch', 'main', { GIT_DIR: '/nonexistent' }), /not a git repository/);
  const shallow = { place: fresh('shallow') };
  assert.equal(run('git', ['clone', '-q', '--depth', '1', `file://${one.place}`, shallow.place]).status, 0);
  assert.match(found(shallow), /this clone is shallow/);

  // Its tags were not fetched, one was not, one is another, one is nowhere else; or nobody can say.
  const clone = (...given) => {
    const place = fresh('clone');
    assert.equal(run('git', ['clone', '-q', ...given, `file://${one.place}`, place]).status, 0);
    return { place, git: (...more) => assert.equal(run('git', more, { cwd: place }).status, 0) };
  };
  assert.deepEqual(found(clone()), ['false', '0.1.10', sha256('v0.1.10')]);
  assert.match(found(clone('--no-tags')), /the tags of this clone are not those of the repository \(v0, v0\.1\.0, .*\): fetch all of them/);
  const changed = (...given) => {
    const copy = clone();
    copy.git('tag', ...given);
    return found(copy);
  };
  assert.match(changed('-d', 'v0.1.10'), /not those of the repository \(v0\.1\.10\)/);
  assert.match(changed('-f', 'v0.1.10', 'v0.1.9'), /not those of the repository \(v0\.1\.10\)/);
  assert.match(changed('v0.1.12'), /not those of the repository \(v0\.1\.12\)/);
  const alone = clone();
  alone.git('remote', 'set-url', 'origin', join(folder, 'nowhere'));
  assert.match(found(alone), /could not be read from origin/);
});

test('what is published pins the release before, as that pins itself', () => {
  const publish = (more) => {
    const one = repository();
    released(one, 'v0.1.0');
    writeFileSync(join(one.place, 'setup/pinned.txt'), `${pins('a'.repeat(64))}${more}`);
    assert.equal(run('scripts/pin-image.sh', [DIGEST], { cwd: one.place }).status, 0);
    return plan(one, 'push', 'release/0.2');
  };
  const line = (sums, version = '0.1.0') => `previous=${version}\nprevious-sums=${sums}\n`;
  assert.equal(publish(line(sha256('v0.1.0'))).step, 'publish');
  for (const wrong of ['', line(sha256('other')), line(sha256('v0.1.0'), '0.1.1'), 'previous=0.1.0\n']) {
    assert.match(publish(wrong), /does not pin the release before, v0\.1\.0, as that pins itself: build anew/);
  }
  const first = repository({ pinned: `${pins('a'.repeat(64))}${line(sha256('v0.1.0'))}`, image: DIGEST });
  assert.match(plan(first, 'push', 'release/0.2'), /of which there is none/);
});

test('every file and the image were built from the pinned commit, on a branch of releases, by a machine of GitHub', () => {
  const out = fresh('attested');
  for (const name of ['SHA256SUMS', 'one.tar.gz']) writeFileSync(join(out, name), name);
  const bin = fresh('bin');
  const calls = join(bin, 'calls');
  const attested = (gh, { pinned = pins('a'.repeat(64)), image } = { image: DIGEST }) => {
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "$@" >> "${calls}"\n${gh}\n`, { mode: 0o755 });
    rmSync(calls, { force: true });
    const ended = run('scripts/release/attested.sh', [out], { cwd: repository({ pinned, image }).place, env: { PATH: `${bin}:${process.env.PATH}`, GITHUB_REPOSITORY: 'octoacme/shop' } });
    return { ...ended, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [] };
  };
  const asks = (what, branch) => `attestation verify ${what} --repo octoacme/shop --signer-workflow octoacme/shop/.github/workflows/release.yml --source-ref refs/heads/${branch} --source-digest ${COMMIT} --deny-self-hosted-runners`;
  const all = [join(out, 'SHA256SUMS'), join(out, 'one.tar.gz'), `oci://ghcr.io/holdpoint/holdpoint@${DIGEST}`];
  let ended = attested('exit 0');
  assert.equal(ended.status, 0, ended.stderr);
  assert.deepEqual(ended.calls, all.map((what) => asks(what, 'main')));
  ended = attested('case "$*" in *"refs/heads/release/0.2 "*) exit 0;; esac; exit 1');
  assert.equal(ended.status, 0, ended.stderr);
  assert.deepEqual(ended.calls, all.flatMap((what) => ['main', 'release/0.2'].map((branch) => asks(what, branch))));
  for (const [without, said] of [['one.tar.gz', 'one\\.tar\\.gz'], ['oci:', `the image ghcr\\.io/holdpoint/holdpoint@${DIGEST}`]]) {
    ended = attested(`case "$*" in *${without}*) exit 1;; esac`);
    assert.equal(ended.status, 1);
    assert.match(ended.stderr, new RegExp(`${said} has no attestation of c0ffee0+, from main or release/0\\.2`));
  }
  for (const wrong of [{ pinned: pins('a'.repeat(64)).replace(/commit=.*\n/, '') }, { pinned: pins('a'.repeat(64), '') }, { image: undefined }]) {
    ended = attested('exit 0', { pinned: pins('a'.repeat(64)), ...wrong });
    assert.equal(ended.status, 1);
    assert.deepEqual(ended.calls, []);
  }
});

test('a binary goes by the name of its target on every system', () => {
  const bin = fresh('bin');
  // What cargo makes on Windows; a `cp` there would put `.exe` behind the name of the copy.
  writeFileSync(join(bin, 'rustup'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(bin, 'cp'), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
  writeFileSync(join(bin, 'cargo'), '#!/bin/sh\nwhile [ "$1" != --target ]; do shift; done\nmkdir -p "target/$2/release"\ncase $2 in *windows*) exe=.exe;; esac\necho "$RUSTFLAGS" > "target/$2/release/holdpoint$exe"\n', { mode: 0o755 });
  for (const [target, flag] of [['x86_64-pc-windows-msvc', true], ['aarch64-apple-darwin', false]]) {
    const { place } = repository();
    const ended = run('scripts/release/binary.sh', [target, 'out'], { cwd: place, env: { PATH: `${bin}:${process.env.PATH}` } });
    assert.equal(ended.status, 0, ended.stderr);
    assert.deepEqual(readdirSync(join(place, 'out')), [`holdpoint-${target}`]);
    assert.equal(readFileSync(join(place, 'out', `holdpoint-${target}`), 'utf8').includes('target-feature=+crt-static'), flag);
  }
});

test('a release becomes the latest only where no higher version is published', () => {
  const out = fresh('published');
  for (const name of ['SHA256SUMS', 'one.tar.gz']) writeFileSync(join(out, name), name);
  const bin = fresh('bin');
  const calls = join(bin, 'calls');
  const published = (tag, there, upload = 0) => {
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "$@" >> "${calls}"\ncase "$*" in "release upload "*) exit ${upload};; "api "*) printf '${there.map((one) => `${one}\\n`).join('')}';; esac\n`, { mode: 0o755 });
    rmSync(calls, { force: true });
    const ended = run('scripts/release/publish.sh', [tag, out], { env: { PATH: `${bin}:${process.env.PATH}`, GITHUB_REPOSITORY: 'octoacme/shop' } });
    return [ended.status, ...readFileSync(calls, 'utf8').trimEnd().split('\n')];
  };
  for (const [tag, there, latest] of [
    ['v0.1.0', [], true], ['v0.10.0', ['v0.9.0', 'v0.2.0'], true], ['v0.2.1', ['v0.10.0', 'v0.2.0'], false], ['v0.3.0-rc.1', ['v0.2.0'], false],
    // Run again: it is published by now.
    ['v0.2.0', ['v0.2.0', 'v0.1.0'], true],
  ]) {
    const [status, upload, list, edit, ...more] = published(tag, there);
    assert.deepEqual([status, more], [0, []]);
    assert.equal(upload, `release upload ${tag} ${join(out, 'SHA256SUMS')} ${join(out, 'one.tar.gz')} --repo octoacme/shop --clobber`);
    assert.match(list, /^api --paginate repos\/octoacme\/shop\/releases\?/);
    assert.equal(edit, `release edit ${tag} --repo octoacme/shop --draft=false --latest=${latest}`);
  }
  // Without its files it stays a draft.
  assert.deepEqual(published('v0.1.0', [], 1).map((call) => `${call}`.split(' ', 2).join(' ')), ['1', 'release upload']);
});

const WORKFLOW = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
/** The jobs of the workflow, each with its text, what it needs and its `if`. */
const JOBS = new Map([...WORKFLOW.slice(WORKFLOW.indexOf('\njobs:')).matchAll(/^ {2}([a-z-]+):\n((?: {4}.*\n|\n| {2}#.*\n)+)/gm)].map(([, name, text]) => [name, {
  text,
  needs: /^ {4}needs: \[?([^\]\n]+)/m.exec(text)?.[1].split(', ') ?? [],
  when: /^ {4}if: (.*(?:\n {6}.*)*)/m.exec(text)?.[1] ?? '',
}]));

test('a refusal of the plan ends its step', () => {
  assert.match(WORKFLOW, /^defaults:\n {2}run:\n {4}shell: bash$/m);
  assert.doesNotMatch(WORKFLOW, /^ {6,}shell:/m);
  const [, line] = /^ {6}- id: plan\n {8}run: (.*)$/m.exec(WORKFLOW);
  const { place } = repository();
  const step = (branch) => {
    const output = join(fresh('output'), 'output');
    // As the runner starts what says `shell: bash`.
    const { status } = run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', line], { cwd: place, env: { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF_NAME: branch, GITHUB_OUTPUT: output } });
    return [status, readFileSync(output, 'utf8')];
  };
  assert.equal(step('main')[0], 0);
  assert.match(step('main')[1], /^step=build\n/);
  assert.deepEqual(step('feature'), [1, '']);
});

test('every output of the plan that a job reads is one that it has', () => {
  const said = new Set(Object.keys(plan(repository(), 'workflow_dispatch', 'main')));
  const declared = [...JOBS.get('plan').text.matchAll(/^ {6}([a-z-]+): \$\{\{ steps\.plan\.outputs\.([a-z-]+) \}\}$/gm)];
  for (const [, name, output] of declared) assert.ok(name === output && said.has(name), name);
  const names = new Set(declared.map(([, name]) => name));
  for (const [, name] of WORKFLOW.matchAll(/needs\.plan\.outputs\.([a-z-]+)/g)) assert.ok(names.has(name), name);
});

test('a job that was left out leaves out no other that must run', () => {
  assert.deepEqual([...JOBS.keys()], ['plan', 'binary', 'papers', 'files', 'image', 'pin', 'gate', 'gate-before', 'rebuild', 'cut', 'back']);
  const before = (name) => JOBS.get(name).needs.flatMap((one) => [one, ...before(one)]);
  for (const [name, { when }] of JOBS) {
    if (!before(name).includes('gate-before')) continue;
    assert.match(when, /!cancelled\(\)/, name);
    assert.match(when, name === 'cut' ? /needs\.gate\.result == 'success' && needs\.gate\.outputs\.decision == 'go'/ : /needs\.cut\.result == 'success'/, name);
  }
  // Left out where the plan says so in as many words, and not where it says nothing.
  assert.match(JOBS.get('gate-before').when, /needs\.plan\.outputs\.first != 'true'/);
  assert.match(JOBS.get('cut').when, /\(needs\.gate-before\.result == 'success' \|\| needs\.plan\.outputs\.first == 'true'\)/);
});

test('the App may make a branch at a commit that has other workflows', () => {
  for (const [name, { text }] of JOBS) {
    if (text.includes('create-github-app-token@')) assert.match(text, /^ {10}permission-workflows: write/m, name);
  }
});

test('the workflow hands over every target, and no other', () => {
  const among = (pattern) => [...new Set([...WORKFLOW.matchAll(pattern)].map(([, target]) => target))].sort();
  const targets = TARGETS.map(([target]) => target).sort();
  assert.deepEqual(among(/target: ([a-z0-9_-]+)/g), targets);
  assert.deepEqual(among(/outputs\.([a-z0-9_]+-[a-z0-9_-]+) \}\} {2}holdpoint-\1$/gm), targets);
});
