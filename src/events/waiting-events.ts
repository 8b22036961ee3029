import type { ExperimentEvent } from './catalogue';

export interface Waiting {
  readonly event: ExperimentEvent;
  /** How many events, each published in answer to another, led to this one. */
  readonly generation: number;
}

/** Events in the order in which they came. A ring in two plain arrays: one that is full costs no allocation an event. */
export class WaitingEvents {
  #events: (ExperimentEvent | undefined)[] = [];
  #generations: number[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): ExperimentEvent | undefined {
    return this.#length === 0 ? undefined : this.#events[this.#head];
  }

  get last(): ExperimentEvent | undefined {
    return this.#length === 0 ? undefined : this.#events[this.#at(this.#length - 1)];
  }

  push(event: ExperimentEvent, generation: number): void {
    if (this.#length === this.#events.length) this.#unroll();
    const index = this.#at(this.#length);
    this.#events[index] = event;
    this.#generations[index] = generation;
    this.#length += 1;
  }

  shift(): Waiting | undefined {
    const event = this.first;
    if (event === undefined) return undefined;
    const generation = this.#generations[this.#head] ?? 0;
    this.#forgetFirst();
    return { event, generation };
  }

  /** Puts an event in, and takes the oldest out, which it returns. */
  replaceOldest(event: ExperimentEvent, generation: number): ExperimentEvent | undefined {
    const oldest = this.first;
    this.#forgetFirst();
    this.push(event, generation);
    return oldest;
  }

  clear(): void {
    this.#events = [];
    this.#generations = [];
    this.#head = 0;
    this.#length = 0;
  }

  #at(offset: number): number {
    const index = this.#head + offset;
    return index < this.#events.length ? index : index - this.#events.length;
  }

  #forgetFirst(): void {
    if (this.#length === 0) return;
    this.#events[this.#head] = undefined;
    this.#head = this.#head + 1 === this.#events.length ? 0 : this.#head + 1;
    this.#length -= 1;
  }

  /** A full ring begins at its first place and has as many free places again, so that growing costs little an event. */
  #unroll(): void {
    const free = Math.max(16, this.#length);
    this.#events = [...this.#events.slice(this.#head), ...this.#events.slice(0, this.#head), ...Array.from({ length: free }, () => undefined)];
    this.#generations = [...this.#generations.slice(this.#head), ...this.#generations.slice(0, this.#head), ...Array.from({ length: free }, () => 0)];
    this.#head = 0;
  }
}
