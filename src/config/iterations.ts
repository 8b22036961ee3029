import type { TestCasePlan } from './experiment';

/** The iterations of each combination, with what looks at them together: they follow each other in the file's order. */
export function combinationsOf(tests: readonly TestCasePlan[]): readonly (readonly TestCasePlan[])[] {
  const groups: TestCasePlan[][] = [];
  for (const test of tests) {
    const last = groups.at(-1);
    if (test.iteration === 1 || last === undefined) groups.push([test]);
    else last.push(test);
  }
  return groups;
}

/** Whoever wants what looks over iterations wants them all, those that warm up, too: of a part of them it would say something else. */
export function withIterations(tests: readonly TestCasePlan[], wanted: ReadonlySet<string>): ReadonlySet<string> {
  if (!tests.some(({ id, over }) => over !== undefined && wanted.has(id))) return wanted;
  const groups = combinationsOf(tests).filter((group) => group.some(({ id, over }) => over !== undefined && wanted.has(id)));
  return new Set([...wanted, ...groups.flat().map(({ id }) => id)]);
}
