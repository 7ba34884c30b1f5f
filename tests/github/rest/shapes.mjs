// What REST says about the world's objects: the facts only. The rest of what GitHub's description requires is filled in.

import { filesAt, treeAt } from '../world/git.mjs';

export const user = (actor) => actor && {
  login: actor.restLogin ?? actor.login, id: actor.databaseId, node_id: actor.id, html_url: actor.url, type: actor.__typename, site_admin: false,
};

export const repository = (repository) => ({
  id: repository.databaseId, node_id: repository.id, name: repository.name, full_name: repository.nameWithOwner, private: repository.isPrivate,
  owner: user({ __typename: 'User', ...repository.owner }), html_url: repository.url, default_branch: repository.defaultBranchRef?.name,
  visibility: repository.isPrivate ? 'private' : 'public', archived: false, disabled: false, fork: false,
});

export const commit = (commit) => ({
  sha: commit.oid, node_id: commit.id, html_url: commit.url,
  commit: {
    message: commit.message, tree: { sha: treeAt(filesAt(commit), '').oid }, author: signature(commit.author), committer: signature(commit.committer), comment_count: 0,
    verification: verification(commit.signature),
  },
  author: user(commit.author.user), committer: user(commit.committer.user), parents: commit.parents.map(({ oid, url }) => ({ sha: oid, html_url: url, url })),
});

/** REST has a word of its own for each of GraphQL's states, and says that there is none where GraphQL says null. */
const verification = (signature) => ({
  verified: signature?.isValid ?? false, reason: REASONS[signature?.state] ?? signature?.state.toLowerCase() ?? 'unsigned',
  signature: signature?.signature ?? null, payload: signature?.payload ?? null, verified_at: signature?.verifiedAt ?? null,
});
const REASONS = { UNKNOWN_SIG_TYPE: 'unknown_signature_type', MALFORMED_SIG: 'malformed_signature' };

const signature = ({ name, email, date }) => ({ name, email, date });

export const tree = (oid, entries) => ({
  sha: oid, truncated: false,
  tree: entries.map(({ path, type, mode, oid: sha, size }) => ({ path, type, sha, mode: mode.toString(8).padStart(6, '0'), ...(type === 'blob' && { size }) })),
});

const STATUS = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'removed', RENAMED: 'renamed' };

export const file = ({ path, changeType, additions, deletions, previousPath, blob }) => ({
  sha: blob.oid, filename: path, status: STATUS[changeType], additions, deletions, changes: additions + deletions,
  ...(previousPath !== undefined && { previous_filename: previousPath }),
});

export const comparison = ({ base, head, mergeBase, status, aheadBy, behindBy, commits }) => ({
  base_commit: commit(base), merge_base_commit: commit(mergeBase), status: status.toLowerCase(), ahead_by: aheadBy, behind_by: behindBy,
  total_commits: commits.length, html_url: `${base.repository.url}/compare/${base.oid}...${head.oid}`,
});

const branch = (name, oid, repo) => ({
  ref: name, label: `${repo?.owner.login}:${name}`, sha: oid, repo: repo && repository(repo), user: user(repo && { __typename: 'User', ...repo.owner }),
});

export const pull = (pull, base) => ({
  id: pull.databaseId, node_id: pull.id, number: pull.number, title: pull.title, body: pull.body, html_url: pull.url, draft: pull.isDraft,
  state: pull.state === 'OPEN' ? 'open' : 'closed', locked: pull.locked, user: user(pull.author), author_association: pull.authorAssociation,
  created_at: pull.createdAt, updated_at: pull.updatedAt, closed_at: pull.closedAt, merged_at: pull.mergedAt, merge_commit_sha: pull.mergeCommit?.oid ?? null,
  labels: pull.labels.map(label), milestone: milestone(pull.milestone), assignee: null, assignees: pull.assignees.map(user),
  head: branch(pull.headRefName, pull.headRefOid, pull.headRepository), base: branch(pull.baseRefName, base.oid, pull.baseRepository),
});

