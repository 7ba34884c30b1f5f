// A world in use: the document, what is built from it, and the way back to the start.

import { buildWorld } from './world.mjs';
import { act } from './deeds.mjs';

export class LiveWorld {
  #start;
  #document;
  /** Where it is served: files of releases are sent there. */
  #origin = 'https://api.github.com';

  constructor(document) {
    this.#start = structuredClone(document);
    this.reset();
  }

  /** The document as it was at the start. */
  get start() {
    return structuredClone(this.#start);
  }

  reset() {
    this.#document = structuredClone(this.#start);
    this.now = this.#build(this.#document);
  }

  /** Says where it is served. */
  at(origin) {
    this.#origin = origin;
    this.now.origin = origin;
  }

  #build(document) {
    return Object.assign(buildWorld(document), { origin: this.#origin });
  }

  /** Carries out one patch or deed, or a list of them: all or, where one makes no sense, none. */
  act(patches) {
    const draft = structuredClone(this.#document);
    let built = this.now;
    let made = {};
    for (const patch of [patches].flat()) {
      made = act(draft, built, patch);
      built = this.#build(draft);
    }
    this.#document = draft;
    this.now = built;
    return made;
  }
}
