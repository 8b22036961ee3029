import type { Mismatch } from '../matchers';

/** What looking at one assertion gave; the message says it to a person either way. */
export type Check =
  | { readonly passed: true; readonly message: string }
  | { readonly passed: false; readonly message: string; readonly expected: string; readonly found: string; readonly diff?: string };

export const holds = (message: string): Check => ({ passed: true, message });
export const fails = (message: string, expected: string, found: string, diff?: string): Check =>
  ({ passed: false, message, expected, found, ...(diff === undefined ? {} : { diff }) });

/** All that does not match as one failure; undefined when nothing. @throws Error when it could not be looked at */
export function mismatched(what: string, mismatches: readonly Mismatch[]): Check | undefined {
  const broken = mismatches.find((mismatch) => mismatch.broken);
  if (broken) throw new Error(`${what} ${broken.message}`);
  if (mismatches.length === 0) return undefined;
  const all = (part: (mismatch: Mismatch) => string) => [...new Set(mismatches.map(part))].join('\n');
  return fails(mismatches.map(({ message }) => `${what} ${message}`).join('; '), all(({ expected }) => expected), all(({ found }) => found), mismatches.find(({ diff }) => diff !== undefined)?.diff);
}
