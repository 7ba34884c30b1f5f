// What a token may see and do. Needs are written as in GitHub's own header `X-Accepted-GitHub-Permissions`:
// `checks=read,statuses=read` needs both, `issues=read; pull_requests=read` needs one of the two.

import { Refused } from './refused.mjs';

const LEVELS = ['none', 'read', 'write', 'admin'];

/** What anybody may read in a public repository, whatever the token. */
const PUBLIC = ['metadata', 'contents', 'issues', 'pull_requests', 'checks', 'statuses', 'actions'];

const EITHER = 'issues=read; pull_requests=read';

/** The needs of GraphQL fields. What is not here needs nothing but to see the repository. */
const FIELDS = {
  'Repository.object': 'contents=read',
  'Repository.ref': 'contents=read',
  'Repository.refs': 'contents=read',
  'Repository.defaultBranchRef': 'contents=read',
  'Repository.branchProtectionRules': 'administration=read',
  'Repository.issue': 'issues=read',
  'Repository.issues': 'issues=read',
  'Repository.pullRequest': 'pull_requests=read',
  'Repository.pullRequests': 'pull_requests=read',
  'Repository.issueOrPullRequest': EITHER,
  'Repository.mergeQueue': 'pull_requests=read',
  'Repository.label': EITHER,
  'Repository.labels': EITHER,
  'Repository.milestone': EITHER,
  'Repository.milestones': EITHER,
  'Repository.vulnerabilityAlerts': 'vulnerability_alerts=read',
  'Repository.release': 'contents=read',
  'Repository.releases': 'contents=read',
  'Repository.latestRelease': 'contents=read',
  'Label.issues': 'issues=read',
  'Milestone.issues': 'issues=read',
  'Milestone.pullRequests': 'pull_requests=read',
  'PullRequest.closingIssuesReferences': 'issues=read',
  'PullRequest.statusCheckRollup': 'checks=read,statuses=read',
  'Commit.associatedPullRequests': 'pull_requests=read',
  'Commit.statusCheckRollup': 'checks=read,statuses=read',
  'Commit.checkSuites': 'checks=read',
  'Commit.status': 'statuses=read',
  'CheckSuite.workflowRun': 'actions=read',
  'Ref.branchProtectionRule': 'administration=read',
  'Organization.team': 'members=read',
  'Organization.teams': 'members=read',
};

export function demandField(context, repository, typename, field) {
  const needs = FIELDS[`${typename}.${field}`];
  if (needs) demand(context.token, repository, needs);
}

/** Throws when the token has none of the alternatives. `repository` is null for what belongs to an organization. */
export function demand(token, repository, needs) {
  const enough = needs.split('; ').some((alternative) => alternative.split(',').every((need) => {
    const [permission, level] = need.split('=');
    return holds(token, repository, permission, level);
  }));
  token.note?.(needs, enough);
  const asker = token.fineGrained ? 'personal access token' : 'integration';
  if (!enough) throw new Refused(403, 'FORBIDDEN', `Resource not accessible by ${asker}`, { needs });
}

export function holds(token, repository, permission, level) {
  if (permission === 'metadata') return true;
  // There is no such permission for these.
  if (permission === 'checks' && token.fineGrained) return false;
  if (repository && !repository.isPrivate && level === 'read' && PUBLIC.includes(permission)) return true;
  if (repository && !reaches(token, repository)) return false;
  return token.permissions === null || LEVELS.indexOf(token.permissions[permission] ?? 'none') >= LEVELS.indexOf(level);
}

/** Whether the token was made for this repository. */
export const reaches = (token, { nameWithOwner }) => token.repositories === null || token.repositories.includes(nameWithOwner);

/** A repository that the token may know of, or undefined: a private one hides from others. */
export function visible(token, repository) {
  return repository && (!repository.isPrivate || reaches(token, repository)) ? repository : undefined;
}
