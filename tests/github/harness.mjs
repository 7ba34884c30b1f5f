// What the tests of this double share: a fake over the shop, and short ways to ask it.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { Fake } from './http/fake.mjs';
import { loadDocument } from './world/document.mjs';

const shop = await loadDocument(new URL('worlds/shop.yaml', import.meta.url).pathname);

/** A fake of its own for one test file, and its ways in. `patch` changes the shop before anything is asked. */
export async function start(patch = []) {
  const fake = await new Fake(structuredClone(shop)).sibling({ patch });
  after(() => fake.close());
  const call = (path, { token = 'gate', method = 'GET', body, headers } = {}) => fetch(fake.url + path, {
    method, headers: { authorization: `bearer ${token}`, ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = async (path, options) => {
    const response = await call(path, options);
    const body = response.status === 204 ? null : await response.json();
    return { status: response.status, headers: response.headers, body };
  };
  /** The whole answer to a query. */
  const query = async (text, { variables, ...options } = {}) => (
    (await json('/graphql', { method: 'POST', body: { query: text, variables }, ...options })).body);
  return {
    fake, call, json, query,
    /** What a query says of octoacme/shop; any error fails the test. */
    async shop(selection, options) {
      const answer = await query(`{ repository(owner: "octoacme", name: "shop") { ${selection} } }`, options);
      assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
      return answer.data.repository;
    },
    rest: (path, options) => json(`/repos/octoacme/shop${path}`, options),
    async control(path, body) {
      const answer = await json(`/_fake/${path}`, body === undefined ? {} : { method: 'POST', body });
      assert.equal(answer.status, 200, answer.body.message);
      return answer.body;
    },
  };
}
