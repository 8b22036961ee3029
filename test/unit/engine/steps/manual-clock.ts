import type { Clock } from '../../../../src/engine/step-context';

/** Time passes only when it is told to. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #sleepers = new Map<() => void, number>();

  /** How many wait for time to pass. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): Date {
    return new Date(this.#now);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      this.#sleepers.set(resolve, this.#now + ms);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(resolve);
        reject(signal.reason);
      }, { once: true });
    });
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const [wake, at] of this.#sleepers) {
      if (at > this.#now) continue;
      this.#sleepers.delete(wake);
      wake();
    }
  }
}
