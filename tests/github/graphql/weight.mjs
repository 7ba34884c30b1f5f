// What a query weighs before it is run: page sizes, the nodes that it can return, and its cost in points.
// Rules: GitHub's "Rate limits and query limits for the GraphQL API".

import { Kind, getNamedType } from 'graphql';
import { schema } from './schema.mjs';

export const MAX_NODES = 500_000;
const PAGE = { least: 1, most: 100 };

/** A query that GitHub refuses for its size; `type` is the error's type in the answer. */
export class TooHeavy extends Error {
  constructor(type, message) {
    super(message);
    this.type = type;
  }
}

/**
 * `{nodes, cost}` of one operation. A selection that is written twice counts twice, and every branch of a union counts:
 * an upper bound. Throws `TooHeavy`.
 */
export function weigh(document, operation, variables) {
  const fragments = new Map(document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((f) => [f.name.value, f]));
  const defaults = (operation.variableDefinitions ?? []).filter(({ defaultValue }) => defaultValue)
    .map(({ variable, defaultValue }) => [variable.name.value, literal(defaultValue, {})]);
  const total = { nodes: 0, requests: 0 };
  const root = schema.getRootType(operation.operation);
  walk({ fragments, variables: { ...Object.fromEntries(defaults), ...variables }, total }, operation.selectionSet, root, 1);
  if (total.nodes > MAX_NODES) {
    throw new TooHeavy('MAX_NODE_LIMIT_EXCEEDED',
      `This query requests up to ${total.nodes} possible nodes which exceeds the maximum limit of ${MAX_NODES}.`);
  }
  return { nodes: total.nodes, cost: Math.max(1, Math.round(total.requests / 100)) };
}

/** `times` is the product of the page sizes around the selection: how often it may be carried out. */
function walk(query, selectionSet, type, times) {
  for (const selection of selectionSet?.selections ?? []) {
    if (!included(selection, query.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const field = type.getFields?.()[selection.name.value];
      if (field) walk(query, selection.selectionSet, getNamedType(field.type), times * pages(query, selection, field, times));
    } else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? query.fragments.get(selection.name.value) : selection;
      const on = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type;
      walk(query, fragment.selectionSet, on, times);
    }
  }
}

/** Counts a connection, and says how many items each page of it may have; 1 for any other field. */
function pages({ variables, total }, selection, field, times) {
  if (!getNamedType(field.type).name.endsWith('Connection')) return 1;
  const given = Object.fromEntries((selection.arguments ?? []).map(({ name, value }) => [name.value, literal(value, variables)]));
  const size = pageSize(selection.name.value, given);
  total.requests += times;
  total.nodes += times * size;
  return size;
}

function pageSize(name, { first, last }) {
  if (first == null && last == null) {
    throw new TooHeavy('MISSING_PAGINATION_BOUNDARIES', `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`);
  }
  if (first != null && last != null) {
    throw new TooHeavy('UNPROCESSABLE', `Passing both \`first\` and \`last\` to paginate the \`${name}\` connection is not supported.`);
  }
  const size = first ?? last;
  if (size < PAGE.least || size > PAGE.most) {
    const bound = first != null ? 'first' : 'last';
    throw new TooHeavy('EXCESSIVE_PAGINATION', `Requesting ${size} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${PAGE.most} records.`);
  }
  return size;
}

function included({ directives = [] }, variables) {
  return directives.every(({ name, arguments: [condition] = [] }) => {
    if (name.value === 'skip') return literal(condition.value, variables) !== true;
    return name.value !== 'include' || literal(condition.value, variables) === true;
  });
}

function literal(value, variables) {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value];
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.BOOLEAN ? value.value : undefined;
}
