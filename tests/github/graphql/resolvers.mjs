// The fields that take arguments or follow from others. Every other field is a property of the world's objects.

import { commitsOf, filesOf, baseOf } from '../world/discussion.mjs';
import { contextsAt, isRequired, latestRuns, rollupState, rulesFor, statusesAt, suiteResult } from '../world/checks.mjs';
import { ancestors, compare, entryAt, filesAt, oidOf, treeAt } from '../world/git.mjs';
import { nodeId } from '../world/nodes.mjs';
import { membersOf } from '../world/people.mjs';
import { canWrite, commitOf, peel, refOf } from '../world/repository.mjs';
import { demand, holds, visible } from '../rights.mjs';
import { NotModelled, Refused } from '../refused.mjs';
import { Listing } from './connection.mjs';

const notFound = (message) => new Refused(404, 'NOT_FOUND', message);

/** Keeps the items that fit every filter that was given. */
const where = (items, tests) => items.filter((item) => tests.every((test) => test(item)));
const oneOf = (values, field) => (item) => !values || values.includes(item[field]);
const labelled = (names) => (item) => !names || item.labels.some(({ name }) => names.some((wanted) => wanted.toLowerCase() === name.toLowerCase()));

const ORDERED_BY = { CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt', NUMBER: 'number', DUE_DATE: 'dueOn', NAME: 'name' };

function ordered(items, orderBy) {
  if (!orderBy) return items;
  const field = ORDERED_BY[orderBy.field];
  if (!field) throw new Error(`not in the fake: order by ${orderBy.field}`);
  const sign = orderBy.direction === 'DESC' ? -1 : 1;
  return [...items].sort((a, b) => sign * (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0));
}

const issuesOf = (issues, { states, labels, orderBy }) => ordered(where(issues, [oneOf(states, 'state'), labelled(labels)]), orderBy);

const pullsOf = (pulls, { states, labels, baseRefName, headRefName, orderBy }) => ordered(where(pulls, [
  oneOf(states, 'state'), labelled(labels), oneOf(baseRefName && [baseRefName], 'baseRefName'), oneOf(headRefName && [headRefName], 'headRefName'),
]), orderBy);

function numbered(items, number, what) {
  const found = items.find((item) => item.number === number);
  if (!found) throw notFound(`Could not resolve to ${what} with the number of ${number}.`);
  return found;
}

/** `rev:path`, or `rev` alone; null where there is none, as GitHub does not say which half was wrong. */
function objectAt(repository, expression) {
  const colon = expression.indexOf(':');
  const rev = colon < 0 ? expression : expression.slice(0, colon);
  const object = repository.objects.get(rev) ?? (rev === 'HEAD' ? repository.defaultBranchRef : refOf(repository, rev))?.target;
  if (!object || colon < 0) return object ?? null;
  const path = expression.slice(colon + 1);
  const files = filesAt(peel(object));
  return withRepository(repository, files.get(path) ?? treeAt(files, path) ?? null);
}

/** Blobs and trees are the same in every repository, so they do not know theirs. */
const withRepository = (repository, object) => object && { ...object, repository, abbreviatedOid: object.oid.slice(0, 7) };

/** The pull requests that a commit came with, the merged one first; open ones only where the default branch lacks the commit. */
function pullsOfCommit(commit, { orderBy }) {
  const { repository } = commit;
  const merged = repository.pullRequests.filter((pull) => pull.merged && (pull.mergeCommit === commit || commitsOf(pull).includes(commit)
    || rebased(pull).includes(commit)));
  const open = repository.pullRequests.filter((pull) => !pull.merged && commitsOf(pull).includes(commit));
  const landed = repository.defaultBranchRef && ancestors(repository.defaultBranchRef.target).has(commit);
  return ordered(landed ? merged : [...merged, ...open], orderBy);
}

/** The commits that a rebase wrote anew: as many as the pull request had, with their messages, up to `mergeCommit`. */
function rebased(pull) {
  const written = [];
  let at = pull.mergeCommit;
  for (const own of commitsOf(pull).reverse()) {
    if (!at || at.message !== own.message || at.parents.length > 1) break;
    written.push(at);
    at = at.parents[0];
  }
  return written;
}

/** The last opinion of each reviewer. A comment is no opinion; a dismissal is, and does not revive an earlier one. */
function opinions(pull, { writersOnly }) {
  const reviews = pull.reviews.filter(({ state }) => ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state));
  const last = reviews.filter((review, index) => reviews.findLastIndex(({ author }) => author === review.author) === index);
  return writersOnly ? last.filter((review) => review.authorCanPushToRepository) : last;
}

