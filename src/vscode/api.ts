import type { Disposable, Event, Uri } from 'vscode';
import type {
  AsyncObserver, CustomDraft, EventDefinition, Explanation, Observer, ObserverLike, ObserverStatus, PayloadValidator, RegisterOptions, RunOutcome, TracedDelivery,
} from '../events';
import type { RunState } from '../results';

export type {
  BuiltInEvent, BuiltInType, Counts, CustomDraft, CustomEvent, EventDefinition, EventOf, EventPayloads, ExperimentEvent, Explanation, Failure,
  ObserverFunction, ObserverLike, ObserverStatus, Outcome, RegisterOptions, RunOutcome, SourceRef, TracedDelivery,
} from '../events';
export type { AssertionState, RunState, ServiceState, StepState, TestState } from '../results';

/** How a run that a command started has ended; plain data. */
export interface RunReport {
  /** Absolute path of the experiment file. */
  readonly file: string;
  /** Why nothing was run; the fields below are missing then. */
  readonly refused?: string;
  readonly run?: string;
  /** Absolute path of the run's folder. */
  readonly dir?: string;
  readonly outcome?: RunOutcome;
  readonly counts?: RunState['counts'];
}

/** How *Run Until Failure…* has ended; plain data. */
export interface RoundsReport {
  /** `stopped` by a person; `nothing` when no test case could fail. */
  readonly verdict: 'passed' | 'failed' | 'stopped' | 'nothing';
  readonly rounds: number;
  /** Test cases that passed, in all rounds. */
  readonly passed: number;
  /** Of the runs of the last round. */
  readonly reports: readonly RunReport[];
}

export interface StartOptions {
  /** Ids of test cases; default: all of the file. */
  readonly tests?: readonly string[];
  /** How many test cases at once; default: the setting, then the file. */
  readonly parallel?: number;
  readonly failFast?: boolean;
  /** Values of variables in place of the file's, as texts; a list or a map is given as YAML. */
  readonly variables?: { readonly [name: string]: string };
  /** How often each test case runs, in place of what the file says. */
  readonly iterations?: number;
  /** Absolute path of the folder of a run that was interrupted or cancelled, to go on with: what finished there is kept. It says which test cases run. */
  readonly resume?: string;
}

export interface StartedRun {
  readonly run: string;
  readonly dir: string;
  /** Resolves (never rejects) with the last state, once everything is written and nothing is left alive. */
  readonly finished: Promise<RunState>;
}

export interface ExperimentInfo {
  readonly file: string;
  readonly name: string;
  readonly tests: readonly { readonly id: string; readonly name: string }[];
  readonly problems: readonly { readonly line: number; readonly column: number; readonly severity: string; readonly code: string; readonly message: string }[];
  /** Newest first. `journal`: of before the window was loaded; `elsewhere`: driven by another window or a terminal, as `driver` says. */
  readonly runs: readonly { readonly run: string; readonly origin: 'here' | 'journal' | 'elsewhere'; readonly driver?: string }[];
}

/** What `activate` returns to other extensions. */
export interface ExperimentObserverApi {
  /** Grows with every change that could break a caller. */
  readonly version: 1;
  /**
   * Starts a run; the workspace must be trusted.
   * @throws Error when nothing of the file can run; the message is one line.
   */
  startRun(file: Uri | string, options?: StartOptions): Promise<StartedRun>;
  /** First call: stop gracefully. Second: kill now. False when no such run is driven by this window. */
  cancel(run: string, reason?: string): boolean;
  /** Plain copies of the states of all runs shown, newest first. */
  runs(): readonly RunState[];
  /** A plain copy of the state of one run; undefined when no such run is shown. */
  state(run: string): RunState | undefined;
  /** Fired after a run's state has changed, at most once in 100 ms and run; with the run's id. */
  readonly onDidChange: Event<string>;
  experiments(): readonly ExperimentInfo[];
  /** The observer hears the matching events of every run of this window, those under way included. */
  registerObserver(pattern: string | readonly string[], observer: ObserverLike, options?: RegisterOptions): Disposable;
  unregisterObserver(pattern: string | readonly string[], observer: ObserverLike): void;
  /** The base classes of observers, since an extension that only has these types has nothing to import them from. */
  readonly Observer: typeof Observer;
  readonly AsyncObserver: typeof AsyncObserver;
  /**
   * Defines a custom event: until it is disposed, every event of this type is checked in every run of this window, whoever
   * publishes it. @throws TypeError when the type is malformed, built in, or defined already.
   */
  defineEvent<T extends string, P extends object>(type: T, validator: PayloadValidator<P>): EventDefinition<T, P> & Disposable;
  /**
   * Publishes a custom event in a run of this window.
   * @throws Error when the run is not under way; TypeError when the event is not sound.
   */
  publish(run: string, event: CustomDraft): void;
  /**
   * Who hears events of this type, in their order, and why others do not: in the run, which must be under way in this
   * window; without one in the newest, or in any that would start now. @throws Error when there is no such run.
   */
  explain(type: string, run?: string): Explanation;
  /** How the observers of a run fare; without one as in `explain`. @throws Error when there is no such run. */
  observers(run?: string): readonly ObserverStatus[];
  /** Tells every single call of an observer with its duration, in every run of this window, until it is disposed. It costs time. */
  trace(listener: (delivery: TracedDelivery, run: string) => void): Disposable;
  /** Resolves when files and earlier runs have been read and no run is under way. */
  whenIdle(): Promise<void>;
}
