import type { PlannedTest } from '../../events';
import { distributionOf } from './distribution';
import type { IterationMetrics } from './metrics-snapshot';

interface Series { readonly values: number[]; readonly unit?: string }
interface Group { readonly durations: number[]; readonly metrics: Map<string, Series> }

/** Gathers what the iterations of one test case and combination measured; each counts once, with its last attempt. */
export class Iterations {
  readonly #leftOut = new Set<string>();
  /** Names of those test cases that are not named by their id. */
  readonly #names = new Map<string, string>();
  readonly #groups = new Map<string, Group>();

  /** @param warmup so many first iterations are left out. */
  plan(tests: readonly PlannedTest[], warmup: number): void {
    for (const { id, name, iteration } of tests) {
      if (iteration <= warmup) this.#leftOut.add(id);
      if (name !== id) this.#names.set(id, name);
    }
  }

  finished(id: string, durationMs: number, metrics: ReadonlyMap<string, { readonly value: number; readonly unit?: string }>): void {
    if (this.#leftOut.has(id)) return;
    const name = this.#names.get(id) ?? id;
    const group: Group = this.#groups.get(name) ?? { durations: [], metrics: new Map() };
    this.#groups.set(name, group);
    group.durations.push(durationMs);
    for (const [metric, { value, unit }] of metrics) {
      const known: Series = group.metrics.get(metric) ?? { values: [], ...(unit === undefined ? {} : { unit }) };
      known.values.push(value);
      group.metrics.set(metric, known);
    }
  }

  snapshot(): { readonly [name: string]: IterationMetrics } {
    return Object.fromEntries([...this.#groups].map(([name, { durations, metrics }]) => [name, {
      duration_ms: distributionOf(durations),
      metrics: Object.fromEntries([...metrics].map(([metric, { values, unit }]) => [metric, { ...distributionOf(values), ...(unit === undefined ? {} : { unit }) }])),
    }]));
  }
}
