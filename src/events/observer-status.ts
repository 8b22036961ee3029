import { isBuiltInType } from './catalogue';
import { closest } from './closest';
import { handlerName } from './observer';
import { compilePattern } from './pattern';
import type { Entry, ObserverKind, ObserverSource } from './registration';
import type { RegistrationWarning } from './registration-warnings';

/** How one registration fares. Times in milliseconds. */
export interface ObserverStatus {
  readonly observer: string;
  /** Of the registration, within its manager: what `suspendObserver` and `resumeObserver` take. */
  readonly id: number;
  readonly kind: ObserverKind;
  readonly patterns: readonly string[];
  readonly priority: number;
  readonly required: boolean;
  /** Events it was called for; of an asynchronous observer, those put into its queue. */
  readonly delivered: number;
  readonly errors: number;
  readonly lastError?: string;
  /** Of the last error whose message was new. */
  readonly lastStack?: string;
  /** Over `samples`: calls timed singly while tracing or after a delivery of over 1 ms, and each one of an asynchronous observer. */
  readonly mean_ms: number;
  readonly worst_ms: number;
  readonly samples: number;
  /** Events that wait for it. */
  readonly queued: number;
  readonly dropped: number;
  readonly suspended: boolean;
  readonly source?: ObserverSource;
  /** Whoever publishes depends on it: it cannot be suspended. */
  readonly vital: boolean;
  /** What is probably a mistake in its registration, and still seems so. */
  readonly warnings: readonly RegistrationWarning[];
}

export interface Receiver {
  readonly observer: string;
  readonly kind: ObserverKind;
  readonly pattern: string;
  readonly priority: number;
  readonly source?: ObserverSource;
}

/** Who gets events of a type, in their order, and why others do not. */
export interface Explanation {
  readonly type: string;
  /** Built in, defined, or published before. */
  readonly known: boolean;
  readonly didYouMean?: string;
  readonly receivers: readonly Receiver[];
  readonly others: readonly { readonly observer: string; readonly patterns: readonly string[]; readonly reason: string }[];
}

/** @param known all types that are known by now: what a pattern matched nothing of when it was registered. */
export const statusOf = (entry: Entry, delivered: number, known: readonly string[]): ObserverStatus => ({
  observer: entry.name, id: entry.id, kind: entry.kind, patterns: entry.patterns, priority: entry.priority, required: entry.required,
  delivered, errors: entry.errors, ...(entry.lastError === undefined ? {} : { lastError: entry.lastError }),
  ...(entry.lastStack === undefined ? {} : { lastStack: entry.lastStack }),
  mean_ms: entry.samples === 0 ? 0 : entry.totalMs / entry.samples, worst_ms: entry.worstMs, samples: entry.samples,
  queued: entry.queue?.backlog ?? entry.pending, dropped: entry.queue?.droppedCount ?? 0, suspended: entry.suspended,
  ...(entry.source === undefined ? {} : { source: entry.source }), vital: entry.vital,
  warnings: entry.warnings.filter((warning) => warning.kind !== 'matches_nothing' || !known.some(compilePattern(warning.pattern))),
});

/** @param known all types that are known; @param receivers those who get it. */
export function explain(type: string, entries: readonly Entry[], receivers: readonly Entry[], known: readonly string[]): Explanation {
  const meant = known.includes(type) ? undefined : closest(type, known);
  return {
    type, known: known.includes(type), ...(meant === undefined ? {} : { didYouMean: meant }),
    receivers: receivers.map((entry) => ({ observer: entry.name, kind: entry.kind, pattern: entry.patternFor(type) ?? '', priority: entry.priority, ...(entry.source === undefined ? {} : { source: entry.source }) })),
    others: entries.filter((entry) => !receivers.includes(entry)).map((entry) => ({
      observer: entry.name, patterns: entry.patterns, reason: reason(entry, type, receivers),
    })),
  };
}

function reason(entry: Entry, type: string, receivers: readonly Entry[]): string {
  const patterns = entry.patterns.map((pattern) => `'${pattern}'`).join(', ');
  if (!entry.matches(type)) return `${patterns} ${entry.patterns.length === 1 ? 'does' : 'do'} not match '${type}'`;
  if (entry.suspended) return 'it is suspended';
  if (receivers.some(({ observer }) => observer === entry.observer)) return 'it is called once, through its registration that comes first';
  return isBuiltInType(type) ? `it has neither ${handlerName(type)} nor onEvent` : 'it has no onEvent';
}
