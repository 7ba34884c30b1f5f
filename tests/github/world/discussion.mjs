// Issues and pull requests with all that people said and did in them: bodies and their edits, comments, reviews,
// labels and the timeline.

import { named, read } from './document.mjs';
import { difference, filesAt, mergeBase, oidOf, range } from './git.mjs';
import { nodeId } from './nodes.mjs';
import { addCommit, canWrite, commitOf, labelOf, refOf } from './repository.mjs';

/** What issues and pull requests share. */
const COMMON = {
  title: '', body: '', author: 'ghost', createdAt: '1970-01-01T00:00:00Z', closedAt: null, closedBy: 'ghost', labels: [], milestone: null,
  comments: [], edits: [], events: [], locked: false, assignees: [], authorAssociation: undefined,
};

export function addIssue(repository, given) {
  const issue = read(`issues.${given.number}`, given, ['number'], { ...COMMON, stateReason: null });
  const node = addItem(repository, 'Issue', issue, `${repository.url}/issues/${issue.number}`);
  node.state = issue.closedAt === null ? 'OPEN' : 'CLOSED';
  node.stateReason = issue.stateReason?.toUpperCase() ?? (issue.closedAt === null ? null : 'COMPLETED');
  repository.issues.push(node);
}

export function addPull(repository, given) {
  const pull = read(`pulls.${given.number}`, given, ['number', 'head'], {
    ...COMMON, base: repository.defaultBranchRef?.name ?? 'main', headCommit: null, headRepository: repository.nameWithOwner, isDraft: false,
    mergedAt: null, mergedBy: 'ghost', mergeCommit: null, reviews: [], threads: [], closes: [], requested: [],
    mergeable: 'MERGEABLE', reviewDecision: undefined,
  });
  const { people } = repository.world;
  const node = addItem(repository, 'PullRequest', pull, `${repository.url}/pull/${pull.number}`);
  const mergeCommit = pull.mergeCommit === null ? null : commitOf(repository, pull.mergeCommit);
  const headRef = pull.headRepository === repository.nameWithOwner ? refOf(repository, `refs/heads/${pull.head}`) : null;
  const head = headOf(repository, pull, headRef, mergeCommit);
  const closedAt = pull.closedAt ?? pull.mergedAt;
  Object.assign(node, {
    state: pull.mergedAt !== null ? 'MERGED' : closedAt !== null ? 'CLOSED' : 'OPEN',
    merged: pull.mergedAt !== null, mergedAt: pull.mergedAt, mergedBy: people.actor(pull.mergedAt && pull.mergedBy), mergeCommit,
    closed: closedAt !== null, closedAt, isDraft: pull.isDraft, mergeable: pull.mergeable, permalink: node.url,
    baseRefName: pull.base, baseRef: refOf(repository, `refs/heads/${pull.base}`), baseRepository: repository,
    headRefName: pull.head, headRef, headRefOid: head.oid, head, isCrossRepository: pull.headRepository !== repository.nameWithOwner,
    headRepository: pull.headRepository === repository.nameWithOwner ? repository : (repository.world.repositories.get(pull.headRepository) ?? null),
    statedDecision: pull.reviewDecision, closes: pull.closes,
    reviewThreads: pull.threads.map((thread, index) => addThread(node, thread, index)),
    reviewRequests: pull.requested.map((who) => requested(node, who)),
  });
  node.reviews = pull.reviews.map((review) => addReview(node, review));
  if (node.merged) addEvent(node, { type: 'merged', at: node.mergedAt, by: pull.mergedBy });
  repository.pullRequests.push(node);
}

/** Its own commits: what its head has and its base had not. For a merged one that is the base it was merged onto. */
export function commitsOf(pull) {
  if (!ownCommits.has(pull)) ownCommits.set(pull, range(baseOf(pull), pull.head));
  return ownCommits.get(pull);
}

/** A world is built anew after each change, so what was worked out for one stays true of it. */
const ownCommits = new WeakMap();

/** The files of a pull request: what changed between the point where it left its base and its head. */
export function filesOf(pull) {
  const fork = mergeBase(baseOf(pull), pull.head);
  return difference(fork ? filesAt(fork) : new Map(), filesAt(pull.head));
}

export const baseOf = (pull) => pull.mergeCommit?.parents[0] ?? pull.baseRef?.target ?? pull.head;

/** A squashed pull request that states no head has one commit with the files of the squash. */
function headOf(repository, pull, headRef, mergeCommit) {
  if (pull.headCommit !== null) return commitOf(repository, pull.headCommit);
  if (pull.mergedAt === null && headRef) return headRef.target;
  if (!mergeCommit) throw new Error(`pulls.${pull.number}: no branch '${pull.head}' and no headCommit`);
  const name = `pull-${pull.number}`;
  const made = repository.commits.get(oidOf(name)) ?? addCommit(repository, name, {
    message: pull.title, author: pull.author, date: pull.createdAt, files: mergeCommit.files, parents: [],
  });
  made.parents = mergeCommit.parents.slice(0, 1);
  return made;
}

