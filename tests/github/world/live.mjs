// A world in use: the document, what is built from it, and the way back to the start.

import { buildWorld } from './world.mjs';
import { act } from './deeds.mjs';

export class LiveWorld {
  #start;
  #document;

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
    this.now = buildWorld(this.#document);
  }

  /** Carries out one patch or deed, or a list of them: all or, where one makes no sense, none. */
  act(patches) {
    const draft = structuredClone(this.#document);
    let built = this.now;
    let made = {};
    for (const patch of [patches].flat()) {
      made = act(draft, built, patch);
      built = buildWorld(draft);
    }
    this.#document = draft;
    this.now = built;
    return made;
  }
}
