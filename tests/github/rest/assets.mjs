// The files of releases, and the latest release. These come before `releases/{release_id}`, which would take their paths.

import { createHash } from 'node:crypto';
import { holds } from '../rights.mjs';
import { Refused } from '../refused.mjs';
import * as show from './shapes.mjs';

export const assets = [];
const REPO = '/repos/{owner}/{repo}';
const on = (method, template, needs, handle) => assets.push({ method, template: REPO + template, needs, handle });

const missing = () => new Refused(404, 'NOT_FOUND', 'Not Found');
const invalid = (errors, message = 'Validation Failed') => new Refused(422, 'UNPROCESSABLE', message, { errors });

on('GET', '/releases/latest', 'contents=read', ({ repository }) => {
  if (repository.latestRelease === null) throw missing();
  return { status: 200, body: show.release(repository.latestRelease) };
});

/** A file with its release; a draft is not there for those who may not write. */
function assetAt(repository, id, token) {
  const release = repository.releases.find(({ releaseAssets }) => releaseAssets.some(({ databaseId }) => databaseId === Number(id)));
  if (!release || (release.isDraft && !holds(token, repository, 'contents', 'write'))) throw missing();
  return { release, asset: release.releaseAssets.find(({ databaseId }) => databaseId === Number(id)) };
}

/** As a file it is elsewhere: an address that whoever has it may read, without a token. */
on('GET', '/releases/assets/{asset_id}', 'contents=read', ({ repository, path, token, headers, world }) => {
  const { asset } = assetAt(repository, path.asset_id, token);
  if (headers.accept !== 'application/octet-stream') return { status: 200, body: show.asset(asset) };
  return { status: 302, body: '', headers: { location: `${world.origin}/_storage/${asset.databaseId}` } };
});

on('DELETE', '/releases/assets/{asset_id}', 'contents=write', ({ repository, path, token, act }) => {
  const { release, asset } = assetAt(repository, path.asset_id, token);
  if (release.isImmutable) throw invalid([], 'Cannot delete asset from an immutable release.');
  act({ do: 'deleteAsset', release: release.databaseId, id: asset.databaseId });
  return { status: 204, body: '' };
});

on('POST', '/releases/{release_id}/assets', 'contents=write', ({ repository, path, query, body, token, headers, act }) => {
  const release = repository.releases.find(({ databaseId }) => databaseId === Number(path.release_id));
  if (!release) throw missing();
  if (release.isImmutable) throw invalid([], 'Cannot upload assets to an immutable release.');
  const name = query.name.replace(/[^A-Za-z0-9._-]/g, '.');
  if (release.releaseAssets.some((asset) => asset.name === name)) throw invalid([{ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' }]);
  const facts = {
    name, size: body.length, contentType: headers['content-type'] ?? 'application/octet-stream', content: body.toString('base64'),
    digest: `sha256:${createHash('sha256').update(body).digest('hex')}`, uploader: token.login,
  };
  const { id } = act({ do: 'attach', release: release.databaseId, facts });
  return { status: 201, body: ({ now }) => show.asset(assetAt(now, id, token).asset) };
});
