import type { ExperimentEvent } from './catalogue';

export interface PendingEvent {
  readonly event: ExperimentEvent;
  /** How many events, each in answer to another, led to it. */
  readonly generation: number;
}

/** Events that have been published and not yet delivered, in order. */
export class PendingEvents {
  #events: PendingEvent[] = [];
  #next = 0;
  #scheduled = false;
  /** `seq` of the last event that was told ahead. */
  #toldAhead = 0;

  get length(): number {
    return this.#events.length - this.#next;
  }

  get first(): PendingEvent | undefined {
    return this.#events[this.#next];
  }

  push(event: ExperimentEvent, generation: number): void {
    this.#events.push({ event, generation });
  }

  /** Takes the first. */
  shift(): PendingEvent | undefined {
    const first = this.#events[this.#next];
    this.#next += 1;
    if (this.#next >= this.#events.length) this.#keepFrom(this.#events.length);
    else if (this.#next >= 1024 && this.#next * 2 >= this.#events.length) this.#keepFrom(this.#next);
    return first;
  }

  /** Calls `tell` with all of them, if the first has not been told of yet. */
  tellAhead(tell: (events: readonly ExperimentEvent[]) => void): void {
    const { first } = this;
    if (first === undefined || first.event.seq <= this.#toldAhead) return;
    const events = this.#events.slice(this.#next).map(({ event }) => event);
    this.#toldAhead = events.at(-1)?.seq ?? 0;
    tell(events);
  }

  /** Calls `deliver` in the next turn of the event loop, once for all that comes until then. */
  schedule(deliver: () => void): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      deliver();
    });
  }

  #keepFrom(index: number): void {
    this.#events = this.#events.slice(index);
    this.#next = 0;
  }
}
