import type { TestCasePlan } from '../../config';

/** The test cases of the file that are these, after it was read with other values: those may be part of their names. */
export function sameTests(ids: readonly string[], before: readonly TestCasePlan[], after: readonly TestCasePlan[]): readonly string[] {
  const known = new Set(after.map(({ id }) => id));
  return ids.flatMap((id) => {
    if (known.has(id)) return [id];
    const plan = before.find((one) => one.id === id);
    const same = plan === undefined ? undefined : after.find((one) => keyOf(one) === keyOf(plan));
    return same === undefined ? [] : [same.id];
  });
}

const keyOf = ({ source, matrix, iteration, over }: TestCasePlan): string => JSON.stringify([source.path, matrix, iteration, over?.length]);