function decision(pull) {
  if (pull.statedDecision !== undefined) return pull.statedDecision;
  const rules = ['protection', 'ruleset'].flatMap((kind) => rulesFor(pull.repository, pull.baseRefName, kind));
  const needed = Math.max(0, ...rules.map(({ approvals }) => approvals ?? 0));
  const states = opinions(pull, { writersOnly: true }).map(({ state }) => state);
  if (needed === 0) return null;
  if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return states.filter((state) => state === 'APPROVED').length >= needed ? 'APPROVED' : 'REVIEW_REQUIRED';
}

/** The type of a timeline item as its filter spells it: `LabeledEvent` is `LABELED_EVENT`. */
const itemType = ({ __typename }) => (__typename === 'PullRequestCommit' ? 'PULL_REQUEST_COMMIT' : __typename.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase());

function timeline(item, { itemTypes, since, skip }) {
  const said = [...item.comments, ...(item.reviews ?? [])];
  const all = [...item.timeline, ...said].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  if (skip) throw new Error('not in the fake: argument `skip` of timelineItems');
  const wanted = all.filter((event) => (!itemTypes || itemTypes.includes(itemType(event))) && (!since || event.createdAt >= since));
  return new Listing(wanted, { extra: (filteredCount) => ({ filteredCount, updatedAt: item.updatedAt }) });
}

