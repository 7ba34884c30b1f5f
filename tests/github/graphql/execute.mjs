// Runs a GraphQL request against a world: parse, validate, weigh, then execute the very selection that was asked for.

import {
  GraphQLError, Kind, TypeInfo, defaultTypeResolver, execute, getNamedType, getNullableType, getOperationAST, isAbstractType, isListType, isNonNullType, parse, validate, visit, visitWithTypeInfo,
} from 'graphql';
import { NotModelled } from '../refused.mjs';
import { demandField } from '../rights.mjs';
import { Listing, PAGING, connect } from './connection.mjs';
import { mutations } from './mutations.mjs';
import { resolvers } from './resolvers.mjs';
import { schema } from './schema.mjs';
import { TooHeavy, weigh } from './weight.mjs';

const parsed = new Map();

/** Parses and validates a document once; the errors of a bad one are kept with it. */
export function prepare(query) {
  if (!parsed.has(query)) {
    try {
      const document = parse(query, { noLocation: false });
      parsed.set(query, { document, errors: validate(schema, document) });
    } catch (error) {
      parsed.set(query, { document: null, errors: [error] });
    }
  }
  return parsed.get(query);
}

/**
 * The answer to one request: `{body, weight, violations}`. `spend(cost)` is called with the cost before the query runs
 * and gives what `rateLimit` shows.
 */
export function answer({ query, variables, operationName }, { spend, ...context }) {
  const { document, errors } = prepare(query ?? '');
  const operation = document && getOperationAST(document, operationName);
  if (errors.length > 0 || !operation) {
    const all = errors.length > 0 ? errors : [new GraphQLError('No operation was found')];
    return { body: { errors: all.map(shown) }, weight: null, violations: all.map(({ message }) => `query: ${message}`) };
  }
  let weight;
  try {
    weight = weigh(document, operation, variables);
  } catch (error) {
    if (!(error instanceof TooHeavy)) throw error;
    return { body: { data: null, errors: [{ type: error.type, message: error.message }] }, weight: null, violations: [`query: ${error.message}`] };
  }
  const run = { ...context, rate: spend(weight), violations: [] };
  const result = execute({
    schema, document: without(document, context.dropped), operationName, variableValues: variables, contextValue: run, rootValue: {},
    fieldResolver, typeResolver: defaultTypeResolver,
  });
  const body = result.errors ? { data: result.data, errors: result.errors.map(shown) } : { data: result.data };
  return { body, weight, violations: run.violations };
}

/** `type` and `extensions` stand as GitHub has them; graphql-js knows no `type`. */
function shown(error) {
  const { type } = error.originalError ?? {};
  const { message, path, locations } = error;
  return { ...(type && { type }), ...(path && { path }), extensions: type === 'FORBIDDEN' ? { saml_failure: false } : {}, locations, message };
}

function fieldResolver(source, args, context, info) {
  const { parentType, fieldName, returnType } = info;
  const place = `${parentType.name}.${fieldName}`;
  demandField(context, parentType.name === 'Repository' ? source : source.repository, parentType.name, fieldName);
  const emptied = context.emptied.find(({ type, field }) => field === fieldName && isOf(parentType, type));
  const resolve = (parentType.name === 'Mutation' ? mutations : resolvers[parentType.name])?.[fieldName];
  const isList = getNamedType(returnType).name.endsWith('Connection');
  if (!emptied && !resolve && source[fieldName] === undefined) throw notModelled(context, `not in the fake's state: ${place}`);
  const value = emptied ? emptied.to : resolve ? resolve(source, args, context) : source[fieldName];
  if (context.nullable && value != null) notePlaces(context.nullable, value, info);
  if (!isList || value === null) return value;
  if (!Array.isArray(value) && !(value instanceof Listing)) throw new TypeError(`${place} is no list`);
  const asked = info.fieldNodes[0].arguments.map(({ name }) => name.value);
  if (!resolve && asked.some((name) => !PAGING.includes(name) && args[name] != null)) throw notModelled(context, `not in the fake: arguments of ${place}`);
  return connect(value, args);
}

/** Notes a field that may be null and is not, and the items of its list if they may be; any item of a list is `*`. */
function notePlaces(nullable, value, { path, returnType }) {
  const steps = [];
  for (let at = path; at; at = at.prev) steps.unshift(typeof at.key === 'number' ? '*' : at.key);
  const place = steps.join('.');
  if (!isNonNullType(returnType)) nullable.add(place);
  const list = getNullableType(returnType);
  if (isListType(list) && !isNonNullType(list.ofType) && value.length > 0) nullable.add(`${place}.*`);
}

/** Whether a type is the one of that name, or one of its kinds where the name is an interface's. */
function isOf(type, name) {
  const wanted = schema.getType(name);
  return type === wanted || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

function notModelled(context, message) {
  context.violations.push(message);
  return new NotModelled(message);
}

/** The document as if the dropped fields had not been asked for. What held nothing else comes back as an empty object. */
function without(document, dropped) {
  if (dropped.length === 0) return document;
  const types = new TypeInfo(schema);
  return visit(document, visitWithTypeInfo(types, {
    Field: ({ name }) => (dropped.some(({ type, field }) => type === types.getParentType()?.name && field === name.value) ? null : undefined),
  }));
}

const selections = new WeakMap();

/** The `Type.field` pairs that a document selects, for tests that take each of them out in turn. Worked out once. */
export function fieldsOf(document) {
  if (!selections.has(document)) selections.set(document, selected(document));
  return selections.get(document);
}

function selected(document) {
  const types = new TypeInfo(schema);
  const fields = new Set();
  visit(document, visitWithTypeInfo(types, { Field: ({ name }) => void fields.add(`${types.getParentType().name}.${name.value}`) }));
  return [...fields];
}

export const operationsOf = (document) => document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