function addItem(repository, typename, item, url) {
  const { people } = repository.world;
  const node = repository.world.node(typename, `${repository.nameWithOwner}#${item.number}`, {
    number: item.number, title: item.title, url, databaseId: 2_000_000_000 + item.number, fullDatabaseId: String(2_000_000_000 + item.number),
    closed: item.closedAt !== null, closedAt: item.closedAt, locked: item.locked, repository, resourcePath: new URL(url).pathname,
    assignees: item.assignees.map((login) => people.user(login)), timeline: [], ...written(repository, item, `${typename}#${item.number}`),
  });
  node.labels = item.labels.map((label) => addItemLabel(node, named(label)));
  node.milestone = item.milestone === null ? null : milestoneOf(repository, item.milestone);
  node.comments = item.comments.map((comment) => addComment(node, comment));
  item.events.forEach((event) => addEvent(node, event));
  if (item.closedAt !== null) addEvent(node, { type: 'closed', at: item.closedAt, by: item.closedBy });
  return node;
}

function milestoneOf(repository, title) {
  const milestone = repository.milestones.find((milestone) => milestone.title === title);
  if (!milestone) throw new Error(`no milestone '${title}'`);
  return milestone;
}

/** A label with a time was put on by somebody, and the timeline says so. */
function addItemLabel(node, given) {
  const { name, at, by } = read(`#${node.number}.labels`, given, ['name'], { at: null, by: 'ghost' });
  if (at !== null) addEvent(node, { type: 'labeled', label: name, at, by });
  return labelOf(node.repository, name);
}

/** A text that people write and edit, and who did. Each edit in GitHub's history holds the whole text after it. */
function written(repository, item, place) {
  const { people } = repository.world;
  const texts = item.edits.reduce((texts, edit) => [...texts, editedText(place, texts.at(-1), edit)], [item.body]);
  const first = { at: item.createdAt, by: item.author };
  const revisions = item.edits.length === 0 ? [] : [first, ...item.edits].map((edit, index) => ({
    __typename: 'UserContentEdit', id: nodeId('UserContentEdit', `${repository.nameWithOwner}:${place}:${index}`),
    createdAt: edit.at, editedAt: edit.at, updatedAt: edit.deletedAt ?? edit.at, editor: people.actor(edit.by),
    diff: edit.deletedAt ? null : texts[index], deletedAt: edit.deletedAt ?? null, deletedBy: people.actor(edit.deletedBy),
  }));
  const last = item.edits.at(-1);
  return {
    body: texts.at(-1), author: people.actor(item.author), createdAt: item.createdAt, updatedAt: last?.at ?? item.createdAt, publishedAt: item.createdAt,
    authorAssociation: item.authorAssociation ?? associationOf(repository, item.author), lastEditedAt: last?.at ?? null,
    editor: people.actor(last?.by), includesCreatedEdit: item.edits.length > 0, userContentEdits: revisions.reverse(),
  };
}

/** The text after one edit: a whole `body`, a box ticked or unticked by the text of its line, or `{from, to}` replaced. */
function editedText(place, text, given) {
  const edit = read(`${place}.edits`, given, ['at', 'by'], {
    body: undefined, tick: undefined, untick: undefined, replace: undefined, deletedAt: null, deletedBy: null,
  });
  if (edit.body !== undefined) return edit.body;
  if (edit.tick !== undefined) return withBox(place, text, edit.tick, /^(\s*(?:[-*+]|\d+[.)])\s+)\[ \]/, '$1[x]');
  if (edit.untick !== undefined) return withBox(place, text, edit.untick, /^(\s*(?:[-*+]|\d+[.)])\s+)\[[xX]\]/, '$1[ ]');
  if (!text.includes(edit.replace?.from)) throw new Error(`${place}: an edit that changes nothing`);
  return text.replace(edit.replace.from, () => edit.replace.to);
}

function withBox(place, text, item, box, becomes) {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => box.test(line) && line.includes(item));
  if (at < 0) throw new Error(`${place}: no such box to change: '${item}'`);
  lines[at] = lines[at].replace(box, becomes);
  return lines.join('\n');
}

function addComment(item, given) {
  const { repository } = item;
  const comment = read(`#${item.number}.comments`, given, ['author', 'body'], {
    id: null, createdAt: '1970-01-01T00:00:00Z', edits: [], isMinimized: false, minimizedReason: null, authorAssociation: undefined,
  });
  const isIssue = item.__typename === 'Issue';
  return repository.world.node('IssueComment', `${repository.nameWithOwner}:${comment.id}`, {
    ...written(repository, comment, `IssueComment#${comment.id}`), databaseId: comment.id, fullDatabaseId: String(comment.id),
    url: `${item.url}#issuecomment-${comment.id}`, isMinimized: comment.isMinimized, minimizedReason: comment.minimizedReason,
    repository, item, issue: isIssue ? item : null, pullRequest: isIssue ? null : item,
  });
}

