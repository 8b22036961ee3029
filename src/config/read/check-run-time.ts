import type { Tree } from '../yaml/tree';
import { shown, tooShort } from './check-waits';
import type { ProblemList } from './problem-list';

/** The least that the cases of a test take, in milliseconds. */
export interface LeastTime {
  readonly longestMs: number;
  readonly totalMs: number;
}

/** Warns of a time limit of the run that is over before its test cases can be, so many of them at once. */
export const checkRunTime = (limit: Tree, limitMs: number, tests: readonly LeastTime[], parallel: number, list: ProblemList): void => {
  const total = tests.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const together = Math.ceil(total / Math.max(1, parallel));
  const longest = Math.max(0, ...tests.map(({ longestMs }) => longestMs));
  const least = Math.max(together, longest);
  if (least <= limitMs) return;
  const who = longest > together ? 'A test case waits' : 'The test cases wait';
  const how = longest > together ? '' : parallel > 1 ? ` in all, ${parallel} at once` : ' in all';
  list.problems.push(tooShort(list.file, limit, least, `${who} ${shown(least)}${how}, the time limit of the run is ${shown(limitMs)}`, limit));
};
