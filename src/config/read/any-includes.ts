import { isMap } from '../../events';
import { includes, stableJson } from './stable-json';

const texts = new WeakMap<readonly unknown[], ReadonlySet<string>>();

/** Whether one of the values has all that `part` has. Thousands of parts are asked of the same values: only for a map each of these is looked at. */
export const anyIncludes = (values: readonly unknown[], part: unknown): boolean => {
  const known = texts.get(values) ?? new Set(values.map(stableJson));
  texts.set(values, known);
  return known.has(stableJson(part)) || (isMap(part) && values.some((value) => includes(value, part)));
};
