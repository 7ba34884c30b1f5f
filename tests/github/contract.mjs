#!/usr/bin/env node
// Holds GraphQL documents against GitHub's published schema and limits: `node contract.mjs [--fields] FILE-OR-FOLDER...`.
// Prints what each operation costs at most (and, with --fields, each `Type.field` that it selects); exit code 1 when any
// is refused, or when there is none to look at. A fragment may stand in another file than the operation that spreads it.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Kind, parse, print, visit } from 'graphql';
import { fieldsOf, operationsOf, prepare } from './graphql/execute.mjs';
import { weigh } from './graphql/weight.mjs';

const { values, positionals } = parseArgs({ options: { fields: { type: 'boolean', default: false } }, allowPositionals: true });

const fail = (message) => {
  console.error(message);
  process.exitCode = 1;
  return [];
};

const files = positionals.flatMap((name) => {
  if (!existsSync(name)) return fail(`${name}: not there`);
  if (!statSync(name).isDirectory()) return [name];
  const found = readdirSync(name).filter((file) => file.endsWith('.graphql')).sort().map((file) => join(name, file));
  return found.length > 0 ? found : fail(`${name}: no .graphql file in it`);
});
if (positionals.length === 0) fail('usage: node contract.mjs [--fields] FILE-OR-FOLDER...');

const documents = files.flatMap((file) => {
  try {
    return [{ file, text: readFileSync(file, 'utf8'), document: parse(readFileSync(file, 'utf8')) }];
  } catch (error) {
    return fail(`${file}: ${error.message}`);
  }
});
const fragments = new Map(documents.flatMap(({ document }) => document.definitions)
  .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((fragment) => [fragment.name.value, fragment]));

for (const { file, text, document } of documents.filter(({ document }) => operationsOf(document).length > 0)) check(file, text, document);

function check(file, text, own) {
  const { document, errors } = prepare(text + borrowed(own));
  for (const { message, locations } of errors) fail(`${file}:${locations?.[0]?.line ?? 1}: ${message}`);
  if (errors.length > 0) return;
  for (const operation of operationsOf(document)) {
    try {
      const { nodes, cost } = weigh(document, operation, largest(operation));
      console.log(`${file}: ${operation.name?.value ?? '(unnamed)'}: ${cost} points, ${nodes} nodes`);
    } catch (error) {
      fail(`${file}: ${error.message}`);
    }
  }
  if (values.fields) fieldsOf(document).forEach((field) => console.log(field));
}

/** The fragments that a document uses, at any depth, and does not define itself. */
function borrowed(own) {
  const known = new Set(own.definitions.map(({ name }) => name?.value));
  let text = '';
  const look = (node) => visit(node, { FragmentSpread: ({ name: { value } }) => {
    if (known.has(value) || !fragments.has(value)) return;
    known.add(value);
    text += `\n${print(fragments.get(value))}`;
    look(fragments.get(value));
  } });
  look(own);
  return text;
}

/** Page sizes that are variables without a default are weighed as the largest page, switches as on. */
function largest({ variableDefinitions = [] }) {
  const assumed = { Int: 100, Boolean: true };
  const entries = variableDefinitions.filter(({ defaultValue }) => !defaultValue)
    .map(({ variable, type }) => [variable.name.value, assumed[(type.type ?? type).name?.value]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
