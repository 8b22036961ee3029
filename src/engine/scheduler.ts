import { Breather } from '../events';

/** What must not run beside what. */
export interface Schedulable {
  /** Never beside another. */
  readonly exclusive?: boolean;
  /** Never beside another of the same group. */
  readonly parallelGroup?: string;
}

/** Works on items, a number of them at once, in their order but for those that have to wait for others. */
export class Scheduler<T extends Schedulable> {
  readonly #breather = new Breather();
  readonly #running = new Set<T>();
  #upcoming: (most: number) => readonly T[] = () => [];
  /** Called when an item has ended: another may be allowed to start now. */
  #ended: (() => void)[] = [];

  /** @param parallel at least 1. */
  constructor(readonly parallel: number) {}

  /** Those of the items under way that begin next, as far as that is known already; at most so many. */
  upcoming(most: number): readonly T[] {
    return this.#upcoming(most);
  }

  /** Settles when no work is under way any more; rejects when `work` has. */
  async run(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const waiting = new Waiting(items);
    this.#upcoming = (most) => waiting.first(most);
    const worker = async (): Promise<void> => {
      while (!waiting.empty) {
        const item = waiting.take((one) => this.#mayStart(one));
        if (item === undefined) {
          await new Promise<void>((resolve) => this.#ended.push(resolve));
          continue;
        }
        this.#running.add(item);
        try {
          await work(item);
        } finally {
          this.#running.delete(item);
          const ended = this.#ended;
          this.#ended = [];
          for (const wake of ended) wake();
        }
        await this.#breather.breathe();
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: Math.min(Math.max(1, this.parallel), items.length) }, worker));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  #mayStart({ exclusive, parallelGroup: group }: T): boolean {
    if (this.#running.size === 0) return true;
    if (exclusive === true) return false;
    for (const other of this.#running) if (other.exclusive === true || (group !== undefined && other.parallelGroup === group)) return false;
    return true;
  }
}

/** How many items are looked past for one that may start: whoever waits for long comes first. */
const FURTHEST_LOOK = 1000;

/** What has not begun, in order; taking the first is cheap, however many there are. */
class Waiting<T extends Schedulable> {
  #next = 0;
  /** Looked at and not allowed to start yet. */
  readonly #heldBack: T[] = [];

  constructor(private readonly items: readonly T[]) {}

  get empty(): boolean {
    return this.#next >= this.items.length && this.#heldBack.length === 0;
  }

  /** None where some are held back: who is next is then known only when another ends. */
  first(most: number): readonly T[] {
    return this.#heldBack.length > 0 ? [] : this.items.slice(this.#next, this.#next + most);
  }

  /** Undefined when none of them may start now. */
  take(may: (item: T) => boolean): T | undefined {
    const held = this.#heldBack.findIndex(may);
    if (held >= 0) return this.#heldBack.splice(held, 1)[0];
    // What must run alone would never come to it if others went on passing it.
    if (this.#heldBack[0]?.exclusive === true) return undefined;
    while (this.#next < this.items.length && this.#heldBack.length < FURTHEST_LOOK) {
      const item = this.items[this.#next++];
      if (item === undefined) continue;
      if (may(item)) return item;
      this.#heldBack.push(item);
      if (item.exclusive === true) return undefined;
    }
    return undefined;
  }
}
