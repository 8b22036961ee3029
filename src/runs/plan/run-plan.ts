import type { RunOrder } from '../../config';
import type { CaseIdentity } from '../../events';

/** What a run would do, as far as it can be known before: plain JSON, stable for scripts (new fields may be added). Times in milliseconds. */
export interface RunPlan {
  readonly schema: 1;
  readonly dry_run: true;
  readonly experiment: string;
  /** Absolute. */
  readonly file: string;
  /** The folder in which the run's own folder would be made. */
  readonly dir: string;
  readonly settings: {
    readonly parallel: number;
    readonly fail_fast: boolean;
    readonly order: RunOrder;
    /** Of `shuffle`; drawn for this plan when none was given. */
    readonly seed?: number;
    readonly warmup?: number;
    readonly timeout_ms?: number;
  };
  readonly variables: { readonly [name: string]: unknown };
  /** `skipped` and `broken` would not get as far as their services. */
  readonly counts: { readonly total: number; readonly skipped: number; readonly broken: number };
  /** Of the whole run, from earlier runs of the same test cases; null when some never ran. */
  readonly expected_ms: number | null;
  /** Of those that did run before, as if there were no others. */
  readonly known_ms: number;
  /** Test cases that never came to a verdict before. */
  readonly unknown: number;
  /** In the order in which they would start. */
  readonly tests: readonly PlannedCase[];
}

/** What stands in the way of a part of the plan, whatever the run brings. */
export interface PlanProblem {
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
}

/** A service, step, assertion or environment. Texts show `«…»` for what is known only while the run goes on. */
export interface PlannedPart {
  readonly line: number;
  readonly problems?: readonly PlanProblem[];
  /** As in the file, where what it comes to is known only while the run goes on. */
  readonly as_written?: unknown;
  readonly [detail: string]: unknown;
}

export interface PlannedService extends PlannedPart {
  readonly name: string;
  readonly depends_on: readonly { readonly service: string; readonly condition: 'ready' | 'started' | 'ended' }[];
}

export interface PlannedStep extends PlannedPart {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** Those below it. */
  readonly steps?: readonly PlannedStep[];
}

export interface PlannedEnvironment extends PlannedPart {
  readonly type: string;
  /** The file does not ask for it. */
  readonly by_default?: true;
}

export interface PlannedCase extends CaseIdentity {
  /** It looks at so many iterations together, after them. */
  readonly over?: number;
  readonly tags: readonly string[];
  readonly line: number;
  /** Why it would be skipped. */
  readonly skip?: string;
  /** It would be in error because of these; of a part, they stand at the part. */
  readonly problems?: readonly PlanProblem[];
  readonly expect_outcome?: { readonly outcome: string; readonly reason?: string };
  /** Of each attempt. */
  readonly timeout_ms: number;
  readonly retries: number;
  readonly parallel_group?: string;
  readonly exclusive?: true;
  readonly warmup?: true;
  readonly network: string;
  /** Packets at the ports of its services would be recorded. */
  readonly record_pcap?: true;
  /** What differs from the environment of this process; null unsets. */
  readonly env: { readonly [name: string]: string | null };
  /** The outermost first. */
  readonly environments: readonly PlannedEnvironment[];
  /** In the order in which they would start; independent ones start together. */
  readonly services: readonly PlannedService[];
  readonly steps: readonly PlannedStep[];
  readonly assertions: readonly PlannedPart[];
  readonly artifacts: readonly unknown[];
  /** The median of earlier runs; null when it never came to a verdict. */
  readonly expected_ms: number | null;
}
