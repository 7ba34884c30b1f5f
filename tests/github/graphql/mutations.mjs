// The few mutations that a gate needs.

import { NotModelled, Refused } from '../refused.mjs';
import { demandLive, demandWorkflows } from '../rest/guards.mjs';
import { demand } from '../rights.mjs';

export const mutations = {
  addComment: (_, { input }, context) => {
    const item = context.world.nodes.get(input.subjectId);
    if (!['Issue', 'PullRequest'].includes(item?.__typename)) throw unresolved(input.subjectId);
    fitting(context, item, input.body);
    const { id } = context.act({ do: 'comment', repository: item.repository.nameWithOwner, number: item.number, body: input.body });
    const subject = context.now().nodes.get(input.subjectId);
    const node = subject.comments.find(({ databaseId }) => databaseId === id);
    return { clientMutationId: input.clientMutationId ?? null, commentEdge: { cursor: node.id, node }, subject };
  },
  updateIssueComment: (_, { input }, context) => {
    const comment = commentOf(context, input.id);
    fitting(context, comment.item, input.body);
    context.act({ do: 'edit', ...placeOf(comment), body: input.body });
    return { clientMutationId: input.clientMutationId ?? null, issueComment: context.now().nodes.get(input.id) };
  },
  deleteIssueComment: (_, { input }, context) => {
    const comment = commentOf(context, input.id);
    demand(context.token, comment.repository, commentNeeds(comment.item));
    context.act({ do: 'deleteComment', ...placeOf(comment) });
    return { clientMutationId: input.clientMutationId ?? null };
  },
  minimizeComment: (_, { input }, context) => {
    const comment = context.world.nodes.get(input.subjectId);
    if (comment?.__typename !== 'IssueComment') throw new Refused(404, 'NOT_FOUND', 'Could not resolve to a node');
    demand(context.token, comment.repository, 'issues=write; pull_requests=write');
    context.act({ do: 'minimize', repository: comment.repository.nameWithOwner, number: comment.item.number, comment: comment.databaseId, reason: input.classifier });
    const minimizedComment = { __typename: 'IssueComment', id: comment.id, isMinimized: true, minimizedReason: input.classifier.toLowerCase() };
    return { clientMutationId: input.clientMutationId ?? null, minimizedComment };
  },
  updateIssue: (_, { input: { id, body, clientMutationId, ...others } }, context) => {
    const issue = rewritten(context, 'Issue', id, body, others);
    return { clientMutationId: clientMutationId ?? null, issue, actor: context.world.people.user(context.token.login) };
  },
  updatePullRequest: (_, { input: { pullRequestId, body, clientMutationId, ...others } }, context) => {
    const pullRequest = rewritten(context, 'PullRequest', pullRequestId, body, others);
    return { clientMutationId: clientMutationId ?? null, pullRequest, actor: context.world.people.user(context.token.login) };
  },
  updateRefs: (_, { input }, context) => {
    const repository = context.world.nodes.get(input.repositoryId);
    if (repository?.__typename !== 'Repository') throw new Refused(404, 'NOT_FOUND', 'Could not resolve to a node');
    demand(context.token, repository, 'contents=write');
    demandLive(repository);
    for (const { afterOid } of input.refUpdates) demandWorkflows(context.token, repository, afterOid);
    context.act({ do: 'updateRefs', repository: repository.nameWithOwner, updates: input.refUpdates, by: context.token.login });
    return { clientMutationId: input.clientMutationId ?? null };
  },
  /** Every file that is added is a plain one afterwards. GitHub signs the commit. */
  createCommitOnBranch: (_, { input }, context) => {
    const { branch: { id, repositoryNameWithOwner, branchName }, expectedHeadOid, message, fileChanges } = input;
    if (id != null) throw new NotModelled('a branch by its id');
    const repository = context.world.repositories.get(repositoryNameWithOwner.toLowerCase());
    if (!repository) throw new Refused(404, 'NOT_FOUND', `Could not resolve to a Repository with the name '${repositoryNameWithOwner}'.`);
    demand(context.token, repository, 'contents=write');
    const branch = branchName.replace(/^refs\/heads\//, '');
    const ref = repository.refs.find(({ qualifiedName }) => qualifiedName === `refs/heads/${branch}`);
    if (!ref) throw new Refused(404, 'NOT_FOUND', `The branch ${branch} does not exist.`);
    if (ref.target.oid !== expectedHeadOid) {
      throw new Refused(422, 'STALE_DATA', `Expected branch to point to "${expectedHeadOid}" but it did not. Pull and try again.`);
    }
    const files = Object.fromEntries([
      ...(fileChanges?.additions ?? []).map(({ path, contents }) => [path, Buffer.from(contents, 'base64').toString()]),
      ...(fileChanges?.deletions ?? []).map(({ path }) => [path, null]),
    ]);
    context.act({
      do: 'push', repository: repository.nameWithOwner, branch, files, by: context.token.login, signature: 'github',
      message: [message.headline, message.body].filter(Boolean).join('\n\n'),
    });
    const now = context.now().repositories.get(repository.nameWithOwner.toLowerCase());
    const moved = now.refs.find(({ qualifiedName }) => qualifiedName === `refs/heads/${branch}`);
    return { clientMutationId: input.clientMutationId ?? null, commit: moved.target, ref: moved };
  },
};

/** An issue or pull request with another text. Nothing else of it is changed here. */
function rewritten(context, typename, id, body, others) {
  const item = context.world.nodes.get(id);
  if (item?.__typename !== typename) throw unresolved(id);
  const other = Object.keys(others)[0];
  if (other !== undefined) throw new NotModelled(`input \`${other}\` of an update`);
  demand(context.token, item.repository, typename === 'Issue' ? 'issues=write' : 'pull_requests=write');
  if ([...body].length > 65536) throw new Refused(422, 'UNPROCESSABLE', 'Body is too long (maximum is 65536 characters)');
  context.act({ do: 'edit', repository: item.repository.nameWithOwner, number: item.number, body });
  return context.now().nodes.get(id);
}

// Comments.

const unresolved = (id) => new Refused(404, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);

function commentOf(context, id) {
  const comment = context.world.nodes.get(id);
  if (comment?.__typename !== 'IssueComment') throw unresolved(id);
  return comment;
}

const placeOf = ({ repository, item, databaseId }) => ({ repository: repository.nameWithOwner, number: item.number, comment: databaseId });
const commentNeeds = ({ __typename }) => (__typename === 'Issue' ? 'issues=write' : 'issues=write; pull_requests=write');

function fitting({ token }, item, text) {
  demand(token, item.repository, commentNeeds(item));
  if ([...text].length > 65536) throw new Refused(422, 'UNPROCESSABLE', 'Body is too long (maximum is 65536 characters)');
}