/** An issue by its number, or by `owner/name#number` in another repository of the world. */
function closedIssue({ repository }, name) {
  const [, other, number] = /^(?:(.+)#)?(\d+)$/.exec(name);
  const { issues } = other === undefined ? repository : repository.world.repositories.get(other.toLowerCase());
  return numbered(issues, Number(number), 'an Issue');
}

const pullCommit = (pull, commit) => ({
  __typename: 'PullRequestCommit', id: nodeId('PullRequestCommit', `${pull.id}:${commit.oid}`), commit, pullRequest: pull, url: commit.url,
});

function rollup(commit) {
  const contexts = contextsAt(commit);
  if (contexts.length === 0) return null;
  return { __typename: 'StatusCheckRollup', id: nodeId('StatusCheckRollup', commit.id), commit, state: rollupState(contexts), all: contexts };
}

function contexts({ all }) {
  const checkRunCount = all.filter(({ __typename }) => __typename === 'CheckRun').length;
  return new Listing(all, { extra: { checkRunCount, statusContextCount: all.length - checkRunCount } });
}

/** Without a pull request the question has no answer, and GitHub says so although the schema lets it be asked. */
function requiredFor(context, { pullRequestNumber, pullRequestId }, { world }) {
  const pull = context.repository.pullRequests.find(({ number, id }) => number === pullRequestNumber || id === pullRequestId)
    ?? world.nodes.get(pullRequestId);
  if (!pull) throw new Error('isRequired needs pullRequestId or pullRequestNumber');
  return isRequired(context, pull.baseRefName);
}

function protection(repository, rule) {
  const { people } = repository.world;
  return {
    __typename: 'BranchProtectionRule', id: nodeId('BranchProtectionRule', rule.id), databaseId: rule.id, pattern: rule.pattern, repository,
    requiresStatusChecks: rule.checks !== null, requiredStatusCheckContexts: rule.checks?.map(({ context }) => context) ?? [],
    requiredStatusChecks: rule.checks?.map(({ context, app }) => ({ context, app: app === undefined ? null : people.app(app) })) ?? [],
    requiresStrictStatusChecks: rule.strict, requiresApprovingReviews: rule.approvals !== null, requiredApprovingReviewCount: rule.approvals,
    requiresCodeOwnerReviews: rule.codeOwners, dismissesStaleReviews: rule.dismissStale, requireLastPushApproval: rule.lastPush, isAdminEnforced: rule.admins,
  };
}

const branchOnly = (answer) => (ref, ...rest) => (ref.prefix === 'refs/heads/' ? answer(ref, ...rest) : null);

function updateRule({ repository, name }) {
  const [rule] = rulesFor(repository, name, 'protection');
  return rule ? { ...protection(repository, rule), __typename: 'RefUpdateRule' } : null;
}

/** The rules of rulesets; classic protection is not among them. */
function rules({ repository, name, prefix }) {
  const found = prefix === 'refs/heads/' ? rulesFor(repository, name, 'ruleset') : [];
  return found.flatMap((rule) => {
    const repositoryRuleset = { __typename: 'RepositoryRuleset', id: nodeId('RepositoryRuleset', rule.id), databaseId: rule.id, name: rule.name, enforcement: 'ACTIVE' };
    return ruleParts(repository, rule).map(({ type, parameters }) => (
      { __typename: 'RepositoryRule', id: nodeId('RepositoryRule', `${rule.id}:${type}`), type, repositoryRuleset, parameters }));
  });
}

/** What a rule of branches asks for, as rulesets have it. */
function ruleParts({ world }, rule) {
  const requiredStatusChecks = (rule.checks ?? []).map(({ context, app }) => ({ context, integrationId: app === undefined ? null : world.people.app(app).databaseId }));
  return [
    ...(rule.checks === null ? [] : [{ type: 'REQUIRED_STATUS_CHECKS', parameters: {
      __typename: 'RequiredStatusChecksParameters', strictRequiredStatusChecksPolicy: rule.strict, doNotEnforceOnCreate: false, requiredStatusChecks,
    } }]),
    ...(rule.approvals === null ? [] : [{ type: 'PULL_REQUEST', parameters: {
      __typename: 'PullRequestParameters', requiredApprovingReviewCount: rule.approvals, requireCodeOwnerReview: rule.codeOwners,
      requireLastPushApproval: rule.lastPush, dismissStaleReviewsOnPush: rule.dismissStale, requiredReviewThreadResolution: false,
    } }]),
  ];
}

/** The rulesets of branches, whose rules stand in `rules`, and those of tags. Who may go past them is shown to administrators who may change them. */
function rulesets(repository) {
  const of = (rule, name, target, include, found) => ({
    __typename: 'RepositoryRuleset', id: nodeId('RepositoryRuleset', `all:${rule.id}`), databaseId: rule.id, name, target, repository,
    enforcement: rule.enforcement.toUpperCase(), bypass: rule.bypass ?? [],
    conditions: { __typename: 'RepositoryRuleConditions', refName: { __typename: 'RefNameConditionTarget', include: [include], exclude: [] } },
    rules: found.map(({ type, parameters = null }) => ({ __typename: 'RepositoryRule', id: nodeId('RepositoryRule', `all:${rule.id}:${type}`), type, parameters })),
  });
  const branches = repository.rules.filter(({ kind }) => kind === 'ruleset');
  return [
    ...branches.map((rule) => of(rule, rule.name, 'BRANCH', `refs/heads/${rule.pattern}`, ruleParts(repository, rule))),
    ...repository.tagRules.map((rule) => of(rule, rule.name, 'TAG', `refs/tags/${rule.pattern}`, [
      ...['creation', 'update', 'deletion'].filter((type) => rule[type]).map((type) => ({ type: type.toUpperCase() })),
      ...(rule.shape === null ? [] : [{ type: 'TAG_NAME_PATTERN', parameters: { __typename: 'TagNamePatternParameters', name: null, ...rule.shape } }]),
    ])),
  ];
}

function bypassActors({ repository, bypass }, _, { token }) {
  if (!holds(token, repository, 'administration', 'write')) return null;
  return bypass.map(({ app, team, role, owners }, index) => ({
    __typename: 'RepositoryRulesetBypassActor', id: nodeId('RepositoryRulesetBypassActor', `${index}`), bypassMode: 'ALWAYS', deployKey: false,
    enterpriseOwner: false, organizationAdmin: owners === true, repositoryRoleName: role ?? null, repositoryRoleDatabaseId: null,
    actor: app !== undefined ? repository.world.people.app(app) : team !== undefined ? repository.world.people.team(team) : null,
  }));
}

function refs(repository, { refPrefix, query, orderBy, direction }) {
  if (!refPrefix.endsWith('/')) throw new Refused(422, 'UNPROCESSABLE', 'refPrefix must end with a slash');
  const found = repository.refs.filter(({ qualifiedName, name }) => qualifiedName.startsWith(refPrefix) && (!query || name.includes(query)));
  const by = orderBy?.field === 'TAG_COMMIT_DATE' ? (ref) => peel(ref.target).committedDate : (ref) => ref.name;
  const sorted = [...found].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
  return (orderBy?.direction ?? direction) === 'DESC' ? sorted.reverse() : sorted;
}

/** Of two heads of the same name GitHub means the branch; a commit's id is taken as it is. */
function comparison(ref, { headRef }) {
  const { repository } = ref;
  const target = refOf(repository, headRef)?.target ?? repository.commits.get(headRef);
  if (!target) return null;
  const { commits, aheadBy, behindBy, status } = compare(peel(ref.target), peel(target));
  const id = nodeId('Comparison', `${ref.target.oid}...${target.oid}`);
  return { __typename: 'Comparison', id, aheadBy, behindBy, status, baseTarget: ref.target, headTarget: target, commits };
}

function eitherItem(repository, { number }, { token }) {
  const item = [...repository.issues, ...repository.pullRequests].find((item) => item.number === number);
  if (!item) throw notFound(`Could not resolve to an issue or pull request with the number of ${number}.`);
  demand(token, repository, item.__typename === 'Issue' ? 'issues=read' : 'pull_requests=read');
  return item;
}

const viewerDidAuthor = (item, _, { token }) => item.author?.restLogin === token.login;

/** A node is seen with the same rights as by way of its repository. */
function nodeById(id, { world, token }) {
  const node = world.nodes.get(id);
  const repository = node?.__typename === 'Repository' ? node : node?.repository;
  if (!node || (repository && !visible(token, repository))) throw notFound(`Could not resolve to a node with the global id of '${id}'`);
  const needs = { Issue: 'issues=read', IssueComment: 'issues=read; pull_requests=read', PullRequest: 'pull_requests=read', Commit: 'contents=read', CheckRun: 'checks=read', StatusContext: 'statuses=read' };
  if (needs[node.__typename]) demand(token, repository, needs[node.__typename]);
  return node;
}

/** Merged pull requests of a repository, or those of an author before a time: no other search is modelled. What may not be seen is not found. */
function search(_, { type, query }, context) {
  const [, name, author, before] = /^repo:([\w.-]+\/[\w.-]+) is:pr is:merged(?: author:([\w-]+) merged:<(\S+))?$/.exec(query) ?? [];
  if (type !== 'ISSUE' || !name || (before !== undefined && Number.isNaN(Date.parse(before)))) {
    const message = `not in the fake: search of ${type} for \`${query}\``;
    context.violations.push(message);
    throw new NotModelled(message);
  }
  const { world, token } = context;
  const repository = visible(token, world.repositories.get(name.toLowerCase()));
  const seen = repository && holds(token, repository, 'pull_requests', 'read') ? repository.pullRequests : [];
  const found = seen.filter((pull) => pull.merged && (author === undefined
    || (pull.author?.login.toLowerCase() === author.toLowerCase() && Date.parse(pull.mergedAt) < Date.parse(before))));
  return new Listing(found, { extra: { issueCount: found.length } });
}

export const resolvers = {
  Query: {
    search,
    repository: (_, { owner, name }, { world, token }) => {
      const found = visible(token, world.repositories.get(`${owner}/${name}`.toLowerCase()));
      if (!found) throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return found;
    },
    organization: (_, { login }, { world }) => {
      const found = world.people.organizations.get(login.toLowerCase());
      if (!found) throw notFound(`Could not resolve to an Organization with the login of '${login}'.`);
      return found;
    },
    user: (_, { login }, { world }) => world.people.user(login),
    viewer: (_, __, { world, token }) => world.people.user(token.login),
    node: (_, { id }, context) => nodeById(id, context),
    nodes: (_, { ids }, context) => ids.map((id) => nodeById(id, context)),
    rateLimit: (_, __, { rate }) => rate,
  },
  Repository: {
    issue: (repository, { number }) => numbered(repository.issues, number, 'an Issue'),
    issues: (repository, args) => issuesOf(repository.issues, args),
    pullRequest: (repository, { number }) => numbered(repository.pullRequests, number, 'a PullRequest'),
    pullRequests: (repository, args) => pullsOf(repository.pullRequests, args),
    issueOrPullRequest: eitherItem,
    label: (repository, { name }) => repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase()) ?? null,
    labels: (repository, { query, orderBy }) => ordered(repository.labels.filter(({ name }) => name.includes(query ?? '')), orderBy),
    milestone: (repository, { number }) => repository.milestones.find((milestone) => milestone.number === number) ?? null,
    milestones: (repository, { query, states, orderBy }) => ordered(
      where(repository.milestones, [oneOf(states, 'state'), ({ title }) => title.includes(query ?? '')]), orderBy,
    ),
    releases: (repository, { orderBy }, { token }) => (
      ordered(repository.releases.filter(({ isDraft }) => !isDraft || holds(token, repository, 'contents', 'write')), orderBy)),
    // One that is published: a draft has no tag yet that it could be found by.
    release: (repository, { tagName }) => repository.releases.find((release) => !release.isDraft && release.tagName === tagName) ?? null,
    object: (repository, { expression, oid }) => (oid ? (repository.objects.get(oid) ?? null) : objectAt(repository, expression)),
    ref: (repository, { qualifiedName }) => refOf(repository, qualifiedName),
    refs,
    rulesets: (repository, { targets }) => rulesets(repository).filter(({ target }) => !targets || targets.includes(target)),
    mergeQueue: (repository, { branch }) => repository.mergeQueues.get(branch ?? repository.defaultBranchRef?.name) ?? null,
    branchProtectionRules: (repository) => repository.rules.filter(({ kind }) => kind === 'protection').map((rule) => protection(repository, rule)),
    vulnerabilityAlerts: ({ security, dependabotAlerts }, { states, dependencyScopes }) => (security.dependabot === 'disabled' ? [] : where(dependabotAlerts, [
      oneOf(states, 'state'), oneOf(dependencyScopes, 'dependencyScope'),
    ])),
    viewerPermission: (repository, _, { token }) => (canWrite(repository, token.login) ? 'WRITE' : 'READ'),
  },
  Ref: {
    compare: comparison,
    branchProtectionRule: branchOnly((ref) => rulesFor(ref.repository, ref.name, 'protection').map((rule) => protection(ref.repository, rule))[0] ?? null),
    refUpdateRule: branchOnly(updateRule),
    rules,
    associatedPullRequests: (ref, args) => pullsOf(ref.repository.pullRequests.filter(({ headRef }) => headRef === ref), args),
  },
  Commit: {
    associatedPullRequests: pullsOfCommit,
    changedFilesIfAvailable: (commit) => Object.keys(commit.files).length,
    file: (commit, { path }) => entryAt(filesAt(commit), path),
    history: (commit, args) => history(commit, args),
    statusCheckRollup: rollup,
    status: (commit) => {
      const contexts = statusesAt(commit);
      return contexts.length === 0 ? null : { __typename: 'Status', id: nodeId('Status', commit.id), state: rollupState(contexts), contexts, commit };
    },
    checkSuites: (commit, { filterBy }) => commit.repository.checkSuites.filter((suite) => suite.commit === commit
      && (filterBy?.appId == null || suite.app.databaseId === filterBy.appId)
      && (filterBy?.checkName == null || suite.checkRuns.some(({ name }) => name === filterBy.checkName))),
    tree: (commit) => withRepository(commit.repository, treeAt(filesAt(commit), '')),
  },
  RepositoryRuleset: { bypassActors },
  StatusCheckRollup: { contexts },
  CheckSuite: {
    status: (suite) => suiteResult(suite).status,
    conclusion: (suite) => suiteResult(suite).conclusion,
    branch: () => null,
    checkRuns: (suite, { filterBy }) => (filterBy?.checkType === 'ALL' ? suite.checkRuns : latestRuns(suite))
      .filter(({ name }) => filterBy?.checkName == null || name === filterBy.checkName),
  },
  CheckRun: { isRequired: requiredFor },
  StatusContext: { isRequired: requiredFor },
  Issue: {
    timelineItems: timeline,
    viewerDidAuthor,
    closedByPullRequestsReferences: (issue, { includeClosedPrs }) => issue.repository.pullRequests.filter(
      ({ closes, state }) => closes.includes(issue.number) && (includeClosedPrs || state !== 'CLOSED'),
    ),
  },
  PullRequest: {
    timelineItems: timeline,
    viewerDidAuthor,
    baseRefOid: (pull) => baseOf(pull).oid,
    changedFiles: (pull) => filesOf(pull).length,
    additions: (pull) => filesOf(pull).reduce((sum, { additions }) => sum + additions, 0),
    deletions: (pull) => filesOf(pull).reduce((sum, { deletions }) => sum + deletions, 0),
    files: filesOf,
    commits: (pull) => commitsOf(pull).map((commit) => pullCommit(pull, commit)),
    reviews: (pull, { states, author }) => where(pull.reviews, [oneOf(states, 'state'), (review) => !author || review.author?.login === author]),
    latestOpinionatedReviews: opinions,
    latestReviews: (pull) => pull.reviews.filter((review, index) => pull.reviews.findLastIndex(({ author }) => author === review.author) === index),
    reviewDecision: decision,
    statusCheckRollup: ({ head }) => rollup(head),
    closingIssuesReferences: (pull, { orderBy }) => ordered(pull.closes.map((name) => closedIssue(pull, name)), orderBy),
  },
  ReviewDismissedEvent: { review: ({ subject, reviewNumber }) => subject.reviews.find(({ databaseId }) => databaseId === reviewNumber) ?? null },
  IssueComment: { viewerDidAuthor },
  PullRequestReview: { viewerDidAuthor },
  Milestone: {
    issues: ({ repository, title }, args) => issuesOf(repository.issues.filter(({ milestone }) => milestone?.title === title), args),
    pullRequests: ({ repository, title }, args) => pullsOf(repository.pullRequests.filter(({ milestone }) => milestone?.title === title), args),
  },
  Label: {
    issues: (label, args) => issuesOf(label.repository.issues.filter(({ labels }) => labels.includes(label)), args),
    pullRequests: (label, args) => pullsOf(label.repository.pullRequests.filter(({ labels }) => labels.includes(label)), args),
  },
  Organization: {
    team: ({ teams }, { slug }) => teams.find((team) => team.slug === slug) ?? null,
    teams: ({ teams }, { query }) => teams.filter(({ slug }) => slug.includes(query ?? '')),
  },
  Team: {
    members: (team, { membership, role, query }) => new Listing(
      membersOf(team, { immediate: membership === 'IMMEDIATE' })
        .filter((member) => (!role || member.role === role) && member.user.login.includes(query ?? '')),
      { node: ({ user }) => user, edge: ({ role }) => ({ role }) },
    ),
  },
};

function history(commit, { path, since, until, author }) {
  if (author) throw new Error('not in the fake: argument `author` of Commit.history');
  return [...ancestors(commit)].sort((a, b) => b.committedDate.localeCompare(a.committedDate) || b.position - a.position).filter((at) => (
    (!path || Object.keys(at.files).some((file) => file === path || file.startsWith(`${path}/`)))
    && (!since || at.committedDate >= since) && (!until || at.committedDate <= until)));
}
