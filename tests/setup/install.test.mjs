// setup/install.sh, run against a release on loopback, with nothing on its PATH but what it may use.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const SETUP = new URL('../../setup/', import.meta.url).pathname;
const TARGETS = {
  'Linux X64': 'x86_64-unknown-linux-musl',
  'Linux ARM64': 'aarch64-unknown-linux-musl',
  'macOS X64': 'x86_64-apple-darwin',
  'macOS ARM64': 'aarch64-apple-darwin',
  'Windows X64': 'x86_64-pc-windows-msvc',
};
const TOOLS = ['awk', 'bash', 'chmod', 'curl', 'dirname', 'gzip', 'mkdir', 'rm', 'sed', 'sha256sum', 'tail', 'tar'];
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

let folder; let server; let url; let asked;
/** What the server answers, by path: a buffer, or a function that answers. */
let files;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-setup-'));
  mkdirSync(join(folder, 'tools'));
  for (const tool of TOOLS) {
    const found = spawnSync('bash', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    assert.ok(found, `${tool} is missing`);
    symlinkSync(found, join(folder, 'tools', tool));
  }
  server = createServer((request, response) => {
    asked.push(request.url);
    const file = files[request.url];
    if (file === undefined) response.writeHead(404).end('Not Found');
    else if (typeof file === 'function') file(response);
    else response.end(file);
  });
  await new Promise((listening) => { server.listen(0, '127.0.0.1', listening); });
  url = `http://127.0.0.1:${server.address().port}/download`;
});

after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

/** The archive of a binary that says this version of itself. */
function archive(says, program = 'holdpoint') {
  const place = mkdtempSync(join(folder, 'archive-'));
  writeFileSync(join(place, program), `#!/bin/sh\necho "holdpoint ${says}"\n`, { mode: 0o755 });
  writeFileSync(join(place, 'LICENSE-MIT'), 'MIT\n');
  const tar = spawnSync('tar', ['-czf', '-', '-C', place, program, 'LICENSE-MIT']);
  assert.equal(tar.status, 0);
  return tar.stdout;
}

/** A release of all targets on the server; its checksums as a text. */
function release(version = '1.2.3', says = version) {
  asked = [];
  files = {};
  let sums = '';
  for (const target of Object.values(TARGETS)) {
    const name = `holdpoint-${version}-${target}.tar.gz`;
    const bytes = archive(says, target.includes('windows') ? 'holdpoint.exe' : 'holdpoint');
    files[`/download/v${version}/${name}`] = bytes;
    sums += `${sha256(bytes)}  ${name}\n`;
  }
  files[`/download/v${version}/SHA256SUMS`] = Buffer.from(sums);
  return sums;
}

