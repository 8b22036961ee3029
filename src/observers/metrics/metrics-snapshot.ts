import type { Outcome } from '../../events';
import type { Distribution } from './distribution';

/** What was measured in a run. Durations in milliseconds. Plain JSON data; the form of `metrics.json`. */
export interface MetricsSnapshot {
  readonly schema: 1;
  readonly run: string;
  readonly experiment: string;
  /** How often each type of event came. */
  readonly counters: { readonly [type: string]: number };
  readonly outcomes: { readonly [outcome in Outcome]?: number };
  /** What is alive now, and the most that was at once. */
  readonly gauges: { readonly tests_running: number; readonly tests_running_max: number; readonly services_ready: number; readonly services_ready_max: number };
  /** Over all test cases: each phase, whole test cases, the time until services were ready, steps. */
  readonly durations: { readonly [name: string]: DurationMetric };
  /** What each test case measured itself. */
  readonly tests: { readonly [id: string]: { readonly [metric: string]: MeasuredValue } };
  /** Over the iterations of each test case and combination, warm-up left out. */
  readonly iterations: { readonly [name: string]: IterationMetrics };
}

export interface DurationMetric extends Distribution {
  /** How many are at most so long: pairs of a bound and a count. */
  readonly buckets: readonly (readonly [boundMs: number, count: number])[];
}

export interface MeasuredValue {
  readonly value: number;
  readonly unit?: string;
}

export interface IterationMetrics {
  readonly duration_ms: Distribution;
  readonly metrics: { readonly [metric: string]: Distribution & { readonly unit?: string } };
}
