import type { Call, Entry } from './registration';

/**
 * Who gets the events of one concrete type, in order. It is made once and used until registrations change. The calls
 * stand in an array of their own, as the delivery of an event should touch nothing else.
 */
export class DeliveryList {
  /** The only call, where there is just one. */
  only: Call | undefined;
  /** Events of this type delivered through this list. */
  count = 0;
  /** How many of the next deliveries are timed call by call. */
  singly = 0;

  constructor(readonly type: string, readonly entries: readonly Entry[], readonly calls: Call[]) {
    this.only = calls.length === 1 ? calls[0] : undefined;
  }

  /** What an observer must not hear any more, it does not hear even of the event that is being delivered. */
  remove(entry: Entry): void {
    const index = this.entries.indexOf(entry);
    if (index < 0) return;
    const skip = (): void => {
      // This event was counted for everybody when its delivery began.
      entry.delivered -= 1;
    };
    this.calls[index] = skip;
    if (this.only !== undefined) this.only = skip;
  }

  /** Moves the count to the entries, as the list is thrown away. */
  fold(): void {
    for (const entry of this.entries) entry.delivered += this.count;
    this.count = 0;
  }
}
