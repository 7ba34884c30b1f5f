// The fake GitHub that everybody is measured on: a process for each size, a world in it for each policy and latency.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../tests/github', import.meta.url));

export class Service {
  #child;

  static async start(size, world = 'large.mjs') {
    const service = new Service();
    service.#child = spawn(process.execPath, ['server.mjs', '--world', `worlds/${world}`, ...(size === null ? [] : ['--size', String(size)])], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: service.#child.stdout }), 'line');
    service.url = line.replace('listening ', '');
    return service;
  }

  async stop() {
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }

  /** A world with this policy on its default branch, and with `more` of its repository's. */
  async world(policy, latency, more = {}) {
    const patch = { repositories: { 'octoacme/shop': { commits: { m1: { files: { 'release.yml': policy } } }, ...more } } };
    const { url } = await control(this.url, 'POST', 'worlds', { patch, latency });
    return { url, patch };
  }

  /** The world as it was, before anybody wrote to it. */
  async ready({ url, patch }) {
    await control(url, 'POST', 'reset');
    await control(url, 'POST', 'patch', patch);
  }

  /** What was asked since then. */
  async spent({ url }) {
    const violations = await control(url, 'GET', 'violations');
    if (violations.length > 0) throw new Error(`requests that GitHub would not take:\n${violations.slice(0, 5).join('\n')}`);
    const log = await control(url, 'GET', 'log');
    const sum = (key) => log.reduce((total, entry) => total + (entry[key] ?? 0), 0);
    return { requests: log.length, points: sum('cost'), work: sum('work'), rounds: rounds(log) };
  }
}

/** The longest chain of requests each of which began after the one before had ended. */
function rounds(log) {
  let [count, end] = [0, -Infinity];
  for (const entry of [...log].sort((one, other) => one.ended - other.ended)) {
    if (entry.started >= end) [count, end] = [count + 1, entry.ended];
  }
  return count;
}

async function control(url, method, what, body) {
  const response = await fetch(`${url}/_fake/${what}`, { method, ...(body && { body: JSON.stringify(body) }) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${what}: ${answer.message}`);
  return answer;
}
