import type { SourceRef } from './source';

/** How a test case ended; see the user guide for what each word promises. */
export const OUTCOMES = ['passed', 'failed', 'error', 'skipped', 'cancelled', 'interrupted'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How a whole run ended. */
export type RunOutcome = Exclude<Outcome, 'skipped'>;

/** The part of a test case's life in which something happened. */
export type Phase =
  | 'config' | 'network_setup' | 'execution_environment' | 'services' | 'steps' | 'assertions'
  | 'services_stop' | 'results' | 'network_teardown';

export type FailureKind =
  | 'config' | 'assertion' | 'expectation' | 'step' | 'service' | 'network' | 'execution' | 'timeout' | 'plugin' | 'internal';

/** One reason why a test case did not pass. `expected` and `found` are texts made for reading. */
export interface Failure {
  readonly phase: Phase;
  readonly kind: FailureKind;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  /** Where two texts of several lines differ: `-` was expected, `+` was found. */
  readonly diff?: string;
  readonly source?: SourceRef;
}

export type Counts = { readonly [outcome in Outcome | 'total' | 'flaky']: number };
