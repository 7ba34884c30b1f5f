// Primary rate limits: what each token has left in the hour.

const LIMITS = { graphql: 5000, core: 5000 };

export class Rates {
  #used = new Map();

  /** Takes `cost` from a token's budget and gives GraphQL's `rateLimit` and the headers that go with it. */
  spend(token, resource, cost, clock) {
    const key = `${token}:${resource}`;
    const used = (this.#used.get(key) ?? 0) + cost;
    this.#used.set(key, used);
    const limit = LIMITS[resource];
    const resetAt = new Date(Math.ceil((Date.parse(clock) + 1) / 3_600_000) * 3_600_000);
    return {
      shown: { cost, limit, used, remaining: limit - used, resetAt: resetAt.toISOString().replace('.000Z', 'Z') },
      headers: {
        'x-ratelimit-limit': limit, 'x-ratelimit-used': used, 'x-ratelimit-remaining': limit - used, 'x-ratelimit-resource': resource,
        'x-ratelimit-reset': resetAt.getTime() / 1000,
      },
    };
  }
}
