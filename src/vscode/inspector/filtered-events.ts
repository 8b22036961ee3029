import type { IndexedJournal } from '../../results';
import { EventFilter } from './event-filter';
import type { FilterInput } from './protocol';

/** The host is shared with other extensions: no longer than this at a stretch. */
const SLICE_MS = 10;
/** Events between two looks at the clock. */
const BATCH = 2000;
/** Events that are read from disk at a time for their text. */
const READ = 500;

/** The positions of the events that pass a filter, found bit by bit; follows a journal that grows. */
export class FilteredEvents {
  readonly #filter: EventFilter;
  readonly #matches: number[] = [];
  #looked = 0;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  /** @param told called after each slice. */
  constructor(private readonly journal: IndexedJournal, input: FilterInput, private readonly told: () => void) {
    this.#filter = new EventFilter(input, journal.index);
    this.more();
  }

  get length(): number {
    return this.#filter.isEmpty ? this.journal.index.length : this.#matches.length;
  }

  /** How much of the journal has been looked at, from 0 to 1. */
  get progress(): number {
    const { length } = this.journal.index;
    return this.#filter.isEmpty || length === 0 ? 1 : this.#looked / length;
  }

  /** Looks at what has come since. */
  more(): void {
    if (this.#filter.isEmpty) return;
    this.#work = this.#work.then(() => this.#look());
  }

  /** Resolves when all that was there has been looked at. */
  settled(): Promise<void> {
    return this.#work;
  }

  positions(from: number, count: number): readonly number[] {
    if (!this.#filter.isEmpty) return this.#matches.slice(from, from + count);
    return Array.from({ length: Math.max(0, Math.min(count, this.length - from)) }, (_, at) => from + at);
  }

  /** The place in this list of the event at a position, or where it would be. */
  placeOf(position: number): { readonly index: number; readonly exact: boolean } {
    if (this.#filter.isEmpty) return { index: position, exact: position < this.length };
    let low = 0;
    let high = this.#matches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#matches[middle] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return { index: low, exact: this.#matches[low] === position };
  }

  close(): void {
    this.#closed = true;
  }

  async #look(): Promise<void> {
    while (!this.#closed && this.#looked < this.journal.index.length) {
      if (this.#filter.needsText) await this.#lookAtTexts();
      else this.#lookAtIndex(performance.now() + SLICE_MS);
      if (this.#closed) return;
      this.told();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #lookAtIndex(until: number): void {
    const { length } = this.journal.index;
    while (this.#looked < length && performance.now() < until) {
      const end = Math.min(length, this.#looked + BATCH);
      for (; this.#looked < end; this.#looked += 1) if (this.#filter.mayPass(this.#looked)) this.#matches.push(this.#looked);
    }
  }

  async #lookAtTexts(): Promise<void> {
    const { length } = this.journal.index;
    const candidates: number[] = [];
    let next = this.#looked;
    const until = performance.now() + SLICE_MS;
    while (next < length && candidates.length < READ && (next % BATCH !== 0 || performance.now() < until)) {
      if (this.#filter.mayPass(next)) candidates.push(next);
      next += 1;
    }
    const events = await this.journal.read(candidates);
    if (this.#closed) return;
    for (const position of candidates) {
      const event = events.get(position);
      if (event !== undefined && this.#filter.hasText(event)) this.#matches.push(position);
    }
    this.#looked = next;
  }
}
