import type { Counts, Outcome } from '../events';

export const NO_COUNTS: Counts = {
  total: 0, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0,
};

/** Moves one test case from one outcome (undefined: not finished) to another. */
export function recount(counts: Counts, before: Outcome | undefined, after: Outcome | undefined): Counts {
  if (before === after) return counts;
  const next = { ...counts };
  if (before !== undefined) next[before] -= 1;
  if (after !== undefined) next[after] += 1;
  return next;
}

/** One more (or one less) test case that passed at a later attempt. */
export const recountFlaky = (counts: Counts, before = false, after = false): Counts =>
  (before === after ? counts : { ...counts, flaky: counts.flaky + (after ? 1 : -1) });

/** Test cases that have their outcome. */
export const finishedCount = (counts: Counts): number =>
  counts.passed + counts.failed + counts.error + counts.skipped + counts.cancelled + counts.interrupted;
