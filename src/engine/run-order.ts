import { randomInt } from 'node:crypto';
import type { RunOrder, TestCasePlan } from '../config';

const SEEDS = 2 ** 32;

/** A seed for an order that was given none. */
export const newSeed = (): number => randomInt(SEEDS);

/** The test cases in the order in which they run; the same seed gives the same order. What looks at iterations together comes after all of them. */
export function inRunOrder(tests: readonly TestCasePlan[], order: RunOrder, seed: number): readonly TestCasePlan[] {
  return [...ordered(tests.filter(({ over }) => over === undefined), order, seed), ...tests.filter(({ over }) => over !== undefined)];
}

function ordered(tests: readonly TestCasePlan[], order: RunOrder, seed: number): readonly TestCasePlan[] {
  switch (order) {
    case 'file':
      return tests;
    case 'interleave':
      // One iteration of each before the next, so that what drifts meets all alike.
      return tests.toSorted((a, b) => a.iteration - b.iteration);
    case 'shuffle':
      return shuffled(tests, seed);
    default:
      return order satisfies never;
  }
}

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = generator(seed);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** mulberry32: small, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed % SEEDS;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEEDS;
  };
}
