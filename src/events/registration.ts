import type { ExperimentEvent, ObserverLike } from './observer';
import { handlerName } from './observer';
import { compilePattern } from './pattern';

export interface RegisterOptions {
  /** Higher comes first; equal priorities keep the order of registration. Default 0; the journal has Infinity. */
  readonly priority?: number;
  /** Names the observer in `observer.error`; default: its own name. */
  readonly name?: string;
}

/** Undoes a registration; a second call does nothing. */
export interface Registration {
  dispose(): void;
}

/** One observer with the patterns of one registration. */
export class Entry {
  active = true;
  readonly name: string;
  readonly priority: number;
  readonly #matchers: readonly ((type: string) => boolean)[];

  constructor(readonly observer: ObserverLike, readonly patterns: readonly string[], options: RegisterOptions) {
    this.name = options.name ?? (observer.name || 'anonymous');
    this.priority = options.priority ?? 0;
    this.#matchers = patterns.map(compilePattern);
  }

  matches(type: string): boolean {
    return this.#matchers.some((matches) => matches(type));
  }

  /** The call for events of this type; undefined where the observer has no method for it. */
  handlerFor(type: string): ((event: ExperimentEvent) => unknown) | undefined {
    const { observer } = this;
    if (typeof observer === 'function') return observer;
    const own: unknown = Reflect.get(observer, handlerName(type));
    const handler = typeof own === 'function' ? own : observer.onEvent;
    return handler === undefined ? undefined : (event) => Reflect.apply(handler, observer, [event]) as unknown;
  }
}
