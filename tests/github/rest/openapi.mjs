// GitHub's published description of its REST API: which requests it allows and which answers it promises.

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const file = new URL('../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url);
const COMPONENT = '#/components/';
let description;
const operations = new Map();

/** Loaded at the first REST request only: it is large. */
function load() {
  description ??= JSON.parse(readFileSync(file, 'utf8'));
  return description;
}

/** A path template as an expression. Refs, files and ranges may hold slashes; other parameters may not. */
export function pathExpression(template) {
  const body = template.replace(/[.+]/g, '\\$&').replace(/\{(\w+)\}/g, (_, name) => (
    ['path', 'ref', 'basehead', 'branch'].includes(name) ? `(?<${name}>.+?)` : `(?<${name}>[^/]+)`));
  return new RegExp(`^${body}$`);
}

/** One operation of the description, with compiled checks, or undefined where GitHub has none. */
export function operation(method, template) {
  const key = `${method} ${template}`;
  if (!operations.has(key)) {
    const found = load().paths[template]?.[method.toLowerCase()];
    operations.set(key, found && new Operation(found, load().paths[template].parameters ?? []));
  }
  return operations.get(key);
}

/** The template that GitHub describes for a path, for paths that this double has no route for. */
export function describedPath(method, path) {
  return Object.keys(load().paths).find((template) => load().paths[template][method.toLowerCase()] && pathExpression(template).test(path));
}

class Operation {
  #raw;
  #parameters;
  #answers = new Map();
  #checkBody;
  #checkParameter = new Map();

  constructor(raw, shared) {
    this.#raw = raw;
    this.#parameters = [...shared, ...(raw.parameters ?? [])].map(resolve);
  }

  /** What is wrong with a request, as sentences. */
  problems({ path, query, body }) {
    const given = { path, query };
    const problems = this.#parameters.filter(({ in: place }) => place in given).flatMap(({ in: place, name, required, schema }) => {
      const value = given[place][name];
      if (value === undefined) return required ? [`${place} parameter '${name}' is missing`] : [];
      const key = `${place} ${name}`;
      if (!this.#checkParameter.has(key)) this.#checkParameter.set(key, compile(schema, { coerceTypes: true }));
      return this.#checkParameter.get(key).problems({ value }, `${place} parameter '${name}'`, 'value');
    });
    const known = this.#parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
    problems.push(...Object.keys(query).filter((name) => !known.includes(name)).map((name) => `unknown query parameter '${name}'`));
    return [...problems, ...this.#bodyProblems(body)];
  }

  #bodyProblems(body) {
    const described = this.#raw.requestBody && resolve(this.#raw.requestBody);
    if (!described) return body === undefined ? [] : ['a body where none is described'];
    if (body === undefined) return described.required ? ['the body is missing'] : [];
    // A file: any bytes.
    if (!described.content['application/json']) return [];
    const schema = described.content['application/json'].schema;
    this.#checkBody ??= compile(schema);
    const known = Object.keys(properties(schema));
    const unknown = known.length === 0 ? [] : Object.keys(body).filter((key) => !known.includes(key));
    return [...this.#checkBody.problems({ value: body }, 'body', 'value'), ...unknown.map((key) => `body: unknown key '${key}'`)];
  }

  /** What GitHub promises for a status: undefined where it describes none, null where it has no body. */
  answerSchema(status) {
    const described = this.#raw.responses[status] && resolve(this.#raw.responses[status]);
    return described && (described.content?.['application/json']?.schema ?? null);
  }

  answerProblems(status, body) {
    const schema = this.answerSchema(status);
    if (schema === undefined) return [`status ${status} is not described`];
    if (schema === null) return [];
    if (!this.#answers.has(status)) this.#answers.set(status, compile(schema));
    return this.#answers.get(status).problems({ value: body }, 'answer', 'value');
  }
}

function resolve(node) {
  let at = node;
  while (at?.$ref) at = at.$ref.slice('#/'.length).split('/').reduce((part, key) => part[key], load());
  return at;
}

function properties(schema) {
  const at = resolve(schema);
  return Object.assign({}, at.properties, ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => at[key] ?? []).map(properties));
}

/** A checker of `{value}`; the wrapping lets ajv turn the text of a parameter into the number that is asked for. */
function compile(schema, options = {}) {
  const definitions = {};
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, ...options });
  addFormats.default(ajv);
  const check = ajv.compile({ type: 'object', properties: { value: jsonSchema(schema, definitions) }, definitions });
  return {
    problems(wrapped, what, key) {
      if (check(wrapped)) return [];
      return check.errors.map(({ instancePath, message }) => `${what}${instancePath.slice(key.length + 1)} ${message}`);
    },
  };
}

/** OpenAPI 3.0 differs from JSON Schema in `nullable`. Components that are referred to are gathered in `definitions`. */
function jsonSchema(node, definitions) {
  if (Array.isArray(node)) return node.map((item) => jsonSchema(item, definitions));
  if (typeof node !== 'object' || node === null) return node;
  if (typeof node.$ref === 'string') {
    const name = node.$ref.slice(COMPONENT.length).replaceAll('/', '.');
    if (!(name in definitions)) {
      definitions[name] = {};
      definitions[name] = jsonSchema(resolve(node), definitions);
    }
    return { $ref: `#/definitions/${name}` };
  }
  const plain = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, jsonSchema(value, definitions)]));
  if (node.nullable !== true) return plain;
  delete plain.nullable;
  return { anyOf: [plain, { type: 'null' }] };
}

const EMPTY = { string: '', integer: 0, number: 0, boolean: false };
const FORMATTED = { uri: 'https://api.github.com/', 'date-time': '1970-01-01T00:00:00Z', date: '1970-01-01', email: 'nobody@example.com' };

/** A named part of the description. */
export const component = (name) => load().components.schemas[name];

/** `value` with everything that the description requires and `value` does not state: null, empty, 0 or false. */
export function filled(schema, value) {
  const at = resolve(schema);
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => filled(at.items ?? {}, item));
  if (value !== undefined && typeof value !== 'object') return value;
  const parts = [at, ...(at.allOf ?? []).map(resolve), ...[at.anyOf ?? at.oneOf ?? []].flat().slice(0, 1).map(resolve)];
  const required = parts.flatMap(({ required }) => required ?? []);
  const known = Object.assign({}, ...parts.map(({ properties }) => properties));
  if (value === undefined) {
    if (at.nullable) return null;
    if (at.enum) return at.enum[0];
    if (at.type === 'array') return [];
    if (at.type in EMPTY) return FORMATTED[at.format] ?? EMPTY[at.type];
  }
  const full = { ...value };
  for (const key of required) full[key] ??= key in (value ?? {}) ? value[key] : filled(known[key] ?? { nullable: true }, undefined);
  for (const key of Object.keys(value ?? {})) full[key] = filled(known[key] ?? {}, value[key]);
  return full;
}
