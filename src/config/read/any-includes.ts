import { isMap, remembered } from '../../events';
import { includes, stableJson } from './stable-json';

const textsOf = remembered((values: readonly unknown[]): ReadonlySet<string> => new Set(values.map(stableJson)));

/** Whether one of the values has all that `part` has. Thousands of parts are asked of the same values: only for a map each of these is looked at. */
export const anyIncludes = (values: readonly unknown[], part: unknown): boolean =>
  textsOf(values).has(stableJson(part)) || (isMap(part) && values.some((value) => includes(value, part)));