export const label = ({ databaseId, id, name, color, description }) => ({ id: databaseId, node_id: id, name, color, description: description ?? '', default: false });

export const milestone = (milestone) => milestone && {
  number: milestone.number, node_id: milestone.id, title: milestone.title, state: milestone.state.toLowerCase(), description: milestone.description,
  due_on: milestone.dueOn, closed_at: milestone.closedAt, created_at: milestone.createdAt, updated_at: milestone.updatedAt, creator: user(milestone.creator),
};

export const comment = (comment) => ({
  id: comment.databaseId, node_id: comment.id, body: comment.body, user: user(comment.author), html_url: comment.url, created_at: comment.createdAt,
  updated_at: comment.updatedAt, author_association: comment.authorAssociation,
});

export const checkRun = (run) => ({
  id: run.databaseId, node_id: run.id, name: run.name, head_sha: run.checkSuite.commit.oid, external_id: run.externalId, status: run.status.toLowerCase(),
  conclusion: run.conclusion?.toLowerCase() ?? null, started_at: run.startedAt, completed_at: run.completedAt, details_url: run.detailsUrl,
  html_url: run.url, app: app(run.checkSuite.app), check_suite: { id: run.checkSuite.databaseId }, pull_requests: [],
  output: { title: run.title, summary: run.summary, text: run.text, annotations_count: 0 },
});

export const app = ({ databaseId, id, slug, name }) => ({ id: databaseId, node_id: id, slug, name, permissions: {}, events: [] });

/** A ref as `git/ref` shows it: an annotated tag is an object of its own. */
export const ref = ({ id, qualifiedName, target }) => ({
  ref: qualifiedName, node_id: id, object: { type: target.__typename.toLowerCase(), sha: target.oid },
});

export const tag = ({ oid, id, name, message, tagger, target }) => ({
  sha: oid, node_id: id, tag: name, message, tagger: { name: tagger.name, email: tagger.email, date: tagger.date },
  object: { type: 'commit', sha: target.oid },
});

export const content = ({ path, blob, repository }) => ({
  type: 'file', name: path.split('/').at(-1), path, sha: blob.oid, size: blob.byteSize, encoding: 'base64', content: blob.bytes.toString('base64'),
  html_url: `${repository.url}/blob/HEAD/${path}`,
});

export const folder = ({ entries }) => entries.map(({ type, name, path, oid, size }) => ({ type: type === 'tree' ? 'dir' : 'file', name, path, sha: oid, size }));

/** Rules of rulesets as `rules/branches` lists them. */
export const branchRules = (rule, repository) => [
  ...(rule.checks === null ? [] : [{
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: rule.strict,
      required_status_checks: rule.checks.map(({ context, app }) => ({
        context, ...(app !== undefined && { integration_id: repository.world.people.app(app).databaseId }),
      })),
    },
  }]),
  ...(rule.approvals === null ? [] : [{
    type: 'pull_request',
    parameters: {
      required_approving_review_count: rule.approvals, require_code_owner_review: rule.codeOwners, require_last_push_approval: rule.lastPush,
      dismiss_stale_reviews_on_push: rule.dismissStale, required_review_thread_resolution: false,
    },
  }]),
].map((shown) => ({ ...shown, ruleset_source_type: 'Repository', ruleset_source: repository.nameWithOwner, ruleset_id: rule.id }));

export const protection = (rule, repository) => ({
  enabled: true,
  ...(rule.checks !== null && {
    required_status_checks: {
      strict: rule.strict, contexts: rule.checks.map(({ context }) => context),
      checks: rule.checks.map(({ context, app }) => ({ context, app_id: app === undefined ? null : repository.world.people.app(app).databaseId })),
    },
  }),
  ...(rule.approvals !== null && {
    required_pull_request_reviews: {
      required_approving_review_count: rule.approvals, require_code_owner_reviews: rule.codeOwners, dismiss_stale_reviews: rule.dismissStale,
      require_last_push_approval: rule.lastPush,
    },
  }),
  enforce_admins: { url: 'https://api.github.com/', enabled: rule.admins },
});

