// GitHub's published GraphQL schema.

import { readFileSync } from 'node:fs';
import { GraphQLInt, buildSchema } from 'graphql';

const file = new URL('../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);

/** The published text defines some fields twice, hence `assumeValidSDL`; documents are validated all the same. */
export const schema = buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true, noLocation: true });

// GitHub serves `databaseId: Int` beyond 2^31; graphql-js would refuse to.
GraphQLInt.serialize = (value) => {
  if (!Number.isInteger(value)) throw new TypeError(`not an integer: ${value}`);
  return value;
};
