// Rules that make GitHub fail on purpose. The first rule that fits a request and is due has its effect.

const KEYS = {
  rule: ['match', 'nth', 'times', 'effect', 'before', 'then', 'executed'],
  match: ['path', 'method', 'operation', 'token', 'contains', 'further', 'wider', 'search'],
  effect: ['status', 'body', 'headers', 'html', 'empty_page', 'truncate', 'drop', 'delay', 'malformed', 'graphql_error', 'null_node', 'denied',
    'secondary_rate_limit', 'primary_rate_limit', 'repeated_page', 'shifted_page'],
};

/** Effects whose answer is not GitHub's: the request is carried out all the same only where the rule says `executed`. */
const REPLACES = ['status', 'html', 'drop', 'denied', 'secondary_rate_limit', 'primary_rate_limit'];

export class Faults {
  #rules = [];

  set(rules) {
    for (const rule of rules) {
      refuseUnknown(rule, KEYS.rule);
      refuseUnknown(rule.match ?? {}, KEYS.match);
      refuseUnknown(rule.effect ?? {}, KEYS.effect);
    }
    this.#rules = rules.map((rule) => ({ match: {}, effect: {}, ...rule, seen: 0, done: 0 }));
  }

  /** How often each rule fitted and how often it had its effect: a test should see that its fault was met. */
  get state() {
    return this.#rules.map(({ seen, done, ...rule }) => ({ ...rule, seen, done }));
  }

  take(request) {
    const fitting = this.#rules.filter(({ match }) => fits(match, request));
    fitting.forEach((rule) => { rule.seen += 1; });
    const due = fitting.find(({ nth, times, seen, done }) => (nth === undefined || [nth].flat().includes(seen)) && (times === undefined || done < times));
    if (due) due.done += 1;
    return due;
  }
}

function refuseUnknown(given, known) {
  const odd = Object.keys(given).find((key) => !known.includes(key));
  if (odd) throw new Error(`faults: unknown key '${odd}'`);
}

function fits({ path, method, operation, token, contains, further, wider, search }, request) {
  return (further === undefined || further === isFurther(request)) && (wider === undefined || request.body?.variables?.window > wider)
    && (search === undefined || wildcard(search).test(request.url.search)) && (path === undefined || wildcard(path).test(request.path)) && (method === undefined || method === request.method)
    && (operation === undefined || operation === request.operation) && (token === undefined || token === request.token)
    && (contains === undefined || request.text.includes(contains));
}

