import { DeliveryList } from './delivery-list';
import type { ObserverLike } from './observer';
import type { Call, Entry } from './registration';

/** Types whose lists or counts are remembered: a run may invent ever more custom ones. */
const MOST_TYPES = 10_000;

const NONE = new DeliveryList('\0', [], []);

interface Receiver {
  readonly entry: Entry;
  readonly call: Call;
}

/** All registrations in their order, and the delivery lists made of them. */
export class DeliveryLists {
  readonly #entries: Entry[] = [];
  readonly #lists = new Map<string, DeliveryList>();
  /** Counts of the lists that have been thrown away. */
  readonly #passed = new Map<string, number>();
  /** The list asked for last, when it still holds; else one of no type. */
  current = NONE;
  /** The list asked for last: that of the event which is being delivered, if one is. */
  #last = NONE;

  /** @param generation told to asynchronous observers' queues with each event. */
  constructor(private readonly generation: () => number) {}

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    const next = this.#entries.findIndex((other) => other.priority < entry.priority);
    this.#entries.splice(next < 0 ? this.#entries.length : next, 0, entry);
    this.forget();
  }

  remove(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    if (index >= 0) this.#entries.splice(index, 1);
  }

  /** From now on it hears nothing, not even of the event that is being delivered. */
  silence(entry: Entry): void {
    for (const list of this.#lists.values()) list.remove(entry);
    // It may have been thrown away while it is being gone through.
    this.#last.remove(entry);
    this.forget();
  }

  of(type: string): DeliveryList {
    let list = this.#lists.get(type);
    if (list === undefined) {
      if (this.#lists.size >= MOST_TYPES) this.forget();
      const receivers = this.receiversOf(type);
      list = new DeliveryList(type, receivers.map(({ entry }) => entry), receivers.map(({ call }) => call));
      this.#lists.set(type, list);
    }
    this.current = list;
    this.#last = list;
    return list;
  }

  receiversOf(type: string): readonly Receiver[] {
    const seen = new Set<ObserverLike>();
    const found: Receiver[] = [];
    for (const entry of this.#entries) {
      if (!entry.active || seen.has(entry.observer) || !entry.matches(type)) continue;
      const call = entry.handlerFor(type, this.generation);
      if (call === undefined) continue;
      seen.add(entry.observer);
      found.push({ entry, call });
    }
    return found;
  }

  /** Registrations have changed: the lists are made anew. */
  forget(): void {
    for (const list of this.#lists.values()) {
      if (this.#passed.size < MOST_TYPES) this.#passed.set(list.type, (this.#passed.get(list.type) ?? 0) + list.count);
      list.fold();
    }
    this.#lists.clear();
    this.current = NONE;
  }

  /** How many events of each type there were. */
  passed(): ReadonlyMap<string, number> {
    const passed = new Map(this.#passed);
    for (const { type, count } of this.#lists.values()) passed.set(type, (passed.get(type) ?? 0) + count);
    return passed;
  }

  deliveredTo(entry: Entry): number {
    let delivered = entry.delivered;
    for (const list of this.#lists.values()) if (list.entries.includes(entry)) delivered += list.count;
    return delivered;
  }
}
