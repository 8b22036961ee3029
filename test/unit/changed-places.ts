/** Where something is within a value: its keys. */
export type Place = readonly string[];

const isSome = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** All places of a value, its own among them. */
export const placesOf = (value: unknown, at: Place = []): readonly Place[] => [at, ...(isSome(value) ? Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...at, key])) : [])];

/** The same but for one place, which has something else or, undefined, is left out. */
export function changed(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? changed(item, rest, by) : item) as unknown);
  return isSome(value) ? { ...value, [key]: changed((value as { readonly [key: string]: unknown })[key], rest, by) } : value;
}
