import { RegexError, type MatchResult, type RegexWorker } from '../../workers';

/** Matches users' regular expressions off the main thread. */
export type RegexMatcher = Pick<RegexWorker, 'matchRegex'>;

const TIMEOUT_MS = 5000;

/** A pattern threw or took too long: whether it matches is not known. */
export class PatternBroke extends Error {
  override readonly name = 'PatternBroke';
  constructor(pattern: string, { code, message }: RegexError) {
    super(code === 'regex-timeout' ? `the pattern /${pattern}/ took longer than ${TIMEOUT_MS / 1000} s` : `the pattern /${pattern}/ broke: ${message}`);
  }
}

/** Always with `m`: `^` and `$` are those of lines. @throws PatternBroke */
export async function findPattern(regex: RegexMatcher, pattern: string, text: string): Promise<MatchResult> {
  try {
    return await regex.matchRegex(pattern, 'm', text, { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    throw error instanceof RegexError ? new PatternBroke(pattern, error) : error;
  }
}
