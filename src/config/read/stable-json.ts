import { isMap } from '../../events';

/** JSON with sorted keys, so that equal values give equal texts. */
export const stableJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value) ?? 'null';
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${stableJson(value[key])}`).join(',')}}`;
};

/** Whether `value` has all that `part` has: maps by their keys, all else by being equal. */
export const includes = (value: unknown, part: unknown): boolean => {
  if (isMap(value) && isMap(part)) return Object.keys(part).every((key) => Object.hasOwn(value, key) && includes(value[key], part[key]));
  if (typeof value !== 'object' && typeof part !== 'object') return value === part;
  return stableJson(value) === stableJson(part);
};
