import type { AsyncObserver } from './async-observer';
import type { AsyncQueue } from './async-queue';
import type { ExperimentEvent } from './catalogue';
import type { ObserverLike } from './observer';
import { handlerName } from './observer';
import { compilePattern } from './pattern';
import type { RegistrationWarning } from './registration-warnings';

/** Who brought an observer, for those who debug it. */
export interface ObserverSource {
  readonly kind: 'built-in' | 'plug-in' | 'extension' | 'api';
  /** Of the plug-in; the extension's id. */
  readonly name?: string;
  /** Absolute path of the file it was loaded from. */
  readonly file?: string;
}

export interface RegisterOptions {
  /** Higher comes first; equal priorities keep the order of registration. Default 0; the journal has Infinity. */
  readonly priority?: number;
  /** Names the observer in `observer.error` and in lists; default: its own name. */
  readonly name?: string;
  /** First hears the run's earlier events, then the live ones: none twice, none left out. Needs a manager with a history. */
  readonly replay?: boolean;
  /** Is also told the events of earlier runs that are replayed in the window; by default only what happens now. */
  readonly hearsReplays?: boolean;
  /** Its failure is told by `requiredFailures()`, and a run ends with an exit code of its own for it. */
  readonly required?: boolean;
  /** Suspends it after so many errors in a row; default: never. */
  readonly suspendAfter?: number;
  readonly source?: ObserverSource;
  /** Whoever publishes depends on it: it cannot be suspended. */
  readonly vital?: boolean;
}

/** Undoes a registration; a second call does nothing. */
export interface Registration {
  dispose(): void;
}

/** What `registerObserver` returns. */
export interface ObserverRegistration extends Registration {
  /** What is probably a mistake in this registration. */
  readonly warnings: readonly RegistrationWarning[];
  readonly suspended: boolean;
  /** It gets no more events until `resume()`; those in between it never gets. */
  suspend(): void;
  resume(): void;
}

export type Call = (event: ExperimentEvent) => unknown;
export type ObserverKind = 'function' | 'observer' | 'async';

export const isAsyncObserver = (observer: ObserverLike): observer is AsyncObserver =>
  typeof observer === 'object' && typeof Reflect.get(observer, 'onEventAsync') === 'function';

/** One observer with the patterns of one registration, and how it fares. */
export class Entry {
  readonly name: string;
  readonly kind: ObserverKind;
  readonly priority: number;
  readonly required: boolean;
  readonly suspendAfter: number;
  readonly source: ObserverSource | undefined;
  readonly vital: boolean;
  warnings: readonly RegistrationWarning[] = [];
  /** Only of an asynchronous observer. */
  queue: AsyncQueue | undefined;
  removed = false;
  suspended = false;
  /** Deliveries of the lists that have been thrown away; those of the current ones are counted there. */
  delivered = 0;
  errors = 0;
  errorsInARow = 0;
  /** Its count of deliveries at its last error. */
  lastErrorAt = -1;
  lastError: string | undefined;
  /** Of the last error that was told. */
  lastStack: string | undefined;
  /** Promises of a function or method that turned out to be asynchronous. */
  pending = 0;
  /** Calls that were timed singly, in milliseconds. */
  samples = 0;
  totalMs = 0;
  worstMs = 0;
  slowSamples = 0;
  slowTold = 0;
  readonly #matchers: readonly ((type: string) => boolean)[];

  /** @param id unlike that of any other registration of its manager. */
  constructor(readonly id: number, readonly observer: ObserverLike, readonly patterns: readonly string[], options: RegisterOptions) {
    this.name = options.name ?? (observer.name || 'anonymous');
    this.kind = isAsyncObserver(observer) ? 'async' : typeof observer === 'function' ? 'function' : 'observer';
    this.priority = options.priority ?? 0;
    this.required = options.required ?? false;
    this.suspendAfter = options.suspendAfter ?? Infinity;
    this.source = options.source;
    this.vital = options.vital ?? false;
    this.#matchers = patterns.map(compilePattern);
  }

  get active(): boolean {
    return !this.removed && !this.suspended;
  }

  matches(type: string): boolean {
    return this.#matchers.some((matches) => matches(type));
  }

  /** The pattern through which it hears events of this type. */
  patternFor(type: string): string | undefined {
    return this.patterns[this.#matchers.findIndex((matches) => matches(type))];
  }

  /** The call for events of this type; undefined where the observer has no method for it. A getter of it that throws counts as a handler that does. */
  handlerFor(type: string, generation: () => number): Call | undefined {
    const { observer, queue } = this;
    if (queue !== undefined) return (event) => queue.push(event, generation());
    if (typeof observer === 'function') return observer;
    try {
      const own: unknown = Reflect.get(observer, handlerName(type));
      const handler: unknown = typeof own === 'function' ? own : Reflect.get(observer, 'onEvent');
      return typeof handler === 'function' ? (event) => Reflect.apply(handler, observer, [event]) as unknown : undefined;
    } catch (error) {
      return () => { throw error; };
    }
  }

  /** @param ms how long one call took. */
  sample(ms: number): void {
    this.samples += 1;
    this.totalMs += ms;
    if (ms > this.worstMs) this.worstMs = ms;
  }
}
