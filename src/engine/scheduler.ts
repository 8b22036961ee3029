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

/** Works on items in their order, a number of them at once. */
export class Scheduler {
  readonly #breather = new Breather();

  /** @param parallel at least 1. */
  constructor(readonly parallel: number) {}

  /** Settles when no work is under way any more; rejects when `work` has. */
  async run<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const rest = items[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (let next = rest.next(); next.done !== true; next = rest.next()) {
        await work(next.value);
        await this.#breather.breathe();
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: Math.min(Math.max(1, this.parallel), items.length) }, worker));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}
