import type { AsyncObserver, OverflowPolicy } from './async-observer';
import { freezeDeep } from './freeze';
import type { ExperimentEvent } from './catalogue';
import { messageOf } from './message-of';
import { WaitingEvents } from './waiting-events';

/** Reads a run's events back from the first with at least this `seq`, in order. */
export type ReadBack = (fromSeq: number) => AsyncIterable<ExperimentEvent> | Iterable<ExperimentEvent>;

/** What the queue needs of the manager it belongs to. */
export interface QueueOwner {
  readonly readBack: ReadBack | undefined;
  /** Whether an event that is pushed now can be read back when its turn comes. */
  readable(): boolean;
  matches(type: string): boolean;
  /** Calls the observer, so that what it publishes before its first `await` names this event as its cause. */
  handle(event: ExperimentEvent, generation: number, call: () => Promise<void>): Promise<void>;
  handled(event: ExperimentEvent, durationMs: number): void;
  /** @param durationMs of the handling that failed; none when it failed otherwise. */
  failed(event: ExperimentEvent, error: unknown, durationMs?: number): void;
  /** To be reported as `observer.dropped`: each call counts events that no earlier one counted. */
  dropped(count: number): void;
}

/** So many events are handled before others get their turn on the event loop, even when no handler ever waits. */
const TURN = 100;
/** Of more events than so many only the `seq` is kept where they can be read back; and no more are read back at a time. */
const KEPT = 1000;

/** The events that wait for one asynchronous observer. */
export class AsyncQueue {
  readonly limit: number;
  readonly #policy: OverflowPolicy;
  readonly #waiting = new WaitingEvents();
  #current: ExperimentEvent | undefined;
  /** The event whose turn it is is being read back. */
  #reading = false;
  /** How many events the next reading brings: twice as many each time, until some of them were dropped before their turn. */
  #ahead = 1;
  #working = false;
  #closed = false;
  #dropped = 0;
  #unreported = 0;
  /** What was dropped since the last event that was handled. */
  #gap: { count: number; first: number; last: number } | undefined;
  /** Set while the observer is behind so far that its next events come from the journal: from `from` up to `last`, `count` of them. */
  #spilled: { from: number; last: number; count: number } | undefined;
  readonly #idle = new Set<() => void>();

