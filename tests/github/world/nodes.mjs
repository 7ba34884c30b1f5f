// Identities. They follow from natural keys, so the same world has the same ids in every run.

import { createHash } from 'node:crypto';

/** A number below `limit` that follows from a name. */
export const serial = (name, limit) => 1 + (createHash('sha1').update(name).digest().readUInt32BE(0) % limit);

/** The opaque id that GraphQL calls `ID`. */
export const nodeId = (typename, key) => Buffer.from(`${typename}:${key}`).toString('base64url');
