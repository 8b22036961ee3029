import type { Counts, Failure, Outcome, Phase, RunOutcome, SourceRef, StepKind } from '../events';

/** The state of a run: the reduction of its events, the only thing any view looks at. Plain JSON data. */
export interface RunState {
  readonly run: string;
  readonly name: string;
  readonly file: string;
  readonly dir: string;
  readonly owner: string;
  readonly status: 'configured' | 'running' | 'stopping' | 'killing' | 'ended';
  readonly outcome?: RunOutcome;
  readonly started?: string;
  readonly finished?: string;
  readonly duration_ms?: number;
  readonly counts: Counts;
  /** In planned order; ids index `tests`. */
  readonly order: readonly string[];
  readonly tests: { readonly [id: string]: TestState };
  readonly errors: readonly RunError[];
  /** What the last sweep found and nobody can tell whose it was. */
  readonly leftovers: readonly LeftoverState[];
  readonly source?: SourceRef;
  /** `seq` of the last event applied. */
  readonly seq: number;
}

export interface TestState {
  readonly id: string;
  readonly name: string;
  readonly base: string;
  readonly matrix: { readonly [key: string]: unknown };
  readonly iteration: number;
  /** It looks at so many iterations together. */
  readonly over?: number;
  readonly tags: readonly string[];
  readonly attempt: number;
  /** How the attempts before this one ended. */
  readonly earlier: readonly AttemptState[];
  /** It passed, but not at its first attempt. */
  readonly flaky?: boolean;
  /** Relative to the run's folder. */
  readonly dir: string;
  readonly source: SourceRef;
  readonly status: 'planned' | 'queued' | 'running' | 'finished';
  /** While running. */
  readonly phase?: Phase;
  readonly outcome?: Outcome;
  readonly reason?: string;
  readonly started?: string;
  readonly duration_ms?: number;
  readonly failures: readonly Failure[];
  readonly services: { readonly [name: string]: ServiceState };
  readonly steps: readonly StepState[];
  readonly assertions: readonly AssertionState[];
  readonly metrics: { readonly [name: string]: number };
  readonly artifacts: readonly string[];
  readonly leftovers: readonly LeftoverState[];
}

/** An attempt of a test case that another one followed. */
export interface AttemptState {
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly failures: readonly Failure[];
}

/** What broke that belongs to no test case. */
export interface RunError {
  readonly message: string;
  readonly source?: SourceRef;
  /** It is the failure of this required observer, and nothing else. */
  readonly observer?: string;
}

/** A process that outlived what started it. */
export interface LeftoverState {
  readonly pid: number;
  readonly command: string;
  readonly found_by: string;
  readonly ended: boolean;
}

export interface ServiceState {
  readonly name: string;
  readonly source: SourceRef;
  readonly status: 'planned' | 'starting' | 'ready' | 'stopping' | 'stopped' | 'error';
  readonly pid?: number;
  readonly ports: { readonly [name: string]: number };
  readonly ready_ms?: number;
  readonly starts: number;
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly killed: boolean;
  readonly message?: string;
}

export interface StepState {
  readonly id: string;
  readonly index: number;
  /** `index` of the step that it is below. */
  readonly parent?: number;
  readonly name: string;
  readonly kind?: StepKind;
  readonly source: SourceRef;
  readonly status: 'running' | 'passed' | 'failed' | 'error' | 'cancelled' | 'skipped';
  readonly duration_ms?: number;
  readonly exit_code?: number | null;
  readonly tries: number;
  readonly logs: readonly string[];
}

export interface AssertionState {
  readonly index: number;
  readonly kind: string;
  readonly message: string;
  readonly source: SourceRef;
  readonly passed: boolean;
  readonly expected?: string;
  readonly found?: string;
  readonly diff?: string;
}
