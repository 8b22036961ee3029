import type { Failure, Outcome } from './outcome';
import type { SourceRef } from './source';
import type { StepKind } from './step-kind';

/** All that a test case came to, as its events told it. Plain JSON data. */
export interface CaseResult {
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly attempt: number;
  /** How the attempts before this one ended. */
  readonly earlier: readonly AttemptState[];
  /** It passed, but not at its first attempt. */
  readonly flaky?: boolean;
  /** Of its last attempt, relative to the run's folder. */
  readonly dir: string;
  readonly started?: string;
  readonly duration_ms: number;
  readonly failures: readonly Failure[];
  readonly services: { readonly [name: string]: ServiceState };
  readonly steps: readonly StepState[];
  readonly assertions: readonly AssertionState[];
  readonly metrics: { readonly [name: string]: number };
  readonly artifacts: readonly string[];
  /** Artifacts that the file asks for, and nothing was found of. */
  readonly unmatched?: readonly string[];
  readonly leftovers: readonly LeftoverState[];
  /** Of all its attempts; absent where there are none. */
  readonly warnings?: readonly Warning[];
}

/** Something that a person should know, and that breaks nothing. */
export interface Warning {
  readonly message: string;
  readonly source?: SourceRef;
}

/** An attempt of a test case that another one followed. */
export interface AttemptState {
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly failures: readonly Failure[];
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
