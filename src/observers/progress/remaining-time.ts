/** How long a run will still take: known only when something is known of each of its test cases. */
export type Remaining = { readonly ms: number } | { readonly unknown: number };

export interface RemainingWork {
  /** Expected time of each running test case, and for how long it has been running, in milliseconds. */
  readonly running: readonly { readonly expectedMs: number | undefined; readonly elapsedMs: number }[];
  /** Expected times of those that wait, in their order. */
  readonly waiting: readonly (number | undefined)[];
  readonly parallel: number;
}

/** Lets the work happen, each test case on the first place that becomes free. `unknown` counts those without an expectation. */
export function remainingTime({ running, waiting, parallel }: RemainingWork): Remaining {
  const unknown = running.filter(({ expectedMs }) => expectedMs === undefined).length + waiting.filter((expected) => expected === undefined).length;
  if (unknown > 0) return { unknown };
  const free: number[] = running.map(({ expectedMs = 0, elapsedMs }) => Math.max(0, expectedMs - elapsedMs));
  const places = Math.max(parallel, running.length, 1);
  while (free.length < Math.min(places, running.length + waiting.length)) free.push(0);
  for (const expected of waiting) {
    let first = 0;
    for (let place = 1; place < free.length; place++) if ((free[place] ?? 0) < (free[first] ?? 0)) first = place;
    free[first] = (free[first] ?? 0) + (expected ?? 0);
  }
  return { ms: Math.max(0, ...free) };
}
