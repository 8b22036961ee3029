import type { Unmet } from './extensions';

/** Whatever a plug-in says did not hold, as texts. */
export function unmetOf(value: unknown): Required<Unmet> {
  const { message, expected, found } = (typeof value === 'object' && value !== null ? value : { message: value }) as { readonly [key: string]: unknown };
  const text = (given: unknown, none: string): string => (typeof given === 'string' ? given : given === undefined ? none : JSON.stringify(given) ?? none);
  return { message: text(message, 'did not hold'), expected: text(expected, ''), found: text(found, '') };
}