function addReview(pull, given) {
  const { repository } = pull;
  const review = read(`#${pull.number}.reviews`, given, ['author', 'state'], {
    id: null, body: '', commit: null, createdAt: '1970-01-01T00:00:00Z', edits: [], onBehalfOf: [], authorAssociation: undefined,
  });
  return repository.world.node('PullRequestReview', `${repository.nameWithOwner}:${review.id}`, {
    ...written(repository, review, `PullRequestReview#${review.id}`), databaseId: review.id, fullDatabaseId: String(review.id),
    state: review.state.toUpperCase(), submittedAt: review.createdAt, commit: review.commit === null ? pull.head : commitOf(repository, review.commit),
    authorCanPushToRepository: canWrite(repository, review.author), onBehalfOf: review.onBehalfOf.map((team) => repository.world.people.team(team)),
    url: `${pull.url}#pullrequestreview-${review.id}`, isMinimized: false, pullRequest: pull, repository,
  });
}

function addThread(pull, given, index) {
  const thread = read(`#${pull.number}.threads`, given, [], { resolved: false, outdated: false, path: 'README.md', resolvedBy: null });
  const { world, nameWithOwner } = pull.repository;
  return world.node('PullRequestReviewThread', `${nameWithOwner}#${pull.number}:${index}`, {
    isResolved: thread.resolved, isOutdated: thread.outdated, path: thread.path, pullRequest: pull, resolvedBy: world.people.user(thread.resolvedBy),
  });
}

function requested(pull, who) {
  const { world, nameWithOwner } = pull.repository;
  const requestedReviewer = who.includes('/') ? world.people.team(who) : world.people.actor(who);
  return world.node('ReviewRequest', `${nameWithOwner}#${pull.number}:${who}`, { asCodeOwner: false, requestedReviewer, pullRequest: pull });
}

/** The kinds of event of a timeline: GraphQL's type, and what it holds besides actor and time. */
const EVENTS = {
  labeled: ['LabeledEvent', ({ repository }, { label }) => ({ label: labelOf(repository, label) })],
  unlabeled: ['UnlabeledEvent', ({ repository }, { label }) => ({ label: labelOf(repository, label) })],
  milestoned: ['MilestonedEvent', (_, { milestone }) => ({ milestoneTitle: milestone })],
  demilestoned: ['DemilestonedEvent', (_, { milestone }) => ({ milestoneTitle: milestone })],
  renamed: ['RenamedTitleEvent', (_, { from, to }) => ({ previousTitle: from, currentTitle: to })],
  closed: ['ClosedEvent', ({ stateReason }) => ({ stateReason: stateReason ?? null, closer: null })],
  reopened: ['ReopenedEvent', () => ({})],
  merged: ['MergedEvent', (pull) => ({ commit: pull.mergeCommit, mergeRefName: pull.baseRefName })],
  commentDeleted: ['CommentDeletedEvent', ({ repository }, { author }) => ({ deletedCommentAuthor: repository.world.people.actor(author) })],
  headRefForcePushed: ['HeadRefForcePushedEvent', (pull, { before, after }) => ({
    beforeCommit: commitOf(pull.repository, before), afterCommit: commitOf(pull.repository, after), ref: pull.headRef ?? null,
  })],
  baseRefChanged: ['BaseRefChangedEvent', (_, { from, to }) => ({ previousRefName: from, currentRefName: to })],
  readyForReview: ['ReadyForReviewEvent', () => ({})],
  convertToDraft: ['ConvertToDraftEvent', () => ({})],
  reviewDismissed: ['ReviewDismissedEvent', (_, { message, was, review }) => ({
    dismissalMessage: message ?? null, previousReviewState: was.toUpperCase(), reviewNumber: review,
  })],
};

function addEvent(item, event) {
  const [typename, facts] = EVENTS[event.type] ?? [];
  if (!typename) throw new Error(`#${item.number}.events: unknown type '${event.type}'`);
  const { world, nameWithOwner } = item.repository;
  item.timeline.push(world.node(typename, `${nameWithOwner}#${item.number}:${item.timeline.length}`, {
    createdAt: event.at, actor: world.people.actor(event.by), subject: item, ...facts(item, event),
  }));
}

/** As GitHub tells it: organization members first, then collaborators; it is a hint and never an authority. */
function associationOf(repository, login) {
  const { owner } = repository;
  if (owner?.restLogin === login) return 'OWNER';
  if (owner?.members?.some(({ user }) => user.restLogin === login)) return 'MEMBER';
  return repository.roles.has(login.toLowerCase()) ? 'COLLABORATOR' : 'NONE';
}
