import type { RegexWorker } from '../../workers';

/** Matches users' regular expressions off the main thread; a `RegexError` is an error of the check. */
export type RegexMatcher = Pick<RegexWorker, 'matchRegex'>;

const TIMEOUT_MS = 5000;

/** Always with `m`: `^` and `$` are those of lines. */
export const findPattern = (regex: RegexMatcher, pattern: string, text: string) => regex.matchRegex(pattern, 'm', text, { timeoutMs: TIMEOUT_MS });
