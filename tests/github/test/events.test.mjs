// The event payloads of the gate's tests are short. What is in them must be what GitHub publishes: each key is one that
// the webhook always has, and its value is of the published type.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const folder = new URL('../../gate/events/', import.meta.url);
const description = JSON.parse(readFileSync(new URL('../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url), 'utf8'));
const webhooks = description['x-webhooks'];

/** Events that only workflows know, and what their payload is. */
const NO_WEBHOOK = ['schedule.json'];
/** The published name has an example of the action that its sender chooses. */
const OTHER_NAME = { repository_dispatch: 'repository-dispatch-sample.collected' };
/** Keys that are published, but need not be there: the gate must do without them. */
const OPTIONAL = [
  'check_run.action', 'check_suite.check_suite.app.slug', 'issue_comment.issue.pull_request', 'issue_comment.comment.user.type',
  'merge_group.reason', 'workflow_run.workflow_run.display_title',
];

const resolve = (schema) => (schema?.$ref ? resolve(schema.$ref.slice(2).split('/').reduce((at, key) => at[key], description)) : schema);

function webhook(file) {
  const [event, action] = file.split('.');
  const name = OTHER_NAME[event] ?? [event, ...(action === 'json' || action === 'tag' ? [] : [action])].join('-').replaceAll('_', '-');
  assert.ok(webhooks[name], `GitHub publishes no webhook ${name}`);
  return resolve(webhooks[name].post.requestBody.content['application/json'].schema);
}

/** The alternatives of a schema that describe objects. */
const alternatives = (given) => {
  const schema = resolve(given);
  const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap(alternatives);
  const all = (schema.allOf ?? []).map(resolve);
  if (all.length > 0) {
    const properties = Object.assign({}, ...all.map(({ properties }) => properties));
    return [{ properties, required: all.flatMap(({ required }) => required ?? []) }];
  }
  return parts.length > 0 ? parts : [schema];
};

const ajv = addFormats.default(new Ajv({ strict: false }));

/** What is wrong with a value, as sentences; empty where one of the alternatives allows it. */
function problems(value, schema, path) {
  const found = alternatives(schema).map((one) => problemsOf(value, one, path));
  return found.some((list) => list.length === 0) ? [] : found[0];
}

function problemsOf(value, schema, path) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const { type, nullable, enum: values } = schema;
    if (value === null) return nullable || type === undefined ? [] : [`${path} is never null`];
    return ajv.validate({ ...(type && { type }), ...(values && { enum: values }) }, value) ? [] : [`${path}: ${ajv.errorsText()}`];
  }
  if (!schema.properties) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${path}.${key}`;
    if (!schema.properties[key]) return [`${at} is not published`];
    if (!(schema.required ?? []).includes(key) && !OPTIONAL.includes(at)) return [`${at} need not be there`];
    return problems(inner, schema.properties[key], at);
  });
}

for (const file of readdirSync(folder).filter((name) => !NO_WEBHOOK.includes(name))) {
  test(`${file} is as GitHub publishes it`, () => {
    const text = readFileSync(new URL(file, folder), 'utf8').replaceAll(/"@[^"]+"/g, '"0000000000000000000000000000000000000001"');
    assert.deepEqual(problems(JSON.parse(text), webhook(file), file.split('.')[0]), []);
  });
}