  constructor(readonly observer: AsyncObserver, private readonly owner: QueueOwner) {
    this.#policy = observer.overflow ?? 'drop_oldest';
    this.limit = Math.max(1, observer.queueLimit ?? 10_000);
    if (this.#policy === 'spill' && owner.readBack === undefined) {
      throw new TypeError(`Observer '${observer.name}' spills its events, but this EventManager has no readBack to read them again`);
    }
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Events that wait in memory or in the journal, and the one being handled. */
  get backlog(): number {
    return this.length + (this.#spilled?.count ?? 0) + (this.#current === undefined && !this.#reading ? 0 : 1);
  }

  /** All events ever dropped. */
  get droppedCount(): number {
    return this.#dropped;
  }

  /** The event whose handling has not ended. */
  get current(): ExperimentEvent | undefined {
    return this.#current;
  }

  get idle(): boolean {
    return !this.#working;
  }

  push(event: ExperimentEvent, generation: number): void {
    if (this.#closed) return;
    if (this.#spilled !== undefined) {
      this.#spilled.last = event.seq;
      this.#spilled.count += 1;
    } else if (this.length < this.limit) {
      this.#keep(event, generation);
    } else if (this.#policy === 'spill') {
      this.#spilled = { from: event.seq, last: event.seq, count: 1 };
    } else {
      const oldest = this.#waiting.firstSeq;
      if (this.#waiting.dropFirst()) this.#ahead = 1;
      this.#keep(event, generation);
      // A report of drops must not be answered with another one, or two full queues would talk for ever.
      this.#drop(1, oldest, oldest, event.type !== 'observer.dropped');
    }
    this.#start();
  }

  /** The events from `from` to `last` are read back before any later one. */
  replay(from: number, last: number): void {
    this.#spilled = { from, last, count: 0 };
    this.#start();
  }

  /** Resolves when nothing waits any more. */
  whenIdle(): Promise<void> {
    return this.idle ? Promise.resolve() : new Promise((resolve) => this.#idle.add(resolve));
  }

  /** Reports the drops that have not been reported. */
  report(): void {
    const count = this.#unreported;
    this.#unreported = 0;
    if (count > 0) this.owner.dropped(count);
  }

  /** Drops what waits, which is counted; nothing more is handled until `open()`. */
  close(): void {
    const waiting = this.length + (this.#spilled?.count ?? 0);
    const first = this.length > 0 ? this.#waiting.firstSeq : this.#spilled?.from ?? 0;
    const last = this.#spilled?.last ?? this.#waiting.lastSeq;
    this.#closed = true;
    this.#waiting.clear();
    this.#spilled = undefined;
    if (waiting > 0) this.#drop(waiting, first, last);
    this.report();
  }

  open(): void {
    this.#closed = false;
  }

  #keep(event: ExperimentEvent, generation: number): void {
    // One that is out of order would not be found again.
    const keep = this.length < KEPT || event.seq <= this.#waiting.lastSeq || !this.owner.readable();
    this.#waiting.push(event, generation, keep);
  }

  #drop(count: number, first: number, last: number, mayReport = true): void {
    const isFirst = this.#dropped === 0;
    this.#dropped += count;
    this.#unreported += count;
    if (this.#gap === undefined) this.#gap = { count, first, last };
    else {
      this.#gap.count += count;
      this.#gap.first = Math.min(this.#gap.first, first);
      this.#gap.last = Math.max(this.#gap.last, last);
    }
    // The first drop is news; later ones are summed up, or the reports would be as many as the drops.
    if (mayReport && (isFirst || this.#unreported >= this.limit)) this.report();
  }

  #start(): void {
    if (this.#working) return;
    this.#working = true;
    // Not within the delivery: the part before the observer's first `await` would delay the others.
    queueMicrotask(() => void this.#work());
  }

  async #work(): Promise<void> {
    let turn = 0;
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        const event = next.event ?? await this.#readBack(next.seq);
        // It may have been closed while the event was being read back.
        if (event !== undefined && !this.#closed) await this.#handle(event, next.generation);
        else this.#drop(1, next.seq, next.seq);
      } else if (this.#spilled !== undefined) await this.#catchUp();
      else break;
      turn += 1;
      if (turn % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#working = false;
    this.report();
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  /** The event with this `seq`; those after it are put where they wait. Undefined when it could not be read, which is reported. */
  async #readBack(seq: number): Promise<ExperimentEvent | undefined> {
    let left = this.#ahead;
    this.#ahead = Math.min(KEPT, left * 2);
    this.#reading = true;
    let found: ExperimentEvent | undefined;
    try {
      for await (const event of this.owner.readBack?.(seq) ?? []) {
        if (event.seq < seq) continue;
        if (event.seq === seq) found = freezeDeep(event);
        else this.#waiting.fill(freezeDeep(event));
        left -= 1;
        if (left <= 0 || found === undefined || event.seq >= this.#waiting.lastSeq) break;
      }
      if (found === undefined) this.#unreadable(seq, 'An event could not be read back');
    } catch (error) {
      this.#unreadable(seq, `An event could not be read back: ${messageOf(error)}`);
    } finally {
      this.#reading = false;
    }
    return found;
  }

  async #handle(event: ExperimentEvent, generation: number): Promise<void> {
    this.#current = event;
    const began = performance.now();
    try {
      const gap = this.#gap;
      this.#gap = undefined;
      if (gap !== undefined) this.observer.onGap?.(gap);
      await this.owner.handle(event, generation, () => this.observer.onEventAsync(event));
      this.owner.handled(event, performance.now() - began);
    } catch (error) {
      this.owner.failed(event, error, performance.now() - began);
    } finally {
      this.#current = undefined;
    }
  }

  /** Handles what was spilled; when it has caught up, the next events come through the queue again. */
  async #catchUp(): Promise<void> {
    const from = this.#spilled?.from ?? 0;
    let next = from;
    let failure: unknown;
    try {
      for await (const event of this.owner.readBack?.(from) ?? []) {
        if (this.#spilled === undefined) return;
        if (event.seq < next) continue;
        next = event.seq + 1;
        this.#spilled.from = next;
        if (this.owner.matches(event.type)) {
          this.#spilled.count = Math.max(0, this.#spilled.count - 1);
          await this.#handle(freezeDeep(event), 0);
        }
        if (this.#spilled === undefined) return;
        // Read again after the handling: meanwhile more may have been spilled.
        if (event.seq >= this.#spilled.last) {
          this.#spilled = undefined;
          return;
        }
      }
    } catch (error) {
      failure = error;
    }
    if (this.#spilled === undefined || (next > from && failure === undefined)) return;
    const { count, last } = this.#spilled;
    this.#spilled = undefined;
    if (count > 0) this.#drop(count, next, last);
    this.#unreadable(last, `Its events from seq ${next} could not be read back${failure === undefined ? '' : `: ${messageOf(failure)}`}`);
  }

  #unreadable(seq: number, message: string): void {
    this.owner.failed({ schema: 1, seq, time: new Date().toISOString(), type: 'observer.read_back' }, new Error(message));
  }
}
