import type { BuiltInEvent, BuiltInType, CustomEvent, EventOf } from './catalogue';

type Camel<S extends string> = S extends `${infer Head}${'.' | '_'}${infer Tail}` ? `${Capitalize<Head>}${Camel<Tail>}` : Capitalize<S>;
/** `test_case.started` is told to `onTestCaseStarted`. */
export type HandlerName<T extends BuiltInType> = `on${Camel<T>}`;
type Handlers = { [T in BuiltInType as HandlerName<T>]?: (event: EventOf<T>) => void };

export type ExperimentEvent = BuiltInEvent | CustomEvent;

export const handlerName = (type: string): string =>
  `on${type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;

/** A listener for a run's events: one optional method per built-in type, `onEvent` for all others. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the methods are optional, so the merge promises nothing
export abstract class Observer {
  /** Names the observer in `observer.error` and in views. */
  get name(): string {
    return this.constructor.name;
  }

  /** Patterns it wants to hear when it is registered without any. */
  interests(): readonly string[] {
    return ['**'];
  }

  /** Gets every event that has no method of its own here. */
  onEvent?(event: ExperimentEvent): void;
}
export interface Observer extends Handlers {}

/** An observer that works asynchronously: it gets one event at a time, in order. */
export interface AsyncObserver {
  readonly name: string;
  onEventAsync(event: ExperimentEvent): Promise<void>;
}

export type ObserverFunction = (event: ExperimentEvent) => void;
export type ObserverLike = Observer | ObserverFunction;
