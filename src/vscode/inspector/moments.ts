import type { IndexedJournal, RunState } from '../../results';
import { offsetText } from './offset-text';

/** Between two steps while the past is played. */
const TICK_MS = 100;
/** A longer run is played faster, so that it takes about this long. */
const WHOLE_MS = 20_000;

export interface Timers {
  now(): number;
  /** Calls back every `ms` until the result is called. */
  every(ms: number, call: () => void): () => void;
}

/** A moment of a run's past: after so many of its events. */
export interface PastMoment {
  readonly events: number;
  /** Of the last event; 0 before the first. */
  readonly seq: number;
  /** As in `0:12.345`. */
  readonly label: string;
  readonly state: RunState;
}

/** Goes to any moment of a finished run, and plays it from there. */
export class Moments {
  #current: PastMoment | undefined;
  #wanted: number | undefined;
  #going: Promise<void> | undefined;
  #endPlay: (() => void) | undefined;

  /** @param told called with each moment that is reached; undefined: it is now again, or playing has begun or ended. */
  constructor(private readonly journal: IndexedJournal, private readonly timers: Timers, private readonly told: (moment: PastMoment | undefined) => void) {}

  get current(): PastMoment | undefined {
    return this.#current;
  }

  get playing(): boolean {
    return this.#endPlay !== undefined;
  }

  /** Of several calls while the state is being read only the last counts. */
  goTo(events: number): Promise<void> {
    this.#wanted = Math.max(0, Math.min(events, this.journal.index.length));
    return (this.#going ??= this.#go().finally(() => { this.#going = undefined; }));
  }

  /** From the current moment, or the beginning. */
  play(): void {
    if (this.playing) return;
    const { index } = this.journal;
    const { length } = index;
    let at = this.#current === undefined || this.#current.events >= length ? 0 : this.#current.events;
    const speed = Math.max(1, (index.time(length - 1) - index.time(0)) / WHOLE_MS);
    const from = index.time(Math.max(0, at - 1));
    const begun = this.timers.now();
    this.#endPlay = this.timers.every(TICK_MS, () => {
      const until = from + (this.timers.now() - begun) * speed;
      while (at < length && index.time(at) <= until) at += 1;
      void this.goTo(at);
      if (at >= length) this.pause();
    });
    void this.goTo(at);
  }

  pause(): void {
    this.#endPlay?.();
    this.#endPlay = undefined;
    this.told(this.#current);
  }

  backToNow(): void {
    this.#wanted = undefined;
    this.#current = undefined;
    this.#endPlay?.();
    this.#endPlay = undefined;
    this.told(undefined);
  }

  async #go(): Promise<void> {
    while (this.#wanted !== undefined) {
      const events = this.#wanted;
      const { index } = this.journal;
      const seq = events === 0 ? 0 : index.seq(events - 1);
      const state = await this.journal.stateAt(seq);
      // Meanwhile somebody went back to now.
      if (this.#wanted === undefined) return;
      if (this.#wanted === events) this.#wanted = undefined;
      this.#current = { events, seq, state, label: offsetText(events === 0 ? 0 : index.time(events - 1) - index.time(0)) };
      this.told(this.#current);
    }
  }
}
