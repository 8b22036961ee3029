import { setTimeout as sleep } from 'node:timers/promises';

/** The longest time that a timer takes, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** The time of an earlier run, passing again at its own speed or a multiple of it. */
export class ReplayPace {
  /** What the recording's clock and ours said when it began, in milliseconds. */
  #recordedStart: number | undefined;
  #start = 0;
  #latest = 0;

  /** @param speed how many times as fast; `Infinity` waits for nothing. */
  constructor(private readonly speed: number, private readonly clock: () => number = () => performance.now()) {}

  /** The moment of the recording that is shown, in milliseconds since 1970. */
  now(): number {
    if (this.#recordedStart === undefined || this.speed === Infinity) return this.#latest;
    return Math.max(this.#latest, this.#recordedStart + (this.clock() - this.#start) * this.speed);
  }

  /** Milliseconds until an event of that time is due. A time that makes no sense is due at once. */
  untilDue(time: string): number {
    const at = Date.parse(time);
    if (Number.isNaN(at)) return 0;
    if (this.#recordedStart === undefined) {
      this.#recordedStart = at;
      this.#start = this.clock();
    }
    return this.speed === Infinity ? 0 : Math.max(0, this.#start + (at - this.#recordedStart) / this.speed - this.clock());
  }

  /** Waits until an event of that time is due, or the signal. */
  async wait(time: string, signal: AbortSignal): Promise<void> {
    for (let left = this.untilDue(time); left >= 1 && !signal.aborted; left = this.untilDue(time)) {
      await sleep(Math.min(left, LONGEST), undefined, { signal }).catch(() => undefined);
    }
  }

  /** An event of that time is shown. */
  reached(time: string): void {
    this.#latest = Math.max(this.#latest, Date.parse(time) || 0);
  }
}
