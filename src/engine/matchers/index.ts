export { excerpt, lastLine, lineAround, quote, trimLineEnds } from './excerpt';
export { lookUpJson } from './json-path';
export type { Mismatch } from './mismatch';
export { describeNumber, matchNumber } from './number-matcher';
export { findPattern, PatternBroke, type RegexMatcher } from './regex-matcher';
export { matchText } from './text-matcher';
export { logWindows, overlapOf } from './log-windows';
