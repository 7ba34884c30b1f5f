// The REST routes of this double. Paths are GitHub's own templates; `needs` is what the token must hold.

import { runsOf as workflowRunsOf } from '../world/builds.mjs';
import { commitsOf, filesOf, baseOf } from '../world/discussion.mjs';
import { latestRuns, rulesFor } from '../world/checks.mjs';
import { pushesOf } from '../world/pushes.mjs';
import { ancestors, compare, difference, filesAt, treeAt } from '../world/git.mjs';
import { membersOf } from '../world/people.mjs';
import { ROLES, peel, refOf, roleOf } from '../world/repository.mjs';
import { demand, holds } from '../rights.mjs';
import { demandWorkflows } from './guards.mjs';
import { MISSING_REF } from '../world/deeds.mjs';
import { NotModelled, Refused } from '../refused.mjs';
import * as show from './shapes.mjs';

export const routes = [];
const on = (method, template, needs, handle) => routes.push({ method, template, needs, handle });

const REPO = '/repos/{owner}/{repo}';
const ok = (body, more) => ({ status: 200, body, ...more });
const created = (body) => ({ status: 201, body });
/** The router cuts a page out of `list`; `wrap` makes the answer of what is left. */
const list = (items, shape, wrap) => ({ status: 200, list: items, shape, wrap });

const missing = (what = 'Not Found') => new Refused(404, 'NOT_FOUND', what);
const invalid = (message, errors) => new Refused(422, 'UNPROCESSABLE', message, { errors });

function found(value, what) {
  if (value === undefined || value === null) throw missing(what);
  return value;
}

/** A commit by id, branch or tag as REST paths name it: 404 or 422 as GitHub has it, never the fake's own error. */
function commitAt(repository, name) {
  const object = repository.objects.get(name) ?? (name === 'HEAD' ? repository.defaultBranchRef : refOf(repository, name))?.target;
  return found(peel(object), `No commit found for SHA: ${name}`);
}

/** A page behind a cursor, which is the place of the last item of the page before it. GitHub counts such lists nowhere. */
function behind(items, { after, per_page: size = 30 }, url, { databaseId }) {
  const from = after === undefined ? 0 : Number(Buffer.from(after, 'base64url')) + 1;
  const to = from + Math.min(100, Number(size));
  if (to >= items.length) return ok(items.slice(from));
  const next = new URL(url);
  next.pathname = next.pathname.replace(/\/repos\/[^/]+\/[^/]+/, `/repositories/${databaseId}`);
  next.searchParams.set('after', Buffer.from(String(to - 1)).toString('base64url'));
  return ok(items.slice(from, to), { headers: { link: `<${next.href}>; rel="next"` } });
}

const either = (repository, number) => found([...repository.issues, ...repository.pullRequests].find((item) => item.number === Number(number)));
const commentNeeds = (item, level) => (item.__typename === 'Issue' ? `issues=${level}` : `issues=${level}; pull_requests=${level}`);

on('GET', REPO, 'metadata=read', ({ repository }) => ok(show.repository(repository)));

on('GET', `${REPO}/compare/{basehead}`, 'contents=read', ({ repository, path, page }) => {
  const [base, head, ...rest] = path.basehead.split('...');
  if (head === undefined || rest.length > 0) throw missing();
  const comparison = compare(commitAt(repository, base), commitAt(repository, head));
  if (!comparison.mergeBase) throw missing(`No common ancestor between ${base} and ${head}.`);
  const files = difference(filesAt(comparison.mergeBase), filesAt(comparison.head)).slice(0, 300);
  const answer = (commits) => ({ ...show.comparison(comparison), commits, ...(page.number === 1 && { files: files.map(show.file) }) });
  return page.given ? list(comparison.commits, show.commit, answer) : ok(answer(comparison.commits.slice(-250).map(show.commit)));
});

