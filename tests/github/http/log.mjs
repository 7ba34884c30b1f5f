// What was asked, in order, for tests that count round trips. Times are milliseconds of one steady clock.

export class Log {
  #entries = [];

  start(entry) {
    const started = { id: this.#entries.length + 1, ...entry, started: performance.now(), ended: null };
    this.#entries.push(started);
    return started;
  }

  /** The entries, each with those that were under way at the same time. */
  get entries() {
    const end = ({ ended }) => ended ?? Infinity;
    return this.#entries.map((entry) => ({
      ...entry,
      overlapping: this.#entries.filter((other) => other !== entry && other.started < end(entry) && entry.started < end(other)).map(({ id }) => id),
    }));
  }

  clear() {
    this.#entries = [];
  }
}
