import type { Clock } from '../../../../src/engine/step-context';

/** Turns of the event loop without anybody going to sleep after which time jumps to the next one to wake. */
const PATIENCE = 12;

/** Time passes at once whenever nothing else happens; `stop` ends it. */
export class ImpatientClock implements Clock {
  #now = 0;
  #quiet = 0;
  #stopped = false;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  constructor() {
    const turn = () => {
      if (this.#stopped) return;
      this.#quiet += 1;
      if (this.#quiet >= PATIENCE) this.#jump();
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Something has happened. */
  stir(): void {
    this.#quiet = 0;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): Date {
    return new Date(this.#now);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.stir();
    return new Promise((resolve, reject) => {
      const sleeper = { until: this.#now + ms, wake: resolve };
      const abort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  #jump(): void {
    this.stir();
    const [next] = [...this.#sleepers].sort((a, b) => a.until - b.until);
    if (next === undefined) return;
    this.#now = next.until;
    this.#sleepers.delete(next);
    next.wake();
  }
}
