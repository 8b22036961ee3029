import type { BuiltInDraft } from './catalogue';
import type { ExperimentEvent } from './catalogue';
import type { ObserverLike } from './observer';
import type { Entry } from './registration';

/** A required observer that did not do its work. */
export interface RequiredFailure {
  readonly observer: string;
  readonly message: string;
}

/** Different messages of one observer that are told; more are only counted, or one with ever new messages would fill the journal. */
const MOST_MESSAGES = 100;
/** One call of so many milliseconds is told at once; of more than 1 ms when there were three: a pause of the machine is no fault of an observer. */
const VERY_SLOW_MS = 50;
const SLOW_MS = 1;
const SLOW_CALLS = 3;
/** An asynchronous observer delays nobody: only a long handling is news. */
const SLOW_HANDLING_MS = 1000;

/** Counts what goes wrong with observers, and publishes what is news. */
export class ObserverReports {
  readonly #told = new WeakMap<ObserverLike, Set<string>>();
  readonly #errors = new WeakMap<ObserverLike, number>();
  readonly #required: RequiredFailure[] = [];
  /** First failures of required observers while they heard of failures. */
  #untold: { readonly entry: Entry; readonly message: string; readonly seq: number }[] = [];
  /** Entries with promises that have not settled, removed ones included. */
  readonly #pending = new Set<Entry>();
  readonly #waiters = new Set<() => void>();

  constructor(private readonly publish: (draft: BuiltInDraft) => void) {}

  errorCount(observer: ObserverLike): number {
    return this.#errors.get(observer) ?? 0;
  }

  requiredFailures(): readonly RequiredFailure[] {
    return [...this.#required];
  }

  /** Counts an error and tells it when it is new. True when the observer has failed too often in a row. */
  failed(entry: Entry, event: ExperimentEvent, error: unknown): boolean {
    const message = messageOf(error);
    this.#errors.set(entry.observer, this.errorCount(entry.observer) + 1);
    entry.errors += 1;
    entry.errorsInARow += 1;
    // A failure while hearing of a failure is only counted, or two broken observers would talk for ever.
    if (event.type === 'observer.error') {
      entry.lastError = message;
      if (this.#fails(entry, message)) this.#untold.push({ entry, message, seq: event.seq });
    } else {
      this.#tell(entry, event.type, event.seq, message, error);
    }
    return entry.errorsInARow >= entry.suspendAfter && !entry.suspended;
  }

  /** A failure of an observer that it has not thrown itself. */
  broke(entry: Entry, type: string, seq: number, message: string): void {
    this.#errors.set(entry.observer, this.errorCount(entry.observer) + 1);
    entry.errors += 1;
    this.#tell(entry, type, seq, message, undefined);
  }

  /** Tells the failures of required observers that were only counted so far. */
  tellUntold(): void {
    const untold = this.#untold;
    this.#untold = [];
    for (const { entry, message, seq } of untold) this.#publishError(entry, 'observer.error', seq, message, undefined);
  }

  suspended(entry: Entry): void {
    this.#fails(entry, `it was suspended after ${entry.errors} errors`);
    this.publish({ type: 'observer.suspended', ...named(entry), errors: entry.errors });
  }

  dropped(entry: Entry, count: number): void {
    this.#fails(entry, `${count} events were dropped`);
    this.publish({ type: 'observer.dropped', ...named(entry), count });
  }

  /** One call, or one asynchronous handling, took so long; `observer.slow` is published at the 1st or 3rd long one, then at each tenfold. */
  sampled(entry: Entry, type: string, ms: number): void {
    entry.sample(ms);
    const limit = entry.queue === undefined ? SLOW_MS : SLOW_HANDLING_MS;
    // A failure or slowness while hearing of slowness must not be answered with more of it.
    if (ms <= limit || type === 'observer.slow') return;
    entry.slowSamples += 1;
    const atOnce = entry.queue !== undefined || ms >= VERY_SLOW_MS;
    if (atOnce && entry.slowSamples < SLOW_CALLS) entry.slowSamples = SLOW_CALLS;
    if (!/^30*$/.test(String(entry.slowSamples)) || entry.slowTold === entry.slowSamples) return;
    entry.slowTold = entry.slowSamples;
    this.publish({ type: 'observer.slow', observer: entry.name, mean_ms: entry.totalMs / entry.samples, worst_ms: entry.worstMs });
  }

  pending(entry: Entry): void {
    entry.pending += 1;
    this.#pending.add(entry);
  }

  fulfilled(entry: Entry): void {
    entry.errorsInARow = 0;
    this.settled(entry);
  }

  settled(entry: Entry): void {
    entry.pending -= 1;
    if (entry.pending > 0) return;
    this.#pending.delete(entry);
    if (this.#pending.size > 0) return;
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }

  get unfinished(): readonly Entry[] {
    return [...this.#pending];
  }

  /** Resolves when no promise of an observer's method is pending. */
  whenFulfilled(): Promise<void> {
    return this.#pending.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiters.add(resolve));
  }

  #tell(entry: Entry, type: string, seq: number, message: string, error: unknown): void {
    entry.lastError = message;
    const fails = this.#fails(entry, message);
    const told = this.#told.get(entry.observer) ?? new Set<string>();
    this.#told.set(entry.observer, told);
    // What makes the run end otherwise is told in any case, also of an observer that is registered twice.
    if (!fails && (told.has(message) || told.size >= MOST_MESSAGES)) return;
    told.add(message);
    this.#publishError(entry, type, seq, message, error);
  }

  #publishError(entry: Entry, type: string, seq: number, message: string, error: unknown): void {
    // Only now: making the text of a stack costs more than a hundred deliveries.
    const stack = error instanceof Error ? error.stack : undefined;
    entry.lastStack = stack;
    this.publish({ type: 'observer.error', ...named(entry), message, event_type: type, event_seq: seq, ...(stack === undefined ? {} : { stack }) });
  }

  /** True when it is the first failure of a required observer. */
  #fails(entry: Entry, message: string): boolean {
    if (!entry.required || this.#required.some(({ observer }) => observer === entry.name)) return false;
    this.#required.push({ observer: entry.name, message });
    return true;
  }
}

const named = ({ name, required }: Entry): { readonly observer: string; readonly required?: boolean } => ({ observer: name, ...(required ? { required } : {}) });

/** Whatever was thrown: also what cannot be turned into a text. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'something was thrown that cannot be shown';
  }
}
