import type { Event, Uri } from 'vscode';

/** What tests use of the product's public API, as a foreign extension would write it down. */
export interface ProductApi {
  readonly version: number;
  readonly onDidChange: Event<string>;
  startRun(file: Uri | string, options?: { readonly tests?: readonly string[]; readonly parallel?: number; readonly iterations?: number }): Promise<StartedRun>;
  cancel(run: string, reason?: string): boolean;
  runs(): readonly RunState[];
  experiments(): readonly ExperimentInfo[];
  registerObserver(pattern: string, observer: (event: ObservedEvent) => unknown, options?: { readonly name?: string; readonly hearsReplays?: boolean }): { dispose(): void };
  explain(type: string): Explanation;
  publish(run: string, event: { readonly type: string; readonly [key: string]: unknown }): void;
  whenIdle(): Promise<void>;
}

export interface StartedRun {
  readonly run: string;
  readonly dir: string;
  readonly finished: Promise<RunState>;
}

export interface Explanation {
  readonly didYouMean?: string;
  readonly receivers: readonly { readonly observer: string; readonly pattern: string }[];
}

export interface ObservedEvent {
  readonly type: string;
  readonly seq: number;
  readonly test?: string;
  readonly [key: string]: unknown;
}

export interface Range {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

export interface RunState {
  readonly run: string;
  readonly dir: string;
  readonly status: string;
  readonly outcome?: string;
  readonly counts: { readonly [outcome: string]: number };
  readonly order: readonly string[];
  readonly tests: { readonly [id: string]: TestState };
}

export interface TestState {
  readonly name: string;
  /** Relative to the run's folder. */
  readonly dir: string;
  readonly status: string;
  readonly outcome?: string;
  readonly failures: readonly { readonly message: string; readonly source?: { readonly file: string; readonly range: Range } }[];
}

export interface ExperimentInfo {
  readonly file: string;
  readonly name: string;
  readonly tests: readonly { readonly id: string; readonly name: string }[];
  readonly problems: readonly { readonly line: number; readonly column: number; readonly severity: string; readonly message: string }[];
  readonly runs: readonly { readonly run: string; readonly origin: string; readonly driver?: string }[];
}

/** What commands that run something resolve with. */
export interface RunReport {
  readonly file: string;
  readonly refused?: string;
  readonly run?: string;
  readonly dir?: string;
  readonly outcome?: string;
  readonly counts?: { readonly [outcome: string]: number };
}
