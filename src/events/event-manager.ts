import type { BuiltInDraft, BuiltInEvent, Envelope } from './catalogue';
import { freezeDeep } from './freeze';
import type { ExperimentEvent, ObserverLike } from './observer';
import { Entry, type RegisterOptions, type Registration } from './registration';

interface Delivery {
  readonly entry: Entry;
  readonly call: (event: ExperimentEvent) => unknown;
}

/** A custom event before it got its envelope. */
export interface CustomDraft extends Partial<Pick<Envelope, 'test' | 'service' | 'plugin'>> {
  readonly type: string & { readonly custom?: never };
  readonly [key: string]: unknown;
}

export interface EventManagerOptions {
  /** Id of the run whose events these are. */
  readonly run?: string;
  readonly now?: () => Date;
}

/**
 * Delivers the events of one run to its observers, in one total order: an event published while another is being
 * delivered waits until that one has reached all its observers. An observer that throws stops nobody.
 */
export class EventManager {
  readonly #entries: Entry[] = [];
  readonly #deliveries = new Map<string, readonly Delivery[]>();
  readonly #queue: ExperimentEvent[] = [];
  readonly #reported = new Map<ObserverLike, Set<string>>();
  readonly #errors = new Map<ObserverLike, number>();
  readonly #run: string | undefined;
  readonly #now: () => Date;
  #seq = 0;
  #current: ExperimentEvent | undefined;

  constructor(options: EventManagerOptions = {}) {
    this.#run = options.run;
    this.#now = options.now ?? (() => new Date());
  }

  /**
   * @param pattern one pattern or a list; see `compilePattern`.
   * @throws TypeError when a pattern is malformed.
   */
  registerObserver(pattern: string | readonly string[], observer: ObserverLike, options: RegisterOptions = {}): Registration {
    const entry = new Entry(observer, typeof pattern === 'string' ? [pattern] : pattern, options);
    const next = this.#entries.findIndex((other) => other.priority < entry.priority);
    this.#entries.splice(next < 0 ? this.#entries.length : next, 0, entry);
    this.#deliveries.clear();
    return { dispose: () => this.#remove(entry) };
  }

  /** Ends the registrations of this observer that were made with exactly this pattern. */
  unregisterObserver(pattern: string | readonly string[], observer: ObserverLike): void {
    const key = typeof pattern === 'string' ? pattern : pattern.join();
    for (const entry of [...this.#entries]) {
      if (entry.observer === observer && entry.patterns.join() === key) this.#remove(entry);
    }
  }

  /** Completes the envelope, freezes the event and delivers it (or queues it while another is being delivered). */
  publishEvent(draft: BuiltInDraft | CustomDraft): ExperimentEvent {
    const event = freezeDeep({
      schema: 1,
      seq: ++this.#seq,
      time: this.#now().toISOString(),
      ...(this.#run === undefined ? {} : { run: this.#run }),
      ...(this.#current === undefined ? {} : { cause: this.#current.seq }),
      ...draft,
    }) as BuiltInEvent;
    this.#enqueue(event);
    return event;
  }

  /** Delivers an event that already has its envelope: replay, or following another's journal. */
  deliverEvent(event: ExperimentEvent): void {
    this.#seq = Math.max(this.#seq, event.seq);
    this.#enqueue(event);
  }

  /** How often this observer has thrown or rejected. */
  errorCount(observer: ObserverLike): number {
    return this.#errors.get(observer) ?? 0;
  }

  #enqueue(event: ExperimentEvent): void {
    this.#queue.push(event);
    if (this.#current !== undefined) return;
    try {
      while ((this.#current = this.#queue.shift()) !== undefined) this.#deliver(this.#current);
    } finally {
      this.#current = undefined;
    }
  }

  #deliver(event: ExperimentEvent): void {
    for (const { entry, call } of this.#deliveriesOf(event.type)) {
      if (!entry.active) continue;
      try {
        const result = call(event);
        // An observer that happens to be asynchronous must not end in an unhandled rejection.
        if (result instanceof Promise) result.catch((error: unknown) => this.#failed(entry, event, error));
      } catch (error) {
        this.#failed(entry, event, error);
      }
    }
  }

  #deliveriesOf(type: string): readonly Delivery[] {
    const known = this.#deliveries.get(type);
    if (known) return known;
    const seen = new Set<ObserverLike>();
    const list: Delivery[] = [];
    for (const entry of this.#entries) {
      if (seen.has(entry.observer) || !entry.matches(type)) continue;
      const call = entry.handlerFor(type);
      if (call === undefined) continue;
      seen.add(entry.observer);
      list.push({ entry, call });
    }
    this.#deliveries.set(type, list);
    return list;
  }

  #failed(entry: Entry, event: ExperimentEvent, error: unknown): void {
    this.#errors.set(entry.observer, this.errorCount(entry.observer) + 1);
    const message = error instanceof Error ? error.message : String(error);
    const reported = this.#reported.get(entry.observer) ?? new Set<string>();
    this.#reported.set(entry.observer, reported);
    if (reported.has(message)) return;
    reported.add(message);
    // A failure while hearing of a failure is only counted, or two broken observers would talk for ever.
    if (event.type === 'observer.error') return;
    this.publishEvent({
      type: 'observer.error', observer: entry.name, message, event_type: event.type, event_seq: event.seq,
      ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
    });
  }

  #remove(entry: Entry): void {
    entry.active = false;
    const index = this.#entries.indexOf(entry);
    if (index >= 0) this.#entries.splice(index, 1);
    this.#deliveries.clear();
  }
}