on('GET', `${REPO}/commits/{commit_sha}/pulls`, 'pull_requests=read', ({ repository, path }) => {
  const commit = commitAt(repository, path.commit_sha);
  const landed = repository.defaultBranchRef && ancestors(repository.defaultBranchRef.target).has(commit);
  const pulls = repository.pullRequests.filter((pull) => (pull.merged || !landed) && (pull.mergeCommit === commit || commitsOf(pull).includes(commit)));
  return list(pulls, (pull) => show.pull(pull, baseOf(pull)));
});

on('GET', `${REPO}/pulls/{pull_number}/files`, 'pull_requests=read', ({ repository, path }) => {
  const pull = found(repository.pullRequests.find(({ number }) => number === Number(path.pull_number)));
  return list(filesOf(pull).slice(0, 3000), show.file);
});

on('GET', `${REPO}/rules/branches/{branch}`, 'metadata=read', ({ repository, path }) => (
  list(rulesFor(repository, path.branch, 'ruleset').flatMap((rule) => show.branchRules(rule, repository)), (rule) => rule)));

on('GET', `${REPO}/branches/{branch}/protection`, 'administration=read', ({ repository, path }) => {
  found(refOf(repository, `refs/heads/${path.branch}`), 'Branch not found');
  const [rule] = rulesFor(repository, path.branch, 'protection');
  return ok(show.protection(found(rule, 'Branch not protected'), repository));
});

on('GET', `${REPO}/immutable-releases`, 'administration=read', ({ repository }) => {
  if (!repository.immutableReleases) throw missing();
  return ok({ enabled: true, enforced_by_owner: false });
});

on('GET', `${REPO}/collaborators/{username}/permission`, 'metadata=read', ({ repository, path }) => {
  if (repository.world.nobody.includes(path.username.toLowerCase())) throw missing(`${path.username} is not a user`);
  const role = roleOf(repository, path.username);
  const permission = { maintain: 'write', triage: 'read' }[role] ?? role;
  return ok({ permission, role_name: ROLES.includes(role) ? role : permission, user: show.user(repository.world.people.actor(path.username)) });
});

on('GET', '/orgs/{org}/teams/{team_slug}/memberships/{username}', 'members=read', ({ world, path, url }) => {
  const organization = found(world.people.organizations.get(path.org.toLowerCase()));
  const team = found(organization.teams.find(({ slug }) => slug === path.team_slug));
  const member = found(membersOf(team).find(({ user }) => user.restLogin.toLowerCase() === path.username.toLowerCase()));
  return ok({ role: member.role.toLowerCase(), state: 'active', url: url.href });
});

on('GET', `${REPO}/issues/{issue_number}/comments`, 'issues=read; pull_requests=read', ({ repository, path, query, token }) => {
  const item = either(repository, path.issue_number);
  demand(token, repository, commentNeeds(item, 'read'));
  return list(item.comments.filter(({ updatedAt }) => !query.since || updatedAt >= query.since), show.comment);
});

on('POST', `${REPO}/issues/{issue_number}/comments`, 'issues=write; pull_requests=write', ({ repository, path, body, token, act }) => {
  const item = either(repository, path.issue_number);
  demand(token, repository, commentNeeds(item, 'write'));
  fitting(body.body);
  const { id } = act({ do: 'comment', number: item.number, body: body.body, by: token.login });
  return created(({ now }) => show.comment(commentById(now, id)));
});

on('PATCH', `${REPO}/issues/comments/{comment_id}`, 'issues=write; pull_requests=write', ({ repository, path, body, token, act }) => {
  const comment = found(commentById(repository, Number(path.comment_id)));
  demand(token, repository, commentNeeds(comment.item, 'write'));
  fitting(body.body);
  act({ do: 'edit', number: comment.item.number, comment: comment.databaseId, body: body.body, by: token.login });
  return ok(({ now }) => show.comment(commentById(now, comment.databaseId)));
});

const commentById = (repository, id) => [...repository.issues, ...repository.pullRequests].flatMap(({ comments }) => comments)
  .find(({ databaseId }) => databaseId === id);

