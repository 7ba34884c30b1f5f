// Finds the route of a REST request, holds request and answer against GitHub's description, and pages lists.

import { NotModelled, Refused } from '../refused.mjs';
import { demand, visible } from '../rights.mjs';
import { component, describedPath, filled, operation, pathExpression } from './openapi.mjs';
import { assets } from './assets.mjs';
import { demandLive } from './guards.mjs';
import { plain } from './plain.mjs';
import { issues } from './issues.mjs';
import { pulls } from './pulls.mjs';
import { routes } from './routes.mjs';

const PAGE_SIZE = 30;
const table = [...assets, ...routes, ...issues, ...pulls, ...plain].map((route) => ({ ...route, expression: pathExpression(route.template) }));

/** The answer to one request: `{status, body, headers, violations}`. `live` is the world in use. */
export function rest({ method, url, path, body, headers, token, live }) {
  const world = live.now;
  const violations = [];
  const real = byName(world, path);
  const route = table.find((route) => route.method === method && route.expression.test(real));
  if (!route) return unknown(method, real);
  const request = {
    method, url, body, headers, token, world, path: parameters(route.expression.exec(real).groups), query: Object.fromEntries(url.searchParams),
  };
  request.page = pageOf(request.query);
  const described = operation(method, route.template);
  violations.push(...described.problems({ ...request, path: { ...request.path } }).map((problem) => `${method} ${real}: ${problem}`));
  if (violations.length > 0) return { status: 422, body: errorBody(422, 'Validation Failed', violations), headers: {}, violations };
  const answer = handle(route, request, live);
  if (!answer.refused) {
    const schema = answer.component ? component(answer.component) : described.answerSchema(answer.status);
    // 204: GitHub describes no content.
    if (schema !== null) answer.body = filled(schema, answer.body);
    const problems = described.answerProblems(answer.status, answer.body);
    violations.push(...problems.map((problem) => `the fake's own answer to ${method} ${real}: ${problem}`));
  }
  return { ...answer, violations };
}

/** GitHub's links to further pages name the repository by number. */
function byName(world, path) {
  const [, id, rest] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = [...world.repositories.values()].find(({ databaseId }) => databaseId === Number(id));
  return repository ? `/repos/${repository.nameWithOwner}${rest ?? ''}` : path;
}

const parameters = (groups) => Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));

function unknown(method, path) {
  const described = describedPath(method, path);
  const message = described ? `not in the fake: ${method} ${described}` : `GitHub describes no ${method} ${path}`;
  const status = described ? 501 : 404;
  return { status, body: errorBody(status, message), headers: {}, violations: [message] };
}

function handle(route, request, live) {
  try {
    const { owner, repo } = request.path;
    const key = owner === undefined ? null : `${owner}/${repo}`.toLowerCase();
    const repository = key === null ? null : visible(request.token, request.world.repositories.get(key));
    if (repository === undefined) throw new Refused(404, 'NOT_FOUND', 'Not Found');
    demand(request.token, repository, route.needs);
    if (repository && request.method !== 'GET') demandLive(repository);
    const act = (deed) => live.act({ repository: repository.nameWithOwner, ...deed });
    const answer = route.handle({ ...request, repository, act });
    if (typeof answer.body === 'function') answer.body = answer.body({ now: live.now.repositories.get(key) });
    return answer.list ? paged(answer, request, repository) : { headers: {}, ...answer };
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof NotModelled)) throw error;
    const headers = error.needs ? { 'x-accepted-github-permissions': error.needs } : {};
    return { status: error.status, body: errorBody(error.status, error.message, error.errors), headers, refused: true };
  }
}

/** As GitHub writes it: the status is a text. */
const errorBody = (status, message, errors) => ({
  message, ...(errors && { errors }), documentation_url: 'https://docs.github.com/rest', status: String(status),
});

function pageOf({ per_page: size, page }) {
  return { given: size !== undefined || page !== undefined, size: Math.min(100, Number(size ?? PAGE_SIZE)), number: Number(page ?? 1) };
}

function paged({ status, list, shape, wrap = (items) => items }, { url, page }, repository) {
  const { number, size } = page;
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (page, rel) => {
    const target = new URL(url);
    target.pathname = target.pathname.replace(/\/repos\/[^/]+\/[^/]+/, `/repositories/${repository.databaseId}`);
    target.searchParams.set('page', page);
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []), ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ];
  return { status, body: wrap(list.slice((number - 1) * size, number * size).map(shape)), headers: links.length > 0 ? { link: links.join(', ') } : {} };
}
