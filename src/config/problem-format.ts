import type { Problem } from './problem';

/** `file:line:col severity code message`, on one line. */
export const formatProblem = (problem: Problem): string =>
  `${problem.file}:${problem.range.start.line}:${problem.range.start.column} ${problem.severity} ${problem.code} ${problem.message.replace(/\s+/g, ' ')}`;