export const analysis = ({ id, ref, commit, tool, category, key, createdAt, results, error }) => ({
  id, ref, commit_sha: commit.oid, analysis_key: key, environment: '{}', ...(category !== null && { category }), error, warning: '', created_at: createdAt,
  results_count: results, rules_count: 100, tool: { name: tool, guid: null, version: '2.20.0' }, sarif_id: `sarif-${id}`, deletable: true,
});

export const codeAlert = ({ number, rule, state, tool, severity, securitySeverity, path, line, createdAt }, ref, { url }) => ({
  number, created_at: createdAt, html_url: `${url}/security/code-scanning/${number}`, state, dismissed_by: null, dismissed_at: null, dismissed_reason: null,
  rule: { id: rule.id, severity, security_severity_level: securitySeverity, description: rule.id }, tool: { name: tool, guid: null, version: '2.20.0' },
  most_recent_instance: { ref, state, location: { path, start_line: line } },
});

export const secretAlert = ({ number, type, displayName, state, secret, createdAt }, { url }, hidden) => ({
  number, created_at: createdAt, html_url: `${url}/security/secret-scanning/${number}`, state, secret_type: type, secret_type_display_name: displayName,
  ...(!hidden && { secret }),
});

export const workflowRun = (run, repo) => ({
  id: run.id, name: run.path, path: run.path, run_number: run.number, run_attempt: run.attempt, event: run.event, status: run.status,
  conclusion: run.conclusion, head_sha: run.commit.oid, html_url: run.url, created_at: run.createdAt, updated_at: run.startedAt,
  run_started_at: run.startedAt, repository: repository(repo), head_repository: { ...repository(repo), full_name: run.headRepository },
});

export const artifact = ({ id, name, size, expired, createdAt }, run) => ({
  id, name, size_in_bytes: size, expired, created_at: createdAt, updated_at: createdAt, workflow_run: { id: run.id, head_sha: run.commit.oid },
});

export const release = (release) => ({
  id: release.databaseId, node_id: release.id, tag_name: release.tagName, name: release.name, body: release.description, draft: release.isDraft,
  prerelease: release.isPrerelease, target_commitish: release.target, created_at: release.createdAt, updated_at: release.updatedAt,
  published_at: release.publishedAt, author: user(release.author), html_url: release.url, assets: release.releaseAssets.map(asset),
  immutable: release.isImmutable,
  upload_url: `${release.repository.world.origin}${release.repository.world.version ? '/api/uploads' : ''}/repos/${release.repository.nameWithOwner}/releases/${release.databaseId}/assets{?name,label}`,
});

export const issue = (issue) => ({
  id: issue.databaseId, node_id: issue.id, number: issue.number, title: issue.title, body: issue.body, html_url: issue.url, state: issue.state.toLowerCase(),
  locked: issue.locked, user: user(issue.author), author_association: issue.authorAssociation, labels: issue.labels.map(label),
  milestone: milestone(issue.milestone), assignee: null, assignees: issue.assignees.map(user), comments: issue.comments.length,
  created_at: issue.createdAt, updated_at: issue.updatedAt, closed_at: issue.closedAt,
});

/** What `PUT contents` answers. */
export const written = (file, commit) => ({ content: content(file), commit: { sha: commit.oid, html_url: commit.url, message: commit.message } });

export const asset = ({ databaseId, id, name, size, state, contentType, createdAt, downloadUrl, digest, uploader }) => ({
  id: databaseId, node_id: id, name, size, state, content_type: contentType, created_at: createdAt, updated_at: createdAt, browser_download_url: downloadUrl,
  digest, uploader: user(uploader),
});

export const push = ({ actor, ...facts }) => ({ ...facts, actor: user(actor) });
