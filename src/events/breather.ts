import { setImmediate as nextTurn } from 'node:timers/promises';

const LONGEST_TURN_MS = 10;

/** Gives the event loop its turn once a stretch of work has held it for long enough. */
export class Breather {
  #since = performance.now();

  async breathe(): Promise<void> {
    if (performance.now() - this.#since < LONGEST_TURN_MS) return;
    await nextTurn();
    this.#since = performance.now();
  }
}
