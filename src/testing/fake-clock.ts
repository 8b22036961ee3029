import process from 'node:process';
import type { Clock, Signal } from '../engine';

/** Turns of the event loop in which nothing is under way, after which time jumps to the next one to wake. */
const QUIET_TURNS = 3;
/** What may stay open for as long as a process lives; files that are being read or written, say, are not among them. */
const WAITS_FOR_NOBODY: ReadonlySet<string> = new Set(['Immediate', 'Timeout', 'TTYWrap', 'PipeWrap', 'ProcessWrap', 'TCPServerWrap', 'FSEventWrap', 'MessagePort', 'Worker']);
/** Whatever somebody else has left open: it is not ours when nobody of ours has stirred for so long, in real milliseconds. */
const PATIENCE_MS = 10_000;

const openResources = (): number => process.getActiveResourcesInfo().filter((resource) => !WAITS_FOR_NOBODY.has(resource)).length;

/** How many resources of this process are open while nothing is under way: other tests may have left some. */
export async function resourcesAtRest(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 10; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    least = Math.min(least, openResources());
  }
  return least;
}

interface Sleeper {
  readonly ms: number;
  readonly until: number;
  wake(): void;
}

/** A clock on which time passes only when it is told to, or, started, whenever nothing else is under way. */
export class FakeClock implements Clock {
  #now = 0;
  #running: { quiet: number; stirred: number; others: number } | undefined;
  readonly #sleepers = new Set<Sleeper>();
  readonly #waiting = new Set<() => void>();

  /** How many wait for time to pass. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Milliseconds since it was made. */
  now(): number {
    return this.#now;
  }

  /** 1970 at its start. */
  wallTime(): Date {
    return new Date(this.#now);
  }

  sleep(ms: number, signal?: Signal): Promise<void> {
    this.#stir();
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper: Sleeper = { ms, until: this.#now + ms, wake };
      if (signal?.aborted === true) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      for (const check of this.#waiting) check();
    });
  }

  /** Resolves once somebody sleeps for so long. */
  asleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (![...this.#sleepers].some((sleeper) => sleeper.ms === ms)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Time passes at once, whatever is under way; those whose time has come wake in its order. */
  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of this.#inOrder()) if (sleeper.until <= this.#now) this.#wake(sleeper);
  }

  /**
   * From now on time jumps to the next one to wake whenever nothing else is under way in this process.
   * @param openAtRest how many resources others hold open all the time; see `resourcesAtRest`.
   * @param patienceMs how long, in real milliseconds, time waits for what others hold open beyond that: once, not at each jump
   */
  start(openAtRest = 0, patienceMs = PATIENCE_MS): void {
    const running = { quiet: 0, stirred: performance.now(), others: openAtRest };
    this.#running = running;
    const turn = () => {
      if (this.#running !== running) return;
      const open = openResources();
      // What others have closed is theirs no more: the next one may be ours.
      running.others = performance.now() - running.stirred > patienceMs ? open : Math.max(openAtRest, Math.min(running.others, open));
      running.quiet = open <= running.others ? running.quiet + 1 : 0;
      if (running.quiet >= QUIET_TURNS) this.#jump();
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  stop(): void {
    this.#running = undefined;
  }

  #jump(): void {
    this.#stir();
    const [next] = this.#inOrder();
    if (next === undefined) return;
    this.#now = Math.max(this.#now, next.until);
    this.#wake(next);
  }

  #wake(sleeper: Sleeper): void {
    this.#stir();
    this.#sleepers.delete(sleeper);
    sleeper.wake();
  }

  #stir(): void {
    if (this.#running !== undefined) Object.assign(this.#running, { quiet: 0, stirred: performance.now() });
  }

  #inOrder(): readonly Sleeper[] {
    return [...this.#sleepers].sort((a, b) => a.until - b.until);
  }
}
