import type { EngineNeeds } from '../engine';

/** Matches without a worker: for experiments whose patterns are harmless. */
export const plainRegex: EngineNeeds['regex'] = {
  matchRegex: async (pattern, flags, text) => {
    const found = new RegExp(pattern, flags).exec(text);
    return found === null ? { matched: false } : { matched: true, groups: [...found], index: found.index };
  },
};
