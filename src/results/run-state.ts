import type { CaseIdentity, CaseResult, Counts, LeftoverState, Phase, RunOutcome, ShardOf, SourceRef } from '../events';

export type { AssertionState, AttemptState, LeftoverState, ServiceState, StepState } from '../events';

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
  /** Id of the earlier run that this one goes on with. */
  readonly resumes?: string;
  /** It runs only a part of what was to run. */
  readonly shard?: ShardOf;
  /** When not that of the file. */
  readonly sequence?: { readonly order: 'interleave' | 'shuffle'; readonly seed?: number };
  /** Values of variables that replaced those of the file, as they were given. */
  readonly variables?: { readonly [name: string]: string };
  /** How often each test case runs, where it replaced what the file says. */
  readonly iterations?: number;
  /** `seq` of the last event applied. */
  readonly seq: number;
}

/** What a test case has come to so far, and what is known of it beforehand. */
export interface TestState extends CaseIdentity, Omit<CaseResult, 'outcome' | 'duration_ms'>, Partial<Pick<CaseResult, 'outcome' | 'duration_ms'>> {
  /** It looks at so many iterations together. */
  readonly over?: number;
  readonly tags: readonly string[];
  readonly source: SourceRef;
  readonly status: 'planned' | 'queued' | 'running' | 'finished';
  /** While running. */
  readonly phase?: Phase;
  /** Id of the earlier run in which it ran: its result is kept. */
  readonly keptFrom?: string;
}

/** What broke that belongs to no test case. */
export interface RunError {
  readonly message: string;
  readonly source?: SourceRef;
  /** It is the failure of this required observer, and nothing else. */
  readonly observer?: string;
}
