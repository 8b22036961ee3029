import type { RegexMatcher } from '../../../../src/engine/matchers';

/** Matches without a worker: for tests whose patterns are harmless. */
export const plainRegex: RegexMatcher = {
  matchRegex: async (pattern, flags, text) => {
    const found = new RegExp(pattern, flags).exec(text);
    return found === null ? { matched: false } : { matched: true, groups: [...found], index: found.index };
  },
};