const wildcard = (path) => new RegExp(`^${path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);

const CURSOR = /^(after|before)$|(After|Before)$/;

/** Whether a further page of a list is asked for: a cursor, or in REST a page past the first. */
export function isFurther({ isGraphql, body, url }) {
  if (!isGraphql) return Number(url.searchParams.get('page') ?? 1) > 1 || url.searchParams.has('after');
  return Object.entries(body?.variables ?? {}).some(([name, value]) => CURSOR.test(name) && value != null);
}

/** The request as if it had no cursor: GitHub shows the first page again. */
export function fromTheStart(request) {
  if (!request.isGraphql) {
    const url = new URL(request.url);
    if (url.searchParams.has('after')) url.searchParams.delete('after');
    else url.searchParams.set('page', '1');
    return { ...request, url };
  }
  const variables = Object.fromEntries(Object.entries(request.body.variables).map(([name, value]) => [name, CURSOR.test(name) ? null : value]));
  return { ...request, body: { ...request.body, variables } };
}

export const carriedOut = (rule) => rule.executed === true || !REPLACES.some((effect) => effect in rule.effect);

/**
 * The answer with the effect in place: `{status, headers, body}`, where a body may be a text that is no JSON. `missed` says
 * that the effect had nothing to work on.
 */
export function spoiled(effect, answer, { isGraphql, clock }) {
  const { status, body, headers } = effect;
  const spoilt = { status: 200, body: {}, ...answer, headers: { ...answer?.headers, ...headers } };
  if (status !== undefined) return { ...spoilt, status, body: body ?? { message: 'Server Error' } };
  if (effect.html) return { ...spoilt, status: effect.html === true ? 502 : effect.html, body: '<html><body><h1>Unicorn!</h1></body></html>' };
  if (effect.denied) return { ...spoilt, ...denial(isGraphql) };
  if (effect.primary_rate_limit) return primary(spoilt, effect.primary_rate_limit, isGraphql, clock);
  if (effect.secondary_rate_limit) return secondary(spoilt, effect.secondary_rate_limit);
  if (effect.empty_page) emptied(spoilt, isGraphql, effect.empty_page);
  if (effect.shifted_page) shifted(spoilt, isGraphql, effect.shifted_page);
  if (effect.graphql_error) spoilt.missed = !failed(spoilt.body, effect.graphql_error);
  if (effect.null_node) spoilt.missed = !setAt(spoilt.body.data, effect.null_node, null);
  return spoilt;
}

function denial(isGraphql) {
  const message = 'Resource not accessible by integration';
  if (isGraphql) return { status: 200, body: { data: null, errors: [{ type: 'FORBIDDEN', path: [], extensions: { saml_failure: false }, message }] } };
  return { status: 403, body: { message, documentation_url: 'https://docs.github.com/rest', status: '403' } };
}

function primary(answer, given, isGraphql, clock) {
  const { reset_in: resetIn = 60, status = isGraphql ? 200 : 403 } = given;
  const reset = String(Math.floor(Date.parse(clock) / 1000) + resetIn);
  const message = 'API rate limit already exceeded for installation.';
  const body = status === 200 ? { errors: [{ type: 'RATE_LIMIT', code: 'graphql_rate_limit', message }] } : { message };
  return { ...answer, status, body, headers: { ...answer.headers, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } };
}

function secondary(answer, { retry_after: retryAfter, status = 403 }) {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const headers = { ...answer.headers, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) };
  return { ...answer, status, body: status === 200 ? { errors: [{ message }] } : { message }, headers };
}

/** Lists without items and without a next page; what they say of their total stays. `path` limits it to one of them. */
function emptied(answer, isGraphql, path) {
  answer.body = structuredClone(answer.body);
  delete answer.headers.link;
  if (!isGraphql) {
    if (Array.isArray(answer.body)) answer.body = [];
    else for (const [key, value] of Object.entries(answer.body)) if (Array.isArray(value)) answer.body[key] = [];
    return;
  }
  const at = Array.isArray(path) ? path.reduce((part, key) => part?.[key], answer.body.data) : answer.body.data;
  emptyConnections(at);
}

function emptyConnections(value) {
  if (typeof value !== 'object' || value === null) return;
  for (const key of ['nodes', 'edges']) if (Array.isArray(value[key])) value[key] = [];
  if (value.pageInfo) Object.assign(value.pageInfo, { ...('hasNextPage' in value.pageInfo && { hasNextPage: false }), ...('endCursor' in value.pageInfo && { endCursor: null }) });
  Object.values(value).forEach(emptyConnections);
}

/** The page as it is when the list has lost so many items before it: those at its start are gone, and the totals are less. */
function shifted(answer, isGraphql, count) {
  answer.body = structuredClone(answer.body);
  for (const list of isGraphql ? connections(answer.body.data) : [answer.body]) {
    const items = Array.isArray(list) ? list : Object.values(list).find(Array.isArray);
    items?.splice(0, count);
    for (const total of ['totalCount', 'filteredCount', 'total_count', 'total_commits']) if (total in list) list[total] -= count;
  }
}

/** The outermost connections of an answer. */
function connections(value) {
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value.nodes) ? [value] : Object.values(value).flatMap(connections);
}

function failed(body, { path, type, message = 'Something went wrong while executing your query.' }) {
  const found = path && placeOf(body.data, path);
  if (path === undefined) body.data = null;
  else if (!found) return missing(path);
  else setAt(body.data, found, null);
  (body.errors ??= []).push({ ...(type && { type }), ...(found && { path: found }), message });
  return true;
}

function setAt(data, path, value) {
  const found = placeOf(data, path);
  if (!found) return missing(path);
  const parent = found.slice(0, -1).reduce((part, key) => part[key], data);
  parent[found.at(-1)] = value;
  return true;
}

/** A fault that meets nothing would prove nothing, so a path that leads nowhere is an error, or with `*` counted as not done. */
function missing(path) {
  if (path.some((key) => String(key).includes('*'))) return false;
  throw new Error(`faults: the answer has no ${path.join('.')}`);
}

/** The path with, for each name or item with a `*`, the first that fits and in which the rest leads to something that is not null. */
function placeOf(data, [key, ...rest]) {
  if (key === undefined) return data == null ? undefined : [];
  if (typeof data !== 'object' || data === null) return undefined;
  const keys = !String(key).includes('*') ? [key] : Array.isArray(data) ? data.keys() : Object.keys(data).filter((name) => wildcard(key).test(name));
  for (const at of keys) {
    const found = placeOf(data[at], rest);
    if (found) return [at, ...found];
  }
  return undefined;
}
