export { RegexError, RegexWorker } from './regex-worker';
export type { RegexErrorCode } from './regex-worker';
export type { MatchResult } from './protocol';
