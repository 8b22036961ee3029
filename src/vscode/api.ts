import type { Disposable, Event, Uri } from 'vscode';
import type { CustomDraft, ObserverLike, RegisterOptions, RunOutcome } from '../events';
import type { RunState } from '../results';

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

export interface StartOptions {
  /** Ids of test cases; default: all of the file. */
  readonly tests?: readonly string[];
  /** How many test cases at once; default: the setting, then the file. */
  readonly parallel?: number;
  readonly failFast?: boolean;
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
  /** Fired after a run's state has changed, at most once in 100 ms and run; with the run's id. */
  readonly onDidChange: Event<string>;
  experiments(): readonly ExperimentInfo[];
  /** The observer hears the matching events of every run of this window, those under way included. */
  registerObserver(pattern: string | readonly string[], observer: ObserverLike, options?: RegisterOptions): Disposable;
  unregisterObserver(pattern: string | readonly string[], observer: ObserverLike): void;
  /** Publishes a custom event in a run of this window. @throws Error when the run is not under way. */
  publish(run: string, event: CustomDraft): void;
  /** Resolves when files and earlier runs have been read and no run is under way. */
  whenIdle(): Promise<void>;
}
