// What was built: workflow runs with their artifacts, and releases with their assets.

import { read } from './document.mjs';
import { suiteResult } from './checks.mjs';
import { commitOf } from './repository.mjs';

/** Runs that the file states. Those behind checks follow from the checks. */
export function addRuns(repository, runs) {
  for (const given of runs) {
    const run = read(`runs.${given.number}`, given, ['workflow', 'commit', 'number'], {
      id: null, event: 'push', status: 'completed', conclusion: undefined, attempt: 1, startedAt: null, createdAt: null,
      headRepository: repository.nameWithOwner, artifacts: [],
    });
    const commit = commitOf(repository, run.commit);
    const startedAt = run.startedAt ?? commit.committedDate;
    repository.runs.push({
      ...run, path: run.workflow, commit, conclusion: run.status === 'completed' ? (run.conclusion ?? 'success') : null,
      startedAt, createdAt: run.createdAt ?? startedAt, url: `${repository.url}/actions/runs/${run.id}`,
      artifacts: run.artifacts.map((artifact) => read(`runs.${given.number}.artifacts`, artifact, ['name'], {
        id: null, size: 1024, expired: false, createdAt: startedAt,
      })),
    });
  }
}

/** All runs of a repository, newest first, as GitHub lists them. */
export function runsOf(repository) {
  const behindChecks = repository.checkSuites.filter(({ workflowRun }) => workflowRun).map((suite) => {
    const { workflowRun: run, commit } = suite;
    const { status, conclusion } = suiteResult(suite);
    return {
      id: run.databaseId, path: run.file.path, number: run.runNumber, attempt: 1, event: run.event, commit, url: run.url, artifacts: [],
      status: status.toLowerCase(), conclusion: conclusion?.toLowerCase() ?? null, startedAt: run.createdAt, createdAt: run.createdAt,
      headRepository: repository.nameWithOwner,
    };
  });
  return [...repository.runs, ...behindChecks].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
}

export function addReleases(repository, releases) {
  const { world, nameWithOwner, url } = repository;
  for (const given of releases) {
    const release = read(`releases.${given.tag}`, given, ['tag'], {
      id: null, name: given.tag, body: '', draft: false, prerelease: false, createdAt: '1970-01-01T00:00:00Z', updatedAt: undefined,
      publishedAt: undefined, author: 'github-actions[bot]', target: null, assets: [], immutable: false, notLatest: false,
    });
    const { people } = world;
    repository.releases.push(world.node('Release', `${nameWithOwner}:${release.id}`, {
      databaseId: release.id, tagName: release.tag, name: release.name, description: release.body, isDraft: release.draft,
      isPrerelease: release.prerelease, isImmutable: release.immutable, notLatest: release.notLatest, createdAt: release.createdAt, updatedAt: release.updatedAt ?? release.createdAt, repository,
      publishedAt: release.draft ? null : (release.publishedAt ?? release.createdAt), author: people.actor(release.author),
      target: release.target ?? repository.defaultBranchRef?.name ?? 'main',
      // Before it is published a release has no address with its tag.
      url: `${url}/releases/tag/${release.draft ? `untagged-${release.id}` : release.tag}`,
      releaseAssets: release.assets.map((asset) => addAsset(repository, release, asset)),
    }));
  }
}

/** The one that was made the latest; else the newest that nobody has said no to. */
export function latestOf({ releases }, id) {
  const finals = releases.filter(({ isDraft, isPrerelease }) => !isDraft && !isPrerelease);
  const said = finals.find(({ databaseId }) => databaseId === id);
  const newest = finals.filter(({ notLatest }) => !notLatest).sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.databaseId - a.databaseId);
  return said ?? newest[0] ?? null;
}

function addAsset(repository, release, given) {
  const { world, nameWithOwner, url } = repository;
  const { id, ...asset } = read(`releases.${release.tag}.assets`, given, ['name'], {
    id: null, size: 2048, state: 'uploaded', contentType: 'application/octet-stream', createdAt: release.createdAt, digest: null, uploader: release.author,
    content: null,
  });
  return world.node('ReleaseAsset', `${nameWithOwner}:${id}`, {
    ...asset, uploader: world.people.actor(asset.uploader), databaseId: id, downloadUrl: `${url}/releases/download/${release.tag}/${asset.name}`, repository,
  });
}
