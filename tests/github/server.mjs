#!/usr/bin/env node
// Starts a fake GitHub: `node server.mjs --world FILE [--size N] [--port N] [--latency MS]`. It prints `listening URL`,
// and ends when standard input is closed, so that a test that dies leaves nothing behind.

import { parseArgs } from 'node:util';
import { Fake } from './http/fake.mjs';
import { loadDocument } from './world/document.mjs';

const { values } = parseArgs({ options: {
  world: { type: 'string' }, size: { type: 'string' }, port: { type: 'string', default: '0' }, latency: { type: 'string', default: '0' },
} });
if (values.world === undefined) {
  console.error('usage: node server.mjs --world FILE [--size N] [--port N] [--latency MS]');
  process.exit(2);
}
process.stdin.resume().on('end', () => process.exit(0)).on('error', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0)).on('SIGINT', () => process.exit(0));
try {
  const world = await loadDocument(values.world, values.size === undefined ? undefined : Number(values.size));
  const fake = await new Fake(world, { latency: Number(values.latency) }).listen(Number(values.port));
  console.log(`listening ${fake.url}`);
} catch (error) {
  console.error(`${values.world}: ${error.message}`);
  process.exit(1);
}
