// Runs a program once, and says how long it took and how much memory it had.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const EVERY = 4;

/**
 * `{code, out, wall, memory}`: exit code, what it printed, milliseconds from start to end, and the memory that it and the
 * processes it started had at once at most (`VmHWM` of each, on Linux; taken every few milliseconds, and only if `sampled`,
 * because looking takes time, too).
 */
export function run([command, ...args], { cwd, url, sampled = false, more = {} }) {
  const began = performance.now();
  const env = { PATH: process.env.PATH, GITHUB_API_URL: url, GITHUB_TOKEN: 'gate', ...more };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, most] = ['', 0];
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { out += text; });
  const timer = sampled && setInterval(() => { most = Math.max(most, memoryOf(child.pid)); }, EVERY);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const wall = performance.now() - began;
      clearInterval(timer);
      resolve({ code, out, wall, memory: most === 0 ? null : `${Math.round(most / 1024)} MB` });
    });
  });
}

/** In kB, with all descendants; 0 where nothing tells. */
function memoryOf(pid) {
  try {
    const [, own] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((text) => text !== '');
    return Number(own ?? 0) + children.reduce((sum, child) => sum + memoryOf(child), 0);
  } catch {
    return 0;
  }
}