function fitting(text) {
  if ([...text].length <= 65536) return;
  const message = 'Body is too long (maximum is 65536 characters)';
  throw invalid('Validation Failed', [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }]);
}

on('POST', `${REPO}/check-runs`, 'checks=write', ({ repository, body, token, act }) => {
  if (token.app === null) throw new Refused(403, 'FORBIDDEN', 'You must authenticate via a GitHub App.');
  const commit = repository.commits.get(body.head_sha);
  if (!commit) throw invalid(`No commit found for SHA: ${body.head_sha}`);
  const { id } = act({ do: 'check', rerun: true, app: token.app, commit: commit.oid, name: body.name, ...checkFacts(body, 'queued') });
  return created(({ now }) => show.checkRun(runById(now, id)));
});

on('GET', `${REPO}/check-runs/{check_run_id}`, 'checks=read', ({ repository, path }) => (
  ok(show.checkRun(found(runById(repository, Number(path.check_run_id)))))));

on('PATCH', `${REPO}/check-runs/{check_run_id}`, 'checks=write', ({ repository, path, body, token, act }) => {
  const run = found(runById(repository, Number(path.check_run_id)));
  const { app } = run.checkSuite;
  if (app.slug !== token.app) {
    throw new Refused(403, 'FORBIDDEN', `Invalid app_id \`${app.databaseId}\` - check run can only be modified by the GitHub App that created it.`);
  }
  act({ do: 'updateCheck', id: run.databaseId, facts: checkFacts(body, run.status.toLowerCase()) });
  return ok(({ now }) => show.checkRun(runById(now, run.databaseId)));
});

