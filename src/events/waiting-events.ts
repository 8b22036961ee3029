import type { ExperimentEvent } from './catalogue';

export interface Waiting {
  readonly seq: number;
  /** How many events, each published in answer to another, led to this one. */
  readonly generation: number;
  /** None where only the `seq` was kept. */
  readonly event: ExperimentEvent | undefined;
}

/**
 * Events in the order in which they came, or just their `seq`: ten thousand events that wait outlive the collector's
 * nursery, and each is then copied twice, which costs more than its delivery. A ring in plain arrays: one that is full
 * costs no allocation an event.
 */
export class WaitingEvents {
  #seqs: number[] = [];
  #generations: number[] = [];
  #events: (ExperimentEvent | undefined)[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** 0 when nothing waits. */
  get firstSeq(): number {
    return this.#length === 0 ? 0 : this.#seqAt(0);
  }

  /** 0 when nothing waits. */
  get lastSeq(): number {
    return this.#length === 0 ? 0 : this.#seqAt(this.#length - 1);
  }

  /** @param keep false: only its `seq` is kept, and `fill` may bring it back. */
  push(event: ExperimentEvent, generation: number, keep: boolean): void {
    if (this.#length === this.#seqs.length) this.#unroll();
    const index = this.#at(this.#length);
    this.#seqs[index] = event.seq;
    this.#generations[index] = generation;
    if (keep) this.#events[index] = event;
    this.#length += 1;
  }

  shift(): Waiting | undefined {
    if (this.#length === 0) return undefined;
    const head = this.#head;
    const first = { seq: this.#seqs[head] ?? 0, generation: this.#generations[head] ?? 0, event: this.#events[head] };
    this.dropFirst();
    return first;
  }

  /** Takes the oldest out. True where the event itself had been kept. */
  dropFirst(): boolean {
    if (this.#length === 0) return false;
    const kept = this.#events[this.#head] !== undefined;
    if (kept) this.#events[this.#head] = undefined;
    this.#head = this.#head + 1 === this.#seqs.length ? 0 : this.#head + 1;
    this.#length -= 1;
    return kept;
  }

  /** Puts an event in its place, where its `seq` waits. */
  fill(event: ExperimentEvent): void {
    let [low, high] = [0, this.#length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#seqAt(middle) < event.seq) low = middle + 1;
      else high = middle;
    }
    if (low <= high && this.#seqAt(low) === event.seq) this.#events[this.#at(low)] = event;
  }

  clear(): void {
    this.#seqs = [];
    this.#generations = [];
    this.#events = [];
    this.#head = 0;
    this.#length = 0;
  }

  #at(offset: number): number {
    const index = this.#head + offset;
    return index < this.#seqs.length ? index : index - this.#seqs.length;
  }

  #seqAt(offset: number): number {
    return this.#seqs[this.#at(offset)] ?? 0;
  }

  /** A full ring begins at its first place and has as many free places again, so that growing costs little an event. */
  #unroll(): void {
    const free = Math.max(16, this.#length);
    this.#seqs = unrolled(this.#seqs, this.#head, free, 0);
    this.#generations = unrolled(this.#generations, this.#head, free, 0);
    this.#events = unrolled(this.#events, this.#head, free, undefined);
    this.#head = 0;
  }
}

const unrolled = <T>(ring: readonly T[], head: number, free: number, empty: T): T[] =>
  [...ring.slice(head), ...ring.slice(0, head), ...Array.from({ length: free }, () => empty)];
