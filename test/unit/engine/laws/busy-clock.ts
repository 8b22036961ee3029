import process from 'node:process';
import type { Clock } from '../../../../src/engine/step-context';

/** Turns of the event loop in which nothing is under way, after which time jumps to the next one to wake. */
const QUIET_TURNS = 3;
/** What may stay open for as long as the test process lives. */
const WAITS_FOR_NOBODY = new Set(['Immediate', 'Timeout', 'TTYWrap', 'PipeWrap', 'ProcessWrap', 'TCPServerWrap', 'FSEventWrap', 'MessagePort', 'Worker']);
/** Nothing of ours is under way for so long, in real milliseconds. */
const LONGEST_MS = 10_000;

const busyResources = (): number => process.getActiveResourcesInfo().filter((resource) => !WAITS_FOR_NOBODY.has(resource)).length;

/** How many resources are open while nothing is under way. */
export async function resourcesAtRest(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 10; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    least = Math.min(least, busyResources());
  }
  return least;
}

/** Time passes only while nothing else is under way: no file is read, no request is open. */
export class BusyClock implements Clock {
  #now = 0;
  #quiet = 0;
  #stirred = performance.now();
  #stopped = false;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  /** @param foreign how many resources others have left open. */
  constructor(foreign: number) {
    const turn = () => {
      if (this.#stopped) return;
      this.#quiet = busyResources() <= foreign ? this.#quiet + 1 : 0;
      if (this.#quiet >= QUIET_TURNS || performance.now() - this.#stirred > LONGEST_MS) this.#jump();
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  stop(): void {
    this.#stopped = true;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): Date {
    return new Date(this.#now);
  }

  /** Time passes at once, whatever is under way. */
  leap(ms: number): void {
    this.#now += ms;
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.until - b.until)) if (sleeper.until <= this.#now) this.#wake(sleeper);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#stir();
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const abort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { until: this.#now + ms, wake };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  #stir(): void {
    this.#quiet = 0;
    this.#stirred = performance.now();
  }

  #wake(sleeper: { readonly wake: () => void }): void {
    this.#stir();
    for (const one of this.#sleepers) if (one === sleeper) this.#sleepers.delete(one);
    sleeper.wake();
  }

  #jump(): void {
    this.#stir();
    const [next] = [...this.#sleepers].sort((a, b) => a.until - b.until);
    if (next === undefined) return;
    this.#now = Math.max(this.#now, next.until);
    this.#wake(next);
  }
}
