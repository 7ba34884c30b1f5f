// The few mutations that a gate needs.

import { Refused } from '../refused.mjs';
import { demand } from '../rights.mjs';

export const mutations = {
  minimizeComment: (_, { input }, context) => {
    const comment = context.world.nodes.get(input.subjectId);
    if (comment?.__typename !== 'IssueComment') throw new Refused(404, 'NOT_FOUND', 'Could not resolve to a node');
    demand(context.token, comment.repository, 'issues=write; pull_requests=write');
    context.act({ do: 'minimize', repository: comment.repository.nameWithOwner, number: comment.item.number, comment: comment.databaseId, reason: input.classifier });
    const minimizedComment = { __typename: 'IssueComment', id: comment.id, isMinimized: true, minimizedReason: input.classifier.toLowerCase() };
    return { clientMutationId: input.clientMutationId ?? null, minimizedComment };
  },
  updateRefs: (_, { input }, context) => {
    const repository = context.world.nodes.get(input.repositoryId);
    if (repository?.__typename !== 'Repository') throw new Refused(404, 'NOT_FOUND', 'Could not resolve to a node');
    demand(context.token, repository, 'contents=write');
    context.act({ do: 'updateRefs', repository: repository.nameWithOwner, updates: input.refUpdates });
    return { clientMutationId: input.clientMutationId ?? null };
  },
};
