// World files: reading them, refusing what they should not hold, and merging a patch into one.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

/** Reads a world: YAML or JSON, or a module whose default export makes one of a size. */
export async function loadDocument(file, size) {
  if (file.endsWith('.mjs')) return (await import(pathToFileURL(resolve(file)))).default(size);
  return parse(readFileSync(file, 'utf8'));
}

/**
 * One record of a world file with its defaults filled in. A key that is missing or unknown is an error that names the
 * place: a misspelt fact would otherwise be a fact that is silently absent.
 */
export function read(where, given, required, defaults) {
  for (const key of required) {
    if (given[key] === undefined) throw new Error(`${where}: '${key}' is missing`);
  }
  for (const key of Object.keys(given)) {
    if (!required.includes(key) && !(key in defaults)) throw new Error(`${where}: unknown key '${key}'`);
  }
  return { ...defaults, ...given };
}

/** A list item may be written as its name alone. */
export const named = (item, key = 'name') => (typeof item === 'object' ? item : { [key]: item });

/** Comments, reviews, checks, statuses and edits get numbers of their own, beyond 2^31 as on GitHub, kept for good. */
export function identify(document) {
  const number = (items) => items?.forEach((item) => (item.id ??= freshId(document)));
  for (const repository of Object.values(document.repositories ?? {})) {
    number(repository.checks);
    number(repository.statuses);
    number(repository.runs);
    number(repository.releases);
    for (const run of repository.runs ?? []) number(run.artifacts);
    for (const release of repository.releases ?? []) number(release.assets);
    for (const item of [...(repository.issues ?? []), ...(repository.pulls ?? [])]) {
      number(item.comments);
      number(item.reviews);
    }
  }
  return document;
}

export function freshId(document) {
  document.lastId = (document.lastId ?? 10_000_000_000) + 1;
  return document.lastId;
}

/**
 * Merges `patch` into `target`: mappings key by key (null removes the key), lists item by item by natural key (an item
 * with `$delete` goes, an unknown one is appended), lists of plain values as a whole.
 */
export function merge(target, patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete target[key];
    else if (Array.isArray(value)) target[key] = mergeList(target[key] ?? [], value);
    else if (typeof value === 'object' && typeof target[key] === 'object' && target[key] !== null) merge(target[key], value);
    else target[key] = value;
  }
  return target;
}

function mergeList(target, patch) {
  if (!patch.every((item) => typeof item === 'object' && item !== null)) return patch;
  const merged = [...target];
  for (const { $delete: gone, ...item } of patch) {
    const key = naturalKey(item);
    const at = key === undefined ? -1 : merged.findIndex((other) => naturalKey(named(other)) === key);
    if (gone) merged.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) merged.push(item);
    else merged[at] = merge(structuredClone(named(merged[at])), item);
  }
  return merged;
}

function naturalKey(item) {
  const name = item.number ?? item.name ?? item.context ?? item.pattern ?? item.tag ?? item.id;
  return name === undefined ? undefined : `${name}@${item.commit ?? ''}`;
}
