#!/usr/bin/env node
// From start to verdict, and where the time goes: the server is here, so that it sees when a program connects, when the
// handshake is done, and when the program has ended. Run by start.sh. See docs/speed.md.

import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Service } from './service.mjs';

const { values } = parseArgs({ options: {
  binary: { type: 'string' }, certificates: { type: 'string' }, write: { type: 'boolean', default: false }, runs: { type: 'string', default: '20' },
} });
const binary = resolve(values.binary);
const [cert, key] = ['cert.pem', 'key.pem'].map((name) => readFileSync(join(values.certificates, name)));
const authority = join(values.certificates, 'ca.pem');

const POLICY = `version: 1
release:
  pull-requests: since-last-tag
phases:
  release:
    holds: tag
    requirements:
      - {id: merged, title: Everything is merged, require: {pull-requests: {merged: all}}}
`;
const ONE = '/repos/octoacme/shop';
const FETCH = `const r = await fetch(process.env.AT, {headers: {authorization: 'Bearer gate', 'user-agent': 'bench'}}); await r.text(); process.exit(r.ok ? 0 : 3)`;
const PROGRAMS = [
  { name: '`holdpoint`, the gate', command: () => [binary] },
  { name: '`curl`, one request', command: (url) => ['curl', '-sf', '-o', '/dev/null', '-H', 'Authorization: Bearer gate', '--cacert', authority, url + ONE] },
  { name: '`node`, one request', command: () => [process.execPath, '--input-type=module', '-e', FETCH] },
];

const service = await Service.start(null, 'shop.yaml');
const world = await service.world(POLICY, 0);
let seen = {};

// As in a workflow: by inputs alone, and without git, which the container does not have.
const event = join(values.certificates, 'event.json');
writeFileSync(event, '{}');
const tip = await (await fetch(`${world.url}/repos/octoacme/shop/git/ref/heads/main`, { headers: { authorization: 'Bearer gate', 'user-agent': 'bench' } })).json();
const WORKFLOW = {
  GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_EVENT_PATH: event, GITHUB_REPOSITORY: 'octoacme/shop', GITHUB_REF: 'refs/heads/main',
  GITHUB_SHA: tip.object.sha, INPUT_TOKEN: 'gate', INPUT_VERSION: '1.4.0', INPUT_COMMENT: 'false', 'INPUT_CHECK-RUN': 'false',
};

/** Hands all on to the fake, and notes when the first connection came and when it was ready for requests. */
function front(secure) {
  const { hostname, port } = new URL(world.url);
  const note = (what) => { seen[what] ??= performance.now(); };
  const through = (socket) => {
    note('ready');
    const onward = connect(port, hostname);
    socket.setNoDelay(true);
    onward.setNoDelay(true);
    socket.pipe(onward).pipe(socket);
    for (const [from, to] of [[socket, onward], [onward, socket]]) from.on('error', () => to.destroy()).on('close', () => to.destroy());
  };
  const server = secure ? createTlsServer({ cert, key }, through) : createServer(through);
  server.on('connection', () => note('connected'));
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ server, url: `${secure ? 'https' : 'http'}://localhost:${server.address().port}` })));
}

function once(command, url) {
  seen = {};
  const env = { PATH: process.env.PATH, ...WORKFLOW, GITHUB_API_URL: url, SSL_CERT_FILE: authority, NODE_EXTRA_CA_CERTS: authority, AT: url + ONE };
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('exit', (code) => {
      const ended = performance.now();
      if (code > 1) return failed(new Error(`${command.join(' ')} ended with ${code}: ${said}`));
      return done({ start: seen.connected - began, handshake: seen.ready - seen.connected, rest: ended - seen.ready, all: ended - began });
    });
  });
}

const row = (cells) => `| ${cells.join(' | ')} |\n`;
const ms = (number) => `${number.toFixed(1)} ms`;

let table = row(['', 'program', 'start to connection', 'TLS handshake', 'requests, answers, end', 'in all', 'of that the server']) + row(['---', '---', ...Array(5).fill('---:')]);
for (const secure of [true, false]) {
  const { server, url } = await front(secure);
  const results = PROGRAMS.map(() => []);
  // In turn, so that whatever else the machine does meets all of them.
  for (let index = 0; index <= Number(values.runs); index += 1) {
    for (const [program, { command }] of PROGRAMS.entries()) {
      await service.ready(world);
      const result = await once(command(url), url);
      const { work } = await service.spent(world);
      if (index > 0) results[program].push({ ...result, work });
    }
  }
  for (const [program, { name }] of PROGRAMS.entries()) {
    // What the program itself takes shows where nothing else came between: each column by itself.
    const of = (key) => Math.min(...results[program].map((result) => result[key]));
    table += row([secure ? 'https' : 'http', name, ms(of('start')), secure ? ms(of('handshake')) : '–', ms(of('rest')), ms(of('all')), ms(of('work'))]);
  }
  server.close();
}
await service.stop();

const text = `Measured with ${cpus().length} cores and Node.js ${process.versions.node}, of ${values.runs} runs the fastest in each column, everything on one machine; the binary has ${(statSync(binary).size / 1e6).toFixed(1)} MB.\n\n${table}`;
console.log(text);
if (values.write) {
  const page = fileURLToPath(new URL('../docs/speed.md', import.meta.url));
  const whole = readFileSync(page, 'utf8');
  const marks = /(<!-- measured: start -->\n)[^]*?(<!-- end -->)/;
  if (!marks.test(whole)) throw new Error('docs/speed.md has no place for the start');
  writeFileSync(page, whole.replace(marks, (_, open, close) => `${open}\n${text}\n${close}`));
}
