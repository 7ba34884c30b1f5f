// What a repository is made of before anybody discusses it: commits, refs, labels, milestones, and who may do what.

import { named, read } from './document.mjs';
import { oidOf } from './git.mjs';
import { serial } from './nodes.mjs';

/** Roles of collaborators, weakest first. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/** What a login may do in a repository: the owner of the organization may do all. */
export function roleOf(repository, login) {
  const owner = repository.owner;
  const membership = owner?.members?.find(({ user }) => user.restLogin.toLowerCase() === login.toLowerCase());
  if (owner?.restLogin === login || membership?.role === 'admin') return 'admin';
  return repository.roles.get(login.toLowerCase()) ?? (repository.isPrivate ? 'none' : 'read');
}

export const canWrite = (repository, login) => ROLES.indexOf(roleOf(repository, login)) >= ROLES.indexOf('write');

/** A commit by name, id, branch or tag; an error where there is none, as a world must make sense. */
export function commitOf(repository, name) {
  const commit = repository.commits.get(oidOf(String(name))) ?? peel(refOf(repository, String(name))?.target);
  if (!commit) throw new Error(`${repository.nameWithOwner}: no commit '${name}'`);
  return commit;
}

/** The commit of an id, a tag object's id, a branch or a tag; null where there is none. */
export const commitAtOrNull = (repository, name) => peel(repository.objects.get(name) ?? refOf(repository, String(name))?.target) ?? null;

/** A ref by full or short name; branches win over tags of the same name. */
export function refOf(repository, name) {
  return [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
    .map((full) => repository.refs.find(({ qualifiedName }) => qualifiedName === full)).find(Boolean) ?? null;
}

/** The commit that an object stands for: annotated tags are followed. */
export function peel(object) {
  return object?.__typename === 'Tag' ? peel(object.target) : object;
}

export function addCommits(repository, commits) {
  let previous = null;
  for (const [name, given] of Object.entries(commits)) {
    addCommit(repository, name, given, previous === null ? [] : [previous]);
    previous = name;
  }
  for (const commit of repository.commits.values()) {
    commit.parents = commit.parentNames.map((parent) => commitOf(repository, parent));
  }
}

/** Also used for the commits that a pull request implies. `parents` left out means the commit before it in the file. */
export function addCommit(repository, name, given, implied) {
  const { message, author, committer, date, parents, files, signature: signed } = read(`commits.${name}`, given ?? {}, [], {
    message: name, author: 'ghost', committer: undefined, date: '1970-01-01T00:00:00Z', parents: implied, files: {}, signature: null,
  });
  const oid = oidOf(name);
  const [messageHeadline, ...rest] = message.split('\n');
  const signature = gitActor(repository.world.people, author, date);
  const by = committer === undefined ? signature : gitActor(repository.world.people, committer, date);
  const url = `${repository.url}/commit/${oid}`;
  const commit = repository.world.node('Commit', `${repository.nameWithOwner}:${oid}`, {
    oid, abbreviatedOid: oid.slice(0, 7), message, messageHeadline, messageBody: rest.join('\n').trim(), author: signature, committer: by,
    authors: [signature, ...coAuthors(repository.world.people, message, date)], committedDate: date, authoredDate: date, url, commitUrl: url, repository, files,
    signature: signatureOf(signed, signature, date), parentNames: parents, parents: [], position: repository.commits.size,
  });
  repository.commits.set(oid, commit);
  repository.objects.set(oid, commit);
  return commit;
}

/** `valid`, `github` (GitHub's own), or another of GraphQL's states in small letters; null where there is none. */
function signatureOf(word, { email }, date) {
  if (word === null) return null;
  const wasSignedByGitHub = word === 'github';
  const state = wasSignedByGitHub ? 'VALID' : word.toUpperCase();
  const isValid = state === 'VALID';
  return {
    __typename: 'GpgSignature', isValid, state, wasSignedByGitHub, email, signature: '-----BEGIN PGP SIGNATURE-----', payload: 'tree', signer: null,
    verifiedAt: isValid ? date : null, keyId: '4AEE18F83AFDEB23',
  };
}

/** `author` is a login, or `{name, email}` of somebody without an account. */
function gitActor(people, author, date) {
  const { login, name, email } = named(author, 'login');
  const user = people.user(login);
  return { __typename: 'GitActor', name: name ?? user?.name ?? login, email: email ?? `${login}@example.com`, date, user };
}

/** Those that the message names. `LOGIN@example.com` is the address of an account, as it is of authors. */
function coAuthors(people, message, date) {
  return [...message.matchAll(/^Co-authored-by: *(.*?) *<([^>]*)>/gim)].map(([, name, email]) => ({
    __typename: 'GitActor', name, email, date, user: people.user(/^(.+)@example\.com$/.exec(email)?.[1] ?? null),
  }));
}

export function addRefs(repository, { branches, tags, tagObjects }) {
  for (const { commit, ...tag } of tagObjects) addTag(repository, { ...tag, target: commitOf(repository, commit) });
  for (const [name, commit] of Object.entries(branches)) addRef(repository, 'refs/heads/', name, commitOf(repository, commit));
  for (const [name, given] of Object.entries(tags)) {
    const { commit, message, tagger, date } = read(`tags.${name}`, named(given, 'commit'), ['commit'], {
      message: null, tagger: 'ghost', date: '1970-01-01T00:00:00Z',
    });
    const target = commitOf(repository, commit);
    addRef(repository, 'refs/tags/', name, message === null ? target : addTag(repository, { name, message, tagger, date, target }));
  }
}

function addTag(repository, { name, message, tagger, date, target }) {
  const oid = oidOf(`tag:${name}:${target.oid}:${message}`);
  const tag = repository.world.node('Tag', `${repository.nameWithOwner}:${oid}`, {
    oid, name, message, target, repository, tagger: gitActor(repository.world.people, tagger, date),
  });
  repository.objects.set(oid, tag);
  return tag;
}

function addRef(repository, prefix, name, target) {
  const qualifiedName = prefix + name;
  repository.refs.push(repository.world.node('Ref', `${repository.nameWithOwner}:${qualifiedName}`, {
    name, prefix, qualifiedName, target, repository,
  }));
}

export function addLabel(repository, given) {
  const label = read(`labels.${given.name}`, given, ['name'], { color: 'ededed', description: null, createdAt: null, updatedAt: null });
  return repository.world.node('Label', `${repository.nameWithOwner}:${label.name}`, {
    ...label, isDefault: false, repository, databaseId: serial(`label:${label.name}`, 1e8),
    url: `${repository.url}/labels/${encodeURIComponent(label.name)}`,
  });
}

/** A label by name, whatever its case; one that is used but not declared is made, as by GitHub's REST API. */
export function labelOf(repository, name) {
  const found = repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const made = addLabel(repository, { name });
  repository.labels.push(made);
  return made;
}

export function addMilestone(repository, given) {
  const milestone = read(`milestones.${given.number}`, given, ['number', 'title'], {
    description: null, dueOn: null, closedAt: null, createdAt: '1970-01-01T00:00:00Z', creator: 'ghost',
  });
  return repository.world.node('Milestone', `${repository.nameWithOwner}:${milestone.number}`, {
    ...milestone, creator: repository.world.people.actor(milestone.creator), updatedAt: milestone.closedAt ?? milestone.createdAt, repository,
    closed: milestone.closedAt !== null, state: milestone.closedAt === null ? 'OPEN' : 'CLOSED',
    url: `${repository.url}/milestone/${milestone.number}`,
  });
}
