#!/usr/bin/env node
// Takes the workflows out of the docs: `node scripts/lint/docs.mjs FOLDER`. A block of YAML is a workflow when it has `on:`
// or `jobs:` at its left edge. A whole one has both, and is written to FOLDER/.github/workflows; what is only a part of one
// is made whole with the simplest gate, and is written to FOLDER/parts/.github/workflows. Prints how many there were.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The blocks of YAML of a page, with the line at which each begins. One that would be passed over, because it begins otherwise or does not end, throws. */
export function blocks(text) {
  const found = [];
  let open = null;
  text.split('\n').forEach((line, index) => {
    if (open === null) {
      const [, indent] = /^( *)```ya?ml\s*$/.exec(line) ?? [];
      if (indent !== undefined) open = { line: index + 2, indent: indent.length, lines: [] };
      else if (/^[\s>]*(`{3,}|~{3,})\s*ya?ml/i.test(line)) throw new Error(`line ${index + 1}: a block of YAML begins with \`\`\`yaml alone, and not with ${line.trim()}`);
    } else if (line.trim() === '```') {
      found.push({ line: open.line, text: `${open.lines.join('\n')}\n` });
      open = null;
    } else {
      open.lines.push(line.slice(open.indent));
    }
  });
  if (open) throw new Error(`line ${open.line - 1}: the block of YAML has no end`);
  return found;
}

/** What a page calls this action by, where that is neither a release nor a commit. */
export function unpinned(text) {
  return [...text.matchAll(/^\s*(?:- )?uses: (\w[\w.-]*\/holdpoint(?:\/setup)?@(\S*))/gm)]
    .filter(([, , ref]) => !/^(v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(ref)).map(([, whole]) => whole);
}

const has = (block, key) => new RegExp(`^["']?${key}["']?:`, 'm').test(block);

const GATE = `jobs:
  gate:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: holdpoint/holdpoint@v0.1.0
`;

/** Every page of the docs that people read. */
export function pages(root) {
  const within = (folder) => readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? within(join(folder, entry.name)) : [join(folder, entry.name)]));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...within('docs'), ...within('examples')]
    .filter((page) => page.endsWith('.md') && readdirSync(join(root, page, '..')).includes(page.split('/').at(-1)));
}

/** The blocks of a page, which calls this action by a release or a commit alone. */
function read(root, page) {
  const text = readFileSync(join(root, page), 'utf8');
  const [wrong] = unpinned(text);
  if (wrong) throw new Error(`${page}: ${wrong} can be moved: name a release or a commit`);
  try {
    return blocks(text);
  } catch (error) {
    throw new Error(`${page}, ${error.message}`);
  }
}

/** All workflows of the docs: where each stands, its text made whole, and whether it was whole. */
export function workflows(root) {
  return pages(root).flatMap((page) => read(root, page)
    .filter(({ text }) => has(text, 'on') || has(text, 'jobs'))
    .map(({ line, text }) => {
      const whole = has(text, 'on') && has(text, 'jobs');
      const before = has(text, 'on') ? '' : 'on: workflow_dispatch\n';
      const after = has(text, 'jobs') ? '' : GATE;
      return { page, line, whole, text: `${before}${text}${after}` };
    }));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const folder = process.argv[2];
  const all = workflows('.');
  for (const part of ['', 'parts']) mkdirSync(join(folder, part, '.github/workflows'), { recursive: true });
  for (const { page, line, whole, text } of all) {
    const name = `${page.replace(/^docs\//, '').replace(/\.md$/, '').replaceAll('/', '-')}-${line}.yml`;
    writeFileSync(join(folder, whole ? '' : 'parts', '.github/workflows', name), text);
  }
  const whole = all.filter((one) => one.whole).length;
  console.log(`${whole} workflows of the docs, and ${all.length - whole} parts`);
}