/** Runs it as the action does. `gh` is a script that stands for the GitHub CLI, `pinned` the text of setup/pinned.txt. */
async function install({ inputs = {}, system = 'Linux X64', gh, pinned, without, server: github = 'https://github.com' } = {}) {
  const place = mkdtempSync(join(folder, 'run-'));
  cpSync(join(SETUP, 'install.sh'), join(place, 'install.sh'));
  if (pinned !== undefined) writeFileSync(join(place, 'pinned.txt'), pinned);
  mkdirSync(join(place, 'bin'));
  if (gh !== undefined) {
    writeFileSync(join(place, 'bin/gh'), `#!/bin/sh\necho "$@" >> "${place}/gh.calls"\n${gh}\n`);
    chmodSync(join(place, 'bin/gh'), 0o755);
  }
  for (const tool of TOOLS.filter((one) => one !== without)) symlinkSync(join(folder, 'tools', tool), join(place, 'bin', tool));
  for (const name of ['path', 'output']) writeFileSync(join(place, name), '');
  const [os, arch] = system.split(' ');
  const env = {
    PATH: join(place, 'bin'),
    VERSION: '', BASE_URL: url, VERIFY: 'auto', GH_TOKEN: 'a-token', HOLDPOINT_RETRIES: '0',
    RUNNER_OS: os, RUNNER_ARCH: arch, RUNNER_TEMP: join(place, 'temp of the runner'),
    GITHUB_PATH: join(place, 'path'), GITHUB_OUTPUT: join(place, 'output'), GITHUB_SERVER_URL: github,
    ...inputs,
  };
  const child = spawn(join(place, 'bin/bash'), [join(place, 'install.sh')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (text) => { log += text; });
  child.stderr.on('data', (text) => { log += text; });
  const code = await new Promise((ended) => { child.on('close', ended); });
  const read = (name) => (existsSync(join(place, name)) ? readFileSync(join(place, name), 'utf8') : '');
  const outputs = Object.fromEntries(read('output').split('\n').filter(Boolean).map((line) => line.split(/=(.*)/s)));
  return { code, log, outputs, path: read('path').trim(), calls: read('gh.calls') };
}

/** Nothing is installed: it failed with this, and nothing reached the PATH. */
function refused(run, text) {
  assert.equal(run.code, 1, run.log);
  assert.match(run.log, text);
  assert.match(run.log, /^::error title=holdpoint::/m);
  assert.equal(run.path, '');
  assert.deepEqual(run.outputs, {});
}

const v = (version = '1.2.3') => ({ VERSION: version });

test('puts the binary of each system on the PATH', async () => {
  for (const [system, target] of Object.entries(TARGETS)) {
    release();
    const run = await install({ inputs: v(), system });
    assert.equal(run.code, 0, run.log);
    assert.deepEqual(asked, ['/download/v1.2.3/SHA256SUMS', `/download/v1.2.3/holdpoint-1.2.3-${target}.tar.gz`]);
    assert.equal(run.path, run.outputs.path);
    assert.equal(run.outputs.version, '1.2.3');
    assert.equal(run.outputs.attested, 'false');
    const program = join(run.path, target.includes('windows') ? 'holdpoint.exe' : 'holdpoint');
    assert.equal(spawnSync(program, { encoding: 'utf8' }).stdout, 'holdpoint 1.2.3\n');
  }
});

test('takes the version of its own release where none is given', async () => {
  const pinned = `version=1.2.3\nsums=${sha256(release())}\nrun=17\n`;
  const run = await install({ pinned });
  assert.equal(run.code, 0, run.log);
  assert.equal(run.outputs.version, '1.2.3');
  assert.match(run.log, /::notice .*against the digest that this commit of the action pins/);
});

test('a version with a v is the same', async () => {
  release();
  assert.equal((await install({ inputs: v('v1.2.3') })).outputs.version, '1.2.3');
});

test('asks for a version at a commit that is no release', async () => {
  release();
  refused(await install(), /no release: name one in the input `version`/);
  assert.deepEqual(asked, []);
});

test('refuses what is no version', async () => {
  for (const version of ['latest', '1.2', '../1.2.3', '1.2.3/../9.9.9', '1.2.3 x', '01.2.3', '1.2.3\n::warning::x']) {
    release();
    const run = await install({ inputs: v(version) });
    refused(run, /no version like 0\.2\.0/);
    assert.deepEqual(asked, []);
    assert.doesNotMatch(run.log, /^::warning/m);
  }
});

test('refuses a file that is not what the checksums say', async () => {
  release();
  files['/download/v1.2.3/holdpoint-1.2.3-x86_64-unknown-linux-musl.tar.gz'] = archive('6.6.6');
  refused(await install({ inputs: v() }), /not what SHA256SUMS says: it is [0-9a-f]{64}, and must be [0-9a-f]{64}/);
});

test('refuses checksums that are not those of its own release', async () => {
  const pinned = `version=1.2.3\nsums=${sha256(release())}\n`;
  // Both the file and its line were exchanged, so that they agree with each other.
  const file = 'holdpoint-1.2.3-x86_64-unknown-linux-musl.tar.gz';
  files[`/download/v1.2.3/${file}`] = archive('1.2.3');
  files['/download/v1.2.3/SHA256SUMS'] = Buffer.from(`${sha256(files[`/download/v1.2.3/${file}`])}  ${file}\n# more\n`);
  refused(await install({ pinned }), /not the one that this commit of the action pins/);
  assert.deepEqual(asked, ['/download/v1.2.3/SHA256SUMS']);
});

test('refuses a file of pins that is spoilt', async () => {
  const good = `version=1.2.3\nsums=${sha256(release())}\nrun=17\n`;
  const spoilt = [
    '', 'version=1.2.3\n', good.replace(/sums=.*/, 'sums='), good.replace(/sums=.*\n/, ''), good.replaceAll('\n', '\r\n'), good.replace('1.2.3', ''),
    good.replace('1.2.3', '01.2.3'), `${good}version=1.2.3\n`, `${good}sums=${'0'.repeat(64)}\n`, good.replace('sums=', 'sums=0'), `\uFEFF${good}`, `${good}\n`,
    `${good}previous=1.2.2\n`, `${good}previous-sums=${'0'.repeat(64)}\n`, `${good}previous=1.2.2\nprevious-sums=0\n`, good.replace('version', 'VERSION'),
  ];
  for (const pinned of spoilt) {
    for (const inputs of [{}, v(), v('1.2.2')]) {
      release();
      refused(await install({ inputs, pinned }), /setup\/pinned\.txt of this commit of holdpoint is spoilt/);
      assert.deepEqual(asked, []);
    }
  }
  // Without the end of the last line it is whole.
  assert.equal((await install({ pinned: `version=1.2.3\nsums=${sha256(release())}` })).code, 0);
});

test('holds the release before to the checksums that are pinned for it', async () => {
  const pins = (sums) => `version=1.2.4\nsums=${'0'.repeat(64)}\nrun=17\ncommit=${'a'.repeat(40)}\nprevious=1.2.3\nprevious-sums=${sums}\n`;
  const run = await install({ inputs: v(), pinned: pins(sha256(release())) });
  assert.equal(run.code, 0, run.log);
  assert.match(run.log, /::notice .*against the digest that this commit of the action pins/);
  release();
  refused(await install({ inputs: v(), pinned: pins('1'.repeat(64)) }), /not the one that this commit of the action pins/);
});

test('another version than its own is held to its own checksums, and says so', async () => {
  release();
  const run = await install({ inputs: v(), pinned: `version=1.2.2\nsums=${'0'.repeat(64)}\n` });
  assert.equal(run.code, 0, run.log);
  assert.match(run.log, /::warning .*against a file from the same server/);
});

test('refuses checksums that do not name the file, or name it twice', async () => {
  const sums = release();
  const [first] = sums.split('\n');
  for (const text of ['', sums.replace('x86_64-unknown-linux-musl', 'i686-unknown-linux-musl'), `${sums}${first}\n`, sums.replace(/^[0-9a-f]{64}/, 'none')]) {
    files['/download/v1.2.3/SHA256SUMS'] = Buffer.from(text);
    refused(await install({ inputs: v() }), /does not name holdpoint-1\.2\.3-x86_64-unknown-linux-musl\.tar\.gz once/);
  }
});

test('names the file that is missing', async () => {
  release();
  refused(await install({ inputs: v('1.2.4') }), /There is no http:\S+\/v1\.2\.4\/SHA256SUMS \(404\)/);
  delete files['/download/v1.2.3/holdpoint-1.2.3-aarch64-apple-darwin.tar.gz'];
  refused(await install({ inputs: v(), system: 'macOS ARM64' }), /There is no \S+aarch64-apple-darwin\.tar\.gz \(404\)/);
});

test('names the system that has no binary', async () => {
  for (const system of ['Windows ARM64', 'Linux ARM', 'Plan9 X64']) {
    release();
    const [os, arch] = system.split(' ');
    refused(await install({ inputs: v(), system }), new RegExp(`There is no binary for ${os} on ${arch}`));
    assert.deepEqual(asked, []);
  }
});

test('refuses a download that was cut off, or that fails', async () => {
  const file = '/download/v1.2.3/holdpoint-1.2.3-x86_64-unknown-linux-musl.tar.gz';
  release();
  const whole = files[file];
  files[file] = (response) => {
    response.writeHead(200, { 'content-length': whole.length });
    response.write(whole.subarray(0, 20));
    setTimeout(() => response.destroy(), 50);
  };
  refused(await install({ inputs: v() }), /could not be fetched whole/);
  // Cut off where nothing tells the length: the checksum tells.
  files[file] = whole.subarray(0, whole.length - 7);
  refused(await install({ inputs: v() }), /not what SHA256SUMS says/);
  files[file] = (response) => response.writeHead(503).end();
  refused(await install({ inputs: v() }), /could not be fetched whole: .*503/);
});

test('follows a redirect, and holds what comes of it to the checksums', async () => {
  const file = 'holdpoint-1.2.3-x86_64-unknown-linux-musl.tar.gz';
  release();
  files['/store/1'] = files[`/download/v1.2.3/${file}`];
  files[`/download/v1.2.3/${file}`] = (response) => response.writeHead(302, { location: '/store/1' }).end();
  assert.equal((await install({ inputs: v() })).code, 0);
  files['/store/1'] = archive('6.6.6');
  refused(await install({ inputs: v() }), /not what SHA256SUMS says/);
  files[`/download/v1.2.3/${file}`] = (response) => response.writeHead(302, { location: `/download/v1.2.3/${file}` }).end();
  refused(await install({ inputs: v() }), /could not be fetched whole/);
});

test('fetches over https alone', async () => {
  const { port } = server.address();
  for (const base of [
    'http://mirror.example.com/download', 'ftp://127.0.0.1/x', 'file:///etc', 'http://127.0.0.1.example.com/x',
    `http://localhost:x@127.0.0.1:${port}/download`, `http://127.0.0.1:1@127.0.0.1:${port}/download`, 'http://localhost:80@mirror.example.com/x',
    'http://127.0.0.1/download', `http://127.0.0.1:${port}?/download`, 'https://mona:secret@mirror.example.com/x', 'https://', 'https:///x', 'https://a b/x',
  ]) {
    release();
    refused(await install({ inputs: { ...v(), BASE_URL: base } }), /must begin with https:/);
    assert.deepEqual(asked, [], base);
  }
});

test('is led to no other place by a redirect', async () => {
  const elsewhere = createServer((request, response) => { asked.push(`elsewhere ${request.url}`); response.end('x'); });
  await new Promise((listening) => { elsewhere.listen(0, '127.0.0.2', listening); });
  const { port } = elsewhere.address();
  for (const to of [`http://127.0.0.2:${port}/x`, `http://127.0.0.1:1@127.0.0.2:${port}/x`, `https://127.0.0.2:${port}/x`]) {
    release();
    files['/download/v1.2.3/SHA256SUMS'] = (response) => response.writeHead(302, { location: to }).end();
    refused(await install({ inputs: v() }), /SHA256SUMS is redirected to https?:\S+, which is not where files are fetched from/);
    assert.deepEqual(asked, ['/download/v1.2.3/SHA256SUMS']);
  }
  elsewhere.close();
});

test('refuses a binary that says another version of itself', async () => {
  release('1.2.3', '1.2.2');
  refused(await install({ inputs: v() }), /says that it is `holdpoint 1\.2\.2`, and should be holdpoint 1\.2\.3/);
});

/** The GitHub CLI, as far as its help tells what it can. */
const HELP = 'case "$*" in *--help*) echo "--source-ref string"; exit 0;; esac';
const asks = (version, branch) => `attestation verify holdpoint-${version}-x86_64-unknown-linux-musl.tar.gz --repo holdpoint/holdpoint --signer-workflow holdpoint/holdpoint/.github/workflows/release.yml --source-ref refs/heads/${branch} --deny-self-hosted-runners`;

test('takes what was built on main or on the release branch of the version, and nowhere else', async () => {
  for (const version of ['1.2.3', '1.2.3-rc.1']) {
    release(version);
    const run = await install({ inputs: v(version), gh: `${HELP}\ncase "$*" in *"refs/heads/release/1.2 "*) exit 0;; esac; exit 1` });
    assert.equal(run.code, 0, run.log);
    assert.equal(run.outputs.attested, 'true');
    assert.deepEqual(run.calls.trimEnd().split('\n').slice(1), [asks(version, 'main'), asks(version, 'release/1.2')]);
  }
  release();
  const gh = `${HELP}\ncase "$*" in *refs/heads/main*|*"refs/heads/release/1.2 "*) echo "the branch is another"; exit 1;; esac; exit 0`;
  refused(await install({ inputs: v(), gh }), /the branch is another/);
});

test('verifies the attestation where the GitHub CLI is there', async () => {
  for (const VERIFY of ['auto', 'always']) {
    release();
    const run = await install({ inputs: { ...v(), VERIFY }, gh: HELP });
    assert.equal(run.code, 0, run.log);
    assert.equal(run.outputs.attested, 'true');
    assert.deepEqual(run.calls.trimEnd().split('\n').slice(1), [asks('1.2.3', 'main')]);
    assert.doesNotMatch(run.log, /a-token/);
  }
});

test('refuses a file whose attestation is not good', async () => {
  for (const VERIFY of ['auto', 'always']) {
    release();
    const gh = `${HELP}; echo "no attestations found for the subject"; exit 1`;
    refused(await install({ inputs: { ...v(), VERIFY }, gh }), /no attestations found for the subject.*`verify: never`/);
  }
});

test('says why an attestation is not verified, and refuses where it must be', async () => {
  const cases = [
    [{}, /GitHub CLI \(gh\) is not on this runner/],
    [{ gh: 'exit 0' }, /too old to verify attestations: 2\.68/],
    [{ gh: 'exit 1' }, /too old to verify attestations/],
    [{ gh: HELP, server: 'https://github.octoacme.example' }, /the server is https:\/\/github\.octoacme\.example/],
    [{ gh: HELP, inputs: { GH_TOKEN: '' } }, /the GitHub CLI has no token/],
  ];
  for (const [how, why] of cases) {
    release();
    const run = await install({ ...how, inputs: { ...v(), ...how.inputs } });
    assert.equal(run.code, 0, run.log);
    assert.match(run.log, why);
    assert.equal(run.outputs.attested, 'false');
    refused(await install({ ...how, inputs: { ...v(), ...how.inputs, VERIFY: 'always' } }), why);
  }
});

test('leaves the attestation out where it is told to', async () => {
  release();
  const run = await install({ inputs: { ...v(), VERIFY: 'never' }, gh: 'exit 1' });
  assert.equal(run.code, 0, run.log);
  assert.equal(run.calls, '');
  assert.doesNotMatch(run.log, /::(warning|notice)/);
  refused(await install({ inputs: { ...v(), VERIFY: 'maybe' } }), /auto, always or never/);
});

test('installs nothing where nothing can be checked', async () => {
  release();
  refused(await install({ inputs: v(), without: 'sha256sum' }), /Neither sha256sum nor shasum is on this runner/);
});
