/** The metrics of the test cases of a run, for what looks at several of them together. */
export class MetricSamples {
  readonly #byCase = new Map<string, ReadonlyMap<string, number>>();

  /** Those of a case's last attempt count. */
  set(id: string, metrics: ReadonlyMap<string, number>): void {
    if (metrics.size > 0) this.#byCase.set(id, metrics);
    else this.#byCase.delete(id);
  }

  /** Each metric's values over these test cases, in their order. */
  over(ids: readonly string[]): ReadonlyMap<string, readonly number[]> {
    const samples = new Map<string, number[]>();
    for (const id of ids) {
      for (const [name, value] of this.#byCase.get(id) ?? []) samples.set(name, [...samples.get(name) ?? [], value]);
    }
    return samples;
  }
}