/** What a body says about a check run. A conclusion completes it, whatever status is given. */
function checkFacts(body, before) {
  const status = body.conclusion !== undefined ? 'completed' : (body.status ?? before);
  const output = body.output ?? {};
  for (const [field, text] of Object.entries({ summary: output.summary, text: output.text })) {
    if (text !== undefined && text.length > 65535) throw invalid(`Only 65535 characters are allowed; ${text.length} were supplied. (${field})`);
  }
  const facts = {
    status, conclusion: body.conclusion, startedAt: body.started_at, completedAt: body.completed_at, detailsUrl: body.details_url,
    externalId: body.external_id, title: output.title, summary: output.summary, text: output.text,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

const runsOf = ({ checkSuites }) => checkSuites.flatMap(({ checkRuns }) => checkRuns);
const runById = (repository, id) => runsOf(repository).find(({ databaseId }) => databaseId === id);

on('GET', `${REPO}/commits/{ref}/check-runs`, 'checks=read', ({ repository, path, query }) => {
  const commit = commitAt(repository, path.ref);
  const suites = repository.checkSuites.filter((suite) => suite.commit === commit);
  const runs = suites.flatMap((suite) => (query.filter === 'all' ? suite.checkRuns : latestRuns(suite))).filter((run) => (
    (!query.check_name || run.name === query.check_name) && (!query.status || run.status === query.status.toUpperCase())
    && (!query.app_id || run.checkSuite.app.databaseId === Number(query.app_id))));
  return list(runs, show.checkRun, (check_runs) => ({ total_count: runs.length, check_runs }));
});

on('GET', `${REPO}/contents/{path}`, 'contents=read', ({ repository, path, query }) => {
  const files = filesAt(commitAt(repository, query.ref ?? 'HEAD'));
  const blob = files.get(path.path);
  if (blob) return ok(show.content({ path: path.path, blob, repository }), { component: 'content-file' });
  return ok(show.folder(found(treeAt(files, path.path))), { component: 'content-directory' });
});

on('GET', `${REPO}/git/trees/{tree_sha}`, 'contents=read', ({ repository, path, query }) => {
  const files = filesAt(commitAt(repository, path.tree_sha));
  const below = ({ object, ...entry }) => [{ object, ...entry }, ...(object?.__typename === 'Tree' ? object.entries.flatMap(below) : [])];
  const { oid, entries } = treeAt(files, '');
  return ok(show.tree(oid, query.recursive === undefined ? entries : entries.flatMap(below)));
});

on('GET', `${REPO}/git/ref/{ref}`, 'contents=read', ({ repository, path }) => (
  ok(show.ref(found(repository.refs.find(({ qualifiedName }) => qualifiedName === `refs/${path.ref}`))))));

on('GET', `${REPO}/git/matching-refs/{ref}`, 'contents=read', ({ repository, path }) => (
  list(repository.refs.filter(({ qualifiedName }) => qualifiedName.startsWith(`refs/${path.ref}`)), show.ref)));

on('GET', `${REPO}/git/tags/{tag_sha}`, 'contents=read', ({ repository, path }) => {
  const tag = found(repository.objects.get(path.tag_sha));
  if (tag.__typename !== 'Tag') throw missing();
  return ok(show.tag(tag));
});

on('POST', `${REPO}/git/tags`, 'contents=write', ({ repository, body, token, act }) => {
  const commit = repository.commits.get(body.object);
  if (body.type !== 'commit' || !commit) throw invalid('Object does not exist');
  act({ do: 'tagObject', name: body.tag, commit: commit.oid, message: body.message, by: token.login });
  return created(({ now }) => show.tag([...now.objects.values()].findLast(({ __typename, name }) => __typename === 'Tag' && name === body.tag)));
});

on('POST', `${REPO}/git/refs`, 'contents=write', ({ repository, body, token, act }) => {
  demandWorkflows(token, repository, body.sha);
  act({ do: 'updateRefs', by: token.login, updates: [{ name: body.ref, afterOid: body.sha, beforeOid: MISSING_REF }] });
  return created(({ now }) => show.ref(refOf(now, body.ref)));
});

on('PATCH', `${REPO}/git/refs/{ref}`, 'contents=write', ({ repository, path, body, token, act }) => {
  demandWorkflows(token, repository, body.sha);
  const name = `refs/${path.ref}`;
  if (!refOf(repository, name)) throw invalid('Reference does not exist');
  act({ do: 'updateRefs', by: token.login, updates: [{ name, afterOid: body.sha, force: body.force ?? false }] });
  return ok(({ now }) => show.ref(refOf(now, name)));
});

// Security alerts. What GitHub says where a feature is off, or has never looked: public reports of its answers.

const CODE_SCANNING_OFF = {
  disabled: 'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.',
  'no-advanced-security': 'Advanced Security must be enabled for this repository to use code scanning.',
};

function codeScanning({ security, isArchived }) {
  if (isArchived) throw new Refused(403, 'FORBIDDEN', 'Code scanning is not available for archived repositories.');
  const off = CODE_SCANNING_OFF[security.codeScanning];
  if (off) throw new Refused(403, 'FORBIDDEN', off);
}

/** Lists of a ref. Without any analysis at it there is nothing to be found. */
function scannedAt({ analyses, security, defaultBranchRef }, { ref = defaultBranchRef?.qualifiedName }) {
  const at = ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
  const found = security.codeScanning === 'never-analysed' ? [] : analyses.filter((analysis) => analysis.ref === at);
  if (found.length === 0) throw missing('no analysis found');
  return { at, found };
}

on('GET', `${REPO}/code-scanning/analyses`, 'security_events=read', ({ repository, query }) => {
  codeScanning(repository);
  const { found } = scannedAt(repository, query);
  const newest = [...found].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return list(newest.filter(({ tool }) => !query.tool_name || tool === query.tool_name), show.analysis);
});

on('GET', `${REPO}/code-scanning/alerts`, 'security_events=read', ({ repository, query }) => {
  codeScanning(repository);
  const { at } = scannedAt(repository, query);
  const found = repository.codeAlerts.filter(({ refs, state, tool }) => (
    refs.includes(at) && (!query.state || state === query.state) && (!query.tool_name || tool === query.tool_name)));
  return list(found, (alert) => show.codeAlert(alert, at, repository));
});

on('GET', `${REPO}/secret-scanning/alerts`, 'secret_scanning_alerts=read', ({ repository, query }) => {
  if (repository.security.secretScanning === 'disabled') throw missing('Secret scanning is disabled on this repository.');
  const found = repository.secretAlerts.filter(({ state }) => !query.state || state === query.state);
  return list(found, (alert) => show.secretAlert(alert, repository, query.hide_secret === 'true'));
});

on('GET', `${REPO}/actions/runs`, 'actions=read', ({ repository, query }) => {
  const runs = workflowRunsOf(repository).filter((run) => (
    (!query.head_sha || run.commit.oid === query.head_sha) && (!query.event || run.event === query.event)));
  return list(runs, (run) => show.workflowRun(run, repository), (workflow_runs) => ({ total_count: runs.length, workflow_runs }));
});

on('GET', `${REPO}/actions/runs/{run_id}/artifacts`, 'actions=read', ({ repository, path, query }) => {
  const run = found(workflowRunsOf(repository).find(({ id }) => id === Number(path.run_id)));
  const artifacts = run.artifacts.filter(({ name }) => !query.name || name === query.name);
  return list(artifacts, (artifact) => show.artifact(artifact, run), (shown) => ({ total_count: artifacts.length, artifacts: shown }));
});

/** A draft is not there for those who may not write. */
function releaseAt(repository, id, token) {
  const release = found(repository.releases.find(({ databaseId }) => databaseId === Number(id)));
  if (release.isDraft && !holds(token, repository, 'contents', 'write')) throw missing();
  return release;
}

on('GET', `${REPO}/releases/{release_id}/assets`, 'contents=read', ({ repository, path, token }) => (
  list(releaseAt(repository, path.release_id, token).releaseAssets, show.asset)));

on('GET', `${REPO}/releases/tags/{tag}`, 'contents=read', ({ repository, path }) => (
  ok(show.release(found(repository.releases.find(({ isDraft, tagName }) => !isDraft && tagName === path.tag))))));

on('GET', `${REPO}/releases/{release_id}`, 'contents=read', ({ repository, path, token }) => ok(show.release(releaseAt(repository, path.release_id, token))));

on('GET', `${REPO}/releases`, 'contents=read', ({ repository, token }) => {
  const shown = repository.releases.filter(({ isDraft }) => !isDraft || holds(token, repository, 'contents', 'write'));
  return list([...shown].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.databaseId - a.databaseId), show.release);
});

on('POST', `${REPO}/releases`, 'contents=write', ({ repository, body, token, act }) => {
  fittingRelease(repository, body);
  demandWorkflows(token, repository, releaseCommit(repository, body));
  const { id } = act({ do: 'release', facts: releaseFacts(body), latest: body.make_latest, by: token.login });
  return created(({ now }) => show.release(now.releases.find(({ databaseId }) => databaseId === id)));
});

on('PATCH', `${REPO}/releases/{release_id}`, 'contents=write', ({ repository, path, body, token, act }) => {
  const { databaseId: id, tagName, isDraft, target } = releaseAt(repository, path.release_id, token);
  fittingRelease(repository, { tag_name: tagName, draft: isDraft, ...body }, id);
  demandWorkflows(token, repository, releaseCommit(repository, { tag_name: tagName, target_commitish: target, ...body }));
  act({ do: 'updateRelease', id, facts: releaseFacts(body), latest: body.make_latest, by: token.login });
  return ok(({ now }) => show.release(now.releases.find(({ databaseId }) => databaseId === id)));
});

on('DELETE', `${REPO}/releases/{release_id}`, 'contents=write', ({ repository, path, token, act }) => {
  const { databaseId: id } = releaseAt(repository, path.release_id, token);
  act({ do: 'deleteRelease', id });
  return { status: 204, body: '' };
});

/** A tag has one published release, and as many drafts as anybody likes. */
function fittingRelease(repository, { tag_name: tag, body, draft = false }, id) {
  const refuse = (facts) => { throw invalid('Validation Failed', [{ resource: 'Release', ...facts }]); };
  if ([...(body ?? '')].length > 125_000) refuse({ code: 'custom', field: 'body', message: 'body is too long (maximum is 125000 characters)' });
  if (!draft && repository.burntTags.includes(tag)) refuse({ code: 'custom', field: 'tag_name', message: 'tag_name was used by an immutable release' });
  const other = repository.releases.find((release) => release.tagName === tag && !release.isDraft && release.databaseId !== id);
  if (other && !draft) refuse({ code: 'already_exists', field: 'tag_name' });
}

/** What a release is made of: its tag where there is one, else what it aims at. */
const releaseCommit = (repository, { tag_name: tag, target_commitish: target }) => (
  refOf(repository, `refs/tags/${tag}`) ? `refs/tags/${tag}` : (target ?? repository.defaultBranchRef?.name));

function releaseFacts({ tag_name: tag, target_commitish: target, name, body, draft, prerelease }) {
  return Object.fromEntries(Object.entries({ tag, target, name, body, draft, prerelease }).filter(([, value]) => value !== undefined));
}

on('PUT', `${REPO}/contents/{path}`, 'contents=write', ({ repository, path, body, token, act }) => {
  const branch = body.branch ?? repository.defaultBranchRef.name;
  const ref = found(refOf(repository, `refs/heads/${branch}`), `Branch ${branch} not found`);
  const before = filesAt(peel(ref.target)).get(path.path);
  if (before && body.sha === undefined) throw invalid('Invalid request.\n\n"sha" wasn\'t supplied.');
  if (body.sha !== undefined && body.sha !== before?.oid) {
    throw new Refused(409, 'CONFLICT', before ? `${path.path} does not match ${body.sha}` : `${path.path} does not exist`);
  }
  const text = Buffer.from(body.content, 'base64').toString();
  act({ do: 'push', branch, files: { [path.path]: text }, message: body.message, by: token.login });
  return { status: before ? 200 : 201, body: ({ now }) => {
    const commit = peel(refOf(now, `refs/heads/${branch}`).target);
    return show.written({ path: path.path, blob: filesAt(commit).get(path.path), repository: now }, commit);
  } };
});

on('PATCH', `${REPO}/issues/{issue_number}`, 'issues=write; pull_requests=write', ({ repository, path, body, token, act }) => {
  const item = either(repository, path.issue_number);
  demand(token, repository, commentNeeds(item, 'write'));
  const { state, state_reason: reason, ...text } = body;
  if (state !== undefined && (state !== 'closed' || item.__typename !== 'Issue')) throw new NotModelled(`an issue that becomes ${state}`);
  if (state === 'closed') act({ do: 'close', number: item.number, reason: reason?.toUpperCase(), by: token.login });
  if (state === undefined || text.body !== undefined) rewrite(act, item, text, token);
  return ok(({ now }) => show.issue(either(now, item.number)));
});

/** The text of an issue or pull request; nothing else of it is changed here. */
function rewrite(act, { number }, { body, ...others }, token) {
  const other = Object.keys(others)[0];
  if (other !== undefined) throw new NotModelled(`changing ${other} of an issue or pull request`);
  fitting(body ?? '');
  act({ do: 'edit', number, body: body ?? '', by: token.login });
}

on('GET', `${REPO}/activity`, 'contents=read', ({ repository, query, url }) => {
  const pushes = pushesOf(repository, query.ref?.replace(/^refs\/heads\//, '')).filter(({ activity_type: type, actor }) => (
    (!query.activity_type || type === query.activity_type) && (!query.actor || actor?.restLogin === query.actor)));
  return behind(pushes.map(show.push), query, url, repository);
});
