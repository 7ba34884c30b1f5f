// One fake GitHub: a world in use, its log, its violations and its faults, behind one address.

import { createServer } from 'node:http';
import { fieldsOf, answer as answerGraphql, operationsOf, prepare } from '../graphql/execute.mjs';
import { refusals } from '../graphql/older.mjs';
import { rest } from '../rest/router.mjs';
import { LiveWorld } from '../world/live.mjs';
import { control } from './control.mjs';
import { Faults, carriedOut, fromTheStart, isFurther, spoiled } from './faults.mjs';
import { Log } from './log.mjs';
import { Rates } from './rates.mjs';

const GRAPHQL = ['/graphql', '/api/graphql'];
/** A file is sent as it is. */
const UPLOAD = /^POST \/repos\/[^/]+\/[^/]+\/releases\/\d+\/assets$/;
const VERSIONS = ['2022-11-28', '2026-03-10'];

export class Fake {
  #server = createServer((request, response) => {
    this.#serve(request, response).catch((error) => {
      this.violations.push(`the fake broke: ${error.stack}`);
      if (!response.headersSent) send(response, { status: 500, headers: {}, body: { message: `the fake broke: ${error.message}` } });
    });
  });

  #siblings = [];

  /** `latency` is how long each answer is held back, in milliseconds. */
  constructor(document, { latency = 0 } = {}) {
    this.live = new LiveWorld(document);
    this.latency = latency;
    this.reset();
  }

  reset() {
    this.live.reset();
    Object.assign(this, { log: new Log(), rights: new Map(), violations: [], faults: new Faults(), rates: new Rates(), selected: new Set(), dropped: [], emptied: [], unknown: [], places: null });
  }

  async listen(port = 0) {
    await new Promise((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    this.live.at(this.url);
    return this;
  }

  /** A further world at an address of its own: tests share the process and its schemas, and nothing else. */
  async sibling({ world = this.live.start, patch = [], latency = this.latency }) {
    const other = new Fake(world, { latency });
    other.live.act(patch);
    this.#siblings.push(other);
    return other.listen();
  }

  async close() {
    await Promise.all(this.#siblings.map((other) => other.close()));
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming, response) {
    const url = new URL(incoming.url, this.url);
    const bytes = await bytesOf(incoming);
    const text = bytes.toString();
    if (url.pathname.startsWith('/_fake/')) {
      send(response, await control(this, incoming.method, url.pathname, text));
      return;
    }
    const stored = /^\/_storage\/(\d+)$/.exec(url.pathname);
    if (stored) {
      const told = incoming.headers.authorization !== undefined;
      send(response, told ? { status: 400, headers: {}, body: { message: 'Only one way to say who asks is allowed' } } : this.#stored(Number(stored[1])));
      return;
    }
    const begun = performance.now();
    const request = this.#read(incoming, url, text, bytes);
    const entry = this.log.start({
      method: request.method, path: request.path + url.search, operation: request.operation, further: isFurther(request), token: request.token, cost: null, nodes: null, status: null, work: 0,
    });
    response.on('close', () => { entry.ended ??= performance.now(); });
    const rule = this.faults.take(request);
    if (rule?.before) this.live.act(rule.before);
    const asked = rule?.effect.repeated_page ? fromTheStart(request) : request;
    let answer = rule && !carriedOut(rule) ? undefined : this.#answer(asked, entry);
    if (rule) {
      answer = spoiled(rule.effect, answer, { isGraphql: request.isGraphql, clock: this.live.now.clock });
      if (answer.missed) rule.done -= 1;
      if (rule.then) this.live.act(rule.then);
    }
    entry.work = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, this.latency + (rule?.effect.delay ?? 0)));
    const resumed = performance.now();
    entry.status = rule?.effect.drop ? null : answer.status;
    entry.ended = performance.now();
    const { version } = this.live.now;
    if (version) answer.headers = { 'x-github-enterprise-version': version, ...answer.headers };
    answer.headers = { date: new Date(this.live.now.clock).toUTCString(), 'x-github-request-id': `FAKE:${entry.id}`, ...answer.headers };
    send(response, answer, rule?.effect);
    entry.work += performance.now() - resumed;
  }

  /** A file of a release, for whoever has its address. */
  #stored(id) {
    const all = [...this.live.now.repositories.values()].flatMap(({ releases }) => releases).flatMap(({ releaseAssets }) => releaseAssets);
    const asset = all.find(({ databaseId }) => databaseId === id);
    if (!asset) return { status: 404, headers: {}, body: { message: 'Not Found' } };
    return { status: 200, headers: { 'content-type': asset.contentType }, body: asset.content === null ? Buffer.alloc(asset.size) : Buffer.from(asset.content, 'base64') };
  }

  #read(incoming, url, text, bytes) {
    const isGraphql = GRAPHQL.includes(url.pathname);
    const path = isGraphql ? '/graphql' : url.pathname.replace(/^\/api\/(v3|uploads)(?=\/)/, '');
    let body;
    let broken = false;
    try {
      body = UPLOAD.test(`${incoming.method} ${path}`) ? bytes : text === '' ? undefined : JSON.parse(text);
    } catch {
      broken = true;
    }
    const [, token = null] = /^(?:bearer|token) (.+)$/i.exec(incoming.headers.authorization ?? '') ?? [];
    return { method: incoming.method, url, path, isGraphql, text, body, broken, token, headers: incoming.headers, operation: isGraphql ? operationOf(body) : null };
  }

  #answer(request, entry) {
    const token = this.live.now.tokens.get(request.token);
    const refuse = (status, message) => ({ status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }, headers: {} });
    if (!request.headers['user-agent']) return refuse(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.');
    if (!token) return refuse(401, 'Bad credentials');
    token.note = (needs, granted) => this.rights.set(request.token, (this.rights.get(request.token) ?? new Map()).set(needs, granted));
    const version = request.headers['x-github-api-version'];
    if (version !== undefined && !VERSIONS.includes(version)) return refuse(400, `Version ${version} is not supported`);
    if (request.broken) return refuse(400, 'Problems parsing JSON');
    return request.isGraphql ? this.#graphql(request, token, entry) : this.#rest(request, token);
  }

  /** Where to note the places of an operation's answer that may be null, if somebody wants to know. */
  #nullableOf(request) {
    if (this.places === null || request.operation === null) return null;
    const name = isFurther(request) ? `${request.operation}, further page` : request.operation;
    if (!this.places.has(name)) this.places.set(name, new Set());
    return this.places.get(name);
  }

  #graphql(request, token, entry) {
    const { body } = request;
    let headers = {};
    const spend = ({ cost, nodes }) => {
      Object.assign(entry, { cost, nodes });
      const rate = this.rates.spend(token.name, 'graphql', cost, this.live.now.clock);
      headers = rate.headers;
      return { __typename: 'RateLimit', ...rate.shown, nodeCount: nodes };
    };
    const { live, dropped, emptied, selected } = this;
    const { document, errors } = prepare(body?.query ?? '');
    const refused = errors.length === 0 ? refusals(document, this.unknown) : [];
    if (refused.length > 0) return { status: 200, body: { errors: refused }, headers };
    const { body: answer, violations } = answerGraphql(body ?? {}, {
      world: live.now, now: () => live.now, act: (deed) => live.act({ by: token.login, ...deed }), token, dropped, emptied, spend, nullable: this.#nullableOf(request),
    });
    if (document && violations.length === 0) fieldsOf(document).forEach((field) => selected.add(field));
    this.violations.push(...violations);
    return { status: 200, body: answer, headers };
  }

  #rest(request, token) {
    const answer = rest({ ...request, token, live: this.live });
    this.violations.push(...answer.violations);
    const { headers } = this.rates.spend(token.name, 'core', 1, this.live.now.clock);
    const scopes = token.scopes === null ? {} : { 'x-oauth-scopes': token.scopes.join(', ') };
    return { ...answer, headers: { ...headers, ...scopes, ...answer.headers } };
  }
}

/** The name of the operation that a GraphQL request runs, for the log and for faults. */
function operationOf(body) {
  const { document } = prepare(body?.query ?? '');
  return body?.operationName ?? (document && operationsOf(document)[0]?.name?.value) ?? null;
}

async function bytesOf(incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(response, { status, headers, body }, { drop, truncate, malformed } = {}) {
  if (drop) {
    response.destroy();
    return;
  }
  const isText = typeof body === 'string';
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(isText ? body : JSON.stringify(body));
  response.writeHead(status, {
    'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8', 'content-length': bytes.length, ...headers,
  });
  const half = Math.floor(bytes.length / 2);
  if (truncate) {
    response.write(bytes.subarray(0, truncate === true ? half : truncate), () => response.destroy());
    return;
  }
  response.end(malformed ? Buffer.concat([bytes.subarray(0, half), Buffer.alloc(bytes.length - half, '#')]) : bytes);
}
